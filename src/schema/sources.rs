//! The texts of a schema: its own file and every file that it refers to.
//!
//! Messages quote the schema (titles of alternatives, names of properties), and a reference that
//! leads nowhere is shown at its place. Both need what the compiled validator no longer has: which
//! file and pointer a URI means, and where each `$ref` stands.

use super::location::{resolve, without_fragment};
use crate::document::Pointer;
use serde_json::Value as Json;
use std::collections::HashMap;

/// Longer chains of `$ref` to `$ref` are cycles.
const LONGEST_CHAIN: usize = 32;

/// The files of one schema, the schema's own first.
#[derive(Debug, Default)]
pub(super) struct Sources {
    files: Vec<SourceFile>,
    resources: HashMap<String, SchemaPlace>,
    references: Vec<Reference>,
    /// From the place of the object that holds a `$ref` to its index in `references`.
    reference_of: HashMap<SchemaPlace, usize>,
    patterns: Vec<Written>,
    formats: Vec<Written>,
}

/// What a walk through a file carries along.
#[derive(Clone, Copy)]
struct Scope<'a> {
    /// The URI that relative references resolve against.
    base: &'a str,
    /// `$id`, or `id` in draft 4.
    identifier: &'static str,
}

#[derive(Debug)]
struct SourceFile {
    /// As the caller names it.
    location: String,
    value: Json,
}

/// A place in a schema: a file and a pointer in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct SchemaPlace {
    pub(super) file: usize,
    pub(super) pointer: Pointer,
}

/// A `$ref`, or a keyword like it, as it stands in a schema.
#[derive(Debug)]
pub(super) struct Reference {
    /// `$ref`, `$dynamicRef`, `$recursiveRef` or `$schema`.
    pub(super) keyword: &'static str,
    pub(super) written: String,
    /// The URI it means, with its fragment; nothing where it is not a URI reference.
    pub(super) resolved: Option<String>,
    /// The place of the keyword.
    pub(super) place: SchemaPlace,
}

/// A `pattern`, a key of `patternProperties` or a `format`, with its place.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) text: String,
    pub(super) place: SchemaPlace,
    /// Whether it stands as a key.
    pub(super) is_key: bool,
}

impl Reference {
    /// Whether it leads to one of the metaschemas that are built in.
    pub(super) fn is_to_a_metaschema(&self) -> bool {
        let resolved = self.resolved.as_deref().unwrap_or_default();
        self.keyword != "$schema" && resolved.contains("://json-schema.org/draft")
    }
}

impl SchemaPlace {
    /// The place one step further in.
    pub(super) fn join(&self, token: &str) -> SchemaPlace {
        SchemaPlace { file: self.file, pointer: self.pointer.join(token) }
    }

    /// The place of an element.
    pub(super) fn join_index(&self, index: usize) -> SchemaPlace {
        self.join(&index.to_string())
    }
}

impl Sources {
    /// Adds a file: its name, the URI it is known by, its contents, and whether these are of draft 4.
    pub(super) fn add(&mut self, location: &str, uri: &str, value: Json, is_draft_4: bool) {
        let place = SchemaPlace { file: self.files.len(), pointer: Pointer::default() };
        self.resources.insert(without_fragment(uri).to_owned(), place.clone());
        let scope = Scope { base: uri, identifier: if is_draft_4 { "id" } else { "$id" } };
        self.walk(&value, &place, scope);
        self.files.push(SourceFile { location: location.to_owned(), value });
    }

    /// The name of a file.
    pub(super) fn location(&self, file: usize) -> &str {
        self.files.get(file).map_or("", |file| &file.location)
    }

    /// What stands at a place.
    pub(super) fn value(&self, place: &SchemaPlace) -> Option<&Json> {
        self.files.get(place.file)?.value.pointer(place.pointer.as_str())
    }

    /// The place that a URI with a JSON Pointer or an anchor as its fragment means.
    pub(super) fn find(&self, uri: &str) -> Option<SchemaPlace> {
        if let Some(anchored) = self.resources.get(uri) {
            return Some(anchored.clone());
        }
        let (document, fragment) = uri.split_once('#').unwrap_or((uri, ""));
        let resource = self.resources.get(document)?;
        let pointer = Pointer::new(format!("{}{}", resource.pointer, percent_decoded(fragment)));
        let place = SchemaPlace { file: resource.file, pointer };
        self.value(&place).is_some().then_some(place)
    }

    /// Whether the file or the embedded resource of a URI is here.
    pub(super) fn has_resource(&self, uri: &str) -> bool {
        self.resources.contains_key(without_fragment(uri))
    }

    /// The schema at a place or, where that is a `$ref`, the schema it leads to.
    pub(super) fn follow(&self, place: &SchemaPlace) -> SchemaPlace {
        let mut at = place.clone();
        for _ in 0..LONGEST_CHAIN {
            let Some(next) = self.reference_at(&at) else { break };
            at = next;
        }
        at
    }

