//! Editorial question marks: `1954?`, `1954 (?)`, `7 [?] members`.

use crate::quote::mentions::tokens::Tokens;

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
