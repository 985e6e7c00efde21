//! Rulebooks with one misspelt word each: nearly all must be caught by a finding that the right one lacks.
//!
//! Of rulebooks whose data take long to check, a sample at even distances runs.

mod mutants;

use crate::page;
use factlint::dataset::{Dataset, Folders};
use factlint::engine;
use factlint::finding::Level;
use factlint::rules::KINDS;
use factlint::value::date::PartialDate;
use mutants::{Mutant, mutants};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// At least this many of a hundred mutants must be caught.
const MIN_CAUGHT_PERCENT: usize = 98;

/// At least this many of a hundred mutants of the pages' examples: many of their optional collections
/// have no record, so that a misspelt name in one changes nothing.
const MIN_CAUGHT_PERCENT_OF_PAGES: usize = 90;

/// At most this many mutants of the shipped rulebook are checked.
const MAX_SAMPLED: usize = 48;

/// At most this many mutants of CSAF's rulebook, each of which checks dozens of large documents.
const MAX_SAMPLED_OF_CSAF: usize = 8;

/// A mutant that is caught on other data only.
struct Survivor {
    /// The rulebook, and where in it the word stands.
    rulebook: &'static str,
    argument: &'static str,
    /// The word.
    word: &'static str,
    /// A document with which it would be caught: its name and its text.
    input: (&'static str, &'static str),
}

/// Each selects what the right rulebook selects, as the data are.
const SURVIVORS: &[Survivor] = &[
    // The collection is optional, and neither it nor its name is in the example.
    Survivor {
        rulebook: "ledger",
        argument: "collections.places.select",
        word: "places",
        input: ("data.json", WITH_A_PLACE),
    },
    Survivor {
        rulebook: "ledger",
        argument: "collections.places.id",
        word: "id",
        input: ("data.json", WITH_A_PLACE),
    },
];

const WITH_A_PLACE: &str = r#"{ "sources": [], "places": [{ "id": "x" }], "claims": [] }"#;

/// A rulebook with its files in a folder.
struct Subject {
    name: String,
    folder: PathBuf,
    rulebook: String,
    _kept: Option<tempfile::TempDir>,
}

/// What a check gives: its findings, and what was selected.
#[derive(PartialEq, Eq)]
struct Outcome {
    findings: BTreeSet<String>,
    records: Vec<(String, usize)>,
    /// Whether the rulebook is read at all.
    is_read: bool,
    /// The findings that rest on what was selected.
    of_rules: BTreeSet<String>,
}

/// What became of mutants.
#[derive(Default)]
struct Caught {
    number: usize,
    all: usize,
    /// Those that were not caught, and are not listed.
    unlisted: Vec<String>,
}

impl Subject {
    fn of_files(name: &str, files: &BTreeMap<String, String>) -> Subject {
        let kept = tempfile::tempdir().expect("a folder");
        for (name, content) in files {
            let path = kept.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, content.replace("<BOM>", "\u{feff}")).expect("a file");
        }
        let rulebook = files.get("factlint.toml").expect("a rulebook").clone();
        let folder = kept.path().to_owned();
        Subject { name: name.to_owned(), folder, rulebook, _kept: Some(kept) }
    }

    /// Checks the data under a rulebook, which stands in a folder of its own beside them, so that many can
    /// be checked at once.
    fn check(&self, rulebook: &str) -> Outcome {
        let mut file = tempfile::Builder::new()
            .prefix("factlint-")
            .suffix(".toml")
            .tempfile_in(&self.folder)
            .expect("a file");
        std::io::Write::write_all(&mut file, rulebook.as_bytes()).expect("a rulebook");
        let dataset = match Dataset::read_in(Folders::of(file.path(), &self.folder)) {
            Ok(dataset) => dataset,
            Err(failure) => {
                let findings = failure.findings.iter().map(|finding| finding.message.clone());
                let errors = failure.errors.iter().map(ToString::to_string);
                let findings = findings.chain(errors).collect();
                let (records, of_rules) = (Vec::new(), BTreeSet::new());
                return Outcome { findings, records, is_read: false, of_rules };
            }
        };
        let run = engine::check(dataset, &PartialDate::parse("2026-11-23").expect("a date"));
        let heavy = run.findings.iter().filter(|finding| finding.level >= Level::Notice);
        let line = |finding: &factlint::finding::Finding| {
            let (rule, level) = (&finding.rule, finding.level.name());
            format!("{rule} {level} {} {}", finding.fingerprint(), finding.message)
        };
        let of_rules = heavy.clone().filter(|finding| finding.rule != "idle").map(line).collect();
        let (findings, records) = (heavy.map(line).collect(), run.summary.records);
        Outcome { findings, records, is_read: true, of_rules }
    }

    /// How many of the mutants are caught, and those that are neither that nor listed.
    fn catch(&self, mutants: &[Mutant]) -> Caught {
        let right = self.check(&self.rulebook);
        let survivors: Vec<&Mutant> = mutants
            .par_iter()
            .filter(|mutant| {
                let outcome = self.check(&mutant.text);
                let is_caught = !outcome.findings.is_subset(&right.findings);
                let selects_alike =
                    outcome.of_rules == right.of_rules && outcome.records == right.records;
                assert!(is_caught || selects_alike, "{}", self.words(mutant));
                !is_caught
            })
            .collect();
        let unlisted: Vec<String> = survivors
            .iter()
            .filter(|mutant| !self.is_listed(mutant))
            .map(|mutant| self.words(mutant))
            .collect();
        let (number, all) = (mutants.len() - survivors.len(), mutants.len());
        Caught { number, all, unlisted }
    }

    /// Whether a survivor is listed, with an input on which it is caught.
    fn is_listed(&self, mutant: &Mutant) -> bool {
        let listed = SURVIVORS.iter().find(|survivor| {
            (survivor.rulebook, survivor.argument, survivor.word)
                == (self.name.as_str(), mutant.argument.as_str(), mutant.from.as_str())
        });
        let Some(Survivor { input: (name, text), .. }) = listed else { return false };
        let entries = std::fs::read_dir(&self.folder).expect("the folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        let mut files: BTreeMap<String, String> = paths
            .filter_map(|path| {
                let content = std::fs::read_to_string(&path).ok()?;
                Some((path.file_name()?.to_string_lossy().into_owned(), content))
            })
            .collect();
        files.insert("factlint.toml".to_owned(), self.rulebook.clone());
        files.insert((*name).to_owned(), (*text).to_owned());
        let other = Subject::of_files(&self.name, &files);
        let right = other.check(&self.rulebook);
        let is_caught = !other.check(&mutant.text).findings.is_subset(&right.findings);
        assert!(is_caught, "its input does not catch it either: {}", self.words(mutant));
        true
    }

    fn words(&self, mutant: &Mutant) -> String {
        format!("{}: {}: `{}` as `{}`", self.name, mutant.argument, mutant.from, mutant.to)
    }
}

