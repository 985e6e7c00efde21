//! Errors in a rulebook, collected so that one run reports them all.

use super::SettingsText;
use crate::document::FileId;
use crate::finding::{Anchor, Finding, Level, Place};
use crate::value::look_alike::hidden_difference;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// The errors and warnings found so far in one configuration file.
#[derive(Debug)]
pub struct Problems {
    file: FileId,
    rule: &'static str,
    rulebook: String,
    /// The joined text of a rulebook and the rulebooks that it extends; `None` for other files.
    settings: Option<SettingsText>,
    findings: Vec<Finding>,
    warnings: Vec<Finding>,
}

impl Problems {
    /// Creates an empty collection for one file. `rule` is the id of the built-in rule of its findings.
    #[must_use]
    pub fn new(file: FileId, rule: &'static str) -> Problems {
        let (findings, warnings) = (Vec::new(), Vec::new());
        Problems { file, rule, rulebook: String::new(), settings: None, findings, warnings }
    }

    /// Creates an empty collection for a rulebook and the rulebooks that it extends. Byte ranges refer to the
    /// joined text.
    #[must_use]
    pub fn of(settings: &SettingsText, rule: &'static str) -> Problems {
        // The places of findings refer to the joined text until all findings are known.
        Problems { settings: Some(settings.clone()), ..Problems::new(FileId::UNLISTED, rule) }
    }

    /// Returns the place of a byte range.
    #[must_use]
    pub fn place(&self, range: Range<usize>) -> Place {
        match &self.settings {
            Some(settings) => settings.place(&range),
            None => Place::range(self.file, range),
        }
    }

    /// Sets the path, as shown in output, of the rulebook that names the file.
    #[must_use]
    pub fn named_by(self, rulebook: &str) -> Problems {
        Problems { rulebook: rulebook.to_owned(), ..self }
    }

    /// Returns the path, as shown in output, of the rulebook that names the file; suggested commands refer to
    /// its folder. The path is empty if this folder is the current directory.
    #[must_use]
    pub fn rulebook(&self) -> &str {
        &self.rulebook
    }

    /// Records an error at a byte range of the file.
    pub fn add(&mut self, range: Range<usize>, message: impl Into<String>, label: &str) {
        self.add_with_help(range, message, label, None);
    }

    /// Records an error and how to fix it.
    pub fn add_with_help(
        &mut self,
        range: Range<usize>,
        message: impl Into<String>,
        label: &str,
        help: Option<String>,
    ) {
        let mut finding = self.finding(range, &message.into(), label, Level::Error);
        finding.help = help;
        self.findings.push(finding);
    }

    /// Records a warning about something that is allowed but most likely unintended.
    pub fn warn(&mut self, range: Range<usize>, message: impl Into<String>, label: &str) {
        self.warnings.push(self.finding(range, &message.into(), label, Level::Warning));
    }

    /// Records an error about two places: the place to fix, and the place that it contradicts.
    pub fn add_pair(
        &mut self,
        (range, label): (Range<usize>, &str),
        (other, other_label): (Range<usize>, &str),
        message: impl Into<String>,
        help: Option<String>,
    ) {
        self.add_with_help(range, message, label, help);
        if let Some(finding) = self.findings.pop() {
            let place = Place::range(self.file, other);
            self.findings.push(finding.label(place, other_label));
        }
    }

    /// Whether there are no errors; warnings do not count.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Returns the errors and warnings, in file order, each anchored to the table and key at its place. The
    /// anchor does not depend on the message.
    #[must_use]
    pub fn into_findings(self, text: &str) -> Vec<Finding> {
        let mut findings = self.findings;
        findings.extend(self.warnings);
        let start = |finding: &Finding| finding.primary().map_or(0, |label| label.place.start());
        findings.sort_by_key(start);
        if findings.is_empty() {
            return findings;
        }
        let keys = match &self.settings {
            Some(settings) => KeysByPlace::of(settings.parts()),
            None => KeysByPlace::of([(0, text)]),
        };
        for finding in &mut findings {
            let mut path = keys.at(start(finding)).to_vec();
            let key = path.pop().unwrap_or_default();
            let table = if path.is_empty() { self.rule.to_owned() } else { path.join(".") };
            finding.anchor = Anchor::new(table, key);
            for label in &mut finding.labels {
                if let (Some(settings), Place::Range { file, start, end }) =
                    (&self.settings, &label.place)
                    && *file == self.file
                {
                    label.place = settings.place(&(*start..*end));
                }
            }
        }
        findings
    }

