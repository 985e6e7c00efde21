//! `value-in-quote`: a value that its own quote does not show.

use super::quote::{FOLD, folding};
use super::{Kind, Origin};
use crate::claims::{self, Claim, Evidence, Facet, ShownPart, Verification};
use crate::finding::{Anchor, Finding, Level, Place, canonical};
use crate::parameters::{Arguments, IN_CLAIMS, Model, Parameter, ParameterType, WHERE};
use crate::quote::mentions::{self, Support};
use crate::quote::{Folding, Passage, TextUnit};
use crate::rule::{Count, Declaration, DynRule, Lookups, Output, Partner, Record, Rule};
use crate::value::look_alike::with_hidden_difference;
use std::ops::Range;
use std::sync::Arc;

pub(super) const KIND: Kind = Kind {
    name: "value-in-quote",
    about: "a value that its own quote does not show",
    level: Level::Error,
    parameters: &[
        IN_CLAIMS,
        WHERE,
        Parameter::optional(
            "subject-within",
            ParameterType::Choice(TextUnit::WORDS),
            "Where the source must name the subject: in the sentence or paragraph of the quote, or in the one before it. Not checked by default.",
        ),
        FOLD,
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("value_in_quote.md"),
};

struct ValueInQuote {
    declaration: Declaration,
    subject_within: Option<TextUnit>,
    folding: Folding,
    model: Arc<Model>,
}

/// Whether a source names the subject of a claim near the quote.
enum Subject {
    Named,
    /// The source does not name the subject. Contains the finding.
    Missing(Box<Finding>),
    /// Undecided, because the subject has no record or no readable name, or because the quote is not in its source.
    /// Contains the place of the subject.
    CannotTell(Place),
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, model) = (arguments.selection_of_claims(), arguments.model());
    let subject_within =
        arguments.text("subject-within").and_then(|word| TextUnit::from_word(&word));
    let (selection, folding, model) = (selection?, folding(arguments)?, model?);
    let mut facets =
        vec![Facet::Value, Facet::Wording, Facet::Support, Facet::Quotes, Facet::Names];
    facets.extend(subject_within.map(|_| Facet::Subject));
    let partner = Partner::Needed("no claim that it selects has a quote that supports it");
    let declaration = Declaration {
        tolerates_unknown_values: true,
        ..claims::declaration(selection, &model, &facets, partner)
    };
    Some(Box::new(ValueInQuote { declaration, subject_within, folding, model }))
}

impl Rule for ValueInQuote {
    type Fact = ();

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut Output<'_, ()>) {
        let claim = Claim::new(*record, &self.model);
        let evidence = claim.evidence();
        for evidence in evidence.iter().filter(|evidence| evidence.supports()) {
            let Some(quote) = evidence.quote_value().and_then(|quote| quote.as_str()) else {
                continue;
            };
            output.found_partner();
            if claim.has_unknown_parts() || claim.names_no_record(lookups) {
                output.pass_over();
            }
            let parts = claims::shown_parts(&claim, &quote, self.folding, lookups);
            let is_malformed = claim.report_malformed_value(output);
            if parts.is_empty() && !is_malformed {
                output.count_at(Count::ValueCannotTell, "", claim.record.place());
            }
            let mut count_of_shown = None;
            for part in parts {
                match part.shows {
                    Support::Yes(_) => {
                        let count = *count_of_shown.get_or_insert_with(|| {
                            // A quote that is not in its source does not show the value.
                            match evidence.verification(lookups, self.folding) {
                                Verification::Verified => Count::ValueShown,
                                Verification::Failed => Count::ValueCannotTell,
                                Verification::NoSnapshot => Count::ValueShownUnverified,
                            }
                        });
                        output.count_at(count, "", Place::of(part.value));
                    }
                    Support::CannotTell => {
                        output.count_at(Count::ValueCannotTell, "", Place::of(part.value));
                    }
                    Support::No => {
                        if let Some(finding) = Self::report(&claim, evidence, &part, lookups) {
                            output.report(finding);
                        }
                    }
                }
            }
            if let Some(text_unit) = self.subject_within {
                match self.judge_subject(&claim, evidence, text_unit, lookups) {
                    Subject::Named => {}
                    Subject::Missing(finding) => output.report(*finding),
                    Subject::CannotTell(place) => {
                        let field = self.model.subject.as_str();
                        output.count_at(Count::CannotTell, field, place);
                    }
                }
            }
        }
    }
}

impl ValueInQuote {
    fn report(
        claim: &Claim<'_>,
        evidence: &Evidence<'_>,
        part: &ShownPart<'_>,
        lookups: &Lookups<'_>,
    ) -> Option<Finding> {
        let quote = evidence.quote_value()?;
        let words = quote.as_str()?;
        let stated_kind = part.claimed.as_ref().map(|(stated_kind, _)| *stated_kind);
        let places = stated_kind.map(|kind| mentions::stated(&words, kind)).unwrap_or_default();
        let stated = listed(&words, &places);
        let focus = places
            .first()
            .zip(places.last())
            .map(|(first, last)| Place::inside(quote, first.start..last.end));
        let message =
            format!("the quote of {} does not show its value", claim.record.display_name());
        let message = match (&part.claimed, &stated) {
            (Some((_, claimed)), Some(stated)) => {
                format!("{message}: the claim says {claimed}; the quote says {stated}")
            }
            _ => message,
        };
        let message = match &part.twin {
            Some((own, written)) => with_hidden_difference(message, own, written),
            None => message,
        };
        let label =
            stated.map_or("not in this quote".to_owned(), |stated| format!("this says {stated}"));
        let anchor = Anchor::new(claim.record.anchor(), claim.model().value.as_str());
        let finding = Finding::new(message, anchor)
            .label(Place::of(part.value), format!("want {}", part.want))
            .label_with_focus(Place::of(quote), label, focus)
            .in_record(claim.record.place())
            .help("correct the value, or quote the words that show it")
            .rests_on(claim.record.anchor(), "value", canonical(part.value))
            .rests_on(claim.record.anchor(), "quote", words.as_ref());
        Some(with_source(finding, evidence, part, lookups))
    }

