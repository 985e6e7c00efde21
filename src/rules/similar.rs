//! `similar`: names that likely refer to the same thing.

mod variant;

use super::{Kind, Origin};
use crate::claims;
use crate::document::Value;
use crate::finding::{Anchor, Finding, Level, Place, ValueInRecord};
use crate::parameters::Constraint::PairedWith;
use crate::parameters::{Arguments, IN, Model, Parameter, ParameterType, WHERE, WITHIN};
use crate::path::Field;
use crate::rule::{
    Accepts, Count, Declaration, Documents, DynRule, Grouping, Key, KeySpace, Lookup, Lookups,
    Output, Partner, Record, Rule, Within, key_text,
};
use crate::value::name;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
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
    declaration: Declaration,
    field: Field,
    recorded: Option<(String, Field)>,
    /// Whether the names are in claims, whose quotes may show a name in its source.
    visits_claims: bool,
    model: Arc<Model>,
}

/// A fact about a name.
#[derive(Serialize, Deserialize)]
enum Fact {
    /// A name to compare with the others.
    Name(Name),
    /// A name written for a record in `to`. The fact is kept under the record's id.
    Reference(Reference),
}

/// A name to compare with the others. Only its folded text is kept, so findings read the name again.
#[derive(Clone, Serialize, Deserialize)]
struct Name {
    folded: Box<str>,
    /// Whether the name is an alias, rather than a value of `field`.
    is_alias: bool,
    at: ValueInRecord,
}

/// A name written for a record in `to`.
#[derive(Clone, Serialize, Deserialize)]
struct Reference {
    name: Box<str>,
    at: ValueInRecord,
}

/// A name as written in a record, with its place.
struct Written {
    name: String,
    is_alias: bool,
    anchor: String,
    has_id: bool,
    display_name: String,
    place: Place,
    record: Place,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, field, model) =
        (arguments.selection(), arguments.field("field"), arguments.model());
    let recorded = arguments.text("to").zip(arguments.field("key"));
    let (selection, field, model) = (selection?, field?, model?);
    let visits_claims = recorded.is_some() && selection.collection == model.claims;
    let partner = match &recorded {
        Some(_) => {
            Partner::Needed("no name that it selects is of a record in `to` that has a name")
        }
        None => Partner::Peers("no two records have a name", Within::Dataset),
    };
    let mut declaration = Declaration {
        tolerates_unknown_values: true,
        has_others: true,
        ..Declaration::new(selection, partner)
    };
    if let Some((to, _)) = &recorded {
        let names = [&model.name, &model.aliases];
        declaration.grouping = Grouping::Unanswered;
        declaration.lookups.push(Lookup::of_fields(to, None, names));
        for field in names {
            declaration.accepted.add_of_collection(to, field, Accepts::Text);
        }
    }
    if visits_claims {
        declaration.lookups.extend(claims::lookups(&model));
    }
    Some(Box::new(Similar { declaration, field, recorded, visits_claims, model }))
}

