//! `acyclic`: references that lead back to where they began.

use super::{Kind, Origin};
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::{Arguments, IN, Parameter, ParameterType, Selection, WHERE, WITHIN};
use crate::path::Field;
use crate::rule::{DynRule, Key, Lookups, Output, Record, Rule, WITHOUT_ID, scalar_text};
use std::collections::{BTreeSet, HashMap, VecDeque};

pub(super) const KIND: Kind = Kind {
    name: "acyclic",
    about: "references that form a cycle",
    level: Level::Error,
    parameters: &[
        IN.by_id(),
        WHERE,
        Parameter::required(
            "field",
            ParameterType::Field,
            "The field with the ids of other records of the collection.",
        ),
        Parameter::optional(
            "itself",
            ParameterType::Boolean,
            "Whether a record may refer to itself, as the root of a hierarchy does.",
        )
        .with_default("false"),
        WITHIN,
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("acyclic.md"),
};

struct Acyclic {
    selection: Selection,
    field: Field,
    may_name_itself: bool,
}

/// A record with an id, and its references.
struct Referring {
    id: String,
    record: Place,
    references: Vec<(String, Place)>,
}

/// The reference graph. Nodes are sorted by id, so that nothing depends on the order of the records.
struct Graph {
    nodes: Vec<Node>,
}

struct Node {
    id: String,
    record: Place,
    /// The outgoing references without duplicates, in the order of their ids.
    references: Vec<Reference>,
}

struct Reference {
    to: usize,
    place: Place,
}

/// A reference with the node that it starts from.
type Step<'g> = (usize, &'g Reference);

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, field) = (arguments.selection(), arguments.field("field"));
    let may_name_itself = arguments.boolean("itself")?;
    Some(Box::new(Acyclic { selection: selection?, field: field?, may_name_itself }))
}

impl Rule for Acyclic {
    type Fact = Referring;

    fn selection(&self) -> &Selection {
        &self.selection
    }

    fn tolerates_unknown_values(&self) -> bool {
        true
    }

    fn missing_partner(&self) -> Option<&'static str> {
        Some("no id in `field` names a record")
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Referring>) {
        let mut references = Vec::new();
        let own = record.id().filter(|_| self.may_name_itself);
        self.field.each(record.value, |value| match scalar_text(value) {
            Some(id) if own.as_ref() == Some(&id) => output.found_partner(),
            Some(id) => references.push((id.into_owned(), Place::of(value))),
            None => output.skip(&self.field, value),
        });
        match record.id() {
            // A record without references may still be referred to.
            Some(id) => {
                output.keep(Referring { id: id.into_owned(), record: record.place(), references });
            }
            None if references.is_empty() => {}
            // A record without an id cannot be part of a cycle.
            None => output.skip_record(WITHOUT_ID),
        }
    }

    fn settle(
        &self,
        _: &Key,
        facts: Vec<Referring>,
        _: &Lookups<'_>,
        output: &mut Output<'_, Referring>,
    ) {
        let referring = without_sinks(facts);
        output.find_partner(|| !referring.is_empty());
        let graph = Graph::new(prune_sinks(referring));
        for component in graph.strongly_connected_components() {
            let cycle = graph.shortest_cycle(&component);
            if !cycle.is_empty() {
                output.report(self.report(&graph, &component, &cycle));
            }
        }
    }
}

/// Maximum number of pruning rounds. Deeper hierarchies are rare, and are only partly pruned.
const MAX_ROUNDS: usize = 16;

/// Removes the records without a reference to any of the records.
fn without_sinks(mut facts: Vec<Referring>) -> Vec<Referring> {
    let ids: foldhash::HashSet<&str> = facts.iter().map(|fact| fact.id.as_str()).collect();
    let leads_on =
        |fact: &Referring| fact.references.iter().any(|(id, _)| ids.contains(id.as_str()));
    let mut leading_on = facts.iter().map(leads_on).collect::<Vec<bool>>().into_iter();
    facts.retain(|_| leading_on.next() == Some(true));
    facts
}

