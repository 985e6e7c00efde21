//! The sides of a disagreement. Claims that agree with each other are on the same side.

use super::claim::{self, Claim};
use super::containment::{self, Containing};
use super::record::ClaimRecord;
use super::records::NameRecord;
use super::{Cases, Count, Sentence};
use crate::claims::ClaimValue;
use crate::finding::{Competing, Finding, IndependentSources};
use crate::value::date::Precision;
use crate::value::period::PeriodEnd;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

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
    /// The property, or the end of a period if the sides differ at only one end.
    pub(in crate::report) property: Named,
    /// The words between the subject and the value.
    pub(in crate::report) phrase: Option<String>,
    /// The values in words, without duplicates. A value that contains the others comes first.
    pub(in crate::report) values: Vec<String>,
    /// The period in which all claims of the side are true, in words; `None` if the sides do not differ in it.
    pub(in crate::report) valid: Option<String>,
    /// The name of the place or entity that contains the first value, such as the country of a city.
    pub(in crate::report) within: Option<String>,
    /// The places that the values name, and those that contain them.
    pub(in crate::report) places: Vec<Containing>,
    pub(in crate::report) independent_sources: Count,
    /// The letters of the other sides that this side does not differ from. For example, `2017` is on another side than
    /// `March 2017` and `May 2017`, but differs from neither.
    pub(in crate::report) compatible_with: Vec<String>,
    pub(in crate::report) claims: Vec<Claim>,
}

impl Side {
    /// Returns the value that names the side, with the period in which it is true if the sides differ in it.
    pub(in crate::report) fn name(&self) -> String {
        let value = self.values.first().map(String::as_str).unwrap_or_default();
        with_valid(value, self.valid.as_deref())
    }

    /// Returns a statement about the side's subject, as a sentence without a full stop.
    pub(in crate::report) fn statement(&self, value: &str) -> Sentence {
        stated_by(&self.subject.name, (self.phrase.as_deref(), &self.property.name), value)
    }
}

/// Returns a statement about a subject, as a sentence without a full stop. Between the subject and the value are the
/// property's phrase or, without one, its name.
pub(super) fn stated_by(
    subject: &str,
    (phrase, property): (Option<&str>, &str),
    value: &str,
) -> Sentence {
    let subject = Sentence::default().data(subject);
    let subject = match phrase {
        Some(phrase) => subject.own(&format!(" {phrase} ")),
        None => subject.own(", ").data(property).own(": "),
    };
    subject.data(value)
}

/// Returns a value with the period in which it is true.
pub(super) fn with_valid(value: &str, valid: Option<&str>) -> String {
    match valid {
        Some(valid) => format!("{value} {valid}"),
        None => value.to_owned(),
    }
}

