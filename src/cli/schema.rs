//! `factlint schema`: prints the JSON Schemas of factlint's own formats and of a dataset of claims.

use super::Exit;
use super::terminal::print_unchanged;
use crate::baseline::baseline_schema;
use crate::claims::dataset_schema;
use crate::ledger::ledger_schema;
use crate::report::report_schema;
use crate::rulebook::rulebook_schema;
use clap::{Args, ValueEnum};

/// Arguments of `factlint schema`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Schema to print
    schema: Name,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Name {
    /// The rulebook, factlint.toml
    Rulebook,
    /// The ledger, reviews.toml
    Ledger,
    /// The baseline, baseline.toml
    Baseline,
    /// The report of `--format json`
    Report,
    /// A dataset of claims
    Dataset,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Exit {
    let text = match arguments.schema {
        Name::Rulebook => format!("{:#}\n", rulebook_schema()),
        Name::Ledger => format!("{:#}\n", ledger_schema()),
        Name::Baseline => format!("{:#}\n", baseline_schema()),
        Name::Report => report_schema().to_owned(),
        Name::Dataset => dataset_schema().to_owned(),
    };
    print_unchanged(&text).err().unwrap_or(Exit::Clean)
}
