//! `count`: a number of items or records that differs from the stated one, or is out of bounds.

mod bounds;
mod joined;

use super::{Kind, Origin};
use crate::document::Value;
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::Constraint::{
    Excludes, PairedWith, RequiredWithout, Requires, RequiresOneOf,
};
use crate::parameters::Other::Given;
use crate::parameters::{
    Arguments, IN, Parameter, ParameterType, Selection, TARGETS, WHERE, WITHIN,
};
use crate::path::{self, Condition, Field, MANY};
use crate::rule::{
    AcceptedFields, Accepts, Count, DynRule, Key, KeySpace, Lookup, Lookups, Output, Record, Rule,
    scalar_text,
};
use crate::value::number::Decimal;
use crate::value::shortened;
use bounds::{Bounds, Unmet};
use joined::places_by_key;

pub(super) const KIND: Kind = Kind {
    name: "count",
    about: "a number of items or records that differs from the stated one, or is out of bounds",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::optional("field", ParameterType::Field, "The field with the stated number.")
            .with(&[
                RequiresOneOf(&[Given("items"), Given("to")]),
                RequiredWithout(&["at-least", "at-most"]),
            ]),
        Parameter::optional(
            "items",
            ParameterType::Field,
            "The items to count, within the record.",
        )
        .with(&[Excludes(&[Given("to")])]),
        Parameter::optional(
            "to",
            ParameterType::Collection,
            "The collection whose records are counted for each record.",
        ),
        Parameter::optional(
            "to-where",
            ParameterType::Condition,
            "Count only records of `to` for which this condition holds.",
        )
        .of(TARGETS)
        .with(&[Requires("to")]),
        Parameter::optional(
            "to-field",
            ParameterType::Field,
            "The field of the counted records that must contain the key.",
        )
        .of(TARGETS)
        .with(&[Requires("to")]),
        Parameter::optional(
            "key",
            ParameterType::Field,
            "The field of the record with the key to find in `to-field`.",
        )
        .with(&[PairedWith("to-field")]),
        Parameter::optional("at-least", ParameterType::Integer, "The minimum number."),
        Parameter::optional("at-most", ParameterType::Integer, "The maximum number."),
        Parameter::optional(
            "per",
            ParameterType::Field,
            "Count separately for each value of this field.",
        )
        .with(&[Excludes(&[Given("items"), Given("to")])]),
        WITHIN,
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("count.md"),
};

struct CountItems {
    selection: Selection,
    field: Option<Field>,
    counted: Counted,
    bounds: Bounds,
    accepted: AcceptedFields,
}

/// What is counted.
enum Counted {
    /// Items of the record.
    Items(Field),
    /// Records of a collection; with `join`, only those that share a key with the record.
    Joined { to: String, to_where: Option<Condition>, join: Option<(Field, Field)> },
    /// The visited records, all together or per value of a field.
    Records { per: Option<Field> },
}

/// One record to settle.
struct Counting {
    record: Place,
    /// The key of the records that it counts.
    key: Option<String>,
}

/// The things that were counted.
struct Found {
    places: Vec<Place>,
    /// How many more there may be.
    unknown: u64,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let bounds = bounds(arguments)?;
    let (selection, field) = (arguments.selection(), arguments.field("field"));
    let counted = if arguments.is_given("items") {
        Counted::Items(arguments.field("items")?)
    } else if arguments.is_given("to") {
        Counted::Joined {
            to: arguments.text("to")?,
            to_where: arguments.condition("to-where"),
            join: arguments.field("to-field").zip(arguments.field("key")),
        }
    } else {
        Counted::Records { per: arguments.field("per") }
    };
    let mut accepted = AcceptedFields::default();
    if let Counted::Joined { to, to_where, join: Some((to_field, _)) } = &counted {
        accepted.add_of_targets(to, to_where.as_ref(), to_field, Accepts::Scalar);
    }
    Some(Box::new(CountItems { selection: selection?, field, counted, bounds, accepted }))
}

fn bounds(arguments: &mut Arguments<'_>) -> Option<Bounds> {
    let (at_least, at_most) = (arguments.integer("at-least"), arguments.integer("at-most"));
    if let (Some(least), Some(most)) = (at_least, at_most)
        && least > most
    {
        let message = format!("got at least {least} and at most {most}: no number is both");
        return arguments.refuse_argument("at-least", message);
    }
    Some(Bounds { at_least, at_most, place: arguments.place_of("at-least") })
}

impl Rule for CountItems {
    type Fact = Counting;

    fn selection(&self) -> &Selection {
        &self.selection
    }

    fn accepted(&self) -> Option<&AcceptedFields> {
        Some(&self.accepted)
    }

