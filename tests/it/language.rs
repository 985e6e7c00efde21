//! Tests features of the rule language that the pages of the kinds do not cover, with near-misses.

mod dates;
mod file_names;
mod files;
mod key_fields;
mod keys;
mod page;

use crate::command::{Folder, without_other_places};

/// Checks documents with a rulebook, given from the line after `documents`. Returns each finding as
/// `file:line:column: level[rule]: message`.
fn check(rules: &str, documents: &[(&str, &str)]) -> Vec<String> {
    let folder = Folder::new(documents);
    folder.write("factlint.toml", format!("version = 1\ndocuments = [\"**/*.json\"]\n{rules}"));
    let outcome = folder.check(&["--format", "concise"]);
    assert_eq!(outcome.stderr, "", "{outcome:?}");
    let is_finding = |line: &&str| line.contains("]: ") && !line.contains("[idle]");
    outcome.stdout.lines().filter(is_finding).map(without_other_places).collect()
}

const NONE: [&str; 0] = [];

mod itself {
    use super::{NONE, check};

    const RULE: &str = r#"
[collections]
works = { select = "$.works[*]", id = "id" }
[rules.series]
kind  = "reference"
in    = "works"
field = "series"
to    = "works"
"#;

    const DATA: &str = r#"{"works": [
{"id": "a", "series": "a"},
{"id": "b", "series": "a"},
{"id": "c", "series": "d"}
]}"#;

    #[test]
    fn a_self_reference_is_reported_unless_allowed() {
        let missing = "data.json:4:23: error[series]: no record of `works` has the id `d`";
        assert_eq!(
            check(RULE, &[("data.json", DATA)]),
            ["data.json:2:23: error[series]: `a` refers to itself", missing]
        );
        assert_eq!(check(&format!("{RULE}itself = true\n"), &[("data.json", DATA)]), [missing]);
        assert_eq!(check(&format!("{RULE}itself = false\n"), &[("data.json", DATA)]).len(), 2);
    }

    #[test]
    fn a_self_reference_must_still_satisfy_the_condition() {
        let rule = format!("{RULE}itself = true\nto-where = \"@.id != 'a'\"\n");
        let data = r#"{"works": [{"id": "a", "series": "a"}, {"id": "b", "series": "b"}]}"#;
        let want = "data.json:1:34: error[series]: `a` does not satisfy `@.id != 'a'`";
        assert_eq!(check(&rule, &[("data.json", data)]), [want]);
    }

    #[test]
    fn an_allowed_self_reference_of_a_root_is_not_a_cycle() {
        let rule = |more: &str| {
            RULE.replace("\"reference\"", "\"acyclic\"").replace("to    = \"works\"\n", more)
        };
        let data = r#"{"works": [{"id": "a", "series": "a"}, {"id": "b", "series": "a"}]}"#;
        assert_eq!(
            check(&rule(""), &[("data.json", data)]),
            ["data.json:1:34: error[series]: a cycle in `series`: `a` -> `a`"]
        );
        assert_eq!(check(&rule("itself = true\n"), &[("data.json", data)]), NONE);
        let circle = r#"{"works": [{"id": "a", "series": "b"}, {"id": "b", "series": "a"}]}"#;
        assert_eq!(check(&rule("itself = true\n"), &[("data.json", circle)]).len(), 1);
    }
}

mod before {
    use super::{NONE, check};

    const RULE: &str = r#"
[collections]
works = { select = "$.works[*]", id = "id" }
[rules.series]
kind   = "reference"
in     = "works"
field  = "series"
to     = "works"
before = true
"#;

