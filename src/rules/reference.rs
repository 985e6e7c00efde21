//! `reference`: an id that names nothing, the wrong kind of record, or its own record.

use super::{Kind, Origin};
use crate::document::Value;
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::{Arguments, IN, Parameter, Selection, Takes, WHERE};
use crate::path::{Condition, Field};
use crate::rule::{AnyRule, Count, Lookup, Lookups, Output, Record, Rule, scalar_text};

pub(super) const KIND: Kind = Kind {
    name: "reference",
    about: "an id that names nothing, the wrong kind of record, or its own record",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::required("field", Takes::Field, "The field with the id or ids."),
        Parameter::required(
            "to",
            Takes::Collections,
            "The collection that the ids are of; of several, any may have the id.",
        ),
        Parameter::optional(
            "to-where",
            Takes::Condition,
            "What holds for the records that may be named.",
        ),
        Parameter::optional(
            "within",
            Takes::Choice(&["dataset", "document"]),
            "Where the record that is named must be: in the dataset, or in the same document.",
        )
        .or("dataset"),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("reference.md"),
};

struct Reference {
    selection: Selection,
    field: Field,
    to: Vec<String>,
    to_where: Option<Condition>,
    same_document: bool,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn AnyRule>> {
    arguments.need_ids("to");
    let selection = arguments.selection();
    let field = arguments.field("field");
    let to = arguments.texts("to");
    let to_where = arguments.condition("to-where");
    let same_document = arguments.text("within")? == "document";
    let (selection, field, to) = (selection?, field?, to?);
    Some(Box::new(Reference { selection, field, to, to_where, same_document }))
}

impl Rule for Reference {
    type Fact = ();

    fn selection(&self) -> &Selection {
        &self.selection
    }

    fn declare(&self) -> Vec<Lookup> {
        self.to.iter().cloned().map(Lookup::Collection).collect()
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut Output<'_, ()>) {
        self.field.each(record.value, |value| match scalar_text(value) {
            Some(id) => self.follow(record, value, &id, lookups, output),
            None => output.count(Count::Skipped),
        });
    }
}

impl Reference {
    fn follow(
        &self,
        record: &Record<'_>,
        value: Value<'_>,
        id: &str,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, ()>,
    ) {
        let targets = self.targets(record, id, lookups);
        let Some(first) = targets.first() else {
            output.report(self.unknown(record, value, id, lookups));
            return;
        };
        if targets.iter().any(|target| target.value.is(record.value)) {
            let message = format!("{} refers to itself", record.called());
            output.report(self.finding(message, record, id).label(Place::of(value), "its own id"));
            return;
        }
        if !targets.iter().any(|target| self.may_be_named(target)) {
            output.report(self.wrong_kind(record, value, id, first));
        }
    }

    /// The record with the id in each of the collections that has one: that of the same document, if
    /// there is one.
    fn targets<'l, 'a>(
        &self,
        record: &Record<'_>,
        id: &str,
        lookups: &'l Lookups<'a>,
    ) -> Vec<&'l Record<'a>> {
        let file = record.value.document().file();
        let targets = self.to.iter().filter_map(|to| {
            if self.same_document {
                lookups.collections.get(to)?.get_in(file, id)
            } else {
                lookups.record_seen_from(file, to, id)
            }
        });
        targets.collect()
    }

    fn may_be_named(&self, target: &Record<'_>) -> bool {
        self.to_where.as_ref().is_none_or(|condition| {
            target.value.document().root().is_some_and(|root| condition.holds(target.value, root))
        })
    }

    fn unknown(
        &self,
        record: &Record<'_>,
        value: Value<'_>,
        id: &str,
        lookups: &Lookups<'_>,
    ) -> Finding {
        let to = self.to.join("` or `");
        let document = if self.same_document { " in this document" } else { "" };
        let message = format!("no record of `{to}`{document} has the id `{id}`");
        let finding = self.finding(message, record, id).label(Place::of(value), "names nothing");
        let elsewhere = self.to.iter().find_map(|to| lookups.record(to, id));
        if let Some(elsewhere) = elsewhere {
            return finding.label(elsewhere.name_place(), "has the id, but in another document");
        }
        let ids = self.known_ids(record, lookups);
        match crate::value::name::closest(id, ids.iter().map(String::as_str)) {
            Some(near) => finding.help(format!("did you mean `{near}`?")).suggest(
                Place::of(value),
                serde_json::Value::from(near).to_string(),
                format!("use `{near}`"),
            ),
            None => finding.help(format!("add it to `{to}`, or correct the id")),
        }
    }

    /// The ids that the record may name.
    fn known_ids(&self, record: &Record<'_>, lookups: &Lookups<'_>) -> Vec<String> {
        let file = record.value.document().file();
        let collections = self.to.iter().filter_map(|to| lookups.collections.get(to));
        let records = collections.flat_map(|collection| {
            if self.same_document { collection.records_in(file) } else { collection.records() }
        });
        records.filter_map(Record::id).map(std::borrow::Cow::into_owned).collect()
    }

    fn wrong_kind(
        &self,
        record: &Record<'_>,
        value: Value<'_>,
        id: &str,
        target: &Record<'_>,
    ) -> Finding {
        let want = self.to_where.as_ref().map(Condition::as_str).unwrap_or_default();
        self.finding(format!("`{id}` may not stand here, want a record with {want}"), record, id)
            .label(Place::of(value), "named here")
            .label(target.name_place(), "this record is another kind")
            .rests_on(target.anchor(), "content", crate::finding::content_hash(target.value))
    }

    fn finding(&self, message: String, record: &Record<'_>, id: &str) -> Finding {
        Finding::new(message, Anchor::new(record.anchor(), self.field.as_str()))
            .in_record(record.place())
            .rests_on(record.anchor(), self.field.as_str(), id)
    }
}
