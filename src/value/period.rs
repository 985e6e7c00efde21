//! Periods between two dates of any precision, both included. Compares periods with each other and with
//! stated durations.

use std::fmt;

use jiff::civil::Date;

use crate::value::Agreement;
use crate::value::date::{Instant, PartialDate};
use crate::value::duration::Duration;
use serde::{Deserialize, Serialize};

/// A range from a date to a date, both included. A missing end is unknown, not infinite.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Period {
    /// The start, if it is known.
    pub from: Option<PartialDate>,
    /// The end, if it is known.
    pub to: Option<PartialDate>,
}

/// An end of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PeriodEnd {
    /// The first date of the period.
    Start,
    /// The last date of the period.
    End,
}

impl PeriodEnd {
    /// Returns the key of this end in a period's object.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            PeriodEnd::Start => "from",
            PeriodEnd::End => "to",
        }
    }
}

/// The first and last possible day of each end of a period.
struct PossibleDays {
    from: (Date, Date),
    to: (Date, Date),
}

/// The agreement of two periods at each end. If one of the periods has no date at an end, their agreement at
/// that end is `CannotTell`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PeriodAgreement {
    /// Agreement of the starts.
    pub from: Agreement,
    /// Agreement of the ends.
    pub to: Agreement,
}

impl PeriodAgreement {
    /// Returns the agreement of both ends together.
    #[must_use]
    pub fn overall(self) -> Agreement {
        self.from.and(self.to)
    }

    /// Returns the ends that differ.
    pub fn differing(self) -> impl Iterator<Item = PeriodEnd> {
        let ends = [(PeriodEnd::Start, self.from), (PeriodEnd::End, self.to)];
        ends.into_iter().filter(|(_, end)| *end == Agreement::Differ).map(|(end, _)| end)
    }
}

/// The minimum and maximum length of a period. Displayed as `at least 2 years and 2 days and at most 4 years`,
/// or as `3 years` if both are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LengthRange {
    /// The duration from the last possible start to the first possible end, but at least one day.
    pub shortest: Duration,
    /// The duration from the first possible start to the last possible end.
    pub longest: Duration,
}

impl fmt::Display for LengthRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.shortest == self.longest {
            return formatter.write_str(&self.shortest.describe());
        }
        let (shortest, longest) = (self.shortest.describe(), self.longest.describe());
        write!(formatter, "at least {shortest} and at most {longest}")
    }
}

impl Period {
    /// Compares the period with a stated duration. The first and the last day are included. For example, the
    /// period from 2017 to 2020 lasts at least 2 years and 2 days and at most 4 years, so `P3Y` agrees.
    ///
    /// Returns `CannotTell` if the start or the end is missing, if the end is certainly before the start (see
    /// [`Period::order`]), if only one of the conventions for the last day of a short month agrees (see
    /// [`Duration::ends_in_a_shorter_month`]), or if a period of the stated duration would end outside the calendar.
    #[must_use]
    pub fn fits(&self, stated: &Duration) -> Agreement {
        if self.order() != Agreement::Agree {
            return Agreement::CannotTell;
        }
        if stated.is_zero() {
            return Agreement::Differ;
        }
        let mut agreement = Agreement::Differ;
        for days in self.possible_days() {
            let by_day = |first: Date| {
                let is_shorter = stated.ends_in_a_shorter_month(first);
                let next = stated.last_day_from(first).and_then(|last| last.tomorrow().ok());
                is_shorter && next.is_some_and(|next| days.to.0 <= next && next <= days.to.1)
            };
            if agreement == Agreement::Differ && (by_day(days.from.0) || by_day(days.from.1)) {
                agreement = Agreement::CannotTell;
            }
            // A later first day leads to a later last day, so only the earliest and the latest first day are
            // compared.
            let Some(earliest_end) = stated.last_day_from(days.from.0) else {
                return Agreement::CannotTell;
            };
            let ends_late_enough = match stated.last_day_from(days.from.1) {
                Some(latest_end) => latest_end >= days.to.0,
                None => true,
            };
            if earliest_end <= days.to.1 && ends_late_enough {
                agreement = Agreement::Agree;
            }
        }
        agreement
    }

