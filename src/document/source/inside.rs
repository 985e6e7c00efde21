//! Maps a range of a scalar's decoded text to its bytes in a YAML or CSV file.

use std::ops::Range;

/// Maps a byte range of a scalar's decoded text to a byte range of `written`, which is the scalar in any
/// style. Returns `None` if line breaks are folded, since not every decoded character then has its own bytes.
pub(super) fn range_inside(
    written: &str,
    decoded: &str,
    part: Range<usize>,
) -> Option<Range<usize>> {
    let offsets = offsets(written, decoded)?;
    let at = |text: usize| {
        let found = offsets.binary_search_by_key(&text, |(decoded, _)| *decoded).ok()?;
        offsets.get(found).map(|(_, written)| *written)
    };
    Some(at(part.start)?..at(part.end)?)
}

/// Returns the offset of each character in the decoded text and in the written text. The last pair is for the
/// end.
fn offsets(written: &str, decoded: &str) -> Option<Vec<(usize, usize)>> {
    let is_quoted =
        |mark: char| written.len() > 1 && written.starts_with(mark) && written.ends_with(mark);
    if is_quoted('"') || is_quoted('\'') {
        let content = written.get(1..written.len() - 1)?;
        let mark = if is_quoted('"') { '"' } else { '\'' };
        let offsets = offsets_in_quotes(content, mark, decoded)?;
        return Some(offsets.into_iter().map(|(text, at)| (text, at + 1)).collect());
    }
    if written == decoded {
        let characters = decoded.char_indices().map(|(at, _)| (at, at));
        return Some(characters.chain([(decoded.len(), decoded.len())]).collect());
    }
    if written.starts_with('|') { offsets_in_lines(written, decoded) } else { None }
}

/// Reads a quoted scalar that is in one line. In single quotation marks and in CSV, a doubled mark is one
/// mark. In the double quotation marks of YAML, a backslash begins an escape.
fn offsets_in_quotes(content: &str, mark: char, decoded: &str) -> Option<Vec<(usize, usize)>> {
    let (mut offsets, mut at) = (Vec::new(), 0);
    for (text, character) in decoded.char_indices() {
        offsets.push((text, at));
        let rest = content.get(at..)?;
        at += match rest.chars().next()? {
            '\\' if mark == '"' && !rest.starts_with(character) => escape_length(rest)?,
            '\\' if mark == '"' && character == '\\' && rest.starts_with("\\\\") => 2,
            first if first == mark && first == character => 2,
            first if first == character => character.len_utf8(),
            _ => return None,
        };
    }
    offsets.push((decoded.len(), at));
    (at == content.len()).then_some(offsets)
}

/// Returns the length of a YAML escape in bytes, or `None` for an escaped line break.
fn escape_length(escape: &str) -> Option<usize> {
    match escape.as_bytes().get(1)? {
        b'x' => Some(4),
        b'u' if escape.get(2..4).is_some_and(is_high_surrogate) => Some(12),
        b'u' => Some(6),
        b'U' => Some(10),
        b'\n' | b'\r' => None,
        _ => Some(1 + escape.get(1..)?.chars().next()?.len_utf8()),
    }
}

/// Whether the first two hexadecimal digits of an escape are those of the first half of a surrogate pair.
fn is_high_surrogate(digits: &str) -> bool {
    u8::from_str_radix(digits, 16).is_ok_and(|byte| (0xD8..=0xDB).contains(&byte))
}

/// Reads a literal block scalar. Its lines are indented.
fn offsets_in_lines(written: &str, decoded: &str) -> Option<Vec<(usize, usize)>> {
    let (mut offsets, mut text) = (Vec::new(), 0);
    let mut line_start = written.find('\n')? + 1;
    for line in decoded.split_inclusive('\n') {
        let content = line.trim_end_matches('\n');
        let rest = written.get(line_start..)?;
        let own = rest.split('\n').next().unwrap_or_default();
        let own = own.strip_suffix('\r').unwrap_or(own);
        let indentation = own.len().checked_sub(content.len())?;
        let is_as_written =
            own.get(..indentation)?.bytes().all(|byte| byte == b' ') && own.ends_with(content);
        if !is_as_written {
            return None;
        }
        let start = line_start + indentation;
        offsets.extend(line.char_indices().map(|(at, _)| (text + at, start + at)));
        text += line.len();
        line_start =
            (line_start + rest.find('\n').map_or(rest.len(), |at| at + 1)).min(written.len());
    }
    let end = offsets.last().map_or(line_start, |(_, last)| {
        last + decoded.chars().next_back().map_or(0, char::len_utf8)
    });
    offsets.push((decoded.len(), end.min(written.len())));
    Some(offsets)
}

#[cfg(test)]
mod tests {
    use super::range_inside;

    #[track_caller]
    fn check(written: &str, decoded: &str, part: &str, want: Option<&str>) {
        let start = decoded.find(part).unwrap();
        let range = range_inside(written, decoded, start..start + part.len());
        assert_eq!(range.and_then(|range| written.get(range)), want, "{written}");
    }

    #[test]
    fn part_of_a_scalar_is_found_in_each_style() {
        check("Zoë Ltd", "Zoë Ltd", "Ltd", Some("Ltd"));
        check("'it''s so'", "it's so", "'s", Some("''s"));
        check("\"a\\tb\\u00e9c\"", "a\tb\u{e9}c", "\u{e9}c", Some("\\u00e9c"));
        check("\"a\\\\b\"", "a\\b", "b", Some("b"));
        check("\"a \"\"b\"\" c\"", "a \"b\" c", "\"b\"", Some("\"\"b\"\""));
        check("|\n  one\n    two\n", "one\n  two\n", "two", Some("two"));
        check("|-\n  one\n\n  two", "one\n\ntwo", "two", Some("two"));
    }

    #[test]
    fn folded_text_has_no_bytes_of_its_own() {
        check("one\n  two", "one two", "two", None);
        check("\"one\n  two\"", "one two", "two", None);
        check(">\n  one\n  two\n", "one two\n", "two", None);
    }
}
