//! `unique`: a key that two records, or two items, share.

use super::{Kind, Origin};
use crate::document::{FileId, Value};
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::Constraint::{
    Excludes, RequiredWithout, Requires, RequiresOneOf, ValueRequires,
};
use crate::parameters::Other::Given;
use crate::parameters::{
    Arguments, GROUPS, IN, Of, PARENT, Parameter, ParameterType, Role, Selection, WHERE,
};
use crate::path::Field;
use crate::rule::{
    DynRule, Lookup, Lookups, Output, Record, Rule, is_malformed_date, key_hasher, key_text,
    scalar_text,
};
use crate::value::date::PartialDate;
use crate::value::name::fold_name;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::hash::{Hash, Hasher};

pub(super) const KIND: Kind = Kind {
    name: "unique",
    about: "a key shared by two records, or by two items of a record",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::optional("fields", ParameterType::Fields, "The field or fields that form the key. With `items` or `apart`, relative to the item; the item itself by default.").of(Of::Values(&["items", "apart"])).with(&[RequiredWithout(&["items", "apart"])]),
        Parameter::optional("items", ParameterType::Fields, "The items of a record that have the keys, instead of the record.").with(&[Excludes(&[Given("apart")])]),
        Parameter::optional("apart", ParameterType::Fields, "Two or more lists of items that must not share a key; within one list, a key may be repeated."),
        Parameter::optional("through", ParameterType::Collection, "A collection of groups: if an item is the id of a group, the values of its `through-field` are compared instead. A value that a record has in several ways counts once.").by_id().with(&[Requires("through-field"), RequiresOneOf(&[Given("items"), Given("apart")])]),
        Parameter::optional("through-field", ParameterType::Field, "The field with the members of a group.").of(GROUPS).with(&[Requires("through")]),
        Parameter::optional("within", ParameterType::Choice(&["dataset", "document", "folder", PARENT, "record"]), "Where a key must be unique: in the dataset, in a document, in the documents of a folder, in the enclosing object (`parent`), or in the record. As set by `scope` by default; `record` with `items` or `apart`.").role(Role::Scope).with(&[ValueRequires("record", &["items", "apart"])]),
        Parameter::optional("normalise", ParameterType::Choice(&["none", "case", "name", "date"]), "How keys are normalised before comparing: `none`; `case`, ignoring case; `name`, ignoring case, white space and the form of apostrophes and dashes; `date`, ignoring the time zone and form of a date-time.").with_default("none"),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("unique.md"),
};

struct Unique {
    selection: Selection,
    fields: Vec<Field>,
    keyed: KeyOwners,
    through: Option<(String, Field)>,
    within: Within,
    normalise: Normalise,
}

