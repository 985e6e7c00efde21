//! Claims that cannot all be true: what a person chooses among.

use super::Place;
use super::independence::largest_independent_set;
use std::collections::BTreeSet;

/// One of the claims that cannot all be true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Competing {
    /// The claim, as the finding's state calls it: collection and id.
    pub subject: String,
    /// The claim's record.
    pub place: Place,
    /// The independent sources that support it.
    pub sources: IndependentSources,
    /// The claims whose value differs from its own, as the state calls them.
    pub differs_from: Vec<String>,
}

/// Sources, of which those that depend on one another count once: that share a publisher, or something
/// that they were derived from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IndependentSources {
    /// What each source shares with those that depend on it.
    sources: BTreeSet<BTreeSet<String>>,
}

impl IndependentSources {
    /// Adds a source by its marks: what it shares with every source that it depends on.
    pub fn add(&mut self, marks: BTreeSet<String>) {
        self.sources.insert(marks);
    }

    /// How many of them are independent of one another at most.
    #[must_use]
    pub fn count(&self) -> usize {
        largest_independent_set(&self.sources)
    }

    /// The sources of several claims together: one that supports two of them counts once.
    #[must_use]
    pub fn of_all(claims: &[Competing]) -> IndependentSources {
        let sources = claims.iter().flat_map(|claim| claim.sources.sources.iter().cloned());
        IndependentSources { sources: sources.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::FileId;

    fn sources(marks: &[&[&str]]) -> IndependentSources {
        let mut sources = IndependentSources::default();
        for source in marks {
            sources.add(source.iter().map(|mark| (*mark).to_owned()).collect());
        }
        sources
    }

    #[test]
    fn what_shares_a_mark_with_two_sources_does_not_make_them_one() {
        assert_eq!(sources(&[&["a", "p"], &["b", "q"]]).count(), 2);
        assert_eq!(sources(&[&["a", "p"], &["b", "q"], &["c", "p", "q"]]).count(), 2);
        assert_eq!(sources(&[]).count(), 0);
    }

    #[test]
    fn a_source_of_two_claims_counts_once() {
        let claim = |sources| Competing {
            subject: String::new(),
            place: Place::File(FileId(0)),
            sources,
            differs_from: Vec::new(),
        };
        let claims =
            [claim(sources(&[&["a", "p"]])), claim(sources(&[&["b", "p"], &["c"], &["d"]]))];
        assert_eq!(IndependentSources::of_all(&claims).count(), 3);
    }
}
