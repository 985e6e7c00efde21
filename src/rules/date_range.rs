//! `date-range`: dates of a period that contradict each other, and dates in the future.

use super::{Kind, Origin};
use crate::document::Value;
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::Constraint::{PairedWith, RequiredWithout, Requires};
use crate::parameters::{Arguments, IN, Parameter, ParameterType, WHERE};
use crate::path::Field;
use crate::rule::{
    Count, DateField, DatedValue, Declaration, DynRule, Lookups, Output, Partner, Record, Rule,
};
use crate::value::Agreement;
use crate::value::date::PartialDate;
use crate::value::duration::Duration;
use crate::value::period::Period;

pub(super) const KIND: Kind = Kind {
    name: "date-range",
    about: "an end before its start, a duration that does not fit, a date in the future",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::optional("from", ParameterType::Field, "The field with the first day.")
            .with(&[PairedWith("to"), RequiredWithout(&["past", "field"])]),
        Parameter::optional("from-which", ParameterType::Choice(DateField::WORDS), WHICH_FROM)
            .with(&[Requires("from")]),
        Parameter::optional("to", ParameterType::Field, "The field with the last day."),
        Parameter::optional("to-which", ParameterType::Choice(DateField::WORDS), WHICH_TO)
            .with(&[Requires("to")]),
        Parameter::optional(
            "stated",
            ParameterType::Field,
            "The field with the stated length of the period (ISO 8601).",
        )
        .with(&[Requires("from")]),
        Parameter::optional(
            "longest",
            ParameterType::Duration,
            "The maximum length of the period, both days included.",
        )
        .with(&[Requires("from")]),
        Parameter::optional(
            "strict",
            ParameterType::Boolean,
            "Whether the last day must be after the first day, not the same day.",
        )
        .with_default("false")
        .with(&[Requires("from")]),
        Parameter::optional(
            "field",
            ParameterType::Fields,
            "Fields whose values must be dates. Nothing else is checked in them.",
        ),
        Parameter::optional(
            "past",
            ParameterType::Fields,
            "Fields with dates that must not be after the day of the run.",
        ),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("date_range.md"),
};

/// The description of `from-which`.
pub(super) const WHICH_FROM: &str = "Which date of `from` to use, if it can select several.";

/// The description of `to-which`.
pub(super) const WHICH_TO: &str = "Which date of `to` to use, if it can select several.";

struct DateRange {
    declaration: Declaration,
    from: Option<DateField>,
    to: Option<DateField>,
    stated: Option<Field>,
    longest: Option<Duration>,
    is_strict: bool,
    dates: Vec<Field>,
    past: Vec<Field>,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let selection = arguments.selection();
    let longest = arguments.duration("longest");
    if longest.is_some_and(|longest| longest.is_zero()) {
        return arguments.refuse_argument("longest", "got a duration of zero, want at least a day");
    }
    let has_range = arguments.is_given("from");
    let from = DateField::take(arguments, "from", "from-which");
    let to = DateField::take(arguments, "to", "to-which");
    let stated = arguments.field("stated");
    if let Some(stated) = stated.as_ref().filter(|stated| !stated.is_singular()) {
        let message = format!("`{stated}` can select several lengths, want one");
        return arguments.refuse_argument("stated", message);
    }
    if has_range && (from.is_none() || to.is_none()) {
        return None;
    }
    let dates = arguments.fields("field").unwrap_or_default();
    let past = arguments.fields("past").unwrap_or_default();
    let is_strict = arguments.boolean("strict")?;
    let is_one_date = from.as_ref().zip(to.as_ref()).is_some_and(|(from, to)| from.is_same(to));
    if is_one_date
        && !is_strict
        && stated.is_none()
        && longest.is_none()
        && past.is_empty()
        && dates.is_empty()
    {
        arguments.warn_of_argument("to", "a period of one date never ends before it starts");
    }
    let partner = match past.is_empty() && dates.is_empty() {
        true => Partner::Needed("no record has both `from` and `to`"),
        false => Partner::NotNeeded,
    };
    let declaration =
        Declaration { tolerates_unknown_values: true, ..Declaration::new(selection?, partner) };
    Some(Box::new(DateRange { declaration, from, to, stated, longest, is_strict, dates, past }))
}

impl Rule for DateRange {
    type Fact = ();

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut Output<'_, ()>) {
        let mut ends = self.from.iter().chain(&self.to);
        output.find_partner(|| ends.all(|end| end.field().first(record.value).is_some()));
        let from = self.from.as_ref().and_then(|from| from.find(record, output));
        let to = self.to.as_ref().and_then(|to| to.find(record, output));
        self.check_order(record, from.as_ref(), to.as_ref(), output);
        self.check_stated(record, from.as_ref(), to.as_ref(), output);
        self.check_longest(record, from.as_ref(), to.as_ref(), output);
        for field in &self.dates {
            for value in field.select(record.value) {
                // This call reports a value that is not a date.
                output.date(record, field, value);
            }
        }
        for field in &self.past {
            for value in field.select(record.value) {
                check_past(record, field, value, &lookups.today, output);
            }
        }
    }
}

