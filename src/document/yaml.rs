//! YAML 1.2, converted to JSON text with a source map.
//!
//! The events of the parser become nodes ([`nodes`]), which are then written as JSON ([`write`]). The JSON
//! contains a copy of the aliased value in place of each alias. If a document contains something without an
//! equivalent in JSON, such as an unknown tag or a key that is not a scalar, it is refused with an error at
//! that place.

mod characters;
mod diagnosis;
mod edit;
mod mistake;
mod nodes;
mod offsets;
mod scalar;
mod write;

pub(super) use edit::{FileEdit, in_file as edit_in_file};
pub(super) use scalar::{TOO_LARGE, write_text};

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
    if form == Form::FrontMatter && is_blank(text.get(range.clone()).unwrap_or_default()) {
        return Err(mistake::empty_front_matter(range.end..range.end + 3).into());
    }
    let hidden = characters::hide_surrogates(text);
    let tabs = characters::tabs_after_colons(&hidden);
    let spaced = (!tabs.is_empty()).then(|| {
        let all = characters::with_spaces(&hidden, tabs.iter());
        let read = streams((text, &all), range.clone(), form, limits);
        characters::with_spaces(&hidden, characters::outside_of_texts(&tabs, &read).iter())
    });
    let parsed = spaced.as_deref().unwrap_or(&hidden);
    write::write(streams((text, parsed), range, form, limits), text.len(), limits)
}

/// Whether a YAML text contains nothing but blank lines and comments.
fn is_blank(yaml: &str) -> bool {
    yaml.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
}

/// Reads the documents in a range of a file. `text` is the text of the file, and `parsed` is the text of the same
/// length that the parser reads instead.
fn streams<'t>(
    (text, parsed): (&'t str, &'t str),
    range: Range<usize>,
    form: Form,
    limits: Limits,
) -> Vec<nodes::Stream<'t>> {
    let (mut streams, mut at) = (Vec::new(), range.start);
    let mut controls = characters::Controls::new(text.get(..range.end).unwrap_or_default());
    loop {
        let rest = |text: &'t str| text.get(at..range.end).unwrap_or_default();
        let stream = nodes::read((rest(text), rest(parsed)), at, &mut controls, limits);
        let next = stream.error.as_ref().and_then(|error| {
            next_document(text, at, stream.resume.unwrap_or(error.range.start.saturating_sub(1)))
        });
        streams.push(stream);
        match next {
            Some(next) if form == Form::Yaml => at = next,
            _ => return streams,
        }
    }
}

/// Returns the offset of the first `---` line after the offset `from`. The document with a mistake begins at `start`.
fn next_document(text: &str, start: usize, from: usize) -> Option<usize> {
    let mut at = start.max(from);
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
