//! `reference`: an id that refers to no record, to a record of the wrong kind, or to the record that contains
//! it.

mod report;

use super::{Kind, Origin};
use crate::document::Value;
use crate::finding::{Finding, Level, Place};
use crate::parameters::{Arguments, IN, Parameter, ParameterType, Role, Scope, TARGETS, WHERE};
use crate::path::{self, Condition, KeyFields, Unknown, UnknownValue};
use crate::rule::{
    Declaration, Documents, DynRule, Grouping, Key, KeySpace, Lookup, Lookups, Output, Partner,
    Record, Rule,
};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

pub(super) const KIND: Kind = Kind {
    name: "reference",
    about: "a reference to a missing record, to the wrong kind of record, or to itself",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::required(
            "field",
            ParameterType::Key,
            "The field with the id or ids, or the fields of an id of several fields.",
        ),
        Parameter::required(
            "to",
            ParameterType::Collections,
            "The collection that the ids belong to; if there are several, any of them may contain the id.",
        )
        .by_id_in(&["field"]),
        Parameter::optional(
            "to-where",
            ParameterType::Condition,
            "The condition that records must satisfy to be referred to.",
        )
        .relative_to(TARGETS),
        Parameter::optional(
            "within",
            ParameterType::Choice(&["dataset", "document", "folder"]),
            "Where the record that is referred to must be: anywhere in the dataset, in the same document, or in a document of the same folder. The default is the rulebook's `scope`.",
        )
        .role(Role::Scope),
        Parameter::optional(
            "itself",
            ParameterType::Boolean,
            "Whether a record may refer to itself, such as the first record of a series, or a root.",
        )
        .with_default("false"),
        Parameter::optional(
            "before",
            ParameterType::Boolean,
            "Whether the record that is referred to must come before the record with the reference: earlier in the same document, or in a document whose path sorts before.",
        )
        .with_default("false"),
        Parameter::optional(
            "relative",
            ParameterType::Text,
            "A separator such as `-`: an id that is not found as written is appended to each prefix of its own record's id that ends with this separator, longest first.",
        ),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("reference.md"),
};

struct Reference {
    declaration: Declaration,
    field: KeyFields,
    /// The name of the field or fields in anchors and states.
    name: String,
    to: Vec<String>,
    to_where: Option<Condition>,
    same_document: bool,
    /// Describes where the record that is referred to must be. The text follows the name of the collection in
    /// messages.
    place: &'static str,
    may_name_itself: bool,
    /// Whether the record that is referred to must come before the record with the reference.
    is_before: bool,
    relative: Option<String>,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let selection = arguments.selection();
    let field = arguments.key("field");
    let to = arguments.texts("to");
    let to_where = arguments.condition("to-where");
    let within = arguments.text("within");
    let same_document = within.as_deref() == Some("document");
    let place = within.and_then(|word| Scope::from_word(&word)).map_or("", Scope::in_this);
    let may_name_itself = arguments.boolean("itself")?;
    let is_before = arguments.boolean("before")?;
    let relative = arguments.text("relative");
    if relative.as_ref().is_some_and(String::is_empty) {
        return arguments.refuse_argument("relative", "got an empty text, want a separator");
    }
    let (selection, field, to) = (selection?, field?, to?);
    if relative.is_some() && field.one().is_none() {
        return arguments.refuse_argument("relative", "an id of several fields cannot be relative");
    }
    if may_name_itself
        && to_where.is_none()
        && arguments.is_id(&selection.collection, &field)
        && to == [selection.collection.clone()]
    {
        arguments.warn_of_argument("field", "an id always names its own record");
    }
    let targets = to.iter().map(|to| Lookup::targets_by_id(to, to_where.as_ref(), []));
    let declaration = Declaration {
        lookups: targets.collect(),
        tolerates_unknown_values: true,
        keeps_documents_apart: same_document,
        grouping: Grouping::Unanswered,
        ..Declaration::new(selection, Partner::NotNeeded)
    };
    Some(Box::new(Reference {
        declaration,
        name: field.name(),
        field,
        to,
        to_where,
        same_document,
        place,
        may_name_itself,
        is_before,
        relative,
    }))
}

