//! `conflict`: values of one property that cannot all be true.

mod stated;
mod words;

use super::{Kind, Origin};
use crate::claims::{self, Claim, ClaimValue, Comparison, Containment, Facet, MAX_COMPETING};
use crate::document::{Kind as ValueKind, Value};
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::{Arguments, IN_CLAIMS, Model, WHERE};
use crate::rule::{
    Accepts, Declaration, Documents, DynRule, Grouping, Key, KeySpace, Lookups, Output, Partner,
    Record, Rule, UNREADABLE_CLAIM, date_in, is_known,
};
use crate::value::Agreement;
use crate::value::look_alike::with_hidden_differences;
use crate::value::number::Decimal;
use crate::value::period::PeriodEnd;
use serde::{Deserialize, Serialize};
use stated::{Distinct, Stated, compare};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;
use words::{describe, label, names_of_topic};

pub(crate) const KIND: Kind = Kind {
    name: "conflict",
    about: "values of a functional property that cannot all be true",
    level: Level::Review,
    parameters: &[IN_CLAIMS, WHERE],
    origin: Origin::Rulebook(build),
    page: include_str!("conflict.md"),
};

struct Conflict {
    declaration: Declaration,
    model: Arc<Model>,
}

/// A fact about a claim.
#[derive(Serialize, Deserialize)]
enum Fact {
    /// The value of a claim on a functional property.
    Stated(Box<Stated>),
    /// The place of a claim whose value cannot be read.
    Unreadable(Place),
    /// The place of a claim that has unreliable values and whose value cannot be read.
    Unreliable(Place),
    /// The claim is not compared. It is deprecated, a part other than its value cannot be read, or the kind
    /// `date` reports its value.
    NotCompared,
    /// The place where the claim names a property that has no record.
    Unresolved(Place),
}

/// The claims that differ from one claim, and the ends of the period at which they differ.
#[derive(Default)]
struct Rivals {
    ends: BTreeSet<PeriodEnd>,
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
    let partner = Partner::Needed("no claim that it selects is on a property that is `functional`");
    let declaration = Declaration {
        has_others: true,
        grouping: Grouping::Shared,
        ..claims::declaration(selection, &model, &facets, partner)
    };
    Some(Box::new(Conflict { declaration, model }))
}

impl Rule for Conflict {
    type Fact = Fact;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut Output<'_, Fact>) {
        let claim = Claim::new(*record, &self.model);
        let Some(property) = claim.property_record(lookups) else {
            return self.keep_unresolved(&claim, lookups, output);
        };
        let functional = self.model.functional.first(property.value);
        if functional.and_then(|value| value.as_bool()) != Some(true) {
            return;
        }
        output.found_partner();
        for (name, value) in self.separators(&claim, property) {
            if let Some((value, got)) = value.zip(value.and_then(refused_separator)) {
                output.skip_as(&format!("{}.{name}", self.model.valid), value, got);
            }
        }
        if self.is_compared(&claim, property) {
            if claim.has_unknown_parts() || claim.subject_has_no_record(lookups) {
                output.pass_over();
            }
            claim.report_malformed_value(output);
            claim.report_malformed_validity(output);
            for (_, value) in self.separators(&claim, property) {
                value.map(|value| output.report_malformed_date(&claim.record, value));
            }
        }
        match claim.subject().zip(claim.property()) {
            Some((subject, id)) => {
                let fact = || self.fact(&claim, property);
                output.keep_under(KeySpace::Dataset, &[subject, id], fact);
            }
            None if self.is_compared(&claim, property) => output.skip_record(UNREADABLE_CLAIM),
            None => {}
        }
    }

    fn settle(
        &self,
        key: &Key,
        facts: Vec<Fact>,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Fact>,
    ) {
        let has_several = facts.len() > 1;
        let mut group = Vec::new();
        let mut unresolved = Vec::new();
        for fact in facts {
            match fact {
                Fact::Stated(stated) => group.push(*stated),
                Fact::Unreadable(place) if has_several => {
                    output.skip_at("", place, UNREADABLE_CLAIM);
                }
                Fact::Unreliable(place) if has_several => output.cannot_know("", place),
                Fact::Unreadable(_) | Fact::Unreliable(_) | Fact::NotCompared => {}
                Fact::Unresolved(place) => unresolved.push(place),
            }
        }
        for place in unresolved {
            output.skip_at(self.model.property.as_str(), place, "an id without a record");
        }
        let differing = self.differing(group, lookups, output);
        if !differing.is_empty() {
            output.complete(key, &differing);
        }
    }

    fn reads_again(&self, fact: &Fact) -> Vec<Place> {
        match fact {
            Fact::Stated(stated) => vec![stated.place.clone()],
            Fact::Unreadable(_) | Fact::Unreliable(_) | Fact::NotCompared | Fact::Unresolved(_) => {
                Vec::new()
            }
        }
    }

    fn complete(
        &self,
        key: &Key,
        facts: Vec<Fact>,
        lookups: &Lookups<'_>,
        documents: &Documents<'_, '_>,
        output: &mut Output<'_, Fact>,
    ) {
        let differing = facts.into_iter().filter_map(|fact| match fact {
            Fact::Stated(stated) => Some(*stated),
            Fact::Unreadable(_) | Fact::Unreliable(_) | Fact::NotCompared | Fact::Unresolved(_) => {
                None
            }
        });
        let differing: Vec<Stated> = differing.collect();
        let rivals = self.rivals(&differing, lookups);
        let sides = self.sides(&differing, lookups);
        let rivals: Vec<(Rivals, usize)> = rivals.into_iter().zip(sides).collect();
        output.report(self.report(&key.texts.join(" "), &differing, &rivals, (lookups, documents)));
    }
}

