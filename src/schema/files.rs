//! The files of a schema while it is compiled. Every file that a reference leads to is read before the
//! validator is built, so every run reads the same files and reports the same missing files.

use super::compile::{Formats, Retrieved, Settings};
use super::exact;
use super::formats;
use super::known_files::{KnownContents, KnownFiles};
use super::location::{Origin, beside};
use super::metaschemas;
use super::representation::{Tape, to_json};
use super::rewriting::Rewriting;
use super::sources::Sources;
use super::stack;
use super::undecided;
use crate::document::{Document, Pointer};
use jsonschema::{PatternOptions, Validator, ValidatorMap};
use serde_json::{Value as Json, json};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Maximum number of backtracking steps on one text.
pub(super) const MAX_BACKTRACKS: usize = 100_000;

/// Regular expression engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Engine {
    /// An engine with linear running time, but without look-around and back-references.
    Linear,
    /// An engine with look-around and back-references, which gives up after [`MAX_BACKTRACKS`] steps.
    Backtracking,
}

/// The files of a schema while it is compiled.
pub(super) struct Files {
    root: Arc<Json>,
    pub(super) settings: Settings,
    base: String,
    known: KnownContents,
    read: Vec<ReadFile>,
    sources: Sources,
    /// URIs that could not be read, each with the reason.
    pub(super) absent: BTreeMap<String, String>,
    /// Whether the schema refers to a metaschema.
    needs_metaschemas: bool,
}

/// The files of a schema, with their regular expressions rewritten for an engine.
pub(super) struct Rewritten<'f> {
    root: Cow<'f, Json>,
    known: KnownContents,
    /// Maps rewritten keys of `patternProperties` to the keys in the schema.
    pub(super) keys: BTreeMap<String, String>,
}

/// A file of the schema.
struct ReadFile {
    /// The file's index in the sources.
    file: usize,
    /// Pointer to the schema that `uri` identifies: usually the file's root, otherwise a schema inside the
    /// file.
    root: Pointer,
    /// The URI as requested.
    uri: String,
    origin: Origin,
    /// The `$id` of the file's root, or the requested URI if the root has no `$id` and this URI differs from
    /// the URI of `origin`.
    id: Option<String>,
}

/// An error of the `jsonschema` crate about a schema.
pub(super) type BuildError = jsonschema::ValidationError<'static>;

/// A function that reads a file. [`super::Schema::compile`] describes its argument.
pub(super) type Retrieve<'a> = &'a dyn Fn(&str) -> Result<Retrieved, String>;

impl Files {
    /// Reads a schema and every file that it refers to.
    pub(super) fn read(
        document: &Document,
        location: &str,
        settings: Settings,
        retrieve: Retrieve<'_>,
    ) -> Files {
        let base = Origin::new(location).uri().to_owned();
        let mut files = Files {
            root: Arc::new(document.root().map_or(Json::Null, to_json)),
            settings,
            base: base.clone(),
            known: Arc::default(),
            read: Vec::new(),
            sources: Sources::default(),
            absent: BTreeMap::new(),
            needs_metaschemas: false,
        };
        let contents = Arc::clone(&files.root);
        files.add_contents(base, location, document.unmarked(), contents);
        let mut next = 0;
        while next < files.sources.references().len() {
            files.follow(next, retrieve);
            next += 1;
        }
        files
    }

    /// Makes the crate build the schema although its metaschema rejects it. The crate then reads the schema
    /// through a reference, and does not validate it against the metaschema.
    pub(super) fn skip_metaschema(&mut self) {
        self.sources.is_read_through_reference = true;
    }

    /// Builds the validator with the linear engine, or with the backtracking engine if a pattern needs it.
    pub(super) fn build_with_any_engine(&self) -> Result<(Validator<Tape>, Engine), BuildError> {
        if let Ok(validator) = self.build(Engine::Linear) {
            return Ok((validator, Engine::Linear));
        }
        Ok((self.build(Engine::Backtracking)?, Engine::Backtracking))
    }

    /// Builds the validator.
    pub(super) fn build(&self, engine: Engine) -> Result<Validator<Tape>, BuildError> {
        if self.are_deep() {
            stack::on_large(|| self.build_once(engine))
        } else {
            self.build_once(engine)
        }
    }

