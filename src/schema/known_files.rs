//! Provides the files of a schema to the `jsonschema` crate.

use jsonschema::Uri;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The contents of the files that have been read, by URI. They are shared; only the `jsonschema` crate gets copies.
pub(super) type KnownContents = Arc<BTreeMap<String, Arc<Json>>>;

/// Retriever for the `jsonschema` crate that returns only files that have already been read.
#[derive(Debug)]
pub(super) struct KnownFiles(pub(super) KnownContents);

impl jsonschema::Retrieve for KnownFiles {
    fn retrieve(
        &self,
        uri: &Uri<String>,
    ) -> Result<Json, Box<dyn std::error::Error + Send + Sync>> {
        let contents = self.0.get(uri.as_str()).map(|contents| Json::clone(contents));
        contents.ok_or_else(|| "not among the schema's files".into())
    }
}
