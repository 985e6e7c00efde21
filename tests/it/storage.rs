//! Tests datasets in memory, and storages with faults.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use crate::command::Folder;
use factlint::dataset::{Dataset, Folders, Sizes};
use factlint::engine;
use factlint::finding::sha256;
use factlint::report::{self, Appearance, Format, Report, StartFolder};
use factlint::storage::{
    BaseFolder, Entry, EntryKind, FilePath, Memory, Reason, Storage, StorageError, Version,
};
use factlint::value::date::PartialDate;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

const RULEBOOK: &str = r#"version = 1
documents = ["data/*.jsonl"]
schema = "../schema/s.json"

[collections]
things = { select = "$[*]", id = "id" }

[rules.ids]
kind = "unique"
in = "things"
fields = "id"

[rules.names]
kind = "similar"
in = "things"
field = "name"

[rules.part-of]
kind = "reference"
in = "things"
field = "part_of"
to = "things"

[rules.colour]
kind = "codelist"
in = "things"
field = "colour"
file = "colours.txt"

[rules.idle]
level = "off"
"#;

const SCHEMA: &str =
    r#"{ "$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "thing.json" }"#;

const THING: &str = r#"{ "type": "object", "required": ["id"] }"#;

/// The path of the document.
const DOCUMENT: &str = "set/data/things.jsonl";

