//! Reads the values of numbers in English text, in digits or in words, including halves, quarters
//! and words such as `million`. The module `quantities` then decides which things they count.

mod decimals;
mod fractions;
mod words;

pub(crate) use crate::quote::mentions::numerals::fractions::{Fraction, names_fraction};
pub(crate) use crate::quote::number_words::{is_number_word, scale};

use crate::quote::mentions::numerals::decimals::{add_decimals, decimal_without_whole};
use crate::quote::mentions::numerals::fractions::{add_fraction, fraction_of_scale};
use crate::quote::mentions::numerals::words::{in_words, join_year};
use crate::quote::mentions::tokens::{Kind, Tokens};
use crate::quote::number_words::{NOT_CARDINAL, POSSIBLE_SCALES, value_in};
use crate::value::number::Decimal;

/// A number in the text, regardless of the things that it counts.
#[derive(Debug, Clone)]
pub(crate) struct Numeral {
    /// Index of its first token.
    pub(crate) first: usize,
    /// Index of its last token.
    pub(crate) last: usize,
    /// Its value, without a minus.
    pub(crate) value: Decimal,
    /// Alternative values.
    pub(crate) others: Vec<Decimal>,
    /// Whether the number is ambiguous.
    pub(crate) is_unclear: bool,
    /// Whether the number is only part of something else: a name (`G20`), a decade (`1990s`), a time or a
    /// slashed date.
    pub(crate) is_part: bool,
    /// Letters directly after the number: `5km`, `2m`.
    pub(crate) suffix: Option<String>,
    /// The power of ten of the words that multiply the number: 6 for `2 million`.
    pub(crate) power: i16,
    /// Whether the number is in words.
    pub(crate) is_in_words: bool,
}

impl Numeral {
    /// Creates an unambiguous number in digits.
    fn plain(first: usize, last: usize, value: Decimal) -> Numeral {
        Numeral {
            first,
            last,
            value,
            others: Vec::new(),
            is_unclear: false,
            is_part: false,
            suffix: None,
            power: 0,
            is_in_words: false,
        }
    }

    /// Creates a number from its possible values, or returns `None` if there are none.
    pub(crate) fn of_values(first: usize, last: usize, values: Vec<Decimal>) -> Option<Numeral> {
        let mut numeral = Numeral::plain(first, last, values.first()?.clone());
        numeral.set_values(values);
        Some(numeral)
    }

    /// Returns all values that the number may have.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Decimal> {
        std::iter::once(&self.value).chain(&self.others)
    }

    /// Sets the values that the number may have. If there are several, the number is ambiguous.
    pub(crate) fn set_values(&mut self, values: Vec<Decimal>) {
        let mut values = values.into_iter();
        if let Some(value) = values.next() {
            self.value = value;
            self.others = values.collect();
            self.is_unclear |= !self.others.is_empty();
        }
    }

    /// Returns each sum of a value of the number and one of the given values.
    pub(crate) fn plus(&self, others: &[Decimal]) -> Vec<Decimal> {
        let sums = self
            .values()
            .flat_map(|value| others.iter().filter_map(move |other| Decimal::sum([value, other])));
        sums.collect()
    }
}

/// The highest power of ten by which a word in another script may multiply a number: 12 for 兆, a trillion.
const MAX_UNKNOWN_POWER: i16 = 12;

/// Abbreviations of currencies that are written directly before a number: `R50`, `Rs50`, `Fr50`.
const MONEY: [&str; 9] = ["fr", "kr", "ksh", "r", "rm", "rp", "rs", "sfr", "tk"];

/// Returns all numbers in the text, in order.
pub(crate) fn numerals(tokens: &Tokens<'_>) -> Vec<Numeral> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let numeral = fraction_of_scale(tokens, at).or_else(|| match &token.kind {
            Kind::Digits(value) => in_digits(tokens, at, vec![value.clone()]),
            Kind::Unclear(values) => in_digits(tokens, at, values.clone())
                .map(|numeral| Numeral { is_unclear: true, ..numeral }),
            Kind::Fraction(Some(fraction)) => in_digits(tokens, at, fraction.of_power(0)),
            Kind::Composite | Kind::Fraction(None) => Some(part(at)),
            Kind::Word => decimal_without_whole(tokens, at)
                .or_else(|| in_words(tokens, at).map(|numeral| join_year(tokens, numeral))),
            Kind::Sign(_) => None,
        });
        match numeral {
            Some(numeral) => {
                at = numeral.last + 1;
                found.push(numeral);
            }
            None => at += 1,
        }
    }
    found
}