    /// Whether compiling the files, or checking with them, needs a large stack.
    pub(super) fn are_deep(&self) -> bool {
        self.documents().any(|(_, document)| stack::is_deep(document))
    }

    fn build_once(&self, engine: Engine) -> Result<Validator<Tape>, BuildError> {
        let Rewritten { root, known, .. } = &self.rewritten(engine);
        let referenced =
            self.sources.is_read_through_reference.then(|| self.reference_to(root, known));
        let (root, known) =
            referenced.as_ref().map_or((&**root, known), |(root, known)| (root, known));
        let options = self.options_with(engine, root, known);
        if custom_metaschema_of(root).is_none() && !self.needs_metaschemas {
            return options.build(root);
        }
        // The crate needs a registry to find the draft of a custom metaschema, and the metaschemas of other
        // drafts.
        let mut files = if self.needs_metaschemas { metaschemas::all() } else { Vec::new() };
        files.extend(known.iter().map(|(uri, contents)| (uri.clone(), Json::clone(contents))));
        let registry = jsonschema::Registry::new()
            .draft(self.settings.draft.to_jsonschema())
            .retriever(KnownFiles(Arc::clone(known)))
            .extend(files)?
            .prepare()?;
        options.with_registry(&registry).build(root)
    }

    /// Returns a schema that consists of a reference to `root`, and the known files including `root`.
    fn reference_to(&self, root: &Json, known: &KnownContents) -> (Json, KnownContents) {
        let mut reference = json!({ "$ref": self.base });
        if let Some(draft) = root.get("$schema") {
            reference["$schema"] = draft.clone();
        }
        let mut known = BTreeMap::clone(known);
        known.insert(self.base.clone(), Arc::new(root.clone()));
        (reference, Arc::new(known))
    }

