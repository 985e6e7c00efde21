//! Finds records that are nested at several depths under one name, and gathers them at one path.

use super::{Node, Step, Structure};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Minimum number of paths with the same last name, if no such path is inside another.
const MIN_PATHS: usize = 8;

/// Minimum number of records.
const MIN_RECORDS: usize = 20;

/// Minimum number of records inside other records of the same name, as branches inside branches.
const MIN_INNER_RECORDS: usize = 5;

/// Maximum number of names whose records are gathered.
const MAX_NAMES: usize = 8;

impl Structure {
    /// Gathers records that occur under one name at several depths. They get a common path with [`Step::Below`], as if
    /// they were members of the root. Examples are the branches of a tree, and descriptions that are attached to
    /// objects of any depth.
    pub(super) fn gather_scattered(&mut self) {
        for _ in 0..MAX_NAMES {
            let Some((name, nodes)) = self.scattered() else { return };
            let target = self.new_child(Structure::ROOT, Step::Below(name.clone()));
            // Innermost first, so that no record is inside another when it is merged.
            for node in nodes.into_iter().rev() {
                self.detach(node, &name);
                self.merge(node, target);
            }
            self.forget_detached();
        }
    }

    /// Returns the outermost name under which records are scattered, and its nodes, each after its ancestors.
    fn scattered(&self) -> Option<(Box<str>, Vec<usize>)> {
        let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let nodes = self.walk_from(Structure::ROOT);
        for index in &nodes {
            if let Some(Step::Name(name)) =
                self.nodes.get(*index).and_then(|node| node.step.as_ref())
            {
                by_name.entry(name).or_default().push(*index);
            }
        }
        by_name.retain(|_, nodes| nodes.len() > 1 && self.are_scattered(nodes));
        let name_of: HashMap<usize, &str> = by_name
            .iter()
            .flat_map(|(name, nodes)| nodes.iter().map(move |node| (*node, *name)))
            .collect();
        let is_outermost = |(name, nodes): &(&&str, &Vec<usize>)| {
            let is_other = |outer: usize| name_of.get(&outer).is_some_and(|other| other != *name);
            !nodes.iter().all(|node| self.ancestors(*node).any(is_other))
        };
        let outermost = by_name.iter().find(is_outermost);
        outermost.map(|(name, nodes)| ((*name).into(), nodes.clone()))
    }

    /// Whether the values at some nodes of one name are alike, and are at several depths.
    fn are_scattered(&self, nodes: &[usize]) -> bool {
        let depths: BTreeSet<usize> =
            nodes.iter().map(|node| self.steps(Structure::ROOT, *node).0.len()).collect();
        if depths.len() < 2 {
            return false;
        }
        let set: HashSet<usize> = nodes.iter().copied().collect();
        let is_inner = |node: &usize| self.ancestors(*node).any(|outer| set.contains(&outer));
        let inner: Vec<usize> = nodes.iter().copied().filter(is_inner).collect();
        let (all, inner) = (self.records_at(nodes), self.records_at(&inner));
        let records = |found: &[&Node]| found.iter().map(|node| node.objects).sum::<usize>();
        (nodes.len() >= MIN_PATHS || records(&inner) >= MIN_INNER_RECORDS)
            && records(&all) >= MIN_RECORDS
            && self.are_only_records(nodes)
            && are_alike(&all)
    }

    /// Whether all values at some nodes are objects, or all are arrays of objects.
    fn are_only_records(&self, nodes: &[usize]) -> bool {
        let all = || nodes.iter().filter_map(|node| self.nodes.get(*node));
        let are_objects = all().all(|node| node.objects == node.values());
        let are_lists = all().all(|node| {
            let elements = node.all.and_then(|all| self.nodes.get(all));
            node.arrays == node.values()
                && elements.is_none_or(|elements| elements.objects == elements.values())
        });
        are_objects || are_lists
    }

    /// Returns the nodes of the records: the given nodes, or the nodes of the elements if the values are arrays.
    fn records_at(&self, nodes: &[usize]) -> Vec<&Node> {
        let records = nodes.iter().filter_map(|node| {
            let node = self.nodes.get(*node)?;
            if node.objects > 0 { Some(node) } else { self.nodes.get(node.all?) }
        });
        records.collect()
    }

    fn ancestors(&self, node: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.parent(node), |node| self.parent(*node))
    }

    /// Removes a node from its parent. Also removes each ancestor that is empty then, up to an ancestor with the same
    /// name. A removed node has no step.
    fn detach(&mut self, node: usize, name: &str) {
        let mut removed = node;
        loop {
            let Some(node) = self.nodes.get_mut(removed) else { return };
            let (step, parent) = (node.step.take(), node.parent);
            let Some((parent, outer)) = parent.and_then(|at| Some((at, self.nodes.get_mut(at)?)))
            else {
                return;
            };
            match step {
                Some(Step::Name(name)) => drop(outer.by_name.remove(&name)),
                _ => outer.all = None,
            }
            let has_content = !outer.by_name.is_empty()
                || outer.all.is_some()
                || outer.objects < outer.values()
                || !matches!(&outer.step, Some(Step::Name(other)) if **other != *name);
            if has_content {
                return;
            }
            removed = parent;
        }
    }

    /// Removes the nodes without a step from the children of all nodes.
    fn forget_detached(&mut self) {
        let is_detached: Vec<bool> = self.nodes.iter().map(|node| node.step.is_none()).collect();
        for node in &mut self.nodes {
            node.children.retain(|child| is_detached.get(*child) == Some(&false));
        }
    }
}

/// Whether records at different nodes have similar keys: on average, each has at least a quarter of all keys.
fn are_alike(nodes: &[&Node]) -> bool {
    let members: usize = nodes.iter().map(|node| node.members).sum();
    let objects: usize = nodes.iter().map(|node| node.objects).sum();
    let names: HashSet<&str> =
        nodes.iter().flat_map(|node| node.by_name.keys().map(|name| &**name)).collect();
    !names.is_empty() && names.len().saturating_mul(objects) <= members.saturating_mul(4)
}
