//! Amounts of money in English text: numbers with a currency before or after them.

use crate::quote::currency::{is_currency_code, is_currency_sign};
use crate::quote::mentions::numerals::{Numeral, is_perhaps_scale, scale};
use crate::quote::mentions::quantities::AmountMention;
use crate::quote::mentions::quantities::roles::minus_of;
use crate::quote::mentions::tokens::{Kind, Tokens};
use crate::value::number::Decimal;

/// Powers of ten that an unknown word after an amount may denote.
const POSSIBLE_POWERS: [i16; 5] = [0, 3, 6, 9, 12];

/// The sign for a hundredth of an unnamed currency.
pub(crate) const CENT_SIGN: &str = "¢";

/// The effect of the word after an amount on the amount.
enum Magnitude {
    /// Multiplies the amount by a power of ten: `5 USD million`, `5 euro cents`.
    Power(i16),
    /// May multiply the amount: `EUR 5 thsd`.
    Unknown,
}

/// Reads an amount of money: a number with its currency before or after it. Returns every amount that may be
/// meant, and none if the number has no currency.
pub(super) fn read_amounts(
    tokens: &Tokens<'_>,
    numeral: &Numeral,
    value: Decimal,
) -> Vec<AmountMention> {
    let before = currency_before(tokens, numeral.first);
    let is_before = before.is_some();
    let (first, last, currency) = match before {
        Some((first, currency)) => (first, numeral.last, currency),
        None => match currency_after(tokens, numeral.last) {
            Some((last, currency)) => (numeral.first, last, currency),
            None => return Vec::new(),
        },
    };
    let first = minus_of(tokens, numeral.first).map_or(first, |minus| minus.min(first));
    let value = match numeral.suffix.as_deref().map(power_of_suffix) {
        None => value,
        Some(Some(power)) => value.times_ten_to(power),
        Some(None) => return Vec::new(),
    };
    let is_hyphenated = tokens.sign(last + 1) == Some('-') && tokens.is_attached(last + 2);
    let after = last + 1 + usize::from(is_hyphenated);
    let amount = |power: i16, last: usize, is_sure: bool| AmountMention {
        value: value.times_ten_to(power),
        currency: currency.clone(),
        range: tokens.range(first, last),
        is_sure,
    };
    match magnitude(tokens.word(after), is_before) {
        None => vec![amount(0, last, true)],
        Some(Magnitude::Power(power)) => vec![amount(power, after, true)],
        Some(Magnitude::Unknown) => {
            POSSIBLE_POWERS.into_iter().map(|power| amount(power, last, false)).collect()
        }
    }
}

/// Returns the effect of the word after an amount, or `None` if the word is not part of the amount. An
/// abbreviation without a vowel may be a magnitude in any language.
fn magnitude(word: &str, is_currency_before: bool) -> Option<Magnitude> {
    let is_abbreviation =
        word.len() > 1 && !word.contains(['a', 'e', 'i', 'o', 'u', 'y']) && word.is_ascii();
    match word {
        "cent" | "cents" if !is_currency_before => Some(Magnitude::Power(-2)),
        "cent" | "cents" | "pence" | "hundreds" | "thousands" | "millions" | "billions" => {
            Some(Magnitude::Unknown)
        }
        _ if is_abbreviation || is_perhaps_scale(word) => {
            Some(scale(word).map_or(Magnitude::Unknown, Magnitude::Power))
        }
        _ => scale(word).map(Magnitude::Power),
    }
}

/// Returns the power of ten that a letter after an amount or a count denotes (3 for `k`), or `None` for any
/// other suffix.
pub(crate) fn power_of_suffix(suffix: &str) -> Option<i16> {
    match suffix {
        "k" => Some(3),
        "m" => Some(6),
        "b" => Some(9),
        _ => None,
    }
}

