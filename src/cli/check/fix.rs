//! `factlint check --fix`: applies edits and checks the dataset again until no edits are left.
//!
//! Edits are applied to copies of the documents in an overlay. At the end, either all edited documents are
//! written or none. Text outside the edits is kept byte for byte. The only exception is a document in
//! canonical form, which is formatted again after its edits.

mod breaking;
mod circle;
mod edits;
mod line_diff;
mod summary;
mod taken_back;

use super::super::context::{Stop, files_in_paths};
use super::super::progress;
use super::super::terminal::print_with;
use super::NO_BASELINE;
use crate::baseline;
use crate::canonical;
use crate::dataset::{Dataset, DocumentToCheck, Folders};
use crate::disk::{
    ContentHash, ReplaceError, Replacement, Replacements, Root, hash_of, system_path,
};
use crate::document::{Document, Form};
use crate::engine::Run;
use crate::files::BlockCache;
use crate::finding::{Applicability, Finding, Suggestion};
use crate::report::{Unfinished, visible};
use crate::storage::{BaseFolder, Overlay};
use crate::value::date::PartialDate;
use circle::{Circle, LeftOut};
use clap::Args;
use edits::{Edit, apply, edits_of};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
pub(in crate::cli) use summary::Note;
use taken_back::TakenBack;

/// Maximum number of passes. If edits overlap, a pass applies only one of them, so several passes may be needed. If
/// edits are left after this many passes, each edit probably causes a new one.
const MAX_PASSES: usize = 100;

/// Options for which edits are applied and whether they are written.
#[derive(Debug, Args)]
#[group(skip)]
#[command(group(clap::ArgGroup::new("fixing").args(["fix", "diff"]).multiple(true)))]
pub(super) struct FixArguments {
    /// Apply safe edits to the documents in the given paths, then show the remaining findings
    #[arg(long)]
    fix: bool,
    /// With --fix or --diff, also apply edits that change what is claimed
    #[arg(long, requires = "fixing")]
    unsafe_fixes: bool,
    /// Print what --fix would change as a diff and write nothing. Exits with 1 if anything would
    /// change; the remaining findings are counted on standard error
    #[arg(long)]
    diff: bool,
}

impl FixArguments {
    /// Whether edits are applied, to the documents or for a diff.
    pub(super) fn is_wanted(&self) -> bool {
        self.fix || self.diff
    }

    /// Whether edits are only shown.
    pub(super) fn is_diff(&self) -> bool {
        self.diff
    }

    /// Whether edits that change what is claimed are also applied.
    pub(super) fn is_unsafe(&self) -> bool {
        self.unsafe_fixes
    }
}

/// Which edits are applied, and how the edited documents are used.
pub(in crate::cli) struct FixOptions<'a> {
    /// The paths in which documents are edited.
    pub(in crate::cli) paths: &'a [PathBuf],
    /// Whether an edit of a finding may be applied.
    pub(in crate::cli) may_apply: &'a dyn Fn(&Finding, &Suggestion) -> bool,
    /// Whether edits that cause findings are taken back.
    pub(in crate::cli) takes_back: bool,
    /// Whether a dataset without a baseline is refused.
    pub(in crate::cli) needs_baseline: bool,
    /// Whether edits are only shown.
    pub(in crate::cli) is_diff: bool,
}

/// The result of checking and fixing.
pub(in crate::cli) struct Fixed {
    /// The run after the last edit.
    pub(in crate::cli) run: Run,
    /// Lines about the edited documents, the documents left unchanged, and the effect of the edits on findings.
    pub(in crate::cli) notes: Vec<Note>,
    /// The number of edited documents.
    pub(in crate::cli) edited: usize,
    /// Whether a diff or a document was printed to stdout. If so, the report must not be printed there.
    pub(in crate::cli) has_printed: bool,
}

