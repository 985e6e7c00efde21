//! The text between the title of a card and its sides: why the finding is put to a person, what each side
//! says, and what to know before comparing the numbers of sources.

use super::super::case::{Case, Side, Source, distinct};
use super::super::one_line;
use super::head::in_words;
use super::{Item, card};
use crate::words::{counted, listed};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Maximum number of sides that the sentences below the title name.
const MAX_SIDES: usize = 4;

/// Returns the sentences below the title: why a person is asked, and what each side says. A question without
/// several sides has the finding's message instead. Other cards have the number of findings with the same
/// cause, or the finding's help.
pub(super) fn lead(item: &Item<'_>, case: &Case) -> Markup {
    let is_dispute = case.sides.len() > 1 && item.is_single();
    html! {
        @if let Some(why) = case.why.as_ref().filter(|_| item.is_single()) {
            p { b { "Why this is asked: " } (why) }
        }
        @if is_dispute && are_of_different_subjects(case) {
            p { (of_different_subjects(case)) }
        } @else if is_dispute {
            p { (of_one_subject(case)) }
        } @else if case.is_question {
            p { (card::sentence(&item.finding.message)) }
        }
        @if item.number > 1 {
            p { (counted(item.number, "finding")) " with one cause." }
        }
        @if !is_dispute && !case.is_question {
            @for line in item.finding.help_lines().filter(|line| !line.contains("factlint ")) { p.small.soft { (one_line(line)) } }
        }
    }
}

/// Checks whether the sides are about different subjects, so that their sources cannot be counted against each
/// other.
pub(super) fn are_of_different_subjects(case: &Case) -> bool {
    let first = case.sides.first();
    case.sides.iter().any(|side| first.is_some_and(|first| first.subject != side.subject))
}

