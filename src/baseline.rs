//! The baseline: the findings that were there when a dataset began to be checked. They are counted and
//! not shown for as long as they rest on the same facts. A baseline only shrinks.

mod json_schema;
mod lifecycle;
mod migrate;
mod read;
mod write;

pub use json_schema::baseline_schema;
pub use lifecycle::{Standing, apply};
pub use migrate::{Migrated, migrated};
pub use write::{pruned, written};

use crate::dataset::{Dataset, Failure};
use crate::document::FileId;
use crate::engine::Run;
use crate::finding::{Finding, Fingerprint, Place};
use crate::ledger;
use crate::parameters::Spanned;
use crate::value::date::PartialDate;
use std::ops::Range;

/// The version of the baseline's form that this program reads and writes.
pub const VERSION: u64 = 2;

/// The name of a baseline that the program begins.
pub const FILE_NAME: &str = "baseline.toml";

/// The findings of a baseline.
#[derive(Debug)]
pub struct Baseline {
    /// The baseline's file.
    pub file: FileId,
    /// The findings, in the order of the file.
    pub entries: Vec<Entry>,
    /// Where it says that it is of the version before, whose fingerprints are other ones.
    pub former_version: Option<Range<usize>>,
}

/// A finding that was there.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its fingerprint: 64 hexadecimal digits.
    pub fingerprint: Spanned<String>,
    /// The bytes of the whole entry.
    pub span: Range<usize>,
    /// The id of its rule.
    pub rule: String,
    /// What it is about.
    pub subject: String,
    /// The field of that.
    pub field: String,
    /// The hash of what it rested on.
    pub state: String,
    /// Its message then.
    pub message: String,
}

impl Baseline {
    /// Reads a baseline. Where there are mistakes, they are returned and there is no baseline.
    ///
    /// # Errors
    /// Every mistake, at its place.
    pub fn parse(text: &str, file: FileId) -> Result<Baseline, Vec<Finding>> {
        read::read(text, file, false, "")
    }

    /// Reads a baseline that may be of the version before, and that a rulebook names which the output calls
    /// so.
    ///
    /// # Errors
    /// Every mistake, at its place.
    pub fn parse_former(
        text: &str,
        file: FileId,
        rulebook: &str,
    ) -> Result<Baseline, Vec<Finding>> {
        read::read(text, file, true, rulebook)
    }

    /// The baseline of a dataset, where its rulebook names one.
    ///
    /// # Errors
    /// Every mistake, at its place.
    pub fn of(dataset: &Dataset) -> Result<Option<Baseline>, Vec<Finding>> {
        let Some(file) = dataset.baseline else { return Ok(None) };
        let rulebook = dataset.files.name(dataset.rulebook.file);
        read::read(dataset.files.text(file), file, false, rulebook).map(Some)
    }

    /// The fingerprints, in the order of the file.
    fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.fingerprint.value.as_str())
    }
}

impl Entry {
    /// The stable name of what the finding is about.
    #[must_use]
    pub fn topic(&self) -> Fingerprint {
        Fingerprint::of_topic(&self.rule, &self.subject, &self.field)
    }

    /// The entry's place in its baseline.
    #[must_use]
    pub fn place(&self, baseline: FileId) -> Place {
        Place::range(baseline, self.fingerprint.span.clone())
    }
}

/// A run after its ledger and its baseline have been applied.
pub struct Checked {
    /// The run.
    pub run: Run,
    /// What has become of each entry of the baseline, in its order.
    pub standings: Vec<(Entry, Standing)>,
}

/// Checks a dataset and applies its ledger and its baseline.
///
/// # Errors
/// The mistakes of the baseline or of the ledger.
pub fn check(dataset: Dataset, today: &PartialDate) -> Result<Checked, Box<Failure>> {
    match Baseline::of(&dataset) {
        Ok(baseline) => Ok(apply(ledger::check(dataset, today)?, baseline)),
        Err(findings) => {
            Err(Box::new(Failure { files: dataset.files, findings, errors: Vec::new() }))
        }
    }
}
