//! Tests that rules that check nothing are reported.

use super::{concise_lines, idle};
use factlint::dataset::{Dataset, Folders, Sizes};
use factlint::engine;
use factlint::value::date::PartialDate;
use std::fs;

#[test]
fn a_conflict_without_a_claim_on_its_functional_property_is_reported() {
    let rulebook = "version = 1\ndocuments = 'data.json'\n[collections]\nclaims = { select = '$.claims[*]', id = 'id' }
properties = { select = '$.properties[*]', id = 'id' }\n[rules.years]\nkind = 'conflict'\n";
    let data = r#"{ "properties": [{ "id": "born", "functional": true }, { "id": "founded", "functionall": true }],
      "claims": [{ "id": "c", "subject": "a", "property": "founded", "value": { "date": "1901" } },
                 { "id": "d", "subject": "a", "property": "founded", "value": { "date": "1950" } }] }"#;
    let of = |data: &str, sizes| idle(&[("factlint.toml", rulebook), ("data.json", data)], sizes);
    let want = "6:8: notice[idle]: the rule compares nothing: no claim that it selects is on a property that is `functional`";
    // A single claim is checked, in blocks too.
    let alone = data.replacen("founded\", \"value", "born\", \"value", 1);
    for sizes in [Sizes::default(), Sizes { whole: 1, block: 100 }] {
        assert_eq!(of(data, sizes), [want]);
        assert_eq!(of(&alone, sizes), Vec::<String>::new());
    }
}

#[test]
fn a_rule_whose_arguments_select_nothing_together_is_reported() {
    let data = r#"{ "r": [{ "id": "a", "f": "2020", "p": "x", "n": 3, "c": "c: thre" },
      { "id": "b", "t": "2019", "v": [1, 2], "c": "zwei" }], "k": ["one"] }"#;
    let lonely = [
        ("kind = 'unique'\nfields = ['f', 't']", "no two records or items have all of `fields`"),
        ("kind = 'date-range'\nfrom = 'f'\nto = 't'", "no record has both `from` and `to`"),
        ("kind = 'sum'\nfield = 'n'\nitems = 'v[*]'", "no record has both `field` and `items`"),
        ("kind = 'acyclic'\nfield = 'p'", "no id in `field` names a record"),
        (
            "kind = 'codelist'\nfield = 'c'\npart = '^C: (.*)$'\nvalues = ['three']",
            "`part` matches no value of `field`",
        ),
        (
            "kind = 'codelist'\nfield = 'c'\nvalues = ['three']\nif-in = '$.k[*]'",
            "no code in `field` is in `if-in` too",
        ),
    ];
    for (rule, words) in lonely {
        let rulebook = format!(
            "version = 1\ndocuments = 'data.json'\n[collections]\nr = {{ select = '$.r[*]', id = 'id' }}\n[rules.x]\nin = 'r'\n{rule}\n"
        );
        let of =
            |data: &str, sizes| idle(&[("factlint.toml", &rulebook), ("data.json", data)], sizes);
        let together = r#"{ "r": [{ "id": "a", "f": "2020", "t": "2021", "p": "b", "n": 3, "v": [3], "c": "C: three" },
          { "id": "b", "f": "2020", "t": "2022" }], "k": ["C: three"] }"#;
        for sizes in [Sizes::default(), Sizes { whole: 1, block: 100 }] {
            let want = format!("5:8: notice[idle]: the rule compares nothing: {words}");
            assert_eq!(of(data, sizes), [want], "{rule}");
            assert_eq!(of(together, sizes), Vec::<String>::new(), "{rule}");
        }
    }
}

/// Asserts that a rule on `r` is reported for the data `lonely`, in which it compares nothing, but not for `together`.
#[track_caller]
fn compares_nothing(rule: &str, words: &str, lonely: &str, together: &str) {
    let rulebook = format!(
        "version = 1\ndocuments = 'data.json'\n[collections]\nr = {{ select = '$.r[*]', id = 'id' }}\ng = {{ select = '$.g[*]', id = 'id' }}\n[rules.x]\nin = 'r'\n{rule}\n[rules.g]\nkind = 'assert'\nin = 'g'\nthat = '@.id'\n"
    );
    for sizes in [Sizes::default(), Sizes { whole: 1, block: 100 }] {
        let of = |data: &str| idle(&[("factlint.toml", &rulebook), ("data.json", data)], sizes);
        let want = format!("6:8: notice[idle]: the rule compares nothing: {words}");
        assert_eq!(of(lonely), [want], "{rule}");
        assert_eq!(of(together), Vec::<String>::new(), "{rule}");
    }
}

