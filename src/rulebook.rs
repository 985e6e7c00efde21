//! The rulebook, `factlint.toml`: documents, schemas, collections, rules and their levels.
//!
//! Every error in the rulebook is a finding. One run reports all of them, or only the syntax errors if there
//! are any.

mod collections;
mod extend;
mod glance;
mod json_schema;
mod message;
mod rules;

pub use crate::parameters::Scope;
pub use extend::{Base, extends_of};
pub use glance::{RuleGlance, rules_at_a_glance};
pub use json_schema::rulebook_schema;
pub use message::{Message, text_of};

use crate::document::{FileId, Limits};
use crate::finding::{Finding, Level, Place, Reads};
use crate::parameters::{
    Arguments, CollectionDefinition, Expectations, MODEL, Model, Problems, SettingsText, Spanned,
    Table, closest, glob_matches, report_conflict_markers,
};
use crate::path::DataPatterns;
use crate::rule::{AcceptedFields, DynRule};
use crate::rules::Kind;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::{Arc, OnceLock};
use toml::de::DeTable;

/// The file name of a rulebook.
pub const FILE_NAME: &str = "factlint.toml";

/// The supported version of the rulebook format.
pub const VERSION: u64 = 1;

/// A parsed rulebook.
pub struct Rulebook {
    /// The rulebook's own file.
    pub file: FileId,
    /// The text of the rulebook, together with the texts of the rulebooks that it extends.
    pub text: SettingsText,
    /// The paths of the rulebooks that this one extends directly or indirectly, relative to its folder.
    pub extends: Vec<String>,
    /// The title of the dataset, for people.
    pub title: Option<String>,
    /// Globs of the documents, relative to the rulebook's folder.
    pub documents: Vec<Spanned<String>>,
    /// The byte range of `documents` in the rulebook.
    pub documents_span: Range<usize>,
    /// Globs of files that are not documents.
    pub exclude: Vec<Exclusion>,
    /// The schemas of documents.
    pub schemas: Vec<SchemaFor>,
    /// The files of schemas to which a `$ref` refers by a URL or URN.
    pub schema_uris: Vec<SchemaUri>,
    /// The path of the ledger, relative to the rulebook's folder.
    pub ledger: Option<Spanned<String>>,
    /// The path of the baseline, relative to the rulebook's folder.
    pub baseline: Option<Spanned<String>>,
    /// The default scope of rules.
    pub scope: Scope,
    /// The collections, in file order.
    pub collections: Vec<CollectionDefinition>,
    /// The model, which defines the collections and fields of the dataset's claims.
    pub model: Arc<Model>,
    /// The rules that visit records: first the built-in rules, then the other rules in file order.
    pub rules: Vec<RuleEntry>,
    /// The levels that the rulebook sets for built-in rules.
    pub levels: BTreeMap<&'static str, Level>,
    /// The limits for reading documents.
    pub limits: Limits,
    /// Warnings about entries that are allowed but probably not intended.
    pub warnings: Vec<Finding>,
    /// The position of each rule in `rules` by its id, computed when it is first needed.
    rule_positions: OnceLock<HashMap<String, usize>>,
}

/// A glob of files that are not documents even if a glob of `documents` matches them.
#[derive(Debug, Clone)]
pub struct Exclusion {
    /// The glob as written.
    pub glob: Spanned<String>,
    pattern: glob::Pattern,
}

impl Exclusion {
    /// Checks whether the glob matches a path relative to the rulebook's folder.
    #[must_use]
    pub fn excludes(&self, path: &str) -> bool {
        glob_matches(&self.pattern, path)
    }
}

/// A schema and the documents that it applies to.
#[derive(Debug, Clone)]
pub struct SchemaFor {
    /// A glob of documents, or `None` for all documents.
    pub documents: Option<Spanned<String>>,
    /// The schema's path, relative to the rulebook's folder.
    pub path: Spanned<String>,
}

/// A URI by which schemas refer to a file.
#[derive(Debug, Clone)]
pub struct SchemaUri {
    /// The URI, without a fragment.
    pub uri: Spanned<String>,
    /// The file's path, relative to the rulebook's folder.
    pub path: Spanned<String>,
}

