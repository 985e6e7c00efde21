//! `factlint schema`: the JSON Schemas of the program's own files.

use super::Exit;
use super::terminal::print;
use crate::baseline::baseline_schema;
use crate::ledger::ledger_schema;
use crate::report::report_schema;
use crate::rulebook::rulebook_schema;
use clap::{Args, ValueEnum};

/// What `factlint schema` is given.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Which schema
    schema: Name,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Name {
    /// Of factlint.toml
    Rulebook,
    /// Of reviews.toml
    Ledger,
    /// Of baseline.toml
    Baseline,
    /// Of `--format json`
    Report,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Exit {
    let text = match arguments.schema {
        Name::Rulebook => format!("{:#}\n", rulebook_schema()),
        Name::Ledger => format!("{:#}\n", ledger_schema()),
        Name::Baseline => format!("{:#}\n", baseline_schema()),
        Name::Report => report_schema().to_owned(),
    };
    print(&text).err().unwrap_or(Exit::Clean)
}
