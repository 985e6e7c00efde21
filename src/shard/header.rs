//! The header of a plan. It identifies the dataset and the settings for which the plan was made.

use super::ShardError;
use crate::dataset::{Dataset, Folders, IsRead, Sizes};
use crate::engine::shards::Plan;
use crate::files::Content;
use crate::finding::sha256;
use crate::rule::{hash_key, set_hash_key};
use crate::value::date::PartialDate;
use serde::{Deserialize, Serialize};

/// The name and version of the format of the lines.
const FORMAT: &str = "factlint-shard/1";

/// The settings of all stages of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// The day of the run.
    pub today: PartialDate,
    /// The size above which documents are divided into blocks, and the size of the blocks, in bytes.
    pub sizes: Sizes,
    /// Whether all unchecked places are kept, rather than only the first few.
    pub keeps_all_places: bool,
}

/// The dataset and the settings for which a plan was made, and the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    format: String,
    /// The version of the program.
    factlint: String,
    pub(super) options: Options,
    /// The key of the hashes in facts.
    hash_key: [u8; 16],
    /// A hash of the settings and of the names and lengths of all documents.
    dataset: String,
    pub(super) plan: Plan,
}

impl Header {
    /// Creates the header of a plan for a dataset.
    pub(super) fn new(dataset: &Dataset, options: Options, plan: Plan) -> Header {
        Header {
            format: FORMAT.to_owned(),
            factlint: env!("CARGO_PKG_VERSION").to_owned(),
            options,
            hash_key: hash_key(),
            dataset: hash_of(dataset),
            plan,
        }
    }

    /// Parses a header, and makes its hash key the key of all hashes in this process.
    pub(super) fn parse(text: &str) -> Result<Header, ShardError> {
        let header: Header = serde_json::from_str(text).map_err(|error| ShardError::Line {
            line: 1,
            reason: format!("the header of the plan cannot be read: {error}"),
        })?;
        let expected = [FORMAT, env!("CARGO_PKG_VERSION")];
        let got = [&header.format, &header.factlint];
        if expected != got {
            return Err(ShardError::OtherPlan(format!(
                "the plan is of the format {} and of factlint {}, want {} of factlint {}",
                got[0], got[1], expected[0], expected[1]
            )));
        }
        match set_hash_key(header.hash_key) {
            true => Ok(header),
            false => Err(ShardError::OtherPlan("this process works on another plan".to_owned())),
        }
    }

    /// Returns the text of the header, on one line.
    pub(super) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Returns the name of the plan: the first 8 digits of a hash of the header.
    pub(super) fn name(&self) -> String {
        let hash = sha256(self.text().as_bytes());
        hash.get(..8).unwrap_or_default().to_owned()
    }

    /// Reads the dataset for which the plan was made.
    pub(super) fn read(
        &self,
        folders: Folders,
        is_read: &IsRead<'_>,
    ) -> Result<Dataset, ShardError> {
        let dataset = Dataset::read_some(self.options.sizes, folders, is_read);
        let mut dataset = dataset.map_err(ShardError::Failure)?;
        dataset.keeps_all_places = self.options.keeps_all_places;
        match hash_of(&dataset) == self.dataset {
            true => Ok(dataset),
            false => Err(ShardError::OtherPlan(
                "the rulebook, a schema or a document has changed since the plan was made"
                    .to_owned(),
            )),
        }
    }
}

/// Returns a hash of the names and lengths of all files, and of the content of all files that are not documents, such
/// as the rulebook and schemas.
fn hash_of(dataset: &Dataset) -> String {
    let mut described = Vec::new();
    for (id, file) in dataset.files.iter() {
        let length = dataset.length(id);
        let text = match &file.content {
            Content::Text(text) => text.as_str(),
            Content::Document(_) | Content::Blocks(_) | Content::Late(_) => "",
        };
        described.push((&file.key, length, sha256(text.as_bytes())));
    }
    sha256(serde_json::to_string(&described).unwrap_or_default().as_bytes())
}
