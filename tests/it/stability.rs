//! Fingerprints and states of findings do not depend on how a dataset is formatted. If a fact
//! changes, the state changes and the fingerprint stays the same.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::command::{Folder, INTERPOL, SNAPSHOT};
use factlint::dataset::Dataset;
use factlint::document::{Document, FileId, Kind, Limits, Value};
use factlint::engine::{self, Run};
use factlint::finding::{decoded, sha256};
use factlint::rules::KINDS;
use factlint::value::date::PartialDate;
use proptest::prelude::*;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The rule and fingerprint of each finding, and the hash of its state.
type Names = BTreeSet<(String, String, String)>;

fn names(run: &Run) -> Names {
    let names = decoded(&run.findings).map(|finding| {
        (finding.rule.clone(), finding.fingerprint().to_string(), finding.state.hash())
    });
    names.collect()
}

fn check(folder: &Folder, rulebook: &str) -> Run {
    let today = PartialDate::parse(crate::command::TODAY).expect("a date");
    let dataset = Dataset::read(&folder.path(rulebook), &folder.path(""));
    engine::check(dataset.unwrap_or_else(|failure| panic!("{failure:?}")), &today)
}

/// How a document is rewritten.
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
    /// Rewrites the document with other white space and other escapes. Reorders its members, and the elements of lists
    /// in its root. Numbers are kept as written.
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
                // A text with a backslash stays unchanged below, since a letter after a backslash may be part of an
                // escape.
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

/// Returns the files of a page's example.
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

/// Kinds whose examples depend on the notation of a document, or are not valid datasets.
const ABOUT_WRITING: [&str; 6] =
    ["rulebook", "syntax", "byte-order-mark", "duplicate-key", "number", "order"];

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 12,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn fingerprints_of_all_kinds_do_not_depend_on_notation(style in styles()) {
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
    fn fingerprints_in_the_dataset_do_not_depend_on_notation(style in styles()) {
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

/// Replaces the snapshot, and records its SHA-256.
fn change_snapshot(folder: &Folder, text: &str) {
    let old = sha256(folder.read(SNAPSHOT).as_bytes());
    folder.replace(INTERPOL, &old, &sha256(text.as_bytes()));
    folder.write(SNAPSHOT, text);
}

#[test]
fn a_dataset_may_move_and_its_document_may_be_renamed() {
    let folder = Folder::with_the_dataset();
    let before = names(&check(&folder, "dataset/factlint.toml"));
    for name in ["dataset/factlint.toml", "dataset/reviews.toml", "dataset/schema.json", SNAPSHOT] {
        folder.write(&format!("elsewhere/{name}"), folder.read(name));
    }
    folder.write("elsewhere/dataset/facts/all.json", folder.read(INTERPOL));
    folder.write("elsewhere/schema/dataset.schema.json", folder.read("schema/dataset.schema.json"));
    folder.replace("elsewhere/dataset/factlint.toml", "[\"interpol.json\"]", "[\"facts/*.json\"]");
    assert_eq!(before, names(&check(&folder, "elsewhere/dataset/factlint.toml")));
}

/// Returns the fingerprint and the hash of the state of the finding about the location of the Fusion Centre.
fn flag(folder: &Folder) -> (String, String) {
    let run = check(folder, "dataset/factlint.toml");
    let finding = decoded(&run.findings).find(|finding| finding.rule == "fusion-centre-location");
    let finding =
        finding.unwrap_or_else(|| panic!("{:#?}", decoded(&run.findings).collect::<Vec<_>>()));
    (finding.fingerprint().to_string(), finding.state.hash())
}

/// The claims that compete about the location.
const COMPETING: [&str; 2] = ["ct-fusion-centre-located-in", "igci-located-in"];

type Json = serde_json::Value;

/// Returns the finding before and after an edit of the document.
fn before_and_after(edit: impl FnOnce(&mut Vec<Json>)) -> [(String, String); 2] {
    let folder = Folder::with_the_dataset();
    let before = flag(&folder);
    let mut document: Json = serde_json::from_str(&folder.read(INTERPOL)).expect("JSON");
    edit(document["claims"].as_array_mut().expect("claims"));
    folder.write(INTERPOL, serde_json::to_string_pretty(&document).expect("JSON"));
    [before, flag(&folder)]
}

/// Asserts that the fingerprint is the same and the state is different.
fn assert_changed([before, after]: [(String, String); 2]) -> Result<(), TestCaseError> {
    prop_assert_eq!(before.0, after.0);
    prop_assert_ne!(before.1, after.1);
    Ok(())
}

fn claim<'c>(claims: &'c mut [Json], id: &str) -> &'c mut Json {
    claims.iter_mut().find(|claim| claim["id"] == id).expect("the claim")
}

