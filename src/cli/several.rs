//! One report on several datasets. Each dataset is checked separately, with its own rulebook.

use super::Exit;
use super::context::Stop;
use super::terminal::print_error;
use crate::comparison::Comparison;
use crate::dataset::Failure;
use crate::document::FileId;
use crate::engine::{DatasetsBelow, Run, Summary, sort};
use crate::files::{Content, File, Files};
use crate::finding::{
    Anchor, EncodedFinding, Finding, Label, Level, Place, Suppressed, append, encoded,
};
use crate::report::{Background, Report};
use crate::rulebook::{FILE_NAME, Rulebook};
use crate::rules;
use std::ops::Range;

/// The results of checking several datasets, in the order in which they are added.
#[derive(Default)]
pub(super) struct Several {
    files: Option<Files>,
    findings: Vec<EncodedFinding>,
    suppressed: Vec<Suppressed>,
    /// The statistics of all datasets together.
    summary: Summary,
    parts: Vec<Part>,
}

/// The results of one dataset.
struct Part {
    /// The indices of the dataset's findings among all findings.
    findings: Range<usize>,
    /// The indices of the dataset's suppressed findings among all suppressed findings.
    suppressed: Range<usize>,
    /// The run, without files and findings. `None` if the dataset could not be checked.
    run: Option<Run>,
    comparison: Option<Comparison>,
}

impl Several {
    /// Returns the id of the first file of the next dataset.
    pub(super) fn next_file(&self) -> FileId {
        self.files.as_ref().map_or(FileId(0), Files::next_id)
    }

    /// Adds the datasets that are not checked because they are only below the given paths.
    pub(super) fn add_below(&mut self, below: DatasetsBelow) {
        self.summary.datasets_below = below;
    }

    /// Adds the run of a dataset, and its comparison with a revision, if there is one.
    pub(super) fn add(&mut self, mut run: Run, comparison: Option<Comparison>) {
        let folder = folder_of(run.files.name(run.rulebook.file)).to_owned();
        self.summary.add_dataset(&folder, &run.summary);
        let files = std::mem::take(&mut run.files);
        let findings = std::mem::take(&mut run.findings);
        let suppressed = std::mem::take(&mut run.suppressed);
        self.add_part(files, findings, suppressed, Some(run), comparison);
    }

    /// Adds a dataset that could not be checked. `rulebook` is the name of its rulebook in the output. Each file that
    /// could not be read becomes a finding, so that the report shows it in every format.
    fn add_failure(&mut self, rulebook: &str, failure: Failure) {
        let Failure { mut files, mut findings, errors } = failure;
        if files.get(self.next_file()).is_none() {
            files = self.only_rulebook(rulebook);
        }
        let folder = folder_of(rulebook);
        findings.extend(errors.iter().map(|error| {
            let path = error.path();
            let below = path.strip_prefix(folder).map(|path| path.trim_start_matches('/'));
            not_checked(error.to_string(), below.unwrap_or(path), files.first_id())
        }));
        let mut findings = encoded(findings);
        sort(&mut findings, &files);
        self.count(&findings);
        self.add_part(files, findings, Vec::new(), None, None);
    }

    /// Adds a dataset that could not be checked, with the reason. `rulebook` is the name of its rulebook in the output.
    fn add_error(&mut self, rulebook: &str, message: &str) {
        let files = self.only_rulebook(rulebook);
        let finding = not_checked(message.to_owned(), FILE_NAME, files.first_id());
        let findings = vec![finding.into()];
        self.count(&findings);
        self.add_part(files, findings, Vec::new(), None, None);
    }

    /// Counts the findings of a dataset that could not be checked.
    fn count(&mut self, findings: &[EncodedFinding]) {
        for finding in findings {
            *self.summary.findings.entry(finding.level()).or_default() += 1;
        }
    }

