//! Finds documents that are plain lists of texts, or maps from keys to texts or to lists of texts. Their texts are the
//! records.

use super::ScannedFile;
use super::allowance;
use super::collections::{Collection, locations};
use super::columns::columns_of_texts;
use super::naming;
use super::scopes::Within;
use super::steps::{Step, Steps};
use crate::document::{Kind, Value};
use std::collections::{BTreeMap, HashSet};

/// Minimum number of texts in a list or map.
const MIN_TEXTS: usize = 20;

/// Minimum number of lists in a map of lists.
const MIN_LISTS: usize = 8;

/// Maximum number of lists in one folder for which each list is a separate collection. If there are more, all are one
/// collection. The same holds for maps.
const MAX_SEPARATE: usize = 3;

/// The index of a file, and the texts of its list or map.
type Texts<'a> = (usize, Vec<Value<'a>>);

/// The form of a document that contains texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    List,
    Map,
    MapOfLists,
}

/// Returns the collections of texts in documents that contain no record of another collection.
pub(super) fn find<'a>(
    files: &[ScannedFile<'a>],
    others: &[Collection<'a>],
) -> Vec<Collection<'a>> {
    let known: HashSet<usize> = others.iter().flat_map(|found| found.files.clone()).collect();
    let mut by_folder: BTreeMap<(&str, Form), Vec<Texts<'a>>> = BTreeMap::new();
    for (number, file) in files.iter().enumerate().filter(|(number, _)| !known.contains(number)) {
        let Some(root) = file.document.root() else { continue };
        if let Some((form, texts)) = texts_in(root) {
            let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            by_folder.entry((folder, form)).or_default().push((number, texts));
        }
    }
    let groups = by_folder.into_iter().flat_map(|((_, form), documents)| {
        let size = if documents.len() > MAX_SEPARATE { documents.len() } else { 1 };
        let groups: Vec<_> = documents.chunks(size).map(<[_]>::to_vec).collect();
        groups.into_iter().map(move |documents| (form, documents))
    });
    groups.map(|(form, documents)| collection(form, documents, files)).collect()
}

/// Returns the form of a document and its texts, or `None` if it has other values or only a few texts.
fn texts_in(root: Value<'_>) -> Option<(Form, Vec<Value<'_>>)> {
    let values: Vec<Value<'_>> = match root.kind() {
        Kind::Array => root.elements().collect(),
        Kind::Object => root.members().map(|member| member.value).collect(),
        _ => return None,
    };
    let is_of_lists = values.iter().all(|value| value.kind() == Kind::Array);
    let (form, texts) = match root.kind() {
        Kind::Array => (Form::List, values),
        _ if is_of_lists && values.len() >= MIN_LISTS => {
            (Form::MapOfLists, values.iter().flat_map(Value::elements).collect())
        }
        _ => (Form::Map, values),
    };
    let is_supported =
        texts.len() >= MIN_TEXTS && texts.iter().all(|text| text.kind() == Kind::String);
    is_supported.then_some((form, texts))
}

fn collection<'a>(
    form: Form,
    documents: Vec<Texts<'a>>,
    files: &[ScannedFile<'a>],
) -> Collection<'a> {
    let (numbers, texts): (Vec<usize>, Vec<Vec<Value<'a>>>) = documents.into_iter().unzip();
    let sizes: Vec<usize> = texts.iter().map(Vec::len).collect();
    let records: Vec<Value<'a>> = texts.into_iter().flatten().collect();
    let columns = columns_of_texts(&records);
    let is_map = form == Form::Map;
    // The ids are the keys of a map, or the texts of a list.
    let id = usize::from(is_map);
    let is_unique = columns.get(id).is_some_and(|column| {
        column.cells.len() - column.distinct_count() <= allowance(records.len())
    });
    let depth = if form == Form::MapOfLists { 2 } else { 1 };
    let path = Steps(vec![Step::All; depth]);
    let is_all_of_path = numbers.len() == files.len();
    Collection {
        name: naming::name(&path, &numbers, files, is_all_of_path),
        locations: locations(&numbers, &sizes, files),
        id: (is_unique || is_map).then_some(id),
        within: (!is_unique && is_map).then_some(Within::Document),
        path,
        files: numbers,
        is_all_of_path,
        records,
        columns,
    }
}
