//! `factlint review`: reviews findings and records verdicts in the ledger.

mod apply;
mod decide;
mod decision;
mod dialogue;
mod history;
mod list;
mod new_ledger;
mod prompt;
mod prune;
mod refusal;
mod renew;
mod renew_all;
#[cfg(feature = "serve")]
mod serve;
mod session;
mod show;

use super::Exit;
use super::context::{DatasetArguments, on_checking_threads};
use clap::{Args, Subcommand};

/// Arguments of `factlint review`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List findings in the order stale, expired, open, in the baseline, decided. Each group is sorted by the
    /// number of independent sources, highest first
    List(list::Arguments),
    /// Show one finding in full: claims, passages, verdict and history
    Show(show::Arguments),
    /// Record a verdict on a finding; prompts for missing answers in a terminal
    Decide(decide::Arguments),
    /// Make the edit that a decision implies, or one that a finding suggests
    Apply(apply::Arguments),
    /// Re-confirm a stale or expired verdict
    Renew(renew::Arguments),
    /// Remove verdicts whose finding no longer exists
    Prune(prune::Arguments),
    /// Serve a page on this machine for deciding on findings
    #[cfg(feature = "serve")]
    Serve(serve::Arguments),
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Exit {
    let run = || match &arguments.command {
        Command::List(arguments) => list::run(arguments),
        Command::Show(arguments) => show::run(arguments),
        Command::Decide(arguments) => decide::run(arguments),
        Command::Renew(arguments) => renew::run(arguments),
        Command::Apply(arguments) => apply::run(arguments),
        Command::Prune(arguments) => prune::run(arguments),
        #[cfg(feature = "serve")]
        Command::Serve(arguments) => serve::run(arguments),
    };
    on_checking_threads(|| run().unwrap_or_else(|stop| refusal::report(&stop)))
}
