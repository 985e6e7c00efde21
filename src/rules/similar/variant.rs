//! Findings about variants of recorded names.

use super::{Fact, Similar, Written};
use crate::claims::{self, Claim};
use crate::document::{Kind as ValueKind, Value, layout};
use crate::finding::{Anchor, Applicability, Finding, Place};
use crate::rule::{Count, Documents, Lookups, Output, Record};
use crate::value::name::{self, Similarity};
use std::borrow::Cow;

impl Similar {
    /// Whether a name may be an unrecorded variant: it is not a recorded name, and is similar to a
    /// recorded name or some recorded name cannot be read. The records have the same id.
    pub(super) fn may_be_variant(&self, targets: &[&Record<'_>], written: &str) -> bool {
        let names: Vec<Cow<'_, str>> =
            targets.iter().flat_map(|target| claims::names_of(target, &self.model)).collect();
        let is_recorded = || names.iter().any(|known| name::names_are_equal(known, written));
        let is_near = || names.iter().any(|known| is_variant(known, written));
        (!self.are_readable(targets) || is_near()) && !is_recorded()
    }

    fn are_readable(&self, targets: &[&Record<'_>]) -> bool {
        targets.iter().all(|target| claims::has_readable_names(target, &self.model))
    }

    /// Reports a spelling that is similar to a recorded name but is not itself recorded.
    pub(super) fn complete_variant(
        &self,
        targets: &[&Record<'_>],
        written: &str,
        facts: &[Fact],
        (lookups, documents): (&Lookups<'_>, &Documents<'_, '_>),
        output: &mut Output<'_, Fact>,
    ) {
        let references = facts.iter().filter_map(Fact::reference);
        if !self.are_readable(targets) {
            // A name that cannot be read may be this one.
            for at in references {
                output.count_at(Count::CannotTell, self.field.as_str(), at.value());
            }
            return;
        }
        let facts: Vec<Written> =
            references.filter_map(|at| self.read(at, false, documents)).collect();
        let near = targets.iter().find_map(|target| {
            let names = claims::names_of(target, &self.model);
            Some((target, names.into_iter().find(|known| is_variant(known, written))?))
        });
        if let Some((target, near)) = near {
            output.report(self.variant(target, written, &near, &facts, (lookups, documents)));
        }
    }

    fn variant(
        &self,
        target: &Record<'_>,
        written: &str,
        near: &str,
        facts: &[Written],
        (lookups, documents): (&Lookups<'_>, &Documents<'_, '_>),
    ) -> Finding {
        let anchor = Anchor::new(format!("{}/{written}", target.anchor()), self.field.as_str());
        let mut finding = Finding::new(
            format!(
                "\"{written}\" is a variant of \"{near}\", but not a recorded name of {}",
                target.display_name()
            ),
            anchor,
        )
        .help("the quotes stay verbatim: record it as an alias if it is meant to be one");
        for fact in facts {
            finding = finding.label(fact.place.clone(), "written this way here").rests_on(
                &fact.anchor,
                self.field.as_str(),
                written,
            );
        }
        for fact in facts.iter().filter(|_| self.visits_claims()) {
            let claims = &self.selection.collection;
            if let Some(claim) = Claim::at(&fact.record, claims, &self.model, documents) {
                finding = claims::show_words(finding, &claim, written, lookups);
            }
        }
        let mut aliases = self.model.aliases.select(target.value).into_iter();
        let is_near = |value: &Value<'_>| value.as_str().is_some_and(|text| text == near);
        let name = self.model.name.first(target.value);
        if let (false, Some(alias)) = (name.as_ref().is_some_and(is_near), aliases.find(is_near)) {
            finding = finding
                .label(Place::of(alias), "recorded as this alias")
                .rests_on(target.anchor(), "alias", near)
                .suggest(
                    Applicability::Unsafe,
                    Place::of(alias),
                    serde_json::Value::from(written).to_string(),
                    "correct the alias",
                );
        } else if let Some(name) = name {
            finding = finding.label(Place::of(name), "recorded under this name").rests_on(
                target.anchor(),
                "name",
                near,
            );
            finding = self.suggest_alias(finding, target, written, documents);
        }
        let finding = finding.with_others([target.place()]);
        match facts.first() {
            Some(fact) => finding.in_record(fact.record.clone()),
            None => finding,
        }
    }

    /// Suggests recording the name as an alias, after the last alias or as the first.
    fn suggest_alias(
        &self,
        finding: Finding,
        target: &Record<'_>,
        written: &str,
        documents: &Documents<'_, '_>,
    ) -> Finding {
        let message = "record it as an alias";
        let alias = serde_json::Value::from(written).to_string();
        // A large document in memory has another layout than its file.
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
