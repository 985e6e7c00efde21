//! Publishers, and which sources are independent of each other.

use super::{Claim, Evidence};
use crate::finding::{IndependentSources, SourceCount};
use crate::parameters::Model;
use crate::rule::{Accepts, Lookups, key_text};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

/// Maximum number of sources that are read for one source: the source itself, and those that it is derived
/// from, directly or indirectly. If there are more, the number of independent sources is not exact.
const MAX_ORIGINS: usize = 100;

/// The marks of a source, or the reason why they cannot be determined.
enum Marks {
    Known(BTreeSet<String>),
    /// The source, or a source that it is derived from, has no record or several, or has a publisher or an
    /// origin that cannot be read.
    Unknown,
    /// There are more than [`MAX_ORIGINS`] sources: the source itself and those that it is derived from.
    TooMany,
}

/// Returns the sources that support a claim. Two of them are dependent if they, or the sources that they are
/// derived from, have a publisher or a source in common. A source without a record is not counted. A source
/// may depend on any other source if a publisher cannot be read, or if a source that it is derived from
/// cannot be read or has no record.
#[must_use]
pub fn independent_sources(claim: &Claim<'_>, lookups: &Lookups<'_>) -> IndependentSources {
    let mut sources = IndependentSources::default();
    let ids = supporting(claim).filter_map(|evidence| evidence.source());
    for source in ids.filter(|source| is_resolved(source, claim.model(), lookups)) {
        match marks(&source, claim.model(), lookups) {
            Marks::Known(marks) => sources.add(marks),
            Marks::Unknown => sources.add_unknown(),
            Marks::TooMany => sources.add_uncounted(),
        }
    }
    sources
}

/// Returns the number of [`independent_sources`]. The origins of a source are not read if it is the only
/// source.
#[must_use]
pub fn count_independent_sources(claim: &Claim<'_>, lookups: &Lookups<'_>) -> SourceCount {
    let ids = supporting(claim).filter_map(|evidence| evidence.source());
    let resolved = ids.filter(|source| is_resolved(source, claim.model(), lookups));
    match resolved.collect::<BTreeSet<_>>().len() {
        number @ ..2 => SourceCount { number, is_exact: true },
        _ => independent_sources(claim, lookups).count(),
    }
}

/// Splits the evidence that supports a claim into evidence whose source has a record, and evidence whose source has
/// none.
#[must_use]
pub fn supporting_evidence<'a>(
    claim: &Claim<'a>,
    lookups: &Lookups<'a>,
) -> (Vec<Evidence<'a>>, Vec<Evidence<'a>>) {
    supporting(claim).partition(|evidence| {
        evidence.source().is_none_or(|source| is_resolved(&source, claim.model(), lookups))
    })
}

/// Whether a source has a record. Returns `true` for every source if sources are not looked up.
fn is_resolved(source: &str, model: &Model, lookups: &Lookups<'_>) -> bool {
    lookups.collections.get(&model.sources).is_none_or(|known| known.get(source).is_some())
}

fn supporting<'a>(claim: &Claim<'a>) -> impl Iterator<Item = Evidence<'a>> {
    claim.evidence().into_iter().filter(Evidence::supports)
}

/// Returns the publishers whose sources support a claim, without duplicates, in the order of the evidence.
/// A source without a publisher counts as its own publisher.
#[must_use]
pub fn publishers(claim: &Claim<'_>, lookups: &Lookups<'_>) -> Vec<String> {
    let (mut names, mut known) = (Vec::new(), HashSet::new());
    for source in supporting(claim).filter_map(|evidence| evidence.source()) {
        let source = source.into_owned();
        let name = publisher(&source, claim.model(), lookups).unwrap_or(source);
        if known.insert(name.clone()) {
            names.push(name);
        }
    }
    names
}

fn publisher(source: &str, model: &Model, lookups: &Lookups<'_>) -> Option<String> {
    let record = lookups.record(&model.sources, source)?;
    record.text(&model.publisher).map(Cow::into_owned)
}

/// Returns the marks of a source: its id and publisher, and the ids and publishers of all sources that it is
/// derived from, directly or indirectly. Two sources that share a mark are dependent. The marks are unknown
/// if one of these sources has no record or several, or has a publisher or an origin that cannot be read.
fn marks(source: &str, model: &Model, lookups: &Lookups<'_>) -> Marks {
    let mut marks = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut waiting = vec![source.to_owned()];
    while let Some(id) = waiting.pop() {
        if !seen.insert(id.clone()) {
            continue;
        }
        if seen.len() > MAX_ORIGINS {
            return Marks::TooMany;
        }
        if !is_resolved(&id, model, lookups) || lookups.is_shared(&model.sources, &id) {
            return Marks::Unknown;
        }
        marks.extend(publisher(&id, model, lookups).map(|name| format!("publisher {name}")));
        marks.insert(format!("source {id}"));
        let Some(record) = lookups.record(&model.sources, &id) else { continue };
        let read = [&model.publisher, &model.derived_from];
        if !read.into_iter().all(|field| Accepts::Scalar.accepts(field, record.value)) {
            return Marks::Unknown;
        }
        let derived_from = model.derived_from.select(record.value).into_iter();
        waiting.extend(derived_from.filter_map(key_text).map(Cow::into_owned));
    }
    Marks::Known(marks)
}
