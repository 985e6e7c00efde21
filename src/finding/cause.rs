//! What several findings have in common.

/// One thing that is wrong, of which each of several findings is a consequence: a record that is missing,
/// and every reference to it. Each finding keeps its own place and fingerprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Tells causes apart; the same in every run.
    pub key: String,
    /// What is wrong, without a full stop.
    pub message: String,
    /// What one finding says of it, in words that follow the number 1.
    pub one: &'static str,
    /// The same for several findings.
    pub several: &'static str,
}

impl Cause {
    /// A cause with what one and what several findings say of it: "reference names it", "references name
    /// it".
    #[must_use]
    pub fn new(
        key: impl Into<String>,
        message: impl Into<String>,
        one: &'static str,
        several: &'static str,
    ) -> Cause {
        Cause { key: key.into(), message: message.into(), one, several }
    }
}
