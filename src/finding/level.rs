//! How much a finding weighs.

use std::fmt;

/// The levels, from the lightest to the heaviest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The rule does not run.
    Off,
    /// Worth knowing.
    Notice,
    /// A person must decide; the tool cannot.
    Review,
    /// Probably wrong.
    Warning,
    /// The data is wrong.
    Error,
}

impl Level {
    /// Every level, from the lightest on.
    pub const ALL: [Level; 5] =
        [Level::Off, Level::Notice, Level::Review, Level::Warning, Level::Error];

    /// The word for it in the rulebook and in the output.
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

    /// The level with a name.
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
