//! factlint is a linter for facts: it checks a curated JSON dataset of claims against a JSON Schema
//! and against consistency rules, and shows every finding at its exact place.
//!
//! The road of the data is one way:
//!
//! ```text
//! factlint.toml -> Rulebook -> documents read -> records -> schema + rules -> findings -> ledger -> baseline -> report
//! ```
//!
//! A module uses only those before it in this order (a test holds it):
//! [`document`], [`path`] and [`value`], [`schema`], [`quote`], [`files`], [`finding`],
//! [`parameters`], [`rule`], [`claims`], [`rules`], [`rulebook`], [`canonical`], [`infer`],
//! [`dataset`], [`engine`], [`ledger`], [`baseline`], [`comparison`], [`report`], [`cli`].
//!
//! What holds everywhere:
//! - Spans come with the parse: a value is a place in the document's text, and nothing builds a tree.
//! - A rule does no input or output and cannot fail: bad data is a finding.
//! - Places are symbolic until they are printed; only [`report`] knows lines and columns.
//! - The order of work never changes the output.
//! - Nothing about any one dataset stands here: that is for its schema and its rulebook.

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
