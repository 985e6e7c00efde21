use super::*;
use crate::document::Pointer;
use proptest::prelude::*;

fn parse(text: &str) -> Document {
    Document::parse_as(Form::Yaml, FileId(0), text.into(), Limits::default())
}

/// Returns the text after an edit of the value at a pointer.
fn edited(text: &str, pointer: &str, replacement: &str) -> Option<String> {
    let document = parse(text);
    let root = document.root().unwrap_or_else(|| panic!("{:?}: {text}", document.syntax_error()));
    let FileEdit { range, text: new } =
        in_file(root.at(&Pointer::new(pointer)).unwrap(), replacement)?;
    let mut text = text.to_owned();
    text.replace_range(range, &new);
    Some(text)
}

#[track_caller]
fn check(text: &str, pointer: &str, replacement: &str, want: &str) {
    assert_eq!(edited(text, pointer, replacement).as_deref(), Some(want));
}

#[test]
fn a_scalar_keeps_its_style() {
    check("a: fr # code\n", "/a", "\"FR\"", "a: FR # code\n");
    check("a: 'fr'\n", "/a", "\"l'or\"", "a: 'l''or'\n");
    check("a: \"fr\"\n", "/a", "\"F\\nR\"", "a: \"F\\nR\"\n");
    check(
        "a: |\n    one\n    two\nb: 1\n",
        "/a",
        "\"one\\n\\n  three\\n\"",
        "a: |\n    one\n\n      three\nb: 1\n",
    );
    check("a: &x fr\n", "/a", "\"FR\"", "a: &x FR\n");
    check("[fr, de]\n", "/0", "\"FR\"", "[FR, de]\n");
    check("a: 1\n", "/a", "2.5", "a: 2.5\n");
}

#[test]
fn a_scalar_is_quoted_if_its_style_cannot_hold_the_text() {
    check("a: fr\n", "/a", "\"no: yes\"", "a: 'no: yes'\n");
    check("a: fr\n", "/a", "\"12\"", "a: '12'\n");
    check("a: fr\n", "/a", "\"\"", "a: ''\n");
    check("a: fr\n", "/a", "\"x #y\"", "a: 'x #y'\n");
    check("a: fr\n", "/a", "\"two\\nlines\"", "a: \"two\\nlines\"\n");
    check("a: fr, de\n", "/a", "\"fr, es\"", "a: fr, es\n");
    check("{a: fr}\n", "/a", "\"fr, es\"", "{a: 'fr, es'}\n");
    check("a: >\n  one\n  two\nb: 1\n", "/a", "\"one\"", "a: \"one\"\nb: 1\n");
    check("a: |+\n  one\n\nb: 1\n", "/a", "\"one\"", "a: \"one\"\n\nb: 1\n");
    check("a: |\n  one\nb: 1\n", "/a", "\"one\"", "a: \"one\"\nb: 1\n");
}

#[test]
fn a_comment_is_never_dropped() {
    check("a: |- # why\n  one\nb: 1\n", "/a", "\"two\"", "a: |- # why\n  two\nb: 1\n");
    assert_eq!(edited("a: >- # why\n  one\n  two\nb: 1\n", "/a", "\"two\""), None);
    assert_eq!(edited("a: [ # why\n ]\n", "/a", "[\"x\"]"), None);
}

#[test]
fn a_line_of_blanks_that_belongs_to_a_block_scalar_is_not_written_twice() {
    assert_eq!(edited("a: |\n  one\n   \nb: 1\n", "/a", "\"two\\n \\n\""), None);
    assert_eq!(edited("a: |+\n  one\n   \nb: 1\n", "/a", "\"two\""), None);
    check("a: |\n  one\n\nb: 1\n", "/a", "\"two\\n\"", "a: |\n  two\n\nb: 1\n");
}

#[test]
fn what_yaml_1_1_reads_otherwise_is_quoted() {
    check("- d\n", "/0", "\"d\", \"no\"", "- d\n- 'no'\n");
    check("- d\n", "/0", "\"2020-01-01\"", "- '2020-01-01'\n");
    check("- 2019-01-01\n", "/0", "\"2020-01-01\"", "- 2020-01-01\n");
    check("a: 1\n", "/a", "\"<<\"", "a: '<<'\n");
}

