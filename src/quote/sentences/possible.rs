//! Finds every place where a sentence may end.
//!
//! [`sentences`](super::sentences) only guesses where sentences end: it reads `plan B. Beta Hall` as one
//! sentence. A guess is not enough to verify a quote whose ellipsis may omit the end of a sentence. In this
//! module, every full stop counts as an end unless it certainly belongs to an abbreviation.

use super::{
    ABBREVIATIONS, BEGINNINGS, LABELS, MIN_WRAPPED, after_closing_marks, is_closing, is_end,
};
use std::ops::Range;

/// Abbreviated titles that precede a name.
const TITLES: [&str; 22] = [
    "Adm", "Amb", "Capt", "Cmdr", "Col", "Dr", "Gen", "Gov", "Hon", "Lt", "Maj", "Messrs", "Mr",
    "Mrs", "Ms", "Mt", "Pres", "Prof", "Rep", "Rev", "Sen", "Sgt",
];

/// Abbreviated months. A day, a year or a new sentence may follow.
const MONTHS: [&str; 12] =
    ["Apr", "Aug", "Dec", "Feb", "Jan", "Jul", "Jun", "Mar", "Nov", "Oct", "Sep", "Sept"];

/// Labels that are also words or units of measurement, in lower case.
const LABELS_THAT_ARE_WORDS: [&str; 6] = ["art", "max", "min", "no", "par", "sec"];

/// Abbreviations, in lower case, after which the sentence continues unless a capital follows.
const INSIDE_SENTENCES: [&str; 26] = [
    "asst", "assn", "assoc", "bros", "cent", "co", "corp", "dept", "div", "est", "etc", "excl",
    "gmbh", "govt", "hrs", "inc", "incl", "intl", "jr", "ltd", "mfg", "natl", "resp", "sr", "univ",
    "viz",
];

/// Initials of countries and of organizations, without the last full stop.
const COUNTRIES: [&str; 4] = ["E.U", "U.K", "U.N", "U.S"];

/// Words that follow the initials of a country or organization in the name of an institution.
const INSTITUTIONS: [&str; 38] = [
    "Agency",
    "Air",
    "Ambassador",
    "Armed",
    "Army",
    "Attorney",
    "Bureau",
    "Charter",
    "Citizenship",
    "Coast",
    "Code",
    "Commission",
    "Congress",
    "Customs",
    "Department",
    "District",
    "Embassy",
    "Federal",
    "Forces",
    "General",
    "Government",
    "High",
    "House",
    "Immigration",
    "Justice",
    "Marine",
    "Marshals",
    "Military",
    "National",
    "Navy",
    "President",
    "Secret",
    "Secretary",
    "Security",
    "Senate",
    "State",
    "Supreme",
    "Treasury",
];

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

/// Returns the last few words of a text in reverse order, without opening marks.
fn last_words(text: &str) -> impl Iterator<Item = &str> {
    const MAX_BYTES: usize = 100;
    let is_mark = |character: char| !character.is_alphanumeric();
    let near = (text.len().saturating_sub(MAX_BYTES)..).find_map(|start| text.get(start..));
    near.unwrap_or_default()
        .rsplit(char::is_whitespace)
        .filter(|word| !word.is_empty())
        .map(move |word| word.trim_start_matches(is_mark))
}

/// Checks whether a full stop before a lowercase word certainly belongs to an abbreviation.
fn is_abbreviation_inside(before: &str) -> bool {
    let word = last_words(before).next().unwrap_or_default();
    let lower = word.to_lowercase();
    is_initials(word)
        || LABELS.binary_search(&lower.as_str()).is_ok()
        || ABBREVIATIONS.iter().any(|known| known.eq_ignore_ascii_case(word))
        || INSIDE_SENTENCES.contains(&lower.as_str())
}

/// Checks whether a word consists of initials: a single letter, or groups of one or two letters with
/// full stops between them. Examples are `B`, `U.S`, `p.m` and `Ph.D`.
fn is_initials(word: &str) -> bool {
    let is_short = |piece: &str| {
        matches!(piece.chars().count(), 1..=2) && piece.chars().all(char::is_alphabetic)
    };
    is_single_letter(word) || (word.contains('.') && word.split('.').all(is_short))
}

fn is_single_letter(word: &str) -> bool {
    word.chars().count() == 1 && word.chars().all(char::is_alphabetic)
}

/// Checks whether a full stop before the possible start of a sentence certainly belongs to an
/// abbreviation.
fn is_abbreviation(before: &str, next: &str) -> bool {
    let mut words = last_words(before);
    let word = words.next().unwrap_or_default();
    let previous = words.next().unwrap_or_default();
    let next_word = next.split(|next: char| !next.is_alphanumeric()).next().unwrap_or_default();
    if matches!(word, "e.g" | "i.e" | "cf" | "vs" | "viz") {
        return true;
    }
    if BEGINNINGS.binary_search(&next_word).is_ok() {
        return false;
    }
    let is_numbered = !next.starts_with(char::is_alphabetic) || is_roman(next_word);
    if is_numbered {
        let lower = word.to_lowercase();
        let is_label =
            LABELS.binary_search(&lower.as_str()).is_ok() && !LABELS_THAT_ARE_WORDS.contains(&word);
        if is_label || MONTHS.contains(&word) || matches!(word, "Vol" | "Art" | "Arts") {
            return true;
        }
    }
    match word {
        // `St.` certainly does not end a sentence in `in St. Petersburg`, but may do so in
        // `in Main St. Beta Hall`.
        "St" | "Dr" | "Mt" => {
            previous.ends_with(['.', ',']) || !previous.starts_with(char::is_uppercase)
        }
        word if TITLES.contains(&word) => true,
        word if COUNTRIES.contains(&word) => INSTITUTIONS.contains(&next_word),
        // Initials of a person, as in `by J. R. Smith` and `Dr. J.R. Smith`.
        word if is_initials(word)
            && word.chars().all(|letter| letter == '.' || letter.is_uppercase()) =>
        {
            let is_initial = |word: &&str| word.strip_suffix('.').is_some_and(is_single_letter);
            let bearer = last_words(before).skip(1).find(|word| !is_initial(word));
            bearer.is_some_and(|word| {
                word == "by" || TITLES.contains(&word.strip_suffix('.').unwrap_or(word))
            })
        }
        _ => false,
    }
}

fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|letter| matches!(letter, 'I' | 'V' | 'X' | 'L' | 'C'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ambiguous_full_stop_may_end_a_sentence() {
        for (text, want) in [
            ("follows plan B. It moved", true),
            ("follows plan B. Beta Hall moved", true),
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
    fn the_lists_are_parts_of_the_known_abbreviations() {
        let known = TITLES.iter().chain(&MONTHS);
        assert!(known.into_iter().all(|word| ABBREVIATIONS.contains(word)));
        assert!(LABELS_THAT_ARE_WORDS.iter().all(|word| LABELS.contains(word)));
    }
}
