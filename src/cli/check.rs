//! `factlint check`: check a dataset against its schema, its sources and itself.

mod fix;

use super::Exit;
use super::context::{
    RootArguments, Stop, current_dir, files_in_paths, is_in, on_threads, parse_day, rulebook_of,
    warn_of_paths_outside,
};
use super::fail_on::{FailOn, clean_or_nothing_checked};
use super::output::OutputArguments;
use super::select::SelectionArguments;
use super::terminal::{print_error, print_note};
use super::{progress, standard_input};
use crate::api::today;
use crate::baseline;
use crate::dataset::{Dataset, Folders};
use crate::disk::Root;
use crate::engine::Run;
use crate::finding::Finding;
use crate::ledger::with_folder;
use crate::report::{Report, describe_counts};
use crate::value::date::PartialDate;
use clap::Args;
use fix::FixArguments;
pub(super) use fix::{FixOptions, Fixed, Note, check_and_fix};
use std::path::{Path, PathBuf};

/// Maximum number of threads, each of which needs memory.
const MAX_JOBS: i64 = 1_024;

/// Arguments of `factlint check`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Files or folders to check. The whole dataset is always checked, but only findings in these
    /// paths are shown
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// Read this document from standard input and show its findings, for editors. With --fix, print
    /// the edited text and write nothing
    #[arg(long, value_name = "PATH", conflicts_with = "paths")]
    stdin_filename: Option<PathBuf>,
    #[command(flatten)]
    fix: FixArguments,
    #[command(flatten)]
    output: OutputArguments,
    #[command(flatten)]
    selection: SelectionArguments,
    /// Exit with 1 on findings at or above this level
    #[arg(long, value_enum, default_value = "error")]
    fail_on: FailOn,
    /// Also show findings that have a verdict: who decided, when and why
    #[arg(long)]
    show_decided: bool,
    /// Also list every place that was not checked
    #[arg(long)]
    show_unchecked: bool,
    /// Exit with 1 if the baseline can shrink: some of its findings are resolved or have changed
    #[arg(long)]
    ratchet: bool,
    /// Date to use as "today" (YYYY-MM-DD), for reproducible runs
    #[arg(long, value_parser = parse_day)]
    today: Option<PartialDate>,
    /// Number of threads [default: one per processor]
    #[arg(long, short, value_parser = clap::value_parser!(u16).range(1..=MAX_JOBS))]
    jobs: Option<u16>,
    #[command(flatten)]
    root: RootArguments,
}

