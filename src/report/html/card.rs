//! A card: one finding with everything that a person needs to decide on it.

use super::super::case::{Case, Claim, Decision, Edit, Status};
use super::super::located::Locator;
use super::super::{Report, one_line};
use super::queue::classes;
use super::reader::Marks;
use super::side::{Context, column};
use super::{Item, MAX_PLACES, Medium, answers, axis, counts, level_in_words};
use crate::finding::{Finding, Level, Place};
use crate::words::{counted, listed};
use maud::{Markup, html};
use std::collections::HashSet;

/// Maximum number of sides that are shown side by side. Further sides are shown below.
const MAX_BESIDE: usize = 3;

/// The context in which a card is shown.
pub(super) struct Shown<'s> {
    /// The position of the card in the queue.
    pub(super) position: usize,
    /// The number of findings in the queue.
    pub(super) total: usize,
    pub(super) report: &'s Report<'s>,
    pub(super) locator: &'s Locator<'s>,
    pub(super) medium: &'s Medium<'s>,
}

/// Returns the card of a finding.
pub(super) fn card(
    shown: &Shown<'_>,
    item: &Item<'_>,
    case: Option<&Case>,
    marks: &mut Marks,
) -> Markup {
    let Shown { position, total, report, locator, medium } = shown;
    let number = position + 1;
    let title = match case {
        Some(case) if item.is_single() => case.title.clone(),
        _ => one_line(&item.finding.message),
    };
    let is_decided_here = |case: &&Case| item.is_single() && !case.answers.is_empty();
    html! {
        article class={ "card " (classes(item)) } id={ "f" (number) } aria-labelledby={ "f" (number) "-h" }
            data-f=[medium.fingerprint(item)] data-state=[medium.state(item)] data-seen=[medium.seen(item)] {
            div.split {
                div.left {
                    div.hd {
                        div.over {
                            span.lv data-level=(item.finding.level.name()) { (level_in_words(item.finding.level)) }
                            span.small.soft { (number) " of " (total) }
                            @if let Some(case) = case { (status(case.status)) }
                        }
                        h2 id={ "f" (number) "-h" } tabindex=[medium.is_server().then_some("-1")] { (title) }
                        @if let Some(case) = case { (lead(item, case)) }
                        @if case.is_none() {
                            @for line in item.finding.help_lines() { p.small.soft { (one_line(line)) } }
                        }
                        (changes(item))
                    }
                    div.body {
                        @if let Some(case) = case.filter(|_| item.is_single()) {
                            (body(case, number, marks))
                        }
                        @if case.is_none_or(|case| case.sides.is_empty() || !item.is_single()) {
                            (places(item, locator))
                        }
                        @if let Some(case) = case { (edits(&case.edits, medium.is_server() && item.is_single())) }
                        (wrong_about_claims(item, report))
                        @if let Some(case) = case { (history(case)) }
                        (for_maintainers(item, locator))
                    }
                }
                @if let Some(case) = case.filter(is_decided_here) {
                    (answers::form(number, item, case, medium))
                }
            }
        }
    }
}

/// Returns the status of a finding, or nothing if the finding is open.
fn status(status: Status) -> Markup {
    let words = match status {
        Status::Open => return html! {},
        Status::Again => "To look at again: facts changed",
        Status::Expired => "Past its date",
        Status::Known => "In the baseline",
        Status::Decided => "Decided",
    };
    html! { span.lv.state { (words) } }
}

/// Returns the sentences below the title: the value of each side, or the finding's message.
fn lead(item: &Item<'_>, case: &Case) -> Markup {
    let is_dispute = case.sides.len() > 1 && item.is_single();
    let subjects = different_subjects(case);
    let ends = match case.differs_at.as_slice() {
        ["from"] => Some("They differ about the beginning."),
        ["to"] => Some("They differ about the end."),
        ["from", "to"] => Some("They differ about the beginning and the end."),
        _ => None,
    };
    html! {
        @if is_dispute {
            p {
                @for (number, side) in case.sides.iter().enumerate() {
                    @if number > 0 { "; " }
                    @if subjects.len() > 1 {
                        (side.subject.name) " "
                        (side.phrase.as_deref().unwrap_or(": "))
                        " "
                    }
                    b { (side.values.first().map(String::as_str).unwrap_or_default()) }
                    ", by " (counted(sources_of(side), "source"))
                }
                "." @if let Some(ends) = ends { " " (ends) }
            }
        } @else if case.is_question {
            p { (sentence(&item.finding.message)) }
        }
        @if item.number > 1 {
            p { (counted(item.number, "finding")) " with one cause." }
        }
        @if (case.sides.is_empty() || !item.is_single()) && !case.is_question {
            @for line in item.finding.help_lines().filter(|line| !line.contains("factlint ")) { p.small.soft { (one_line(line)) } }
        }
    }
}

