//! `factlint init`: creates a rulebook for a folder of documents, inferred from its data. With `--claims`, it
//! creates a dataset of claims instead.

mod claims;
mod summary;

use super::Exit;
use super::context::{RootArguments, current_dir, on_checking_threads, parse_day};
use super::datasets::datasets_below;
use super::terminal::{print, print_error};
use crate::api::today;
use crate::dataset::{Failure, Folder, Folders, in_folder};
use crate::disk::{create, normalise, with_slashes};
use crate::document::{Document, FileId, Form};
use crate::engine::{self, DatasetsBelow};
use crate::files::Files;
use crate::finding::{Finding, decoded};
use crate::infer::{Counterexample, Plan, ScanContext, ScannedFile, SkippedFile, infer};
use crate::report::{self, one_line};
use crate::rulebook::FILE_NAME;
use crate::rules;
use crate::value::date::PartialDate;
use clap::Args;
use std::path::{Path, PathBuf};

/// Arguments of `factlint init`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Folder with the documents
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Create a small dataset of claims that checks clean, with comments that explain it
    #[arg(long)]
    claims: bool,
    /// Print the rulebook without writing it
    #[arg(long, conflicts_with = "claims")]
    dry_run: bool,
    /// Date to use as "today" (YYYY-MM-DD), for reproducible runs
    #[arg(long, value_parser = parse_day)]
    today: Option<PartialDate>,
    #[command(flatten)]
    root: RootArguments,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Exit {
    on_checking_threads(|| init(arguments).unwrap_or_else(|exit| exit))
}

fn init(arguments: &Arguments) -> Result<Exit, Exit> {
    let today = arguments.today.clone().unwrap_or_else(today);
    if arguments.claims {
        return claims::init(arguments, &today);
    }
    let current_dir = current_dir();
    if !arguments.dry_run {
        refuse_existing_rulebook(arguments, &current_dir)?;
    }
    let rulebook = normalise(&current_dir.join(&arguments.folder)).join(FILE_NAME);
    let root = arguments.root.resolve(&rulebook, &current_dir).map_err(|message| fail(&message))?;
    let folders = Folders::within(root.clone(), &rulebook, &current_dir);
    let mut folder = Folder::read(folders).map_err(|error| {
        fail(&format!("cannot read {}: {}", arguments.folder.display(), error.reason))
    })?;
    let broken = remove_unparsable(&mut folder);
    require_documents(&folder, &broken, &arguments.folder)?;
    let plan = plan(&folder, &broken, &today);
    let mut tried = try_on_data(plan, &mut folder, &today)?;
    // Nothing can be inferred from unparsable documents, but the globs match them, so `check` reports them.
    let broken = broken.iter().map(|file| format!("{}: {}", file.path, file.reason));
    tried.beyond_rules.extend(broken);
    let text = tried.plan.to_toml();
    if arguments.dry_run {
        print(&text)?;
        return Ok(Exit::Clean);
    }
    let written = create(&root, &rulebook, &folder.display(FILE_NAME), &text);
    written.map_err(|error| fail(&error.to_string()))?;
    let below = below(arguments, &rulebook, &current_dir);
    print(&summary::format(&tried.plan, &tried.beyond_rules, &folder, &arguments.folder, &below))?;
    Ok(Exit::Clean)
}

/// Returns the datasets in subfolders, which the new rulebook hides from `factlint check`.
fn below(arguments: &Arguments, rulebook: &Path, current_dir: &Path) -> DatasetsBelow {
    datasets_below(std::slice::from_ref(&arguments.folder), &[rulebook], current_dir)
}

/// Prints an error, and returns the exit code.
fn fail(message: &str) -> Exit {
    print_error(message);
    Exit::Error
}

/// Prints an error if the folder already has a rulebook.
fn refuse_existing_rulebook(arguments: &Arguments, current_dir: &Path) -> Result<(), Exit> {
    let rulebook = arguments.folder.join(FILE_NAME);
    // A broken link also counts as an existing file.
    if std::fs::symlink_metadata(current_dir.join(&rulebook)).is_ok() {
        return Err(fail(&format!(
            "{} already exists and is never overwritten; to print a new rulebook, run `{}`",
            rulebook.display(),
            in_folder("factlint init --dry-run", &with_slashes(&arguments.folder))
        )));
    }
    Ok(())
}

/// Removes the documents in which no value can be parsed from a folder, and returns each with its mistake. A document
/// with some broken lines or rows stays.
fn remove_unparsable(folder: &mut Folder) -> Vec<SkippedFile> {
    let findings: Vec<(FileId, Finding)> = folder
        .documents
        .iter()
        .filter_map(|id| {
            let document = folder.files.document(*id)?;
            let has_values = document.root().is_some_and(|root| root.elements().next().is_some());
            let is_broken = document.fatal_error().is_some() || !has_values;
            Some((*id, rules::syntax::check(document, "")?)).filter(|_| is_broken)
        })
        .collect();
    folder.documents.retain(|id| findings.iter().all(|(broken, _)| broken != id));
    let (ids, findings): (Vec<FileId>, Vec<Finding>) = findings.into_iter().unzip();
    let reasons = report::brief_lines(&folder.files, &findings);
    let broken = ids.iter().zip(reasons).map(|(id, line)| {
        let path = folder.files.get(*id).map(|file| file.key.clone()).unwrap_or_default();
        let reason = line.strip_prefix(&format!("{path}:")).unwrap_or(&line);
        let form = folder.files.document(*id).and_then(Document::converted_from);
        SkippedFile { reason: format!("not {}: {reason}", form.map_or("JSON", Form::name)), path }
    });
    broken.collect()
}