impl Rule for Similar {
    type Fact = Fact;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut Output<'_, Fact>) {
        let names = self.field.select(record.value).into_iter().map(|value| (value, false));
        for (value, is_alias) in names.chain(self.aliases(record)) {
            let Some(name) = value.as_str().filter(|name| !name.trim().is_empty()) else {
                output.skip(&self.field, value);
                continue;
            };
            let at = ValueInRecord::new(value, record.value);
            let Some((to, key)) = &self.recorded else {
                let folded = name::fold_name(&name).into_boxed_str();
                output.keep(Fact::Name(Name { folded, is_alias, at }));
                continue;
            };
            let Some(target) = output.only(key, record.value) else { continue };
            match key_text(target) {
                Some(id) => {
                    let targets = records_with(to, &id, lookups);
                    if targets.is_empty() {
                        // `reference` reports ids that name nothing.
                        output.count_at(Count::CannotTell, key.as_str(), at.value());
                        continue;
                    }
                    self.keep_reference(&id, &targets, Reference { name: name.into(), at }, output);
                }
                None => output.skip(key, target),
            }
        }
    }

    fn settle(
        &self,
        key: &Key,
        facts: Vec<Fact>,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Fact>,
    ) {
        match (&self.recorded, key.texts.as_slice()) {
            (Some((to, _)), [id]) => {
                let references = facts.into_iter().filter_map(Fact::into_reference);
                let targets = records_with(to, id, lookups);
                self.settle_references(key, &targets, references.collect(), output);
            }
            _ => self.settle_names(key.space, facts, output),
        }
    }

    fn reads_again(&self, fact: &Fact) -> Vec<Place> {
        let (Fact::Name(Name { at, .. }) | Fact::Reference(Reference { at, .. })) = fact;
        vec![at.record(), at.value()]
    }

    fn complete(
        &self,
        key: &Key,
        facts: Vec<Fact>,
        lookups: &Lookups<'_>,
        documents: &Documents<'_, '_>,
        output: &mut Output<'_, Fact>,
    ) {
        if let (Some((to, _)), [id, written]) = (&self.recorded, key.texts.as_slice()) {
            let targets = records_with(to, id, lookups);
            return self.complete_variant(&targets, written, facts, (lookups, documents), output);
        }
        let names = facts.into_iter().filter_map(Fact::into_name);
        let written = names.filter_map(|name| self.read(name.at, name.is_alias, documents));
        let written: Vec<Written> = written.collect();
        let finding = match key.texts.as_slice() {
            [name] => self.same_name(name, &written),
            [left, right] => self.variants([left, right], &written),
            _ => None,
        };
        if let Some(finding) = finding {
            output.report(finding);
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
        let collection = self.declaration.collection();
        let has_aliases = self.recorded.is_none()
            && (*collection == model.entities || *collection == model.places)
            && self.field.as_str() == model.name.as_str();
        let aliases = if has_aliases { model.aliases.select(record.value) } else { Vec::new() };
        aliases.into_iter().map(|value| (value, true))
    }

    /// Reads a name again for a finding. Returns `None` if its record cannot be read.
    fn read(
        &self,
        at: ValueInRecord,
        is_alias: bool,
        documents: &Documents<'_, '_>,
    ) -> Option<Written> {
        let record = documents.record_at(self.declaration.collection(), &at.record())?;
        Some(Written {
            name: documents.value_of(&record, &self.field, &at.value())?.as_str()?.into_owned(),
            is_alias,
            anchor: record.anchor(),
            has_id: record.written_id().is_some(),
            display_name: record.display_name(),
            place: at.value(),
            record: at.record(),
        })
    }

    /// Passes the facts of each name that several records share, and of each pair of similar names, to
    /// `complete`.
    fn settle_names(&self, space: KeySpace, facts: Vec<Fact>, output: &mut Output<'_, Fact>) {
        let mut names: Vec<Name> = facts.into_iter().filter_map(Fact::into_name).collect();
        let mut records = names.iter().map(|name| name.at.record());
        let first = records.next();
        output.find_partner(|| records.any(|record| Some(record) != first));
        // The sort is stable, so equal names stay in order.
        names.sort_by(|left, right| left.folded.cmp(&right.folded));
        let mut groups: Vec<Vec<&Name>> = Vec::new();
        let mut complete = |key: &[&str], names: &[&Name]| {
            let facts = names.iter().map(|name| Fact::Name((*name).clone()));
            output.complete(&Key::new(space, key), &facts.collect::<Vec<_>>());
        };
        for equal in names.chunk_by(|left, right| left.folded == right.folded) {
            // Records that only share an alias are not reported.
            let Some(first) = equal.iter().find(|name| !name.is_alias) else { continue };
            groups.push(equal.iter().filter(|name| !name.is_alias).collect());
            if equal.iter().any(|name| name.at.record() != first.at.record()) {
                complete(&[&first.folded], &equal.iter().collect::<Vec<_>>());
            }
        }
        let folded: Vec<&str> = groups.iter().map(|group| folded_text(group)).collect();
        let similar = name::similar_pairs(&folded);
        for (left, right) in similar.pairs {
            let both = groups.get(left).zip(groups.get(right));
            debug_assert!(both.is_some(), "a pair is two of the names that were given");
            let Some((left, right)) = both else { continue };
            let records: HashSet<Place> =
                left.iter().chain(right).map(|name| name.at.record()).collect();
            if records.len() > 1 {
                complete(
                    &[folded_text(left), folded_text(right)],
                    &[left.as_slice(), right].concat(),
                );
            }
        }
        let not_compared = similar.not_compared.iter().filter_map(|position| groups.get(*position));
        for name in not_compared.filter_map(|group| group.first()) {
            output.count_at(Count::CannotTell, self.field.as_str(), name.at.value());
        }
    }

    /// Returns the finding about two similar names, given their folded texts and all records with either of them.
    /// Its anchor and state do not depend on the order of the records. Returns `None` if a name has no record.
    fn variants(&self, texts: [&str; 2], facts: &[Written]) -> Option<Finding> {
        let with_name = |text: &str| {
            let facts = facts.iter().filter(|fact| name::fold_name(&fact.name) == text);
            facts.collect::<Vec<&Written>>()
        };
        let mut sides = texts.map(with_name);
        sides.sort_by_key(|side| {
            side.first().map(|first| (first.place.file(), first.place.start()))
        });
        let [lefts, rights] = &sides;
        let (left, right) = (lefts.first()?, rights.first()?);
        let both = [lefts.as_slice(), rights].concat();
        let message = format!(
            "\"{}\" and \"{}\" probably mean the same thing, recorded as {} and {}",
            left.name,
            right.name,
            listed(lefts),
            listed(rights)
        );
        let finding = Finding::new(message, self.anchor_of_names(texts, &sides))
            .in_record(right.record.clone())
            .with_others(
                both.iter().map(|fact| &fact.record).filter(|one| **one != right.record).cloned(),
            )
            .help(HELP);
        let finding = finding.labels_of(rights.iter().map(|fact| fact.place.clone()), "this name");
        let finding =
            finding.labels_of(lefts.iter().map(|fact| fact.place.clone()), "and this one");
        Some(self.resting_on(&both, finding))
    }

    /// Returns the anchor of a finding about two names. A name of one record is anchored by the record, and a
    /// name of several records by its folded text.
    fn anchor_of_names(&self, texts: [&str; 2], sides: &[Vec<&Written>; 2]) -> Anchor {
        let [left, right] = sides;
        if let ([left], [right]) = (left.as_slice(), right.as_slice()) {
            let mut named = [left, right];
            named.sort_unstable_by_key(|written| written.order());
            let anchors = named.map(|written| written.anchor.as_str());
            return Anchor::new(anchors.join(" "), self.field.as_str());
        }
        let mut texts = texts;
        texts.sort_unstable();
        let subject = format!("{}/{}", self.declaration.collection(), texts.join("/"));
        Anchor::new(subject, self.field.as_str())
    }

    /// Returns the finding about records that share a name, possibly as an alias. Returns `None` if only one
    /// record has the name.
    fn same_name(&self, text: &str, facts: &[Written]) -> Option<Finding> {
        let mut records = HashSet::new();
        let of_records: Vec<&Written> =
            facts.iter().filter(|fact| records.insert(&fact.record)).collect();
        let (first, others) = of_records.split_first().filter(|(_, others)| !others.is_empty())?;
        let message = match others {
            [other] => format!(
                "\"{}\" and \"{}\" probably mean the same thing, recorded as {} and {}",
                first.name, other.name, first.display_name, other.display_name
            ),
            _ => format!(
                "{} records have the name \"{}\" and probably mean the same thing: {}",
                of_records.len(),
                first.name,
                listed(&of_records)
            ),
        };
        let subject = format!("{}/{text}", self.declaration.collection());
        let second = others.first().map_or(&first.record, |other| &other.record);
        let but_second = of_records.iter().map(|fact| &fact.record);
        let but_second = but_second.filter(|record| *record != second).cloned();
        let mut finding = Finding::new(message, Anchor::new(subject, self.field.as_str()))
            .in_record(second.clone())
            .with_others(but_second)
            .help(HELP);
        for fact in others {
            finding = finding.label(fact.place.clone(), fact.label("this name"));
        }
        finding = finding.label(first.place.clone(), first.label("and this one"));
        Some(self.resting_on(&of_records, finding))
    }

    /// Adds the names of records to the state of a finding. If there are many records, only the records are added.
    fn resting_on(&self, facts: &[&Written], mut finding: Finding) -> Finding {
        if facts.len() <= MAX_SHOWN + 1 {
            return facts.iter().fold(finding, |finding, fact| {
                finding.rests_on(&fact.anchor, self.field.as_str(), &fact.name)
            });
        }
        let anchors = facts.iter().map(|fact| fact.anchor.clone()).collect();
        finding.state.add_records("", "records", anchors);
        finding
    }
}

