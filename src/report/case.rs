//! A case: a finding with everything that a person needs to decide on it: the question, the sides with their
//! claims, sources and passages, and the possible answers with their effects. The JSON report and the HTML page show
//! cases.

mod all;
mod answers;
mod claim;
mod containment;
mod counting;
mod excerpts;
mod history;
mod located;
mod paragraphs;
mod places;
mod publishers;
mod record;
mod records;
mod sentence;
mod sides;
mod snapshots;
mod sources;
mod statements;
mod words;

pub(super) use all::AllCases;
pub(super) use answers::{Answer, Edit, OutcomeInWords, outcomes};
pub(super) use claim::{Claim, Evidence, Passage, Quantity, Source};
pub(super) use containment::Containing;
pub(super) use counting::{
    about_sources, are_of_different_subjects, is_cut, not_against, on_several_sides, short_value,
    sources_of, unsaid,
};
pub(super) use excerpts::{Excerpt, MAX_EXCERPTS, excerpts};
pub(super) use history::{Decision, Status};
pub(super) use places::{AtPlace, InSource};
pub(super) use publishers::Publisher;
pub(super) use sentence::{Part, Sentence};
pub(super) use sides::{Named, Side};
pub(super) use sources::{Paragraph, SourceText, Statement};
pub(super) use statements::{Stated, Statements, Subject, Support};
pub(super) use words::{DateInWords, Span, day_in_words, with_letter};

use super::located::Locator;
use super::{Background, Report, one_line};
use crate::document::Value;
use crate::finding::{Finding, IndependentSources, Level, Suppression};
use crate::rules::{agreement, conflict, snapshot};
use crate::value::period::PeriodEnd;
use record::ClaimRecord;
use records::Records;
use serde::Serialize;
use snapshots::Snapshots;
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A finding with everything that a person needs to decide on it.
#[derive(Debug, Serialize)]
pub(super) struct Case {
    /// The question in words, or the message if there is no question.
    pub(super) title: Sentence,
    /// Whether the title is a question from the rulebook or the dataset.
    pub(super) is_question: bool,
    /// The message of the finding, with the names of records instead of their ids.
    pub(super) message: Sentence,
    /// The reason for the question, from the rule or its kind; `None` if neither gives one.
    pub(super) why: Option<Sentence>,
    pub(super) status: Status,
    /// The ends of the periods that differ: `from`, `to`.
    pub(super) differs_at: Vec<&'static str>,
    /// The sides of the disagreement. Claims that agree with each other are on the same side.
    pub(super) sides: Vec<Side>,
    /// The number of all claims that the finding is about. The sides contain only the first `MAX_CLAIMS`.
    pub(super) claims_total: usize,
    /// The number of independent sources on all sides together.
    pub(super) independent_sources: Count,
    /// The publishers of the sources, without duplicates, each with the sides that it supports.
    pub(super) publishers: Vec<Publisher>,
    /// Other claims with the same subject and property that are not part of the finding.
    pub(super) related: Vec<Claim>,
    /// The number of all related claims. `related` contains only the first `MAX_RELATED`.
    pub(super) related_total: usize,
    /// The lines of files that the finding is about, if it is not about claims.
    pub(super) excerpts: Vec<Excerpt>,
    /// The edits that the finding suggests.
    pub(super) edits: Vec<Edit>,
    /// The possible answers.
    pub(super) answers: Vec<Answer>,
    /// The recorded decision, whether it is in force or not; `None` if there is none.
    pub(super) decision: Option<Decision>,
    /// The command that records a decision, without the options for the answer.
    pub(super) command: Option<String>,
    /// The command that makes the suggested edits; `None` if there are none, or if a person must look at the file
    /// first.
    pub(super) apply: Option<String>,
}

/// A number that may be only a lower bound.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Count {
    pub(super) number: usize,
    pub(super) is_exact: bool,
}

/// Makes the cases of a report.
pub(super) struct Cases<'r> {
    background: &'r Background<'r>,
    locator: &'r Locator<'r>,
    records: Records,
    snapshots: Snapshots<'r>,
    /// The sources with a kept copy that the cases made so far refer to, by id.
    sources: RefCell<BTreeMap<String, Source>>,
    /// The ids of the subjects of the cases made so far.
    subjects: RefCell<BTreeSet<String>>,
}