/// Prints an error if no document of a folder can be read. `given` is the folder as written by the user.
fn require_documents(folder: &Folder, broken: &[SkippedFile], given: &Path) -> Result<(), Exit> {
    if !folder.documents.is_empty() {
        return Ok(());
    }
    for file in broken.iter().chain(&folder.left_out) {
        print_error(&format!("{}: {}", folder.display(&file.path), file.reason));
    }
    if !broken.is_empty() || !folder.left_out.is_empty() {
        return Err(fail(&format!("cannot read any document in {}", given.display())));
    }
    print_error(&format!(
        "no documents (JSON, JSON Lines, YAML, CSV or TSV) in {}",
        given.display()
    ));
    Err(Exit::NothingChecked)
}

fn plan(folder: &Folder, broken: &[SkippedFile], today: &PartialDate) -> Plan {
    let schemas: Vec<Option<String>> =
        folder.documents.iter().map(|id| folder.schema_named_by(*id)).collect();
    let files: Vec<ScannedFile<'_>> = folder
        .documents
        .iter()
        .zip(&schemas)
        .filter_map(|(id, schema)| {
            let path = folder.files.get(*id)?.key.as_str();
            let document = folder.files.document(*id)?;
            Some(ScannedFile { path, document, schema: schema.as_deref() })
        })
        .collect();
    let context = ScanContext {
        left_out: folder.left_out.clone(),
        has_other_folders: folder.has_other_folders,
        broken: broken.iter().map(|file| file.path.clone()).collect(),
    };
    infer(&files, context, today)
}

/// A plan that the data satisfies, and the findings that any rulebook would have.
struct TriedPlan {
    plan: Plan,
    beyond_rules: Vec<String>,
}

/// Checks the data with the planned rulebook again and again, until the findings no longer change the plan. Each check
/// but the last drops rules or schemas, or records exceptions to the remaining rules.
fn try_on_data(
    mut plan: Plan,
    folder: &mut Folder,
    today: &PartialDate,
) -> Result<TriedPlan, Exit> {
    // The error about a duplicate key would prevent other rules from running.
    const TRIAL_SETTINGS: &str = "\n[rules.duplicate-key]\nlevel = \"off\"\n";
    let mut beyond_rules = loop {
        let dataset = match folder.with_rulebook(&(plan.to_toml() + TRIAL_SETTINGS)) {
            Ok(dataset) => dataset,
            Err(failure) if plan.drop_schemas(reasons(&failure)) => {
                folder.take_back(failure.files);
                continue;
            }
            // Either the inferred rulebook is wrong, which is a bug in this program, or a file was removed in
            // the meantime.
            Err(failure) => {
                for reason in reasons(&failure) {
                    print_error(&one_line(&reason));
                }
                return Err(fail(
                    "the rulebook that was inferred cannot be used; nothing was written",
                ));
            }
        };
        let mut run = engine::check(dataset, today);
        // The rulebook itself lists the files that it leaves out.
        run.findings.retain(|finding| finding.head().kind != rules::idle::KIND.name);
        let findings: Vec<Finding> = decoded(&run.findings).collect();
        let counterexamples = counterexamples(&findings, &run.files);
        let has_changed = plan.adjust(&counterexamples);
        folder.take_back(run.files);
        if !has_changed {
            break unplanned_findings(&plan, &counterexamples);
        }
    };
    let duplicate_keys = folder.documents.iter().flat_map(|id| {
        let file = folder.files.get(*id);
        let document = folder.files.document(*id);
        file.zip(document)
            .map(|(file, document)| rules::duplicate_key::check(document, &file.key))
            .unwrap_or_default()
    });
    let duplicate_keys: Vec<Finding> = duplicate_keys.collect();
    beyond_rules.extend(report::brief_lines(&folder.files, &duplicate_keys));
    plan.drop_idle_collections();
    Ok(TriedPlan { plan, beyond_rules })
}

/// Converts findings to counterexamples to the rules that report them.
fn counterexamples(findings: &[Finding], files: &Files) -> Vec<Counterexample> {
    let lines = report::brief_lines(files, findings);
    let counterexamples = findings.iter().zip(lines).map(|(finding, text)| {
        let file = finding.primary().and_then(|label| files.get(label.place.file()));
        let file = file.map(|file| file.key.clone()).unwrap_or_default();
        Counterexample { rule: finding.rule.clone(), file, text }
    });
    counterexamples.collect()
}

/// Returns the texts of the findings whose rules are not in the plan.
fn unplanned_findings(plan: &Plan, findings: &[Counterexample]) -> Vec<String> {
    let unplanned = findings.iter().filter(|finding| {
        plan.rules().iter().all(|rule| rule.id != finding.rule)
            && plan.rules_off().all(|(kind, _)| kind != finding.rule)
    });
    unplanned.map(|finding| finding.text.clone()).collect()
}

/// Returns the reasons why a dataset cannot be checked.
fn reasons(failure: &Failure) -> Vec<String> {
    let findings = report::brief_lines(&failure.files, &failure.findings);
    failure.errors.iter().map(ToString::to_string).chain(findings).collect()
}
