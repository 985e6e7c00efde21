//! Tests of names: equal, variant and different ones.

use super::*;
use proptest::prelude::*;

fn is_variant(left: &str, right: &str) -> bool {
    assert_eq!(similarity(left, right), similarity(right, left), "{left} {right}");
    matches!(similarity(left, right), Similarity::Variant { .. })
}

#[test]
fn the_word_lists_are_sorted() {
    assert!(FUNCTION_WORDS.is_sorted());
    assert!(DISTINGUISHING_WORDS.is_sorted());
}

#[test]
fn folding_keeps_what_names_mean() {
    for (left, right) in [
        ("INTERPOL", "Interpol"),
        ("INTERPOL’s  Project", "Interpol's\u{A0}project"),
        ("Counter–Terrorism", "counter-terrorism"),
        ("Straße", "STRASSE"),
        ("Cafe\u{301}", "CAFÉ"),
        ("ΟΔΟΣ", "οδος"),
        (" a ", "A"),
        ("ﬁnance", "Finance"),
    ] {
        assert!(names_are_equal(left, right), "{left} {right}");
        assert_eq!(similarity(left, right), Similarity::Same);
    }
    assert!(!names_are_equal("resign", "re-sign"));
}

#[test]
fn variants_of_a_name_are_found() {
    for (left, right) in [
        ("US Federal Bureau of Investigations", "Federal Bureau of Investigation"),
        ("U.S. Federal Bureau of Investigation", "Federal Bureau of Investigation"),
        ("INTERPOL Global Complex of Innovation", "INTERPOL Global Complex for Innovation"),
        ("The Global Complex for Innovation", "Global Complex for Innovation"),
        ("Counterterrorism Fusion Centre", "Counter-Terrorism Fusion Centre"),
        ("Counter-Terrorism Fusion Center", "Counter-Terrorism Fusion Centre"),
        ("Innovation Complex", "Complex for Innovation"),
        ("Bureau's Office", "The Bureau Office"),
    ] {
        assert!(is_variant(left, right), "{left} / {right}: {:?}", similarity(left, right));
    }
}

#[test]
fn other_names_are_different() {
    for (left, right) in [
        ("Fusion Task Force", "Counter-Terrorism Fusion Centre"),
        ("Global Affairs Canada", "Government of Canada"),
        (
            "Project to Combat Cybercrime in the Americas",
            "INTERPOL Cybercrime Capacity Building Project in the Americas",
        ),
        (
            "Cybercrime Capacity Building Project Phase I",
            "Cybercrime Capacity Building Project Phase II",
        ),
        ("Cybercrime Capacity Building Project", "Cybercrime Capacity Building Project Phase II"),
        (
            "Cybercrime Capacity Building Project Phase One",
            "Cybercrime Capacity Building Project Phase Two",
        ),
        (
            "Annual Review of the National Cyber Review 2017",
            "Annual Review of the National Cyber Review 2018",
        ),
        ("Cybercrime Capacity Building Group A1", "Cybercrime Capacity Building Group A2"),
        ("Cybercrime Capacity Building Group B", "Cybercrime Capacity Building Group C"),
        (
            "Southeast Asia Counter-Terrorism Programme",
            "Southwest Asia Counter-Terrorism Programme",
        ),
        ("Version 1.2 of the Programme", "Version 12 of the Programme"),
        ("Police", "Police Academy"),
        ("INTERPOL", "INTERPOL Global Complex"),
        ("", "INTERPOL"),
        ("of the", "for a"),
    ] {
        assert_eq!(similarity(left, right), Similarity::Different, "{left} / {right}");
    }
}

#[test]
fn roman_numerals_are_recognised() {
    let numerals = [
        "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xiv", "xix", "xl",
        "lxxxix",
    ];
    assert!(numerals.into_iter().all(is_roman_numeral));
    assert!(
        !["", "iiii", "vx", "mix", "civil", "ill", "ci", "did"].into_iter().any(is_roman_numeral)
    );
}

#[test]
fn the_nearest_name_is_suggested() {
    let names = ["located-in", "funded-by", "partner-of", "funder-by"];
    let nearest = |wanted| closest(wanted, names.into_iter());
    assert_eq!(nearest("locatedin"), Some("located-in"));
    assert_eq!(nearest("fundde-by"), Some("funded-by"));
    assert_eq!(nearest("Funded-By"), Some("funded-by"));
    assert_eq!(nearest("funde-by"), None, "two are equally near");
    assert_eq!(nearest("member-count"), None);
    assert_eq!(nearest(""), None);
    assert_eq!(closest("ab", ["ac"].into_iter()), None, "at most a third of the length");
    assert_eq!(closest("abc", ["abd"].into_iter()), Some("abd"));
    assert_eq!(closest(&"x".repeat(100_000), ["abd"].into_iter()), None);
}

#[test]
fn a_name_with_other_digits_is_another_name() {
    assert_eq!(closest("CVE-2021-44228", ["CVE-2021-45046"].into_iter()), None);
    assert_eq!(closest("editor-12", ["editor-1", "edtor-12"].into_iter()), Some("edtor-12"));
    assert_eq!(closest("editor_12", ["editor-1-2"].into_iter()), Some("editor-1-2"));
}

proptest! {
    #[test]
    fn any_two_names_compare_symmetrically(left in "\\PC{0,30}", right in "\\PC{0,30}") {
        prop_assert_eq!(similarity(&left, &right), similarity(&right, &left));
        prop_assert_eq!(similarity(&left, &left), Similarity::Same);
        let are_same = similarity(&left, &right) == Similarity::Same;
        prop_assert_eq!(names_are_equal(&left, &right), are_same);
    }

    #[test]
    fn names_that_differ_in_a_number_are_never_variants(
        name in "[A-Z][a-z]{3,9}( [A-Z][a-z]{3,9}){1,4}",
        left in 0_u32..3000,
        right in 0_u32..3000,
    ) {
        prop_assume!(left != right);
        let (left, right) = (format!("{name} {left}"), format!("{name} {right}"));
        prop_assert_eq!(similarity(&left, &right), Similarity::Different);
    }
}
