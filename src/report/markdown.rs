//! Writes a job summary in GitHub Flavored Markdown, for `$GITHUB_STEP_SUMMARY` and for comments on pull
//! requests. The size of a summary is limited, so counts come first, then the most severe findings.

use super::lines::details;
use super::located::Locator;
use super::people::{self, Group};
use super::{Rendered, Report, summary};
use crate::finding::{Finding, Level};

/// Maximum size in bytes. GitHub rejects a summary of more than 1 MiB, and a step may write other text too.
const MAX_BYTES: usize = 1_000_000;

/// Maximum number of lines about the run, and maximum number of lines about each finding.
const MAX_LINES: usize = 50;

const TABLE_HEADER: &str = "| Place | Rule | Finding |\n| --- | --- | --- |\n";

pub(super) fn render(report: &Report<'_>, locator: &Locator<'_>) -> Rendered {
    let mut text = heading(report);
    let groups = people::groups(report.findings, report.files);
    let mut listed = 0;
    for level in Level::ALL.into_iter().rev() {
        let of_level: Vec<&Group<'_>> =
            groups.iter().filter(|group| group.level() == level).collect();
        if of_level.is_empty() {
            continue;
        }
        let number = of_level.iter().map(|group| group.number()).sum();
        let number = summary::of_level(level, number);
        let mut table = format!("\n### {}\n\n{TABLE_HEADER}", escaped(&number));
        for group in of_level {
            let row = row(&group.as_one(MAX_LINES), locator);
            if text.len() + table.len() + row.len() > MAX_BYTES {
                text.push_str(&table);
                return incomplete(text, listed, report.findings.len());
            }
            table.push_str(&row);
            listed += group.number();
        }
        text.push_str(&table);
    }
    Rendered { text, left_out: Vec::new() }
}

/// Ends a report that lists only some of the findings.
fn incomplete(mut text: String, listed: usize, total: usize) -> Rendered {
    let left_out = format!(
        "the markdown report lists {listed} of {total} findings: GitHub rejects a summary of more than 1 MiB"
    );
    text.push_str(&format!("\n{}\n", escaped(&left_out)));
    Rendered { text, left_out: vec![left_out] }
}

fn heading(report: &Report<'_>) -> String {
    let lines: Vec<String> =
        summary::lines(report).iter().map(|line| format!("- {}\n", escaped(line))).collect();
    format!("## factlint\n\n{}", bounded(lines, "- ", "\n").concat())
}

fn row(finding: &Finding, locator: &Locator<'_>) -> String {
    let place = finding.primary().map(|label| locator.locate(&label.place));
    let place = place.map_or_else(String::new, |place| {
        if place.is_whole_file {
            place.path
        } else {
            format!("{}:{}:{}", place.path, place.start.line, place.start.column)
        }
    });
    let details = details(finding, locator, usize::MAX).iter().map(|line| escaped(line)).collect();
    let details = bounded(details, "", "").join("<br>");
    let folded = match details.as_str() {
        "" => String::new(),
        details => format!("<details><summary>Details</summary>{details}</details>"),
    };
    format!(
        "| {} | {} | {}{folded} |\n",
        escaped(&place),
        escaped(&finding.rule),
        escaped(&finding.message)
    )
}

/// Returns the first [`MAX_LINES`] lines. If there are more lines, a line with their number is added.
fn bounded(mut lines: Vec<String>, before: &str, after: &str) -> Vec<String> {
    let more = lines.len().saturating_sub(MAX_LINES);
    if more > 0 {
        lines.truncate(MAX_LINES);
        lines.push(format!("{before}… and {more} more{after}"));
    }
    lines
}

/// Escapes text for the middle of a line or table cell. The result contains no markup, link, mention or
/// formula.
fn escaped(text: &str) -> String {
    let text = super::one_line(text);
    let mut escaped = String::with_capacity(text.len());
    let mut before = String::new();
    for character in text.chars() {
        match character {
            // Entities are used because GitHub ignores backslashes when it splits table cells and finds
            // formulas. They also prevent an address from becoming a link.
            '&' | '<' | '>' | '|' | '$' | '@' => {
                escaped.push_str(&format!("&#{};", u32::from(character)));
            }
            ':' | '.' if begins_an_address(&before, character) => {
                escaped.push_str(&format!("&#{};", u32::from(character)));
            }
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '#' | '!' | '^' => {
                escaped.push('\\');
                escaped.push(character);
            }
            other => escaped.push(other),
        }
        if character.is_ascii_alphanumeric() {
            before.push(character.to_ascii_lowercase());
        } else {
            before.clear();
        }
    }
    escaped
}

/// Checks whether a bare address, which would become a link, begins with `character` after the word `before`.
fn begins_an_address(before: &str, character: char) -> bool {
    match character {
        ':' => ["http", "https", "ftp"].iter().any(|scheme| before.ends_with(scheme)),
        _ => before.ends_with("www"),
    }
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn markup_is_shown_and_not_interpreted() {
        assert_eq!(escaped("a|b\n# *c* <b>"), "a&#124;b \\# \\*c\\* &#60;b&#62;");
        assert_eq!(
            escaped("[x](https://e.org) www.e.org"),
            "\\[x\\](https&#58;//e.org) www&#46;e.org"
        );
        assert_eq!(escaped("@all $x$ `y` \\"), "&#64;all &#36;x&#36; \\`y\\` \\\\");
    }
}
