//! `acyclic`: references that form a cycle.

use super::{Kind, Origin};
use crate::finding::{Anchor, Finding, Level, Place, ValueInRecord};
use crate::parameters::{Arguments, IN, Parameter, ParameterType, WHERE, WITHIN};
use crate::path::KeyFields;
use crate::rule::{
    Declaration, Documents, DynRule, Key, Lookups, Output, Partner, Record, Rule, TextHash,
    WITHOUT_ID, key_in, key_text,
};
use serde::{Deserialize, Serialize};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, VecDeque};

pub(super) const KIND: Kind = Kind {
    name: "acyclic",
    about: "references that form a cycle",
    level: Level::Error,
    parameters: &[
        IN.by_id_in(&["field"]),
        WHERE,
        Parameter::required(
            "field",
            ParameterType::Key,
            "The field with the ids of other records of the collection, or the fields of an id of several fields.",
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
    declaration: Declaration,
    field: KeyFields,
    may_name_itself: bool,
}

/// A fact about a record. Ids are stored as hashes to save memory. Few references are part of a cycle, so only
/// their ids are read again for the findings.
#[derive(Serialize, Deserialize)]
enum Fact {
    /// A record without references. Other records may refer to it.
    Record(TextHash),
    /// A reference of a record with an id.
    Reference { from: TextHash, to: TextHash, at: ValueInRecord },
}

/// The references between some records. Nodes are sorted by id, so that findings do not depend on the order
/// of the records.
struct Graph {
    nodes: Vec<Node>,
}

struct Node {
    id: String,
    record: Place,
    /// The outgoing references without duplicates, sorted by the ids that they name.
    references: Vec<Reference>,
}

struct Reference {
    to: usize,
    place: Place,
}

/// A reference with the node that it starts from.
type Step<'g> = (usize, &'g Reference);

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, field) = (arguments.selection(), arguments.key("field"));
    let may_name_itself = arguments.boolean("itself")?;
    let declaration = Declaration {
        tolerates_unknown_values: true,
        ..Declaration::new(selection?, Partner::Needed("no id in `field` names a record"))
    };
    Some(Box::new(Acyclic { declaration, field: field?, may_name_itself }))
}

impl Rule for Acyclic {
    type Fact = Fact;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Fact>) {
        let id = record.id();
        let from = id.as_deref().map(TextHash::of);
        let mut has_references = false;
        output.each_key(&self.field, record.value, |output, to, value| {
            if self.may_name_itself && id.as_deref() == Some(to) {
                return output.found_partner();
            }
            has_references = true;
            if let Some(from) = from {
                let at = ValueInRecord::new(value, record.value);
                output.keep(Fact::Reference { from, to: TextHash::of(to), at });
            }
        });
        match from {
            Some(id) if !has_references => output.keep(Fact::Record(id)),
            // A record without an id cannot be part of a cycle.
            None if has_references => output.skip_record(WITHOUT_ID),
            Some(_) | None => {}
        }
    }

    fn settle(&self, key: &Key, facts: Vec<Fact>, _: &Lookups<'_>, output: &mut Output<'_, Fact>) {
        let mut ids: Vec<TextHash> = facts.iter().map(Fact::id).collect();
        ids.sort_unstable();
        ids.dedup();
        let number_of = |id: &TextHash| ids.binary_search(id).ok();
        let steps_of = |fact: &Fact| match fact {
            Fact::Reference { from, to, .. } => Some((number_of(from)?, number_of(to)?)),
            Fact::Record(_) => None,
        };
        let steps: Vec<(usize, usize)> = facts.iter().filter_map(steps_of).collect();
        output.find_partner(|| !steps.is_empty());
        let components = strongly_connected_components(ids.len(), steps);
        let mut in_cycles: BTreeMap<usize, Vec<Fact>> = BTreeMap::new();
        for fact in facts {
            let component = |number: usize| components.get(number).copied();
            let ends = steps_of(&fact).map(|(from, to)| (component(from), component(to)));
            if let Some((Some(from), Some(to))) = ends
                && from == to
            {
                in_cycles.entry(from).or_default().push(fact);
            }
        }
        for (component, facts) in in_cycles {
            output.complete(&Key::new(key.space, &[component.to_string()]), &facts);
        }
    }

    fn reads_again(&self, fact: &Fact) -> Vec<Place> {
        match fact {
            Fact::Reference { at, .. } => vec![at.record(), at.value()],
            Fact::Record(_) => Vec::new(),
        }
    }

    fn complete(
        &self,
        _: &Key,
        facts: Vec<Fact>,
        _: &Lookups<'_>,
        documents: &Documents<'_, '_>,
        output: &mut Output<'_, Fact>,
    ) {
        let graph = Graph::new(facts.iter().filter_map(|fact| self.read(fact, documents)));
        let cycle = graph.shortest_cycle();
        if !cycle.is_empty() {
            output.report(self.report(&graph, &cycle));
        }
    }
}