    /// Returns the possible days of both ends, or an empty list if an end is missing. If both ends are
    /// date-times with offsets, there are several combinations, since their days depend on the time zone.
    fn possible_days(&self) -> Vec<PossibleDays> {
        let (Some(from), Some(to)) = (&self.from, &self.to) else { return Vec::new() };
        let (Some(from_instants), Some(to_instants)) = (from.instants(), to.instants()) else {
            return vec![PossibleDays { from: from.days_beside(to), to: to.days_beside(from) }];
        };
        let ends = [from_instants.0, from_instants.1, to_instants.0, to_instants.1];
        let days_at = |offset: i64| {
            let days = ends.map(|instant| instant.day_at(offset));
            PossibleDays { from: (days[0], days[1]), to: (days[2], days[3]) }
        };
        Instant::offsets_where_day_changes(&ends).into_iter().map(days_at).collect()
    }

    /// Whether the period is longer than a duration. The first and the last day are included. Returns `None`
    /// if the answer depends on the exact days on which the period starts and ends, or if the start or the
    /// end is missing.
    #[must_use]
    pub fn is_longer_than(&self, longest: &Duration) -> Option<bool> {
        // A duration that would end outside the calendar is longer than any period.
        let is_within = |first: Date, last: Date| {
            longest.last_day_from(first).is_none_or(|latest_end| last <= latest_end)
        };
        let days = self.possible_days();
        if days.is_empty() {
            None
        } else if days.iter().all(|days| is_within(days.from.0, days.to.1)) {
            Some(false)
        } else if days.iter().all(|days| !is_within(days.from.1, days.to.0)) {
            Some(true)
        } else {
            None
        }
    }

    /// Returns the possible length of the period, for messages. Returns `None` if the start or the end is
    /// missing, or if the end is certainly before the start.
    #[must_use]
    pub fn possible_length(&self) -> Option<LengthRange> {
        if self.order() == Agreement::Differ {
            return None;
        }
        let days = self.possible_days();
        let number = |from: Date, to: Date| from.until(to).map_or(0, |span| span.get_days());
        let shortest = days.iter().min_by_key(|days| number(days.from.1, days.to.0))?;
        let longest = days.iter().max_by_key(|days| number(days.from.0, days.to.1))?;
        let one_day = Duration { days: 1, ..Duration::default() };
        Some(LengthRange {
            // If the period can start and end on the same day, the minimum is one day.
            shortest: Duration::of_days(shortest.from.1, shortest.to.0).unwrap_or(one_day),
            longest: Duration::of_days(longest.from.0, longest.to.1)?,
        })
    }

    /// Compares the start with the end. Returns `Differ` if the end is certainly before the start,
    /// `CannotTell` if one of them is missing, and otherwise `Agree`.
    #[must_use]
    pub fn order(&self) -> Agreement {
        match (&self.from, &self.to) {
            (Some(from), Some(to)) => Agreement::from_equality(!to.is_certainly_before(from)),
            _ => Agreement::CannotTell,
        }
    }

    /// Whether the two periods have a day in common. Returns `None` if the answer depends on the exact days
    /// on which they start and end, or on a missing date.
    #[must_use]
    pub fn overlaps(&self, other: &Period) -> Option<bool> {
        if self.is_certainly_over_before(other) || other.is_certainly_over_before(self) {
            return Some(false);
        }
        if self.has_certainly_begun_by_end_of(other) && other.has_certainly_begun_by_end_of(self) {
            return Some(true);
        }
        None
    }

    /// Compares the starts of two periods, and their ends.
    #[must_use]
    pub fn agrees_with(&self, other: &Period) -> PeriodAgreement {
        PeriodAgreement {
            from: ends_agree(self.from.as_ref(), other.from.as_ref()),
            to: ends_agree(self.to.as_ref(), other.to.as_ref()),
        }
    }

    fn is_certainly_over_before(&self, other: &Period) -> bool {
        match (&self.to, &other.from) {
            (Some(end), Some(start)) => end.is_certainly_before(start),
            _ => false,
        }
    }

    /// Whether this period certainly begins before or at the end of the other period. A period with only one
    /// known date includes that date.
    fn has_certainly_begun_by_end_of(&self, other: &Period) -> bool {
        let mut ends = other.ends();
        ends.any(|end| self.ends().any(|start| end.is_before(start) == Some(false)))
    }

