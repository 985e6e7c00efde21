//! JSON Schema validation of documents: drafts 4, 6, 7, 2019-09 and 2020-12.
//!
//! A schema is compiled once and can check any number of values, also on several threads. Every error has an
//! exact span in the document, a location in the schema, and a message that contains the actual and the
//! expected value. If `anyOf` or `oneOf` fails, the errors are those of the closest alternative.
//!
//! This module neither reads files nor fetches URLs: the caller supplies the files that a schema refers to.
//! Data flows in one direction. `compile` creates a [`Schema`]. [`Schema::check`] calls the `jsonschema`
//! crate, which reads the document through `representation`. `exact` compares the numbers that a double
//! cannot represent. `explain` (with `alternatives` for `anyOf` and `oneOf`) converts the errors of the crate
//! into [`SchemaError`]s.

mod about_lists;
mod alternatives;
mod chains;
mod columns;
mod compile;
mod conditions;
mod cycles;
mod effort;
mod elements;
mod equality;
mod error;
mod exact;
mod explain;
mod files;
mod forbidden;
mod formats;
mod identifiers;
mod key_order;
mod keywords;
mod known_files;
mod location;
mod message;
mod metaschemas;
mod naming;
mod pattern;
mod problems;
mod representation;
mod rewriting;
mod slips;
mod sources;
mod spelling;
mod stack;
mod suggest;
mod undecided;
mod unevaluated;
mod vocabulary;
mod wording;

pub use compile::{Draft, Formats, Retrieved, Schema, Settings};
pub use error::{Affected, ErrorPart, RelatedPlace, SchemaError, SchemaProblem};
pub use files::identifiers;
pub use formats::is_idn_email as is_internationalised_email;
pub use key_order::{Applied, KeyOrder};
pub use pattern::regular_expression_error;
pub use vocabulary::Vocabulary;
