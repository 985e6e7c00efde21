//! Finds the dates of a text that begin or end a period: `from 1940 to 1945`, `since 1940`, `1940-1945`.

use crate::quote::mentions::bounds::first_with_qualifiers;
use crate::quote::mentions::dates::DateMention;
use crate::quote::mentions::tokens::Tokens;
use crate::value::period::PeriodEnd;

/// Words for a period that may have begun in an earlier month or year than its last date.
const LONGER_TIMES: [&str; 10] =
    ["half", "month", "months", "period", "quarter", "season", "week", "weeks", "year", "years"];

/// An end of a period, given by a date.
#[derive(Debug, Clone, Copy)]
pub(super) struct WrittenEnd {
    pub(super) end: PeriodEnd,
    /// Index of the date at the other end, if the two are written as one range.
    pub(super) other: Option<usize>,
    /// Whether the text states the date only as the start or end of the period: `since 1940`, `between 1940 and 1945`.
    /// `from 1940` and `1940-1945` also state the date itself.
    pub(super) is_only_end: bool,
}

/// Returns, for each date, which end of a period it is, or `None` if it is not an end. `dates` must be in text order.
pub(super) fn ends_of(tokens: &Tokens<'_>, dates: &[DateMention]) -> Vec<Option<WrittenEnd>> {
    let by_word = |date: &DateMention| end_by_word(tokens, date);
    let mut ends: Vec<Option<WrittenEnd>> = dates.iter().map(by_word).collect();
    for (index, pair) in dates.windows(2).enumerate() {
        if let [first, last] = pair
            && are_joined(tokens, first, last)
            && let Some(place) = ends.get_mut(index..index + 2)
        {
            let is_only_end = follows_between(tokens, first);
            let end_of = |end, other| Some(WrittenEnd { end, other: Some(other), is_only_end });
            place.copy_from_slice(&[
                end_of(PeriodEnd::Start, index + 1),
                end_of(PeriodEnd::End, index),
            ]);
        }
    }
    ends
}

/// Whether the date that begins at `first` ends a period that may have begun in an earlier month or year:
/// `the year ending 31 March 2018`, `the 12 months to March 2018`.
pub(super) fn ends_longer_time(tokens: &Tokens<'_>, first: usize) -> bool {
    let last = first - usize::from(tokens.word_before(first, 1) == "on");
    matches!(tokens.word_before(last, 1), "ended" | "ending" | "ends" | "to" | "until")
        && (2..=3).any(|distance| LONGER_TIMES.contains(&tokens.word_before(last, distance)))
}

fn end_by_word(tokens: &Tokens<'_>, date: &DateMention) -> Option<WrittenEnd> {
    // `until the end of 1954`
    let first = first_with_qualifiers(tokens, date.first);
    let word = |distance| tokens.word_before(first, distance);
    let (end, is_only_end) = match (word(2), word(1)) {
        // `dates back to 1940`
        ("back" | "date" | "dated" | "dates" | "dating", "to") => return None,
        (_, "since") => (PeriodEnd::Start, true),
        _ if matches!(tokens.word(date.last + 1), "onward" | "onwards") => (PeriodEnd::Start, true),
        // `from 1954 on`
        (_, "from") => (PeriodEnd::Start, tokens.word(date.last + 1) == "on"),
        // `did not open until 1940`
        (_, "until" | "till") => (PeriodEnd::End, !follows_denial(tokens, first - 1)),
        (_, "through") => (PeriodEnd::End, true),
        (_, "to") => (PeriodEnd::End, false),
        _ => return None,
    };
    Some(WrittenEnd { end, other: None, is_only_end })
}

/// Whether the clause is denied up to a token.
fn follows_denial(tokens: &Tokens<'_>, at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| tokens.is_denied(before))
        || matches!(tokens.word_before(at, 1), "not" | "never")
}

/// Whether two dates are the ends of one range: `1940-1945`, `between 1940 and 1945`, `13-15 April 2015`.
fn are_joined(tokens: &Tokens<'_>, first: &DateMention, last: &DateMention) -> bool {
    let joint = first.last + 1;
    let is_joint = tokens.sign(joint) == Some('-')
        || matches!(tokens.word(joint), "to" | "until" | "till" | "through")
        || (tokens.word(joint) == "and" && follows_between(tokens, first));
    let has_same_words = (first.first, first.last) == (last.first, last.last);
    let is_next = [last.first, first_with_qualifiers(tokens, last.first)].contains(&(joint + 1));
    has_same_words || (is_joint && is_next)
}

/// Whether `between` is before a date: `between 1940 and 1945`, `between early 1940 and late 1945`.
fn follows_between(tokens: &Tokens<'_>, date: &DateMention) -> bool {
    tokens.word_before(first_with_qualifiers(tokens, date.first), 1) == "between"
}
