//! `assert`: a record for which a condition does not hold.

use super::{Kind, Origin};
use crate::document::{Kind as JsonKind, Value};
use crate::finding::{Anchor, Finding, Level, Place, canonical, content_hash, words_hash};
use crate::parameters::{Arguments, IN, Parameter, ParameterType, WHERE};
use crate::path::{self, Condition, Field, Mentioned};
use crate::rule::{Declaration, DynRule, Lookups, Output, Partner, Record, Rule};
use crate::value::look_alike::{look_alike, twin_in, with_hidden_difference};
use std::borrow::Cow;

pub(super) const KIND: Kind = Kind {
    name: "assert",
    about: "a record for which a condition does not hold",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::required(
            "that",
            ParameterType::Condition,
            "The condition that must hold for every record.",
        )
        .reports_absence(),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("assert.md"),
};

struct Assert {
    declaration: Declaration,
    that: Condition,
    /// The fields that the condition names. Findings show their values.
    fields: Vec<Field>,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, that) = (arguments.selection(), arguments.condition("that"));
    let (selection, that) = (selection?, that?);
    let declaration = Declaration::new(selection, Partner::NotNeeded);
    Some(Box::new(Assert { declaration, fields: that.named_fields(), that }))
}

impl Rule for Assert {
    type Fact = ();

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, ()>) {
        if !self.that.holds_for(record.value) {
            // If the result is certain, unknown values that the finding shows do not matter.
            let (finding, _) = path::watch(|| self.broken(record));
            return output.report(finding);
        }
        // A condition such as `!(@.year < 2000)` also holds for a year that is a text, since `<` never holds between
        // values of different types.
        if self.that.restricts_types() {
            path::watch(|| {
                self.that.each_misread(record.value, |field, value| {
                    output.skip_as(field, value, value.kind().with_article());
                });
            });
        }
    }
}

impl Assert {
    /// Adds the hidden difference to the message if a value looks the same as a text of the condition, or looks as
    /// if it contained one.
    fn explained(&self, message: String, record: &Record<'_>) -> String {
        let values = self.fields.iter().filter_map(|field| field.first(record.value)?.as_str());
        let values: Vec<Cow<'_, str>> = values.collect();
        let mentions = self.that.mentions();
        let texts = mentions.iter().filter(|mention| !mention.is_negated);
        let mut twins = texts.flat_map(|mention| {
            values.iter().filter_map(move |value| match mention.what {
                Mentioned::Text => look_alike(value, &mention.text)
                    .then(|| (value.as_ref(), mention.text.as_str())),
                Mentioned::Part => Some((twin_in(value, &mention.text)?, mention.text.as_str())),
                Mentioned::Name => None,
            })
        });
        match twins.next() {
            Some((got, want)) => with_hidden_difference(message, got, want),
            None => message,
        }
    }

    fn broken(&self, record: &Record<'_>) -> Finding {
        let message =
            format!("{} does not satisfy {}", record.display_name(), self.that.as_str().trim());
        let message = self.explained(message, record);
        let anchor = Anchor::new(record.anchor(), "that");
        let mut finding = Finding::new(message, anchor).in_record(record.place());
        let mut absent = Vec::new();
        for field in &self.fields {
            let value = field.first_as_written(record.value);
            let state = value.map(state_of).unwrap_or_default();
            finding = finding.rests_on(record.anchor(), field.as_str(), state);
            match value {
                Some(value) => finding = finding.label(place_of(value), format!("its `{field}`")),
                None => absent.push(format!("`{field}`")),
            }
        }
        if !self.that.reads_only_named_fields() {
            // The condition also depends on values that cannot be listed, so the finding rests on the whole
            // record.
            finding = finding.rests_on(record.anchor(), "content", content_hash(record.value));
        }
        if let Some(root) = record.value.document().root().filter(|_| self.that.uses_root()) {
            let summary = self.that.summary_of_document(root, |values| {
                words_hash(&values.into_iter().map(state_of).collect::<Vec<_>>().join(" "))
            });
            finding = finding.rests_on(record.anchor(), "document", summary.as_str());
        }
        let name = record.name_place();
        match absent.as_slice() {
            [] if finding.labels.iter().any(|label| label.place == name) => finding,
            [] => finding.label(name, "this record"),
            absent => finding.label(name, format!("has no {}", absent.join(" and no "))),
        }
    }
}

/// Returns a value's place. For an object or array, which may be long, returns the place of its opening
/// bracket.
fn place_of(value: Value<'_>) -> Place {
    match value.kind() {
        JsonKind::Object | JsonKind::Array => Place::opening(value),
        _ => Place::of(value),
    }
}

/// Returns a value in canonical form. For an object or array, which may be long, returns its hash.
fn state_of(value: Value<'_>) -> String {
    match value.kind() {
        JsonKind::Object | JsonKind::Array => content_hash(value),
        _ => canonical(value),
    }
}
