//! Finds the code points that differ between texts that look alike.
//!
//! Texts that look the same have the same visible form, which is similar to a skeleton of UTS #39 (section 4).
//! It is the NFKC form (UAX #15) with these changes:
//!
//! - Characters without a glyph are removed.
//! - White space is replaced with single spaces between other characters.
//! - Typographic apostrophes, quotation marks and dashes are replaced with plain ones.
//! - Letters of other scripts that look like a Latin letter are replaced with that letter.
//!
//! Letter case is kept, since it is visible.

use super::name::plain_mark;
use super::shortened;
use crate::words::noun;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use unicode_normalization::UnicodeNormalization;

/// Maximum number of runs of differing code points, and of code points per run, in a message.
const MAX_SHOWN: usize = 4;

/// Maximum number of code points to look ahead for the end of a difference.
const MAX_LOOK_AHEAD: usize = 16;

/// Describes the code points that differ between two texts that look alike. The description follows "but" in
/// a message: `has U+00A0 (no-break space) for U+0020 (space)`, `has an extra U+200B (zero width space)`.
/// Returns `None` if the texts are equal or do not look alike.
#[must_use]
pub fn hidden_difference(got: &str, want: &str) -> Option<String> {
    if got == want || (is_plain(got) && is_plain(want)) {
        return None;
    }
    let visible = visible_form(got);
    if visible.is_empty() || visible != visible_form(want) {
        return None;
    }
    let runs = differing_runs(&got.chars().collect::<Vec<_>>(), &want.chars().collect::<Vec<_>>());
    let mut distinct: Vec<(&Run, usize)> = Vec::new();
    for run in &runs {
        match distinct.iter_mut().find(|(known, _)| *known == run) {
            Some((_, number)) => *number += 1,
            None => distinct.push((run, 1)),
        }
    }
    let described = distinct.iter().take(MAX_SHOWN).map(|((got, want), number)| match number {
        1 => describe_run(got, want),
        number => format!("{}, {number} times", describe_run(got, want)),
    });
    let mut words: Vec<String> = described.collect();
    if let Some(more) = distinct.len().checked_sub(MAX_SHOWN).filter(|more| *more > 0) {
        words.push(format!("differs in {more} more {}", noun(more, "way")));
    }
    match words.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        [all @ .., last] => Some(format!("{} and {last}", all.join(", "))),
    }
}

/// Appends the hidden difference to the message if `got` looks like `want` but is another text.
#[must_use]
pub fn with_hidden_difference(message: String, got: &str, want: &str) -> String {
    match hidden_difference(got, want) {
        Some(difference) => {
            format!("{message}: it looks like `{}` but {difference}", shortened(want))
        }
        None => message,
    }
}

/// Appends the hidden difference to the message, if `got` would be valid in its visible form.
#[must_use]
pub fn with_hidden_mistake(
    message: String,
    got: &str,
    is_valid: impl FnOnce(&str) -> bool,
) -> String {
    if is_plain(got) {
        return message;
    }
    let visible = visible_form(got);
    let is_hidden = visible != got && is_valid(&visible);
    if is_hidden { with_hidden_difference(message, got, &visible) } else { message }
}

/// Returns the part of a text that looks like `words`, but consists of other characters. Returns `None` if there is no
/// such part. Punctuation around the part does not matter.
#[must_use]
pub fn twin_in<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    let number = words.split_whitespace().count();
    let seen = visible_form(words);
    if number == 0 || seen.is_empty() || (is_plain(words) && text.is_ascii()) {
        return None;
    }
    let text_words: Vec<&str> = text.split_whitespace().collect();
    let start = text.as_ptr() as usize;
    let mut runs = text_words.windows(number).filter_map(|run| {
        let (first, last) = (run.first()?, run.last()?);
        let range = first.as_ptr() as usize - start..last.as_ptr() as usize + last.len() - start;
        text.get(range)
    });
    let is_mark = |character: char| character.is_ascii_punctuation();
    runs.find_map(|run| {
        [run, run.trim_matches(is_mark)]
            .into_iter()
            .find(|part| *part != words && visible_form(part) == seen)
    })
}

/// Finds the first text that looks like an earlier text, and appends the difference between the two to the
/// message.
#[must_use]
pub fn with_hidden_differences<'t>(
    message: String,
    texts: impl Iterator<Item = &'t str>,
) -> String {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for text in texts {
        match seen.entry(visible_form(text)) {
            Entry::Occupied(twin) if *twin.get() != text => {
                return with_hidden_difference(message, text, twin.get());
            }
            Entry::Occupied(_) => {}
            Entry::Vacant(place) => {
                place.insert(text);
            }
        }
    }
    message
}

