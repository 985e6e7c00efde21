//! The records that cases refer to: names, sources, and the places of related claims. They are gathered
//! once per report.

use super::super::Background;
use super::super::located::Locator;
use super::record::{ClaimRecord, read};
use crate::claims::ClaimValue;
use crate::engine::each_record;
use crate::files::Files;
use crate::finding::{EncodedFinding, Finding, Place};
use crate::parameters::{CollectionDefinition, Model};
use crate::path::Field;
use crate::quote::Folding;
use crate::rule::{Record, scalar_text};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// A record that claims name.
#[derive(Debug, Clone, Default)]
pub(super) struct NameRecord {
    pub(super) id: String,
    /// The name, or the id if the record has no name.
    pub(super) name: String,
    /// The ids of the records that contain this one, such as the country of a city.
    pub(super) within: Vec<String>,
    pub(super) question: Option<String>,
    pub(super) phrase: Option<String>,
}

/// A source.
#[derive(Debug, Clone, Default)]
pub(super) struct SourceRecord {
    pub(super) title: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) language: Option<String>,
    pub(super) url: Option<String>,
    pub(super) published: Option<String>,
    pub(super) retrieved: Option<String>,
    /// The ids of the sources that this source is derived from.
    pub(super) derived_from: Vec<String>,
    pub(super) snapshot: Option<String>,
    pub(super) folding: Folding,
}

/// The records by id, and the places of claims by topic. A topic is a subject with a property.
#[derive(Debug, Default)]
pub(super) struct Records {
    entities: HashMap<String, NameRecord>,
    places: HashMap<String, NameRecord>,
    properties: HashMap<String, NameRecord>,
    sources: HashMap<String, SourceRecord>,
    /// The places of claims by the hash of their topic, only for the topics of the findings.
    topics: HashMap<u64, Vec<Place>>,
}

impl Records {
    /// Gathers the records that the cases of `findings` refer to. If the rulebook has no collection of claims,
    /// nothing is read.
    pub(super) fn gather<'f>(
        files: &Files,
        background: &Background<'_>,
        locator: &Locator<'_>,
        findings: impl Iterator<Item = &'f EncodedFinding>,
    ) -> Records {
        let mut records = Records::default();
        let mut wanted = HashSet::new();
        for finding in findings.map(EncodedFinding::decode) {
            let competing = finding.competing.iter().map(|claim| &claim.place);
            let single = finding.record.iter().filter(|_| finding.competing.is_empty());
            for place in competing.chain(single) {
                let Some(claim) = Records::claim_at(place, &finding, background, locator) else {
                    continue;
                };
                wanted.extend(topics(&claim));
            }
        }
        let model = &background.rulebook.model;
        if collection(background, &model.claims).is_none() {
            return records;
        }
        let each = |name: &str, visit: &mut dyn FnMut(Record<'_>)| {
            each_of(files, background, name, visit);
        };
        each(&model.entities, &mut |record| {
            add(&mut records.entities, record, &model.part_of, model);
        });
        each(&model.places, &mut |record| add(&mut records.places, record, &model.within, model));
        each(&model.properties, &mut |record| {
            add(&mut records.properties, record, &model.part_of, model);
        });
        each(&model.sources, &mut |record| {
            if let Some(id) = record.id() {
                records.sources.insert(id.into_owned(), source(record, model));
            }
        });
        each(&model.claims, &mut |record| {
            let Some(claim) = read(record.value, record.collection, model) else { return };
            for topic in topics(&claim) {
                if wanted.contains(&topic) {
                    records.topics.entry(topic).or_default().push(claim.place.clone());
                }
            }
        });
        records
    }

    /// Returns the claim that a finding is about, or `None` if the record at `place` is not a claim.
    pub(super) fn claim_at(
        place: &Place,
        finding: &Finding,
        background: &Background<'_>,
        locator: &Locator<'_>,
    ) -> Option<ClaimRecord> {
        let claims = &background.rulebook.model.claims;
        let mut rules = background.rulebook.rules.iter();
        let is_about_claims = !finding.competing.is_empty()
            || rules.any(|entry| {
                entry.id == finding.rule && entry.rule.declaration().collection() == *claims
            });
        is_about_claims.then(|| Records::read(place, background, locator)).flatten()
    }

    /// Reads the claim at a place.
    pub(super) fn read(
        place: &Place,
        background: &Background<'_>,
        locator: &Locator<'_>,
    ) -> Option<ClaimRecord> {
        let model = &background.rulebook.model;
        let collection = collection(background, &model.claims)?;
        locator.see(place, |value| read(value, collection, model)).flatten()
    }

    /// Returns the places of the claims that share a topic with any of `claims`, in dataset order.
    pub(super) fn related(&self, claims: &[&ClaimRecord]) -> Vec<Place> {
        let of = claims.iter().flat_map(|claim| topics(claim));
        let places = of.filter_map(|topic| self.topics.get(&topic)).flatten();
        let mut places: Vec<Place> = places.cloned().collect();
        places.sort_by_key(|place| (place.file(), place.start()));
        places.dedup();
        places
    }

    /// Returns the entity with this id.
    pub(super) fn entity(&self, id: &str) -> NameRecord {
        named(&self.entities, id)
    }

    /// Returns the place with this id.
    pub(super) fn place(&self, id: &str) -> NameRecord {
        named(&self.places, id)
    }

    /// Returns the property with this id.
    pub(super) fn property(&self, id: &str) -> NameRecord {
        named(&self.properties, id)
    }

    /// Returns the name of the entity, the place or the property with this id, or `None` if there is no such record.
    pub(super) fn name_of(&self, id: &str) -> Option<&str> {
        let mut all = [&self.entities, &self.places, &self.properties].into_iter();
        all.find_map(|records| records.get(id)).map(|record| record.name.as_str())
    }

    /// Returns the ids of all sources.
    pub(super) fn sources(&self) -> impl Iterator<Item = &str> {
        self.sources.keys().map(String::as_str)
    }

    /// Returns the source with this id. If the dataset has no such record, all fields are empty.
    pub(super) fn source(&self, id: &str) -> SourceRecord {
        self.sources.get(id).cloned().unwrap_or_default()
    }
}

