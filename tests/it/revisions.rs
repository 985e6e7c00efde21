//! Tests how `factlint diff` reads the files of a revision from git: line endings, links, and objects that a clone
//! lacks.
#![cfg(unix)]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use crate::command::Folder;
use crate::command::run;
use crate::repository::{Repository, command, git};
use std::os::unix::fs::symlink;

const RULEBOOK: &str = r#"version = 1
documents = ["data/*.json"]
schema = "schema/things.json"

[collections]
things = { select = "$.things[*]", id = "id" }

[rules.part-of]
kind = "reference"
in = "things"
field = "part_of"
to = "things"

[rules.idle]
level = "off"
"#;

const SCHEMA: &str = "{\n  \"type\": \"object\"\n}\n";

const THINGS: &str =
    "{ \"things\": [\n  { \"id\": \"a\" },\n  { \"id\": \"b\", \"part_of\": \"x\" }\n] }\n";

const FILES: [(&str, &str); 3] =
    [("factlint.toml", RULEBOOK), ("schema/things.json", SCHEMA), ("data/things.json", THINGS)];

const NOTHING_NEW: &str = "0 new, 0 changed, 0 reopened, 0 resolved, 1 unchanged";

/// Line endings are compared as git would check them in. Therefore, neither the schema nor a snapshot counts as
/// changed.
#[test]
fn line_endings_that_git_converts_are_not_a_change() {
    let repository = Repository::new(&FILES);
    repository.files.write(".gitattributes", "*.json text eol=crlf\n");
    repository.commit("line endings");
    for path in ["schema/things.json", "data/things.json"] {
        std::fs::remove_file(repository.path(path)).unwrap();
    }
    repository.git(&["checkout", "--quiet", "."]);
    assert!(repository.files.read("schema/things.json").contains("\r\n"));
    for revision in ["HEAD", "HEAD~1", "--staged"] {
        let outcome = repository.diff(&[revision]);
        assert!(outcome.stdout.contains(NOTHING_NEW), "{outcome:#?}");
        assert!(!outcome.stdout.contains("schema/"), "{outcome:#?}");
        outcome.assert_code(0);
    }
}

/// Regression: git waited for the pipe without an end.
#[test]
fn attributes_in_a_pipe_are_refused_at_once() {
    let repository = Repository::new(&FILES);
    let made = std::process::Command::new("mkfifo").arg(repository.path(".gitattributes")).status();
    assert!(made.expect("mkfifo").success());
    let outcome = repository.diff(&["HEAD"]);
    let reason = "git would read .gitattributes, which is not a regular file";
    assert!(outcome.stdout.contains(reason), "{outcome:#?}");
}

#[test]
fn a_revision_is_read_without_a_temporary_file() {
    let repository = Repository::new(&FILES);
    for arguments in [&["diff", "HEAD"][..], &["diff", "--staged"]] {
        let mut command = repository.command("", arguments);
        command.env("TMPDIR", repository.path("nowhere"));
        run(command).assert_code(0);
    }
}

#[test]
fn a_large_document_of_a_revision_is_read_in_blocks() {
    let things: Vec<String> = (0..60_000)
        .map(|id| {
            format!(
                "{{\"id\": \"thing-{id}\", \"part_of\": \"last\", \"note\": \"{}\"}}",
                "é".repeat(20)
            )
        })
        .collect();
    let text = format!(
        "{{\"things\": [{},\n{{\"id\": \"last\", \"part_of\": \"x\"}}]}}\n",
        things.join(",\n")
    );
    assert!(text.len() > 4 << 20);
    let repository = Repository::new(&[FILES[0], FILES[1], ("data/things.json", &text)]);
    let outcome = repository.diff(&["HEAD"]);
    assert!(outcome.stdout.contains(NOTHING_NEW), "{outcome:#?}");
    repository
        .files
        .write("data/things.json", text.replace("\"part_of\": \"x\"", "\"part_of\": \"y\""));
    let outcome = repository.diff(&["HEAD"]);
    let counts = "0 new, 1 changed, 0 reopened, 0 resolved, 0 unchanged";
    assert!(outcome.stdout.contains(counts), "{outcome:#?}");
}

