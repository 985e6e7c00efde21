//! Years of another era or calendar: `1200 BC`, `AH 1440`, `B.E. 2497`. They are never certain dates.

use crate::quote::mentions::dates::{DateMention, Dates};
use crate::quote::mentions::tokens::{Kind, Tokens};

/// Names of other eras, as they are written with a year.
const ERAS: [&str; 14] = [
    "AH", "AM", "AUC", "BC", "BCE", "BE", "BH", "BP", "BS", "Hegirae", "Hijra", "Hijri", "SH",
    "Samvat",
];

/// Marks the dates of another era as uncertain. If one date of a range is of another era, marks both.
pub(super) fn mark_other_eras(tokens: &Tokens<'_>, dates: &mut Dates) {
    let is_next = |left: &DateMention, right: &DateMention| {
        let joint = left.last + 1;
        let is_joint = tokens.sign(joint) == Some('-')
            || matches!(tokens.word(joint), "to" | "and" | "or" | "until" | "till" | "through");
        is_joint && joint + 1 == right.first
    };
    let mut is_other: Vec<bool> = dates
        .mentions
        .iter()
        .map(|date| is_era_after(tokens, date.last) || is_era_before(tokens, date.first))
        .collect();
    let joined: Vec<usize> = dates
        .mentions
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| matches!(pair, [left, right] if is_next(left, right)))
        .map(|(index, _)| index)
        .collect();
    for &index in joined.iter().chain(joined.iter().rev()) {
        if let Some([left, right]) = is_other.get_mut(index..index + 2) {
            (*left, *right) = (*left || *right, *left || *right);
        }
    }
    for (date, _) in dates.mentions.iter_mut().zip(is_other).filter(|(_, is_other)| *is_other) {
        date.is_sure = false;
        dates.is_vague = true;
    }
}

/// Whether a year whose last token is `last` is followed by another era.
pub(super) fn is_era_after(tokens: &Tokens<'_>, last: usize) -> bool {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
    ERAS.contains(&text(last + 1))
        || (text(last + 2) == "." && is_era_of_letters(text(last + 1), text(last + 3)))
}

/// Whether a year whose first token is `first` follows another era. In `9 AM 1954`, it follows a time.
fn is_era_before(tokens: &Tokens<'_>, first: usize) -> bool {
    let first = first - usize::from(tokens.word_before(first, 1) == "year");
    let before = |distance: usize| tokens.before(first, distance);
    let text = |distance: usize| before(distance).map_or("", |token| token.text);
    let is_time = before(2).is_some_and(|token| !matches!(token.kind, Kind::Word | Kind::Sign(_)));
    let dot = usize::from(text(1) == ".");
    (ERAS.contains(&text(1)) && !(text(1) == "AM" && is_time))
        || (text(dot + 2) == "." && is_era_of_letters(text(dot + 3), text(dot + 1)))
}

fn is_era_of_letters(first: &str, second: &str) -> bool {
    matches!((first, second), ("A", "H" | "M") | ("B", "C" | "E" | "H" | "S") | ("S", "H"))
}
