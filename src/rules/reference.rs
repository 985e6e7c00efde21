//! `reference`: an id that names nothing, the wrong kind of record, or its own record.

use super::{Kind, Origin};
use crate::document::Value;
use crate::finding::{Anchor, Applicability, Cause, Finding, Level, Place, content_hash};
use crate::parameters::{Arguments, IN, Parameter, ParameterType, Role, Selection, TARGETS, WHERE};
use crate::path::{self, Condition, Field};
use crate::rule::{DynRule, Key, KeySpace, Lookup, Lookups, Output, Record, Rule, scalar_text};
use crate::value::look_alike::with_hidden_difference;
use crate::value::name::{Slip, only_meant};
use std::borrow::Cow;

pub(super) const KIND: Kind = Kind {
    name: "reference",
    about: "a reference to a missing record, to the wrong kind of record, or to itself",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::required("field", ParameterType::Field, "The field with the id or ids."),
        Parameter::required(
            "to",
            ParameterType::Collections,
            "The collection that the ids belong to; if there are several, any of them may contain the id.",
        )
        .by_id(),
        Parameter::optional(
            "to-where",
            ParameterType::Condition,
            "The condition that records must satisfy to be referred to.",
        )
        .of(TARGETS),
        Parameter::optional(
            "within",
            ParameterType::Choice(&["dataset", "document", "folder"]),
            "Where the record that is referred to must be: anywhere in the dataset, in the same document, or in a document of the same folder. The default is what `scope` says.",
        )
        .role(Role::Scope),
        Parameter::optional(
            "itself",
            ParameterType::Boolean,
            "Whether a record may refer to itself, as the first of a series or a root does.",
        )
        .with_default("false"),
        Parameter::optional(
            "relative",
            ParameterType::Text,
            "A separator such as `-`: an id that is not found as written is appended to each prefix of its own record's id that ends with this separator, longest first.",
        ),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("reference.md"),
};

struct Reference {
    selection: Selection,
    field: Field,
    to: Vec<String>,
    to_where: Option<Condition>,
    same_document: bool,
    /// Where the record that is referred to must be, in words that follow the name of the collection.
    place: &'static str,
    may_name_itself: bool,
    relative: Option<String>,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let selection = arguments.selection();
    let field = arguments.field("field");
    let to = arguments.texts("to");
    let to_where = arguments.condition("to-where");
    let within = arguments.text("within");
    let same_document = within.as_deref() == Some("document");
    let place = match within.as_deref() {
        Some("document") => " in this document",
        Some("folder") => " in this folder",
        _ => "",
    };
    let may_name_itself = arguments.boolean("itself")?;
    let relative = arguments.text("relative");
    if relative.as_ref().is_some_and(String::is_empty) {
        return arguments.refuse_argument("relative", "got an empty text, want a separator");
    }
    let (selection, field, to) = (selection?, field?, to?);
    Some(Box::new(Reference {
        selection,
        field,
        to,
        to_where,
        same_document,
        place,
        may_name_itself,
        relative,
    }))
}

/// A reference that is wrong.
enum Wrong {
    /// No record that is known has the id.
    Missing(Box<Finding>),
    /// The record at the place, with this anchor, has it and must not be referred to.
    OfAnotherKind(Box<Finding>, Place, String),
}

impl Rule for Reference {
    type Fact = Wrong;

    fn selection(&self) -> &Selection {
        &self.selection
    }

    fn declare(&self) -> Vec<Lookup> {
        self.to.iter().map(|to| Lookup::of_fields(to, self.to_where.as_ref(), [])).collect()
    }

    fn keeps_documents_apart(&self) -> bool {
        self.same_document
    }

    fn tolerates_unknown_values(&self) -> bool {
        true
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut Output<'_, Wrong>) {
        self.field.each(record.value, |value| match scalar_text(value) {
            Some(id) if self.is_right(record, &id, lookups) => {}
            Some(id) => self.follow(record, value, &id, lookups, output),
            None => output.skip(&self.field, value),
        });
    }

