//! Reading the ledger's text; what it says is read later, by [`crate::ledger`].

use super::Reader;
use super::read::read_bytes;
use crate::document::FileId;
use crate::files::{Content, File};
use crate::parameters::{Problems, Spanned};
use crate::rulebook::Rulebook;

impl Reader {
    /// Reads the ledger that the rulebook names. One that cannot be read is a mistake: without its
    /// verdicts every decided finding would be back.
    pub(super) fn ledger(&mut self, rulebook: &Rulebook) -> Option<FileId> {
        let path = rulebook.ledger.as_ref()?;
        if self.folders.is_earlier && !self.folders.data.join(&path.value).exists() {
            return None;
        }
        match self.ledger_text(path) {
            Ok(text) => Some(self.failure.files.add(File {
                name: self.folders.name(&path.value),
                key: path.value.clone(),
                content: Content::Text(text),
            })),
            Err(reason) => {
                let mut problems = Problems::new(rulebook.file, "rulebook");
                problems.add_with_help(
                    path.span.clone(),
                    format!("the ledger `{}` cannot be read: {reason}", path.value),
                    "named here",
                    Some("a ledger without verdicts has one line: version = 1".to_owned()),
                );
                self.failure.findings.extend(problems.into_findings());
                None
            }
        }
    }

    fn ledger_text(&self, path: &Spanned<String>) -> Result<String, String> {
        let bytes =
            read_bytes(&self.folders.data.join(&path.value)).map_err(super::ReadError::reason)?;
        String::from_utf8(bytes).map_err(|_| "not UTF-8 text".to_owned())
    }
}
