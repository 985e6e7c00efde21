//! The text between the title of a card and its sides: why a person must decide, what each side says, and what to know
//! before comparing the numbers of sources.

use super::super::case::{
    Case, Side, Source, about_sources, are_of_different_subjects, is_cut, not_against, short_value,
    sources_of, unsaid,
};
use super::super::one_line;
use super::Item;
use super::head::in_words;
use super::side::{bdi, listed, sentence};
use crate::words::counted;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Maximum number of sides in the sentences below the title.
const MAX_SIDES: usize = 4;

/// Returns the sentences below the title: why a person is asked, and what each side says. A question without
/// several sides has the finding's message instead. Other cards have the number of findings with the same
/// cause, or the finding's help.
pub(super) fn lead(item: &Item<'_>, case: &Case) -> Markup {
    let is_dispute = case.sides.len() > 1 && item.is_single();
    html! {
        @if let Some(why) = case.why.as_ref().filter(|_| item.is_single()) {
            p { b { "Why this is asked: " } (sentence(why)) }
        }
        @if is_dispute {
            // The heads of the columns say what each side is about.
            @if !are_of_different_subjects(case) { p { (of_one_subject(case)) } }
        } @else if case.is_question {
            p { (sentence(&case.message.complete())) }
        }
        @if item.number > 1 {
            p { (counted(item.number, "finding")) " with one cause." }
        }
        @if !is_dispute && !case.is_question {
            @for line in item.finding.help_lines().filter(|line| !line.contains("factlint ")) { p.small.soft { (one_line(line)) } }
        }
    }
}

fn of_one_subject(case: &Case) -> Markup {
    let ends = match case.differs_at.as_slice() {
        ["from"] => " They differ on the start.",
        ["to"] => " They differ on the end.",
        ["from", "to"] => " They differ on the start and the end.",
        _ => "",
    };
    html! {
        @for (position, side) in case.sides.iter().take(MAX_SIDES).enumerate() {
            @if position > 0 { "; " (sources(side).to_lowercase()) } @else { (sources(side)) }
            (by(side)) (says(side))
            @if position == 0 && side.phrase.is_some() {
                " that " (statement(side, &short_value(side, case)))
            } @else {
                " " b { (short_value(side, case)) }
            }
            (compatible(side))
        }
        @if case.sides.len() > MAX_SIDES { "; and there are " (counted(case.sides.len() - MAX_SIDES, "more value")) }
        "." (ends)
    }
}

/// Returns a statement about a side's subject, with the value in bold.
fn statement(side: &Side, value: &str) -> Markup {
    html! {
        (bdi(&side.subject.name))
        @match &side.phrase {
            Some(phrase) => { " " (phrase) " " },
            None => { ", " (bdi(&side.property.name)) ": " },
        }
        b { (value) }
    }
}

/// Names the other sides that are compatible with a side; empty if there are none.
fn compatible(side: &Side) -> String {
    match side.compatible_with.as_slice() {
        [] => String::new(),
        [one] => format!(", which does not contradict side {one}"),
        [one, other] => format!(", which contradicts neither side {one} nor side {other}"),
        sides => {
            format!(", which does not contradict sides {}", crate::words::listed(sides, "and"))
        }
    }
}

fn sources(side: &Side) -> String {
    let number = sources_of(side).len();
    match is_cut(side) {
        true => format!("At least {}", counted(number, "source")),
        false => in_words(number, "source"),
    }
}

fn says(side: &Side) -> &'static str {
    if sources_of(side).len() == 1 { " says" } else { " say" }
}

/// Returns the publisher of a side's only source, in parentheses. Returns nothing if the side has several
/// sources or the publisher is unknown.
fn by(side: &Side) -> Markup {
    let evidence = side.claims.iter().flat_map(|claim| &claim.evidence);
    let mut supporting = evidence.filter(|evidence| evidence.direction == Some("supports"));
    let only = supporting.next().filter(|_| sources_of(side).len() == 1);
    let publisher = only.and_then(|only| only.source.publisher.as_deref());
    html! { @if let Some(publisher) = publisher { " (" (bdi(publisher)) ")" } }
}

/// Returns a box with what a person should know before comparing the sides' numbers of sources.
pub(super) fn before_counting(case: &Case) -> Markup {
    html! {
        div.note {
            @if let Some(not_against) = not_against(case) {
                p { b { (not_against) } @if let Some(unsaid) = unsaid(case) { " " (sentence(&unsaid)) } }
            }
            p { (sentence(&about_sources(case))) }
            @for derived in derived(case) { p.small { (derived) } }
        }
    }
}

/// Returns a sentence for each source that is derived from others.
fn derived(case: &Case) -> Vec<Markup> {
    let claims = case.sides.iter().flat_map(|side| &side.claims);
    let sources = claims.flat_map(|claim| &claim.evidence).map(|evidence| &evidence.source);
    let derived: BTreeMap<&str, &Source> = sources
        .filter(|source| !source.derived_from.is_empty())
        .map(|source| (source.id.as_str(), source))
        .collect();
    let sentence = |source: &&Source| {
        let from: Vec<&str> = source.derived_from.iter().map(|from| from.name.as_str()).collect();
        html! { (bdi(&source.name())) " is derived from " (listed(&from)) "." }
    };
    derived.values().map(sentence).collect()
}
