//! The possible answers to a finding, and the changes that each answer makes in the data.

use super::super::located::Locator;
use super::Cases;
use super::record::ClaimRecord;
use crate::claims::{Bound, ClaimValue};
use crate::dataset::in_folder_of;
use crate::finding::{Finding, Place};
use crate::ledger::{self, Outcome, Topic};
use crate::words::{counted, truncated};
use serde::Serialize;

/// An answer that a person may give.
#[derive(Debug, Serialize)]
pub(in crate::report) struct Answer {
    /// The outcome's name in the ledger.
    pub(in crate::report) outcome: &'static str,
    /// The answer in words.
    #[serde(rename = "answer")]
    pub(in crate::report) words: String,
    /// The ids of the claims that the answer names as right.
    pub(in crate::report) chosen: Vec<String>,
    /// The ids of the claims that the answer names as wrong.
    pub(in crate::report) wrong: Vec<String>,
    /// An example of the answer that fits the values, in a few words.
    pub(in crate::report) example: &'static str,
    /// Whether the answer is one of the most common ones.
    pub(in crate::report) is_common: bool,
    /// The answer's effect on the data, in one sentence; `None` if it changes nothing.
    pub(in crate::report) effect: Option<String>,
    pub(in crate::report) edits: Vec<Edit>,
}

/// An edit, shown as the lines that it changes.
#[derive(Debug, Serialize)]
pub(in crate::report) struct Edit {
    pub(in crate::report) message: String,
    pub(in crate::report) file: String,
    /// The number of the first changed line, counted from 1.
    pub(in crate::report) line: usize,
    pub(in crate::report) before: Vec<String>,
    pub(in crate::report) after: Vec<String>,
}

/// Placeholder for the reason in an edit that has not been made.
const REASON: &str = "(your reason)";

/// Maximum number of characters of a value in an answer.
const MAX_VALUE: usize = 80;

/// Maximum number of claims that the effect of an answer names.
const MAX_STATEMENTS: usize = 3;

/// Maximum number of lines of an edit, and maximum number of characters per line.
const MAX_LINES: usize = 12;
const MAX_WIDTH: usize = 300;

/// Texts about an outcome that apply to all its answers.
#[derive(Debug, Serialize)]
pub(in crate::report) struct OutcomeInWords {
    pub(in crate::report) outcome: &'static str,
    /// The group of answers: `wrong`, `right` or `open`.
    pub(in crate::report) group: &'static str,
    /// The heading of the group.
    pub(in crate::report) heading: &'static str,
    /// The meaning of the outcome, in one sentence.
    pub(in crate::report) sentence: &'static str,
    pub(in crate::report) example: &'static str,
    /// Whether a decision with this outcome needs a date until which it holds.
    pub(in crate::report) needs_until: bool,
}

/// Returns the texts about all outcomes, in the order in which they are offered.
pub(in crate::report) fn outcomes() -> Vec<OutcomeInWords> {
    let in_words = |outcome: Outcome| OutcomeInWords {
        outcome: outcome.name(),
        group: outcome.group().name(),
        heading: outcome.group().heading(),
        sentence: outcome.sentence(),
        example: outcome.example(Topic::General),
        needs_until: outcome.must_end(),
    };
    Outcome::ALL.into_iter().map(in_words).collect()
}

