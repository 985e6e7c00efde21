//! Searches documents and schemas for the names and texts of a rulebook.

use crate::document::{Document, Kind, NamePart, Value};
use crate::path::{Mention, Mentioned};
use crate::schema::Vocabulary;
use memchr::memmem::Finder;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// The names and texts of a rulebook. Each is searched for only until it has been found, so the search takes
/// very little time if all of them occur.
pub(super) struct Words<'a> {
    words: BTreeMap<(Mentioned, &'a str), Word>,
    unseen: AtomicUsize,
}

struct Word {
    /// The word as a JSON string without unnecessary escapes. It has quotation marks unless it is a part of a
    /// string.
    written: Finder<'static>,
    is_seen: AtomicBool,
}

impl<'a> Words<'a> {
    /// Collects the mentions that no schema contains.
    pub(super) fn new(
        mentions: impl Iterator<Item = &'a Mention>,
        vocabulary: &Vocabulary,
    ) -> Words<'a> {
        let unknown = mentions.filter(|mention| match mention.what {
            Mentioned::Name => !vocabulary.has_name(&mention.text),
            Mentioned::Text => !vocabulary.has_text(&mention.text),
            Mentioned::Part => !vocabulary.has_part(&mention.text),
        });
        let words = unknown.map(|mention| {
            let quoted = serde_json::Value::from(mention.text.as_str()).to_string();
            let written = match mention.what {
                Mentioned::Name | Mentioned::Text => quoted.as_str(),
                Mentioned::Part => quoted.get(1..quoted.len() - 1).unwrap_or_default(),
            };
            let written = Finder::new(written.as_bytes()).into_owned();
            (
                (mention.what, mention.text.as_str()),
                Word { written, is_seen: AtomicBool::new(false) },
            )
        });
        let words: BTreeMap<_, _> = words.collect();
        Words { unseen: AtomicUsize::new(words.len()), words }
    }

    /// Searches a document or block for the words that have not been found.
    pub(super) fn search(&self, document: &Document) {
        if self.unseen.load(Ordering::Relaxed) == 0 {
            return;
        }
        for ((what, text), word) in self.unseen() {
            if word.is_in(document, *what, text) {
                self.see(word);
            }
        }
        self.look_behind_escapes(document);
        self.look_in_file_name(document);
        self.look_in_header(document);
    }

    /// Searches the column names of a table for the names that have not been found. All cells of the table
    /// may be empty.
    fn look_in_header(&self, document: &Document) {
        for name in document.column_names() {
            if let Some(word) = self.words.get(&(Mentioned::Name, name.as_str())) {
                self.see(word);
            }
        }
    }

    /// Whether a name or text is in no schema and has not been found.
    pub(super) fn is_missing(&self, mention: &Mention) -> bool {
        let word = self.words.get(&(mention.what, mention.text.as_str()));
        word.is_some_and(|word| !word.is_seen.load(Ordering::Relaxed))
    }

    /// Returns the flag of each word, which is `true` if the word has been found.
    pub(super) fn flags(&self) -> impl Iterator<Item = &AtomicBool> {
        self.words.values().map(|word| &word.is_seen)
    }

    fn unseen(&self) -> impl Iterator<Item = (&(Mentioned, &'a str), &Word)> {
        self.words.iter().filter(|(_, word)| !word.is_seen.load(Ordering::Relaxed))
    }

    fn see(&self, word: &Word) {
        if !word.is_seen.swap(true, Ordering::Relaxed) {
            self.unseen.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Searches the path of the document's file for the words that have not been found.
    fn look_in_file_name(&self, document: &Document) {
        let parts = [NamePart::File, NamePart::Stem, NamePart::Folder];
        let parts = parts.into_iter().filter_map(|part| document.name_part(part)?.as_str());
        for part in parts {
            for ((what, text), word) in self.unseen() {
                let is_it = match what {
                    Mentioned::Name => false,
                    Mentioned::Text => part == *text,
                    Mentioned::Part => part.contains(text),
                };
                if is_it {
                    self.see(word);
                }
            }
        }
    }

    /// Searches strings with unnecessary escapes for the words that have not been found.
    fn look_behind_escapes(&self, document: &Document) {
        let text = document.text().as_bytes();
        let has = |escape: &[u8]| memchr::memmem::find(text, escape).is_some();
        let Some(root) = document.root() else { return };
        if self.unseen().next().is_none() || !(has(b"\\u") || has(b"\\/")) {
            return;
        }
        let see = |what: Mentioned, text: &str| {
            if let Some(word) = self.words.get(&(what, text)) {
                self.see(word);
            }
        };
        let see_parts = |text: &str| {
            let parts = self.unseen().filter(|((what, _), _)| *what == Mentioned::Part);
            parts.filter(|((_, part), _)| text.contains(part)).for_each(|(_, word)| self.see(word));
        };
        for value in root.descendants() {
            match value.kind() {
                Kind::Object => {
                    value.members().for_each(|member| see(Mentioned::Name, &member.name()));
                }
                Kind::String if value.raw().contains('\\') => {
                    value.as_str().iter().for_each(|text| {
                        see(Mentioned::Text, text);
                        see_parts(text);
                    });
                }
                _ => {}
            }
        }
    }
}

impl Word {
    /// Whether a document contains the word. A name is followed by a colon, and other strings are not. A part
    /// is first searched for in the text of the document, and then in its strings.
    fn is_in(&self, document: &Document, what: Mentioned, word: &str) -> bool {
        let text = document.text().as_bytes();
        if what == Mentioned::Part {
            let contains =
                |value: Value<'_>| value.as_str().is_some_and(|text| text.contains(word));
            return self.written.find(text).is_some()
                && document.root().is_none_or(|root| root.descendants().any(contains));
        }
        let is_it = |at: usize| {
            // After an escaped quotation mark, the rest of a string looks like a separate string.
            let is_inside = at.checked_sub(1).and_then(|at| text.get(at)) == Some(&b'\\');
            let after = text.get(at + self.written.needle().len()..).unwrap_or_default();
            let next = after.iter().find(|byte| !byte.is_ascii_whitespace());
            !is_inside && (next == Some(&b':')) == (what == Mentioned::Name)
        };
        self.written.find_iter(text).any(is_it)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{FileId, Limits};

    fn is_missing(what: Mentioned, word: &str, text: &str) -> bool {
        let mention = Mention { text: word.to_owned(), what, is_negated: false };
        let words = Words::new(std::iter::once(&mention), &Vocabulary::default());
        words.search(&Document::parse(FileId(0), text.into(), Limits::default()));
        words.is_missing(&mention)
    }

    #[test]
    fn a_name_is_followed_by_a_colon_and_a_text_is_not() {
        let text = r#"{ "name" : "value", "list": ["text"] }"#;
        assert!(!is_missing(Mentioned::Name, "name", text));
        assert!(is_missing(Mentioned::Text, "name", text));
        assert!(!is_missing(Mentioned::Text, "value", text));
        assert!(!is_missing(Mentioned::Text, "text", text));
        assert!(is_missing(Mentioned::Name, "value", text));
        assert!(is_missing(Mentioned::Name, "nam", text));
    }

    #[test]
    fn a_word_within_a_text_is_not_a_mention() {
        assert!(is_missing(Mentioned::Text, "b", r#"["a \"b"]"#));
        assert!(is_missing(Mentioned::Text, "b", r#"["a \"b\" c"]"#));
        assert!(!is_missing(Mentioned::Text, "b", r#"["a\\","b"]"#));
        assert!(!is_missing(Mentioned::Text, "a \"b", r#"["a \"b"]"#));
    }

    #[test]
    fn a_part_is_within_a_text_and_not_within_a_name() {
        let text = r#"{ "name": "a \"value\"", "more": ["t\u0065xt"], "number": 12 }"#;
        for part in ["value", "a \"v", "lue\"", "text", "ex"] {
            assert!(!is_missing(Mentioned::Part, part, text), "{part}");
        }
        for part in ["name", "12", "valeu", "x\"", "a v"] {
            assert!(is_missing(Mentioned::Part, part, text), "{part}");
        }
    }

    #[test]
    fn words_written_with_escapes_are_found() {
        assert!(!is_missing(Mentioned::Name, "name", r#"{ "n\u0061me": 1 }"#));
        assert!(!is_missing(Mentioned::Text, "Käse", r#"["K\u00e4se"]"#));
        assert!(!is_missing(Mentioned::Text, "Käse", r#"["Käse"]"#));
        assert!(!is_missing(Mentioned::Text, "a/b", r#"["a\/b"]"#));
        assert!(is_missing(Mentioned::Text, "Kase", r#"["K\u00e4se"]"#));
    }
}
