//! `factlint review`: people's decisions on findings, kept in the ledger.

mod decide;
mod history;
mod list;
mod opened;
mod prompt;
mod prune;
mod renew;
mod renew_all;
mod show;

use super::Exit;
use super::reading::{on_checking_threads, parse_day};
use crate::value::date::PartialDate;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What `factlint review` is given.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List what there is to decide: stale and expired verdicts, then open findings, those with most independent sources first
    List(list::Arguments),
    /// Show everything about one finding: claims, passages, the verdict, its history
    Show(show::Arguments),
    /// Record a decision on a finding; asks for what is not given, in a terminal
    Decide(decide::Arguments),
    /// Take a stale or expired verdict onto the facts as they are
    Renew(renew::Arguments),
    /// Remove the verdicts whose finding is gone
    Prune(prune::Arguments),
}

/// Which dataset a command is about, and when it runs.
#[derive(Debug, Args)]
struct DatasetArguments {
    /// A path of the dataset
    #[arg(default_value = ".")]
    path: PathBuf,
    /// The day to take for today, as in 2026-01-31
    #[arg(long, value_parser = parse_day)]
    today: Option<PartialDate>,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Exit {
    let run = || match &arguments.command {
        Command::List(arguments) => list::run(arguments),
        Command::Show(arguments) => show::run(arguments),
        Command::Decide(arguments) => decide::run(arguments),
        Command::Renew(arguments) => renew::run(arguments),
        Command::Prune(arguments) => prune::run(arguments),
    };
    on_checking_threads(|| run().unwrap_or_else(|exit| exit))
}
