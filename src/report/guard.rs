//! Prevents a report from showing wrong places in a document that has changed.

use crate::files::{Files, LargeDocument};
use std::io::{self, Write};

/// A document that could not be read again while a report was written.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {name} again: {reason}; run the command again")]
pub struct Unfinished {
    name: String,
    reason: String,
}

impl Unfinished {
    /// Returns the error for the first document that could not be read again. If the result is `None`, all
    /// places shown so far are right.
    #[must_use]
    pub fn of(files: &Files) -> Option<Unfinished> {
        let (file, error) = files.failures().next()?;
        let (name, reason) = (files.name(file).to_owned(), error.reason.to_string());
        Some(Unfinished { name, reason })
    }
}

/// An output whose writes fail as soon as a document could not be read again. A place is looked up before it is
/// written, so a place in a changed document is never written.
pub(super) struct Guard<'g> {
    /// The documents that are read while the report is written.
    documents: Vec<(&'g str, &'g LargeDocument)>,
    output: &'g mut dyn Write,
}

impl<'g> Guard<'g> {
    pub(super) fn new(files: &'g Files, output: &'g mut dyn Write) -> Guard<'g> {
        // A document that failed earlier already has a finding about the failure.
        let documents = files.iter().filter_map(|(id, file)| Some((&*file.name, files.large(id)?)));
        let documents = documents.filter(|(_, large)| large.failure().is_none());
        Guard { documents: documents.collect(), output }
    }
}

impl Write for Guard<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for (name, large) in &self.documents {
            if let Some(error) = large.failure() {
                let (name, reason) = ((*name).to_owned(), error.reason.to_string());
                return Err(io::Error::other(Unfinished { name, reason }));
            }
        }
        self.output.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}
