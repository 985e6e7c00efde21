//! The order of an object's keys in its schema.

use super::compile::Schema;
use super::sources::{SchemaPlace, Sources};
use crate::document::Pointer;
use regex::Regex;
use serde_json::{Map, Value as Json};
use std::collections::{HashMap, HashSet, VecDeque};

/// The order of the keys of each object that a schema describes.
///
/// The keys in `properties` come first, in the order of the schema's text. This includes `properties` of
/// schemas in `$ref` and `allOf`, which apply to every value. The keys in schemas that only apply to some
/// values follow (`anyOf`, `oneOf`, `then`, `else`, `dependentSchemas`). A key that occurs more than once
/// keeps its first position. So the order only depends on the schema, not on the document. The schemas of
/// members and elements are found through `properties`, `patternProperties`, `additionalProperties`,
/// `prefixItems`, `items`, `additionalItems`, or otherwise `unevaluatedProperties` and `unevaluatedItems`.
#[derive(Debug)]
pub struct KeyOrder<'s> {
    sources: Option<&'s Sources>,
    nodes: Vec<Node<'s>>,
    known: HashMap<Vec<SchemaPlace>, Applied>,
    patterns: HashMap<&'s str, Option<Regex>>,
}

/// The schemas that apply to one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applied(usize);

#[derive(Debug, Default)]
struct Node<'s> {
    schemas: Vec<(SchemaPlace, &'s Map<String, Json>)>,
    ranks: HashMap<&'s str, usize>,
    members: HashMap<String, Applied>,
    elements: HashMap<usize, Applied>,
}

/// A pending step in collecting the schemas that apply to one value.
enum Step<'s> {
    Schema(SchemaPlace),
    Names(&'s Map<String, Json>),
}

impl<'s> KeyOrder<'s> {
    /// Creates the key order of a schema. Without a schema, no key has a rank.
    #[must_use]
    pub fn new(schema: Option<&'s Schema>) -> KeyOrder<'s> {
        KeyOrder {
            sources: schema.map(Schema::sources),
            nodes: vec![Node::default()],
            known: HashMap::from([(Vec::new(), Applied(0))]),
            patterns: HashMap::new(),
        }
    }

    /// Returns the schemas that apply to the root.
    pub fn root(&mut self) -> Applied {
        let root = SchemaPlace { file: 0, pointer: Pointer::default() };
        self.applied(vec![root])
    }

    /// Returns the keys that occur in the schemas of an object.
    pub(super) fn names(&self, object: Applied) -> impl Iterator<Item = &'s str> + use<'_, 's> {
        self.nodes.get(object.0).into_iter().flat_map(|node| node.ranks.keys().copied())
    }

    /// Returns the schemas that apply, or may apply, to a value.
    pub(super) fn schemas(
        &self,
        value: Applied,
    ) -> impl Iterator<Item = &'s Map<String, Json>> + use<'_, 's> {
        let schemas = self.nodes.get(value.0).into_iter().flat_map(|node| &node.schemas);
        schemas.map(|(_, schema)| *schema)
    }

    /// Returns the position of a key among the keys in the schemas, counted from 0, or `None` if the schemas
    /// do not contain the key.
    #[must_use]
    pub fn rank(&self, object: Applied, key: &str) -> Option<usize> {
        self.nodes.get(object.0)?.ranks.get(key).copied()
    }

    /// Returns the schemas that apply to the value of a key.
    pub fn member(&mut self, object: Applied, key: &str) -> Applied {
        let Some(node) = self.nodes.get(object.0) else { return object };
        if let Some(known) = node.members.get(key) {
            return *known;
        }
        let schemas = self.schemas_of_member(object, key);
        let applied = self.applied(schemas);
        if let Some(node) = self.nodes.get_mut(object.0) {
            node.members.insert(key.to_owned(), applied);
        }
        applied
    }

    /// Returns the schemas that apply to the element with this index.
    pub fn element(&mut self, array: Applied, index: usize) -> Applied {
        let Some(node) = self.nodes.get(array.0) else { return array };
        // Beyond the longest prefix, all elements have the same schemas.
        let prefixes =
            node.schemas.iter().map(|(_, schema)| prefix(schema).map_or(0, |(_, len)| len));
        let index = index.min(prefixes.max().unwrap_or_default());
        if let Some(known) = node.elements.get(&index) {
            return *known;
        }
        let schemas = schemas_of_element(node, index);
        let applied = self.applied(schemas);
        if let Some(node) = self.nodes.get_mut(array.0) {
            node.elements.insert(index, applied);
        }
        applied
    }

    fn applied(&mut self, places: Vec<SchemaPlace>) -> Applied {
        let Some(sources) = self.sources else { return Applied(0) };
        if let Some(known) = self.known.get(&places) {
            return *known;
        }
        let applied = Applied(self.nodes.len());
        self.nodes.push(Node::new(sources, &places));
        self.known.insert(places, applied);
        applied
    }

    fn schemas_of_member(&mut self, object: Applied, key: &str) -> Vec<SchemaPlace> {
        let Some(node) = self.nodes.get(object.0) else { return Vec::new() };
        let mut found = Vec::new();
        for (place, schema) in &node.schemas {
            let before = found.len();
            if object_at(schema, "properties").is_some_and(|named| named.contains_key(key)) {
                found.push(place.join("properties").join(key));
            }
            for pattern in object_at(schema, "patternProperties").into_iter().flat_map(Map::keys) {
                // Expressions that the linear-time engine does not support are ignored.
                let regex =
                    self.patterns.entry(pattern).or_insert_with(|| Regex::new(pattern).ok());
                if regex.as_ref().is_some_and(|regex| regex.is_match(key)) {
                    found.push(place.join("patternProperties").join(pattern));
                }
            }
            if found.len() == before && schema.contains_key("additionalProperties") {
                found.push(place.join("additionalProperties"));
            }
        }
        if found.is_empty() { places_of(node, "unevaluatedProperties") } else { found }
    }
}

