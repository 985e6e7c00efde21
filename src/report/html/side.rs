//! One side of a disagreement, with its sources and their passages.

use super::super::case::{Claim, Evidence, Named, Part, Publisher, Sentence, Side, sources_of};
use super::link::{is_of_the_web, link};
use super::passage::passage;
use super::reader::Marks;
use super::statements::Entries;
use crate::words::{counted, grouped, shared_start, truncated_around};
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// Maximum number of characters of a value that readers can compare at a glance.
const MAX_AT_A_GLANCE: usize = 80;

/// Maximum number of characters of a value that are shown as a whole at the top of a side.
const MAX_UNCUT: usize = 400;

/// Maximum number of sources that are shown unfolded on a side.
const MAX_UNFOLDED: usize = 6;

/// The letters of the sides that quote a paragraph, by the source's id and the paragraph's number.
pub(super) type SharedParagraphs<'c> = BTreeMap<(&'c str, usize), BTreeSet<&'c str>>;

/// The context in which a side is shown.
pub(super) struct Context<'c> {
    /// The publishers of the case.
    pub(super) publishers: &'c [Publisher],
    /// The number of the card, counted from 1.
    pub(super) card: usize,
    /// The number of sides.
    pub(super) sides: usize,
    /// The values that name the sides.
    pub(super) values: &'c [&'c str],
    /// Whether the sides are about different subjects.
    pub(super) has_subjects: bool,
    /// The paragraphs that several sides quote.
    pub(super) shared: &'c SharedParagraphs<'c>,
    pub(super) entries: &'c Entries,
    /// The name of the dataset's rulebook, if there are several datasets.
    pub(super) rulebook: Option<&'c str>,
}

impl Context<'_> {
    /// Returns a link to what the dataset says about the subject of a side.
    fn link(&self, side: &Side) -> Markup {
        self.entries.link(self.rulebook, &side.subject.id, &side.subject.name)
    }
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
            @if context.has_subjects {
                p.subject { (context.link(side)) }
                p.says { (side.phrase.as_deref().unwrap_or(&side.property.name)) }
            } @else {
                p.says { (statement(side, context)) }
            }
            @let value = side.values.first().map(String::as_str).unwrap_or_default();
            h3 class=(class_of(value, context)) {
                @if is_cut(value) { (cut(value, context)) } @else { (differing(value, context)) } " "
                @if context.sides > 1 { span.tag { span.vh { "side " } (side.letter) } }
            }
            @if is_cut(value) {
                details { summary { "The whole value" } p.small { (differing(value, context)) } }
            }
            @if let Some(within) = &side.within { p.crumb { "within " (bdi(within)) } }
            @for other in side.values.iter().skip(1) {
                p.crumb { "“" (bdi(other)) "” agrees with it" }
            }
            p.weight { (weight(side)) }
            ul.src { @for item in shown.iter().take(1) { (item) } }
            @if shown.len() > 1 {
                // The script closes it on a phone.
                details.fold open {
                    summary { (counted(shown.len() - 1, "more source")) }
                    ul.src { @for item in shown.iter().skip(1) { (item) } }
                }
            }
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

