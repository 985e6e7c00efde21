//! Renders the Markdown page of a kind or a topic for a terminal.

use crate::report::{Appearance, wrap_options};

const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";
const PLAIN: &str = "\u{1b}[0m";
const CYAN: &str = "\u{1b}[36m";
const DEFAULT_COLOR: &str = "\u{1b}[39m";

/// Renders a page. Headings and code are highlighted, paragraphs are wrapped to the width, and tables become
/// lists.
pub(super) fn render(markdown: &str, appearance: &Appearance) -> String {
    let mut page =
        Page { output: String::new(), paragraph: String::new(), appearance: *appearance };
    let mut is_in_code = false;
    let mut lines = markdown.lines().peekable();
    while let Some(line) = lines.next() {
        // The header of a table is left out, together with the delimiter row below it.
        if !is_in_code && lines.peek().is_some_and(|next| next.starts_with("| ---")) {
            lines.next();
            continue;
        }
        if let Some(info) = line.strip_prefix("```") {
            is_in_code = !is_in_code;
            page.end_paragraph();
            if let Some((_, name)) = info.split_once(' ') {
                page.heading(&format!("  {name}"), DIM);
            }
            continue;
        }
        match line {
            _ if is_in_code => page.line(&format!("    {line}")),
            "" => {
                page.end_paragraph();
                page.line("");
            }
            _ if line.starts_with('#') => page.heading(line.trim_start_matches(['#', ' ']), BOLD),
            _ if line.starts_with('|') => page.table_row(line),
            _ if is_item(line) => {
                page.end_paragraph();
                page.add(line);
            }
            _ => page.add(line.trim_start()),
        }
    }
    page.end_paragraph();
    page.output
}

/// Whether a line begins an item of a list, which may be inside an item of another list.
fn is_item(line: &str) -> bool {
    line.trim_start().starts_with("- ")
}

struct Page {
    output: String,
    paragraph: String,
    appearance: Appearance,
}

impl Page {
    /// Adds a line of the source to the paragraph.
    fn add(&mut self, words: &str) {
        if !self.paragraph.is_empty() {
            self.paragraph.push(' ');
        }
        self.paragraph.push_str(words);
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        let text = paragraph.trim_start();
        if !text.is_empty() {
            let first = " ".repeat(paragraph.len() - text.len());
            let others = if is_item(text) { format!("{first}  ") } else { first.clone() };
            self.fill(&self.with_code(text), &first, &others);
        }
    }

    /// Writes a text in lines of the width. `first` and `others` are the indents of the first line and of the others.
    fn fill(&mut self, text: &str, first: &str, others: &str) {
        let options = wrap_options(self.appearance.width);
        let options = options.initial_indent(first).subsequent_indent(others);
        let filled = textwrap::fill(text, options);
        self.line(&filled);
    }

    fn heading(&mut self, text: &str, style: &str) {
        self.end_paragraph();
        if self.appearance.color {
            self.line(&format!("{style}{}{PLAIN}", text.replace('`', "")));
        } else {
            self.line(text);
        }
    }

    /// Renders a row of a table. The last cell, the meaning, is on a separate line below the other cells.
    fn table_row(&mut self, row: &str) {
        let cells: Vec<String> =
            row.trim_matches('|').split(" | ").map(|cell| self.with_code(cell.trim())).collect();
        match cells.as_slice() {
            [key, takes, meaning] => {
                self.fill(&format!("{key}: {takes}"), "  ", "    ");
                self.fill(meaning, "      ", "      ");
            }
            [written, meaning] => {
                self.fill(written, "  ", "    ");
                self.fill(meaning, "      ", "      ");
            }
            _ => {}
        }
    }

    fn line(&mut self, text: &str) {
        self.output.push_str(text.trim_end());
        self.output.push('\n');
    }

    /// Colours the code in a text. Without colours, keeps the backticks.
    fn with_code(&self, text: &str) -> String {
        if !self.appearance.color {
            return text.to_owned();
        }
        let parts = text.split('`').enumerate().map(|(number, part)| match number % 2 {
            0 => part.to_owned(),
            _ => format!("{CYAN}{part}{DEFAULT_COLOR}"),
        });
        parts.collect()
    }
}
