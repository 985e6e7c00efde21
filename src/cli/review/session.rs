//! A dataset, its findings and its ledger, for the `review` commands.

use super::super::context::{Stop, current_dir, rulebook_of};
use super::super::datasets::datasets_of;
use super::super::terminal::print_warning;
use super::DatasetArguments;
use super::refusal::refuse;
use crate::api::today;
use crate::baseline::Baseline;
use crate::dataset::{Dataset, Failure, Folders};
use crate::disk::{Root, edit, system_path};
use crate::engine::{self, Run};
use crate::finding::{EncodedFinding, Finding, Fingerprint, Level};
use crate::ledger::{
    Ledger, LedgerEntry, Matching, Verdict, VerdictStatus, review_command, status, with_entry,
    with_folder, without_entries,
};
use crate::report::{describe_place, one_line};
use crate::storage::BaseFolder;
use crate::value::date::PartialDate;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A dataset that has been checked, with its ledger.
pub(super) struct Opened {
    pub(super) run: Run,
    pub(super) ledger: Ledger,
    /// The topic (rule, subject and field) and the state hash of each entry of the baseline.
    baseline: BTreeSet<(Fingerprint, String)>,
    /// The path of the ledger on disk.
    pub(super) path: PathBuf,
    /// The rulebook's folder on disk.
    pub(super) folder: PathBuf,
    /// The rulebook's folder in the storage from which the dataset was read.
    pub(super) data: BaseFolder,
    root: Root,
    pub(super) today: PartialDate,
}

/// The location of a dataset, and the date of a run.
pub(super) struct Target {
    pub(super) current_dir: PathBuf,
    pub(super) rulebook: PathBuf,
    pub(super) root: Root,
    pub(super) folders: Folders,
    pub(super) today: PartialDate,
}

impl Target {
    /// Finds the dataset that the path in the arguments belongs to.
    pub(super) fn of(arguments: &DatasetArguments) -> Result<Target, Stop> {
        let current_dir = current_dir();
        let today = arguments.today.clone().unwrap_or_else(today);
        let rulebook = rulebook_of(std::slice::from_ref(&arguments.path), &current_dir)?;
        let root = arguments.root.resolve(&rulebook, &current_dir)?;
        let folders = Folders::within(root.clone(), &rulebook, &current_dir);
        Ok(Target { current_dir, rulebook, root, folders, today })
    }

    /// Returns the rulebook's folder.
    pub(super) fn folder(&self) -> PathBuf {
        self.rulebook.parent().map(PathBuf::from).unwrap_or_default()
    }
}

impl Opened {
    /// Checks the dataset and reads its ledger.
    pub(super) fn open(arguments: &DatasetArguments) -> Result<Opened, Stop> {
        let target = Target::of(arguments)?;
        let folder = target.folder();
        let Target { root, folders, today, .. } = target;
        let data = folders.data.clone();
        let dataset = Dataset::read_in(folders)?;
        let read =
            Ledger::of(&dataset, &today).and_then(|ledger| Ok((ledger, Baseline::of(&dataset)?)));
        let (ledger, baseline) = match read {
            Ok(ledger_and_baseline) => ledger_and_baseline,
            Err(findings) => {
                let failure = Failure { files: dataset.files, findings, errors: Vec::new() };
                return Err(Box::new(failure).into());
            }
        };
        let name = dataset.rulebook.ledger.as_ref().map(|path| path.value.clone());
        let (Some(ledger), Some(name)) = (ledger, name) else {
            let rulebook = dataset.files.name(dataset.rulebook.file);
            return Err(refuse(&format!(
                "{rulebook} does not name a ledger: add `ledger = \"reviews.toml\"` to it, and create that file with the line `version = 2`"
            )));
        };
        let path = folder.join(system_path(&name));
        let run = engine::check(dataset, &today);
        let baseline = baseline_entries(baseline);
        Ok(Opened { run, ledger, baseline, path, folder, data, root, today })
    }

