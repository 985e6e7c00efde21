//! Findings: plain data with symbolic places, without rendering.

mod applicability;
mod cause;
mod change;
mod competing;
mod encoded;
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
pub use encoded::{EncodedFinding, Head, decoded, encoded};
pub use fingerprint::{
    Anchor, Fingerprint, Naming, canonical, canonical_with_dates, content_hash, sha256, text_hash,
    words_hash,
};
pub use independence::SourceCount;
pub use level::Level;
pub use place::{Place, ValueInRecord};
pub use state::{State, StateEntry};
pub use suppression::{Decision, PastDecision, Suppressed, Suppression};
pub use unnamed::{Keys, Reads, name_by_content, plain, unnamed};

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

/// A report of a rule about one subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    // The first five fields, in this order, are what [`Head`] reads of an encoded finding.
    /// The severity: the level of the rule, or a lower one; set by the engine.
    pub level: Level,
    /// The id of the rule in the rulebook; set by the engine.
    pub rule: String,
    /// The kind of the rule; set by the engine.
    pub kind: Cow<'static, str>,
    /// What the finding is about: its subject and field, which stay the same in each run.
    pub anchor: Anchor,
    /// All places involved, the primary one first.
    pub labels: Vec<Label>,
    /// The actual and the expected value: one sentence without a full stop.
    pub message: String,
    /// Suggestions for a person, in one or more independent lines.
    pub help: Option<String>,
    /// Edits that would resolve the finding.
    pub suggestions: Vec<Suggestion>,
    /// The id, code or key that has no record, for findings about a name that may be misspelt.
    pub unknown_name: Option<String>,
    /// The facts that the finding rests on. If the state differs between two runs for the same anchor, the
    /// finding has changed.
    pub state: State,
    /// The claims that cannot all be true, if the finding is about such claims.
    pub competing: Vec<Competing>,
    /// The record that supplies the `{field}` values of a rulebook's message.
    pub record: Option<Place>,
    /// The other records, which supply the `{others:field}` values of a rulebook's message.
    pub others: Vec<Place>,
    /// The cause that the finding shares with others. Findings with the same cause refer to one copy of it.
    pub cause: Option<Arc<Cause>>,
    /// The question that the finding asks a person, if its rule has one; set by the engine.
    pub question: Option<Box<str>>,
    /// The earlier decision on the finding that no longer holds; `None` if there is none.
    pub past: Option<Box<PastDecision>>,
    /// The change of the finding since the base revision; `None` if the run is not compared with one.
    pub change: Option<Box<Change>>,
}

/// A place with a text that explains it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The place.
    pub place: Place,
    /// A few words, without a full stop.
    pub text: String,
    /// The part of the place that matters most, which is shown if there is no room for the whole place.
    pub focus: Option<Place>,
}

impl Label {
    /// Creates a label without a focus.
    #[must_use]
    pub fn new(place: Place, text: impl Into<String>) -> Label {
        Label { place, text: text.into(), focus: None }
    }
}

/// An edit of a file that would resolve a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// Whether the edit may be applied automatically.
    pub applicability: Applicability,
    /// The place to replace.
    pub place: Place,
    /// The edited value or key, if `place` is a byte range. In a file that was converted to JSON, the bytes to replace
    /// may differ from the bytes of the value.
    pub value: Option<Place>,
    /// The new text, as written to the file: a JSON string includes its quotation marks.
    pub replacement: String,
    /// A short description of the edit.
    pub message: String,
}

impl Suggestion {
    /// Returns the place of the edited value or key. If the edit is not in a value, returns the place to replace.
    #[must_use]
    pub fn edited(&self) -> &Place {
        self.value.as_ref().unwrap_or(&self.place)
    }
}

impl Finding {
    /// Creates a finding with only a message and an anchor.
    #[must_use]
    pub fn new(message: impl Into<String>, anchor: Anchor) -> Finding {
        let mut message = message.into();
        message.shrink_to_fit();
        Finding {
            level: Level::Error,
            rule: String::new(),
            kind: Cow::Borrowed(""),
            anchor,
            labels: Vec::new(),
            message,
            help: None,
            suggestions: Vec::new(),
            unknown_name: None,
            state: State::default(),
            competing: Vec::new(),
            record: None,
            others: Vec::new(),
            cause: None,
            question: None,
            past: None,
            change: None,
        }
    }

    /// Attributes the finding to a built-in rule, whose id is the name of its kind.
    #[must_use]
    pub fn built_in(self, kind: &'static str, level: Level) -> Finding {
        Finding { rule: kind.to_owned(), kind: kind.into(), level, ..self }
    }

    /// Lowers the level to at most `level`. A lower level of the rule still applies.
    #[must_use]
    pub fn at_most(self, level: Level) -> Finding {
        Finding { level: self.level.min(level), ..self }
    }

    /// Adds a label.
    #[must_use]
    pub fn label(mut self, place: Place, text: impl Into<String>) -> Finding {
        push_without_spare_room(&mut self.labels, Label::new(place, text));
        self
    }

