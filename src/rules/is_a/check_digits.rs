//! Checks numbers that contain check digits.

use super::what::Checked;
use iban::{Iban, ParseIbanError};

/// Checks an ISBN of ten or thirteen digits (ISO 2108), with or without hyphens or spaces between its elements.
/// 979-0 is the prefix of ISMNs (ISO 10957).
pub(super) fn isbn(text: &str) -> Checked {
    let elements: Vec<&str> = text.split(['-', ' ']).collect();
    if elements.len() > 1 && elements.iter().any(|element| element.is_empty()) {
        return Err("it has a hyphen or a space that is not between two digits".to_owned());
    }
    let characters: Vec<char> = elements.concat().chars().collect();
    let is_digit = |character: &char| character.is_ascii_digit() || matches!(character, 'X' | 'x');
    if let Some(character) = characters.iter().find(|character| !is_digit(character)) {
        return Err(format!("`{character}` is not a digit"));
    }
    let is_first_split = characters.len() == 13
        && elements.len() > 1
        && elements.first().is_some_and(|first| first.len() != 3);
    if is_first_split {
        return Err("a hyphen or a space is missing after its first three digits".to_owned());
    }
    match characters.len() {
        10 => isbn_10(&characters),
        13 => isbn_13(&characters),
        length => Err(format!("it has {length} digits, want 10 or 13")),
    }
}

fn isbn_10(characters: &[char]) -> Checked {
    let mut sum = 0;
    for (at, character) in characters.iter().enumerate() {
        let digit = match character {
            'X' | 'x' if at == 9 => 10,
            _ => digit(*character)?,
        };
        sum += digit * (10 - at as u32);
    }
    let of_rest = sum - last_value(characters);
    is_check_digit(characters, check_character((11 - of_rest % 11) % 11))
}

fn isbn_13(characters: &[char]) -> Checked {
    let text: String = characters.iter().collect();
    let digits = characters.iter().map(|character| digit(*character));
    let digits: Vec<u32> = digits.collect::<Result<_, _>>()?;
    if !text.starts_with("978") && !text.starts_with("979") {
        return Err("it does not begin with 978 or 979".to_owned());
    }
    if text.starts_with("9790") {
        return Err("it is an ISMN, which begins with 979-0".to_owned());
    }
    let weighted = digits.iter().zip([1, 3].into_iter().cycle());
    let sum: u32 = weighted.take(12).map(|(digit, weight)| digit * weight).sum();
    is_check_digit(characters, check_character((10 - sum % 10) % 10))
}

/// Checks an ORCID iD, which may be a URL. It has sixteen digits in groups of four. The last digit is a check
/// digit of ISO/IEC 7064, MOD 11-2 (<https://support.orcid.org>, "Structure of the ORCID Identifier").
pub(super) fn orcid(text: &str) -> Checked {
    let starts = ["https://orcid.org/", "http://orcid.org/"];
    let bare = starts.iter().find_map(|start| text.strip_prefix(start)).unwrap_or(text);
    let groups: Vec<&str> = bare.split('-').collect();
    if groups.len() != 4 || groups.iter().any(|group| group.chars().count() != 4) {
        return Err("want four groups of four digits with hyphens between them".to_owned());
    }
    let characters: Vec<char> = bare.chars().filter(|character| *character != '-').collect();
    let mut total = 0;
    for character in characters.iter().take(15) {
        total = (total + digit(*character)?) * 2;
    }
    is_check_digit(&characters, check_character((12 - total % 11) % 11))
}

/// Forms of the IBAN registry, release 101, that the library lacks: the country, the number of characters, and
/// whether only digits follow the four letters of the bank.
const NEWER_FORMS: [(&str, usize, bool); 2] = [("HN", 28, true), ("PK", 24, false)];