    /// Checks the dataset that the path belongs to, or all datasets below a folder without a rulebook. If there are
    /// several datasets, those without a ledger are left out with a warning. It is an error if none has a ledger.
    pub(super) fn open_all(arguments: &DatasetArguments) -> Result<Vec<Opened>, Stop> {
        let datasets = datasets_of(std::slice::from_ref(&arguments.path), &current_dir())?;
        if datasets.len() == 1 {
            return Ok(vec![Opened::open(arguments)?]);
        }
        let mut opened = Vec::new();
        let mut refused = Vec::new();
        for dataset in datasets {
            let arguments = DatasetArguments { path: dataset.rulebook, ..arguments.clone() };
            match Opened::open(&arguments) {
                Ok(dataset) => opened.push(dataset),
                Err(Stop::Error(message)) => refused.push(message),
                Err(stop) => return Err(stop),
            }
        }
        if opened.is_empty() {
            return Err(refuse(&refused.join("; ")));
        }
        for message in &refused {
            print_warning(message);
        }
        Ok(opened)
    }

    /// Checks the datasets of the path, and returns the only one with a finding or a verdict whose fingerprint begins
    /// with `written`.
    pub(super) fn open_with(arguments: &DatasetArguments, written: &str) -> Result<Opened, Stop> {
        let mut all = Opened::open_all(arguments)?;
        let names = |all: &[Opened]| {
            let names: Vec<String> = all.iter().map(Opened::rulebook_name).collect();
            one_line(&names.join(", "))
        };
        let searched = names(&all);
        if all.len() > 1 {
            all.retain(|opened| opened.knows(written));
        }
        let matching = names(&all);
        let written = one_line(written);
        match (all.pop(), all.is_empty()) {
            (Some(only), true) => Ok(only),
            (Some(_), false) => Err(refuse(&format!(
                "several datasets have a finding whose fingerprint begins with `{written}`: {matching}: give the path of one of them"
            ))),
            (None, _) => Err(refuse(&format!(
                "no finding or verdict in {searched} has a fingerprint that begins with `{written}`"
            ))),
        }
    }

    /// Whether a finding or a verdict has a fingerprint that begins with `written`.
    fn knows(&self, written: &str) -> bool {
        let written = written.to_ascii_lowercase();
        let mut findings = self.run.findings.iter();
        let mut verdicts = self.ledger.verdicts.iter();
        findings.any(|finding| finding.fingerprint().as_str().starts_with(&written))
            || verdicts.any(|verdict| verdict.fingerprint.value.starts_with(&written))
    }

    /// Returns the name of the rulebook as the output shows it.
    pub(super) fn rulebook_name(&self) -> String {
        self.run.files.name(self.run.rulebook.file).to_owned()
    }

    /// Whether the baseline has a finding with the same topic and the same facts.
    pub(super) fn is_in_baseline(&self, finding: &Finding) -> bool {
        self.baseline.contains(&(finding.topic(), finding.state.hash()))
    }

    /// Returns the name of the ledger as the output shows it.
    pub(super) fn ledger_name(&self) -> &str {
        self.run.files.name(self.ledger.file)
    }

    /// Returns the command that lists the findings to decide.
    fn list(&self) -> String {
        with_folder(&self.run, "factlint review list".to_owned())
    }

    /// Returns the only finding whose fingerprint is or begins with `written`.
    pub(super) fn finding(&self, written: &str) -> Result<Finding, Stop> {
        let known = self.run.findings.iter();
        let known = known.map(|finding| (finding.fingerprint().to_string(), finding.head().rule));
        let fingerprint =
            complete(written, known, &self.list()).map_err(|message| refuse(&message))?;
        let mut findings = self.run.findings.iter();
        findings
            .find(|finding| finding.fingerprint().as_str() == fingerprint)
            .map(EncodedFinding::decode)
            .ok_or_else(|| refuse("the finding no longer exists"))
    }

    /// Returns the only finding whose fingerprint is or begins with `written`. Fails if the finding is an error, since
    /// nobody can decide on errors.
    pub(super) fn finding_to_decide(&self, written: &str) -> Result<Finding, Stop> {
        let finding = self.finding(written)?;
        match finding.level {
            Level::Error => Err(refuse("errors cannot be waived; fix the data")),
            Level::Off | Level::Notice | Level::Review | Level::Warning => Ok(finding),
        }
    }

    /// Returns the verdict whose fingerprint is or begins with `written`. Fails if this is the fingerprint of a finding
    /// without a verdict.
    pub(super) fn verdict_named(&self, written: &str) -> Result<&Verdict, Stop> {
        let verdicts = &self.ledger.verdicts;
        if let Ok(finding) = self.finding(written)
            && self.verdict_on(&finding).is_none()
        {
            let decide = review_command(&self.run, "decide", finding.fingerprint().as_str());
            return Err(refuse(&format!(
                "nobody has decided on this finding; to decide: {decide}"
            )));
        }
        let known = verdicts
            .iter()
            .map(|verdict| (verdict.fingerprint.value.clone(), verdict.rule.as_str()));
        let fingerprint =
            complete(written, known, &self.list()).map_err(|message| refuse(&message))?;
        let verdict = verdicts.iter().find(|verdict| verdict.fingerprint.value == fingerprint);
        verdict.ok_or_else(|| refuse("the verdict no longer exists"))
    }

