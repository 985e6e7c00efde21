//! Problems of a schema, with their locations in the schema's files.

use super::compile::Formats;
use super::cycles;
use super::error::{RelatedPlace, SchemaError, SchemaProblem};
use super::explain::Explainer;
use super::files::{BuildError, Engine, Files, custom_metaschema_of};
use super::formats;
use super::location::{has_scheme, is_no_file};
use super::metaschemas;
use super::pattern::Pattern;
use super::representation::TapeNode;
use super::rewriting::rewritten;
use super::sources::{Reference, SchemaPlace, Sources, Written};
use super::spelling;
use super::suggest::nearest;
use super::wording::{clipped, named};
use crate::document::{Document, DuplicateKey, Pointer, Value};
use crate::path::too_long_pattern;
use jsonschema::Draft;
use jsonschema::error::ValidationErrorKind;
use serde_json::{Value as Json, json};
use std::collections::{HashMap, HashSet};

/// Returns the errors and warnings of a schema's files, before the validator is built.
pub(super) fn of_files(files: &Files) -> Vec<SchemaProblem> {
    let sources = files.sources();
    let mut problems = Vec::new();
    for (file, document) in files.documents() {
        problems.extend(duplicate_keys(sources, file, document));
        match document.root() {
            // The crate validates the schema's own file.
            Some(_) if file == 0 => {}
            Some(root) => problems.extend(invalid_keywords(files, root, file, false)),
            None => problems.push(not_json(sources, file, document)),
        }
    }
    let references = sources.references().iter();
    problems.extend(references.filter_map(|each| dangling(files, each)));
    let repeated = sources.repeated_identifiers().iter();
    problems
        .extend(repeated.filter_map(|(again, first)| repeated_identifier(sources, again, first)));
    problems.extend(cycles::all(sources));
    problems.extend(spelling::all(files));
    problems.extend(foreign_patterns(sources));
    problems
}

/// Returns the problems of regular expressions that are too long to be compiled.
pub(super) fn of_long_patterns(sources: &Sources) -> Vec<SchemaProblem> {
    let describe = |written: &Written| {
        Some(SchemaProblem { message: too_long_pattern(&written.text)?, ..at(sources, written) })
    };
    sources.patterns().iter().filter_map(describe).collect()
}

/// Returns the problems of regular expressions that no engine accepts, and the metaschema errors of the
/// schema's own file.
pub(super) fn of_patterns_and_root(files: &Files) -> Vec<SchemaProblem> {
    let root = files.documents().next().and_then(|(_, document)| document.root());
    let mut problems = root.map(|root| invalid_keywords(files, root, 0, true)).unwrap_or_default();
    problems.extend(invalid_patterns(files));
    problems
}

/// Adds the warnings about expressions and formats to the problems. `draft` determines which formats are
/// known.
pub(super) fn with_warnings(
    mut problems: Vec<SchemaProblem>,
    files: &Files,
    engine: Engine,
    draft: Draft,
) -> Vec<SchemaProblem> {
    if engine == Engine::Backtracking {
        problems.extend(backtracking_patterns(files));
    }
    if files.settings.formats == Formats::Assert {
        problems.extend(unknown_formats(files, draft));
    }
    sorted(problems)
}

/// Sorts the problems by file and offset. Removes duplicates in files with several URIs, and warnings at
/// places that also have an error.
fn sorted(mut problems: Vec<SchemaProblem>) -> Vec<SchemaProblem> {
    let mut seen = HashSet::new();
    let is_first = |problem: &SchemaProblem| {
        let place = (problem.location.clone(), problem.offset, problem.pointer.clone());
        seen.insert((place, problem.message.clone()))
    };
    problems.retain(is_first);
    let place = |problem: &SchemaProblem| (problem.location.clone(), problem.pointer.clone());
    let mistakes = problems.iter().filter(|problem| !problem.is_warning);
    let mistaken: HashSet<(String, Pointer)> = mistakes.map(place).collect();
    problems.retain(|each| !each.is_warning || !mistaken.contains(&place(each)));
    // Keep the files in the order in which they were read.
    let mut files: Vec<String> = Vec::new();
    for problem in &problems {
        if !files.contains(&problem.location) {
            files.push(problem.location.clone());
        }
    }
    let rank = |problem: &SchemaProblem| files.iter().position(|file| *file == problem.location);
    problems.sort_by_cached_key(|problem| (rank(problem), problem.offset));
    problems
}

/// Returns the problem of a file that is not JSON.
fn not_json(sources: &Sources, file: usize, document: &Document) -> SchemaProblem {
    let error = document.syntax_error();
    let message = match error.map(|error| clipped(&error.message())) {
        Some(reason) => format!("the schema is not JSON: {reason}"),
        None => "the schema is empty".to_owned(),
    };
    let root = SchemaPlace { file, pointer: Pointer::default() };
    SchemaProblem { message, ..at_place(sources, &root, false) }
}

