//! `factlint diff`: the findings that a change introduces, changes and resolves. The whole dataset is checked
//! before and after the change, because a change in one document can break a reference in another.

mod gone;
mod settings;
mod trees;

use super::Exit;
use super::context::{
    RootArguments, Stop, current_dir, files_in_paths, is_in, on_checking_threads, parse_day,
    rulebook_of, warn_of_paths_outside,
};
use super::datasets::{DatasetPaths, datasets_of, datasets_of_removed};
use super::fail_on::{FailOn, clean_or_nothing_checked};
use super::git::{Commit, Filters, NO_COMMIT_YET, Repository, printed};
use super::output::OutputArguments;
use super::select::SelectionArguments;
use super::several::{Several, worse};
use super::terminal::print_error;
use crate::api::today;
use crate::comparison::{
    Comparison, SettingsChange, Side, Since, add_findings_of_revision, apply_old_decisions,
    compare, drop_findings_of_other_names, drop_new_rulebook_findings,
};
use crate::dataset::{Folders, in_folder, shell_word};
use crate::disk::with_slashes;
use crate::engine::Run;
use crate::finding::Place;
use crate::report::{self, Report};
use crate::value::date::PartialDate;
use clap::Args;
use gone::rulebooks_gone;
use settings::{EarlierRules, EarlierRun};
use std::path::{Path, PathBuf};
use trees::{CheckedTree, Decisions, Trees};

/// Arguments of `factlint diff`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Git revision to compare with: a branch, a tag or a commit such as `HEAD~1`. Optional with
    /// --staged, which compares with `HEAD`
    #[arg(value_name = "REF", required_unless_present = "staged")]
    revision: Option<String>,
    /// Files or folders, as for `factlint check`. Whole datasets are compared, but only findings in
    /// these paths are shown
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// Check the staged files instead of the working tree
    #[arg(long)]
    staged: bool,
    /// Compare with the merge base of REF and HEAD, to show what a branch adds to REF
    #[arg(long)]
    merge_base: bool,
    /// Run the filters that the repository's attributes and settings name, such as Git LFS. Without this
    /// option, git runs no other program, and a file with a filter is not compared
    #[arg(long)]
    filters: bool,
    #[command(flatten)]
    output: OutputArguments,
    #[command(flatten)]
    selection: SelectionArguments,
    /// Exit with 1 on new, changed or reopened findings at or above this level
    #[arg(long, value_enum, default_value = "error")]
    fail_on: FailOn,
    /// Date to use as "today" (YYYY-MM-DD), for reproducible runs
    #[arg(long, value_parser = parse_day)]
    today: Option<PartialDate>,
    #[command(flatten)]
    root: RootArguments,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Exit {
    if let Err(exit) = arguments.output.refuse_mistakes() {
        return exit;
    }
    on_checking_threads(|| match diff(arguments) {
        Ok(exit) | Err(Stop::Printed(exit)) => exit,
        Err(Stop::Failure(failure)) => arguments.output.show_failure(&failure),
        Err(Stop::Error(message)) => {
            print_error(&message);
            Exit::Error
        }
    })
}

fn diff(arguments: &Arguments) -> Result<Exit, Stop> {
    let current_dir = current_dir();
    if is_in_working_tree(&current_dir)
        && let Some(message) = missing_revision(arguments, &current_dir)
    {
        return Err(Stop::Error(message));
    }
    let datasets = datasets(arguments, &current_dir)?;
    let rulebooks: Vec<PathBuf> = datasets.iter().map(|dataset| dataset.rulebook.clone()).collect();
    match <[DatasetPaths; 1]>::try_from(datasets) {
        Ok([dataset]) => diff_one(arguments, dataset, &rulebooks, current_dir),
        Err(datasets) => diff_several(arguments, datasets, &rulebooks, &current_dir),
    }
}

fn diff_one(
    arguments: &Arguments,
    dataset: DatasetPaths,
    rulebooks: &[PathBuf],
    current_dir: PathBuf,
) -> Result<Exit, Stop> {
    let shown = compare_dataset(arguments, dataset, rulebooks, current_dir, &Several::default())?;
    arguments.output.show(&shown.report())?;
    Ok(shown.exit_code(arguments, None))
}

