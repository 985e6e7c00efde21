//! The files of a schema while it is compiled: all that its references lead to, read before the
//! validator is built, so that every run reads the same and misses the same.

use super::compile::{Formats, Retrieved, Settings};
use super::formats;
use super::location::{Origin, beside};
use super::metaschemas;
use super::representation::{Tape, to_json};
use super::rewriting::Rewriting;
use super::sources::Sources;
use super::stack;
use crate::document::{Document, Limits, Pointer};
use jsonschema::{PatternOptions, Uri, Validator, ValidatorMap};
use serde_json::Value as Json;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How often the backtracking engine may go back on one text before it gives up.
const MAX_BACKTRACKS: usize = 100_000;

/// Which engine runs the regular expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Engine {
    /// Linear in the length of the text; knows no look-around and no back-references.
    Linear,
    /// Knows them, and gives up after [`MAX_BACKTRACKS`] steps.
    Backtracking,
}

/// The files of a schema while it is compiled.
pub(super) struct Files {
    root: Json,
    pub(super) settings: Settings,
    base: String,
    known: Arc<BTreeMap<String, Json>>,
    read: Vec<ReadFile>,
    sources: Sources,
    /// The URIs that could not be read, and why.
    pub(super) absent: BTreeMap<String, String>,
    /// Whether the schema refers to a metaschema.
    needs_metaschemas: bool,
}

/// The files with their regular expressions as an engine is to have them.
pub(super) struct Rewritten<'f> {
    root: Cow<'f, Json>,
    known: Arc<BTreeMap<String, Json>>,
    /// From rewritten keys of `patternProperties` to those of the schema.
    pub(super) keys: BTreeMap<String, String>,
}

/// A file of the schema.
struct ReadFile {
    /// Its index among the sources.
    file: usize,
    /// What the URI means: the file's root, unless it is the identifier of a schema in the file.
    root: Pointer,
    /// As it was asked for.
    uri: String,
    origin: Origin,
    /// The identifier that its root has, or else the URL by which it was found.
    id: Option<String>,
}

/// The crate's error, about a schema.
pub(super) type BuildError = jsonschema::ValidationError<'static>;

/// Reads a file that is named as [`super::Schema::compile`] says.
pub(super) type Retrieve<'a> = &'a dyn Fn(&str) -> Result<Retrieved, String>;

impl Files {
    /// Reads a schema and every file that it refers to.
    pub(super) fn read(
        document: &Document,
        location: &str,
        settings: Settings,
        retrieve: Retrieve<'_>,
    ) -> Files {
        let limits = Limits { depth: u32::MAX, ..Limits::default() };
        let bytes = document.text().as_bytes().to_vec();
        let own = Document::parse(document.file(), bytes, limits);
        let origin = Origin::new(location);
        let base = origin.uri().to_owned();
        let mut files = Files {
            root: document.root().map_or(Json::Null, to_json),
            settings,
            base: base.clone(),
            known: Arc::default(),
            read: Vec::new(),
            sources: Sources::default(),
            absent: BTreeMap::new(),
            needs_metaschemas: false,
        };
        files.add(base, Retrieved { location: location.to_owned(), document: own });
        let mut next = 0;
        while next < files.sources.references().len() {
            files.follow(next, retrieve);
            next += 1;
        }
        files
    }

    /// Builds the validator.
    pub(super) fn build(&self, engine: Engine) -> Result<Validator<Tape>, BuildError> {
        if self.are_deep() {
            stack::on_large(|| self.build_once(engine))
        } else {
            self.build_once(engine)
        }
    }

    /// Whether compiling the files, or checking with them, takes a large stack.
    pub(super) fn are_deep(&self) -> bool {
        self.documents().any(|(_, document)| stack::is_deep(document))
    }

