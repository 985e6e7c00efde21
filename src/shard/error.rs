//! Why a stage fails.

use crate::dataset::Failure;
use crate::engine::shards::{Incomplete, LookedUp};
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
    /// Each process would read too much to look something up.
    #[error(
        "the rule `{}` looks up records of `{}`: each process would read {} bytes of documents, want at most {most}; \
         limit the collection to some documents (`documents`), or allow more with --largest-lookup",
        .lookup.rule, .lookup.collection, .lookup.bytes
    )]
    LookupTooLarge {
        /// What is looked up.
        lookup: LookedUp,
        /// The number of bytes that each process may read.
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
