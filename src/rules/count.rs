//! `count`: a stated number that differs from the items counted.

use super::{Kind, Origin};
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::{Arguments, IN, Parameter, Selection, Takes, WHERE};
use crate::path::{Condition, Field};
use crate::rule::{AnyRule, Collection, Count, Lookup, Lookups, Output, Record, Rule, scalar_text};
use crate::value::number::Decimal;
use std::collections::HashMap;

pub(super) const KIND: Kind = Kind {
    name: "count",
    about: "a stated number that differs from the items counted",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::required("field", Takes::Field, "The field with the stated number."),
        Parameter::optional("items", Takes::Field, "The items to count, within the record."),
        Parameter::optional("to", Takes::Collection, "The collection whose records are counted."),
        Parameter::optional("to-where", Takes::Condition, "Which of its records are counted."),
        Parameter::optional("to-field", Takes::Field, "The field of a counted record that holds the key."),
        Parameter::optional("key", Takes::Field, "The field of the record whose value is that key."),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("count.md"),
};

struct CountItems {
    selection: Selection,
    field: Field,
    items: Items,
}

enum Items {
    /// Items of the record itself.
    Within(Field),
    /// Records of a collection; with a key, only those that hold it.
    Records { to: String, to_where: Option<Condition>, join: Option<(Field, Field)> },
}

/// A number that a record states, and the key of what it counts.
struct Stated {
    number: Decimal,
    key: Option<String>,
    called: String,
    anchor: String,
    place: Place,
    record: Place,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn AnyRule>> {
    if arguments.is_given("items") == arguments.is_given("to") {
        return arguments.refuse("`count` needs either `items` or `to`");
    }
    if arguments.is_given("to-field") != arguments.is_given("key") {
        return arguments.refuse("`to-field` and `key` go together");
    }
    let (selection, field) = (arguments.selection(), arguments.field("field"));
    let items = match arguments.field("items") {
        Some(items) => Items::Within(items),
        None => Items::Records {
            to: arguments.text("to")?,
            to_where: arguments.condition("to-where"),
            join: arguments.field("to-field").zip(arguments.field("key")),
        },
    };
    Some(Box::new(CountItems { selection: selection?, field: field?, items }))
}

impl Rule for CountItems {
    type Fact = Stated;

    fn selection(&self) -> &Selection {
        &self.selection
    }

    fn declare(&self) -> Vec<Lookup> {
        match &self.items {
            Items::Within(_) => Vec::new(),
            Items::Records { to, .. } => vec![Lookup::Collection(to.clone())],
        }
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Stated>) {
        let Some(value) = self.field.first(record.value) else { return };
        let number = value.as_number().and_then(|number| Decimal::from_json(number.literal()).ok());
        let Some(number) = number else { return output.count(Count::Skipped) };
        let key = match &self.items {
            Items::Records { join: Some((_, key)), .. } => key.first(record.value).and_then(scalar_text),
            _ => None,
        };
        let stated = Stated {
            number,
            key: key.map(Into::into),
            called: record.called(),
            anchor: record.anchor(),
            place: Place::of(value),
            record: record.place(),
        };
        match &self.items {
            Items::Within(items) => {
                let found = items.select(record.value);
                self.judge(&stated, found.iter().map(|item| Place::of(*item)).collect(), output);
            }
            Items::Records { .. } => output.keep(stated),
        }
    }

    fn settle(&self, facts: Vec<Stated>, lookups: &Lookups<'_>, output: &mut Output<'_, Stated>) {
        let Items::Records { to, to_where, join } = &self.items else { return };
        let mut places: HashMap<Option<String>, Vec<Place>> = HashMap::new();
        let counted = lookups.collections.get(to).map(Collection::records).unwrap_or_default();
        for record in counted {
            let is_counted = to_where.as_ref().is_none_or(|condition| {
                record.value.document().root().is_some_and(|root| condition.holds(record.value, root))
            });
            if !is_counted {
                continue;
            }
            let keys: Vec<Option<String>> = match join {
                None => vec![None],
                Some((field, _)) => {
                    let keys = field.select(record.value).into_iter().filter_map(scalar_text);
                    keys.map(|key| Some(key.into_owned())).collect()
                }
            };
            for key in keys {
                places.entry(key).or_default().push(record.name_place());
            }
        }
        for stated in facts {
            let found = places.get(&stated.key).cloned().unwrap_or_default();
            self.judge(&stated, found, output);
        }
    }
}

/// A report names no more items than these; the rest are in their number.
const MOST_LABELS: usize = 12;

impl CountItems {
    fn judge(&self, stated: &Stated, found: Vec<Place>, output: &mut Output<'_, Stated>) {
        output.count(Count::Compared);
        let counted = found.len().to_string();
        if Decimal::from_json(&counted).is_ok_and(|counted| counted == stated.number) {
            return;
        }
        let message = format!("{} states {}, but {counted} are there", stated.called, stated.number);
        let finding = Finding::new(message, Anchor::new(&stated.anchor, self.field.as_str()))
            .label(stated.place.clone(), format!("states {}", stated.number))
            .in_record(stated.record.clone())
            .rests_on(&stated.anchor, self.field.as_str(), stated.number.to_string())
            .rests_on(&stated.anchor, "counted", counted);
        let labelled = found.into_iter().take(MOST_LABELS).enumerate();
        output.report(labelled.fold(finding, |finding, (position, place)| {
            finding.label(place, format!("counted as {}", position + 1))
        }));
    }
}