/// Whether a numeral that ends at `last` is followed by a word that makes it a fraction, an ordinal or
/// dozens.
pub(crate) fn is_not_cardinal(tokens: &Tokens<'_>, last: usize) -> bool {
    let next = if tokens.sign(last + 1) == Some('-') { last + 2 } else { last + 1 };
    // `five times` is a count; `twenty-first` and `two thirds` are not 20 and 2.
    let word = tokens.word(next);
    NOT_CARDINAL.contains(&word)
        || (word == "and"
            && matches!(tokens.word(next + 1), "a" | "")
            && (1..5).any(|ahead| tokens.word(next + ahead) == "half"))
}

fn part(at: usize) -> Numeral {
    Numeral { is_part: true, ..Numeral::plain(at, at, Decimal::from(0_u64)) }
}

fn in_digits(tokens: &Tokens<'_>, at: usize, values: Vec<Decimal>) -> Option<Numeral> {
    let mut numeral = Numeral { is_part: true, ..Numeral::of_values(at, at, values)? };
    let follows_letters = tokens.is_attached(at)
        && tokens.before(at, 1).is_some_and(|before| {
            before.kind == Kind::Word && !crate::quote::currency::is_currency_code(before.text)
        });
    if follows_letters {
        return Some(after_letters(tokens, numeral));
    }
    add_decimals(tokens, &mut numeral);
    add_fraction(tokens, &mut numeral);
    let letters = tokens.word(numeral.last + 1);
    let is_perhaps_scale = letters.len() > 1 && is_perhaps_scale(letters);
    if tokens.is_attached(numeral.last + 1) && !letters.is_empty() && !is_perhaps_scale {
        numeral.last += 1;
        match (letters, scale(letters)) {
            ("st" | "nd" | "rd" | "th" | "s" | "'s", _) => return Some(numeral),
            (_, Some(power)) => numeral.multiply(power),
            _ => numeral.suffix = Some(letters.to_owned()),
        }
    }
    while numeral.suffix.is_none() {
        let last = numeral.last;
        let next = if tokens.sign(last + 1) == Some('-') && tokens.is_attached(last + 2) {
            last + 2
        } else {
            last + 1
        };
        let power = match tokens.word(next) {
            "hundred" => Some(2),
            word => scale(word),
        };
        let Some(power) = power else {
            break;
        };
        numeral.multiply(power);
        numeral.last = next;
    }
    if numeral.power > 0 {
        add_fraction(tokens, &mut numeral);
    }
    numeral.is_part = is_not_cardinal(tokens, numeral.last);
    numeral.add_perhaps_scale(tokens);
    Some(numeral)
}

/// Reads a number directly after letters. It is part of a name (`G20`), unless it is an amount in a currency that
/// is not known (`R50`, `R2 million`) or follows a word in another script; then it is ambiguous.
fn after_letters(tokens: &Tokens<'_>, numeral: Numeral) -> Numeral {
    let (last, letters) = (numeral.last, tokens.word_before(numeral.first, 1));
    let power = scale(tokens.word(last + 1)).filter(|_| !tokens.is_attached(last + 1));
    if power.is_none() && !MONEY.contains(&letters) && !has_other_script(letters) {
        return numeral;
    }
    let mut number = Numeral { is_part: false, is_unclear: true, ..numeral };
    if let Some(power) = power {
        number.multiply(power);
        number.last += 1;
    }
    number.add_perhaps_scale(tokens);
    number
}

impl Numeral {
    fn multiply(&mut self, power: i16) {
        self.power += power;
        self.value = self.value.times_ten_to(power);
        self.others.iter_mut().for_each(|other| *other = other.times_ten_to(power));
    }

    /// Multiplies the number by the scale after it, if there is one.
    fn add_scale(&mut self, tokens: &Tokens<'_>) {
        if let Some(power) = scale(tokens.word(self.last + 1)) {
            self.multiply(power);
            self.last += 1;
        }
    }

