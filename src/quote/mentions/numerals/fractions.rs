//! Reads fractions in English text: `½`, `3/4`, `two thirds`, alone, after a number or of a million.

use std::iter;

use unicode_normalization::UnicodeNormalization;

use crate::quote::mentions::numerals::Numeral;
use crate::quote::mentions::tokens::{Kind, Tokens};
use crate::quote::number_words::{DENOMINATORS, scale, small_number};
use crate::value::number::Decimal;

/// Maximum denominator of a fraction with a slash.
const MAX_DENOMINATOR: u64 = 1_000;
/// Maximum number of digits after the point of a fraction with a finite decimal expansion.
const MAX_PLACES: i16 = 9;
/// Maximum number of digits after the point to which any other fraction is rounded.
const MAX_ROUNDED_PLACES: i16 = 6;

/// A fraction below one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fraction {
    above: u64,
    below: u64,
}

impl Fraction {
    fn new(above: u64, below: u64) -> Option<Fraction> {
        let is_fraction = above > 0 && above < below && below <= MAX_DENOMINATOR;
        is_fraction.then_some(Fraction { above, below })
    }

    /// Returns the fraction for a character such as `½`, or `None` for any other character.
    pub(crate) fn of_character(character: char) -> Option<Fraction> {
        Fraction::with_slash(&iter::once(character).nfkc().collect::<String>())
    }

    /// Parses a fraction such as `1/2`.
    pub(crate) fn with_slash(text: &str) -> Option<Fraction> {
        let (above, below) = text.split_once(['/', '\u{2044}'])?;
        Fraction::new(above.parse().ok()?, below.parse().ok()?)
    }

    /// Returns the product of the fraction and a power of ten. If the product has no finite decimal expansion,
    /// returns all values to which it may be rounded, the most exact one first.
    pub(crate) fn of_power(self, power: i16) -> Vec<Decimal> {
        let exact = (1..=MAX_PLACES).find_map(|places| {
            let scaled = self.scaled(places);
            scaled.is_multiple_of(self.below).then(|| vec![(scaled / self.below, places)])
        });
        let rounded = || {
            let round =
                |places| ((self.scaled(places) * 2 + self.below) / (self.below * 2), places);
            (1..=MAX_ROUNDED_PLACES).rev().map(round).collect()
        };
        let values: Vec<(u64, i16)> = exact.unwrap_or_else(rounded);
        let value = |(digits, places)| Decimal::from(digits).times_ten_to(power - places);
        values.into_iter().map(value).collect()
    }

    /// Returns the numerator times a power of ten.
    fn scaled(self, places: i16) -> u64 {
        (0..places).fold(self.above, |scaled, _| scaled.saturating_mul(10))
    }
}

/// A fraction in the text.
struct Phrase {
    fraction: Fraction,
    /// Index of the token after the fraction.
    end: usize,
    /// Whether the phrase may mean something else: `a third` can be an ordinal, `3/4` a date.
    is_ambiguous: bool,
}

/// Reads a fraction that begins at an index: `½`, `3/4`, `half`, `a quarter`, `two-thirds`.
fn phrase(tokens: &Tokens<'_>, at: usize) -> Option<Phrase> {
    let token = tokens.get(at)?;
    match &token.kind {
        Kind::Fraction(fraction) => {
            let fraction = (*fraction)?;
            return Some(Phrase { fraction, end: at + 1, is_ambiguous: false });
        }
        Kind::Composite => {
            let fraction = Fraction::with_slash(token.text)?;
            return Some(Phrase { fraction, end: at + 1, is_ambiguous: true });
        }
        Kind::Word => {}
        Kind::Digits(_) | Kind::Unclear(_) | Kind::Sign(_) => return None,
    }
    let above = match tokens.word(at) {
        "a" | "one" => Some(1),
        word => small_number(word),
    };
    let is_hyphenated = above.is_some() && tokens.sign(at + 1) == Some('-');
    let last = at + usize::from(above.is_some()) + usize::from(is_hyphenated);
    let word = tokens.word(last);
    let (above, is_plural) = (above.unwrap_or(1), above.is_some_and(|above| above > 1));
    let singular = word.strip_suffix('s').unwrap_or(word);
    let (name, below) = DENOMINATORS.iter().find(|(name, _)| *name == singular).copied()?;
    let has_plural_form = singular.len() < word.len();
    // `three quarter million`
    if has_plural_form != is_plural && !(is_plural && name == "quarter") {
        return None;
    }
    let is_ambiguous = !is_plural && !matches!(word, "half" | "quarter");
    Some(Phrase { fraction: Fraction::new(above, below)?, end: last + 1, is_ambiguous })
}

