//! `ledger`: an error in the ledger, or a verdict that no longer matches the data.

use super::{Kind, Origin};
use crate::finding::Level;

pub(crate) const KIND: Kind = Kind {
    name: "ledger",
    about: "a mistake in the ledger, or a verdict that needs another look",
    level: Level::Error,
    parameters: &[],
    origin: Origin::Standalone,
    page: include_str!("ledger.md"),
};
