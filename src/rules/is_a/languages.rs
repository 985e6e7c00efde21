//! Checks language tags.

use super::what::Checked;
use crate::value::standard::Standard;
use oxilangtag::LanguageTag;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Codes of ISO 639-5 for groups of languages, sorted.
const GROUPS: [&str; 115] = [
    "aav", "afa", "alg", "alv", "apa", "aqa", "aql", "art", "ath", "auf", "aus", "awd", "azc",
    "bad", "bai", "bat", "ber", "bih", "bnt", "btk", "cai", "cau", "cba", "ccn", "ccs", "cdc",
    "cdd", "cel", "cmc", "cpe", "cpf", "cpp", "crp", "csu", "cus", "day", "dmn", "dra", "egx",
    "esx", "euq", "fiu", "fox", "gem", "gme", "gmq", "gmw", "grk", "hmx", "hok", "hyx", "iir",
    "ijo", "inc", "ine", "ira", "iro", "itc", "jpx", "kar", "kdo", "khi", "kro", "map", "mkh",
    "mno", "mun", "myn", "nah", "nai", "ngf", "nic", "nub", "omq", "omv", "oto", "paa", "phi",
    "plf", "poz", "pqe", "pqw", "pra", "qwe", "roa", "sai", "sal", "sdv", "sem", "sgn", "sio",
    "sit", "sla", "smi", "son", "sqj", "ssa", "syd", "tai", "tbq", "trk", "tup", "tut", "tuw",
    "urj", "wak", "wen", "xgn", "xnd", "ypk", "zhx", "zle", "zls", "zlw", "znd",
];

/// Tags that are registered as a whole, in lower case: `irregular` and `regular` in the grammar of RFC 5646, section
/// 2.1. Sorted.
const GRANDFATHERED: [&str; 26] = [
    "art-lojban",
    "cel-gaulish",
    "en-gb-oed",
    "i-ami",
    "i-bnn",
    "i-default",
    "i-enochian",
    "i-hak",
    "i-klingon",
    "i-lux",
    "i-mingo",
    "i-navajo",
    "i-pwn",
    "i-tao",
    "i-tay",
    "i-tsu",
    "no-bok",
    "no-nyn",
    "sgn-be-fr",
    "sgn-be-nl",
    "sgn-ch-de",
    "zh-guoyu",
    "zh-hakka",
    "zh-min",
    "zh-min-nan",
    "zh-xiang",
];

/// The languages that have extended languages in the registry (RFC 5646, section 2.2.2). Sorted.
const WITH_EXTENDED: [&str; 8] = ["ar", "kok", "lv", "ms", "sgn", "sw", "uz", "zh"];

/// Codes of UN M.49 for groups of countries that are registered for BCP 47 (RFC 5646, section 2.2.4). Sorted.
const COUNTRY_GROUPS: [&str; 31] = [
    "001", "002", "003", "005", "009", "011", "013", "014", "015", "017", "018", "019", "021",
    "029", "030", "034", "035", "039", "053", "054", "057", "061", "142", "143", "145", "150",
    "151", "154", "155", "202", "419",
];

/// Codes that are exceptionally reserved in ISO 3166 and registered for BCP 47. Sorted.
const RESERVED_REGIONS: [&str; 10] = ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "TA", "UN"];

/// Checks a language tag (BCP 47, RFC 5646). Its language must be a code of ISO 639, and its region a code of
/// ISO 3166 or UN M.49. Codes for private use are allowed too.
pub(super) fn language_tag(text: &str) -> Checked {
    if text.contains('_') {
        return Err("want `-`, not `_`, between the parts".to_owned());
    }
    if GRANDFATHERED.binary_search(&text.to_ascii_lowercase().as_str()).is_ok() {
        return Ok(());
    }
    let tag = LanguageTag::parse(text).map_err(|error| error.to_string())?;
    let language = tag.primary_language();
    if !is_language(language) {
        return Err(format!("`{language}` is not a language of ISO 639"));
    }
    if let Some(part) = tag.extended_language_subtags().find(|part| !is_language(part)) {
        return Err(format!("`{part}` is not a language of ISO 639"));
    }
    check_extended(language, tag.extended_language())?;
    check_region(tag.region())?;
    let singletons = tag.extension_subtags().map(|(singleton, _)| singleton.to_string());
    match first_repeated(tag.variant_subtags().map(str::to_owned).chain(singletons)) {
        Some(part) => Err(format!("it has `{part}` twice")),
        None => Ok(()),
    }
}

/// Checks whether a code names a language or a group of languages, is for private use, or is one of the special
/// codes `mis`, `mul`, `und` and `zxx` (RFC 5646, section 2.2).
fn is_language(code: &str) -> bool {
    static LANGUAGES: LazyLock<HashSet<String>> = LazyLock::new(|| {
        [Standard::Language, Standard::LanguageAlpha3]
            .into_iter()
            .flat_map(Standard::codes)
            .collect()
    });
    let code = code.to_ascii_lowercase();
    let is_private =
        code.starts_with("x-") || (code.len() == 3 && ("qaa"..="qtz").contains(&code.as_str()));
    is_private
        || matches!(code.as_str(), "mis" | "mul" | "und" | "zxx")
        || GROUPS.binary_search(&code.as_str()).is_ok()
        || LANGUAGES.contains(&code)
}

