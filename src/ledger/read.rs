//! Parses a ledger: every mistake is a finding at its place, and all are reported in one run.

mod claims;

use super::{Ledger, Outcome, VERSION, Verdict};
use crate::dataset::in_folder_of;
use crate::document::FileId;
use crate::finding::{Finding, State};
use crate::parameters::{Problems, Spanned, Table, TableValue, closest, report_conflict_markers};
use crate::rules;
use crate::value::date::{PartialDate, Precision};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::de::DeTable;

const KEYS: [&str; 2] = ["version", "verdict"];

const VERDICT_KEYS: [&str; 12] = [
    "fingerprint",
    "rule",
    "subject",
    "outcome",
    "chosen",
    "wrong",
    "reason",
    "by",
    "on",
    "until",
    "evidence",
    "state",
];

const FACT_KEYS: [&str; 3] = ["subject", "name", "value"];

/// Help for a merge conflict in which both sides added verdicts.
const CONFLICT: &str =
    "keep the verdicts of both sides, one per finding, and remove the conflict markers";

pub(super) fn read(
    text: &str,
    file: FileId,
    today: &PartialDate,
    accepts_former_version: bool,
    rulebook: &str,
) -> Result<Ledger, Vec<Finding>> {
    let mut problems = Problems::new(file, rules::ledger::KIND.name).named_by(rulebook);
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() && report_conflict_markers(text, CONFLICT, &mut problems) {
        return Err(problems.into_findings(text));
    }
    for error in &errors {
        let message = error.message().lines().next().unwrap_or_default();
        let range = error.span().unwrap_or(0..0);
        problems.add(range, format!("not TOML: {message}"), "not TOML from here on");
    }
    let root = Table::new(table.get_ref(), table.span());
    // Values that the parser recovers after a mistake would cause false findings.
    let verdicts =
        if errors.is_empty() { verdicts(&root, today, &mut problems) } else { Vec::new() };
    report_duplicates(&verdicts, &mut problems);
    let former_version = root.former_version(VERSION);
    let is_former = former_version.is_some();
    if let Some(span) = former_version
        && !accepts_former_version
        && !verdicts.is_empty()
    {
        let renew = in_folder_of(rulebook, "factlint review renew --all-unchanged");
        problems.add_with_help(
            span,
            "the ledger has factlint/1 fingerprints, want factlint/2 fingerprints",
            "from an earlier version",
            Some(format!("to re-confirm every verdict whose facts are unchanged: {renew}")),
        );
    }
    match problems.is_empty() {
        true => Ok(Ledger { file, verdicts, is_former }),
        false => Err(problems.into_findings(text)),
    }
}

fn verdicts(root: &Table<'_>, today: &PartialDate, problems: &mut Problems) -> Vec<Verdict> {
    root.refuse_unknown_keys(&KEYS, "a ledger", problems);
    root.check_version_or_former(VERSION, "a ledger", problems);
    let items = root.get("verdict").and_then(|value| value.items(problems)).unwrap_or_default();
    items.iter().filter_map(|item| verdict(item, today, problems)).collect()
}

fn verdict(item: &TableValue<'_>, today: &PartialDate, problems: &mut Problems) -> Option<Verdict> {
    let table = item.table(problems)?;
    table.refuse_unknown_keys(&VERDICT_KEYS, "a verdict", problems);
    let fingerprint = fingerprint(&table, problems);
    let rule = required(&table, "a verdict", "rule", problems);
    let subject = required(&table, "a verdict", "subject", problems);
    let outcome = outcome(&table, problems);
    let reason = required(&table, "a verdict", "reason", problems);
    let by = required(&table, "a verdict", "by", problems);
    let on = required(&table, "a verdict", "on", problems).and_then(|on| day(on, problems));
    let until = table.get("until").and_then(|until| day(until.text(problems)?, problems));
    let evidence = texts(&table, "evidence", problems);
    let state = state(&table, problems);
    check_dates(&table, outcome.as_ref(), on.as_ref(), until.as_ref(), today, problems);
    let claims = match (&outcome, &state) {
        (Some(outcome), Some(state)) => claims::read(&table, outcome, state, problems),
        _ => None,
    };
    let (chosen, wrong) = claims?;
    Some(Verdict {
        fingerprint: fingerprint?,
        rule: rule?.value,
        subject: subject?.value,
        outcome: outcome?.value,
        chosen,
        wrong,
        reason: reason?.value,
        by: by?.value,
        on: on?.value,
        until: until.map(|until| until.value),
        evidence: evidence.into_iter().map(|text| text.value).collect(),
        state: state?,
    })
}

/// Reads a required text, or reports that it is missing, empty or not a text.
fn required(
    table: &Table<'_>,
    what: &str,
    key: &str,
    problems: &mut Problems,
) -> Option<Spanned<String>> {
    let Some(value) = table.get(key) else {
        problems.add(table.span.clone(), format!("{what} needs `{key}`"), "incomplete");
        return None;
    };
    let text = value.text(problems)?;
    if text.value.trim().is_empty() {
        problems.add(text.span, format!("got an empty `{key}`, want text"), "empty");
        return None;
    }
    Some(text)
}

fn texts(table: &Table<'_>, key: &str, problems: &mut Problems) -> Vec<Spanned<String>> {
    table.get(key).and_then(|value| value.texts(problems)).unwrap_or_default()
}

