//! Decodes UTF-8. Byte offsets stay the same even if some bytes are invalid.

use super::syntax::{SyntaxError, SyntaxErrorKind};

/// U+FEFF in UTF-8.
pub(super) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Whether a line is a marker of an unresolved merge conflict.
pub(super) fn is_conflict_marker(line: &str) -> bool {
    ["<<<<<<<", ">>>>>>>", "|||||||", "======="].iter().any(|marker| {
        line.strip_prefix(marker)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\n', '\r']))
    })
}

/// The reason why bytes are not UTF-8.
#[derive(Debug)]
pub(super) enum EncodingError {
    /// The bytes are compressed or in another encoding, so no text can be read from them.
    Unreadable(SyntaxError),
    /// Some lines contain bytes that are not UTF-8. Contains an error for the first wrong byte in each such
    /// line, in text order. Never empty.
    InLines(Vec<SyntaxError>),
}

/// Decodes bytes as UTF-8 (RFC 3629). If they are not UTF-8, also returns the error. `is_beginning` says
/// whether the bytes are the beginning of a file. Only the beginning shows whether the file is compressed or
/// UTF-16.
pub(super) fn decode(bytes: Vec<u8>, is_beginning: bool) -> (String, Option<EncodingError>) {
    let is_utf_8 = |text: &String| !is_beginning || other_encoding(text.as_bytes()).is_none();
    let bytes = match String::from_utf8(bytes) {
        Ok(text) if is_utf_8(&text) => return (text, None),
        Ok(text) => text.into_bytes(),
        Err(error) => error.into_bytes(),
    };
    let format = if is_beginning { format_of(&bytes) } else { None };
    let error = match format {
        Some(kind) => EncodingError::Unreadable(SyntaxError::new(kind, 0..1)),
        None => EncodingError::InLines(wrong_bytes(&bytes)),
    };
    (replace_wrong_bytes(&bytes), Some(error))
}

impl EncodingError {
    /// Returns the first error.
    pub(super) fn into_first(self) -> Option<SyntaxError> {
        match self {
            EncodingError::Unreadable(error) => Some(error),
            EncodingError::InLines(errors) => errors.into_iter().next(),
        }
    }
}

/// Decodes a file that is not a document, such as a rulebook. Returns the reason if it is not UTF-8 text.
pub(crate) fn decode_setting(bytes: Vec<u8>) -> Result<String, String> {
    let (text, error) = decode(bytes, true);
    let Some(SyntaxError { range, kind, .. }) = error.and_then(EncodingError::into_first) else {
        return Ok(text);
    };
    let reason = match kind {
        SyntaxErrorKind::OtherEncoding { name } => format!("it is {name}"),
        SyntaxErrorKind::Compressed { with } => format!("it is compressed with {with}"),
        _ => {
            let before = text.get(..range.start).unwrap_or_default();
            format!("line {} has a wrong byte", before.split('\n').count())
        }
    };
    Err(format!("not UTF-8 text: {reason}"))
}

/// Recognises a compressed file, or one in another encoding, by its first bytes.
fn format_of(beginning: &[u8]) -> Option<SyntaxErrorKind> {
    if let Some(name) = other_encoding(beginning) {
        return Some(SyntaxErrorKind::OtherEncoding { name });
    }
    compressed_with(beginning).map(|with| SyntaxErrorKind::Compressed { with })
}

/// Recognises UTF-16 and UTF-32, by the byte order mark, or by the zeros beside the first characters of a text that
/// begins with ASCII. UTF-8 text has no zeros there.
fn other_encoding(beginning: &[u8]) -> Option<&'static str> {
    if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, 0, 0xfe, 0xff, ..] = beginning {
        let is_wide = matches!(beginning, [_, _, 0, 0, ..] | [0, 0, ..]);
        return Some(if is_wide { "UTF-32" } else { "UTF-16" });
    }
    let four = beginning.first_chunk::<4>()?;
    match four.map(|byte| byte == 0) {
        [false, true, true, true] | [true, true, true, false] => Some("UTF-32"),
        [false, true, false, true] | [true, false, true, false] => Some("UTF-16"),
        _ => None,
    }
}

