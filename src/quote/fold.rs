//! The folded form in which texts are compared, with a mapping back to the original.
//!
//! Folding removes differences that are due to typesetting, and no others:
//! - Unicode form: the text becomes NFC (UAX #15), and full-width ASCII and Latin ligatures become ASCII, and the
//!   micro sign becomes mu. NFKC is not used, because it would turn 10² into 102;
//! - white space: any run, including line breaks and no-break spaces, becomes one space; zero-width space,
//!   word joiner and soft hyphen are dropped, as is white space at both ends;
//! - the marks, embeddings and isolates of the bidirectional algorithm (UAX #9) are dropped: U+061C,
//!   U+200E, U+200F, U+202A to U+202C, U+2066 to U+2069. The overrides U+202D and U+202E stay: they change
//!   the words that a reader sees;
//! - a hyphen directly followed by a line break inside a word may or may not be part of the word: it is kept
//!   as [`LINE_BREAK_HYPHEN`], which matches a hyphen or nothing. Between a digit and a letter or digit it is
//!   always a hyphen;
//! - typographic quotation marks and dashes, and the minus sign, become ASCII.
//!
//! Case, accents, digits, signs, ellipses and all other punctuation stay.

use std::ops::Range;

use crate::quote::overrides::overridden;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, is_nfc_quick};

/// Represents a hyphen that ended a line inside a word. Folding drops every soft hyphen of the original, so
/// this character has no other meaning in a folded text.
pub(crate) const LINE_BREAK_HYPHEN: char = '\u{AD}';

/// A folded text, with a mapping of its parts to the original.
#[derive(Debug, Clone)]
pub(crate) struct Folded {
    text: String,
    pieces: Vec<Piece>,
    passage_starts: Vec<usize>,
    has_line_break_hyphen: bool,
    /// The ranges of the original that are displayed in another order than stored, sorted.
    overridden: Vec<Range<usize>>,
}

/// A part of the folded text: either a copy of a part of the original, or a replacement for it.
#[derive(Debug, Clone, Copy)]
struct Piece {
    folded: usize,
    original: usize,
    original_end: usize,
    is_copy: bool,
}

impl Folded {
    pub(crate) fn new(original: &str) -> Folded {
        let mut folded = Folded {
            text: String::with_capacity(original.len()),
            pieces: Vec::new(),
            passage_starts: Vec::new(),
            has_line_break_hyphen: false,
            overridden: overridden(original),
        };
        let mut at = 0;
        while let Some(rest) = original.get(at..).filter(|rest| !rest.is_empty()) {
            let plain = folded.length_of_plain_text(rest);
            if plain > 0 {
                folded.copy(original, at..at + plain);
                at += plain;
            } else {
                at += folded.fold_next(original, at, rest).max(1);
            }
        }
        folded.drop_last_space();
        folded
    }

    /// Returns the folded text. Its only white space is single spaces between other characters.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Whether the folded text has a [`LINE_BREAK_HYPHEN`].
    pub(crate) fn has_line_break_hyphen(&self) -> bool {
        self.has_line_break_hyphen
    }

    /// Maps a range of the folded text to the original, without dropped characters around it.
    pub(crate) fn original_range(&self, folded: Range<usize>) -> Range<usize> {
        let start = self.piece_at(folded.start).map_or(0, |piece| {
            if piece.is_copy {
                piece.original + (folded.start - piece.folded)
            } else {
                piece.original
            }
        });
        let end = self.piece_at(folded.end.saturating_sub(1)).map_or(0, |piece| {
            if piece.is_copy {
                piece.original + (folded.end - piece.folded)
            } else {
                piece.original_end
            }
        });
        start..end.max(start)
    }

    /// Whether a passage other than the first begins at an offset of the folded text. Passages are separated
    /// by blank lines.
    pub(crate) fn is_passage_start(&self, offset: usize) -> bool {
        self.passage_starts.binary_search(&offset).is_ok()
    }

    /// Whether both sides of a gap in the folded text, or at least one side if `is_closed`, have characters that are
    /// displayed in another order than they are stored.
    pub(crate) fn is_overridden(&self, gap: Range<usize>, is_closed: bool) -> bool {
        if self.overridden.is_empty() {
            return false;
        }
        let left = self.original_range(0..gap.start).end;
        let right = self.original_range(gap.end..self.text.len()).start;
        let position = self.overridden.partition_point(|run| run.end < left);
        let near = self.overridden.get(position..).unwrap_or_default().iter().take(2);
        near.into_iter().any(|run| {
            let is_inside = run.start < left && right < run.end;
            let touches = run.start <= right && left <= run.end;
            is_inside || is_closed && touches
        })
    }

