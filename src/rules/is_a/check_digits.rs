//! Checks numbers that contain check digits.

use super::what::Checked;
use iban::{Iban, ParseIbanError};

/// Checks an ISBN of ten or thirteen digits (ISO 2108), with or without hyphens or spaces.
pub(super) fn isbn(text: &str) -> Checked {
    let characters: Vec<char> = text.chars().filter(|sign| !matches!(sign, '-' | ' ')).collect();
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
    is_check_digit(characters, eleven((11 - of_rest % 11) % 11))
}

fn isbn_13(characters: &[char]) -> Checked {
    let text: String = characters.iter().collect();
    let digits = characters.iter().map(|character| digit(*character));
    let digits: Vec<u32> = digits.collect::<Result<_, _>>()?;
    if !text.starts_with("978") && !text.starts_with("979") {
        return Err("it does not begin with 978 or 979".to_owned());
    }
    let weighted = digits.iter().zip([1, 3].into_iter().cycle());
    let sum: u32 = weighted.take(12).map(|(digit, weight)| digit * weight).sum();
    is_check_digit(characters, eleven((10 - sum % 10) % 10))
}

/// Checks an ORCID iD, which may be a URL. It has sixteen digits in groups of four. The last digit is a check
/// digit of ISO/IEC 7064, MOD 11-2 (<https://support.orcid.org>, "Structure of the ORCID Identifier").
pub(super) fn orcid(text: &str) -> Checked {
    let bare = text.strip_prefix("https://orcid.org/").unwrap_or(text);
    let groups: Vec<&str> = bare.split('-').collect();
    if groups.len() != 4 || groups.iter().any(|group| group.chars().count() != 4) {
        return Err("want four groups of four digits with hyphens between them".to_owned());
    }
    let characters: Vec<char> = bare.chars().filter(|character| *character != '-').collect();
    let mut total = 0;
    for character in characters.iter().take(15) {
        total = (total + digit(*character)?) * 2;
    }
    is_check_digit(&characters, eleven((12 - total % 11) % 11))
}

/// Checks an IBAN (ISO 13616) in the form of its country, with or without spaces.
pub(super) fn iban(text: &str) -> Checked {
    let compact: String = text.chars().filter(|character| *character != ' ').collect();
    compact.parse::<Iban>().map(|_| ()).map_err(|error| match error {
        ParseIbanError::InvalidBaseIban { source } => match source {
            iban::ParseBaseIbanError::InvalidFormat => "it does not have the form of an IBAN",
            iban::ParseBaseIbanError::InvalidChecksum => "its check digits are wrong",
        }
        .to_owned(),
        ParseIbanError::InvalidBban(_) => "it does not have the form of its country".to_owned(),
        ParseIbanError::UnknownCountry(_) => "no IBAN begins with its country code".to_owned(),
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
    let values = text.chars().filter_map(|character| character.to_digit(36));
    let remainder = values.fold(0, |sum, value| match value {
        0..=9 => (sum * 10 + value) % 97,
        _ => (sum * 100 + value) % 97,
    });
    if remainder == 1 { Ok(()) } else { Err("its check digits are wrong".to_owned()) }
}

fn digit(character: char) -> Result<u32, String> {
    character.to_digit(10).ok_or_else(|| format!("`{character}` is not a digit"))
}

/// Returns the value of the last character. The value of `X` is 10.
fn last_value(characters: &[char]) -> u32 {
    let last = characters.last();
    last.map_or(0, |last| last.to_digit(10).unwrap_or(10))
}

/// Returns the check digit for a value of 0 to 10.
fn eleven(value: u32) -> char {
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
                ("97831614841OO", "`O` is not a digit"),
            ],
        );
    }

    #[test]
    fn orcids() {
        check(
            orcid,
            &["0000-0002-1825-0097", "https://orcid.org/0000-0002-1694-233X"],
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
            &["DE89 3704 0044 0532 0130 00", "GB82WEST12345698765432"],
            &[
                ("DE89 3704 0044 0532 0130 01", "its check digits are wrong"),
                ("DE", "it does not have the form of an IBAN"),
                ("DE03 3704 0044", "it does not have the form of its country"),
            ],
        );
        check(
            lei,
            &["529900T8BM49AURSDO55", "5493001KJTIIGC8Y1R12"],
            &[
                ("529900T8BM49AURSDO56", "its check digits are wrong"),
                ("529900T8BM49AURSDO5", "it has 19 characters, want 20"),
                ("529900t8bm49aursdo55", "`t` is not a capital letter or a digit"),
            ],
        );
    }
}
