//! `quote`: a quote that is not verbatim in its source's snapshot.

use super::{Kind, Origin};
use crate::claims::{self, Claim, Evidence, Facet};
use crate::finding::{Anchor, Applicability, Finding, Level, Place, words_hash};
use crate::parameters::{Arguments, IN_CLAIMS, Model, Parameter, ParameterType, WHERE};
use crate::quote::{Doubt, Folding, Match, Nearest, Passage, Search};
use crate::rule::{Count, Declaration, DynRule, Lookups, Output, Partner, Record, Rule, Snapshot};
use std::ops::Range;
use std::sync::Arc;

pub(super) const KIND: Kind = Kind {
    name: "quote",
    about: "a quote that is not verbatim in its source's snapshot",
    level: Level::Error,
    parameters: &[
        IN_CLAIMS,
        WHERE,
        Parameter::optional(
            "require-selector",
            ParameterType::Boolean,
            "Whether a quote that occurs several times in the snapshot needs a `prefix` or `suffix` to identify one occurrence.",
        )
        .with_default("false"),
        FOLD,
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("quote.md"),
};

/// The parameter `fold`. Its argument lists the differences that the rule ignores in addition to typesetting.
pub(super) const FOLD: Parameter = Parameter::optional(
    "fold",
    ParameterType::Texts,
    "Differences to ignore besides typesetting: `case` (upper and lower case), `greek` (`α` is `alpha`), `signs` (`≥` is `>=`). A source can have its own `fold`.",
);

/// Returns the argument of `fold`. If it contains an unknown word, reports the word and returns `None`.
pub(super) fn folding(arguments: &mut Arguments<'_>) -> Option<Folding> {
    let words = arguments.texts("fold").unwrap_or_default();
    let mut folding = Folding::default();
    for word in words {
        let Some(asked) = Folding::from_word(&word) else {
            let want = Folding::WORDS.join("`, `");
            return arguments
                .refuse_argument("fold", format!("got `{word}`, want one or more of `{want}`"));
        };
        folding = folding.and(asked);
    }
    Some(folding)
}

struct Quotes {
    declaration: Declaration,
    require_selector: bool,
    folding: Folding,
    model: Arc<Model>,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, model) = (arguments.selection_of_claims(), arguments.model());
    let require_selector = arguments.boolean("require-selector")?;
    let (folding, model) = (folding(arguments)?, model?);
    let partner =
        Partner::Needed("no claim that it selects has a quote and a source with a snapshot");
    let declaration = Declaration {
        tolerates_unknown_values: true,
        ..claims::declaration(selection?, &model, &[Facet::Quotes], partner)
    };
    Some(Box::new(Quotes { declaration, require_selector, folding, model }))
}

impl Rule for Quotes {
    type Fact = ();

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut Output<'_, ()>) {
        let claim = Claim::new(*record, &self.model);
        for evidence in claim.evidence() {
            let Some((snapshot, found)) = evidence.find(lookups, self.folding) else {
                if evidence.source_has_no_record(lookups) {
                    output.pass_over();
                }
                // The rule `snapshot` reports a snapshot that cannot be read.
                if evidence.quote_value().is_some() && evidence.names_snapshot(lookups) {
                    output.found_partner();
                }
                if evidence.is_readable() {
                    let place = Place::of(evidence.value);
                    output.count_at(Count::EvidenceNotVerifiable, "", place);
                }
                continue;
            };
            output.found_partner();
            let count = match found {
                Match::Found(_) | Match::Several(_) => Count::QuoteVerified,
                Match::Doubtful { .. }
                | Match::OutOfContext(_)
                | Match::PartsApart(_)
                | Match::Missing { .. }
                | Match::TooShort { .. } => Count::QuoteFailed,
            };
            output.count_at(count, "", Place::of(evidence.value));
            if let Some(finding) = self.report(&claim, &evidence, &snapshot, found) {
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
        let is_right = match &found {
            Match::Found(_) => true,
            Match::Several(_) => !self.require_selector && !evidence.has_selector(),
            Match::Doubtful { .. }
            | Match::OutOfContext(_)
            | Match::PartsApart(_)
            | Match::Missing { .. }
            | Match::TooShort { .. } => false,
        };
        if is_right {
            return None;
        }
        let value = evidence.quote_value()?;
        let place = Place::of(value);
        let claim_name = claim.record.display_name();
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
                let differs_at = match &nearest {
                    Search::Found(nearest) => nearest.differs_at.as_ref(),
                    Search::Nothing | Search::GivenUp => None,
                };
                let focus = differs_at
                    .map(|difference| Place::inside(value, difference.quote_range.clone()));
                let report =
                    finding(format!("the quote of {claim_name} is not in the text of `{source}`"))
                        .label_with_focus(place, "not verbatim", focus);
                match nearest {
                    Search::Found(nearest) => {
                        let report = with_nearest(report, snapshot, &nearest);
                        let words = value.as_str()?;
                        match snapshot.text().quotation(&nearest.range, &words) {
                            Some(own) => report.suggest(
                                Applicability::Unsafe,
                                Place::of(value),
                                serde_json::Value::from(own).to_string(),
                                "quote the source's own words",
                            ),
                            None => report,
                        }
                    }
                    Search::Nothing => report.help(
                        "no passage of the text is similar: is the quote from another source?",
                    ),
                    Search::GivenUp => report.help(
                        "its words occur too often in the text to look for the nearest passage",
                    ),
                }
            }
            Match::Several(passages) => {
                let report =
                    finding(format!("the quote of {claim_name} occurs {} times", passages.len()))
                        .at_most(Level::Notice)
                        .label(place, "which occurrence is meant?")
                        .help(
                            "quote more words, or add a `prefix` or `suffix` that tells them apart",
                        );
                label_passages(report, snapshot, &passages, "here")
            }
            Match::Doubtful { passage, doubt } => {
                with_doubt(finding, &claim_name, place, snapshot, &passage, doubt)
            }
            Match::OutOfContext(passages) => {
                let times = match passages.len() {
                    1 => String::new(),
                    number => format!(" {number} times"),
                };
                let report = finding(format!(
                    "the quote of {claim_name} is in the text{times}, but not between its prefix and suffix"
                ))
                .label(place, "this quote")
                .help("prefix and suffix are the words directly before and after the quote");
                label_passages(report, snapshot, &passages, "found here")
            }
            Match::PartsApart(parts) => {
                let report = finding(format!(
                    "the text does not contain the parts of the quote of {claim_name} in this order"
                ))
                .label(place, "joined by an ellipsis")
                .help("an ellipsis joins parts of one sentence: quote another sentence as separate evidence");
                let places = parts.into_iter().map(|part| Place::range(snapshot.file, part));
                report.labels_of(places.collect::<Vec<_>>(), "a part of it")
            }
            Match::TooShort { .. } => {
                finding(format!("the quote of {claim_name} is too short to mean anything"))
                    .label(place, "too short")
                    .help("quote the words that show the value, at least two of them")
            }
        };
        Some(finding)
    }
}

