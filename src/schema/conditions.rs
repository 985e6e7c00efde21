//! Explains why a keyword applies: `if` with `then` or `else`, `dependentSchemas`, `dependencies`.

use super::sources::{SchemaPlace, Sources};
use super::wording::{all_of, either, named, quoted_json};
use crate::document::Pointer;
use serde_json::Value as Json;

/// The reason why a keyword applies.
pub(super) struct Reason {
    /// The description of the condition.
    pub(super) words: String,
    /// The properties that the condition tests, if they are of the same object as the keyword.
    pub(super) tested: Vec<String>,
}

/// Keywords whose schemas apply to members or elements.
const DESCENDING: [&str; 6] =
    ["properties", "patternProperties", "additionalProperties", "items", "prefixItems", "contains"];

/// Returns the innermost condition on the path to a keyword, or `None` if there is none. `evaluation_path` is a JSON
/// Pointer from the `jsonschema` crate, with a token `$ref` for each reference that was followed.
pub(super) fn reason(sources: &Sources, evaluation_path: &str) -> Option<Reason> {
    // Fast path: most paths have no condition.
    if !["/then", "/else", "/depend"].iter().any(|word| evaluation_path.contains(word)) {
        return None;
    }
    let mut at = SchemaPlace { file: 0, pointer: Pointer::default() };
    let mut found = None;
    let mut expects_trigger = false;
    for token in Pointer::new(evaluation_path).tokens() {
        if expects_trigger {
            let words = format!("wanted because {} is present", named(&token));
            found = Some(Reason { words, tested: Vec::new() });
        }
        let schema = sources.value(&at);
        let condition = schema.and_then(|schema| schema.get("if"));
        let because = match token.as_str() {
            "then" => Some("because"),
            "else" => Some("unless"),
            _ => None,
        };
        if let Some((because, condition)) = because.zip(condition) {
            let words = format!("wanted {because} {}", described(condition));
            found = Some(Reason { words, tested: tested(condition) });
        } else if let Some(found) = found.as_mut().filter(|_| DESCENDING.contains(&&*token)) {
            found.tested.clear();
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

/// Returns the names of the properties that a condition requires or describes.
fn tested(condition: &Json) -> Vec<String> {
    let described = condition.get("properties").and_then(Json::as_object);
    let required = condition.get("required").and_then(Json::as_array);
    let required = required.into_iter().flatten().filter_map(Json::as_str);
    let described = described.into_iter().flatten().map(|(name, _)| name.as_str());
    described.chain(required).map(str::to_owned).collect()
}

/// Describes the values that a schema fixes with `const` or `enum`. Returns `None` if it has neither.
fn fixed_values(schema: &Json) -> Option<String> {
    if let Some(value) = schema.get("const") {
        return Some(quoted_json(value));
    }
    let values = schema.get("enum")?.as_array()?;
    Some(either(&values.iter().map(quoted_json).collect::<Vec<_>>()))
}
