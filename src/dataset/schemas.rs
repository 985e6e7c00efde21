//! Compiling the schemas that a rulebook names, with the files that they refer to.

use super::read::{ReadError, read_bytes};
use super::{DocumentToCheck, Folders, Reader};
use crate::document::{Document, FileId, Limits};
use crate::files::{Content, File};
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::{Problems, Spanned};
use crate::rulebook::Rulebook;
use crate::rules;
use crate::schema::{Schema, SchemaProblem, Settings};
use std::path::Path;

impl Reader {
    /// Compiles every schema, and tells which document has which. The last entry of the rulebook's
    /// `schema` table that matches a document is its schema.
    pub(super) fn schemas(
        &mut self,
        rulebook: &Rulebook,
        documents: &[FileId],
    ) -> (Vec<Schema>, Vec<DocumentToCheck>, Vec<Finding>) {
        let mut schemas = Vec::new();
        let mut warnings = Vec::new();
        let mut index_of_entry = Vec::new();
        for entry in &rulebook.schemas {
            let compiled = self.schema(&entry.path, rulebook, &mut warnings);
            index_of_entry.push(compiled.map(|schema| {
                schemas.push(schema);
                schemas.len() - 1
            }));
        }
        let documents = documents.iter().map(|file| {
            let key =
                self.failure.files.get(*file).map(|file| file.key.as_str()).unwrap_or_default();
            let entries = rulebook.schemas.iter().zip(&index_of_entry);
            let matching = entries.rev().find(|(entry, _)| {
                entry.documents.as_ref().is_none_or(|glob| {
                    glob::Pattern::new(&glob.value).is_ok_and(|pattern| pattern.matches(key))
                })
            });
            let in_blocks = self.is_in_blocks(*file);
            let schema = matching.and_then(|(_, index)| *index);
            DocumentToCheck { file: *file, schema, in_blocks }
        });
        (schemas, documents.collect(), warnings)
    }

    fn is_in_blocks(&self, file: FileId) -> bool {
        let file = self.failure.files.get(file);
        file.is_some_and(|file| matches!(file.content, Content::Blocks(_)))
    }

    fn schema(
        &mut self,
        path: &Spanned<String>,
        rulebook: &Rulebook,
        warnings: &mut Vec<Finding>,
    ) -> Option<Schema> {
        let location = self.folders.setting(&path.value);
        let bytes = match read_bytes(&location) {
            Ok(bytes) => bytes,
            Err(error) => {
                let mut problems = Problems::new(rulebook.file, "rulebook");
                let message =
                    format!("the schema `{}` cannot be read: {}", path.value, error.reason());
                let help = Some("paths are seen from the rulebook's folder".to_owned());
                problems.add_with_help(path.span.clone(), message, "named here", help);
                self.failure.findings.extend(problems.into_findings());
                return None;
            }
        };
        let file = self.failure.files.next_id();
        let document = Document::parse(file, bytes, Limits::default());
        let location = location.to_string_lossy().replace('\\', "/");
        let elements =
            self.failure.files.iter().any(|(_, file)| matches!(file.content, Content::Blocks(_)));
        let settings = Settings { elements, ..Settings::default() };
        let at_its_place =
            |problem: &SchemaProblem| finding(problem, &document, &location, &self.folders);
        let compiled = match rules::syntax::check(&document, &path.value) {
            Some(finding) => Err(vec![finding.built_in("rulebook", Level::Error)]),
            None => Schema::compile(&document, &location, settings, &retrieve)
                .map_err(|problems| problems.iter().map(at_its_place).collect()),
        };
        if let Ok(schema) = &compiled {
            warnings.extend(schema.warnings().iter().map(|warning| {
                let mut finding = at_its_place(warning);
                finding.level = Level::Warning;
                finding
            }));
        }
        self.failure.files.add(File {
            name: self.folders.name(&path.value),
            key: path.value.clone(),
            content: Content::Document(Box::new(document)),
        });
        compiled.map_err(|findings: Vec<Finding>| self.failure.findings.extend(findings)).ok()
    }
}

/// Reads a file that a `$ref` means; what is not a path is not on disk.
fn retrieve(location: &str) -> Result<Document, String> {
    if location.contains("://") {
        return Err("it is neither on disk nor bundled, and nothing is ever fetched".to_owned());
    }
    let bytes = read_bytes(Path::new(location)).map_err(ReadError::reason)?;
    Ok(Document::parse(FileId::UNLISTED, bytes, Limits::default()))
}

/// A problem of a schema, at its place; one in a file that it refers to stands at the schema itself.
fn finding(
    problem: &SchemaProblem,
    document: &Document,
    location: &str,
    folders: &Folders,
) -> Finding {
    let root = document.root();
    let target = root.filter(|_| problem.location == location);
    let place = target.and_then(|root| {
        let value = root.at(&problem.pointer)?;
        if !problem.is_key {
            return Some(Place::of(value));
        }
        let (parent, name) = problem.pointer.split_last()?;
        Some(Place::of_key(&root.at(&parent)?.member(&name)?))
    });
    let file = folders.key_of_setting(&problem.location);
    let message = match problem.location == location {
        true => format!("the schema is not usable: {}", problem.message),
        false => format!("the schema is not usable: {} (in {file})", problem.message),
    };
    let mut finding = Finding::new(message, Anchor::new(file, problem.pointer.as_str()))
        .label(place.unwrap_or(Place::File(document.file())), "in this schema");
    finding.help.clone_from(&problem.help);
    finding.built_in("rulebook", Level::Error)
}
