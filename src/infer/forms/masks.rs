//! Infers a pattern for texts that all have the same length and, character by character, the same classes of
//! characters: phone numbers, padded numbers, codes of letters and digits.

use regex::escape;
use std::borrow::Cow;

/// Maximum length of the texts, in characters. Longer texts are not codes.
const MAX_LENGTH: usize = 40;

/// Minimum length, in characters, of texts with letters and digits in any order.
const MIN_LENGTH_OF_MIXED: usize = 8;

/// A class of characters, as in a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Digit,
    Capital,
    Small,
    /// A letter, digit, hyphen or underscore.
    Mixed,
    /// The same character in all texts.
    Same(char),
}

/// Returns the pattern, or `None` if the texts are not of one form, or could be of this form by chance.
pub(super) fn common_pattern(texts: &[Cow<'_, str>]) -> Option<String> {
    let length = texts.first()?.chars().count();
    let is_of_one_length = texts.iter().all(|text| text.chars().count() == length);
    if !is_of_one_length || !(2..=MAX_LENGTH).contains(&length) {
        return None;
    }
    let mask = mask(texts)?;
    let is_mixed = mask.contains(&Class::Mixed);
    if (is_mixed && length < MIN_LENGTH_OF_MIXED) || !has_fixed_length(&mask, texts) {
        return None;
    }
    Some(pattern(&mask))
}

/// The characters of all texts at one position, counted.
struct Position {
    first: char,
    same: usize,
    digits: usize,
    capitals: usize,
    small: usize,
    /// Number of letters, digits, hyphens and underscores.
    mixed: usize,
    all: usize,
}

impl Position {
    fn new(first: char) -> Position {
        Position { first, same: 0, digits: 0, capitals: 0, small: 0, mixed: 0, all: 0 }
    }

    fn add(&mut self, character: char) {
        self.same += usize::from(character == self.first);
        self.digits += usize::from(character.is_ascii_digit());
        self.capitals += usize::from(character.is_ascii_uppercase());
        self.small += usize::from(character.is_ascii_lowercase());
        self.mixed +=
            usize::from(character.is_ascii_alphanumeric() || matches!(character, '-' | '_'));
        self.all += 1;
    }

    /// Returns the most specific class that contains all characters, or `None` if no class does.
    fn class(&self) -> Option<Class> {
        let classes = [
            (self.digits, Class::Digit),
            (self.same, Class::Same(self.first)),
            (self.capitals, Class::Capital),
            (self.small, Class::Small),
            (self.mixed, Class::Mixed),
        ];
        classes.into_iter().find(|(count, _)| *count == self.all).map(|(_, class)| class)
    }
}

/// Returns the class of the characters at each position, or `None` if the characters of a position have no class.
fn mask(texts: &[Cow<'_, str>]) -> Option<Vec<Class>> {
    let mut positions: Vec<Position> = texts.first()?.chars().map(Position::new).collect();
    for text in texts {
        for (position, character) in positions.iter_mut().zip(text.chars()) {
            position.add(character);
        }
    }
    positions.iter().map(Position::class).collect()
}

/// Whether longer texts are unlikely to follow. A single number may grow, unless it is padded with zeros, and so may a
/// decimal number. Several other
/// numbers, or letters without numbers, are likely to keep their length.
fn has_fixed_length(mask: &[Class], texts: &[Cow<'_, str>]) -> bool {
    let runs = mask.chunk_by(|one, other| one == other);
    let numbers = runs.filter(|run| run.first() == Some(&Class::Digit)).count();
    let is_padded = || {
        let start = mask.iter().position(|class| *class == Class::Digit);
        start.is_some_and(|start| texts.iter().any(|text| text.chars().nth(start) == Some('0')))
    };
    let has_letters =
        mask.iter().any(|class| matches!(class, Class::Capital | Class::Small | Class::Mixed));
    // Names that happen to have the same length contain spaces.
    let has_space = mask
        .iter()
        .any(|class| matches!(class, Class::Same(character) if character.is_whitespace()));
    if has_letters && has_space {
        return false;
    }
    let is_decimal = || texts.iter().all(|text| text.parse::<f64>().is_ok());
    match numbers {
        0 => has_letters,
        2 if is_decimal() => is_padded(),
        1 => is_padded(),
        _ => true,
    }
}

/// Writes the classes as a pattern, with a count for each class that is repeated.
fn pattern(mask: &[Class]) -> String {
    let mut pattern = String::new();
    for run in mask.chunk_by(|one, other| one == other) {
        let Some(class) = run.first() else { continue };
        let one = match class {
            Class::Digit => "[0-9]".to_owned(),
            Class::Capital => "[A-Z]".to_owned(),
            Class::Small => "[a-z]".to_owned(),
            Class::Mixed => "[A-Za-z0-9_-]".to_owned(),
            Class::Same(character) => {
                pattern.push_str(&escape(&character.to_string().repeat(run.len())));
                continue;
            }
        };
        pattern.push_str(&one);
        if run.len() > 1 {
            pattern.push_str(&format!("{{{}}}", run.len()));
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_texts(texts: &[&str]) -> Option<String> {
        common_pattern(&texts.iter().map(|text| Cow::Borrowed(*text)).collect::<Vec<_>>())
    }

    #[test]
    fn codes_of_one_form_have_a_pattern() {
        for (texts, pattern) in [
            (&["202-225-4136", "617-565-3170"][..], r"[0-9]{3}\-[0-9]{3}\-[0-9]{4}"),
            (&["H8WA00194", "S2CO00054"], "[A-Z][0-9][A-Z]{2}[0-9]{5}"),
            (&["20515", "01002"], "[0-9]{5}"),
            (&["UCx3-aBC9d", "UC0Z_9r1sQ"], "UC[A-Za-z0-9_-]{8}"),
            (&["no", "en"], "[a-z]{2}"),
            (&["10.1.2", "23.4.5"], r"[0-9]{2}\.[0-9]\.[0-9]"),
        ] {
            assert_eq!(of_texts(texts).as_deref(), Some(pattern), "{texts:?}");
        }
    }

    #[test]
    fn texts_that_may_grow_have_no_pattern() {
        for texts in [
            &["101", "999"][..],
            &["Q123", "Q987"],
            &["abc", "ab"],
            &["a b", "a-c"],
            &["ab c", "de f"],
            &["12.34", "56.78"],
        ] {
            assert_eq!(of_texts(texts), None, "{texts:?}");
        }
    }
}
