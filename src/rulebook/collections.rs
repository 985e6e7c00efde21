//! `[collections]`: named sets of records.

use crate::parameters::{
    Absence, CollectionDefinition, Expectations, Probe, Problems, Spanned, Table, TableValue,
    Wants, WrittenMention, WrittenSelection, place_of, report_path,
};
use crate::path::{Field, KeyFields, Mention, Path};

const KEYS: [&str; 6] = ["select", "documents", "id", "optional", "sort", "schema"];

/// Reads the collections and reports errors.
pub(super) fn read(
    root: &Table<'_>,
    text: &str,
    problems: &mut Problems,
) -> Vec<CollectionDefinition> {
    let table = root.get("collections").and_then(|value| value.table(problems));
    let Some(table) = table else { return Vec::new() };
    let mut collections = Vec::new();
    for (key, value) in table.entries() {
        collections.push(collection(&key, &value, text, problems));
    }
    refuse_two_orders(&collections, problems);
    collections
}

/// Reports collections that sort the same array by different ids.
fn refuse_two_orders(collections: &[CollectionDefinition], problems: &mut Problems) {
    let sorted = collections.iter().filter(|collection| collection.is_sorted);
    for (number, collection) in sorted.clone().enumerate() {
        let mut earlier = sorted.clone().take(number);
        if let Some(first) = earlier.find(|first| have_two_orders(first, collection)) {
            let message = format!(
                "the collections `{}` and `{}` sort the same array by different ids",
                first.name, collection.name
            );
            problems.add(collection.span.clone(), message, "the other order");
        }
    }
}

/// Checks whether two collections sort the same array by different ids. If both collections are restricted to
/// certain documents, the arrays may be in different documents, so the result is `false`.
fn have_two_orders(first: &CollectionDefinition, second: &CollectionDefinition) -> bool {
    let id = |collection: &CollectionDefinition| collection.id.as_ref().map(KeyFields::name);
    let first_arrays = sorted_arrays(first);
    (first.documents.is_empty() || second.documents.is_empty())
        && id(first) != id(second)
        && sorted_arrays(second).iter().any(|array| first_arrays.contains(array))
}

fn sorted_arrays(collection: &CollectionDefinition) -> Vec<Vec<&str>> {
    collection.select.iter().filter_map(Path::names_of_array).collect()
}

/// Reads one collection. A collection with errors is kept without its unreadable parts. Otherwise, every rule
/// that names the collection would cause another error.
fn collection(
    key: &Spanned<&str>,
    value: &TableValue<'_>,
    text: &str,
    problems: &mut Problems,
) -> CollectionDefinition {
    let mut definition = CollectionDefinition {
        name: key.value.to_owned(),
        select: Vec::new(),
        documents: Vec::new(),
        id: None,
        optional: false,
        is_sorted: false,
        schema: None,
        span: key.span.clone(),
        written: WrittenSelection::default(),
        expectations: Expectations::default(),
    };
    let Some(table) = value.table(problems) else { return definition };
    let what = format!("the collection `{}`", key.value);
    table.refuse_unknown_keys(&KEYS, &what, problems);
    match table.get("select") {
        Some(select) => {
            definition.written.select = select.known_texts();
            definition.select = paths(&select, text, problems);
        }
        None => problems.add_with_help(
            key.span.clone(),
            format!("{what} needs `select`"),
            "incomplete",
            Some(format!("write for example `select = \"$.{}[*]\"`", key.value)),
        ),
    }
    if let Some(documents) = table.get("documents") {
        let globs = documents.texts(problems).unwrap_or_default();
        if documents.is_empty_list() {
            let message = "got an empty list, want at least one document";
            problems.add(documents.span.clone(), message, "empty");
        }
        definition.documents =
            globs.iter().filter_map(|glob| super::parsed_glob(glob, problems)).collect();
        definition.written.documents = globs;
    }
    definition.id = table.get("id").and_then(|id| key_fields(&id, text, problems));
    if let Some(optional) = table.get("optional") {
        definition.optional = optional.boolean(problems).unwrap_or_default();
    }
    if let Some(sort) = table.get("sort") {
        definition.is_sorted = is_sorted(&sort, &table, &definition, problems);
    }
    definition.schema = table.get("schema").and_then(|value| value.text(problems));
    let id = table.get("id").map(|id| id.known_texts()).unwrap_or_default();
    definition.expectations = expectations(&definition, &id, text);
    definition
}

