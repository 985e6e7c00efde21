//! Matches the verdicts of a ledger with the findings of a run.

use super::{Ledger, Verdict};
use crate::claims::Claim;
use crate::engine::{Run, each_record};
use crate::finding::{EncodedFinding, Finding, Fingerprint, Naming, Place};
use crate::parameters::CollectionDefinition;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A run with the verdicts on its findings, and the claims that verdicts mention.
pub struct Matching<'r> {
    pub(super) run: &'r Run,
    ledger: &'r Ledger,
    /// The index of a finding, by the fingerprint in its verdict. The finding's current fingerprint may be another one.
    findings: HashMap<&'r str, usize>,
    /// The index of a verdict, by the fingerprint of its finding.
    verdicts: HashMap<String, usize>,
    /// The rank and the place of each claim that a verdict may call right or wrong. The key is the claim's name in
    /// the `state` of a verdict.
    claims: HashMap<String, (String, Place)>,
}

impl<'r> Matching<'r> {
    /// Builds the lookup tables for the verdicts of a ledger.
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
        Matching { run, ledger, findings, verdicts, claims: claims(run, ledger) }
    }

    /// Returns the index of a verdict's finding in the run, or `None` if the verdict has no finding.
    #[must_use]
    pub fn position(&self, verdict: &Verdict) -> Option<usize> {
        self.findings.get(verdict.fingerprint.value.as_str()).copied()
    }

    /// Returns a verdict's finding, or `None` if the verdict has no finding.
    #[must_use]
    pub fn finding(&self, verdict: &Verdict) -> Option<Finding> {
        self.run.findings.get(self.position(verdict)?).map(EncodedFinding::decode)
    }

    /// Returns the verdict on the finding with this fingerprint, or `None` if there is none.
    #[must_use]
    pub fn verdict_on(&self, fingerprint: &Fingerprint) -> Option<&'r Verdict> {
        self.ledger.verdicts.get(*self.verdicts.get(fingerprint.as_str())?)
    }

    /// Whether a claim, by its name in a verdict's `state`, has this rank.
    pub(super) fn is_ranked(&self, subject: &str, rank: &str) -> bool {
        self.claims.get(subject).is_some_and(|(known, _)| known == rank)
    }

    /// Whether a record, by its name in a verdict's `state`, is a claim that a verdict may call right or wrong.
    pub(super) fn is_claim(&self, subject: &str) -> bool {
        self.claims.contains_key(subject)
    }

    /// Returns the place of a claim, by its name in a verdict's `state`, or `None` if no verdict can call it right or
    /// wrong.
    pub(super) fn place_of(&self, subject: &str) -> Option<Place> {
        self.claims.get(subject).map(|(_, place)| place.clone())
    }
}

/// Pairs verdicts with findings, by index. Several findings of a rule may have the same subject and field.
/// Their fingerprints are numbered, and the numbers change when a finding is added or removed. Each verdict is
/// therefore paired with a finding that rests on exactly the verdict's facts, even if the numbers differ. If there
/// is no such finding, the verdict is paired with the finding that now has its fingerprint.
fn pairs(run: &Run, ledger: &Ledger) -> BTreeMap<usize, usize> {
    let named: HashMap<String, usize> =
        run.findings.iter().map(|finding| finding.fingerprint().to_string()).zip(0..).collect();
    let by_name = |verdict: &Verdict| named.get(&verdict.fingerprint.value).copied();
    let rests_on = |finding: usize, verdict: &Verdict| {
        run.findings.get(finding).is_some_and(|finding| finding.decode().state == verdict.state)
    };
    let mut pairs = Pairs::default();
    for (position, verdict) in ledger.verdicts.iter().enumerate() {
        pairs.join(position, by_name(verdict).filter(|finding| rests_on(*finding, verdict)));
    }
    let mut by_subject: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for (position, finding) in run.findings.iter().enumerate() {
        let head = finding.head();
        by_subject.entry((head.rule, head.about())).or_default().push(position);
    }
    for (position, verdict) in ledger.verdicts.iter().enumerate() {
        let same_subject = by_subject.get(&(verdict.rule.as_str(), verdict.subject.as_str()));
        let mut same_subject = same_subject.into_iter().flatten().copied();
        let may_have_been = |finding: usize| {
            let named = &verdict.fingerprint.value;
            let finding = run.findings.get(finding);
            finding.is_some_and(|finding| finding.decode().may_have_been(named, Naming::Current))
        };
        let free = same_subject.find(|finding| {
            let is_free = !pairs.found.contains_key(&position) && !pairs.taken.contains(finding);
            is_free && rests_on(*finding, verdict) && may_have_been(*finding)
        });
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
    /// Pairs a verdict with a finding if neither is paired yet.
    fn join(&mut self, verdict: usize, finding: Option<usize>) {
        let Some(finding) = finding.filter(|finding| !self.taken.contains(finding)) else { return };
        if let Entry::Vacant(vacant) = self.found.entry(verdict) {
            vacant.insert(finding);
            self.taken.insert(finding);
        }
    }
}

/// Returns the rank and the place of each claim that a verdict may call right or wrong. The key is the claim's name in
/// the `state` of a verdict.
fn claims(run: &Run, ledger: &Ledger) -> HashMap<String, (String, Place)> {
    let choosing = ledger.verdicts.iter().filter(|verdict| verdict.outcome.judges_claims());
    let subjects: HashSet<&str> = choosing.flat_map(Verdict::subjects).collect();
    if subjects.is_empty() {
        return HashMap::new();
    }
    let Some(collection) = claims_of(run) else { return HashMap::new() };
    let mut claims = HashMap::new();
    let reads = run.rulebook.model.fields_of_claim();
    for file in &run.documents {
        each_record(&run.files, *file, collection, &mut |record| {
            let subject = record.anchor_by(&reads);
            if subjects.contains(subject.as_str()) {
                let rank = Claim::new(record, &run.rulebook.model).rank().into_owned();
                claims.insert(subject, (rank, record.place()));
            }
        });
    }
    claims
}

/// Returns the collection of the claims, or `None` if the rulebook does not define it.
pub(super) fn claims_of(run: &Run) -> Option<&CollectionDefinition> {
    run.rulebook.collections.iter().find(|known| known.name == run.rulebook.model.claims)
}
