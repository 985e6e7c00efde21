//! Finds the dates that a text names without stating them as the time of something: `before 1954`,
//! `by May 1954`, `1954 or 1955`, `about 1954`.

use crate::quote::mentions::dates::DateMention;
use crate::quote::mentions::doubts::{is_estimate, is_questioned};
use crate::quote::mentions::tokens::Tokens;

/// How the words around a date qualify it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// An upper bound: `before 1954`, `by 1954`, `1954 at the latest`.
    NotLater,
    /// A lower bound: `after 1954`, `no earlier than 1954`, `1954 or later`.
    NotEarlier,
    /// An estimate, a guess or an alternative: `about 1954`, `perhaps 1954`, `1954 or 1955`, `1954?`.
    Unclear,
}

/// Words between a bound and its date: `by the end of 1954`, `before Monday, 5 May 1954`. Sorted.
const BETWEEN: [&str; 27] = [
    "autumn",
    "beginning",
    "day",
    "early",
    "end",
    "fall",
    "friday",
    "late",
    "mid",
    "middle",
    "monday",
    "month",
    "of",
    "saturday",
    "spring",
    "start",
    "summer",
    "sunday",
    "the",
    "thursday",
    "tuesday",
    "turn",
    "wednesday",
    "week",
    "winter",
    "year",
    "years",
];

/// Returns, for each date, how the words around it qualify it, or `None` if it is plainly stated. `dates` must be
/// in text order.
pub(super) fn bounds_of(tokens: &Tokens<'_>, dates: &[DateMention]) -> Vec<Option<Bound>> {
    let mut bounds: Vec<Option<Bound>> =
        dates.iter().map(|date| bound_of(tokens, dates, date)).collect();
    // `1954, 1955 or 1956`
    for (index, pair) in dates.windows(2).enumerate().rev() {
        if let [first, last] = pair
            && first.last + 2 == last.first
            && tokens.sign(first.last + 1) == Some(',')
            && bounds.get(index + 1) == Some(&Some(Bound::Unclear))
            && has_alternative(tokens, dates, last)
            && let Some(bound @ None) = bounds.get_mut(index)
        {
            *bound = Some(Bound::Unclear);
        }
    }
    bounds
}

fn bound_of(tokens: &Tokens<'_>, dates: &[DateMention], date: &DateMention) -> Option<Bound> {
    if has_alternative(tokens, dates, date) {
        return Some(Bound::Unclear);
    }
    let first = first_with_qualifiers(tokens, date.first);
    // `in (or before) 1954`
    let is_after_bracket =
        tokens.sign_before(first, 1) == Some(')') && tokens.word_before(first, 3) == "or";
    // `at the latest in 1954`
    let word = |distance| tokens.word_before(first, distance);
    let is_after_preposition = matches!(word(1), "in" | "on")
        && matches!(word(2), "earliest" | "latest")
        && (word(3) == "at" || (word(3) == "the" && word(4) == "at"));
    let first = first - usize::from(is_after_bracket || is_after_preposition);
    bound_by_sign(tokens, date)
        .or_else(|| bound_by_words_before(tokens, first))
        .or_else(|| bound_by_words_after(tokens, date.last + 1))
}

/// Returns the index of the first token of a date, including words that may separate it from `before`, `until` or a
/// similar word: the index of `the` in `until the end of 1954`.
pub(super) fn first_with_qualifiers(tokens: &Tokens<'_>, first: usize) -> usize {
    let belongs = |at: &usize| match tokens.sign(*at) {
        Some('-') => tokens.is_attached(*at) && tokens.is_attached(at + 1),
        Some(',') => tokens.word_before(*at, 1).ends_with("day"),
        Some(_) => false,
        None => BETWEEN.binary_search(&tokens.word(*at)).is_ok(),
    };
    first - (0..first).rev().take_while(belongs).count()
}

