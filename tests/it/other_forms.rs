//! Tests YAML, CSV and Markdown as they occur in repositories: shared values, keys, numbers and unknown values. Each
//! test is named after what was once wrong.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use crate::command::Folder;

/// Returns a folder with a rulebook with one rule, and these documents.
pub(crate) fn folder(collection: &str, rule: &str, documents: &[(&str, &str)]) -> Folder {
    let names: Vec<String> = documents.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let rulebook = format!(
        "version = 1\ndocuments = [{}]\n[collections]\nc = {{ {collection} }}\n[rules.r]\nin = \"c\"\n{rule}\n",
        names.join(", ")
    );
    let folder = Folder::new(documents);
    folder.write("factlint.toml", rulebook);
    folder
}

/// Returns the findings of a check, as lines of the format `concise`.
pub(crate) fn findings(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let outcome = folder.check(&[&["--format", "concise"], arguments].concat());
    let lines = outcome.stdout.lines().filter(|line| line.contains("]: "));
    lines.map(str::to_owned).collect()
}

/// Checks the findings of a rule about one document.
#[track_caller]
fn check(collection: &str, rule: &str, (name, text): (&str, &str), want: &[&str]) {
    assert_eq!(findings(&folder(collection, rule, &[(name, text)]), &[]), want, "{text}");
}

/// Applies all edits of a rule to one document, and checks its new text.
#[track_caller]
fn check_edit(collection: &str, rule: &str, (name, text): (&str, &str), want: &str) {
    let folder = folder(collection, rule, &[(name, text)]);
    let outcome = folder.check(&["--fix", "--unsafe-fixes"]);
    assert_eq!(folder.read(name), want, "{outcome:#?}");
}

const ELEMENTS: &str = "select = \"$[*]\", id = \"id\"";
const MEMBERS: &str = "select = \"$.*\", id = \"key(@)\"";

