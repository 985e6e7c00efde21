//! YAML 1.2, converted to JSON text with a source map.
//!
//! The events of the parser become nodes ([`nodes`]), and these are written as JSON ([`write`]), where an alias is
//! written as the value that it stands for. A document that uses what JSON does not have, such as tags or keys that
//! are no scalars, is refused at its place.

mod edit;
mod mistake;
mod nodes;
mod offsets;
mod scalar;
mod write;

pub(super) use edit::{FileEdit, in_file as edit_in_file};
pub(super) use scalar::{NOT_A_NUMBER, write_text};

use super::source::Converted;
use super::syntax::{SyntaxError, SyntaxErrorKind};
use super::{Form, Limits};
use std::ops::Range;

/// Converts a text in YAML, or with YAML as its front matter, from the byte offset `start`.
pub(super) fn convert(
    text: &str,
    form: Form,
    start: usize,
    limits: Limits,
) -> Result<Converted, Box<SyntaxError>> {
    let range = match form {
        Form::FrontMatter => front_matter(text, start)?,
        _ => start..text.len(),
    };
    let stream = nodes::read(text.get(range.clone()).unwrap_or_default(), range.start, limits)?;
    write::write(&stream, text.len(), limits)
}

/// Returns the byte range between the line `---` at the start and the next one.
fn front_matter(text: &str, start: usize) -> Result<Range<usize>, Box<SyntaxError>> {
    let mut lines = text.get(start..).unwrap_or_default().split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    let is_mark = |line: &str| line.trim_end() == "---";
    if !is_mark(first) {
        return Err(mistake::no_front_matter(start..start + first.trim_end().len()).into());
    }
    let from = start + first.len();
    let mut end = from;
    for line in lines {
        if is_mark(line) || line.trim_end() == "..." {
            return Ok(from..end);
        }
        end += line.len();
    }
    Err(mistake::unclosed_front_matter(start..start + first.trim_end().len()).into())
}

/// Creates an error about a byte range of the file.
fn error(
    message: impl Into<String>,
    label: &'static str,
    help: Option<&str>,
    range: Range<usize>,
) -> SyntaxError {
    let help = help.map(str::to_owned);
    SyntaxError::new(SyntaxErrorKind::Converted { message: message.into(), label, help }, range)
}
