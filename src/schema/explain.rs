//! Converts the errors of the `jsonschema` crate: adds locations, and reports each problem once.

use super::alternatives;
use super::conditions;
use super::effort;
use super::equality::first_repetition;
use super::error::{Affected, ErrorPart, SchemaError};
use super::exact;
use super::message::{self, Words};
use super::representation::{Tape, TapeNode, offset_of};
use super::slips;
use super::sources::{SchemaPlace, Sources};
use super::suggest::{nearest, slip_of, twin};
use super::undecided;
use super::unevaluated;
use super::wording::{all_named, named, quoted};
use crate::document::{FileId, Pointer, Value};
use crate::value::look_alike::with_hidden_difference;
use crate::words::counted;
use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value as Json;
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;

/// Maximum product of the number of an object's keys and of the names in its schema for which an error suggests a name.
const MAX_COMPARISONS: usize = 1_000_000;

/// Explains the errors of one validation.
#[derive(Clone, Copy)]
pub(super) struct Explainer<'s, 'a> {
    pub(super) sources: &'s Sources,
    /// The value that the validation started from.
    start: Value<'a>,
    /// Pointer to the schema that the validation started with, in the schema's file.
    base: &'s str,
}

/// An error of the `jsonschema` crate with its locations.
#[derive(Clone)]
pub(super) struct Failure<'e, 'a> {
    pub(super) error: &'e ValidationError<'e>,
    pub(super) place: Value<'a>,
    /// The property name that the error is about, or `None` if it is not about a property name.
    pub(super) key: Option<Value<'a>>,
    /// The place of the keyword in the schema.
    pub(super) at: SchemaPlace,
}

/// The names that the schema of an object with unexpected properties allows.
struct AllowedNames<'n> {
    /// All names, or none if `has_too_many`.
    known: Vec<&'n str>,
    /// Those that are not keys of the object.
    absent: Vec<&'n str>,
    /// Whether the schema and the object have too many names to compare each with each.
    has_too_many: bool,
    /// Whether the keyword is `unevaluatedProperties`.
    is_unevaluated: bool,
}

impl<'s, 'a> Explainer<'s, 'a> {
    /// Creates an explainer. `start` is the validated value, and `base` is the pointer to the schema that the
    /// value is validated with.
    pub(super) fn new(sources: &'s Sources, start: Value<'a>, base: &'s str) -> Explainer<'s, 'a> {
        Explainer { sources, start, base }
    }

