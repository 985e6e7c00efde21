//! Converts the line endings and the encoding of a file, as git does when it writes the file to a working tree.

/// How the content of a file is converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Conversion {
    pub(super) line_endings: LineEndings,
    pub(super) encoding: Encoding,
}

/// How line endings are converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineEndings {
    /// The line endings are not converted.
    AsStored,
    /// All line endings become CRLF.
    Crlf,
    /// All line endings become CRLF if the content is text without a CR.
    CrlfIfText,
}

/// The encoding of a text in the working tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16 { is_big_endian: bool, has_mark: bool },
}

impl Encoding {
    /// Returns the encoding with a name, or `None` if it is not supported.
    pub(super) fn from_name(name: &str) -> Option<Encoding> {
        let (is_big_endian, has_mark) = match name.to_ascii_uppercase().as_str() {
            "UTF-8" | "UTF8" => return Some(Encoding::Utf8),
            "UTF-16" | "UTF16" | "UTF-16LE-BOM" => (false, true),
            "UTF-16LE" => (false, false),
            "UTF-16BE" => (true, false),
            _ => return None,
        };
        Some(Encoding::Utf16 { is_big_endian, has_mark })
    }
}

impl Conversion {
    /// Converts content from its form in the repository to its form in the working tree.
    pub(super) fn apply(self, stored: Vec<u8>) -> Vec<u8> {
        let bytes = match self.line_endings {
            LineEndings::Crlf => with_crlf(stored),
            LineEndings::CrlfIfText if is_text_without_cr(&stored) => with_crlf(stored),
            LineEndings::CrlfIfText | LineEndings::AsStored => stored,
        };
        match (self.encoding, str::from_utf8(&bytes)) {
            (Encoding::Utf16 { is_big_endian, has_mark }, Ok(text)) => {
                let mark = has_mark.then_some(0xfeff);
                let bytes = |unit: u16| match is_big_endian {
                    true => unit.to_be_bytes(),
                    false => unit.to_le_bytes(),
                };
                mark.into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
            }
            _ => bytes,
        }
    }
}

/// Inserts a CR before each LF that does not follow a CR.
fn with_crlf(bytes: Vec<u8>) -> Vec<u8> {
    let mut converted = Vec::with_capacity(bytes.len());
    for byte in bytes {
        if byte == b'\n' && converted.last() != Some(&b'\r') {
            converted.push(b'\r');
        }
        converted.push(byte);
    }
    converted
}

/// Whether some bytes are text to git, and contain no CR. Text contains no NUL, and at most one control character
/// per 128 other characters.
fn is_text_without_cr(bytes: &[u8]) -> bool {
    if bytes.iter().any(|byte| matches!(byte, b'\r' | 0)) {
        return false;
    }
    // An end-of-file mark (0x1A) at the end does not count as a control character.
    let bytes = bytes.strip_suffix(&[0x1a]).unwrap_or(bytes);
    let is_control = |byte: &&u8| matches!(byte, 1..=7 | 11 | 13..=26 | 28..=31 | 127);
    let control = bytes.iter().filter(is_control).count();
    let line_endings = memchr::memchr_iter(b'\n', bytes).count();
    (bytes.len() - control - line_endings) / 128 >= control
}
