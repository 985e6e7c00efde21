//! Suggests the right order if two words on the command line are swapped.

use super::Arguments;
use crate::dataset::shell_quoted;
use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Adds a tip to the error if the command would be valid with two words swapped.
pub(super) fn with_tip(mut error: clap::Error) -> clap::Error {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let Some(swapped) = swapped(&error, &words) {
        let words: Vec<String> = swapped.iter().map(|word| shell_word_or_option(word)).collect();
        let tip = format!("did you mean `factlint {}`?", words.join(" "));
        let tips = ContextValue::StyledStrs(vec![tip.into()]);
        error.insert(ContextKind::Suggested, tips);
    }
    error
}

/// Returns the words with two of them swapped, or `None` if no swap gives a valid command.
fn swapped(error: &clap::Error, words: &[String]) -> Option<Vec<String>> {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    let value = text(match error.kind() {
        ErrorKind::InvalidValue => ContextKind::InvalidValue,
        ErrorKind::InvalidSubcommand => ContextKind::InvalidSubcommand,
        _ => return None,
    })?;
    let is_valid = |word: &String| match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(valid)) => valid.contains(word),
        _ => error.kind() == ErrorKind::InvalidSubcommand && is_a_command(word),
    };
    let wrong = words.iter().position(|word| *word == value)?;
    // Words before an unknown subcommand were accepted, so they stay where they are.
    let start = if error.kind() == ErrorKind::InvalidSubcommand { wrong } else { 0 };
    let mut others =
        words.iter().enumerate().skip(start).filter(|(position, _)| *position != wrong);
    let right = others.find(|(_, word)| is_valid(word))?.0;
    let mut words = words.to_vec();
    words.swap(wrong, right);
    // The tip is only shown if it does not lead to another error.
    let program = ["factlint".to_owned()];
    Arguments::command().try_get_matches_from(program.iter().chain(&words)).ok()?;
    Some(words)
}

fn is_a_command(word: &str) -> bool {
    let command = Arguments::command();
    let mut all = command
        .get_subcommands()
        .chain(command.get_subcommands().flat_map(clap::Command::get_subcommands));
    all.any(|command| command.get_name() == word)
}

/// Quotes a word for a shell. An option stays an option: in `--name=value` only the value is quoted.
fn shell_word_or_option(word: &str) -> String {
    match word.split_once('=') {
        Some((name, value)) if name.starts_with('-') => format!("{name}={}", shell_quoted(value)),
        _ => shell_quoted(word),
    }
}

#[cfg(test)]
mod tests {
    use super::shell_word_or_option;

    #[test]
    fn the_value_of_an_option_is_quoted() {
        assert_eq!(shell_word_or_option("--name=two words"), "--name='two words'");
        assert_eq!(shell_word_or_option("--name=one"), "--name=one");
        assert_eq!(shell_word_or_option("--name"), "--name");
        assert_eq!(shell_word_or_option("two words"), "'two words'");
    }
}
