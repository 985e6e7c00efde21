//! Formats evidence to be pasted into a claim.

use super::block::scalar;
use super::opened::Opened;
use crate::document::Form;
use crate::parameters::Model;
use crate::quote::{Match, MinimumLength, Passage, Quote, SourceText};
use serde_json::Value as Json;

/// The form of new evidence: the model's field names, and whether the claims are in YAML or JSON.
pub(super) struct EvidenceForm<'o> {
    model: &'o Model,
    is_yaml: bool,
}

impl EvidenceForm<'_> {
    pub(super) fn of(opened: &Opened) -> EvidenceForm<'_> {
        let (dataset, model) = (&opened.dataset, opened.model());
        let mut collections = dataset.rulebook.collections.iter();
        let claims = collections.find(|collection| collection.name == model.claims);
        let mut documents = dataset.documents.iter().filter(|document| {
            let key = dataset.files.key(document.file).unwrap_or_default();
            claims.is_none_or(|claims| claims.is_in(key))
        });
        let is_yaml = documents.next().is_some_and(|document| {
            let document = dataset.files.document(document.file);
            document.and_then(crate::document::Document::converted_from) == Some(Form::Yaml)
        });
        EvidenceForm { model, is_yaml }
    }

    /// Formats an item of evidence that supports a claim.
    pub(super) fn write(&self, source: &str, quote: &Quote<'_>) -> String {
        let model = self.model;
        let members = [
            (model.source.as_str(), Some(source)),
            (model.prefix.as_str(), quote.prefix),
            (model.quote.as_str(), Some(quote.exact)),
            (model.suffix.as_str(), quote.suffix),
            (model.direction.as_str(), Some("supports")),
        ];
        let members = members.into_iter().filter_map(|(name, value)| Some((name, value?)));
        if self.is_yaml {
            let lines = members.enumerate().map(|(number, (name, value))| {
                let start = if number == 0 { "- " } else { "  " };
                format!("{start}{name}: {}\n", scalar(value))
            });
            return lines.collect();
        }
        let members =
            members.map(|(name, value)| format!("  {}: {}", Json::from(name), Json::from(value)));
        format!("{{\n{}\n}}\n", members.collect::<Vec<_>>().join(",\n"))
    }
}

/// Maximum number of words of a prefix or a suffix.
const MAX_WORDS: usize = 12;

/// Returns a prefix and a suffix with which a quote matches only one passage. This is the shortest prefix that is
/// enough, otherwise the shortest suffix that is enough, otherwise the longest prefix together with the longest suffix.
/// If even these are not enough, returns neither.
pub(super) fn selector(
    text: &SourceText,
    exact: &str,
    passage: &Passage,
) -> (Option<String>, Option<String>) {
    let span = passage.span();
    let is_enough = |prefix: Option<&str>, suffix: Option<&str>| {
        let quote = Quote { exact, prefix, suffix };
        matches!(text.find(&quote, MinimumLength::default()), Match::Found(found) if found.span() == span)
    };
    let before: Vec<&str> = text
        .text()
        .get(..span.start)
        .unwrap_or_default()
        .split_whitespace()
        .rev()
        .take(MAX_WORDS)
        .collect();
    let after: Vec<&str> = text
        .text()
        .get(span.end..)
        .unwrap_or_default()
        .split_whitespace()
        .take(MAX_WORDS)
        .collect();
    let mut prefix = String::new();
    for (words, word) in before.iter().enumerate() {
        prefix = if words == 0 { (*word).to_owned() } else { format!("{word} {prefix}") };
        if is_enough(Some(&prefix), None) {
            return (Some(prefix), None);
        }
    }
    let mut suffix = String::new();
    for word in &after {
        suffix = if suffix.is_empty() { (*word).to_owned() } else { format!("{suffix} {word}") };
        if is_enough(None, Some(&suffix)) {
            return (None, Some(suffix));
        }
    }
    match is_enough(Some(&prefix), Some(&suffix)) {
        true => (Some(prefix), Some(suffix)),
        false => (None, None),
    }
}