/// Compares several datasets, and reports their findings together. If a dataset cannot be compared, the others are
/// still compared.
fn diff_several(
    arguments: &Arguments,
    datasets: Vec<DatasetPaths>,
    mut rulebooks: &[PathBuf],
    current_dir: &Path,
) -> Result<Exit, Stop> {
    let mut all = Several::default();
    let mut exit = Exit::Clean;
    for dataset in datasets {
        let folders = Folders::of(&dataset.rulebook, current_dir);
        let name = folders.name(&folders.rulebook);
        // Removed rulebooks are reported once, with the first dataset.
        let rulebooks = std::mem::take(&mut rulebooks);
        match compare_dataset(arguments, dataset, rulebooks, current_dir.to_owned(), &all) {
            Ok(shown) => {
                exit = worse(exit, shown.exit_code(arguments, Some(&name)));
                all.add(shown.now, Some(shown.comparison));
            }
            Err(stop) => {
                all.add_stop(&name, stop)?;
                exit = Exit::Error;
            }
        }
    }
    arguments.selection.refuse_mistakes(&all.rulebooks().collect::<Vec<_>>())?;
    if let Some(report) = all.report() {
        arguments.output.show(&report)?;
    }
    Ok(exit)
}

/// Compares a dataset with its state at the revision. `rulebooks` are the rulebooks of all datasets, to report those
/// that were removed; if it is empty, none are reported. `others` are the datasets that have already been compared.
fn compare_dataset(
    arguments: &Arguments,
    dataset: DatasetPaths,
    rulebooks: &[PathBuf],
    current_dir: PathBuf,
    others: &Several,
) -> Result<Shown, Stop> {
    let root = arguments.root.resolve(&dataset.rulebook, &current_dir)?;
    let filters = if arguments.filters { Filters::Run } else { Filters::Ignore };
    let is_one_of_several = dataset.is_one_of_several;
    let trees = Trees::new(dataset, current_dir, root, filters, others.next_file())?;
    let commit = commit(&trees.repository, arguments).map_err(|message| {
        let folders = trees.folders();
        match message == NO_COMMIT_YET {
            true => format!(
                "{message}; to check the whole dataset, run `{}`",
                in_folder("factlint check", &folders.display_root)
            ),
            false => missing_revision(arguments, &trees.current_dir).unwrap_or(message),
        }
    })?;
    let now = if arguments.staged { trees.staged()? } else { trees.working_tree()? };
    let before = trees.before(&commit, &now)?;
    for path in &trees.paths {
        if !trees.exists(path, &[&before, &now]) {
            rulebook_of(std::slice::from_ref(path), &trees.current_dir)?;
        }
    }

    let today = arguments.today.clone().unwrap_or_else(today);
    if !is_one_of_several {
        arguments.selection.refuse_mistakes(&[(now.rulebook(), now.rulebook_name())])?;
    }
    let earlier = EarlierRules::between(&before, &now)?;
    let mut earlier = earlier.map(|earlier| earlier.check(&today));
    let had_rulebook = before.has_rulebook();
    let (mut before, mut now) = (before.check(&today)?, now.check(&today)?);
    let had_documents =
        before.run.summary.documents > 0 || earlier.as_ref().is_some_and(EarlierRun::had_documents);
    adapt_to_old_rules(&mut before.run, &now.run, earlier.as_mut(), had_rulebook);
    now.run.withdraw_changed();
    arguments.selection.apply(&mut before.run);
    arguments.selection.apply(&mut now.run);
    let settings = settings_change(earlier, &before, &now, arguments, &trees);
    let mut paths_not_compared = [before.not_compared, now.not_compared].concat();
    paths_not_compared.sort();
    paths_not_compared.dedup();
    let leaves_out = !paths_not_compared.is_empty();
    if !rulebooks.is_empty() {
        paths_not_compared.extend(rulebooks_gone(&trees, &commit, &arguments.paths, rulebooks)?);
    }
    let (before, now) = (before.run, now.run);
    let before_side = Side { leaves_out, ..Side::of(&before) };
    let since = Since { revision: commit.revision, commit: commit.id };
    let compared = compare(since, had_documents.then_some(before_side).as_ref(), &Side::of(&now));
    let comparison = Comparison { paths_not_compared, settings, ..compared };
    Ok(Shown::in_paths(now, &before, comparison, &trees))
}

