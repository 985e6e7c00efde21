//! JSON text that a terminal or a log may show: what could do harm there is escaped, so that it means
//! the same to a parser.

use super::printable::is_harmful;
use serde::Serialize;

/// The value over several lines, with a line break at the end.
pub(super) fn pretty(value: &impl Serialize) -> String {
    escaped(serde_json::to_string_pretty(value))
}

/// The value on one line, with a line break at the end.
pub(super) fn line(value: &impl Serialize) -> String {
    escaped(serde_json::to_string(value))
}

/// Beyond ASCII, characters stand in strings only, and all the harmful ones have four digits.
fn escaped(text: serde_json::Result<String>) -> String {
    // Strings, numbers and lists of them always have a JSON form.
    let text = text.unwrap_or_default();
    let mut escaped = String::with_capacity(text.len() + 1);
    for character in text.chars() {
        match character {
            '\u{7f}'.. if is_harmful(character) => {
                escaped.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            other => escaped.push(other),
        }
    }
    escaped.push('\n');
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_escaped_means_the_same() {
        let text = "a\u{1b}[31m\u{7f}\u{9b}\u{202e}\u{feff}\u{ffff}é😀\n::error::";
        let json = line(&[text]);
        assert_eq!(json, "[\"a\\u001b[31m\\u007f\\u009b\\u202e\\ufeff\\uffffé😀\\n::error::\"]\n");
        let back: Vec<String> = serde_json::from_str(&json).unwrap();
        assert_eq!(back, [text]);
        assert_eq!(pretty(&[1]), "[\n  1\n]\n");
    }
}
