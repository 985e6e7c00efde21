//! The queue of findings, with filters.

use super::super::case::{Case, Cases, Status, are_of_different_subjects, short_value};
use super::super::located::Locator;
use super::super::one_line;
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

/// Returns the filters by level and status, and the field for searching words.
pub(super) fn filters(rows: &[Row<'_>]) -> Markup {
    let number = |test: &dyn Fn(&Row<'_>) -> bool| rows.iter().filter(|row| test(row)).count();
    let of_level = |level: Level| number(&|row| row.first().level() == level && row.by().is_none());
    let mut chips = vec![("all", "All".to_owned(), rows.len())];
    for level in Level::ALL.into_iter().rev() {
        chips.push((level.name(), level_in_words(level).to_owned(), of_level(level)));
    }
    chips.push(("again", "Again".to_owned(), number(&|row| row.first().has_past())));
    let is_decided = |row: &Row<'_>| matches!(row.by(), Some(Suppression::Verdict(_)));
    let is_known = |row: &Row<'_>| matches!(row.by(), Some(Suppression::Baseline));
    chips.push(("done", "Decided".to_owned(), number(&is_decided)));
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
        None => one_line(&item.finding.message),
    };
    let about = case.filter(|_| medium.is_server()).map(|case| about(item, case));
    linked(position, item, &title, (&note(item, case, locator), about), medium)
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
    title: &str,
    locator: &Locator<'_>,
    medium: &Medium<'_>,
) -> Markup {
    linked(position, item, title, (&note(item, None, locator), None), medium)
}

fn linked(
    position: usize,
    item: &Item<'_>,
    title: &str,
    (note, about): (&str, Option<String>),
    medium: &Medium<'_>,
) -> Markup {
    html! {
        li data-about=[about] class=(classes(item)) data-f=[medium.fingerprint(item)] data-state=[medium.state(item)] data-seen=[medium.seen(item)] {
            a href={ "#f" (position + 1) } { (words(position, item, title, note)) }
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
        None => one_line(&finding.message),
    };
    html! {
        li class=(classes(item)) {
            div.row {
                (words(position, item, &title, &note(item, None, locator)))
                @if let Some(cases) = cases.filter(|_| finding.level < Level::Error) {
                    code.command { (cases.command("show", finding)) }
                }
            }
        }
    }
}

fn words(position: usize, item: &Item<'_>, title: &str, note: &str) -> Markup {
    let level = item.finding.level;
    html! {
        span.n { (position + 1) }
        @match item.by {
            None => span.lv data-level=(level.name()) { (level_in_words(level)) },
            Some(Suppression::Verdict(_)) => span.lv { "Decided" },
            Some(Suppression::Baseline) => span.lv { "In the baseline" },
        }
        b { (title) }
        span.s { @if let Some(dataset) = &item.dataset { (one_line(dataset)) " · " } (note) }
    }
}

/// Returns the CSS classes that filters use.
pub(super) fn classes(item: &Item<'_>) -> String {
    let mut classes = match item.by {
        Some(Suppression::Verdict(_)) => "of-done".to_owned(),
        Some(Suppression::Baseline) => "of-known".to_owned(),
        None => format!("of-{}", item.finding.level.name()),
    };
    if item.finding.past.is_some() {
        classes.push_str(" of-again");
    }
    classes
}

/// Returns a short note for a row, such as the status of a finding, the values that differ, or a place.
fn note(item: &Item<'_>, case: Option<&Case>, locator: &Locator<'_>) -> String {
    if item.number > 1 {
        return counted(item.number, "place");
    }
    if let Some(case) = case {
        match case.status {
            Status::Again => return "facts changed".to_owned(),
            Status::Expired => return "decision expired".to_owned(),
            Status::Decided => return decision(item, case),
            Status::Known | Status::Open => {}
        }
        if are_of_different_subjects(case) {
            let sides = case.sides.iter().take(MAX_SIDES);
            let sides =
                sides.map(|side| format!("{}: {}", side.subject.name, short_value(side, case)));
            return sides.collect::<Vec<_>>().join("; ") + &more_sides(case, "; ");
        }
        if case.sides.len() > 1 {
            let sides = case.sides.iter().take(MAX_SIDES);
            let values: Vec<String> = sides.map(|side| short_value(side, case)).collect();
            return values.join(" or ") + &more_sides(case, " or ");
        }
        if let Some(edit) = case.edits.first() {
            return edit.message.clone();
        }
        if let Some(value) = case.sides.first().and_then(|side| side.values.first()) {
            return truncated(value, MAX_VALUE);
        }
    }
    let Some(label) = item.finding.primary() else { return String::new() };
    let place = locator.locate(&label.place);
    match place.is_whole_file {
        true => one_line(&place.name),
        false => format!("{}:{}", one_line(&place.name), place.start.line),
    }
}

/// Returns the decision on a finding, and a note if it has not been applied to the data.
fn decision(item: &Item<'_>, case: &Case) -> String {
    let words = case.decision.as_ref().and_then(|decision| card::decided(decision, case));
    let words = words.unwrap_or("decided").to_owned();
    match item.unapplied {
        Some(_) => format!("{words}, not yet in the data"),
        None => words,
    }
}

/// Returns the number of sides that a row does not name, after a separator.
fn more_sides(case: &Case, separator: &str) -> String {
    match case.sides.len().saturating_sub(MAX_SIDES) {
        0 => String::new(),
        more => format!("{separator}{}", counted(more, "other")),
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
