//! Explains why no alternative of an `anyOf` or `oneOf` matches, using the errors of the closest one.
//!
//! These criteria determine the closest alternative, the most important first: a matching type, a matching
//! value, a matching tag (a property that the alternatives fix to different values), the number of wrong values
//! that the alternative fixes, the number of missing required properties, the number of unexpected properties,
//! the number of errors, and the depth of the errors. If several alternatives are equally close, and the value
//! lacks exactly one property of each, a single error names these properties. Otherwise, the first of the closest
//! alternatives is explained.

use super::error::{Affected, SchemaError};
use super::explain::{Explainer, Failure};
use super::message::{Words, found_type, one_of, wanted_types};
use super::sources::SchemaPlace;
use super::suggest::{nearest, slip_of};
use super::wording::{either, found, named, quoted_json, wanted_type};
use crate::document::Value;
use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::{JsonType, ValidationError};
use serde_json::Value as Json;
use std::cmp::Reverse;
use std::collections::HashSet;

type Errors = [ValidationError<'static>];

/// An alternative and its errors.
struct Branch<'e> {
    place: SchemaPlace,
    errors: &'e Errors,
}

/// The distance of a value from an alternative. Distances are compared field by field, in this order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Distance {
    is_of_another_type: bool,
    is_another_value: bool,
    wrong_tags: usize,
    wrong_values_inside: usize,
    missing: usize,
    unexpected: usize,
    errors: usize,
    depth: Reverse<usize>,
}

/// The requirement of an alternative on the value itself.
#[derive(Clone, Copy, PartialEq)]
enum Want<'e> {
    Type(JsonType),
    Value(&'e Json),
}

/// Explains why no alternative matches. `context` contains the errors of each alternative.
pub(super) fn explain<'a>(
    explainer: &Explainer<'_, 'a>,
    failure: &Failure<'_, 'a>,
    context: &[Vec<ValidationError<'static>>],
) -> Vec<SchemaError<'a>> {
    let branches: Vec<Branch<'_>> = (0..)
        .zip(context)
        .map(|(index, errors)| Branch { place: failure.at.join_index(index), errors })
        .collect();
    if let [only] = branches.as_slice() {
        return explain_branch(explainer, failure, only);
    }
    let own = failure.error.instance_path().as_str();
    let wants: Option<Vec<Vec<Want<'_>>>> =
        branches.iter().map(|branch| wants(branch.errors, own)).collect();
    if let Some(wants) = wants {
        return vec![explainer.error(failure, none_of(failure.place, &wants.concat()))];
    }
    let tags = tags(explainer, &branches);
    if let Some(error) = unknown_tag(explainer, failure, &branches, &tags) {
        return vec![error];
    }
    let distances: Vec<Distance> =
        branches.iter().map(|branch| distance(branch, own, &tags)).collect();
    let Some(least) = distances.iter().min() else { return Vec::new() };
    let closest: Vec<&Branch<'_>> = branches
        .iter()
        .zip(&distances)
        .filter(|(_, distance)| *distance == least)
        .map(|(branch, _)| branch)
        .collect();
    if let Some(errors) = undecided(explainer, failure, &closest, own) {
        return errors;
    }
    let Some(chosen) = closest.first() else { return Vec::new() };
    let mut errors = explain_branch(explainer, failure, chosen);
    let Some(first) = errors.first_mut() else { return errors };
    // If alternatives are nested, the help only names the innermost alternative.
    let are_nested = chosen.errors.iter().any(|error| context_of(error).is_some());
    if first.help.is_none() || !are_nested {
        let help = first.help.take().into_iter().chain([closest_of(explainer, chosen, &branches)]);
        first.help = Some(help.collect::<Vec<_>>().join("; "));
    }
    errors
}

/// Returns the errors of each alternative of a failed `anyOf` or `oneOf`, or `None` for any other error.
fn context_of<'e>(error: &'e ValidationError<'_>) -> Option<&'e [Vec<ValidationError<'static>>]> {
    match error.kind() {
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => Some(context),
        _ => None,
    }
}

fn explain_branch<'a>(
    explainer: &Explainer<'_, 'a>,
    failure: &Failure<'_, 'a>,
    branch: &Branch<'_>,
) -> Vec<SchemaError<'a>> {
    explainer.explain_each(branch.errors, failure.key)
}

fn closest_of(explainer: &Explainer<'_, '_>, chosen: &Branch<'_>, all: &[Branch<'_>]) -> String {
    let others: Vec<String> = all
        .iter()
        .filter(|branch| branch.place != chosen.place)
        .map(|branch| explainer.sources.name_of(&branch.place))
        .collect();
    let name = explainer.sources.name_of(&chosen.place);
    format!("closest alternative: {name}; also possible: {}", either(&others))
}

