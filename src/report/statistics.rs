//! Writes the number of findings per rule instead of the findings.

use super::json::statistics;
use super::summary;
use super::{Appearance, Format, Report, json_text, one_line};
use crate::finding::Level;
use crate::words::{counted, grouped};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The number of findings of one rule at one level.
pub(super) struct RuleCount<'r> {
    /// The name of the rulebook, or `None` if there is only one dataset.
    pub(super) rulebook: Option<String>,
    pub(super) rule: &'r str,
    pub(super) kind: &'r str,
    pub(super) level: Level,
    pub(super) findings: usize,
}

/// Writes the number of findings of each rule and the summary.
///
/// # Errors
///
/// Returns an error if `output` cannot be written.
pub fn write_statistics(
    report: &Report<'_>,
    format: Format,
    appearance: &Appearance,
    output: &mut dyn Write,
) -> io::Result<()> {
    let counts = by_rule(report);
    if format == Format::Json {
        return json_text::write_pretty(output, &statistics(report, &counts));
    }
    let lines = if format == Format::Narrated {
        counts.iter().map(sentence).collect()
    } else {
        table(&counts)
    };
    for line in lines {
        writeln!(output, "{line}")?;
    }
    let shown = report.findings.len();
    let lines = summary::lines_for_people(report, shown, appearance.quiet);
    lines.iter().try_for_each(|line| writeln!(output, "{line}"))
}

/// Returns the number of findings per rule and level, highest number first.
fn by_rule<'r>(report: &Report<'r>) -> Vec<RuleCount<'r>> {
    let mut counts: BTreeMap<(Option<String>, &str, &str, Level), usize> = BTreeMap::new();
    for finding in report.findings {
        let (rulebook, head) =
            (report.name_of_dataset(finding.dataset(report.files)), finding.head());
        let rule = (rulebook, head.rule, head.kind, head.level);
        *counts.entry(rule).or_default() += 1;
    }
    let counts = counts.into_iter().map(|((rulebook, rule, kind, level), findings)| RuleCount {
        rulebook,
        rule,
        kind,
        level,
        findings,
    });
    let mut counts: Vec<RuleCount<'_>> = counts.collect();
    // The sort is stable: rules with the same number of findings stay in the order of their ids.
    counts.sort_by_key(|count| std::cmp::Reverse(count.findings));
    counts
}

/// Returns one line per rule, with the numbers aligned.
fn table(counts: &[RuleCount<'_>]) -> Vec<String> {
    let numbers: Vec<String> = counts.iter().map(|count| grouped(count.findings)).collect();
    let names: Vec<String> = counts
        .iter()
        .map(|count| format!("{}{}[{}]", before_rule(count), count.level, one_line(count.rule)))
        .collect();
    let width =
        |texts: &[String]| texts.iter().map(|text| text.chars().count()).max().unwrap_or_default();
    let (number_width, name_width) = (width(&numbers), width(&names));
    let rows = counts.iter().zip(&numbers).zip(&names);
    let lines = rows.map(|((count, number), name)| {
        format!("{number:>number_width$}  {name:name_width$}  {}", count.kind)
    });
    lines.collect()
}

/// Returns the name of the rulebook and a colon, or an empty text if there is only one dataset.
fn before_rule(count: &RuleCount<'_>) -> String {
    let name = count.rulebook.as_deref().map(|name| format!("{}: ", one_line(name)));
    name.unwrap_or_default()
}

fn sentence(count: &RuleCount<'_>) -> String {
    let (findings, rule) = (counted(count.findings, "finding"), one_line(count.rule));
    let (kind, level) = (count.kind, count.level);
    format!("{}{findings} of rule {rule}, kind {kind}, level {level}.", before_rule(count))
}
