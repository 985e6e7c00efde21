//! The section about what was and was not checked.

use super::super::{Report, summary};
use super::lists::{self, With, id_of};
use super::reader::Marks;
use crate::rule::{Count, Tally};
use crate::words::grouped;
use maud::{Markup, html};

/// Returns the section.
pub(super) fn section(report: &Report<'_>, with: &With<'_>, marks: &mut Marks) -> Markup {
    let lines = summary::lines_beside_lists(report);
    html! {
        section.panel id="coverage" aria-labelledby="coverage-h" {
            h2 id="coverage-h" { "What was checked, and what was not" }
            @if !lines.is_empty() { ul.plain { @for line in &lines { li { (line) } } } }
            @if let Some(summary) = report.summary { (evidence(&summary.tally)) }
            (lists::sections(report, with, marks))
        }
    }
}

/// Returns a picture and a table of the evidence: how many quotes were found in the kept copies of sources, how
/// many were not, and how many pieces of evidence have no kept copy.
fn evidence(tally: &Tally) -> Markup {
    let parts = [
        ("found", "found word for word in a kept copy", Count::QuoteVerified),
        ("failed", "not found there as recorded", Count::QuoteFailed),
        ("none", "without a kept copy", Count::EvidenceNotVerifiable),
    ];
    let total: u64 = parts.iter().map(|(.., count)| tally.of(*count)).sum();
    if total == 0 {
        return html! {};
    }
    let percent = |number: u64| {
        // Hundredths of a percent are enough for a picture.
        let hundredths = u128::from(number) * 10_000 / u128::from(total);
        format!("{}.{:02}%", hundredths / 100, hundredths % 100)
    };
    let number = |number: u64| grouped(usize::try_from(number).unwrap_or(usize::MAX));
    let starts = parts.iter().scan(0, |start, (.., count)| {
        let own = *start;
        *start += tally.of(*count);
        Some(own)
    });
    html! {
        figure {
            figcaption { "The evidence of all claims" }
            svg.bar width="100%" height="16" aria-hidden="true" {
                @for ((class, _, count), start) in parts.iter().zip(starts) {
                    rect class=(class) x=(percent(start)) width=(percent(tally.of(*count))) height="16" {}
                }
            }
            table {
                thead { tr { th scope="col" { "Pieces of evidence" } th scope="col" { "Number" } } }
                tbody {
                    @for (class, words, count) in parts {
                        tr {
                            th scope="row" {
                                svg.bar.key width="12" height="12" aria-hidden="true" { rect class=(class) width="12" height="12" {} }
                                " " (words)
                            }
                            td {
                                @match tally.of(count) {
                                    0 => "0",
                                    own => a href={ "#" (id_of(count)) } { (number(own)) },
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
