//! Years that are not calendar years: fiscal, financial, academic. Their first and last days are unknown, so
//! they are never certain dates.

use crate::quote::mentions::dates::Dates;
use crate::quote::mentions::dates::years::{year_after, year_at_token, years_ending_in};
use crate::quote::mentions::tokens::Tokens;
use crate::value::date::PartialDate;

/// Words that make a following `year` something other than a calendar year.
const BEFORE_YEAR_WORD: [&str; 18] = [
    "academic",
    "accounting",
    "budget",
    "budgetary",
    "contract",
    "crop",
    "financial",
    "fiscal",
    "grant",
    "marketing",
    "model",
    "program",
    "programme",
    "reporting",
    "school",
    "tax",
    "university",
    "water",
];

/// Reads fiscal and similar years: `FY2018`, `fiscal 2018`, `Fiscal Year (FY) 2018`,
/// `the 2017/18 financial year`.
pub(super) fn read_fiscal_years(tokens: &Tokens<'_>, dates: &mut Dates) {
    for at in 0..tokens.len() {
        let Some(end) = end_of_phrase(tokens, at) else { continue };
        let begin = skip_to_year(tokens, end);
        let may_be_short = begin == end || tokens.sign_before(begin, 1) == Some('\'');
        let mut found = false;
        let mut index = begin;
        while let Some(is_year) = year_or_connector(tokens, index, may_be_short && !found, dates) {
            found |= is_year;
            index += 1;
        }
        // The year may also be before the phrase: `the 2017/18 financial year`, `2018 (fiscal year)`.
        index = at - usize::from(tokens.sign_before(at, 1) == Some('('));
        while let Some(previous) = index.checked_sub(1).filter(|_| !found) {
            if year_or_connector(tokens, previous, false, dates).is_none() {
                break;
            }
            index = previous;
        }
    }
}

/// Returns the index after `FY`, `fiscal`, `fiscal year` or a similar phrase that begins at `at`; `None` if
/// none begins there.
fn end_of_phrase(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let word = tokens.word(at);
    let year = if tokens.sign(at + 1) == Some('-') { at + 2 } else { at + 1 };
    let is_followed = matches!(tokens.word(year), "year" | "years" | "year's");
    let is_capital = tokens.get(at)?.text.starts_with(char::is_uppercase);
    match word {
        "fy" | "fys" | "fye" => Some(at + 1),
        // Academic, school, tax and marketing years.
        "ay" | "sy" | "ty" | "my" if tokens.get(at)?.text.chars().all(char::is_uppercase) => {
            Some(at + 1)
        }
        word if is_followed && BEFORE_YEAR_WORD.contains(&word) => Some(year + 1),
        "fiscal" => Some(at + 1),
        // F.Y., A.Y., F/Y and F.Y.E.
        "f" | "a" | "s" | "t" | "m"
            if (is_capital || word == "f")
                && matches!(tokens.sign(at + 1), Some('.' | '/'))
                && tokens.is_attached(at + 2)
                && tokens.word(at + 2) == "y" =>
        {
            let is_end = |at: usize| tokens.sign(at) == Some('.') && tokens.is_attached(at);
            let end = at + 3 + usize::from(is_end(at + 3));
            let has_e = tokens.word(end) == "e" && tokens.is_attached(end);
            Some(if has_e { end + 1 + usize::from(is_end(end + 1)) } else { end })
        }
        _ => None,
    }
}

/// Returns the index after the tokens that may be between `fiscal year` and the year: `(FY)`, `ending`,
/// `of`.
fn skip_to_year(tokens: &Tokens<'_>, end: usize) -> usize {
    const MAX_TOKENS: usize = 6;
    let mut at = end;
    if tokens.sign(at) == Some('(') {
        let inside = (at + 1..at + MAX_TOKENS).take_while(|at| tokens.sign(*at) != Some(')'));
        let close = at + 1 + inside.count();
        let has_digits = (at + 1..close).any(|at| tokens.plain_digits(at).is_some());
        let is_abbreviation = !has_digits && tokens.sign(close) == Some(')');
        at = if is_abbreviation { close + 1 } else { at + 1 };
    }
    for _ in 0..MAX_TOKENS {
        let is_between = matches!(tokens.sign(at), Some(':' | '\'' | '-'))
            || matches!(
                tokens.word(at),
                "of" | "in" | "to" | "ended" | "ending" | "beginning" | "starting"
            );
        if !is_between {
            break;
        }
        at += 1;
    }
    at
}

/// Reads a year (`Some(true)`) or a connector between two years (`Some(false)`) at an index. Returns `None`
/// if there is neither.
fn year_or_connector(
    tokens: &Tokens<'_>,
    at: usize,
    may_be_short: bool,
    dates: &mut Dates,
) -> Option<bool> {
    let is_connector = matches!(tokens.sign(at), Some('-' | '/' | '&'))
        || matches!(tokens.word(at), "and" | "to" | "or" | "fy");
    if is_connector {
        return Some(false);
    }
    let follows_year = matches!(tokens.sign_before(at, 1), Some('-' | '/'))
        && at.checked_sub(2).is_some_and(|before| year_at_token(tokens, before).is_some());
    let text = tokens.get(at)?.text;
    let years = match (tokens.plain_digits(at), text.split_once('/')) {
        (Some((year, 4)), _) if (1000..3000).contains(&year) => vec![year],
        (Some((short, 2)), _) if may_be_short => years_ending_in(short).collect(),
        (Some((_, 2)), _) if follows_year => vec![],
        (None, Some((first, second))) => {
            year_after(first, second)?;
            vec![first.parse().ok()?]
        }
        _ => return None,
    };
    for year in years {
        // The fiscal year may begin in the year before, or end in the year after.
        for year in year - 1..=year + 1 {
            dates.add(at, at, PartialDate::from_fields(year, None, None), false);
        }
    }
    dates.take(at, at);
    Some(true)
}
