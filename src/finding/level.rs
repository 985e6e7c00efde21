//! Levels: the severity of a finding.

use serde::{Deserialize, Serialize};

use std::fmt;

/// The severity of a finding, from lowest to highest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Level {
    /// The rule does not run.
    Off,
    /// The finding is worth knowing.
    Notice,
    /// A person must decide, because the tool cannot.
    Review,
    /// The data is probably wrong.
    Warning,
    /// The data is wrong.
    Error,
}

impl Level {
    /// All levels, from lowest to highest.
    pub const ALL: [Level; 5] =
        [Level::Off, Level::Notice, Level::Review, Level::Warning, Level::Error];

    /// Returns the word used in the rulebook and in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::Notice => "notice",
            Level::Review => "review",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }

    /// Returns the level with this name, or `None` if there is none.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.name() == name)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