impl DateRange {
    fn check_order(
        &self,
        record: &Record<'_>,
        from: Option<&DatedValue<'_>>,
        to: Option<&DatedValue<'_>>,
        output: &mut Output<'_, ()>,
    ) {
        let (Some((from, from_value)), Some((to, to_value))) = (from, to) else { return };
        let is_before = to.is_before(from);
        if self.is_strict && is_before != Some(true) {
            return self.check_strict_order(record, (from, *from_value), (to, *to_value), output);
        }
        match is_before {
            Some(true) => {}
            // Equal dates are not a mistake: a period may begin and end in the same year, month or second.
            None if from != to => return output.count(Count::CannotTell),
            None | Some(false) => return,
        }
        let (start, end) = (from.with_preposition(), to.with_preposition());
        let message = format!("{} ends {end}, before it starts {start}", record.display_name());
        output.report(
            finding(message, record, &self.fields())
                .label(Place::of(*to_value), "ends here")
                .label(Place::of(*from_value), "starts here")
                .rests_on(record.anchor(), "from", from.to_string())
                .rests_on(record.anchor(), "to", to.to_string()),
        );
    }

    /// Reports a period that certainly starts no earlier than it ends. A period that certainly ends before it
    /// starts is reported by the caller instead.
    fn check_strict_order(
        &self,
        record: &Record<'_>,
        (from, from_value): (&PartialDate, Value<'_>),
        (to, to_value): (&PartialDate, Value<'_>),
        output: &mut Output<'_, ()>,
    ) {
        match from.is_before(to) {
            Some(true) => return,
            None => return output.count(Count::CannotTell),
            Some(false) => {}
        }
        let message = format!(
            "{} starts and ends {}, want a later end",
            record.display_name(),
            to.with_preposition()
        );
        output.report(
            finding(message, record, &self.fields())
                .label(Place::of(to_value), "ends here")
                .label(Place::of(from_value), "starts here")
                .rests_on(record.anchor(), "from", from.to_string())
                .rests_on(record.anchor(), "to", to.to_string()),
        );
    }

    fn check_stated(
        &self,
        record: &Record<'_>,
        from: Option<&DatedValue<'_>>,
        to: Option<&DatedValue<'_>>,
        output: &mut Output<'_, ()>,
    ) {
        let Some(field) = &self.stated else { return };
        let Some(value) = field.first(record.value) else { return };
        let Some(text) = value.as_str() else { return output.skip(field, value) };
        let stated = match Duration::parse(&text) {
            Ok(stated) => stated,
            Err(error) => {
                let finding = finding(error.to_string(), record, "stated");
                output.report(finding.label(Place::of(value), "not a duration"));
                return;
            }
        };
        let period = Period {
            from: from.map(|(date, _)| date.clone()),
            to: to.map(|(date, _)| date.clone()),
        };
        match period.fits(&stated) {
            Agreement::Agree => output.count(Count::Compared),
            Agreement::CannotTell => output.count(Count::CannotTell),
            Agreement::Differ => {
                output.count(Count::Compared);
                let length =
                    period.possible_length().map(|range| range.to_string()).unwrap_or_default();
                let message = format!(
                    "{} is stated to last {}, but its dates span {length}",
                    record.display_name(),
                    stated.describe()
                );
                let mut report = finding(message, record, "stated")
                    .label(Place::of(value), format!("stated: {}", stated.describe()))
                    .rests_on(record.anchor(), "stated", text);
                for (date, value) in from.into_iter().chain(to) {
                    report = report.label(Place::of(*value), "does not fit").rests_on(
                        record.anchor(),
                        "date",
                        date.to_string(),
                    );
                }
                output.report(report);
            }
        }
    }

    fn check_longest(
        &self,
        record: &Record<'_>,
        from: Option<&DatedValue<'_>>,
        to: Option<&DatedValue<'_>>,
        output: &mut Output<'_, ()>,
    ) {
        let (Some(longest), Some((from, from_value)), Some((to, to_value))) =
            (&self.longest, from, to)
        else {
            return;
        };
        let period = Period { from: Some(from.clone()), to: Some(to.clone()) };
        match period.is_longer_than(longest) {
            None => return output.count(Count::CannotTell),
            Some(false) => return output.count(Count::Compared),
            Some(true) => output.count(Count::Compared),
        }
        let length = period.possible_length().map(|range| range.to_string()).unwrap_or_default();
        let longest = longest.describe();
        let message = format!("{} lasts {length}, want at most {longest}", record.display_name());
        output.report(
            finding(message, record, "longest")
                .label(Place::of(*to_value), "ends here")
                .label(Place::of(*from_value), "starts here")
                .rests_on(record.anchor(), "from", from.to_string())
                .rests_on(record.anchor(), "to", to.to_string()),
        );
    }

    fn fields(&self) -> String {
        let fields = self.from.iter().chain(&self.to).map(|date| date.field().as_str());
        fields.collect::<Vec<_>>().join(",")
    }
}

fn check_past(
    record: &Record<'_>,
    field: &Field,
    value: Value<'_>,
    today: &PartialDate,
    output: &mut Output<'_, ()>,
) {
    let Some(date) = output.date(record, field, value) else { return };
    let is_after = date.is_after_today(today);
    if is_after.is_none() {
        output.count_at(Count::CannotTell, field.as_str(), Place::of(value));
    }
    if is_after == Some(true) {
        let message = format!("`{}` is {date}, after the day of this run, {today}", field.as_str());
        output.report(
            finding(message, record, field.as_str())
                .label(Place::of(value), "in the future")
                .rests_on(record.anchor(), field.as_str(), date.to_string()),
        );
    }
}

fn finding(message: String, record: &Record<'_>, field: &str) -> Finding {
    Finding::new(message, Anchor::new(record.anchor(), field)).in_record(record.place())
}
