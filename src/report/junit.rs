//! Writes a JUnit test report, for services that list tests.
//!
//! Each file is a suite, and each finding is a test case. Errors and warnings fail. Findings to review and
//! notices pass with a message. Suppressed findings are skipped. After the files comes one suite per dataset,
//! about the run itself: its first test case passes unless nothing was checked, and each rule that could not check
//! everything is a skipped test case.

mod xml;

use super::lines::{MAX_LISTED_PLACES, details, lines};
use super::located::Locator;
use super::{Part, Report, describe_suppression, one_line, summary};
use crate::document::FileId;
use crate::finding::{EncodedFinding, Finding, Level, Suppression};
use std::collections::BTreeMap;
use std::io::{self, Write};
use xml::{Case, Counts, Status, open_suite};

/// Writes the report one test case at a time, since there may be millions.
pub(super) fn write(
    report: &Report<'_>,
    locator: &Locator<'_>,
    output: &mut dyn Write,
) -> io::Result<()> {
    let suites = suites(report);
    let runs: Vec<RunSuite> = report.parts().iter().map(RunSuite::of).collect();
    let run_counts = runs.iter().fold(Counts::default(), |counts, run| counts.and(run.counts));
    let all = suites.values().fold(run_counts, |counts, suite| counts.and(suite.counts));
    xml::open(output, env!("CARGO_PKG_NAME"), all)?;
    for (file, suite) in suites {
        let path = one_line(&locator.path(file));
        open_suite(output, &path, suite.counts)?;
        for position in suite.cases {
            if let Some((finding, by)) = at(report, position) {
                let finding = finding.decode();
                test_case(&finding, status(&finding, by, locator), &path, locator).write(output)?;
            }
        }
        xml::close_suite(output)?;
    }
    runs.iter().try_for_each(|run| run.write(output))?;
    xml::close(output)
}

/// The suite about the run on one dataset.
struct RunSuite {
    name: String,
    counts: Counts,
    cases: Vec<Case>,
}

impl RunSuite {
    fn of(part: &Part<'_>) -> RunSuite {
        let program = env!("CARGO_PKG_NAME");
        let name = match part.name() {
            Some(rulebook) => one_line(&format!("{program}: {rulebook}")),
            None => program.to_owned(),
        };
        let cases = run_cases(part.report, &name);
        let counts = cases.iter().fold(Counts::default(), |sum, case| sum.with(&case.status));
        RunSuite { name, counts, cases }
    }

    fn write(&self, output: &mut dyn Write) -> io::Result<()> {
        open_suite(output, &self.name, self.counts)?;
        self.cases.iter().try_for_each(|case| case.write(output))?;
        xml::close_suite(output)
    }
}

/// The test cases of a file.
#[derive(Default)]
struct Suite {
    counts: Counts,
    /// The positions of the findings. The positions of suppressed findings come after those of all other findings.
    cases: Vec<usize>,
}

fn suites(report: &Report<'_>) -> BTreeMap<FileId, Suite> {
    let mut suites: BTreeMap<FileId, Suite> = BTreeMap::new();
    for position in 0..report.findings.len() + report.suppressed.len() {
        let Some((finding, by)) = at(report, position) else { continue };
        let first = report.files.first_id();
        let file = finding.head().place.map_or(first, |place| place.file());
        let suite = suites.entry(file).or_default();
        suite.counts = match by {
            Some(_) => suite.counts.with(&Status::Skipped(String::new())),
            None if fails(finding.level()) => suite.counts.with_failure(),
            None => suite.counts.with(&Status::Passed),
        };
        suite.cases.push(position);
    }
    suites
}

/// Returns the finding at a position. If the finding is suppressed, the reason is also returned.
fn at<'r>(
    report: &Report<'r>,
    position: usize,
) -> Option<(&'r EncodedFinding, Option<&'r Suppression>)> {
    if let Some(finding) = report.findings.get(position) {
        return Some((finding, None));
    }
    let suppressed = report.suppressed.get(position - report.findings.len())?;
    Some((&suppressed.finding, Some(&suppressed.by)))
}

fn fails(level: Level) -> bool {
    level >= Level::Warning
}

fn status(finding: &Finding, by: Option<&Suppression>, locator: &Locator<'_>) -> Status {
    if let Some(by) = by {
        return Status::Skipped(one_line(&describe_suppression(by)));
    }
    if !fails(finding.level) {
        return Status::Passed;
    }
    Status::Failed {
        message: one_line(&finding.message),
        level: finding.level.name(),
        details: details(finding, locator, MAX_LISTED_PLACES).join("\n"),
    }
}

fn test_case(finding: &Finding, status: Status, path: &str, locator: &Locator<'_>) -> Case {
    let anchor = &finding.anchor;
    let name = format!("{}: {} {}", finding.rule, anchor.subject, anchor.field);
    let line = finding.primary().map(|label| locator.locate(&label.place).start.line.to_string());
    let mut attributes = vec![("file", path.to_owned())];
    attributes.extend(line.map(|line| ("line", line)));
    let has_failed = matches!(status, Status::Failed { .. });
    Case {
        name: one_line(name.trim_end()),
        class: path.to_owned(),
        attributes,
        properties: vec![
            ("fingerprint", finding.fingerprint().to_string()),
            ("level", finding.level.name().to_owned()),
        ],
        status,
        output: (!has_failed).then(|| lines(finding, locator).join("\n")),
    }
}

/// Returns the test cases about the run itself, with the counts of checked and unchecked values.
fn run_cases(report: &Report<'_>, class: &str) -> Vec<Case> {
    let case = |name: &str, status: Status, output: Option<String>| Case {
        name: one_line(name),
        class: class.to_owned(),
        attributes: Vec::new(),
        properties: Vec::new(),
        status,
        output,
    };
    let status = summary::nothing_checked(report).map_or(Status::Passed, Status::Error);
    let lines = summary::lines(report).join("\n");
    let mut cases = vec![case("the dataset is checked", status, Some(lines))];
    cases.extend(report.summary.iter().flat_map(|summary| &summary.not_run).map(|not_run| {
        let reason = one_line(&format!("could not check everything: {}", not_run.reason));
        case(&format!("rule {}", not_run.rule), Status::Skipped(reason), None)
    }));
    cases
}
