//! Keys by which facts are grouped.

use crate::document::{FileId, Value};
use foldhash::fast::FixedState;
use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash, Hasher};

/// A key: facts with equal keys are settled together.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Where the texts identify something.
    pub space: KeySpace,
    /// The texts, one per field of the key.
    pub texts: Vec<String>,
}

/// Where the texts of a key identify something. Equal texts in different spaces are different keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeySpace {
    /// The dataset, or the folder that the rule sees.
    #[default]
    Dataset,
    /// A document.
    Document(FileId),
    /// An object or array of a document, by its byte offset.
    Value(FileId, usize),
}

impl Key {
    /// Creates a key of the dataset.
    pub fn new(texts: impl IntoIterator<Item = impl Into<String>>) -> Key {
        Key { space: KeySpace::Dataset, texts: texts.into_iter().map(Into::into).collect() }
    }

    /// Returns the first text, or `None` if the key has none.
    #[must_use]
    pub fn first_text(&self) -> Option<&str> {
        self.texts.first().map(String::as_str)
    }

    /// Returns the hash of the key.
    #[must_use]
    pub(super) fn hash_value(&self) -> u64 {
        self.space.hash_with(&self.texts)
    }
}

impl KeySpace {
    /// Returns the innermost object around a value, or its document if there is none.
    #[must_use]
    pub fn around(value: Value<'_>) -> KeySpace {
        let file = value.document().file();
        let parent = value.enclosing_object();
        parent.map_or(KeySpace::Document(file), KeySpace::of)
    }

    /// Returns the space of a value.
    #[must_use]
    pub fn of(value: Value<'_>) -> KeySpace {
        KeySpace::Value(value.document().file(), value.span().start)
    }

    /// Returns the hash of a key of this space, the same in every run.
    pub(super) fn hash_with(self, texts: &[impl Borrow<str>]) -> u64 {
        let mut hasher = FixedState::default().build_hasher();
        self.hash(&mut hasher);
        for text in texts {
            text.borrow().hash(&mut hasher);
        }
        hasher.finish()
    }
}
