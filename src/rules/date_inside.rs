//! `date-inside`: a date outside its range.

use super::{Kind, Origin};
use crate::document::Value;
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::Constraint::{PairedWith, RequiredWithout, Requires};
use crate::parameters::{
    Arguments, IN, Parameter, ParameterType, TARGET_OR_VISITED, WHERE, WITHIN,
};
use crate::path::Field;
use crate::rule::{
    Count, DateField, DatedValue, Declaration, DynRule, Lookup, Lookups, Output, Partner, Record,
    Rule, key_text, too_many_pairs,
};
use crate::value::date::PartialDate;
use crate::value::period::Period;
use crate::words::counted;

pub(super) const KIND: Kind = Kind {
    name: "date-inside",
    about: "a date outside its range",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::required("fields", ParameterType::Fields, "The fields with the dates."),
        Parameter::optional(
            "key",
            ParameterType::Field,
            "The field with the id or ids of the records that have the range.",
        )
        .with(&[PairedWith("to")]),
        Parameter::optional("to", ParameterType::Collection, "The collection of the records that have the range.")
            .by_id(),
        Parameter::optional(
            "range-from",
            ParameterType::Field,
            "The field with the first day of the range: in the record, in an enclosing object (`^.from`), or with `key` in another record.",
        )
        .relative_to(TARGET_OR_VISITED)
        .with(&[RequiredWithout(&["range-to"])]),
        Parameter::optional(
            "range-from-which",
            ParameterType::Choice(DateField::WORDS),
            "Which date of `range-from` to use, if it can select several.",
        )
        .with(&[Requires("range-from")]),
        Parameter::optional("range-to", ParameterType::Field, "The field with the last day of the range.").relative_to(TARGET_OR_VISITED),
        Parameter::optional(
            "range-to-which",
            ParameterType::Choice(DateField::WORDS),
            "Which date of `range-to` to use, if it can select several.",
        )
        .with(&[Requires("range-to")]),
        WITHIN,
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("date_inside.md"),
};

struct DateInside {
    declaration: Declaration,
    fields: Vec<Field>,
    range_from: Option<DateField>,
    range_to: Option<DateField>,
    /// The field with the id of the record that contains the range, and the collection of that record, or `None` if
    /// the range is in the visited record.
    holder: Option<(Field, String)>,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, fields) = (arguments.selection(), arguments.fields("fields"));
    let given = [arguments.is_given("range-from"), arguments.is_given("range-to")];
    let range_from = DateField::take(arguments, "range-from", "range-from-which");
    let range_to = DateField::take(arguments, "range-to", "range-to-which");
    let holder = arguments.field("key").zip(arguments.text("to"));
    let (selection, fields) = (selection?, fields?);
    if given != [range_from.is_some(), range_to.is_some()] {
        return None;
    }
    let ends = || range_from.iter().chain(&range_to).map(DateField::field);
    let mut pairs = ends().flat_map(|end| fields.iter().map(move |field| (end, field)));
    let has_range = given.contains(&true);
    if has_range && holder.is_none() && pairs.all(|(end, field)| end.as_str() == field.as_str()) {
        arguments
            .warn_of_argument("fields", "a date is never outside a range that it begins or ends");
    }
    let holders = holder.iter().map(|(_, to)| Lookup::of_fields(to, None, ends()));
    let partner = Partner::Needed(
        "no record with a date in `fields` has a range, or names a record that has one",
    );
    let declaration =
        Declaration { lookups: holders.collect(), ..Declaration::new(selection, partner) };
    Some(Box::new(DateInside { declaration, fields, range_from, range_to, holder }))
}

impl Rule for DateInside {
    type Fact = ();

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut Output<'_, ()>) {
        let Some((key, to)) = &self.holder else {
            return self.judge(record, &[self.range(record, None, output)], output);
        };
        let file = record.value.document().file();
        let mut ranges = Vec::new();
        key.each(record.value, |value| {
            let Some(id) = key_text(value) else { return output.skip(key, value) };
            if let Some(holder) = lookups.record_relative_to(file, to, &id) {
                return ranges.push(self.range(holder, Some(value), output));
            }
            // The kind `reference` reports ids without a record, and `unique` ids of several records.
            output.pass_over();
            output.count_at(Count::CannotTell, key.as_str(), Place::of(value));
        });
        self.judge(record, &ranges, output);
    }
}

/// A range, with the values that contain its ends.
struct Range<'h, 'a, 'r> {
    /// The record that contains the range.
    holder: &'h Record<'a>,
    /// The id of that record in the visited record, or `None` if the range is in the visited record.
    named_at: Option<Value<'r>>,
    from: Option<DatedValue<'a>>,
    to: Option<DatedValue<'a>>,
}

