//! Compiles the schemas that a rulebook names, with the files that they refer to.

use super::globs::matches;
use super::{DocumentToCheck, Reader};
use crate::document::{Document, FileId, Form, Limits};
use crate::files::{Content, File, Files};
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::{Problems, Spanned};
use crate::rulebook::{Rulebook, SchemaFor};
use crate::rules;
use crate::schema::{Retrieved, Schema, SchemaProblem, Settings, identifiers};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// The schemas of a dataset, and the documents and collections that use them.
pub(super) struct Compiled {
    pub(super) schemas: Vec<Schema>,
    pub(super) documents: Vec<DocumentToCheck>,
    /// For each collection, the index of its records' schema in `schemas`.
    pub(super) of_collections: Vec<Option<usize>>,
    pub(super) warnings: Vec<Finding>,
}

/// The schema files by location. A location is a path in the storage, with `/` at its beginning.
#[derive(Default)]
struct SchemaFiles {
    /// The files that have been read.
    known: BTreeMap<String, FileId>,
    /// The locations of the schemas by URI.
    by_uri: BTreeMap<String, String>,
}

impl Reader {
    /// Compiles every schema, and assigns schemas to documents and collections. The last matching entry of
    /// the rulebook's `schema` table is the schema of a document.
    pub(super) fn schemas(&mut self, rulebook: &Rulebook, documents: &[FileId]) -> Compiled {
        let mut files = SchemaFiles::default();
        self.read_named_schemas(rulebook, &mut files);
        let mut schemas = Vec::new();
        let mut findings = Vec::new();
        let mut indices: BTreeMap<&str, Option<usize>> = BTreeMap::new();
        for path in rulebook.schema_paths() {
            indices.entry(&path.value).or_insert_with(|| {
                let compiled = self.schema(path, &mut files, &mut findings);
                schemas.push(compiled?);
                Some(schemas.len() - 1)
            });
        }
        let index_of = |path: &Spanned<String>| indices.get(path.value.as_str()).copied().flatten();
        let of_collections = rulebook.collections.iter();
        let of_collections = of_collections
            .map(|collection| collection.schema.as_ref().and_then(index_of))
            .collect();
        let documents = documents.iter().map(|file| {
            let key =
                self.failure.files.get(*file).map(|file| file.key.as_str()).unwrap_or_default();
            let in_blocks = self.is_in_blocks(*file);
            let schema = entry_for(rulebook, key).and_then(|entry| index_of(&entry.path));
            DocumentToCheck { file: *file, schema, in_blocks }
        });
        let documents: Vec<DocumentToCheck> = documents.collect();
        let mut warnings = self.sort_out(findings);
        warnings.extend(self.warn_of_lists(rulebook, &documents, &schemas));
        Compiled { schemas, documents, of_collections, warnings }
    }

    /// Warns of schemas that check nothing but lists, although the rows of their documents are checked one by one.
    fn warn_of_lists(
        &self,
        rulebook: &Rulebook,
        documents: &[DocumentToCheck],
        schemas: &[Schema],
    ) -> Vec<Finding> {
        let files = &self.failure.files;
        let mut problems = Problems::of(&rulebook.text, rules::rulebook::KIND.name);
        let mut warned = BTreeSet::new();
        for document in documents.iter().filter(|document| has_rows(files, document.file)) {
            let schema = document.schema.and_then(|index| schemas.get(index));
            let key = files.key(document.file).unwrap_or_default();
            let entry = schema.filter(|schema| schema.is_only_about_lists());
            let entry = entry.and_then(|_| entry_for(rulebook, key));
            let Some(path) = entry.map(|entry| &entry.path) else { continue };
            if warned.insert(path.span.start) {
                let message = format!(
                    "the schema checks nothing in {}: it is only about lists, and each row is checked by itself",
                    files.name(document.file)
                );
                problems.warn(path.span.clone(), message, "want the schema of a row");
            }
        }
        problems.into_findings(rulebook.text.as_str())
    }

