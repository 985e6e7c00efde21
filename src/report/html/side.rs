//! One side of a disagreement, with its sources and their passages.

use super::super::case::{Claim, Evidence, Publisher, Side};
use super::link::link;
use super::passage::passage;
use super::reader::Marks;
use crate::words::counted;
use maud::{Markup, html};

/// Maximum number of sources that are shown unfolded on a side.
const MAX_UNFOLDED: usize = 6;

/// The context in which a side is shown.
pub(super) struct Context<'c> {
    /// The publishers of the case.
    pub(super) publishers: &'c [Publisher],
    /// The number of the card, counted from 1.
    pub(super) card: usize,
    /// Whether there are several sides.
    pub(super) is_dispute: bool,
}

/// Returns the column of a side.
pub(super) fn column(side: &Side, context: &Context<'_>, marks: &mut Marks) -> Markup {
    let class = format!("col side-{}", color(&side.letter));
    let items: Vec<Markup> = side
        .claims
        .iter()
        .flat_map(|claim| by_source(claim).into_iter().map(move |of_source| (claim, of_source)))
        .map(|(claim, of_source)| item(side, claim, &of_source, context, marks))
        .collect();
    let left_out: usize =
        side.claims.iter().map(|claim| claim.evidence_total - claim.evidence.len()).sum();
    let (shown, folded) = items.split_at(items.len().min(MAX_UNFOLDED));
    html! {
        section class=(class) {
            p.says { (statement(side)) }
            h3 class=(if context.is_dispute { "val" } else { "val one" }) {
                (side.values.first().map(String::as_str).unwrap_or_default()) " "
                @if context.is_dispute { span.tag { span.vh { "side " } (side.letter) } }
            }
            @if let Some(within) = &side.within { p.crumb { "within " (within) } }
            @for other in side.values.iter().skip(1) {
                p.crumb { "“" (other) "” agrees with it" }
            }
            p.weight { (weight(side, context)) }
            ul.src { @for item in shown { (item) } }
            @if left_out > 0 { p.small.soft { "and " (counted(left_out, "more piece")) " of evidence" } }
            @if !folded.is_empty() {
                details {
                    summary { (counted(folded.len(), "more piece")) " of evidence" }
                    ul.src { @for item in folded { (item) } }
                }
            }
        }
    }
}

/// Returns the CSS class of a side's colour. There are only four colours; further sides are told apart by
/// their letters.
pub(super) fn color(letter: &str) -> &'static str {
    match letter {
        "A" => "a",
        "B" => "b",
        "C" => "c",
        _ => "d",
    }
}

/// Returns the beginning of a statement: its subject, and the phrase or the property before the value.
fn statement(side: &Side) -> String {
    match &side.phrase {
        Some(phrase) => format!("{} {phrase}", side.subject.name),
        None => format!("{}, {}:", side.subject.name, side.property.name),
    }
}

