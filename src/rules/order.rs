//! `order`: a list that is out of order, or a sequence that skips a number.

mod entry;

use super::{Kind, Origin};
use crate::document::Value;
use crate::finding::{Anchor, Finding, Keys, Level, Place, text_hash};
use crate::parameters::Constraint::{Excludes, RequiredWithout, RequiresOneOf};
use crate::parameters::Other::{Given, Is};
use crate::parameters::{Arguments, IN, Parameter, ParameterType, RelativeTo, Role, WHERE};
use crate::path::Field;
use crate::rule::{
    Accepts, Count, Declaration, DynRule, Key, KeySpace, Lookups, Output, Partner, Record, Rule,
};
use crate::value::order::Form;
use crate::value::sequence::{self, Demands, Fault, FaultKind};
use entry::{Entry, in_order, scalars, sort_keys, written};
use std::collections::HashSet;

pub(super) const KIND: Kind = Kind {
    name: "order",
    about: "a list that is out of order, or a sequence that skips a number",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::optional(
            "field",
            ParameterType::Field,
            "The field with the values that must be in order. With `items`, it is relative to an item.",
        )
        .relative_to(RelativeTo::Values(&["items"]))
        .with(&[RequiredWithout(&["keys"]), Excludes(&[Given("keys")])]),
        Parameter::optional(
            "keys",
            ParameterType::Choice(&["own", "all"]),
            "Check keys instead of values: those of the record (`own`), or also those of every object in it (`all`).",
        )
        .with(&[Excludes(&[
            Given("within"),
            Given("items"),
            Given("sort-by"),
            Given("lowest-at-most"),
        ])]),
        Parameter::optional(
            "within",
            ParameterType::Choice(&["record", "collection"]),
            "Whether each record has its own list, or the records of a document form one list (with `sort-by`, the records of all documents).",
        )
        .with_default("record"),
        Parameter::optional(
            "items",
            ParameterType::Field,
            "The items of the list, within the record.",
        )
        .with(&[Excludes(&[Is("within", "collection")])]),
        Parameter::optional(
            "sort-by",
            ParameterType::Field,
            "Sort the items, or the records, by this field first, in ascending order.",
        )
        .relative_to(RelativeTo::Values(&["items"]))
        .role(Role::Selects)
        .with(&[RequiresOneOf(&[Given("items"), Is("within", "collection")])]),
        Parameter::optional(
            "direction",
            ParameterType::Choice(&["ascending", "descending"]),
            "The direction of the order.",
        )
        .with_default("ascending"),
        Parameter::optional(
            "as",
            ParameterType::Choice(Form::WORDS),
            "How to read the values; by default, as numbers, dates, versions or texts, depending on all values of the list. `text-ignoring-case`, `name` (also ignoring white space and the form of apostrophes and dashes) and `title` (also ignoring an English article at the beginning) are texts.",
        )
        .with_default("auto"),
        Parameter::optional(
            "strict",
            ParameterType::Boolean,
            "Whether to also report equal neighbouring values.",
        )
        .with_default("false"),
        Parameter::optional(
            "no-gaps",
            ParameterType::Boolean,
            "Whether whole numbers, or major versions, must go up in steps of one.",
        )
        .with_default("false")
        .with(&[Excludes(&[
            Given("keys"),
            Is("as", "date"),
            Is("as", "text"),
            Is("as", "text-ignoring-case"),
            Is("as", "name"),
            Is("as", "title"),
        ])]),
        Parameter::optional(
            "lowest-at-most",
            ParameterType::Integer,
            "The maximum for the lowest number, or major version, of a list.",
        )
        .with(&[Excludes(&[
            Is("as", "date"),
            Is("as", "text"),
            Is("as", "text-ignoring-case"),
            Is("as", "name"),
            Is("as", "title"),
        ])]),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("order.md"),
};

struct Order {
    declaration: Declaration,
    field: Field,
    list: List,
    sort_by: Option<Field>,
    form: Form,
    demands: Demands,
}

/// The elements of a list.
enum List {
    /// Values of a record or, with `items`, of the record's items.
    Values { items: Option<Field> },
    /// The records themselves.
    Records,
    /// The keys of the record. With `all`, the keys of each object in the record are also checked.
    Keys { all: bool },
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (keys, selection) = (arguments.text("keys"), arguments.selection());
    let field = match keys {
        Some(_) => Field::parse("@").ok(),
        None => arguments.field("field"),
    };
    let (items, sort_by) = (arguments.field("items"), arguments.field("sort-by"));
    let is_of_collection = arguments.text("within")? == "collection";
    let form = Form::from_word(&arguments.text("as")?)?;
    let demands = Demands {
        descending: arguments.text("direction")? == "descending",
        strict: arguments.boolean("strict")?,
        no_gaps: arguments.boolean("no-gaps")?,
        lowest_at_most: arguments.integer("lowest-at-most"),
    };
    let list = match keys {
        Some(keys) => List::Keys { all: keys == "all" },
        None if is_of_collection => List::Records,
        None => List::Values { items },
    };
    let (selection, field) = (selection?, field?);
    let declaration = Declaration {
        reads: list.fields_of_items(sort_by.iter().chain([&field])),
        reads_keys: match list {
            List::Keys { all: true } => Keys::All,
            List::Keys { all: false } => Keys::Own,
            List::Values { .. } | List::Records => Keys::None,
        },
        ..Declaration::new(selection, Partner::Needed("no list that it selects has two values"))
    };
    Some(Box::new(Order { declaration, field, list, sort_by, form, demands }))
}

