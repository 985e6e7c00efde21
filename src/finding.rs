//! What a run reports: plain data, symbolic places, no rendering.

mod applicability;
mod cause;
mod change;
mod competing;
mod fingerprint;
mod independence;
mod level;
mod place;
mod state;
mod suppression;
mod unnamed;

pub use applicability::Applicability;
pub use cause::Cause;
pub use change::{Change, Difference};
pub use competing::{Competing, IndependentSources};
pub use fingerprint::{Anchor, Fingerprint, Naming, canonical, content_hash, sha256, text_hash};
pub use level::Level;
pub use place::{Part, Place};
pub use state::{State, StateEntry};
pub use suppression::{Decision, Suppressed, Suppression};
pub use unnamed::{Keys, Reads, name_by_content, plain, unnamed};

/// What one rule reports about one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The id of the rule in the rulebook; the engine fills it in.
    pub rule: String,
    /// The kind of the rule; the engine fills it in.
    pub kind: &'static str,
    /// How much it weighs: the level of its rule, or a lighter one; the engine fills it in.
    pub level: Level,
    /// One sentence that says what was found and what was expected, without a full stop.
    pub message: String,
    /// Every place involved, the one to go to first at the front.
    pub labels: Vec<Label>,
    /// What to do about it: a line or several, each for itself.
    pub help: Option<String>,
    /// Edits of files that would remove it.
    pub suggestions: Vec<Suggestion>,
    /// What it is about: the same thing has the same anchor in every run.
    pub anchor: Anchor,
    /// What it rests on: another state under the same anchor is a changed finding.
    pub state: State,
    /// The claims that cannot all be true, where it is about such.
    pub competing: Vec<Competing>,
    /// The record that a rulebook's message takes its `{field}` values from.
    pub record: Option<Place>,
    /// The other records, of which a rulebook's message shows fields as `{others:field}`.
    pub others: Vec<Place>,
    /// What it shares with findings of the same cause.
    pub cause: Option<Cause>,
    /// What has become of it since the revision that a run is compared with; nothing where it is
    /// compared with none.
    pub change: Option<Change>,
}

/// A place, and what there is to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// A few words, without a full stop.
    pub text: String,
    /// The part of the place that matters most: what is shown where there is no room for all of it.
    pub focus: Option<Place>,
}

impl Label {
    /// A label on a place that matters as a whole.
    #[must_use]
    pub fn new(place: Place, text: impl Into<String>) -> Label {
        Label { place, text: text.into(), focus: None }
    }
}

/// An edit of a file that would remove a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Whether a machine may apply it.
    pub applicability: Applicability,
    /// What to replace.
    pub place: Place,
    /// The new text, as it stands in the file: a JSON string with its quotation marks.
    pub replacement: String,
    /// What the edit does, in a few words.
    pub message: String,
}

impl Finding {
    /// A finding with nothing but its message and what it is about.
    #[must_use]
    pub fn new(message: impl Into<String>, anchor: Anchor) -> Finding {
        Finding {
            rule: String::new(),
            kind: "",
            level: Level::Error,
            message: message.into(),
            labels: Vec::new(),
            help: None,
            suggestions: Vec::new(),
            anchor,
            state: State::default(),
            competing: Vec::new(),
            record: None,
            others: Vec::new(),
            cause: None,
            change: None,
        }
    }

    /// The same finding, of a rule that is always there: its id is its kind's name.
    #[must_use]
    pub fn built_in(self, kind: &'static str, level: Level) -> Finding {
        Finding { rule: kind.to_owned(), kind, level, ..self }
    }

    /// Bounds how much it weighs, whatever the level of its rule.
    #[must_use]
    pub fn at_most(self, level: Level) -> Finding {
        Finding { level: self.level.min(level), ..self }
    }

    /// Adds a place with its label.
    #[must_use]
    pub fn label(mut self, place: Place, text: impl Into<String>) -> Finding {
        self.labels.push(Label::new(place, text));
        self
    }

    /// Adds a place with its label, and the part of it that matters most.
    #[must_use]
    pub fn label_with_focus(
        mut self,
        place: Place,
        text: impl Into<String>,
        focus: Option<Place>,
    ) -> Finding {
        self.labels.push(Label { focus, ..Label::new(place, text) });
        self
    }

    /// Adds several places with the same label.
    #[must_use]
    pub fn labels_of(self, places: impl IntoIterator<Item = Place>, text: &str) -> Finding {
        places.into_iter().fold(self, |finding, place| finding.label(place, text))
    }

    /// Says what to do about it.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Finding {
        self.help = Some(text.into());
        self
    }

    /// Adds an edit; whoever makes it says whether a machine may apply it.
    #[must_use]
    pub fn suggest(
        mut self,
        applicability: Applicability,
        place: Place,
        replacement: impl Into<String>,
        message: impl Into<String>,
    ) -> Finding {
        let (replacement, message) = (replacement.into(), message.into());
        self.suggestions.push(Suggestion { applicability, place, replacement, message });
        self
    }

    /// Adds one fact that the finding rests on.
    #[must_use]
    pub fn rests_on(
        mut self,
        subject: impl Into<String>,
        name: impl Into<String>,
        value: impl Into<String>,
    ) -> Finding {
        self.state.add(subject, name, value);
        self
    }

    /// Names the record that a rulebook's message takes its `{field}` values from.
    #[must_use]
    pub fn in_record(mut self, record: Place) -> Finding {
        self.record = Some(record);
        self
    }

    /// Names the other records, of which a rulebook's message may show fields.
    #[must_use]
    pub fn with_others(mut self, records: impl IntoIterator<Item = Place>) -> Finding {
        self.others.extend(records);
        self
    }

    /// Says what it shares with findings of the same cause.
    #[must_use]
    pub fn because(mut self, cause: Cause) -> Finding {
        self.cause = Some(cause);
        self
    }

    /// The place to go to first.
    #[must_use]
    pub fn primary(&self) -> Option<&Label> {
        self.labels.first()
    }

    /// What to do about it, line by line.
    pub fn help_lines(&self) -> impl Iterator<Item = &str> {
        self.help.iter().flat_map(|help| help.lines())
    }

    /// The stable name: the same for the same thing on every machine, whatever its values.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::new(&self.rule, &self.anchor)
    }

    /// What its fingerprint was in the version before, where it is named as it was then.
    #[must_use]
    pub fn former_fingerprint(&self) -> Fingerprint {
        Fingerprint::former(&self.rule, &self.anchor)
    }

    /// The stable name of what it is about. Several findings of one rule about one thing share it, and
    /// only their states tell which is which: their numbers may change when one joins or leaves.
    #[must_use]
    pub fn topic(&self) -> Fingerprint {
        Fingerprint::of_topic(&self.rule, &self.anchor.subject, &self.anchor.field)
    }
}
