//! The common cause of several findings.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// One error that causes several findings, such as a missing record and every reference to it. Each finding
/// keeps its own place and fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// Identifies the cause; stable across runs.
    pub key: String,
    /// A description, without a full stop.
    pub message: String,
    /// How a single finding relates to the cause, in words that follow "1".
    pub one: Cow<'static, str>,
    /// The plural of `one`.
    pub several: Cow<'static, str>,
}

impl Cause {
    /// Creates a cause; `one` and `several` are, for example, "reference names it" and "references name it".
    #[must_use]
    pub fn new(
        key: impl Into<String>,
        message: impl Into<String>,
        one: &'static str,
        several: &'static str,
    ) -> Cause {
        Cause { key: key.into(), message: message.into(), one: one.into(), several: several.into() }
    }
}
