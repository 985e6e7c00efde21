//! Decodes UTF-8, preserving byte offsets even if some bytes are invalid.

use super::syntax::{SyntaxError, SyntaxErrorKind};

/// U+FEFF in UTF-8.
pub(super) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Decodes bytes as UTF-8 (RFC 3629). If they are invalid, returns the first error and replaces each
/// invalid byte with one `?`, so that byte offsets do not change.
pub(super) fn decode(bytes: Vec<u8>) -> (String, Option<SyntaxError>) {
    let broken = match String::from_utf8(bytes) {
        Ok(text) => return (text, None),
        Err(error) => error,
    };
    let at = broken.utf8_error().valid_up_to();
    let bytes = broken.into_bytes();
    if let Some(with) = compressed_with(&bytes) {
        let error = SyntaxError::new(SyntaxErrorKind::Compressed { with }, 0..1);
        return (replace_wrong_bytes(&bytes), Some(error));
    }
    let kind = match bytes.get(..2) {
        Some([0xff, 0xfe] | [0xfe, 0xff]) => SyntaxErrorKind::Utf16,
        _ => SyntaxErrorKind::InvalidUtf8 { byte: bytes.get(at).copied().unwrap_or_default() },
    };
    (replace_wrong_bytes(&bytes), Some(SyntaxError::new(kind, at..at + 1)))
}

/// Detects compressed data by its magic number and returns the program that decompresses it: RFC 1952
/// section 2.3.1, RFC 8878 section 3.1.1, and section 2.1.1.1 of the .xz file format. No text begins with
/// these bytes.
pub(super) fn compressed_with(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x1f, 0x8b, ..] => Some("gzip"),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some("zstd"),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some("xz"),
        _ => None,
    }
}

fn replace_wrong_bytes(bytes: &[u8]) -> String {
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

    #[test]
    fn wrong_bytes_keep_every_offset() {
        let (text, error) = decode(b"[\"\xff\xfe\xc3\"]".to_vec());
        assert_eq!(text, "[\"???\"]");
        assert_eq!(error.unwrap().range, 2..3);
    }

    #[test]
    fn compressed_data_is_named() {
        let (_, error) = decode(b"\x1f\x8b\x08\0\0".to_vec());
        assert_eq!(error.unwrap().kind, SyntaxErrorKind::Compressed { with: "gzip" });
        let (_, error) = decode(b"\x28\xb5\x2f\xfd\x04".to_vec());
        assert_eq!(error.unwrap().kind, SyntaxErrorKind::Compressed { with: "zstd" });
    }

    #[test]
    fn utf_16_is_named() {
        let (_, error) = decode(b"\xff\xfe[\0]\0".to_vec());
        assert_eq!(error.unwrap().kind, SyntaxErrorKind::Utf16);
    }
}
