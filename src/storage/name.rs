//! Names of files as text, even if they are not Unicode.
//!
//! On Unix, the name of a file is any sequence of bytes, but a [`FilePath`](super::FilePath) is text. A byte that is
//! not part of UTF-8 is therefore written as a character for private use, U+10FF80 to U+10FFFF. A name that contains
//! such a character is written as its bytes, so that each name has one text and each text one name.

use std::borrow::Cow;

/// The character for a byte is this number plus the byte.
const BASE: u32 = 0x10_FF00;

/// Returns the byte that a character stands for, or `None` if it stands for itself.
pub(crate) fn byte_of(character: char) -> Option<u8> {
    let byte = u8::try_from(u32::from(character).checked_sub(BASE)?).ok()?;
    (!byte.is_ascii()).then_some(byte)
}

/// Returns a name or a path, given in bytes, as text.
pub(crate) fn text_of_bytes(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = str::from_utf8(bytes)
        && !text.contains(|character| byte_of(character).is_some())
    {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len() * 4);
    let stand_in = |byte: u8| char::from_u32(BASE + u32::from(byte)).unwrap_or_default();
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match byte_of(character) {
                Some(_) => text.extend(character.encode_utf8(&mut [0; 4]).bytes().map(stand_in)),
                None => text.push(character),
            }
        }
        text.extend(chunk.invalid().iter().copied().map(stand_in));
    }
    Cow::Owned(text)
}

/// Returns the bytes of a name or a path, given as text.
pub(crate) fn bytes_of_text(text: &str) -> Cow<'_, [u8]> {
    if !text.contains(|character| byte_of(character).is_some()) {
        return Cow::Borrowed(text.as_bytes());
    }
    let mut bytes = Vec::with_capacity(text.len());
    for character in text.chars() {
        match byte_of(character) {
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    Cow::Owned(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_in_unicode_is_its_own_text() {
        for name in ["a.json", "é.json", "\u{10ff7f}", "\u{e000}"] {
            assert_eq!(text_of_bytes(name.as_bytes()), name);
        }
        assert_eq!(text_of_bytes(b"caf\xe9.json"), "caf\u{10ffe9}.json");
    }

    proptest! {
        #[test]
        fn a_name_has_one_text_and_a_text_one_name(
            bytes in prop_oneof![
                proptest::collection::vec(any::<u8>(), 0..12),
                "[a-c\u{10ff7f}-\u{10ffff}]{0,6}".prop_map(String::into_bytes),
            ],
        ) {
            let text = text_of_bytes(&bytes).into_owned();
            prop_assert_eq!(&*bytes_of_text(&text), &*bytes);
        }
    }
}
