//! Common English words that have little meaning by themselves.

/// The function words in lower case, sorted.
const FUNCTION_WORDS: [&str; 38] = [
    "a",
    "after",
    "an",
    "and",
    "are",
    "as",
    "at",
    "because",
    "before",
    "but",
    "by",
    "during",
    "following",
    "for",
    "from",
    "had",
    "has",
    "have",
    "in",
    "is",
    "its",
    "on",
    "or",
    "since",
    "that",
    "the",
    "their",
    "then",
    "there",
    "this",
    "through",
    "to",
    "under",
    "until",
    "was",
    "were",
    "when",
    "with",
];

/// Whether a word in lower case is a function word. Such a word is not a part of a name, even if it is capitalised
/// at the beginning of a sentence or follows a year.
pub(super) fn is_function_word(word: &str) -> bool {
    FUNCTION_WORDS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::FUNCTION_WORDS;

    #[test]
    fn function_words_are_sorted() {
        assert!(FUNCTION_WORDS.is_sorted());
    }
}
