//! Checks names without check digits: DOIs, UUIDs and language tags.

use super::what::Checked;
use crate::value::standard::Standard;
use oxilangtag::LanguageTag;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Checks a DOI, which may be a URL or begin with `doi:` (DOI Handbook, sections 2.2 and 2.6).
pub(super) fn doi(text: &str) -> Checked {
    let starts = [
        "https://doi.org/",
        "http://doi.org/",
        "https://dx.doi.org/",
        "http://dx.doi.org/",
        "doi:",
    ];
    let bare = starts.iter().find_map(|start| text.strip_prefix(start)).unwrap_or(text);
    let Some((prefix, suffix)) = bare.split_once('/') else {
        return Err("it has no `/` between prefix and suffix".to_owned());
    };
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_prefix = prefix
        .strip_prefix("10.")
        .is_some_and(|registrant| registrant.len() >= 4 && registrant.split('.').all(is_number));
    match (is_prefix, suffix.chars().find(|character| character.is_whitespace())) {
        (false, _) => {
            Err("its prefix is not `10.` and a number of at least four digits".to_owned())
        }
        (_, Some(_)) => Err("there is a space in it".to_owned()),
        _ if suffix.is_empty() => Err("its suffix is empty".to_owned()),
        _ => Ok(()),
    }
}

/// Checks a UUID with its hyphens (RFC 9562, section 4).
pub(super) fn uuid(text: &str) -> Checked {
    const LENGTHS: [usize; 5] = [8, 4, 4, 4, 12];
    let groups: Vec<&str> = text.split('-').collect();
    if let Some(character) = text.chars().find(|sign| !sign.is_ascii_hexdigit() && *sign != '-') {
        return Err(format!("`{character}` is not a hexadecimal digit"));
    }
    match groups.iter().map(|group| group.len()).eq(LENGTHS) {
        true => Ok(()),
        false => {
            Err("want groups of 8, 4, 4, 4 and 12 digits with hyphens between them".to_owned())
        }
    }
}

/// Checks a language tag (BCP 47, RFC 5646). Its language must be a code of ISO 639, and its region a code of
/// ISO 3166 or three digits. Codes for private use are allowed too.
pub(super) fn language_tag(text: &str) -> Checked {
    static LANGUAGES: LazyLock<HashSet<String>> = LazyLock::new(|| {
        [Standard::Language, Standard::LanguageAlpha3]
            .into_iter()
            .flat_map(Standard::codes)
            .collect()
    });
    static COUNTRIES: LazyLock<HashSet<String>> =
        LazyLock::new(|| Standard::CountryAlpha2.codes().into_iter().collect());
    if text.contains('_') {
        return Err("want `-`, not `_`, between the parts".to_owned());
    }
    let tag = LanguageTag::parse(text).map_err(|error| error.to_string())?;
    let language = tag.primary_language().to_ascii_lowercase();
    // Private and grandfathered tags, and the codes for unspecified languages, are not in the list (RFC 5646,
    // section 2.2).
    let is_private = ["x-", "i-"].iter().any(|start| language.starts_with(start))
        || matches!(language.as_str(), "mis" | "mul" | "und" | "zxx")
        || (language.len() == 3 && ("qaa"..="qtz").contains(&language.as_str()));
    if !is_private && !LANGUAGES.contains(&language) {
        return Err(format!("`{}` is not a language of ISO 639", tag.primary_language()));
    }
    let region = tag.region().map(str::to_ascii_uppercase);
    match region.filter(|region| region.len() == 2) {
        Some(region) if !COUNTRIES.contains(&region) && !is_private_region(&region) => {
            Err(format!("`{region}` is not a region of ISO 3166"))
        }
        _ => Ok(()),
    }
}

/// Checks whether a region is for private use (RFC 5646, section 2.2.4).
fn is_private_region(region: &str) -> bool {
    matches!(region, "AA" | "ZZ")
        || ("QM"..="QZ").contains(&region)
        || ("XA"..="XZ").contains(&region)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dois() {
        for right in [
            "10.1000/182",
            "10.1038/s41586-020-2649-2",
            "https://doi.org/10.5281/zenodo.1",
            "doi:10.1000.10/a",
        ] {
            assert_eq!(doi(right), Ok(()), "{right}");
        }
        for (wrong, reason) in [
            ("10.1000", "it has no `/` between prefix and suffix"),
            ("11.1000/1", "its prefix is not `10.` and a number of at least four digits"),
            ("10.100/1", "its prefix is not `10.` and a number of at least four digits"),
            ("10.1000/", "its suffix is empty"),
            ("10.1000/a b", "there is a space in it"),
        ] {
            assert_eq!(doi(wrong), Err(reason.to_owned()), "{wrong}");
        }
    }

    #[test]
    fn uuids() {
        assert_eq!(uuid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"), Ok(()));
        assert_eq!(uuid("F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"), Ok(()));
        let groups = "want groups of 8, 4, 4, 4 and 12 digits with hyphens between them";
        assert_eq!(uuid("f81d4fae7dec11d0a76500a0c91e6bf6"), Err(groups.to_owned()));
        let digit = "`g` is not a hexadecimal digit";
        assert_eq!(uuid("g81d4fae-7dec-11d0-a765-00a0c91e6bf6"), Err(digit.to_owned()));
    }

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
}
