//! `factlint review show`: shows one finding in full.

use super::super::Exit;
use super::super::context::Stop;
use super::super::terminal::{appearance, print, print_unchanged, wants_no_graphics};
use super::DatasetArguments;
use super::history::history;
use super::refusal::refuse;
use super::session::Opened;
use crate::finding::{EncodedFinding, Finding, Place, State, StateEntry};
use crate::ledger::{Verdict, VerdictStatus};
use crate::report::{
    Report, Unfinished, describe_place, lines, one_line, question, render_finding, visible,
    wrap_options,
};
use clap::Args;
use std::collections::BTreeSet;
use std::ops::Range;

/// Arguments of `factlint review show`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The finding's fingerprint, or at least its first 4 digits
    fingerprint: String,
    #[command(flatten)]
    dataset: DatasetArguments,
    /// Also show the facts that a verdict on the finding depends on, in terms of the data
    #[arg(long)]
    facts: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, Stop> {
    let opened = Opened::open_with(&arguments.dataset, &arguments.fingerprint)?;
    // A verdict can still be in the ledger when its finding no longer exists.
    let is_found = |finding: &EncodedFinding| {
        finding.fingerprint().as_str().starts_with(&arguments.fingerprint.to_ascii_lowercase())
    };
    if !opened.run.findings.iter().any(is_found) && !opened.ledger.verdicts.is_empty() {
        let verdict = opened.verdict_named(&arguments.fingerprint)?;
        let (rule, subject) = (one_line(&verdict.rule), one_line(&verdict.subject));
        let finding = format!("The finding of the rule `{rule}` on {subject}");
        let status = opened.status(verdict);
        let mut text = match &status {
            VerdictStatus::NotCompared => {
                format!("{finding} may still exist: its rule did not run.\n\n")
            }
            _ => format!("{finding} no longer exists.\n\n"),
        };
        text.push_str(&facts("Facts when the verdict was recorded", &verdict.state));
        text.push_str(&describe_verdict(verdict, &status, &opened));
        text.push_str(&history(&opened, None, Some(verdict)));
        print(&text)?;
        return Ok(Exit::Clean);
    }
    let finding = opened.finding(&arguments.fingerprint)?;
    print_unchanged(&describe(&finding, &opened, arguments.facts)?)?;
    Ok(Exit::Clean)
}

/// Formats the finding with its passages, its verdict and its history, and with its facts if `with_facts` is set.
fn describe(finding: &Finding, opened: &Opened, with_facts: bool) -> Result<String, Stop> {
    let shown = match wants_no_graphics() {
        true => format!("{}\n", lines(&opened.run.files, std::slice::from_ref(finding))),
        false => render_finding(&opened.run.files, finding, &appearance(None)),
    };
    let mut text = claims(finding, opened);
    if with_facts {
        text.push_str(&facts("Facts", &finding.state));
    }
    text.push_str(&passages(finding, opened));
    let verdict = opened.verdict_on(finding);
    match verdict {
        Some(verdict) => {
            text.push_str(&describe_verdict(verdict, &opened.status(verdict), opened));
        }
        None => text.push_str("Verdict\n  none: the finding is open\n\n"),
    }
    text.push_str(&history(opened, Some(finding), verdict));
    match Unfinished::of(&opened.run.files) {
        Some(error) => Err(refuse(&error.to_string())),
        None => Ok(format!("Fingerprint: {}\n\n{shown}{}", finding.fingerprint(), visible(&text))),
    }
}

/// Formats the question and the claims, each with the titles, links and dates of its sources; empty if there are no
/// claims.
fn claims(finding: &Finding, opened: &Opened) -> String {
    let question = question(&Report::of(&opened.run), finding);
    let Some(question) = question.filter(|question| !question.claims.is_empty()) else {
        return String::new();
    };
    let width = appearance(None).width;
    let mut text = format!("{}\n", textwrap::fill(&question.title, wrap_options(width)));
    if let Some(why) = &question.why {
        let why = format!("Why this is asked: {why}");
        text.push_str(&format!("{}\n", textwrap::fill(&why, wrap_options(width))));
    }
    if !question.before_counting.is_empty() {
        text.push_str(&format!(
            "{}\n",
            textwrap::fill(&question.before_counting, wrap_options(width))
        ));
    }
    for line in &question.claims {
        let (first, next) = (" ".repeat(line.indent), " ".repeat(line.indent + 2));
        let options = wrap_options(width).initial_indent(&first).subsequent_indent(&next);
        text.push_str(&format!("{}\n", textwrap::fill(&line.text, options)));
    }
    text.push('\n');
    text
}

