//! Tests which rulebooks `factlint init` infers from records that are nested at several depths, that are in lists in a
//! map, or whose fields depend on other fields and on the names of files.

use crate::command::Folder;
use crate::init_layouts::rulebook;
use serde_json::{Map, Value as Json, json};

#[track_caller]
fn assert_has(rulebook: &str, part: &str) {
    assert!(rulebook.contains(part), "{part}\nis not in\n{rulebook}");
}

/// Asserts that a change of a file is found at a place, with a message that begins like this.
#[track_caller]
fn assert_finds(folder: &Folder, file: &str, (from, to): (&str, &str), message: &str) {
    let text = folder.read(file);
    assert_eq!(text.matches(from).count(), 1, "{from} in {text}");
    folder.write(file, text.replace(from, to));
    let outcome = folder.check(&["--format", "concise", "--fail-on", "never"]);
    assert!(outcome.stdout.contains(message), "{message}\nis not in {outcome:#?}");
    folder.write(file, text);
}

#[test]
fn descriptions_at_several_depths_were_one_collection_for_each_path() {
    let folder = Folder::new(&[]);
    let about = |name: &str, number: usize| json!({ "__about": { "page": format!("https://docs.example.org/api/{name}"), "since": number } });
    for number in 0..30 {
        let mut api = about(&format!("Api{number}"), number);
        for member in 0..number % 4 {
            let name = format!("member{number}x{member}");
            let page = format!("Api{number}/{name}");
            api[&name] = about(&page, number);
            if number % 3 == 0 {
                api[&name][format!("option{number}")] = about(&format!("{page}#option"), number);
            }
        }
        let document = json!({ "api": { format!("Api{number}"): api } });
        folder.write(&format!("api/Api{number}.json"), format!("{document:#}"));
    }
    let rulebook = rulebook(&folder);
    assert_has(&rulebook, "__about = { select = \"$..__about\", id = \"page\" }");
    assert!(!rulebook.contains("select = \"$.api"), "{rulebook}");
    let change = ("org/api/Api7/member7x1\"", "org/Api7/member7x1\"");
    assert_finds(&folder, "api/Api7.json", change, "api/Api7.json:");
}

#[test]
fn the_branches_of_a_tree_are_one_collection() {
    fn branches(depth: usize, prefix: &str) -> Vec<Json> {
        let branch = |number: usize| {
            let id = format!("{prefix}{number}");
            match depth {
                0 => json!({ "id": id, "name": format!("Branch {id}") }),
                _ => {
                    json!({ "id": id, "name": format!("Branch {id}"), "children": branches(depth - 1, &id) })
                }
            }
        };
        (1..=4).map(branch).collect()
    }
    let tree = json!({ "name": "all", "children": branches(2, "b") });
    let folder = Folder::new(&[("tree.json", &tree.to_string())]);
    let rulebook = rulebook(&folder);
    assert_has(&rulebook, "children = { select = \"$..children[*]\", id = \"id\" } # 84 records");
    assert_finds(&folder, "tree.json", ("\"b111\"", "\"b112\""), "share the id `b112`");
}

#[test]
fn versions_that_all_objects_have_are_keys() {
    let mut browsers = Map::new();
    for name in ["one", "two", "three"] {
        let release = |number: usize| {
            let status = if number > 20 { "current" } else { "retired" };
            (
                format!("{number}.0"),
                json!({ "status": status, "date": format!("20{:02}-01-01", number + 10) }),
            )
        };
        let releases: Map<String, Json> = (1..=24).map(release).collect();
        browsers.insert(name.to_owned(), json!({ "name": name, "releases": releases }));
    }
    let folder = Folder::new(&[("data.json", &json!({ "browsers": browsers }).to_string())]);
    assert_has(&rulebook(&folder), ".releases[*]\"");
}

#[test]
fn lists_of_records_in_a_map_beside_a_list_were_not_found() {
    let folder = Folder::new(&[]);
    let id = |number: usize| format!("P{:06}", number * 37);
    let people =
        (0..60).map(|number| json!({ "id": id(number), "name": format!("Name {number}") }));
    folder.write("people.json", json!(people.collect::<Vec<_>>()).to_string());
    let members = |group: usize| {
        let member = |at: usize| json!({ "id": id((group * 5 + at) % 60), "rank": at });
        let members: Vec<Json> = (1..=4).map(member).collect();
        (format!("GR{group:02}"), json!(members))
    };
    let groups: Map<String, Json> = (0..24).map(members).collect();
    folder.write("groups.json", json!(groups).to_string());
    let rulebook = rulebook(&folder);
    assert_has(&rulebook, "groups = { select = \"$[*][*]\", documents = \"groups.json\"");
    assert_has(&rulebook, "in    = \"groups\"\nfield = \"id\"\nto    = \"people\"");
}

