//! `count`: a number of items or records that differs from the stated one, or is out of bounds.

mod bounds;
mod report;

use super::{Kind, Origin};
use crate::document::Kind as ValueKind;
use crate::finding::{Level, Place};
use crate::parameters::Constraint::{
    Excludes, PairedWith, RequiredWithout, Requires, RequiresOneOf,
};
use crate::parameters::Other::Given;
use crate::parameters::{
    Arguments, IN, Parameter, ParameterType, Selection, TARGETS, WHERE, WITHIN,
};
use crate::path::{self, Condition, Field, KeyFields, MANY};
use crate::rule::{
    Accepts, Count, Declaration, Documents, DynRule, Key, KeySpace, Lookup, Lookups, Output,
    Partner, Record, Rule, key_in, key_text,
};
use crate::words;
use bounds::Bounds;
use foldhash::HashSet;
use report::Found;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

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
        .relative_to(TARGETS)
        .with(&[Requires("to")]),
        Parameter::optional(
            "to-field",
            ParameterType::Key,
            "The field of the counted records that must contain the key. If the key has several fields, a list of fields.",
        )
        .relative_to(TARGETS)
        .with(&[Requires("to")]),
        Parameter::optional(
            "key",
            ParameterType::Key,
            "The field of the record with the key that `to-field` must contain, or a list of fields.",
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
    declaration: Declaration,
    field: Option<Field>,
    counted: Counted,
    bounds: Bounds,
}

/// The things to count.
enum Counted {
    /// The items that this field selects in the record.
    Items(Field),
    /// Records of a collection. With `join`, only records that share a key with the visited record are
    /// counted.
    Joined { to: String, to_where: Option<Condition>, join: Option<Box<(KeyFields, KeyFields)>> },
    /// The visited records. With `per`, they are counted separately for each value of a field.
    Records { per: Option<Field> },
}

/// A fact about a key.
#[derive(Serialize, Deserialize)]
enum Fact {
    /// A record for which the records with the key are counted.
    Counting { record: Place, stated: Stated },
    /// A counted record, given by the place of its name.
    Counted(Place),
}

/// The number that a record states.
#[derive(Serialize, Deserialize)]
enum Stated {
    Nothing,
    /// A number, as written.
    Number(Box<str>),
    /// A value that is not a number, or several values.
    Other,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let bounds = bounds(arguments)?;
    let (selection, field) = (arguments.selection(), arguments.field("field"));
    let counted = if arguments.is_given("items") {
        Counted::Items(arguments.field("items")?)
    } else if arguments.is_given("to") {
        let join = arguments.key("to-field").zip(arguments.key("key"));
        if let Some((to_field, key)) = &join
            && to_field.number() != key.number()
        {
            let fields = words::counted(key.number(), "field");
            let message = format!("got {fields}, but `to-field` has {}", to_field.number());
            return arguments.refuse_argument("key", message);
        }
        let (to, to_where) = (arguments.text("to")?, arguments.condition("to-where"));
        Counted::Joined { to, to_where, join: join.map(Box::new) }
    } else {
        Counted::Records { per: arguments.field("per") }
    };
    let declaration = declaration(selection?, &counted, &bounds);
    Some(Box::new(CountItems { declaration, field, counted, bounds }))
}

fn declaration(selection: Selection, counted: &Counted, bounds: &Bounds) -> Declaration {
    let partner = match counted {
        // If 0 is the only number within the bounds, it is correct that no key is found.
        Counted::Joined { join: Some(_), .. } if !bounds.allow_only_none() => {
            Partner::Needed("no `key` is in `to-field` of a record of `to`")
        }
        _ => Partner::NotNeeded,
    };
    let mut declaration =
        Declaration { tolerates_unknown_values: true, ..Declaration::new(selection, partner) };
    let Counted::Joined { to, to_where, join } = counted else { return declaration };
    let to_field = || join.iter().flat_map(|join| join.0.iter());
    declaration.lookups.push(Lookup::targets(to, to_where.as_ref(), to_field()));
    for field in to_field() {
        declaration.accepted.add_of_targets(to, to_where.as_ref(), field, Accepts::Scalar);
    }
    declaration
}

fn bounds(arguments: &mut Arguments<'_>) -> Option<Bounds> {
    let (at_least, at_most) = (arguments.integer("at-least"), arguments.integer("at-most"));
    if let (Some(least), Some(most)) = (at_least, at_most)
        && least > most
    {
        let message = format!("got at least {least} and at most {most}: no number is both");
        return arguments.refuse_argument("at-least", message);
    }
    if at_least == Some(0) && at_most.is_none() && !arguments.is_given("field") {
        arguments.warn_of_argument("at-least", "every number is at least 0");
    }
    Some(Bounds { at_least, at_most, place: arguments.place_of("at-least") })
}