impl Fact {
    /// Returns the id of the record.
    fn id(&self) -> TextHash {
        match self {
            Fact::Record(id) | Fact::Reference { from: id, .. } => *id,
        }
    }
}

/// Returns the component of each node, as a number. Two nodes are in the same component if and only if a cycle
/// leads through both. Uses the Kosaraju-Sharir algorithm, without recursion.
fn strongly_connected_components(nodes: usize, mut edges: Vec<(usize, usize)>) -> Vec<usize> {
    edges.sort_unstable();
    let finished = finishing_order(nodes, &edges);
    for (from, to) in &mut edges {
        std::mem::swap(from, to);
    }
    edges.sort_unstable();
    let mut components = vec![None; nodes];
    for start in finished.into_iter().rev() {
        let mut waiting = vec![start];
        while let Some(node) = waiting.pop() {
            if let Some(component @ None) = components.get_mut(node) {
                *component = Some(start);
                let edges = edges.get(first_edge(&edges, node)..).unwrap_or_default().iter();
                waiting.extend(edges.take_while(|(from, _)| *from == node).map(|(_, to)| *to));
            }
        }
    }
    components.into_iter().flatten().collect()
}

/// Returns the nodes in depth-first post-order. The edges are sorted.
fn finishing_order(nodes: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut seen = vec![false; nodes];
    let mut finished = Vec::with_capacity(nodes);
    for start in 0..nodes {
        let mut open = Vec::new();
        if mark(&mut seen, start) {
            open.push((start, first_edge(edges, start)));
        }
        while let Some((node, next)) = open.last_mut() {
            let Some((_, to)) = edges.get(*next).filter(|(from, _)| from == node) else {
                finished.push(*node);
                open.pop();
                continue;
            };
            *next += 1;
            if mark(&mut seen, *to) {
                open.push((*to, first_edge(edges, *to)));
            }
        }
    }
    finished
}

/// Returns the index of the first edge from a node. The edges are sorted.
fn first_edge(edges: &[(usize, usize)], node: usize) -> usize {
    edges.partition_point(|(from, _)| *from < node)
}

/// Marks a node. Returns `true` if it was not marked before.
fn mark(seen: &mut [bool], node: usize) -> bool {
    seen.get_mut(node).is_some_and(|seen| !std::mem::replace(seen, true))
}

/// Maximum number of ids of a cycle shown in a message.
const MAX_IDS: usize = 24;

/// A reference that was read again: the id of its record and the id that it names.
struct Named {
    from: String,
    to: String,
    at: ValueInRecord,
}

impl Acyclic {
    /// Reads the ids of a reference again.
    fn read(&self, fact: &Fact, documents: &Documents<'_, '_>) -> Option<Named> {
        let Fact::Reference { at, .. } = fact else { return None };
        let record = documents.record_at(self.declaration.collection(), &at.record())?;
        let to = match self.field.one() {
            Some(field) => key_text(documents.value_of(&record, field, &at.value())?)?.into_owned(),
            None => key_in(&self.field, record.value, &mut Vec::new())?.0,
        };
        Some(Named { from: record.id()?.into_owned(), to, at: *at })
    }

