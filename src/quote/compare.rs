//! Compares two folded texts character by character; a hyphen at the end of a line matches a hyphen or
//! nothing.

use memchr::memmem;
use std::ops::Range;

use crate::quote::boundary::is_boundary;
use crate::quote::fold::{Folded, LINE_BREAK_HYPHEN};

/// Differences that are allowed between a text and a part of it, in addition to folding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leniency {
    /// No differences. This is enough if neither text has a hyphen at the end of a line.
    Nothing,
    /// Hyphens at the ends of lines: they may or may not belong to the word.
    LineBreaks,
    /// Hyphens at the ends of lines, and letter case.
    LineBreaksAndCase,
}

/// Returns the offset at which the part ends, or `None` if the folded text does not contain the part at
/// `start`.
pub(crate) fn match_after(
    text: &str,
    start: usize,
    part: &str,
    leniency: Leniency,
) -> Option<usize> {
    let mut rest = text.get(start..)?;
    if rest.starts_with(part) {
        return Some(start + part.len());
    }
    if leniency == Leniency::Nothing {
        return None;
    }
    let mut wanted = part;
    while let Some(want) = wanted.chars().next() {
        let found = rest.chars().next();
        match compare(found, want, leniency)? {
            Step::Both => {
                rest = rest.get(found.map_or(0, char::len_utf8)..)?;
                wanted = wanted.get(want.len_utf8()..)?;
            }
            Step::Text => rest = rest.get(found.map_or(0, char::len_utf8)..)?,
            Step::Part => wanted = wanted.get(want.len_utf8()..)?,
        }
    }
    Some(text.len() - rest.len())
}

/// Returns the offset at which the part begins, or `None` if the folded text does not contain the part directly
/// before `end`.
pub(crate) fn match_before(
    text: &str,
    end: usize,
    part: &str,
    leniency: Leniency,
) -> Option<usize> {
    let mut rest = text.get(..end)?;
    if rest.ends_with(part) {
        return Some(end - part.len());
    }
    if leniency == Leniency::Nothing {
        return None;
    }
    let mut wanted = part;
    while let Some(want) = wanted.chars().next_back() {
        let found = rest.chars().next_back();
        match compare(found, want, leniency)? {
            Step::Both => {
                rest = rest.get(..rest.len() - found.map_or(0, char::len_utf8))?;
                wanted = wanted.get(..wanted.len() - want.len_utf8())?;
            }
            Step::Text => rest = rest.get(..rest.len() - found.map_or(0, char::len_utf8))?,
            Step::Part => wanted = wanted.get(..wanted.len() - want.len_utf8())?,
        }
    }
    Some(rest.len())
}

/// Returns the first occurrence of the part as whole tokens. `original` is the text before folding.
pub(crate) fn first_occurrence(
    text: &Folded,
    original: &str,
    part: &Folded,
    leniency: Leniency,
) -> Option<Range<usize>> {
    if part.text().is_empty() {
        return None;
    }
    let are_boundaries = |range: &Range<usize>| {
        is_boundary(text, original, range.start) && is_boundary(text, original, range.end)
    };
    let has_line_ends = text.has_line_break_hyphen() || part.has_line_break_hyphen();
    if leniency == Leniency::LineBreaks && !has_line_ends {
        return exact_occurrences(text.text(), part.text()).find(are_boundaries);
    }
    if !has_line_ends && text.text().is_ascii() && part.text().is_ascii() {
        return occurrences_in_any_case(text.text(), part.text()).find(are_boundaries);
    }
    let starts = text.text().char_indices().map(|(start, _)| start);
    let mut ranges = starts
        .filter_map(|start| Some(start..match_after(text.text(), start, part.text(), leniency)?));
    ranges.find(are_boundaries)
}

/// Returns the occurrences of a non-empty part in a text, including overlapping ones.
pub(crate) fn exact_occurrences(text: &str, part: &str) -> impl Iterator<Item = Range<usize>> {
    let finder = memmem::Finder::new(part);
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + finder.find(text.as_bytes().get(from..)?)?;
        from = start + 1;
        Some(start..start + part.len())
    })
}

/// Returns the occurrences of a non-empty part in an ASCII text, ignoring case.
fn occurrences_in_any_case(text: &str, part: &str) -> impl Iterator<Item = Range<usize>> {
    let windows = text.as_bytes().windows(part.len()).enumerate();
    let alike = windows.filter(|(_, window)| window.eq_ignore_ascii_case(part.as_bytes()));
    alike.map(|(start, window)| start..start + window.len())
}

/// The side or sides from which a comparison step consumes a character.
enum Step {
    Both,
    Text,
    Part,
}

fn compare(found: Option<char>, want: char, leniency: Leniency) -> Option<Step> {
    match found {
        Some(found) if are_equal(found, want, leniency) => Some(Step::Both),
        Some(LINE_BREAK_HYPHEN) if want == '-' => Some(Step::Both),
        Some('-') if want == LINE_BREAK_HYPHEN => Some(Step::Both),
        Some(LINE_BREAK_HYPHEN) => Some(Step::Text),
        _ if want == LINE_BREAK_HYPHEN => Some(Step::Part),
        _ => None,
    }
}

fn are_equal(left: char, right: char, leniency: Leniency) -> bool {
    left == right
        || (leniency == Leniency::LineBreaksAndCase && left.to_lowercase().eq(right.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hyphen_at_the_end_of_a_line_may_be_part_of_the_word() {
        let text = "the terror\u{AD}ism strategy";
        for part in ["terrorism", "terror-ism", "terror\u{AD}ism"] {
            assert_eq!(match_after(text, 4, part, Leniency::LineBreaks), Some(15), "{part}");
            assert_eq!(match_before(text, 15, part, Leniency::LineBreaks), Some(4), "{part}");
        }
        assert_eq!(match_after(text, 4, "terror ism", Leniency::LineBreaks), None);
        for plain in ["terrorism", "terror-ism"] {
            assert_eq!(
                match_after(plain, 0, "terror\u{AD}ism", Leniency::LineBreaks),
                Some(plain.len())
            );
            assert_eq!(
                match_before(plain, plain.len(), "terror\u{AD}ism", Leniency::LineBreaks),
                Some(0)
            );
        }
    }

    #[test]
    fn case_counts_unless_it_is_ignored() {
        assert_eq!(match_after("INTERPOL", 0, "Interpol", Leniency::LineBreaks), None);
        assert_eq!(match_after("INTERPOL", 0, "Interpol", Leniency::LineBreaksAndCase), Some(8));
        assert_eq!(match_before("É", 2, "é", Leniency::LineBreaksAndCase), Some(0));
    }
}
