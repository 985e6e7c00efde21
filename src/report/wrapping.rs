//! Wraps text into lines for a terminal, without breaking the commands in it.

use textwrap::core::{Word, display_width};
use textwrap::{Options, WordSeparator, WordSplitter};

/// A longer word may be broken after this many columns. Commands are never broken.
const MAX_UNBROKEN: usize = 40;

/// Returns the options with which text is wrapped to lines of `width` columns. A command stays on one line even if
/// it is wider, so that it can be copied as a whole; the terminal then breaks the line.
pub(crate) fn wrap_options<'o>(width: usize) -> Options<'o> {
    Options::new(width).word_separator(SEPARATOR).word_splitter(SPLITTER).break_words(false)
}

/// Finds the words of a line. A command is one word.
pub(super) const SEPARATOR: WordSeparator = WordSeparator::Custom(words);

/// Breaks no word at its hyphens, so that commands and ids stay whole.
pub(super) const SPLITTER: WordSplitter = WordSplitter::NoHyphenation;

fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let Some((before, command, after)) = split_at_command(line) else {
        return Box::new(ordinary_words(line));
    };
    Box::new(ordinary_words(before).chain([Word::from(command)]).chain(words(after)))
}

fn ordinary_words(text: &str) -> impl Iterator<Item = Word<'_>> {
    WordSeparator::new().find_words(text).flat_map(pieces)
}

/// Breaks a word that is too wide. The space before the first word is a word without characters, and stays one: the
/// words must be the whole line.
fn pieces(word: Word<'_>) -> Vec<Word<'_>> {
    match display_width(&word) > MAX_UNBROKEN {
        true => word.break_apart(MAX_UNBROKEN).collect(),
        false => vec![word],
    }
}

/// Splits a line at its first command: `run `, "`factlint check`, ", `then`. A command after a colon ends with the
/// line, and a command between backticks with the word that contains the second backtick. Returns `None` if there is
/// no command.
fn split_at_command(line: &str) -> Option<(&str, &str, &str)> {
    let quoted = line.find("`factlint ");
    let after_colon = line.find(": factlint ").map(|colon| colon + ": ".len());
    let start = quoted.into_iter().chain(after_colon).min()?;
    let (before, command) = line.split_at_checked(start)?;
    let Some(unquoted) = command.strip_prefix('`') else { return Some((before, command, "")) };
    let closing = unquoted.find('`')? + 1;
    let end = command.get(closing..)?.find(' ').map_or(command.len(), |space| closing + space + 1);
    let (command, after) = command.split_at_checked(end)?;
    Some((before, command, after))
}

#[cfg(test)]
mod tests {
    use super::wrap_options;

    #[test]
    fn a_command_is_copied_as_one_line() {
        let cases = [
            (
                "to record a decision: factlint review decide fc0fe7c768e7 '/a folder/of-many-words'\nfor more",
                "to record a\ndecision:\nfactlint review decide fc0fe7c768e7 '/a folder/of-many-words'\nfor more",
            ),
            (
                "run `factlint check 'a b' --fix` (twice), and then look again",
                "run\n`factlint check 'a b' --fix`\n(twice), and\nthen look\nagain",
            ),
            ("  two spaces first", "  two spaces\nfirst"),
            ("no `factlint command without end", "no `factlint\ncommand\nwithout end"),
            ("factlint compares the two", "factlint\ncompares the\ntwo"),
        ];
        for (text, want) in cases {
            assert_eq!(textwrap::fill(text, wrap_options(12)), want, "{text}");
        }
    }

    #[test]
    fn a_word_that_is_wider_than_the_line_is_broken() {
        let word = "x".repeat(100);
        let want = ["x".repeat(40), "x".repeat(40), "x".repeat(20)].join("\n");
        assert_eq!(textwrap::fill(&word, wrap_options(45)), want);
    }
}