    #[test]
    fn a_reference_to_a_later_record_is_reported() {
        let data = r#"{"works": [
{"id": "a", "series": "b"},
{"id": "b", "series": "a"},
{"id": "c", "series": "c"},
{"id": "d", "series": "x"}
]}"#;
        let later = "data.json:2:23: error[series]: `b` comes after `a`, want it before";
        let missing = "data.json:5:23: error[series]: no record of `works` has the id `x`";
        let itself = "data.json:4:23: error[series]: `c` refers to itself";
        assert_eq!(check(RULE, &[("data.json", data)]), [later, itself, missing]);
        let rule = format!("{RULE}itself = true\n");
        assert_eq!(check(&rule, &[("data.json", data)]), [later, missing]);
        let rule = RULE.replace("before = true", "before = false");
        assert_eq!(check(&rule, &[("data.json", data)]), [itself, missing]);
    }

    #[test]
    fn documents_are_in_the_order_of_their_paths() {
        let works = |id: &str, series: &str| {
            format!(r#"{{"works": [{{"id": "{id}", "series": "{series}"}}]}}"#)
        };
        let (first, second) = (works("a", "b"), works("b", "a"));
        let later = "1.json:1:34: error[series]: `b` comes after `a`, want it before";
        assert_eq!(check(RULE, &[("1.json", &first), ("2.json", &second)]), [later]);
        assert_eq!(check(RULE, &[("1.json", &works("b", "b")), ("2.json", &second)]).len(), 2);
    }

    #[test]
    fn one_of_several_targets_must_come_before() {
        let rule = RULE.replace("to     = \"works\"", "to     = [\"works\", \"others\"]");
        let rule =
            rule.replace("[rules", "others = { select = \"$.others[*]\", id = \"id\" }\n[rules");
        let data =
            r#"{"others": [{"id": "b"}], "works": [{"id": "a", "series": "b"}, {"id": "b"}]}"#;
        assert_eq!(check(&rule, &[("data.json", data)]), NONE);
        let data =
            r#"{"works": [{"id": "a", "series": "b"}, {"id": "b"}], "others": [{"id": "b"}]}"#;
        assert_eq!(check(&rule, &[("data.json", data)]).len(), 1);
    }

    #[test]
    fn no_later_record_is_suggested() {
        let data = r#"{"works": [{"id": "first", "series": "secnd"}, {"id": "second"}]}"#;
        let found = check(RULE, &[("data.json", data)]);
        assert_eq!(
            found,
            ["data.json:1:38: error[series]: no record of `works` has the id `secnd`"]
        );
    }
}

mod sums {
    use super::check;

    #[test]
    fn a_group_is_of_the_dataset_a_document_or_a_folder() {
        let share = |id: &str| format!(r#"{{"s": [{{"id": "{id}", "of": "x", "n": 50}}]}}"#);
        let (a, b) = (share("a"), share("b"));
        let rule = "[collections]\nshares = { select = \"$.s[*]\", id = \"id\" }\n[rules.r]\nkind = \"sum\"\nin = \"shares\"\nitems = \"n\"\nper = \"of\"\ntotal = 100\n";
        let found = |within: &str| {
            let rules = format!("{rule}within = \"{within}\"\n");
            let files = [("1/a.json", a.as_str()), ("1/b.json", &b), ("2/a.json", &a)];
            check(&rules, &files).len()
        };
        assert_eq!(["dataset", "folder", "document"].map(found), [1, 1, 3]);
    }
}

mod collations {
    use super::{NONE, check};

    const COLLECTION: &str = "[collections]\nshelves = { select = \"$.s[*]\", id = \"id\" }\n";

