//! Messages about texts that look the same as the expected text, but differ from it.

use super::{check, run};
use factlint::rule::Count;

const REFERENCE: &str =
    "[rules.ref]\nkind = \"reference\"\nin = \"r\"\nfield = \"parent\"\nto = \"r\"\n";
const CODE: &str = "[rules.code]\nkind = \"codelist\"\nin = \"r\"\nfield = \"c\"\nvalues = [\"open\", \"closed\"]\n";

#[test]
fn the_difference_between_similar_ids_is_described() {
    for (id, named, difference) in [
        ("caf\u{e9}", r"cafe\u0301", "U+0065 U+0301 (combining) for U+00E9"),
        ("abc", r"abc\u200b", "an extra U+200B (zero width space)"),
        ("x y", r"x\u00a0y", "U+00A0 (no-break space) for U+0020 (space)"),
        ("abc", r"abc\n", "an extra U+000A (line feed)"),
        ("abc", r"\u0430bc", "U+0430 (Cyrillic) for U+0061"),
        ("abc", r"abc\u200e", "an extra U+200E (direction mark)"),
    ] {
        let records =
            format!(r#"[{{"id": "{id}"}}, {{"id": "other thing", "parent": "{named}"}}]"#);
        let outcome = run(REFERENCE, &records);
        let [finding] = outcome.findings.as_slice() else { panic!("{:?}", outcome.lines) };
        let end = format!(": it looks like `{id}` but has {difference}");
        assert!(finding.message.ends_with(&end), "{}", finding.message);
    }
}

#[test]
fn the_difference_between_similar_codes_is_described() {
    for (code, difference) in [
        (r"open\u00a0", "an extra U+00A0 (no-break space)"),
        (r"op\u00aden", "an extra U+00AD (soft hyphen)"),
        (r"\ufeffopen", "an extra U+FEFF (byte order mark)"),
        ("open ", "an extra U+0020 (space)"),
        (
            r"\u043e\u0440\u0435n",
            "U+043E (Cyrillic) U+0440 (Cyrillic) U+0435 (Cyrillic) for U+006F U+0070 U+0065",
        ),
    ] {
        let outcome = run(CODE, &format!(r#"[{{"id": "a", "c": "{code}"}}]"#));
        let [finding] = outcome.findings.as_slice() else { panic!("{:?}", outcome.lines) };
        let end = format!("want `open` or `closed`: it looks like `open` but has {difference}");
        assert!(finding.message.ends_with(&end), "{}", finding.message);
    }
}

#[test]
fn a_code_in_capitals_is_reported_as_written() {
    let wanted = "error[code] got `OPEN` in `c`, want `open` or `closed`";
    check(CODE, r#"[{"id": "a", "c": "OPEN"}]"#, &[wanted]);
}

#[test]
fn an_accented_code_of_two_letters_is_similar_to_the_plain_one() {
    let rules = CODE.replace("\"closed\"", "\"DE\"");
    let outcome = run(&rules, r#"[{"id": "a", "c": "DE\u200b"}]"#);
    assert!(outcome.lines[0].ends_with("like `DE` but has an extra U+200B (zero width space)"));
}

#[test]
fn the_difference_between_similar_compared_texts_is_described() {
    let rules = "[rules.same]\nkind = \"compare\"\nin = \"r\"\nfield = \"n\"\nis = \"==\"\nthan = \"m\"\nas = \"text\"\n";
    for (left, right, difference) in [
        (r"caf\u00e9", r"cafe\u0301", "has U+00E9 for U+0065 U+0301 (combining)"),
        ("a b", r"a\u00a0b", "has U+0020 (space) for U+00A0 (no-break space)"),
    ] {
        let records = format!(r#"[{{"id": "a", "n": "{left}", "m": "{right}"}}]"#);
        let outcome = run(rules, &records);
        assert!(outcome.lines[0].ends_with(difference), "{:?}", outcome.lines);
    }
}

#[test]
fn an_invisible_character_that_prevents_a_match_is_named() {
    let rules =
        "[rules.p]\nkind = \"pattern\"\nin = \"r\"\nfield = \"c\"\nmatches = \"^[a-z]+$\"\n";
    let records = r#"[{"id": "a", "c": "op\u200ben"}, {"id": "b", "c": "op3n"}]"#;
    let outcome = run(rules, records);
    let ending =
        "matches `^[a-z]+$`: it looks like `open` but has an extra U+200B (zero width space)";
    assert!(outcome.lines[0].ends_with(ending), "{:?}", outcome.lines);
    assert!(outcome.lines[1].ends_with("matches `^[a-z]+$`"), "{:?}", outcome.lines);
}

#[test]
fn a_misspelt_key_that_looks_right_says_what_differs() {
    let rules = "[rules.p]\nkind = \"presence\"\nin = \"r\"\nonly = [\"id\", \"code\"]\n";
    let outcome = run(rules, r#"[{"id": "a", "c\u043ede": 1}]"#);
    let ending = "it looks like `code` but has U+043E (Cyrillic) for U+006F";
    assert!(outcome.lines[0].ends_with(ending), "{:?}", outcome.lines);
}

#[test]
fn an_object_instead_of_a_code_is_counted_and_similar_to_nothing() {
    let skipped = "notice[code] 1 value of `c` was not checked: it is an object";
    let outcome = check(CODE, r#"[{"id": "a", "c": {"open": 1}}]"#, &[skipped]);
    assert_eq!(outcome.count(Count::Skipped), 1);
}

/// Returns the first message.
fn message(rules: &str, records: &str) -> String {
    run(rules, records).lines.first().cloned().unwrap_or_default()
}

#[test]
fn a_date_with_an_invisible_character_says_which() {
    let rules = "[rules.d]\nkind = \"date-range\"\nin = \"r\"\nfield = \"on\"\n";
    for (date, difference) in [
        (
            r"2018-10-24\u200b",
            "it looks like `2018-10-24` but has an extra U+200B (zero width space)",
        ),
        (r"2018\u201110-24", "it looks like `2018-10-24` but has U+2011 for U+002D"),
        ("2018-10-24 ", "it looks like `2018-10-24` but has an extra U+0020 (space)"),
    ] {
        let found = message(rules, &format!(r#"[{{"id": "a", "on": "{date}"}}]"#));
        assert!(found.ends_with(difference), "{found}");
    }
    let found = message(rules, r#"[{"id": "a", "on": "2018-13-24\u200b"}]"#);
    assert!(found.contains("[date]") && !found.contains("looks like"), "{found}");
}

#[test]
fn values_that_determine_looks_alike_say_what_differs() {
    let rules =
        "[rules.d]\nkind = \"determines\"\nin = \"r\"\nfields = \"code\"\nvalue = \"name\"\n";
    let record = |id: u8, name: &str| format!(r#"{{"id": "{id}", "code": "x", "name": "{name}"}}"#);
    let twins = [record(1, "Caf\u{e9}"), record(2, "Cafe\u{301}")].join(",");
    let difference = "but has U+00E9 for U+0065 U+0301 (combining)";
    let found = message(rules, &format!("[{twins}]"));
    assert!(found.ends_with(difference), "{found}");
    let minority = message(rules, &format!("[{twins}, {}]", record(3, "Cafe\u{301}")));
    assert!(minority.ends_with(difference), "{minority}");
}

#[test]
fn a_condition_that_fails_for_an_invisible_reason_says_so() {
    let rules =
        |that: &str| format!("[rules.a]\nkind = \"assert\"\nin = \"r\"\nthat = \"{that}\"\n");
    let records = r#"[{"id": "a", "c": "op\u0435n"}, {"id": "b", "c": "open"}]"#;
    for that in ["@.c == 'open'", "contains(@.c, 'pen')", "@.c == 'shut' || @.c == 'open'"] {
        let found = message(&rules(that), records);
        if that.starts_with("contains") {
            // A part of a word is not compared.
            assert!(!found.contains("looks like"), "{found}");
        } else {
            let difference = "it looks like `open` but has U+0435 (Cyrillic) for U+0065";
            assert!(found.ends_with(difference), "{found}");
        }
    }
    let found = message(
        &rules("contains(@.c, 'open door')"),
        r#"[{"id": "a", "c": "the open\u00a0door"}, {"id": "b", "c": "the open door"}]"#,
    );
    let difference = "it looks like `open door` but has U+00A0 (no-break space) for U+0020 (space)";
    assert!(found.ends_with(difference), "{found}");
}
