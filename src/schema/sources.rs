//! The texts of a schema: its own file and every file that it refers to.
//!
//! Messages quote the schema (titles of alternatives, names of properties) and show dangling references. The compiled
//! validator lacks the information for this: the file and pointer of each URI, and the location of each `$ref`.

use super::chains;
use super::identifiers::{is_reference_alone, own_anchors, own_identifier};
use super::keywords::{Holds, Keyword};
use super::location::{percent_decoded, resolve, without_fragment};
use crate::document::{Document, FileId, Pointer, Value};
use jsonschema::Draft;
use serde_json::Value as Json;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

/// Maximum length of a chain of `$ref`s. A longer chain is treated as a cycle.
const MAX_CHAIN: usize = 32;

/// The files of one schema. The schema's own file is the first.
#[derive(Debug, Default)]
pub(super) struct Sources {
    files: Vec<SourceFile>,
    resources: HashMap<String, SchemaPlace>,
    /// Maps the root of each resource to its base URI for relative references and its draft.
    scopes: HashMap<SchemaPlace, (String, Draft)>,
    references: Vec<Reference>,
    /// Maps the location of an object with a `$ref` to the index of the reference in `references`.
    reference_of: HashMap<SchemaPlace, usize>,
    schemas: Vec<SchemaObject>,
    walked: HashSet<SchemaPlace>,
    patterns: Vec<Written>,
    /// Whether the crate reads the schema through a reference, since it would otherwise validate the schema
    /// with the metaschema. Evaluation paths then begin with that reference.
    pub(super) is_read_through_reference: bool,
    formats: Vec<Written>,
    rewritten_keys: BTreeMap<String, String>,
    /// The locations of identifiers that an earlier schema also has, each with the location in that schema.
    repeated: Vec<(SchemaPlace, SchemaPlace)>,
    /// The number of the last reference of each reference's chain. Computed on first use.
    chain_ends: OnceLock<Vec<usize>>,
    /// The number of alternatives, computed on first use.
    alternatives: OnceLock<usize>,
}

/// The context of a walk through a file.
#[derive(Clone, Copy)]
struct Scope<'a> {
    /// The base URI for relative references.
    base: &'a str,
    draft: Draft,
}

#[derive(Debug)]
struct SourceFile {
    /// The caller's name for the file.
    location: String,
    /// The document, or `None` for a built-in metaschema.
    document: Option<Document>,
    value: Arc<Json>,
    draft: Draft,
    /// The byte offsets of values of the document, computed on first use.
    offsets: OnceLock<HashMap<Pointer, usize>>,
}

/// An object that is a schema, and its draft.
#[derive(Debug)]
pub(super) struct SchemaObject {
    pub(super) place: SchemaPlace,
    pub(super) draft: Draft,
}

/// A location in a schema: a file and a pointer in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct SchemaPlace {
    pub(super) file: usize,
    pub(super) pointer: Pointer,
}

/// A reference in a schema: a `$ref` or similar keyword.
#[derive(Debug)]
pub(super) struct Reference {
    /// `$ref`, `$dynamicRef`, `$recursiveRef` or `$schema`.
    pub(super) keyword: &'static str,
    pub(super) written: String,
    /// The absolute URI with its fragment, or `None` if `written` is not a URI reference.
    pub(super) resolved: Option<String>,
    /// The location of the keyword.
    pub(super) place: SchemaPlace,
}

/// A `pattern`, a key of `patternProperties` or a `format`, with its location.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) text: String,
    pub(super) place: SchemaPlace,
    /// Whether the text is a key.
    pub(super) is_key: bool,
    /// The draft of the schema that contains the text.
    pub(super) draft: Draft,
}

impl Reference {
    /// Returns the URI of the target resource.
    pub(super) fn resource(&self) -> Option<&str> {
        self.resolved.as_deref().map(without_fragment)
    }
}

impl SchemaPlace {
    /// Returns the location of a member.
    pub(super) fn join(&self, token: &str) -> SchemaPlace {
        SchemaPlace { file: self.file, pointer: self.pointer.join(token) }
    }

    /// Returns the location of an element.
    pub(super) fn join_index(&self, index: usize) -> SchemaPlace {
        self.join(&index.to_string())
    }
}

