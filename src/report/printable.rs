//! Makes text from a dataset safe to show in a terminal.
//!
//! Control characters, invisible characters and characters that change the writing direction are harmful.
//! They could make a line look like a different line, or send commands to a terminal or a CI runner.

/// Returns the text on one line: tabs and line breaks become spaces, and harmful characters become `�`.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\t' | '\n' | '\r' => line.push(' '),
            harmful if is_harmful(harmful) => line.push('\u{fffd}'),
            other => line.push(other),
        }
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
pub(super) fn path_at_line_start(path: &str) -> String {
    let path = one_line(path);
    if path.trim_start().starts_with("::") { format!("./{path}") } else { path }
}

pub(super) fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
            // Tag characters, which are invisible and may contain a hidden text.
            | '\u{e0000}'..='\u{e007f}'
            // Noncharacters: XML does not allow them even as character references.
            | '\u{fffe}' | '\u{ffff}')
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
