//! Places the labels of numbers over time, without overlaps.

use super::{HEIGHT, Point, Scale};

/// Minimum width of the picture and width of a character, in pixels. Labels that fit into the minimum width also fit if
/// the picture is wider.
const WIDTH: f64 = 280.0;
const CHARACTER: f64 = 8.5;

/// Height of a line of text, and distances from a point to the base lines of the texts above and below it, in pixels.
const LINE: f64 = 15.0;
const ABOVE: f64 = 8.0;
const BELOW: f64 = 19.0;

/// Maximum number of characters of a number that is written in full.
const MAX_FULL: usize = 11;

/// Units of large numbers, largest first.
const UNITS: [(f64, &str); 4] = [(1e12, " tn"), (1e9, " bn"), (1e6, " m"), (1e3, " k")];

/// A text in the picture.
pub(super) struct Label {
    pub(super) text: String,
    pub(super) class: &'static str,
    /// Horizontal position, in percent of the width.
    pub(super) x: f64,
    /// Position of the base line, in pixels from the top.
    pub(super) y: f64,
    pub(super) anchor: &'static str,
}

/// A rectangle: left and right edge in percent of the width, top and bottom edge in pixels.
#[derive(Clone, Copy)]
struct Area {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Area {
    fn overlaps(&self, other: &Area) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// Returns the labels of the points and of their years. A label that would overlap another is omitted. The
/// points with a letter are labelled first.
pub(super) fn of(points: &[Point<'_>], scale: &Scale) -> Vec<Label> {
    let mut order: Vec<&Point<'_>> = points.iter().rev().collect();
    order.sort_by_key(|point| point.letter.is_none());
    let (mut numbers, mut years) = (Vec::new(), Vec::new());
    let mut labels = Vec::new();
    for point in order {
        let y = scale.down(point.number);
        let candidates =
            [y - ABOVE, y + BELOW].map(|y| label(number(point), "number", point, y, scale));
        labels.extend(candidates.into_iter().find_map(|label| place(label, &mut numbers)));
        let year = label(point.day.year().to_string(), "year", point, HEIGHT - 2.0, scale);
        labels.extend(place(year, &mut years));
    }
    labels
}

/// Returns the label unless it overlaps one that is already placed.
fn place((label, area): (Label, Area), placed: &mut Vec<Area>) -> Option<Label> {
    if placed.iter().any(|other| area.overlaps(other)) {
        return None;
    }
    placed.push(area);
    Some(label)
}

fn label(
    text: String,
    class: &'static str,
    point: &Point<'_>,
    y: f64,
    scale: &Scale,
) -> (Label, Area) {
    let at = scale.percent(point);
    let characters = f64::from(u16::try_from(text.chars().count()).unwrap_or(u16::MAX));
    let width = (characters + 1.0) * CHARACTER / WIDTH * 100.0;
    let (left, x, anchor) = match at {
        at if at < width / 2.0 => (0.0, 0.0, "start"),
        at if at > 100.0 - width / 2.0 => (100.0 - width, 100.0, "end"),
        at => (at - width / 2.0, at, "middle"),
    };
    let area = Area { left, right: left + width, top: y - LINE, bottom: y };
    let x = (x * 100.0).round() / 100.0;
    (Label { text, class, x, y, anchor }, area)
}

/// Returns the letter of a point and its number, in full or rounded to three digits. The caption has the unit.
fn number(point: &Point<'_>) -> String {
    let unit = point.claim.quantity.as_ref().map_or("", |of| of.unit.as_str());
    let full = point.claim.value.strip_prefix(unit).unwrap_or_default().trim_start();
    let number = match full.len() <= MAX_FULL {
        true => full.to_owned(),
        false => rounded(point.number),
    };
    match point.letter {
        Some(letter) => format!("{letter} {number}"),
        None => number,
    }
}

fn rounded(number: f64) -> String {
    let unit = UNITS.into_iter().find(|(unit, _)| number.abs() >= *unit);
    let (unit, name) = unit.unwrap_or((1.0, ""));
    let scaled = number / unit;
    let digits = match scaled.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    let text = format!("{scaled:.digits$}");
    let text = match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.'),
        false => &text,
    };
    format!("{text}{name}")
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn a_large_number_is_rounded_to_three_digits() {
        assert_eq!(rounded(9_750_000.5), "9.75 m");
        assert_eq!(rounded(1_000_000_000.0), "1 bn");
        assert_eq!(rounded(-123_456_789.0), "-123 m");
    }
}