/// Checks a dataset, applies the allowed edits, and writes the documents or shows what would be written.
///
/// # Errors
/// The dataset cannot be checked, or a document cannot be written.
pub(in crate::cli) fn check_and_fix(
    options: &FixOptions<'_>,
    folders: Folders,
    (root, rulebook): (&Root, &Path),
    current_dir: &Path,
    today: &PartialDate,
) -> Result<Fixed, Stop> {
    let mut fixing = Fixing {
        options,
        root,
        rulebook,
        current_dir,
        today,
        texts: Overlay::new(Arc::clone(&folders.data.storage)),
        originals: folders,
        edited: BTreeMap::new(),
        left_alone: BTreeMap::new(),
        taken_back: TakenBack::default(),
        left_out: LeftOut::default(),
        must_restart: false,
    };
    let (first, run) = fixing.run()?;
    let has_printed = fixing.finish()?;
    let notes = summary::notes(&fixing, first.as_ref(), &run);
    Ok(Fixed { run, notes, edited: fixing.edited.len(), has_printed })
}

/// The state of applying edits to a dataset.
struct Fixing<'a> {
    options: &'a FixOptions<'a>,
    root: &'a Root,
    rulebook: &'a Path,
    current_dir: &'a Path,
    today: &'a PartialDate,
    /// The folders that documents are read from before they are edited.
    originals: Folders,
    /// The overlay with the edited texts.
    texts: Overlay,
    /// The edited documents, by path relative to the rulebook's folder.
    edited: BTreeMap<String, Edited>,
    /// The documents whose edits are not applied, by key, each with a message that gives the reason.
    left_alone: BTreeMap<String, String>,
    taken_back: TakenBack,
    left_out: LeftOut,
    /// Whether edits were left out since the first pass, so that the remaining edits must be applied to the original
    /// texts again.
    must_restart: bool,
}

/// A document with edits.
struct Edited {
    /// The name of the document in the output.
    name: String,
    /// Hash of the content before the first pass.
    original_hash: ContentHash,
    /// Hashes of the content before each pass.
    seen: BTreeSet<ContentHash>,
    /// The circle of edits that is being recorded; `None` until a pass begins with the same content as an earlier pass.
    circle: Option<Circle>,
    /// Whether the document was in canonical form before it was edited, or `None` until this has been
    /// determined.
    was_canonical: Option<bool>,
    /// Indices of the edited values among the nodes of the document. Empty if the document is read in blocks.
    values: BTreeSet<u32>,
    /// Number of applied edits by applicability.
    applied: BTreeMap<Applicability, usize>,
}

