//! `overlap`: periods that must not share a day but do.

use super::date_range::{WHICH_FROM, WHICH_TO};
use super::{Kind, Origin};
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::Constraint::Requires;
use crate::parameters::{Arguments, IN, PARENT, Parameter, ParameterType, Role, WHERE};
use crate::path::Field;
use crate::rule::{
    Count, DateField, DatedValue, Declaration, Documents, DynRule, Grouping, Key, Lookups, Output,
    Partner, Record, Rule, Within, key_text,
};
use crate::value::Agreement;
use crate::value::date::PartialDate;
use crate::value::overlap::{has_certain_extent, overlapping};
use crate::value::period::Period;
use serde::{Deserialize, Serialize};

pub(super) const KIND: Kind = Kind {
    name: "overlap",
    about: "two records about the same thing whose periods overlap",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::required("from", ParameterType::Field, "The field with the first day."),
        Parameter::optional("from-which", ParameterType::Choice(DateField::WORDS), WHICH_FROM)
            .with(&[Requires("from")]),
        Parameter::required("to", ParameterType::Field, "The field with the last day."),
        Parameter::optional("to-which", ParameterType::Choice(DateField::WORDS), WHICH_TO)
            .with(&[Requires("to")]),
        Parameter::optional(
            "key",
            ParameterType::Fields,
            "The field or fields that identify the subject of a record. Only records with the same subject are compared.",
        ),
        Parameter::optional(
            "within",
            ParameterType::Choice(&["dataset", "document", "folder", PARENT]),
            "Where records must not overlap: in the dataset, in a document, in the documents of a folder, or in the enclosing object (`parent`). The default is the rulebook's `scope`.",
        )
        .role(Role::Scope),
        Parameter::optional(
            "may-touch",
            ParameterType::Boolean,
            "Whether a period may end on the day on which the next begins.",
        )
        .with_default("false"),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("overlap.md"),
};

struct Overlap {
    declaration: Declaration,
    from: DateField,
    to: DateField,
    key: Vec<Field>,
    within: Within,
    may_touch: bool,
}

/// A fact about a record: its period.
#[derive(Clone, Serialize, Deserialize)]
struct Dated {
    /// The name of the record. It depends only on fields that the rule reads, not on the record's place.
    name: String,
    period: Period,
    /// The places of the dates on which the period begins and ends.
    ends: [Option<Place>; 2],
    record: Place,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let selection = arguments.selection();
    let from = DateField::take(arguments, "from", "from-which");
    let to = DateField::take(arguments, "to", "to-which");
    let key = arguments.fields("key").unwrap_or_default();
    let within = Within::of_word(arguments.text("within").as_deref());
    let may_touch = arguments.boolean("may-touch")?;
    let (selection, from, to) = (selection?, from?, to?);
    let partner =
        Partner::Peers("no two records that it selects have dates and the same `key`", within);
    let declaration = Declaration {
        keeps_documents_apart: within == Within::Document,
        has_others: true,
        grouping: Grouping::Shared,
        ..Declaration::new(selection, partner)
    };
    Some(Box::new(Overlap { declaration, from, to, key, within, may_touch }))
}

