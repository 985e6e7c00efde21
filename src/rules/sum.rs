//! `sum`: a total that differs from the sum of its parts.

use super::{Kind, Origin};
use crate::document::Value;
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::Constraint::{Excludes, RequiredWithout, Requires};
use crate::parameters::Other::Given;
use crate::parameters::{Arguments, IN, Parameter, ParameterType, WHERE, WITHIN};
use crate::path::{self, Field, KeyFields};
use crate::rule::{
    Count, Declaration, DynRule, Key, KeySpace, Lookups, Output, Partner, Record, Rule, scalar_text,
};
use crate::value::number::Decimal;
use crate::value::shortened;
use foldhash::HashSet;
use serde::{Deserialize, Serialize};

pub(super) const KIND: Kind = Kind {
    name: "sum",
    about: "a total that differs from the sum of its parts",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::optional("field", ParameterType::Field, "The field with the stated total.")
            .with(&[RequiredWithout(&["total"]), Excludes(&[Given("total")])]),
        Parameter::optional(
            "total",
            ParameterType::Number,
            "The total, if it is always the same: `100` for shares.",
        ),
        Parameter::required("items", ParameterType::Field, "The numbers to add up."),
        Parameter::optional(
            "tolerance",
            ParameterType::Number,
            "The maximum difference between the sum and the total, to allow for rounding.",
        )
        .with_default("0"),
        Parameter::optional(
            "per",
            ParameterType::Key,
            "Add up the numbers of all records that have the same value of this field, or of several fields.",
        )
        .with(&[Requires("total")]),
        WITHIN.with(&[Requires("per")]),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("sum.md"),
};

struct Sum {
    declaration: Declaration,
    total: Total,
    items: Field,
    tolerance: Decimal,
}

/// The total that parts must add up to.
enum Total {
    /// The total that the record states in a field.
    Stated(Field),
    /// A constant total of the parts of each record.
    Constant(Decimal),
    /// A constant total of the parts of all records with the same value of a field or of several fields.
    PerValue(Decimal, KeyFields),
}

/// The parts that a record adds to a group.
#[derive(Serialize, Deserialize)]
struct Parts {
    record: Place,
    /// The places of the parts, and the numbers as written.
    numbers: Vec<(Place, Box<str>)>,
    /// Whether these are all parts of the record.
    is_whole: bool,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, field) = (arguments.selection(), arguments.field("field"));
    let (total, per) = (arguments.number("total"), arguments.key("per"));
    let (items, tolerance) = (arguments.field("items"), arguments.number("tolerance")?);
    if tolerance.is_negative() {
        return arguments.refuse(format!("got a `tolerance` of {tolerance}, want at least 0"));
    }
    let total = match (total, per) {
        (Some(total), Some(per)) => Total::PerValue(total, per),
        (Some(total), None) => Total::Constant(total),
        (None, _) => Total::Stated(field?),
    };
    if let Total::Stated(field) = &total
        && items.as_ref().is_some_and(|items| items.as_str() == field.as_str())
    {
        arguments.warn_of_argument("items", "a value is always its own sum");
    }
    let partner = Partner::Needed(match total {
        Total::Stated(_) => "no record has both `field` and `items`",
        Total::Constant(_) => "no record has `items`",
        Total::PerValue(..) => "no record has both `per` and `items`",
    });
    let declaration = Declaration {
        // `settle` treats the sum of a group as unknown if a value in one of its records is unknown.
        tolerates_unknown_values: matches!(total, Total::PerValue(..)),
        ..Declaration::new(selection?, partner)
    };
    Some(Box::new(Sum { declaration, total, items: items?, tolerance }))
}

