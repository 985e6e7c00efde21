//! Compiles a schema document.

use super::elements::Elements;
use super::error::{SchemaError, SchemaProblem};
use super::exact;
use super::explain::Explainer;
use super::files::{Engine, Files};
use super::problems;
use super::representation::{Tape, TapeNode};
use super::sources::Sources;
use super::stack;
use super::undecided;
use crate::document::{Document, Value};
use jsonschema::Validator;

/// A draft of JSON Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Draft {
    /// Draft 4, of 2013.
    Draft4,
    /// Draft 6, of 2017.
    Draft6,
    /// Draft 7, of 2018.
    Draft7,
    /// Draft 2019-09.
    Draft2019,
    /// Draft 2020-12.
    #[default]
    Draft2020,
}

/// Whether `format` is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Formats {
    /// Every known format is checked, in any draft.
    #[default]
    Assert,
    /// Formats are checked up to draft 7. They are only annotations from draft 2019-09 on.
    DraftDefault,
}

/// Compilation settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Settings {
    /// The draft of a schema that has no `$schema`.
    pub draft: Draft,
    /// Whether `format` is checked.
    pub formats: Formats,
    /// Whether to prepare for checking the elements of arrays one by one; see [`Schema::splits`].
    pub elements: bool,
}

/// A file that a schema refers to.
#[derive(Debug)]
pub struct Retrieved {
    /// The path, with `/` as separator, or the URI.
    pub location: String,
    /// The contents.
    pub document: Document,
}

/// A compiled schema.
pub struct Schema {
    validator: Validator<Tape>,
    sources: Sources,
    warnings: Vec<SchemaProblem>,
    /// Whether checking even a flat value needs a large stack.
    is_deep: bool,
    elements: Option<Elements>,
}

impl Schema {
    /// Compiles a schema.
    ///
    /// `location` is the path of the schema's file, with `/` as separator, or a URI. Relative references are
    /// resolved against `location`, or against `$id` (JSON Schema core section 8.2). Pass an absolute path if
    /// a reference may lead above the first component of a relative path.
    ///
    /// `retrieve` reads the file that a reference leads to. For a `file:` URI, its argument is a path with
    /// the same prefix as `location`; for any other URI, its argument is the URI. It returns the document, or
    /// the reason why the document cannot be read. It is also called for URIs on the network, so the caller
    /// can supply copies. If it fails, it is called again for each file of the schema that has an `$id`. Its
    /// argument is then the path of the URI relative to that `$id`, resolved against that file. The
    /// metaschemas of all drafts are built in.
    ///
    /// # Errors
    /// Returns every problem of the schema and its files: files that are not JSON or have duplicate keys,
    /// all metaschema errors, references that are dangling or lead back to their own schema, and invalid regular
    /// expressions. Warnings are included.
    pub fn compile(
        document: &Document,
        location: &str,
        settings: Settings,
        retrieve: &dyn Fn(&str) -> Result<Retrieved, String>,
    ) -> Result<Schema, Vec<SchemaProblem>> {
        let mut files = Files::read(document, location, settings, retrieve);
        let of_long_patterns = problems::of_long_patterns(files.sources());
        if !of_long_patterns.is_empty() {
            return Err(of_long_patterns);
        }
        // If keywords are replaced, the crate compares only the other keywords with the metaschema. So the
        // original file is checked here.
        let is_checked_here = exact::replaces_keywords(files.sources());
        let of_patterns_and_root = || problems::of_patterns_and_root(&files);
        let (mut problems, errors) = rayon::join(
            || problems::of_files(&files),
            || is_checked_here.then(of_patterns_and_root),
        );
        let are_warnings = problems.iter().all(|problem| problem.is_warning);
        if !are_warnings || errors.as_ref().is_some_and(|errors| !errors.is_empty()) {
            problems.extend(errors.unwrap_or_else(of_patterns_and_root));
            return Err(unusable(problems, &files));
        }
        if let Ok((validator, engine)) = files.build_with_any_engine() {
            return Ok(Schema::new(files, validator, engine, problems));
        }
        let errors = problems::of_patterns_and_root(&files);
        if errors.is_empty() {
            // Up to draft 7, the crate also rejects expressions that are only invalid in ECMA-262, so it must
            // not validate the schema itself.
            files.skip_metaschema();
            match files.build_with_any_engine() {
                Ok((validator, engine)) => {
                    return Ok(Schema::new(files, validator, engine, problems));
                }
                Err(error) => {
                    let of_targets = problems::of_targets(&files);
                    match of_targets.is_empty() {
                        true => problems.push(problems::other(&files, &error)),
                        false => problems.extend(of_targets),
                    }
                }
            }
        }
        problems.extend(errors);
        Err(unusable(problems, &files))
    }

