//! Tests that a check by several processes has the report of one process, byte for byte. The report does not depend on
//! the division into units, on their number or on their order. The stages exchange the same bytes as `factlint shard`.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod records;

use crate::command::Folder;
use crate::generated::generate;
use crate::page::parse;
use factlint::baseline;
use factlint::dataset::{Dataset, Folders, Sizes};
use factlint::engine::Run;
use factlint::report::{self, Appearance, Format, Report, StartFolder};
use factlint::rules::KINDS;
use factlint::shard::{self, FindFolders, Options, ShardError};
use factlint::value::date::PartialDate;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

/// Numbers of processes among which the work is divided.
const PROCESSES: [usize; 4] = [1, 2, 7, 64];

/// Returns the report of a run as JSON.
pub(crate) fn json(run: &Run) -> String {
    let report = Report::of(run);
    report::render(&report, Format::Json, &Appearance::plain(80), StartFolder::default()).text
}

/// Returns the lines that a stage has printed, sorted by bytes as by `LC_ALL=C sort`.
pub(crate) fn sorted(outputs: &[Vec<u8>]) -> Vec<u8> {
    let mut lines: Vec<&[u8]> =
        outputs.iter().flat_map(|output| output.split_inclusive(|byte| *byte == b'\n')).collect();
    lines.sort_unstable();
    lines.concat()
}

/// Divides the lines after the header among some processes, the last lines first, and gives each the header.
fn dealt(lines: &[u8], processes: usize) -> Vec<Vec<u8>> {
    let lines: Vec<&[u8]> = lines.split_inclusive(|byte| *byte == b'\n').collect();
    let (header, rest) = lines.split_first().expect("a header");
    let mut dealt = vec![header.to_vec(); processes];
    for (number, line) in rest.iter().rev().enumerate() {
        dealt[number % processes].extend_from_slice(line);
    }
    dealt
}

/// Divides sorted lines among some processes. Facts with the same key go to one process. Every process gets the header
/// and the visits, and the first process gets all other lines.
fn by_key(lines: &[u8], processes: usize) -> Vec<Vec<u8>> {
    let mut divided = vec![Vec::new(); processes];
    let (mut keys, mut last): (usize, Vec<u8>) = (0, Vec::new());
    for line in lines.split_inclusive(|byte| *byte == b'\n') {
        if !line.starts_with(b"3\t") {
            // Lines that a stage passes on must be passed on by only one process.
            let is_for_all = line.starts_with(b"0\t") || line.starts_with(b"2\t");
            let to = if is_for_all { 0..processes } else { 0..1 };
            to.for_each(|process| divided[process].extend_from_slice(line));
            continue;
        }
        let key: Vec<u8> =
            line.split(|byte| *byte == b'\t').take(3).collect::<Vec<_>>().join(&b'\t');
        if key != last {
            (keys, last) = (keys + 1, key);
        }
        divided[keys % processes].extend_from_slice(line);
    }
    divided
}

/// A stage, given its input and its output.
pub(crate) type RunStage<'r> = dyn Fn(&mut &[u8], &mut Vec<u8>) -> Result<(), ShardError> + 'r;

/// Returns what a stage prints.
pub(crate) fn stage_of(run: &RunStage<'_>, input: &[u8]) -> Vec<u8> {
    let (mut input, mut output) = (input, Vec::new());
    run(&mut input, &mut output).unwrap();
    output
}

