//! Exact comparison with numbers in a schema. The `jsonschema` crate stores numbers as doubles, so it cannot compare
//! all of them exactly. In each schema, a single custom keyword replaces the keywords with such numbers, and contains
//! their values as written. It also replaces an `enum` of many values, of which the crate would keep several copies.
//!
//! A number of at most 15 digits that is neither very large nor very small is [plain](is_plain): the crate
//! compares it exactly with every number of a document (see `JsonNumber::as_f64` in `representation`).
//! `multipleOf` is always replaced.

use super::equality::hash_of;
use super::keywords::Keyword;
use super::representation::{Tape, TapeNode};
use super::sources::{SchemaObject, SchemaPlace, Sources};
use crate::document::{
    Divisor, Document, FileId, Limits, Pointer, Value, compare_literals, is_plain,
};
use jsonschema::paths::Location;
use jsonschema::{Keyword as CustomKeyword, ValidationError};
use serde_json::{Map, Value as Json, json};
use std::cmp::Ordering;

/// The keyword that replaces others. The message of its errors is the name of the replaced keyword.
pub(super) const KEYWORD: &str = "factlint:numbers";

/// The keywords that compare values with numbers.
const COMPARING: [&str; 7] =
    ["maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "multipleOf", "const", "enum"];

/// Number of values from which an `enum` is replaced.
const MANY_VALUES: usize = 100_000;

/// Integers are plain if their absolute value is below this number.
const PLAIN_INTEGERS: i64 = 1_000_000_000_000_000;

/// A replaced keyword.
pub(super) struct ExactKeyword {
    /// The keyword's name in the schema.
    name: &'static str,
    /// The name of the keyword with the same meaning in newer drafts. In draft 4, a flag turns `maximum` into
    /// `exclusiveMaximum`.
    same_as: &'static str,
    /// The keyword's value as written.
    raw: String,
}

/// Returns the schemas of a file that have keywords to replace, with the keywords of each.
pub(super) fn keywords_of(sources: &Sources, file: usize) -> Vec<(Pointer, Vec<ExactKeyword>)> {
    let schemas = sources.schemas().iter().filter(|schema| schema.place.file == file);
    let with_keywords = schemas.filter_map(|schema| {
        let members = sources.value(&schema.place)?.as_object()?;
        let keyword = |name: &&'static str| exact_keyword(sources, schema, members, name);
        let keywords: Vec<ExactKeyword> = COMPARING.iter().filter_map(keyword).collect();
        (!keywords.is_empty()).then(|| (schema.place.pointer.clone(), keywords))
    });
    with_keywords.collect()
}

/// Whether the schema's own file has keywords to replace.
pub(super) fn replaces_keywords(sources: &Sources) -> bool {
    !keywords_of(sources, 0).is_empty()
}

/// Replaces keywords among the members of a schema.
pub(super) fn replace(keywords: &[ExactKeyword], members: &mut Map<String, Json>) {
    let mut values = Map::new();
    for keyword in keywords {
        members.shift_remove(keyword.name);
        // In draft 4, `same_as` is the name of the flag, which is not allowed without the limit.
        if keyword.same_as != keyword.name {
            members.shift_remove(keyword.same_as);
        }
        values.insert(keyword.name.to_owned(), json!([keyword.same_as, keyword.raw]));
    }
    members.insert(KEYWORD.to_owned(), values.into());
}

/// Returns the location of the replaced keyword, given the location and the message of an error. Returns
/// `None` if the error is about another keyword.
pub(super) fn location_of(location: &str, message: &str) -> Option<String> {
    Some(format!("{}{message}", location.strip_suffix(KEYWORD)?))
}

/// Returns the keyword with this name in a schema if it has to be replaced, otherwise `None`.
fn exact_keyword(
    sources: &Sources,
    schema: &SchemaObject,
    members: &Map<String, Json>,
    name: &'static str,
) -> Option<ExactKeyword> {
    let value = members.get(name)?;
    let is_comparing = match name {
        "const" => true,
        "enum" => value.is_array(),
        _ => value.is_number(),
    };
    if !is_comparing || !Keyword::named(name).is_some_and(|keyword| keyword.is_in(schema.draft)) {
        return None;
    }
    let place = schema.place.join(name);
    let is_long =
        value.as_array().is_some_and(|values| name == "enum" && values.len() >= MANY_VALUES);
    let is_exact =
        name == "multipleOf" || is_long || (may_have_others(value) && has_others(sources, &place));
    let is_flagged = |flag: &str| members.get(flag) == Some(&Json::Bool(true));
    // Finding the value as written takes time, and few schemas have keywords to replace.
    if !is_exact {
        return None;
    }
    let same_as = match name {
        "maximum" if is_flagged("exclusiveMaximum") => "exclusiveMaximum",
        "minimum" if is_flagged("exclusiveMinimum") => "exclusiveMinimum",
        name => name,
    };
    let raw = sources.written_at(&place, false)?.raw().to_owned();
    Some(ExactKeyword { name, same_as, raw })
}

/// Whether a value, as the crate reads it, may contain a number that is not plain.
fn may_have_others(value: &Json) -> bool {
    match value {
        Json::Number(number) => {
            let is_plain = |integer: i64| (-PLAIN_INTEGERS..PLAIN_INTEGERS).contains(&integer);
            !number.as_i64().is_some_and(is_plain)
        }
        Json::Array(elements) => elements.iter().any(may_have_others),
        Json::Object(members) => members.values().any(may_have_others),
        Json::Null | Json::Bool(_) | Json::String(_) => false,
    }
}

/// Whether a value contains a number that is not plain as written.
fn has_others(sources: &Sources, place: &SchemaPlace) -> bool {
    let Some(value) = sources.written_at(place, false) else { return false };
    let mut numbers = value.descendants().filter_map(|inner| inner.as_number());
    numbers.any(|number| !is_plain(number.literal()))
}

/// Builds the keyword from its value.
pub(super) fn build<'a>(
    _: &'a Map<String, Json>,
    value: &'a Json,
    _: Location,
) -> Result<Box<dyn for<'i> CustomKeyword<'i, Tape>>, ValidationError<'a>> {
    let read = |(name, value): (&String, &Json)| {
        let same_as = value.get(0)?.as_str()?;
        Some(Comparison {
            name: name.clone(),
            wanted: Wanted::read(same_as, value.get(1)?.as_str()?)?,
        })
    };
    let comparisons: Option<Vec<Comparison>> =
        value.as_object().and_then(|replaced| replaced.iter().map(read).collect());
    match comparisons {
        Some(comparisons) => Ok(Box::new(Comparisons(comparisons))),
        None => Err(ValidationError::custom("not the value of a keyword that compares numbers")),
    }
}