    fn order(more: &str, books: &str) -> Vec<String> {
        let rule = "[rules.r]\nkind = \"order\"\nin = \"shelves\"\nfield = \"b[*]\"\n";
        let data = format!(r#"{{"s": [{{"id": "x", "b": {books}}}]}}"#);
        check(&format!("{COLLECTION}{rule}{more}"), &[("data.json", &data)])
    }

    #[test]
    fn each_word_ignores_what_it_says_in_an_order() {
        for (books, text, case, name, title) in [
            (r#"["a", "B", "c"]"#, 1, 0, 0, 0),
            (r#"["Ann O'Neil", "ann o’neil", "Ann  O'Neim"]"#, 1, 1, 0, 0),
            (r#"["An Apple", "the bee", "A Cat"]"#, 1, 1, 1, 0),
            (r#"["the bee", "an apple"]"#, 1, 1, 1, 1),
        ] {
            let found = |word: &str| order(&format!("as = \"{word}\"\n"), books).len();
            let all = ["text", "text-ignoring-case", "name", "title"].map(found);
            assert_eq!(all, [text, case, name, title], "{books}");
        }
    }

    #[test]
    fn texts_that_differ_in_what_is_ignored_are_equal() {
        let twice = "data.json:1:37: error[r]: `b[*]` of `x` has \"The Bee\" and then \"bee\", want each value once";
        let books = r#"["The Bee", "bee"]"#;
        assert_eq!(order("as = \"title\"\nstrict = true\n", books), [twice]);
        assert_eq!(order("as = \"title\"\n", books), NONE);
        let rule = "[rules.r]\nkind = \"compare\"\nin = \"shelves\"\nfield = \"a\"\nis = \"==\"\nthan = \"b\"\n";
        let data = r#"{"s": [{"id": "x", "a": "The Bee", "b": "bee"}]}"#;
        let compared = |word: &str| {
            let rules = format!("{COLLECTION}{rule}as = \"{word}\"\n");
            check(&rules, &[("data.json", data)]).len()
        };
        assert_eq!(["text", "text-ignoring-case", "name", "title"].map(compared), [1, 1, 1, 0]);
    }

    #[test]
    fn keys_may_be_the_same_but_for_an_article() {
        let rule = "[rules.r]\nkind = \"unique\"\nin = \"shelves\"\nfields = \"a\"\n";
        let data = r#"{"s": [{"id": "x", "a": "The Bee"}, {"id": "y", "a": "bee"}]}"#;
        let found = |word: &str| {
            let rules = format!("{COLLECTION}{rule}normalise = \"{word}\"\n");
            check(&rules, &[("data.json", data)]).len()
        };
        assert_eq!(["none", "case", "name", "title"].map(found), [0, 0, 0, 1]);
    }

    #[test]
    fn texts_have_no_gaps_whatever_is_ignored() {
        for word in ["text", "text-ignoring-case", "name", "title"] {
            let rule = "[rules.r]\nkind = \"order\"\nin = \"shelves\"\nfield = \"b[*]\"\n";
            let folder = super::Folder::new(&[("data.json", r#"{"s": []}"#)]);
            let head = "version = 1\ndocuments = [\"data.json\"]\n";
            let rules = format!("{head}{COLLECTION}{rule}as = \"{word}\"\nno-gaps = true\n");
            folder.write("factlint.toml", rules);
            let outcome = folder.check(&["--format", "concise"]);
            assert_eq!(outcome.code, Some(2), "{outcome:?}");
            let want = format!("`no-gaps` cannot be used with `as = \"{word}\"`");
            assert!(outcome.stdout.contains(&want), "{outcome:?}");
        }
    }
}

mod contains {
    use super::{NONE, check};

    const COLLECTION: &str = "[collections]\nadvisories = { select = \"$.a[*]\", id = \"id\" }\n";

    fn no_id_in_title(condition: &str, data: &str) -> Vec<String> {
        let rule = "[rules.title]\nkind = \"assert\"\nin = \"advisories\"\n";
        check(&format!("{COLLECTION}{rule}that = \"{condition}\"\n"), &[("data.json", data)])
    }

    const DATA: &str = r#"{"a": [
{"id": "RHSA-1", "title": "RHSA-1: x"},
{"id": "ACME(2024)-1", "title": "About ACME(2024)-1"},
{"id": "A[1", "title": "About A[1"},
{"id": "C++ 1", "title": "About C++ 1"},
{"id": "a.c", "title": "About abc"},
{"id": 7, "title": "About 7"},
{"id": "no title"}
]}"#;

    #[test]
    fn a_text_is_found_even_if_it_has_pattern_syntax() {
        let lines = no_id_in_title("!contains(@.title, @.id)", DATA);
        let (not_checked, broken): (Vec<&String>, Vec<&String>) =
            lines.iter().partition(|line| line.starts_with("factlint.toml:"));
        let broken: Vec<&str> = broken.iter().map(|line| line.split(' ').nth(2).unwrap()).collect();
        assert_eq!(broken, ["`RHSA-1`", "`ACME(2024)-1`", "`A[1`", "`C++"]);
        // A number is not a text, so `search` cannot look for it.
        let [not_checked] = not_checked.as_slice() else { panic!("{not_checked:?}") };
        let message = "notice[title]: 1 value of `id` was not checked: it is a number";
        assert!(not_checked.ends_with(message), "{not_checked}");
    }

    #[test]
    fn both_arguments_may_be_literals_or_paths() {
        let data = r#"{"a": [{"id": "x", "title": "abc"}]}"#;
        for holds in [
            "contains(@.title, 'b')",
            "contains('xyz', @.id)",
            "contains(@.title, '')",
            "contains( @.title , $.a[0].title )",
            "!contains(@.title, 'B')",
        ] {
            assert_eq!(no_id_in_title(holds, data), NONE, "{holds}");
        }
        // The literal is also a warning.
        assert_eq!(no_id_in_title("contains(@.title, 1)", data).len(), 2);
        assert_eq!(no_id_in_title("contains(@.title, @.none)", data).len(), 1);
    }

    #[test]
    fn wrong_calls_explain_the_expected_arguments() {
        let data = r#"{"a": []}"#;
        let message = |condition: &str| {
            let lines = no_id_in_title(condition, data);
            lines.first().and_then(|line| line.split_once("]: ")).unwrap().1.to_owned()
        };
        assert_eq!(
            message("contains(@.title)"),
            "got `)`, want `,` and a text: `contains` takes two arguments"
        );
        assert_eq!(
            message("contains(@.a, @.b, @.c)"),
            "got `,`, want `)`: `contains` takes two arguments"
        );
        assert!(message("contains(@.a[*], 'x')").starts_with("got a path that can select several"));
        assert!(message("contain(@.a, 'x')").ends_with("did you mean `contains`?"));
    }

    #[test]
    fn a_pattern_from_data_that_does_not_parse_is_reported_once() {
        let lines = no_id_in_title("!search(@.title, @.id)", DATA);
        // `A[1` and `C++` do not parse as patterns. `search` is then false (RFC 9535 section 2.4.7), and the negated
        // condition holds.
        assert_eq!(
            lines,
            [
                "data.json:2:27: error[title]: `RHSA-1` does not satisfy !search(@.title, @.id)",
                "data.json:4:8: notice[rulebook]: the rule `title` reads 2 patterns from the data that do not parse: `search` or `match` is false for them",
                "data.json:6:24: error[title]: `a.c` does not satisfy !search(@.title, @.id)",
                "factlint.toml:5:8: notice[title]: 1 value of `id` was not checked: it is a number",
            ]
        );
    }

    #[test]
    fn patterns_in_filters_and_collections_are_reported_too() {
        let rules = r#"
[collections]
all    = { select = "$.things[*]" }
things = { select = "$.things[?match(@.a, $.pattern)]", optional = true }
[rules.one]
kind  = "pattern"
in    = "things"
field = "b[?search(@, $.pattern)]"
matches = "y"
"#;
        let data = r#"{"pattern": "(", "things": [{"a": "x", "b": ["y"]}]}"#;
        let lines = check(rules, &[("data.json", data)]);
        let about = "reads a pattern from the data that does not parse: `search` or `match` is false for it";
        assert!(
            lines.contains(&format!(
                "data.json:1:13: notice[rulebook]: the collection `things` {about}"
            )),
            "{lines:?}"
        );
        assert_eq!(
            check(&rules.replace("[?match(@.a, $.pattern)]", "[*]"), &[("data.json", data)]),
            [format!("data.json:1:13: notice[rulebook]: the rule `one` {about}")]
        );
        let right = r#"{"pattern": "x|y", "things": [{"a": "x", "b": ["y"]}]}"#;
        assert_eq!(check(rules, &[("data.json", right)]), NONE);
    }
}

mod within {
    use super::{NONE, check};

    const COLLECTIONS: &str = r#"
[collections]
weaknesses = { select = "$.w[*]", optional = true }
catalogue  = { select = "$.cwe[*]", id = "id", optional = true }
"#;

    const CATALOGUE: &str = r#"{"cwe": [{"id": "CWE-79", "names": {"4.13": "XSS"}}]}"#;

    const ADVISORY: &str = r#"{"w": [
{"id": "CWE-79", "version": "4.13", "name": "xss"},
{"id": "CWE-1", "version": "4.13", "name": "q"}
]}"#;

    fn rule(kind: &str, more: &str, within: &str) -> String {
        let scope = "scope = \"document\"\n";
        let rule = format!("[rules.r]\nkind = \"{kind}\"\nin = \"weaknesses\"\n{more}\n{within}\n");
        format!("{scope}{COLLECTIONS}{rule}")
    }

    fn found(rules: &str) -> Vec<String> {
        check(rules, &[("d1.json", ADVISORY), ("cwe.json", CATALOGUE)])
    }

    const REFERENCE: &str = "field = \"id\"\nto = \"catalogue\"";
    const COMPARE: &str = "field = \"name\"\nis = \"==\"\nthan = \"names['4.13']\"\nkey = \"id\"\nto = \"catalogue\"\nas = \"text\"";
    const CODELIST: &str = "field = \"id\"\nto = \"catalogue\"\nto-field = \"id\"";

    #[test]
    fn the_within_of_a_rule_overrides_the_scope() {
        let dataset = "within = \"dataset\"";
        assert_eq!(
            found(&rule("reference", REFERENCE, dataset)),
            ["d1.json:3:8: error[r]: no record of `catalogue` has the id `CWE-1`"]
        );
        assert_eq!(found(&rule("reference", REFERENCE, "")).len(), 2);
        assert_eq!(
            found(&rule("compare", COMPARE, dataset)),
            [
                "d1.json:2:45: error[r]: `name` of the record at /w/0 is xss, and `names['4.13']` of `CWE-79` is XSS: want `name` == `names['4.13']`"
            ]
        );
        assert_eq!(found(&rule("compare", COMPARE, "")), NONE);
        assert_eq!(
            found(&rule("codelist", CODELIST, dataset)),
            ["d1.json:3:8: error[r]: got `CWE-1` in `id`, want an `id` of `catalogue`"]
        );
        assert_eq!(found(&rule("codelist", CODELIST, "")).len(), 2);
    }

    /// Checks three folders with the same ids. With `within = "folder"`, lookups must stay in the folder of the
    /// document.
    fn in_folders(rules: &str) -> Vec<String> {
        let first = r#"{"t": [{"id": "a", "up": "b"}, {"id": "c", "up": "c2"}]}"#;
        let second = r#"{"t": [{"id": "b", "up": "a"}]}"#;
        check(
            &format!("[collections]\nt = {{ select = \"$.t[*]\", id = \"id\" }}\n{rules}"),
            &[
                ("x/1.json", first),
                ("x/2.json", second),
                ("y/1.json", r#"{"t": [{"id": "b", "up": "c2"}]}"#),
                ("y/z/1.json", r#"{"t": [{"id": "c2", "up": "b"}]}"#),
            ],
        )
    }

    #[test]
    fn the_files_of_a_given_folder_are_checked() {
        let reference = "[rules.r]\nkind = \"reference\"\nin = \"t\"\nfield = \"up\"\nto = \"t\"\n";
        assert_eq!(in_folders(reference), NONE);
        assert_eq!(
            in_folders(&format!("{reference}within = \"folder\"\n")),
            [
                "x/1.json:1:50: error[r]: no record of `t` in this folder has the id `c2`",
                "y/1.json:1:26: error[r]: no record of `t` in this folder has the id `c2`",
                "y/z/1.json:1:27: error[r]: no record of `t` in this folder has the id `b`",
            ]
        );
        assert_eq!(in_folders(&format!("{reference}within = \"document\"\n")).len(), 5);
    }

    #[test]
    fn every_kind_that_brings_records_together_knows_folders() {
        let unique = "[rules.r]\nkind = \"unique\"\nin = \"t\"\nfields = \"id\"\n";
        assert_eq!(in_folders(unique).len(), 1);
        assert_eq!(in_folders(&format!("{unique}within = \"folder\"\n")), NONE);
        let acyclic = "[rules.r]\nkind = \"acyclic\"\nin = \"t\"\nfield = \"up\"\n";
        assert_eq!(
            in_folders(&format!("{acyclic}within = \"folder\"\n")),
            ["x/1.json:1:26: error[r]: a cycle in `up`: `a` -> `b` -> `a`"]
        );
        assert_eq!(in_folders(&format!("{acyclic}within = \"document\"\n")), NONE);
        let orphan = "[rules.r]\nkind = \"orphan\"\nin = \"t\"\nby = \"t.up\"\n";
        assert_eq!(in_folders(orphan).len(), 1);
        assert_eq!(in_folders(&format!("{orphan}within = \"folder\"\n")).len(), 3);
        let inverse = "[rules.r]\nkind = \"inverse\"\nin = \"t\"\nfield = \"up\"\n";
        assert_eq!(in_folders(&format!("{inverse}within = \"folder\"\n")), NONE);
        let count = "[rules.r]\nkind = \"count\"\nin = \"t\"\nat-most = 2\n";
        assert_eq!(in_folders(&format!("{count}within = \"document\"\n")), NONE);
        assert_eq!(in_folders(&format!("{count}within = \"folder\"\n")).len(), 1);
    }

    #[test]
    fn records_with_one_id_in_two_folders_have_different_fingerprints() {
        let rules = "[collections]\nt = { select = \"$.t[*]\", id = \"id\" }\n[rules.r]\nkind = \"reference\"\nin = \"t\"\nfield = \"up\"\nto = \"t\"\nwithin = \"folder\"\n";
        let data = r#"{"t": [{"id": "a", "up": "b"}]}"#;
        let fingerprints = |documents: &[(&str, &str)]| -> Vec<String> {
            let folder = crate::command::Folder::new(documents);
            let head = "version = 1\ndocuments = [\"**/*.json\"]\n";
            folder.write("factlint.toml", format!("{head}{rules}"));
            let outcome = folder.check(&["--format", "json"]);
            let report: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
            let findings = report["findings"].as_array().unwrap().iter();
            let of_rule = findings.filter(|finding| finding["rule"] == "r");
            of_rule.map(|finding| finding["fingerprint"].to_string()).collect()
        };
        let both = fingerprints(&[("x/1.json", data), ("y/1.json", data)]);
        assert_eq!(both[1..], fingerprints(&[("y/1.json", data)]));
        assert_ne!(both[0], both[1]);
    }

    #[test]
    fn an_unknown_word_is_refused() {
        let lines = found(&rule("compare", COMPARE, "within = \"documents\""));
        assert_eq!(
            lines,
            [
                "factlint.toml:17:10: error[rulebook]: got `documents`, want one of `dataset`, `document`, `folder`"
            ]
        );
    }
}

mod codes {
    use super::{NONE, check};

    fn rule(more: &str) -> String {
        format!(
            "[collections]\no = {{ select = \"$.o[*]\", id = \"id\" }}\n[rules.code]\nkind = \"codelist\"\nin = \"o\"\nfield = \"d\"\npart = '\\(C: ([^)]*)\\)'\n{more}\n"
        )
    }

    #[test]
    fn every_code_in_a_text_is_looked_up() {
        let data = r#"{"o": [
{"id": "a", "d": "x (C: one) y (C: two) (C: three)", "r": [{"n": "one"}, {"n": "three"}]},
{"id": "b", "d": "x (C: one) y", "r": []},
{"id": "c", "d": "x (C: one) y"},
{"id": "d", "d": "no code", "r": []}
]}"#;
        assert_eq!(
            check(&rule("list = \"r[*].n\""), &[("data.json", data)]),
            [
                "data.json:2:36: error[code]: got `two` in `d`, a part of `x (C: one) y (C: two) (C: three)`, want a value of `r[*].n`",
                "data.json:3:25: error[code]: got `one` in `d`, a part of `x (C: one) y`, want a value of `r[*].n`",
                "data.json:4:25: error[code]: got `one` in `d`, a part of `x (C: one) y`, want a value of `r[*].n`",
            ]
        );
    }

    #[test]
    fn each_code_that_is_in_no_list_is_a_finding_at_its_own_place() {
        let data = r#"{"o": [{"id": "a", "d": "\"\u00e9\" (C: two) (C: two) (C: one) (C: six)"}]}"#;
        let found = check(&rule("values = \"one\""), &[("data.json", data)]);
        let places: Vec<&str> = found.iter().filter_map(|line| line.split(": ").next()).collect();
        assert_eq!(places, ["data.json:1:41", "data.json:1:50", "data.json:1:68"]);
    }

    #[test]
    fn each_code_is_looked_up_in_a_required_list() {
        let data = r#"{"o": [{"id": "a", "d": "(C: one) (C: two)", "if": ["two"], "r": []}]}"#;
        let more = "list = \"r[*]\"\nif-in = \"if[*]\"";
        let found = check(&rule(more), &[("data.json", data)]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("got `two`"), "{found:?}");
        let none = data.replace(r#"["two"]"#, r#"["three"]"#);
        assert_eq!(check(&rule(more), &[("data.json", &none)]), NONE);
    }
}
