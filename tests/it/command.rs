//! A temporary folder for a test, in which the test runs the whole program.
#![allow(dead_code, reason = "each test file uses its own part of this module")]
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

pub(crate) mod budget;

use factlint::dataset::Dataset;
use factlint::engine::{self, Run};
use factlint::files::Files;
use factlint::finding::{EncodedFinding, Finding};
use factlint::report::{self, Appearance, Format, Report, StartFolder};
use factlint::value::date::PartialDate;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The date that every run uses as today.
pub(crate) const TODAY: &str = "2026-11-23";

/// The INTERPOL dataset's document and its source text, relative to the folder.
pub(crate) const INTERPOL: &str = "dataset/interpol.json";
pub(crate) const SNAPSHOT: &str = "dataset/sources/interpol-regulation-and-policies.txt";

/// The formats for people.
pub(crate) const FOR_PEOPLE: [&str; 4] = ["human", "narrated", "concise", "github"];
pub(crate) const FORMATS: [&str; 12] = [
    "human", "narrated", "concise", "json", "jsonl", "github", "gitlab", "junit", "rdjson",
    "sarif", "markdown", "html",
];

/// Environment variables that affect the output.
const VARIABLES: [&str; 9] = [
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLORTERM",
    "COLUMNS",
    "FORCE_COLOR",
    "FORCE_HYPERLINK",
    "NO_COLOR",
    "NO_GRAPHICS",
    "TERM",
];

/// A folder that is removed on drop.
pub(crate) struct Folder(tempfile::TempDir);

/// The output of a run of the command.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Folder {
    pub(crate) fn new(files: &[(&str, &str)]) -> Folder {
        let folder = Folder(tempfile::tempdir().expect("a folder"));
        for (name, content) in files {
            folder.write(name, content);
        }
        folder
    }

    /// Creates a copy of the INTERPOL dataset, with its schema.
    pub(crate) fn with_the_dataset() -> Folder {
        let folder = Folder::new(&[]);
        let settings = [
            "dataset/factlint.toml",
            "dataset/reviews.toml",
            "dataset/schema.json",
            "schema/dataset.schema.json",
        ];
        for name in [INTERPOL, SNAPSHOT].into_iter().chain(settings) {
            let original = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
            folder.write(name, std::fs::read(original).expect("a file of the dataset"));
        }
        folder
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, content).expect("a file");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("a text")
    }

    /// Replaces text that occurs exactly once in a file.
    pub(crate) fn replace(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert_eq!(text.matches(from).count(), 1, "{name} should have once: {from}");
        self.write(name, text.replacen(from, to, 1));
    }

    /// Returns the position of the last `marker` in a file as `file:line:column`.
    pub(crate) fn place_of(&self, name: &str, marker: &str) -> String {
        place_in(name, &self.read(name), marker)
    }

    /// Runs `factlint check` with these arguments in the folder, and asserts that the program does not panic.
    pub(crate) fn check(&self, arguments: &[&str]) -> Outcome {
        self.factlint(&[&["check", "--today", TODAY], arguments].concat())
    }

    /// Runs `factlint init` with these arguments in the folder.
    pub(crate) fn init(&self, arguments: &[&str]) -> Outcome {
        self.factlint(&[&["init", "--today", TODAY], arguments].concat())
    }

    /// Runs `factlint` with these arguments in the folder.
    pub(crate) fn factlint(&self, arguments: &[&str]) -> Outcome {
        run(self.program(arguments))
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        self.program(&[&["check", "--today", TODAY], arguments].concat())
    }

    pub(crate) fn program(&self, arguments: &[&str]) -> Command {
        program_in(self.0.path(), arguments)
    }

    /// Checks the dataset like `factlint check dataset`, in this process.
    pub(crate) fn check_dataset(&self) -> Run {
        let today = PartialDate::parse(TODAY).expect("a date");
        let dataset = Dataset::read(&self.path("dataset/factlint.toml"), self.0.path());
        engine::check(dataset.unwrap_or_else(|failure| panic!("{failure:?}")), &today)
    }
}

