//! Paths relative to the root of a repository.

use std::path::Path;

/// The folder that the names of files are relative to, and the root of the repository that contains the files. Both
/// paths have `/` as the separator and are relative to the same folder. By default, both are that folder.
#[derive(Debug, Clone, Copy, Default)]
pub struct StartFolder<'p> {
    /// The folder that the names of files are relative to.
    pub folder: &'p str,
    /// The root of the repository.
    pub repository: &'p str,
}

impl StartFolder<'_> {
    /// Returns the path of a file relative to the root of the repository. Links are not resolved.
    pub(super) fn in_repository(self, name: &str) -> String {
        let is_absolute = Path::new(name).is_absolute();
        if is_absolute && self.repository.is_empty() {
            return name.to_owned();
        }
        let path = match is_absolute {
            true => parts([name]),
            false => parts([self.folder, name]),
        };
        let root = parts([self.repository]);
        let shared = path.iter().zip(&root).take_while(|(left, right)| left == right).count();
        let up = std::iter::repeat_n("..", root.len() - shared);
        up.chain(path.into_iter().skip(shared)).collect::<Vec<_>>().join("/")
    }
}

/// Returns the names in some paths, one path inside the other, without `.` and with `..` applied where possible.
fn parts<const N: usize>(paths: [&str; N]) -> Vec<&str> {
    let mut parts: Vec<&str> = Vec::new();
    for part in paths.into_iter().flat_map(|path| path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::StartFolder;

    #[test]
    fn paths_are_relative_to_the_root_of_the_repository() {
        for (folder, repository, name, want) in [
            ("", "", "data/a.json", "data/a.json"),
            ("data", "", "a.json", "data/a.json"),
            ("data/parts", "", "../../schema/a.json", "schema/a.json"),
            ("data", "", "./a.json", "data/a.json"),
            ("data", "", "../../other/a.json", "../other/a.json"),
            ("", "", "../../a.json", "../../a.json"),
            ("/", "/home/kim/facts", "home/kim/facts/data/a.json", "data/a.json"),
            ("/home/kim/other", "/home/kim/facts", "../facts/a.json", "a.json"),
            ("/home/kim/other", "/home/kim/facts", "/home/kim/facts/a.json", "a.json"),
            ("/home/kim/facts/data", "/home/kim/facts", "../../b.json", "../b.json"),
            ("/home", "/home/kim/facts", "b.json", "../../b.json"),
        ] {
            assert_eq!(StartFolder { folder, repository }.in_repository(name), want, "{name}");
        }
    }
}
