//! The core schema of YAML 1.2 (section 10.3.2). It defines which plain scalars are null, booleans or
//! numbers.

use crate::document::source::Style;

/// A tag of the core schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// No tag. The type of a plain scalar follows from its text.
    None,
    /// `!!str`, or the non-specific `!`.
    Text,
    /// `!!int`.
    Integer,
    /// `!!float`.
    Float,
    /// `!!bool`.
    Boolean,
    /// `!!null`.
    Null,
}

/// The JSON literal for a number that JSON cannot express, such as `.inf`. It is too large for any number
/// type, so rules cannot read it, and the kind `number` reports it.
pub(in crate::document) const TOO_LARGE: &str = "1e99999999999999999999";

/// The type of a plain scalar.
#[derive(Debug, PartialEq, Eq)]
enum Plain {
    Null,
    Boolean(bool),
    /// An integer, as a JSON literal.
    Integer(String),
    /// Another number, as a JSON literal.
    Float(String),
    Text,
}

/// Appends a scalar to a JSON text. Returns `false` if the scalar does not have the type of its tag.
pub(super) fn write(text: &str, style: Style, tag: Tag, json: &mut String) -> bool {
    let is_plain = matches!(style, Style::Plain | Style::Nothing);
    let plain = match tag {
        Tag::None if is_plain => resolve(text),
        Tag::None | Tag::Text => Plain::Text,
        _ => resolve(text),
    };
    match (plain, tag) {
        (Plain::Text, Tag::None | Tag::Text) => write_text(text, json),
        (Plain::Null, Tag::None | Tag::Null) => json.push_str("null"),
        (Plain::Boolean(value), Tag::None | Tag::Boolean) => {
            json.push_str(if value { "true" } else { "false" });
        }
        (Plain::Integer(literal), Tag::None | Tag::Integer | Tag::Float)
        | (Plain::Float(literal), Tag::None | Tag::Float) => json.push_str(&literal),
        _ => return false,
    }
    true
}

/// Appends a text as a JSON string.
pub(in crate::document) fn write_text(text: &str, json: &mut String) {
    json.push('"');
    let mut rest = text;
    while let Some(at) =
        rest.find(|character: char| character < ' ' || matches!(character, '"' | '\\'))
    {
        let (plain, escaped) = rest.split_at(at);
        json.push_str(plain);
        match escaped.as_bytes().first() {
            Some(b'"') => json.push_str("\\\""),
            Some(b'\\') => json.push_str("\\\\"),
            Some(b'\n') => json.push_str("\\n"),
            Some(b'\t') => json.push_str("\\t"),
            Some(b'\r') => json.push_str("\\r"),
            Some(code) => json.push_str(&format!("\\u{code:04x}")),
            None => {}
        }
        rest = escaped.get(1..).unwrap_or_default();
    }
    json.push_str(rest);
    json.push('"');
}

/// Whether a plain scalar that is text in YAML 1.2 may have another type in YAML 1.1: a boolean such as `no`, a date,
/// a number such as `1_000`, `0b1` or `12:30`, a merge key or a value key (the types of yaml.org/type). A scalar that
/// begins with a digit and has only the characters of numbers counts as a number, even if it is not one.
pub(super) fn is_ambiguous(text: &str) -> bool {
    const BOOLEANS: [&str; 6] = ["y", "n", "yes", "no", "on", "off"];
    let is_boolean = BOOLEANS.iter().any(|word| {
        let capital = || {
            word.get(..1).map(str::to_uppercase).is_some_and(|first| {
                text.strip_prefix(&first).is_some_and(|rest| word.get(1..) == Some(rest))
            })
        };
        text == *word || text == word.to_uppercase() || capital()
    });
    let unsigned = text.trim_start_matches(['-', '+']);
    let is_number = unsigned.starts_with(|first: char| first.is_ascii_digit())
        && unsigned
            .chars()
            .all(|character| character.is_ascii_hexdigit() || "_:.-+xobTtZz ".contains(character));
    is_boolean || is_number || matches!(text, "=" | "<<")
}

