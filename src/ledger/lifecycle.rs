//! The status of each verdict in a run.

use super::matching::Matching;
use super::unapplied::not_applied_yet;
use super::{Change, Ledger, Outcome, Verdict, changes, strip_collection, words};
use crate::engine::{FindingName, Run, VerdictCounts, sort};
use crate::finding::{
    Decision, Finding, Label, Level, PastDecision, Suppressed, Suppression, encoded,
};
use crate::rules::{self, KINDS};
use crate::value::date::PartialDate;
use std::collections::BTreeMap;

/// The status of a verdict in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerdictStatus {
    /// The finding rests on the facts that the verdict was based on, so it is decided.
    InForce,
    /// The finding now rests on other facts, so it is shown again.
    Stale(Vec<Change>),
    /// The verdict has expired, so the finding is shown again.
    Expired,
    /// The finding is gone, and the data reflects the decision.
    Applied,
    /// The finding is gone for another reason.
    Unmatched,
    /// The verdict's rule did not run, or did not check everything, so the status is unknown.
    NotCompared,
    /// The verdict is invalid, for this reason, and decides nothing.
    Refused(String),
}

/// Applies a ledger to a run. Suppresses decided findings, adds a label to each finding whose verdict no longer
/// holds, and adds the problems in the ledger as findings.
#[must_use]
pub fn apply(mut run: Run, ledger: Option<&Ledger>, today: &PartialDate) -> Run {
    let Some(ledger) = ledger else { return run };
    let mut counts = VerdictCounts::default();
    let mut ledger_findings = Vec::new();
    let mut decisions = BTreeMap::new();
    let mut labels = Vec::new();
    let matching = Matching::new(&run, ledger);
    for verdict in &ledger.verdicts {
        let status = status(verdict, &matching, today);
        count(&status, &mut counts);
        ledger_findings.extend(finding_of(verdict, &status, ledger, &matching));
        let Some(position) = matching.position(verdict) else { continue };
        match &status {
            VerdictStatus::InForce => {
                decisions.insert(position, decision(verdict, ledger));
            }
            VerdictStatus::Stale(changes) => {
                let words = words::decided_on_other_facts(verdict, changes);
                labels.push((
                    position,
                    verdict,
                    words,
                    changes.iter().map(ToString::to_string).collect(),
                ));
            }
            VerdictStatus::Expired => {
                labels.push((position, verdict, words::decided_until(verdict), Vec::new()));
            }
            VerdictStatus::Applied
            | VerdictStatus::Unmatched
            | VerdictStatus::NotCompared
            | VerdictStatus::Refused(_) => {}
        }
    }
    for (position, verdict, text, changes) in labels {
        if let Some(finding) = run.findings.get_mut(position) {
            let decision = decision(verdict, ledger);
            finding.update(|finding| {
                finding.past = Some(Box::new(PastDecision { decision, changes }));
                finding.labels.push(Label::new(verdict.place(ledger.file), text));
            });
        }
    }
    suppress(&mut run, &mut decisions);
    offer_review(&mut run);
    ledger_findings.retain(|finding| finding.level != Level::Off);
    run.findings.extend(encoded(ledger_findings));
    sort(&mut run.findings, &run.files);
    run.summary.count_findings(&run.findings);
    run.summary.verdicts = Some(counts);
    run
}

/// Suppresses decided findings and preserves the order of the run.
fn suppress(run: &mut Run, decisions: &mut BTreeMap<usize, Decision>) {
    for (position, finding) in std::mem::take(&mut run.findings).into_iter().enumerate() {
        match decisions.remove(&position) {
            Some(decision) => {
                let by = Suppression::Verdict(Box::new(decision));
                run.suppressed.push(Suppressed { finding, by });
            }
            None => run.findings.push(finding),
        }
    }
}

/// Returns the status of a verdict, from the findings of a run before any ledger was applied.
#[must_use]
pub fn status(verdict: &Verdict, matching: &Matching<'_>, today: &PartialDate) -> VerdictStatus {
    let finding = matching.finding(verdict);
    if let Some(reason) = contradiction(verdict, finding.as_ref(), matching) {
        return VerdictStatus::Refused(reason);
    }
    let Some(finding) = finding else { return status_without_finding(verdict, matching) };
    let changes = changes(&verdict.state, &finding.state);
    let invalid =
        || invalid_choice(verdict, &finding).or_else(|| invalid_refutation(verdict, matching));
    if let Some(reason) = changes.is_empty().then(invalid).flatten() {
        return VerdictStatus::Refused(reason);
    }
    let is_over = verdict.until.as_ref().is_some_and(|until| until.is_certainly_before(today));
    match (changes.is_empty(), is_over) {
        (false, _) => VerdictStatus::Stale(changes),
        (true, true) => VerdictStatus::Expired,
        (true, false) => VerdictStatus::InForce,
    }
}

