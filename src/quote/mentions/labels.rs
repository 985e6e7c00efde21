//! Words and signs that make the number after them a label: `Room 1984`, `inv. no. 1920`, `Apollo 11`.

use crate::quote::currency::is_currency_code;
use crate::quote::mentions::function_words::is_function_word;
use crate::quote::mentions::numerals::is_number_word;
use crate::quote::mentions::tokens::{Kind, Tokens};

/// Words before a label, in the singular.
const NOUNS: [&str; 60] = [
    "accession",
    "act",
    "annex",
    "apartment",
    "appendix",
    "article",
    "box",
    "bus",
    "catalogue",
    "category",
    "channel",
    "chapter",
    "class",
    "code",
    "decree",
    "directive",
    "exhibit",
    "figure",
    "flat",
    "flight",
    "folder",
    "folio",
    "footnote",
    "gate",
    "grade",
    "highway",
    "inventory",
    "item",
    "law",
    "level",
    "lot",
    "model",
    "no",
    "nos",
    "number",
    "nr",
    "page",
    "paragraph",
    "part",
    "phase",
    "plate",
    "platform",
    "postcode",
    "regulation",
    "resolution",
    "room",
    "route",
    "rule",
    "section",
    "serial",
    "stage",
    "step",
    "suite",
    "table",
    "tier",
    "train",
    "type",
    "unit",
    "version",
    "volume",
];

/// Nouns for things that are also named by their year: `the Data Protection Act 2018`.
const NAMED_BY_YEAR: [&str; 7] =
    ["act", "catalogue", "decree", "directive", "law", "model", "regulation"];

/// Abbreviations before a label.
const ABBREVIATIONS: [&str; 20] = [
    "acc", "art", "cat", "ch", "chap", "ext", "fig", "inv", "no", "nos", "nr", "p", "para", "pp",
    "ref", "res", "rm", "sec", "tel", "vol",
];

/// Words, in addition to function words, that begin a sentence or a title and do not form a name
/// with the number after them: `Exactly 27 members`.
const NOT_NAMES: [&str; 44] = [
    "about",
    "above",
    "across",
    "all",
    "also",
    "among",
    "another",
    "around",
    "below",
    "between",
    "both",
    "despite",
    "each",
    "every",
    "exactly",
    "except",
    "first",
    "her",
    "here",
    "his",
    "how",
    "if",
    "including",
    "into",
    "just",
    "last",
    "like",
    "next",
    "now",
    "of",
    "only",
    "other",
    "our",
    "out",
    "over",
    "plus",
    "so",
    "some",
    "these",
    "those",
    "today",
    "total",
    "while",
    "within",
];

/// Whether a word or a sign before a number makes it a label: `Phase 2`, `rooms 3`, `No. 5`, `§ 7`.
pub(super) fn is_label(tokens: &Tokens<'_>, first: usize) -> bool {
    match tokens.sign_before(first, 1) {
        Some('#' | '№' | '§') => true,
        Some('.') => ABBREVIATIONS.contains(&tokens.word_before(first, 2)),
        _ => is_noun(&NOUNS, tokens.word_before(first, 1)),
    }
}

/// Whether a number that may be a year is a label.
pub(super) fn is_label_not_year(tokens: &Tokens<'_>, first: usize) -> bool {
    is_label(tokens, first) && !is_noun(&NAMED_BY_YEAR, tokens.word_before(first, 1))
}

/// Whether a number in digits may be the end of the name before it: `Apollo 11`.
pub(super) fn may_end_name(tokens: &Tokens<'_>, first: usize) -> bool {
    tokens.before(first, 1).is_some_and(|before| {
        before.kind == Kind::Word
            && before.text.starts_with(char::is_uppercase)
            && !is_currency_code(before.text)
            && !is_number_word(&before.word)
            && !before.word.ends_with("'s")
            && !before.word.ends_with("ly")
            && !is_function_word(&before.word)
            && !NOT_NAMES.contains(&before.word.as_ref())
    })
}

fn is_noun(nouns: &[&str], word: &str) -> bool {
    nouns.contains(&word) || word.strip_suffix('s').is_some_and(|noun| nouns.contains(&noun))
}
