//! Reads the rulebooks that a rulebook extends.

use super::folders::join;
use super::{Failure, Folders, Reader, Sizes};
use crate::document::{FileId, decode_setting};
use crate::files::{Content, File};
use crate::parameters::{Problems, Spanned};
use crate::rulebook::{Base, extends_of};
use crate::rules;

/// The rulebooks that have been read.
#[derive(Default)]
struct Bases {
    /// The rulebooks that have been read completely, including the rulebooks that they extend. Later
    /// rulebooks override earlier ones.
    read: Vec<Base>,
    /// The chain of rulebooks that extend each other, from the checked rulebook to the one that is being
    /// read. Paths are relative to the checked rulebook's folder.
    open: Vec<String>,
}

/// Returns the texts of a rulebook and of the rulebooks that it extends, each with its name in the output. Later
/// rulebooks override earlier ones, and the rulebook itself comes last. Rulebooks that cannot be read are left out.
pub(crate) fn rulebook_texts(folders: Folders) -> Vec<(String, String)> {
    let key = folders.rulebook.clone();
    let bytes = folders.settings.read(&key).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let rulebook = (folders.name(&key), text.clone());
    let mut reader = Reader::new(folders, Failure::default(), Sizes::default());
    let content = Content::Text(text.clone());
    let file = File { name: rulebook.0.clone(), key: key.clone(), content };
    let file = reader.failure.files.add(file);
    let mut bases = Bases { open: vec![key], ..Bases::default() };
    reader.add_bases(&text, file, &mut bases);
    let name = |base: &Base| reader.folders.name(&base.path);
    let bases = bases.read.into_iter().map(|base| (name(&base), base.text));
    bases.chain([rulebook]).collect()
}

impl Reader {
    /// Returns the rulebooks that a rulebook extends. Later rulebooks override earlier ones. Returns `None`
    /// if a rulebook cannot be read. The error is reported at the place that names it.
    pub(super) fn bases(&mut self, text: &str, file: FileId, path: &str) -> Option<Vec<Base>> {
        let before = self.failure.findings.len();
        let mut bases = Bases { open: vec![path.to_owned()], ..Bases::default() };
        self.add_bases(text, file, &mut bases);
        (self.failure.findings.len() == before).then_some(bases.read)
    }

    /// Adds the rulebooks that the last of the open rulebooks extends.
    fn add_bases(&mut self, text: &str, file: FileId, bases: &mut Bases) {
        let mut problems = Problems::new(file, rules::rulebook::KIND.name);
        let extending = bases.open.last().cloned().unwrap_or_default();
        let folder = extending.rsplit_once('/').map_or("", |(folder, _)| folder);
        for named in extends_of(text) {
            let path = join(folder, &named.value);
            match self.base(&named, &path, bases) {
                Ok(None) => {}
                Ok(Some((text, file))) => {
                    bases.open.push(path.clone());
                    self.add_bases(&text, file, bases);
                    bases.open.pop();
                    bases.read.push(Base { text, file, path });
                }
                Err(message) => problems.add(named.span, message, "named here"),
            }
        }
        self.failure.findings.extend(problems.into_findings(text));
    }

    /// Reads a rulebook. `path` is relative to the folder of the checked rulebook. Returns `None` if the
    /// rulebook has already been read.
    fn base(
        &mut self,
        named: &Spanned<String>,
        path: &str,
        bases: &Bases,
    ) -> Result<Option<(String, FileId)>, String> {
        if named.value.starts_with('/') {
            return Err(format!("got `{}`, want a path relative to this file", named.value));
        }
        let place = |path: &str| self.folders.location_of_setting(path);
        if let Some(first) = bases.open.iter().position(|open| place(open) == place(path)) {
            let circle = bases.open.iter().skip(first).map(String::as_str).chain([path]);
            let circle = circle.map(|path| format!("`{}`", self.folders.name(path)));
            let circle = circle.collect::<Vec<_>>().join(" extends ");
            return Err(format!("a rulebook cannot extend itself: {circle}"));
        }
        if bases.read.iter().any(|known| place(&known.path) == place(path)) {
            return Ok(None);
        }
        let name = self.folders.name(path);
        let cannot_read = |reason: String| format!("cannot read `{name}`: {reason}");
        let bytes = self.folders.settings.read(path);
        let bytes = bytes.map_err(|error| cannot_read(error.reason.to_string()))?;
        let text = decode_setting(bytes).map_err(cannot_read)?;
        let content = Content::Text(text.clone());
        let key = path.to_owned();
        let file = self.failure.files.add(File { name: name.clone(), key, content });
        Ok(Some((text, file)))
    }
}
