//! Reads and validates the code files that rules look up.

use super::Reader;
use super::documents::{extension, form_of};
use crate::document::{Form, decode_setting};
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
        let text = decode_setting(bytes)?;
        if let Some(reason) = not_a_list(&path.value, &text) {
            return Err(reason);
        }
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

/// Returns the reason why the text of a file is not a list with one code per line, or `None` if it is one.
fn not_a_list(path: &str, text: &str) -> Option<String> {
    let form = form_of(path);
    let has = |separator: char| text.lines().any(|line| line.contains(separator));
    let is_document = match form {
        Form::Csv => has(','),
        Form::Tsv => has('\t'),
        Form::Json => extension(path).is_some_and(|ending| ending.eq_ignore_ascii_case("json")),
        _ => true,
    };
    if is_document {
        return Some(format!(
            "a list has one code per line, and this is {}; to use the values of a document, add it to `documents` and use `to` and `to-field`",
            form.name()
        ));
    }
    let is_marker = |line: &str| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ");
    let is_control = |line: &str| line.trim_end().contains(|c: char| c.is_control() && c != '\t');
    text.split('\n').enumerate().find_map(|(index, line)| {
        let what = match () {
            () if is_marker(line) => "is a marker of an unresolved merge conflict",
            () if is_control(line) => "has a control character",
            () => return None,
        };
        Some(format!("line {} {what}", index + 1))
    })
}
