//! `factlint review decide`: records a decision on a finding in the ledger.

use super::super::Exit;
use super::super::context::{Stop, parse_day};
use super::super::terminal::{print, prompt_streams};
use super::DatasetArguments;
use super::decision::{Answers, may_decide, record};
use super::history::user;
use super::prompt::Prompt;
use super::refusal::refuse;
use super::session::Opened;
use super::show::everything;
use crate::finding::Finding;
use crate::ledger::{LedgerEntry, Outcome, strip_collection, with_folder};
use crate::report::one_line;
use crate::value::date::PartialDate;
use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use std::io::{BufRead, Write};

/// Arguments of `factlint review decide`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The finding's fingerprint, or at least its first 4 digits
    fingerprint: String,
    #[command(flatten)]
    dataset: DatasetArguments,
    /// Outcome of the review
    #[arg(long, value_enum)]
    outcome: Option<Outcome>,
    /// Id of a claim that is right; repeatable
    #[arg(long)]
    chosen: Vec<String>,
    /// Id of a claim that is wrong; repeatable
    #[arg(long)]
    wrong: Vec<String>,
    /// Reason for the decision
    #[arg(long)]
    reason: Option<String>,
    /// Who decided [default: the Git user]
    #[arg(long)]
    by: Option<String>,
    /// Last day on which the verdict holds (YYYY-MM-DD)
    #[arg(long, value_parser = parse_day)]
    until: Option<PartialDate>,
    /// Evidence outside the dataset, such as a URL or a document; repeatable
    #[arg(long)]
    evidence: Vec<String>,
    /// Replace an existing verdict
    #[arg(long, alias = "again")]
    replace: bool,
}

impl ValueEnum for Outcome {
    fn value_variants<'a>() -> &'a [Outcome] {
        &Outcome::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()).help(self.about()))
    }
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, Stop> {
    let opened = Opened::open(&arguments.dataset)?;
    let finding = opened.finding_to_decide(&arguments.fingerprint)?;
    may_decide(&opened, finding, arguments.replace)?;
    let mut answers = Answers {
        outcome: arguments.outcome,
        chosen: arguments.chosen.clone(),
        wrong: arguments.wrong.clone(),
        reason: arguments.reason.clone(),
        by: arguments.by.clone().or_else(|| user(&opened.folder)),
        until: arguments.until.as_ref().map(ToString::to_string),
        evidence: arguments.evidence.clone(),
    };
    let is_incomplete = !answers.missing().is_empty();
    if is_incomplete && let Some((answers_from, questions_to)) = prompt_streams() {
        print(&everything(finding, &opened)?)?;
        let mut prompt = Prompt { answers: answers_from, questions: questions_to };
        if answers.ask(finding, &mut prompt).is_none() {
            return Err(refuse("nothing was written: not confirmed"));
        }
    }
    let entry = record(&opened, finding, answers)?;
    print(&done(&entry, &opened))?;
    Ok(Exit::Clean)
}

impl Answers {
    /// Asks for the missing answers, for who decides (even if known), and for confirmation. Returns `None`
    /// if the input ends or the decision is not confirmed.
    fn ask<R: BufRead, W: Write>(
        &mut self,
        finding: &Finding,
        prompt: &mut Prompt<R, W>,
    ) -> Option<()> {
        if self.outcome.is_none() {
            let outcomes =
                Outcome::ALL.map(|outcome| (outcome.name().to_owned(), outcome.about().to_owned()));
            self.outcome = Outcome::from_name(&prompt.choose("outcome", &outcomes)?);
        }
        let outcome = self.outcome?;
        if outcome.must_choose() && self.chosen.is_empty() {
            self.chosen = vec![prompt.choose("which claim is right", &claims(finding))?];
        }
        if outcome.must_refute() && self.wrong.is_empty() {
            self.wrong = vec![match claims(finding).as_slice() {
                [] => prompt.words("id of the claim that is wrong", None)?,
                claims => prompt.choose("which claim is wrong", claims)?,
            }];
        }
        if self.reason.is_none() {
            self.reason = Some(prompt.words("reason", None)?);
        }
        self.by = Some(prompt.words("by", self.by.as_deref())?);
        if outcome.must_end() && self.until.is_none() {
            let question = "last day of the verdict (YYYY-MM-DD, at most a year from now)";
            let day = |answer: &str| parse_day(answer).map(|day| day.to_string());
            self.until = Some(prompt.ask(question, day)?);
        }
        let question = format!("record `{}`? yes or no", outcome.name());
        let is_meant = prompt.ask(&question, |answer| match answer {
            "yes" | "y" => Ok(true),
            "no" | "n" => Ok(false),
            _ => Err("answer yes or no".to_owned()),
        })?;
        is_meant.then_some(())
    }
}