/// Removes records that cannot be in a cycle, since none of their references names a remaining record.
fn prune_sinks(mut facts: Vec<Referring>) -> Vec<Referring> {
    for _ in 0..MAX_ROUNDS {
        let before = facts.len();
        facts = without_sinks(facts);
        if facts.len() == before {
            break;
        }
    }
    facts
}

/// Maximum number of references labelled per finding.
const MAX_LABELS: usize = 20;
/// Maximum number of ids of a cycle shown in a message.
const MAX_IDS: usize = 24;

impl Acyclic {
    fn report(&self, graph: &Graph, component: &BTreeSet<usize>, cycle: &[usize]) -> Finding {
        let field = self.field.as_str();
        let path = graph.path(cycle);
        let first = cycle.first().and_then(|first| graph.nodes.get(*first));
        let subject = first.map(|first| format!("{}/{}", self.selection.collection, first.id));
        debug_assert!(subject.is_some(), "a component of references has a shortest cycle");
        let subject = subject.unwrap_or_default();
        let (steps, others) = graph.references_within(component, cycle);
        let help = match (others.len(), cycle.len()) {
            (0, 1) => "remove this reference, or name another record".to_owned(),
            (0, _) => "remove one of these references, or reverse it".to_owned(),
            (_, _) => format!(
                "one of several cycles: {} records and {} references are connected",
                component.len(),
                steps.len() + others.len()
            ),
        };
        let mut finding =
            Finding::new(format!("a cycle in `{field}`: {path}"), Anchor::new(&subject, field))
                .rests_on(&subject, field, &path)
                .rests_on(&subject, "other references", others.len().to_string())
                .help(help);
        for (from, reference) in steps.into_iter().chain(others).take(MAX_LABELS) {
            let label = if from == reference.to {
                format!("`{}` names itself", graph.id(from))
            } else {
                format!("`{}` names `{}`", graph.id(from), graph.id(reference.to))
            };
            finding = finding.label(reference.place.clone(), label);
        }
        match first {
            Some(first) => finding.in_record(first.record.clone()),
            None => finding,
        }
    }
}

impl Graph {
    /// Builds the graph. Records that share an id (which `unique` reports) become one node. References to
    /// ids outside the graph are dropped.
    fn new(mut facts: Vec<Referring>) -> Graph {
        facts.sort_by(|left, right| (&left.id, &left.record).cmp(&(&right.id, &right.record)));
        let mut merged: Vec<Referring> = Vec::new();
        for fact in facts {
            match merged.last_mut() {
                Some(last) if last.id == fact.id => last.references.extend(fact.references),
                _ => merged.push(fact),
            }
        }
        let positions: HashMap<String, usize> =
            merged.iter().enumerate().map(|(at, fact)| (fact.id.clone(), at)).collect();
        let nodes = merged.into_iter().map(|fact| {
            let known = fact
                .references
                .into_iter()
                .filter_map(|(id, place)| Some(Reference { to: *positions.get(&id)?, place }));
            let mut references: Vec<Reference> = known.collect();
            references.sort_by(|left, right| (left.to, &left.place).cmp(&(right.to, &right.place)));
            references.dedup_by_key(|reference| reference.to);
            Node { id: fact.id, record: fact.record, references }
        });
        Graph { nodes: nodes.collect() }
    }

    /// Returns the strongly connected components, sorted by their first node. Each cycle lies within one of
    /// them. Uses the Kosaraju-Sharir algorithm: linear time, without recursion.
    fn strongly_connected_components(&self) -> Vec<BTreeSet<usize>> {
        let mut referrers: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        for (from, node) in self.nodes.iter().enumerate() {
            for reference in &node.references {
                if let Some(referrers) = referrers.get_mut(reference.to) {
                    referrers.push(from);
                }
            }
        }
        let mut seen = vec![false; self.nodes.len()];
        let mut components = Vec::new();
        for start in self.finishing_order().into_iter().rev() {
            let mut component = BTreeSet::new();
            let mut waiting = vec![start];
            while let Some(node) = waiting.pop() {
                if mark(&mut seen, node) {
                    component.insert(node);
                    waiting.extend(referrers.get(node).into_iter().flatten());
                }
            }
            components.push(component);
        }
        components.retain(|component| !component.is_empty());
        components.sort_unstable_by_key(|component| component.first().copied());
        components
    }

