//! A dataset and its sources, for the `source` commands.

use super::DatasetArguments;
use crate::baseline;
use crate::cli::context::{Stop, current_dir, rulebook_of};
use crate::comparison::{Side, Since, compare};
use crate::dataset::{Dataset, Folders, Sizes};
use crate::disk::Root;
use crate::document::Value;
use crate::engine::Run;
use crate::finding::{Finding, decoded};
use crate::parameters::{CollectionDefinition, Model};
use crate::rule::Record;
use crate::storage::Overlay;
use crate::value::date::PartialDate;
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The sizes with which every document is read as a whole, since one of them is edited.
const WHOLE: Sizes = Sizes { whole: u64::MAX, block: 64 << 10 };

/// The folder for snapshots in a dataset that has none yet.
const FOLDER: &str = "sources";

/// A dataset that has been read.
pub(super) struct Opened {
    pub(super) dataset: Dataset,
    pub(super) folders: Folders,
    pub(super) root: Root,
    /// The rulebook's folder.
    pub(super) folder: PathBuf,
    pub(super) current_dir: PathBuf,
}

impl Opened {
    /// Reads the dataset that a path belongs to.
    pub(super) fn open(arguments: &DatasetArguments) -> Result<Opened, Stop> {
        let current_dir = current_dir();
        let rulebook = rulebook_of(std::slice::from_ref(&arguments.path), &current_dir)?;
        let root = arguments.root.resolve(&rulebook, &current_dir)?;
        let folders = Folders::within(root.clone(), &rulebook, &current_dir);
        let dataset = Dataset::read_with(WHOLE, folders.clone())?;
        let folder = rulebook.parent().unwrap_or(Path::new("")).to_owned();
        let opened = Opened { dataset, folders, root, folder, current_dir };
        if opened.collections().next().is_none() {
            let (rulebook, sources) = (opened.rulebook_name(), &opened.model().sources);
            return Err(Stop::Error(format!(
                "{rulebook} has no collection `{sources}`: add it, or name another one with `sources` in `[model]`"
            )));
        }
        Ok(opened)
    }

    pub(super) fn model(&self) -> &Model {
        &self.dataset.rulebook.model
    }

    pub(super) fn rulebook_name(&self) -> &str {
        self.dataset.files.name(self.dataset.rulebook.file)
    }

    /// Returns the collections of sources. There may be several with the same name, for different documents.
    pub(super) fn collections(&self) -> impl Iterator<Item = &CollectionDefinition> {
        let name = &self.model().sources;
        let collections = self.dataset.rulebook.collections.iter();
        collections.filter(move |collection| collection.name == *name)
    }

    /// Returns the records of all sources.
    pub(super) fn sources(&self) -> Vec<Record<'_>> {
        let mut records = Vec::new();
        for collection in self.collections() {
            for to_check in &self.dataset.documents {
                let key = self.dataset.files.key(to_check.file).unwrap_or_default();
                if collection.is_in(key)
                    && let Some(document) = self.dataset.files.document(to_check.file)
                {
                    let values = collection.select_in(document).into_iter();
                    records.extend(values.map(|value| Record { value, collection }));
                }
            }
        }
        records
    }

    /// Returns the source with an id, or a message if there is none.
    pub(super) fn source(&self, id: &str) -> Result<Record<'_>, String> {
        let sources = self.sources();
        let has_id = |source: &&Record<'_>| source.id().is_some_and(|known| known == id);
        if let Some(source) = sources.iter().find(has_id) {
            return Ok(*source);
        }
        let ids: Vec<String> =
            sources.iter().filter_map(|source| Some(source.id()?.into_owned())).collect();
        let hint = crate::parameters::closest(id, ids.iter().map(String::as_str));
        let hint = hint.map(|hint| format!(": {hint}")).unwrap_or_default();
        Err(format!("no source has the id `{id}`{hint}"))
    }

    /// Returns the path of a source's snapshot, relative to the rulebook's folder.
    pub(super) fn snapshot_path(&self, source: &Record<'_>) -> Option<String> {
        source.text(&self.model().snapshot_path).map(Cow::into_owned)
    }

    /// Returns the path for a new snapshot, in the folder that contains the most snapshots. `id` is the id of the
    /// source.
    pub(super) fn new_snapshot(&self, id: &str) -> String {
        let mut folders: Vec<(String, usize)> = Vec::new();
        for path in self.sources().iter().filter_map(|source| self.snapshot_path(source)) {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            match folders.iter_mut().find(|(known, _)| known == folder) {
                Some((_, number)) => *number += 1,
                None => folders.push((folder.to_owned(), 1)),
            }
        }
        let fullest = folders.into_iter().rev().max_by_key(|(_, number)| *number);
        match fullest {
            Some((folder, _)) if folder.is_empty() => format!("{id}.txt"),
            Some((folder, _)) => format!("{folder}/{id}.txt"),
            None => format!("{FOLDER}/{id}.txt"),
        }
    }

    /// Checks the dataset with some files replaced or added. Each file is given as its path, relative to the
    /// rulebook's folder, and its text.
    pub(super) fn check_with(
        &self,
        files: &[(&str, &str)],
        today: &PartialDate,
    ) -> Result<Run, Stop> {
        let mut overlay = Overlay::new(Arc::clone(&self.folders.data.storage));
        for (path, text) in files {
            overlay.insert(&self.folders.data.path(path), text.as_bytes());
        }
        let mut folders = self.folders.clone();
        folders.data.storage = Arc::new(overlay);
        let dataset = Dataset::read_with(WHOLE, folders)?;
        Ok(baseline::check(dataset, today)?.run)
    }

    /// Returns the findings of the run `after` that are new or changed since the run `before`.
    pub(super) fn added(before: &Run, after: &Run) -> Vec<Finding> {
        let compared = compare(Since::default(), Some(&Side::of(before)), &Side::of(after));
        // The line above the findings says that they are new.
        decoded(&compared.open).map(|finding| Finding { change: None, ..finding }).collect()
    }

    /// Returns the path of the document that contains a value, relative to the rulebook's folder.
    pub(super) fn key_of(&self, value: Value<'_>) -> String {
        self.dataset.files.key(value.document().file()).unwrap_or_default().to_owned()
    }
}
