//! The names and texts that occur in schemas, and the URIs that they refer to.

use crate::document::{Document, Value};
use crate::path::too_long_pattern;
use regex::Regex;
use std::collections::BTreeSet;

/// The member names and texts that occur in schemas, whether or not a document contains them.
#[derive(Debug, Default)]
pub struct Vocabulary {
    names: BTreeSet<String>,
    texts: BTreeSet<String>,
    name_patterns: Vec<Regex>,
    references: BTreeSet<String>,
}

impl Vocabulary {
    /// Adds the names in keywords such as `properties` and `required`, and the texts in `enum` and `const`.
    pub fn add(&mut self, schema: &Document) {
        let mut waiting: Vec<Value<'_>> = schema.root().into_iter().collect();
        while let Some(schema) = waiting.pop() {
            waiting.extend(schema.elements());
            for member in schema.members() {
                match &*member.name() {
                    "properties" | "dependentSchemas" => {
                        self.add_members(member.value);
                        waiting.extend(member.value.members().map(|member| member.value));
                    }
                    "$defs" | "definitions" => {
                        waiting.extend(member.value.members().map(|member| member.value));
                    }
                    "patternProperties" => {
                        for member in member.value.members() {
                            let name = member.name();
                            if too_long_pattern(&name).is_none() {
                                self.name_patterns.extend(Regex::new(&name));
                            }
                            waiting.push(member.value);
                        }
                    }
                    "required" => self.add_names(member.value),
                    "dependentRequired" => {
                        self.add_members(member.value);
                        member.value.members().for_each(|member| self.add_names(member.value));
                    }
                    "propertyNames" => {
                        let names =
                            member.value.get("enum").into_iter().chain(member.value.get("const"));
                        names.for_each(|names| self.add_names(names));
                    }
                    "enum" | "const" => self.add_constants(member.value),
                    "examples" | "default" => {}
                    _ => waiting.push(member.value),
                }
            }
        }
    }

    /// Adds the URIs of files that schemas refer to.
    pub fn add_references(&mut self, uris: BTreeSet<String>) {
        self.references.extend(uris);
    }

    /// Whether a schema refers to the file with this URI.
    #[must_use]
    pub fn refers_to(&self, uri: &str) -> bool {
        self.references.contains(uri)
    }

    /// Whether the schemas contain this member name, or a pattern that matches it.
    #[must_use]
    pub fn has_name(&self, name: &str) -> bool {
        self.names.contains(name) || self.name_patterns.iter().any(|pattern| pattern.is_match(name))
    }

    /// Whether the schemas contain this text.
    #[must_use]
    pub fn has_text(&self, text: &str) -> bool {
        self.texts.contains(text)
    }

    /// Whether a text of the schemas contains this text.
    #[must_use]
    pub fn has_part(&self, part: &str) -> bool {
        self.texts.iter().any(|text| text.contains(part))
    }

    /// Returns the names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Returns the texts, sorted.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(String::as_str)
    }

    fn add_members(&mut self, object: Value<'_>) {
        self.names.extend(object.members().map(|member| member.name().into_owned()));
    }

    fn add_names(&mut self, names: Value<'_>) {
        let names = names.descendants().filter_map(|name| Some(name.as_str()?.into_owned()));
        self.names.extend(names);
    }

    fn add_constants(&mut self, constants: Value<'_>) {
        for value in constants.descendants() {
            self.texts.extend(value.as_str().map(std::borrow::Cow::into_owned));
            self.add_members(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{FileId, Limits};

    fn vocabulary(schema: &str) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        vocabulary.add(&Document::parse(FileId(0), schema.into(), Limits::default()));
        vocabulary
    }

    #[test]
    fn names_and_texts_come_from_the_keywords_that_have_them() {
        let vocabulary = vocabulary(
            r#"{ "title": "no", "required": ["a"], "properties": { "b": { "enum": ["x", 1] }, "required": true },
                 "$defs": { "no": { "properties": { "c": { "const": { "d": "y" } } } } },
                 "anyOf": [{ "dependentRequired": { "e": ["f"] } }, { "propertyNames": { "enum": ["g"] } }],
                 "patternProperties": { "^h": {} }, "default": { "no": "no" }, "examples": ["no"] }"#,
        );
        let names: Vec<&str> = vocabulary.names().collect();
        assert_eq!(names, ["a", "b", "c", "d", "e", "f", "g", "required"]);
        assert_eq!(vocabulary.texts().collect::<Vec<_>>(), ["x", "y"]);
        assert!(
            vocabulary.has_name("h1") && vocabulary.has_name("a") && !vocabulary.has_name("no")
        );
        assert!(vocabulary.has_text("y") && !vocabulary.has_text("no"));
        assert!(vocabulary.has_part("y") && !vocabulary.has_part("no"));
    }
}
