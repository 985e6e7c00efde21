//! The findings that make a command fail, and the exit code if no finding does.

use super::Exit;
use super::terminal::print_error;
use crate::engine::Summary;
use crate::finding::Level;
use clap::ValueEnum;

/// The error if no document is in the given paths.
pub(super) const NO_DOCUMENT_IN_PATHS: &str =
    "nothing was checked: no document of the dataset is in the given paths";

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
        let minimum = match self {
            FailOn::Error => Level::Error,
            FailOn::Warning => Level::Warning,
            FailOn::Review => Level::Review,
            FailOn::Notice => Level::Notice,
            FailOn::Never => return false,
        };
        level >= minimum
    }
}

/// Returns the exit code of a run in which no finding makes the command fail. A run that checked nothing must not look
/// clean: an error is printed, and the run has its own exit code. `is_outside` says that the given paths contain no
/// file of the dataset. `name` is the name of the dataset for the error, if there are several datasets.
pub(super) fn clean_or_nothing_checked(
    summary: &Summary,
    is_outside: bool,
    name: Option<&str>,
) -> Exit {
    let print = |message: &str| match name {
        Some(name) => print_error(&format!("{name}: {message}")),
        None => print_error(message),
    };
    if is_outside {
        print(NO_DOCUMENT_IN_PATHS);
        return Exit::NothingChecked;
    }
    if !summary.checked_nothing() {
        return Exit::Clean;
    }
    print("nothing was checked: no document has a schema or a record");
    Exit::NothingChecked
}
