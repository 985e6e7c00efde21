//! What is wrong with a path, and what is odd about it, at its place in the rulebook.

use super::{Problems, Spanned};
use crate::path::{PathError, PathWarning};

/// Reports a path that does not parse, at the column of the rulebook where it stops making sense, and
/// what is most likely not meant in one that does. `offset` is where in the written text the path
/// begins, in bytes.
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
