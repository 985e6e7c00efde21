//! The queue of findings, with filters.

use super::super::case::{Case, Cases, Sentence, Status, are_of_different_subjects, short_value};
use super::super::located::Locator;
use super::super::one_line;
use super::side::{bdi, sentence};
use super::{Item, MAX_CARDS, Medium, Row, card, level_in_words};
use crate::finding::{Level, Suppression};
use crate::words::{counted, grouped, truncated};
use maud::{Markup, html};
use std::collections::BTreeSet;

/// Minimum number of findings for which filters are shown.
const MIN_FILTERED: usize = 2;

/// Maximum number of sides that the row of a finding names.
const MAX_SIDES: usize = 3;

/// Maximum number of characters of a value in the row of a finding.
const MAX_VALUE: usize = 80;

/// Maximum number of characters of the words that a search finds besides the visible words of a row.
const MAX_ABOUT: usize = 20_000;

/// Returns the filters by level, status and dataset, and the field for searching words. `datasets` are the titles of
/// the datasets if there are several.
pub(super) fn filters(rows: &[Row<'_>], datasets: &[String]) -> Markup {
    let number = |test: &dyn Fn(&Row<'_>) -> bool| rows.iter().filter(|row| test(row)).count();
    let of_level = |level: Level| number(&|row| row.first().level() == level && row.by().is_none());
    let mut chips = vec![("all", "All".to_owned(), rows.len())];
    for level in Level::ALL.into_iter().rev() {
        chips.push((level.name(), level_in_words(level).to_owned(), of_level(level)));
    }
    let open = number(&|row| row.by().is_none());
    if open < rows.len() {
        chips.push(("open", "Open".to_owned(), open));
    }
    chips.push(("again", "Again".to_owned(), number(&|row| row.first().has_past())));
    let is_decided = |row: &Row<'_>| matches!(row.by(), Some(Suppression::Verdict(_)));
    let is_known = |row: &Row<'_>| matches!(row.by(), Some(Suppression::Baseline));
    chips.push(("done", "Decided".to_owned(), number(&is_decided)));
    let is_unapplied = |row: &Row<'_>| row.unapplied.is_some();
    chips.push(("unapplied", "Not yet in the data".to_owned(), number(&is_unapplied)));
    chips.push(("known", "In the baseline".to_owned(), number(&is_known)));
    chips.retain(|(_, _, number)| *number > 0);
    if rows.len() < MIN_FILTERED {
        return html! {};
    }
    html! {
        fieldset.filter hidden {
            legend { "Show" }
            @for (name, words, number) in chips {
                label.chip {
                    input type="radio" name="show" value=(name) checked[name == "all"];
                    span { (words) " " (grouped(number)) }
                }
            }
            @if !datasets.is_empty() {
                label.search {
                    span.vh { "Dataset" }
                    select id="dataset" autocomplete="off" {
                        option value="" { "All datasets" }
                        @for (position, title) in datasets.iter().enumerate() {
                            option value=(position) dir="auto" { (one_line(title)) }
                        }
                    }
                }
            }
            label.search {
                span.vh { "Search the findings and their sources" }
                input type="search" id="words" placeholder="Search" autocomplete="off";
            }
        }
        p.small.soft role="status" id="shown" {}
    }
}

/// Returns the row of a finding that has a card.
pub(super) fn row(
    position: usize,
    item: &Item<'_>,
    case: Option<&Case>,
    locator: &Locator<'_>,
    medium: &Medium<'_>,
) -> Markup {
    let title = match case.filter(|_| item.is_single()) {
        Some(case) => case.title.clone(),
        None => one_line(&item.finding.message).into(),
    };
    let about = case.filter(|_| medium.is_server()).map(|case| about(item, case));
    linked(position, item, &title, (note(item, case, locator), about), medium)
}

/// Returns the words that a search finds besides the visible words of a row: names, values, sources and ids. If the
/// page is a file, the search looks in the words of the card instead.
fn about(item: &Item<'_>, case: &Case) -> String {
    let claims = case.sides.iter().flat_map(|side| &side.claims);
    let mut words = BTreeSet::from([
        item.finding.rule.clone(),
        item.finding.message.clone(),
        item.finding.fingerprint().to_string(),
    ]);
    for claim in claims {
        words.extend([claim.id.clone(), claim.subject.name.clone(), claim.value.clone()]);
        for evidence in &claim.evidence {
            let source = &evidence.source;
            let own = [&source.publisher, &source.title, &evidence.quote, &evidence.locator];
            words.extend(own.into_iter().flatten().cloned());
        }
    }
    truncated(&one_line(&words.into_iter().collect::<Vec<_>>().join(" ")), MAX_ABOUT)
}

/// Returns the row of a finding whose card is sent only on request.
pub(super) fn row_of_title(
    position: usize,
    item: &Item<'_>,
    title: &Sentence,
    locator: &Locator<'_>,
    medium: &Medium<'_>,
) -> Markup {
    linked(position, item, title, (note(item, None, locator), None), medium)
}

fn linked(
    position: usize,
    item: &Item<'_>,
    title: &Sentence,
    (note, about): (Markup, Option<String>),
    medium: &Medium<'_>,
) -> Markup {
    html! {
        li data-about=[about] data-dataset=[position_of_dataset(item)] class=(classes(item)) data-f=[medium.fingerprint(item)] data-state=[medium.state(item)] data-seen=[medium.seen(item)] {
            a href={ "#f" (position + 1) } { (words(position, item, title, &note)) }
        }
    }
}

/// Returns the row of a finding without a card, with the command that shows it.
pub(super) fn row_without_card(
    position: usize,
    item: &Item<'_>,
    cases: Option<&Cases<'_>>,
    locator: &Locator<'_>,
) -> Markup {
    let finding = &item.finding;
    let title = match cases.filter(|_| item.is_single()) {
        Some(cases) => cases.title_of(finding),
        None => one_line(&finding.message).into(),
    };
    html! {
        li class=(classes(item)) data-dataset=[position_of_dataset(item)] {
            div.row {
                (words(position, item, &title, &note(item, None, locator)))
                @if let Some(cases) = cases.filter(|_| finding.level < Level::Error) {
                    code.command { (cases.command("show", finding)) }
                }
            }
        }
    }
}

fn words(position: usize, item: &Item<'_>, title: &Sentence, note: &Markup) -> Markup {
    let level = item.finding.level;
    html! {
        span.n { (position + 1) }
        @match item.by {
            None => span.lv data-level=(level.name()) { (level_in_words(level)) },
            Some(Suppression::Verdict(_)) => span.lv { "Decided" },
            Some(Suppression::Baseline) => span.lv { "In the baseline" },
        }
        b { (sentence(title)) }
        span.s {
            @if let Some(dataset) = &item.dataset { (bdi(&one_line(&dataset.title))) " · " }
            (note)
        }
    }
}

/// Returns the position of a row's dataset if there are several datasets.
fn position_of_dataset(item: &Item<'_>) -> Option<usize> {
    item.dataset.as_ref().map(|dataset| dataset.position)
}

/// Returns the CSS classes that filters use.
pub(super) fn classes(item: &Item<'_>) -> String {
    let mut classes = match item.by {
        Some(Suppression::Verdict(_)) => "of-done".to_owned(),
        Some(Suppression::Baseline) => "of-known".to_owned(),
        None => format!("of-{} of-open", item.finding.level.name()),
    };
    if item.finding.past.is_some() {
        classes.push_str(" of-again");
    }
    if item.unapplied.is_some() {
        classes.push_str(" of-unapplied");
    }
    classes
}

/// Returns a short note for a row, such as the status of a finding, the values that differ, or a place.
fn note(item: &Item<'_>, case: Option<&Case>, locator: &Locator<'_>) -> Markup {
    if item.number > 1 {
        return html! { (counted(item.number, "place")) };
    }
    if let Some(case) = case {
        match case.status {
            Status::Again => return html! { "facts changed" },
            Status::Expired => return html! { "decision expired" },
            Status::Decided => return decision(item, case),
            Status::Known | Status::Open => {}
        }
        if case.sides.len() > 1 {
            return sides(case);
        }
        if let Some(edit) = case.edits.first() {
            return bdi(&edit.message);
        }
        if let Some(value) = case.sides.first().and_then(|side| side.values.first()) {
            return bdi(&truncated(value, MAX_VALUE));
        }
    }
    let Some(label) = item.finding.primary() else { return html! {} };
    let place = locator.locate(&label.place);
    html! { (bdi(&one_line(&place.name))) @if !place.is_whole_file { ":" (place.start.line) } }
}

/// Returns the decision on a finding, and a note if it has not been applied to the data.
fn decision(item: &Item<'_>, case: &Case) -> Markup {
    let words = case.decision.as_ref().and_then(|decision| card::decided(decision, case));
    html! {
        @match words { Some(words) => (sentence(words)), None => "decided" }
        @if item.unapplied.is_some() { ", not yet in the data" }
    }
}

/// Returns the values of the first sides, each with its subject if the sides are about different subjects, and the
/// number of the others.
fn sides(case: &Case) -> Markup {
    let has_subjects = are_of_different_subjects(case);
    let separator = if has_subjects { "; " } else { " or " };
    let more = case.sides.len().saturating_sub(MAX_SIDES);
    html! {
        @for (position, side) in case.sides.iter().take(MAX_SIDES).enumerate() {
            @if position > 0 { (separator) }
            @if has_subjects { (bdi(&side.subject.name)) ": " }
            (bdi(&short_value(side, case)))
        }
        @if more > 0 { (separator) (counted(more, "other")) }
    }
}

/// Returns a remark on the findings without a card.
pub(super) fn without_cards(number: usize) -> Markup {
    let others = number.saturating_sub(MAX_CARDS);
    if others == 0 {
        return html! {};
    }
    html! {
        p.note {
            "The " (MAX_CARDS) " most important findings have a card. The " (grouped(others))
            " others are only in the list above, with the commands that show them."
        }
    }
}
