//! Quotes words for a shell, and writes commands that can be pasted into it.

use crate::storage::byte_of;
use crate::value::look_alike::is_invisible;
use std::sync::OnceLock;

/// The folder that the user named with `--root`.
static ROOT: OnceLock<String> = OnceLock::new();

/// Sets the folder that the user named with `--root`, as written. Printed commands will name it too. Later calls
/// have no effect.
pub(crate) fn name_root(folder: &str) {
    let _ = ROOT.set(folder.to_owned());
}

/// Quotes a path for a POSIX shell if necessary. A path that begins with `-` gets the prefix `./`, since
/// programs would otherwise read it as an option.
#[must_use]
pub fn shell_word(path: &str) -> String {
    if path.starts_with('-') { shell_quoted(&format!("./{path}")) } else { shell_quoted(path) }
}

/// Quotes a word for a POSIX shell if necessary. Control characters and invisible characters are escaped.
#[must_use]
pub fn shell_quoted(word: &str) -> String {
    let is_plain = |character: char| {
        character.is_alphanumeric()
            || matches!(character, '/' | '.' | '_' | '-' | '+' | ':' | '@' | '%' | ',')
            || cfg!(windows) && character == '\\'
    };
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    if word.contains(is_unseen) {
        return format!("$'{}'", escaped(word, '\''));
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Escapes a text between quotation marks as in C: `\\`, `\n`, and `\033` for each byte of a control character, of an
/// invisible character and of a name that is not Unicode.
#[must_use]
pub fn escaped(text: &str, quotation_mark: char) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push_str("\\t"),
            mark if mark == '\\' || mark == quotation_mark => escaped.extend(['\\', mark]),
            unseen if let Some(byte) = byte_of(unseen) => {
                escaped.push_str(&format!("\\{byte:03o}"));
            }
            unseen if is_unseen(unseen) => {
                for byte in unseen.encode_utf8(&mut [0; 4]).bytes() {
                    escaped.push_str(&format!("\\{byte:03o}"));
                }
            }
            other => escaped.push(other),
        }
    }
    escaped
}

/// Whether a character is a control character, invisible, or stands for a byte of a name that is not Unicode.
#[must_use]
pub fn is_unseen(character: char) -> bool {
    character.is_control() || is_invisible(character) || byte_of(character).is_some()
}

/// Appends a folder to a command, unless it is the current directory. Also appends the `--root` that the user named.
#[must_use]
pub fn in_folder(command: &str, folder: &str) -> String {
    let command = match folder {
        "" | "." => command.to_owned(),
        folder => format!("{command} {}", shell_word(folder)),
    };
    match ROOT.get() {
        Some(root) => format!("{command} --root {}", shell_word(root)),
        None => command,
    }
}

/// Like [`in_folder`], for the folder of a rulebook, given by its path in the output.
#[must_use]
pub fn in_folder_of(rulebook: &str, command: &str) -> String {
    match rulebook.rsplit_once('/') {
        Some(("", _)) => in_folder(command, "/"),
        Some((folder, _)) => in_folder(command, folder),
        None => in_folder(command, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::{in_folder_of, shell_quoted, shell_word};

    #[test]
    fn a_command_names_the_folder_of_the_rulebook() {
        assert_eq!(in_folder_of("factlint.toml", "factlint check"), "factlint check");
        assert_eq!(in_folder_of("a b/factlint.toml", "factlint check"), "factlint check 'a b'");
        assert_eq!(in_folder_of("/factlint.toml", "factlint check"), "factlint check /");
    }

    #[test]
    fn a_word_is_quoted_if_a_shell_would_split_it() {
        assert_eq!(shell_word("data/set-1"), "data/set-1");
        assert_eq!(shell_word("../my data"), "'../my data'");
        assert_eq!(shell_word("it's; rm"), r"'it'\''s; rm'");
        assert_eq!(shell_word("-n"), "./-n");
        assert_eq!(shell_quoted("-n"), "-n");
        assert_eq!(shell_word("-n x"), "'./-n x'");
        assert_eq!(shell_word("~"), "'~'");
        assert_eq!(shell_word("HEAD~1"), "'HEAD~1'");
        assert_eq!(shell_word(""), "''");
        assert_eq!(shell_word("it's\u{1b}\n\u{202e}"), r"$'it\'s\033\n\342\200\256'");
    }
}
