//! The findings of `reference`: an id without a record, or a record that must not be referred to.

use super::{Reference, Tables};
use crate::document::Value;
use crate::finding::{Anchor, Applicability, Cause, Finding, Place, content_hash};
use crate::path::{Condition, KeyFields};
use crate::rule::{Collection, Documents, Record, key_text};
use crate::value::look_alike::with_hidden_difference;
use crate::value::name::{Slip, only_meant};
use std::borrow::Cow;

impl Reference {
    pub(super) fn unknown(
        &self,
        record: &Record<'_>,
        value: Value<'_>,
        id: &str,
        (lookups, targets): Tables<'_, '_, '_>,
    ) -> Finding {
        let to = self.to.join("` or `");
        let completed = self.completed(record, id);
        let or_completed = match completed.first() {
            Some(full) => format!(", or `{full}`"),
            None => String::new(),
        };
        let mut is_missing = format!("`{id}`{or_completed} is missing");
        if !self.place.is_empty() {
            let file = lookups.files.name(record.value.document().file());
            is_missing.push_str(&format!("{} ({file})", self.place));
        }
        let message = format!("no record of `{to}`{} has the id `{id}`{or_completed}", self.place);
        let anywhere = targets.of_dataset();
        let mut named = std::iter::once(id).chain(completed.iter().map(String::as_str));
        let elsewhere =
            named.find_map(|id| self.to.iter().find_map(|to| anywhere.get(to)?.get(id)));
        let cause = named_by(&self.to, is_missing);
        let finding = |message| {
            let finding = self.finding(message, record, id).because(cause);
            let finding = finding.label(Place::of(value), "names nothing").with_unknown_name(id);
            let others = self.field.iter().skip(1).filter_map(|field| field.first(record.value));
            others.fold(finding, |finding, other| {
                finding.label(Place::of(other), "the other part of this id")
            })
        };
        if let Some(elsewhere) = elsewhere {
            let [own, other] = [record, elsewhere].map(|record| record.value.document().file());
            let part = lookups.difference_between(own, other);
            let label = format!("has the id, but in another {part}");
            let within = lookups.scope.in_this();
            let message = match self.place.is_empty() {
                true => format!("no record of `{to}`{within} has the id `{id}`{or_completed}"),
                false => message,
            };
            return finding(message).label(elsewhere.name_place(), label);
        }
        // An edit that completes an id is never safe: it changes more than the form of the id.
        let completed = completed.iter().map(|id| (id.as_str(), Applicability::Unsafe));
        let mut written = completed.chain([(id, Applicability::Safe)]);
        let meant = written.find_map(|(id, applicability)| {
            let (slip, target) = self.meant_by(record, id, targets)?;
            Some((applicability.max(Applicability::of(slip)), id, target))
        });
        let message = match &meant {
            Some((_, id, target)) => {
                with_hidden_difference(message, id, &target.id().unwrap_or_default())
            }
            None => message,
        };
        let finding = finding(message);
        match meant {
            Some((applicability, _, target)) => {
                let near = target.id().unwrap_or_default();
                let finding = finding.help(format!("did you mean `{near}`?"));
                match self.correction(record, value, target) {
                    Some((value, text)) => finding.suggest(
                        applicability,
                        Place::of(value),
                        serde_json::Value::from(text.as_ref()).to_string(),
                        format!("use `{text}`"),
                    ),
                    None => finding,
                }
            }
            None => finding.help(match self.without_ids(targets) {
                Some(to) => {
                    format!("the records of `{to}` have no ids: correct the `id` of the collection")
                }
                None => format!("add it to `{to}`, or correct the id"),
            }),
        }
    }

    /// Returns the name of a collection that has records, but none with an id.
    fn without_ids(&self, targets: &Documents<'_, '_>) -> Option<&str> {
        let has_no_ids = |to: &&String| targets.get(to).is_some_and(Collection::is_without_ids);
        self.to.iter().find(has_no_ids).map(String::as_str)
    }

