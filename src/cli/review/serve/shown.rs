//! The dataset that the page shows, checked with its ledger and its baseline.

use super::super::super::context::Stop;
use super::super::DatasetArguments;
use super::super::session::Target;
use super::files::FileTimes;
use super::messages::Edit;
use crate::baseline;
use crate::dataset::{Dataset, Failure};
use crate::engine::Run;
use crate::finding::{Decision, EncodedFinding, Suppression};
use crate::ledger::{Ledger, LedgerEntry, entry_text};
use crate::rules::ledger::is_unapplied;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// A checked dataset.
pub(super) struct Shown {
    pub(super) run: Run,
    /// The [`mark`] of each finding's verdict, by the fingerprint of the finding.
    pub(super) seen: BTreeMap<String, String>,
    /// The ledger's entries, by fingerprint.
    pub(super) entries: BTreeMap<String, LedgerEntry>,
    pub(super) times: FileTimes,
    /// The rulebook's folder.
    pub(super) folder: PathBuf,
}

impl Shown {
    /// Reads and checks a dataset.
    pub(super) fn read(arguments: &DatasetArguments) -> Result<Shown, Stop> {
        let target = Target::of(arguments)?;
        let folder = target.folder();
        let mut dataset = Dataset::read_in(target.folders)?;
        dataset.keeps_all_places = true;
        let ledger = match Ledger::of(&dataset, &target.today) {
            Ok(ledger) => ledger,
            Err(findings) => {
                let failure = Failure { files: dataset.files, findings, errors: Vec::new() };
                return Err(Box::new(failure).into());
            }
        };
        let mut run = baseline::check(dataset, &target.today)?.run;
        run.withdraw_changed();
        let times = FileTimes::of(&run.files, &folder);
        let seen = ledger.as_ref().map(|ledger| verdict_marks(&run, ledger)).unwrap_or_default();
        let verdicts = ledger.into_iter().flat_map(|ledger| ledger.verdicts);
        let entries = verdicts
            .map(|verdict| (verdict.fingerprint.value.clone(), LedgerEntry::from(&verdict)));
        Ok(Shown { entries: entries.collect(), run, seen, times, folder })
    }

    /// Returns the fingerprints of all findings.
    pub(super) fn fingerprints(&self) -> BTreeSet<String> {
        self.run.findings.iter().map(|finding| finding.fingerprint().to_string()).collect()
    }

    /// Returns the edit that the decision on a finding implies, or `None` if there is no such edit or the
    /// data already reflects it.
    pub(super) fn edit_of(&self, fingerprint: &str) -> Option<Edit> {
        let unapplied = self.run.findings.iter().filter(|finding| {
            let head = finding.head();
            is_unapplied(&head) && head.subject == fingerprint
        });
        let mut unapplied = unapplied.map(EncodedFinding::decode);
        let notice = unapplied.find(|notice| !notice.suggestions.is_empty())?;
        Some(Edit { fingerprint: notice.fingerprint().to_string(), state: notice.state.hash() })
    }
}

/// Returns the mark of each finding's verdict, by the fingerprint of the finding.
fn verdict_marks(run: &Run, ledger: &Ledger) -> BTreeMap<String, String> {
    let marks: BTreeMap<_, _> = ledger
        .verdicts
        .iter()
        .map(|verdict| (verdict.place(ledger.file), mark(&LedgerEntry::from(verdict))))
        .collect();
    let mark_of = |finding: &EncodedFinding, decision: &Decision| {
        Some((finding.fingerprint().to_string(), marks.get(&decision.place)?.clone()))
    };
    let suppressed = run.suppressed.iter().filter_map(|suppressed| match &suppressed.by {
        Suppression::Verdict(decision) => mark_of(&suppressed.finding, decision),
        Suppression::Baseline => None,
    });
    let past = run.findings.iter().filter(|finding| finding.has_past());
    let past = past.filter_map(|finding| mark_of(finding, &finding.decode().past?.decision));
    suppressed.chain(past).collect()
}

/// Returns the mark of an entry: a hash of its text, to detect changes.
pub(super) fn mark(entry: &LedgerEntry) -> String {
    HEXLOWER.encode(&Sha256::digest(entry_text(entry).as_bytes()))
}
