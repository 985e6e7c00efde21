//! Prints and writes reports. All commands that report findings share these output arguments.

mod file;

use super::Exit;
use super::context::{current_dir, start_and_repository};
use super::git::printed;
use super::terminal::{
    appearance, print_error, print_unchanged, print_warning, print_with, wants_no_graphics,
};
use crate::dataset::Failure;
use crate::disk::check_links;
use crate::engine::sort;
use crate::files::File;
use crate::finding::encoded;
use crate::report::{self, Appearance, Format, Report, StartFolder};
use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use file::OutputFile;
use std::io::{self, Write};
use std::path::PathBuf;

/// Options for printing findings.
#[derive(Debug, Default, Args)]
pub(super) struct OutputArguments {
    /// Output format
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Also write the findings to FILE in FORMAT; repeatable
    #[arg(long = "output", value_name = "FORMAT=FILE", value_parser = file::parse)]
    outputs: Vec<OutputFile>,
    /// Width of the output in columns [default: width of the terminal]
    #[arg(long)]
    width: Option<usize>,
    /// Maximum findings to print, most severe first; 0 for no limit. Machine-readable formats always
    /// contain all findings
    #[arg(long, default_value_t = 200)]
    max_findings: usize,
    /// Print the number of findings per rule instead of the findings (human, narrated, concise, json)
    #[arg(long)]
    statistics: bool,
    /// Print only the findings, and notes about findings not shown and rules not selected or not run (human,
    /// narrated, concise, github)
    #[arg(long, short)]
    quiet: bool,
    /// When to use colours; `auto` depends on the terminal, `NO_COLOR` and `FORCE_COLOR`
    #[arg(long, value_enum, value_name = "WHEN", default_value = "auto")]
    color: Color,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Format] {
        Format::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()).help(self.about()))
    }
}

impl OutputArguments {
    /// Prints an error if two reports are for the same file, or if the format has no statistics. Commands call this
    /// before they read the dataset.
    pub(super) fn refuse_mistakes(&self) -> Result<(), Exit> {
        if self.statistics && !self.format().has_statistics() {
            print_error("--statistics needs --format human, narrated, concise or json");
            return Err(Exit::Error);
        }
        let places: Vec<PathBuf> = self.outputs.iter().map(OutputFile::real_path).collect();
        for (number, (output, place)) in self.outputs.iter().zip(&places).enumerate() {
            if places.iter().take(number).any(|other| other == place) {
                let path = output.path.display();
                print_error(&format!("cannot write two reports to the same file, {path}"));
                return Err(Exit::Error);
            }
        }
        Ok(())
    }

    /// Prints a report, and writes it to the requested files.
    pub(super) fn show(&self, report: &Report<'_>) -> Result<(), Exit> {
        self.refuse_mistakes()?;
        let report = &self.with_revision(report);
        let printed = self.print(report);
        printed.and(self.write_all(report))
    }

