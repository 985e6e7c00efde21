//! `compare`: a value that violates a relation to another value.

mod latest;
mod named;
mod side;

use self::latest::latest;
use self::named::Named;
use self::side::{Compared, MAX_SHOWN, Side, explained, listed, the_other};
use super::{Kind, Origin};
use crate::document::Value;
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::Constraint::{Excludes, RequiredWithout, Requires, RequiresOneOf};
use crate::parameters::Other::{Given, Is};
use crate::parameters::{
    Arguments, Constant, IN, Parameter, ParameterType, RelativeTo, Role, TARGET_OR_VISITED, WHERE,
    WITHIN,
};
use crate::path::Field;
use crate::rule::{
    Count, Declaration, DynRule, Lookup, Lookups, Output, Partner, Record, Rule, scalar_text,
    too_many_pairs,
};
use crate::value::order::{Form, PossibleOrder, Relation, Scalar};
use crate::value::shift::Shift;
use crate::value::{Agreement, shortened};
use std::borrow::Cow;
use std::cmp::Ordering;

pub(super) const KIND: Kind = Kind {
    name: "compare",
    about: "a field that violates a comparison (=, <, …)",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::required("field", ParameterType::Field, "The field with the value or values."),
        Parameter::required(
            "is",
            ParameterType::Choice(Relation::WORDS),
            "The relation that each value of `field` must have to `than` or `value`.",
        ),
        Parameter::optional(
            "key",
            ParameterType::Field,
            "The field with the id of another record. `than` is then relative to that record.",
        )
        .with(&[Requires("than"), Requires("to")]),
        Parameter::optional("to", ParameterType::Collection, "The collection of that record.")
            .by_id()
            .with(&[Requires("key")]),
        Parameter::optional(
            "than",
            ParameterType::Field,
            "The field with the other value or values.",
        )
        .relative_to(TARGET_OR_VISITED)
        .role(Role::LooksAtWithout("to"))
        .with(&[RequiredWithout(&["value"]), Excludes(&[Given("value")])]),
        Parameter::optional(
            "value",
            ParameterType::Constant,
            "A constant to compare with, instead of `than`. With `as = \"date\"`, `today` is the day of the run.",
        ),
        Parameter::optional(
            "plus",
            ParameterType::Shift,
            "Added to the date in `than` or `value` before it is compared: `P1Y` is a year later, `-P15D` is 15 days earlier.",
        )
        .with(&[RequiresOneOf(&[Is("as", "date")])]),
        Parameter::optional(
            "of-several",
            ParameterType::Choice(&["all", "any"]),
            "Whether the relation must hold for all values of `than`, or for at least one of them.",
        )
        .with_default("all")
        .with(&[Requires("than")]),
        Parameter::optional(
            "latest-by",
            ParameterType::Fields,
            "If `than` has several values, use only the values whose `latest-by` field is greatest. The field is relative to the value (`^.date`). Further fields break ties.",
        )
        .relative_to(RelativeTo::Values(&["than"]))
        .role(Role::Selects)
        .with(&[Requires("than")]),
        Parameter::optional("as", ParameterType::Choice(Form::WORDS), "How to read the values: as numbers, dates, versions or texts. By default, this depends on both values. `text-ignoring-case`, `name` (also ignoring white space and the form of apostrophes and dashes) and `title` (also ignoring an English article at the beginning) are texts.")
            .with_default("auto"),
        WITHIN,
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("compare.md"),
};

struct Compare {
    declaration: Declaration,
    field: Field,
    relation: Relation,
    other: Other,
    /// The record that contains the other values, or `None` if it is the visited record.
    named: Option<Named>,
    form: Form,
    /// The duration that is added to the other dates.
    plus: Option<Shift>,
}

