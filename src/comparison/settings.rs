//! Detects the findings that a change to the settings (rules, schemas, baseline or ledger) hides. For this, the same
//! data is checked with the old settings and with the current settings.

use super::{Side, name_of};
use crate::engine::{Run, subject_of_collection};
use crate::finding::{EncodedFinding, Finding, Fingerprint, Level, Place, Suppressed, Suppression};
use crate::rule::Lookup;
use crate::rulebook::RuleEntry;
use crate::rules;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// The changes of the settings, and the findings that these changes hide.
#[derive(Debug, Default)]
pub struct SettingsChange {
    /// The names of the changed settings files, as the output shows them: rulebooks, schemas and code files.
    pub files: Vec<String>,
    /// The findings that the old rules report on the current data but the current rules do not.
    pub hidden: Vec<Hidden>,
    /// The findings that the current rules report at a lower level than the old rules, each with the lower level.
    pub lowered: Vec<(Hidden, Level)>,
    /// Whether `hidden` and `lowered` contain only findings of the selected rules.
    pub is_of_selected_rules: bool,
    /// Whether `hidden` and `lowered` contain only findings in the given paths.
    pub is_of_given_paths: bool,
    /// The reason why the old rules cannot be applied, or `None` if they can.
    pub not_compared: Option<String>,
    /// Number of entries added to the baseline.
    pub added_to_baseline: usize,
    /// Number of verdicts added to the ledger.
    pub added_to_ledger: usize,
}

/// A finding that the current rules do not report, or report at a lower level.
#[derive(Debug)]
pub struct Hidden {
    /// The finding. Its places are in the files of the run with the old rules.
    pub finding: EncodedFinding,
    /// The place of the finding: the file, the line and the column. `None` if the finding has no place.
    pub place: Option<String>,
}

/// The kinds that check the settings and not the data.
const ABOUT_SETTINGS: [&str; 4] = [
    rules::rulebook::KIND.name,
    rules::idle::KIND.name,
    rules::ledger::KIND.name,
    rules::baseline::KIND.name,
];

/// The kinds that check the rulebook and the files that it names.
const ABOUT_RULEBOOK: [&str; 2] = [rules::rulebook::KIND.name, rules::idle::KIND.name];

impl SettingsChange {
    /// Whether any settings have changed.
    #[must_use]
    pub fn is_any(&self) -> bool {
        !self.files.is_empty() || self.added_to_baseline > 0 || self.added_to_ledger > 0
    }

