//! Years that are not calendar years: fiscal, financial, academic. Which days they have is not known,
//! so they cannot tell a date.

use crate::quote::mentions::dates::Dates;
use crate::quote::mentions::dates::years::{year_after, year_at_token};
use crate::quote::mentions::tokens::Tokens;
use crate::value::date::PartialDate;

/// Words that make a year another than a calendar year, where `year` follows them.
const BEFORE_YEAR_WORD: [&str; 11] = [
    "academic",
    "accounting",
    "budget",
    "budgetary",
    "financial",
    "fiscal",
    "marketing",
    "reporting",
    "school",
    "tax",
    "university",
];

/// Fiscal years and their like: `FY2018`, `fiscal 2018`, `the 2017/18 financial year`.
pub(super) fn read_fiscal_years(tokens: &Tokens<'_>, dates: &mut Dates) {
    for at in 0..tokens.len() {
        let Some(end) = end_of_phrase(tokens, at) else { continue };
        let mut found = false;
        let mut index = end;
        while let Some(is_year) = year_or_joint(tokens, index, !found, dates) {
            found |= is_year;
            index += 1;
        }
        // The 2017/18 financial year.
        index = at;
        while let Some(previous) = index.checked_sub(1).filter(|_| !found) {
            if year_or_joint(tokens, previous, false, dates).is_none() {
                break;
            }
            index = previous;
        }
    }
}

/// The token after `FY`, `fiscal`, `fiscal year` or their like at an index.
fn end_of_phrase(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let word = tokens.word(at);
    let is_followed = matches!(tokens.word(at + 1), "year" | "years" | "year's");
    match word {
        "fy" | "fys" => Some(at + 1),
        word if is_followed && BEFORE_YEAR_WORD.contains(&word) => Some(at + 2),
        "fiscal" => Some(at + 1),
        _ => None,
    }
}

/// Reads a year (`Some(true)`) or what joins two (`Some(false)`) at an index.
fn year_or_joint(
    tokens: &Tokens<'_>,
    at: usize,
    is_first: bool,
    dates: &mut Dates,
) -> Option<bool> {
    let is_joint = matches!(tokens.sign(at), Some('-' | '/' | '&'))
        || matches!(tokens.word(at), "and" | "to" | "or" | "fy");
    if is_joint {
        return Some(false);
    }
    let follows_year = matches!(tokens.sign_before(at, 1), Some('-' | '/'))
        && at.checked_sub(2).is_some_and(|before| year_at_token(tokens, before).is_some());
    let text = tokens.get(at)?.text;
    let years = match (tokens.plain_digits(at), text.split_once('/')) {
        (Some((year, 4)), _) if (1000..3000).contains(&year) => vec![year],
        (Some((short, 2)), _) if is_first => {
            vec![if short < 70 { 2000 + short } else { 1900 + short }]
        }
        (Some((_, 2)), _) if follows_year => vec![],
        (None, Some((first, second))) => {
            year_after(first, second)?;
            vec![first.parse().ok()?]
        }
        _ => return None,
    };
    for year in years {
        // It may begin in the year before, and end in the year after.
        for year in year - 1..=year + 1 {
            dates.add(at, at, PartialDate::from_fields(year, None, None), false);
        }
    }
    dates.take(at, at);
    Some(true)
}
