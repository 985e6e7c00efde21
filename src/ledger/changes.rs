//! The differences between two states, fact by fact.

use super::strip_collection;
use crate::finding::{State, StateEntry};
use std::collections::BTreeSet;
use std::fmt;

/// A difference between the facts that a verdict was based on and the current facts of its finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// This record has become part of the finding.
    Joined(String),
    /// This record is no longer part of the finding.
    Left(String),
    /// The values of a fact have changed.
    Fact {
        /// The record.
        subject: String,
        /// The name of the fact.
        name: String,
        /// The values that were removed.
        was: Vec<String>,
        /// The values that were added.
        is: Vec<String>,
    },
}

/// Returns the differences, sorted by record and fact.
#[must_use]
pub fn changes(before: &State, now: &State) -> Vec<Change> {
    let entries = || before.entries().iter().chain(now.entries());
    let subjects: BTreeSet<&str> = entries().map(StateEntry::subject).collect();
    let has = |state: &State, subject: &str| {
        state.entries().iter().any(|entry| entry.subject() == subject)
    };
    let mut changes = Vec::new();
    for subject in subjects {
        match (has(before, subject), has(now, subject)) {
            // A fact about all records together has no record that could be added or removed.
            _ if subject.is_empty() => changes.extend(facts_of(subject, before, now)),
            (false, _) => changes.push(Change::Joined(subject.to_owned())),
            (_, false) => changes.push(Change::Left(subject.to_owned())),
            _ => changes.extend(facts_of(subject, before, now)),
        }
    }
    changes
}

fn facts_of(subject: &str, before: &State, now: &State) -> Vec<Change> {
    let of_subject = |state: &State| -> BTreeSet<StateEntry> {
        state.entries().iter().filter(|entry| entry.subject() == subject).cloned().collect()
    };
    let (before, now) = (of_subject(before), of_subject(now));
    let (gone, new): (Vec<_>, Vec<_>) =
        (before.difference(&now).collect(), now.difference(&before).collect());
    let names: BTreeSet<&str> = gone.iter().chain(&new).map(|entry| entry.name()).collect();
    let values = |entries: &[&StateEntry], name: &str| -> Vec<String> {
        let named = entries.iter().filter(|entry| entry.name() == name);
        named.map(|entry| entry.value().to_owned()).collect()
    };
    let changes = names.into_iter().map(|name| Change::Fact {
        subject: subject.to_owned(),
        name: name.to_owned(),
        was: values(&gone, name),
        is: values(&new, name),
    });
    changes.collect()
}

/// Formats the change in words that follow "since then".
impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::Joined(subject) => {
                write!(formatter, "`{}` was added", strip_collection(subject))
            }
            Change::Left(subject) => {
                write!(formatter, "`{}` was removed", strip_collection(subject))
            }
            // The hash of a passage is not useful to people.
            Change::Fact { subject, name, .. } if name == "passage" => {
                write!(
                    formatter,
                    "the quoted passage has changed for `{}`",
                    strip_collection(subject)
                )
            }
            Change::Fact { subject, name, was, is } => {
                let owner = match subject.as_str() {
                    "" => String::new(),
                    subject => format!(" of `{}`", strip_collection(subject)),
                };
                match (was.as_slice(), is.as_slice()) {
                    ([], is) => write!(formatter, "added {name}{owner}: {}", listed(is)),
                    (was, []) => write!(formatter, "removed {name}{owner}: {}", listed(was)),
                    ([was], [is]) => {
                        let (was, is) = differing(was, is);
                        write!(formatter, "{name}{owner} was `{was}`, is `{is}`")
                    }
                    (was, is) => {
                        write!(formatter, "{name}{owner} was {}, is {}", listed(was), listed(is))
                    }
                }
            }
        }
    }
}

fn listed(values: &[String]) -> String {
    let values = values.iter().map(|value| format!("`{}`", crate::value::shortened(value)));
    values.collect::<Vec<_>>().join(" and ")
}

/// Maximum length of values that are shown whole, in characters.
const SHOWN_WHOLE: usize = 80;

/// Number of words kept on either side of the difference.
const WORDS_AROUND: usize = 3;

/// Returns both values. Leaves out most of the words that long values share at the beginning and at the end.
fn differing(was: &str, is: &str) -> (String, String) {
    if was.chars().count().max(is.chars().count()) <= SHOWN_WHOLE {
        return (was.to_owned(), is.to_owned());
    }
    let words = |text: &str| -> Vec<String> { text.split(' ').map(str::to_owned).collect() };
    let (was, is) = (words(was), words(is));
    let same = |pair: &(&String, &String)| pair.0 == pair.1;
    let shorter = was.len().min(is.len());
    let head = was.iter().zip(&is).take_while(same).count();
    let tail = was.iter().rev().zip(is.iter().rev()).take_while(same).count().min(shorter - head);
    let cut = |words: &[String]| {
        let start = head.saturating_sub(WORDS_AROUND);
        let end = (words.len() - tail + WORDS_AROUND).min(words.len());
        let shown = words.get(start..end).unwrap_or_default().join(" ");
        let before = if start > 0 { "… " } else { "" };
        let after = if end < words.len() { " …" } else { "" };
        format!("{before}{shown}{after}")
    };
    (cut(&was), cut(&is))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(facts: &[(&str, &str, &str)]) -> State {
        facts.iter().fold(State::default(), |mut state, (subject, name, value)| {
            state.add(*subject, *name, *value);
            state
        })
    }

    #[test]
    fn each_kind_of_change_has_its_words() {
        let before = state(&[
            ("", "counted", "1"),
            ("claims/a", "passage", "11"),
            ("claims/a", "quote", "one"),
            ("claims/a", "quote", "two"),
            ("claims/a", "rank", "normal"),
            ("claims/a", "source", "x"),
            ("claims/b", "rank", "normal"),
        ]);
        let now = state(&[
            ("", "counted", "2"),
            ("claims/a", "passage", "22"),
            ("claims/a", "quote", "one"),
            ("claims/a", "quote", "three"),
            ("claims/a", "rank", "normal"),
            ("claims/a", "valid", "2020"),
            ("claims/c", "rank", "normal"),
        ]);
        let words: Vec<String> = changes(&before, &now).iter().map(ToString::to_string).collect();
        assert_eq!(
            words,
            [
                "counted was `1`, is `2`",
                "the quoted passage has changed for `a`",
                "quote of `a` was `two`, is `three`",
                "removed source of `a`: `x`",
                "added valid of `a`: `2020`",
                "`b` was removed",
                "`c` was added",
            ]
        );
        assert_eq!(changes(&before, &before), []);
    }

    #[test]
    fn only_the_difference_of_long_values_is_shown() {
        let was = "The Counter-Terrorism Fusion Centre, based in Greenland, works to disrupt the recruitment of fighters";
        let is = was.replace("Greenland", "Iceland");
        let (was, is) = differing(was, &is);
        assert_eq!(was, "… Centre, based in Greenland, works to disrupt …");
        assert_eq!(is, "… Centre, based in Iceland, works to disrupt …");
        let (was, is) = differing(&"a ".repeat(50), &"a ".repeat(51));
        assert_eq!((was.as_str(), is.as_str()), ("… a a a ", "… a a a a "));
    }
}
