//! The possible answers to a finding, and the changes that each answer makes in the data.

use super::super::located::Locator;
use super::record::ClaimRecord;
use super::sides::{letter, sides_of, stated_by, valid_of, with_valid};
use super::{Cases, Sentence, claim};
use crate::claims::ClaimValue;
use crate::dataset::in_folder_of;
use crate::finding::{Finding, Place};
use crate::ledger::{self, Outcome, Topic};
use crate::value::period::PeriodEnd;
use crate::words::{counted, shared_start, truncated_around};
use serde::Serialize;
use std::collections::HashSet;

/// An answer that a person may give.
#[derive(Debug, Serialize)]
pub(in crate::report) struct Answer {
    /// The outcome's name in the ledger.
    pub(in crate::report) outcome: &'static str,
    /// The answer in words.
    #[serde(rename = "answer")]
    pub(in crate::report) words: Sentence,
    /// The letter of the side that the answer is about; `None` if it is about all sides, or if there is only one.
    pub(in crate::report) side: Option<String>,
    /// The ids of the claims that the answer names as right.
    pub(in crate::report) chosen: Vec<String>,
    /// The ids of the claims that the answer names as wrong.
    pub(in crate::report) wrong: Vec<String>,
    /// An example of the answer that fits the values, in a few words.
    pub(in crate::report) example: &'static str,
    /// Whether the answer is one of the `MAX_COMMON` answers that are shown at first.
    pub(in crate::report) is_common: bool,
    /// The answer's effect on the data, in one sentence; `None` if it changes nothing.
    pub(in crate::report) effect: Option<Sentence>,
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

/// Placeholder for a value in the words of an answer. It is a noncharacter, so templates do not contain it.
const VALUE: &str = "\u{fdd0}";

/// Maximum number of characters of a value in an answer.
const MAX_VALUE: usize = 80;

/// Maximum number of answers that are shown at first.
const MAX_COMMON: usize = 5;

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
    /// Returns the command for an action on a finding: `show`, `apply`, or `decide` without the options for the answer.
    pub(in crate::report) fn command(&self, action: &str, finding: &Finding) -> String {
        let command = format!("factlint review {action} {}", finding.fingerprint().short());
        let rulebook = self.locator.files().name(self.background.rulebook.file);
        in_folder_of(rulebook, &command)
    }

