//! The ledger: what people have decided on findings, each verdict bound to the facts it was taken on.
//!
//! `reviews.toml` is written by people and by `factlint review decide`. A verdict changes no data: it
//! keeps its finding out of sight for exactly as long as what it was taken on stays the same.

mod changes;
mod edit;
mod former;
mod json_schema;
mod lifecycle;
mod matching;
mod outcome;
mod read;
mod words;
mod write;

pub use changes::{Change, changes};
pub use former::{TakenOver, taken_over};
pub use json_schema::ledger_schema;
pub(crate) use lifecycle::did_not_run;
pub use lifecycle::{Standing, apply, standing};
pub use matching::Matching;
pub use outcome::Outcome;
pub use words::{review_command, with_folder};
pub use write::{Entry, renamed, with_entry, without_entries};

use crate::dataset::{Dataset, Failure};
use crate::document::FileId;
use crate::engine::{self, Run};
use crate::finding::{Finding, Place, State};
use crate::parameters::Spanned;
use crate::value::date::PartialDate;

/// The version of the ledger's form that this program reads and writes.
pub const VERSION: u64 = 2;

/// The verdicts of a ledger.
#[derive(Debug)]
pub struct Ledger {
    /// The ledger's file.
    pub file: FileId,
    /// The verdicts, in the order of the file.
    pub verdicts: Vec<Verdict>,
    /// Whether it is of the version before, whose fingerprints are other ones.
    pub is_former: bool,
}

/// What a person has decided on one finding.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// The finding's fingerprint: 64 hexadecimal digits.
    pub fingerprint: Spanned<String>,
    /// The id of the finding's rule.
    pub rule: String,
    /// What the finding is about, for people.
    pub subject: String,
    /// What was decided.
    pub outcome: Outcome,
    /// The claims that are right, as the state calls them.
    pub chosen: Vec<String>,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// The day of the decision.
    pub on: PartialDate,
    /// The last day on which the verdict holds.
    pub until: Option<PartialDate>,
    /// What the decision rests on beside the dataset: addresses, documents.
    pub evidence: Vec<String>,
    /// The facts that it was taken on.
    pub state: State,
}

impl Ledger {
    /// Reads a ledger. Where there are mistakes, they are returned and there is no ledger.
    ///
    /// # Errors
    /// Every mistake, at its place.
    pub fn parse(text: &str, file: FileId, today: &PartialDate) -> Result<Ledger, Vec<Finding>> {
        read::read(text, file, today, false, "")
    }

    /// Reads a ledger that may be of the version before, and that a rulebook names which the output calls
    /// so.
    ///
    /// # Errors
    /// Every mistake, at its place.
    pub fn parse_former(
        text: &str,
        file: FileId,
        today: &PartialDate,
        rulebook: &str,
    ) -> Result<Ledger, Vec<Finding>> {
        read::read(text, file, today, true, rulebook)
    }

    /// The ledger of a dataset, where its rulebook names one.
    ///
    /// # Errors
    /// Every mistake, at its place.
    pub fn of(dataset: &Dataset, today: &PartialDate) -> Result<Option<Ledger>, Vec<Finding>> {
        let Some(file) = dataset.ledger else { return Ok(None) };
        let rulebook = dataset.files.name(dataset.rulebook.file);
        read::read(dataset.files.text(file), file, today, false, rulebook).map(Some)
    }
}

impl Verdict {
    /// The verdict's place in its ledger.
    #[must_use]
    pub fn place(&self, ledger: FileId) -> Place {
        Place::range(ledger, self.fingerprint.span.clone())
    }

    /// Whether a claim, as the state calls it, is among the chosen ones.
    #[must_use]
    pub fn chooses(&self, subject: &str) -> bool {
        self.chosen.iter().any(|chosen| chosen == subject)
    }

    /// The records that the state speaks of, each once.
    #[must_use]
    pub fn subjects(&self) -> Vec<&str> {
        let mut subjects: Vec<&str> =
            self.state.entries().iter().map(|entry| entry.subject.as_str()).collect();
        subjects.dedup();
        // Facts of all of them together have none.
        subjects.retain(|subject| !subject.is_empty());
        subjects
    }
}

/// Checks a dataset and applies its ledger.
///
/// # Errors
/// The mistakes of the ledger.
pub fn check(dataset: Dataset, today: &PartialDate) -> Result<Run, Box<Failure>> {
    match Ledger::of(&dataset, today) {
        Ok(ledger) => Ok(apply(engine::check(dataset, today), ledger.as_ref(), today)),
        Err(findings) => {
            Err(Box::new(Failure { files: dataset.files, findings, errors: Vec::new() }))
        }
    }
}

/// A record as messages call it: its id, without the collection.
pub(crate) fn strip_collection(subject: &str) -> &str {
    subject.split_once('/').map_or(subject, |(_, id)| id)
}
