//! `agreement`: selected claims that should agree but differ.

use super::{Kind, Origin};
use crate::claims::{self, Claim, ClaimValue, Containment, Facet};
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::{Arguments, IN_CLAIMS, Model, Parameter, ParameterType, Role, WHERE};
use crate::path::Condition;
use crate::rule::{
    Declaration, Documents, DynRule, Key, Lookups, Output, Record, Rule, UNREADABLE_CLAIM,
};
use crate::value::Agreement;
use crate::words::counted;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

pub(crate) const KIND: Kind = Kind {
    name: "agreement",
    about: "selected claims that should agree but do not",
    level: Level::Review,
    parameters: &[
        IN_CLAIMS,
        WHERE,
        Parameter::required(
            "between",
            ParameterType::Conditions,
            "The conditions that select claims. The claims of each condition are compared with the claims of the other conditions.",
        )
        .role(Role::Selects),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("agreement.md"),
};

struct SelectedClaimsAgree {
    declaration: Declaration,
    between: Vec<Condition>,
    model: Arc<Model>,
}

/// Name under which the state of a finding lists, for each claim, the other claims with the same value.
const SAME_VALUE: &str = "claims with this value";

/// A claim's value, and the condition that selects the claim.
#[derive(Serialize, Deserialize)]
struct Stated {
    /// The index of the condition, or `None` for a claim that is only kept to count claims with the same
    /// value.
    side: Option<usize>,
    topic: String,
    value: ClaimValue,
    is_deprecated: bool,
    place: Place,
}

/// A selected claim, and the claims that differ from it.
struct Competitor<'s> {
    stated: &'s Stated,
    side: usize,
    rivals: Vec<&'s Stated>,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, model) = (arguments.selection_of_claims(), arguments.model());
    let (between, model) = (arguments.conditions("between")?, model?);
    let facets = [Facet::Rank, Facet::Sources, Facet::Containment];
    let declaration = Declaration {
        has_others: true,
        missing_partner: Some(
            "fewer than two of its conditions select a claim whose value can be read",
        ),
        ..claims::declaration(selection?, &model, &facets)
    };
    Some(Box::new(SelectedClaimsAgree { declaration, between, model }))
}

impl Rule for SelectedClaimsAgree {
    type Fact = Stated;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Stated>) {
        let claim = Claim::new(*record, &self.model);
        if !claim.has_known_rank() {
            return;
        }
        let side = self.between.iter().position(|condition| condition.holds_for(record.value));
        let (Some(topic), Some(value)) = (claim.topic(), claim.value()) else {
            if side.is_some() && !claim.report_malformed_value(output) {
                output.skip_record(UNREADABLE_CLAIM);
            }
            return;
        };
        if side.is_some() && claim.has_unknown_parts() {
            output.pass_over();
        }
        let is_deprecated = claim.is_deprecated();
        output.keep(Stated { side, topic, value, is_deprecated, place: record.place() });
    }

    fn settle(
        &self,
        key: &Key,
        facts: Vec<Stated>,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Stated>,
    ) {
        let facts: Vec<Stated> = facts.into_iter().filter(|fact| !fact.is_deprecated).collect();
        let selected: Vec<&Stated> = facts.iter().filter(|fact| fact.side.is_some()).collect();
        let containment = self.containment(&selected, lookups);
        let compare_at = |left: usize, right: usize| {
            compare(selected.get(left)?, selected.get(right)?, &containment)
        };
        let all: Vec<usize> = (0..selected.len()).collect();
        let results = claims::compare_all(selected.len(), &all, compare_at);
        let differs = results.contains(&Some(Agreement::Differ));
        for (stated, result) in selected.iter().zip(results) {
            let Some(result) = result else { continue };
            claims::count_compared(result, &stated.place, output);
            output.found_partner();
        }
        if containment.was_undecided() {
            output.pass_over();
        }
        drop(containment);
        if differs {
            output.complete(key, &facts);
        }
    }

    fn reads_again(&self, fact: &Stated) -> Vec<Place> {
        vec![fact.place.clone()]
    }

    fn complete(
        &self,
        _: &Key,
        facts: Vec<Stated>,
        lookups: &Lookups<'_>,
        documents: &Documents<'_, '_>,
        output: &mut Output<'_, Stated>,
    ) {
        let selected: Vec<&Stated> = facts.iter().filter(|fact| fact.side.is_some()).collect();
        let containment = self.containment(&selected, lookups);
        let competitors = selected.iter().copied().map(|stated| {
            let rivals = selected
                .iter()
                .copied()
                .filter(|other| compare(stated, other, &containment) == Some(Agreement::Differ));
            Competitor { stated, side: 0, rivals: rivals.collect() }
        });
        let mut competing: Vec<Competitor<'_>> =
            competitors.filter(|competitor| !competitor.rivals.is_empty()).collect();
        // The claims of the first condition come first, regardless of the order of the records.
        competing.sort_by_key(|competitor| competitor.stated.side);
        let sides = claims::sides(competing.len(), |one, other| {
            let pair = competing.get(one).zip(competing.get(other));
            pair.is_some_and(|(one, other)| are_on_one_side(one.stated, other.stated, &containment))
        });
        for (competitor, side) in competing.iter_mut().zip(sides) {
            competitor.side = side;
        }
        output.report(self.report(&competing, &facts, (lookups, documents)));
    }
}

