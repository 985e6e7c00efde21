//! A small dataset with one finding, and a ledger with a verdict on it.

use super::Folder;

/// A rulebook for two sources that disagree on the budget of one project.
pub(crate) const RULEBOOK: &str = r#"version   = 1
documents = ["data.json"]
ledger    = "reviews.toml"

[collections]
sources    = { select = "$.sources[*]", id = "id" }
places     = { select = "$.places[*]", id = "id", optional = true }
entities   = { select = "$.entities[*]", id = "id" }
properties = { select = "$.properties[*]", id = "id" }
claims     = { select = "$.claims[*]", id = "id" }

[rules.conflict]
kind = "conflict"
"#;

pub(crate) const DATA: &str = r#"{
  "sources": [
    { "id": "paper", "publisher": "The Paper" },
    { "id": "office", "publisher": "The Office" }
  ],
  "entities": [{ "id": "trace", "name": "Project Trace" }],
  "properties": [{ "id": "budget", "name": "budget", "functional": true }],
  "claims": [
    {
      "id": "a", "subject": "trace", "property": "budget",
      "value": { "count": 900 }, "rank": "normal",
      "evidence": [{ "source": "paper" }]
    },
    {
      "id": "b", "subject": "trace", "property": "budget",
      "value": { "count": 1300 },
      "evidence": [{ "source": "office" }]
    }
  ]
}
"#;

/// A verdict on the finding.
pub(crate) const LEDGER: &str = r#"version = 2

[[verdict]]
fingerprint = "3293eebb41040c2d9c789ae64d954966abef02a95e301ebce2bbb5867b19adf5"
rule        = "conflict"
subject     = "trace budget"
outcome     = "resolved-prefer"
chosen      = "b"
reason      = "The Office pays the budget"
by          = "Ada <ada@example.org>"
on          = "2026-05-04"
until       = "2027-01-31"
state       = [
  { subject = "", name = "independent sources", value = "2" },
  { subject = "claims/a", name = "independent sources", value = "1" },
  { subject = "claims/a", name = "rank", value = "normal" },
  { subject = "claims/a", name = "source", value = "paper" },
  { subject = "claims/a", name = "value", value = '{"count":900}' },
  { subject = "claims/b", name = "independent sources", value = "1" },
  { subject = "claims/b", name = "rank", value = "normal" },
  { subject = "claims/b", name = "source", value = "office" },
  { subject = "claims/b", name = "value", value = '{"count":1300}' },
]
"#;

/// The prefix of the finding's fingerprint.
pub(crate) const SHORT: &str = "3293eebb4104";

pub(crate) const EMPTY: &str = "# Ours.\nversion = 2\n";

pub(crate) fn folder() -> Folder {
    Folder::new(&[("factlint.toml", RULEBOOK), ("data.json", DATA), ("reviews.toml", LEDGER)])
}

pub(crate) fn undecided() -> Folder {
    Folder::new(&[("factlint.toml", RULEBOOK), ("data.json", DATA), ("reviews.toml", EMPTY)])
}