/// Checks a dataset with several processes at each stage, and returns the run. The findings are completed both with the
/// dataset and without it.
pub(crate) fn shared_run(folder: &Path, sizes: Sizes, processes: usize) -> Run {
    let find: &FindFolders<'_> = &finder(folder);
    let today = PartialDate::parse("2026-01-01").unwrap();
    let options = Options { today, sizes, keeps_all_places: false };
    let mut plan = Vec::new();
    let dataset = Dataset::read_with(sizes, find().unwrap()).unwrap();
    shard::plan(&dataset, options, &mut plan).unwrap();
    let visit =
        |input: &Vec<u8>| stage_of(&|input, output| shard::visit(find, input, output), input);
    let visited: Vec<Vec<u8>> = dealt(&plan, processes).iter().map(visit).collect();
    let visited = sorted(&visited);
    let settle = |input: &Vec<u8>| {
        stage_of(&|input, output| shard::settle(find, None, input, output), input)
    };
    let settled: Vec<Vec<u8>> = by_key(&visited, processes).iter().map(settle).collect();
    // Every process has passed on all visits, so the repeated lines are removed.
    let mut settled: Vec<Vec<u8>> =
        sorted(&settled).split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    settled.dedup_by(|next, line| next == line && line.starts_with(b"2\t"));
    let settled = settled.concat();
    let complete = |find: &FindFolders<'_>, lines: &[u8]| {
        stage_of(&|input, output| shard::complete(find, None, input, output), lines)
    };
    let records = stage_of(&|input, output| shard::records(find, None, input, output), &settled);
    let completed = complete(&|| panic!("no dataset is looked for"), &records);
    assert!(
        sorted(std::slice::from_ref(&completed)) == sorted(&[complete(find, &settled)]),
        "with a storage"
    );
    shard::report(find, None, &mut completed.as_slice()).unwrap().run
}

/// Asserts that several processes have the same report on a dataset as one process. Returns the number of findings, or
/// `None` if the rulebook has mistakes and the dataset cannot be checked.
pub(crate) fn assert_same(
    folder: &Path,
    sizes: Sizes,
    numbers_of_processes: &[usize],
    about: &str,
) -> Option<usize> {
    let folders = Folders::of(&folder.join("factlint.toml"), folder);
    let dataset = Dataset::read_with(sizes, folders).ok()?;
    let today = PartialDate::parse("2026-01-01").unwrap();
    let alone = baseline::check(dataset, &today).ok()?;
    let findings = alone.run.findings.len();
    let alone = json(&alone.run);
    for processes in numbers_of_processes {
        let shared = json(&shared_run(folder, sizes, *processes));
        let mut lines = alone.lines().zip(shared.lines()).enumerate();
        let difference = lines.find(|(_, (left, right))| left != right);
        assert!(
            alone == shared,
            "{about}, {processes} processes: {difference:#?} in\n{alone}\nand\n{shared}"
        );
    }
    Some(findings)
}

pub(crate) fn finder(folder: &Path) -> impl Fn() -> Result<Folders, ShardError> + use<> {
    let folder = folder.to_owned();
    move || Ok(Folders::of(&folder.join("factlint.toml"), &folder))
}

pub(crate) fn write(folder: &Path, files: &BTreeMap<String, String>) {
    for (name, content) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, content.replace("<BOM>", "\u{feff}")).expect("a file");
    }
}

#[test]
fn the_examples_of_all_kinds_have_the_same_report_however_they_are_divided() {
    let mut found = 0;
    for kind in KINDS {
        let page = parse(kind.page);
        for section in ["Example", "Stays silent"] {
            let folder = tempfile::tempdir().expect("a folder");
            write(folder.path(), &page.files(section));
            let about = format!("{}, {section}", kind.name);
            for sizes in [Sizes::default(), Sizes { whole: 0, block: 40 }] {
                found += assert_same(folder.path(), sizes, &PROCESSES, &about).unwrap_or_default();
            }
        }
    }
    assert!(found >= 2 * KINDS.len(), "{found}");
}

#[test]
fn the_shipped_dataset_has_the_same_report_however_it_is_divided() {
    // A copy: a file of the repository may be replaced between two stages, for example by a rebase.
    let folder = Folder::with_the_dataset();
    // The schema is in another folder of the repository.
    std::fs::create_dir(folder.path(".git")).unwrap();
    for sizes in [Sizes::default(), Sizes { whole: 0, block: 2000 }] {
        let found = assert_same(&folder.path("dataset"), sizes, &PROCESSES, "the shipped dataset");
        assert!(found >= Some(6));
    }
}

