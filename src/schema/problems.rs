//! What is wrong with a schema, each at its place in the schema's files.

use super::error::SchemaProblem;
use super::explain::Explainer;
use super::files::{BuildError, Engine, Files};
use super::location::{is_on_the_network, without_fragment};
use super::metaschemas;
use super::representation::{Tape, TapeNode, to_json};
use super::sources::{Reference, SchemaPlace, Sources, Written};
use super::suggest::nearest;
use super::wording::{clipped, named};
use crate::document::{Document, Pointer, Value};
use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, ReferencingError, Validator};
use serde_json::{Value as Json, json};

/// The problem of a file that is not JSON.
pub(super) fn not_json(document: &Document, location: &str) -> SchemaProblem {
    let reason = document.syntax_error().map(|error| clipped(&error.message()));
    SchemaProblem {
        location: location.to_owned(),
        pointer: Pointer::default(),
        is_key: false,
        message: match reason {
            Some(reason) => format!("the schema is not JSON: {reason}"),
            None => "the schema is empty".to_owned(),
        },
        help: None,
    }
}

/// Everything that can be found wrong with a schema that the crate did not accept.
pub(super) fn all(files: &Files<'_>, sources: &Sources, error: &BuildError) -> Vec<SchemaProblem> {
    let mut problems = Vec::new();
    for (location, document) in files.documents() {
        match document.root() {
            Some(root) => problems.extend(invalid_keywords(files, root, location)),
            None => problems.push(not_json(document, location)),
        }
    }
    let references = sources.references().iter();
    problems.extend(references.filter_map(|each| dangling(files, sources, each, error)));
    for pattern in invalid_patterns(files, sources) {
        // Where the metaschema says so too, this says why.
        problems.retain(|problem| !is_at(problem, &pattern));
        problems.push(pattern);
    }
    if problems.is_empty() {
        problems.push(other(sources, error));
    }
    problems
}

/// The regular expressions that the linear engine refuses and the backtracking one accepts.
pub(super) fn backtracking_patterns(files: &Files<'_>, sources: &Sources) -> Vec<SchemaProblem> {
    let needs_backtracking = |written: &&Written| !accepts(files, Engine::Linear, &written.text);
    let describe = |written: &Written| SchemaProblem {
        message: format!(
            "the pattern {} needs look-around or a back-reference, so its time is limited but not linear",
            named(&written.text)
        ),
        help: Some("write it without them, or split it into several patterns".to_owned()),
        ..at(sources, written)
    };
    sources.patterns().iter().filter(needs_backtracking).map(describe).collect()
}

/// The formats that nothing checks.
pub(super) fn unknown_formats(
    files: &Files<'_>,
    sources: &Sources,
    draft: Draft,
) -> Vec<SchemaProblem> {
    let options = files.options(Engine::Linear, &Json::Null);
    let is_unknown = |written: &&Written| !options.is_known_format(draft, &written.text);
    let describe = |written: &Written| SchemaProblem {
        message: format!("the format {} is not known and not checked", named(&written.text)),
        ..at(sources, written)
    };
    sources.formats().iter().filter(is_unknown).map(describe).collect()
}

fn is_at(problem: &SchemaProblem, other: &SchemaProblem) -> bool {
    problem.location == other.location
        && problem.pointer == other.pointer
        && problem.is_key == other.is_key
}

fn at(sources: &Sources, written: &Written) -> SchemaProblem {
    SchemaProblem { is_key: written.is_key, ..at_place(sources, &written.place) }
}

fn at_place(sources: &Sources, place: &SchemaPlace) -> SchemaProblem {
    SchemaProblem {
        location: sources.location(place.file).to_owned(),
        pointer: place.pointer.clone(),
        is_key: false,
        message: String::new(),
        help: None,
    }
}

/// What the metaschema of a file does not accept in it.
fn invalid_keywords(files: &Files<'_>, root: Value<'_>, location: &str) -> Vec<SchemaProblem> {
    let contents = to_json(root);
    let draft = files.draft_of(&contents);
    let Some(validator) = files.metaschema_validator(&contents, draft) else { return Vec::new() };
    let errors = errors_of(&validator, &metaschemas::sources(draft), root);
    errors
        .into_iter()
        .map(|problem| SchemaProblem { location: location.to_owned(), ..problem })
        .collect()
}

fn errors_of(
    validator: &Validator<Tape>,
    sources: &Sources,
    root: Value<'_>,
) -> Vec<SchemaProblem> {
    if validator.is_valid(TapeNode::start(root)) {
        return Vec::new();
    }
    let errors = Explainer::new(sources, root, "").explain_all(validator);
    let describe = |error: super::SchemaError<'_>| {
        let pointer = error.place.pointer();
        SchemaProblem {
            location: String::new(),
            is_key: !root.at(&pointer).is_some_and(|value| value.is(error.place)),
            pointer,
            message: error.message,
            help: error.help,
        }
    };
    errors.into_iter().map(describe).collect()
}