impl Cases<'_> {
    /// Returns the sides of a finding's claims. `claims` contains each claim with the number of its side.
    /// `focus` is the text at the place of a finding about one claim.
    pub(super) fn sides(
        &self,
        finding: &Finding,
        claims: &[(ClaimRecord, usize)],
        focus: Option<&str>,
    ) -> Vec<Side> {
        let differs_at = differs_at(claims);
        let groups = sides_of(claims);
        let valid = valid_of(&groups);
        let sides = groups.iter().zip(valid).enumerate().filter_map(|(position, (own, valid))| {
            let compatible_with = compatible_with(position, &groups, finding);
            let side = self.side(position, own, (&differs_at, focus), finding)?;
            Some(Side { valid, compatible_with, ..side })
        });
        sides.collect()
    }

    fn side(
        &self,
        position: usize,
        own: &[&ClaimRecord],
        (differs_at, focus): (&[PeriodEnd], Option<&str>),
        finding: &Finding,
    ) -> Option<Side> {
        let first = own.first()?;
        let (property, phrase) = stated(&self.records.property(&first.property), differs_at);
        let broadest = self.broadest_first(own);
        let within = broadest.first().and_then(|claim| self.within(claim));
        let mut values: Vec<String> = Vec::new();
        for claim in broadest {
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
            phrase,
            property,
            valid: None,
            within,
            places: containment::of(own, &self.records),
            values,
            independent_sources: Count { number: count.number, is_exact: count.is_exact },
            compatible_with: Vec::new(),
            claims: own.iter().map(|claim| self.claim(claim, differs_at, focus)).collect(),
        })
    }

    /// Sorts the claims of a side so that a value that contains the others comes first. The first value names the side.
    pub(super) fn broadest_first<'c>(&self, own: &[&'c ClaimRecord]) -> Vec<&'c ClaimRecord> {
        let mut sorted = own.to_vec();
        sorted.sort_by_key(|claim| {
            let value = claim.value.as_ref();
            (value.map(precision), value.map(|value| self.containers(value)))
        });
        sorted
    }

    /// Returns the number of places or entities that a value names or that contain it; 0 for other values.
    fn containers(&self, value: &ClaimValue) -> usize {
        let containing = match value {
            ClaimValue::Place(id) => {
                containment::with_containing(vec![id.clone()], |id| self.records.place(id))
            }
            ClaimValue::Entity(id) => {
                containment::with_containing(vec![id.clone()], |id| self.records.entity(id))
            }
            ClaimValue::Period(_)
            | ClaimValue::Date(_)
            | ClaimValue::Duration(_)
            | ClaimValue::Count(_)
            | ClaimValue::Text(_)
            | ClaimValue::Money(_) => return 0,
        };
        containing.len()
    }

    /// Returns a claim's value in words.
    pub(super) fn in_words(&self, claim: &ClaimRecord, differs_at: &[PeriodEnd]) -> String {
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

/// Returns the claims of each side.
pub(super) fn sides_of(claims: &[(ClaimRecord, usize)]) -> Vec<Vec<&ClaimRecord>> {
    let mut sides: BTreeMap<usize, Vec<&ClaimRecord>> = BTreeMap::new();
    for (claim, side) in claims {
        sides.entry(*side).or_default().push(claim);
    }
    sides.into_values().collect()
}

/// Returns the letters of the other sides that a side does not differ from. Returns no letters if there are too many
/// claims, since the finding then does not contain which of them differ.
fn compatible_with(
    position: usize,
    groups: &[Vec<&ClaimRecord>],
    finding: &Finding,
) -> Vec<String> {
    let is_known = finding.competing.iter().any(|claim| !claim.differs_from.is_empty());
    let Some(own) = groups.get(position).filter(|_| is_known) else { return Vec::new() };
    let is_own = |claim: &&Competing| own.iter().any(|own| own.place == claim.place);
    let competing = finding.competing.iter().filter(is_own);
    let differing: BTreeSet<&String> = competing.flat_map(|claim| &claim.differs_from).collect();
    let is_compatible =
        |other: &[&ClaimRecord]| !other.iter().any(|claim| differing.contains(&claim.anchor));
    let others = groups.iter().enumerate().filter(|(other, _)| *other != position);
    others.filter(|(_, other)| is_compatible(other)).map(|(other, _)| letter(other)).collect()
}

/// Returns the property that claims state, and the words between the subject and the value. If periods differ at only
/// one end, returns that end without any words, because the property's phrase is about the whole period.
pub(super) fn stated(property: &NameRecord, differs_at: &[PeriodEnd]) -> (Named, Option<String>) {
    let end = |name: &str| (Named { id: property.id.clone(), name: name.to_owned() }, None);
    match differs_at {
        [PeriodEnd::Start] => end("start of the period"),
        [PeriodEnd::End] => end("end of the period"),
        _ => (Named::of(property), property.phrase.clone()),
    }
}

/// Returns the period in which the claims of each side are true, in words. Returns `None` for each side if the sides do
/// not differ in it, and for a side whose claims differ in it.
pub(super) fn valid_of(sides: &[Vec<&ClaimRecord>]) -> Vec<Option<String>> {
    let common = |own: &Vec<&ClaimRecord>| {
        let mut periods = own.iter().map(|claim| claim::valid(claim));
        let first = periods.next().flatten();
        first.filter(|first| periods.all(|other| other.as_deref() == Some(first)))
    };
    let of_sides: Vec<Option<String>> = sides.iter().map(common).collect();
    match of_sides.iter().all(|valid| Some(valid) == of_sides.first()) {
        true => vec![None; sides.len()],
        false => of_sides,
    }
}

/// Returns the precision of a date or of both ends of a period. Values are sorted by it.
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
pub(super) fn letter(position: usize) -> String {
    let letter = char::from(b'A' + (position % 26) as u8);
    match position / 26 {
        0 => letter.to_string(),
        round => format!("{letter}{}", round + 1),
    }
}

/// Returns the ends at which periods on different sides differ. The list is empty if no two periods
/// are on different sides.
pub(super) fn differs_at(claims: &[(ClaimRecord, usize)]) -> Vec<PeriodEnd> {
    let periods: Vec<_> = claims
        .iter()
        .filter_map(|(claim, side)| match &claim.value {
            Some(ClaimValue::Period(period)) => Some((period, side)),
            _ => None,
        })
        .collect();
    let mut ends = BTreeSet::new();
    for (position, (period, side)) in periods.iter().enumerate() {
        for (other, other_side) in periods.iter().skip(position + 1) {
            if side == other_side {
                continue;
            }
            ends.extend(period.dates.agrees_with(&other.dates).differing());
        }
    }
    ends.into_iter().collect()
}