impl Rule for Sum {
    type Fact = Parts;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Parts>) {
        match &self.total {
            Total::Stated(field) => {
                let Some(value) = output.only(field, record.value) else { return };
                let Some(total) = number(value) else { return output.skip(field, value) };
                let stated = Wanted { total: &total, stated: Some((field, value)) };
                self.check_record(record, &stated, output);
            }
            Total::Constant(total) => {
                self.check_record(record, &Wanted { total, stated: None }, output);
            }
            Total::PerValue(_, per) => self.keep_parts(record, per, output),
        }
    }

    fn settle(
        &self,
        key: &Key,
        facts: Vec<Parts>,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Parts>,
    ) {
        let Total::PerValue(total, per) = &self.total else { return };
        let parts = || facts.iter().flat_map(|fact| &fact.numbers);
        let numbers =
            parts().map(|(place, text)| Some((place.clone(), Decimal::from_json(text).ok()?)));
        let Some(numbers) = numbers.collect::<Option<Vec<_>>>() else { return };
        let first = numbers.first().map(|(place, _)| place);
        let Some(first) = first.or(facts.first().map(|fact| &fact.record)) else { return };
        let is_known = !numbers.is_empty() && facts.iter().all(|fact| fact.is_whole);
        let sum = Decimal::sum(numbers.iter().map(|(_, number)| number));
        let is_right = sum.as_ref().is_some_and(|sum| sum.is_within(total, &self.tolerance));
        let unknown = lookups.unknown_records(self.declaration.collection());
        let is_known = is_known && unknown.saturating_add(output.unknown_records()) == 0;
        match sum.filter(|_| is_known) {
            None => output.count_at(Count::CannotTell, self.items.as_str(), first.clone()),
            Some(_) if is_right => {
                output.count_at(Count::Compared, self.items.as_str(), first.clone());
            }
            Some(sum) => {
                output.count_at(Count::Compared, self.items.as_str(), first.clone());
                let group = Group { per, key: key.first_text().unwrap_or_default(), facts: &facts };
                output.report(self.of_group(&group, total, &sum, &numbers));
            }
        }
    }
}

/// The total that the parts of a record must add up to.
struct Wanted<'w, 'a> {
    total: &'w Decimal,
    /// The field that states the total, and its value, or `None` if the total is a constant.
    stated: Option<(&'w Field, Value<'a>)>,
}

/// The records with one value of `per`.
struct Group<'g> {
    per: &'g KeyFields,
    key: &'g str,
    facts: &'g [Parts],
}

impl Sum {
    /// Checks the sum of the parts of a record.
    fn check_record(
        &self,
        record: &Record<'_>,
        wanted: &Wanted<'_, '_>,
        output: &mut Output<'_, Parts>,
    ) {
        let (parts, is_whole) = self.parts(record, output);
        if parts.is_empty() && is_whole && wanted.stated.is_none() {
            return;
        }
        output.find_partner(|| !(parts.is_empty() && is_whole));
        // A total can only be checked if all of its parts are numbers.
        let sum = if is_whole && !parts.is_empty() {
            Decimal::sum(parts.iter().map(|(_, part)| part))
        } else {
            None
        };
        let Some(sum) = sum else {
            let (field, place) = match wanted.stated {
                Some((field, value)) => (field, Place::of(value)),
                None => (&self.items, record.name_place()),
            };
            return output.count_at(Count::CannotTell, field.as_str(), place);
        };
        output.count(Count::Compared);
        if !sum.is_within(wanted.total, &self.tolerance) {
            output.report(self.of_record(record, wanted, &sum, &parts));
        }
    }

    /// Keeps the parts of a record under each of its values of `per`.
    fn keep_parts(&self, record: &Record<'_>, per: &KeyFields, output: &mut Output<'_, Parts>) {
        let ((parts, is_whole), met) = path::watch(|| self.parts(record, output));
        let is_whole = is_whole && met.is_none();
        met.pass_on();
        if parts.is_empty() && is_whole {
            return;
        }
        let mut known = HashSet::default();
        let ((), unknown) = path::watch(|| {
            output.each_key(per, record.value, |output, key, _| {
                // A record belongs to a group once, even if it names the group twice.
                if !known.insert(key.to_owned()) {
                    return;
                }
                output.found_partner();
                output.keep_under(KeySpace::Dataset, &[key], || Parts {
                    record: record.place(),
                    numbers: parts
                        .iter()
                        .map(|(place, part)| (place.clone(), part.to_string().into()))
                        .collect(),
                    is_whole,
                });
            });
        });
        if !unknown.is_none() {
            output.keep_unknown();
        }
        unknown.pass_on();
    }