impl Cases<'_> {
    /// Returns the command that records a decision on a finding, without the options for the answer.
    pub(in crate::report) fn command(&self, finding: &Finding) -> String {
        let command = format!("factlint review decide {}", finding.fingerprint().short());
        let rulebook = self.locator.files().name(self.background.rulebook.file);
        in_folder_of(rulebook, &command)
    }

    /// Returns the possible answers to a finding about `claims`.
    pub(super) fn answers(
        &self,
        finding: &Finding,
        claims: &[(ClaimRecord, usize)],
        differs_at: &[Bound],
    ) -> Vec<Answer> {
        // If the finding is about more claims than are given, an answer about the given claims would be a
        // different decision.
        let mut answers = match finding.competing.len() > claims.len() {
            true => Vec::new(),
            false => self.about_sides(finding, claims, differs_at),
        };
        let is_dispute = finding.competing.len() > 1;
        for outcome in Outcome::ALL.into_iter().filter(|outcome| !outcome.judges_claims()) {
            let is_about_several = matches!(
                outcome,
                Outcome::BothValid | Outcome::Compatible | Outcome::DifferentEntity
            );
            if is_about_several && !is_dispute {
                continue;
            }
            let is_common = match outcome {
                Outcome::BothValid | Outcome::StillDisputed => is_dispute,
                Outcome::FalsePositive | Outcome::Accepted => !is_dispute,
                _ => false,
            };
            answers.push(self.answer(outcome, "", &[], &[], is_common, claims));
        }
        answers
    }

    /// Returns the answers about the sides of a dispute, or about the only claim of a finding.
    fn about_sides(
        &self,
        finding: &Finding,
        claims: &[(ClaimRecord, usize)],
        differs_at: &[Bound],
    ) -> Vec<Answer> {
        let mut sides: Vec<usize> = claims.iter().map(|(_, side)| *side).collect();
        sides.sort_unstable();
        sides.dedup();
        let about = |claim: &ClaimRecord| (claim.subject.clone(), claim.property.clone());
        let first = claims.first().map(|(claim, _)| about(claim));
        let is_one_topic = claims.iter().all(|(claim, _)| Some(about(claim)) == first);
        let mut answers = Vec::new();
        let outcomes = [Outcome::ResolvedPrefer, Outcome::Wrong, Outcome::SourceError];
        for outcome in outcomes {
            for side in &sides {
                let own: Vec<&ClaimRecord> =
                    claims.iter().filter(|(_, of)| of == side).map(|(claim, _)| claim).collect();
                let Some(first) = own.first() else { continue };
                let value = self.in_words(first, differs_at);
                let ids = |claims: &[&ClaimRecord]| {
                    claims.iter().map(|claim| claim.id.clone()).collect::<Vec<_>>()
                };
                let is_dispute = finding.competing.len() > 1;
                match outcome {
                    Outcome::ResolvedPrefer if is_dispute && is_one_topic => {
                        let losers = rivals(finding, &own, claims);
                        answers.push(self.answer(
                            outcome,
                            &value,
                            &ids(&own),
                            &losers,
                            true,
                            claims,
                        ));
                    }
                    Outcome::Wrong => {
                        let is_common = is_dispute && !is_one_topic;
                        answers.push(self.answer(
                            outcome,
                            &value,
                            &[],
                            &ids(&own),
                            is_common,
                            claims,
                        ));
                    }
                    Outcome::SourceError => {
                        answers.push(self.answer(outcome, &value, &[], &ids(&own), false, claims));
                    }
                    _ => {}
                }
            }
        }
        answers
    }

    /// Returns an answer that makes the claims with the ids `losers` wrong.
    fn answer(
        &self,
        outcome: Outcome,
        value: &str,
        chosen: &[String],
        losers: &[String],
        is_common: bool,
        claims: &[(ClaimRecord, usize)],
    ) -> Answer {
        let deprecated = claims.iter().filter(|(claim, _)| losers.contains(&claim.id));
        let edits: Vec<Edit> =
            deprecated.filter_map(|(claim, _)| self.deprecation(claim)).collect();
        let effect = outcome.left_to_do().map_or_else(
            || self.effect(losers, claims),
            |left| {
                Some(format!(
                    "Nothing by itself. Someone has to {left}; until then it stays listed."
                ))
            },
        );
        let wrong = if outcome.may_refute() { losers.to_vec() } else { Vec::new() };
        Answer {
            outcome: outcome.name(),
            words: outcome.answer(&truncated(value, MAX_VALUE), claims.len() > 1),
            chosen: chosen.to_vec(),
            wrong,
            example: outcome.example(topic(claims)),
            is_common,
            effect,
            edits,
        }
    }

    /// Describes the effect of an answer by which the claims with the ids `losers` are wrong.
    fn effect(&self, losers: &[String], claims: &[(ClaimRecord, usize)]) -> Option<String> {
        let wrong = claims.iter().filter(|(claim, _)| losers.contains(&claim.id));
        let said: Vec<String> = wrong.map(|(claim, _)| self.statement(claim)).collect();
        let (shown, others) = said.split_at(said.len().min(MAX_STATEMENTS));
        let listed = shown.join("; ");
        let more = match others.len() {
            0 => String::new(),
            number => format!("; and {}", counted(number, "more claim")),
        };
        match said.len() {
            0 => None,
            1 => Some(format!("Marks one claim as wrong (deprecated): {listed}.")),
            number => Some(format!("Marks {number} claims as wrong (deprecated): {listed}{more}.")),
        }
    }

    /// Returns a claim as a sentence without a full stop.
    fn statement(&self, claim: &ClaimRecord) -> String {
        let subject = self.records.entity(&claim.subject).name;
        let property = self.records.property(&claim.property);
        let value = truncated(&self.in_words(claim, &[]), MAX_VALUE);
        match property.phrase {
            Some(phrase) => format!("{subject} {phrase} {value}"),
            None => format!("{subject}, {}: {value}", property.name),
        }
    }

    /// Returns the edit that sets the rank of a claim to `deprecated`.
    fn deprecation(&self, claim: &ClaimRecord) -> Option<Edit> {
        let model = &self.background.rulebook.model;
        let (place, replacement) =
            self.locator.see(&claim.place, |value| ledger::deprecation(value, REASON, model))??;
        Some(edit(format!("rank {} deprecated", claim.id), &place, &replacement, self.locator))
    }

    /// Returns the edits that a finding suggests.
    pub(super) fn suggested(&self, finding: &Finding) -> Vec<Edit> {
        let suggestions = finding.suggestions.iter().take(MAX_LINES);
        suggestions
            .map(|suggestion| {
                let message = suggestion.message.clone();
                edit(message, &suggestion.place, &suggestion.replacement, self.locator)
            })
            .collect()
    }
}