    /// Removes duplicate findings, which come from files that several schemas refer to. If all remaining findings
    /// are warnings, returns them. If any of them is an error, all of them become failures.
    fn sort_out(&mut self, findings: Vec<Finding>) -> Vec<Finding> {
        let mut seen = BTreeSet::new();
        let is_first = |finding: &Finding| {
            let places: Vec<Place> =
                finding.labels.iter().map(|label| label.place.clone()).collect();
            seen.insert((finding.message.clone(), finding.level, places))
        };
        let mut findings = findings;
        findings.retain(is_first);
        if findings.iter().all(|finding| finding.level == Level::Warning) {
            return findings;
        }
        self.failure.findings.extend(findings);
        Vec::new()
    }

    fn is_in_blocks(&self, file: FileId) -> bool {
        let file = self.failure.files.get(file);
        file.is_some_and(|file| matches!(file.content, Content::Blocks(_)))
    }

    /// Reads the schema files that the rulebook names, and reports the files that cannot be read. Registers
    /// the URIs that the rulebook gives the files, and the identifiers inside the files.
    fn read_named_schemas(&mut self, rulebook: &Rulebook, files: &mut SchemaFiles) {
        let mut problems = Problems::of(&rulebook.text, rules::rulebook::KIND.name);
        let named = rulebook.schema_uris.iter().map(|entry| (Some(&entry.uri.value), &entry.path));
        for (uri, path) in named.chain(rulebook.schema_paths().map(|path| (None, path))) {
            let location = self.folders.location_of_setting(&path.value);
            if let Some(uri) = uri {
                files.by_uri.insert(uri.clone(), location.clone());
            }
            if files.known.contains_key(&location) {
                continue;
            }
            match self.read_setting(&location) {
                Ok(bytes) => _ = self.add_schema_file(&location, bytes, files),
                Err(reason) => report_unreadable(path, &reason, &mut problems),
            }
        }
        let found = problems.into_findings(rulebook.text.as_str());
        self.failure.findings.extend(found);
        let identified = files.known.iter().filter_map(|(location, id)| {
            Some((identifiers(self.failure.files.document(*id)?), location.clone()))
        });
        let identified: Vec<(Vec<String>, String)> = identified.collect();
        for (uris, location) in identified {
            for uri in uris {
                // A URI in the rulebook takes precedence over an identifier in a file.
                files.by_uri.entry(uri).or_insert_with(|| location.clone());
            }
        }
    }

    /// Reads the file at a location.
    fn read_setting(&self, location: &str) -> Result<Vec<u8>, String> {
        let bytes = self.folders.settings.read(location);
        bytes.map_err(|error| error.reason.to_string())
    }

    fn add_schema_file(
        &mut self,
        location: &str,
        bytes: Vec<u8>,
        files: &mut SchemaFiles,
    ) -> FileId {
        let id = self.failure.files.next_id();
        let key = self.folders.key_of_setting(location);
        let document = Document::parse(id, bytes, Limits::default());
        self.vocabulary.add(&document);
        self.failure.files.add(File {
            name: self.folders.name(&key),
            key,
            content: Content::Document(Box::new(document)),
        });
        files.known.insert(location.to_owned(), id);
        id
    }

    fn schema(
        &mut self,
        path: &Spanned<String>,
        files: &mut SchemaFiles,
        findings: &mut Vec<Finding>,
    ) -> Option<Schema> {
        let location = self.folders.location_of_setting(&path.value);
        // If the file is unreadable, this has already been reported.
        let document = self.failure.files.document(*files.known.get(&location)?)?;
        let elements =
            self.failure.files.iter().any(|(_, file)| matches!(file.content, Content::Blocks(_)));
        let settings = Settings { elements, ..Settings::default() };
        let added: RefCell<Vec<(String, Vec<u8>)>> = RefCell::default();
        let first_id = self.failure.files.next_id();
        let references: RefCell<BTreeSet<String>> = RefCell::default();
        let retrieve = |name: &str| {
            references.borrow_mut().insert(name.to_owned());
            let location = files.by_uri.get(name).map_or(name, String::as_str);
            if location.contains("://") {
                let reason = "it is neither on disk nor bundled, and nothing is ever fetched";
                return Err(reason.to_owned());
            }
            let bytes = self.read_setting(location)?;
            let id = files.known.get(location).copied().unwrap_or_else(|| {
                let mut added = added.borrow_mut();
                let known = added.iter().position(|(known, _)| known == location);
                let index = known.unwrap_or_else(|| {
                    added.push((location.to_owned(), bytes.clone()));
                    added.len() - 1
                });
                FileId(first_id.0 + u32::try_from(index).unwrap_or(u32::MAX - first_id.0))
            });
            let document = Document::parse(id, bytes, Limits::default());
            Ok(Retrieved { location: location.to_owned(), document })
        };
        let compiled = Schema::compile(document, &location, settings, &retrieve);
        self.vocabulary.add_references(references.into_inner());
        for (location, bytes) in added.into_inner() {
            self.add_schema_file(&location, bytes, files);
        }
        let problems = match &compiled {
            Ok(schema) => schema.warnings(),
            Err(problems) => problems.as_slice(),
        };
        findings.extend(problems.iter().map(|problem| self.problem(problem, files)));
        compiled.ok()
    }

