//! The message of each keyword: the actual and the expected value.

use super::explain::{Failure, last_token, parent};
use super::forbidden::{self, described};
use super::formats;
use super::sources::Sources;
use super::suggest::{slip_of, twin};
use super::wording::{
    all_of, either, either_of, either_of_first, found, kind_of, named, quoted, quoted_json,
    wanted_type,
};
use crate::document::{Form, Kind as ValueKind, Value};
use crate::value::look_alike::{with_hidden_difference, with_hidden_mistake};
use crate::words::{counted, grouped};
use jsonschema::JsonType;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use serde_json::{Value as Json, json};
use std::borrow::Borrow;

/// Maximum number of wanted values for which an error suggests a similar one, since the invalid value is compared with
/// all of them.
const MAX_COMPARED: usize = 1_000;

/// The texts of an error.
pub(super) struct Words {
    pub(super) message: String,
    pub(super) help: Option<String>,
    /// The wanted name that is most similar to the name in the document.
    pub(super) likely: Option<String>,
    /// The JSON text to replace the name in the document with, if that name is probably misspelt.
    pub(super) suggestion: Option<String>,
}

impl Words {
    /// Creates texts with a message only.
    pub(super) fn new(message: String) -> Words {
        Words { message, help: None, likely: None, suggestion: None }
    }
}

/// Returns the texts for an error about one value (JSON Schema Validation, section 6; Core, section 10).
pub(super) fn words(sources: &Sources, failure: &Failure<'_, '_>) -> Words {
    let place = failure.place;
    match failure.error.kind() {
        Kind::Enum { options } => {
            return one_of(place, options.as_array().map(Vec::as_slice).unwrap_or_default());
        }
        Kind::Constant { expected_value } => {
            return one_of(place, std::slice::from_ref(expected_value));
        }
        Kind::Custom { .. } => return compared(sources, failure),
        Kind::OneOfMultipleValid { context } => {
            let valid = (0..).zip(context).filter(|(_, errors)| errors.is_empty());
            let names: Vec<String> =
                valid.map(|(index, _)| sources.name_of(&failure.at.join_index(index))).collect();
            let help = Some(format!("it matches {}", all_of(&names)));
            let message = format!("matches {} alternatives, want exactly one", names.len());
            return Words { help, ..Words::new(message) };
        }
        _ => {}
    }
    Words::new(sentence(sources, failure))
}

/// Returns the types that a failed `type` wants.
pub(super) fn wanted_types(kind: &TypeKind) -> Vec<JsonType> {
    match kind {
        TypeKind::Single(wanted) => vec![*wanted],
        TypeKind::Multiple(wanted) => wanted.iter().collect(),
    }
}

/// Returns the help that explains why there is no suggestion, or `None` if there are few enough values for one.
fn no_suggestion(number: usize) -> Option<String> {
    (number > MAX_COMPARED).then(|| {
        format!("no suggestion, since there are more than {} values", grouped(MAX_COMPARED))
    })
}

/// Returns the texts for a value that is not one of the wanted values.
pub(super) fn one_of(place: Value<'_>, wanted: &[impl Borrow<Json>]) -> Words {
    let text = place.as_str().unwrap_or_default();
    let is_compared = wanted.len() <= MAX_COMPARED;
    let compared = wanted.iter().filter(|_| is_compared);
    let wanted_texts: Vec<&str> = compared.filter_map(|value| value.borrow().as_str()).collect();
    let twin = twin(&text, wanted_texts.iter().copied());
    let likely = twin.or_else(|| slip_of(&text, &wanted_texts));
    let listed = either_of(wanted);
    let message = match wanted.len() {
        0 => format!("got {}, and the schema's `enum` allows no value", found(place)),
        1 => format!("got {}, want {listed}", found(place)),
        _ => format!("got {}, want one of {listed}", found(place)),
    };
    Words {
        message: match twin {
            Some(twin) => with_hidden_difference(message, &text, twin),
            None => message,
        },
        help: match likely {
            Some(likely) => Some(format!("did you mean {}?", quoted_json(&likely.into()))),
            None => no_suggestion(wanted.len()),
        },
        likely: likely.map(ToOwned::to_owned),
        suggestion: likely.map(|likely| Json::from(likely).to_string()),
    }
}