#[test]
fn a_generated_dataset_with_every_mistake_has_the_same_report_however_it_is_divided() {
    for form in ["pretty", "lines"] {
        let folder = tempfile::tempdir().unwrap();
        let planted = ["schema", "reference", "dates", "quote", "value", "conflict"];
        let planted = planted.map(|kind| format!("{kind}=0.1"));
        let planted = planted.iter().flat_map(|planted| ["--plant", planted]);
        let arguments: Vec<&str> = ["--form", form].into_iter().chain(planted).collect();
        generate(folder.path(), &arguments);
        let sizes = Sizes { whole: 1000, block: 5000 };
        let found = assert_same(folder.path(), sizes, &PROCESSES, form);
        assert!(found > Some(40), "{found:?}");
    }
}

#[test]
fn a_clean_dataset_has_the_passages_of_its_claims_in_the_report_of_a_shared_run() {
    let folder = tempfile::tempdir().unwrap();
    generate(folder.path(), &["--form", "lines"]);
    let sizes = Sizes { whole: 1000, block: 5000 };
    // Some rules are idle in a small dataset. No finding is about a record.
    assert_eq!(assert_same(folder.path(), sizes, &PROCESSES, "no mistakes"), Some(4));
}

/// A small dataset and the lines that each stage prints for it.
struct Lines {
    folder: tempfile::TempDir,
    plan: Vec<u8>,
    visited: Vec<u8>,
    completed: Vec<u8>,
}

const TWO_OF_ONE_ID: &str = "version = 1
documents = ['*.jsonl']
[collections]
r = { select = '$[*]', id = 'id' }
[rules.u]
kind = 'unique'
in = 'r'
fields = 'id'
";

impl Lines {
    fn new() -> Lines {
        let folder = tempfile::tempdir().unwrap();
        let lines = r#"{"id": "a"}"#.to_owned() + "\n";
        std::fs::write(folder.path().join("factlint.toml"), TWO_OF_ONE_ID).unwrap();
        std::fs::write(folder.path().join("d.jsonl"), lines.repeat(2)).unwrap();
        let sizes = Sizes { whole: 0, block: 12 };
        let today = PartialDate::parse("2026-01-01").unwrap();
        let options = Options { today, sizes, keeps_all_places: false };
        let (find, mut plan) = (finder(folder.path()), Vec::new());
        let dataset = Dataset::read_with(sizes, find().unwrap()).unwrap();
        shard::plan(&dataset, options, &mut plan).unwrap();
        let (mut visited, mut settled, mut completed) = (Vec::new(), Vec::new(), Vec::new());
        shard::visit(&find, &mut plan.as_slice(), &mut visited).unwrap();
        let visited = sorted(&[visited]);
        shard::settle(&find, None, &mut visited.as_slice(), &mut settled).unwrap();
        shard::complete(&find, None, &mut settled.as_slice(), &mut completed).unwrap();
        drop(find);
        Lines { folder, plan, visited, completed }
    }

    /// Returns the error with which a stage refuses these lines.
    fn refusal(&self, stage: &str, lines: &[u8]) -> String {
        let (find, mut lines, mut output) = (finder(self.folder.path()), lines, Vec::new());
        let result = match stage {
            "visit" => shard::visit(&find, &mut lines, &mut output),
            "settle" => shard::settle(&find, None, &mut lines, &mut output),
            _ => shard::report(&find, None, &mut lines).map(drop),
        };
        result.expect_err("a mistake").to_string()
    }
}

