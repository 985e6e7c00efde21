//! The command line, with one file per command. Only this module prints.

mod baseline;
mod check;
mod completions;
mod config;
mod context;
mod datasets;
mod diff;
mod explain;
mod fail_on;
mod fmt;
mod git;
mod init;
mod interruption;
mod line_editor;
mod man;
mod markdown;
mod output;
mod progress;
mod review;
mod rules;
mod schema;
mod select;
mod several;
mod shard;
mod source;
mod standard_input;
mod swapped_words;
mod terminal;

use crate::disk;
use clap::{CommandFactory, Parser, Subcommand};
use std::process::ExitCode;
use terminal::print_note;

/// A linter for facts: checks a curated dataset of claims against its schema, its sources and
/// itself.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_help = AFTER_HELP)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Exit codes: 0 nothing at or above --fail-on; 1 findings; 2 usage, rulebook, schema or input error; \
3 nothing was checked.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Check a dataset
    Check(check::Arguments),
    /// Create or prune the baseline of known findings
    Baseline(baseline::Arguments),
    /// Format documents in canonical form
    Fmt(fmt::Arguments),
    /// Show findings introduced since a Git revision
    Diff(diff::Arguments),
    /// Infer a rulebook from a folder of documents, or create a small dataset of claims
    Init(init::Arguments),
    /// Show the documents, collections and rules of a dataset
    Config(config::Arguments),
    /// Review findings and record verdicts
    Review(review::Arguments),
    /// Add the texts of sources, replace them, and find passages to quote
    Source(source::Arguments),
    /// Explain a rule, a kind of rule, or the model of claims
    Explain(explain::Arguments),
    /// List the kinds of rules
    Rules,
    /// Print the JSON Schema of a rulebook, ledger, baseline, report or dataset of claims
    Schema(schema::Arguments),
    /// Check a dataset with several processes, whose work another program distributes
    Shard(shard::Arguments),
    /// Generate shell completions
    Completions(completions::Arguments),
    /// Generate a manual page
    Man(man::Arguments),
}

/// The exit codes. They do not depend on the output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// No findings at or above `--fail-on`.
    Clean,
    /// Findings at or above `--fail-on`.
    Findings,
    /// An error in the usage, the rulebook, a schema or the input.
    Error,
    /// Nothing was checked.
    NothingChecked,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Error => 2,
            Exit::NothingChecked => 3,
        })
    }
}

/// Runs the command line and returns the exit code of the process.
#[must_use]
pub fn main() -> ExitCode {
    interruption::prepare();
    disk::on_wait(|path| {
        print_note(&format!("waiting for another process that writes {}", path.display()));
    });
    let arguments =
        Arguments::try_parse().unwrap_or_else(|error| swapped_words::with_tip(error).exit());
    let exit = match arguments.command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Baseline(arguments) => baseline::run(&arguments),
        Command::Fmt(arguments) => fmt::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Config(arguments) => config::run(&arguments),
        Command::Review(arguments) => review::run(&arguments),
        Command::Source(arguments) => source::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Rules => rules::run(),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Shard(arguments) => shard::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments, Arguments::command()),
        Command::Man(arguments) => man::run(&arguments, Arguments::command()),
    };
    exit.into()
}
