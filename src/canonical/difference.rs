//! The first difference between a text and its canonical form.

use crate::document::LineIndex;

/// The first line in which a text differs from its canonical form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The line number in the actual text, starting at 1.
    pub line: usize,
    /// The column of the first differing character, in code points, starting at 1.
    pub column: usize,
    /// The actual line, or an excerpt around the column. Tabs and line breaks are made visible.
    pub got: String,
    /// The canonical line, or an excerpt of it, shown in the same way.
    pub want: String,
}

/// Number of characters shown before the differing character (`BEFORE`), and from it on (`AFTER`).
const BEFORE: usize = 20;
const AFTER: usize = 60;

impl Difference {
    /// Compares a text with its canonical form; returns `None` if they are equal.
    #[must_use]
    pub fn first(text: &str, canonical: &str) -> Option<Difference> {
        let shared = text.bytes().zip(canonical.bytes()).take_while(|(got, want)| got == want);
        let offset = text.floor_char_boundary(shared.count());
        if text.len() == canonical.len() && offset == text.len() {
            return None;
        }
        let position = LineIndex::new(text).position(text, offset);
        Some(Difference {
            line: position.line,
            column: position.column,
            got: excerpt(text, offset),
            want: excerpt(canonical, offset),
        })
    }
}

/// Returns the line around a byte offset, shortened to [`BEFORE`] and [`AFTER`] characters.
fn excerpt(text: &str, offset: usize) -> String {
    let (before, after) = text.split_at_checked(offset).unwrap_or((text, ""));
    let before = before.rsplit('\n').next().unwrap_or_default();
    let after = after.split_inclusive('\n').next().unwrap_or_default();
    let skipped = before.chars().count().saturating_sub(BEFORE);
    let mut excerpt: String = if skipped > 0 { "…".to_owned() } else { String::new() };
    excerpt.extend(before.chars().skip(skipped).flat_map(visible));
    // The line break is shown only if nothing else follows the offset.
    let rest = after.strip_suffix('\n').filter(|rest| !rest.is_empty()).unwrap_or(after);
    excerpt.extend(rest.chars().take(AFTER).flat_map(visible));
    if rest.chars().nth(AFTER).is_some() {
        excerpt.push('…');
    }
    excerpt
}

fn visible(character: char) -> Vec<char> {
    match character {
        '\n' => vec!['\\', 'n'],
        '\r' => vec!['\\', 'r'],
        '\t' => vec!['\\', 't'],
        other => vec![other],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, canonical: &str, want: (usize, usize, &str, &str)) {
        let found = Difference::first(text, canonical).unwrap();
        assert_eq!((found.line, found.column, &*found.got, &*found.want), want);
    }

    #[test]
    fn equal_texts_have_no_difference() {
        assert_eq!(Difference::first("{}\n", "{}\n"), None);
    }

    #[test]
    fn the_actual_and_the_canonical_line_are_shown() {
        check("{\n  \"b\": 1\n}\n", "{\n  \"a\": 1\n}\n", (2, 4, "  \"b\": 1", "  \"a\": 1"));
    }

    #[test]
    fn differing_white_space_is_visible() {
        check("[]\r\n", "[]\n", (1, 3, "[]\\r", "[]\\n"));
        check("[\n\t1\n]\n", "[\n  1\n]\n", (2, 1, "\\t1", "  1"));
        check("[]", "[]\n", (1, 3, "[]", "[]\\n"));
        check("[]\n\n", "[]\n", (2, 1, "\\n", ""));
    }

    #[test]
    fn a_long_line_is_shown_around_the_place() {
        let line = |middle: &str| format!("{}{middle}{}\n", "é".repeat(100), "x".repeat(100));
        let around =
            |middle: &str| format!("…{}{middle}{}…", "é".repeat(BEFORE), "x".repeat(AFTER - 1));
        check(&line("a"), &line("b"), (1, 101, &around("a"), &around("b")));
    }

    #[test]
    fn a_difference_is_at_a_character_boundary() {
        check("\"é\"\n", "\"è\"\n", (1, 2, "\"é\"", "\"è\""));
    }
}
