//! `factlint source update`: replaces the text of a source, and lists the quotes that no longer match and the
//! verdicts that reopen.

use super::details::is_id;
use super::edit;
use super::opened::Opened;
use super::write::Changes;
use super::{DatasetArguments, attributes, text};
use crate::api::today;
use crate::cli::Exit;
use crate::cli::context::Stop;
use crate::cli::terminal::print;
use crate::dataset::in_folder;
use crate::disk::hash_of;
use crate::document::Value;
use crate::engine::Run;
use crate::finding::{Finding, Fingerprint, Suppression};
use crate::report::{self, one_line};
use crate::rule::Record;
use crate::value::date::PartialDate;
use crate::words::counted;
use clap::Args;
use data_encoding::HEXLOWER;
use std::collections::HashSet;
use std::path::PathBuf;

/// Arguments of `factlint source update`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Id of the source
    source: String,
    /// The new text, or the new HTML page
    file: PathBuf,
    /// Show the quotes that no longer match and the verdicts that reopen, and write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    dataset: DatasetArguments,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, Stop> {
    let opened = Opened::open(&arguments.dataset)?;
    let source = opened.source(&arguments.source)?;
    let (path, has_snapshot) = path_of_snapshot(&opened, &source, &arguments.source)?;
    let text = text::read(&arguments.file, &opened.current_dir)?;
    let today = arguments.dataset.today.clone().unwrap_or_else(today);
    let sha256 = HEXLOWER.encode(&hash_of(text.as_bytes()));
    let old = opened.folders.data.read(&path).ok();
    let name = one_line(&opened.folders.name(&path));
    if old.as_deref() == Some(text.as_bytes()) {
        return Ok(print_result(&format!("{name} is unchanged: the text is the same\n")));
    }
    let edits = match has_snapshot {
        true => edits(&opened, &source, &sha256, &today)?,
        false => edits_of_first(&opened, &source, (&path, &sha256), &today)?,
    };
    let edited = edit::set(&opened, &edits)?;
    let before = opened.check_with(&[], &today)?;
    let after = opened.check_with(&[(&edited.key, &edited.text), (&path, &text)], &today)?;
    let consequences = consequences(&before, &after);
    if arguments.dry_run {
        return Ok(print_result(&format!("{name} would be written\n{consequences}")));
    }
    let mut changes = Changes::default();
    let note = keep_old(&opened, &mut changes, &path, old.as_deref());
    match old {
        Some(old) => changes.replace(&path, old, &text),
        None => changes.create(&path, &text),
    }
    attributes::add(&mut changes, &opened, &path)
        .map_err(|error| format!("{error}; nothing was written"))?;
    changes.replace(&edited.key, edited.old_text, &edited.text);
    changes.write(&opened)?;
    Ok(print_result(&format!(
        "wrote {name}{note}\nrecorded its SHA-256 and the day in {}\n{consequences}to check the dataset: {}\n",
        one_line(&opened.folders.name(&edited.key)),
        in_folder("factlint check", &opened.folders.display_root)
    )))
}

/// Prints the result, and returns the exit code.
fn print_result(text: &str) -> Exit {
    print(text).err().unwrap_or(Exit::Clean)
}

/// Returns the path of the source's snapshot, and whether the source already names it. Fails if another
/// source has the same snapshot, or if no path can be chosen for a first snapshot.
fn path_of_snapshot(
    opened: &Opened,
    source: &Record<'_>,
    id: &str,
) -> Result<(String, bool), String> {
    let Some(path) = opened.snapshot_path(source) else {
        let path = opened.new_snapshot(id);
        let name = opened.folders.name(&path);
        return match opened.folders.data.exists(&path) || !is_id(id) {
            true => Err(format!(
                "`{id}` has no snapshot, and {name} cannot be its file: record the path of one by hand"
            )),
            false => Ok((path, false)),
        };
    };
    let sources = opened.sources();
    let others = sources.iter().filter(|other| !other.value.is_same_node(source.value));
    let mut sharing = others.filter(|other| opened.snapshot_path(other).as_ref() == Some(&path));
    match sharing.find_map(Record::id) {
        Some(other) => Err(format!(
            "{} is also the snapshot of `{other}`: give each source its own file",
            opened.folders.name(&path)
        )),
        None => Ok((path, true)),
    }
}

/// The values of a source that are replaced, each with its new JSON text.
type Edits<'v> = Vec<(Value<'v>, String)>;

