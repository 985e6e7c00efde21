//! Tests `cargo xtask new-rule`: which files it writes, which names it refuses, and that its skeleton compiles and has
//! a valid page.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::command::Folder;
use crate::page::parse;
use crate::rule_pages::{HEADINGS, parameter_table};
use factlint::rules::{Kind, Origin};
use std::path::Path;

#[path = "../../xtask/skeleton/example_rule.rs"]
mod example_rule;
#[path = "../../xtask/src/new_rule.rs"]
mod task;

const RULES: &str = "src/rules.rs";
const TESTS: &str = "tests/it/rules.rs";

/// Returns a folder with the files that the task reads, and the folders that it writes to.
fn repository() -> Folder {
    let read = |path: &str| {
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
    };
    let folder = Folder::new(&[(RULES, &read(RULES)), (TESTS, &read(TESTS))]);
    folder.write("src/rules/presence.rs", read("src/rules/presence.rs"));
    folder.write("tests/it/rules/scope.rs", read("tests/it/rules/scope.rs"));
    folder
}

fn write(folder: &Folder, name: &str) -> Result<String, String> {
    task::write(&folder.path(""), name)
}

/// Returns every file of a folder, with its text.
fn everything(folder: &Folder) -> Vec<(String, String)> {
    let pattern = folder.path("**/*.*");
    let paths = glob::glob(&pattern.to_string_lossy()).expect("a pattern");
    let paths = paths.map(|path| path.expect("a path"));
    let files = paths.map(|path| {
        let name = path.strip_prefix(folder.path("")).expect("inside").display().to_string();
        (name.replace('\\', "/"), std::fs::read_to_string(&path).expect("text"))
    });
    files.collect()
}

#[test]
fn it_writes_code_page_and_test_and_lists_the_kind() {
    let folder = repository();
    let before = everything(&folder);
    let output = write(&folder, "even-number").unwrap();
    let files =
        ["src/rules/even_number.rs", "src/rules/even_number.md", "tests/it/rules/even_number.rs"];
    for file in files {
        assert!(output.contains(&format!("wrote {file}\n")), "{output}");
        let text = folder.read(file);
        assert!(text.contains("`even-number`"), "{file}");
        let is_left = text.to_lowercase().contains("example-rule")
            || text.contains("example_rule")
            || text.contains("ExampleRule")
            || text.contains("factlint::");
        assert!(!is_left, "{file} has words of the template:\n{text}");
        assert!(text.contains(&["FILL", "IN"].join(" ")), "{file} says nothing to fill in");
    }
    let code = folder.read("src/rules/even_number.rs");
    assert!(code.contains("struct EvenNumber {"), "{code}");
    assert!(code.contains("include_str!(\"even_number.md\")"), "{code}");

    // Each list has one more line, and nothing else has changed.
    let added = |file: &str| {
        let old = &before.iter().find(|(name, _)| name == file).expect("a file").1;
        let new = folder.read(file);
        let mut kept = old.lines().peekable();
        let mut added = Vec::new();
        for line in new.lines() {
            match kept.next_if_eq(&line) {
                Some(_) => {}
                None => added.push(line.to_owned()),
            }
        }
        assert_eq!(kept.next(), None, "{file} has lost a line");
        added
    };
    assert_eq!(added(RULES), ["pub(crate) mod even_number;", "    &even_number::KIND,"]);
    assert_eq!(added(TESTS), ["mod even_number;"]);
    let rules = folder.read(RULES);
    let order = ["mod duplicate_key;", "mod even_number;", "mod filled;", "&assert::KIND,"];
    let places: Vec<Option<usize>> = order.iter().map(|line| rules.find(line)).collect();
    assert!(places.is_sorted() && !places.contains(&None), "{places:?}");
    assert!(rules.find("&even_number::KIND") < rules.find("// For claims."));
}

#[test]
fn a_kind_after_all_others_is_listed_last() {
    let folder = repository();
    write(&folder, "zero").unwrap();
    // The blank line ends the list.
    assert!(folder.read(RULES).contains(";\npub(crate) mod zero;\n\n"));
    assert!(folder.read(TESTS).contains(";\nmod zero;\n\n"));
}

