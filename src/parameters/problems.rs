//! Mistakes in a rulebook: collected, so that one run reports them all.

use crate::document::FileId;
use crate::finding::{Anchor, Finding, Level, Place};
use crate::value::look_alike::hidden_difference;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// The mistakes found so far in one file of settings.
#[derive(Debug)]
pub struct Problems {
    file: FileId,
    rule: &'static str,
    rulebook: String,
    findings: Vec<Finding>,
    warnings: Vec<Finding>,
}

impl Problems {
    /// Collects mistakes of one file, under the id of a built-in rule.
    #[must_use]
    pub fn new(file: FileId, rule: &'static str) -> Problems {
        let (findings, warnings) = (Vec::new(), Vec::new());
        Problems { file, rule, rulebook: String::new(), findings, warnings }
    }

    /// The same for a file that a rulebook names.
    #[must_use]
    pub fn named_by(self, rulebook: &str) -> Problems {
        Problems { rulebook: rulebook.to_owned(), ..self }
    }

    /// How the output calls the rulebook that names the file: commands are for its folder. Empty where the
    /// program was started in that folder.
    #[must_use]
    pub fn rulebook(&self) -> &str {
        &self.rulebook
    }

    /// The file whose mistakes these are.
    #[must_use]
    pub fn file(&self) -> FileId {
        self.file
    }

    /// Records a mistake at a byte range of the file.
    pub fn add(&mut self, range: Range<usize>, message: impl Into<String>, label: &str) {
        self.add_with_help(range, message, label, None);
    }

    /// Records a mistake and how to mend it.
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

    /// Records what is allowed, and most likely not meant.
    pub fn warn(&mut self, range: Range<usize>, message: impl Into<String>, label: &str) {
        self.warnings.push(self.finding(range, &message.into(), label, Level::Warning));
    }

    /// Records a mistake that is about two places: the one to mend, and what it contradicts.
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

    /// Whether there is no mistake; warnings are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// The mistakes and warnings, in the order of the file, each anchored to the table and key at its place
    /// in the text of the file: another message is another state at most.
    #[must_use]
    pub fn into_findings(self, text: &str) -> Vec<Finding> {
        let mut findings = self.findings;
        findings.extend(self.warnings);
        let start = |finding: &Finding| finding.primary().map_or(0, |label| label.place.start());
        findings.sort_by_key(start);
        if findings.is_empty() {
            return findings;
        }
        let keys = KeysByPlace::of(text);
        for finding in &mut findings {
            let mut path = keys.at(start(finding)).to_vec();
            let key = path.pop().unwrap_or_default();
            let table = if path.is_empty() { self.rule.to_owned() } else { path.join(".") };
            finding.anchor = Anchor::new(table, key);
        }
        findings
    }

    fn finding(&self, range: Range<usize>, message: &str, label: &str, level: Level) -> Finding {
        Finding::new(message, Anchor::default())
            .label(Place::range(self.file, range), label)
            .built_in(self.rule, level)
    }
}

/// The keys of a TOML text, each with the tables around it, by the bytes of the key and of its value.
struct KeysByPlace(Vec<(Range<usize>, Vec<String>)>);

impl KeysByPlace {
    fn of(text: &str) -> KeysByPlace {
        // What is recovered after a mistake still says where it is.
        let (table, _) = DeTable::parse_recoverable(text);
        let mut keys = KeysByPlace(Vec::new());
        keys.add(table.get_ref(), &[]);
        // What encloses another comes before it.
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

    /// The innermost key at an offset, with the tables around it; nothing where there is none.
    fn at(&self, offset: usize) -> &[String] {
        let before = self.0.partition_point(|(range, _)| range.start <= offset);
        let before = self.0.get(..before).unwrap_or_default();
        let innermost = before.iter().rev().find(|(range, _)| offset < range.end);
        innermost.map(|(_, path)| path.as_slice()).unwrap_or_default()
    }
}

/// Reports the lines that git writes where two branches have changed the same lines, with what to do
/// about them, and tells whether there are any.
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

/// "did you mean", where a known word is near the one that was written: an edit distance of at most
/// a third of its length. Nothing is said where none is.
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
    fn another_message_of_a_mistake_was_another_fingerprint() {
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
