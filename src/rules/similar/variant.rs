//! Findings about variants of recorded names.

use super::{Fact, Reference, Similar, Written};
use crate::claims::{self, Claim};
use crate::document::{Kind as ValueKind, Value, layout};
use crate::finding::{Anchor, Applicability, Finding, Place};
use crate::path;
use crate::rule::{Count, Documents, Key, KeySpace, Lookups, Output, Record};
use crate::value::name::{self, Similarity};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

const HELP: &str = "the quotes stay verbatim: record it as an alias if it is meant to be one";

const HELP_ONE_IS_MISSPELT: &str = "one of the two may be misspelt; the quotes stay verbatim: record it as an alias if it is meant to be one";

/// An unrecorded spelling of a name, and the places where it is written.
struct Spelling<'s> {
    name: &'s str,
    places: &'s [Written],
    /// The other names written for the same record that are not variants.
    written_names: &'s [Box<str>],
}

impl Spelling<'_> {
    /// Checks whether a similar alias can be a misspelling of this name: several records contain this name,
    /// and none contains the alias. A name that only one record contains is more likely misspelt itself.
    fn corrects(&self, alias: &str) -> bool {
        let records: HashSet<_> = self.places.iter().map(|written| &written.record).collect();
        let is_written =
            || self.written_names.iter().any(|written| name::names_are_equal(written, alias));
        records.len() > 1 && !is_written()
    }
}

