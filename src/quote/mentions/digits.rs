//! Parses runs of digits with marks between them.
//!
//! Groups of three digits are joined by a space (ISO 80000-1, section 7.3.1), a comma, a point or an
//! apostrophe; in Indian notation, there are groups of two before the last three. A run that can be read in
//! several ways (`1.200`, `3 500`, `1,5`) is ambiguous.

use crate::value::number::Decimal;

/// A parsed run of digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ParsedDigits {
    /// One number.
    Number(Decimal),
    /// Ambiguous: one or several of these numbers.
    Perhaps(Vec<Decimal>),
    /// Not a number in English notation: a time, a slashed date, `10²`.
    Other,
}

/// Represents a space that only joins groups of digits: a thin or no-break space.
pub(crate) const GROUP_SPACE: char = '\u{202F}';

/// Maximum number of neighbouring groups that are read as one number, in a row of groups with plain spaces
/// between them. The whole row is also read as one number, whatever its length.
const MAX_JOINED_GROUPS: usize = 5;

/// Parses digits with the marks between them: ASCII digits, `.`, `,`, `'`, `·`, a plain space for a
/// plain space in the text, and [`GROUP_SPACE`] for any other space.
pub(crate) fn read(text: &str) -> ParsedDigits {
    let is_mark = |character: char| matches!(character, '.' | ',' | '\'' | '·' | ' ' | GROUP_SPACE);
    if text.contains('_') {
        return with_underscores(text);
    }
    let parts: Vec<&str> = text.split(is_mark).collect();
    if !parts
        .iter()
        .skip(1)
        .chain(parts.first().filter(|part| !part.is_empty()))
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return ParsedDigits::Other;
    }
    let marks: Vec<char> = text.chars().filter(|character| is_mark(*character)).collect();
    match marks.as_slice() {
        [] => number(text).map_or(ParsedDigits::Other, ParsedDigits::Number),
        [only] => with_one_mark(*only, &parts),
        [first, between @ .., last] if between.iter().all(|mark| is_like(*mark, *first)) => {
            if is_like(*last, *first) {
                grouped(*first, &marks, &parts)
            } else {
                grouped_with_fraction(*first, *last, &marks, &parts)
            }
        }
        _ => ParsedDigits::Other,
    }
}

/// Parses a number with underscores, such as `1_000` in source code.
fn with_underscores(text: &str) -> ParsedDigits {
    let parts: Vec<&str> = text.split('_').collect();
    let are_digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    match are_digits && are_groups(&parts) {
        true => ParsedDigits::Perhaps(numbers_in_row(&parts)),
        false => ParsedDigits::Other,
    }
}

/// Whether two marks may separate groups of the same number. A number may contain spaces of both kinds.
fn is_like(left: char, right: char) -> bool {
    left == right || is_space(left) && is_space(right)
}

fn is_space(mark: char) -> bool {
    matches!(mark, ' ' | GROUP_SPACE)
}

fn with_one_mark(mark: char, parts: &[&str]) -> ParsedDigits {
    let [whole, rest] = parts else { return ParsedDigits::Other };
    let decimal = || number(&format!("{whole}.{rest}"));
    let is_group = are_groups(parts);
    match mark {
        // 1.200 is 1,200 in many languages.
        '.' if is_group => perhaps([decimal(), number(&parts.concat())]),
        '.' => decimal().map_or(ParsedDigits::Other, ParsedDigits::Number),
        ',' | '\'' if is_group => {
            number(&parts.concat()).map_or(ParsedDigits::Other, ParsedDigits::Number)
        }
        // A comma at an unusual place may still separate groups.
        ',' if !whole.is_empty() && rest.len() > 3 => perhaps([decimal(), number(&parts.concat())]),
        ',' | '·' if !whole.is_empty() => perhaps([decimal()]),
        mark if is_space(mark) => grouped(mark, &[mark], parts),
        _ => ParsedDigits::Other,
    }
}

fn grouped(mark: char, marks: &[char], parts: &[&str]) -> ParsedDigits {
    let all = || number(&parts.concat()).map_or(ParsedDigits::Other, ParsedDigits::Number);
    if is_space(mark) {
        return match are_groups(parts) {
            true if is_one_row(marks, parts) => all(),
            true => ParsedDigits::Perhaps(numbers_in_row(parts)),
            false => ParsedDigits::Other,
        };
    }
    // Four octets with points between them are an IPv4 address.
    let is_address = mark == '.' && parts.len() == 4 && parts.iter().all(|part| is_octet(part));
    let is_indian = mark == ',' && are_indian_groups(parts);
    if (are_groups(parts) && !is_address && mark != '·') || is_indian {
        all()
    } else {
        ParsedDigits::Other
    }
}

fn grouped_with_fraction(mark: char, last: char, marks: &[char], parts: &[&str]) -> ParsedDigits {
    let Some((fraction, groups)) = parts.split_last() else { return ParsedDigits::Other };
    let marks = marks.get(..marks.len().saturating_sub(1)).unwrap_or_default();
    let are_valid = are_groups(groups) || (mark == ',' && are_indian_groups(groups));
    let is_decimal_mark = matches!((mark, last), (_, '.') | (' ' | GROUP_SPACE | '.' | '\'', ','));
    if !are_valid || !is_decimal_mark {
        return ParsedDigits::Other;
    }
    let value = number(&format!("{}.{fraction}", groups.concat()));
    if !is_space(mark) || is_one_row(marks, groups) {
        return value.map_or(ParsedDigits::Other, ParsedDigits::Number);
    }
    let last = groups.last().and_then(|last| number(&format!("{last}.{fraction}")));
    let others = numbers_in_row(groups).into_iter().map(Some);
    perhaps([value, last].into_iter().chain(others))
}

