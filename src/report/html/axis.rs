//! Draws periods on a time axis. A bar is solid where the period is certain, hatched where an end is
//! imprecise, and dotted where an end is missing. A table contains the same data.

use super::super::case::{Case, Claim, DateInWords, Span};
use super::side::color;
use jiff::civil::Date;
use maud::{Markup, html};

/// Height of a row and distance of its bar from the row's top, in pixels.
const ROW: usize = 32;
const BAR: usize = 4;

/// Maximum number of rows.
const MAX_ROWS: usize = 12;

/// Maximum number of labels on the axis.
const MAX_LABELS: i16 = 6;

/// A claim on the axis.
struct Row<'c> {
    letter: &'c str,
    claim: &'c Claim,
    span: &'c Span,
}

/// The years that an axis shows.
struct Axis {
    first: i16,
    /// The year after the last shown year.
    end: i16,
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
    let rows = case.sides.iter().flat_map(|side| {
        let own = side.claims.iter();
        own.filter_map(|claim| {
            Some(Row { letter: &side.letter, claim, span: claim.span.as_ref()? })
        })
    });
    let rows: Vec<Row<'_>> = rows.take(MAX_ROWS).collect();
    let Some(axis) = Axis::of(&rows).filter(|_| case.sides.len() > 1) else { return html! {} };
    html! {
        figure {
            figcaption { "What each source says of its time" }
            div.axis {
                svg width="100%" height="18" aria-hidden="true" { (axis.years()) }
                @for row in &rows { (axis.row(row, &case.differs_at)) }
            }
            (legend())
            details { summary { "The same as a table" } (table(&rows)) }
        }
    }
}

