//! The bounds of a number: `at-least` and `at-most`.

use crate::finding::Place;

/// What the number must satisfy.
pub(super) struct Bounds {
    pub(super) at_least: Option<u64>,
    pub(super) at_most: Option<u64>,
    /// Where the rulebook says so: the place of a finding about records that are not there.
    pub(super) place: Place,
}

/// What a number that is out of bounds should be.
pub(super) struct Unmet {
    /// In words.
    pub(super) want: String,
    /// How many there may be, where there are more.
    pub(super) allowed: Option<usize>,
}

impl Bounds {
    pub(super) fn are_given(&self) -> bool {
        self.at_least.is_some() || self.at_most.is_some()
    }

    /// Whether it rests on what is unknown whether a number is within bounds: it is the least that there is.
    pub(super) fn may_be_met(&self, number: usize, unknown: u64) -> bool {
        let most = (number as u64).saturating_add(unknown);
        let is_too_small = self.at_least.is_some_and(|least| (number as u64) < least);
        let may_be_enough = self.at_least.is_none_or(|least| most >= least);
        let is_too_large = self.at_most.is_some_and(|at_most| number as u64 > at_most);
        let may_be_too_large = self.at_most.is_some_and(|at_most| most > at_most);
        unknown > 0 && !is_too_large && may_be_enough && (is_too_small || may_be_too_large)
    }

    /// What is wanted of a number that is out of bounds.
    pub(super) fn unmet(&self, number: usize) -> Option<Unmet> {
        let number = number as u64;
        match (self.at_least, self.at_most) {
            (Some(least), _) if number < least => {
                Some(Unmet { want: format!("at least {least}"), allowed: None })
            }
            (_, Some(most)) if number > most => {
                Some(Unmet { want: format!("at most {most}"), allowed: usize::try_from(most).ok() })
            }
            _ => None,
        }
    }
}
