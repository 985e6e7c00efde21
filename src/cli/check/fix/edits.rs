//! Chooses the edits of a run to apply together: edits that are allowed and do not overlap.

use super::taken_back::positions;
use crate::document::FileId;
use crate::engine::Run;
use crate::files::BlockCache;
use crate::finding::{Applicability, Finding, Place, Suggestion};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;

/// A byte range of a document, and its replacement.
#[derive(Debug)]
pub(super) struct Edit {
    pub(super) range: Range<usize>,
    pub(super) place: Place,
    /// The index of the edited value among the keys and values of its document. `None` if the document is
    /// read in blocks, or if the edit is not in a value.
    pub(super) value: Option<u32>,
    pub(super) applicability: Applicability,
    pub(super) replacement: String,
}

/// Returns the edits that can be applied together, sorted by position and grouped by document. The map's key
/// is the document's path relative to the rulebook's folder. Edits that would give several keys of an object
/// the same name are left out, so a person has to choose.
pub(super) fn edits_of(
    run: &Run,
    files: &HashSet<FileId>,
    may_apply: impl Fn(&Finding, &Suggestion) -> bool,
) -> BTreeMap<String, Vec<Edit>> {
    let cache = BlockCache::new(&run.files);
    let mut by_document: BTreeMap<String, Vec<Edit>> = BTreeMap::new();
    let mut renamed: HashMap<(FileId, usize, &str), BTreeSet<&Place>> = HashMap::new();
    for suggestion in run.findings.iter().flat_map(|finding| &finding.suggestions) {
        if let Some(object) = object_of_key(&suggestion.place, &cache) {
            let name = (suggestion.place.file(), object, suggestion.replacement.as_str());
            renamed.entry(name).or_default().insert(&suggestion.place);
        }
    }
    let ambiguous: HashSet<&Place> =
        renamed.into_values().filter(|keys| keys.len() > 1).flatten().collect();
    let suggestions = run.findings.iter().flat_map(|finding| {
        finding.suggestions.iter().filter(|suggestion| may_apply(finding, suggestion))
    });
    for suggestion in suggestions {
        let file = suggestion.place.file();
        let is_in_reach = run.documents.contains(&file)
            && files.contains(&file)
            && !ambiguous.contains(&suggestion.place);
        let key = run.files.key(file).filter(|_| is_in_reach);
        let (Some(key), Some(range)) = (key, range_of(&suggestion.place, &cache)) else {
            continue;
        };
        by_document.entry(key.to_owned()).or_default().push(Edit {
            range,
            place: suggestion.place.clone(),
            value: positions(&run.files, &suggestion.place).map(|positions| positions.start),
            applicability: suggestion.applicability,
            replacement: suggestion.replacement.clone(),
        });
    }
    for edits in by_document.values_mut() {
        drop_overlapping(edits);
    }
    by_document
}

/// Applies edits to a text. The edits must be sorted and must not overlap. Returns `None` if an edit lies
/// beyond the end of the text.
pub(super) fn apply(bytes: &[u8], edits: &[Edit]) -> Option<Vec<u8>> {
    let mut edited = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for edit in edits {
        edited.extend_from_slice(bytes.get(at..edit.range.start)?);
        edited.extend_from_slice(edit.replacement.as_bytes());
        at = edit.range.end;
    }
    edited.extend_from_slice(bytes.get(at..)?);
    Some(edited)
}

/// Keeps the first of overlapping edits. Among edits of the same byte range, a safe edit comes first.
fn drop_overlapping(edits: &mut Vec<Edit>) {
    edits.sort_by(|left, right| {
        let key = |edit: &Edit| (edit.range.start, edit.range.end, edit.applicability);
        key(left).cmp(&key(right))
    });
    let mut last: Option<Range<usize>> = None;
    edits.retain(|edit| {
        let is_apart = last
            .as_ref()
            .is_none_or(|last| last.end <= edit.range.start && last.start < edit.range.start);
        if is_apart {
            last = Some(edit.range.clone());
        }
        is_apart
    });
}

/// Returns the start offset of the object that has a key at a place, or `None` if there is no key at that
/// place.
fn object_of_key(place: &Place, cache: &BlockCache<'_>) -> Option<usize> {
    let Place::Value { file, offset, .. } = place else { return None };
    cache.at(&(*file, *offset), |value| {
        let end = value.own_start() as usize + value.raw().len();
        let after = value.document().text().get(end..)?;
        let object = value.parent().filter(|_| after.trim_ascii_start().starts_with(':'))?;
        Some(object.span().start)
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
        Edit { range, place, value: None, applicability, replacement: replacement.to_owned() }
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
        let mut edits = vec![
            edit(10..15, Unsafe, "other"),
            edit(10..15, Safe, "first"),
            edit(3..5, Unsafe, "before"),
            edit(14..20, Safe, "overlaps"),
            edit(15..16, Safe, "after"),
        ];
        drop_overlapping(&mut edits);
        let kept: Vec<&str> = edits.iter().map(|edit| edit.replacement.as_str()).collect();
        assert_eq!(kept, ["before", "first", "after"]);
    }
}
