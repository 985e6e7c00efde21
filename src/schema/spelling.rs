//! Finds keywords that are probably misspelt or belong to another draft. The standard treats unknown keywords as
//! annotations, so validators silently ignore them (JSON Schema core section 6.5).

use super::error::SchemaProblem;
use super::files::{Files, custom_metaschema_of};
use super::identifiers::is_reference_alone;
use super::keywords::{
    DRAFT_3_KEYWORDS, KEYWORDS, Keyword, Purpose, name_of, ref_disables_siblings,
};
use super::problems::at_place;
use super::sources::{SchemaObject, Sources};
use super::wording::{all_of, named};
use jsonschema::Draft;
use serde_json::{Map, Value as Json};

/// Words that occur in schemas and differ from a keyword by one edit, but are not misspellings of the
/// keyword.
const WORDS: [&str; 13] = [
    "note",
    "nota",
    "cost",
    "time",
    "tape",
    "item-type",
    "formal",
    "schemas",
    "comment",
    "example",
    "defaults",
    "titles",
    "tile",
];
/// Maximum length of a short keyword. Many words differ from a short keyword by one edit, so the value of such
/// a word must be valid for the keyword too.
const MAX_SHORT: usize = 5;
/// Longer keywords whose value may be a string.
const STRING_KEYWORDS: [&str; 9] = [
    "format",
    "pattern",
    "$anchor",
    "$schema",
    "$dynamicRef",
    "$dynamicAnchor",
    "$recursiveRef",
    "contentEncoding",
    "contentMediaType",
];

/// Warns about each keyword that is ignored although it was most likely meant to have an effect.
pub(super) fn all(files: &Files) -> Vec<SchemaProblem> {
    let sources = files.sources();
    let ours =
        sources.schemas().iter().filter(|schema| sources.document(schema.place.file).is_some());
    ours.flat_map(|schema| warnings(files, sources, schema)).collect()
}

fn warnings(files: &Files, sources: &Sources, schema: &SchemaObject) -> Vec<SchemaProblem> {
    let members = sources.value(&schema.place).and_then(Json::as_object);
    let Some(members) = members else { return Vec::new() };
    let (contents, draft) = (sources.contents(schema.place.file), schema.draft);
    let own = contents.and_then(|(contents, _)| custom_metaschema_of(contents));
    let vocabulary = own.and_then(|uri| files.known_file(&uri)?.get("properties")?.as_object());
    let is_own = |name: &str| vocabulary.is_some_and(|known| known.contains_key(name));
    let at_key = |name: &str| at_place(sources, &schema.place.join(name), true);
    let mut found = Vec::new();
    if draft != Draft::Unknown && ref_disables_siblings(draft) {
        found.extend(beside_reference(members, draft).map(|(name, message)| SchemaProblem {
            message,
            help: Some("move the `$ref` into an `allOf`".to_owned()),
            ..at_key(name)
        }));
    }
    let unknown = members.iter().filter(|(name, _)| !is_own(name));
    found.extend(unknown.filter_map(|(name, value)| {
        let (message, help) = unknown_keyword(name, value, draft)?;
        Some(SchemaProblem { message, help: Some(help), ..at_key(name) })
    }));
    found.extend(without_effect(members, draft).map(|(name, reason)| SchemaProblem {
        message: format!("`{name}` has no effect {reason}"),
        ..at_key(name)
    }));
    for warning in &mut found {
        warning.is_warning = true;
    }
    found
}

/// Returns the key at which to report the keywords that a `$ref` disables in older drafts, and the message.
/// Returns `None` if it disables no keyword.
fn beside_reference(members: &Map<String, Json>, draft: Draft) -> Option<(&'static str, String)> {
    members.get("$ref").filter(|written| written.is_string())?;
    let constrains = |name: &&String| {
        let keyword = Keyword::named(name).filter(|keyword| keyword.is_in(draft));
        keyword
            .is_some_and(|keyword| keyword.purpose == Purpose::Constrains && keyword.name != "$ref")
    };
    let names: Vec<String> = members.keys().filter(constrains).map(|name| named(name)).collect();
    let list = Some(all_of(&names)).filter(|_| !names.is_empty())?;
    let message =
        format!("{} checks only the `$ref`, and ignores {list} beside it", name_of(draft));
    Some(("$ref", message))
}

