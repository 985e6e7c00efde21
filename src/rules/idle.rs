//! `idle`: something in the rulebook that selects or reads nothing.

use super::{Kind, Origin};
use crate::finding::Level;

pub(crate) const KIND: Kind = Kind {
    name: "idle",
    about: "something in the rulebook that selects or reads nothing",
    level: Level::Notice,
    parameters: &[],
    origin: Origin::Standalone,
    page: include_str!("idle.md"),
};
