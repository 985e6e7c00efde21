//! Scopes: whether a rule compares the records of the whole dataset, of each folder, or of each document with each
//! other.

use super::{Parameter, ParameterType, Role};

/// The scope within which ids are unique, references are resolved and records are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// All documents together.
    Dataset,
    /// The documents of each folder.
    Folder,
    /// Each document separately.
    Document,
}

impl Scope {
    /// The values of a rulebook's `scope`.
    pub const WORDS: [&'static str; 2] = ["dataset", "document"];

    /// Returns the scope that a word of a `within` parameter means. Returns `None` for a word that means
    /// something narrower than a document, such as [`PARENT`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<Scope> {
        match word {
            "dataset" => Some(Scope::Dataset),
            "document" => Some(Scope::Document),
            "folder" => Some(Scope::Folder),
            _ => None,
        }
    }

    /// Returns the words for the part of the dataset that a record belongs to, such as ` in this folder`, or an empty
    /// text for the whole dataset.
    #[must_use]
    pub fn in_this(self) -> &'static str {
        match self {
            Scope::Dataset => "",
            Scope::Folder => " in this folder",
            Scope::Document => " in this document",
        }
    }

    /// Returns the group of a document, by its path relative to the rulebook's folder: its folder with a
    /// trailing `/`, or the document itself. Returns `None` if all documents belong together.
    #[must_use]
    pub fn group_of(self, document: &str) -> Option<&str> {
        match self {
            Scope::Dataset => None,
            Scope::Document => Some(document),
            Scope::Folder => match document.rfind('/') {
                Some(end) => document.get(..=end),
                None => Some("./"),
            },
        }
    }
}

/// The value of a `within` parameter for the object that encloses a record.
pub const PARENT: &str = "parent";

/// `within`, for kinds that look up or compare records.
pub const WITHIN: Parameter = Parameter::optional(
    "within",
    ParameterType::Choice(&["dataset", "document", "folder"]),
    "The part of the dataset in which records belong together: the whole dataset, one document, or the documents of one folder. Defaults to the rulebook's `scope`.",
)
.role(Role::Scope);

#[cfg(test)]
mod tests {
    use super::Scope;

    #[test]
    fn documents_of_one_folder_belong_together() {
        let folder = |document| Scope::Folder.group_of(document);
        assert_eq!(folder("a/b/1.json"), Some("a/b/"));
        assert_eq!(folder("a/b/2.json"), Some("a/b/"));
        assert_eq!(folder("a/1.json"), Some("a/"));
        assert_eq!(folder("1.json"), Some("./"));
        assert_eq!(Scope::Document.group_of("a/1.json"), Some("a/1.json"));
        assert_eq!(Scope::Dataset.group_of("a/1.json"), None);
    }
}
