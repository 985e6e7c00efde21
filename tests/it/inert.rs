//! Tests that no setting, hook or attribute of a repository makes factlint run a program.
#![cfg(unix)]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says what did not run"
)]

use crate::command::Outcome;
use crate::repository::Repository;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

const RULEBOOK: &str = r#"version = 1
documents = ["data/*.json"]
ledger = "reviews.toml"

[collections]
things = { select = "$.things[*]", id = "id" }

[rules.names]
kind = "unique"
level = "review"
in = "things"
fields = "name"

[rules.idle]
level = "off"
"#;

const THINGS: &str =
    "{\"things\": [\n  {\"id\": \"a\", \"name\": \"x\"},\n  {\"id\": \"b\", \"name\": \"x\"}\n]}\n";

const FILES: [(&str, &str); 3] =
    [("factlint.toml", RULEBOOK), ("reviews.toml", "version = 2\n"), ("data/a.json", THINGS)];

/// The settings of git that name a program.
const SETTINGS: [&str; 28] = [
    "alias.log",
    "alias.cat-file",
    "alias.check-attr",
    "core.alternateRefsCommand",
    "core.askPass",
    "core.editor",
    "core.fsmonitor",
    "core.gitProxy",
    "core.pager",
    "core.sshCommand",
    "credential.helper",
    "diff.external",
    "diff.marked.command",
    "diff.marked.textconv",
    "filter.marked.clean",
    "filter.marked.process",
    "filter.marked.smudge",
    "gpg.openpgp.program",
    "gpg.program",
    "gpg.ssh.program",
    "gpg.x509.program",
    "interactive.diffFilter",
    "merge.marked.driver",
    "pager.config",
    "pager.diff",
    "pager.log",
    "sequence.editor",
    "uploadpack.packObjectsHook",
];

const HOOKS: [&str; 7] = [
    "fsmonitor-watchman",
    "post-checkout",
    "post-index-change",
    "pre-auto-gc",
    "pre-commit",
    "reference-transaction",
    "sendemail-validate",
];

/// A repository in which every setting and hook leaves a trace if it is used.
struct Marked {
    repository: Repository,
    marks: tempfile::TempDir,
}

impl Marked {
    fn new() -> Marked {
        let repository = Repository::new(&FILES);
        let marks = tempfile::tempdir().expect("a folder");
        let marked = Marked { repository, marks };
        let signed = marked.signed_commit();
        marked.repository.git(&["reset", "--quiet", "--hard", &signed]);
        marked.script("the-repository-works");
        for name in SETTINGS {
            let script = marked.script(name);
            let value = script.to_str().expect("Unicode");
            let alias = format!("!{value}");
            let value = if name.starts_with("alias.") { alias.as_str() } else { value };
            marked.repository.git(&["config", name, value]);
        }
        for (name, value) in [
            ("log.showSignature", "true"),
            ("remote.origin.url", "ext::sh -c true"),
            ("remote.origin.promisor", "true"),
            ("remote.origin.vcs", "marked"),
            ("extensions.partialClone", "origin"),
            ("protocol.ext.allow", "always"),
        ] {
            marked.repository.git(&["config", name, value]);
        }
        let hooks = marked.repository.path("hooks");
        std::fs::create_dir(&hooks).expect("a folder");
        for name in HOOKS {
            let script = marked.script(name);
            std::fs::copy(script, hooks.join(name)).expect("a hook");
        }
        marked.repository.git(&["config", "core.hooksPath", hooks.to_str().expect("Unicode")]);
        marked
    }

    /// Writes a program that leaves a trace and copies its input.
    fn script(&self, name: &str) -> PathBuf {
        let folder = self.marks.path().join("scripts");
        std::fs::create_dir_all(&folder).expect("a folder");
        let mark = self.marks.path().join(name);
        let path = folder.join(name);
        std::fs::write(&path, format!("#!/bin/sh\ntouch '{}'\ncat\n", mark.display()))
            .expect("a script");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("a mode");
        path
    }

    /// Creates a commit with a signature, and returns its id.
    fn signed_commit(&self) -> String {
        let commit = self.repository.git(&["cat-file", "commit", "HEAD"]);
        let (head, message) = commit.split_once("\n\n").expect("a message");
        let signature =
            "gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ\n -----END PGP SIGNATURE-----";
        self.repository.files.write("commit", format!("{head}\n{signature}\n\n{message}"));
        let id = self.repository.git(&["hash-object", "-t", "commit", "-w", "commit"]);
        std::fs::remove_file(self.repository.path("commit")).expect("removed");
        id.trim().to_owned()
    }

    #[track_caller]
    fn assert_no_mark(&self, what: &str, outcome: &Outcome) {
        let entries = std::fs::read_dir(self.marks.path()).expect("a folder");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        let marks: Vec<_> = names.filter(|name| name != "scripts").collect();
        assert!(marks.is_empty(), "{what}: {marks:?} {outcome:#?}");
    }
}

