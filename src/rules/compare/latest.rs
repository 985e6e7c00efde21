//! Selects the latest values of `than`, according to `latest-by`.

use super::side::Side;
use crate::document::Value;
use crate::finding::Place;
use crate::path::Field;
use crate::rule::{Count, Output};
use crate::value::order::{Comparand, Form, Scalar};
use crate::value::sequence;
use std::cmp::Ordering;
use std::collections::HashSet;

/// Returns the values whose field `by` is greatest. If the order of two values is unknown, both are kept.
/// Returns `None` if the field of a value cannot be read, since that value may be the latest.
pub(super) fn latest<'a>(
    values: Vec<Value<'a>>,
    by: &Field,
    output: &mut Output<'_, ()>,
) -> Option<Vec<Value<'a>>> {
    let number = values.len();
    let mut keyed: Vec<(Value<'a>, Side<'a>)> = Vec::with_capacity(number);
    for value in values {
        match output.only(by, value).map(Side::of).filter(|key| key.text.is_some()) {
            Some(key) => keyed.push((value, key)),
            // `only` has already counted this value.
            None if by.selects_several(value) => {}
            None => match by.only(value) {
                Some(key) => output.skip(by, key),
                // If the field is missing for every value, the kind `idle` reports it.
                None => output.count_at(Count::CannotTell, by.as_str(), Place::of(value)),
            },
        }
    }
    if keyed.len() < number {
        return None;
    }
    let keys: Vec<Scalar<'_>> = keyed.iter().filter_map(|(_, key)| key.scalar()).collect();
    let form = form_of_keys(&keys);
    let unreadable = keys.iter().filter(|key| !sequence::is_readable(**key, form)).count();
    if unreadable > 0 {
        (0..unreadable).for_each(|_| output.count(Count::CannotTell));
        return None;
    }
    let mut latest: Vec<Comparand<'_>> = Vec::new();
    let mut known = HashSet::new();
    for key in keys.iter().filter(|key| known.insert(**key)) {
        let key = Comparand::new(*key);
        let order_to = |other: &Comparand<'_>| form.order_of(&key, other)?.certain();
        if latest.iter().any(|other| order_to(other) == Some(Ordering::Less)) {
            continue;
        }
        latest.retain(|other| order_to(other) != Some(Ordering::Greater));
        latest.push(key);
        if latest.len() > MAX_LATEST {
            output.count(Count::CannotTell);
            return None;
        }
    }
    let latest: HashSet<Scalar<'_>> = latest.iter().map(|key| key.scalar).collect();
    let is_latest = |key: &Side<'_>| key.scalar().is_some_and(|key| latest.contains(&key));
    Some(keyed.iter().filter(|(_, key)| is_latest(key)).map(|(value, _)| *value).collect())
}

/// Maximum number of different keys that may all be the greatest. If there are more, the latest value is unknown.
const MAX_LATEST: usize = 1_000;

/// Returns the form in which the values of `latest-by` are compared. If any of them is a date, all are read
/// as dates; the same applies to versions. Therefore, `n.d.` beside `2021` is an unreadable date.
fn form_of_keys(keys: &[Scalar<'_>]) -> Form {
    let has = |form: Form| keys.iter().any(|key| sequence::is_readable(*key, form));
    match sequence::form_of_all(Form::Auto, keys) {
        Form::Text | Form::Auto if has(Form::Date) => Form::Date,
        Form::Text | Form::Auto if has(Form::Version) => Form::Version,
        form => form,
    }
}
