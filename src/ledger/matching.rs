//! What a run has found, by what verdicts ask for: looked up once for all of them.

use super::{Ledger, Verdict};
use crate::claims::Claim;
use crate::engine::{Run, each_record};
use crate::finding::Finding;
use crate::parameters::CollectionDefinition;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A run with the verdicts on its findings, and the ranks of the claims that verdicts speak of.
pub struct Matching<'r> {
    pub(super) run: &'r Run,
    ledger: &'r Ledger,
    /// The position of a finding, by the fingerprint of its verdict.
    findings: HashMap<&'r str, usize>,
    /// The position of a verdict, by the fingerprint of its finding.
    verdicts: HashMap<String, usize>,
    ranks: HashMap<String, String>,
}

impl<'r> Matching<'r> {
    /// Looks up what the verdicts of a ledger ask for.
    #[must_use]
    pub fn new(run: &'r Run, ledger: &'r Ledger) -> Matching<'r> {
        let pairs = pairs(run, ledger);
        let findings = pairs.iter().filter_map(|(verdict, finding)| {
            Some((ledger.verdicts.get(*verdict)?.fingerprint.value.as_str(), *finding))
        });
        let verdicts = pairs.iter().filter_map(|(verdict, finding)| {
            Some((run.findings.get(*finding)?.fingerprint().to_string(), *verdict))
        });
        let (findings, verdicts) = (findings.collect(), verdicts.collect());
        Matching { run, ledger, findings, verdicts, ranks: ranks(run, ledger) }
    }

    /// The position of a verdict's finding among those of the run.
    #[must_use]
    pub fn position(&self, verdict: &Verdict) -> Option<usize> {
        self.findings.get(verdict.fingerprint.value.as_str()).copied()
    }

    /// A verdict's finding.
    #[must_use]
    pub fn finding(&self, verdict: &Verdict) -> Option<&'r Finding> {
        self.run.findings.get(self.position(verdict)?)
    }

    /// The verdict on a finding.
    #[must_use]
    pub fn verdict_on(&self, finding: &Finding) -> Option<&'r Verdict> {
        self.ledger.verdicts.get(*self.verdicts.get(finding.fingerprint().as_str())?)
    }

    /// Whether a claim, as the state calls it, has a rank.
    pub(super) fn is_ranked(&self, subject: &str, rank: &str) -> bool {
        self.ranks.get(subject).is_some_and(|known| known == rank)
    }
}

/// Verdicts and their findings, by their positions. Several findings of a rule may be about one thing:
/// their fingerprints have numbers, which change when one of them joins or leaves. So a verdict is first on the
/// finding that rests on exactly its facts, and only then on the one that has its fingerprint.
fn pairs(run: &Run, ledger: &Ledger) -> BTreeMap<usize, usize> {
    let named: HashMap<String, usize> =
        run.findings.iter().map(|finding| finding.fingerprint().to_string()).zip(0..).collect();
    let by_name = |verdict: &Verdict| named.get(&verdict.fingerprint.value).copied();
    let rests_on = |finding: usize, verdict: &Verdict| {
        run.findings.get(finding).is_some_and(|finding| finding.state == verdict.state)
    };
    let mut pairs = Pairs::default();
    for (position, verdict) in ledger.verdicts.iter().enumerate() {
        pairs.join(position, by_name(verdict).filter(|finding| rests_on(*finding, verdict)));
    }
    let mut by_subject: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for (position, finding) in run.findings.iter().enumerate() {
        let about = (finding.rule.as_str(), finding.anchor.about());
        by_subject.entry(about).or_default().push(position);
    }
    for (position, verdict) in ledger.verdicts.iter().enumerate() {
        let same = by_subject.get(&(verdict.rule.as_str(), verdict.subject.as_str()));
        let mut same = same.into_iter().flatten().copied();
        let free =
            same.find(|finding| !pairs.taken.contains(finding) && rests_on(*finding, verdict));
        pairs.join(position, free);
    }
    for (position, verdict) in ledger.verdicts.iter().enumerate() {
        pairs.join(position, by_name(verdict));
    }
    pairs.found
}

#[derive(Default)]
struct Pairs {
    found: BTreeMap<usize, usize>,
    taken: HashSet<usize>,
}

impl Pairs {
    /// Joins a verdict and a finding that have no partner yet.
    fn join(&mut self, verdict: usize, finding: Option<usize>) {
        let Some(finding) = finding.filter(|finding| !self.taken.contains(finding)) else { return };
        if let Entry::Vacant(vacant) = self.found.entry(verdict) {
            vacant.insert(finding);
            self.taken.insert(finding);
        }
    }
}

/// The ranks of the claims that choosing verdicts speak of.
fn ranks(run: &Run, ledger: &Ledger) -> HashMap<String, String> {
    let choosing = ledger.verdicts.iter().filter(|verdict| verdict.outcome.may_choose());
    let subjects: HashSet<&str> = choosing.flat_map(Verdict::subjects).collect();
    let Some(collection) = claims_of(run).filter(|_| !subjects.is_empty()) else {
        return HashMap::new();
    };
    let mut ranks = HashMap::new();
    let reads = run.rulebook.model.fields_of_claim();
    for file in &run.documents {
        each_record(&run.files, *file, collection, &mut |record| {
            let subject = record.anchor_by(&reads);
            if subjects.contains(subject.as_str()) {
                let rank = Claim::new(record, &run.rulebook.model).rank().into_owned();
                ranks.insert(subject, rank);
            }
        });
    }
    ranks
}

/// The collection of the claims, where the rulebook defines it.
pub(super) fn claims_of(run: &Run) -> Option<&CollectionDefinition> {
    run.rulebook.collections.iter().find(|known| known.name == run.rulebook.model.claims)
}