/// Visits the records of a collection in all documents.
pub(super) fn each_of(
    files: &Files,
    background: &Background<'_>,
    name: &str,
    visit: &mut dyn FnMut(Record<'_>),
) {
    let Some(collection) = collection(background, name) else { return };
    for file in background.documents {
        if files.key(*file).is_some_and(|key| collection.is_in(key)) {
            each_record(files, *file, collection, visit);
        }
    }
}

/// Returns the definition of a collection.
fn collection<'b>(background: &'b Background<'_>, name: &str) -> Option<&'b CollectionDefinition> {
    background.rulebook.collections.iter().find(|known| known.name == name)
}

fn named(records: &HashMap<String, NameRecord>, id: &str) -> NameRecord {
    let unknown = || NameRecord { id: id.to_owned(), name: id.to_owned(), ..NameRecord::default() };
    records.get(id).cloned().unwrap_or_else(unknown)
}

fn add(to: &mut HashMap<String, NameRecord>, record: Record<'_>, within: &Field, model: &Model) {
    let Some(id) = record.id().map(Cow::into_owned) else { return };
    let text = |field: &Field| record.text(field).map(Cow::into_owned);
    let within = within.select(record.value).into_iter().filter_map(scalar_text);
    let named = NameRecord {
        name: text(&model.name).unwrap_or_else(|| id.clone()),
        within: within.map(Cow::into_owned).collect(),
        question: text(&model.question),
        phrase: text(&model.phrase),
        id: id.clone(),
    };
    to.entry(id).or_insert(named);
}

fn source(record: Record<'_>, model: &Model) -> SourceRecord {
    let text = |field: &Field| {
        let text = record.text(field).map(Cow::into_owned);
        text.filter(|text| !text.trim().is_empty())
    };
    let mut folding = Folding::default();
    model.fold.each(record.value, |word| {
        let asked = word.as_str().and_then(|word| Folding::from_word(&word));
        folding = folding.and(asked.unwrap_or_default());
    });
    let derived_from = model.derived_from.select(record.value).into_iter();
    SourceRecord {
        title: text(&model.title),
        publisher: text(&model.publisher),
        language: text(&model.language),
        url: text(&model.url),
        published: text(&model.published),
        retrieved: text(&model.retrieved),
        derived_from: derived_from.filter_map(scalar_text).map(Cow::into_owned).collect(),
        snapshot: text(&model.snapshot_path),
        folding,
    }
}

/// Returns the hashes of a claim's topics. One topic is its subject with its property. Another topic covers
/// all lengths of time about the subject, since a period and a duration are compared with each other.
fn topics(claim: &ClaimRecord) -> BTreeSet<u64> {
    let hash = |about: &str| {
        let mut hasher = DefaultHasher::new();
        (&claim.subject, about).hash(&mut hasher);
        hasher.finish()
    };
    let mut topics = BTreeSet::from([hash(&claim.property)]);
    if let Some(ClaimValue::Period(_) | ClaimValue::Duration(_)) = &claim.value {
        topics.insert(hash(" length of time"));
    }
    topics
}
