//! The possible decisions.

mod words;

pub use words::{Group, Topic};

/// The outcome of a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The chosen claim is right; those that differ from it are wrong.
    ResolvedPrefer,
    /// The named claims are wrong, and no other value takes their place.
    Wrong,
    /// The claim repeats its source correctly, and the source is wrong.
    SourceError,
    /// The claims are about two things.
    DifferentEntity,
    /// All the claims are right, each in its way.
    BothValid,
    /// The values only look different.
    Compatible,
    /// The rule is wrong in this case.
    FalsePositive,
    /// The finding is right, and the data stays as it is.
    Accepted,
    /// The question is still open.
    StillDisputed,
}

impl Outcome {
    /// Every outcome, in the order in which they are offered.
    pub const ALL: [Outcome; 9] = [
        Outcome::ResolvedPrefer,
        Outcome::Wrong,
        Outcome::SourceError,
        Outcome::DifferentEntity,
        Outcome::BothValid,
        Outcome::Compatible,
        Outcome::FalsePositive,
        Outcome::Accepted,
        Outcome::StillDisputed,
    ];

    /// Returns the outcome's name in the ledger.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Outcome::ResolvedPrefer => "resolved-prefer",
            Outcome::Wrong => "wrong",
            Outcome::SourceError => "source-error",
            Outcome::DifferentEntity => "different-entity",
            Outcome::BothValid => "both-valid",
            Outcome::Compatible => "compatible",
            Outcome::FalsePositive => "false-positive",
            Outcome::Accepted => "accepted",
            Outcome::StillDisputed => "still-disputed",
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
                "the chosen claim is right, and the claims that differ from it are wrong"
            }
            Outcome::Wrong => {
                "the claims that `wrong` names are wrong, and no other value takes their place"
            }
            Outcome::SourceError => {
                "the claim repeats its source correctly, and the source is wrong; `wrong` lists such claims, `chosen` lists claims that are right"
            }
            Outcome::DifferentEntity => {
                "the claims are about two different things, which need separate records"
            }
            Outcome::BothValid => {
                "all the claims are right, for example for different scopes or definitions"
            }
            Outcome::Compatible => "the values only look different",
            Outcome::FalsePositive => "the rule is wrong here",
            Outcome::Accepted => "the finding is right, and the data stays as it is",
            Outcome::StillDisputed => "nobody knows yet; look again on the day in `until`",
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

    /// Whether a verdict with this outcome may name claims that are wrong.
    #[must_use]
    pub fn may_refute(self) -> bool {
        matches!(self, Outcome::Wrong | Outcome::SourceError)
    }

    /// Whether a verdict with this outcome must name a claim that is wrong.
    #[must_use]
    pub fn must_refute(self) -> bool {
        self == Outcome::Wrong
    }

    /// Whether a verdict with this outcome determines which claims are right or wrong.
    #[must_use]
    pub fn judges_claims(self) -> bool {
        self.may_choose() || self.may_refute()
    }

    /// Whether a verdict with this outcome must expire.
    #[must_use]
    pub fn must_end(self) -> bool {
        self == Outcome::StillDisputed
    }
}