#[test]
fn nothing_is_overwritten() {
    let folder = repository();
    let before = everything(&folder);
    for (name, want) in [
        ("presence", "src/rules/presence.rs already exists"),
        ("scope", "tests/it/rules/scope.rs already exists"),
        ("unique", "src/rules.rs already has `pub(crate) mod unique;`"),
        ("groups", "tests/it/rules.rs already has `mod groups;`"),
    ] {
        let refusal = write(&folder, name).unwrap_err();
        let want = format!("{want}: choose the name of a new kind; nothing was written");
        assert_eq!(refusal, want);
        assert_eq!(everything(&folder), before, "{name}");
    }
    write(&folder, "even-number").unwrap();
    let before = everything(&folder);
    write(&folder, "even-number").unwrap_err();
    assert_eq!(everything(&folder), before);
}

#[test]
fn a_name_that_no_kind_can_have_is_refused() {
    let folder = repository();
    let before = everything(&folder);
    for name in
        ["", "Even", "even_number", "even number", "-even", "even-", "a--b", "3d", "é", "../x"]
    {
        let want = format!(
            "got `{name}`, want lower-case ASCII words joined by hyphens, such as `date-range`"
        );
        assert_eq!(write(&folder, name), Err(want));
    }
    assert_eq!(
        write(&folder, "type").unwrap_err(),
        "got `type`, a keyword of Rust, want a word that can name a module, such as `date-range`"
    );
    assert_eq!(everything(&folder), before);
}

/// Regression: skeletons with these names did not compile, because the rule's type or module had the name of another
/// type or module.
#[test]
fn a_name_that_the_code_uses_for_something_else() {
    for (name, type_name) in [
        ("finding", "FindingKind"),
        ("place", "PlaceKind"),
        ("rule", "RuleKind"),
        ("option", "OptionKind"),
        ("dyn-rule", "DynRuleKind"),
        ("label", "Label"),
    ] {
        let folder = repository();
        write(&folder, name).unwrap();
        let code = folder.read(&format!("src/rules/{}.rs", name.replace('-', "_")));
        for used in [
            format!("struct {type_name} {{"),
            format!("impl Rule for {type_name} {{"),
            format!("Box::new({type_name} {{"),
        ] {
            assert!(code.contains(&used), "{name}: no `{used}` in\n{code}");
        }
    }
    let folder = repository();
    let before = everything(&folder);
    for name in ["engine", "fs"] {
        let want = format!(
            "tests/it/rules.rs imports another `{name}`: choose the name of a new kind; nothing was written"
        );
        assert_eq!(write(&folder, name), Err(want));
    }
    assert_eq!(everything(&folder), before);
}

#[test]
fn a_list_of_kinds_without_the_expected_line_is_reported() {
    let folder = repository();
    folder.write(RULES, folder.read(RULES).replace("// For claims.", "// Claims:"));
    let before = everything(&folder);
    assert_eq!(
        write(&folder, "even-number").unwrap_err(),
        "src/rules.rs has no line `// For claims.` after the kinds for any JSON; nothing was written"
    );
    assert_eq!(everything(&folder), before);
}

#[test]
fn the_skeleton_is_a_page() {
    let kind = &example_rule::KIND;
    let page = parse(kind.page);
    let headings: Vec<&str> = page.sections.iter().map(|(heading, _)| heading.as_str()).collect();
    assert_eq!(headings, HEADINGS);
    assert_eq!(page.title, format!("`{}`: {}", kind.name, kind.about));
    assert_eq!(page.section("Parameters").trim(), parameter_table(kind).trim());
    assert!(page.report().contains("UPDATE_EXPECT=1"), "{}", page.report());
    assert_eq!(page.files("Example").len(), 2);
    assert_eq!(page.files("Stays silent").len(), 1);
    assert!(matches!(kind.origin, Origin::Rulebook(_)));
}
