//! Infers the order of sorted lists: the records of a collection, and lists within records.

use super::collections::Collection;
use super::columns::{Cell, Column};
use super::draft::Draft;
use super::steps::Step;
use super::tolerance;
use crate::document::Kind;
use crate::finding::Level;
use crate::value::collation::Collation;
use crate::value::order::{Form, Scalar};
use crate::value::sequence::{Demands, FaultKind, form_of_all, judge};
use crate::words::grouped;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

/// Minimum number of records: only one in 40,320 orders of eight records is sorted.
const MIN_RECORDS: usize = 8;

/// Minimum number of neighbouring pairs compared, over all lists of a field.
const MIN_NEIGHBOURS: usize = 20;

/// Minimum number of values if a field of the items is compared, as in `history[*].date`. Items have several fields,
/// and one of them may be sorted by chance.
const MIN_NEIGHBOURS_OF_FIELDS: usize = 40;

/// Drafts rules for the order of the records, and for the sorted lists within records. If the records are sorted by
/// their ids, the first rule is about the ids, otherwise about the first field by which the records are sorted.
pub(super) fn drafts(collection: &Collection<'_>) -> Vec<Draft> {
    let id = collection.id.into_iter();
    let others = (0..collection.columns.len()).filter(|position| Some(*position) != collection.id);
    let mut columns = id.chain(others).filter_map(|position| collection.columns.get(position));
    let of_records = columns.find_map(|column| order_of_records(collection, column));
    let of_lists = collection.columns.iter().filter_map(|column| order_of_list(collection, column));
    of_records.into_iter().chain(of_lists).collect()
}

/// The order of lists, with the counts that support it.
struct Order {
    form: Form,
    descending: bool,
    /// Number of neighbouring pairs compared.
    neighbours: usize,
    /// Number of equal pairs.
    repeated: usize,
    /// Number of pairs that are out of order.
    backwards: usize,
}

fn order_of_records(collection: &Collection<'_>, column: &Column<'_>) -> Option<Draft> {
    // If the records are elements of several lists, `order` would compare them across these lists.
    let lists = collection.path.0.iter().filter(|step| **step == Step::All).count();
    let records = collection.records.len();
    // Records in different documents may have equal values, so fewer distinct values are required.
    let min_tenths = if collection.files.len() > 1 { 3 } else { 9 };
    let is_supported = lists == 1
        && records >= MIN_RECORDS
        && column.steps.is_singular()
        && column.is_scalar()
        && column.cells.len() == records
        && column.distinct_count().saturating_mul(10) >= records.saturating_mul(min_tenths);
    if !is_supported {
        return None;
    }
    let lists =
        split(column, |one, other| one.value.document().file() == other.value.document().file());
    let order = order_of(&lists)?;
    if order.neighbours + 1 < MIN_RECORDS {
        return None;
    }
    let field = column.steps.as_field();
    let rests_on = format!(
        "{} of {} neighbouring records are in order by `{field}`.",
        grouped(order.neighbours - order.backwards),
        grouped(order.neighbours),
    );
    let draft = Draft::about("order", Level::Warning, collection, "order")
        .text("field", field)
        .text("within", "collection");
    Some(order.finish(draft, rests_on))
}

fn order_of_list(collection: &Collection<'_>, column: &Column<'_>) -> Option<Draft> {
    let lists = column.steps.0.iter().filter(|step| **step == Step::All).count();
    let is_items = column.steps.0.last() == Some(&Step::All);
    let is_enough = is_items || column.cells.len() >= MIN_NEIGHBOURS_OF_FIELDS;
    if lists != 1 || column.steps.is_key_or_file_name() || !is_enough || !column.is_scalar() {
        return None;
    }
    let lists = split(column, |one, other| one.record == other.record);
    // Lists that all have the same length are more likely tuples: a position, a colour, a range.
    let lengths: BTreeSet<usize> =
        lists.iter().map(Vec::len).filter(|length| *length > 1).collect();
    if lengths.len() < 2 {
        return None;
    }
    let order = order_of(&lists)?;
    if order.neighbours < MIN_NEIGHBOURS {
        return None;
    }
    let field = column.steps.as_field();
    let rests_on = format!(
        "{} of {} neighbours in the lists `{field}` are in order.",
        grouped(order.neighbours - order.backwards),
        grouped(order.neighbours),
    );
    let draft = Draft::new("order", Level::Notice, collection, &column.steps)
        .with_suffix("order")
        .text("field", field);
    let draft = order.finish(draft, rests_on);
    Some(if order.repeated == 0 { draft.boolean("strict", true) } else { draft })
}

