//! The lines with everything that completing the findings reads from the dataset.

use crate::dataset::Folders;
use crate::storage::{Answer, BaseFolder, FilePath, Recorded, Recording};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The content of a line of records.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum RecordLine {
    /// The location of the dataset.
    Folder {
        /// The name of the rulebook.
        rulebook: String,
        /// The rulebook's folder in the storage.
        folder: FilePath,
        /// The rulebook's folder as shown in the output.
        shown: String,
    },
    /// The result of one operation of the storage.
    Answer(Answer),
}

/// The lines of records that have been read so far.
#[derive(Default)]
pub(super) struct Records {
    folder: Option<(String, FilePath, String)>,
    recorded: Recorded,
}

impl RecordLine {
    /// Returns the line about the folder of a dataset.
    pub(super) fn folder(folders: &Folders) -> RecordLine {
        RecordLine::Folder {
            rulebook: folders.rulebook.clone(),
            folder: folders.data.folder.clone(),
            shown: folders.display_root.clone(),
        }
    }
}

impl Records {
    /// Adds a line.
    pub(super) fn add(&mut self, line: RecordLine) {
        match line {
            RecordLine::Folder { rulebook, folder, shown } => {
                self.folder = Some((rulebook, folder, shown));
            }
            RecordLine::Answer(answer) => self.recorded.add(answer),
        }
    }

    /// Returns the folders of the dataset, in a storage that contains the added answers, or `None` if no line was
    /// added. If only the line about the folder is missing, the returned folders contain no rulebook.
    pub(super) fn into_folders(self) -> Option<(Folders, Arc<Recorded>)> {
        if self.folder.is_none() && self.recorded.is_empty() {
            return None;
        }
        let (rulebook, folder, display_root) = self.folder.unwrap_or_default();
        let recorded = Arc::new(self.recorded);
        let storage = Arc::clone(&recorded);
        let folders = Folders::in_storage(BaseFolder { storage, folder }, &rulebook);
        Some((Folders { display_root, ..folders }, recorded))
    }
}

/// Returns the same folders in a storage that records everything that is read from them.
pub(super) fn recording(folders: Folders) -> (Folders, Arc<Recording>) {
    let recording = Arc::new(Recording::new(Arc::clone(&folders.data.storage)));
    let in_recording = |base: &BaseFolder| {
        let storage = Arc::clone(&recording);
        BaseFolder { storage, folder: base.folder.clone() }
    };
    let (settings, data) = (in_recording(&folders.settings), in_recording(&folders.data));
    (Folders { settings, data, ..folders }, recording)
}
