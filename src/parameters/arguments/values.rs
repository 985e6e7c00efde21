//! Arguments that need more than a type check (constants, durations, lists of collections), and their spans
//! in the rulebook.

use super::{Argument, Arguments, Reader};
use crate::finding::Place;
use crate::parameters::{
    Constant, PARENT, Parameter, RelativeTo, Role, Scope, Spanned, TableValue,
};
use crate::path::{Condition, DataPatterns, Field, KeyFields};
use crate::value::duration::Duration;
use crate::value::shift::Shift;

impl Arguments<'_> {
    /// Takes a text or a number to compare with.
    pub fn constant(&mut self, name: &str) -> Option<Constant> {
        match self.take(name) {
            Some(Argument::Constant(constant)) => Some(constant),
            _ => None,
        }
    }

    /// Returns the fields of a record that the rule reads. Records without an id are named by these fields,
    /// or by the whole record if the list is empty because the fields are unknown. Call this before the
    /// arguments are taken.
    #[must_use]
    pub fn reads(&self) -> Vec<Field> {
        let mut reads: Vec<Field> = Vec::new();
        for (parameter, argument) in self.by_parameter() {
            if !self.reads_the_record(parameter) {
                continue;
            }
            let (conditions, fields) = argument.paths();
            reads.extend(fields.into_iter().cloned());
            for condition in conditions {
                match condition.named_fields_of_record() {
                    Some(fields) => reads.extend(fields),
                    None => return Vec::new(),
                }
            }
        }
        reads.retain(|field| !field.uses_root());
        reads
    }

    /// Whether the rule reads the values that a parameter selects, and they belong to the visited record.
    fn reads_the_record(&self, parameter: &Parameter) -> bool {
        let is_looked_at = match parameter.role {
            Role::LooksAt => true,
            Role::LooksAtWithout(other) => !self.values.contains_key(other),
            Role::Selects | Role::Scope => false,
        };
        is_looked_at
            && match parameter.relative_to {
                RelativeTo::Visited
                | RelativeTo::Values(_)
                | RelativeTo::Named { or_visited: true, .. } => true,
                RelativeTo::Named { or_visited: false, .. } | RelativeTo::Model(_) => false,
            }
    }

    /// Returns a handle to the invalid patterns that conditions and fields read from documents. Call this
    /// before the arguments are taken.
    #[must_use]
    pub fn data_patterns(&self) -> DataPatterns {
        let mut patterns = DataPatterns::default();
        for argument in self.values.values() {
            let (conditions, fields) = argument.paths();
            for condition in conditions {
                patterns.extend(condition.data_patterns());
            }
            for field in fields {
                patterns.extend(field.data_patterns());
            }
        }
        patterns
    }

    /// Returns the scope in which the rule compares records or looks them up: the scope that an argument sets, or else
    /// `of_rulebook`. An argument that means a part of a document sets no scope. Call this before the arguments are
    /// taken.
    #[must_use]
    pub fn scope(&self, of_rulebook: Scope) -> Scope {
        let given = self.by_parameter().filter(|(parameter, _)| parameter.role == Role::Scope);
        let mut scopes = given.filter_map(|(_, argument)| Scope::from_word(argument.text()?));
        scopes.next().unwrap_or(of_rulebook)
    }

    /// Takes a duration.
    pub fn duration(&mut self, name: &str) -> Option<Duration> {
        match self.take(name) {
            Some(Argument::Duration(duration)) => Some(duration),
            _ => None,
        }
    }

    /// Takes the field or the fields of a key.
    pub fn key(&mut self, name: &str) -> Option<KeyFields> {
        match self.take(name) {
            Some(Argument::Key(key)) => Some(key),
            _ => None,
        }
    }

    /// Takes a signed duration.
    pub fn shift(&mut self, name: &str) -> Option<Shift> {
        match self.take(name) {
            Some(Argument::Shift(shift)) => Some(shift),
            _ => None,
        }
    }

    /// Takes the path of a file, with its span in the rulebook.
    pub fn file(&mut self, name: &str) -> Option<Spanned<String>> {
        let span = self.given.get(name).cloned().unwrap_or_else(|| self.span.clone());
        Some(Spanned { value: self.text(name)?, span })
    }

    /// Returns the place of an argument in the rulebook, or of the rule if the argument is not given. Findings
    /// about missing records have no other place.
    #[must_use]
    pub fn place_of(&self, name: &str) -> Place {
        let span = self.given.get(name).unwrap_or(&self.span);
        self.problems.place(span.clone())
    }

    /// Reports an error in one argument, at its span.
    pub fn refuse_argument<T>(&mut self, name: &str, message: impl Into<String>) -> Option<T> {
        let span = self.given.get(name).unwrap_or(&self.span);
        self.problems.add(span.clone(), message, "given here");
        None
    }

    /// Whether a key is the id of a collection.
    #[must_use]
    pub fn is_id(&self, collection: &str, key: &KeyFields) -> bool {
        let mut known = self.collections.iter().filter(|known| known.name == collection);
        known.any(|known| known.id.as_ref().is_some_and(|id| id.name() == key.name()))
    }

    /// Warns of an argument that is allowed, but prevents the rule from ever reporting anything.
    pub fn warn_of_argument(&mut self, name: &str, reason: &str) {
        let span = self.given.get(name).unwrap_or(&self.span).clone();
        self.problems.warn(
            span,
            format!("the rule never reports anything: {reason}"),
            "given here",
        );
    }
}