/// Whether groups with spaces between them can only be one number: one of the spaces is a [`GROUP_SPACE`], or a
/// group after the first begins with a zero, which no separate number does.
fn is_one_row(marks: &[char], parts: &[&str]) -> bool {
    marks.contains(&GROUP_SPACE) || parts.iter().skip(1).any(|part| part.starts_with('0'))
}

/// Whether the parts are groups of three digits. The first group may have one to three digits, and must not
/// begin with a zero.
fn are_groups(parts: &[&str]) -> bool {
    let Some((first, later)) = parts.split_first() else { return false };
    (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && later.iter().all(|group| group.len() == 3)
}

/// Whether the parts are groups of two digits followed by a group of three: `12,00,000`.
fn are_indian_groups(parts: &[&str]) -> bool {
    match parts {
        [first, between @ .., last] => {
            (1..=2).contains(&first.len())
                && !first.starts_with('0')
                && !between.is_empty()
                && between.iter().all(|group| group.len() == 2)
                && last.len() == 3
        }
        _ => false,
    }
}

fn is_octet(part: &str) -> bool {
    (part == "0" || !part.starts_with('0')) && part.parse::<u16>().is_ok_and(|octet| octet <= 255)
}

/// Returns the numbers that neighbouring groups may form, the whole row first.
fn numbers_in_row(parts: &[&str]) -> Vec<Decimal> {
    let mut found: Vec<Decimal> = number(&parts.concat()).into_iter().collect();
    for start in 0..parts.len() {
        for end in start + 1..=parts.len().min(start + MAX_JOINED_GROUPS) {
            if end - start < parts.len() {
                found.extend(parts.get(start..end).and_then(|groups| number(&groups.concat())));
            }
        }
    }
    found
}

fn perhaps(values: impl IntoIterator<Item = Option<Decimal>>) -> ParsedDigits {
    let values: Vec<Decimal> = values.into_iter().flatten().collect();
    if values.is_empty() { ParsedDigits::Other } else { ParsedDigits::Perhaps(values) }
}

fn number(text: &str) -> Option<Decimal> {
    Decimal::from_english(text).ok()
}

/// Returns the ASCII digit for a decimal digit in ASCII or in a script of [`ZEROS`], or `None` for any other
/// character.
pub(crate) fn ascii_digit(character: char) -> Option<char> {
    if character.is_ascii_digit() {
        return Some(character);
    }
    let code = u32::from(character);
    let zero = ZEROS.iter().rev().find(|zero| **zero <= code)?;
    char::from_digit(code - zero, 10)
}

/// The zeros of other scripts, sorted; each is followed by the script's digits 1 to 9.
const ZEROS: [u32; 24] = [
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6,
    0xE50, 0xED0, 0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0xA620, 0xFF10,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn readings(text: &str) -> Vec<String> {
        match read(text) {
            ParsedDigits::Number(value) => vec![value.to_string()],
            ParsedDigits::Perhaps(values) => std::iter::once("?".to_owned())
                .chain(values.iter().map(Decimal::to_string))
                .collect(),
            ParsedDigits::Other => vec![],
        }
    }

    #[test]
    fn groups_of_digits_are_one_number() {
        for (text, want) in [
            ("7", vec!["7"]),
            ("1,234.5", vec!["1234.5"]),
            ("1,200,000", vec!["1200000"]),
            ("12,00,000", vec!["1200000"]),
            ("1,23,45,678", vec!["12345678"]),
            ("1'200'000", vec!["1200000"]),
            ("1'200.50", vec!["1200.5"]),
            ("1.200.000", vec!["1200000"]),
            ("1.200.000,50", vec!["1200000.5"]),
            ("1.200,50", vec!["1200.5"]),
            ("7 000", vec!["7000"]),
            ("1 200 000", vec!["1200000"]),
            ("5 000,5", vec!["5000.5"]),
            ("3\u{202F}500", vec!["3500"]),
            ("2.50", vec!["2.5"]),
            ("0.125", vec!["0.125"]),
            (".5", vec!["0.5"]),
        ] {
            assert_eq!(readings(text), want, "{text}");
        }
    }

    #[test]
    fn ambiguous_numbers_are_not_plain() {
        for (text, want) in [
            ("1.200", vec!["?", "1.2", "1200"]),
            ("1,5", vec!["?", "1.5"]),
            ("0,125", vec!["?", "0.125"]),
            ("3·5", vec!["?", "3.5"]),
            ("3 500", vec!["?", "3500", "3", "500"]),
            ("1 234,5", vec!["?", "1234.5", "234.5", "1234", "1", "234"]),
            ("1_200", vec!["?", "1200", "1", "200"]),
            ("1_2", vec![]),
            ("1.2.3", vec![]),
            ("192.168.100.200", vec![]),
            ("1,20,30", vec![]),
            ("10²", vec![]),
            ("10:30", vec![]),
        ] {
            assert_eq!(readings(text), want, "{text}");
        }
        let row = vec!["111"; 50].join(" ");
        assert_eq!(readings(&row).len(), 2 + 50 * 5 - 10);
    }

    #[test]
    fn digits_of_other_scripts_are_digits() {
        assert!(ZEROS.is_sorted());
        let read: String = "١٩٤ ۷ ५ ๙ 7 五 ²".chars().filter_map(ascii_digit).collect();
        assert_eq!(read, "1947597");
    }
}