fn resolve(text: &str) -> Plain {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Plain::Null,
        "true" | "True" | "TRUE" => return Plain::Boolean(true),
        "false" | "False" | "FALSE" => return Plain::Boolean(false),
        ".nan" | ".NaN" | ".NAN" => return Plain::Float(TOO_LARGE.to_owned()),
        _ => {}
    }
    let (is_negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, text.get(1..).unwrap_or_default()),
        Some(b'+') => (false, text.get(1..).unwrap_or_default()),
        Some(b'.' | b'0'..=b'9') => (false, text),
        _ => return Plain::Text,
    };
    let sign = if is_negative { "-" } else { "" };
    if matches!(digits, ".inf" | ".Inf" | ".INF") {
        return Plain::Float(format!("{sign}{TOO_LARGE}"));
    }
    let is_unsigned = digits.len() == text.len();
    for (mark, radix) in [("0o", 8), ("0x", 16)] {
        let unprefixed = digits.strip_prefix(mark).filter(|_| is_unsigned);
        if let Some(number) = unprefixed.and_then(|digits| with_radix(digits, radix)) {
            return Plain::Integer(number);
        }
    }
    decimal(sign, digits)
}

/// Converts an integer to decimal digits. Returns [`TOO_LARGE`] if the integer needs more than 128 bits,
/// and `None` if a character is not a digit.
fn with_radix(digits: &str, radix: u32) -> Option<String> {
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    let number = u128::from_str_radix(digits, radix);
    Some(number.map_or_else(|_| TOO_LARGE.to_owned(), |number| number.to_string()))
}

/// Reads a number of the form `[0-9]+` or `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`.
fn decimal(sign: &str, text: &str) -> Plain {
    let (whole, rest) = split_digits(text);
    if rest.is_empty() && !whole.is_empty() {
        return Plain::Integer(format!("{sign}{}", without_zeros(whole)));
    }
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(after) => split_digits(after),
        None => ("", rest),
    };
    if whole.is_empty() && fraction.is_empty() {
        return Plain::Text;
    }
    let exponent = match rest.strip_prefix(['e', 'E']) {
        Some(exponent) => {
            let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
            if digits.is_empty() || !split_digits(digits).1.is_empty() {
                return Plain::Text;
            }
            format!("e{exponent}")
        }
        None if rest.is_empty() => String::new(),
        None => return Plain::Text,
    };
    let fraction = if fraction.is_empty() { "0" } else { fraction };
    Plain::Float(format!("{sign}{}.{fraction}{exponent}", without_zeros(whole)))
}

fn split_digits(text: &str) -> (&str, &str) {
    let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

fn without_zeros(digits: &str) -> &str {
    let trimmed = digits.trim_start_matches('0');
    if trimmed.is_empty() { "0" } else { trimmed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        let mut json = String::new();
        assert!(write(text, Style::Plain, Tag::None, &mut json));
        assert_eq!(json, want, "{text}");
    }

    #[test]
    fn plain_scalars_are_of_the_core_schema() {
        for (text, want) in
            [("", "null"), ("~", "null"), ("Null", "null"), ("TRUE", "true"), ("false", "false")]
        {
            check(text, want);
        }
        for (text, want) in
            [("12", "12"), ("-0", "-0"), ("+7", "7"), ("007", "7"), ("0o14", "12"), ("0xFf", "255")]
        {
            check(text, want);
        }
        for (text, want) in [
            ("1.50", "1.50"),
            (".5", "0.5"),
            ("-1.", "-1.0"),
            ("1e3", "1.0e3"),
            ("1.5E-3", "1.5e-3"),
        ] {
            check(text, want);
        }
    }

    #[test]
    fn what_only_looks_like_a_value_is_text() {
        for text in [
            "no",
            "yes",
            "on",
            "nULL",
            "2024-01-31",
            "12:30",
            "1_000",
            "0b1",
            "-0x1",
            "1e",
            ".",
            "-",
            "1.2.3",
        ] {
            check(text, &format!("\"{text}\""));
        }
    }

    #[test]
    fn what_yaml_1_1_reads_as_another_type_is_ambiguous() {
        for text in ["no", "Yes", "OFF", "y", "2024-01-31", "12:30", "1_000", "0b1", "<<", "="] {
            assert!(is_ambiguous(text), "{text}");
        }
        for text in ["nO", "north", "x1", "two", "", "v1.2"] {
            assert!(!is_ambiguous(text), "{text}");
        }
    }

    #[test]
    fn infinity_is_no_number_to_any_reader() {
        check(".inf", TOO_LARGE);
        check("-.INF", &format!("-{TOO_LARGE}"));
        check(".NaN", TOO_LARGE);
        check("0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", TOO_LARGE);
    }

    #[test]
    fn text_is_escaped_as_in_json() {
        let mut json = String::new();
        write_text("a\"b\\c\nd\u{1}\u{7f}é", &mut json);
        assert_eq!(json, "\"a\\\"b\\\\c\\nd\\u0001\u{7f}é\"");
    }
}