fn of_one_subject(case: &Case) -> Markup {
    let ends = match case.differs_at.as_slice() {
        ["from"] => " They differ about the start.",
        ["to"] => " They differ about the end.",
        ["from", "to"] => " They differ about the start and the end.",
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

fn of_different_subjects(case: &Case) -> Markup {
    let unsaid = case.sides.first().filter(|first| is_unsaid(first, case));
    html! {
        @for (position, side) in case.sides.iter().take(MAX_SIDES).enumerate() {
            (sources(side)) (by(side)) (says(side)) " that " (statement(side, &short_value(side, case))) ". "
            @if let (0, Some(first), Some(other)) = (position, unsaid, case.sides.get(1)) {
                "No source here says that " (statement(first, &short_value(other, case))) ". "
            }
        }
        @if case.sides.len() > MAX_SIDES { "There are " (counted(case.sides.len() - MAX_SIDES, "more side")) ". " }
    }
}

/// Checks whether no claim of the dataset says that the subject of the first side has the value of the other
/// side. Returns `false` if there are not exactly two sides, or if the case does not list all claims.
fn is_unsaid(first: &Side, case: &Case) -> bool {
    let [_, other] = case.sides.as_slice() else { return false };
    let listed: usize = case.sides.iter().map(|side| side.claims.len()).sum();
    let are_all = listed == case.claims_total && case.related.len() == case.related_total;
    let mut claims = case.sides.iter().flat_map(|side| &side.claims).chain(&case.related);
    let is_said = claims.any(|claim| {
        claim.subject == first.subject
            && claim.property == first.property
            && other.values.contains(&claim.value)
    });
    are_all && first.property == other.property && !is_said
}

/// Returns a statement about a side's subject, with the value in bold.
fn statement(side: &Side, value: &str) -> Markup {
    html! {
        (side.subject.name)
        @match &side.phrase {
            Some(phrase) => { " " (phrase) " " },
            None => { ", " (side.property.name) ": " },
        }
        b { (value) }
    }
}

/// Returns the value that names a side. A long value is truncated in such a way that it still differs from the values
/// of the other sides.
pub(super) fn short_value(side: &Side, case: &Case) -> String {
    let values = case.sides.iter().filter_map(|side| side.values.first());
    let values: Vec<String> = values.cloned().collect();
    distinct(side.values.first().map(String::as_str).unwrap_or_default(), &values)
}

/// Names the other sides that a side does not differ from, if there are any.
fn compatible(side: &Side) -> String {
    match side.compatible_with.as_slice() {
        [] => String::new(),
        [one] => format!(", which does not contradict side {one}"),
        [one, other] => format!(", which contradicts neither side {one} nor side {other}"),
        sides => format!(", which does not contradict the sides {}", listed(sides, "and")),
    }
}

fn sources(side: &Side) -> String {
    let number = sources_of(side).len();
    match is_cut(side) {
        true => format!("At least {}", counted(number, "source")),
        false => in_words(number, "source"),
    }
}

/// Whether a claim of the side has more evidence than is listed.
fn is_cut(side: &Side) -> bool {
    side.claims.iter().any(|claim| claim.evidence_total > claim.evidence.len())
}

fn says(side: &Side) -> &'static str {
    if sources_of(side).len() == 1 { " says" } else { " say" }
}

/// Returns the publisher of a side's only source, in parentheses. Returns an empty text if the side has several
/// sources or the publisher is unknown.
fn by(side: &Side) -> String {
    let evidence = side.claims.iter().flat_map(|claim| &claim.evidence);
    let mut supporting = evidence.filter(|evidence| evidence.direction == Some("supports"));
    match (sources_of(side).len(), supporting.next()) {
        (1, Some(only)) => match &only.source.publisher {
            Some(publisher) => format!(" ({publisher})"),
            None => String::new(),
        },
        _ => String::new(),
    }
}

/// Returns the ids of the sources that support a side, without duplicates.
pub(super) fn sources_of(side: &Side) -> Vec<&str> {
    let evidence = side.claims.iter().flat_map(|claim| &claim.evidence);
    let supporting = evidence.filter(|evidence| evidence.direction == Some("supports"));
    let mut sources: Vec<&str> = supporting.map(|evidence| evidence.source.id.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    sources
}

/// Returns a box with what a person should know before comparing the sides' numbers of sources.
pub(super) fn before_counting(case: &Case) -> Markup {
    html! {
        div.note {
            @if are_of_different_subjects(case) { p { b { (not_against(case)) } } }
            p { b { "Before you count: " } (publishers(case)) " " (independent(case)) }
            @for sentence in derived(case) { p.small { (sentence) } }
        }
    }
}

/// Returns a sentence which says that the sides cannot be counted against each other, since each is about another
/// subject.
fn not_against(case: &Case) -> String {
    let subject = |side: &Side| format!("side {} is about {}", side.letter, side.subject.name);
    let subjects: Vec<String> = case.sides.iter().map(subject).collect();
    let numbers: Vec<String> =
        case.sides.iter().map(|side| sources_of(side).len().to_string()).collect();
    format!("This is not {}: {}.", numbers.join(" against "), listed(&subjects, "and"))
}

/// Returns a sentence with the numbers of sources and publishers, and the publishers that are on more than one
/// side.
fn publishers(case: &Case) -> String {
    let entries: usize = case.sides.iter().map(|side| sources_of(side).len()).sum();
    let known = || case.publishers.iter().filter(|publisher| publisher.is_known);
    let unknown = case.publishers.len() - known().count();
    let publishers = counted(known().count(), "publisher");
    let unknown = match unknown {
        0 => String::new(),
        1 => " The publisher of 1 source is not known.".to_owned(),
        number => format!(" The publishers of {number} sources are not known."),
    };
    let shown: usize = case.sides.iter().map(|side| side.claims.len()).sum();
    if shown < case.claims_total || case.sides.iter().any(is_cut) {
        let sources = counted(entries, "source");
        return format!(
            "what is listed here has {sources} by {publishers}; there are more.{unknown}"
        );
    }
    let twice = known().filter(|publisher| publisher.sides.len() > 1);
    let twice: Vec<&str> = twice.map(|publisher| publisher.name.as_str()).collect();
    if twice.is_empty() {
        return format!("{} by {publishers}.{unknown}", counted(entries, "source"));
    }
    let is = if twice.len() == 1 { "is" } else { "are" };
    let sides = if case.sides.len() == 2 { "both sides" } else { "several sides" };
    let entries = match entries {
        1 => "1 entry".to_owned(),
        number => format!("{number} entries"),
    };
    format!("{entries}, {publishers}: {} {is} on {sides}.{unknown}", listed(&twice, "and"))
}

/// Returns a sentence for each source that is derived from others.
fn derived(case: &Case) -> Vec<String> {
    let claims = case.sides.iter().flat_map(|side| &side.claims);
    let sources = claims.flat_map(|claim| &claim.evidence).map(|evidence| &evidence.source);
    let derived: BTreeMap<&str, &Source> = sources
        .filter(|source| !source.derived_from.is_empty())
        .map(|source| (source.id.as_str(), source))
        .collect();
    let sentence = |source: &&Source| {
        let from: Vec<&str> = source.derived_from.iter().map(|from| from.name.as_str()).collect();
        format!("{} is derived from {}.", source.name(), listed(&from, "and"))
    };
    derived.values().map(sentence).collect()
}

/// Returns the number of independent sources, and what that means.
fn independent(case: &Case) -> String {
    let count = case.independent_sources;
    let at_least = if count.is_exact { "" } else { "At least " };
    match count.number {
        0 => String::new(),
        1 => format!(
            "{at_least}1 independent source: the others, if any, are of its publisher or derived from it."
        ),
        2 => format!(
            "{at_least}2 independent sources: different publishers, neither derived from the other."
        ),
        number => format!(
            "{at_least}{number} independent sources: different publishers, none derived from another."
        ),
    }
}
