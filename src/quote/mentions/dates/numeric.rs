//! Dates in digits: ISO 8601 dates and date-times, and dates with slashes.

use std::ops::Range;

use crate::quote::mentions::dates::years::{
    are_consecutive, counts_something, is_compared, is_plainly_not_year, year_after, year_of,
    years_ending_in,
};
use crate::quote::mentions::dates::{DateMention, Dates};
use crate::quote::mentions::labels::is_label_not_year;
use crate::quote::mentions::numerals::Fraction;
use crate::quote::mentions::tokens::{Kind, Tokens};
use crate::value::date::PartialDate;

/// Reads ISO 8601 dates, date-times and slashed years. Other slashed dates are vague, because the order of
/// day and month is unknown.
pub(super) fn read_numeric_dates(tokens: &Tokens<'_>, dates: &mut Dates) {
    for at in 0..tokens.len() {
        if dates.is_taken(at)
            || tokens.is_attached(at)
                && at > 0
                && tokens.sign_before(at, 1).is_none_or(|sign| sign == '-')
        {
            continue;
        }
        if let Some(Kind::Composite) = tokens.get(at).map(|token| &token.kind) {
            read_slashed(tokens, dates, at);
            continue;
        }
        if tokens.plain_digits(at).is_none_or(|(_, length)| length != 4) {
            read_basic(tokens, dates, at);
            read_month_and_year(tokens, dates, at);
            read_hyphenated(tokens, dates, at);
            continue;
        }
        let written =
            tokens.text_to_space(at).trim_end_matches(|last: char| !last.is_ascii_alphanumeric());
        let clip =
            |text: &str| text.split([')', ',', ';', '"']).next().unwrap_or_default().to_owned();
        let written = clip(written);
        if written.len() <= 4 {
            continue;
        }
        if let Ok(date) = PartialDate::parse(&written) {
            let last = tokens.last_within(at, written.len());
            let is_range_too = written.len() == 7 && {
                let number = |text: Option<&str>| text.and_then(|text| text.parse::<u16>().ok());
                number(written.get(5..7)) > number(written.get(2..4))
            };
            if is_range_too {
                // `2010-12` means December 2010, or 2010 to 2012.
                let year = written.get(..4).and_then(|year| PartialDate::parse(year).ok());
                let end = written
                    .get(..2)
                    .zip(written.get(5..7))
                    .map(|(century, end)| format!("{century}{end}"));
                let end = end.and_then(|end| PartialDate::parse(&end).ok());
                let is_one_year = year
                    .as_ref()
                    .zip(end.as_ref())
                    .is_some_and(|(year, end)| are_consecutive(year, end));
                dates.add(at, at, year, !is_one_year);
                dates.add(at, last, Some(date), false);
                dates.add(last, last, end, false);
            } else {
                dates.add(at, last, Some(date), true);
            }
        }
    }
}

/// Reads `2017/18` and `2017/2018`; marks other tokens with a slash or a point as vague.
fn read_slashed(tokens: &Tokens<'_>, dates: &mut Dates, at: usize) {
    let text = tokens.get(at).map_or("", |token| token.text);
    if !text.contains('/') && !text.contains('.') {
        return;
    }
    if let Some((first, second)) = text.split_once('/')
        && let (Some(start), Some(end)) = (year_of(first), year_after(first, second))
    {
        // 2017/18 is usually a fiscal or academic year.
        let is_sure = !are_consecutive(&start, &end);
        dates.add(at, at, Some(start), is_sure);
        dates.add(at, at, Some(end), is_sure);
        return;
    }
    let readings = readings_of(text);
    // 1/2 can also be a half.
    if Fraction::with_slash(text).is_none() {
        dates.take(at, at);
    }
    dates.is_vague |= readings.is_empty();
    for date in readings {
        dates.add_possible(at, at, Some(date));
    }
}

/// Reads a date in the basic format of ISO 8601: `19540929`. Its token is not marked as taken, since it may be a
/// number.
fn read_basic(tokens: &Tokens<'_>, dates: &mut Dates, at: usize) {
    let text = tokens.get(at).map_or("", |token| token.text);
    let field = |range: Range<usize>| text.get(range).and_then(|digits| digits.parse::<u16>().ok());
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return;
    }
    let year = field(0..4).filter(|year| (1000..3000).contains(year));
    let date = year.and_then(|year| PartialDate::from_fields(year, field(4..6), field(6..8)));
    if let Some(date) = date.filter(|_| !is_plainly_not_year(tokens, at)) {
        let is_sure = !counts_something(tokens, at)
            && !is_compared(tokens, at)
            && !is_label_not_year(tokens, at);
        dates.mentions.push(DateMention { first: at, last: at, date, is_sure });
    }
}

/// Reads a month and a year in digits: `09.1954`, `1954.09`, `09-1954`. They are not marked as taken, since they
/// may be numbers.
fn read_month_and_year(tokens: &Tokens<'_>, dates: &mut Dates, at: usize) {
    let text = tokens.get(at).map_or("", |token| token.text);
    let is_hyphenated = tokens.sign(at + 1) == Some('-')
        && tokens.is_attached(at + 1)
        && tokens.is_attached(at + 2)
        && tokens.sign(at + 3) != Some('-');
    let (last, first_part, second_part) = match text.split_once('.') {
        Some((first, second)) => (at, first, second),
        None if is_hyphenated => (at + 2, text, tokens.get(at + 2).map_or("", |last| last.text)),
        None => return,
    };
    let (month, year) = match (first_part.len(), second_part.len()) {
        (1..=2, 4) => (first_part, second_part),
        (4, 1..=2) => (second_part, first_part),
        _ => return,
    };
    let year = year_of(year).and(year.parse().ok());
    let date = year.zip(month.parse().ok());
    let date = date.and_then(|(year, month)| PartialDate::from_fields(year, Some(month), None));
    dates.add_possible(at, last, date);
}

/// Reads a date that ends with a year, such as `29-09-1954` or `29-09-54`. The order of its day and month is
/// unknown. Without its century, it may be something else, so its tokens are not marked as taken.
fn read_hyphenated(tokens: &Tokens<'_>, dates: &mut Dates, at: usize) {
    let last = at + 4;
    let is_joined = [at + 1, at + 3].iter().all(|at| tokens.sign(*at) == Some('-'))
        && (at + 1..=last).all(|at| tokens.is_attached(at));
    let length = tokens.plain_digits(last).map(|(_, length)| length);
    if !is_joined || !matches!(length, Some(2 | 4)) {
        return;
    }
    let text: String = (at..=last).filter_map(|at| Some(tokens.get(at)?.text)).collect();
    for date in readings_of(&text) {
        dates.add_possible(at, last, Some(date));
        if length == Some(4) {
            dates.take(at, last);
        }
    }
}

/// Returns the dates that three numbers may be, with the day or the month first: `29.09.1954`, `29/9/54`,
/// `1954/09/29`.
fn readings_of(text: &str) -> Vec<PartialDate> {
    let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
    let [first, second, third] = parts.as_slice() else { return Vec::new() };
    let mut readings = Vec::new();
    for (year, month, day) in
        [(third, second, first), (third, first, second), (first, second, third)]
    {
        let (Ok(number), Ok(month), Ok(day)) = (year.parse(), month.parse(), day.parse()) else {
            continue;
        };
        let years: Vec<u16> = match year.len() {
            4 => vec![number],
            2 => years_ending_in(number).collect(),
            _ => vec![],
        };
        let dates = years
            .into_iter()
            .filter_map(|year| PartialDate::from_fields(year, Some(month), Some(day)));
        readings.extend(dates);
    }
    readings
}
