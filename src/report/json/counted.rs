//! The values that rules checked or did not check, in the JSON report.

use super::super::json_place::{PlaceV2, place_v2};
use super::super::located::Locator;
use crate::rule::{CountedEntry, CountedValues};
use serde::Serialize;

/// The values that one rule counted in one field.
#[derive(Serialize)]
pub(super) struct CountedV2 {
    rule: String,
    field: String,
    count: &'static str,
    number: u64,
    places: Vec<PlaceV2>,
}

/// Returns the values of the counts that are, or are not, about unchecked values.
pub(super) fn counted_v2(
    of_rules: &[(String, CountedValues)],
    is_not_checked: bool,
    locator: &Locator<'_>,
) -> Vec<CountedV2> {
    let entries = of_rules
        .iter()
        .flat_map(|(rule, counted)| counted.entries().into_iter().map(move |entry| (rule, entry)));
    let wanted = entries.filter(|(_, entry)| entry.count.is_not_checked() == is_not_checked);
    wanted.map(|(rule, entry)| entry_v2(rule, entry, locator)).collect()
}

fn entry_v2(rule: &str, entry: &CountedEntry, locator: &Locator<'_>) -> CountedV2 {
    CountedV2 {
        rule: rule.to_owned(),
        field: entry.field.clone(),
        count: entry.count.name(),
        number: entry.number,
        places: entry.places().map(|place| place_v2(&locator.locate(place))).collect(),
    }
}
