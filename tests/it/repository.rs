//! A temporary git repository for a test, in which the test runs the whole program.
#![allow(dead_code, reason = "each test file uses its own part of this module")]
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::command::{Folder, Outcome, TODAY, program_in, run};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

/// A repository that is removed on drop.
pub(crate) struct Repository {
    pub(crate) files: Folder,
}

impl Repository {
    /// Creates a repository with these files in its first commit.
    pub(crate) fn new(files: &[(&str, &str)]) -> Repository {
        Repository::of(Folder::new(files))
    }

    /// Creates a repository in a folder, with its files in the first commit.
    pub(crate) fn of(files: Folder) -> Repository {
        let repository = Repository { files };
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository.commit("first");
        repository
    }

    /// Commits all changes.
    pub(crate) fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "-m", message]);
    }

    /// Runs git, and returns its output.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        git(&self.path(""), arguments)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.files.path(name)
    }

    /// Runs `factlint` in a folder of the repository.
    pub(crate) fn run_in(&self, folder: &str, arguments: &[&str]) -> Outcome {
        run(self.command(folder, arguments))
    }

    /// Runs `factlint diff` with concise output.
    pub(crate) fn diff(&self, arguments: &[&str]) -> Outcome {
        let fixed = ["diff", "--format", "concise", "--today", TODAY];
        self.run_in("", &[&fixed[..], arguments].concat())
    }

    /// Returns a command that runs `factlint` in a folder of the repository. The caller may change it before it runs.
    pub(crate) fn command(&self, folder: &str, arguments: &[&str]) -> Command {
        command(&self.path(folder), arguments)
    }

    /// Returns every file below the repository except git's reflogs, with its bytes and modification time.
    pub(crate) fn everything(&self) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
        let mut all = BTreeMap::new();
        let mut folders = vec![self.path("")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let written = path.metadata().and_then(|metadata| metadata.modified());
                let content = std::fs::read(&path).expect("a file");
                all.insert(path, (content, written.expect("a time")));
            }
        }
        all
    }
}

/// Returns a command that runs `factlint` in any folder, isolated from the machine's settings of git.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = program_in(folder, arguments);
    without_settings(&mut command);
    command
}

/// Runs git in any folder, and returns its output.
#[track_caller]
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).stdin(Stdio::null());
    command.args(["-c", "user.name=A Tester", "-c", "user.email=tester@example.org"]);
    command.args(["-c", "protocol.file.allow=always"]).args(arguments);
    without_settings(&mut command);
    let output = command.output().expect("git");
    assert!(output.status.success(), "git {arguments:?}: {output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Isolates git from the machine's settings.
fn without_settings(command: &mut Command) {
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
    for variable in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX"] {
        command.env_remove(variable);
    }
}