/// Returns what claims are about, by which examples are chosen.
fn topic(claims: &[(ClaimRecord, usize)]) -> Topic {
    let Some((first, _)) = claims.first() else { return Topic::General };
    if claims.iter().any(|(claim, _)| claim.subject != first.subject) {
        return match first.value {
            Some(ClaimValue::Place(_)) => Topic::PlacesOfTwo,
            _ => Topic::Two,
        };
    }
    match first.value {
        Some(ClaimValue::Place(_)) => Topic::Place,
        Some(ClaimValue::Period(_) | ClaimValue::Date(_) | ClaimValue::Duration(_)) => Topic::Time,
        Some(ClaimValue::Count(_) | ClaimValue::Money(_)) => Topic::Number,
        Some(ClaimValue::Entity(_) | ClaimValue::Text(_)) | None => Topic::General,
    }
}

/// Returns the ids of the claims that differ from any claim in `own`.
fn rivals(finding: &Finding, own: &[&ClaimRecord], claims: &[(ClaimRecord, usize)]) -> Vec<String> {
    let chosen =
        finding.competing.iter().filter(|claim| own.iter().any(|own| own.place == claim.place));
    let differing: Vec<&String> = chosen.flat_map(|claim| &claim.differs_from).collect();
    let is_rival = |claim: &ClaimRecord| differing.iter().any(|anchor| **anchor == claim.anchor);
    claims.iter().filter(|(claim, _)| is_rival(claim)).map(|(claim, _)| claim.id.clone()).collect()
}

/// Converts an edit to the lines that it changes.
fn edit(message: String, place: &Place, replacement: &str, locator: &Locator<'_>) -> Edit {
    let located = locator.locate(place);
    let line = |number: usize| locator.excerpt(located.file, number, None);
    let (first, last) = (line(located.start.line), line(located.end.line));
    let numbers = (located.start.line..=located.end.line).take(MAX_LINES);
    let before: Vec<String> = numbers.map(|number| line(number).1).collect();
    let head = first.1.get(..located.range.start.saturating_sub(first.0.start));
    let tail = last.1.get(located.range.end.saturating_sub(last.0.start)..);
    let after = format!("{}{replacement}{}", head.unwrap_or_default(), tail.unwrap_or_default());
    Edit {
        message,
        file: located.name,
        line: located.start.line,
        before: before.iter().map(|line| cut(line)).collect(),
        after: after.lines().take(MAX_LINES).map(cut).collect(),
    }
}

/// Truncates a line to `MAX_WIDTH` characters.
fn cut(line: &str) -> String {
    match line.char_indices().nth(MAX_WIDTH) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None => line.to_owned(),
    }
}
