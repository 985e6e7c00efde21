//! Numbers in English words: cardinals, dozens.

use crate::quote::mentions::numerals::decimals::add_decimals;
use crate::quote::mentions::numerals::fractions::add_fraction;
use crate::quote::mentions::numerals::{Numeral, is_not_cardinal};
use crate::quote::mentions::tokens::Tokens;
use crate::quote::number_words::{SMALL, TENS, is_number_word, scale, value_in};
use crate::value::number::Decimal;

/// Reads a number in words that begins at `first`: `five`, `twenty-one`, `two hundred and five thousand`,
/// `a hundred`.
pub(super) fn in_words(tokens: &Tokens<'_>, first: usize) -> Option<Numeral> {
    let begin = tokens.word(first);
    if !matches!(begin, "a" | "an" | "half") && !is_number_word(begin) {
        return None;
    }
    if let Some(numeral) = dozens(tokens, first) {
        return Some(numeral);
    }
    let mut at = first;
    let mut below_thousand: Option<u64> = None;
    let mut parts: Vec<(u64, i16)> = Vec::new();
    let mut last = None;
    // The number up to its last `hundred` or scale, without the words after it.
    let mut complete = (None, None);
    if matches!(tokens.word(first), "a" | "an") {
        let next = tokens.word(first + 1);
        if next != "hundred" && scale(next).is_none() {
            return None;
        }
        below_thousand = Some(1);
        at += 1;
    }
    loop {
        let word = tokens.word(at);
        let so_far = below_thousand.unwrap_or(0);
        let is_first = below_thousand.is_none() && parts.is_empty();
        if let Some(small) = value_in(&SMALL, word) {
            let fits = is_first
                || (small > 0
                    && (so_far.is_multiple_of(100)
                        || (small < 10 && so_far % 100 >= 20 && so_far.is_multiple_of(10))));
            if !fits || below_thousand == Some(0) {
                break;
            }
            below_thousand = Some(so_far + small);
        } else if let Some(tens) = value_in(&TENS, word) {
            if !is_first && !so_far.is_multiple_of(100) {
                break;
            }
            below_thousand = Some(so_far + tens);
        } else if word == "hundred" {
            let most = if parts.is_empty() { 99 } else { 9 };
            if !(1..=most).contains(&so_far) {
                // `two hundred and three hundred`
                (below_thousand, last) = complete;
                break;
            }
            below_thousand = Some(so_far * 100);
        } else if let (Some(power), Some(number)) = (scale(word), below_thousand) {
            if parts.last().is_some_and(|(_, previous)| *previous <= power) {
                // `two million and three million`
                (below_thousand, last) = complete;
                break;
            }
            parts.push((number, power));
            below_thousand = None;
        } else {
            break;
        }
        last = Some(at);
        let is_hyphenated = tokens.sign(at + 1) == Some('-')
            && tokens.is_attached(at + 1)
            && tokens.is_attached(at + 2);
        let may_take_and = word == "hundred" || scale(word).is_some();
        if may_take_and {
            complete = (below_thousand, last);
        }
        let next = at + if is_hyphenated { 2 } else { 1 };
        at = match may_take_and && tokens.word(next) == "and" {
            // `a hundred-and-twenty`
            true => next + 1 + usize::from(is_hyphenated && tokens.sign(next + 1) == Some('-')),
            false => next,
        };
    }
    if let Some(number) = below_thousand {
        parts.push((number, 0));
    }
    let mut numeral = numeral(first, last?, sum_of_parts(&parts)?);
    numeral.power = (first..=numeral.last)
        .rev()
        .map_while(|at| match tokens.word(at) {
            "hundred" => Some(2),
            word => scale(word),
        })
        .sum();
    add_decimals(tokens, &mut numeral);
    add_fraction(tokens, &mut numeral);
    numeral.add_scale(tokens);
    numeral.is_part = is_not_cardinal(tokens, numeral.last);
    numeral.add_perhaps_scale(tokens);
    Some(numeral)
}

/// Joins a year in two parts, such as `nineteen fifty-four`. The parts can also be two numbers.
pub(super) fn join_year(tokens: &Tokens<'_>, century: Numeral) -> Numeral {
    let is_century = |value: u16| (10..=20).contains(&value);
    if century.is_part || century.is_unclear || !century.value.as_u16().is_some_and(is_century) {
        return century;
    }
    let next = century.last + 1;
    let hyphen = |at: usize| usize::from(tokens.sign(at) == Some('-'));
    let begin = next + hyphen(next);
    let tail = match tokens.word(begin) {
        "aught" | "nought" | "oh" | "ought" => in_words(tokens, begin + 1 + hyphen(begin + 1))
            .filter(|tail| tail.value.as_u16().is_some_and(|year| year < 10)),
        _ => in_words(tokens, begin)
            .filter(|tail| tail.value.as_u16().is_some_and(|year| (10..100).contains(&year))),
    };
    let is_counted = |tail: &Numeral| tokens.sign(tail.last + 1) == Some('-');
    let Some(tail) = tail.filter(|tail| !tail.is_part && !tail.is_unclear && !is_counted(tail))
    else {
        return century;
    };
    let year = Decimal::sum([&century.value.times_ten_to(2), &tail.value]);
    let mut joined = Numeral { last: tail.last, ..century.clone() };
    joined.set_values(year.into_iter().chain([century.value, tail.value]).collect());
    joined
}

/// Adds the parts of a number, each with its power of ten.
fn sum_of_parts(parts: &[(u64, i16)]) -> Option<Decimal> {
    let parts = parts.iter().map(|(number, power)| Decimal::from(*number).times_ten_to(*power));
    Decimal::sum(&parts.collect::<Vec<Decimal>>())
}

/// Reads `a dozen`, `two dozen`, `half a dozen`; all are ambiguous because dozens are approximate.
fn dozens(tokens: &Tokens<'_>, first: usize) -> Option<Numeral> {
    let (at, dozens) = match (tokens.word(first), tokens.word(first + 1)) {
        ("half", "a") => (first + 2, 6),
        ("a", _) => (first + 1, 12),
        (word, _) => (first + 1, value_in(&SMALL, word)? * 12),
    };
    if tokens.word(at) != "dozen" {
        return None;
    }
    let value = Decimal::from(dozens);
    Some(Numeral { is_unclear: true, ..numeral(first, at, value) })
}

fn numeral(first: usize, last: usize, value: Decimal) -> Numeral {
    Numeral { is_in_words: true, ..Numeral::plain(first, last, value) }
}
