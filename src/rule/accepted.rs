//! The values that rules accept in the fields that they read. Every other value is counted as skipped, and a
//! notice reports the skipped values once per rule and field.

use super::{Collection, Declaration, Lookup, Lookups, Output, PartialOutput, Record, scalar_text};
use crate::document::{Kind, Value};
use crate::parameters::{Probe, WHERE, Wants};
use crate::path::{self, Condition, Field, KeyFields};
use std::collections::{BTreeMap, BTreeSet};

/// The values that a rule accepts in a field, besides `null`, which counts as absent.
#[derive(Debug, Clone, Copy)]
pub enum Accepts {
    /// Any value that the field selects.
    Anything,
    /// A string or a number.
    Scalar,
    /// A string.
    Text,
    /// `true` or `false`.
    Boolean,
    /// A number.
    Number,
    /// An object.
    Object,
    /// One of these strings.
    Word(&'static [&'static str]),
    /// Any value for which this function returns `None`. For other values, the function returns a description
    /// of the value.
    If(fn(Value<'_>) -> Option<&'static str>),
}

impl Accepts {
    /// Describes a value that is not accepted, or returns `None` if the value is accepted.
    #[must_use]
    pub fn refusal(self, value: Value<'_>) -> Option<&'static str> {
        let kind = value.kind();
        let is_accepted = match self {
            _ if kind == Kind::Null => true,
            Accepts::Anything => true,
            Accepts::Scalar => scalar_text(value).is_some(),
            Accepts::Text => kind == Kind::String,
            Accepts::Boolean => kind == Kind::Boolean,
            Accepts::Number => kind == Kind::Number,
            Accepts::Object => kind == Kind::Object,
            Accepts::Word(words) => match value.as_str() {
                Some(text) if !text.is_empty() => {
                    return (!words.contains(&&*text)).then_some("an unknown word");
                }
                _ => false,
            },
            Accepts::If(refusal) => return refusal(value),
        };
        (!is_accepted).then(|| kind.with_article())
    }

    /// Checks whether all values that a field selects in a record are known and accepted. The result is
    /// `false` if the field ends too early, as `a.b` does if `a` is not an object.
    #[must_use]
    pub fn accepts(self, field: &Field, record: Value<'_>) -> bool {
        let mut is_accepted = true;
        let ((), unknown) =
            path::watch(|| self.each_refused(field, record, |_, _| is_accepted = false));
        let is_known = unknown.is_none();
        unknown.pass_on();
        is_accepted && is_known
    }

    /// Calls `visit` with each selected value that is not accepted, and a description of the value.
    fn each_refused<'a>(
        self,
        field: &Field,
        record: Value<'a>,
        mut visit: impl FnMut(Value<'a>, &'static str),
    ) {
        field.each_blocked(record, |value| {
            if value.kind() != Kind::Null {
                visit(value, value.kind().with_article());
            }
        });
        field.each_misread(record, |value| visit(value, value.kind().with_article()));
        if matches!(self, Accepts::Anything) {
            return;
        }
        field.each(record, |value| {
            if let Some(got) = self.refusal(value) {
                visit(value, got);
            }
        });
    }
}

/// The fields that a rule reads in the records that it visits or looks up, with the values that it
/// accepts in each.
#[derive(Debug, Clone, Default)]
pub struct AcceptedFields {
    visited: Vec<AcceptedField>,
    /// Fields of items in the visited records, such as pieces of evidence. They are grouped by the field that
    /// selects the items.
    of_items: Vec<(Field, Vec<AcceptedField>)>,
    /// Fields of the looked-up records, by collection.
    looked_up: BTreeMap<String, Vec<AcceptedField>>,
    /// Conditions on looked-up records, by collection. Records that do not satisfy them are not read.
    conditions: BTreeMap<String, Condition>,
    /// The collections whose records the rule looks up by their ids.
    by_id: BTreeSet<String>,
    /// Conditions on visited records that are always false for values of certain types.
    typed: Vec<Condition>,
    /// Conditions on looked-up records and targets that are always false for values of certain types, by
    /// collection.
    typed_of_others: BTreeMap<String, Vec<Condition>>,
}

