//! factlint is a linter for facts: it checks a curated JSON dataset of claims against a JSON Schema
//! and against consistency rules, and reports every finding at its exact place.
//!
//! Data flows in one direction: [`dataset::Dataset::read`] reads a dataset, [`baseline::check`] applies the
//! ledger and the baseline to the findings of [`engine::check`], and [`report::write`] prints them.
//! `ARCHITECTURE.md` in the repository describes the module dependencies and the project's invariants.
//!
//! The feature `cli`, on by default, adds the program: its commands, and the report for a terminal.
//! Without it, the library does not need their dependencies.

// Without the feature, functions that only the program calls are unused.
#![cfg_attr(not(feature = "cli"), allow(dead_code, unused_imports))]

pub mod baseline;
pub mod canonical;
pub mod claims;
#[cfg(feature = "cli")]
pub mod cli;
pub mod comparison;
pub mod dataset;
pub mod disk;
pub mod document;
pub mod engine;
pub mod files;
pub mod finding;
pub mod infer;
pub mod ledger;
pub mod parameters;
pub mod path;
pub mod quote;
pub mod report;
pub mod rule;
pub mod rulebook;
pub mod rules;
pub mod schema;
pub mod shard;
pub mod storage;
pub mod value;
mod words;