#[test]
fn a_list_with_one_value_has_no_order() {
    let lonely =
        r#"{ "r": [{ "id": "a", "l": [1] }, { "id": "b", "l": [2] }], "g": [{ "id": "g" }] }"#;
    let together = r#"{ "r": [{ "id": "a", "l": [1, 2] }], "g": [{ "id": "g" }] }"#;
    let words = "no list that it selects has two values";
    compares_nothing("kind = 'order'\nfield = 'l[*]'", words, lonely, together);
    compares_nothing("kind = 'order'\nfield = '@'\nitems = 'l[*]'", words, lonely, together);
    let words = "no record has two items to compare";
    compares_nothing("kind = 'unique'\nitems = 'l[*]'", words, lonely, together);
}

#[test]
fn a_join_without_equal_keys_counts_nothing() {
    let lonely = r#"{ "r": [{ "id": "a" }], "g": [{ "id": "x", "of": "b" }] }"#;
    let together = lonely.replace("\"b\"", "\"a\"");
    let rule = "kind = 'count'\nto = 'g'\nto-field = 'of'\nkey = 'id'\nat-most = 1";
    let words = "no `key` is in `to-field` of a record of `to`";
    compares_nothing(rule, words, lonely, &together);
}

#[test]
fn groups_that_no_id_names_have_no_members() {
    let lonely =
        r#"{ "r": [{ "id": "a", "l": ["m"], "c": "m" }], "g": [{ "id": "x", "of": ["n"] }] }"#;
    let together =
        r#"{ "r": [{ "id": "a", "l": ["x"], "c": "n" }], "g": [{ "id": "x", "of": ["n"] }] }"#;
    let through = "through = 'g'\nthrough-field = 'of[*]'";
    let words = "no id in `list` names a group of `through`";
    let rule = format!("kind = 'codelist'\nfield = 'c'\nlist = 'l[*]'\n{through}");
    compares_nothing(&rule, words, lonely, together);
    let words = "no item names a group of `through`";
    let rule = format!("kind = 'unique'\nitems = 'l[*]'\n{through}");
    compares_nothing(&rule, words, lonely, together);
}