/// Describes how the finding has changed since the base revision.
fn changes(item: &Item<'_>) -> Markup {
    let Some(change) = item.finding.change.as_deref() else { return html! {} };
    let details = change.details();
    html! {
        p { b { "Since the base revision: " } (change.name()) "." }
        @if !details.is_empty() {
            ul.plain { @for line in &details { li { (one_line(line)) } } }
        }
    }
}

fn sources_of(side: &super::super::case::Side) -> usize {
    let evidence = side.claims.iter().flat_map(|claim| &claim.evidence);
    let supporting = evidence.filter(|evidence| evidence.direction == Some("supports"));
    let mut sources: Vec<&str> = supporting.map(|evidence| evidence.source.id.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    sources.len()
}

fn different_subjects(case: &Case) -> Vec<&str> {
    let mut subjects: Vec<&str> = Vec::new();
    for side in &case.sides {
        if !subjects.contains(&side.subject.name.as_str()) {
            subjects.push(&side.subject.name);
        }
    }
    subjects
}

/// Returns the sides with their sources, notes and figures.
fn body(case: &Case, card: usize, marks: &mut Marks) -> Markup {
    let is_dispute = case.sides.len() > 1;
    let context = Context { publishers: &case.publishers, card, is_dispute };
    let columns: Vec<Markup> =
        case.sides.iter().map(|side| column(side, &context, marks)).collect();
    let (beside, below) = columns.split_at(columns.len().min(MAX_BESIDE));
    let class = format!("cols of-{}", beside.len());
    let shown: usize = case.sides.iter().map(|side| side.claims.len()).sum();
    html! {
        @if is_dispute { (before_counting(case)) }
        @if shown < case.claims_total {
            p.note { "The first " (shown) " of " (counted(case.claims_total, "claim")) " are shown." }
        }
        (axis::figure(case))
        div class=(class) { @for column in beside { (column) } }
        @if !below.is_empty() {
            details open { summary { (counted(below.len(), "more side")) }
                div class=(class) { @for column in below { (column) } }
            }
        }
        (counts::figure(case))
        (related(case))
    }
}

/// Returns warnings that a person should read before comparing the sides' numbers of sources.
fn before_counting(case: &Case) -> Markup {
    let subjects = different_subjects(case);
    let twice: Vec<String> = case
        .publishers
        .iter()
        .filter(|publisher| publisher.sides.len() > 1)
        .map(|publisher| publisher.name.clone())
        .collect();
    let independent = case.independent_sources;
    let at_least = if independent.is_exact { "" } else { "at least " };
    html! {
        div.note {
            p {
                b { "Before you count. " }
                @if subjects.len() > 1 {
                    "The sides are about different things: " (listed(&subjects, "and"))
                    ". What a source says of the one is not recorded as said of the other. "
                }
                @if !twice.is_empty() {
                    (listed(&twice, "and"))
                    @if twice.len() == 1 { " stands" } @else { " stand" }
                    " on more than one side and is counted once. "
                }
                (counted(case.publishers.len(), "publisher")) " in all, " (at_least)
                (counted(independent.number, "independent source"))
                " (different publishers, neither derived from the other)."
            }
        }
    }
}

/// Returns the related claims, which are not part of the finding.
fn related(case: &Case) -> Markup {
    if case.related.is_empty() {
        return html! {};
    }
    let more = case.related_total.saturating_sub(case.related.len());
    html! {
        div.note {
            p { b { "Also in the data." } " Not part of the question:" }
            ul.plain {
                @for claim in &case.related { li { (statement(claim)) } }
                @if more > 0 { li { "and " (counted(more, "more claim")) } }
            }
        }
    }
}

/// Returns a claim in one line, with the publishers of its sources.
fn statement(claim: &Claim) -> Markup {
    let mut publishers: Vec<&str> = Vec::new();
    for evidence in &claim.evidence {
        let source = &evidence.source;
        let name = source.publisher.as_deref().unwrap_or(&source.id);
        if !publishers.contains(&name) {
            publishers.push(name);
        }
    }
    html! {
        (claim.subject.name) " "
        @match &claim.phrase {
            Some(phrase) => { (phrase) " " },
            None => { "(" (claim.property.name) "): " },
        }
        b { (claim.value) }
        @if let Some(valid) = &claim.valid { ", " (valid) }
        @if claim.rank == "deprecated" { ", ranked as wrong" }
        @if !publishers.is_empty() { span.soft { " – " (publishers.join(", ")) } }
    }
}

/// Returns the places of a finding, each with an excerpt of its line.
fn places(item: &Item<'_>, locator: &Locator<'_>) -> Markup {
    let (shown, others) = item.finding.first_labels(MAX_PLACES);
    let others =
        others + item.number.saturating_sub(shown.len().max(1)) * usize::from(item.number > 1);
    html! {
        ul.places {
            @for label in shown {
                @let place = locator.locate(&label.place);
                li {
                    @if place.is_whole_file {
                        span.tech { (one_line(&place.name)) } " " (one_line(&label.text))
                    } @else {
                        @let (range, line) = locator.excerpt(place.file, place.start.line, Some(&place.range));
                        span.tech { (one_line(&place.name)) ":" (place.start.line) } " " (one_line(&label.text))
                        (excerpt(&line, range.start, &place.range))
                    }
                }
            }
            @if others > 0 { li { "and " (counted(others, "more place")) } }
        }
    }
}

/// Number of bytes that are shown before and after a place in a line.
const AROUND: usize = 100;

/// Returns the part of a line around a range, with the range marked. `offset` is the line's start in
/// the file, and `range` is also relative to the file, both in bytes.
fn excerpt(line: &str, offset: usize, range: &std::ops::Range<usize>) -> Markup {
    let start = line.floor_char_boundary(range.start.saturating_sub(offset).min(line.len()));
    let end = line.ceil_char_boundary(range.end.saturating_sub(offset).min(line.len())).max(start);
    let from = line.floor_char_boundary(start.saturating_sub(AROUND));
    let to = line.ceil_char_boundary((end + AROUND).min(line.len()));
    let part = |range: std::ops::Range<usize>| line.get(range).unwrap_or_default().to_owned();
    html! {
        pre.line {
            @if from > 0 { "…" }
            (part(from..start).trim_start()) mark { (part(start..end)) } (part(end..to))
            @if to < line.len() { "…" }
        }
    }
}

/// Returns the errors that other findings report about the claims of a finding. An example is a quote that its
/// source does not contain, with the nearest passage.
fn wrong_about_claims(item: &Item<'_>, report: &Report<'_>) -> Markup {
    let own: HashSet<&Place> = item.finding.competing.iter().map(|claim| &claim.place).collect();
    let is_about = |finding: &&Finding| {
        finding.level == Level::Error
            && finding.record.as_ref().is_some_and(|record| own.contains(record))
    };
    let errors: Vec<&Finding> = match own.is_empty() {
        true => Vec::new(),
        false => report.findings.iter().filter(is_about).collect(),
    };
    html! {
        @if !errors.is_empty() {
            div.note {
                p { b { "Wrong about these claims" } }
                @for error in errors.iter().take(MAX_PLACES) {
                    p { (sentence(&error.message)) }
                    @for line in error.help_lines().filter(|line| !line.contains("factlint ")) {
                        p.small { (sentence(line)) }
                    }
                }
            }
        }
    }
}

/// Returns the edits that a finding suggests. If `can_be_made` is true, a note explains how to make them.
fn edits(edits: &[Edit], can_be_made: bool) -> Markup {
    html! {
        @for edit in edits {
            p { b { "An edit that would settle it:" } " " (edit.message) "." }
            (diff(edit))
        }
        @if can_be_made && !edits.is_empty() {
            p { button type="button" data-do="apply" {
                @if edits.len() == 1 { "Make this edit" } @else { "Make these edits" }
            } }
        }
    }
}

/// Returns the lines that an edit changes, before and after.
pub(super) fn diff(edit: &Edit) -> Markup {
    html! {
        div.diff {
            div.fn { (edit.file) ", line " (edit.line) }
            @for line in &edit.before { div.m { span.vh { "removed: " } "-" (line) } }
            @for line in &edit.after { div.p { span.vh { "added: " } "+" (line) } }
        }
    }
}

/// Returns the history of decisions on a finding.
fn history(case: &Case) -> Markup {
    html! {
        div.hist {
            @match &case.decision {
                None => { p { b { "History." } " No decision yet." } },
                Some(decision) => (past(decision)),
            }
        }
    }
}

fn past(decision: &Decision) -> Markup {
    html! {
        p {
            b { "History. " } (decision.by) " decided on " (super::super::case::day_in_words(&decision.on))
            ": “" (decision.reason) "” " span.tech { "(" (decision.outcome) ")" }
            @if let Some(until) = &decision.until { ", until " (super::super::case::day_in_words(until)) }
            "."
        }
        @if !decision.changes.is_empty() {
            p { "Since then:" }
            ul.plain { @for change in &decision.changes { li { (one_line(change)) } } }
        }
    }
}

/// Returns ids and technical details in a section that is collapsed at first.
fn for_maintainers(item: &Item<'_>, locator: &Locator<'_>) -> Markup {
    let finding = &item.finding;
    let (shown, _) = finding.first_labels(MAX_PLACES);
    html! {
        details.maintain {
            summary { "For maintainers" }
            p.tech {
                "rule " (one_line(&finding.rule)) " (" (finding.kind) ") · finding " (finding.fingerprint().short())
                @for label in shown {
                    @let place = locator.locate(&label.place);
                    " · " (one_line(&place.name)) ":" (place.start.line) ":" (place.start.column)
                }
            }
            p.tech { (one_line(&finding.message)) }
        }
    }
}

/// Formats a message as a sentence, with a capital letter and a full stop.
fn sentence(message: &str) -> String {
    format!("{}.", super::super::case::with_letter(&one_line(message)))
}
