//! Runs the scripts of the GitHub Action as a runner does, on clones of a repository. Scripts replace the programs of
//! the runner, such as `gh`.
#![cfg(unix)]

use crate::automation::{read, yaml};
use crate::command::{Folder, Outcome, run};
use crate::repository::{Repository, git};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const RULEBOOK: &str = r#"version   = 1
documents = ["*.json"]

[collections]
people = { select = "$.people[*]", id = "id", optional = true }

[rules.ids]
kind   = "unique"
in     = "people"
fields = "id"
"#;

const GOOD: &str = r#"{"people": [{"id": "ada"}]}"#;
const TWICE: &str = r#"{"people": [{"id": "ada"}, {"id": "ada"}]}"#;

/// A runner: a temporary folder, with scripts that replace other programs.
struct Runner {
    folder: Folder,
}

impl Runner {
    fn new() -> Runner {
        let folder = Folder::new(&[("output", ""), ("summary.md", "")]);
        std::fs::create_dir_all(folder.path("temp/factlint/bin")).expect("a folder");
        symlink(env!("CARGO_BIN_EXE_factlint"), folder.path("temp/factlint/bin/factlint"))
            .expect("a link");
        Runner { folder }
    }

    /// Puts a script on the `PATH`.
    fn program(&self, name: &str, script: &str) {
        let name = format!("bin/{name}");
        self.folder.write(&name, format!("#!/usr/bin/env bash\n{script}\n"));
        let executable = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(self.folder.path(&name), executable).expect("permissions");
    }

    /// Runs the script of a step in a folder.
    fn step(&self, id: &str, workspace: &Path, variables: &[(&str, &str)]) -> Outcome {
        let mut bash = Command::new("bash");
        bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &script(id)]);
        bash.current_dir(workspace).stdin(Stdio::null());
        let path = std::env::var("PATH").expect("a PATH");
        bash.env("PATH", format!("{}:{path}", self.folder.path("bin").display()));
        bash.env("RUNNER_TEMP", self.folder.path("temp"));
        bash.env("GITHUB_OUTPUT", self.folder.path("output"));
        bash.env("GITHUB_STEP_SUMMARY", self.folder.path("summary.md"));
        bash.env("GITHUB_ACTION_PATH", env!("CARGO_MANIFEST_DIR"));
        bash.env("GITHUB_SERVER_URL", "https://github.example");
        bash.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
        bash.env("GIT_ALLOW_PROTOCOL", "file");
        run({
            bash.envs(variables.iter().copied());
            bash
        })
    }

    fn install(&self, variables: &[(&str, &str)]) -> Outcome {
        let linux = [("RUNNER_OS", "Linux"), ("RUNNER_ARCH", "X64"), ("VERSION", "")];
        let workspace = self.folder.path("");
        self.step("install", &workspace, &[&linux[..], variables].concat())
    }

    fn check(&self, workspace: &Path, paths: &str, base: &str) -> Outcome {
        let variables = [("PATHS", paths), ("BASE", base), ("FAIL_ON", "error")];
        self.step("run", workspace, &variables)
    }

    /// Runs the step that fetches the base, and returns its output `commit`.
    fn base(&self, workspace: &Path, base: &str) -> String {
        let variables = [("BASE", base), ("GH_TOKEN", "secret"), ("PATHS", ".")];
        let outcome = self.step("base", workspace, &variables);
        outcome.assert_code(0);
        self.output("commit")
    }

    /// Returns the last value of an output of the steps so far.
    fn output(&self, name: &str) -> String {
        let output = self.folder.read("output");
        let prefix = format!("{name}=");
        let mut values = output.lines().filter_map(|line| line.strip_prefix(&prefix));
        values.next_back().unwrap_or_default().to_owned()
    }
}

/// Returns the script of a step of the action.
fn script(id: &str) -> String {
    let action = yaml("action.yml", &read("action.yml"));
    let steps = action["runs"]["steps"].as_array().expect("steps").clone();
    let step = steps.iter().find(|step| step["id"] == id).expect("the step");
    step["run"].as_str().expect("a script").to_owned()
}

/// Makes `gh` log its arguments, and download an archive with a program and its checksum.
fn with_release(runner: &Runner, checksum: &str) {
    let script = format!(
        r#"echo "$@" >> "{log}"
mkdir x
printf '#!/bin/sh\necho factlint released\n' > x/factlint
chmod +x x/factlint
tar -czf factlint-x86_64-unknown-linux-musl.tar.gz x
{checksum}"#,
        log = runner.folder.path("gh.log").display()
    );
    runner.program("gh", &script);
}