/// What the keys belong to.
enum KeyOwners {
    Records,
    Items(Vec<Field>),
    Apart(Vec<Field>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Dataset,
    Document,
    Parent,
    Record,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Normalise {
    No,
    Case,
    Name,
    Date,
}

/// The document and the start offset of the object within which keys must be unique; `None` for the dataset.
type Scope = Option<(FileId, usize)>;

/// A key and its place.
struct Keyed {
    scope: Scope,
    key: Vec<String>,
    /// The index in `apart` of the list that contains the key; otherwise 0.
    list: usize,
    place: Place,
    /// Whether it is the key of a member of a group.
    is_member: bool,
    anchor: String,
    record: Place,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let selection = arguments.selection();
    let has_items = arguments.is_given("items") || arguments.is_given("apart");
    let through = arguments.text("through").zip(arguments.field("through-field"));
    let within = match arguments.text("within").as_deref() {
        None if has_items => Within::Record,
        // The rule sees one folder at a time.
        None | Some("dataset" | "folder") => Within::Dataset,
        Some("document") => Within::Document,
        Some(PARENT) => Within::Parent,
        Some(_) => Within::Record,
    };
    let normalise = match arguments.text("normalise")?.as_str() {
        "case" => Normalise::Case,
        "name" => Normalise::Name,
        "date" => Normalise::Date,
        _ => Normalise::No,
    };
    let keyed = match (arguments.fields("items"), arguments.fields("apart")) {
        (Some(items), _) => KeyOwners::Items(items),
        (None, Some(lists)) if lists.len() < 2 => {
            return arguments.refuse_argument("apart", "got one list, want at least two");
        }
        (None, Some(lists)) => KeyOwners::Apart(lists),
        (None, None) if has_items => return None,
        (None, None) => KeyOwners::Records,
    };
    let fields = match arguments.fields("fields") {
        None if !arguments.is_given("fields") => vec![Field::parse("@").ok()?],
        fields => fields?,
    };
    let selection = selection?;
    Some(Box::new(Unique { selection, fields, keyed, through, within, normalise }))
}

impl Rule for Unique {
    type Fact = Keyed;

    fn selection(&self) -> &Selection {
        &self.selection
    }

    fn reads(&self) -> Option<Vec<Field>> {
        self.keyed.fields().next()?;
        let of_items = |items: &Field| -> Vec<Field> {
            self.fields.iter().filter_map(|field| items.joined(field)).collect()
        };
        Some(self.keyed.fields().flat_map(of_items).collect())
    }

    fn keeps_documents_apart(&self) -> bool {
        matches!(self.within, Within::Document)
    }

    fn declare(&self) -> Vec<Lookup> {
        self.through.iter().map(|(groups, _)| Lookup::Collection(groups.clone())).collect()
    }

    fn is_record_local(&self) -> bool {
        self.within == Within::Record && self.through.is_none()
    }

    fn compares_by_key(&self) -> bool {
        // Keys of groups need a lookup, and keys within a record are compared when it is visited.
        self.within != Within::Record && self.through.is_none()
    }

    fn each_key(&self, record: &Record<'_>, add: &mut dyn FnMut(u64)) {
        self.keyed.each(record.value, |thing, _| {
            let mut hasher = key_hasher();
            self.within.scope(record).hash(&mut hasher);
            let mut hash = |text: Cow<'_, str>| self.normalise.apply(&text).hash(&mut hasher);
            let mut texts = self.fields.iter().map(|field| field.only(thing).and_then(key_text));
            if texts.all(|text| text.map(&mut hash).is_some()) {
                let key = hasher.finish();
                // A malformed date is added twice, so that the record is visited and the date reported.
                let date = self.date().and_then(|field| field.only(thing));
                (0..=usize::from(date.is_some_and(is_malformed_date))).for_each(|_| add(key));
            }
        });
    }

    fn missing_partner(&self) -> Option<&'static str> {
        (self.fields.len() > 1).then_some("nothing that it selects has all of `fields`")
    }

    fn has_others(&self) -> bool {
        true
    }

    fn tolerates_unknown_values(&self) -> bool {
        true
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut Output<'_, Keyed>) {
        let mut keyed = Vec::new();
        self.keyed.each(record.value, |thing, list| match self.members(record, thing, lookups) {
            None => keyed.extend(self.keyed(record, thing, None, list, output)),
            Some(members) => {
                for member in members {
                    keyed.extend(self.keyed(record, thing, Some(member), list, output));
                }
            }
        });
        if self.within == Within::Record {
            return Rule::settle(self, keyed, lookups, output);
        }
        if self.through.is_some() {
            keep_one_way(&mut keyed);
        }
        for keyed in keyed {
            output.keep(keyed);
        }
    }

    fn settle(&self, mut facts: Vec<Keyed>, lookups: &Lookups<'_>, output: &mut Output<'_, Keyed>) {
        // The sort is stable, so equal keys stay in dataset order.
        facts.sort_by(|left, right| (left.scope, &left.key).cmp(&(right.scope, &right.key)));
        for facts in
            facts.chunk_by(|left, right| (left.scope, &left.key) == (right.scope, &right.key))
        {
            let Some((first, others)) = facts.split_first() else { continue };
            let lists: BTreeSet<usize> = facts.iter().map(|fact| fact.list).collect();
            let is_shared = match self.keyed {
                KeyOwners::Apart(_) => lists.len() > 1,
                KeyOwners::Records | KeyOwners::Items(_) => facts.len() > 1,
            };
            if is_shared {
                output.report(self.shared(first, others, &lists, lookups));
            }
        }
    }
}

impl Unique {
    /// Returns the date field, or `None` if the key is not a single date.
    fn date(&self) -> Option<&Field> {
        let [field] = self.fields.as_slice() else { return None };
        (self.normalise == Normalise::Date).then_some(field)
    }