impl Similar {
    /// Keeps a name that is written for an id. If one of the names written for the id may be a variant, all
    /// of them are settled. `targets` are the records with the id.
    pub(super) fn keep_reference(
        &self,
        id: &str,
        targets: &[&Record<'_>],
        reference: Reference,
        output: &mut Output<'_, Fact>,
    ) {
        // An unknown value in a target does not make the visited record undecided.
        let (may_be_variant, _) = path::watch(|| {
            output.find_partner(|| !self.are_readable(targets) || self.have_names(targets));
            self.may_be_variant(targets, &reference.name)
        });
        let fact = || Fact::Reference(reference);
        match may_be_variant {
            true => output.keep_always(KeySpace::Dataset, &[id], fact),
            false => output.answer(KeySpace::Dataset, &[id], fact),
        }
    }

    /// Passes each possible variant among `references` to `complete`, with the other names written for
    /// the same id.
    pub(super) fn settle_references(
        &self,
        key: &Key,
        targets: &[&Record<'_>],
        references: Vec<Reference>,
        output: &mut Output<'_, Fact>,
    ) {
        let mut spellings: BTreeMap<Box<str>, Vec<Reference>> = BTreeMap::new();
        for reference in references {
            spellings.entry(reference.name.clone()).or_default().push(reference);
        }
        let (variants, others): (Vec<_>, Vec<_>) =
            spellings.into_iter().partition(|(written, _)| self.may_be_variant(targets, written));
        let others = others.iter().filter_map(|(_, references)| references.first());
        let mut folded = HashSet::new();
        let others: Vec<&Reference> =
            others.filter(|other| folded.insert(name::fold_name(&other.name))).collect();
        for (written, references) in &variants {
            let facts = references.iter().chain(others.iter().copied());
            let facts: Vec<Fact> = facts.cloned().map(Fact::Reference).collect();
            let texts = key.texts.iter().map(String::as_str).chain([written.as_ref()]);
            output.complete(&Key::new(key.space, &texts.collect::<Vec<_>>()), &facts);
        }
    }

    /// Checks whether a name may be an unrecorded variant: it is not recorded, and either it is similar to a
    /// recorded name, or a recorded name cannot be read. `targets` are the records with one id.
    fn may_be_variant(&self, targets: &[&Record<'_>], written: &str) -> bool {
        let names: Vec<Cow<'_, str>> =
            targets.iter().flat_map(|target| claims::names_of(target, &self.model)).collect();
        let is_recorded = || names.iter().any(|known| name::names_are_equal(known, written));
        let is_near = || names.iter().any(|known| is_variant(known, written));
        !is_recorded() && (!self.are_readable(targets) || is_near())
    }

    fn have_names(&self, targets: &[&Record<'_>]) -> bool {
        targets.iter().any(|target| !claims::names_of(target, &self.model).is_empty())
    }

    fn are_readable(&self, targets: &[&Record<'_>]) -> bool {
        targets.iter().all(|target| claims::has_readable_names(target, &self.model))
    }

    /// Reports a spelling that is similar to a recorded name but is not itself recorded.
    pub(super) fn complete_variant(
        &self,
        targets: &[&Record<'_>],
        written: &str,
        facts: Vec<Fact>,
        (lookups, documents): (&Lookups<'_>, &Documents<'_, '_>),
        output: &mut Output<'_, Fact>,
    ) {
        let (references, others): (Vec<Reference>, Vec<Reference>) = facts
            .into_iter()
            .filter_map(Fact::into_reference)
            .partition(|reference| *reference.name == *written);
        if !self.are_readable(targets) {
            // A recorded name that cannot be read may be equal to `written`.
            for reference in references {
                output.count_at(Count::CannotTell, self.field.as_str(), reference.at.value());
            }
            return;
        }
        let places = references.into_iter();
        let places = places.filter_map(|reference| self.read(reference.at, false, documents));
        let places: Vec<Written> = places.collect();
        let written_names: Vec<Box<str>> =
            others.into_iter().map(|reference| reference.name).collect();
        let near = targets.iter().find_map(|target| {
            let names = claims::names_of(target, &self.model);
            Some((target, names.into_iter().find(|known| is_variant(known, written))?))
        });
        if let Some((target, near)) = near {
            let spelling =
                Spelling { name: written, places: &places, written_names: &written_names };
            output.report(self.variant(target, &spelling, &near, (lookups, documents)));
        }
    }

    fn variant(
        &self,
        target: &Record<'_>,
        spelling: &Spelling<'_>,
        near: &str,
        (lookups, documents): (&Lookups<'_>, &Documents<'_, '_>),
    ) -> Finding {
        let (written, facts) = (spelling.name, spelling.places);
        let anchor = Anchor::new(format!("{}/{written}", target.anchor()), self.field.as_str());
        let mut finding = Finding::new(
            format!(
                "\"{written}\" is a variant of \"{near}\", but not a recorded name of {}",
                target.display_name()
            ),
            anchor,
        );
        for fact in facts {
            finding = finding.label(fact.place.clone(), "written this way here").rests_on(
                &fact.anchor,
                self.field.as_str(),
                written,
            );
        }
        for fact in facts.iter().filter(|_| self.visits_claims) {
            let claims = self.declaration.collection();
            if let Some(claim) = Claim::at(&fact.record, claims, &self.model, documents) {
                finding = claims::show_words(finding, &claim, written, lookups);
            }
        }
        let mut aliases = self.model.aliases.select(target.value).into_iter();
        let is_near = |value: &Value<'_>| value.as_str().is_some_and(|text| text == near);
        let name = self.model.name.first(target.value);
        if let (false, Some(alias)) = (name.as_ref().is_some_and(is_near), aliases.find(is_near)) {
            finding = finding.label(Place::of(alias), "recorded as this alias").rests_on(
                target.anchor(),
                "alias",
                near,
            );
            finding = match spelling.corrects(near) {
                true => finding.help(HELP).suggest(
                    Applicability::Unsafe,
                    Place::of(alias),
                    serde_json::Value::from(written).to_string(),
                    "correct the alias",
                ),
                false => finding.help(HELP_ONE_IS_MISSPELT),
            };
        } else if let Some(name) = name {
            finding = finding.label(Place::of(name), "recorded under this name").rests_on(
                target.anchor(),
                "name",
                near,
            );
            finding = self.suggest_alias(finding.help(HELP), target, written, documents);
        } else {
            finding = finding.help(HELP);
        }
        let finding = finding.with_others([target.place()]);
        match facts.first() {
            Some(fact) => finding.in_record(fact.record.clone()),
            None => finding,
        }
    }

    /// Suggests recording the name as an alias: after the last alias, or as the first alias if the record has
    /// none.
    fn suggest_alias(
        &self,
        finding: Finding,
        target: &Record<'_>,
        written: &str,
        documents: &Documents<'_, '_>,
    ) -> Finding {
        let message = "record it as an alias";
        let alias = serde_json::Value::from(written).to_string();
        // A large document is laid out differently in memory than in its file, so the record is read from the
        // file.
        let record = documents.value_at(&target.place()).unwrap_or(target.value);
        let (name, aliases) = (self.model.name.first(record), &self.model.aliases);
        let key = aliases.as_str().strip_suffix("[*]").filter(|key| !key.contains(['.', '[']));
        let list = key.and_then(|key| record.get(key));
        let is_in = |value: Value<'_>, container: Value<'_>| {
            value.parent().is_some_and(|parent| parent.is_same_node(container))
        };
        let (after, inserted) = match (aliases.select(record).last(), list, key.zip(name)) {
            (Some(last), ..)
                if last.parent().is_some_and(|list| list.kind() == ValueKind::Array) =>
            {
                (*last, alias)
            }
            (None, Some(list), _) if list.kind() == ValueKind::Array => {
                let new = layout::array_in(record, &alias);
                return finding.suggest(Applicability::Unsafe, Place::of(list), new, message);
            }
            (None, None, Some((key, name))) if is_in(name, record) => {
                (name, layout::member(record, key, &layout::array_in(record, &alias)))
            }
            _ => return finding,
        };
        let both = format!("{}{}{inserted}", after.raw(), layout::separator_after(after));
        finding.suggest(Applicability::Unsafe, Place::of(after), both, message)
    }
}

fn is_variant(left: &str, right: &str) -> bool {
    matches!(name::similarity(left, right), Similarity::Variant { .. })
}