    fn report(&self, graph: &Graph, cycle: &[usize]) -> Finding {
        let field = &self.field.name();
        let path = graph.path(cycle);
        let first = cycle.first().and_then(|first| graph.nodes.get(*first));
        let subject = first.map(|first| format!("{}/{}", self.declaration.collection(), first.id));
        debug_assert!(subject.is_some(), "a component of references has a shortest cycle");
        let subject = subject.unwrap_or_default();
        let (steps, others) = graph.references_along(cycle);
        let help = match (others.len(), cycle.len()) {
            (0, 1) => "remove this reference, or name another record".to_owned(),
            (0, _) => "remove one of these references, or reverse it".to_owned(),
            (_, _) => format!(
                "one of several cycles: {} records and {} references are connected",
                graph.nodes.len(),
                steps.len() + others.len()
            ),
        };
        let mut finding = Finding::new(
            format!("a cycle in `{}`: {path}", self.field),
            Anchor::new(&subject, field),
        )
        .rests_on(&subject, field, &path)
        .rests_on(&subject, "other references", others.len().to_string())
        .help(help);
        for (from, reference) in steps.into_iter().chain(others) {
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
    /// Builds the graph. Records that share an id (which `unique` reports) become one node.
    fn new(references: impl Iterator<Item = Named>) -> Graph {
        let mut by_id: BTreeMap<String, Vec<(String, ValueInRecord)>> = BTreeMap::new();
        for Named { from, to, at } in references {
            by_id.entry(from).or_default().push((to, at));
        }
        let positions: HashMap<String, usize> =
            by_id.keys().enumerate().map(|(position, id)| (id.clone(), position)).collect();
        let nodes = by_id.into_iter().filter_map(|(id, references)| {
            let record = references.iter().map(|(_, at)| at.record()).min()?;
            let references = references.into_iter().filter_map(|(id, at)| {
                Some(Reference { to: *positions.get(&id)?, place: at.value() })
            });
            let mut references: Vec<Reference> = references.collect();
            references.sort_by(|left, right| (left.to, &left.place).cmp(&(right.to, &right.place)));
            references.dedup_by_key(|reference| reference.to);
            Some(Node { id, record, references })
        });
        Graph { nodes: nodes.collect() }
    }

    /// Returns the shortest path from the first node back to itself, found by breadth-first search. The path
    /// is empty if there is none.
    fn shortest_cycle(&self) -> Vec<usize> {
        let first = 0;
        let mut came_from: HashMap<usize, usize> = HashMap::new();
        let mut waiting = VecDeque::from([first]);
        while let Some(node) = waiting.pop_front() {
            let references = self.nodes.get(node).map(|node| node.references.as_slice());
            for reference in references.unwrap_or_default() {
                if reference.to == first {
                    return path_to(first, node, &came_from);
                }
                if let Entry::Vacant(unvisited) = came_from.entry(reference.to) {
                    unvisited.insert(node);
                    waiting.push_back(reference.to);
                }
            }
        }
        Vec::new()
    }

    /// Returns the references along a cycle in the cycle's order, and all other references.
    fn references_along(&self, cycle: &[usize]) -> (Vec<Step<'_>>, Vec<Step<'_>>) {
        let next = cycle.iter().cycle().skip(1).copied();
        let next_of: HashMap<usize, usize> = cycle.iter().copied().zip(next).collect();
        let references_of = |from: usize| {
            let node = self.nodes.get(from).into_iter();
            node.flat_map(move |node| node.references.iter().map(move |known| (from, known)))
        };
        let is_step =
            |from: usize, reference: &Reference| next_of.get(&from) == Some(&reference.to);
        let steps = cycle.iter().copied().flat_map(references_of);
        let others = (0..self.nodes.len()).flat_map(references_of);
        (
            steps.filter(|(from, reference)| is_step(*from, reference)).collect(),
            others.filter(|(from, reference)| !is_step(*from, reference)).collect(),
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

/// Returns the path from the first node to the last, given each node's predecessor.
fn path_to(first: usize, last: usize, came_from: &HashMap<usize, usize>) -> Vec<usize> {
    let before = |node: &usize| came_from.get(node).copied().filter(|_| *node != first);
    let mut path: Vec<usize> = std::iter::successors(Some(last), before).collect();
    path.reverse();
    path
}
