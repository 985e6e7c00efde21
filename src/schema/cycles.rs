//! Finds reference cycles: references that lead from a schema back to itself while staying at the same value.
//! With such a cycle, validation would never end (JSON Schema Core, section 9.4.1). Also finds schemas that apply other
//! schemas to the same value so many times that validation would not end in time.

use super::error::{RelatedPlace, SchemaProblem};
use super::identifiers::is_reference_alone;
use super::keywords::{Holds, Keyword};
use super::problems::at_place;
use super::sources::{Reference, SchemaPlace, Sources};
use super::wording::named;
use crate::words::grouped;
use jsonschema::Draft;
use serde_json::{Map, Value as Json};
use std::collections::{BTreeSet, HashMap};

/// An edge to a schema that applies to the same value. Contains the index of the schema and, if the edge is a
/// reference, the index of the reference.
type Edge = (usize, Option<usize>);

/// The graph of schemas that apply to the same value. Its nodes are the indices of schemas.
struct Graph<'s> {
    sources: &'s Sources,
    index_of: HashMap<&'s SchemaPlace, usize>,
    /// The edges of each schema, in the order of [`Graph::edges`].
    edges: Vec<Vec<Edge>>,
}

/// Maximum number of times that a schema and the schemas in it apply to one value. If each of 30 definitions names the
/// next one twice, the last one applies 2^30 times.
const MAX_APPLICATIONS: u64 = 100_000;

/// Returns one problem per cycle, at the first reference of the cycle. If there are no cycles, returns one problem per
/// schema that applies too many schemas to one value.
pub(super) fn all(sources: &Sources) -> Vec<SchemaProblem> {
    let schemas = sources.schemas();
    let index_of = schemas.iter().enumerate().map(|(index, schema)| (&schema.place, index));
    let mut graph = Graph { sources, index_of: index_of.collect(), edges: Vec::new() };
    graph.edges = (0..schemas.len()).map(|schema| graph.find_edges(schema)).collect();
    let cycles: BTreeSet<Vec<usize>> = graph.cycles().into_iter().collect();
    match cycles.is_empty() {
        true => graph.too_many_applications(),
        false => cycles.iter().filter_map(|references| problem(sources, references)).collect(),
    }
}

/// Describes a cycle as a schema problem, given the indices of its references.
fn problem(sources: &Sources, references: &[usize]) -> Option<SchemaProblem> {
    let all: Vec<&Reference> =
        references.iter().filter_map(|number| sources.references().get(*number)).collect();
    let (first, others) = all.split_first()?;
    sources.document(first.place.file)?;
    let related = others.iter().filter_map(|other| {
        let (_, offset) = sources.offset(&other.place, false)?;
        let location = sources.location(other.place.file).to_owned();
        Some(RelatedPlace { location, offset, text: "the cycle continues here".to_owned() })
    });
    let (keyword, target) = (first.keyword, named(&first.written));
    Some(SchemaProblem {
        message: format!(
            "`{keyword}` to {target} leads back to the schema that contains it, for the same value, so validation would never end"
        ),
        related: related.collect(),
        ..at_place(sources, &first.place, false)
    })
}