/// Returns an error for the first wrong byte in each line that contains wrong bytes.
fn wrong_bytes(bytes: &[u8]) -> Vec<SyntaxError> {
    let (mut errors, mut at, mut is_line_broken) = (Vec::new(), 0, false);
    for chunk in bytes.utf8_chunks() {
        is_line_broken &= !chunk.valid().contains('\n');
        at += chunk.valid().len();
        if let Some(byte) = chunk.invalid().first()
            && !is_line_broken
        {
            let kind = SyntaxErrorKind::InvalidUtf8 { byte: *byte };
            errors.push(SyntaxError::new(kind, at..at + 1));
            is_line_broken = true;
        }
        at += chunk.invalid().len();
    }
    errors
}

/// Detects compressed data by its magic number, and returns the program that decompresses it. The magic
/// numbers are defined in RFC 1952 section 2.3.1, RFC 8878 section 3.1.1, and section 2.1.1.1 of the .xz file
/// format. No text begins with these bytes.
pub(super) fn compressed_with(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x1f, 0x8b, ..] => Some("gzip"),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some("zstd"),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some("xz"),
        _ => None,
    }
}

/// Decodes bytes. Each byte that is not UTF-8 is replaced with one `?`, so byte offsets do not change.
pub(crate) fn replace_wrong_bytes(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(bytes: &[u8]) -> Vec<SyntaxError> {
        match decode(bytes.to_vec(), true).1 {
            Some(EncodingError::Unreadable(error)) => vec![error],
            Some(EncodingError::InLines(errors)) => errors,
            None => Vec::new(),
        }
    }

    #[test]
    fn wrong_bytes_keep_every_offset() {
        let bytes = b"[\"\xff\xfe\xc3\"]";
        assert_eq!(decode(bytes.to_vec(), true).0, "[\"???\"]");
        assert_eq!(errors(bytes).len(), 1);
        assert_eq!(errors(bytes)[0].range, 2..3);
    }

    #[test]
    fn each_line_has_its_first_wrong_byte() {
        let found = errors(b"\"\xff\xff\"\n\"\xc3\xa9\"\n\"\xc3\n\xa9\"\n\"\xe2\x82");
        let found: Vec<_> =
            found.into_iter().map(|error| (error.range.start, error.kind)).collect();
        let wrong = |at, byte| (at, SyntaxErrorKind::InvalidUtf8 { byte });
        assert_eq!(found, [wrong(1, 0xff), wrong(11, 0xc3), wrong(13, 0xa9), wrong(17, 0xe2)]);
    }

    #[test]
    fn compressed_data_is_named() {
        let named = |with| SyntaxErrorKind::Compressed { with };
        assert_eq!(errors(b"\x1f\x8b\x08\0\0")[0].kind, named("gzip"));
        assert_eq!(errors(b"\x28\xb5\x2f\xfd\x04")[0].kind, named("zstd"));
    }

    #[test]
    fn utf_16_and_utf_32_are_named_with_and_without_a_byte_order_mark() {
        let named = |name| SyntaxErrorKind::OtherEncoding { name };
        assert_eq!(errors(b"\xff\xfe[\0]\0")[0].kind, named("UTF-16"));
        for text in [b"[\0]\0".as_slice(), b"\0[\0]", b"i\0d\0\xe9\0"] {
            assert_eq!(errors(text)[0].kind, named("UTF-16"));
        }
        for text in [b"\xff\xfe\0\0[\0\0\0".as_slice(), b"[\0\0\0]\0\0\0", b"\0\0\0[\0\0\0]"] {
            assert_eq!(errors(text)[0].kind, named("UTF-32"));
        }
    }

    #[test]
    fn a_setting_that_is_not_utf_8_is_refused_with_the_line() {
        let refused = |bytes: &[u8]| decode_setting(bytes.to_vec()).unwrap_err();
        assert_eq!(refused(b"a = 1\n# \xe9\n"), "not UTF-8 text: line 2 has a wrong byte");
        assert_eq!(refused(b"a\0=\0"), "not UTF-8 text: it is UTF-16");
        assert_eq!(refused(b"\x1f\x8b\x08\0\0"), "not UTF-8 text: it is compressed with gzip");
        assert_eq!(decode_setting(b"a = 1\n".to_vec()).unwrap(), "a = 1\n");
    }
}