    /// Returns the possible answers to a finding about `claims`. `title` is the title of the case.
    pub(super) fn answers(
        &self,
        finding: &Finding,
        title: &str,
        claims: &[(ClaimRecord, usize)],
        differs_at: &[PeriodEnd],
    ) -> Vec<Answer> {
        // If the finding is about more claims than are given, an answer about the given claims would be a
        // different decision.
        let mut answers = match finding.competing.len() > claims.len() || have_equal_ids(claims) {
            true => Vec::new(),
            false => self.about_sides(finding, title, claims, differs_at),
        };
        let is_dispute = finding.competing.len() > 1;
        let sides = sides_of(claims).len();
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
                Outcome::DifferentEntity => is_dispute && may_be_two_things(claims, sides),
                Outcome::FalsePositive | Outcome::Accepted => !is_dispute,
                _ => false,
            };
            let words = outcome.answer("", sides).into();
            answers.push(Answer { is_common, ..self.answer(outcome, words, &[], claims) });
        }
        let is_on_side = |answer: &&mut Answer| answer.is_common && answer.side.is_some();
        let others =
            answers.iter().filter(|answer| answer.is_common && answer.side.is_none()).count();
        let surplus = answers.iter_mut().filter(is_on_side).skip(MAX_COMMON.saturating_sub(others));
        surplus.for_each(|answer| answer.is_common = false);
        answers
    }

    /// Returns the answers about the sides of a dispute, or about the only claim of a finding.
    fn about_sides(
        &self,
        finding: &Finding,
        title: &str,
        claims: &[(ClaimRecord, usize)],
        differs_at: &[PeriodEnd],
    ) -> Vec<Answer> {
        let sides = sides_of(claims);
        let valid = valid_of(&sides);
        let values = sides
            .iter()
            .zip(&valid)
            .map(|(own, valid)| with_valid(&self.name_of_side(own, differs_at), valid.as_deref()));
        let values: Vec<String> = values.collect();
        let about = |claim: &ClaimRecord| (claim.subject.clone(), claim.property.clone());
        let first = claims.first().map(|(claim, _)| about(claim));
        let is_one_topic = claims.iter().all(|(claim, _)| Some(about(claim)) == first);
        let is_dispute = finding.competing.len() > 1;
        let mut answers = Vec::new();
        for outcome in [Outcome::ResolvedPrefer, Outcome::Wrong, Outcome::SourceError] {
            if outcome == Outcome::ResolvedPrefer && !(is_dispute && is_one_topic) {
                continue;
            }
            let is_common = match outcome {
                Outcome::ResolvedPrefer => true,
                Outcome::Wrong => is_dispute && !is_one_topic,
                _ => false,
            };
            for (position, (own, value)) in sides.iter().zip(&values).enumerate() {
                let ids: Vec<String> = own.iter().map(|claim| claim.id.clone()).collect();
                let template = outcome.answer(VALUE, sides.len());
                let words = Sentence::filled(&template, VALUE, &distinct(value, &values));
                let side = (sides.len() > 1).then(|| letter(position));
                let (chosen, losers) = match outcome {
                    Outcome::ResolvedPrefer => (ids, rivals(finding, own, claims)),
                    _ => (Vec::new(), ids),
                };
                let answer = self.answer(outcome, words, &losers, claims);
                let is_common =
                    is_common && (is_one_topic || self.is_asked_about(own, title, claims));
                answers.push(Answer { side, chosen, is_common, ..answer });
            }
        }
        answers
    }

    /// Whether the title of a case asks about a side: the title contains the side's subject, or no subject of any side.
    fn is_asked_about(
        &self,
        own: &[&ClaimRecord],
        title: &str,
        claims: &[(ClaimRecord, usize)],
    ) -> bool {
        let is_named =
            |claim: &ClaimRecord| title.contains(&self.records.entity(&claim.subject).name);
        own.iter().any(|claim| is_named(claim)) || !claims.iter().any(|(claim, _)| is_named(claim))
    }

    /// Returns the value that names a side, in words.
    fn name_of_side(&self, own: &[&ClaimRecord], differs_at: &[PeriodEnd]) -> String {
        let broadest = self.broadest_first(own);
        broadest.first().map(|claim| self.in_words(claim, differs_at)).unwrap_or_default()
    }

    /// Returns an answer that makes the claims with the ids `losers` wrong. It names no claim as right and is about
    /// no side.
    fn answer(
        &self,
        outcome: Outcome,
        words: Sentence,
        losers: &[String],
        claims: &[(ClaimRecord, usize)],
    ) -> Answer {
        let deprecated = claims.iter().filter(|(claim, _)| losers.contains(&claim.id));
        let edits: Vec<Edit> = deprecated.flat_map(|(claim, _)| self.deprecation(claim)).collect();
        let left = outcome.left_to_do().or_else(|| {
            let is_unknown = outcome == Outcome::ResolvedPrefer && losers.is_empty();
            is_unknown.then_some(
                "rank the wrong claims as `deprecated`: there are too many to do that here",
            )
        });
        let effect = left.map_or_else(
            || self.effect(losers, claims),
            |left| {
                let words = format!(
                    "Changes nothing by itself. Someone has to {left}; until then, the finding stays listed."
                );
                Some(words.into())
            },
        );
        Answer {
            outcome: outcome.name(),
            words,
            side: None,
            chosen: Vec::new(),
            wrong: if outcome.may_refute() { losers.to_vec() } else { Vec::new() },
            example: outcome.example(topic(claims)),
            is_common: false,
            effect,
            edits,
        }
    }

    /// Describes the effect of an answer that makes the claims with the ids `losers` wrong.
    fn effect(&self, losers: &[String], claims: &[(ClaimRecord, usize)]) -> Option<Sentence> {
        let wrong = claims.iter().filter(|(claim, _)| losers.contains(&claim.id));
        let values: Vec<String> =
            claims.iter().map(|(claim, _)| self.in_words(claim, &[])).collect();
        let said: Vec<Sentence> = wrong.map(|(claim, _)| self.statement(claim, &values)).collect();
        let (shown, others) = said.split_at(said.len().min(MAX_STATEMENTS));
        let claims = match said.len() {
            0 => return None,
            1 => "one claim".to_owned(),
            number => counted(number, "claim"),
        };
        let more = match others.len() {
            0 => ".".to_owned(),
            number => format!("; and {}.", counted(number, "more claim")),
        };
        let beginning = Sentence::from(format!("Marks {claims} as wrong (deprecated): "));
        Some(beginning.then(Sentence::joined(shown.iter().cloned(), "; ")).own(&more))
    }

    /// Returns a claim as a sentence without a full stop. `values` are the values of all claims of the case.
    fn statement(&self, claim: &ClaimRecord, values: &[String]) -> Sentence {
        let subject = self.records.entity(&claim.subject).name;
        let property = self.records.property(&claim.property);
        let value = distinct(&self.in_words(claim, &[]), values);
        let value = with_valid(&value, claim::valid(claim).as_deref());
        stated_by(&subject, (property.phrase.as_deref(), &property.name), &value)
    }

    /// Returns the edits that set the rank of a claim to `deprecated`.
    fn deprecation(&self, claim: &ClaimRecord) -> Vec<Edit> {
        let model = &self.background.rulebook.model;
        let edits =
            self.locator.see(&claim.place, |value| ledger::deprecation(value, REASON, model));
        let message = || format!("rank {} deprecated", claim.id);
        let edits = edits.into_iter().flatten();
        edits
            .map(|(place, replacement)| edit(message(), &place, &replacement, self.locator))
            .collect()
    }

    /// Returns the edits that a finding suggests.
    pub(in crate::report) fn suggested(&self, finding: &Finding) -> Vec<Edit> {
        let suggestions = finding.suggestions.iter().take(MAX_LINES);
        suggestions
            .map(|suggestion| {
                let message = suggestion.message.clone();
                edit(message, &suggestion.place, &suggestion.replacement, self.locator)
            })
            .collect()
    }
}