/// A fact about an id.
#[derive(Serialize, Deserialize)]
enum Fact {
    /// A reference to the id.
    Reference { record: Place, value: Place },
    /// A record with the id.
    Target(Target),
}

/// A record that may be referred to.
#[derive(Serialize, Deserialize)]
struct Target {
    /// The index of the record's collection in [`Reference::to`].
    to: usize,
    record: Place,
    /// Whether the record satisfies the condition `to-where`. If this is undecided, `Err` contains the
    /// unknown value, if it is available.
    may_be_named: Result<bool, Option<Box<UnknownValue>>>,
}

impl Rule for Reference {
    type Fact = Fact;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Fact>) {
        let own = if self.may_name_itself { None } else { record.written_id() };
        let keep = |id: &str, value: Value<'_>, output: &mut Output<'_, Fact>| {
            let fact = || Fact::Reference { record: record.place(), value: Place::of(value) };
            if own.as_deref() == Some(id) {
                output.keep_always(self.space(record), &[id], fact);
            } else {
                output.keep_under(self.space(record), &[id], fact);
            }
        };
        output.each_key(&self.field, record.value, |output, id, value| keep(id, value, output));
    }

    fn visit_target(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Fact>) {
        let space = self.space(record);
        let Some(id) = record.id() else {
            let number = u64::from(record.has_unreadable_id());
            return output.add_unreadable(Key::new(space, &[] as &[&str]), number);
        };
        for to in (0..self.to.len()).filter(|to| self.to.get(*to) == Some(&record.collection.name))
        {
            let may_be_named = self.may_be_named(record);
            let may_be_named = may_be_named.map_err(|unknown| unknown.first.map(Box::new));
            // Whether the target comes before a reference is only known when the facts about the id are
            // settled.
            let is_answer = matches!(may_be_named, Ok(true)) && !self.is_before;
            let fact = || Fact::Target(Target { to, record: record.place(), may_be_named });
            match is_answer {
                true => output.answer(space, &[id.as_ref()], fact),
                false => output.contest(space, &[id.as_ref()], fact),
            }
        }
    }

    fn settle(&self, key: &Key, facts: Vec<Fact>, _: &Lookups<'_>, output: &mut Output<'_, Fact>) {
        let (targets, references) = split(facts);
        let wrong = references.into_iter().filter(|(record, _)| {
            let named = self.named_by(record, &targets);
            let is_itself = |target: &&Target| !self.may_name_itself && target.record == *record;
            let mut allowed = named.clone();
            allowed.retain(|target| self.is_in_order(&target.record, record));
            named.iter().any(is_itself) || !is_any_right(&allowed, record, output)
        });
        let wrong = wrong.map(|(record, value)| Fact::Reference { record, value });
        let mut wrong: Vec<Fact> = wrong.collect();
        if !wrong.is_empty() {
            wrong.extend(targets.into_iter().map(Fact::Target));
            output.complete(key, &wrong);
        }
    }

    fn reads_again(&self, fact: &Fact) -> Vec<Place> {
        match fact {
            Fact::Reference { record, value } => vec![record.clone(), value.clone()],
            Fact::Target(target) => vec![target.record.clone()],
        }
    }

    fn searches(&self, facts: &[Fact]) -> Vec<&str> {
        match facts.iter().any(|fact| matches!(fact, Fact::Target(_))) {
            true => Vec::new(),
            // The id may be misspelt, or belong to a record of another document.
            false => self.to.iter().map(String::as_str).collect(),
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
        let id = key.first_text().unwrap_or_default();
        let (targets, references) = split(facts);
        let mut missing = Vec::new();
        for (record, value) in references {
            let record = documents.record_at(self.declaration.collection(), &record);
            let Some(record) = record else { continue };
            let value = documents.value_of(&record, self.field.first(), &value);
            let Some(value) = value else { continue };
            let (found, unknown) = path::watch(|| {
                let named = self.named(&record, id, &targets, documents);
                self.follow(&record, value, &named, (lookups, documents), output)
            });
            missing.extend(found);
            if !unknown.is_none() {
                output.cannot_know_because(&unknown, record.place());
            }
        }
        if self.to.iter().any(|to| lookups.is_unread_file(to, id)) {
            for finding in &missing {
                output.cannot_know_of(&self.name, finding);
            }
        } else if !missing.is_empty() {
            output.report_missing(searched(key, &self.to, lookups), id, &self.name, missing);
        }
    }
}

