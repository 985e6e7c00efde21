//! Checks the current data with the rules of an earlier revision, to show which findings a change to the rulebook, a
//! schema or a file of codes hides.

use super::trees::{Decisions, ReadTree};
use crate::baseline::{self, Baseline};
use crate::cli::progress;
use crate::dataset::{Dataset, Failure, Folders, extension};
use crate::disk::{normalise, with_slashes};
use crate::document::FileId;
use crate::engine::Run;
use crate::files::{Content, File};
use crate::ledger::Ledger;
use crate::parameters::Spanned;
use crate::rule::Lookup;
use crate::rulebook::Rulebook;
use crate::storage::{BaseFolder, Reason, StorageError};
use crate::value::date::PartialDate;
use std::collections::BTreeSet;
use std::path::Path;

/// The settings files that have changed since a revision, and the current data with the old rules applied.
pub(super) struct EarlierRules {
    files: Vec<String>,
    /// The current data with the old rules, or the reason why the old rules cannot be applied.
    dataset: Result<Dataset, String>,
    /// The data of the revision with its own rules. `None` if it cannot be read.
    at_revision: Option<Dataset>,
}

/// The settings files that have changed since a revision, and the runs with the old rules.
pub(super) struct EarlierRun {
    pub(super) files: Vec<String>,
    /// The run of the old rules on the current data, or the reason why the old rules cannot be applied.
    pub(super) run: Result<Run, String>,
    /// The run of the old rules on the data of the revision.
    pub(super) at_revision: Option<Run>,
    /// The entries of the earlier baseline and ledger. Empty if there are none, or if the old rules cannot be
    /// applied.
    pub(super) decisions: Decisions,
}

impl EarlierRun {
    /// Whether the data of the revision has documents for the old rules. `false` if one of the [`runs`](Self::runs) is
    /// missing.
    pub(super) fn had_documents(&self) -> bool {
        let at_revision = self.at_revision.as_ref().filter(|run| run.summary.documents > 0);
        self.run.is_ok() && at_revision.is_some()
    }

    /// Returns the runs of the old rules on the current data and on the data of the revision, or `None` if one of them
    /// is missing.
    pub(super) fn runs(&mut self) -> Option<(&mut Run, &Run)> {
        Some((self.run.as_mut().ok()?, self.at_revision.as_ref()?))
    }
}

impl EarlierRules {
    /// Reads the current data with the rules of the revision. Returns `None` if the revision has no rulebook, or if no
    /// settings file has changed since.
    pub(super) fn between(
        before: &ReadTree,
        now: &ReadTree,
    ) -> Result<Option<EarlierRules>, String> {
        let name = &now.folders.rulebook;
        let revision = &before.folders.data;
        let rulebook = revision.read(name);
        if let Err(StorageError { reason: reason @ Reason::NotCompared(_), .. }) = rulebook {
            let files = vec![display_name(&now.folders.display_root, name)];
            let dataset = Err(reason.to_string());
            return Ok(Some(EarlierRules { files, dataset, at_revision: None }));
        }
        let Some(text) = text_of(revision, name)? else { return Ok(None) };
        let changed = changed_settings(&text, revision, now);
        if changed.is_empty() {
            return Ok(None);
        }
        let folders = Folders {
            settings: revision.clone(),
            is_historical: true,
            may_lack_baseline: true,
            ..now.folders.clone()
        };
        let revision_folders = Folders { data: revision.clone(), ..folders.clone() };
        let mut dataset = Dataset::read_in(folders).map_err(|failure| reason(&failure));
        let mut at_revision = match &dataset {
            Ok(_) => Dataset::read_in(revision_folders).ok(),
            Err(_) => None,
        };
        for dataset in dataset.iter_mut().chain(&mut at_revision) {
            take_decisions(dataset, revision)?;
        }
        let name = |path: &String| display_name(&now.folders.display_root, path);
        let files = changed.iter().map(name).collect();
        Ok(Some(EarlierRules { files, dataset, at_revision }))
    }

    /// Checks the current data and the data of the revision with the old rules, the old ledger and the old baseline.
    pub(super) fn check(self, today: &PartialDate) -> EarlierRun {
        let decisions = self.dataset.as_ref().map(|dataset| Decisions::of(dataset, today));
        let decisions = decisions.unwrap_or_default();
        let check = |mut dataset: Dataset| {
            dataset.keeps_passed_over = true;
            // At the earlier revision, a ledger or baseline with mistakes hid nothing, so it is not applied.
            if Ledger::of(&dataset, today).is_err() {
                dataset.ledger = None;
            }
            if Baseline::of(&dataset).is_err() {
                dataset.baseline = None;
            }
            let checked =
                progress::with_progress(dataset, |dataset| baseline::check(dataset, today));
            checked.map(|checked| checked.run).map_err(|failure| reason(&failure))
        };
        let at_revision = self.at_revision.and_then(|dataset| check(dataset).ok());
        EarlierRun { files: self.files, run: self.dataset.and_then(check), at_revision, decisions }
    }
}

