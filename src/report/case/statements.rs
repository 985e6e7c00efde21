//! Everything that the dataset says: claims grouped by their subject, each with its sources.

use super::claim::{Claim, Evidence, Source};
use super::record::{ClaimRecord, read};
use super::records::each_of;
use super::sides::Named;
use super::{Case, Cases};
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};

/// The claims of the dataset, grouped by their subject.
#[derive(Debug, Default, Serialize)]
pub(in crate::report) struct Statements {
    /// The name of the dataset's rulebook, if there are several datasets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::report) rulebook: Option<String>,
    /// The number of all claims. `subjects` contain at most `MAX_CLAIMS` of them.
    pub(in crate::report) claims_total: usize,
    /// The subjects, by name.
    pub(in crate::report) subjects: Vec<Subject>,
}

/// A subject with its claims.
#[derive(Debug, Serialize)]
pub(in crate::report) struct Subject {
    pub(in crate::report) subject: Named,
    pub(in crate::report) claims: Vec<Stated>,
}

/// A claim about a subject.
#[derive(Debug, Serialize)]
pub(in crate::report) struct Stated {
    pub(in crate::report) id: String,
    /// The position of the claim among all claims of the dataset, counted from 1.
    #[serde(skip)]
    pub(in crate::report) position: usize,
    pub(in crate::report) property: Named,
    pub(in crate::report) phrase: Option<String>,
    pub(in crate::report) value: String,
    /// The period in which the claim is true, in words.
    pub(in crate::report) valid: Option<String>,
    pub(in crate::report) rank: String,
    pub(in crate::report) rank_reason: Option<String>,
    /// A remark on the claim in the dataset.
    pub(in crate::report) note: Option<String>,
    pub(in crate::report) evidence: Vec<Support>,
    /// The number of all pieces of evidence. `evidence` contains only the first ones.
    pub(in crate::report) evidence_total: usize,
}

/// A piece of evidence, without the paragraphs around its quote.
#[derive(Debug, Serialize)]
pub(in crate::report) struct Support {
    /// `supports`, `refutes` or `mentions`; `None` if the direction in the dataset cannot be read.
    pub(in crate::report) direction: Option<&'static str>,
    /// The id of the source.
    pub(in crate::report) source: String,
    pub(in crate::report) publisher: Option<String>,
    pub(in crate::report) title: Option<String>,
    pub(in crate::report) url: Option<String>,
    pub(in crate::report) quote: Option<String>,
    pub(in crate::report) locator: Option<String>,
    /// Whether the kept copy contains the quote as recorded; `None` if there is no quote or no copy.
    pub(in crate::report) is_found: Option<bool>,
    /// How the words in `paragraphs` differ from the quote; see [`Evidence`].
    pub(in crate::report) doubt: Option<String>,
    /// The numbers of the paragraphs in which the quote or the most similar words occur, counted from 1.
    pub(in crate::report) paragraphs: Vec<usize>,
}

/// Maximum number of claims that are listed.
const MAX_CLAIMS: usize = 500;

/// Maximum number of pieces of evidence of one claim that are listed.
const MAX_EVIDENCE: usize = 20;

impl Cases<'_> {
    /// Notes the subjects of a case. Their claims are listed first.
    pub(super) fn note_subjects(&self, case: &Case) {
        let subjects = case.sides.iter().map(|side| side.subject.id.clone());
        self.subjects.borrow_mut().extend(subjects);
    }

    /// Returns the claims of the dataset: first those about the subjects of the cases made so far, then others up to
    /// the limit. With `only_noted`, the others are omitted.
    pub(in crate::report) fn statements(&self, only_noted: bool) -> Statements {
        let (kept, claims_total) = self.kept(only_noted);
        let mut by_subject: BTreeMap<(String, String, String), Vec<Stated>> = BTreeMap::new();
        for (position, record) in &kept {
            let claim = self.claim(record, &[], None);
            let Named { id, name } = claim.subject.clone();
            let key = (name.to_lowercase(), name, id);
            by_subject.entry(key).or_default().push(stated(claim, *position));
        }
        let subjects = by_subject
            .into_iter()
            .map(|((_, name, id), claims)| Subject { subject: Named { id, name }, claims });
        Statements { rulebook: None, claims_total, subjects: subjects.collect() }
    }

    /// Returns the claims to list, in dataset order, each with its position among all claims, and the number of all
    /// claims.
    fn kept(&self, only_noted: bool) -> (Vec<(usize, ClaimRecord)>, usize) {
        let noted: HashSet<String> = self.subjects.borrow().iter().cloned().collect();
        let model = &self.background.rulebook.model;
        let (mut first, mut others) = (Vec::new(), Vec::new());
        let mut total = 0;
        each_of(self.locator.files(), self.background, &model.claims, &mut |record| {
            total += 1;
            let has_room = first.len() < MAX_CLAIMS;
            if !has_room || (noted.is_empty() && others.len() >= MAX_CLAIMS) {
                return;
            }
            let Some(claim) = read(record.value, record.collection, model) else { return };
            if noted.contains(&claim.subject) {
                first.push((total, claim));
            } else if !only_noted && others.len() < MAX_CLAIMS {
                others.push((total, claim));
            }
        });
        others.truncate(MAX_CLAIMS.saturating_sub(first.len()));
        first.extend(others);
        first.sort_by_key(|(position, _)| *position);
        (first, total)
    }
}

fn stated(claim: Claim, position: usize) -> Stated {
    Stated {
        id: claim.id,
        position,
        property: claim.property,
        phrase: claim.phrase,
        value: claim.value,
        valid: claim.valid,
        rank: claim.rank,
        rank_reason: claim.rank_reason,
        note: claim.note,
        evidence: claim.evidence.iter().take(MAX_EVIDENCE).map(support).collect(),
        evidence_total: claim.evidence_total,
    }
}

/// Returns a piece of evidence without its passages.
pub(super) fn support(evidence: &Evidence) -> Support {
    let Source { id, title, publisher, url, .. } = &evidence.source;
    Support {
        direction: evidence.direction,
        source: id.clone(),
        publisher: publisher.clone(),
        title: title.clone(),
        url: url.clone(),
        quote: evidence.quote.clone(),
        locator: evidence.locator.clone(),
        is_found: evidence.is_found,
        doubt: evidence.doubt.clone(),
        paragraphs: evidence.passages.iter().map(|passage| passage.paragraph).collect(),
    }
}
