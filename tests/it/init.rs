//! Tests `factlint init`: the inferred rulebook and the summary.
//!
//! The ISO codes come from Debian's package iso-codes; `FACTLINT_ISO_CODES` names their folder.

// Clippy exempts functions with `#[test]`, but not the helpers that they call.
#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)]

use crate::command::{Folder, INTERPOL, SNAPSHOT, without_other_places};
use crate::expected::assert_is_kept;
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use std::path::Path;

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    std::fs::read_to_string(path).expect("a file of the package")
}

/// Returns the dataset of a small shop: ids that are numbers, references to parents, JSON Lines and nested records. It
/// has two mistakes: an order from a customer who does not exist, and a misspelt status.
fn shop() -> Folder {
    let regions: Vec<Json> = (1..=8)
        .map(|id| json!({ "id": id, "name": format!("Region {id}"), "parent": (id > 3).then_some(id / 2) }))
        .collect();
    let customers: Vec<Json> = (0..12)
        .map(|number| {
            let country = ["DE", "FR", "JP"][number % 3];
            json!({ "id": format!("c{number:02}"), "region": number % 8 + 1, "country": country })
        })
        .collect();
    let orders = (0..60).map(|number| {
        let customer = if number == 40 { 99 } else { number * 5 % 12 };
        let status = if number == 7 { "piad" } else { ["open", "paid"][number % 2] };
        let order = json!({
            "number": format!("o-{number:03}"),
            "customer": format!("c{customer:02}"),
            "placed": format!("2026-01-{:02}", number % 28 + 1),
            "period": { "from": "2026-02-01", "to": format!("2026-02-{:02}", number % 9 + 1) },
            "status": status,
            "sold to": [{ "region": number % 8 + 1 }],
        });
        format!("{order}\n")
    });
    Folder::new(&[
        ("shop/regions.json", &json!({ "regions": regions }).to_string()),
        ("shop/customers.json", &Json::from(customers).to_string()),
        ("shop/2026/orders.jsonl", &orders.collect::<String>()),
        ("shop/notes.json", "{ \"draft\": "),
    ])
}

/// Returns the place, rule and message of each finding of `factlint check` in a folder.
fn findings(folder: &Folder, name: &str) -> Vec<String> {
    let outcome = folder.check(&[name, "--format", "concise", "--fail-on", "never"]);
    outcome.assert_code(0);
    let findings = outcome.stdout.lines().filter(|line| line.contains("]: "));
    findings.map(without_other_places).collect()
}

#[test]
fn the_rulebook_of_a_small_shop() {
    let folder = shop();
    let outcome = folder.init(&["shop"]);
    outcome.assert_code(0);
    assert_eq!(outcome.stderr, "");
    assert_is_kept(&folder.read("shop/factlint.toml"), "tests/cli/init.toml");
    // The README contains the output.
    let readme = file("README.md");
    assert!(readme.contains(&outcome.stdout), "not in the README:\n{}", outcome.stdout);
    assert_eq!(
        findings(&folder, "shop"),
        [
            "shop/2026/orders.jsonl:8:116: review[orders-status]: got `piad` in `status`, want `open` or `paid`",
            "shop/2026/orders.jsonl:41:30: review[orders-customer]: no record of `customers` has the id `c99`",
            "shop/notes.json:1:12: error[syntax]: the document ends too early, want a value",
        ]
    );
}

#[test]
fn a_dry_run_prints_the_rulebook_and_writes_nothing() {
    let folder = shop();
    let outcome = folder.init(&["--dry-run", "shop"]);
    outcome.assert_code(0);
    assert_eq!(outcome.stdout, file("tests/cli/init.toml"));
    assert!(!folder.path("shop/factlint.toml").exists());
}