/// Returns the CSS classes of the value that names a side.
fn class_of(value: &str, context: &Context<'_>) -> &'static str {
    match (context.sides > 1, is_long(value)) {
        (true, false) => "val",
        (true, true) => "val long",
        (false, _) => "val one",
    }
}

fn is_long(value: &str) -> bool {
    value.chars().count() > MAX_AT_A_GLANCE
}

fn is_cut(value: &str) -> bool {
    value.chars().count() > MAX_UNCUT
}

/// Returns the part of a value around the first difference from the values of the other sides.
fn cut(value: &str, context: &Context<'_>) -> String {
    let others = context.values.iter().filter(|other| **other != value);
    let same = others.map(|other| shared_start(value, other).chars().count()).max();
    truncated_around(value, same.unwrap_or_default(), MAX_UNCUT)
}

/// Returns a value. If two sides have long values, the words between their common beginning and end are marked.
fn differing(value: &str, context: &Context<'_>) -> Markup {
    let mut others = context.values.iter().copied().filter(|other| *other != value);
    let (Some(other), None, true) = (others.next(), others.next(), is_long(value)) else {
        return html! { (value) };
    };
    let start = shared_start(value, other);
    let rest = |text: &'_ str| text.get(start.len()..).unwrap_or_default().to_owned();
    let (own, other) = (rest(value), rest(other));
    let pairs = own.chars().rev().zip(other.chars().rev()).take_while(|(one, other)| one == other);
    let end: usize = pairs.map(|(character, _)| character.len_utf8()).sum();
    let (differs, end) = own.split_at(own.len() - end);
    html! { (start) mark { (differs) } (end) }
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
fn statement(side: &Side, context: &Context<'_>) -> Markup {
    html! {
        (context.link(side))
        @match &side.phrase {
            Some(phrase) => { " " (phrase) },
            None => { ", " (bdi(&side.property.name)) ":" },
        }
    }
}

/// Returns how many sources a side has: with a quote that was found, and to look up.
fn weight(side: &Side) -> Markup {
    let sources = sources_of(side);
    let of = |state: Option<bool>| {
        let evidence = side.claims.iter().flat_map(|claim| &claim.evidence);
        let in_state = evidence.filter(move |evidence| evidence.is_found == state);
        let ids: BTreeSet<&str> = in_state.map(|evidence| evidence.source.id.as_str()).collect();
        ids
    };
    let (found, failed) = (of(Some(true)), of(Some(false)));
    let number = |is_meant: &dyn Fn(&str) -> bool| sources.iter().filter(|id| is_meant(id)).count();
    let failing = number(&|id| failed.contains(id));
    let quoted = number(&|id| found.contains(id) && !failed.contains(id));
    let to_look_up = sources.len() - failing - quoted;
    let states = [
        (quoted, "quoted"),
        (failing, "with a quote that was not found as recorded"),
        (to_look_up, "to look up"),
    ];
    let parts = states.into_iter().filter(|(number, _)| *number > 0);
    let parts: Vec<String> = parts
        .map(|(number, state)| match number == sources.len() {
            true => state.to_owned(),
            false => format!("{number} {state}"),
        })
        .collect();
    html! {
        b { (counted(sources.len(), "source")) }
        @if !parts.is_empty() { ": " (parts.join(", ")) }
    }
}

/// Returns the letters of the other sides that quote a paragraph.
fn sides_beside<'c>(side: &Side, paragraph: (&str, usize), context: &Context<'c>) -> Vec<&'c str> {
    let letters = context.shared.get(&paragraph).into_iter().flatten().copied();
    letters.filter(|letter| *letter != side.letter).collect()
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
                @if !others.is_empty() && context.sides > 2 {
                    span.small.soft { " (on side " (others.join(", ")) ", too)" }
                }
            }
            p.dates {
                @match &source.published {
                    Some(date) => { "Published " b { (date.words) } },
                    None => { "Publication date unknown" },
                }
                @if let Some(day) = &source.retrieved { " · retrieved " (day.words) }
            }
            @if !source.derived_from.is_empty() {
                @let from: Vec<&str> = source.derived_from.iter().map(|from| from.name.as_str()).collect();
                p.dates { "Derived from " (listed(&from)) }
            }
            @if let Some(says) = says(side, claim) { p.small { (says) } }
            @if first.source.id == claim.evidence.first().map_or("", |first| first.source.id.as_str()) {
                (judgement(claim))
            }
            @for evidence in of_source { (said(side, evidence, context, marks)) }
        }
    }
}

