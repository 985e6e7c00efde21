//! `factlint source add`: creates a snapshot of a text or an HTML page, and adds the source to the dataset.

use super::details::{DetailArguments, Details, is_id};
use super::edit::{self, Edited};
use super::opened::Opened;
use super::write::Changes;
use super::{DatasetArguments, attributes, text};
use crate::api::today;
use crate::cli::Exit;
use crate::cli::context::Stop;
use crate::cli::terminal::print;
use crate::dataset::in_folder;
use crate::disk::hash_of;
use crate::files::read_document;
use crate::finding::{Finding, Level};
use crate::report::{self, one_line};
use crate::storage::{Reason, StoredFile};
use crate::value::date::PartialDate;
use crate::words::counted;
use clap::Args;
use data_encoding::HEXLOWER;
use serde_json::{Map, Value as Json};
use std::path::PathBuf;

/// Arguments of `factlint source add`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A text or an HTML page
    file: PathBuf,
    #[command(flatten)]
    details: DetailArguments,
    #[command(flatten)]
    dataset: DatasetArguments,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, Stop> {
    let opened = Opened::open(&arguments.dataset)?;
    let text = text::read(&arguments.file, &opened.current_dir)?;
    let today = arguments.dataset.today.clone().unwrap_or_else(today);
    let stem = arguments.file.file_stem().unwrap_or_default().to_string_lossy();
    let check_id = |id: &str| check_id(&opened, id, &text);
    let details = arguments.details.complete(&stem, &today, &check_id)?;
    let path = opened.new_snapshot(&details.id);
    let record = record(&opened, &details, &path, &text)?;
    let edited = edit::add(&opened, &record)?;
    let notes = refuse_errors(&opened, &edited, (&path, &text), &today)?;
    let mut changes = Changes::default();
    changes.create(&path, &text);
    attributes::add(&mut changes, &opened, &path)
        .map_err(|error| format!("{error}; nothing was written"))?;
    changes.replace(&edited.key, edited.old_text, &edited.text);
    changes.write(&opened)?;
    let command = format!("factlint source quote {} \"WORDS\"", details.id);
    let printed = print(&format!(
        "wrote {}: {}\nadded `{}` to {}\n{notes}to quote it: {}\n",
        one_line(&opened.folders.name(&path)),
        counted(text.lines().filter(|line| !line.is_empty()).count(), "line"),
        details.id,
        one_line(&opened.folders.name(&edited.key)),
        in_folder(&command, &opened.folders.display_root),
    ));
    Ok(printed.err().unwrap_or(Exit::Clean))
}

/// Checks whether a new source with this text can have an id. The error is the reason why it cannot. The file of the
/// snapshot may already exist with the same text, since an interrupted run may have left it behind.
fn check_id(opened: &Opened, id: &str, text: &str) -> Result<(), String> {
    if !is_id(id) {
        return Err(format!(
            "`{id}` is not an id in kebab-case: lower-case letters, digits and single hyphens"
        ));
    }
    let sources = opened.sources();
    if sources.iter().any(|source| source.id().is_some_and(|known| known == id)) {
        return Err(format!(
            "a source has the id `{id}` already: give another one with --id; to replace its text, run `{}`",
            in_folder(&format!("factlint source update {id} FILE"), &opened.folders.display_root)
        ));
    }
    let path = opened.new_snapshot(id);
    let name = opened.folders.name(&path);
    let is_same = |file: &StoredFile| read_document(file).is_ok_and(|old| old == text.as_bytes());
    match opened.folders.data.find(&path) {
        Ok(file) if is_same(&file) => Ok(()),
        Ok(_) => Err(format!("{name} already exists: give another --id")),
        Err(error) if matches!(error.reason, Reason::NotFound | Reason::NotAFolder) => Ok(()),
        Err(error) => Err(format!("cannot write {name}: {}", error.reason)),
    }
}

/// Returns the record of a source, with the field names of the model. `path` is the path of its snapshot.
fn record(
    opened: &Opened,
    details: &Details,
    path: &str,
    text: &str,
) -> Result<Map<String, Json>, String> {
    let model = opened.model();
    let id = opened.collections().find_map(|collection| collection.id.as_ref());
    let id = id.map_or("id", |id| id.first().as_str());
    let sha256 = HEXLOWER.encode(&hash_of(text.as_bytes()));
    let members = [
        (id, Some(details.id.as_str())),
        (model.title.as_str(), Some(details.title.as_str())),
        (model.publisher.as_str(), Some(details.publisher.as_str())),
        (model.url.as_str(), Some(details.url.as_str())),
        (model.published.as_str(), details.published.as_deref()),
        (model.retrieved.as_str(), Some(details.retrieved.as_str())),
        ("language", Some(details.language.as_str())),
        (model.snapshot_path.as_str(), Some(path)),
        (model.snapshot_sha256.as_str(), Some(sha256.as_str())),
    ];
    let mut record = Map::new();
    for (field, value) in members {
        let Some(value) = value else { continue };
        if put(&mut record, field, value).is_none() {
            return Err(format!(
                "the source cannot be written: `{field}` is not the name of a field"
            ));
        }
    }
    Ok(record)
}

/// Sets a field of a record to a string. The field is a path of names, such as `snapshot.path`. Returns `None` if it
/// is not.
fn put(record: &mut Map<String, Json>, field: &str, value: &str) -> Option<()> {
    let is_name = |name: &str| {
        !name.is_empty()
            && name.chars().all(|character| character.is_alphanumeric() || "_-".contains(character))
    };
    let (name, rest) =
        field.split_once('.').map_or((field, None), |(name, rest)| (name, Some(rest)));
    if !is_name(name) {
        return None;
    }
    match rest {
        None => _ = record.insert(name.to_owned(), Json::from(value)),
        Some(rest) => {
            let inner = record.entry(name).or_insert_with(|| Json::Object(Map::new()));
            put(inner.as_object_mut()?, rest, value)?;
        }
    }
    Some(())
}

/// Prints the errors that a new source would add to the dataset, and returns an error if there are any. Otherwise,
/// returns the other findings that the source adds, one per line. Findings about missing quotes are left out, since
/// every new source has them.
fn refuse_errors(
    opened: &Opened,
    edited: &Edited,
    snapshot: (&str, &str),
    today: &PartialDate,
) -> Result<String, Stop> {
    let before = opened.check_with(&[], today)?;
    let after = opened.check_with(&[(&edited.key, &edited.text), snapshot], today)?;
    let (errors, others): (Vec<Finding>, Vec<Finding>) = Opened::added(&before, &after)
        .into_iter()
        .partition(|finding| finding.level == Level::Error);
    if !errors.is_empty() {
        let _ = print(&report::lines(&after.files, &errors));
        return Err(Stop::Error(
            "the source would have these errors; nothing was written".to_owned(),
        ));
    }
    let is_expected = |finding: &Finding| ["orphan", "coverage"].contains(&&*finding.kind);
    let others: Vec<Finding> = others.into_iter().filter(|finding| !is_expected(finding)).collect();
    Ok(report::lines(&after.files, &others))
}
