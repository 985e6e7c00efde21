//! The folded form in which texts are compared, and the way back to the original.
//!
//! Folding makes equal what only typesetting makes different, and nothing else:
//! - Unicode form: NFC (UAX #15), full-width ASCII and Latin ligatures. Not NFKC, which would turn
//!   10² into 102;
//! - white space: any run, line breaks and no-break spaces among them, is one space; zero-width space,
//!   word joiner and soft hyphen are nothing; white space at both ends is dropped;
//! - a hyphen directly followed by a line break inside a word, which may or may not be part of the word: it is
//!   kept as [`LINE_BREAK_HYPHEN`], which matches a hyphen and nothing alike. Between a digit and a
//!   letter or digit it is always a hyphen;
//! - typographic quotation marks and dashes, also the minus sign.
//!
//! Case, accents, digits, signs, ellipses and all other punctuation stay.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, is_nfc_quick};

/// Stands for a hyphen that ended a line inside a word. Folding drops every soft hyphen, so this
/// character is free.
pub(crate) const LINE_BREAK_HYPHEN: char = '\u{AD}';

/// A folded text that knows where each part of it stood in the original.
#[derive(Debug, Clone)]
pub(crate) struct Folded {
    text: String,
    pieces: Vec<Piece>,
    passage_starts: Vec<usize>,
}

