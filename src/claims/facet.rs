//! Facets of claims. A facet determines which fields of the model a kind of rule reads, and which values the
//! kind accepts in them.

use super::ValueType;
use super::value::only_member;
use crate::document::{Kind, Value};
use crate::parameters::Model;
use crate::rule::{AcceptedFields, Accepts, scalar_text};
use crate::value::number::Decimal;

/// An aspect of claims that a kind can read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facet {
    /// The id of the subject.
    Subject,
    /// The id of the property.
    Property,
    /// The value.
    Value,
    /// The value and the subject as the source writes them.
    Wording,
    /// The period of validity.
    Validity,
    /// The rank.
    Rank,
    /// The evidence that supports claims.
    Support,
    /// The sources of the evidence, and which of them are independent.
    Sources,
    /// The quotes of the evidence, and the snapshots of its sources.
    Quotes,
    /// The names of entities and places.
    Names,
    /// The kinds of entities and places, and the value types and kinds that properties allow.
    Kinds,
    /// Which properties have only one value at a time, and which of their values do not compete.
    Functional,
    /// Which entities and places contain which others.
    Containment,
}

/// The values that kinds accept as a rank.
pub(super) const RANK: Accepts = Accepts::Word(&["preferred", "normal", "deprecated"]);

/// The values that kinds accept as the direction of evidence.
pub(super) const DIRECTION: Accepts = Accepts::Word(&["supports", "refutes", "mentions"]);

/// The values that kinds accept as a period of validity.
pub(super) const VALIDITY: Accepts = Accepts::If(refused_validity);

/// The values that kinds accept as a tolerance.
const TOLERANCE: Accepts = Accepts::If(refused_tolerance);

/// Returns the fields that a kind with these facets reads, and the values that it accepts in them.
#[must_use]
pub fn accepted(model: &Model, facets: &[Facet]) -> AcceptedFields {
    let mut fields = AcceptedFields::default();
    let has = |any: &[Facet]| any.iter().any(|facet| facets.contains(facet));
    if has(&[Facet::Support, Facet::Sources, Facet::Quotes]) {
        fields.add(&model.evidence, Accepts::Object);
    }
    if has(&[Facet::Support, Facet::Sources]) {
        fields.add_of_items(&model.evidence, &model.direction, DIRECTION);
    }
    if has(&[Facet::Sources, Facet::Quotes]) {
        fields.add_of_items(&model.evidence, &model.source, Accepts::Scalar);
    }
    for facet in facets {
        add(*facet, model, &mut fields);
    }
    fields
}

/// Adds the fields that only this facet needs.
fn add(facet: Facet, model: &Model, fields: &mut AcceptedFields) {
    match facet {
        Facet::Subject => fields.add(&model.subject, Accepts::Scalar),
        Facet::Property => fields.add(&model.property, Accepts::Scalar),
        Facet::Value => fields.add(&model.value, Accepts::If(refused_value)),
        Facet::Wording => {
            for field in [&model.as_written, &model.subject_as_written] {
                fields.add(field, Accepts::Text);
            }
        }
        Facet::Validity => fields.add(&model.valid, VALIDITY),
        Facet::Rank => fields.add(&model.rank, RANK),
        Facet::Support => {}
        Facet::Sources => {
            fields.add_of_collection(&model.sources, &model.publisher, Accepts::Scalar);
            fields.add_of_collection(&model.sources, &model.derived_from, Accepts::Scalar);
        }
        Facet::Quotes => {
            for field in [&model.quote, &model.prefix, &model.suffix] {
                fields.add_of_items(&model.evidence, field, Accepts::Text);
            }
            fields.add_of_collection(&model.sources, &model.snapshot_path, Accepts::Text);
        }
        Facet::Names => {
            for collection in [&model.entities, &model.places] {
                fields.add_of_collection(collection, &model.name, Accepts::Text);
                fields.add_of_collection(collection, &model.aliases, Accepts::Text);
            }
        }
        Facet::Kinds => {
            for collection in [&model.entities, &model.places] {
                fields.add_of_collection(collection, &model.kind, Accepts::Scalar);
            }
            for field in [&model.value_type, &model.subject_kinds, &model.value_kinds] {
                fields.add_of_collection(&model.properties, field, Accepts::Text);
            }
        }
        Facet::Functional => {
            let properties = &model.properties;
            fields.add_of_collection(properties, &model.functional, Accepts::Boolean);
            fields.add_of_collection(properties, &model.separators, Accepts::Text);
            fields.add_of_collection(properties, &model.tolerance, TOLERANCE);
        }
        Facet::Containment => {
            fields.add_of_collection(&model.places, &model.within, Accepts::Text);
            fields.add_of_collection(&model.entities, &model.part_of, Accepts::Text);
        }
    }
}

/// Describes why a claim's value is refused, or returns `None` if it is accepted. The value must be
/// an object whose only key names a type and whose content fits that type; an unknown type accepts
/// any content.
fn refused_value(value: Value<'_>) -> Option<&'static str> {
    if value.kind() != Kind::Object {
        return Some(value.kind().with_article());
    }
    let Some(member) = only_member(value) else {
        return Some("an object without exactly one key that names a type");
    };
    let value_type = ValueType::from_tag(&member.name());
    let is_accepted = value_type.is_none_or(|value_type| value_type.accepts(member.value));
    (!is_accepted).then_some("an object whose value does not have the type named by its key")
}

/// Describes why a tolerance is refused, or returns `None` for a number of at least 0.
fn refused_tolerance(value: Value<'_>) -> Option<&'static str> {
    let number = value.as_number().map(|number| Decimal::from_json(number.literal()));
    match number {
        None => (value.kind() != Kind::Null).then(|| value.kind().with_article()),
        Some(number) => {
            number.is_ok_and(|number| number.is_negative()).then_some("a negative number")
        }
    }
}

/// Describes why a period of validity is refused, or returns `None` if it is accepted. The period
/// must be an object; each of its ends may be a string, a number, `null` or absent.
fn refused_validity(value: Value<'_>) -> Option<&'static str> {
    if value.kind() != Kind::Object {
        return Some(value.kind().with_article());
    }
    let is_date = |value: Value<'_>| value.kind() == Kind::Null || scalar_text(value).is_some();
    let is_accepted = ["from", "to"].iter().filter_map(|end| value.get(end)).all(is_date);
    (!is_accepted).then_some("an object with an end that is not a date")
}
