//! `conflict`: values of one property that cannot all be true.

use super::{Kind, Origin};
use crate::claims::{self, Bound, Claim, ClaimValue, Facet};
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::{Arguments, IN_CLAIMS, Model, Selection, WHERE};
use crate::path::Field;
use crate::rule::{
    AcceptedFields, Count, DynRule, Key, KeySpace, Lookup, Lookups, Output, Record, Rule,
    UNREADABLE_CLAIM, date_in,
};
use crate::value::Agreement;
use crate::value::date::PartialDate;
use crate::value::look_alike::with_hidden_differences;
use crate::value::number::Decimal;
use crate::value::period::Period;
use crate::value::shortened;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) const KIND: Kind = Kind {
    name: "conflict",
    about: "values of a functional property that cannot all be true",
    level: Level::Review,
    parameters: &[IN_CLAIMS, WHERE],
    origin: Origin::Rulebook(build),
    page: include_str!("conflict.md"),
};

struct Conflict {
    selection: Selection,
    accepted: AcceptedFields,
    model: Arc<Model>,
}

/// What is kept of a claim.
enum Fact {
    /// Its value, if its property is functional.
    Stated(Box<Stated>),
    /// The place of its property, if that has no record.
    Unresolved(Place),
}

/// The value of a claim on a functional property.
struct Stated {
    value: ClaimValue,
    /// The values of the property's separators, in their order; `None` for each that the claim lacks.
    separators: Vec<Option<PartialDate>>,
    valid: Period,
    tolerance: Option<Decimal>,
    place: Place,
}

/// The claims that differ from a claim, and the ends of the period in which they differ.
#[derive(Default)]
struct Rivals {
    sides: BTreeSet<Bound>,
    claims: BTreeSet<usize>,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, model) = (arguments.selection_of_claims(), arguments.model());
    let (selection, model) = (selection?, model?);
    let facets = [
        Facet::Property,
        Facet::Rank,
        Facet::Validity,
        Facet::Sources,
        Facet::Functional,
        Facet::Containment,
    ];
    let accepted = claims::accepted(&model, &facets);
    Some(Box::new(Conflict { selection, accepted, model }))
}

impl Rule for Conflict {
    type Fact = Fact;

    fn selection(&self) -> &Selection {
        &self.selection
    }

    fn reads(&self) -> Option<Vec<Field>> {
        Some(self.model.fields_of_claim())
    }

    fn accepted(&self) -> Option<&AcceptedFields> {
        Some(&self.accepted)
    }

    fn declare(&self) -> Vec<Lookup> {
        claims::claim_lookups(&self.model)
    }

    fn needs_two_facts(&self) -> bool {
        true
    }

    fn has_others(&self) -> bool {
        true
    }

    fn missing_partner(&self) -> Option<&'static str> {
        Some("no claim that it selects is on a property that is `functional`")
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut Output<'_, Fact>) {
        let claim = Claim::new(*record, &self.model);
        let Some(property) = claim.property_record(lookups) else {
            return self.keep_unresolved(&claim, lookups, output);
        };
        let is_readable = claim.has_known_rank()
            && claim.has_readable_validity()
            && self.accepted.accept_looked_up(&self.model.properties, property.value);
        let functional = self.model.functional.first(property.value);
        let is_functional = functional.and_then(|value| value.as_bool()) == Some(true);
        if !is_readable || !is_functional || claim.is_deprecated() {
            return;
        }
        output.found_partner();
        let is_malformed = claim.report_malformed_value(output);
        claim.report_malformed_validity(output);
        let (Some(topic), Some(value)) = (claim.topic(), claim.value()) else {
            if !is_malformed {
                output.skip_record(UNREADABLE_CLAIM);
            }
            return;
        };
        let names = self.model.separators.select(property.value).into_iter();
        let separators =
            names.filter_map(|name| name.as_str()).map(|name| date_in(claim.valid()?.get(&name)?));
        let tolerance =
            self.model.tolerance.first(property.value).and_then(|value| value.as_number());
        let stated = || Stated {
            value,
            separators: separators.collect(),
            valid: claim.valid_period(),
            tolerance: tolerance.and_then(|number| Decimal::from_json(number.literal()).ok()),
            place: record.place(),
        };
        output.keep_under(KeySpace::Dataset, &[topic], || Fact::Stated(Box::new(stated())));
    }

    fn settle(
        &self,
        key: &Key,
        facts: Vec<Fact>,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Fact>,
    ) {
        let mut group = Vec::new();
        let mut unresolved = None;
        for fact in facts {
            match fact {
                Fact::Stated(stated) => group.push(*stated),
                Fact::Unresolved(place) => _ = unresolved.get_or_insert(place),
            }
        }
        if let Some(place) = unresolved {
            output.skip_at(self.model.property.as_str(), place, "an id without a record");
        }
        if let ([topic], [_, _, ..]) = (key.texts.as_slice(), group.as_slice()) {
            self.settle_group(topic, &group, lookups, output);
        }
    }
}