/// Changes the findings of `before`, a run of the current rules on the old data, so that a change of the settings does
/// not count as a change of the data.
fn adapt_to_old_rules(
    before: &mut Run,
    now: &Run,
    mut earlier: Option<&mut EarlierRun>,
    had_rulebook: bool,
) {
    if let Some((with_old_rules, at_revision)) = earlier.as_mut().and_then(|earlier| earlier.runs())
    {
        drop_findings_of_other_names(before, now, at_revision);
        drop_findings_of_other_names(with_old_rules, at_revision, at_revision);
        add_findings_of_revision(before, at_revision, now);
    }
    let with_old_rules = earlier.as_ref().and_then(|earlier| earlier.run.as_ref().ok());
    if let Some(with_old_rules) = with_old_rules {
        apply_old_decisions(before, with_old_rules);
    }
    if earlier.is_some() || !had_rulebook {
        drop_new_rulebook_findings(before, with_old_rules);
    }
}

/// Returns the changes of the settings, and the findings that these changes hide.
fn settings_change(
    earlier: Option<EarlierRun>,
    before: &CheckedTree,
    now: &CheckedTree,
    arguments: &Arguments,
    trees: &Trees,
) -> SettingsChange {
    // The earlier rulebook may name a different baseline or ledger, or none.
    let earlier_decisions =
        earlier.as_ref().map_or(&before.decisions, |earlier| &earlier.decisions);
    let Decisions { baseline, verdicts } = &now.decisions;
    let mut change = SettingsChange {
        added_to_baseline: baseline.difference(&earlier_decisions.baseline).count(),
        added_to_ledger: verdicts.difference(&earlier_decisions.verdicts).count(),
        ..SettingsChange::default()
    };
    let Some(earlier) = earlier else { return change };
    change.files = earlier.files;
    match earlier.run {
        Err(reason) => change.not_compared = Some(reason),
        Ok(mut run) => {
            let count = |run: &Run| run.findings.len() + run.suppressed.len();
            let all = count(&run);
            arguments.selection.apply(&mut run);
            let selected = count(&run);
            change.is_of_selected_rules = selected < all;
            let in_paths =
                files_in_paths(&run.files, &trees.paths, &trees.current_dir, &trees.rulebook);
            run.findings.retain(|finding| is_in(finding, &in_paths));
            run.suppressed.retain(|entry| is_in(&entry.finding, &in_paths));
            change.is_of_given_paths = count(&run) < selected;
            let describe = |place: &Place| report::describe_place(&run.files, place);
            change.compare(&Side::of(&run), &Side::of(&now.run), describe);
        }
    }
    change
}

/// Returns the datasets that the paths belong to. A path that no longer exists belongs to the dataset of its former
/// folder.
fn datasets(arguments: &Arguments, current_dir: &Path) -> Result<Vec<DatasetPaths>, String> {
    let message = match datasets_of(&arguments.paths, current_dir) {
        Ok(datasets) => return Ok(datasets),
        Err(message) => swapped_arguments(arguments, current_dir).unwrap_or(message),
    };
    datasets_of_removed(&arguments.paths, current_dir).ok_or(message)
}

/// Returns a message with the corrected command if the revision and the path are swapped: the revision is an existing
/// path, and the path does not exist.
fn swapped_arguments(arguments: &Arguments, current_dir: &Path) -> Option<String> {
    let (revision, [path]) = (arguments.revision.as_deref()?, arguments.paths.as_slice()) else {
        return None;
    };
    let is_swapped = current_dir.join(revision).exists() && !current_dir.join(path).exists();
    is_swapped.then(|| {
        let path = shell_word(&with_slashes(path));
        format!(
            "`{revision}` is a path, and the revision goes first: factlint diff {path} {}",
            shell_word(revision)
        )
    })
}

