//! The keywords of all drafts: the drafts that have each keyword, the schemas that it contains, and its purpose.

use jsonschema::Draft;

/// A keyword of JSON Schema.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keyword {
    /// The name as written.
    pub(super) name: &'static str,
    /// The first and the last draft with this keyword.
    pub(super) drafts: (Draft, Draft),
    /// The kind of schemas in the keyword's value.
    pub(super) holds: Holds,
    /// The keyword's purpose.
    pub(super) purpose: Purpose,
}

/// The kind of schemas in the value of a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// No schema: the value is data.
    Nothing,
    /// One schema, for members, elements or property names.
    Schema,
    /// One schema, for the same value ("in-place applicator", core section 10.2).
    InPlace,
    /// An array of schemas, for elements.
    Schemas,
    /// An array of schemas, for the same value.
    InPlaceSchemas,
    /// One schema or an array of schemas, for elements.
    SchemaOrSchemas,
    /// An object with one schema per name.
    NamedSchemas,
    /// An object that maps each name to a schema for the same value, or to a list of names.
    NamedInPlace,
}

/// The purpose of a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Constrains values.
    Constrains,
    /// Identifies a schema or specifies where to find one.
    Identifies,
    /// Describes the schema, without constraining values.
    Describes,
}

use Draft::{Draft4, Draft6, Draft7, Draft201909, Draft202012};
use Holds::{
    InPlace, InPlaceSchemas, NamedInPlace, NamedSchemas, Nothing, Schema, SchemaOrSchemas, Schemas,
};
use Purpose::{Constrains, Describes, Identifies};

/// All keywords (core sections 8 to 11, validation sections 6 to 9, and the keywords that only older drafts
/// have).
pub(super) const KEYWORDS: [Keyword; 63] = [
    keyword("$schema", (Draft4, Draft202012), Nothing, Identifies),
    keyword("id", (Draft4, Draft4), Nothing, Identifies),
    keyword("$id", (Draft6, Draft202012), Nothing, Identifies),
    keyword("$ref", (Draft4, Draft202012), Nothing, Constrains),
    keyword("$anchor", (Draft201909, Draft202012), Nothing, Identifies),
    keyword("$dynamicRef", (Draft202012, Draft202012), Nothing, Constrains),
    keyword("$dynamicAnchor", (Draft202012, Draft202012), Nothing, Identifies),
    keyword("$recursiveRef", (Draft201909, Draft201909), Nothing, Constrains),
    keyword("$recursiveAnchor", (Draft201909, Draft201909), Nothing, Identifies),
    keyword("$vocabulary", (Draft201909, Draft202012), Nothing, Identifies),
    keyword("$comment", (Draft7, Draft202012), Nothing, Describes),
    keyword("$defs", (Draft201909, Draft202012), NamedSchemas, Identifies),
    keyword("definitions", (Draft4, Draft202012), NamedSchemas, Identifies),
    keyword("allOf", (Draft4, Draft202012), InPlaceSchemas, Constrains),
    keyword("anyOf", (Draft4, Draft202012), InPlaceSchemas, Constrains),
    keyword("oneOf", (Draft4, Draft202012), InPlaceSchemas, Constrains),
    keyword("not", (Draft4, Draft202012), InPlace, Constrains),
    keyword("if", (Draft7, Draft202012), InPlace, Constrains),
    keyword("then", (Draft7, Draft202012), InPlace, Constrains),
    keyword("else", (Draft7, Draft202012), InPlace, Constrains),
    keyword("dependentSchemas", (Draft201909, Draft202012), NamedInPlace, Constrains),
    keyword("dependencies", (Draft4, Draft7), NamedInPlace, Constrains),
    keyword("prefixItems", (Draft202012, Draft202012), Schemas, Constrains),
    keyword("items", (Draft4, Draft202012), SchemaOrSchemas, Constrains),
    keyword("additionalItems", (Draft4, Draft201909), Schema, Constrains),
    keyword("unevaluatedItems", (Draft201909, Draft202012), Schema, Constrains),
    keyword("contains", (Draft6, Draft202012), Schema, Constrains),
    keyword("properties", (Draft4, Draft202012), NamedSchemas, Constrains),
    keyword("patternProperties", (Draft4, Draft202012), NamedSchemas, Constrains),
    keyword("additionalProperties", (Draft4, Draft202012), Schema, Constrains),
    keyword("unevaluatedProperties", (Draft201909, Draft202012), Schema, Constrains),
    keyword("propertyNames", (Draft6, Draft202012), Schema, Constrains),
    keyword("type", (Draft4, Draft202012), Nothing, Constrains),
    keyword("enum", (Draft4, Draft202012), Nothing, Constrains),
    keyword("const", (Draft6, Draft202012), Nothing, Constrains),
    keyword("multipleOf", (Draft4, Draft202012), Nothing, Constrains),
    keyword("maximum", (Draft4, Draft202012), Nothing, Constrains),
    keyword("exclusiveMaximum", (Draft4, Draft202012), Nothing, Constrains),
    keyword("minimum", (Draft4, Draft202012), Nothing, Constrains),
    keyword("exclusiveMinimum", (Draft4, Draft202012), Nothing, Constrains),
    keyword("maxLength", (Draft4, Draft202012), Nothing, Constrains),
    keyword("minLength", (Draft4, Draft202012), Nothing, Constrains),
    keyword("pattern", (Draft4, Draft202012), Nothing, Constrains),
    keyword("maxItems", (Draft4, Draft202012), Nothing, Constrains),
    keyword("minItems", (Draft4, Draft202012), Nothing, Constrains),
    keyword("uniqueItems", (Draft4, Draft202012), Nothing, Constrains),
    keyword("maxContains", (Draft201909, Draft202012), Nothing, Constrains),
    keyword("minContains", (Draft201909, Draft202012), Nothing, Constrains),
    keyword("maxProperties", (Draft4, Draft202012), Nothing, Constrains),
    keyword("minProperties", (Draft4, Draft202012), Nothing, Constrains),
    keyword("required", (Draft4, Draft202012), Nothing, Constrains),
    keyword("dependentRequired", (Draft201909, Draft202012), Nothing, Constrains),
    keyword("format", (Draft4, Draft202012), Nothing, Constrains),
    // Draft 6 does not define the next two keywords, but the validator checks them in draft 6 too.
    keyword("contentEncoding", (Draft6, Draft202012), Nothing, Constrains),
    keyword("contentMediaType", (Draft6, Draft202012), Nothing, Constrains),
    keyword("contentSchema", (Draft201909, Draft202012), Schema, Describes),
    keyword("title", (Draft4, Draft202012), Nothing, Describes),
    keyword("description", (Draft4, Draft202012), Nothing, Describes),
    keyword("default", (Draft4, Draft202012), Nothing, Describes),
    keyword("examples", (Draft6, Draft202012), Nothing, Describes),
    keyword("readOnly", (Draft7, Draft202012), Nothing, Describes),
    keyword("writeOnly", (Draft7, Draft202012), Nothing, Describes),
    keyword("deprecated", (Draft201909, Draft202012), Nothing, Describes),
];