/// Returns the numbers of a side's sources, publishers and quotes.
fn weight(side: &Side, context: &Context<'_>) -> Markup {
    let evidence = || side.claims.iter().flat_map(|claim| &claim.evidence);
    let supporting = evidence().filter(|evidence| evidence.direction == Some("supports"));
    let mut sources: Vec<&str> = supporting.map(|evidence| evidence.source.id.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    let own = context.publishers.iter().filter(|publisher| publisher.sides.contains(&side.letter));
    let publishers = own.count();
    let found = evidence().filter(|evidence| evidence.is_found == Some(true)).count();
    let missing = evidence().filter(|evidence| evidence.is_found == Some(false)).count();
    let to_look_up = evidence().filter(|evidence| evidence.is_found.is_none()).count();
    let mut rest = Vec::new();
    if sources.len() > 1 {
        rest.push(format!("by {}", counted(publishers, "publisher")));
    }
    if found > 0 {
        rest.push(format!("{} found in a kept copy", counted(found, "quote")));
    }
    if missing > 0 {
        rest.push(format!("{} not found in the kept copy", counted(missing, "quote")));
    }
    if to_look_up > 0 {
        rest.push(format!("{to_look_up} to look up"));
    }
    html! {
        b { (counted(sources.len(), "source")) }
        @if !rest.is_empty() { " · " (rest.join(" · ")) }
    }
}

/// Returns the evidence of a claim, grouped by source.
fn by_source(claim: &Claim) -> Vec<Vec<&Evidence>> {
    let mut groups: Vec<Vec<&Evidence>> = Vec::new();
    for evidence in &claim.evidence {
        let id = &evidence.source.id;
        let known = groups.iter_mut().find(|group| group.iter().all(|one| one.source.id == *id));
        match known {
            Some(group) => group.push(evidence),
            None => groups.push(vec![evidence]),
        }
    }
    groups
}

/// Returns a source, with its statements about a claim.
fn item(
    side: &Side,
    claim: &Claim,
    of_source: &[&Evidence],
    context: &Context<'_>,
    marks: &mut Marks,
) -> Markup {
    let Some(first) = of_source.first() else { return html! {} };
    let source = &first.source;
    let publisher = source.publisher.as_deref().unwrap_or(&source.id);
    let title = source.title.as_deref().or(source.url.as_deref());
    let others = context.publishers.iter().find(|known| known.name == publisher);
    let others = others.into_iter().flat_map(|known| &known.sides);
    let others: Vec<&str> =
        others.filter(|other| **other != side.letter).map(String::as_str).collect();
    html! {
        li {
            div {
                span.pub { (publisher) }
                @if let Some(title) = title { " · " (link(source.url.as_deref(), title)) }
                @if !others.is_empty() {
                    span.small.soft { " (on side " (others.join(", ")) ", too)" }
                }
            }
            p.dates {
                "Published " b { (source.published.as_ref().map_or("not known", |date| date.words.as_str())) }
                @if let Some(day) = &source.retrieved { " · retrieved " (day.words) }
            }
            @if let Some(says) = says(side, claim) { p.small { (says) } }
            @for evidence in of_source { (said(evidence, context, marks)) }
        }
    }
}

/// Returns a piece of evidence: its direction, and its passages or its quote.
fn said(evidence: &Evidence, context: &Context<'_>, marks: &mut Marks) -> Markup {
    html! {
            @if evidence.direction == Some("refutes") { p.small { b { "Says that it is wrong." } } }
            @if evidence.direction == Some("mentions") { p.small { "Mentions it without settling it." } }
            @for found in &evidence.passages {
                (passage(found))
                p.small { a href=(marks.add(&evidence.source, found, context.card)) {
                    "Paragraph " (found.paragraph) " in the source"
                } }
            }
            (copy(evidence))
    }
}

/// Returns the statement of a claim, or `None` if the claim contains nothing more than the side's value.
fn says(side: &Side, claim: &Claim) -> Option<Markup> {
    let is_more_precise = side.values.first().is_some_and(|value| *value != claim.value);
    let period = claim.span.as_ref().filter(|span| span.from != span.to);
    let parts = match (period, &claim.valid) {
        (Some(span), _) => match (&span.from, &span.to) {
            (Some(from), Some(to)) => format!("{} to {}", from.words, to.words),
            (Some(from), None) => format!("{}, no end given", from.words),
            (None, Some(to)) => format!("until {}, no start given", to.words),
            (None, None) => "no dates given".to_owned(),
        },
        (None, Some(valid)) => format!("{} {valid}", claim.value),
        (None, None) if is_more_precise => claim.value.clone(),
        (None, None) => return None,
    };
    Some(html! { "Says " b { (parts) } })
}

/// Returns a note on evidence whose quote was not found in a kept copy. If the quote was found, the note is
/// empty.
fn copy(evidence: &Evidence) -> Markup {
    let look_at = evidence.locator.as_deref();
    match (evidence.is_found, &evidence.quote, &evidence.source.snapshot) {
        (Some(true), ..) => html! {},
        (Some(false), Some(quote), _) => html! {
            span.nocopy { b { "Not found in the kept copy" } ": “" (quote) "”" }
        },
        (_, quote, None) => html! {
            span.nocopy {
                b { "No copy kept" } ", not verifiable offline."
                @if let Some(quote) = quote { " Quoted: “" (quote) "”." }
                @if let Some(locator) = look_at { " Look at: " (locator) }
            }
        },
        (_, _, Some(_)) => html! {
            span.nocopy { b { "Nothing quoted." } @if let Some(locator) = look_at { " Look at: " (locator) } }
        },
    }
}