    /// Returns the members of the group that an item names, or `None` if it does not name a group.
    fn members<'a>(
        &self,
        record: &Record<'_>,
        item: Value<'_>,
        lookups: &Lookups<'a>,
    ) -> Option<Vec<Value<'a>>> {
        let (groups, members) = self.through.as_ref()?;
        let id = scalar_text(item)?;
        let group = lookups.record_relative_to(record.value.document().file(), groups, &id)?;
        Some(members.select(group.value))
    }

    /// Returns the key of a record or item, or of a member of the group that it names; `None` if a part of
    /// the key is missing, which is for `presence` to report.
    fn keyed(
        &self,
        record: &Record<'_>,
        thing: Value<'_>,
        member: Option<Value<'_>>,
        list: usize,
        output: &mut Output<'_, Keyed>,
    ) -> Option<Keyed> {
        let mut value_of = |field: &Field| match member {
            Some(member) if field.is_record() => Some(member),
            _ => output.only(field, thing),
        };
        let values: Vec<_> = self.fields.iter().map(&mut value_of).collect::<Option<_>>()?;
        output.found_partner();
        for (field, value) in self.fields.iter().zip(&values) {
            if key_text(*value).is_none() {
                output.skip(field, *value);
            }
        }
        let texts: Vec<_> = values.iter().map(|value| key_text(*value)).collect::<Option<_>>()?;
        let first = values.first()?;
        if self.date().is_some() {
            output.report_malformed_date(record, *first);
        }
        let key = texts.iter().map(|text| self.normalise.apply(text).into_owned()).collect();
        let scope = self.within.scope(record);
        let place = Place::of(if member.is_some() { thing } else { *first });
        let is_member = member.is_some();
        let (anchor, record) = (record.anchor(), record.place());
        Some(Keyed { scope, key, list, place, is_member, anchor, record })
    }

    fn shared(
        &self,
        first: &Keyed,
        others: &[Keyed],
        lists: &BTreeSet<usize>,
        lookups: &Lookups<'_>,
    ) -> Finding {
        let facts = || std::iter::once(first).chain(others);
        let number = 1 + others.len();
        let collection = &self.selection.collection;
        let record = lookups.record_at(collection, &first.record);
        let called = record.map(|record| record.display_name()).unwrap_or_default();
        let key = first.key.join("`, `");
        let message = self.message(&called, &key, lists, number);
        let subject = match (self.within, record) {
            (Within::Record, Some(record)) => format!("{}/{key}", record.anchor()),
            _ => format!("{collection}/{key}"),
        };
        let fields: Vec<&str> =
            self.keyed.fields().chain(&self.fields).map(Field::as_str).collect();
        let mut finding = Finding::new(message, Anchor::new(subject, fields.join(","))).rests_on(
            "",
            "records",
            number.to_string(),
        );
        let records: BTreeSet<&str> = facts().map(|fact| fact.anchor.as_str()).collect();
        finding.state.add_records("", "record", records.into_iter().map(str::to_owned).collect());
        others
            .iter()
            .fold(finding, |finding, fact| finding.label(fact.place.clone(), fact.here("again")))
            .label(first.place.clone(), first.here("first"))
            .in_record(first.record.clone())
            .with_others(others.iter().map(|fact| fact.record.clone()))
            .help(self.keyed.help())
    }

    fn message(&self, called: &str, key: &str, lists: &BTreeSet<usize>, number: usize) -> String {
        if let KeyOwners::Apart(fields) = &self.keyed {
            let of_key = lists.iter().filter_map(|list| fields.get(*list));
            let named: Vec<String> = of_key.map(|field| format!("`{field}`")).collect();
            let (owner, verb) = match self.within {
                Within::Record => (format!("{called} has "), ""),
                Within::Dataset | Within::Document | Within::Parent => (String::new(), " is"),
            };
            return format!(
                "{owner}`{key}`{verb} in {}, want it in only one of them",
                named.join(" and ")
            );
        }
        let collection = &self.selection.collection;
        let items: Vec<&str> = self.keyed.fields().map(Field::as_str).collect();
        let items = items.join("`, `");
        let things = match (&self.keyed, self.within) {
            (KeyOwners::Records, _) => format!("records of `{collection}`"),
            (_, Within::Record) => format!("items in `{items}` of {called}"),
            _ => format!("items in `{items}` of records of `{collection}`"),
        };
        let within = match self.within {
            Within::Dataset | Within::Record => "",
            Within::Document => " in one document",
            Within::Parent => " in one object",
        };
        match self.fields.as_slice() {
            [field] if field.is_record() => format!("{number} {things}{within} are `{key}`"),
            fields => {
                let fields: Vec<&str> = fields.iter().map(Field::as_str).collect();
                format!("{number} {things}{within} share the {} `{key}`", fields.join(", "))
            }
        }
    }
}