/// Returns the problems of duplicate keys in a file (RFC 8259 section 4), since the earlier value is ignored.
fn duplicate_keys(sources: &Sources, file: usize, document: &Document) -> Vec<SchemaProblem> {
    let describe = |duplicate: &DuplicateKey| {
        let again = document.value_at(duplicate.again)?;
        let place = SchemaPlace { file, pointer: again.pointer() };
        let location = sources.location(file).to_owned();
        let text = "first here".to_owned();
        Some(SchemaProblem {
            message: format!("the key {} occurs twice in one object", named(&again.as_str()?)),
            help: Some("keep only one of them: the first value is ignored".to_owned()),
            offset: Some(duplicate.again),
            related: vec![RelatedPlace { location, offset: duplicate.first, text }],
            ..at_place(sources, &place, true)
        })
    };
    document.duplicate_keys().iter().filter_map(describe).collect()
}

/// Returns the warning about an identifier or anchor that an earlier schema also has, since references lead
/// to the earlier schema. Returns `None` if both are the same schema, read through two URIs.
fn repeated_identifier(
    sources: &Sources,
    again: &SchemaPlace,
    first: &SchemaPlace,
) -> Option<SchemaProblem> {
    let name = |place: &SchemaPlace| sources.location(place.file).to_owned();
    let is_read_twice = name(again) == name(first) && again.pointer == first.pointer;
    let (_, offset) = sources.offset(first, false)?;
    sources.document(again.file)?;
    let related = RelatedPlace { location: name(first), offset, text: "first here".to_owned() };
    let (_, keyword) = again.pointer.split_last()?;
    (!is_read_twice).then(|| SchemaProblem {
        is_warning: true,
        message: format!(
            "another schema has the same `{keyword}`, so references lead to only one of the two"
        ),
        related: vec![related],
        ..at_place(sources, again, false)
    })
}

/// Warns about regular expressions that only the backtracking engine supports.
fn backtracking_patterns(files: &Files) -> Vec<SchemaProblem> {
    let needs_backtracking = |written: &&Written| !accepts(files, Engine::Linear, written);
    let describe = |written: &Written| SchemaProblem {
        is_warning: true,
        message: format!(
            "the pattern {} needs look-around or a back-reference, so it is slower to check",
            named(&written.text)
        ),
        help: Some("write it without them, or split it into several patterns".to_owned()),
        ..at(files.sources(), written)
    };
    files.sources().patterns().iter().filter(needs_backtracking).map(describe).collect()
}

/// Returns one warning per format that is not checked, with the first locations of the format.
fn unknown_formats(files: &Files, draft: Draft) -> Vec<SchemaProblem> {
    let sources = files.sources();
    let options = files.options(Engine::Linear, &Json::Null);
    let is_unknown = |written: &&Written| {
        let is_ours = sources.document(written.place.file).is_some();
        is_ours && !options.is_known_format(draft, &written.text)
    };
    let mut by_name: Vec<(&str, Vec<&Written>)> = Vec::new();
    let mut positions: HashMap<&str, usize> = HashMap::new();
    let mut seen = HashSet::new();
    for written in sources.formats().iter().filter(is_unknown) {
        // A file with several URIs is counted once.
        let place = &written.place;
        if !seen.insert((sources.location(place.file), place.pointer.clone())) {
            continue;
        }
        let position = *positions.entry(&written.text).or_insert_with(|| {
            by_name.push((&written.text, Vec::new()));
            by_name.len() - 1
        });
        if let Some((_, places)) = by_name.get_mut(position) {
            places.push(written);
        }
    }
    let describe = |(name, places): (&str, Vec<&Written>)| {
        let (first, others) = places.split_first()?;
        let known = formats::NAMES.into_iter().filter(|name| options.is_known_format(draft, name));
        let likely = nearest(name, known);
        let several = match places.len() {
            1 => String::new(),
            number => format!(" ({number} places)"),
        };
        let also_here = |written: &&Written| {
            let (_, offset) = sources.offset(&written.place, false)?;
            let location = sources.location(written.place.file).to_owned();
            Some(RelatedPlace { location, offset, text: "also here".to_owned() })
        };
        Some(SchemaProblem {
            is_warning: true,
            message: format!("the format {} is not known and not checked{several}", named(name)),
            help: likely.map(|likely| format!("did you mean {}?", named(likely))),
            related: others.iter().filter_map(also_here).collect(),
            ..at(sources, first)
        })
    };
    by_name.into_iter().filter_map(describe).collect()
}

fn at(sources: &Sources, written: &Written) -> SchemaProblem {
    at_place(sources, &written.place, written.is_key)
}

