//! Tests that every part of a rulebook that selects or reads nothing is reported at its place.

mod every_kind;
mod silence;

use crate::command::concise_lines;
use factlint::dataset::{Dataset, Folders, Sizes};
use factlint::engine;
use factlint::value::date::PartialDate;
use std::fs;
use std::path::Path;

const DATA: &str = r#"{
  "people": [
    { "id": "a", "kind": "person", "boss": "b", "name": "Ann" },
    { "id": "b", "kind": "robot", "note": "no" }
  ],
  "places": [{ "id": "p", "born": "1900", "country": "x" }]
}"#;

const COLLECTIONS: &str = "people = { select = '$.people[*]', id = 'id' }\n";

/// Returns the findings of `idle` for files, one line per finding: `file:line:column: level[rule]: message
/// (help)`.
fn idle(files: &[(&str, &str)], sizes: Sizes) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    idle_in(folder.path(), sizes)
}

fn idle_in(folder: &Path, sizes: Sizes) -> Vec<String> {
    let folders = Folders::of(&folder.join("factlint.toml"), folder);
    let dataset = match Dataset::read_with(sizes, folders) {
        Ok(dataset) => dataset,
        Err(failure) => panic!("{:?} {:?}", failure.findings, failure.errors),
    };
    let mut run = engine::check(dataset, &PartialDate::parse("2026-11-23").unwrap());
    run.findings.retain(|finding| finding.head().rule == "idle");
    let shown = run.findings.iter().map(|encoded| {
        let line = concise_lines(&run.files, std::slice::from_ref(encoded)).remove(0);
        let finding = encoded.decode();
        let line = line.strip_prefix("factlint.toml:").unwrap_or(&line).to_owned();
        match finding.help.as_deref().filter(|help| help.starts_with("did you mean")) {
            Some(help) => format!("{line} ({help})"),
            None => line,
        }
    });
    shown.collect()
}

/// Returns the findings of `idle` for `DATA` and these rules on its collection `people`, which another rule uses too.
/// Lines are counted from the first line of the rules.
fn of_rules(rules: &str) -> Vec<String> {
    let rulebook = format!(
        "version = 1\ndocuments = 'data.json'\n[collections]\n{COLLECTIONS}{rules}
[rules.of-people]\nkind = 'assert'\nin = 'people'\nthat = '@.id'\n"
    );
    let lines = idle(&[("factlint.toml", &rulebook), ("data.json", DATA)], Sizes::default());
    let relative = lines.iter().map(|line| {
        let (number, rest) = line.split_once(':').unwrap();
        format!("{}:{rest}", number.parse::<i64>().unwrap() - 4)
    });
    relative.collect()
}

#[track_caller]
fn check(rules: &str, want: &[&str]) {
    assert_eq!(of_rules(rules), want, "{rules}");
}

#[test]
fn a_misspelt_name_or_text_is_a_warning_also_where_the_condition_selects_too_much() {
    check(
        "[rules.r]\nkind = 'pattern'\nin = 'people'\nwhere = \"@.kind != 'persn'\"\nfield = 'id'\nmatches = '.'",
        &[
            "4:21: warning[idle]: no document or schema contains the text `persn` (did you mean `person`?)",
        ],
    );
    check(
        "[rules.r]\nkind = 'pattern'\nin = 'people'\nwhere = \"!@.knid || @.name\"\nfield = 'id'\nmatches = '.'",
        &[
            "4:13: warning[idle]: no document or schema contains the name `knid` (did you mean `kind`?)",
        ],
    );
    check(
        "[rules.r]\nkind = 'pattern'\nin = 'people'\nfield = 'naem'\nmatches = '.'",
        &[
            "4:10: warning[idle]: no document or schema contains the name `naem` (did you mean `name`?)",
        ],
    );
}