    fn build_once(&self, engine: Engine) -> Result<Validator<Tape>, BuildError> {
        let Rewritten { root, known, .. } = &self.rewritten(engine);
        let options = self.options_with(engine, root, known);
        if custom_metaschema_of(root).is_none() && !self.needs_metaschemas {
            return options.build(root);
        }
        // Only a registry tells the crate which draft a metaschema of somebody's own builds on, and
        // gives it the metaschemas of other drafts.
        let mut files = if self.needs_metaschemas { metaschemas::all() } else { Vec::new() };
        files.extend(known.iter().map(|(uri, contents)| (uri.clone(), contents.clone())));
        let registry = jsonschema::Registry::new()
            .draft(self.settings.draft.of_the_crate())
            .retriever(KnownFiles(Arc::clone(known)))
            .extend(files)?
            .prepare()?;
        options.with_registry(&registry).build(root)
    }

    /// The files with their regular expressions as an engine is to have them.
    pub(super) fn rewritten(&self, engine: Engine) -> Rewritten<'_> {
        let mut rewriting = Rewriting::new(&self.sources, engine);
        let mut rewrite = |file: usize| rewriting.contents(file);
        let root = rewrite(0).map_or(Cow::Borrowed(&self.root), Cow::Owned);
        let changed: Vec<(String, Json)> = self
            .read
            .iter()
            .filter_map(|file| {
                let contents = rewrite(file.file)?;
                Some((file.uri.clone(), contents.pointer(file.root.as_str())?.clone()))
            })
            .collect();
        let mut known = Arc::clone(&self.known);
        if !changed.is_empty() {
            Arc::make_mut(&mut known).extend(changed);
        }
        Rewritten { root, known, keys: rewriting.into_keys() }
    }

    /// The validators of the schema's parts, for a schema that has been built; `None` where the crate
    /// needs more files for it than the schema's own.
    pub(super) fn build_parts(&self, engine: Engine) -> Option<ValidatorMap<Tape>> {
        if custom_metaschema_of(&self.root).is_some() || self.needs_metaschemas || self.are_deep() {
            return None;
        }
        let Rewritten { root, known, .. } = &self.rewritten(engine);
        self.options_with(engine, root, known).build_map(root).ok()
    }

    /// The schema as JSON.
    pub(super) fn root(&self) -> &Json {
        &self.root
    }

    /// The options for a schema; formats, draft and references as asked for, and never the network.
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
        known: &Arc<BTreeMap<String, Json>>,
    ) -> jsonschema::ValidationOptions<'_, Arc<dyn jsonschema::Retrieve>, Tape> {
        let mut options = jsonschema::options_for::<Tape>()
            .with_base_uri(&self.base)
            .with_format("email", formats::is_email)
            .with_format("idn-email", formats::is_idn_email)
            .with_retriever(KnownFiles(Arc::clone(known)));
        options = match engine {
            Engine::Linear => options.with_pattern_options(PatternOptions::regex()),
            Engine::Backtracking => options.with_pattern_options(
                PatternOptions::fancy_regex().backtrack_limit(MAX_BACKTRACKS),
            ),
        };
        if self.settings.formats == Formats::Assert {
            options = options.should_validate_formats(true);
        }
        if schema.get("$schema").is_none() {
            options = options.with_draft(self.settings.draft.of_the_crate());
        }
        options
    }

    /// The validator for the schemas of a draft, or of the metaschema that a file names itself. Without
    /// `with_formats` the draft says whether it looks at formats.
    pub(super) fn metaschema_validator(
        &self,
        contents: &Json,
        draft: jsonschema::Draft,
        with_formats: bool,
    ) -> Option<Validator<Tape>> {
        let metaschema = match custom_metaschema_of(contents) {
            Some(uri) => self.known.get(&uri)?.clone(),
            None => metaschemas::built_in(metaschemas::uri_of(draft))?,
        };
        jsonschema::options_for::<Tape>()
            .with_retriever(KnownFiles(Arc::clone(&self.known)))
            .should_validate_formats(with_formats)
            .build(&metaschema)
            .ok()
    }

    /// Reads what a reference leads to, unless it is here already.
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

    /// The file that a URI means, or else the one that is beside a file of the schema as the URI is
    /// beside that file's `$id`: first beside the one in which the reference is.
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
        let origin = Origin::new(&location);
        let contents = document.root().map_or(Json::Null, to_json);
        let draft = self.draft_of(&contents);
        let id = contents.get(draft.id_keyword()).and_then(Json::as_str).map(str::to_owned);
        let id = id.or_else(|| (uri != origin.uri()).then(|| uri.clone()));
        let root = embedded(&contents, draft, origin.uri(), &uri);
        let base = if root.is_some() { origin.uri() } else { &uri };
        let root = root.unwrap_or_default();
        if let Some(known) = contents.pointer(root.as_str())
            && document.root().is_some()
        {
            Arc::make_mut(&mut self.known).insert(uri.clone(), known.clone());
        }
        let file = self.sources.add(&location, base, Some(document), contents, draft);
        self.read.push(ReadFile { file, root, uri, origin, id });
    }

    /// The texts of the schema's files.
    pub(super) fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The texts of the schema's files, for the schema that an engine has compiled.
    pub(super) fn into_sources(mut self, engine: Engine) -> Sources {
        let keys = self.rewritten(engine).keys;
        self.sources.set_rewritten_keys(keys);
        self.sources
    }

    /// The documents of the schema's files with their indices, the schema's own first.
    pub(super) fn documents(&self) -> impl Iterator<Item = (usize, &Document)> {
        let read = self.read.iter().map(|file| file.file);
        read.filter_map(|file| Some((file, self.sources.document(file)?)))
    }

    /// Whether the URI means a file that is here and is not JSON.
    pub(super) fn is_broken(&self, uri: &str) -> bool {
        let file = self.read.iter().find(|file| file.uri == uri);
        let document = file.and_then(|file| self.sources.document(file.file));
        document.is_some_and(|document| document.root().is_none())
    }

    /// The contents of a file that has been read.
    pub(super) fn known_file(&self, uri: &str) -> Option<&Json> {
        self.known.get(uri)
    }

    /// The draft of a file, where it is one of the crate's.
    pub(super) fn draft_of(&self, contents: &Json) -> jsonschema::Draft {
        self.settings.draft.of_the_crate().detect(contents)
    }
}

