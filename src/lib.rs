//! factlint is a linter for facts: it checks a curated dataset of claims against a JSON Schema
//! and against consistency rules, and reports every finding at its exact place.
//!
//! # Quick start
//!
//! ```
//! use factlint::{Dataset, check};
//!
//! # fn main() -> Result<(), factlint::CheckError> {
//! let report = check(&Dataset::open("dataset")?)?;
//! let lines: Vec<String> = report.findings().iter().map(ToString::to_string).collect();
//! assert!(lines.iter().all(|line| line.starts_with("dataset/")), "{lines:?}");
//! # Ok(())
//! # }
//! ```
//!
//! [`Dataset::in_memory`] is for programs without a file system. The modules that the documentation does not show are
//! internal and change without notice; `ARCHITECTURE.md` in the repository describes them.
//!
//! The feature `cli`, on by default, adds the program: its commands, and the report for a terminal.
//! Without it, the library does not need their dependencies.

// Without the feature, functions that only the program calls are unused.
#![cfg_attr(not(feature = "cli"), allow(dead_code, unused_imports))]

mod api;

pub use api::{CheckError, Dataset, Finding, Place, Position, Report, Rule, Rulebook, check};
pub use finding::Level;
pub use report::Format;

#[doc(hidden)]
pub mod baseline;
#[doc(hidden)]
pub mod canonical;
#[doc(hidden)]
pub mod claims;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod comparison;
#[doc(hidden)]
pub mod dataset;
#[doc(hidden)]
pub mod disk;
#[doc(hidden)]
pub mod document;
#[doc(hidden)]
pub mod engine;
#[doc(hidden)]
pub mod files;
#[doc(hidden)]
pub mod finding;
#[doc(hidden)]
pub mod infer;
#[doc(hidden)]
pub mod ledger;
#[doc(hidden)]
pub mod parameters;
#[doc(hidden)]
pub mod path;
#[doc(hidden)]
pub mod quote;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod rule;
#[doc(hidden)]
pub mod rulebook;
#[doc(hidden)]
pub mod rules;
#[doc(hidden)]
pub mod schema;
#[doc(hidden)]
pub mod shard;
#[doc(hidden)]
pub mod storage;
#[doc(hidden)]
pub mod value;
mod words;
