//! `reference`: an id that names nothing, the wrong kind of record, or its own record.

use super::{Kind, Origin};
use crate::document::Value;
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::{Arguments, IN, Parameter, Selection, Takes, WHERE};
use crate::path::{Condition, Field};
use crate::rule::{AnyRule, Collection, Count, Lookup, Lookups, Output, Record, Rule, scalar_text};

pub(super) const KIND: Kind = Kind {
    name: "reference",
    about: "an id that names nothing, the wrong kind of record, or its own record",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::required("field", Takes::Field, "The field with the id or ids."),
        Parameter::required("to", Takes::Collection, "The collection that the ids are of."),
        Parameter::optional("to-where", Takes::Condition, "What holds for the records that may be named."),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("reference.md"),
};

struct Reference {
    selection: Selection,
    field: Field,
    to: String,
    to_where: Option<Condition>,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn AnyRule>> {
    let selection = arguments.selection();
    let field = arguments.field("field");
    let to = arguments.text("to");
    let to_where = arguments.condition("to-where");
    Some(Box::new(Reference { selection: selection?, field: field?, to: to?, to_where }))
}

impl Rule for Reference {
    type Fact = ();

    fn selection(&self) -> &Selection {
        &self.selection
    }

    fn declare(&self) -> Vec<Lookup> {
        vec![Lookup::Collection(self.to.clone())]
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut Output<'_, ()>) {
        for value in self.field.select(record.value) {
            match scalar_text(value) {
                Some(id) => self.follow(record, value, &id, lookups, output),
                None => output.count(Count::Skipped),
            }
        }
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
        let Some(target) = lookups.record(&self.to, id) else {
            output.report(self.unknown(record, value, id, lookups));
            return;
        };
        if target.value.is(record.value) {
            let message = format!("{} refers to itself", record.called());
            output.report(self.finding(message, record, id).label(Place::of(value), "its own id"));
            return;
        }
        let is_allowed = self.to_where.as_ref().is_none_or(|condition| {
            target.value.document().root().is_some_and(|root| condition.holds(target.value, root))
        });
        if !is_allowed {
            output.report(self.wrong_kind(record, value, id, target));
        }
    }

    fn unknown(
        &self,
        record: &Record<'_>,
        value: Value<'_>,
        id: &str,
        lookups: &Lookups<'_>,
    ) -> Finding {
        let message = format!("no record of `{}` has the id `{id}`", self.to);
        let finding = self.finding(message, record, id).label(Place::of(value), "names nothing");
        let ids: Vec<String> =
            lookups.collections.get(&self.to).into_iter().flat_map(Collection::ids).map(std::borrow::Cow::into_owned).collect();
        match crate::value::name::closest(id, ids.iter().map(String::as_str)) {
            Some(near) => finding.help(format!("did you mean `{near}`?")).suggest(
                Place::of(value),
                serde_json::Value::from(near).to_string(),
                format!("use `{near}`"),
            ),
            None => finding.help(format!("add it to `{}`, or correct the id", self.to)),
        }
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
