//! Draws periods on a time axis. A bar is solid where the period is certain, hatched where an end is imprecise, and
//! dotted where an end is missing. Time that was in the future when the source was published is paler. A table contains
//! the same data.

mod marks;
mod words;

use super::super::case::{Case, Claim, DateInWords, Span};
use crate::words::counted;
use jiff::civil::Date;
use marks::Mark;
use maud::{Markup, html};
use std::collections::HashSet;
pub(super) use words::publisher;

/// Height of a row and distance of its bar from the row's top, in pixels.
const ROW: usize = 24;
const BAR: usize = 4;

/// Maximum number of rows that are drawn.
const MAX_ROWS: usize = 12;

/// Maximum number of intervals between labels on the axis.
const MAX_INTERVALS: i16 = 5;

/// The last year that a date can have.
const LAST_YEAR: i16 = 9999;

/// The possible numbers of years between two labels.
const STEPS: [i16; 11] = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1_000];

/// A claim on the axis.
#[derive(Clone, Copy)]
struct Row<'c> {
    /// The letter of the side, or `None` for a related claim, which is not part of the finding.
    letter: Option<&'c str>,
    claim: &'c Claim,
    span: &'c Span,
}

/// The years that an axis shows.
struct Axis {
    first: i16,
    /// The year after the last shown year.
    end: i16,
    /// The number of years between two labels.
    step: i16,
}

/// Returns the hatching patterns that all figures use.
pub(super) fn patterns() -> Markup {
    html! {
        svg.patterns width="0" height="0" aria-hidden="true" { defs {
            @for class in ["a", "b", "c", "d", "n"] {
                pattern id={ "hatch-" (class) } width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect class={ "tint " (class) } width="6" height="6" {}
                    line class={ "stroke " (class) } x1="0" y1="0" x2="0" y2="6" stroke-width="2.4" {}
                }
            }
        } }
    }
}

/// Returns the figure of a case whose claims are about periods or dates.
pub(super) fn figure(case: &Case) -> Markup {
    let rows = rows(case);
    let drawn = drawn(&rows);
    let Some(axis) = Axis::of(&drawn).filter(|_| case.sides.len() > 1) else { return html! {} };
    let marks: Vec<Vec<Mark>> =
        drawn.iter().map(|row| marks::of(row, &axis, &case.differs_at)).collect();
    let title = words::title(&rows);
    let more = rows.len() - drawn.len();
    html! {
        figure {
            figcaption { (title) }
            @if let Some(difference) = words::difference(&rows, &case.differs_at) {
                p.small { (difference) }
            }
            div.axis {
                svg width="100%" height="18" aria-hidden="true" { (axis.labels()) }
                svg.lines aria-hidden="true" {
                    @for (_, at) in axis.labelled() {
                        line.grid x1=(percent(at)) x2=(percent(at)) y1="18" y2="100%" {}
                    }
                }
                @for (row, marks) in drawn.iter().zip(&marks) { (self::row(row, marks)) }
            }
            (marks::legend(&marks, !case.differs_at.is_empty()))
            @if more > 0 { p.small { (counted(more, "more claim")) " only in the table." } }
            details { summary { "Show as a table" } (words::table(&rows, title)) }
        }
    }
}

/// Returns the claims of the sides that have a time, and the related claims about the same subject that have
/// the same kind of time.
fn rows(case: &Case) -> Vec<Row<'_>> {
    let own = case.sides.iter().flat_map(|side| {
        let row = |claim| Row::of(Some(side.letter.as_str()), claim);
        side.claims.iter().filter_map(row)
    });
    let own: Vec<Row<'_>> = own.collect();
    let are_periods = own.iter().any(|row| !row.is_one_date());
    let related = case.related.iter().filter_map(|claim| Row::of(None, claim));
    let related =
        related.filter(|row| row.is_one_date() != are_periods && row.claim.rank != "deprecated");
    own.iter().copied().chain(related).collect()
}

/// Returns the rows that are drawn, at most `MAX_ROWS`: first a row of each side, then further rows.
fn drawn<'c>(rows: &[Row<'c>]) -> Vec<Row<'c>> {
    let mut letters = HashSet::new();
    let is_first = rows.iter().map(|row| row.letter.is_some() && letters.insert(row.letter));
    let mut order: Vec<(bool, usize)> =
        is_first.enumerate().map(|(position, is_first)| (!is_first, position)).collect();
    order.sort_unstable();
    let mut shown: Vec<usize> =
        order.into_iter().take(MAX_ROWS).map(|(_, position)| position).collect();
    shown.sort_unstable();
    shown.into_iter().filter_map(|position| rows.get(position).copied()).collect()
}

