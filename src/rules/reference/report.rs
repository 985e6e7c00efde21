//! The findings of `reference`: an id without a record, or a record that must not be referred to.

use super::{Reference, Tables};
use crate::document::Value;
use crate::finding::{Anchor, Applicability, Cause, Finding, Place, content_hash};
use crate::path::Condition;
use crate::rule::{Documents, Record};
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
            finding.label(Place::of(value), "names nothing").names_nothing(id)
        };
        if let Some(elsewhere) = elsewhere {
            let [own, other] = [record, elsewhere].map(|record| record.value.document().file());
            let part = lookups.difference_between(own, other);
            let label = format!("has the id, but in another {part}");
            return finding(message).label(elsewhere.name_place(), label);
        }
        // An edit that completes an id is never safe: it changes more than the form of the id.
        let completed = completed.iter().map(|id| (id.as_str(), Applicability::Unsafe));
        let mut written = completed.chain([(id, Applicability::Safe)]);
        let meant = written.find_map(|(id, applicability)| {
            let (slip, near) = self.meant_by(record, id, targets)?;
            Some((applicability.max(Applicability::of(slip)), id, near))
        });
        let message = match &meant {
            Some((_, id, near)) => with_hidden_difference(message, id, near),
            None => message,
        };
        let finding = finding(message);
        match meant {
            Some((applicability, _, near)) => {
                finding.help(format!("did you mean `{near}`?")).suggest(
                    applicability,
                    Place::of(value),
                    serde_json::Value::from(near.as_ref()).to_string(),
                    format!("use `{near}`"),
                )
            }
            None => finding.help(format!("add it to `{to}`, or correct the id")),
        }
    }

    /// Returns the known id that an unknown id is most likely a misspelling of, and the kind of
    /// slip. Returns `None` if there is no such id, or if the rule does not allow references to its
    /// record.
    fn meant_by<'a>(
        &self,
        record: &Record<'_>,
        id: &str,
        targets: &Documents<'_, 'a>,
    ) -> Option<(Slip, Cow<'a, str>)> {
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
        if is_right { Some((slip, other.id()?)) } else { None }
    }

    pub(super) fn wrong_kind(
        &self,
        record: &Record<'_>,
        value: Value<'_>,
        id: &str,
        target: &Record<'_>,
        documents: &Documents<'_, '_>,
    ) -> Finding {
        // Only some fields of the target are in memory.
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
        Finding::new(message, Anchor::new(record.anchor(), self.field.as_str()))
            .in_record(record.place())
            .rests_on(record.anchor(), self.field.as_str(), id)
    }
}

/// Returns the common cause of the findings about references to an id.
fn named_by(to: &[String], message: String) -> Cause {
    let key = format!("{}: {message}", to.join(" or "));
    Cause::new(key, message, "reference names it", "references name it")
}
