//! Which findings make a command fail.

use crate::finding::Level;
use clap::ValueEnum;

/// The least level of a finding that makes the exit code 1.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum FailOn {
    Error,
    Warning,
    /// Flags for review, and everything above
    Review,
    Notice,
    Never,
}

impl FailOn {
    /// Whether a finding of the level makes the command fail.
    pub(super) fn includes(self, level: Level) -> bool {
        let least = match self {
            FailOn::Error => Level::Error,
            FailOn::Warning => Level::Warning,
            FailOn::Review => Level::Review,
            FailOn::Notice => Level::Notice,
            FailOn::Never => return false,
        };
        level >= least
    }
}
