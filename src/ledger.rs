//! The ledger: people's decisions on findings, each verdict bound to the facts it was based on.
//!
//! `reviews.toml` is written by people and by `factlint review decide`. A verdict changes no data: it hides its finding
//! until it expires, or until one of the facts that it was based on changes.

mod changes;
mod edit;
mod former;
mod json_schema;
mod lifecycle;
mod matching;
mod outcome;
mod read;
mod unapplied;
mod words;
mod write;

pub use changes::{Change, changes};
pub use edit::deprecation;
pub use former::{Migration, migrate};
pub use json_schema::ledger_schema;
pub use lifecycle::{VerdictStatus, apply, status};
pub use matching::Matching;
pub use outcome::{Group, Outcome, Topic};
pub use words::{review_command, with_folder};
pub use write::{LedgerEntry, entry_text, renamed, with_entry, without_entries};

use crate::dataset::{Dataset, Failure};
use crate::document::FileId;
use crate::engine::{self, Run};
use crate::finding::{Finding, Place, State, StateEntry};
use crate::parameters::Spanned;
use crate::value::date::PartialDate;

/// The version of the ledger format that this program reads and writes.
pub const VERSION: u64 = 2;

/// The verdicts of a ledger.
#[derive(Debug)]
pub struct Ledger {
    /// The ledger's file.
    pub file: FileId,
    /// The verdicts, in the order of the file.
    pub verdicts: Vec<Verdict>,
    /// Whether the ledger is in the previous version of the format, whose fingerprints differ.
    pub is_former: bool,
}

/// A person's decision on one finding.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// The finding's fingerprint: 64 hexadecimal digits.
    pub fingerprint: Spanned<String>,
    /// The id of the finding's rule.
    pub rule: String,
    /// The subject of the finding, or its field if it has no subject.
    pub subject: String,
    /// The decision.
    pub outcome: Outcome,
    /// The claims that are right, by their names in `state`.
    pub chosen: Vec<String>,
    /// The claims that are wrong, by their names in `state`.
    pub wrong: Vec<String>,
    /// The reason for the decision.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// The day of the decision.
    pub on: PartialDate,
    /// The last day on which the verdict is in force.
    pub until: Option<PartialDate>,
    /// Evidence outside the dataset, such as URLs or documents.
    pub evidence: Vec<String>,
    /// The facts that the verdict was based on.
    pub state: State,
}

impl Ledger {
    /// Parses a ledger.
    ///
    /// # Errors
    ///
    /// Returns every mistake as a finding at its place.
    pub fn parse(text: &str, file: FileId, today: &PartialDate) -> Result<Ledger, Vec<Finding>> {
        read::read(text, file, today, false, "")
    }

    /// Parses a ledger that may be in the previous version of the format. `rulebook` is the name of the
    /// rulebook in the output.
    ///
    /// # Errors
    ///
    /// Returns every mistake as a finding at its place.
    pub fn parse_former(
        text: &str,
        file: FileId,
        today: &PartialDate,
        rulebook: &str,
    ) -> Result<Ledger, Vec<Finding>> {
        read::read(text, file, today, true, rulebook)
    }

    /// Returns the ledger of a dataset, or `None` if its rulebook names no ledger.
    ///
    /// # Errors
    ///
    /// Returns every mistake as a finding at its place.
    pub fn of(dataset: &Dataset, today: &PartialDate) -> Result<Option<Ledger>, Vec<Finding>> {
        let Some(file) = dataset.ledger else { return Ok(None) };
        let rulebook = dataset.files.name(dataset.rulebook.file);
        read::read(dataset.files.text(file), file, today, false, rulebook).map(Some)
    }
}

impl Verdict {
    /// Returns the verdict's place in its ledger.
    #[must_use]
    pub fn place(&self, ledger: FileId) -> Place {
        Place::range(ledger, self.fingerprint.span.clone())
    }

    /// Whether a claim, by its name in `state`, is among the chosen claims.
    #[must_use]
    pub fn chooses(&self, subject: &str) -> bool {
        self.chosen.iter().any(|chosen| chosen == subject)
    }

    /// Whether a claim, by its name in `state`, is among the claims that are named as wrong.
    #[must_use]
    pub fn refutes(&self, subject: &str) -> bool {
        self.wrong.iter().any(|wrong| wrong == subject)
    }

    /// Returns the records that `state` mentions, without duplicates.
    #[must_use]
    pub fn subjects(&self) -> Vec<&str> {
        let mut subjects: Vec<&str> =
            self.state.entries().iter().map(StateEntry::subject).collect();
        subjects.dedup();
        // Facts about all records together have no subject.
        subjects.retain(|subject| !subject.is_empty());
        subjects
    }
}

/// Checks a dataset and applies its ledger.
///
/// # Errors
///
/// Returns the mistakes in the ledger.
pub fn check(dataset: Dataset, today: &PartialDate) -> Result<Run, Box<Failure>> {
    check_with(dataset, today, |dataset| engine::check(dataset, today))
}

/// Checks a dataset with `run`, and applies the ledger to the result.
///
/// # Errors
///
/// Returns the mistakes in the ledger.
pub fn check_with(
    dataset: Dataset,
    today: &PartialDate,
    run: impl FnOnce(Dataset) -> Run,
) -> Result<Run, Box<Failure>> {
    match Ledger::of(&dataset, today) {
        Ok(ledger) => Ok(apply(run(dataset), ledger.as_ref(), today)),
        Err(findings) => {
            Err(Box::new(Failure { files: dataset.files, findings, errors: Vec::new() }))
        }
    }
}

/// Returns the name of a record in messages: its id, without the collection.
pub(crate) fn strip_collection(subject: &str) -> &str {
    subject.split_once('/').map_or(subject, |(_, id)| id)
}