    /// Returns the nodes in depth-first post-order.
    fn finishing_order(&self) -> Vec<usize> {
        let mut seen = vec![false; self.nodes.len()];
        let mut finished = Vec::with_capacity(self.nodes.len());
        for start in 0..self.nodes.len() {
            let mut open = Vec::new();
            if mark(&mut seen, start) {
                open.push((start, 0));
            }
            while let Some((node, next)) = open.last_mut() {
                let references = self.nodes.get(*node).map(|node| node.references.as_slice());
                let Some(reference) = references.unwrap_or_default().get(*next) else {
                    finished.push(*node);
                    open.pop();
                    continue;
                };
                *next += 1;
                if mark(&mut seen, reference.to) {
                    open.push((reference.to, 0));
                }
            }
        }
        finished
    }

    /// Returns the shortest path from the first node of a component back to it, by breadth-first search;
    /// empty if there is none.
    fn shortest_cycle(&self, component: &BTreeSet<usize>) -> Vec<usize> {
        let Some(first) = component.first().copied() else { return Vec::new() };
        let mut came_from: HashMap<usize, usize> = HashMap::new();
        let mut waiting = VecDeque::from([first]);
        while let Some(node) = waiting.pop_front() {
            let references = self.nodes.get(node).map(|node| node.references.as_slice());
            for reference in references.unwrap_or_default() {
                if reference.to == first {
                    return path_to(first, node, &came_from);
                }
                if component.contains(&reference.to) && !came_from.contains_key(&reference.to) {
                    came_from.insert(reference.to, node);
                    waiting.push_back(reference.to);
                }
            }
        }
        Vec::new()
    }

    /// Returns the references within a component: those along the cycle, in its order, and the others.
    fn references_within(
        &self,
        component: &BTreeSet<usize>,
        cycle: &[usize],
    ) -> (Vec<Step<'_>>, Vec<Step<'_>>) {
        let next = cycle.iter().cycle().skip(1).copied();
        let next_of: HashMap<usize, usize> = cycle.iter().copied().zip(next).collect();
        let references_of = |from: &usize| {
            let from = *from;
            let node = self.nodes.get(from);
            node.into_iter().flat_map(move |node| {
                node.references.iter().map(move |reference| (from, reference))
            })
        };
        let is_step =
            |from: usize, reference: &Reference| next_of.get(&from) == Some(&reference.to);
        let steps = cycle.iter().flat_map(references_of);
        let others = component.iter().flat_map(references_of);
        (
            steps.filter(|(from, reference)| is_step(*from, reference)).collect(),
            others
                .filter(|(from, reference)| {
                    component.contains(&reference.to) && !is_step(*from, reference)
                })
                .collect(),
        )
    }

    fn id(&self, node: usize) -> &str {
        self.nodes.get(node).map(|node| node.id.as_str()).unwrap_or_default()
    }

    /// Formats a cycle: `a` -> `b` -> `a`.
    fn path(&self, cycle: &[usize]) -> String {
        let id = |node: &usize| format!("`{}`", self.id(*node));
        let mut ids: Vec<String> = cycle.iter().map(id).collect();
        if ids.len() > MAX_IDS {
            let left_out = ids.len() - (MAX_IDS - 1);
            ids.truncate(MAX_IDS - 1);
            ids.push(format!("... {left_out} more ..."));
        }
        ids.extend(cycle.first().map(id));
        ids.join(" -> ")
    }
}

/// Marks a node. Returns `true` if it was not marked before.
fn mark(seen: &mut [bool], node: usize) -> bool {
    seen.get_mut(node).is_some_and(|seen| !std::mem::replace(seen, true))
}

/// Returns the path from the first node to the last, given each node's predecessor.
fn path_to(first: usize, last: usize, came_from: &HashMap<usize, usize>) -> Vec<usize> {
    let before = |node: &usize| came_from.get(node).copied().filter(|_| *node != first);
    let mut path: Vec<usize> = std::iter::successors(Some(last), before).collect();
    path.reverse();
    path
}
