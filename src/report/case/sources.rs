//! The kept copies of the sources that cases refer to. Each paragraph is listed with the claims that quote it.

use super::claim::{self, Source};
use super::located::{self, Likeness};
use super::record::{ClaimRecord, read};
use super::records::each_of;
use super::sides::Named;
use super::{Case, Cases};
use crate::quote::coverage::{IgnoredText, Uncovered, coverage};
use serde::Serialize;
use std::collections::HashMap;
use std::ops::Range;

/// A source with the text of its kept copy.
#[derive(Debug, Serialize)]
pub(in crate::report) struct SourceText {
    #[serde(flatten)]
    pub(in crate::report) source: Source,
    pub(in crate::report) paragraphs: Vec<Paragraph>,
    /// Whether the text is omitted because all copies together would exceed `MAX_BYTES`.
    pub(in crate::report) is_left_out: bool,
    /// The name of the rulebook of the source's dataset, if there are several datasets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::report) rulebook: Option<String>,
}

/// A paragraph of a source.
#[derive(Debug, Default, Serialize)]
pub(in crate::report) struct Paragraph {
    pub(in crate::report) text: String,
    /// The parts that claims quote, as byte ranges of the text, in order and without overlaps.
    pub(in crate::report) quoted: Vec<Range<usize>>,
    /// The sentences of which no word is quoted, as byte ranges of the text. Empty if no claim quotes the paragraph.
    pub(in crate::report) uncovered: Vec<Range<usize>>,
    /// The first claims that quote the paragraph, at most `MAX_CLAIMS`.
    pub(in crate::report) claims: Vec<Statement>,
    /// The number of all claims that quote the paragraph.
    pub(in crate::report) claims_total: usize,
}

/// A claim in one line.
#[derive(Debug, Serialize)]
pub(in crate::report) struct Statement {
    pub(in crate::report) id: String,
    pub(in crate::report) subject: Named,
    pub(in crate::report) property: Named,
    pub(in crate::report) phrase: Option<String>,
    pub(in crate::report) value: String,
}

/// Maximum number of bytes of all copies together.
const MAX_BYTES: usize = 5 << 20;

/// Maximum number of claims that are listed per paragraph.
const MAX_CLAIMS: usize = 100;

impl Cases<'_> {
    /// Notes the sources of a case that have a kept copy.
    pub(super) fn note_sources(&self, case: &Case) {
        let claims = case.sides.iter().flat_map(|side| &side.claims).chain(&case.related);
        let evidence = claims.flat_map(|claim| &claim.evidence);
        let mut sources = self.sources.borrow_mut();
        for source in evidence.map(|evidence| &evidence.source) {
            if source.snapshot.is_some() && !sources.contains_key(&source.id) {
                sources.insert(source.id.clone(), source.clone());
            }
        }
    }

    /// Notes all sources of the dataset that have a kept copy.
    pub(in crate::report) fn note_all_sources(&self) {
        for source in self.records.sources() {
            let source = claim::source_with_copy(source, &self.records, &self.snapshots);
            if source.snapshot.is_some() {
                self.sources.borrow_mut().insert(source.id.clone(), source);
            }
        }
    }

    /// Returns the kept copies of the sources that the cases made so far refer to, in the order of their
    /// ids.
    pub(in crate::report) fn sources(&self) -> Vec<SourceText> {
        let mut room = MAX_BYTES;
        let sources = self.sources.borrow().clone();
        let texts = sources.into_values().filter_map(|source| {
            let snapshot = self.snapshots.get(source.snapshot.as_deref()?)?;
            let length = snapshot.text.text().len();
            let fits = length <= room;
            let paragraphs = match fits {
                true => {
                    room -= length;
                    let texts = snapshot.paragraphs.iter().map(|paragraph| Paragraph {
                        text: snapshot.slice(paragraph.clone()).to_owned(),
                        ..Paragraph::default()
                    });
                    texts.collect()
                }
                false => Vec::new(),
            };
            Some(SourceText { source, paragraphs, is_left_out: !fits, rulebook: None })
        });
        let mut texts: Vec<SourceText> = texts.collect();
        self.add_claims(&mut texts);
        texts
    }

    /// Adds the claims of the dataset to the paragraphs that they quote.
    fn add_claims(&self, texts: &mut [SourceText]) {
        let positions = texts.iter().enumerate().filter(|(_, text)| !text.is_left_out);
        let positions: HashMap<String, usize> =
            positions.map(|(position, text)| (text.source.id.clone(), position)).collect();
        if positions.is_empty() {
            return;
        }
        let model = &self.background.rulebook.model;
        each_of(self.locator.files(), self.background, &model.claims, &mut |record| {
            let Some(claim) = read(record.value, record.collection, model) else { return };
            for evidence in 0..claim.evidence.len() {
                self.add_claim(&claim, evidence, &positions, texts);
            }
        });
        for paragraph in texts.iter_mut().flat_map(|text| &mut text.paragraphs) {
            paragraph.quoted = joined(std::mem::take(&mut paragraph.quoted));
            if !paragraph.quoted.is_empty() {
                let ignored = IgnoredText::default();
                let coverage = coverage(&paragraph.text, &paragraph.quoted, &ignored);
                let whole = coverage.uncovered.into_iter().filter(Uncovered::is_whole);
                paragraph.uncovered = whole.map(|uncovered| uncovered.sentence).collect();
            }
        }
    }

    fn add_claim(
        &self,
        claim: &ClaimRecord,
        evidence: usize,
        positions: &HashMap<String, usize>,
        texts: &mut [SourceText],
    ) {
        let Some(evidence) = claim.evidence.get(evidence) else { return };
        let Some(id) = evidence.source.as_deref() else { return };
        let Some(text) = positions.get(id).and_then(|position| texts.get_mut(*position)) else {
            return;
        };
        let snapshot = text.source.snapshot.as_deref().and_then(|path| self.snapshots.get(path));
        let Some(snapshot) = snapshot else { return };
        let folding = self.records.source(id).folding;
        let located = located::locate(evidence, &snapshot, folding);
        let located = located.filter(|located| located.likeness != Likeness::Similar);
        let parts = located.and_then(|located| located.passages.into_iter().next());
        for part in parts.unwrap_or_default() {
            let (first, last) = snapshot.touched(&part);
            for number in first..=last {
                let Some(range) = snapshot.paragraphs.get(number) else { continue };
                let Some(paragraph) = text.paragraphs.get_mut(number) else { continue };
                let start = part.start.max(range.start) - range.start;
                let end = part.end.min(range.end).saturating_sub(range.start);
                paragraph.quoted.push(start..end.max(start));
                self.add_statement(claim, paragraph);
            }
        }
    }

    fn add_statement(&self, claim: &ClaimRecord, paragraph: &mut Paragraph) {
        if paragraph.claims.iter().any(|known| known.id == claim.id) {
            return;
        }
        paragraph.claims_total += 1;
        if paragraph.claims.len() >= MAX_CLAIMS {
            return;
        }
        let property = self.records.property(&claim.property);
        paragraph.claims.push(Statement {
            id: claim.id.clone(),
            subject: Named::of(&self.records.entity(&claim.subject)),
            phrase: property.phrase.clone(),
            property: Named::of(&property),
            value: self.in_words(claim, &[]),
        });
    }
}

/// Sorts ranges, and joins those that overlap or touch.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}
