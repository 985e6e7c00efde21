//! Describes a claim in words, with its evidence.

use super::super::json_place::{PlaceV2, place_v2};
use super::super::located::Locator;
use super::located::{self, Likeness};
use super::record::{ClaimRecord, EvidenceRecord};
use super::records::{Records, SourceRecord};
use super::sides::{Named, stated};
use super::snapshots::{Snapshot, Snapshots};
use super::words::{self, DateInWords, Span};
use crate::claims::{ClaimValue, Direction};
use crate::quote::contains;
use crate::value::date::PartialDate;
use crate::value::period::PeriodEnd;
use serde::Serialize;
use std::ops::Range;

/// A claim, described in words.
#[derive(Debug, Serialize)]
pub(in crate::report) struct Claim {
    pub(in crate::report) id: String,
    pub(in crate::report) subject: Named,
    /// The subject in the source's spelling.
    pub(in crate::report) subject_as_written: Option<String>,
    pub(in crate::report) property: Named,
    /// The words between the subject and the value.
    pub(in crate::report) phrase: Option<String>,
    pub(in crate::report) value: String,
    pub(in crate::report) as_written: Option<String>,
    /// The position of a date or a period on a time axis; `None` for other values.
    pub(in crate::report) span: Option<Span>,
    /// The number of a count or an amount; `None` for other values.
    pub(in crate::report) quantity: Option<Quantity>,
    /// The day on which the claim was true.
    pub(in crate::report) as_of: Option<DateInWords>,
    /// The period in which the claim is true, in words.
    pub(in crate::report) valid: Option<String>,
    pub(in crate::report) rank: String,
    pub(in crate::report) rank_reason: Option<String>,
    /// A remark on the claim in the dataset.
    pub(in crate::report) note: Option<String>,
    pub(in crate::report) place: PlaceV2,
    pub(in crate::report) evidence: Vec<Evidence>,
    /// The number of all pieces of evidence. `evidence` contains only the first `MAX_EVIDENCE`.
    pub(in crate::report) evidence_total: usize,
}

/// A number of things, or an amount of money.
#[derive(Debug, Serialize)]
pub(in crate::report) struct Quantity {
    /// The number, as a decimal.
    pub(in crate::report) number: String,
    /// The currency of an amount; empty for a number of things.
    pub(in crate::report) unit: String,
}

/// A piece of evidence.
#[derive(Debug, Serialize)]
pub(in crate::report) struct Evidence {
    /// `supports`, `refutes` or `mentions`; `None` if the direction in the dataset cannot be read.
    pub(in crate::report) direction: Option<&'static str>,
    pub(in crate::report) source: Source,
    pub(in crate::report) quote: Option<String>,
    /// The location of the quote in the source, such as a page number.
    pub(in crate::report) locator: Option<String>,
    /// Whether the kept copy of the source contains the quote as recorded; `None` if there is no quote, or no copy that
    /// could be read.
    pub(in crate::report) is_found: Option<bool>,
    /// How `passages` differ from the quote, as a sentence without a full stop; `None` if the quote was found as
    /// recorded, or if nothing similar was found.
    pub(in crate::report) doubt: Option<String>,
    /// The first `MAX_PASSAGES` passages in which the quote or the most similar words occur, each with its whole
    /// paragraphs.
    pub(in crate::report) passages: Vec<Passage>,
    /// The number of all such passages.
    pub(in crate::report) passages_total: usize,
}

/// A source, with the details that a citation needs.
#[derive(Debug, Clone, Default, Serialize)]
pub(in crate::report) struct Source {
    pub(in crate::report) id: String,
    pub(in crate::report) title: Option<String>,
    pub(in crate::report) publisher: Option<String>,
    /// The language of the text, as a BCP 47 tag.
    pub(in crate::report) language: Option<String>,
    pub(in crate::report) url: Option<String>,
    pub(in crate::report) published: Option<DateInWords>,
    pub(in crate::report) retrieved: Option<DateInWords>,
    /// The sources that this source is derived from, each named by its title and publisher.
    pub(in crate::report) derived_from: Vec<Named>,
    /// The path of the kept copy; `None` if there is no copy or it could not be read.
    pub(in crate::report) snapshot: Option<String>,
    /// Whether a copy is recorded, but could not be read.
    pub(in crate::report) is_lost: bool,
}

impl Source {
    /// Returns the title and the publisher, or whichever of them is known, or the id if neither is.
    pub(in crate::report) fn name(&self) -> String {
        match (&self.title, &self.publisher) {
            (Some(title), Some(publisher)) => format!("“{title}” ({publisher})"),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => self.id.clone(),
        }
    }
}