#[derive(Debug, Clone)]
struct AcceptedField {
    field: Field,
    accepts: Accepts,
}

impl AcceptedField {
    /// Checks whether this field is accepted in every record in which `other` is accepted. A field that
    /// accepts any value is only rejected in records where it ends too early. For example, `period.from` ends
    /// too early in the same records as `period.to`.
    fn is_implied_by(&self, other: &AcceptedField) -> bool {
        let any_with_same_end = matches!(self.accepts, Accepts::Anything)
            && names_but_last(&self.field)
                .is_some_and(|names| Some(names) == names_but_last(&other.field));
        any_with_same_end || self.is_same(other)
    }

    fn is_same(&self, other: &AcceptedField) -> bool {
        let is_same_check = match (self.accepts, other.accepts) {
            (Accepts::Word(words), Accepts::Word(others)) => words == others,
            (Accepts::If(refusal), Accepts::If(other)) => std::ptr::fn_addr_eq(refusal, other),
            (accepts, other) => std::mem::discriminant(&accepts) == std::mem::discriminant(&other),
        };
        is_same_check && self.field.as_str() == other.field.as_str()
    }
}

impl AcceptedFields {
    /// Returns the values that a rule accepts. They are the values that it declares, and any value in the
    /// fields of its arguments (given as `probes`), unless such a field ends too early.
    #[must_use]
    pub fn of(declaration: &Declaration, probes: &[Probe]) -> AcceptedFields {
        let mut accepted = declaration.accepted.clone();
        for collection in declaration.lookups.iter().filter_map(Lookup::collection_by_id) {
            accepted.by_id.insert(collection.to_owned());
        }
        for probe in probes {
            match &probe.wants {
                Wants::Has(field) => accepted.add_probed(field, probe, declaration),
                Wants::Holds(condition) if probe.from.is_empty() && condition.restricts_types() => {
                    accepted.add_typed(condition, probe, declaration);
                }
                Wants::Holds(_) | Wants::Matches(_) => {}
            }
        }
        accepted
    }

    fn add_probed(&mut self, field: &Field, probe: &Probe, declaration: &Declaration) {
        for items in &probe.from {
            self.add_of_items(items, field, Accepts::Anything);
        }
        if !probe.from.is_empty() || !field.can_be_blocked() {
            return;
        }
        if probe.collections.contains(&declaration.selection.collection) {
            return self.add(field, Accepts::Anything);
        }
        // A field that is only read under a condition is not added, since the condition may exclude the
        // record.
        if !probe.conditions.is_empty() {
            return;
        }
        for collection in declaration.lookups.iter().filter_map(Lookup::kept_collection) {
            if probe.collections.iter().any(|name| name == collection) {
                self.add_of_collection(collection, field, Accepts::Anything);
            }
        }
    }

    fn add_typed(&mut self, condition: &Condition, probe: &Probe, declaration: &Declaration) {
        for name in &probe.collections {
            let mut looked_up = declaration.lookups.iter().filter_map(Lookup::collection);
            if probe.argument != WHERE.name && looked_up.any(|known| known == name) {
                let of_others = self.typed_of_others.entry(name.clone()).or_default();
                of_others.push(condition.clone());
            } else if name == declaration.collection() {
                self.typed.push(condition.clone());
            }
        }
    }

    /// Adds a field of the visited records.
    pub fn add(&mut self, field: &Field, accepts: Accepts) {
        self.visited.push(AcceptedField { field: field.clone(), accepts });
    }

    /// Adds a field of the objects that `items` selects in the visited records.
    pub fn add_of_items(&mut self, items: &Field, field: &Field, accepts: Accepts) {
        let added = AcceptedField { field: field.clone(), accepts };
        match self.of_items.iter_mut().find(|(known, _)| known.as_str() == items.as_str()) {
            Some((_, fields)) => fields.push(added),
            None => self.of_items.push((items.clone(), vec![added])),
        }
    }

