//! The names of findings and what they rest on: the same however a dataset is written, and another state
//! under the same name as soon as a fact changes.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod command;

use command::{Folder, INTERPOL, SNAPSHOT};
use factlint::dataset::Dataset;
use factlint::document::{Document, FileId, Kind, Limits, Value};
use factlint::engine::{self, Run};
use factlint::finding::sha256;
use factlint::rules::KINDS;
use factlint::value::date::PartialDate;
use proptest::prelude::*;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A finding's rule, fingerprint and the hash of its state.
type Names = BTreeSet<(String, String, String)>;

fn names(run: &Run) -> Names {
    let names = run.findings.iter().map(|finding| {
        (finding.rule.clone(), finding.fingerprint().to_string(), finding.state.hash())
    });
    names.collect()
}

fn check(folder: &Folder, rulebook: &str) -> Run {
    let today = PartialDate::parse(command::TODAY).expect("a date");
    let dataset = Dataset::read(&folder.path(rulebook), &folder.path(""));
    engine::check(dataset.unwrap_or_else(|failure| panic!("{failure:?}")), &today)
}

/// How a document is written anew.
#[derive(Debug, Clone, Copy)]
struct Style {
    seed: u64,
    shuffles_records: bool,
    indent: usize,
    escapes: bool,
}

fn styles() -> impl Strategy<Value = Style> {
    (any::<u64>(), any::<bool>(), 0..5_usize, any::<bool>()).prop_map(
        |(seed, shuffles_records, indent, escapes)| Style {
            seed,
            shuffles_records,
            indent,
            escapes,
        },
    )
}

impl Style {
    /// The document with its members, and the elements of the lists in its root, in another order; with
    /// other white space and other escapes. Numbers are kept as they are written.
    fn rewrite(&self, text: &str) -> String {
        let document = Document::parse(FileId(0), text.into(), Limits::default());
        let mut seed = self.seed;
        self.value(document.root().expect("JSON"), 0, &mut seed)
    }

    fn value(&self, value: Value<'_>, depth: usize, seed: &mut u64) -> String {
        let mut parts: Vec<String> = match value.kind() {
            Kind::Object => value
                .members()
                .map(|member| {
                    let colon = if self.indent == 0 { ":" } else { " : " };
                    let value = self.value(member.value, depth + 1, seed);
                    format!("{}{colon}{value}", self.string(&member.name()))
                })
                .collect(),
            Kind::Array => {
                value.elements().map(|element| self.value(element, depth + 1, seed)).collect()
            }
            Kind::String => return self.string(&value.as_str().expect("text")),
            _ => return value.raw().to_owned(),
        };
        let is_object = value.kind() == Kind::Object;
        if is_object || (depth == 1 && self.shuffles_records) {
            shuffle(&mut parts, seed);
        }
        let gap = match self.indent {
            0 => String::new(),
            indent => format!("\n{}", " ".repeat(indent * (depth + 1))),
        };
        let inside = parts.join(&format!(",{gap}"));
        if is_object { format!("{{{gap}{inside} }}") } else { format!("[{gap}{inside} ]") }
    }

    fn string(&self, text: &str) -> String {
        let written = json!(text).to_string();
        if !self.escapes {
            return written;
        }
        let units = written.chars().flat_map(|character| match character {
            'a'..='f' | '\u{80}'.. => {
                let mut units = [0; 2];
                let units = character.encode_utf16(&mut units).iter();
                // A letter behind a backslash is an escape already.
                units.map(|unit| format!("\\u{unit:04x}")).collect::<Vec<_>>()
            }
            other => vec![other.to_string()],
        });
        match written.contains('\\') {
            true => written,
            false => units.collect(),
        }
    }
}

fn shuffle(parts: &mut [String], seed: &mut u64) {
    for end in (1..parts.len()).rev() {
        // SplitMix64 (Steele, Lea and Flood, 2014).
        *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = *seed;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        let other = usize::try_from(mixed % (end as u64 + 1)).expect("small");
        parts.swap(end, other);
    }
}

/// The files of a page's example.
fn example(page: &str) -> BTreeMap<String, String> {
    let (_, example) = page.split_once("\n## Example\n").expect("an example");
    let (example, _) = example.split_once("\n## Stays silent").expect("a near-miss");
    let mut files = BTreeMap::new();
    for block in example.split("\n```").skip(1).step_by(2) {
        let (info, content) = block.split_once('\n').expect("a block");
        if let Some((_, name)) = info.split_once(' ').filter(|(_, name)| *name != "report") {
            files.insert(name.to_owned(), format!("{content}\n"));
        }
    }
    files
}

