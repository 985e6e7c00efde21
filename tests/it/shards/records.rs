//! Completing findings without the dataset: what `shard records` prints is all that `shard complete` reads.

use super::{TWO_OF_ONE_ID, finder, sorted, stage_of, without};
use crate::command::Folder;
use factlint::dataset::{Dataset, Sizes};
use factlint::finding::decoded;
use factlint::shard::{self, Options};
use factlint::value::date::PartialDate;
use std::io::Write;
use std::process::Stdio;

/// Two documents in blocks of one record. The first has a reference whose id is nearly that of another record; the
/// second has periods.
fn dataset() -> Folder {
    let rulebook = TWO_OF_ONE_ID.replace("id = 'id' }", "id = 'id', documents = ['d.jsonl'] }")
        + "[rules.to]\nkind = 'reference'\nin = 'r'\nfield = 'to'\nto = 'r'\n"
        + "[collections.p]\nselect = '$[*]'\nid = 'id'\ndocuments = ['e.jsonl']\n"
        + "[rules.apart]\nkind = 'overlap'\nin = 'p'\nfrom = 'from'\nto = 'to'\n";
    let folder = Folder::new(&[("factlint.toml", &rulebook)]);
    let others = (0..6).map(|number| format!("{{\"id\": \"record-{number}\"}}\n"));
    let named = ["{\"id\": \"harbour\"}\n", "{\"id\": \"x\", \"to\": \"harbuor\"}\n"];
    folder.write("d.jsonl", others.chain(named.map(str::to_owned)).collect::<String>());
    let period = |year: u32| {
        format!("{{\"id\": \"{year}\", \"from\": \"{year}-02-01\", \"to\": \"{year}-03-01\"}}\n")
    };
    folder.write("e.jsonl", (2001..2041).map(period).collect::<String>());
    folder
}

/// Returns what `shard settle` prints about a dataset.
fn settled(folder: &Folder) -> Vec<u8> {
    let find = finder(&folder.path(""));
    let today = PartialDate::parse("2026-01-01").unwrap();
    let sizes = Sizes { whole: 0, block: 20 };
    let options = Options { today, sizes, keeps_all_places: false };
    let mut plan = Vec::new();
    let read = Dataset::read_with(sizes, find().unwrap()).unwrap();
    shard::plan(&read, options, &mut plan).unwrap();
    let visited = stage_of(&|input, output| shard::visit(&find, input, output), &plan);
    let visited = sorted(&[visited]);
    stage_of(&|input, output| shard::settle(&find, None, input, output), &visited)
}

/// Returns the lines that `shard records` adds to what `shard settle` prints, and all that it prints.
fn records(folder: &Folder) -> (Vec<u8>, Vec<u8>) {
    let find = finder(&folder.path(""));
    let all =
        stage_of(&|input, output| shard::records(&find, None, input, output), &settled(folder));
    (without(&all, |line| !line.starts_with(b"7\t")), all)
}

#[test]
fn findings_are_completed_where_the_dataset_is_not() {
    let folder = dataset();
    let elsewhere = Folder::new(&[]);
    let mut program = elsewhere.program(&["shard", "complete"]);
    program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut complete = program.spawn().unwrap();
    complete.stdin.take().unwrap().write_all(&records(&folder).1).unwrap();
    let output = complete.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    let run = shard::report(&finder(&folder.path("")), None, &mut &*output.stdout).unwrap().run;
    let messages: Vec<String> = decoded(&run.findings).map(|finding| finding.message).collect();
    assert_eq!(messages, ["no record of `r` has the id `harbuor`"]);
    assert_eq!(run.findings[0].decode().help.as_deref(), Some("did you mean `harbour`?"));
}

#[test]
fn each_line_of_records_is_missed() {
    let (records, all) = records(&dataset());
    let is_refused = |mut lines: &[u8]| {
        let nowhere = || panic!("no dataset is looked for");
        shard::complete(&nowhere, None, &mut lines, &mut Vec::new()).is_err()
    };
    assert!(!is_refused(&all));
    let records: Vec<&[u8]> = records.split_inclusive(|byte| *byte == b'\n').collect();
    // The folder, the settings, two documents, and the blocks in which a near id is looked for.
    assert_eq!(records.len(), 10);
    for record in records {
        let rest = without(&all, |line| line == record);
        assert!(is_refused(&rest), "{}", String::from_utf8_lossy(record));
    }
}

/// Of the forty periods, two are recorded if they overlap, and none if no two do.
#[test]
fn only_the_records_of_findings_are_recorded() {
    let folder = dataset();
    let clean = records(&folder).0.len();
    folder.replace("e.jsonl", "2001-03-01", "2002-03-01");
    let of_two = records(&folder).0.len();
    assert!(clean < of_two && of_two < clean + 600, "{clean} and {of_two}");
}

#[test]
fn what_changed_since_the_plan_is_not_recorded() {
    let folder = dataset();
    let settled = settled(&folder);
    folder.replace("d.jsonl", "harbuor", "harbor");
    let find = finder(&folder.path(""));
    let error = shard::records(&find, None, &mut &*settled, &mut Vec::new()).unwrap_err();
    let changed = "the rulebook, a schema or a document has changed since the plan was made";
    assert_eq!(error.to_string(), changed);
}
