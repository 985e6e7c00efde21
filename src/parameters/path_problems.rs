//! Reports errors and warnings about paths at their places in the rulebook.

use super::{Problems, Spanned};
use crate::path::{PathError, PathWarning};

/// Reports the syntax error of a path, at the column where parsing failed, or the warnings about a path
/// that parses. `offset` is the byte offset of the path in the written text.
pub(crate) fn report_path<T>(
    rulebook: &str,
    written: &Spanned<String>,
    offset: usize,
    parsed: &Result<T, PathError>,
    warnings: impl Fn(&T) -> &[PathWarning],
    problems: &mut Problems,
) {
    match parsed {
        Err(error) => {
            let start = offset + error.column;
            let range = written.part_in(rulebook, start..start + 1);
            problems.add(range, &error.message, "cannot be parsed from here on");
        }
        Ok(parsed) => {
            for warning in warnings(parsed) {
                let start = offset + warning.column;
                let range = written.part_in(rulebook, start..start + warning.length);
                problems.warn(range, &warning.message, "probably a mistake");
            }
        }
    }
}