fn status_without_finding(verdict: &Verdict, matching: &Matching<'_>) -> VerdictStatus {
    let subjects = verdict.subjects().into_iter().chain([verdict.subject.as_str()]);
    let mut gone =
        subjects.map(|subject| FindingName { rule: &verdict.rule, subject, document: None });
    if !gone.all(|gone| matching.run.resolves(&gone)) {
        return VerdictStatus::NotCompared;
    }
    let losers = verdict.subjects().into_iter().filter(|subject| match verdict.wrong.is_empty() {
        true => !verdict.chooses(subject),
        false => verdict.refutes(subject),
    });
    let is_applied = verdict.outcome.judges_claims()
        && losers.into_iter().any(|loser| matching.is_ranked(loser, "deprecated"));
    if is_applied { VerdictStatus::Applied } else { VerdictStatus::Unmatched }
}

/// Returns the reason why a verdict cannot apply to its finding or to the data, or `None` if it can.
fn contradiction(
    verdict: &Verdict,
    finding: Option<&Finding>,
    matching: &Matching<'_>,
) -> Option<String> {
    if let Some(finding) = finding {
        if finding.rule != verdict.rule {
            return Some(format!(
                "the finding with this fingerprint comes from the rule `{}`, not from `{}`",
                finding.rule, verdict.rule
            ));
        }
        let about = finding.anchor.about();
        if about != verdict.subject {
            return Some(format!(
                "the finding with this fingerprint is about `{about}`, not about `{}`",
                verdict.subject
            ));
        }
        if finding.level == Level::Error {
            return Some("errors cannot be waived; fix the data".to_owned());
        }
    }
    match verdict.outcome {
        Outcome::ResolvedPrefer => {
            let chosen =
                verdict.chosen.iter().find(|chosen| matching.is_ranked(chosen, "deprecated"))?;
            let chosen = strip_collection(chosen);
            Some(format!("the verdict prefers `{chosen}`, which the dataset ranks `deprecated`"))
        }
        Outcome::SourceError | Outcome::Wrong => {
            let subjects = verdict.subjects().into_iter();
            let mut wrong = subjects.filter(|subject| match verdict.wrong.is_empty() {
                true => !verdict.chooses(subject),
                false => verdict.refutes(subject),
            });
            let wrong =
                strip_collection(wrong.find(|subject| matching.is_ranked(subject, "preferred"))?);
            let judged = match verdict.outcome {
                Outcome::SourceError => format!("attributes `{wrong}` to an error in its source"),
                _ => format!("calls `{wrong}` wrong"),
            };
            Some(format!("the verdict {judged}, but the dataset ranks it `preferred`"))
        }
        Outcome::BothValid
        | Outcome::Compatible
        | Outcome::DifferentEntity
        | Outcome::StillDisputed
        | Outcome::FalsePositive
        | Outcome::Accepted => None,
    }
}

/// Returns the reason why the choice of a verdict is invalid: a chosen claim does not compete in the finding, or two
/// chosen claims differ. Returns `None` if the choice is valid.
fn invalid_choice(verdict: &Verdict, finding: &Finding) -> Option<String> {
    for chosen in &verdict.chosen {
        let mut competing = finding.competing.iter();
        let Some(claim) = competing.find(|claim| claim.subject == *chosen) else {
            let chosen = strip_collection(chosen);
            return Some(format!("`{chosen}` does not compete with any claim in this finding"));
        };
        if let Some(other) = claim.differs_from.iter().find(|other| verdict.chooses(other)) {
            let (one, other) = (strip_collection(chosen), strip_collection(other));
            return Some(format!("the chosen claims `{one}` and `{other}` differ"));
        }
    }
    None
}

