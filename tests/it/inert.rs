//! A repository is only data: none of its settings, hooks or attributes makes factlint run a
//! program.
#![cfg(unix)]
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::command::Outcome;
use crate::repository::Repository;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

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

/// The settings that name a program. `*` is the name of a driver, an alias or a remote.
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
                // The file is as in the index, but has another modification time.
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
    outcome.assert_error(2, "error: cannot read data/a.json: it is not compared, since git would run its filter `marked` (see `--filters`)");
    let outcome = marked.repository.diff(&["HEAD", "--filters"]);
    outcome.assert_code(0);
    assert!(marked.marks.path().join("filter.marked.smudge").exists(), "{outcome:#?}");
}

#[test]
fn a_pointer_of_git_lfs_is_not_compared() {
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n";
    let repository = Repository::new(&[FILES[0], FILES[1], ("data/a.json", pointer)]);
    repository.files.write("data/a.json", THINGS);
    let error = "error: cannot read data/a.json: it is not compared, since it is a Git LFS pointer (see `--filters`)";
    repository.diff(&["HEAD"]).assert_error(2, error);
}

/// Regression: a file as checked out by git was considered changed, because its line endings were not
/// converted as git does.
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
    let rules: Vec<String> = (0..texts.len())
        .map(|number| format!("[rules.r{number}]\nkind = \"codelist\"\nin = \"things\"\nfield = \"name\"\nfile = \"{number}.txt\"\n"))
        .collect();
    let rulebook = format!("{RULEBOOK}{}", rules.concat());
    let repository = Repository::new(&[("factlint.toml", &rulebook), FILES[1], FILES[2]]);
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
            let outcome = repository.diff(&["HEAD", "--max-findings", "0"]);
            outcome.assert_code(0);
            assert!(!outcome.stdout.contains(".txt"), "{name}={value} {attributes}: {outcome:#?}");
        }
        repository.git(&["config", "--unset", name]);
    }
    repository.files.write("0.txt", "z\n");
    assert!(repository.diff(&["HEAD"]).stdout.contains("0.txt"));
}
