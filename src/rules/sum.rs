//! `sum`: a stated total that differs from the sum of its parts.

use super::{Kind, Origin};
use crate::document::Value;
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::{Arguments, IN, Parameter, ParameterType, Selection, WHERE};
use crate::path::Field;
use crate::rule::{Count, DynRule, Lookups, Output, Record, Rule, scalar_text};
use crate::value::number::Decimal;
use crate::value::shortened;

pub(super) const KIND: Kind = Kind {
    name: "sum",
    about: "a stated total that differs from the sum of its parts",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::required("field", ParameterType::Field, "The field with the stated total."),
        Parameter::required("items", ParameterType::Field, "The numbers to add up."),
        Parameter::optional(
            "tolerance",
            ParameterType::Number,
            "The maximum difference between the sum and the total, to allow for rounding.",
        )
        .with_default("0"),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("sum.md"),
};

struct Sum {
    selection: Selection,
    field: Field,
    items: Field,
    tolerance: Decimal,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, field) = (arguments.selection(), arguments.field("field"));
    let (items, tolerance) = (arguments.field("items"), arguments.number("tolerance")?);
    if tolerance.is_negative() {
        return arguments.refuse(format!("got a `tolerance` of {tolerance}, want at least 0"));
    }
    Some(Box::new(Sum { selection: selection?, field: field?, items: items?, tolerance }))
}

impl Rule for Sum {
    type Fact = ();

    fn selection(&self) -> &Selection {
        &self.selection
    }

    fn is_record_local(&self) -> bool {
        true
    }

    fn missing_partner(&self) -> Option<&'static str> {
        Some("no record has both `field` and `items`")
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, ()>) {
        let Some(value) = output.only(&self.field, record.value) else { return };
        let Some(total) = number(value) else { return output.skip(&self.field, value) };
        let items = self.items.select(record.value);
        if !items.is_empty() {
            output.found_partner();
        }
        let mut parts = Vec::with_capacity(items.len());
        for item in &items {
            match number(*item) {
                Some(part) => parts.push(part),
                None => output.skip(&self.items, *item),
            }
        }
        // A total can only be checked if all of its parts are numbers.
        let is_whole =
            !parts.is_empty() && parts.len() == items.len() && !self.items.is_blocked(record.value);
        let sum = if is_whole { Decimal::sum(&parts) } else { None };
        let Some(sum) = sum else {
            return output.count_at(Count::CannotTell, self.field.as_str(), Place::of(value));
        };
        output.count(Count::Compared);
        if !sum.is_within(&total, &self.tolerance) {
            let places = items.iter().map(|item| Place::of(*item));
            let stated = (Place::of(value), &total);
            output.report(self.report(record, stated, &sum, places.zip(&parts).collect()));
        }
    }
}

/// Parses a number, which may be written as a string.
fn number(value: Value<'_>) -> Option<Decimal> {
    Decimal::from_json(&scalar_text(value)?).ok()
}

/// Maximum number of parts labelled per finding; its message states their number.
const MAX_LABELS: usize = 12;

impl Sum {
    fn report(
        &self,
        record: &Record<'_>,
        (place, total): (Place, &Decimal),
        sum: &Decimal,
        parts: Vec<(Place, &Decimal)>,
    ) -> Finding {
        let stated = shown(total);
        let added = match parts.len() {
            1 => format!("its one part is {}", shown(sum)),
            number => format!("its {number} parts add up to {}", shown(sum)),
        };
        let difference = match Decimal::sum([sum, &total.negated()]) {
            Some(less) if less.is_negative() => format!(", {} less", shown(&less.negated())),
            Some(more) => format!(", {} more", shown(&more)),
            None => String::new(),
        };
        let allowed = if self.tolerance.is_zero() {
            String::new()
        } else {
            format!(", want a difference of at most {}", self.tolerance)
        };
        let message =
            format!("{} states {stated}, but {added}{difference}{allowed}", record.display_name());
        let finding = Finding::new(message, Anchor::new(record.anchor(), self.field.as_str()))
            .label(place, format!("states {stated}"))
            .in_record(record.place())
            .rests_on(record.anchor(), self.field.as_str(), total.to_string())
            .rests_on(record.anchor(), self.items.as_str(), sum.to_string());
        parts.into_iter().take(MAX_LABELS).fold(finding, |finding, (place, part)| {
            finding.label(place, format!("adds {}", shown(part)))
        })
    }
}

/// Formats a number, which may have thousands of digits.
fn shown(number: &Decimal) -> String {
    shortened(&number.to_string())
}
