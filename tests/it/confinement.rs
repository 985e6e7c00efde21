//! A run reads and writes only inside of its root, whatever paths the data and the rulebook contain.
#![cfg(unix)]
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::command::{Folder, INTERPOL, Outcome, run};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::time::{Duration, Instant};

/// The content of the file outside of the root. It could be read as a document, schema, ledger, code file or text.
const SECRET: &str = "{\n  \"things\": [{ \"id\": \"hidden-word\" }] }\n";

const RULEBOOK: &str = r#"version = 1
documents = ["data/*.json"]
schema = "schema.json"

[collections]
things = { select = "$.things[*]", id = "id" }

[rules.ids]
kind = "unique"
in = "things"
fields = "id"

[rules.idle]
level = "off"
"#;

const THINGS: &str = "{\"things\": [ { \"id\": \"a\" } ]}\n";

const UNIQUE: &str = "kind = \"unique\"\nin = \"things\"\nfields = \"id\"";

/// Returns a rule, without its id, that looks up a code file.
fn codelist(file: &str) -> String {
    format!("kind = \"codelist\"\nin = \"things\"\nfield = \"id\"\nfile = \"{file}\"")
}

/// A rulebook's folder in a repository, and a file beside the repository.
struct Place(Folder);

/// Ways to refer to a file outside of the repository from the rulebook's folder.
const WAYS: [&str; 5] = [
    "../../home/secret.json",
    "data/../../../home/secret.json",
    "link.json",
    "up/up/home/secret.json",
    "up/up/up/set/link.json",
];

impl Place {
    fn new() -> Place {
        let folder = Folder::new(&[
            ("home/secret.json", SECRET),
            ("repository/set/factlint.toml", RULEBOOK),
            ("repository/set/schema.json", "{}"),
            ("repository/set/data/a.json", THINGS),
            ("repository/.git/HEAD", SECRET),
            ("repository/.git/secret.json", SECRET),
        ]);
        symlink("../../home/secret.json", folder.path("repository/set/link.json")).expect("a link");
        symlink("..", folder.path("repository/set/up")).expect("a link");
        symlink("..", folder.path("repository/up")).expect("a link");
        symlink("repository", folder.path("up")).expect("a link");
        Place(folder)
    }

    /// Returns the paths that lead to the outside file: relative, absolute, through a link, and
    /// through two links.
    fn ways(&self) -> Vec<String> {
        let absolute = self.0.path("home/secret.json");
        let ways = WAYS.into_iter().map(str::to_owned);
        ways.chain([absolute.to_str().expect("Unicode").to_owned()]).collect()
    }

    fn rulebook(&self, from: &str, to: &str) {
        assert!(RULEBOOK.contains(from), "{from}");
        self.0.write("repository/set/factlint.toml", RULEBOOK.replacen(from, to, 1));
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        let mut command = Command::new(env!("CARGO_BIN_EXE_factlint"));
        command.current_dir(self.0.path("repository/set")).args(arguments);
        run(command)
    }

    /// Asserts that every command refuses the file that the rulebook names, shows none of its content, and writes
    /// nothing.
    #[track_caller]
    fn assert_refused(&self, named: &str) {
        let commands: [&[&str]; 9] = [
            &["check", "--format", "concise"],
            &["check", "--format", "json"],
            &["check", "--fix", "--unsafe-fixes"],
            &["check", "--diff", "--unsafe-fixes"],
            &["config"],
            &["fmt"],
            &["baseline", "create"],
            &["baseline", "prune"],
            &["review", "list"],
        ];
        for command in commands {
            let outcome = self.run(command);
            let printed = format!("{}{}", outcome.stdout, outcome.stderr);
            let words: Vec<&str> = printed.split_whitespace().filter(|word| *word != "│").collect();
            let printed = words.join(" ");
            assert!(!printed.contains("hidden-word"), "{named}: {command:?}: {printed}");
            assert!(printed.contains(named), "{named}: {command:?}: {printed}");
            let reason = "it is outside of the repository (see `--root`)";
            assert!(printed.contains(reason), "{named}: {command:?}: {printed}");
            outcome.assert_code(2);
        }
        assert_eq!(self.0.read("home/secret.json"), SECRET, "{named}");
    }
}

#[test]
fn a_document_outside_is_refused_and_left_as_it_is() {
    let place = Place::new();
    for way in WAYS {
        place.rulebook("data/*.json", way);
        let name = way.replacen("data/../../../", "../../", 1);
        place.assert_refused(&name);
    }
    symlink("../../../home/secret.json", place.0.path("repository/set/data/b.json"))
        .expect("a link");
    place.rulebook("data/*.json", "data/*.json");
    place.assert_refused("data/b.json");
}