/// Returns the paths of the settings files that have changed since a revision. `rulebook` is the text of the rulebook
/// in the revision.
fn changed_settings(rulebook: &str, revision: &BaseFolder, now: &ReadTree) -> Vec<String> {
    // An earlier rulebook with errors cannot be applied. The current rulebook has no errors, so the two differ.
    let earlier = Rulebook::parse(rulebook, FileId(0)).ok();
    let rulebooks = || earlier.iter().chain([now.rulebook()]);
    let mut paths: BTreeSet<String> = rulebooks().flat_map(settings_of).collect();
    paths.insert(now.folders.rulebook.clone());
    for schema in rulebooks().flat_map(Rulebook::schema_paths) {
        paths.extend(json_files_beside(&schema.value, revision));
    }
    let documents: BTreeSet<&str> = now.document_keys().collect();
    let is_changed = |path: &String| {
        let read = |folder: &BaseFolder| folder.read(path).ok();
        !documents.contains(path.as_str()) && read(revision) != read(&now.folders.settings)
    };
    paths.into_iter().filter(is_changed).collect()
}

/// Replaces the ledger and the baseline of a dataset with the files of the same paths in another folder. A
/// ledger or baseline that does not exist there is removed from the dataset.
fn take_decisions(dataset: &mut Dataset, folder: &BaseFolder) -> Result<(), String> {
    let mut read = |path: Option<&Spanned<String>>| {
        let Some(path) = path.map(|path| path.value.clone()) else { return Ok(None) };
        let text = text_of(folder, &path)?;
        Ok::<_, String>(text.map(|text| {
            let content = Content::Text(text);
            dataset.files.add(File { name: path.clone(), key: path, content })
        }))
    };
    let ledger = read(dataset.rulebook.ledger.as_ref())?;
    let baseline = read(dataset.rulebook.baseline.as_ref())?;
    (dataset.ledger, dataset.baseline) = (ledger, baseline);
    Ok(())
}

/// Returns the schemas, code files and other rulebooks that a rulebook names.
fn settings_of(rulebook: &Rulebook) -> Vec<String> {
    let schemas = rulebook.schema_paths().map(|path| path.value.clone());
    let lookups = rulebook.rules.iter().flat_map(|entry| &entry.rule.declaration().lookups);
    let codes = lookups.filter_map(|lookup| match lookup {
        Lookup::CodeFile(path) => Some(path.value.clone()),
        Lookup::Collection { .. } | Lookup::Snapshots { .. } | Lookup::Targets { .. } => None,
    });
    schemas.chain(codes).chain(rulebook.extends.iter().cloned()).collect()
}

/// Returns the text of a file, or `None` if it does not exist or is not UTF-8.
fn text_of(folder: &BaseFolder, path: &str) -> Result<Option<String>, String> {
    match folder.read(path) {
        Ok(bytes) => Ok(String::from_utf8(bytes).ok()),
        Err(error) if is_absent(&error.reason) => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

/// Whether an error means that no regular file exists at the path in a revision.
fn is_absent(reason: &Reason) -> bool {
    match reason {
        Reason::NotFound
        | Reason::NotAFolder
        | Reason::IsFolder
        | Reason::NotRegular
        | Reason::Outside(_) => true,
        Reason::Link { reason, .. } => is_absent(reason),
        _ => false,
    }
}

/// Returns the JSON files in the folder of a schema, since the files that a schema refers to are usually in
/// the same folder.
fn json_files_beside(schema: &str, folder: &BaseFolder) -> Vec<String> {
    let parent = schema.rsplit_once('/').map_or("", |(parent, _)| parent);
    let entries = folder.storage.list(&folder.path(parent)).unwrap_or_default();
    let json = entries.into_iter().filter(|entry| extension(&entry.name) == Some("json"));
    let prefix = if parent.is_empty() { String::new() } else { format!("{parent}/") };
    json.map(|entry| format!("{prefix}{}", entry.name)).collect()
}

/// Returns the name of a settings file in the output.
fn display_name(folder: &str, path: &str) -> String {
    with_slashes(&normalise(&Path::new(folder).join(path)))
}

/// Returns the first message of a failure.
fn reason(failure: &Failure) -> String {
    let finding = failure.findings.first().map(|finding| finding.message.clone());
    let error = failure.errors.first().map(ToString::to_string);
    finding.or(error).unwrap_or_else(|| "the earlier settings cannot be read".to_owned())
}
