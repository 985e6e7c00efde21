//! Numbers that may only be the difference from another number: `25 votes fewer`, `grew by 25 votes`.

use crate::quote::mentions::tokens::Tokens;

/// Words that make a number a difference if they follow the number and the counted things.
const AFTER_COUNTED: [&str; 13] = [
    "ahead", "behind", "fewer", "higher", "larger", "less", "longer", "lower", "more", "short",
    "shorter", "shy", "smaller",
];

/// Words directly beside a difference: `25 more votes`, `an extra 25 votes`.
const BESIDE: [&str; 6] = ["additional", "extra", "fewer", "further", "less", "more"];

/// Words before `by` and a difference: `increased by 25 votes`, `raised the number by 25`. Sorted.
const CHANGED: [&str; 52] = [
    "climbed",
    "cut",
    "declined",
    "decrease",
    "decreased",
    "decreases",
    "decreasing",
    "dropped",
    "expanded",
    "extended",
    "fallen",
    "falls",
    "fell",
    "grew",
    "grow",
    "growing",
    "grown",
    "grows",
    "increase",
    "increased",
    "increases",
    "increasing",
    "jumped",
    "larger",
    "lengthened",
    "lost",
    "lower",
    "lowered",
    "more",
    "outnumbered",
    "prolonged",
    "raise",
    "raised",
    "raises",
    "reduce",
    "reduced",
    "reduces",
    "reducing",
    "rise",
    "risen",
    "rises",
    "rising",
    "rose",
    "shortened",
    "shrank",
    "shrinks",
    "shrunk",
    "slipped",
    "smaller",
    "up",
    "went",
    "won",
];

/// Words for a change directly before a difference: `gained 25 votes`. Sorted.
const CHANGED_BY: [&str; 29] = [
    "add",
    "added",
    "adding",
    "adds",
    "climbed",
    "declined",
    "decreased",
    "dropped",
    "falls",
    "fell",
    "gain",
    "gained",
    "gaining",
    "gains",
    "grew",
    "grown",
    "grows",
    "increased",
    "jumped",
    "lose",
    "loses",
    "losing",
    "lost",
    "rise",
    "risen",
    "rises",
    "rose",
    "shrank",
    "slipped",
];

/// Nouns before `of` and a difference: `an increase of 25 votes`.
const CHANGES: [&str; 13] = [
    "cut",
    "decline",
    "decrease",
    "difference",
    "drop",
    "fall",
    "gap",
    "growth",
    "increase",
    "margin",
    "reduction",
    "rise",
    "shortfall",
];

/// Maximum number of words between a word for a change and `by`: `raised the number of its members by 25`.
const MAX_WORDS_BETWEEN: usize = 6;

/// Whether a number with its sign and currency, from `first` to `last`, may only be a difference: `25 more votes`,
/// `25 votes short`, `increased by 25 votes`.
pub(super) fn is_difference(tokens: &Tokens<'_>, first: usize, last: usize) -> bool {
    let is_short =
        |at: usize| matches!(tokens.word(at), "short" | "shy") && tokens.word(at + 1) == "of";
    // `25 votes`, `25 electoral votes`
    let after_plural =
        (1..=2).map(|length| last + length).find(|at| tokens.word(*at).ends_with('s'));
    is_short(last + 1)
        || BESIDE.contains(&tokens.word(last + 1))
        || after_plural.is_some_and(|at| AFTER_COUNTED.contains(&tokens.word(at + 1)))
        || is_introduced(tokens, first)
}

/// Whether the words before a number make it a difference.
fn is_introduced(tokens: &Tokens<'_>, first: usize) -> bool {
    match tokens.word_before(first, 1) {
        "by" => (2..=2 + MAX_WORDS_BETWEEN)
            .map(|distance| tokens.word_before(first, distance))
            .take_while(|word| !word.is_empty())
            .any(|word| CHANGED.binary_search(&word).is_ok()),
        "of" => CHANGES.contains(&tokens.word_before(first, 2)),
        "additional" | "another" | "extra" | "further" => true,
        "down" | "up" => matches!(tokens.sign_before(first, 2), Some(',' | '(')),
        word => CHANGED_BY.binary_search(&word).is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::{CHANGED, CHANGED_BY};

    #[test]
    fn the_lists_that_are_searched_are_sorted() {
        assert!(CHANGED.is_sorted());
        assert!(CHANGED_BY.is_sorted());
    }
}
