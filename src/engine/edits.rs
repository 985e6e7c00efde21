//! Checks the edits of findings against all findings of the run.

mod repetitions;

use crate::document::{Document, FileId, Value};
use crate::files::{BlockCache, Files};
use crate::finding::{Applicability, Finding, Place, Suggestion};
use crate::rules::presence;
use foldhash::{HashMap, HashSet};
use std::collections::BTreeSet;

/// Checks the edits of a run's findings, and changes their applicability or removes them if necessary.
pub(super) fn judge(findings: &mut [Finding], files: &Files) {
    remove_edits_of_repeated_names(findings);
    remove_edits_to_existing_keys(findings, files);
    make_repetitions_unsafe(findings, files);
    remove_edits_of_repeated_values(findings, files);
    write_in_form(findings, files);
}

/// Converts edits of values in other formats, such as YAML, from JSON to the format of the file. If a value
/// is written once but occurs in several places, for example through a YAML alias, its edit becomes unsafe.
/// An edit that cannot be converted is removed.
pub(crate) fn write_in_form(findings: &mut [Finding], files: &Files) {
    let cache = BlockCache::new(files);
    let is_converted =
        |file| files.get(file).is_some_and(|file| file.content.converted_from().is_some());
    for finding in findings {
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
}

/// Removes the edits of keys that would give two members of an object the same key, or two columns of a CSV file the
/// same name. Most parsers drop one of the two values.
fn remove_edits_to_existing_keys(findings: &mut [Finding], files: &Files) {
    let cache = BlockCache::new(files);
    let mut columns: HashMap<FileId, HashSet<String>> = HashMap::default();
    for finding in findings {
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
}

/// Returns the names of the columns of a CSV file, or none for another file.
fn columns_of(files: &Files, file: FileId) -> HashSet<String> {
    let columns = files.document(file).map(Document::column_names);
    columns.unwrap_or_default().into_iter().collect()
}

/// Removes the edits of YAML aliases whose anchors get the same edit. The edit of the anchor also changes its aliases.
fn remove_edits_of_repeated_values(findings: &mut [Finding], files: &Files) {
    let cache = BlockCache::new(files);
    let old_and_new = |edit: &Suggestion, is_wanted: fn(Value<'_>) -> bool| {
        let file = edit.place.file();
        files.get(file)?.content.converted_from()?;
        let old = cache.at(&(file, edit.place.start()), |value| {
            is_wanted(value).then(|| value.raw().to_owned())
        });
        Some((file, old.flatten()?, edit.replacement.clone())).filter(|_| edit.place.is_in_value())
    };
    let edits = findings.iter().flat_map(|finding| &finding.suggestions);
    let of_anchors = edits.filter_map(|edit| {
        old_and_new(edit, |value| value.is_shared_in_file() && !value.is_alias_in_file())
    });
    let of_anchors: HashSet<_> = of_anchors.collect();
    if of_anchors.is_empty() {
        return;
    }
    for finding in findings {
        finding.suggestions.retain(|edit| {
            let edit = old_and_new(edit, |value| value.is_alias_in_file());
            edit.is_none_or(|edit| !of_anchors.contains(&edit))
        });
    }
}

/// Removes the unsafe edits of a name that occurs in several places, regardless of the rules that report it.
/// A typing error seldom occurs several times, so the name is probably right and its record is missing.
fn remove_edits_of_repeated_names(findings: &mut [Finding]) {
    let mut places: HashMap<&str, BTreeSet<&Place>> = HashMap::default();
    for finding in findings.iter() {
        if let (Some(name), Some(label)) = (&finding.unknown_name, finding.primary()) {
            places.entry(name).or_default().insert(&label.place);
        }
    }
    let several = places.into_iter().map(|(name, places)| (name.to_owned(), places.len()));
    let several: HashMap<String, usize> = several.filter(|(_, number)| *number > 1).collect();
    for finding in findings {
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
}

/// Marks an edit as unsafe if it makes two elements of an array equal, ignoring the forms of texts. An array
/// of ids or codes, or of records that contain them, seldom contains the same element twice. One of the two
/// elements may therefore be a slip for another value. Safe edits change only the form of a text. If a safe
/// edit makes two elements equal, they differed only in form before the edit.
fn make_repetitions_unsafe(findings: &mut [Finding], files: &Files) {
    let cache = BlockCache::new(files);
    let mut repeated: HashMap<FileId, HashSet<usize>> = HashMap::default();
    for finding in findings {
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
}
