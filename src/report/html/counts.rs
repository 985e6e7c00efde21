//! Draws numbers over time: the dated values of one property, beside the value that a finding is about.

mod labels;

use super::super::case::{Case, Claim, Quantity};
use super::side::color;
use crate::words::counted;
use jiff::civil::Date;
use maud::{Markup, html};

/// Height of the picture and of its top and bottom margins, in pixels.
const HEIGHT: f64 = 180.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 42.0;

/// Horizontal positions of the first and the last point, in percent of the width.
const LEFT: f64 = 4.0;
const RIGHT: f64 = 96.0;

/// Minimum number of dated values for which a picture is drawn.
const MIN_POINTS: usize = 2;

/// Maximum number of dated values in a picture.
const MAX_POINTS: usize = 12;

/// A dated number.
#[derive(Clone, Copy)]
struct Point<'c> {
    /// The letter of the side, or `None` for a related claim, or if there is only one side.
    letter: Option<&'c str>,
    claim: &'c Claim,
    day: Date,
    number: f64,
}

/// A claim with the letter of its side.
type Lettered<'c> = (Option<&'c str>, &'c Claim);

/// Returns a picture of the numbers of a case over time. Returns nothing if fewer than `MIN_POINTS` of the
/// case's own and related claims have a dated number in the unit of the first claim.
pub(super) fn figure(case: &Case) -> Markup {
    let own = own(case);
    let Some(unit) = own.first().and_then(|(_, claim)| claim.quantity.as_ref()).map(|of| &of.unit)
    else {
        return html! {};
    };
    let has_unit =
        |(_, claim): &Lettered<'_>| claim.quantity.as_ref().is_some_and(|of| of.unit == *unit);
    let related = case.related.iter().filter(|claim| claim.rank != "deprecated");
    let related = related.map(|claim| (None, claim));
    let all = own.iter().copied().chain(related);
    let mut points: Vec<Point<'_>> =
        all.filter(has_unit).filter_map(|(letter, claim)| point(letter, claim)).collect();
    points.sort_by_key(|point| point.day);
    if points.len() < MIN_POINTS {
        return html! {};
    }
    let undated: Vec<Lettered<'_>> =
        own.iter().copied().filter(has_unit).filter(|(_, claim)| claim.as_of.is_none()).collect();
    let lines: Vec<f64> = undated.iter().filter_map(|(_, claim)| number(claim)).collect();
    let drawn = drawn(&points);
    let Some(scale) = Scale::of(&drawn, &lines) else { return html! {} };
    let more = points.len() - drawn.len();
    html! {
        figure {
            figcaption { "Numbers with a date" @if !unit.is_empty() { ", in " (unit) } }
            (picture(&drawn, &lines, &scale))
            @if !undated.is_empty() { p.small.soft { (legend(&undated)) } }
            @if more > 0 { p.small { (counted(more, "more number")) " only in the table." } }
            details { summary { "Show as a table" } (table(&points)) }
        }
    }
}

/// Returns the claims of the sides, with the letters of the sides if there are several.
fn own(case: &Case) -> Vec<Lettered<'_>> {
    let has_letters = case.sides.len() > 1;
    let of_side = case.sides.iter().flat_map(|side| {
        let letter = has_letters.then_some(side.letter.as_str());
        side.claims.iter().map(move |claim| (letter, claim))
    });
    of_side.collect()
}

/// Returns the points that are drawn, at most `MAX_POINTS`: those with a letter first, then the latest ones.
fn drawn<'c>(points: &[Point<'c>]) -> Vec<Point<'c>> {
    let mut order: Vec<usize> = (0..points.len()).rev().collect();
    order.sort_by_key(|position| points.get(*position).is_none_or(|point| point.letter.is_none()));
    order.truncate(MAX_POINTS);
    order.sort_unstable();
    order.into_iter().filter_map(|position| points.get(position).copied()).collect()
}