impl Outcome {
    /// Parses the output of `--format json`.
    pub(crate) fn report(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// Returns the lines of stdout with this prefix.
    pub(crate) fn lines_at(&self, place: &str) -> Vec<&str> {
        self.stdout.lines().filter(|line| line.starts_with(place)).collect()
    }

    /// Asserts the exit code, and that a line of stdout has this prefix.
    #[track_caller]
    pub(crate) fn assert(&self, code: i32, line: &str) {
        assert!(!self.lines_at(line).is_empty(), "no line begins with {line}\n{self:#?}");
        self.assert_code(code);
    }

    /// Asserts the exit code, and the only line of stderr.
    #[track_caller]
    pub(crate) fn assert_error(&self, code: i32, line: &str) {
        assert_eq!(self.stderr, format!("{line}\n"), "{self:#?}");
        self.assert_code(code);
    }

    #[track_caller]
    pub(crate) fn assert_code(&self, code: i32) {
        assert_eq!(self.code, Some(code), "the exit code of {self:#?}");
    }

    #[track_caller]
    fn assert_no_crash(&self) {
        assert!(self.code.is_some(), "ended by a signal: {}", clipped(&self.stderr));
        for text in [&self.stdout, &self.stderr] {
            assert!(!text.contains("panicked"), "{}", clipped(text));
        }
    }
}

/// Returns a command that runs `factlint` in any folder.
pub(crate) fn program_in(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_factlint"));
    command.current_dir(folder).stdin(Stdio::null());
    for variable in VARIABLES {
        command.env_remove(variable);
    }
    command.args(arguments);
    command
}

/// Runs a command, and asserts that it does not panic.
pub(crate) fn run(mut command: Command) -> Outcome {
    let output = command.output().expect("the command runs");
    let outcome = Outcome {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("UTF-8 on the standard output"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8 on the standard error"),
    };
    outcome.assert_no_crash();
    outcome
}

/// Returns the JSON Pointers of a finding's labels.
pub(crate) fn pointers_of(finding: &Finding, run: &Run) -> Vec<String> {
    let places = finding.labels.iter().map(|label| &label.place);
    let values =
        places.filter_map(|place| run.files.document(place.file())?.value_at(place.start()));
    values.map(|value| value.pointer().as_str().to_owned()).collect()
}

/// Returns the position of the last `marker` in a text as `name:line:column`.
pub(crate) fn place_in(name: &str, text: &str, marker: &str) -> String {
    let (before, _) = text.rsplit_once(marker).unwrap_or_else(|| panic!("{name} has no {marker}"));
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("{name}:{line}:{column}")
}

/// Checks the dataset with another document, in this process.
pub(crate) fn check_document(document: &Value) -> Run {
    let folder = Folder::with_the_dataset();
    folder.write(INTERPOL, serde_json::to_string_pretty(document).expect("JSON"));
    folder.check_dataset()
}

/// Returns findings as lines of the format `concise`.
pub(crate) fn concise_lines(files: &Files, findings: &[EncodedFinding]) -> Vec<String> {
    let report = Report::of_findings(files, findings);
    let text =
        report::render(&report, Format::Concise, &Appearance::plain(80), StartFolder::default())
            .text;
    text.lines().filter(|line| line.contains("]: ")).map(str::to_owned).collect()
}

/// Returns a line of the format `concise` without the other places of its finding.
pub(crate) fn without_other_places(line: &str) -> String {
    line.split("; also at ").next().unwrap_or_default().to_owned()
}

fn clipped(text: &str) -> String {
    text.chars().take(2_000).collect()
}

/// A small dataset without findings. Tests break it in one place.
pub(crate) mod small {
    use super::{Folder, Outcome};

    pub(crate) const RULEBOOK: &str = r#"version   = 1
documents = ["data.json"]
schema    = "schema.json"

[collections]
records = { select = "$.records[*]", id = "id" }

[rules.ids]
kind   = "unique"
in     = "records"
fields = "id"

[rules.parent]
kind  = "reference"
in    = "records"
field = "parent"
to    = "records"

[rules.names]
kind  = "similar"
in    = "records"
field = "name"

[rules.idle]
level = "off"
"#;

    pub(crate) const SCHEMA: &str = r##"{ "$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": { "r": {
  "properties": { "kind": { "enum": ["a", "b"] } }
} }, "properties": { "records": { "items": { "$ref": "#/$defs/r" } } } }"##;

    pub(crate) const DATA: &str = r#"{ "records": [{ "id": "a" }] }"#;

    pub(crate) fn folder(data: &str) -> Folder {
        folder_with(RULEBOOK, SCHEMA, data)
    }

    pub(crate) fn folder_with(rulebook: &str, schema: &str, data: &str) -> Folder {
        Folder::new(&[("factlint.toml", rulebook), ("schema.json", schema), ("data.json", data)])
    }

    pub(crate) fn concise(folder: &Folder) -> Outcome {
        folder.check(&["--format", "concise"])
    }

    /// Returns the rulebook with a part that occurs once replaced.
    pub(crate) fn rulebook_with(from: &str, to: &str) -> String {
        assert_eq!(RULEBOOK.matches(from).count(), 1, "{from}");
        RULEBOOK.replacen(from, to, 1)
    }
}