#[test]
fn no_setting_and_no_hook_of_a_repository_runs_a_program() {
    let marked = Marked::new();
    let files = &marked.repository.files;
    let report = marked.repository.run_in("", &["check", "--format", "json"]).report();
    let fingerprint =
        report["findings"][0]["fingerprint"].as_str().expect("a fingerprint").to_owned();
    for attributes in ["", "*.json filter=marked diff=marked merge=marked\n"] {
        files.write(".gitattributes", attributes);
        for is_changed in [false, true] {
            if is_changed {
                files.write("data/a.json", THINGS.replace("\"a\"", "\"c\""));
            } else {
                // The file has the same content as in the index, but another modification time.
                files.write("data/a.json", THINGS);
            }
            for command in [
                &["diff", "HEAD"][..],
                &["diff", "--staged"],
                &["diff", "HEAD", "--merge-base"],
                &["diff", "no-such-revision"],
                &["review", "list"],
                &["review", "show", &fingerprint],
                &["check"],
                &["config"],
            ] {
                let outcome = marked.repository.run_in("", command);
                marked.assert_no_mark(&format!("{command:?} {attributes}"), &outcome);
            }
        }
    }
}

#[test]
fn a_file_with_a_filter_is_not_compared_unless_the_filter_may_run() {
    let marked = Marked::new();
    marked.repository.files.write(".gitattributes", "*.json filter=marked\n");
    marked.repository.git(&["config", "--unset", "filter.marked.process"]);
    let outcome = marked.repository.diff(&["HEAD"]);
    outcome.assert(0, "data/a.json: it is not compared, because git would run its filter `marked` (see `--filters`)");
    let outcome = marked.repository.diff(&["HEAD", "--filters"]);
    outcome.assert_code(0);
    assert!(marked.marks.path().join("filter.marked.smudge").exists(), "{outcome:#?}");
}

#[test]
fn a_pointer_of_git_lfs_is_not_compared() {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n";
    let repository = Repository::new(&[FILES[0], FILES[1], ("data/a.json", pointer)]);
    repository.files.write("data/a.json", THINGS);
    let said = "data/a.json: it is not compared, because it is a Git LFS pointer (see `--filters`)";
    repository.diff(&["HEAD"]).assert(0, said);
    let report = repository.run_in("", &["diff", "HEAD", "--format", "json"]).report();
    let path = &report["comparison"]["paths_not_compared"][0];
    assert_eq!(path["path"], "data/a.json", "{report:#}");
}

/// Regression: if one document had a filter, no document was compared.
#[test]
fn documents_beside_one_with_a_filter_are_compared() {
    let repository = Repository::new(&[
        FILES[0],
        FILES[1],
        FILES[2],
        ("data/b.json", "{ \"things\": [] }"),
        (".gitattributes", "a.json filter=marked\n"),
    ]);
    repository.files.write("data/b.json", "{ \"things\": [], \"things\": [] }");
    let outcome = repository.diff(&["HEAD"]);
    outcome.assert(1, "data/b.json:1:17: error[duplicate-key]");
    outcome.assert(1, "data/a.json: it is not compared, because git would run its filter `marked`");
}

#[test]
fn a_filter_cannot_hide_what_a_change_does_to_a_document() {
    let repository = Repository::new(&FILES);
    repository.files.write(".gitattributes", "*.json filter=marked\n");
    repository.files.write("data/a.json", "{ \"things\": [], \"things\": [] }");
    let outcome = repository.diff(&["HEAD"]);
    let error = "error: findings may be new, but a document that they rest on is not compared";
    outcome.assert_error(2, error);
    assert!(outcome.stdout.contains("not compared: 1 finding "), "{outcome:#?}");
}

#[test]
fn a_document_in_another_encoding_is_as_git_writes_it() {
    for encoding in ["UTF-16", "UTF-16LE", "UTF-16BE", "UTF-16LE-BOM", "utf-8"] {
        let attributes = format!("*.json working-tree-encoding={encoding}\n");
        let repository = Repository::new(&FILES);
        repository.files.write(".gitattributes", &attributes);
        std::fs::remove_file(repository.path("data/a.json")).expect("removed");
        repository.git(&["checkout", "--quiet", "HEAD", "--", "data/a.json"]);
        let is_changed =
            std::fs::read(repository.path("data/a.json")).expect("a file") != THINGS.as_bytes();
        assert_eq!(is_changed, encoding != "utf-8");
        let report = repository.run_in("", &["diff", "HEAD", "--format", "json"]).report();
        let comparison = &report["comparison"];
        for number in ["new", "changed", "not_compared"] {
            assert_eq!(comparison[number], 0, "{encoding}: {report:#}");
        }
        assert_eq!(comparison["resolved"], serde_json::json!([]), "{encoding}: {report:#}");
        // The unchanged finding is a syntax error if the text is UTF-16, and the repeated names if it is UTF-8.
        assert_eq!(comparison["unchanged"], 1, "{encoding}: {report:#}");
    }
}

