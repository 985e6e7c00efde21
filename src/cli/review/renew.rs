//! `factlint review renew`: re-confirm a stale or expired verdict.

use super::super::Exit;
use super::super::context::{Stop, parse_day};
use super::super::terminal::print;
use super::DatasetArguments;
use super::history::git_user;
use super::refusal::refuse;
use super::renew_all;
use super::session::Opened;
use crate::ledger::{LedgerEntry, Matching, Verdict, VerdictStatus};
use crate::report::one_line;
use crate::value::date::PartialDate;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `factlint review renew`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The finding's fingerprint, or at least its first 4 digits; with --all-unchanged, any path in the
    /// dataset
    #[arg(required_unless_present = "all_unchanged")]
    fingerprint: Option<String>,
    #[command(flatten)]
    dataset: DatasetArguments,
    /// After an upgrade, re-confirm all verdicts whose facts are unchanged, under their new fingerprints
    #[arg(long, conflicts_with_all = ["reason", "by", "until"])]
    all_unchanged: bool,
    /// Why the verdict still holds [default: the existing reason]
    #[arg(long)]
    reason: Option<String>,
    /// Who decided [default: the Git user]
    #[arg(long)]
    by: Option<String>,
    /// New last day on which the verdict holds (YYYY-MM-DD)
    #[arg(long, value_parser = parse_day)]
    until: Option<PartialDate>,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, Stop> {
    let fingerprint = arguments.fingerprint.as_deref();
    if arguments.all_unchanged {
        // With `--all-unchanged`, the first argument is a path.
        let path = fingerprint.map_or_else(|| arguments.dataset.path.clone(), PathBuf::from);
        return renew_all::run(&path, &arguments.dataset);
    }
    let opened = Opened::open(&arguments.dataset)?;
    let verdict = opened.verdict_named(fingerprint.unwrap_or_default())?;
    let status = opened.status(verdict);
    let changes = match &status {
        VerdictStatus::Stale(changes) => changes.as_slice(),
        VerdictStatus::Expired => &[],
        VerdictStatus::InForce => {
            return Err(refuse("the verdict is in force: nothing to renew"));
        }
        VerdictStatus::Applied
        | VerdictStatus::Unmatched
        | VerdictStatus::NotCompared
        | VerdictStatus::Refused(_) => {
            return Err(refuse("no finding matches the verdict"));
        }
    };
    let entry = renewed_entry(verdict, arguments, &opened)?;
    opened.write(&entry)?;
    let changes = changes
        .iter()
        .map(|change| format!("  since the last decision: {}\n", one_line(&change.to_string())));
    let changes: String = changes.collect();
    print(&format!(
        "renewed in {}: `{}` by {} on {}\n{changes}",
        one_line(opened.ledger_name()),
        entry.outcome,
        one_line(&entry.by),
        entry.on
    ))?;
    Ok(Exit::Clean)
}

/// Returns the entry of a renewed verdict, with the current state of its finding.
fn renewed_entry(
    verdict: &Verdict,
    arguments: &Arguments,
    opened: &Opened,
) -> Result<LedgerEntry, Stop> {
    let finding = Matching::new(&opened.run, &opened.ledger).finding(verdict);
    let finding = finding.ok_or_else(|| refuse("the finding no longer exists"))?;
    let is_over = |until: &PartialDate| until.is_certainly_before(&opened.today);
    let needs_end = verdict.outcome.must_end() || verdict.until.as_ref().is_some_and(is_over);
    if needs_end && arguments.until.is_none() {
        return Err(refuse("missing: --until, the new last day of the verdict"));
    }
    let by = arguments.by.clone().or_else(|| git_user(&opened.folder));
    let by = by.ok_or_else(|| refuse("missing: --by, since no Git user is configured"))?;
    let old = LedgerEntry::from(verdict);
    Ok(LedgerEntry {
        reason: arguments.reason.clone().unwrap_or(old.reason),
        by,
        on: opened.today.to_string(),
        until: arguments.until.as_ref().map(ToString::to_string).or(old.until),
        state: finding.state.clone(),
        ..old
    })
}
