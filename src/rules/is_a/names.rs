//! Checks names without check digits: DOIs and UUIDs.

use super::what::{Checked, all_visible};

/// Checks a DOI, which may be a URL or begin with `doi:` (DOI Handbook, sections 2.2 and 2.6). It consists of
/// graphic characters.
pub(super) fn doi(text: &str) -> Checked {
    let starts = [
        "https://doi.org/",
        "http://doi.org/",
        "https://dx.doi.org/",
        "http://dx.doi.org/",
        "doi:",
    ];
    let bare = starts.iter().find_map(|start| text.strip_prefix(start)).unwrap_or(text);
    // In a URL, the slash may be percent-encoded (RFC 3986, section 2.1).
    let decoded = match text.starts_with("http") && !bare.contains('/') {
        true => bare.replacen("%2F", "/", 1).replacen("%2f", "/", 1),
        false => bare.to_owned(),
    };
    let Some((prefix, suffix)) = decoded.split_once('/') else {
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
        _ => all_visible(suffix),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dois() {
        for right in [
            "10.1000/182",
            "10.1038/s41586-020-2649-2",
            "https://doi.org/10.5281/zenodo.1",
            "https://doi.org/10.1000%2F182",
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
            ("10.1000/18\u{200b}2", "it has a U+200B"),
            ("10.1000/182\u{ad}", "it has a U+00AD"),
            ("10.1000/18\u{202e}2", "it has a U+202E"),
            ("10.1000/\u{1}a", "it has a U+0001"),
            ("10.1000%2F182", "it has no `/` between prefix and suffix"),
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
}
