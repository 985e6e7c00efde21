//! The errors for mistakes in CSV, with their messages.

use crate::document::syntax::{SyntaxError, SyntaxErrorKind};
use crate::words::counted;
use std::ops::Range;

fn error(
    message: impl Into<String>,
    label: &'static str,
    help: &str,
    range: Range<usize>,
) -> SyntaxError {
    let help = Some(help.to_owned()).filter(|help| !help.is_empty());
    SyntaxError::new(SyntaxErrorKind::Converted { message: message.into(), label, help }, range)
}

const HOW_TO_QUOTE: &str = "put the whole cell in quotation marks, and write each quotation mark inside it twice: `\"a \"\"b\"\" c\"`";

/// Returns the error for a text without a header.
pub(super) fn empty(end: usize) -> SyntaxError {
    let help = "write the names of the columns in the first line";
    error("the document is empty, want a header", "ends here", help, end..end)
}

/// Returns the error for a column without a name.
pub(super) fn unnamed_column(range: Range<usize>) -> SyntaxError {
    error(
        "a column of the header has no name",
        "want a name",
        "name the column, or remove it",
        range,
    )
}

/// Returns the error for two columns with the same name.
pub(super) fn column_twice(name: &str, range: Range<usize>) -> SyntaxError {
    error(
        format!("the header has the column `{name}` twice"),
        "again here",
        "rename or remove one of them",
        range,
    )
}

/// Returns the character that probably separates the names in a header that was read as one cell. Returns
/// `None` if there is no such character.
pub(super) fn other_separator(header: &str, separator: u8) -> Option<char> {
    if header.starts_with('"') {
        return None;
    }
    let mut others =
        [';', '\t', '|', ','].into_iter().filter(|other| *other != char::from(separator));
    others.find(|other| header.contains(*other))
}

/// Returns the error for a header whose names are separated by another character.
pub(super) fn wrong_separator(other: char, separator: u8, range: Range<usize>) -> SyntaxError {
    let name = |separator: char| match separator {
        '\t' => "tabs".to_owned(),
        other => format!("`{other}`"),
    };
    let (got, want) = (name(other), name(char::from(separator)));
    let message = format!("the columns seem to be separated by {got}, want {want}");
    let help =
        "save the file with the other separator; `.csv` is read with commas, `.tsv` with tabs";
    error(message, "read as one column", help, range)
}

/// Returns the error for a row with more cells than the header has columns.
pub(super) fn surplus_cells(got: usize, want: usize, range: Range<usize>) -> SyntaxError {
    let message = format!("the row has {}, want {want}", counted(got, "cell"));
    let help = "put a cell that contains the separator in quotation marks";
    error(message, "more than the header has columns", help, range)
}

/// Returns the error for a row with fewer cells than the header has columns.
pub(super) fn missing_cells(
    got: usize,
    want: usize,
    name: &str,
    range: Range<usize>,
) -> SyntaxError {
    let message =
        format!("the row has {}, want {want}: no cell for `{name}`", counted(got, "cell"));
    error(message, "too few cells", "write a separator for each cell that is empty", range)
}

/// Returns the error for a row that repeats the header.
pub(super) fn header_again(range: Range<usize>) -> SyntaxError {
    error("the header is repeated", "again here", "remove the row", range)
}

/// Returns the error for a quotation mark in a cell that does not begin with a quotation mark.
pub(super) fn lone_quotation_mark(at: usize) -> SyntaxError {
    let message = "a quotation mark in a cell that does not begin with one";
    error(message, "not at the beginning", HOW_TO_QUOTE, at..at + 1)
}

/// Returns the error for text after the closing quotation mark of a cell.
pub(super) fn text_after_cell(at: usize, text: &str) -> SyntaxError {
    let length = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let message = "text after the closing quotation mark of a cell";
    error(message, "want a separator or the end of the row", HOW_TO_QUOTE, at..at + length)
}

/// Returns the error for a quotation mark that is not closed. The opening quotation mark of another cell may
/// look like the closing one.
pub(super) fn unclosed(at: usize) -> SyntaxError {
    error(
        "this quotation mark is not closed",
        "begins here",
        "close the cell with `\"`",
        at..at + 1,
    )
}

/// Returns the error for a control character.
pub(super) fn control_character(at: usize, text: &str) -> SyntaxError {
    let code = text.as_bytes().get(at).copied().unwrap_or_default();
    let message = format!("the control character U+{code:04X} in a cell");
    error(message, "not a text character", "remove it", at..at + 1)
}

/// Returns the error for a carriage return that does not end a line.
pub(super) fn lone_carriage_return(at: usize) -> SyntaxError {
    let help = "end each row with a line feed, or with both; put a cell with line breaks in quotation marks";
    error("a carriage return without a line feed", "not the end of a row", help, at..at + 1)
}