impl Fixing<'_> {
    /// Checks the dataset and applies edits until none are left, except for edits that cause findings.
    /// Returns the run before the first edit, or `None` if there were no edits, and the last run.
    fn run(&mut self) -> Result<(Option<Run>, Run), Stop> {
        let mut first = self.check()?;
        loop {
            let last = self.apply_all(&first)?;
            if std::mem::take(&mut self.must_restart) {
                continue;
            }
            let Some(mut last) = last else {
                self.mark_taken_back(&mut first);
                return Ok((None, first));
            };
            refuse_broken(&first, &last)?;
            if !self.take_back(&first, &last) {
                self.mark_taken_back(&mut last);
                return Ok((Some(first), last));
            }
        }
    }

    /// Applies edits until none are left, starting with the edits of the run `first`. Returns the last run, or
    /// `None` if there are no edits or if `must_restart` is set.
    fn apply_all(&mut self, first: &Run) -> Result<Option<Run>, Stop> {
        let mut last = None;
        for pass in 0_usize.. {
            let run = last.as_ref().unwrap_or(first);
            let edits = self.edits(run);
            if edits.is_empty() {
                break;
            }
            if pass == MAX_PASSES {
                self.leave_out_endless(run, &edits);
                return Ok(None);
            }
            for (key, edits) in &edits {
                self.apply(run, key, edits)?;
                if self.must_restart {
                    return Ok(None);
                }
            }
            let next = self.check()?;
            if self.leave_out_of_broken(run, &edits, &next) {
                return Ok(None);
            }
            last = Some(next);
        }
        Ok(last)
    }

    /// Returns the folders with the edited documents.
    fn folders(&self) -> Folders {
        let data = BaseFolder {
            storage: Arc::new(self.texts.clone()),
            folder: self.originals.data.folder.clone(),
        };
        Folders { data, ..self.originals.clone() }
    }

    fn check(&mut self) -> Result<Run, Stop> {
        let mut dataset = Dataset::read_in(self.folders())?;
        if self.options.needs_baseline && dataset.baseline.is_none() {
            return Err(Stop::Error(NO_BASELINE.to_owned()));
        }
        if self.keep_canonical_form(&dataset) {
            dataset = Dataset::read_in(self.folders())?;
        }
        dataset.keeps_passed_over = true;
        let today = self.today;
        let checked = progress::with_progress(dataset, |dataset| baseline::check(dataset, today))?;
        Ok(checked.run)
    }

    fn edits(&self, run: &Run) -> BTreeMap<String, Vec<Edit>> {
        let paths = self.options.paths;
        let in_paths = files_in_paths(&run.files, paths, self.current_dir, self.rulebook);
        let cache = BlockCache::new(&run.files);
        let may_apply = |finding: &Finding, edit: &Suggestion| {
            (self.options.may_apply)(finding, edit)
                && !self.taken_back.has(&run.files, edit.edited())
                && !self.left_out.has(&run.files, &cache, edit)
        };
        let mut edits = edits_of(run, &in_paths, may_apply);
        edits.retain(|key, _| !self.left_alone.contains_key(key));
        edits
    }

    /// Applies edits to the text of their document.
    fn apply(&mut self, run: &Run, key: &str, edits: &[Edit]) -> Result<(), Stop> {
        let mut files = run.documents.iter().copied();
        let Some(file) = files.find(|file| run.files.key(*file) == Some(key)) else {
            return Ok(());
        };
        let name = run.files.name(file).to_owned();
        let path = self.originals.data.path(key);
        let bytes = self.folders().data.read(key);
        let bytes = bytes.map_err(|error| format!("cannot read {name}: {}", error.reason))?;
        let hash = hash_of(&bytes);
        let is_as_checked = match run.files.large(file) {
            Some(large) => large.check_version().is_ok(),
            None => hash == hash_of(run.files.text(file).as_bytes()),
        };
        let new = if is_as_checked { apply(&bytes, edits) } else { None };
        let Some(new) = new else { return self.refuse_unknown(key, &name, bytes) };
        let mut edited = self.edited.remove(key).unwrap_or_else(|| Edited {
            name,
            original_hash: hash,
            seen: BTreeSet::new(),
            circle: None,
            was_canonical: None,
            values: BTreeSet::new(),
            applied: BTreeMap::new(),
        });
        if let Some(circle) = edited.record_pass(hash, edits, &run.files) {
            self.leave_out(key, &edited.name, circle);
            return Ok(());
        }
        for edit in edits {
            *edited.applied.entry(edit.applicability).or_default() += edit.count();
            edited.values.extend(edit.value);
        }
        self.texts.insert(&path, new);
        self.edited.insert(key.to_owned(), edited);
        Ok(())
    }

    /// Refuses to edit a document whose content is not the checked text. If it has changed since it was read, returns
    /// an error. If it is not UTF-8, leaves it unchanged.
    fn refuse_unknown(&mut self, key: &str, name: &str, bytes: Vec<u8>) -> Result<(), Stop> {
        if String::from_utf8(bytes).is_ok() {
            let message = format!("{name} has changed since it was read; no document was written");
            return Err(Stop::Error(message));
        }
        self.leave_alone(key, name, "it is not UTF-8 text");
        Ok(())
    }

    /// Discards all edits of a document, and records the reason.
    fn leave_alone(&mut self, key: &str, name: &str, reason: &str) {
        self.edited.remove(key);
        self.texts.remove(&self.originals.data.path(key));
        self.left_alone.insert(key.to_owned(), format!("{name} was left unchanged: {reason}"));
    }

    /// Restores the canonical form of edited documents that were canonical before. Returns whether any text
    /// has changed.
    fn keep_canonical_form(&mut self, dataset: &Dataset) -> bool {
        let mut has_changed = false;
        for to_check in &dataset.documents {
            let key = dataset.files.key(to_check.file).unwrap_or_default();
            let Some(edited) = self.edited.get_mut(key) else { continue };
            let was_canonical = *edited
                .was_canonical
                .get_or_insert_with(|| is_canonical(dataset, *to_check, &self.originals, key));
            if !was_canonical {
                continue;
            }
            let Some(document) = dataset.files.document(to_check.file) else { continue };
            let Some(text) = canonical_form(dataset, *to_check, document) else { continue };
            if text != document.text() {
                self.texts.insert(&self.originals.data.path(key), text.into_bytes());
                has_changed = true;
            }
        }
        has_changed
    }

    /// Writes the documents, or shows what would be written. Returns whether a diff or a document was printed to
    /// stdout.
    fn finish(&self) -> Result<bool, Stop> {
        if self.options.is_diff {
            let mut edited = self.edited.iter();
            print_with(|output| {
                edited.try_for_each(|(key, edited)| self.write_diff(key, edited, output))
            })?;
            return Ok(true);
        }
        if let Some(key) = &self.originals.required {
            let text = self.folders().data.read(key).map_err(|failed| failed.to_string())?;
            print_with(|output| output.write_all(&text))?;
            return Ok(true);
        }
        let folder = self.rulebook.parent().unwrap_or(self.rulebook);
        self.replace_documents(folder)?;
        Ok(false)
    }

    /// Replaces the edited documents, all or none.
    fn replace_documents(&self, folder: &Path) -> Result<(), String> {
        let mut replacements = Replacements::new();
        for (key, edited) in &self.edited {
            let (name, path) = (edited.name.as_str(), folder.join(system_path(key)));
            let Some(text) = self.texts.text(&self.originals.data.path(key)) else { continue };
            let expected = edited.original_hash;
            let replacement = Replacement { name, path: &path, expected, text };
            replacements.prepare(self.root, &replacement).map_err(|error| match error {
                ReplaceError::Changed => {
                    format!("{name} {error}; no document was written, run the command again")
                }
                ReplaceError::Failed(reason) => {
                    format!("cannot write {name}: {reason}; no document was written")
                }
            })?;
        }
        replacements.finish(|_| ())
    }

    /// Writes the diff of a document. On a terminal, harmful characters are shown as `�`. Otherwise, the diff is
    /// written unchanged, so that it can be applied as a patch.
    fn write_diff(&self, key: &str, edited: &Edited, output: &mut dyn Write) -> io::Result<()> {
        let old = self.originals.data.read(key).map_err(io::Error::other)?;
        let new = self.folders().data.read(key).map_err(io::Error::other)?;
        if io::stdout().is_terminal() {
            let mut diff = Vec::new();
            line_diff::write_diff(&edited.name, &*old, &*new, &mut diff)?;
            return output.write_all(visible(&String::from_utf8_lossy(&diff)).as_bytes());
        }
        line_diff::write_diff(&edited.name, &*old, &*new, output)
    }
}