/// Returns the finding about a quote whose ellipsis may change the meaning of the source, with a label on
/// each part.
fn with_doubt(
    finding: impl Fn(String) -> Finding,
    claim_name: &str,
    place: Place,
    snapshot: &Snapshot,
    passage: &Passage,
    doubt: Doubt,
) -> Finding {
    let text = snapshot.text().text();
    let words = |range: Range<usize>| text.get(range).unwrap_or_default();
    let parts = passage.parts.iter().map(|part| Place::range(snapshot.file, part.clone()));
    let report = match doubt {
        Doubt::Sentences => {
            finding(format!("the quote of {claim_name} joins words of different sentences"))
                .label(place, "joined by an ellipsis")
                .labels_of(parts, "a part of it")
                .help("an ellipsis may leave out words within one sentence only: quote each sentence as separate evidence")
        }
        Doubt::Negation(negation) => finding(format!(
            "the quote of {claim_name} leaves out \"{}\"",
            words(negation.clone())
        ))
        .label(place, "joined by an ellipsis")
        .labels_of(parts, "a part of it")
        .label(Place::range(snapshot.file, negation), "left out")
        .help("without these words, the quote may say the opposite: quote them too, or decide that the meaning is unchanged"),
    };
    report.at_most(Level::Review).rests_on("", "passage", words_hash(words(passage.span())))
}

fn with_nearest(finding: Finding, snapshot: &Snapshot, nearest: &Nearest) -> Finding {
    let passage = snapshot.text().text().get(nearest.range.clone()).unwrap_or_default();
    let focus = nearest
        .differs_at
        .as_ref()
        .map(|difference| Place::range(snapshot.file, difference.source_range.clone()));
    let place = Place::range(snapshot.file, nearest.range.clone());
    let difference = match &nearest.differs_at {
        Some(difference) => difference.describe(),
        None => "only the punctuation differs".to_owned(),
    };
    let (label, help) = match nearest.words_left_out {
        0 => ("the nearest passage", difference),
        number => (
            "a similar passage",
            format!(
                "{difference}; another passage may be nearer: {number} of the quote's words occur too often in the text to try each occurrence"
            ),
        ),
    };
    finding
        .label_with_focus(place, label, focus)
        .rests_on("", "nearest", words_hash(passage))
        .help(help)
}

/// Maximum number of passages that a finding shows.
const MAX_PASSAGES: usize = 12;

/// Adds a label to the first passages. The message contains the number of all passages.
fn label_passages(
    finding: Finding,
    snapshot: &Snapshot,
    passages: &[Passage],
    label: &str,
) -> Finding {
    let passages = passages.iter().take(MAX_PASSAGES);
    let places = passages.map(|passage| Place::range(snapshot.file, passage.span()));
    finding.labels_of(places, label)
}
