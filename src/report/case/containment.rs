//! The places that a side names, with the places that contain them.

use super::record::ClaimRecord;
use super::records::Records;
use super::sides::Named;
use crate::claims::ClaimValue;
use serde::Serialize;

/// A place that a side names, or that contains such a place.
#[derive(Debug, Clone, Serialize)]
pub(in crate::report) struct Containing {
    pub(in crate::report) place: Named,
    /// The ids of the places that contain it directly, such as the country of a city.
    pub(in crate::report) within: Vec<String>,
    /// Whether it is the value of a claim on the side.
    pub(in crate::report) is_value: bool,
}

/// Maximum number of places of a side.
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
    let mut places = Vec::new();
    let mut next = 0;
    while let Some(id) = waiting.get(next).filter(|_| next < MAX_PLACES) {
        let record = records.place(id);
        let place = Named::of(&record);
        for containing in &record.within {
            if !waiting.contains(containing) {
                waiting.push(containing.clone());
            }
        }
        places.push(Containing { place, within: record.within, is_value: next < values });
        next += 1;
    }
    places
}