    /// Returns the value to replace and its replacement, so that a reference names `target`. Returns `None` if
    /// several parts of the id differ.
    fn correction<'v, 'a>(
        &self,
        record: &Record<'v>,
        value: Value<'v>,
        target: &Record<'a>,
    ) -> Option<(Value<'v>, Cow<'a, str>)> {
        if self.field.one().is_some() {
            return Some((value, target.id()?));
        }
        let ids = target.collection.id.iter().flat_map(KeyFields::iter);
        let parts = self.field.iter().zip(ids).map(|(field, id)| {
            Some((field.first(record.value)?, key_text(id.first(target.value)?)?))
        });
        let parts: Vec<(Value<'v>, Cow<'a, str>)> = parts.collect::<Option<_>>()?;
        let differs = |(value, text): &(Value<'v>, Cow<'a, str>)| {
            key_text(*value).as_deref() != Some(text.as_ref())
        };
        let mut different = parts.into_iter().filter(differs);
        different.next().filter(|_| different.next().is_none())
    }

    /// Returns the record that an unknown, probably misspelt id was meant to refer to, and the kind of slip.
    /// Returns `None` if no similar id was found, or if the rule does not allow references to its record.
    fn meant_by<'l, 'a>(
        &self,
        record: &Record<'_>,
        id: &str,
        targets: &'l Documents<'_, 'a>,
    ) -> Option<(Slip, &'l Record<'a>)> {
        let file = record.value.document().file();
        let is_near =
            |other: &Record<'_>| !self.same_document || other.value.document().file() == file;
        let collections = || self.to.iter().filter_map(|to| targets.get(to));
        let candidates = collections().flat_map(|collection| collection.candidates(id, is_near));
        let has_rival =
            |meant: &str| collections().any(|known| known.has_rival(id, meant, is_near));
        let (slip, other) =
            only_meant(candidates, |other| other.id().unwrap_or_default(), has_rival)?;
        let may_be_named = self.may_be_named(other).unwrap_or(true);
        let is_right = !self.is_forbidden_self_reference(record, other)
            && may_be_named
            && self.is_in_order_of(other, record);
        is_right.then_some((slip, other))
    }

    pub(super) fn wrong_kind(
        &self,
        record: &Record<'_>,
        value: Value<'_>,
        id: &str,
        target: &Record<'_>,
        documents: &Documents<'_, '_>,
    ) -> Finding {
        // The target has only some of its fields in memory, so its content is read from the document.
        let content = documents.value_at(&target.place()).map(content_hash).unwrap_or_default();
        let want = self.to_where.as_ref().map(Condition::as_str).unwrap_or_default();
        let is_another = format!("`{id}` is not a record with {want}");
        self.finding(format!("`{id}` does not satisfy `{want}`"), record, id)
            .because(named_by(&self.to, is_another))
            .label(Place::of(value), "named here")
            .label(target.name_place(), "this record does not satisfy `to-where`")
            .rests_on(target.anchor(), "content", content)
    }

    /// Returns the finding about a reference to a record that comes after the record with the reference.
    pub(super) fn later(
        &self,
        record: &Record<'_>,
        value: Value<'_>,
        id: &str,
        target: &Record<'_>,
    ) -> Finding {
        let message = format!("`{id}` comes after {}, want it before", record.display_name());
        self.finding(message, record, id)
            .label(Place::of(value), "named here")
            .label(target.name_place(), "comes after")
            .rests_on(target.anchor(), "order", "after")
            .help("move one of the two records, or correct the id")
    }

    pub(super) fn finding(&self, message: String, record: &Record<'_>, id: &str) -> Finding {
        Finding::new(message, Anchor::new(record.anchor(), self.name.as_str()))
            .in_record(record.place())
            .rests_on(record.anchor(), self.name.as_str(), id)
    }
}

/// Returns the common cause of the findings about references to an id.
fn named_by(to: &[String], message: String) -> Cause {
    let key = format!("{}: {message}", to.join(" or "));
    Cause::new(key, message, "reference names it", "references name it")
}