/// Returns the types or values that an alternative wants, or `None` if no `type`, `const` or `enum` of the
/// alternative rejects the value itself.
fn wants<'e>(errors: &'e Errors, own: &str) -> Option<Vec<Want<'e>>> {
    let here = || errors.iter().filter(|error| error.instance_path().as_str() == own);
    let of_type = here().find_map(|error| match error.kind() {
        Kind::Type { kind } => Some(wanted_types(kind).into_iter().map(Want::Type).collect()),
        _ => None,
    });
    of_type.or_else(|| here().find_map(|error| wanted_values(error, own)))
}

fn wanted_values<'e>(error: &'e ValidationError<'static>, own: &str) -> Option<Vec<Want<'e>>> {
    match error.kind() {
        Kind::Constant { expected_value } => Some(vec![Want::Value(expected_value)]),
        Kind::Enum { options } => Some(options.as_array()?.iter().map(Want::Value).collect()),
        _ => {
            let inner = context_of(error)?.iter().map(|errors| wants(errors, own));
            inner.collect::<Option<Vec<_>>>().map(|wants| wants.concat())
        }
    }
}

/// Returns the text of the error about a value that has none of the wanted types or values.
fn none_of(place: Value<'_>, wants: &[Want<'_>]) -> Words {
    let mut types: Vec<JsonType> = Vec::new();
    let mut values: Vec<&Json> = Vec::new();
    for want in wants {
        match *want {
            Want::Type(wanted) if !types.contains(&wanted) => types.push(wanted),
            Want::Value(wanted) if !values.contains(&wanted) => values.push(wanted),
            Want::Type(_) | Want::Value(_) => {}
        }
    }
    let words = one_of(place, &values);
    if types.is_empty() || words.suggestion.is_some() {
        return words;
    }
    let names = types.iter().map(|wanted| wanted_type(*wanted));
    let texts = values.iter().map(|value| quoted_json(value));
    let all: Vec<String> = names.chain(texts).collect();
    let found = if values.is_empty() { found_type(place, &types) } else { found(place) };
    Words { message: format!("got {found}, want {}", either(&all)), ..words }
}

/// Returns the properties that at least two alternatives fix to different values.
fn tags<'s>(explainer: &Explainer<'s, '_>, branches: &[Branch<'_>]) -> Vec<&'s str> {
    let sources = explainer.sources;
    let mut fixed: Vec<(&'s str, Vec<&'s Json>)> = Vec::new();
    let mut tags = Vec::new();
    for branch in branches {
        for name in sources.fixed_properties(&branch.place) {
            let values = sources.fixed_values(&branch.place, name);
            let earlier = fixed.iter().find(|(other, _)| *other == name);
            match earlier {
                Some((_, others)) if *others != values && !tags.contains(&name) => tags.push(name),
                Some(_) => {}
                None => fixed.push((name, values)),
            }
        }
    }
    tags
}

/// Returns a single error if every alternative fixes the same tag, and the value's tag has none of the fixed
/// values. Otherwise returns `None`.
fn unknown_tag<'a>(
    explainer: &Explainer<'_, 'a>,
    failure: &Failure<'_, 'a>,
    branches: &[Branch<'_>],
    tags: &[&str],
) -> Option<SchemaError<'a>> {
    let own = failure.error.instance_path().as_str();
    let is_wrong_in_all =
        |tag: &&&str| branches.iter().all(|branch| wrong_tags(branch, own, &[tag]) > 0);
    let tag = tags.iter().find(is_wrong_in_all)?;
    let mut values: Vec<&Json> = Vec::new();
    for branch in branches {
        for value in explainer.sources.fixed_values(&branch.place, tag) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
    }
    let place = failure.place.get(tag)?;
    let words = one_of(place, &values);
    Some(explainer.error(&Failure { place, ..failure.clone() }, words))
}

fn wrong_tags(branch: &Branch<'_>, own: &str, tags: &[&str]) -> usize {
    let is_wrong_tag = |error: &&ValidationError<'static>| {
        rejects_fixed_value(error)
            && inner_name(error, own).is_some_and(|name| tags.contains(&name.as_str()))
    };
    branch.errors.iter().filter(is_wrong_tag).count()
}

/// Whether an error says that a value differs from the values that `const` or `enum` allows.
fn rejects_fixed_value(error: &ValidationError<'_>) -> bool {
    matches!(error.kind(), Kind::Constant { .. } | Kind::Enum { .. })
}

