//! What the rules on claims declare.

use super::facet::{Facet, accepted};
use crate::parameters::{Model, Selection};
use crate::rule::{Declaration, Lookup, Partner};

/// Returns the declaration of a rule that visits claims, reads these facets of them, and may look up everything
/// that a claim refers to.
#[must_use]
pub fn declaration(
    selection: Selection,
    model: &Model,
    facets: &[Facet],
    partner: Partner,
) -> Declaration {
    Declaration {
        lookups: lookups(model),
        reads: Some(model.fields_of_claim()),
        accepted: accepted(model, facets),
        ..Declaration::new(selection, partner)
    }
}

/// Returns the lookups that nearly every rule on claims needs: the records of sources, entities, places and
/// properties, and the snapshots of the sources.
#[must_use]
pub fn lookups(model: &Model) -> Vec<Lookup> {
    let collections = [&model.sources, &model.entities, &model.places, &model.properties];
    let mut lookups: Vec<Lookup> =
        collections.map(|name| Lookup::Collection { name: name.clone(), fields: None }).into();
    lookups.push(Lookup::Snapshots {
        collection: model.sources.clone(),
        path: model.snapshot_path.clone(),
    });
    lookups
}