    fn missing_partner(&self) -> Option<&'static str> {
        // If the only number within the bounds is 0, it is right that no key is found.
        match &self.counted {
            Counted::Joined { join: Some(_), .. } if !self.bounds.allow_only_none() => {
                Some("no `key` is in `to-field` of a record of `to`")
            }
            Counted::Items(_) | Counted::Joined { .. } | Counted::Records { .. } => None,
        }
    }

    fn declare(&self) -> Vec<Lookup> {
        match &self.counted {
            Counted::Joined { to, to_where, join } => {
                let to_field = join.as_ref().map(|(to_field, _)| to_field);
                vec![Lookup::of_fields(to, to_where.as_ref(), to_field)]
            }
            Counted::Items(_) | Counted::Records { .. } => Vec::new(),
        }
    }

    fn is_record_local(&self) -> bool {
        matches!(&self.counted, Counted::Items(items) if !items.uses_root())
    }

    fn tolerates_unknown_values(&self) -> bool {
        true
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Counting>) {
        let counting = |key: Option<Value<'_>>| {
            let key = key.and_then(scalar_text).map(Into::into);
            Counting { record: record.place(), key }
        };
        match &self.counted {
            Counted::Items(items) => {
                let mut places = Vec::new();
                let ((), unknown) =
                    path::watch(|| items.each(record.value, |item| places.push(Place::of(item))));
                // A value of another type where there should be items may stand for any number of them.
                let unknown = if items.is_blocked(record.value) { MANY } else { unknown.number };
                self.judge(record, &Found { places, unknown }, output);
            }
            Counted::Joined { join, .. } => {
                let has_demand = self.bounds.are_given()
                    || self.field.as_ref().is_some_and(|field| field.first(record.value).is_some());
                if !has_demand {
                    return;
                }
                let (key, unknown) =
                    path::watch(|| join.as_ref().and_then(|(_, key)| key.first(record.value)));
                if !unknown.is_none() {
                    return unknown.pass_on();
                }
                match (join, key) {
                    (Some((_, field)), Some(key)) if Accepts::Scalar.refusal(key).is_some() => {
                        output.skip(field, key);
                    }
                    _ => output.keep(counting(key)),
                }
            }
            Counted::Records { per: None } => output.keep(counting(None)),
            Counted::Records { per: Some(per) } => {
                let ((), unknown) = path::watch(|| {
                    per.each(record.value, |value| match scalar_text(value) {
                        Some(key) => {
                            output.keep_under(KeySpace::Dataset, &[key], || counting(None));
                        }
                        None => output.skip(per, value),
                    });
                });
                if !unknown.is_none() {
                    output.keep_unknown();
                }
                unknown.pass_on();
            }
        }
    }

    fn keys(&self, _: &Lookups<'_>) -> Vec<Key> {
        match &self.counted {
            // If there are no records, 0 is counted.
            Counted::Records { per: None } => vec![Key::default()],
            Counted::Items(_) | Counted::Joined { .. } | Counted::Records { per: Some(_) } => {
                Vec::new()
            }
        }
    }

    fn settle(
        &self,
        key: &Key,
        facts: Vec<Counting>,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Counting>,
    ) {
        match &self.counted {
            Counted::Items(_) => {}
            Counted::Joined { to, to_where, join } => {
                let ((mut places, unread), unknown) =
                    path::watch(|| places_by_key(to, to_where.as_ref(), join.as_ref(), lookups));
                let unknown = unknown.number.saturating_add(lookups.unknown_records(to));
                let unknown = unknown.saturating_add(unread);
                let mut found = Found { places: Vec::new(), unknown };
                for fact in facts {
                    let record = lookups.record_at(&self.selection.collection, &fact.record);
                    let Some(record) = record else { continue };
                    let Some(own) = places.get_mut(&fact.key) else {
                        found.places.clear();
                        self.judge(&record, &found, output);
                        continue;
                    };
                    output.found_partner();
                    std::mem::swap(&mut found.places, own);
                    self.judge(&record, &found, output);
                    std::mem::swap(&mut found.places, own);
                }
            }
            Counted::Records { per } => {
                let unknown = lookups.unknown_records(&self.selection.collection);
                let unknown = unknown.saturating_add(output.unknown_records());
                if self.bounds.is_undecided(facts.len(), unknown) {
                    let place = facts.first().map(|counting| counting.record.clone());
                    output.cannot_know("", place.unwrap_or_else(|| self.bounds.place.clone()));
                    return;
                }
                self.judge_group(per.as_ref(), key.first_text(), &facts, lookups, output);
            }
        }
    }
}

/// Maximum number of items labelled per finding; its message has the total.
const MAX_LABELS: usize = 12;