impl List {
    /// Converts fields relative to an item into fields relative to the record. Returns `None` if the list has no
    /// items.
    fn fields_of_items<'f>(&self, fields: impl Iterator<Item = &'f Field>) -> Option<Vec<Field>> {
        let List::Values { items: Some(items) } = self else { return None };
        Some(fields.filter_map(|field| items.joined(field)).collect())
    }
}

impl Rule for Order {
    type Fact = Entry;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Entry>) {
        let items = match &self.list {
            List::Values { items: Some(items) } => items.select(record.value),
            List::Values { items: None } | List::Records => vec![record.value],
            List::Keys { all: true } => {
                return record.value.descendants().for_each(|value| {
                    self.judge_keys(value, record, output);
                });
            }
            List::Keys { all: false } => return self.judge_keys(record.value, record, output),
        };
        let mut entries = Vec::new();
        for item in items {
            self.add_entries(item, record, &mut entries, output);
        }
        if !matches!(self.list, List::Records) {
            return self.judge(|| (record.anchor(), record.display_name()), entries, output);
        }
        // Records of different documents have no order, unless they are sorted first.
        let space = match self.sort_by {
            Some(_) => KeySpace::Dataset,
            None => KeySpace::Document(record.place().file()),
        };
        for entry in entries {
            output.keep_under(space, &[] as &[&str], || entry);
        }
    }

    fn settle(
        &self,
        _: &Key,
        entries: Vec<Entry>,
        _: &Lookups<'_>,
        output: &mut Output<'_, Entry>,
    ) {
        let collection = self.declaration.collection();
        self.judge(|| (collection.to_owned(), format!("`{collection}`")), entries, output);
    }
}

impl Order {
    /// Adds the values of an item or of a record.
    fn add_entries(
        &self,
        item: Value<'_>,
        record: &Record<'_>,
        entries: &mut Vec<Entry>,
        output: &mut Output<'_, Entry>,
    ) {
        for value in self.field.select(item) {
            if self.form == Form::Date && output.date(record, &self.field, value).is_none() {
                continue;
            }
            let key = self.sort_by.as_ref().and_then(|key| output.only(key, item));
            match (written(value), self.sort_by.as_ref().map(|_| key.and_then(written))) {
                (Some(value_written), None) => {
                    entries.push(Entry::new(value_written, None, value, record));
                }
                (Some(value_written), Some(Some(key))) => {
                    entries.push(Entry::new(value_written, Some(key), value, record));
                }
                // A value without a sort key has no position in the list.
                (Some(_), Some(None)) => match (&self.sort_by, key) {
                    (Some(field), Some(key)) if Accepts::Scalar.refusal(key).is_some() => {
                        output.skip(field, key);
                    }
                    _ => output.count_at(Count::CannotTell, "", Place::of(value)),
                },
                (None, _) => output.skip(&self.field, value),
            }
        }
    }

    /// Checks the keys of an object as a list. A value that is not an object has no keys.
    fn judge_keys(&self, object: Value<'_>, record: &Record<'_>, output: &mut Output<'_, Entry>) {
        let keys = object.members().map(|member| member.key).filter(|key| !key.is_merged());
        let entries = keys.filter_map(|key| Some(Entry::new(written(key)?, None, key, record)));
        let list_name = || match object.is_same_node(record.value) {
            true => record.display_name(),
            false => format!("the object at {}", object.pointer()),
        };
        self.judge(|| (record.anchor(), list_name()), entries.collect(), output);
    }

    /// Checks a list. `name` returns the anchor and the name of the list, and is only called if there is a
    /// fault.
    fn judge(
        &self,
        name: impl FnOnce() -> (String, String),
        mut entries: Vec<Entry>,
        output: &mut Output<'_, Entry>,
    ) {
        let has_lowest = self.demands.lowest_at_most.is_some() && !entries.is_empty();
        if entries.len() > 1 || has_lowest {
            output.found_partner();
        }
        output.about(entries.first().map(|entry| entry.at.value()));
        let form = sequence::form_of_all(self.form, &scalars(&entries));
        if self.sort_by.is_some() {
            let form_of_keys = sequence::form_of_all(Form::Auto, &sort_keys(&entries));
            let number = entries.len();
            entries.retain(|entry| entry.has_readable_key(form_of_keys));
            // A value without a sort key has no position in the list.
            (entries.len()..number).for_each(|_| output.count(Count::CannotTell));
            let (keys, values) = (sort_keys(&entries), scalars(&entries));
            let descending = self.demands.descending;
            match sequence::sorted_by((&keys, form_of_keys), (&values, form), descending) {
                Some(positions) => entries = in_order(entries, &positions),
                None => return output.count(Count::CannotTell),
            }
        }
        let values = scalars(&entries);
        let judgement = sequence::judge(&values, form, self.demands);
        (0..judgement.compared).for_each(|_| output.count(Count::Compared));
        (0..judgement.cannot_tell).for_each(|_| output.count(Count::CannotTell));
        if judgement.faults.is_empty() {
            return;
        }
        let (anchor, list_name) = name();
        if let Some(finding) = self.report(&anchor, &list_name, form, &entries, &judgement.faults) {
            output.report(finding);
        }
    }

