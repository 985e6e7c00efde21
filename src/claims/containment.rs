//! The places and entities that are values of claims, and which of them contain which others.

use super::ClaimValue;
use crate::parameters::Model;
use crate::path::Field;
use crate::rule::{Enclosing, Lookups};
use crate::value::Agreement;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

/// The places and entities among some values, and which of them contain which others.
pub struct Containment<'c, 'a> {
    places: Relation<'c, 'a>,
    entities: Relation<'c, 'a>,
}

/// Maximum number of records that contain one record and are values of claims. If there are more, it stays undecided
/// which of them contain the record.
const MAX_ENCLOSING: usize = 100;

/// The records of one collection that are values of claims, and the records that contain them.
struct Relation<'c, 'a> {
    lookups: &'c Lookups<'a>,
    collection: &'c str,
    field: &'c Field,
    /// The ids that are values of claims.
    named: BTreeSet<&'c str>,
    /// For the id of a record, the nearest records that contain it and are values of claims.
    nearest: RefCell<BTreeMap<String, Rc<Enclosing>>>,
    /// For the id of a record, all records that contain it and are values of claims.
    all: RefCell<BTreeMap<&'c str, Rc<Enclosing>>>,
    /// Whether a result depended on a value that is not an id, or on an id without a record.
    is_undecided: Cell<bool>,
}

/// The numbers of values with which a value agrees.
#[derive(Clone, Default)]
struct Agreeing {
    all: usize,
    /// The number of those for which it is known what contains them.
    known: usize,
}

impl Agreeing {
    fn add(&mut self, other: &Enclosing) {
        self.all += 1;
        self.known += usize::from(other.is_known());
    }
}

impl<'c, 'a> Containment<'c, 'a> {
    /// Creates the containment for the places and entities among some values.
    #[must_use]
    pub fn of(
        values: impl IntoIterator<Item = &'c ClaimValue>,
        model: &'c Model,
        lookups: &'c Lookups<'a>,
    ) -> Containment<'c, 'a> {
        let mut places = Relation::new(lookups, &model.places, &model.within);
        let mut entities = Relation::new(lookups, &model.entities, &model.part_of);
        for value in values {
            match value {
                ClaimValue::Place(id) => _ = places.named.insert(id),
                ClaimValue::Entity(id) => _ = entities.named.insert(id),
                ClaimValue::Period(_)
                | ClaimValue::Date(_)
                | ClaimValue::Duration(_)
                | ClaimValue::Count(_)
                | ClaimValue::Text(_)
                | ClaimValue::Money(_) => {}
            }
        }
        Containment { places, entities }
    }

    /// Whether two places are the same, or one lies within the other. Returns `None` if the answer depends on
    /// a value that is not an id, or on a place without a record.
    #[must_use]
    pub fn of_places(&self, left: &'c str, right: &'c str) -> Option<bool> {
        self.places.either_within(left, right)
    }

    /// Whether two entities are the same, or one is part of the other. Returns `None` if the answer depends
    /// on a value that is not an id, or on an entity without a record.
    #[must_use]
    pub fn of_entities(&self, left: &'c str, right: &'c str) -> Option<bool> {
        self.entities.either_within(left, right)
    }

    /// Compares each of some different values with all others. As with [`super::compare_all`], a value differs if it
    /// differs from at least one other value, and the result is `None` if there is no other value. Takes time
    /// proportional to the number of values, since a value agrees only with those that contain it, of which there are
    /// at most 100, and with those that it contains. Returns `None` unless all values are places or all are entities.
    #[must_use]
    pub fn compare_all(&self, values: &[&'c ClaimValue]) -> Option<Vec<Option<Agreement>>> {
        let id_of = |value: &&'c ClaimValue| match value {
            ClaimValue::Place(id) | ClaimValue::Entity(id) => Some(id.as_str()),
            ClaimValue::Period(_)
            | ClaimValue::Date(_)
            | ClaimValue::Duration(_)
            | ClaimValue::Count(_)
            | ClaimValue::Text(_)
            | ClaimValue::Money(_) => None,
        };
        let ids: Vec<&str> = values.iter().map(id_of).collect::<Option<_>>()?;
        let mut relations = [&self.places, &self.entities].into_iter();
        let relation = relations.find(|relation| relation.named.len() == ids.len())?;
        Some(relation.compare_all(&ids))
    }

