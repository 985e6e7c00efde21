//! Records what the operations of a storage return, so that another process can repeat the same reads without the
//! storage.

use super::{Entry, EntryKind, FilePath, Reason, Storage, StorageError, Version};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A question to a storage: one of its operations, with its arguments.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Question {
    List(FilePath),
    Stat(FilePath),
    Resolve(FilePath),
    Read(FilePath),
    /// The path, and the byte offsets of the start and the end of the range.
    ReadRange(FilePath, u64, u64),
    Version(FilePath),
}

/// What a storage returns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Content {
    Entries(Vec<Entry>),
    Kind(EntryKind),
    Path(FilePath),
    Bytes(Vec<u8>),
    Version(Version),
}

/// A question to a storage, and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    question: Question,
    content: Result<Content, StorageError>,
}

/// A storage that records the answers of another storage. The first answer to each question is kept.
#[derive(Debug)]
pub struct Recording {
    under: Arc<dyn Storage>,
    answers: Mutex<BTreeMap<Question, Result<Content, StorageError>>>,
}

/// A storage that repeats recorded answers. A question without a recorded answer is an error.
#[derive(Debug, Default)]
pub struct Recorded {
    answers: BTreeMap<Question, Result<Content, StorageError>>,
    /// The path of the first question without an answer.
    unanswered: Mutex<Option<FilePath>>,
}

impl Recording {
    /// Creates a storage that records the answers of `under`.
    #[must_use]
    pub fn new(under: Arc<dyn Storage>) -> Recording {
        Recording { under, answers: Mutex::default() }
    }

    /// Removes and returns the recorded answers.
    #[must_use]
    pub fn take(&self) -> Vec<Answer> {
        let answers = std::mem::take(&mut *self.answers());
        answers.into_iter().map(|(question, content)| Answer { question, content }).collect()
    }

    fn answers(&self) -> MutexGuard<'_, BTreeMap<Question, Result<Content, StorageError>>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records an answer, unless its question already has one, and returns the answer. `content` wraps its value.
    fn record<T: Clone>(
        &self,
        question: Question,
        answer: Result<T, StorageError>,
        content: impl FnOnce(T) -> Content,
    ) -> Result<T, StorageError> {
        self.answers().entry(question).or_insert_with(|| answer.clone().map(content));
        answer
    }
}

impl Storage for Recording {
    fn list(&self, folder: &FilePath) -> Result<Vec<Entry>, StorageError> {
        self.record(Question::List(folder.clone()), self.under.list(folder), Content::Entries)
    }

    fn stat(&self, path: &FilePath) -> Result<EntryKind, StorageError> {
        self.record(Question::Stat(path.clone()), self.under.stat(path), Content::Kind)
    }

    fn resolve(&self, path: &FilePath) -> Result<FilePath, StorageError> {
        self.record(Question::Resolve(path.clone()), self.under.resolve(path), Content::Path)
    }

    fn read(&self, path: &FilePath) -> Result<Vec<u8>, StorageError> {
        self.record(Question::Read(path.clone()), self.under.read(path), Content::Bytes)
    }

    fn read_range(
        &self,
        path: &FilePath,
        range: Range<u64>,
        bytes: &mut Vec<u8>,
    ) -> Result<(), StorageError> {
        let question = Question::ReadRange(path.clone(), range.start, range.end);
        let mut read = Vec::new();
        let answer = self.under.read_range(path, range, &mut read).map(|()| read);
        bytes.extend(self.record(question, answer, Content::Bytes)?);
        Ok(())
    }

    fn version(&self, path: &FilePath) -> Result<Version, StorageError> {
        self.record(Question::Version(path.clone()), self.under.version(path), Content::Version)
    }
}

impl Recorded {
    /// Adds an answer.
    pub fn add(&mut self, Answer { question, content }: Answer) {
        self.answers.insert(question, content);
    }

