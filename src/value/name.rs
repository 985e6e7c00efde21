//! Names of things: when two are the same, when one is likely a variant of the other, and which
//! known name a mistyped one was meant to be.
//!
//! A name is folded first: Unicode compatibility composition (NFKC, UAX #15), an approximation of
//! full case folding (upper case, then lower case), runs of white space, and typographic
//! apostrophes and dashes; what nobody sees is left out. Distances are Damerau-Levenshtein distances (insertion, deletion,
//! substitution and transposition of neighbours), as the `strsim` crate computes them.

mod near;
mod pairs;
mod slip;

pub use near::NearNames;
pub use pairs::{NamePairs, pairs_worth_comparing};
pub use slip::{KnownNames, Slip, only_meant};

use std::collections::BTreeSet;

pub(crate) use near::Letters;
use unicode_normalization::UnicodeNormalization;

/// How alike two names are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Similarity {
    /// Equal after folding.
    Same,
    /// Likely two ways to write one name.
    Variant {
        /// From 0.75 to 1: the larger of the shared part of the words and the edit similarity.
        score: f64,
    },
    /// Two names.
    Different,
}

/// A name made ready to be compared with many others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldedName {
    text: String,
    length: usize,
    words: BTreeSet<String>,
    distinguishing: Vec<String>,
    letters: Letters,
}

/// Two token sets of which one contains the other are variants from this Jaccard index on.
const MIN_JACCARD: f64 = 0.75;
/// How many words two such sets share at least.
const MIN_SHARED_WORDS: usize = 2;
/// Two texts are variants from this edit similarity on.
const MIN_EDIT_SIMILARITY: f64 = 0.9;
/// What two roundings of one ratio may differ by.
const TOLERANCE: f64 = 1e-9;
/// Shorter texts are too easily alike for an edit distance to mean anything.
const MIN_EDIT_LENGTH: usize = 8;
/// The edit distance takes time in proportion to both lengths; longer texts are not names.
const GREATEST_EDIT_LENGTH: usize = 1_000;

/// Words that carry no part of a name's identity.
const FUNCTION_WORDS: [&str; 9] = ["a", "an", "and", "for", "in", "of", "on", "the", "to"];

/// Words that tell two otherwise equal names apart, beside numbers and single letters.
const DISTINGUISHING_WORDS: [&str; 38] = [
    "east",
    "eastern",
    "eight",
    "eighth",
    "eleven",
    "fifth",
    "first",
    "five",
    "four",
    "fourth",
    "nine",
    "ninth",
    "north",
    "northeast",
    "northeastern",
    "northern",
    "northwest",
    "northwestern",
    "one",
    "second",
    "seven",
    "seventh",
    "six",
    "sixth",
    "south",
    "southeast",
    "southeastern",
    "southern",
    "southwest",
    "southwestern",
    "ten",
    "tenth",
    "third",
    "three",
    "twelve",
    "two",
    "west",
    "western",
];

