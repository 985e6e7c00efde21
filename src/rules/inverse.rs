//! `inverse`: a reference to a record that does not refer back.

use super::{Kind, Origin};
use crate::document::{Kind as ValueKind, Value, layout};
use crate::finding::{Anchor, Applicability, Finding, Level, Place, canonical};
use crate::parameters::{Arguments, IN, Parameter, ParameterType, TARGETS, WHERE, WITHIN};
use crate::path::{self, Condition, Field, KeyFields};
use crate::rule::{
    Accepts, Count, Declaration, Documents, DynRule, Key, KeySpace, Lookup, Lookups, Output,
    Partner, Record, Rule, WITHOUT_ID, each_key_in, key_in,
};
use crate::words::counted;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

pub(super) const KIND: Kind = Kind {
    name: "inverse",
    about: "a reference to a record that does not refer back",
    level: Level::Error,
    parameters: &[
        IN.by_id_in(&["to-field", "field"]),
        WHERE,
        Parameter::required(
            "field",
            ParameterType::Key,
            "The field with the ids of the records that are referred to, or the fields of an id of several fields.",
        ),
        Parameter::optional(
            "to",
            ParameterType::Collection,
            "The collection of these records; the record's own by default.",
        )
        .by_id_in(&["field"]),
        Parameter::optional(
            "to-where",
            ParameterType::Condition,
            "Only records for which this condition holds must refer back.",
        )
        .relative_to(TARGETS),
        Parameter::optional(
            "to-field",
            ParameterType::Key,
            "The field or fields of these records that must contain the reference back; the same as `field` by default.",
        )
        .relative_to(TARGETS),
        WITHIN,
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("inverse.md"),
};

struct Inverse {
    declaration: Declaration,
    field: KeyFields,
    to: String,
    to_where: Option<Condition>,
    to_field: KeyFields,
    /// The list to which an edit appends an id, or `None` if `to-field` does not select the elements of a
    /// list.
    to_list: Option<Field>,
}

/// A fact about a pair of ids. The first id is that of the referenced record, the second that of the
/// referring record.
#[derive(Serialize, Deserialize)]
enum Fact {
    /// A reference from the referring record to the referenced record.
    Naming { reference: Place, record: Place },
    /// A reference in the opposite direction.
    Returned,
}

/// A reference to a record that does not refer back or does not exist.
struct Naming {
    /// The id of the record with the reference.
    id: String,
    reference: Place,
    record: Place,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, field) = (arguments.selection(), arguments.key("field"));
    let (to, to_field) = (arguments.text("to"), arguments.key("to-field"));
    let to_where = arguments.condition("to-where");
    let (selection, field) = (selection?, field?);
    let to = to.unwrap_or_else(|| selection.collection.clone());
    let to_field = to_field.unwrap_or_else(|| field.clone());
    if to == selection.collection && field.number() != to_field.number() {
        let (own, other) = (counted(field.number(), "field"), to_field.number());
        let message = format!("got {own}, but `to-field` has {other}");
        return arguments.refuse_argument("field", message);
    }
    let list = to_field.one().and_then(|field| field.as_str().strip_suffix("[*]"));
    let to_list = list.and_then(|list| Field::parse(list).ok());
    let mut declaration = Declaration {
        lookups: vec![Lookup::targets_by_id(&to, to_where.as_ref(), to_field.iter())],
        tolerates_unknown_values: true,
        ..Declaration::new(selection, Partner::Needed("no id in `field` names a record"))
    };
    // In the visited records, the rule itself skips values that it does not accept.
    if to != declaration.collection() || to_field.name() != field.name() {
        for field in to_field.iter() {
            declaration.accepted.add_of_targets(&to, to_where.as_ref(), field, Accepts::Scalar);
        }
    }
    Some(Box::new(Inverse { declaration, field, to, to_where, to_field, to_list }))
}

