//! Counts the independent sources in a set.
//!
//! Sources that share a mark depend on one another. The count is the size of the largest subset in which no two sources
//! share a mark. Adding a source never lowers the count. For example, the count of three independent sources is three,
//! and stays three if a source that is derived from all of them is added.

use crate::words::counted;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The marks of a source, as numbers.
type Marks = BTreeSet<usize>;

/// Maximum number of pairs of sources that are compared per count. Finding the largest set takes exponential
/// time in the worst case. Beyond this limit, the count is a lower bound and marked as such.
const MAX_PAIRS: usize = 1_000_000;

/// The size of the largest set of independent sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceCount {
    /// The size, or a lower bound of it.
    pub number: usize,
    /// Whether `number` is the size.
    pub is_exact: bool,
}

impl SourceCount {
    /// Returns the count with its noun: `2 independent sources`.
    #[must_use]
    pub fn with_noun(self) -> String {
        format!("{}{}", self.bound(), counted(self.number, "independent source"))
    }

    fn bound(self) -> &'static str {
        if self.is_exact { "" } else { "at least " }
    }
}

impl fmt::Display for SourceCount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.bound(), self.number)
    }
}

/// Returns the size of the largest set of sources in which no two share a mark.
pub(super) fn largest_independent_set(sources: &BTreeSet<BTreeSet<String>>) -> SourceCount {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut number_of = |mark| {
        let next = numbers.len();
        *numbers.entry(mark).or_insert(next)
    };
    let numbered =
        sources.iter().map(|marks| marks.iter().map(|mark| number_of(mark.as_str())).collect());
    let sources: Vec<Marks> = numbered.collect();
    let mut search = Search { pairs_left: MAX_PAIRS, is_exact: true };
    let number = search.largest(sources);
    SourceCount { number, is_exact: search.is_exact }
}

struct Search {
    pairs_left: usize,
    /// Whether the search was never cut short.
    is_exact: bool,
}

impl Search {
    /// Returns the size of the largest set, or a lower bound if the search is cut short.
    fn largest(&mut self, sources: Vec<Marks>) -> usize {
        let (taken, sources) = self.simplified(sources);
        let groups = unrelated_groups(sources).into_iter();
        taken + groups.map(|group| self.largest_of_group(&group)).sum::<usize>()
    }

    /// Like [`Search::largest`], for sources that are connected and sorted by their number of marks.
    fn largest_of_group(&mut self, sources: &[Marks]) -> usize {
        let at_least = count_greedily(sources);
        if at_least == count_covering_marks(sources) {
            return at_least;
        }
        self.pairs_left = self.pairs_left.saturating_sub(sources.len() * sources.len());
        if self.pairs_left == 0 {
            self.is_exact = false;
            return at_least;
        }
        let dependents = |marks: &Marks| {
            let dependents = sources.iter().filter(|other| !other.is_disjoint(marks));
            dependents.count()
        };
        let most_connected = sources.iter().max_by_key(|marks| dependents(marks));
        let Some(most_connected) = most_connected else { return at_least };
        let independent = |marks: &&Marks| marks.is_disjoint(most_connected);
        let with = 1 + self.largest(sources.iter().filter(independent).cloned().collect());
        let without = sources.iter().filter(|marks| *marks != most_connected).cloned().collect();
        at_least.max(with).max(self.largest(without))
    }

    /// Takes the sources that depend on no other source. Removes each source whose marks include all marks of
    /// another source: in any set, that other source can replace it. Returns the number of sources taken, and
    /// the remaining sources, those with the fewest marks first.
    fn simplified(&mut self, sources: Vec<Marks>) -> (usize, Vec<Marks>) {
        let mut taken = 0;
        let mut sources = sources;
        loop {
            let before = sources.len();
            let holders = holders(&sources);
            let is_shared = |mark: &usize| holders.get(mark).is_some_and(|held| held.len() > 1);
            for marks in &mut sources {
                marks.retain(is_shared);
            }
            sources.retain(|marks| !marks.is_empty());
            taken += before - sources.len();
            // A source comes after those whose marks are a subset of its marks.
            sources.sort_by(|left, right| (left.len(), left).cmp(&(right.len(), right)));
            sources.dedup();
            self.pairs_left = self.pairs_left.saturating_sub(sources.len() * sources.len());
            if self.pairs_left == 0 {
                return (taken, sources);
            }
            let mut kept: Vec<Marks> = Vec::with_capacity(sources.len());
            for marks in sources {
                if !kept.iter().any(|fewer| fewer.is_subset(&marks)) {
                    kept.push(marks);
                }
            }
            sources = kept;
            if sources.len() == before {
                return (taken, sources);
            }
        }
    }
}

/// Returns the positions of the sources with each mark, by mark.
fn holders(sources: &[Marks]) -> BTreeMap<usize, Vec<usize>> {
    let mut holders: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (position, marks) in sources.iter().enumerate() {
        for mark in marks {
            holders.entry(*mark).or_default().push(position);
        }
    }
    holders
}

/// Splits sources into groups, so that sources of different groups share no mark. Keeps their order.
fn unrelated_groups(sources: Vec<Marks>) -> Vec<Vec<Marks>> {
    let mut holders = holders(&sources);
    let mut group_of: Vec<Option<usize>> = vec![None; sources.len()];
    let mut groups = 0;
    for start in 0..sources.len() {
        let mut waiting = vec![start];
        let mut is_new = false;
        while let Some(position) = waiting.pop() {
            let (Some(marks), Some(group)) = (sources.get(position), group_of.get_mut(position))
            else {
                continue;
            };
            if group.is_none() {
                *group = Some(groups);
                is_new = true;
                waiting.extend(marks.iter().filter_map(|mark| holders.remove(mark)).flatten());
            }
        }
        groups += usize::from(is_new);
    }
    let mut apart: Vec<Vec<Marks>> = vec![Vec::new(); groups];
    for (marks, group) in sources.into_iter().zip(group_of) {
        if let Some(group) = group.and_then(|group| apart.get_mut(group)) {
            group.push(marks);
        }
    }
    apart
}