#[test]
fn a_misspelt_text_of_contains_and_search_is_reported_like_one_that_is_compared() {
    for function in ["contains", "search", "match"] {
        let rule = |argument: &str, condition: &str, rest: &str| {
            let condition = condition.replace("contains", function);
            format!("[rules.r]\nkind = '{rest}'\nin = 'people'\n{argument} = \"{condition}\"")
        };
        let at = 17 + function.len();
        let want = |line: usize, column: usize, level: &str| {
            format!(
                "{line}:{column}: {level}[idle]: no document or schema contains the text `robto` (did you mean `robot`?)"
            )
        };
        let selects = rule(
            "where",
            "@.name || contains(@.kind, 'robto')",
            "pattern'\nfield = 'id'\nmatches = '.",
        );
        assert_eq!(of_rules(&selects), [want(6, at + 13, "warning")]);
        let holds = rule("that", "@.name || contains(@.kind, 'robto')", "assert");
        assert_eq!(of_rules(&holds), [want(4, at + 12, "warning")]);
        let denied = rule("that", "!contains(@.kind, 'robto')", "assert");
        assert_eq!(of_rules(&denied), [want(4, at + 3, "notice")]);
    }
}

#[test]
fn a_denied_text_that_occurs_nowhere_is_reported() {
    let missing = "no document or schema contains the text `elephant`";
    for condition in [
        "!contains(@.kind, 'elephant')",
        "!search(@.kind, 'elephant')",
        "!match(@.kind, 'elephant')",
        "@.kind != 'elephant'",
        "!(@.kind == 'elephant')",
        "!(contains(@.kind, 'elephant') || @.name == 'elephant')",
        "!@[?contains(@, 'elephant')]",
        "count(@[?@ == 'elephant']) == 0",
    ] {
        let that = format!("[rules.r]\nkind = 'assert'\nin = 'people'\nthat = \"{condition}\"");
        let denied = of_rules(&that);
        assert!(denied.iter().any(|finding| finding.contains(missing)), "{condition}: {denied:?}");
        let optional = of_rules(&format!("{that}\noptional = true"));
        assert_eq!(optional, Vec::<String>::new(), "{condition}");
        let selects = format!(
            "[rules.r]\nkind = 'pattern'\nin = 'people'\nfield = 'id'\nmatches = '.'\nwhere = \"{condition}\""
        );
        let selected = of_rules(&selects);
        assert!(
            selected.iter().any(|finding| finding.contains(missing)),
            "{condition}: {selected:?}"
        );
    }
}

#[test]
fn a_part_of_a_text_is_compared_with_as_many_words() {
    let data = DATA.replace("\"no\"", "\"draft: not the final version\"");
    let of = |part: &str| {
        let rulebook = format!(
            "version = 1\ndocuments = 'data.json'\n[collections]\n{COLLECTIONS}[rules.r]\nkind = 'assert'\nin = 'people'\nthat = \"!contains(@.note, '{part}')\"\n"
        );
        let files = [("factlint.toml", rulebook.as_str()), ("data.json", &data)];
        idle(&files, Sizes::default()).len()
    };
    for present in ["final version", "inal vers", "draft", "draft: not"] {
        assert_eq!(of(present), 0, "{present}");
    }
    for misspelt in ["finak version", "drapt", "the fnal"] {
        assert_eq!(of(misspelt), 1, "{misspelt}");
    }
}

#[test]
fn an_existing_name_that_selects_nothing_is_a_notice() {
    check(
        "[rules.r]\nkind = 'pattern'\nin = 'people'\nwhere = \"@.kind == 'no'\"\nfield = 'boss'\nmatches = '.'",
        &["4:9: notice[idle]: no record of `people` satisfies `where`"],
    );
    check(
        "[rules.r]\nkind = 'pattern'\nin = 'people'\nfield = 'country'\nmatches = '.'",
        &["4:9: notice[idle]: no record of `people` has `country`"],
    );
    check(
        "[rules.r]\nkind = 'pattern'\nin = 'people'\nwhere = \"@.kind == 'robot'\"\nfield = 'boss'\nmatches = '.'",
        &["5:9: notice[idle]: no selected record of `people` has `boss`"],
    );
    check(
        "[rules.r]\nkind = 'pattern'\nin = 'people'\nwhere = \"!search(@.note, '^nein')\"\nfield = 'id'\nmatches = '.'",
        &["4:26: notice[idle]: no record of `people` contains a match for '^nein'"],
    );
    check(
        "[rules.r]\nkind = 'pattern'\nin = 'people'\nwhere = \"!contains(@.note, 'person')\"\nfield = 'id'\nmatches = '.'",
        &["4:28: notice[idle]: no record of `people` contains a match for 'person'"],
    );
    check(
        "[rules.r]\nkind = 'assert'\nin = 'people'\nthat = '@.id'\nmessage = 'see {boss} of {country}, {nam}'",
        &[
            "5:27: notice[idle]: no record of `people` has `country`",
            "5:38: warning[idle]: no document or schema contains the name `nam` (did you mean `name`?)",
        ],
    );
}

