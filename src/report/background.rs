//! The dataset that a report is about.

use crate::document::FileId;
use crate::engine::Run;
use crate::rulebook::Rulebook;
use crate::value::date::PartialDate;

/// The dataset that a report is about. Some formats read its records again.
#[derive(Clone)]
pub struct Background<'r> {
    /// The rulebook.
    pub rulebook: &'r Rulebook,
    /// The documents.
    pub documents: &'r [FileId],
    /// The date of the run.
    pub today: &'r PartialDate,
    /// The commit that is checked out, or `None` if it is unknown. The files may contain uncommitted changes.
    pub revision: Option<String>,
}

impl<'r> Background<'r> {
    /// Returns the dataset of a run, without its revision.
    #[must_use]
    pub fn of(run: &'r Run) -> Background<'r> {
        let Run { rulebook, documents, today, .. } = run;
        Background { rulebook, documents, today, revision: None }
    }
}

impl std::fmt::Debug for Background<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Background")
            .field("documents", &self.documents.len())
            .field("today", &self.today)
            .field("revision", &self.revision)
            .finish_non_exhaustive()
    }
}
