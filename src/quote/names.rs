//! Finds names in a text. Letter case may differ, but sometimes only the case distinguishes a name from a
//! common word.

use std::ops::Range;

use crate::quote::{Folding, contains, contains_folded, contains_ignoring_case};

/// An occurrence of a name in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamePlace {
    /// Byte range in the text.
    pub range: Range<usize>,
    /// Whether the occurrence is certainly the name. `Who` found for `WHO` is not certain: it may be the common
    /// word.
    pub is_sure: bool,
}

/// Maximum number of letters in an acronym; all of them are capitals.
const MAX_LETTERS_OF_ACRONYM: usize = 6;

/// Finds a name in a text as whole words, ignoring letter case. However, an acronym of up to six letters does
/// not match a lowercase word (`us` is not `US`). If only the case distinguishes the name from a common word,
/// the match is not certain. Examples are `Who` for `WHO`, `apple` for `Apple`, and `WHO` in a text that is all
/// capitals.
#[must_use]
pub fn find_name(text: &str, name: &str, folding: Folding) -> Option<NamePlace> {
    let is_acronym = is_acronym(name);
    if let Some(range) = contains(text, name) {
        let is_sure = !is_acronym || text.contains(char::is_lowercase);
        return Some(NamePlace { range, is_sure });
    }
    if is_acronym {
        return contains(text, &capitalised(name)).map(|range| NamePlace { range, is_sure: false });
    }
    let range = contains_ignoring_case(text, name)
        .or_else(|| (!folding.is_none()).then(|| contains_folded(text, name, folding)).flatten())?;
    let is_one_word = !name.trim().contains(char::is_whitespace);
    let written = text.get(range.clone()).unwrap_or_default();
    let is_common_word = is_one_word
        && name.trim().starts_with(char::is_uppercase)
        && written.starts_with(char::is_lowercase);
    Some(NamePlace { range, is_sure: !is_common_word })
}

fn is_acronym(name: &str) -> bool {
    let letters = name.chars().filter(|character| character.is_alphabetic());
    let number = letters.clone().take(MAX_LETTERS_OF_ACRONYM + 1).count();
    (1..=MAX_LETTERS_OF_ACRONYM).contains(&number) && letters.clone().all(char::is_uppercase)
}

/// Returns a word with its first letter unchanged and its other letters in lower case.
fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next();
    first.into_iter().chain(characters.as_str().to_lowercase().chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_common_word_is_not_an_acronym() {
        for (text, name, want) in [
            ("The staff who came to the opening", "WHO", "no"),
            ("It told us all", "US", "no"),
            ("Who came to the opening", "WHO", "perhaps"),
            ("WHO CAME TO THE OPENING", "WHO", "perhaps"),
            ("Those who came to the WHO", "WHO", "yes"),
            ("a country of the Asean", "ASEAN", "perhaps"),
            ("a country of the ASEAN", "ASEAN", "yes"),
            ("a team of Interpol", "INTERPOL", "yes"),
            ("an apple fell", "Apple", "perhaps"),
            ("APPLE said so", "Apple", "yes"),
            ("the canadian government", "Canadian Government", "yes"),
            ("the members", "WHO", "no"),
        ] {
            let got = match find_name(text, name, Folding::default()) {
                Some(NamePlace { is_sure: true, .. }) => "yes",
                Some(NamePlace { is_sure: false, .. }) => "perhaps",
                None => "no",
            };
            assert_eq!(got, want, "{name:?} in {text:?}");
        }
    }
}
