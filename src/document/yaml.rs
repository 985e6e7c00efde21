//! YAML 1.2, converted to JSON text with a source map.
//!
//! The events of the parser become nodes ([`nodes`]), which are then written as JSON ([`write`]). The JSON
//! contains a copy of the aliased value in place of each alias. A document is refused if it contains
//! something without an equivalent in JSON, such as an unknown tag or a key that is not a scalar. The error
//! is at the place of this tag or key.

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

/// Converts a YAML text or the YAML front matter of a text, from the byte offset `start`. If there are
/// several documents, a document with a mistake is left out.
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
    let mut streams = Vec::new();
    let mut at = range.start;
    loop {
        let stream = nodes::read(text.get(at..range.end).unwrap_or_default(), at, limits);
        let next = stream.error.as_ref().and_then(|error| next_document(text, at, error));
        streams.push(stream);
        match next.filter(|_| form == Form::Yaml) {
            Some(next) => at = next,
            None => return write::write(streams, text.len(), limits),
        }
    }
}

/// Returns the offset of the first `---` line after a mistake. The document with the mistake begins at
/// `start`.
fn next_document(text: &str, start: usize, error: &SyntaxError) -> Option<usize> {
    let mut at = start.max(error.range.start.saturating_sub(1));
    loop {
        let found = memchr::memmem::find(text.as_bytes().get(at..)?, b"\n---")?;
        at += found + 1;
        let is_mark = text.get(at + 3..)?.chars().next().is_none_or(char::is_whitespace);
        if is_mark && at > start {
            return Some(at);
        }
    }
}

/// Returns the byte range between the `---` line at the start of a text and the next line that is `---` or
/// `...`.
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