fn bound_by_sign(tokens: &Tokens<'_>, date: &DateMention) -> Option<Bound> {
    match tokens.sign_before(date.first, 1) {
        Some('<' | '≤' | '⩽') => return Some(Bound::NotLater),
        Some('>' | '≥' | '⩾') => return Some(Bound::NotEarlier),
        Some('~' | '≈' | '±') => return Some(Bound::Unclear),
        _ => {}
    }
    match tokens.sign(date.last + 1) {
        _ if is_questioned(tokens, date.first, date.last) => Some(Bound::Unclear),
        Some('+') if tokens.is_attached(date.last + 1) => Some(Bound::NotEarlier),
        _ => None,
    }
}

fn bound_by_words_before(tokens: &Tokens<'_>, first: usize) -> Option<Bound> {
    let word = |distance| tokens.word_before(first, distance);
    let is_denied = |distance| matches!(word(distance), "no" | "not" | "never");
    let bound = |is_upper| if is_upper { Bound::NotLater } else { Bound::NotEarlier };
    match (word(2), word(1)) {
        ("earlier" | "sooner", "than") => Some(bound(!is_denied(3))),
        ("later", "than") => Some(bound(is_denied(3))),
        ("prior" | "up", "to") | (_, "ahead" | "by" | "latest" | "pre" | "preceding") => {
            Some(Bound::NotLater)
        }
        (_, "before") => Some(bound(!is_denied(2))),
        (_, "after") => Some(bound(is_denied(2))),
        (_, "earliest" | "following" | "post") => Some(Bound::NotEarlier),
        _ if tokens.sign_before(first, 1) == Some('.') => {
            matches!(word(2), "approx" | "c" | "ca").then_some(Bound::Unclear)
        }
        (_, estimate) => is_estimate(estimate).then_some(Bound::Unclear),
    }
}

fn bound_by_words_after(tokens: &Tokens<'_>, next: usize) -> Option<Bound> {
    match (tokens.word(next), tokens.word(next + 1), tokens.word(next + 2)) {
        ("or", "before" | "earlier" | "sooner", _)
        | ("at", "the", "latest")
        | ("at", "latest", _) => Some(Bound::NotLater),
        ("or", "after" | "later" | "thereafter", _)
        | ("at", "the", "earliest")
        | ("at", "earliest", _) => Some(Bound::NotEarlier),
        ("or", "so" | "thereabouts", _) | ("at", "the", "very") => Some(Bound::Unclear),
        _ => None,
    }
}

/// Whether a date is one of several alternatives: `1954 or 1955`, `in 1954, or perhaps in May 1955`,
/// `29 or 30 May 1954`, `late 1953/early 1954`.
fn has_alternative(tokens: &Tokens<'_>, dates: &[DateMention], date: &DateMention) -> bool {
    let is_little = |at: usize| {
        let word = tokens.word(at);
        tokens.sign(at) == Some('-')
            || matches!(word, "else" | "even" | "in" | "on")
            || BETWEEN.binary_search(&word).is_ok()
            || is_estimate(word)
    };
    let is_or = |at: usize| tokens.word(at) == "or" || tokens.sign(at) == Some('/');
    let before = (0..date.first).rev().find(|at| !is_little(*at));
    let is_mark = matches!(tokens.sign(date.last + 1), Some(',' | '(' | '-'));
    let or = date.last + 1 + usize::from(is_mark);
    let after = (or + 1..tokens.len()).find(|at| !is_little(*at));
    let is_other = |at: usize| {
        // `29 May 1954 or the day after`
        let is_beside = matches!(tokens.word(at), "after" | "before") && at > or + 1;
        is_beside
            || tokens.plain_digits(at).is_some()
            || dates.iter().any(|other| other.first == at)
    };
    before.is_some_and(is_or)
        || (is_or(or) && after.is_some_and(is_other))
        || (date.first..date.last).any(|at| tokens.word(at) == "or")
}

#[cfg(test)]
mod tests {
    use super::BETWEEN;

    #[test]
    fn the_list_that_is_searched_is_sorted() {
        assert!(BETWEEN.is_sorted());
    }
}
