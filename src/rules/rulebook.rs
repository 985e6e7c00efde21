//! `rulebook`: an error in the rulebook, in a schema that it names, or in the files that it selects.

use super::{Kind, Origin};
use crate::finding::Level;

pub(crate) const KIND: Kind = Kind {
    name: "rulebook",
    about: "a mistake in the rulebook, in a schema that it names, or in the files that it selects",
    level: Level::Error,
    parameters: &[],
    origin: Origin::Standalone,
    page: include_str!("rulebook.md"),
};