/// Kinds whose examples are not about what a document says but about how it is written, or are no
/// datasets.
const ABOUT_WRITING: [&str; 6] =
    ["rulebook", "syntax", "byte-order-mark", "duplicate-key", "number", "order"];

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 12,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn of_every_kind_the_names_do_not_depend_on_the_writing(style in styles()) {
        for kind in KINDS.iter().filter(|kind| !ABOUT_WRITING.contains(&kind.name)) {
            let files = example(kind.page);
            let files: Vec<(&str, &str)> =
                files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            let folder = Folder::new(&files);
            let before = names(&check(&folder, "factlint.toml"));
            prop_assert!(!before.is_empty(), "{}", kind.name);
            for (name, text) in &files {
                let path = Path::new(name);
                if path.extension().is_some_and(|end| end == "json") && !name.contains("schema") {
                    folder.write(name, style.rewrite(text));
                }
            }
            let after = names(&check(&folder, "factlint.toml"));
            prop_assert_eq!(before, after, "{}", kind.name);
        }
    }

    #[test]
    fn of_the_dataset_the_names_do_not_depend_on_the_writing(style in styles()) {
        let folder = Folder::with_the_dataset();
        let before = names(&check(&folder, "dataset/factlint.toml"));
        folder.write(INTERPOL, style.rewrite(&folder.read(INTERPOL)));
        prop_assert_eq!(before, names(&check(&folder, "dataset/factlint.toml")));
    }

    #[test]
    fn a_snapshot_may_change_elsewhere(words in "[a-z]{3,9}( [a-z]{3,9}){0,5}", at_end in any::<bool>()) {
        let folder = Folder::with_the_dataset();
        let before = names(&check(&folder, "dataset/factlint.toml"));
        let old = folder.read(SNAPSHOT);
        let new = if at_end { format!("{old}\n{words}\n") } else { format!("{words}\n\n{old}") };
        change_snapshot(&folder, &new);
        prop_assert_eq!(before, without(names(&check(&folder, "dataset/factlint.toml")), "coverage"));
    }

    #[test]
    fn unrelated_records_change_nothing(number in 1..40_u32, at_front in any::<bool>()) {
        let folder = Folder::with_the_dataset();
        let before = names(&check(&folder, "dataset/factlint.toml"));
        let mut document: serde_json::Value = serde_json::from_str(&folder.read(INTERPOL)).expect("JSON");
        let entities = document["entities"].as_array_mut().expect("entities");
        for number in 0..number {
            let entity = json!({
                "id": format!("unrelated-{number}"), "kind": "organization",
                "name": format!("{} Society {number}", ["Quiet", "Ample", "Velvet"][number as usize % 3])
            });
            let position = if at_front { 0 } else { entities.len() };
            entities.insert(position, entity);
        }
        folder.write(INTERPOL, serde_json::to_string_pretty(&document).expect("JSON"));
        let after = names(&check(&folder, "dataset/factlint.toml"));
        prop_assert!(after.is_superset(&before), "{before:#?} {after:#?}");
    }
}

fn without(names: Names, rule: &str) -> Names {
    names.into_iter().filter(|(of, ..)| of != rule).collect()
}

/// Writes the snapshot anew, and records its SHA-256.
fn change_snapshot(folder: &Folder, text: &str) {
    let old = sha256(folder.read(SNAPSHOT).as_bytes());
    folder.replace(INTERPOL, &old, &sha256(text.as_bytes()));
    folder.write(SNAPSHOT, text);
}

#[test]
fn a_dataset_may_move_and_its_document_may_be_renamed() {
    let folder = Folder::with_the_dataset();
    let before = names(&check(&folder, "dataset/factlint.toml"));
    for name in ["dataset/factlint.toml", "dataset/reviews.toml", SNAPSHOT] {
        folder.write(&format!("elsewhere/{name}"), folder.read(name));
    }
    folder.write("elsewhere/dataset/facts/all.json", folder.read(INTERPOL));
    folder.write("elsewhere/schema/dataset.schema.json", folder.read("schema/dataset.schema.json"));
    folder.replace("elsewhere/dataset/factlint.toml", "[\"interpol.json\"]", "[\"facts/*.json\"]");
    assert_eq!(before, names(&check(&folder, "elsewhere/dataset/factlint.toml")));
}