/// Creates a problem at a location, with no message or help.
pub(super) fn at_place(sources: &Sources, place: &SchemaPlace, is_key: bool) -> SchemaProblem {
    SchemaProblem {
        location: sources.location(place.file).to_owned(),
        pointer: place.pointer.clone(),
        is_key,
        offset: sources.offset(place, is_key).map(|(_, offset)| offset),
        is_warning: false,
        message: String::new(),
        help: None,
        related: Vec::new(),
    }
}

/// Returns the metaschema errors of a file.
fn invalid_keywords(
    files: &Files,
    root: Value<'_>,
    file: usize,
    with_formats: bool,
) -> Vec<SchemaProblem> {
    let Some((contents, _)) = files.sources().contents(file) else { return Vec::new() };
    invalid_keywords_in(files, root, (file, contents), with_formats)
}

/// Returns the metaschema errors of the targets of references. A target under an unknown keyword is not checked with
/// the rest of its file, because the metaschema does not know that it is a schema.
pub(super) fn of_targets(files: &Files) -> Vec<SchemaProblem> {
    let sources = files.sources();
    let mut seen = HashSet::new();
    let resolved = sources.references().iter().filter_map(|each| each.resolved.as_deref());
    let targets = resolved.filter_map(|resolved| sources.find(resolved));
    let targets = targets.filter(|target| seen.insert((target.file, target.pointer.clone())));
    let problems = targets.filter_map(|target| {
        let root = sources.document(target.file)?.root()?;
        let (value, contents) = (root.at(&target.pointer)?, sources.value(&target)?);
        Some(invalid_keywords_in(files, value, (target.file, contents), true))
    });
    problems.flatten().collect()
}

/// Returns the metaschema errors of a schema in a file.
fn invalid_keywords_in(
    files: &Files,
    schema: Value<'_>,
    (file, contents): (usize, &Json),
    with_formats: bool,
) -> Vec<SchemaProblem> {
    let Some((_, draft)) = files.sources().contents(file) else { return Vec::new() };
    // A validator with spans is needed only for a schema that has errors or its own metaschema.
    let has_own = custom_metaschema_of(contents).is_some();
    if !with_formats && !has_own && metaschemas::accepts(draft, contents) {
        return Vec::new();
    }
    let validator = files.metaschema_validator(contents, draft, with_formats);
    let Some(validator) = validator else { return Vec::new() };
    if validator.is_valid(TapeNode::start(schema)) {
        return Vec::new();
    }
    let metaschema = metaschemas::sources(draft);
    let errors = Explainer::new(&metaschema, schema, "").explain_all(&validator);
    let root = schema.document().root();
    let describe = |error: SchemaError<'_>| {
        let pointer = error.place.pointer();
        let written = root.and_then(|root| root.at(&pointer));
        let is_key = !written.is_some_and(|value| value.is_same_node(error.place));
        SchemaProblem {
            offset: Some(error.place.span().start),
            message: error.message,
            help: error.help,
            ..at_place(files.sources(), &SchemaPlace { file, pointer }, is_key)
        }
    };
    errors.into_iter().map(describe).collect()
}

/// Returns the problem of a dangling reference.
fn dangling(files: &Files, reference: &Reference) -> Option<SchemaProblem> {
    let sources = files.sources();
    sources.document(reference.place.file)?;
    let keyword = reference.keyword;
    // Computed on demand, since most references are not dangling.
    let place = || at_place(sources, &reference.place, false);
    let problem = |message| Some(SchemaProblem { message, ..place() });
    let (Some(resolved), Some(resource)) = (&reference.resolved, reference.resource()) else {
        let written = named(&reference.written);
        return problem(format!("`{keyword}` is {written}, which is not a URI reference"));
    };
    if keyword == "$schema" && !has_scheme(&reference.written) {
        // JSON Schema core, section 8.1.1.
        return Some(SchemaProblem {
            message: format!("`$schema` is {}, want a URI with its scheme", named(&reference.written)),
            help: Some(
                "write the `$id` of the metaschema, and name its file in the rulebook's `[schemas]`"
                    .to_owned(),
            ),
            ..place()
        });
    }
    if let Some(reason) = files.absent.get(resource) {
        return if is_no_file(resource) {
            Some(SchemaProblem {
                message: format!(
                    "`{keyword}` to {resource} is neither on disk nor bundled; factlint never fetches"
                ),
                help: Some("keep a copy and name it in the rulebook's `[schemas]`".to_owned()),
                ..place()
            })
        } else {
            problem(format!("`{keyword}` to {}: {}", reference.written, clipped(reason)))
        };
    }
    let is_here = sources.has_resource(resource) && !files.is_broken(resource);
    if keyword == "$schema" || !is_here {
        return None;
    }
    if let Some(target) = sources.find(resolved) {
        let kind = not_a_schema(sources.value(&target)?)?;
        let written = &reference.written;
        return problem(format!("`{keyword}` to {written} leads to {kind}, which is not a schema"));
    }
    let help = likely_target(sources, &reference.written, resolved);
    let message = format!("`{keyword}` to {} leads nowhere", reference.written);
    Some(SchemaProblem { message, help, ..place() })
}