impl Conflict {
    /// Keeps the property of a claim if it has no record, so that it is unknown whether it is functional.
    fn keep_unresolved(
        &self,
        claim: &Claim<'_>,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Fact>,
    ) {
        let field = &self.model.property;
        let Some(place) = field.first(claim.record.value).map(Place::of) else { return };
        let Some(id) = claim.property() else { return };
        if lookups.unknown_ids(&self.model.properties, None) > 0 {
            output.cannot_know(field.as_str(), place);
        } else if lookups.collections.contains_key(&self.model.properties) {
            // No topic is a key of two texts.
            output.keep_always(KeySpace::Dataset, &["", &id], || Fact::Unresolved(place));
        }
    }

    fn settle_group(
        &self,
        topic: &str,
        group: &[Stated],
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Fact>,
    ) {
        let mut competing: BTreeMap<usize, Rivals> = BTreeMap::new();
        for (at, left) in group.iter().enumerate() {
            for (after, right) in group.iter().enumerate().skip(at + 1) {
                let Some(comparison) = self.compare(left, right, lookups) else { continue };
                match comparison.agreement {
                    Agreement::CannotTell => {
                        output.count_at(Count::CannotTell, "", left.place.clone());
                    }
                    Agreement::Agree => output.count(Count::Compared),
                    Agreement::Differ => {
                        output.count(Count::Compared);
                        for (one, other) in [(at, after), (after, at)] {
                            let rivals = competing.entry(one).or_default();
                            rivals.sides.extend(&comparison.differing);
                            rivals.claims.insert(other);
                        }
                    }
                }
            }
        }
        if !competing.is_empty() {
            output.report(self.report(topic, group, &competing, lookups));
        }
    }

    /// Compares two claims, or returns `None` if they are about different times, so both can be true.
    fn compare(
        &self,
        left: &Stated,
        right: &Stated,
        lookups: &Lookups<'_>,
    ) -> Option<claims::Comparison> {
        let unknown =
            claims::Comparison { agreement: Agreement::CannotTell, differing: Vec::new() };
        let time = compare_times(left, right)?;
        let tolerance = left.tolerance.as_ref();
        let comparison =
            claims::compare(&left.value, &right.value, tolerance, &self.model, lookups);
        // Equal values agree regardless of the times.
        if time == Agreement::CannotTell && comparison.agreement != Agreement::Agree {
            return Some(unknown);
        }
        Some(comparison)
    }

    fn report(
        &self,
        topic: &str,
        group: &[Stated],
        competing: &BTreeMap<usize, Rivals>,
        lookups: &Lookups<'_>,
    ) -> Finding {
        let sides: BTreeSet<Bound> =
            competing.values().flat_map(|rivals| rivals.sides.iter().copied()).collect();
        let about = match sides.iter().collect::<Vec<_>>().as_slice() {
            [Bound::From] => " about the start",
            [Bound::To] => " about the end",
            _ => "",
        };
        let claim_at = |position: &usize| {
            let (stated, collection) = (group.get(*position)?, &self.selection.collection);
            Some((Claim::at(&stated.place, collection, &self.model, lookups)?, stated))
        };
        let with_rivals =
            |(position, rivals)| claim_at(position).map(|(claim, stated)| (claim, stated, rivals));
        let claims: Vec<(Claim<'_>, &Stated, &Rivals)> =
            competing.iter().filter_map(with_rivals).collect();
        let (subject, property) = names_of_topic(claims.first().map(|(claim, ..)| claim), lookups);
        let values = claims.iter().map(|(_, stated, _)| &stated.value);
        let message = match self.describe(values.clone(), &sides, lookups) {
            Some(all) => with_hidden_differences(
                format!("the {property} of {subject}: {all}"),
                values.filter_map(ClaimValue::as_text),
            ),
            None => format!("claims on the {property} of {subject} differ{about}"),
        };
        let finding = Finding::new(message, Anchor::new(topic, self.model.value.as_str()))
            .help(claims::HELP_HUMAN_DECIDES);
        let finding = claims.iter().fold(finding, |finding, (claim, stated, rivals)| {
            let differs_from = rivals.claims.iter().filter_map(claim_at);
            let differs_from = differs_from.map(|(rival, _)| rival.record.anchor()).collect();
            let finding = claims::compete(finding, claim, differs_from, lookups);
            let sides: Vec<Bound> = rivals.sides.iter().copied().collect();
            let label = label(claim, &stated.value, &sides, lookups);
            let finding = claims::show_claim(finding, claim, &sides, &label, lookups);
            match finding.record {
                Some(_) => finding.with_others([stated.place.clone()]),
                None => finding.in_record(stated.place.clone()),
            }
        });
        claims::count_sources_of_all(finding)
    }
}

/// Maximum number of values shown in a message; the rest are counted.
const MAX_VALUES: usize = 5;

impl Conflict {
    /// Lists the distinct values in the order of the claims, or returns `None` if all read the same.
    fn describe<'v>(
        &self,
        values: impl Iterator<Item = &'v ClaimValue> + Clone,
        sides: &BTreeSet<Bound>,
        lookups: &Lookups<'_>,
    ) -> Option<String> {
        let is_date =
            |value: &ClaimValue| matches!(value, ClaimValue::Date(_) | ClaimValue::Period(_));
        let are_dates = values.clone().all(is_date);
        let mut by_id = distinct(values.clone().map(|value| value_in_words(value, sides)));
        if are_dates {
            let all = by_id.clone();
            // A year adds nothing to a month in it.
            by_id.retain(|date| !all.iter().any(|other| other.starts_with(&format!("{date}-"))));
            return listed(&by_id);
        }
        let by_name = distinct(values.map(|value| {
            self.name_of(value, lookups).unwrap_or_else(|| value_in_words(value, sides))
        }));
        // Two records may share a name.
        let words = if by_name.len() == by_id.len() { by_name } else { by_id };
        listed(&words)
    }