#[test]
fn the_action_installs_the_release_that_its_own_manifest_names_whatever_it_is_pinned_by() {
    let runner = Runner::new();
    std::fs::remove_file(runner.folder.path("temp/factlint/bin/factlint")).expect("the link");
    with_release(&runner, "shasum --algorithm 256 *.tar.gz > SHA256SUMS");
    let outcome = runner.install(&[("ACTION_REPOSITORY", "someone/factlint")]);
    outcome.assert_code(0);
    assert!(outcome.stdout.ends_with("factlint released\n"), "{outcome:#?}");
    let asked = runner.folder.read("gh.log");
    let release = format!("release download v{} ", env!("CARGO_PKG_VERSION"));
    assert!(asked.starts_with(&release), "{asked}");
    assert!(asked.contains("--repo someone/factlint"), "{asked}");
    let program = PathBuf::from(runner.output("program"));
    assert_eq!(program, runner.folder.path("temp/factlint/bin/factlint"));
}

#[test]
fn the_input_version_names_a_release_with_or_without_v() {
    for version in ["1.2.3", "v1.2.3"] {
        let runner = Runner::new();
        std::fs::remove_file(runner.folder.path("temp/factlint/bin/factlint")).expect("the link");
        with_release(&runner, "shasum --algorithm 256 *.tar.gz > SHA256SUMS");
        runner.install(&[("VERSION", version)]).assert_code(0);
        let asked = runner.folder.read("gh.log");
        assert!(asked.starts_with("release download v1.2.3 --repo factlint/factlint "), "{asked}");
    }
}

#[test]
fn without_a_release_the_action_fails_and_builds_nothing() {
    let runner = Runner::new();
    runner.program("gh", "exit 1");
    let built = runner.folder.path("built");
    for name in ["cargo", "rustup"] {
        runner.program(name, &format!("touch '{}'", built.display()));
    }
    let outcome = runner.install(&[]);
    outcome.assert_code(1);
    assert!(outcome.stdout.contains("::error::cannot download factlint-x86_64-"), "{outcome:#?}");
    let elsewhere = runner.install(&[("RUNNER_ARCH", "RISCV")]);
    elsewhere.assert_code(1);
    assert!(elsewhere.stdout.contains("no binary for Linux-RISCV"), "{elsewhere:#?}");
    assert!(!built.exists());
    runner.install(&[("VERSION", "source")]).assert_code(0);
    assert!(built.exists());
}

#[test]
fn a_release_with_another_checksum_or_none_is_not_installed() {
    for sums in [
        "echo '0000000000000000000000000000000000000000000000000000000000000000  factlint-x86_64-unknown-linux-musl.tar.gz' > SHA256SUMS",
        "echo > SHA256SUMS",
    ] {
        let runner = Runner::new();
        std::fs::remove_file(runner.folder.path("temp/factlint/bin/factlint")).expect("the link");
        with_release(&runner, sums);
        let outcome = runner.install(&[]);
        assert_ne!(outcome.code, Some(0), "{outcome:#?}");
        assert!(!runner.folder.path("temp/factlint/bin/factlint").exists());
    }
}

/// Returns a repository with two datasets. Its second commit adds a mistake to one of them.
fn repository() -> Repository {
    let repository = Repository::new(&[
        ("one/factlint.toml", RULEBOOK),
        ("one/people.json", GOOD),
        ("more/two/factlint.toml", RULEBOOK),
        ("more/two/people.json", GOOD),
    ]);
    repository.git(&["config", "uploadpack.allowFilter", "true"]);
    repository.git(&["config", "uploadpack.allowAnySHA1InWant", "true"]);
    repository.files.write("one/people.json", TWICE);
    repository.commit("second");
    repository
}

fn cloned(repository: &Repository, options: &[&str]) -> Folder {
    let clones = Folder::new(&[]);
    let from = format!("file://{}", repository.path("").display());
    git(&clones.path(""), &[&["clone", "--quiet"], options, &[&from, "clone"]].concat());
    clones
}

