//! `factlint fmt`: formats the documents of a dataset in canonical form.

use super::Exit;
use super::context::{RootArguments, Stop, current_dir, files_in_paths, warn_of_paths_outside};
use super::datasets::{DatasetPaths, datasets_of};
use super::fail_on::NO_DOCUMENT_IN_PATHS;
use super::several::worse;
use super::terminal::{print, print_error};
use crate::canonical::{self, Difference};
use crate::dataset::{Dataset, DocumentToCheck, Folders};
use crate::disk::{ReplaceError, Replacement, Replacements, Root, hash_of, system_path};
use crate::report::{self, one_line};
use clap::Args;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Arguments of `factlint fmt`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Files or folders to format
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// Write nothing; list the documents that are not in canonical form, and exit with 1 if there are any
    #[arg(long)]
    check: bool,
    /// Pass over paths without a document of a dataset
    #[arg(long)]
    ignore_unknown: bool,
    #[command(flatten)]
    root: RootArguments,
}

/// Numbers of documents by result.
#[derive(Debug, Default)]
struct Tally {
    /// Documents that were rewritten or, with `--check`, are not in canonical form.
    not_canonical: usize,
    canonical: usize,
    /// Documents in formats other than JSON, such as YAML, which have no canonical form.
    left_alone: usize,
    /// Documents that have no canonical form because they are not valid JSON, or have duplicate keys.
    refused: usize,
    /// Documents that could not be written.
    failed: usize,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Exit {
    format_datasets(arguments).unwrap_or_else(|stop| stop.report())
}

fn format_datasets(arguments: &Arguments) -> Result<Exit, Stop> {
    let current_dir = current_dir();
    let (mut tally, mut exit) = (Tally::default(), Exit::Clean);
    let mut paths = arguments.paths.clone();
    if arguments.ignore_unknown {
        paths.retain(|path| datasets_of(std::slice::from_ref(path), &current_dir).is_ok());
        if paths.is_empty() {
            return Ok(Exit::Clean);
        }
    }
    for dataset in datasets_of(&paths, &current_dir)? {
        match format_documents(arguments, &dataset, &current_dir, &mut tally) {
            Ok(()) => {}
            Err(stop @ Stop::Printed(_)) => return Err(stop),
            // If a dataset cannot be read, the others are still formatted.
            Err(stop) => exit = worse(exit, stop.report()),
        }
    }
    if tally.documents() == 0 && exit == Exit::Clean && !arguments.ignore_unknown {
        print_error(NO_DOCUMENT_IN_PATHS);
        return Ok(Exit::NothingChecked);
    }
    if tally.documents() > 0 {
        print(&summary(&tally, arguments.check))?;
    }
    Ok(worse(exit, tally.exit_code(arguments.check)))
}

fn format_documents(
    arguments: &Arguments,
    dataset: &DatasetPaths,
    current_dir: &Path,
    tally: &mut Tally,
) -> Result<(), Stop> {
    let DatasetPaths { rulebook, paths, .. } = dataset;
    let root = arguments.root.resolve(rulebook, current_dir)?;
    let dataset = Dataset::read_in(Folders::within(root.clone(), rulebook, current_dir))?;
    let in_paths = files_in_paths(&dataset.files, paths, current_dir, rulebook);
    if !arguments.ignore_unknown {
        warn_of_paths_outside(&[&dataset.files], &dataset.rulebook, paths, current_dir, rulebook);
    }
    let documents = dataset.documents.iter().copied();
    let documents = documents.filter(|document| in_paths.contains(&document.file));
    let folder = rulebook.parent().unwrap_or(rulebook);
    for documents in documents.collect::<Vec<_>>().chunks(DOCUMENTS_AT_ONCE) {
        let place = (&root, folder);
        print(&format_some(&dataset, place, documents, arguments.check, tally))?;
    }
    Ok(())
}

impl Tally {
    fn documents(&self) -> usize {
        let Tally { not_canonical, canonical, left_alone, refused, failed } = self;
        not_canonical + canonical + left_alone + refused + failed
    }

