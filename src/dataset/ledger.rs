//! Reads the text of the ledger and of the baseline; [`crate::ledger`] and [`crate::baseline`] parse it.

use super::Reader;
use super::in_folder;
use crate::document::{FileId, decode_setting};
use crate::files::{Content, File};
use crate::parameters::{Problems, Spanned};
use crate::rulebook::Rulebook;
use crate::rules;

impl Reader {
    /// Reads the ledger that the rulebook names. An unreadable ledger is an error, since every decided
    /// finding would reappear without its verdict.
    pub(super) fn ledger(&mut self, rulebook: &Rulebook) -> Option<FileId> {
        let help = "an empty ledger has one line: version = 2";
        self.named_text("ledger", rulebook.ledger.as_ref()?, help, rulebook)
    }

    /// Reads the baseline that the rulebook names. An unreadable baseline is an error, since every finding in
    /// it would reappear.
    pub(super) fn baseline(&mut self, rulebook: &Rulebook) -> Option<FileId> {
        let path = rulebook.baseline.as_ref()?;
        if self.folders.may_lack_baseline && !self.folders.data.exists(&path.value) {
            return None;
        }
        let create = in_folder("factlint baseline create", &self.folders.display_root);
        let help = format!("to create one: {create}");
        self.named_text("baseline", path, &help, rulebook)
    }

    fn named_text(
        &mut self,
        what: &str,
        path: &Spanned<String>,
        help: &str,
        rulebook: &Rulebook,
    ) -> Option<FileId> {
        if self.folders.is_historical && !self.folders.data.exists(&path.value) {
            return None;
        }
        let bytes = self.folders.data.read(&path.value).map_err(|error| error.reason.to_string());
        let text = bytes.and_then(decode_setting);
        match text {
            Ok(text) => Some(self.failure.files.add(File {
                name: self.folders.name(&path.value),
                key: path.value.clone(),
                content: Content::Text(text),
            })),
            Err(reason) => {
                let mut problems = Problems::of(&rulebook.text, rules::rulebook::KIND.name);
                problems.add_with_help(
                    path.span.clone(),
                    format!("the {what} `{}` cannot be read: {reason}", path.value),
                    "named here",
                    Some(help.to_owned()),
                );
                let found = problems.into_findings(rulebook.text.as_str());
                self.failure.findings.extend(found);
                None
            }
        }
    }
}
