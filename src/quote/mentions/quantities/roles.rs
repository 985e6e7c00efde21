//! Classifies a number by its context: a count, a bound, an estimate, one end of a range or a label.

use crate::quote::currency::{is_currency_code, is_currency_sign};
use crate::quote::mentions::doubts::{is_estimate, is_questioned};
use crate::quote::mentions::function_words::is_function_word;
use crate::quote::mentions::labels::{is_label, may_end_name};
use crate::quote::mentions::numerals::Numeral;
use crate::quote::mentions::quantities::Role;
use crate::quote::mentions::quantities::amounts::currency_before;
use crate::quote::mentions::quantities::differences::is_difference;
use crate::quote::mentions::tokens::{Kind, Tokens};
use crate::quote::mentions::units::has_unit;
use crate::quote::number_words::{DENOMINATORS, is_number_word, value_in};

/// Maximum number of words in the name of the counted things that a bound may follow: `7 full members or more`.
const MAX_COUNTED_WORDS: usize = 3;

/// Number of words before a number that are searched for a word such as `reportedly` or `formerly`.
const MAX_WORDS_BEFORE: usize = 4;

/// Returns the role of a number from the words and signs around it: plain, at least, at most or unclear.
pub(super) fn role_of(tokens: &Tokens<'_>, numerals: &[Numeral], index: usize) -> Role {
    let Some(numeral) = numerals.get(index) else {
        return Role::Unclear;
    };
    let is_joined = |left: Option<&Numeral>, right: Option<&Numeral>| {
        left.zip(right).is_some_and(|(left, right)| {
            is_range(tokens, left, right)
                || is_share(tokens, left, right)
                || is_contradicted(tokens, left, right)
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
        .or_else(|| is_alleged_or_former(tokens, first).then_some(Role::Unclear))
        .or_else(|| tokens.is_denied(first).then_some(Role::Unclear))
        .or_else(|| is_questioned(tokens, first, numeral.last).then_some(Role::Unclear))
        .or_else(|| is_difference(tokens, first, numeral.last).then_some(Role::Unclear))
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
    let first = currency_before(tokens, first).map_or(first, |(first, _)| first);
    first - (0..first).rev().take_while(belongs).count()
}

fn stated_by_sign(tokens: &Tokens<'_>, first: usize) -> Option<Role> {
    // `a balance of - 5` may be negative.
    let may_be_minus = tokens.sign(first) == Some('-')
        && !tokens.is_attached(first + 1)
        && (tokens.word_before(first, 1) == "of" || is_function_word(tokens.word_before(first, 1)));
    if may_be_minus {
        return Some(Role::Unclear);
    }
    match tokens.sign_before(first, 1)? {
        '<' | '≤' | '⩽' => Some(Role::AtMost),
        '>' | '≥' | '⩾' => Some(Role::AtLeast),
        '~' | '≈' | '±' | '≠' | '×' => Some(Role::Unclear),
        '.' => match tokens.word_before(first, 2) {
            "approx" | "c" | "ca" | "est" => Some(Role::Unclear),
            "max" => Some(Role::AtMost),
            "min" => Some(Role::AtLeast),
            _ => None,
        },
        _ => None,
    }
}

fn stated_by_words(tokens: &Tokens<'_>, first: usize) -> Option<Role> {
    let is_denied = |distance| {
        matches!(tokens.word_before(first, distance), "no" | "not" | "never" | "without")
    };
    let bound = |is_upper| if is_upper { Role::AtMost } else { Role::AtLeast };
    match (tokens.word_before(first, 2), tokens.word_before(first, 1)) {
        ("more" | "greater" | "higher" | "longer" | "larger", "than") => Some(bound(is_denied(3))),
        ("fewer" | "less" | "lower" | "shorter" | "smaller", "than") => Some(bound(!is_denied(3))),
        (_, "exceeding" | "exceeds" | "exceeded" | "exceed") => Some(bound(is_denied(2))),
        (
            _,
            "than" | "over" | "above" | "beyond" | "minimum" | "min" | "surpass" | "surpassed"
            | "surpasses" | "surpassing" | "topped" | "topping" | "tops",
        )
        | ("at", "least")
        | ("few" | "little", "as")
        | ("excess" | "north" | "minimum" | "upward" | "upwards", "of") => Some(Role::AtLeast),
        ("at", "most")
        | ("capped", "at")
        | ("limited" | "up", "to")
        | ("many" | "much", "as")
        | ("limit" | "maximum" | "south", "of")
        | (_, "under" | "below" | "maximum" | "max" | "upto" | "within") => Some(Role::AtMost),
        // Another time, another number: `19, down from 20`, `19 (previously 20)`.
        ("short" | "shy", "of")
        | ("estimated", "at")
        | ("close", "to")
        | ("down" | "up", "from")
        | (_, "formerly" | "initially" | "originally" | "previously" | "x") => Some(Role::Unclear),
        (multiple, "of") if is_multiple(multiple) => Some(Role::Unclear),
        (multiple, "the") if is_multiple(multiple) && multiple != "half" => Some(Role::Unclear),
        (_, word) => (is_estimate(word) || is_multiple(word)).then_some(Role::Unclear),
    }
}

fn stated_by_what_follows(tokens: &Tokens<'_>, last: usize) -> Option<Role> {
    match (tokens.sign(last + 1), tokens.word(last + 1)) {
        (Some('+'), _) if tokens.is_attached(last + 1) => return Some(Role::AtLeast),
        (_, "plus") => return Some(Role::AtLeast),
        (_, "and") if matches!(tokens.word(last + 2), "more" | "over" | "above") => {
            return Some(Role::AtLeast);
        }
        // `20 over 3`
        (_, "over") if is_number(tokens, last + 2) => return Some(Role::Unclear),
        // `5 × 10`, and `5× as many`.
        // `20′` and `20"` are feet, inches, minutes or seconds, unless the mark closes a quotation.
        (Some('×' | '′' | '″'), _) | (_, "x") => return Some(Role::Unclear),
        (Some(mark @ ('\'' | '"')), _)
            if tokens.is_attached(last + 1)
                && (0..last).all(|at| tokens.sign(at) != Some(mark)) =>
        {
            return Some(Role::Unclear);
        }
        _ => {}
    }
    // `7 or more members`, `7 members or more`
    let is_counted = |at: &usize| {
        let word = tokens.word(*at);
        !word.is_empty() && (word == "of" || !is_function_word(word))
    };
    let counted = (last + 1..).take(MAX_COUNTED_WORDS).take_while(is_counted).count();
    let end = last + 1 + counted;
    // `7 members, give or take`
    let after_comma = end + usize::from(tokens.sign(end) == Some(','));
    (last + 1..=end).chain([after_comma]).find_map(|at| stated_after(tokens, at))
}

/// Returns the role of a number from a bound or an estimate that begins at an index, after the number or the
/// counted things.
fn stated_after(tokens: &Tokens<'_>, at: usize) -> Option<Role> {
    if is_questioned(tokens, at, at.saturating_sub(1)) || begins_tolerance(tokens, at) {
        return Some(Role::Unclear);
    }
    match (tokens.word(at), tokens.word(at + 1), tokens.word(at + 2)) {
        ("or", "more" | "over" | "above" | "upward" | "upwards", _)
        | ("at", "least" | "minimum", _)
        | ("at", "a" | "the", "least" | "minimum")
        | ("minimum", ..) => Some(Role::AtLeast),
        ("or", "fewer" | "less" | "under" | "below", _)
        | ("at", "most" | "maximum", _)
        | ("at", "a" | "the", "most" | "maximum")
        | ("maximum" | "max", ..) => Some(Role::AtMost),
        ("or", "so" | "thereabouts", _)
        | ("give", "or", "take")
        | ("and", "a", "half")
        | ("to", "the", "power")
        | (
            "approx" | "approximately" | "cubed" | "minus" | "roughly" | "something" | "squared",
            ..,
        ) => Some(Role::Unclear),
        _ => None,
    }
}

/// Whether a number is only alleged, or was true at another time than the rest of the sentence: `reportedly has 20`,
/// `formerly had 20`, `used to have 20`.
fn is_alleged_or_former(tokens: &Tokens<'_>, first: usize) -> bool {
    (2..=MAX_WORDS_BEFORE)
        .take_while(|distance| !tokens.word_before(first, distance - 1).is_empty())
        .any(|distance| {
            let next = tokens.word_before(first, distance - 1);
            matches!(
                (tokens.word_before(first, distance), next),
                (
                    "allegedly"
                        | "formerly"
                        | "initially"
                        | "originally"
                        | "previously"
                        | "purportedly"
                        | "reportedly"
                        | "supposedly",
                    _
                ) | ("used", "to")
                    | ("once", "had")
            )
        })
}

/// Whether a number begins at an index, in digits or in words.
fn is_number(tokens: &Tokens<'_>, at: usize) -> bool {
    let is_digits = |kind: &Kind| matches!(kind, Kind::Digits(_) | Kind::Unclear(_));
    tokens.get(at).is_some_and(|token| is_digits(&token.kind)) || is_number_word(tokens.word(at))
}

/// Whether a number differs from the number in brackets that should repeat it: `seven (8)`.
fn is_contradicted(tokens: &Tokens<'_>, left: &Numeral, right: &Numeral) -> bool {
    left.last + 2 == right.first
        && tokens.sign(left.last + 1) == Some('(')
        && tokens.sign(right.last + 1) == Some(')')
        && left.is_in_words != right.is_in_words
        && left.value != right.value
}

/// Whether a word multiplies or divides the number after it: `twice 20`, `a third of 20`.
fn is_multiple(word: &str) -> bool {
    let singular = word.strip_suffix('s').unwrap_or(word);
    value_in(&DENOMINATORS, singular).is_some()
        || matches!(
            word,
            "cube"
                | "cubed"
                | "double"
                | "halves"
                | "quadruple"
                | "root"
                | "square"
                | "thrice"
                | "treble"
                | "triple"
                | "twice"
        )
}

/// Whether a tolerance begins at an index: `±2`, `(±2)`.
fn begins_tolerance(tokens: &Tokens<'_>, at: usize) -> bool {
    let sign = at + usize::from(tokens.sign(at) == Some('('));
    matches!(tokens.sign(sign), Some('±' | '∓'))
}

/// Whether a number in digits is a label or may be part of a name: `Phase 2`, `Apollo 11`.
fn is_numbering(tokens: &Tokens<'_>, numeral: &Numeral) -> bool {
    !numeral.is_in_words && (is_label(tokens, numeral.first) || may_end_name(tokens, numeral.first))
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

/// Whether two numbers are the ends of a range or the sides of an area: `5-10`, `5 to 10`, `5 or 6`, `5 by 6`,
/// `between 5 and 10`, but not `from 190 to 194`, which states both.
fn is_range(tokens: &Tokens<'_>, left: &Numeral, right: &Numeral) -> bool {
    let gap = left.last + 1..right.first;
    if gap.is_empty() || gap.len() > 3 {
        return false;
    }
    let is_connector = |at: usize| {
        tokens.sign(at) == Some('-')
            || matches!(tokens.word(at), "to" | "or" | "by")
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

/// Returns the index of the minus of a number, or `None` if the number is not negative. The minus is before the number
/// or its currency. A hyphen is a minus if no space follows it, and no word or number is directly before it. The word
/// `minus` is one if no number is before it.
pub(super) fn minus_of(tokens: &Tokens<'_>, first: usize) -> Option<usize> {
    let before_currency = currency_before(tokens, first).map(|(first, _)| first);
    let minus = |at: usize| at.checked_sub(1).filter(|at| is_minus(tokens, *at));
    let within = before_currency.filter(|at| is_minus(tokens, *at));
    minus(first).or(within).or_else(|| minus(before_currency?))
}

fn is_minus(tokens: &Tokens<'_>, at: usize) -> bool {
    let before = tokens.before(at, 1).map(|before| &before.kind);
    if tokens.word(at) == "minus" {
        return !matches!(before, Some(Kind::Digits(_) | Kind::Unclear(_) | Kind::Composite));
    }
    let follows = before.filter(|_| tokens.is_attached(at));
    tokens.sign(at) == Some('-')
        && tokens.is_attached(at + 1)
        && follows.is_none_or(|before| matches!(before, Kind::Sign(_)))
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