/// One rule of the rulebook.
pub struct RuleEntry {
    /// The rule's id.
    pub id: String,
    /// The byte range of the rule's id in the rulebook.
    pub span: Range<usize>,
    /// The rule's kind.
    pub kind: &'static Kind,
    /// The level of the rule's findings.
    pub level: Level,
    /// The scope within which the rule compares records.
    pub scope: Scope,
    /// The message that replaces the kind's own.
    pub message: Option<Message>,
    /// The question that the rule's findings ask a person.
    pub question: Option<Message>,
    /// The reason why the rule asks, for the person who decides.
    pub why: Option<String>,
    /// Whether the rule reads values outside the record: an enclosing value, or the document (`$`).
    pub needs_document: bool,
    /// Whether the rule may have nothing to check. Otherwise, the kind `idle` reports that it has nothing to
    /// check.
    pub is_optional: bool,
    /// What the rule's arguments expect to find in the data.
    pub expectations: Expectations,
    /// The fields that the rule reads in a record. Records without an id are identified by the values of
    /// these fields. If there are no fields, the whole content of a record identifies it.
    pub reads: Reads,
    /// The fields that the rule reads, with the values that it accepts in each.
    pub accepted: AcceptedFields,
    /// The patterns that the rule's conditions and fields read from documents.
    pub data_patterns: DataPatterns,
    /// The rule itself.
    pub rule: Box<dyn DynRule>,
}

impl RuleEntry {
    /// Returns the scope in which the engine runs the rule: the whole dataset if the rule itself keeps documents
    /// apart, and otherwise the rule's scope.
    #[must_use]
    pub fn runs_in(&self) -> Scope {
        match self.rule.declaration().keeps_documents_apart {
            true => Scope::Dataset,
            false => self.scope,
        }
    }
}

impl Rulebook {
    /// Parses a rulebook.
    ///
    /// # Errors
    /// Returns all errors and all warnings if the rulebook has an error. If it has a syntax error, returns only
    /// the syntax errors.
    pub fn parse(text: &str, file: FileId) -> Result<Rulebook, Vec<Finding>> {
        Rulebook::parse_extending(text, file, &[])
    }

    /// Parses a rulebook and the rulebooks that it extends. If several entries have the same name, the last
    /// one is used. The entries of the rulebook itself come last.
    ///
    /// # Errors
    /// Returns all errors and all warnings if any of the rulebooks has an error. If any of them has a syntax
    /// error, returns only the syntax errors.
    pub fn parse_extending(
        text: &str,
        file: FileId,
        bases: &[Base],
    ) -> Result<Rulebook, Vec<Finding>> {
        let others = bases.iter().map(|base| (base.text.as_str(), base.file));
        let settings = SettingsText::new((text, file), others);
        let mut problems = Problems::of(&settings, crate::rules::rulebook::KIND.name);
        // Each text is padded with spaces, so that its spans are valid in the concatenation of all texts.
        let padded: Vec<String> =
            settings.parts().map(|(start, text)| format!("{}{text}", " ".repeat(start))).collect();
        let mut tables = padded.iter().map(|text| parsed(text, &mut problems)).collect::<Vec<_>>();
        // After a syntax error, the parser recovers wrong values, which would cause false findings.
        if !problems.is_empty() {
            return Err(problems.into_findings(settings.as_str()));
        }
        let (mut all, last) = (DeTable::new(), tables.remove(0));
        for (base, table) in bases.iter().zip(tables) {
            extend::add_base(&mut all, table, &base.path, VERSION, &mut problems);
        }
        extend::add(&mut all, last);
        let root = Table::new(&all, 0..text.len());
        match read(&root, &settings, file, &mut problems) {
            Some(rulebook) if problems.is_empty() => Ok(Rulebook {
                warnings: problems.into_findings(settings.as_str()),
                extends: bases.iter().map(|base| base.path.clone()).collect(),
                ..rulebook
            }),
            _ => Err(problems.into_findings(settings.as_str())),
        }
    }

    /// Returns the place of a span of the rulebook.
    #[must_use]
    pub fn place(&self, span: &Range<usize>) -> Place {
        self.text.place(span)
    }