impl Rule for Overlap {
    type Fact = Dated;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Dated>) {
        let mut key = Vec::with_capacity(self.key.len());
        for field in &self.key {
            // A record without a part of the key does not belong to any group.
            let Some(value) = output.only(field, record.value) else { return };
            let Some(text) = key_text(value) else { return output.skip(field, value) };
            key.push(text);
        }
        let (from, from_place) = split(self.from.find(record, output));
        let (to, to_place) = split(self.to.find(record, output));
        let period = Period { from, to };
        if period.from.is_none() && period.to.is_none() {
            return;
        }
        if period.order() == Agreement::Differ {
            // The period ends before it begins, and it is unknown which of the two dates is wrong. The kind
            // `date-range` reports the mistake.
            return output.count(Count::CannotTell);
        }
        let space = self.within.space(record.value);
        output.keep_under(space, &key, || Dated {
            name: self.name(record),
            period,
            ends: [from_place, to_place],
            record: record.place(),
        });
    }

    fn settle(
        &self,
        key: &Key,
        mut facts: Vec<Dated>,
        _: &Lookups<'_>,
        output: &mut Output<'_, Dated>,
    ) {
        if facts.len() < 2 {
            return;
        }
        output.found_partner();
        // Facts are sorted by name, so that the reported pairs do not depend on the order of the records.
        facts.sort_by(|left, right| left.name.cmp(&right.name));
        for dated in &facts {
            let is_certain = has_certain_extent(&dated.period, self.may_touch);
            let count = if is_certain { Count::Compared } else { Count::CannotTell };
            output.count_at(count, "", dated.record.clone());
        }
        let periods: Vec<Period> = facts.iter().map(|dated| dated.period.clone()).collect();
        let pairs = overlapping(&periods, self.may_touch).into_iter();
        let pairs = pairs.flat_map(|(earlier, later)| [earlier, later]);
        let pairs: Vec<Dated> = pairs.filter_map(|at| facts.get(at).cloned()).collect();
        if !pairs.is_empty() {
            output.complete(key, &pairs);
        }
    }

    fn reads_again(&self, fact: &Dated) -> Vec<Place> {
        vec![fact.record.clone()]
    }

    fn complete(
        &self,
        key: &Key,
        facts: Vec<Dated>,
        _: &Lookups<'_>,
        documents: &Documents<'_, '_>,
        output: &mut Output<'_, Dated>,
    ) {
        let record_of =
            |dated: &Dated| documents.record_at(self.declaration.collection(), &dated.record);
        for [earlier, later] in facts.as_chunks::<2>().0 {
            if let Some(records) = record_of(earlier).zip(record_of(later)) {
                output.report(self.overlap(key, [earlier, later], &records));
            }
        }
    }
}

impl Overlap {
    fn name(&self, record: &Record<'_>) -> String {
        let reads: Vec<Field> =
            self.key.iter().chain([self.from.field(), self.to.field()]).cloned().collect();
        record.anchor_by(&reads)
    }

    fn overlap(
        &self,
        key: &Key,
        dated: [&Dated; 2],
        (earlier, later): &(Record<'_>, Record<'_>),
    ) -> Finding {
        let [earlier_period, later_period] = dated.map(|dated| &dated.period);
        let of = match key.texts.as_slice() {
            [] => String::new(),
            key => format!(" of `{}`", key.join("`, `")),
        };
        let message = format!(
            "{} and {}{of} overlap: {earlier_period} and {later_period}",
            earlier.display_name(),
            later.display_name()
        );
        let mut both = [(&dated[0].name, earlier), (&dated[1].name, later)];
        both.sort_by_key(|(name, _)| *name);
        let anchors = both.map(|(_, record)| record.anchor());
        let field = format!("{},{}", self.from.field(), self.to.field());
        let mut finding = Finding::new(message, Anchor::new(anchors.join(" "), field))
            .in_record(later.place())
            .with_others([earlier.place()])
            .rests_on(earlier.anchor(), "period", earlier_period.to_string())
            .rests_on(later.anchor(), "period", later_period.to_string());
        for (dated, which) in dated.iter().zip(["the earlier one", "the later one"]).rev() {
            for (place, what) in dated.ends.iter().zip(["begins", "ends"]) {
                if let Some(place) = place {
                    finding = finding.label(place.clone(), format!("{which} {what} here"));
                }
            }
        }
        finding
    }
}

/// Splits an optional date into the date and its place.
fn split(date: Option<DatedValue<'_>>) -> (Option<PartialDate>, Option<Place>) {
    date.map(|(date, value)| (date, Place::of(value))).unzip()
}