/// Folds a name for comparison; see the module's documentation for what is folded. Punctuation
/// stays.
#[must_use]
pub fn fold_name(name: &str) -> String {
    let visible = name.chars().filter(|character| !is_ignored(*character));
    let cased: String = visible.nfkc().collect::<String>().to_uppercase().to_lowercase();
    let mut folded = String::with_capacity(cased.len());
    for character in cased.nfkc() {
        if character.is_whitespace() {
            if !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
        } else {
            folded.push(plain_mark(character));
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Whether two names are equal after folding.
#[must_use]
pub fn names_are_equal(left: &str, right: &str) -> bool {
    left == right || fold_name(left) == fold_name(right)
}

/// How alike two names are. To compare many, make [`FoldedName`]s once.
#[must_use]
pub fn similarity(left: &str, right: &str) -> Similarity {
    FoldedName::new(left).similarity(&FoldedName::new(right))
}

impl FoldedName {
    /// Folds a name and splits it into words.
    #[must_use]
    pub fn new(name: &str) -> FoldedName {
        let text = fold_name(name);
        let all = split_words(&text);
        let mut distinguishing: Vec<String> =
            all.iter().filter(|word| is_distinguishing(word)).cloned().collect();
        distinguishing.sort_unstable();
        let words = all
            .iter()
            .filter(|word| FUNCTION_WORDS.binary_search(&word.as_str()).is_err())
            .map(|word| without_plural(word).to_owned())
            .collect();
        let (length, letters) = (text.chars().count(), Letters::of(&text));
        FoldedName { text, length, words, distinguishing, letters }
    }

    /// The folded name.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The words that are compared, sorted: without function words and plural endings.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// How alike the two names are; symmetric.
    ///
    /// They are variants when their words are the same, or when one has all words of the other, at
    /// least two, and these are three quarters of all; or when at least nine tenths of the folded
    /// text is the same and it has at least eight characters. Names that differ in a number
    /// (digits, a Roman numeral up to 89, a numeral word), a single letter or a point of the
    /// compass are always different.
    #[must_use]
    pub fn similarity(&self, other: &FoldedName) -> Similarity {
        if self.text == other.text {
            return Similarity::Same;
        }
        if self.distinguishing != other.distinguishing {
            return Similarity::Different;
        }
        let by_words = self.shared_words(other);
        let by_edits = self.edit_similarity(other);
        match by_words.max(by_edits) {
            score if score > 0.0 => Similarity::Variant { score },
            _ => Similarity::Different,
        }
    }

    /// The Jaccard index of the two word sets, or 0 where they do not make a variant.
    fn shared_words(&self, other: &FoldedName) -> f64 {
        let shared = self.words.intersection(&other.words).count();
        let all = self.words.len() + other.words.len() - shared;
        if shared == 0 {
            return 0.0;
        }
        if shared == all {
            return 1.0;
        }
        let one_contains_the_other = shared == self.words.len().min(other.words.len());
        let jaccard = ratio(shared, all);
        if one_contains_the_other && shared >= MIN_SHARED_WORDS && jaccard >= MIN_JACCARD {
            jaccard
        } else {
            0.0
        }
    }

    /// One minus the edit distance per character, or 0 where that does not make a variant.
    fn edit_similarity(&self, other: &FoldedName) -> f64 {
        let (shorter, longer) = (self.length.min(other.length), self.length.max(other.length));
        if shorter < MIN_EDIT_LENGTH || longer > GREATEST_EDIT_LENGTH {
            return 0.0;
        }
        // The distance is at least the difference in length, which costs nothing to know.
        if ratio(shorter, longer) < MIN_EDIT_SIMILARITY {
            return 0.0;
        }
        let least = self.letters.least_distance(&other.letters);
        if 1.0 - ratio(least, longer) < MIN_EDIT_SIMILARITY - TOLERANCE {
            return 0.0;
        }
        let similarity = strsim::normalized_damerau_levenshtein(&self.text, &other.text);
        if similarity >= MIN_EDIT_SIMILARITY { similarity } else { 0.0 }
    }
}

/// The candidate that a mistyped text most likely means ("did you mean ...?"), as [`NearNames`] finds it.
pub fn closest<'a>(wanted: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let candidates: Vec<&str> = candidates.collect();
    let (_, position) = NearNames::new(&candidates).closest(wanted, |_| true)?;
    candidates.get(position).copied()
}

/// Whether a character is nothing in a name: the soft hyphen, the zero width space, the word joiner, the
/// byte order mark, and the direction marks that do not change the order of what they surround.
fn is_ignored(character: char) -> bool {
    matches!(character,
        '\u{AD}' | '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202C}'
        | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// The plain form of typographic apostrophes and dashes.
pub(super) fn plain_mark(character: char) -> char {
    match character {
        '\u{2018}'..='\u{201B}' | '\u{02BC}' | '`' | '\u{00B4}' => '\'',
        '\u{201C}'..='\u{201F}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        _ => character,
    }
}

/// The words of a folded name. A full stop within a word is dropped (`u.s.` is `us`) except between
/// digits, and so is a possessive ending.
fn split_words(folded: &str) -> Vec<String> {
    let characters: Vec<char> = folded.chars().collect();
    let mut words = vec![String::new()];
    for (index, &character) in characters.iter().enumerate() {
        let is_digit =
            |neighbour: Option<&char>| neighbour.is_some_and(|neighbour| neighbour.is_numeric());
        let between_digits =
            is_digit(index.checked_sub(1).and_then(|before| characters.get(before)))
                && is_digit(characters.get(index + 1));
        let belongs_to_word = character.is_alphanumeric()
            || unicode_normalization::char::is_combining_mark(character)
            || character == '\''
            || (matches!(character, '.' | ',') && between_digits);
        if belongs_to_word {
            if let Some(word) = words.last_mut() {
                word.push(character);
            }
        } else if character != '.' {
            words.push(String::new());
        }
    }
    words
        .iter()
        .map(|word| word.trim_matches('\''))
        .map(|word| word.strip_suffix("'s").unwrap_or(word))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether a word tells two names apart that are otherwise the same.
fn is_distinguishing(word: &str) -> bool {
    let mut characters = word.chars();
    let is_single_letter = characters.next().is_some() && characters.next().is_none();
    (is_single_letter && word != "a")
        || word.chars().any(char::is_numeric)
        || is_roman_numeral(word)
        || DISTINGUISHING_WORDS.binary_search(&word).is_ok()
}

/// Whether a word is a Roman numeral from 1 to 89, in lower case. Larger ones are mistaken for
/// words more often than they number anything.
fn is_roman_numeral(word: &str) -> bool {
    let tens = ["lxxx", "lxx", "lx", "xxx", "xx", "xl", "l", "x", ""];
    let ones = ["viii", "vii", "vi", "iv", "iii", "ii", "ix", "i", "v", ""];
    !word.is_empty()
        && tens.iter().any(|ten| word.strip_prefix(ten).is_some_and(|rest| ones.contains(&rest)))
}

fn without_plural(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(stem) if stem.chars().count() >= 3 && !stem.ends_with(['s', 'u', 'i']) => stem,
        _ => word,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of words and characters are far below 2^52"
)]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

#[cfg(test)]
mod tests;