#[test]
fn a_schema_uri_that_no_reference_leads_to_is_reported() {
    let rulebook =
        "version = 1\ndocuments = 'data.json'\nschema = 's.json'\n[schemas]\n'urn:t' = 't.json'\n";
    let of = |schema: &str| {
        let files = [
            ("factlint.toml", rulebook),
            ("data.json", "{}"),
            ("s.json", schema),
            ("t.json", "{}"),
        ];
        idle(&files, Sizes::default())
    };
    assert_eq!(of("{}"), ["5:1: notice[idle]: no schema refers to `urn:t`"]);
    assert_eq!(of(r#"{ "$ref": "urn:t" }"#), Vec::<String>::new());
}

#[test]
fn a_slip_in_a_short_name_of_an_optional_rule_is_reported() {
    let data = r#"{ "r": [{ "id": "a", "from": "2020", "to": "2019", "valid": { "from": "2020", "to": "2020" } }] }"#;
    for (field, name, want) in [
        ("frm", "frm", Some("from")),
        ("fro", "fro", Some("from")),
        ("valid.fom", "fom", Some("from")),
        ("valid.ot", "ot", Some("to")),
        ("no", "no", None),
        ("end", "end", None),
    ] {
        let rulebook = "version = 1\ndocuments = 'data.json'\n[collections]\nr = { select = '$.r[*]', id = 'id' }\n[rules.x]\nkind = 'date-range'\nin = 'r'\nfrom = 'FIELD'\nto = 'to'\noptional = true\n";
        let rulebook = rulebook.replace("FIELD", field);
        let found = idle(&[("factlint.toml", &rulebook), ("data.json", data)], Sizes::default());
        let column = 9 + field.len() - name.len();
        let want = want.map(|near| {
            format!("8:{column}: warning[idle]: no document or schema contains the name `{name}` (did you mean `{near}`?)")
        });
        assert_eq!(found, want.into_iter().collect::<Vec<_>>(), "{field}");
    }
}

#[test]
fn a_field_of_a_message_that_no_reported_record_has_is_reported() {
    let data = r#"{ "r": [{ "id": "a", "n": "Muller GmbH" }, { "id": "b", "n": "Mueller GmbH", "x": "1" }], "s": [{ "id": "c", "y": "2" }] }"#;
    let of = |message: &str| {
        let rulebook = format!(
            "version = 1\ndocuments = 'data.json'\n[collections]\nr = {{ select = '$.r[*]', id = 'id' }}\ns = {{ select = '$.s[*]', id = 'id' }}
[rules.of-s]\nkind = 'assert'\nin = 's'\nthat = '@.id'\n[rules.x]\nkind = 'similar'\nin = 'r'\nfield = 'n'\nmessage = '{message}'\n"
        );
        idle(&[("factlint.toml", &rulebook), ("data.json", data)], Sizes::default())
    };
    let words = |field: &str, column: u32| {
        format!("14:{column}: notice[idle]: no record that the rule reports has `{field}`")
    };
    assert_eq!(of("{n} like {others:n}"), Vec::<String>::new());
    assert_eq!(of("{x} like {others:id}"), Vec::<String>::new());
    assert_eq!(of("{n} {y}"), [words("y", 17)]);
    assert_eq!(of("{n} like {others:x}"), [words("x", 29)]);
    assert_eq!(of("{n} {y}'\nquestion = '{n}?"), [words("y", 17)]);
    assert_eq!(
        of("{n}'\nquestion = 'Is it {y}?"),
        ["15:20: notice[idle]: no record that the rule reports has `y`"]
    );
}

#[test]
fn each_field_of_a_message_is_reported_beside_a_misspelt_one() {
    let data = r#"{ "colr": "red", "r": [{ "id": "a", "n": "x" }, { "id": "b", "n": "x" }] }"#;
    let rulebook =
        "version = 1\ndocuments = 'data.json'\n[collections]\nr = { select = '$.r[*]', id = 'id' }
[rules.x]\nkind = 'unique'\nin = 'r'\nfields = 'n'\nmessage = 'x {colr} {others:colour}'\n";
    let files = [("factlint.toml", rulebook), ("data.json", data)];
    assert_eq!(
        idle(&files, Sizes::default()),
        [
            "9:15: notice[idle]: no record of `r` has `colr`",
            "9:29: warning[idle]: no document or schema contains the name `colour` (did you mean `colr`?)",
        ]
    );
}

#[test]
fn values_that_are_not_records_are_reported_as_not_checked() {
    let rulebook = |field: &str| {
        format!(
            "version = 1\ndocuments = 'data.json'\n[collections]\nr = {{ select = '$.r[*]' }}\n[rules.x]\nkind = 'pattern'\nin = 'r'\nfield = '{field}'\nmatches = '.'\n"
        )
    };
    let data =
        r#"{ "r": [{ "n": "a" }, "x", { "n": "b" }, ["y"], { "n": "c" }, null, { "n": "d" }] }"#;
    for sizes in [Sizes::default(), Sizes { whole: 1, block: 20 }] {
        let of = |field: &str, data: &str| {
            idle(&[("factlint.toml", &rulebook(field)), ("data.json", data)], sizes)
        };
        let places = "also at data.json:1:23, data.json:1:42, data.json:1:63";
        let want = format!(
            "4:1: notice[idle]: 3 records were not checked: the first is a string; {places}"
        );
        assert_eq!(of("n", data), [want]);
        // A rule that reads the value itself accepts any value.
        assert_eq!(of("@", data), Vec::<String>::new());
    }
    // The selector of the collection needs a list, but the value is not a list.
    let of = |data: &str| {
        idle(&[("factlint.toml", &rulebook("n")), ("data.json", data)], Sizes::default())
    };
    assert_eq!(
        of(r#"{ "r": "n", "s": { "n": "x" } }"#),
        [
            "4:1: notice[idle]: the collection `r` has no record in any document",
            "4:1: notice[idle]: 1 value of `$.r[*]` was not checked: it is a string; also at data.json:1:8",
        ]
    );
}

/// Regression: seven kinds of rules did not report such a field.
#[test]
fn a_field_that_is_null_everywhere_is_reported() {
    let data = r#"{ "r": [{ "id": "a", "k": null }, { "id": "b", "k": null }] }"#;
    for rule in [
        "kind = 'pattern'\nfield = 'k'\nnever = 'x'",
        "kind = 'unique'\nfields = 'k'",
        "kind = 'reference'\nfield = 'k'\nto = 'r'",
        "kind = 'codelist'\nfield = 'k'\nvalues = ['x']",
        "kind = 'date-range'\npast = 'k'",
        "kind = 'is-a'\nfield = 'k'\nwhat = 'url'",
        "kind = 'compare'\nis = '=='\nfield = 'k'\nthan = 'k'",
    ] {
        let rulebook = format!(
            "version = 1\ndocuments = 'data.json'\n[collections]\nr = {{ select = '$.r[*]', id = 'id' }}\n[rules.x]\nin = 'r'\n{rule}\n"
        );
        let files = [("factlint.toml", rulebook.as_str()), ("data.json", data)];
        let found = idle(&files, Sizes::default());
        assert!(found.iter().any(|line| line.contains("notice[idle]")), "{rule}: {found:#?}");
    }
}

/// Regression: a column whose cells are all empty was reported as "contained in no document".
#[test]
fn an_empty_column_exists() {
    let rulebook = "version = 1\ndocuments = 'data.csv'\n[collections]\nr = { select = '$[*]', id = 'id' }\n[rules.x]\nkind = 'date-range'\nin = 'r'\npast = 'born'\n";
    let files = [("factlint.toml", rulebook), ("data.csv", "id,born\na,\nb,\n")];
    let found = idle(&files, Sizes::default());
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("notice[idle]"), "{found:#?}");
}

#[test]
fn records_that_are_never_in_one_place_are_not_compared() {
    let unique = "kind = 'unique'\nfields = 'slug'";
    let determines = "kind = 'determines'\nfields = 'k'\nvalue = 'v'";
    let both = "no two records have a `value` and the same `fields` in one";
    let of = |rule: &str, scope: &str, folders: [&str; 2]| {
        let rulebook = format!(
            "version = 1\ndocuments = 'p/*/*.json'\nscope = '{scope}'\n[collections]\nr = {{ select = '$', id = 'slug' }}\n[rules.x]\nin = 'r'\n{rule}\n"
        );
        let [first, second] = folders.map(|name| format!("p/{name}.json"));
        let page = |value| format!("{{ \"slug\": \"same\", \"k\": 1, \"v\": {value} }}");
        let files = [("factlint.toml", &rulebook), (&*first, &page(2)), (&*second, &page(3))];
        idle(&files.map(|(name, content)| (name, content.as_str())), Sizes::default())
    };
    for (rule, scope, words) in [
        (unique.to_owned(), "document", "it selects no two keys in one document"),
        (
            format!("{unique}\nwithin = 'document'"),
            "dataset",
            "it selects no two keys in one document",
        ),
        (format!("{unique}\nwithin = 'folder'"), "dataset", "it selects no two keys in one folder"),
        (format!("{unique}\nwithin = 'parent'"), "dataset", "it selects no two keys in one object"),
        (
            determines.to_owned(),
            "document",
            "no two records have a `value` and the same `fields` in one document",
        ),
        (format!("{determines}\nwithin = 'document'"), "dataset", &format!("{both} document")),
        (format!("{determines}\nwithin = 'folder'"), "dataset", &format!("{both} folder")),
        (format!("{determines}\nwithin = 'parent'"), "dataset", &format!("{both} object")),
    ] {
        let want = format!("6:8: notice[idle]: the rule compares nothing: {words}");
        assert_eq!(of(&rule, scope, ["a/x", "b/x"]), [want], "{rule}");
    }
    for rule in [format!("{unique}\nwithin = 'folder'"), format!("{determines}\nwithin = 'folder'")]
    {
        assert_eq!(of(&rule, "dataset", ["a/x", "a/y"]), Vec::<String>::new(), "{rule}");
    }
    for rule in [unique, determines] {
        assert_eq!(of(rule, "dataset", ["a/x", "b/x"]), Vec::<String>::new(), "{rule}");
    }
}

#[test]
fn objects_with_one_record_each_compare_nothing() {
    let lonely = r#"{ "g": [{ "id": "g", "r": [{ "k": 1, "v": 1 }] }, { "id": "h", "r": [{ "k": 1, "v": 2 }] }] }"#;
    let rulebook = "version = 1\ndocuments = 'data.json'\n[collections]\nr = { select = '$.g[*].r[*]' }\ng = { select = '$.g[*]', id = 'id' }\n[rules.x]\nin = 'r'\nkind = 'unique'\nfields = 'k'\nwithin = 'parent'\n[rules.g]\nkind = 'assert'\nin = 'g'\nthat = '@.id'\n";
    let together =
        r#"{ "g": [{ "id": "g", "r": [{ "k": 1, "v": 1 }, { "k": 2, "v": 2 }] }, { "id": "h" }] }"#;
    for sizes in [Sizes::default(), Sizes { whole: 1, block: 20 }] {
        let of = |data: &str| idle(&[("factlint.toml", rulebook), ("data.json", data)], sizes);
        let want =
            "6:8: notice[idle]: the rule compares nothing: it selects no two keys in one object";
        assert_eq!(of(lonely), [want]);
        assert_eq!(of(together), Vec::<String>::new());
    }
}

#[test]
#[cfg(unix)]
fn a_link_to_a_folder_that_a_wildcard_does_not_follow_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for name in ["set/a", "store/b", "store/empty"] {
        fs::create_dir_all(path(name)).unwrap();
    }
    fs::write(path("set/a/x.json"), r#"{ "r": [] }"#).unwrap();
    fs::write(path("store/b/y.json"), "{}").unwrap();
    let link = |to: &str, name: &str| std::os::unix::fs::symlink(to, path(name)).unwrap();
    link("../store/b", "set/b");
    // These lead to nothing new: to documents that are read, or to no document.
    link("a", "set/latest");
    link("..", "set/up");
    link("../store/empty", "set/none");
    let found = |documents: &str, comment: &str| {
        let collection = "[collections]\nr = { select = '$.r', optional = true }\n";
        let rule = "[rules.x]\nkind = 'presence'\nin = 'r'\nrequired = 'id'\noptional = true\n";
        let rulebook =
            format!("version = 1\ndocuments = {documents}\n{collection}{rule}# {comment}\n");
        fs::write(path("set/factlint.toml"), rulebook).unwrap();
        let folders = Folders::of(&path("set/factlint.toml"), folder.path());
        let dataset = Dataset::read_with(Sizes::default(), folders).ok().unwrap();
        let run = engine::check(dataset, &PartialDate::parse("2026-11-23").unwrap());
        let lines = concise_lines(&run.files, &run.findings).into_iter();
        lines.filter(|line| line.contains("follow")).collect::<Vec<_>>()
    };
    for glob in ["*/*.json", "**/*.json"] {
        let want =
            format!("set/factlint.toml:2:14: notice[idle]: `{glob}` does not follow the link `b`");
        assert_eq!(found(&format!("['{glob}']"), ""), [want]);
        assert_eq!(found(&format!("['{glob}']"), "b/ is left out"), Vec::<String>::new());
        assert_eq!(found(&format!("['{glob}', 'b/*.json']"), ""), Vec::<String>::new());
    }
}

#[test]
fn names_that_are_not_compared_with_the_data_are_counted() {
    let rule = |number: usize| {
        format!("[rules.r{number}]\nkind = 'unique'\nin = 'r'\nfields = 'feild_{number}'\n")
    };
    let rules = |number: usize| {
        let rules: String = (0..number).map(rule).collect();
        format!(
            "version = 1\ndocuments = 'data.json'\n[collections]\nr = {{ select = '$[*]', id = 'id' }}\n{rules}"
        )
    };
    let data = r#"[{ "id": "a", "field_1001": 1 }]"#;
    let of = |number: usize| {
        let rulebook = rules(number);
        let files = [("factlint.toml", rulebook.as_str()), ("data.json", data)];
        idle(&files, Sizes::default())
    };
    let is_of_search = |line: &&String| line.contains("no suggestion for");
    assert_eq!(of(1_000).iter().filter(is_of_search).count(), 0);
    let lines = of(1_002);
    assert_eq!(lines.len(), 1_003);
    let want = "4008:11: notice[idle]: no suggestion for 2 of the names and texts that occur nowhere: only the first 1,000 are compared with the data";
    assert_eq!(lines.iter().filter(is_of_search).collect::<Vec<_>>(), [want]);
}