/// Whether two different texts look the same to a reader.
#[must_use]
pub fn look_alike(left: &str, right: &str) -> bool {
    left != right && visible_form(left) == visible_form(right)
}

/// Returns the visible form of a text; see the module documentation.
#[must_use]
pub fn visible_form(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for character in text.nfkc() {
        if character.is_whitespace() {
            if !visible.is_empty() && !visible.ends_with(' ') {
                visible.push(' ');
            }
        } else if !is_invisible(character) {
            visible.push(latin_shape(plain_mark(character)));
        }
    }
    visible.truncate(visible.trim_end().len());
    // Compose again, because a Latin letter may combine with a mark although the original letter did not.
    if visible.is_ascii() { visible } else { visible.nfkc().collect() }
}

/// Whether a character has no glyph and no width: control characters except white space, and format
/// characters, variation selectors and fillers (`Default_Ignorable_Code_Point` of the Unicode Character
/// Database, without the reserved ranges).
#[must_use]
pub fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{00}'..='\u{08}' | '\u{0E}'..='\u{1F}' | '\u{7F}'..='\u{84}' | '\u{86}'..='\u{9F}'
        | '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF9}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether every character of a text is visible and unambiguous.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Returns the Latin letter of the same shape. These are the letters of UTS #39's `confusables.txt` that look
/// the same in most fonts. Returns any other character unchanged.
fn latin_shape(character: char) -> char {
    const OTHERS: &str = "аеорсухѕіјԁԛԝһӏѵАВЕКМНОРСТУХЅІЈԚԜӀΑΒΕΖΗΙΚΜΝΟΡΤΥΧονριαοսզհօոıɑɡ";
    const LATIN: &str = "aeopcyxsijdqwhlvABEKMHOPCTYXSIJQWIABEZHIKMNOPTYXovpiaouqhoniag";
    if character.is_ascii() {
        return character;
    }
    let position = OTHERS.chars().position(|other| other == character);
    position.and_then(|position| LATIN.chars().nth(position)).unwrap_or(character)
}

/// The code points of `got` and of `want` at a place where the two texts differ.
type Run = (Vec<char>, Vec<char>);

/// Returns the runs of differing code points of two texts, in order.
fn differing_runs(got: &[char], want: &[char]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let (mut at, mut other) = (0, 0);
    while at < got.len() || other < want.len() {
        let (rest, other_rest) =
            (got.get(at..).unwrap_or_default(), want.get(other..).unwrap_or_default());
        let same = rest.iter().zip(other_rest).take_while(|(left, right)| left == right).count();
        if same > 0 {
            (at, other) = (at + same, other + same);
            continue;
        }
        let (length, other_length) = lengths_of_run(rest, other_rest);
        let taken = |text: &[char], length: usize| text.iter().take(length).copied().collect();
        runs.push((taken(rest, length), taken(other_rest, other_length)));
        (at, other) = (at + length, other + other_length);
    }
    runs
}

/// Returns the lengths of the differing runs at the start of two texts. After the runs, both texts continue with the
/// same code point, or both end. Returns the shortest runs that look alike, or the shortest runs if none look alike.
fn lengths_of_run(got: &[char], want: &[char]) -> (usize, usize) {
    let continue_equally = |got_length: usize, want_length: usize| match (
        got.get(got_length),
        want.get(want_length),
    ) {
        (Some(left), Some(right)) => left == right,
        (None, None) => got_length == got.len() && want_length == want.len(),
        _ => false,
    };
    let look_alike = |got_length: usize, want_length: usize| {
        let start = |text: &[char], length: usize| text.iter().take(length).collect::<String>();
        visible_form(&start(got, got_length)) == visible_form(&start(want, want_length))
    };
    let lengths = (1..=MAX_LOOK_AHEAD)
        .flat_map(|sum| (0..=sum).map(move |want_length| (sum - want_length, want_length)));
    let mut ends = lengths.filter(|(got, want)| continue_equally(*got, *want));
    let shortest = ends.clone().next();
    let alike = ends.find(|(got, want)| look_alike(*got, *want));
    alike.or(shortest).unwrap_or((got.len(), want.len()))
}

fn describe_run(got: &[char], want: &[char]) -> String {
    match (got, want) {
        (_, []) => format!("has an extra {}", code_points(got)),
        ([], _) => format!("lacks {}", code_points(want)),
        _ => format!("has {} for {}", code_points(got), code_points(want)),
    }
}

fn code_points(characters: &[char]) -> String {
    let mut shown: Vec<String> =
        characters.iter().take(MAX_SHOWN).copied().map(describe_code_point).collect();
    if characters.len() > MAX_SHOWN {
        shown.push(format!("and {} more", characters.len() - MAX_SHOWN));
    }
    shown.join(" ")
}