impl Sources {
    /// Adds a file with its name, URI, document (`None` for a built-in metaschema), contents and draft, and
    /// returns its index.
    pub(super) fn add(
        &mut self,
        location: &str,
        uri: &str,
        document: Option<Document>,
        value: impl Into<Arc<Json>>,
        draft: Draft,
    ) -> usize {
        let (value, file) = (value.into(), self.files.len());
        let place = SchemaPlace { file, pointer: Pointer::default() };
        self.register_uri(uri, place.file);
        self.scopes.insert(place.clone(), (uri.to_owned(), draft));
        self.walk(&value, &place, Scope { base: uri, draft });
        let (location, offsets) = (location.to_owned(), OnceLock::new());
        self.files.push(SourceFile { location, document, value, draft, offsets });
        place.file
    }

    /// Adds a URI for a file, unless the URI is known already.
    pub(super) fn register_uri(&mut self, uri: &str, file: usize) {
        let place = SchemaPlace { file, pointer: Pointer::default() };
        self.resources.entry(without_fragment(uri).to_owned()).or_insert(place);
    }

    /// Walks the target of a reference as a schema, even if no keyword contains it.
    pub(super) fn walk_at(&mut self, place: &SchemaPlace) {
        if self.walked.contains(place) {
            return;
        }
        let contents = self.files.get(place.file).map(|file| Arc::clone(&file.value));
        let value = contents.as_ref().and_then(|contents| contents.pointer(place.pointer.as_str()));
        let Some(value) = value else { return };
        let mut root = place.clone();
        let (base, draft) = loop {
            if let Some(scope) = self.scopes.get(&root) {
                break scope.clone();
            }
            let Some((parent, _)) = root.pointer.split_last() else { return };
            root.pointer = parent;
        };
        self.walk(value, place, Scope { base: &base, draft });
    }

    /// Returns the name of a file.
    pub(super) fn location(&self, file: usize) -> &str {
        self.files.get(file).map_or("", |file| &file.location)
    }

    /// Returns the document of a file, or `None` for a built-in metaschema.
    pub(super) fn document(&self, file: usize) -> Option<&Document> {
        self.files.get(file)?.document.as_ref()
    }

    /// Returns the contents and the draft of a file, or `None` if there is no such file.
    pub(super) fn contents(&self, file: usize) -> Option<(&Json, Draft)> {
        self.files.get(file).map(|file| (&*file.value, file.draft))
    }

    /// Returns the file of a location, and the byte offset of its value or key. Returns `None` in a built-in
    /// metaschema.
    pub(super) fn offset(&self, place: &SchemaPlace, is_key: bool) -> Option<(FileId, usize)> {
        let document = self.document(place.file)?;
        let value = self.written_at(place, is_key)?;
        Some((document.file(), value.span().start))
    }