/// Returns the claims to choose from: their ids, and their values with the number of independent sources.
fn claims(finding: &Finding) -> Vec<(String, String)> {
    let claims = finding.competing.iter().map(|claim| {
        let sources = claim.sources.count().with_noun();
        let value = finding
            .state
            .entries()
            .iter()
            .find(|entry| entry.subject() == claim.subject && entry.name() == "value");
        let value = value.map(|entry| one_line(entry.value())).unwrap_or_default();
        (strip_collection(&claim.subject).to_owned(), format!("{value}, {sources}"))
    });
    claims.collect()
}

fn done(entry: &LedgerEntry, opened: &Opened) -> String {
    let recorded = format!(
        "recorded in {}: `{}` by {} on {}\n",
        opened.ledger_name(),
        entry.outcome,
        one_line(&entry.by),
        entry.on
    );
    let run = || with_folder(&opened.run, "factlint check".to_owned());
    match Outcome::from_name(&entry.outcome) {
        Some(Outcome::ResolvedPrefer) => format!(
            "{recorded}the dataset is unchanged; for the edit that ranks the other claims `deprecated`, run: {}\n",
            run()
        ),
        Some(Outcome::Wrong | Outcome::SourceError) if !entry.wrong.is_empty() => format!(
            "{recorded}the dataset is unchanged; for the edit that ranks the wrong claims `deprecated`, run: {}\n",
            run()
        ),
        Some(outcome) => match outcome.left_to_do() {
            Some(left) => {
                format!("{recorded}the dataset is unchanged; what is left to do by hand: {left}\n")
            }
            None => recorded,
        },
        None => recorded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::FileId;
    use crate::finding::{Anchor, Competing, IndependentSources, Place};
    use std::collections::BTreeSet;

    fn finding() -> Finding {
        let mut finding = Finding::new("claims differ", Anchor::new("trace budget", "value"))
            .rests_on("claims/a", "value", "900")
            .rests_on("claims/b", "value", "1300");
        for (subject, number) in [("claims/a", 1), ("claims/b", 2)] {
            let mut sources = IndependentSources::default();
            for source in 0..number {
                sources.add(BTreeSet::from([format!("source {source}")]));
            }
            finding.competing.push(Competing {
                subject: subject.to_owned(),
                place: Place::File(FileId(0)),
                sources,
                side: number - 1,
                differs_from: Vec::new(),
            });
        }
        finding
    }

    fn unanswered() -> Answers {
        let by = Some("Ada".to_owned());
        Answers {
            outcome: None,
            chosen: Vec::new(),
            wrong: Vec::new(),
            reason: None,
            by,
            until: None,
            evidence: Vec::new(),
        }
    }

    fn asked(answers: &mut Answers, typed: &str) -> (Option<()>, String) {
        let mut prompt = Prompt { answers: typed.as_bytes(), questions: Vec::new() };
        let end = answers.ask(&finding(), &mut prompt);
        (end, String::from_utf8(prompt.questions).unwrap())
    }

    #[test]
    fn a_person_is_asked_for_missing_answers() {
        let mut answers = unanswered();
        let (end, questions) = asked(&mut answers, "1\nb\nbecause\n\nyes\n");
        assert_eq!(end, Some(()));
        assert_eq!(answers.outcome, Some(Outcome::ResolvedPrefer));
        assert_eq!(answers.chosen, ["b"]);
        assert_eq!(answers.reason.as_deref(), Some("because"));
        assert_eq!(answers.by.as_deref(), Some("Ada"));
        let asked = "  1. a: 900, 1 independent source\n  2. b: 1300, 2 independent sources\nwhich claim is right: reason: by [Ada]: record `resolved-prefer`? yes or no: ";
        assert!(questions.ends_with(asked), "{questions}");
        assert!(answers.missing().is_empty());
    }

    #[test]
    fn a_wrong_claim_is_chosen_from_those_that_compete_or_named_if_none_does() {
        let mut answers = unanswered();
        let (end, questions) = asked(&mut answers, "wrong\na\nbecause\n\nyes\n");
        assert_eq!(end, Some(()));
        assert_eq!(answers.wrong, ["a"]);
        assert!(questions.contains("which claim is wrong: "), "{questions}");
        let mut prompt =
            Prompt { answers: "wrong\nc\nbecause\n\nyes\n".as_bytes(), questions: Vec::new() };
        let alone = Finding { competing: Vec::new(), ..finding() };
        let mut answers = unanswered();
        assert_eq!(answers.ask(&alone, &mut prompt), Some(()));
        assert_eq!(answers.wrong, ["c"]);
    }

    #[test]
    fn a_dispute_needs_a_last_day() {
        let mut answers = unanswered();
        answers.reason = Some("because".to_owned());
        let (end, _) = asked(&mut answers, "still-disputed\nBob\nnext year\n2027-05-01\ny\n");
        assert_eq!(end, Some(()));
        assert_eq!(answers.until.as_deref(), Some("2027-05-01"));
        assert_eq!(answers.by.as_deref(), Some("Bob"));
    }

    #[test]
    fn an_unconfirmed_or_abandoned_prompt_decides_nothing() {
        for typed in ["accepted\nbecause\n\nno\n", "accepted\n", ""] {
            assert_eq!(asked(&mut unanswered(), typed).0, None, "{typed}");
        }
    }
}