impl Conflict {
    /// Checks whether a claim on a functional property is compared with other claims, provided that its value
    /// can be read.
    fn is_compared(&self, claim: &Claim<'_>, property: &Record<'_>) -> bool {
        claim.has_known_rank()
            && claim.has_readable_validity()
            && self.declaration.accepted.accept_looked_up(&self.model.properties, property.value)
            && self
                .separators(claim, property)
                .all(|(_, value)| value.and_then(refused_separator).is_none())
            && !claim.is_deprecated()
    }

    /// Returns the names of the fields that the property declares as separators, with their values in the
    /// claim's validity.
    fn separators<'a, 'p>(
        &self,
        claim: &Claim<'a>,
        property: &Record<'p>,
    ) -> impl Iterator<Item = (Cow<'p, str>, Option<Value<'a>>)> + use<'a, 'p> {
        let valid = claim.valid();
        let names = self.model.separators.select(property.value).into_iter();
        let names = names.filter_map(|name| name.as_str());
        names.map(move |name| {
            let value = valid.and_then(|valid| valid.get(&name));
            (name, value)
        })
    }

    /// Returns the fact about a claim on a functional property.
    fn fact(&self, claim: &Claim<'_>, property: &Record<'_>) -> Fact {
        if !self.is_compared(claim, property) {
            return Fact::NotCompared;
        }
        let Some(value) = claim.value() else {
            let place = claim.record.place();
            return match (claim.has_malformed_value(), claim.record.has_unreliable_values()) {
                // The kind `date` reports a malformed date.
                (true, _) => Fact::NotCompared,
                (false, true) => Fact::Unreliable(place),
                (false, false) => Fact::Unreadable(place),
            };
        };
        let separators = self
            .separators(claim, property)
            .map(|(_, value)| date_in(value.filter(|value| is_known(*value))?));
        let tolerance =
            self.model.tolerance.first(property.value).and_then(|value| value.as_number());
        Fact::Stated(Box::new(Stated {
            value,
            separators: separators.collect(),
            valid: claim.valid_period(),
            tolerance: tolerance.and_then(|number| Decimal::from_json(number.literal()).ok()),
            place: claim.record.place(),
        }))
    }

    /// Handles a claim whose property cannot be resolved to one record, so that it is unknown whether the property
    /// is functional. Keeps [`Fact::Unresolved`] if no record has the property's id.
    fn keep_unresolved(
        &self,
        claim: &Claim<'_>,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Fact>,
    ) {
        let field = &self.model.property;
        let property =
            field.first(claim.record.value).filter(|value| value.kind() != ValueKind::Null);
        let Some(place) = property.map(Place::of) else {
            if !claim.is_deprecated() {
                output.skip_record(UNREADABLE_CLAIM);
            }
            return;
        };
        let Some(id) = claim.property() else { return };
        let properties = &self.model.properties;
        if lookups.unknown_ids(properties, None) > 0 || lookups.is_shared(properties, &id) {
            output.cannot_know(field.as_str(), place);
        } else if lookups.collections.contains_key(&self.model.properties) {
            // The key contains only the property's id. It cannot be equal to the key of a topic, which has
            // two texts.
            output.keep_always(KeySpace::Dataset, &[id], || Fact::Unresolved(place));
        }
    }

    /// Counts the compared claims of a topic, and returns those that differ from another claim.
    fn differing(
        &self,
        group: Vec<Stated>,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Fact>,
    ) -> Vec<Fact> {
        let distinct = Distinct::of(&group);
        let values: Vec<&ClaimValue> = distinct.claims.iter().map(|stated| &stated.value).collect();
        let containment = Containment::of(values.iter().copied(), &self.model, lookups);
        let compare = |left: usize, right: usize| {
            if left == right && !distinct.occurs_again(left) {
                return None;
            }
            let (left, right) = (distinct.claims.get(left)?, distinct.claims.get(right)?);
            Some(compare(left, right, &containment)?.agreement)
        };
        let have_same_time = distinct.have_same_time();
        let compared = have_same_time.then(|| containment.compare_all(&values)).flatten();
        let results = compared.unwrap_or_else(|| {
            let all = || (0..distinct.claims.len()).collect();
            let others = have_same_time.then(|| distinct.extremes()).flatten().unwrap_or_else(all);
            claims::compare_all(distinct.claims.len(), &others, compare)
        });
        let result_of = |position: &usize| {
            let again = distinct.occurs_again(*position).then_some(Agreement::Agree);
            results.get(*position).copied().flatten().or(again)
        };
        let results: Vec<Option<Agreement>> = distinct.positions.iter().map(result_of).collect();
        if containment.was_undecided() {
            output.pass_over();
        }
        drop(containment);
        let mut differing = Vec::new();
        for (stated, result) in group.into_iter().zip(results) {
            let Some(result) = result else { continue };
            claims::count_compared(result, &stated.place, output);
            if result == Agreement::Differ {
                differing.push(Fact::Stated(Box::new(stated)));
            }
        }
        differing
    }