/// Describes a value by its type. If an integer is wanted and the value is another number, such as `1.5`,
/// shows the number instead.
pub(super) fn found_type(place: Value<'_>, wanted: &[JsonType]) -> String {
    let is_number = place.kind() == ValueKind::Number;
    match is_number && wanted.contains(&JsonType::Integer) {
        true => quoted(place),
        false if is_text_of_cell(place) => format!("the text {}", quoted(place)),
        false => kind_of(place),
    }
}

/// Whether a value is a cell of CSV or TSV that is neither a number nor a boolean of JSON.
fn is_text_of_cell(value: Value<'_>) -> bool {
    let is_cell = matches!(value.document().converted_from(), Some(Form::Csv | Form::Tsv));
    is_cell && value.kind() == ValueKind::String
}

fn sentence(sources: &Sources, failure: &Failure<'_, '_>) -> String {
    let place = failure.place;
    let number = |want: &str, limit: &Json| {
        format!("got {}, want {want} {}", quoted(place), quoted_json(limit))
    };
    let size = |noun: &str, want: &str, limit: u64| {
        format!("got {}, want {want} {limit}", counted(size_of(place), noun))
    };
    match failure.error.kind() {
        Kind::Type { kind } => {
            let types = wanted_types(kind);
            let names: Vec<String> = types.iter().map(|wanted| wanted_type(*wanted)).collect();
            let is_json = [JsonType::Integer, JsonType::Number, JsonType::Boolean];
            let as_json =
                match is_text_of_cell(place) && is_json.iter().any(|json| types.contains(json)) {
                    true => " as JSON writes it",
                    false => "",
                };
            format!("got {}, want {}{as_json}", found_type(place, &types), either(&names))
        }
        Kind::Minimum { limit } => number("at least", limit),
        Kind::Maximum { limit } => number("at most", limit),
        Kind::ExclusiveMinimum { limit } => number("more than", limit),
        Kind::ExclusiveMaximum { limit } => number("less than", limit),
        Kind::MinLength { limit } => size("character", "at least", *limit),
        Kind::MaxLength { limit } => size("character", "at most", *limit),
        Kind::MinItems { limit } => size("element", "at least", *limit),
        Kind::MaxItems { limit } => size("element", "at most", *limit),
        Kind::MinProperties { limit } => size("property", "at least", *limit),
        Kind::MaxProperties { limit } => size("property", "at most", *limit),
        Kind::Pattern { pattern } => {
            // The error may contain the pattern as it was rewritten for the `jsonschema` crate.
            let written = sources.value(&failure.at).and_then(Json::as_str).unwrap_or(pattern);
            let message =
                format!("got {}, want text that matches {}", quoted(place), named(written));
            with_hidden_mistake(message, &place.as_str().unwrap_or_default(), |text| {
                formats::satisfies(&json!({ "pattern": pattern }), text)
            })
        }
        Kind::Format { format } => {
            let message = format!("got {}, want {}", quoted(place), formats::wanted(format));
            with_hidden_mistake(message, &place.as_str().unwrap_or_default(), |text| {
                formats::satisfies(&json!({ "format": format }), text)
            })
        }
        Kind::ContentEncoding { content_encoding } => {
            format!("got {}, want text encoded as {}", quoted(place), named(content_encoding))
        }
        Kind::ContentMediaType { content_media_type } => {
            format!("got {}, want text that is {}", quoted(place), named(content_media_type))
        }
        Kind::FromUtf8 { .. } => "the decoded text is not UTF-8".to_owned(),
        Kind::Required { property } => missing(sources, failure, property),
        Kind::Contains => too_few_or_many(sources, failure),
        Kind::Not { schema } => forbidden::sentence(sources, place, schema, &failure.at),
        Kind::FalseSchema => nothing_allowed(failure),
        Kind::BacktrackLimitExceeded { .. } | Kind::RegexEngineFailure { .. } => {
            given_up(sources.value(&failure.at).and_then(Json::as_str))
        }
        kind => format!("does not satisfy {}", named(kind.keyword())),
    }
}

