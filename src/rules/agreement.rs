//! `agreement`: selected claims that should agree but differ.

use super::{Kind, Origin};
use crate::claims::{self, Claim, ClaimValue, Containment, Facet, MAX_COMPETING};
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::{Arguments, IN_CLAIMS, Model, Parameter, ParameterType, Role, WHERE};
use crate::path::Condition;
use crate::rule::{
    Declaration, Documents, DynRule, Key, Lookups, Output, Partner, Record, Rule, UNREADABLE_CLAIM,
};
use crate::value::Agreement;
use crate::words::counted;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
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
    let partner =
        Partner::Needed("fewer than two of its conditions select a claim whose value can be read");
    let declaration = Declaration {
        has_others: true,
        ..claims::declaration(selection?, &model, &facets, partner)
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
        let results = compare_all(&selected, &containment);
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
        let results = compare_all(&selected, &containment);
        let differing = selected.into_iter().zip(results);
        let mut differing: Vec<&Stated> = differing
            .filter(|(_, result)| *result == Some(Agreement::Differ))
            .map(|(stated, _)| stated)
            .collect();
        // The claims of the first condition come first, regardless of the order of the records.
        differing.sort_by_key(|stated| stated.side);
        let competing = competitors(&differing, &containment);
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
        let values = competing.iter().take(MAX_VALUES);
        let mut values: Vec<String> =
            values.map(|competitor| format!("`{}`", competitor.stated.value)).collect();
        if let Some(others @ 1..) = competing.len().checked_sub(MAX_VALUES) {
            values.push(format!("those of {}", counted(others, "other claim")));
        }
        let message = format!("claims that should agree differ: {}", values.join(" and "));
        let mut by_value: HashMap<Vec<u8>, Vec<&Stated>> = HashMap::new();
        for stated in all {
            by_value.entry(encoded(&stated.value)).or_default().push(stated);
        }
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
                let same = by_value.get(&encoded(&stated.value)).map_or(&[][..], Vec::as_slice);
                let others = same.len().saturating_sub(1);
                let label = label(&claim, stated, others, lookups);
                if others > MAX_COMPETING {
                    let number = counted(others, "record");
                    finding.state.add(claim.record.anchor(), SAME_VALUE, number);
                } else {
                    let named = same.iter().filter(|other| other.place != stated.place);
                    let named = named.filter_map(|other| claim_of(other));
                    let named = named.map(|other| other.record.anchor()).collect();
                    finding.state.add_records(&claim.record.anchor(), SAME_VALUE, named);
                }
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

/// Returns a remark with the number of listed publishers, or an empty text if there are as many independent
/// sources. There may be fewer, because all publishers are listed, even those whose sources depend on one another.
fn all_publishers(publishers: usize, independent: usize) -> String {
    match publishers == independent {
        true => String::new(),
        false => format!(" ({} in all)", counted(publishers, "publisher")),
    }
}

/// Maximum number of values in a message.
const MAX_VALUES: usize = 12;

/// Encodes a value. Equal values have the same bytes.
fn encoded(value: &ClaimValue) -> Vec<u8> {
    let encoded = postcard::to_stdvec(value);
    debug_assert!(encoded.is_ok(), "a claim's value can be encoded");
    encoded.unwrap_or_default()
}

/// Compares each claim with the claims that other conditions select; see [`claims::compare_all`]. Claims of one
/// condition with the same value have the same result.
fn compare_all<'s>(
    selected: &[&'s Stated],
    containment: &Containment<'s, '_>,
) -> Vec<Option<Agreement>> {
    let mut known: HashMap<(Option<usize>, Vec<u8>), usize> = HashMap::new();
    let mut distinct: Vec<&'s Stated> = Vec::new();
    let position_of = |stated: &&'s Stated| {
        *known.entry((stated.side, encoded(&stated.value))).or_insert_with(|| {
            distinct.push(stated);
            distinct.len() - 1
        })
    };
    let positions: Vec<usize> = selected.iter().map(position_of).collect();
    let all: Vec<usize> = (0..distinct.len()).collect();
    let results = claims::compare_all(distinct.len(), &all, |left, right| {
        compare(distinct.get(left)?, distinct.get(right)?, containment)
    });
    positions.into_iter().map(|position| results.get(position).copied().flatten()).collect()
}

/// Returns each differing claim with its side and its rivals. If there are more than [`MAX_COMPETING`] claims, the
/// lists of rivals are empty.
fn competitors<'s>(
    differing: &[&'s Stated],
    containment: &Containment<'s, '_>,
) -> Vec<Competitor<'s>> {
    let is_long = differing.len() > MAX_COMPETING;
    let sides = match is_long {
        true => claims::sides_of_equal(differing.iter().map(|stated| &stated.value)),
        false => claims::sides(differing.len(), |one, other| {
            let pair = differing.get(one).zip(differing.get(other));
            pair.is_some_and(|(one, other)| are_on_one_side(one, other, containment))
        }),
    };
    let compared = if is_long { &[] } else { differing };
    let rivals_of = |stated: &'s Stated| {
        let differs =
            |other: &'s Stated| compare(stated, other, containment) == Some(Agreement::Differ);
        compared.iter().copied().filter(|other| differs(other)).collect()
    };
    let claims = differing.iter().zip(sides);
    claims.map(|(stated, side)| Competitor { stated, side, rivals: rivals_of(stated) }).collect()
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