    /// Returns the parts of a record that are numbers, and whether these are all of its parts.
    fn parts(
        &self,
        record: &Record<'_>,
        output: &mut Output<'_, Parts>,
    ) -> (Vec<(Place, Decimal)>, bool) {
        let items = self.items.select(record.value);
        let mut parts = Vec::with_capacity(items.len());
        for item in &items {
            match number(*item) {
                Some(part) => parts.push((Place::of(*item), part)),
                None => output.skip(&self.items, *item),
            }
        }
        let is_whole = parts.len() == items.len() && !self.items.is_blocked(record.value);
        (parts, is_whole)
    }
}

/// Parses a number, which may be written as a string. Returns `None` if the value is not a number.
fn number(value: Value<'_>) -> Option<Decimal> {
    Decimal::from_json(&scalar_text(value)?).ok()
}

impl Sum {
    /// Returns the finding about the parts of a record.
    fn of_record(
        &self,
        record: &Record<'_>,
        wanted: &Wanted<'_, '_>,
        sum: &Decimal,
        parts: &[(Place, Decimal)],
    ) -> Finding {
        let stated = shown(wanted.total);
        let added = match parts.len() {
            1 => format!("its one part is {}", shown(sum)),
            number => format!("its {number} parts add up to {}", shown(sum)),
        };
        let (name, difference) = (record.display_name(), difference(sum, wanted.total));
        let Some((field, value)) = wanted.stated else {
            let message =
                format!("{name}: {added}{difference}, want {}", self.wanted(wanted.total));
            let finding = Finding::new(message, Anchor::new(record.anchor(), self.items.as_str()))
                .in_record(record.place())
                .rests_on(record.anchor(), self.items.as_str(), sum.to_string());
            return with_parts(finding, parts);
        };
        let allowed = if self.tolerance.is_zero() {
            String::new()
        } else {
            format!(", want a difference of at most {}", self.tolerance)
        };
        let message = format!("{name} states {stated}, but {added}{difference}{allowed}");
        let finding = Finding::new(message, Anchor::new(record.anchor(), field.as_str()))
            .label(Place::of(value), format!("states {stated}"))
            .in_record(record.place())
            .rests_on(record.anchor(), field.as_str(), wanted.total.to_string())
            .rests_on(record.anchor(), self.items.as_str(), sum.to_string());
        with_parts(finding, parts)
    }

    /// Returns the finding about the parts of all records with one value of `per`.
    fn of_group(
        &self,
        group: &Group<'_>,
        total: &Decimal,
        sum: &Decimal,
        parts: &[(Place, Decimal)],
    ) -> Finding {
        let Group { per, key, facts } = group;
        let added = match parts.len() {
            1 => format!("the one part with the `{per}` `{}` is", shortened(key)),
            number => {
                format!("the {number} parts with the `{per}` `{}` add up to", shortened(key))
            }
        };
        let message = format!(
            "{added} {}{}, want {}",
            shown(sum),
            difference(sum, total),
            self.wanted(total)
        );
        let subject = format!("{}/{key}", self.declaration.collection());
        let finding = Finding::new(message, Anchor::new(subject, self.items.as_str())).rests_on(
            "",
            self.items.as_str(),
            sum.to_string(),
        );
        let finding = match facts.first() {
            Some(first) => finding.in_record(first.record.clone()),
            None => finding,
        };
        with_parts(finding, parts)
    }

    /// Describes a constant total, and by how much a sum may differ from it.
    fn wanted(&self, total: &Decimal) -> String {
        match self.tolerance.is_zero() {
            true => shown(total),
            false => format!("{}, or at most {} more or less", shown(total), self.tolerance),
        }
    }
}

/// Describes by how much a sum differs from a total.
fn difference(sum: &Decimal, total: &Decimal) -> String {
    match Decimal::sum([sum, &total.negated()]) {
        Some(less) if less.is_negative() => format!(", {} less", shown(&less.negated())),
        Some(more) => format!(", {} more", shown(&more)),
        None => String::new(),
    }
}

fn with_parts(finding: Finding, parts: &[(Place, Decimal)]) -> Finding {
    parts.iter().fold(finding, |finding, (place, part)| {
        finding.label(place.clone(), format!("adds {}", shown(part)))
    })
}

/// Formats a number, which may have thousands of digits.
fn shown(number: &Decimal) -> String {
    shortened(&number.to_string())
}
