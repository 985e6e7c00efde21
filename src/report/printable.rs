//! Makes text from a dataset safe to show in a terminal.
//!
//! Control characters, invisible characters and characters that change the writing direction are harmful.
//! They could make a line look like a different line, or send commands to a terminal or a CI runner.

use crate::storage::byte_of;
use crate::value::look_alike::is_invisible;

/// Returns the text on one line: tabs and line breaks become spaces, and harmful characters become `�`.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut previous = '\n';
    for character in text.chars() {
        match character {
            '\t' | '\n' | '\r' => line.push(' '),
            harmful if is_harmful(harmful) => line.push('\u{fffd}'),
            mark if changes_shape(mark) && !has_shapes(previous, mark) => line.push('\u{fffd}'),
            other => line.push(other),
        }
        previous = character;
    }
    line
}

/// Returns the text with its line breaks. Tabs become spaces, and harmful characters become `�`.
pub(crate) fn visible(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| match line.strip_suffix('\n') {
            Some(line) => one_line(line) + "\n",
            None => one_line(line),
        })
        .collect()
}

/// Returns a path that is safe at the start of a line, where a CI runner would read `::` as a command.
pub(crate) fn path_at_line_start(path: &str) -> String {
    let path = one_line(path);
    if path.trim_start().starts_with("::") { format!("./{path}") } else { path }
}

/// Checks whether a character is a control character, is invisible, changes the writing direction, or stands for a byte
/// of a file's name that is not Unicode. Characters
/// that change the shape of the character before them are not harmful.
pub(super) fn is_harmful(character: char) -> bool {
    let is_unseen = is_invisible(character) && !changes_shape(character);
    // XML does not allow noncharacters even as character references.
    let is_other = matches!(
        character,
        '\u{2028}' | '\u{2029}' | '\u{fff0}'..='\u{fff8}' | '\u{fffe}' | '\u{ffff}'
    );
    is_unseen || character.is_control() || is_other || byte_of(character).is_some()
}

/// Checks whether a character is a joiner, or selects one of the shapes of an emoji.
fn changes_shape(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}')
}

/// Checks whether a character may have several shapes. A mark after such a character has a visible effect. A mark
/// after any other character is invisible, and may be part of a hidden text.
fn has_shapes(character: char, mark: char) -> bool {
    match mark {
        '\u{200c}' | '\u{200d}' => {
            !character.is_ascii() && (character == '\u{fe0f}' || !is_invisible(character))
        }
        _ => !character.is_alphabetic() && !character.is_whitespace() && !is_invisible(character),
    }
}

#[cfg(test)]
mod tests {
    use super::{one_line, path_at_line_start, visible};

    #[test]
    fn lines_stay_and_a_hidden_text_is_shown() {
        assert_eq!(visible("a\u{1b}\nb\u{e0041}\u{e007f}\n"), "a�\nb��\n");
    }

    #[test]
    fn commands_and_invisible_marks_are_shown_and_not_interpreted() {
        assert_eq!(one_line("a\u{1b}[31mb\u{202e}c\n::error::\u{feff}"), "a�[31mb�c ::error::�");
    }

    #[test]
    fn no_invisible_character_hides_a_text() {
        for hidden in
            "\u{61c}\u{ad}\u{34f}\u{115f}\u{180e}\u{3164}\u{ffa0}\u{fff9}\u{fe00}\u{e0100}".chars()
        {
            assert_eq!(one_line(&format!("a{hidden}b")), "a�b", "{hidden:?}");
        }
        assert_eq!(one_line("a\u{fe0f}b\u{200d}❤\u{fe0f}\u{fe0f}"), "a�b�❤\u{fe0f}�");
        for seen in ["❤\u{fe0f}\u{200d}🔥", "1\u{fe0f}\u{20e3}", "می\u{200c}خواهم"] {
            assert_eq!(one_line(seen), seen);
        }
    }

    #[test]
    fn a_path_is_not_read_as_a_command() {
        assert_eq!(path_at_line_start("::error::.json"), "./::error::.json");
        assert_eq!(path_at_line_start(" ::error::.json"), "./ ::error::.json");
        assert_eq!(path_at_line_start("a::b.json"), "a::b.json");
    }

    #[test]
    fn other_writing_stays() {
        assert_eq!(one_line("é😀日本 – “x”"), "é😀日本 – “x”");
    }
}