    /// Where the `$ref` of the schema at a place leads to.
    pub(super) fn reference_at(&self, place: &SchemaPlace) -> Option<SchemaPlace> {
        let reference = self.references.get(*self.reference_of.get(place)?)?;
        self.find(reference.resolved.as_deref()?)
    }

    /// The place at the end of an evaluation path: a JSON Pointer from the root of the schema, with a
    /// `$ref` wherever a reference was followed.
    pub(super) fn along(&self, evaluation_path: &str) -> Option<SchemaPlace> {
        let root = SchemaPlace { file: 0, pointer: Pointer::default() };
        let path = Pointer::new(evaluation_path);
        let place = path.tokens().try_fold(root, |at, token| self.step(&at, &token))?;
        self.value(&place).is_some().then_some(place)
    }

    /// One step of an evaluation path.
    pub(super) fn step(&self, at: &SchemaPlace, token: &str) -> Option<SchemaPlace> {
        match token {
            "$ref" | "$dynamicRef" | "$recursiveRef" => self.reference_at(at),
            _ => Some(at.join(token)),
        }
    }

    /// All references, in the order of the files.
    pub(super) fn references(&self) -> &[Reference] {
        &self.references
    }

    /// All regular expressions.
    pub(super) fn patterns(&self) -> &[Written] {
        &self.patterns
    }

    /// All values of `format`.
    pub(super) fn formats(&self) -> &[Written] {
        &self.formats
    }

    fn walk(&mut self, schema: &Json, place: &SchemaPlace, scope: Scope<'_>) {
        match schema {
            Json::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    self.walk(element, &place.join_index(index), scope);
                }
            }
            Json::Object(members) => {
                let own = own_identifier(members, scope).and_then(|id| resolve(scope.base, id));
                if let Some(own) = &own {
                    let resource = without_fragment(own).to_owned();
                    self.resources.entry(resource).or_insert_with(|| place.clone());
                }
                let base = own.as_deref().unwrap_or(scope.base);
                for anchor in own_anchors(members, scope) {
                    let anchored = format!("{}#{anchor}", without_fragment(base));
                    self.resources.entry(anchored).or_insert_with(|| place.clone());
                }
                let scope = Scope { base, ..scope };
                for (name, value) in members {
                    self.keyword(name, value, place, scope);
                }
            }
            _ => {}
        }
    }

    fn keyword(&mut self, name: &str, value: &Json, schema: &SchemaPlace, scope: Scope<'_>) {
        let place = schema.join(name);
        match (name, value) {
            ("$ref" | "$dynamicRef" | "$recursiveRef" | "$schema", Json::String(written)) => {
                let keyword = match name {
                    "$ref" => "$ref",
                    "$schema" => "$schema",
                    "$dynamicRef" => "$dynamicRef",
                    _ => "$recursiveRef",
                };
                if keyword != "$schema" {
                    self.reference_of.insert(schema.clone(), self.references.len());
                }
                let resolved = resolve(scope.base, written);
                self.references.push(Reference {
                    keyword,
                    written: written.clone(),
                    resolved,
                    place,
                });
            }
            ("pattern", Json::String(text)) => {
                self.patterns.push(Written { text: text.clone(), place, is_key: false });
            }
            ("format", Json::String(text)) => {
                self.formats.push(Written { text: text.clone(), place, is_key: false });
            }
            // Data, not schemas.
            ("const" | "enum" | "default" | "examples", _) => {}
            (
                "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas"
                | "dependencies",
                Json::Object(schemas),
            ) => {
                for (key, schema) in schemas {
                    let place = place.join(key);
                    self.walk(schema, &place, scope);
                    if name == "patternProperties" {
                        self.patterns.push(Written { text: key.clone(), place, is_key: true });
                    }
                }
            }
            _ => self.walk(value, &place, scope),
        }
    }
}

/// The identifier of a schema; one that is only a fragment names no resource.
fn own_identifier<'a>(
    schema: &'a serde_json::Map<String, Json>,
    scope: Scope<'_>,
) -> Option<&'a str> {
    let id = schema.get(scope.identifier)?.as_str()?;
    (!id.starts_with('#')).then_some(id)
}

/// The names by which fragments mean a schema: its anchors, and up to draft 7 an identifier that is only
/// a fragment.
fn own_anchors<'a>(
    schema: &'a serde_json::Map<String, Json>,
    scope: Scope<'_>,
) -> impl Iterator<Item = &'a str> {
    let anchors = ["$anchor", "$dynamicAnchor"].into_iter();
    let anchors = anchors.filter_map(|keyword| schema.get(keyword)?.as_str());
    let id = schema.get(scope.identifier).and_then(Json::as_str);
    anchors.chain(id.and_then(|id| id.strip_prefix('#')).filter(|anchor| !anchor.is_empty()))
}

/// RFC 3986 section 2.1; what is not UTF-8 afterwards is kept readable.
pub(super) fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escaped = (*byte == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(escaped.unwrap_or(*byte));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&decoded).into_owned()
}