/// Greedily takes, in the order of [`Search::simplified`], each source that shares no mark with those
/// already taken. Returns the number of sources taken, a lower bound.
fn count_greedily(sources: &[Marks]) -> usize {
    let mut used_marks = Marks::new();
    let mut taken = 0;
    for marks in sources {
        if marks.is_disjoint(&used_marks) {
            used_marks.extend(marks);
            taken += 1;
        }
    }
    taken
}

/// Chooses marks until each source has one of them, preferring marks that many sources have. Returns the number of
/// chosen marks. It is an upper bound of the count, because a set of independent sources contains at most one source
/// for each mark.
fn count_covering_marks(sources: &[Marks]) -> usize {
    let mut by_mark: Vec<Vec<usize>> = holders(sources).into_values().collect();
    by_mark.sort_by_key(|holders| Reverse(holders.len()));
    let mut covered = BTreeSet::new();
    let mut covers_more = |holders: &Vec<usize>| {
        let before = covered.len();
        covered.extend(holders.iter().copied());
        covered.len() > before
    };
    by_mark.iter().filter(|holders| covers_more(holders)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn count(sources: &[&[usize]]) -> usize {
        let named =
            |marks: &&[usize]| marks.iter().map(ToString::to_string).collect::<BTreeSet<String>>();
        let count = largest_independent_set(&sources.iter().map(named).collect());
        assert!(count.is_exact);
        count.number
    }

    #[test]
    fn sources_that_share_a_mark_count_once() {
        assert_eq!(count(&[]), 0);
        assert_eq!(count(&[&[1, 10], &[2, 20]]), 2);
        assert_eq!(count(&[&[1, 10], &[2, 10]]), 1);
        // Each source depends on the next, in a circle.
        assert_eq!(count(&[&[1, 2], &[2, 3], &[3, 4], &[4, 5], &[5, 1]]), 2);
        assert_eq!(count(&[&[1, 2], &[2, 3], &[3, 1]]), 1);
    }

    #[test]
    fn a_source_derived_from_all_others_does_not_lower_the_count() {
        let three: [&[usize]; 3] = [&[1, 10], &[2, 20], &[3, 30]];
        assert_eq!(count(&three), 3);
        let derived: &[usize] = &[4, 40, 1, 10, 2, 20, 3, 30];
        assert_eq!(count(&[three[0], three[1], three[2], derived]), 3);
        assert_eq!(count(&[derived]), 1);
        // The same applies if it also shares the sources that the others are derived from.
        assert_eq!(count(&[&[1, 10, 7], &[2, 20, 8], &[3, 30, 9], &[4, 40, 7, 8, 9]]), 3);
    }

    /// Counts sources that each have one of the origins and one of the publishers.
    fn crosswise(sources: usize, [origins, publishers]: [usize; 2]) -> SourceCount {
        let marks = |at: usize| [at, (at * 7919) % origins, (at * 104_729) % publishers];
        let names = ["source", "origin", "publisher"];
        let named =
            |at: usize| marks(at).iter().zip(names).map(|(at, of)| format!("{of} {at}")).collect();
        largest_independent_set(&(0..sources).map(named).collect())
    }

    #[test]
    fn hundreds_of_sources_in_groups_are_counted_exactly() {
        // Within a group of 8 sources, each shares an origin with the next, in a circle.
        let marks = |group: usize, at: usize| {
            [at, (at + 1) % 8].map(|at| format!("origin {group} {at}")).into_iter()
        };
        let sources = (0..400).map(|at| marks(at / 8, at % 8).collect());
        let count = largest_independent_set(&sources.collect());
        assert_eq!(count, SourceCount { number: 200, is_exact: true });
    }

    #[test]
    fn a_count_from_an_incomplete_search_is_a_minimum() {
        // An exact search would never end.
        let count = crosswise(4000, [503, 499]);
        assert!(!count.is_exact && (250..499).contains(&count.number), "{count:?}");
        assert_eq!(count.to_string(), format!("at least {}", count.number));
    }

    fn by_trying_all(sources: &[BTreeSet<String>]) -> usize {
        let Some((first, rest)) = sources.split_first() else { return 0 };
        let apart: Vec<_> = rest.iter().filter(|other| other.is_disjoint(first)).cloned().collect();
        by_trying_all(rest).max(1 + by_trying_all(&apart))
    }

    proptest! {
        #[test]
        fn the_number_is_the_largest_and_never_falls_when_a_source_is_added(
            sources in proptest::collection::btree_set(
                proptest::collection::btree_set("[a-j]", 1..4), 0..12),
            added in proptest::collection::btree_set("[a-j]", 1..6),
        ) {
            let SourceCount { number, is_exact } = largest_independent_set(&sources);
            prop_assert!(is_exact);
            let all: Vec<BTreeSet<String>> = sources.iter().cloned().collect();
            prop_assert_eq!(number, by_trying_all(&all));
            let mut more = sources;
            more.insert(added);
            prop_assert!((number..=number + 1).contains(&largest_independent_set(&more).number));
        }
    }
}
