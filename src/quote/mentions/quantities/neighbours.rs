//! Numbers that depend on their neighbours: the ends of a range that share one `million`, and digits with a
//! space between them.

use crate::quote::currency::{is_currency_code, is_currency_sign};
use crate::quote::mentions::function_words::is_function_word;
use crate::quote::mentions::numerals::{Numeral, scale};
use crate::quote::mentions::quantities::amounts::power_of_suffix;
use crate::quote::mentions::tokens::{Kind, Tokens};
use crate::value::number::Decimal;

/// Minimum value of a number that cannot share the `million` of a later number.
const MIN_WITH_OWN_SCALE: u64 = 1000;

/// Maximum number of numbers, separated by spaces, that may be one number.
const MAX_JOINED: usize = 5;

/// Words before a number after which a comma may begin a separate number:
/// `Of two thousand, three hundred came`. Sorted.
const BEFORE_SEPARATE: [&str; 21] = [
    "after", "among", "at", "between", "by", "for", "from", "in", "into", "its", "of", "on", "out",
    "over", "than", "the", "their", "these", "those", "to", "with",
];

/// Joins the parts of one number that has several scales, such as `5 thousand 300` or
/// `3 million, 400 thousand`. If the parts may be separate numbers, the result is ambiguous. `taken` marks the
/// tokens that belong to dates.
pub(super) fn join_parts(
    tokens: &Tokens<'_>,
    taken: &[bool],
    numerals: Vec<Numeral>,
) -> Vec<Numeral> {
    // From the last to the first, so that `one million, two hundred thousand, three hundred` is one number.
    let mut joined: Vec<Numeral> = Vec::with_capacity(numerals.len());
    for numeral in numerals.into_iter().rev() {
        let is_taken = (numeral.first..=numeral.last).any(|at| taken.get(at) == Some(&true));
        let lower = joined.last().filter(|_| !is_taken);
        match lower.and_then(|lower| with_lower_part(tokens, &numeral, lower)) {
            Some(whole) => {
                joined.pop();
                joined.push(whole);
            }
            None => joined.push(numeral),
        }
    }
    joined.reverse();
    joined
}

/// Returns the number that two neighbouring numbers may form. Returns `None` unless the first ends with a
/// scale, and the second is below that scale.
fn with_lower_part(tokens: &Tokens<'_>, upper: &Numeral, lower: &Numeral) -> Option<Numeral> {
    let power = scale(tokens.word(upper.last))?;
    let limit = Decimal::from(1_u64).times_ten_to(power);
    let is_plain = |part: &Numeral| {
        !part.is_part && part.suffix.is_none() && part.value.is_whole() && !part.value.is_zero()
    };
    if !is_plain(upper) || !is_plain(lower) || lower.value >= limit {
        return None;
    }
    let is_like = upper.is_in_words == lower.is_in_words;
    let has_scale = (lower.first..=lower.last).any(|at| scale(tokens.word(at)).is_some());
    let is_complete = has_scale || (upper.is_in_words && lower.is_in_words);
    let gap = upper.last + 1..lower.first;
    let is_one = match (gap.len(), tokens.sign(gap.start), tokens.word(gap.start)) {
        (0, ..) => is_complete || power == 3,
        (1, Some(','), _) if is_complete => !is_currency(tokens, upper.first.wrapping_sub(1)),
        (1, _, "and") if has_scale => false,
        _ => return None,
    };
    let mut values = upper.plus(std::slice::from_ref(&lower.value));
    if !is_one || !is_like || may_be_separate(tokens, upper.first, lower.last) {
        values.extend(upper.values().chain(lower.values()).cloned());
    }
    let mut whole = Numeral { last: lower.last, power: lower.power, ..upper.clone() };
    whole.is_unclear |= lower.is_unclear;
    whole.set_values(values);
    Some(whole)
}

/// Whether the words around two numbers may make them separate: `Of two thousand, three hundred came`,
/// `sold three million, four hundred thousand of them abroad`.
fn may_be_separate(tokens: &Tokens<'_>, first: usize, last: usize) -> bool {
    let next = tokens.word(last + 1);
    BEFORE_SEPARATE.binary_search(&tokens.word_before(first, 1)).is_ok()
        || is_function_word(next)
        || next == "of"
        || tokens.sign(last + 1) == Some(',')
}

fn is_currency(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.sign(at).is_some_and(is_currency_sign)
        || tokens.get(at).is_some_and(|token| is_currency_code(token.text))
}