/// Returns the keywords that are ignored because of the other keywords of the schema, each with the reason (core
/// sections 10.2.2, 10.3.1 and 11.2, validation section 6.4).
fn without_effect(
    members: &Map<String, Json>,
    draft: Draft,
) -> impl Iterator<Item = (&'static str, &'static str)> {
    let has = |name: &str| members.contains_key(name);
    let one_for_all = members.get("items").is_some_and(|items| !items.is_array());
    // From draft 2019-09 on, an `if` alone still affects `unevaluatedProperties` and `unevaluatedItems`.
    let is_only_asked = draft == Draft::Draft7 && !has("then") && !has("else");
    let ignored = [
        ("then", !has("if"), "without `if`"),
        ("else", !has("if"), "without `if`"),
        ("minContains", !has("contains"), "without `contains`"),
        ("maxContains", !has("contains"), "without `contains`"),
        ("if", is_only_asked, "without `then` or `else`"),
        ("additionalItems", one_for_all || !has("items"), "without a list of schemas in `items`"),
        ("unevaluatedItems", one_for_all, "beside an `items` that applies to all items"),
    ];
    let allows_all = |name: &str| {
        members.get(name).is_some_and(|value| {
            *value == Json::Bool(true) || value.as_object().is_some_and(Map::is_empty)
        })
    };
    let found = ignored.map(|(name, is_ignored, reason)| {
        let is_known = Keyword::named(name).is_some_and(|keyword| keyword.is_in(draft));
        let is_silent = name.ends_with("Items") && allows_all(name);
        (is_ignored && is_known && has(name) && !is_silent).then_some((name, reason))
    });
    let is_alone = is_reference_alone(members, draft);
    found.into_iter().flatten().filter(move |_| !is_alone)
}

/// Returns the message and help for a keyword that a draft does not have. Returns `None` if the keyword need
/// not be reported.
fn unknown_keyword(name: &str, value: &Json, draft: Draft) -> Option<(String, String)> {
    if let Some(keyword) = Keyword::named(name) {
        return if keyword.is_in(draft) { None } else { keyword_of_another_draft(keyword, draft) };
    }
    if DRAFT_3_KEYWORDS.contains(&name) {
        let help = match name {
            "divisibleBy" => "write `multipleOf`",
            "disallow" => "write `not`",
            _ => "write `allOf`",
        };
        let message =
            format!("`{name}` is a keyword of draft 3, and has no effect in {}", name_of(draft));
        return Some((message, help.to_owned()));
    }
    let likely = likely_keyword(name, value, draft)?;
    let message = format!("the keyword {} is unknown and has no effect", named(name));
    Some((message, format!("did you mean `{likely}`?")))
}

fn keyword_of_another_draft(keyword: &Keyword, draft: Draft) -> Option<(String, String)> {
    if keyword.purpose == Purpose::Describes {
        return None;
    }
    let (first, last) = keyword.drafts;
    let its_drafts = match (first == last, draft < first) {
        (true, _) => name_of(first).to_owned(),
        (false, true) => format!("{} and later", name_of(first)),
        (false, false) => format!("{} and earlier", name_of(last)),
    };
    let (name, own) = (keyword.name, name_of(draft));
    let help = replacement(name, draft);
    let message = match (keyword.purpose, name) {
        // The validator still checks `dependencies`, as the metaschemas allow.
        (_, "dependencies") => {
            format!(
                "`{name}` is a keyword of {its_drafts}: other validators may ignore it in {own}"
            )
        }
        (Purpose::Constrains, _) => {
            format!("`{name}` is a keyword of {its_drafts}, and has no effect in {own}")
        }
        // References still find the schemas in `$defs`.
        (_, "$defs") => return None,
        _ => format!("`{name}` is a keyword of {its_drafts}, and has no effect in {own}"),
    };
    Some((message, help))
}

fn replacement(name: &str, draft: Draft) -> String {
    let write = match name {
        "id" => "write `$id`",
        "$id" => "write `id`",
        "dependencies" => "write `dependentRequired` or `dependentSchemas`",
        "dependentRequired" | "dependentSchemas" => "write `dependencies`",
        "additionalItems" => "write `items` beside `prefixItems`",
        "prefixItems" => "write `items` with a list of schemas",
        "const" => "write `enum` with one value",
        "$recursiveRef" if draft == Draft::Draft202012 => "write `$dynamicRef`",
        "$recursiveAnchor" if draft == Draft::Draft202012 => "write `$dynamicAnchor`",
        _ => "set `$schema` to a draft that has it",
    };
    write.to_owned()
}

