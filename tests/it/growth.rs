//! Inputs that once took minutes or all memory.

use crate::command::Folder;

fn folder(rulebook: &str, data: &str) -> Folder {
    let rulebook = format!("version = 1\ndocuments = [\"data.json\"]\n{rulebook}");
    Folder::new(&[("factlint.toml", &rulebook), ("data.json", data)])
}

#[test]
fn a_path_with_several_descents_ended_without_memory() {
    let data = format!("{}{}", "[".repeat(500), "]".repeat(500));
    let rulebook = "[collections]\nall = { select = \"$..*..*..*..*\" }\n";
    let outcome = folder(rulebook, &data).check(&["--format", "concise"]);
    outcome.assert(
        1,
        "data.json:1:1: error[rulebook]: a path of the collection `all` takes too many steps from 1 value: not everything that it selects was looked at",
    );
}

#[test]
fn what_several_descents_select_in_a_usual_document_is_all_looked_at() {
    let data = r#"{"a": [{"b": {"c": 1}}, {"b": {"c": 2}}]}"#;
    let rulebook = "[collections]\nall = { select = \"$..a..b..c\" }\n";
    let report = folder(rulebook, data).check(&["--format", "json"]).report();
    assert_eq!(report["summary"]["records"]["all"], 2);
    assert!(!report.to_string().contains("too many steps"), "{report:#}");
}
