//! Why a dataset cannot be checked.

use super::finding::{self, Finding};
use crate::dataset::Failure;
use std::fmt;

/// Why a dataset cannot be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CheckError {
    /// The path does not exist, or has no rulebook; with a message.
    NotFound(String),
    /// The date that was given is not a day; with a message.
    InvalidDate(String),
    /// Files that cannot be read; with one message for each.
    Unreadable(Vec<String>),
    /// Mistakes in the rulebook, a schema, the ledger or the baseline.
    Mistakes(Vec<Finding>),
    /// Threads cannot be started; with a message.
    NoThreads(String),
}

impl CheckError {
    /// Returns the error for a failure. If files cannot be read, mistakes are left out, since they may follow
    /// from that.
    pub(super) fn of(failure: &Failure) -> CheckError {
        match failure.errors.as_slice() {
            [] => CheckError::Mistakes(finding::all(&failure.files, &failure.findings)),
            errors => CheckError::Unreadable(errors.iter().map(ToString::to_string).collect()),
        }
    }
}

impl fmt::Display for CheckError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CheckError::NotFound(reason)
            | CheckError::InvalidDate(reason)
            | CheckError::NoThreads(reason) => formatter.write_str(reason),
            CheckError::Unreadable(reasons) => formatter.write_str(&reasons.join("; ")),
            CheckError::Mistakes(findings) => {
                let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
                formatter.write_str(&lines.join("\n"))
            }
        }
    }
}

impl std::error::Error for CheckError {}
