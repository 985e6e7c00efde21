//! A terminal in which the user can edit an answer while typing it. Questions are plain lines of text, which a screen
//! reader can read.

use super::terminal::print;
use rustyline::DefaultEditor;
use std::io::{self, IsTerminal};

/// A terminal that shows questions and reads answers.
pub(super) trait Terminal {
    /// Prints text. Returns `None` if that fails.
    fn say(&mut self, text: &str) -> Option<()>;

    /// Asks for a line. Returns `None` if the input ends or is interrupted.
    fn ask(&mut self, question: &str) -> Option<String>;
}

/// A terminal with a line editor.
pub(super) struct LineEditor(DefaultEditor);

impl LineEditor {
    /// Returns the terminal of standard input and output, or `None` if either is not a terminal.
    pub(super) fn new() -> Option<LineEditor> {
        let is_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
        if is_terminal { DefaultEditor::new().ok().map(LineEditor) } else { None }
    }
}

impl Terminal for LineEditor {
    fn say(&mut self, text: &str) -> Option<()> {
        print(text).ok()
    }

    fn ask(&mut self, question: &str) -> Option<String> {
        self.0.readline(question).ok()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::Terminal;
    use std::collections::VecDeque;

    /// A terminal for tests. It returns the given lines as answers, and records everything that is printed and typed.
    pub(in super::super) struct Typed {
        lines: VecDeque<String>,
        pub(in super::super) said: String,
    }

    impl Typed {
        pub(in super::super) fn new(lines: &[&str]) -> Typed {
            Typed {
                lines: lines.iter().map(|line| (*line).to_owned()).collect(),
                said: String::new(),
            }
        }
    }

    impl Terminal for Typed {
        fn say(&mut self, text: &str) -> Option<()> {
            self.said.push_str(text);
            Some(())
        }

        fn ask(&mut self, question: &str) -> Option<String> {
            self.said.push_str(question);
            let line = self.lines.pop_front()?;
            self.said.push_str(&format!("{line}\n"));
            Some(line)
        }
    }
}
