//! Writes the new and replaced files of a change, either all of them or none.

use super::opened::Opened;
use crate::disk::{
    ReplaceError, Replacement, Replacements, create, has_content, hash_of, system_path,
};
use std::fs;
use std::path::PathBuf;

/// The files of a change, with their paths relative to the rulebook's folder.
#[derive(Default)]
pub(super) struct Changes {
    new: Vec<(String, Vec<u8>)>,
    replaced: Vec<Replaced>,
}

/// A file with its old content and its new text.
struct Replaced {
    key: String,
    old: Vec<u8>,
    text: String,
}

/// The files and folders that have been created.
#[derive(Default)]
struct Created {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

impl Changes {
    /// Adds a new text file. Writing fails if the file exists with other content.
    pub(super) fn create(&mut self, key: &str, text: &str) {
        self.create_bytes(key, text.as_bytes());
    }

    /// Adds a new file. Writing fails if the file exists with other content.
    pub(super) fn create_bytes(&mut self, key: &str, content: &[u8]) {
        self.new.push((key.to_owned(), content.to_owned()));
    }

    /// Adds a file to replace. Writing fails if the file no longer has the content `old`.
    pub(super) fn replace(&mut self, key: &str, old: impl Into<Vec<u8>>, text: &str) {
        let (key, text) = (key.to_owned(), text.to_owned());
        self.replaced.push(Replaced { key, old: old.into(), text });
    }

    /// Writes the files.
    ///
    /// # Errors
    /// A message. Nothing was written, unless the system refuses to replace a file after others have been replaced.
    pub(super) fn write(&self, opened: &Opened) -> Result<(), String> {
        let mut created = Created::default();
        let written = self.write_all(opened, &mut created);
        if written.is_err() {
            created.remove();
        }
        written
    }

    fn write_all(&self, opened: &Opened, created: &mut Created) -> Result<(), String> {
        let name = |key: &str| opened.folders.name(key);
        for (key, content) in &self.new {
            let path = opened.folder.join(system_path(key));
            // An interrupted run may have left the file behind.
            if has_content(&path, content) {
                continue;
            }
            created.create_folders_above(&path).map_err(|error| {
                format!("cannot create the folder of {}: {error}; nothing was written", name(key))
            })?;
            create(&opened.root, &path, &name(key), content)
                .map_err(|error| format!("{error}; nothing was written"))?;
            created.files.push(path);
        }
        let mut replacements = Replacements::new();
        for Replaced { key, old, text } in &self.replaced {
            let replacement = Replacement {
                name: &name(key),
                path: &opened.folder.join(system_path(key)),
                expected: hash_of(old),
                text: text.as_bytes(),
            };
            replacements.prepare(&opened.root, &replacement).map_err(|error| match error {
                ReplaceError::Changed => {
                    format!("{} {error}; nothing was written, run the command again", name(key))
                }
                ReplaceError::Failed(reason) => {
                    format!("cannot write {}: {reason}; nothing was written", name(key))
                }
            })?;
        }
        replacements.finish(|_| ())
    }
}

impl Created {
    /// Creates the missing folders above a file.
    fn create_folders_above(&mut self, file: &std::path::Path) -> std::io::Result<()> {
        let missing: Vec<PathBuf> = file
            .ancestors()
            .skip(1)
            .take_while(|folder| !folder.exists())
            .map(PathBuf::from)
            .collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(&folder)?;
            self.folders.push(folder);
        }
        Ok(())
    }

    /// Removes the files and folders again. Errors are ignored, since the error that led to this is reported.
    fn remove(&self) {
        for file in &self.files {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}
