//! The places that a side names, with the places that contain them.

use super::record::ClaimRecord;
use super::records::{NameRecord, Records};
use super::sides::Named;
use crate::claims::ClaimValue;
use serde::Serialize;

/// A place that a side names, or that contains such a place.
#[derive(Debug, Clone, Serialize)]
pub(in crate::report) struct Containing {
    pub(in crate::report) place: Named,
    /// The ids of the places that directly contain this place, such as the country of a city.
    pub(in crate::report) within: Vec<String>,
    /// Whether this place is the value of a claim on the side.
    pub(in crate::report) is_value: bool,
}

/// Maximum number of places or entities that are looked up for a side.
const MAX_PLACES: usize = 50;

/// Returns the places of a side: the values of its claims first, then the places that contain them, nearest
/// first. The list is empty if the values are not places.
pub(super) fn of(claims: &[&ClaimRecord], records: &Records) -> Vec<Containing> {
    let mut waiting: Vec<String> = Vec::new();
    for claim in claims {
        match &claim.value {
            Some(ClaimValue::Place(id)) if !waiting.contains(id) => waiting.push(id.clone()),
            _ => {}
        }
    }
    let values = waiting.len();
    let places = with_containing(waiting, |id| records.place(id)).into_iter().enumerate();
    let place = |(number, record): (usize, NameRecord)| Containing {
        place: Named::of(&record),
        is_value: number < values,
        within: record.within,
    };
    places.map(place).collect()
}

/// Returns the records with these ids, then those that contain them, nearest first; at most `MAX_PLACES`.
pub(super) fn with_containing(
    mut waiting: Vec<String>,
    record: impl Fn(&str) -> NameRecord,
) -> Vec<NameRecord> {
    let mut records = Vec::new();
    while let Some(id) = waiting.get(records.len()).filter(|_| records.len() < MAX_PLACES) {
        let record = record(id);
        for containing in &record.within {
            if !waiting.contains(containing) {
                waiting.push(containing.clone());
            }
        }
        records.push(record);
    }
    records
}
