//! What a run has found, by what verdicts ask for: looked up once for all of them.

use super::{Ledger, Verdict};
use crate::claims::Claim;
use crate::engine::{Run, records_of};
use crate::finding::Finding;
use crate::parameters::CollectionDefinition;
use crate::rule::Record;
use std::collections::{HashMap, HashSet};

/// A run with its findings by fingerprint, and the ranks of the claims that verdicts speak of.
pub struct Matching<'r> {
    pub(super) run: &'r Run,
    positions: HashMap<String, usize>,
    ranks: HashMap<String, String>,
}

impl<'r> Matching<'r> {
    /// Looks up what the verdicts of a ledger ask for.
    #[must_use]
    pub fn new(run: &'r Run, ledger: &Ledger) -> Matching<'r> {
        let fingerprints = run.findings.iter().map(|finding| finding.fingerprint().to_string());
        let positions = fingerprints.zip(0..).collect();
        Matching { run, positions, ranks: ranks(run, ledger) }
    }

    /// The position of a verdict's finding among those of the run.
    #[must_use]
    pub fn position(&self, verdict: &Verdict) -> Option<usize> {
        self.positions.get(&verdict.fingerprint.value).copied()
    }

    /// A verdict's finding.
    #[must_use]
    pub fn finding(&self, verdict: &Verdict) -> Option<&'r Finding> {
        self.run.findings.get(self.position(verdict)?)
    }

    /// Whether a claim, as the state calls it, has a rank.
    pub(super) fn is_ranked(&self, subject: &str, rank: &str) -> bool {
        self.ranks.get(subject).is_some_and(|known| known == rank)
    }
}

/// The ranks of the claims that choosing verdicts speak of.
fn ranks(run: &Run, ledger: &Ledger) -> HashMap<String, String> {
    let choosing = ledger.verdicts.iter().filter(|verdict| verdict.outcome.may_choose());
    let subjects: HashSet<&str> = choosing.flat_map(Verdict::subjects).collect();
    let Some(collection) = claims_of(run).filter(|_| !subjects.is_empty()) else {
        return HashMap::new();
    };
    let documents = run.documents.iter().filter_map(|file| run.files.document(*file));
    let records = documents.flat_map(|document| records_of(collection, document));
    let of_interest = records.filter_map(|record: Record<'_>| {
        let subject = record.anchor();
        let rank = || Claim::new(record, &run.rulebook.model).rank().into_owned();
        subjects.contains(subject.as_str()).then(|| (subject, rank()))
    });
    of_interest.collect()
}

/// The collection of the claims, where the rulebook defines it.
pub(super) fn claims_of(run: &Run) -> Option<&CollectionDefinition> {
    run.rulebook.collections.iter().find(|known| known.name == run.rulebook.model.claims)
}
