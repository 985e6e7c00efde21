//! Writes [SARIF 2.1.0], the OASIS format for code scanning.
//!
//! GitHub rejects a whole log that exceeds a limit. To stay within the limits, the least severe results are
//! omitted, and a notification in the log says so.
//!
//! [SARIF 2.1.0]: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html

use super::located::Locator;
use super::{Part, Report, describe_not_run, json_text, one_line, summary};
use crate::finding::{EncodedFinding, Suppression};
use log::{
    AutomationDetails, Driver, Invocation, Log, Message, Notification, Rule, Run, Tool, UriBase,
};
use outcome::{MAX_PLACES, ROOT, outcome};
use rules::Rules;
use serde::{Serialize, Serializer};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, Write};

mod log;
mod outcome;
mod rules;

/// Maximum number of results. GitHub rejects a run with more results, and shows only the 5,000 most severe.
const MAX_RESULTS: usize = 25_000;

/// Maximum number of runs. GitHub rejects a log with more runs.
const MAX_RUNS: usize = 20;

/// Maximum size in bytes after compression with gzip. GitHub rejects a larger log.
const MAX_COMPRESSED_BYTES: usize = 10_000_000;

/// Writes the log, and returns what it omits, in sentences. The log is written piece by piece and never in memory as a
/// whole, so its size is measured first.
///
/// # Errors
///
/// Returns an error if `output` cannot be written.
pub(super) fn write(
    report: &Report<'_>,
    locator: &Locator<'_>,
    output: &mut dyn Write,
) -> io::Result<Vec<String>> {
    let parts = most_severe(report);
    let longest = parts.iter().map(|part| number_of_results(part.report)).max();
    let mut max_results = MAX_RESULTS.min(longest.unwrap_or_default());
    loop {
        let left_out = describe_omissions(report, &parts, max_results);
        let runs = parts.iter().map(|part| run(part, locator, max_results, &left_out)).collect();
        let schema = "https://json.schemastore.org/sarif-2.1.0.json";
        let log = Log { schema, version: "2.1.0", runs };
        let size = compressed_size(&log);
        if size <= MAX_COMPRESSED_BYTES || max_results == 0 {
            json_text::write_pretty(output, &log)?;
            return Ok(left_out);
        }
        // If all results had the same size, this number of results would take 90% of the maximum size. The number
        // decreases each time, so the loop ends.
        max_results =
            (max_results as u64 * (MAX_COMPRESSED_BYTES as u64 / 10 * 9) / size as u64) as usize;
    }
}

/// Returns one part per dataset. If there are more datasets than GitHub accepts runs, only the datasets with the
/// most severe findings are returned.
fn most_severe<'r>(report: &'r Report<'_>) -> Vec<Part<'r>> {
    let mut parts = report.parts();
    if parts.len() > MAX_RUNS {
        let level = |part: &Part<'_>| part.report.findings.iter().map(EncodedFinding::level).max();
        parts.sort_by_key(|part| (part.report.summary.is_some(), Reverse(level(part))));
        parts.truncate(MAX_RUNS);
        parts.sort_by_key(Part::rulebook);
    }
    parts
}

fn number_of_results(report: &Report<'_>) -> usize {
    report.findings.len() + report.suppressed.len()
}

/// Describes the datasets, results and places that the log omits if each run has at most `max_results` results.
fn describe_omissions(report: &Report<'_>, parts: &[Part<'_>], max_results: usize) -> Vec<String> {
    let mut left_out = Vec::new();
    let datasets = report.parts().len();
    if datasets > parts.len() {
        left_out.push(format!(
            "the SARIF log lists {} of {datasets} datasets, those with the most severe findings: GitHub accepts no more runs",
            parts.len()
        ));
    }
    let listed: usize =
        parts.iter().map(|part| number_of_results(part.report).min(max_results)).sum();
    let total = number_of_results(report);
    if total > listed {
        left_out.push(format!(
            "the SARIF log lists {listed} of {total} findings, the most severe: GitHub accepts at most {MAX_RESULTS} and 10 MB compressed"
        ));
    }
    let suppressed = report.suppressed.iter().map(|suppressed| &suppressed.finding);
    let findings = report.findings.iter().chain(suppressed);
    let most_places = findings.map(|finding| finding.places().count()).max();
    if most_places.unwrap_or_default() > MAX_PLACES {
        left_out.push(format!(
            "the SARIF log lists at most {MAX_PLACES} places per finding, the maximum that GitHub accepts"
        ));
    }
    left_out
}

