//! What a change of the settings keeps out of sight: of the rules and schemas, of the baseline, of the
//! ledger. The same data are checked with the settings of before and with those of now.

use super::{Side, could_find};
use crate::engine::Run;
use crate::finding::{Anchor, Finding, Level, Suppressed, Suppression};
use std::collections::HashMap;

/// What has changed in the settings, and what that hides.
#[derive(Debug, Default)]
pub struct SettingsChange {
    /// The files with rules that have changed, as the output calls them: the rulebook, schemas, files of
    /// codes.
    pub files: Vec<String>,
    /// The findings that the rules of before give on the data of now, and those of now do not.
    pub hidden: Vec<Finding>,
    /// The findings that the rules of now give at a lower level, with that level.
    pub lowered: Vec<(Finding, Level)>,
    /// Why the rules of before cannot be applied, in words.
    pub not_compared: Option<String>,
    /// The number of entries that have come to the baseline.
    pub added_to_baseline: usize,
    /// The number of verdicts that have come to the ledger.
    pub added_to_ledger: usize,
}

/// The kinds that are about the settings and not about the data.
const ABOUT_SETTINGS: [&str; 4] = ["rulebook", "idle", "ledger", "baseline"];

impl SettingsChange {
    /// Whether there is anything to say.
    #[must_use]
    pub fn is_any(&self) -> bool {
        !self.files.is_empty() || self.added_to_baseline > 0 || self.added_to_ledger > 0
    }

    /// Notes what the rules of before find in the data of now, and those of now do not. A rule that has
    /// another id by now is the same where it says the same of the same thing.
    pub fn compare(&mut self, with_rules_of_before: &Side<'_>, now: &Side<'_>) {
        let shown = now.findings.iter();
        let found = shown.chain(now.suppressed.iter().map(|entry| &entry.finding));
        let mut same: HashMap<(&str, String), Vec<Level>> = HashMap::new();
        let mut by_name = HashMap::new();
        for finding in found {
            same.entry(key(finding)).or_default().push(finding.level);
            by_name.insert(finding.fingerprint(), finding.level);
        }
        let decided = with_rules_of_before.suppressed.iter().map(|entry| &entry.finding);
        let before = with_rules_of_before.findings.iter().chain(decided);
        for finding in before.filter(|finding| !ABOUT_SETTINGS.contains(&finding.kind)) {
            let level = same
                .get_mut(&key(finding))
                .and_then(Vec::pop)
                .or_else(|| by_name.get(&finding.fingerprint()).copied());
            match level {
                Some(level) if level < finding.level => self.lowered.push((finding.clone(), level)),
                None if could_find(now, finding, with_rules_of_before.files) => {
                    self.hidden.push(finding.clone());
                }
                Some(_) | None => {}
            }
        }
    }
}

/// Takes out of sight, in a run under the rules of now, what verdicts and the baseline kept out of sight
/// under those of before: the rules of now may allow no verdict on it, or name no ledger.
pub fn decide_as_before(run: &mut Run, with_rules_of_before: &Run) {
    let mut decided: HashMap<(&str, String), Vec<&Suppression>> = HashMap::new();
    for Suppressed { finding, by } in &with_rules_of_before.suppressed {
        decided.entry(key(finding)).or_default().push(by);
    }
    for finding in std::mem::take(&mut run.findings) {
        match decided.get_mut(&key(&finding)).and_then(Vec::pop) {
            Some(by) => run.suppressed.push(Suppressed { finding, by: by.clone() }),
            None => run.findings.push(finding),
        }
    }
}

/// What a finding says of which thing, by whatever rule of its kind.
fn key(finding: &Finding) -> (&'static str, String) {
    let Anchor { subject, field, .. } = &finding.anchor;
    (finding.kind, format!("{subject}\n{field}\n{}", finding.state.hash()))
}
