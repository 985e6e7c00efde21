//! The files of a schema while it is compiled: which the caller has handed in, which are missed.

use super::compile::{Formats, Settings};
use super::location::Origin;
use super::metaschemas;
use super::representation::{Tape, to_json};
use super::sources::{Reference, Sources};
use super::stack;
use crate::document::{Document, Value};
use jsonschema::error::ValidationErrorKind;
use jsonschema::{PatternOptions, ReferencingError, Uri, Validator, ValidatorMap};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// How often the backtracking engine may go back on one text before it gives up.
const BACKTRACK_LIMIT: usize = 100_000;

/// Which engine runs the regular expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Engine {
    /// Linear in the length of the text; knows no look-around and no back-references.
    Linear,
    /// Knows them, and gives up after [`BACKTRACK_LIMIT`] steps.
    Backtracking,
}

/// The files of a schema while it is compiled.
pub(super) struct Files<'a> {
    document: &'a Document,
    root: Json,
    location: &'a str,
    pub(super) settings: Settings,
    origin: Origin,
    known: Arc<KnownFiles>,
    read: Vec<ReadFile>,
    /// The URIs that could not be read, and why.
    pub(super) absent: BTreeMap<String, String>,
    /// Whether the schema refers to the metaschema of another draft than its own.
    needs_metaschemas: bool,
}

/// A file that a schema refers to.
struct ReadFile {
    /// As it was asked for.
    uri: String,
    location: String,
    document: Document,
}

/// The crate's error, about a schema.
pub(super) type BuildError = jsonschema::ValidationError<'static>;

/// Reads a file that is named as [`super::Schema::compile`] says.
pub(super) type Retrieve<'a> = &'a dyn Fn(&str) -> Result<Document, String>;