impl SelectedClaimsAgree {
    fn containment<'s, 'a>(
        &'s self,
        selected: &[&'s Stated],
        lookups: &'s Lookups<'a>,
    ) -> Containment<'s, 'a> {
        Containment::of(selected.iter().map(|stated| &stated.value), &self.model, lookups)
    }

    fn report(
        &self,
        competing: &[Competitor<'_>],
        all: &[Stated],
        (lookups, documents): (&Lookups<'_>, &Documents<'_, '_>),
    ) -> Finding {
        let topics: BTreeSet<&str> =
            competing.iter().map(|competitor| competitor.stated.topic.as_str()).collect();
        let topics: Vec<&str> = topics.into_iter().collect();
        let values: Vec<String> =
            competing.iter().map(|competitor| format!("`{}`", competitor.stated.value)).collect();
        let message = format!("claims that should agree differ: {}", values.join(" and "));
        let finding = Finding::new(message, Anchor::new(topics.join(" + "), ""))
            .help(claims::HELP_HUMAN_DECIDES);
        let claim_of = |stated: &Stated| {
            Claim::at(&stated.place, self.declaration.collection(), &self.model, documents)
        };
        let finding =
            competing.iter().fold(finding, |finding, Competitor { stated, side, rivals }| {
                let Some(claim) = claim_of(stated) else { return finding };
                let differs_from = rivals.iter().filter_map(|rival| claim_of(rival));
                let differs_from = differs_from.map(|rival| rival.record.anchor()).collect();
                let mut finding = claims::compete(finding, &claim, (*side, differs_from), lookups);
                let same: Vec<&Stated> = all
                    .iter()
                    .filter(|other| other.place != stated.place && other.value == stated.value)
                    .collect();
                let label = label(&claim, stated, same.len(), lookups);
                let named = same.into_iter().filter_map(claim_of);
                let named = named.map(|other| other.record.anchor()).collect();
                finding.state.add_records(&claim.record.anchor(), SAME_VALUE, named);
                let finding = claims::show_claim(finding, &claim, &[], &label, lookups);
                match finding.record {
                    Some(_) => finding.with_others([stated.place.clone()]),
                    None => finding.in_record(stated.place.clone()),
                }
            });
        claims::count_sources_of_all(finding)
    }
}

/// Returns the label of a claim, with its value and its sources. `same` is the number of other claims with
/// the same value.
fn label(claim: &Claim<'_>, stated: &Stated, same: usize, lookups: &Lookups<'_>) -> String {
    let sources = claims::count_independent_sources(claim, lookups);
    let (publishers, value) = (claims::publishers(claim, lookups), &stated.value);
    let says = match (sources.number, publishers.as_slice()) {
        (_, []) => format!("no source says `{value}`"),
        (1, [publisher]) => format!("a single source, {publisher}, says `{value}`"),
        (_, publishers) => {
            let say = if sources.number == 1 { "says" } else { "say" };
            let number = sources.with_noun();
            let all = all_publishers(publishers.len(), sources.number);
            format!("{number}{all} {say} `{value}`: {}", publishers.join(", "))
        }
    };
    match same {
        0 => format!("{says}; no other claim has this value"),
        1 => format!("{says}; 1 other claim has this value"),
        _ => format!("{says}; {same} other claims have this value"),
    }
}

/// Returns a remark with the number of listed publishers. If this number equals the number of independent
/// sources, returns an empty text. There may be fewer independent sources, since publishers whose sources
/// depend on one another are all listed.
fn all_publishers(publishers: usize, independent: usize) -> String {
    match publishers == independent {
        true => String::new(),
        false => format!(" ({} in all)", counted(publishers, "publisher")),
    }
}

/// Checks whether two claims have the same topic and agree.
fn are_on_one_side<'s>(
    one: &'s Stated,
    other: &'s Stated,
    containment: &Containment<'s, '_>,
) -> bool {
    let agreement = || claims::compare(&one.value, &other.value, None, containment).agreement;
    one.topic == other.topic && agreement() == Agreement::Agree
}

/// Compares two claims, or returns `None` if the same condition selects them.
fn compare<'s>(
    left: &'s Stated,
    right: &'s Stated,
    containment: &Containment<'s, '_>,
) -> Option<Agreement> {
    let is_compared = left.side != right.side;
    is_compared.then(|| claims::compare(&left.value, &right.value, None, containment).agreement)
}