/// Returns, for each number, the power of ten that it takes from a later number: 6 for the 3 in `3-5 million`,
/// `3 to 5 million` and `3, 4 or 5 million`.
pub(super) fn shared_powers(tokens: &Tokens<'_>, numerals: &[Numeral]) -> Vec<Option<i16>> {
    let mut shared = vec![None; numerals.len()];
    let mut of_next = None;
    for (index, numeral) in numerals.iter().enumerate().rev() {
        let own = match numeral.suffix.as_deref() {
            Some(suffix) => power_of_suffix(suffix),
            None => Some(numeral.power).filter(|power| *power > 0),
        };
        let inherits = own.is_none()
            && numeral.suffix.is_none()
            && numeral.value < Decimal::from(MIN_WITH_OWN_SCALE)
            && numerals.get(index + 1).is_some_and(|next| is_listed_with(tokens, numeral, next));
        if inherits && let Some(place) = shared.get_mut(index) {
            *place = of_next;
        }
        of_next = own.or(if inherits { of_next } else { None });
    }
    shared
}

/// Whether two numbers are separated only by connectors (a dash, a comma, `to`, `or`, `and`) and
/// currencies.
fn is_listed_with(tokens: &Tokens<'_>, left: &Numeral, right: &Numeral) -> bool {
    let is_joint = |at: usize| {
        matches!(tokens.sign(at), Some('-' | ',' | '/'))
            || matches!(tokens.word(at), "to" | "or" | "and" | "through" | "until" | "till")
    };
    let gap = left.last + 1..right.first;
    gap.len() <= 3
        && gap.clone().any(is_joint)
        && gap.clone().all(|at| is_joint(at) || is_currency(tokens, at))
}

/// Marks neighbouring numbers as ambiguous if they may be one number: `twenty and five`, `five and twenty`.
pub(super) fn join_tens(tokens: &Tokens<'_>, numerals: &mut [Numeral]) {
    let value = |numeral: &Numeral| {
        let is_word = numeral.is_in_words && !numeral.is_part && numeral.first == numeral.last;
        numeral.value.as_u16().filter(|_| is_word)
    };
    for index in 1..numerals.len() {
        let Some([left, right]) = numerals.get_mut(index - 1..=index) else { continue };
        let (Some(one), Some(other)) = (value(left), value(right)) else { continue };
        let (units, tens) = (one.min(other), one.max(other));
        let is_one = (1..10).contains(&units) && (20..100).contains(&tens) && tens % 10 == 0;
        if is_one && left.last + 2 == right.first && tokens.word(left.last + 1) == "and" {
            (left.is_unclear, right.is_unclear) = (true, true);
            right.others.push(Decimal::from(u64::from(tens + units)));
        }
    }
}

/// Marks numbers as ambiguous if only a space separates them: `1 3 years` can be 13 years. `taken` marks the
/// tokens that belong to dates.
pub(super) fn join_rows(tokens: &Tokens<'_>, taken: &[bool], numerals: &mut [Numeral]) {
    let digits = |numeral: &Numeral| {
        let token = tokens.get(numeral.first)?;
        let is_plain = matches!(token.kind, Kind::Digits(_))
            && token.text.bytes().all(|byte| byte.is_ascii_digit())
            && !taken.get(numeral.first).copied().unwrap_or(false);
        (is_plain && !numeral.is_part).then_some(token.text)
    };
    let follows = |left: &Numeral, right: &Numeral| {
        // `5, 000` is one number with a stray space.
        let is_broken_group = left.last + 2 == right.first
            && matches!(tokens.sign(left.last + 1), Some(',' | '.' | '\''))
            && tokens
                .get(right.first)
                .is_some_and(|group| group.text.len() == 3 && group.text.starts_with('0'));
        left.last + 1 == right.first || is_broken_group
    };
    for index in 1..numerals.len() {
        let Some(text) = numerals.get(index).and_then(digits) else { continue };
        let mut joined = text.to_owned();
        let mut values = Vec::new();
        for left in (index.saturating_sub(MAX_JOINED - 1)..index).rev() {
            let pair = numerals.get(left).zip(numerals.get(left + 1));
            let before = pair
                .filter(|(left, right)| left.first == left.last && follows(left, right))
                .and_then(|(left, _)| digits(left));
            let Some(before) = before else { break };
            joined.insert_str(0, before);
            values.extend(Decimal::from_english(&joined));
        }
        if values.is_empty() {
            continue;
        }
        for numeral in numerals.iter_mut().take(index + 1).skip(index - 1) {
            numeral.is_unclear = true;
        }
        if let Some(numeral) = numerals.get_mut(index) {
            let power = numeral.power;
            numeral.others.extend(values.into_iter().map(|value| value.times_ten_to(power)));
        }
    }
}
