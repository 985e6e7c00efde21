//! Type-erased rules.

use super::encoded::{EncodedFact, EncodedFacts, Group, OfKey};
use super::{AcceptedFields, Declaration, Documents, Key, Lookups, PartialOutput, Record, Rule};
use crate::finding::Place;
use crate::path;
use rayon::prelude::*;
use serde::Deserialize;

/// A type-erased [`Rule`]: its methods do not mention the type of its facts.
pub trait DynRule: Send + Sync {
    /// See [`Rule::declaration`].
    fn declaration(&self) -> &Declaration;
    /// See [`Rule::keys`].
    fn keys(&self, lookups: &Lookups<'_>) -> Vec<Key>;
    /// See [`Rule::visit`].
    fn visit_record(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut PartialOutput);
    /// See [`Rule::visit_target`].
    fn visit_target(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut PartialOutput);
    /// See [`Rule::settle`].
    fn settle_key(
        &self,
        key: &Key,
        facts: OfKey<'_>,
        lookups: &Lookups<'_>,
        output: &mut PartialOutput,
    );
    /// See [`Rule::reads_again`]. Returns no place for bytes that are not a fact of the rule.
    fn reads_again(&self, fact: &[u8]) -> Vec<Place>;
    /// See [`Rule::searches`].
    fn searches(&self, facts: &[EncodedFact]) -> Vec<&str>;
    /// See [`Rule::complete`].
    fn complete_key(
        &self,
        key: &Key,
        facts: OfKey<'_>,
        lookups: &Lookups<'_>,
        documents: &Documents<'_, '_>,
        output: &mut PartialOutput,
    );
    /// Converts an encoded fact to JSON with named fields.
    ///
    /// # Errors
    /// Returns an error if the bytes are not a fact of the rule.
    fn fact_to_json(&self, fact: &[u8]) -> Result<serde_json::Value, String>;
    /// Converts a fact in JSON to its encoded form.
    ///
    /// # Errors
    /// Returns an error if the value is not a fact of the rule.
    fn fact_from_json(&self, fact: &serde_json::Value) -> Result<Vec<u8>, String>;
}

impl<R: Rule> DynRule for R {
    fn declaration(&self) -> &Declaration {
        Rule::declaration(self)
    }

    fn keys(&self, lookups: &Lookups<'_>) -> Vec<Key> {
        Rule::keys(self, lookups)
    }

    fn visit_record(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut PartialOutput) {
        Rule::visit(self, record, lookups, &mut output.parts(Some(record.value), lookups));
    }

    fn visit_target(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut PartialOutput) {
        let output = &mut output.parts(Some(record.value), lookups);
        // The rule itself counts the unreadable values of a target.
        path::watch(|| Rule::visit_target(self, record, lookups, output));
    }

    fn settle_key(
        &self,
        key: &Key,
        facts: OfKey<'_>,
        lookups: &Lookups<'_>,
        output: &mut PartialOutput,
    ) {
        Rule::settle(self, key, facts.decode(), lookups, &mut output.parts(None, lookups));
    }

    fn reads_again(&self, fact: &[u8]) -> Vec<Place> {
        let fact = postcard::from_bytes(fact);
        fact.map(|fact| Rule::reads_again(self, &fact)).unwrap_or_default()
    }

    fn searches(&self, facts: &[EncodedFact]) -> Vec<&str> {
        let facts = facts.iter().filter_map(|fact| postcard::from_bytes(&fact.fact).ok());
        Rule::searches(self, &facts.collect::<Vec<_>>())
    }

    fn complete_key(
        &self,
        key: &Key,
        facts: OfKey<'_>,
        lookups: &Lookups<'_>,
        documents: &Documents<'_, '_>,
        output: &mut PartialOutput,
    ) {
        let output = &mut output.parts(None, lookups);
        Rule::complete(self, key, facts.decode(), lookups, documents, output);
    }

    fn fact_to_json(&self, fact: &[u8]) -> Result<serde_json::Value, String> {
        let fact: R::Fact = postcard::from_bytes(fact).map_err(|error| error.to_string())?;
        serde_json::to_value(fact).map_err(|error| error.to_string())
    }

    fn fact_from_json(&self, fact: &serde_json::Value) -> Result<Vec<u8>, String> {
        let fact = R::Fact::deserialize(fact).map_err(|error| error.to_string())?;
        postcard::to_allocvec(&fact).map_err(|error| error.to_string())
    }
}

impl dyn DynRule {
    /// Visits one record and adds the results to `output`.
    pub fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut PartialOutput) {
        if !PartialOutput::may_encounter_unknown(Some(record.value), lookups) {
            return self.visit_record(record, lookups, output);
        }
        let before = output.extent();
        let ((), met) = path::watch(|| self.visit_record(record, lookups, output));
        if met.is_none() {
            return;
        }
        match self.declaration().tolerates_unknown_values {
            true => output.take_back_skipped(&before),
            false => output.take_back(before),
        }
        let mut output = output.parts::<()>(Some(record.value), lookups);
        output.cannot_know_because(&met, record.place());
    }