impl Rule for CountItems {
    type Fact = Fact;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Fact>) {
        match &self.counted {
            Counted::Items(items) => {
                // A path to the list itself selects one value, however many elements the list has.
                if items.is_singular()
                    && let Some(list) = items.first(record.value)
                    && list.kind() == ValueKind::Array
                {
                    return output.skip(items, list);
                }
                let mut places = Vec::new();
                let ((), unknown) =
                    path::watch(|| items.each(record.value, |item| places.push(Place::of(item))));
                // A value of the wrong type in place of the items may stand for any number of items.
                let unknown = if items.is_blocked(record.value) { MANY } else { unknown.number };
                self.judge(record, &Found { places, unknown, part: "" }, output);
            }
            Counted::Joined { join, .. } => {
                let has_demand = self.bounds.are_given()
                    || self.field.as_ref().is_some_and(|field| field.first(record.value).is_some());
                if !has_demand {
                    return;
                }
                let key = join.as_deref().map(|(_, key)| key);
                let (key, unknown) = path::watch(|| key_of(key, record, output));
                if !unknown.is_none() {
                    return unknown.pass_on();
                }
                let Some(key) = key else { return };
                let stated = self.stated(record);
                let fact = || Fact::Counting { record: record.place(), stated };
                output.keep_under(KeySpace::Dataset, key.as_slice(), fact);
            }
            Counted::Records { per: None } => output.keep(Fact::Counted(record.name_place())),
            Counted::Records { per: Some(per) } => {
                let counted = || Fact::Counted(record.name_place());
                let ((), unknown) =
                    path::watch(|| output.keep_under_each(per, record.value, counted));
                if !unknown.is_none() {
                    output.keep_unknown();
                }
                unknown.pass_on();
            }
        }
    }

    fn visit_target(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Fact>) {
        let Counted::Joined { to_where, join, .. } = &self.counted else { return };
        let ((), unknown) = path::watch(|| {
            if !to_where.as_ref().is_none_or(|condition| condition.holds_for(record.value)) {
                return;
            }
            let counted = || Fact::Counted(record.name_place());
            let Some((field, _)) = join.as_deref() else { return output.keep(counted()) };
            // The outer `watch` counts the unreliable values that `each` encounters, so only a value of a
            // wrong type is counted here.
            let (is_read, met) = path::watch(|| {
                field.iter().all(|field| Accepts::Scalar.accepts(field, record.value))
            });
            let has_several = has_several_keys(field, record, output);
            output.keep_unknown_targets(u64::from(has_several || !is_read && met.is_none()));
            let Some(field) = field.one() else {
                if let Some((key, _)) = key_in(field, record.value, &mut Vec::new()) {
                    output.keep_under(KeySpace::Dataset, &[key], counted);
                }
                return;
            };
            let mut known = HashSet::default();
            field.each(record.value, |value| {
                let key = key_text(value).filter(|key| known.insert(key.clone()));
                if let Some(key) = key {
                    output.keep_under(KeySpace::Dataset, &[key], counted);
                }
            });
        });
        output.keep_unknown_targets(unknown.number);
    }

    fn keys(&self, _: &Lookups<'_>) -> Vec<Key> {
        match &self.counted {
            // This key is settled even if there are no records, so that 0 is compared with the bounds.
            Counted::Records { per: None } => vec![Key::default()],
            Counted::Items(_) | Counted::Joined { .. } | Counted::Records { per: Some(_) } => {
                Vec::new()
            }
        }
    }

    fn settle(
        &self,
        key: &Key,
        facts: Vec<Fact>,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Fact>,
    ) {
        let (mut counting, mut counted) = (Vec::new(), Vec::new());
        for fact in facts {
            match fact {
                Fact::Counting { record, stated } => counting.push((record, stated)),
                Fact::Counted(name) => counted.push(name),
            }
        }
        match &self.counted {
            Counted::Items(_) => {}
            Counted::Joined { .. } => {
                if !counting.is_empty() && !counted.is_empty() {
                    output.found_partner();
                }
                let unknown = self.unknown_targets(lookups, output);
                counting.retain(|(record, stated)| {
                    output.about(Some(record.clone()));
                    !self.is_right(stated, counted.len(), unknown, output)
                });
                if !counting.is_empty() {
                    let counting = counting.into_iter();
                    let counting =
                        counting.map(|(record, stated)| Fact::Counting { record, stated });
                    let facts = counting.chain(counted.into_iter().map(Fact::Counted));
                    output.complete(key, &facts.collect::<Vec<_>>());
                }
            }
            Counted::Records { per } => {
                let unknown = lookups.unknown_records(self.declaration.collection());
                let unknown = unknown.saturating_add(output.unknown_records());
                if self.bounds.is_undecided(counted.len(), unknown) {
                    let place = counted.first().cloned();
                    output.cannot_know("", place.unwrap_or_else(|| self.bounds.place.clone()));
                    return;
                }
                let part = lookups.scope.in_this();
                self.judge_group((per.as_ref(), part), key.first_text(), &counted, output);
            }
        }
    }

    fn reads_again(&self, fact: &Fact) -> Vec<Place> {
        match fact {
            Fact::Counting { record, .. } => vec![record.clone()],
            Fact::Counted(_) => Vec::new(),
        }
    }

    fn complete(
        &self,
        _: &Key,
        facts: Vec<Fact>,
        lookups: &Lookups<'_>,
        documents: &Documents<'_, '_>,
        output: &mut Output<'_, Fact>,
    ) {
        let unknown = self.unknown_targets(lookups, output);
        let (mut records, mut found) =
            (Vec::new(), Found { places: Vec::new(), unknown, part: lookups.scope.in_this() });
        for fact in facts {
            match fact {
                Fact::Counting { record, .. } => records.push(record),
                Fact::Counted(name) => found.places.push(name),
            }
        }
        for record in records {
            if let Some(record) = documents.record_at(self.declaration.collection(), &record) {
                self.judge(&record, &found, output);
            }
        }
    }
}

