//! `factlint review list`: lists the findings that a person can decide on, with the undecided findings first.

use super::super::Exit;
use super::super::context::Stop;
use super::super::terminal::{appearance, print, print_with};
use super::DatasetArguments;
use super::session::Opened;
use crate::finding::{EncodedFinding, Finding, IndependentSources, Level, SourceCount};
use crate::ledger::{Matching, VerdictStatus, review_command, status};
use crate::report::{Report, one_line, remarks_on_sources, wrap_options, write_json};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::cmp::Reverse;

/// Arguments of `factlint review list`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    dataset: DatasetArguments,
    /// Output format
    #[arg(long, value_enum, default_value = "human")]
    format: ListFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    /// For people
    Human,
    /// For programs: an object with all findings
    Json,
}

/// The version of the JSON output.
const VERSION: u64 = 1;

/// A part of the list. The parts are listed in the order of the variants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum QueuePart {
    Stale,
    Expired,
    Open,
    InBaseline,
    Decided,
}

impl QueuePart {
    const ALL: [QueuePart; 5] = [
        QueuePart::Stale,
        QueuePart::Expired,
        QueuePart::Open,
        QueuePart::InBaseline,
        QueuePart::Decided,
    ];

    fn name(self) -> &'static str {
        match self {
            QueuePart::Open => "open",
            QueuePart::Stale => "stale",
            QueuePart::Expired => "expired",
            QueuePart::InBaseline => "in the baseline",
            QueuePart::Decided => "decided",
        }
    }
}

/// Findings, each with its part of the list.
type Queue<'f> = Vec<(QueuePart, &'f EncodedFinding)>;

/// Runs the command. If the path selects several datasets, lists the findings of each.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, Stop> {
    let all = Opened::open_all(&arguments.dataset)?;
    let are_several = all.len() > 1;
    if arguments.format == ListFormat::Json {
        let findings = all.iter().flat_map(|opened| {
            let rulebook = are_several.then(|| opened.rulebook_name());
            to_json(&queue(opened), rulebook.as_deref())
        });
        let findings: Vec<Value> = findings.collect();
        let list = json!({ "version": VERSION, "findings": findings });
        print_with(|output| write_json(output, &list))?;
        return Ok(Exit::Clean);
    }
    let width = appearance(None).width;
    for (number, opened) in all.iter().enumerate() {
        let queue = queue(opened);
        let mut text = match (are_several, number) {
            (false, _) => String::new(),
            (true, 0) => format!("{}\n\n", one_line(&opened.rulebook_name())),
            (true, _) => format!("\n{}\n\n", one_line(&opened.rulebook_name())),
        };
        let findings: Vec<&EncodedFinding> = queue.iter().map(|(_, finding)| *finding).collect();
        let remarks = remarks_on_sources(&Report::of(&opened.run), &findings);
        let entries = queue.iter().zip(&remarks);
        text.extend(
            entries.map(|((part, finding), remark)| entry(*part, &finding.decode(), remark, width)),
        );
        text.push_str(&last_lines(&queue, opened));
        print(&text)?;
    }
    Ok(Exit::Clean)
}

/// Returns the findings that a person can decide on, in the order of the list.
fn queue(opened: &Opened) -> Queue<'_> {
    let matching = Matching::new(&opened.run, &opened.ledger);
    let findings = opened.run.findings.iter().filter(|finding| finding.level() < Level::Error);
    let mut queue: Queue<'_> = findings
        .map(|finding| {
            let verdict = matching.verdict_on(&finding.fingerprint());
            let status = verdict.map(|verdict| status(verdict, &matching, &opened.today));
            let part = match part_of_queue(status.as_ref()) {
                QueuePart::Open if opened.is_in_baseline(&finding.decode()) => {
                    QueuePart::InBaseline
                }
                part => part,
            };
            (part, finding)
        })
        .collect();
    queue.sort_by_cached_key(|(part, finding)| {
        (*part, Reverse(sources(&finding.decode()).number), Reverse(finding.level()))
    });
    queue
}

fn part_of_queue(status: Option<&VerdictStatus>) -> QueuePart {
    match status {
        Some(VerdictStatus::InForce) => QueuePart::Decided,
        Some(VerdictStatus::Stale(_)) => QueuePart::Stale,
        Some(VerdictStatus::Expired) => QueuePart::Expired,
        _ => QueuePart::Open,
    }
}

/// Returns the number of independent sources across all competing claims of a finding.
fn sources(finding: &Finding) -> SourceCount {
    IndependentSources::of_all(&finding.competing).count()
}

/// Converts findings to JSON. `rulebook` is the name of the dataset's rulebook, if there are several datasets.
fn to_json(queue: &[(QueuePart, &EncodedFinding)], rulebook: Option<&str>) -> Vec<Value> {
    let findings = queue.iter().map(|(part, finding)| {
        let finding = finding.decode();
        let sources = sources(&finding);
        let mut entry = json!({
            "fingerprint": finding.fingerprint().as_str(),
            "status": part.name().replace("in the baseline", "in-baseline"),
            "level": finding.level.name(),
            "rule": finding.rule,
            "subject": finding.anchor.about(),
            "message": finding.message,
            "independentSources": sources.number,
            "independentSourcesAreExact": sources.is_exact,
        });
        if let (Some(members), Some(rulebook)) = (entry.as_object_mut(), rulebook) {
            members.insert("rulebook".to_owned(), rulebook.into());
        }
        entry
    });
    findings.collect()
}

/// Formats a finding. `remark` says what its number of sources does not say; it may be empty.
fn entry(part: QueuePart, finding: &Finding, remark: &str, width: usize) -> String {
    let fingerprint = finding.fingerprint();
    let sources = match sources(finding) {
        SourceCount { number: 0, .. } => String::new(),
        sources => format!(", {}", sources.with_noun()),
    };
    let (level, rule) = (finding.level, one_line(&finding.rule));
    let options = wrap_options(width).initial_indent("    ").subsequent_indent("    ");
    let lines = [one_line(&finding.message), remark.to_owned()].into_iter();
    let lines = lines.filter(|line| !line.is_empty());
    let lines: Vec<String> = lines.map(|line| textwrap::fill(&line, &options)).collect();
    let fingerprint = fingerprint.short();
    format!("{fingerprint}  {}: {level}[{rule}]{sources}\n{}\n\n", part.name(), lines.join("\n"))
}

/// Formats the number of findings in each part, and the command that shows the first undecided finding.
fn last_lines(queue: &[(QueuePart, &EncodedFinding)], opened: &Opened) -> String {
    let count = |part: QueuePart| queue.iter().filter(|(other, _)| *other == part).count();
    let counts: Vec<String> = QueuePart::ALL
        .into_iter()
        .filter(|part| *part == QueuePart::Open || count(*part) > 0)
        .map(|part| format!("{} {}", count(part), part.name()))
        .collect();
    let next =
        queue.first().filter(|(part, _)| *part < QueuePart::InBaseline).map(|(_, finding)| {
            let command = review_command(&opened.run, "show", finding.fingerprint().as_str());
            format!("to see the first: {command}\n")
        });
    format!("{}\n{}", counts.join(", "), next.unwrap_or_default())
}