impl CountItems {
    /// Compares the number of things counted with what the record states, and with the bounds.
    fn judge(&self, record: &Record<'_>, counted: &Found, output: &mut Output<'_, Counting>) {
        let (found, unknown) = (counted.places.as_slice(), counted.unknown);
        if let Some(field) = &self.field
            && let Some(value) = field.first(record.value)
        {
            let number = value.as_number().map(|number| Decimal::from_json(number.literal()));
            // The number counted is a lower bound.
            let least = found.len() as u64;
            let most = Decimal::from(least.saturating_add(unknown));
            let may_be =
                |stated: &Decimal| unknown > 0 && (Decimal::from(least)..=most).contains(stated);
            match number {
                Some(Ok(number)) if may_be(&number) => {
                    output.cannot_know(field.as_str(), Place::of(value));
                }
                Some(Ok(number)) => self.judge_stated(record, value, &number, counted, output),
                _ => output.skip(field, value),
            }
        }
        if self.bounds.is_undecided(found.len(), unknown) {
            return output.cannot_know("", record.place());
        }
        let Some(unmet) = self.bounds.unmet(found.len()) else { return };
        let (number, want) = (counted.number(), &unmet.want);
        let (what, anchor) = match &self.counted {
            Counted::Items(items) => (format!("in `{items}`"), items.as_str()),
            Counted::Joined { to, .. } => {
                (format!("{} of `{to}`", counted.records_in_words()), to.as_str())
            }
            Counted::Records { .. } => return,
        };
        let message = format!("{} has {number} {what}, want {want}", record.display_name());
        let finding = Finding::new(message, Anchor::new(record.anchor(), anchor))
            .in_record(record.place())
            .rests_on(record.anchor(), "counted", &*number);
        let has = format!("has {number}, want {want}");
        // If the record has too many items, the first surplus one is the primary place.
        output.report(match (&self.counted, unmet.allowed) {
            (Counted::Items(_), Some(_)) => {
                with_counted(finding, found, unmet.allowed).label(record.name_place(), has)
            }
            _ => with_counted(finding.label(record.name_place(), has), found, unmet.allowed),
        });
    }

    fn judge_stated(
        &self,
        record: &Record<'_>,
        value: Value<'_>,
        number: &Decimal,
        found: &Found,
        output: &mut Output<'_, Counting>,
    ) {
        output.count(Count::Compared);
        if *number == Decimal::from(found.places.len() as u64) {
            return;
        }
        let field = self.field.as_ref().map(Field::as_str).unwrap_or_default();
        let counted = found.number();
        let message = format!("{} states {number}, but has {counted}", record.display_name());
        let finding = Finding::new(message, Anchor::new(record.anchor(), field))
            .label(Place::of(value), format!("states {number}"))
            .in_record(record.place())
            .rests_on(record.anchor(), field, number.to_string())
            .rests_on(record.anchor(), "counted", counted);
        // Which items are surplus is known if the stated number is an integer below the number of items.
        let stated = number.to_string().parse().ok().filter(|stated| *stated < found.places.len());
        output.report(with_counted(finding, &found.places, stated));
    }

    /// Judges the number of records, all together or with one value of `per`.
    fn judge_group(
        &self,
        per: Option<&Field>,
        key: Option<&str>,
        records: &[Counting],
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Counting>,
    ) {
        let (number, collection) = (records.len(), &self.selection.collection);
        let Some(Unmet { want, allowed }) = self.bounds.unmet(number) else { return };
        let noun = records_in_words(number);
        let of_which = match (per, key) {
            (Some(per), Some(key)) => format!(" with the `{per}` `{}`", shortened(key)),
            _ => String::new(),
        };
        let message = format!("{number} {noun} of `{collection}`{of_which}, want {want}");
        let subject = format!("{collection}/{}", key.unwrap_or_default());
        let finding = Finding::new(message, Anchor::new(subject, per.map_or("", Field::as_str)))
            .rests_on("", "counted", number.to_string());
        let names: Vec<Place> = records
            .iter()
            .take(allowed.unwrap_or_default() + MAX_LABELS)
            .filter_map(|counting| lookups.record_at(collection, &counting.record))
            .map(|record| record.name_place())
            .collect();
        if names.is_empty() {
            let place = self.bounds.place.clone();
            return output.report(finding.label(place, format!("want {want}")));
        }
        output.report(with_counted(finding, &names, allowed));
    }
}

impl Found {
    /// Formats the number in digits: `2`, `2 to 3`, or `at least 2`.
    fn number(&self) -> String {
        let least = self.places.len() as u64;
        match (self.unknown, least.checked_add(self.unknown)) {
            (0, _) => least.to_string(),
            (_, Some(most)) => format!("{least} to {most}"),
            (_, None) => format!("at least {least}"),
        }
    }

    fn records_in_words(&self) -> &'static str {
        if self.unknown == 0 { records_in_words(self.places.len()) } else { "records" }
    }
}

/// Labels what was counted; if `allowed` is given, only the surplus beyond it.
fn with_counted(finding: Finding, found: &[Place], allowed: Option<usize>) -> Finding {
    let surplus = found.iter().enumerate().skip(allowed.unwrap_or_default());
    let labelled = surplus.take(MAX_LABELS);
    labelled.fold(finding, |finding, (position, place)| {
        finding.label(place.clone(), format!("counted as {}", position + 1))
    })
}

fn records_in_words(number: usize) -> &'static str {
    if number == 1 { "record" } else { "records" }
}