/// Returns the edits that record the hash of a new text and the date of retrieval.
fn edits<'v>(
    opened: &Opened,
    source: &Record<'v>,
    sha256: &str,
    today: &PartialDate,
) -> Result<Edits<'v>, String> {
    let model = opened.model();
    let Some(recorded) = model.snapshot_sha256.first(source.value) else {
        return Err(format!(
            "the source has no SHA-256 to replace: record one first; the SHA-256 of the new text is {sha256}"
        ));
    };
    let retrieved = model.retrieved.first(source.value);
    let retrieved = retrieved.map(|value| (value, json(&today.to_string())));
    Ok([(recorded, json(sha256))].into_iter().chain(retrieved).collect())
}

/// Returns the edits that record the first snapshot of a source and the date of retrieval.
fn edits_of_first<'v>(
    opened: &Opened,
    source: &Record<'v>,
    (path, sha256): (&str, &str),
    today: &PartialDate,
) -> Result<Edits<'v>, String> {
    let model = opened.model();
    let (path_field, hash_field) = (model.snapshot_path.as_str(), model.snapshot_sha256.as_str());
    let failed = || {
        format!(
            "the snapshot cannot be recorded: add it by hand, as `{path_field}` and `{hash_field}`"
        )
    };
    let (name, path_name) = path_field.split_once('.').ok_or_else(failed)?;
    let (hash_parent, hash_name) = hash_field.split_once('.').ok_or_else(failed)?;
    if name != hash_parent || source.value.get(name).is_some() {
        return Err(failed());
    }
    let snapshot = serde_json::json!({ path_name: path, hash_name: sha256 });
    let last = source.value.members().last().ok_or_else(failed)?.value;
    let with_snapshot =
        |last_text: &str| edit::with_member(source.value, last, last_text, (name, &snapshot));
    let today = json(&today.to_string());
    Ok(match model.retrieved.first(source.value) {
        Some(retrieved) if retrieved.is_same_node(last) => vec![(last, with_snapshot(&today))],
        Some(retrieved) => vec![(last, with_snapshot(last.raw())), (retrieved, today)],
        None => vec![(last, with_snapshot(last.raw()))],
    })
}

fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Keeps the old text in a file beside the new one, with the hash of the old text in its name. Returns a note about
/// this file; empty if there is no old text.
fn keep_old(opened: &Opened, changes: &mut Changes, path: &str, old: Option<&[u8]>) -> String {
    let Some(old) = old else { return String::new() };
    let hash = HEXLOWER.encode(&hash_of(old));
    let stem = path.strip_suffix(".txt").unwrap_or(path);
    let kept = format!("{stem}.{}.txt", hash.get(..12).unwrap_or(&hash));
    if !opened.folders.data.exists(&kept) {
        changes.create_bytes(&kept, old);
    }
    let name = one_line(&opened.folders.name(&kept));
    format!("; the old text is kept as {name} (SHA-256 {hash})")
}

/// Lists the consequences of the new text: quotes that it no longer contains, decided findings that are open
/// again, and other new findings.
fn consequences(before: &Run, after: &Run) -> String {
    let decided =
        before.suppressed.iter().filter(|entry| matches!(entry.by, Suppression::Verdict(_)));
    let decided: HashSet<Fingerprint> = decided.map(|entry| entry.finding.fingerprint()).collect();
    // Findings about the ledger are left out, since the list already contains the finding of a stale verdict.
    let open = Opened::added(before, after).into_iter().filter(|finding| finding.kind != "ledger");
    let (reopened, open): (Vec<Finding>, Vec<Finding>) =
        open.partition(|finding| decided.contains(&finding.fingerprint()));
    let (quotes, others): (Vec<Finding>, Vec<Finding>) =
        open.into_iter().partition(|finding| finding.kind == "quote");
    let mut text = String::new();
    if quotes.is_empty() {
        text.push_str("every quote that was in the text is still there\n");
    }
    for (findings, heading) in [
        (&quotes, format!("{} no longer in the text", counted(quotes.len(), "quote"))),
        (&reopened, format!("{} reopened", counted(reopened.len(), "verdict"))),
        (&others, format!("{} besides", counted(others.len(), "finding"))),
    ] {
        if !findings.is_empty() {
            text.push_str(&format!("{heading}:\n"));
            let lines = report::lines(&after.files, findings);
            lines.lines().for_each(|line| text.push_str(&format!("  {line}\n")));
        }
    }
    text
}
