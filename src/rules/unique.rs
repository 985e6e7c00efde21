//! `unique`: a key that two records, or two items, share.

mod owners;

use super::{Kind, Origin};
use crate::document::Value;
use crate::finding::{Anchor, Finding, Level, Place, plain};
use crate::parameters::Constraint::{
    Excludes, RequiredWithout, Requires, RequiresOneOf, ValueRequires,
};
use crate::parameters::Other::Given;
use crate::parameters::{
    Arguments, GROUPS, IN, PARENT, Parameter, ParameterType, RelativeTo, Role, WHERE,
};
use crate::path::{Field, KeyFields};
use crate::rule::{
    Declaration, DynRule, Grouping, Key, Lookup, Lookups, Output, Partner, Record, Rule, Within,
    key_text,
};
use crate::value::collation::Collation;
use crate::value::date::PartialDate;
use owners::KeyOwners;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

pub(super) const KIND: Kind = Kind {
    name: "unique",
    about: "a key shared by two records, or by two items of a record",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::optional("fields", ParameterType::Fields, "The field or fields that form the key. With `items` or `apart`, the fields are relative to the item, and the item itself is the key by default.").relative_to(RelativeTo::Values(&["items", "apart"])).with(&[RequiredWithout(&["items", "apart"])]),
        Parameter::optional("items", ParameterType::Fields, "Check the items of each record instead of the records.").with(&[Excludes(&[Given("apart")])]),
        Parameter::optional("apart", ParameterType::Fields, "Two or more lists of items that must not share a key; within one list, a key may be repeated."),
        Parameter::optional("through", ParameterType::Collection, "A collection of groups: if an item is the id of a group, the values of its `through-field` are compared instead. If `within` is not `record`, a value counts once per record, even if several groups of the record contain it.").by_id().with(&[Requires("through-field"), RequiresOneOf(&[Given("items"), Given("apart")])]),
        Parameter::optional("through-field", ParameterType::Field, "The field with the members of a group.").relative_to(GROUPS).with(&[Requires("through")]),
        Parameter::optional("within", ParameterType::Choice(&["dataset", "document", "folder", PARENT, "record"]), "Where a key must be unique: in the dataset, in a document, in the documents of a folder, in the enclosing object (`parent`), or in the record. The default is `record` with `items` or `apart`, otherwise what `scope` says.").role(Role::Scope).with(&[ValueRequires("record", &["items", "apart"])]),
        Parameter::optional("normalise", ParameterType::Choice(&["none", "case", "name", "title", "date"]), "How keys are normalised before comparing: `none`; `case`, ignoring case; `name`, ignoring case, white space and the form of apostrophes and dashes; `title`, also ignoring an English article at the beginning; `date`, comparing date-times as instants, however they are written.").with_default("none"),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("unique.md"),
};

struct Unique {
    declaration: Declaration,
    fields: Vec<Field>,
    keyed: KeyOwners,
    through: Option<(String, Field)>,
    /// The scope in which a key must be unique, or `None` if it must be unique in its record.
    within: Option<Within>,
    normalise: Normalise,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Normalise {
    No,
    Folded(Collation),
    Date,
}

/// The texts of a key, one for each of its fields.
type Texts<'a> = Vec<Cow<'a, str>>;

/// A record, or an item of a record, that has a key.
#[derive(Serialize, Deserialize)]
struct Keyed {
    item: Item,
    /// The name of the record in anchors, or `None` if this name is the key.
    name: Option<Box<str>>,
    /// The byte offset of the record.
    record: usize,
}

/// The owner of a key in a record: the record itself, an item, or a member of a group that an item
/// names.
#[derive(Serialize, Deserialize)]
struct Item {
    /// The index in `apart` of the list that contains the key, or 0 without `apart`.
    list: usize,
    place: Place,
    /// Whether the item is a member of a group.
    is_member: bool,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let selection = arguments.selection();
    let has_items = arguments.is_given("items") || arguments.is_given("apart");
    let through = arguments.text("through").zip(arguments.field("through-field"));
    let within = match arguments.text("within").as_deref() {
        Some("record") => None,
        None if has_items => None,
        word => Some(Within::of_word(word)),
    };
    let normalise = match arguments.text("normalise")?.as_str() {
        "case" => Normalise::Folded(Collation::Case),
        "name" => Normalise::Folded(Collation::Name),
        "title" => Normalise::Folded(Collation::Title),
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
    let key = KeyFields::new(fields.clone()).filter(|_| matches!(keyed, KeyOwners::Records));
    let is_id = selection
        .as_ref()
        .zip(key)
        .is_some_and(|(selection, key)| arguments.is_id(&selection.collection, &key));
    let partner = match (&through, within, fields.as_slice()) {
        (Some(_), ..) => Partner::Needed("no item names a group of `through`"),
        (None, None, _) => Partner::Needed("no record has two items to compare"),
        (None, Some(within), _) if is_id => Partner::LaterPeers("it selects no two keys", within),
        (None, Some(within), [_]) => Partner::Peers("it selects no two keys", within),
        (None, Some(within), _) => {
            Partner::Peers("no two records or items have all of `fields`", within)
        }
    };
    let groups = through.iter();
    let groups = groups.map(|(groups, members)| Lookup::of_fields(groups, None, [members]));
    let declaration = Declaration {
        lookups: groups.collect(),
        reads: keyed.fields_of_items(&fields),
        tolerates_unknown_values: true,
        keeps_documents_apart: within == Some(Within::Document),
        has_others: true,
        grouping: Grouping::Shared,
        ..Declaration::new(selection?, partner)
    };
    Some(Box::new(Unique { declaration, fields, keyed, through, within, normalise }))
}

impl Rule for Unique {
    type Fact = Keyed;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut Output<'_, Keyed>) {
        let mut keys = Vec::new();
        self.keyed.each(record.value, |item, list| match self.members(record, item, lookups) {
            None => keys.extend(self.keyed(record, item, None, list, output)),
            Some(members) => {
                output.found_partner();
                for member in members {
                    keys.extend(self.keyed(record, item, Some(member), list, output));
                }
            }
        });
        let Some(within) = self.within else {
            if self.through.is_none() && keys.len() > 1 {
                output.found_partner();
            }
            return self.settle_record(record, keys, output);
        };
        if self.through.is_some() {
            remove_repeated_members(&mut keys);
        }
        let space = within.space(record.value);
        for (texts, item) in keys {
            output.keep_under(space, &texts, || Keyed::new(record, item, &texts));
        }
    }

