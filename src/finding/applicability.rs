//! Whether an edit may be applied automatically.

use serde::{Deserialize, Serialize};

use crate::value::name::Slip;

/// Whether an edit may be applied automatically, or must be chosen by a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Applicability {
    /// The edit changes only the notation and never a claim (byte order mark, letter case, Unicode form,
    /// spacing). It may be applied automatically.
    Safe,
    /// The edit changes, or may change, a claim. A person must choose it.
    Unsafe,
}

impl Applicability {
    /// Returns the applicability of correcting a slip: a slip in form is safe to correct, but a corrected
    /// spelling may name something else.
    #[must_use]
    pub fn of(slip: Slip) -> Applicability {
        match slip {
            Slip::Form => Applicability::Safe,
            Slip::Spelling => Applicability::Unsafe,
        }
    }

    /// Returns the word used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
        }
    }

    /// Whether the edit may be applied automatically.
    #[must_use]
    pub fn is_safe(self) -> bool {
        self == Applicability::Safe
    }
}
