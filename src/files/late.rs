//! Texts that are read on first use.

use crate::storage::StorageError;
use std::fmt;
use std::sync::OnceLock;

/// A text that is read on first use.
pub struct LateText {
    text: OnceLock<Result<String, StorageError>>,
    read: Box<Read>,
}

type Read = dyn Fn() -> Result<String, StorageError> + Send + Sync;

impl LateText {
    /// Creates a text. If `known` is the result of reading it, `read` is never called.
    pub(crate) fn new(
        known: Option<Result<String, StorageError>>,
        read: impl Fn() -> Result<String, StorageError> + Send + Sync + 'static,
    ) -> LateText {
        let text = known.map(OnceLock::from).unwrap_or_default();
        LateText { text, read: Box::new(read) }
    }

    /// Returns the text, which is read on the first call; empty if it cannot be read.
    #[must_use]
    pub fn text(&self) -> &str {
        self.text.get_or_init(&self.read).as_ref().map_or("", String::as_str)
    }

    /// Returns the reason why the text could not be read, or `None` if it was read or has not been used yet.
    #[must_use]
    pub fn failure(&self) -> Option<&StorageError> {
        self.text.get()?.as_ref().err()
    }
}

impl fmt::Debug for LateText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("LateText").field(&self.text.get()).finish()
    }
}
