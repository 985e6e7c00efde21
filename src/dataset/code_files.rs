//! Reads and validates the code files that rules look up.

use super::Reader;
use crate::files::{Content, File};
use crate::parameters::{Problems, Spanned};
use crate::rule::{Codes, Lookup};
use crate::rulebook::Rulebook;
use crate::rules;
use std::collections::BTreeMap;

impl Reader {
    /// Reads every code file that a rule names. Each file is read once. A file that cannot be read or has no
    /// codes is an error in the rulebook.
    pub(super) fn code_files(&mut self, rulebook: &Rulebook) -> BTreeMap<String, Codes> {
        let declared = rulebook.rules.iter().flat_map(|entry| &entry.rule.declaration().lookups);
        let mut files = BTreeMap::new();
        let mut problems = Problems::of(&rulebook.text, rules::rulebook::KIND.name);
        for lookup in declared {
            let Lookup::CodeFile(path) = lookup else { continue };
            if files.contains_key(&path.value) {
                continue;
            }
            match self.code_file(path) {
                Ok(codes) => {
                    files.insert(path.value.clone(), codes);
                }
                Err(reason) => problems.add_with_help(
                    path.span.clone(),
                    format!("the list `{}` cannot be used: {reason}", path.value),
                    "named here",
                    Some("paths are relative to the rulebook's folder".to_owned()),
                ),
            }
        }
        let found = problems.into_findings(rulebook.text.as_str());
        self.failure.findings.extend(found);
        files
    }

    fn code_file(&mut self, path: &Spanned<String>) -> Result<Codes, String> {
        let bytes = self.folders.settings.read(&path.value);
        let bytes = bytes.map_err(|error| error.reason.to_string())?;
        let text = String::from_utf8(bytes).map_err(|_| "not UTF-8 text".to_owned())?;
        let codes = Codes::of_lines(self.failure.files.next_id(), &text);
        if codes.is_empty() {
            return Err("it has no codes; write one per line".to_owned());
        }
        self.failure.files.add(File {
            name: self.folders.name(&path.value),
            key: path.value.clone(),
            content: Content::Text(text),
        });
        Ok(codes)
    }
}
