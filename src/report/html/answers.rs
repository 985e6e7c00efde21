//! The answers to a question. Each answer is shown with its effect, the command that records it, and the lines
//! for the ledger.

use super::super::case::{Answer, Case, OutcomeInWords, Status, outcomes};
use super::super::one_line;
use super::card::{self, Shown, diff};
use super::side::{color, sentence};
use super::{Item, Medium};
use crate::dataset::shell_quoted;
use crate::ledger::{Group, LedgerEntry, entry_text};
use crate::words::counted;
use maud::{Markup, html};
use std::collections::HashSet;

/// Returns the form for composing a decision.
pub(super) fn form(shown: &Shown<'_>, item: &Item<'_>, case: &Case) -> Markup {
    let (number, medium) = (shown.position + 1, shown.medium);
    let outcomes = outcomes();
    html! {
        form.decide id={ "d" (number) } aria-label={ "Your decision on finding " (number) } data-lines=[(!medium.is_server()).then(|| lines(item))] {
            div.stick {
                h3 { @if case.status == Status::Decided { "Decide again" } @else { "Your decision" } }
                @if card::is_offer(item, case) {
                    h4.step { "Record it" }
                    (card::edits(item, case, medium))
                    h4.step { "Or leave it, with a reason" }
                }
                h4.step { span.no { "1" } " Choose one answer" }
                (options(&format!("d{number}"), case, &outcomes, medium))
                (composed(shown, item, case))
            }
        }
    }
}

/// Returns the answers in groups. All but the most common answers are collapsed at first.
fn options(name: &str, case: &Case, outcomes: &[OutcomeInWords], medium: &Medium<'_>) -> Markup {
    let about = |answer: &Answer| outcomes.iter().find(|known| known.outcome == answer.outcome);
    let options = |is_meant: &dyn Fn(&Answer) -> bool| -> Vec<Markup> {
        let own = case.answers.iter().enumerate();
        let own = own.filter(|(_, answer)| is_meant(answer));
        let mut explained = HashSet::new();
        own.map(|(position, answer)| {
            let is_explained = explained.insert(answer.outcome);
            let about = about(answer);
            html! {
                div.answer {
                    (option(name, position, answer, about, is_explained))
                    div.is aria-live="polite" { (effect(answer, case, medium)) }
                }
            }
        })
        .collect()
    };
    let is_in = |answer: &Answer, group: Group| {
        about(answer).is_some_and(|known| known.group == group.name())
    };
    let folded = options(&|answer| !answer.is_common);
    let claims = || case.sides.iter().flat_map(|side| &side.claims);
    let ids: HashSet<&str> = claims().map(|claim| claim.id.as_str()).collect();
    html! {
        @if ids.len() < claims().count() {
            p.note { "Two of these claims have the same id, so no answer can say which of them is wrong: fix the ids first." }
        }
        @for group in Group::ALL {
            @let own = options(&|answer| answer.is_common && is_in(answer, group));
            @if !own.is_empty() {
                fieldset { legend { (group.heading()) } @for option in own { (option) } }
            }
        }
        @if !folded.is_empty() {
            details { summary { (counted(folded.len(), "other answer")) }
                @for option in &folded { (option) }
            }
        }
    }
}

