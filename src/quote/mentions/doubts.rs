//! Estimates and editorial question marks: `about 7`, `1954?`, `1954 (?)`, `7 [?] members`.

use crate::quote::mentions::tokens::Tokens;

/// Words that make the number or date after them an estimate or a guess. Sorted.
const ESTIMATES: [&str; 21] = [
    "about",
    "almost",
    "approx",
    "approximately",
    "around",
    "c",
    "ca",
    "circa",
    "estimated",
    "likely",
    "maybe",
    "near",
    "nearly",
    "perhaps",
    "possibly",
    "presumably",
    "probably",
    "roughly",
    "some",
    "toward",
    "towards",
];

/// Whether a lowercase word makes the number or date after it an estimate or a guess.
pub(super) fn is_estimate(word: &str) -> bool {
    ESTIMATES.binary_search(&word).is_ok()
}

/// Whether a question mark, by itself or in brackets, is just before or after the tokens from `first` to `last`.
pub(super) fn is_questioned(tokens: &Tokens<'_>, first: usize, last: usize) -> bool {
    let is_mark_after = tokens.sign(last + 1) == Some('?')
        || matches!(tokens.sign(last + 1), Some('(' | '[')) && tokens.sign(last + 2) == Some('?');
    let is_mark_before = match tokens.sign_before(first, 1) {
        Some('?') => tokens.is_attached(first),
        Some(')' | ']') => {
            tokens.sign_before(first, 2) == Some('?')
                && matches!(tokens.sign_before(first, 3), Some('(' | '['))
        }
        _ => false,
    };
    is_mark_after || is_mark_before
}

#[cfg(test)]
mod tests {
    use super::ESTIMATES;

    #[test]
    fn the_list_that_is_searched_is_sorted() {
        assert!(ESTIMATES.is_sorted());
    }
}