/// Checks an IBAN (ISO 13616) in the form of its country, with or without spaces.
pub(super) fn iban(text: &str) -> Checked {
    let groups: Vec<&str> = text.split(' ').collect();
    let is_first_short = groups.len() > 1 && groups.first().is_some_and(|group| group.len() < 4);
    if is_first_short || groups.iter().skip(1).any(|group| group.is_empty()) {
        return Err("it has a space that is not between groups of four".to_owned());
    }
    let compact = groups.concat();
    let is_allowed = |character: char| character.is_ascii_uppercase() || character.is_ascii_digit();
    if let Some(character) = compact.chars().find(|character| !is_allowed(*character)) {
        return Err(format!("`{character}` is not a capital letter or a digit"));
    }
    if let Err(error) = compact.parse::<Iban>()
        && !has_newer_form(&compact)
    {
        return Err(mistake_of_iban(error));
    }
    let (Some(country), Some(digits), Some(account)) =
        (compact.get(..2), compact.get(2..4), compact.get(4..))
    else {
        return Ok(());
    };
    are_check_digits(digits, account.chars().chain(country.chars()))
}

/// Describes why a text is not an IBAN.
fn mistake_of_iban(error: ParseIbanError) -> String {
    match error {
        ParseIbanError::InvalidBaseIban { source } => match source {
            iban::ParseBaseIbanError::InvalidFormat => "it does not have the form of an IBAN",
            iban::ParseBaseIbanError::InvalidChecksum => {
                "its check digits are wrong: at least one character is wrong, missing or too much"
            }
        }
        .to_owned(),
        ParseIbanError::InvalidBban(_) => "it does not have the form of its country".to_owned(),
        ParseIbanError::UnknownCountry(_) => "no IBAN begins with its country code".to_owned(),
    }
}

/// Whether an IBAN has the form of a country in [`NEWER_FORMS`].
fn has_newer_form(text: &str) -> bool {
    NEWER_FORMS.iter().any(|(country, length, are_digits)| {
        let is_allowed = |(at, character): (usize, char)| match at {
            0 | 1 => character.is_ascii_digit(),
            2..=5 => character.is_ascii_uppercase(),
            _ if *are_digits => character.is_ascii_digit(),
            _ => character.is_ascii_uppercase() || character.is_ascii_digit(),
        };
        let rest = text.strip_prefix(country);
        text.len() == *length && rest.is_some_and(|rest| rest.char_indices().all(is_allowed))
    })
}

/// Checks a legal entity identifier (ISO 17442). It has eighteen letters or digits, followed by two check
/// digits of ISO/IEC 7064, MOD 97-10.
pub(super) fn lei(text: &str) -> Checked {
    let is_allowed = |character: char| character.is_ascii_uppercase() || character.is_ascii_digit();
    if let Some(character) = text.chars().find(|character| !is_allowed(*character)) {
        return Err(format!("`{character}` is not a capital letter or a digit"));
    }
    if text.len() != 20 {
        return Err(format!("it has {} characters, want 20", text.len()));
    }
    let (rest, digits) = text.split_at(18);
    are_check_digits(digits, rest.chars())
}

/// Checks the two check digits of the other characters (ISO/IEC 7064, MOD 97-10). Check digits range from 02 to 98.
fn are_check_digits(digits: &str, others: impl Iterator<Item = char>) -> Checked {
    let values = others.filter_map(|character| character.to_digit(36));
    let remainder = values.fold(0, |sum, value| match value {
        0..=9 => (sum * 10 + value) % 97,
        _ => (sum * 100 + value) % 97,
    });
    let want = format!("{:02}", 98 - remainder * 100 % 97);
    match digits == want {
        true => Ok(()),
        false => Err(format!("its check digits are {digits}, want {want}")),
    }
}

fn digit(character: char) -> Result<u32, String> {
    character.to_digit(10).ok_or_else(|| format!("`{character}` is not a digit"))
}

/// Returns the value of the last character: 0 to 9, or 10 for `X`.
fn last_value(characters: &[char]) -> u32 {
    let last = characters.last();
    last.map_or(0, |last| last.to_digit(10).unwrap_or(10))
}

