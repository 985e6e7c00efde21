//! Tests writing the ledger under difficult conditions: two concurrent writers, a killed process, a read-only folder, a
//! full disk. The ledger always has either the old text or the new text, and no verdict is lost.
#![cfg(unix)]
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::command::budget::{DATA, EMPTY, RULEBOOK};
use crate::command::{Folder, TODAY};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: u32 = 200;

/// The prefix of the fingerprint of one of the two findings in the dataset below.
const FIRST: &str = "3293eebb4104";

/// A dataset with two findings.
fn folder() -> Folder {
    let data = DATA.replacen(
        "\"claims\": [\n",
        r#""claims": [
    { "id": "c", "subject": "igci", "property": "budget", "value": { "count": 1 } },
    { "id": "d", "subject": "igci", "property": "budget", "value": { "count": 2 } },
"#,
        1,
    );
    Folder::new(&[("factlint.toml", RULEBOOK), ("data.json", &data), ("reviews.toml", EMPTY)])
}

fn second(folder: &Folder) -> String {
    let report = folder.check(&["--format", "json"]).report();
    let findings = report["findings"].as_array().expect("findings");
    let fingerprints = findings.iter().filter_map(|finding| finding["fingerprint"].as_str());
    let other = fingerprints.into_iter().find(|fingerprint| !fingerprint.starts_with(FIRST));
    other.expect("a second finding").to_owned()
}

fn decide(folder: &Folder, fingerprint: &str, by: &str) -> Command {
    let mut command = folder.program(&[
        "review",
        "decide",
        fingerprint,
        "--today",
        TODAY,
        "--outcome",
        "accepted",
        "--reason",
        "so",
        "--by",
        by,
    ]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn started(mut command: Command) -> Child {
    command.spawn().expect("the program")
}

#[test]
fn concurrent_decisions_on_two_findings_are_both_recorded() {
    let folder = folder();
    let second = second(&folder);
    for run in 0..RUNS {
        folder.write("reviews.toml", EMPTY);
        let both = [(FIRST, "Ada"), (second.as_str(), "Bob")];
        let both = both.map(|(fingerprint, by)| started(decide(&folder, fingerprint, by)));
        for child in both {
            let output = child.wait_with_output().expect("an end");
            assert!(output.status.success(), "run {run}: {output:?}");
        }
        let ledger = folder.read("reviews.toml");
        assert_eq!(ledger.matches("[[verdict]]").count(), 2, "run {run}: {ledger}");
        for by in ["\"Ada\"", "\"Bob\""] {
            assert!(ledger.contains(by), "run {run}: {ledger}");
        }
    }
    let outcome = folder.check(&["--format", "concise"]);
    outcome.assert(0, "decided: 2 verdicts in force");
    assert!(leftovers(&folder).is_empty());
}

#[test]
fn one_of_two_concurrent_decisions_on_one_finding_is_refused() {
    let folder = folder();
    for run in 0..RUNS {
        folder.write("reviews.toml", EMPTY);
        let both = ["Ada", "Bob"].map(|by| (by, started(decide(&folder, FIRST, by))));
        let mut recorded = Vec::new();
        for (by, child) in both {
            let output = child.wait_with_output().expect("an end");
            let error = String::from_utf8_lossy(&output.stderr).into_owned();
            match output.status.code() {
                Some(0) => recorded.push(by),
                // The other process wrote first, either before or after this process read the ledger.
                Some(2) => {
                    assert!(error.contains("decided `accepted` on"), "run {run}: {error}");
                }
                code => panic!("run {run}: {code:?} {error}"),
            }
        }
        let ledger = folder.read("reviews.toml");
        let [winner] = recorded[..] else { panic!("run {run}: {recorded:?}\n{ledger}") };
        assert!(ledger.contains(&format!("by          = \"{winner}\"")), "run {run}: {ledger}");
        assert_eq!(ledger.matches("[[verdict]]").count(), 1, "run {run}: {ledger}");
    }
}

/// Returns the files left by killed writers.
fn leftovers(folder: &Folder) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder.path("")).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let is_new = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(".reviews.toml.")
    };
    paths.filter(is_new).collect()
}

#[test]
fn a_writer_that_is_killed_leaves_the_old_text_or_the_new_one() {
    let folder = folder();
    // A long ledger takes longer to write.
    let old = format!("{EMPTY}{}", "# what people wrote\n".repeat(20_000));
    folder.write("reviews.toml", &old);
    let begun = Instant::now();
    assert!(decide(&folder, FIRST, "Ada").status().expect("an end").success());
    let whole = begun.elapsed();
    let new = folder.read("reviews.toml");
    let mut killed_while_writing = 0;
    for run in 0..RUNS {
        folder.write("reviews.toml", &old);
        let mut child = started(decide(&folder, FIRST, "Ada"));
        if run % 2 == 0 {
            // Kill the process as soon as it begins to write the new text.
            while leftovers(&folder).is_empty() && child.try_wait().expect("a child").is_none() {}
        } else {
            std::thread::sleep(whole.mul_f64(f64::from(run) / f64::from(RUNS)));
        }
        child.kill().expect("killed");
        child.wait().expect("an end");
        let ledger = folder.read("reviews.toml");
        assert!(ledger == old || ledger == new, "run {run}: {} bytes", ledger.len());
        killed_while_writing += leftovers(&folder).len();
        // The next writer removes the files left by the killed one.
        if run % 20 == 19 {
            folder.write("reviews.toml", &old);
            assert!(decide(&folder, FIRST, "Ada").status().expect("an end").success());
            assert_eq!(folder.read("reviews.toml"), new);
            assert!(leftovers(&folder).is_empty());
        }
        for path in leftovers(&folder) {
            std::fs::remove_file(path).expect("removed");
        }
    }
    assert!(
        killed_while_writing > 20,
        "only {killed_while_writing} runs were killed in the middle"
    );
}

