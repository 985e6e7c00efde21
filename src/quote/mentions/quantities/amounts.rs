//! Amounts of money in English text: numbers with a currency before or after them.

use crate::quote::currency::{is_currency_code, is_currency_sign};
use crate::quote::mentions::numerals::Numeral;
use crate::quote::mentions::quantities::AmountMention;
use crate::quote::mentions::tokens::{Kind, Tokens};
use crate::value::number::Decimal;

/// Reads an amount of money: a number with its currency before or after it.
pub(super) fn read_amount(
    tokens: &Tokens<'_>,
    numeral: &Numeral,
    value: Decimal,
) -> Option<AmountMention> {
    let (first, last, currency) =
        if let Some((first, currency)) = currency_before(tokens, numeral.first) {
            (first, numeral.last, currency)
        } else {
            let (last, currency) = currency_after(tokens, numeral.last)?;
            (numeral.first, last, currency)
        };
    let value = match numeral.suffix.as_deref() {
        None => value,
        Some(suffix) => value.times_ten_to(power_of_suffix(suffix)?),
    };
    Some(AmountMention { value, currency, range: tokens.range(first, last), is_sure: false })
}

/// Returns the power of ten that a letter after an amount or a count denotes.
pub(super) fn power_of_suffix(suffix: &str) -> Option<i16> {
    match suffix {
        "k" => Some(3),
        "m" => Some(6),
        "b" => Some(9),
        _ => None,
    }
}

/// Returns the currency before a number, and the index of its first token: `EUR 2`, `€2`, `US$2`, `-$2`.
fn currency_before(tokens: &Tokens<'_>, first: usize) -> Option<(usize, String)> {
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

/// Returns the currency after a number, and the index of its last token: `2 EUR`, `2€`, `2 million Canadian
/// dollars`.
fn currency_after(tokens: &Tokens<'_>, last: usize) -> Option<(usize, String)> {
    let next = last + 1;
    if let Some(sign) = tokens.sign(next).filter(|sign| is_currency_sign(*sign)) {
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
    // One or two words, or initials, say which country's currency it is.
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
