//! Keys by which facts are grouped.

use crate::document::{FileId, Value};
use crate::parameters::PARENT;
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;

/// A key of facts. Facts with equal keys are settled together.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key {
    /// The scope of the texts.
    pub space: KeySpace,
    /// The texts, one per field of the key.
    pub texts: Vec<String>,
}

/// The scope of a key's texts. Equal texts in different spaces are different keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum KeySpace {
    /// The dataset, or the folder that the rule currently checks.
    #[default]
    Dataset,
    /// A document.
    Document(FileId),
    /// An object or array of a document, by its byte offset.
    Value(FileId, usize),
}

impl Key {
    /// Creates a key from its texts, one per field.
    #[must_use]
    pub fn new(space: KeySpace, texts: &[impl Borrow<str>]) -> Key {
        Key { space, texts: texts.iter().map(|text| text.borrow().to_owned()).collect() }
    }

    /// Returns the first text, or `None` if the key has none.
    #[must_use]
    pub fn first_text(&self) -> Option<&str> {
        self.texts.first().map(String::as_str)
    }

    /// Appends the encoded key to `bytes`. Different keys have different bytes.
    pub(super) fn encode(&self, bytes: &mut Vec<u8>) {
        self.space.encode(&self.texts, bytes);
    }

    /// Decodes a key from the bytes that [`KeySpace::encode`] appends.
    pub(super) fn decode(bytes: &[u8]) -> Key {
        let (space, texts) = match bytes {
            [1, file @ ..] => {
                let (file, texts) = split_number(file);
                (KeySpace::Document(FileId(u32::from_be_bytes(file))), texts)
            }
            [2, place @ ..] => {
                let (file, rest) = split_number(place);
                let (offset, texts) = split_number(rest);
                let offset = usize::try_from(u64::from_be_bytes(offset)).unwrap_or(usize::MAX);
                (KeySpace::Value(FileId(u32::from_be_bytes(file)), offset), texts)
            }
            [_, texts @ ..] => (KeySpace::Dataset, texts),
            [] => (KeySpace::Dataset, bytes),
        };
        let texts = texts.split_inclusive(|byte| *byte == END_OF_TEXT);
        let texts = texts.map(|text| text.strip_suffix(&[END_OF_TEXT]).unwrap_or(text));
        Key { space, texts: texts.map(|text| String::from_utf8_lossy(text).into_owned()).collect() }
    }
}

/// The byte after each text of an encoded key. It never occurs in UTF-8.
const END_OF_TEXT: u8 = 0xFF;

fn split_number<const LENGTH: usize>(bytes: &[u8]) -> ([u8; LENGTH], &[u8]) {
    bytes.split_first_chunk().map_or(([0; LENGTH], &[]), |(number, rest)| (*number, rest))
}

/// The scope in which records with equal keys are compared, which the parameter `within` sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// In the dataset, or in the folder that the rule currently checks.
    Dataset,
    /// In a document.
    Document,
    /// In the innermost object around the record.
    Parent,
}

impl Within {
    /// Parses a word of the parameter `within`. Returns the default if `word` is `None`.
    #[must_use]
    pub fn of_word(word: Option<&str>) -> Within {
        match word {
            Some("document") => Within::Document,
            Some(PARENT) => Within::Parent,
            // With the word `folder`, the rule checks one folder at a time.
            _ => Within::Dataset,
        }
    }

    /// Returns the space of a record's key.
    #[must_use]
    pub fn space(self, record: Value<'_>) -> KeySpace {
        match self {
            Within::Dataset => KeySpace::Dataset,
            Within::Document => KeySpace::Document(record.document().file()),
            Within::Parent => KeySpace::around(record),
        }
    }
}

impl KeySpace {
    /// Returns the space of the innermost object around a value. If there is no such object, returns the
    /// space of the document.
    #[must_use]
    pub fn around(value: Value<'_>) -> KeySpace {
        let file = value.document().file();
        let parent = value.enclosing_object();
        parent.map_or(KeySpace::Document(file), KeySpace::of)
    }

    /// Returns the space of an object or array.
    #[must_use]
    pub fn of(value: Value<'_>) -> KeySpace {
        KeySpace::Value(value.document().file(), value.span().start)
    }

    /// Appends the encoded key with this space and `texts` to `bytes`. Different keys have different bytes.
    pub(super) fn encode(self, texts: &[impl Borrow<str>], bytes: &mut Vec<u8>) {
        match self {
            KeySpace::Dataset => bytes.push(0),
            KeySpace::Document(file) => {
                bytes.push(1);
                bytes.extend(file.0.to_be_bytes());
            }
            KeySpace::Value(file, offset) => {
                bytes.push(2);
                bytes.extend(file.0.to_be_bytes());
                bytes.extend((offset as u64).to_be_bytes());
            }
        }
        for text in texts {
            bytes.extend(text.borrow().as_bytes());
            bytes.push(END_OF_TEXT);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_key_is_decoded_as_it_was_encoded(
            space in prop_oneof![
                Just(KeySpace::Dataset),
                any::<u32>().prop_map(|file| KeySpace::Document(FileId(file))),
                any::<(u32, usize)>().prop_map(|(file, offset)| KeySpace::Value(FileId(file), offset)),
            ],
            texts in proptest::collection::vec(any::<String>(), 0..4),
        ) {
            let mut bytes = Vec::new();
            space.encode(&texts, &mut bytes);
            prop_assert_eq!(Key::decode(&bytes), Key { space, texts });
        }
    }
}
