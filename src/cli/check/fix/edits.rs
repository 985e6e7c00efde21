//! Chooses the edits of a run to apply together: edits that are allowed and do not overlap.

use super::taken_back::positions;
use crate::document::{FileId, Kind};
use crate::engine::Run;
use crate::files::BlockCache;
use crate::finding::{Applicability, Finding, Place, Suggestion};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;

/// A byte range of a document, and its replacement. An edit may combine several suggestions that add elements after
/// the same element.
#[derive(Debug)]
pub(super) struct Edit {
    pub(super) range: Range<usize>,
    /// The place that the suggestion edits, usually a value.
    pub(super) place: Place,
    /// The index of the edited value among the keys and values of its document. `None` if the document is
    /// read in blocks, or if the edit is not in a value.
    pub(super) value: Option<u32>,
    pub(super) applicability: Applicability,
    pub(super) replacement: String,
    /// The texts of the elements that the edit adds to an array. Empty if the edit does anything else.
    added: BTreeSet<String>,
}

impl Edit {
    /// Returns the number of suggestions that this edit combines.
    pub(super) fn count(&self) -> usize {
        self.added.len().max(1)
    }

    /// Adds the elements of another edit, if both edits add elements after the same element.
    fn add_elements(&mut self, other: Edit) {
        if self.range != other.range || self.added.is_empty() {
            return;
        }
        for element in other.added {
            if !self.added.contains(&element) {
                self.replacement.push_str(&element);
                self.added.insert(element);
            }
        }
    }
}

/// Returns the edits that can be applied together, sorted by position and grouped by document. The map's key
/// is the document's path relative to the rulebook's folder. Edits that would give several keys of an object
/// the same name are left out, since a person has to choose one.
pub(super) fn edits_of(
    run: &Run,
    files: &HashSet<FileId>,
    may_apply: impl Fn(&Finding, &Suggestion) -> bool,
) -> BTreeMap<String, Vec<Edit>> {
    let cache = BlockCache::new(&run.files);
    let mut by_document: BTreeMap<String, Vec<Edit>> = BTreeMap::new();
    let with_edits = || run.findings.iter().filter(|finding| finding.concerns_edits());
    let mut renamed: HashMap<(FileId, usize, String), BTreeSet<Place>> = HashMap::new();
    for suggestion in with_edits().flat_map(|finding| finding.decode().suggestions) {
        if let Some(object) = object_of_key(&suggestion.place, &cache) {
            let name = (suggestion.place.file(), object, suggestion.replacement);
            renamed.entry(name).or_default().insert(suggestion.place);
        }
    }
    let ambiguous: HashSet<Place> =
        renamed.into_values().filter(|keys| keys.len() > 1).flatten().collect();
    let suggestions = with_edits().flat_map(|finding| {
        let mut finding = finding.decode();
        let suggestions = std::mem::take(&mut finding.suggestions).into_iter();
        suggestions.filter(|suggestion| may_apply(&finding, suggestion)).collect::<Vec<_>>()
    });
    for suggestion in suggestions {
        let file = suggestion.place.file();
        let is_allowed = run.documents.contains(&file)
            && files.contains(&file)
            && !ambiguous.contains(&suggestion.place);
        if !is_allowed {
            continue;
        }
        let place = (run.files.key(file), range_of(&suggestion.place, &cache));
        let (Some(key), Some(range)) = place else { continue };
        by_document.entry(key.to_owned()).or_default().push(Edit {
            added: added_elements(&suggestion, &range, &cache).into_iter().collect(),
            range,
            place: suggestion.edited().clone(),
            value: positions(&run.files, suggestion.edited()).map(|positions| positions.start),
            applicability: suggestion.applicability,
            replacement: suggestion.replacement,
        });
    }
    by_document.into_iter().map(|(key, edits)| (key, without_overlaps(edits))).collect()
}

/// Applies edits to the bytes of a text. The edits must be sorted and must not overlap. Returns `None` if an edit is
/// beyond the end of the text.
pub(super) fn apply(bytes: &[u8], edits: &[Edit]) -> Option<Vec<u8>> {
    let mut edited = Vec::with_capacity(bytes.len());
    let mut copied = 0;
    for edit in edits {
        edited.extend_from_slice(bytes.get(copied..edit.range.start)?);
        edited.extend_from_slice(edit.replacement.as_bytes());
        copied = edit.range.end;
    }
    edited.extend_from_slice(bytes.get(copied..)?);
    Some(edited)
}

