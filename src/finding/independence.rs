//! Counts the independent sources in a set.
//!
//! Sources that share a mark depend on one another. The count is the size of the largest subset in which no
//! two sources share a mark. It never decreases when a source is added: a source that depends on three
//! others neither raises nor lowers the count.

use std::collections::{BTreeMap, BTreeSet};

/// The marks of a source, as numbers.
type Marks = BTreeSet<usize>;

/// Maximum number of pairs of sources that are compared per count. Finding the largest set takes
/// exponential time in the worst case; beyond this limit, sources are taken greedily, those with the fewest
/// marks first.
const MAX_PAIRS: usize = 1_000_000;

/// Returns the size of the largest set of sources in which no two share a mark.
pub(super) fn largest_independent_set(sources: &BTreeSet<BTreeSet<String>>) -> usize {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut number_of = |mark| {
        let next = numbers.len();
        *numbers.entry(mark).or_insert(next)
    };
    let numbered =
        sources.iter().map(|marks| marks.iter().map(|mark| number_of(mark.as_str())).collect());
    let sources: Vec<Marks> = numbered.collect();
    let mut pairs_left = MAX_PAIRS;
    largest(sources, &mut pairs_left)
}

fn largest(sources: Vec<Marks>, pairs_left: &mut usize) -> usize {
    let (taken, sources) = simplified(sources, pairs_left);
    let dependents = |marks: &Marks| {
        let dependents = sources.iter().filter(|other| !other.is_disjoint(marks));
        dependents.count()
    };
    if *pairs_left == 0 {
        return taken + count_greedily(sources);
    }
    let most_connected = sources.iter().max_by_key(|marks| dependents(marks));
    let Some(most_connected) = most_connected else { return taken };
    let independent = |marks: &&Marks| marks.is_disjoint(most_connected);
    let with = sources.iter().filter(independent).cloned().collect();
    let with = 1 + largest(with, pairs_left);
    if *pairs_left == 0 {
        return taken + with.max(count_greedily(sources));
    }
    let without = sources.iter().filter(|marks| *marks != most_connected).cloned().collect();
    taken + with.max(largest(without, pairs_left))
}

/// Takes the sources that depend on no other source, and removes each source whose marks include all marks
/// of another, since the other can replace it in any set. Returns the number of sources taken, and the
/// remaining sources, those with the fewest marks first.
fn simplified(sources: Vec<Marks>, pairs_left: &mut usize) -> (usize, Vec<Marks>) {
    let mut taken = 0;
    let mut sources = sources;
    loop {
        let before = sources.len();
        let mut holders: BTreeMap<usize, usize> = BTreeMap::new();
        for mark in sources.iter().flatten() {
            *holders.entry(*mark).or_default() += 1;
        }
        let is_shared = |mark: &usize| holders.get(mark).is_some_and(|holders| *holders > 1);
        for marks in &mut sources {
            marks.retain(is_shared);
        }
        sources.retain(|marks| !marks.is_empty());
        taken += before - sources.len();
        // A source comes after those whose marks are a subset of its marks.
        sources.sort_by(|left, right| (left.len(), left).cmp(&(right.len(), right)));
        sources.dedup();
        *pairs_left = pairs_left.saturating_sub(sources.len() * sources.len());
        if *pairs_left == 0 {
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

/// Greedily takes, in the order of [`simplified`], each source that shares no mark with those already
/// taken. Returns the number of sources taken.
fn count_greedily(sources: Vec<Marks>) -> usize {
    let mut marked = Marks::new();
    let mut taken = 0;
    for marks in sources {
        if marks.is_disjoint(&marked) {
            marked.extend(marks);
            taken += 1;
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn count(sources: &[&[usize]]) -> usize {
        let named =
            |marks: &&[usize]| marks.iter().map(ToString::to_string).collect::<BTreeSet<String>>();
        largest_independent_set(&sources.iter().map(named).collect())
    }

    #[test]
    fn sources_that_share_a_mark_count_once() {
        assert_eq!(count(&[]), 0);
        assert_eq!(count(&[&[1, 10], &[2, 20]]), 2);
        assert_eq!(count(&[&[1, 10], &[2, 10]]), 1);
        // Each depends on the next, in a circle.
        assert_eq!(count(&[&[1, 2], &[2, 3], &[3, 4], &[4, 5], &[5, 1]]), 2);
        assert_eq!(count(&[&[1, 2], &[2, 3], &[3, 1]]), 1);
    }

    #[test]
    fn a_source_derived_from_all_others_takes_nothing_away() {
        let three: [&[usize]; 3] = [&[1, 10], &[2, 20], &[3, 30]];
        assert_eq!(count(&three), 3);
        let derived: &[usize] = &[4, 40, 1, 10, 2, 20, 3, 30];
        assert_eq!(count(&[three[0], three[1], three[2], derived]), 3);
        assert_eq!(count(&[derived]), 1);
        // Even if it also shares the sources from which they were derived.
        assert_eq!(count(&[&[1, 10, 7], &[2, 20, 8], &[3, 30, 9], &[4, 40, 7, 8, 9]]), 3);
    }

    #[test]
    fn thousands_of_sources_that_depend_on_one_another_crosswise_are_counted_by_a_limited_search() {
        let source = |at: usize| BTreeSet::from([at, (at * 7919) % 5003, (at * 104_729) % 4999]);
        let named = |marks: BTreeSet<usize>| marks.iter().map(ToString::to_string).collect();
        let sources: BTreeSet<BTreeSet<String>> = (0..4000).map(source).map(named).collect();
        // An exact search would never end.
        let count = largest_independent_set(&sources);
        assert!((500..4000).contains(&count), "{count}");
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
            let number = largest_independent_set(&sources);
            let all: Vec<BTreeSet<String>> = sources.iter().cloned().collect();
            prop_assert_eq!(number, by_trying_all(&all));
            let mut more = sources;
            more.insert(added);
            prop_assert!((number..=number + 1).contains(&largest_independent_set(&more)));
        }
    }
}