    fn exit_code(&self, only_check: bool) -> Exit {
        match self {
            Tally { failed: 1.., .. } => Exit::Error,
            Tally { refused: 1.., .. } => Exit::Findings,
            Tally { not_canonical: 1.., .. } if only_check => Exit::Findings,
            _ => Exit::Clean,
        }
    }
}

/// Number of documents that are rewritten together. Writing them to disk one by one would be slow. A larger
/// number would need more open files.
const DOCUMENTS_AT_ONCE: usize = 1000;

/// Rewrites some documents in canonical form. With `only_check`, writes nothing. Returns the text to print.
fn format_some(
    dataset: &Dataset,
    place: (&Root, &Path),
    documents: &[DocumentToCheck],
    only_check: bool,
    tally: &mut Tally,
) -> String {
    let mut replacements = Replacements::new();
    let mut lines: Vec<(&str, String)> = Vec::new();
    for document in documents {
        let line = format_one(dataset, place, *document, only_check, tally, &mut replacements);
        let line = line.unwrap_or_else(|error| {
            tally.failed += 1;
            print_error(&error);
            String::new()
        });
        lines.push((dataset.files.name(document.file), line));
    }
    let number = replacements.len();
    let mut replaced: HashSet<String> = HashSet::new();
    if let Err(error) = replacements.finish(|name| _ = replaced.insert(name.to_owned())) {
        tally.failed += number - replaced.len();
        print_error(&error);
    }
    tally.not_canonical += replaced.len();
    let lines = lines.into_iter().map(|(name, line)| match replaced.contains(name) {
        true => format!("formatted {}\n", one_line(name)),
        false => line,
    });
    lines.collect()
}

/// Formats a document: writes its canonical form to a file beside it, which later replaces it. With `only_check`,
/// writes nothing, and only compares the document with its canonical form. Returns the text to print; empty if the
/// document is canonical, is not JSON, is missing, or will be replaced.
///
/// # Errors
/// A message if the document cannot be written or has changed since it was read.
fn format_one(
    dataset: &Dataset,
    (root, folder): (&Root, &Path),
    to_format: DocumentToCheck,
    only_check: bool,
    tally: &mut Tally,
    replacements: &mut Replacements,
) -> Result<String, String> {
    let nothing = Ok(String::new());
    let files = &dataset.files;
    let (Some(file), Some(document)) = (files.get(to_format.file), files.document(to_format.file))
    else {
        return nothing;
    };
    if document.converted_from().is_some() {
        tally.left_alone += 1;
        return nothing;
    }
    let schema = to_format.schema.and_then(|index| dataset.schemas.get(index));
    let collections = &dataset.rulebook.collections;
    let canonical = match canonical::form(document, &file.key, schema, collections) {
        Ok(canonical) => canonical,
        Err(mistakes) => {
            tally.refused += 1;
            return Ok(report::lines(files, &mistakes));
        }
    };
    let Some(difference) = Difference::first(document.text(), &canonical) else {
        tally.canonical += 1;
        return nothing;
    };
    if only_check {
        tally.not_canonical += 1;
        return Ok(describe(&one_line(&file.name), &difference));
    }
    let (name, path) = (file.name.as_str(), folder.join(system_path(&file.key)));
    let (expected, text) = (hash_of(files.text(to_format.file).as_bytes()), canonical.as_bytes());
    let replacement = Replacement { name, path: &path, expected, text };
    replacements.prepare(root, &replacement).map_err(|error| match error {
        ReplaceError::Changed => {
            format!("cannot write {name}: it {error}; run the command again")
        }
        ReplaceError::Failed(reason) => format!("cannot write {name}: {reason}"),
    })?;
    nothing
}

fn describe(name: &str, difference: &Difference) -> String {
    let Difference { line, column, got, want } = difference;
    let (got, want) = (one_line(got), one_line(want));
    format!("{name}:{line}:{column}: not in canonical form\n   is: {got}\n  fmt: {want}\n")
}

fn summary(tally: &Tally, only_check: bool) -> String {
    let not_canonical = if only_check { "not in canonical form" } else { "formatted" };
    let counts = [
        (tally.not_canonical, not_canonical),
        (tally.canonical, "in canonical form"),
        (tally.left_alone, "not in JSON, left unchanged"),
        (tally.refused, "with errors, left unchanged"),
        (tally.failed, "not written"),
    ];
    let counts = counts.into_iter().filter(|(number, _)| *number > 0);
    let counts: Vec<String> = counts
        .map(|(number, what)| {
            let documents = crate::words::noun(number, "document");
            format!("{number} {documents} {what}")
        })
        .collect();
    format!("{}\n", counts.join(", "))
}
