//! Finds elements of an array that are equal to another element of the same array. Letter case, Unicode form
//! and white space are ignored.

use crate::document::{Document, FileId, Kind, Value};
use crate::files::{Files, LargeDocument};
use crate::value::name::form;
use foldhash::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Returns the byte offsets of all repeated elements in a file. If a block cannot be read again, no element
/// in it counts as repeated.
pub(super) fn of(files: &Files, file: FileId) -> HashSet<usize> {
    let mut repeated = HashSet::default();
    if let Some(large) = files.in_parts(file) {
        in_blocks(large, &mut repeated);
    } else if let Some(root) = files.document(file).and_then(Document::root) {
        hash(root, &mut repeated);
    }
    repeated
}

fn in_blocks(large: &LargeDocument, repeated: &mut HashSet<usize>) {
    if let Some(skeleton) = large.skeleton().and_then(Document::root) {
        hash(skeleton, repeated);
    }
    let mut arrays: HashMap<Option<String>, Elements> = HashMap::default();
    for place in large.parts() {
        let Ok(document) = large.read_part(place) else { continue };
        let elements = document.root().into_iter().flat_map(|root| root.elements());
        let of_array = arrays.entry(place.array()).or_default();
        for element in elements {
            of_array.add(element, repeated);
        }
    }
}

/// The elements of an array that have been added. For each hash, contains the byte offset of the last
/// element.
#[derive(Default)]
struct Elements(HashMap<u64, usize>);

impl Elements {
    /// Adds the next element and returns its hash. If an earlier element has the same hash, adds both
    /// elements to `repeated`.
    fn add(&mut self, element: Value<'_>, repeated: &mut HashSet<usize>) -> u64 {
        let (hash, start) = (hash(element, repeated), element.span().start);
        if let Some(previous) = self.0.insert(hash, start) {
            repeated.extend([previous, start]);
        }
        hash
    }
}

/// Returns a hash of a value that ignores the forms of texts. Also adds the repeated elements inside of the
/// value to `repeated`. If two different values have the same hash, the only consequence is that an edit
/// counts as unsafe.
fn hash(value: Value<'_>, repeated: &mut HashSet<usize>) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.kind().hash(&mut hasher);
    match value.kind() {
        Kind::Object => {
            let mut members: Vec<(String, u64)> = value
                .members()
                .map(|member| (member.name().into_owned(), hash(member.value, repeated)))
                .collect();
            members.sort();
            members.hash(&mut hasher);
        }
        Kind::Array => {
            let mut elements = Elements::default();
            for element in value.elements() {
                elements.add(element, repeated).hash(&mut hasher);
            }
        }
        Kind::String => value.as_str().map(|text| form(&text)).hash(&mut hasher),
        Kind::Number | Kind::Boolean | Kind::Null => value.raw().hash(&mut hasher),
    }
    hasher.finish()
}