/// Returns the check digit for a value of 0 to 10: `0` to `9`, or `X` for 10.
fn check_character(value: u32) -> char {
    char::from_digit(value, 10).unwrap_or('X')
}

fn is_check_digit(characters: &[char], want: char) -> Checked {
    match characters.last().map(char::to_ascii_uppercase) {
        Some(last) if last == want => Ok(()),
        last => Err(format!(
            "its check digit is {}, want {want}: at least one digit is wrong",
            last.unwrap_or_default()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::is_a::what::tests::check;

    #[test]
    fn isbns() {
        check(
            isbn,
            &["978-3-16-148410-0", "9783161484100", "0-306-40615-2", "080442957X", "0 8044 2957 x"],
            &[
                ("978-3-16-148410-1", "its check digit is 1, want 0: at least one digit is wrong"),
                ("0-306-40615-3", "its check digit is 3, want 2: at least one digit is wrong"),
                ("977-3-16-148410-0", "it does not begin with 978 or 979"),
                ("12345", "it has 5 digits, want 10 or 13"),
                ("979-0-2600-0043-8", "it is an ISMN, which begins with 979-0"),
                ("-9783161484100", "it has a hyphen or a space that is not between two digits"),
                ("978-3-16-148410-0 ", "it has a hyphen or a space that is not between two digits"),
                ("978--3-16-148410-0", "it has a hyphen or a space that is not between two digits"),
                ("97-83161484100", "a hyphen or a space is missing after its first three digits"),
                ("97831614841OO", "`O` is not a digit"),
                ("ISBN 978-3-16-148410-0", "`I` is not a digit"),
            ],
        );
    }

    #[test]
    fn orcids() {
        check(
            orcid,
            &[
                "0000-0002-1825-0097",
                "https://orcid.org/0000-0002-1694-233X",
                "http://orcid.org/0000-0002-1694-233X",
            ],
            &[
                (
                    "0000-0002-1825-0098",
                    "its check digit is 8, want 7: at least one digit is wrong",
                ),
                ("0000000218250097", "want four groups of four digits with hyphens between them"),
            ],
        );
    }

    #[test]
    fn ibans_and_leis() {
        check(
            iban,
            &[
                "DE89 3704 0044 0532 0130 00",
                "GB82WEST12345698765432",
                "PK36SCBL0000001123456702",
                "HN88CABF00000000000250005469",
            ],
            &[
                (
                    "DE89 3704 0044 0532 0130 01",
                    "its check digits are wrong: at least one character is wrong, missing or too much",
                ),
                ("de89370400440532013000", "`d` is not a capital letter or a digit"),
                ("GB82-WEST-12345698765432", "`-` is not a capital letter or a digit"),
                ("DE99370400440532013014", "its check digits are 99, want 02"),
                ("DE88370400440532013014000000", "it does not have the form of its country"),
                ("PK37SCBL0000001123456702", "its check digits are 37, want 36"),
                ("DE", "it does not have the form of an IBAN"),
                (" DE89370400440532013000", "it has a space that is not between groups of four"),
                ("DE89370400440532013000 ", "it has a space that is not between groups of four"),
                ("D E89370400440532013000", "it has a space that is not between groups of four"),
                ("DE03 3704 0044", "it does not have the form of its country"),
            ],
        );
        check(
            lei,
            &["529900T8BM49AURSDO55", "5493001KJTIIGC8Y1R12"],
            &[
                ("529900T8BM49AURSDO56", "its check digits are 56, want 55"),
                ("5493001KJTIIG0000699", "its check digits are 99, want 02"),
                ("5493001KJTIIG0003900", "its check digits are 00, want 97"),
                ("5493001KJTIIG0007101", "its check digits are 01, want 98"),
                ("529900T8BM49AURSDO5", "it has 19 characters, want 20"),
                ("529900t8bm49aursdo55", "`t` is not a capital letter or a digit"),
            ],
        );
    }
}
