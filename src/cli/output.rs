//! How a report is printed: the arguments that say so, for every command that reports findings.

use super::Exit;
use super::terminal::{appearance, print, print_error, wants_no_graphics};
use crate::dataset::Failure;
use crate::report::{self, Format, Report};
use clap::{Args, ValueEnum};

/// How findings are printed.
#[derive(Debug, Args)]
pub(super) struct OutputArguments {
    /// How findings are printed
    #[arg(long, value_enum)]
    format: Option<FormatName>,
    /// The width of the output in columns; the terminal's unless given
    #[arg(long)]
    width: Option<usize>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatName {
    /// Every place in its text
    Human,
    /// The same without graphics, for screen readers
    Narrated,
    /// One line a finding
    Concise,
    /// factlint's own format (see `factlint schema report`)
    Json,
    /// Annotations of GitHub Actions
    Github,
}

impl OutputArguments {
    /// Prints a report.
    pub(super) fn show(&self, report: &Report<'_>) -> Result<(), Exit> {
        print(&report::render(report, self.format(), &appearance(self.width)))
    }

    /// Prints the decided findings for people; formats for machines always have them.
    pub(super) fn show_decided(&self, report: &Report<'_>) -> Result<(), Exit> {
        match self.format() {
            Format::Json => Ok(()),
            _ => print(&report::decided(report, &appearance(self.width))),
        }
    }

    fn format(&self) -> Format {
        match self.format {
            None if wants_no_graphics() => Format::Narrated,
            None | Some(FormatName::Human) => Format::Human,
            Some(FormatName::Narrated) => Format::Narrated,
            Some(FormatName::Concise) => Format::Concise,
            Some(FormatName::Json) => Format::Json,
            Some(FormatName::Github) => Format::GitHub,
        }
    }

    /// Prints why a dataset cannot be checked.
    pub(super) fn show_failure(&self, failure: &Failure) -> Exit {
        for error in &failure.errors {
            print_error(&error.to_string());
        }
        if failure.findings.is_empty() {
            return Exit::Error;
        }
        let (files, findings) = (&failure.files, failure.findings.as_slice());
        let report = Report { files, findings, suppressed: &[], summary: None, comparison: None };
        self.show(&report).err().unwrap_or(Exit::Error)
    }
}
