//! Tests that each number of what was checked and what was not can be listed, in the JSON report and on the page.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::command::Folder;
use serde_json::Value;
use std::collections::BTreeSet;

/// Returns the JSON report and the page of one run.
fn reports(folder: &Folder, arguments: &[&str]) -> (Value, String) {
    let formats = ["--format", "json", "--output", "html=report.html"];
    let outcome = folder.check(&[arguments, &formats].concat());
    (outcome.report(), folder.read("report.html"))
}

fn list<'v>(of: &'v Value, name: &str) -> &'v Vec<Value> {
    of[name].as_array().expect("a list")
}

#[test]
fn each_number_of_the_summary_has_a_list_with_places() {
    let (report, _) = reports(&Folder::with_the_dataset(), &["dataset"]);
    let (dataset, summary) = (&report["dataset"], &report["summary"]);
    let counted = || list(summary, "checked").iter().chain(list(summary, "unchecked"));
    for (count, number) in summary["counts"].as_object().expect("an object") {
        let own = || counted().filter(|entry| entry["count"] == count.as_str());
        let numbers: u64 = own().filter_map(|entry| entry["number"].as_u64()).sum();
        let places: usize = own().map(|entry| list(entry, "places").len()).sum();
        assert_eq!(
            (Some(numbers), Some(places as u64)),
            (number.as_u64(), number.as_u64()),
            "{count}"
        );
    }
    assert_eq!(list(dataset, "documents").len() as u64, summary["documents"]);
    assert_eq!(list(dataset, "rules").len() as u64, summary["rules_run"]);
    for collection in list(dataset, "collections") {
        let name = collection["collection"].as_str().expect("a name");
        assert_eq!(collection["number"], summary["records"][name], "{name}");
        assert_eq!(list(collection, "records").len() as u64, collection["number"], "{name}");
    }
}

#[test]
fn each_number_on_the_page_opens_a_list() {
    let (report, page) = reports(&Folder::with_the_dataset(), &["dataset"]);
    let summary = &report["summary"];
    let coverage = page.split("id=\"coverage\"").nth(1).expect("the section");
    let (coverage, _) = coverage.split_once("</section>").expect("its end");
    for (count, number) in summary["counts"].as_object().expect("an object") {
        let number = number.as_u64().expect("a number");
        let Some((_, list)) = coverage.split_once(&format!("id=\"l-{count}\"")) else {
            assert_eq!(number, 0, "{count}");
            continue;
        };
        let (list, _) = list.split_once("</details>").expect("its end");
        let values: u64 = list.matches(" values)").count() as u64;
        let items = (list.matches("<a href=\"#c").count() + list.matches("<li>").count()) as u64;
        assert!(values > 0 || items >= number, "{count}: {items} of {number}\n{list}");
        assert!(
            list.contains("<a href=\"#c") || list.contains("<a href=\"#s1-p"),
            "{count}: {list}"
        );
    }
    for words in
        ["1 document", "249 records in 5 collections", "47 rules", "claims: 137", "sources: 13"]
    {
        assert!(coverage.contains(&format!("<summary>{words}</summary>")), "{words}");
    }
}

#[test]
fn each_link_within_the_page_leads_somewhere() {
    let (_, page) = reports(&Folder::with_the_dataset(), &["dataset"]);
    let values = |start: &str| -> BTreeSet<String> {
        let rest = page.split(start).skip(1);
        rest.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    };
    let (ids, links) = (values(" id=\""), values(" href=\"#"));
    assert!(links.len() > 100, "{}", links.len());
    assert_eq!(links.difference(&ids).collect::<Vec<_>>(), Vec::<&String>::new());
    assert_eq!(page.matches(" id=\"").count(), ids.len(), "an id is on the page twice");
}

#[test]
fn places_of_checked_values_are_kept_only_if_they_are_listed() {
    let outcome = Folder::with_the_dataset().check(&["dataset", "--format", "json"]);
    let report = outcome.report();
    let checked = list(&report["summary"], "checked");
    let quotes = checked.iter().find(|entry| entry["count"] == "quotes_verified");
    let quotes = quotes.expect("the quotes");
    assert_eq!((&quotes["rule"], &quotes["number"]), (&Value::from("quote"), &Value::from(82)));
    assert!(checked.iter().all(|entry| list(entry, "places").is_empty()), "{checked:?}");
}

#[test]
fn very_long_lists_say_how_many_items_they_leave_out() {
    let rulebook = r#"version = 1
documents = ["data.json"]
[collections]
records = { select = "$[*]", id = "id" }
[rules.both]
kind = "compare"
in = "records"
field = "a"
than = "b"
is = "=="
"#;
    let records = (0..1_500).map(|id| format!("{{\"id\": \"{id}\", \"a\": 1, \"b\": 1}}"));
    let data = format!("[{}]", records.collect::<Vec<_>>().join(",\n"));
    let folder = Folder::new(&[("factlint.toml", rulebook), ("data.json", &data)]);
    let (report, page) = reports(&folder, &[]);
    let checked = &list(&report["summary"], "checked")[0];
    assert_eq!((&checked["number"], list(checked, "places").len()), (&Value::from(1_500), 1_000));
    assert!(page.contains("<li class=\"soft\">and 500 more</li>"), "of the comparisons");
    assert!(page.contains("<li class=\"soft\">and 1,300 more</li>"), "of the records");
}
