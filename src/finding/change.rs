//! What has become of a finding since another run.

use super::{StateEntry, Suppression};
use std::fmt;

/// What has become of a finding since a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It was not there.
    New,
    /// It was there and rested on other facts.
    Changed(Vec<Difference>),
    /// It was there and was not shown, for this reason, which is gone.
    Reopened(Suppression),
}

/// A fact under a finding that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The id of the record.
    pub subject: String,
    /// What the fact is.
    pub name: String,
    /// The values that it no longer has.
    pub was: Vec<String>,
    /// The values that it has now and had not.
    pub is: Vec<String>,
}

impl Change {
    /// The word for it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Change::New => "new",
            Change::Changed(_) => "changed",
            Change::Reopened(_) => "reopened",
        }
    }

    /// What there is to say beside the word: a line a fact.
    #[must_use]
    pub fn details(&self) -> Vec<String> {
        match self {
            Change::New => Vec::new(),
            Change::Changed(differences) => {
                differences.iter().map(|difference| format!("changed: {difference}")).collect()
            }
            Change::Reopened(Suppression::Verdict(decision)) => {
                let (outcome, by, on) = (&decision.outcome, &decision.by, &decision.on);
                vec![format!("reopened: the verdict `{outcome}` of {by} on {on} no longer holds")]
            }
            Change::Reopened(Suppression::Baseline) => {
                vec!["reopened: it is no longer in the baseline".to_owned()]
            }
        }
    }
}

impl Difference {
    /// A difference of a fact, with no value yet.
    pub(super) fn of(entry: &StateEntry) -> Difference {
        let (subject, name) = (entry.subject.clone(), entry.name.clone());
        Difference { subject, name, was: Vec::new(), is: Vec::new() }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name)?;
        if !self.subject.is_empty() {
            write!(formatter, " of {}", self.subject)?;
        }
        write!(formatter, ": was {}, is {}", in_words(&self.was), in_words(&self.is))
    }
}

fn in_words(values: &[String]) -> String {
    match values {
        [] => "not there".to_owned(),
        values => values.iter().map(|value| shortened(value)).collect::<Vec<_>>().join(" and "),
    }
}

/// In characters.
const MAX_VALUE: usize = 120;

/// A value as a line has room for it; of a hash the first digits tell it from another.
fn shortened(value: &str) -> String {
    let is_hash = value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    match value.char_indices().nth(if is_hash { 12 } else { MAX_VALUE }) {
        Some((end, _)) => format!("{}…", value.get(..end).unwrap_or_default()),
        None => value.to_owned(),
    }
}