    /// Converts a problem of a schema to a finding with places in the schema's files.
    fn problem(&self, problem: &SchemaProblem, files: &SchemaFiles) -> Finding {
        let key = self.folders.key_of_setting(&problem.location);
        let file = files.known.get(&problem.location).copied();
        let document = file.and_then(|file| self.failure.files.document(file));
        if let Some(mut finding) =
            document.and_then(|document| rules::syntax::check(document, &key))
        {
            if super::form_of(&problem.location) == Form::Yaml {
                "the schema is YAML, want JSON".clone_into(&mut finding.message);
                finding.help =
                    Some("write the schema as JSON, also for documents in YAML".to_owned());
            }
            return finding.built_in(rules::rulebook::KIND.name, Level::Error);
        }
        let place = |location: &str, offset: Option<usize>| {
            let file = files.known.get(location)?;
            Some(place(&self.failure.files, *file, offset))
        };
        let message = match problem.is_warning {
            true => problem.message.clone(),
            false => format!("the schema is not usable: {}", problem.message),
        };
        let mut finding = Finding::new(message, Anchor::new(key, problem.pointer.as_str()));
        let main_place =
            place(&problem.location, problem.offset).unwrap_or(Place::File(FileId::UNLISTED));
        finding = finding.label(main_place, "in this schema");
        for related in &problem.related {
            if let Some(place) = place(&related.location, Some(related.offset)) {
                finding = finding.label(place, &related.text);
            }
        }
        finding.help.clone_from(&problem.help);
        let level = if problem.is_warning { Level::Warning } else { Level::Error };
        finding.built_in(rules::rulebook::KIND.name, level)
    }
}

/// Returns the rulebook's entry for the schema of a document: the last entry that matches the document.
fn entry_for<'r>(rulebook: &'r Rulebook, key: &str) -> Option<&'r SchemaFor> {
    let mut entries = rulebook.schemas.iter().rev();
    entries.find(|entry| entry.documents.as_ref().is_none_or(|glob| matches(&glob.value, key)))
}

/// Whether a schema is applied to each line, row or YAML document of a file, and not to the file as a whole.
fn has_rows(files: &Files, file: FileId) -> bool {
    files.get(file).is_some_and(|file| match &file.content {
        Content::Document(document) => matches!(document.form(), Form::JsonLines | Form::Elements),
        Content::Blocks(_) => super::form_of(&file.key) == Form::JsonLines,
        Content::Text(_) | Content::Late(_) => false,
    })
}

/// Returns the place of the value or key at a byte offset of a file. Returns the place of the file itself if
/// there is no such value or key.
fn place(files: &Files, file: FileId, offset: Option<usize>) -> Place {
    let value = offset.and_then(|offset| files.document(file)?.value_at(offset));
    value.map_or(Place::File(file), Place::of)
}

fn report_unreadable(path: &Spanned<String>, reason: &str, problems: &mut Problems) {
    let message = format!("the schema `{}` cannot be read: {reason}", path.value);
    let help = Some("paths are relative to the rulebook's folder".to_owned());
    problems.add_with_help(path.span.clone(), message, "named here", help);
}
