//! The findings that make a command fail, and the exit code if none does.

use super::Exit;
use super::terminal::print_error;
use crate::engine::Summary;
use crate::finding::Level;
use clap::ValueEnum;

/// The minimum level of a finding that makes the exit code 1.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum FailOn {
    Error,
    Warning,
    /// Findings to review, and everything above
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

/// Returns the exit code if nothing makes a command fail: finding nothing differs from checking nothing.
pub(super) fn clean_or_nothing_checked(summary: &Summary) -> Exit {
    if !summary.checked_nothing() {
        return Exit::Clean;
    }
    print_error("nothing was checked: no document has a schema or a record");
    Exit::NothingChecked
}
