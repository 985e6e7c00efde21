//! Sorts records by id in the collections with `sort = "id"`.

use crate::document::{Kind, Value};
use crate::parameters::CollectionDefinition;
use crate::path::{KeyFields, Path};
use std::cmp::Ordering;

/// The arrays of one document whose elements are to be sorted, each with the fields of the id.
pub(super) struct Sorting<'a> {
    arrays: Vec<(Value<'a>, &'a KeyFields)>,
}

impl<'a> Sorting<'a> {
    /// Finds the arrays to sort in a document; `name` is its path relative to the rulebook's folder.
    pub(super) fn new(
        root: Value<'a>,
        name: &str,
        collections: &'a [CollectionDefinition],
    ) -> Sorting<'a> {
        let is_sorted_here =
            |collection: &&CollectionDefinition| collection.is_sorted && collection.is_in(name);
        let sorted = collections.iter().filter(is_sorted_here);
        let arrays = sorted.flat_map(|collection| {
            let arrays = collection.select.iter().filter_map(move |path| array(path, root));
            arrays.zip(std::iter::repeat(collection.id.as_ref()))
        });
        Sorting { arrays: arrays.filter_map(|(array, id)| Some((array, id?))).collect() }
    }

    /// Returns the elements of an array in canonical order. Elements with the same id keep their order.
    /// Elements without an id come last, also in their original order.
    pub(super) fn elements(&self, array: Value<'a>) -> Vec<Value<'a>> {
        let mut elements: Vec<_> = array.elements().collect();
        if let Some((_, id)) = self.arrays.iter().find(|(sorted, _)| sorted.is_same_node(array)) {
            elements.sort_by(|left, right| {
                let orders = id.iter().map(|id| compare(id.first(*left), id.first(*right)));
                orders.fold(Ordering::Equal, Ordering::then)
            });
        }
        elements
    }
}

/// Returns the array whose elements a path selects, or `None` if there is no such array.
fn array<'a>(path: &Path, root: Value<'a>) -> Option<Value<'a>> {
    let names = path.names_of_array()?;
    let array = names.into_iter().try_fold(root, |value, name| value.get(name))?;
    (array.kind() == Kind::Array).then_some(array)
}

/// Compares ids. Numbers are sorted by value and come before strings, which are sorted by code point. Other
/// or missing values come last.
fn compare(left: Option<Value<'_>>, right: Option<Value<'_>>) -> Ordering {
    let (left, right) = (left.and_then(Id::of), right.and_then(Id::of));
    match (left, right) {
        (Some(left), Some(right)) => left.compare(&right),
        (left, right) => right.is_some().cmp(&left.is_some()),
    }
}

enum Id<'a> {
    Number(crate::document::Number<'a>),
    Text(std::borrow::Cow<'a, str>),
}

impl<'a> Id<'a> {
    fn of(value: Value<'a>) -> Option<Id<'a>> {
        value.as_number().map(Id::Number).or_else(|| value.as_str().map(Id::Text))
    }

    fn compare(&self, other: &Id<'_>) -> Ordering {
        match (self, other) {
            (Id::Number(left), Id::Number(right)) => left.compare(right),
            (Id::Text(left), Id::Text(right)) => left.cmp(right),
            (Id::Number(_), Id::Text(_)) => Ordering::Less,
            (Id::Text(_), Id::Number(_)) => Ordering::Greater,
        }
    }
}