    /// Adds a label with a focus.
    #[must_use]
    pub fn label_with_focus(
        mut self,
        place: Place,
        text: impl Into<String>,
        focus: Option<Place>,
    ) -> Finding {
        push_without_spare_room(&mut self.labels, Label { focus, ..Label::new(place, text) });
        self
    }

    /// Adds labels with the same text.
    #[must_use]
    pub fn labels_of(self, places: impl IntoIterator<Item = Place>, text: &str) -> Finding {
        places.into_iter().fold(self, |finding, place| finding.label(place, text))
    }

    /// Sets the help text.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Finding {
        self.help = Some(text.into());
        self
    }

    /// Appends a suggestion to the help text.
    pub fn add_help(&mut self, more: String) {
        self.help = Some(match self.help.take() {
            Some(help) => format!("{help}; {more}"),
            None => more,
        });
    }

    /// Adds an edit.
    #[must_use]
    pub fn suggest(
        mut self,
        applicability: Applicability,
        place: Place,
        replacement: impl Into<String>,
        message: impl Into<String>,
    ) -> Finding {
        // An edit cannot change the name of a file.
        if matches!(place, Place::File(_)) {
            return self;
        }
        let (replacement, message) = (replacement.into(), message.into());
        let suggestion = Suggestion { applicability, place, value: None, replacement, message };
        push_without_spare_room(&mut self.suggestions, suggestion);
        self
    }

    /// Sets the id, code or key that has no record.
    #[must_use]
    pub fn with_unknown_name(self, name: &str) -> Finding {
        Finding { unknown_name: Some(name.to_owned()), ..self }
    }

    /// Removes the edits, if there are any, and the help text, which asks about them.
    #[must_use]
    pub fn without_suggestions(mut self) -> Finding {
        if !self.suggestions.is_empty() {
            self.suggestions.clear();
            self.help = None;
        }
        self
    }

    /// Adds a fact that the finding rests on.
    #[must_use]
    pub fn rests_on(
        mut self,
        subject: impl AsRef<str>,
        name: impl AsRef<str>,
        value: impl AsRef<str>,
    ) -> Finding {
        self.state.add(subject, name, value);
        self
    }

    /// Sets the record that supplies the `{field}` values of a rulebook's message.
    #[must_use]
    pub fn in_record(mut self, record: Place) -> Finding {
        self.record = Some(record);
        self
    }

    /// Adds other records, whose fields a rulebook's message may show.
    #[must_use]
    pub fn with_others(mut self, records: impl IntoIterator<Item = Place>) -> Finding {
        self.others.extend(records);
        self
    }

    /// Sets the cause that the finding shares with others.
    #[must_use]
    pub fn because(self, cause: impl Into<Arc<Cause>>) -> Finding {
        Finding { cause: Some(cause.into()), ..self }
    }

    /// Returns the primary label, which is the first label; `None` if the finding has no labels.
    #[must_use]
    pub fn primary(&self) -> Option<&Label> {
        self.labels.first()
    }

    /// Returns the first `max` labels, and the number of the others.
    #[must_use]
    pub fn first_labels(&self, max: usize) -> (&[Label], usize) {
        let (first, others) = self.labels.split_at(self.labels.len().min(max));
        (first, others.len())
    }

    /// Returns the lines of the help text.
    pub fn help_lines(&self) -> impl Iterator<Item = &str> {
        self.help.iter().flat_map(|help| help.lines())
    }

    /// Returns the fingerprint, which depends only on the rule and the anchor. It is the same on every machine,
    /// and for all values that the finding may show.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::new(&self.rule, &self.anchor)
    }

    /// Returns the fingerprint in the previous version. The finding must have the anchor of that version.
    #[must_use]
    pub fn former_fingerprint(&self) -> Fingerprint {
        Fingerprint::former(&self.rule, &self.anchor)
    }

    /// Returns a fingerprint of the rule, the subject and the field. Several findings may share it, and are
    /// then numbered. Their numbers change when a finding is added or removed, so only their states
    /// distinguish them.
    #[must_use]
    pub fn topic(&self) -> Fingerprint {
        Fingerprint::of_topic(&self.rule, &self.anchor.subject, &self.anchor.field)
    }

    /// Whether a fingerprint may once have belonged to this finding. Findings with the same rule, subject and
    /// field are numbered, and their numbers may change. The fingerprint may therefore have any number below a
    /// limit. `naming` selects the version of the fingerprint and of this finding's anchor.
    #[must_use]
    pub fn may_have_been(&self, fingerprint: &str, naming: Naming) -> bool {
        Fingerprint::has_topic(fingerprint, naming, &self.rule, &self.anchor)
    }
}

/// Appends findings. If `findings` is empty, `more` replaces it, since copying a million findings takes time.
pub(crate) fn append(findings: &mut Vec<EncodedFinding>, mut more: Vec<EncodedFinding>) {
    match findings.is_empty() {
        true => *findings = more,
        false => findings.append(&mut more),
    }
}

/// Adds an item. Reserves memory for only one item at first, since most findings have one label,
/// one edit and one fact, and there may be a million findings.
fn push_without_spare_room<T>(items: &mut Vec<T>, item: T) {
    if items.is_empty() {
        items.reserve_exact(1);
    }
    items.push(item);
}
