//! How a finding has changed since a revision.

use super::{StateEntry, Suppression};
use crate::words::truncated;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The change of a finding since a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// The finding did not exist. If it could not be found because a mistake made one of its values unknown, contains
    /// the message of that mistake.
    New(Option<String>),
    /// The finding existed and rested on other facts, which are listed.
    Changed(Vec<Difference>),
    /// The finding existed and was suppressed for this reason, which no longer holds.
    Reopened(Suppression),
}

/// A difference between the values of a fact before and after a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The record: its collection and id. Empty for a fact about all records together.
    pub subject: String,
    /// The name of the fact.
    pub name: String,
    /// The values that the fact no longer has.
    pub was: Vec<String>,
    /// The values that the fact did not have before.
    pub is: Vec<String>,
}

impl Change {
    /// Returns the word used in reports.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Change::New(_) => "new",
            Change::Changed(_) => "changed",
            Change::Reopened(_) => "reopened",
        }
    }

    /// Returns the details to show with the word, one line per fact.
    #[must_use]
    pub fn details(&self) -> Vec<String> {
        match self {
            Change::New(mistake) => mistake
                .iter()
                .map(|mistake| format!("new, but could not be judged before: {mistake}"))
                .collect(),
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
    /// Creates a difference for a fact, without values.
    pub(super) fn of(entry: &StateEntry) -> Difference {
        let (subject, name) = (entry.subject().to_owned(), entry.name().to_owned());
        Difference { subject, name, was: Vec::new(), is: Vec::new() }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name)?;
        if !self.subject.is_empty() {
            write!(formatter, " of {}", self.subject)?;
        }
        write!(formatter, ": was {}, is {}", describe_values(&self.was), describe_values(&self.is))
    }
}

fn describe_values(values: &[String]) -> String {
    match values {
        [] => "not there".to_owned(),
        values => values.iter().map(|value| shortened(value)).collect::<Vec<_>>().join(" and "),
    }
}

/// Maximum length of a shown value, in characters.
const MAX_VALUE: usize = 120;

/// Shortens a value to fit on a line, and a hash to its first 12 digits.
fn shortened(value: &str) -> String {
    let is_hash = value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    truncated(value, if is_hash { 12 } else { MAX_VALUE })
}
