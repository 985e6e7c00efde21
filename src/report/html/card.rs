//! A card: one finding with everything that a person needs to decide on it.

use super::super::case::{
    Answer, Case, Claim, Decision, Edit, MAX_EXCERPTS, Sentence, Status, are_of_different_subjects,
    excerpts,
};
use super::super::located::Locator;
use super::super::{Report, one_line};
use super::link::link;
use super::passage::slice;
use super::queue::classes;
use super::reader::Marks;
use super::side::{Context, SharedParagraphs, bdi, column};
use super::statements::Entries;
use super::{Item, MAX_PLACES, Medium, answers, axis, counts, lead, level_in_words, places, side};
use crate::finding::{EncodedFinding, Finding, Level, Place};
use crate::rules::snapshot;
use crate::words::counted;
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
    pub(super) entries: &'s Entries,
}

/// Returns the card of a finding.
pub(super) fn card(
    shown: &Shown<'_>,
    item: &Item<'_>,
    case: Option<&Case>,
    marks: &mut Marks,
) -> Markup {
    let Shown { position, total, report, locator, medium, entries } = shown;
    let number = position + 1;
    let title = match case {
        Some(case) if item.is_single() => side::sentence(&case.title),
        _ => html! { (one_line(&item.finding.message)) },
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
                            @if let Some(dataset) = &item.dataset { span.small.soft { (bdi(&one_line(&dataset.title))) } }
                            @if let Some(case) = case { (status(case.status)) }
                            @if case.as_ref().is_some_and(is_decided_here) { a.jump href={ "#d" (number) } { "Decide" } }
                        }
                        h2 id={ "f" (number) "-h" } tabindex=[medium.is_server().then_some("-1")] { (title) }
                        @if let Some(case) = case { (lead::lead(item, case)) }
                        @if case.is_none() {
                            @for line in item.finding.help_lines() { p.small.soft { (one_line(line)) } }
                        }
                        (changes(item))
                    }
                    div.body {
                        @if let Some(case) = case.filter(|_| item.is_single()) {
                            (body(case, number, (entries, report.dataset_of(&item.finding).as_deref()), marks))
                        }
                        @if let Some(case) = case.filter(|_| item.is_single()) { (in_the_data(item, case, locator)) }
                        @if case.is_none_or(|case| case.sides.is_empty() || !item.is_single()) {
                            (places_of(item, locator))
                        }
                        @if let Some(case) = case.filter(|case| !is_offer(item, case)) { (edits(item, case, medium)) }
                        (wrong_about_claims(item, report))
                        @if let Some(case) = case { (history(case)) }
                        (for_maintainers(item, locator))
                    }
                }
                @if let Some(case) = case.filter(is_decided_here) {
                    (answers::form(shown, item, case))
                }
            }
        }
    }
}

