//! An index from the words of a folded text to their offsets.
//!
//! A word is a run of letters, digits and their marks, or one character of a script without spaces. Words are
//! grouped by a hash of their text, in one array. The number of groups is about the number of words. Candidates
//! are always compared with the text itself, so a collision only costs time.

use crate::quote::boundary::{is_word_by_itself, is_word_character};
use crate::quote::fold::LINE_BREAK_HYPHEN;

/// Maximum number of lines that an indexed word may span. The size of the index would grow with the square of the
/// number of lines that one word spans, so only the beginnings of longer words are kept.
const MAX_INDEXED_LINES: usize = 4;

/// The offsets at which the words of a text begin, grouped by hash.
#[derive(Debug, Clone)]
pub(crate) struct WordIndex {
    /// The end of each group in `starts`; the number of groups is a power of two.
    group_ends: Vec<u32>,
    /// Offsets of words in the text, ascending within each group.
    starts: Vec<u32>,
    /// Offsets at which words that span more than [`MAX_INDEXED_LINES`] lines begin.
    beginnings_of_long_words: Vec<u32>,
}

impl WordIndex {
    /// Indexes a folded text. Returns `None` if the text is so large that offsets need more than 32 bits.
    pub(crate) fn new(text: &str) -> Option<WordIndex> {
        u32::try_from(text.len()).ok()?;
        let (words, beginnings_of_long_words) = words_and_joined_words(text);
        let groups = words.len().next_power_of_two();
        let mut group_ends = vec![0_u32; groups];
        for (hash, _) in &words {
            if let Some(size) = group_ends.get_mut(group_of(*hash, groups)) {
                *size += 1;
            }
        }
        // Turns sizes into the starts of the groups; filling a group moves its start to its end.
        let mut total = 0;
        for size in &mut group_ends {
            total += std::mem::replace(size, total);
        }
        let mut starts = vec![0_u32; words.len()];
        for (hash, start) in &words {
            if let Some(next) = group_ends.get_mut(group_of(*hash, groups)) {
                if let Some(place) = starts.get_mut(*next as usize) {
                    *place = *start;
                }
                *next += 1;
            }
        }
        Some(WordIndex { group_ends, starts, beginnings_of_long_words })
    }

    /// Returns the offsets at which a word that spans more than [`MAX_INDEXED_LINES`] lines may begin.
    pub(crate) fn beginnings_of_long_words(&self) -> &[u32] {
        &self.beginnings_of_long_words
    }

    /// Returns the offsets at which the word may begin, ascending: every offset at which it begins, and
    /// perhaps others.
    pub(crate) fn candidates(&self, word: &str) -> &[u32] {
        let group = group_of(hash_of(word), self.group_ends.len());
        let end = self.group_ends.get(group).copied().unwrap_or(0) as usize;
        let start = match group.checked_sub(1) {
            Some(previous) => self.group_ends.get(previous).copied().unwrap_or(0) as usize,
            None => 0,
        };
        self.starts.get(start..end).unwrap_or_default()
    }
}

/// Returns the words of a folded text with their offsets.
pub(crate) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.find(is_word_character)?;
        let word = word_at(text, start);
        at = start + word.len();
        Some((start, word))
    })
}

/// Returns the word that begins at an offset, or an empty string if no word begins there.
pub(crate) fn word_at(text: &str, start: usize) -> &str {
    let rest = text.get(start..).unwrap_or_default();
    let bytes = rest.as_bytes();
    let ascii = bytes.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(bytes.len());
    if bytes.get(ascii).is_none_or(u8::is_ascii) {
        return rest.get(..ascii).unwrap_or_default();
    }
    let mut end = 0;
    for character in rest.chars() {
        let is_mark = unicode_normalization::char::is_combining_mark(character);
        let starts_another = end > 0
            && !is_mark
            && (is_word_by_itself(character)
                || rest.get(..end).is_some_and(begins_with_whole_word));
        if !is_word_character(character) || starts_another {
            break;
        }
        end += character.len_utf8();
    }
    rest.get(..end).unwrap_or_default()
}

/// Whether a text begins with a character that is a word by itself.
fn begins_with_whole_word(text: &str) -> bool {
    text.chars().next().is_some_and(is_word_by_itself)
}

/// Returns the hash and offset of every word, including words that a hyphen at the end of a line may have
/// split, and the offsets at which words that span more than [`MAX_INDEXED_LINES`] lines begin.
fn words_and_joined_words(text: &str) -> (Vec<(u32, u32)>, Vec<u32>) {
    let offset = |start: usize| u32::try_from(start).unwrap_or(u32::MAX);
    let mut found = Vec::with_capacity(text.len() / 5);
    let mut long = Vec::new();
    for (start, word) in words(text) {
        found.push((hash_of(word), offset(start)));
        let mut end = start + word.len();
        if !continues_on_next_line(text, end) {
            continue;
        }
        let mut joined = word.to_owned();
        for _ in 1..MAX_INDEXED_LINES {
            if !continues_on_next_line(text, end) {
                break;
            }
            let next = word_at(text, end + LINE_BREAK_HYPHEN.len_utf8());
            joined.push_str(next);
            end += LINE_BREAK_HYPHEN.len_utf8() + next.len();
            found.push((hash_of(&joined), offset(start)));
        }
        if continues_on_next_line(text, end) {
            long.push(offset(start));
        }
    }
    (found, long)
}

fn continues_on_next_line(text: &str, end: usize) -> bool {
    text.get(end..).is_some_and(|rest| rest.starts_with(LINE_BREAK_HYPHEN))
}

/// Hashes a word with FNV-1a (Fowler, Noll, Vo), 64 bits folded to 32.
fn hash_of(word: &str) -> u32 {
    let hash = word.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    });
    #[expect(
        clippy::cast_possible_truncation,
        reason = "folding keeps the low half of both halves"
    )]
    let folded = (hash ^ (hash >> 32)) as u32;
    folded
}

fn group_of(hash: u32, groups: usize) -> usize {
    hash as usize & (groups - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        let text = "INTERPOL's 10² ca\u{301}fe, 日本語 (IGCI)";
        let found: Vec<&str> = words(text).map(|(_, word)| word).collect();
        assert_eq!(found, ["INTERPOL", "s", "10²", "ca\u{301}fe", "日", "本", "語", "IGCI"]);
        assert!(words(text).all(|(start, word)| text[start..].starts_with(word)));
    }

    #[test]
    fn every_occurrence_of_a_word_is_a_candidate() {
        let text = "one two one three one terror\u{AD}ism";
        let index = WordIndex::new(text).unwrap();
        let at = |word: &str| -> Vec<usize> {
            let candidates = index.candidates(word).iter().map(|start| *start as usize);
            candidates.filter(|start| text[*start..].starts_with(&word[..3])).collect()
        };
        assert_eq!(at("one"), [0, 8, 18]);
        assert_eq!(at("terror"), [22]);
        assert_eq!(at("terrorism"), [22]);
        assert_eq!(at("ism"), [30]);
        assert_eq!(WordIndex::new("").unwrap().candidates("one"), [0_u32; 0]);
    }
}
