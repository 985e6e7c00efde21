//! Numbers in English text, in digits or in words, with `million` and its like: what each says,
//! before it is judged what it counts.

use std::fmt::Write;

use crate::quote::mentions::tokens::{Kind, Tokens};
use crate::value::number::Decimal;

/// A number that the text writes, whatever it counts.
#[derive(Debug, Clone)]
pub(crate) struct Numeral {
    /// Its first token.
    pub(crate) first: usize,
    /// Its last token.
    pub(crate) last: usize,
    /// What it says, without a minus.
    pub(crate) value: Decimal,
    /// Whether it is only part of something else: of a name (`G20`), a decade (`1990s`), a time or
    /// slashed date.
    pub(crate) is_part: bool,
    /// Letters directly after it: `5km`, `2m`.
    pub(crate) suffix: Option<String>,
    /// Whether it is in words.
    pub(crate) is_in_words: bool,
}

/// Words for small numbers, with their value.
const SMALL: [(&str, u64); 20] = [
    ("zero", 0),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
];
const TENS: [(&str, u64); 8] = [
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];
/// Words that multiply the number before them, with the power of ten.
const SCALES: [(&str, i16); 8] = [
    ("thousand", 3),
    ("million", 6),
    ("mn", 6),
    ("mln", 6),
    ("billion", 9),
    ("bn", 9),
    ("trillion", 12),
    ("tn", 12),
];
/// Words after a number that make it a fraction or a dozen, or an ordinal: another number than it
/// says.
const NOT_CARDINAL: [&str; 33] = [
    "half",
    "halves",
    "third",
    "thirds",
    "quarter",
    "quarters",
    "fourth",
    "fourths",
    "fifth",
    "fifths",
    "sixth",
    "sixths",
    "seventh",
    "eighth",
    "eighths",
    "ninth",
    "tenth",
    "tenths",
    "first",
    "second",
    "hundredth",
    "hundredths",
    "thousandth",
    "thousandths",
    "millionth",
    "dozen",
    "dozens",
    "score",
    "hundreds",
    "thousands",
    "millions",
    "billions",
    "times",
];

pub(crate) fn is_number_word(word: &str) -> bool {
    value_in(&SMALL, word).is_some() || value_in(&TENS, word).is_some()
}

/// All numbers of the text, in order.
pub(crate) fn numerals(tokens: &Tokens<'_>) -> Vec<Numeral> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let numeral = match &token.kind {
            Kind::Digits(value) => Some(in_digits(tokens, at, value)),
            Kind::Composite => Some(part(at, at, Decimal::from(0_u64))),
            Kind::Word => in_words(tokens, at),
            Kind::Sign(_) => None,
        };
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

/// Whether a numeral that ends here is followed by a word that makes it a fraction, an ordinal or a
/// dozen.
pub(crate) fn is_not_cardinal(tokens: &Tokens<'_>, last: usize) -> bool {
    let next = if tokens.sign(last + 1) == Some('-') { last + 2 } else { last + 1 };
    // `five times` counts; `twenty-first` and `two thirds` do not say 20 and 2.
    let word = tokens.word(next);
    (NOT_CARDINAL.contains(&word) && word != "times")
        || (word == "and"
            && matches!(tokens.word(next + 1), "a" | "")
            && (1..5).any(|ahead| tokens.word(next + ahead) == "half"))
}

fn part(first: usize, last: usize, value: Decimal) -> Numeral {
    Numeral { first, last, value, is_part: true, suffix: None, is_in_words: false }
}

fn in_digits(tokens: &Tokens<'_>, at: usize, value: &Decimal) -> Numeral {
    let follows_letters = tokens.is_attached(at)
        && tokens.before(at, 1).is_some_and(|before| {
            before.kind == Kind::Word && !crate::quote::currency::is_currency_code(before.text)
        });
    if follows_letters {
        return part(at, at, value.clone());
    }
    let mut value = value.clone();
    let mut last = at;
    let mut suffix = None;
    if tokens.is_attached(at + 1) && !tokens.word(at + 1).is_empty() {
        let letters = tokens.word(at + 1);
        last = at + 1;
        match (letters, scale(letters)) {
            ("st" | "nd" | "rd" | "th" | "s" | "'s", _) => return part(at, last, value),
            (_, Some(power)) => value = value.times_ten_to(power),
            _ => suffix = Some(letters.to_owned()),
        }
    }
    while suffix.is_none() {
        let next = if tokens.sign(last + 1) == Some('-') && tokens.is_attached(last + 2) {
            last + 2
        } else {
            last + 1
        };
        let power = if tokens.word(next) == "hundred" { Some(2) } else { scale(tokens.word(next)) };
        let Some(power) = power else {
            break;
        };
        value = value.times_ten_to(power);
        last = next;
    }
    let is_part = is_not_cardinal(tokens, last);
    Numeral { first: at, last, value, is_part, suffix, is_in_words: false }
}

