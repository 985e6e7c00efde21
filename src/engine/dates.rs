//! Merges the findings of several rules about the same malformed date into one finding.

use crate::document::FileId;
use crate::finding::{EncodedFinding, Finding, Place, decoded};
use crate::rule::DATE;
use crate::rulebook::Rulebook;
use std::collections::BTreeMap;

/// Merges the date findings of several rules about the same value into a single finding. The finding has the
/// highest of their levels, unless the rulebook sets the level of `date`. It is about the innermost of the
/// visited records.
pub(super) fn merge(findings: &mut Vec<EncodedFinding>, rulebook: &Rulebook) {
    let mut by_place: BTreeMap<(FileId, usize), Vec<EncodedFinding>> = BTreeMap::new();
    for finding in findings.extract_if(.., |finding| finding.head().kind == DATE) {
        let Some(place) = finding.head().place else { continue };
        let place = (place.file(), place.start());
        by_place.entry(place).or_default().push(finding);
    }
    let level = rulebook.levels.get(DATE).copied();
    findings.extend(by_place.into_values().filter_map(|of_place| {
        let of_place: Vec<Finding> = decoded(&of_place).collect();
        let heaviest = of_place.iter().map(|finding| finding.level).max()?;
        let help = read_by(&of_place);
        let innermost = of_place.into_iter().max_by_key(inner)?;
        Some(innermost.help(help).built_in(DATE, level.unwrap_or(heaviest)).into())
    }));
}

/// Returns a sort key that is greatest for the innermost record, since an outer record starts before the
/// records inside it. If the records are the same, the anchor decides, so the result does not depend on the
/// order of the rules.
fn inner(finding: &Finding) -> impl Ord + use<> {
    (finding.record.as_ref().map(Place::start), finding.anchor.clone())
}

fn read_by(findings: &[Finding]) -> String {
    let mut rules: Vec<&str> = findings.iter().map(|finding| finding.rule.as_str()).collect();
    rules.sort_unstable();
    rules.dedup();
    let word = crate::words::noun(rules.len(), "rule");
    format!("read as a date by the {word} `{}`", rules.join("`, `"))
}