/// A part of the folded text that was either copied as it was, or put in place of something else.
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

    /// The folded text. Every white space in it is a single space between two other characters.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Where a range of the folded text stands in the original, without what was dropped around it.
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

    /// Which passage an offset of the folded text is in. Passages are separated by blank lines.
    pub(crate) fn passage_of(&self, offset: usize) -> usize {
        self.passage_starts.partition_point(|start| *start <= offset)
    }

    /// Whether a passage begins at an offset of the folded text, other than the first.
    pub(crate) fn is_passage_start(&self, offset: usize) -> bool {
        self.passage_starts.binary_search(&offset).is_ok()
    }

    fn piece_at(&self, offset: usize) -> Option<&Piece> {
        let after = self.pieces.partition_point(|piece| piece.folded <= offset);
        self.pieces.get(after.checked_sub(1)?)
    }

    /// The number of bytes at the start of the rest that are ASCII and fold to themselves.
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
        // What follows may be a combining mark, which composes with the character before it.
        if bytes.get(length).is_some_and(|byte| !byte.is_ascii()) {
            length.saturating_sub(1)
        } else {
            length
        }
    }

    /// Folds what is not plain, and returns the number of bytes it took from the original.
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
        let taken = first.len_utf8()
            + rest
                .chars()
                .skip(1)
                .take_while(|next| belongs_to_previous(*next))
                .map(char::len_utf8)
                .sum::<usize>();
        let segment = rest.get(..taken).unwrap_or_default();
        let mut replacement = String::new();
        if segment.len() == first.len_utf8() && is_composed(first) {
            push_plain(first, &mut replacement);
        } else {
            segment.nfc().for_each(|character| push_plain(character, &mut replacement));
        }
        if replacement == segment {
            self.copy(original, at..at + taken);
        } else {
            self.replace(at..at + taken, &replacement);
        }
        taken
    }

    /// Folds a hyphen, or a soft one, that is directly followed by a line break inside a word. `None` where it is not.
    fn fold_line_break_hyphen(&mut self, at: usize, rest: &str, hyphen: char) -> Option<usize> {
        let before = self.text.chars().next_back().filter(|before| before.is_alphanumeric())?;
        let after_hyphen = rest.get(hyphen.len_utf8()..)?;
        if !after_hyphen.starts_with(is_line_break) {
            return None;
        }
        let next_word = after_hyphen.trim_start_matches(is_space);
        let space = after_hyphen.strip_suffix(next_word)?;
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
        self.replace(at..at + taken, kept.encode_utf8(&mut replacement));
        Some(taken)
    }

    /// Folds a run of white space and zero-width characters.
    fn fold_space(&mut self, at: usize, rest: &str) -> usize {
        let space = rest.strip_suffix(rest.trim_start_matches(is_space)).unwrap_or_default();
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

    fn replace(&mut self, range: Range<usize>, replacement: &str) {
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

/// White space, and what takes no space at all: zero-width space, word joiner, byte order mark, soft hyphen.
fn is_space(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}')
}

fn is_line_break(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The number of line breaks in white space; a form feed or paragraph separator counts as two.
fn line_breaks(space: &str) -> usize {
    let ends = space.chars().map(|character| match character {
        '\u{C}' | '\u{2029}' => 2,
        character => usize::from(is_line_break(character)),
    });
    ends.sum::<usize>() - space.matches("\r\n").count()
}

/// Whether a character may compose with the one before it, or be reordered with it (UAX #15, section 9).
fn belongs_to_previous(character: char) -> bool {
    character >= '\u{300}'
        && (canonical_combining_class(character) != 0
            || is_nfc_quick(std::iter::once(character)) == IsNormalized::Maybe)
}

fn is_composed(character: char) -> bool {
    character < '\u{300}' || is_nfc_quick(std::iter::once(character)) == IsNormalized::Yes
}

/// Adds the plain form of a character: of typographic quotes and dashes, full-width ASCII, ligatures.
fn push_plain(character: char, text: &mut String) {
    match character {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' => text.push('-'),
        '\u{2018}'..='\u{201B}' | '\u{2039}' | '\u{203A}' | '\u{02BC}' => text.push('\''),
        '\u{201C}'..='\u{201F}' | '\u{AB}' | '\u{BB}' => text.push('"'),
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
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fold(text: &str) -> String {
        Folded::new(text).text().replace(LINE_BREAK_HYPHEN, "␭")
    }

    #[test]
    fn typesetting_is_folded() {
        for (original, folded) in [
            ("“Project  Trace”", "\"Project Trace\""),
            ("INTERPOL’s", "INTERPOL's"),
            ("2017–2020", "2017-2020"),
            ("−5", "-5"),
            ("threats\u{A0} globally \u{A0}\n", "threats globally"),
            (" \t a\r\nb \u{3000} c", "a b c"),
            ("terror-\nism", "terror␭ism"),
            ("terror-\r\n   ism", "terror␭ism"),
            ("terror\u{2010}\nism", "terror␭ism"),
            ("terror\u{AD}ism", "terrorism"),
            ("terror\u{AD}\nism", "terrorism"),
            ("a \u{AD} b", "a b"),
            ("zero\u{200B}width", "zerowidth"),
            ("\u{FEFF}text", "text"),
            ("2017-\n2020", "2017-2020"),
            ("COVID-\n19", "COVID-19"),
            ("5-\nyear", "5-year"),
            ("terror-\n\nism", "terror- ism"),
            ("terror -\nism", "terror - ism"),
            ("terror- \nism", "terror- ism"),
            ("-\nism", "- ism"),
            ("cafe\u{301}s", "cafés"),
            ("\u{1112}\u{1161}\u{11AB}", "\u{D55C}"),
            ("a\u{323}\u{307} a\u{307}\u{323}", "ạ̇ ạ̇"),
            ("ﬁnance", "finance"),
            ("５％", "5%"),
            ("«a»", "\"a\""),
        ] {
            assert_eq!(fold(original), folded, "{original:?}");
        }
    }

    #[test]
    fn what_means_something_is_kept() {
        for text in [
            "10² ½ ① ⁴₂ 5′ x…y ≤5 ≥5 <5 >5 €5 £5 -5% re-sign Case ÀÉ",
            "a--b",
            "1,000.5",
            "non-compliant",
        ] {
            assert_eq!(fold(text), text);
        }
    }

    #[test]
    fn passages_are_separated_by_blank_lines() {
        let folded = Folded::new("one\ntwo\n\nthree\r\n  \r\nfour\u{2029}five\r\nsix\n\n");
        assert_eq!(folded.text(), "one two three four five six");
        let passages: Vec<usize> = ["one", "two", "three", "four", "five", "six"]
            .map(|word| folded.passage_of(folded.text().find(word).unwrap()))
            .into();
        assert_eq!(passages, [0, 0, 1, 2, 3, 3]);
    }

    #[test]
    fn ranges_lead_back_to_the_original() {
        let original = "  “Trace”\u{A0}\n is re\u{AD}al: counter-\nterror ﬁne cafe\u{301}";
        let folded = Folded::new(original);
        for (part, want) in [
            ("\"Trace\"", "“Trace”"),
            ("Trace", "Trace"),
            ("Trace\" is", "Trace”\u{A0}\n is"),
            ("is", "is"),
            ("real:", "re\u{AD}al:"),
            ("counter\u{AD}terror", "counter-\nterror"),
            ("fine", "ﬁne"),
            ("café", "cafe\u{301}"),
        ] {
            let start = folded.text().find(part).unwrap();
            assert_eq!(&original[folded.original_range(start..start + part.len())], want);
        }
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in "(\\PC|[ \\n\u{A0}’“–\u{301}\u{AD}-]){0,40}") {
            let once = Folded::new(&text);
            prop_assert!(!once.text().contains("  ") && once.text().trim() == once.text());
            if !once.text().contains(LINE_BREAK_HYPHEN) {
                let twice = Folded::new(once.text());
                prop_assert_eq!(twice.text(), once.text());
            }
        }

        #[test]
        fn every_range_leads_to_characters_of_the_original(text in "(\\PC|[ \\n\u{A0}’“–\u{301}\u{AD}a-]){0,30}") {
            let folded = Folded::new(&text);
            let offsets: Vec<usize> = folded.text().char_indices().map(|(offset, _)| offset).chain([folded.text().len()]).collect();
            for (index, start) in offsets.iter().enumerate() {
                for end in &offsets[index..] {
                    let range = folded.original_range(*start..*end);
                    prop_assert!(text.get(range).is_some());
                }
            }
        }
    }
}