    /// Decides whether the source names the claim's subject near the quote.
    fn judge_subject(
        &self,
        claim: &Claim<'_>,
        evidence: &Evidence<'_>,
        text_unit: TextUnit,
        lookups: &Lookups<'_>,
    ) -> Subject {
        let written = self.model.subject.first(claim.record.value);
        let undecided = || Subject::CannotTell(written.map_or(claim.record.place(), Place::of));
        let subject =
            claim.subject().and_then(|id| lookups.record(&claim.model().entities, &id)).copied();
        match subject {
            Some(subject) if claims::has_readable_names(&subject, claim.model()) => self
                .judge_named_subject(claim, &subject, evidence, text_unit, lookups)
                .unwrap_or_else(undecided),
            _ => undecided(),
        }
    }

    /// Decides whether the source names a subject whose names can be read. Returns `None` if the subject has no
    /// name, if the quote is not in its source, or if the words near the quote may or may not be a name of the
    /// subject.
    fn judge_named_subject(
        &self,
        claim: &Claim<'_>,
        subject: &Record<'_>,
        evidence: &Evidence<'_>,
        text_unit: TextUnit,
        lookups: &Lookups<'_>,
    ) -> Option<Subject> {
        let quote = evidence.quote_value()?;
        let (written, is_known) = claims::readable(|| claim.subject_as_written());
        let names: Vec<_> =
            claims::names_of(subject, claim.model()).into_iter().chain(written).collect();
        let first = names.first()?;
        let (snapshot, passages) = evidence.passages(lookups, self.folding)?;
        let text = snapshot.text();
        let around = |passage: &Passage| text.around(&passage.span(), text_unit);
        let model = claim.model();
        let names_in = |passage: &Passage| {
            let words = text.text().get(around(passage)).unwrap_or_default();
            claims::find_names(words, &names, &model.entities, self.folding, (model, lookups))
        };
        let named: Vec<Support> = passages.iter().map(names_in).collect();
        if named.iter().any(|named| matches!(named, Support::Yes(_))) {
            return Some(Subject::Named);
        }
        if !is_known || named.contains(&Support::CannotTell) {
            return None;
        }
        let unit = text_unit.word();
        let message = format!(
            "neither the {unit} with the quote of {} nor the {unit} before it names {}",
            claim.record.display_name(),
            subject.display_name()
        );
        let anchor = Anchor::new(claim.record.anchor(), claim.model().subject.as_str());
        Some(Subject::Missing(Box::new(
            Finding::new(message, anchor)
                .at_most(Level::Notice)
                .label(Place::of(quote), "this quote")
                .label(
                    Place::range(snapshot.file, around(passages.first()?)),
                    format!("no name here, such as \"{first}\""),
                )
                .in_record(claim.record.place())
                .help("quote the words that name the subject too, or add the name that the source uses to its aliases")
                .rests_on(claim.record.anchor(), "subject", claim.subject()?)
                .rests_on(claim.record.anchor(), "quote", quote.as_str()?),
        )))
    }
}

/// Maximum number of stated values listed in a message; further values are only counted.
const MAX_STATED: usize = 3;

/// Lists the values at byte ranges of a quote, as written in the quote. Returns `None` if there are no
/// ranges.
fn listed(quote: &str, places: &[Range<usize>]) -> Option<String> {
    let words: Vec<&str> = places.iter().filter_map(|range| quote.get(range.clone())).collect();
    let (shown, more) = words.split_at_checked(MAX_STATED).unwrap_or((&words, &[]));
    let (last, first) = shown.split_last()?;
    let shown = match (first, more.len()) {
        ([], _) => (*last).to_owned(),
        (first, 0) => format!("{} and {last}", first.join(", ")),
        (first, more) => format!("{}, {last} and {more} more", first.join(", ")),
    };
    Some(shown.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Labels the values that the source states, if the source contains the quote.
fn with_source(
    finding: Finding,
    evidence: &Evidence<'_>,
    part: &ShownPart<'_>,
    lookups: &Lookups<'_>,
) -> Finding {
    let Some((stated_kind, _)) = part.claimed else { return finding };
    let Some((snapshot, passage)) = evidence.passage(lookups) else { return finding };
    let text = snapshot.text().text();
    let places = passage.parts.iter().flat_map(|range| {
        let stated = mentions::stated(text.get(range.clone()).unwrap_or_default(), stated_kind);
        stated.into_iter().map(|place| range.start + place.start..range.start + place.end)
    });
    let places = places.map(|place| Place::range(snapshot.file, place)).take(MAX_STATED);
    finding.labels_of(places.collect::<Vec<_>>(), "the source says")
}