    /// Returns the verdict on a finding, or `None` if there is none.
    pub(super) fn verdict_on(&self, finding: &Finding) -> Option<&Verdict> {
        Matching::new(&self.run, &self.ledger).verdict_on(&finding.fingerprint())
    }

    /// Returns an error if a verdict that does not match the finding has the finding's fingerprint.
    pub(super) fn refuse_taken_fingerprint(&self, finding: &Finding) -> Result<(), Stop> {
        let fingerprint = finding.fingerprint();
        let mut verdicts = self.ledger.verdicts.iter();
        let Some(verdict) =
            verdicts.find(|verdict| verdict.fingerprint.value == fingerprint.as_str())
        else {
            return Ok(());
        };
        let place = describe_place(&self.run.files, &verdict.place(self.ledger.file));
        match Matching::new(&self.run, &self.ledger).finding(verdict) {
            Some(other) if other.fingerprint() == fingerprint => Ok(()),
            Some(other) => Err(refuse(&format!(
                "the verdict at {place} has this fingerprint but matches another finding about the same subject: change its fingerprint to {} first",
                other.fingerprint()
            ))),
            None => Err(refuse(&format!(
                "the verdict at {place} has this fingerprint, but its own finding no longer exists: to remove it, run `{}`",
                with_folder(&self.run, "factlint review prune".to_owned())
            ))),
        }
    }

    /// Returns the status of a verdict.
    pub(super) fn status(&self, verdict: &Verdict) -> VerdictStatus {
        status(verdict, &Matching::new(&self.run, &self.ledger), &self.today)
    }

    /// Writes a verdict to the ledger. Fails if the ledger's entry for the finding has changed since it was read.
    pub(super) fn write(&self, entry: &LedgerEntry) -> Result<(), Stop> {
        let entry_in = |ledger: &Ledger| {
            let mut verdicts = ledger.verdicts.iter();
            verdicts
                .find(|verdict| verdict.fingerprint.value == entry.fingerprint)
                .map(LedgerEntry::from)
        };
        let before = entry_in(&self.ledger);
        let written = edit(&self.root, &self.path, |text| {
            let now = entry_in(&self.parse(text)?);
            if now != before {
                return Err(format!("nothing was written: {}", describe_change(now)));
            }
            let new = with_entry(text, entry)?;
            self.check_new(&self.parse(&new)?, entry)?;
            Ok(new)
        });
        written.map_err(|error| refuse(&error.to_string()))
    }

    /// Checks whether the ledger could be read with a new entry. Nothing is written.
    pub(super) fn check_entry(&self, entry: &LedgerEntry) -> Result<(), Stop> {
        let text = with_entry(self.run.files.text(self.ledger.file), entry)?;
        self.check_new(&self.parse(&text)?, entry)?;
        Ok(())
    }

    /// Removes verdicts from the ledger. Fails if one of them has changed since the ledger was read.
    pub(super) fn remove(&self, entries: &[LedgerEntry]) -> Result<(), Stop> {
        let removed = edit(&self.root, &self.path, |text| {
            let now = self.parse(text)?;
            let now: Vec<LedgerEntry> = now.verdicts.iter().map(LedgerEntry::from).collect();
            if let Some(changed) = entries.iter().find(|entry| !now.contains(entry)) {
                let other = now.into_iter().find(|now| now.fingerprint == changed.fingerprint);
                return Err(format!("nothing was written: {}", describe_change(other)));
            }
            let fingerprints: Vec<String> =
                entries.iter().map(|entry| entry.fingerprint.clone()).collect();
            without_entries(text, &fingerprints)
        });
        removed.map_err(|error| refuse(&error.to_string()))
    }

