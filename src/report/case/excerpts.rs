//! The lines of files that a finding is about, for findings without claims.

use super::super::located::Locator;
use super::super::one_line;
use crate::finding::Finding;
use serde::Serialize;
use std::ops::Range;

/// A place of a finding, with the part of its line around it.
#[derive(Debug, Serialize)]
pub(in crate::report) struct Excerpt {
    /// The label of the place.
    pub(in crate::report) label: String,
    pub(in crate::report) file: String,
    /// The number of the line, counted from 1; `None` if the place is a whole file.
    pub(in crate::report) line: Option<usize>,
    /// The part of the line; empty if the place is a whole file. An ellipsis marks omitted text.
    pub(in crate::report) text: String,
    /// The byte range of the place in `text`.
    pub(in crate::report) marked: Range<usize>,
}

/// Maximum number of places of a finding.
pub(in crate::report) const MAX_EXCERPTS: usize = 12;

/// Number of bytes that are shown before and after a place in a line.
const AROUND: usize = 100;

/// Returns the first places of a finding.
pub(in crate::report) fn excerpts(finding: &Finding, locator: &Locator<'_>) -> Vec<Excerpt> {
    let (labels, _) = finding.first_labels(MAX_EXCERPTS);
    let excerpt = |label: &crate::finding::Label| {
        let place = locator.locate(&label.place);
        let (label, file) = (one_line(&label.text), one_line(&place.name));
        if place.is_whole_file {
            return Excerpt { label, file, line: None, text: String::new(), marked: 0..0 };
        }
        let number = place.start.line;
        let (range, line) = locator.excerpt(place.file, number, Some(&place.range));
        let (text, marked) = around(&line, range.start, &place.range);
        Excerpt { label, file, line: Some(number), text, marked }
    };
    labels.iter().map(excerpt).collect()
}

/// Returns the part of a line around a range, and the range in this part. `offset` is the line's start in the
/// file, and `range` is also relative to the file, both in bytes.
fn around(line: &str, offset: usize, range: &Range<usize>) -> (String, Range<usize>) {
    let start = line.floor_char_boundary(range.start.saturating_sub(offset).min(line.len()));
    let end = line.ceil_char_boundary(range.end.saturating_sub(offset).min(line.len())).max(start);
    let from = line.floor_char_boundary(start.saturating_sub(AROUND));
    let to = line.ceil_char_boundary((end + AROUND).min(line.len()));
    let part = |range: Range<usize>| line.get(range).unwrap_or_default();
    let mut text = if from > 0 { "…".to_owned() } else { String::new() };
    text.push_str(part(from..start).trim_start());
    let begin = text.len();
    text.push_str(part(start..end));
    let marked = begin..text.len();
    text.push_str(part(end..to));
    if to < line.len() {
        text.push('…');
    }
    (text, marked)
}

#[cfg(test)]
mod tests {
    use super::around;

    #[test]
    fn a_long_line_is_shown_around_its_place() {
        let line = format!("{}here{}", "ö".repeat(200), "x".repeat(200));
        let (text, marked) = around(&line, 1_000, &(1_400..1_404));
        assert_eq!(&text[marked], "here");
        assert_eq!(text, format!("…{}here{}…", "ö".repeat(50), "x".repeat(100)));
        assert_eq!(around("  a: 1", 10, &(15..16)), ("a: 1".to_owned(), 3..4));
    }
}