/// Returns the key for all targets in an id's key space, and the maximum number of unknown ids in that space.
fn searched(id: &Key, to: &[String], lookups: &Lookups<'_>) -> (Key, u64) {
    let document = match id.space {
        KeySpace::Document(file) => Some(file),
        KeySpace::Dataset | KeySpace::Value(..) => None,
    };
    let unknown = to.iter().map(|to| lookups.unknown_ids_beside_names(to, document));
    (Key::new(id.space, &[] as &[&str]), unknown.fold(0, u64::saturating_add))
}

/// Splits facts into the targets, and the places of the records and values of references.
fn split(facts: Vec<Fact>) -> (Vec<Target>, Vec<(Place, Place)>) {
    let (mut targets, mut references) = (Vec::new(), Vec::new());
    for fact in facts {
        match fact {
            Fact::Target(target) => targets.push(target),
            Fact::Reference { record, value } => references.push((record, value)),
        }
    }
    (targets, references)
}

/// Checks whether a record may refer to at least one of the targets with the id. Returns `true` if this is
/// undecided.
fn is_any_right(named: &[&Target], record: &Place, output: &mut Output<'_, Fact>) -> bool {
    for target in named {
        match &target.may_be_named {
            Ok(true) => return true,
            Ok(false) => {}
            Err(unknown) => {
                output.cannot_know_value(unknown.as_deref(), record.clone());
                return true;
            }
        }
    }
    false
}

/// The lookups and documents that are used to complete findings.
type Tables<'l, 'k, 'a> = (&'l Lookups<'k>, &'l Documents<'l, 'a>);

struct Named<'i, 'a> {
    id: Cow<'i, str>,
    targets: Vec<Record<'a>>,
}

impl Reference {
    /// Returns the key space in which the ids of a record are looked up.
    fn space(&self, record: &Record<'_>) -> KeySpace {
        match self.same_document {
            true => KeySpace::Document(record.value.document().file()),
            false => KeySpace::Dataset,
        }
    }