    /// Returns a single finding for all faults of a list, or `None` if there are no faults.
    fn report(
        &self,
        anchor: &str,
        list_name: &str,
        form: Form,
        entries: &[Entry],
        faults: &[Fault],
    ) -> Option<Finding> {
        let (first, others) = faults.split_first()?;
        let (before, at) = (entries.get(first.before)?, entries.get(first.at)?);
        let what = self.what();
        let sorted = match &self.sort_by {
            Some(key) => format!(", sorted by `{}`,", key.as_str()),
            None => String::new(),
        };
        let more = match others.len() {
            0 => String::new(),
            1 => "; one more place is out of order".to_owned(),
            number => format!("; {number} more places are out of order"),
        };
        let (before, at) = (before.value.shown(form), at.value.shown(form));
        let found = match first.kind {
            FaultKind::Backwards => {
                format!("goes from {before} to {at}, want {}", self.direction())
            }
            FaultKind::Repeated if before == at => format!("has {at} twice in a row, want it once"),
            FaultKind::Repeated => format!("has {before} and then {at}, want each value once"),
            FaultKind::Skips => format!("goes from {before} to {at}, want steps of one"),
            FaultKind::BeginsLate => format!(
                "has {at} as its lowest value, want at most {}",
                self.demands.lowest_at_most.unwrap_or_default()
            ),
        };
        let finding = Finding::new(
            format!("{what} of {list_name}{sorted} {found}{more}"),
            Anchor::new(anchor, self.anchor_field()),
        );
        let finding = with_labels(finding, form, entries, faults);
        Some(finding.rests_on(anchor, self.anchor_field(), state(entries, faults)))
    }

    /// Describes the elements that must be in order.
    fn what(&self) -> String {
        match &self.list {
            List::Values { items: Some(items) } => {
                format!("`{}` in `{}`", self.field.as_str(), items.as_str())
            }
            List::Values { items: None } | List::Records => {
                format!("`{}`", self.field.as_str())
            }
            List::Keys { .. } => "the order of keys".to_owned(),
        }
    }

    fn anchor_field(&self) -> String {
        match &self.list {
            List::Values { items: Some(items) } => {
                format!("{} {}", items.as_str(), self.field.as_str())
            }
            List::Values { items: None } | List::Records => self.field.as_str().to_owned(),
            List::Keys { .. } => "keys".to_owned(),
        }
    }

    fn direction(&self) -> &'static str {
        if self.demands.descending { "descending" } else { "ascending" }
    }
}

/// Maximum number of faults listed in a state. A state with more faults contains their hash instead.
const MAX_FAULTS: usize = 10;

/// Labels the values of the faults, each value only once. In each pair, the later value is labelled
/// first.
fn with_labels(mut finding: Finding, form: Form, entries: &[Entry], faults: &[Fault]) -> Finding {
    let mut labelled = HashSet::new();
    for fault in faults {
        let (Some(before), Some(at)) = (entries.get(fault.before), entries.get(fault.at)) else {
            continue;
        };
        if labelled.is_empty() {
            finding = finding.in_record(at.at.record());
        }
        let word = match fault.kind {
            FaultKind::Backwards => "then ",
            FaultKind::Repeated => "again ",
            FaultKind::Skips => "skips to ",
            FaultKind::BeginsLate => "lowest: ",
        };
        for (entry, word) in [(at, word), (before, "first ")] {
            if labelled.insert(entry.at.value()) {
                finding = finding.label(entry.at.value(), entry.label(word, form));
            }
        }
    }
    finding
}

/// Returns the pairs of values that are out of order, or their hash if there are many.
fn state(entries: &[Entry], faults: &[Fault]) -> String {
    let text = |position: usize| entries.get(position).map(|entry| entry.value.in_state());
    let pairs: Vec<String> = faults
        .iter()
        .map(|fault| {
            let (before, at) = (text(fault.before), text(fault.at));
            format!("{}, {}", before.unwrap_or_default(), at.unwrap_or_default())
        })
        .collect();
    if faults.len() > MAX_FAULTS { text_hash(&pairs.join("; ")) } else { pairs.join("; ") }
}
