//! `factlint check`: check a dataset against its schema, its sources and itself.

mod fix;

use super::Exit;
use super::context::{
    RootArguments, Stop, current_dir, files_in_paths, is_in, on_threads, parse_day, rulebook_of,
    warn_of_paths_outside,
};
use super::datasets::{DatasetPaths, datasets_below, datasets_of};
use super::fail_on::{FailOn, clean_or_nothing_checked};
use super::output::OutputArguments;
use super::select::SelectionArguments;
use super::several::{Several, worse};
use super::terminal::{print_error, print_note};
use super::{progress, standard_input};
use crate::api::today;
use crate::baseline;
use crate::dataset::{Dataset, Folders};
use crate::disk::Root;
use crate::document::FileId;
use crate::engine::Run;
use crate::finding::EncodedFinding;
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
    /// paths are shown. A folder that belongs to no dataset means all datasets below it
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

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Exit {
    on_threads(arguments.jobs, || check(arguments))
}

fn check(arguments: &Arguments) -> Exit {
    check_all(arguments).unwrap_or_else(|stop| match stop {
        Stop::Failure(failure) => arguments.output.show_failure(&failure),
        Stop::Error(_) | Stop::Printed(_) => stop.report(),
    })
}

fn check_all(arguments: &Arguments) -> Result<Exit, Stop> {
    arguments.output.refuse_mistakes()?;
    if arguments.fix.is_wanted() && arguments.selection.is_given() {
        let message = "--select and --ignore cannot be combined with --fix, --unsafe-fixes or --diff: edits come from all rules";
        return Err(Stop::Error(message.to_owned()));
    }
    let current_dir = current_dir();
    let today = arguments.today.clone().unwrap_or_else(today);
    let checking = Checking { arguments, current_dir: &current_dir, today: &today };
    if let Some(document) = &arguments.stdin_filename {
        return checking.report_one(&checking.with_standard_input(document)?);
    }
    let datasets = datasets_of(&arguments.paths, &current_dir)?;
    match <[DatasetPaths; 1]>::try_from(datasets) {
        Ok([dataset]) => checking.report_one(&checking.target(dataset, FileId(0))?),
        Err(datasets) => checking.report_several(datasets),
    }
}

/// The options with which all datasets are checked.
struct Checking<'a> {
    arguments: &'a Arguments,
    current_dir: &'a Path,
    today: &'a PartialDate,
}

/// A dataset to check.
struct Target {
    rulebook: PathBuf,
    root: Root,
    folders: Folders,
    /// The paths in which findings are shown and documents edited.
    paths: Vec<PathBuf>,
    /// Whether the command checks other datasets, too.
    is_one_of_several: bool,
}

const NO_BASELINE: &str = "--ratchet needs a baseline, but the rulebook does not name one";