    fn piece_at(&self, offset: usize) -> Option<&Piece> {
        let after = self.pieces.partition_point(|piece| piece.folded <= offset);
        self.pieces.get(after.checked_sub(1)?)
    }

    /// Returns the number of leading bytes that are ASCII and that folding does not change.
    fn length_of_plain_text(&self, rest: &str) -> usize {
        let bytes = rest.as_bytes();
        let is_visible = |byte: Option<&u8>| byte.is_some_and(|byte| (0x21..0x7F).contains(byte));
        let mut length = 0;
        while let Some(byte) = bytes.get(length) {
            let next = bytes.get(length + 1);
            let is_plain = match byte {
                b' ' => {
                    is_visible(next)
                        && (length > 0 || !self.text.is_empty() && !self.text.ends_with(' '))
                }
                b'-' => !matches!(next, Some(b'\r' | b'\n')),
                byte => (0x21..0x7F).contains(byte),
            };
            if !is_plain {
                break;
            }
            length += 1;
        }
        // The next character may be a combining mark, which composes with the character before it.
        if bytes.get(length).is_some_and(|byte| !byte.is_ascii()) {
            length.saturating_sub(1)
        } else {
            length
        }
    }

    /// Folds text that is not plain, and returns the number of bytes consumed from the original.
    fn fold_next(&mut self, original: &str, at: usize, rest: &str) -> usize {
        let Some(first) = rest.chars().next() else {
            return 0;
        };
        if matches!(first, '-' | '\u{2010}' | '\u{AD}')
            && let Some(taken) = self.fold_line_break_hyphen(at, rest, first)
        {
            return taken;
        }
        if is_space(first) {
            return self.fold_space(at, rest);
        }
        let taken = length_with_marks(rest, first);
        let segment = rest.get(..taken).unwrap_or_default();
        let mut replacement = String::new();
        if segment.len() == first.len_utf8() && is_composed(first) {
            push_plain(first, &mut replacement);
        } else {
            let mut plain = String::new();
            let visible = segment.chars().filter(|character| !is_zero_width(*character));
            visible.nfc().for_each(|character| push_plain(character, &mut plain));
            // The last letter of a ligature composes with the mark after it.
            replacement.extend(plain.nfc());
        }
        if replacement == segment {
            self.copy(original, at..at + taken);
        } else {
            self.replace(at..at + taken, &replacement);
        }
        taken
    }

    /// Folds a hyphen, possibly soft, that is directly followed by a line break inside a word. Returns
    /// `None` for any other hyphen.
    fn fold_line_break_hyphen(&mut self, at: usize, rest: &str, hyphen: char) -> Option<usize> {
        let before = self.text.chars().next_back().filter(|before| before.is_alphanumeric())?;
        let after_hyphen = rest.get(hyphen.len_utf8()..)?;
        if !after_hyphen.starts_with(is_line_break) {
            return None;
        }
        let space = leading(after_hyphen, is_space);
        let next_word = after_hyphen.get(space.len()..)?;
        let after = next_word.chars().next().filter(|after| after.is_alphanumeric())?;
        if line_breaks(space) > 1 {
            return None;
        }
        let taken = hyphen.len_utf8() + space.len();
        if hyphen == '\u{AD}' {
            return Some(taken);
        }
        let mut replacement = [0; 4];
        let kept = if before.is_numeric() || after.is_numeric() { '-' } else { LINE_BREAK_HYPHEN };
        self.has_line_break_hyphen |= kept == LINE_BREAK_HYPHEN;
        self.replace(at..at + taken, kept.encode_utf8(&mut replacement));
        Some(taken)
    }

    /// Folds a run of white space and zero-width characters.
    fn fold_space(&mut self, at: usize, rest: &str) -> usize {
        let space = leading(rest, is_space);
        if !space.contains(char::is_whitespace) || self.text.is_empty() {
            return space.len();
        }
        if !self.text.ends_with(' ') {
            self.replace(at..at + space.len(), " ");
        }
        if line_breaks(space) > 1 {
            self.passage_starts.push(self.text.len());
        }
        space.len()
    }

    /// Creates an empty text, to which parts of `other` will be copied.
    pub(crate) fn empty(other: &Folded) -> Folded {
        Folded {
            text: String::with_capacity(other.text.len()),
            pieces: Vec::new(),
            passage_starts: Vec::new(),
            has_line_break_hyphen: other.has_line_break_hyphen,
            overridden: other.overridden.clone(),
        }
    }

    /// Begins a passage at the end of the text.
    pub(crate) fn begin_passage(&mut self) {
        self.passage_starts.push(self.text.len());
    }

