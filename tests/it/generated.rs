//! Tests the datasets that are generated for benchmarks. A dataset without mistakes has no findings, and each planted
//! mistake causes a finding of the right rule at its place.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

#[allow(dead_code, reason = "the program's own entry")]
#[path = "../../examples/generate.rs"]
mod generate;

use clap::Parser;
use factlint::dataset::{Dataset, Folders, Sizes};
use factlint::document::Value;
use factlint::engine::{self, Run};
use factlint::finding::{Place, decoded};
use factlint::value::date::PartialDate;
use std::collections::BTreeSet;
use std::path::Path;

pub(crate) fn generate(folder: &Path, arguments: &[&str]) {
    let folder = folder.to_string_lossy();
    let all =
        ["generate", &*folder, "--megabytes", "0.1"].into_iter().chain(arguments.iter().copied());
    generate::write(&generate::Arguments::parse_from(all)).unwrap();
}

fn check(folder: &Path) -> Run {
    // Small blocks make this small dataset use the same code as a large one in a benchmark.
    let sizes = Sizes { whole: 1000, block: 5000 };
    let dataset =
        Dataset::read_with(sizes, Folders::of(&folder.join("factlint.toml"), folder)).unwrap();
    engine::check(dataset, &PartialDate::parse("2026-01-01").unwrap())
}

#[test]
fn a_generated_dataset_has_no_finding() {
    for form in ["pretty", "compact", "lines"] {
        let folder = tempfile::tempdir().unwrap();
        generate(folder.path(), &["--form", form, "--seed", "7"]);
        let run = check(folder.path());
        // `idle` has findings because the rulebook also has rules for data that is not generated.
        let found = decoded(&run.findings).filter(|found| found.rule != "idle");
        let messages: Vec<String> = found.map(|found| found.message).collect();
        assert!(messages.is_empty(), "{form}: {messages:?}");
        assert!(run.summary.records.iter().all(|(_, number)| *number > 0), "{form}");
    }
}

#[test]
fn every_planted_mistake_is_found() {
    for kind in
        ["schema", "reference", "dates", "quote", "value", "conflict", "signature", "citation"]
    {
        let folder = tempfile::tempdir().unwrap();
        generate(folder.path(), &["--plant", &format!("{kind}=0.3")]);
        let run = check(folder.path());
        let found: BTreeSet<(String, String)> = decoded(&run.findings)
            .flat_map(|finding| {
                let places = finding.labels.into_iter().map(|label| label.place);
                let claims = places.filter_map(|place| claim_at(&run, &place));
                claims.map(|claim| (finding.rule.clone(), claim)).collect::<Vec<_>>()
            })
            .collect();
        let manifest = std::fs::read_to_string(folder.path().join("manifest.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
        let planted = manifest["planted"].as_array().unwrap();
        assert!(!planted.is_empty(), "{kind}");
        for planted in planted {
            let wanted = ["rule", "claim"].map(|key| planted[key].as_str().unwrap().to_owned());
            assert!(found.contains(&wanted.clone().into()), "{kind}: {wanted:?} is not found");
        }
    }
}

/// Returns the id of the record that contains a place.
fn claim_at(run: &Run, place: &Place) -> Option<String> {
    let value = run.files.document(place.file())?.value_at(place.start())?;
    let objects = std::iter::successors(Some(value), Value::parent);
    let mut ids = objects.filter_map(|value| Some(value.get("id")?.as_str()?.into_owned()));
    ids.next()
}
