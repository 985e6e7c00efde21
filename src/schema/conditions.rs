//! Explains why a keyword applies: `if` with `then` or `else`, `dependentSchemas`, `dependencies`.

use super::sources::{SchemaPlace, Sources};
use super::wording::{all_of, either, named, quoted_json};
use crate::document::Pointer;
use serde_json::Value as Json;

/// Describes the innermost condition on the path to a keyword, or returns `None` if there is none.
/// `evaluation_path` is a JSON Pointer from the `jsonschema` crate, with a token `$ref` for each reference
/// that was followed.
pub(super) fn reason(sources: &Sources, evaluation_path: &str) -> Option<String> {
    // Fast path: most paths have no condition.
    if !["/then", "/else", "/depend"].iter().any(|word| evaluation_path.contains(word)) {
        return None;
    }
    let mut at = SchemaPlace { file: 0, pointer: Pointer::default() };
    let mut found = None;
    let mut expects_trigger = false;
    for token in Pointer::new(evaluation_path).tokens() {
        if expects_trigger {
            found = Some(format!("wanted because {} is present", named(&token)));
        }
        let schema = sources.value(&at);
        let condition = schema.and_then(|schema| schema.get("if"));
        match (token.as_str(), condition.map(described)) {
            ("then", Some(condition)) => found = Some(format!("wanted because {condition}")),
            ("else", Some(condition)) => found = Some(format!("wanted unless {condition}")),
            _ => {}
        }
        let is_keyword = !expects_trigger;
        let is_dependency = matches!(token.as_str(), "dependentSchemas" | "dependencies");
        expects_trigger = is_keyword && is_dependency;
        let Some(next) = sources.step(&at, &token) else { break };
        at = next;
    }
    found
}

/// Describes a condition, as in "`kind` is `"a"`" or "`kind` is present".
fn described(condition: &Json) -> String {
    let properties = condition.get("properties").and_then(Json::as_object);
    let mut clauses: Vec<String> = properties
        .into_iter()
        .flatten()
        .filter_map(|(name, schema)| Some(format!("{} is {}", named(name), fixed_values(schema)?)))
        .collect();
    if clauses.is_empty() {
        let required = condition.get("required").and_then(Json::as_array);
        let names = required.into_iter().flatten().filter_map(Json::as_str);
        clauses.extend(names.map(|name| format!("{} is present", named(name))));
    }
    if clauses.is_empty() {
        return match condition.get("title").and_then(Json::as_str) {
            Some(title) => format!("the value matches {}", named(title)),
            None => "the value matches the schema's `if`".to_owned(),
        };
    }
    all_of(&clauses)
}

/// Describes the values that a schema fixes with `const` or `enum`. Returns `None` if it has neither.
fn fixed_values(schema: &Json) -> Option<String> {
    if let Some(value) = schema.get("const") {
        return Some(quoted_json(value));
    }
    let values = schema.get("enum")?.as_array()?;
    Some(either(&values.iter().map(quoted_json).collect::<Vec<_>>()))
}