/// Maximum number of claims of a case. The limit matters because periods are compared in pairs.
const MAX_CLAIMS: usize = 200;

/// Maximum number of related claims that are listed.
const MAX_RELATED: usize = 20;

/// The reasons for questions of these kinds, for rules that do not give their own.
const AGREEMENT: &str =
    "The rulebook says that these claims should agree, but their values differ.";
const CONFLICT: &str = "The dataset allows only one “{property}” at a time, and these claims give several that cannot all be true.";

impl<'r> Cases<'r> {
    /// Gathers the records that the cases of a report need. Returns `None` if the report has no dataset, or
    /// several: see [`AllCases`].
    pub(super) fn new(report: &'r Report<'r>, locator: &'r Locator<'r>) -> Option<Cases<'r>> {
        let files = report.files.first_id().0..report.files.next_id().0;
        Cases::of_part(report, &files, locator)
    }

    /// Like [`new`](Self::new), but only for the dataset whose files have these ids.
    fn of_part(
        report: &'r Report<'r>,
        files: &Range<u32>,
        locator: &'r Locator<'r>,
    ) -> Option<Cases<'r>> {
        let background = report.background.as_ref()?;
        let suppressed = report.suppressed.iter().map(|suppressed| &suppressed.finding);
        let findings = report.findings.iter().chain(suppressed);
        let records = Records::gather(report.files, background, locator, findings);
        let snapshots = Snapshots::of(report.files, files);
        let (sources, subjects) = (RefCell::default(), RefCell::default());
        Some(Cases { background, locator, records, snapshots, sources, subjects })
    }

    /// Returns the case of a finding. `by` is the reason why the finding is suppressed, or `None` if it is
    /// not.
    pub(super) fn of(&self, finding: &Finding, by: Option<&Suppression>) -> Case {
        let claims = self.claims_of(finding);
        let focus = self.focus(finding);
        let sides = self.sides(finding, &claims, focus.as_deref());
        let records: Vec<&ClaimRecord> = claims.iter().map(|(claim, _)| claim).collect();
        let differs_at = sides::differs_at(&claims);
        let (title, is_question) = self.title(finding, &records);
        let (related, related_total) = self.related(&records);
        let all = IndependentSources::of_all(&finding.competing).count();
        let is_open = finding.level < Level::Error;
        let case = Case {
            is_question,
            message: self.with_names(&one_line(&finding.message)),
            why: self.why(finding, &records),
            status: history::status(finding, by),
            publishers: publishers::of(&sides),
            related,
            related_total,
            independent_sources: Count { number: all.number, is_exact: all.is_exact },
            excerpts: match sides.is_empty() {
                true => excerpts(finding, self.locator),
                false => Vec::new(),
            },
            edits: self.suggested(finding),
            answers: match is_open {
                true => self.answers(finding, &title.text(), &claims, &differs_at),
                false => Vec::new(),
            },
            decision: history::decision(finding, by, self.locator),
            command: is_open.then(|| self.command("decide", finding)),
            apply: can_be_made(finding).then(|| self.command("apply", finding)),
            title,
            differs_at: differs_at.iter().map(|bound| bound.key()).collect(),
            claims_total: finding.competing.len().max(claims.len()),
            sides,
        };
        self.note_sources(&case);
        self.note_subjects(&case);
        case
    }

    /// Returns the title of a finding's case.
    pub(super) fn title_of(&self, finding: &Finding) -> Sentence {
        let first = finding.competing.first();
        let claim = first.and_then(|claim| {
            Records::claim_at(&claim.place, finding, self.background, self.locator)
        });
        self.title(finding, &claim.iter().collect::<Vec<_>>()).0
    }

    /// Replaces ids of entities, places and properties in a message by their names.
    fn with_names(&self, message: &str) -> Sentence {
        let named = |(position, part): (usize, &str)| match position % 2 {
            0 => Sentence::default().own(part),
            _ => match self.records.name_of(part) {
                Some(name) => Sentence::default().own("“").data(name).own("”"),
                None => Sentence::default().own("`").data(part).own("`"),
            },
        };
        Sentence::joined(message.split('`').enumerate().map(named), "")
    }

    /// Returns the first claims that a finding is about, each with the number of its side.
    fn claims_of(&self, finding: &Finding) -> Vec<(ClaimRecord, usize)> {
        let competing = finding.competing.iter().map(|claim| (&claim.place, claim.side));
        let single = finding.record.iter().filter(|_| finding.competing.is_empty());
        let places = competing.chain(single.map(|place| (place, 0)));
        places
            .take(MAX_CLAIMS)
            .filter_map(|(place, side)| {
                Some((Records::claim_at(place, finding, self.background, self.locator)?, side))
            })
            .collect()
    }

    /// Returns the title, and whether it is a question.
    fn title(&self, finding: &Finding, claims: &[&ClaimRecord]) -> (Sentence, bool) {
        if let Some(question) = &finding.question {
            return (one_line(question).into(), true);
        }
        let disputed = claims.first().filter(|_| !finding.competing.is_empty());
        let Some(claim) = disputed else {
            return (one_line(&finding.message).into(), false);
        };
        let subject = one_line(&self.records.entity(&claim.subject).name);
        let property = self.records.property(&claim.property);
        if let Some(question) = property.question {
            return (Sentence::filled(&one_line(&question), "{subject}", &subject), true);
        }
        let property = one_line(&property.name);
        let title = Sentence::default().data(&subject).own(", ").data(&property).own(": ...");
        (title, false)
    }

    /// Returns the reason why a person must decide on a finding, or `None` if neither the rule nor its kind gives one.
    fn why(&self, finding: &Finding, claims: &[&ClaimRecord]) -> Option<Sentence> {
        let entry = self.background.rulebook.rule(&finding.rule);
        let own = entry.and_then(|entry| entry.why.as_deref());
        let of_kind = || match (finding.kind.as_ref(), claims.first()) {
            (kind, _) if kind == agreement::KIND.name => Some(AGREEMENT.to_owned().into()),
            (kind, Some(claim)) if kind == conflict::KIND.name => {
                let property = self.records.property(&claim.property).name;
                Some(Sentence::filled(CONFLICT, "{property}", &one_line(&property)))
            }
            _ => None,
        };
        own.map(|why| one_line(why).into()).or_else(of_kind)
    }

    /// Returns the first other claims with the same subject and property, and the number of all such claims.
    fn related(&self, claims: &[&ClaimRecord]) -> (Vec<Claim>, usize) {
        let places = self.records.related(claims);
        let others = places.iter().filter(|place| claims.iter().all(|own| own.place != **place));
        let (shown, total) = (others.clone().take(MAX_RELATED), others.count());
        let read = shown.filter_map(|place| Records::read(place, self.background, self.locator));
        let is_related =
            |claim: &ClaimRecord| claims.iter().any(|own| own.subject == claim.subject);
        (read.filter(is_related).map(|claim| self.claim(&claim, &[], None)).collect(), total)
    }

    /// Returns the text at the primary place of a finding about one claim. Returns `None` if the finding is
    /// about several claims, or if the value at that place is not a string.
    fn focus(&self, finding: &Finding) -> Option<String> {
        let label = finding.primary().filter(|_| finding.competing.is_empty())?;
        let text = |value: Value<'_>| value.as_str().map(Cow::into_owned);
        self.locator.see(&label.place, text).flatten()
    }

    fn claim(&self, claim: &ClaimRecord, differs_at: &[PeriodEnd], focus: Option<&str>) -> Claim {
        let with = claim::With {
            records: &self.records,
            snapshots: &self.snapshots,
            locator: self.locator,
        };
        claim::in_words(claim, differs_at, focus, &with)
    }
}

/// Checks whether the edits of a finding can be made without looking at the file. The new hash of a snapshot cannot: it
/// would hide the only sign that the text of a source has changed.
#[must_use]
pub fn can_be_made(finding: &Finding) -> bool {
    !finding.suggestions.is_empty() && finding.kind != snapshot::KIND.name
}