#[test]
fn a_link_to_a_folder_is_followed_in_a_revision() {
    let repository = Repository::new(&[FILES[0], FILES[1], ("held/deep/things.json", THINGS)]);
    symlink("held", repository.path("via")).unwrap();
    symlink("via/deep", repository.path("data")).unwrap();
    repository.commit("links");
    let outcome = repository.diff(&["HEAD"]);
    assert!(outcome.stdout.contains(NOTHING_NEW), "{outcome:#?}");
}

/// Regression: only the path in the link itself was checked, but not the links on this path.
#[test]
fn a_link_through_a_link_does_not_lead_out_of_the_repository() {
    let outside = Folder::new(&[(
        "secret.json",
        "{ \"things\": [{ \"id\": \"secret\", \"part_of\": \"x\" }] }",
    )]);
    let repository = Repository::new(&FILES);
    let secret = outside.path("secret.json");
    let secret = secret.strip_prefix("/").unwrap();
    // The link `a` leads to its own folder, so `a/a/a/..` is the parent of this folder.
    symlink(".", repository.path("data/a")).unwrap();
    let up = "../".repeat(repository.path("").components().count() + 1);
    let ins = "a/".repeat(up.len() / 3);
    symlink(format!("{ins}{up}{}", secret.display()), repository.path("data/more.json")).unwrap();
    repository.commit("links");
    std::fs::remove_file(repository.path("data/more.json")).unwrap();
    let outcome = repository.diff(&["HEAD"]);
    let error = "error: data/more.json cannot be compared: it is a link out of the repository";
    outcome.assert_error(2, error);
    assert!(!outcome.stdout.contains("secret"), "{outcome:#?}");
}

#[test]
fn cyclic_links_in_a_revision_end() {
    let repository = Repository::new(&FILES);
    symlink("two.json", repository.path("data/one.json")).unwrap();
    symlink("one.json", repository.path("data/two.json")).unwrap();
    repository.commit("links");
    for name in ["one", "two"] {
        std::fs::remove_file(repository.path(&format!("data/{name}.json"))).unwrap();
    }
    let outcome = repository.diff(&["HEAD"]);
    assert!(outcome.stdout.contains(NOTHING_NEW), "{outcome:#?}");
    let outcome = repository.diff(&["--staged"]);
    let error = "cannot read data/one.json: a link to two.json: too many levels of symbolic links";
    assert!(outcome.stderr.contains(error), "{outcome:#?}");
    outcome.assert_code(2);
}

#[test]
fn an_object_missing_in_a_partial_clone_is_an_error_that_names_it() {
    let repository = Repository::new(&FILES);
    repository.files.replace("data/things.json", "\"x\"", "\"a\"");
    repository.commit("second");
    repository.git(&["config", "uploadpack.allowFilter", "true"]);
    let clones = Folder::new(&[]);
    let from = format!("file://{}", repository.path("").display());
    git(&clones.path(""), &["clone", "--quiet", "--filter=blob:none", &from, "clone"]);
    run(command(&clones.path("clone"), &["diff", "HEAD"])).assert_code(0);
    let outcome = run(command(&clones.path("clone"), &["diff", "HEAD~1"]));
    let error = "error: cannot read data/things.json: its content is not in this clone of the repository; \
                 to fetch it, run `git fetch --refetch`";
    outcome.assert_error(2, error);
}

#[test]
fn a_file_whose_name_has_spaces_or_quotes_is_read() {
    let things =
        THINGS.replace("\"id\": \"a\"", "\"id\": \"c\"").replace("\"id\": \"b\"", "\"id\": \"d\"");
    let files = [FILES[0], FILES[1], ("data/it's \"é\" .json", THINGS), ("data/\\.json", &things)];
    let repository = Repository::new(&files);
    let outcome = repository.diff(&["HEAD"]);
    assert!(outcome.stdout.contains("2 unchanged"), "{outcome:#?}");
}