#[test]
fn a_rulebook_is_never_overwritten() {
    let folder = shop();
    folder.write("shop/factlint.toml", "# mine\n");
    folder.init(&["shop"]).assert_error(
        2,
        "error: shop/factlint.toml already exists and is never overwritten; to print a new rulebook, run `factlint init --dry-run shop`",
    );
    assert_eq!(folder.read("shop/factlint.toml"), "# mine\n");
    folder.init(&["--dry-run", "shop"]).assert_code(0);
    assert_eq!(folder.read("shop/factlint.toml"), "# mine\n");
}

#[cfg(unix)]
#[test]
fn a_dangling_link_is_not_overwritten() {
    let folder = shop();
    std::os::unix::fs::symlink("nowhere.toml", folder.path("shop/factlint.toml")).expect("a link");
    folder.init(&["shop"]).assert_code(2);
    assert!(!folder.path("shop/nowhere.toml").exists());
}

#[test]
fn the_references_of_the_dataset_on_interpol_are_found() {
    let folder = Folder::new(&[]);
    folder.write(INTERPOL, file(INTERPOL));
    folder.write(SNAPSHOT, file(SNAPSHOT));
    folder.init(&["dataset"]).assert_code(0);
    let rulebook = table(&folder.read("dataset/factlint.toml"));
    let found = references(&rulebook);
    for reference in references(&table(&file("dataset/factlint.toml"))) {
        // No source in the dataset is derived from another source yet.
        let is_empty = reference == "sources derived_from[*] -> sources";
        assert!(is_empty || found.contains(&reference), "{reference} is not in {found:#?}");
    }
    assert_eq!(found.len(), 7, "{found:#?}");
    for name in ["sources", "places", "entities", "properties", "claims"] {
        assert_eq!(rulebook["collections"][name]["id"].as_str(), Some("id"), "{name}");
    }
    assert_eq!(findings(&folder, "dataset"), Vec::<String>::new());
}

#[test]
fn rulebook_of_iso_codes() {
    let Some(package) = std::env::var_os("FACTLINT_ISO_CODES") else {
        println!("init on ISO's codes did not run: FACTLINT_ISO_CODES names no folder");
        return;
    };
    let folder = Folder::new(&[]);
    for entry in std::fs::read_dir(package).expect("the folder of the package") {
        let entry = entry.expect("a file");
        let name = format!("iso/{}", entry.file_name().to_string_lossy());
        folder.write(&name, std::fs::read(entry.path()).expect("a file"));
    }
    folder.init(&["iso"]).assert_code(0);
    assert_eq!(findings(&folder, "iso"), Vec::<String>::new());
    let text = folder.read("iso/factlint.toml");
    let rulebook = table(&text);
    assert_eq!(references(&rulebook), ["3166-2 parent -> 3166-2"]);
    let begins_with = &rulebook["rules"]["3166-2-code-in-3166-1"];
    assert_eq!(begins_with["to"].as_str(), Some("3166-1"));
    assert_eq!(begins_with["to-field"].as_str(), Some("alpha_2"));
    let ids: Vec<String> = rulebook["collections"]
        .as_table()
        .expect("collections")
        .iter()
        .map(|(name, collection)| format!("{name} {}", collection["id"].as_str().unwrap_or("")))
        .collect();
    for id in ["15924 alpha_4", "3166-1 alpha_2", "3166-2 code", "3166-3 alpha_3", "4217 alpha_3"] {
        assert!(ids.iter().any(|found| found == id), "{id} is not in {ids:?}");
    }
    let schema = rulebook["schema"]["iso_3166-1.json"].as_str();
    assert_eq!(schema, Some("schema-3166-1.json"));
    let rules = rulebook["rules"].as_table().map_or(0, toml::Table::len);
    println!("init on ISO's codes: {} collections, {rules} rules, which hold", ids.len());
}

fn table(text: &str) -> toml::Table {
    text.parse().expect("TOML")
}

