//! Creates the findings of `count`: a number that differs from the stated number, or is out of bounds.

use super::bounds::UnmetBound;
use super::{CountItems, Counted, Fact};
use crate::document::Value;
use crate::finding::{Anchor, Finding, Place};
use crate::path::Field;
use crate::rule::{Count, Output, Record};
use crate::value::number::Decimal;
use crate::value::shortened;

/// The things that were counted.
pub(super) struct Found {
    pub(super) places: Vec<Place>,
    /// The maximum number of further things that may exist.
    pub(super) unknown: u64,
    /// The words for the part of the dataset in which they were counted, or an empty text.
    pub(super) part: &'static str,
}

impl CountItems {
    /// Compares the number of counted things with the stated number, and with the bounds.
    pub(super) fn judge(
        &self,
        record: &Record<'_>,
        counted: &Found,
        output: &mut Output<'_, Fact>,
    ) {
        let (found, unknown) = (counted.places.as_slice(), counted.unknown);
        if let Some(field) = &self.field
            && let Some(value) = output.only(field, record.value)
        {
            let number = value.as_number().map(|number| Decimal::from_json(number.literal()));
            // If there are unknown records, the counted number is a lower bound.
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
                (format!("{} of `{to}`{}", counted.records_noun(), counted.part), to.as_str())
            }
            Counted::Records { .. } => return,
        };
        let message = format!("{} has {number} {what}, want {want}", record.display_name());
        let finding = Finding::new(message, Anchor::new(record.anchor(), anchor))
            .in_record(record.place())
            .rests_on(record.anchor(), "counted", &*number);
        let has = format!("has {number}, want {want}");
        // If the record has too many items, the first surplus item is the primary place.
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
        output: &mut Output<'_, Fact>,
    ) {
        output.count_at(Count::Compared, "", Place::of(value));
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
        // Surplus items can only be determined if the stated number is an integer below the number of items.
        let stated = number.to_string().parse().ok().filter(|stated| *stated < found.places.len());
        output.report(with_counted(finding, &found.places, stated));
    }

    /// Compares the number of records with the bounds. With `per`, the records are those with the value
    /// `key`. `part` are the words for the part of the dataset in which they were counted.
    pub(super) fn judge_group(
        &self,
        (per, part): (Option<&Field>, &str),
        key: Option<&str>,
        records: &[Place],
        output: &mut Output<'_, Fact>,
    ) {
        let (number, collection) = (records.len(), self.declaration.collection());
        let Some(UnmetBound { want, allowed }) = self.bounds.unmet(number) else { return };
        let noun = records_noun(number);
        let of_which = match (per, key) {
            (Some(per), Some(key)) => format!(" with the `{per}` `{}`", shortened(key)),
            _ => String::new(),
        };
        let message = format!("{number} {noun} of `{collection}`{part}{of_which}, want {want}");
        let subject = format!("{collection}/{}", key.unwrap_or_default());
        let finding = Finding::new(message, Anchor::new(subject, per.map_or("", Field::as_str)))
            .rests_on("", "counted", number.to_string());
        if records.is_empty() {
            let place = self.bounds.place.clone();
            return output.report(finding.label(place, format!("want {want}")));
        }
        output.report(with_counted(finding, records, allowed));
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

    fn records_noun(&self) -> &'static str {
        if self.unknown == 0 { records_noun(self.places.len()) } else { "records" }
    }
}

/// Labels the counted things. If `allowed` is given, only the things beyond that number are labelled.
fn with_counted(finding: Finding, found: &[Place], allowed: Option<usize>) -> Finding {
    let surplus = found.iter().enumerate().skip(allowed.unwrap_or_default());
    surplus.fold(finding, |finding, (position, place)| {
        finding.label(place.clone(), format!("counted as {}", position + 1))
    })
}

fn records_noun(number: usize) -> &'static str {
    if number == 1 { "record" } else { "records" }
}
