//! Paths as inference builds them, and their form in JSONPath (RFC 9535).

/// One step from a value to its members or elements.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Step {
    /// The member of an object with this key.
    Name(Box<str>),
    /// Every element of an array, or every member of an object that is used as a table.
    All,
    /// Every member with this key, at any depth, as the first step of the path to a collection.
    Below(Box<str>),
    /// The key of the value, as the last step.
    Key,
    /// The name of the record's file without its extension, as the only step.
    Stem,
    /// The name of the record's folder, as the only step.
    Folder,
}

/// A path from a document or a record.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Steps(pub(super) Vec<Step>);

impl Steps {
    /// Formats the path from the document's root: `$.claims[*]`.
    pub(super) fn as_path(&self) -> String {
        self.0.iter().fold("$".to_owned(), |path, step| path + &segment(step))
    }

    /// Formats the path from a record: `value.entity`, `evidence[*].source`.
    pub(super) fn as_field(&self) -> String {
        match self.0.split_last() {
            Some((Step::Key, rest)) => return format!("key({})", Steps(rest.to_vec()).as_field()),
            Some((Step::Stem, _)) => return "stem(@)".to_owned(),
            Some((Step::Folder, _)) => return "folder(@)".to_owned(),
            _ => {}
        }
        let path: String = self.0.iter().map(segment).collect();
        match path.strip_prefix('.') {
            Some(field) => field.to_owned(),
            None if path.is_empty() => "@".to_owned(),
            None => path,
        }
    }

    /// Formats the path of a field as a query in a condition: `@.value.entity`.
    pub(super) fn as_query(&self) -> String {
        let field = self.as_field();
        if field.starts_with('[') { format!("@{field}") } else { format!("@.{field}") }
    }

    /// Formats several paths that differ only in their last names: `name['common', 'official']`. Returns `None`
    /// if there are no paths.
    pub(super) fn several<'s>(all: impl Iterator<Item = &'s Steps> + Clone) -> Option<String> {
        let parent = Steps(all.clone().next()?.parent().to_vec());
        let last = all.filter_map(|steps| match steps.0.last() {
            Some(Step::Name(name)) => Some(format!("'{}'", escaped(name))),
            _ => None,
        });
        let last: Vec<String> = last.collect();
        let parent = if parent.0.is_empty() { String::new() } else { parent.as_field() };
        Some(format!("{parent}[{}]", last.join(", ")))
    }

    /// Returns the last name in the path, or `None` if the path has no names. The key of a record has the name
    /// `key`; the stem and the folder of its file have the names `stem` and `folder`.
    pub(super) fn last_name(&self) -> Option<&str> {
        match self.0.as_slice() {
            [Step::Key] => Some("key"),
            [Step::Stem] => Some("stem"),
            [Step::Folder] => Some("folder"),
            _ => self.names().last(),
        }
    }

    /// Whether the path selects a key or a part of the file's name, and not a value of the record.
    pub(super) fn is_key_or_file_name(&self) -> bool {
        matches!(self.0.last(), Some(Step::Key | Step::Stem | Step::Folder))
    }

    /// Returns the names in the path, outermost first.
    pub(super) fn names(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.iter().filter_map(|step| match step {
            Step::Name(name) | Step::Below(name) => Some(&**name),
            Step::All | Step::Key | Step::Stem | Step::Folder => None,
        })
    }

    /// Returns the path with one more step.
    pub(super) fn then(mut self, step: Step) -> Steps {
        self.0.push(step);
        self
    }

    /// Whether the path selects at most one value.
    pub(super) fn is_singular(&self) -> bool {
        !self.0.contains(&Step::All)
    }

    /// Returns the path without its last step.
    pub(super) fn parent(&self) -> &[Step] {
        self.0.split_last().map(|(_, parent)| parent).unwrap_or_default()
    }
}

fn segment(step: &Step) -> String {
    match step {
        Step::All => "[*]".to_owned(),
        // These are only the last step of a field, and `as_field` writes them as functions.
        Step::Key | Step::Stem | Step::Folder => String::new(),
        Step::Below(name) if is_shorthand(name) => format!("..{name}"),
        Step::Below(name) => format!("..['{}']", escaped(name)),
        Step::Name(name) if is_shorthand(name) => format!(".{name}"),
        Step::Name(name) => format!("['{}']", escaped(name)),
    }
}

/// Whether a name may be a `member-name-shorthand` (RFC 9535 section 2.5.1.1), restricted to ASCII so that
/// every reader recognises it.
fn is_shorthand(name: &str) -> bool {
    let begins_well = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    begins_well && name.chars().all(|other| other.is_ascii_alphanumeric() || other == '_')
}

/// Formats a text as a literal in a condition.
pub(super) fn text_literal(text: &str) -> String {
    format!("'{}'", escaped(text))
}

/// Escapes a name for single quotes (RFC 9535 section 2.3.1.1).
fn escaped(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            '\'' => text.push_str("\\'"),
            '\\' => text.push_str("\\\\"),
            control if control < ' ' => {
                text.push_str(&format!("\\u{:04x}", u32::from(control)));
            }
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::{Field, Path};

    #[test]
    fn a_name_at_any_depth_can_be_read_again() {
        for (name, path) in [("__compat", "$..__compat[*]"), ("a b", "$..['a b'][*]")] {
            let steps = Steps(vec![Step::Below(name.into()), Step::All]);
            assert_eq!(steps.as_path(), path);
            assert!(Path::parse(path).is_ok(), "{path}");
        }
    }

    fn steps(names: &[&str]) -> Steps {
        let step = |name: &&str| match *name {
            "*" => Step::All,
            "key" => Step::Key,
            "stem" => Step::Stem,
            name => Step::Name(name.into()),
        };
        Steps(names.iter().map(step).collect())
    }

    #[test]
    fn every_written_name_can_be_read_again() {
        for (names, path, field) in [
            (vec!["claims", "*"], "$.claims[*]", "claims[*]"),
            (vec!["3166-1", "*", "a_2"], "$['3166-1'][*].a_2", "['3166-1'][*].a_2"),
            (vec!["*"], "$[*]", "[*]"),
            (vec![], "$", "@"),
            (
                vec!["it's", "a\\b\n", "$ref", ""],
                r"$['it\'s']['a\\b\u000a']['$ref']['']",
                r"['it\'s']['a\\b\u000a']['$ref']['']",
            ),
            (vec!["naïve"], "$['naïve']", "['naïve']"),
        ] {
            let steps = steps(&names);
            assert_eq!(steps.as_path(), path);
            assert_eq!(steps.as_field(), field);
            assert!(Path::parse(path).is_ok(), "{path}");
            assert!(Field::parse(field).is_ok(), "{field}");
        }
    }

    #[test]
    fn every_written_function_can_be_read_again() {
        for (names, field) in [
            (vec!["key"], "key(@)"),
            (vec!["names", "*", "key"], "key(names[*])"),
            (vec!["*", "key"], "key([*])"),
            (vec!["stem"], "stem(@)"),
        ] {
            assert_eq!(steps(&names).as_field(), field);
            assert!(Field::parse(field).is_ok(), "{field}");
        }
    }
}
