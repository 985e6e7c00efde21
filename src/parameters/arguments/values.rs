//! Arguments that need more than a type check (constants, durations, lists of collections), and their spans
//! in the rulebook.

use super::{Argument, Arguments, Reader};
use crate::finding::Place;
use crate::parameters::{Constant, Scope, Spanned, TableValue};
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
        /// The parameters, of any kind, that are relative to the record.
        const NAMES: [&str; 20] = [
            "field",
            "fields",
            "items",
            "apart",
            "from",
            "to",
            "key",
            "than",
            "per",
            "stated",
            "past",
            "range-from",
            "range-to",
            "required",
            "forbidden",
            "at-least-one",
            "at-most-one",
            "exactly-one",
            "all-or-none",
            "that",
        ];
        let mut reads: Vec<Field> = Vec::new();
        for name in NAMES {
            match self.values.get(name) {
                // With `to`, `than` is a field of the record that `key` names.
                Some(Argument::Field(_)) if name == "than" && self.values.contains_key("to") => {}
                Some(Argument::Field(field)) => reads.push(field.clone()),
                Some(Argument::Fields(fields)) => reads.extend(fields.iter().cloned()),
                Some(Argument::Condition(condition)) if condition.looks_by_name_alone() => {
                    reads.extend(condition.named_fields());
                }
                Some(Argument::Condition(_)) => return Vec::new(),
                _ => {}
            }
        }
        reads.retain(|field| !field.uses_root());
        reads
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

    /// Returns the scope within which the rule sees records together: `within`, or else `of_rulebook`.
    /// `parent` and `record` are narrower than a document and leave the scope unchanged. Call it before
    /// `within` is taken.
    #[must_use]
    pub fn scope(&self, of_rulebook: Scope) -> Scope {
        let within = match self.values.get("within") {
            Some(Argument::Text(within)) if self.is_given("within") => within.as_str(),
            _ => return of_rulebook,
        };
        match within {
            "dataset" => Scope::Dataset,
            "document" => Scope::Document,
            "folder" => Scope::Folder,
            _ => of_rulebook,
        }
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

    /// Reports collections in an argument whose records have no id, for kinds that look records up by id.
    pub fn need_ids(&mut self, name: &str) {
        let named = match self.values.get(name) {
            Some(Argument::Text(collection)) => vec![collection.clone()],
            Some(Argument::Texts(collections)) => collections.clone(),
            _ => return,
        };
        let has_no_id = |name: &&String| {
            self.collections.iter().any(|known| known.name == **name && known.id.is_none())
        };
        let without: Vec<String> = named.iter().filter(has_no_id).cloned().collect();
        for collection in without {
            let message =
                format!("the collection `{collection}` has no `id` to look records up by");
            self.refuse_argument::<()>(name, message);
        }
    }

    /// Reports the `dependents` that are given without `needed`. Returns `true` if there were none.
    pub fn need_with(&mut self, dependents: &[&str], needed: &str) -> bool {
        if self.is_given(needed) {
            return true;
        }
        let lonely: Vec<&str> =
            dependents.iter().copied().filter(|name| self.is_given(name)).collect();
        for name in &lonely {
            self.refuse_argument::<()>(name, format!("`{name}` needs `{needed}`"));
        }
        lonely.is_empty()
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