    /// Checks a value and everything in it, and returns all errors in text order.
    ///
    /// If the document or the schema is deep, the check runs on a separate thread with a large stack.
    /// Otherwise, the default stack of 2 MiB per thread is sufficient.
    #[must_use]
    pub fn check<'a>(&self, value: Value<'a>) -> Vec<SchemaError<'a>> {
        self.on_enough_stack(value, || self.errors(&self.validator, value, ""))
    }

    /// Whether an array in the root object can be checked separately from the rest of the document: checking the
    /// elements with [`check_elements`](Self::check_elements), and the document without them, finds the same errors
    /// as checking the whole document. Always false if [`Settings::elements`] was not set.
    #[must_use]
    pub fn splits(&self, array: &str) -> bool {
        self.elements.as_ref().is_some_and(|elements| elements.of(array).is_some())
    }

    /// Checks elements of an array that the schema [splits](Self::splits), one by one.
    #[must_use]
    pub fn check_elements<'a>(
        &self,
        array: &str,
        elements: impl Iterator<Item = Value<'a>>,
    ) -> Vec<SchemaError<'a>> {
        let of_elements = self.elements.as_ref().and_then(|elements| elements.of(array));
        let Some((base, validator)) = of_elements else {
            return elements.flat_map(|element| self.check(element)).collect();
        };
        let check = |element: Value<'a>| {
            self.on_enough_stack(element, || self.errors(validator, element, base))
        };
        elements.flat_map(check).collect()
    }

    /// Returns all errors of a value. `base` is the pointer to the validator's schema in the schema's file.
    fn errors<'a>(
        &self,
        validator: &Validator<Tape>,
        value: Value<'a>,
        base: &str,
    ) -> Vec<SchemaError<'a>> {
        if undecided::is_surely_valid(|| validator.is_valid(TapeNode::start(value))) {
            return Vec::new();
        }
        Explainer::new(&self.sources, value, base).explain_all(validator)
    }

    /// Whether the value has no errors. For an invalid value, this is faster than [`check`](Self::check).
    #[must_use]
    pub fn is_valid(&self, value: Value<'_>) -> bool {
        self.on_enough_stack(value, || self.validator.is_valid(TapeNode::start(value)))
    }

    /// Returns the warnings about the schema: keywords that are probably misspelt or belong to another draft,
    /// unknown formats, which are not checked, and regular expressions that need the backtracking engine, whose
    /// running time is limited but not linear.
    #[must_use]
    pub fn warnings(&self) -> &[SchemaProblem] {
        &self.warnings
    }

    /// Returns the files of the schema.
    pub(super) fn sources(&self) -> &Sources {
        &self.sources
    }

    fn new(
        files: Files,
        validator: Validator<Tape>,
        engine: Engine,
        warnings: Vec<SchemaProblem>,
    ) -> Schema {
        let warnings = problems::with_warnings(warnings, &files, engine, validator.draft());
        let elements = if files.settings.elements { Elements::new(&files, engine) } else { None };
        let is_deep = files.are_deep();
        Schema { validator, sources: files.into_sources(engine), warnings, is_deep, elements }
    }

    fn on_enough_stack<T: Send>(&self, value: Value<'_>, run: impl Fn() -> T + Sync) -> T {
        if self.is_deep || stack::is_deep(value.document()) { stack::on_large(run) } else { run() }
    }
}

/// Returns all problems of a schema that has errors and was therefore not built.
fn unusable(problems: Vec<SchemaProblem>, files: &Files) -> Vec<SchemaProblem> {
    let draft = files.sources().contents(0).map(|(_, draft)| draft).unwrap_or_default();
    problems::with_warnings(problems, files, Engine::Backtracking, draft)
}

impl std::fmt::Debug for Schema {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Schema").field("sources", &self.sources).finish_non_exhaustive()
    }
}

impl Draft {
    pub(super) fn to_jsonschema(self) -> jsonschema::Draft {
        match self {
            Draft::Draft4 => jsonschema::Draft::Draft4,
            Draft::Draft6 => jsonschema::Draft::Draft6,
            Draft::Draft7 => jsonschema::Draft::Draft7,
            Draft::Draft2019 => jsonschema::Draft::Draft201909,
            Draft::Draft2020 => jsonschema::Draft::Draft202012,
        }
    }
}
