//! `baseline`: an error in the baseline, or findings in it that are resolved.

use super::{Kind, Origin};
use crate::finding::Level;

pub(crate) const KIND: Kind = Kind {
    name: "baseline",
    about: "a mistake in the baseline, or a finding in it that is resolved",
    level: Level::Notice,
    parameters: &[],
    origin: Origin::Standalone,
    page: include_str!("baseline.md"),
};
