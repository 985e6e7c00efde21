//! Checks the edits of findings against all findings of the run.

mod repetitions;

use crate::document::{Document, FileId, Value};
use crate::files::{BlockCache, Files};
use crate::finding::{Applicability, EncodedFinding, Finding, Place, Suggestion};
use crate::rules::presence;
use foldhash::fast::RandomState;
use foldhash::{HashMap, HashSet};
use std::collections::BTreeSet;
use std::hash::BuildHasher;

/// Checks the edits of a run's findings, and changes their applicability or removes them if necessary.
pub(super) fn judge(findings: &mut [EncodedFinding], files: &Files) {
    let several = names_in_several_places(findings);
    let mut judge = Judge {
        files,
        cache: BlockCache::new(files),
        columns: HashMap::default(),
        repeated: HashMap::default(),
    };
    let mut of_anchors = HashSet::default();
    for finding in findings.iter_mut().filter(|finding| finding.concerns_edits()) {
        finding.update(|finding| {
            remove_edits_of_repeated_name(finding, &several);
            judge.remove_edits_to_existing_keys(finding);
            judge.make_repetitions_unsafe(finding);
            of_anchors.extend(finding.suggestions.iter().filter_map(|edit| judge.of_anchor(edit)));
        });
    }
    if files.iter().all(|(_, file)| file.content.converted_from().is_none()) {
        return;
    }
    for finding in findings.iter_mut().filter(|finding| finding.concerns_edits()) {
        finding.update(|finding| {
            finding
                .suggestions
                .retain(|edit| judge.of_alias(edit).is_none_or(|edit| !of_anchors.contains(&edit)));
            write_edits_in_form(finding, &judge.cache, files);
        });
    }
}

/// Converts edits of values in other formats, such as YAML, from JSON to the format of the file. If a value
/// is written once but occurs in several places, for example through a YAML alias, its edit becomes unsafe.
/// An edit that cannot be converted is removed.
pub(crate) fn write_in_form(finding: &mut Finding, files: &Files) {
    write_edits_in_form(finding, &BlockCache::new(files), files);
}

fn write_edits_in_form(finding: &mut Finding, cache: &BlockCache<'_>, files: &Files) {
    let is_converted =
        |file| files.get(file).is_some_and(|file| file.content.converted_from().is_some());
    finding.suggestions.retain_mut(|edit| {
        let (file, start) = (edit.place.file(), edit.place.start());
        if !edit.place.is_in_value() || !is_converted(file) {
            return true;
        }
        let written = cache.at(&(file, start), |value| {
            if value.is_shared_in_file() {
                edit.applicability = Applicability::Unsafe;
            }
            Some((value.edit_in_file(&edit.replacement)?, value.range_in_file()))
        });
        let Some(((range, text), own)) = written.flatten() else { return false };
        edit.replacement = text;
        if range != own {
            let place = Place::range(file, range);
            edit.value = Some(std::mem::replace(&mut edit.place, place));
        }
        true
    });
}

/// Returns the number of places of each unknown name that occurs in several places, regardless of the rules that
/// report it.
fn names_in_several_places(findings: &[EncodedFinding]) -> HashMap<String, usize> {
    // Only names with equal hashes are kept, since most names occur once.
    let hasher = RandomState::default();
    let name_of = |position: usize| {
        let finding = findings.get(position).filter(|finding| finding.concerns_edits())?.decode();
        Some((finding.unknown_name?, finding.labels.into_iter().next()?.place))
    };
    let hashes = (0..findings.len()).filter_map(|position| {
        let (name, _) = name_of(position)?;
        Some((hasher.hash_one(name), position))
    });
    let mut hashes: Vec<(u64, usize)> = hashes.collect();
    hashes.sort_unstable();
    let mut places: HashMap<String, BTreeSet<Place>> = HashMap::default();
    let of_hashes = hashes.chunk_by(|(left, _), (right, _)| left == right);
    for (_, position) in of_hashes.filter(|of_hash| of_hash.len() > 1).flatten() {
        if let Some((name, place)) = name_of(*position) {
            places.entry(name).or_default().insert(place);
        }
    }
    let several = places.into_iter().map(|(name, places)| (name, places.len()));
    several.filter(|(_, number)| *number > 1).collect()
}

