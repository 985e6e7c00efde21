//! Writes the nodes of YAML documents as JSON. Aliases and merge keys are replaced by the values that they
//! refer to.

use super::mistake;
use super::nodes::{Content, Node, Stream};
use super::scalar::{self, Tag};
use crate::document::Limits;
use crate::document::source::{Converted, Style, Written};
use crate::document::syntax::{SyntaxError, SyntaxErrorKind};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Maximum size of the JSON text of a small file, as a multiple of the file's size. 1 MiB is added to this limit.
/// Usually, only nested aliases, which multiply each other, exceed it.
const MAX_GROWTH: usize = 10;

/// Maximum size of the JSON text of a large file, as a multiple of the file's size. JSON may need more bytes than YAML
/// even without aliases.
const MAX_GROWTH_OF_LARGE_FILE: usize = 3;

type Step = Result<(), Box<SyntaxError>>;

/// Converts the documents of a file with `length` bytes. A single document is converted to JSON, and several
/// documents to JSON Lines. If there are several documents, those with a mistake are left out.
pub(super) fn write(
    streams: Vec<Stream<'_>>,
    length: usize,
    limits: Limits,
) -> Result<Converted, Box<SyntaxError>> {
    let numbers =
        streams.iter().map(|stream| stream.documents.len() + usize::from(stream.error.is_some()));
    let is_lines = match numbers.sum() {
        0 => return Err(mistake::empty(length..length).into()),
        number => number > 1,
    };
    let mut converted = Converted { is_lines, ..Converted::default() };
    if is_lines {
        let root = Written { start: 0, end: length as u32, style: Style::Block, is_shared: false };
        converted.map.push(root);
    }
    let mut budget = Budget { max_length: max_length(length, limits), ..Budget::default() };
    for stream in streams {
        write_stream(&stream, &mut converted, &mut budget, limits)?;
        match stream.error {
            Some(error) if is_lines => converted.broken_lines.push(error),
            Some(error) => return Err(Box::new(error)),
            None => {}
        }
    }
    Ok(converted)
}

/// Returns the maximum size of the JSON text of a file with `length` bytes.
fn max_length(length: usize, limits: Limits) -> usize {
    let of_large_file =
        length.saturating_mul(MAX_GROWTH_OF_LARGE_FILE).max(limits.largest as usize);
    length.saturating_mul(MAX_GROWTH).saturating_add(1 << 20).min(of_large_file)
}

