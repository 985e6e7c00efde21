//! Paths in a storage.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The path of a file or folder, relative to the root of its storage. It consists of names with `/` between
/// them, and is empty for the root itself. A path may contain `..`, which means the parent of the folder that the
/// preceding names lead to, after following links.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FilePath(String);

/// The name that refers to the parent of a folder.
pub(crate) const PARENT: &str = "..";

impl FilePath {
    /// Creates a path from a text. A `/` at its beginning or end has no meaning.
    #[must_use]
    pub fn new(text: &str) -> FilePath {
        FilePath::default().join(text)
    }

    /// Resolves a text as a path in this folder. A text that begins with `/` is relative to the root.
    #[must_use]
    pub fn join(&self, text: &str) -> FilePath {
        let mut path = if text.starts_with('/') { String::new() } else { self.0.clone() };
        for name in text.split('/').filter(|name| !matches!(*name, "" | ".")) {
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(name);
        }
        FilePath(path)
    }

    /// Returns the lower bound, in sort order, of the paths that begin with a text.
    pub(super) fn beginning_with(text: &str) -> FilePath {
        FilePath(text.to_owned())
    }

    /// Returns the path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the names in the path.
    #[must_use]
    pub fn names(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/').filter(|name| !name.is_empty())
    }

    /// Splits the path into its folder and its last name. Returns `None` for the root.
    #[must_use]
    pub fn split_last(&self) -> Option<(FilePath, &str)> {
        if self.0.is_empty() {
            return None;
        }
        let (folder, name) = self.0.rsplit_once('/').unwrap_or(("", &self.0));
        Some((FilePath(folder.to_owned()), name))
    }

    /// Whether the path is `folder` or is below it.
    #[must_use]
    pub fn is_in(&self, folder: &FilePath) -> bool {
        let rest = self.0.strip_prefix(&folder.0);
        folder.0.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Returns the path without `..`, as if there were no links. The parent of the root is the root.
    #[must_use]
    pub fn normalised(&self) -> FilePath {
        let mut names: Vec<&str> = Vec::new();
        for name in self.names() {
            match name {
                PARENT => _ = names.pop(),
                name => names.push(name),
            }
        }
        FilePath(names.join("/"))
    }

    /// Returns this path relative to a folder, such as `../schema/a.json`. Neither of the two paths may
    /// contain `..`.
    #[must_use]
    pub fn relative_to(&self, folder: &FilePath) -> String {
        let path: Vec<&str> = self.names().collect();
        let folder: Vec<&str> = folder.names().collect();
        let shared = path.iter().zip(&folder).take_while(|(left, right)| left == right).count();
        let up = folder.iter().skip(shared).map(|_| PARENT);
        up.chain(path.iter().skip(shared).copied()).collect::<Vec<_>>().join("/")
    }
}

impl fmt::Display for FilePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_empty() { "." } else { &self.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::FilePath;

    #[test]
    fn a_path_has_one_form() {
        for text in ["a/b", "/a/b", "a//b/", "./a/./b"] {
            assert_eq!(FilePath::new(text).as_str(), "a/b", "{text}");
        }
        assert_eq!(FilePath::new("a").join("../b").as_str(), "a/../b");
        assert_eq!(FilePath::new("a").join("/b").as_str(), "b");
        assert_eq!(FilePath::new("a/../../b/c/..").normalised().as_str(), "b");
    }

    #[test]
    fn a_relative_path_leads_back_to_the_path() {
        let folder = FilePath::new("home/data");
        for (path, want) in [
            ("home/data/a.json", "a.json"),
            ("home/schema/a.json", "../schema/a.json"),
            ("x", "../../x"),
        ] {
            let path = FilePath::new(path);
            assert_eq!(path.relative_to(&folder), want);
            assert_eq!(folder.join(want).normalised(), path);
        }
    }

    #[test]
    fn a_folder_contains_the_files_below_it() {
        let is_in = |path: &str, folder: &str| FilePath::new(path).is_in(&FilePath::new(folder));
        assert!(is_in("a/b", "a") && is_in("a", "a") && is_in("a", ""));
        assert!(!is_in("ab", "a") && !is_in("a", "a/b"));
    }
}
