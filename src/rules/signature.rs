//! `signature`: a value type, value kind or subject kind that the property does not declare.

use super::{Kind, Origin};
use crate::claims::{self, Claim, Facet, ValueType};
use crate::document::Value;
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::{Arguments, IN_CLAIMS, Model, WHERE};
use crate::path::{self, Field};
use crate::rule::{
    Accepts, Declaration, DynRule, Lookups, Output, Partner, Record, Rule, has_unreliable_values,
    is_known, key_text, scalar_text,
};
use std::sync::Arc;

pub(super) const KIND: Kind = Kind {
    name: "signature",
    about: "a claim whose value or subject is not of the kind that its property declares",
    level: Level::Error,
    parameters: &[IN_CLAIMS, WHERE],
    origin: Origin::Rulebook(build),
    page: include_str!("signature.md"),
};

struct Signature {
    declaration: Declaration,
    model: Arc<Model>,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, model) = (arguments.selection_of_claims(), arguments.model());
    let (selection, model) = (selection?, model?);
    let facets = [Facet::Subject, Facet::Property, Facet::Value, Facet::Kinds];
    let partner =
        Partner::Needed("no claim that it selects is on a property that declares types or kinds");
    let declaration = Declaration {
        tolerates_unknown_values: true,
        ..claims::declaration(selection, &model, &facets, partner)
    };
    Some(Box::new(Signature { declaration, model }))
}

impl Rule for Signature {
    type Fact = ();

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut Output<'_, ()>) {
        let claim = Claim::new(*record, &self.model);
        self.count_shared_ids(&claim, lookups, output);
        // `reference` reports an id without a record.
        let Some(property) = claim.property_record(lookups) else { return };
        output.find_partner(|| self.may_declare(property));
        if claim.names_no_record(lookups) || claim.subject_has_no_record(lookups) {
            output.pass_over();
        }
        let declared = self.model.value_type.first(property.value);
        let tag = claim.tag();
        let is_unknown = tag.as_ref().is_none_or(|(_, content)| !is_known(*content));
        if let Some(value) = claim.tagged_value().filter(|_| is_unknown)
            && has_unreliable_values(value)
        {
            output.cannot_know(self.model.value.as_str(), Place::of(value));
        }
        let of_value = tag.and_then(|(tag, content)| match declared {
            Some(declared) if !declared.is_string_equal_to(&tag) => {
                self.value_type(&claim, property, declared, &tag)
            }
            // The kind is only checked if the type is right.
            _ => self.value_kind(&claim, property, &tag, content, lookups),
        });
        let of_subject = self.subject_kind(&claim, property, lookups);
        of_value.into_iter().chain(of_subject).for_each(|finding| output.report(finding));
    }
}

impl Signature {
    /// Whether a property declares a type or a kind. Also returns `true` if an unknown value may declare one.
    fn may_declare(&self, property: &Record<'_>) -> bool {
        let declared = [&self.model.value_type, &self.model.value_kinds, &self.model.subject_kinds];
        let declares = || declared.iter().any(|field| field.first(property.value).is_some());
        let (declares, unknown) = path::watch(declares);
        declares || !unknown.is_none()
    }

    /// Counts each id of a claim that several records share as undecided: it is unknown which of them is named.
    fn count_shared_ids(
        &self,
        claim: &Claim<'_>,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, ()>,
    ) {
        let model = &self.model;
        let first = |field: &Field| field.first(claim.record.value);
        let value = claim.tag().and_then(|(tag, content)| {
            Some((ValueType::from_tag(&tag)?.collection(model)?, &model.value, Some(content)))
        });
        let named = [
            (model.properties.as_str(), &model.property, first(&model.property)),
            (model.entities.as_str(), &model.subject, first(&model.subject)),
        ];
        for (collection, field, value) in named.into_iter().chain(value) {
            let Some(value) = value.filter(|value| is_known(*value)) else { continue };
            if key_text(value).is_some_and(|id| lookups.is_shared(collection, &id)) {
                output.cannot_know(field.as_str(), Place::of(value));
            }
        }
    }

    fn value_type(
        &self,
        claim: &Claim<'_>,
        property: &Record<'_>,
        declared: Value<'_>,
        tag: &str,
    ) -> Option<Finding> {
        let want = declared.as_str()?;
        let key = claim.tagged_member()?.key;
        let message = format!(
            "{} has a value of type `{tag}`, but {} wants `{want}`",
            claim.record.display_name(),
            property.display_name()
        );
        Some(
            finding(message, claim, &self.model.value)
                .label(Place::of(key), format!("`{tag}`"))
                .label(Place::of(declared), format!("declares `{want}`"))
                .rests_on(claim.record.anchor(), "type", tag)
                .rests_on(property.anchor(), "type", want),
        )
    }

    fn subject_kind(
        &self,
        claim: &Claim<'_>,
        property: &Record<'_>,
        lookups: &Lookups<'_>,
    ) -> Option<Finding> {
        let value = self.model.subject.first(claim.record.value)?;
        let subject = lookups.record(&self.model.entities, &key_text(value)?)?;
        self.kind(claim, property, subject, value, &self.model.subject_kinds, &self.model.subject)
    }

    fn value_kind(
        &self,
        claim: &Claim<'_>,
        property: &Record<'_>,
        tag: &str,
        content: Value<'_>,
        lookups: &Lookups<'_>,
    ) -> Option<Finding> {
        let collection = ValueType::from_tag(tag)?.collection(&self.model)?;
        if !is_known(content) {
            return None;
        }
        let target = lookups.record(collection, &content.as_str()?)?;
        self.kind(claim, property, target, content, &self.model.value_kinds, &self.model.value)
    }

    /// Returns the finding about a record that a claim names, if the property does not allow the record's
    /// kind. Returns `None` if the kind is allowed or cannot be read.
    fn kind(
        &self,
        claim: &Claim<'_>,
        property: &Record<'_>,
        named: &Record<'_>,
        named_at: Value<'_>,
        allowed: &Field,
        field: &Field,
    ) -> Option<Finding> {
        let kind = self.model.kind.first(named.value)?;
        let kind_text = scalar_text(kind)?;
        let mut is_allowed = false;
        allowed
            .each(property.value, |allowed| is_allowed |= allowed.is_string_equal_to(&kind_text));
        if is_allowed || !Accepts::Text.accepts(allowed, property.value) {
            return None;
        }
        let kinds = allowed.select(property.value);
        let first = kinds.first()?;
        let want: Vec<_> = kinds.iter().filter_map(Value::as_str).collect();
        let want = want.join("`, `");
        let message = format!(
            "{} is a `{kind_text}`, but {} wants `{want}` here",
            named.display_name(),
            property.display_name()
        );
        Some(
            finding(message, claim, field)
                .label(Place::of(named_at), "named here")
                .label(Place::of(kind), "its kind")
                .label(Place::of(*first), "the declared kinds")
                .rests_on(named.anchor(), "kind", kind_text)
                .rests_on(property.anchor(), "kinds", want),
        )
    }
}

fn finding(message: String, claim: &Claim<'_>, field: &Field) -> Finding {
    Finding::new(message, Anchor::new(claim.record.anchor(), field.as_str()))
        .in_record(claim.record.place())
}