    /// Returns all errors of an invalid value in text order, one error per mistake.
    pub(super) fn explain_all(&self, validator: &Validator<Tape>) -> Vec<SchemaError<'a>> {
        let (values, alternatives) =
            (self.start.positions().len(), self.sources.number_of_alternatives());
        let is_too_much = Cell::new(false);
        let validate = || {
            let found = effort::limited(values, alternatives, || {
                let errors = validator.iter_errors(TapeNode::limited(self.start));
                errors.collect::<Vec<ValidationError<'_>>>()
            });
            is_too_much.set(is_too_much.get() || found.is_none());
            found.unwrap_or_default()
        };
        let (found, undecided) = undecided::apart(validate, |error| {
            (error.instance_path().as_str().to_owned(), error.schema_path().as_str().to_owned())
        });
        if is_too_much.get() {
            return vec![self.too_many_errors()];
        }
        let mut errors = self.explain_each(&found, None);
        errors.extend(undecided.into_iter().filter_map(|(text, at)| self.undecided(text, at)));
        errors.sort_by(|left, right| order(left).cmp(&order(right)));
        errors.dedup_by(|left, right| order(left) == order(right));
        if errors.is_empty() && !validator.is_valid(TapeNode::start(self.start)) {
            errors.push(self.unexplained());
        }
        slips::merged(errors)
    }

    /// Returns the fallback error, so that an invalid value is never accepted silently.
    fn unexplained(&self) -> SchemaError<'a> {
        SchemaError {
            place: self.start,
            part: ErrorPart::Whole,
            keyword: "$schema".to_owned(),
            schema_location: self.sources.location(0).to_owned(),
            schema_pointer: Pointer::default(),
            schema_place: None,
            message: "the schema does not accept this value".to_owned(),
            help: None,
            suggestion: None,
            related: Vec::new(),
            tested: Vec::new(),
            affected: Affected::Value,
        }
    }

    /// Returns the error about a value for which the alternatives together have too many errors.
    fn too_many_errors(&self) -> SchemaError<'a> {
        let help = "nested alternatives have too many errors to find the closest one: check the parts of the value separately, or add a property that distinguishes the alternatives";
        SchemaError { help: Some(help.to_owned()), ..self.unexplained() }
    }

    /// Returns the error about a text on which the regular expression engine gives up. Returns `None` if the
    /// text is not found.
    fn undecided(&self, text: u32, at: SchemaPlace) -> Option<SchemaError<'a>> {
        let message = message::given_up(self.sources.value(&at).and_then(Json::as_str));
        Some(SchemaError {
            place: self.start.document().value_at_own_byte(text)?,
            keyword: "pattern".to_owned(),
            schema_location: self.sources.location(at.file).to_owned(),
            schema_pointer: at.pointer,
            message,
            ..self.unexplained()
        })
    }

    /// Converts the errors of one validation. Errors with the same cause are merged.
    pub(super) fn explain_each(
        &self,
        errors: &[ValidationError<'_>],
        key: Option<Value<'a>>,
    ) -> Vec<SchemaError<'a>> {
        let explain = |error: &ValidationError<'_>| {
            let (unexpected, of_elements) = match error.kind() {
                Kind::UnevaluatedProperties { unexpected } => (unexpected, false),
                Kind::UnevaluatedItems { unexpected } => (unexpected, true),
                _ => return self.explain(error, key),
            };
            unevaluated::explain(self, &self.failure(error, key), unexpected, errors, of_elements)
        };
        errors.iter().flat_map(explain).collect()
    }

    /// Converts one error of the `jsonschema` crate. `key` is the property name that the error is about, if
    /// any.
    pub(super) fn explain(
        &self,
        error: &ValidationError<'_>,
        key: Option<Value<'a>>,
    ) -> Vec<SchemaError<'a>> {
        let failure = self.failure(error, key);
        match error.kind() {
            Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
                alternatives::explain(self, &failure, context)
            }
            Kind::PropertyNames { error: inner } => {
                let name = offset_of(inner.instance());
                let key = name.and_then(|offset| self.start.document().value_at_own_byte(offset));
                self.explain(inner, Some(key.unwrap_or(failure.place)))
            }
            Kind::AdditionalProperties { unexpected } => {
                self.unexpected_properties(&failure, unexpected.iter().map(String::as_str))
            }
            Kind::FalseSchema if let Some(object) = self.closed_object(&failure) => {
                let failure = Failure { place: object, ..failure };
                let names: Vec<Cow<'_, str>> =
                    object.members().map(|member| member.name()).collect();
                self.unexpected_properties(&failure, names.iter().map(Cow::as_ref))
            }
            Kind::UnevaluatedProperties { unexpected } => {
                unevaluated::explain(self, &failure, unexpected, &[], false)
            }
            Kind::UnevaluatedItems { unexpected } => {
                unevaluated::explain(self, &failure, unexpected, &[], true)
            }
            Kind::AdditionalItems { limit } => vec![self.additional_elements(&failure, *limit)],
            Kind::UniqueItems => vec![self.repeated_element(&failure)],
            _ => vec![self.error(&failure, message::words(self.sources, &failure))],
        }
    }

    /// Adds the locations to an error of the `jsonschema` crate.
    pub(super) fn failure<'e>(
        &self,
        error: &'e ValidationError<'e>,
        key: Option<Value<'a>>,
    ) -> Failure<'e, 'a> {
        let place = key.unwrap_or_else(|| self.place(error));
        Failure { error, place, key, at: self.schema_place(error) }
    }

    /// Builds the error from its texts, at the failure's location.
    pub(super) fn error(&self, failure: &Failure<'_, 'a>, words: Words) -> SchemaError<'a> {
        let because = conditions::reason(self.sources, &self.evaluation_path(failure.error));
        let (because, tested) = because.map(|reason| (reason.words, reason.tested)).unzip();
        let help: Vec<String> = words.help.into_iter().chain(because).collect();
        let message = match failure.key {
            Some(_) => format!("property name: {}", words.message),
            None => words.message,
        };
        SchemaError {
            place: failure.place,
            part: if is_missing_inside(failure.error.kind()) {
                ErrorPart::Opening
            } else {
                ErrorPart::Whole
            },
            keyword: keyword(failure),
            schema_location: self.sources.location(failure.at.file).to_owned(),
            schema_pointer: failure.at.pointer.clone(),
            schema_place: self.shown_place(failure),
            message,
            help: (!help.is_empty()).then(|| help.join("; ")),
            affected: Affected::of(
                failure.error.kind(),
                failure.place,
                words.likely.as_deref(),
                self.contained(&failure.at),
            ),
            suggestion: words.suggestion,
            related: Vec::new(),
            tested: tested.unwrap_or_default(),
        }
    }

    /// Returns the number of elements that a keyword requires to match `contains`.
    fn contained(&self, at: &SchemaPlace) -> u64 {
        match last_token(at) {
            "maxContains" => 0,
            "minContains" => self.sources.value(at).and_then(Json::as_u64).unwrap_or(1),
            _ => 1,
        }
    }

    /// Returns the file and byte offset of a violated `not`, which the report shows because a reader cannot
    /// guess the forbidden schema. Returns `None` for other keywords.
    fn shown_place(&self, failure: &Failure<'_, 'a>) -> Option<(FileId, usize)> {
        let is_forbidden = matches!(failure.error.kind(), Kind::Not { .. });
        let place = is_forbidden.then(|| self.sources.offset(&failure.at, true))?;
        place.filter(|(file, _)| *file != FileId::UNLISTED)
    }

    fn place(&self, error: &ValidationError<'_>) -> Value<'a> {
        let path = error.instance_path();
        if path.is_empty() {
            return self.start;
        }
        let carried = match error.kind() {
            // Errors of these kinds contain the value itself, not its offset.
            Kind::BacktrackLimitExceeded { .. }
            | Kind::RegexEngineFailure { .. }
            | Kind::Custom { .. } => None,
            _ => offset_of(error.instance()),
        };
        carried
            .and_then(|offset| self.start.document().value_at_own_byte(offset))
            .or_else(|| self.start.at(&Pointer::new(path.as_str())))
            .unwrap_or(self.start)
    }

    /// Returns the object in which `additionalProperties: false` allows no member at all. The crate reports a single
    /// error at the object, with the value of the first member.
    fn closed_object(&self, failure: &Failure<'_, 'a>) -> Option<Value<'a>> {
        if last_token(&failure.at) != "additionalProperties" {
            return None;
        }
        let path = failure.error.instance_path();
        let object = self.start.at(&Pointer::new(path.as_str()))?;
        let is_property_of_that_name = !path.is_empty() && object.span() == failure.place.span();
        (!is_property_of_that_name).then_some(object)
    }

    /// Returns the evaluation path of an error, from the root of the schema's file.
    pub(super) fn evaluation_path(&self, error: &ValidationError<'_>) -> String {
        format!("{}{}", self.base, self.sources.own_path(error.evaluation_path().as_str()))
    }

    fn schema_place(&self, error: &ValidationError<'_>) -> SchemaPlace {
        let as_written = |location: &str| match error.kind() {
            Kind::Custom { message, .. } => exact::location_of(location, message),
            Kind::Pattern { .. } => undecided::location_of(location),
            _ => None,
        };
        let as_written = |location: &str| as_written(location).unwrap_or(location.to_owned());
        let along = || self.sources.along(&as_written(&self.evaluation_path(error)));
        // The crate's absolute location does not contain the base of a schema in the file.
        let exact = if self.base.is_empty() { None } else { along() };
        let absolute = || error.absolute_keyword_location();
        exact
            .or_else(|| self.sources.find(&as_written(absolute()?.as_str())))
            .or_else(along)
            .unwrap_or_else(|| SchemaPlace {
                file: 0,
                pointer: Pointer::new(as_written(error.schema_path().as_str())),
            })
    }

    /// Returns the errors about an object's unexpected properties, given their names.
    pub(super) fn unexpected_properties<'n>(
        &self,
        failure: &Failure<'_, 'a>,
        names: impl Iterator<Item = &'n str>,
    ) -> Vec<SchemaError<'a>> {
        let object = failure.place;
        let schema = parent(&failure.at);
        let is_unevaluated = matches!(failure.error.kind(), Kind::UnevaluatedProperties { .. });
        let has_too_many = self.has_too_many_names(object, &schema);
        let known = match has_too_many {
            true => Vec::new(),
            false => self.sources.property_names(&schema, is_unevaluated),
        };
        let keys = object.members().map(|member| (member.name(), member.key));
        let keys: HashMap<Cow<'_, str>, Value<'a>> = keys.collect();
        let absent = known.iter().copied().filter(|name| !keys.contains_key(*name)).collect();
        let allowed = AllowedNames { known, absent, has_too_many, is_unevaluated };
        let error_of = |name: &'n str| {
            let place = keys.get(name).copied().unwrap_or(object);
            self.unexpected_property(&Failure { place, ..failure.clone() }, name, &allowed)
        };
        names.map(error_of).collect()
    }

    /// Returns the error for the unexpected property with this key.
    fn unexpected_property(
        &self,
        key: &Failure<'_, 'a>,
        name: &str,
        allowed: &AllowedNames<'_>,
    ) -> SchemaError<'a> {
        let AllowedNames { known, absent, .. } = allowed;
        let twin = twin(name, absent.iter().copied());
        let likely = twin.or_else(|| nearest(name, absent.iter().copied()));
        let help = match likely {
            Some(likely) => Some(format!("did you mean {}?", named(likely))),
            None if known.contains(&name) => {
                Some("it belongs to an alternative that does not apply here".to_owned())
            }
            None if allowed.has_too_many => {
                Some("no suggestion, since there are too many names".to_owned())
            }
            None if known.is_empty() => None,
            None => Some(format!("allowed here: {}", all_named(known))),
        };
        let has_schema = self.sources.value(&key.at) != Some(&false.into());
        let message = if allowed.is_unevaluated && has_schema {
            format!(
                "property {} is not named by the schema and does not match `unevaluatedProperties`",
                named(name)
            )
        } else {
            format!("unexpected property {}", named(name))
        };
        let message = match twin {
            Some(twin) => with_hidden_difference(message, name, twin),
            None => message,
        };
        let meant = twin.or_else(|| slip_of(name, absent));
        let suggestion = meant.map(|meant| serde_json::Value::from(meant).to_string());
        let likely = likely.map(ToOwned::to_owned);
        self.error(key, Words { message, help, likely, suggestion })
    }

    /// Whether an object and a schema have too many names to compare each name of the schema with each key.
    fn has_too_many_names(&self, object: Value<'_>, schema: &SchemaPlace) -> bool {
        let properties = self.sources.value(schema).and_then(|schema| schema.get("properties"));
        let names = properties.and_then(Json::as_object).map_or(0, serde_json::Map::len);
        object.len().saturating_mul(names) > MAX_COMPARISONS
    }

    fn additional_elements(&self, failure: &Failure<'_, 'a>, limit: usize) -> SchemaError<'a> {
        let count = counted(failure.place.len(), "element");
        let message = format!("got {count}, want at most {limit}");
        let place = failure.place.element(limit).unwrap_or(failure.place);
        self.error(&Failure { place, ..failure.clone() }, Words::new(message))
    }

    fn repeated_element(&self, failure: &Failure<'_, 'a>) -> SchemaError<'a> {
        let Some((first, again)) = first_repetition(failure.place) else {
            return self.error(failure, Words::new("an element occurs twice".to_owned()));
        };
        let message = format!("got {} again, want unique elements", quoted(again));
        let at_element = Failure { place: again, ..failure.clone() };
        let error = self.error(&at_element, Words::new(message));
        SchemaError { related: vec![(first, "first here".to_owned())], ..error }
    }
}