/// Returns the input fields for a decision, and instructions for recording it.
fn composed(shown: &Shown<'_>, item: &Item<'_>, case: &Case) -> Markup {
    let medium = shown.medium;
    let ledger = shown.report.ledger_of(&item.finding);
    let ledger = ledger.as_deref().map_or("the ledger".into(), one_line);
    html! {
        fieldset.compose disabled {
            h4.step { span.no { "2" } " Say why" }
            label.f { span { "Your reason " span.soft.small { "(required)" } }
                textarea name="reason" maxlength="10000" placeholder="What did you look at, and what did it say?" {} }
            details.evidence { summary { "Add evidence" }
                label.f { span { "Addresses or documents " span.soft.small { "(one per line)" } }
                    textarea.low name="evidence" maxlength="10000" {} }
            }
            label.f.until { span { "Valid until " span.soft.small { "(required; last day included)" } } input type="date" name="until"; }
            label.f { span { "Who decides?" } input name="by" autocomplete="name" maxlength="500" value=[medium.by()]; }
            h4.step { span.no { "3" } @if medium.is_server() { " Save it" } @else { " Record it" } }
            @if medium.is_server() {
                p { button type="submit" { "Save the decision" } }
                p.small.soft { "Decisions are saved in " (ledger) ". If a decision changes the data, a button to apply it appears after saving." }
            } @else {
                p.small { "Run this command, or send it to whoever maintains the data:" }
                (card::to_copy("command", "", "Copy the command"))
                @match &case.decision {
                    Some(decision) => p.small {
                        "It replaces the decision in "
                        @if let Some(start) = &decision.place.start { "line " (start.line) " of " }
                        (ledger) "."
                    },
                    None => details { summary { "Or add these lines to the ledger" }
                        (card::to_copy("lines", "", "Copy the lines"))
                    },
                }
                p.small.soft { "The decision is recorded in " (ledger) ". The data changes only when someone applies it." }
            }
            @if medium.is_server() { p.small role="status" {} }
        }
    }
}

/// Returns one answer to choose. `is_explained` is whether to explain the meaning of its outcome, which only the first
/// answer with this outcome does.
fn option(
    name: &str,
    position: usize,
    answer: &Answer,
    about: Option<&OutcomeInWords>,
    is_explained: bool,
) -> Markup {
    html! {
        label.opt {
            input type="radio" name=(name) value=(position) data-outcome=(answer.outcome)
                data-chosen=(ids(&answer.chosen)) data-wrong=(ids(&answer.wrong))
                data-until=(about.is_some_and(|about| about.needs_until));
            span {
                @if let Some(letter) = &answer.side { span class={ "letter side-" (color(letter)) } { (letter) } " " }
                span.words { (sentence(&answer.words)) }
                @if let Some(about) = about.filter(|_| is_explained) { span.eg { (about.sentence) " " (answer.example) } }
                span.does {
                    @match &answer.effect {
                        Some(effect) => (sentence(effect)),
                        None => "Changes nothing in the data.",
                    }
                }
            }
        }
    }
}

/// Returns the changes that an answer makes as lines, and the command that records it.
fn effect(answer: &Answer, case: &Case, medium: &Medium<'_>) -> Markup {
    html! {
        @if !answer.edits.is_empty() {
            p.small { "Changes once the decision is applied:" }
            @for edit in &answer.edits { (diff(edit)) }
        }
        @if let Some(command) = case.command.as_ref().filter(|_| !medium.is_server()) {
            p.small.plainly { "To record it, run:" }
            pre.out.plainly tabindex="0" { (command_of(&replacing(command, case), answer)) }
        }
    }
}

/// Returns the command that records a decision, with an option to replace the existing decision, if any.
fn replacing(command: &str, case: &Case) -> String {
    let replace = if case.decision.is_some() { " --replace" } else { "" };
    format!("{command}{replace}")
}

/// Returns the command that records an answer, with a placeholder for the reason.
fn command_of(command: &str, answer: &Answer) -> String {
    let outcome = format!("--outcome {}", answer.outcome);
    let mut parts = vec![command.to_owned(), outcome];
    parts.extend(answer.chosen.iter().map(|id| format!("--chosen {}", shell_quoted(id))));
    parts.extend(answer.wrong.iter().map(|id| format!("--wrong {}", shell_quoted(id))));
    if answer.outcome == "still-disputed" {
        parts.push("--until YYYY-MM-DD".to_owned());
    }
    parts.push("--reason '...'".to_owned());
    parts.join(" ")
}

/// Returns ids as JSON for the page's script.
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