    /// Adds a dataset whose check ended early, and prints why.
    ///
    /// # Errors
    /// The whole command must end, for a reason that has already been printed.
    pub(super) fn add_stop(&mut self, rulebook: &str, stop: Stop) -> Result<(), Stop> {
        match stop {
            Stop::Printed(_) => return Err(stop),
            Stop::Error(message) => {
                print_error(&format!("{rulebook}: {message}"));
                self.add_error(rulebook, &message);
            }
            Stop::Failure(failure) => {
                failure.errors.iter().for_each(|error| print_error(&error.to_string()));
                self.add_failure(rulebook, *failure);
            }
        }
        Ok(())
    }

    /// Returns the files for a dataset whose files could not be read: just the rulebook, with an empty text.
    fn only_rulebook(&self, rulebook: &str) -> Files {
        let mut files = Files::starting_at(self.next_file());
        let (name, key) = (rulebook.to_owned(), FILE_NAME.to_owned());
        files.add(File { name, key, content: Content::Text(String::new()) });
        files
    }

    fn add_part(
        &mut self,
        files: Files,
        mut findings: Vec<EncodedFinding>,
        suppressed: Vec<Suppressed>,
        run: Option<Run>,
        comparison: Option<Comparison>,
    ) {
        // The place of a finding says which dataset it is from.
        for finding in findings.iter_mut().filter(|finding| finding.head().place.is_none()) {
            let label = Label::new(Place::File(files.first_id()), "");
            finding.update(|finding| finding.labels.push(label));
        }
        let (first, first_suppressed) = (self.findings.len(), self.suppressed.len());
        append(&mut self.findings, findings);
        self.suppressed.extend(suppressed);
        self.parts.push(Part {
            findings: first..self.findings.len(),
            suppressed: first_suppressed..self.suppressed.len(),
            run,
            comparison,
        });
        match &mut self.files {
            None => self.files = Some(files),
            Some(all) => all.append(files),
        }
    }

    /// Returns the rulebooks of the datasets that could be checked, each with its name in the output.
    pub(super) fn rulebooks(&self) -> impl Iterator<Item = (&Rulebook, &str)> {
        self.runs()
            .filter_map(|run| Some((&run.rulebook, self.files.as_ref()?.name(run.rulebook.file))))
    }

    /// Returns the runs of the datasets that could be checked, without files and findings.
    pub(super) fn runs(&self) -> impl Iterator<Item = &Run> {
        self.parts.iter().filter_map(|part| part.run.as_ref())
    }

    /// Returns the report on all datasets, or `None` if there are none.
    pub(super) fn report(&self) -> Option<Report<'_>> {
        let files = self.files.as_ref()?;
        let parts = self.parts.iter().map(|part| {
            let findings = self.findings.get(part.findings.clone()).unwrap_or_default();
            Report {
                suppressed: self.suppressed.get(part.suppressed.clone()).unwrap_or_default(),
                summary: part.run.as_ref().map(|run| &run.summary),
                comparison: part.comparison.as_ref(),
                background: part.run.as_ref().map(Background::of),
                ..Report::of_findings(files, findings)
            }
        });
        Some(Report {
            suppressed: &self.suppressed,
            summary: self.runs().next().is_some().then_some(&self.summary),
            parts: parts.collect(),
            ..Report::of_findings(files, &self.findings)
        })
    }
}

/// Returns the finding which says that a dataset was not checked. `subject` is the path of the file that caused this.
fn not_checked(message: String, subject: &str, rulebook: FileId) -> Finding {
    let finding = Finding::new(message.clone(), Anchor::new(subject, "not-checked"));
    let finding = finding.label(Place::File(rulebook), "this dataset was not checked");
    let finding = finding.rests_on(subject, "not-checked", message);
    finding.built_in(rules::rulebook::KIND.name, Level::Error)
}

/// Returns the folder of a rulebook as shown in the output; empty for the current folder.
fn folder_of(rulebook: &str) -> &str {
    rulebook.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Returns the exit code of two datasets together: the more severe one.
pub(super) fn worse(one: Exit, other: Exit) -> Exit {
    let weight = |exit: &Exit| match exit {
        Exit::Clean => 0,
        Exit::NothingChecked => 1,
        Exit::Findings => 2,
        Exit::Error => 3,
    };
    std::cmp::max_by_key(one, other, weight)
}
