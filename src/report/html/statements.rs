//! The section with everything that the dataset says: each subject with its claims and their sources.

use super::super::case::{Case, SourceText, Stated, Statements, Subject, Support};
use super::link::link;
use super::reader::Marks;
use super::side::{bdi, judged};
use crate::words::{counted, grouped};
use maud::{Markup, html};
use std::collections::HashMap;

/// A subject or a claim of a dataset: the name of the rulebook if there are several datasets, and the id.
type Key = (Option<String>, String);

/// The numbers by which the page refers to subjects and claims, and the cards that show claims.
#[derive(Debug, Default)]
pub(super) struct Entries {
    /// The numbers of the subjects that the page lists, counted from 1.
    numbers: HashMap<Key, usize>,
    /// The ids of the claims that the page lists.
    claims: HashMap<Key, String>,
    /// Whether the claims are listed only on request, with the ids that [`Entries::claim_at`] returns.
    is_on_request: bool,
    /// The numbers of the cards that show each claim.
    cards: HashMap<Key, Vec<usize>>,
}

impl Entries {
    /// Numbers the subjects, and finds the claims on the cards. `cases` contains the number of each card and the
    /// name of its rulebook.
    pub(super) fn of<'c>(
        statements: &[Statements],
        cases: impl Iterator<Item = (usize, Option<String>, &'c Case)>,
    ) -> Entries {
        let subjects = statements.iter().flat_map(|one| {
            one.subjects.iter().map(|of| (one.rulebook.clone(), of.subject.id.clone()))
        });
        let mut cards: HashMap<Key, Vec<usize>> = HashMap::new();
        for (card, rulebook, case) in cases {
            for claim in case.sides.iter().flat_map(|side| &side.claims) {
                cards.entry((rulebook.clone(), claim.id.clone())).or_default().push(card);
            }
        }
        let claims = statements.iter().enumerate().flat_map(|(dataset, one)| {
            let claims = one.subjects.iter().flat_map(|of| &of.claims);
            claims.map(move |claim| {
                ((one.rulebook.clone(), claim.id.clone()), id_of_claim(dataset, claim.position))
            })
        });
        Entries {
            claims: claims.collect(),
            numbers: subjects.zip(1..).collect(),
            cards,
            is_on_request: false,
        }
    }

    /// Returns the entries of the page that a server shows, which lists the claims of its dataset on request.
    pub(super) fn on_request() -> Entries {
        Entries { is_on_request: true, ..Entries::default() }
    }

    /// Returns a link to a claim, or `None` if the page does not list it.
    pub(super) fn claim(&self, rulebook: Option<&str>, id: &str) -> Option<String> {
        let claim = self.claims.get(&(rulebook.map(str::to_owned), id.to_owned()))?;
        Some(format!("#{claim}"))
    }

    /// Returns the words of a claim, as a link if the page lists the claim.
    pub(super) fn claim_or_words(
        &self,
        rulebook: Option<&str>,
        id: &str,
        words: &Markup,
    ) -> Markup {
        html! {
            @match self.claim(rulebook, id) {
                Some(claim) => a href=(claim) { (words) },
                None => (words),
            }
        }
    }

    /// Like [`Entries::claim`], for the claim at a position among all claims of its dataset.
    pub(super) fn claim_at(
        &self,
        rulebook: Option<&str>,
        id: &str,
        position: usize,
    ) -> Option<String> {
        match self.is_on_request {
            true => Some(format!("#{}", id_of_claim(0, position))),
            false => self.claim(rulebook, id),
        }
    }

    /// Returns a link to what the dataset says about a subject, or its name if the page does not list it.
    pub(super) fn link(&self, rulebook: Option<&str>, id: &str, name: &str) -> Markup {
        html! {
            @if let Some(number) = self.number(rulebook, id) {
                a href={ "#e" (number) } { (name) }
            } @else { (bdi(name)) }
        }
    }

    fn number(&self, rulebook: Option<&str>, id: &str) -> Option<usize> {
        self.numbers.get(&(rulebook.map(str::to_owned), id.to_owned())).copied()
    }

    fn cards_of(&self, rulebook: Option<&str>, id: &str) -> &[usize] {
        let key = (rulebook.map(str::to_owned), id.to_owned());
        self.cards.get(&key).map_or(&[], Vec::as_slice)
    }
}

/// Returns the id of a claim on the page. `position` is its position among all claims of the dataset.
fn id_of_claim(dataset: usize, position: usize) -> String {
    match dataset {
        0 => format!("c{position}"),
        dataset => format!("c{position}-{dataset}"),
    }
}

