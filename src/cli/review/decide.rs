//! `factlint review decide`: records a decision on a finding in the ledger.

use super::super::Exit;
use super::super::context::{Stop, parse_day};
use super::super::line_editor::LineEditor;
use super::super::terminal::{appearance, print};
use super::DatasetArguments;
use super::decision::{Answers, check, may_decide, record};
use super::dialogue::Dialogue;
use super::history::git_user;
use super::new_ledger::make_ledger;
use super::refusal::refuse;
use super::session::Opened;
use crate::finding::Finding;
use crate::ledger::{LedgerEntry, Outcome, review_command};
use crate::report::{Report, one_line, question};
use crate::value::date::PartialDate;
use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

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
    #[arg(long, allow_hyphen_values = true)]
    reason: Option<String>,
    /// Who decided [default: the Git user]
    #[arg(long, allow_hyphen_values = true)]
    by: Option<String>,
    /// Last day on which the verdict holds (YYYY-MM-DD)
    #[arg(long, value_parser = parse_day)]
    until: Option<PartialDate>,
    /// Evidence outside the dataset, such as a URL or a document; repeatable
    #[arg(long, allow_hyphen_values = true)]
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
    make_ledger(&arguments.dataset)?;
    let opened = Opened::open(&arguments.dataset)?;
    let finding = opened.finding_to_decide(&arguments.fingerprint)?;
    may_decide(&opened, &finding, arguments.replace)?;
    let mut answers = Answers {
        outcome: arguments.outcome,
        chosen: arguments.chosen.clone(),
        wrong: arguments.wrong.clone(),
        reason: arguments.reason.clone(),
        by: arguments.by.clone().or_else(|| git_user(&opened.folder)),
        until: arguments.until.as_ref().map(ToString::to_string),
        evidence: arguments.evidence.clone(),
    };
    if !answers.missing().is_empty() {
        ask(&mut answers, &finding, &opened)?;
    }
    let entry = record(&opened, &finding, answers)?;
    print(&summary(&entry, &opened))?;
    Ok(Exit::Clean)
}

/// Prompts for the missing answers. Returns `None` if there is no terminal to ask at.
fn ask(answers: &mut Answers, finding: &Finding, opened: &Opened) -> Result<Option<()>, Stop> {
    let Some(mut terminal) = LineEditor::new() else { return Ok(None) };
    let Some(question) = question(&Report::of(&opened.run), finding) else { return Ok(None) };
    let show = review_command(&opened.run, "show", finding.fingerprint().as_str());
    let check_until = |day: &str| check_until(day, finding, opened);
    let width = appearance(None).width;
    let dialogue = Dialogue { question: &question, show: &show, width, check_until: &check_until };
    match dialogue.hold(answers, &mut terminal) {
        Some(()) => Ok(Some(())),
        None => Err(refuse("nothing was written: not confirmed")),
    }
}

/// Checks the last day of a verdict as the ledger does. The other answers do not matter.
fn check_until(day: &str, finding: &Finding, opened: &Opened) -> Result<(), String> {
    parse_day(day)?;
    let answers = Answers {
        outcome: Some(Outcome::StillDisputed),
        chosen: Vec::new(),
        wrong: Vec::new(),
        reason: Some("a reason".to_owned()),
        by: Some("a person".to_owned()),
        until: Some(day.to_owned()),
        evidence: Vec::new(),
    };
    check(opened, finding, answers)
}

/// Describes what was recorded, and what is left to do.
fn summary(entry: &LedgerEntry, opened: &Opened) -> String {
    let recorded = format!(
        "recorded in {}: `{}` by {} on {}\n",
        one_line(opened.ledger_name()),
        entry.outcome,
        one_line(&entry.by),
        entry.on
    );
    let apply = || review_command(&opened.run, "apply", &entry.fingerprint);
    match Outcome::from_name(&entry.outcome) {
        Some(Outcome::ResolvedPrefer) => format!(
            "{recorded}the dataset is unchanged; to rank the other claims `deprecated`, run: {}\n",
            apply()
        ),
        Some(Outcome::Wrong | Outcome::SourceError) if !entry.wrong.is_empty() => format!(
            "{recorded}the dataset is unchanged; to rank the wrong claims `deprecated`, run: {}\n",
            apply()
        ),
        Some(outcome) => match outcome.left_to_do() {
            Some(task) => {
                format!("{recorded}the dataset is unchanged; what is left to do by hand: {task}\n")
            }
            None => recorded,
        },
        None => recorded,
    }
}
