//! Lists the values that rules counted but did not check, one line per place.

use super::located::Locator;
use super::{Report, one_line};
use crate::finding::Place;
use crate::rule::UncheckedEntry;
use std::io::{self, Write};

/// Writes the unchecked values, one place per line, sorted by rule as in the rulebook, then by place in the
/// dataset. Documents without a schema and rules that are switched off come first.
///
/// # Errors
///
/// Returns an error if `output` cannot be written.
pub fn write_unchecked(report: &Report<'_>, output: &mut dyn Write) -> io::Result<()> {
    let locator = Locator::new(report.files, "");
    if let Some(summary) = report.summary {
        for file in &summary.without_schema {
            let line = format!("{}: not checked: it has no schema", report.files.name(*file));
            writeln!(output, "{}", one_line(&line))?;
        }
        for rule in &summary.rules_off {
            writeln!(output, "not checked[{rule}]: the rule is switched off")?;
        }
    }
    for (rule, unchecked) in report.summary.iter().flat_map(|summary| &summary.unchecked) {
        for entry in unchecked.entries() {
            for place in entry.places() {
                writeln!(output, "{}", line(rule, entry, place, &locator))?;
            }
        }
    }
    Ok(())
}

fn line(rule: &str, entry: &UncheckedEntry, place: &Place, locator: &Locator<'_>) -> String {
    let located = locator.locate(place);
    let field = match entry.field.as_str() {
        "" => String::new(),
        field => format!(", `{field}`"),
    };
    let words = entry.count.describe(1);
    let (name, start) = (located.name, located.start);
    one_line(&format!(
        "{name}:{}:{}: not checked[{rule}]: {words}{field}",
        start.line, start.column
    ))
}
