//! A JUnit test report, for services that list tests.
//!
//! A suite is a file, and a test case is a finding: errors and warnings fail, findings to review and notices
//! pass with a message, and suppressed findings are skipped. The last suite is the run itself: its test
//! passes in a run without findings, and does not pass in a run that checked nothing.

use super::lines::{MAX_LISTED_PLACES, details, lines};
use super::located::Locator;
use super::{Report, describe_suppression, one_line, summary};
use crate::document::FileId;
use crate::finding::{Finding, Level};
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use std::collections::BTreeMap;

pub(super) fn render(report: &Report<'_>, locator: &Locator<'_>) -> String {
    let mut suites: BTreeMap<FileId, TestSuite> = BTreeMap::new();
    let found = report.findings.iter().map(|finding| (finding, status(finding, locator)));
    let suppressed = report.suppressed.iter().map(|suppressed| {
        let mut status = TestCaseStatus::skipped();
        status.set_message(one_line(&describe_suppression(&suppressed.by)));
        (&suppressed.finding, status)
    });
    for (finding, status) in found.chain(suppressed) {
        let file = finding.primary().map_or(FileId(0), |label| label.place.file());
        let suite =
            suites.entry(file).or_insert_with(|| TestSuite::new(one_line(&locator.path(file))));
        suite.add_test_case(test_case(finding, status, file, locator));
    }
    let mut junit = quick_junit::Report::new(env!("CARGO_PKG_NAME"));
    junit.add_test_suites(suites.into_values());
    junit.add_test_suite(the_run(report));
    let text = junit.to_string();
    debug_assert!(text.is_ok(), "writing to a string cannot fail");
    text.unwrap_or_default()
}

fn status(finding: &Finding, locator: &Locator<'_>) -> TestCaseStatus {
    if finding.level < Level::Warning {
        return TestCaseStatus::success();
    }
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status
        .set_message(one_line(&finding.message))
        .set_type(finding.level.name())
        .set_description(details(finding, locator, MAX_LISTED_PLACES).join("\n"));
    status
}

fn test_case(
    finding: &Finding,
    status: TestCaseStatus,
    file: FileId,
    locator: &Locator<'_>,
) -> TestCase {
    let anchor = &finding.anchor;
    let name = format!("{}: {} {}", finding.rule, anchor.subject, anchor.field);
    let fails = matches!(status, TestCaseStatus::NonSuccess { .. });
    let mut case = TestCase::new(one_line(name.trim_end()), status);
    let path = one_line(&locator.path(file));
    case.set_classname(path.as_str());
    case.extra.insert("file".into(), path.into());
    if let Some(label) = finding.primary() {
        let line = locator.locate(&label.place).start.line.to_string();
        case.extra.insert("line".into(), line.into());
    }
    case.add_property(("fingerprint", finding.fingerprint().as_str()));
    case.add_property(("level", finding.level.name()));
    if !fails {
        case.set_system_out(lines(finding, locator).join("\n"));
    }
    case
}

/// Returns the suite for the run itself, with the counts of checked and unchecked values.
fn the_run(report: &Report<'_>) -> TestSuite {
    let name = env!("CARGO_PKG_NAME");
    let mut suite = TestSuite::new(name);
    let mut status = TestCaseStatus::success();
    if let Some(nothing_checked) = summary::nothing_checked(report) {
        status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message(nothing_checked);
    }
    let mut run = TestCase::new("the dataset is checked", status);
    run.set_classname(name).set_system_out(summary::lines(report).join("\n"));
    suite.add_test_case(run);
    for not_run in report.summary.iter().flat_map(|summary| &summary.not_run) {
        let mut status = TestCaseStatus::skipped();
        status.set_message(one_line(&format!("could not check everything: {}", not_run.reason)));
        let mut case = TestCase::new(one_line(&format!("rule {}", not_run.rule)), status);
        case.set_classname(name);
        suite.add_test_case(case);
    }
    suite
}