/// Regression: a line without an end was read into memory until the program aborted.
#[test]
fn a_line_without_an_end_is_refused_at_its_beginning() {
    let lines = Lines::new();
    let refusal = |before: &[u8]| {
        let endless = std::io::Read::chain(before, std::io::repeat(b'a'));
        let (find, mut output) = (finder(lines.folder.path()), Vec::new());
        let result = shard::visit(&find, &mut std::io::BufReader::new(endless), &mut output);
        result.expect_err("a mistake").to_string()
    };
    assert_eq!(
        refusal(b""),
        "line 1 of the input: want the header of a plan, which `factlint shard plan` writes"
    );
    let reason = "it belongs to another plan, or was changed";
    let number = lines.plan.split_inclusive(|byte| *byte == b'\n').count() + 1;
    assert_eq!(refusal(&lines.plan), format!("line {number} of the input: {reason}"));
}

/// Returns the lines for which `is_left_out` returns `false`.
fn without(lines: &[u8], mut is_left_out: impl FnMut(&[u8]) -> bool) -> Vec<u8> {
    let lines = lines.split_inclusive(|byte| *byte == b'\n');
    lines.filter(|line| !is_left_out(line)).collect::<Vec<_>>().concat()
}

#[test]
fn a_run_with_a_missing_part_is_refused() {
    let lines = Lines::new();
    assert_eq!(
        shard::report(&finder(lines.folder.path()), None, &mut &*lines.completed)
            .unwrap()
            .run
            .findings
            .len(),
        1
    );
    let no_visits = without(&lines.completed, |line| line.starts_with(b"2\t"));
    assert_eq!(
        lines.refusal("report", &no_visits),
        "the run is incomplete: unit 0 of the plan was not visited"
    );
    let lost = without(&lines.completed, |line| line.starts_with(b"5\t"));
    assert_eq!(
        lines.refusal("report", &lost),
        "the run is incomplete: output of `settle` or `complete` is missing or there twice"
    );
    let no_end = without(&lines.completed, |line| line.starts_with(b"6\t"));
    assert_eq!(
        lines.refusal("report", &no_end),
        "the run is incomplete: the findings were not completed"
    );
    let twice =
        [&*lines.completed, &without(&lines.completed, |line| !line.starts_with(b"2\t"))].concat();
    assert_eq!(
        lines.refusal("report", &twice),
        "the run is incomplete: unit 0 of the plan was visited twice"
    );
    let cut_off = &lines.completed[..lines.completed.len() - 1];
    assert!(
        lines.refusal("report", cut_off).ends_with("it is cut off: a line ends with a line feed")
    );
    assert_eq!(
        lines.refusal("report", b""),
        "line 1 of the input: want the header of a plan, which `factlint shard plan` writes"
    );
}

/// The balance of each stage counts every line, so a missing line is noticed even if no later stage needs it.
#[test]
fn each_line_that_a_stage_has_printed_is_missed() {
    let lines = Lines::new();
    let find = finder(lines.folder.path());
    let is_refused = |visited: &[u8]| {
        let (mut settled, mut completed) = (Vec::new(), Vec::new());
        shard::settle(&find, None, &mut &*visited, &mut settled).unwrap();
        shard::complete(&find, None, &mut settled.as_slice(), &mut completed).unwrap();
        shard::report(&find, None, &mut completed.as_slice()).is_err()
    };
    assert!(!is_refused(&lines.visited));
    let facts = lines.visited.split(|byte| *byte == b'\n');
    let facts: Vec<&[u8]> = facts.filter(|line| line.starts_with(b"3\t")).collect();
    assert_eq!(facts.len(), 2);
    for fact in facts {
        let without_it = without(&lines.visited, |line| line.starts_with(fact));
        assert!(is_refused(&without_it));
        let twice = sorted(&[lines.visited.clone(), [fact, b"\n"].concat()]);
        assert!(is_refused(&twice));
    }
    let mut settled = Vec::new();
    shard::settle(&find, None, &mut &*lines.visited, &mut settled).unwrap();
    for line in settled.split_inclusive(|byte| *byte == b'\n').skip(1) {
        let rest = without(&settled, |other| other == line);
        let mut completed = Vec::new();
        let is_refused = shard::complete(&find, None, &mut &*rest, &mut completed).is_err()
            || shard::report(&find, None, &mut completed.as_slice()).is_err();
        assert!(is_refused, "{}", String::from_utf8_lossy(line));
    }
}

