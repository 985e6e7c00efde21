//! The source reader: the kept copy of each source that findings refer to, with the claims that quote each
//! paragraph.

use super::super::case::{Paragraph, Passage, Source, SourceText, Statement};
use super::link::link;
use super::passage::slice;
use super::side::{bdi, in_one_line};
use super::statements::Entries;
use crate::words::counted;
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The parts of sources that cards mark, and the numbers by which links refer to sources.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// The rulebook of the dataset that the next cards and sources belong to, if there are several datasets, since
    /// sources of different datasets may have the same id.
    pub(super) dataset: Option<String>,
    /// The numbers of the sources that cards link to.
    numbers: BTreeMap<SourceKey, usize>,
    /// The marked parts, by source and paragraph number (counted from 1).
    parts: BTreeMap<(SourceKey, usize), Vec<Part>>,
}

/// The dataset and the id of a source.
type SourceKey = (Option<String>, String);

/// A part of a paragraph that a card marks.
#[derive(Debug)]
struct Part {
    range: Range<usize>,
    card: usize,
}

impl Marks {
    /// Marks a passage for a card, and returns the link to its paragraph.
    pub(super) fn add(&mut self, source: &Source, passage: &Passage, card: usize) -> String {
        let number = self.number(&source.id);
        let key = (self.key(&source.id), passage.paragraph);
        let parts = self.parts.entry(key).or_default();
        parts.extend(passage.quote.iter().map(|part| Part { range: part.clone(), card }));
        format!("#s{number}-p{}", passage.paragraph)
    }

    /// Returns the link to a paragraph of a source, without marking anything.
    pub(super) fn paragraph(&mut self, id: &str, paragraph: usize) -> String {
        format!("#s{}-p{paragraph}", self.number(id))
    }

    fn number(&mut self, id: &str) -> usize {
        let next = self.numbers.len() + 1;
        *self.numbers.entry(self.key(id)).or_insert(next)
    }

    fn key(&self, id: &str) -> SourceKey {
        (self.dataset.clone(), id.to_owned())
    }

    /// Returns the numbers of the paragraphs of a source that cards link to.
    fn linked(&self, id: &str) -> BTreeSet<usize> {
        let wanted = self.key(id);
        let parts = self.parts.keys().filter(|(source, _)| *source == wanted);
        parts.map(|(_, number)| *number).collect()
    }
}

/// Returns a source with its text.
pub(super) fn section(text: &SourceText, entries: &Entries, marks: &mut Marks) -> Markup {
    let source = &text.source;
    let number = marks.number(&source.id);
    let title = source.title.as_deref().unwrap_or(&source.id);
    let publisher = source.publisher.as_deref();
    html! {
        section.panel.reader id={ "s" (number) } aria-labelledby={ "s" (number) "-h" } {
            h2 id={ "s" (number) "-h" } { "Source: " (link(source.url.as_deref(), title)) }
            p.dates {
                @if let Some(publisher) = publisher { (bdi(publisher)) " · " }
                "published " b { (source.published.as_ref().map_or("unknown", |date| date.words.as_str())) }
                @if let Some(day) = &source.retrieved { " · retrieved " (day.words) }
                @if let Some(path) = &source.snapshot { " · " span.tech { (bdi(path)) } }
            }
            @if text.is_left_out {
                p.note { "The text is omitted: the copies of all sources together exceed 5 MiB." }
                @for paragraph in marks.linked(&source.id) { span id={ "s" (number) "-p" (paragraph) } {} }
            } @else {
                p.small { label.toggle { input type="checkbox"; " Underline all quotes of the dataset" } }
                details.fold open {
                    summary { "The text: " (counted(text.paragraphs.len(), "paragraph")) }
                    @for (at, paragraph) in text.paragraphs.iter().enumerate() {
                        (self::paragraph(number, at + 1, paragraph, text, (entries, marks)))
                    }
                }
            }
        }
    }
}

/// Returns a paragraph, with the claims that quote it in the margin.
fn paragraph(
    source: usize,
    number: usize,
    of: &Paragraph,
    text_of: &SourceText,
    (entries, marks): (&Entries, &Marks),
) -> Markup {
    let key = (marks.key(&text_of.source.id), number);
    let rulebook = text_of.rulebook.as_deref();
    let parts: &[Part] = marks.parts.get(&key).map_or(&[], Vec::as_slice);
    let cards: BTreeSet<usize> = parts.iter().map(|part| part.card).collect();
    let more = of.claims_total.saturating_sub(of.claims.len());
    html! {
        div.para id={ "s" (source) "-p" (number) } {
            a.num href={ "#s" (source) "-p" (number) } aria-label={ "Paragraph " (number) } { (number) }
            p class=(if of.claims_total == 0 { "t un" } else { "t" }) lang=[&text_of.source.language] dir="auto" { (text(of, parts)) }
            div.m {
                @for card in cards { p.here { a href={ "#f" (card) } { "Finding " (card) } } }
                @if of.claims_total == 0 {
                    span.soft { "No claim rests on this paragraph." }
                } @else {
                    details {
                        summary {
                            (counted(of.claims_total, "claim"))
                            @if of.claims_total == 1 { " rests" } @else { " rest" }
                            " on this paragraph"
                        }
                        ul.plain {
                            @for claim in &of.claims {
                                li { (entries.claim_or_words(rulebook, &claim.id, &in_words(claim))) }
                            }
                            @if more > 0 { li { "and " (counted(more, "more claim")) } }
                        }
                    }
                }
            }
        }
    }
}

/// Returns a claim in one line.
fn in_words(claim: &Statement) -> Markup {
    in_one_line(&claim.subject, &claim.property, claim.phrase.as_deref(), &claim.value)
}

/// Returns the text of a paragraph. Quoted parts are underlined, sentences without quotes are faded, and parts that
/// cards refer to are marked.
fn text(of: &Paragraph, parts: &[Part]) -> Markup {
    let text = of.text.as_str();
    let clamped = |range: &Range<usize>| range.start.min(text.len())..range.end.min(text.len());
    let flagged: Vec<Range<usize>> = parts.iter().map(|part| clamped(&part.range)).collect();
    let quoted: Vec<Range<usize>> = of.quoted.iter().map(clamped).collect();
    let uncovered: Vec<Range<usize>> = of.uncovered.iter().map(clamped).collect();
    let mut edges: BTreeSet<usize> = BTreeSet::from([0, text.len()]);
    let all = flagged.iter().chain(&quoted).chain(&uncovered);
    edges.extend(all.flat_map(|range| [range.start, range.end]));
    let edges: Vec<usize> = edges.into_iter().collect();
    let covers = |ranges: &[Range<usize>], part: &Range<usize>| {
        ranges.iter().any(|range| range.start <= part.start && part.end <= range.end)
    };
    let pieces = edges.windows(2).filter_map(|pair| match pair {
        [start, end] => Some(*start..*end),
        _ => None,
    });
    html! {
        @for piece in pieces {
            @let words = slice(text, piece.clone());
            @if covers(&flagged, &piece) {
                mark.flag { (words) }
            } @else if covers(&quoted, &piece) {
                span.q { (words) }
            } @else if covers(&uncovered, &piece) {
                span.un { (words) }
            } @else { (words) }
        }
    }
}
