//! Lists the rules of a dataset.

use super::Background;
use crate::engine::Summary;
use crate::finding::{Level, Place};
use crate::rules::KINDS;

/// A rule of a dataset.
pub(super) struct ListedRule<'r> {
    pub(super) id: &'r str,
    /// The name of its kind.
    pub(super) kind: &'static str,
    /// The level of its findings; [`Level::Off`] if it did not run.
    pub(super) level: Level,
    /// The place of its id in the rulebook; `None` if it is built in.
    pub(super) place: Option<Place>,
}

/// Returns the rules that ran, and then those that are switched off. In both, the built-in rules that check no records
/// come first, then the others in rulebook order.
pub(super) fn rules<'r>(
    background: &'r Background<'_>,
    summary: &'r Summary,
) -> Vec<ListedRule<'r>> {
    let rulebook = background.rulebook;
    let ids = summary.rules_run.iter().chain(&summary.rules_off);
    let rule = |id: &'r String| {
        if let Some(entry) = rulebook.rule(id) {
            let place = (!entry.kind.is_built_in()).then(|| rulebook.place(&entry.span));
            return Some(ListedRule { id, kind: entry.kind.name, level: entry.level, place });
        }
        let kind = KINDS.iter().find(|kind| kind.name == id)?;
        Some(ListedRule { id, kind: kind.name, level: rulebook.level_of(kind), place: None })
    };
    ids.filter_map(rule).collect()
}