/// Whether a text has a fraction below one with this value: `half of them`, `three-fourths`, `five tenths`.
pub(crate) fn names_fraction(tokens: &Tokens<'_>, value: &Decimal) -> bool {
    let mut phrases = (0..tokens.len()).filter_map(|at| phrase(tokens, at));
    phrases.any(|phrase| phrase.fraction.of_power(0).contains(value))
}

/// Reads a fraction of a million or another scale: `half a million`, `a half-million`,
/// `three quarters of a million`.
pub(super) fn fraction_of_scale(tokens: &Tokens<'_>, first: usize) -> Option<Numeral> {
    let Phrase { fraction, end, .. } = phrase(tokens, first)?;
    let is_in_words = tokens.get(first)?.kind == Kind::Word;
    let is_between = |at: &usize| {
        tokens.sign(*at) == Some('-') || matches!(tokens.word(*at), "of" | "a" | "one")
    };
    let last = end + (end..tokens.len()).take_while(is_between).count();
    if tokens.word(end) != "of" && !is_in_words {
        // `½ million` is read as a number in digits; `3/4 million` can be three or four million.
        return None;
    }
    let power = scale(tokens.word(last))?;
    Some(Numeral {
        power,
        is_in_words,
        ..Numeral::of_values(first, last, fraction.of_power(power))?
    })
}

/// Adds the fraction that follows a number: `3½`, `3 ½`, `3 and a half`, `one and three quarters`,
/// `a million and a half`; `3 1/2`, `3-1/2` and `3 and 1/2` can also be two numbers.
pub(super) fn add_fraction(tokens: &Tokens<'_>, numeral: &mut Numeral) {
    if !numeral.value.is_whole() {
        return;
    }
    let next = numeral.last + 1;
    let has_and = tokens.word(next) == "and";
    let has_joint = has_and || tokens.sign(next) == Some('-');
    let Some(found) = phrase(tokens, next + usize::from(has_joint)) else { return };
    let Phrase { fraction, end, is_ambiguous } = found;
    let is_spelt_out = tokens.get(end - 1).is_some_and(|last| last.kind == Kind::Word);
    let is_scaled = scale(tokens.word(end)).is_some();
    let power = scale(tokens.word(numeral.last)).unwrap_or(0);
    let is_between = tokens.word_before(numeral.first, 1) == "between";
    let is_other = tokens.word(end) == "of" || is_between || (is_ambiguous && !is_scaled);
    let is_joined = match (is_spelt_out, is_ambiguous) {
        (true, _) => has_and && !is_other,
        (false, false) => true,
        (false, true) => power == 0 && (has_joint || !tokens.is_attached(next)),
    };
    if !is_joined {
        return;
    }
    // `a million and a half` is 1,500,000, and `a thousand and a half` 1,500 or 1,000.5.
    let mut sums = numeral.plus(&fraction.of_power(power));
    if power == 3 {
        sums.extend(numeral.plus(&fraction.of_power(0)));
    }
    if !is_spelt_out && (is_ambiguous || has_joint) {
        sums.extend(fraction.of_power(0));
        sums.insert(0, numeral.value.clone());
    }
    numeral.set_values(sums);
    numeral.last = end - 1;
}
