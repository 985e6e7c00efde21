//! Prepares a text for the parser, and finds the characters that YAML does not allow.

use super::nodes::Stream;
use crate::document::source::Style;
use std::borrow::Cow;

/// Hides escaped surrogate pairs such as `\ud83d\ude00` from the parser, which refuses them although YAML is a
/// superset of JSON. The escape of each half becomes the escape of a private character, so offsets stay the same.
/// [`restored`] undoes this. Returns the text unchanged if it has no such escape, or already has such a private
/// character.
pub(super) fn hide_surrogates(text: &str) -> Cow<'_, str> {
    let is_half = |escape: &str| half(escape).is_some();
    let mut halves = text
        .match_indices("\\u")
        .map(|(at, _)| at)
        .filter(|at| text.get(*at..).is_some_and(is_half));
    let Some(first) = halves.next() else { return Cow::Borrowed(text) };
    let is_private = |(at, _): (usize, &str)| {
        let digits = text.get(at + 2..).unwrap_or_default().trim_start_matches("0000");
        digits.starts_with(['e', 'E']) && is_private_digit(digits)
    };
    let escapes = ["\\u", "\\U"];
    let has_private = text.contains(is_private_character)
        || escapes.into_iter().any(|escape| text.match_indices(escape).any(is_private));
    if has_private {
        return Cow::Borrowed(text);
    }
    let mut hidden = text.to_owned();
    for at in std::iter::once(first).chain(halves) {
        let letter = if text.get(at + 2..at + 3) == Some("d") { "e" } else { "E" };
        hidden.replace_range(at + 2..at + 3, letter);
    }
    Cow::Owned(hidden)
}

/// Undoes [`hide_surrogates`] in the text of a scalar. `is_escaped` says whether the scalar is in double quotation
/// marks, in which the parser decodes escapes. Returns `None` if the text has half of a surrogate pair.
pub(super) fn restored(text: Cow<'_, str>, is_escaped: bool) -> Option<Cow<'_, str>> {
    if !is_escaped {
        let hidden = |(at, _): &(usize, &str)| {
            let digits = text.get(at + 2..).unwrap_or_default();
            digits.starts_with(['e', 'E']) && is_private_digit(digits)
        };
        let places: Vec<usize> =
            text.match_indices("\\u").filter(hidden).map(|(at, _)| at).collect();
        let mut text = text.into_owned();
        for at in places {
            let letter = if text.get(at + 2..at + 3) == Some("e") { "d" } else { "D" };
            text.replace_range(at + 2..at + 3, letter);
        }
        return Some(Cow::Owned(text));
    }
    let units = text.encode_utf16().map(|unit| match unit {
        FIRST_PRIVATE..=LAST_PRIVATE => unit - FIRST_PRIVATE + FIRST_SURROGATE,
        unit => unit,
    });
    String::from_utf16(&units.collect::<Vec<_>>()).ok().map(Cow::Owned)
}

const FIRST_SURROGATE: u16 = 0xD800;
/// The first private character that replaces a surrogate. The escapes of the two differ only in the first digit.
const FIRST_PRIVATE: u16 = 0xE800;
const LAST_PRIVATE: u16 = 0xEFFF;

fn is_private_character(character: char) -> bool {
    (u32::from(FIRST_PRIVATE)..=u32::from(LAST_PRIVATE)).contains(&u32::from(character))
}

/// Whether the second of four hexadecimal digits is 8 or higher, as in surrogates and their private characters.
fn is_private_digit(digits: &str) -> bool {
    matches!(digits.as_bytes().get(1), Some(b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F'))
}

/// Returns the code unit of the escape at the start of a text if it is half of a surrogate pair.
pub(super) fn half(escape: &str) -> Option<u16> {
    let code = u16::from_str_radix(escape.get(2..6)?, 16).ok()?;
    (escape.starts_with("\\u") && (0xD800..=0xDFFF).contains(&code)).then_some(code)
}

/// Returns the offsets of tabs between a `:` and a text, which YAML allows, but the parser refuses.
pub(super) fn tabs_after_colons(text: &str) -> Vec<usize> {
    let is_refused = |(at, _): &(usize, &str)| {
        let after = text.get(at + 1..).unwrap_or_default().trim_start_matches([' ', '\t']);
        after.starts_with(|next: char| next == '-' || next.is_ascii_alphanumeric() || next == '_')
    };
    text.match_indices(":\t").filter(is_refused).map(|(at, _)| at + 1).collect()
}

/// Replaces the byte at each of these offsets by a space.
pub(super) fn with_spaces<'o>(text: &str, offsets: impl Iterator<Item = &'o usize>) -> String {
    let mut text = text.to_owned();
    offsets.for_each(|at| text.replace_range(at..=at, " "));
    text
}

/// Returns the offsets that are outside quoted scalars and block scalars.
pub(super) fn outside_of_texts(offsets: &[usize], streams: &[Stream<'_>]) -> Vec<usize> {
    let mut is_inside = vec![false; offsets.len()];
    for node in streams.iter().flat_map(|stream| &stream.nodes) {
        if matches!(node.style, Style::SingleQuoted | Style::DoubleQuoted | Style::BlockScalar) {
            let [first, after] = [node.range.start, node.range.end]
                .map(|end| offsets.partition_point(|at| *at < end as usize));
            is_inside.get_mut(first..after).into_iter().flatten().for_each(|inside| *inside = true);
        }
    }
    offsets.iter().zip(is_inside).filter(|(_, inside)| !inside).map(|(at, _)| *at).collect()
}

/// The characters of a text that YAML does not allow (YAML 1.2.2, section 5.1).
pub(super) struct Controls<'t> {
    text: &'t str,
    /// The offset at which the last search began, and the offset of the character that it found.
    found: Option<(usize, Option<usize>)>,
}

impl<'t> Controls<'t> {
    pub(super) fn new(text: &'t str) -> Controls<'t> {
        Controls { text, found: None }
    }

    /// Returns the offset of the first such character at or after `from`. Searching in text order is fast.
    pub(super) fn next(&mut self, from: usize) -> Option<usize> {
        match self.found {
            Some((searched, found)) if searched <= from && found.is_none_or(|at| from <= at) => {
                found
            }
            _ => {
                let text = self.text.get(from..).unwrap_or_default();
                let found = text.find(is_control).map(|at| from + at);
                self.found = Some((from, found));
                found
            }
        }
    }
}

fn is_control(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\u{85}')
        || matches!(character, '\u{FFFE}' | '\u{FFFF}')
}

/// Whether a character that [`Controls`] finds is allowed in quotation marks, as in JSON.
pub(super) fn is_allowed_in_quotes(character: char) -> bool {
    character >= ' '
}
