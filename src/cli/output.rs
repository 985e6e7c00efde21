//! How a report is printed: the arguments that say so, for every command that reports findings.

use super::Exit;
use super::reading::{folder_in_repository, started_in};
use super::terminal::{appearance, print, print_error, print_warning, wants_no_graphics};
use crate::dataset::Failure;
use crate::report::{self, Appearance, Format, Report};
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
    /// The same, a finding a line and the summary on the last
    Jsonl,
    /// Annotations of GitHub Actions
    Github,
    /// Code quality report of GitLab
    Gitlab,
    /// Test report, a test case a finding
    Junit,
    /// Diagnostic format of reviewdog
    Rdjson,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Job summary, a table by level
    Markdown,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Format {
        match name {
            FormatName::Human => Format::Human,
            FormatName::Narrated => Format::Narrated,
            FormatName::Concise => Format::Concise,
            FormatName::Json => Format::Json,
            FormatName::Jsonl => Format::JsonLines,
            FormatName::Github => Format::GitHub,
            FormatName::Gitlab => Format::GitLab,
            FormatName::Junit => Format::JUnit,
            FormatName::Rdjson => Format::Reviewdog,
            FormatName::Sarif => Format::Sarif,
            FormatName::Markdown => Format::Markdown,
        }
    }
}

impl OutputArguments {
    /// Prints a report.
    pub(super) fn show(&self, report: &Report<'_>) -> Result<(), Exit> {
        print(&rendered(report, self.format(), &appearance(self.width)))
    }

    /// Prints the decided findings for people; formats for machines have them where they can.
    pub(super) fn show_decided(&self, report: &Report<'_>) -> Result<(), Exit> {
        match self.format() {
            Format::Human | Format::Narrated | Format::Concise | Format::GitHub => {
                print(&report::decided(report, &appearance(self.width)))
            }
            _ => Ok(()),
        }
    }

    fn format(&self) -> Format {
        match self.format {
            None if wants_no_graphics() => Format::Narrated,
            None => Format::Human,
            Some(name) => name.into(),
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

fn rendered(report: &Report<'_>, format: Format, appearance: &Appearance) -> String {
    let folder = folder_in_repository(&started_in());
    let rendered = report::render(report, format, appearance, &folder);
    for left_out in &rendered.left_out {
        print_warning(left_out);
    }
    rendered.text
}
