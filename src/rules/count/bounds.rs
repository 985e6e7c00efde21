//! The bounds of a number: `at-least` and `at-most`.

use crate::finding::Place;

/// The bounds of a number.
pub(super) struct Bounds {
    pub(super) at_least: Option<u64>,
    pub(super) at_most: Option<u64>,
    /// The place of the bounds in the rulebook, for findings about missing records.
    pub(super) place: Place,
}

/// A violated bound.
pub(super) struct UnmetBound {
    /// The expected number, such as `at least 2`.
    pub(super) want: String,
    /// The upper bound if the number exceeds it, or `None` if the number is below the lower bound.
    pub(super) allowed: Option<usize>,
}

impl Bounds {
    pub(super) fn are_given(&self) -> bool {
        self.at_least.is_some() || self.at_most.is_some()
    }

    /// Checks whether 0 is the only number within the bounds.
    pub(super) fn allow_only_none(&self) -> bool {
        self.at_most == Some(0)
    }

    /// Checks whether it depends on uncounted items whether the number is within bounds. `number` items were
    /// counted, and up to `unknown` more may exist.
    pub(super) fn is_undecided(&self, number: usize, unknown: u64) -> bool {
        let most = (number as u64).saturating_add(unknown);
        let is_too_small = self.at_least.is_some_and(|least| (number as u64) < least);
        let may_be_enough = self.at_least.is_none_or(|least| most >= least);
        let is_too_large = self.at_most.is_some_and(|at_most| number as u64 > at_most);
        let may_be_too_large = self.at_most.is_some_and(|at_most| most > at_most);
        unknown > 0 && !is_too_large && may_be_enough && (is_too_small || may_be_too_large)
    }

    /// Returns the violated bound, or `None` if the number is within bounds.
    pub(super) fn unmet(&self, number: usize) -> Option<UnmetBound> {
        let number = number as u64;
        match (self.at_least, self.at_most) {
            (Some(least), _) if number < least => {
                Some(UnmetBound { want: format!("at least {least}"), allowed: None })
            }
            (_, Some(most)) if number > most => Some(UnmetBound {
                want: format!("at most {most}"),
                allowed: usize::try_from(most).ok(),
            }),
            _ => None,
        }
    }
}
