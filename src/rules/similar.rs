//! `similar`: names that likely refer to the same thing.

use super::{Kind, Origin};
use crate::claims::{self, Claim};
use crate::document::{Kind as ValueKind, Value, layout};
use crate::finding::{Anchor, Applicability, Finding, Level, Place};
use crate::parameters::Constraint::PairedWith;
use crate::parameters::{Arguments, IN, Model, Parameter, ParameterType, Selection, WHERE, WITHIN};
use crate::path::Field;
use crate::rule::{
    AcceptedFields, Accepts, Count, DynRule, Key, KeySpace, Lookup, Lookups, Output, Record, Rule,
    scalar_text,
};
use crate::value::name::{self, FoldedName, Similarity};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

pub(super) const KIND: Kind = Kind {
    name: "similar",
    about: "two names that probably mean the same thing, or a variant of a recorded name",
    level: Level::Notice,
    parameters: &[
        IN,
        WHERE,
        Parameter::required("field", ParameterType::Field, "The field with the name."),
        Parameter::optional(
            "to",
            ParameterType::Collection,
            "The collection with the recorded names; without it, the names are compared with one another.",
        ),
        Parameter::optional(
            "key",
            ParameterType::Field,
            "The field with the id of the record in `to` that the name refers to.",
        )
        .with(&[PairedWith("to")]),
        WITHIN,
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("similar.md"),
};

struct Similar {
    selection: Selection,
    field: Field,
    recorded: Option<(String, Field)>,
    accepted: AcceptedFields,
    model: Arc<Model>,
}

/// A name as written somewhere.
struct Written {
    name: String,
    /// Whether it is an alias, rather than a value of `field`.
    is_alias: bool,
    anchor: String,
    has_id: bool,
    called: String,
    place: Place,
    record: Place,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, field, model) =
        (arguments.selection(), arguments.field("field"), arguments.model());
    let recorded = arguments.text("to").zip(arguments.field("key"));
    let (selection, field, model) = (selection?, field?, model?);
    let mut accepted = AcceptedFields::default();
    if let Some((to, _)) = &recorded {
        for names in [&model.name, &model.aliases] {
            accepted.add_of_collection(to, names, Accepts::Text);
        }
    }
    Some(Box::new(Similar { selection, field, recorded, accepted, model }))
}

impl Rule for Similar {
    type Fact = Written;

    fn selection(&self) -> &Selection {
        &self.selection
    }

    fn accepted(&self) -> Option<&AcceptedFields> {
        Some(&self.accepted)
    }

    fn declare(&self) -> Vec<Lookup> {
        let recorded = self
            .recorded
            .iter()
            .map(|(to, _)| Lookup::of_fields(to, None, [&self.model.name, &self.model.aliases]));
        let of_claims =
            if self.visits_claims() { claims::claim_lookups(&self.model) } else { Vec::new() };
        recorded.chain(of_claims).collect()
    }

    fn tolerates_unknown_values(&self) -> bool {
        true
    }

    fn has_others(&self) -> bool {
        true
    }

    fn missing_partner(&self) -> Option<&'static str> {
        Some("it selects fewer than two names, or no name of a record in `to`")
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Written>) {
        let names = self.field.select(record.value).into_iter().map(|value| (value, false));
        for (value, is_alias) in names.chain(self.aliases(record)) {
            let Some(name) = value.as_str().filter(|name| !name.trim().is_empty()) else {
                output.skip(&self.field, value);
                continue;
            };
            let written = || Written {
                name: name.clone().into_owned(),
                is_alias,
                anchor: record.anchor(),
                has_id: record.written_id().is_some(),
                called: record.display_name(),
                place: Place::of(value),
                record: record.place(),
            };
            let Some((_, key)) = &self.recorded else {
                output.keep(written());
                continue;
            };
            let Some(target) = output.only(key, record.value) else { continue };
            match scalar_text(target) {
                Some(target) => {
                    let texts = [target.as_ref(), name.as_ref()];
                    output.keep_under(KeySpace::Dataset, &texts, written);
                }
                None => output.skip(key, target),
            }
        }
    }

    fn settle(
        &self,
        key: &Key,
        facts: Vec<Written>,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Written>,
    ) {
        match (&self.recorded, key.texts.as_slice()) {
            (Some((to, _)), [target, written]) => {
                if let Some(target) = lookups.record(to, target) {
                    self.settle_variant(target, written, &facts, lookups, output);
                }
            }
            _ => self.settle_pairs(&facts, output),
        }
    }
}

