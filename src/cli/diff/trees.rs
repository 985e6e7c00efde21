//! The two datasets that are compared: the current dataset, and the data of a commit with the current rules.

use super::Stop;
use crate::baseline::{self, Baseline};
use crate::cli::context::absolute;
use crate::cli::datasets::DatasetPaths;
use crate::cli::git::{Commit, Filters, GitTree, Listing, Repository};
use crate::cli::progress;
use crate::comparison::PathNotCompared;
use crate::dataset::{Dataset, Failure, Folders, expand, matches};
use crate::disk::{Root, system_path};
use crate::document::FileId;
use crate::engine::Run;
use crate::finding::EncodedFinding;
use crate::ledger::Ledger;
use crate::rulebook::Rulebook;
use crate::rules::syntax;
use crate::storage::{BaseFolder, FilePath};
use crate::value::date::PartialDate;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The repository, the rulebook and the current folder, from which both datasets can be read.
pub(super) struct Trees {
    pub(super) repository: Repository,
    pub(super) rulebook: PathBuf,
    /// The paths in which findings are shown.
    pub(super) paths: Vec<PathBuf>,
    pub(super) current_dir: PathBuf,
    root: Root,
    filters: Filters,
    /// The id of the first file. In both datasets, files are numbered from this id.
    first_file: FileId,
    /// The rulebook's folder, relative to the top of the repository.
    pub(super) folder: String,
}

/// A dataset, and the folders from which it is read.
pub(super) struct ReadTree {
    dataset: Dataset,
    pub(super) folders: Folders,
    /// The paths whose contents are not in the revision, each with what it is, such as a submodule.
    not_contained: Vec<(String, &'static str)>,
}

/// A run, with the baseline and the verdicts that suppress its findings.
pub(super) struct CheckedTree {
    pub(super) run: Run,
    pub(super) decisions: Decisions,
    /// The documents that are not compared, each with the reason.
    pub(super) not_compared: Vec<PathNotCompared>,
}

/// The entries of a baseline and a ledger.
#[derive(Debug, Default)]
pub(super) struct Decisions {
    /// The fingerprint and the state of each entry of the baseline.
    pub(super) baseline: BTreeSet<(String, String)>,
    /// The fingerprints of the ledger's verdicts.
    pub(super) verdicts: BTreeSet<String>,
}

impl Decisions {
    /// Returns the entries of the baseline and the ledger of a dataset. A file with mistakes counts as empty, since
    /// the check reports its mistakes.
    pub(super) fn of(dataset: &Dataset, today: &PartialDate) -> Decisions {
        let baseline = Baseline::of(dataset).ok().flatten();
        let entries = baseline.iter().flat_map(|baseline| &baseline.entries);
        let baseline =
            entries.map(|entry| (entry.fingerprint.value.clone(), entry.state.clone())).collect();
        let ledger = Ledger::of(dataset, today).ok().flatten();
        let verdicts = ledger.iter().flat_map(|ledger| &ledger.verdicts);
        let verdicts = verdicts.map(|verdict| verdict.fingerprint.value.clone()).collect();
        Decisions { baseline, verdicts }
    }
}

impl ReadTree {
    /// Returns the rulebook that the data is checked with.
    pub(super) fn rulebook(&self) -> &Rulebook {
        &self.dataset.rulebook
    }

    /// Returns the name of the rulebook in the output.
    pub(super) fn rulebook_name(&self) -> &str {
        self.dataset.files.name(self.dataset.rulebook.file)
    }

    /// Whether the data of this revision has its own rulebook. The data may be checked with a different
    /// rulebook.
    pub(super) fn has_rulebook(&self) -> bool {
        self.folders.data.exists(&self.folders.rulebook)
    }

    /// Returns the keys of the documents.
    pub(super) fn document_keys(&self) -> impl Iterator<Item = &str> {
        let documents = self.dataset.documents.iter();
        documents.filter_map(|document| self.dataset.files.key(document.file))
    }

    /// Checks the dataset.
    pub(super) fn check(self, today: &PartialDate) -> Result<CheckedTree, Box<Failure>> {
        let mut dataset = self.dataset;
        let unread = std::mem::take(&mut dataset.not_compared);
        dataset.keeps_passed_over = true;
        let decisions = Decisions::of(&dataset, today);
        let checked = progress::with_progress(dataset, |dataset| baseline::check(dataset, today));
        let mut run = checked?.run;
        let not_compared = unread.into_iter().map(|(file, reason)| {
            remove_syntax_finding(&mut run, file);
            PathNotCompared { path: run.files.name(file).to_owned(), reason: reason.to_string() }
        });
        let not_compared = not_compared.collect();
        Ok(CheckedTree { run, decisions, not_compared })
    }
}

/// Removes the finding which says that a document could not be read.
fn remove_syntax_finding(run: &mut Run, file: FileId) {
    let is_syntax = |finding: &EncodedFinding| {
        let head = finding.head();
        head.kind == syntax::KIND.name && head.place.is_some_and(|place| place.file() == file)
    };
    run.findings.retain(|finding| !is_syntax(finding));
    run.suppressed.retain(|suppressed| !is_syntax(&suppressed.finding));
    run.summary.count_findings(&run.findings);
}

impl Trees {
    pub(super) fn new(
        dataset: DatasetPaths,
        current_dir: PathBuf,
        root: Root,
        filters: Filters,
        first_file: FileId,
    ) -> Result<Trees, String> {
        let DatasetPaths { rulebook, paths, .. } = dataset;
        let folder = folder_of(&rulebook);
        let repository = Repository::containing(folder)?;
        let folder = repository.path_of(folder)?;
        Ok(Trees { repository, rulebook, paths, current_dir, root, filters, first_file, folder })
    }