const CLAIMS: &str = "sources:
  - {id: s, title: t, publisher: p, url: \"https://x.org\"}
entities:
  - {id: e, kind: m, name: E}
properties:
  - {id: opened, value_type: date, comparator: date, functional: true}
  - {id: closed, value_type: date, comparator: date, functional: true}
claims:
  - id: right
    subject: e
    property: opened
    value: {date: 2015-04-13}
    evidence: [{source: s, quote: \"opened on 13\", direction: supports}]
  - &base
    id: wrong
    subject: e
    property: opened
    value: {date: 2016-04-13}
    rank: normal
  - <<: *base
    id: third
    property: closed
";

#[test]
fn a_verdict_never_deprecates_the_claims_that_merge_the_claim() {
    let folder = Folder::new(&[("d.yaml", CLAIMS)]);
    let collections = ["sources", "entities", "properties", "claims"]
        .map(|name| format!("{name} = {{ select = \"$.{name}[*]\", id = \"id\" }}\n"));
    folder.write(
        "factlint.toml",
        format!(
            "version = 1\ndocuments = [\"d.yaml\"]\n[collections]\n{}[rules.r]\nkind = \"conflict\"\n",
            collections.concat()
        ),
    );
    let report = folder.check(&["--format", "json"]).report();
    let finding = report["findings"].as_array().expect("findings").iter();
    let finding = finding.clone().find(|finding| finding["rule"] == "r").expect("a conflict");
    let fingerprint = finding["fingerprint"].as_str().expect("a fingerprint");
    let decided = folder.factlint(&[
        "review",
        "decide",
        fingerprint,
        "--outcome",
        "resolved-prefer",
        "--chosen",
        "right",
        "--reason",
        "because it is so",
        "--by",
        "Ann",
    ]);
    assert_eq!(decided.code, Some(0), "{decided:#?}");
    let applied = folder.factlint(&["review", "apply", "--all"]);
    assert_eq!(applied.stdout, "nothing to apply\n", "{applied:#?}");
    assert_eq!(folder.read("d.yaml"), CLAIMS);
    let shown = folder.factlint(&["check"]).stdout;
    assert!(shown.contains("rank the claim as `deprecated` by hand"), "{shown}");
}

#[test]
fn a_key_with_an_anchor_is_never_edited_as_if_it_were_alone() {
    let text = "k:\n  x:\n    &o Optimism : *o\n";
    let folder = folder(
        "select = \"$.*\"",
        "kind = \"codelist\"\nfield = \"key(x.*)\"\nvalues = [\"optimism\"]",
        &[("d.yaml", text)],
    );
    folder.check(&["--fix"]);
    assert_eq!(folder.read("d.yaml"), text);
}

#[test]
fn merged_keys_have_no_place_in_the_order_of_keys() {
    let rule = "kind = \"order\"\nkeys = \"own\"";
    check(MEMBERS, rule, ("d.yaml", "a: &a {b: 1, c: 2}\nx: {<<: *a, d: 3}\n"), &[]);
    check(
        MEMBERS,
        rule,
        ("d.yaml", "a: &a {b: 1, c: 2}\nx: {<<: *a, d: 3, c: 4}\n"),
        &[
            "d.yaml:2:19: error[r]: the order of keys of `x` goes from \"d\" to \"c\", want ascending; also at d.yaml:2:13",
        ],
    );
}

#[test]
fn an_unknown_key_is_one_finding_where_it_is_written() {
    let rule = "kind = \"presence\"\nonly = [\"id\", \"assets\", \"b\"]";
    check(
        MEMBERS,
        rule,
        ("d.yaml", "a: &a {b: 1, q: 2}\nx: {<<: *a}\ny: {<<: *a}\n"),
        &["d.yaml:1:14: error[r]: `a` has an unknown key `q` (in 3 records)"],
    );
    let csv = "id,assests,b\na,1,2\nb,1,2\nc,1,2\n";
    check(
        ELEMENTS,
        rule,
        ("d.csv", csv),
        &["d.csv:1:4: error[r]: `a` has an unknown key `assests` (in 3 records)"],
    );
    check_edit(ELEMENTS, rule, ("d.csv", csv), "id,assets,b\na,1,2\nb,1,2\nc,1,2\n");
    // In YAML, the key is in two places.
    let folder =
        folder(ELEMENTS, rule, &[("d.yaml", "- {id: a, assests: 1}\n- {id: b, assests: 1}\n")]);
    let shown = folder.check(&["--format", "narrated"]).stdout;
    assert!(shown.contains("add it to `only`, or correct all places"), "{shown}");
}

#[test]
fn an_anchor_and_its_alias_get_one_edit() {
    let rule = "kind = \"codelist\"\nfield = \"k\"\nvalues = [\"Alpha\"]";
    let text = "- k: &x alpha\n- k: *x\n";
    check_edit("select = \"$[*]\"", rule, ("d.yaml", text), "- k: &x Alpha\n- k: *x\n");
}

#[test]
fn infinity_is_unknown_at_any_level_of_number() {
    let off = "\n[rules.number]\nlevel = \"off\"";
    let text = "- {id: a, v: .nan, w: .nan}\n- {id: b, v: .inf, w: .nan}\n";
    for rule in [
        "kind = \"unique\"\nfields = \"v\"",
        "kind = \"assert\"\nthat = \"@.v != @.w\"",
        "kind = \"codelist\"\nfield = \"v\"\nvalues = [\"1\"]",
    ] {
        check(ELEMENTS, &format!("{rule}{off}"), ("d.yaml", text), &[]);
    }
    let rule = "kind = \"assert\"\nthat = \"@.id != 'a'\"\nmessage = \"{v}\"";
    check(
        ELEMENTS,
        &format!("{rule}{off}"),
        ("d.yaml", "- {id: a, v: .nan}\n"),
        &["d.yaml:1:8: error[r]: .nan"],
    );
}

#[test]
fn unknown_values_are_listed_where_they_are_written() {
    let schema = r##"{"properties": {"v": {"maxLength": 1}}, "items": {"$ref": "#"}}"##;
    let rule = "kind = \"unique\"\nfields = \"v\"";
    for (name, text, places) in [
        (
            "d.csv",
            "id,v,w\n\"é😀\",xx,xx\nb,x,x\n\"c \"\"q\"\"\",yy,y\n",
            ["d.csv:2:6: ", "d.csv:4:11: "],
        ),
        (
            "d.yaml",
            "# é😀\n- id: a\n  v: xx\n- id: b\n  v: x\n- id: c\n  v: yy\n",
            ["d.yaml:3:6: ", "d.yaml:7:6: "],
        ),
    ] {
        let folder = folder(ELEMENTS, rule, &[(name, text)]);
        let rulebook = folder.read("factlint.toml");
        folder.write(
            "factlint.toml",
            rulebook.replace("[collections]", "schema = \"s.json\"\n[collections]"),
        );
        folder.write("s.json", schema);
        let outcome = folder.check(&["--format", "concise", "--show-unchecked"]);
        let unchecked = outcome.stdout.lines().filter(|line| line.contains("not checked[r]"));
        let unchecked: Vec<&str> = unchecked.collect();
        assert_eq!(unchecked.len(), 2, "{outcome:#?}");
        for (line, place) in unchecked.iter().zip(places) {
            assert!(line.starts_with(place), "{line}");
        }
    }
}

#[test]
fn an_integer_beyond_two_to_the_53_can_be_compared() {
    let rule = "kind = \"assert\"\nthat = \"@.n == 9007199254740993\"";
    let text = "- {id: a, n: 9007199254740993}\n- {id: b, n: 9007199254740992}\n";
    let found = findings(&folder(ELEMENTS, rule, &[("d.yaml", text)]), &["--select", "r"]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("d.yaml:2:14: error[r]: `b`"), "{found:?}");
}

#[test]
fn an_element_of_a_list_is_reported_to_have_no_key() {
    let text = "- {id: a}\n- {id: b}\n";
    for (that, column) in [("key(@) == @.id", 9), ("key(@) != @.id", 9)] {
        let rule = format!("kind = \"assert\"\nthat = \"{that}\"");
        let folder = folder(ELEMENTS, &rule, &[("d.yaml", text)]);
        let found = findings(&folder, &[]);
        let want =
            format!("factlint.toml:8:{column}: warning[idle]: no record of `c` has `key(@)`");
        assert!(found.contains(&want), "{found:?}");
        let shown = folder.check(&["--format", "narrated"]).stdout;
        assert!(shown.contains("the elements of a list have no key"), "{shown}");
    }
    let rule = "kind = \"reference\"\nfield = \"ref\"\nto = \"c\"";
    let text = "- {id: a, ref: b}\n- {id: b, ref: a}\n";
    let found =
        findings(&folder("select = \"$[*]\", id = \"key(@)\"", rule, &[("d.yaml", text)]), &[]);
    assert!(
        found.iter().any(|line| line.contains("warning[idle]: no record of `c` has `key(@)`")),
        "{found:?}"
    );
}

#[test]
fn a_mistake_with_a_function_in_a_field_is_named() {
    for (field, message) in [
        ("key(n", "got the end, want `)`"),
        ("key(@)[0]", "got `[0]` after `key(@)`, want the end"),
        ("file(@).x", "got `.x` after `file(@)`, want the end"),
        ("keys(@)", "unknown function `keys`; did you mean `key`?"),
        (
            "length(n)",
            "`length` is only known in conditions, want a field such as `name` or `key(@)`",
        ),
    ] {
        let rule = format!("kind = \"pattern\"\nfield = \"{field}\"\nmatches = \"x\"");
        let found = findings(&folder(ELEMENTS, &rule, &[("d.yaml", "- {id: a}\n")]), &[]);
        assert!(found[0].ends_with(&format!("error[rulebook]: {message}")), "{found:?}");
    }
}

#[test]
fn a_literal_that_is_not_text_is_reported_in_each_function_of_texts() {
    for (that, message) in [
        ("!contains(@.id, 2020)", "`contains` is never true here: got a literal that is not text"),
        ("!search(5, 'a')", "`search` is never true here: got a literal that is not text"),
        ("length(5) != 1", "`length` has no value here: got a literal that is not text"),
    ] {
        let rule = format!("kind = \"assert\"\nthat = \"{that}\"");
        let found = findings(&folder(ELEMENTS, &rule, &[("d.yaml", "- {id: a}\n")]), &[]);
        assert!(found.iter().any(|line| line.ends_with(message)), "{found:?}");
    }
}

#[test]
fn a_broken_file_hides_only_the_record_that_it_may_have() {
    let rule = "kind = \"reference\"\nfield = \"refs[*]\"\nto = \"c\"";
    let documents = [("a.yaml", "refs: [x, y, broken]\n"), ("broken.yaml", "a: [\n")];
    let found = |collection: &str| -> Vec<String> {
        let found = findings(&folder(collection, rule, &documents), &[]).into_iter();
        found.filter_map(|line| Some(line.split_once(" has the id ")?.1.to_owned())).collect()
    };
    assert_eq!(found("select = \"$\", id = \"stem(@)\""), ["`x`", "`y`"]);
    // The broken file has one record, whose id may be any of the two.
    assert_eq!(found("select = \"$\", id = \"id\""), ["`x`", "`y`"]);
    let one = [("a.yaml", "refs: [x, broken]\n"), ("broken.yaml", "a: [\n")];
    let one = folder("select = \"$\", id = \"stem(@)\"", rule, &one);
    assert_eq!(findings(&one, &[]).len(), 2);
}

#[test]
fn conflict_markers_and_control_characters_are_not_rows() {
    let text = "id\na\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> main\nd\u{1}\n======= \n";
    let found =
        findings(&folder(ELEMENTS, "kind = \"unique\"\nfields = \"id\"", &[("d.csv", text)]), &[]);
    let conflict = |line| format!("d.csv:{line}:1: error[syntax]: an unresolved merge conflict");
    assert_eq!(
        found,
        [
            conflict(3),
            conflict(5),
            conflict(7),
            "d.csv:8:2: error[syntax]: the control character U+0001 in a cell".to_owned(),
            conflict(9),
        ]
    );
    check(ELEMENTS, "kind = \"unique\"\nfields = \"id\"", ("d.csv", "id\n=======\n"), &[]);
}

#[test]
fn a_format_that_is_guessed_from_the_name_is_named() {
    let documents = [("d.markdown", "---\nid: a\n---\n")];
    let folder = folder(ELEMENTS, "kind = \"unique\"\nfields = \"id\"", &documents);
    let shown = folder.check(&["--format", "narrated"]).stdout;
    assert!(shown.contains("read as JSON because of its name"), "{shown}");
}

#[test]
fn a_record_in_another_document_is_not_called_missing() {
    let rule = "kind = \"reference\"\nfield = \"ref\"\nto = \"c\"";
    let documents = [("a.yaml", "- {id: a, ref: z}\n"), ("b.yaml", "- {id: z}\n")];
    let folder = folder(ELEMENTS, rule, &documents);
    folder.replace("factlint.toml", "version = 1\n", "version = 1\nscope = \"document\"\n");
    let found = findings(&folder, &["--select", "r"]);
    assert!(found[0].contains("no record of `c` in this document has the id `z`"), "{found:?}");
}

#[test]
fn a_cell_that_is_not_a_json_number_is_shown() {
    let documents = [("d.csv", "id,n\na,007\n")];
    let folder = folder(ELEMENTS, "kind = \"unique\"\nfields = \"id\"", &documents);
    folder.replace("factlint.toml", "[collections]", "schema = \"s.json\"\n[collections]");
    folder.write("s.json", r#"{"properties": {"n": {"type": "integer"}}}"#);
    let want = "d.csv:2:3: error[schema]: got the text \"007\", want an integer as JSON writes it";
    assert_eq!(findings(&folder, &[]), [want]);
}

#[test]
fn numbers_beside_a_single_text_were_read_as_texts() {
    let documents = [("d.csv", "id,n\na,5\nb,n/a\nc,none\nd,50\n")];
    let rule = "kind = \"compare\"\nfield = \"n\"\nis = \"<\"\nvalue = 10";
    let folder = folder(ELEMENTS, rule, &documents);
    folder.replace("factlint.toml", "[collections]", "schema = \"s.json\"\n[collections]");
    for column in [
        r#"{"anyOf": [{"type": "number"}, {"const": "n/a"}]}"#,
        r#"{"oneOf": [{"type": "integer"}, {"type": "string", "enum": ["n/a", "tbd"]}]}"#,
    ] {
        folder.write("s.json", format!(r#"{{"properties": {{"n": {column}}}}}"#));
        let found = findings(&folder, &["--ignore", "idle"]);
        assert!(found.iter().all(|line| !line.starts_with("d.csv:2:")), "{found:?}");
        assert!(found.iter().any(|line| line.starts_with("d.csv:4:3: error[schema]")), "{found:?}");
        assert!(found.iter().any(|line| line.contains("`n` of `d` is 50, want < 10")), "{found:?}");
    }
}

#[test]
fn a_number_with_leading_zeros_is_explained() {
    let rule = "kind = \"codelist\"\nfield = \"zip\"\nvalues = [\"08901\"]";
    let documents = [("d.yaml", "- {id: a, zip: 08901}\n- {id: b, zip: \"08901\"}\n")];
    let folder = folder(ELEMENTS, rule, &documents);
    let report = folder.check(&["--format", "json"]).report();
    let help = report["findings"][0]["help"].as_str().expect("help");
    assert!(
        help.contains("`08901` is read as the number 8901: put it in quotation marks"),
        "{help}"
    );
    assert_eq!(findings(&folder, &[]).len(), 1);
}

#[test]
fn two_merge_keys_in_one_object_are_a_duplicate_key() {
    let text = "a: &a {v: 1}\nb: &b {v: 3}\ni:\n  <<: *a\n  <<: *b\n";
    let found =
        findings(&folder(MEMBERS, "kind = \"unique\"\nfields = \"v\"", &[("d.yaml", text)]), &[]);
    let want = "d.yaml:5:3: error[duplicate-key]: the key `<<` occurs twice in one object";
    assert!(found.iter().any(|line| line.starts_with(want)), "{found:?}");
}

#[test]
fn a_path_with_a_slash_at_its_end_is_not_a_file() {
    let documents = [("d.yaml", "- {id: a, p: a.txt/}\n- {id: b, p: a.txt}\n")];
    let folder = folder(ELEMENTS, "kind = \"file\"\nfield = \"p\"", &documents);
    folder.write("a.txt", "x");
    let want = "d.yaml:1:14: error[r]: the file `a.txt/` of `a` cannot be read: a path that ends with `/` is a folder";
    assert_eq!(findings(&folder, &[]), [want]);
}

#[test]
fn a_code_in_a_folded_text_is_underlined_alone() {
    let rule = "kind = \"codelist\"\nfield = \"v\"\npart = \"([a-z][0-9])\"\nvalues = [\"x1\"]";
    let text = "- id: a\n  v: >-\n    foo x1\n    bar y2\n";
    let want = "d.yaml:4:9: error[r]: got `y2` in `v`, a part of `foo x1 bar y2`, want `x1`";
    check(ELEMENTS, rule, ("d.yaml", text), &[want]);
}

#[test]
fn each_form_says_what_is_wrong_with_a_text() {
    for (what, text, reason) in [
        ("date", "2020-1-1", "want a date of ISO 8601: want "),
        ("url", "https://example.org/`", "a character that must be percent-encoded"),
        ("email", "A <a@b.org>", "it has angle brackets, want the address alone"),
        ("isbn", "ISBN 978-3-16-148410-0", "`I` is not a digit"),
        ("isbn", "978\u{2010}3\u{2010}16\u{2010}148410\u{2010}0", "has U+2010 for U+002D, 4 times"),
        ("iban", "de89370400440532013000", "`d` is not a capital letter or a digit"),
    ] {
        let rule = format!("kind = \"is-a\"\nfield = \"v\"\nwhat = \"{what}\"");
        let documents = [("d.yaml", format!("- {{id: a, v: '{text}'}}\n"))];
        let documents = documents.each_ref().map(|(name, text)| (*name, text.as_str()));
        let found = findings(&folder(ELEMENTS, &rule, &documents), &[]);
        assert!(found[0].contains(reason), "{found:?}");
    }
}

#[test]
fn a_key_after_a_question_mark_is_not_edited_to_the_mark_of_an_array() {
    let rule = "kind = \"codelist\"\nfield = \"key(*)\"\nvalues = [\"-\", \"?\", \"Alpha\"]";
    let text = "? -\u{a0}\n: 1\n? ?\u{a0}\n: 2\nalpha: 3\n";
    check_edit("select = \"$\"", rule, ("d.yaml", text), "? '-'\n: 1\n? '?'\n: 2\nAlpha: 3\n");
}

#[test]
fn a_document_that_is_one_text_is_not_edited_to_a_mark_between_documents() {
    let rule = "kind = \"codelist\"\nfield = \"@\"\nvalues = [\"---\"]";
    check_edit("select = \"$\"", rule, ("d.yaml", "---\u{a0}\n"), "'---'\n");
    check_edit("select = \"$[*]\"", rule, ("d.yaml", "---\u{a0}\n---\n- b\n"), "'---'\n---\n- b\n");
}

#[test]
fn an_edit_that_would_make_a_document_invalid_is_left_out_alone() {
    let rule = "kind = \"codelist\"\nfield = \"k\"\nvalues = [\"Alpha\", \"Bravissimo\"]";
    let csv = "id,k\na,alpha\nb,Bravisimo\nc,alpha\nd,alpha\n";
    let folder = folder(ELEMENTS, rule, &[("d.csv", csv)]);
    // As JSON, the document is as large as is allowed.
    folder.replace("factlint.toml", "version = 1\n", "version = 1\nlargest = 96\n");
    let outcome = folder.check(&["--fix", "--unsafe-fixes"]);
    let lines: Vec<&str> = outcome.stderr.lines().collect();
    assert_eq!(
        lines,
        [
            "edited d.csv: 3 safe edits",
            "error: d.csv: left out the edit at /1/k, since it would make the document invalid CSV"
        ],
        "{outcome:#?}"
    );
    assert_eq!(folder.read("d.csv"), "id,k\na,Alpha\nb,Bravisimo\nc,Alpha\nd,Alpha\n");
}

#[test]
fn records_that_an_alias_repeats_are_shown_at_the_alias() {
    check(
        ELEMENTS,
        "kind = \"unique\"\nfields = \"id\"",
        ("d.yaml", "- &b {id: bob}\n- *b\n- {<<: *b, x: 1}\n"),
        &[
            "d.yaml:1:11: error[r]: 3 records of `c` share the id `bob`; also at d.yaml:1:11, d.yaml:2:3, d.yaml:3:4",
        ],
    );
}

#[test]
fn a_count_says_in_which_part_of_the_dataset() {
    let rule = "kind = \"count\"\nper = \"k\"\nat-most = 1\nwithin = ";
    let documents =
        [("x/a.yaml", "- {id: a, k: q}\n- {id: b, k: q}\n"), ("y/b.yaml", "- {k: q}\n")];
    for part in ["document", "folder"] {
        let found = findings(
            &folder(ELEMENTS, &format!("{rule}\"{part}\""), &documents),
            &["--select", "r"],
        );
        let want = format!(
            "x/a.yaml:2:8: error[r]: 2 records of `c` in this {part} with the `k` `q`, want at most 1"
        );
        assert_eq!(found, [want]);
    }
    let rule = "kind = \"count\"\nto = \"c\"\nto-field = \"k\"\nkey = \"id\"\nat-least = 1\nwithin = \"document\"";
    let documents = [
        ("x/a.yaml", "- {id: q}\n"),
        ("y/b.yaml", "- {id: b, k: q}\n- {id: c, k: b}\n- {id: d, k: c}\n- {id: e, k: d}\n"),
    ];
    let found = findings(&folder(ELEMENTS, rule, &documents), &["--select", "r"]);
    assert!(
        found[0].contains("`q` has 0 records of `c` in this document, want at least 1"),
        "{found:?}"
    );
}

#[test]
fn a_reference_to_records_without_ids_does_not_ask_to_add_one() {
    let rule = "kind = \"reference\"\nfield = \"ref\"\nto = \"c\"";
    let documents = [("d.yaml", "- {id: a, ref: b}\n- {id: b, ref: a}\n")];
    let folder = folder("select = \"$[*]\", id = \"key(@)\"", rule, &documents);
    let shown = folder.check(&["--format", "narrated"]).stdout;
    assert!(!shown.contains("add it to `c`"), "{shown}");
    assert!(
        shown.contains("the records of `c` have no ids: correct the `id` of the collection"),
        "{shown}"
    );
}

#[test]
fn the_configuration_of_yaml_and_csv_does_not_mention_json() {
    let documents = [("d.yaml", "- {id: a}\n"), ("d.csv", "id\nb\n")];
    let folder = folder(ELEMENTS, "kind = \"unique\"\nfields = \"id\"", &documents);
    let shown = folder.factlint(&["config"]).stdout;
    assert!(shown.contains("document d.csv: no schema, read as a whole"), "{shown}");
    assert!(!shown.contains("JSON"), "{shown}");
}

#[test]
fn a_document_in_another_encoding_is_named_without_a_byte_order_mark() {
    for (name, text) in [("d.csv", "id,v\na,b\n"), ("d.yaml", "- id: a\n"), ("d.jsonl", "{}\n{}\n")]
    {
        let folder = folder(ELEMENTS, "kind = \"unique\"\nfields = \"id\"", &[(name, "")]);
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        folder.write(name, wide);
        let found = findings(&folder, &[]);
        let want = format!("{name}:1:1: error[syntax]: the document is UTF-16, want UTF-8");
        assert_eq!(found.first(), Some(&want), "{found:?}");
    }
}

#[test]
fn a_code_file_that_is_not_a_list_is_refused() {
    let because = |name: &str, text: &[u8]| {
        let rule = format!("kind = \"codelist\"\nfield = \"id\"\nfile = \"{name}\"");
        let folder = folder(ELEMENTS, &rule, &[("d.yaml", "- id: a\n")]);
        folder.write(name, text);
        let found = findings(&folder, &[]).remove(0);
        found.split_once("cannot be used: ").map(|(_, reason)| reason.to_owned()).unwrap_or(found)
    };
    for (name, text, form) in [
        ("l.json", "[\"a\"]", "JSON"),
        ("l.yaml", "- a\n", "YAML"),
        ("l.csv", "id,name\na,A\n", "CSV"),
        ("l.tsv", "id\tname\na\tA\n", "TSV"),
    ] {
        let want = format!("a list has one code per line, and this is {form}; to use");
        let reason = because(name, text.as_bytes());
        assert!(reason.starts_with(&want), "{reason}");
    }
    let conflict = b"a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> main\n";
    assert_eq!(because("l.txt", conflict), "line 2 is a marker of an unresolved merge conflict");
    assert_eq!(because("l.txt", b"b\na\rc\n"), "line 2 has a control character");
    assert_eq!(because("l.txt", b"a\0\n\0"), "not UTF-8 text: it is UTF-16");
    assert_eq!(
        because("l.csv", b"b\nc\n"),
        "d.yaml:1:7: error[r]: got `a` in `id`, want a code of l.csv"
    );
}

#[test]
fn conflict_markers_of_a_rulebook_are_named() {
    let folder = Folder::new(&[(
        "factlint.toml",
        "version = 1\n<<<<<<< HEAD\ndocuments = [\"a.json\"]\n=======\ndocuments = [\"b.json\"]\n>>>>>>> main\n",
    )]);
    let found = findings(&folder, &[]);
    assert_eq!(found[0], "factlint.toml:2:1: error[rulebook]: unresolved merge conflict");
    assert!(!found.iter().any(|line| line.contains("not TOML")), "{found:?}");
}

#[test]
fn a_message_about_a_whole_table_or_stream_shows_all_of_its_records() {
    let rule = "kind = \"assert\"\nthat = \"count(@[*]) == 9\"\nmessage = \"{[*].id}, {[1].v}\"";
    for (document, place) in [
        (("d.jsonl", "{\"id\":\"a\",\"v\":1}\n{\"id\":\"b\",\"v\":2}\n"), "1:1"),
        (("d.csv", "id,v\na,1\nb,2\n"), "2:1"),
        (("d.yaml", "id: a\nv: 1\n---\nid: b\nv: 2\n"), "1:1"),
        (("d.json", "[{\"id\":\"a\",\"v\":1},{\"id\":\"b\",\"v\":2}]"), "1:1"),
    ] {
        let want = format!("{}:{place}: error[r]: a, b, 2", document.0);
        let found = findings(&folder("select = \"$\"", rule, &[document]), &["--select", "r"]);
        assert!(found.first().is_some_and(|line| line.starts_with(&want)), "{want}: {found:?}");
    }
}

#[test]
fn a_value_without_a_key_around_a_record_was_only_a_notice() {
    let text = "- {id: a, n: [{id: x}]}\n- {id: b, n: [{id: y}]}\n";
    for (select, field) in [("$[*]", "key(^)"), ("$[*].n[*]", "key(^)"), ("$[*].n[*]", "key(^^)")] {
        let rule = format!("kind = \"pattern\"\nfield = \"{field}\"\nmatches = \"a\"");
        let collection = format!("select = \"{select}\", id = \"id\"");
        let folder = folder(&collection, &rule, &[("d.yaml", text)]);
        let want = format!("warning[idle]: no record of `c` has `{field}`");
        let found = findings(&folder, &[]);
        assert!(found.iter().any(|line| line.ends_with(&want)), "{found:?}");
        let shown = folder.check(&["--format", "narrated"]).stdout;
        assert!(shown.contains("has no key, since it is"), "{shown}");
    }
}

#[test]
fn an_unmatched_brace_had_the_place_of_its_message() {
    for (message, column) in [("a {id", 14), ("{{id}} } x", 19), ("é {id} {", 19)] {
        let rule = format!("kind = \"assert\"\nthat = \"@.id\"\nmessage = \"{message}\"");
        let found = findings(&folder(ELEMENTS, &rule, &[("d.yaml", "- {id: a}\n")]), &[]);
        let want = format!("factlint.toml:9:{column}: error[rulebook]: unmatched brace");
        assert!(found.len() == 1 && found[0].starts_with(&want), "{found:?}");
    }
}
