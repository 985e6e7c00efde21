//! Names the claims, the evidence and the passages of sources at places that rules checked or could not check.

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
    /// The position of the claim among all claims of the dataset, counted from 1.
    pub(in crate::report) position: usize,
}

/// A passage of a source.
#[derive(Debug)]
pub(in crate::report) struct InSource {
    /// The id of the source.
    pub(in crate::report) source: String,
    /// The publisher, or the id of the source if it is unknown.
    pub(in crate::report) publisher: String,
    /// The number of the paragraph, counted from 1.
    pub(in crate::report) paragraph: usize,
    pub(in crate::report) text: String,
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
        let mut claims = 0;
        each_of(self.locator.files(), self.background, &model.claims, &mut |record| {
            claims += 1;
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
                    *place =
                        Some(AtPlace { claim: Rc::clone(&described), evidence, position: claims });
                }
            }
        });
        found
    }

    /// Returns the passage at each place, or `None` for a place that is not in the kept copy of a source.
    pub(in crate::report) fn in_sources(&self, places: &[&Place]) -> Vec<Option<InSource>> {
        let mut by_path: HashMap<String, String> = HashMap::new();
        for id in self.records.sources() {
            if let Some(path) = self.records.source(id).snapshot {
                let first = by_path.entry(path).or_insert_with(|| id.to_owned());
                if id < first.as_str() {
                    id.clone_into(first);
                }
            }
        }
        let in_source = |place: &&Place| {
            let Place::Range { file, start, end } = *place else { return None };
            let path = self.locator.files().key(*file)?;
            let id = by_path.get(path)?;
            let snapshot = self.snapshots.get(path)?;
            let (paragraph, _) = snapshot.touched(&(*start..*end));
            Some(InSource {
                source: id.clone(),
                publisher: self.records.source(id).publisher.unwrap_or_else(|| id.clone()),
                paragraph: paragraph + 1,
                text: snapshot.slice(*start..*end).to_owned(),
            })
        };
        places.iter().map(in_source).collect()
    }
}
