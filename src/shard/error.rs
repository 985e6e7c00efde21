//! Why a stage fails.

use crate::dataset::Failure;
use crate::engine::shards::Incomplete;
use crate::storage::StorageError;
use std::io;

/// Why a stage of a shared run fails.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ShardError {
    /// The input cannot be read, or the output cannot be written.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The dataset cannot be found.
    #[error("{0}")]
    NoDataset(String),
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
    /// The stages have not read everything that was written, or have read some of it twice.
    #[error("the run is incomplete: {0}")]
    Unbalanced(&'static str),
    /// A block cannot be read.
    #[error("{0}")]
    Storage(StorageError),
    /// The dataset cannot be checked.
    #[error("the dataset cannot be read")]
    Failure(Box<Failure>),
}