/// Truncates a value to `MAX_VALUE` characters that still distinguish it from the other values.
pub(in crate::report) fn distinct(value: &str, values: &[String]) -> String {
    let others = values.iter().filter(|other| *other != value);
    let same =
        others.map(|other| shared_start(value, other).chars().count()).max().unwrap_or_default();
    truncated_around(value, same, MAX_VALUE)
}

/// Checks whether there are two sides about one subject. They may then be about two things that share a record.
fn may_be_two_things(claims: &[(ClaimRecord, usize)], sides: usize) -> bool {
    let first = claims.first().map(|(claim, _)| &claim.subject);
    sides == 2 && claims.iter().all(|(claim, _)| Some(&claim.subject) == first)
}

/// Checks whether two claims have the same id, so an answer could not name only one of them.
fn have_equal_ids(claims: &[(ClaimRecord, usize)]) -> bool {
    let ids: HashSet<&str> = claims.iter().map(|(claim, _)| claim.id.as_str()).collect();
    ids.len() < claims.len()
}

/// Returns the topic of claims, which determines the examples of answers.
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
    let before: Vec<String> =
        (located.start.line..=located.end.line).map(|number| line(number).1).collect();
    let head = first.1.get(..located.range.start.saturating_sub(first.0.start));
    let tail = last.1.get(located.range.end.saturating_sub(last.0.start)..);
    let after = format!("{}{replacement}{}", head.unwrap_or_default(), tail.unwrap_or_default());
    let after: Vec<String> = after.lines().map(str::to_owned).collect();
    let same = before.iter().zip(&after).take_while(|(one, other)| one == other).count();
    let (before, after) =
        (before.get(same..).unwrap_or_default(), after.get(same..).unwrap_or_default());
    let ends = before.iter().rev().zip(after.iter().rev());
    let same_end = ends.take_while(|(one, other)| one == other).count();
    let changed = |lines: &[String]| -> Vec<String> {
        let changed = lines.len() - same_end;
        let mut shown: Vec<String> = lines.iter().take(changed.min(MAX_LINES)).cloned().collect();
        if changed > MAX_LINES {
            shown.push(format!("… and {}", counted(changed - MAX_LINES, "more line")));
        }
        shown
    };
    let (before, after) = (changed(before), changed(after));
    let cut = |line: &String, other: Option<&String>| {
        let same = other.map_or(0, |other| shared_start(line, other).chars().count());
        truncated_around(line, same, MAX_WIDTH)
    };
    let pairs = |lines: &[String], others: &[String]| -> Vec<String> {
        lines.iter().enumerate().map(|(number, line)| cut(line, others.get(number))).collect()
    };
    Edit {
        message,
        file: located.name,
        line: located.start.line + same,
        before: pairs(&before, &after),
        after: pairs(&after, &before),
    }
}
