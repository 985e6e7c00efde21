//! `similar`: names that likely refer to the same thing.

mod names;
mod variant;

use super::{Kind, Origin};
use crate::claims;
use crate::document::{FileId, Value};
use crate::finding::{Level, Place, ValueInRecord};
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
            Partner::Needed("no name that it selects belongs to a record in `to` that has a name")
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
    /// Returns the aliases of a record if they are compared with the names of other records: a name that is an
    /// alias of another record likely refers to the same thing.
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

    /// Passes the facts of each name that several records share, and of each pair of similar names, to `complete`.
    /// Aliases are treated like names, but the same records are passed on only once, by their names rather than
    /// their aliases if possible.
    fn settle_names(&self, space: KeySpace, facts: Vec<Fact>, output: &mut Output<'_, Fact>) {
        let mut names: Vec<Name> = facts.into_iter().filter_map(Fact::into_name).collect();
        let mut records = names.iter().map(|name| name.at.record());
        let first = records.next();
        output.find_partner(|| records.any(|record| Some(record) != first));
        // The sort is stable, so equal names stay in order.
        names.sort_by(|left, right| left.folded.cmp(&right.folded));
        let groups: Vec<&[Name]> =
            names.chunk_by(|left, right| left.folded == right.folded).collect();
        let mut complete = |key: &[&str], names: &[&Name]| {
            let facts = names.iter().map(|name| Fact::Name((*name).clone()));
            output.complete(&Key::new(space, key), &facts.collect::<Vec<_>>());
        };
        // The names of a record come before its aliases.
        let are_aliases = |group: &[Name]| group.iter().all(|name| name.is_alias);
        let mut shared: Vec<&[Name]> =
            groups.iter().copied().filter(|group| group.len() > 1).collect();
        shared.sort_by_key(|group| are_aliases(group));
        let mut reported = HashSet::new();
        for group in shared {
            let names = one_of_each_record(group);
            if names.len() > 1 && reported.insert(records_of(&names)) {
                complete(&[folded_text(group)], &names);
            }
        }
        let folded: Vec<&str> = groups.iter().map(|group| folded_text(group)).collect();
        let similar = name::similar_pairs(&folded);
        let sides = |(left, right): (usize, usize)| {
            let both = groups.get(left).copied().zip(groups.get(right).copied());
            debug_assert!(both.is_some(), "a pair is two of the names that were given");
            both
        };
        let mut pairs: Vec<(&[Name], &[Name])> =
            similar.pairs.into_iter().filter_map(sides).collect();
        pairs.sort_by_key(|(left, right)| are_aliases(left) || are_aliases(right));
        for (left, right) in pairs {
            let both = [one_of_each_record(left), one_of_each_record(right)].concat();
            let records = records_of(&both);
            if records.len() > 1 && reported.insert(records) {
                complete(&[folded_text(left), folded_text(right)], &both);
            }
        }
        let not_compared = similar.not_compared.iter().filter_map(|position| groups.get(*position));
        for name in not_compared.filter_map(|group| group.first()) {
            output.count_at(Count::CannotTell, self.field.as_str(), name.at.value());
        }
    }
}

/// Returns the first name of each record, in order.
fn one_of_each_record(names: &[Name]) -> Vec<&Name> {
    let mut records = HashSet::new();
    names.iter().filter(|name| records.insert(name.at.record())).collect()
}

/// Returns the folded text of names that are equal after folding.
fn folded_text(names: &[Name]) -> &str {
    names.first().map_or("", |first| &first.folded)
}

/// Returns the places of the records that have one of the names, in order and without duplicates.
fn records_of(names: &[&Name]) -> Vec<(FileId, usize)> {
    let places = names.iter().map(|name| name.at.record());
    let mut records: Vec<_> = places.map(|place| (place.file(), place.start())).collect();
    records.sort_unstable();
    records.dedup();
    records
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