impl Similar {
    /// Returns the aliases to compare with the names of other records: a name that is an alias of another
    /// record likely refers to the same thing.
    fn aliases<'a>(
        &self,
        record: &Record<'a>,
    ) -> impl Iterator<Item = (Value<'a>, bool)> + use<'a> {
        let model = &self.model;
        let collection = &self.selection.collection;
        let has_aliases = self.recorded.is_none()
            && (*collection == model.entities || *collection == model.places)
            && self.field.as_str() == model.name.as_str();
        let aliases = if has_aliases { model.aliases.select(record.value) } else { Vec::new() };
        aliases.into_iter().map(|value| (value, true))
    }

    /// Whether the names are in claims, whose quotes show them in their sources.
    fn visits_claims(&self) -> bool {
        self.recorded.is_some() && self.selection.collection == self.model.claims
    }

    /// Reports a spelling that is similar to a recorded name but is not itself recorded.
    fn settle_variant(
        &self,
        target: &Record<'_>,
        written: &str,
        facts: &[Written],
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Written>,
    ) {
        output.found_partner();
        let names = claims::names_of(target, &self.model);
        let is_recorded = names.iter().any(|known| name::names_are_equal(known, written));
        let near = names.iter().find(|known| is_variant(known, written));
        if is_recorded {
            return;
        }
        if !claims::has_readable_names(target, &self.model) {
            // A name that cannot be read may be this one.
            for fact in facts {
                output.count_at(Count::CannotTell, self.field.as_str(), fact.place.clone());
            }
        } else if let Some(near) = near {
            output.report(self.variant(target, written, near, facts, lookups));
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
                "\"{written}\" is a variant of \"{near}\", but not a recorded name of {}",
                target.display_name()
            ),
            anchor,
        )
        .help("the quotes stay verbatim: record it as an alias if it is meant to be one");
        for fact in facts {
            finding = finding.label(fact.place.clone(), "written this way here").rests_on(
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
        let mut aliases = self.model.aliases.select(target.value).into_iter();
        let is_near = |value: &Value<'_>| value.as_str().is_some_and(|text| text == near);
        let name = self.model.name.first(target.value);
        if let (false, Some(alias)) = (name.as_ref().is_some_and(is_near), aliases.find(is_near)) {
            finding = finding
                .label(Place::of(alias), "recorded as this alias")
                .rests_on(target.anchor(), "alias", near)
                .suggest(
                    Applicability::Unsafe,
                    Place::of(alias),
                    serde_json::Value::from(written).to_string(),
                    "correct the alias",
                );
        } else if let Some(name) = name {
            finding = finding.label(Place::of(name), "recorded under this name").rests_on(
                target.anchor(),
                "name",
                near,
            );
            finding = self.suggest_alias(finding, target, written, lookups);
        }
        let finding = finding.with_others([target.place()]);
        match facts.first() {
            Some(fact) => finding.in_record(fact.record.clone()),
            None => finding,
        }
    }

    /// Suggests recording the name as an alias, after the last alias or as the first.
    fn suggest_alias(
        &self,
        finding: Finding,
        target: &Record<'_>,
        written: &str,
        lookups: &Lookups<'_>,
    ) -> Finding {
        let message = "record it as an alias";
        let alias = serde_json::Value::from(written).to_string();
        // What is in memory of a large document has another layout.
        let record = lookups.value_at(&target.place()).unwrap_or(target.value);
        let (name, aliases) = (self.model.name.first(record), &self.model.aliases);
        let key = aliases.as_str().strip_suffix("[*]").filter(|key| !key.contains(['.', '[']));
        let list = key.and_then(|key| record.get(key));
        let is_in = |value: Value<'_>, container: Value<'_>| {
            value.parent().is_some_and(|parent| parent.is_same_node(container))
        };
        let (after, inserted) = match (aliases.select(record).last(), list, key.zip(name)) {
            (Some(last), ..)
                if last.parent().is_some_and(|list| list.kind() == ValueKind::Array) =>
            {
                (*last, alias)
            }
            (None, Some(list), _) if list.kind() == ValueKind::Array => {
                let new = layout::array_in(record, &alias);
                return finding.suggest(Applicability::Unsafe, Place::of(list), new, message);
            }
            (None, None, Some((key, name))) if is_in(name, record) => {
                (name, layout::member(record, key, &layout::array_in(record, &alias)))
            }
            _ => return finding,
        };
        let both = format!("{}{}{inserted}", after.raw(), layout::separator_after(after));
        finding.suggest(Applicability::Unsafe, Place::of(after), both, message)
    }

    /// Reports each name that several records share, and each pair of records whose names are variants.
    fn settle_pairs(&self, facts: &[Written], output: &mut Output<'_, Written>) {
        if facts.len() > 1 {
            output.found_partner();
        }
        let mut by_text: BTreeMap<String, Vec<&Written>> = BTreeMap::new();
        for fact in facts {
            by_text.entry(name::fold_name(&fact.name)).or_default().push(fact);
        }
        for (text, facts) in &by_text {
            // Records that only share an alias are not reported.
            if facts.iter().any(|fact| !fact.is_alias)
                && let Some(finding) = self.same_name(text, facts)
            {
                output.report(finding);
            }
        }
        let firsts = by_text.values().filter_map(|facts| facts.iter().find(|fact| !fact.is_alias));
        let firsts: Vec<&Written> = firsts.copied().collect();
        let names: Vec<FoldedName> =
            firsts.iter().map(|fact| FoldedName::new(&fact.name)).collect();
        let worth = name::pairs_worth_comparing(&names);
        for fact in worth.not_compared.iter().filter_map(|position| firsts.get(*position)) {
            output.count_at(Count::CannotTell, self.field.as_str(), fact.place.clone());
        }
        for (left, right) in worth.pairs {
            let is_variant = names.get(left).zip(names.get(right)).is_some_and(|(left, right)| {
                matches!(left.similarity(right), Similarity::Variant { .. })
            });
            let (Some(left), Some(right)) = (firsts.get(left), firsts.get(right)) else {
                debug_assert!(false, "a pair is two of the names that were given");
                continue;
            };
            if is_variant && left.record != right.record {
                output.report(self.variants(in_order(left, right)));
            }
        }
    }

    fn variants(&self, (left, right): (&Written, &Written)) -> Finding {
        let mut named = [left, right];
        named.sort_unstable_by_key(|written| written.order());
        let anchors = named.map(|written| written.anchor.as_str());
        let message = format!(
            "\"{}\" and \"{}\" probably mean the same thing, recorded as {} and {}",
            left.name, right.name, left.called, right.called
        );
        Finding::new(message, Anchor::new(anchors.join(" "), self.field.as_str()))
            .label(right.place.clone(), "this name")
            .label(left.place.clone(), "and this one")
            .in_record(right.record.clone())
            .with_others([left.record.clone()])
            .rests_on(&left.anchor, self.field.as_str(), &left.name)
            .rests_on(&right.anchor, self.field.as_str(), &right.name)
            .help(HELP)
    }

    /// Returns the finding about records that share a name, possibly as an alias.
    fn same_name(&self, text: &str, facts: &[&Written]) -> Option<Finding> {
        let mut records = HashSet::new();
        let of_records: Vec<&Written> =
            facts.iter().copied().filter(|fact| records.insert(&fact.record)).collect();
        let (first, others) = of_records.split_first().filter(|(_, others)| !others.is_empty())?;
        let message = match others {
            [other] => format!(
                "\"{}\" and \"{}\" probably mean the same thing, recorded as {} and {}",
                first.name, other.name, first.called, other.called
            ),
            _ => format!(
                "{} records have the name \"{}\" and probably mean the same thing: {}",
                of_records.len(),
                first.name,
                listed(&of_records)
            ),
        };
        let subject = format!("{}/{text}", self.selection.collection);
        let second = others.first().map_or(&first.record, |other| &other.record);
        let but_second = of_records.iter().map(|fact| &fact.record);
        let but_second = but_second.filter(|record| *record != second).cloned();
        let mut finding = Finding::new(message, Anchor::new(subject, self.field.as_str()))
            .in_record(second.clone())
            .with_others(but_second)
            .help(HELP);
        for fact in others.iter().take(MAX_SHOWN) {
            finding = finding.label(fact.place.clone(), fact.label("this name"));
        }
        finding = finding.label(first.place.clone(), first.label("and this one"));
        if others.len() <= MAX_SHOWN {
            let named = of_records.iter();
            return Some(named.fold(finding, |finding, fact| {
                finding.rests_on(&fact.anchor, self.field.as_str(), &fact.name)
            }));
        }
        let anchors = of_records.iter().map(|fact| fact.anchor.clone()).collect();
        finding.state.add_records("", "records", anchors);
        Some(finding)
    }
}

const HELP: &str = "merge the records, or make the names distinct";

/// Maximum number of records listed per finding; its message states the total.
const MAX_SHOWN: usize = 12;

fn listed(facts: &[&Written]) -> String {
    let shown: Vec<&str> = facts.iter().take(MAX_SHOWN).map(|fact| fact.called.as_str()).collect();
    match facts.len().saturating_sub(MAX_SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Returns two facts in dataset order.
fn in_order<'f>(left: &'f Written, right: &'f Written) -> (&'f Written, &'f Written) {
    if left.place <= right.place { (left, right) } else { (right, left) }
}

impl Written {
    /// Returns a sort key that does not depend on places: until a record without an id is named, its anchor
    /// is a placeholder for its place.
    fn order(&self) -> (&str, &str) {
        let first = if self.has_id { &self.anchor } else { &self.name };
        (first, &self.name)
    }

    fn label(&self, words: &str) -> String {
        if self.is_alias { format!("{words}, an alias") } else { words.to_owned() }
    }
}

fn is_variant(left: &str, right: &str) -> bool {
    matches!(name::similarity(left, right), Similarity::Variant { .. })
}