    fn settle(
        &self,
        key: &Key,
        facts: Vec<Keyed>,
        _: &Lookups<'_>,
        output: &mut Output<'_, Keyed>,
    ) {
        if self.is_shared(&facts) {
            output.report(self.shared(&key.texts, None, &facts));
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
        let id = key_text(item)?;
        let file = record.value.document().file();
        let groups = lookups.records_relative_to(file, groups, &id).into_iter();
        let members: Vec<_> = groups.map(|group| members.select(group.value)).collect();
        (!members.is_empty()).then(|| members.concat())
    }

    /// Returns the key of a record or item, or of a member of the group that the item names. Returns `None`
    /// if a part of the key is missing; `presence` can report the missing part.
    fn keyed<'a>(
        &self,
        record: &Record<'_>,
        item: Value<'a>,
        member: Option<Value<'a>>,
        list: usize,
        output: &mut Output<'_, Keyed>,
    ) -> Option<(Texts<'a>, Item)> {
        let (mut texts, mut unreadable) = (Texts::with_capacity(self.fields.len()), Vec::new());
        let (mut first, mut inside) = (None, None);
        for field in &self.fields {
            let value = match member {
                Some(member) if field.is_record() => member,
                _ => output.only(field, item)?,
            };
            first.get_or_insert(value);
            if contains(item, value) {
                inside.get_or_insert(value);
            }
            match key_text(value) {
                Some(text) => texts.push(self.normalise.apply(text)),
                None => unreadable.push((field, value)),
            }
        }
        if let (None, Some(within)) = (&self.through, self.within) {
            output.find_peer(within.space(record.value));
        }
        for (field, value) in &unreadable {
            output.skip(field, *value);
        }
        let first = first.filter(|_| unreadable.is_empty())?;
        if self.date().is_some() {
            output.report_malformed_date(record, first);
        }
        // The finding is placed inside of the record: a value outside of it, such as an enclosing key, may
        // belong to several records.
        let own = inside.unwrap_or(first);
        let place = Place::of(if member.is_some() { item } else { own });
        Some((texts, Item { list, place, is_member: member.is_some() }))
    }

