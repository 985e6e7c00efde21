//! `[collections]`: named sets of records.

use crate::parameters::{
    CollectionDefinition, Problems, Spanned, Table, TableValue, report_path_error,
};
use crate::path::{Field, Path};

const KEYS: [&str; 3] = ["select", "id", "optional"];

/// The collections that could be read; mistakes are reported.
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
    collections
}

/// A collection with a mistake is kept as far as it could be read, so that rules which name it do not
/// give false findings.
fn collection(
    key: &Spanned<&str>,
    value: &TableValue<'_>,
    text: &str,
    problems: &mut Problems,
) -> CollectionDefinition {
    let mut definition = CollectionDefinition {
        name: key.value.to_owned(),
        select: Vec::new(),
        id: None,
        optional: false,
        span: key.span.clone(),
    };
    let Some(table) = value.table(problems) else { return definition };
    let what = format!("the collection `{}`", key.value);
    table.refuse_unknown_keys(&KEYS, &what, problems);
    match table.get("select") {
        Some(select) => definition.select = paths(&select, text, problems),
        None => problems.add_with_help(
            key.span.clone(),
            format!("{what} needs `select`"),
            "incomplete",
            Some(format!("write for example `select = \"$.{}[*]\"`", key.value)),
        ),
    }
    if let Some(id) = table.get("id").and_then(|value| value.text(problems)) {
        match Field::parse(&id.value) {
            Ok(field) => definition.id = Some(field),
            Err(error) => report_path_error(text, &id, &error, problems),
        }
    }
    if let Some(optional) = table.get("optional") {
        definition.optional = optional.boolean(problems).unwrap_or_default();
    }
    definition
}

fn paths(select: &TableValue<'_>, text: &str, problems: &mut Problems) -> Vec<Path> {
    let written = select.texts(problems).unwrap_or_default();
    let parsed = written.iter().filter_map(|path| match Path::parse(&path.value) {
        Ok(parsed) => Some(parsed),
        Err(error) => {
            report_path_error(text, path, &error, problems);
            None
        }
    });
    parsed.collect()
}