/// Returns a dataset whose claims are checked against properties in another document.
fn with_lookups() -> Folder {
    let rulebook = "version = 1
documents = ['*.jsonl']
[collections]
properties = { select = '$[*]', id = 'id', documents = ['properties.jsonl'] }
claims = { select = '$[*]', id = 'id', documents = ['claims.jsonl'] }
[rules.signature]
kind = 'signature'
";
    let claim = r#"{"id": "c", "subject": "s", "property": "p", "value": {"text": "x"}}"#;
    let property = r#"{"id": "p", "value": "text"}"#;
    Folder::new(&[
        ("factlint.toml", rulebook),
        ("claims.jsonl", &format!("{claim}\n")),
        ("properties.jsonl", &format!("{property}\n")),
    ])
}

#[test]
fn a_plan_is_refused_if_each_process_would_read_too_much_to_look_something_up() {
    let folder = with_lookups();
    let length = folder.read("properties.jsonl").len();
    let plan =
        |most: usize| folder.factlint(&["shard", "plan", "--largest-lookup", &most.to_string()]);
    plan(length).assert_code(0);
    plan(length - 1).assert_error(
        2,
        "error: the rule `signature` looks up records of `properties`, so each process would read 29 bytes, want at most 28; limit a collection to some documents (`documents`), or set a higher --largest-lookup",
    );
}

#[test]
fn a_file_of_codes_that_each_process_would_read_counts_as_looked_up() {
    let rulebook = "version = 1
documents = ['*.jsonl']
[collections]
r = { select = '$[*]', id = 'id' }
[rules.code]
kind = 'codelist'
in = 'r'
field = 'id'
file = 'codes.txt'
";
    let folder = Folder::new(&[
        ("factlint.toml", rulebook),
        ("codes.txt", "a\nb\n"),
        ("r.jsonl", "{\"id\": \"a\"}\n"),
    ]);
    folder.factlint(&["shard", "plan", "--largest-lookup", "4"]).assert_code(0);
    let outcome = folder.factlint(&["shard", "plan", "--largest-lookup", "3"]);
    outcome.assert_code(2);
    let reason =
        "the rule `code` looks up codes in `codes.txt`, so each process would read 4 bytes";
    assert!(outcome.stderr.contains(reason), "{outcome:#?}");
}

#[test]
fn a_document_whose_schema_rejects_the_values_around_its_records_has_one_report() {
    let rulebook = "version = 1
documents = ['d.json']
schema = 's.json'
[collections]
p = { select = '$.p[*]', id = 'id' }
[rules.n]
kind = 'compare'
in = 'p'
field = 'n'
is = '<'
value = 5
";
    for schema in [
        r#"{"type": "array", "properties": {"p": {"type": "array", "items": {"type": "object"}}}}"#,
        r#"{"properties": {"p": {"type": "object", "items": {"type": "object"}}}}"#,
    ] {
        let text = r#"{"p": [{"id": "a", "n": 9}]}"#;
        let files = [("factlint.toml", rulebook), ("s.json", schema), ("d.json", text)];
        assert_small(schema, &files);
    }
}

#[test]
fn a_plan_names_large_documents_that_one_process_visits_whole_and_why() {
    let rulebook = format!("{TWO_OF_ONE_ID}where = '$[0].id'\n");
    let folder = Folder::new(&[("factlint.toml", rulebook.as_str())]);
    for number in 0..7 {
        folder.write(&format!("{number}.jsonl"), "{\"id\": 1}\n".repeat(9));
    }
    let outcome = folder.factlint(&["shard", "plan", "--block-bytes", "50"]);
    outcome.assert_code(0);
    let warnings: Vec<&str> = outcome.stderr.lines().collect();
    let first =
        "warning: one process visits the whole of 0.jsonl: the rule `u` looks beyond one record";
    assert_eq!((warnings.len(), warnings[0]), (6, first), "{outcome:#?}");
    assert_eq!(warnings[5], "warning: the same applies to 2 more documents");
    let small = folder.factlint(&["shard", "plan"]);
    assert_eq!(small.stderr, "");
}