#[test]
fn a_document_named_like_settings_is_data_beside_documents_with_its_keys() {
    let folder = Folder::new(&[]);
    for name in ["chrome", "deno", "edge", "firefox", "safari"] {
        folder.write(&format!("{name}.json"), json!({ "name": name, "kind": "x" }).to_string());
    }
    let outcome = folder.init(&["--dry-run"]);
    assert!(!outcome.stdout.contains("deno.json"), "{outcome:#?}");
    folder.write("deno.json", "{ \"tasks\": {} }");
    let outcome = folder.init(&["--dry-run"]);
    assert_has(&outcome.stdout, "exclude   = [\"deno.json\"]");
}

/// Terms of two kinds, of which each has its own fields.
fn terms() -> Vec<Json> {
    let term = |number: usize| match number % 2 {
        0 => json!({ "id": format!("t{number}"), "type": "rep", "district": number % 9 }),
        _ => json!({ "id": format!("t{number}"), "type": "sen", "class": 1 + number % 3 }),
    };
    (0..120).map(term).collect()
}

#[test]
fn a_field_that_records_of_one_kind_have_is_required_of_them() {
    let folder = Folder::new(&[("terms.json", &format!("{:#}", json!(terms())))]);
    let rulebook = rulebook(&folder);
    assert_has(&rulebook, "where    = \"@.type == 'rep'\"\nrequired = \"district\"");
    assert_has(&rulebook, "where    = \"@.type == 'sen'\"\nrequired = \"class\"");
    let change =
        ("\"id\": \"t6\",\n    \"type\": \"rep\"", "\"id\": \"t6\",\n    \"type\": \"sen\"");
    let text = folder.read("terms.json");
    let change = if text.contains(change.0) {
        change
    } else {
        ("\"district\": 6,\n    \"id\": \"t6\"", "\"id\": \"t6\"")
    };
    assert_finds(&folder, "terms.json", change, "terms.json:");
}

#[test]
fn fields_that_go_together_are_required_together() {
    let mode = |number: usize| {
        let name = format!("mode{}", number % 7);
        match number % 2 {
            0 => {
                json!({ "id": format!("r{number}"), "mode": name, "mime": format!("text/{name}") })
            }
            _ => json!({ "id": format!("r{number}") }),
        }
    };
    let modes: Vec<Json> = (0..120).map(mode).collect();
    let folder = Folder::new(&[("modes.json", &json!(modes).to_string())]);
    let rulebook = rulebook(&folder);
    assert_has(&rulebook, "where    = \"@.mode\"\nrequired = \"mime\"");
}

#[test]
fn a_field_that_is_a_text_or_a_list_is_checked_where_it_is_a_text() {
    let page = |number: usize| {
        let address = format!("https://site{number}.example/page");
        match number % 10 {
            9 => json!({ "id": number, "page": [address, format!("{}/more", address)] }),
            _ => json!({ "id": number, "page": address }),
        }
    };
    let pages: Vec<Json> = (0..60).map(page).collect();
    let folder = Folder::new(&[("pages.json", &json!(pages).to_string())]);
    let rulebook = rulebook(&folder);
    assert_has(&rulebook, "where = \"!@.page.*\"\nfield = \"page\"\nwhat  = \"url\"");
    let change = ("https://site11.example/page", "htp//site11.example/page");
    assert_finds(&folder, "pages.json", change, "want a URL");
}

#[test]
fn the_name_of_a_file_contains_a_field() {
    let folder = Folder::new(&[]);
    for number in 0..30 {
        let date = format!("2024-01-{:02}", number + 1);
        let post = format!("---\ntitle: Post {number}\ndate: {date}\n---\n");
        folder.write(&format!("posts/{date}-post.md"), post);
    }
    let rulebook = rulebook(&folder);
    assert_has(&rulebook, "that  = \"contains(stem(@), @.date)\"");
    let change = ("date: 2024-01-05", "date: 2024-01-06");
    assert_finds(&folder, "posts/2024-01-05-post.md", change, "posts/2024-01-05-post.md:");
}

#[test]
fn an_order_of_keys_may_ignore_case() {
    let names = [
        "ada", "Basic", "cobol", "Dart", "elm", "Forth", "go", "Haskell", "io", "Java", "kotlin",
        "Lua",
    ];
    let item = |name: &&str| json!({ "name": name, "size": name.len() });
    let items: Vec<Json> = names.iter().map(item).collect();
    let folder = Folder::new(&[("languages.json", &json!(items).to_string())]);
    assert_has(&rulebook(&folder), "as     = \"text-ignoring-case\"");
}
