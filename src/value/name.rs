//! Compares names. Finds out whether two names are equal or likely variants of each other, and which known
//! name a misspelt name stands for.
//!
//! A name is folded first. Folding applies Unicode compatibility composition (NFKC, UAX #15) and an
//! approximation of full case folding (upper case, then lower case). It replaces runs of white space with a
//! space, and typographic apostrophes, quotation marks and dashes with plain ones, and removes most invisible
//! characters. Distances are Damerau-Levenshtein distances (insertion, deletion, substitution and
//! transposition of neighbours), as computed by the `strsim` crate.

mod accents;
mod letter_case;
mod longer;
mod near;
mod pairs;
mod rival;
mod slip;

pub use longer::LongerNames;
pub use near::NearNames;
pub use pairs::{SimilarPairs, similar_pairs};
pub use slip::{KnownNames, Slip, only_meant, slip_of};

pub(crate) use letter_case::form;
pub(crate) use near::Letters;
use unicode_normalization::UnicodeNormalization;

/// The similarity of two names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Similarity {
    /// Equal after folding.
    Same,
    /// Likely two spellings of one name.
    Variant {
        /// The fraction of shared words or the edit similarity, whichever is larger, from 0.75 to 1.
        score: f64,
    },
    /// Different names.
    Different,
}

/// A name prepared for comparison with many others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldedName {
    text: String,
    /// The text without accents, which is compared.
    plain: String,
    /// The length of `plain` in characters.
    length: usize,
    /// The words to compare, sorted and without duplicates.
    words: Vec<String>,
    /// The numbers, single letters and points of the compass, sorted.
    distinguishing: Vec<String>,
    letters: Letters,
}

/// Minimum Jaccard index of two variants if one has all words of the other.
const MIN_JACCARD: f64 = 0.75;
/// Minimum number of words that two variants share if one has all words of the other.
const MIN_SHARED_WORDS: usize = 2;
/// Minimum edit similarity of variants.
const MIN_EDIT_SIMILARITY: f64 = 0.9;
/// Tolerance for rounding errors in the comparison of ratios.
const TOLERANCE: f64 = 1e-9;
/// Minimum length for the edit similarity, in characters. Shorter texts are too often similar by chance.
const MIN_EDIT_LENGTH: usize = 8;
/// Maximum length for the edit distance, in characters, since its running time is proportional to the product
/// of both lengths. Longer texts are not names.
const MAX_EDIT_LENGTH: usize = 1_000;

/// Words that do not contribute to a name's identity.
const FUNCTION_WORDS: [&str; 9] = ["a", "an", "and", "for", "in", "of", "on", "the", "to"];

/// Words that distinguish otherwise equal names, in addition to numbers and single letters.
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