#[test]
fn both_sides_of_an_agreement_and_of_a_join_are_checked() {
    let places = "places = { select = '$.places[*]', id = 'id' }\n";
    check(
        &format!(
            "{places}[rules.r]\nkind = 'reference'\nin = 'people'\nfield = 'boss'\nto = ['people', 'places']\nto-where = \"@.country == 'no'\""
        ),
        &["7:12: notice[idle]: no record of `people`, `places` satisfies `to-where`"],
    );
    check(
        &format!(
            "{places}[rules.r]\nkind = 'compare'\nin = 'people'\nfield = 'name'\nis = '<'\nkey = 'boss'\nto = 'places'\nthan = 'note'"
        ),
        &["9:8: notice[idle]: no record of `places` has `note`"],
    );
    check(
        "[rules.r]\nkind = 'inverse'\nin = 'people'\nfield = 'boss'\nto-field = 'country'",
        &["5:12: notice[idle]: no record of `people` has `country`"],
    );
    let claims = r#"{ "people": [{ "id": "a" }],
      "claims": [{ "id": "c", "subject": "a", "property": "born", "value": { "date": "1901" } },
                 { "id": "d", "subject": "a", "property": "died", "value": { "date": "1950" } }] }"#;
    let rulebook = "version = 1\ndocuments = 'data.json'\n[collections]\nclaims = { select = '$.claims[*]', id = 'id' }
[rules.r]\nkind = 'agreement'\nbetween = [\"@.property == 'born'\", \"@.property == 'died' && @.subject == 'date'\"]\n";
    assert_eq!(
        idle(&[("factlint.toml", rulebook), ("data.json", claims)], Sizes::default()),
        ["7:75: warning[idle]: no document or schema contains the text `date`"]
    );
    let rulebook = rulebook.replace("'date'", "'c'");
    assert_eq!(
        idle(&[("factlint.toml", &rulebook), ("data.json", claims)], Sizes::default()),
        ["7:36: notice[idle]: no record of `claims` satisfies `between`"]
    );
}

#[test]
fn a_rule_without_anything_to_compare_is_reported() {
    let claims = r#"{ "properties": [{ "id": "born", "functional": FUNCTIONAL }],
      "claims": [{ "id": "c", "subject": "a", "property": "born", "value": { "date": "1901" } },
                 { "id": "d", "subject": "a", "property": "born", "value": { "date": "1950" } }] }"#;
    let of = |collections: &str, functional: &str| {
        let rulebook = format!(
            "version = 1\ndocuments = 'data.json'\n[collections]\nclaims = {{ select = '$.claims[*]', id = 'id' }}\n{collections}[rules.years]\nkind = 'conflict'\n"
        );
        let data = claims.replace("FUNCTIONAL", functional);
        idle(&[("factlint.toml", &rulebook), ("data.json", &data)], Sizes::default())
    };
    let properties = "properties = { select = '$.properties[*]', id = 'id' }\n";
    let message = "notice[idle]: the rule compares nothing: no claim that it selects is on a property that is `functional`";
    assert_eq!(of("", "true"), [format!("5:8: {message}")]);
    assert_eq!(of(properties, "false"), [format!("6:8: {message}")]);
    assert_eq!(of(properties, "true"), Vec::<String>::new());
    let lonely = [
        (
            "kind = 'overlap'\nfrom = 'name'\nto = 'name'\nkey = 'id'",
            "no two records that it selects have dates and the same `key`",
        ),
        ("kind = 'inverse'\nfield = 'note'\nto-field = 'boss'", "no id in `field` names a record"),
        (
            "kind = 'compare'\nfield = 'note'\nis = '<'\nthan = 'boss'",
            "no record has both `field` and a value to compare it with",
        ),
        (
            "kind = 'date-inside'\nfields = 'name'\nkey = 'note'\nto = 'people'\nrange-from = 'boss'",
            "no record with a date in `fields` has a range, or names a record that has one",
        ),
        ("kind = 'similar'\nfield = 'note'", "no two records have a name"),
    ];
    for (rule, words) in lonely {
        let want = format!("1:8: notice[idle]: the rule compares nothing: {words}");
        check(&format!("[rules.r]\nin = 'people'\n{rule}"), &[&want]);
        check(&format!("[rules.r]\nin = 'people'\noptional = true\n{rule}"), &[]);
    }
}