    /// Returns the target of a reference in each collection: the first target in the record's own document or, if
    /// there is none, the first target in any document.
    fn named_by<'t>(&self, record: &Place, targets: &'t [Target]) -> Vec<&'t Target> {
        let first = |to: usize| {
            let of = || targets.iter().filter(move |target| target.to == to);
            of().find(|target| target.record.file() == record.file()).or_else(|| of().next())
        };
        (0..self.to.len()).filter_map(first).collect()
    }

    /// Checks whether a record refers to itself although the rule does not allow that.
    fn is_forbidden_self_reference(&self, record: &Record<'_>, target: &Record<'_>) -> bool {
        !self.may_name_itself && target.value.is_same_node(record.value)
    }

    /// Reports a reference to a wrong record. If no record has the id, returns the finding without
    /// reporting it.
    fn follow(
        &self,
        record: &Record<'_>,
        value: Value<'_>,
        named: &Named<'_, '_>,
        tables: Tables<'_, '_, '_>,
        output: &mut Output<'_, Fact>,
    ) -> Option<Finding> {
        let (id, targets) = (named.id.as_ref(), &named.targets);
        let Some(first) = targets.first() else {
            return Some(self.unknown(record, value, id, tables));
        };
        if targets.iter().any(|target| self.is_forbidden_self_reference(record, target)) {
            let message = format!("{} refers to itself", record.display_name());
            output.report(self.finding(message, record, id).label(Place::of(value), "its own id"));
            return None;
        }
        let may_be_named = |target: &&Record<'_>| match self.may_be_named(target) {
            Ok(may_be_named) => may_be_named,
            Err(unknown) => {
                unknown.pass_on();
                true
            }
        };
        let right: Vec<&Record<'_>> = targets.iter().filter(may_be_named).collect();
        match right.first() {
            None => output.report(self.wrong_kind(record, value, id, first, tables.1)),
            Some(later) if !right.iter().any(|target| self.is_in_order_of(target, record)) => {
                output.report(self.later(record, value, id, later));
            }
            Some(_) => {}
        }
        None
    }

    /// Returns the targets of an id as written. If there are none, returns the targets of the first
    /// [completion](Reference::completed) that is the id of a record. `targets` are the records that have the id as
    /// written.
    fn named<'i, 'a>(
        &self,
        record: &Record<'_>,
        id: &'i str,
        targets: &[Target],
        documents: &Documents<'_, 'a>,
    ) -> Named<'i, 'a> {
        let read = |target: &Target| documents.record_at(self.to.get(target.to)?, &target.record);
        let as_written = self.named_by(&record.place(), targets).into_iter().filter_map(read);
        let as_written = Named { id: id.into(), targets: as_written.collect() };
        if !as_written.targets.is_empty() {
            return as_written;
        }
        let completed = self.completed(record, id).into_iter().find_map(|id| {
            let targets: Vec<_> = self.targets(record, &id, documents).copied().collect();
            (!targets.is_empty()).then(|| Named { id: id.into(), targets })
        });
        completed.unwrap_or(as_written)
    }

    /// Returns the id appended to each prefix of the record's own id that ends with the separator, longest
    /// prefix first. The list is empty if ids are not relative.
    fn completed(&self, record: &Record<'_>, id: &str) -> Vec<String> {
        let (Some(separator), Some(own)) = (&self.relative, record.id()) else { return Vec::new() };
        let ends = own.rmatch_indices(separator.as_str()).map(|(at, found)| at + found.len());
        ends.filter_map(|end| Some(format!("{}{id}", own.get(..end)?))).collect()
    }

    /// Returns the record with the id in each collection. A record in the same document is preferred. A
    /// record in another document is only returned if `same_document` is not set.
    fn targets<'l, 'a>(
        &self,
        record: &Record<'_>,
        id: &str,
        collections: &'l Documents<'_, 'a>,
    ) -> impl Iterator<Item = &'l Record<'a>> {
        let file = record.value.document().file();
        self.to.iter().filter_map(move |to| match self.same_document {
            true => collections.get(to)?.get_in(file, id),
            false => collections.get(to)?.relative_to(file, id),
        })
    }

    /// Checks whether a target comes before the record that refers to it, if the rule requires that. A reference of
    /// a record to itself is always in order.
    fn is_in_order(&self, target: &Place, record: &Place) -> bool {
        let position = |place: &Place| (place.file(), place.start());
        !self.is_before || target == record || position(target) < position(record)
    }

    fn is_in_order_of(&self, target: &Record<'_>, record: &Record<'_>) -> bool {
        self.is_in_order(&target.place(), &record.place())
    }

    /// Whether a record satisfies the condition `to-where`. Returns `Err` if this is undecided.
    fn may_be_named(&self, target: &Record<'_>) -> Result<bool, Box<Unknown>> {
        let Some(condition) = &self.to_where else { return Ok(true) };
        let (may_be_named, unknown) = path::watch(|| condition.holds_for(target.value));
        if unknown.is_none() { Ok(may_be_named) } else { Err(Box::new(unknown)) }
    }
}