    /// Whether an earlier answer was `None` although the lookups contain the collection of the places or entities.
    #[must_use]
    pub fn was_undecided(&self) -> bool {
        let mut relations = [&self.places, &self.entities].into_iter();
        relations.any(|relation| {
            relation.is_undecided.get()
                && relation.lookups.collections.contains_key(relation.collection)
        })
    }
}

impl<'c, 'a> Relation<'c, 'a> {
    fn new(lookups: &'c Lookups<'a>, collection: &'c str, field: &'c Field) -> Relation<'c, 'a> {
        let (nearest, all) = (RefCell::default(), RefCell::default());
        Relation {
            lookups,
            collection,
            field,
            named: BTreeSet::new(),
            nearest,
            all,
            is_undecided: Cell::new(false),
        }
    }

    fn either_within(&self, left: &'c str, right: &'c str) -> Option<bool> {
        let [left, right] = [left, right].map(|id| self.all(id));
        if left.is_within(&right) || right.is_within(&left) {
            return Some(true);
        }
        let are_known = left.is_known() && right.is_known();
        self.is_undecided.set(self.is_undecided.get() || !are_known);
        are_known.then_some(false)
    }

    fn compare_all(&self, ids: &[&'c str]) -> Vec<Option<Agreement>> {
        let enclosing: Vec<Rc<Enclosing>> = ids.iter().map(|id| self.all(id)).collect();
        let positions = ids.iter().enumerate().map(|(position, id)| (*id, position));
        let positions: HashMap<&str, usize> = positions.collect();
        let mut agreeing = vec![Agreeing::default(); ids.len()];
        for (position, inner) in enclosing.iter().enumerate() {
            let outer = inner.ids.iter().filter_map(|id| positions.get(id.as_str()).copied());
            for (other, outer) in outer.filter_map(|other| Some((other, enclosing.get(other)?))) {
                if other == position {
                    continue;
                }
                if let Some(agreeing) = agreeing.get_mut(position) {
                    agreeing.add(outer);
                }
                // Two records that contain each other are added when it is the other one's turn.
                let of_outer = agreeing.get_mut(other).filter(|_| !outer.is_within(inner));
                if let Some(agreeing) = of_outer {
                    agreeing.add(inner);
                }
            }
        }
        let known = enclosing.iter().filter(|enclosing| enclosing.is_known()).count();
        let others = ids.len().saturating_sub(1);
        let results = enclosing.iter().zip(&agreeing).map(|(enclosing, agreeing)| {
            let differs = enclosing.is_known() && agreeing.known + 1 < known;
            match agreeing.all == others {
                true => Agreement::Agree,
                false if differs => Agreement::Differ,
                false => Agreement::CannotTell,
            }
        });
        let results: Vec<Agreement> = results.collect();
        let is_undecided = |(result, enclosing): (&Agreement, &Rc<Enclosing>)| {
            *result == Agreement::CannotTell && !enclosing.is_known()
        };
        let is_undecided = results.iter().zip(&enclosing).any(is_undecided);
        self.is_undecided.set(self.is_undecided.get() || is_undecided);
        results.into_iter().map(|result| (others > 0).then_some(result)).collect()
    }

    /// Returns all records that contain a record and are values of claims.
    fn all(&self, id: &'c str) -> Rc<Enclosing> {
        if let Some(known) = self.all.borrow().get(id) {
            return Rc::clone(known);
        }
        let mut all = Enclosing::clone(&self.nearest(id));
        let mut waiting: Vec<String> = all.ids.iter().cloned().collect();
        while let Some(next) = waiting.pop() {
            if all.ids.len() > MAX_ENCLOSING {
                all.is_complete = false;
                break;
            }
            let nearest = self.nearest(&next);
            all.is_complete &= nearest.is_complete;
            for id in &nearest.ids {
                if all.ids.insert(id.clone()) {
                    waiting.push(id.clone());
                }
            }
        }
        let all = Rc::new(all);
        self.all.borrow_mut().insert(id, Rc::clone(&all));
        all
    }

    /// Returns the nearest records that contain a record and are values of claims.
    fn nearest(&self, id: &str) -> Rc<Enclosing> {
        if let Some(known) = self.nearest.borrow().get(id) {
            return Rc::clone(known);
        }
        let is_named = |id: &str| self.named.contains(id);
        let nearest = self.lookups.enclosing(self.collection, self.field, id, &is_named);
        let nearest = Rc::new(nearest);
        self.nearest.borrow_mut().insert(id.to_owned(), Rc::clone(&nearest));
        nearest
    }
}
