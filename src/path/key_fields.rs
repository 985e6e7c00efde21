//! Keys that consist of the values of one or several fields.

use super::Field;
use std::borrow::Cow;
use std::fmt;

/// The fields of a key: of a record's id, or of a reference to a record.
#[derive(Debug, Clone)]
pub struct KeyFields {
    first: Field,
    others: Vec<Field>,
}

impl KeyFields {
    /// Creates a key from its fields, or returns `None` if there are none.
    #[must_use]
    pub fn new(fields: Vec<Field>) -> Option<KeyFields> {
        let mut fields = fields.into_iter();
        Some(KeyFields { first: fields.next()?, others: fields.collect() })
    }

    /// Returns the only field, or `None` if there are several.
    #[must_use]
    pub fn one(&self) -> Option<&Field> {
        self.others.is_empty().then_some(&self.first)
    }

    /// Returns the first field.
    #[must_use]
    pub fn first(&self) -> &Field {
        &self.first
    }

    /// Returns the fields. There is at least one.
    pub fn iter(&self) -> impl Iterator<Item = &Field> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// Returns the number of fields.
    #[must_use]
    pub fn number(&self) -> usize {
        1 + self.others.len()
    }

    /// Returns the name of the key in anchors and states: the field, or the fields with commas between them.
    #[must_use]
    pub fn name(&self) -> String {
        self.iter().map(Field::as_str).collect::<Vec<_>>().join(",")
    }

    /// Whether a field refers to more than the record: to an enclosing object, or to the document (`$`).
    #[must_use]
    pub fn uses_root(&self) -> bool {
        self.iter().any(Field::uses_root)
    }
}

impl From<Field> for KeyFields {
    fn from(first: Field) -> KeyFields {
        KeyFields { first, others: Vec::new() }
    }
}

impl fmt::Display for KeyFields {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.iter().map(Field::as_str).collect::<Vec<_>>().join(", "))
    }
}

/// Returns the text of a key of several fields: the texts of the fields, joined by `/`. Keys are compared and
/// named by this text. A `/` or `\` in a field's text is escaped with `\`, so that different keys have
/// different texts.
#[must_use]
pub fn joined_key(texts: &[Cow<'_, str>]) -> String {
    let escaped = texts.iter().map(|text| text.replace('\\', "\\\\").replace('/', "\\/"));
    escaped.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_texts_of_a_key_are_readable() {
        assert_eq!(joined_key(&["cosmoshub".into(), "uatom".into()]), "cosmoshub/uatom");
        assert_eq!(joined_key(&["a/b".into(), "c\\".into()]), "a\\/b/c\\\\");
    }

    proptest! {
        #[test]
        fn different_keys_have_different_texts(
            one in proptest::collection::vec("[a/\\\\]{0,3}", 3),
            other in proptest::collection::vec("[a/\\\\]{0,3}", 3),
        ) {
            let text = |texts: &[String]| {
                joined_key(&texts.iter().map(|text| text.as_str().into()).collect::<Vec<_>>())
            };
            prop_assert_eq!(one == other, text(&one) == text(&other));
        }
    }
}