/// Folds a name for comparison; see the module documentation. Punctuation is kept.
#[must_use]
pub fn fold_name(name: &str) -> String {
    let cased: String = if name.is_ascii() {
        name.to_ascii_lowercase()
    } else {
        let visible = name.chars().filter(|character| !is_ignored(*character));
        fold_case(&visible.nfkc().collect::<String>()).nfkc().collect()
    };
    let mut folded = String::with_capacity(cased.len());
    for character in cased.chars() {
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

/// Folds the letter case of a text. Letters with one capital form are equal: `ß`, `ẞ` and `ss`, or `σ` and `ς`.
#[must_use]
pub fn fold_case(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // The capital of `ß` is `SS`, but `ẞ` is a capital already, and only its small letter has the capital `SS`.
    text.to_lowercase().to_uppercase().to_lowercase()
}

/// Whether two names are equal after folding.
#[must_use]
pub fn names_are_equal(left: &str, right: &str) -> bool {
    left == right || fold_name(left) == fold_name(right)
}

/// Compares two names. To compare a name with many others, create its [`FoldedName`] only once.
#[must_use]
pub fn similarity(left: &str, right: &str) -> Similarity {
    FoldedName::new(left).similarity(&FoldedName::new(right))
}

impl FoldedName {
    /// Folds a name and splits it into words.
    #[must_use]
    pub fn new(name: &str) -> FoldedName {
        FoldedName::of_folded(fold_name(name))
    }

    /// Splits a folded name into words.
    fn of_folded(text: String) -> FoldedName {
        let plain = accents::without_accents(&text);
        let all = split_words(&plain);
        let mut distinguishing: Vec<String> =
            all.iter().filter(|word| is_distinguishing(word)).cloned().collect();
        distinguishing.sort_unstable();
        let mut words: Vec<String> = all
            .iter()
            .filter(|word| FUNCTION_WORDS.binary_search(&word.as_str()).is_err())
            .map(|word| without_plural(word).to_owned())
            .collect();
        words.sort_unstable();
        words.dedup();
        let (length, letters) = (plain.chars().count(), Letters::of(&plain));
        FoldedName { text, plain, length, words, distinguishing, letters }
    }

    /// Returns the folded name.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the folded name without accents.
    fn plain(&self) -> &str {
        &self.plain
    }

    /// Returns the words to compare, sorted, without accents, function words and plural endings.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// Compares two names. The order of the names does not matter. Names that differ in accents only are variants.
    ///
    /// In the following, accents are ignored. Names that differ in a number (digits, a Roman numeral up to 89, a
    /// numeral word), a single letter or a point of the compass are always different. Two other names are variants
    /// in three cases:
    ///
    /// - Their words are equal.
    /// - One name has all words of the other, and the shorter name has at least two words and at least three
    ///   quarters of the words of the longer name.
    /// - Both names have at least eight characters, and at most a tenth of the characters differ.
    #[must_use]
    pub fn similarity(&self, other: &FoldedName) -> Similarity {
        if self.text == other.text {
            return Similarity::Same;
        }
        if self.plain == other.plain {
            return Similarity::Variant { score: 1.0 };
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

    /// Returns the Jaccard index of the two sets of words, or 0 if the names are not variants by their words.
    fn shared_words(&self, other: &FoldedName) -> f64 {
        let is_shared = |word: &&String| other.words.binary_search(word).is_ok();
        let shared = self.words.iter().filter(is_shared).count();
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

    /// Returns one minus the edit distance per character, or 0 if the names are not variants by their edit
    /// distance.
    fn edit_similarity(&self, other: &FoldedName) -> f64 {
        let (shorter, longer) = (self.length.min(other.length), self.length.max(other.length));
        if shorter < MIN_EDIT_LENGTH || longer > MAX_EDIT_LENGTH {
            return 0.0;
        }
        // The difference in length is a lower bound of the distance.
        if ratio(shorter, longer) < MIN_EDIT_SIMILARITY {
            return 0.0;
        }
        let min_distance = self.letters.min_distance(&other.letters);
        if 1.0 - ratio(min_distance, longer) < MIN_EDIT_SIMILARITY - TOLERANCE {
            return 0.0;
        }
        let similarity = strsim::normalized_damerau_levenshtein(&self.plain, &other.plain);
        if similarity >= MIN_EDIT_SIMILARITY { similarity } else { 0.0 }
    }
}

/// Returns the candidate that is nearest to a misspelt text, as found by [`NearNames`], for "did you mean
/// ...?". Returns `None` if no candidate is near, or if several candidates are equally near.
pub fn closest<'a>(text: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let candidates: Vec<&str> = candidates.collect();
    let nearest = NearNames::new(&candidates).closest(text).into_iter();
    let mut nearest = nearest.filter_map(|position| candidates.get(position).copied());
    let first = nearest.next()?;
    nearest.all(|other| other == first).then_some(first)
}

/// Whether a text may be a misspelling of one or several of the candidates, as found by [`NearNames`].
pub fn is_near_any<'a>(text: &str, candidates: impl Iterator<Item = &'a str>) -> bool {
    let candidates: Vec<&str> = candidates.collect();
    !NearNames::new(&candidates).closest(text).is_empty()
}

/// Whether a character is ignored in names: the soft hyphen, the zero width space, the word joiner, the
/// byte order mark, and the direction marks that do not change the order of the surrounding text.
fn is_ignored(character: char) -> bool {
    matches!(character,
        '\u{AD}' | '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202C}'
        | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Replaces typographic apostrophes, quotation marks and dashes with plain ones.
pub(super) fn plain_mark(character: char) -> char {
    match character {
        '\u{2018}'..='\u{201B}' | '\u{02BC}' | '`' | '\u{00B4}' => '\'',
        '\u{201C}'..='\u{201F}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        _ => character,
    }
}

/// Splits a folded name into words. Removes possessive endings, and removes full stops except between digits
/// (`u.s.` becomes `us`).
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

/// Whether a word distinguishes two otherwise equal names.
fn is_distinguishing(word: &str) -> bool {
    let mut characters = word.chars();
    let is_single_letter = characters.next().is_some() && characters.next().is_none();
    (is_single_letter && word != "a")
        || word.chars().any(char::is_numeric)
        || is_roman_numeral(word)
        || DISTINGUISHING_WORDS.binary_search(&word).is_ok()
}

/// Whether a word is a Roman numeral from 1 to 89 in lower case. Larger numerals, such as `mix`, are more
/// often words.
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