/// The constraints that only draft 3 has (draft 3, section 5).
pub(super) const DRAFT_3_KEYWORDS: [&str; 3] = ["divisibleBy", "disallow", "extends"];

const fn keyword(
    name: &'static str,
    drafts: (Draft, Draft),
    holds: Holds,
    purpose: Purpose,
) -> Keyword {
    Keyword { name, drafts, holds, purpose }
}

impl Keyword {
    /// Returns the keyword with this name, of any draft, or `None` if no draft has it.
    pub(super) fn named(name: &str) -> Option<&'static Keyword> {
        KEYWORDS.iter().find(|keyword| keyword.name == name)
    }

    /// Whether a draft has the keyword. A custom metaschema may use keywords of any draft.
    pub(super) fn is_in(&self, draft: Draft) -> bool {
        let (first, last) = self.drafts;
        draft == Draft::Unknown || (first <= draft && draft <= last)
    }

    /// Returns the kind of schemas that the keyword's value contains in a draft. Later drafts still accept
    /// `dependencies`, in the validator and in their metaschemas.
    pub(super) fn holds_in(&self, draft: Draft) -> Holds {
        if self.is_in(draft) || self.name == "dependencies" { self.holds } else { Nothing }
    }
}

/// Whether a `$ref` disables all keywords beside it (draft 7 core, section 8.3).
pub(super) fn ref_disables_siblings(draft: Draft) -> bool {
    draft <= Draft7
}

/// Returns the draft's name, as in "draft 7".
pub(super) fn name_of(draft: Draft) -> &'static str {
    match draft {
        Draft4 => "draft 4",
        Draft6 => "draft 6",
        Draft7 => "draft 7",
        Draft201909 => "draft 2019-09",
        _ => "draft 2020-12",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_keyword_is_listed_twice() {
        let mut names: Vec<&str> = KEYWORDS.iter().map(|keyword| keyword.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), KEYWORDS.len());
    }
}
