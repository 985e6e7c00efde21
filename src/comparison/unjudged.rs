//! Finds the mistakes in earlier data that kept an earlier run from reporting a finding.

use super::Side;
use crate::files::{BlockCache, Files};
use crate::finding::{EncodedFinding, Finding, StateEntry};
use crate::rule::DATE;
use crate::rules::{duplicate_key, number, schema};
use std::collections::HashMap;

/// The findings of an earlier run about mistakes that made a value unknown to its rules, by the subject of the
/// finding.
#[derive(Default)]
pub(super) struct Unjudged<'s> {
    mistakes: HashMap<&'s str, Vec<&'s EncodedFinding>>,
}

impl<'s> Unjudged<'s> {
    pub(super) fn of(before: &Side<'s>) -> Unjudged<'s> {
        let kinds = [DATE, schema::KIND.name, duplicate_key::KIND.name, number::KIND.name];
        let suppressed = before.suppressed.iter().map(|entry| &entry.finding);
        let all = before.findings.iter().chain(suppressed);
        let mut mistakes: HashMap<&str, Vec<&EncodedFinding>> = HashMap::new();
        for mistake in all.filter(|finding| kinds.contains(&finding.head().kind)) {
            mistakes.entry(mistake.head().subject).or_default().push(mistake);
        }
        Unjudged { mistakes }
    }

    /// Returns the message of a mistake that made a value of a finding unknown to the earlier run, or `None` if there
    /// was no such mistake. `files` are the files of the run that reports the finding.
    pub(super) fn message_for(&self, finding: &Finding, files: &Files) -> Option<String> {
        let subjects = finding.state.entries().iter().map(StateEntry::subject);
        let mut subjects = subjects.chain([finding.anchor.subject.as_str()]);
        let mistakes = subjects.find_map(|subject| self.mistakes.get(subject))?;
        let cache = BlockCache::new(files);
        let places = finding.labels.iter().map(|label| &label.place);
        let pointers: Vec<String> = places
            .filter(|place| place.is_in_value())
            .filter_map(|place| {
                cache.at(&(place.file(), place.start()), |value| value.pointer().into_text())
            })
            .collect();
        let is_about = |mistake: &&&EncodedFinding| {
            let mistake = mistake.head();
            let mistake_names = names(mistake.field);
            let contains_mistake = |pointer: &String| {
                let names = names(pointer);
                names.windows(mistake_names.len().max(1)).any(|inner| inner == mistake_names)
            };
            // If the finding's own rule reported the mistake, the rule could judge the value.
            mistake.rule != finding.rule && pointers.iter().any(contains_mistake)
        };
        mistakes.iter().find(is_about).map(|mistake| mistake.decode().message)
    }
}

/// Returns the names in a field or in the anchor of a finding about a value, from the record inwards. For example,
/// `period.from`, `@.period.from` and `/period/from format` all have the names `period` and `from`.
fn names(field: &str) -> Vec<&str> {
    let path = field.split(' ').next().unwrap_or_default();
    let parts = path.split(['/', '.', '[', ']']);
    let is_name = |part: &&str| {
        let is_index = part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'*');
        !is_index && !matches!(*part, "@" | "$")
    };
    parts.filter(is_name).collect()
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_field_and_an_anchor_have_the_same_names() {
        for field in ["period.from", "@.period.from", "/period/from format", "period[*].from"] {
            assert_eq!(names(field), ["period", "from"], "{field}");
        }
        assert_eq!(names("$"), Vec::<&str>::new());
    }
}
