//! `filled`: a field that too few records have.

use super::{Kind, Origin};
use crate::document::{Kind as JsonKind, Value};
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::{Arguments, IN, Parameter, ParameterType, WHERE};
use crate::path::{self, Field};
use crate::rule::{Count, Declaration, DynRule, Key, Lookups, Output, Partner, Record, Rule};
use crate::value::number::Decimal;
use crate::value::shortened;
use serde::{Deserialize, Serialize};

pub(super) const KIND: Kind = Kind {
    name: "filled",
    about: "a field that too few records have",
    level: Level::Warning,
    parameters: &[
        IN,
        WHERE,
        Parameter::required(
            "field",
            ParameterType::Field,
            "The field that records should have. Null, blank and empty values count as missing.",
        )
        .reports_absence(),
        Parameter::required(
            "at-least-percent",
            ParameterType::Number,
            "The minimum percentage of records with the field, with at most six decimals.",
        ),
        Parameter::optional(
            "per",
            ParameterType::Field,
            "Check separately for each value of this field.",
        ),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("filled.md"),
};

struct Filled {
    declaration: Declaration,
    field: Field,
    /// Minimum share, in millionths of a per cent.
    at_least: u128,
    per: Option<Field>,
}

/// All records, in millionths of a per cent.
const ALL: u128 = 100_000_000;

/// A visited record: the place of its name if it certainly lacks the field, otherwise `None`.
#[derive(Serialize, Deserialize)]
struct Seen(Option<Place>);

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, field) = (arguments.selection(), arguments.field("field"));
    let per = arguments.field("per");
    let percent = arguments.number("at-least-percent")?;
    let Some(at_least) = millionths(&percent) else {
        let message = format!("got {percent}, want 0 to 100 with at most six decimals");
        return arguments.refuse_argument("at-least-percent", message);
    };
    if at_least == 0 {
        arguments.warn_of_argument("at-least-percent", "every share is at least 0 %");
    }
    let declaration = Declaration {
        tolerates_unknown_values: true,
        ..Declaration::new(selection?, Partner::NotNeeded)
    };
    Some(Box::new(Filled { declaration, field: field?, at_least, per }))
}

fn millionths(percent: &Decimal) -> Option<u128> {
    let millionths = percent.times_ten_to(6).to_string().parse().ok()?;
    (millionths <= ALL).then_some(millionths)
}

impl Rule for Filled {
    type Fact = Seen;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Seen>) {
        let (is_filled, unknown) =
            path::watch(|| self.field.select(record.value).into_iter().any(is_filled));
        let is_filled = is_filled || !unknown.is_none();
        unknown.pass_on();
        let seen = || Seen((!is_filled).then(|| record.name_place()));
        let Some(per) = &self.per else { return output.keep(seen()) };
        let ((), unknown) = path::watch(|| output.keep_under_each(per, record.value, seen));
        if !unknown.is_none() {
            output.keep_unknown();
        }
        unknown.pass_on();
    }

    fn settle(
        &self,
        key: &Key,
        records: Vec<Seen>,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Seen>,
    ) {
        let unknown = lookups
            .unknown_records(self.declaration.collection())
            .saturating_add(output.unknown_records());
        let number = records.len();
        let lacking: Vec<Place> = records.into_iter().filter_map(|Seen(name)| name).collect();
        let filled = number - lacking.len();
        let are_too_few = |unknown: u64| {
            let (filled, all) = (filled as u128, number as u128);
            (filled + u128::from(unknown)) * ALL < self.at_least * (all + u128::from(unknown))
        };
        output.about(lacking.first().cloned());
        match (are_too_few(unknown), are_too_few(0)) {
            (true, _) => {
                output.count(Count::Compared);
                output.report(self.too_few(key.first_text(), filled, number, &lacking));
            }
            // All unknown records may have the field.
            (false, true) => {
                if let Some(name) = lacking.first() {
                    output.cannot_know(self.field.as_str(), name.clone());
                }
            }
            (false, false) => output.count(Count::Compared),
        }
    }
}

/// Checks whether an empty value is unreliable because a schema error reports that it lacks content.
fn is_empty_by_mistake(value: Value<'_>) -> bool {
    value.document().marks().is_some_and(|marks| marks.is_affected(value))
}

/// Checks whether a value is not null, blank or empty.
fn is_filled(value: Value<'_>) -> bool {
    match value.kind() {
        JsonKind::Null => false,
        JsonKind::String => value.as_str().is_some_and(|text| !text.trim().is_empty()),
        // A value that is empty by mistake has unknown content, so it counts as filled.
        JsonKind::Object | JsonKind::Array => !value.is_empty() || is_empty_by_mistake(value),
        JsonKind::Number | JsonKind::Boolean => true,
    }
}

impl Filled {
    fn too_few(
        &self,
        group: Option<&str>,
        filled: usize,
        all: usize,
        lacking: &[Place],
    ) -> Finding {
        let (field, collection) = (&self.field, self.declaration.collection());
        let of_which = match (&self.per, group) {
            (Some(per), Some(group)) => format!(" with the `{per}` `{}`", shortened(group)),
            _ => String::new(),
        };
        let percent = per_cent(filled as u128 * ALL / (all as u128).max(1));
        let wanted = per_cent(self.at_least);
        let message = format!(
            "{filled} of {all} records of `{collection}`{of_which} have `{field}`, {percent} %, want at least {wanted} %"
        );
        let subject = format!("{collection}/{}", group.unwrap_or_default());
        Finding::new(message, Anchor::new(subject, field.as_str()))
            .labels_of(lacking.iter().cloned(), &format!("has no `{field}`"))
            .rests_on("", "filled", filled.to_string())
            .rests_on("", "records", all.to_string())
    }
}

/// Formats millionths of a per cent, truncated to one decimal: `66.6`.
fn per_cent(millionths: u128) -> String {
    match (millionths / 1_000_000, millionths / 100_000 % 10) {
        (whole, 0) => whole.to_string(),
        (whole, tenths) => format!("{whole}.{tenths}"),
    }
}
