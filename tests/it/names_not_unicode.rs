//! Files and folders whose names are not Unicode are read, written, compared and named like others.
#![cfg(unix)]
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::command::{Folder, run};
use crate::repository::Repository;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::process::Command;

const RULEBOOK: &str = r#"version = 1
documents = ["*/*.json"]

[collections]
things = { select = "$", id = "id" }

[rules.code]
kind = "codelist"
in = "things"
field = "code"
values = ["Alpha"]
"#;

const ALPHA: &str = "{\n  \"id\": \"a\",\n  \"code\": \"Alpha\"\n}\n";

/// Returns the path of `caf<e9>/<ff>.json` in a folder.
fn document(folder: &Folder) -> PathBuf {
    folder.path("").join(OsStr::from_bytes(b"caf\xe9/\xff.json"))
}

/// Returns a folder with a rulebook and the document.
fn folder(document_text: &str) -> Folder {
    let folder = Folder::new(&[("factlint.toml", RULEBOOK)]);
    let path = document(&folder);
    fs::create_dir(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, document_text).expect("a file");
    folder
}

#[test]
fn a_file_whose_name_is_not_unicode_is_checked_edited_and_formatted() {
    let wrong = ALPHA.replace("Alpha", "alpha");
    let folder = folder(&wrong);
    let outcome = folder.check(&["--format", "concise"]);
    outcome.assert(1, "caf\u{fffd}/\u{fffd}.json:3:11: error[code]");
    let report = folder.check(&["--format", "json"]).report();
    assert_eq!(report["findings"][0]["places"][0]["file"], "caf\u{10ffe9}/\u{10ffff}.json");
    let sarif = folder.check(&["--format", "sarif"]).stdout;
    assert!(sarif.contains("\"caf%E9/%FF.json\""), "{sarif}");
    folder.factlint(&["check", "--fix"]).assert_code(0);
    assert_eq!(fs::read_to_string(document(&folder)).expect("a file"), ALPHA);
    fs::write(document(&folder), ALPHA.replace('\n', "")).expect("a file");
    folder.factlint(&["fmt"]).assert_code(0);
    assert_eq!(fs::read_to_string(document(&folder)).expect("a file"), ALPHA);
    let left = fs::read_dir(document(&folder).parent().expect("a folder")).expect("a folder");
    assert_eq!(left.count(), 1);
}

#[test]
fn a_file_whose_name_is_not_unicode_is_compared_with_its_revision() {
    let repository = Repository::of(folder(ALPHA));
    repository.diff(&["HEAD"]).assert_code(0);
    fs::write(document(&repository.files), ALPHA.replace("Alpha", "Beta")).expect("a file");
    let outcome = repository.diff(&["HEAD"]);
    outcome.assert(
        1,
        "caf\u{fffd}/\u{fffd}.json:3:11: error[code]: got `Beta` in `code`, want `Alpha` (new)",
    );
}

#[test]
fn a_printed_command_names_a_folder_whose_name_is_not_unicode() {
    let folder = Folder::new(&[]);
    let inner = folder.path("").join(OsStr::from_bytes(b"\xfe"));
    fs::create_dir(&inner).expect("a folder");
    fs::write(inner.join("data.json"), "{}").expect("a file");
    let mut check = folder.program(&["check"]);
    check.arg(OsStr::from_bytes(b"\xfe"));
    let outcome = run(check);
    outcome.assert_code(2);
    assert!(outcome.stderr.contains("run `factlint init $'\\376'`"), "{}", outcome.stderr);
    let command = format!("{} init $'\\376'", env!("CARGO_BIN_EXE_factlint"));
    let status = Command::new("bash").args(["-c", &command]).current_dir(folder.path("")).status();
    assert!(status.expect("bash").success());
    assert!(inner.join("factlint.toml").exists());
}
