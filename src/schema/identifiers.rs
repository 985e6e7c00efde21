//! The identifiers and anchors of a schema.

use super::keywords::ref_disables_siblings;
use jsonschema::Draft;
use serde_json::{Map, Value as Json};

/// Whether a `$ref` disables all keywords beside it.
pub(super) fn is_reference_alone(schema: &Map<String, Json>, draft: Draft) -> bool {
    ref_disables_siblings(draft) && schema.get("$ref").is_some_and(Json::is_string)
}

/// Returns the identifier of a schema. Returns `None` if the schema has no identifier, or if its identifier
/// is only a fragment, which does not identify a resource.
pub(super) fn own_identifier(schema: &Map<String, Json>, draft: Draft) -> Option<&str> {
    if is_reference_alone(schema, draft) {
        return None;
    }
    let id = schema.get(draft.id_keyword())?.as_str()?;
    (!id.starts_with('#')).then_some(id)
}

/// Returns the anchors of a schema, each with its keyword. Up to draft 7, an identifier that is only a
/// fragment is an anchor, and `$anchor` has no effect.
pub(super) fn own_anchors(
    schema: &Map<String, Json>,
    draft: Draft,
) -> impl Iterator<Item = (&'static str, &str)> {
    let anchors = ["$anchor", "$dynamicAnchor"].into_iter();
    let anchors = anchors
        .filter(move |_| draft >= Draft::Draft201909)
        .filter_map(|keyword| Some((keyword, schema.get(keyword)?.as_str()?)));
    let id = schema.get(draft.id_keyword()).and_then(Json::as_str);
    let anchor = id.and_then(|id| id.strip_prefix('#')).filter(|anchor| !anchor.is_empty());
    anchors.chain(anchor.map(|anchor| (draft.id_keyword(), anchor)))
}
