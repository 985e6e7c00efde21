//! `factlint check`: the dataset against its schema, its sources and itself.

use super::Exit;
use super::terminal::{appearance, print, print_error, wants_no_graphics};
use crate::dataset::{Dataset, Failure, find_rulebook};
use crate::document::FileId;
use crate::engine::{self, Run};
use crate::finding::{Finding, Level};
use crate::report::{self, Format, Report};
use crate::value::date::PartialDate;
use clap::{Args, ValueEnum};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// What `factlint check` is given.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Files or folders: each is looked up in the nearest rulebook above it. The whole dataset is
    /// always checked; only findings in these paths are shown
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// How findings are printed
    #[arg(long, value_enum)]
    format: Option<FormatName>,
    /// The least level of a finding that makes the exit code 1
    #[arg(long, value_enum, default_value = "error")]
    fail_on: FailOn,
    /// The day to take for today, as in 2026-01-31, so that a run can be repeated
    #[arg(long, value_parser = parse_day)]
    today: Option<PartialDate>,
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

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    /// Flags for review, and everything above
    Review,
    Notice,
    Never,
}

/// Checkers recurse once a level of a document: this is enough for the deepest that a rulebook may
/// allow. The memory is reserved, and used only where a document is that deep.
const STACK_BYTES: usize = 512 << 20;

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Exit {
    let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK_BYTES).build();
    match pool {
        Ok(pool) => pool.install(|| check(arguments)),
        Err(error) => {
            print_error(&format!("cannot start threads: {error}"));
            Exit::Error
        }
    }
}

fn check(arguments: &Arguments) -> Exit {
    #[expect(clippy::disallowed_methods, reason = "paths on the command line are seen from here")]
    let started_in = std::env::current_dir().unwrap_or_default();
    let rulebook = match rulebook_of(&arguments.paths, &started_in) {
        Ok(rulebook) => rulebook,
        Err(message) => {
            print_error(&message);
            return Exit::Error;
        }
    };
    match Dataset::read(&rulebook, &started_in) {
        Err(failure) => report_failure(&failure, arguments),
        Ok(dataset) => {
            let today = arguments.today.clone().unwrap_or_else(today);
            let run = engine::check(dataset, &today);
            report_run(&run, arguments, &started_in, &rulebook)
        }
    }
}

/// The one rulebook that all the paths belong to.
fn rulebook_of(paths: &[PathBuf], started_in: &Path) -> Result<PathBuf, String> {
    let mut found: Option<PathBuf> = None;
    for path in paths {
        let rulebook = find_rulebook(path, started_in).map_err(|error| error.to_string())?;
        match &found {
            Some(other) if *other != rulebook => {
                return Err(format!(
                    "the paths belong to two rulebooks, {} and {}: check one dataset at a time",
                    other.display(),
                    rulebook.display()
                ));
            }
            _ => found = Some(rulebook),
        }
    }
    found.ok_or_else(|| "no path was given".to_owned())
}

fn report_failure(failure: &Failure, arguments: &Arguments) -> Exit {
    for error in &failure.errors {
        print_error(&error.to_string());
    }
    if !failure.findings.is_empty() {
        let report = Report { files: &failure.files, findings: &failure.findings, summary: None };
        if let Err(exit) = show(&report, arguments) {
            return exit;
        }
    }
    Exit::Error
}

fn report_run(run: &Run, arguments: &Arguments, started_in: &Path, rulebook: &Path) -> Exit {
    let in_paths = files_in_paths(run, &arguments.paths, started_in, rulebook);
    let is_shown = |finding: &&Finding| {
        finding.labels.is_empty()
            || finding.labels.iter().any(|label| in_paths.contains(&label.place.file()))
    };
    let shown: Vec<Finding> = run.findings.iter().filter(is_shown).cloned().collect();
    let report = Report { files: &run.files, findings: &shown, summary: Some(&run.summary) };
    if let Err(exit) = show(&report, arguments) {
        return exit;
    }
    if run.summary.checked_nothing() {
        print_error("nothing was checked: no document has a schema or a record");
        return Exit::NothingChecked;
    }
    let fails = shown.iter().any(|finding| arguments.fail_on.includes(finding.level));
    if fails { Exit::Findings } else { Exit::Clean }
}

/// The files that are in one of the paths. A path at or above the rulebook, or the rulebook itself,
/// means the whole dataset.
fn files_in_paths(
    run: &Run,
    paths: &[PathBuf],
    started_in: &Path,
    rulebook: &Path,
) -> HashSet<FileId> {
    let absolute = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let rulebook = absolute(rulebook);
    let folder = rulebook.parent().unwrap_or(&rulebook);
    let paths: Vec<PathBuf> = paths.iter().map(|path| absolute(&started_in.join(path))).collect();
    let is_whole = paths.iter().any(|path| folder.starts_with(path) || *path == rulebook);
    let files = run.files.iter().filter(|(_, file)| {
        is_whole || {
            let place = absolute(&folder.join(&file.key));
            paths.iter().any(|path| place.starts_with(path))
        }
    });
    files.map(|(id, _)| id).collect()
}

fn show(report: &Report<'_>, arguments: &Arguments) -> Result<(), Exit> {
    let format = match arguments.format {
        None if wants_no_graphics() => Format::Narrated,
        None | Some(FormatName::Human) => Format::Human,
        Some(FormatName::Narrated) => Format::Narrated,
        Some(FormatName::Concise) => Format::Concise,
        Some(FormatName::Json) => Format::Json,
        Some(FormatName::Github) => Format::GitHub,
    };
    print(&report::render(report, format, &appearance(arguments.width)))
}

impl FailOn {
    fn includes(self, level: Level) -> bool {
        let least = match self {
            FailOn::Error => Level::Error,
            FailOn::Warning => Level::Warning,
            FailOn::Review => Level::Review,
            FailOn::Notice => Level::Notice,
            FailOn::Never => return false,
        };
        level >= least
    }
}

fn parse_day(text: &str) -> Result<PartialDate, String> {
    PartialDate::parse(text).map_err(|error| error.to_string())
}

/// The day in UTC, so that it does not depend on where the machine stands.
fn today() -> PartialDate {
    PartialDate::from_day(jiff::Timestamp::now().to_zoned_datetime(jiff::tz::TimeZone::UTC).date())
}
