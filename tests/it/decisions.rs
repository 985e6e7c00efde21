//! Follows the README's instructions for fact-checkers on the INTERPOL dataset, from the list of findings to an applied
//! verdict.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::command::{Folder, INTERPOL, SNAPSHOT, TODAY};
use factlint::finding::sha256;
use serde_json::Value;

const FLAG: &str = "fusion-centre-location";

fn review(folder: &Folder, arguments: &[&str]) -> String {
    let outcome = folder.factlint(&[&["review"], arguments, &["--today", TODAY]].concat());
    outcome.assert_code(0);
    outcome.stdout
}

/// Returns whether the finding is shown, and the line that counts decisions.
fn check(folder: &Folder) -> (bool, String) {
    let outcome = folder.check(&["dataset", "--format", "concise"]);
    outcome.assert_code(0);
    let decided = outcome.stdout.lines().find(|line| line.starts_with("decided: "));
    (outcome.stdout.contains(&format!("review[{FLAG}]")), decided.unwrap_or_default().to_owned())
}

/// Returns the dataset with a verdict that IGCI is in the place that its four sources name.
fn decided() -> Folder {
    let folder = Folder::with_the_dataset();
    let decide = [
        "decide",
        "470d",
        "dataset",
        "--outcome",
        "resolved-prefer",
        "--chosen",
        "igci-located-in",
        "--reason",
        "Four independent sources place it in Singapore",
        "--by",
        "Ada <ada@example.org>",
    ];
    let recorded = "recorded in dataset/reviews.toml: `resolved-prefer` by Ada <ada@example.org> on 2026-11-23\n";
    let next = "the dataset is unchanged; to rank the other claims `deprecated`, run: factlint review apply 470d2fc20b32 dataset\n";
    assert_eq!(review(&folder, &decide), format!("{recorded}{next}"));
    folder
}

#[test]
fn the_flags_are_listed_and_one_is_decided() {
    let folder = Folder::with_the_dataset();
    assert_eq!(check(&folder), (true, String::new()));
    let list = review(&folder, &["list", "dataset"]);
    assert!(
        list.starts_with(
            "470d2fc20b32  open: review[fusion-centre-location], 4 independent sources\n"
        ),
        "{list}"
    );
    let folder = decided();
    assert_eq!(check(&folder), (false, "decided: 1 verdict in force".to_owned()));
    let list = review(&folder, &["list", "dataset"]);
    assert!(list.contains("470d2fc20b32  decided: "), "{list}");
}

#[test]
fn a_changed_word_in_the_passage_reopens_the_finding_and_is_shown() {
    let folder = decided();
    let text = folder.read(SNAPSHOT);
    let changed = text.replace("based in Greenland", "situated in Greenland");
    let document = folder.read(INTERPOL).replace("based in Greenland", "situated in Greenland");
    let document = document.replace(&sha256(text.as_bytes()), &sha256(changed.as_bytes()));
    folder.write(SNAPSHOT, changed);
    folder.write(INTERPOL, document);
    assert_eq!(check(&folder), (true, "decided: 0 verdicts in force; 1 stale".to_owned()));
    let report = folder.check(&["dataset", "--format", "json"]).report();
    let findings = report["findings"].as_array().expect("findings");
    let flag = findings.iter().find(|finding| finding["rule"] == FLAG).expect("the flag");
    let label = flag["places"].as_array().and_then(|places| places.last()).expect("a place");
    assert_eq!(label["file"], "dataset/reviews.toml");
    assert_eq!(
        label["label"],
        "`resolved-prefer` was decided by Ada <ada@example.org> on 2026-11-23; since then: the quoted passage has changed for `ct-fusion-centre-located-in`; quote of `ct-fusion-centre-located-in` was `Counter-Terrorism Fusion Centre, based in Greenland`, is `Counter-Terrorism Fusion Centre, situated in Greenland`"
    );
}

#[test]
fn another_record_changes_nothing() {
    let folder = decided();
    folder.replace(
        INTERPOL,
        "\"title\": \"Interpol Regulation and Policies\"",
        "\"title\": \"Regulation and Policies\"",
    );
    assert_eq!(check(&folder), (false, "decided: 1 verdict in force".to_owned()));
}

#[test]
fn the_edit_of_the_notice_applies_the_verdict() {
    let folder = decided();
    let report = folder.check(&["dataset", "--format", "json"]).report();
    let findings = report["findings"].as_array().expect("findings");
    let notice = findings.iter().find(|finding| finding["rule"] == "ledger").expect("the notice");
    assert_eq!(
        notice["message"],
        "the verdict is not applied to the data yet: `ct-fusion-centre-located-in` is not ranked `deprecated`"
    );
    let suggestion = &notice["suggestions"][0];
    let byte = |end: &str| -> usize {
        suggestion[end]["byte"].as_u64().and_then(|byte| byte.try_into().ok()).expect("a byte")
    };
    let text = folder.read(INTERPOL);
    let replacement = suggestion["replacement"].as_str().expect("text");
    folder.write(
        INTERPOL,
        format!("{}{replacement}{}", &text[..byte("start")], &text[byte("end")..]),
    );
    let document: Value = serde_json::from_str(&folder.read(INTERPOL)).expect("JSON");
    let claims = document["claims"].as_array().expect("claims");
    let claim = claims.iter().find(|claim| claim["id"] == "ct-fusion-centre-located-in");
    let claim = claim.expect("the claim");
    assert_eq!(claim["rank"], "deprecated");
    assert_eq!(claim["rank_reason"], "Four independent sources place it in Singapore");
    assert_eq!(check(&folder), (false, "decided: 0 verdicts in force, 1 applied".to_owned()));
    let again = folder.check(&["dataset", "--format", "concise"]);
    assert_eq!(again.stdout.matches("[ledger]").count(), 0, "{}", again.stdout);
}

#[test]
fn the_dataset_is_shipped_without_verdicts() {
    let folder = Folder::with_the_dataset();
    assert!(!folder.read("dataset/reviews.toml").contains("[[verdict]]"));
}