    /// Adds a field of the records that the rule looks up in a collection.
    pub fn add_of_collection(&mut self, collection: &str, field: &Field, accepts: Accepts) {
        let fields = self.looked_up.entry(collection.to_owned()).or_default();
        let is_any = matches!(accepts, Accepts::Anything);
        let mut known = fields.iter().map(|known| known.field.as_str());
        if !(is_any && known.any(|known| known == field.as_str())) {
            fields.push(AcceptedField { field: field.clone(), accepts });
        }
    }

    /// Adds a field of the records of a collection that satisfy `condition`. If `condition` is `None`, the
    /// field is added for all records of the collection.
    pub fn add_of_targets(
        &mut self,
        collection: &str,
        condition: Option<&Condition>,
        field: &Field,
        accepts: Accepts,
    ) {
        self.add_of_collection(collection, field, accepts);
        self.conditions.extend(condition.map(|known| (collection.to_owned(), known.clone())));
    }

    /// Checks whether there are no fields.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.visited.is_empty() && self.of_items.is_empty() && self.looked_up.is_empty()
    }

    /// Checks whether the values of all fields of a looked-up record are accepted.
    #[must_use]
    pub fn accept_looked_up(&self, collection: &str, record: Value<'_>) -> bool {
        let mut fields = self.looked_up.get(collection).into_iter().flatten();
        fields.all(|field| field.accepts.accepts(&field.field, record))
    }

    /// Adds the fields of other rules that visit the same records. A field that is already known is not added
    /// again.
    pub fn extend(&mut self, other: &AcceptedFields) {
        extend(&mut self.visited, &other.visited);
        for (items, fields) in &other.of_items {
            match self.of_items.iter_mut().find(|(known, _)| known.as_str() == items.as_str()) {
                Some((_, known)) => extend(known, fields),
                None => self.of_items.push((items.clone(), fields.clone())),
            }
        }
        for (collection, fields) in &other.looked_up {
            extend(self.looked_up.entry(collection.clone()).or_default(), fields);
        }
    }

    /// Checks whether the values of all fields of a visited record are accepted.
    #[must_use]
    pub fn accept(&self, record: Value<'_>) -> bool {
        let mut is_accepted = true;
        each_refused(&self.visited, &self.of_items, record, |_, _, _| is_accepted = false);
        is_accepted
    }

    /// Skips the values of a visited record that have a type for which a condition is always false. This
    /// function must be called before the conditions are evaluated.
    pub fn skip_misread(
        &self,
        record: &Record<'_>,
        lookups: &Lookups<'_>,
        output: &mut PartialOutput,
    ) {
        if !self.typed.is_empty() {
            let mut output = output.parts::<()>(Some(record.value), lookups);
            skip_misread(&self.typed, record, &mut output);
        }
    }

    /// Skips the values of a record that are not accepted. This function must be called before the record is
    /// visited.
    pub fn skip_visited(
        &self,
        record: &Record<'_>,
        lookups: &Lookups<'_>,
        output: &mut PartialOutput,
    ) {
        let mut output = output.parts::<()>(Some(record.value), lookups);
        each_refused(&self.visited, &self.of_items, record.value, |field, value, got| {
            output.skip_as(field, value, got);
        });
    }

    /// Skips the values of a target that are not accepted. This function must be called before the target is
    /// visited.
    pub fn skip_target(
        &self,
        target: &Record<'_>,
        lookups: &Lookups<'_>,
        output: &mut PartialOutput,
    ) {
        self.skip_other(target, &mut output.parts::<()>(Some(target.value), lookups));
    }

    /// Skips the values that are not accepted in records that a rule looks up but does not visit as targets.
    pub(super) fn skip_looked_up<Fact>(
        &self,
        declared: &[Lookup],
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Fact>,
    ) {
        let names: BTreeSet<&str> = declared.iter().filter_map(Lookup::kept_collection).collect();
        for name in names {
            let known = lookups.collections.get(name);
            for record in known.map(Collection::records).unwrap_or_default() {
                self.skip_other(record, output);
            }
        }
    }

    /// Skips the values of a looked-up record, or of a target, that are not accepted.
    fn skip_other<Fact>(&self, record: &Record<'_>, output: &mut Output<'_, Fact>) {
        let collection = &record.collection.name;
        if self.by_id.contains(collection) && record.has_unreadable_id() {
            skip_id(record, output);
        }
        if let Some(conditions) = self.typed_of_others.get(collection) {
            skip_misread(conditions, record, output);
        }
        let Some(fields) = self.looked_up.get(collection) else { return };
        if self.reads(collection, record) {
            each_refused(fields, &[], record.value, |field, value, got| {
                output.skip_as(field, value, got);
            });
        }
    }

    /// Checks whether a looked-up record satisfies the condition on its collection.
    fn reads(&self, collection: &str, record: &Record<'_>) -> bool {
        let Some(condition) = self.conditions.get(collection) else { return true };
        path::watch(|| condition.holds_for(record.value)).0
    }
}

