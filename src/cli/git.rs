//! Runs git to resolve revisions and to read the files of a commit or of the index. The user's repository is
//! never written to: no file, no index, no object.

mod attributes;
mod conversion;
mod objects;
mod process;
mod tree;

pub(super) use tree::{Filters, GitTree, Listing};

use crate::disk::{system_path, with_slashes};
use crate::parameters::closest;
use crate::storage::text_of_bytes;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Environment variables that are removed for every git process. They name a program to run, or a repository, which may
/// be another one if git has set the variable for a hook.
const VARIABLES: [&str; 16] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_ATTR_SOURCE",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_PROXY_COMMAND",
    "GIT_SHALLOW_FILE",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_WORK_TREE",
];

/// Settings that keep git from writing files next to the index and from running other programs: hooks, monitors,
/// pagers, signature programs, remote helpers, maintenance, and programs in submodules.
const SETTINGS: [&str; 11] = [
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.splitIndex=false",
    "core.fsmonitor=false",
    "diff.ignoreSubmodules=all",
    "gc.auto=0",
    "log.showSignature=false",
    "maintenance.auto=false",
    "protocol.allow=never",
    "core.untrackedCache=false",
    "index.sparse=false",
];

/// A Git repository with a working tree.
#[derive(Debug)]
pub(super) struct Repository {
    /// The top folder of the working tree.
    pub(super) top: PathBuf,
    /// The git directory, which contains the index.
    folder: PathBuf,
    is_shallow: bool,
}

/// A commit.
#[derive(Debug, Clone)]
pub(super) struct Commit {
    /// The revision as it was requested, or a description of it.
    pub(super) revision: String,
    /// The object id of the commit, or of the empty tree.
    pub(super) id: String,
}

/// The error for a revision in a repository without commits.
pub(super) const NO_COMMIT_YET: &str =
    "the repository has no commits yet: there is nothing to compare with";

impl Repository {
    /// Returns the repository that contains a folder.
    pub(super) fn containing(folder: &Path) -> Result<Repository, String> {
        let arguments =
            ["rev-parse", "--show-toplevel", "--absolute-git-dir", "--is-shallow-repository"];
        let output = run(command(folder).args(arguments))?;
        if !output.status.success() {
            return Err(no_repository(folder, &output));
        }
        let text = text(&output.stdout);
        let lines: Vec<&str> = text.lines().collect();
        let [top, git_folder, is_shallow] = lines.as_slice() else {
            return Err(format!("unexpected output of git rev-parse for {}", folder.display()));
        };
        let (top, folder) = (system_path(top), system_path(git_folder));
        Ok(Repository { top, folder, is_shallow: *is_shallow == "true" })
    }

    /// Returns the commit that a revision names.
    pub(super) fn commit(&self, revision: &str) -> Result<Commit, String> {
        match self.resolve(&format!("{revision}^{{commit}}"))? {
            Some(id) => Ok(Commit { revision: revision.to_owned(), id }),
            None => Err(self.explain_missing_commit(revision)?),
        }
    }

    /// Returns the empty tree, to compare with instead of a commit, if the repository has no commits yet. Returns
    /// `None` otherwise.
    pub(super) fn before_the_first_commit(&self) -> Result<Option<Commit>, String> {
        if self.resolve("HEAD")?.is_some() {
            return Ok(None);
        }
        Ok(Some(Commit {
            revision: "the start of the repository".to_owned(),
            id: self.empty_tree()?,
        }))
    }

    /// Returns the best common ancestor of `HEAD` and another commit.
    pub(super) fn merge_base(&self, other: &Commit) -> Result<Commit, String> {
        let head = self.commit("HEAD")?;
        let output = run(self.command().args(["merge-base", &head.id, &other.id]))?;
        let text = text(&output.stdout);
        if output.status.success()
            && let Some(id) = text.lines().next()
        {
            let revision = format!("the merge base with {}", other.revision);
            return Ok(Commit { revision, id: id.to_owned() });
        }
        let shallow = if self.is_shallow { SHALLOW } else { "" };
        Err(format!("HEAD and `{}` have no common ancestor{shallow}", other.revision))
    }

    /// Returns a path relative to the top of the working tree, with `/` between its names. Symbolic links in the path
    /// are followed.
    pub(super) fn path_of(&self, path: &Path) -> Result<String, String> {
        let canonical = |path: &Path| {
            let failed = |error| format!("cannot read {}: {error}", path.display());
            std::fs::canonicalize(path).map_err(failed)
        };
        match canonical(path)?.strip_prefix(canonical(&self.top)?) {
            Ok(inside) => Ok(with_slashes(inside)),
            Err(_) => Err(format!("{} is outside the Git repository", path.display())),
        }
    }

    /// Returns the paths of all files in a commit that have the file name `name`, relative to the top of the working
    /// tree.
    pub(super) fn files_named(
        &self,
        commit: &Commit,
        name: &str,
    ) -> Result<BTreeSet<String>, String> {
        let arguments = ["ls-tree", "-r", "-z", "--name-only", "--full-tree", &commit.id];
        let output = run(self.command().args(arguments))?;
        if !output.status.success() {
            return Err(format!("git cannot list {}: {}", commit.revision, error_message(&output)));
        }
        let text = text(&output.stdout);
        let named = text.split('\0').filter(|path| path.rsplit('/').next() == Some(name));
        Ok(named.map(ToOwned::to_owned).collect())
    }