#[test]
fn facts_that_are_not_sorted_are_refused() {
    let lines = Lines::new();
    let mut facts: Vec<&[u8]> = lines.visited.split_inclusive(|byte| *byte == b'\n').collect();
    let first = facts.iter().position(|line| line.starts_with(b"3\t")).unwrap();
    facts.swap(first, first + 1);
    assert_eq!(
        lines.refusal("settle", &facts.concat()),
        "the facts are not sorted by their bytes: sort the lines with `LC_ALL=C sort`"
    );
}

#[test]
fn lines_of_another_plan_or_version_are_refused() {
    let lines = Lines::new();
    let plan = String::from_utf8(lines.plan.clone()).unwrap();
    let other = plan.replace("\"keeps_all_places\":false", "\"keeps_all_places\":true");
    assert_eq!(
        lines.refusal("visit", other.as_bytes()),
        "line 1 of the input: the header of the plan was changed"
    );
    let newer = plan.replace("factlint-shard/1", "factlint-shard/2");
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        lines.refusal("visit", newer.as_bytes()),
        format!(
            "the plan is of the format factlint-shard/2 and of factlint {version}, want factlint-shard/1 of factlint {version}"
        )
    );
    let header = plan.lines().next().unwrap();
    let of_other = format!("{header}\n1\tx\t00000000000\n");
    assert_eq!(
        lines.refusal("visit", of_other.as_bytes()),
        "line 2 of the input: it belongs to another plan, or was changed"
    );
    std::fs::write(lines.folder.path().join("d.jsonl"), "{\"id\": \"a\"}\n").unwrap();
    assert_eq!(
        lines.refusal("visit", &lines.plan),
        "the rulebook, a schema or a document has changed since the plan was made"
    );
}

/// The skeleton of this document has no gaps, since all arrays that could be left out are empty.
#[test]
fn a_document_whose_arrays_are_all_empty_is_visited() {
    let folder = tempfile::tempdir().unwrap();
    let rulebook = TWO_OF_ONE_ID.replace("jsonl", "json").replace("'$[*]'", "'$.notes.r[*]'");
    std::fs::write(folder.path().join("factlint.toml"), rulebook).unwrap();
    let text = r#"{"notes": {"r": [{"id": "a"}, {"id": "a"}]}, "others": []}"#;
    std::fs::write(folder.path().join("d.json"), text).unwrap();
    assert_eq!(assert_same(folder.path(), Sizes { whole: 0, block: 1 }, &[1, 2], "empty"), Some(1));
}

