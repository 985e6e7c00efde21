//! A rule that inference proposes.

use super::collections::Collection;
use super::naming::plain;
use super::steps::Steps;
use super::{allowance, tolerance};
use crate::finding::Level;

/// A proposed rule: its entry in the rulebook, and the evidence for it.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Id of the rule.
    pub id: String,
    /// Kind of the rule.
    pub kind: &'static str,
    /// Level of its findings.
    pub level: Level,
    /// Name of the collection that it checks.
    pub collection: String,
    /// The evidence for the rule, as a sentence.
    pub rests_on: String,
    /// The few places where the data violates the rule.
    pub exceptions: Vec<String>,
    /// The parameters after `in`, in the order in which they are written.
    pub(super) arguments: Vec<(&'static str, Argument)>,
    /// Number of values or records from which the rule was inferred.
    pub(super) seen: usize,
    /// Returns the maximum number of findings in the data, given `seen`.
    pub(super) limit: fn(usize) -> usize,
}

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Argument {
    Text(String),
    Texts(Vec<String>),
    Boolean(bool),
}

impl Draft {
    /// Creates a rule about a field. Its id consists of the names of the collection and the field.
    pub(super) fn new(
        kind: &'static str,
        level: Level,
        collection: &Collection<'_>,
        field: &Steps,
    ) -> Draft {
        let has_no_names = field.is_key_or_file_name() && field.names().next().is_none();
        let last_name = if has_no_names { field.last_name() } else { None };
        let names: Vec<String> = field.names().chain(last_name).filter_map(plain).collect();
        Draft::about(kind, level, collection, &names.join("-"))
    }

    /// Creates a rule about a collection. Its id consists of the collection's name and `what`.
    pub(super) fn about(
        kind: &'static str,
        level: Level,
        collection: &Collection<'_>,
        what: &str,
    ) -> Draft {
        let collection = collection.name.clone();
        Draft {
            id: match what {
                "" => format!("{collection}-{kind}"),
                what => format!("{collection}-{what}"),
            },
            kind,
            level,
            collection,
            rests_on: String::new(),
            exceptions: Vec::new(),
            arguments: Vec::new(),
            seen: 0,
            limit: match kind {
                "codelist" | "date-range" | "is-a" | "reference" | "unique" => allowance,
                _ => tolerance,
            },
        }
    }

    /// Whether the rule requires a field to name records, of the same or another collection.
    #[must_use]
    pub fn is_reference(&self) -> bool {
        self.kind == "reference" || self.arguments.iter().any(|(name, _)| *name == "to-field")
    }

    /// Whether the rule checks a collection, or looks records up in it.
    pub(super) fn uses(&self, collection: &str) -> bool {
        let is_named = |argument: &Argument| match argument {
            Argument::Text(text) => text == collection,
            Argument::Texts(texts) => texts.iter().any(|text| text == collection),
            Argument::Boolean(_) => false,
        };
        let mut targets = self.arguments.iter().filter(|(name, _)| *name == "to");
        self.collection == collection || targets.any(|(_, argument)| is_named(argument))
    }

    /// Returns the maximum number of findings that the rule may have in the data.
    pub(super) fn allowance(&self) -> usize {
        (self.limit)(self.seen)
    }

    /// Marks the rule as one that has no true exceptions, although most rules of its kind may have some.
    pub(super) fn without_true_exceptions(self) -> Draft {
        Draft { limit: allowance, ..self }
    }

    /// Whether this rule compares a field with the key of its record or a part of its file's name, and `other` requires
    /// that key or part to be unique.
    pub(super) fn implies(&self, other: &Draft) -> bool {
        let fields = other.arguments.iter().find(|(name, _)| *name == "fields");
        other.kind == "unique"
            && self.compared_name().is_some_and(|name| {
                fields.is_some_and(|(_, fields)| *fields == Argument::Text(name.to_owned()))
            })
    }

    /// Returns the key or the part of a file's name with which the rule compares a field, such as `stem(@)`.
    pub(super) fn compared_name(&self) -> Option<&str> {
        let found = self.arguments.iter().find(|(name, _)| *name == "than");
        match found {
            Some((_, Argument::Text(text))) => Some(text),
            _ => None,
        }
    }

    /// Appends a word to the id, to distinguish several rules about one field.
    pub(super) fn with_suffix(mut self, word: &str) -> Draft {
        self.id = format!("{}-{word}", self.id);
        self
    }

    pub(super) fn text(mut self, parameter: &'static str, text: impl Into<String>) -> Draft {
        self.arguments.push((parameter, Argument::Text(text.into())));
        self
    }

    pub(super) fn optional_text(self, parameter: &'static str, text: Option<String>) -> Draft {
        match text {
            Some(text) => self.text(parameter, text),
            None => self,
        }
    }

    pub(super) fn texts(mut self, parameter: &'static str, texts: Vec<String>) -> Draft {
        self.arguments.push((parameter, Argument::Texts(texts)));
        self
    }

    pub(super) fn boolean(mut self, parameter: &'static str, value: bool) -> Draft {
        self.arguments.push((parameter, Argument::Boolean(value)));
        self
    }

    /// Sets the evidence, and the number of values or records from which the rule was inferred.
    pub(super) fn rests_on(self, sentence: String, seen: usize) -> Draft {
        Draft { rests_on: sentence, seen, ..self }
    }
}
