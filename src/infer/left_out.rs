//! Leaves out files that could be read but are not data of the dataset: lock files, settings of tools,
//! templates, test data.

use super::{ScannedFile, SkippedFile};
use crate::document::Kind;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

/// Names of files that belong to a tool.
const TOOL_FILES: [&str; 17] = [
    "_config.yml",
    "_config.yaml",
    "bower.json",
    "composer.json",
    "deno.json",
    "docker-compose.yaml",
    "docker-compose.yml",
    "jsconfig.json",
    "lerna.json",
    "manifest.webmanifest.json",
    "mkdocs.yml",
    "netlify.json",
    "package.json",
    "renovate.json",
    "tsconfig.json",
    "turbo.json",
    "vercel.json",
];

/// Names of folders with test data.
const TEST_FOLDERS: [&str; 8] = [
    "__fixtures__",
    "__tests__",
    "fixtures",
    "test",
    "test-data",
    "test_data",
    "testdata",
    "tests",
];

const LOCK_FILE: &str = "it is a lock file";

const TEMPLATE: &str = "it is a template";

/// Minimum number of data files with the same keys in the same folder for another such file to be data, whatever the
/// name of that file is.
const MIN_ALIKE: usize = 3;

/// Returns the files that are data, and adds each other file to `left_out`, with the reason. If no file is data,
/// returns all files but lock files and templates; if there are only those, returns all files.
pub(super) fn leave_out<'a>(
    files: Vec<ScannedFile<'a>>,
    left_out: &mut Vec<SkippedFile>,
) -> Vec<ScannedFile<'a>> {
    let data_shapes: HashMap<Shape<'a>, usize> =
        counts(files.iter().filter(|file| reason(file.path).is_none()).filter_map(shape));
    let is_like_data = |file: &ScannedFile<'a>| {
        shape(file).is_some_and(|shape| data_shapes.get(&shape).is_some_and(|n| *n >= MIN_ALIKE))
    };
    let reason = |file: &ScannedFile<'a>| {
        reason(file.path).filter(|_| is_certain(file.path) || !is_like_data(file))
    };
    let certain = |file: &ScannedFile<'a>| reason(file).filter(|_| is_certain(file.path));
    let (mut others, mut data): (Vec<ScannedFile<'a>>, Vec<ScannedFile<'a>>) =
        files.iter().partition(|file| reason(file).is_some());
    if data.is_empty() {
        (others, data) = files.iter().partition(|file| certain(file).is_some());
    }
    if data.is_empty() {
        return files;
    }
    left_out.extend(others.iter().filter_map(|file| {
        let reason = reason(file)?.to_owned();
        Some(SkippedFile { path: file.path.to_owned(), reason })
    }));
    data
}

/// Whether the name of a lock file or template leaves no doubt. The keys of a template are those of the data, so they
/// do not show that it is data.
fn is_certain(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    reason(path) == Some(LOCK_FILE) || reason(path) == Some(TEMPLATE) && name.starts_with('_')
}

/// The folder of a file, and the keys of its document.
type Shape<'a> = (&'a str, BTreeSet<Cow<'a, str>>);

/// Returns the shape of a file, or `None` if its document is not an object.
fn shape<'a>(file: &ScannedFile<'a>) -> Option<Shape<'a>> {
    let root = file.document.root().filter(|root| root.kind() == Kind::Object)?;
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    Some((folder, root.members().map(|member| member.name()).collect()))
}

fn counts<'a>(shapes: impl Iterator<Item = Shape<'a>>) -> HashMap<Shape<'a>, usize> {
    let mut counts = HashMap::new();
    for shape in shapes {
        *counts.entry(shape).or_default() += 1;
    }
    counts
}

/// Returns why a file is not data, or `None` if it may be data.
fn reason(path: &str) -> Option<&'static str> {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let name = name.to_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    let is_template = |name: &str| {
        let name = name.trim_start_matches(['_', '.']);
        matches!(name, "template" | "templates") || name.starts_with("template_")
    };
    match () {
        () if stem.ends_with("-lock")
            || stem == "npm-shrinkwrap"
            || name.ends_with(".lock.json") =>
        {
            Some(LOCK_FILE)
        }
        () if TOOL_FILES.contains(&&*name) => Some("it belongs to a tool"),
        () if is_template(stem) || folders.split('/').any(is_template) => Some(TEMPLATE),
        () if folders.split('/').any(|folder| TEST_FOLDERS.contains(&folder)) => {
            Some("it is test data")
        }
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::reason;

    #[test]
    fn files_that_are_not_data_have_a_reason() {
        assert_eq!(reason("package-lock.json"), Some("it is a lock file"));
        assert_eq!(reason("site/pnpm-lock.yaml"), Some("it is a lock file"));
        assert_eq!(reason("package.json"), Some("it belongs to a tool"));
        assert_eq!(reason("cities/_template.json"), Some("it is a template"));
        assert_eq!(reason("_templates/city.json"), Some("it is a template"));
        assert_eq!(reason("tests/data/city.json"), Some("it is test data"));
        for data in
            ["locks/oslo.json", "testing/a.json", "tools/b.json", "latest.json", "a/deadlock.json"]
        {
            assert_eq!(reason(data), None, "{data}");
        }
    }
}