impl Argument {
    /// Returns the conditions and the fields in the argument.
    pub(super) fn paths(&self) -> (&[Condition], Vec<&Field>) {
        match self {
            Argument::Condition(condition) => (std::slice::from_ref(condition), Vec::new()),
            Argument::Conditions(conditions) => (conditions, Vec::new()),
            Argument::Field(field) => (&[], vec![field]),
            Argument::Fields(fields) => (&[], fields.iter().collect()),
            Argument::Key(key) => (&[], key.iter().collect()),
            Argument::References(references) => {
                (&[], references.iter().flat_map(|reference| reference.field.iter()).collect())
            }
            Argument::Text(_)
            | Argument::Texts(_)
            | Argument::Pattern(_)
            | Argument::Constant(_)
            | Argument::Duration(_)
            | Argument::Shift(_)
            | Argument::Number(_)
            | Argument::Integer(_)
            | Argument::Boolean(_) => (&[], Vec::new()),
        }
    }

    /// Whether the argument makes the rule look at the object that encloses a record.
    pub(super) fn is_enclosing(&self, parameter: &Parameter) -> bool {
        parameter.role == Role::Scope && self.text() == Some(PARENT)
    }

    fn text(&self) -> Option<&str> {
        if let Argument::Text(text) = self { Some(text) } else { None }
    }
}

impl Reader<'_> {
    pub(super) fn distinct_texts(
        &mut self,
        value: &TableValue<'_>,
    ) -> Option<Vec<Spanned<String>>> {
        value.distinct_texts(self.problems)
    }

    pub(super) fn duration(&mut self, value: &TableValue<'_>) -> Option<Duration> {
        let written = value.text(self.problems)?;
        Duration::parse(&written.value)
            .map_err(|error| self.problems.add(written.span, error.to_string(), "not a duration"))
            .ok()
    }

    pub(super) fn shift(&mut self, value: &TableValue<'_>) -> Option<Shift> {
        let written = value.text(self.problems)?;
        Shift::parse(&written.value)
            .map_err(|error| self.problems.add(written.span, error.to_string(), "not a duration"))
            .ok()
    }

    pub(super) fn collections(&mut self, value: &TableValue<'_>) -> Option<Vec<String>> {
        let names = value.texts(self.problems)?;
        if names.is_empty() {
            self.problems.add(value.span.clone(), "got no collection, want at least one", "empty");
            return None;
        }
        let collections: Vec<_> = names.into_iter().map(|name| self.collection(name)).collect();
        collections.into_iter().collect()
    }
}
