//! Maps a range of a string's decoded text to its bytes in the document.

use super::value::unescape_one;
use super::{Kind, Value};
use std::ops::Range;

impl Value<'_> {
    /// Maps a byte range of a scalar's decoded text to the span of the same characters in the document, where
    /// some may be written as escapes.
    #[must_use]
    pub fn span_inside(&self, part: Range<usize>) -> Range<usize> {
        let (start, raw) = (self.span().start, self.raw());
        if self.kind() != Kind::String {
            return start + part.start.min(raw.len())..start + part.end.min(raw.len());
        }
        let content = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
        let at = |offset: usize| start + 1 + written_at(content, offset);
        at(part.start)..at(part.end)
    }
}

/// Maps a byte offset in the decoded text to a byte offset in the string's content as written.
fn written_at(content: &str, decoded_offset: usize) -> usize {
    let (mut written, mut decoded) = (0, 0);
    while decoded < decoded_offset && written < content.len() {
        let rest = content.get(written..).unwrap_or_default();
        match rest.find('\\') {
            Some(0) => {
                let (character, length) = unescape_one(rest);
                written += length;
                decoded += character.len_utf8();
            }
            before => {
                let plain = before.unwrap_or(rest.len()).min(decoded_offset - decoded);
                written += plain;
                decoded += plain;
            }
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::written_at;

    #[test]
    fn escapes_are_longer_than_their_characters() {
        let content = r"a\nb\u00e9c\ud83d\ude00d";
        assert_eq!(written_at(content, 0), 0);
        assert_eq!(written_at(content, 1), 1);
        assert_eq!(written_at(content, 2), 3);
        assert_eq!(written_at(content, 3), 4);
        assert_eq!(written_at(content, 5), 10);
        assert_eq!(written_at(content, 6), 11);
        assert_eq!(written_at(content, 10), 23);
        assert_eq!(written_at(content, 11), 24);
        assert_eq!(written_at("plain", 3), 3);
        assert_eq!(written_at("", 0), 0);
    }
}