/// If a currency is before a number, returns it with the index of its first token: `EUR 2`, `€2`, `US$2`,
/// `-$2`.
pub(super) fn currency_before(tokens: &Tokens<'_>, first: usize) -> Option<(usize, String)> {
    let mut at = first.checked_sub(1)?;
    if tokens.sign(at) == Some('-') && tokens.is_attached(first) {
        at = at.checked_sub(1)?;
    }
    let token = tokens.get(at)?;
    if is_currency_code(token.text) {
        return Some((at, token.text.to_owned()));
    }
    let sign = tokens.sign(at).filter(|sign| is_currency_sign(*sign))?;
    // In `5€ 6` the sign belongs to the number before it.
    let belongs_to_previous = tokens.is_attached(at)
        && tokens
            .before(at, 1)
            .is_some_and(|before| matches!(before.kind, Kind::Digits(_) | Kind::Unclear(_)));
    if belongs_to_previous {
        return None;
    }
    if let Some(letters) =
        tokens.before(at, 1).filter(|before| tokens.is_attached(at) && before.kind == Kind::Word)
    {
        let code = match letters.text {
            "US" => "USD",
            "C" | "CA" | "CAN" => "CAD",
            "A" | "AU" => "AUD",
            "S" | "SG" => "SGD",
            "NZ" => "NZD",
            "HK" => "HKD",
            "NT" => "TWD",
            "R" => "BRL",
            code if is_currency_code(code) => code,
            _ => return Some((at, sign.to_string())),
        };
        return Some((at - 1, code.to_owned()));
    }
    Some((
        if tokens.sign_before(at, 1) == Some('-') && tokens.is_attached(at) { at - 1 } else { at },
        currency_of_sign(sign),
    ))
}

/// If a currency is after a number, returns it with the index of its last token: `2 EUR`, `2€`,
/// `2 million Canadian dollars`.
fn currency_after(tokens: &Tokens<'_>, last: usize) -> Option<(usize, String)> {
    let next = last + 1;
    if let Some(sign) = tokens.sign(next).filter(|sign| is_currency_sign(*sign) && *sign != '¢') {
        let begins_another = tokens.is_attached(next + 1)
            && tokens
                .get(next + 1)
                .is_some_and(|after| matches!(after.kind, Kind::Digits(_) | Kind::Unclear(_)));
        return (!begins_another).then(|| (next, currency_of_sign(sign)));
    }
    let token = tokens.get(next)?;
    if is_currency_code(token.text) {
        return Some((next, token.text.to_owned()));
    }
    if tokens.sign(next) == Some('-') && tokens.is_attached(next) {
        return currency_word(tokens, next + 1, "").map(|code| (next + 1, code));
    }
    if let Some(code) = currency_word(tokens, next, "") {
        return Some((next, code));
    }
    // One or two words, or initials, determine which country's currency is meant.
    for length in 1..=4 {
        let adjective: String = (next..next + length)
            .filter_map(|at| tokens.get(at))
            .filter(|token| token.text != ".")
            .map(|token| token.word.as_ref())
            .collect();
        if let Some(code) = currency_word(tokens, next + length, &adjective) {
            return Some((next + length, code));
        }
    }
    None
}

fn currency_word(tokens: &Tokens<'_>, at: usize, adjective: &str) -> Option<String> {
    let code = match (adjective, tokens.word(at)) {
        ("", "euro" | "euros") => "EUR",
        ("", "dollar" | "dollars") => "$",
        ("", "pound" | "pounds") => {
            if tokens.word(at + 1) == "sterling" {
                "GBP"
            } else {
                "£"
            }
        }
        ("" | "japanese", "yen") => "JPY",
        ("", "yuan" | "renminbi") => "CNY",
        ("us" | "american", "dollar" | "dollars") => "USD",
        ("canadian", "dollar" | "dollars") => "CAD",
        ("australian", "dollar" | "dollars") => "AUD",
        ("singapore", "dollar" | "dollars") => "SGD",
        ("hongkong", "dollar" | "dollars") => "HKD",
        ("newzealand", "dollar" | "dollars") => "NZD",
        ("british", "pound" | "pounds") => "GBP",
        ("swiss", "franc" | "francs") => "CHF",
        _ => return None,
    };
    Some(code.to_owned())
}

/// Returns the code for a sign that only one currency uses, otherwise the sign.
pub(crate) fn currency_of_sign(sign: char) -> String {
    let code = match sign {
        '€' => "EUR",
        '£' => "GBP",
        '₹' => "INR",
        '₩' => "KRW",
        '₽' => "RUB",
        '₴' => "UAH",
        '₺' => "TRY",
        '₪' => "ILS",
        '₫' => "VND",
        '₦' => "NGN",
        '₱' => "PHP",
        '฿' => "THB",
        sign => return sign.to_string(),
    };
    code.to_owned()
}
