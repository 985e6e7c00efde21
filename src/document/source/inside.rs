//! Maps a range of a scalar's decoded text to its bytes in a YAML or CSV file.

use std::ops::Range;

/// Maps a byte range of a scalar's decoded text to a byte range of `written`, the scalar as written in any
/// style. Returns `None` if the bytes of the characters cannot be determined.
pub(super) fn range_inside(
    written: &str,
    decoded: &str,
    part: Range<usize>,
) -> Option<Range<usize>> {
    let offsets = offsets(written, decoded)?;
    let at = |offset: usize| {
        let found = offsets.binary_search_by_key(&offset, |(decoded, _)| *decoded).ok()?;
        offsets.get(found).map(|(_, written)| *written)
    };
    Some(at(part.start)?..at(part.end)?)
}

/// Returns the offset of each character in the decoded text and in the written text. The last pair is the end
/// of both texts.
fn offsets(written: &str, decoded: &str) -> Option<Vec<(usize, usize)>> {
    let is_quoted =
        |mark: char| written.len() > 1 && written.starts_with(mark) && written.ends_with(mark);
    if is_quoted('"') || is_quoted('\'') {
        let content = written.get(1..written.len() - 1)?;
        let mark = if is_quoted('"') { '"' } else { '\'' };
        let offsets = match content.contains('\n') {
            true => offsets_in_folded_lines(content, decoded, mark == '"', None)?,
            false => offsets_in_quotes(content, mark, decoded)?,
        };
        return Some(offsets.into_iter().map(|(text, at)| (text, at + 1)).collect());
    }
    if written == decoded {
        let characters = decoded.char_indices().map(|(at, _)| (at, at));
        return Some(characters.chain([(decoded.len(), decoded.len())]).collect());
    }
    match written.as_bytes().first()? {
        b'|' => offsets_in_lines(written, decoded),
        b'>' => {
            let start = written.find('\n')? + 1;
            let lines = written.get(start..)?;
            let first = lines.lines().find(|line| !line.trim().is_empty())?;
            let indentation = first.len() - first.trim_start_matches(' ').len();
            let start = start + lines.len() - lines.trim_start().len();
            let offsets =
                offsets_in_folded_lines(written.get(start..)?, decoded, false, Some(indentation))?;
            Some(offsets.into_iter().map(|(text, at)| (text, start + at)).collect())
        }
        _ => offsets_in_folded_lines(written, decoded, false, None),
    }
}

/// Maps the characters of a scalar of several lines. A line break is decoded to a space, and each blank line to a
/// line break. `has_escapes` says whether a backslash begins an escape. `indentation` is the number of spaces
/// before each line of a block scalar, and `None` for other scalars.
fn offsets_in_folded_lines(
    content: &str,
    decoded: &str,
    has_escapes: bool,
    indentation: Option<usize>,
) -> Option<Vec<(usize, usize)>> {
    let (mut offsets, mut at, mut is_after_break) = (Vec::new(), 0, false);
    for (text, character) in decoded.char_indices() {
        while has_escapes && let Some(rest) = after_escaped_break(content.get(at..)?) {
            at = content.len() - rest.len();
        }
        offsets.push((text, at));
        let rest = content.get(at..)?;
        let is_break = matches!(character, ' ' | '\n');
        at += match after_break(rest, indentation) {
            Some(rest_after) if is_break => {
                // The first of several line breaks in a row stands for no character.
                let again = after_break(rest_after, indentation);
                let is_first = character == '\n' && !is_after_break;
                let after = again.filter(|_| is_first).unwrap_or(rest_after);
                rest.len() - after.len()
            }
            _ if rest.is_empty() && character == '\n' => 0,
            _ if has_escapes && rest.starts_with('\\') => escape_length(rest)?,
            _ if rest.starts_with("''") && character == '\'' && indentation.is_none() => 2,
            _ if rest.starts_with(character) => character.len_utf8(),
            _ => return None,
        };
        is_after_break = character == '\n';
    }
    offsets.push((decoded.len(), at));
    content.get(at..)?.trim().is_empty().then_some(offsets)
}

/// Removes a line break and the blanks around it from the start of a text. Returns `None` if the text does not
/// begin with a line break. In a block scalar, the only blanks removed are the `indentation` of the next line.
fn after_break(text: &str, indentation: Option<usize>) -> Option<&str> {
    let line = match indentation {
        Some(_) => text,
        None => text.trim_start_matches([' ', '\t']),
    };
    let next = line.strip_prefix("\r\n").or_else(|| line.strip_prefix('\n'))?;
    match indentation {
        Some(indentation) => {
            let spaces = next.len() - next.trim_start_matches(' ').len();
            next.get(indentation.min(spaces)..)
        }
        None => Some(next.trim_start_matches([' ', '\t'])),
    }
}

/// Removes an escaped line break, and the indentation of the next line, from the start of a text. Returns `None`
/// if the text does not begin with an escaped line break.
fn after_escaped_break(text: &str) -> Option<&str> {
    let next = text.strip_prefix("\\\n").or_else(|| text.strip_prefix("\\\r\n"))?;
    Some(next.trim_start_matches([' ', '\t']))
}

/// Maps the characters of a quoted scalar on one line. In single quotation marks and in CSV, a doubled mark is
/// one mark. In the double quotation marks of YAML, a backslash begins an escape.
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

/// Whether an escape with these first two hexadecimal digits is the first half of a surrogate pair.
fn is_high_surrogate(digits: &str) -> bool {
    u8::from_str_radix(digits, 16).is_ok_and(|byte| (0xD8..=0xDB).contains(&byte))
}

/// Maps the characters of a literal block scalar, whose lines are indented.
fn offsets_in_lines(written: &str, decoded: &str) -> Option<Vec<(usize, usize)>> {
    let (mut offsets, mut text) = (Vec::new(), 0);
    let mut line_start = written.find('\n')? + 1;
    for line in decoded.split_inclusive('\n') {
        let content = line.trim_end_matches('\n');
        let rest = written.get(line_start..)?;
        let indented = rest.split('\n').next().unwrap_or_default();
        let indented = indented.strip_suffix('\r').unwrap_or(indented);
        let indentation = indented.len().checked_sub(content.len())?;
        let is_as_written = indented.get(..indentation)?.bytes().all(|byte| byte == b' ')
            && indented.ends_with(content);
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
    fn part_of_a_folded_scalar_is_found() {
        check("one\n  two", "one two", "two", Some("two"));
        check("one  \r\n  two\r\n\r\n  three", "one two\nthree", "three", Some("three"));
        check("\"one\n  two\"", "one two", "two", Some("two"));
        check("\"a\\\n    x1 \\\n  \\ny\"", "ax1 \ny", "x1", Some("x1"));
        check("\"a\n\n    x1\"", "a\nx1", "x1", Some("x1"));
        check("'it''s\n  so'", "it's so", "'s so", Some("''s\n  so"));
        check(">\n  one\n  two\n", "one two\n", "two", Some("two"));
        check(">-\n    foo x1\n    bar y2\n\n    z3", "foo x1 bar y2\nz3", "z3", Some("z3"));
        check(">-\n  one\n    more\n  two", "one\n  more\ntwo", "two", Some("two"));
    }

    #[test]
    fn an_alias_has_no_bytes_of_its_text() {
        check("*a", "one two", "two", None);
    }
}