    /// Reports the unresolved ids, unless the target collections may have at least as many unknown ids as
    /// there are distinct unresolved ids: then each of these is counted as undecided. An id that several
    /// references name is not a typing error.
    fn settle(
        &self,
        key: &Key,
        facts: Vec<Wrong>,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Wrong>,
    ) {
        let document = match key.space {
            KeySpace::Document(file) => Some(file),
            KeySpace::Dataset | KeySpace::Value(..) => None,
        };
        let unknown = self.to.iter().map(|to| lookups.unknown_ids(to, document));
        let targets = Key::new(key.space, &[] as &[&str]);
        let haystack = (targets, unknown.fold(0, u64::saturating_add));
        let id = key.first_text().unwrap_or_default();
        let mut missing = Vec::new();
        for fact in facts {
            match fact {
                Wrong::Missing(finding) => missing.push(*finding),
                // While records are visited, only some fields of the others are in memory.
                Wrong::OfAnotherKind(finding, target, anchor) => {
                    let content = lookups.value_at(&target).map(content_hash);
                    output.report(finding.rests_on(anchor, "content", content.unwrap_or_default()));
                }
            }
        }
        if missing.len() > 1 {
            missing =
                missing.into_iter().map(|finding| self.without_unsafe_edit(finding)).collect();
        }
        if !missing.is_empty() {
            output.report_missing(haystack, id, self.field.as_str(), missing);
        }
    }
}

struct Named<'i, 'l, 'a> {
    id: Cow<'i, str>,
    targets: Vec<&'l Record<'a>>,
}

impl Reference {
    /// Whether an id is valid as written (the fast path, since most are).
    fn is_right(&self, record: &Record<'_>, id: &str, lookups: &Lookups<'_>) -> bool {
        let mut may_be_named = false;
        for target in self.targets(record, id, lookups) {
            if self.is_wrongly_itself(record, target) {
                return false;
            }
            may_be_named = may_be_named || self.may_be_named(target);
        }
        may_be_named
    }

    /// Whether the target is the record itself although the rule does not allow that.
    fn is_wrongly_itself(&self, record: &Record<'_>, target: &Record<'_>) -> bool {
        !self.may_name_itself && target.value.is_same_node(record.value)
    }

    fn follow(
        &self,
        record: &Record<'_>,
        value: Value<'_>,
        id: &str,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Wrong>,
    ) {
        let named = self.named(record, id, lookups);
        let (id, targets) = (named.id.as_ref(), named.targets);
        let space = match self.same_document {
            true => KeySpace::Document(record.value.document().file()),
            false => KeySpace::Dataset,
        };
        let Some(first) = targets.first() else {
            let missing = || Wrong::Missing(Box::new(self.unknown(record, value, id, lookups)));
            return output.keep_under(space, &[id], missing);
        };
        if targets.iter().any(|target| self.is_wrongly_itself(record, target)) {
            let message = format!("{} refers to itself", record.display_name());
            output.report(self.finding(message, record, id).label(Place::of(value), "its own id"));
            return;
        }
        if !targets.iter().any(|target| self.may_be_named(target)) {
            output.keep_under(space, &[id], || {
                let finding = Box::new(self.wrong_kind(record, value, id, first));
                Wrong::OfAnotherKind(finding, first.place(), first.anchor())
            });
        }
    }