/// Returns the kind of a value with its article, or `None` if the value can be a schema.
fn not_a_schema(value: &Json) -> Option<&'static str> {
    match value {
        Json::Object(_) | Json::Bool(_) => None,
        Json::Array(_) => Some("an array"),
        Json::String(_) => Some("a string"),
        Json::Number(_) => Some("a number"),
        Json::Null => Some("null"),
    }
}

/// Suggests a sibling with a similar name for a JSON Pointer without a target. Returns `None` if there is no
/// such sibling.
fn likely_target(sources: &Sources, written: &str, resolved: &str) -> Option<String> {
    let (parent, wanted) = resolved.rsplit_once('/')?;
    let names = sources.value(&sources.find(parent)?)?.as_object()?;
    let likely = nearest(wanted, names.keys().map(String::as_str))?;
    let start = written.strip_suffix(wanted)?;
    Some(format!("did you mean {}?", named(&format!("{start}{likely}"))))
}

/// Whether an engine accepts a regular expression.
fn accepts(files: &Files, engine: Engine, written: &Written) -> bool {
    let pattern = rewritten(written, engine).unwrap_or_else(|| written.text.clone());
    let schema = json!({ "pattern": pattern });
    files.options(engine, &schema).build(&schema).is_ok()
}

/// Returns the problems of regular expressions that no engine accepts.
fn invalid_patterns(files: &Files) -> Vec<SchemaProblem> {
    let sources = files.sources();
    let is_invalid = |written: &&Written| !accepts(files, Engine::Backtracking, written);
    let describe = |written: &Written| {
        let pattern = named(&written.text);
        let (message, help) = match Pattern::read(&written.text) {
            Err(invalid) => {
                let reason = clipped(&invalid.reason);
                (format!("{pattern} is not a regular expression: {reason}"), None)
            }
            // The engine gives another reason for an expression that is too large.
            Ok(_) => match engine_reason(&written.text).filter(|reason| !reason.contains("look")) {
                Some(reason) => (format!("{pattern} cannot be used: {}", clipped(&reason)), None),
                None => (
                    format!("the pattern {pattern} is too large"),
                    Some("limit the length with `maxLength`, or repeat less".to_owned()),
                ),
            },
        };
        SchemaProblem { message, help, ..at(sources, written) }
    };
    sources.patterns().iter().filter(is_invalid).map(describe).collect()
}

fn engine_reason(pattern: &str) -> Option<String> {
    let error = regex::Regex::new(pattern).err()?.to_string();
    error.rsplit_once("error: ").map(|(_, reason)| reason.to_owned())
}

/// Warns about expressions that an engine accepts although they are invalid in ECMA-262 with the `u` flag.
/// JSON Schema requires this flag (core section 6.4).
fn foreign_patterns(sources: &Sources) -> Vec<SchemaProblem> {
    let ours = |written: &&Written| sources.document(written.place.file).is_some();
    let describe = |written: &Written| {
        let invalid = Pattern::read(&written.text).err()?;
        // Drafts before 2020-12 do not require the flag. Without it, a needless escape is valid and has the
        // same meaning.
        if invalid.is_needless_escape && written.draft < Draft::Draft202012 {
            return None;
        }
        let (pattern, reason) = (named(&written.text), clipped(&invalid.reason));
        Some(SchemaProblem {
            is_warning: true,
            message: format!(
                "the pattern {pattern} is not valid in ECMA-262 with the `u` flag: {reason}"
            ),
            help: Some("other programs may reject it or interpret it differently".to_owned()),
            ..at(sources, written)
        })
    };
    sources.patterns().iter().filter(ours).filter_map(describe).collect()
}

/// Returns a problem with the message of the `jsonschema` crate, as a fallback for an error without an explanation.
pub(super) fn other(files: &Files, error: &BuildError) -> SchemaProblem {
    let message = match error.kind() {
        ValidationErrorKind::Custom { message, .. } => message.clone(),
        ValidationErrorKind::Referencing(reason) => reason.to_string(),
        kind => format!("the value of `{}` is not valid", kind.keyword()),
    };
    let pointer = Pointer::new(error.schema_path().as_str());
    let place = SchemaPlace { file: 0, pointer };
    let message = clipped(&message.replace(". ", "; ")).trim_end_matches('.').to_owned();
    SchemaProblem { message, ..at_place(files.sources(), &place, false) }
}
