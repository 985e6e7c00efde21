//! Reads a claim's record from the dataset.

use crate::claims::{Claim, ClaimValue, Direction};
use crate::document::Value;
use crate::finding::Place;
use crate::parameters::{CollectionDefinition, Model};
use crate::path::Field;
use crate::rule::{Record, scalar_text};
use crate::value::period::Period;
use std::borrow::Cow;

/// A claim.
#[derive(Debug)]
pub(super) struct ClaimRecord {
    /// The id, or another name if the record has no id.
    pub(super) id: String,
    /// The claim's name in the `state` of findings.
    pub(super) anchor: String,
    pub(super) place: Place,
    pub(super) subject: String,
    pub(super) subject_as_written: Option<String>,
    pub(super) property: String,
    pub(super) value: Option<ClaimValue>,
    /// The value as written in the document, used if `value` is `None`.
    pub(super) raw_value: String,
    pub(super) as_written: Option<String>,
    pub(super) valid: Period,
    /// The day on which the claim was true, or `None` if its validity has no such day.
    pub(super) as_of: Option<String>,
    pub(super) rank: String,
    pub(super) rank_reason: Option<String>,
    pub(super) note: Option<String>,
    pub(super) evidence: Vec<EvidenceRecord>,
}

/// A piece of evidence.
#[derive(Debug)]
pub(super) struct EvidenceRecord {
    pub(super) place: Place,
    pub(super) direction: Option<Direction>,
    pub(super) source: Option<String>,
    pub(super) quote: Option<String>,
    pub(super) prefix: Option<String>,
    pub(super) suffix: Option<String>,
    pub(super) locator: Option<String>,
}

/// Reads a value as a claim, or returns `None` if it has no subject or no property.
pub(super) fn read(
    value: Value<'_>,
    collection: &CollectionDefinition,
    model: &Model,
) -> Option<ClaimRecord> {
    let record = Record { value, collection };
    let claim = Claim::new(record, model);
    let text =
        |field: &Field, of: Value<'_>| field.first(of).and_then(scalar_text).map(Cow::into_owned);
    let evidence = claim.evidence().into_iter().map(|evidence| EvidenceRecord {
        place: Place::of(evidence.value),
        direction: evidence.direction(),
        source: evidence.source().map(Cow::into_owned),
        quote: text(&model.quote, evidence.value),
        prefix: text(&model.prefix, evidence.value),
        suffix: text(&model.suffix, evidence.value),
        locator: evidence.locator().map(Cow::into_owned),
    });
    let anchor = record.anchor_by(&model.fields_of_claim());
    Some(ClaimRecord {
        id: record.written_id().map_or_else(|| anchor.clone(), Cow::into_owned),
        anchor,
        place: record.place(),
        subject: claim.subject()?.into_owned(),
        subject_as_written: text(&model.subject_as_written, value),
        property: claim.property()?.into_owned(),
        value: claim.value(),
        raw_value: claim.tagged_value().map(|value| value.raw().to_owned()).unwrap_or_default(),
        as_written: text(&model.as_written, value),
        valid: claim.valid_period(),
        as_of: claim
            .valid()
            .and_then(|valid| valid.get("as_of"))
            .and_then(scalar_text)
            .map(Cow::into_owned),
        rank: claim.rank().into_owned(),
        rank_reason: text(&model.rank_reason, value),
        note: text(&model.note, value),
        evidence: evidence.collect(),
    })
}
