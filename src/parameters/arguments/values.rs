//! Arguments that need more than a type check (constants, durations, lists of collections), and their spans
//! in the rulebook.

use super::{Argument, Arguments, Reader};
use crate::finding::Place;
use crate::parameters::{Constant, Of, Parameter, Role, Scope, Spanned, TableValue};
use crate::path::{DataPatterns, Field};
use crate::value::duration::Duration;

impl Arguments<'_> {
    /// Takes a text or a number to compare with.
    pub fn constant(&mut self, name: &str) -> Option<Constant> {
        match self.values.remove(name) {
            Some(Argument::Constant(constant)) => Some(constant),
            _ => None,
        }
    }

    /// Returns the fields of a record that a rule reads, from which records without an id get their name;
    /// empty if this is unknown, so that the whole record counts. Call it before the arguments are taken.
    #[must_use]
    pub fn reads(&self) -> Vec<Field> {
        let mut reads: Vec<Field> = Vec::new();
        for (parameter, argument) in self.by_parameter() {
            if !self.looks_at_the_record(parameter) {
                continue;
            }
            match argument {
                Argument::Field(field) => reads.push(field.clone()),
                Argument::Fields(fields) => reads.extend(fields.iter().cloned()),
                Argument::Condition(condition) if condition.looks_by_name_alone() => {
                    reads.extend(condition.named_fields());
                }
                Argument::Condition(_) => return Vec::new(),
                _ => {}
            }
        }
        reads.retain(|field| !field.uses_root());
        reads
    }

    /// Whether what a parameter selects is looked at and belongs to the visited record.
    fn looks_at_the_record(&self, parameter: &Parameter) -> bool {
        let is_looked_at = match parameter.role {
            Role::LooksAt => true,
            Role::LooksAtWithout(other) => !self.values.contains_key(other),
            Role::Selects | Role::Scope => false,
        };
        is_looked_at
            && match parameter.of {
                Of::Visited | Of::Values(_) | Of::Named { or_visited: true, .. } => true,
                Of::Named { or_visited: false, .. } | Of::Model(_) => false,
            }
    }

    /// Returns the patterns that conditions and fields read from documents. Call it before the arguments are
    /// taken.
    #[must_use]
    pub fn data_patterns(&self) -> DataPatterns {
        let mut patterns = DataPatterns::default();
        for argument in self.values.values() {
            let (conditions, fields) = match argument {
                Argument::Condition(condition) => (std::slice::from_ref(condition), [].as_slice()),
                Argument::Conditions(conditions) => (conditions.as_slice(), [].as_slice()),
                Argument::Field(field) => ([].as_slice(), std::slice::from_ref(field)),
                Argument::Fields(fields) => ([].as_slice(), fields.as_slice()),
                Argument::References(references) => {
                    for reference in references {
                        patterns.extend(reference.field.data_patterns());
                    }
                    continue;
                }
                _ => continue,
            };
            for condition in conditions {
                patterns.extend(condition.data_patterns());
            }
            for field in fields {
                patterns.extend(field.data_patterns());
            }
        }
        patterns
    }

    /// Returns the scope within which the rule sees records together, as an argument says, or else
    /// `of_rulebook`. Anything narrower than a document leaves the scope unchanged. Call it before the
    /// arguments are taken.
    #[must_use]
    pub fn scope(&self, of_rulebook: Scope) -> Scope {
        let mut scopes = self.by_parameter().filter_map(|(parameter, argument)| match argument {
            Argument::Text(word) if parameter.role == Role::Scope => Scope::from_word(word),
            _ => None,
        });
        scopes.next().unwrap_or(of_rulebook)
    }

    /// Takes a duration.
    pub fn duration(&mut self, name: &str) -> Option<Duration> {
        match self.values.remove(name) {
            Some(Argument::Duration(duration)) => Some(duration),
            _ => None,
        }
    }

    /// Takes the path of a file, with its span in the rulebook.
    pub fn file(&mut self, name: &str) -> Option<Spanned<String>> {
        let span = self.given.get(name).cloned().unwrap_or_else(|| self.span.clone());
        Some(Spanned { value: self.text(name)?, span })
    }

    /// Returns the place of an argument in the rulebook, or of the rule if it is not given. Findings about
    /// missing records have no other place.
    #[must_use]
    pub fn place_of(&self, name: &str) -> Place {
        let span = self.given.get(name).unwrap_or(&self.span);
        Place::range(self.problems.file(), span.clone())
    }

    /// Reports an error in one argument, at its span.
    pub fn refuse_argument<T>(&mut self, name: &str, message: impl Into<String>) -> Option<T> {
        let span = self.given.get(name).unwrap_or(&self.span);
        self.problems.add(span.clone(), message, "given here");
        None
    }
}

impl Reader<'_> {
    pub(super) fn duration(&mut self, value: &TableValue<'_>) -> Option<Duration> {
        let written = value.text(self.problems)?;
        Duration::parse(&written.value)
            .map_err(|error| self.problems.add(written.span, error.to_string(), "not a duration"))
            .ok()
    }

    pub(super) fn collections(&mut self, value: &TableValue<'_>) -> Option<Vec<String>> {
        let names = value.texts(self.problems)?;
        if names.is_empty() {
            self.problems.add(value.span.clone(), "got no collection, want at least one", "empty");
            return None;
        }
        let known: Vec<_> = names.into_iter().map(|name| self.collection(name)).collect();
        known.into_iter().collect()
    }
}
