//! Amounts of money with a part in cents or pence, and amounts whose currency is not plain: `2 euros and 50 cents`,
//! `2€50`, `50p`, `2mUSD`.

use crate::quote::currency::{is_currency_code, is_currency_sign};
use crate::quote::mentions::function_words::is_function_word;
use crate::quote::mentions::numerals::{Numeral, scale};
use crate::quote::mentions::quantities::AmountMention;
use crate::quote::mentions::quantities::amounts::{CENT_SIGN, currency_of_sign, power_of_suffix};
use crate::quote::mentions::tokens::Tokens;
use crate::value::number::Decimal;

/// Words of an amount that may be between a number and its part in cents.
const CURRENCY_WORDS: [&str; 20] = [
    "american",
    "australian",
    "british",
    "canadian",
    "dollar",
    "dollars",
    "euro",
    "euros",
    "franc",
    "francs",
    "hong",
    "kong",
    "new",
    "pound",
    "pounds",
    "singapore",
    "sterling",
    "swiss",
    "us",
    "zealand",
];

/// Maximum number of tokens between a number and its part in cents: `2 Hong Kong dollars, and 50 cents`.
const MAX_TOKENS_BETWEEN: usize = 5;

/// The part of an amount in cents or pence.
struct Minor {
    value: Decimal,
    /// Index of its last token.
    last: usize,
    /// Whether the text says that it is in cents or pence.
    is_named: bool,
}

/// If the next number is the part in cents of a number's possible amounts, adds it to them. If the text does not name
/// the cents (`two euros fifty`), every amount is uncertain, and the amounts without the cents are kept.
pub(super) fn add_minor(
    tokens: &Tokens<'_>,
    numeral: &Numeral,
    next: Option<&Numeral>,
    amounts: &mut Vec<AmountMention>,
) {
    let Some(minor) = next.and_then(|next| minor_of(tokens, numeral, next)) else { return };
    let mut others = Vec::new();
    for amount in amounts.iter_mut() {
        let is_negative = amount.value.is_negative();
        let part = if is_negative { minor.value.negated() } else { minor.value.clone() };
        let Some(value) = Decimal::sum([&amount.value, &part]) else { continue };
        let range = amount.range.start..tokens.range(minor.last, minor.last).end;
        if minor.is_named {
            *amount = AmountMention { value, range, ..amount.clone() };
        } else {
            amount.is_sure = false;
            others.push(AmountMention { value, range, ..amount.clone() });
        }
    }
    amounts.extend(others);
}

/// Reads the number after an amount as its part in cents. Returns `None` if it is a separate number.
fn minor_of(tokens: &Tokens<'_>, numeral: &Numeral, next: &Numeral) -> Option<Minor> {
    let gap = numeral.last + 1..next.first;
    let is_joint = |at: usize| tokens.sign(at) == Some(',') || tokens.word(at) == "and";
    let belongs = |at: usize| {
        is_joint(at)
            || CURRENCY_WORDS.contains(&tokens.word(at))
            || tokens.sign(at).is_some_and(is_currency_sign)
            || tokens.get(at).is_some_and(|token| is_currency_code(token.text))
    };
    let is_small = next.value.is_whole() && next.value < Decimal::from(100_u64);
    if !is_small || next.is_part || gap.len() > MAX_TOKENS_BETWEEN || !gap.clone().all(belongs) {
        return None;
    }
    let value = next.value.times_ten_to(-2);
    let named = match minor_unit(tokens, next) {
        Some((last, _)) => return Some(Minor { value, last, is_named: true }),
        None => tokens.word(next.last + 1),
    };
    // `two euros fifty`, but not `two euros fifty years ago`
    let may_be_minor = !gap.is_empty()
        && !gap.clone().any(is_joint)
        && next.suffix.is_none()
        && (named.is_empty() || is_function_word(named));
    may_be_minor.then_some(Minor { value, last: next.last, is_named: false })
}

/// Returns the amounts of money that a number without a plain currency may be: `50 cents`, `50p`, `2€50`, `5EUR`.
pub(super) fn possible_amounts(
    tokens: &Tokens<'_>,
    numeral: &Numeral,
    value: &Decimal,
) -> Vec<AmountMention> {
    let amount = |value: Decimal, currency: String, last: usize| AmountMention {
        value,
        currency,
        range: tokens.range(numeral.first, last),
        is_sure: false,
    };
    let minor = minor_unit(tokens, numeral)
        .map(|(last, currency)| amount(value.times_ten_to(-2), currency.to_owned(), last));
    let with_code = attached_code(tokens, numeral)
        .map(|(power, code)| amount(value.times_ten_to(power), code.to_owned(), numeral.last));
    let around_sign = digits_around_sign(tokens, numeral, value)
        .map(|(value, sign)| amount(value, currency_of_sign(sign), numeral.last + 2));
    [minor, with_code, around_sign].into_iter().flatten().collect()
}

/// Returns the index of the word or sign for cents or pence after a number, and the currency that they may belong to.
fn minor_unit(tokens: &Tokens<'_>, numeral: &Numeral) -> Option<(usize, &'static str)> {
    match numeral.suffix.as_deref() {
        Some("p") => return Some((numeral.last, "GBP")),
        Some("c" | "ct" | "cts") => return Some((numeral.last, CENT_SIGN)),
        Some(_) => return None,
        None => {}
    }
    let next = numeral.last + 1;
    if tokens.sign(next) == Some('¢') {
        return Some((next, CENT_SIGN));
    }
    // `25 Canadian cents`, but not `25 per cent`
    let word = tokens.word(next);
    let has_adjective = !word.is_empty() && word != "per" && !is_function_word(word);
    [Some(next), has_adjective.then_some(next + 1)].into_iter().flatten().find_map(
        |at| match tokens.word(at) {
            "cent" | "cents" => Some((at, CENT_SIGN)),
            "penny" | "pence" => Some((at, "GBP")),
            _ => None,
        },
    )
}

/// Returns the power of ten and the currency code that are directly after a number: 6 and `USD` for `2mUSD`.
fn attached_code<'t>(tokens: &Tokens<'t>, numeral: &Numeral) -> Option<(i16, &'t str)> {
    numeral.suffix.as_ref()?;
    let text = tokens.get(numeral.last)?.text;
    let (letters, code) = text.split_at_checked(text.len().checked_sub(3)?)?;
    let power = match letters.to_lowercase().as_str() {
        "" => 0,
        letters => power_of_suffix(letters).or_else(|| scale(letters))?,
    };
    is_currency_code(code).then_some((power, code))
}

/// Returns the amount that two numbers and the currency sign between them may be: 2.5 for `2€50`.
fn digits_around_sign(
    tokens: &Tokens<'_>,
    numeral: &Numeral,
    value: &Decimal,
) -> Option<(Decimal, char)> {
    let at = numeral.last + 1;
    let sign = tokens.sign(at).filter(|sign| is_currency_sign(*sign))?;
    let (cents, length) = tokens.plain_digits(at + 1)?;
    let is_one_word = length == 2 && tokens.is_attached(at) && tokens.is_attached(at + 1);
    let cents = Decimal::from(u64::from(cents)).times_ten_to(-2);
    is_one_word.then(|| Decimal::sum([value, &cents])).flatten().map(|value| (value, sign))
}
