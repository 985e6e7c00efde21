//! Describes claims in the messages of `conflict`.

use crate::claims::{self, Claim, ClaimValue};
use crate::parameters::Model;
use crate::rule::Lookups;
use crate::value::date::PartialDate;
use crate::value::period::PeriodEnd;
use crate::value::shortened;
use std::collections::{BTreeSet, HashSet};

/// Maximum number of values shown in a message. Further values are only counted.
const MAX_VALUES: usize = 5;

/// Lists the distinct values in the order of the claims. Returns `None` if all values are described in the
/// same words.
pub(super) fn describe<'v>(
    values: impl Iterator<Item = &'v ClaimValue> + Clone,
    ends: &BTreeSet<PeriodEnd>,
    model: &Model,
    lookups: &Lookups<'_>,
) -> Option<String> {
    let is_date = |value: &ClaimValue| matches!(value, ClaimValue::Date(_) | ClaimValue::Period(_));
    let are_dates = values.clone().all(is_date);
    let mut by_id = distinct(values.clone().map(|value| format_value(value, ends)));
    if are_dates {
        let all: BTreeSet<String> = by_id.iter().cloned().collect();
        // A year is omitted if a month of that year is listed.
        by_id.retain(|date| {
            let month = format!("{date}-");
            !all.range(month.clone()..).next().is_some_and(|next| next.starts_with(&month))
        });
        return listed(&by_id);
    }
    let by_name =
        distinct(values.map(|value| {
            name_of(value, model, lookups).unwrap_or_else(|| format_value(value, ends))
        }));
    // Two records may have the same name. In that case, ids are shown instead.
    let words = if by_name.len() == by_id.len() { by_name } else { by_id };
    listed(&words)
}

/// Returns the name of the place or entity that a value refers to. Returns `None` for any other value, and
/// for a record without a name.
fn name_of(value: &ClaimValue, model: &Model, lookups: &Lookups<'_>) -> Option<String> {
    let (collection, id) = match value {
        ClaimValue::Place(id) => (&model.places, id),
        ClaimValue::Entity(id) => (&model.entities, id),
        ClaimValue::Period(_)
        | ClaimValue::Date(_)
        | ClaimValue::Duration(_)
        | ClaimValue::Count(_)
        | ClaimValue::Text(_)
        | ClaimValue::Money(_) => return None,
    };
    Some(lookups.record(collection, id)?.text(&model.name)?.into_owned())
}

/// Formats the words as `a, or b`, or returns `None` if there are fewer than two.
fn listed(words: &[String]) -> Option<String> {
    let (shown, others) = words.split_at(words.len().min(MAX_VALUES));
    match (shown, others) {
        ([] | [_], _) => None,
        ([all @ .., last], []) => Some(format!("{}, or {last}", all.join(", "))),
        (shown, others) => Some(format!("{}, or one of {} others", shown.join(", "), others.len())),
    }
}

fn distinct(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::new();
    words.filter(|word| seen.insert(word.clone())).collect()
}

/// Formats a value. If a period differs at only one end, only that end is formatted.
fn format_value(value: &ClaimValue, ends: &BTreeSet<PeriodEnd>) -> String {
    let only = (ends.len() == 1).then(|| ends.first()).flatten();
    match (value, only) {
        (ClaimValue::Period(period), Some(side)) => {
            let end = match side {
                PeriodEnd::Start => &period.dates.from,
                PeriodEnd::End => &period.dates.to,
            };
            match end {
                Some(date) => format!("{} {date}", side.key()),
                None => value.to_string(),
            }
        }
        (ClaimValue::Place(id) | ClaimValue::Entity(id), _) => format!("`{id}`"),
        (ClaimValue::Text(text), _) => format!("\"{}\"", shortened(text)),
        (
            ClaimValue::Period(_)
            | ClaimValue::Date(_)
            | ClaimValue::Duration(_)
            | ClaimValue::Count(_)
            | ClaimValue::Money(_),
            _,
        ) => value.to_string(),
    }
}

/// Returns the names of the subject and the property of a claim, or their ids if they have no name.
pub(super) fn names_of_topic(claim: Option<&Claim<'_>>, lookups: &Lookups<'_>) -> (String, String) {
    let Some(claim) = claim else { return Default::default() };
    let name = |collection: &str, id: &str| {
        let record = lookups.record(collection, id)?;
        record.text(&claim.model().name).map(std::borrow::Cow::into_owned)
    };
    let subject = claim.subject().unwrap_or_default();
    let property = claim.property().unwrap_or_default();
    (
        name(&claim.model().entities, &subject).unwrap_or_else(|| subject.to_string()),
        name(&claim.model().properties, &property).unwrap_or_else(|| property.to_string()),
    )
}

/// Returns the label of a claim: its value with its publishers. If a period differs at only one end, the
/// label shows only that end.
pub(super) fn label(
    claim: &Claim<'_>,
    value: &ClaimValue,
    ends: &[PeriodEnd],
    lookups: &Lookups<'_>,
) -> String {
    let publishers = claims::publishers(claim, lookups).join(", ");
    let end = |date: &Option<PartialDate>| date.as_ref().map(ToString::to_string);
    let shown = match (value, ends) {
        (ClaimValue::Period(period), [PeriodEnd::Start]) => end(&period.dates.from),
        (ClaimValue::Period(period), [PeriodEnd::End]) => end(&period.dates.to),
        _ => None,
    };
    let shown = shown.unwrap_or_else(|| value.to_string());
    format!("{shown}, according to {publishers} ({})", claim.record.display_name())
}
