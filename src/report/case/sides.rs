//! The sides of a disagreement. Claims that agree with each other are on the same side.

use super::claim::Claim;
use super::containment::{self, Containing};
use super::record::ClaimRecord;
use super::records::NameRecord;
use super::{Cases, Count};
use crate::claims::{Bound, ClaimValue};
use crate::finding::{Competing, Finding, IndependentSources};
use crate::value::Agreement;
use crate::value::date::Precision;
use serde::Serialize;
use std::collections::BTreeSet;

/// Something with an id and a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(in crate::report) struct Named {
    pub(in crate::report) id: String,
    pub(in crate::report) name: String,
}

impl Named {
    pub(super) fn of(record: &NameRecord) -> Named {
        Named { id: record.id.clone(), name: record.name.clone() }
    }
}

/// A side: claims that agree with each other.
#[derive(Debug, Serialize)]
pub(in crate::report) struct Side {
    /// The letter of the side: `A` to `Z`, then `A2` to `Z2`, and so on.
    pub(in crate::report) letter: String,
    pub(in crate::report) subject: Named,
    pub(in crate::report) property: Named,
    /// The words between the subject and the value.
    pub(in crate::report) phrase: Option<String>,
    /// The values in words, without duplicates. A value that contains the others comes first.
    pub(in crate::report) values: Vec<String>,
    /// The name of the place or entity that contains the first value, such as the country of a city.
    pub(in crate::report) within: Option<String>,
    /// The places that the values name, and those that contain them.
    pub(in crate::report) places: Vec<Containing>,
    pub(in crate::report) independent_sources: Count,
    pub(in crate::report) claims: Vec<Claim>,
}

impl Cases<'_> {
    /// Returns the sides of a finding's claims. `claims` contains each claim with the number of its side.
    /// `focus` is the text that a finding about one claim is about.
    pub(super) fn sides(
        &self,
        finding: &Finding,
        claims: &[(ClaimRecord, usize)],
        focus: Option<&str>,
    ) -> Vec<Side> {
        let differs_at = differs_at(claims);
        let numbers: BTreeSet<usize> = claims.iter().map(|(_, side)| *side).collect();
        let sides = numbers.into_iter().zip(0..).filter_map(|(number, position)| {
            let own: Vec<&ClaimRecord> =
                claims.iter().filter(|(_, side)| *side == number).map(|(claim, _)| claim).collect();
            self.side(position, &own, (&differs_at, focus), finding)
        });
        sides.collect()
    }

    fn side(
        &self,
        position: usize,
        own: &[&ClaimRecord],
        (differs_at, focus): (&[Bound], Option<&str>),
        finding: &Finding,
    ) -> Option<Side> {
        let first = own.first()?;
        let property = self.records.property(&first.property);
        let mut broadest_first: Vec<&ClaimRecord> = own.to_vec();
        broadest_first.sort_by_key(|claim| claim.value.as_ref().map(precision));
        let broadest = broadest_first.first().copied().unwrap_or(first);
        let mut values: Vec<String> = Vec::new();
        for claim in broadest_first {
            let value = self.in_words(claim, differs_at);
            if !values.contains(&value) {
                values.push(value);
            }
        }
        let is_own = |claim: &&Competing| own.iter().any(|own| own.place == claim.place);
        let competing: Vec<Competing> = finding.competing.iter().filter(is_own).cloned().collect();
        let count = IndependentSources::of_all(&competing).count();
        Some(Side {
            letter: letter(position),
            subject: Named::of(&self.records.entity(&first.subject)),
            phrase: phrase_of(&property, differs_at),
            property: Named::of(&property),
            within: self.within(broadest),
            places: containment::of(own, &self.records),
            values,
            independent_sources: Count { number: count.number, is_exact: count.is_exact },
            claims: own.iter().map(|claim| self.claim(claim, differs_at, focus)).collect(),
        })
    }

    /// Returns a claim's value in words.
    pub(super) fn in_words(&self, claim: &ClaimRecord, differs_at: &[Bound]) -> String {
        match &claim.value {
            Some(value) => super::words::value(value, differs_at, &self.records),
            None => claim.raw_value.clone(),
        }
    }

    fn within(&self, claim: &ClaimRecord) -> Option<String> {
        let names = match claim.value.as_ref()? {
            ClaimValue::Place(id) => {
                self.records.place(id).within.iter().map(|id| self.records.place(id).name).collect()
            }
            ClaimValue::Entity(id) => {
                let of = self.records.entity(id).within;
                of.iter().map(|id| self.records.entity(id).name).collect()
            }
            ClaimValue::Period(_)
            | ClaimValue::Date(_)
            | ClaimValue::Duration(_)
            | ClaimValue::Count(_)
            | ClaimValue::Text(_)
            | ClaimValue::Money(_) => Vec::new(),
        };
        (!names.is_empty()).then(|| names.join(", "))
    }
}

/// Returns the words between a subject and a value. Periods that differ at only one end get a phrase
/// about that end, since the property's phrase is about the whole period.
pub(super) fn phrase_of(property: &NameRecord, differs_at: &[Bound]) -> Option<String> {
    match differs_at {
        [Bound::From] => Some("begins in".to_owned()),
        [Bound::To] => Some("ends in".to_owned()),
        _ => property.phrase.clone(),
    }
}

/// Returns the precision of a date or of both ends of a period, by which values are sorted.
fn precision(value: &ClaimValue) -> Option<(Precision, Precision)> {
    match value {
        ClaimValue::Date(date) => Some((date.precision(), date.precision())),
        ClaimValue::Period(period) => {
            let of = |date: &Option<crate::value::date::PartialDate>| {
                date.as_ref().map_or(Precision::Year, crate::value::date::PartialDate::precision)
            };
            Some((of(&period.dates.to), of(&period.dates.from)))
        }
        ClaimValue::Place(_)
        | ClaimValue::Entity(_)
        | ClaimValue::Duration(_)
        | ClaimValue::Count(_)
        | ClaimValue::Text(_)
        | ClaimValue::Money(_) => None,
    }
}

/// Returns the letter of the side at a position, counted from 0.
fn letter(position: usize) -> String {
    let letter = char::from(b'A' + (position % 26) as u8);
    match position / 26 {
        0 => letter.to_string(),
        round => format!("{letter}{}", round + 1),
    }
}

/// Returns the ends at which periods on different sides differ. The list is empty if no two periods
/// are on different sides.
pub(super) fn differs_at(claims: &[(ClaimRecord, usize)]) -> Vec<Bound> {
    let periods: Vec<_> = claims
        .iter()
        .filter_map(|(claim, side)| match &claim.value {
            Some(ClaimValue::Period(period)) => Some((period, side)),
            _ => None,
        })
        .collect();
    let mut bounds = BTreeSet::new();
    for (position, (period, side)) in periods.iter().enumerate() {
        for (other, other_side) in periods.iter().skip(position + 1) {
            if side == other_side {
                continue;
            }
            let agreement = period.dates.agrees_with(&other.dates);
            let ends = [(Bound::From, agreement.from), (Bound::To, agreement.to)];
            let differing = ends.into_iter().filter(|(_, end)| *end == Agreement::Differ);
            bounds.extend(differing.map(|(bound, _)| bound));
        }
    }
    bounds.into_iter().collect()
}
