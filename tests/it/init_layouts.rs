//! Tests which rulebooks `factlint init` infers from datasets in the layouts of real repositories. Each test has one
//! layout.

use crate::command::Folder;
use serde_json::{Value as Json, json};

/// Returns the rulebook that is inferred from a folder. Asserts that a check with it finds nothing.
#[track_caller]
pub(crate) fn rulebook(folder: &Folder) -> String {
    folder.init(&[]).assert_code(0);
    let outcome = folder.check(&["--format", "concise"]);
    assert!(outcome.stdout.starts_with("nothing found\n"), "{outcome:#?}");
    folder.read("factlint.toml")
}

/// Asserts that a rulebook has each of these parts.
#[track_caller]
pub(crate) fn assert_has(rulebook: &str, parts: &[&str]) {
    for part in parts {
        assert!(rulebook.contains(part), "{part}\nis not in\n{rulebook}");
    }
}

#[test]
fn an_object_with_a_key_for_each_record_was_one_collection_for_each_key() {
    let releases = (1..=30).map(|number| {
        let engine = if number > 12 { "new" } else { "old" };
        (number.to_string(), json!({ "date": format!("20{number:02}-01-01"), "engine": engine }))
    });
    let releases: serde_json::Map<String, Json> = releases.collect();
    let folder = Folder::new(&[("data.json", &json!({ "releases": releases }).to_string())]);
    let rulebook = rulebook(&folder);
    assert_has(
        &rulebook,
        &[r#"releases = { select = "$.releases[*]", id = "key(@)" } # 30 records"#],
    );
    assert_eq!(rulebook.matches(" select = ").count(), 1, "{rulebook}");
}

#[test]
fn files_with_one_record_under_its_name_gave_no_rules() {
    let folder = Folder::new(&[]);
    for number in 0..40 {
        let domain = format!("site{number}.com");
        let site = json!({ "domain": domain, "methods": ["sms"], "partner": format!("site{}.com", (number + 7) % 20) });
        let path = format!("entries/s/{domain}.json");
        folder.write(&path, json!({ format!("Site {number}"): site }).to_string());
    }
    folder.write("package-lock.json", "{}");
    folder.write("entries/_template.json", "{\"Name\": {}}");
    let outcome = folder.init(&["--dry-run"]);
    assert_has(
        &outcome.stdout,
        &[
            r#"s = { select = "$[*]", id = "domain" } # 40 records"#,
            "[rules.s-partner]\nkind  = \"reference\"",
            "field = \"domain\"\nis    = \"==\"\nthan  = \"stem(@)\"",
            "what  = \"domain\"",
            "documents = [\"entries/s/*.json\"]",
        ],
    );
    let outcome = folder.init(&[]);
    let left_out = "not documents of the dataset (2):\n  entries/_template.json: it is a template\n  package-lock.json: it is a lock file\n";
    assert!(outcome.stdout.contains(left_out), "{}", outcome.stdout);
}

#[test]
fn a_file_of_records_is_named_by_its_stem() {
    let folder = Folder::new(&[]);
    for number in 0..12 {
        folder.write(
            &format!("icons/icon{number}.json"),
            json!([{ "width": 64 + number, "format": "png" }]).to_string(),
        );
    }
    for number in 0..60 {
        let chain = json!({ "name": format!("Chain {number}"), "chain_id": number, "icon": format!("icon{}", number % 12) });
        folder.write(&format!("chains/net-{number}.json"), chain.to_string());
    }
    let rulebook = rulebook(&folder);
    assert_has(
        &rulebook,
        &[
            r#"id = "stem(@)" } # 12 records"#,
            "field = \"icon\"\nto    = \"icons\"",
            "fields = \"chain_id\"",
        ],
    );
}

#[test]
fn an_id_within_an_object_of_ids_is_an_id() {
    let people = (0..40).fold(String::new(), |text, number| {
        text + &format!(
            "- id:\n    register: P{number:04}\n    wiki: Q{}\n  name: Person {number}\n  terms:\n  - start: 2001-01-03\n    end: 2003-01-03\n  - start: 2003-01-03\n    end: 2005-01-03\n",
            number * 17
        )
    });
    let seats = (0..40).fold(String::new(), |text, number| {
        text + &format!("- seat: S{number}\n  holder: P{:04}\n", number % 20)
    });
    let folder = Folder::new(&[("people.yaml", &people), ("seats.yaml", &seats)]);
    let rulebook = rulebook(&folder);
    assert_has(
        &rulebook,
        &[
            "id = \"id.register\"",
            "field = \"holder\"\nto    = \"people\"",
            "fields = \"id.wiki\"",
            "date-range",
        ],
    );
}

#[test]
fn ids_that_repeat_from_folder_to_folder_are_looked_up_in_their_folder() {
    let folder = Folder::new(&[]);
    for number in 0..12 {
        let assets: Vec<Json> =
            (0..5).map(|asset| json!({ "id": format!("token-{asset}"), "label": format!("T {number} {asset}") })).collect();
        let pairs: Vec<Json> = (0..8)
            .map(|pair| json!({ "asset": format!("token-{}", pair % 5), "fee": pair }))
            .collect();
        folder
            .write(&format!("chain{number}/assets.json"), json!({ "assets": assets }).to_string());
        folder.write(&format!("chain{number}/pairs.json"), json!({ "pairs": pairs }).to_string());
    }
    let rulebook = rulebook(&folder);
    assert_has(
        &rulebook,
        &[
            "in     = \"assets\"\nfields = \"id\"\nwithin = \"folder\"",
            "field  = \"asset\"\nto     = \"assets\"\nwithin = \"folder\"",
        ],
    );
}

#[test]
fn neighbours_name_each_other_and_counts_are_those_of_lists() {
    let countries = (0..60_usize).map(|number| {
        let code = |number: usize| format!("{}{}A", char::from(b'A' + (number / 10) as u8), number % 10);
        let mut borders = vec![code((number + 1) % 60), code((number + 59) % 60)];
        if number % 3 == 0 {
            borders.push(code((number + 30) % 60));
        }
        if (number + 30) % 60 % 3 == 0 && number % 3 != 0 {
            borders.push(code((number + 30) % 60));
        }
        let cities: Vec<String> = (0..number % 5).map(|city| format!("City {number} {city}")).collect();
        let continent = ["Africa", "Asia", "Europe", "Oceania", "America", "Antarctica"][number / 10];
        json!({ "code": code(number), "borders": borders, "cities": cities, "city_count": cities.len(),
                "continent": continent, "continent_code": continent[..3].to_uppercase() })
    });
    let data = json!({ "countries": countries.collect::<Vec<Json>>() });
    let folder = Folder::new(&[("data.json", &data.to_string())]);
    let rulebook = rulebook(&folder);
    assert_has(
        &rulebook,
        &[
            "kind  = \"inverse\"\nlevel = \"warning\"\nin    = \"countries\"\nfield = \"borders[*]\"",
            "kind  = \"count\"\nlevel = \"warning\"\nin    = \"countries\"\nfield = \"city_count\"\nitems = \"cities[*]\"",
            "fields = \"continent_code\"\nvalue  = \"continent\"",
            "items = \"borders[*]\"",
        ],
    );
}

#[test]
fn a_field_that_was_added_to_all_records_at_once_is_not_required() {
    let records = (0..100).map(|number| {
        json!({ "id": format!("r{number:03}"), "kind": if number % 2 == 0 { "a" } else { "b" },
                "size": number, "flag": false, "tags": [], "note": "none", "title": format!("T {number}") })
    });
    let data = json!({ "records": records.collect::<Vec<Json>>() });
    let folder = Folder::new(&[("data.json", &data.to_string())]);
    let rulebook = rulebook(&folder);
    assert_has(&rulebook, &[r#"required = ["id", "kind", "size", "title"]"#]);
}

#[test]
fn few_values_are_no_reason_for_a_rule() {
    let records = (0..4).map(|number| {
        json!({ "id": format!("r{number}"), "kind": "a", "url": format!("https://a{number}.org"), "n": 1, "l": ["x"],
                "since": 2001, "until": 2003 })
    });
    let data = json!({ "records": records.collect::<Vec<Json>>() });
    let folder = Folder::new(&[("data.json", &data.to_string())]);
    let rulebook = rulebook(&folder);
    let rules: Vec<&str> = rulebook.lines().filter(|line| line.starts_with("[rules.")).collect();
    assert_eq!(rules, ["[rules.records-id]"], "{rulebook}");
}

#[test]
fn a_schema_that_nearly_all_documents_satisfy_is_used() {
    let schema = json!({ "type": "object", "required": ["name"], "properties": {
        "name": { "type": "string" }, "size": { "type": "integer" } } });
    let folder = Folder::new(&[("schemas/city.schema.json", &schema.to_string())]);
    for number in 0..120 {
        let size = if number == 7 { json!("seven") } else { json!(number) };
        let city = json!({ "name": format!("City {number}"), "size": size });
        folder.write(&format!("cities/c{number}.json"), city.to_string());
    }
    folder.init(&[]).assert_code(0);
    let rulebook = folder.read("factlint.toml");
    assert_has(
        &rulebook,
        &[
            "schema    = \"schemas/city.schema.json\"",
            "# Exceptions to the schemas, for a person to decide, in 1 place:\n# - cities/c7.json:",
        ],
    );
}

#[test]
fn lists_in_a_map_of_lists_are_records() {
    let people = (0..30).fold(String::new(), |text, number| {
        text + &format!("- id: P{number:03}\n  name: Person {number}\n")
    });
    let members = (0..20).fold(String::new(), |text, committee| {
        let of_committee = (0..4).map(|member| {
            format!("- person: P{:03}\n  rank: {member}\n", (committee * 7 + member) % 30)
        });
        text + &format!("COMM{committee}:\n{}", of_committee.collect::<String>())
    });
    let folder = Folder::new(&[("people.yaml", &people), ("members.yaml", &members)]);
    let rulebook = rulebook(&folder);
    assert_has(
        &rulebook,
        &[
            "members = { select = \"$[*][*]\", documents = \"members.yaml\" } # 80 records",
            "in    = \"members\"\nfield = \"person\"\nto    = \"people\"",
        ],
    );
}

#[test]
fn a_minimum_and_a_code_in_a_longer_code_are_compared() {
    let rows = (0..120_usize).fold("code,country,min,max\n".to_owned(), |text, number| {
        let country = format!(
            "{}{}",
            char::from(b'A' + (number % 12) as u8),
            char::from(b'K' + (number % 7) as u8)
        );
        text + &format!(
            "{country}-{number:03},{country},{},{}\n",
            number % 9,
            number % 9 + number % 4
        )
    });
    let folder = Folder::new(&[("regions.csv", &rows)]);
    let rulebook = rulebook(&folder);
    assert_has(
        &rulebook,
        &[
            "field = \"min\"\nis    = \"<=\"\nthan  = \"max\"",
            "that  = \"contains(@.code, @.country)\"",
        ],
    );
}

#[test]
fn a_dataset_of_claims_gets_the_rules_for_claims() {
    let folder = Folder::with_the_dataset();
    std::fs::remove_file(folder.path("dataset/factlint.toml")).expect("a file");
    let outcome = folder.init(&["--dry-run", "dataset"]);
    outcome.assert_code(0);
    for kind in ["citation", "quote", "value-in-quote", "signature"] {
        assert!(outcome.stdout.contains(&format!("kind  = \"{kind}\"")), "{}", outcome.stdout);
    }
}

/// Returns a dataset of people and companies, and of ships, whose owner is one of either.
fn ships(owner: impl Fn(usize) -> String) -> Folder {
    let people: Vec<Json> = (0..12)
        .map(|number| json!({ "id": format!("person-{number}"), "age": number + 30 }))
        .collect();
    let companies: Vec<Json> = (0..12)
        .map(|number| json!({ "id": format!("company-{number}"), "seat": "Rome" }))
        .collect();
    let ships: Vec<Json> = (0..40)
        .map(|number| json!({ "id": format!("ship-{number}"), "keeper": owner(number) }))
        .collect();
    Folder::new(&[
        ("people.json", &json!({ "people": people }).to_string()),
        ("companies.json", &json!({ "companies": companies }).to_string()),
        ("ships.json", &json!({ "ships": ships }).to_string()),
    ])
}

#[test]
fn a_field_that_names_records_of_two_collections_was_no_reference() {
    let folder = ships(|number| {
        let kind = if number < 20 { "person" } else { "company" };
        format!("{kind}-{}", number % 10)
    });
    let rulebook = rulebook(&folder);
    assert_has(
        &rulebook,
        &[
            "[rules.ships-keeper]\nkind  = \"reference\"\nin    = \"ships\"\nfield = \"keeper\"\nto    = [\"companies\", \"people\"]",
        ],
    );
    folder.replace(
        "ships.json",
        r#""ship-39","keeper":"company-9""#,
        r#""ship-39","keeper":"company-99""#,
    );
    let outcome = folder.check(&["--format", "concise"]);
    assert!(outcome.stdout.contains("error[ships-keeper]"), "{outcome:#?}");
}

#[test]
fn a_few_ids_of_another_collection_make_no_union() {
    let folder = ships(|number| match number {
        // Three values that are ids of companies by chance.
        0..3 => format!("company-{number}"),
        _ => format!("person-{}", number % 12),
    });
    let outcome = folder.init(&["--dry-run"]);
    assert!(!outcome.stdout.contains("\"companies\", "), "{outcome:#?}");
    assert!(!outcome.stdout.contains(", \"companies\""), "{outcome:#?}");
}

#[test]
fn a_document_that_is_a_list_of_texts_had_no_rules() {
    let domains: Vec<String> = (100..160).map(|number| format!("site{number}.com")).collect();
    let shops: Vec<Json> = (0..30)
        .map(|number| json!({ "id": format!("shop-{number}"), "site": format!("site{}.com", 100 + number) }))
        .collect();
    let folder = Folder::new(&[
        ("domains.json", &json!(domains).to_string()),
        ("shops.json", &json!({ "shops": shops }).to_string()),
    ]);
    let rulebook = rulebook(&folder);
    assert_has(
        &rulebook,
        &[
            r#"domains = { select = "$[*]", documents = "domains.json", id = "@" } # 60 records"#,
            "kind   = \"unique\"\nlevel  = \"warning\"\nin     = \"domains\"\nfields = \"@\"",
            "what  = \"domain\"",
        ],
    );
    let mut wrong = domains;
    wrong[7] = "site105.com".to_owned();
    wrong.push("not a domain".to_owned());
    folder.write("domains.json", json!(wrong).to_string());
    let outcome = folder.check(&["--format", "concise"]);
    assert!(outcome.stdout.contains("2 records of `domains` are `site105.com`"), "{outcome:#?}");
    assert!(outcome.stdout.contains("got `not a domain`"), "{outcome:#?}");
}

#[test]
fn a_document_that_is_a_map_of_texts_had_no_rules() {
    let names: serde_json::Map<String, Json> = (0..60)
        .map(|number| {
            let key =
                format!("{}{}", char::from(b'A' + number / 26), char::from(b'A' + number % 26));
            (key, json!(format!("Name of place {number}")))
        })
        .collect();
    let folder = Folder::new(&[("names.json", &Json::from(names.clone()).to_string())]);
    let rulebook = rulebook(&folder);
    assert_has(&rulebook, &[r#"names = { select = "$[*]", id = "key(@)" } # 60 records"#]);
    let mut wrong = names;
    wrong.insert("c d".to_owned(), json!(" Name with a space"));
    folder.write("names.json", Json::from(wrong).to_string());
    let outcome = folder.check(&["--format", "concise"]);
    assert!(outcome.lines_at("names.json:1:").len() >= 2, "{rulebook}\n{outcome:#?}");
}

#[test]
fn many_lists_of_texts_in_a_folder_are_one_collection() {
    let folder = Folder::new(&[]);
    for list in 0..12 {
        let words: Vec<String> =
            (0..25).map(|number| format!("word{}", list * 10 + number)).collect();
        folder.write(&format!("words/list{list}.json"), json!(words).to_string());
    }
    let rulebook = rulebook(&folder);
    assert_eq!(rulebook.matches(" select = ").count(), 1, "{rulebook}");
}

#[test]
fn a_template_with_the_keys_of_the_data_was_a_record() {
    let page = |number: usize| {
        let text = format!(
            "---\ntitle: Term {number}\ndate: 2024-01-{:02}\nstatus: draft\n---\nText.\n",
            number % 28 + 1
        );
        (format!("terms/term-{number:02}.md"), text)
    };
    let mut files: Vec<(String, String)> = (0..40).map(page).collect();
    let template = "---\ntitle: TITLE\ndate: YYYY-MM-DD\nstatus: draft\n---\n";
    files.push(("terms/_template.md".to_owned(), template.to_owned()));
    // An entry about templates is data.
    files.push(("terms/template.md".to_owned(), page(40).1));
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let outcome = Folder::new(&files).init(&[]);
    assert!(outcome.stdout.contains("terms/_template.md: it is a template"), "{outcome:#?}");
    assert!(!outcome.stdout.contains("terms/template.md"), "{outcome:#?}");
    assert!(outcome.stdout.contains("41 records"), "{outcome:#?}");
}

#[test]
fn packages_are_data_where_there_is_nothing_else_and_their_lock_files_never() {
    let package = |number: usize| {
        let text = json!({ "name": format!("p{number}"), "version": format!("1.0.{number}"), "license": "MIT" });
        (format!("packages/p{number}/package.json"), text.to_string())
    };
    let lock = |number: usize| {
        let text = json!({ "packages": { "a": { "version": "1.0.0" } } });
        (format!("packages/p{number}/package-lock.json"), text.to_string())
    };
    let files: Vec<(String, String)> = (0..30).map(package).chain((0..9).map(lock)).collect();
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let folder = Folder::new(&files);
    let outcome = folder.init(&[]);
    assert!(
        outcome.stdout.contains("packages/p0/package-lock.json: it is a lock file"),
        "{outcome:#?}"
    );
    assert_has(&folder.read("factlint.toml"), &[r#"documents = ["packages/*/package.json"]"#]);
}

#[test]
fn numbered_ids_and_versions_were_a_list_of_codes() {
    let records = (0..300).map(|number| {
        json!({ "id": number, "user": format!("u{:04}", number % 20 * 37), "version": format!("1.0.{}", number % 15), "cycle": format!("1.{}", number % 9),
                "type": (["view", "click", "buy"][number % 3]) })
    });
    let data = json!({ "events": records.collect::<Vec<Json>>() });
    let folder = Folder::new(&[("data.geojson", &data.to_string())]);
    let rulebook = rulebook(&folder);
    assert_has(&rulebook, &[r#"values = ["buy", "click", "view"]"#]);
    assert!(
        !rulebook.contains("u0037") && !rulebook.contains("1.0.3") && !rulebook.contains("\"1.3\""),
        "{rulebook}"
    );
}
