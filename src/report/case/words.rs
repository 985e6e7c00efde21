//! Describes values of claims in words.

use super::records::Records;
use crate::claims::ClaimValue;
use crate::value::date::{PartialDate, Precision};
use crate::value::number::Decimal;
use crate::value::period::PeriodEnd;
use serde::Serialize;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A date in words, with the first and the last day that it can denote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::report) struct DateInWords {
    pub(in crate::report) words: String,
    /// The first day that it can denote (ISO 8601).
    pub(in crate::report) first: String,
    /// The last day that it can denote (ISO 8601).
    pub(in crate::report) last: String,
}

/// A period or a date on a time axis. An end that is `None` is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::report) struct Span {
    pub(in crate::report) from: Option<DateInWords>,
    pub(in crate::report) to: Option<DateInWords>,
}

/// Returns a text with its first letter in upper case.
pub(in crate::report) fn with_letter(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

/// Returns a date in words: `2017`, `February 2021`, `30 September 2014`.
pub(super) fn date(date: &PartialDate) -> String {
    if date.has_time() {
        return date.to_string();
    }
    let day = date.first_day();
    let position = usize::try_from(day.month() - 1).unwrap_or_default();
    let month = MONTHS.get(position).copied().unwrap_or_default();
    match date.precision() {
        Precision::Year => day.year().to_string(),
        Precision::Month => format!("{month} {}", day.year()),
        Precision::Day => format!("{} {month} {}", day.day(), day.year()),
    }
}

/// Returns an ISO 8601 date in words, or the text itself if it is not a date.
pub(in crate::report) fn day_in_words(text: &str) -> String {
    PartialDate::parse(text).map_or_else(|_| text.to_owned(), |parsed| date(&parsed))
}

/// Returns a date with the days that it can denote.
pub(super) fn date_in_words(of: &PartialDate) -> DateInWords {
    DateInWords {
        words: date(of),
        first: of.first_day().to_string(),
        last: of.last_day().to_string(),
    }
}

/// Returns the position of a value on a time axis, or `None` if the value is neither a period nor a date.
pub(super) fn span(value: &ClaimValue) -> Option<Span> {
    match value {
        ClaimValue::Period(period) => {
            let end = |date: &Option<PartialDate>| date.as_ref().map(date_in_words);
            Some(Span { from: end(&period.dates.from), to: end(&period.dates.to) })
        }
        ClaimValue::Date(date) => {
            let date = date_in_words(date);
            Some(Span { from: Some(date.clone()), to: Some(date) })
        }
        ClaimValue::Place(_)
        | ClaimValue::Entity(_)
        | ClaimValue::Duration(_)
        | ClaimValue::Count(_)
        | ClaimValue::Text(_)
        | ClaimValue::Money(_) => None,
    }
}

/// Returns a value in words. If periods differ at only one end, a period is described by its date at that
/// end.
pub(super) fn value(of: &ClaimValue, differs_at: &[PeriodEnd], records: &Records) -> String {
    match of {
        ClaimValue::Place(id) => records.place(id).name,
        ClaimValue::Entity(id) => records.entity(id).name,
        ClaimValue::Text(text) => text.clone(),
        ClaimValue::Date(on) => date(on),
        ClaimValue::Duration(duration) => duration.describe(),
        ClaimValue::Count(number) => grouped(number),
        ClaimValue::Money(money) => format!("{} {}", money.currency, grouped(&money.amount)),
        ClaimValue::Period(period) => {
            let (from, to) = (&period.dates.from, &period.dates.to);
            match (differs_at, from, to) {
                ([PeriodEnd::Start], Some(from), _) => date(from),
                ([PeriodEnd::End], _, Some(to)) => date(to),
                (_, Some(from), Some(to)) => format!("{} to {}", date(from), date(to)),
                (_, Some(from), None) => format!("from {}, no end given", date(from)),
                (_, None, Some(to)) => format!("until {}, no start given", date(to)),
                (_, None, None) => "no dates given".to_owned(),
            }
        }
    }
}

/// Formats a number with commas between groups of three digits.
fn grouped(number: &Decimal) -> String {
    let text = number.to_string();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.as_str()),
    };
    let (whole, rest) = match digits.find(|character: char| !character.is_ascii_digit()) {
        Some(at) => digits.split_at(at),
        None => (digits, ""),
    };
    let mut grouped = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_as_precise_as_they_were_written() {
        let words = |text: &str| day_in_words(text);
        assert_eq!(words("2017"), "2017");
        assert_eq!(words("2021-02"), "February 2021");
        assert_eq!(words("2014-09-30"), "30 September 2014");
        assert_eq!(words("in spring"), "in spring");
    }

    #[test]
    fn large_numbers_are_grouped() {
        let words = |text: &str| grouped(&Decimal::from_json(text).unwrap());
        assert_eq!(words("194"), "194");
        assert_eq!(words("1300000"), "1,300,000");
        assert_eq!(words("-1234.5"), "-1,234.5");
    }
}