/// Returns the reason why a verdict may not call a record wrong: the record is not a claim. Returns `None` if all
/// records that the verdict calls wrong are claims.
fn invalid_refutation(verdict: &Verdict, matching: &Matching<'_>) -> Option<String> {
    let wrong = verdict.wrong.iter().find(|wrong| !matching.is_claim(wrong))?;
    Some(format!(
        "`{}` is not a claim, so the verdict cannot call it wrong",
        strip_collection(wrong)
    ))
}

fn count(status: &VerdictStatus, counts: &mut VerdictCounts) {
    let count = match status {
        VerdictStatus::InForce => &mut counts.in_force,
        VerdictStatus::Stale(_) => &mut counts.stale,
        VerdictStatus::Expired => &mut counts.expired,
        VerdictStatus::Applied => &mut counts.applied,
        VerdictStatus::Unmatched => &mut counts.unmatched,
        VerdictStatus::NotCompared => &mut counts.not_compared,
        VerdictStatus::Refused(_) => &mut counts.refused,
    };
    *count += 1;
}

/// Returns the finding about a verdict, at its place in the ledger, or `None` if there is nothing to
/// report.
fn finding_of(
    verdict: &Verdict,
    status: &VerdictStatus,
    ledger: &Ledger,
    matching: &Matching<'_>,
) -> Option<Finding> {
    let run = matching.run;
    let finding = |name: &str, message: String, label: String| {
        words::finding(verdict, verdict.place(ledger.file), name, message, label)
    };
    let command = |name: &str| words::review_command(run, name, &verdict.fingerprint.value);
    let (rule, decided) = (&verdict.rule, words::decided(verdict));
    let (level, finding) = match status {
        VerdictStatus::Stale(_) => {
            let message = format!(
                "the verdict on a finding of `{rule}` is stale: the facts have changed, so the finding is reported again"
            );
            let help = format!("to re-confirm it: {}", command("renew"));
            (Level::Warning, finding("stale", message, decided).help(help))
        }
        VerdictStatus::Expired => {
            let message = format!(
                "the verdict on a finding of `{rule}` has expired, so the finding is reported again"
            );
            let help = format!("to extend it: {} --until YYYY-MM-DD", command("renew"));
            let label = words::decided_until(verdict);
            (Level::Warning, finding("expired", message, label).help(help))
        }
        VerdictStatus::Unmatched => {
            let rule_exists = run.rulebook.rule(rule).is_some()
                || KINDS.iter().any(|kind| kind.is_built_in() && kind.name == rule);
            let message = match rule_exists {
                true => format!("no finding of `{rule}` matches this verdict any more"),
                false => format!("the rule `{rule}` of this verdict no longer exists"),
            };
            let help = "to remove such verdicts: factlint review prune".to_owned();
            let help = words::with_folder(run, help);
            (Level::Warning, finding("unmatched", message, decided).help(help))
        }
        VerdictStatus::Refused(reason) => {
            (Level::Error, finding("refused", reason.clone(), decided))
        }
        VerdictStatus::InForce => (Level::Notice, not_applied_yet(verdict, ledger, matching)?),
        VerdictStatus::Applied | VerdictStatus::NotCompared => return None,
    };
    Some(finding.built_in(rules::ledger::KIND.name, words::level(level, run)))
}

fn decision(verdict: &Verdict, ledger: &Ledger) -> Decision {
    Decision {
        outcome: verdict.outcome.name().to_owned(),
        reason: verdict.reason.clone(),
        by: verdict.by.clone(),
        on: verdict.on.to_string(),
        chosen: names(&verdict.chosen),
        wrong: names(&verdict.wrong),
        until: verdict.until.as_ref().map(ToString::to_string),
        evidence: verdict.evidence.clone(),
        place: verdict.place(ledger.file),
    }
}

fn names(subjects: &[String]) -> Vec<String> {
    subjects.iter().map(|subject| strip_collection(subject).to_owned()).collect()
}

/// Adds the command that records a decision to each finding of the level `review`.
fn offer_review(run: &mut Run) {
    let mut findings = std::mem::take(&mut run.findings);
    for finding in findings.iter_mut().filter(|finding| finding.level() == Level::Review) {
        let fingerprint = finding.fingerprint();
        let command = words::review_command(run, "decide", fingerprint.as_str());
        let offer = format!("to record a decision: {command}");
        finding.update(|finding| {
            finding.help = Some(match finding.help.take() {
                Some(help) => format!("{help}\n{offer}"),
                None => offer,
            });
        });
    }
    run.findings = findings;
}