    /// Returns the rule with an id that visits records, or `None` if there is none.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&RuleEntry> {
        let positions = self.rule_positions.get_or_init(|| {
            let rules = self.rules.iter().enumerate();
            rules.map(|(position, rule)| (rule.id.clone(), position)).collect()
        });
        self.rules.get(*positions.get(id)?)
    }

    /// Returns the paths of the schemas of documents and collections.
    pub fn schema_paths(&self) -> impl Iterator<Item = &Spanned<String>> {
        let document_schemas = self.schemas.iter().map(|schema| &schema.path);
        let collections = self.collections.iter();
        document_schemas.chain(collections.filter_map(|collection| collection.schema.as_ref()))
    }

    /// Returns the scopes in which rules run. If all rules are switched off, returns only the rulebook's
    /// scope.
    #[must_use]
    pub fn scopes(&self) -> BTreeSet<Scope> {
        let rules = self.rules.iter().filter(|entry| entry.level != Level::Off);
        let scopes: BTreeSet<Scope> = rules.map(RuleEntry::runs_in).collect();
        if scopes.is_empty() { BTreeSet::from([self.scope]) } else { scopes }
    }

    /// Returns the level of a built-in rule.
    #[must_use]
    pub fn level_of(&self, kind: &'static Kind) -> Level {
        self.levels.get(kind.name).copied().unwrap_or(kind.level)
    }
}

const KEYS: [&str; 15] = [
    "version",
    "extends",
    "title",
    "documents",
    "exclude",
    "schema",
    "schemas",
    "ledger",
    "baseline",
    "depth",
    "largest",
    "scope",
    "collections",
    "model",
    "rules",
];

const CONFLICT: &str = "keep one of the two sides, and remove the markers";

/// Parses TOML, and reports mistakes in it.
fn parsed<'t>(text: &'t str, problems: &mut Problems) -> DeTable<'t> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() && report_conflict_markers(text, CONFLICT, problems) {
        return table.into_inner();
    }
    for error in &errors {
        let range = error.span().unwrap_or(0..0);
        let message = error.message().lines().next().unwrap_or_default();
        problems.add(range, format!("not TOML: {message}"), "not TOML from here on");
    }
    table.into_inner()
}

fn read(
    root: &Table<'_>,
    settings: &SettingsText,
    file: FileId,
    problems: &mut Problems,
) -> Option<Rulebook> {
    let text = settings.as_str();
    root.get("extends").and_then(|value| value.distinct_texts(problems));
    root.refuse_unknown_keys(&KEYS, "a rulebook", problems);
    root.check_version(VERSION, "a rulebook", problems);
    let title = root.get("title").and_then(|value| value.text(problems));
    let documents_span = root.get("documents").map(|value| value.span).unwrap_or_default();
    let documents = documents(root, problems);
    let exclude = exclude(root, problems);
    let schemas = schemas(root, problems);
    let schema_uris = schema_uris(root, problems);
    let ledger = root.get("ledger").and_then(|value| value.text(problems));
    let baseline = root.get("baseline").and_then(|value| value.text(problems));
    let limits = limits(root, problems);
    let scope = scope(root, problems);
    let collections = collections::read(root, text, problems);
    let model = model(root, text, &collections, problems);
    let model = Arc::new(model?);
    let (rules, levels) = rules::read(root, text, &collections, &model, scope, problems);
    let warnings = Vec::new();
    Some(Rulebook {
        file,
        text: settings.clone(),
        extends: Vec::new(),
        title: title.map(|title| title.value),
        documents,
        documents_span,
        exclude,
        schemas,
        schema_uris,
        ledger,
        baseline,
        scope,
        collections,
        model,
        rules,
        levels,
        limits,
        warnings,
        rule_positions: OnceLock::new(),
    })
}

fn documents(root: &Table<'_>, problems: &mut Problems) -> Vec<Spanned<String>> {
    let Some(value) = root.get("documents") else {
        let help = Some("write for example `documents = [\"*.json\"]`".to_owned());
        problems.add_with_help(0..0, "a rulebook needs `documents`", "incomplete", help);
        return Vec::new();
    };
    let globs = value.texts(problems).unwrap_or_default();
    for glob in &globs {
        parsed_glob(glob, problems);
    }
    globs
}

