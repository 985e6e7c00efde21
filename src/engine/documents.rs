//! Checks single documents: their syntax, encoding, keys, numbers and schema.

use super::idle::Watch;
use super::lookup_tables::LookupTables;
use super::records::{records_in, records_of};
use super::streamed::{self, StreamedDocument};
use crate::dataset::{Dataset, DocumentToCheck};
use crate::document::{Document, FileId, Marks, SyntaxError, Unreliable, Value};
use crate::finding::{EncodedFinding, Finding, Level};
use crate::parameters::CollectionDefinition;
use crate::rule::Record;
use crate::rules::{self, Kind};
use crate::schema::{Schema, SchemaError};
use rayon::prelude::*;
use std::collections::HashSet;
use std::ops::Range;

/// A document, its built-in findings, and whether it could be read.
pub(super) struct CheckedDocument<'a> {
    pub(super) to_check: DocumentToCheck,
    pub(super) values: Values<'a>,
    pub(super) findings: Vec<EncodedFinding>,
    /// Whether the document is JSON. If it is not, its records are unknown.
    pub(super) is_read: bool,
}

/// The content of a document that is available to rules.
pub(super) enum Values<'a> {
    /// The whole document, in memory.
    Whole(&'a Document),
    /// The part that was kept while the document was streamed.
    Blocks(Box<StreamedDocument<'a>>),
}

impl<'a> CheckedDocument<'a> {
    /// Returns the streamed document, or `None` if the document is in memory.
    pub(super) fn in_blocks(&self) -> Option<&StreamedDocument<'a>> {
        match &self.values {
            Values::Blocks(in_blocks) => Some(in_blocks),
            Values::Whole(_) => None,
        }
    }

    /// Returns a copy without the findings, or `None` if the document was streamed.
    pub(super) fn as_whole(&self) -> Option<CheckedDocument<'a>> {
        let Values::Whole(document) = &self.values else { return None };
        let (to_check, values) = (self.to_check, Values::Whole(document));
        Some(CheckedDocument { to_check, values, findings: Vec::new(), is_read: self.is_read })
    }

    /// Whether some lines of the document are not JSON.
    pub(super) fn has_broken_lines(&self) -> bool {
        match &self.values {
            Values::Whole(document) => !document.broken_lines().is_empty(),
            Values::Blocks(blocks) => blocks.has_broken_lines,
        }
    }

    /// Returns mutable access to the streamed document, or `None` if the document is in memory.
    pub(super) fn in_blocks_mut(&mut self) -> Option<&mut StreamedDocument<'a>> {
        match &mut self.values {
            Values::Blocks(in_blocks) => Some(in_blocks),
            Values::Whole(_) => None,
        }
    }
}

/// Checks the documents of `known` and stores the results there, in dataset order. Documents that are read as
/// a whole are checked first, in parallel. After that, the streamed documents are checked one by one, each on
/// all threads.
pub(super) fn check<'a>(dataset: &'a Dataset, watch: &Watch<'a>, known: &mut LookupTables<'a, '_>) {
    let (mut in_blocks, whole): (Vec<DocumentToCheck>, Vec<DocumentToCheck>) =
        known.documents.iter().partition(|document| document.in_blocks);
    // Documents with looked-up records come first. Rules can then visit the records of the other documents
    // while the latter are streamed.
    in_blocks.sort_by_key(|document| !known.looks_up_in(document.file));
    known.checked =
        whole.par_iter().filter_map(|to_check| check_whole(dataset, *to_check, watch)).collect();
    for to_check in in_blocks {
        let checked = check_in_blocks(dataset, to_check, watch, known);
        known.checked.extend(checked);
    }
    known.checked.sort_by_key(|checked| checked.to_check.file);
}

fn check_in_blocks<'a>(
    dataset: &'a Dataset,
    to_check: DocumentToCheck,
    watch: &Watch<'a>,
    known: &mut LookupTables<'a, '_>,
) -> Option<CheckedDocument<'a>> {
    let checks = Checks::new(dataset, to_check)?;
    let checked = match streamed::check(&checks, to_check, watch, known) {
        Ok(checked) => checked,
        Err(why) => {
            // The lookup tables may already contain some of the document's records.
            known.forget();
            match dataset.refusal(to_check, why) {
                Some(error) => streamed::refuse(&checks, to_check, &error),
                None => return check_whole(dataset, to_check, watch),
            }
        }
    };
    let (findings, is_read) = (checked.findings, checked.is_read);
    let values = Values::Blocks(Box::new(checked.in_blocks));
    Some(CheckedDocument { to_check, values, findings, is_read })
}