/// The comparisons of one schema.
struct Comparisons(Vec<Comparison>);

struct Comparison {
    /// The name of the replaced keyword.
    name: String,
    wanted: Wanted,
}

enum Wanted {
    /// A number that compares to the limit in one of these ways.
    Ordered(String, &'static [Ordering]),
    Multiple(Divisor),
    Equal(Document),
    EqualToElement(Elements),
}

/// The elements of an array, by hash.
struct Elements {
    array: Document,
    /// The hash of each element and its position on the tape, sorted.
    by_hash: Vec<(u64, u32)>,
}

impl Elements {
    fn of(array: Document) -> Elements {
        let elements = array.root().into_iter().flat_map(|root| root.elements());
        let hashed = |element: Value<'_>| (hash_of(element), element.positions().start);
        let mut by_hash: Vec<(u64, u32)> = elements.map(hashed).collect();
        by_hash.sort_unstable();
        Elements { array, by_hash }
    }

    fn contain(&self, value: Value<'_>) -> bool {
        let hash = hash_of(value);
        let first = self.by_hash.partition_point(|(other, _)| *other < hash);
        let alike = self.by_hash.iter().skip(first).take_while(|(other, _)| *other == hash);
        alike
            .into_iter()
            .any(|(_, position)| self.array.value_at_position(*position).equals(&value))
    }
}

impl Wanted {
    /// Reads the value of a keyword as written. Returns `None` if the keyword does not compare numbers.
    fn read(keyword: &str, raw: &str) -> Option<Wanted> {
        let document = || {
            let limits = Limits { depth: u32::MAX, ..Limits::default() };
            Document::parse(FileId::UNLISTED, raw.as_bytes().to_vec(), limits)
        };
        let ordered = |orders| Wanted::Ordered(raw.to_owned(), orders);
        Some(match keyword {
            "maximum" => ordered(&[Ordering::Less, Ordering::Equal]),
            "exclusiveMaximum" => ordered(&[Ordering::Less]),
            "minimum" => ordered(&[Ordering::Equal, Ordering::Greater]),
            "exclusiveMinimum" => ordered(&[Ordering::Greater]),
            "multipleOf" => Wanted::Multiple(Divisor::new(raw)),
            "const" => Wanted::Equal(document()),
            "enum" => Wanted::EqualToElement(Elements::of(document())),
            _ => return None,
        })
    }

    fn accepts(&self, value: Value<'_>) -> bool {
        let number = value.as_number();
        match self {
            Wanted::Ordered(limit, orders) => number
                .is_none_or(|number| orders.contains(&compare_literals(number.literal(), limit))),
            Wanted::Multiple(divisor) => number.is_none_or(|number| divisor.divides(number)),
            Wanted::Equal(wanted) => wanted.root().is_some_and(|wanted| wanted.equals(&value)),
            Wanted::EqualToElement(wanted) => wanted.contain(value),
        }
    }
}

impl<'i> CustomKeyword<'i, Tape> for Comparisons {
    fn validate(&self, instance: TapeNode<'i>) -> Result<(), ValidationError<'i>> {
        self.iter_errors(instance).next().map_or(Ok(()), Err)
    }

    fn is_valid(&self, instance: TapeNode<'i>) -> bool {
        self.0.iter().all(|comparison| comparison.wanted.accepts(instance.value()))
    }

    fn iter_errors(
        &self,
        instance: TapeNode<'i>,
    ) -> Box<dyn Iterator<Item = ValidationError<'i>> + 'i> {
        let failed = self.0.iter().filter(|each| !each.wanted.accepts(instance.value()));
        let errors: Vec<_> =
            failed.map(|comparison| ValidationError::custom(comparison.name.clone())).collect();
        Box::new(errors.into_iter())
    }
}
