use super::*;
use proptest::prelude::*;

fn version(text: &str) -> Version {
    Version::parse(text).unwrap()
}

#[test]
fn a_version_has_parts() {
    let full = version("1.0.0-rc.1+build.5-a");
    assert_eq!((full.core(), full.major()), ("1.0.0", "1"));
    assert_eq!((full.prerelease(), full.build_metadata()), ("rc.1", "build.5-a"));
    let plain = version("24.04");
    assert_eq!((plain.core(), plain.major(), plain.has_prerelease()), ("24.04", "24", false));
    assert_eq!((plain.prerelease(), plain.build_metadata()), ("", ""));
    assert_eq!(version("007").major(), "7");
    assert_eq!(version("0.1").major(), "0");
    assert_eq!(version("1.0+b-1").prerelease(), "");
    assert_eq!(version("1.0+b-1").build_metadata(), "b-1");
}

#[test]
fn other_text_is_refused() {
    for text in ["", "v1", "1.", ".1", "1..2", "1-", "1+", "1-a..b", "1-é", "1 ", "-1", "1+a+b"] {
        assert_eq!(Version::parse(text).unwrap_err().want, WANT_VERSION, "{text}");
    }
}

/// The examples of <https://semver.org/#spec-item-11>, and further examples.
#[test]
fn precedence_is_that_of_section_11() {
    for rising in [
        &["1.0.0", "2.0.0", "2.1.0", "2.1.1"][..],
        &[
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
        ][..],
        &["1.9", "1.10", "1.10.1", "2", "10"][..],
        &["99999999999999999999998", "99999999999999999999999", "100000000000000000000000"][..],
    ] {
        for (position, left) in rising.iter().enumerate() {
            for right in rising.iter().skip(position + 1) {
                assert_eq!(version(left).precedence(&version(right)), Ordering::Less);
                assert_eq!(version(right).precedence(&version(left)), Ordering::Greater);
            }
        }
    }
    for (left, right) in [("1.0.0+a", "1.0.0+b"), ("1.2", "1.2.0"), ("024.4", "24.04"), ("1", "1")]
    {
        assert_eq!(version(left).precedence(&version(right)), Ordering::Equal, "{left} {right}");
    }
    let (candidate, release) = (version("1.0.0-rc.1"), version("1.0.0"));
    assert_eq!(candidate.release_precedence(&release), Ordering::Equal);
}

#[test]
fn a_semantic_version_has_three_plain_integers() {
    for text in ["1.2.3", "0.0.0", "1.0.0-alpha.0", "1.0.0-0a.00b", "1.0.0+001"] {
        assert!(version(text).is_semantic(), "{text}");
    }
    for text in ["1", "1.2", "1.2.3.4", "01.2.3", "1.0.0-alpha.01"] {
        assert!(!version(text).is_semantic(), "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*|[0-9a-z.+-]{0,20}") {
        if let Ok(read) = Version::parse(&text) {
            prop_assert_eq!(read.as_str(), text.as_str());
            prop_assert_eq!(read.precedence(&read), Ordering::Equal);
            let parts = [read.core(), "-", read.prerelease(), "+", read.build_metadata()];
            let joined: String = parts.concat();
            prop_assert!(joined.trim_end_matches('+').len() >= text.len());
        }
    }

    #[test]
    fn precedence_is_an_order(
        versions in proptest::collection::vec("[0-2](\\.[0-2]){0,2}(-(a|b|[0-2])(\\.(a|[0-2]))?)?", 3),
    ) {
        let versions: Vec<Version> = versions.iter().map(|text| version(text)).collect();
        for left in &versions {
            for right in &versions {
                prop_assert_eq!(left.precedence(right), right.precedence(left).reverse());
                for third in &versions {
                    if left.precedence(right).is_le() && right.precedence(third).is_le() {
                        prop_assert!(left.precedence(third).is_le());
                    }
                }
            }
        }
    }
}