#[test]
fn all_rulebooks_below_a_path_are_used() {
    let repository = repository();
    let runner = Runner::new();
    let outcome = runner.check(&repository.path(""), ".", "");
    outcome.assert_code(1);
    assert!(outcome.stdout.contains("file=one/people.json,line=1,"), "{outcome:#?}");
    let log = std::fs::read_to_string(runner.output("sarif")).expect("a log");
    for id in ["factlint/more/two/", "factlint/one/"] {
        assert!(log.contains(&format!(r#""id": "{id}""#)), "{id}: {log}");
    }
    assert!(runner.folder.read("summary.md").contains("share the id"));
    runner.check(&repository.path(""), "more", "").assert_code(0);
    runner.check(&repository.path(""), "more/two\n\n", "").assert_code(0);
    runner.check(&repository.path(""), "more/two\none/people.json", "").assert_code(1);
}

#[test]
fn a_path_without_a_rulebook_is_an_error() {
    let repository = repository();
    let runner = Runner::new();
    repository.files.write("empty/notes.txt", "nothing");
    let outcome = runner.check(&repository.path(""), "empty", "");
    outcome.assert_code(2);
    assert!(outcome.stderr.contains("no factlint.toml in empty"), "{outcome:#?}");
    assert_eq!(runner.output("sarif"), "");
    runner.check(&repository.path(""), "\n", "").assert_code(2);
}

#[test]
fn the_worst_of_several_exit_codes_is_that_of_the_step() {
    let repository = repository();
    let runner = Runner::new();
    // In the dataset `more/two`, there is nothing to check, and the dataset `one` has findings.
    repository.files.write("more/two/people.json", r#"{"people": []}"#);
    repository.git(&["add", "."]);
    runner.check(&repository.path(""), ".", "").assert_code(1);
    runner.check(&repository.path(""), "more", "").assert_code(3);
    repository.files.write("more/two/factlint.toml", "version = 1");
    runner.check(&repository.path(""), ".", "").assert_code(2);
}

#[test]
fn a_deleted_rulebook_is_named_and_cannot_give_commands() {
    let repository = repository();
    let runner = Runner::new();
    repository.git(&["mv", "more/two", "more/a\n::error::b"]);
    repository.commit("a name of two lines");
    repository.git(&["rm", "-r", "--quiet", "more"]);
    let outcome = runner.check(&repository.path(""), ".", "HEAD");
    outcome.assert_code(0);
    let line =
        "\nmore/a ::error::b/factlint.toml: it was removed, so its dataset is no longer checked";
    assert!(outcome.stdout.contains(line), "{outcome:#?}");
    assert!(runner.folder.read("summary.md").contains("it was removed"));
}

#[test]
fn the_base_is_fetched_into_a_shallow_clone() {
    let repository = repository();
    let base = repository.git(&["rev-parse", "HEAD~1"]).trim().to_owned();
    let clones = cloned(&repository, &["--depth", "1"]);
    let runner = Runner::new();
    assert_eq!(runner.base(&clones.path("clone"), &base), base);
    let outcome = runner.check(&clones.path("clone"), ".", &base);
    outcome.assert_code(1);
    assert!(outcome.stdout.contains("1 new"), "{outcome:#?}");
}

#[test]
fn the_files_of_the_base_are_fetched_into_a_partial_clone() {
    let repository = repository();
    let base = repository.git(&["rev-parse", "HEAD~1"]).trim().to_owned();
    for options in [&["--filter=blob:none"][..], &["--filter=blob:none", "--depth", "1"]] {
        let clones = cloned(&repository, options);
        let runner = Runner::new();
        assert_eq!(runner.base(&clones.path("clone"), &base), base);
        let outcome = runner.check(&clones.path("clone"), ".", &base);
        outcome.assert_code(1);
        assert!(outcome.stdout.contains("1 new"), "{options:?}: {outcome:#?}");
    }
}

#[test]
fn more_files_than_a_pipe_holds_are_fetched_into_a_partial_clone() {
    let repository = repository();
    for number in 0..1_500 {
        repository.files.write(&format!("one/more/{number}.txt"), number.to_string());
    }
    repository.commit("base");
    let base = repository.git(&["rev-parse", "HEAD"]).trim().to_owned();
    repository.git(&["rm", "-r", "--quiet", "one/more"]);
    repository.commit("head");
    let clones = cloned(&repository, &["--filter=blob:none"]);
    let clone = clones.path("clone");
    assert!(missing(&clone, &base) >= 1_500);
    assert_eq!(Runner::new().base(&clone, &base), base);
    assert_eq!(missing(&clone, &base), 0);
}

#[test]
fn a_checkout_with_its_history_keeps_it() {
    let repository = repository();
    let base = repository.git(&["rev-parse", "HEAD~1"]).trim().to_owned();
    repository.git(&["branch", "other", "HEAD~1"]);
    let all = repository.git(&["rev-list", "HEAD"]);
    for (options, name) in [
        (&["--filter=blob:none"][..], base.as_str()),
        (&["--single-branch"], "other"),
        (&["--single-branch", "--filter=blob:none"], "other"),
    ] {
        let clones = cloned(&repository, options);
        let clone = clones.path("clone");
        assert_eq!(Runner::new().base(&clone, name), base);
        assert_eq!(git(&clone, &["rev-list", "HEAD"]), all, "{options:?}");
        assert_eq!(git(&clone, &["rev-parse", "--is-shallow-repository"]), "false\n");
    }
}

#[test]
fn the_checkout_may_be_in_a_folder_of_the_workspace() {
    let repository = repository();
    let base = repository.git(&["rev-parse", "HEAD~1"]).trim().to_owned();
    let clones = cloned(&repository, &["--depth", "1"]);
    let runner = Runner::new();
    let workspace = clones.path("");
    let variables = [("BASE", base.as_str()), ("GH_TOKEN", "secret"), ("PATHS", "\nclone/one")];
    runner.step("base", &workspace, &variables).assert_code(0);
    assert_eq!(runner.output("commit"), base);
    let outcome = runner.check(&workspace, "clone/one", &base);
    outcome.assert_code(1);
    assert!(outcome.stdout.contains("1 new"), "{outcome:#?}");
}

#[test]
fn the_token_is_used_if_the_checkout_keeps_no_credentials() {
    let repository = repository();
    let base = repository.git(&["rev-parse", "HEAD~1"]).trim().to_owned();
    let clones = cloned(&repository, &["--filter=blob:none"]);
    let clone = clones.path("clone");
    let runner = Runner::new();
    let refuse = r#"if [ "$1" = fetch ] && [ -z "$GIT_CONFIG_COUNT" ]; then cat; exit 128; fi"#;
    let path = std::env::var("PATH").expect("a PATH");
    runner.program("git", &format!("{refuse}\nPATH='{path}' exec git \"$@\""));
    assert_eq!(runner.base(&clone, &base), base);
    assert_eq!(missing(&clone, &base), 0);
}

/// Returns how many objects of a commit a clone lacks.
fn missing(clone: &Path, commit: &str) -> usize {
    let objects = ["rev-list", "--objects", "--no-walk", "--missing=print", commit];
    git(clone, &objects).lines().filter(|line| line.starts_with('?')).count()
}

#[test]
fn a_base_may_be_a_branch_of_the_origin_but_no_option() {
    let repository = repository();
    repository.git(&["branch", "release", "HEAD~1"]);
    let base = repository.git(&["rev-parse", "HEAD~1"]).trim().to_owned();
    let clones = cloned(&repository, &["--depth", "1"]);
    let runner = Runner::new();
    for name in ["release", "origin/release"] {
        assert_eq!(runner.base(&clones.path("clone"), name), base);
    }
    let option = [("BASE", "--upload-pack=touch x"), ("GH_TOKEN", "secret"), ("PATHS", ".")];
    runner.step("base", &clones.path("clone"), &option).assert_code(1);
    let missing = [("BASE", "no-such-branch"), ("GH_TOKEN", "secret"), ("PATHS", ".")];
    let outcome = runner.step("base", &clones.path("clone"), &missing);
    assert_ne!(outcome.code, Some(0));
    assert!(!format!("{outcome:?}").contains("secret"));
}

#[test]
fn code_scanning_cannot_fail_the_job_unless_it_is_asked_for() {
    let action = yaml("action.yml", &read("action.yml"));
    let steps = action["runs"]["steps"].as_array().expect("steps").clone();
    let upload = steps.iter().find(|step| step["id"] == "upload").expect("the step");
    assert_eq!(upload["continue-on-error"], "${{ inputs.upload-sarif != 'true' }}");
    let condition = upload["if"].as_str().expect("a condition");
    assert!(
        condition.contains("github.event.pull_request.head.repo.full_name == github.repository")
    );
    assert_eq!(action["inputs"]["upload-sarif"]["default"], "auto");
}