pub(super) fn check_whole<'a>(
    dataset: &'a Dataset,
    to_check: DocumentToCheck,
    watch: &Watch<'a>,
) -> Option<CheckedDocument<'a>> {
    let document = dataset.files.document(to_check.file)?;
    watch.whole(document);
    let judged = Checks::new(dataset, to_check)?.whole(document);
    let Judged { findings, is_read } = judged;
    Some(CheckedDocument { to_check, values: Values::Whole(document), findings, is_read })
}

/// Context for the checks of one document.
pub(super) struct Checks<'a> {
    pub(super) dataset: &'a Dataset,
    /// The dataset's name for the document.
    pub(super) name: &'a str,
    schema: Option<&'a Schema>,
    /// The collections that may have records in the document and have their own schema.
    collections: Vec<(&'a CollectionDefinition, &'a Schema)>,
}

/// The result of checking a document or a block.
pub(super) struct Judged {
    pub(super) findings: Vec<EncodedFinding>,
    /// Whether the document or block is JSON.
    pub(super) is_read: bool,
}

impl<'a> Checks<'a> {
    pub(super) fn new(dataset: &'a Dataset, to_check: DocumentToCheck) -> Option<Checks<'a>> {
        let name = dataset.files.key(to_check.file)?;
        let schema = to_check.schema.and_then(|index| dataset.schemas.get(index));
        let of_collections = dataset.rulebook.collections.iter();
        let of_collections = of_collections.zip(&dataset.schemas_of_collections);
        let collections = of_collections.filter(|(collection, _)| collection.is_in(name));
        let collections = collections
            .filter_map(|(collection, index)| Some((collection, dataset.schemas.get((*index)?)?)))
            .collect();
        Some(Checks { dataset, name, schema, collections })
    }

    fn whole(&self, document: &Document) -> Judged {
        let mut judged = Judged { findings: Vec::new(), is_read: true };
        let byte_order_mark = rules::byte_order_mark::check(document, self.name);
        self.add(&mut judged, &rules::byte_order_mark::KIND, byte_order_mark);
        if document.fatal_error().is_some()
            && let Some(syntax) = rules::syntax::check(document, self.name)
        {
            self.add_syntax_error(&mut judged, syntax);
        }
        let errors = self.schema.map(|schema| rules::schema::check(document, schema));
        let records = |collection| records_of(collection, document).collect();
        let errors = self.with_records(errors.unwrap_or_default(), records);
        self.judge(&mut judged, document, &errors, records);
        judged
    }

    /// Returns the result for a document that is not read, with `error` as the reason.
    pub(super) fn refused(&self, file: FileId, error: &SyntaxError) -> Judged {
        let mut judged = Judged { findings: Vec::new(), is_read: true };
        self.add_syntax_error(&mut judged, rules::syntax::finding(error, file, self.name));
        judged
    }

    /// Adds a syntax error. A document that is not JSON has no records, whatever the level of the error.
    fn add_syntax_error(&self, judged: &mut Judged, error: Finding) {
        judged.is_read = false;
        self.add(judged, &rules::syntax::KIND, vec![error]);
    }

    /// Checks a block of JSON: elements of an array, lines, or the skeleton outside of the arrays.
    pub(super) fn judge_part(
        &self,
        part: &Document,
        array: Option<&str>,
        is_skeleton: bool,
    ) -> Judged {
        let mut judged = Judged { findings: Vec::new(), is_read: true };
        let byte_order_mark = rules::byte_order_mark::check(part, self.name);
        self.add(&mut judged, &rules::byte_order_mark::KIND, byte_order_mark);
        let errors = self.schema.map(|schema| match array {
            Some(array) => rules::schema::check_elements(part, array, schema),
            None => rules::schema::check(part, schema),
        });
        let records = |collection| records_in(collection, part, array, is_skeleton);
        let errors = self.with_records(errors.unwrap_or_default(), records);
        self.judge(&mut judged, part, &errors, records);
        judged
    }

    /// Validates the records against the schemas of their collections, and adds the errors, in text order.
    /// Several schemas may report the same error: at the same place, and for the same keyword of the same
    /// schema file. Such an error is added once.
    fn with_records<'d>(
        &self,
        mut errors: Vec<SchemaError<'d>>,
        records_of: impl Fn(&'a CollectionDefinition) -> Vec<Record<'d>>,
    ) -> Vec<SchemaError<'d>>
    where
        'a: 'd,
    {
        let number = errors.len();
        for (collection, schema) in &self.collections {
            let records = records_of(collection).into_iter();
            errors.extend(records.flat_map(|record| schema.check(record.value)));
        }
        if errors.len() == number {
            return errors;
        }
        let mut seen = HashSet::new();
        errors.retain(|error| {
            let schema = (error.schema_location.clone(), error.schema_pointer.clone());
            seen.insert((error.place.span().start, error.part, schema, error.message.clone()))
        });
        errors.sort_by_key(|error| error.place.span().start);
        errors
    }

    /// Adds the findings of a document or block, and marks the values that they make unreliable.
    fn judge<'d>(
        &self,
        judged: &mut Judged,
        document: &'d Document,
        errors: &[SchemaError<'d>],
        records_of: impl Fn(&'a CollectionDefinition) -> Vec<Record<'d>>,
    ) where
        'a: 'd,
    {
        let name = self.name;
        self.add(judged, &rules::syntax::KIND, rules::syntax::check_lines(document, name));
        self.add(judged, &rules::number::KIND, rules::number::check(document, name));
        // No rule can read these numbers, whether or not they are reported.
        let mut unreliable: Vec<Unreliable<'_>> = rules::number::unreliable(document).collect();
        let found = rules::schema::findings(errors, name);
        if self.add(judged, &rules::schema::KIND, found) {
            unreliable.extend(errors.iter().flat_map(rules::schema::unreliable));
        }
        if self.add(
            judged,
            &rules::duplicate_key::KIND,
            rules::duplicate_key::check(document, name),
        ) {
            unreliable.extend(rules::duplicate_key::unreliable(document));
        }
        if unreliable.iter().any(|part| matches!(part, Unreliable::Shape(_))) {
            let collections = self.dataset.rulebook.collections.iter();
            let records =
                collections.filter(|collection| collection.is_in(name)).flat_map(records_of);
            unreliable =
                outside_of_records(unreliable, records.map(|record| record.value).collect());
        }
        if !unreliable.is_empty() {
            document.mark(Marks::new(unreliable));
        }
    }

    /// Adds the findings of a built-in rule. Returns `false` if there are no findings or the rule is off.
    fn add(
        &self,
        judged: &mut Judged,
        kind: &'static Kind,
        found: impl IntoIterator<Item = Finding>,
    ) -> bool {
        let level = self.dataset.rulebook.level_of(kind);
        let before = judged.findings.len();
        let found = found.into_iter().map(|finding| finding.built_in(kind.name, level).into());
        judged.findings.extend(found);
        level != Level::Off && judged.findings.len() > before
    }
}

/// Limits each [`Unreliable::Shape`] that contains records to its parts outside of these records: a member that is
/// missing, superfluous or of the wrong type does not affect the records inside of the shape.
fn outside_of_records<'d>(
    unreliable: Vec<Unreliable<'d>>,
    records: Vec<Value<'d>>,
) -> Vec<Unreliable<'d>> {
    let mut starts: Vec<u32> = records.into_iter().map(|record| record.positions().start).collect();
    starts.sort_unstable();
    let has_record_in = |range: Range<u32>| {
        let after = starts.partition_point(|start| *start < range.start);
        starts.get(after).is_some_and(|start| *start < range.end)
    };
    let mut parts = Vec::new();
    for part in unreliable {
        let Unreliable::Shape(place) = part else {
            parts.push(part);
            continue;
        };
        let shape = place.without_key();
        let inside = |value: Value<'d>| {
            let Range { start, end } = value.positions();
            has_record_in(start + 1..end)
        };
        if !inside(shape) {
            parts.push(part);
            continue;
        }
        // The shape itself may have one member too many or too few.
        parts.push(Unreliable::Length(shape, 1));
        let mut pending = vec![shape];
        while let Some(around) = pending.pop() {
            let members = around.members().map(|member| member.value);
            for child in members.chain(around.elements()) {
                let is_record = starts.binary_search(&child.positions().start).is_ok();
                match inside(child) {
                    _ if is_record => {}
                    true => pending.push(child),
                    false => parts.push(Unreliable::Shape(child)),
                }
            }
        }
    }
    parts
}