impl Graph<'_> {
    /// Returns the cycles found by a depth-first search, each as the sorted indices of its references.
    fn cycles(&self) -> Vec<Vec<usize>> {
        #[derive(Clone, Copy, PartialEq)]
        enum State {
            New,
            Open,
            Done,
        }
        let count = self.sources.schemas().len();
        let mut states = vec![State::New; count];
        let mut cycles = Vec::new();
        for start in 0..count {
            if states.get(start) != Some(&State::New) {
                continue;
            }
            // The path from `start`. Each item is a schema, the reference that led to it, and its edges that
            // have not been visited yet.
            let mut stack = vec![(start, None, self.edges(start))];
            while let Some((schema, _, edges)) = stack.last_mut() {
                let next = edges.pop();
                if let Some(state) = states.get_mut(*schema) {
                    *state = if next.is_some() { State::Open } else { State::Done };
                }
                let Some((next, reference)) = next else {
                    stack.pop();
                    continue;
                };
                match states.get(next) {
                    Some(State::New) => stack.push((next, reference, self.edges(next))),
                    Some(State::Open) => {
                        let from = stack.iter().rposition(|(open, _, _)| *open == next);
                        let inside = stack.iter().skip(from.map_or(0, |from| from + 1));
                        let references = inside.filter_map(|(_, reference, _)| *reference);
                        let mut references: Vec<usize> = references.chain(reference).collect();
                        references.sort_unstable();
                        cycles.push(references);
                    }
                    _ => {}
                }
            }
        }
        cycles
    }

    /// Returns one problem for each schema that applies too many schemas to one value. If such schemas apply each
    /// other, only the innermost is reported. There must be no cycles.
    fn too_many_applications(&self) -> Vec<SchemaProblem> {
        let applications = self.applications();
        let of = |schema: usize| applications.get(schema).copied().flatten().unwrap_or(1);
        let schemas = self.sources.schemas().iter().enumerate();
        let first = schemas.filter(|(index, schema)| {
            of(*index) > MAX_APPLICATIONS
                && self.edges(*index).iter().all(|(next, _)| of(*next) <= MAX_APPLICATIONS)
                && self.sources.document(schema.place.file).is_some()
        });
        first.map(|(_, schema)| SchemaProblem {
            message: format!(
                "this schema applies more than {} schemas to one value, since some of them apply many times: checking would take too long",
                grouped(MAX_APPLICATIONS as usize)
            ),
            help: Some("refer to each definition only once".to_owned()),
            ..at_place(self.sources, &schema.place, false)
        }).collect()
    }

    /// Returns, for each schema, how many times it and the schemas in it apply to one value.
    fn applications(&self) -> Vec<Option<u64>> {
        let mut applications: Vec<Option<u64>> = vec![None; self.sources.schemas().len()];
        for start in 0..applications.len() {
            if applications.get(start).is_some_and(Option::is_some) {
                continue;
            }
            // The path from `start`. Each item is a schema, its edges that have not been visited yet, and the sum
            // so far.
            let mut stack = vec![(start, self.edges(start), 1_u64)];
            while let Some((schema, edges, sum)) = stack.last_mut() {
                let Some((next, _)) = edges.last() else {
                    if let Some(known) = applications.get_mut(*schema) {
                        *known = Some(*sum);
                    }
                    stack.pop();
                    continue;
                };
                if let Some(known) = applications.get(*next).copied().flatten() {
                    *sum = sum.saturating_add(known);
                    edges.pop();
                } else {
                    let next = *next;
                    stack.push((next, self.edges(next), 1));
                }
            }
        }
        applications
    }

    /// Returns the outgoing edges of a schema in reverse order, since they are popped from the end.
    fn edges(&self, schema: usize) -> Vec<Edge> {
        self.edges.get(schema).cloned().unwrap_or_default()
    }

    /// Finds the edges of a schema.
    fn find_edges(&self, schema: usize) -> Vec<Edge> {
        let Some(object) = self.sources.schemas().get(schema) else { return Vec::new() };
        let Some(members) = self.sources.value(&object.place).and_then(Json::as_object) else {
            return Vec::new();
        };
        let mut places: Vec<(SchemaPlace, Option<usize>)> = Vec::new();
        let is_alone = is_reference_alone(members, object.draft);
        for (name, value) in members {
            match name.as_str() {
                "$ref" | "$dynamicRef" | "$recursiveRef" => {
                    places.extend(self.target(&object.place, name));
                }
                _ if is_alone || is_without_condition(name, members) => {}
                _ => {
                    let inside = in_place(name, value, &object.place, object.draft);
                    places.extend(inside.into_iter().map(|place| (place, None)));
                }
            }
        }
        let index = |place: &SchemaPlace| self.index_of.get(place).copied();
        let edges = places.iter().filter_map(|(place, number)| Some((index(place)?, *number)));
        edges.rev().collect()
    }

    /// Returns the target of a reference. Returns `None` for a dynamic reference whose anchor several schemas have,
    /// since its target depends on the path of the validation.
    fn target(&self, schema: &SchemaPlace, keyword: &str) -> Option<(SchemaPlace, Option<usize>)> {
        let number = self.sources.reference_number(schema)?;
        let reference = self.sources.references().get(number)?;
        let target = self.sources.find(reference.resolved.as_deref()?)?;
        if reference.keyword != keyword {
            return None;
        }
        let anchor = match keyword {
            "$dynamicRef" => "$dynamicAnchor",
            "$recursiveRef" => "$recursiveAnchor",
            _ => return Some((target, Some(number))),
        };
        let anchor_of = |place: &SchemaPlace| self.sources.value(place)?.get(anchor).cloned();
        let own = anchor_of(&target);
        let have_it = self.sources.schemas().iter();
        let have_it = have_it.filter(|schema| own.is_some() && anchor_of(&schema.place) == own);
        (have_it.take(2).count() < 2).then_some((target, Some(number)))
    }
}

/// Whether a keyword is ignored because there is no `if`.
fn is_without_condition(name: &str, members: &Map<String, Json>) -> bool {
    matches!(name, "then" | "else") && !members.contains_key("if")
}

/// Returns the subschemas in a keyword's value that apply to the same value as `schema`, which has the keyword.
fn in_place(name: &str, value: &Json, schema: &SchemaPlace, draft: Draft) -> Vec<SchemaPlace> {
    let place = || schema.join(name);
    match (Keyword::named(name).map(|known| known.holds_in(draft)), value) {
        (Some(Holds::InPlace), _) => vec![place()],
        (Some(Holds::InPlaceSchemas), Json::Array(schemas)) => {
            (0..schemas.len()).map(|index| place().join_index(index)).collect()
        }
        (Some(Holds::NamedInPlace), Json::Object(schemas)) => {
            schemas.keys().map(|key| place().join(key)).collect()
        }
        _ => Vec::new(),
    }
}
