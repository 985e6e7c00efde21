//! Claims that cannot all be true, among which a person chooses.

use super::Place;
use super::independence::{SourceCount, largest_independent_set};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One of the claims that cannot all be true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Competing {
    /// The claim's name in the finding's state: collection and id.
    pub subject: String,
    /// The claim's record.
    pub place: Place,
    /// The independent sources that support the claim.
    pub sources: IndependentSources,
    /// The number of the claim's side, from 0. Claims on one side agree with each other and with the same other claims.
    pub side: usize,
    /// The names, as in `subject`, of the claims whose value differs from the value of this claim.
    pub differs_from: Vec<String>,
}

/// A set of sources in which dependent sources count once. Sources depend on one another if they
/// have a publisher or an original source in common.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct IndependentSources {
    /// The marks of each source. Two sources that share a mark, such as the publisher, depend on each
    /// other.
    sources: BTreeSet<BTreeSet<String>>,
    /// Whether there is also a source that may depend on any other source.
    has_unknown: bool,
    /// Whether there is also a source with too many marks to tell which others it depends on.
    has_uncounted: bool,
}

impl IndependentSources {
    /// Adds a source by its marks. Sources that share a mark depend on one another.
    pub fn add(&mut self, marks: BTreeSet<String>) {
        self.sources.insert(marks);
    }

    /// Adds a source that may depend on any other source.
    pub fn add_unknown(&mut self) {
        self.has_unknown = true;
    }

    /// Adds a source with too many marks to tell which others it depends on.
    pub fn add_uncounted(&mut self) {
        self.has_uncounted = true;
    }

    /// Returns the size of the largest subset of sources that are certainly independent.
    #[must_use]
    pub fn count(&self) -> SourceCount {
        let count = largest_independent_set(&self.sources);
        SourceCount {
            number: count.number.max(usize::from(self.has_unknown || self.has_uncounted)),
            is_exact: count.is_exact && !self.has_uncounted,
        }
    }

    /// Returns the sources of all claims together. A source that supports two claims counts once.
    #[must_use]
    pub fn of_all(claims: &[Competing]) -> IndependentSources {
        let sources = claims.iter().flat_map(|claim| claim.sources.sources.iter().cloned());
        let has_unknown = claims.iter().any(|claim| claim.sources.has_unknown);
        let has_uncounted = claims.iter().any(|claim| claim.sources.has_uncounted);
        IndependentSources { sources: sources.collect(), has_unknown, has_uncounted }
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
    fn a_source_that_depends_on_two_others_does_not_join_them() {
        assert_eq!(sources(&[&["a", "p"], &["b", "q"]]).count().number, 2);
        assert_eq!(sources(&[&["a", "p"], &["b", "q"], &["c", "p", "q"]]).count().number, 2);
        assert_eq!(sources(&[]).count().number, 0);
    }

    #[test]
    fn a_source_of_two_claims_counts_once() {
        let claim = |sources| Competing {
            subject: String::new(),
            place: Place::File(FileId(0)),
            sources,
            side: 0,
            differs_from: Vec::new(),
        };
        let claims =
            [claim(sources(&[&["a", "p"]])), claim(sources(&[&["b", "p"], &["c"], &["d"]]))];
        assert_eq!(IndependentSources::of_all(&claims).count().number, 3);
    }
}
