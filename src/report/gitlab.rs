//! Writes GitLab's code quality report, which uses a subset of the fields of Code Climate's issues.
//!
//! A merge request shows the issues that it introduces and resolves. GitLab identifies an issue only by
//! its fingerprint.

use super::json_text::Streamed;
use super::lines::{message_and_change, other_places};
use super::located::Locator;
use super::{Part, Report, json_text, one_line, summary};
use crate::finding::{Finding, Level, decoded, text_hash};
use foldhash::HashMap;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// Writes the report one issue at a time, since there may be millions.
pub(super) fn write(
    report: &Report<'_>,
    locator: &Locator<'_>,
    output: &mut dyn Write,
) -> io::Result<()> {
    let parts = report.parts();
    let issues = || {
        let issues = parts.iter().flat_map(|part| issues_of(part, locator));
        // A report without issues would look like a clean result.
        let nothing_checked = parts.iter().filter_map(|part| {
            let message = summary::nothing_checked(part.report)?;
            Some(nothing_was_checked(message, part, locator))
        });
        issues.chain(nothing_checked)
    };
    json_text::write_pretty(output, &Streamed(issues))
}

/// Returns the issues of one dataset. If there are several datasets, the fingerprint of an issue also contains the
/// path of the rulebook, and therefore does not depend on the other datasets.
fn issues_of<'r>(part: &'r Part<'r>, locator: &'r Locator<'r>) -> impl Iterator<Item = Issue> + 'r {
    let rulebook = part.name().map(|_| locator.rulebook_path(part.rulebook()));
    let mut seen: HashMap<u64, u32> = HashMap::default();
    decoded(part.report.findings).map(move |finding| {
        let fingerprint = finding.fingerprint().to_string();
        let fingerprint = match &rulebook {
            None => fingerprint,
            Some(rulebook) => text_hash(&format!("{rulebook}\n{fingerprint}")),
        };
        let number = seen.entry(first_64_bits(&fingerprint)).or_default();
        *number += 1;
        let fingerprint = match number {
            1 => fingerprint,
            number => format!("{fingerprint}-{number}"),
        };
        issue(&finding, fingerprint, locator)
    })
}

/// Returns an issue that says that nothing in a dataset was checked.
fn nothing_was_checked(message: String, part: &Part<'_>, locator: &Locator<'_>) -> Issue {
    let subject = match part.name() {
        None => "nothing was checked".to_owned(),
        Some(name) => format!("nothing was checked: {name}"),
    };
    let path = locator.rulebook_path(part.rulebook());
    Issue {
        description: message,
        check_name: env!("CARGO_PKG_NAME").to_owned(),
        fingerprint: text_hash(&subject),
        severity: "blocker",
        location: Location { path, lines: Lines { begin: 1, end: 1 } },
    }
}

/// Returns the first 64 bits of a fingerprint. If two fingerprints share these bits, the second one needlessly gets a
/// number, but the same number in every run.
fn first_64_bits(fingerprint: &str) -> u64 {
    let digits = fingerprint.get(..16).unwrap_or_default();
    u64::from_str_radix(digits, 16).unwrap_or_default()
}

fn issue(finding: &Finding, fingerprint: String, locator: &Locator<'_>) -> Issue {
    Issue {
        description: format!(
            "{}{}",
            message_and_change(finding),
            other_places(finding, locator, |place| &place.path)
        ),
        check_name: one_line(&finding.rule),
        fingerprint,
        severity: severity(finding.level),
        location: location(finding, locator),
    }
}

/// Returns the location of a finding. The location of a finding about a whole file is the first line of the file. The
/// location of a finding without a place is the first line of the rulebook.
fn location(finding: &Finding, locator: &Locator<'_>) -> Location {
    let place = finding.primary().map(|label| locator.locate(&label.place));
    match place {
        None => {
            let path = locator.rulebook_path(locator.files().first_id());
            Location { path, lines: Lines { begin: 1, end: 1 } }
        }
        Some(place) => {
            let lines = Lines { begin: place.start.line, end: place.end.line };
            Location { path: place.path, lines }
        }
    }
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "critical",
        Level::Warning => "major",
        Level::Review => "minor",
        Level::Notice | Level::Off => "info",
    }
}
