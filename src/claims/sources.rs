//! Publishers, and which sources are independent of each other.

use super::{Claim, Evidence};
use crate::finding::IndependentSources;
use crate::parameters::Model;
use crate::rule::Lookups;
use std::collections::BTreeSet;

/// Returns the sources that support a claim. Two of them are dependent if they have a publisher or a source
/// in common, among themselves and all that they were derived from.
#[must_use]
pub fn independent_sources(claim: &Claim<'_>, lookups: &Lookups<'_>) -> IndependentSources {
    let mut sources = IndependentSources::default();
    for source in supporting_sources(claim) {
        sources.add(marks(&source, claim.model(), lookups));
    }
    sources
}

/// Returns the publishers whose sources support a claim, without duplicates, in the order of the evidence. A
/// source without a publisher counts as one.
#[must_use]
pub fn publishers(claim: &Claim<'_>, lookups: &Lookups<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for source in supporting_sources(claim) {
        let name = publisher(&source, claim.model(), lookups).unwrap_or(source);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn supporting_sources(claim: &Claim<'_>) -> Vec<String> {
    let evidence = claim.evidence();
    let supporting = evidence.iter().filter(|evidence| evidence.supports());
    supporting.filter_map(Evidence::source).map(std::borrow::Cow::into_owned).collect()
}

fn publisher(source: &str, model: &Model, lookups: &Lookups<'_>) -> Option<String> {
    let record = lookups.record(&model.sources, source)?;
    record.text(&model.publisher).map(std::borrow::Cow::into_owned)
}

/// Returns what a source shares with every source that it depends on: its publisher, and the roots of what it
/// was derived from, with theirs.
fn marks(source: &str, model: &Model, lookups: &Lookups<'_>) -> BTreeSet<String> {
    let mut marks = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![source.to_owned()];
    while let Some(id) = waiting.pop() {
        if !seen.insert(id.clone()) {
            continue;
        }
        marks.extend(publisher(&id, model, lookups).map(|name| format!("publisher {name}")));
        marks.insert(format!("source {id}"));
        let Some(record) = lookups.record(&model.sources, &id) else { continue };
        let derived_from = model.derived_from.select(record.value).into_iter();
        waiting.extend(
            derived_from.filter_map(|value| value.as_str()).map(std::borrow::Cow::into_owned),
        );
    }
    marks
}