impl<'a> Files<'a> {
    /// Takes the schema's own document, its one value, its place, and how it is to be read.
    pub(super) fn new(
        document: &'a Document,
        root: Value<'_>,
        location: &'a str,
        settings: Settings,
    ) -> Files<'a> {
        Files {
            document,
            root: to_json(root),
            location,
            settings,
            origin: Origin::new(location),
            known: Arc::default(),
            read: Vec::new(),
            absent: BTreeMap::new(),
            needs_metaschemas: false,
        }
    }

    /// Builds the validator; each time it misses files, reads them and tries again.
    pub(super) fn build(
        &mut self,
        engine: Engine,
        retrieve: Retrieve<'_>,
    ) -> Result<Validator<Tape>, BuildError> {
        self.read_custom_metaschemas(retrieve);
        loop {
            let built = if self.are_deep() {
                stack::on_large(|| self.build_once(engine))
            } else {
                self.build_once(engine)
            };
            let missing = self.known.take_missing();
            let has_read = self.read_all(missing, retrieve);
            let misses_metaschema = built.as_ref().is_err_and(is_about_a_metaschema);
            let will_find_it = misses_metaschema && !self.needs_metaschemas;
            if !has_read && !will_find_it {
                return built;
            }
            self.needs_metaschemas |= misses_metaschema;
        }
    }

    /// Whether compiling the files, or checking with them, takes a large stack.
    pub(super) fn are_deep(&self) -> bool {
        self.documents().any(|(_, document)| stack::is_deep(document))
    }

    fn build_once(&self, engine: Engine) -> Result<Validator<Tape>, BuildError> {
        let options = self.options(engine, &self.root);
        if custom_metaschema_of(&self.root).is_none() && !self.needs_metaschemas {
            return options.build(&self.root);
        }
        // Only a registry tells the crate which draft a metaschema of somebody's own builds on, and
        // gives it the metaschemas of other drafts.
        let mut files = if self.needs_metaschemas { metaschemas::all() } else { Vec::new() };
        files.extend(
            self.read
                .iter()
                .filter_map(|file| Some((file.uri.clone(), to_json(file.document.root()?)))),
        );
        let registry = jsonschema::Registry::new()
            .draft(self.settings.draft.of_the_crate())
            .retriever(KnownRetriever(Arc::clone(&self.known)))
            .extend(files)?
            .prepare()?;
        options.with_registry(&registry).build(&self.root)
    }

    /// The validators of the schema's parts, for a schema that has been built; nothing where the crate
    /// needs more files for it than the schema's own.
    pub(super) fn build_parts(&self, engine: Engine) -> Option<ValidatorMap<Tape>> {
        if custom_metaschema_of(&self.root).is_some() || self.needs_metaschemas || self.are_deep() {
            return None;
        }
        self.options(engine, &self.root).build_map(&self.root).ok()
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
        let mut options = jsonschema::options_for::<Tape>()
            .with_base_uri(self.origin.uri())
            .with_retriever(KnownRetriever(Arc::clone(&self.known)));
        options = match engine {
            Engine::Linear => options.with_pattern_options(PatternOptions::regex()),
            Engine::Backtracking => options.with_pattern_options(
                PatternOptions::fancy_regex().backtrack_limit(BACKTRACK_LIMIT),
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

    /// The validator for the schemas of a draft, or of the metaschema that a file names itself.
    pub(super) fn metaschema_validator(
        &self,
        contents: &Json,
        draft: jsonschema::Draft,
    ) -> Option<Validator<Tape>> {
        let metaschema = match custom_metaschema_of(contents) {
            Some(uri) => {
                let file = self.read.iter().find(|file| file.uri == uri)?;
                to_json(file.document.root()?)
            }
            None => metaschemas::built_in(metaschemas::uri_of(draft))?,
        };
        jsonschema::options_for::<Tape>()
            .with_retriever(KnownRetriever(Arc::clone(&self.known)))
            .should_validate_formats(true)
            .build(&metaschema)
            .ok()
    }

    /// A `$schema` that is none of the drafts is a schema itself, and so may its own be.
    fn read_custom_metaschemas(&mut self, retrieve: Retrieve<'_>) {
        let mut next = custom_metaschema_of(&self.root);
        while let Some(uri) = next {
            if !self.read_all(BTreeSet::from([uri.clone()]), retrieve) {
                return;
            }
            let metaschema = self.read.iter().find(|file| file.uri == uri);
            let contents = metaschema.and_then(|file| file.document.root()).map(to_json);
            next = contents.and_then(|contents| custom_metaschema_of(&contents));
        }
    }

    /// Reads files that were not asked for before; whether there was one.
    fn read_all(&mut self, uris: BTreeSet<String>, retrieve: Retrieve<'_>) -> bool {
        let mut has_read = false;
        for uri in uris {
            let is_known = self.read.iter().any(|file| file.uri == uri);
            if is_known || self.absent.contains_key(&uri) {
                continue;
            }
            has_read = true;
            match self.read_one(&uri, retrieve) {
                Ok((location, document)) => {
                    if let Some(root) = document.root() {
                        self.known.add(&uri, to_json(root));
                    }
                    self.read.push(ReadFile { uri, location, document });
                }
                Err(reason) => {
                    self.absent.insert(uri, reason);
                }
            }
        }
        has_read
    }

    fn read_one(&self, uri: &str, retrieve: Retrieve<'_>) -> Result<(String, Document), String> {
        let name = self.origin.name_of(uri);
        let reason = match retrieve(&name) {
            Ok(document) => return Ok((name, document)),
            Err(reason) => reason,
        };
        let id = self.root.get("$id").or_else(|| self.root.get("id")).and_then(Json::as_str);
        let Some(beside) = id.and_then(|id| self.origin.beside(id, uri)) else {
            return Err(reason);
        };
        let name = self.origin.name_of(&beside);
        retrieve(&name).map(|document| (name, document)).map_err(|_| reason)
    }

    /// The texts of the schema's files.
    pub(super) fn sources(&self) -> Sources {
        let mut sources = Sources::default();
        let own = self.root.clone();
        let is_draft_4 = self.is_draft_4(&own);
        sources.add(self.location, self.origin.uri(), own, is_draft_4);
        for file in &self.read {
            let Some(root) = file.document.root() else { continue };
            let contents = to_json(root);
            let is_draft_4 = self.is_draft_4(&contents);
            sources.add(&file.location, &file.uri, contents, is_draft_4);
        }
        if sources.references().iter().any(Reference::is_to_a_metaschema) {
            for (uri, contents) in metaschemas::all() {
                let is_draft_4 = self.is_draft_4(&contents);
                sources.add(&uri, &uri, contents, is_draft_4);
            }
        }
        sources
    }

    /// The documents of the schema's files with their names, the schema's own first.
    pub(super) fn documents(&self) -> impl Iterator<Item = (&str, &Document)> {
        let read = self.read.iter().map(|file| (file.location.as_str(), &file.document));
        std::iter::once((self.location, self.document)).chain(read)
    }

    /// The draft of a file, where it is one of the crate's.
    pub(super) fn draft_of(&self, contents: &Json) -> jsonschema::Draft {
        self.settings.draft.of_the_crate().detect(contents)
    }

    fn is_draft_4(&self, contents: &Json) -> bool {
        self.draft_of(contents) == jsonschema::Draft::Draft4
    }
}

/// Whether a reference to a built-in metaschema was not followed.
fn is_about_a_metaschema(error: &BuildError) -> bool {
    match error.kind() {
        ValidationErrorKind::Referencing(ReferencingError::Unretrievable { uri, .. }) => {
            metaschemas::built_in(uri.trim_end_matches('#')).is_some()
        }
        _ => false,
    }
}

/// The URI of a metaschema that is none of the drafts'.
fn custom_metaschema_of(schema: &Json) -> Option<String> {
    let uri = schema.get("$schema")?.as_str()?.trim_end_matches('#');
    let draft = jsonschema::Draft::from_schema_uri(uri);
    (!metaschemas::is_built_in(draft)).then(|| uri.to_owned())
}

/// The files that are at hand, and the URIs that were asked for in vain.
#[derive(Debug, Default)]
struct KnownFiles {
    files: Mutex<BTreeMap<String, Json>>,
    missing: Mutex<BTreeSet<String>>,
}

impl KnownFiles {
    fn add(&self, uri: &str, contents: Json) {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).insert(uri.to_owned(), contents);
    }

    fn take_missing(&self) -> BTreeSet<String> {
        std::mem::take(&mut *self.missing.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Gives the crate the files at hand, and notes the others.
#[derive(Debug)]
struct KnownRetriever(Arc<KnownFiles>);

impl jsonschema::Retrieve for KnownRetriever {
    fn retrieve(
        &self,
        uri: &Uri<String>,
    ) -> Result<Json, Box<dyn std::error::Error + Send + Sync>> {
        let files = self.0.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(contents) = files.get(uri.as_str()) {
            return Ok(contents.clone());
        }
        let mut missing = self.0.missing.lock().unwrap_or_else(PoisonError::into_inner);
        missing.insert(uri.as_str().to_owned());
        Err("not at hand".into())
    }
}
