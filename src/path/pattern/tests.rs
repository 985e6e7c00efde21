use super::{LITERAL_SIZE_LIMIT, compile};

fn matches(pattern: &str, text: &str) -> bool {
    compile(pattern, true, LITERAL_SIZE_LIMIT).unwrap().is_match(text)
}

fn refusal(pattern: &str) -> String {
    compile(pattern, true, LITERAL_SIZE_LIMIT).unwrap_err()
}

#[test]
fn a_dot_is_any_character_but_line_ends() {
    assert!(matches("a.b", "a\u{2028}b") && matches("a.b", "a😀b"));
    assert!(!matches("a.b", "a\nb") && !matches("a.b", "a\rb"));
    assert!(matches("[.]", ".") && !matches("[.]", "x"));
}

#[test]
fn every_alternative_must_match_the_whole_text() {
    assert!(!matches("a|b", "ab") && !matches("a|b", "xb") && matches("a|", ""));
    let part = compile("^a|b$", false, LITERAL_SIZE_LIMIT).unwrap();
    assert!(part.is_match("ax") && part.is_match("xb") && !part.is_match("xax"));
}

#[test]
fn quantifiers_have_their_ranges() {
    assert!(matches("a{2}", "aa") && matches("a{2,}", "aaa") && matches("(ab){1,2}", "abab"));
    assert!(!matches("a{2,3}", "aaaa"));
}

#[test]
fn classes_contain_literals_ranges_and_categories() {
    assert!(matches("[a-c\\p{Lu}\\-\\]]+", "abcÉ-]"));
    assert!(matches("[^a-c]", "d") && !matches("[^a-c]", "b"));
    assert!(matches("[-a]", "-") && matches("[a-]", "-") && matches("[$&~#]+", "$&~#"));
    assert!(matches("[a&&b]+", "&ab"), "no set operations");
    assert!(matches("[^]", "^") && matches("[a^]", "^"));
    assert!(matches("[\\n\\t]", "\n"));
}

#[test]
fn syntax_beyond_i_regexp_is_refused() {
    for pattern in [
        "\\d",
        "\\w+",
        "\\bx",
        "\\$",
        "\\p{Greek}",
        "\\p{L",
        "\\pL",
        "\\p{Lx}",
        "\\p{Luu}",
        "a**",
        "a+?",
        "*a",
        "(*a)",
        "a|*",
        "(?:a)",
        "(?i)a",
        "a{,2}",
        "a{2",
        "a{x}",
        "a{1,2,3}",
        "a{3,2}",
        "(a",
        "a)",
        "a]",
        "a}",
        "{",
        "[]",
        "[a",
        "[[a]]",
        "[z-a]",
        "[a-b-c]",
        "[a-\\d]",
        "[--a]",
        "a\\",
        "[a\\",
        "\\x41",
        "\\u0041",
    ] {
        assert!(compile(pattern, true, LITERAL_SIZE_LIMIT).is_err(), "{pattern}");
    }
}

#[test]
fn refusals_say_what_to_write() {
    assert_eq!(refusal("\\$"), "got `\\$`, which I-Regexp (RFC 9485) does not support, want `[$]`");
    assert_eq!(refusal("a]"), "got `]` alone, want `\\]`");
    assert_eq!(refusal("+a"), "got `+` with nothing before it to repeat");
    assert!(refusal("(\\p{L}{999}){999}").contains("want a smaller one"));
}

#[test]
fn every_general_category_is_known_to_the_engine() {
    let kinds = [
        ("L", "lmotu"),
        ("M", "cen"),
        ("N", "dlo"),
        ("P", "cdefios"),
        ("Z", "lps"),
        ("S", "ckmo"),
        ("C", "cfno"),
    ];
    for (category, subcategories) in kinds {
        assert!(compile(&format!("\\p{{{category}}}"), true, LITERAL_SIZE_LIMIT).is_ok());
        for subcategory in subcategories.chars() {
            let pattern = format!("[\\P{{{category}{subcategory}}}]");
            assert!(compile(&pattern, true, LITERAL_SIZE_LIMIT).is_ok(), "{pattern}");
        }
    }
}
