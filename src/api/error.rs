//! The errors of checking a dataset.

use super::finding::{self, Finding};
use crate::dataset::Failure;
use std::fmt;

/// The reason why a dataset cannot be checked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CheckError {
    /// The path does not exist, or no folder at or above it contains a rulebook. Contains a message.
    NotFound(String),
    /// The given date is not a full date. Contains a message.
    InvalidDate(String),
    /// The path of a file in memory is not a path below the root, or two files have it. Contains a message.
    InvalidPath(String),
    /// Some files cannot be read. Contains one message per file.
    Unreadable(Vec<String>),
    /// Mistakes in the rulebook, a schema, the ledger or the baseline.
    Mistakes(Vec<Finding>),
    /// Threads cannot be started. Contains a message.
    NoThreads(String),
}

impl CheckError {
    /// Converts a failure. If files cannot be read, the mistakes are left out, since the unreadable files may have
    /// caused them.
    pub(super) fn of(failure: &Failure) -> CheckError {
        match failure.errors.as_slice() {
            [] => {
                CheckError::Mistakes(finding::all(&failure.files, failure.findings.iter().cloned()))
            }
            errors => CheckError::Unreadable(errors.iter().map(ToString::to_string).collect()),
        }
    }
}

impl fmt::Display for CheckError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CheckError::NotFound(reason)
            | CheckError::InvalidDate(reason)
            | CheckError::InvalidPath(reason)
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