/// Returns the schema that contains a keyword.
pub(super) fn parent(at: &SchemaPlace) -> SchemaPlace {
    let pointer = at.pointer.as_str().rsplit_once('/').map_or("", |(parent, _)| parent);
    SchemaPlace { file: at.file, pointer: Pointer::new(pointer) }
}

/// Returns the last token of a location in the schema, as written.
pub(super) fn last_token(at: &SchemaPlace) -> &str {
    at.pointer.as_str().rsplit_once('/').map_or("", |(_, token)| token)
}

/// Whether an error is about a missing member or element inside the value.
fn is_missing_inside(kind: &Kind) -> bool {
    matches!(kind, Kind::Required { .. } | Kind::Contains)
}

fn keyword(failure: &Failure<'_, '_>) -> String {
    match failure.error.kind() {
        Kind::FalseSchema => "false".to_owned(),
        // These kinds are used for other keywords too, such as `minContains` and `dependentRequired`. The
        // location ends with the actual keyword.
        Kind::Contains | Kind::Required { .. } | Kind::Custom { .. } => {
            last_token(&failure.at).to_owned()
        }
        kind => kind.keyword().to_owned(),
    }
}

fn order<'e>(error: &'e SchemaError<'_>) -> (usize, usize, &'e str) {
    let span = error.place.span();
    (span.start, span.end, &error.message)
}
