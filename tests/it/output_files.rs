//! Tests `--output FORMAT=FILE`: one run writes several reports, and files are replaced atomically, so that no text is
//! lost.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::command::small::{DATA, folder};
use crate::command::{FORMATS, Folder, Outcome};
use std::process::Stdio;

const BROKEN: &str = r#"{ "records": [{ "id": "a", "parent": "b" }] }"#;

fn arguments(outputs: &[&str]) -> Vec<String> {
    outputs.iter().flat_map(|output| ["--output".to_owned(), (*output).to_owned()]).collect()
}

fn check(folder: &Folder, outputs: &[&str]) -> Outcome {
    let arguments = arguments(outputs);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    folder.check(&[&["--format", "concise"], arguments.as_slice()].concat())
}

#[test]
fn one_run_with_all_reports_equals_one_run_per_report() {
    let folder = folder(BROKEN);
    let outputs: Vec<String> =
        FORMATS.iter().map(|format| format!("{format}=report.{format}")).collect();
    let outputs: Vec<&str> = outputs.iter().map(String::as_str).collect();
    let outcome = check(&folder, &outputs);
    outcome.assert(1, "data.json:1:38: error[parent]: no record of `records` has the id `b`");
    assert_eq!(outcome.stderr, "");
    for format in FORMATS {
        let printed = folder.check(&["--format", format]).stdout;
        assert_eq!(folder.read(&format!("report.{format}")), printed, "{format}");
    }
}

#[test]
fn a_file_has_no_colours_whatever_the_terminal_has() {
    let folder = folder(BROKEN);
    let outcome = folder
        .command(&["--output", "human=report.txt"])
        .env("FORCE_COLOR", "1")
        .env("FORCE_HYPERLINK", "1")
        .output()
        .expect("the program");
    assert!(outcome.stdout.contains(&b'\x1b'));
    assert!(!folder.read("report.txt").contains('\u{1b}'));
}

#[test]
fn an_invalid_format_or_file_is_refused_before_anything_is_checked() {
    let folder = folder(BROKEN);
    folder.write("inner/file", "");
    for (output, reason) in [
        ("report.json", "want FORMAT=FILE, such as sarif=factlint.sarif"),
        ("sarf=x", "unknown format `sarf`: did you mean `sarif`?"),
        (
            "xml=x",
            "unknown format `xml`: want one of human, narrated, concise, json, jsonl, github, gitlab, junit, rdjson, sarif, markdown, html",
        ),
        ("sarif=", "got ``, want the name of a file"),
        ("sarif=inner", "got `inner`, want the name of a file"),
        ("sarif=inner/", "got `inner/`, want the name of a file"),
        ("sarif=nowhere/x", "no such directory: `nowhere`"),
        ("sarif=inner/file/x", "no such directory: `inner/file`"),
        ("sarif=-", "`-` is not a file: to print to standard output, use --format"),
    ] {
        let outcome = check(&folder, &[output]);
        let message = format!(
            "error: invalid value '{output}' for '--output <FORMAT=FILE>': {reason}\n\nFor more information, try '--help'.\n"
        );
        assert_eq!((outcome.stderr.as_str(), outcome.code), (message.as_str(), Some(2)));
        assert_eq!(outcome.stdout, "");
    }
}

#[test]
fn two_reports_for_one_file_are_refused_before_anything_is_checked() {
    let folder = folder(BROKEN);
    folder.write("inner/file", "");
    for outputs in [["sarif=x", "json=x"], ["sarif=./x", "sarif=inner/../x"]] {
        let outcome = check(&folder, &outputs);
        let path = outputs[1].split_once('=').expect("a path").1;
        let message = format!("error: cannot write two reports to the same file, {path}");
        outcome.assert_error(2, &message);
        assert_eq!(outcome.stdout, "");
        assert!(!folder.path("x").exists());
    }
}

#[test]
fn no_file_of_the_dataset_is_replaced() {
    let folder = folder(BROKEN);
    for name in ["data.json", "factlint.toml"] {
        let before = folder.read(name);
        let outcome = check(&folder, &[&format!("json={name}"), "jsonl=report.jsonl"]);
        outcome.assert_error(2, &format!("error: cannot write {name}: it is part of the dataset"));
        assert_eq!(folder.read(name), before);
        assert!(folder.read("report.jsonl").ends_with("}\n"), "the others are written");
    }
}

#[test]
fn exit_codes_do_not_depend_on_what_is_written() {
    for format in FORMATS {
        let output = format!("{format}=report");
        check(&folder(BROKEN), &[&output]).assert_code(1);
        check(&folder(DATA), &[&output]).assert_code(0);
    }
}

#[test]
fn a_run_that_cannot_check_replaces_the_report_of_the_run_before() {
    let folder = folder(DATA);
    let outputs = ["sarif=report.sarif", "gitlab=report.gitlab"];
    check(&folder, &outputs).assert_code(0);
    std::fs::remove_file(folder.path("data.json")).expect("removed");
    std::fs::create_dir(folder.path("data.json")).expect("a folder");
    check(&folder, &outputs).assert_error(2, "error: cannot read data.json: is a directory");
    let expected = "nothing was checked: a file cannot be read";
    let sarif = folder.read("report.sarif");
    assert!(
        sarif.contains("\"executionSuccessful\": false") && sarif.contains(expected),
        "{sarif}"
    );
    let gitlab = folder.read("report.gitlab");
    assert!(gitlab.contains("\"severity\": \"blocker\"") && gitlab.contains(expected), "{gitlab}");
}

