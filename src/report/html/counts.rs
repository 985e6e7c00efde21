//! Draws numbers over time: the dated values of one property, beside the value that a finding is about.

use super::super::case::{Case, Claim, Quantity};
use jiff::civil::Date;
use maud::{Markup, html};

/// Height of the picture and of its top and bottom margins, in pixels.
const HEIGHT: f64 = 170.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 30.0;

/// Horizontal positions of the first and the last point, in percent of the width. The margins leave room for
/// labels.
const LEFT: f64 = 8.0;
const RIGHT: f64 = 92.0;

/// Minimum distance between two labels, in percent of the width.
const MIN_DISTANCE: f64 = 14.0;

/// Minimum number of dated values for which a picture is drawn.
const MIN_POINTS: usize = 2;

/// Maximum number of dated values in a picture.
const MAX_POINTS: usize = 12;

/// A dated number.
struct Point<'c> {
    claim: &'c Claim,
    day: Date,
    number: f64,
}

/// Returns a picture of the numbers of a case over time. Returns nothing if fewer than `MIN_POINTS` of the
/// case's own and related claims have a dated number in the unit of the first claim.
pub(super) fn figure(case: &Case) -> Markup {
    let own: Vec<&Claim> = case.sides.iter().flat_map(|side| &side.claims).collect();
    let Some(unit) = own.first().and_then(|claim| claim.quantity.as_ref()).map(|of| &of.unit)
    else {
        return html! {};
    };
    let has_unit = |claim: &&Claim| claim.quantity.as_ref().is_some_and(|of| of.unit == *unit);
    let mut points: Vec<Point<'_>> =
        own.iter().copied().chain(&case.related).filter(has_unit).filter_map(point).collect();
    points.sort_by_key(|point| point.day);
    points.truncate(MAX_POINTS);
    if points.len() < MIN_POINTS {
        return html! {};
    }
    let undated: Vec<f64> = own
        .iter()
        .filter(|claim| claim.as_of.is_none())
        .filter_map(|claim| number(claim.quantity.as_ref()?))
        .collect();
    let Some(scale) = Scale::of(&points, &undated) else { return html! {} };
    html! {
        figure {
            figcaption { "The numbers that have a date" }
            svg.counts width="100%" height=(HEIGHT) aria-hidden="true" {
                @for value in &undated {
                    line.undated x1="0%" x2="100%" y1=(scale.down(*value)) y2=(scale.down(*value)) {}
                }
                @for pair in points.windows(2) {
                    @if let [from, to] = pair {
                        line.trend x1=(scale.along(from)) y1=(scale.down(from.number)) x2=(scale.along(to)) y2=(scale.down(to.number)) {}
                    }
                }
                @for (point, is_labelled) in points.iter().zip(scale.labelled(&points)) {
                    circle.point cx=(scale.along(point)) cy=(scale.down(point.number)) r="4" {}
                    @if is_labelled {
                        text.number x=(scale.along(point)) y=(scale.down(point.number) - 10.0) text-anchor="middle" { (point.claim.value) }
                        text.year x=(scale.along(point)) y=(HEIGHT - 8.0) text-anchor="middle" { (point.day.year()) }
                    }
                }
            }
            @if !undated.is_empty() {
                p.small.soft { (legend(&own)) }
            }
            details { summary { "The same as a table" } (table(&points)) }
        }
    }
}

/// Returns a sentence that names the values of the claims without a date.
fn legend(claims: &[&Claim]) -> String {
    let undated = claims.iter().filter(|claim| claim.as_of.is_none());
    let values: Vec<&str> = undated.map(|claim| claim.value.as_str()).collect();
    let listed = crate::words::listed(&values, "and");
    match values.len() {
        1 => format!("The dashed line is the number without a date: {listed}."),
        _ => format!("The dashed lines are the numbers without a date: {listed}."),
    }
}

fn point(claim: &Claim) -> Option<Point<'_>> {
    let day = claim.as_of.as_ref()?.first.parse().ok()?;
    Some(Point { claim, day, number: number(claim.quantity.as_ref()?)? })
}

fn number(of: &Quantity) -> Option<f64> {
    of.number.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Converts days and numbers to positions in the picture.
struct Scale {
    first: Date,
    last: Date,
    least: f64,
    most: f64,
}

impl Scale {
    fn of(points: &[Point<'_>], undated: &[f64]) -> Option<Scale> {
        let numbers = || points.iter().map(|point| point.number).chain(undated.iter().copied());
        Some(Scale {
            first: points.first()?.day,
            last: points.last()?.day,
            least: numbers().fold(f64::INFINITY, f64::min),
            most: numbers().fold(f64::NEG_INFINITY, f64::max),
        })
    }

    /// Returns, for each point, whether its label fits to the right of the last label that is shown.
    fn labelled(&self, points: &[Point<'_>]) -> Vec<bool> {
        let mut last = f64::NEG_INFINITY;
        let fits = points.iter().map(|point| {
            let at = self.percent(point);
            let fits = at - last >= MIN_DISTANCE;
            last = if fits { at } else { last };
            fits
        });
        fits.collect()
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
    html! {
        div.scroll tabindex="0" role="group" aria-label="The numbers that have a date, as a table" { table {
            thead { tr { th scope="col" { "Date" } th scope="col" { "Number" } th scope="col" { "Source" } } }
            tbody {
                @for point in points {
                    tr {
                        th scope="row" { (point.claim.as_of.as_ref().map_or("", |date| date.words.as_str())) }
                        td { (point.claim.value) }
                        td { (super::axis::publisher(point.claim)) }
                    }
                }
            }
        } }
    }
}
