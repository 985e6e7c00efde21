//! Findings about records that share a name, or have similar names.

use super::{Similar, Written};
use crate::finding::{Anchor, Finding};
use crate::value::name;
use std::collections::HashSet;

const HELP: &str = "merge the records, or make the names distinct";

/// Maximum number of records named in a message, which states the total.
const MAX_SHOWN: usize = 12;

fn listed(facts: &[&Written]) -> String {
    let shown: Vec<&str> =
        facts.iter().take(MAX_SHOWN).map(|fact| fact.display_name.as_str()).collect();
    match facts.len().saturating_sub(MAX_SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

impl Similar {
    /// Returns the finding about two similar names, given their folded texts and all records with either of them.
    /// Its anchor and state do not depend on the order of the records. Returns `None` if a name has no record.
    pub(super) fn variants(&self, texts: [&str; 2], facts: &[Written]) -> Option<Finding> {
        let with_name = |text: &str| {
            let facts = facts.iter().filter(|fact| name::fold_name(&fact.name) == text);
            facts.collect::<Vec<&Written>>()
        };
        let mut sides = texts.map(with_name);
        sides.sort_by_key(|side| {
            side.first().map(|first| (first.place.file(), first.place.start()))
        });
        let [lefts, rights] = &sides;
        let (left, right) = (lefts.first()?, rights.first()?);
        let both = [lefts.as_slice(), rights].concat();
        let message = format!(
            "\"{}\" and \"{}\" probably mean the same thing, recorded as {} and {}",
            left.name,
            right.name,
            listed(lefts),
            listed(rights)
        );
        let finding = Finding::new(message, self.anchor_of_names(texts, &sides))
            .in_record(right.record.clone())
            .with_others(
                both.iter().map(|fact| &fact.record).filter(|one| **one != right.record).cloned(),
            )
            .help(HELP);
        let sides = [(rights, "this name"), (lefts, "and this one")];
        let labelled =
            sides.iter().flat_map(|(facts, words)| facts.iter().map(move |fact| (fact, words)));
        let finding = labelled.fold(finding, |finding, (fact, words)| {
            finding.label(fact.place.clone(), fact.label(words))
        });
        Some(self.with_state_of(&both, finding))
    }

    /// Returns the anchor of a finding about two names. A name of one record is anchored by the record, and a
    /// name of several records by its folded text.
    fn anchor_of_names(&self, texts: [&str; 2], sides: &[Vec<&Written>; 2]) -> Anchor {
        let [left, right] = sides;
        if let ([left], [right]) = (left.as_slice(), right.as_slice()) {
            let mut named = [left, right];
            named.sort_unstable_by_key(|written| written.order());
            let anchors = named.map(|written| written.anchor.as_str());
            return Anchor::new(anchors.join(" "), self.field.as_str());
        }
        let mut texts = texts;
        texts.sort_unstable();
        let subject = format!("{}/{}", self.declaration.collection(), texts.join("/"));
        Anchor::new(subject, self.field.as_str())
    }

    /// Returns the finding about records that share a name, possibly as an alias. Returns `None` if only one
    /// record has the name.
    pub(super) fn same_name(&self, text: &str, facts: &[Written]) -> Option<Finding> {
        let mut records = HashSet::new();
        let of_records: Vec<&Written> =
            facts.iter().filter(|fact| records.insert(&fact.record)).collect();
        let (first, others) = of_records.split_first().filter(|(_, others)| !others.is_empty())?;
        let message = match others {
            [other] => format!(
                "\"{}\" and \"{}\" probably mean the same thing, recorded as {} and {}",
                first.name, other.name, first.display_name, other.display_name
            ),
            _ => format!(
                "{} records have the name \"{}\" and probably mean the same thing: {}",
                of_records.len(),
                first.name,
                listed(&of_records)
            ),
        };
        let subject = format!("{}/{text}", self.declaration.collection());
        let second = others.first().map_or(&first.record, |other| &other.record);
        let but_second = of_records.iter().map(|fact| &fact.record);
        let but_second = but_second.filter(|record| *record != second).cloned();
        let mut finding = Finding::new(message, Anchor::new(subject, self.field.as_str()))
            .in_record(second.clone())
            .with_others(but_second)
            .help(HELP);
        for fact in others {
            finding = finding.label(fact.place.clone(), fact.label("this name"));
        }
        finding = finding.label(first.place.clone(), first.label("and this one"));
        Some(self.with_state_of(&of_records, finding))
    }

    /// Adds the names of records to the state of a finding. If there are many records, only the records are added.
    fn with_state_of(&self, facts: &[&Written], mut finding: Finding) -> Finding {
        if facts.len() <= MAX_SHOWN + 1 {
            return facts.iter().fold(finding, |finding, fact| {
                finding.rests_on(&fact.anchor, self.field.as_str(), &fact.name)
            });
        }
        let anchors = facts.iter().map(|fact| fact.anchor.clone()).collect();
        finding.state.add_records("", "records", anchors);
        finding
    }
}

impl Written {
    /// Returns a sort key that does not depend on places. For a record without an id, the key is the name,
    /// because the anchor is then a placeholder that depends on the record's place.
    fn order(&self) -> (&str, &str) {
        let first = if self.has_id { &self.anchor } else { &self.name };
        (first, &self.name)
    }

    fn label(&self, words: &str) -> String {
        if self.is_alias { format!("{words}, an alias") } else { words.to_owned() }
    }
}