/// Returns the texts for a value that a comparison in `exact` rejects. Numbers are shown as written.
fn compared(sources: &Sources, failure: &Failure<'_, '_>) -> Words {
    let (place, wanted) = (failure.place, sources.written_at(&failure.at, false));
    let limit = wanted.map(quoted).unwrap_or_default();
    let number = |want: &str| Words::new(format!("got {}, want {want} {limit}", quoted(place)));
    match last_token(&failure.at) {
        "maximum" if has_flag(sources, failure, "exclusiveMaximum") => number("less than"),
        "minimum" if has_flag(sources, failure, "exclusiveMinimum") => number("more than"),
        "maximum" => number("at most"),
        "minimum" => number("at least"),
        "exclusiveMaximum" => number("less than"),
        "exclusiveMinimum" => number("more than"),
        "multipleOf" => number("a multiple of"),
        "enum" => {
            let number = wanted.map_or(0, |values| values.len());
            let values = wanted.into_iter().flat_map(|values| values.elements());
            let listed = either_of_first(values.map(quoted), number);
            let one_of = if number == 1 { "" } else { "one of " };
            let message = format!("got {}, want {one_of}{listed}", found(place));
            Words { help: no_suggestion(number), ..Words::new(message) }
        }
        _ => Words::new(format!("got {}, want {limit}", found(place))),
    }
}

/// Whether a boolean keyword of draft 4 is set in the schema of the failed keyword.
fn has_flag(sources: &Sources, failure: &Failure<'_, '_>, flag: &str) -> bool {
    sources.value(&parent(&failure.at).join(flag)) == Some(&Json::Bool(true))
}

/// Returns the message about a pattern on which the engine gives up.
pub(super) fn given_up(pattern: Option<&str>) -> String {
    let pattern = pattern.map_or_else(|| "a pattern".to_owned(), named);
    format!("cannot tell within the step limit whether {pattern} matches")
}

fn size_of(place: Value<'_>) -> usize {
    match place.as_str() {
        Some(text) => text.chars().count(),
        None => place.len(),
    }
}

fn missing(sources: &Sources, failure: &Failure<'_, '_>, property: &Json) -> String {
    let name = property.as_str().unwrap_or_default();
    let message = format!("missing property {}", named(name));
    match trigger(sources, failure, property) {
        Some(trigger) => format!("{message}, which {} needs", named(&trigger)),
        None => message,
    }
}

/// Returns a present property that requires the missing property (`dependentRequired`, `dependencies`), or
/// `None` if another keyword requires the missing property.
fn trigger(sources: &Sources, failure: &Failure<'_, '_>, property: &Json) -> Option<String> {
    let needs = |names: &Json| names.as_array().is_some_and(|names| names.contains(property));
    let dependencies = sources.value(&failure.at)?.as_object()?;
    let is_trigger = |name: &str| failure.place.get(name).is_some();
    let mut triggers = dependencies.iter().filter(|(name, names)| needs(names) && is_trigger(name));
    triggers.next().map(|(name, _)| name.clone())
}

fn too_few_or_many(sources: &Sources, failure: &Failure<'_, '_>) -> String {
    let keyword = sources.value(&failure.at);
    // The limit may be written as `2.0`.
    let limit = keyword.and_then(Json::as_f64).unwrap_or(1.0);
    match last_token(&failure.at) {
        "minContains" => format!("too few elements match `contains`, want at least {limit}"),
        "maxContains" => format!("too many elements match `contains`, want at most {limit}"),
        _ => match keyword.and_then(|schema| described(sources, schema, &failure.at)) {
            Some(wanted) => format!("no element is {wanted}, want at least one"),
            None => "no element matches `contains`, want at least one".to_owned(),
        },
    }
}

fn nothing_allowed(failure: &Failure<'_, '_>) -> String {
    let path: Vec<String> = failure.at.pointer.tokens().collect();
    let name = crate::document::Pointer::new(failure.error.instance_path().as_str());
    let name = name.tokens().last().unwrap_or_default();
    match path.as_slice() {
        [.., keyword, _] if keyword == "properties" || keyword == "patternProperties" => {
            format!("property {} is not allowed here", named(&name))
        }
        [.., keyword, trigger] if keyword == "dependentSchemas" || keyword == "dependencies" => {
            format!("property {} is not allowed here", named(trigger))
        }
        [.., keyword] if keyword == "items" || keyword == "additionalItems" => {
            "no element is allowed here".to_owned()
        }
        [.., keyword, index]
            if (keyword == "items" || keyword == "prefixItems")
                && index.parse::<usize>().is_ok() =>
        {
            "no element is allowed here".to_owned()
        }
        _ => format!("got {}, want nothing here", found(failure.place)),
    }
}