    /// Reports the keys that several items of a record share.
    fn settle_record(
        &self,
        record: &Record<'_>,
        mut keys: Vec<(Texts<'_>, Item)>,
        output: &mut Output<'_, Keyed>,
    ) {
        // The sort is stable, so the items with one key stay in order.
        keys.sort_by(|(left, _), (right, _)| left.cmp(right));
        let mut keys = keys.into_iter().peekable();
        while let Some((texts, first)) = keys.next() {
            let mut facts = vec![Keyed::new(record, first, &texts)];
            while let Some((_, item)) = keys.next_if(|(other, _)| *other == texts) {
                facts.push(Keyed::new(record, item, &texts));
            }
            if self.is_shared(&facts) {
                output.report(self.shared(&texts, Some(record), &facts));
            }
        }
    }

    /// Checks whether the records or items with one key violate the rule. With `apart`, they violate it if
    /// they are in several lists; otherwise, if there are several of them.
    fn is_shared(&self, facts: &[Keyed]) -> bool {
        match self.keyed {
            KeyOwners::Apart(_) => {
                facts.chunk_by(|left, right| left.item.list == right.item.list).count() > 1
            }
            KeyOwners::Records | KeyOwners::Items(_) => facts.len() > 1,
        }
    }

    /// Returns the finding about records or items with one key. `record` is the record that contains all of
    /// them, if there is such a record.
    fn shared(
        &self,
        texts: &[impl AsRef<str>],
        record: Option<&Record<'_>>,
        facts: &[Keyed],
    ) -> Finding {
        let collection = self.declaration.collection();
        let lists: BTreeSet<usize> = facts.iter().map(|fact| fact.item.list).collect();
        let record_name = record.map(Record::display_name).unwrap_or_default();
        let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
        let key = texts.join("`, `");
        let message = self.message(&record_name, &key, &lists, facts.len());
        let subject = match (self.within, record) {
            (None, Some(record)) => format!("{}/{key}", record.anchor()),
            _ => format!("{collection}/{key}"),
        };
        let fields: Vec<&str> =
            self.keyed.fields().chain(&self.fields).map(Field::as_str).collect();
        let mut finding = Finding::new(message, Anchor::new(subject, fields.join(","))).rests_on(
            "",
            "records",
            facts.len().to_string(),
        );
        let of_key = plain(texts.first().copied().unwrap_or_default());
        let names = facts.iter().map(|fact| fact.name.as_deref().unwrap_or(&of_key));
        let records: BTreeSet<String> = names.map(|name| format!("{collection}/{name}")).collect();
        finding.state.add_records("", "record", records.into_iter().collect());
        let mut others = facts.iter().skip(1);
        let records = others.clone().map(Keyed::record);
        let mut finding = finding.with_others(records).help(self.keyed.help());
        // Only the first few labels are shown, so the first occurrence is the second label, after that of the
        // repetition.
        let labelled = others.next().map(|fact| (fact, "again")).into_iter();
        let labelled = labelled.chain(facts.first().map(|first| (first, "first")));
        for (fact, word) in labelled.chain(others.map(|fact| (fact, "again"))) {
            finding = finding.label(fact.item.place.clone(), fact.item.here(word));
        }
        match facts.first() {
            Some(first) => finding.in_record(first.record()),
            None => finding,
        }
    }

    fn message(
        &self,
        record_name: &str,
        key: &str,
        lists: &BTreeSet<usize>,
        number: usize,
    ) -> String {
        if let KeyOwners::Apart(fields) = &self.keyed {
            let of_key = lists.iter().filter_map(|list| fields.get(*list));
            let named: Vec<String> = of_key.map(|field| format!("`{field}`")).collect();
            let (owner, verb) = match self.within {
                None => (format!("{record_name} has "), ""),
                Some(_) => (String::new(), " is"),
            };
            return format!(
                "{owner}`{key}`{verb} in {}, want it in only one of them",
                named.join(" and ")
            );
        }
        let collection = self.declaration.collection();
        let items: Vec<&str> = self.keyed.fields().map(Field::as_str).collect();
        let items = items.join("`, `");
        let things = match (&self.keyed, self.within) {
            (KeyOwners::Records, _) => format!("records of `{collection}`"),
            (_, None) => format!("items in `{items}` of {record_name}"),
            _ => format!("items in `{items}` of records of `{collection}`"),
        };
        let within = match self.within {
            None | Some(Within::Dataset) => "",
            Some(Within::Document) => " in one document",
            Some(Within::Parent) => " in one object",
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
    fn new(record: &Record<'_>, item: Item, key: &[Cow<'_, str>]) -> Keyed {
        let name = record.anchor_name();
        let name = (!matches!(key, [text] if plain(text) == name)).then(|| name.into_boxed_str());
        Keyed { item, name, record: record.place().start() }
    }

    /// Returns the place of the record, which is in the file of the item.
    fn record(&self) -> Place {
        Place::at(self.item.place.file(), self.record)
    }
}

impl Item {
    fn here(&self, word: &str) -> String {
        if self.is_member { format!("{word} in this group") } else { format!("{word} here") }
    }
}

/// Removes the group members whose key the record already has, either itself or through another group.
fn remove_repeated_members(keys: &mut Vec<(Texts<'_>, Item)>) {
    let own = keys.iter().filter(|(_, item)| !item.is_member);
    let mut known: HashSet<(usize, Texts<'_>)> =
        own.map(|(texts, item)| (item.list, texts.clone())).collect();
    keys.retain(|(texts, item)| !item.is_member || known.insert((item.list, texts.clone())));
}

impl Normalise {
    fn apply(self, text: Cow<'_, str>) -> Cow<'_, str> {
        match self {
            Normalise::No => text,
            Normalise::Folded(collation) => collation.fold(&text).into_owned().into(),
            Normalise::Date => PartialDate::parse(&text).map_or(text, |date| date.key().into()),
        }
    }
}

/// Whether `value` is `outer` or is inside of it. Both must belong to the same document.
fn contains(outer: Value<'_>, value: Value<'_>) -> bool {
    let (around, inner) = (outer.span(), value.span());
    std::ptr::eq(outer.document(), value.document())
        && around.start <= inner.start
        && inner.end <= around.end
}