/// Adds the documents of a stream.
fn write_stream(
    stream: &Stream<'_>,
    converted: &mut Converted,
    budget: &mut Budget,
    limits: Limits,
) -> Step {
    let mut writer = Writer {
        nodes: &stream.nodes,
        converted,
        open: Vec::new(),
        merged: HashMap::new(),
        budget,
        max_depth: limits.depth,
    };
    for document in &stream.documents {
        let (json, map) = (writer.converted.json.len(), writer.converted.map.len());
        match writer.document(*document) {
            Ok(()) if writer.converted.is_lines => writer.converted.json.push('\n'),
            Ok(()) => {}
            Err(error) if writer.converted.is_lines && !writer.budget.is_exceeded => {
                writer.open.clear();
                writer.budget.discarded += writer.converted.json.len() - json;
                writer.converted.json.truncate(json);
                writer.converted.map.truncate(map);
                writer.converted.broken_lines.push(*error);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The limits for the JSON text, and the part of them that is used up.
#[derive(Default)]
struct Budget {
    /// Maximum number of bytes of JSON.
    max_length: usize,
    /// Number of bytes of the documents that were discarded because of a mistake.
    discarded: usize,
    /// Number of members that merge keys have added to objects.
    merged: usize,
    is_exceeded: bool,
}

impl Budget {
    /// Returns an error at the place of an alias if the JSON text exceeds the limits.
    fn check(&mut self, json: usize, alias: Range<usize>) -> Step {
        if self.discarded + json <= self.max_length && self.merged <= self.max_length / 4 {
            return Ok(());
        }
        self.is_exceeded = true;
        Err(mistake::too_many_aliases(self.max_length, alias).into())
    }
}

struct Writer<'s, 't> {
    nodes: &'s [Node<'t>],
    converted: &'s mut Converted,
    budget: &'s mut Budget,
    open: Vec<Container>,
    /// The members of the objects that have merge keys, by node index.
    merged: HashMap<usize, Vec<Member>>,
    max_depth: u32,
}

/// An object or array whose end has not been written.
struct Container {
    items: Items,
    is_object: bool,
    is_empty: bool,
    /// Whether the container is part of a value that is written several times.
    is_shared: bool,
    /// The outermost alias for which the container is written.
    alias: Option<usize>,
}

/// The remaining items of an object or array.
enum Items {
    /// The items whose nodes are in this range.
    Nodes(Range<usize>),
    /// The members of an object with merge keys, in reverse order.
    Members(Vec<Member>),
}

#[derive(Clone, Copy)]
struct Member {
    key: usize,
    value: usize,
    /// Whether a merge key has added the member from another object.
    is_merged: bool,
}

impl<'s, 't> Writer<'s, 't> {
    fn document(&mut self, index: usize) -> Step {
        self.value(index, false, None)?;
        while let Some(container) = self.open.last_mut() {
            let (is_shared, alias, is_first) =
                (container.is_shared, container.alias, container.is_empty);
            match next_item(&mut container.items, container.is_object, self.nodes) {
                None => {
                    self.converted.json.push(if container.is_object { '}' } else { ']' });
                    self.open.pop();
                }
                Some(item) => {
                    container.is_empty = false;
                    if !is_first {
                        self.converted.json.push(',');
                    }
                    let is_shared = is_shared || item.is_merged;
                    if let Some(key) = item.key {
                        self.key(key, is_shared)?;
                    }
                    self.value(item.value, is_shared, alias)?;
                }
            }
        }
        Ok(())
    }

    fn node(&self, index: usize) -> Option<&'s Node<'t>> {
        self.nodes.get(index)
    }

    fn key(&mut self, index: usize, is_shared: bool) -> Step {
        let Some(node) = self.node(index) else { return Ok(()) };
        let Some(text) = key_text(self.nodes, index) else {
            return Err(mistake::complex_key(node.place()).into());
        };
        let is_text = matches!(node.content, Content::Scalar(_, Tag::Text));
        if node.style == Style::Nothing && !is_text {
            return Err(mistake::no_key(node.place()).into());
        }
        self.add_to_map(node, is_shared || node.has_alias);
        scalar::write_text(text, &mut self.converted.json);
        self.converted.json.push(':');
        Ok(())
    }

    /// Writes a scalar, or the beginning of an object or array.
    fn value(&mut self, index: usize, is_shared: bool, alias: Option<usize>) -> Step {
        let Some(written) = self.node(index) else { return Ok(()) };
        let (index, alias) = match written.content {
            Content::Alias(target) => (target, alias.or(Some(index))),
            _ => (index, alias),
        };
        let Some(node) = self.node(index) else { return Ok(()) };
        let is_shared = is_shared || node.has_alias;
        self.add_to_map(written, is_shared);
        let place = alias.and_then(|alias| self.node(alias)).unwrap_or(written).place();
        self.budget.check(self.converted.json.len(), place)?;
        let items = match &node.content {
            Content::Scalar(text, tag) => {
                return match scalar::write(text, node.style, *tag, &mut self.converted.json) {
                    true => Ok(()),
                    false => Err(mistake::wrong_tag(text, node.place()).into()),
                };
            }
            Content::Alias(_) => return Ok(()),
            Content::Sequence => Items::Nodes(index + 1..node.next),
            Content::Mapping => self.items_of(index, node)?,
        };
        if self.open.len() >= self.max_depth as usize {
            let kind = SyntaxErrorKind::TooDeep { limit: self.max_depth };
            return Err(Box::new(SyntaxError::new(kind, written.place())));
        }
        let is_object = matches!(node.content, Content::Mapping);
        self.converted.json.push(if is_object { '{' } else { '[' });
        self.open.push(Container { items, is_object, is_empty: true, is_shared, alias });
        Ok(())
    }

    fn add_to_map(&mut self, node: &Node<'_>, is_shared: bool) {
        self.converted.map.push(Written {
            start: node.range.start,
            end: node.range.end,
            style: node.style,
            is_shared,
        });
    }

    /// Returns the items of an object, including the members that merge keys add.
    fn items_of(&mut self, index: usize, node: &Node<'_>) -> Result<Items, Box<SyntaxError>> {
        let all = index + 1..node.next;
        if !members(self.nodes, all.clone()).any(|member| is_merge(self.nodes, &member)) {
            return Ok(Items::Nodes(all));
        }
        if !self.merged.contains_key(&index) {
            let members = self.merge(all)?;
            self.merged.insert(index, members);
        }
        let members = self.merged.get(&index).cloned().unwrap_or_default();
        Ok(Items::Members(members.into_iter().rev().collect()))
    }

    /// Returns the members of an object with merge keys. Its own members come first. A member of a merged
    /// object follows unless its key is already used.
    fn merge(&mut self, all: Range<usize>) -> Result<Vec<Member>, Box<SyntaxError>> {
        let nodes = self.nodes;
        let (merges, mut result): (Vec<Member>, Vec<Member>) =
            members(nodes, all).partition(|member| is_merge(nodes, member));
        let mut seen: HashSet<&str> =
            result.iter().filter_map(|member| key_text(nodes, member.key)).collect();
        for alias in merges.iter().flat_map(|merge| aliases(nodes, merge.value)) {
            let Some(node) = self.node(alias) else { continue };
            let target = if let Content::Alias(target) = node.content { target } else { alias };
            let merged = self.node(target).filter(|node| matches!(node.content, Content::Mapping));
            let Some(merged) = merged else {
                return Err(mistake::wrong_merge(node.place()).into());
            };
            let target_members: Vec<Member> = match self.merged.get(&target) {
                Some(members) => members.clone(),
                None => members(nodes, target + 1..merged.next).collect(),
            };
            self.budget.merged += target_members.len();
            self.budget.check(0, node.place())?;
            for member in target_members {
                if key_text(nodes, member.key).is_none_or(|key| seen.insert(key)) {
                    result.push(Member { is_merged: true, ..member });
                }
            }
        }
        if merges.len() > 1 {
            // Parsers disagree about which of them counts. All stay in the object, so they are reported as duplicate
            // keys.
            result.extend(merges);
        }
        Ok(result)
    }
}

/// An element, or a member with its key.
struct Item {
    key: Option<usize>,
    value: usize,
    is_merged: bool,
}

fn next_item(items: &mut Items, is_object: bool, nodes: &[Node<'_>]) -> Option<Item> {
    match items {
        Items::Members(members) => {
            let Member { key, value, is_merged } = members.pop()?;
            Some(Item { key: Some(key), value, is_merged })
        }
        Items::Nodes(rest) if rest.start >= rest.end => None,
        Items::Nodes(rest) => {
            let key = is_object.then_some(rest.start);
            let value = match key {
                Some(key) => nodes.get(key)?.next,
                None => rest.start,
            };
            rest.start = nodes.get(value)?.next;
            Some(Item { key, value, is_merged: false })
        }
    }
}

/// Returns the members of an object whose nodes are in a range.
fn members<'n>(
    nodes: &'n [Node<'_>],
    range: Range<usize>,
) -> impl Iterator<Item = Member> + use<'n> {
    let mut items = Items::Nodes(range);
    std::iter::from_fn(move || {
        let Item { key, value, .. } = next_item(&mut items, true, nodes)?;
        Some(Member { key: key?, value, is_merged: false })
    })
}

/// Whether a member is the key `<<` with an alias or a list of aliases. In YAML 1.1, such a member merges the
/// members of the aliased objects into the object.
fn is_merge(nodes: &[Node<'_>], member: &Member) -> bool {
    let is_key = nodes.get(member.key).is_some_and(|key| {
        key.style == Style::Plain
            && matches!(&key.content, Content::Scalar(text, Tag::None) if text == "<<")
    });
    is_key
        && nodes.get(member.value).is_some_and(|value| match value.content {
            Content::Alias(_) => true,
            Content::Sequence => {
                let mut aliases = aliases(nodes, member.value).into_iter().peekable();
                aliases.peek().is_some()
                    && aliases.all(|alias| {
                        nodes.get(alias).is_some_and(|node| node.style == Style::Alias)
                    })
            }
            _ => false,
        })
}

/// Returns the aliases of a merge key: the value itself if it is an alias, or else its elements.
fn aliases(nodes: &[Node<'_>], value: usize) -> Vec<usize> {
    let Some(node) = nodes.get(value) else { return Vec::new() };
    if matches!(node.content, Content::Alias(_)) {
        return vec![value];
    }
    let mut items = Items::Nodes(value + 1..node.next);
    std::iter::from_fn(|| next_item(&mut items, false, nodes)).map(|item| item.value).collect()
}

/// Returns the text of a key, or `None` if the key is an object or array.
fn key_text<'n>(nodes: &'n [Node<'_>], key: usize) -> Option<&'n str> {
    let node = nodes.get(key)?;
    let node = if let Content::Alias(target) = node.content { nodes.get(target)? } else { node };
    match &node.content {
        Content::Scalar(text, _) => Some(text),
        _ => None,
    }
}
