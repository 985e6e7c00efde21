//! Merges the errors that one slip causes. For example, a misspelt key is also a missing property, and a wrong value
//! can violate several keywords.

use super::error::{Affected, ErrorPart, SchemaError};
use super::wording::named;
use crate::document::Kind;

/// Merges the errors that one slip causes. `errors` must be in text order. These errors are merged:
/// - the error about an unexpected property that is probably misspelt, and the error about the missing
///   property that was meant;
/// - several errors about one value without members or elements, or about one key.
pub(super) fn merged(errors: Vec<SchemaError<'_>>) -> Vec<SchemaError<'_>> {
    with_one_per_value(with_missing_names_at_misspelt_keys(errors))
}

/// Drops errors about missing properties that are probably present under a misspelt name. The help of the error
/// about the misspelt name then says that the property is required.
fn with_missing_names_at_misspelt_keys(mut errors: Vec<SchemaError<'_>>) -> Vec<SchemaError<'_>> {
    let required: Vec<(usize, String)> = errors.iter().filter_map(missing_property).collect();
    if required.is_empty() {
        return errors;
    }
    name_short_keys(&mut errors, &required);
    let mut found = Vec::new();
    for error in &mut errors {
        let Affected::Misnamed(name) = &error.affected else { continue };
        let Some(object) = error.place.parent() else { continue };
        let missing = (object.span().start, name.clone());
        if required.contains(&missing) && !found.contains(&missing) {
            let help = error.help.take().unwrap_or_default();
            error.help = Some(format!("{}, which is required?", help.trim_end_matches('?')));
            found.push(missing);
        }
    }
    errors.retain(|error| missing_property(error).is_none_or(|missing| !found.contains(&missing)));
    errors
}

/// Treats an unexpected key as misspelt if it is one edit away from the only property that its object lacks. This finds
/// short keys, which are otherwise never similar enough to a property to be treated as misspelt.
fn name_short_keys(errors: &mut [SchemaError<'_>], required: &[(usize, String)]) {
    for error in errors.iter_mut().filter(|error| is_unexpected_key(error)) {
        let Some((object, key)) = error.place.parent().zip(error.place.as_str()) else { continue };
        let start = object.span().start;
        let mut lacking = required.iter().filter(|(of, _)| *of == start);
        let (Some((_, name)), None) = (lacking.next(), lacking.next()) else { continue };
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
    let is_simple = left.place.is_key() || !matches!(left.place.kind(), Kind::Object | Kind::Array);
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