impl Rule for Inverse {
    type Fact = Fact;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Fact>) {
        let Some(id) = record.id() else {
            // No other record can refer back to a record without an id.
            let names_any = self.field.iter().any(|field| field.first(record.value).is_some());
            if names_any {
                output.skip_record(WITHOUT_ID);
            }
            return;
        };
        output.each_key(&self.field, record.value, |output, named, value| {
            output.keep_under(KeySpace::Dataset, &[named, &*id], || Fact::Naming {
                reference: Place::of(value),
                record: record.place(),
            });
        });
    }

    fn visit_target(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Fact>) {
        let must_name =
            self.to_where.as_ref().is_none_or(|condition| condition.holds_for(record.value));
        let Some(id) = record.id().filter(|_| must_name) else { return };
        each_key_in(&self.to_field, record.value, |named, _| {
            output.keep_under(KeySpace::Dataset, &[&*id, named], || Fact::Returned);
        });
    }

    fn settle(&self, key: &Key, facts: Vec<Fact>, _: &Lookups<'_>, output: &mut Output<'_, Fact>) {
        let is_returned = facts.iter().any(|fact| matches!(fact, Fact::Returned));
        let naming: Vec<Fact> =
            facts.into_iter().filter(|fact| !matches!(fact, Fact::Returned)).collect();
        if naming.is_empty() {
            return;
        }
        if is_returned {
            output.found_partner();
            for fact in naming {
                if let Fact::Naming { reference, .. } = fact {
                    output.count_at(Count::Compared, &self.field.name(), reference);
                }
            }
            return;
        }
        // All references to the same record are completed together, so that it is read only once.
        let named = key.texts.get(..1).unwrap_or_default();
        output.complete(&Key::new(key.space, named), &naming);
    }

    fn reads_again(&self, fact: &Fact) -> Vec<Place> {
        match fact {
            Fact::Naming { record, .. } => vec![record.clone()],
            Fact::Returned => Vec::new(),
        }
    }

    fn searches(&self, _: &[Fact]) -> Vec<&str> {
        vec![&self.to]
    }

    fn complete(
        &self,
        key: &Key,
        facts: Vec<Fact>,
        _: &Lookups<'_>,
        documents: &Documents<'_, '_>,
        output: &mut Output<'_, Fact>,
    ) {
        let named = key.first_text().unwrap_or_default();
        let naming = facts.into_iter().filter_map(|fact| match fact {
            Fact::Naming { reference, record } => {
                let id = documents.record_at(self.declaration.collection(), &record)?.id()?;
                Some(Naming { id: id.into_owned(), reference, record })
            }
            Fact::Returned => None,
        });
        let mut naming: Vec<Naming> = naming.collect();
        naming.sort_by(|left, right| left.reference.cmp(&right.reference));
        match documents.get(&self.to).and_then(|collection| collection.get(named)) {
            Some(record) => {
                output.found_partner();
                self.judge(*record, named, &naming, documents, output);
            }
            // The kind `reference` reports ids without a record.
            None => naming.into_iter().for_each(|fact| {
                output.count_at(Count::CannotTell, &self.field.name(), fact.reference);
            }),
        }
    }
}

/// The record that should refer back to other records.
struct Target<'a> {
    record: Record<'a>,
    /// The id by which the other records refer to it.
    id: &'a str,
    /// The ids to which the record refers. If ids have several fields, only the first value of the first field.
    values: Vec<Value<'a>>,
    /// The list that contains these ids, if `to-field` selects the elements of a list.
    list: Option<Value<'a>>,
}

