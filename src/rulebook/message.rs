//! A rule's own message, with placeholders for values of fields.

use crate::document::Value;
use crate::parameters::{
    Absence, CollectionDefinition, Expectations, Probe, Problems, Spanned, Wants, WrittenMention,
    place_of, report_path,
};
use crate::path::Field;
use crate::value::shortened;
use std::collections::{BTreeSet, HashSet};

/// A message with placeholders: `{field}` for values of the record, `{others:field}` for values of the
/// finding's other records, and `{}` for the value at the primary place. `{{` and `}}` are literal braces.
#[derive(Debug)]
pub struct Message {
    parts: Vec<Part>,
    /// The fields with their text and span, in the order of `parts`.
    fields: Vec<(Field, Spanned<String>)>,
}

/// The prefix of a field of the other records.
const OTHERS: &str = "others:";

/// Maximum number of values of the other records that are shown. Any further values are counted.
const MAX_OTHERS: usize = 10;

#[derive(Debug)]
enum Part {
    Text(String),
    Field(Field),
    /// A field of the finding's other records.
    Others(Field),
    /// The value at the finding's primary place.
    Found,
}

impl Message {
    /// Parses a message. Fields that do not parse are reported.
    pub(super) fn parse(
        written: &Spanned<String>,
        rulebook: &str,
        problems: &mut Problems,
    ) -> Option<Message> {
        let (mut parts, mut fields) = (Vec::new(), Vec::new());
        let mut text = String::new();
        let mut rest = written.value.as_str();
        while let Some(at) = rest.find(['{', '}']) {
            let (before, brace) = rest.split_at(at);
            text.push_str(before);
            if let Some(after) = brace.strip_prefix("{{").or_else(|| brace.strip_prefix("}}")) {
                text.push_str(brace.get(..1).unwrap_or_default());
                rest = after;
                continue;
            }
            let field = brace.strip_prefix('{').and_then(|after| after.split_once('}'));
            let Some((field, after)) = field else {
                let message = "unmatched brace; write `{{` or `}}` for a literal brace";
                let offset = written.value.len() - brace.len();
                let span = written.part_in(rulebook, offset..offset + 1);
                problems.add(span, message, "unmatched");
                return None;
            };
            if field.is_empty() {
                parts.extend([Part::Text(std::mem::take(&mut text)), Part::Found]);
                rest = after;
                continue;
            }
            // No field begins with `others:`, since `:` occurs only in brackets or quotation marks.
            let field_of_others = field.strip_prefix(OTHERS);
            let field = field_of_others.unwrap_or(field);
            let parsed = Field::parse(field);
            let offset = written.value.len() - after.len() - 1 - field.len();
            report_path(rulebook, written, offset, &parsed, Field::warnings, problems);
            parts.push(Part::Text(std::mem::take(&mut text)));
            let parsed = parsed.ok()?;
            let span = written.part_in(rulebook, offset..offset + field.len());
            fields.push((parsed.clone(), Spanned { value: field.to_owned(), span }));
            let is_of_others = field_of_others.is_some();
            parts.push(if is_of_others { Part::Others(parsed) } else { Part::Field(parsed) });
            rest = after;
        }
        text.push_str(rest);
        parts.push(Part::Text(text));
        Some(Message { parts, fields })
    }

    /// Adds the expectations of the message's fields. `argument` is the key of the message in the rule. Each
    /// field must occur in at least one record of any collection, since a rule may also report records that
    /// it does not visit.
    pub(super) fn expect(
        &self,
        argument: &str,
        rulebook: &str,
        collections: &[CollectionDefinition],
        to: &mut Expectations,
    ) {
        for (field, written) in &self.fields {
            to.mentions.extend(field.mentions().into_iter().map(|mention| WrittenMention {
                span: place_of(&mention.text, written, rulebook),
                argument: argument.to_owned(),
                mention,
                absence: Absence::Idle,
            }));
            to.probes.push(Probe {
                argument: argument.to_owned(),
                collections: collections.iter().map(|known| known.name.clone()).collect(),
                conditions: Vec::new(),
                from: Vec::new(),
                wants: Wants::Has(field.clone()),
                span: written.span.clone(),
                rests_on: Vec::new(),
            });
        }
    }

    /// Checks whether the message shows values outside the record.
    pub(super) fn needs_document(&self) -> bool {
        self.parts.iter().any(|part| match part {
            Part::Field(field) | Part::Others(field) => field.uses_root(),
            Part::Text(_) | Part::Found => false,
        })
    }

    /// Checks whether the message shows fields of the finding's other records.
    pub(super) fn shows_others(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Others(_)))
    }

    /// Renders the message for a record and the value found in it. `others` returns the values of a field in
    /// the other records. A missing field is shown by its name. The returned set contains the offsets of
    /// missing fields in the rulebook.
    #[must_use]
    pub fn of(
        &self,
        record: Option<Value<'_>>,
        found: Option<&str>,
        others: &dyn Fn(&Field) -> Vec<String>,
    ) -> (String, BTreeSet<usize>) {
        let (mut text, mut missing) = (String::new(), BTreeSet::new());
        let mut fields = self.fields.iter();
        for part in &self.parts {
            let (shown, name) = match part {
                Part::Text(text) => (Some(text.clone()), String::new()),
                Part::Field(field) => (value_of(field, record), format!("{{{field}}}")),
                Part::Others(field) => (values_of(others(field)), format!("{{{OTHERS}{field}}}")),
                Part::Found => (Some(shortened(found.unwrap_or_default())), String::new()),
            };
            let is_field = matches!(part, Part::Field(_) | Part::Others(_));
            let place = if is_field { fields.next() } else { None };
            if shown.is_none() {
                missing.extend(place.map(|(_, written)| written.span.start));
            }
            text.push_str(&shown.unwrap_or(name));
        }
        (text, missing)
    }
}

fn value_of(field: &Field, record: Option<Value<'_>>) -> Option<String> {
    let values = field.select_as_written(record?);
    let shown: Vec<String> = values.into_iter().map(text_of).collect();
    (!shown.is_empty()).then(|| shown.join(", "))
}

/// Joins the values of the other records, without duplicates. Returns `None` if there are no values.
fn values_of(values: Vec<String>) -> Option<String> {
    let mut seen = HashSet::new();
    let values: Vec<String> =
        values.into_iter().filter(|value| seen.insert(value.clone())).collect();
    match values.split_at_checked(MAX_OTHERS) {
        _ if values.is_empty() => None,
        Some((shown, rest)) if !rest.is_empty() => {
            Some(format!("{} and {} more", shown.join(", "), rest.len()))
        }
        _ => Some(values.join(", ")),
    }
}

/// Returns a value as shown in messages: the content of a string, or the JSON of another value.
#[must_use]
pub fn text_of(value: Value<'_>) -> String {
    match value.as_str() {
        Some(text) => text.into_owned(),
        None => value.literal_in_file().to_owned(),
    }
}
