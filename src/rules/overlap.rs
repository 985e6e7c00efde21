//! `overlap`: periods that share a day and must not.

use super::{Kind, Origin};
use crate::document::FileId;
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::{Arguments, IN, Parameter, Selection, Takes, WHERE};
use crate::path::Field;
use crate::rule::{AnyRule, Count, Lookups, Output, Record, Rule, scalar_text};
use crate::value::Agreement;
use crate::value::date::PartialDate;
use crate::value::overlap::{has_certain_extent, overlapping};
use crate::value::period::Period;
use std::collections::BTreeMap;

pub(super) const KIND: Kind = Kind {
    name: "overlap",
    about: "two records of one thing whose periods overlap",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::required("from", Takes::Field, "The field with the first day."),
        Parameter::required("to", Takes::Field, "The field with the last day."),
        Parameter::optional(
            "key",
            Takes::Fields,
            "The field or fields that say what a record is of; only records of the same thing must not overlap.",
        ),
        Parameter::optional(
            "within",
            Takes::Choice(&["dataset", "document", "folder", "parent"]),
            "Where they must not: in the dataset, in a document, in the documents of a folder, or in the object that encloses the records (`parent`); as `scope` says unless given.",
        ),
        Parameter::optional(
            "may-touch",
            Takes::Boolean,
            "Whether one may end on the day on which the next begins.",
        )
        .or("false"),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("overlap.md"),
};

struct Overlap {
    selection: Selection,
    from: Field,
    to: Field,
    key: Vec<Field>,
    within: Within,
    may_touch: bool,
}

#[derive(Clone, Copy)]
enum Within {
    Dataset,
    Document,
    Parent,
}

/// Where records must not overlap, and what they are of.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    /// The document, and the byte at which the enclosing object begins.
    scope: Option<(FileId, usize)>,
    key: Vec<String>,
}

/// A record's period.
struct Dated {
    group: Group,
    period: Period,
    record: Place,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn AnyRule>> {
    let selection = arguments.selection();
    let (from, to) = (arguments.field("from"), arguments.field("to"));
    let key = arguments.fields("key").unwrap_or_default();
    let within = match arguments.text("within").as_deref() {
        Some("document") => Within::Document,
        Some("parent") => Within::Parent,
        // Of a folder, the rule sees one at a time.
        _ => Within::Dataset,
    };
    let may_touch = arguments.boolean("may-touch")?;
    let (selection, from, to) = (selection?, from?, to?);
    Some(Box::new(Overlap { selection, from, to, key, within, may_touch }))
}

impl Rule for Overlap {
    type Fact = Dated;

    fn selection(&self) -> &Selection {
        &self.selection
    }

    fn keeps_documents_apart(&self) -> bool {
        matches!(self.within, Within::Document)
    }

    fn has_others(&self) -> bool {
        true
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Dated>) {
        let key: Option<Vec<_>> = self.key.iter().map(|field| field.first(record.value)).collect();
        // A record that does not say what it is of is of nothing.
        let Some(key) = key else { return };
        let key: Option<Vec<String>> =
            key.into_iter().map(|value| scalar_text(value).map(Into::into)).collect();
        let Some(key) = key else { return output.count(Count::Skipped) };
        let period =
            Period { from: date(record, &self.from, output), to: date(record, &self.to, output) };
        if period.from.is_none() && period.to.is_none() {
            return;
        }
        if period.order() == Agreement::Differ {
            // Which of its two dates is wrong is not known; `date-range` reports it.
            return output.count(Count::CannotTell);
        }
        let file = record.value.document().file();
        let scope = match self.within {
            Within::Dataset => None,
            Within::Document => Some((file, 0)),
            Within::Parent => {
                let parent = record.value.enclosing_object();
                Some((file, parent.map_or(0, |parent| parent.span().start)))
            }
        };
        output.keep(Dated { group: Group { scope, key }, period, record: record.place() });
    }

    fn settle(&self, facts: Vec<Dated>, lookups: &Lookups<'_>, output: &mut Output<'_, Dated>) {
        let mut groups: BTreeMap<Group, Vec<(Period, Record<'_>)>> = BTreeMap::new();
        for fact in facts {
            let record = lookups.record_at(&self.selection.collection, &fact.record);
            if let Some(record) = record {
                groups.entry(fact.group).or_default().push((fact.period, record));
            }
        }
        for (group, mut dated) in groups.into_iter().filter(|(_, dated)| dated.len() > 1) {
            // By their names, so that the order of records does not decide which pairs are shown.
            dated.sort_by_cached_key(|(_, record)| self.name(record));
            let (periods, records): (Vec<Period>, Vec<Record<'_>>) = dated.into_iter().unzip();
            for period in &periods {
                let is_certain = has_certain_extent(period, self.may_touch);
                output.count(if is_certain { Count::Compared } else { Count::CannotTell });
            }
            for (left, right) in overlapping(&periods, self.may_touch) {
                let (Some(left), Some(right)) = (
                    records.get(left).zip(periods.get(left)),
                    records.get(right).zip(periods.get(right)),
                ) else {
                    continue;
                };
                output.report(self.overlap(&group, left, right));
            }
        }
    }
}

impl Overlap {
    /// The name of a record, whatever its place and what the rule does not read of it.
    fn name(&self, record: &Record<'_>) -> String {
        let reads: Vec<Field> = self.key.iter().chain([&self.from, &self.to]).cloned().collect();
        record.anchor_by(&reads)
    }

    fn overlap(
        &self,
        group: &Group,
        (earlier, earlier_period): (&Record<'_>, &Period),
        (later, later_period): (&Record<'_>, &Period),
    ) -> Finding {
        let of = match group.key.as_slice() {
            [] => String::new(),
            key => format!(" of `{}`", key.join("`, `")),
        };
        let message = format!(
            "{} and {}{of} overlap: {earlier_period} and {later_period}",
            earlier.called(),
            later.called()
        );
        let mut both = [earlier, later];
        both.sort_by_cached_key(|record| self.name(record));
        let anchors = both.map(Record::anchor);
        let field = format!("{},{}", self.from, self.to);
        let mut finding = Finding::new(message, Anchor::new(anchors.join(" "), field))
            .in_record(later.place())
            .with_others([earlier.place()])
            .rests_on(earlier.anchor(), "period", earlier_period.to_string())
            .rests_on(later.anchor(), "period", later_period.to_string());
        for (record, which) in [(later, "the later one"), (earlier, "the earlier one")] {
            for (field, what) in [(&self.from, "begins"), (&self.to, "ends")] {
                if let Some(value) = field.first(record.value) {
                    finding = finding.label(Place::of(value), format!("{which} {what} here"));
                }
            }
        }
        finding
    }
}

/// The date in a field. That a text is a date is for `date-range`.
fn date(record: &Record<'_>, field: &Field, output: &mut Output<'_, Dated>) -> Option<PartialDate> {
    let value = field.first(record.value)?;
    let date = value.as_str().and_then(|text| PartialDate::parse(&text).ok());
    if date.is_none() {
        output.count(Count::Skipped);
    }
    date
}
