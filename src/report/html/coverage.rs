//! The section about what was and was not checked. It lists the unchecked values by count: claims with their sources,
//! and the places of other values.

use super::super::case::{AllCases, AtPlace};
use super::super::located::Locator;
use super::super::{Report, describe_not_run, one_line, summary};
use super::link::link;
use super::statements::Entries;
use crate::engine::Summary;
use crate::finding::Place;
use crate::rule::{Count, Tally, UncheckedEntry};
use crate::words::{counted, grouped};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Maximum number of places that are listed per count.
const MAX_PLACES: usize = 1_000;

/// Returns the section. `entries` contains the subjects that the page lists.
pub(super) fn section(
    report: &Report<'_>,
    locator: &Locator<'_>,
    cases: &AllCases<'_>,
    entries: &Entries,
) -> Markup {
    let lines = summary::lines(report);
    html! {
        section.panel id="coverage" aria-labelledby="coverage-h" {
            h2 id="coverage-h" { "What was checked, and what was not" }
            ul.plain {
                @for line in &lines { li { (line.replace(" (--show-unchecked lists the places)", "")) } }
            }
            @if let Some(summary) = report.summary {
                (records(summary))
                (evidence(&summary.tally))
                @for not_run in describe_not_run(&summary.not_run) { p { (one_line(&not_run)) } }
                @for (rule, unchecked) in &summary.unchecked {
                    @for entry in unchecked.entries() {
                        details {
                            summary {
                                (grouped(usize::try_from(entry.number).unwrap_or(usize::MAX))) " "
                                (entry.count.describe(entry.number)) ", rule " (one_line(rule))
                                @if !entry.field.is_empty() { ", " (one_line(&entry.field)) }
                            }
                            (places(entry, locator, cases, entries))
                        }
                    }
                }
            }
        }
    }
}

/// Returns the number of checked records of each collection.
fn records(summary: &Summary) -> Markup {
    let total: usize = summary.records.iter().map(|(_, number)| number).sum();
    html! {
        @if total > 0 {
            details {
                summary { (counted(total, "record")) " checked, by collection" }
                ul.plain {
                    @for (collection, number) in &summary.records {
                        li { (one_line(collection)) ": " (grouped(*number)) }
                    }
                }
            }
        }
    }
}

/// Returns the unchecked values of a count: first the values in claims, by source, then the places of the others.
fn places(
    entry: &UncheckedEntry,
    locator: &Locator<'_>,
    cases: &AllCases<'_>,
    entries: &Entries,
) -> Markup {
    let places: Vec<&Place> = entry.places().take(MAX_PLACES).collect();
    let found = cases.at_places(&places);
    let more = (entry.number as usize).saturating_sub(places.len());
    let others = places.iter().zip(&found).filter(|(_, found)| found.is_none());
    let mut by_source: BTreeMap<SourceName<'_>, Vec<&AtPlace>> = BTreeMap::new();
    for at_place in found.iter().flatten() {
        by_source.entry(source_of(at_place)).or_default().push(at_place);
    }
    html! {
        ul.plain.unchecked {
            @for (source, claims) in &by_source {
                @if let Some((publisher, title, url)) = source {
                    li {
                        (publisher)
                        @if let Some(title) = title { " · " (link(*url, title)) }
                        ul.plain { @for claim in claims { li { (statement(claim, entries)) } } }
                    }
                } @else {
                    @for claim in claims { li { (statement(claim, entries)) } }
                }
            }
            @for (place, _) in others {
                @let place = locator.locate(place);
                li.tech { (one_line(&place.name)) ":" (place.start.line) ":" (place.start.column) }
            }
            @if more > 0 { li { "and " (grouped(more)) " more: factlint check --show-unchecked" } }
        }
    }
}

/// The publisher, the title and the address of a source; `None` if a place is not a piece of evidence.
type SourceName<'a> = Option<(&'a str, Option<&'a str>, Option<&'a str>)>;

fn source_of(at_place: &AtPlace) -> SourceName<'_> {
    let evidence = at_place.evidence.as_ref()?;
    let publisher = evidence.publisher.as_deref().unwrap_or(&evidence.source);
    Some((
        publisher,
        evidence.title.as_deref().or(evidence.url.as_deref()),
        evidence.url.as_deref(),
    ))
}

/// Returns a claim in one line, and what to look for in its source.
fn statement(at_place: &AtPlace, entries: &Entries) -> Markup {
    let AtPlace { claim, evidence } = at_place;
    let locator = evidence.as_ref().and_then(|evidence| evidence.locator.as_deref());
    html! {
        (entries.link(None, &claim.subject.id, &claim.subject.name))
        @match &claim.phrase {
            Some(phrase) => { " " (phrase) " " },
            None => { ", " (claim.property.name) ": " },
        }
        b { (claim.value) }
        @if let Some(valid) = &claim.valid { ", " (valid) }
        @if let Some(locator) = locator { span.soft { " – look for: " (locator) } }
    }
}

/// Returns a picture and a table of the evidence: how many quotes were found in the kept copies of sources, how
/// many were not, and how many pieces of evidence have no kept copy.
fn evidence(tally: &Tally) -> Markup {
    let parts = [
        ("found", "found word for word in a kept copy", tally.of(Count::QuoteVerified)),
        ("failed", "not found there as recorded", tally.of(Count::QuoteFailed)),
        ("none", "without a kept copy", tally.of(Count::EvidenceNotVerifiable)),
    ];
    let total: u64 = parts.iter().map(|(.., number)| number).sum();
    if total == 0 {
        return html! {};
    }
    let percent = |number: u64| {
        // Hundredths of a percent are enough for a picture.
        let hundredths = u128::from(number) * 10_000 / u128::from(total);
        format!("{}.{:02}%", hundredths / 100, hundredths % 100)
    };
    let number = |number: u64| grouped(usize::try_from(number).unwrap_or(usize::MAX));
    let starts = parts.iter().scan(0, |start, (.., number)| {
        let own = *start;
        *start += number;
        Some(own)
    });
    html! {
        figure {
            figcaption { "The evidence of all claims" }
            svg.bar width="100%" height="16" aria-hidden="true" {
                @for ((class, _, own), start) in parts.iter().zip(starts) {
                    rect class=(class) x=(percent(start)) width=(percent(*own)) height="16" {}
                }
            }
            table {
                thead { tr { th scope="col" { "Pieces of evidence" } th scope="col" { "Number" } } }
                tbody {
                    @for (class, words, own) in parts {
                        tr {
                            th scope="row" {
                                svg.bar.key width="12" height="12" aria-hidden="true" { rect class=(class) width="12" height="12" {} }
                                " " (words)
                            }
                            td { (number(own)) }
                        }
                    }
                }
            }
        }
    }
}
