//! Finds overlapping periods without comparing every pair.

use crate::value::date::{Instant, PartialDate};
use crate::value::period::Period;

/// The interval that a period certainly covers, in UTC. It begins at the latest instant at which the period
/// can begin, and ends before the earliest instant at which the period can end. If `certain_end` is not after
/// `certain_start`, there is no instant that the period certainly covers. But even then, the period certainly
/// overlaps any interval that begins before `certain_end` and ends after `certain_start`.
#[derive(Clone)]
struct Extent {
    period: usize,
    certain_start: Instant,
    certain_end: Instant,
}

/// Returns pairs of periods that certainly overlap, as positions in `periods`. Not all pairs are returned: the
/// periods are sorted by their certain starts, and each period is paired with at most one earlier period.
///
/// Two periods also overlap if one ends on the day on which the other begins, unless `may_touch` is set. A
/// period may always begin at the date-time at which another ends.
#[must_use]
pub fn overlapping(periods: &[Period], may_touch: bool) -> Vec<(usize, usize)> {
    let extents = periods.iter().enumerate().filter_map(|(position, period)| {
        let (certain_start, certain_end) = extent(period, may_touch)?;
        Some(Extent { period: position, certain_start, certain_end })
    });
    let mut extents: Vec<Extent> = extents.collect();
    extents.sort_by(|left, right| {
        (&left.certain_start, &left.certain_end).cmp(&(&right.certain_start, &right.certain_end))
    });
    let mut lasts_longest: Vec<&Extent> = Vec::with_capacity(extents.len());
    let mut pairs = Vec::new();
    for (position, extent) in extents.iter().enumerate() {
        // The candidate is the period with the latest end among the earlier periods that certainly begin
        // before this period ends.
        let have_begun = extents.partition_point(|other| other.certain_start < extent.certain_end);
        let candidate =
            position.min(have_begun).checked_sub(1).and_then(|last| lasts_longest.get(last));
        if let Some(candidate) =
            candidate.filter(|candidate| extent.certain_start < candidate.certain_end)
            && is_confirmed(periods, candidate.period, extent.period)
        {
            pairs.push((candidate.period, extent.period));
        }
        let longest =
            lasts_longest.last().filter(|longest| longest.certain_end >= extent.certain_end);
        lasts_longest.push(longest.copied().unwrap_or(extent));
    }
    pairs
}

/// Whether there is an instant that a period certainly covers.
#[must_use]
pub fn has_certain_extent(period: &Period, may_touch: bool) -> bool {
    extent(period, may_touch)
        .is_some_and(|(certain_start, certain_end)| certain_start < certain_end)
}

/// Checks a possible overlap with [`Period::overlaps`], which compares a day and a date-time by their days.
fn is_confirmed(periods: &[Period], left: usize, right: usize) -> bool {
    let (Some(left), Some(right)) = (periods.get(left), periods.get(right)) else {
        debug_assert!(false, "an overlap is of two of the periods that were given");
        return false;
    };
    left.overlaps(right) == Some(true)
}

fn extent(period: &Period, may_touch: bool) -> Option<(Instant, Instant)> {
    let ends = || [period.from.as_ref(), period.to.as_ref()].into_iter().flatten();
    // If only one end is known, the period certainly covers that end.
    let certain_start = ends().map(latest_begin).min()?;
    let certain_end = ends().map(|date| earliest_end(date, may_touch)).max()?;
    Some((certain_start, certain_end))
}

/// Returns the latest instant at which a period with the start `date` can begin.
fn latest_begin(date: &PartialDate) -> Instant {
    match date.instants() {
        Some((_, last)) => last.clone(),
        None if date.has_time() => Instant::end_of_day(date.last_day()),
        None => Instant::start_of_day(date.last_day()),
    }
}

