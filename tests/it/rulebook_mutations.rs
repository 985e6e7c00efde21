//! Checks rulebooks with one misspelt word each. Nearly all of them must cause a finding that the original rulebook
//! does not cause.
//!
//! Of CSAF's rulebook, which has thousands of words, only an evenly spaced sample of the words is tested. The variable
//! [`MUTANTS_OF_CSAF`] sets another number, as in `ci/mutants`.

mod mutants;

use crate::page;
use factlint::dataset::{Dataset, Folders};
use factlint::disk::Root;
use factlint::engine;
use factlint::finding::{Finding, Level, decoded};
use factlint::rules::KINDS;
use factlint::value::date::PartialDate;
use mutants::{Mutant, mutants};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Minimum share of mutants caught, in percent.
const MIN_CAUGHT_PERCENT: usize = 98;

/// The environment variable for the number of mutants of CSAF's rulebook to check: a number, or `all`.
const MUTANTS_OF_CSAF: &str = "FACTLINT_MUTANTS_OF_CSAF";

/// Default maximum number of mutants of CSAF's rulebook.
const MAX_SAMPLED_OF_CSAF: usize = 300;

/// Suffixes of the names of some files in CSAF's suite: the only file with a relationship, and a few valid files. With
/// these files, the same parts of the rulebook select values as with the whole suite.
const FILES_OF_CSAF: &str = "
    6-1-03-01
    6-1-06-14 6-1-06-15 6-1-08-11 6-1-08-12 6-1-08-14 6-1-09-11 6-1-09-12 6-1-09-13 6-1-15-12
    6-1-16-11 6-1-21-11 6-1-21-12 6-1-24-11 6-1-24-12 6-1-27-09-11 6-1-27-09-12 6-1-27-09-13
    6-1-27-09-15 6-1-29-11 6-1-31-11 6-1-31-12 6-1-32-11 6-1-33-11 6-2-01-11 6-2-02-01
    6-2-03-01 6-2-08-01 6-2-09-01 6-2-10-01 6-2-16-01 6-2-17-01 6-2-19-03 6-2-19-12 6-2-19-13
    6-2-19-16 6-3-01-01 6-3-02-01 6-3-02-11 6-3-02-12 6-3-03-01 6-3-03-11 6-3-04-12 6-3-05-01
    6-3-06-01 6-3-06-02 6-3-07-01 6-3-07-11 6-3-09-04 6-3-09-06 6-3-10-11 6-3-11-01 6-3-11-11
";

/// A mutant that is caught only with other data.
struct Survivor {
    /// The name of the rulebook. The next field is the argument with the word.
    rulebook: &'static str,
    argument: &'static str,
    /// The original word.
    word: &'static str,
    /// Files with which the mutant is caught, each with its name and its text.
    input: &'static [(&'static str, &'static str)],
}

/// Each of these mutants selects the same values in the current data as the original.
const SURVIVORS: &[Survivor] = &[
    // The example is not JSON, so its content is unknown.
    Survivor {
        rulebook: "syntax",
        argument: "collections.records.select",
        word: "records",
        input: &[("data.json", WITH_A_RECORD)],
    },
    Survivor {
        rulebook: "syntax",
        argument: "collections.records.id",
        word: "id",
        input: &[("data.json", WITH_A_RECORD)],
    },
    // The rule is optional, and no claim has an end of validity. A name of two letters is too short
    // to be considered misspelt.
    Survivor {
        rulebook: "interpol",
        argument: "rules.valid-dates.to",
        word: "to",
        input: &[
            ("dataset/interpol.json", WITH_A_VALIDITY),
            ("dataset/schema.json", r#"{ "type": "object" }"#),
        ],
    },
    // The collections are optional, and no file has these names or similar ones.
    of_csaf("collections.severities.select", "aggregate_severity"),
    of_csaf("collections.tlps.select", "tlp"),
    of_csaf("collections.generators.select", "generator"),
    of_csaf("collections.engines.select", "generator"),
    of_csaf("collections.engines.select", "engine"),
    of_csaf("collections.generic-uris.select", "x_generic_uris"),
    of_csaf("collections.restarts.select", "restart_required"),
];

const fn of_csaf(argument: &'static str, word: &'static str) -> Survivor {
    Survivor { rulebook: "csaf", argument, word, input: &[("more.json", WITH_RARE_NAMES)] }
}

const WITH_RARE_NAMES: &str = r#"{
  "document": {
    "aggregate_severity": { "text": "High" },
    "distribution": { "tlp": { "label": "WHITE" } },
    "tracking": { "generator": { "engine": { "name": "editor" } } }
  },
  "product_tree": {
    "branches": [{ "product": { "product_identification_helper": { "x_generic_uris": [{}] } } }]
  },
  "vulnerabilities": [{ "remediations": [{ "restart_required": { "category": "none" } }] }]
}"#;

