//! Years in English text: which four-digit numbers are years, and ranges of years.

use crate::quote::currency::{is_currency_code, is_currency_sign};
use crate::quote::mentions::dates::eras::is_era_after;
use crate::quote::mentions::dates::{DateMention, Dates};
use crate::quote::mentions::function_words::is_function_word;
use crate::quote::mentions::labels::is_label_not_year;
use crate::quote::mentions::numerals::{Numeral, scale};
use crate::quote::mentions::quantities::amounts::power_of_suffix;
use crate::quote::mentions::tokens::{Kind, Token, Tokens};
use crate::quote::mentions::units::has_unit;
use crate::value::date::PartialDate;

/// Words before a number that make it a year.
pub(super) const BEFORE_YEAR: [&str; 25] = [
    "after",
    "autumn",
    "before",
    "by",
    "circa",
    "during",
    "early",
    "end",
    "fall",
    "from",
    "in",
    "late",
    "mid",
    "post",
    "pre",
    "since",
    "spring",
    "summer",
    "through",
    "throughout",
    "till",
    "until",
    "winter",
    "year",
    "years",
];

/// Words that may follow a year and that a number cannot count: `in 2014 the`, but not `in 1500 cases`.
/// Sorted.
const AFTER_YEAR: [&str; 10] =
    ["alone", "he", "it", "onward", "onwards", "she", "they", "till", "where", "which"];

/// Reads ranges: 2017-2020; 2017 - 2020; 2017-20; 2017 to 2020; 2017 and 2018; between 2017 and 2020.
pub(super) fn read_year_ranges(tokens: &Tokens<'_>, dates: &mut Dates) {
    for at in 0..tokens.len() {
        if dates.is_taken(at)
            || dates.is_taken(at + 2)
            || year_at_token(tokens, at).is_none()
            || is_plainly_not_year(tokens, at)
        {
            continue;
        }
        let first = tokens.get(at).map_or("", |token| token.text);
        let second = tokens.get(at + 2).map_or("", |token| token.text);
        let is_dash = tokens.sign(at + 1) == Some('-');
        let is_word = matches!(tokens.word(at + 1), "to" | "until" | "till" | "through");
        let is_pair = matches!(tokens.word(at + 1), "and" | "or")
            && is_year_in_context(tokens, at, at)
            || (tokens.word(at + 1) == "and" && tokens.word_before(at, 1) == "between");
        if !(is_dash || ((is_word || is_pair) && second.len() == 4))
            || counts_something(tokens, at + 2) && !is_dash
        {
            continue;
        }
        if let (Some(start), Some(end)) = (year_of(first), year_after(first, second)) {
            // 2017-18 can be a fiscal or academic year.
            let is_sure = (second.len() == 4 || !are_consecutive(&start, &end))
                && !is_label_not_year(tokens, at);
            dates.add(at, at, Some(start), is_sure);
            dates.add(at + 2, at + 2, Some(end), is_sure);
        }
    }
}

/// Reads single years. A number that may also be a count is only a possible year, unless the words
/// around it mark it as a year.
pub(super) fn read_years(tokens: &Tokens<'_>, dates: &mut Dates) {
    for at in 0..tokens.len() {
        if tokens.plain_digits(at).is_none() || dates.is_taken(at) {
            continue;
        }
        if let Some(year) = possible_year(tokens, at) {
            dates.add_possible(at, at, PartialDate::from_fields(year, None, None));
            continue;
        }
        if is_plainly_not_year(tokens, at) {
            continue;
        }
        if tokens.is_attached(at + 1) && tokens.word(at + 1) == "s" {
            dates.is_vague = true;
            continue;
        }
        let Some(year) = year_at_token(tokens, at) else {
            read_short_year(tokens, at, dates);
            continue;
        };
        if is_era_after(tokens, at) {
            dates.is_vague = true;
            continue;
        }
        let follows_name = tokens.is_attached(at)
            && (tokens.before(at, 1).is_some_and(|before| before.kind == Kind::Word)
                || tokens.sign_before(at, 1) == Some('-')
                    && tokens.is_attached(at - 1)
                    && !BEFORE_YEAR.contains(&tokens.word_before(at, 2)));
        let date = PartialDate::from_fields(year, None, None);
        if is_year_in_context(tokens, at, at) {
            dates.add(at, at, date, !is_estimated(tokens, at));
        } else if let Some(date) = date.filter(|_| !follows_name) {
            let is_sure = !counts_something(tokens, at)
                && !is_compared(tokens, at)
                && !is_estimated(tokens, at)
                && !is_label_not_year(tokens, at)
                && !is_dimension(tokens, at);
            // The tokens are not marked as taken, since the number may be a count.
            dates.mentions.push(DateMention { first: at, last: at, date, is_sure });
        }
    }
}

