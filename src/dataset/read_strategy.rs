//! Decides whether a document is read as a whole or in blocks, and gives the reason.

use crate::document::Form;
use crate::finding::Level;
use crate::rulebook::{Rulebook, Scope};
use std::collections::BTreeSet;

/// The strategy for reading large documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadStrategy {
    /// Documents are read as a whole. Contains the reason.
    Whole(String),
    /// Documents are read in blocks. The named members of the root object are never split, because a
    /// collection needs them as a whole.
    Blocks(BTreeSet<String>),
}

impl ReadStrategy {
    /// Returns the strategy for large documents of a format. JSON and JSON Lines are read in blocks, unless a
    /// rule, the model or an id looks beyond one record, a collection selects values for which the whole
    /// document is needed, or each document or folder is checked as a separate dataset.
    #[must_use]
    pub fn of(rulebook: &Rulebook, form: Form) -> ReadStrategy {
        if form.is_converted() {
            return ReadStrategy::Whole("only JSON can be read in blocks".to_owned());
        }
        if rulebook.scopes().iter().any(|scope| *scope != Scope::Dataset) {
            return ReadStrategy::Whole(
                "each document or folder is checked as a separate dataset".to_owned(),
            );
        }
        let mut rules = rulebook.rules.iter().filter(|rule| rule.level != Level::Off);
        if let Some(rule) = rules.find(|rule| rule.needs_document) {
            return ReadStrategy::Whole(format!("the rule `{}` looks beyond one record", rule.id));
        }
        if rulebook.model.needs_document {
            return ReadStrategy::Whole("the model looks beyond one record".to_owned());
        }
        let mut unsplit = BTreeSet::new();
        for collection in &rulebook.collections {
            if collection.id.as_ref().is_some_and(crate::path::KeyFields::uses_root) {
                return ReadStrategy::Whole(format!(
                    "the id of `{}` is outside the record",
                    collection.name
                ));
            }
            for path in &collection.select {
                match (form, path.first_name(), path.is_streamable()) {
                    // In JSON Lines, a path that begins with a name selects nothing.
                    (Form::Json, Some(_), true)
                    | (Form::JsonLines, None, true)
                    | (Form::JsonLines, Some(_), _) => {}
                    (Form::Json, Some(name), false) => {
                        unsplit.insert(name.to_owned());
                    }
                    _ => {
                        let name = &collection.name;
                        return ReadStrategy::Whole(format!(
                            "`{name}` selects {path}, which needs the whole document"
                        ));
                    }
                }
            }
        }
        ReadStrategy::Blocks(unsplit)
    }
}