#[test]
fn a_folder_outside_is_refused() {
    let place = Place::new();
    for folder in ["../../home", "up/up/home"] {
        place.rulebook("data/*.json", &format!("{folder}/*.json"));
        place.assert_refused(folder);
    }
    symlink("../../home", place.0.path("repository/set/home")).expect("a link");
    place.rulebook("data/*.json", "home/*.json");
    place.assert_refused("home");
}

#[test]
fn a_schema_outside_is_refused() {
    let place = Place::new();
    for way in place.ways() {
        place.rulebook("schema.json", &way);
        place.assert_refused(&way);
    }
}

#[test]
fn a_reference_of_a_schema_outside_is_refused() {
    let place = Place::new();
    for way in place.ways() {
        place.0.write("repository/set/schema.json", format!("{{ \"$ref\": \"{way}\" }}"));
        place.assert_refused(&way);
    }
}

#[test]
fn a_ledger_a_baseline_and_a_code_file_outside_are_refused() {
    let place = Place::new();
    for way in place.ways() {
        for setting in ["ledger", "baseline"] {
            place.rulebook("schema = ", &format!("{setting} = \"{way}\"\nschema = "));
            place.assert_refused(&way);
        }
        place.rulebook(UNIQUE, &codelist(&way));
        place.assert_refused(&way);
    }
}

/// Regression: a baseline that did not exist yet was written to any path in the rulebook.
#[test]
fn a_baseline_is_not_created_outside() {
    let place = Place::new();
    place.0.write("repository/set/data/a.json", "{\"things\": [{\"id\": \"a\"}, {\"id\": \"a\"}]}");
    for path in ["../../home/new.toml", "up/up/home/new.toml"] {
        place.rulebook("schema = ", &format!("baseline = \"{path}\"\nschema = "));
        let outcome = place.run(&["baseline", "create"]);
        assert!(outcome.stdout.contains("it is outside of the repository"), "{outcome:#?}");
        outcome.assert_code(2);
        assert!(!place.0.path("home/new.toml").exists());
    }
}

/// Regression: a report replaced the file that a link in the repository led to.
#[test]
fn a_report_does_not_follow_a_link_out_of_the_repository_or_into_gits_folder() {
    let place = Place::new();
    let links = [
        ("report.txt", "../../home/secret.json"),
        ("folder", "../../home"),
        ("git.txt", "../.git/secret.json"),
        ("new.txt", "../../home/new.txt"),
    ];
    for (link, target) in links {
        symlink(target, place.0.path(&format!("repository/set/{link}"))).expect("a link");
    }
    symlink("data", place.0.path("repository/set/inside")).expect("a link");
    let set = place.0.path("repository/set");
    let set = set.to_str().expect("Unicode");
    let check = |output: &str| {
        let output = format!("concise={set}/{output}");
        place.0.factlint(&["check", set, "--output", &output])
    };
    for output in ["report.txt", "folder/secret.json", "folder/new.txt", "git.txt", "new.txt"] {
        let outcome = check(output);
        outcome.assert_code(2);
        assert!(outcome.stderr.contains("a link to ../"), "{outcome:#?}");
    }
    assert_eq!(place.0.read("home/secret.json"), SECRET);
    assert_eq!(place.0.read("repository/.git/secret.json"), SECRET);
    assert!(!place.0.path("home/new.txt").exists());
    check("inside/report.txt").assert_code(0);
    assert!(place.0.path("repository/set/data/report.txt").exists());
}

#[test]
fn a_root_on_the_command_line_widens_what_is_read_and_written() {
    let place = Place::new();
    place.rulebook("data/*.json", "link.json");
    let root = place.0.path("");
    let root = root.to_str().expect("Unicode");
    for command in [&["check"][..], &["config"], &["fmt", "--check"]] {
        let outcome = place.run(&[command, &["--root", root]].concat());
        assert!(matches!(outcome.code, Some(0 | 1)), "{outcome:#?}");
    }
    place.run(&["fmt", "--root", "../.."]).assert_code(0);
    assert_ne!(place.0.read("home/secret.json"), SECRET);
    let missing = place.run(&["check", "--root", "nowhere"]);
    missing.assert_error(2, "error: cannot read in nowhere: no such file");
    place.run(&["check", "--root", "data"]).assert_code(2);
}