    /// Returns the folders of the working tree.
    pub(super) fn folders(&self) -> Folders {
        let folders = Folders::within(self.root.clone(), &self.rulebook, &self.current_dir);
        Folders { first_file: self.first_file, ..folders }
    }

    /// Whether a path exists in the working tree or in one of the datasets.
    pub(super) fn exists(&self, path: &Path, datasets: &[&ReadTree]) -> bool {
        let path = absolute(&self.current_dir.join(path));
        let folder = absolute(folder_of(&self.rulebook));
        let below = path.strip_prefix(folder).ok().and_then(Path::to_str);
        let is_in = |read: &&ReadTree| below.is_some_and(|below| read.folders.data.exists(below));
        path.exists() || datasets.iter().any(is_in)
    }

    /// Reads the files of the working tree.
    pub(super) fn working_tree(&self) -> Result<ReadTree, Stop> {
        let folders = self.folders();
        let dataset = Dataset::read_in(folders.clone())?;
        Ok(ReadTree { dataset, folders, not_contained: Vec::new() })
    }

    /// Reads the staged files.
    pub(super) fn staged(&self) -> Result<ReadTree, Stop> {
        let tree = GitTree::list(&self.repository, Listing::Index, self.filters)?;
        let not_contained = tree.not_contained();
        let data = self.folder_in(tree);
        let now = self.folders();
        if !data.exists(&now.rulebook) {
            return Err(Stop::Error(format!("{} is not staged", self.rulebook.display())));
        }
        let folders = Folders { settings: data.clone(), data, ..now };
        Ok(ReadTree { dataset: Dataset::read_in(folders.clone())?, folders, not_contained })
    }

    /// Reads the data of a commit, with the current rules.
    pub(super) fn before(&self, commit: &Commit, now: &ReadTree) -> Result<ReadTree, Stop> {
        let tree = GitTree::list(&self.repository, Listing::Commit(commit), self.filters)?;
        let not_contained = tree.not_contained();
        for paths in [&now.not_contained, &not_contained] {
            self.refuse_not_contained(paths, now)?;
        }
        let data = self.folder_in(tree);
        let folders = Folders { data, is_historical: true, ..now.folders.clone() };
        Ok(ReadTree { dataset: Dataset::read_in(folders.clone())?, folders, not_contained })
    }

    /// Returns the folder in a Git tree that corresponds to the rulebook's folder.
    fn folder_in(&self, tree: GitTree) -> BaseFolder {
        BaseFolder { storage: Arc::new(tree), folder: FilePath::new(&self.folder) }
    }

    /// Returns an error if a tree does not contain a document, because the document is in a submodule or is a link to
    /// a place outside the repository. Otherwise, the document would count as missing.
    fn refuse_not_contained(
        &self,
        not_contained: &[(String, &'static str)],
        now: &ReadTree,
    ) -> Result<(), String> {
        let folder = folder_of(&self.rulebook);
        let data = self.folders().data;
        let rulebook = &now.dataset.rulebook;
        let globs = rulebook.documents.iter().map(|glob| glob.value.as_str());
        let is_excluded =
            |path: &str| rulebook.exclude.iter().any(|exclusion| exclusion.excludes(path));
        let documents: BTreeSet<String> = globs
            .clone()
            .flat_map(|glob| expand(&data, glob).paths)
            .filter(|path| !is_excluded(path))
            .collect();
        for document in &documents {
            let path = self.repository.path_of(&folder.join(system_path(document)))?;
            if let Some((folder, what)) =
                not_contained.iter().find(|(folder, _)| is_below(&path, folder))
            {
                return Err(format!("{document} cannot be compared: {folder} is {what}"));
            }
        }
        let missing = not_contained.iter().find(|(path, _)| {
            let key = path.strip_prefix(&self.folder).unwrap_or(path).trim_start_matches('/');
            globs.clone().any(|glob| matches(glob, key)) && !is_excluded(key)
        });
        match missing {
            Some((path, what)) => Err(format!("{path} cannot be compared: it is {what}")),
            None => Ok(()),
        }
    }
}

fn folder_of(rulebook: &Path) -> &Path {
    rulebook.parent().unwrap_or(rulebook)
}

fn is_below(path: &str, folder: &str) -> bool {
    Path::new(path).starts_with(folder)
}
