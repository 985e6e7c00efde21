//! Lists the values that rules counted but did not check, one line per place.

use super::located::Locator;
use super::{Report, one_line};
use crate::finding::Place;
use crate::report::StartFolder;
use crate::rule::{CountedEntry, CountedValues};
use std::io::{self, Write};

/// Writes the unchecked values, one place per line, in the order of the rules in the rulebook and of the places in the
/// dataset. Datasets in subfolders, documents without a schema and rules that are switched off come first.
///
/// # Errors
///
/// Returns an error if `output` cannot be written.
pub fn write_unchecked(report: &Report<'_>, output: &mut dyn Write) -> io::Result<()> {
    let locator = Locator::new(report.files, StartFolder::default());
    for rulebook in report.summary.iter().flat_map(|all| &all.datasets_below.rulebooks) {
        let line = format!(
            "{rulebook}: not checked: its dataset is in a subfolder of the checked one, and its path was not given"
        );
        writeln!(output, "{}", one_line(&line))?;
    }
    for part in report.parts() {
        let Some(summary) = part.report.summary else { continue };
        for file in &summary.without_schema {
            let line = format!("{}: not checked: it has no schema", report.files.name(*file));
            writeln!(output, "{}", one_line(&line))?;
        }
        let rulebook = part.name().map(|name| format!("{name}: ")).unwrap_or_default();
        for rule in &summary.rules_off {
            let line = format!("{rulebook}not checked[{rule}]: the rule is switched off");
            writeln!(output, "{}", one_line(&line))?;
        }
        write_values(&summary.counted, &locator, output)?;
    }
    Ok(())
}

/// Writes the values that the rules of one dataset did not check.
fn write_values(
    counted: &[(String, CountedValues)],
    locator: &Locator<'_>,
    output: &mut dyn Write,
) -> io::Result<()> {
    for (rule, counted) in counted {
        for entry in counted.entries().into_iter().filter(|entry| entry.count.is_not_checked()) {
            for place in entry.places() {
                writeln!(output, "{}", line(rule, entry, place, locator))?;
            }
        }
    }
    Ok(())
}

fn line(rule: &str, entry: &CountedEntry, place: &Place, locator: &Locator<'_>) -> String {
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