/// The place of the schema in a file that has a URI as its identifier; `None` where that is the root, or
/// there is none.
fn embedded(contents: &Json, draft: jsonschema::Draft, base: &str, uri: &str) -> Option<Pointer> {
    // The file's own URI means its root.
    if uri == base && !uri.contains('#') {
        return None;
    }
    let mut sources = Sources::default();
    sources.add("", base, None, contents.clone(), draft);
    let place = sources.find(uri)?;
    (!place.pointer.as_str().is_empty()).then_some(place.pointer)
}

/// The absolute URIs by which a schema's document says that it and schemas in it are known: `$id`, and
/// `id` in draft 4.
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

/// The URI of a metaschema that is none of the drafts'.
pub(super) fn custom_metaschema_of(schema: &Json) -> Option<String> {
    let uri = schema.get("$schema")?.as_str()?.trim_end_matches('#');
    let draft = jsonschema::Draft::from_schema_uri(uri);
    (!metaschemas::is_built_in(draft)).then(|| uri.to_owned())
}

/// Gives the crate the files that have been read, and no others.
#[derive(Debug)]
struct KnownFiles(Arc<BTreeMap<String, Json>>);

impl jsonschema::Retrieve for KnownFiles {
    fn retrieve(
        &self,
        uri: &Uri<String>,
    ) -> Result<Json, Box<dyn std::error::Error + Send + Sync>> {
        self.0.get(uri.as_str()).cloned().ok_or_else(|| "not among the schema's files".into())
    }
}
