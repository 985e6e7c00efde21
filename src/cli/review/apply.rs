//! `factlint review apply`: makes the edit that a decision implies or that a finding suggests.

use super::super::Exit;
use super::super::check::{FixOptions, Fixed, Note, check_and_fix};
use super::super::context::Stop;
use super::DatasetArguments;
use super::refusal::refuse;
use super::session::{Opened, Target};
use crate::finding::{Finding, Suggestion};
use crate::ledger::with_folder;
use crate::rules::ledger::is_unapplied;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `factlint review apply`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The finding's fingerprint, or at least its first 4 digits; with --all, any path in the dataset
    #[arg(required_unless_present = "all")]
    fingerprint: Option<String>,
    #[command(flatten)]
    dataset: DatasetArguments,
    /// Make the edits of all decisions that the data does not reflect yet
    #[arg(long)]
    all: bool,
}

/// The edits to make.
pub(super) enum EditChoice {
    /// The edits of all decisions that the data does not reflect yet.
    AllDecisions,
    /// The edit of the decision on the finding with this fingerprint.
    Decision(String),
    /// The edits that the finding with this fingerprint suggests.
    Finding(String),
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, Stop> {
    let fingerprint = arguments.fingerprint.as_deref();
    if arguments.all {
        // With `--all`, the first argument is a path.
        let mut dataset = arguments.dataset.clone();
        dataset.path = fingerprint.map_or(dataset.path, PathBuf::from);
        let fixed = apply(&dataset, &EditChoice::AllDecisions)?;
        fixed.notes.iter().for_each(Note::print);
        if fixed.edited == 0 {
            super::super::terminal::print("nothing to apply\n")?;
        }
        return Ok(Exit::Clean);
    }
    let opened = Opened::open(&arguments.dataset)?;
    let choice = choose_edits(fingerprint.unwrap_or_default(), &opened)?;
    let fixed = apply(&arguments.dataset, &choice)?;
    fixed.notes.iter().for_each(Note::print);
    match fixed.edited {
        0 => Err(refuse(
            "nothing was edited: the finding implies no edit, or the data has it already",
        )),
        _ => Ok(Exit::Clean),
    }
}

/// Returns the edits that a fingerprint refers to: the edit of the verdict on the finding or, without a
/// verdict, the edits that the finding suggests.
fn choose_edits(fingerprint: &str, opened: &Opened) -> Result<EditChoice, Stop> {
    let finding = opened.finding(fingerprint);
    let verdict = match &finding {
        Ok(finding) => opened.verdict_on(finding),
        Err(_) => Some(opened.verdict_named(fingerprint)?),
    };
    match (finding, verdict) {
        (_, Some(verdict)) => Ok(EditChoice::Decision(verdict.fingerprint.value.clone())),
        (Ok(finding), None) if finding.suggestions.is_empty() => Err(refuse(&format!(
            "nobody has decided on this finding, and it suggests no edit; to decide: {}",
            with_folder(&opened.run, format!("factlint review decide {fingerprint}"))
        ))),
        (Ok(finding), None) => Ok(EditChoice::Finding(finding.fingerprint().to_string())),
        (Err(stop), None) => Err(stop),
    }
}

/// Makes edits as `factlint check --fix` does: either all or none, and none if a document would become invalid.
pub(super) fn apply(arguments: &DatasetArguments, choice: &EditChoice) -> Result<Fixed, Stop> {
    let Target { current_dir, rulebook, root, folders, today } = Target::of(arguments)?;
    let paths = [rulebook.clone()];
    let may_apply = |finding: &Finding, _: &Suggestion| match choice {
        EditChoice::AllDecisions => is_unapplied(&finding.head()),
        EditChoice::Decision(fingerprint) => {
            is_unapplied(&finding.head()) && finding.anchor.subject == *fingerprint
        }
        EditChoice::Finding(fingerprint) => finding.fingerprint().as_str() == fingerprint,
    };
    let options = FixOptions {
        paths: &paths,
        may_apply: &may_apply,
        takes_back: false,
        needs_baseline: false,
        is_diff: false,
    };
    check_and_fix(&options, folders, (&root, &rulebook), &current_dir, &today)
}
