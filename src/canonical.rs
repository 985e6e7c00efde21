//! The canonical form of a document: the same values with a uniform layout, key order and escaping.
//!
//! - JSON: one member or element per line, indented by two spaces per level; `{}` and `[]` if empty. JSON
//!   Lines: one record per line, with a space after `:` and `,`, as in the specification
//!   (<https://jsonlines.org>).
//! - Keys in schema order ([`KeyOrder`]), followed by the keys that the schema does not name, in their
//!   original order. In collections with `sort = "id"`, records are sorted by id. Other records keep their
//!   order, which may have a meaning.
//! - Strings escape only the characters that RFC 8259 section 7 requires to be escaped, in the shortest form
//!   (as in RFC 8785 section 3.2.2.2). Numbers stay as written.
//! - The encoding is UTF-8 without a byte order mark. Each line, including the last, ends like the document's first
//!   line: with CRLF or LF. A document without line ends gets LF.

mod difference;
mod sort;

pub use difference::Difference;

use crate::document::{Document, Form, Kind, Value};
use crate::finding::{Finding, Level};
use crate::parameters::CollectionDefinition;
use crate::rules;
use crate::schema::{Applied, KeyOrder, Schema};
use sort::Sorting;

/// Returns the document in canonical form; `name` is its path relative to the rulebook's folder.
///
/// # Errors
/// The findings about a document that has no canonical form: it is not JSON, so its values are unknown, or it has
/// duplicate keys, so they are ambiguous.
pub fn form(
    document: &Document,
    name: &str,
    schema: Option<&Schema>,
    collections: &[CollectionDefinition],
) -> Result<String, Vec<Finding>> {
    let mistakes = mistakes(document, name);
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let Some(root) = document.root() else { return Err(mistakes) };
    let mut writer = Writer {
        text: String::with_capacity(document.text().len()),
        line_end: first_line_end(document.text()),
        is_on_one_line: document.form() == Form::JsonLines,
        order: KeyOrder::new(schema),
        sorting: Sorting::new(root, name, collections),
    };
    let applied = writer.order.root();
    let values = match document.form() {
        Form::JsonLines | Form::Elements => writer.sorting.elements(root),
        _ => vec![root],
    };
    for value in values {
        writer.write(value, applied);
        writer.text.push_str(writer.line_end);
    }
    Ok(writer.text)
}

/// Returns the end of the first line, or LF if the text has no line end.
fn first_line_end(text: &str) -> &'static str {
    let first = text.split_once('\n').map(|(line, _)| line);
    if first.is_some_and(|line| line.ends_with('\r')) { "\r\n" } else { "\n" }
}

fn mistakes(document: &Document, name: &str) -> Vec<Finding> {
    let syntax = rules::syntax::check(document, name).into_iter();
    let syntax = syntax.map(|finding| finding.built_in(rules::syntax::KIND.name, Level::Error));
    let keys = rules::duplicate_key::check(document, name).into_iter();
    let keys = keys.map(|finding| finding.built_in(rules::duplicate_key::KIND.name, Level::Error));
    syntax.chain(keys).collect()
}

/// Writes a document without recursion, since deep nesting could exhaust the call stack.
struct Writer<'a> {
    text: String,
    line_end: &'static str,
    is_on_one_line: bool,
    order: KeyOrder<'a>,
    sorting: Sorting<'a>,
}

/// An array or object whose children are being written.
struct OpenContainer<'a> {
    children: std::vec::IntoIter<Child<'a>>,
    closing: char,
    is_first: bool,
}

/// A member or element, and the schemas that apply to it.
struct Child<'a> {
    key: Option<Value<'a>>,
    value: Value<'a>,
    applied: Applied,
}

impl<'a> Writer<'a> {
    fn write(&mut self, value: Value<'a>, applied: Applied) {
        let mut open: Vec<OpenContainer<'a>> = self.begin(value, applied).into_iter().collect();
        while let Some(innermost) = open.last_mut() {
            let Some(child) = innermost.children.next() else {
                let closing = innermost.closing;
                open.pop();
                self.line_break("", open.len());
                self.text.push(closing);
                continue;
            };
            if std::mem::take(&mut innermost.is_first) {
                self.line_break("", open.len());
            } else {
                self.text.push(',');
                self.line_break(" ", open.len());
            }
            if let Some(key) = child.key {
                self.scalar(key);
                self.text.push_str(": ");
            }
            open.extend(self.begin(child.value, child.applied));
        }
    }

    /// Writes a scalar or an empty container as a whole. For a container with children, writes the opening bracket and
    /// returns the container.
    fn begin(&mut self, value: Value<'a>, applied: Applied) -> Option<OpenContainer<'a>> {
        let (opening, closing, children) = match value.kind() {
            Kind::Object => ('{', '}', self.members(value, applied)),
            Kind::Array => ('[', ']', self.elements(value, applied)),
            _ => {
                self.scalar(value);
                return None;
            }
        };
        self.text.push(opening);
        if children.is_empty() {
            self.text.push(closing);
            return None;
        }
        Some(OpenContainer { children: children.into_iter(), closing, is_first: true })
    }

    fn members(&mut self, object: Value<'a>, applied: Applied) -> Vec<Child<'a>> {
        let mut members: Vec<_> = object.members().map(|member| (member.name(), member)).collect();
        // The sort is stable: keys without a rank keep their order.
        let rank = |name: &str| self.order.rank(applied, name).unwrap_or(usize::MAX);
        members.sort_by_cached_key(|(name, _)| rank(name));
        let children = members.into_iter().map(|(name, member)| Child {
            key: Some(member.key),
            value: member.value,
            applied: self.order.member(applied, &name),
        });
        children.collect()
    }

    fn elements(&mut self, array: Value<'a>, applied: Applied) -> Vec<Child<'a>> {
        let elements = self.sorting.elements(array).into_iter().enumerate();
        let children = elements.map(|(index, value)| Child {
            key: None,
            value,
            applied: self.order.element(applied, index),
        });
        children.collect()
    }

    fn scalar(&mut self, value: Value<'a>) {
        match value.as_str() {
            Some(text) => self.text.push_str(&serde_json::Value::from(text).to_string()),
            None => self.text.push_str(value.raw()),
        }
    }

    /// Starts a new line, indented by `depth` levels. If the value is on one line, writes `separator` instead.
    fn line_break(&mut self, separator: &str, depth: usize) {
        if self.is_on_one_line {
            self.text.push_str(separator);
            return;
        }
        self.text.push_str(self.line_end);
        for _ in 0..depth {
            self.text.push_str("  ");
        }
    }
}
