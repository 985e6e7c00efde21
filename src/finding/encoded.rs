//! Findings in encoded form, which take about a quarter of the memory. A run keeps all of its findings in this form.
//!
//! Findings are encoded with [`postcard`](https://postcard.jamesmunns.com/wire-format), like facts.

use super::{Anchor, Cause, Change, Finding, Fingerprint, Level, Place};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A finding in encoded form. Equal findings have equal encodings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Finding", into = "Finding")]
pub struct EncodedFinding {
    /// The marks of the finding, and the finding without its cause.
    bytes: Box<[u8]>,
    /// The cause of the finding, of which many findings may share one copy.
    cause: Option<Arc<Cause>>,
}

/// Marks a finding that has edits, or the id, code or key that has no record.
const CONCERNS_EDITS: u8 = 1;

/// Marks a finding with an earlier decision that no longer holds.
const HAS_PAST: u8 = 2;

/// Marks a finding that was compared with a revision.
const HAS_CHANGE: u8 = 4;

/// What identifies a finding, and its primary place. It can be read without decoding the whole finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head<'f> {
    /// The severity.
    pub level: Level,
    /// The id of the rule in the rulebook.
    pub rule: &'f str,
    /// The kind of the rule.
    pub kind: &'f str,
    /// The subject of the anchor.
    pub subject: &'f str,
    /// The field of the anchor.
    pub field: &'f str,
    /// The number of the anchor.
    pub number: usize,
    /// The place of the first label, or `None` if there are no labels.
    pub place: Option<Place>,
}

impl<'f> Head<'f> {
    /// Returns the subject, or the field if there is no subject.
    #[must_use]
    pub fn about(&self) -> &'f str {
        if self.subject.is_empty() { self.field } else { self.subject }
    }
}

impl Finding {
    /// Returns what identifies the finding, and its primary place.
    #[must_use]
    pub fn head(&self) -> Head<'_> {
        Head {
            level: self.level,
            rule: &self.rule,
            kind: &self.kind,
            subject: &self.anchor.subject,
            field: &self.anchor.field,
            number: self.anchor.number,
            place: self.primary().map(|label| label.place.clone()),
        }
    }
}

impl EncodedFinding {
    /// Decodes the finding.
    #[must_use]
    pub fn decode(&self) -> Finding {
        let decoded = postcard::from_bytes::<(u8, Finding)>(&self.bytes);
        debug_assert!(decoded.is_ok(), "an encoded finding can be decoded");
        let finding = decoded.map(|(_, finding)| finding);
        let finding = finding.unwrap_or_else(|_| Finding::new("", Anchor::default()));
        Finding { cause: self.cause.clone(), ..finding }
    }

    /// Decodes the finding, calls `change` with it, and encodes it again.
    pub fn update(&mut self, change: impl FnOnce(&mut Finding)) {
        let mut finding = self.decode();
        change(&mut finding);
        *self = finding.into();
    }

    /// Reads the first fields of the finding.
    #[must_use]
    pub fn head(&self) -> Head<'_> {
        let head = self.read_head();
        debug_assert!(head.is_some(), "an encoded finding begins with its head");
        head.unwrap_or(Head {
            level: Level::Error,
            rule: "",
            kind: "",
            subject: "",
            field: "",
            number: 0,
            place: None,
        })
    }

    fn read_head(&self) -> Option<Head<'_>> {
        let (head, mut labels) = self.head_and_labels()?;
        Some(Head { place: labels.next(), ..head })
    }

    /// Returns the places of the labels.
    pub fn places(&self) -> impl Iterator<Item = Place> {
        self.head_and_labels().into_iter().flat_map(|(_, labels)| labels)
    }

    /// Returns the head without a place, and the places of the labels, each of which is read when it is needed.
    fn head_and_labels(&self) -> Option<(Head<'_>, impl Iterator<Item = Place>)> {
        type Fields<'f> = (u8, Level, &'f str, &'f str, (&'f str, &'f str, usize), usize);
        let ((_, level, rule, kind, (subject, field, number), labels), mut rest) =
            postcard::take_from_bytes::<Fields<'_>>(&self.bytes).ok()?;
        let places = (0..labels).map_while(move |_| {
            let (place, after) = postcard::take_from_bytes(rest).ok()?;
            let text_and_focus = postcard::take_from_bytes::<(&str, Option<Place>)>(after);
            rest = text_and_focus.ok()?.1;
            Some(place)
        });
        Some((Head { level, rule, kind, subject, field, number, place: None }, places))
    }

    /// Returns the severity.
    #[must_use]
    pub fn level(&self) -> Level {
        let level = postcard::take_from_bytes::<(u8, Level)>(&self.bytes);
        debug_assert!(level.is_ok(), "an encoded finding begins with its level");
        level.map_or(Level::Error, |((_, level), _)| level)
    }

    /// Whether the finding has edits, or the id, code or key that has no record.
    #[must_use]
    pub(crate) fn concerns_edits(&self) -> bool {
        self.has_mark(CONCERNS_EDITS)
    }

    /// Whether there is an earlier decision on the finding that no longer holds.
    #[must_use]
    pub(crate) fn has_past(&self) -> bool {
        self.has_mark(HAS_PAST)
    }

    /// Returns the change of the finding since the base revision; see [`Finding::change`].
    #[must_use]
    pub fn change(&self) -> Option<Change> {
        let changed = self.has_mark(HAS_CHANGE).then(|| self.decode());
        changed.and_then(|finding| finding.change).map(|change| *change)
    }

    fn has_mark(&self, mark: u8) -> bool {
        self.bytes.first().is_some_and(|marks| marks & mark != 0)
    }

    /// Returns the cause that the finding shares with others.
    #[must_use]
    pub fn cause(&self) -> Option<&Arc<Cause>> {
        self.cause.as_ref()
    }

    /// Returns the fingerprint; see [`Finding::fingerprint`].
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        let Head { rule, subject, field, number, .. } = self.head();
        let (subject, field) = (subject.to_owned(), field.to_owned());
        Fingerprint::new(rule, &Anchor { subject, field, number })
    }

    /// Returns the fingerprint of the rule, the subject and the field; see [`Finding::topic`].
    #[must_use]
    pub fn topic(&self) -> Fingerprint {
        let Head { rule, subject, field, .. } = self.head();
        Fingerprint::of_topic(rule, subject, field)
    }

    /// Returns the length of the encoded finding without its cause, in bytes. None of its texts is longer.
    #[must_use]
    pub(crate) fn length(&self) -> usize {
        self.bytes.len()
    }
}

