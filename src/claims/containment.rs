//! Which of the places and entities that claims name lie within one another.

use super::ClaimValue;
use crate::parameters::Model;
use crate::rule::{Enclosing, Lookups};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Which of some places and entities lie within one another. What encloses each is looked up once.
pub struct Containment<'c, 'a> {
    model: &'c Model,
    lookups: &'c Lookups<'a>,
    /// The ids that the claims name.
    named: BTreeSet<&'c str>,
    places: RefCell<BTreeMap<&'c str, Rc<Enclosing>>>,
    entities: RefCell<BTreeMap<&'c str, Rc<Enclosing>>>,
}

impl<'c, 'a> Containment<'c, 'a> {
    /// Creates the containment of the places and entities among some values.
    #[must_use]
    pub fn of(
        values: impl IntoIterator<Item = &'c ClaimValue>,
        model: &'c Model,
        lookups: &'c Lookups<'a>,
    ) -> Containment<'c, 'a> {
        let named = values.into_iter().filter_map(|value| match value {
            ClaimValue::Place(id) | ClaimValue::Entity(id) => Some(id.as_str()),
            ClaimValue::Period(_)
            | ClaimValue::Date(_)
            | ClaimValue::Duration(_)
            | ClaimValue::Count(_)
            | ClaimValue::Text(_)
            | ClaimValue::Money(_) => None,
        });
        let (places, entities) = (RefCell::default(), RefCell::default());
        Containment { model, lookups, named: named.collect(), places, entities }
    }

    /// Whether one of two places is the other, or lies within it; `None` if that depends on a value that is not
    /// an id, or on a place without a record.
    #[must_use]
    pub fn of_places(&self, left: &'c str, right: &'c str) -> Option<bool> {
        let [left, right] = [left, right]
            .map(|id| self.enclosing(&self.places, (&self.model.places, &self.model.within), id));
        either_within(&left, &right)
    }

    /// Whether one of two entities is the other, or a part of it; `None` if that depends on a value that is not
    /// an id, or on an entity without a record.
    #[must_use]
    pub fn of_entities(&self, left: &'c str, right: &'c str) -> Option<bool> {
        let [left, right] = [left, right].map(|id| {
            self.enclosing(&self.entities, (&self.model.entities, &self.model.part_of), id)
        });
        either_within(&left, &right)
    }

    fn enclosing(
        &self,
        known: &RefCell<BTreeMap<&'c str, Rc<Enclosing>>>,
        (collection, field): (&str, &crate::path::Field),
        id: &'c str,
    ) -> Rc<Enclosing> {
        if let Some(enclosing) = known.borrow().get(id) {
            return Rc::clone(enclosing);
        }
        let is_named = |id: &str| self.named.contains(id);
        let enclosing = Rc::new(self.lookups.enclosing(collection, field, id, &is_named));
        known.borrow_mut().insert(id, Rc::clone(&enclosing));
        enclosing
    }
}

/// Whether one of two things lies within the other, or is the other; `None` if that is unknown.
fn either_within(left: &Enclosing, right: &Enclosing) -> Option<bool> {
    if left.is_within(right) || right.is_within(left) {
        return Some(true);
    }
    let are_known = [left, right].iter().all(|of| of.has_record && of.is_complete);
    are_known.then_some(false)
}