#[test]
fn without_a_repository_the_current_directory_is_the_root() {
    let folder = Folder::new(&[
        ("set/factlint.toml", &RULEBOOK.replace("schema.json", "../schema/s.json")),
        ("set/data/a.json", THINGS),
        ("schema/s.json", "{}"),
    ]);
    folder.factlint(&["check", "set"]).assert_code(0);
    let mut inside = folder.program(&["check", "--format", "concise"]);
    inside.current_dir(folder.path("set"));
    let outcome = run(inside);
    let message = "factlint.toml:3:10: error[rulebook]: the schema `../schema/s.json` cannot be read: it is outside of the current directory (see `--root`)";
    outcome.assert(2, message);
    let mut elsewhere = folder.program(&["check", folder.path("set").to_str().expect("Unicode")]);
    elsewhere.current_dir("/");
    let outcome = run(elsewhere);
    assert!(outcome.stdout.contains("it is outside of the rulebook's folder (see"), "{outcome:#?}");
    outcome.assert_code(2);
}

#[test]
fn gits_own_folder_is_never_read_as_data() {
    let place = Place::new();
    symlink("../.git", place.0.path("repository/set/history")).expect("a link");
    for path in ["../.git/secret.json", "../.git/*.json", "history/secret.json", "history/*.json"] {
        place.rulebook("data/*.json", path);
        let outcome = place.run(&["check"]);
        assert!(outcome.stderr.contains("it is in Git's own folder"), "{path}: {outcome:#?}");
        assert!(!outcome.stdout.contains("hidden-word"), "{path}: {outcome:#?}");
        outcome.assert_code(2);
    }
    place.rulebook("schema.json", "../.git/secret.json");
    place.run(&["check"]).assert_code(2);
}

#[test]
fn a_link_inside_of_the_root_is_followed() {
    let place = Place::new();
    place.0.write("repository/shared/b.json", "{\"things\": [ { \"id\": \"a\" } ]}\n");
    symlink("../../shared/b.json", place.0.path("repository/set/data/b.json")).expect("a link");
    let outcome = place.run(&["check", "--format", "concise"]);
    outcome.assert(1, "data/b.json:1:22: error[ids]: 2 records of `things` share the id `a`");
}

/// Regression: the path of the rulebook's folder was not resolved, so `..` led to the parent of the
/// link.
#[test]
fn a_linked_rulebook_reads_files_relative_to_its_real_folder() {
    let place = Place::new();
    place.0.write("repository/schema.json", "{}");
    place.rulebook("schema.json", "../schema.json");
    symlink("repository/set", place.0.path("by-link")).expect("a link");
    place.0.factlint(&["check", "by-link"]).assert_code(0);
}