impl Inverse {
    /// Checks whether a record refers back to the records that refer to it.
    fn judge<'a>(
        &self,
        record: Record<'a>,
        id: &'a str,
        facts: &[Naming],
        documents: &Documents<'_, '_>,
        output: &mut Output<'_, Fact>,
    ) {
        let (must_name, unknown) = path::watch(|| {
            self.to_where.as_ref().is_none_or(|condition| condition.holds_for(record.value))
        });
        if !unknown.is_none() {
            return facts.iter().for_each(|fact| {
                output.cannot_know(&self.field.name(), fact.reference.clone());
            });
        }
        if !must_name {
            return;
        }
        let (target, unknown) = path::watch(|| self.target(record, id));
        let accepts = |field: &Field| Accepts::Scalar.accepts(field, record.value);
        let is_unknown = !unknown.is_none() || !self.to_field.iter().all(accepts);
        let mut ids = HashSet::new();
        each_key_in(&self.to_field, record.value, |id, _| _ = ids.insert(id.to_owned()));
        let mut reported = HashSet::new();
        for fact in facts {
            if is_unknown && !ids.contains(fact.id.as_str()) {
                output.cannot_know(&self.field.name(), fact.reference.clone());
                continue;
            }
            output.count_at(Count::Compared, &self.field.name(), fact.reference.clone());
            // A list may contain the same id twice, but the record is reported only once.
            if !ids.contains(fact.id.as_str()) && reported.insert(&fact.record) {
                output.report(self.one_sided(&target, fact, documents));
            }
        }
    }

    fn target<'a>(&self, record: Record<'a>, id: &'a str) -> Target<'a> {
        let lists = self.to_list.as_ref().map(|list| list.select(record.value)).unwrap_or_default();
        let list = match lists.as_slice() {
            [list] if list.kind() == ValueKind::Array => Some(*list),
            _ => None,
        };
        let values = match self.to_field.one() {
            Some(field) => field.select(record.value),
            None => self.to_field.first().first(record.value).into_iter().collect(),
        };
        Target { record, id, values, list }
    }

    fn one_sided(
        &self,
        target: &Target<'_>,
        fact: &Naming,
        documents: &Documents<'_, '_>,
    ) -> Finding {
        let (id, other) = (&fact.id, target.id);
        let (field, to_field) = (&self.field.name(), &self.to_field.name());
        let missing = if field == to_field {
            format!("`{other}` does not name `{id}`")
        } else {
            format!("`{other}` does not name `{id}` in `{}`", self.to_field)
        };
        let message = format!("`{id}` names `{other}` in `{}`, but {missing}", self.field);
        let anchor = format!("{}/{id}", self.declaration.collection());
        let both = format!("{anchor} {}", target.record.anchor());
        let finding = Finding::new(message, Anchor::new(both, field))
            .label(fact.reference.clone(), format!("`{id}` names `{other}`"))
            .in_record(fact.record.clone())
            .rests_on(&anchor, field, other)
            .help("add the missing reference, or remove this one");
        match (target.list, target.values.as_slice()) {
            (Some(list), _) => {
                let finding = finding.label(Place::opening(list), format!("without `{id}`"));
                self.suggest(finding, list, fact, documents)
            }
            (None, [only]) if self.to_list.is_none() => finding
                .label(Place::of(*only), format!("not `{id}`"))
                .rests_on(target.record.anchor(), to_field, self.named_in(&target.record, *only)),
            _ => {
                finding.label(target.record.name_place(), format!("`{other}` does not name `{id}`"))
            }
        }
    }

    /// Returns what a record names in `to-field`, for the state of a finding: the canonical form of its only value
    /// or, if `to-field` has several fields, the id that their values form.
    fn named_in(&self, record: &Record<'_>, only: Value<'_>) -> String {
        if self.to_field.one().is_some() {
            return canonical(only);
        }
        let named = key_in(&self.to_field, record.value, &mut Vec::new());
        named.map(|(id, _)| id).unwrap_or_default()
    }

    /// Suggests appending the id to the list. The id is written in the same way as in its own record.
    fn suggest(
        &self,
        finding: Finding,
        list: Value<'_>,
        fact: &Naming,
        documents: &Documents<'_, '_>,
    ) -> Finding {
        let record = documents.record_at(self.declaration.collection(), &fact.record);
        let id =
            record.and_then(|record| record.collection.id.as_ref()?.one()?.first(record.value));
        let Some(id) = id else { return finding };
        let message = format!("name `{}` too", fact.id);
        // Parts of a large document have a different layout in memory than in the file, so the list is read
        // again.
        let list = documents.value_at(&Place::of(list)).unwrap_or(list);
        match list.elements().last() {
            Some(value) => finding.suggest(
                Applicability::Unsafe,
                Place::of(value),
                format!("{}{}{}", value.raw(), layout::separator_after(value), id.raw()),
                message,
            ),
            None => finding.suggest(
                Applicability::Unsafe,
                Place::of(list),
                match list.parent().filter(|object| object.kind() == ValueKind::Object) {
                    Some(object) => layout::array_in(object, id.raw()),
                    None => format!("[{}]", id.raw()),
                },
                message,
            ),
        }
    }
}
