//! The structure of the documents: one tree for all of them, with every path that occurs, and counts of the
//! values at each path. The elements of an array share one path. The members of an object that is used as a
//! table, in which each key is an id, also share one path.

mod scattered;

use super::maps::{MIN_KEYS, MIN_KEYS_OF_OBJECTS, are_numbers};
use super::steps::{Step, Steps};
use crate::document::{Kind, Value};
use std::collections::HashMap;

/// The tree; its first node represents the documents' roots.
#[derive(Debug)]
pub(super) struct Structure {
    nodes: Vec<Node>,
}

/// One path, with counts of the values at that path.
#[derive(Debug, Default)]
pub(super) struct Node {
    step: Option<Step>,
    parent: Option<usize>,
    by_name: HashMap<Box<str>, usize>,
    all: Option<usize>,
    /// The children, in the order of their first occurrence.
    pub(super) children: Vec<usize>,
    /// Number of objects at the path.
    pub(super) objects: usize,
    arrays: usize,
    texts: usize,
    numbers: usize,
    others: usize,
    /// Total number of members of the objects.
    members: usize,
}

impl Node {
    /// Returns the number of values at the path.
    pub(super) fn values(&self) -> usize {
        self.objects + self.arrays + self.texts + self.numbers + self.others
    }

    /// Returns the number of values of the most frequent kind at the path.
    fn max_of_one_kind(&self) -> usize {
        let kinds = [self.objects, self.arrays, self.texts, self.numbers, self.others];
        kinds.into_iter().max().unwrap_or_default()
    }
}

impl Structure {
    /// The node of the documents' roots.
    pub(super) const ROOT: usize = 0;

