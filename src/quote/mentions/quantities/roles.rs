//! Classifies a number by its context: a count, a bound, an estimate, one end of a range or a label.

use crate::quote::currency::{is_currency_code, is_currency_sign};
use crate::quote::mentions::labels::{is_label, may_end_name};
use crate::quote::mentions::numerals::Numeral;
use crate::quote::mentions::quantities::Role;
use crate::quote::mentions::tokens::{Kind, Tokens};
use crate::quote::mentions::units::has_unit;

/// Words that make the number after them an estimate.
const ESTIMATES: [&str; 10] = [
    "about",
    "almost",
    "approx",
    "approximately",
    "around",
    "circa",
    "estimated",
    "nearly",
    "roughly",
    "some",
];

/// Words that make a number a difference if they follow the number and the counted things.
const AFTER_DIFFERENCE: [&str; 13] = [
    "ahead", "behind", "fewer", "higher", "larger", "less", "longer", "lower", "more", "short",
    "shorter", "shy", "smaller",
];

/// Returns the role of a number from the words and signs around it: plain, at least, at most or unclear.
pub(super) fn role_of(tokens: &Tokens<'_>, numerals: &[Numeral], index: usize) -> Role {
    let Some(numeral) = numerals.get(index) else {
        return Role::Unclear;
    };
    let is_joined = |left: Option<&Numeral>, right: Option<&Numeral>| {
        left.zip(right).is_some_and(|(left, right)| {
            is_range(tokens, left, right) || is_share(tokens, left, right)
        })
    };
    if is_joined(index.checked_sub(1).and_then(|before| numerals.get(before)), Some(numeral))
        || is_joined(Some(numeral), numerals.get(index + 1))
    {
        return Role::Unclear;
    }
    let first = first_with_sign_and_currency(tokens, numeral.first);
    stated_by_sign(tokens, first)
        .or_else(|| stated_by_words(tokens, first))
        .or_else(|| stated_by_what_follows(tokens, numeral.last))
        .or_else(|| tokens.is_denied(first).then_some(Role::Unclear))
        .or_else(|| is_difference(tokens, numeral).then_some(Role::Unclear))
        .or_else(|| is_numbering(tokens, numeral).then_some(Role::Unclear))
        .or_else(|| is_pronoun(tokens, numeral).then_some(Role::Unclear))
        .unwrap_or(Role::Plain)
}

/// Returns the index of the first token of a number, including its minus and currency.
fn first_with_sign_and_currency(tokens: &Tokens<'_>, first: usize) -> usize {
    let belongs = |at: &usize| {
        tokens.sign(*at).is_some_and(|sign| sign == '-' || is_currency_sign(sign))
            || tokens.get(*at).is_some_and(|token| is_currency_code(token.text))
    };
    first - (0..first).rev().take_while(belongs).count()
}

fn stated_by_sign(tokens: &Tokens<'_>, first: usize) -> Option<Role> {
    match tokens.sign_before(first, 1)? {
        '<' | '≤' | '⩽' => Some(Role::AtMost),
        '>' | '≥' | '⩾' => Some(Role::AtLeast),
        '~' | '≈' | '±' | '≠' | '×' => Some(Role::Unclear),
        '.' => matches!(tokens.word_before(first, 2), "approx" | "ca").then_some(Role::Unclear),
        _ => None,
    }
}

fn stated_by_words(tokens: &Tokens<'_>, first: usize) -> Option<Role> {
    let is_denied = matches!(tokens.word_before(first, 3), "no" | "not");
    match (tokens.word_before(first, 2), tokens.word_before(first, 1)) {
        ("more" | "greater" | "higher" | "longer" | "larger", "than") if is_denied => {
            Some(Role::AtMost)
        }
        ("fewer" | "less" | "lower" | "shorter" | "smaller", "than") if !is_denied => {
            Some(Role::AtMost)
        }
        (
            _,
            "than" | "over" | "above" | "exceeding" | "exceeds" | "exceeded" | "beyond" | "minimum",
        )
        | ("at", "least")
        | ("upwards", "of") => Some(Role::AtLeast),
        ("at", "most") | ("up", "to") | (_, "under" | "below" | "maximum") => Some(Role::AtMost),
        ("close", "to") | (_, "x") => Some(Role::Unclear),
        (_, estimated) => ESTIMATES.contains(&estimated).then_some(Role::Unclear),
    }
}

fn stated_by_what_follows(tokens: &Tokens<'_>, last: usize) -> Option<Role> {
    match (tokens.sign(last + 1), tokens.word(last + 1), tokens.word(last + 2)) {
        (Some('+'), ..) if tokens.is_attached(last + 1) => Some(Role::AtLeast),
        (_, "or" | "and", "more" | "over" | "above") | (_, "plus", _) => Some(Role::AtLeast),
        (_, "or", "fewer" | "less") => Some(Role::AtMost),
        // `5 × 10`, and `5× as many`.
        (Some('×'), ..) | (_, "x", _) => Some(Role::Unclear),
        _ => None,
    }
}

/// Whether a number in digits is a label or may be part of a name: `Phase 2`, `Apollo 11`.
fn is_numbering(tokens: &Tokens<'_>, numeral: &Numeral) -> bool {
    !numeral.is_in_words && (is_label(tokens, numeral.first) || may_end_name(tokens, numeral.first))
}

