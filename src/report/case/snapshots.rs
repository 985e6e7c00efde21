//! The kept copies of sources, split into paragraphs.

use super::paragraphs::paragraphs;
use crate::document::FileId;
use crate::files::{Content, Files};
use crate::quote::SourceText;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// Maximum number of prepared texts in memory.
const MAX_PREPARED: usize = 64;

/// A kept copy of a source, prepared for finding quotes.
pub(super) struct Snapshot {
    pub(super) text: SourceText,
    /// The paragraphs, as byte ranges of the text.
    pub(super) paragraphs: Vec<Range<usize>>,
}

/// The texts of a run, by their path in the dataset.
pub(super) struct Snapshots<'r> {
    files: &'r Files,
    by_path: HashMap<&'r str, FileId>,
    prepared: RefCell<HashMap<FileId, Rc<Snapshot>>>,
}

impl<'r> Snapshots<'r> {
    /// Finds the texts among the files with these ids, which are the files of a dataset.
    pub(super) fn of(files: &'r Files, ids: &Range<u32>) -> Snapshots<'r> {
        let own = files.iter().filter(|(id, _)| ids.contains(&id.0));
        let texts = own.filter_map(|(id, file)| match &file.content {
            Content::Text(_) | Content::Late(_) => Some((file.key.as_str(), id)),
            Content::Document(_) | Content::Blocks(_) => None,
        });
        Snapshots { files, by_path: texts.collect(), prepared: RefCell::default() }
    }

    /// Returns the copy at a path, or `None` if no such text was read.
    pub(super) fn get(&self, path: &str) -> Option<Rc<Snapshot>> {
        let file = *self.by_path.get(path)?;
        let text = self.files.text(file);
        if text.is_empty() {
            return None;
        }
        let mut prepared = self.prepared.borrow_mut();
        if prepared.len() >= MAX_PREPARED && !prepared.contains_key(&file) {
            prepared.clear();
        }
        let made = prepared.entry(file).or_insert_with(|| {
            Rc::new(Snapshot { text: SourceText::new(text), paragraphs: paragraphs(text) })
        });
        Some(Rc::clone(made))
    }
}

impl Snapshot {
    /// Returns the numbers of the first and the last paragraph that a range overlaps, counted from 0.
    pub(super) fn touched(&self, range: &Range<usize>) -> (usize, usize) {
        let begun = |offset: usize| {
            let number = self.paragraphs.partition_point(|paragraph| paragraph.start <= offset);
            number.saturating_sub(1)
        };
        let first = begun(range.start);
        (first, begun(range.end.saturating_sub(1)).max(first))
    }

    /// Returns a range of the text.
    pub(super) fn slice(&self, range: Range<usize>) -> &str {
        self.text.text().get(range).unwrap_or_default()
    }
}