fn is_in_working_tree(folder: &Path) -> bool {
    let answer = printed(folder, &["rev-parse", "--is-inside-work-tree"]);
    answer.is_some_and(|answer| answer.trim() == "true")
}

/// Returns a message if the first argument is a path and not a revision. Its command has the arguments in the right
/// order if they were swapped, and otherwise the revision `HEAD`.
fn missing_revision(arguments: &Arguments, current_dir: &Path) -> Option<String> {
    let first = arguments.revision.as_deref()?;
    let name = format!("{first}^{{commit}}");
    let is_revision =
        || printed(current_dir, &["rev-parse", "--verify", "--quiet", &name]).is_some();
    if first.is_empty() || !current_dir.join(first).exists() || is_revision() {
        return None;
    }
    if let Some(message) = swapped_arguments(arguments, current_dir) {
        return Some(message);
    }
    arguments.root.show_in_commands();
    let paths = arguments.paths.iter().filter(|path| *path != Path::new("."));
    let paths = paths.map(|path| with_slashes(path));
    let mut command = "factlint diff".to_owned();
    for (is_given, option) in
        [(arguments.staged, " --staged"), (arguments.merge_base, " --merge-base")]
    {
        command.push_str(if is_given { option } else { "" });
    }
    command.push_str(" HEAD");
    for path in std::iter::once(first.to_owned()).chain(paths) {
        command = format!("{command} {}", shell_word(&path));
    }
    let command = in_folder(&command, "");
    Some(format!("`{first}` is a path, and a revision goes before the paths: {command}"))
}

/// Returns the commit to compare with.
fn commit(repository: &Repository, arguments: &Arguments) -> Result<Commit, String> {
    let revision = arguments.revision.as_deref().unwrap_or("HEAD");
    // A hook also runs before the first commit. In this case, every file counts as added.
    if arguments.staged
        && revision == "HEAD"
        && let Some(empty) = repository.before_the_first_commit()?
    {
        return Ok(empty);
    }
    let commit = repository.commit(revision)?;
    if arguments.merge_base { repository.merge_base(&commit) } else { Ok(commit) }
}

/// The run after the change with the findings to show, and its comparison with the run before.
struct Shown {
    now: Run,
    comparison: Comparison,
    /// Whether the given paths contain no file of the dataset.
    is_outside: bool,
}

impl Shown {
    /// Keeps only the findings in the given paths, and of the current findings only those that are new, changed or
    /// reopened.
    fn in_paths(mut now: Run, before: &Run, mut comparison: Comparison, trees: &Trees) -> Shown {
        let in_paths = |run: &Run| {
            files_in_paths(&run.files, &trees.paths, &trees.current_dir, &trees.rulebook)
        };
        let (now_in, before_in) = (in_paths(&now), in_paths(before));
        let open = comparison.open.iter().filter(|finding| is_in(finding, &now_in));
        now.findings = open.cloned().collect();
        now.suppressed.retain(|entry| is_in(&entry.finding, &now_in));
        comparison.resolved.retain(|finding| is_in(finding, &before_in));
        let is_outside = warn_of_paths_outside(
            &[&now.files, &before.files],
            &now.rulebook,
            &trees.paths,
            &trees.current_dir,
            &trees.rulebook,
        );
        Shown { now, comparison, is_outside }
    }

    fn report(&self) -> Report<'_> {
        Report { comparison: Some(&self.comparison), ..Report::of(&self.now) }
    }

    /// Returns the exit code. `name` is the name of the rulebook if several datasets are compared.
    fn exit_code(&self, arguments: &Arguments, name: Option<&str>) -> Exit {
        let level = self.comparison.not_compared_level;
        if !self.comparison.paths_not_compared.is_empty()
            && level.is_some_and(|level| arguments.fail_on.includes(level))
        {
            // Without this error, a change could hide its findings by naming a filter.
            print_error("findings may be new, but a document that they rest on is not compared");
            return Exit::Error;
        }
        if self.now.findings.iter().any(|finding| arguments.fail_on.includes(finding.level())) {
            return Exit::Findings;
        }
        clean_or_nothing_checked(&self.now.summary, self.is_outside, name)
    }
}
