//! Claims that cannot all be true: what a person chooses among.

use super::Place;

/// One of the claims that cannot all be true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Competing {
    /// The claim, as the finding's state calls it: collection and id.
    pub subject: String,
    /// The claim's record.
    pub place: Place,
    /// The number of independent sources that support it.
    pub sources: usize,
    /// The claims whose value differs from its own, as the state calls them.
    pub differs_from: Vec<String>,
}