/// Returns a year that its surroundings make uncertain: in another language (`1954年`, `1954 m.`), with letters
/// or a quarter directly after it (`1954Q3`), after a month that is not English (`29-IX-1954`).
fn possible_year(tokens: &Tokens<'_>, at: usize) -> Option<u16> {
    let (year, _) = tokens
        .plain_digits(at)
        .filter(|(year, length)| *length == 4 && (1000..3000).contains(year))?;
    let word = tokens.word(at + 1);
    let is_attached = tokens.is_attached(at + 1);
    let is_abbreviated = matches!(word, "g" | "m")
        && !is_attached
        && tokens.sign(at + 2) == Some('.')
        && tokens.is_attached(at + 2)
        && tokens.get(at + 3).is_some();
    let has_letters = is_attached
        && !word.is_empty()
        && !is_plainly_not_year(tokens, at)
        && !matches!(word, "st" | "nd" | "rd" | "th" | "s")
        && scale(word).or(power_of_suffix(word)).is_none();
    let day = at.checked_sub(4).and_then(|day| tokens.plain_digits(day));
    let follows_month = [at.checked_sub(3), at.checked_sub(1)]
        .iter()
        .all(|hyphen| hyphen.is_some_and(|hyphen| tokens.sign(hyphen) == Some('-')))
        && !tokens.word_before(at, 2).is_empty()
        && day.is_some_and(|(day, _)| (1..=31).contains(&day))
        && (at - 3..=at).all(|at| tokens.is_attached(at));
    (is_abbreviated || has_letters || follows_month).then_some(year)
}

/// Reads years in words, such as `nineteen fifty-four` or `two thousand and five`. None of them is
/// certain.
pub(super) fn read_years_in_words(tokens: &Tokens<'_>, numerals: &[Numeral], dates: &mut Dates) {
    let in_words = numerals.iter().filter(|numeral| numeral.is_in_words && !numeral.is_part);
    for Numeral { first, last, value, is_unclear, .. } in in_words {
        let year = value.as_u16().filter(|year| (1000..3000).contains(year));
        let Some(year) = year else { continue };
        let is_in_context = is_year_in_context(tokens, *first, *last);
        if (*is_unclear || is_in_context) && !counts_something(tokens, *last) {
            dates.add_possible(*first, *last, PartialDate::from_fields(year, None, None));
        }
    }
}

/// Adds each year that two digits after an apostrophe may mean (`'89`), and the year that two digits after a
/// year may mean (`from 1954 to 58`).
fn read_short_year(tokens: &Tokens<'_>, at: usize, dates: &mut Dates) {
    if let Some(first) = at.checked_sub(2).filter(|first| year_at_token(tokens, *first).is_some())
        && matches!(tokens.word_before(at, 1), "to" | "until" | "till")
        && !counts_something(tokens, at)
    {
        let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
        let year = year_after(text(first), text(at)).filter(|_| text(at).len() == 2);
        dates.add_possible(at, at, year);
    }
    let is_shortened = tokens.sign_before(at, 1) == Some('\'')
        && tokens.is_attached(at)
        && tokens.sign(at + 1) != Some('\'')
        && !counts_something(tokens, at);
    if let Some((short, 2)) = tokens.plain_digits(at).filter(|_| is_shortened) {
        for year in years_ending_in(short) {
            dates.add_possible(at, at, PartialDate::from_fields(year, None, None));
        }
    }
}

/// Returns the years from 1000 to 2999 that end in two digits.
pub(super) fn years_ending_in(short: u16) -> impl Iterator<Item = u16> {
    (10..30).map(move |century| century * 100 + short)
}

/// Whether the words around a number make it a year.
fn is_year_in_context(tokens: &Tokens<'_>, first: usize, last: usize) -> bool {
    let after = tokens.get(last + 1);
    let ends_here = after.is_none_or(|after| after.kind != Kind::Word || !after.is_spaced)
        || is_function_word(tokens.word(last + 1))
        || AFTER_YEAR.binary_search(&tokens.word(last + 1)).is_ok()
        || after.is_some_and(|after| after.text.starts_with(char::is_uppercase));
    let before = match tokens.sign_before(first, 1) {
        Some('-') => tokens.word_before(first, 2),
        _ => tokens.word_before(first, 1),
    };
    let is_introduced = BEFORE_YEAR.contains(&before);
    let is_in_brackets = matches!(tokens.sign_before(first, 1), Some('(' | '['))
        && matches!(tokens.sign(last + 1), Some(')' | ']' | ','));
    (is_introduced && ends_here) || is_in_brackets
}

/// Parses a year of four digits, from 1000 to 2999.
pub(super) fn year_of(text: &str) -> Option<PartialDate> {
    (text.len() == 4
        && text.starts_with(['1', '2'])
        && text.bytes().all(|byte| byte.is_ascii_digit()))
    .then(|| PartialDate::parse(text).ok())
    .flatten()
}

/// Parses the second year of a range: four digits, or two digits that exceed the last two of the first
/// year.
pub(super) fn year_after(first: &str, second: &str) -> Option<PartialDate> {
    if second.len() == 4 {
        return year_of(second);
    }
    let (century, short) = (first.get(..2)?, first.get(2..)?);
    if second.len() == 2 && second.bytes().all(|byte| byte.is_ascii_digit()) && second > short {
        return year_of(&format!("{century}{second}"));
    }
    None
}