    /// Adds the alternative values if the word after the number may multiply it. The word may be a unit
    /// instead.
    fn add_perhaps_scale(&mut self, tokens: &Tokens<'_>) {
        let is_hyphenated =
            tokens.sign(self.last + 1) == Some('-') && tokens.is_attached(self.last + 2);
        let next = self.last + 1 + usize::from(is_hyphenated);
        let word = tokens.word(next);
        if self.is_part || self.suffix.is_some() || !is_perhaps_scale(word) {
            return;
        }
        let values: Vec<Decimal> = self.values().cloned().collect();
        for power in possible_powers(word) {
            self.others.extend(values.iter().map(|value| value.times_ten_to(power)));
            self.power = power;
        }
        self.is_unclear = true;
        self.last = next;
        // Includes the full stop of an abbreviation, as in `5 Mrd. EUR`.
        let is_abbreviated = tokens.sign(next + 1) == Some('.') && tokens.is_attached(next + 1);
        if is_abbreviated && tokens.get(next + 2).is_some() {
            self.last = next + 1;
        }
    }
}

/// Whether a word after a number may multiply it. Every word in another script may.
pub(crate) fn is_perhaps_scale(word: &str) -> bool {
    value_in(&POSSIBLE_SCALES, word).is_some() || has_other_script(word)
}

/// Returns the powers of ten by which a word may multiply the number before it.
fn possible_powers(word: &str) -> Vec<i16> {
    let known = POSSIBLE_SCALES.iter().filter(|(name, _)| *name == word);
    let known: Vec<i16> = known.map(|(_, power)| *power).collect();
    match known.is_empty() && has_other_script(word) {
        true => (1..=MAX_UNKNOWN_POWER).collect(),
        false => known,
    }
}

/// Whether a word has a letter of another script than Latin.
pub(super) fn has_other_script(word: &str) -> bool {
    let is_latin = |letter: char| {
        letter.is_ascii()
            || matches!(letter, 'ª' | 'º' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')
    };
    word.chars().any(|letter| letter.is_alphabetic() && !is_latin(letter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quote::fold::Folded;

    fn cardinals(text: &str) -> Vec<String> {
        let folded = Folded::new(text);
        let tokens = Tokens::new(&folded, text);
        numerals(&tokens)
            .into_iter()
            .filter(|numeral| !numeral.is_part && !numeral.is_unclear)
            .map(|numeral| numeral.value.to_string())
            .collect()
    }

    #[test]
    fn numbers_in_words_are_read() {
        for (text, want) in [
            ("zero", vec!["0"]),
            ("twenty-one countries", vec!["21"]),
            ("twenty one countries", vec!["21"]),
            ("one hundred and ninety-four members", vec!["194"]),
            ("a hundred members", vec!["100"]),
            ("two hundred thousand", vec!["200000"]),
            ("two million three hundred thousand and five", vec!["2300005"]),
            ("one thousand two hundred", vec!["1200"]),
            ("two thousand and seventeen", vec!["2017"]),
            ("ninety-nine", vec!["99"]),
            ("five, six and seven", vec!["5", "6", "7"]),
            ("two and three", vec!["2", "3"]),
            ("one two three", vec!["1", "2", "3"]),
            ("twenty-\none", vec!["21"]),
            ("someone often weighs fivefold", vec![]),
            ("the fourth, twenty-first and hundredth", vec![]),
            ("two thirds, one-quarter, three dozen", vec![]),
            ("two and a half", vec!["2.5"]),
            ("one and a half million", vec!["1500000"]),
            ("half a million, a half-billion", vec!["500000", "500000000"]),
            ("a quarter of a million and half of them", vec!["250000"]),
            ("hundreds of thousands", vec![]),
        ] {
            assert_eq!(cardinals(text), want, "{text}");
        }
    }

    #[test]
    fn numbers_in_digits_are_read() {
        for (text, want) in [
            ("1,234.5 and 12\u{202F}345", vec!["1234.5", "12345"]),
            ("2 million, 3.5bn, 2-million", vec!["2000000", "3500000000", "2000000"]),
            ("2 hundred thousand", vec!["200000"]),
            ("the 4th, 21st G20 10:30 10² 1/2 1.2.3 1,23 1990s", vec![]),
            ("2 150 people, 1.200 and 1,5", vec![]),
            ("7 000 people, 1 200 000 and 12,00,000", vec!["7000", "1200000", "1200000"]),
            ("3½ points, 2 ½, ½ and 1¼ million", vec!["3.5", "2.5", "0.5", "1250000"]),
            ("3⅓ points and 3 1/2", vec![]),
            ("2 lakh and 1.5 crore", vec!["200000", "15000000"]),
            ("١٩٤ and ١٬٢٠٠", vec!["194", "1200"]),
            (".5 and 0.5.", vec!["0.5", "0.5"]),
            ("５", vec!["5"]),
        ] {
            assert_eq!(cardinals(text), want, "{text}");
        }
    }
}