fn picture(points: &[Point<'_>], lines: &[f64], scale: &Scale) -> Markup {
    // The line connects only the numbers that are not in dispute.
    let trend: Vec<&Point<'_>> = points.iter().filter(|point| point.letter.is_none()).collect();
    html! {
        svg.counts width="100%" height=(HEIGHT) aria-hidden="true" {
            @for value in lines {
                line.undated x1="0%" x2="100%" y1=(scale.down(*value)) y2=(scale.down(*value)) {}
            }
            @for pair in trend.windows(2) {
                @if let [from, to] = pair {
                    line.trend x1=(scale.along(from)) y1=(scale.down(from.number)) x2=(scale.along(to)) y2=(scale.down(to.number)) {}
                }
            }
            @for point in points {
                circle class={ "point " (point.letter.map_or("", color)) } cx=(scale.along(point)) cy=(scale.down(point.number)) r="4" {}
            }
            @for label in labels::of(points, scale) {
                text class=(label.class) x={ (label.x) "%" } y=(label.y) text-anchor=(label.anchor) { (label.text) }
            }
        }
    }
}

/// Returns a sentence that names the values of the claims without a date.
fn legend(undated: &[Lettered<'_>]) -> String {
    let value = |(letter, claim): &Lettered<'_>| match letter {
        Some(letter) => format!("{} (side {letter})", claim.value),
        None => claim.value.clone(),
    };
    let values: Vec<String> = undated.iter().map(value).collect();
    let listed = crate::words::listed(&values, "and");
    match values.len() {
        1 => format!("The dashed line is the number without a date: {listed}."),
        _ => format!("The dashed lines are the numbers without a date: {listed}."),
    }
}

fn point<'c>(letter: Option<&'c str>, claim: &'c Claim) -> Option<Point<'c>> {
    let day = claim.as_of.as_ref()?.first.parse().ok()?;
    Some(Point { letter, claim, day, number: number(claim)? })
}

fn number(claim: &Claim) -> Option<f64> {
    let Quantity { number, .. } = claim.quantity.as_ref()?;
    number.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Converts days and numbers to positions in the picture.
struct Scale {
    first: Date,
    last: Date,
    least: f64,
    most: f64,
}

impl Scale {
    fn of(points: &[Point<'_>], lines: &[f64]) -> Option<Scale> {
        let numbers = || points.iter().map(|point| point.number).chain(lines.iter().copied());
        Some(Scale {
            first: points.first()?.day,
            last: points.last()?.day,
            least: numbers().fold(f64::INFINITY, f64::min),
            most: numbers().fold(f64::NEG_INFINITY, f64::max),
        })
    }

    fn along(&self, point: &Point<'_>) -> String {
        format!("{:.2}%", self.percent(point))
    }

    /// Returns the position of a point, in percent of the width.
    fn percent(&self, point: &Point<'_>) -> f64 {
        let days =
            |from: Date, to: Date| from.until(to).map_or(0.0, |span| f64::from(span.get_days()));
        let all = days(self.first, self.last).max(1.0);
        let share = days(self.first, point.day) / all;
        LEFT + share * (RIGHT - LEFT)
    }

    fn down(&self, number: f64) -> f64 {
        let share = (number - self.least) / (self.most - self.least).max(f64::EPSILON);
        let y = HEIGHT - BOTTOM - share.clamp(0.0, 1.0) * (HEIGHT - BOTTOM - TOP);
        (y * 10.0).round() / 10.0
    }
}

fn table(points: &[Point<'_>]) -> Markup {
    let has_letters = points.iter().any(|point| point.letter.is_some());
    html! {
        div.scroll tabindex="0" role="group" aria-label="Numbers with a date, as a table" { table {
            thead { tr {
                th scope="col" { "Date" } th scope="col" { "Number" }
                @if has_letters { th scope="col" { "Side" } }
                th scope="col" { "Source" }
            } }
            tbody {
                @for point in points {
                    tr {
                        th scope="row" { (point.claim.as_of.as_ref().map_or("", |date| date.words.as_str())) }
                        td { (point.claim.value) }
                        @if has_letters { td { (point.letter.unwrap_or("none")) } }
                        td { (super::axis::publisher(point.claim)) }
                    }
                }
            }
        } }
    }
}