/// Returns the expectations of a collection's paths and id.
fn expectations(
    definition: &CollectionDefinition,
    written_id: &[Spanned<String>],
    text: &str,
) -> Expectations {
    let written = |argument: &str, mention: Mention, written: &Spanned<String>| WrittenMention {
        span: place_of(&mention.text, written, text),
        argument: argument.to_owned(),
        mention,
        absence: Absence::Idle,
    };
    let mut expectations = Expectations::default();
    for (path, select) in definition.select.iter().zip(&definition.written.select) {
        let mentions = path.mentions().into_iter();
        expectations.mentions.extend(mentions.map(|mention| written("select", mention, select)));
    }
    for (id, written_id) in definition.id.iter().flat_map(KeyFields::iter).zip(written_id) {
        let mentions = id.mentions().into_iter();
        expectations.mentions.extend(mentions.map(|mention| written("id", mention, written_id)));
        expectations.probes.push(Probe {
            argument: "id".to_owned(),
            collections: vec![definition.name.clone()],
            conditions: Vec::new(),
            from: Vec::new(),
            wants: Wants::Has(id.clone()),
            span: written_id.span.clone(),
            rests_on: Vec::new(),
        });
    }
    expectations
}

/// Reads the field or the fields of an id.
fn key_fields(id: &TableValue<'_>, text: &str, problems: &mut Problems) -> Option<KeyFields> {
    let written = id.distinct_texts(problems)?;
    if written.is_empty() {
        problems.add(id.span.clone(), "got an empty list, want a field or several", "empty");
    }
    let fields = written.iter().map(|field| {
        let parsed = Field::parse(&field.value);
        report_path(text, field, 0, &parsed, Field::warnings, problems);
        parsed.ok()
    });
    let fields: Vec<Option<Field>> = fields.collect();
    KeyFields::new(fields.into_iter().collect::<Option<_>>()?)
}

/// Reads `sort`, which must be `id` and requires records that are the elements of one array.
fn is_sorted(
    sort: &TableValue<'_>,
    table: &Table<'_>,
    definition: &CollectionDefinition,
    problems: &mut Problems,
) -> bool {
    let Some(word) = sort.text(problems) else { return false };
    if word.value != "id" {
        let message = format!("got `{}`, want `id`", word.value);
        problems.add(word.span, message, "unknown word");
        return false;
    }
    let what = format!("the collection `{}`", definition.name);
    if table.get("id").is_none() {
        let message = format!("{what} has no `id` to sort its records by");
        let help = Some("add `id`, the field with a record's id".to_owned());
        problems.add_with_help(word.span, message, "needs `id`", help);
        return false;
    }
    let not_of_array = definition.select.iter().find(|path| path.names_of_array().is_none());
    if let Some(path) = not_of_array {
        let message = format!(
            "{what} cannot be sorted: got the path `{path}`, want the elements of one array, as in `$.{}[*]`",
            definition.name
        );
        problems.add(word.span, message, "nothing to sort");
        return false;
    }
    true
}

fn paths(select: &TableValue<'_>, text: &str, problems: &mut Problems) -> Vec<Path> {
    let written = select.texts(problems).unwrap_or_default();
    let parsed = written.iter().filter_map(|path| {
        let parsed = Path::parse(&path.value);
        report_path(text, path, 0, &parsed, Path::warnings, problems);
        parsed.ok()
    });
    parsed.collect()
}
