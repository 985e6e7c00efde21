//! Sentences that contain words of the dataset.

use super::words::with_letter;
use serde::{Serialize, Serializer};

/// A text in which the words of the dataset are told apart from the others. Words in a script that is written from
/// right to left can then be isolated, so that they do not reorder the words around them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::report) struct Sentence {
    parts: Vec<Part>,
}

/// A part of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) enum Part {
    /// Words of the program or of the rulebook.
    Own(String),
    /// Words of the dataset.
    Data(String),
}

impl Sentence {
    /// Returns a template in which `data` replaces each occurrence of `placeholder`.
    pub(in crate::report) fn filled(template: &str, placeholder: &str, data: &str) -> Sentence {
        let mut sentence = Sentence::default();
        for (position, own) in template.split(placeholder).enumerate() {
            if position > 0 {
                sentence = sentence.data(data);
            }
            sentence = sentence.own(own);
        }
        sentence
    }

    /// Appends words of the program or of the rulebook.
    pub(in crate::report) fn own(mut self, words: &str) -> Sentence {
        self.parts.push(Part::Own(words.to_owned()));
        self
    }

    /// Appends words of the dataset.
    pub(in crate::report) fn data(mut self, words: &str) -> Sentence {
        self.parts.push(Part::Data(words.to_owned()));
        self
    }

    /// Appends another sentence.
    pub(in crate::report) fn then(mut self, other: Sentence) -> Sentence {
        self.parts.extend(other.parts);
        self
    }

    /// Joins sentences, with a separator between them.
    pub(in crate::report) fn joined(
        sentences: impl IntoIterator<Item = Sentence>,
        separator: &str,
    ) -> Sentence {
        let mut joined = Sentence::default();
        for (position, sentence) in sentences.into_iter().enumerate() {
            let separated = if position > 0 { joined.own(separator) } else { joined };
            joined = separated.then(sentence);
        }
        joined
    }

    /// Lists words of the dataset: `a, b and c`.
    pub(in crate::report) fn listed(words: &[&str]) -> Sentence {
        let mut listed = Sentence::default();
        for (position, word) in words.iter().enumerate() {
            listed = match position {
                0 => listed,
                _ if position + 1 == words.len() => listed.own(" and "),
                _ => listed.own(", "),
            };
            listed = listed.data(word);
        }
        listed
    }

    /// Returns the words with a capital letter at the beginning and a full stop at the end.
    pub(in crate::report) fn complete(&self) -> Sentence {
        let mut complete = self.clone().own(".");
        let first = complete.parts.iter_mut().find(|part| !part.words().is_empty());
        if let Some(Part::Own(words)) = first {
            *words = with_letter(words);
        }
        complete
    }

    /// Returns the parts, in order.
    pub(in crate::report) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Returns the sentence as text.
    pub(in crate::report) fn text(&self) -> String {
        self.parts.iter().map(Part::words).collect()
    }
}

impl Part {
    fn words(&self) -> &str {
        match self {
            Part::Own(words) | Part::Data(words) => words,
        }
    }
}

impl From<String> for Sentence {
    fn from(words: String) -> Sentence {
        Sentence { parts: vec![Part::Own(words)] }
    }
}

impl Serialize for Sentence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}
