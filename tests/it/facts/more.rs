//! Datasets whose reports depend on fields of facts that do not affect the examples of the rule pages.

/// The datasets, each as a rulebook without its first lines, and its documents.
pub(super) const MORE: &[(&str, &[(&str, &str)])] = &[
    (
        r#"
sources = { select = "$.sources[*]", id = "id" }
places = { select = "$.places[*]", id = "id" }
entities = { select = "$.entities[*]", id = "id" }
properties = { select = "$.properties[*]", id = "id" }
claims = { select = "$.claims[*]", id = "id" }
[rules.conflict]
kind = "conflict"
[rules.agreement]
kind = "agreement"
between = ["@.subject == 'a'", "@.subject == 'b'"]
"#,
        &[("a.json", CLAIMS)],
    ),
    (
        r#"
a = { select = "$.a[*]", id = "id" }
b = { select = "$.b[*]", id = "id" }
[rules.count]
kind = "count"
in = "a"
field = "number"
to = "b"
to-field = "of"
key = "id"
[rules.enough]
kind = "count"
in = "a"
to = "b"
to-field = "of"
key = "id"
at-least = 1
[rules.cycle]
kind = "acyclic"
in = "a"
field = "up"
[rules.other-order]
kind = "order"
in = "a"
within = "collection"
field = "number"
sort-by = "name"
[rules.similar]
kind = "similar"
in = "a"
field = "name"
[rules.itself]
kind = "reference"
in = "a"
field = "like"
to = "a"
[rules.either]
kind = "reference"
in = "a"
field = "either"
to = ["a", "b"]
to-where = "@.ok == true"
[rules.order]
kind = "order"
in = "a"
within = "collection"
field = "number"
sort-by = "at"
message = "{id}"
[rules.overlap]
kind = "overlap"
in = "a"
from = "from"
to = "to"
may-touch = true
[rules.determines]
kind = "determines"
in = "a"
fields = "country"
value = "code"
message = "{id} {others:id}"
[rules.unique]
kind = "unique"
in = "a"
fields = "word"
message = "{id} {others:id}"
[rules.sum]
kind = "sum"
in = "a"
items = "number"
total = 9
per = "country"
message = "{id}"
[rules.apart]
kind = "unique"
in = "a"
apart = ["plus[*]", "minus[*]"]
within = "dataset"
[rules.listed]
kind = "codelist"
in = "a"
field = "word"
to = "b"
to-field = "word"
"#,
        &[("a.json", RECORDS), ("b.json", MORE_RECORDS)],
    ),
    (
        r#"
a = { select = "$[*]", id = "id" }
[rules.cycle]
kind = "acyclic"
in = "a"
field = "up"
"#,
        &[("a.json", r#"[{"id": "a", "up": "b"}, {"id": "b"}]"#)],
    ),
];

const CLAIMS: &str = r#"{
  "sources": [{"id": "s", "publisher": "S"}],
  "entities": [{"id": "a"}, {"id": "b"}, {"id": "c"}],
  "places": [{"id": "lyon"}, {"id": "paris"}],
  "properties": [
    {"id": "place", "functional": true}, {"id": "entity", "functional": true},
    {"id": "period", "functional": true}, {"id": "date", "functional": true},
    {"id": "duration", "functional": true}, {"id": "text", "functional": true},
    {"id": "money", "functional": true},
    {"id": "count", "functional": true, "tolerance": 2, "separators": ["as_of"]}
  ],
  "claims": [
    {"id": "1", "subject": "a", "property": "place", "value": {"place": "lyon"}},
    {"id": "2", "subject": "a", "property": "place", "value": {"place": "paris"}},
    {"id": "3", "subject": "a", "property": "entity", "value": {"entity": "b"}},
    {"id": "4", "subject": "a", "property": "entity", "value": {"entity": "c"}},
    {"id": "5", "subject": "a", "property": "date", "value": {"date": "2001"}},
    {"id": "6", "subject": "a", "property": "date", "value": {"date": "2002-01-01"}},
    {"id": "7", "subject": "a", "property": "duration", "value": {"duration": "P1Y"}},
    {"id": "8", "subject": "a", "property": "duration", "value": {"duration": "P2Y"}},
    {"id": "9", "subject": "a", "property": "text", "value": {"text": "x"}},
    {"id": "10", "subject": "a", "property": "text", "value": {"text": "y"}},
    {"id": "11", "subject": "a", "property": "money", "value": {"money": {"amount": 1, "currency": "EUR"}}},
    {"id": "12", "subject": "a", "property": "money", "value": {"money": {"amount": 2, "currency": "EUR"}}},
    {"id": "13", "subject": "a", "property": "money", "value": {"money": {"amount": 2, "currency": "CHF"}}},
    {"id": "14", "subject": "a", "property": "count", "value": {"count": 1}, "valid": {"as_of": "2001"}},
    {"id": "15", "subject": "a", "property": "count", "value": {"count": 2}, "valid": {"as_of": "2001"}},
    {"id": "16", "subject": "a", "property": "count", "value": {"count": 9}, "valid": {"as_of": "2001"}},
    {"id": "17", "subject": "a", "property": "count", "value": {"count": 99}, "valid": {"as_of": "2002"}},
    {"id": "18", "subject": "a", "property": "count", "value": {"text": "no number"}, "valid": {"as_of": "2001"}},
    {"id": "19", "subject": "a", "property": "count", "value": {"count": "?"}, "valid": {"as_of": "2001"}},
    {"id": "20", "subject": "a", "property": "other", "value": {"count": 1}},
    {"id": "21", "subject": "b", "property": "period", "value": {"period": {"from": "2001", "to": "2002"}},
     "valid": {"from": "1990", "to": "1999"}},
    {"id": "22", "subject": "b", "property": "period", "value": {"period": {"from": "2003", "to": "2002"}},
     "valid": {"from": "1995", "to": "2000"}},
    {"id": "23", "subject": "b", "property": "period", "value": {"period": {"from": "2006", "to": "2007"}},
     "valid": {"from": "2001", "to": "2002"}},
    {"id": "24", "subject": "b", "property": "place", "value": {"place": "paris"}},
    {"id": "25", "subject": "b", "property": "entity", "value": {"entity": "c"}},
    {"id": "26", "subject": "b", "property": "date", "value": {"date": "2003-02"}},
    {"id": "27", "subject": "b", "property": "duration", "value": {"duration": "P3Y"}},
    {"id": "28", "subject": "b", "property": "text", "value": {"text": "z"}},
    {"id": "29", "subject": "b", "property": "money", "value": {"money": {"amount": 3, "currency": "EUR"}}},
    {"id": "29", "subject": "a", "property": "money", "value": {"money": 1, "money": 2}},
    {"id": "30", "subject": "b", "property": "count", "value": {"count": 3}},
    {"id": "31", "subject": "a", "property": "count", "rank": "deprecated", "value": {"count": 3}},
    {"id": "32", "subject": "c", "property": "count", "value": {"count": 3}},
    {"id": "33", "subject": "c", "property": "period",
     "value": {"period": {"from": "2001", "to": "2002", "stated": "P1Y"}},
     "valid": {"from": "2001", "to": "2002"}},
    {"id": "34", "subject": "c", "property": "period",
     "value": {"period": {"from": "2001", "to": "2002", "stated": "P2Y"}},
     "valid": {"from": "2005", "to": "2006"}},
    {"id": "35", "subject": "c", "property": "period",
     "value": {"period": {"from": "2004", "to": "2005", "stated": "P2Y"}},
     "valid": {"from": "2000", "to": "2010"}},
    {"id": "36", "subject": "a", "property": "time",
     "value": {"period": {"from": "2001", "to": "2002", "stated": "P3Y"}}}
  ]
}"#;

const RECORDS: &str = r#"{
  "a": [
    {"id": "z", "name": "Museum of modern arts", "number": 1, "like": "z", "either": "both", "at": 3,
     "country": "F", "code": "FR", "word": "w", "plus": ["p"],
     "minus": ["m"], "from": "2001-01-01T10:00:00Z", "to": "2001-01-01T12:00:00Z"},
    {"id": "y", "name": "Museum of modern art", "up": "x", "number": 2, "like": "z", "either": "wrong", "at": 2,
     "country": "F", "code": "XX", "word": "w", "plus": ["m"],
     "from": "2001-01-01T09:00:00Z", "to": "2001-01-01T11:00:00Z"},
    {"id": "x", "name": "Museum of modern art", "up": "y", "number": 3, "at": 1, "country": "F", "code": "FR",
     "word": "v", "plus": ["p"],
     "from": "2001-01-01T09:00:00Z", "to": "2001-01-01T11:00:00Z"},
    {"id": "v", "number": "three", "at": 4},
    {"id": "u", "either": "unsure"}
  ],
  "b": [{"id": "both", "of": "z", "ok": true, "ok": true}, {"id": "wrong", "of": "x", "ok": false},
    {"id": "unsure", "ok": true, "ok": true}]
}"#;

const MORE_RECORDS: &str = r#"{
  "a": [{"id": "both", "ok": true}],
  "b": [{"id": "u", "of": "y", "word": "w"}, {"id": "t", "of": "y"}, {"id": "unnamed", "of": "v"}]
}"#;