    /// Returns the files with regular expressions rewritten for an engine.
    pub(super) fn rewritten(&self, engine: Engine) -> Rewritten<'_> {
        let mut rewriting = Rewriting::new(&self.sources, engine);
        let mut rewrite = |file: usize| rewriting.contents(file);
        let root = rewrite(0).map_or(Cow::Borrowed(&*self.root), Cow::Owned);
        let changed: Vec<(String, Arc<Json>)> = self
            .read
            .iter()
            .filter_map(|file| {
                let contents = rewrite(file.file)?;
                let contents = contents.pointer(file.root.as_str())?.clone();
                Some((file.uri.clone(), Arc::new(contents)))
            })
            .collect();
        let mut known = Arc::clone(&self.known);
        if !changed.is_empty() {
            Arc::make_mut(&mut known).extend(changed);
        }
        Rewritten { root, known, keys: rewriting.into_keys() }
    }

    /// Returns a validator for each part of a schema that has already been built. Returns `None` if the
    /// schema needs a metaschema that is custom or of another draft, is built through a reference, or needs a
    /// large stack.
    pub(super) fn build_parts(&self, engine: Engine) -> Option<ValidatorMap<Tape>> {
        let needs_more =
            self.needs_metaschemas || self.sources.is_read_through_reference || self.are_deep();
        if custom_metaschema_of(&self.root).is_some() || needs_more {
            return None;
        }
        let Rewritten { root, known, .. } = &self.rewritten(engine);
        self.options_with(engine, root, known).build_map(root).ok()
    }

    /// Returns the schema as JSON.
    pub(super) fn root(&self) -> &Json {
        &self.root
    }

    /// Returns the options for a schema. Formats and draft are as configured, and references can only lead to
    /// known files.
    pub(super) fn options(
        &self,
        engine: Engine,
        schema: &Json,
    ) -> jsonschema::ValidationOptions<'_, Arc<dyn jsonschema::Retrieve>, Tape> {
        self.options_with(engine, schema, &self.known)
    }

    fn options_with(
        &self,
        engine: Engine,
        schema: &Json,
        known: &KnownContents,
    ) -> jsonschema::ValidationOptions<'_, Arc<dyn jsonschema::Retrieve>, Tape> {
        let mut options = jsonschema::options_for::<Tape>()
            .with_base_uri(if self.sources.is_read_through_reference {
                REFERENCE
            } else {
                &self.base
            })
            .with_format("email", formats::is_email)
            .with_format("idn-email", formats::is_idn_email)
            .with_keyword(exact::KEYWORD, exact::build)
            .with_retriever(KnownFiles(Arc::clone(known)));
        options = match engine {
            Engine::Linear => options.with_pattern_options(PatternOptions::regex()),
            Engine::Backtracking => options
                .with_pattern_options(PatternOptions::fancy_regex().backtrack_limit(MAX_BACKTRACKS))
                .with_keyword(undecided::KEYWORD, undecided::build),
        };
        if self.settings.formats == Formats::Assert {
            options = options.should_validate_formats(true);
        }
        if schema.get("$schema").is_none() {
            options = options.with_draft(self.settings.draft.to_jsonschema());
        }
        options
    }

    /// Returns the validator that checks a schema file against its custom metaschema or, if it has none,
    /// against the metaschema of `draft`. `contents` are the contents of the file. Formats are checked only if
    /// `with_formats` is set. Regular expressions are not checked here; `problems` checks them one by one.
    pub(super) fn metaschema_validator(
        &self,
        contents: &Json,
        draft: jsonschema::Draft,
        with_formats: bool,
    ) -> Option<Validator<Tape>> {
        let metaschema = match custom_metaschema_of(contents) {
            Some(uri) => Json::clone(self.known.get(&uri)?),
            None => metaschemas::built_in(metaschemas::uri_of(draft))?,
        };
        jsonschema::options_for::<Tape>()
            .with_retriever(KnownFiles(Arc::clone(&self.known)))
            .with_format("regex", |_: &str| true)
            .should_validate_formats(with_formats)
            .build(&metaschema)
            .ok()
    }

    /// Reads the target of a reference, unless it has been read already.
    fn follow(&mut self, number: usize, retrieve: Retrieve<'_>) {
        let Some(reference) = self.sources.references().get(number) else { return };
        let (keyword, from) = (reference.keyword, reference.place.file);
        let Some(resolved) = reference.resolved.clone() else { return };
        let Some(resource) = reference.resource().map(str::to_owned) else { return };
        if self.sources.document(from).is_none() {
            return;
        }
        let is_draft = metaschemas::is_built_in(jsonschema::Draft::from_schema_uri(&resource));
        if keyword == "$schema" && is_draft {
            return;
        }
        if !self.sources.has_resource(&resource) {
            if metaschemas::built_in(&resource).is_some() {
                self.add_metaschemas();
            } else {
                self.retrieve(&resource, from, retrieve);
            }
        }
        if keyword != "$schema"
            && let Some(place) = self.sources.find(&resolved)
        {
            self.sources.walk_at(&place);
        }
    }

    fn add_metaschemas(&mut self) {
        self.needs_metaschemas = true;
        for (uri, contents) in metaschemas::all() {
            let draft = self.draft_of(&contents);
            self.sources.add(&uri, &uri, None, contents, draft);
        }
    }

    fn retrieve(&mut self, uri: &str, from: usize, retrieve: Retrieve<'_>) {
        if self.absent.contains_key(uri) {
            return;
        }
        match self.retrieve_one(uri, from, retrieve) {
            Ok(retrieved) => self.add(uri.to_owned(), retrieved),
            Err(reason) => _ = self.absent.insert(uri.to_owned(), reason),
        }
    }

    /// Retrieves the file of a URI. If that fails, tries the location of the URI relative to each file with
    /// an `$id` (see [`beside`]), beginning with the file that contains the reference.
    fn retrieve_one(
        &self,
        uri: &str,
        from: usize,
        retrieve: Retrieve<'_>,
    ) -> Result<Retrieved, String> {
        let origin = self.read.iter().find(|file| file.file == from);
        let name = origin.map_or_else(|| uri.to_owned(), |file| file.origin.name_of(uri));
        let reason = match retrieve(&name) {
            Ok(retrieved) => return Ok(retrieved),
            Err(reason) => reason,
        };
        for file in origin.into_iter().chain(&self.read) {
            let id = file.id.as_deref();
            let Some(beside) = id.and_then(|id| beside(file.origin.uri(), id, uri)) else {
                continue;
            };
            if let Ok(retrieved) = retrieve(&file.origin.name_of(&beside)) {
                return Ok(retrieved);
            }
        }
        Err(reason)
    }

    fn add(&mut self, uri: String, retrieved: Retrieved) {
        let Retrieved { location, document } = retrieved;
        let contents = Arc::new(document.root().map_or(Json::Null, to_json));
        self.add_contents(uri, &location, document, contents);
    }

    /// Adds a file with its contents.
    fn add_contents(
        &mut self,
        uri: String,
        location: &str,
        document: Document,
        contents: Arc<Json>,
    ) {
        let origin = Origin::new(location);
        let draft = self.draft_of(&contents);
        let id = contents.get(draft.id_keyword()).and_then(Json::as_str).map(str::to_owned);
        let id = id.or_else(|| (uri != origin.uri()).then(|| uri.clone()));
        let root = embedded(&contents, draft, origin.uri(), &uri);
        let base = if root.is_some() { origin.uri() } else { &uri };
        let root = root.unwrap_or_default();
        let known = match root.as_str() {
            "" => Some(Arc::clone(&contents)),
            inside => contents.pointer(inside).cloned().map(Arc::new),
        };
        if let Some(known) = known.filter(|_| document.root().is_some()) {
            Arc::make_mut(&mut self.known).insert(uri.clone(), known);
        }
        let file = self.sources.add(location, base, Some(document), contents, draft);
        self.read.push(ReadFile { file, root, uri, origin, id });
    }

    /// Returns the texts of the schema's files.
    pub(super) fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Returns the texts of the schema's files, with a map from the keys that were rewritten for an engine to
    /// the keys in the schema.
    pub(super) fn into_sources(mut self, engine: Engine) -> Sources {
        let keys = self.rewritten(engine).keys;
        self.sources.set_rewritten_keys(keys);
        self.sources
    }

    /// Returns the documents of the schema's files with their indices. The first one is the schema's own
    /// file.
    pub(super) fn documents(&self) -> impl Iterator<Item = (usize, &Document)> {
        let read = self.read.iter().map(|file| file.file);
        read.filter_map(|file| Some((file, self.sources.document(file)?)))
    }

    /// Whether the file of a URI has been read, but is not JSON.
    pub(super) fn is_broken(&self, uri: &str) -> bool {
        let file = self.read.iter().find(|file| file.uri == uri);
        let document = file.and_then(|file| self.sources.document(file.file));
        document.is_some_and(|document| document.root().is_none())
    }

    /// Returns the contents of a file, or `None` if it has not been read.
    pub(super) fn known_file(&self, uri: &str) -> Option<&Json> {
        self.known.get(uri).map(|contents| &**contents)
    }

    /// Returns the draft of a file with the given contents.
    pub(super) fn draft_of(&self, contents: &Json) -> jsonschema::Draft {
        self.settings.draft.to_jsonschema().detect(contents)
    }
}