/// Returns the keyword that differs from a name by one edit and may have this value, or `None` if there is
/// none.
fn likely_keyword(name: &str, value: &Json, draft: Draft) -> Option<&'static str> {
    if name.starts_with("x-") || WORDS.contains(&name) {
        return None;
    }
    let mut candidates =
        KEYWORDS.iter().filter(|known| known.is_in(draft) && is_alike(name, known.name));
    let takes = |known: &&Keyword| {
        match known.purpose == Purpose::Describes || known.name.len() <= MAX_SHORT {
            true => fits(known.name, value),
            // A string is most likely an annotation, as in `"property": "label"`.
            false => !value.is_string() || STRING_KEYWORDS.contains(&known.name),
        }
    };
    candidates.find(takes).map(|known| known.name)
}

/// Whether two names differ only by one edit (including a swap of neighbouring letters), in letter case, or
/// as singular and plural.
fn is_alike(name: &str, keyword: &str) -> bool {
    let plural = name.strip_suffix('y').map(|stem| format!("{stem}ies"));
    let singular = name.strip_suffix("ies").map(|stem| format!("{stem}y"));
    name.eq_ignore_ascii_case(keyword)
        || plural.is_some_and(|plural| plural == keyword)
        || singular.is_some_and(|singular| singular == keyword)
        || (name.len().abs_diff(keyword.len()) <= 1 && strsim::osa_distance(name, keyword) == 1)
}

/// Whether a value is valid for a keyword that is short, or that only describes the schema.
fn fits(keyword: &str, value: &Json) -> bool {
    const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];
    match keyword {
        "not" | "if" | "then" | "else" => value.is_object() || value.is_boolean(),
        "allOf" | "anyOf" | "oneOf" | "enum" | "examples" => value.is_array(),
        "items" => value.is_object() || value.is_boolean() || value.is_array(),
        "type" => {
            let is_type = |value: &Json| value.as_str().is_some_and(|name| TYPES.contains(&name));
            is_type(value) || value.as_array().is_some_and(|all| all.iter().all(is_type))
        }
        "$defs" | "contentSchema" => value.is_object(),
        "$ref" | "$id" | "id" | "title" | "description" | "$comment" => value.is_string(),
        "readOnly" | "writeOnly" | "deprecated" => value.is_boolean(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Returns all single edits of a keyword: one letter omitted, doubled, replaced or swapped with the next.
    fn slips(keyword: &str) -> Vec<String> {
        let letters: Vec<char> = keyword.chars().collect();
        let mut slips = Vec::new();
        for at in 0..letters.len() {
            let edit = |change: &dyn Fn(&mut Vec<char>)| {
                let mut edited = letters.clone();
                change(&mut edited);
                edited.into_iter().collect::<String>()
            };
            slips.push(edit(&|word| _ = word.remove(at)));
            slips.push(edit(&|word| word.insert(at, letters[at])));
            slips.push(edit(&|word| word[at] = 'q'));
            if at + 1 < letters.len() {
                slips.push(edit(&|word| word.swap(at, at + 1)));
            }
        }
        slips.retain(|slip| slip != keyword);
        slips
    }

    #[test]
    fn every_slip_in_a_keyword_is_noticed() {
        let value = |keyword: &str| match keyword {
            "type" => json!("string"),
            "format" | "pattern" | "$ref" | "$dynamicRef" | "contentEncoding" | "$id"
            | "$schema" | "contentMediaType" | "title" | "description" | "$comment" => json!("x"),
            "enum" | "required" | "allOf" | "anyOf" | "oneOf" | "examples" => json!([]),
            "readOnly" | "writeOnly" | "deprecated" => json!(true),
            _ => json!({}),
        };
        let draft = Draft::Draft202012;
        for keyword in KEYWORDS.iter().filter(|keyword| keyword.is_in(draft)) {
            for slip in slips(keyword.name) {
                let report = unknown_keyword(&slip, &value(keyword.name), draft);
                let is_known = Keyword::named(&slip).is_some_and(|known| known.is_in(draft));
                let is_a_word = WORDS.contains(&slip.as_str());
                assert!(report.is_some() || is_known || is_a_word, "{slip} for {}", keyword.name);
            }
        }
    }
}
