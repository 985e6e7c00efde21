//! `similar`: names that are likely one thing.

use super::{Kind, Origin};
use crate::claims::{self, Claim};
use crate::document::Value;
use crate::finding::{Anchor, Applicability, Finding, Level, Place};
use crate::parameters::{Arguments, IN, Model, Parameter, Selection, Takes, WHERE, WITHIN};
use crate::path::Field;
use crate::rule::{AnyRule, Count, Lookup, Lookups, Output, Record, Rule, scalar_text};
use crate::value::name::{self, FoldedName, Similarity};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) const KIND: Kind = Kind {
    name: "similar",
    about: "two names that are likely one thing, or a variant of a recorded name",
    level: Level::Notice,
    parameters: &[
        IN,
        WHERE,
        Parameter::required("field", Takes::Field, "The field with the name."),
        Parameter::optional(
            "to",
            Takes::Collection,
            "The collection whose names are the recorded ones; without it, the names are compared with one another.",
        ),
        Parameter::optional(
            "key",
            Takes::Field,
            "The field with the id of the one record of `to` that the name stands for.",
        ),
        WITHIN,
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("similar.md"),
};

struct Similar {
    selection: Selection,
    field: Field,
    recorded: Option<(String, Field)>,
    model: Arc<Model>,
}

/// A name as it is written somewhere.
struct Written {
    name: String,
    /// The id of the record that it stands for, where that is known.
    target: Option<String>,
    anchor: String,
    called: String,
    place: Place,
    record: Place,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn AnyRule>> {
    if arguments.is_given("to") != arguments.is_given("key") {
        return arguments.refuse("`to` and `key` go together");
    }
    let (selection, field, model) =
        (arguments.selection(), arguments.field("field"), arguments.model());
    let recorded = arguments.text("to").zip(arguments.field("key"));
    Some(Box::new(Similar { selection: selection?, field: field?, recorded, model: model? }))
}

impl Rule for Similar {
    type Fact = Written;

    fn selection(&self) -> &Selection {
        &self.selection
    }

    fn declare(&self) -> Vec<Lookup> {
        let recorded = self.recorded.iter().map(|(to, _)| Lookup::Collection(to.clone()));
        let of_claims =
            if self.visits_claims() { claims::usual_lookups(&self.model) } else { Vec::new() };
        recorded.chain(of_claims).collect()
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Written>) {
        for value in self.field.select(record.value) {
            let Some(name) = value.as_str() else {
                output.count(Count::Skipped);
                continue;
            };
            let target = self.recorded.as_ref().and_then(|(_, key)| key.first(record.value));
            output.keep(Written {
                name: name.into_owned(),
                target: target.and_then(scalar_text).map(Into::into),
                anchor: record.anchor(),
                called: record.called(),
                place: Place::of(value),
                record: record.place(),
            });
        }
    }

    fn settle(&self, facts: Vec<Written>, lookups: &Lookups<'_>, output: &mut Output<'_, Written>) {
        match &self.recorded {
            Some((to, _)) => self.settle_variants(facts, to, lookups, output),
            None => self.settle_pairs(&facts, output),
        }
    }
}

impl Similar {
    /// Whether the names stand in claims, whose quotes show them in their sources.
    fn visits_claims(&self) -> bool {
        self.recorded.is_some() && self.selection.collection == self.model.claims
    }

    /// One finding for each way of writing that is no recorded name, but nearly one.
    fn settle_variants(
        &self,
        facts: Vec<Written>,
        to: &str,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Written>,
    ) {
        let mut by_target: BTreeMap<(String, String), Vec<Written>> = BTreeMap::new();
        for fact in facts {
            if let Some(target) = fact.target.clone() {
                by_target.entry((target, fact.name.clone())).or_default().push(fact);
            }
        }
        for ((target, written), facts) in by_target {
            let Some(record) = lookups.record(to, &target) else { continue };
            let names = crate::claims::names_of(record, &self.model);
            let is_recorded = names.iter().any(|known| name::names_are_equal(known, &written));
            let near = names.iter().find(|known| is_variant(known, &written));
            if let (false, Some(near)) = (is_recorded, near) {
                output.report(self.variant(record, &written, near, &facts, lookups));
            }
        }
    }

    fn variant(
        &self,
        target: &Record<'_>,
        written: &str,
        near: &str,
        facts: &[Written],
        lookups: &Lookups<'_>,
    ) -> Finding {
        let anchor = Anchor::new(format!("{}/{written}", target.anchor()), self.field.as_str());
        let mut finding = Finding::new(
            format!(
                "\"{written}\" is a variant of \"{near}\", and no recorded name of {}",
                target.called()
            ),
            anchor,
        )
        .help("the quotes stay verbatim: record it as an alias if it is meant to be one");
        for fact in facts {
            finding = finding.label(fact.place.clone(), "written so here").rests_on(
                &fact.anchor,
                self.field.as_str(),
                written,
            );
        }
        for fact in facts.iter().filter(|_| self.visits_claims()) {
            let claims = &self.selection.collection;
            if let Some(claim) = Claim::at(&fact.record, claims, &self.model, lookups) {
                finding = claims::show_words(finding, &claim, written, lookups);
            }
        }
        if let Some(name) = self.model.name.first(target.value) {
            finding = finding.label(Place::of(name), "recorded under this name").rests_on(
                target.anchor(),
                "name",
                near,
            );
            finding = self.suggest_alias(finding, target, name, written);
        }
        match facts.first() {
            Some(fact) => finding.in_record(fact.record.clone()),
            None => finding,
        }
    }

    /// The edit that records the alias: behind the last alias, or as the first one.
    fn suggest_alias(
        &self,
        finding: Finding,
        target: &Record<'_>,
        name: Value<'_>,
        written: &str,
    ) -> Finding {
        let alias = serde_json::Value::from(written);
        let message = "record it as an alias";
        if let Some(last) = self.model.aliases.select(target.value).last() {
            return finding.suggest(
                Applicability::Unsafe,
                Place::of(*last),
                format!("{}, {alias}", last.raw()),
                message,
            );
        }
        match self.model.aliases.as_str().strip_suffix("[*]") {
            Some(key) if !key.contains(['.', '[']) => {
                let both = format!("{}, \"{key}\": [{alias}]", name.raw());
                finding.suggest(Applicability::Unsafe, Place::of(name), both, message)
            }
            _ => finding,
        }
    }

    /// One finding for each pair of records whose names are likely one thing.
    fn settle_pairs(&self, facts: &[Written], output: &mut Output<'_, Written>) {
        for (left, right) in pairs_that_share_a_word(facts) {
            let (Some(left), Some(right)) = (facts.get(left), facts.get(right)) else { continue };
            if left.record == right.record {
                continue;
            }
            let is_same = name::names_are_equal(&left.name, &right.name);
            if !is_same && !is_variant(&left.name, &right.name) {
                continue;
            }
            let mut anchors = [left.anchor.as_str(), right.anchor.as_str()];
            anchors.sort_unstable();
            let message = format!(
                "\"{}\" and \"{}\" are likely one thing, recorded as {} and {}",
                left.name, right.name, left.called, right.called
            );
            output.report(
                Finding::new(message, Anchor::new(anchors.join(" "), self.field.as_str()))
                    .label(right.place.clone(), "this name")
                    .label(left.place.clone(), "and this one")
                    .in_record(right.record.clone())
                    .rests_on(&left.anchor, self.field.as_str(), &left.name)
                    .rests_on(&right.anchor, self.field.as_str(), &right.name)
                    .help("merge the two records, or tell the names apart"),
            );
        }
    }
}

fn is_variant(left: &str, right: &str) -> bool {
    matches!(name::similarity(left, right), Similarity::Variant { .. })
}

/// Pairs of names worth comparing: those with a word in common, by the names' rarest words first, so
/// that one frequent word does not pair everything with everything.
fn pairs_that_share_a_word(facts: &[Written]) -> BTreeSet<(usize, usize)> {
    const MOST_NAMES_PER_WORD: usize = 200;
    let mut by_word: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (position, fact) in facts.iter().enumerate() {
        for word in FoldedName::new(&fact.name).words() {
            by_word.entry(word.to_owned()).or_default().push(position);
        }
    }
    let mut pairs = BTreeSet::new();
    for positions in by_word.values().filter(|positions| positions.len() <= MOST_NAMES_PER_WORD) {
        for (at, left) in positions.iter().enumerate() {
            pairs.extend(positions.iter().skip(at + 1).map(|right| (*left, *right)));
        }
    }
    pairs
}
