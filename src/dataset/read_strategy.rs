//! How a document is read: as a whole, or in blocks; and why.

use crate::document::Form;
use crate::finding::Level;
use crate::rulebook::{Rulebook, Scope};
use std::collections::BTreeSet;

/// How large documents of a rulebook are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadStrategy {
    /// As a whole, for a reason.
    Whole(String),
    /// In blocks. These members of a document's value are never split: something looks at them as wholes.
    Blocks(BTreeSet<String>),
}

impl ReadStrategy {
    /// How large documents of a form are read: in blocks where every rule looks at one record at a time, and
    /// every collection at one element of an array.
    #[must_use]
    pub fn of(rulebook: &Rulebook, form: Form) -> ReadStrategy {
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
            if collection.id.as_ref().is_some_and(crate::path::Field::uses_root) {
                return ReadStrategy::Whole(format!(
                    "the id of `{}` is outside the record",
                    collection.name
                ));
            }
            for path in &collection.select {
                match (form, path.first_name(), path.is_streamable()) {
                    // A name selects nothing among lines.
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