/// Returns the status of a finding, or nothing if the finding is open.
fn status(status: Status) -> Markup {
    let words = match status {
        Status::Open => return html! {},
        Status::Again => "To review again: facts changed",
        Status::Expired => "Decision expired",
        Status::Known => "In the baseline",
        Status::Decided => "Decided",
    };
    html! { span.lv.state { (words) } }
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

/// Returns the sides with their sources, notes and figures.
fn body(
    case: &Case,
    card: usize,
    (entries, rulebook): (&Entries, Option<&str>),
    marks: &mut Marks,
) -> Markup {
    let is_dispute = case.sides.len() > 1;
    let values = case.sides.iter().filter_map(|side| side.values.first());
    let values: Vec<&str> = values.map(String::as_str).collect();
    let context = Context {
        publishers: &case.publishers,
        values: &values,
        card,
        sides: case.sides.len(),
        has_subjects: are_of_different_subjects(case),
        shared: &shared_paragraphs(case),
        entries,
        rulebook,
    };
    let columns: Vec<Markup> =
        case.sides.iter().map(|side| column(side, &context, marks)).collect();
    let (beside, below) = columns.split_at(columns.len().min(MAX_BESIDE));
    let class = format!("cols of-{}", beside.len());
    let shown: usize = case.sides.iter().map(|side| side.claims.len()).sum();
    html! {
        @if is_dispute { (lead::before_counting(case)) }
        @if shown < case.claims_total {
            p.note { "The first " (shown) " of " (counted(case.claims_total, "claim")) " are shown." }
        }
        (axis::figure(case))
        (counts::figure(case))
        (related(case))
        div class=(class) { @for column in beside { (column) } }
        @if !below.is_empty() {
            details open { summary { (counted(below.len(), "more side")) }
                div class=(class) { @for column in below { (column) } }
            }
        }
        (places::figure(case))
    }
}

/// Returns the place in the data that a question with a single side is about, with the label of the place.
fn in_the_data(item: &Item<'_>, case: &Case, locator: &Locator<'_>) -> Markup {
    let label = item.finding.primary().filter(|_| case.sides.len() == 1);
    html! {
        @if let Some(label) = label {
            @let place = locator.locate(&label.place);
            p.small { b { "In the data: " } (bdi(&one_line(&place.name))) ", line " (place.start.line) ": " (one_line(&label.text)) "." }
        }
    }
}

/// Returns the paragraphs that several sides quote, each with the letters of these sides.
fn shared_paragraphs(case: &Case) -> SharedParagraphs<'_> {
    let mut paragraphs = SharedParagraphs::new();
    for side in &case.sides {
        let evidence = side.claims.iter().flat_map(|claim| &claim.evidence);
        for evidence in evidence {
            for passage in &evidence.passages {
                let key = (evidence.source.id.as_str(), passage.paragraph);
                paragraphs.entry(key).or_default().insert(side.letter.as_str());
            }
        }
    }
    paragraphs.retain(|_, letters| letters.len() > 1);
    paragraphs
}

/// Returns the related claims, which are not part of the finding.
fn related(case: &Case) -> Markup {
    if case.related.is_empty() {
        return html! {};
    }
    let more = case.related_total.saturating_sub(case.related.len());
    html! {
        div.note {
            p { b { "Related claims:" } }
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
        (side::in_one_line(&claim.subject, &claim.property, claim.phrase.as_deref(), &claim.value))
        @if let Some(valid) = &claim.valid { ", " (valid) }
        (side::judged(&claim.rank, claim.rank_reason.as_deref(), claim.note.as_deref()))
        @if !publishers.is_empty() { span.soft { " – " (side::listed(&publishers)) } }
    }
}

/// Returns the places of a finding, each with an excerpt of its line.
fn places_of(item: &Item<'_>, locator: &Locator<'_>) -> Markup {
    let shown = excerpts(&item.finding, locator);
    let (_, others) = item.finding.first_labels(MAX_EXCERPTS);
    let others =
        others + item.number.saturating_sub(shown.len().max(1)) * usize::from(item.number > 1);
    html! {
        ul.places {
            @for excerpt in &shown {
                li {
                    span.tech { (excerpt.file) @if let Some(line) = excerpt.line { ":" (line) } } " " (excerpt.label)
                    @if excerpt.line.is_some() {
                        @let (marked, text) = (&excerpt.marked, &excerpt.text);
                        pre.line {
                            (slice(text, 0..marked.start)) mark { (slice(text, marked.clone())) }
                            (slice(text, marked.end..text.len()))
                        }
                    }
                }
            }
            @if others > 0 { li { "and " (counted(others, "more place")) } }
        }
    }
}

/// Returns the errors that other findings report about the claims of a finding, such as a quote that its source does
/// not contain, with the nearest passage.
fn wrong_about_claims(item: &Item<'_>, report: &Report<'_>) -> Markup {
    let own: HashSet<&Place> = item.finding.competing.iter().map(|claim| &claim.place).collect();
    let is_about =
        |finding: &Finding| finding.record.as_ref().is_some_and(|record| own.contains(record));
    let errors = report.findings.iter().filter(|finding| finding.level() == Level::Error);
    let errors = errors.filter(|_| !own.is_empty()).map(EncodedFinding::decode);
    let errors: Vec<Finding> = errors.filter(is_about).take(MAX_PLACES).collect();
    html! {
        @if !errors.is_empty() {
            div.note {
                p { b { "Errors in these claims" } }
                @for error in &errors {
                    p { (sentence(&error.message)) }
                    @for line in error.help_lines().filter(|line| !line.contains("factlint ")) {
                        p.small { (sentence(line)) }
                    }
                }
            }
        }
    }
}

/// Checks whether a finding only offers an edit, which a person makes or declines.
pub(super) fn is_offer(item: &Item<'_>, case: &Case) -> bool {
    item.finding.level == Level::Notice
        && item.is_single()
        && item.by.is_none()
        && case.apply.is_some()
}

/// Returns the edits that a finding suggests or that its decision implies, and how to make them.
pub(super) fn edits(item: &Item<'_>, case: &Case, medium: &Medium<'_>) -> Markup {
    let edited = item.unapplied.as_ref().unwrap_or(&item.finding);
    let apply = case.apply.as_deref().filter(|_| item.is_single());
    if edited.kind == snapshot::KIND.name {
        return changed_snapshot(edited);
    }
    html! {
        @for edit in &case.edits {
            p {
                b { @if item.unapplied.is_some() { "Not in the data yet:" } @else { "Suggested edit:" } }
                " " (bdi(&edit.message)) "."
            }
            (diff(edit))
        }
        @match apply {
            Some(_) if medium.is_server() => p {
                button type="button" data-do="apply" data-f=(edited.fingerprint()) data-state=(edited.state.hash()) {
                    @if case.edits.len() == 1 { "Make this edit" } @else { "Make these edits" }
                }
            },
            Some(command) => {
                p.small { "To make it, run this command, or send it to whoever maintains the data:" }
                (to_copy("apply", command, "Copy the command"))
            },
            None => {},
        }
    }
}

/// Returns advice on a snapshot whose text has changed. No edit is offered, since recording the new hash would hide the
/// only sign of the change.
fn changed_snapshot(finding: &Finding) -> Markup {
    html! {
        @if !finding.suggestions.is_empty() {
            p {
                "If the change is intended, " code { "factlint source update SOURCE FILE" }
                " records the new text, keeps the old hash, and lists the quotes that the text no longer contains."
            }
        }
    }
}

/// Returns a text with a button that copies it. If the text depends on input, the script fills it in.
pub(super) fn to_copy(name: &str, text: &str, button: &str) -> Markup {
    html! {
        div.copy {
            pre.out data-out=(name) tabindex="0" { (text) }
            button type="button" data-copy { (button) }
            " " span.small role="status" {}
        }
    }
}

/// Returns the lines that an edit changes, before and after.
pub(super) fn diff(edit: &Edit) -> Markup {
    html! {
        div.diff {
            div.fn { (bdi(&edit.file)) ", line " (edit.line) }
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
                Some(decision) => (past(decision, case)),
            }
        }
    }
}