/// The problem of a reference that leads nowhere.
fn dangling(
    files: &Files<'_>,
    sources: &Sources,
    reference: &Reference,
    error: &BuildError,
) -> Option<SchemaProblem> {
    let keyword = reference.keyword;
    let place = at_place(sources, &reference.place);
    let problem = |message| Some(SchemaProblem { message, ..place.clone() });
    let Some(resolved) = &reference.resolved else {
        let written = named(&reference.written);
        return problem(format!("`{keyword}` is {written}, which is not a URI reference"));
    };
    let resource = without_fragment(resolved);
    if keyword == "$schema" && !is_unknown_specification(error, resource) {
        return None;
    }
    if let Some(reason) = files.absent.get(resource) {
        return if is_on_the_network(resource) {
            problem(format!(
                "`{keyword}` to {resource} is neither on disk nor bundled; factlint never fetches"
            ))
        } else {
            problem(format!("`{keyword}` to {}: {}", reference.written, clipped(reason)))
        };
    }
    if !sources.has_resource(resource) || keyword == "$schema" {
        return None;
    }
    let fragment = resolved.split_once('#').map_or("", |(_, fragment)| fragment);
    if fragment.is_empty() || fragment.starts_with('/') {
        if sources.find(resolved).is_some() {
            return None;
        }
        let help = likely_target(sources, &reference.written, resolved);
        let message = format!("`{keyword}` to {} leads nowhere", reference.written);
        return Some(SchemaProblem { message, help, ..place });
    }
    match error.kind() {
        ValidationErrorKind::Referencing(
            ReferencingError::NoSuchAnchor { anchor } | ReferencingError::InvalidAnchor { anchor },
        ) if anchor == fragment => {
            problem(format!("`{keyword}` to {} leads nowhere", reference.written))
        }
        _ => None,
    }
}

fn is_unknown_specification(error: &BuildError, uri: &str) -> bool {
    match error.kind() {
        ValidationErrorKind::Referencing(ReferencingError::UnknownSpecification {
            specification,
        }) => without_fragment(specification) == uri,
        ValidationErrorKind::Referencing(ReferencingError::Unretrievable {
            uri: absent, ..
        }) => without_fragment(absent) == uri,
        _ => false,
    }
}

/// The neighbour of the place that a JSON Pointer misses, where its name is alike.
fn likely_target(sources: &Sources, written: &str, resolved: &str) -> Option<String> {
    let (parent, wanted) = resolved.rsplit_once('/')?;
    let names = sources.value(&sources.find(parent)?)?.as_object()?;
    let likely = nearest(wanted, names.keys().map(String::as_str))?;
    let start = written.strip_suffix(wanted)?;
    Some(format!("did you mean {}?", named(&format!("{start}{likely}"))))
}

fn accepts(files: &Files<'_>, engine: Engine, pattern: &str) -> bool {
    let schema = json!({ "pattern": pattern });
    files.options(engine, &schema).build(&schema).is_ok()
}

fn invalid_patterns(files: &Files<'_>, sources: &Sources) -> Vec<SchemaProblem> {
    let is_invalid = |written: &&Written| !accepts(files, Engine::Backtracking, &written.text);
    let describe = |written: &Written| {
        let reason = regex::Regex::new(&written.text).err().map(|error| error.to_string());
        let reason = reason.as_deref().and_then(|text| text.rsplit_once("error: "));
        let because = reason.map(|(_, text)| format!(": {}", clipped(text))).unwrap_or_default();
        SchemaProblem {
            message: format!("{} is not a regular expression{because}", named(&written.text)),
            ..at(sources, written)
        }
    };
    sources.patterns().iter().filter(is_invalid).map(describe).collect()
}

/// The crate's own account, where nothing else explains it.
fn other(sources: &Sources, error: &BuildError) -> SchemaProblem {
    let message = match error.kind() {
        ValidationErrorKind::Custom { message, .. } => message.clone(),
        ValidationErrorKind::Referencing(reason) => reason.to_string(),
        kind => format!("`{}` cannot be used as it is", kind.keyword()),
    };
    let pointer = Pointer::new(error.schema_path().as_str());
    let place = SchemaPlace { file: 0, pointer };
    let message = clipped(&message.replace(". ", "; ")).trim_end_matches('.').to_owned();
    SchemaProblem { message, ..at_place(sources, &place) }
}