/// Formats the facts of a state: the name of each fact, and then one line per record with the value in that record.
fn facts(heading: &str, state: &State) -> String {
    let shown = || state.entries().iter().filter(|entry| entry.name() != "passage");
    let names: BTreeSet<&str> = shown().map(StateEntry::name).collect();
    let subject = |entry: &StateEntry| match entry.subject() {
        "" => "total".to_owned(),
        subject => one_line(subject),
    };
    let width = shown().map(|entry| subject(entry).chars().count()).max().unwrap_or_default();
    let mut text = format!("{heading}\n");
    for name in names {
        text.push_str(&format!("  {}\n", one_line(name)));
        for entry in shown().filter(|entry| entry.name() == name) {
            let (subject, value) = (subject(entry), one_line(entry.value()));
            text.push_str(&format!("    {subject:width$}  {value}\n"));
        }
    }
    text.push('\n');
    text
}

/// Length of the context before and after a passage, in bytes.
const CONTEXT: usize = 300;

/// Formats the passages of sources that a finding shows, each with its context.
fn passages(finding: &Finding, opened: &Opened) -> String {
    let files = &opened.run.files;
    let settings = [opened.run.rulebook.file, opened.ledger.file];
    let mut text = String::new();
    for label in &finding.labels {
        let Place::Range { file, start, end } = label.place else { continue };
        if settings.contains(&file) || files.is_document(file) {
            continue;
        }
        let place = describe_place(files, &label.place);
        let passage = in_context(files.text(file), start..end);
        let indent = wrap_options(appearance(None).width);
        let indent = indent.initial_indent("    ").subsequent_indent("    ");
        let passage = textwrap::fill(&passage, indent);
        text.push_str(&format!("  {place}: {}\n{passage}\n", one_line(&label.text)));
    }
    if text.is_empty() { text } else { format!("Passages (between >> and <<)\n{text}\n") }
}

/// Returns a passage between `>>` and `<<`, with the context around it.
fn in_context(text: &str, range: Range<usize>) -> String {
    let start = text.floor_char_boundary(range.start.saturating_sub(CONTEXT));
    let end = text.ceil_char_boundary((range.end + CONTEXT).min(text.len()));
    let part = |range: Range<usize>| one_line(&collapse(text.get(range).unwrap_or_default()));
    let before = if start > 0 { "…" } else { "" };
    let after = if end < text.len() { "…" } else { "" };
    format!(
        "{before}{}>>{}<<{}{after}",
        part(start..range.start),
        part(range.clone()),
        part(range.end..end)
    )
}

/// Replaces each run of white space by one space, or by `¶` between spaces if it separates paragraphs.
fn collapse(text: &str) -> String {
    let mut collapsed = String::new();
    let mut white_space = String::new();
    for character in text.chars() {
        if character.is_whitespace() {
            white_space.push(character);
            continue;
        }
        collapsed.push_str(separator(&white_space));
        white_space.clear();
        collapsed.push(character);
    }
    collapsed + separator(&white_space)
}

/// Returns the replacement for a run of white space.
fn separator(white_space: &str) -> &'static str {
    match white_space.matches('\n').count() {
        0 if white_space.is_empty() => "",
        0 | 1 => " ",
        _ => " ¶ ",
    }
}

fn describe_verdict(verdict: &Verdict, status: &VerdictStatus, opened: &Opened) -> String {
    let place = describe_place(&opened.run.files, &verdict.place(opened.ledger.file));
    let mut lines = vec![
        format!("{}, {}", verdict.outcome.name(), describe_status(status)),
        format!("by {} on {}, at {place}", verdict.by, verdict.on),
        format!("reason: {}", verdict.reason),
    ];
    if !verdict.chosen.is_empty() {
        lines.push(format!("chosen: {}", verdict.chosen.join(", ")));
    }
    if !verdict.wrong.is_empty() {
        lines.push(format!("wrong: {}", verdict.wrong.join(", ")));
    }
    lines.extend(verdict.until.as_ref().map(|until| format!("until: {until}")));
    lines.extend(verdict.evidence.iter().map(|evidence| format!("evidence: {evidence}")));
    if let VerdictStatus::Stale(changes) = status {
        lines.extend(changes.iter().map(|change| format!("since then: {change}")));
    }
    let text = lines
        .iter()
        .fold(String::from("Verdict\n"), |text, line| text + "  " + &one_line(line) + "\n");
    text + "\n"
}

fn describe_status(status: &VerdictStatus) -> String {
    match status {
        VerdictStatus::InForce => "in force".to_owned(),
        VerdictStatus::Stale(_) => "stale: the facts have changed since".to_owned(),
        VerdictStatus::Expired => "expired".to_owned(),
        VerdictStatus::Applied => "applied: the data agrees with the verdict".to_owned(),
        VerdictStatus::Unmatched => "no matching finding".to_owned(),
        VerdictStatus::NotCompared => "not compared: its rule did not run".to_owned(),
        VerdictStatus::Refused(reason) => format!("refused: {reason}"),
    }
}