#[test]
fn optional_rules_may_select_nothing_but_misspellings_are_reported() {
    let rule = "[rules.r]\nkind = 'pattern'\nin = 'people'\nfield = 'FIELD'\nmatches = '.'\noptional = true";
    check(&rule.replace("FIELD", "country"), &[]);
    check(&rule.replace("FIELD", "elsewhere"), &[]);
    check(
        &rule.replace("FIELD", "cuontry"),
        &[
            "4:10: warning[idle]: no document or schema contains the name `cuontry` (did you mean `country`?)",
        ],
    );
    check(
        "later = { select = '$.later[*]', optional = true }\n[rules.r]\nkind = 'assert'\nin = 'later'\nthat = '@.soon'",
        &[],
    );
    check(
        "later = { select = '$.palces[*]', optional = true }\n[rules.r]\nkind = 'assert'\nin = 'later'\nthat = '@.soon'",
        &[
            "1:23: warning[idle]: no document or schema contains the name `palces` (did you mean `places`?)",
        ],
    );
}

#[test]
fn forbidden_fields_need_not_occur() {
    check("[rules.r]\nkind = 'presence'\nin = 'people'\nforbidden = 'password'", &[]);
    check("[rules.r]\nkind = 'assert'\nin = 'people'\nthat = \"!@.password && !@.token\"", &[]);
    check(
        "[rules.r]\nkind = 'presence'\nin = 'people'\nforbidden = 'nmae'",
        &[
            "4:14: notice[idle]: no document or schema contains the name `nmae` (did you mean `name`?)",
        ],
    );
}

#[test]
fn nothing_else_is_reported_about_an_empty_collection() {
    check(
        "empty = { select = '$.people[?@.country]', id = 'born' }\n[rules.r]\nkind = 'pattern'\nin = 'empty'\nfield = 'unheard'\nwhere = '@.of'\nmatches = '.'",
        &["1:1: notice[idle]: the collection `empty` has no record in any document"],
    );
    check(
        "more = { select = ['$.people[*]', '$.places[*].country[*]'] }\n[rules.r]\nkind = 'assert'\nin = 'more'\nthat = '@.id'",
        &["1:35: notice[idle]: `$.places[*].country[*]` selects no record of `more`"],
    );
    check(
        "more = { select = '$.places[*]', id = 'boss' }\n[rules.r]\nkind = 'assert'\nin = 'more'\nthat = '@.id'",
        &["1:39: notice[idle]: no record of `more` has `boss`"],
    );
}

#[test]
fn a_collection_that_no_rule_uses_is_reported() {
    check(
        "places = { select = '$.places[*]' }",
        &["1:1: notice[idle]: no rule uses the collection `places`"],
    );
    // In a rulebook without rules, unused collections are not reported, since they name the records in built-in
    // findings.
    let rulebook = format!("version = 1\ndocuments = 'data.json'\n[collections]\n{COLLECTIONS}");
    let files = [("factlint.toml", rulebook.as_str()), ("data.json", DATA)];
    assert_eq!(idle(&files, Sizes::default()), Vec::<String>::new());
}

#[test]
fn the_rulebook_sets_the_level() {
    let rule = "[rules.r]\nkind = 'pattern'\nin = 'people'\nfield = 'naem'\nmatches = '.'\n[rules.idle]\nlevel = 'LEVEL'";
    check(&rule.replace("LEVEL", "off"), &[]);
    check(
        &rule.replace("LEVEL", "error"),
        &[
            "4:10: error[idle]: no document or schema contains the name `naem` (did you mean `name`?)",
        ],
    );
}