impl<'c> Row<'c> {
    fn of(letter: Option<&'c str>, claim: &'c Claim) -> Option<Row<'c>> {
        Some(Row { letter, claim, span: claim.span.as_ref()? })
    }

    fn is_one_date(&self) -> bool {
        self.span.from == self.span.to
    }
}

impl Axis {
    /// Returns an axis that covers the dates of all rows, or `None` if the rows contain no date.
    fn of(rows: &[Row<'_>]) -> Option<Axis> {
        let ends = || rows.iter().flat_map(|row| [&row.span.from, &row.span.to]).flatten();
        let first = ends().filter_map(|date| day(&date.first)).min()?.year();
        let last = ends().filter_map(|date| day(&date.last)).max()?.year();
        let years = last + 1 - first;
        let least = (years + MAX_INTERVALS - 1) / MAX_INTERVALS;
        let step = STEPS.into_iter().find(|step| *step >= least).unwrap_or(least).max(1);
        Some(Axis { first, end: (first + (years + step - 1) / step * step).min(LAST_YEAR), step })
    }

    /// Returns the position of a day, in percent of the width.
    fn at(&self, day: Date) -> f64 {
        let days = |day: Date| f64::from(days_of(day));
        let year = |year: i16| Date::new(year, 1, 1).map_or(0.0, days);
        let (start, end) = (year(self.first), year(self.end));
        ((days(day) - start) / (end - start).max(1.0) * 100.0).clamp(0.0, 100.0)
    }

    /// Returns the range of positions that a date can denote, in percent of the width.
    fn range(&self, date: &DateInWords) -> Option<(f64, f64)> {
        let (first, last) = (day(&date.first)?, day(&date.last)?);
        Some((self.at(first), self.at(last.tomorrow().unwrap_or(last))))
    }

    /// Returns the years that begin at a line, with their positions. The first and the last line are the edges
    /// of the axis.
    fn labelled(&self) -> Vec<(i16, f64)> {
        let years = (self.first..=self.end).filter(|year| (year - self.first) % self.step == 0);
        years.filter_map(|year| Some((year, self.at(Date::new(year, 1, 1).ok()?)))).collect()
    }

    /// Returns the labels above the lines.
    fn labels(&self) -> Markup {
        let anchor = |year: i16| match year {
            year if year == self.first => "start",
            year if year == self.end => "end",
            _ => "middle",
        };
        html! {
            @for (year, at) in self.labelled() {
                text.year x=(percent(at)) y="14" text-anchor=(anchor(year)) {
                    tspan.month { "Jan " } (year)
                }
            }
        }
    }

    /// Returns the positions of the days on which the sources of a claim were published, in percent of the
    /// width. Days outside of the axis are omitted.
    fn published(&self, claim: &Claim) -> Vec<f64> {
        let dates =
            words::supporting(claim).filter_map(|evidence| evidence.source.published.as_ref());
        let days = dates.filter_map(|date| {
            let (first, last) = (day(&date.first)?, day(&date.last)?);
            let is_on = first.year() >= self.first && last.year() < self.end;
            is_on.then(|| f64::midpoint(self.at(first), self.at(last)))
        });
        days.collect()
    }

    /// Returns the position from which a claim is only a prediction: the day after its last source was published.
    /// Returns `None` if a source has no publication date, or if there is no source.
    fn looked_ahead(&self, claim: &Claim) -> Option<f64> {
        let days = words::supporting(claim).map(|evidence| {
            let published = evidence.source.published.as_ref()?;
            day(&published.last)
        });
        let days: Option<Vec<Date>> = days.collect();
        let last = days?.into_iter().max()?;
        Some(self.at(last.tomorrow().unwrap_or(last)))
    }
}

/// Returns the row of a claim: its name and the days of its sources above its bar.
fn row(row: &Row<'_>, marks: &[Mark]) -> Markup {
    let class = row.letter.map_or("name thin".to_owned(), |letter| {
        format!("name side-{}", super::side::color(letter))
    });
    html! {
        p class=(class) {
            span { @if let Some(letter) = row.letter { span.letter { (letter) " " } } (words::name(row)) }
            span.when { "source published: " (words::published(row.claim)) }
        }
        svg width="100%" height=(if row.letter.is_some() { ROW } else { ROW / 2 }) aria-hidden="true" {
            @for mark in marks { (marks::draw(mark)) }
        }
    }
}

fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}

/// Returns the number of days from 1 January of year 1 to a day.
fn days_of(day: Date) -> i32 {
    let start = Date::new(1, 1, 1).unwrap_or(day);
    start.until(day).map_or(0, |span| span.get_days())
}

fn percent(at: f64) -> String {
    format!("{at:.2}%")
}
