//! git, run as a program: which commit a revision is, and the files of a commit or of the index,
//! written to a folder of their own. Nothing of the user's is written: no file, no index, no object.

mod tree;

pub(super) use tree::{Contents, Tree};

use crate::parameters::closest;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What says where a repository is: a hook or another program may have set it for one that is not ours.
const WHERE: [&str; 12] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_ATTR_SOURCE",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
];

/// What would write beside the index, or ask another program.
const SETTINGS: [&str; 4] = [
    "core.splitIndex=false",
    "core.fsmonitor=false",
    "core.untrackedCache=false",
    "index.sparse=false",
];

/// The repository that a folder is in.
#[derive(Debug)]
pub(super) struct Repository {
    /// The top of the working tree.
    top: PathBuf,
    /// Where git keeps its own files, the index among them.
    folder: PathBuf,
    is_shallow: bool,
}

/// One commit.
#[derive(Debug, Clone)]
pub(super) struct Commit {
    /// As it was asked for.
    pub(super) revision: String,
    /// Its object's name.
    pub(super) id: String,
}

/// Why a revision is none in a repository that has just been made.
pub(super) const NO_COMMIT_YET: &str =
    "the repository has no commit yet: there is nothing to compare with";

impl Repository {
    /// The repository of a folder.
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
            return Err(format!("git gives no answer for {}", folder.display()));
        };
        let (top, folder) = (PathBuf::from(top), PathBuf::from(git_folder));
        Ok(Repository { top, folder, is_shallow: *is_shallow == "true" })
    }

    /// The commit that a revision means.
    pub(super) fn commit(&self, revision: &str) -> Result<Commit, String> {
        match self.resolve(&format!("{revision}^{{commit}}"))? {
            Some(id) => Ok(Commit { revision: revision.to_owned(), id }),
            None => Err(self.why_no_commit(revision)?),
        }
    }

    /// The newest commit that the current one and another both come from.
    pub(super) fn merge_base(&self, other: &Commit) -> Result<Commit, String> {
        let head = self.commit("HEAD")?;
        let output = run(self.command().args(["merge-base", &head.id, &other.id]))?;
        let revision = format!("the merge base with {}", other.revision);
        if let Some(id) = text(&output.stdout).lines().next().filter(|_| output.status.success()) {
            return Ok(Commit { revision, id: id.to_owned() });
        }
        let shallow = if self.is_shallow { SHALLOW } else { "" };
        Err(format!("HEAD and `{}` have no commit in common here{shallow}", other.revision))
    }

    /// A path below the top of the working tree, as git writes it. A link on the way is followed.
    pub(super) fn path_of(&self, path: &Path) -> Result<String, String> {
        let canonical = |path: &Path| {
            let failed = |error| format!("cannot read {}: {error}", path.display());
            std::fs::canonicalize(path).map_err(failed)
        };
        match canonical(path)?.strip_prefix(canonical(&self.top)?) {
            Ok(inside) => Ok(inside.to_string_lossy().replace('\\', "/")),
            Err(_) => Err(format!("{} is outside of the git repository", path.display())),
        }
    }

    fn command(&self) -> Command {
        command(&self.top)
    }

    /// The object that a revision names; nothing where it names none, or several.
    fn resolve(&self, revision: &str) -> Result<Option<String>, String> {
        let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", revision];
        let output = run(self.command().args(arguments))?;
        let id = text(&output.stdout).lines().last().map(ToOwned::to_owned);
        Ok(id.filter(|_| output.status.success()))
    }

    fn why_no_commit(&self, revision: &str) -> Result<String, String> {
        if self.resolve("HEAD")?.is_none() && revision.starts_with("HEAD") {
            return Ok(NO_COMMIT_YET.to_owned());
        }
        if revision.contains("..") {
            return Ok(format!(
                "`{revision}` is a range, want one revision; `--merge-base` compares with what two have in common"
            ));
        }
        if self.resolve(revision)?.is_some() {
            return Ok(format!("`{revision}` is no commit"));
        }
        let hint = match self.is_shallow {
            true => SHALLOW.to_owned(),
            false => {
                self.similar_name(revision)?.map(|hint| format!(": {hint}")).unwrap_or_default()
            }
        };
        Ok(format!("the repository has no revision `{revision}`{hint}"))
    }

    /// A branch or tag that may be meant: of the same name elsewhere, or of nearly the same.
    fn similar_name(&self, revision: &str) -> Result<Option<String>, String> {
        let arguments = [
            "for-each-ref",
            "--format=%(refname:short)",
            "refs/heads",
            "refs/tags",
            "refs/remotes",
        ];
        let output = run(self.command().args(arguments))?;
        let text = text(&output.stdout);
        let elsewhere = format!("/{revision}");
        let same = text.lines().find(|name| name.ends_with(&elsewhere));
        Ok(same
            .map(|name| format!("did you mean `{name}`?"))
            .or_else(|| closest(revision, text.lines())))
    }
}

/// What git prints in a folder; nothing where it fails, or is not there.
pub(super) fn printed(folder: &Path, arguments: &[&str]) -> Option<String> {
    let output = run(command(folder).args(arguments)).ok()?;
    output.status.success().then(|| text(&output.stdout))
}

/// What follows where a commit is missing.
const SHALLOW: &str = ": this clone is shallow and has only the newest commits; \
                       `git fetch --unshallow` gets the others (`fetch-depth: 0` in actions/checkout)";

/// git in a folder, with nothing from outside that could change its answers.
fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).arg("--no-pager").stdin(Stdio::null());
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    for variable in WHERE {
        command.env_remove(variable);
    }
    // It writes nothing by the way, speaks one language, asks nothing and fetches nothing.
    command.env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C");
    command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_NO_LAZY_FETCH", "1");
    command
}

fn run(command: &mut Command) -> Result<Output, String> {
    command.output().map_err(|error| not_started(&error))
}

fn not_started(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => {
            "git is not installed, or not on the path: `factlint diff` reads revisions with it"
                .to_owned()
        }
        _ => format!("git cannot be started: {error}"),
    }
}

fn no_repository(folder: &Path, output: &Output) -> String {
    let words = words(output);
    if words.starts_with("not a git repository") {
        return format!("{} is not in a git repository", folder.display());
    }
    if words.contains("must be run in a work tree") {
        return format!("{} is in a git repository without a working tree", folder.display());
    }
    format!("git cannot read the repository of {}: {words}", folder.display())
}

/// What git says about its failure.
fn words(output: &Output) -> String {
    let text = text(&output.stderr);
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("it gives no reason");
    let line =
        line.strip_prefix("fatal: ").or_else(|| line.strip_prefix("error: ")).unwrap_or(line);
    line.to_owned()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The environment's value of a variable, for what a hook is told.
fn variable(name: impl AsRef<OsStr>) -> Option<PathBuf> {
    std::env::var_os(name).map(PathBuf::from)
}
