//! Finds every place where a sentence may end.
//!
//! [`sentences`](super::sentences) only guesses where sentences end: it reads `plan B. Beta Hall` as one
//! sentence. A guess is not enough to verify a quote whose ellipsis may omit the end of a sentence. In this
//! module, every full stop counts as an end unless it certainly belongs to an abbreviation.

use super::abbreviations::{is_abbreviation, is_abbreviation_inside};
use super::{MIN_WRAPPED, after_closing_marks, is_closing, is_end};
use std::ops::Range;

/// Checks whether a range of a text may contain the end of a sentence.
pub(in crate::quote) fn may_end_in(text: &str, range: Range<usize>) -> bool {
    let left_out = text.get(range.clone()).unwrap_or_default();
    let mut at = 0;
    while let Some(character) = left_out.get(at..).and_then(|rest| rest.chars().next()) {
        let before = text.get(..range.start + at).unwrap_or_default();
        at += character.len_utf8();
        let after = text.get(range.start + at..).unwrap_or_default();
        let may_end = match character {
            // A border between the cells of a table.
            '|' => true,
            '\t' => before.ends_with(|last: char| !last.is_whitespace()),
            '\n' => begins_with_lowercase_name(after) && last_line_length(before) < MIN_WRAPPED,
            mark if is_end(mark) => {
                let next = after_closing_marks(after);
                at += after.len() - next.len();
                may_end_at(mark, before, after)
            }
            _ => false,
        };
        if may_end {
            return true;
        }
    }
    false
}

/// Checks whether a sentence may end at `mark`, given the text before and after the mark.
fn may_end_at(mark: char, before: &str, rest: &str) -> bool {
    let after = after_closing_marks(rest);
    let marks = rest.get(..rest.len() - after.len()).unwrap_or_default();
    let next = after.trim_start_matches(|mark: char| mark.is_whitespace() || is_invisible(mark));
    let is_attached = !after.starts_with(char::is_whitespace);
    let next = if is_attached { next.trim_start_matches(is_opening) } else { next };
    let Some(first) = next.chars().next() else { return false };
    let is_repeated = rest.starts_with(is_end);
    let is_closed = marks.contains(is_closing);
    let is_full_stop = mark == '.' && marks.is_empty() && !is_repeated;
    if is_attached {
        let may_begin = match first {
            // A sentence may end in `Oslo.Beta`, `Oslo."Beta` and `Oslo.12 Beta`, but not in `U.S.` and
            // `3.5`.
            first if first.is_uppercase() => {
                next.chars().nth(1).is_some_and(|second| second.is_lowercase() || second == ' ')
            }
            first if first.is_ascii_digit() => before.ends_with(char::is_alphabetic),
            _ => false,
        };
        return may_begin && !(is_full_stop && is_abbreviation(before, next));
    }
    if matches!(first, ',' | ';' | ':') {
        return false;
    }
    if first.is_lowercase() && !begins_with_lowercase_name(next) {
        // The sentence goes on in `"Why?" he asked`, `Yes... and` and `Beta Inc. moved`. It may end in
        // `in Lyon. it moved`.
        let goes_on = is_closed || mark == '…' || (mark == '.' && is_repeated);
        return !(goes_on || (is_full_stop && is_abbreviation_inside(before)));
    }
    !(is_full_stop && is_abbreviation(before, next))
}

/// Checks whether a character is a zero-width space or a mark of writing direction.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

fn is_opening(character: char) -> bool {
    matches!(character, '“' | '‘' | '«' | '‹' | '„' | '(' | '[' | '{' | '¿' | '¡')
}

/// Checks whether a text begins with a name like `iPhone`, whose first letter is lowercase even at
/// the start of a sentence.
fn begins_with_lowercase_name(text: &str) -> bool {
    let text = text.trim_start();
    let word = text.split(|character: char| !character.is_alphanumeric()).next();
    word.is_some_and(|word| {
        word.starts_with(char::is_lowercase) && word.contains(char::is_uppercase)
    })
}

fn last_line_length(before: &str) -> usize {
    before.trim_end().rsplit('\n').next().unwrap_or_default().chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ambiguous_full_stop_may_end_a_sentence() {
        for (text, want) in [
            ("follows plan B. It moved", true),
            ("follows plan B. Beta Hall moved", true),
            ("follows Plan B. Beta Hall moved", true),
            ("has plans A and B. Beta Hall moved", true),
            ("was in World War I. Beta Hall moved", true),
            ("was with Smith v. Jones and moved", false),
            ("is 5 m. 12 others moved", true),
            ("opened in 1954. Beta Hall moved", true),
            ("is Room 5. Beta Hall moved", true),
            ("is in the app. 7 others moved", true),
            ("and Smith Sr. Beta Hall moved", true),
            ("opened at 5 p.m. Beta Hall moved", true),
            ("opened at 5 p.m. on Monday", false),
            ("is in Lyon. iPhone users moved", true),
            ("is in Lyon\niPhone users moved", true),
            ("is in Lyon. it moved", true),
            ("is in Lyon. €5 million moved", true),
            ("is in Lyon.12 Beta Hall moved", true),
            ("is in Lyon.Beta Hall moved", true),
            ("is in Lyon!Beta Hall moved", true),
            ("is in Lyon (France.) Beta Hall moved", true),
            ("is in Lyon | Beta Hall moved", true),
            ("is in Lyon\tBeta Hall moved", true),
            ("is in Lyon.\u{200B}Beta Hall moved", true),
            ("is in Lyon.“Beta” moved", true),
            ("has 3.5 (or so) of f(x).y, and moved", false),
            ("is at 5 Main St. Beta Hall moved", true),
            ("is in St. Petersburg", false),
            ("opened in Dec. Beta Hall moved", true),
            ("opened on Dec. 5 and moved", false),
            ("is in the U.S. Beta Hall moved", true),
            ("of the U.S. Army moved", false),
            ("led by J. R. Smith moved", false),
            ("led by Dr. J.R. Smith moved", false),
            ("has a Ph.D. Beta Hall moved", true),
            ("is No. 3 in the list", false),
            ("said no. 3 others moved", true),
            ("lasts 5 min. 12 others moved", true),
            ("see Art. IV and p. 5, e.g. Oslo", false),
            ("asks \"why?\" and moved", false),
            ("asks why? Beta Hall moved", true),
            ("grows... and moved", false),
            ("grows... Beta Hall moved", true),
            ("Inc. moved, approx. 3.5 km, at example.org", false),
            ("", false),
        ] {
            assert_eq!(may_end_in(text, 0..text.len()), want, "{text:?}");
        }
    }

    #[test]
    fn initials_ordinals_and_abbreviations_before_numbers_end_no_sentence() {
        for text in [
            "by George W. Bush, George H. W. Bush and that J. K. Rowling was",
            "opened c. 1920 (fl. 1920, b. 1900) in A.D. 5",
            "has max. 7 and min. 7 in eds. Smith",
            "is at Hwy. 5 in Ft. Worth",
            "is a sq. mile",
            "with Fr. Abe, Mme. Curie, Sra. Lopez",
            "am 5. Mai 1954 im 19. Jahrhundert, der 2. Weltkrieg",
            "ist z.B. Katzen, z. B. Katzen, d. h. Haus, bzw. Haus",
            "vgl. Nr. 5 und S. 5",
            "av. J.-C. et v. Chr. war",
            "que EE. UU. dijo núm. 7, pág. 5",
        ] {
            assert!(!may_end_in(text, 0..text.len()), "{text:?}");
        }
    }
}