/// At most `max` of the mutants, at even distances.
fn sampled(mutants: Vec<Mutant>, max: usize) -> Vec<Mutant> {
    let step = mutants.len().div_ceil(max).max(1);
    mutants.into_iter().step_by(step).collect()
}

#[track_caller]
fn judge(of: &str, Caught { number: caught, all, unlisted }: Caught, min_percent: usize) {
    println!("rulebooks: {caught} of {all} mutants of {of} are caught");
    let survivors = unlisted.join("\n");
    assert!(caught * 100 >= all * min_percent, "{caught} of {all} mutants of {of}:\n{survivors}");
}

#[test]
fn misspelt_words_in_the_examples_of_pages_are_caught() {
    let mut total = Caught::default();
    for kind in KINDS {
        let files = page::parse(kind.page).files("Example");
        let subject = Subject::of_files(kind.name, &files);
        // The page of `rulebook` shows one that is refused.
        if subject.check(&subject.rulebook).is_read {
            let caught = subject.catch(&mutants(&subject.rulebook));
            total.number += caught.number;
            total.all += caught.all;
            total.unlisted.extend(caught.unlisted);
        }
    }
    judge("the pages' rulebooks", total, MIN_CAUGHT_PERCENT_OF_PAGES);
}

#[test]
fn misspelt_words_in_the_shipped_rulebook_are_caught() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let kept = tempfile::tempdir().expect("a folder");
    let names = [
        "dataset/factlint.toml",
        "dataset/interpol.json",
        "dataset/reviews.toml",
        "dataset/sources/interpol-regulation-and-policies.txt",
        "schema/dataset.schema.json",
    ];
    for name in names {
        let path = kept.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::copy(root.join(name), path).expect("a copy");
    }
    let folder = kept.path().join("dataset");
    let rulebook = std::fs::read_to_string(folder.join("factlint.toml")).expect("a rulebook");
    let subject = Subject { name: "interpol".to_owned(), folder, rulebook, _kept: Some(kept) };
    let mutants = sampled(mutants(&subject.rulebook), MAX_SAMPLED);
    judge("the shipped rulebook", subject.catch(&mutants), MIN_CAUGHT_PERCENT);
}

#[test]
fn misspelt_words_in_the_rulebook_of_csaf_are_caught() {
    let Some(suites) = std::env::var_os("FACTLINT_SUITES") else {
        return println!("rulebooks: csaf did not run, FACTLINT_SUITES is not set");
    };
    let suite = PathBuf::from(suites).join("csaf/csaf_2.0");
    let kept = tempfile::tempdir().expect("a folder");
    let folder = suite.join("test/validator/data");
    let valid = glob::glob(&folder.join("**/*-1[1-9].json").to_string_lossy()).expect("a pattern");
    for file in valid.map(|file| file.expect("a path")) {
        let name = file.file_name().expect("a name");
        std::fs::copy(&file, kept.path().join(name)).expect("a copy");
    }
    let written = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rulebooks/csaf-2.0.toml");
    let rulebook = std::fs::read_to_string(written).expect("a rulebook");
    let folder = kept.path().to_owned();
    let subject = Subject { name: "csaf".to_owned(), folder, rulebook, _kept: Some(kept) };
    let mutants = sampled(mutants(&subject.rulebook), MAX_SAMPLED_OF_CSAF);
    judge("the rulebook of CSAF", subject.catch(&mutants), MIN_CAUGHT_PERCENT);
}