    /// Returns the value or key at a location as written in its file, or `None` in a built-in metaschema.
    pub(super) fn written_at(&self, place: &SchemaPlace, is_key: bool) -> Option<Value<'_>> {
        let file = self.files.get(place.file)?;
        let document = file.document.as_ref()?;
        let offsets = file.offsets.get_or_init(|| document.offsets());
        let value = document.value_with(offsets, &place.pointer)?;
        if is_key { value.key() } else { Some(value) }
    }

    /// Returns the value at a location, or `None` if there is none.
    pub(super) fn value(&self, place: &SchemaPlace) -> Option<&Json> {
        self.files.get(place.file)?.value.pointer(place.pointer.as_str())
    }

    /// Returns the location that a URI leads to, or `None` if it leads nowhere. Its fragment is a JSON
    /// Pointer or an anchor.
    pub(super) fn find(&self, uri: &str) -> Option<SchemaPlace> {
        if let Some(anchored) = self.resources.get(uri) {
            return Some(anchored.clone());
        }
        let (document, fragment) = uri.split_once('#').unwrap_or((uri, ""));
        let resource = self.resources.get(document)?;
        let pointer = format!("{}{}", resource.pointer, percent_decoded(fragment));
        let pointer = self.with_keys_as_written(Pointer::new(pointer));
        let place = SchemaPlace { file: resource.file, pointer };
        self.value(&place).is_some().then_some(place)
    }

    /// Returns the URIs of the files and embedded resources, in arbitrary order.
    pub(super) fn resources(&self) -> impl Iterator<Item = &str> {
        self.resources.keys().map(String::as_str).filter(|uri| !uri.contains('#'))
    }

    /// Whether the file or embedded resource of a URI is known.
    pub(super) fn has_resource(&self, uri: &str) -> bool {
        self.resources.contains_key(without_fragment(uri))
    }

    /// Follows `$ref`s from a location to the first schema without one.
    pub(super) fn follow(&self, place: &SchemaPlace) -> SchemaPlace {
        let mut at = place.clone();
        for _ in 0..MAX_CHAIN {
            let Some(next) = self.reference_at(&at) else { break };
            at = next;
        }
        at
    }

    /// Returns the index of the reference in the schema at a location, or `None` if the schema has no
    /// reference.
    pub(super) fn reference_number(&self, place: &SchemaPlace) -> Option<usize> {
        self.reference_of.get(place).copied()
    }

    /// Returns the target of the reference in the schema at a location, or `None` if the schema has no
    /// reference or a dangling reference.
    pub(super) fn reference_at(&self, place: &SchemaPlace) -> Option<SchemaPlace> {
        let reference = self.references.get(self.reference_number(place)?)?;
        self.find(reference.resolved.as_deref()?)
    }

    /// Returns the location at the end of an evaluation path, or `None` if there is no value. The path is a
    /// JSON Pointer from the root of the schema, with a token `$ref` for each reference that was followed.
    pub(super) fn along(&self, evaluation_path: &str) -> Option<SchemaPlace> {
        let root = SchemaPlace { file: 0, pointer: Pointer::default() };
        let path = self.with_keys_as_written(Pointer::new(evaluation_path));
        let place = path.tokens().try_fold(root, |at, token| self.step(&at, &token))?;
        self.value(&place).is_some().then_some(place)
    }

    /// Returns an evaluation path without the reference through which the crate reads the schema,
    /// if any.
    pub(super) fn own_path<'p>(&self, evaluation_path: &'p str) -> &'p str {
        match self.is_read_through_reference {
            true => evaluation_path.strip_prefix("/$ref").unwrap_or(evaluation_path),
            false => evaluation_path,
        }
    }

    /// Sets the keys of `patternProperties` that were rewritten for the validator, each mapped to the key
    /// in the schema.
    pub(super) fn set_rewritten_keys(&mut self, keys: BTreeMap<String, String>) {
        self.rewritten_keys = keys;
    }

    /// Converts a pointer with rewritten keys from the validator to a pointer in the schema.
    fn with_keys_as_written(&self, pointer: Pointer) -> Pointer {
        if self.rewritten_keys.is_empty() {
            return pointer;
        }
        let written = |token: String| self.rewritten_keys.get(&token).cloned().unwrap_or(token);
        pointer.tokens().fold(Pointer::default(), |at, token| at.join(&written(token)))
    }

    /// Returns the last reference of a reference's chain.
    pub(super) fn chain_end(&self, number: usize) -> Option<&Reference> {
        let ends = self.chain_ends.get_or_init(|| chains::ends(self));
        self.references.get(*ends.get(number)?)
    }

    /// Follows one token of an evaluation path. A single token `$ref` may follow a whole chain of references.
    pub(super) fn step(&self, at: &SchemaPlace, token: &str) -> Option<SchemaPlace> {
        match token {
            "$ref" | "$dynamicRef" | "$recursiveRef" => {
                let end = self.chain_end(self.reference_number(at)?)?;
                self.find(end.resolved.as_deref()?)
            }
            _ => Some(at.join(token)),
        }
    }

    /// Returns all references, in file order.
    pub(super) fn references(&self) -> &[Reference] {
        &self.references
    }

    /// Returns the locations of identifiers that an earlier schema also has, each with the location in that
    /// schema.
    pub(super) fn repeated_identifiers(&self) -> &[(SchemaPlace, SchemaPlace)] {
        &self.repeated
    }

    /// Returns all regular expressions.
    pub(super) fn patterns(&self) -> &[Written] {
        &self.patterns
    }

    /// Returns all values of `format`.
    pub(super) fn formats(&self) -> &[Written] {
        &self.formats
    }

    /// Returns all objects that are schemas, in file order.
    pub(super) fn schemas(&self) -> &[SchemaObject] {
        &self.schemas
    }

    /// Returns the number of schemas in all `anyOf` and `oneOf`.
    pub(super) fn number_of_alternatives(&self) -> usize {
        let is_alternative = |schema: &&SchemaObject| {
            let mut tokens = schema.place.pointer.as_str().rsplit('/').skip(1);
            matches!(tokens.next(), Some("anyOf" | "oneOf"))
        };
        *self.alternatives.get_or_init(|| self.schemas.iter().filter(is_alternative).count())
    }

    fn walk(&mut self, schema: &Json, place: &SchemaPlace, scope: Scope<'_>) {
        let Json::Object(members) = schema else { return };
        if !self.walked.insert(place.clone()) {
            return;
        }
        let id = own_identifier(members, scope.draft).and_then(|id| resolve(scope.base, id));
        let is_resource = id.is_some() || place.pointer.as_str().is_empty();
        // `$schema` is only valid at the root of a resource (core section 8.1.1).
        let draft = if is_resource { scope.draft.detect(schema) } else { scope.draft };
        let id = if draft == scope.draft {
            id
        } else {
            own_identifier(members, draft).and_then(|id| resolve(scope.base, id))
        };
        if let Some(own) = &id {
            self.identify(without_fragment(own).to_owned(), place, draft.id_keyword());
            self.scopes.insert(place.clone(), (own.clone(), draft));
        }
        let base = id.as_deref().unwrap_or(scope.base);
        for (keyword, anchor) in own_anchors(members, draft) {
            self.identify(format!("{}#{anchor}", without_fragment(base)), place, keyword);
        }
        self.schemas.push(SchemaObject { place: place.clone(), draft });
        let is_alone = is_reference_alone(members, draft);
        for (name, value) in members {
            if !is_alone || matches!(name.as_str(), "$ref" | "definitions") {
                self.keyword(name, value, place, Scope { base, draft });
            }
        }
    }

    /// Registers the URI by which a keyword identifies a schema. A repeated URI identifies the first schema.
    fn identify(&mut self, uri: String, schema: &SchemaPlace, keyword: &str) {
        match self.resources.get(&uri) {
            Some(first) if first != schema => {
                self.repeated.push((schema.join(keyword), first.join(keyword)));
            }
            Some(_) => {}
            None => _ = self.resources.insert(uri, schema.clone()),
        }
    }

    fn keyword(&mut self, name: &str, value: &Json, schema: &SchemaPlace, scope: Scope<'_>) {
        let Some(keyword) = Keyword::named(name) else { return };
        let place = schema.join(name);
        let draft = scope.draft;
        match (name, value) {
            _ if !keyword.is_in(draft) && keyword.holds_in(draft) == Holds::Nothing => {}
            ("$ref" | "$dynamicRef" | "$recursiveRef" | "$schema", Json::String(written)) => {
                self.reference(keyword.name, written, schema, scope);
            }
            ("pattern", Json::String(text)) => {
                let text = text.clone();
                self.patterns.push(Written { text, place, is_key: false, draft });
            }
            ("format", Json::String(text)) => {
                let text = text.clone();
                self.formats.push(Written { text, place, is_key: false, draft });
            }
            _ => self.subschemas(keyword, value, &place, scope),
        }
    }

    fn reference(
        &mut self,
        keyword: &'static str,
        written: &str,
        schema: &SchemaPlace,
        scope: Scope<'_>,
    ) {
        if keyword != "$schema" {
            self.reference_of.insert(schema.clone(), self.references.len());
        }
        self.references.push(Reference {
            keyword,
            written: written.to_owned(),
            resolved: resolve(scope.base, written),
            place: schema.join(keyword),
        });
    }

    fn subschemas(
        &mut self,
        keyword: &Keyword,
        value: &Json,
        place: &SchemaPlace,
        scope: Scope<'_>,
    ) {
        match (keyword.holds_in(scope.draft), value) {
            (
                Holds::Schemas | Holds::InPlaceSchemas | Holds::SchemaOrSchemas,
                Json::Array(schemas),
            ) => {
                for (index, schema) in schemas.iter().enumerate() {
                    self.walk(schema, &place.join_index(index), scope);
                }
            }
            (Holds::NamedSchemas | Holds::NamedInPlace, Json::Object(schemas)) => {
                for (key, schema) in schemas {
                    let place = place.join(key);
                    self.walk(schema, &place, scope);
                    if keyword.name == "patternProperties" {
                        let (text, draft) = (key.clone(), scope.draft);
                        self.patterns.push(Written { text, place, is_key: true, draft });
                    }
                }
            }
            (Holds::Schema | Holds::InPlace | Holds::SchemaOrSchemas, _) => {
                self.walk(value, place, scope);
            }
            _ => {}
        }
    }
}
