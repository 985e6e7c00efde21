//! Parses a baseline. Every mistake is a finding at its place, and one run reports all mistakes.

use super::{Baseline, BaselineEntry, VERSION};
use crate::dataset::in_folder_of;
use crate::document::FileId;
use crate::finding::{Finding, Level};
use crate::parameters::{Problems, Spanned, Table, TableValue, closest, report_conflict_markers};
use crate::rules;
use toml::de::DeTable;

const KEYS: [&str; 2] = ["version", "findings"];

const ENTRY_KEYS: [&str; 6] = ["rule", "subject", "field", "level", "state", "message"];

pub(super) fn read(
    text: &str,
    file: FileId,
    accepts_former_version: bool,
    rulebook: &str,
) -> Result<Baseline, Vec<Finding>> {
    match read_by_line(text, file) {
        Some(baseline) => Ok(baseline),
        None => read_at_once(text, file, accepts_former_version, rulebook),
    }
}

/// The line after which each line is an entry.
const HEADING: &str = "\n[findings]\n";

/// Number of bytes of entries that are parsed at once.
const BATCH: usize = 1 << 16;

/// Reads a baseline a few lines at a time, since the syntax tree of a text needs many times the memory of the text.
/// Returns `None` if the text has a mistake, is in the previous version of the format, or is not written with one entry
/// per line.
fn read_by_line(text: &str, file: FileId) -> Option<Baseline> {
    let mut end = text.find(HEADING)? + HEADING.len();
    let mut baseline = read_at_once(text.get(..end)?, file, false, "").ok()?;
    if baseline.former_version.is_some() {
        return None;
    }
    while end < text.len() {
        let start = end;
        let least = text.floor_char_boundary(start + BATCH);
        let rest = text.get(least..)?;
        end = rest.find('\n').map_or(text.len(), |line_end| least + line_end + 1);
        let (table, errors) = DeTable::parse_recoverable(text.get(start..end)?);
        let mut problems = Problems::new(file, rules::baseline::KIND.name);
        for (key, value) in Table::new(table.get_ref(), table.span()).entries() {
            let mut entry = entry(&key, &value, &mut problems)?;
            for span in [&mut entry.span, &mut entry.fingerprint.span] {
                *span = start + span.start..start + span.end;
            }
            baseline.entries.push(entry);
        }
        if !errors.is_empty() || !problems.is_empty() {
            return None;
        }
    }
    let mut names: Vec<&str> = baseline.fingerprints().collect();
    names.sort_unstable();
    let are_distinct = names.windows(2).all(|pair| pair.first() != pair.last());
    are_distinct.then_some(baseline)
}

fn read_at_once(
    text: &str,
    file: FileId,
    accepts_former_version: bool,
    rulebook: &str,
) -> Result<Baseline, Vec<Finding>> {
    let mut problems = Problems::new(file, rules::baseline::KIND.name);
    let (table, errors) = DeTable::parse_recoverable(text);
    // If both branches removed findings, only the lines that both sides still contain belong in the baseline.
    let conflict = format!(
        "keep the lines that both sides have, or keep one side and run `{}`; remove the conflict markers",
        in_folder_of(rulebook, "factlint baseline prune")
    );
    if !errors.is_empty() && report_conflict_markers(text, &conflict, &mut problems) {
        return Err(problems.into_findings(text));
    }
    for error in &errors {
        let message = error.message().lines().next().unwrap_or_default();
        let range = error.span().unwrap_or(0..0);
        let is_fingerprint =
            text.get(range.clone()).is_some_and(|key| is_hash(key.trim_matches(['"', '\''])));
        match message.starts_with("duplicate key") && is_fingerprint {
            true => problems.add_with_help(
                range,
                "this finding occurs twice",
                "again here",
                Some("keep one of them".to_owned()),
            ),
            false => problems.add(range, format!("not TOML: {message}"), "not TOML from here on"),
        }
    }
    let root = Table::new(table.get_ref(), table.span());
    // After a syntax error, the parser recovers only some entries, and these would cause false findings.
    let entries = if errors.is_empty() { entries(&root, &mut problems) } else { Vec::new() };
    let former_version = root.former_version(VERSION);
    if let Some(span) = former_version.clone()
        && !accepts_former_version
        && !entries.is_empty()
    {
        let migrate = in_folder_of(rulebook, "factlint baseline migrate");
        problems.add_with_help(
            span,
            "the baseline has factlint/1 fingerprints, want factlint/2 fingerprints",
            "from an earlier version",
            Some(format!("to update them: {migrate}")),
        );
    }
    match problems.is_empty() {
        true => Ok(Baseline { file, entries, former_version }),
        false => Err(problems.into_findings(text)),
    }
}

fn entries(root: &Table<'_>, problems: &mut Problems) -> Vec<BaselineEntry> {
    root.refuse_unknown_keys(&KEYS, "a baseline", problems);
    root.check_version_or_former(VERSION, "a baseline", problems);
    let Some(table) = root.get("findings").and_then(|value| value.table(problems)) else {
        return Vec::new();
    };
    table.entries().filter_map(|(key, value)| entry(&key, &value, problems)).collect()
}

fn entry(
    key: &Spanned<&str>,
    value: &TableValue<'_>,
    problems: &mut Problems,
) -> Option<BaselineEntry> {
    let fingerprint = Spanned { value: key.value.to_owned(), span: key.span.clone() };
    check_hash(&fingerprint, "a fingerprint", problems);
    let table = value.table(problems)?.named_at(key.span.clone());
    table.refuse_unknown_keys(&ENTRY_KEYS, "a finding in a baseline", problems);
    let mut text = |name: &str| required(&table, name, problems);
    let [rule, subject, field, level, state, message] = ENTRY_KEYS.map(&mut text);
    let (level, state) = (level?, state?);
    check_level(&level, problems);
    check_hash(&state, "the hash of a state", problems);
    Some(BaselineEntry {
        fingerprint,
        span: key.span.start..value.span.end,
        rule: rule?.value,
        subject: subject?.value,
        field: field?.value,
        state: state.value,
        message: message?.value,
    })
}

fn required(table: &Table<'_>, name: &str, problems: &mut Problems) -> Option<Spanned<String>> {
    let Some(value) = table.get(name) else {
        let message = format!("a finding in a baseline needs `{name}`");
        problems.add(table.span.clone(), message, "incomplete");
        return None;
    };
    value.text(problems)
}

fn check_hash(written: &Spanned<String>, what: &str, problems: &mut Problems) {
    if !is_hash(&written.value) {
        let message =
            format!("got `{}`, want {what}: 64 lowercase hexadecimal digits", written.value);
        problems.add(written.span.clone(), message, "not a hash");
    }
}

fn is_hash(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == 64 && text.bytes().all(is_digit)
}

fn check_level(written: &Spanned<String>, problems: &mut Problems) {
    if Level::from_name(&written.value).is_none() {
        let names = Level::ALL.map(Level::name);
        let message = format!("got `{}`, want one of `{}`", written.value, names.join("`, `"));
        let help = closest(&written.value, names);
        problems.add_with_help(written.span.clone(), message, "unknown level", help);
    }
}