/// Returns a piece of evidence: its direction, and its passages or its quote.
fn said(side: &Side, evidence: &Evidence, context: &Context<'_>, marks: &mut Marks) -> Markup {
    html! {
            @if evidence.direction == Some("refutes") { p.small { b { "Says that it is wrong." } } }
            @if evidence.direction == Some("mentions") { p.small { "Mentions it without confirming or refuting it." } }
            (copy(evidence))
            @for found in &evidence.passages {
                (passage(found, evidence.source.language.as_deref()))
                @let paragraph = marks.add(&evidence.source, found, context.card);
                @let others = sides_beside(side, (&evidence.source.id, found.paragraph), context);
                p.small {
                    a href=(paragraph) { "Paragraph " (found.paragraph) " in the source" }
                    @if !others.is_empty() { ", also quoted by side" @if others.len() > 1 { "s" } " " (listed(&others)) }
                }
            }
            @if evidence.passages_total > evidence.passages.len() {
                p.small { "The source has this quote " (grouped(evidence.passages_total)) " times; the first " (evidence.passages.len()) " are shown." }
            }
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

/// Returns the rank of a claim if it is not normal, the reason for the rank, and the remark on the claim.
fn judgement(claim: &Claim) -> Markup {
    let judged = judged(&claim.rank, claim.rank_reason.as_deref(), claim.note.as_deref());
    html! { @if !judged.0.is_empty() { p.small { "In the data" (judged) "." } } }
}

/// Returns the rank of a claim if it is not normal, the reason for the rank, and the remark on the claim, each after a
/// comma or a semicolon.
pub(super) fn judged(rank: &str, reason: Option<&str>, note: Option<&str>) -> Markup {
    let words = match rank {
        "deprecated" => ", ranked as wrong",
        "preferred" => ", ranked as preferred",
        _ => "",
    };
    html! {
        (words)
        @if let Some(reason) = reason { ": “" (bdi(reason)) "”" }
        @if let Some(note) = note { "; note: “" (bdi(note)) "”" }
    }
}

/// Returns a sentence, with the words of the dataset isolated from the others.
pub(super) fn sentence(of: &Sentence) -> Markup {
    html! {
        @for part in of.parts() {
            @match part {
                Part::Own(words) => (words),
                Part::Data(words) => (bdi(words)),
            }
        }
    }
}

/// Returns texts as a list: `a, b and c`.
pub(super) fn listed(texts: &[&str]) -> Markup {
    sentence(&Sentence::listed(texts))
}

/// Returns the subject, the property and the value of a claim in one line.
pub(super) fn in_one_line(
    subject: &Named,
    property: &Named,
    phrase: Option<&str>,
    value: &str,
) -> Markup {
    html! {
        (bdi(&subject.name)) " "
        @match phrase {
            Some(phrase) => { (phrase) " " },
            None => { "(" (bdi(&property.name)) "): " },
        }
        b { (value) }
    }
}

/// Returns a text whose direction does not affect the text around it.
pub(super) fn bdi(text: &str) -> Markup {
    html! { bdi { (text) } }
}

/// Returns a note on evidence without a verified quote: the quote was not found, no copy is kept, or there is no quote.
/// Returns nothing if the quote was found.
fn copy(evidence: &Evidence) -> Markup {
    let look_at = evidence.locator.as_deref();
    let look_for = match evidence.source.url.as_deref().is_some_and(is_of_the_web) {
        true => "Open the page and look for:",
        false => "Look for:",
    };
    match (evidence.is_found, &evidence.quote, &evidence.source.snapshot) {
        (Some(true), ..) => html! {},
        (Some(false), Some(quote), _) => html! {
            span.nocopy {
                b { (evidence.doubt.as_deref().unwrap_or("Not found in the kept copy")) }
                ". Quoted: “" (bdi(quote)) "”"
            }
        },
        (_, quote, None) => html! {
            span.nocopy {
                b { @if evidence.source.is_lost { "The kept copy cannot be read" } @else { "No copy kept" } }
                @if let Some(quote) = quote { ": the quote could not be checked. Quoted: “" (bdi(quote)) "”" }
                "."
                @if let Some(locator) = look_at { " " (look_for) " " (bdi(locator)) }
            }
        },
        (_, _, Some(_)) => html! {
            span.nocopy { b { "No quote." } @if let Some(locator) = look_at { " " (look_for) " " (bdi(locator)) } }
        },
    }
}