    /// Returns the rivals of each differing claim. If there are more than [`MAX_COMPETING`] claims, no rivals
    /// are returned.
    fn rivals(&self, differing: &[Stated], lookups: &Lookups<'_>) -> Vec<Rivals> {
        let mut rivals: Vec<Rivals> = differing.iter().map(|_| Rivals::default()).collect();
        if differing.len() > MAX_COMPETING {
            return rivals;
        }
        let values = differing.iter().map(|stated| &stated.value);
        let containment = Containment::of(values, &self.model, lookups);
        for (stated, rivals) in differing.iter().zip(&mut rivals) {
            for (position, other) in differing.iter().enumerate() {
                let comparison = compare(stated, other, &containment);
                let differs = |comparison: &Comparison| comparison.agreement == Agreement::Differ;
                if let Some(comparison) = comparison.filter(differs) {
                    rivals.ends.extend(&comparison.differing);
                    rivals.claims.insert(position);
                }
            }
        }
        rivals
    }

    /// Returns the side of each differing claim. If there are more than [`MAX_COMPETING`] claims, only claims
    /// with equal values are on the same side.
    fn sides(&self, differing: &[Stated], lookups: &Lookups<'_>) -> Vec<usize> {
        if differing.len() > MAX_COMPETING {
            return claims::sides_of_equal(differing.iter().map(|stated| &stated.value));
        }
        let values = differing.iter().map(|stated| &stated.value);
        let containment = Containment::of(values, &self.model, lookups);
        claims::sides(differing.len(), |one, other| {
            let pair = differing.get(one).zip(differing.get(other));
            pair.is_some_and(|(one, other)| match compare(one, other, &containment) {
                Some(comparison) => comparison.agreement == Agreement::Agree,
                None => one.value == other.value,
            })
        })
    }

    fn report(
        &self,
        topic: &str,
        differing: &[Stated],
        rivals: &[(Rivals, usize)],
        (lookups, documents): (&Lookups<'_>, &Documents<'_, '_>),
    ) -> Finding {
        let ends: BTreeSet<PeriodEnd> =
            rivals.iter().flat_map(|(rivals, _)| rivals.ends.iter().copied()).collect();
        let about = match ends.iter().collect::<Vec<_>>().as_slice() {
            [PeriodEnd::Start] => " about the start",
            [PeriodEnd::End] => " about the end",
            _ => "",
        };
        let claim_of = |stated: &Stated| {
            Claim::at(&stated.place, self.declaration.collection(), &self.model, documents)
        };
        let claims: Vec<(Claim<'_>, &Stated, &(Rivals, usize))> = differing
            .iter()
            .zip(rivals)
            .filter_map(|(stated, of_claim)| Some((claim_of(stated)?, stated, of_claim)))
            .collect();
        let (subject, property) = names_of_topic(claims.first().map(|(claim, ..)| claim), lookups);
        let values = claims.iter().map(|(_, stated, _)| &stated.value);
        let message = match describe(values.clone(), &ends, &self.model, lookups) {
            Some(all) => with_hidden_differences(
                format!("the {property} of {subject}: {all}"),
                values.filter_map(ClaimValue::as_text),
            ),
            None => format!("claims on the {property} of {subject} differ{about}"),
        };
        let finding = Finding::new(message, Anchor::new(topic, self.model.value.as_str()))
            .help(claims::HELP_HUMAN_DECIDES);
        let finding = claims.iter().fold(finding, |finding, (claim, stated, (rivals, side))| {
            let differs_from = rivals.claims.iter().filter_map(|rival| differing.get(*rival));
            let differs_from = differs_from.filter_map(claim_of);
            let differs_from = differs_from.map(|rival| rival.record.anchor()).collect();
            let finding = claims::compete(finding, claim, (*side, differs_from), lookups);
            let ends: Vec<PeriodEnd> = rivals.ends.iter().copied().collect();
            let label = label(claim, &stated.value, &ends, lookups);
            let finding = claims::show_claim(finding, claim, &ends, &label, lookups);
            match finding.record {
                Some(_) => finding.with_others([stated.place.clone()]),
                None => finding.in_record(stated.place.clone()),
            }
        });
        claims::count_sources_of_all(finding)
    }
}

/// Describes the value of a separator if it is not accepted. Returns `None` for a text, a number or `null`, and
/// for a value that has already been reported as unreliable.
fn refused_separator(value: Value<'_>) -> Option<&'static str> {
    let is_reliable = value.document().marks().is_none_or(|marks| !marks.is_affected(value));
    Accepts::Scalar.refusal(value).filter(|_| is_reliable)
}