#[test]
fn an_encoding_that_factlint_does_not_write_is_not_compared() {
    let repository = Repository::new(&FILES);
    repository.files.write(".gitattributes", "*.json working-tree-encoding=SHIFT-JIS\n");
    let said = "data/a.json: it is not compared, because git would write it in SHIFT-JIS";
    repository.diff(&["HEAD"]).assert(0, said);
}

/// Regression: a file that git had just checked out was considered changed, because its line endings were not converted
/// as git converts them.
#[test]
fn line_endings_match_git_for_all_attributes_and_settings() {
    let texts = ["x\ny\n", "x\r\ny\n", "x\ny\u{1}\n", "x\ry\n", "x\r\ny\r\n"];
    let attributes = [
        "",
        "text",
        "-text",
        "text=auto",
        "text=auto eol=crlf",
        "text=auto eol=lf",
        "eol=crlf",
        "eol=lf",
        "text eol=crlf",
        "text eol=lf",
        "-text eol=crlf",
        "crlf",
        "-crlf",
        "binary",
        "text=input",
        "working-tree-encoding=UTF-8",
    ];
    let settings = [
        ("core.autocrlf", "false"),
        ("core.autocrlf", "true"),
        ("core.autocrlf", "input"),
        ("core.eol", "crlf"),
    ];
    // The recorded hashes are wrong, so each finding rests on the hash of the file's content.
    let hash = "0".repeat(64);
    let named: Vec<String> = (0..texts.len())
        .map(|number| {
            format!("{{\"id\": \"{number}\", \"path\": \"{number}.txt\", \"hash\": \"{hash}\"}}")
        })
        .collect();
    let things = format!("{{\"things\": [{}]}}", named.join(", "));
    let rule =
        "[rules.files]\nkind = \"file\"\nin = \"things\"\nfield = \"path\"\nsha256 = \"hash\"\n";
    let rulebook = format!("{}{rule}", RULEBOOK.replace("fields = \"name\"", "fields = \"path\""));
    let files = [("factlint.toml", rulebook.as_str()), FILES[1], ("data/a.json", things.as_str())];
    let repository = Repository::new(&files);
    for (number, text) in texts.iter().enumerate() {
        repository.files.write(&format!("{number}.txt"), text);
    }
    repository.commit("texts");
    for (name, value) in settings {
        repository.git(&["config", name, value]);
        for attributes in attributes {
            repository.files.write(".gitattributes", format!("*.txt {attributes}\n"));
            for number in 0..texts.len() {
                std::fs::remove_file(repository.path(&format!("{number}.txt"))).expect("removed");
            }
            repository.git(&["checkout", "--quiet", "HEAD", "--", "*.txt"]);
            let outcome = repository.diff(&["HEAD"]);
            outcome.assert_code(0);
            let want = "0 new, 0 changed, 0 reopened, 0 resolved, 5 unchanged";
            assert!(outcome.stdout.contains(want), "{name}={value} {attributes}: {outcome:#?}");
            assert!(!outcome.stdout.contains(".txt"), "{name}={value} {attributes}: {outcome:#?}");
        }
        repository.git(&["config", "--unset", name]);
    }
    repository.files.write("0.txt", "z\n");
    assert!(repository.diff(&["HEAD"]).stdout.contains("0.txt"));
}

/// Every command has the same result without a network.
#[cfg(target_os = "linux")]
#[test]
fn no_command_needs_a_network() {
    let without = ["--map-root-user", "--net"];
    let may_be_made = Command::new("unshare").args(without).arg("true").output();
    if !may_be_made.is_ok_and(|output| output.status.success()) {
        println!("not run: this system cannot create a network namespace");
        return;
    }
    let repository = Repository::new(&FILES);
    let schema = "schemas = { \"https://example.org/a.json\" = \"a.json\" }\n";
    repository.files.replace("factlint.toml", "ledger", &format!("{schema}ledger"));
    repository.files.write("a.json", "{}");
    let program = env!("CARGO_BIN_EXE_factlint");
    for arguments in [
        &["check"][..],
        &["check", "--format", "sarif"],
        &["diff", "HEAD"],
        &["config"],
        &["fmt", "--check"],
        &["review", "list"],
        &["rules"],
    ] {
        let output = |command: &mut Command| {
            let output = command.current_dir(repository.path("")).output().expect("it runs");
            (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
        };
        let with = output(Command::new(program).args(arguments));
        let mut isolated = Command::new("unshare");
        let without = output(isolated.args(without).arg(program).args(arguments));
        assert_eq!(without, with, "{arguments:?}");
        assert!(with.0.is_some_and(|code| code < 2), "{arguments:?}: {with:?}");
    }
}
