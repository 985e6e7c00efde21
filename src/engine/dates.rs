//! One finding for each value that stands for a date and is none, however many rules read it.

use crate::document::FileId;
use crate::finding::{Finding, Place};
use crate::rule::DATE;
use crate::rulebook::Rulebook;
use std::collections::BTreeMap;

/// Makes one finding of those of several rules about one value: at the heaviest of their levels, unless
/// the rulebook sets the level of `date`. It is about the innermost of the records that they visited.
pub(super) fn merge(findings: &mut Vec<Finding>, rulebook: &Rulebook) {
    let mut by_place: BTreeMap<(FileId, usize), Vec<Finding>> = BTreeMap::new();
    for finding in findings.extract_if(.., |finding| finding.kind == DATE) {
        let Some(label) = finding.primary() else { continue };
        let place = (label.place.file(), label.place.start());
        by_place.entry(place).or_default().push(finding);
    }
    let level = rulebook.levels.get(DATE).copied();
    findings.extend(by_place.into_values().filter_map(|of_place| {
        let heaviest = of_place.iter().map(|finding| finding.level).max()?;
        let help = read_by(&of_place);
        let innermost = of_place.into_iter().max_by_key(inner)?;
        Some(innermost.help(help).built_in(DATE, level.unwrap_or(heaviest)))
    }));
}

/// A record begins before what is in it; of equal ones, the anchor decides, and not the order of rules.
fn inner(finding: &Finding) -> impl Ord + use<> {
    (finding.record.as_ref().map(Place::start), finding.anchor.clone())
}

fn read_by(findings: &[Finding]) -> String {
    let mut rules: Vec<&str> = findings.iter().map(|finding| finding.rule.as_str()).collect();
    rules.sort_unstable();
    rules.dedup();
    let word = if rules.len() == 1 { "rule" } else { "rules" };
    format!("read as a date by the {word} `{}`", rules.join("`, `"))
}