/// Whether the second year directly follows the first.
pub(super) fn are_consecutive(first: &PartialDate, second: &PartialDate) -> bool {
    second.first_day().year() - first.first_day().year() == 1
}

pub(super) fn year_at_token(tokens: &Tokens<'_>, at: usize) -> Option<u16> {
    let (year, length) = tokens.plain_digits(at)?;
    let has_letters_after = tokens.is_attached(at + 1) && !tokens.word(at + 1).is_empty();
    (length == 4 && (1000..3000).contains(&year) && !has_letters_after).then_some(year)
}

/// Whether the word after a number is a plural that the number may count. An article makes the number part of a
/// name instead (`the 2016 attacks`).
pub(super) fn counts_something(tokens: &Tokens<'_>, at: usize) -> bool {
    let next = tokens.word(at + 1);
    let is_lower_case =
        tokens.get(at + 1).is_some_and(|token| token.text.starts_with(char::is_lowercase));
    let is_plural = (next.len() > 3 && next.ends_with('s') && !next.ends_with("ss"))
        || matches!(next, "people" | "men" | "women" | "children" | "police" | "staff" | "of");
    let has_article =
        matches!(tokens.word_before(at, 1), "the" | "this" | "that" | "its" | "their");
    is_lower_case && is_plural && !has_article
}

/// Whether a number is compared or estimated: `over 2000`, `some 1500`. After `later than`, it is a year.
pub(super) fn is_compared(tokens: &Tokens<'_>, at: usize) -> bool {
    if tokens.word_before(at, 1) == "than" {
        return !matches!(tokens.word_before(at, 2), "earlier" | "later" | "sooner");
    }
    matches!(
        tokens.word_before(at, 1),
        "about"
            | "approximately"
            | "around"
            | "over"
            | "least"
            | "most"
            | "nearly"
            | "almost"
            | "some"
    ) || (tokens.word_before(at, 1) == "to" && tokens.word_before(at, 2) == "up")
        || tokens
            .sign_before(at, 1)
            .is_some_and(|sign| matches!(sign, '<' | '>' | '≤' | '≥' | '~' | '≈' | '#' | '№'))
}

/// Whether a number is one side of a product: `1920 × 1080`.
fn is_dimension(tokens: &Tokens<'_>, at: usize) -> bool {
    let is_times = |sign: Option<char>, word: &str| sign == Some('×') || word == "x";
    is_times(tokens.sign_before(at, 1), tokens.word_before(at, 1))
        || is_times(tokens.sign(at + 1), tokens.word(at + 1))
}

/// Whether a year is approximate: `circa 2018`, `c. 2018`.
fn is_estimated(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = match tokens.sign_before(at, 1) {
        Some('.') => tokens.word_before(at, 2),
        _ => tokens.word_before(at, 1),
    };
    matches!(word, "approx" | "c" | "ca" | "circa" | "est" | "estimated" | "roughly")
}

/// Whether a number begins a range with a unit at its end: `1920-1950 kg`, `between 1920 and 1950 kg`.
fn is_measured_range(tokens: &Tokens<'_>, at: usize) -> bool {
    let is_range = tokens.sign(at + 1) == Some('-')
        || tokens.word(at + 1) == "to"
        || (tokens.word(at + 1) == "and" && tokens.word_before(at, 1) == "between");
    is_range && tokens.plain_digits(at + 2).is_some() && has_unit(tokens, at + 2)
}

/// Whether a currency sign or code, a minus, a percent sign, a unit or a word such as `million` shows that a
/// number is not a year.
pub(super) fn is_plainly_not_year(tokens: &Tokens<'_>, at: usize) -> bool {
    let code = |token: Option<&Token<'_>>| token.is_some_and(|token| is_currency_code(token.text));
    let sign = |sign: Option<char>| sign.is_some_and(is_currency_sign);
    let is_negative = tokens.sign_before(at, 1) == Some('-')
        && tokens.is_attached(at)
        && !tokens.is_attached(at - 1);
    sign(tokens.sign_before(at, 1))
        || code(tokens.before(at, 1))
        || code(tokens.get(at + 1))
        || (sign(tokens.sign(at + 1)) && tokens.plain_digits(at + 2).is_none())
        || matches!(tokens.sign(at + 1), Some('%'))
        || has_unit(tokens, at)
        || is_measured_range(tokens, at)
        || matches!(
            tokens.word(at + 1),
            "million" | "billion" | "thousand" | "percent" | "per" | "euros" | "dollars" | "pounds"
        )
        || is_negative
}

#[cfg(test)]
mod tests {
    use super::AFTER_YEAR;

    #[test]
    fn the_list_that_is_searched_is_sorted() {
        assert!(AFTER_YEAR.is_sorted());
    }
}
