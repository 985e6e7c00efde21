//! Arguments that need more than a look at their type: constants, durations, lists of collections, and
//! the places of arguments in the rulebook.

use super::{Argument, Arguments, Reader};
use crate::finding::Place;
use crate::parameters::{Constant, Scope, Spanned, TableValue};
use crate::path::{DataPatterns, Field};
use crate::value::duration::Duration;

impl Arguments<'_> {
    /// A text or a number to compare with.
    pub fn constant(&mut self, name: &str) -> Option<Constant> {
        match self.values.remove(name) {
            Some(Argument::Constant(constant)) => Some(constant),
            _ => None,
        }
    }

    /// The fields of a record that a rule reads, by which a record without an id is named; none where that
    /// cannot be told, so that all of it counts. To be asked before they are taken.
    #[must_use]
    pub fn reads(&self) -> Vec<Field> {
        /// As those are called that are relative to the record, in every kind that has them.
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
                // `than` is read of the record that `key` names, where there is one.
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

    /// What their conditions and fields take from documents as patterns. To be asked before they are taken.
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

    /// Within what the rule sees records together: as `within` says, or else as the rulebook does. To be
    /// asked before `within` is taken; `parent` and `record` are narrower than a document.
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

    /// A duration.
    pub fn duration(&mut self, name: &str) -> Option<Duration> {
        match self.values.remove(name) {
            Some(Argument::Duration(duration)) => Some(duration),
            _ => None,
        }
    }

    /// The path of a file, and where the rulebook names it.
    pub fn file(&mut self, name: &str) -> Option<Spanned<String>> {
        let span = self.given.get(name).cloned().unwrap_or_else(|| self.span.clone());
        Some(Spanned { value: self.text(name)?, span })
    }

    /// Where the rulebook gives an argument; the rule's own place where it does not. A finding about
    /// records that are not there has no other place.
    #[must_use]
    pub fn place_of(&self, name: &str) -> Place {
        let span = self.given.get(name).unwrap_or(&self.span);
        Place::range(self.problems.file(), span.clone())
    }

    /// Reports a mistake in one argument, at its place.
    pub fn refuse_argument<T>(&mut self, name: &str, message: impl Into<String>) -> Option<T> {
        let span = self.given.get(name).unwrap_or(&self.span);
        self.problems.add(span.clone(), message, "given here");
        None
    }

    /// Reports the collections of an argument whose records have no id, where a kind looks records up
    /// by it.
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

    /// Reports the arguments of a list that are given without the one they belong to; whether there
    /// was none.
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