const WITH_A_VALIDITY: &str = r#"{
  "sources": [], "places": [], "entities": [], "properties": [],
  "claims": [{ "id": "a", "valid": { "from": "2020", "o": "2019" } }]
}"#;

const WITH_A_RECORD: &str = r#"{ "records": [{ "id": "a" }] }"#;

/// A rulebook with its files in a folder.
struct Subject {
    name: String,
    /// The rulebook's folder, relative to the folder of all files.
    home: &'static str,
    files: BTreeMap<String, String>,
    rulebook: String,
    folder: PathBuf,
    kept: tempfile::TempDir,
}

/// The result of a check: the findings, and the number of selected records by collection.
#[derive(PartialEq, Eq)]
struct Outcome {
    findings: BTreeSet<String>,
    records: Vec<(String, usize)>,
    /// Whether the rulebook is valid.
    is_read: bool,
    /// The findings that depend on the selected values.
    of_rules: BTreeSet<String>,
}

/// The results of checking mutants.
#[derive(Default)]
struct Caught {
    number: usize,
    all: usize,
    /// Mutants that were not caught and are not in the list of survivors.
    unlisted: Vec<String>,
}

impl Subject {
    /// Writes the files to a temporary folder. The rulebook is in its folder `home`.
    fn new(name: &str, home: &'static str, files: BTreeMap<String, String>) -> Subject {
        let kept = tempfile::tempdir().expect("a folder");
        for (name, content) in &files {
            let path = kept.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, content.replace("<BOM>", "\u{feff}")).expect("a file");
        }
        let folder = kept.path().join(home);
        let rulebook = std::fs::read_to_string(folder.join("factlint.toml")).expect("a rulebook");
        Subject { name: name.to_owned(), home, files, rulebook, folder, kept }
    }

    /// Checks the data with a rulebook in a separate folder, so that many rulebooks can be checked
    /// concurrently.
    fn check(&self, rulebook: &str) -> Outcome {
        let mut file = tempfile::Builder::new()
            .prefix("factlint-")
            .suffix(".toml")
            .tempfile_in(&self.folder)
            .expect("a file");
        std::io::Write::write_all(&mut file, rulebook.as_bytes()).expect("a rulebook");
        let root = Root::at(self.kept.path()).expect("a folder");
        let folders = Folders::within(root, file.path(), &self.folder);
        let dataset = match Dataset::read_in(folders) {
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
        let heavy = || decoded(&run.findings).filter(|finding| finding.level >= Level::Notice);
        let line = |finding: Finding| {
            let (rule, level) = (&finding.rule, finding.level.name());
            format!("{rule} {level} {} {}", finding.fingerprint(), finding.message)
        };
        let of_rules = heavy().filter(|finding| finding.rule != "idle").map(line).collect();
        let (findings, records) = (heavy().map(line).collect(), run.summary.records);
        Outcome { findings, records, is_read: true, of_rules }
    }

    /// Returns the number of caught mutants, and the mutants that are neither caught nor listed.
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

    /// Checks whether a survivor is in the list, and is caught with the input given there.
    fn is_listed(&self, mutant: &Mutant) -> bool {
        let listed = SURVIVORS.iter().find(|survivor| {
            (survivor.rulebook, survivor.argument, survivor.word)
                == (self.name.as_str(), mutant.argument.as_str(), mutant.from.as_str())
        });
        let Some(Survivor { input, .. }) = listed else { return false };
        let mut files = self.files.clone();
        files.extend(input.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
        let other = Subject::new(&self.name, self.home, files);
        let right = other.check(&self.rulebook);
        let is_caught = !other.check(&mutant.text).findings.is_subset(&right.findings);
        assert!(is_caught, "its input does not catch it either: {}", self.words(mutant));
        true
    }

    fn words(&self, mutant: &Mutant) -> String {
        format!("{}: {}: `{}` as `{}`", self.name, mutant.argument, mutant.from, mutant.to)
    }
}

/// Returns an evenly spaced sample of the mutants, of the size that the environment variable sets.
fn sampled(mutants: Vec<Mutant>) -> Vec<Mutant> {
    let max = match std::env::var(MUTANTS_OF_CSAF).as_deref() {
        Ok("all") => mutants.len(),
        Ok(number) => number.parse().expect("a number, or `all`"),
        Err(_) => MAX_SAMPLED_OF_CSAF,
    };
    let step = mutants.len().div_ceil(max.max(1)).max(1);
    mutants.into_iter().step_by(step).collect()
}

/// Returns the text of a file of the repository.
fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect(name)
}

