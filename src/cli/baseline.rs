//! `factlint baseline`: create, prune or migrate the baseline of known findings.

use super::Exit;
use super::context::{DatasetArguments, Stop, current_dir, on_checking_threads, rulebook_of};
use super::terminal::print;
use crate::api::today;
use crate::baseline::{
    self, Baseline, BaselineEntry, Checked, FILE_NAME, migrated, pruned, written,
};
use crate::dataset::{Dataset, Failure, Folders, in_folder};
use crate::disk::{Root, create, edit, rewrite, system_path, with_slashes};
use crate::document::FileId;
use crate::engine::{Run, Summary, check_with_former};
use crate::finding::EncodedFinding;
use crate::report::{Unfinished, describe_not_run, one_line};
use clap::{Args, Subcommand};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Arguments of `factlint baseline`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Create a baseline of all current findings and name it in the rulebook
    Create(DatasetArguments),
    /// Remove findings that are resolved or have changed
    Prune(DatasetArguments),
    /// Update a baseline from an earlier version to the fingerprints of this version
    Migrate(DatasetArguments),
}

/// The folders that a dataset is read from, and the folder and root for writing its baseline.
struct Opened {
    folder: PathBuf,
    folders: Folders,
    root: Root,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Exit {
    on_checking_threads(|| {
        let done = match &arguments.action {
            Action::Create(arguments) => create_baseline(arguments),
            Action::Prune(arguments) => prune_baseline(arguments),
            Action::Migrate(arguments) => migrate(arguments),
        };
        match done {
            Ok(text) => print(&text).err().unwrap_or(Exit::Clean),
            Err(stop) => stop.report(),
        }
    })
}

fn open(arguments: &DatasetArguments) -> Result<Opened, String> {
    let current_dir = current_dir();
    let rulebook = rulebook_of(std::slice::from_ref(&arguments.path), &current_dir)?;
    let root = arguments.root.resolve(&rulebook, &current_dir)?;
    let folders = Folders::within(root.clone(), &rulebook, &current_dir);
    let folders = Folders { may_lack_baseline: true, ..folders };
    Ok(Opened { folder: rulebook.parent().unwrap_or(&rulebook).to_owned(), folders, root })
}

fn create_baseline(arguments: &DatasetArguments) -> Result<String, Stop> {
    let opened = open(arguments)?;
    let folders = &opened.folders;
    let dataset = Dataset::read_in(folders.clone())?;
    let path_in_rulebook = dataset.rulebook.baseline.as_ref().map(|path| path.value.clone());
    let path = path_in_rulebook.clone().unwrap_or_else(|| FILE_NAME.to_owned());
    if let Some(file) = dataset.baseline {
        let name = dataset.files.name(file);
        let message = format!(
            "{name} already exists, and a baseline can only shrink: to remove resolved findings, run `{}`",
            in_folder("factlint baseline prune", &with_slashes(&arguments.path))
        );
        return Err(Stop::Error(message));
    }
    let Checked { run, .. } =
        baseline::check(dataset, &arguments.today.clone().unwrap_or_else(today))?;
    if let Some(error) = Unfinished::of(&run.files) {
        return Err(Stop::Error(error.to_string()));
    }
    if run.findings.is_empty() {
        return Ok(format!("nothing found: no baseline is needed\n{}", not_checked(&run.summary)));
    }
    let (file, name) = (opened.folder.join(system_path(&path)), folders.name(&path));
    if path_in_rulebook.is_none() && file.exists() {
        replace_left_over(&opened.root, &file, &name, &run.findings)?;
    } else {
        create(&opened.root, &file, &name, written(&run.findings))
            .map_err(|error| error.to_string())?;
    }
    let mut text = format!("wrote {}: {}\n", one_line(&path), describe_known(run.findings.len()));
    if path_in_rulebook.is_none() {
        text.push_str(&name_in_rulebook(&opened, &run, &path)?);
    }
    Ok(format!("{text}{}", not_checked(&run.summary)))
}

/// Replaces a baseline that no rulebook names, if all its findings are among the current findings. A run that was
/// killed before it added the baseline to the rulebook leaves such a file behind.
///
/// # Errors
/// A message if the file is not such a baseline or cannot be written.
fn replace_left_over(
    root: &Root,
    file: &Path,
    name: &str,
    findings: &[EncodedFinding],
) -> Result<(), String> {
    let fingerprints = findings.iter().map(|finding| finding.fingerprint().to_string());
    let found_now: HashSet<String> = fingerprints.collect();
    let is_left_over = |text: &str| {
        let baseline = Baseline::parse(text, FileId::UNLISTED);
        let all_found = |baseline: Baseline| {
            baseline.entries.iter().all(|entry| found_now.contains(&entry.fingerprint.value))
        };
        baseline.is_ok_and(all_found)
    };
    let replaced = edit(root, file, |found| match is_left_over(found) {
        true => Ok(written(findings)),
        false => Err(format!("cannot write {name}: the file already exists")),
    });
    replaced.map_err(|error| error.to_string())
}

/// Adds the baseline to the rulebook, in a new line after `documents`. All other text stays as it is.
fn name_in_rulebook(opened: &Opened, run: &Run, path: &str) -> Result<String, String> {
    let line = format!("baseline = \"{path}\"");
    let text = run.files.text(run.rulebook.file);
    let documents = run.rulebook.documents_span.end;
    let (before, after) = text.split_at_checked(documents).unwrap_or((text, ""));
    let (rest, after) = after.split_once('\n').unwrap_or((after, ""));
    let line_break = if rest.ends_with('\r') { "\r\n" } else { "\n" };
    let rest = rest.trim_end_matches('\r');
    let text = format!("{before}{rest}{line_break}{line}{line_break}{after}");
    match rewrite(&opened.root, &opened.folder, &run.files, run.rulebook.file, &text) {
        Ok(()) => Ok(format!("{}: added {line}\n", one_line(run.files.name(run.rulebook.file)))),
        Err(error) => Err(format!("{error}; add to the rulebook: {line}")),
    }
}

fn prune_baseline(arguments: &DatasetArguments) -> Result<String, Stop> {
    let Opened { folder, folders, root } = open(arguments)?;
    let dataset = Dataset::read_in(folders)?;
    let Some(file) = dataset.baseline else {
        let message = match &dataset.rulebook.baseline {
            Some(path) => format!("`{}` does not exist", path.value),
            None => "the rulebook does not name a baseline".to_owned(),
        };
        return Err(Stop::Error(format!(
            "{message}: to create one, run `{}`",
            in_folder("factlint baseline create", &with_slashes(&arguments.path))
        )));
    };
    let Checked { run, statuses } =
        baseline::check(dataset, &arguments.today.clone().unwrap_or_else(today))?;
    let removed = statuses.iter().filter(|(_, status)| status.is_gone()).count();
    let name = one_line(run.files.name(file));
    let remaining = describe_known(statuses.len() - removed);
    if removed == 0 {
        return Ok(format!(
            "{name}: nothing to remove, {remaining}\n{}",
            not_checked(&run.summary)
        ));
    }
    let text = pruned(run.files.text(file), &statuses);
    let text = text.map_err(|reason| format!("{name} was left unchanged: {reason}"))?;
    rewrite(&root, &folder, &run.files, file, &text).map_err(|error| error.to_string())?;
    Ok(format!("{name}: {removed} removed, {remaining}\n{}", not_checked(&run.summary)))
}

/// Migrates a baseline. Entries that match no finding are removed and reported. Entries whose rule did not
/// run are kept and reported.
fn migrate(arguments: &DatasetArguments) -> Result<String, Stop> {
    let Opened { folder, folders, root } = open(arguments)?;
    let dataset = Dataset::read_in(folders.clone())?;
    let Some(file) = dataset.baseline else {
        return Err(Stop::Error("there is no baseline to migrate".to_owned()));
    };
    let (name, text) = (one_line(dataset.files.name(file)), dataset.files.text(file).to_owned());
    let rulebook = dataset.files.name(dataset.rulebook.file);
    let baseline = match Baseline::parse_former(&text, file, rulebook) {
        Ok(baseline) => baseline,
        Err(findings) => {
            let failure = Failure { files: dataset.files, findings, errors: Vec::new() };
            return Err(Stop::Failure(Box::new(failure)));
        }
    };
    if baseline.former_version.is_none() {
        return Ok(format!("{name}: the fingerprints are already those of this version\n"));
    }
    let day = arguments.today.clone().unwrap_or_else(today);
    let found = check_with_former(|| Dataset::read_in(folders.clone()), &day)?;
    let migrated = migrated(&text, &baseline, &found);
    let migrated = migrated.map_err(|reason| format!("{name} was left unchanged: {reason}"))?;
    rewrite(&root, &folder, &found.run.files, file, &migrated.text)
        .map_err(|error| error.to_string())?;
    let line = |entry: &BaselineEntry, outcome: &str| {
        format!("  {outcome}: {}: {}\n", one_line(&entry.rule), one_line(&entry.message))
    };
    let dropped = migrated.dropped.iter().map(|entry| line(entry, "removed, no longer found"));
    let kept = migrated.kept.iter().map(|entry| line(entry, "kept, its rule did not run"));
    let entries: String = dropped.chain(kept).collect();
    let (renamed, all) = (migrated.renamed, baseline.entries.len());
    Ok(format!("{name}: {renamed} of {all} findings migrated\n{entries}"))
}

fn describe_known(number: usize) -> String {
    match number {
        1 => "1 known finding".to_owned(),
        number => format!("{number} known findings"),
    }
}

/// Lists the documents that could not be read and the rules that did not check everything. The baseline may lack
/// findings about them, and whether its entries about them are resolved is unknown.
fn not_checked(summary: &Summary) -> String {
    let rules = describe_not_run(&summary.not_run);
    let rules = rules.into_iter().map(|line| format!("not checked: {}\n", one_line(&line)));
    let unread = summary.not_json.iter();
    let unread = unread.map(|key| format!("not checked: {} could not be read\n", one_line(key)));
    unread.chain(rules).collect()
}