/// Removes the unsafe edits of a name that occurs in several places. A typing error seldom occurs several times, so the
/// name is probably right and its record is missing.
fn remove_edits_of_repeated_name(finding: &mut Finding, several: &HashMap<String, usize>) {
    let number = finding.unknown_name.as_ref().and_then(|name| several.get(name));
    let is_safe = |edit: &Suggestion| edit.applicability.is_safe();
    if let Some(number) = number
        && !finding.suggestions.iter().all(is_safe)
    {
        finding.suggestions.retain(is_safe);
        let add = match finding.kind == presence::KIND.name {
            true => "add it to `only`",
            false => "add a record with it",
        };
        finding.help = Some(format!(
            "the name is in {number} places, so it is probably not a typing error: {add}, or correct all places"
        ));
    }
}

/// Judges edits by the documents that they edit.
struct Judge<'f> {
    files: &'f Files,
    cache: BlockCache<'f>,
    /// The names of the columns of each CSV file.
    columns: HashMap<FileId, HashSet<String>>,
    /// The starts of the values of each file that edits would repeat.
    repeated: HashMap<FileId, HashSet<usize>>,
}

/// An edit of a value that is written once but occurs in several places: the file, the value and its replacement.
type EditOfShared = (FileId, String, String);

impl Judge<'_> {
    /// Removes the edits of keys that would give two members of an object the same key, or two columns of a CSV file
    /// the same name. Most parsers drop one of the two values.
    fn remove_edits_to_existing_keys(&mut self, finding: &mut Finding) {
        let Judge { files, cache, columns, .. } = self;
        finding.suggestions.retain(|edit| {
            let Ok(new) = serde_json::from_str::<String>(&edit.replacement) else { return true };
            let file = edit.place.file();
            let is_known = cache.at(&(file, edit.place.start()), |value| {
                let object = value.parent().filter(|_| value.is_key())?;
                let columns = columns.entry(file).or_insert_with(|| columns_of(files, file));
                Some(object.get(&new).is_some() || columns.contains(&new))
            });
            is_known.flatten() != Some(true) || !edit.place.is_in_value()
        });
    }

    /// Marks an edit as unsafe if it makes two elements of an array equal, ignoring the forms of texts. An array
    /// of ids or codes, or of records that contain them, seldom contains the same element twice. One of the two
    /// elements may therefore be a slip for another value. Safe edits change only the form of a text. If a safe
    /// edit makes two elements equal, they differed only in form before the edit.
    fn make_repetitions_unsafe(&mut self, finding: &mut Finding) {
        let Judge { files, cache, repeated, .. } = self;
        let is_safe =
            |edit: &&mut Suggestion| edit.applicability.is_safe() && edit.place.is_in_value();
        let mut is_repeated = false;
        for edit in finding.suggestions.iter_mut().filter(is_safe) {
            let (file, start) = (edit.place.file(), edit.place.start());
            let starts = repeated.entry(file).or_insert_with(|| repetitions::of(files, file));
            let is_in_repeated = |value: Value<'_>| {
                let mut around = std::iter::successors(Some(value), Value::parent);
                around.any(|outer| starts.contains(&outer.span().start))
            };
            if !starts.is_empty() && cache.at(&(file, start), is_in_repeated) == Some(true) {
                edit.applicability = Applicability::Unsafe;
                is_repeated = true;
            }
        }
        if let Some(help) = finding.help.as_mut().filter(|_| is_repeated) {
            help.push_str(" The list already has it");
        }
    }

    /// Returns an edit of a YAML anchor; `None` for another edit.
    fn of_anchor(&self, edit: &Suggestion) -> Option<EditOfShared> {
        self.of_shared(edit, |value| value.is_shared_in_file() && !value.is_alias_in_file())
    }

    /// Returns an edit of a YAML alias; `None` for another edit. It is removed if the anchor gets the same edit, which
    /// also changes its aliases.
    fn of_alias(&self, edit: &Suggestion) -> Option<EditOfShared> {
        self.of_shared(edit, |value| value.is_alias_in_file())
    }

    fn of_shared(
        &self,
        edit: &Suggestion,
        is_wanted: fn(Value<'_>) -> bool,
    ) -> Option<EditOfShared> {
        let file = edit.place.file();
        self.files.get(file)?.content.converted_from()?;
        let old = self.cache.at(&(file, edit.place.start()), |value| {
            is_wanted(value).then(|| value.raw().to_owned())
        });
        Some((file, old.flatten()?, edit.replacement.clone())).filter(|_| edit.place.is_in_value())
    }
}

/// Returns the names of the columns of a CSV file, or none for another file.
fn columns_of(files: &Files, file: FileId) -> HashSet<String> {
    let columns = files.document(file).map(Document::column_names);
    columns.unwrap_or_default().into_iter().collect()
}
