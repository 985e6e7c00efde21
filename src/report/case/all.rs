//! The cases of a report on one or several datasets.

use super::super::Report;
use super::super::located::Locator;
use super::{Case, Cases, SourceText, Statements};
use crate::files::Files;
use crate::finding::{Finding, Suppression};

/// The cases of each dataset.
pub(in crate::report) struct AllCases<'r> {
    files: &'r Files,
    of_datasets: Vec<OfDataset<'r>>,
}

/// The cases of a dataset, or `None` if its check ended before any record was read.
struct OfDataset<'r> {
    cases: Option<Cases<'r>>,
    /// The name of the rulebook if there are several datasets.
    rulebook: Option<String>,
}

impl<'r> AllCases<'r> {
    /// Gathers the records that the cases of a report need.
    pub(in crate::report) fn new(report: &'r Report<'r>, locator: &'r Locator<'r>) -> AllCases<'r> {
        let of_datasets = report.parts().into_iter().map(|part| OfDataset {
            rulebook: part.name(),
            cases: Cases::of_part(part.report, &part.files, locator),
        });
        AllCases { files: report.files, of_datasets: of_datasets.collect() }
    }

    /// Returns the cases of the dataset that a finding is from.
    pub(in crate::report) fn with(&self, finding: &Finding) -> Option<&Cases<'r>> {
        self.of_dataset(finding.dataset(self.files))
    }

    /// Returns the cases of the dataset at a position.
    pub(in crate::report) fn of_dataset(&self, position: usize) -> Option<&Cases<'r>> {
        self.of_datasets.get(position)?.cases.as_ref()
    }

    /// Returns the case of a finding. `by` is the reason why the finding is suppressed, or `None` if it is not.
    pub(in crate::report) fn of(
        &self,
        finding: &Finding,
        by: Option<&Suppression>,
    ) -> Option<Case> {
        Some(self.with(finding)?.of(finding, by))
    }

    /// Returns the statements of each dataset that has claims.
    pub(in crate::report) fn statements(&self) -> Vec<Statements> {
        let of_datasets = self.of_datasets.iter().filter_map(|of| {
            let statements = of.cases.as_ref()?.statements(false);
            Some(Statements { rulebook: of.rulebook.clone(), ..statements })
        });
        of_datasets.filter(|statements| !statements.subjects.is_empty()).collect()
    }

    /// Returns the kept copies of the sources that the cases made so far refer to.
    pub(in crate::report) fn sources(&self) -> Vec<SourceText> {
        let texts = self.of_datasets.iter().flat_map(|of| {
            let texts = of.cases.as_ref().map(Cases::sources).unwrap_or_default();
            texts.into_iter().map(|text| SourceText { rulebook: of.rulebook.clone(), ..text })
        });
        texts.collect()
    }
}