    /// Records the findings that the old rules report on the current data, and that the current rules report
    /// at a lower level or not at all. A rule whose id has changed counts as the same rule if it reports the
    /// same facts about the same subject and field. `describe` formats a place in the files of
    /// `with_old_rules`, as its file, line and column.
    pub fn compare(
        &mut self,
        with_old_rules: &Side<'_>,
        now: &Side<'_>,
        describe: impl Fn(&Place) -> String,
    ) {
        let to_hidden = |finding: &EncodedFinding| Hidden {
            place: finding.head().place.as_ref().map(&describe),
            finding: finding.clone(),
        };
        let shown = now.findings.iter();
        let current = shown.chain(now.suppressed.iter().map(|entry| &entry.finding));
        let mut levels_by_key: HashMap<(Cow<'_, str>, String), Vec<Level>> = HashMap::new();
        let mut level_by_fingerprint = HashMap::new();
        for finding in current {
            levels_by_key.entry(key(finding)).or_default().push(finding.level());
            level_by_fingerprint.insert(finding.fingerprint(), finding.level());
        }
        let decided = with_old_rules.suppressed.iter().map(|entry| &entry.finding);
        let before = with_old_rules.findings.iter().chain(decided);
        for finding in before.filter(|finding| !ABOUT_SETTINGS.contains(&finding.head().kind)) {
            let level = levels_by_key
                .get_mut(&key(finding))
                .and_then(Vec::pop)
                .or_else(|| level_by_fingerprint.get(&finding.fingerprint()).copied());
            match level {
                Some(level) if level < finding.level() => {
                    self.lowered.push((to_hidden(finding), level));
                }
                Some(_) => {}
                None => {
                    let decoded = finding.decode();
                    let name = name_of(&decoded, with_old_rules.files);
                    if now.summary.could_report(&name)
                        || now.summary.could_report_as(&name, with_old_rules.summary)
                    {
                        self.hidden.push(to_hidden(finding));
                    }
                }
            }
        }
    }
}

/// Removes the findings about the rulebook from `before`, a run of the current rules on the old data, except for
/// findings that `with_old_rules` also reports. The change to the rulebook, not the data, caused the removed
/// findings. `with_old_rules` is `None` if there was no rulebook, or if the old rules cannot be applied.
pub fn drop_new_rulebook_findings(before: &mut Run, with_old_rules: Option<&Run>) {
    let is_about_rulebook =
        |finding: &EncodedFinding| ABOUT_RULEBOOK.contains(&finding.head().kind);
    let run = with_old_rules.into_iter();
    let known: HashSet<Fingerprint> = run
        .flat_map(|run| {
            let suppressed = run.suppressed.iter().map(|entry| &entry.finding);
            run.findings.iter().chain(suppressed)
        })
        .filter(|finding| is_about_rulebook(finding))
        .map(EncodedFinding::topic)
        .collect();
    before
        .findings
        .retain(|finding| !is_about_rulebook(finding) || known.contains(&finding.topic()));
}

/// Removes the findings that a run reports only because its rules do not fit its data. If a field, a collection or a
/// document was renamed in the data and in the rulebook, the rules of one revision find nothing in the data of the
/// other. `fitting` is a run of the same rules on the data of their own revision, and `at_revision` is a run of the old
/// rules on the old data. Findings that `at_revision` also reports are kept.
pub fn drop_findings_of_other_names(run: &mut Run, fitting: &Run, at_revision: &Run) {
    let misfits = misfits(run, fitting);
    if misfits.is_empty() {
        return;
    }
    let known: HashSet<_> = all_of(at_revision).map(|(finding, _)| key(finding)).collect();
    let keeps = |finding: &EncodedFinding| {
        let is_idle = finding.head().kind == rules::idle::KIND.name;
        !(is_idle || misfits.contains(finding.head().rule)) || known.contains(&key(finding))
    };
    run.findings.retain(keeps);
    run.suppressed.retain(|entry| keeps(&entry.finding));
}

/// Adds to `before`, a run of the current rules on the old data, the findings that both of the other runs report:
/// `at_revision` (the old rules on the old data) and `now` (the current rules on the current data). `before` lacks such
/// a finding if its document was renamed in the data and in the rulebook.
pub fn add_findings_of_revision(before: &mut Run, at_revision: &Run, now: &Run) {
    let identity = |finding: &EncodedFinding| (finding.topic(), finding.decode().state.hash());
    let known: HashSet<_> = all_of(before).map(|(finding, _)| identity(finding)).collect();
    let current: HashSet<_> = all_of(now).map(|(finding, _)| identity(finding)).collect();
    for (finding, by) in all_of(at_revision) {
        let identity = identity(finding);
        if known.contains(&identity) || !current.contains(&identity) {
            continue;
        }
        // The places of the finding are in the files of another run.
        let placeless =
            |finding: Finding| Finding { labels: Vec::new(), suggestions: Vec::new(), ..finding };
        let finding = EncodedFinding::from(placeless(finding.decode()));
        match by {
            Some(by) => before.suppressed.push(Suppressed { finding, by: by.clone() }),
            None => before.findings.push(finding),
        }
    }
}

/// Returns the rules that do not fit the data of a run: rules with an argument or a collection that selects nothing
/// there, and rules that may have missed a finding. Rules for which the same is true in `fitting` are left out.
fn misfits(run: &Run, fitting: &Run) -> HashSet<String> {
    let idle = |run: &Run| -> HashSet<String> {
        let idle = all_of(run).filter(|(finding, _)| finding.head().kind == rules::idle::KIND.name);
        let mut names: HashSet<String> =
            idle.map(|(finding, _)| finding.head().subject.to_owned()).collect();
        names.extend(run.summary.not_looked.iter().cloned());
        names
    };
    let fits = idle(fitting);
    let mut misfits: HashSet<String> =
        idle(run).into_iter().filter(|name| !fits.contains(name)).collect();
    let reading: Vec<String> = run
        .rulebook
        .rules
        .iter()
        .filter(|entry| {
            collections_of(entry).any(|name| misfits.contains(&subject_of_collection(&name)))
        })
        .map(|entry| entry.id.clone())
        .collect();
    misfits.extend(reading);
    misfits
}

/// Returns the names of the collections that a rule reads.
fn collections_of(entry: &RuleEntry) -> impl Iterator<Item = String> {
    let declaration = entry.rule.declaration();
    let looked_up: Vec<String> =
        declaration.lookups.iter().filter_map(Lookup::collection).map(str::to_owned).collect();
    let named = entry.expectations.collections.iter().cloned();
    looked_up.into_iter().chain(named).chain([declaration.collection().to_owned()])
}

/// Returns the findings of a run, shown and suppressed. A suppressed finding comes with the reason.
fn all_of(run: &Run) -> impl Iterator<Item = (&EncodedFinding, Option<&Suppression>)> {
    let suppressed = run.suppressed.iter().map(|entry| (&entry.finding, Some(&entry.by)));
    run.findings.iter().map(|finding| (finding, None)).chain(suppressed)
}

/// Suppresses the findings of `run`, a run with the current rules, that a verdict or the baseline suppressed in the
/// run with the old rules. Without this, they would reappear if the current rulebook forbids verdicts on them or
/// names no ledger.
pub fn apply_old_decisions(run: &mut Run, with_old_rules: &Run) {
    let mut decided: HashMap<(Cow<'_, str>, String), Vec<&Suppression>> = HashMap::new();
    for Suppressed { finding, by } in &with_old_rules.suppressed {
        decided.entry(key(finding)).or_default().push(by);
    }
    for finding in std::mem::take(&mut run.findings) {
        match decided.get_mut(&key(&finding)).and_then(Vec::pop) {
            Some(by) => run.suppressed.push(Suppressed { finding, by: by.clone() }),
            None => run.findings.push(finding),
        }
    }
}

/// Returns a key for the facts that a finding reports. The key depends on the kind of the rule, but not on the rule
/// itself.
fn key(finding: &EncodedFinding) -> (Cow<'static, str>, String) {
    let Finding { kind, anchor, state, .. } = finding.decode();
    (kind, format!("{}\n{}\n{}", anchor.subject, anchor.field, state.hash()))
}
