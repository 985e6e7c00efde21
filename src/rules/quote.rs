//! `quote`: a quote that is not verbatim in its source's snapshot.

use super::{Kind, Origin};
use crate::claims::{self, Claim, Evidence};
use crate::finding::{Anchor, Finding, Level, Place, text_hash};
use crate::parameters::{Arguments, IN_CLAIMS, Model, Selection, WHERE};
use crate::path::Field;
use crate::quote::{Difference, Match, Nearest, Passage};
use crate::rule::{AnyRule, Count, Lookup, Lookups, Output, Record, Rule, Snapshot};
use std::sync::Arc;

pub(super) const KIND: Kind = Kind {
    name: "quote",
    about: "a quote that is not verbatim in its source's snapshot, or not in one place only",
    level: Level::Error,
    parameters: &[IN_CLAIMS, WHERE],
    origin: Origin::Rulebook(build),
    page: include_str!("quote.md"),
};

struct Quotes {
    selection: Selection,
    model: Arc<Model>,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn AnyRule>> {
    let (selection, model) = (arguments.selection_of_claims(), arguments.model());
    Some(Box::new(Quotes { selection: selection?, model: model? }))
}

impl Rule for Quotes {
    type Fact = ();

    fn selection(&self) -> &Selection {
        &self.selection
    }

    fn reads(&self) -> Option<Vec<Field>> {
        Some(self.model.fields_of_claim())
    }

    fn declare(&self) -> Vec<Lookup> {
        claims::usual_lookups(&self.model)
    }

    fn keeps_what_it_knows(&self) -> bool {
        true
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut Output<'_, ()>) {
        let claim = Claim::new(*record, &self.model);
        for evidence in claim.evidence() {
            let snapshot = evidence.snapshot(lookups);
            let found =
                snapshot.and_then(|snapshot| Some((snapshot, evidence.find_in(snapshot.text())?)));
            let Some((snapshot, found)) = found else {
                output.count(Count::EvidenceNotVerifiable);
                continue;
            };
            if matches!(found, Match::Found(_)) {
                output.count(Count::QuoteVerified);
                continue;
            }
            output.count(Count::QuoteFailed);
            if let Some(finding) = self.report(&claim, &evidence, snapshot, found) {
                output.report(finding);
            }
        }
    }
}

impl Quotes {
    fn report(
        &self,
        claim: &Claim<'_>,
        evidence: &Evidence<'_>,
        snapshot: &Snapshot,
        found: Match,
    ) -> Option<Finding> {
        let value = evidence.quote_value()?;
        let place = Place::of(value);
        let called = claim.record.called();
        let finding = |message: String| {
            let anchor = Anchor::new(claim.record.anchor(), self.model.quote.as_str());
            Finding::new(message, anchor).in_record(claim.record.place()).rests_on(
                claim.record.anchor(),
                "quote",
                value.as_str().unwrap_or_default(),
            )
        };
        let finding = match found {
            Match::Found(_) => return None,
            Match::Missing { nearest } => {
                let source = evidence.source().unwrap_or_default();
                let report =
                    finding(format!("the quote of {called} is not in the text of `{source}`"))
                        .label(place, "not verbatim");
                match nearest {
                    Some(nearest) => with_nearest(report, snapshot, &nearest),
                    None => report.help("nothing in the text is near it: is it another source's?"),
                }
            }
            Match::Several(passages) => {
                let report = finding(format!(
                    "the quote of {called} occurs {} times",
                    passages.len()
                ))
                .label(place, "which of them?")
                .help("quote more words, or give the `prefix` or `suffix` that tells them apart");
                label_passages(report, snapshot, &passages, "here")
            }
            Match::OutOfContext(passages) => {
                let report = finding(format!(
                    "the quote of {called} is in the text, but not between its prefix and suffix"
                ))
                .label(place, "this quote")
                .help("prefix and suffix are the words directly before and after it");
                label_passages(report, snapshot, &passages, "found here")
            }
            Match::PartsApart(parts) => {
                let report = finding(format!(
                    "the parts of the quote of {called} do not stand in this order in one passage"
                ))
                .label(place, "joined by an ellipsis")
                .help("an ellipsis joins parts of one passage: quote another passage as other evidence");
                let places = parts.into_iter().map(|part| Place::range(snapshot.file, part));
                report.labels_of(places.collect::<Vec<_>>(), "a part of it")
            }
            Match::TooShort { .. } => {
                finding(format!("the quote of {called} is too short to mean anything"))
                    .label(place, "too short")
                    .help("quote the words that show the value, at least two of them")
            }
        };
        Some(finding)
    }
}

fn with_nearest(finding: Finding, snapshot: &Snapshot, nearest: &Nearest) -> Finding {
    let passage = snapshot.text().text().get(nearest.range.clone()).unwrap_or_default();
    let finding = finding
        .label(Place::range(snapshot.file, nearest.range.clone()), "the nearest passage")
        .rests_on("", "nearest", text_hash(passage));
    match &nearest.differs_at {
        Some(difference) => finding.help(difference_in_words(difference)),
        None => finding.help("only the punctuation differs"),
    }
}

fn difference_in_words(difference: &Difference) -> String {
    match (difference.source.as_str(), difference.quote.as_str()) {
        ("", quote) => format!("the source does not have \"{quote}\" there"),
        (source, "") => format!("the source also has \"{source}\" there"),
        (source, quote) => {
            format!("the source says \"{source}\" where the quote says \"{quote}\"")
        }
    }
}

fn label_passages(
    finding: Finding,
    snapshot: &Snapshot,
    passages: &[Passage],
    label: &str,
) -> Finding {
    const MOST_LABELS: usize = 5;
    let places = passages.iter().map(|passage| Place::range(snapshot.file, passage.span()));
    finding.labels_of(places.take(MOST_LABELS), label)
}