    /// Resolves an id as written or, if no record has it, the first of its completions that names a record;
    /// see [`Reference::completed`].
    fn named<'i, 'l, 'a>(
        &self,
        record: &Record<'_>,
        id: &'i str,
        lookups: &'l Lookups<'a>,
    ) -> Named<'i, 'l, 'a> {
        let targets = self.targets(record, id, lookups).collect();
        let as_written = Named { id: id.into(), targets };
        if !as_written.targets.is_empty() {
            return as_written;
        }
        let completed = self.completed(record, id).into_iter().find_map(|id| {
            let targets: Vec<_> = self.targets(record, &id, lookups).collect();
            (!targets.is_empty()).then(|| Named { id: id.into(), targets })
        });
        completed.unwrap_or(as_written)
    }

    /// Returns the id appended to each prefix of the record's own id that ends with the separator, longest
    /// prefix first; empty if ids are not relative.
    fn completed(&self, record: &Record<'_>, id: &str) -> Vec<String> {
        let (Some(separator), Some(own)) = (&self.relative, record.id()) else { return Vec::new() };
        let ends = own.rmatch_indices(separator.as_str()).map(|(at, found)| at + found.len());
        ends.filter_map(|end| Some(format!("{}{id}", own.get(..end)?))).collect()
    }

    /// Returns the record with the id from each collection that has one in the same document or, unless
    /// `same_document` is set, in any other.
    fn targets<'l, 'a>(
        &self,
        record: &Record<'_>,
        id: &str,
        lookups: &'l Lookups<'a>,
    ) -> impl Iterator<Item = &'l Record<'a>> {
        let file = record.value.document().file();
        self.to.iter().filter_map(move |to| {
            if self.same_document {
                lookups.collections.get(to)?.get_in(file, id)
            } else {
                lookups.record_relative_to(file, to, id)
            }
        })
    }

    /// Whether a record satisfies the condition `to-where`; also `true` if that is unknown.
    fn may_be_named(&self, target: &Record<'_>) -> bool {
        let Some(condition) = &self.to_where else { return true };
        let (may_be, unknown) = path::watch(|| condition.holds_for(target.value));
        let is_unknown = !unknown.is_none();
        unknown.pass_on();
        may_be || is_unknown
    }

    fn unknown(
        &self,
        record: &Record<'_>,
        value: Value<'_>,
        id: &str,
        lookups: &Lookups<'_>,
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
        let elsewhere = self.to.iter().find_map(|to| lookups.record(to, id));
        let cause = named_by(&self.to, is_missing);
        let finding = |message| {
            let finding = self.finding(message, record, id).because(cause);
            finding.label(Place::of(value), "names nothing")
        };
        if let Some(elsewhere) = elsewhere {
            let label = "has the id, but in another document";
            return finding(message).label(elsewhere.name_place(), label);
        }
        // An edit that completes an id is never safe: it changes more than the form of the id.
        let completed = completed.iter().map(|id| (id.as_str(), Applicability::Unsafe));
        let mut written = completed.chain([(id, Applicability::Safe)]);
        let meant = written.find_map(|(id, applicability)| {
            let (slip, near) = self.meant_by(record, id, lookups)?;
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
            None => finding.help(self.how_to_resolve()),
        }
    }

    fn how_to_resolve(&self) -> String {
        format!("add it to `{}`, or correct the id", self.to.join("` or `"))
    }

    fn without_unsafe_edit(&self, finding: Finding) -> Finding {
        match finding.suggestions.iter().all(|edit| edit.applicability.is_safe()) {
            true => finding,
            false => {
                Finding { suggestions: Vec::new(), help: Some(self.how_to_resolve()), ..finding }
            }
        }
    }

    /// Returns the known id that an unknown id is most likely a slip of, with the kind of slip, or `None`
    /// if there is none or the rule does not allow a reference to the record with that id.
    fn meant_by<'a>(
        &self,
        record: &Record<'_>,
        id: &str,
        lookups: &Lookups<'a>,
    ) -> Option<(Slip, Cow<'a, str>)> {
        let file = record.value.document().file();
        let is_near =
            |other: &Record<'_>| !self.same_document || other.value.document().file() == file;
        let collections = self.to.iter().filter_map(|to| lookups.collections.get(to));
        let candidates = collections.flat_map(|collection| collection.candidates(id, is_near));
        let (slip, other) = only_meant(candidates, |other| other.id().unwrap_or_default())?;
        let is_right = !self.is_wrongly_itself(record, other) && self.may_be_named(other);
        if is_right { Some((slip, other.id()?)) } else { None }
    }

    fn wrong_kind(
        &self,
        record: &Record<'_>,
        value: Value<'_>,
        id: &str,
        target: &Record<'_>,
    ) -> Finding {
        let want = self.to_where.as_ref().map(Condition::as_str).unwrap_or_default();
        let is_another = format!("`{id}` is not a record with {want}");
        self.finding(format!("`{id}` does not satisfy `{want}`"), record, id)
            .because(named_by(&self.to, is_another))
            .label(Place::of(value), "named here")
            .label(target.name_place(), "this record does not satisfy `to-where`")
    }

    fn finding(&self, message: String, record: &Record<'_>, id: &str) -> Finding {
        Finding::new(message, Anchor::new(record.anchor(), self.field.as_str()))
            .in_record(record.place())
            .rests_on(record.anchor(), self.field.as_str(), id)
    }
}

/// Returns the cause that all references to an id share.
fn named_by(to: &[String], message: String) -> Cause {
    let key = format!("{}: {message}", to.join(" or "));
    Cause::new(key, message, "reference names it", "references name it")
}
