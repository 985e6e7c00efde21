//! Months in English text, with their days and years.

use crate::quote::mentions::dates::Dates;
use crate::quote::mentions::dates::years::{BEFORE_YEAR, year_at_token};
use crate::quote::mentions::tokens::Tokens;
use crate::value::date::PartialDate;

/// A month, with its day and year if they are written.
struct MonthMention {
    first: usize,
    last: usize,
    month: u16,
    days: Vec<u16>,
    year: Option<u16>,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Words between two dates that may share the year of the second date.
const CONNECTORS: [&str; 6] = ["to", "and", "or", "until", "till", "through"];

/// Reads months with their days and years.
pub(super) fn read_months(tokens: &Tokens<'_>, dates: &mut Dates) {
    let mut months: Vec<MonthMention> =
        (0..tokens.len()).filter_map(|at| read_month(tokens, dates, at)).collect();
    // In `August to December 2017`, the first month has the year of the second.
    for index in (1..months.len()).rev() {
        let Some((earlier, later)) = months.get(index - 1).zip(months.get(index)) else {
            continue;
        };
        let between = earlier.last + 1..later.first;
        let is_connected = (1..=2).contains(&between.len())
            && between.clone().all(|at| {
                matches!(tokens.sign(at), Some('-' | ',' | '/'))
                    || CONNECTORS.contains(&tokens.word(at))
            });
        let year = later.year;
        if earlier.year.is_none()
            && is_connected
            && let Some(earlier) = months.get_mut(index - 1)
        {
            earlier.year = year;
        }
    }
    for month in months {
        // `May` and `March` alone are also ordinary words.
        let is_word_too =
            matches!(month.month, 3 | 5) && month.year.is_none() && month.days.is_empty();
        match month.year {
            Some(year) if month.days.is_empty() => {
                dates.add(
                    month.first,
                    month.last,
                    PartialDate::from_fields(year, Some(month.month), None),
                    true,
                );
            }
            Some(year) => {
                for day in &month.days {
                    dates.add(
                        month.first,
                        month.last,
                        PartialDate::from_fields(year, Some(month.month), Some(*day)),
                        true,
                    );
                }
            }
            None if is_word_too && !BEFORE_YEAR.contains(&tokens.word_before(month.first, 1)) => {}
            None => {
                dates.bare_months.push(month.month);
                dates.take(month.first, month.last);
            }
        }
    }
}

fn read_month(tokens: &Tokens<'_>, dates: &Dates, at: usize) -> Option<MonthMention> {
    let token = tokens.get(at)?;
    // `29sep1954`
    let follows_day = tokens.is_attached(at)
        && at.checked_sub(1).and_then(|before| day_ending_at(tokens, before)).is_some();
    let is_month = token.text.starts_with(char::is_uppercase) || follows_day;
    if dates.is_taken(at) || !is_month {
        return None;
    }
    let (month, is_abbreviated) = month_of(&token.word)?;
    let mut found = MonthMention { first: at, last: at, month, days: Vec::new(), year: None };
    if is_abbreviated && tokens.sign(at + 1) == Some('.') && tokens.is_attached(at + 1) {
        found.last += 1;
    }
    read_days_before(tokens, &mut found);
    if found.days.is_empty()
        && let Some((day, year)) = day_and_year_at(tokens, found.last + 1)
    {
        found.last += 1;
        return Some(MonthMention { days: vec![day], year: Some(year), ..found });
    }
    if found.days.is_empty() {
        read_days_after(tokens, &mut found);
    }
    // August 2017; August, 2017; August of 2017.
    let next = found.last + 1;
    let year_at =
        if tokens.sign(next) == Some(',') || tokens.word(next) == "of" { next + 1 } else { next };
    if let Some(year) = year_at_token(tokens, year_at)
        .filter(|_| tokens.get(year_at).is_some_and(|year| year.is_spaced))
    {
        found.year = Some(year);
        found.last = year_at;
    }
    Some(found)
}

/// Reads days before a month: 20 January; 20th of January; 13-15 April; 13 to 15 April; 13 or 14 April; 13, 14 and
/// 15 April.
fn read_days_before(tokens: &Tokens<'_>, found: &mut MonthMention) {
    let mut at = found.first;
    let step_back = |at: usize, by: usize| at.checked_sub(by);
    if tokens.word_before(at, 1) == "of" {
        at -= 1;
    }
    let Some((day, first)) = step_back(at, 1).and_then(|last| day_ending_at(tokens, last)) else {
        return;
    };
    found.days.push(day);
    found.first = first;
    let is_connected = tokens.sign_before(first, 1) == Some('-')
        || matches!(tokens.word_before(first, 1), "to" | "and" | "or");
    let is_list = matches!(tokens.word_before(first, 1), "and" | "or");
    if let Some((earlier, first)) =
        step_back(first, 2).filter(|_| is_connected).and_then(|last| day_ending_at(tokens, last))
    {
        found.days.insert(0, earlier);
        found.first = first;
    }
    while is_list
        && tokens.sign_before(found.first, 1) == Some(',')
        && let Some((earlier, first)) =
            step_back(found.first, 2).and_then(|last| day_ending_at(tokens, last))
    {
        found.days.insert(0, earlier);
        found.first = first;
    }
}

/// Reads days after a month: January 20; January 20th; April 13-15; April 13 or 14.
fn read_days_after(tokens: &Tokens<'_>, found: &mut MonthMention) {
    let Some((day, last)) = day_beginning_at(tokens, found.last + 1) else {
        return;
    };
    found.days.push(day);
    found.last = last;
    let is_connected =
        tokens.sign(last + 1) == Some('-') || matches!(tokens.word(last + 1), "to" | "or");
    if let Some((later, last)) = day_beginning_at(tokens, last + 2).filter(|_| is_connected) {
        found.days.push(later);
        found.last = last;
    }
}

/// Reads a day of a month (`5`, `5th`) whose last token is `last`, and returns it with the index of its first
/// token.
fn day_ending_at(tokens: &Tokens<'_>, last: usize) -> Option<(u16, usize)> {
    let first = if is_ordinal_ending(tokens, last) { last.checked_sub(1)? } else { last };
    let (day, length) = tokens.plain_digits(first)?;
    ((1..=31).contains(&day) && length <= 2).then_some((day, first))
}

/// Reads a day of a month (`5`, `5th`) whose first token is `first`, and returns it with the index of its last
/// token.
fn day_beginning_at(tokens: &Tokens<'_>, first: usize) -> Option<(u16, usize)> {
    let (day, length) = tokens.plain_digits(first)?;
    let last = if is_ordinal_ending(tokens, first + 1) { first + 1 } else { first };
    ((1..=31).contains(&day) && length <= 2).then_some((day, last))
}

/// Reads a day of a month and a year without a space between them, as in `May 5,1954`.
fn day_and_year_at(tokens: &Tokens<'_>, at: usize) -> Option<(u16, u16)> {
    let (day, year) = tokens.get(at)?.text.split_once(',')?;
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_date =
        matches!(day.len(), 1..=2) && year.len() == 4 && is_number(day) && is_number(year);
    let (day, year) = (day.parse().ok()?, year.parse().ok()?);
    (is_date && (1..=31).contains(&day)).then_some((day, year))
}

fn is_ordinal_ending(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.is_attached(at) && matches!(tokens.word(at), "st" | "nd" | "rd" | "th")
}

fn month_of(word: &str) -> Option<(u16, bool)> {
    let number = MONTHS.iter().position(|name| {
        *name == word
            || (word.len() == 3 && name.starts_with(word))
            || (*name == "september" && word == "sept")
    })?;
    let is_abbreviated = MONTHS.get(number).is_some_and(|name| name.len() != word.len());
    Some((u16::try_from(number + 1).ok()?, is_abbreviated))
}