    /// Whether there are no answers.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// Returns the path of the first question that had no answer, or `None` if all had one.
    #[must_use]
    pub fn unanswered(&self) -> Option<FilePath> {
        self.unanswered.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the answer to a question about `path`. `content` unwraps its value, or returns `None` if the value is of
    /// another type.
    fn answer<T>(
        &self,
        path: &FilePath,
        question: impl FnOnce(FilePath) -> Question,
        content: impl FnOnce(&Content) -> Option<T>,
    ) -> Result<T, StorageError> {
        let answer = match self.answers.get(&question(path.clone())) {
            Some(Ok(answer)) => content(answer),
            Some(Err(error)) => return Err(error.clone()),
            None => None,
        };
        answer.ok_or_else(|| {
            let mut unanswered = self.unanswered.lock().unwrap_or_else(PoisonError::into_inner);
            unanswered.get_or_insert_with(|| path.clone());
            Reason::Other("it was not recorded".to_owned()).at(path)
        })
    }
}

impl Storage for Recorded {
    fn list(&self, folder: &FilePath) -> Result<Vec<Entry>, StorageError> {
        self.answer(folder, Question::List, |answer| match answer {
            Content::Entries(entries) => Some(entries.clone()),
            _ => None,
        })
    }

    fn stat(&self, path: &FilePath) -> Result<EntryKind, StorageError> {
        self.answer(path, Question::Stat, |answer| match answer {
            Content::Kind(kind) => Some(*kind),
            _ => None,
        })
    }

    fn resolve(&self, path: &FilePath) -> Result<FilePath, StorageError> {
        self.answer(path, Question::Resolve, |answer| match answer {
            Content::Path(resolved) => Some(resolved.clone()),
            _ => None,
        })
    }

    fn read(&self, path: &FilePath) -> Result<Vec<u8>, StorageError> {
        self.answer(path, Question::Read, Content::bytes)
    }

    fn read_range(
        &self,
        path: &FilePath,
        range: Range<u64>,
        bytes: &mut Vec<u8>,
    ) -> Result<(), StorageError> {
        let question = |path| Question::ReadRange(path, range.start, range.end);
        bytes.extend(self.answer(path, question, Content::bytes)?);
        Ok(())
    }

    fn version(&self, path: &FilePath) -> Result<Version, StorageError> {
        self.answer(path, Question::Version, |answer| match answer {
            Content::Version(version) => Some(*version),
            _ => None,
        })
    }
}

impl Content {
    fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Content::Bytes(bytes) => Some(bytes.clone()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Memory;
    use super::*;

    #[test]
    fn only_recorded_questions_are_answered() {
        let under: Memory = [("a/x", "text"), ("y", "y")]
            .map(|(path, text)| (path, text.as_bytes()))
            .into_iter()
            .collect();
        let recording = Recording::new(Arc::new(under.clone()));
        let [x, missing] = ["a/x", "a/z"].map(FilePath::new);
        let ask = |storage: &dyn Storage| {
            let mut bytes = Vec::new();
            storage.read_range(&x, 1..3, &mut bytes).unwrap();
            (
                (storage.list(&FilePath::new("a")), storage.stat(&x), storage.resolve(&x)),
                (storage.read(&x), bytes, storage.version(&x)),
                (storage.read(&missing), storage.follow(&x)),
            )
        };
        let answered = ask(&recording);
        assert_eq!(answered, ask(&under));
        let mut recorded = Recorded::default();
        recording.take().into_iter().for_each(|answer| recorded.add(answer));
        assert_eq!(ask(&recorded), answered);
        assert_eq!(recorded.unanswered(), None);
        let error = recorded.read(&FilePath::new("y")).unwrap_err();
        assert_eq!(error.to_string(), "cannot read y: it was not recorded");
        assert!(recorded.read_range(&x, 1..4, &mut Vec::new()).is_err());
        assert_eq!(recorded.unanswered(), Some(FilePath::new("y")));
    }
}
