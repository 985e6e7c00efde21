//! Names the claims and the evidence at places that could not be checked.

use super::Cases;
use super::claim::Claim;
use super::record::read;
use super::records::each_of;
use super::statements::{Support, support};
use crate::document::FileId;
use crate::finding::Place;
use std::collections::HashMap;
use std::rc::Rc;

/// A claim at a place, or a piece of its evidence.
#[derive(Debug)]
pub(in crate::report) struct AtPlace {
    pub(in crate::report) claim: Rc<Claim>,
    /// The piece of evidence, or `None` if the place is not a piece of evidence.
    pub(in crate::report) evidence: Option<Support>,
}

impl Cases<'_> {
    /// Returns the claim or the evidence at each place, or `None` for a place that is not in a claim.
    pub(in crate::report) fn at_places(&self, places: &[&Place]) -> Vec<Option<AtPlace>> {
        let mut found: Vec<Option<AtPlace>> = places.iter().map(|_| None).collect();
        let mut by_file: HashMap<FileId, Vec<(usize, usize)>> = HashMap::new();
        for (position, place) in places.iter().enumerate() {
            by_file.entry(place.file()).or_default().push((place.start(), position));
        }
        for starts in by_file.values_mut() {
            starts.sort_unstable();
        }
        let model = &self.background.rulebook.model;
        each_of(self.locator.files(), self.background, &model.claims, &mut |record| {
            let Some(starts) = by_file.get(&record.place().file()) else { return };
            let span = record.value.span();
            let first = starts.partition_point(|(start, _)| *start < span.start);
            let own = starts.iter().skip(first).take_while(|(start, _)| *start < span.end);
            let own: Vec<usize> = own.map(|(_, position)| *position).collect();
            if own.is_empty() {
                return;
            }
            let Some(claim) = read(record.value, record.collection, model) else { return };
            let described = Rc::new(self.claim(&claim, &[], None));
            for position in own {
                let is_meant = |place: &Place| places.get(position) == Some(&place);
                let number = claim.evidence.iter().position(|evidence| is_meant(&evidence.place));
                let evidence = number.and_then(|number| described.evidence.get(number));
                let evidence = evidence.map(support);
                if let Some(place) = found.get_mut(position) {
                    *place = Some(AtPlace { claim: Rc::clone(&described), evidence });
                }
            }
        });
        found
    }
}