/// Whether a number may only be the difference from another number: `25 more votes`, `25 votes fewer`,
/// `25 votes short`.
fn is_difference(tokens: &Tokens<'_>, numeral: &Numeral) -> bool {
    let last = numeral.last;
    let is_short =
        |at: usize| matches!(tokens.word(at), "short" | "shy") && tokens.word(at + 1) == "of";
    // `25 votes`, `25 electoral votes`
    let after_plural =
        (1..=2).map(|length| last + length).find(|at| tokens.word(*at).ends_with('s'));
    is_short(last + 1)
        || matches!(tokens.word(last + 1), "fewer" | "less" | "more")
        || after_plural.is_some_and(|at| AFTER_DIFFERENCE.contains(&tokens.word(at + 1)))
}

/// Whether `one` is not a number: `one of`, `one another`, `no one`, `this one`.
fn is_pronoun(tokens: &Tokens<'_>, numeral: &Numeral) -> bool {
    numeral.first == numeral.last
        && tokens.word(numeral.first) == "one"
        && (matches!(tokens.word(numeral.last + 1), "of" | "another" | "or" | "such")
            || matches!(
                tokens.word_before(numeral.first, 1),
                "no" | "each" | "every" | "any" | "the" | "this" | "that" | "another"
            ))
}

/// Whether two numbers are the ends of a range: `5-10`, `5 to 10`, `5 or 6`, `between 5 and 10`, but not
/// `from 190 to 194`, which states both.
fn is_range(tokens: &Tokens<'_>, left: &Numeral, right: &Numeral) -> bool {
    let gap = left.last + 1..right.first;
    if gap.is_empty() || gap.len() > 3 {
        return false;
    }
    let is_connector = |at: usize| {
        tokens.sign(at) == Some('-')
            || matches!(tokens.word(at), "to" | "or")
            || (tokens.word(at) == "and"
                && (1..=2).any(|distance| tokens.word_before(left.first, distance) == "between"))
    };
    let is_unit = |at: usize| {
        tokens.sign(at).is_some_and(|sign| sign == '%' || is_currency_sign(sign))
            || tokens.get(at).is_some_and(|token| is_currency_code(token.text))
    };
    let states_both = (1..=2).any(|distance| tokens.word_before(left.first, distance) == "from")
        && gap.clone().any(|at| tokens.word(at) == "to");
    gap.clone().any(is_connector)
        && gap.clone().all(|at| is_connector(at) || is_unit(at))
        && !states_both
}

/// Whether two numbers are a share of something: `one in five`, `2 out of 3`, `one in every ten`, but not
/// `27 in 2018`.
fn is_share(tokens: &Tokens<'_>, left: &Numeral, right: &Numeral) -> bool {
    let gap: Vec<&str> = (left.last + 1..right.first).take(3).map(|at| tokens.word(at)).collect();
    let may_be_year = right.first == right.last
        && tokens.plain_digits(right.first).is_some_and(|(_, length)| length == 4);
    match gap.as_slice() {
        ["in"] => !may_be_year,
        ["out", "of"] | ["in" | "of", "every" | "each"] => true,
        _ => false,
    }
}

/// Whether a number is part of a name: `COVID-19`, `Resolution-2178`, `table_3`.
pub(super) fn is_part_of_a_name(tokens: &Tokens<'_>, first: usize) -> bool {
    matches!(tokens.sign_before(first, 1), Some('-' | '_'))
        && tokens.is_attached(first)
        && tokens.is_attached(first - 1)
        && tokens.before(first, 2).is_some_and(|before| before.kind == Kind::Word)
        && tokens.get(first).is_some_and(|token| token.kind != Kind::Word)
}

/// Whether a number is negative. Either a hyphen is directly before the number or its currency sign, and not directly
/// after a word or number. Or the word `minus` is before the number, and no number is before that word.
pub(super) fn is_negative(tokens: &Tokens<'_>, first: usize) -> bool {
    if tokens.word_before(first, 1) == "minus" {
        let earlier = tokens.before(first, 2).map(|token| &token.kind);
        return !matches!(earlier, Some(Kind::Digits(_) | Kind::Unclear(_) | Kind::Composite));
    }
    let minus = match tokens.sign_before(first, 1) {
        Some('-') => first - 1,
        Some(sign) if is_currency_sign(sign) && tokens.sign_before(first, 2) == Some('-') => {
            first - 2
        }
        _ => return false,
    };
    let follows = tokens.before(minus, 1).filter(|_| tokens.is_attached(minus));
    tokens.is_attached(minus + 1)
        && follows.is_none_or(|before| matches!(before.kind, Kind::Sign(_)))
}

pub(super) fn is_percentage(tokens: &Tokens<'_>, last: usize) -> bool {
    matches!(tokens.sign(last + 1), Some('%' | '\u{66A}'))
        || matches!(tokens.word(last + 1), "percent" | "percentage" | "pct")
        || (tokens.word(last + 1) == "per" && tokens.word(last + 2) == "cent")
}

/// Whether a sign or a word after a number makes it a measure: `5°`, `24-hour`, `5 km`.
pub(super) fn is_measure(tokens: &Tokens<'_>, last: usize) -> bool {
    let is_hyphenated = tokens.sign(last + 1) == Some('-')
        && tokens.is_attached(last + 1)
        && tokens.is_attached(last + 2)
        && !tokens.word(last + 2).is_empty();
    is_hyphenated || has_unit(tokens, last)
}