fn skip_misread<Fact>(
    conditions: &[Condition],
    record: &Record<'_>,
    output: &mut Output<'_, Fact>,
) {
    for condition in conditions {
        condition.each_misread(record.value, |field, value| {
            output.skip_as(field, value, value.kind().with_article());
        });
    }
}

/// Skips an unreadable id, by which the record cannot be looked up.
fn skip_id<Fact>(record: &Record<'_>, output: &mut Output<'_, Fact>) {
    for id in record.collection.id.iter().flat_map(KeyFields::iter) {
        path::watch(|| {
            output.skip_several(id, record.value);
            Accepts::Scalar.each_refused(id, record.value, |value, got| {
                output.skip_as(id.as_str(), value, got);
            });
        });
    }
}

/// Returns the names of a field without the last one, or `None` if the field has steps other than names.
fn names_but_last(field: &Field) -> Option<Vec<&str>> {
    let mut names = field.simple_names().filter(|_| !field.uses_root())?;
    names.pop();
    Some(names)
}

/// Adds the fields that no known field implies.
fn extend(known: &mut Vec<AcceptedField>, fields: &[AcceptedField]) {
    for field in fields {
        if !known.iter().any(|known| field.is_implied_by(known)) {
            known.push(field.clone());
        }
    }
}

/// Calls `visit` for each value in a record that the rule does not accept, with the value's field, the value
/// and its description. A record that is not an object is itself passed to `visit`, with an empty field. Values
/// that are unreliable or have unreliable parts are omitted, since they have already been reported.
fn each_refused<'f, 'a>(
    fields: &'f [AcceptedField],
    of_items: &'f [(Field, Vec<AcceptedField>)],
    record: Value<'a>,
    mut visit: impl FnMut(&'f str, Value<'a>, &'static str),
) {
    let marks = record.document().marks();
    let mut visit = |field: &'f str, value: Value<'a>, got: &'static str| {
        // A record that is not an object is passed to `visit` only once, with an empty field (see below).
        let is_record = !field.is_empty() && value.span() == record.span();
        if !is_record && marks.is_none_or(|marks| !marks.is_affected(value)) {
            visit(field, value, got);
        }
    };
    let ((), _) = path::watch(|| {
        // If a rule accepts any value in all its fields, the kind `idle` reports the records that are not
        // objects.
        let is_any = |field: &AcceptedField| matches!(field.accepts, Accepts::Anything);
        if let Some(got) = Accepts::Object.refusal(record)
            && !(fields.iter().all(is_any) && of_items.is_empty())
        {
            return visit("", record, got);
        }
        let mut each = |fields: &'f [AcceptedField], object: Value<'a>| {
            // If an item is not an object, only fields that accept any value are read. The rule itself
            // reports such an item.
            let is_read = |field: &&AcceptedField| is_any(field) || object.kind() == Kind::Object;
            for AcceptedField { field, accepts } in fields.iter().filter(is_read) {
                accepts.each_refused(field, object, |value, got| visit(field.as_str(), value, got));
            }
        };
        each(fields, record);
        for (items, fields) in of_items {
            items.each(record, |item| each(fields, item));
        }
    });
}
