//! The answers to a question. Each answer is shown with its effect, the command that records it, and the lines
//! for the ledger.

use super::super::case::{Answer, Case, OutcomeInWords, Status, outcomes};
use super::card::diff;
use super::{Item, Medium};
use crate::dataset::shell_quoted;
use crate::finding::Level;
use crate::ledger::{LedgerEntry, entry_text};
use maud::{Markup, html};

/// Maximum number of answers that are shown at first.
const MAX_SHOWN: usize = 5;

/// Returns the form for composing a decision.
pub(super) fn form(number: usize, item: &Item<'_>, case: &Case, medium: &Medium<'_>) -> Markup {
    let outcomes = outcomes();
    let about = |answer: &Answer| outcomes.iter().find(|known| known.outcome == answer.outcome);
    let all = || case.answers.iter().enumerate();
    let is_shown: Vec<bool> = {
        let mut left = MAX_SHOWN;
        let takes = case.answers.iter().map(|answer| {
            let takes = answer.is_common && left > 0;
            left -= usize::from(takes);
            takes
        });
        takes.collect()
    };
    let is_shown = |position: usize| is_shown.get(position).copied().unwrap_or_default();
    let name = format!("d{number}");
    let groups = ["wrong", "right", "open"];
    let in_group = |position: usize, answer: &Answer, group: &str| {
        is_shown(position) && about(answer).is_some_and(|known| known.group == group)
    };
    let options = |group: &str| -> Vec<Markup> {
        let own = all().filter(|(position, answer)| in_group(*position, answer, group));
        own.map(|(position, answer)| option(&name, position, answer, about(answer))).collect()
    };
    let heading = |group: &str| {
        outcomes.iter().find(|known| known.group == group).map_or("", |known| known.heading)
    };
    let folded: Vec<Markup> = all()
        .filter(|(position, _)| !is_shown(*position))
        .map(|(position, answer)| option(&name, position, answer, about(answer)))
        .collect();
    let notice = item.finding.level == Level::Notice && !case.edits.is_empty();
    html! {
        form.decide aria-label={ "Your decision on finding " (number) } data-lines=[(!medium.is_server()).then(|| lines(item))] {
            div.stick {
                h3 { @if case.status == Status::Decided { "Decide again" } @else { "Your decision" } }
                @if notice {
                    p.small { b { "Record it: " } "make the edit on the left. Or leave it, with a reason:" }
                } @else {
                    p.small.soft { "One answer, one reason. Nothing changes in the data until you apply it." }
                }
                @for group in groups {
                    @let options = options(group);
                    @if !options.is_empty() {
                        fieldset { legend { (heading(group)) } @for option in options { (option) } }
                    }
                }
                @if !folded.is_empty() {
                    details { summary { (folded.len()) " more answers" }
                        @for option in &folded { (option) }
                    }
                }
                div.change aria-live="polite" {
                    h4 { "What this answer changes" }
                    p.small.soft.none { "Choose an answer to see it." }
                    @for (position, answer) in all() { (effect(position, answer, case, medium)) }
                }
                (composed(medium))
            }
        }
    }
}

/// Returns the input fields for a decision, and instructions for recording it.
fn composed(medium: &Medium<'_>) -> Markup {
    html! {
        div.compose hidden {
            label.f { span { "Why? " span.soft.small { "(required)" } }
                textarea name="reason" maxlength="10000" placeholder="What did you look at, and what did it say?" {} }
            label.f.until hidden { span { "Come back to it by" } input type="date" name="until"; }
            label.f { span { "Who decides?" } input name="by" autocomplete="name" maxlength="500" value=[medium.by()]; }
            @if medium.is_server() {
                p { button type="submit" { "Save the decision" } }
            } @else {
                p.small { b { "To record it" } ", run:" }
                pre.out data-out="command" tabindex="0" {}
                button type="button" data-copy="command" { "Copy the command" }
                details { summary { "Or add these lines to the ledger" }
                    pre.out data-out="lines" tabindex="0" {}
                    button type="button" data-copy="lines" { "Copy the lines" }
                }
            }
            p.small role="status" {}
        }
    }
}

fn option(name: &str, position: usize, answer: &Answer, about: Option<&OutcomeInWords>) -> Markup {
    html! {
        label.opt {
            input type="radio" name=(name) value=(position) data-outcome=(answer.outcome)
                data-chosen=(ids(&answer.chosen)) data-wrong=(ids(&answer.wrong))
                data-until=(about.is_some_and(|about| about.needs_until));
            span {
                (answer.words)
                @if let Some(about) = about { span.eg { (about.sentence) " " (about.example) } }
            }
        }
    }
}

/// Returns the effect of an answer, and the command that records it.
fn effect(position: usize, answer: &Answer, case: &Case, medium: &Medium<'_>) -> Markup {
    html! {
        div class={ "is is-" (position) } {
            p.small { (answer.effect.as_deref().unwrap_or(NOTHING)) }
            @for edit in &answer.edits { (diff(edit)) }
            @if let Some(command) = case.command.as_ref().filter(|_| !medium.is_server()) {
                p.small.plainly { "To record it, run:" }
                pre.out.plainly tabindex="0" { (command_of(command, answer)) }
            }
        }
    }
}

const NOTHING: &str = "Nothing in the data. The decision is kept in the ledger, and the question comes back when a value, a source or a quote changes.";

/// Returns the command that records an answer, with a placeholder for the reason.
fn command_of(command: &str, answer: &Answer) -> String {
    let mut parts = vec![command.to_owned(), format!("--outcome {}", answer.outcome)];
    parts.extend(answer.chosen.iter().map(|id| format!("--chosen {}", shell_quoted(id))));
    parts.extend(answer.wrong.iter().map(|id| format!("--wrong {}", shell_quoted(id))));
    if answer.outcome == "still-disputed" {
        parts.push("--until YYYY-MM-DD".to_owned());
    }
    parts.push("--reason '...'".to_owned());
    parts.join(" ")
}

/// Returns ids as one JSON text for the page's script.
fn ids(ids: &[String]) -> String {
    serde_json::Value::from(ids).to_string()
}

/// Returns the lines of a ledger entry that do not depend on the answer.
fn lines(item: &Item<'_>) -> String {
    let finding = &item.finding;
    entry_text(&LedgerEntry {
        fingerprint: finding.fingerprint().to_string(),
        rule: finding.rule.clone(),
        subject: finding.anchor.about().to_owned(),
        outcome: String::new(),
        chosen: Vec::new(),
        wrong: Vec::new(),
        reason: String::new(),
        by: String::new(),
        on: String::new(),
        until: None,
        evidence: Vec::new(),
        state: finding.state.clone(),
    })
}