/// The id of a user without any files.
const NOBODY: u32 = 65534;

/// Returns the command, to be run by a user without privileges if the tests run as root, who may write everywhere.
fn without_rights(folder: &Folder, command: &Command) -> Command {
    let arguments = command.get_args();
    let is_root = std::fs::metadata(folder.path("")).expect("a folder").uid() == 0;
    if !is_root {
        let mut same = Command::new(command.get_program());
        same.args(arguments).current_dir(folder.path(""));
        return same;
    }
    let program = folder.path("factlint");
    if !program.exists() {
        std::fs::copy(command.get_program(), &program).expect("a copy");
    }
    let mut without = Command::new(program);
    without.args(arguments).current_dir(folder.path("")).uid(NOBODY).gid(NOBODY);
    without
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("a mode");
}

fn assert_refused(output: &std::process::Output, reason: &str) {
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(
        error.starts_with("error: cannot write ") && error.ends_with("; the file is unchanged\n"),
        "{error}"
    );
    assert!(error.contains(reason), "{error}");
}

#[test]
fn a_read_only_folder_is_reported_and_nothing_is_lost() {
    let folder = folder();
    let command = decide(&folder, FIRST, "Ada");
    let mut command = without_rights(&folder, &command);
    set_mode(&folder.path(""), 0o555);
    let output = command.output().expect("the program");
    set_mode(&folder.path(""), 0o755);
    assert_refused(&output, "permission denied");
    assert_eq!(folder.read("reviews.toml"), EMPTY);
    assert!(leftovers(&folder).is_empty());
}

#[test]
fn a_ledger_that_is_read_only_is_not_replaced() {
    let folder = folder();
    set_mode(&folder.path("reviews.toml"), 0o444);
    let output = decide(&folder, FIRST, "Ada").output().expect("the program");
    assert_refused(&output, "it is read-only");
    assert_eq!(folder.read("reviews.toml"), EMPTY);
}

#[test]
fn a_full_disk_is_reported_and_nothing_is_lost() {
    // A limit on the size of files simulates a full disk: writing fails before the end of the text.
    let folder = folder();
    let old = format!("{EMPTY}{}", "# what people wrote\n".repeat(1_000));
    folder.write("reviews.toml", &old);
    let command = decide(&folder, FIRST, "Ada");
    let mut limited = Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\""]);
    limited.arg(command.get_program()).args(command.get_args()).current_dir(folder.path(""));
    let output = limited.output().expect("a shell");
    assert_refused(&output, "File too large");
    assert_eq!(folder.read("reviews.toml"), old);
    assert!(leftovers(&folder).is_empty());
}

#[test]
fn a_ledger_keeps_its_mode_and_a_link_stays_a_link() {
    let folder = folder();
    folder.write("kept/reviews.toml", EMPTY);
    set_mode(&folder.path("kept/reviews.toml"), 0o640);
    std::fs::remove_file(folder.path("reviews.toml")).expect("removed");
    std::os::unix::fs::symlink("kept/reviews.toml", folder.path("reviews.toml")).expect("a link");
    assert!(decide(&folder, FIRST, "Ada").status().expect("an end").success());
    assert!(folder.path("reviews.toml").is_symlink());
    let metadata = std::fs::metadata(folder.path("kept/reviews.toml")).expect("a file");
    assert_eq!(metadata.mode() & 0o777, 0o640);
    assert!(folder.read("kept/reviews.toml").contains("[[verdict]]"));
}

#[test]
fn writers_wait_for_each_other() {
    let folder = folder();
    let ledger = std::fs::File::open(folder.path("reviews.toml")).expect("a file");
    ledger.lock().expect("a lock");
    let mut child = started(decide(&folder, FIRST, "Ada"));
    std::thread::sleep(Duration::from_millis(500));
    assert!(child.try_wait().expect("a child").is_none(), "it did not wait");
    assert_eq!(folder.read("reviews.toml"), EMPTY);
    drop(ledger);
    assert!(child.wait().expect("an end").success());
    assert!(folder.read("reviews.toml").contains("[[verdict]]"));
}

#[test]
fn a_waiting_writer_says_what_it_waits_for() {
    let folder = folder();
    let ledger = std::fs::File::open(folder.path("reviews.toml")).expect("a file");
    ledger.lock().expect("a lock");
    let child = started(decide(&folder, FIRST, "Ada"));
    std::thread::sleep(Duration::from_secs(3));
    drop(ledger);
    let output = child.wait_with_output().expect("an end");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{error}");
    assert_eq!(error.matches("waiting for another process that writes ").count(), 1, "{error}");
    assert!(error.contains("reviews.toml\n"), "{error}");
}