    /// Returns the recorded name of the place or entity that a value names.
    fn name_of(&self, value: &ClaimValue, lookups: &Lookups<'_>) -> Option<String> {
        let (collection, id) = match value {
            ClaimValue::Place(id) => (&self.model.places, id),
            ClaimValue::Entity(id) => (&self.model.entities, id),
            ClaimValue::Period(_)
            | ClaimValue::Date(_)
            | ClaimValue::Duration(_)
            | ClaimValue::Count(_)
            | ClaimValue::Text(_)
            | ClaimValue::Money(_) => return None,
        };
        Some(lookups.record(collection, id)?.text(&self.model.name)?.into_owned())
    }
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
    let mut distinct = Vec::new();
    for word in words {
        if !distinct.contains(&word) {
            distinct.push(word);
        }
    }
    distinct
}

/// Formats a value. Of a period that differs in one end only, just that end is formatted.
fn value_in_words(value: &ClaimValue, sides: &BTreeSet<Bound>) -> String {
    let only = (sides.len() == 1).then(|| sides.first()).flatten();
    match (value, only) {
        (ClaimValue::Period(period), Some(side)) => {
            let end = match side {
                Bound::From => &period.dates.from,
                Bound::To => &period.dates.to,
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

/// Compares the times that two claims are about: `Agree`, `CannotTell`, or `None` if they certainly differ.
fn compare_times(left: &Stated, right: &Stated) -> Option<Agreement> {
    let mut agreement = Agreement::Agree;
    for pair in left.separators.iter().zip(&right.separators) {
        agreement = agreement.and(match pair {
            (Some(left), Some(right)) if left.key() == right.key() => Agreement::Agree,
            (Some(left), Some(right)) if left.agrees_with(right) == Agreement::Differ => {
                return None;
            }
            _ => Agreement::CannotTell,
        });
    }
    let is_timeless = |period: &Period| period.from.is_none() && period.to.is_none();
    if is_timeless(&left.valid) && is_timeless(&right.valid) {
        return Some(agreement);
    }
    match left.valid.overlaps(&right.valid) {
        Some(true) => Some(agreement),
        Some(false) => None,
        None => Some(Agreement::CannotTell),
    }
}

fn names_of_topic(claim: Option<&Claim<'_>>, lookups: &Lookups<'_>) -> (String, String) {
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

fn label(claim: &Claim<'_>, value: &ClaimValue, sides: &[Bound], lookups: &Lookups<'_>) -> String {
    let publishers = claims::publishers(claim, lookups).join(", ");
    let end = |date: &Option<PartialDate>| date.as_ref().map(ToString::to_string);
    let shown = match (value, sides) {
        (ClaimValue::Period(period), [Bound::From]) => end(&period.dates.from),
        (ClaimValue::Period(period), [Bound::To]) => end(&period.dates.to),
        _ => None,
    };
    let shown = shown.unwrap_or_else(|| value.to_string());
    format!("{shown}, according to {publishers} ({})", claim.record.display_name())
}
