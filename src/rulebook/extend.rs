//! `extends`: adds the entries of other rulebooks, such as rules and collections, before a rulebook's own
//! entries.

use crate::document::FileId;
use crate::parameters::{Problems, Spanned, Table};
use std::borrow::Cow;
use toml::Spanned as Located;
use toml::de::{DeTable, DeValue};

/// A rulebook that another one extends.
#[derive(Debug)]
pub struct Base {
    /// The text of the rulebook.
    pub text: String,
    /// The file of the rulebook.
    pub file: FileId,
    /// The path of the rulebook, relative to the folder of the rulebook that extends it.
    pub path: String,
}

/// The keys that a rulebook does not inherit, since they are about one dataset.
const NOT_INHERITED: [&str; 5] = ["version", "extends", "title", "ledger", "baseline"];

/// The tables whose entries are inherited one by one.
const BY_ENTRY: [&str; 5] = ["collections", "rules", "model", "schema", "schemas"];

/// Returns the paths in `extends` as written. If the text has errors, returns the paths that can be recovered.
#[must_use]
pub fn extends_of(text: &str) -> Vec<Spanned<String>> {
    let (table, _) = DeTable::parse_recoverable(text);
    let root = Table::new(table.get_ref(), table.span());
    root.get("extends").map(|value| value.known_texts()).unwrap_or_default()
}

/// Adds an extended rulebook to the rulebooks before it. The entries of the added rulebook override entries
/// with the same name.
pub(super) fn add_base<'t>(
    all: &mut DeTable<'t>,
    mut base: DeTable<'t>,
    path: &str,
    version: u64,
    problems: &mut Problems,
) {
    if base.contains_key("version") {
        let root = Table::new(&base, 0..0);
        root.check_version(version, "a rulebook", problems);
    }
    for key in NOT_INHERITED {
        base.remove(key);
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    if !folder.is_empty() {
        move_paths(&mut base, folder);
    }
    add(all, base);
}

/// Adds a table to another table. The entries of the added table override entries with the same key, except
/// that the tables in [`BY_ENTRY`] are combined entry by entry.
pub(super) fn add<'t>(all: &mut DeTable<'t>, table: DeTable<'t>) {
    for (key, value) in table {
        let before = all.remove(key.get_ref().as_ref());
        let value = match before {
            Some(before) if BY_ENTRY.contains(&key.get_ref().as_ref()) => {
                with_entries(before, value, key.get_ref() == "rules")
            }
            _ => value,
        };
        all.insert(key, value);
    }
}

/// Adds the entries of the table `after` to the table `before`. If either value is not a table, returns
/// `after`.
fn with_entries<'t>(
    before: Located<DeValue<'t>>,
    after: Located<DeValue<'t>>,
    are_rules: bool,
) -> Located<DeValue<'t>> {
    let span = after.span();
    let (mut all, entries) = match (before.into_inner(), after.into_inner()) {
        (DeValue::Table(all), DeValue::Table(entries)) => (all, entries),
        (_, after) => return Located::new(span, after),
    };
    for (key, value) in entries {
        let before = all.remove(key.get_ref().as_ref());
        let value = match before {
            Some(before) if are_rules && !has_kind(&value) => with_entries(before, value, false),
            _ => value,
        };
        all.insert(key, value);
    }
    Located::new(span, DeValue::Table(all))
}

/// Checks whether a rule has a kind. A rule without a kind changes some arguments of an inherited rule.
fn has_kind(rule: &Located<DeValue<'_>>) -> bool {
    matches!(rule.get_ref(), DeValue::Table(rule) if rule.contains_key("kind"))
}

/// Makes the paths of schemas and code files relative to the folder of the extending rulebook.
fn move_paths(base: &mut DeTable<'_>, folder: &str) {
    for key in ["schema", "schemas"] {
        match base.get_mut(key).map(Located::get_mut) {
            Some(DeValue::Table(paths)) => {
                paths.iter_mut().for_each(|(_, path)| move_path(path, folder));
            }
            Some(_) => _ = base.get_mut(key).map(|path| move_path(path, folder)),
            None => {}
        }
    }
    for (tables, key) in [("collections", "schema"), ("rules", "file")] {
        let Some(DeValue::Table(tables)) = base.get_mut(tables).map(Located::get_mut) else {
            continue;
        };
        for (_, entry) in tables.iter_mut() {
            if let DeValue::Table(entry) = entry.get_mut()
                && let Some(path) = entry.get_mut(key)
            {
                move_path(path, folder);
            }
        }
    }
}

fn move_path(path: &mut Located<DeValue<'_>>, folder: &str) {
    if let DeValue::String(written) = path.get_mut()
        && !written.starts_with('/')
    {
        *written = Cow::Owned(format!("{folder}/{written}"));
    }
}