/// Returns the texts of a record's key. The list is empty if the rule has no `key` or the record has no value
/// for it. Returns `None` if the record is skipped.
fn key_of<'a>(
    fields: Option<&KeyFields>,
    record: &Record<'a>,
    output: &mut Output<'_, Fact>,
) -> Option<Vec<Cow<'a, str>>> {
    let Some(fields) = fields else { return Some(Vec::new()) };
    if let Some(field) = fields.one() {
        if field.first(record.value).is_none() {
            return Some(Vec::new());
        }
        let key = output.only(field, record.value)?;
        if Accepts::Scalar.refusal(key).is_some() {
            output.skip(field, key);
            return None;
        }
        return Some(key_text(key).into_iter().collect());
    }
    if fields.iter().any(|field| field.first(record.value).is_none()) {
        return Some(Vec::new());
    }
    let (key, _) = output.key(fields, record.value)?;
    Some(vec![key.into()])
}

/// Checks whether a field of a composite key has several values. These are skipped, since it is unknown which
/// values of the fields belong together.
fn has_several_keys(
    fields: &KeyFields,
    record: &Record<'_>,
    output: &mut Output<'_, Fact>,
) -> bool {
    let is_composite = fields.one().is_none();
    is_composite && fields.iter().any(|field| output.skip_several(field, record.value))
}

impl CountItems {
    /// Returns the number that a record states.
    fn stated(&self, record: &Record<'_>) -> Stated {
        let Some(value) = self.field.as_ref().and_then(|field| field.first(record.value)) else {
            return Stated::Nothing;
        };
        let has_several =
            self.field.as_ref().is_some_and(|field| field.selects_several(record.value));
        match value.as_number().filter(|_| !has_several) {
            Some(number) => Stated::Number(number.literal().into()),
            None => Stated::Other,
        }
    }

    /// Checks whether a record certainly satisfies the rule, given that `number` other records were counted and up
    /// to `unknown` more may exist.
    fn is_right(
        &self,
        stated: &Stated,
        number: usize,
        unknown: u64,
        output: &mut Output<'_, Fact>,
    ) -> bool {
        if unknown > 0 || self.bounds.unmet(number).is_some() {
            return false;
        }
        match stated {
            Stated::Nothing => true,
            Stated::Number(literal) if **literal == *number.to_string() => {
                output.count(Count::Compared);
                true
            }
            Stated::Number(_) | Stated::Other => false,
        }
    }

    /// Returns the maximum number of unknown records of `to`. Each of them may have any key.
    fn unknown_targets(&self, lookups: &Lookups<'_>, output: &Output<'_, Fact>) -> u64 {
        let to = match &self.counted {
            Counted::Joined { to, .. } => lookups.unknown_records(to),
            Counted::Items(_) | Counted::Records { .. } => 0,
        };
        output.unknown_targets().saturating_add(to)
    }
}