impl From<Finding> for EncodedFinding {
    fn from(mut finding: Finding) -> EncodedFinding {
        let cause = finding.cause.take();
        // The buffer is not kept: it has spare room, and there may be a million findings.
        let mut bytes = Vec::with_capacity(512);
        let encoded = postcard::to_io(&(marks(&finding), finding), &mut bytes);
        debug_assert!(encoded.is_ok(), "a finding consists of values that can be encoded");
        EncodedFinding { bytes: bytes.as_slice().into(), cause }
    }
}

impl From<EncodedFinding> for Finding {
    fn from(encoded: EncodedFinding) -> Finding {
        encoded.decode()
    }
}

fn marks(finding: &Finding) -> u8 {
    let concerns_edits = !finding.suggestions.is_empty() || finding.unknown_name.is_some();
    let marks = [
        (CONCERNS_EDITS, concerns_edits),
        (HAS_PAST, finding.past.is_some()),
        (HAS_CHANGE, finding.change.is_some()),
    ];
    marks.into_iter().filter(|(_, is_set)| *is_set).fold(0, |marks, (mark, _)| marks | mark)
}

/// Encodes findings one after another.
#[must_use]
pub fn encoded(findings: Vec<Finding>) -> Vec<EncodedFinding> {
    findings.into_iter().map(EncodedFinding::from).collect()
}

/// Decodes findings one after another.
pub fn decoded(findings: &[EncodedFinding]) -> impl Iterator<Item = Finding> {
    findings.iter().map(EncodedFinding::decode)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::FileId;
    use crate::finding::{Applicability, Competing, Decision, IndependentSources, PastDecision};

    /// Returns a finding of which no field is empty.
    fn finding() -> Finding {
        let anchor = Anchor { number: 3, ..Anchor::new("records/ä", "a field") };
        let place = Place::range(FileId(7), 300..400);
        let finding = Finding::new("a message", anchor)
            .built_in("kind", Level::Review)
            .label_with_focus(place.clone(), "here", Some(Place::at(FileId(7), 301)))
            .label(Place::File(FileId(8)), "and here")
            .help("one line\nand another")
            .suggest(Applicability::Unsafe, place.clone(), "\"b\"", "write it so")
            .with_unknown_name("a")
            .rests_on("records/ä", "value", "1")
            .in_record(place.clone())
            .with_others([place.clone()])
            .because(Cause::new("key", "why", "one", "several"));
        let competing = Competing {
            subject: "claims/a".to_owned(),
            place: place.clone(),
            sources: IndependentSources::default(),
            side: 1,
            differs_from: vec!["claims/b".to_owned()],
        };
        let decision = Decision {
            outcome: "both-valid".to_owned(),
            reason: "both are".to_owned(),
            by: "A".to_owned(),
            on: "2026-01-01".to_owned(),
            chosen: vec!["a".to_owned()],
            wrong: Vec::new(),
            until: None,
            evidence: Vec::new(),
            place,
        };
        let changes = vec!["value of a: was 1, is 2".to_owned()];
        Finding {
            competing: vec![competing],
            past: Some(Box::new(PastDecision { decision, changes })),
            question: Some("Which?".into()),
            change: Some(Box::new(Change::New(Some("a mistake".to_owned())))),
            ..finding
        }
    }

    #[test]
    fn a_finding_is_decoded_as_it_was_encoded() {
        let encoded = EncodedFinding::from(finding());
        assert_eq!(encoded.decode(), finding());
        assert_eq!(encoded.fingerprint(), finding().fingerprint());
        assert_eq!(encoded.topic(), finding().topic());
    }

    #[test]
    fn the_head_is_read_from_the_beginning_of_a_finding() {
        for finding in [finding(), Finding::new("without labels", Anchor::new("a", "b"))] {
            let encoded = EncodedFinding::from(finding.clone());
            assert_eq!((encoded.head(), encoded.level()), (finding.head(), finding.level));
            let places: Vec<Place> = finding.labels.into_iter().map(|label| label.place).collect();
            assert_eq!(encoded.places().collect::<Vec<_>>(), places);
        }
    }

    #[test]
    fn findings_share_their_cause() {
        let finding = finding();
        let [one, other] = [&finding, &finding].map(|same| EncodedFinding::from(same.clone()));
        let decoded = [one.decode(), other.decode()].map(|finding| finding.cause);
        let [Some(one), Some(other)] = decoded else { panic!("the causes are lost") };
        assert!(Arc::ptr_eq(&one, &other));
    }
}