/// Returns the name of the property that an error is about, or `None` if the error is not about a direct
/// property of the value at `own`.
fn inner_name(error: &ValidationError<'_>, own: &str) -> Option<String> {
    let path = error.instance_path().as_str().strip_prefix(own)?.strip_prefix('/')?;
    (!path.contains('/')).then(|| path.replace("~1", "/").replace("~0", "~"))
}

fn distance(branch: &Branch<'_>, own: &str, tags: &[&str]) -> Distance {
    let here = || branch.errors.iter().filter(|error| error.instance_path().as_str() == own);
    let count = |is_wanted: fn(&Kind) -> usize| here().map(|error| is_wanted(error.kind())).sum();
    let is_another_value = |error: &ValidationError<'_>| {
        matches!(error.kind(), Kind::Constant { .. } | Kind::Enum { .. } | Kind::FalseSchema)
    };
    Distance {
        is_of_another_type: here().any(|error| matches!(error.kind(), Kind::Type { .. })),
        is_another_value: here().any(is_another_value),
        wrong_tags: wrong_tags(branch, own, tags),
        wrong_values_inside: branch
            .errors
            .iter()
            .filter(|error| rejects_fixed_value(error))
            .count(),
        missing: count(|kind| usize::from(matches!(kind, Kind::Required { .. }))),
        unexpected: count(|kind| match kind {
            Kind::AdditionalProperties { unexpected }
            | Kind::UnevaluatedProperties { unexpected } => unexpected.len(),
            _ => 0,
        }),
        errors: branch.errors.len(),
        depth: Reverse(branch.errors.iter().map(depth).max().unwrap_or_default()),
    }
}

/// Returns the depth of an error in the document. For a failed `anyOf` or `oneOf`, this is the maximum depth
/// of the errors of its alternatives.
fn depth(error: &ValidationError<'_>) -> usize {
    match context_of(error) {
        Some(context) => context.iter().flatten().map(depth).max().unwrap_or_default(),
        None => error.instance_path().as_str().matches('/').count(),
    }
}

/// Returns a single error if several alternatives are equally close and the value lacks exactly one property of
/// each. Otherwise returns `None`.
fn undecided<'a>(
    explainer: &Explainer<'_, 'a>,
    failure: &Failure<'_, 'a>,
    closest: &[&Branch<'_>],
    own: &str,
) -> Option<Vec<SchemaError<'a>>> {
    if closest.len() < 2 {
        return None;
    }
    let missing: Option<Vec<&str>> =
        closest.iter().map(|branch| missing_property(branch, own)).collect();
    let mut missing = missing?;
    let mut seen = HashSet::new();
    missing.retain(|name| seen.insert(*name));
    if missing.len() < 2 {
        return None;
    }
    let names: Vec<String> = missing.iter().map(|name| named(name)).collect();
    let own_keys: Vec<String> =
        failure.place.members().map(|member| member.name().into_owned()).collect();
    let misspelt = own_keys.iter().find_map(|key| {
        let likely = nearest(key, missing.iter().copied())?;
        Some((failure.place.member(key)?.key, likely))
    });
    let mut error =
        explainer.error(failure, Words::new(format!("missing property {}", either(&names))));
    error.part = super::error::ErrorPart::Opening;
    error.affected = Affected::Missing(missing.iter().map(|name| (*name).to_owned()).collect());
    if let Some((key, likely)) = misspelt {
        error.place = key;
        error.part = super::error::ErrorPart::Whole;
        error.affected = Affected::Misnamed(likely.to_owned());
        error.message =
            format!("unexpected property {}, want {}", named(&key.as_str()?), either(&names));
        error.help = Some(format!("did you mean {}?", named(likely)));
        error.suggestion =
            slip_of(&key.as_str()?, &missing).map(|meant| Json::from(meant).to_string());
    }
    Some(vec![error])
}

/// Returns the property of an alternative that the value lacks. Returns `None` unless the value lacks exactly one
/// property and all other errors are about unexpected properties.
fn missing_property<'e>(branch: &Branch<'e>, own: &str) -> Option<&'e str> {
    let mut found = None;
    for error in branch.errors {
        match error.kind() {
            Kind::Required { property } if error.instance_path().as_str() == own => {
                if found.replace(property.as_str()?).is_some() {
                    return None;
                }
            }
            Kind::AdditionalProperties { .. } | Kind::UnevaluatedProperties { .. } => {}
            _ => return None,
        }
    }
    found
}
