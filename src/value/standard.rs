//! Codes of international standards, as listed by well-maintained crates.

use iso_currency::Currency;
use isolang::languages;

/// A standard with a list of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standard {
    /// ISO 3166-1, two letters: countries and territories (`DE`), without user-assigned codes (`XK`).
    CountryAlpha2,
    /// ISO 3166-1, three letters (`DEU`).
    CountryAlpha3,
    /// ISO 639-1, two letters: languages (`de`).
    Language,
    /// ISO 639-3, three letters: languages (`deu`) and macrolanguages (`zho`).
    LanguageAlpha3,
    /// ISO 4217, three letters: currencies (`EUR`), with funds, metals and a few recently replaced codes.
    Currency,
}

impl Standard {
    /// The names that rulebooks use for the standards.
    pub const WORDS: &'static [&'static str] =
        &["iso-3166-1-alpha-2", "iso-3166-1-alpha-3", "iso-639-1", "iso-639-3", "iso-4217"];

    /// Returns the standard with this name, or `None` if it is not in [`WORDS`](Self::WORDS).
    #[must_use]
    pub fn from_word(word: &str) -> Option<Standard> {
        match word {
            "iso-3166-1-alpha-2" => Some(Standard::CountryAlpha2),
            "iso-3166-1-alpha-3" => Some(Standard::CountryAlpha3),
            "iso-639-1" => Some(Standard::Language),
            "iso-639-3" => Some(Standard::LanguageAlpha3),
            "iso-4217" => Some(Standard::Currency),
            _ => None,
        }
    }

    /// Describes a code of the standard, for messages.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Standard::CountryAlpha2 => "a two-letter country code of ISO 3166-1",
            Standard::CountryAlpha3 => "a three-letter country code of ISO 3166-1",
            Standard::Language => "a language code of ISO 639-1",
            Standard::LanguageAlpha3 => "a language code of ISO 639-3",
            Standard::Currency => "a currency code of ISO 4217",
        }
    }

    /// Returns all codes.
    #[must_use]
    pub fn codes(self) -> Vec<String> {
        match self {
            Standard::CountryAlpha2 => {
                rust_iso3166::ALL.iter().map(|country| country.alpha2.to_owned()).collect()
            }
            Standard::CountryAlpha3 => {
                rust_iso3166::ALL.iter().map(|country| country.alpha3.to_owned()).collect()
            }
            Standard::Language => {
                let codes = languages().filter_map(|language| language.to_639_1());
                codes.map(str::to_owned).collect()
            }
            Standard::LanguageAlpha3 => {
                languages().map(|language| language.to_639_3().to_owned()).collect()
            }
            // The crate can list its codes only with the additional dependency `strum`, so all 17,576
            // combinations are tried.
            Standard::Currency => {
                three_letters().filter(|code| Currency::from_code(code).is_some()).collect()
            }
        }
    }
}

/// Returns all combinations of three capital letters.
fn three_letters() -> impl Iterator<Item = String> {
    let pairs = ('A'..='Z').flat_map(|first| ('A'..='Z').map(move |second| (first, second)));
    pairs.flat_map(|(first, second)| {
        ('A'..='Z').map(move |third| [first, second, third].iter().collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standards_have_their_codes() {
        for (word, number, known, unknown) in [
            ("iso-3166-1-alpha-2", 249, "DE", "EZ"),
            ("iso-3166-1-alpha-3", 249, "DEU", "DDR"),
            ("iso-639-1", 180, "de", "xx"),
            ("iso-639-3", 7900, "deu", "qtx"),
            ("iso-4217", 170, "EUR", "BTC"),
        ] {
            let codes = Standard::from_word(word).unwrap().codes();
            assert!((number..number + 20).contains(&codes.len()), "{word}: {}", codes.len());
            assert!(codes.iter().any(|code| code == known), "{word}");
            assert!(codes.iter().all(|code| code != unknown), "{word}");
        }
        assert!(Standard::WORDS.iter().all(|word| Standard::from_word(word).is_some()));
    }
}