impl Arguments {
    /// Returns the paths in which findings are shown and documents edited.
    fn paths(&self) -> &[PathBuf] {
        self.stdin_filename.as_ref().map_or(&*self.paths, std::slice::from_ref)
    }
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Exit {
    on_threads(arguments.jobs, || check(arguments))
}

fn check(arguments: &Arguments) -> Exit {
    if let Err(exit) = arguments.output.refuse_mistakes() {
        return exit;
    }
    let current_dir = current_dir();
    let found = folders(arguments, &current_dir);
    let (rulebook, root, folders) = match found {
        Ok(found) => found,
        Err(message) => {
            print_error(&message);
            return Exit::Error;
        }
    };
    let today = arguments.today.clone().unwrap_or_else(today);
    if arguments.fix.is_wanted() {
        if arguments.selection.is_given() {
            print_error(
                "--select and --ignore cannot be combined with --fix, --unsafe-fixes or --diff: edits come from all rules",
            );
            return Exit::Error;
        }
        let is_unsafe = arguments.fix.is_unsafe();
        let options = FixOptions {
            paths: arguments.paths(),
            may_apply: &|_, edit| edit.applicability.is_safe() || is_unsafe,
            takes_back: !is_unsafe,
            needs_baseline: arguments.ratchet,
            is_diff: arguments.fix.is_diff(),
        };
        return match check_and_fix(&options, folders, (&root, &rulebook), &current_dir, &today) {
            Ok(fixed) => report_fixed(fixed, arguments, &current_dir, &rulebook),
            Err(Stop::Error(message)) => {
                print_error(&message);
                Exit::Error
            }
            Err(Stop::Failure(failure)) => arguments.output.show_failure(&failure),
            Err(Stop::Printed(exit)) => exit,
        };
    }
    match Dataset::read_in(folders) {
        Err(failure) => arguments.output.show_failure(&failure),
        Ok(mut dataset) => {
            dataset.keeps_all_places = arguments.show_unchecked;
            let rulebook_name = dataset.files.name(dataset.rulebook.file);
            if let Err(message) =
                arguments.selection.refuse_mistakes(&dataset.rulebook, rulebook_name)
            {
                print_error(&message);
                return Exit::Error;
            }
            if arguments.ratchet && dataset.baseline.is_none() {
                print_error(NO_BASELINE);
                return Exit::Error;
            }
            match progress::with_progress(dataset, |dataset| baseline::check(dataset, &today)) {
                Err(failure) => arguments.output.show_failure(&failure),
                Ok(checked) => report_run(checked.run, arguments, &current_dir, &rulebook, true),
            }
        }
    }
}

const NO_BASELINE: &str = "--ratchet needs a baseline, but the rulebook does not name one";

/// Reports the findings that remain after the edits. For a diff, the exit code only tells whether the diff is
/// empty.
fn report_fixed(fixed: Fixed, arguments: &Arguments, current_dir: &Path, rulebook: &Path) -> Exit {
    fixed.notes.iter().for_each(Note::print);
    let differs = fixed.edited > 0;
    let exit = report_run(fixed.run, arguments, current_dir, rulebook, !fixed.has_printed);
    match exit {
        Exit::Clean | Exit::Findings if arguments.fix.is_diff() => {
            if differs {
                Exit::Findings
            } else {
                Exit::Clean
            }
        }
        exit => exit,
    }
}

/// Prints the number of findings that would remain after the edits of a diff.
fn print_remaining(findings: &[Finding]) {
    if let Some(counts) = describe_counts(findings) {
        print_note(&format!("remaining findings: {counts}"));
    }
}

/// Returns the rulebook, the root, and the folders to read the dataset from.
fn folders(arguments: &Arguments, current_dir: &Path) -> Result<(PathBuf, Root, Folders), String> {
    let Some(document) = &arguments.stdin_filename else {
        let rulebook = rulebook_of(&arguments.paths, current_dir)?;
        let root = arguments.root.of(&rulebook, current_dir)?;
        let folders = Folders::within(root.clone(), &rulebook, current_dir);
        return Ok((rulebook, root, folders));
    };
    let document = current_dir.join(document);
    // The document may not have been saved yet, but its folder exists.
    let folder = document.parent().map(Path::to_path_buf).unwrap_or_default();
    let rulebook = rulebook_of(&[folder], current_dir)?;
    let root = arguments.root.of(&rulebook, current_dir)?;
    let mut folders = Folders::within(root.clone(), &rulebook, current_dir);
    let folder = rulebook.parent().unwrap_or(&rulebook);
    standard_input::replace_document(&mut folders, folder, &document)?;
    Ok((rulebook, root, folders))
}

/// Checks whether the baseline has entries that no longer match a finding. If it has, prints how to remove
/// them.
fn report_shrinkable_baseline(run: &Run) -> bool {
    let surplus = run.summary.baseline.map_or(0, |counts| counts.resolved + counts.changed);
    if surplus > 0 {
        print_error(&format!(
            "the baseline can shrink by {surplus}: to remove findings that are resolved or have changed, run `{}`",
            with_folder(run, "factlint baseline prune".to_owned())
        ));
    }
    surplus > 0
}

/// Reports a run. `is_printed` is whether the report goes to stdout. Output files are written in any case.
fn report_run(
    mut run: Run,
    arguments: &Arguments,
    current_dir: &Path,
    rulebook: &Path,
    is_printed: bool,
) -> Exit {
    run.withdraw_changed();
    arguments.selection.apply(&mut run);
    let in_paths = files_in_paths(&run.files, arguments.paths(), current_dir, rulebook);
    let paths = arguments.paths();
    let is_outside =
        warn_of_paths_outside(&[&run.files], &run.rulebook, paths, current_dir, rulebook);
    run.findings.retain(|finding| is_in(finding, &in_paths));
    run.suppressed.retain(|decided| is_in(&decided.finding, &in_paths));
    let report = Report::of(&run);
    if arguments.fix.is_diff() {
        print_remaining(&run.findings);
    }
    if arguments.show_decided
        && is_printed
        && let Err(exit) = arguments.output.show_decided(&report)
    {
        return exit;
    }
    if arguments.show_unchecked
        && is_printed
        && let Err(exit) = arguments.output.show_unchecked(&report)
    {
        return exit;
    }
    let output = &arguments.output;
    let shown = if is_printed { output.show(&report) } else { output.write(&report) };
    if let Err(exit) = shown {
        return exit;
    }
    let fails = run.findings.iter().any(|finding| arguments.fail_on.includes(finding.level));
    if fails || (arguments.ratchet && report_shrinkable_baseline(&run)) {
        return Exit::Findings;
    }
    clean_or_nothing_checked(&run.summary, is_outside)
}
