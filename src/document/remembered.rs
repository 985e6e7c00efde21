//! Results about a whole document, which are computed once and then remembered.

use super::{Document, Value};
use std::any::Any;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// A question about documents, such as what a query selects in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Question(u64);

/// The answers that a document remembers.
#[derive(Debug, Default)]
pub(super) struct Remembered(Mutex<HashMap<Question, Arc<dyn Any + Send + Sync>>>);

impl Question {
    /// Creates a question that differs from all others.
    pub(crate) fn new() -> Question {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Question(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

impl Document {
    /// Returns the answer to a question about the document. It is computed when the question is first asked,
    /// possibly by two threads at once.
    pub(crate) fn remember<T: Any + Send + Sync>(
        &self,
        question: Question,
        compute: impl FnOnce() -> T,
    ) -> Arc<T> {
        // The map remains valid even if another thread panicked.
        let lock = || self.remembered.0.lock().unwrap_or_else(PoisonError::into_inner);
        let remembered = lock().get(&question).cloned();
        if let Some(Ok(answer)) = remembered.map(Arc::downcast) {
            return answer;
        }
        let answer = Arc::new(compute());
        lock().insert(question, answer.clone());
        answer
    }

    /// Returns the value at a position on the tape; see [`Value::positions`].
    pub(crate) fn value_at_position(&self, position: u32) -> Value<'_> {
        Value::new(self, position)
    }
}