#[test]
fn names_and_texts_of_a_schema_occur() {
    let rulebook = "version = 1\ndocuments = 'data.json'\nschema = 'x.schema.json'\n[collections]\npeople = { select = '$.people[*]' }
[rules.r]\nkind = 'assert'\nin = 'people'\nthat = \"@.id || @.later == 'soon' || @.dropped == 'never'\"\n";
    let schema = r#"{ "$ref": "defs.json#/$defs/document", "description": "never" }"#;
    let referred = r#"{ "$defs": { "document": { "properties": { "people": { "items": { "properties": {
        "later": { "enum": ["soon"] } } } } } } }, "title": "dropped" }"#;
    let files = [
        ("factlint.toml", rulebook),
        ("data.json", DATA),
        ("x.schema.json", schema),
        ("defs.json", referred),
    ];
    assert_eq!(
        idle(&files, Sizes::default()),
        [
            "9:40: warning[idle]: no document or schema contains the name `dropped`",
            "9:52: warning[idle]: no document or schema contains the text `never`",
        ]
    );
}

#[test]
fn documents_with_escapes_give_the_same_result_in_blocks() {
    let records: Vec<String> = (0..400)
        .map(|number| {
            format!(r#"{{ "id": "r{number}", "k\u0061nd": "K\u00e4se", "last": {number} }}"#)
        })
        .collect();
    let data = format!(
        r#"{{ "people": [{}, {{ "id": "z", "rare": "text" }}], "others": [{{ "x": 1 }}] }}"#,
        records.join(",\n")
    );
    let rulebook = "version = 1\ndocuments = 'data.json'\n[collections]\npeople = { select = '$.people[*]', id = 'id' }\nmore = { select = ['$.others[*]', '$.none[*]'] }
[rules.a]\nkind = 'assert'\nin = 'people'\nwhere = \"@.kand == 'Käse' && @.last\"\nthat = '@.id'
[rules.b]\nkind = 'pattern'\nin = 'people'\nwhere = \"@.rare == 'text'\"\nfield = 'last'\nmatches = '.'
[rules.c]\nkind = 'pattern'\nin = 'more'\nfield = 'kande'\nmatches = '.'\n";
    let files = [("factlint.toml", rulebook), ("data.json", data.as_str())];
    let whole = idle(&files, Sizes::default());
    assert_eq!(
        whole,
        [
            "5:38: warning[idle]: no document or schema contains the name `none`",
            "15:9: notice[idle]: no selected record of `people` has `last`",
            "20:10: warning[idle]: no document or schema contains the name `kande` (did you mean `kand`?)",
        ]
    );
    assert_eq!(idle(&files, Sizes { whole: 1, block: 1000 }), whole);
}

#[test]
fn nothing_is_reported_about_records_if_a_document_is_not_json() {
    let rulebook = "version = 1\ndocuments = ['*.json']\n[collections]\npeople = { select = '$.people[*]', id = 'id' }
[rules.r]\nkind = 'pattern'\nin = 'people'\nwhere = '@.other'\nfield = 'boss'\nmatches = '.'\n";
    let files = [("factlint.toml", rulebook), ("a.json", DATA), ("b.json", "{ \"other\": ")];
    assert_eq!(idle(&files, Sizes::default()), Vec::<String>::new());
}

#[test]
fn documents_and_files_that_nothing_reads_are_reported() {
    let rulebook = "version = 1\ndocuments = ['a.json', 'in/*.json']\nschema = { 'a.json' = 's.json', '*a*' = 's.json', 'b.json' = 's.json' }
ledger = 'reviews.toml'\n[collections]\npeople = { select = '$.people[*]', documents = ['a.json', 'x.json', 'in/y*'] }
[rules.r]\nkind = 'assert'\nin = 'people'\nthat = '@.id'\n";
    let files = [
        ("factlint.toml", rulebook),
        ("reviews.toml", "version = 1\n"),
        ("a.json", DATA),
        ("s.json", "true"),
        ("b.json", "{}"),
        ("c.JSON", "{}"),
        ("d.jsonl", "{}"),
        ("in/x.json", r#"{ "other": [] }"#),
        ("out/z.json", "{}"),
    ];
    assert_eq!(
        idle(&files, Sizes::default()),
        [
            "2:13: notice[idle]: no glob of `documents` matches 2 files (`c.JSON`, `d.jsonl`) beside the documents",
            "2:13: notice[idle]: no collection reads the document `in/x.json`",
            "2:13: notice[idle]: no glob of `documents` matches the file `out/z.json` beside the documents",
            "3:12: notice[idle]: two globs of `schema` match the document `a.json`: the last one applies; also at factlint.toml:3:33",
            "3:51: warning[idle]: there is no document `b.json` (did you mean `a.json`?)",
            "6:59: warning[idle]: there is no document `x.json` (did you mean `a.json`?)",
            "6:69: notice[idle]: `in/y*` matches no document",
        ]
    );
}

#[test]
fn a_file_can_be_excluded() {
    let rulebook = "version = 1\ndocuments = '*.json'\nexclude = ['*.result.json', 's.json']\n[collections]\npeople = { select = '$.people[*]' }
[rules.r]\nkind = 'assert'\nin = 'people'\nthat = '@.id'\n";
    let with = |rulebook: &str| {
        let files = [
            ("factlint.toml", rulebook),
            ("a.json", DATA),
            ("b.result.json", "{"),
            ("s.json", "{"),
        ];
        idle(&files, Sizes::default())
    };
    assert_eq!(with(rulebook), Vec::<String>::new());
    // A glob that excludes nothing is a notice, or a warning if the glob is a plain name.
    let misspelt =
        rulebook.replace("*.result", "*.reslut").replace("'s.json'", "'s.json', 'x.json'");
    let findings = with(&misspelt.replace("*.json'", "[as].json'"));
    assert_eq!(
        findings,
        [
            "2:13: notice[idle]: no glob of `documents` matches the file `b.result.json` beside the documents",
            "3:12: notice[idle]: `*.reslut.json` excludes no file that `documents` matches",
            "3:39: warning[idle]: `x.json` excludes no file that `documents` matches (did you mean `a.json`?)",
        ]
    );
}

#[test]
fn a_document_with_an_empty_list_is_read() {
    let rulebook =
        "version = 1\ndocuments = '*.json'\n[collections]\npeople = { select = '$.people[*]' }
[rules.r]\nkind = 'assert'\nin = 'people'\nthat = '@.id'\n";
    let files = [("factlint.toml", rulebook), ("a.json", DATA), ("b.json", r#"{ "people": [] }"#)];
    assert_eq!(idle(&files, Sizes::default()), Vec::<String>::new());
}

#[test]
fn a_file_with_another_ending_of_the_same_format_is_beside_the_documents() {
    for (document, other) in [("d.yaml", "e.yml"), ("d.yml", "e.yaml")] {
        let rulebook = format!(
            "version = 1\ndocuments = [\"{document}\"]\n[collections]\nr = {{ select = \"$\", id = \"id\" }}\n\
             [rules.u]\nkind = \"unique\"\nin = \"r\"\nfields = \"id\"\n"
        );
        let files =
            [("factlint.toml", rulebook.as_str()), (document, "id: a\n"), (other, "id: b\n")];
        let folder = crate::command::Folder::new(&files);
        let line =
            format!("notice[idle]: no glob of `documents` matches the file `{other}` beside");
        let outcome = folder.check(&["--format", "concise"]);
        assert!(outcome.stdout.contains(&line), "{outcome:#?}");
    }
}

#[test]
fn files_in_a_folder_within_or_beside_those_of_the_documents_are_reported() {
    let rulebook = "version = 1\ndocuments = 'data/y/*.json' # not data/old/\n[collections]\npeople = { select = '$.people[*]' }
[rules.r]\nkind = 'assert'\nin = 'people'\nthat = '@.id'\n";
    let of = |path: &str| {
        let files = [("factlint.toml", rulebook), ("data/y/a.json", DATA), (path, "{}")];
        idle(&files, Sizes::default())
    };
    for path in ["data/z/b.json", "data/y/in/b.json"] {
        let want = format!(
            "2:13: notice[idle]: no glob of `documents` matches the file `{path}` beside the documents"
        );
        assert_eq!(of(path), [want]);
    }
    let want = "2:13: notice[idle]: no glob of `documents` matches the file `data/y/b.ndjson` beside the documents";
    assert_eq!(of("data/y/b.ndjson"), [want]);
    // These files are not reported: files in another format, hidden files, files named in the rulebook, and files in
    // other folders than the data.
    for path in ["data/z/b.txt", "data/.z/b.json", "data/old/b.json", "other/b.json"] {
        assert_eq!(of(path), Vec::<String>::new(), "{path}");
    }
    let own = [
        ("factlint.toml", rulebook),
        ("data/y/a.json", DATA),
        ("data/z/b.json", "{}"),
        ("data/z/factlint.toml", rulebook),
    ];
    assert_eq!(idle(&own, Sizes::default()), Vec::<String>::new());
}

#[test]
fn files_in_the_folder_of_another_year_are_reported() {
    let rulebook =
        "version = 1\ndocuments = '2020/*.json'\n[collections]\npeople = { select = '$.people[*]' }
[rules.r]\nkind = 'assert'\nin = 'people'\nthat = '@.id'\n";
    let of = |path: &str| {
        let files = [("factlint.toml", rulebook), ("2020/a.json", DATA), (path, "{}")];
        idle(&files, Sizes::default())
    };
    let want = "2:13: notice[idle]: no glob of `documents` matches the file `2024/b.json` beside the documents";
    assert_eq!(of("2024/b.json"), [want]);
    // A top-level folder with a different kind of name may not belong to the data.
    for path in ["report/b.json", "2024-report/b.json"] {
        assert_eq!(of(path), Vec::<String>::new(), "{path}");
    }
}

#[test]
fn one_of_several_names_that_are_as_near_was_suggested() {
    let rulebook =
        "version = 1\ndocuments = 'data.json'\n[collections]\nthings = { select = '$.things[*]' }\n
[rules.r]\nkind = 'presence'\nin = 'things'\nrequired = 'sixe'\n";
    let found = |names: [&str; 2]| {
        let data = format!(r#"{{"things": [{{"{}": 1, "{}": 2}}]}}"#, names[0], names[1]);
        idle(&[("factlint.toml", rulebook), ("data.json", &data)], Sizes::default())
    };
    let near = |lines: &[String]| lines.iter().filter(|line| line.contains("did you mean")).count();
    for (names, suggestions) in [
        (["size", "weight"], 1),
        (["size", "sizes"], 1),
        (["size", "side"], 0),
        (["six", "size"], 0),
    ] {
        let lines = found(names);
        assert_eq!(near(&lines), suggestions, "{names:?}: {lines:?}");
    }
}

#[test]
fn values_that_are_not_records_are_one_finding() {
    const RULES: &str = "version = 1\ndocuments = 'data.json'\n[collections]\nnames = { select = '$.names[*]', id = 'id' }\npeople = { select = '$.people[*]', id = 'id' }\n[rules.u]\nkind = 'unique'\nin = 'names'\nfields = ['id', 'nmae']\n[rules.p]\nkind = 'pattern'\nin = 'names'\nfield = 'name'\nmatches = '^a'\n[rules.q]\nkind = 'pattern'\nin = 'people'\nfield = 'id'\nmatches = '^.'\n";
    let want = "4:1: notice[idle]: 3 records were not checked: the first is a string";
    for data in [
        r#"{ "names": ["a", "b", "c"], "people": [{ "id": "x" }] }"#,
        r#"{ "names": ["a", "b", "c"], "people": [{ "id": "x", "name": "y" }] }"#,
    ] {
        let files = [("factlint.toml", RULES), ("data.json", data)];
        for sizes in [Sizes::default(), Sizes { whole: 1, block: 1000 }] {
            let found = idle(&files, sizes);
            assert!(found.len() == 1 && found[0].starts_with(want), "{data}: {found:?}");
        }
    }
    // One record is enough for the names to matter.
    let data = r#"{ "names": ["a", { "id": "b" }], "people": [{ "id": "x" }] }"#;
    let found = idle(&[("factlint.toml", RULES), ("data.json", data)], Sizes::default());
    assert!(found.iter().any(|finding| finding.contains("the name `nmae`")), "{found:?}");
}
