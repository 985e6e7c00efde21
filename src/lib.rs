//! factlint is a linter for facts: it checks a curated JSON dataset of claims against a JSON Schema
//! and against consistency rules, and shows every finding at its exact place.
//!
//! A run goes from [`dataset::Dataset::read`] through [`baseline::check`], which applies the ledger and the
//! baseline to what [`engine::check`] finds, to [`report::write`]. `ARCHITECTURE.md` in the repository says
//! how the modules depend on each other and what holds everywhere.

pub mod baseline;
pub mod canonical;
pub mod claims;
pub mod cli;
pub mod comparison;
pub mod dataset;
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
pub mod value;