/// Maximum number of ranges for which a date is reported one by one.
const MAX_REPORTED: usize = 12;

impl DateInside {
    fn range<'h, 'a, 'r>(
        &self,
        holder: &'h Record<'a>,
        named_at: Option<Value<'r>>,
        output: &mut Output<'_, ()>,
    ) -> Range<'h, 'a, 'r> {
        let mut end = |date: Option<&DateField>| date?.find(holder, output);
        let (from, to) = (end(self.range_from.as_ref()), end(self.range_to.as_ref()));
        Range { holder, named_at, from, to }
    }

    fn judge(
        &self,
        record: &Record<'_>,
        ranges: &[Range<'_, '_, '_>],
        output: &mut Output<'_, ()>,
    ) {
        if ranges.is_empty() {
            return;
        }
        for field in &self.fields {
            let values = field.select(record.value);
            output.find_partner(|| !values.is_empty() && ranges.iter().any(Range::has_end));
            let others = (ranges.len(), "ranges");
            if let Some(finding) = too_many_pairs(record, field, values.len(), others) {
                output.count_at(Count::CannotTell, field.as_str(), record.place());
                output.report(finding);
                continue;
            }
            for value in values {
                let Some(date) = output.date(record, field, value) else { continue };
                self.judge_date(record, field, &(date, value), ranges, output);
            }
        }
    }

    fn judge_date(
        &self,
        record: &Record<'_>,
        field: &Field,
        date: &DatedValue<'_>,
        ranges: &[Range<'_, '_, '_>],
        output: &mut Output<'_, ()>,
    ) {
        let exceeded: Vec<(&Range<'_, '_, '_>, Place, &str)> = ranges
            .iter()
            .filter_map(|range| {
                let (limit, what) = range.exceeded(&date.0, output)?;
                Some((range, Place::of(limit.1), what))
            })
            .collect();
        // If there are many ranges, a single finding covers all of them.
        let (each, others) = match exceeded.len() {
            number if number > MAX_REPORTED => (1, number - 1),
            number => (number, 0),
        };
        for (range, limit, what) in exceeded.into_iter().take(each) {
            let finding = self.outside(record, field, date, range, others);
            let finding = finding.label(limit, what);
            output.report(match range.named_at {
                Some(named_at) => finding.label(Place::of(named_at), "named here"),
                None => finding,
            });
        }
    }

    /// Returns the finding about a date outside of a range. `others` is the number of further ranges that the
    /// finding covers.
    fn outside(
        &self,
        record: &Record<'_>,
        field: &Field,
        (date, value): &DatedValue<'_>,
        range: &Range<'_, '_, '_>,
        others: usize,
    ) -> Finding {
        let limits = Period {
            from: range.from.as_ref().map(|(date, _)| date.clone()),
            to: range.to.as_ref().map(|(date, _)| date.clone()),
        };
        let whose = if self.holder.is_some() {
            format!("the time of {}", range.holder.display_name())
        } else {
            let ends = self.range_from.iter().chain(&self.range_to);
            let ends: Vec<String> = ends.map(|end| format!("`{}`", end.field())).collect();
            ends.join(" to ")
        };
        let record_name = record.display_name();
        let message =
            format!("`{field}` of {record_name} is {date}, want it inside {limits}, {whose}");
        let finding = Finding::new(message, Anchor::new(record.anchor(), field.as_str()))
            .in_record(record.place())
            .label(Place::of(*value), "outside the range")
            .rests_on(record.anchor(), field.as_str(), date.to_string())
            .rests_on(record.anchor(), "range", limits.to_string());
        if others == 0 {
            return finding;
        }
        let message =
            format!("{}; it is outside {} too", finding.message, counted(others, "other range"));
        Finding { message, ..finding }.rests_on(record.anchor(), "other ranges", others.to_string())
    }
}

impl<'a> Range<'_, 'a, '_> {
    fn has_end(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// Returns the start of the range if the date is certainly before it, or the end if the date is certainly
    /// after it, with a label. Returns `None` if the date is, or may be, in the range.
    fn exceeded(
        &self,
        date: &PartialDate,
        output: &mut Output<'_, ()>,
    ) -> Option<(&DatedValue<'a>, &'static str)> {
        let mut is = |answer: Option<bool>| {
            output.count(if answer.is_some() { Count::Compared } else { Count::CannotTell });
            answer == Some(true)
        };
        let from = self.from.as_ref().filter(|(from, _)| is(date.is_before(from)));
        let to = self.to.as_ref().filter(|(to, _)| is(to.is_before(date)));
        from.map(|from| (from, "the range begins here"))
            .or(to.map(|to| (to, "the range ends here")))
    }
}