/// Runs a command that must end within ten seconds.
#[track_caller]
fn ends(mut command: Command) -> Outcome {
    let started = Instant::now();
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut child = command.spawn().expect("the command starts");
    while child.try_wait().expect("a status").is_none() {
        if started.elapsed() > Duration::from_secs(10) {
            child.kill().expect("the command is killed");
            panic!("the command does not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().expect("an output");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Outcome { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

#[test]
fn a_pipe_or_a_socket_is_refused_at_once_wherever_it_is_named() {
    let place = Place::new();
    let made = Command::new("mkfifo").arg(place.0.path("repository/set/pipe.json")).status();
    assert!(made.expect("mkfifo").success());
    let socket = place.0.path("repository/set/socket.json");
    let _socket = std::os::unix::net::UnixListener::bind(socket).expect("a socket");
    let check = |from: &str, to: &str| {
        place.rulebook(from, to);
        let outcome = ends(place.0.program(&["check", "repository/set"]));
        let printed = format!("{}{}", outcome.stdout, outcome.stderr);
        assert!(printed.contains("not a regular file"), "{to}: {printed}");
        outcome.assert_code(2);
    };
    for name in ["pipe.json", "socket.json"] {
        check("data/*.json", name);
        check("schema.json", name);
        check("schema = ", &format!("ledger = \"{name}\"\nschema = "));
        check("schema = ", &format!("baseline = \"{name}\"\nschema = "));
        check(UNIQUE, &codelist(name));
        place.0.write("repository/set/schema.json", format!("{{ \"$ref\": \"{name}\" }}"));
        check("schema.json", "schema.json");
        place.0.write("repository/set/schema.json", "{}");
    }
}

/// Regression: the path of a device was opened, and reading `/dev/zero` never ends.
#[test]
fn a_device_is_refused_even_in_a_wider_root() {
    let place = Place::new();
    let run = |to: &str| {
        place.rulebook("schema.json", to);
        ends(place.0.program(&["check", "repository/set", "--root", "/"]))
    };
    run("/dev/zero").assert_code(2);
    // The system reports the length of this file as 0, although it has content.
    run("/proc/self/environ").assert_code(2);
}

#[test]
fn a_backslash_is_part_of_a_file_name() {
    let place = Place::new();
    let text = "{\"things\": [{\"id\": \"a\"}]}";
    place.0.write("repository/set/data/..\\secret.json", text);
    place.0.write("repository/set/data/a\\b.json", text);
    let outcome = place.run(&["check", "--format", "concise"]);
    assert!(
        outcome.stdout.contains("also at data/..\\secret.json:1:20, data/a\\b.json:1:20"),
        "{outcome:#?}"
    );
    outcome.assert_code(1);
    place.run(&["fmt"]).assert_code(0);
    for name in ["data/..\\secret.json", "data/a\\b.json"] {
        assert_ne!(place.0.read(&format!("repository/set/{name}")), text, "{name}");
    }
    let folder = Folder::new(&[
        ("x\\y/factlint.toml", RULEBOOK),
        ("x\\y/data/a.json", "{"),
        ("x\\y/schema.json", "{}"),
    ]);
    for path in [".", "x\\y"] {
        folder
            .factlint(&["check", path, "--format", "concise"])
            .assert(1, "x\\y/data/a.json:1:2: ");
    }
}

#[test]
fn a_dataset_in_a_folder_whose_name_is_not_unicode_is_checked() {
    let folder = Folder::new(&[]);
    let inner = folder.path("").join(OsStr::from_bytes(b"\xfe"));
    std::fs::create_dir(&inner).expect("a folder");
    std::fs::write(inner.join("factlint.toml"), RULEBOOK).expect("a file");
    std::fs::write(inner.join("schema.json"), "{}").expect("a file");
    std::fs::create_dir(inner.join("data")).expect("a folder");
    std::fs::write(inner.join("data/a.json"), THINGS).expect("a file");
    let mut command = folder.program(&["check"]);
    command.current_dir(&inner);
    run(command).assert_code(0);
}

#[test]
fn paths_in_the_data_are_read_below_the_rulebooks_folder_even_in_a_wider_root() {
    let folder = Folder::with_the_dataset();
    folder.write("dataset/schema.json", "{}");
    folder.write("home/secret.json", SECRET);
    symlink("../home/secret.json", folder.path("dataset/link.json")).expect("a link");
    symlink("..", folder.path("dataset/up")).expect("a link");
    let absolute = folder.path("home/secret.json");
    let absolute = absolute.to_str().expect("Unicode");
    let data = folder.read(INTERPOL);
    let path = "sources/interpol-regulation-and-policies.txt";
    assert!(data.contains(path));
    for way in ["../home/secret.json", "link.json", "up/home/secret.json", absolute] {
        folder.write(INTERPOL, data.replace(path, way));
        for root in [".", "/"] {
            let outcome = folder.check(&["dataset", "--root", root, "--format", "concise"]);
            let reason = "cannot be read: not below the rulebook's folder";
            assert!(outcome.stdout.contains(reason), "{way}: {outcome:#?}");
            assert!(!outcome.stdout.contains("hidden-word"), "{way}: {outcome:#?}");
            outcome.assert_code(1);
        }
    }
}

/// Regression: between the check of a path and its opening, a link could replace the file.
#[test]
fn a_file_that_a_link_takes_the_place_of_during_a_run_shows_nothing_of_what_is_outside() {
    let Place(folder) = Place::new();
    let document = folder.path("repository/set/data/a.json");
    let [file, link] =
        ["file.tmp", "link.tmp"].map(|name| folder.path(&format!("repository/{name}")));
    let start = Instant::now();
    let is_over = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(std::sync::atomic::Ordering::Relaxed) {
                std::fs::write(&file, THINGS).expect("written");
                std::fs::rename(&file, &document).expect("renamed");
                symlink("../../../home/secret.json", &link).expect("linked");
                std::fs::rename(&link, &document).expect("renamed");
            }
        });
        while start.elapsed() < Duration::from_secs(3) {
            let outcome = folder.factlint(&["check", "repository/set"]);
            assert!(!format!("{outcome:?}").contains("hidden-word"), "{outcome:#?}");
            assert!(outcome.code.is_some_and(|code| code <= 2), "{outcome:#?}");
        }
        is_over.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}