#[track_caller]
fn judge(of: &str, Caught { number: caught, all, unlisted }: Caught) {
    println!("rulebooks: {caught} of {all} mutants of {of} are caught");
    assert!(unlisted.is_empty(), "survivors that are not listed:\n{}", unlisted.join("\n"));
    assert!(caught * 100 >= all * MIN_CAUGHT_PERCENT, "{caught} of {all} mutants of {of}");
}

#[test]
fn misspelt_words_in_the_examples_of_pages_are_caught() {
    let mut total = Caught::default();
    for kind in KINDS {
        let files = page::parse(kind.page).files("Example");
        let subject = Subject::new(kind.name, "", files);
        // The page of `rulebook` contains an invalid rulebook.
        if subject.check(&subject.rulebook).is_read {
            let caught = subject.catch(&mutants(&subject.rulebook));
            total.number += caught.number;
            total.all += caught.all;
            total.unlisted.extend(caught.unlisted);
        }
    }
    judge("the pages' rulebooks", total);
}

#[test]
fn misspelt_texts_that_values_contain_are_caught() {
    let rulebook = r#"version = 1
documents = "data.json"
[collections]
recipes = { select = "$.recipes[*]", id = "id" }
[rules.names]
kind = "pattern"
in = "recipes"
where = "contains(@.note, 'draft') || contains(@.note, 'final')"
field = "name"
matches = "^[A-Z]"
[rules.notes]
kind = "assert"
in = "recipes"
that = "!contains(@.note, 'draft') && !contains(@.note, 'secret')"
"#;
    let data = r#"{ "recipes": [{ "id": "cake", "name": "Cake", "note": "draft: check" },
      { "id": "pie", "name": "pie", "note": "final version, secret" }] }"#;
    let files = [("factlint.toml", rulebook), ("data.json", data)];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    let subject = Subject::new("contains", "", files);
    judge("a rulebook with `contains`", subject.catch(&mutants(&subject.rulebook)));
}

#[test]
fn misspelt_words_in_the_shipped_rulebook_are_caught() {
    let names = [
        "dataset/factlint.toml",
        "dataset/interpol.json",
        "dataset/reviews.toml",
        "dataset/schema.json",
        "dataset/sources/interpol-regulation-and-policies.txt",
        "schema/dataset.schema.json",
    ];
    let files = names.into_iter().map(|name| (name.to_owned(), read(name))).collect();
    let subject = Subject::new("interpol", "dataset", files);
    judge("the shipped rulebook", subject.catch(&mutants(&subject.rulebook)));
}

#[test]
fn misspelt_words_in_the_rulebook_of_csaf_are_caught() {
    let Some(suites) = std::env::var_os("FACTLINT_SUITES") else {
        return println!("rulebooks: csaf did not run, FACTLINT_SUITES is not set");
    };
    let folder = PathBuf::from(suites).join("csaf/csaf_2.0/test/validator/data");
    let mut files: BTreeMap<String, String> = FILES_OF_CSAF
        .split_whitespace()
        .map(|name| {
            let kind = match name.get(..3) {
                Some("6-1") => "mandatory",
                Some("6-2") => "optional",
                _ => "informative",
            };
            let name = format!("oasis_csaf_tc-csaf_2_0-2021-{name}.json");
            let text = std::fs::read_to_string(folder.join(kind).join(&name));
            (name, text.expect("a file of the suite"))
        })
        .collect();
    files.insert("factlint.toml".to_owned(), read("tests/rulebooks/csaf-2.0.toml"));
    let subject = Subject::new("csaf", "", files);
    let all = mutants(&subject.rulebook);
    let (number, mutants) = (all.len(), sampled(all));
    println!(
        "rulebooks: {} of {number} mutants of the rulebook of CSAF are checked",
        mutants.len()
    );
    judge("the rulebook of CSAF", subject.catch(&mutants));
}
