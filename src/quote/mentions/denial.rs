//! Finds the tokens of a text that are denied: those after `not` or `instead of`, up to the end of the clause.

use crate::quote::mentions::tokens::{Kind, Token};

/// Words after `not` that turn it into something other than a denial: `not only 27 votes`.
const LIMITERS: [&str; 8] =
    ["exclusively", "just", "least", "merely", "only", "simply", "solely", "until"];

/// Verbs that deny what follows them: `lacks 27 votes`. Sorted.
const DENIALS: [&str; 10] = [
    "denied", "denies", "deny", "denying", "lack", "lacked", "lacking", "lacks", "refuted",
    "refutes",
];

/// Marks the tokens that are denied.
pub(super) fn mark_denied(tokens: &mut [Token<'_>]) {
    let mut is_denied = false;
    for at in 0..tokens.len() {
        is_denied = begins_or_ends(tokens, at).unwrap_or(is_denied);
        if let Some(token) = tokens.get_mut(at) {
            token.is_denied = is_denied;
        }
    }
}

/// Returns `true` if a denial begins with a token, `false` if a denial ends there, otherwise `None`.
fn begins_or_ends(tokens: &[Token<'_>], at: usize) -> Option<bool> {
    let word = |at: Option<usize>| at.and_then(|at| tokens.get(at)).map_or("", |token| &token.word);
    let (before, after) = (word(at.checked_sub(1)), word(at.checked_add(1)));
    match (before, word(Some(at))) {
        // `whether or not`
        ("or", "not") => None,
        (
            _,
            "not" | "never" | "cannot" | "nor" | "neither" | "except" | "excluding" | "unlike"
            | "barely" | "hardly" | "scarcely",
        )
        | ("instead", "of")
        | ("rather" | "other", "than")
        | ("opposed", "to")
        | ("no", "longer")
        | ("false" | "incorrect" | "untrue" | "wrong", "that")
        | ("all" | "everybody" | "everyone" | "everything", "but") => Some(true),
        // `denied on 5 May` does not deny the date.
        (_, verb) if DENIALS.binary_search(&verb).is_ok() => {
            (!matches!(after, "at" | "by" | "in" | "on" | "since")).then_some(true)
        }
        (_, contracted) if contracted.ends_with("n't") => Some(true),
        (_, "but" | "till" | "until") => Some(false),
        _ => ends_clause(tokens, at).then_some(false),
    }
    .filter(|begins| !begins || !LIMITERS.contains(&after))
}

/// Whether a sign ends a clause. A full stop before a word in lower case ends an abbreviation, and a comma
/// after a number belongs to a list or a date.
fn ends_clause(tokens: &[Token<'_>], at: usize) -> bool {
    let Some(Token { kind: Kind::Sign(sign), .. }) = tokens.get(at) else { return false };
    let (before, after) = (at.checked_sub(1).and_then(|at| tokens.get(at)), tokens.get(at + 1));
    match sign {
        '!' | '?' | ';' | ':' => true,
        '.' => after.is_some_and(|after| after.text.starts_with(char::is_uppercase)),
        ',' => before.is_some_and(|before| before.kind == Kind::Word),
        '-' => after.is_some_and(|after| after.is_spaced),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::DENIALS;

    #[test]
    fn the_list_that_is_searched_is_sorted() {
        assert!(DENIALS.is_sorted());
    }
}