    fn ends(&self) -> impl Iterator<Item = &PartialDate> {
        [self.from.as_ref(), self.to.as_ref()].into_iter().flatten()
    }
}

impl fmt::Display for Period {
    /// Formats the period as in `2017 to 2020`, with `?` for a missing date.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.from {
            Some(from) => write!(formatter, "{from} to ")?,
            None => formatter.write_str("? to ")?,
        }
        match &self.to {
            Some(to) => write!(formatter, "{to}"),
            None => formatter.write_str("?"),
        }
    }
}

fn ends_agree(left: Option<&PartialDate>, right: Option<&PartialDate>) -> Agreement {
    match (left, right) {
        (Some(left), Some(right)) => left.agrees_with(right),
        _ => Agreement::CannotTell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn period(from: &str, to: &str) -> Period {
        Period { from: PartialDate::parse(from).ok(), to: PartialDate::parse(to).ok() }
    }

    fn duration(text: &str) -> Duration {
        Duration::parse(text).unwrap()
    }

    #[test]
    fn a_stated_duration_fits_what_the_period_can_last() {
        use Agreement::{Agree, CannotTell, Differ};
        for (from, to, stated, agreement) in [
            ("2017", "2020", "P3Y", Agree),
            ("2017", "2020", "P4Y", Agree),
            ("2017", "2020", "P2Y2D", Agree),
            ("2017", "2020", "P2Y1D", Differ),
            ("2017", "2020", "P2Y", Differ),
            ("2017", "2020", "P4Y1D", Differ),
            ("2018-04", "2021-03", "P3Y", Agree),
            ("2018-04", "2021-02", "P3Y", Differ),
            ("2018-04-01", "2021-03-31", "P3Y", Agree),
            ("2018-04-01", "2021-03-30", "P3Y", Differ),
            ("2018-04-01", "2021-04-01", "P3Y", Differ),
            ("2017", "2017", "P3Y", Differ),
            ("2017", "2017", "P1Y", Agree),
            ("2017", "2017", "P1D", Agree),
            ("2017", "2017", "P0D", Differ),
            ("2017-08", "2021-02", "P3Y", Differ),
            ("2017-08", "2021-02", "P42M", Agree),
            ("2017-01-31", "2017-02-27", "P1M", Agree),
            ("2017", "", "P3Y", CannotTell),
            ("", "2020", "P3Y", CannotTell),
            ("", "", "P3Y", CannotTell),
            ("2020", "2017", "P3Y", CannotTell),
            ("9999", "9999", "P1Y", CannotTell),
            ("2017-01-01", "9999-12-31", "P3Y", Differ),
        ] {
            assert_eq!(
                period(from, to).fits(&duration(stated)),
                agreement,
                "{from}..{to} {stated}"
            );
        }
    }

    #[test]
    fn a_period_is_longer_only_when_that_is_certain() {
        for (from, to, longest, longer) in [
            ("2017-01-01", "2019-12-31", "P3Y", Some(false)),
            ("2017-01-01", "2020-01-01", "P3Y", Some(true)),
            ("2017", "2019", "P3Y", Some(false)),
            ("2017", "2020", "P3Y", None),
            ("2017", "2021", "P3Y", Some(true)),
            ("2017", "", "P3Y", None),
            ("2017", "2020", "P9999Y", Some(false)),
        ] {
            let period = period(from, to);
            assert_eq!(period.is_longer_than(&duration(longest)), longer, "{period} {longest}");
        }
    }

    #[test]
    fn the_possible_length_can_be_read() {
        let words = |from, to| period(from, to).possible_length().map(|length| length.to_string());
        assert_eq!(
            words("2017", "2020").unwrap(),
            "at least 2 years and 2 days and at most 4 years"
        );
        assert_eq!(words("2018-04-01", "2021-03-31").unwrap(), "3 years");
        assert_eq!(words("2017", "2017").unwrap(), "at least 1 day and at most 1 year");
        assert_eq!(words("2017", ""), None);
        assert_eq!(words("2020", "2017"), None);
    }

    #[test]
    fn the_order_of_the_ends_is_known_or_not() {
        use Agreement::{Agree, CannotTell, Differ};
        for (from, to, order) in [
            ("2017", "2020", Agree),
            ("2017", "2017", Agree),
            ("2017-08", "2017", Agree),
            ("2018", "2017", Differ),
            ("2017-08-31", "2017-08-30", Differ),
            ("2017", "", CannotTell),
        ] {
            assert_eq!(period(from, to).order(), order, "{from}..{to}");
        }
    }

    #[test]
    fn an_overlap_is_reported_only_when_certain() {
        for (first, second, overlap) in [
            (("2017", "2020"), ("2018", "2019"), Some(true)),
            (("2017", "2018"), ("2019", "2020"), Some(false)),
            (("2017", "2018"), ("2018", "2020"), None),
            (("2017-08", "2020"), ("2021", ""), Some(false)),
            (("2017", ""), ("2018", "2019"), None),
            (("2018-05", ""), ("2017", "2019"), Some(true)),
            (("", "2018-05"), ("2017", "2019"), Some(true)),
            (("", "2016"), ("2017", ""), Some(false)),
            (("", ""), ("2017", "2019"), None),
            (("2017-05-01", "2017-05-01"), ("2017-05-01", "2017-05-01"), Some(true)),
        ] {
            let (first, second) = (period(first.0, first.1), period(second.0, second.1));
            assert_eq!(first.overlaps(&second), overlap, "{first} and {second}");
            assert_eq!(second.overlaps(&first), overlap, "{second} and {first}");
        }
    }

    #[test]
    fn the_two_ends_are_compared_separately() {
        use Agreement::{Agree, CannotTell, Differ};
        let source_document = period("2017", "2020");
        let interpol = period("2017-08", "2021-02");
        let comparison = source_document.agrees_with(&interpol);
        assert_eq!((comparison.from, comparison.to, comparison.overall()), (Agree, Differ, Differ));
        let comparison = source_document.agrees_with(&period("2017", ""));
        assert_eq!(
            (comparison.from, comparison.to, comparison.overall()),
            (Agree, CannotTell, CannotTell)
        );
    }

    #[test]
    fn the_length_of_a_period_does_not_depend_on_notation() {
        for (from, to, words) in [
            ("2018-10-24T22:30:00Z", "2018-10-26T22:29:00Z", "at least 2 days and at most 3 days"),
            (
                "2018-10-25T00:30:00+02:00",
                "2018-10-26T22:29:00Z",
                "at least 2 days and at most 3 days",
            ),
            ("2018-10-24T22:30:00Z", "2018-10-27", "at least 3 days and at most 5 days"),
            ("2018-10-25T00:30:00+02:00", "2018-10-27", "at least 3 days and at most 5 days"),
        ] {
            let period = period(from, to);
            assert_eq!(period.possible_length().unwrap().to_string(), words, "{period}");
            assert_eq!(period.fits(&duration("P3D")), Agreement::Agree, "{period}");
            assert_eq!(period.fits(&duration("P6D")), Agreement::Differ, "{period}");
            assert_eq!(period.is_longer_than(&duration("P1D")), Some(true), "{period}");
            assert_eq!(period.is_longer_than(&duration("P5D")), Some(false), "{period}");
        }
        let period = period("2018-10-24T22:30:00Z", "2018-10-26T22:29:00Z");
        assert_eq!(period.is_longer_than(&duration("P2D")), None);
        assert_eq!(period.fits(&duration("P4D")), Agreement::Differ);
    }

    proptest! {
        #[test]
        fn the_shortest_and_the_longest_length_fit(
            from in "20[01][0-9](-0[1-9](-[012][1-8])?)?",
            to in "20[01][0-9](-0[1-9](-[012][1-8])?)?",
        ) {
            let period = period(&from, &to);
            if let Some(length) = period.possible_length() {
                prop_assert_eq!(period.fits(&length.longest), Agreement::Agree);
                prop_assert_eq!(period.fits(&length.shortest), Agreement::Agree);
                let longer = Duration { years: length.longest.years + 1, ..length.longest };
                prop_assert_eq!(period.fits(&longer), Agreement::Differ);
            } else {
                prop_assert_eq!(period.order(), Agreement::Differ);
            }
        }
    }
}