    /// Merges the outputs of all threads, settles the facts, and completes the findings about them. It also
    /// skips the values of looked-up records that are not accepted. `outputs` must be in dataset order.
    pub fn settle(
        &self,
        outputs: Vec<PartialOutput>,
        accepted: &AcceptedFields,
        lookups: &Lookups<'_>,
        documents: &Documents<'_, '_>,
    ) -> PartialOutput {
        let mut settled = self.settle_all(PartialOutput::merged(outputs), lookups);
        self.complete_facts(&mut settled, lookups, documents);
        self.finish(settled, accepted, lookups)
    }

    /// Settles all facts of a rule and the keys without facts, and adds the results to the output.
    pub fn settle_all(&self, mut output: PartialOutput, lookups: &Lookups<'_>) -> PartialOutput {
        for key in output.facts.kept.without_facts(self.keys(lookups)) {
            self.settle_key(&key, no_facts(), lookups, &mut output);
        }
        self.settle_facts(&mut output, lookups);
        output
    }

    /// Returns the encoded keys that are settled even if they have no facts.
    #[must_use]
    pub fn encoded_keys(&self, lookups: &Lookups<'_>) -> Vec<Vec<u8>> {
        let encoded = |key: Key| {
            let mut bytes = Vec::new();
            key.encode(&mut bytes);
            bytes
        };
        self.keys(lookups).into_iter().map(encoded).collect()
    }

    /// Settles an encoded key that has no facts.
    pub fn settle_empty(&self, key: &[u8], lookups: &Lookups<'_>, output: &mut PartialOutput) {
        self.settle_key(&Key::decode(key), no_facts(), lookups, output);
    }

    /// Settles the facts of an output, key by key, and adds the results to the output.
    pub fn settle_facts(&self, output: &mut PartialOutput, lookups: &Lookups<'_>) {
        let facts = std::mem::take(&mut output.facts.kept);
        output.in_parallel(facts, |key, facts, output| {
            self.settle_key(key, facts, lookups, output);
        });
    }

    /// Completes the findings about the facts that were passed to [`Output::complete`], and adds them to the
    /// output.
    pub fn complete_facts(
        &self,
        output: &mut PartialOutput,
        lookups: &Lookups<'_>,
        documents: &Documents<'_, '_>,
    ) {
        let facts = std::mem::take(&mut output.facts.to_complete);
        output.in_parallel(facts, |key, facts, output| {
            self.complete_key(key, facts, lookups, documents, output);
        });
    }

    /// Makes the decisions that need the complete output: skips values of looked-up records, and reports
    /// texts without a match.
    pub fn finish(
        &self,
        mut settled: PartialOutput,
        accepted: &AcceptedFields,
        lookups: &Lookups<'_>,
    ) -> PartialOutput {
        let missing = std::mem::take(&mut settled.missing);
        let mut output = settled.parts::<()>(None, lookups);
        accepted.skip_looked_up(&self.declaration().lookups, lookups, &mut output);
        missing.decide(&mut output);
        settled.counted.sort();
        settled
    }
}

fn no_facts() -> OfKey<'static> {
    OfKey::Some(Group::default())
}

/// Number of groups of facts that are settled in parallel. It is higher than the usual number of threads, to
/// balance the work.
const GROUPS: usize = 64;

impl PartialOutput {
    /// Merges outputs, which must be in dataset order.
    #[must_use]
    pub fn merged(outputs: impl IntoIterator<Item = PartialOutput>) -> PartialOutput {
        let mut merged = PartialOutput::default();
        outputs.into_iter().for_each(|output| merged.append(output));
        merged
    }

    /// Calls `work` with each key, its facts and an output. The calls run in parallel, and their outputs are
    /// appended to this output.
    fn in_parallel(
        &mut self,
        mut facts: EncodedFacts,
        work: impl Fn(&Key, OfKey<'_>, &mut PartialOutput) + Sync,
    ) {
        // Each output contains the total number of unknown facts, so these numbers must not be added up.
        let unknown = self.unknown;
        let output = || PartialOutput { unknown, ..PartialOutput::default() };
        facts.sort();
        let of_group = |group: Group<'_>| {
            let mut output = output();
            group.by_key().for_each(|(key, facts)| work(&key, OfKey::Some(facts), &mut output));
            output
        };
        let outputs: Vec<PartialOutput> = match facts.only_key() {
            Some(key) => {
                let mut output = output();
                work(&key, OfKey::All(facts), &mut output);
                vec![output]
            }
            None => facts.groups(GROUPS).into_par_iter().map(of_group).collect(),
        };
        for output in outputs {
            self.append(output);
        }
        self.unknown = unknown;
    }
}
