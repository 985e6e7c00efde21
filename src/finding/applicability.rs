//! Who may apply an edit.

use crate::value::name::Slip;

/// Whether a machine may apply an edit, or a person has to choose it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applicability {
    /// The edit changes how something is written and never what is claimed: a byte order mark, letter
    /// case, Unicode form, space. A machine may apply it.
    Safe,
    /// The edit changes what is claimed, or may: a person chooses it.
    Unsafe,
}

impl Applicability {
    /// A slip in form may be corrected by a machine; one in spelling may name something else.
    #[must_use]
    pub fn of(slip: Slip) -> Applicability {
        match slip {
            Slip::Form => Applicability::Safe,
            Slip::Spelling => Applicability::Unsafe,
        }
    }

    /// The word for it in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
        }
    }

    /// Returns `true` if a machine may apply the edit.
    #[must_use]
    pub fn is_safe(self) -> bool {
        self == Applicability::Safe
    }
}