    /// Builds the structure of some documents. Each root comes with a flag that is true if it is a map:
    /// an object in which each key is the id of a record (see [`maps`](super::maps)).
    pub(super) fn of<'a>(roots: impl IntoIterator<Item = (Value<'a>, bool)>) -> Structure {
        let mut structure = Structure { nodes: vec![Node::default()] };
        for (root, is_map) in roots {
            structure.add(root, is_map);
        }
        structure.find_tables();
        structure.gather_scattered();
        structure
    }

    /// Returns the node with this index, or `None` if the index is out of range.
    pub(super) fn node(&self, index: usize) -> Option<&Node> {
        self.nodes.get(index)
    }

    /// Returns the index of the node for a member of the objects at a node, or `None` if they have no such
    /// member.
    pub(super) fn member(&self, node: usize, name: &str) -> Option<usize> {
        let node = self.nodes.get(node)?;
        node.by_name.get(name).copied().or(node.all)
    }

    /// Returns the index of the node for the elements of the arrays, or the members of the tables, at a node. Returns
    /// `None` if there are neither.
    pub(super) fn element(&self, node: usize) -> Option<usize> {
        self.nodes.get(node)?.all
    }

    /// Returns the index of a node's parent, or `None` for the root.
    pub(super) fn parent(&self, node: usize) -> Option<usize> {
        self.nodes.get(node)?.parent
    }

    /// Whether the objects at a node are used as tables, or have no members.
    pub(super) fn is_table_at(&self, node: usize) -> bool {
        self.nodes.get(node).is_some_and(|node| node.objects > 0 && node.by_name.is_empty())
    }

    /// Whether the values at a node may be records: the step to it is [`Step::All`] or [`Step::Below`].
    pub(super) fn may_be_records(&self, node: usize) -> bool {
        let step = self.nodes.get(node).and_then(|node| node.step.as_ref());
        matches!(step, Some(Step::All | Step::Below(_)))
    }

    /// Whether a value that the path to a node selects belongs to the node. If one path leads to arrays in some
    /// places and to objects in others, `[*]` selects both the elements and the members, but the members belong to
    /// the nodes of their names.
    pub(super) fn belongs_to(&self, node: usize, value: Value<'_>) -> bool {
        let outer = self.parent(node).filter(|outer| *outer != Structure::ROOT);
        let outer = outer.and_then(|outer| self.nodes.get(outer));
        let is_of_fields = outer.is_some_and(|outer| !outer.by_name.is_empty());
        let is_member = || value.parent().is_some_and(|parent| parent.kind() == Kind::Object);
        !(self.is_element(node) && is_of_fields && is_member())
    }

    /// Whether the values at a node are elements of arrays or members of tables: the step to it is [`Step::All`].
    pub(super) fn is_element(&self, node: usize) -> bool {
        self.nodes.get(node).is_some_and(|node| node.step == Some(Step::All))
    }

    /// Returns the steps to a node from one of its ancestors.
    pub(super) fn steps(&self, from: usize, to: usize) -> Steps {
        let mut steps = Vec::new();
        let mut index = to;
        while index != from {
            let Some(node) = self.nodes.get(index) else { break };
            steps.extend(node.step.clone());
            let Some(parent) = node.parent else { break };
            index = parent;
        }
        steps.reverse();
        Steps(steps)
    }

    /// Returns a node and its descendants, each after its parent, in the order of the text.
    pub(super) fn walk_from(&self, node: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut waiting = vec![node];
        while let Some(index) = waiting.pop() {
            let Some(node) = self.nodes.get(index) else { continue };
            found.push(index);
            waiting.extend(node.children.iter().rev());
        }
        found
    }

    fn add(&mut self, root: Value<'_>, is_map: bool) {
        let mut waiting = vec![(root, Structure::ROOT)];
        while let Some((value, index)) = waiting.pop() {
            let kind = value.kind();
            let Some(node) = self.nodes.get_mut(index) else { continue };
            match kind {
                Kind::Object => node.objects += 1,
                Kind::Array => node.arrays += 1,
                Kind::String => node.texts += 1,
                Kind::Number => node.numbers += 1,
                Kind::Boolean | Kind::Null => node.others += 1,
            }
            let first = waiting.len();
            if kind == Kind::Object {
                node.members += value.len();
                for member in value.members() {
                    let child = if is_map && index == Structure::ROOT {
                        self.child_of_all(index)
                    } else {
                        self.child_named(index, &member.name())
                    };
                    waiting.push((member.value, child));
                }
            } else if kind == Kind::Array && !value.is_empty() {
                let child = self.child_of_all(index);
                waiting.extend(value.elements().map(|element| (element, child)));
            }
            // `waiting` is a stack, so the added values are reversed to be visited in the order of the text.
            if let Some(added) = waiting.get_mut(first..) {
                added.reverse();
            }
        }
    }

    fn child_named(&mut self, index: usize, name: &str) -> usize {
        if let Some(child) = self.nodes.get(index).and_then(|node| node.by_name.get(name)) {
            return *child;
        }
        let child = self.new_child(index, Step::Name(name.into()));
        if let Some(node) = self.nodes.get_mut(index) {
            node.by_name.insert(name.into(), child);
        }
        child
    }

    fn child_of_all(&mut self, index: usize) -> usize {
        if let Some(child) = self.element(index) {
            return child;
        }
        let child = self.new_child(index, Step::All);
        if let Some(node) = self.nodes.get_mut(index) {
            node.all = Some(child);
        }
        child
    }

    fn new_child(&mut self, parent: usize, step: Step) -> usize {
        let child = self.nodes.len();
        self.nodes.push(Node { step: Some(step), parent: Some(parent), ..Node::default() });
        if let Some(node) = self.nodes.get_mut(parent) {
            node.children.push(child);
        }
        child
    }

    /// Finds the objects that are used as tables, outermost first, and merges their members into one path.
    fn find_tables(&mut self) {
        let mut waiting = vec![Structure::ROOT];
        while let Some(index) = waiting.pop() {
            // An element of an array is a record, and so is a document that is not a map.
            let is_record = self.is_element(index) || index == Structure::ROOT;
            if !is_record && self.looks_like_table(index) {
                self.make_table(index);
            }
            waiting.extend(self.nodes.get(index).into_iter().flat_map(|node| &node.children));
        }
    }

    /// Whether the objects at a node have many keys, few common keys, and values that are nearly all alike.
    fn looks_like_table(&self, index: usize) -> bool {
        let Some(node) = self.nodes.get(index) else { return false };
        let keys = node.by_name.len();
        if keys < MIN_KEYS_OF_OBJECTS || node.arrays > 0 {
            return false;
        }
        // Keys that most objects at the node share are field names, except for versions and years: several tables may
        // have the same ones.
        let has_common_keys = keys.saturating_mul(node.objects) <= node.members.saturating_mul(3);
        if node.objects > 1 && has_common_keys && !are_numbers(node.by_name.keys()) {
            return false;
        }
        let children: Vec<&Node> =
            node.children.iter().filter_map(|child| self.nodes.get(*child)).collect();
        let mut merged = Node::default();
        for child in &children {
            merged.objects += child.objects;
            merged.arrays += child.arrays;
            merged.texts += child.texts;
            merged.numbers += child.numbers;
            merged.others += child.others;
        }
        let is_uniform =
            merged.max_of_one_kind().saturating_mul(100) >= merged.values().saturating_mul(95);
        if !is_uniform || merged.objects == 0 {
            return is_uniform && keys >= MIN_KEYS;
        }
        // The objects of a table have similar keys: on average, each has at least a quarter of all keys that
        // occur. In a small table, each has at least half of them.
        let members: usize = children.iter().map(|child| child.members).sum();
        let names: std::collections::HashSet<&str> =
            children.iter().flat_map(|child| child.by_name.keys().map(|name| &**name)).collect();
        let share = if keys < MIN_KEYS { 2 } else { 4 };
        names.len().saturating_mul(merged.objects) <= members.saturating_mul(share)
    }

    fn make_table(&mut self, index: usize) {
        let Some(node) = self.nodes.get_mut(index) else { return };
        let children = std::mem::take(&mut node.children);
        node.by_name.clear();
        let all = self.child_of_all(index);
        for child in children {
            self.merge(child, all);
        }
    }

    /// Adds the counts of one node and its descendants to another. The recursion is bounded by the depth of a
    /// document.
    fn merge(&mut self, from: usize, into: usize) {
        let Some(taken) = self.nodes.get_mut(from).map(std::mem::take) else { return };
        if let Some(node) = self.nodes.get_mut(into) {
            node.objects += taken.objects;
            node.arrays += taken.arrays;
            node.texts += taken.texts;
            node.numbers += taken.numbers;
            node.others += taken.others;
            node.members += taken.members;
        }
        for child in taken.children {
            let step = self.nodes.get(child).and_then(|node| node.step.clone());
            let target = match step {
                Some(Step::Name(name)) => self.child_named(into, &name),
                Some(_) => self.child_of_all(into),
                // The child has already been merged into another node.
                None => continue,
            };
            self.merge(child, target);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::maps::map_documents;
    use super::*;
    use crate::document::{Document, FileId, Limits};

    fn paths(texts: &[String]) -> Vec<String> {
        let documents: Vec<Document> = texts
            .iter()
            .map(|text| Document::parse(FileId(0), text.clone().into_bytes(), Limits::default()))
            .collect();
        let roots: Vec<Value<'_>> = documents.iter().filter_map(Document::root).collect();
        let maps = map_documents(&roots);
        let structure = Structure::of(roots.into_iter().zip(maps));
        let steps = |node: usize| structure.steps(Structure::ROOT, node).as_path();
        structure.walk_from(Structure::ROOT).into_iter().map(steps).collect()
    }

    #[test]
    fn elements_share_a_path_and_members_have_their_own() {
        let text = r#"{"a": [{"b": 1}, {"c": [2, 3]}], "d": {}}"#;
        let found = paths(&[text.to_owned()]);
        assert_eq!(found, ["$", "$.a", "$.a[*]", "$.a[*].b", "$.a[*].c", "$.a[*].c[*]", "$.d"]);
    }

    #[test]
    fn an_object_with_an_id_for_each_key_is_a_table() {
        let members: Vec<String> = (0..30)
            .map(|key| format!("\"k{key}\": {{\"name\": \"x\", \"size\": {key}}}"))
            .collect();
        let text = format!("{{\"by_key\": {{{}}}}}", members.join(","));
        assert_eq!(
            paths(&[text]),
            ["$", "$.by_key", "$.by_key[*]", "$.by_key[*].name", "$.by_key[*].size"]
        );
    }

    #[test]
    fn a_record_with_many_fields_is_not_a_table() {
        let members: Vec<String> = (0..30).map(|key| format!("\"k{key}\": \"x\"")).collect();
        let text = format!("[{{{}}}]", members.join(","));
        assert_eq!(paths(&[text]).len(), 32);
        let settings: Vec<String> =
            (0..30).map(|key| format!("\"k{key}\": {{\"own{key}\": {key}}}")).collect();
        assert_eq!(paths(&[format!("{{{}}}", settings.join(","))]).len(), 61);
    }

    #[test]
    fn documents_that_each_hold_one_record_under_its_name_are_maps() {
        let document = |name: usize| format!(r#"{{"site {name}": {{"domain": "a", "tags": []}}}}"#);
        let documents: Vec<String> = (0..10).map(document).collect();
        assert_eq!(paths(&documents), ["$", "$[*]", "$[*].domain", "$[*].tags"]);
        let record = |name: usize| format!(r#"{{"site": {{"domain": "a{name}"}}}}"#);
        let documents: Vec<String> = (0..10).map(record).collect();
        assert_eq!(paths(&documents), ["$", "$.site", "$.site.domain"]);
    }

    #[test]
    fn a_map_beside_other_documents_is_a_map() {
        let members: Vec<String> = (0..9).map(|key| format!("\"k{key}\": {{\"a\": 1}}")).collect();
        let documents = [format!("{{{}}}", members.join(",")), r#"{"list": []}"#.to_owned()];
        assert_eq!(paths(&documents), ["$", "$[*]", "$[*].a", "$.list"]);
    }
}
