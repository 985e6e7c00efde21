//! `factlint config`: shows which files a run reads, how it reads them, and which rules it applies.

use super::Exit;
use super::context::{RootArguments, Stop, current_dir, on_checking_threads};
use super::datasets::datasets_of;
use super::output::show_failure;
use super::several::worse;
use super::terminal::print;
use crate::dataset::{Dataset, DocumentToCheck, Folders, ReadStrategy, Sizes};
use crate::document::Form;
use crate::report::one_line;
use crate::rulebook::{RuleEntry, Rulebook};
use clap::Args;
use std::path::{Path, PathBuf};

/// Arguments of `factlint config`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Any path in the dataset, or a folder that contains several datasets
    #[arg(default_value = ".")]
    path: PathBuf,
    #[command(flatten)]
    root: RootArguments,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Exit {
    on_checking_threads(|| show_all(arguments).unwrap_or_else(|stop| report(&stop)))
}

/// Shows the dataset that contains the path, or all datasets below it. If a dataset cannot be read, the others are
/// still shown.
fn show_all(arguments: &Arguments) -> Result<Exit, Stop> {
    let current_dir = current_dir();
    let mut exit = Exit::Clean;
    for dataset in datasets_of(std::slice::from_ref(&arguments.path), &current_dir)? {
        let dataset_exit = match read(arguments, &dataset.rulebook, &current_dir) {
            Ok(dataset) => print(&printed(&lines(&dataset))).err().unwrap_or(Exit::Clean),
            Err(stop) => report(&stop),
        };
        exit = worse(exit, dataset_exit);
    }
    Ok(exit)
}

/// Prints why a dataset cannot be shown, and returns the exit code.
fn report(stop: &Stop) -> Exit {
    match stop {
        Stop::Failure(failure) => show_failure(failure),
        Stop::Error(_) | Stop::Printed(_) => stop.report(),
    }
}

/// Joins lines. Line breaks inside names and settings are made visible.
fn printed(lines: &[String]) -> String {
    lines.iter().map(|line| one_line(line)).collect::<Vec<_>>().join("\n")
}

fn read(arguments: &Arguments, rulebook: &Path, current_dir: &Path) -> Result<Dataset, Stop> {
    let root = arguments.root.resolve(rulebook, current_dir)?;
    Ok(Dataset::read_in(Folders::within(root, rulebook, current_dir))?)
}

fn lines(dataset: &Dataset) -> Vec<String> {
    let rulebook = &dataset.rulebook;
    let mut lines = vec![format!("rulebook {}", dataset.files.name(rulebook.file))];
    let ledger = dataset.ledger.map(|file| dataset.files.name(file));
    let extends = rulebook.extends.iter().map(|path| dataset.name_of_setting(path));
    lines.extend(extends.map(|name| format!("extends {name}")));
    lines.push(ledger.map_or("no ledger".to_owned(), |name| format!("ledger {name}")));
    lines.push(String::new());
    lines.extend(dataset.documents.iter().map(|document| document_line(dataset, *document)));
    let limit = Sizes::default().whole;
    for form in [Form::Json, Form::JsonLines].into_iter().filter(|form| has_form(dataset, *form)) {
        let (name, how) = (form.name(), describe_strategy(rulebook, form));
        lines.push(format!("{name} of more than {limit} bytes is {how}"));
    }
    lines.push(String::new());
    for collection in &rulebook.collections {
        let select: Vec<&str> = collection.select.iter().map(crate::path::Path::as_str).collect();
        let id = collection.id.as_ref().map(|id| format!(", id {id}")).unwrap_or_default();
        let schema = collection.schema.as_ref();
        let schema = schema.map(|path| format!(", schema {}", path.value)).unwrap_or_default();
        lines.push(format!("collection {}: {}{id}{schema}", collection.name, select.join(", ")));
    }
    lines.push(String::new());
    lines.extend(rulebook.rules.iter().map(|rule| rule_line(dataset, rule)));
    lines.push(String::new());
    lines
}

/// Whether a document of a dataset has a format.
fn has_form(dataset: &Dataset, form: Form) -> bool {
    dataset.documents.iter().any(|document| dataset.form(*document) == form)
}

fn document_line(dataset: &Dataset, document: DocumentToCheck) -> String {
    let name = dataset.files.name(document.file);
    let limit = dataset.rulebook.limits.largest;
    let how = match (document.in_blocks, dataset.read_strategy(document)) {
        (false, _) => "read as a whole".to_owned(),
        (true, ReadStrategy::Blocks(_)) => "read in blocks".to_owned(),
        (true, ReadStrategy::Whole(_)) => format!("not read: larger than {limit} bytes"),
    };
    let schema = if document.schema.is_some() { "checked against a schema" } else { "no schema" };
    format!("document {name}: {schema}, {how}")
}

fn describe_strategy(rulebook: &Rulebook, form: Form) -> String {
    match ReadStrategy::of(rulebook, form) {
        ReadStrategy::Whole(reason) => format!("read as a whole: {reason}"),
        ReadStrategy::Blocks(unsplit) if unsplit.is_empty() => "read in blocks".to_owned(),
        ReadStrategy::Blocks(unsplit) => {
            let names: Vec<&str> = unsplit.iter().map(String::as_str).collect();
            format!("read in blocks, with `{}` in memory", names.join("`, `"))
        }
    }
}

fn rule_line(dataset: &Dataset, rule: &RuleEntry) -> String {
    let file = dataset.rulebook.place(&rule.span).file();
    let from = match rule.kind.is_built_in() || file == dataset.rulebook.file {
        true => String::new(),
        false => format!(" (from {})", dataset.files.name(file)),
    };
    let selection = &rule.rule.declaration().selection;
    let condition = selection.condition.as_ref();
    let condition = condition.map(|condition| format!(" where {condition}")).unwrap_or_default();
    let (level, kind) = (rule.level.name(), rule.kind.name);
    format!("{level} {kind} {} in {}{condition}{from}", rule.id, selection.collection)
}