/// Returns the earliest instant at which a period with the end `date` can end.
fn earliest_end(date: &PartialDate, may_touch: bool) -> Instant {
    match date.instants() {
        Some((first, _)) => first.clone(),
        None if may_touch || date.has_time() => Instant::start_of_day(date.first_day()),
        None => Instant::end_of_day(date.first_day()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn period(from: &str, to: &str) -> Period {
        Period { from: PartialDate::parse(from).ok(), to: PartialDate::parse(to).ok() }
    }

    fn check(periods: &[(&str, &str)], may_touch: bool, expected: &[(usize, usize)]) {
        let read: Vec<Period> = periods.iter().map(|(from, to)| period(from, to)).collect();
        assert_eq!(overlapping(&read, may_touch), expected, "{periods:?}");
    }

    #[test]
    fn overlapping_periods_are_found() {
        check(&[("2017", "2018"), ("2019", "2020")], false, &[]);
        check(
            &[("2019-05", "2020"), ("2017", "2019-06"), ("2018", "2018")],
            false,
            &[(1, 2), (1, 0)],
        );
        check(&[("2017-01-01", "2017-06-30"), ("2017-06-30", "2018")], false, &[(0, 1)]);
        check(&[("2017-01-01", "2017-06-30"), ("2017-06-30", "2018")], true, &[]);
        // A period that begins in 2015 covers no certain instant, but overlaps a period that includes 2015.
        check(&[("2010", "2020"), ("2015", "")], false, &[(0, 1)]);
        check(&[("2015", ""), ("2015", "2016")], false, &[]);
        check(&[("", ""), ("2017", "2019")], false, &[]);
    }

    #[test]
    fn date_times_may_touch() {
        let morning = ("2017-05-01T09:00:00Z", "2017-05-01T12:00:00Z");
        check(&[morning, ("2017-05-01T12:00:00Z", "2017-05-01T15:00:00Z")], false, &[]);
        check(&[morning, ("2017-05-01T13:59:00+02:00", "2017-05-01T15:00:00Z")], false, &[(0, 1)]);
    }

    #[test]
    fn a_date_time_without_an_offset_overlaps_only_by_days() {
        let morning = ("2017-05-01T09:00:00", "2017-05-01T12:00:00");
        check(&[morning, ("2017-05-01T10:00:00", "2017-05-01T15:00:00")], false, &[]);
        let days = ("2017-05-01T09:00:00", "2017-05-04T12:00:00");
        check(&[days, ("2017-05-02T10:00:00", "2017-05-07T15:00:00")], false, &[(0, 1)]);
    }

    #[test]
    fn the_last_hours_of_the_calendar_are_instants() {
        let open = ("2020-01-01T00:00:00Z", "9999-12-31T23:59:59Z");
        check(&[open, ("2021-01-01T00:00:00Z", "2022-01-01T00:00:00Z")], false, &[(0, 1)]);
        check(&[("2020-01-01", "9999-12-31"), ("2021-01-01", "2022-01-01")], false, &[(0, 1)]);
    }

    proptest! {
        /// The periods of each pair certainly overlap. If any two periods certainly overlap, there is at
        /// least one pair.
        #[test]
        fn no_overlap_is_missed(
            dates in proptest::collection::vec(
                ("20[01][0-9](-0[1-9](-[012][1-8])?)?", "(20[01][0-9](-0[1-9](-[012][1-8])?)?)?"), 2..8),
        ) {
            let periods: Vec<Period> = dates.iter().map(|(from, to)| period(from, to)).filter(
                |period| period.order() != crate::value::Agreement::Differ).collect();
            let pairs = overlapping(&periods, false);
            for (left, right) in &pairs {
                prop_assert_eq!(periods[*left].overlaps(&periods[*right]), Some(true));
            }
            for (position, period) in periods.iter().enumerate() {
                let overlaps = periods.iter().enumerate().any(|(other, others)| other != position && period.overlaps(others) == Some(true));
                let is_in_a_pair = pairs.iter().any(|(left, right)| *left == position || *right == position);
                prop_assert!(!is_in_a_pair || overlaps);
                prop_assert!(pairs.len() < periods.len());
            }
            let any = periods.iter().enumerate().any(|(position, left)| periods.iter().skip(position + 1).any(|right| left.overlaps(right) == Some(true)));
            prop_assert_eq!(any, !pairs.is_empty());
        }
    }
}