impl Keyed {
    fn here(&self, word: &str) -> String {
        if self.is_member { format!("{word} in this group") } else { format!("{word} here") }
    }
}

/// Removes group members whose key the record already has, directly or through another group.
fn keep_one_way(keyed: &mut Vec<Keyed>) {
    let mut known: HashSet<(usize, Vec<String>)> = keyed
        .iter()
        .filter(|keyed| !keyed.is_member)
        .map(|keyed| (keyed.list, keyed.key.clone()))
        .collect();
    keyed.retain(|keyed| !keyed.is_member || known.insert((keyed.list, keyed.key.clone())));
}

impl Within {
    fn scope(self, record: &Record<'_>) -> Scope {
        let file = record.value.document().file();
        match self {
            Within::Dataset => None,
            Within::Document => Some((file, 0)),
            Within::Parent => {
                let parent = record.value.enclosing_object();
                Some((file, parent.map_or(0, |parent| parent.span().start)))
            }
            Within::Record => Some((file, record.value.span().start)),
        }
    }
}

impl KeyOwners {
    /// Visits the things in a record that have keys, each with the index of its list in `apart`.
    fn each<'v>(&self, record: Value<'v>, mut visit: impl FnMut(Value<'v>, usize)) {
        match self {
            KeyOwners::Records => visit(record, 0),
            KeyOwners::Items(items) => {
                // Two fields, or one such as `tags[0, 0]`, may select the same item.
                let mut seen = HashSet::new();
                let mut once = |item: Value<'v>| {
                    if seen.insert(item.span().start) {
                        visit(item, 0);
                    }
                };
                for field in items {
                    field.each(record, &mut once);
                }
            }
            KeyOwners::Apart(lists) => {
                for (list, field) in lists.iter().enumerate() {
                    field.each(record, |item| visit(item, list));
                }
            }
        }
    }

    /// Returns the fields that select the items.
    fn fields(&self) -> impl Iterator<Item = &Field> {
        let fields = match self {
            KeyOwners::Records => &[],
            KeyOwners::Items(fields) | KeyOwners::Apart(fields) => fields.as_slice(),
        };
        fields.iter()
    }

    fn help(&self) -> &'static str {
        match self {
            KeyOwners::Records => "give each record a key of its own, or remove the copy",
            KeyOwners::Items(_) => "give each item a distinct key, or remove the duplicate",
            KeyOwners::Apart(_) => "remove it from all but one of the lists",
        }
    }
}

impl Normalise {
    fn apply(self, text: &str) -> Cow<'_, str> {
        match self {
            Normalise::No => text.into(),
            Normalise::Case => text.to_lowercase().into(),
            Normalise::Name => fold_name(text).into(),
            Normalise::Date => {
                PartialDate::parse(text).map_or_else(|_| text.into(), |date| date.key().into())
            }
        }
    }
}