/// A passage of a source. Offsets are bytes of `text`.
#[derive(Debug, Serialize)]
pub(in crate::report) struct Passage {
    /// The number of the first paragraph in its source, counted from 1.
    pub(in crate::report) paragraph: usize,
    /// The text of every paragraph that contains a part of the quote.
    pub(in crate::report) text: String,
    /// The byte ranges of the parts of the quote.
    pub(in crate::report) quote: Vec<Range<usize>>,
    /// The byte range of the words that differ from the quote, or of the claim's value within the quote. `None` if
    /// neither was found.
    pub(in crate::report) value: Option<Range<usize>>,
}

/// Maximum number of pieces of evidence of one claim that are listed.
const MAX_EVIDENCE: usize = 100;

/// Maximum number of passages of one quote.
const MAX_PASSAGES: usize = 5;

/// The data that is needed to describe claims in words.
pub(super) struct With<'w, 'r> {
    pub(super) records: &'w Records,
    pub(super) snapshots: &'w Snapshots<'r>,
    pub(super) locator: &'w Locator<'r>,
}

/// Describes a claim in words. `focus` is the text that the finding is about, or `None` if the finding is not about a
/// text of the claim.
pub(super) fn in_words(
    claim: &ClaimRecord,
    differs_at: &[PeriodEnd],
    focus: Option<&str>,
    with: &With<'_, '_>,
) -> Claim {
    let With { records, snapshots, locator } = with;
    let (property, phrase) = stated(&records.property(&claim.property), differs_at);
    let value = match &claim.value {
        Some(value) => words::value(value, differs_at, records),
        None => claim.raw_value.clone(),
    };
    let mut wanted = wanted_words(claim, differs_at, &value);
    wanted.splice(0..0, focus.map(str::to_owned));
    let evidence = claim.evidence.iter().take(MAX_EVIDENCE);
    Claim {
        id: claim.id.clone(),
        subject: Named::of(&records.entity(&claim.subject)),
        subject_as_written: claim.subject_as_written.clone(),
        phrase,
        property,
        as_written: claim.as_written.clone(),
        span: claim.value.as_ref().and_then(words::span),
        quantity: claim.value.as_ref().and_then(quantity),
        as_of: claim.as_of.as_deref().and_then(date),
        valid: valid(claim),
        rank: claim.rank.clone(),
        rank_reason: claim.rank_reason.clone(),
        note: claim.note.clone(),
        place: place_v2(&locator.locate(&claim.place)),
        evidence: evidence.map(|item| of_evidence(item, &wanted, records, snapshots)).collect(),
        evidence_total: claim.evidence.len(),
        value,
    }
}

/// Returns a date in words, or `None` if the text is not a date.
fn date(text: &str) -> Option<DateInWords> {
    PartialDate::parse(text).ok().map(|date| words::date_in_words(&date))
}

fn quantity(value: &ClaimValue) -> Option<Quantity> {
    match value {
        ClaimValue::Count(number) => {
            Some(Quantity { number: number.to_string(), unit: String::new() })
        }
        ClaimValue::Money(money) => {
            Some(Quantity { number: money.amount.to_string(), unit: money.currency.clone() })
        }
        ClaimValue::Place(_)
        | ClaimValue::Entity(_)
        | ClaimValue::Period(_)
        | ClaimValue::Date(_)
        | ClaimValue::Duration(_)
        | ClaimValue::Text(_) => None,
    }
}

/// Returns texts that may express a claim's value in a quote, most certain first.
fn wanted_words(claim: &ClaimRecord, differs_at: &[PeriodEnd], value: &str) -> Vec<String> {
    let span = claim.value.as_ref().and_then(words::span);
    let ends = span.into_iter().flat_map(|span| match differs_at {
        [PeriodEnd::Start] => vec![span.from],
        _ => vec![span.to, span.from],
    });
    let years = ends.flatten().flat_map(|date| {
        let year = date.first.get(..4).unwrap_or_default().to_owned();
        [date.words, year]
    });
    let whole = claim.as_written.iter().cloned().chain([value.to_owned()]);
    match differs_at {
        [_] => years.chain(whole).collect(),
        _ => whole.chain(years).collect(),
    }
}

