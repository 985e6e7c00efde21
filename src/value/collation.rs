//! Collations, which ignore some differences between texts in comparisons.

use crate::value::name::{fold_case, fold_name};
use std::borrow::Cow;

/// The differences between texts that are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Collation {
    /// Letter case.
    Case,
    /// Letter case, white space, and the form of apostrophes and dashes; see
    /// [`fold_name`](crate::value::name::fold_name).
    Name,
    /// The differences that [`Collation::Name`] ignores, and an English article at the beginning.
    Title,
}

/// The English articles.
const ARTICLES: [&str; 3] = ["the ", "a ", "an "];

impl Collation {
    /// Folds a text. Two texts are equal in this collation if their folded texts are equal.
    #[must_use]
    pub fn fold(self, text: &str) -> Cow<'_, str> {
        match self {
            Collation::Case => fold_case(text).into(),
            Collation::Name => fold_name(text).into(),
            Collation::Title => without_article(fold_name(text)).into(),
        }
    }
}

/// Removes the article at the beginning of a folded text. A text that is only an article is kept.
fn without_article(folded: String) -> String {
    let rest = ARTICLES.iter().find_map(|article| folded.strip_prefix(article));
    rest.map(str::to_owned).unwrap_or(folded)
}

#[cfg(test)]
mod tests {
    use super::Collation;

    #[test]
    fn each_collation_ignores_more() {
        for (text, case, name, title) in [
            ("The  Gambia", "the  gambia", "the gambia", "gambia"),
            ("Côte d’Ivoire", "côte d’ivoire", "côte d'ivoire", "côte d'ivoire"),
            ("An Apple", "an apple", "an apple", "apple"),
            ("A", "a", "a", "a"),
            ("Theory", "theory", "theory", "theory"),
            ("HAUPTSTRAẞE", "hauptstrasse", "hauptstrasse", "hauptstrasse"),
            ("Hauptstraße", "hauptstrasse", "hauptstrasse", "hauptstrasse"),
            ("σασ", "σας", "σας", "σας"),
            ("", "", "", ""),
        ] {
            assert_eq!(Collation::Case.fold(text), case);
            assert_eq!(Collation::Name.fold(text), name);
            assert_eq!(Collation::Title.fold(text), title);
        }
    }
}
