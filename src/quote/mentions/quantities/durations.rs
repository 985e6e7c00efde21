//! Durations in English text: numbers of years, months, weeks and days.

use crate::quote::mentions::numerals::Numeral;
use crate::quote::mentions::quantities::{DurationMention, Role};
use crate::quote::mentions::tokens::Tokens;
use crate::value::duration::Duration;

/// Words before a duration that make it a date or a recurrence.
const BEFORE_OTHER_TIME: [&str; 14] = [
    "another", "coming", "each", "every", "final", "first", "last", "next", "other", "past", "per",
    "previous", "recent", "within",
];

/// Words after a duration that make it a date or an age.
const AFTER_OTHER_TIME: [&str; 6] = ["ago", "earlier", "later", "old", "olds", "hence"];

/// Reads the duration that begins with the number at `index`, and returns it with how many numbers it uses:
/// 2 for `three years and six months`.
pub(super) fn read_duration(
    tokens: &Tokens<'_>,
    numerals: &[Numeral],
    index: usize,
    role: Role,
) -> Option<(DurationMention, usize)> {
    let first = numerals.get(index)?;
    let mut duration = Duration::default();
    let mut last = add_unit(tokens, first, &mut duration)?;
    let mut used = 1;
    while let Some(next) = numerals.get(index + used) {
        let gap = last + 1..next.first;
        let is_continued = gap.len() <= 2
            && gap.clone().all(|at| tokens.word(at) == "and" || tokens.sign(at) == Some(','));
        if !is_continued {
            break;
        }
        let Some(end) = add_unit(tokens, next, &mut duration) else {
            break;
        };
        last = end;
        used += 1;
    }
    let next_word = if tokens.sign(last + 1) == Some('-') {
        tokens.word(last + 2)
    } else {
        tokens.word(last + 1)
    };
    let tells_other_time = AFTER_OTHER_TIME.contains(&next_word)
        || BEFORE_OTHER_TIME.contains(&tokens.word_before(first.first, 1))
        || (next_word == "and" && tokens.word(last + 2) == "a" && tokens.word(last + 3) == "half");
    let is_sure = role == Role::Plain && !tells_other_time;
    Some((DurationMention { duration, range: tokens.range(first.first, last), is_sure }, used))
}

/// Adds a number and the unit after it to a duration; each unit may occur once, largest first. Returns the
/// index of the unit's token.
fn add_unit(tokens: &Tokens<'_>, numeral: &Numeral, duration: &mut Duration) -> Option<usize> {
    if numeral.is_part || numeral.suffix.is_some() || numeral.value.is_negative() {
        return None;
    }
    let text = numeral.value.to_string();
    let number: u32 = if text.len() <= 7 { text.parse().ok()? } else { return None };
    let at = if tokens.sign(numeral.last + 1) == Some('-') {
        numeral.last + 2
    } else {
        numeral.last + 1
    };
    let Duration { years, months, weeks, days } = *duration;
    match tokens.word(at).trim_end_matches('\'') {
        "year" | "years" | "yr" | "yrs" | "year's" if years + months + weeks + days == 0 => {
            duration.years = number;
        }
        "month" | "months" | "month's" if months + weeks + days == 0 => duration.months = number,
        "week" | "weeks" | "week's" if weeks + days == 0 => duration.weeks = number,
        "day" | "days" | "day's" if days == 0 => duration.days = number,
        _ => return None,
    }
    Some(at)
}