/// The values that the field is compared with.
enum Other {
    Constant {
        text: String,
        is_number: bool,
    },
    /// The day of the run.
    Today,
    Field {
        than: Field,
        latest_by: Vec<Field>,
        any: bool,
    },
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let named = arguments.field("key").zip(arguments.text("to"));
    let named = named.map(|(key, to)| Named { key, to });
    let (selection, field) = (arguments.selection(), arguments.field("field"));
    let relation = arguments.text("is").and_then(|word| Relation::from_word(&word));
    let form = arguments.text("as").and_then(|word| Form::from_word(&word))?;
    let other = match arguments.constant("value") {
        Some(constant) => constant_of_form(constant, form, relation, arguments)?,
        None => Other::Field {
            than: arguments.field("than")?,
            latest_by: arguments.fields("latest-by").unwrap_or_default(),
            any: arguments.text("of-several")? == "any",
        },
    };
    let plus = arguments.shift("plus");
    let (selection, field, relation) = (selection?, field?, relation?);
    let is_itself = matches!(&other, Other::Field { than, .. } if than.as_str() == field.as_str());
    let is_reflexive = relation.holds(Ordering::Equal.into()) == Agreement::Agree;
    if is_itself && is_reflexive && field.is_singular() && named.is_none() && plus.is_none() {
        arguments.warn_of_argument("than", "a value is always equal to itself");
    }
    let lookups = named.iter().map(|named| Lookup::of_fields(&named.to, None, other.fields()));
    let partner = Partner::Needed("no record has both `field` and a value to compare it with");
    let declaration =
        Declaration { lookups: lookups.collect(), ..Declaration::new(selection, partner) };
    Some(Box::new(Compare { declaration, field, relation, other, named, form, plus }))
}

fn constant_of_form(
    constant: Constant,
    form: Form,
    relation: Option<Relation>,
    arguments: &mut Arguments<'_>,
) -> Option<Other> {
    if constant == Constant::Text("today".to_owned()) {
        let is_equality = matches!(relation, None | Some(Relation::Equal | Relation::NotEqual));
        match form {
            Form::Date => return Some(Other::Today),
            Form::Auto if !is_equality => {
                let message = "got `today` without a form, want `as = \"date\"` for the day of the run, or `as = \"text\"` for the word";
                return arguments.refuse_argument("value", message);
            }
            _ => {}
        }
    }
    let (text, is_number) = match constant {
        Constant::Text(text) => (text, false),
        Constant::Number(number) => (number.to_string(), true),
    };
    let scalar = Scalar { text: &text, is_number };
    let is_order = !matches!(relation, None | Some(Relation::Equal | Relation::NotEqual));
    if is_order && scalar.is_blank() {
        return arguments.refuse_argument("value", "got an empty text, want a value to order by");
    }
    let is_blank_text = scalar.is_blank() && (form == Form::Auto || form.is_text());
    if !is_blank_text && form.order(scalar, scalar).is_none() {
        return arguments
            .refuse_argument("value", format!("`{text}` does not have the type that `as` sets"));
    }
    Some(Other::Constant { text, is_number })
}

impl Rule for Compare {
    type Fact = ();

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut Output<'_, ()>) {
        let values = self.field.select(record.value);
        if values.is_empty() {
            return;
        }
        let base = match &self.named {
            None => record,
            Some(named) => match named.record(record, lookups) {
                Some(other) => other,
                None => return named.skip(record, output),
            },
        };
        let Some(mut others) = self.others(base.value, lookups, output) else { return };
        if let (Form::Date, Other::Field { than, .. }) = (self.form, &self.other) {
            let mut is_date = |value| output.date(base, than, value).is_some();
            others.retain(|other| other.value.is_none_or(&mut is_date));
        }
        let others: Vec<Side<'_>> =
            others.into_iter().map(|other| other.plus(self.plus.as_ref())).collect();
        if !others.is_empty() {
            output.found_partner();
        }
        let owner =
            if self.named.is_some() { "values of the other record" } else { "other values" };
        let number = (others.len(), owner);
        if let Some(finding) = too_many_pairs(record, &self.field, values.len(), number) {
            output.count_at(Count::CannotTell, self.field.as_str(), record.place());
            return output.report(finding);
        }
        if values.iter().any(|value| scalar_text(*value).is_some()) {
            self.skip_others(&others, output);
        }
        let others: Vec<Compared<'_, '_>> = others.iter().map(Compared::of).collect();
        for value in values {
            if self.form == Form::Date && output.date(record, &self.field, value).is_none() {
                continue;
            }
            self.judge(record, value, &others, output);
        }
    }
}