#[test]
fn rules_by_folder_see_all_documents_of_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let rulebook = "version = 1
documents = ['**/*.json']
[collections]
r = { select = '$[*]', id = 'id' }
[rules.u]
kind = 'unique'
within = 'folder'
in = 'r'
fields = 'id'
[rules.to]
kind = 'reference'
within = 'folder'
in = 'r'
field = 'to'
to = 'r'
";
    let files = [
        ("factlint.toml", rulebook),
        ("a/one.json", r#"[{"id": "x", "to": "y"}, {"id": "z", "to": "other"}]"#),
        ("a/two.json", r#"[{"id": "y"}, {"id": "x"}]"#),
        ("b/one.json", r#"[{"id": "x", "to": "y"}, {"id": "other"}]"#),
        ("three.json", r#"[{"id": "q", "to": "otter"}]"#),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned()));
    write(folder.path(), &BTreeMap::from(files));
    assert_eq!(assert_same(folder.path(), Sizes::default(), &PROCESSES, "folders"), Some(4));
}

/// Checks a small dataset with several processes, with documents read as a whole and in blocks of a few bytes.
fn assert_small(name: &str, files: &[(&str, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    write(folder.path(), &files.collect());
    let of = |sizes| {
        let folders = Folders::of(&folder.path().join("factlint.toml"), folder.path());
        let dataset = Dataset::read_with(sizes, folders).unwrap();
        json(&baseline::check(dataset, &PartialDate::parse("2026-01-01").unwrap()).unwrap().run)
    };
    let whole = of(Sizes::default());
    for block in [1, 5, 60] {
        let sizes = Sizes { whole: 0, block };
        assert_eq!(of(sizes), whole, "{name} in blocks of {block}");
        assert!(assert_same(folder.path(), sizes, &[1, 2, 7], name).is_some());
    }
    assert!(assert_same(folder.path(), Sizes::default(), &[1, 2, 7], name).is_some());
}

#[test]
fn the_place_and_the_cause_of_a_schema_error_do_not_depend_on_the_size_of_the_document() {
    let rulebook = "version = 1
documents = ['d.json']
schema = 's.json'
[collections]
p = { select = '$.p[*]' }
";
    let item = r#"{"type": "object", "required": ["x"], "minProperties": 3, "additionalProperties": false}"#;
    let with_properties = r#"{"type": "object", "additionalProperties": false, "properties": {"x": {"type": "string"}}}"#;
    let referring = r##"{"$ref": "#/$defs/item"}"##;
    let closed =
        r#"{"properties": {"n": {"additionalProperties": false}, "additionalProperties": false}}"#;
    for items in [item, with_properties, referring, closed, "false"] {
        let schema = format!(
            r#"{{"type": "object", "required": ["p"], "minProperties": 1, "additionalProperties": false,
"$defs": {{"item": {item}}}, "properties": {{"p": {{"items": {items}}}, "q": {{"items": {items}}}}}}}"#
        );
        let text = r#"{"p": [{"n": {"a": 1, "b": 2}}, {"x": 1, "additionalProperties": 1}, [], 7], "q": [{}]}"#;
        assert_small(items, &[("factlint.toml", rulebook), ("s.json", &schema), ("d.json", text)]);
    }
}

#[test]
fn a_mistake_in_the_ledger_is_found_before_anything_is_visited() {
    let folder = with_lookups();
    let rulebook = folder.read("factlint.toml");
    for (setting, name) in [("ledger", "reviews.toml"), ("baseline", "baseline.toml")] {
        let with_setting = format!("version = 1\n{setting} = '{name}'\n");
        folder.write("factlint.toml", rulebook.replacen("version = 1\n", &with_setting, 1));
        folder.write(name, "version = [");
        let outcome = folder.factlint(&["shard", "plan"]);
        outcome.assert_code(2);
        assert_eq!(outcome.stdout, "");
        let message = format!("error: {name}:1:12: not TOML");
        assert!(outcome.stderr.starts_with(&message), "{outcome:#?}");
    }
}

#[test]
fn the_first_unchecked_places_do_not_depend_on_who_counts_them() {
    let lines = |from: usize| -> String {
        let line = |number| {
            let year = if number % 2 == 0 { "1" } else { "2" };
            format!("{{\"id\": \"x{number}\", \"a\": \"{year}\", \"from\": \"2000-05\"}}\n")
        };
        (from..from + 13).map(line).collect()
    };
    let rulebook = "version = 1
documents = ['*.jsonl', '*.json']
schema = { 'a.json' = 's.schema' }
[collections]
a = { select = '$.a[*]', id = 'id', documents = ['*.json'] }
b = { select = '$[*]', id = 'id', documents = ['b-*.jsonl'] }
[rules.c]
kind = 'compare'
in = 'b'
field = 'from'
is = '>'
key = 'a'
to = 'a'
than = 'born'
";
    let schema =
        r#"{"properties": {"a": {"items": {"properties": {"born": {"type": "string"}}}}}}"#;
    let records = r#"{"a": [{"id": "1", "born": 5}, {"id": "2", "born": 5}]}"#;
    let (first, second) = (lines(0), lines(13));
    let files = [
        ("factlint.toml", rulebook),
        ("s.schema", schema),
        ("a.json", records),
        ("b-aa.jsonl", &first),
        ("b-ab.jsonl", &second),
    ];
    assert_small("unchecked", &files);
}

#[test]
fn the_first_value_that_is_not_checked_is_the_first_in_the_dataset() {
    let rulebook = "version = 1
documents = ['a.json', 'b.json']
[collections]
p = { select = '$.p[*]', id = 'id' }
o = { select = '$.o[*]', id = 'id' }
[rules.r]
kind = 'reference'
in = 'p'
field = 'x'
to = ['p', 'o']
";
    let files = [
        ("factlint.toml", rulebook),
        ("a.json", r#"{"p": [{}], "o": [{"id": {}}], "m": {"p": [{"id": "z"}]}}"#),
        ("b.json", r#"{"p": [{"id": ["x"]}, {"id": "1", "x": "1"}]}"#),
    ];
    assert_small("first", &files);
}

#[test]
fn a_document_without_a_record_is_read_in_blocks_too() {
    let lines = "version = 1
documents = ['a.jsonl', 'b.jsonl']
[collections]
o = { select = '$[*]', id = 'id' }
";
    let files = [("factlint.toml", lines), ("a.jsonl", "<BOM>"), ("b.jsonl", "{\"id\": \"1\"}\n")];
    assert_small("byte order mark", &files);
    let arrays = lines.replace("jsonl", "json").replace("'$[*]'", "'$.o[*]'");
    let files = [("factlint.toml", &*arrays), ("a.json", "{\"o\":[]}\n"), ("b.json", "")];
    assert_small("an empty array", &files);
}

#[test]
fn a_broken_line_hides_no_record_of_a_collection_that_reads_no_lines() {
    let rulebook = "version = 1
documents = ['t.jsonl', 'd.json']
[collections]
people = { select = '$.people[*]', id = 'id' }
things = { select = '$[*]', id = 'id', documents = ['t.jsonl'] }
[rules.holder]
kind = 'reference'
in = 'things'
field = 'holder'
to = 'people'
";
    let files = [
        ("factlint.toml", rulebook),
        ("t.jsonl", "broken\n{\"id\": \"t1\", \"holder\": \"p7\"}\n"),
        ("d.json", r#"{"people": [{"id": "p1"}]}"#),
    ];
    assert_small("a broken line", &files);
}

#[test]
fn the_datasets_below_are_named_in_the_report_of_a_shared_run() {
    let rulebook = "version = 1\ndocuments = [\"*.json\"]\n";
    let folder = Folder::new(&[
        ("factlint.toml", rulebook),
        ("a.json", "{}"),
        ("below/factlint.toml", rulebook),
        ("below/b.json", "{}"),
    ]);
    let piped = |arguments: &[&str], input: &[u8]| {
        let mut program = folder.program(&[&["shard"], arguments].concat());
        program.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut stage = program.spawn().expect("a stage");
        stage.stdin.take().expect("a pipe").write_all(input).expect("the stage reads");
        stage.wait_with_output().expect("an end").stdout
    };
    let day = "2026-01-01";
    let mut lines =
        folder.program(&["shard", "plan", "--today", day]).output().expect("a plan").stdout;
    for stage in ["visit", "settle", "complete"] {
        lines = sorted(&[piped(&[stage], &lines)]);
    }
    let report = piped(&["report", "--format", "json"], &lines);
    let local = folder.program(&["check", "--today", day, "--format", "json"]).output();
    let report = String::from_utf8(report).expect("UTF-8");
    assert!(report.contains("\"below/factlint.toml\""), "{report}");
    assert_eq!(report, String::from_utf8(local.expect("a check").stdout).expect("UTF-8"));
}
