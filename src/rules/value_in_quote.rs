//! `value-in-quote`: a value that its own quote does not show.

use super::{Kind, Origin};
use crate::claims::{self, Claim, ClaimValue, Evidence, Money, StatedPeriod};
use crate::document::Value;
use crate::finding::{Anchor, Finding, Level, Place, canonical};
use crate::parameters::{Arguments, IN_CLAIMS, Model, Selection, WHERE};
use crate::path::Field;
use crate::quote::mentions::{self, Shows};
use crate::quote::{contains, contains_ignoring_case};
use crate::rule::{AnyRule, Count, Lookup, Lookups, Output, Record, Rule};
use crate::value::date::PartialDate;
use crate::value::name::{self, Similarity};
use std::borrow::Cow;
use std::sync::Arc;

pub(super) const KIND: Kind = Kind {
    name: "value-in-quote",
    about: "a value that its own quote does not show",
    level: Level::Error,
    parameters: &[IN_CLAIMS, WHERE],
    origin: Origin::Rulebook(build),
    page: include_str!("value_in_quote.md"),
};

struct ValueInQuote {
    selection: Selection,
    model: Arc<Model>,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn AnyRule>> {
    let (selection, model) = (arguments.selection_of_claims(), arguments.model());
    Some(Box::new(ValueInQuote { selection: selection?, model: model? }))
}

/// Part of a value that a quote should show.
struct Part<'a> {
    /// Where it stands in the claim.
    value: Value<'a>,
    /// Whether the quote shows it.
    shows: Shows,
    /// What the quote should have shown, in words; empty where it shows it.
    want: String,
}

impl<'a> Part<'a> {
    fn new(value: Value<'a>, shows: Shows, want: impl FnOnce() -> String) -> Part<'a> {
        let want = if shows == Shows::No { want() } else { String::new() };
        Part { value, shows, want }
    }
}

impl Rule for ValueInQuote {
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
        let evidence = claim.evidence();
        for evidence in evidence.iter().filter(|evidence| evidence.supports()) {
            let Some(quote) = evidence.quote_value().and_then(|quote| quote.as_str()) else {
                continue;
            };
            let parts = self.parts(&claim, &quote, lookups);
            if parts.is_empty() {
                output.count(Count::Skipped);
            }
            for part in parts {
                match part.shows {
                    Shows::Yes(_) => output.count(Count::ValueShown),
                    Shows::CannotTell => output.count(Count::ValueCannotTell),
                    Shows::No => output.report(report(&claim, evidence, &part)),
                }
            }
        }
    }
}

impl ValueInQuote {
    /// Every part of the claim that the quote should show.
    fn parts<'a>(&self, claim: &Claim<'a>, quote: &str, lookups: &Lookups<'a>) -> Vec<Part<'a>> {
        let mut parts = self.value_parts(claim, quote, lookups).unwrap_or_default();
        for written in [claim.as_written(), claim.subject_as_written()].into_iter().flatten() {
            let Some(words) = written.as_str() else { continue };
            let shows = found(contains(quote, &words));
            parts.push(Part::new(written, shows, || format!("the words \"{words}\"")));
        }
        parts
    }

    fn value_parts<'a>(
        &self,
        claim: &Claim<'a>,
        quote: &str,
        lookups: &Lookups<'a>,
    ) -> Option<Vec<Part<'a>>> {
        let (tag, content) = claim.tag()?;
        let part = match claim.value()? {
            ClaimValue::Count(number) => {
                let shows = mentions::shows_number(quote, &number);
                Part::new(content, shows, || format!("the number {number}"))
            }
            ClaimValue::Date(date) => {
                let shows = mentions::shows_date(quote, &date);
                Part::new(content, shows, || format!("the date {date}"))
            }
            ClaimValue::Duration(duration) => {
                let shows = mentions::shows_duration(quote, &duration);
                Part::new(content, shows, || format!("the duration {}", duration.in_words()))
            }
            ClaimValue::Money(Money { amount, currency }) => {
                let shows = mentions::shows_amount(quote, &amount, &currency);
                Part::new(content, shows, || format!("the amount {currency} {amount}"))
            }
            ClaimValue::Text(text) => {
                let shows = found(contains(quote, &text));
                Part::new(content, shows, || "these words, verbatim".to_owned())
            }
            ClaimValue::Place(id) | ClaimValue::Entity(id) => {
                let collection = claims::collection_of(&tag, &self.model)?;
                let record = lookups.record(collection, &id)?;
                let names = claims::names_of(record, &self.model);
                let name = names.first()?;
                let want = || format!("a name of {}, such as \"{name}\"", record.called());
                Part::new(content, name_is_shown(claim, quote, &names), want)
            }
            ClaimValue::Period(period) => return Some(period_parts(content, &period, quote)),
        };
        Some(vec![part])
    }
}

/// The dates of a period and the duration that is stated of it.
fn period_parts<'a>(content: Value<'a>, period: &StatedPeriod, quote: &str) -> Vec<Part<'a>> {
    let ends = [("from", &period.dates.from), ("to", &period.dates.to)];
    let dates: Vec<(Value<'a>, &PartialDate)> =
        ends.into_iter().filter_map(|(key, date)| content.get(key).zip(date.as_ref())).collect();
    let shows = mentions::shows_dates(quote, dates.iter().map(|(_, date)| *date));
    let parts = dates
        .iter()
        .zip(shows)
        .map(|((value, date), shows)| Part::new(*value, shows, || format!("the date {date}")));
    let mut parts: Vec<Part<'a>> = parts.collect();
    if let (Some(stated), Some(value)) = (&period.stated, content.get("stated")) {
        let shows = mentions::shows_duration(quote, stated);
        parts.push(Part::new(value, shows, || format!("the duration {}", stated.in_words())));
    }
    parts
}

/// A name is shown where the quote has it as whole words. Where the claim says how the source writes
/// it, that must be a recorded name too, or nearly one: which `similar` judges.
fn name_is_shown(claim: &Claim<'_>, quote: &str, names: &[Cow<'_, str>]) -> Shows {
    let written = claim.as_written().and_then(|written| written.as_str());
    let Some(written) = written else {
        let shown = names.iter().find_map(|name| contains_ignoring_case(quote, name));
        return found(shown);
    };
    if names.iter().any(|name| name::names_are_equal(name, &written)) {
        return found(contains(quote, &written));
    }
    let is_variant = |name: &Cow<'_, str>| {
        matches!(name::similarity(name, &written), Similarity::Variant { .. })
    };
    if names.iter().any(is_variant) { Shows::CannotTell } else { Shows::No }
}

fn found(range: Option<std::ops::Range<usize>>) -> Shows {
    range.map_or(Shows::No, Shows::Yes)
}

fn report(claim: &Claim<'_>, evidence: &Evidence<'_>, part: &Part<'_>) -> Finding {
    let quote = evidence.quote_value();
    let anchor = Anchor::new(claim.record.anchor(), claim.model().value.as_str());
    let message = format!("the quote of {} does not show its value", claim.record.called());
    let finding = Finding::new(message, anchor)
        .label(Place::of(part.value), format!("want {}", part.want))
        .in_record(claim.record.place())
        .help("correct the value, or quote the words that show it")
        .rests_on(claim.record.anchor(), "value", canonical(part.value));
    match quote {
        Some(quote) => finding.label(Place::of(quote), "not in this quote").rests_on(
            claim.record.anchor(),
            "quote",
            quote.as_str().unwrap_or_default(),
        ),
        None => finding,
    }
}