impl<'s> Node<'s> {
    fn new(sources: &'s Sources, places: &[SchemaPlace]) -> Node<'s> {
        let mut node = Node::default();
        let mut seen = HashSet::new();
        let mut certain: Vec<Step<'s>> = places.iter().rev().cloned().map(Step::Schema).collect();
        let mut possible = VecDeque::new();
        while let Some(step) = certain.pop().or_else(|| possible.pop_front().map(Step::Schema)) {
            match step {
                Step::Names(named) => node.name(named.keys()),
                Step::Schema(place) if seen.insert(place.clone()) => {
                    let Some(schema) = sources.value(&place).and_then(Json::as_object) else {
                        continue;
                    };
                    certain.extend(certain_parts(sources, &place, schema).into_iter().rev());
                    possible.extend(possible_parts(&place, schema));
                    node.schemas.push((place, schema));
                }
                Step::Schema(_) => {}
            }
        }
        node
    }

    fn name(&mut self, keys: impl Iterator<Item = &'s String>) {
        for key in keys {
            let next = self.ranks.len();
            self.ranks.entry(key).or_insert(next);
        }
    }
}

/// Returns the parts of a schema that apply to every value it describes, in text order.
fn certain_parts<'s>(
    sources: &Sources,
    place: &SchemaPlace,
    schema: &'s Map<String, Json>,
) -> Vec<Step<'s>> {
    let mut parts = Vec::new();
    for (keyword, value) in schema {
        match (keyword.as_str(), value) {
            ("properties", Json::Object(named)) => parts.push(Step::Names(named)),
            ("$ref" | "$dynamicRef" | "$recursiveRef", _) => {
                parts.extend(sources.step(place, keyword).map(Step::Schema));
            }
            ("allOf", Json::Array(all)) => {
                let all = (0..all.len()).map(|index| place.join(keyword).join_index(index));
                parts.extend(all.map(Step::Schema));
            }
            _ => {}
        }
    }
    parts
}

/// Returns the parts of a schema that apply to some of the values it describes, in text order.
fn possible_parts(place: &SchemaPlace, schema: &Map<String, Json>) -> Vec<SchemaPlace> {
    let mut parts = Vec::new();
    for (keyword, value) in schema {
        let place = place.join(keyword);
        match (keyword.as_str(), value) {
            ("anyOf" | "oneOf", Json::Array(alternatives)) => {
                parts.extend((0..alternatives.len()).map(|index| place.join_index(index)));
            }
            ("dependentSchemas" | "dependencies", Json::Object(schemas)) => {
                parts.extend(schemas.keys().map(|key| place.join(key)));
            }
            ("then" | "else", _) => parts.push(place),
            _ => {}
        }
    }
    parts
}

fn schemas_of_element(node: &Node<'_>, index: usize) -> Vec<SchemaPlace> {
    let mut found = Vec::new();
    for (place, schema) in &node.schemas {
        let (keyword, length) = prefix(schema).unwrap_or(("", 0));
        // If `items` describes the leading elements (up to draft 2019-09), `additionalItems` describes the
        // other elements.
        let rest = if keyword == "items" { "additionalItems" } else { "items" };
        if index < length {
            found.push(place.join(keyword).join_index(index));
        } else if schema.contains_key(rest) {
            found.push(place.join(rest));
        }
    }
    if found.is_empty() { places_of(node, "unevaluatedItems") } else { found }
}

/// Returns the keyword that contains one schema per leading element, and the number of these schemas. Returns
/// `None` if the schema has no such keyword.
fn prefix(schema: &Map<String, Json>) -> Option<(&'static str, usize)> {
    let length = |keyword: &str| Some(schema.get(keyword)?.as_array()?.len());
    ["prefixItems", "items"].into_iter().find_map(|keyword| Some((keyword, length(keyword)?)))
}

fn places_of(node: &Node<'_>, keyword: &str) -> Vec<SchemaPlace> {
    let having = node.schemas.iter().filter(|(_, schema)| schema.contains_key(keyword));
    having.map(|(place, _)| place.join(keyword)).collect()
}

fn object_at<'s>(schema: &'s Map<String, Json>, keyword: &str) -> Option<&'s Map<String, Json>> {
    schema.get(keyword)?.as_object()
}
