//! The possible decisions.

/// The outcome of a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The chosen claim is right; those that differ from it are wrong.
    ResolvedPrefer,
    /// All the claims are right, each in its way.
    BothValid,
    /// The values only look different.
    Compatible,
    /// The claims are about two things.
    DifferentEntity,
    /// The claim is what its source says, and the source is wrong.
    SourceError,
    /// The question is still open.
    StillDisputed,
    /// The rule is wrong here.
    FalsePositive,
    /// The finding is right, and the data stays as it is.
    Accepted,
}

impl Outcome {
    /// Every outcome, in the order in which they are offered.
    pub const ALL: [Outcome; 8] = [
        Outcome::ResolvedPrefer,
        Outcome::BothValid,
        Outcome::Compatible,
        Outcome::DifferentEntity,
        Outcome::SourceError,
        Outcome::StillDisputed,
        Outcome::FalsePositive,
        Outcome::Accepted,
    ];

    /// Returns the outcome's name in the ledger.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Outcome::ResolvedPrefer => "resolved-prefer",
            Outcome::BothValid => "both-valid",
            Outcome::Compatible => "compatible",
            Outcome::DifferentEntity => "different-entity",
            Outcome::SourceError => "source-error",
            Outcome::StillDisputed => "still-disputed",
            Outcome::FalsePositive => "false-positive",
            Outcome::Accepted => "accepted",
        }
    }

    /// Returns the outcome with this name, or `None` if there is none.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.name() == name)
    }

    /// Returns the meaning of the outcome, in one line.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Outcome::ResolvedPrefer => {
                "the chosen claim is right, those that differ from it are wrong"
            }
            Outcome::BothValid => "the claims are all right, each in its way",
            Outcome::Compatible => "the values only look different",
            Outcome::DifferentEntity => "the claims are about two things",
            Outcome::SourceError => {
                "the claim is what its source says, and the source is wrong; `chosen` names claims that are right"
            }
            Outcome::StillDisputed => "nobody knows yet; look again on the day in `until`",
            Outcome::FalsePositive => "the rule is wrong here",
            Outcome::Accepted => "the finding is right, and the data stays as it is",
        }
    }

    /// Whether a verdict with this outcome may choose claims.
    #[must_use]
    pub fn may_choose(self) -> bool {
        matches!(self, Outcome::ResolvedPrefer | Outcome::SourceError)
    }

    /// Whether a verdict with this outcome must choose a claim.
    #[must_use]
    pub fn must_choose(self) -> bool {
        self == Outcome::ResolvedPrefer
    }

    /// Whether a verdict with this outcome must expire.
    #[must_use]
    pub fn must_end(self) -> bool {
        self == Outcome::StillDisputed
    }
}