/// The data that is needed to show claims.
struct With<'w> {
    rulebook: Option<&'w str>,
    entries: &'w Entries,
    /// The sources whose text the page has.
    sources: &'w [SourceText],
}

/// Returns the section. `sources` are the sources whose text the page has.
pub(super) fn section(
    statements: &Statements,
    entries: &Entries,
    sources: &[SourceText],
    marks: &mut Marks,
) -> Markup {
    let with = With { rulebook: statements.rulebook.as_deref(), entries, sources };
    let first = statements.subjects.first();
    let first = first.and_then(|of| entries.number(with.rulebook, &of.subject.id)).unwrap_or(1);
    let id = if first == 1 { "dataset".to_owned() } else { format!("dataset-{first}") };
    let shown: usize = statements.subjects.iter().map(|of| of.claims.len()).sum();
    let subjects = counted(statements.subjects.len(), "subject");
    html! {
        section.panel id=(id) aria-labelledby={ (id) "-h" } {
            h2 id={ (id) "-h" } {
                "What the dataset says, and why"
                @if let Some(rulebook) = with.rulebook { ": " (bdi(rulebook)) }
            }
            p.small.soft {
                @if shown < statements.claims_total {
                    (grouped(shown)) " of " (counted(statements.claims_total, "claim")) " are shown, about " (subjects)
                    ": first those about the subjects of the findings. The others are only in the data."
                } @else {
                    (counted(shown, "claim")) " about " (subjects) ", each with what it rests on."
                }
            }
            @for (of, number) in statements.subjects.iter().zip(first..) {
                (subject(of, number, &with, marks))
            }
        }
    }
}

fn subject(of: &Subject, number: usize, with: &With<'_>, marks: &mut Marks) -> Markup {
    html! {
        details.entry {
            summary { (bdi(&of.subject.name)) span.small.soft { " " (counted(of.claims.len(), "claim")) } }
            // The id is on the list inside `details`, so a browser opens the `details` when a link leads to it.
            ul.plain.said id={ "e" (number) } {
                @for claim in &of.claims { (stated(claim, with, marks)) }
            }
        }
    }
}

fn stated(claim: &Stated, with: &With<'_>, marks: &mut Marks) -> Markup {
    let more = claim.evidence_total.saturating_sub(claim.evidence.len());
    let id = with.entries.claims.get(&(with.rulebook.map(str::to_owned), claim.id.clone()));
    html! {
        li id=[id] {
            @match &claim.phrase {
                Some(phrase) => { (phrase) " " },
                None => { (bdi(&claim.property.name)) ": " },
            }
            b { (claim.value) }
            @if let Some(valid) = &claim.valid { ", " (valid) }
            (judged(&claim.rank, claim.rank_reason.as_deref(), claim.note.as_deref()))
            @for card in with.entries.cards_of(with.rulebook, &claim.id) {
                " " a.lv.state href={ "#f" (card) } { "Finding " (card) }
            }
            @for evidence in &claim.evidence { (support(evidence, with, marks)) }
            @if more > 0 { p.small.soft { "and " (counted(more, "more piece")) " of evidence" } }
        }
    }
}

fn support(evidence: &Support, with: &With<'_>, marks: &mut Marks) -> Markup {
    let publisher = evidence.publisher.as_deref().unwrap_or(&evidence.source);
    let title = evidence.title.as_deref().or(evidence.url.as_deref());
    let is_here = with.sources.iter().any(|text| {
        text.source.id == evidence.source
            && text.rulebook.as_deref() == with.rulebook
            && !text.is_left_out
    });
    html! {
        p.small {
            @match evidence.direction {
                Some("refutes") => { "Refuted by " },
                Some("mentions") => { "Mentioned by " },
                _ => {},
            }
            (bdi(publisher))
            @if let Some(title) = title { " · " (link(evidence.url.as_deref(), title)) }
            @match (&evidence.quote, &evidence.locator) {
                (Some(quote), _) => { ": “" (bdi(quote)) "”" },
                (None, Some(locator)) => { ", look for: " (bdi(locator)) },
                (None, None) => {},
            }
            @for paragraph in &evidence.paragraphs {
                ", "
                @if is_here {
                    a href=(marks.paragraph(&evidence.source, *paragraph)) { "paragraph " (paragraph) }
                } @else { "paragraph " (paragraph) }
            }
            @match evidence.is_found {
                Some(false) => span.soft { " (" (evidence.doubt.as_deref().unwrap_or("Not found in the kept copy")) ")" },
                None => span.soft { " (no copy checked)" },
                Some(true) => {},
            }
        }
    }
}
