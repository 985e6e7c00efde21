//! Names the parts of a schema in messages.

use super::sources::{SchemaPlace, Sources};
use super::wording::{all_of, either, named, quoted_json, type_with_article};
use serde_json::Value as Json;
use std::collections::HashSet;

/// Maximum depth at which schemas are searched for property names.
pub(super) const MAX_DEPTH: usize = 8;
/// Maximum number of schemas searched for constraints that apply to every value.
const MAX_PARTS: usize = 64;

/// Names without duplicates, in the order in which they were found.
#[derive(Default)]
struct Names<'s> {
    list: Vec<&'s str>,
    seen: HashSet<&'s str>,
}

impl Sources {
    /// Names an alternative by its title, the name of the schema that it refers to, its first requirement,
    /// or its location.
    pub(super) fn name_of(&self, place: &SchemaPlace) -> String {
        let target = self.follow(place);
        let mut titled = [place, &target].into_iter().filter_map(|at| self.value(at)?.get("title"));
        if let Some(title) = titled.find_map(Json::as_str) {
            return named(title);
        }
        let is_name = |token: &String| token.parse::<usize>().is_err();
        let own_name = target.pointer.tokens().last().filter(is_name);
        if target != *place
            && let Some(name) = own_name
        {
            return named(&name);
        }
        let described = self.value(&target).and_then(described);
        described.unwrap_or_else(|| named(&format!("#{}", place.pointer)))
    }

    /// Returns the names of the properties that a schema describes. With `everywhere`, this includes the
    /// properties in subschemas such as `allOf`, which `unevaluatedProperties` takes into account.
    pub(super) fn property_names(&self, place: &SchemaPlace, everywhere: bool) -> Vec<&str> {
        let mut names = Names::default();
        self.collect_names(place, if everywhere { MAX_DEPTH } else { 0 }, &mut names);
        names.list
    }

    fn collect_names<'s>(&'s self, place: &SchemaPlace, depth: usize, names: &mut Names<'s>) {
        let Some(schema) = self.value(place).and_then(Json::as_object) else { return };
        let properties = schema.get("properties").and_then(Json::as_object);
        for name in properties.into_iter().flat_map(|properties| properties.keys()) {
            if names.seen.insert(name) {
                names.list.push(name);
            }
        }
        if depth == 0 {
            return;
        }
        if let Some(target) = self.reference_at(place) {
            self.collect_names(&target, depth - 1, names);
        }
        for keyword in ["allOf", "anyOf", "oneOf"] {
            let count = schema.get(keyword).and_then(Json::as_array).map_or(0, Vec::len);
            for index in 0..count {
                self.collect_names(&place.join(keyword).join_index(index), depth - 1, names);
            }
        }
        for keyword in ["if", "then", "else"] {
            self.collect_names(&place.join(keyword), depth - 1, names);
        }
    }

    /// Returns the values that a schema allows for a property by `const` or `enum`, also through `allOf`
    /// and `$ref`.
    pub(super) fn fixed_values<'s>(&'s self, schema: &SchemaPlace, name: &str) -> Vec<&'s Json> {
        let properties =
            self.parts(schema).into_iter().map(|part| part.join("properties").join(name));
        let parts = properties.flat_map(|property| self.parts(&property));
        let mut fixed = parts.filter_map(|part| {
            let property = self.value(&part)?;
            match (property.get("const"), property.get("enum")) {
                (Some(value), _) => Some(vec![value]),
                (None, Some(Json::Array(values))) => Some(values.iter().collect()),
                _ => None,
            }
        });
        fixed.next().unwrap_or_default()
    }

    /// Returns the names of the properties that a schema fixes with `const` or `enum`, also through `allOf`
    /// and `$ref`.
    pub(super) fn fixed_properties(&self, schema: &SchemaPlace) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for part in self.parts(schema) {
            let properties = self.value(&part).and_then(|part| part.get("properties"));
            for name in properties.and_then(Json::as_object).into_iter().flat_map(|all| all.keys())
            {
                if !names.contains(&name.as_str()) && !self.fixed_values(schema, name).is_empty() {
                    names.push(name);
                }
            }
        }
        names
    }

    /// Returns a schema and all schemas that always apply with it, through `$ref` and `allOf`.
    fn parts(&self, schema: &SchemaPlace) -> Vec<SchemaPlace> {
        let mut parts = vec![schema.clone()];
        let mut next = 0;
        while let Some(part) = parts.get(next).cloned() {
            next += 1;
            let all = self.value(&part).and_then(|part| part.get("allOf")?.as_array());
            let inner = part.join("allOf");
            let inner = (0..all.map_or(0, Vec::len)).map(|index| inner.join_index(index));
            for found in self.reference_at(&part).into_iter().chain(inner) {
                if !parts.contains(&found) && parts.len() < MAX_PARTS {
                    parts.push(found);
                }
            }
        }
        parts
    }
}

/// Names an untitled alternative by its values, tag, required properties or type, whichever it has first in this
/// order. Returns `None` if it has none of them.
fn described(schema: &Json) -> Option<String> {
    if let Some(value) = schema.get("const") {
        return Some(quoted_json(value));
    }
    if let Some(values) = schema.get("enum").and_then(Json::as_array) {
        return Some(either(&values.iter().map(quoted_json).collect::<Vec<_>>()));
    }
    let properties = schema.get("properties").and_then(Json::as_object);
    let tag = properties.into_iter().flatten().find_map(|(name, schema)| {
        Some(format!("{} {}", named(name), quoted_json(schema.get("const")?)))
    });
    if tag.is_some() {
        return tag;
    }
    let required = schema.get("required").and_then(Json::as_array).filter(|all| !all.is_empty());
    if let Some(names) = required {
        let names: Vec<String> = names.iter().filter_map(Json::as_str).map(named).collect();
        return Some(format!("an object with {}", all_of(&names)));
    }
    match schema.get("type")? {
        Json::String(name) => Some(type_with_article(name)),
        Json::Array(names) => {
            let names = names.iter().filter_map(Json::as_str).map(type_with_article);
            Some(either(&names.collect::<Vec<_>>()))
        }
        _ => None,
    }
}