/// Returns the references without a condition: `claims subject -> entities`.
fn references(rulebook: &toml::Table) -> Vec<String> {
    let rules = rulebook["rules"].as_table().expect("rules").values();
    let references = rules.filter(|rule| {
        rule.get("kind").and_then(toml::Value::as_str) == Some("reference")
            && rule.get("where").is_none()
    });
    let text = |rule: &toml::Value, name: &str| rule[name].as_str().expect("a text").to_owned();
    let mut all: Vec<String> = references
        .map(|rule| format!("{} {} -> {}", text(rule, "in"), text(rule, "field"), text(rule, "to")))
        .collect();
    all.sort();
    all
}

#[test]
fn folders_with_nothing_to_infer_from() {
    let folder = Folder::new(&[("texts/a.txt", "[]"), ("broken/a.json", "{"), ("a.json", "[]")]);
    folder.init(&["nowhere"]).assert_error(2, "error: cannot read nowhere: no such file");
    folder.init(&["a.json"]).assert_error(2, "error: cannot read a.json: not a directory");
    folder
        .init(&["texts"])
        .assert_error(3, "error: no documents (JSON, JSON Lines, YAML, CSV or TSV) in texts");
    folder.init(&["broken"]).assert_error(
        2,
        "error: broken/a.json: not JSON: 1:2: the document ends too early, want a key in double quotation marks or `}`\nerror: cannot read any document in broken",
    );
    for name in ["texts", "broken"] {
        assert!(!folder.path(name).join("factlint.toml").exists());
    }
}

