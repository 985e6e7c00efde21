//! The section about what was and was not checked. It lists the counts of unchecked values, each with some of
//! its places.

use super::super::located::Locator;
use super::super::{Report, describe_not_run, one_line, summary};
use crate::rule::{Count, Tally};
use crate::words::grouped;
use maud::{Markup, html};

/// Maximum number of places that are listed per count.
const MAX_PLACES: usize = 200;

/// Returns the section.
pub(super) fn section(report: &Report<'_>, locator: &Locator<'_>) -> Markup {
    let lines = summary::lines(report);
    html! {
        section.panel id="coverage" aria-labelledby="coverage-h" {
            h2 id="coverage-h" { "What was checked, and what was not" }
            ul.plain {
                @for line in &lines { li { (line.replace(" (--show-unchecked lists the places)", "")) } }
            }
            @if let Some(summary) = report.summary {
                (evidence(&summary.tally))
                @for not_run in describe_not_run(&summary.not_run) { p { (one_line(&not_run)) } }
                @for (rule, unchecked) in &summary.unchecked {
                    @for entry in unchecked.entries() {
                        @let places: Vec<_> = entry.places().collect();
                        details {
                            summary {
                                (grouped(usize::try_from(entry.number).unwrap_or(usize::MAX))) " "
                                (entry.count.describe(entry.number)) ", rule " (one_line(rule))
                                @if !entry.field.is_empty() { ", " (one_line(&entry.field)) }
                            }
                            ul.plain.tech {
                                @for place in places.iter().take(MAX_PLACES) {
                                    @let place = locator.locate(place);
                                    li { (one_line(&place.name)) ":" (place.start.line) ":" (place.start.column) }
                                }
                                @if entry.number as usize > places.len().min(MAX_PLACES) {
                                    li { "and " (grouped(entry.number as usize - places.len().min(MAX_PLACES))) " more: factlint check --show-unchecked" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Returns a picture and a table of the evidence: how many quotes were found in the kept copies of sources, how
/// many were not, and how many pieces of evidence have no kept copy.
fn evidence(tally: &Tally) -> Markup {
    let parts = [
        ("found", "found word for word in a kept copy", tally.of(Count::QuoteVerified)),
        ("failed", "not found in the kept copy", tally.of(Count::QuoteFailed)),
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
