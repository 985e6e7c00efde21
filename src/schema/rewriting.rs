//! Rewrites a schema for the `jsonschema` crate: the regular expressions, and the keywords with numbers that the crate
//! does not compare exactly.

use super::exact;
use super::files::Engine;
use super::keywords::ref_disables_siblings;
use super::pattern::Pattern;
use super::sources::{Reference, Sources, Written};
use super::undecided;
use crate::document::Pointer;
use serde_json::{Map, Value as Json};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Rewrites the files of a schema.
pub(super) struct Rewriting<'s> {
    sources: &'s Sources,
    engine: Engine,
    /// Maps rewritten keys to the keys in the schema.
    keys: BTreeMap<String, String>,
    /// Whether keys are kept as written, because a reference leads through a key of `patternProperties`.
    keeps_keys: bool,
}

/// Returns a regular expression rewritten for an engine, or `None` if it can be used as written or is
/// invalid in ECMA-262.
pub(super) fn rewritten(written: &Written, engine: Engine) -> Option<String> {
    // Up to draft 7, the validator rejects syntax that is invalid in ECMA-262, such as inline flags.
    let with_flags = !ref_disables_siblings(written.draft);
    Pattern::read(&written.text).ok()?.rewritten(engine, with_flags)
}

impl<'s> Rewriting<'s> {
    pub(super) fn new(sources: &'s Sources, engine: Engine) -> Rewriting<'s> {
        let leads_through = |uri: &str| uri.contains("/patternProperties/");
        let mut references = sources.references().iter();
        let keeps_keys = references.any(|each| each.resolved.as_deref().is_some_and(leads_through));
        Rewriting { sources, engine, keys: BTreeMap::new(), keeps_keys }
    }

    /// Returns the rewritten contents of a file, or `None` if nothing changes.
    pub(super) fn contents(&mut self, file: usize) -> Option<Json> {
        let ours = self.sources.patterns().iter().filter(|written| written.place.file == file);
        let mut changes: Vec<(&Written, String)> = ours
            .filter(|written| !(written.is_key && self.keeps_keys))
            .filter_map(|written| Some((written, rewritten(written, self.engine)?)))
            .collect();
        let backtracking = self.sources.patterns().iter().filter(|written| {
            let is_here = written.place.file == file && !written.is_key;
            is_here && self.engine == Engine::Backtracking
        });
        let watched: Vec<&Written> = backtracking.collect();
        let numbers = exact::keywords_of(self.sources, file);
        let chains = self.chains(file);
        let is_same = changes.is_empty() && watched.is_empty() && numbers.is_empty();
        if is_same && chains.is_empty() {
            return None;
        }
        let mut contents = self.sources.contents(file)?.0.clone();
        for (first, last) in chains {
            if let Some(value) = contents.pointer_mut(first.place.pointer.as_str()) {
                // Both references are in the same resource, so a fragment has the same target in each of
                // them.
                let is_short = [first, last].iter().all(|each| each.written.starts_with('#'));
                *value = match is_short {
                    true => last.written.clone().into(),
                    false => last.resolved.clone().into(),
                };
            }
        }
        for (schema, keywords) in numbers {
            if let Some(members) =
                contents.pointer_mut(schema.as_str()).and_then(Json::as_object_mut)
            {
                exact::replace(&keywords, members);
            }
        }
        for written in watched {
            let schema = written.place.pointer.split_last();
            let schema = schema.and_then(|(schema, _)| contents.pointer_mut(schema.as_str()));
            if let Some(members) = schema.and_then(Json::as_object_mut) {
                undecided::replace(written, members);
            }
        }
        // Changing a key changes the pointers to all values below it, so the deepest keys are changed first.
        changes.sort_by_key(|(written, _)| Reverse(written.place.pointer.tokens().count()));
        for (written, text) in changes {
            let pointer = &written.place.pointer;
            if written.is_key {
                self.rename(&mut contents, pointer, text);
            } else if let Some(value) = contents.pointer_mut(pointer.as_str()) {
                *value = text.into();
            }
        }
        Some(contents)
    }

    /// Returns the first and the last reference of each chain that begins in a file.
    fn chains(&self, file: usize) -> Vec<(&'s Reference, &'s Reference)> {
        let references = self.sources.references().iter().enumerate();
        let ours = references.filter(|(_, reference)| reference.place.file == file);
        let chains =
            ours.filter_map(|(number, first)| Some((first, self.sources.chain_end(number)?)));
        chains.filter(|(first, last)| first.place != last.place).collect()
    }

    /// Returns the rewritten keys, each mapped to the key in the schema.
    pub(super) fn into_keys(self) -> BTreeMap<String, String> {
        self.keys
    }

    fn rename(&mut self, contents: &mut Json, pointer: &Pointer, mut key: String) {
        let Some((parent, name)) = pointer.split_last() else { return };
        let parent = contents.pointer_mut(parent.as_str()).and_then(Json::as_object_mut);
        let Some(members) = parent else { return };
        let is_another = |known: &String| *known != name;
        while members.contains_key(&key) || self.keys.get(&key).is_some_and(is_another) {
            // An empty group makes the key unique without changing its meaning.
            key.push_str("(?:)");
        }
        let renamed: Map<String, Json> = std::mem::take(members)
            .into_iter()
            .map(|(own, value)| (if own == name { key.clone() } else { own }, value))
            .collect();
        *members = renamed;
        self.keys.insert(key, name);
    }
}
