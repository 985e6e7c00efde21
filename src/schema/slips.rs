//! Merges the errors that one slip causes. For example, a misspelt key is also a missing property, and a wrong value
//! can violate several keywords.

use super::error::{Affected, ErrorPart, SchemaError};
use super::wording::named;
use crate::document::Kind;
use std::collections::HashMap;

/// Merges the errors that one slip causes. `errors` must be in text order. These errors are merged:
/// - the error about an unexpected property that is probably misspelt, and the error about the missing
///   property that was meant, or about a property that is only missing because an `if` tests the one that was meant;
/// - several errors about one value without members or elements, or about one key, and the errors about the type and
///   about the allowed values of any value.
pub(super) fn merged(errors: Vec<SchemaError<'_>>) -> Vec<SchemaError<'_>> {
    with_one_per_value(with_missing_names_at_misspelt_keys(errors))
}

/// The names of properties by the byte offset of their object.
type NamesByObject = HashMap<usize, Vec<String>>;

/// Drops errors about missing properties that are probably present under a misspelt name. The help of the error
/// about the misspelt name then says that the property is required.
fn with_missing_names_at_misspelt_keys(mut errors: Vec<SchemaError<'_>>) -> Vec<SchemaError<'_>> {
    let required = by_object(errors.iter().filter_map(missing_property));
    if required.is_empty() {
        return errors;
    }
    let misnamed = by_object(errors.iter().filter_map(misnamed_property));
    errors.retain(|error| !is_caused_by_name(error, &misnamed));
    name_short_keys(&mut errors, &required);
    let mut found = NamesByObject::new();
    for error in &mut errors {
        let Some((object, name)) = misnamed_property(error) else { continue };
        if contains(&required, object, &name) && !contains(&found, object, &name) {
            let help = error.help.take().unwrap_or_default();
            error.help = Some(format!("{}, which is required?", help.trim_end_matches('?')));
            found.entry(object).or_default().push(name);
        }
    }
    errors.retain(|error| {
        missing_property(error).is_none_or(|(object, name)| !contains(&found, object, &name))
    });
    errors
}

fn by_object(names: impl Iterator<Item = (usize, String)>) -> NamesByObject {
    let mut all = NamesByObject::new();
    names.for_each(|(object, name)| all.entry(object).or_default().push(name));
    all
}

fn contains(names: &NamesByObject, object: usize, name: &String) -> bool {
    names.get(&object).is_some_and(|names| names.contains(name))
}

/// Returns the byte offset of the object with a misspelt key, and the name that was probably meant. Returns `None` if
/// the error is not about a misspelt key.
fn misnamed_property(error: &SchemaError<'_>) -> Option<(usize, String)> {
    let Affected::Misnamed(name) = &error.affected else { return None };
    Some((error.place.parent()?.span().start, name.clone()))
}

/// Whether a property is only missing because an `if` tests a property whose name is misspelt.
fn is_caused_by_name(error: &SchemaError<'_>, misnamed: &NamesByObject) -> bool {
    let object = error.place.span().start;
    matches!(error.affected, Affected::Missing(_))
        && error.tested.iter().any(|name| contains(misnamed, object, name))
}

/// Treats an unexpected key as misspelt if it is one edit away from the only property that its object lacks. This finds
/// short keys, which are otherwise never similar enough to a property to be treated as misspelt.
fn name_short_keys(errors: &mut [SchemaError<'_>], required: &NamesByObject) {
    for error in errors.iter_mut().filter(|error| is_unexpected_key(error)) {
        let Some((object, key)) = error.place.parent().zip(error.place.as_str()) else { continue };
        let Some([name]) = required.get(&object.span().start).map(Vec::as_slice) else { continue };
        if name.len() > 1 && strsim::osa_distance(&key, name) == 1 {
            error.affected = Affected::Misnamed(name.clone());
            error.help = Some(format!("did you mean {}?", named(name)));
        }
    }
}

fn is_unexpected_key(error: &SchemaError<'_>) -> bool {
    error.place.is_key()
        && error.affected == Affected::Value
        && ["additionalProperties", "unevaluatedProperties"].contains(&error.keyword.as_str())
}

/// Returns the byte offset of the object that lacks a property, and the name of the property. Returns `None`
/// if the error is not about exactly one missing property.
fn missing_property(error: &SchemaError<'_>) -> Option<(usize, String)> {
    match &error.affected {
        Affected::Missing(names) => match names.as_slice() {
            [name] => Some((error.place.span().start, name.clone())),
            _ => None,
        },
        _ => None,
    }
}

/// Merges errors about the same value or key into the most specific error. Its help says what the other
/// keywords want.
fn with_one_per_value(errors: Vec<SchemaError<'_>>) -> Vec<SchemaError<'_>> {
    let mut merged: Vec<SchemaError<'_>> = Vec::with_capacity(errors.len());
    for error in errors {
        match merged.last_mut() {
            Some(last) if is_about_same_value(last, &error) => merge(last, error),
            _ => merged.push(error),
        }
    }
    merged
}

fn is_about_same_value(left: &SchemaError<'_>, right: &SchemaError<'_>) -> bool {
    let says_what_it_is =
        |error: &SchemaError<'_>| ["type", "enum", "const"].contains(&error.keyword.as_str());
    let is_simple = left.place.is_key()
        || !matches!(left.place.kind(), Kind::Object | Kind::Array)
        || says_what_it_is(left) && says_what_it_is(right);
    let is_whole = left.part == ErrorPart::Whole && right.part == ErrorPart::Whole;
    is_simple && is_whole && left.place.span() == right.place.span()
}

fn merge<'a>(kept: &mut SchemaError<'a>, other: SchemaError<'a>) {
    let mut other = other;
    if rank(&other) < rank(kept) {
        std::mem::swap(kept, &mut other);
    }
    let also = match other.message.rsplit_once(", want ") {
        Some((_, wanted)) => format!("`{}` also wants {wanted}", other.keyword),
        None => format!("`{}`: {}", other.keyword, other.message),
    };
    // Wanted values already have the wanted type, so the type is not mentioned.
    let says_values = ["const", "enum"].contains(&kept.keyword.as_str());
    let also = (!says_values || other.keyword != "type").then_some(also);
    let help = kept.help.take().into_iter().chain(also).chain(other.help);
    let help: Vec<String> = help.collect();
    kept.help = (!help.is_empty()).then(|| help.join("\n"));
    kept.schema_place = kept.schema_place.or(other.schema_place);
    kept.related.extend(other.related);
}

/// Returns the rank of an error among the errors about the same value. The lower the rank, the more specific
/// the error.
fn rank(error: &SchemaError<'_>) -> usize {
    const ORDER: [&str; 6] =
        ["const", "enum", "type", "additionalProperties", "unevaluatedProperties", "format"];
    ORDER.iter().position(|keyword| error.keyword == *keyword).unwrap_or(ORDER.len())
}
