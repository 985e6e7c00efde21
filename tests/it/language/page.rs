//! Tests the page of `factlint explain language`: its fields and conditions parse, and its example has the report that
//! the page shows.

use crate::command::Folder;
use crate::expected::assert_is_kept;
use factlint::path::{Condition, Field, Path};

const PAGE: &str = "src/cli/explain/language.md";

fn page() -> String {
    std::fs::read_to_string(PAGE).expect("the page")
}

/// Returns the texts in backticks in the first column of the table below a heading.
fn written(heading: &str) -> Vec<String> {
    let page = page();
    let (_, section) = page.split_once(&format!("\n## {heading}\n")).expect("the heading");
    let section = section.split("\n## ").next().expect("a section");
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.filter_map(|row| row.split(" | ").next());
    let written = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2));
    written.map(str::to_owned).collect()
}

#[test]
fn everything_on_the_page_parses() {
    let fields = written("Fields");
    assert!(fields.len() > 15, "{fields:?}");
    for field in fields {
        assert!(Field::parse(&field).is_ok(), "{field}: {:?}", Field::parse(&field));
    }
    let conditions = written("Conditions");
    assert!(conditions.len() > 10, "{conditions:?}");
    for condition in conditions {
        assert!(
            Condition::parse(&condition).is_ok(),
            "{condition}: {:?}",
            Condition::parse(&condition)
        );
    }
    for select in written("Collections") {
        let paths = select.split('"').skip(1).step_by(2);
        assert!(paths.into_iter().all(|path| Path::parse(path).is_ok()), "{select}");
    }
    assert_eq!(
        written("Where records are looked up"),
        ["within", "dataset", "folder", "document", "parent", "record"]
    );
}

#[test]
fn the_example_prints_what_it_says() {
    let page = page();
    let (text, example) = page.split_once("\n## An example\n").expect("an example");
    let mut files = Vec::new();
    for block in example.split("\n```").skip(1).step_by(2) {
        let (info, content) = block.split_once('\n').expect("a block");
        let name = info.split_once(' ').expect("a name").1;
        if name != "report" {
            files.push((name, format!("{content}\n")));
        }
    }
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let outcome = Folder::new(&files).check(&["--format", "concise"]);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    let (before, _) = example.split_once("```text report\n").expect("a report");
    let report = outcome.stdout.trim_end();
    assert_is_kept(
        &format!("{text}\n## An example\n{before}```text report\n{report}\n```\n"),
        PAGE,
    );
}

#[test]
fn the_program_prints_the_page() {
    let outcome = Folder::new(&[]).factlint(&["explain", "language"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(outcome.stdout.contains("The rule language"), "{outcome:?}");
    assert!(outcome.stdout.contains("contains(@.title, @.id)"), "{outcome:?}");
}
