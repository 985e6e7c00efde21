//! Which findings make a command fail, and how it ends where none does.

use super::Exit;
use super::terminal::print_error;
use crate::engine::Summary;
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

/// How a command ends where nothing makes it fail: that there is nothing to find and that nothing was
/// looked at are two things.
pub(super) fn clean_or_nothing_checked(summary: &Summary) -> Exit {
    if !summary.checked_nothing() {
        return Exit::Clean;
    }
    print_error("nothing was checked: no document has a schema or a record");
    Exit::NothingChecked
}
