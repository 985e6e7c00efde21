//! The texts in the figure that draws periods on a time axis: its title, the names of its rows, a sentence
//! about the differences, and the table.

use super::super::super::case::Evidence;
use super::super::side::bdi;
use super::{Claim, DateInWords, Row, Span};
use maud::{Markup, html};

/// Returns the title of the figure.
pub(super) fn title(rows: &[Row<'_>]) -> &'static str {
    match rows.iter().all(Row::is_one_date) {
        true => "The date, according to each source",
        false => "The period, according to each source",
    }
}

/// Returns the name of a row: the publisher, and the time in words.
pub(super) fn name(row: &Row<'_>) -> Markup {
    let publisher = bdi(&publisher(row.claim));
    html! {
        @match row.letter {
            Some(_) => (publisher),
            None => { (bdi(&row.claim.property.name)) " (" (publisher) ")" },
        }
        ": " (in_words(row.span))
    }
}

/// Returns a sentence that says at which ends the periods differ and at which all of them agree. Returns `None`
/// if `differs_at` is empty: the claims are not about periods, or nothing is certain.
pub(super) fn difference(rows: &[Row<'_>], differs_at: &[&str]) -> Option<String> {
    if differs_at.is_empty() {
        return None;
    }
    let ends = [("from", "start"), ("to", "end")];
    let (differ, agree): (Vec<_>, Vec<_>) =
        ends.into_iter().partition(|(end, _)| differs_at.contains(end));
    let agree = agree.iter().filter(|(end, _)| do_agree(rows, end));
    let agree = agree.map(|(_, name)| format!("all agree on the {name}"));
    let differ = differ.iter().map(|(end, name)| match never_overlap(rows, end) {
        true => format!("the {name}s on different sides do not overlap"),
        false => format!("the {name}s differ"),
    });
    let said: Vec<String> = agree.chain(differ).collect();
    Some(format!("{}.", super::super::super::case::with_letter(&said.join("; "))))
}

/// Checks whether all claims of the finding give this end (`from` or `to`), and any two of these dates can denote the
/// same day.
fn do_agree(rows: &[Row<'_>], end: &str) -> bool {
    let own = || rows.iter().filter(|row| row.letter.is_some());
    own().all(|row| at(row, end).is_some())
        && own().all(|row| own().all(|other| overlap(row, other, end).unwrap_or_default()))
}

/// Checks whether this end (`from` or `to`) cannot be the same day in any two rows of different sides.
fn never_overlap(rows: &[Row<'_>], end: &str) -> bool {
    let own = || rows.iter().filter(|row| row.letter.is_some());
    own().all(|row| {
        let others = own().filter(|other| other.letter != row.letter);
        others.filter_map(|other| overlap(row, other, end)).all(|overlap| !overlap)
    })
}

fn overlap(row: &Row<'_>, other: &Row<'_>, end: &str) -> Option<bool> {
    let (one, other) = (at(row, end)?, at(other, end)?);
    // Days are ISO 8601 texts, which sort by date.
    Some(one.first <= other.last && other.first <= one.last)
}

fn at<'r>(row: &'r Row<'_>, end: &str) -> Option<&'r DateInWords> {
    match end {
        "from" => row.span.from.as_ref(),
        _ => row.span.to.as_ref(),
    }
}

/// Returns the days on which the sources of a claim were published, in words.
pub(super) fn published(claim: &Claim) -> String {
    let mut words: Vec<&str> = Vec::new();
    for evidence in supporting(claim) {
        let date = evidence.source.published.as_ref();
        let date = date.map_or("unknown", |date| date.words.as_str());
        if !words.contains(&date) {
            words.push(date);
        }
    }
    words.join(", ")
}

/// Returns the table with the data of the figure.
pub(super) fn table(rows: &[Row<'_>], title: &str) -> Markup {
    let end = |date: &Option<DateInWords>| {
        date.as_ref().map_or("not given".to_owned(), |date| date.words.clone())
    };
    html! {
        div.scroll tabindex="0" role="group" aria-label={ (title) ", as a table" } { table {
            thead { tr { th scope="col" { "Side" } th scope="col" { "Source" } th scope="col" { "From" } th scope="col" { "To" } th scope="col" { "Published" } } }
            tbody {
                @for row in rows {
                    tr {
                        td { (row.letter.unwrap_or("none")) }
                        th scope="row" {
                            (publisher(row.claim))
                            @if row.letter.is_none() { ", " (row.claim.property.name) }
                        }
                        td { (end(&row.span.from)) } td { (end(&row.span.to)) } td { (published(row.claim)) }
                    }
                }
            }
        } }
    }
}

/// Returns the first publisher of a claim's sources, and the number of its other publishers. A source without a
/// publisher is named by its id. Only sources that support the claim count.
pub(in super::super) fn publisher(claim: &Claim) -> String {
    let mut names: Vec<&str> = Vec::new();
    for evidence in supporting(claim) {
        let source = &evidence.source;
        let name = source.publisher.as_deref().unwrap_or(&source.id);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match names.as_slice() {
        [] => "no source".to_owned(),
        [one] => (*one).to_owned(),
        [first, others @ ..] => format!("{first} and {} more", others.len()),
    }
}

/// Returns the evidence that supports a claim.
pub(super) fn supporting(claim: &Claim) -> impl Iterator<Item = &Evidence> {
    claim.evidence.iter().filter(|evidence| evidence.direction == Some("supports"))
}

fn in_words(span: &Span) -> String {
    match (&span.from, &span.to) {
        (Some(from), Some(to)) if from == to => from.words.clone(),
        (Some(from), Some(to)) => format!("{} – {}", from.words, to.words),
        (Some(from), None) => format!("{} –", from.words),
        (None, Some(to)) => format!("– {}", to.words),
        (None, None) => "no dates".to_owned(),
    }
}