/// Formats a code point, with its name or script if its shape does not identify it.
fn describe_code_point(character: char) -> String {
    let code = format!("U+{:04X}", u32::from(character));
    let name = match character {
        '\t' => "tab",
        '\n' => "line feed",
        '\r' => "carriage return",
        ' ' => "space",
        '\u{A0}' => "no-break space",
        '\u{AD}' => "soft hyphen",
        '\u{200B}' => "zero width space",
        '\u{200C}' => "zero width non-joiner",
        '\u{200D}' => "zero width joiner",
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
            "direction mark"
        }
        '\u{2028}' => "line separator",
        '\u{2029}' => "paragraph separator",
        '\u{2060}' => "word joiner",
        '\u{FEFF}' => "byte order mark",
        '\u{FE00}'..='\u{FE0F}' => "variation selector",
        other if other.is_whitespace() => "white space",
        other if other.is_control() => "control character",
        other if unicode_normalization::char::is_combining_mark(other) => "combining",
        '\u{370}'..='\u{3FF}' => "Greek",
        '\u{400}'..='\u{52F}' => "Cyrillic",
        '\u{530}'..='\u{58F}' => "Armenian",
        _ => return code,
    };
    format!("{code} ({name})")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn invisible_differences_are_named() {
        for (got, want, difference) in [
            ("cafe\u{301}", "caf\u{e9}", "has U+0065 U+0301 (combining) for U+00E9"),
            ("caf\u{e9}", "cafe\u{301}", "has U+00E9 for U+0065 U+0301 (combining)"),
            ("abc\u{200b}", "abc", "has an extra U+200B (zero width space)"),
            ("x\u{a0}y", "x y", "has U+00A0 (no-break space) for U+0020 (space)"),
            ("x  y", "x y", "has an extra U+0020 (space)"),
            ("abc\n", "abc", "has an extra U+000A (line feed)"),
            ("a\tb", "a b", "has U+0009 (tab) for U+0020 (space)"),
            ("\u{430}bc", "abc", "has U+0430 (Cyrillic) for U+0061"),
            ("op\u{ad}en", "open", "has an extra U+00AD (soft hyphen)"),
            ("open", "op\u{ad}en", "lacks U+00AD (soft hyphen)"),
            ("\u{feff}open", "open", "has an extra U+FEFF (byte order mark)"),
            ("open ", "open", "has an extra U+0020 (space)"),
            (
                "\u{43e}\u{440}en",
                "open",
                "has U+043E (Cyrillic) U+0440 (Cyrillic) for U+006F U+0070",
            ),
            ("\u{430}a", "aa", "has U+0430 (Cyrillic) for U+0061"),
            (
                "\u{430}b\u{441}",
                "abc",
                "has U+0430 (Cyrillic) for U+0061 and has U+0441 (Cyrillic) for U+0063",
            ),
            ("a\u{2010}b", "a-b", "has U+2010 for U+002D"),
            ("a\u{2010}b\u{2010}c", "a-b-c", "has U+2010 for U+002D, 2 times"),
            ("A\u{200e}B", "AB", "has an extra U+200E (direction mark)"),
            (
                "\u{439}",
                "и\u{306}",
                "has U+0439 (Cyrillic) for U+0438 (Cyrillic) U+0306 (combining)",
            ),
        ] {
            assert_eq!(
                hidden_difference(got, want).as_deref(),
                Some(difference),
                "{got:?} {want:?}"
            );
        }
    }

    #[test]
    fn visible_differences_are_not_explained() {
        for (got, want) in [
            ("open", "open"),
            ("OPEN", "open"),
            ("café", "cafe"),
            ("opne", "open"),
            ("ab", "a b"),
            ("", "\u{200b}"),
            ("да", "да"),
        ] {
            assert_eq!(hidden_difference(got, want), None, "{got:?} {want:?}");
        }
    }

    #[test]
    fn many_differences_are_counted() {
        let difference = hidden_difference(&"a\u{200b}b".repeat(9), &"ab".repeat(9)).unwrap();
        assert!(difference.ends_with("U+200B (zero width space), 9 times"), "{difference}");
        let long = hidden_difference(&format!("a{}", "\u{200b}".repeat(99)), "a").unwrap();
        assert!(long.ends_with("and 95 more"), "{long}");
    }

    proptest! {
        #[test]
        fn a_difference_is_described_in_both_directions_or_not_at_all(
            left in "[aа \u{a0}\u{200b}e\u{301}é-]{0,8}", right in "[aа \u{a0}\u{200b}e\u{301}é-]{0,8}",
        ) {
            let (one, other) = (hidden_difference(&left, &right), hidden_difference(&right, &left));
            prop_assert_eq!(one.is_some(), other.is_some());
            prop_assert!(one.is_none() || look_alike(&left, &right));
        }
    }
}
