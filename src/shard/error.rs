//! The errors of the stages of a shared run.

use crate::dataset::Failure;
use crate::engine::shards::{Incomplete, LookedUp};
use crate::storage::{FilePath, StorageError};
use std::io;

/// The error of a stage of a shared run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ShardError {
    /// The input cannot be read, or the output cannot be written.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The dataset cannot be found.
    #[error("{0}")]
    NoDataset(String),
    /// A lookup is too large, because each process would have to read all documents that the lookup needs.
    #[error(
        "the rule `{}` looks up {}, so each process would read {} bytes, want at most {most}; limit a collection to some documents (`documents`), or set a higher --largest-lookup",
        .lookup.rule, .lookup.what, .lookup.bytes
    )]
    LookupTooLarge {
        /// The lookup.
        lookup: LookedUp,
        /// The maximum number of bytes that each process may read for the lookup.
        most: u64,
    },
    /// A line of the input has a mistake.
    #[error("line {line} of the input: {reason}")]
    Line {
        /// The number of the line, counted from 1.
        line: usize,
        /// The mistake, in words.
        reason: String,
    },
    /// The facts are not sorted.
    #[error("the facts are not sorted by their bytes: sort the lines with `LC_ALL=C sort`")]
    FactsNotSorted,
    /// The plan was made for other data or by another version of the program.
    #[error("{0}")]
    OtherPlan(String),
    /// The output of a stage is incomplete.
    #[error("the run is incomplete: {0}")]
    Incomplete(#[from] Incomplete),
    /// The stages have missed a line, or have read it twice.
    #[error("the run is incomplete: {0}")]
    Unbalanced(&'static str),
    /// A block cannot be read.
    #[error("{0}")]
    Storage(StorageError),
    /// The lines that `shard records` wrote lack something that must be read.
    #[error("{0} is not among the lines of `shard records`")]
    NotRecorded(FilePath),
    /// The dataset cannot be checked.
    #[error("the dataset cannot be read")]
    Failure(Box<Failure>),
}
