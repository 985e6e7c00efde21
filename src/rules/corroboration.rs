//! `corroboration`: a claim with too few independent sources.

use super::{Kind, Origin};
use crate::claims::{self, Claim, Evidence, Facet};
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::{Arguments, IN_CLAIMS, Model, Parameter, ParameterType, WHERE};
use crate::rule::{Count, Declaration, DynRule, Lookups, Output, Partner, Record, Rule};
use std::sync::Arc;

pub(super) const KIND: Kind = Kind {
    name: "corroboration",
    about: "a claim with too few independent sources",
    level: Level::Review,
    parameters: &[
        IN_CLAIMS,
        WHERE,
        Parameter::required(
            "at-least",
            ParameterType::Integer,
            "The minimum number of independent sources of a claim.",
        ),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("corroboration.md"),
};

struct Corroboration {
    declaration: Declaration,
    at_least: u64,
    model: Arc<Model>,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, model) = (arguments.selection_of_claims(), arguments.model());
    let (at_least, model) = (arguments.integer("at-least")?, model?);
    if at_least == 0 {
        arguments.warn_of_argument("at-least", "every number is at least 0");
    }
    let facets = [Facet::Rank, Facet::Sources];
    let declaration = claims::declaration(selection?, &model, &facets, Partner::NotNeeded);
    Some(Box::new(Corroboration { declaration, at_least, model }))
}

impl Rule for Corroboration {
    type Fact = ();

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut Output<'_, ()>) {
        let claim = Claim::new(*record, &self.model);
        if claim.is_deprecated() || !claim.has_known_rank() {
            return;
        }
        let sources = claims::count_independent_sources(&claim, lookups);
        let found = sources.number as u64;
        let (evidence, unresolved) = claims::supporting_evidence(&claim, lookups);
        let may_have_record = lookups.unknown_ids(&self.model.sources, None) > 0;
        for evidence in &unresolved {
            let (field, place) = (self.model.source.as_str(), Place::of(evidence.value));
            match may_have_record && found < self.at_least {
                true => output.cannot_know(field, place),
                false => output.count_at(Count::CannotTell, field, place),
            }
        }
        if found >= self.at_least || (may_have_record && !unresolved.is_empty()) {
            return;
        }
        let unread = claim.unread_support(Evidence::has_readable_source);
        let may_suffice = self.model.evidence.is_blocked(record.value)
            || found + unread.len() as u64 >= self.at_least;
        if let Some(value) = unread.first().filter(|_| may_suffice) {
            return output.cannot_know(self.model.evidence.as_str(), Place::of(*value));
        }
        if !sources.is_exact {
            return output.count_at(
                Count::CannotTell,
                self.model.evidence.as_str(),
                record.place(),
            );
        }
        let publishers = claims::publishers(&claim, lookups).join(", ");
        let message = format!(
            "{} rests on {}, want at least {}",
            record.display_name(),
            sources.with_noun(),
            self.at_least
        );
        let finding =
            Finding::new(message, Anchor::new(record.anchor(), self.model.evidence.as_str()))
                .label(record.name_place(), "this claim")
                .in_record(record.place())
                .rests_on(record.anchor(), "publishers", publishers)
                .rests_on(record.anchor(), "independent sources", found.to_string())
                .labels_of(places_of(&evidence), "rests on this")
                .labels_of(
                    places_of(&unresolved),
                    "not counted: no record has the id of its source",
                )
                .help("sources of one publisher, and sources derived from one another, count once");
        output.report(claims::rests_on_claim(finding, &claim));
    }
}

fn places_of(evidence: &[Evidence<'_>]) -> Vec<Place> {
    evidence.iter().map(|evidence| Place::of(evidence.value)).collect()
}