/// Returns the day or the period in which a claim is true, in words.
pub(super) fn valid(claim: &ClaimRecord) -> Option<String> {
    if let Some(day) = &claim.as_of {
        return Some(format!("as of {}", words::day_in_words(day)));
    }
    match (&claim.valid.from, &claim.valid.to) {
        (None, None) => None,
        (Some(from), None) => Some(format!("from {}", words::date(from))),
        (None, Some(to)) => Some(format!("until {}", words::date(to))),
        (Some(from), Some(to)) => {
            Some(format!("from {} to {}", words::date(from), words::date(to)))
        }
    }
}

fn of_evidence(
    evidence: &EvidenceRecord,
    wanted: &[String],
    records: &Records,
    snapshots: &Snapshots<'_>,
) -> Evidence {
    let id = evidence.source.clone().unwrap_or_default();
    let record = records.source(&id);
    let snapshot = record.snapshot.as_deref().and_then(|path| snapshots.get(path));
    let found = snapshot.as_deref().and_then(|snapshot| {
        let found = located::locate(evidence, snapshot, record.folding)?;
        let passage = |parts: &Vec<Range<usize>>| {
            of_passage(parts, (wanted, found.differs_at.as_ref()), snapshot)
        };
        let passages = found.passages.iter().take(MAX_PASSAGES).map(passage);
        Some((passages.collect::<Vec<_>>(), found))
    });
    Evidence {
        direction: evidence.direction.map(|direction| match direction {
            Direction::Supports => "supports",
            Direction::Refutes => "refutes",
            Direction::Mentions => "mentions",
        }),
        source: source_with_copy(&id, records, snapshots),
        quote: evidence.quote.clone(),
        locator: evidence.locator.clone(),
        is_found: found.as_ref().map(|(_, found)| found.likeness == Likeness::Same),
        doubt: found.as_ref().and_then(|(_, found)| found.doubt.clone()),
        passages_total: found.as_ref().map_or(0, |(_, found)| found.passages.len()),
        passages: found.map(|(passages, _)| passages).unwrap_or_default(),
    }
}

/// Describes a source.
pub(super) fn source_with_copy(id: &str, records: &Records, snapshots: &Snapshots<'_>) -> Source {
    let record = records.source(id);
    let snapshot = record.snapshot.as_deref().and_then(|path| snapshots.get(path));
    Source {
        snapshot: record.snapshot.clone().filter(|_| snapshot.is_some()),
        is_lost: record.snapshot.is_some() && snapshot.is_none(),
        ..source(id.to_owned(), &record, records)
    }
}

/// Describes a source, without its kept copy.
fn source(id: String, record: &SourceRecord, records: &Records) -> Source {
    let named = |id: &String| {
        let (id, record) = (id.clone(), records.source(id));
        let source =
            Source { id, title: record.title, publisher: record.publisher, ..Source::default() };
        Named { name: source.name(), id: source.id }
    };
    Source {
        id,
        title: record.title.clone(),
        publisher: record.publisher.clone(),
        language: record.language.clone(),
        url: record.url.clone(),
        published: record.published.as_deref().and_then(date),
        retrieved: record.retrieved.as_deref().and_then(date),
        derived_from: record.derived_from.iter().map(named).collect(),
        snapshot: None,
        is_lost: false,
    }
}

fn of_passage(
    parts: &[Range<usize>],
    (wanted, differs_at): (&[String], Option<&Range<usize>>),
    snapshot: &Snapshot,
) -> Passage {
    let start = parts.first().map_or(0, |part| part.start);
    let end = parts.last().map_or(start, |part| part.end);
    let (first, last) = snapshot.touched(&(start..end));
    let paragraph = |number: usize| snapshot.paragraphs.get(number).cloned().unwrap_or(start..end);
    let around = paragraph(first).start.min(start)..paragraph(last).end.max(end);
    let relative = |range: Range<usize>| range.start - around.start..range.end - around.start;
    let in_part = |part: &Range<usize>, words: &String| {
        let text = snapshot.slice(part.clone());
        // The last occurrence is used because the value is usually at the end of a sentence.
        let at = text.rfind(words.as_str()).map(|at| at..at + words.len());
        let at = at.filter(|_| !words.is_empty()).or_else(|| contains(text, words))?;
        Some(part.start + at.start..part.start + at.end)
    };
    let mut values =
        wanted.iter().flat_map(|words| parts.iter().filter_map(move |part| in_part(part, words)));
    Passage {
        paragraph: first + 1,
        text: snapshot.slice(around.clone()).to_owned(),
        value: differs_at.cloned().or_else(|| values.next()).map(relative),
        quote: parts.iter().cloned().map(relative).collect(),
    }
}
