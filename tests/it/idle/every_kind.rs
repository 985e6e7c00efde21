//! Tests that a rule of any kind that looks at nothing is reported, whatever its kind is.

use super::idle;
use factlint::dataset::Sizes;
use factlint::rules::{KINDS, Origin};
use std::collections::BTreeSet;

/// For each kind, a rule that looks at nothing in [`DATA`], and the reason that `idle` reports. Each rule on records
/// is on the collection `r`, which has two records, unless it names another collection.
const IDLE: &[(&str, &str, &str)] = &[
    ("unique", "fields = 'one'", "compares nothing: it selects no two keys"),
    (
        "unique",
        "fields = ['one', 'id']",
        "compares nothing: no two records or items have all of `fields`",
    ),
    ("unique", "items = 'list[*]'", "compares nothing: no record has two items to compare"),
    (
        "unique",
        "items = 'list[*]'\nthrough = 'g'\nthrough-field = 'of[*]'",
        "compares nothing: no item names a group of `through`",
    ),
    ("reference", "field = 'none'\nto = 'g'", "no record of `r` has `none`"),
    ("orphan", "by = 'g.of[*]'\nwhere = '@.none'", "no record of `r` satisfies `where`"),
    ("acyclic", "field = 'one'", "compares nothing: no id in `field` names a record"),
    (
        "inverse",
        "field = 'one'\nto = 'g'\nto-field = 'of[*]'",
        "compares nothing: no id in `field` names a record",
    ),
    ("presence", "forbidden = 'one'\nwhere = '@.none'", "no record of `r` satisfies `where`"),
    ("date-range", "field = 'none'", "no record of `r` has `none`"),
    (
        "date-range",
        "from = 'one'\nto = 'other'",
        "compares nothing: no record has both `from` and `to`",
    ),
    (
        "date-inside",
        "fields = 'one'\nrange-from = 'other'\nrange-to = 'other'",
        "compares nothing: no record with a date in `fields` has a range, or names a record that has one",
    ),
    (
        "overlap",
        "key = 'id'\nfrom = 'year'\nto = 'year'",
        "compares nothing: no two records that it selects have dates and the same `key`",
    ),
    ("count", "items = 'none'\nat-most = 1", "no record of `r` has `none`"),
    (
        "count",
        "to = 'g'\nto-field = 'of[*]'\nkey = 'one'\nat-most = 1",
        "compares nothing: no `key` is in `to-field` of a record of `to`",
    ),
    (
        "sum",
        "field = 'one'\nitems = 'numbers[*]'",
        "compares nothing: no record has both `field` and `items`",
    ),
    (
        "sum",
        "per = 'one'\ntotal = 1\nitems = 'numbers[*]'",
        "compares nothing: no record has both `per` and `items`",
    ),
    ("order", "field = 'list[*]'", "compares nothing: no list that it selects has two values"),
    ("filled", "field = 'year'\nat-least-percent = 1\nwhere = '@.none'", "satisfies `where`"),
    ("similar", "field = 'one'", "compares nothing: no two records have a name"),
    (
        "similar",
        "field = 'one'\nto = 'g'\nkey = 'group'",
        "compares nothing: no name that it selects belongs to a record in `to` that has a name",
    ),
    ("codelist", "field = 'none'\nvalues = ['x']", "no record of `r` has `none`"),
    (
        "codelist",
        "field = 'one'\nvalues = ['x']\npart = '^y(.*)$'",
        "compares nothing: `part` matches no value of `field`",
    ),
    (
        "codelist",
        "field = 'one'\nlist = 'list[*]'\nthrough = 'g'\nthrough-field = 'of[*]'",
        "compares nothing: no id in `list` names a group of `through`",
    ),
    (
        "codelist",
        "field = 'one'\nvalues = ['z']\nif-in = '$.codes[*]'",
        "compares nothing: no code in `field` is in `if-in` too",
    ),
    (
        "compare",
        "field = 'one'\nis = '<'\nthan = 'other'",
        "compares nothing: no record has both `field` and a value to compare it with",
    ),
    ("pattern", "field = 'none'\nmatches = '^x'", "no record of `r` has `none`"),
    ("assert", "that = '@.one'\nwhere = '@.none'", "no record of `r` satisfies `where`"),
    ("is-a", "field = 'none'\nwhat = 'url'", "no record of `r` has `none`"),
    ("file", "field = 'none'", "no record of `r` has `none`"),
    (
        "determines",
        "fields = 'id'\nvalue = 'year'",
        "compares nothing: no two records have a `value` and the same `fields`",
    ),
    (
        "determines",
        "fields = 'id'\nvalue = 'year'\nwithin = 'document'",
        "compares nothing: no two records have a `value` and the same `fields` in one document",
    ),
    (
        "signature",
        "in = 'claims'",
        "compares nothing: no claim that it selects is on a property that declares types or kinds",
    ),
    (
        "quote",
        "in = 'claims'",
        "compares nothing: no claim that it selects has a quote and a source with a snapshot",
    ),
    (
        "value-in-quote",
        "in = 'claims'",
        "compares nothing: no claim that it selects has a quote that supports it",
    ),
    ("citation", "in = 'claims'\nwhere = '@.none'", "no record of `claims` satisfies `where`"),
    (
        "corroboration",
        "in = 'claims'\nat-least = 2\nwhere = '@.none'",
        "no record of `claims` satisfies `where`",
    ),
    ("coverage", "in = 'claims'", "compares nothing: no source has a snapshot that can be read"),
    (
        "conflict",
        "in = 'claims'",
        "compares nothing: no claim that it selects is on a property that is `functional`",
    ),
    (
        "agreement",
        "in = 'claims'\nbetween = [\"@.id == 'c'\", \"@.id == 'd'\"]",
        "compares nothing: fewer than two of its conditions select a claim whose value can be read",
    ),
];

