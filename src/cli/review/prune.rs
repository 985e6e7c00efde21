//! `factlint review prune`: removes from the ledger the verdicts whose finding no longer exists.

use super::super::Exit;
use super::super::context::Stop;
use super::super::terminal::print;
use super::DatasetArguments;
use super::session::Opened;
use crate::ledger::{LedgerEntry, Matching, Verdict, VerdictStatus, status};
use crate::report::one_line;
use clap::Args;

/// Arguments of `factlint review prune`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    dataset: DatasetArguments,
    /// List what would be removed without removing it
    #[arg(long)]
    dry_run: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, Stop> {
    let opened = Opened::open(&arguments.dataset)?;
    let matching = Matching::new(&opened.run, &opened.ledger);
    let is_unmatched =
        |verdict: &&Verdict| status(verdict, &matching, &opened.today) == VerdictStatus::Unmatched;
    let unmatched: Vec<&Verdict> = opened.ledger.verdicts.iter().filter(is_unmatched).collect();
    if !arguments.dry_run {
        let entries: Vec<LedgerEntry> =
            unmatched.iter().map(|verdict| LedgerEntry::from(*verdict)).collect();
        opened.remove(&entries)?;
    }
    let mut text: String = unmatched.iter().map(|verdict| line(verdict)).collect();
    let verb = if arguments.dry_run { "would be removed" } else { "removed" };
    text.push_str(&match unmatched.len() {
        0 => "nothing to remove\n".to_owned(),
        1 => format!("1 verdict {verb}\n"),
        number => format!("{number} verdicts {verb}\n"),
    });
    print(&text)?;
    Ok(Exit::Clean)
}

fn line(verdict: &Verdict) -> String {
    let short = verdict.fingerprint.value.get(..12).unwrap_or_default();
    let line = format!(
        "{short}  {}: `{}` by {} on {}: {}",
        verdict.rule,
        verdict.outcome.name(),
        verdict.by,
        verdict.on,
        verdict.reason
    );
    format!("{}\n", one_line(&line))
}