#[test]
fn a_control_character_stays_escaped() {
    check("a: \"x\\x82\"\n", "/a", "\"y\u{82}\"", "a: \"y\\u0082\"\n");
    check("a: x\n", "/a", "\"y\u{85}\"", "a: \"y\\u0085\"\n");
}

#[test]
fn what_is_not_written_is_written_after_its_mark() {
    check("a:\nb: 1\n", "/a", "\"FR\"", "a: FR\nb: 1\n");
    check("- # nothing\n- 1\n", "/0", "[1]", "- [1] # nothing\n- 1\n");
    assert_eq!(edited("{a, b: 1}\n", "/a", "1"), None);
}

#[test]
fn an_alias_is_replaced_in_its_own_place() {
    check("a: &x fr\nb: *x # too\n", "/b", "\"FR\"", "a: &x fr\nb: FR # too\n");
}

#[test]
fn elements_and_members_are_added_in_the_layout_of_their_container() {
    check("a:\n  - x  # last\nb: 1\n", "/a/0", "\"x\", \"z\"", "a:\n  - x  # last\n  - z\nb: 1\n");
    check(
        "a:\r\n- 'x'\r\nb: 1\r\n",
        "/a/0",
        "\"x\",\"z: z\"",
        "a:\r\n- 'x'\r\n- 'z: z'\r\nb: 1\r\n",
    );
    check("a: [x]\n", "/a/0", "\"x\", \"z\"", "a: [x, z]\n");
    check(
        "- id: a\n  name: A",
        "/0/name",
        "\"A\", \"also\": [\"B\"]",
        "- id: a\n  name: A\n  also: [B]",
    );
    check("{id: a} # x\n", "/id", "\"b\", \"k\": 1", "{id: b, k: 1} # x\n");
    check("a: []\n", "/a", "[\"x\"]", "a: [x]\n");
    check("a: [x, ] # [one]\n", "/a", "[\"z\"]", "a: [z] # [one]\n");
    check("a: [] # none yet\n", "/a", "[\"x\"]", "a: [x] # none yet\n");
    check("a: b\n", "/a", "\"b\", \"c\": [\"d, e\"]", "a: b\nc: ['d, e']\n");
    assert_eq!(edited("[\n  a: b\n]\n", "/0/a", "\"b\", \"c\": 1"), None);
    assert_eq!(edited("- - x\n", "/0/0", "\"x\", \"z\""), None);
    assert_eq!(edited("a: |+\n  x\n\n", "/a", "\"x\\n\\n\", \"b\": 1"), None);
    assert_eq!(edited("a: &x {b: 1}\nc:\n  <<: *x\n  d: 1\n", "/c/b", "1, \"e\": 1"), None);
}

/// Generates texts that may need quotation marks in YAML.
fn text() -> impl Strategy<Value = String> {
    "[a-c1.:#'\"\\\\\\-?!&*|>%@`{}\\[\\], ~\né\t]{0,6}"
}

proptest! {
    #[test]
    fn an_edit_changes_its_value_and_nothing_else(
        texts in prop::collection::vec(text(), 1..4), new in text(), style in 0..5_usize, at in any::<prop::sample::Index>(),
    ) {
        let scalar = |text: &String| match style {
            0 if reads_as(&format!("a: {text}\n"), &serde_json::json!({ "a": text }), text) => text.clone(),
            1 if !text.contains(['\n', '\t']) => single_quoted(text),
            _ => double_quoted(text),
        };
        let scalars: Vec<String> = texts.iter().map(scalar).collect();
        let yaml = match style {
            3 => format!("[{}]", scalars.join(", ")),
            _ => format!("- {}  # remark\n", scalars.join("  # remark\n- ")),
        };
        let index = at.index(texts.len());
        let edited = edited(&yaml, &format!("/{index}"), &serde_json::Value::from(&*new).to_string()).unwrap();
        let mut wanted = texts.clone();
        wanted[index].clone_from(&new);
        let got: Vec<String> = serde_json::from_str(parse(&edited).text()).unwrap_or_default();
        prop_assert_eq!(got, wanted, "{} to {}", yaml, edited);
        prop_assert_eq!(yaml.matches("  # remark\n").count(), edited.matches("  # remark\n").count());
    }
}