/// Returns the folded text of names that are equal after folding.
fn folded_text<'n>(names: &[&'n Name]) -> &'n str {
    names.first().map_or("", |first| &first.folded)
}

/// Returns the records with an id in a collection.
fn records_with<'l, 'a>(
    collection: &str,
    id: &str,
    lookups: &'l Lookups<'a>,
) -> Vec<&'l Record<'a>> {
    let known = lookups.collections.get(collection);
    known.map(|known| known.with_id(Some(id))).unwrap_or_default()
}

const HELP: &str = "merge the records, or make the names distinct";

/// Maximum number of records named in a message, which states the total.
const MAX_SHOWN: usize = 12;

fn listed(facts: &[&Written]) -> String {
    let shown: Vec<&str> =
        facts.iter().take(MAX_SHOWN).map(|fact| fact.display_name.as_str()).collect();
    match facts.len().saturating_sub(MAX_SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

impl Fact {
    fn into_name(self) -> Option<Name> {
        match self {
            Fact::Name(name) => Some(name),
            Fact::Reference(_) => None,
        }
    }

    fn into_reference(self) -> Option<Reference> {
        match self {
            Fact::Reference(reference) => Some(reference),
            Fact::Name(_) => None,
        }
    }
}

impl Written {
    /// Returns a sort key that does not depend on places. For a record without an id, the key is the name,
    /// because the anchor is then a placeholder that depends on the record's place.
    fn order(&self) -> (&str, &str) {
        let first = if self.has_id { &self.anchor } else { &self.name };
        (first, &self.name)
    }

    fn label(&self, words: &str) -> String {
        if self.is_alias { format!("{words}, an alias") } else { words.to_owned() }
    }
}
