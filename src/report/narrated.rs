//! Writes reports for screen readers: sentences instead of graphics, with every position in words.

use super::lines::edit_noun;
use super::located::{Located, Locator};
use super::{Appearance, Report, one_line, people, summary};
use crate::finding::{Change, Finding, Label};
use std::io::{self, Write};

/// Maximum length of an excerpt, in characters. A longer excerpt is tedious to listen to.
const MAX_EXCERPT: usize = 200;

/// Writes the report one finding at a time, since there may be millions.
pub(super) fn write(
    report: &Report<'_>,
    locator: &Locator<'_>,
    appearance: &Appearance,
    output: &mut dyn Write,
) -> io::Result<()> {
    let shown = people::shown(report.findings, report.files, appearance.max_findings);
    let total = shown.len();
    for (number, group) in shown.iter().enumerate() {
        let finding = group.as_one(people::MAX_PLACES);
        match group.number() {
            1 => write!(output, "Finding {} of {total}. ", number + 1)?,
            several => write!(
                output,
                "Finding {} of {total}, {several} findings with one cause. ",
                number + 1
            )?,
        }
        writeln!(output, "{}", narrate(&finding, locator))?;
    }
    let lines = summary::lines_for_people(report, people::number_in(&shown), appearance.quiet);
    lines.iter().try_for_each(|line| writeln!(output, "{}.", capitalised(line)))
}

fn narrate(finding: &Finding, locator: &Locator<'_>) -> String {
    let level = capitalised(finding.level.name());
    let message = capitalised(&one_line(&finding.message));
    let change = finding.change.as_deref();
    let since = change.map(|change| format!(", {}", change.name())).unwrap_or_default();
    let mut text = format!("{level}, rule {}{since}.\n{message}.\n", one_line(&finding.rule));
    for detail in change.map(Change::details).unwrap_or_default() {
        text.push_str(&format!("{}.\n", capitalised(&one_line(&detail))));
    }
    let (labels, others) = people::labels(finding);
    for label in labels {
        text.push_str(&narrate_label(label, locator));
    }
    if let Some(others) = others {
        text.push_str(&format!("{others}.\n"));
    }
    for help in finding.help_lines() {
        text.push_str(&format!("Help: {}.\n", one_line(help)));
    }
    for suggestion in &finding.suggestions {
        let place = describe_place(&locator.locate(&suggestion.place));
        text.push_str(&format!(
            "{}, {}: at {place}, write: {}\n",
            capitalised(&edit_noun(suggestion.applicability)),
            one_line(&suggestion.message),
            one_line(&suggestion.replacement)
        ));
    }
    text
}

fn narrate_label(label: &Label, locator: &Locator<'_>) -> String {
    let located = locator.locate(&label.place);
    let place = capitalised(&describe_place(&located));
    let excerpt = excerpt(&locator.text_of(located.file, located.range.clone()));
    let text = one_line(&label.text);
    if excerpt.is_empty() {
        return format!("{place}: {text}.\n");
    }
    format!("{place}: {text}. It reads: {excerpt}\n")
}

fn describe_place(place: &Located) -> String {
    if place.is_whole_file {
        return format!("file {}", one_line(&place.name));
    }
    let (start, end) = (place.start, place.end);
    let name = one_line(&place.name);
    if start.line != end.line {
        return format!(
            "file {name}, from line {}, column {}, to line {}, column {}",
            start.line, start.column, end.line, end.column
        );
    }
    let last = end.column.saturating_sub(1);
    if last <= start.column {
        return format!("file {name}, line {}, column {}", start.line, start.column);
    }
    format!("file {name}, line {}, columns {} to {last}", start.line, start.column)
}

fn excerpt(text: &str) -> String {
    let text = one_line(text).split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(MAX_EXCERPT) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}