    /// Adds the current commit to a report, if one of the requested formats shows it.
    fn with_revision<'r>(&self, report: &Report<'r>) -> Report<'r> {
        let mut formats = self.outputs.iter().map(|output| output.format).chain([self.format()]);
        let mut report = report.clone();
        if formats.any(Format::has_revision) {
            let all = report.parts.iter_mut().filter_map(|part| part.background.as_mut());
            for background in all.chain(report.background.as_mut()) {
                let rulebook = current_dir().join(report.files.name(background.rulebook.file));
                let folder = rulebook.parent().unwrap_or(&rulebook);
                background.revision =
                    printed(folder, &["rev-parse", "HEAD"]).map(|commit| commit.trim().to_owned());
            }
        }
        report
    }

    fn print(&self, report: &Report<'_>) -> Result<(), Exit> {
        let mut left_out = Vec::new();
        let printed = print_with(|output| {
            let appearance = self.appearance();
            if self.statistics {
                return report::write_statistics(report, self.format(), &appearance, output);
            }
            left_out = write_report(report, self.format(), &appearance, output)?;
            Ok(())
        });
        for left_out in &left_out {
            print_warning(left_out);
        }
        printed
    }

    /// Prints the findings that have a verdict, in formats for people. A machine-readable report contains them if its
    /// format supports that.
    pub(super) fn show_decided(&self, report: &Report<'_>) -> Result<(), Exit> {
        if self.statistics || !self.format().is_for_people() {
            return Ok(());
        }
        print_unchanged(&report::decided(report, &self.appearance()))
    }

    /// Prints the places that were not checked, in formats for people. A machine-readable report contains them if its
    /// format supports that.
    pub(super) fn show_unchecked(&self, report: &Report<'_>) -> Result<(), Exit> {
        if !self.format().is_for_people() {
            return Ok(());
        }
        print_with(|output| report::write_unchecked(report, output))
    }

    fn appearance(&self) -> Appearance {
        let max_findings = if self.max_findings == 0 { usize::MAX } else { self.max_findings };
        let automatic = Appearance { max_findings, quiet: self.quiet, ..appearance(self.width) };
        match self.color {
            Color::Auto => automatic,
            Color::Always => Appearance { color: true, ..automatic },
            Color::Never => Appearance { color: false, hyperlinks: false, ..automatic },
        }
    }

    /// Whether one of the reports is an HTML page, which lists all places that were not checked.
    pub(super) fn has_page(&self) -> bool {
        let mut formats = self.outputs.iter().map(|output| output.format).chain([self.format()]);
        formats.any(|format| matches!(format, Format::Html))
    }

    fn format(&self) -> Format {
        match self.format {
            None if wants_no_graphics() => Format::Narrated,
            None => Format::Human,
            Some(format) => format,
        }
    }

    /// Writes the report to the requested files. If one file cannot be written, the others are still written.
    pub(super) fn write(&self, report: &Report<'_>) -> Result<(), Exit> {
        self.write_all(&self.with_revision(report))
    }

    fn write_all(&self, report: &Report<'_>) -> Result<(), Exit> {
        let mut result = Ok(());
        for output in &self.outputs {
            if let Err(reason) = self.write_to(output, report) {
                print_error(&format!("cannot write {}: {reason}", output.path.display()));
                result = Err(Exit::Error);
            }
        }
        result
    }

    fn write_to(&self, output: &OutputFile, report: &Report<'_>) -> Result<(), String> {
        let place = output.real_path();
        let current_dir = current_dir();
        let is_checked = |file: &File| {
            std::fs::canonicalize(current_dir.join(&file.name)).is_ok_and(|file| file == place)
        };
        if report.files.iter().any(|(_, file)| is_checked(file)) {
            return Err("it is part of the dataset".to_owned());
        }
        check_links(&output.path, &current_dir).map_err(|reason| reason.to_string())?;
        let plain = Appearance::plain(appearance(self.width).width);
        let mut left_out = Vec::new();
        output.write(&mut |file| {
            left_out = write_report(report, output.format, &plain, file)?;
            Ok(())
        })?;
        for left_out in &left_out {
            print_warning(left_out);
        }
        Ok(())
    }

    /// Prints the reasons why a dataset cannot be checked.
    pub(super) fn show_failure(&self, failure: &Failure) -> Exit {
        for error in &failure.errors {
            print_error(&error.to_string());
        }
        let (files, mut findings) = (&failure.files, encoded(failure.findings.clone()));
        sort(&mut findings, files);
        let findings = findings.as_slice();
        let report = Report::of_findings(files, findings);
        // Files are written even without findings. Otherwise, the report of an earlier run could be mistaken for the
        // report of this run.
        let result = if findings.is_empty() { self.write(&report) } else { self.show(&report) };
        result.err().unwrap_or(Exit::Error)
    }
}

/// Writes a report whose paths for services are relative to the repository of its first file; see
/// [`start_and_repository`]. Returns what the format leaves out.
fn write_report(
    report: &Report<'_>,
    format: Format,
    appearance: &Appearance,
    output: &mut dyn Write,
) -> io::Result<Vec<String>> {
    let first = report.files.iter().next().map_or("", |(_, file)| file.name.as_str());
    let (folder, repository) = start_and_repository(first, &current_dir());
    let start = StartFolder { folder: &folder, repository: &repository };
    report::write(report, format, appearance, start, output)
}

/// Prints the reasons why a dataset cannot be read, for a command without output arguments.
pub(super) fn show_failure(failure: &Failure) -> Exit {
    OutputArguments::default().show_failure(failure)
}
