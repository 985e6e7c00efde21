//! The metaschemas of all drafts, bundled with the `jsonschema` crate.

use super::sources::Sources;
use jsonschema::{Draft, Registry, uri};
use serde_json::{Value as Json, json};
use std::sync::LazyLock;

const DRAFTS: [Draft; 5] =
    [Draft::Draft4, Draft::Draft6, Draft::Draft7, Draft::Draft201909, Draft::Draft202012];

/// Whether a draft is built in, rather than defined by a custom metaschema.
pub(super) fn is_built_in(draft: Draft) -> bool {
    DRAFTS.contains(&draft)
}

/// Returns the URI of a draft's metaschema.
pub(super) fn uri_of(draft: Draft) -> &'static str {
    match draft {
        Draft::Draft4 => "http://json-schema.org/draft-04/schema",
        Draft::Draft6 => "http://json-schema.org/draft-06/schema",
        Draft::Draft7 => "http://json-schema.org/draft-07/schema",
        Draft::Draft201909 => "https://json-schema.org/draft/2019-09/schema",
        _ => "https://json-schema.org/draft/2020-12/schema",
    }
}

/// Whether a built-in draft's metaschema accepts a schema. The `jsonschema` crate compiles a metaschema once
/// and uses it again when it builds a validator.
pub(super) fn accepts(draft: Draft, schema: &Json) -> bool {
    match draft {
        Draft::Draft4 => jsonschema::draft4::meta::is_valid(schema),
        Draft::Draft6 => jsonschema::draft6::meta::is_valid(schema),
        Draft::Draft7 => jsonschema::draft7::meta::is_valid(schema),
        Draft::Draft201909 => jsonschema::draft201909::meta::is_valid(schema),
        Draft::Draft202012 => jsonschema::draft202012::meta::is_valid(schema),
        _ => false,
    }
}

/// Returns the metaschema or vocabulary metaschema with this URI, or `None` if none is built in.
pub(super) fn built_in(wanted: &str) -> Option<Json> {
    // Most files are on disk, and need no registry.
    if !wanted.starts_with("http") {
        return None;
    }
    text(registry()?, wanted)
}

/// Returns every metaschema with its URI.
pub(super) fn all() -> Vec<(String, Json)> {
    DRAFTS.into_iter().flat_map(texts).collect()
}

/// Returns the metaschema of a draft and the metaschemas of its vocabularies as sources, for messages about
/// schemas.
pub(super) fn sources(draft: Draft) -> Sources {
    let mut sources = Sources::default();
    for (uri, contents) in texts(draft) {
        sources.add(&uri, &uri, None, contents, draft);
    }
    sources
}

/// Returns the metaschema of a draft and the metaschemas of its vocabularies, each with its URI.
fn texts(draft: Draft) -> Vec<(String, Json)> {
    let vocabularies: &[&str] = match draft {
        Draft::Draft4 | Draft::Draft6 | Draft::Draft7 => &[],
        Draft::Draft201909 => {
            &["core", "applicator", "validation", "meta-data", "format", "content"]
        }
        _ => &[
            "core",
            "applicator",
            "unevaluated",
            "validation",
            "meta-data",
            "format-annotation",
            "format-assertion",
            "content",
        ],
    };
    let own = uri_of(draft);
    let folder = own.trim_end_matches("schema");
    let parts = vocabularies.iter().map(|name| format!("{folder}meta/{name}"));
    let uris = std::iter::once(own.to_owned()).chain(parts);
    let Some(registry) = registry() else { return Vec::new() };
    uris.filter_map(|uri| text(registry, &uri).map(|contents| (uri, contents))).collect()
}

fn text(registry: &Registry<'_>, wanted: &str) -> Option<Json> {
    if !registry.contains_resource(wanted) {
        return None;
    }
    let resolver = registry.resolver(uri::from_str(wanted).ok()?);
    resolver.lookup("").ok().map(|found| found.contents().clone())
}

/// Returns a registry that contains the metaschemas. The `jsonschema` crate only exposes them through a
/// registry with a schema that refers to a metaschema.
fn registry() -> Option<&'static Registry<'static>> {
    static REGISTRY: LazyLock<Option<Registry<'static>>> = LazyLock::new(|| {
        let part = json!({ "$schema": "https://json-schema.org/draft/2020-12/meta/core" });
        Registry::new().add("urn:factlint:metaschemas", part).ok()?.prepare().ok()
    });
    REGISTRY.as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metaschema_is_bundled() {
        assert_eq!(all().len(), 5 + 6 + 8);
        assert!(built_in("https://example.org/").is_none());
    }
}