/// Each unusual document is followed by the collections that are expected in its rulebook.
#[test]
fn odd_documents() {
    for (text, collections) in [
        ("42", "documents = { select = \"$\" } # 1 record"),
        ("[]", "documents = { select = \"$\" } # 1 record"),
        ("[[1, 2], [3]]", "documents = { select = \"$\" } # 1 record"),
        (
            r#"{ "it's \"odd\".": [{ "id": 1, "a b": "x" }] }"#,
            r#"it-s-odd = { select = "$['it\\'s \"odd\".'][*]", id = "id" } # 1 record"#,
        ),
        (
            "{ \"\\u001b[31m\": [{ \"id\": 1 }] }",
            r#"31m = { select = "$['\\u001b[31m'][*]", id = "id" } # 1 record"#,
        ),
        (r#"{ "": [{ "id": 1 }] }"#, r#"records = { select = "$[''][*]", id = "id" } # 1 record"#),
    ] {
        let folder = Folder::new(&[("data.json", text)]);
        folder.init(&[]).assert_code(0);
        let rulebook = folder.read("factlint.toml");
        assert!(rulebook.contains(collections), "{text}: {rulebook}");
        assert!(!rulebook.contains('\u{1b}'), "{rulebook}");
        assert_eq!(findings(&folder, "."), Vec::<String>::new(), "{text}");
    }
}

#[cfg(unix)]
#[test]
fn files_and_folders_that_are_left_out_are_named() {
    let folder = Folder::new(&[
        ("data.json", r#"{ "records": [{ "id": "a" }] }"#),
        (".hidden.json", "[]"),
        ("node_modules/package.json", "[]"),
        ("own/factlint.toml", ""),
        ("own/data.json", "[]"),
        (
            "schema.json",
            r#"{ "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "array" }"#,
        ),
    ]);
    std::os::unix::fs::symlink("..", folder.path("circle")).expect("a link");
    let outcome = folder.init(&[]);
    outcome.assert_code(0);
    let left_out = "not documents of the dataset (3):
  .hidden.json: its name begins with a dot
  own: it has its own rulebook
  schema.json: it is a JSON Schema
";
    assert!(outcome.stdout.contains(left_out), "{}", outcome.stdout);
    assert!(folder.read("factlint.toml").contains("documents = [\"data.json\"]"));
}

#[test]
fn init_uses_a_schema_that_the_data_satisfies_and_mentions_others() {
    let schema = r#"{ "$schema": "https://json-schema.org/draft/2020-12/schema", "properties": { "n": { "type": "integer" } } }"#;
    let folder = Folder::new(&[
        ("s.json", schema),
        ("a.json", r#"{ "$schema": "s.json", "n": 1 }"#),
        ("b.json", r#"{ "$schema": "s.json", "n": "x" }"#),
    ]);
    let outcome = folder.init(&[]);
    let why = "s.json is not the schema of b.json, which violates it in 1 place, first at b.json:1:29: got a string, want an integer";
    assert!(outcome.stdout.contains(why), "{}", outcome.stdout);
    let rulebook = folder.read("factlint.toml");
    assert!(
        rulebook.contains(&format!("# - {why}\n\n[schema]\n\"a.json\" = \"s.json\"\n")),
        "{rulebook}"
    );
    assert_eq!(findings(&folder, "."), Vec::<String>::new());
}

#[test]
fn lists_beyond_the_maximum_are_counted() {
    let lists = (0..300).map(|number| (format!("list-{number:03}"), json!([{ "id": 1 }])));
    // If nearly all members of the document were lists, the document would be read as one table.
    let others = (0..100).map(|number| (format!("other-{number:03}"), json!(true)));
    let data: Json = lists.chain(others).collect();
    let folder = Folder::new(&[("data.json", &data.to_string())]);
    let outcome = folder.init(&[]);
    outcome.assert_code(0);
    let expected = "45 lists of records skipped: too many, or too deeply nested\n";
    assert!(outcome.stdout.contains(expected), "{}", outcome.stdout);
    let rulebook = folder.read("factlint.toml");
    assert!(rulebook.contains("45 lists were not searched"), "{rulebook}");
}

#[test]
fn lists_within_many_lists_are_counted_as_skipped() {
    let records = json!([{ "id": "a" }, { "id": "b" }, { "id": "c" }]);
    let nested = (0..9).fold(records, |inner, _| json!([{ "inner": inner }, { "inner": [] }]));
    let folder = Folder::new(&[("data.json", &json!({ "outer": nested }).to_string())]);
    let outcome = folder.init(&[]);
    outcome.assert_code(0);
    let expected = "2 lists of records skipped: too many, or too deeply nested\n";
    assert!(outcome.stdout.contains(expected), "{}", outcome.stdout);
}

#[test]
fn each_of_sixty_fields_becomes_required() {
    let record = |id: usize| {
        let fields = (0..60).map(|number| (format!("field{number:02}"), json!(id + number)));
        let fields: serde_json::Map<String, Json> = fields.collect();
        Json::from(fields)
    };
    let records: Vec<Json> = (0..24).map(record).collect();
    let folder = Folder::new(&[("data.json", &json!({ "records": records }).to_string())]);
    folder.factlint(&["init", "."]).assert_code(0);
    let rulebook = table(&folder.read("factlint.toml"));
    let required = &rulebook["rules"]["records-required"]["required"];
    assert_eq!(required.as_array().map(Vec::len), Some(60));
}

#[test]
fn init_excludes_a_schema_beside_the_documents() {
    let schema =
        json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object" });
    let person = |name: &str| json!({ "people": [{ "id": name }] }).to_string();
    let folder = Folder::new(&[
        ("ann.json", &person("ann")),
        ("bob.json", &person("bob")),
        ("schema.json", &schema.to_string()),
    ]);
    folder.factlint(&["init", "."]).assert_code(0);
    let rulebook = folder.read("factlint.toml");
    assert!(
        rulebook.contains("documents = [\"*.json\"]\nexclude   = [\"schema.json\"]\n"),
        "{rulebook}"
    );
    // A file that is added later is checked.
    folder.write("eve.json", "{");
    let outcome = folder.check(&["--format", "concise"]);
    outcome.assert(1, "eve.json:1:2: error[syntax]");
    assert!(!outcome.stdout.contains("schema.json"), "{outcome:?}");
    let outcome = folder.check(&["schema.json"]);
    outcome.assert_code(3);
    let expected = "schema.json is not a document of the dataset: `documents` has `*.json`, and `exclude` has `schema.json`";
    assert!(outcome.stderr.contains(expected), "{outcome:?}");
}

/// Infers a rulebook from a folder, and returns the line of each collection.
fn collections(files: &[(&str, &str)]) -> Vec<String> {
    let folder = Folder::new(files);
    folder.factlint(&["init", "."]).assert_code(0);
    let rulebook = folder.read("factlint.toml");
    let of_collections = rulebook.lines().skip_while(|line| *line != "[collections]").skip(1);
    of_collections.take_while(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[test]
fn two_files_of_one_shape_were_two_collections_that_no_third_file_joins() {
    let list = |id: &str| {
        format!(
            r#"[{{"id": "{id}1", "name": "N {id}", "size": 3}}, {{"id": "{id}2", "name": "M {id}", "size": 4}}]"#
        )
    };
    let (first, second) = (list("a"), list("b"));
    let other = r#"[{"code": "x", "label": "X"}, {"code": "y", "label": "Y"}]"#;
    let in_a_folder = [("oslo.json", first.as_str()), ("rome.json", second.as_str())];
    assert_eq!(
        collections(&in_a_folder),
        [r#"documents = { select = "$[*]", id = "id" } # 4 records"#]
    );
    let beside_a_folder = [
        ("towns/oslo.json", first.as_str()),
        ("towns/rome.json", second.as_str()),
        ("codes.json", other),
    ];
    assert_eq!(
        collections(&beside_a_folder),
        [
            r#"codes = { select = "$[*]", documents = "*.json", id = "code" } # 2 records"#,
            r#"towns = { select = "$[*]", documents = "towns/*.json", id = "id" } # 4 records"#,
        ]
    );
    // No glob matches the first two files without the third.
    let mixed =
        [("oslo.json", first.as_str()), ("rome.json", second.as_str()), ("codes.json", other)];
    assert_eq!(collections(&mixed).len(), 3);
    // Two tables with only two columns may have the same columns by chance.
    let tables = [("a.json", other), ("b.json", other)];
    assert_eq!(collections(&tables).len(), 2);
}

#[test]
fn two_documents_of_one_shape_are_a_collection() {
    let document = |id: &str| format!(r#"{{"id": "{id}", "name": "N {id}", "size": 3}}"#);
    let (first, second) = (document("a"), document("b"));
    let files = [("towns/a.json", first.as_str()), ("towns/b.json", second.as_str())];
    assert_eq!(collections(&files), [r#"documents = { select = "$", id = "id" } # 2 records"#]);
    let files = [("a.json", first.as_str()), ("b.json", r#"{"id": "b", "code": 1, "n": 2}"#)];
    assert_eq!(collections(&files), [r#"documents = { select = "$" } # 2 records"#]);
}

#[test]
fn dates_in_more_than_a_hundred_columns_are_all_inferred() {
    let dates = |number: usize| {
        ["from", "until"].map(|end| {
            let year = if end == "from" { 1990 } else { 2010 };
            (format!("leg{number}_{end}"), json!(format!("{year}-01-02")))
        })
    };
    let record = |id: usize| {
        let members = (0..80).flat_map(dates).chain([("id".to_owned(), json!(format!("r{id}")))]);
        members.collect::<Json>()
    };
    let data = json!({ "records": (0..12).map(record).collect::<Vec<Json>>() });
    let folder = Folder::new(&[("data.json", &data.to_string())]);
    folder.init(&[]).assert_code(0);
    let rulebook = folder.read("factlint.toml");
    assert_eq!(rulebook.matches("kind  = \"date-range\"").count(), 80, "{rulebook}");
}

#[test]
fn duplicate_keys_are_reported() {
    let folder = Folder::new(&[("data.json", r#"{ "records": [{ "id": "a", "id": "b" }] }"#)]);
    let outcome = folder.init(&[]);
    outcome.assert_code(0);
    let expected = "mistakes in the data that no rulebook can allow (1):\n  data.json:1:28: the key `id` occurs twice in one object\n";
    assert!(outcome.stdout.contains(expected), "{}", outcome.stdout);
}

/// Generates records with few different keys and values, so that `init` proposes rules, some with violations.
fn records() -> impl Strategy<Value = Vec<Json>> {
    let word = prop::sample::select(vec![
        "a",
        "b",
        "c",
        "de",
        "fr-1",
        "2024-02-30",
        "2024-05",
        "x y",
        "'\"\\",
        "",
    ]);
    let value = prop_oneof![
        8 => word.prop_map(Json::from),
        3 => (0..9_i32).prop_map(Json::from),
        1 => Just(Json::Null),
        1 => prop::collection::vec(0..4_i32, 0..3).prop_map(Json::from),
    ];
    let keys = prop::sample::select(vec![
        "parent", "kind", "from", "to", "born", "country", "it's", "a.b",
    ]);
    let record = prop::collection::vec((keys, value), 0..5);
    let repeated = (record, 1..40_usize);
    prop::collection::vec(repeated, 0..5).prop_map(|groups| {
        let all = groups.into_iter().flat_map(|(fields, times)| std::iter::repeat_n(fields, times));
        let records = all.enumerate().map(|(number, fields)| {
            let mut record = serde_json::Map::new();
            record.insert("id".to_owned(), Json::from(number % 70));
            record.extend(fields.into_iter().map(|(key, value)| (key.to_owned(), value)));
            Json::Object(record)
        });
        records.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// The inferred rulebook is valid, and its comments list all findings of a check with it.
    #[test]
    fn the_comments_of_the_written_rulebook_list_all_findings(list in records(), lines in records()) {
        let lines: Vec<String> = lines.iter().map(Json::to_string).collect();
        let lines = lines.join("\n");
        let folder = Folder::new(&[("data.json", &json!({ "list": list }).to_string()), ("lines.jsonl", &lines)]);
        folder.init(&[]).assert_code(0);
        let rulebook = folder.read("factlint.toml");
        // If the only list of a document is empty, the rulebook has no collection for it, and `idle` reports this.
        for line in findings(&folder, ".").into_iter().filter(|line| !line.contains("[idle]")) {
            let (place, rest) = line.split_once(": ").expect("a place");
            let (_, message) = rest.split_once(": ").expect("a message");
            let expected = format!("# - {place}: {message}\n");
            prop_assert!(rulebook.contains(&expected), "{}\nis not in\n{}", line, rulebook);
        }
    }
}

#[test]
fn yaml_and_csv_are_read_as_json_is() {
    let people: String = (0..30).fold("people:\n".to_owned(), |text, n| {
        text + &format!("  - id: p{n}\n    born: 19{n:02}-01-01\n    town: t{}\n", n % 7)
    });
    let towns = (0..7).fold("id,name\n".to_owned(), |text, n| text + &format!("t{n},Town {n}\n"));
    let folder = Folder::new(&[
        ("data/people.yaml", people.as_str()),
        ("data/towns.csv", towns.as_str()),
        ("data/README.md", "# Data\n"),
        ("data/broken.yml", "a: [\n"),
    ]);
    let outcome = folder.init(&["data"]);
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    assert!(outcome.stdout.contains("broken.yml: not YAML: "), "{outcome:#?}");
    assert!(!outcome.stdout.contains("README"), "{outcome:#?}");
    let rulebook = folder.read("data/factlint.toml");
    for line in [
        "people = { select = \"$.people[*]\", id = \"id\" }",
        "[rules.people-town]\nkind  = \"reference\"",
        "documents = [\"*.csv\", \"*.yaml\"]",
    ] {
        assert!(rulebook.contains(line), "{rulebook}");
    }
    let outcome = folder.check(&["data"]);
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
}
