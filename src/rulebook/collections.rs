//! `[collections]`: named sets of records.

use crate::parameters::{CollectionDefinition, Problems, Spanned, Table, TableValue, report_path};
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
        let parsed = Field::parse(&id.value);
        report_path(text, &id, 0, &parsed, Field::warnings, problems);
        definition.id = parsed.ok();
    }
    if let Some(optional) = table.get("optional") {
        definition.optional = optional.boolean(problems).unwrap_or_default();
    }
    definition
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
