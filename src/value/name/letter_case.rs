//! Letter case in names. Two texts that differ only in case may be the same name or different names.

use super::slip::MIN_LETTERS;
use unicode_normalization::UnicodeNormalization;

/// Maximum number of letters of a symbol such as `mW` or `Co`. In symbols, case may distinguish names.
pub(super) const MAX_LETTERS_OF_SYMBOL: usize = 3;

/// Symbols of units that are written in at least two small letters.
const UNITS: [&str; 19] = [
    "bar", "bit", "cal", "cd", "dyn", "erg", "gal", "gon", "ha", "kat", "lm", "lx", "mol", "ohm",
    "rad", "rem", "sr", "tex", "var",
];

/// Whether a name and a text with the same [`form`] are certainly the same name, and not two names such as `mmol` and
/// `Mmol`. In both, each word that differs must be in capitals, in small letters or capitalised. In addition, one of
/// these conditions must hold:
///
/// - Each word that differs has at least five letters.
/// - Several words of at least two letters differ.
/// - Each word that differs is in small letters in one text, and in capitals in the other. A word of at least
///   three letters may also be capitalised in the other text, unless it may be a unit with a prefix, as in
///   `Mmol`. In a name of more than three letters, at least one of these words has two or more letters. A
///   shorter name is a symbol, and `are_symbols_in_one_case` must be true: the known symbols are all in
///   capitals, or all in small letters.
pub(super) fn is_same_in_any_case(name: &str, text: &str, are_symbols_in_one_case: bool) -> bool {
    let (name, text) = (cased_form(name), cased_form(text));
    let words = words(&name).zip(words(&text));
    let differing: Vec<(&str, &str)> = words.filter(|(name, text)| name != text).collect();
    if differing.iter().any(|(name, text)| is_mixed(name) || is_mixed(text)) {
        return false;
    }
    let is_in_other_case = |(name, text): &(&str, &str)| match (is_small(name), is_small(text)) {
        (true, false) => is_capital(text) || !may_be_prefixed_unit(name),
        (false, true) => is_capital(name) || !may_be_prefixed_unit(text),
        _ => false,
    };
    let number_with_letters =
        |min_letters| differing.iter().filter(|(name, _)| letters(name) >= min_letters).count();
    let may_be_in_other_case = if letters(&name) <= MAX_LETTERS_OF_SYMBOL {
        are_symbols_in_one_case
    } else {
        number_with_letters(2) > 0
    };
    number_with_letters(MIN_LETTERS) == differing.len()
        || number_with_letters(2) > 1
        || (may_be_in_other_case && differing.iter().all(is_in_other_case))
}

/// Normalises differences that do not change the meaning of a text: letter case, Unicode form,
/// surrounding and repeated white space, and invisible characters.
///
/// Different small letters with the same capital remain different: `ß` is not `ss`, and the dotless `ı` is
/// not `i`.
pub(crate) fn form(text: &str) -> String {
    cased_form(text).to_lowercase().nfc().collect()
}

/// Normalises differences that do not change the meaning of a text, except for letter case.
fn cased_form(text: &str) -> String {
    let visible: String = text.chars().filter(|character| !is_invisible(*character)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect()
}

/// Whether a character is the soft hyphen, the zero width space, the word joiner, the byte order mark, or a
/// direction mark. None of them is visible within a word.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{61C}' | '\u{2060}' | '\u{FEFF}'
    )
}

/// Returns the runs of letters in a text.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_alphabetic()).filter(|word| !word.is_empty())
}

/// Whether a word has a capital after its first letter, but not only capitals, as in `mW` and `MHz`.
fn is_mixed(word: &str) -> bool {
    word.chars().skip(1).any(char::is_uppercase) && !is_capital(word)
}

/// Whether a word in small letters has fewer than three letters, or may consist of a prefix and a unit (SI Brochure,
/// tables 2 to 8).
fn may_be_prefixed_unit(word: &str) -> bool {
    let mut rest = word.chars();
    rest.next();
    let rest = rest.as_str();
    letters(word) < 3 || UNITS.contains(&rest)
}

fn is_capital(word: &str) -> bool {
    !word.contains(char::is_lowercase)
}

fn is_small(word: &str) -> bool {
    !word.contains(char::is_uppercase)
}

pub(super) fn letters(text: &str) -> usize {
    text.chars().filter(|character| character.is_alphabetic()).count()
}

#[cfg(test)]
mod tests {
    use super::is_same_in_any_case;

    #[track_caller]
    fn check(name: &str, text: &str, want: bool) {
        assert_eq!(is_same_in_any_case(name, text, true), want, "{name} {text}");
        assert_eq!(is_same_in_any_case(text, name, true), want, "{text} {name}");
    }

    #[test]
    fn a_prefix_in_another_case_may_be_another_unit() {
        check("mmol", "Mmol", false);
        check("mmHg", "MMHG", false);
        check("kbar", "Kbar", false);
        check("mlx", "Mlx", false);
        check("co", "Co", false);
        check("mW", "MW", false);
        check("mPa-s", "MPa-s", false);
        check("mPa-s", "MPA-S", false);
        check("mmol/l", "Mmol/L", false);
        check("HoNO", "HONO", false);
        check("k-unit", "K-unit", false);
        check("H2O", "h2o", true);
        assert!(!is_same_in_any_case("H2O", "h2o", false));
    }

    #[test]
    fn words_in_another_case_are_the_same_words() {
        check("female", "Female", true);
        check("Female", "FEMALE", true);
        check("open", "OPEN", true);
        check("open", "Open", true);
        check("Low", "low", true);
        check("New York", "new york", true);
        check("Carl von Ghega", "carl von ghega", true);
        check("eu-list", "EU-list", true);
        check("plan-b", "PLAN-B", true);
        check("λόγος", "ΛΌΓΟΣ", true);
        check("straße", "STRAẞE", true);
        check(" new\u{a0}york ", "new york", true);
    }
}
