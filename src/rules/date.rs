//! `date`: a malformed date.

use super::{Kind, Origin};
use crate::finding::Level;

pub(crate) const KIND: Kind = Kind {
    name: crate::rule::DATE,
    about: "a value that should be a date but is not",
    level: Level::Error,
    parameters: &[],
    origin: Origin::Standalone,
    page: include_str!("date.md"),
};