    /// Undoes a verdict: restores the entry that it replaced, or removes its entry if it replaced none. Fails if the
    /// entry has changed since it was written.
    #[cfg(feature = "serve")]
    pub(super) fn take_back(
        &self,
        written: &LedgerEntry,
        before: Option<&LedgerEntry>,
    ) -> Result<(), Stop> {
        let taken_back = edit(&self.root, &self.path, |text| {
            let now = self.parse(text)?;
            let mut now = now.verdicts.iter().map(LedgerEntry::from);
            let now = now.find(|now| now.fingerprint == written.fingerprint);
            if now.as_ref() != Some(written) {
                return Err(format!("nothing was written: {}", describe_change(now)));
            }
            match before {
                Some(before) => with_entry(text, before),
                None => without_entries(text, std::slice::from_ref(&written.fingerprint)),
            }
        });
        taken_back.map_err(|error| refuse(&error.to_string()))
    }

    fn parse(&self, text: &str) -> Result<Ledger, String> {
        Ledger::parse(text, self.ledger.file, &self.today).map_err(|findings| {
            let messages: Vec<String> =
                findings.into_iter().map(|finding| finding.message).collect();
            format!("nothing was written: {}", messages.join("; "))
        })
    }

    /// Returns an error if a run would refuse the verdict of a new entry. `ledger` contains the entry.
    fn check_new(&self, ledger: &Ledger, entry: &LedgerEntry) -> Result<(), String> {
        let mut verdicts = ledger.verdicts.iter();
        let verdict = verdicts.find(|verdict| verdict.fingerprint.value == entry.fingerprint);
        let matching = Matching::new(&self.run, ledger);
        match verdict.map(|verdict| status(verdict, &matching, &self.today)) {
            Some(VerdictStatus::Refused(reason)) => Err(format!("nothing was written: {reason}")),
            _ => Ok(()),
        }
    }
}

fn baseline_entries(baseline: Option<Baseline>) -> BTreeSet<(Fingerprint, String)> {
    let entries = baseline.into_iter().flat_map(|baseline| baseline.entries);
    entries.map(|entry| (entry.topic(), entry.state)).collect()
}

/// Describes what somebody else has done with a verdict in the meantime. `now` is its current entry.
fn describe_change(now: Option<LedgerEntry>) -> String {
    match now {
        Some(entry) => format!(
            "in the meantime, {} decided `{}` on this finding; look at it and decide again",
            entry.by, entry.outcome
        ),
        None => "the verdict on this finding was removed in the meantime".to_owned(),
    }
}

/// Minimum number of digits of a fingerprint's prefix, as in git.
const MIN_DIGITS: usize = 4;

/// Returns the only one of the known fingerprints with the prefix `written`. Each fingerprint comes with its rule. If
/// none has the prefix, the error suggests the command `list`.
fn complete<'r>(
    written: &str,
    known: impl Iterator<Item = (String, &'r str)>,
    list: &str,
) -> Result<String, String> {
    let digits = written.to_ascii_lowercase();
    if digits.len() < MIN_DIGITS || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(format!(
            "got `{written}`, want a fingerprint, or at least its first {MIN_DIGITS} hexadecimal digits"
        ));
    }
    let found: Vec<(String, &str)> =
        known.filter(|(fingerprint, _)| fingerprint.starts_with(&digits)).collect();
    match found.as_slice() {
        [(fingerprint, _)] => Ok(fingerprint.clone()),
        [] => Err(format!("no fingerprint begins with `{written}`: to list them, run `{list}`")),
        several => {
            let several = several.iter().map(|(fingerprint, rule)| {
                format!("{} ({rule})", fingerprint.get(..12).unwrap_or(fingerprint))
            });
            let several: Vec<String> = several.collect();
            Err(format!("several fingerprints begin with `{written}`: {}", several.join(", ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::complete;

    fn find(written: &str) -> Result<String, String> {
        let known = [("abcd11112222333344", "one"), ("abcd99998888777766", "two")];
        let known = known.into_iter().map(|(fingerprint, rule)| (fingerprint.to_owned(), rule));
        complete(written, known, "factlint review list")
    }

    #[test]
    fn a_fingerprint_may_be_shortened_to_a_unique_prefix() {
        assert_eq!(find("abcd1").unwrap(), "abcd11112222333344");
        assert_eq!(find("ABCD1").unwrap(), "abcd11112222333344");
        assert_eq!(
            find("abcd").unwrap_err(),
            "several fingerprints begin with `abcd`: abcd11112222 (one), abcd99998888 (two)"
        );
        assert_eq!(
            find("0000").unwrap_err(),
            "no fingerprint begins with `0000`: to list them, run `factlint review list`"
        );
        for word in ["abc", "", "fusion"] {
            assert!(find(word).unwrap_err().contains("want a fingerprint"), "{word}");
        }
    }
}
