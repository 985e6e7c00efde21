//! Formats values that are inserted into a document, in the layout of their neighbours.

use super::{Kind, Value};

/// Returns the comma and the white space between `last`, the last item of a container, and an item that is
/// inserted after it. The white space matches the layout of the container.
#[must_use]
pub(crate) fn separator_after(last: Value<'_>) -> String {
    let containers = std::iter::successors(last.parent(), Value::parent);
    let mut containers = containers.take_while(Value::occurs_in_text);
    let innermost = containers.next();
    let gap = innermost
        .and_then(|container| gap_on_lines(container).or_else(|| gap_on_one_line(container)));
    format!(",{}", gap.or_else(|| containers.find_map(gap_on_one_line)).unwrap_or(" "))
}

/// Returns a member as text, in the layout of the other members of an object. `value` is the text of the
/// member's value.
#[must_use]
pub(crate) fn member(object: Value<'_>, key: &str, value: &str) -> String {
    let key = serde_json::Value::from(key);
    format!("{key}{}{value}", colon(object).unwrap_or(": "))
}

/// Returns the text of an array with one element, to be inserted into `object` as a member's value. `element`
/// is the text of the element. The layout is that of another array in the object or, if there is none, of the
/// object itself.
#[must_use]
pub(crate) fn array_in(object: Value<'_>, element: &str) -> String {
    let arrays = object.members().map(|member| member.value);
    let mut arrays = arrays.filter(|value| value.kind() == Kind::Array);
    let like = arrays.find(|array| array.elements().next().is_some()).unwrap_or(object);
    let on_lines = || {
        gap_on_lines(like)?;
        let (inner, outer) = (gap_on_lines(object)?, closing_gap(object)?);
        let level = inner.strip_prefix(outer)?;
        Some(format!("[{inner}{level}{element}{inner}]"))
    };
    on_lines().unwrap_or_else(|| format!("[{element}]"))
}

/// Returns the white space before the first item of a container. Returns `None` if it contains no line break.
fn gap_on_lines(container: Value<'_>) -> Option<&str> {
    gap_before(starts(container).next()?).filter(|gap| gap.contains('\n'))
}

/// Returns the white space between two items of a container. If the container has only one item, returns the
/// white space after the colon of this item. Returns `None` if the white space contains a line break.
fn gap_on_one_line(container: Value<'_>) -> Option<&str> {
    let gap = match starts(container).nth(1) {
        Some(second) => gap_before(second),
        None => colon(container).and_then(|colon| colon.split(':').nth(1)),
    };
    gap.filter(|gap| !gap.contains('\n'))
}

/// Returns the keys of an object or the elements of an array.
fn starts(container: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    container.members().map(|member| member.key).chain(container.elements())
}

fn gap_before(item: Value<'_>) -> Option<&str> {
    let before = item.document().text().get(..item.own_start() as usize)?;
    before.get(before.trim_ascii_end().len()..)
}

/// Returns the colon after the first key of an object, with the white space around the colon.
fn colon(object: Value<'_>) -> Option<&str> {
    let first = object.members().next()?;
    let text = object.document().text();
    let key_end = first.key.own_start() as usize + first.key.raw().len();
    let between = text.get(key_end..first.value.own_start() as usize)?;
    (between.trim() == ":").then_some(between)
}

/// Returns the white space before the closing bracket of a container. Returns `None` if it contains no line
/// break.
fn closing_gap(container: Value<'_>) -> Option<&str> {
    let inside = container.raw().get(..container.raw().len().checked_sub(1)?)?;
    let gap = inside.get(inside.trim_ascii_end().len()..)?;
    gap.contains('\n').then_some(gap)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Document, FileId, Limits, ParseBuffers, Pointer, TextLocation};

    /// Checks two texts for inserting a member into the first record: the separator after the member `name`,
    /// and a new member whose value is a list.
    #[track_caller]
    fn check(text: &str, wanted: [&str; 2]) {
        let document = Document::parse(FileId(0), text.as_bytes().to_vec(), Limits::default());
        let records = document.root().and_then(|root| root.get("people"));
        let record = records.and_then(|records| records.elements().next()).expect("a record");
        let name = record.get("name").expect("a name");
        let separator = separator_after(name);
        let member = member(record, "also", &array_in(record, "1"));
        assert_eq!([separator.as_str(), member.as_str()], wanted, "{text}");
    }

    #[test]
    fn inserted_text_has_the_layout_of_the_document() {
        let two = "{\n  \"people\": [\n    {\n      \"name\": \"A\"\n    }\n  ]\n}\n";
        check(two, [",\n      ", "\"also\": [\n        1\n      ]"]);
        let four = two.replace("  ", "    ");
        check(&four, [",\n            ", "\"also\": [\n                1\n            ]"]);
        let tabs = two.replace("  ", "\t");
        check(&tabs, [",\n\t\t\t", "\"also\": [\n\t\t\t\t1\n\t\t\t]"]);
        let windows = two.replace('\n', "\r\n");
        check(&windows, [",\r\n      ", "\"also\": [\r\n        1\r\n      ]"]);
        check("{\"people\":[{\"name\":\"A\"}]}", [",", "\"also\":[1]"]);
        check("{\"people\": [{\"name\": \"A\"}]}", [", ", "\"also\": [1]"]);
        check("{\"people\":[{\"name\":\"A\", \"id\":1}]}", [", ", "\"also\":[1]"]);
        let by_hand = "{ \"people\" : [\n  { \"name\" : \"A\" }\n] }";
        check(by_hand, [", ", "\"also\" : [1]"]);
    }

    #[test]
    fn a_record_in_a_block_has_the_layout_of_the_block() {
        let text = "{\n    \"id\": \"c\"\n  }";
        let part = TextLocation::new(5_000_000, Pointer::default().join("claims"), 7);
        let memory = ParseBuffers::from(text.as_bytes().to_vec());
        let (block, _) =
            Document::parse_elements(FileId(0), memory, part, false, Limits::default());
        let record = block.root().and_then(|root| root.elements().next()).expect("a record");
        let id = record.get("id").expect("an id");
        assert_eq!(separator_after(id), ",\n    ");
        assert_eq!(array_in(record, "1"), "[\n      1\n    ]");
    }

    #[test]
    fn a_list_is_laid_out_as_the_other_lists_of_its_record() {
        let inline =
            "{\"people\": [{\n  \"name\": \"A\",\n  \"empty\": [],\n  \"list\": [2, 3]\n}]}";
        check(inline, [",\n  ", "\"also\": [1]"]);
        let on_lines = inline.replace("[2, 3]", "[\n    2\n  ]");
        check(&on_lines, [",\n  ", "\"also\": [\n    1\n  ]"]);
    }
}