fn evidence<'c>(claims: &'c mut [Json], id: &str) -> &'c mut Vec<Json> {
    claim(claims, id)["evidence"].as_array_mut().expect("evidence")
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 8,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn another_value_is_another_state(of in 0..2_usize, place in "argentina|brazil|caribbean|france|lyon") {
        assert_changed(before_and_after(|claims| {
            claim(claims, COMPETING[of])["value"]["place"] = json!(place);
        }))?;
    }

    #[test]
    fn another_date_is_another_state(of in 0..2_usize, year in 1990..2030_u32, end in "from|to") {
        assert_changed(before_and_after(|claims| {
            claim(claims, COMPETING[of])["valid"] = json!({ end: year.to_string() });
        }))?;
    }

    #[test]
    fn another_rank_is_another_state(of in 0..2_usize) {
        assert_changed(before_and_after(|claims| {
            claim(claims, COMPETING[of])["rank"] = json!("preferred");
        }))?;
    }

    #[test]
    fn another_quote_is_another_state(of in 0..2_usize, first in 0..600_usize, length in 4..12_usize) {
        let text = Folder::with_the_dataset().read(SNAPSHOT);
        let words: Vec<&str> = text.split_whitespace().skip(first).take(length).collect();
        assert_changed(before_and_after(|claims| {
            let mut evidence = evidence(claims, COMPETING[of]).iter_mut();
            let quoted = evidence.find(|evidence| evidence["quote"].is_string());
            quoted.expect("a quote")["quote"] = json!(words.join(" "));
        }))?;
    }

    #[test]
    fn another_source_or_locator_is_another_state(locator in "[a-z]{3,9} [0-9]{1,3}", of in 0..3_usize) {
        assert_changed(before_and_after(|claims| {
            let evidence = evidence(claims, COMPETING[1]).iter_mut();
            let mut located = evidence.filter(|evidence| evidence["locator"].is_string());
            located.nth(of).expect("a locator")["locator"] = json!(locator);
        }))?;
        assert_changed(before_and_after(|claims| {
            evidence(claims, COMPETING[0])[0]["source"] = json!("intergraf-interpol");
        }))?;
    }

    #[test]
    fn evidence_with_another_direction_or_removed_is_another_state(of in 0..4_usize, word in "refutes|mentions") {
        assert_changed(before_and_after(|claims| {
            evidence(claims, COMPETING[1])[of]["direction"] = json!(word);
        }))?;
        assert_changed(before_and_after(|claims| {
            evidence(claims, COMPETING[1]).remove(of);
        }))?;
    }

    #[test]
    fn another_word_in_the_passage_is_another_state_but_another_gap_is_not(
        word in "[a-z]{3,9}", at in 1..5_usize, is_gap in any::<bool>(),
    ) {
        let folder = Folder::with_the_dataset();
        let before = flag(&folder);
        let passage = "Counter-Terrorism Fusion Centre located in Greenland";
        let mut words: Vec<&str> = passage.split(' ').collect();
        if is_gap {
            words.insert(at, "\n");
        } else {
            words[at] = &word;
        }
        change_snapshot(&folder, &folder.read(SNAPSHOT).replacen(passage, &words.join(" "), 1));
        match is_gap {
            true => prop_assert_eq!(before, flag(&folder)),
            false => assert_changed([before, flag(&folder)])?,
        }
    }

    #[test]
    fn added_or_removed_claims_are_another_state(number in 1..4_usize, of in 0..2_usize) {
        let copy = |claims: &mut Vec<Json>, number: usize| {
            for number in 0..number {
                let mut copy = claim(claims, COMPETING[of]).clone();
                copy["id"] = json!(format!("another-claim-{number}"));
                claims.push(copy);
            }
        };
        let [alone, joined] = before_and_after(|claims| copy(claims, number));
        let [_, fewer] = before_and_after(|claims| copy(claims, number - 1));
        assert_changed([alone, joined.clone()])?;
        assert_changed([joined, fewer])?;
    }
}