/// Keeps the first of overlapping edits. Among edits of the same byte range, a safe edit comes first. Edits that only
/// add elements after the same element are combined.
fn without_overlaps(mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.sort_by(|left, right| {
        let key = |edit: &Edit| (edit.range.start, edit.range.end, edit.applicability);
        key(left).cmp(&key(right))
    });
    let mut kept: Vec<Edit> = Vec::with_capacity(edits.len());
    for edit in edits {
        match kept.last_mut() {
            Some(last)
                if last.range.end > edit.range.start || last.range.start == edit.range.start =>
            {
                last.add_elements(edit);
            }
            _ => kept.push(edit),
        }
    }
    kept
}

/// Returns the text of the elements that an edit adds after an element of an array, or `None` if the edit does
/// anything else. `range` is the byte range that the edit replaces.
fn added_elements(
    edit: &Suggestion,
    range: &Range<usize>,
    cache: &BlockCache<'_>,
) -> Option<String> {
    let place = edit.edited();
    if !place.is_in_value() {
        return None;
    }
    let added = cache.at(&(place.file(), place.start()), |value| {
        let array = value.parent().filter(|parent| parent.kind() == Kind::Array)?;
        let is_converted = value.document().converted_from().is_some();
        let old = match is_converted {
            true => value.document().text_of_file().get(range.clone())?,
            false => value.raw(),
        };
        let is_on_lines = is_converted && !array.text_in_file().starts_with('[');
        let added = edit.replacement.strip_prefix(old)?;
        let begins_with_separator =
            if is_on_lines { added.starts_with(['\r', '\n']) } else { added.starts_with(',') };
        begins_with_separator.then(|| added.to_owned())
    });
    added.flatten()
}

/// Returns the start offset of the object that contains the key at a place, or `None` if there is no key at the place.
fn object_of_key(place: &Place, cache: &BlockCache<'_>) -> Option<usize> {
    let Place::Value { file, offset, .. } = place else { return None };
    cache.at(&(*file, *offset), |value| {
        let end = value.own_start() as usize + value.raw().len();
        let after = value.document().text().get(end..)?;
        if !after.trim_ascii_start().starts_with(':') {
            return None;
        }
        Some(value.parent()?.span().start)
    })?
}

fn range_of(place: &Place, cache: &BlockCache<'_>) -> Option<Range<usize>> {
    if !place.is_in_value() {
        return place.range_with(None);
    }
    cache.at(&(place.file(), place.start()), |value| place.range_with(Some(value)))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(range: Range<usize>, applicability: Applicability, replacement: &str) -> Edit {
        let place = Place::range(FileId(0), range.clone());
        let replacement = replacement.to_owned();
        Edit { range, place, value: None, applicability, replacement, added: BTreeSet::new() }
    }

    #[test]
    fn bytes_outside_the_edits_are_unchanged() {
        use Applicability::Safe;
        let apply = |text: &str, edits: &[Edit]| {
            apply(text.as_bytes(), edits).map(|text| String::from_utf8(text).unwrap())
        };
        let edits = [edit(0..3, Safe, "one"), edit(4..4, Safe, "and "), edit(8..13, Safe, "")];
        assert_eq!(apply("ONE two three\r\n", &edits).unwrap(), "one and two \r\n");
        assert_eq!(apply("as it is", &[]).unwrap(), "as it is");
        assert_eq!(apply("short", &[edit(3..9, Safe, "")]), None);
    }

    #[test]
    fn one_of_several_overlapping_edits_is_kept() {
        use Applicability::{Safe, Unsafe};
        let edits = vec![
            edit(10..15, Unsafe, "other"),
            edit(10..15, Safe, "first"),
            edit(3..5, Unsafe, "before"),
            edit(14..20, Safe, "overlaps"),
            edit(15..16, Safe, "after"),
        ];
        let kept = without_overlaps(edits);
        let kept: Vec<&str> = kept.iter().map(|edit| edit.replacement.as_str()).collect();
        assert_eq!(kept, ["before", "first", "after"]);
    }
}