/// Splits the cells of a column into lists.
fn split<'c, 'a>(
    column: &'c Column<'a>,
    is_same_list: impl Fn(&Cell<'a>, &Cell<'a>) -> bool,
) -> Vec<Vec<&'c Cell<'a>>> {
    let lists = column.cells.chunk_by(is_same_list);
    lists.map(|list| list.iter().collect()).collect()
}

/// Returns the order of all lists, or `None` if the lists are not sorted.
fn order_of(lists: &[Vec<&Cell<'_>>]) -> Option<Order> {
    let texts: Vec<Vec<Cow<'_, str>>> =
        lists.iter().map(|list| list.iter().map(|cell| cell.text()).collect()).collect();
    let values: Vec<Vec<Scalar<'_>>> = lists
        .iter()
        .zip(&texts)
        .map(|(list, texts)| {
            let values = list
                .iter()
                .zip(texts)
                .map(|(cell, text)| Scalar { text, is_number: cell.value.kind() == Kind::Number });
            values.collect()
        })
        .collect();
    let all: Vec<Scalar<'_>> = values.iter().flatten().copied().collect();
    let form = form_of_all(Form::Auto, &all);
    let forms = match form {
        // Sorted as texts, longer numbers would not follow.
        Form::Text if will_grow(&all) => return None,
        Form::Version if will_grow(&all) => vec![form],
        // Codes made of digits look like versions. They are taken for texts if they are sorted as texts.
        Form::Version => vec![Form::Text, form],
        Form::Text => vec![form, Form::Folded(Collation::Case)],
        form => vec![form],
    };
    let candidates = forms.into_iter().flat_map(|form| [(form, false), (form, true)]);
    let mut candidates = candidates.filter(|(form, _)| *form != Form::Auto);
    candidates.find_map(|(form, descending)| order_if_sorted(&values, form, descending))
}

/// Whether all texts are the same letters, or none, and a number of one length, such as `t1` and `t7`. A longer number,
/// such as `t10`, may follow, unless the numbers are padded with zeros.
fn will_grow(texts: &[Scalar<'_>]) -> bool {
    let is_digit = |sign: char| sign.is_ascii_digit();
    let parts = |text: &Scalar<'_>| {
        let start = text.text.trim_end_matches(is_digit).len();
        let (start, number) = text.text.split_at(start);
        (start.to_owned(), number.len(), number.starts_with('0'))
    };
    let distinct: HashSet<(String, usize, bool)> = texts.iter().map(parts).collect();
    let grows = |(_, length, is_padded): &(String, usize, bool)| *length > 0 && !is_padded;
    distinct.len() == 1 && distinct.iter().all(grows)
}

fn order_if_sorted(lists: &[Vec<Scalar<'_>>], form: Form, descending: bool) -> Option<Order> {
    let mut order = Order { form, descending, neighbours: 0, repeated: 0, backwards: 0 };
    let demands = Demands { descending, strict: true, ..Demands::default() };
    for list in lists {
        let judgement = judge(list, form, demands);
        if judgement.cannot_tell > 0 {
            return None;
        }
        order.neighbours += list.len().saturating_sub(1);
        let repeated = judgement.faults.iter().filter(|fault| fault.kind == FaultKind::Repeated);
        let repeated = repeated.count();
        order.repeated += repeated;
        order.backwards += judgement.faults.len() - repeated;
    }
    // If most pairs are equal, the order is weak evidence.
    let is_sorted = order.backwards <= tolerance(order.neighbours)
        && order.repeated.saturating_mul(2) <= order.neighbours;
    is_sorted.then_some(order)
}

impl Order {
    fn finish(&self, draft: Draft, rests_on: String) -> Draft {
        let draft = match self.form {
            Form::Text => draft.text("as", "text"),
            Form::Date => draft.text("as", "date"),
            Form::Version => draft.text("as", "version"),
            Form::Folded(_) => draft.text("as", "text-ignoring-case"),
            Form::Auto | Form::Number | Form::Release => draft,
        };
        let draft = if self.descending { draft.text("direction", "descending") } else { draft };
        draft.rests_on(rests_on, self.neighbours)
    }
}
