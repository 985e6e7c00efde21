//! `citation`: a claim without evidence.

use super::{Kind, Origin};
use crate::claims::{self, Claim, Facet};
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::{Arguments, IN_CLAIMS, Model, Parameter, ParameterType, WHERE};
use crate::rule::{Declaration, DynRule, Lookups, Output, Partner, Record, Rule};
use std::sync::Arc;

pub(super) const KIND: Kind = Kind {
    name: "citation",
    about: "a claim without evidence",
    level: Level::Error,
    parameters: &[
        IN_CLAIMS,
        WHERE,
        Parameter::optional(
            "require-verifiable",
            ParameterType::Boolean,
            "Whether at least one piece of evidence must be a quote from a snapshot, which can be verified offline.",
        )
        .with_default("false"),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("citation.md"),
};

struct Citation {
    declaration: Declaration,
    require_verifiable: bool,
    model: Arc<Model>,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, model) = (arguments.selection_of_claims(), arguments.model());
    let require_verifiable = arguments.boolean("require-verifiable")?;
    let (selection, model) = (selection?, model?);
    let facets: &[Facet] = match require_verifiable {
        true => &[Facet::Support, Facet::Quotes],
        false => &[Facet::Support],
    };
    let mut declaration = claims::declaration(selection, &model, facets, Partner::NotNeeded);
    if !require_verifiable {
        declaration.lookups.clear();
    }
    Some(Box::new(Citation { declaration, require_verifiable, model }))
}

impl Rule for Citation {
    type Fact = ();

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut Output<'_, ()>) {
        let claim = Claim::new(*record, &self.model);
        if !self.require_verifiable && claim.has_support() {
            return;
        }
        let supporting: Vec<_> =
            claim.evidence().into_iter().filter(claims::Evidence::supports).collect();
        let is_verifiable = |evidence: &claims::Evidence<'_>| {
            evidence.quote_value().is_some() && evidence.snapshot(lookups).is_some()
        };
        if self.require_verifiable && supporting.iter().any(is_verifiable) {
            return;
        }
        let unread = claim.unread_support(|evidence| {
            !self.require_verifiable || evidence.has_readable_snapshot(lookups)
        });
        if let Some(value) = unread.first() {
            return output.cannot_know(self.model.evidence.as_str(), Place::of(*value));
        }
        let lacks = match supporting.is_empty() {
            true => "has no evidence that supports it",
            false => "has no evidence that can be verified offline",
        };
        let message = format!("{} {lacks}", record.display_name());
        output.report(
            Finding::new(message, Anchor::new(record.anchor(), self.model.evidence.as_str()))
                .label(record.name_place(), "this claim")
                .help("name a source, and quote its snapshot if it has one")
                .in_record(record.place())
                .rests_on(record.anchor(), "evidence", supporting.len().to_string())
                .labels_of(
                    supporting.iter().map(|evidence| Place::of(evidence.value)),
                    "not verifiable offline",
                ),
        );
    }
}