fn fingerprint(table: &Table<'_>, problems: &mut Problems) -> Option<Spanned<String>> {
    let written = required(table, "a verdict", "fingerprint", problems)?;
    let is_digit = |digit: char| matches!(digit, '0'..='9' | 'a'..='f');
    if written.value.len() == 64 && written.value.chars().all(is_digit) {
        return Some(written);
    }
    let list = in_folder_of(problems.rulebook(), "factlint review list");
    problems.add_with_help(
        written.span,
        format!("got `{}`, want the 64 hexadecimal digits of a fingerprint", written.value),
        "not a fingerprint",
        Some(format!("to list findings with their fingerprints, run `{list}`")),
    );
    None
}

fn outcome(table: &Table<'_>, problems: &mut Problems) -> Option<Spanned<Outcome>> {
    let written = required(table, "a verdict", "outcome", problems)?;
    if let Some(value) = Outcome::from_name(&written.value) {
        return Some(Spanned { value, span: written.span });
    }
    let names = Outcome::ALL.map(Outcome::name);
    problems.add_with_help(
        written.span,
        format!("got `{}`, want one of `{}`", written.value, names.join("`, `")),
        "unknown outcome",
        closest(&written.value, names),
    );
    None
}

fn day(written: Spanned<String>, problems: &mut Problems) -> Option<Spanned<PartialDate>> {
    let is_day = |date: &PartialDate| date.precision() == Precision::Day && !date.has_time();
    let message = match PartialDate::parse(&written.value) {
        Ok(value) if is_day(&value) => return Some(Spanned { value, span: written.span }),
        Ok(_) => format!("got `{}`, want a day such as 2026-01-31", written.value),
        Err(error) => error.to_string(),
    };
    problems.add(written.span, message, "not a day");
    None
}

fn check_dates(
    table: &Table<'_>,
    outcome: Option<&Spanned<Outcome>>,
    on: Option<&Spanned<PartialDate>>,
    until: Option<&Spanned<PartialDate>>,
    today: &PartialDate,
    problems: &mut Problems,
) {
    if let Some(on) = on.filter(|on| on.value.is_certainly_after(today)) {
        let message = format!("got {}, want a day no later than today, {today}", on.value);
        problems.add(on.span.clone(), message, "in the future");
    }
    let must_end = outcome.filter(|outcome| outcome.value.must_end());
    if let (Some(outcome), false) = (must_end, table.get("until").is_some()) {
        problems.add_with_help(
            outcome.span.clone(),
            format!("`{}` needs `until`, at most a year after `on`", outcome.value.name()),
            "until when?",
            Some("a dispute needs a date on which somebody looks at it again".to_owned()),
        );
    }
    let (Some(on), Some(until)) = (on, until) else { return };
    if until.value.is_certainly_before(&on.value) {
        let message =
            format!("the verdict expires on {}, which is before its day {}", until.value, on.value);
        problems.add_pair(
            (until.span.clone(), "ends here"),
            (on.span.clone(), "begins here"),
            message,
            None,
        );
    }
    let latest = a_year_after(&on.value);
    if must_end.is_some() && until.value.is_certainly_after(&latest) {
        let message = format!("got {}, want at most a year after `on`: {latest}", until.value);
        problems.add_pair(
            (until.span.clone(), "too late"),
            (on.span.clone(), "decided here"),
            message,
            None,
        );
    }
}

/// Returns the same day of the next year, or the last day of February for a leap day.
fn a_year_after(day: &PartialDate) -> PartialDate {
    let year = jiff::Span::new().years(1);
    let later = day.first_day().checked_add(year).unwrap_or(jiff::civil::Date::MAX);
    PartialDate::from_day(later)
}

fn state(table: &Table<'_>, problems: &mut Problems) -> Option<State> {
    let Some(value) = table.get("state") else {
        let decide = in_folder_of(problems.rulebook(), "factlint review decide FINGERPRINT");
        problems.add_with_help(
            table.span.clone(),
            "a verdict needs `state`, the facts that it rests on",
            "incomplete",
            Some(format!("to write it again, remove the verdict and run `{decide}`")),
        );
        return None;
    };
    let mut state = State::default();
    for item in value.items(problems)? {
        let table = item.table(problems)?;
        table.refuse_unknown_keys(&FACT_KEYS, "a fact", problems);
        // A fact about all records together has no subject, and a value may be empty.
        let text = |key: &str, problems: &mut Problems| match table.get(key) {
            Some(value) => value.text(problems),
            None => required(&table, "a fact", key, problems),
        };
        let subject = text("subject", problems)?;
        let name = required(&table, "a fact", "name", problems)?;
        let value = text("value", problems)?;
        state.add(subject.value, name.value, value.value);
    }
    Some(state)
}

fn report_duplicates(verdicts: &[Verdict], problems: &mut Problems) {
    let mut first: BTreeMap<&str, Range<usize>> = BTreeMap::new();
    for verdict in verdicts {
        let Spanned { value, span } = &verdict.fingerprint;
        let Some(other) = first.get(value.as_str()) else {
            first.insert(value, span.clone());
            continue;
        };
        problems.add_pair(
            (span.clone(), "and again here"),
            (other.clone(), "decided here"),
            format!("two verdicts on the same finding of the rule `{}`", verdict.rule),
            Some("keep the right one".to_owned()),
        );
    }
}
