//! The rulebooks of a generated dataset: one with all rules, one without the rules on quotes, and
//! one with only the schema.

use std::io::Result;
use std::path::Path;

/// Writes `factlint.toml` with all rules, and the folders `no-quotes` and `schema-only` with the
/// other rulebooks.
pub(crate) fn write(folder: &Path, is_lines: bool, with_coverage: bool) -> Result<()> {
    std::fs::write(
        folder.join("dataset.schema.json"),
        include_str!("../../schema/dataset.schema.json"),
    )?;
    let coverage = if with_coverage { "[rules.coverage]\nkind = \"coverage\"\n" } else { "" };
    let all = format!("{}{RULES}{QUOTE_RULES}{coverage}", head("", is_lines));
    std::fs::write(folder.join("factlint.toml"), all)?;
    for (name, rules) in [("no-quotes", RULES), ("schema-only", "")] {
        let rules = format!("{rules}{NO_SNAPSHOTS}");
        let inner = folder.join(name);
        std::fs::create_dir_all(&inner)?;
        std::fs::write(inner.join("factlint.toml"), format!("{}{rules}", head("../", is_lines)))?;
    }
    if is_lines {
        write_schemas_of_lines(folder)?;
    }
    Ok(())
}

/// Writes the schema of one line for each JSON Lines file.
fn write_schemas_of_lines(folder: &Path) -> Result<()> {
    for (name, definition) in COLLECTIONS {
        let schema = format!(
            "{{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"$ref\":\"dataset.schema.json#/$defs/{definition}\"}}\n"
        );
        std::fs::write(folder.join(format!("{name}.schema.json")), schema)?;
    }
    Ok(())
}

/// The name of each collection, and the name of its records' definition in the schema.
const COLLECTIONS: [(&str, &str); 5] = [
    ("sources", "source"),
    ("places", "place"),
    ("entities", "entity"),
    ("properties", "property"),
    ("claims", "claim"),
];

fn head(up: &str, is_lines: bool) -> String {
    let mut text = String::from("version = 1\n");
    match is_lines {
        true => {
            text.push_str(&format!("documents = [\"{up}*.jsonl\"]\n\n[schema]\n"));
            for (name, _) in COLLECTIONS {
                text.push_str(&format!("\"{up}{name}.jsonl\" = \"{up}{name}.schema.json\"\n"));
            }
        }
        false => text.push_str(&format!(
            "documents = [\"{up}dataset.json\"]\nschema = \"{up}dataset.schema.json\"\n"
        )),
    }
    text.push_str("\n[collections]\n");
    for (name, _) in COLLECTIONS {
        let selection = match is_lines {
            true => format!("select = \"$[*]\", documents = [\"{up}{name}.jsonl\"]"),
            false => format!("select = \"$.{name}[*]\""),
        };
        text.push_str(&format!("{name} = {{ {selection}, id = \"id\" }}\n"));
    }
    text
}

const RULES: &str = r#"
[rules.unique-source]
kind   = "unique"
in     = "sources"
fields = "id"

[rules.unique-place]
kind   = "unique"
in     = "places"
fields = "id"

[rules.unique-entity]
kind   = "unique"
in     = "entities"
fields = "id"

[rules.unique-claim]
kind   = "unique"
in     = "claims"
fields = "id"

[rules.within]
kind  = "reference"
in    = "places"
field = "within[*]"
to    = "places"

[rules.part-of]
kind  = "reference"
in    = "entities"
field = "part_of[*]"
to    = "entities"

[rules.part-of-cycle]
kind  = "acyclic"
in    = "entities"
field = "part_of[*]"

[rules.unused-source]
kind  = "orphan"
level = "warning"
in    = "sources"
by    = ["claims.evidence[*].source", "sources.derived_from[*]"]

[rules.subject]
kind  = "reference"
in    = "claims"
field = "subject"
to    = "entities"

[rules.property]
kind  = "reference"
in    = "claims"
field = "property"
to    = "properties"

[rules.value-place]
kind  = "reference"
in    = "claims"
field = "value.place"
to    = "places"

[rules.value-entity]
kind  = "reference"
in    = "claims"
field = "value.entity"
to    = "entities"

[rules.funder]
kind     = "reference"
in       = "claims"
where    = "@.property == 'funded-by'"
field    = "value.entity"
to       = "entities"
to-where = "@.kind == 'government'"

[rules.evidence-source]
kind  = "reference"
in    = "claims"
field = "evidence[*].source"
to    = "sources"

[rules.signature]
kind = "signature"

[rules.valid-dates]
kind = "date-range"
in   = "claims"
from = "valid.from"
to   = "valid.to"
past = ["valid.as_of"]

[rules.period-dates]
kind   = "date-range"
in     = "claims"
from   = "value.period.from"
to     = "value.period.to"
stated = "value.period.stated"

[rules.source-dates]
kind = "date-range"
in   = "sources"
from = "published"
to   = "retrieved"
past = ["published", "retrieved"]

[rules.citation]
kind = "citation"

[rules.conflict]
kind = "conflict"

[rules.staff-date]
kind     = "presence"
level    = "notice"
in       = "claims"
where    = "@.property == 'staff'"
required = "valid.as_of"
"#;

/// Settings for rulebooks whose folder has no snapshots.
const NO_SNAPSHOTS: &str = r#"
[rules.snapshot]
level = "off"
"#;

const QUOTE_RULES: &str = r#"
[rules.quote]
kind = "quote"

[rules.value-in-quote]
kind = "value-in-quote"
"#;
