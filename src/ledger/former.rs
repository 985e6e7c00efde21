//! Migrates a ledger whose verdicts use the names and fingerprints that findings had in a previous version.

use super::{Ledger, LedgerEntry, Verdict, strip_collection};
use crate::engine::RunWithFormer;
use crate::finding::{EncodedFinding, Finding, Naming};
use std::collections::{HashMap, HashSet};

/// The result of migrating a verdict from a previous version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Migration {
    /// The finding rests on the same facts: the verdict is in force under the new name.
    Renewed(LedgerEntry),
    /// The finding rests on other facts: the verdict has the new name, and is stale.
    Stale(LedgerEntry),
    /// The finding is gone: the verdict stays as it is.
    Left,
}

/// Migrates each verdict of a ledger, in the order of the file.
#[must_use]
pub fn migrate(ledger: &Ledger, found: &RunWithFormer) -> Vec<Migration> {
    let mut names = FormerNames::new(found);
    ledger.verdicts.iter().map(|verdict| names.migrate_verdict(verdict)).collect()
}

/// The indices of the findings of a run, by the names that they had in the previous version.
struct FormerNames<'r> {
    found: &'r RunWithFormer,
    by_fingerprint: HashMap<String, usize>,
    /// The indices, by rule and subject.
    by_subject: HashMap<(&'r str, &'r str), Vec<usize>>,
    taken: HashSet<usize>,
}

impl<'r> FormerNames<'r> {
    fn new(found: &'r RunWithFormer) -> FormerNames<'r> {
        let mut names = FormerNames {
            found,
            by_fingerprint: HashMap::new(),
            by_subject: HashMap::new(),
            taken: HashSet::new(),
        };
        for (position, former) in found.former.iter().enumerate() {
            let Some(former) = former else { continue };
            let fingerprint = former.decode().former_fingerprint().to_string();
            names.by_fingerprint.insert(fingerprint, position);
            let head = former.head();
            names.by_subject.entry((head.rule, head.about())).or_default().push(position);
        }
        names
    }

    /// Migrates a verdict. Its finding is the first of these that exists and has no other verdict yet:
    ///
    /// 1. the finding with the verdict's fingerprint and facts
    /// 2. a finding with the verdict's facts, if its fingerprint differs only in the number of its anchor
    /// 3. the finding with the verdict's fingerprint and other facts
    fn migrate_verdict(&mut self, verdict: &Verdict) -> Migration {
        let named = self.by_fingerprint.get(&verdict.fingerprint.value).copied();
        let named = named.filter(|position| !self.taken.contains(position));
        let renewed = named
            .filter(|position| self.has_facts_of(verdict, *position))
            .or_else(|| self.renumbered(verdict));
        let Some(position) = renewed.or(named) else { return Migration::Left };
        let finding = self.found.run.findings.get(position).map(EncodedFinding::decode);
        let Some((finding, former)) = finding.zip(self.former(position)) else {
            return Migration::Left;
        };
        let entry = under_new_names(verdict, &finding, &former);
        self.taken.insert(position);
        match renewed {
            Some(_) => Migration::Renewed(LedgerEntry { state: finding.state, ..entry }),
            None => Migration::Stale(entry),
        }
    }

    /// Returns a finding that has the verdict's facts and no verdict yet. Its fingerprint may differ from the verdict's
    /// in the number of its anchor.
    fn renumbered(&self, verdict: &Verdict) -> Option<usize> {
        let about = (verdict.rule.as_str(), verdict.subject.as_str());
        let same_subject = self.by_subject.get(&about)?.iter().copied();
        let mut free = same_subject.filter(|position| !self.taken.contains(position));
        free.find(|position| {
            let fingerprint = &verdict.fingerprint.value;
            let former = self.former(*position);
            self.has_facts_of(verdict, *position)
                && former.is_some_and(|former| former.may_have_been(fingerprint, Naming::Factlint1))
        })
    }

    fn has_facts_of(&self, verdict: &Verdict, position: usize) -> bool {
        self.former(position).is_some_and(|former| former.state == verdict.state)
    }

    /// Returns a finding as the previous version named it.
    fn former(&self, position: usize) -> Option<Finding> {
        let former = self.found.former.get(position)?.as_ref();
        former.map(EncodedFinding::decode)
    }
}

/// Returns the verdict with current names and unchanged facts.
fn under_new_names(verdict: &Verdict, finding: &Finding, former: &Finding) -> LedgerEntry {
    let chosen = verdict.chosen.iter().map(|chosen| {
        let position = former.competing.iter().position(|claim| claim.subject == *chosen);
        let claim = position.and_then(|position| finding.competing.get(position));
        strip_collection(claim.map_or(chosen.as_str(), |claim| claim.subject.as_str())).to_owned()
    });
    LedgerEntry {
        fingerprint: finding.fingerprint().to_string(),
        subject: finding.anchor.about().to_owned(),
        chosen: chosen.collect(),
        ..LedgerEntry::from(verdict)
    }
}