/// The state of the finding that flags where the Fusion Centre is.
fn fusion_centre(folder: &Folder) -> (String, String) {
    let run = check(folder, "dataset/factlint.toml");
    let finding = run.findings.iter().find(|finding| finding.rule == "fusion-centre-location");
    let finding = finding.unwrap_or_else(|| panic!("{:#?}", run.findings));
    (finding.fingerprint().to_string(), finding.state.hash())
}

#[test]
fn the_state_changes_with_each_fact_and_the_fingerprint_does_not() {
    type Edit = fn(&mut serde_json::Value);
    let edits: [(&str, Edit); 8] = [
        ("a value", |claim| claim["value"]["place"] = json!("france")),
        ("a date", |claim| claim["valid"] = json!({ "from": "2017" })),
        ("a rank", |claim| claim["rank"] = json!("preferred")),
        ("a source", |claim| claim["evidence"][0]["source"] = json!("intergraf-interpol")),
        ("a quote", |claim| {
            claim["evidence"][0]["quote"] = json!("Fusion Centre located in Greenland");
        }),
        ("a direction", |claim| claim["evidence"][0]["direction"] = json!("mentions")),
        ("less evidence", |claim| {
            claim["evidence"].as_array_mut().expect("evidence").pop();
        }),
        ("more evidence", |claim| {
            let evidence = claim["evidence"].as_array_mut().expect("evidence");
            evidence.push(json!({ "source": "intergraf-interpol", "locator": "p. 3", "direction": "supports" }));
        }),
    ];
    let folder = Folder::with_the_dataset();
    let (fingerprint, state) = fusion_centre(&folder);
    let original: serde_json::Value = serde_json::from_str(&folder.read(INTERPOL)).expect("JSON");
    for (what, edit) in edits {
        let mut document = original.clone();
        let claims = document["claims"].as_array_mut().expect("claims");
        let claim = claims.iter_mut().find(|claim| claim["id"] == "ct-fusion-centre-located-in");
        edit(claim.expect("the claim"));
        folder.write(INTERPOL, serde_json::to_string_pretty(&document).expect("JSON"));
        let (same, other) = fusion_centre(&folder);
        assert_eq!(fingerprint, same, "{what}");
        assert_ne!(state, other, "{what}");
    }
    // Of evidence without a quote, its place in the source.
    folder.write(INTERPOL, serde_json::to_string_pretty(&original).expect("JSON"));
    let claims = original["claims"].as_array().expect("claims");
    let other = claims.iter().find(|claim| claim["id"] == "igci-located-in").expect("the claim");
    let mut evidence = other["evidence"].as_array().expect("evidence").iter();
    let locator = evidence.find_map(|item| item["locator"].as_str()).expect("a locator");
    let moved = original.to_string().replace(locator, "third paragraph");
    folder.write(INTERPOL, moved);
    let (same, moved) = fusion_centre(&folder);
    assert_eq!(fingerprint, same);
    assert_ne!(state, moved, "a locator");
}

#[test]
fn the_state_changes_with_the_passage_and_with_the_group() {
    let folder = Folder::with_the_dataset();
    let (fingerprint, state) = fusion_centre(&folder);
    // The words of the passage and not the quote: it is found by folding, and still another passage.
    let text = folder.read(SNAPSHOT);
    let spaced = text.replacen(
        "Fusion Centre located in Greenland",
        "Fusion Centre located in\nGreenland",
        1,
    );
    assert_ne!(text, spaced);
    change_snapshot(&folder, &spaced);
    let (same, other) = fusion_centre(&folder);
    assert_eq!(fingerprint, same);
    assert_ne!(state, other, "a passage");

    let folder = Folder::with_the_dataset();
    let mut document: serde_json::Value =
        serde_json::from_str(&folder.read(INTERPOL)).expect("JSON");
    let claims = document["claims"].as_array_mut().expect("claims");
    let claim = claims.iter().find(|claim| claim["id"] == "ct-fusion-centre-located-in");
    let mut copy = claim.expect("the claim").clone();
    copy["id"] = json!("another-claim-on-the-same");
    claims.push(copy);
    folder.write(INTERPOL, serde_json::to_string_pretty(&document).expect("JSON"));
    let (same, other) = fusion_centre(&folder);
    assert_eq!(fingerprint, same);
    assert_ne!(state, other, "a claim has joined");
}