/// Checks that an extended language may follow a language. The second part of `en-USA` and of `zh-CHN` is a
/// country, which is a mistake.
fn check_extended(language: &str, extended: Option<&str>) -> Checked {
    static COUNTRIES: LazyLock<HashSet<String>> =
        LazyLock::new(|| Standard::CountryAlpha3.codes().into_iter().collect());
    let Some(extended) = extended else { return Ok(()) };
    let language = language.to_ascii_lowercase();
    // Some sign languages have the code of their country.
    let is_country = language != "sgn" && COUNTRIES.contains(&extended.to_ascii_uppercase());
    if WITH_EXTENDED.binary_search(&language.as_str()).is_err() || is_country {
        return Err(format!("`{extended}` is not an extended language of `{language}`"));
    }
    match extended.split_once('-') {
        None => Ok(()),
        Some((_, second)) => Err(format!("`{second}` is a second extended language")),
    }
}

fn check_region(region: Option<&str>) -> Checked {
    static COUNTRIES: LazyLock<HashSet<String>> =
        LazyLock::new(|| Standard::CountryAlpha2.codes().into_iter().collect());
    let Some(region) = region.map(str::to_ascii_uppercase) else { return Ok(()) };
    let code = region.as_str();
    if code.len() == 3 {
        return match COUNTRY_GROUPS.binary_search(&code) {
            Ok(_) => Ok(()),
            Err(_) => Err(format!("`{region}` is not a group of countries of UN M.49")),
        };
    }
    match COUNTRIES.contains(code) || RESERVED_REGIONS.contains(&code) || is_private_region(code) {
        true => Ok(()),
        false => Err(format!("`{region}` is not a region of ISO 3166")),
    }
}

/// Whether a region is for private use (RFC 5646, section 2.2.4).
fn is_private_region(region: &str) -> bool {
    matches!(region, "AA" | "ZZ")
        || ("QM"..="QZ").contains(&region)
        || ("XA"..="XZ").contains(&region)
}

/// Returns the first part that repeats an earlier one, in lower case. A tag must not have a variant or the letter
/// of an extension twice (RFC 5646, sections 2.2.5 and 2.2.6).
fn first_repeated(parts: impl Iterator<Item = String>) -> Option<String> {
    let mut seen = HashSet::new();
    parts.map(|part| part.to_ascii_lowercase()).find(|part| !seen.insert(part.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::is_a::what::tests::check;

    #[test]
    fn language_tags() {
        for right in
            ["en", "en-GB", "zh-Hant-TW", "de-1996", "es-419", "sr-Latn", "qaa-XK", "x-own", "cmn"]
        {
            assert_eq!(language_tag(right), Ok(()), "{right}");
        }
        for (wrong, reason) in [
            ("en_GB", "want `-`, not `_`, between the parts"),
            ("xx", "`xx` is not a language of ISO 639"),
            ("en-UK", "`UK` is not a region of ISO 3166"),
        ] {
            assert_eq!(language_tag(wrong), Err(reason.to_owned()), "{wrong}");
        }
        assert!(language_tag("english language").is_err() && language_tag("").is_err());
    }

    #[test]
    fn groups_of_languages_and_registered_tags_are_language_tags() {
        check(
            language_tag,
            &["ber", "cel", "ine", "roa", "afa", "en-GB-oed", "art-lojban", "zh-min-nan"],
            &[],
        );
        check(
            language_tag,
            &["sgn-BE-FR", "i-klingon", "i-default", "es-IC", "en-DG", "und", "zh-yue", "en-001"],
            &[("xx-unknown", "`xx` is not a language of ISO 639")],
        );
    }

    #[test]
    fn a_country_of_three_letters_is_no_extended_language() {
        check(
            language_tag,
            &["zh-yue", "ar-arz", "sgn-isr"],
            &[
                ("en-USA", "`USA` is not an extended language of `en`"),
                ("zh-CHN", "`CHN` is not an extended language of `zh`"),
                ("en-yue", "`yue` is not an extended language of `en`"),
                ("zh-yue-cmn", "`cmn` is a second extended language"),
            ],
        );
    }

    #[test]
    fn a_part_that_is_repeated_or_not_registered_is_a_mistake() {
        check(
            language_tag,
            &["de-a-aaa-b-bbb", "de-1901-x-1901", "de-x-a-b-a"],
            &[
                ("ar-a-aaa-b-bbb-a-ccc", "it has `a` twice"),
                ("de-1996-1996", "it has `1996` twice"),
                ("zh-xxx", "`xxx` is not a language of ISO 639"),
                ("es-999", "`999` is not a group of countries of UN M.49"),
                ("en-840", "`840` is not a group of countries of UN M.49"),
            ],
        );
    }

    #[test]
    fn the_lists_that_are_searched_are_sorted() {
        assert!(
            WITH_EXTENDED.is_sorted()
                && GROUPS.is_sorted()
                && GRANDFATHERED.is_sorted()
                && COUNTRY_GROUPS.is_sorted()
        );
    }
}