const DATA: &str = r#"{
  "r": [
    { "id": "a", "one": "x", "list": ["x"], "year": 2001, "group": "g" },
    { "id": "b", "other": "2001", "numbers": [1], "year": 2001 }
  ],
  "g": [{ "id": "g", "of": ["m"] }, { "id": "h", "of": ["n"] }],
  "codes": ["y"],
  "none": { "none": 1 },
  "properties": [{ "id": "p" }],
  "sources": [{ "id": "s" }],
  "claims": [
    { "id": "c", "subject": "e", "property": "p", "value": { "date": "2001" } },
    { "id": "d", "subject": "e", "property": "p", "evidence": [{ "source": "s" }] }
  ]
}"#;

const RULEBOOK: &str = "version = 1\ndocuments = 'data.json'\n[collections]
r = { select = '$.r[*]', id = 'id' }
g = { select = '$.g[*]', id = 'id' }
claims = { select = '$.claims[*]', id = 'id' }
properties = { select = '$.properties[*]', id = 'id' }
sources = { select = '$.sources[*]', id = 'id' }
[rules.reads-all]
kind = 'orphan'\nin = 'r'\nby = ['g.id', 'claims.id', 'properties.id', 'sources.id']
[rules.x]
";

#[test]
fn a_rule_of_any_kind_that_looks_at_nothing_is_reported() {
    for (kind, rule, words) in IDLE {
        let collection = if rule.contains("in = 'claims'") { "" } else { "in = 'r'\n" };
        let rulebook = format!("{RULEBOOK}kind = '{kind}'\n{collection}{rule}\n");
        for sizes in [Sizes::default(), Sizes { whole: 1, block: 40 }] {
            let found = idle(&[("factlint.toml", &rulebook), ("data.json", DATA)], sizes);
            let is_said =
                |line: &&String| line.contains(": notice[idle]: ") && line.ends_with(words);
            assert_eq!(found.iter().filter(is_said).count(), 1, "{kind} {rule}\n{found:#?}");
        }
    }
}

#[test]
fn every_kind_has_a_rule_that_looks_at_nothing() {
    let tried: BTreeSet<&str> = IDLE.iter().map(|(kind, ..)| *kind).collect();
    let kinds = KINDS.iter().filter(|kind| matches!(kind.origin, Origin::Rulebook(_)));
    assert_eq!(tried, kinds.map(|kind| kind.name).collect());
}