    /// Appends a character of another folded text, given by its range.
    pub(crate) fn copy_from(&mut self, other: &Folded, range: Range<usize>) {
        let is_copy = other.piece_at(range.start).is_some_and(|piece| piece.is_copy);
        let (original, folded) = (other.original_range(range.clone()), self.text.len());
        match self.pieces.last_mut() {
            Some(last) if is_copy && last.is_copy && last.original_end == original.start => {
                last.original_end = original.end;
            }
            _ => {
                let Range { start: original, end: original_end } = original;
                self.pieces.push(Piece { folded, original, original_end, is_copy });
            }
        }
        self.text.push_str(other.text.get(range).unwrap_or_default());
    }

    fn copy(&mut self, original: &str, range: Range<usize>) {
        match self.pieces.last_mut() {
            Some(last) if last.is_copy && last.original_end == range.start => {
                last.original_end = range.end;
            }
            _ => self.pieces.push(Piece {
                folded: self.text.len(),
                original: range.start,
                original_end: range.end,
                is_copy: true,
            }),
        }
        self.text.push_str(original.get(range).unwrap_or_default());
    }

    pub(crate) fn replace(&mut self, range: Range<usize>, replacement: &str) {
        self.pieces.push(Piece {
            folded: self.text.len(),
            original: range.start,
            original_end: range.end,
            is_copy: false,
        });
        self.text.push_str(replacement);
    }

    fn drop_last_space(&mut self) {
        if self.text.ends_with(' ') {
            self.text.pop();
            let length = self.text.len();
            self.pieces.retain(|piece| piece.folded < length);
            self.passage_starts.retain(|start| *start < length);
        }
    }
}

/// Returns the leading characters of a text that fulfil a condition, without looking at the rest.
pub(crate) fn leading(text: &str, condition: impl Fn(char) -> bool) -> &str {
    let end = text.find(|character| !condition(character)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// Whether a character is white space or zero-width.
fn is_space(character: char) -> bool {
    character.is_whitespace() || is_zero_width(character)
}

/// Whether a character is a zero-width space, word joiner, byte order mark, soft hyphen, or a directional
/// character that does not change the words that a reader sees.
fn is_zero_width(character: char) -> bool {
    matches!(
        character,
        '\u{200B}'
            | '\u{2060}'
            | '\u{FEFF}'
            | '\u{AD}'
            | '\u{61C}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202C}'
            | '\u{2066}'..='\u{2069}'
    )
}

/// Returns the length in bytes of a character and its combining marks, including zero-width characters
/// between them.
fn length_with_marks(text: &str, first: char) -> usize {
    let mut length = first.len_utf8();
    for (offset, character) in text.char_indices().skip(1) {
        if belongs_to_previous(character) {
            length = offset + character.len_utf8();
        } else if !is_zero_width(character) {
            break;
        }
    }
    length
}

fn is_line_break(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Returns the number of line breaks in white space; a form feed or paragraph separator counts as two.
fn line_breaks(space: &str) -> usize {
    let ends = space.chars().map(|character| match character {
        '\u{C}' | '\u{2029}' => 2,
        character => usize::from(is_line_break(character)),
    });
    ends.sum::<usize>() - space.matches("\r\n").count()
}

/// Whether a character may compose with the character before it, or be reordered with it (UAX #15, section 9).
fn belongs_to_previous(character: char) -> bool {
    character >= '\u{300}'
        && (canonical_combining_class(character) != 0
            // Tibetan vowel signs of combining class 0 that decompose into marks of other classes.
            || matches!(character, '\u{F73}' | '\u{F75}' | '\u{F81}')
            || is_nfc_quick(std::iter::once(character)) == IsNormalized::Maybe)
}

fn is_composed(character: char) -> bool {
    character < '\u{300}' || is_nfc_quick(std::iter::once(character)) == IsNormalized::Yes
}

/// Appends the plain form of a character: typographic quotes and dashes, full-width ASCII and ligatures
/// become ASCII.
fn push_plain(character: char, text: &mut String) {
    match character {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' => text.push('-'),
        '\u{2018}'..='\u{201B}' | '\u{2039}' | '\u{203A}' | '\u{02BC}' => text.push('\''),
        '\u{201C}'..='\u{201F}' | '\u{AB}' | '\u{BB}' => text.push('"'),
        // The micro sign is the Greek letter mu.
        '\u{B5}' => text.push('\u{3BC}'),
        '\u{FB00}' => text.push_str("ff"),
        '\u{FB01}' => text.push_str("fi"),
        '\u{FB02}' => text.push_str("fl"),
        '\u{FB03}' => text.push_str("ffi"),
        '\u{FB04}' => text.push_str("ffl"),
        '\u{FB05}' | '\u{FB06}' => text.push_str("st"),
        '\u{FF01}'..='\u{FF5E}' => {
            text.push(char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character));
        }
        _ => text.push(character),
    }
}

#[cfg(test)]
mod tests;