/// Returns a document with two equal ids, two similar names, a reference without a record, and an unknown colour.
fn lines() -> String {
    let mut lines: Vec<String> = (0..40)
        .map(|id| {
            format!(r#"{{"id": "t{id}", "name": "{}", "colour": "red"}}"#, "ab".repeat(id + 1))
        })
        .collect();
    lines.push(r#"{"id": "t1", "name": "Gemeinde Rosendal", "part_of": "t99"}"#.to_owned());
    lines.push(r#"{"id": "x", "name": "Gemeinde Rosendaal", "colour": "rde"}"#.to_owned());
    lines.join("\n") + "\n"
}

fn files() -> Vec<(&'static str, String)> {
    vec![
        ("set/factlint.toml", RULEBOOK.to_owned()),
        ("set/colours.txt", "red\ngreen\n".to_owned()),
        ("schema/s.json", SCHEMA.to_owned()),
        ("schema/thing.json", THING.to_owned()),
        (DOCUMENT, lines()),
    ]
}

fn memory() -> Memory {
    files().into_iter().map(|(path, text)| (path, text.into_bytes())).collect()
}

/// The outcome of a run over a storage.
#[derive(Debug, PartialEq)]
enum Outcome {
    /// The errors of a dataset that cannot be checked.
    Refused(String),
    /// The report.
    Report(String),
    /// The error that ended the report.
    Unfinished(String),
}

fn check(storage: impl Storage + 'static, sizes: Sizes) -> Outcome {
    let folder = BaseFolder { storage: Arc::new(storage), folder: FilePath::new("set") };
    check_in(Folders::in_storage(folder, "factlint.toml"), sizes)
}

/// Checks a dataset with one thread, so that the order of reads is fixed.
fn check_in(folders: Folders, sizes: Sizes) -> Outcome {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    pool.install(|| {
        let dataset = match Dataset::read_with(sizes, folders) {
            Ok(dataset) => dataset,
            Err(failure) => {
                let findings = failure.findings.iter().map(|finding| finding.message.clone());
                let errors = failure.errors.iter().map(ToString::to_string);
                return Outcome::Refused(errors.chain(findings).collect::<Vec<_>>().join("\n"));
            }
        };
        let run = engine::check(dataset, &PartialDate::parse("2026-01-01").unwrap());
        let report = Report::of(&run);
        let mut text = Vec::new();
        match report::write(
            &report,
            Format::Concise,
            &Appearance::plain(80),
            StartFolder::default(),
            &mut text,
        ) {
            Ok(_) => Outcome::Report(String::from_utf8(text).unwrap()),
            Err(error) => Outcome::Unfinished(error.to_string()),
        }
    })
}

const IN_BLOCKS: Sizes = Sizes { whole: 0, block: 500 };

#[test]
fn a_dataset_in_memory_is_checked_like_one_on_a_disk() {
    let files = files();
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let folder = Folder::new(&files);
    for sizes in [Sizes::default(), IN_BLOCKS] {
        let rulebook = folder.path("set/factlint.toml");
        let on_disk = check_in(Folders::of(&rulebook, &folder.path("")), sizes);
        let in_memory = check(memory(), sizes);
        assert_eq!(in_memory, on_disk);
        let Outcome::Report(text) = in_memory else { panic!("{in_memory:?}") };
        for rule in ["ids", "names", "part-of", "colour"] {
            assert!(text.contains(&format!("[{rule}]")), "{text}");
        }
    }
}

/// A fault of the document.
#[derive(Debug, Clone)]
enum Fault {
    /// One operation fails.
    Fails,
    /// After one operation, the document has another text.
    Changes(String),
    /// After one operation, the document is gone.
    IsGone,
}

/// Files in memory. One of the operations on the document has a fault.
#[derive(Debug)]
struct Faulty {
    files: Memory,
    changed: Memory,
    fault: Fault,
    at: usize,
    operations: Arc<AtomicUsize>,
    /// The number of bytes of the document that were read.
    bytes: Arc<AtomicUsize>,
}

impl Faulty {
    fn new(fault: Fault, at: usize) -> Faulty {
        let mut changed = Memory::default();
        if let Fault::Changes(text) = &fault {
            changed.insert(DOCUMENT, text.clone().into_bytes());
        }
        let (operations, bytes) = (Arc::default(), Arc::default());
        Faulty { files: memory(), changed, fault, at, operations, bytes }
    }

    /// Returns the files from which this operation reads, or the error if it fails.
    fn now(&self, path: &FilePath) -> Result<&Memory, StorageError> {
        if path.as_str() != DOCUMENT {
            return Ok(&self.files);
        }
        let number = self.operations.fetch_add(1, Ordering::Relaxed);
        match self.fault {
            Fault::Fails if number == self.at => {
                Err(Reason::Other("the disk is broken".to_owned()).at(path))
            }
            Fault::Changes(_) | Fault::IsGone if number >= self.at => Ok(&self.changed),
            _ => Ok(&self.files),
        }
    }
}

impl Storage for Faulty {
    fn list(&self, folder: &FilePath) -> Result<Vec<Entry>, StorageError> {
        self.files.list(folder)
    }

    fn stat(&self, path: &FilePath) -> Result<EntryKind, StorageError> {
        self.files.stat(path)
    }

    fn resolve(&self, path: &FilePath) -> Result<FilePath, StorageError> {
        self.files.resolve(path)
    }

    fn read(&self, path: &FilePath) -> Result<Vec<u8>, StorageError> {
        self.now(path)?.read(path)
    }

    fn read_range(
        &self,
        path: &FilePath,
        range: Range<u64>,
        bytes: &mut Vec<u8>,
    ) -> Result<(), StorageError> {
        let before = bytes.len();
        self.now(path)?.read_range(path, range, bytes)?;
        self.bytes.fetch_add(bytes.len() - before, Ordering::Relaxed);
        Ok(())
    }

    fn version(&self, path: &FilePath) -> Result<Version, StorageError> {
        let now = self.now(path)?;
        let stamp = u128::from(std::ptr::eq(now, &raw const self.changed));
        Ok(Version { stamp, ..now.version(path)? })
    }
}

/// Causes a fault at each operation in turn. Asserts that each run either reports the fault or has the report of a run
/// without faults.
fn at_every_moment(fault: &Fault, sizes: Sizes, wanted: &str) {
    let right = check(memory(), sizes);
    // The numbers of runs that were refused, of runs with a finding about the fault, and of runs whose report is
    // incomplete.
    let mut seen = [0, 0, 0];
    for at in 0.. {
        let faulty = Faulty::new(fault.clone(), at);
        let operations = Arc::clone(&faulty.operations);
        let outcome = check(faulty, sizes);
        if operations.load(Ordering::Relaxed) <= at {
            assert_eq!(outcome, right, "nothing went wrong");
            break;
        }
        match &outcome {
            Outcome::Refused(text) => {
                seen[0] += 1;
                assert!(text.contains(DOCUMENT) && text.contains(wanted), "{at}: {text}");
            }
            // If the text changes before the document is found, the run only sees the new text.
            Outcome::Report(_) if at == 0 && matches!(fault, Fault::Changes(_)) => {}
            Outcome::Report(text) => {
                seen[1] += 1;
                let lines: Vec<&str> =
                    text.lines().filter(|line| line.starts_with(DOCUMENT)).collect();
                assert_eq!(lines.len(), 1, "{at}: {text}");
                let place = format!("{DOCUMENT}:1:1: error[syntax]: ");
                assert!(lines[0].starts_with(&place), "{at}: {text}");
                assert!(lines[0].contains(wanted), "{at}: {text}");
            }
            Outcome::Unfinished(text) => {
                seen[2] += 1;
                assert!(text.contains(DOCUMENT) && text.contains(wanted), "{at}: {text}");
            }
        }
    }
    let [refused, found, unfinished] = seen;
    assert!(refused + found > 0, "{seen:?}");
    if sizes == IN_BLOCKS {
        assert!(found > 0 && unfinished > 0, "{seen:?}");
    }
}

#[test]
fn a_read_that_fails_is_an_error_that_names_the_document() {
    for sizes in [Sizes::default(), IN_BLOCKS] {
        at_every_moment(&Fault::Fails, sizes, "the disk is broken");
    }
}

/// Regression: the findings of a document that was truncated during a run were shown at its first
/// byte.
#[test]
fn a_document_that_changes_at_any_time_causes_no_wrong_place() {
    let text = lines();
    let shorter = text[..text.len() / 2].to_owned();
    let longer = format!("\n{text}{text}");
    let same_length = text.replace("\"t1\"", "\"t2\"");
    for changed in [shorter, longer, same_length, String::new()] {
        for sizes in [Sizes::default(), IN_BLOCKS] {
            at_every_moment(&Fault::Changes(changed.clone()), sizes, "changed while it was read");
        }
    }
}

#[test]
fn a_document_deleted_at_any_time_is_an_error_that_names_it() {
    for sizes in [Sizes::default(), IN_BLOCKS] {
        at_every_moment(&Fault::IsGone, sizes, "no such file");
    }
}

/// The record that a line names is in the last line, so that it is read after all references to it.
#[test]
fn a_clean_document_is_read_once_even_if_the_targets_come_last() {
    let line = |id: usize, more: &str| {
        format!("{{\"id\": \"t{id}\", \"name\": \"{}\"{more}}}\n", "ab".repeat(id + 1))
    };
    let named = (0..40).map(|id| line(id, ", \"part_of\": \"t40\"")).collect::<String>();
    let read = |text: &str| {
        let mut storage = Faulty::new(Fault::Fails, usize::MAX);
        storage.files.insert(DOCUMENT, text.as_bytes());
        let bytes = Arc::clone(&storage.bytes);
        (check(storage, IN_BLOCKS), bytes.load(Ordering::Relaxed))
    };
    let clean = named.clone() + &line(40, "");
    let (outcome, bytes) = read(&clean);
    assert!(matches!(outcome, Outcome::Report(text) if text.starts_with("nothing found\n")));
    assert_eq!(bytes, clean.len());
    let (outcome, bytes) = read(&named);
    assert!(matches!(outcome, Outcome::Report(text) if text.contains("no record of `things`")));
    assert!(bytes > named.len(), "the blocks with references are read again");
}

/// Regression: a folder that could not be listed was treated as empty.
#[test]
fn a_folder_that_cannot_be_listed_is_an_error() {
    #[derive(Debug)]
    struct Locked(Memory);

    impl Storage for Locked {
        fn list(&self, folder: &FilePath) -> Result<Vec<Entry>, StorageError> {
            match folder.as_str() {
                "set/data/locked" => Err(Reason::Other("permission denied".to_owned()).at(folder)),
                _ => self.0.list(folder),
            }
        }

        fn stat(&self, path: &FilePath) -> Result<EntryKind, StorageError> {
            self.0.stat(path)
        }

        fn resolve(&self, path: &FilePath) -> Result<FilePath, StorageError> {
            self.0.resolve(path)
        }

        fn read(&self, path: &FilePath) -> Result<Vec<u8>, StorageError> {
            self.0.read(path)
        }

        fn read_range(
            &self,
            path: &FilePath,
            range: Range<u64>,
            bytes: &mut Vec<u8>,
        ) -> Result<(), StorageError> {
            self.0.read_range(path, range, bytes)
        }

        fn version(&self, path: &FilePath) -> Result<Version, StorageError> {
            self.0.version(path)
        }
    }

    let mut files = memory();
    files.insert("set/factlint.toml", RULEBOOK.replace("data/*", "data/**/*").into_bytes());
    files.insert("set/data/locked/more.jsonl", *b"");
    let want = "cannot read set/data/locked: permission denied";
    assert_eq!(check(Locked(files), Sizes::default()), Outcome::Refused(want.to_owned()));
}

const RULEBOOK_OF_CLAIMS: &str = r#"version = 1
documents = ["data.json"]

[collections]
sources = { select = "$.sources[*]", id = "id" }
claims = { select = "$.claims[*]", id = "id" }

[rules.quote]
kind = "quote"

[rules.idle]
level = "off"
"#;

/// Files whose text changes after it was read for the first time.
#[derive(Debug)]
struct ChangingTexts {
    files: Memory,
    /// The paths of the files that change and have not been read yet.
    unread: Mutex<BTreeSet<FilePath>>,
}

impl Storage for ChangingTexts {
    fn list(&self, folder: &FilePath) -> Result<Vec<Entry>, StorageError> {
        self.files.list(folder)
    }

    fn stat(&self, path: &FilePath) -> Result<EntryKind, StorageError> {
        self.files.stat(path)
    }

    fn resolve(&self, path: &FilePath) -> Result<FilePath, StorageError> {
        self.files.resolve(path)
    }

    fn read(&self, path: &FilePath) -> Result<Vec<u8>, StorageError> {
        let mut text = self.files.read(path)?;
        let is_first = self.unread.lock().unwrap().remove(path);
        if path.as_str().ends_with("/0.txt") && !is_first {
            text.insert(0, b'x');
        }
        Ok(text)
    }

    fn read_range(
        &self,
        path: &FilePath,
        range: Range<u64>,
        bytes: &mut Vec<u8>,
    ) -> Result<(), StorageError> {
        self.files.read_range(path, range, bytes)
    }

    fn version(&self, path: &FilePath) -> Result<Version, StorageError> {
        self.files.version(path)
    }
}

/// The texts of small files do not all stay in memory. A text that has changed when it is read again must neither
/// verify nor refute a quote.
#[test]
fn a_snapshot_that_changes_during_a_run_is_the_only_finding_about_it() {
    let (number, mut files) = (300, Memory::default());
    let (mut sources, mut claims) = (Vec::new(), Vec::new());
    let claim = |id: usize, at: usize, year: u32| {
        format!(
            r#"{{"id": "c{id}", "evidence": [{{"source": "s{at}", "quote": "Hall {at} opened in {year}"}}]}}"#
        )
    };
    for at in 0..number {
        let text = format!("Hall {at} opened in 2001. {}", "More words. ".repeat(5_200));
        let sha256 = sha256(text.as_bytes());
        let path = format!("sources/{at}.txt");
        sources.push(format!(
            r#"{{"id": "s{at}", "snapshot": {{"path": "{path}", "sha256": "{sha256}"}}}}"#
        ));
        claims.push(claim(at, at, if at == 1 { 2002 } else { 2001 }));
        files.insert(&format!("set/{path}"), text.into_bytes());
    }
    // The last claim needs a text that is no longer in memory.
    claims.push(claim(number, 0, 2001));
    let (sources, claims) = (sources.join(","), claims.join(","));
    let data = format!(r#"{{"sources": [{sources}], "claims": [{claims}]}}"#);
    files.insert("set/data.json", data.into_bytes());
    files.insert("set/factlint.toml", RULEBOOK_OF_CLAIMS.as_bytes());
    let unread = Mutex::new(BTreeSet::from([FilePath::new("set/sources/0.txt")]));
    let outcome = check(ChangingTexts { files, unread }, Sizes::default());
    let Outcome::Report(text) = outcome else { panic!("{outcome:?}") };
    let findings: Vec<&str> = text.lines().filter(|line| line.contains("error[")).collect();
    assert_eq!(findings.len(), 2, "{text}");
    assert!(findings[0].contains("error[quote]: the quote of"), "{text}");
    assert!(
        findings[1].starts_with("set/sources/0.txt:1:1: error[syntax]: ")
            && findings[1].contains("changed while it was read"),
        "{text}"
    );
}
