//! The baseline: the findings that a dataset had when factlint was adopted. They are counted but not shown
//! while their facts stay the same. Once created, a baseline only shrinks.

mod json_schema;
mod lifecycle;
mod migrate;
mod read;
mod write;

pub use json_schema::baseline_schema;
pub use lifecycle::{EntryStatus, apply};
pub use migrate::{Migrated, migrated};
pub use write::{pruned, written};

use crate::dataset::{Dataset, Failure};
use crate::document::FileId;
use crate::engine::{self, FindingName, Run};
use crate::finding::{Finding, Fingerprint, Place};
use crate::ledger::{self, Ledger};
use crate::parameters::Spanned;
use crate::value::date::PartialDate;
use std::ops::Range;

/// The version of the baseline format that this program reads and writes.
pub const VERSION: u64 = 2;

/// The default file name of a baseline.
pub const FILE_NAME: &str = "baseline.toml";

/// The findings of a baseline.
#[derive(Debug)]
pub struct Baseline {
    /// The baseline's file.
    pub file: FileId,
    /// The findings, in the order of the file.
    pub entries: Vec<BaselineEntry>,
    /// The byte range of the version number if the file has the previous version of the format. `None` if it
    /// has the current version. The two versions have different fingerprints.
    pub former_version: Option<Range<usize>>,
}

/// A known finding.
#[derive(Debug, Clone)]
pub struct BaselineEntry {
    /// The fingerprint of the finding: 64 hexadecimal digits.
    pub fingerprint: Spanned<String>,
    /// The byte range of the whole entry.
    pub span: Range<usize>,
    /// The id of the finding's rule.
    pub rule: String,
    /// The subject of the finding.
    pub subject: String,
    /// The field that the finding is about.
    pub field: String,
    /// The hash of the finding's facts when the entry was added.
    pub state: String,
    /// The finding's message when the entry was added.
    pub message: String,
}

impl Baseline {
    /// Parses a baseline.
    ///
    /// # Errors
    ///
    /// Returns a finding for each mistake, at its place.
    pub fn parse(text: &str, file: FileId) -> Result<Baseline, Vec<Finding>> {
        read::read(text, file, false, "")
    }

    /// Parses a baseline that may be in the previous version of the format. `rulebook` is the rulebook's
    /// path as messages show it.
    ///
    /// # Errors
    ///
    /// Returns a finding for each mistake, at its place.
    pub fn parse_former(
        text: &str,
        file: FileId,
        rulebook: &str,
    ) -> Result<Baseline, Vec<Finding>> {
        read::read(text, file, true, rulebook)
    }

    /// Returns the baseline of a dataset, or `None` if it has none.
    ///
    /// # Errors
    ///
    /// Returns a finding for each mistake, at its place.
    pub fn of(dataset: &Dataset) -> Result<Option<Baseline>, Vec<Finding>> {
        let Some(file) = dataset.baseline else { return Ok(None) };
        let rulebook = dataset.files.name(dataset.rulebook.file);
        read::read(dataset.files.text(file), file, false, rulebook).map(Some)
    }

    /// Returns the fingerprints, in the order of the file.
    fn fingerprints(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.fingerprint.value.as_str())
    }
}

impl BaselineEntry {
    /// Returns the rule and the subject of the finding. A baseline does not record the finding's document.
    fn name(&self) -> FindingName<'_> {
        FindingName { rule: &self.rule, subject: &self.subject, document: None }
    }

    /// Returns the fingerprint of the rule, the subject and the field.
    #[must_use]
    pub fn topic(&self) -> Fingerprint {
        Fingerprint::of_topic(&self.rule, &self.subject, &self.field)
    }

    /// Returns the entry's place in its baseline.
    #[must_use]
    pub fn place(&self, baseline: FileId) -> Place {
        Place::range(baseline, self.fingerprint.span.clone())
    }
}

/// A run after its ledger and its baseline have been applied.
pub struct Checked {
    /// The run.
    pub run: Run,
    /// Each entry of the baseline with its status, in the order of the file.
    pub statuses: Vec<(BaselineEntry, EntryStatus)>,
}

/// Returns the mistakes in the baseline and the ledger of a dataset, as findings.
#[must_use]
pub fn mistakes(dataset: &Dataset, today: &PartialDate) -> Vec<Finding> {
    let in_baseline = Baseline::of(dataset).err();
    let in_ledger = Ledger::of(dataset, today).err();
    [in_baseline, in_ledger].into_iter().flatten().flatten().collect()
}

/// Checks a dataset and applies its ledger and its baseline.
///
/// # Errors
///
/// Returns the mistakes in the baseline or in the ledger, as findings.
pub fn check(dataset: Dataset, today: &PartialDate) -> Result<Checked, Box<Failure>> {
    check_with(dataset, today, |dataset| engine::check(dataset, today))
}

/// Checks a dataset with `run`, and applies the ledger and the baseline to the result.
///
/// # Errors
///
/// Returns the mistakes in the baseline or in the ledger, as findings.
pub fn check_with(
    dataset: Dataset,
    today: &PartialDate,
    run: impl FnOnce(Dataset) -> Run,
) -> Result<Checked, Box<Failure>> {
    match Baseline::of(&dataset) {
        Ok(baseline) => Ok(apply(ledger::check_with(dataset, today, run)?, baseline)),
        Err(findings) => {
            Err(Box::new(Failure { files: dataset.files, findings, errors: Vec::new() }))
        }
    }
}