#[cfg(unix)]
mod on_unix {
    use super::*;
    use std::io::Read;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    fn mode(folder: &Folder, name: &str) -> u32 {
        std::fs::metadata(folder.path(name)).expect("a file").permissions().mode() & 0o777
    }

    #[test]
    fn an_old_report_is_replaced_whole_and_keeps_its_permissions() {
        let folder = folder(BROKEN);
        folder.write("report.json", "old ".repeat(100_000));
        folder.write("plain", "");
        let private = std::fs::Permissions::from_mode(0o640);
        std::fs::set_permissions(folder.path("report.json"), private).expect("a mode");
        let before = std::fs::metadata(folder.path("report.json")).expect("a file").ino();
        check(&folder, &["json=report.json", "sarif=new.sarif"]).assert_code(1);
        assert!(folder.read("report.json").starts_with("{\n  \"version\": 2,"));
        assert_eq!(mode(&folder, "report.json"), 0o640);
        assert_eq!(mode(&folder, "new.sarif"), mode(&folder, "plain"));
        let after = std::fs::metadata(folder.path("report.json")).expect("a file").ino();
        assert_ne!(before, after, "a new file took its name");
        let names = std::fs::read_dir(folder.path("")).expect("a folder").count();
        assert_eq!(names, 6, "nothing is left beside");
    }

    #[test]
    fn the_target_of_a_link_is_replaced_and_not_the_link() {
        let folder = folder(BROKEN);
        folder.write("inner/report.json", "old");
        symlink("inner/report.json", folder.path("link.json")).expect("a link");
        check(&folder, &["json=link.json"]).assert_code(1);
        assert!(folder.read("inner/report.json").starts_with("{\n"));
        let link = std::fs::symlink_metadata(folder.path("link.json")).expect("a link");
        assert!(link.is_symlink());
        check(&folder, &["json=link.json", "sarif=inner/report.json"]).assert_code(2);
    }

    #[test]
    fn a_read_only_report_stays_as_it_is() {
        let folder = folder(BROKEN);
        folder.write("report.json", "old");
        let mode = std::fs::Permissions::from_mode(0o444);
        std::fs::set_permissions(folder.path("report.json"), mode).expect("a mode");
        let message = "error: cannot write report.json: it is read-only";
        check(&folder, &["json=report.json"]).assert_error(2, message);
        assert_eq!(folder.read("report.json"), "old");
    }

    #[test]
    fn a_full_disk_is_an_error() {
        let outcome = check(&folder(BROKEN), &["json=/dev/full"]);
        outcome.assert_code(2);
        assert!(outcome.stderr.starts_with("error: cannot write /dev/full: "), "{outcome:?}");
    }

    #[test]
    fn a_pipe_gets_the_report() {
        let folder = folder(BROKEN);
        let pipe = folder.path("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo");
        assert!(made.success());
        let reader = std::thread::spawn(move || {
            let mut text = String::new();
            let mut pipe = std::fs::File::open(pipe).expect("a pipe");
            pipe.read_to_string(&mut text).expect("text");
            text
        });
        check(&folder, &["jsonl=pipe"]).assert_code(1);
        let text = reader.join().expect("a reader");
        assert_eq!(text, folder.check(&["--format", "jsonl"]).stdout);
    }

    #[test]
    fn the_standard_output_may_be_a_file_that_has_been_written_to() {
        let folder = folder(BROKEN);
        let stdout = std::fs::File::create(folder.path("out")).expect("a file");
        let arguments = ["--format", "concise", "--output", "jsonl=/dev/stdout"];
        let status = folder.command(&arguments).stdout(stdout).status().expect("the program");
        assert_eq!(status.code(), Some(1));
        let printed = ["concise", "jsonl"].map(|format| folder.check(&["--format", format]).stdout);
        assert_eq!(folder.read("out"), printed.concat());
    }
}

#[test]
fn a_job_summary_keeps_the_existing_text() {
    let folder = folder(BROKEN);
    folder.write("summary.md", "# Tests\n\nAll passed.");
    let run = || {
        let output = folder
            .command(&["--output", "markdown=summary.md"])
            .env("GITHUB_STEP_SUMMARY", folder.path("summary.md"))
            .output();
        assert_eq!(output.expect("the program").status.code(), Some(1));
    };
    run();
    let markdown = folder.check(&["--format", "markdown"]).stdout;
    assert_eq!(folder.read("summary.md"), format!("# Tests\n\nAll passed.\n{markdown}"));
    run();
    assert_eq!(folder.read("summary.md").matches("## factlint").count(), 2);
    check(&folder, &["markdown=summary.md"]).assert_code(1);
    assert_eq!(folder.read("summary.md"), markdown, "any other file is replaced");
}

#[test]
fn runs_that_write_one_new_file_at_once_all_succeed() {
    let folder = folder(BROKEN);
    for _ in 0..5 {
        let started = || {
            let mut command =
                folder.command(&["--format", "concise", "--output", "json=report.json"]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program")
        };
        let runs: Vec<_> = (0..6).map(|_| started()).collect();
        for run in runs {
            let output = run.wait_with_output().expect("an end");
            let error = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!((output.status.code(), error.as_str()), (Some(1), ""));
        }
        assert_eq!(folder.read("report.json"), folder.check(&["--format", "json"]).stdout);
        std::fs::remove_file(folder.path("report.json")).expect("a file");
    }
}