/// Returns the pointer to the schema that a URI identifies inside a file. Returns `None` if the URI
/// identifies the root of the file, or no schema in it.
fn embedded(
    contents: &Arc<Json>,
    draft: jsonschema::Draft,
    base: &str,
    uri: &str,
) -> Option<Pointer> {
    // The file's own URI identifies its root.
    if uri == base && !uri.contains('#') {
        return None;
    }
    let mut sources = Sources::default();
    sources.add("", base, None, Arc::clone(contents), draft);
    let place = sources.find(uri)?;
    (!place.pointer.as_str().is_empty()).then_some(place.pointer)
}

/// Returns the absolute URIs that identify a schema document and the schemas in it. They are written as
/// `$id`, or as `id` in draft 4.
#[must_use]
pub fn identifiers(document: &Document) -> Vec<String> {
    const NO_BASE: &str = "factlint-no-base:///";
    let Some(contents) = document.root().map(to_json) else { return Vec::new() };
    let draft = jsonschema::Draft::default().detect(&contents);
    let mut sources = Sources::default();
    sources.add("", NO_BASE, None, contents, draft);
    let mut uris: Vec<String> = sources.resources().map(str::to_owned).collect();
    uris.retain(|uri| !uri.starts_with(NO_BASE));
    uris.sort();
    uris
}

/// The URI of the schema that [`Files::reference_to`] returns.
const REFERENCE: &str = "urn:factlint:reference";

/// Returns the URI of a schema's custom metaschema, or `None` if it does not have one.
pub(super) fn custom_metaschema_of(schema: &Json) -> Option<String> {
    let uri = schema.get("$schema")?.as_str()?.trim_end_matches('#');
    let draft = jsonschema::Draft::from_schema_uri(uri);
    (!metaschemas::is_built_in(draft)).then(|| uri.to_owned())
}