    /// Whether the working tree has a file. `path` is relative to the top of the working tree.
    pub(super) fn has_file(&self, path: &str) -> bool {
        self.top.join(system_path(path)).is_file()
    }

    /// Returns the object id of the empty tree.
    fn empty_tree(&self) -> Result<String, String> {
        let output = run(self.command().args(["hash-object", "-t", "tree", "--stdin"]))?;
        match output.status.success() {
            true => Ok(text(&output.stdout).trim().to_owned()),
            false => Err(format!("git cannot hash an empty tree: {}", error_message(&output))),
        }
    }

    fn command(&self) -> Command {
        command(&self.top)
    }

    /// Returns the id of the object that a revision names, or `None` if no object or several objects match.
    fn resolve(&self, revision: &str) -> Result<Option<String>, String> {
        let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", revision];
        let output = run(self.command().args(arguments))?;
        if !output.status.success() {
            return Ok(None);
        }
        Ok(text(&output.stdout).lines().last().map(ToOwned::to_owned))
    }

    /// Describes why a revision names no commit.
    fn explain_missing_commit(&self, revision: &str) -> Result<String, String> {
        if self.resolve("HEAD")?.is_none() && revision.starts_with("HEAD") {
            return Ok(NO_COMMIT_YET.to_owned());
        }
        if revision.contains("..") {
            return Ok(format!(
                "`{revision}` is a range, want one revision; to compare with a merge base, use `--merge-base`"
            ));
        }
        if self.resolve(revision)?.is_some() {
            return Ok(format!("`{revision}` is not a commit"));
        }
        let hint = match self.is_shallow {
            true => SHALLOW.to_owned(),
            false => {
                self.suggest_name(revision)?.map(|hint| format!(": {hint}")).unwrap_or_default()
            }
        };
        Ok(format!("unknown revision `{revision}`{hint}"))
    }

    /// Returns a hint with the branch or tag that the user probably meant: a remote branch of the same name,
    /// or a branch or tag with a similar name.
    fn suggest_name(&self, revision: &str) -> Result<Option<String>, String> {
        let arguments = [
            "for-each-ref",
            "--format=%(refname:short)",
            "refs/heads",
            "refs/tags",
            "refs/remotes",
        ];
        let output = run(self.command().args(arguments))?;
        let text = text(&output.stdout);
        let suffix = format!("/{revision}");
        let remote_branch = text.lines().find(|name| name.ends_with(&suffix));
        Ok(remote_branch
            .map(|name| format!("did you mean `{name}`?"))
            .or_else(|| closest(revision, text.lines())))
    }
}

/// Returns the output of a git command in a folder, or `None` if git fails or is not installed.
pub(super) fn printed(folder: &Path, arguments: &[&str]) -> Option<String> {
    let output = run(command(folder).args(arguments)).ok()?;
    output.status.success().then(|| text(&output.stdout))
}

/// Hint for a missing commit in a shallow clone.
const SHALLOW: &str = ": this is a shallow clone; to fetch all commits, run `git fetch --unshallow` \
                       (`fetch-depth: 0` in actions/checkout)";

/// Returns a git command for a folder, protected from environment variables and settings that could change its output
/// or make git run another program. Every git process is started with this command.
pub(super) fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).arg("--no-pager").stdin(Stdio::null());
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    for variable in VARIABLES {
        command.env_remove(variable);
    }
    // No optional locks, translations, prompts or fetching; and git takes paths literally, not as patterns.
    command.env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C");
    command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_NO_LAZY_FETCH", "1");
    command.env("GIT_ALLOW_PROTOCOL", "none").env("GIT_LITERAL_PATHSPECS", "1");
    command
}

/// Runs a git command and waits for its output.
pub(super) fn run(command: &mut Command) -> Result<Output, String> {
    command.output().map_err(|error| not_started(&error))
}

fn not_started(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => {
            "`factlint diff` needs git, which is not installed or not on the PATH".to_owned()
        }
        _ => format!("cannot start git: {error}"),
    }
}

fn no_repository(folder: &Path, output: &Output) -> String {
    let error_message = error_message(output);
    if error_message.starts_with("not a git repository") {
        return format!("{} is not in a Git repository", folder.display());
    }
    if error_message.contains("must be run in a work tree") {
        return format!("{} is in a Git repository without a working tree", folder.display());
    }
    format!("git cannot read the repository of {}: {error_message}", folder.display())
}

/// Returns the first line of git's error message, without its prefix.
fn error_message(output: &Output) -> String {
    let text = text(&output.stderr);
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("no reason given");
    let line =
        line.strip_prefix("fatal: ").or_else(|| line.strip_prefix("error: ")).unwrap_or(line);
    line.to_owned()
}

fn text(bytes: &[u8]) -> String {
    text_of_bytes(bytes).into_owned()
}

/// Returns the value of an environment variable that git sets for hooks.
fn variable(name: impl AsRef<OsStr>) -> Option<PathBuf> {
    std::env::var_os(name).map(PathBuf::from)
}