impl Other {
    /// Returns the fields that contain the values, or by which they are chosen.
    fn fields(&self) -> Vec<&Field> {
        match self {
            Other::Constant { .. } | Other::Today => Vec::new(),
            Other::Field { than, latest_by, .. } => latest_by.iter().chain([than]).collect(),
        }
    }
}

impl Compare {
    /// Returns the values to compare with, or `None` if they are unknown.
    fn others<'a>(
        &'a self,
        base: Value<'a>,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, ()>,
    ) -> Option<Vec<Side<'a>>> {
        match &self.other {
            Other::Constant { text, is_number } => {
                Some(vec![Side::of_constant(Cow::Borrowed(text.as_str()), *is_number)])
            }
            Other::Today => Some(vec![Side::of_constant(lookups.today.to_string().into(), false)]),
            Other::Field { than, latest_by, .. } => {
                let mut values = than.select(base);
                for by in latest_by {
                    if values.len() > 1 {
                        values = latest(values, by, output)?;
                    }
                }
                Some(values.into_iter().map(Side::of).collect())
            }
        }
    }

    fn judge<'a>(
        &self,
        record: &Record<'a>,
        value: Value<'a>,
        others: &[Compared<'_, 'a>],
        output: &mut Output<'_, ()>,
    ) {
        let own = Side::of(value);
        let own = Compared::of(&own);
        let any = matches!(self.other, Other::Field { any: true, .. });
        let judged: Vec<_> =
            others.iter().map(|other| (other.side, self.agreement(&own, other))).collect();
        let is_met = judged.iter().any(|(_, agreement)| *agreement == Some(Agreement::Agree));
        let cannot_tell = |output: &mut Output<'_, ()>| {
            output.count_at(Count::CannotTell, self.field.as_str(), Place::of(value));
        };
        let mut unmet = Vec::new();
        // The other values that are not scalars have already been skipped. The record's own value is skipped
        // at most once, even if several comparisons fail.
        let is_refused = judged.iter().any(|(other, agreement)| {
            agreement.is_none() && (own.side.text.is_none() || other.text.is_some())
        });
        if is_refused {
            output.skip(&self.field, value);
        }
        for (other, agreement) in &judged {
            match agreement {
                Some(Agreement::CannotTell) if !any => cannot_tell(output),
                None | Some(Agreement::CannotTell) => {}
                Some(Agreement::Agree) => output.count(Count::Compared),
                Some(Agreement::Differ) => {
                    output.count(Count::Compared);
                    unmet.push(*other);
                }
            }
        }
        if any && !is_met && unmet.len() < judged.len() {
            // An undecided value may satisfy the relation.
            return cannot_tell(output);
        }
        let is_broken = !(any && is_met);
        if is_broken && !unmet.is_empty() {
            output.report(self.finding(record, own.side, &unmet, any));
        }
    }

    /// Skips the other values that are not scalars, since they have no order.
    fn skip_others(&self, others: &[Side<'_>], output: &mut Output<'_, ()>) {
        let Other::Field { than, .. } = &self.other else { return };
        let is_equality = matches!(self.relation, Relation::Equal | Relation::NotEqual);
        if is_equality && self.form == Form::Auto {
            return;
        }
        let refused = others.iter().filter(|other| other.text.is_none());
        refused.filter_map(|other| other.value).for_each(|value| output.skip(than, value));
    }

    fn agreement(&self, own: &Compared<'_, '_>, other: &Compared<'_, '_>) -> Option<Agreement> {
        let (own_value, other_value) = (own.side.value, other.side.value);
        let order = match own.comparand.as_ref().zip(other.comparand.as_ref()) {
            // Only a constant can require an empty text.
            Some((own, constant)) if other_value.is_none() && constant.scalar.is_blank() => {
                Some(own.scalar.text.cmp(constant.scalar.text).into())
            }
            Some((own, other)) if own.scalar.is_blank() || other.scalar.is_blank() => {
                return Some(Agreement::CannotTell);
            }
            pair => pair.and_then(|(own, read)| other.side.order_of(own, read, self.form)),
        };
        match (order, self.relation) {
            (Some(order), relation) => Some(relation.holds(order)),
            // Values of any kind can be tested for equality, even if they have no order.
            (None, Relation::Equal | Relation::NotEqual) if self.form == Form::Auto => {
                let are_equal = match (own_value, other_value) {
                    (Some(own), Some(other)) => own.equals(&other),
                    _ => false,
                };
                let order =
                    PossibleOrder { less: !are_equal, equal: are_equal, greater: !are_equal };
                Some(self.relation.holds(order))
            }
            (None, _) => None,
        }
    }

    fn finding(
        &self,
        record: &Record<'_>,
        own: &Side<'_>,
        unmet: &[&Side<'_>],
        any: bool,
    ) -> Finding {
        let is_mixed = unmet.iter().any(|other| other.is_of_another_type(own));
        let (field, word, got) = (&self.field, self.relation.word(), own.shown(is_mixed));
        let others = listed(unmet, any, is_mixed);
        let of = if field.is_record() { String::new() } else { format!("`{field}` of ") };
        let found = format!("{of}{} is {got}", record.display_name());
        let message = match &self.other {
            Other::Constant { text, .. } => match self.shift_words() {
                Some(shift) => {
                    format!("{found}, want {word} {others}, {shift} {}", shortened(text))
                }
                None => format!("{found}, want {word} {others}"),
            },
            Other::Today => {
                format!("{found}, want {word} {others}, {}", self.shifted_words("today"))
            }
            // Either of the two may be wrong.
            Other::Field { than, .. } => {
                let owner = match self.named.as_ref().and_then(|named| record.text(&named.key)) {
                    Some(id) => format!("`{than}` of `{id}`"),
                    None => format!("its `{than}`"),
                };
                let owner = self.shifted_words(&owner);
                let are = if unmet.len() == 1 { "is" } else { "are" };
                let own = if field.is_record() { "it".to_owned() } else { format!("`{field}`") };
                let one_of = if any { "one of " } else { "" };
                let than = self.shifted_words(&format!("`{than}`"));
                format!("{found}, and {owner} {are} {others}: want {own} {word} {one_of}{than}")
            }
        };
        let message = match self.relation {
            Relation::Equal => explained(message, own, unmet),
            Relation::NotEqual
            | Relation::Less
            | Relation::LessOrEqual
            | Relation::Greater
            | Relation::GreaterOrEqual => message,
        };
        let anchor = Anchor::new(record.anchor(), field.as_str());
        let mut finding = Finding::new(message, anchor).in_record(record.place());
        if let Some(value) = own.value {
            let label = match &self.other {
                Other::Field { .. } => format!("`{field}`"),
                other => {
                    format!("`{field}`, want {word} {}", self.shifted_words(&the_other(other)))
                }
            };
            finding = finding.label(Place::of(value), label).rests_on(
                record.anchor(),
                field.as_str(),
                own.in_state(is_mixed),
            );
        }
        // The date of the run changes every day, so the finding only depends on the record's own value.
        if !matches!(self.other, Other::Today) {
            let shown = unmet.iter().map(|other| other.in_state(is_mixed)).collect();
            finding.state.add_values(&record.anchor(), &the_other(&self.other), shown);
        }
        let values = unmet.iter().take(MAX_SHOWN).filter_map(|other| other.value);
        finding.labels_of(values.map(Place::of), &the_other(&self.other))
    }

    /// Describes the duration in `plus`, or returns `None` if there is none.
    fn shift_words(&self) -> Option<String> {
        self.plus.as_ref().map(Shift::describe)
    }

    /// Adds the duration in `plus` to the description of the other value.
    fn shifted_words(&self, other: &str) -> String {
        match self.shift_words() {
            Some(shift) => format!("{shift} {other}"),
            None => other.to_owned(),
        }
    }
}
