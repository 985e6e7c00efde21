//! `factlint source`: creates and replaces snapshots of sources, and finds passages to quote.

mod add;
mod attributes;
mod block;
mod details;
mod edit;
mod evidence;
mod opened;
mod quote;
mod text;
mod tidy;
mod update;
mod write;

use super::Exit;
use super::context::{DatasetArguments, on_checking_threads};
use clap::{Args, Subcommand};

/// Arguments of `factlint source`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add a source with its text; prompts for missing details in a terminal
    Add(add::Arguments),
    /// Replace the text of a source, and show which quotes are no longer in it
    Update(update::Arguments),
    /// Find a passage in the text of a source, and print the evidence to paste
    Quote(quote::Arguments),
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Exit {
    let run = || match &arguments.command {
        Command::Add(arguments) => add::run(arguments),
        Command::Update(arguments) => update::run(arguments),
        Command::Quote(arguments) => quote::run(arguments),
    };
    on_checking_threads(|| run().unwrap_or_else(|stop| stop.report()))
}