/// Returns the run of a dataset. If there are more than `max_results` results, the run contains the most severe
/// ones, in the order of the report.
fn run<'r>(
    part: &Part<'r>,
    locator: &'r Locator<'r>,
    max_results: usize,
    left_out: &[String],
) -> Run<Results<'r>> {
    let report = part.report;
    let chosen = chosen(report, max_results);
    let mut rules = Rules::default();
    for (finding, _) in &chosen {
        rules.add(&finding.head());
    }
    let root = UriBase { description: Message::new("The root of the repository") };
    let rulebook = locator.rulebook_path(part.rulebook());
    let (rules, positions) = rules.into_parts();
    Run {
        tool: Tool { driver: driver(rules) },
        automation_details: AutomationDetails { id: automation_id(&rulebook) },
        invocations: [invocation(report, left_out)],
        original_uri_base_ids: BTreeMap::from([(ROOT, root)]),
        column_kind: "unicodeCodePoints",
        results: Results { chosen, positions, locator, is_compared: report.comparison.is_some() },
    }
}

/// A finding, and the reason why it is suppressed, if it is.
type Chosen<'r> = (&'r EncodedFinding, Option<&'r Suppression>);

/// Returns the most severe findings of a report, at most `most`, in the order of the report.
fn chosen<'r>(report: &'r Report<'_>, most: usize) -> Vec<Chosen<'r>> {
    let all = || {
        let found = report.findings.iter().map(|finding| (finding, None));
        found.chain(report.suppressed.iter().map(|one| (&one.finding, Some(&one.by))))
    };
    let rank = |(finding, by): &Chosen<'r>| (by.is_some(), Reverse(finding.level()));
    let mut places_left: BTreeMap<_, usize> = BTreeMap::new();
    all().for_each(|one| *places_left.entry(rank(&one)).or_default() += 1);
    let mut room = most;
    for number in places_left.values_mut() {
        *number = (*number).min(room);
        room -= *number;
    }
    let mut has_place = |one: &Chosen<'r>| match places_left.get_mut(&rank(one)) {
        Some(left) if *left > 0 => {
            *left -= 1;
            true
        }
        _ => false,
    };
    all().filter(|one| has_place(one)).collect()
}

/// The results of a run, each of which is decoded when it is written.
struct Results<'r> {
    chosen: Vec<Chosen<'r>>,
    /// The index of each rule in the log, by id.
    positions: HashMap<String, usize>,
    locator: &'r Locator<'r>,
    is_compared: bool,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.chosen.iter().map(|(finding, by)| {
            let finding = finding.decode();
            let index = self.positions.get(&finding.rule).copied();
            debug_assert!(index.is_some(), "the rule of each result is in the log");
            let mut outcome = outcome(&finding, *by, index.unwrap_or_default(), self.locator);
            if self.is_compared {
                // If one result has a baseline state, all results must have one.
                outcome.baseline_state.get_or_insert("unchanged");
            }
            outcome
        }))
    }
}

/// Returns the id of a run. All runs with the same rulebook have the same id, and rulebooks in different
/// folders have different ids.
fn automation_id(rulebook: &str) -> String {
    match rulebook.rsplit_once('/') {
        Some((folder, _)) => format!("{}/{}/", env!("CARGO_PKG_NAME"), one_line(folder)),
        None => format!("{}/", env!("CARGO_PKG_NAME")),
    }
}

fn driver(rules: Vec<Rule>) -> Driver {
    let repository = env!("CARGO_PKG_REPOSITORY");
    Driver {
        name: env!("CARGO_PKG_NAME"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: (!repository.is_empty()).then_some(repository),
        rules,
    }
}

/// Returns the notifications: counts of checked and unchecked values, and omitted results.
fn invocation(report: &Report<'_>, left_out: &[String]) -> Invocation {
    let not_run = report.summary.map(|summary| describe_not_run(&summary.not_run));
    let not_run: HashSet<String> =
        not_run.into_iter().flatten().map(|line| one_line(&line)).collect();
    let (not_run, lines): (Vec<String>, Vec<String>) =
        summary::lines(report).into_iter().partition(|line| not_run.contains(line));
    let notifications = |level: &'static str, lines: &[String]| {
        let lines = lines.iter().map(|line| Notification { level, message: Message::new(line) });
        lines.collect::<Vec<_>>()
    };
    let level = if summary::nothing_checked(report).is_some() { "error" } else { "note" };
    let all = [
        notifications(level, &lines),
        notifications("warning", &not_run),
        notifications("warning", left_out),
    ];
    Invocation {
        execution_successful: report.summary.is_some(),
        tool_execution_notifications: all.into_iter().flatten().collect(),
    }
}

/// Returns the size of a log in bytes after compression with gzip, or its size without compression if that is small
/// enough.
fn compressed_size(log: &impl Serialize) -> usize {
    let mut size = Size::default();
    // Neither counting bytes nor compressing them can fail.
    let _ = json_text::write_pretty(&mut size, log);
    if size.bytes <= MAX_COMPRESSED_BYTES {
        return size.bytes;
    }
    let mut encoder =
        flate2::write::GzEncoder::new(Size::default(), flate2::Compression::default());
    let written = json_text::write_pretty(&mut encoder, log).and_then(|()| encoder.finish());
    written.map_or(size.bytes, |compressed| compressed.bytes)
}

/// A writer that only counts the bytes.
#[derive(Default)]
struct Size {
    bytes: usize,
}

impl Write for Size {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