fn exclude(root: &Table<'_>, problems: &mut Problems) -> Vec<Exclusion> {
    let globs = root.get("exclude").and_then(|value| value.texts(problems)).unwrap_or_default();
    let parsed = |glob| Some(Exclusion { pattern: parsed_glob(&glob, problems)?, glob });
    globs.into_iter().filter_map(parsed).collect()
}

/// Parses a glob, or reports that it is invalid.
fn parsed_glob(written: &Spanned<String>, problems: &mut Problems) -> Option<glob::Pattern> {
    glob::Pattern::new(&written.value)
        .map_err(|error| {
            let message = format!("not a glob: {}", error.msg);
            problems.add(written.span.clone(), message, "not a glob");
        })
        .ok()
}

fn schemas(root: &Table<'_>, problems: &mut Problems) -> Vec<SchemaFor> {
    let Some(value) = root.get("schema") else { return Vec::new() };
    if !value.is_table() {
        let path = value.text(problems);
        return path.into_iter().map(|path| SchemaFor { documents: None, path }).collect();
    }
    let Some(table) = value.table(problems) else { return Vec::new() };
    let entries = table.entries().filter_map(|(key, value)| {
        let glob = Spanned { value: key.value.to_owned(), span: key.span };
        parsed_glob(&glob, problems);
        Some(SchemaFor { documents: Some(glob), path: value.text(problems)? })
    });
    entries.collect()
}

/// Reads `[schemas]`, a table from URIs to files.
fn schema_uris(root: &Table<'_>, problems: &mut Problems) -> Vec<SchemaUri> {
    let table = root.get("schemas").and_then(|value| value.table(problems));
    let entries = table.as_ref().into_iter().flat_map(Table::entries);
    let read = entries.filter_map(|(key, value)| {
        if !key.value.contains(':') {
            let message = format!("got `{}`, want a URL or URN", key.value);
            let help = "use `schema` to assign schemas to documents".to_owned();
            problems.add_with_help(key.span.clone(), message, "not a URI", Some(help));
        }
        let written = key.value.trim_end_matches('#').to_owned();
        let uri = Spanned { value: written, span: key.span };
        Some(SchemaUri { uri, path: value.text(problems)? })
    });
    read.collect()
}

fn limits(root: &Table<'_>, problems: &mut Problems) -> Limits {
    /// Maximum depth in levels. Validators recurse once per level, and 10,000 levels fit on the stacks of the
    /// checking threads.
    const MAX_DEPTH_LIMIT: u32 = 10_000;
    let mut limit = |key, what, max: u32| {
        let value = root.get(key)?;
        let number = value.integer(problems)?;
        if number == 0 || number > max.into() {
            let message = format!("got {what} of {number}, want 1 to {max}");
            problems.add(value.span.clone(), message, "out of range");
        }
        u32::try_from(number).ok()
    };
    let (depth, largest) =
        (limit("depth", "a depth", MAX_DEPTH_LIMIT), limit("largest", "a size", u32::MAX));
    let defaults = Limits::default();
    Limits { depth: depth.unwrap_or(defaults.depth), largest: largest.unwrap_or(defaults.largest) }
}

fn scope(root: &Table<'_>, problems: &mut Problems) -> Scope {
    let written = root.get("scope").and_then(|value| value.text(problems));
    match written.as_ref().map(|written| written.value.as_str()) {
        Some("document") => Scope::Document,
        None | Some("dataset") => Scope::Dataset,
        Some(word) => {
            let span = written.as_ref().map(|written| written.span.clone()).unwrap_or_default();
            let message = format!("got `{word}`, want one of `{}`", Scope::WORDS.join("`, `"));
            problems.add_with_help(span, message, "unknown word", closest(word, Scope::WORDS));
            Scope::Dataset
        }
    }
}

fn model(
    root: &Table<'_>,
    text: &str,
    collections: &[CollectionDefinition],
    problems: &mut Problems,
) -> Option<Model> {
    let empty = DeTable::new();
    let table = match root.get("model") {
        Some(value) => value.table(problems)?,
        None => Table::new(&empty, 0..0),
    };
    let mut arguments =
        Arguments::read(&table, MODEL, &[], "the model", text, collections, problems);
    Model::new(&mut arguments)
}