/// Returns a decision in words, or `None` if the card does not offer it as an answer.
pub(super) fn decided<'c>(decision: &Decision, case: &'c Case) -> Option<&'c Sentence> {
    let is_made = |answer: &&Answer| {
        answer.outcome == decision.outcome
            && answer.chosen == decision.chosen
            && answer.wrong == decision.wrong
    };
    case.answers.iter().find(is_made).map(|answer| &answer.words)
}

fn past(decision: &Decision, case: &Case) -> Markup {
    let words = decided(decision, case);
    html! {
        p {
            b { "History. " } (bdi(&decision.by)) " decided on " (super::super::case::day_in_words(&decision.on)) ": "
            @if let Some(words) = words { b { (side::sentence(words)) } ". " }
            "“" (bdi(&decision.reason)) "” " span.tech { "(" (decision.outcome) ")" }
            @for (position, evidence) in decision.evidence.iter().enumerate() {
                @if position == 0 { ", based on " } @else { " and " }
                (link(Some(evidence), evidence))
            }
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
    let (shown, others) = finding.first_labels(MAX_PLACES);
    html! {
        details.maintain {
            summary { "For maintainers" }
            p.tech {
                "rule " (one_line(&finding.rule)) " (" (finding.kind) ") · finding " (finding.fingerprint().short())
                @for label in shown {
                    @let place = locator.locate(&label.place);
                    " · " (one_line(&place.name)) ":" (place.start.line) ":" (place.start.column)
                }
                @if others > 0 { " · and " (counted(others, "more place")) }
            }
            p.tech { (one_line(&finding.message)) }
        }
    }
}

/// Formats a message as a sentence, with a capital letter and a full stop.
pub(super) fn sentence(message: &str) -> String {
    format!("{}.", super::super::case::with_letter(&one_line(message)))
}