/// A number in words that begins here: `five`, `twenty-one`, `two hundred and five thousand`, `a
/// hundred`.
fn in_words(tokens: &Tokens<'_>, first: usize) -> Option<Numeral> {
    let mut at = first;
    let mut below_thousand: Option<u64> = None;
    let mut parts: Vec<(u64, i16)> = Vec::new();
    let mut last = None;
    if matches!(tokens.word(first), "a" | "an") {
        let next = tokens.word(first + 1);
        if next != "hundred" && value_in(&SCALES, next).is_none() {
            return None;
        }
        below_thousand = Some(1);
        at += 1;
    }
    loop {
        let word = tokens.word(at);
        let so_far = below_thousand.unwrap_or(0);
        let is_first = below_thousand.is_none() && parts.is_empty();
        if let Some(small) = value_in(&SMALL, word) {
            let fits = is_first
                || (small > 0
                    && (so_far.is_multiple_of(100)
                        || (small < 10 && so_far % 100 >= 20 && so_far.is_multiple_of(10))));
            if !fits || below_thousand == Some(0) {
                break;
            }
            below_thousand = Some(so_far + small);
        } else if let Some(tens) = value_in(&TENS, word) {
            if !is_first && !so_far.is_multiple_of(100) {
                break;
            }
            below_thousand = Some(so_far + tens);
        } else if word == "hundred" {
            let most = if parts.is_empty() { 99 } else { 9 };
            if !(1..=most).contains(&so_far) {
                break;
            }
            below_thousand = Some(so_far * 100);
        } else if let (Some(power), Some(number)) = (scale(word), below_thousand) {
            if parts.last().is_some_and(|(_, previous)| *previous <= power) {
                break;
            }
            parts.push((number, power));
            below_thousand = None;
        } else {
            break;
        }
        last = Some(at);
        let is_hyphenated = tokens.sign(at + 1) == Some('-')
            && tokens.is_attached(at + 1)
            && tokens.is_attached(at + 2);
        let may_take_and = word == "hundred" || scale(word).is_some();
        at += if is_hyphenated || (may_take_and && tokens.word(at + 1) == "and") { 2 } else { 1 };
    }
    let last = last?;
    if let Some(number) = below_thousand {
        parts.push((number, 0));
    }
    // The parts do not overlap in their digits, so the number is their digits put together.
    let mut text = String::new();
    let highest = parts.first().map_or(0, |(_, power)| *power);
    let mut power = highest + 3;
    while power > 0 {
        power -= 3;
        let number = parts.iter().find(|(_, part)| *part == power).map_or(0, |(number, _)| *number);
        // Writing to a string cannot fail.
        let _ = write!(text, "{number:03}");
    }
    let value = Decimal::from_english(&text).ok()?;
    let is_part = is_not_cardinal(tokens, last);
    Some(Numeral { first, last, value, is_part, suffix: None, is_in_words: true })
}

fn scale(word: &str) -> Option<i16> {
    value_in(&SCALES, word)
}

fn value_in<T: Copy>(list: &[(&str, T)], word: &str) -> Option<T> {
    // Most words of a text are no numeral, and differ from all of these at once.
    let first = word.bytes().next();
    let mut alike = list.iter().filter(|(name, _)| name.bytes().next() == first);
    alike.find(|(name, _)| *name == word).map(|(_, value)| *value)
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
            .filter(|numeral| !numeral.is_part)
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
            ("two thirds, one-quarter, three dozen, two and a half", vec![]),
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
            ("2 150 people", vec!["2", "150"]),
            (".5 and 0.5.", vec!["0.5", "0.5"]),
            ("５", vec!["5"]),
        ] {
            assert_eq!(cardinals(text), want, "{text}");
        }
    }
}