impl Checking<'_> {
    /// Finds the folders of a dataset on the disk. `first_file` is the id of its first file.
    fn target(&self, dataset: DatasetPaths, first_file: FileId) -> Result<Target, Stop> {
        let DatasetPaths { rulebook, paths, is_one_of_several } = dataset;
        let root = self.arguments.root.resolve(&rulebook, self.current_dir)?;
        let folders = Folders::within(root.clone(), &rulebook, self.current_dir);
        let folders = Folders { first_file, ..folders };
        Ok(Target { rulebook, root, folders, paths, is_one_of_several })
    }

    /// Finds the dataset of a document, and replaces the document with the text on standard input.
    fn with_standard_input(&self, path: &Path) -> Result<Target, Stop> {
        let document = self.current_dir.join(path);
        // The document may not have been saved yet, but its folder exists.
        let folder = document.parent().map(Path::to_path_buf).unwrap_or_default();
        let rulebook = rulebook_of(&[folder], self.current_dir)?;
        let paths = vec![path.to_path_buf()];
        let dataset = DatasetPaths { rulebook, paths, is_one_of_several: false };
        let mut target = self.target(dataset, FileId(0))?;
        let folder = target.rulebook.parent().unwrap_or(&target.rulebook);
        standard_input::replace_document(&mut target.folders, folder, &document)?;
        Ok(target)
    }

    /// Checks one dataset and reports its findings.
    fn report_one(&self, target: &Target) -> Result<Exit, Stop> {
        let Fixed { mut run, notes, edited, has_printed } = self.check(target)?;
        notes.iter().for_each(Note::print);
        let is_outside = self.keep_selected(&mut run, target);
        run.summary.datasets_below =
            datasets_below(&target.paths, &[&target.rulebook], self.current_dir);
        self.show(&Report::of(&run), has_printed)?;
        let exit = self.exit_code(&run, is_outside, edited, None);
        // The process ends, which frees the memory at once.
        std::mem::forget(run);
        Ok(exit)
    }

    /// Checks several datasets one after the other, and reports their findings together. If a dataset cannot be
    /// checked, the others are still checked.
    fn report_several(&self, datasets: Vec<DatasetPaths>) -> Result<Exit, Stop> {
        let mut all = Several::default();
        let (mut exit, mut has_printed) = (Exit::Clean, false);
        let given: Vec<&Path> = datasets.iter().map(|dataset| dataset.rulebook.as_path()).collect();
        all.add_below(datasets_below(&self.arguments.paths, &given, self.current_dir));
        for dataset in datasets {
            let target = self.target(dataset, all.next_file())?;
            let name = target.folders.name(&target.folders.rulebook);
            match self.check(&target) {
                Ok(fixed) => {
                    fixed.notes.iter().for_each(Note::print);
                    has_printed |= fixed.has_printed;
                    let mut run = fixed.run;
                    let is_outside = self.keep_selected(&mut run, &target);
                    let dataset_exit = self.exit_code(&run, is_outside, fixed.edited, Some(&name));
                    exit = worse(exit, dataset_exit);
                    all.add(run, None);
                }
                Err(stop) => {
                    all.add_stop(&name, stop)?;
                    exit = Exit::Error;
                }
            }
        }
        self.arguments.selection.refuse_mistakes(&all.rulebooks().collect::<Vec<_>>())?;
        let has_baseline = all.runs().any(|run| run.summary.baseline.is_some());
        if self.arguments.ratchet && !has_baseline {
            return Err(Stop::Error(
                "--ratchet needs a baseline, but no rulebook names one".to_owned(),
            ));
        }
        if let Some(report) = all.report() {
            self.show(&report, has_printed)?;
        }
        Ok(exit)
    }

    /// Checks a dataset, and edits its documents if the options ask for that.
    fn check(&self, target: &Target) -> Result<Fixed, Stop> {
        let arguments = self.arguments;
        let folders = target.folders.clone();
        if arguments.fix.is_wanted() {
            let is_unsafe = arguments.fix.is_unsafe();
            let options = FixOptions {
                paths: &target.paths,
                may_apply: &|_, edit| edit.applicability.is_safe() || is_unsafe,
                takes_back: !is_unsafe,
                needs_baseline: arguments.ratchet && !target.is_one_of_several,
                is_diff: arguments.fix.is_diff(),
            };
            let place = (&target.root, target.rulebook.as_path());
            return check_and_fix(&options, folders, place, self.current_dir, self.today);
        }
        let mut dataset = Dataset::read_in(folders)?;
        dataset.keeps_all_places = arguments.show_unchecked || arguments.output.has_page();
        if !target.is_one_of_several {
            let rulebook = (&dataset.rulebook, dataset.files.name(dataset.rulebook.file));
            arguments.selection.refuse_mistakes(&[rulebook])?;
            if arguments.ratchet && dataset.baseline.is_none() {
                return Err(Stop::Error(NO_BASELINE.to_owned()));
            }
        }
        let check = |dataset| baseline::check(dataset, self.today);
        let run = progress::with_progress(dataset, check)?.run;
        Ok(Fixed { run, notes: Vec::new(), edited: 0, has_printed: false })
    }

    /// Removes from a run the findings that are not selected or not in the given paths. Warns about each path that
    /// contains no file of the dataset, and returns whether that is so for all paths.
    fn keep_selected(&self, run: &mut Run, target: &Target) -> bool {
        run.withdraw_changed();
        self.arguments.selection.apply(run);
        let Target { rulebook, paths, .. } = target;
        let in_paths = files_in_paths(&run.files, paths, self.current_dir, rulebook);
        let is_outside =
            warn_of_paths_outside(&[&run.files], &run.rulebook, paths, self.current_dir, rulebook);
        run.findings.retain(|finding| is_in(finding, &in_paths));
        run.suppressed.retain(|decided| is_in(&decided.finding, &in_paths));
        is_outside
    }

    /// Prints a report and writes it to the requested files. If a diff or a document has been printed, the report is
    /// only written.
    fn show(&self, report: &Report<'_>, has_printed: bool) -> Result<(), Exit> {
        let output = &self.arguments.output;
        if self.arguments.fix.is_diff() {
            print_remaining(report.findings);
        }
        if has_printed {
            return output.write(report);
        }
        if self.arguments.show_decided {
            output.show_decided(report)?;
        }
        if self.arguments.show_unchecked {
            output.show_unchecked(report)?;
        }
        output.show(report)
    }

    /// Returns the exit code for a run that contains only the findings to show. With `--diff`, the exit code says
    /// whether the diff is empty. `name` is the name of the rulebook if several datasets are checked.
    fn exit_code(&self, run: &Run, is_outside: bool, edited: usize, name: Option<&str>) -> Exit {
        let arguments = self.arguments;
        let fails = run.findings.iter().any(|finding| arguments.fail_on.includes(finding.level()));
        let exit = match fails || (arguments.ratchet && report_shrinkable_baseline(run)) {
            true => Exit::Findings,
            false => clean_or_nothing_checked(&run.summary, is_outside, name),
        };
        match exit {
            Exit::Clean | Exit::Findings if arguments.fix.is_diff() && edited > 0 => Exit::Findings,
            Exit::Clean | Exit::Findings if arguments.fix.is_diff() => Exit::Clean,
            exit => exit,
        }
    }
}

/// Prints the number of findings that would remain after the edits of a diff.
fn print_remaining(findings: &[EncodedFinding]) {
    if let Some(counts) = describe_counts(findings) {
        print_note(&format!("remaining findings: {counts}"));
    }
}

/// Whether the baseline has entries that no longer match a finding. If so, prints how to remove them.
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