/// Returns an error if the edits would make a document invalid, or if a document has changed since it was read.
fn refuse_broken(before: &Run, after: &Run) -> Result<(), Stop> {
    if let Some(error) = Unfinished::of(&after.files) {
        return Err(Stop::Error(format!("{error}; no document was written")));
    }
    let invalid_before = &before.summary.not_json;
    let mut invalid = after.summary.not_json.iter();
    match invalid.find(|document| !invalid_before.contains(document)) {
        None => Ok(()),
        Some(document) => {
            let file = after.files.iter().find(|(_, file)| file.key == *document);
            let form = file.and_then(|(_, file)| file.content.converted_from());
            let form = form.map_or("JSON", Form::name);
            Err(Stop::Error(format!(
                "the edits would make {document} invalid {form}; no document was written"
            )))
        }
    }
}

/// Whether a document was in canonical form before it was edited. Always `false` for a document that is read in
/// blocks, since formatting would need the whole document in memory.
fn is_canonical(
    dataset: &Dataset,
    to_check: DocumentToCheck,
    originals: &Folders,
    key: &str,
) -> bool {
    let bytes = if to_check.in_blocks { None } else { originals.data.read(key).ok() };
    let form = dataset.files.document(to_check.file).map(Document::form);
    let (Some(bytes), Some(form)) = (bytes, form) else { return false };
    let original = Document::parse_as(form, to_check.file, bytes, dataset.rulebook.limits);
    canonical_form(dataset, to_check, &original).is_some_and(|text| text == original.text())
}

fn canonical_form(
    dataset: &Dataset,
    to_check: DocumentToCheck,
    document: &Document,
) -> Option<String> {
    if document.converted_from().is_some() {
        return None;
    }
    let key = dataset.files.key(to_check.file)?;
    let schema = to_check.schema.and_then(|index| dataset.schemas.get(index));
    canonical::form(document, key, schema, &dataset.rulebook.collections).ok()
}
