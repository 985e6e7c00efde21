//! Adds a claim to a finding: a label for the claim's value, a label for each passage of the claim's
//! evidence, and the facts that the finding rests on (its state).

use super::{Claim, Direction, Evidence, place_of_value};
use crate::document::Value;
use crate::finding::{Finding, IndependentSources, Place, State, canonical_with_dates, words_hash};
use crate::quote::contains;
use crate::rule::Lookups;
use crate::value::period::PeriodEnd;

/// The help for claims that cannot all be true.
pub const HELP_HUMAN_DECIDES: &str = "factlint does not decide which claim is right. If one is wrong, rank it `deprecated` and give the reason";

/// Name of the state entry for the number of independent sources.
const INDEPENDENT_SOURCES: &str = "independent sources";

/// Adds a claim to a finding. The claim's value and each passage of its evidence get a label, and the claim's
/// facts become part of the state. If the value is a period and `ends` is not empty, only these ends of the
/// period are labelled.
#[must_use]
pub fn show_claim(
    finding: Finding,
    claim: &Claim<'_>,
    ends: &[PeriodEnd],
    text: &str,
    lookups: &Lookups<'_>,
) -> Finding {
    let mut finding = finding;
    for place in value_places(claim, ends) {
        finding = finding.label(place, text);
    }
    add_statement(&mut finding.state, claim);
    claim
        .evidence()
        .iter()
        .fold(finding, |finding, evidence| show_evidence(finding, claim, ends, evidence, lookups))
}

/// Adds the subject, the property, the statement and the evidence of a claim to the state of a finding. This
/// is for findings that label neither the value nor the passages of the claim.
#[must_use]
pub fn rests_on_claim(mut finding: Finding, claim: &Claim<'_>) -> Finding {
    let id = claim.record.anchor();
    for (name, text) in [("subject", claim.subject()), ("property", claim.property())] {
        if let Some(text) = text {
            finding.state.add(&id, name, text);
        }
    }
    add_statement(&mut finding.state, claim);
    for evidence in claim.evidence() {
        add_evidence(&mut finding.state, claim, &evidence);
    }
    finding
}

/// Adds the value, the validity and the rank of a claim to a state.
fn add_statement(state: &mut State, claim: &Claim<'_>) {
    let id = claim.record.anchor();
    if let Some(value) = claim.tagged_value() {
        let dates = claim.typed_value().map(|(value_type, content)| value_type.dates(content));
        state.add(&id, "value", canonical_with_dates(value, &dates.unwrap_or_default()));
    }
    if let Some(valid) = claim.valid() {
        let dates: Vec<Value<'_>> =
            ["from", "to"].into_iter().filter_map(|name| valid.get(name)).collect();
        state.add(&id, "valid", canonical_with_dates(valid, &dates));
    }
    state.add(&id, "rank", claim.rank());
}

/// Adds the source, the locator and the quote of an item of evidence to a state.
fn add_evidence(state: &mut State, claim: &Claim<'_>, evidence: &Evidence<'_>) {
    let id = claim.record.anchor();
    let role = evidence.direction().map_or("other source", Direction::source_entry);
    state.add(&id, role, evidence.source().unwrap_or_default());
    if let Some(locator) = evidence.locator() {
        state.add(&id, "locator", locator);
    }
    if let Some(quote) = evidence.quote_value() {
        state.add(&id, "quote", quote.as_str().unwrap_or_default());
    }
}

/// Adds a claim to the competing claims of a finding. The number of independent sources that
/// support the claim becomes part of the finding's state, since a decision may depend on it.
#[must_use]
pub fn compete(
    mut finding: Finding,
    claim: &Claim<'_>,
    (side, differs_from): (usize, Vec<String>),
    lookups: &Lookups<'_>,
) -> Finding {
    let competing = claim.competing(side, differs_from, lookups);
    let sources = competing.sources.count().to_string();
    finding.state.add(&competing.subject, INDEPENDENT_SOURCES, sources);
    finding.competing.push(competing);
    finding
}

/// Adds to a finding's state how many independent sources its competing claims have in total. This number can
/// fall while the number for each single claim stays the same.
#[must_use]
pub fn count_sources_of_all(mut finding: Finding) -> Finding {
    let sources = IndependentSources::of_all(&finding.competing).count();
    finding.state.add("", INDEPENDENT_SOURCES, sources.to_string());
    finding
}

/// Adds an item of evidence to a finding. The label is on the passage if the source's snapshot contains the
/// quote, and otherwise on the quote in the document. The source, the locator, the quote and its passage
/// become part of the state. The label's focus is the part of the passage or quote that contains the
/// claim's value. If the value is a period, the focus is the part with these `ends`.
#[must_use]
pub fn show_evidence<'a>(
    finding: Finding,
    claim: &Claim<'a>,
    ends: &[PeriodEnd],
    evidence: &Evidence<'a>,
    lookups: &Lookups<'a>,
) -> Finding {
    let mut finding = finding;
    add_evidence(&mut finding.state, claim, evidence);
    let Some(quote) = evidence.quote_value() else { return finding };
    let Some((snapshot, passage)) = evidence.passage(lookups) else {
        let words = quote.as_str().unwrap_or_default();
        let value = place_of_value(claim, ends, &words, lookups);
        let focus = value.map(|value| Place::inside(quote, value));
        let label = format!("{} says so here", claim.record.display_name());
        return finding.label_with_focus(Place::of(quote), label, focus);
    };
    let span = passage.span();
    let text = snapshot.text().text().get(span.clone()).unwrap_or_default();
    finding.state.add(claim.record.anchor(), "passage", words_hash(text));
    let publisher = evidence
        .source_record(lookups)
        .and_then(|record| record.text(&claim.model().publisher))
        .or_else(|| evidence.source())
        .unwrap_or_default();
    let label = format!("{publisher}, quoted by {}", claim.record.display_name());
    let value = place_of_value(claim, ends, text, lookups);
    let focus = value
        .map(|value| Place::range(snapshot.file, span.start + value.start..span.start + value.end));
    finding.label_with_focus(Place::range(snapshot.file, span), label, focus)
}

/// Labels the places where the sources of a claim contain some words. Only the passages that match the
/// claim's quotes are searched, and each place is labelled once. This is for findings about the wording
/// rather than the value.
#[must_use]
pub fn show_words<'a>(
    finding: Finding,
    claim: &Claim<'a>,
    words: &str,
    lookups: &Lookups<'a>,
) -> Finding {
    claim.evidence().iter().fold(finding, |finding, evidence| {
        let Some((snapshot, passage)) = evidence.passage(lookups) else { return finding };
        let span = passage.span();
        let text = snapshot.text().text().get(span.clone()).unwrap_or_default();
        let Some(found) = contains(text, words) else { return finding };
        let place = Place::range(snapshot.file, span.start + found.start..span.start + found.end);
        if finding.labels.iter().any(|label| label.place == place) {
            return finding;
        }
        finding.label(place, "the source writes it this way")
    })
}

fn value_places(claim: &Claim<'_>, ends: &[PeriodEnd]) -> Vec<Place> {
    let Some((_, content)) = claim.tag() else {
        return vec![claim.tagged_value().map_or_else(|| claim.record.place(), Place::of)];
    };
    let places: Vec<Place> =
        ends.iter().filter_map(|end| content.get(end.key())).map(Place::of).collect();
    if places.is_empty() { vec![Place::of(content)] } else { places }
}