    fn finding(&self, range: Range<usize>, message: &str, label: &str, level: Level) -> Finding {
        Finding::new(message, Anchor::default())
            .label(Place::range(self.file, range), label)
            .built_in(self.rule, level)
    }
}

/// The keys of a TOML text, each with the tables that contain it. A key is listed twice: with its own byte range,
/// and with the byte range of its value.
struct KeysByPlace(Vec<(Range<usize>, Vec<String>)>);

impl KeysByPlace {
    /// Collects the keys of texts. Each text comes with the offset at which it begins.
    fn of<'t>(texts: impl IntoIterator<Item = (usize, &'t str)>) -> KeysByPlace {
        let mut keys = KeysByPlace(Vec::new());
        for (start, text) in texts {
            // The keys that the parser recovers after an error are good enough for names.
            let (table, _) = DeTable::parse_recoverable(text);
            let mut keys_of_text = KeysByPlace(Vec::new());
            keys_of_text.add(table.get_ref(), &[]);
            let shifted = keys_of_text.0.into_iter();
            keys.0.extend(
                shifted.map(|(range, path)| (range.start + start..range.end + start, path)),
            );
        }
        // Outer ranges come before the ranges inside them.
        keys.0
            .sort_by(|(left, _), (right, _)| (left.start, right.end).cmp(&(right.start, left.end)));
        keys
    }

    fn add(&mut self, table: &DeTable<'_>, around: &[String]) {
        for (key, value) in table {
            let mut path = around.to_vec();
            path.push(key.get_ref().to_string());
            self.0.push((key.span(), path.clone()));
            self.0.push((value.span(), path.clone()));
            self.add_inner(value.get_ref(), &path);
        }
    }

    fn add_inner(&mut self, value: &DeValue<'_>, path: &[String]) {
        match value {
            DeValue::Table(table) => self.add(table, path),
            DeValue::Array(values) => {
                values.iter().for_each(|value| self.add_inner(value.get_ref(), path));
            }
            _ => {}
        }
    }

    /// Returns the innermost key at an offset, preceded by its tables; empty if there is none.
    fn at(&self, offset: usize) -> &[String] {
        let before = self.0.partition_point(|(range, _)| range.start <= offset);
        let before = self.0.get(..before).unwrap_or_default();
        let innermost = before.iter().rev().find(|(range, _)| offset < range.end);
        innermost.map(|(_, path)| path.as_slice()).unwrap_or_default()
    }
}

/// Reports Git's conflict markers, with `help`. Returns whether there are any.
pub fn report_conflict_markers(text: &str, help: &str, problems: &mut Problems) -> bool {
    let mut found = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let marker = line.trim_end();
        if marker.starts_with("<<<<<<< ") || marker.starts_with(">>>>>>> ") || marker == "=======" {
            found = true;
            problems.add_with_help(
                start..start + marker.len(),
                "unresolved merge conflict",
                "a conflict marker",
                Some(help.to_owned()),
            );
        }
        start += line.len();
    }
    found
}

/// Returns the question "did you mean ...?" with the nearest known word. Returns `None` if even the nearest word
/// differs from the written one by an edit distance of more than a third of its length.
#[must_use]
pub fn closest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let found = crate::value::name::closest(written, known.into_iter())?;
    Some(match hidden_difference(written, found) {
        Some(difference) => format!("did you mean `{found}`? It looks the same but {difference}"),
        None => format!("did you mean `{found}`?"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "version = 1\nlist = [\"a\", \"b\"]\n\n[rules.r]\nfield = \"x\"\n";

    fn anchor(place: &str, message: &str) -> (String, String) {
        let start = TEXT.find(place).unwrap_or(TEXT.len());
        let mut problems = Problems::new(FileId(0), "rulebook");
        problems.add(start..start + 1, message, "here");
        let [finding] = problems.into_findings(TEXT).try_into().unwrap();
        (finding.anchor.subject, finding.anchor.field)
    }

    #[test]
    fn the_anchor_does_not_depend_on_the_message() {
        for (place, table, key) in [
            ("\"x\"", "rules.r", "field"),
            ("field", "rules.r", "field"),
            ("r]", "rules", "r"),
            ("\"b\"", "rulebook", "list"),
            ("1", "rulebook", "version"),
            ("nowhere", "rulebook", ""),
        ] {
            for message in ["a message", "the message, reworded"] {
                assert_eq!(anchor(place, message), (table.to_owned(), key.to_owned()), "{place}");
            }
        }
    }
}
