//! The outcomes as people read them: an answer in words, the group it belongs to, a sentence and examples.

use super::Outcome;

/// A group of outcomes that have something in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Something in the data, or in a source, is wrong.
    Wrong,
    /// The data is right as it is.
    Right,
    /// The question is not settled.
    Open,
}

impl Group {
    /// Every group, in the order in which they are offered.
    pub const ALL: [Group; 3] = [Group::Wrong, Group::Right, Group::Open];

    /// Returns the group's name in the JSON report.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Group::Wrong => "wrong",
            Group::Right => "right",
            Group::Open => "open",
        }
    }

    /// Returns the heading above the group's outcomes.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Group::Wrong => "Something here is wrong",
            Group::Right => "The data is right",
            Group::Open => "Not settled",
        }
    }
}

/// What the claims of a finding are about. The examples of answers depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// The place of one subject.
    Place,
    /// A time or a length of time of one subject.
    Time,
    /// A number or an amount of one subject.
    Number,
    /// The places of different subjects.
    PlacesOfTwo,
    /// Other values of different subjects.
    Two,
    /// Anything else.
    General,
}

impl Outcome {
    /// Returns the group that the outcome belongs to.
    #[must_use]
    pub fn group(self) -> Group {
        match self {
            Outcome::ResolvedPrefer
            | Outcome::Wrong
            | Outcome::SourceError
            | Outcome::DifferentEntity => Group::Wrong,
            Outcome::BothValid
            | Outcome::Compatible
            | Outcome::FalsePositive
            | Outcome::Accepted => Group::Right,
            Outcome::StillDisputed => Group::Open,
        }
    }

    /// Returns the outcome as an answer. `value` is the value of the judged claim, for the outcomes that judge
    /// claims; `sides` is the number of sides of a dispute.
    #[must_use]
    pub fn answer(self, value: &str, sides: usize) -> String {
        match self {
            Outcome::ResolvedPrefer => format!("{value} is right"),
            Outcome::Wrong => format!("{value} is wrong"),
            Outcome::SourceError => format!("{value} is a mistake of the source"),
            Outcome::DifferentEntity => "They are about two things".to_owned(),
            Outcome::BothValid if sides > 2 => "All are right".to_owned(),
            Outcome::BothValid => "Both are right".to_owned(),
            Outcome::Compatible => "They say the same".to_owned(),
            Outcome::FalsePositive if sides > 1 => "These need not agree".to_owned(),
            Outcome::FalsePositive => "Nothing is wrong here".to_owned(),
            Outcome::Accepted => "Rightly flagged, and the data stays".to_owned(),
            Outcome::StillDisputed => "Nobody knows yet".to_owned(),
        }
    }

    /// Returns an explanation of the answer, in one sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Outcome::ResolvedPrefer => "The values that differ from it are wrong.",
            Outcome::Wrong => "There is evidence against it, and no value to put in its place.",
            Outcome::SourceError => "The data repeats its source, and the source is mistaken.",
            Outcome::DifferentEntity => "Two different things share one record in the data.",
            Outcome::BothValid => "There is reason to believe each of them.",
            Outcome::Compatible => "The values only look different.",
            Outcome::FalsePositive => "The rule is mistaken here.",
            Outcome::Accepted => "The problem is known, and is left as it is.",
            Outcome::StillDisputed => "I cannot tell: ask again on a day that you choose.",
        }
    }

    /// Returns an example of the answer, in a few words that begin with "As when" or "As with".
    #[must_use]
    pub fn example(self, topic: Topic) -> &'static str {
        match (self, topic) {
            (Outcome::ResolvedPrefer, Topic::Place) => "As when a page repeats an old address.",
            (Outcome::ResolvedPrefer, Topic::Time) => "As when a text still has the first plan.",
            (Outcome::ResolvedPrefer, Topic::Number) => "As when a summary rounds.",
            (Outcome::ResolvedPrefer, _) => "As when a text repeats outdated information.",
            (Outcome::Wrong, Topic::Place | Topic::PlacesOfTwo) => {
                "As when a web page names the wrong city."
            }
            (Outcome::Wrong, Topic::Time) => "As when a web page has the wrong year.",
            (Outcome::Wrong, Topic::Number) => "As when a digit is missing.",
            (Outcome::Wrong, _) => "As when a web page mixes up two names.",
            (Outcome::SourceError, _) => "As when a report has a misprint.",
            (Outcome::DifferentEntity, Topic::Time) => "As with two phases of one project.",
            (Outcome::DifferentEntity, Topic::Place) => "As with two offices of the same name.",
            (Outcome::DifferentEntity, _) => "As with two things of the same name.",
            (Outcome::BothValid, Topic::Place) => "As with a head office and a branch.",
            (Outcome::BothValid, Topic::PlacesOfTwo) => {
                "As when each of two things is where its source says."
            }
            (Outcome::BothValid, Topic::Two) => "As with two different things.",
            (Outcome::BothValid, Topic::Time) => {
                "As when one was the plan, and the other the outcome."
            }
            (Outcome::BothValid, Topic::Number) => "As when the number changed in between.",
            (Outcome::BothValid, Topic::General) => "As when two share one task.",
            (Outcome::Compatible, Topic::Place | Topic::PlacesOfTwo) => {
                "As with two names for one place."
            }
            (Outcome::Compatible, Topic::Time) => "As with one day in two calendars.",
            (Outcome::Compatible, Topic::Number) => "As with one amount in two notations.",
            (Outcome::Compatible, _) => "As with two spellings of one name.",
            (Outcome::FalsePositive, _) => "As when a rule is broader than was meant.",
            (Outcome::Accepted, Topic::General) => "As with a spelling that a quote must keep.",
            (Outcome::Accepted, _) => "As when it is too small to matter.",
            (Outcome::StillDisputed, _) => "As when a publisher has yet to answer.",
        }
    }

    /// Returns the manual work that remains after the decision, or `None` if there is none.
    #[must_use]
    pub fn left_to_do(self) -> Option<&'static str> {
        match self {
            Outcome::DifferentEntity => {
                Some("add a record for the second one, and move the claims about it there")
            }
            Outcome::ResolvedPrefer
            | Outcome::Wrong
            | Outcome::SourceError
            | Outcome::BothValid
            | Outcome::Compatible
            | Outcome::FalsePositive
            | Outcome::Accepted
            | Outcome::StillDisputed => None,
        }
    }
}
