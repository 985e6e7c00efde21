//! Writes JSON that is safe to show in a terminal or a log. Harmful characters are escaped, so a JSON parser
//! still reads the original strings.

use super::printable::is_harmful;
use serde::{Serialize, Serializer};
use std::io::{self, Write};

/// Writes the value over several lines, with a line break at the end.
///
/// # Errors
///
/// Returns an error if `output` cannot be written.
pub(crate) fn write_pretty(output: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(Escaping(output), value)?;
    output.write_all(b"\n")
}

/// Writes the value on one line, with a line break at the end.
///
/// # Errors
///
/// Returns an error if `output` cannot be written.
pub(super) fn write_line(output: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(Escaping(output), value)?;
    output.write_all(b"\n")
}

/// A list whose elements are created only when they are written, since there may be millions.
pub(super) struct Streamed<F>(pub(super) F);

impl<F, I> Serialize for Streamed<F>
where
    F: Fn() -> I,
    I: IntoIterator,
    I::Item: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// A writer that escapes the harmful characters from U+007F on. In JSON, these characters occur only in strings.
struct Escaping<'o>(&'o mut dyn Write);

impl Write for Escaping<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    /// Writes bytes, which must consist of whole characters. `serde_json` splits strings only at characters that
    /// it escapes, and therefore always writes whole characters.
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.iter().all(|byte| *byte < 0x7f) {
            return self.0.write_all(bytes);
        }
        let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
        let mut start = 0;
        for (at, character) in text.char_indices() {
            if character >= '\u{7f}' && is_harmful(character) {
                self.0.write_all(bytes.get(start..at).unwrap_or_default())?;
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(self.0, "\\u{unit:04x}")?;
                }
                start = at + character.len_utf8();
            }
        }
        self.0.write_all(bytes.get(start..).unwrap_or_default())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_text_is_read_back_unchanged() {
        let text = "a\u{1b}[31m\u{7f}\u{9b}\u{202e}\u{feff}\u{ffff}é😀\n::error::";
        let mut json = Vec::new();
        write_line(&mut json, &[text]).unwrap();
        let json = String::from_utf8(json).unwrap();
        assert_eq!(json, "[\"a\\u001b[31m\\u007f\\u009b\\u202e\\ufeff\\uffffé😀\\n::error::\"]\n");
        let back: Vec<String> = serde_json::from_str(&json).unwrap();
        assert_eq!(back, [text]);
        let mut text = Vec::new();
        write_pretty(&mut text, &[1]).unwrap();
        assert_eq!(text, b"[\n  1\n]\n");
    }
}