impl Axis {
    /// Returns an axis that covers the dates of all rows, or `None` if the rows contain no date.
    fn of(rows: &[Row<'_>]) -> Option<Axis> {
        let ends = || rows.iter().flat_map(|row| [&row.span.from, &row.span.to]).flatten();
        let first = ends().filter_map(|date| day(&date.first)).min()?.year();
        let last = ends().filter_map(|date| day(&date.last)).max()?.year();
        Some(Axis { first, end: last + 1 })
    }

    /// Returns the position of a day, in percent of the width.
    fn at(&self, day: Date) -> f64 {
        let days = |day: Date| f64::from(days_of(day));
        let year = |year: i16| Date::new(year, 1, 1).map_or(0.0, days);
        let (start, end) = (year(self.first), year(self.end));
        ((days(day) - start) / (end - start).max(1.0) * 100.0).clamp(0.0, 100.0)
    }

    /// Returns the years that are labelled, with their positions.
    fn labels(&self) -> Vec<(i16, f64)> {
        let step = (self.end - self.first + MAX_LABELS - 1) / MAX_LABELS;
        let years = (self.first..=self.end).step_by(usize::try_from(step.max(1)).unwrap_or(1));
        years.filter_map(|year| Some((year, self.at(Date::new(year, 1, 1).ok()?)))).collect()
    }

    /// Returns the labels above the rows.
    fn years(&self) -> Markup {
        html! {
            @for (year, at) in self.labels() {
                @if year < self.end { text.year x=(percent(at)) dx="4" y="14" { (year) } }
            }
        }
    }

    /// Returns the row of a claim: its name above its bar.
    fn row(&self, row: &Row<'_>, differs_at: &[&str]) -> Markup {
        let class = color(row.letter);
        let own = |end: &str| match differs_at.is_empty() || differs_at.contains(&end) {
            true => class,
            false => "n",
        };
        let range = |date: &DateInWords| {
            let (first, last) = (day(&date.first)?, day(&date.last)?);
            Some((self.at(first), self.at(last.tomorrow().unwrap_or(last))))
        };
        let from = row.span.from.as_ref().and_then(range);
        let to = row.span.to.as_ref().and_then(range);
        let start = from.map_or(0.0, |(_, last)| last);
        let end = to.map_or(100.0, |(first, _)| first);
        let is_one_date = row.span.from == row.span.to;
        html! {
            p class={ "name side-" (class) } {
                span.letter { (row.letter) " " } (publisher(row.claim)) ": " (in_words(row.span))
            }
            svg width="100%" height=(ROW) aria-hidden="true" {
                @for (_, at) in self.labels() {
                    line.grid x1=(percent(at)) x2=(percent(at)) y1="0" y2=(ROW) {}
                }
                @if from.is_none() { (dotted(0.0, end)) }
                @if to.is_none() { (dotted(start, 100.0)) }
                @if from.is_some() && to.is_some() && end > start {
                    rect.sure x=(percent(start)) width=(percent(end - start)) y=(BAR) height="16" {}
                }
                @if let Some(range) = from { (hatched(range, own("from"))) }
                @if let Some(range) = to.filter(|_| !is_one_date) { (hatched(range, own("to"))) }
                @for at in self.published(row.claim) { (pin(at)) }
            }
        }
    }

    /// Returns the positions of the days on which the sources of a claim were published, in percent of the
    /// width. Days outside of the axis are omitted.
    fn published(&self, claim: &Claim) -> Vec<f64> {
        let dates = claim.evidence.iter().filter_map(|evidence| evidence.source.published.as_ref());
        let days = dates.filter_map(|date| {
            let (first, last) = (day(&date.first)?, day(&date.last)?);
            let is_on = first.year() >= self.first && last.year() < self.end;
            is_on.then(|| f64::midpoint(self.at(first), self.at(last)))
        });
        days.collect()
    }
}

fn hatched((start, end): (f64, f64), class: &str) -> Markup {
    html! {
        rect class={ "edge " (class) } fill={ "url(#hatch-" (class) ")" }
            x=(percent(start)) width=(percent((end - start).max(0.4))) y=(BAR) height="16" {}
    }
}

fn dotted(start: f64, end: f64) -> Markup {
    html! { line.dotted x1=(percent(start)) x2=(percent(end)) y1=(BAR + 8) y2=(BAR + 8) {} }
}

/// Returns the pin that marks the day on which a source was published.
fn pin(at: f64) -> Markup {
    html! {
        line.pin x1=(percent(at)) x2=(percent(at)) y1="1" y2="23" {}
        circle.pin cx=(percent(at)) cy="26" r="4" {}
    }
}

fn legend() -> Markup {
    html! {
        ul.legend aria-hidden="true" {
            li { svg width="22" height="12" { rect.sure width="22" height="12" {} } "under way" }
            li { svg width="22" height="12" { rect class="edge n" fill="url(#hatch-n)" width="22" height="12" {} } "begins or ends somewhere in here" }
            li { svg width="22" height="12" { line.dotted x1="2" x2="22" y1="6" y2="6" {} } "no date given" }
            li { svg width="14" height="14" { circle.pin cx="7" cy="5" r="4" {} line.pin x1="7" x2="7" y1="9" y2="14" {} } "source published" }
        }
    }
}

fn table(rows: &[Row<'_>]) -> Markup {
    let end = |date: &Option<DateInWords>| {
        date.as_ref().map_or("not given".to_owned(), |date| date.words.clone())
    };
    let published = |claim: &Claim| {
        let dates = claim.evidence.iter().map(|evidence| &evidence.source.published);
        let words = dates
            .map(|date| date.as_ref().map_or("not known".to_owned(), |date| date.words.clone()));
        words.collect::<Vec<_>>().join(", ")
    };
    html! {
        div.scroll tabindex="0" role="group" aria-label="What each source says of its time, as a table" { table {
            thead { tr { th scope="col" { "Side" } th scope="col" { "Source" } th scope="col" { "From" } th scope="col" { "To" } th scope="col" { "Published" } } }
            tbody {
                @for row in rows {
                    tr {
                        td { (row.letter) }
                        th scope="row" { (publisher(row.claim)) }
                        td { (end(&row.span.from)) } td { (end(&row.span.to)) } td { (published(row.claim)) }
                    }
                }
            }
        } }
    }
}

/// Returns the name of the first publisher of a claim's sources, and the number of the others.
pub(super) fn publisher(claim: &Claim) -> String {
    let mut names: Vec<&str> = Vec::new();
    for evidence in &claim.evidence {
        let source = &evidence.source;
        let name = source.publisher.as_deref().unwrap_or(&source.id);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match names.as_slice() {
        [] => claim.id.clone(),
        [one] => (*one).to_owned(),
        [first, others @ ..] => format!("{first} and {} more", others.len()),
    }
}

fn in_words(span: &Span) -> String {
    match (&span.from, &span.to) {
        (Some(from), Some(to)) if from == to => from.words.clone(),
        (Some(from), Some(to)) => format!("{} – {}", from.words, to.words),
        (Some(from), None) => format!("{} –", from.words),
        (None, Some(to)) => format!("– {}", to.words),
        (None, None) => "no dates".to_owned(),
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
