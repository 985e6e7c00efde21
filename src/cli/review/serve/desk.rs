//! The desk: the state of the page, and the actions of the people who use it. The desk answers one request at
//! a time.

use super::super::super::check::Note;
use super::super::super::context::Stop;
use super::super::DatasetArguments;
use super::super::apply::{Wanted, apply};
use super::super::decision::{Answers, may_decide, record};
use super::super::history::user;
use super::super::new_ledger::make_ledger;
use super::super::refusal::refuse;
use super::super::session::Opened;
use super::files::FileTimes;
use super::messages::{Decision, Edit, Reply, Request, Said, State, Undo, Undoable};
use super::shown::{Shown, mark};
use crate::finding::Finding;
use crate::ledger::{LedgerEntry, Outcome};
use crate::report::{LivePage, Report, one_line};
use crate::words::truncated;
use std::io;

/// The findings that the page shows, and the decisions of this run.
pub(super) struct Desk {
    arguments: DatasetArguments,
    /// The name of the person who decides, if known.
    by: Option<String>,
    shown: Shown,
    /// Number of attempts to read the findings.
    version: u64,
    /// The reason why the findings may not match the current files, or `None` if they match.
    problem: Option<String>,
    /// The decisions of this run, which can be undone.
    done: Vec<Done>,
}

/// A decision that was recorded.
struct Done {
    fingerprint: String,
    /// The answer in words.
    words: String,
    written: LedgerEntry,
    before: Option<LedgerEntry>,
    /// The fingerprint of the finding that suggests the edit that the decision implies, or `None` if it implies none.
    implied: Option<String>,
}

/// Maximum number of characters of an answer in a message.
const MAX_WORDS: usize = 200;

impl Desk {
    /// Checks the dataset.
    pub(super) fn open(arguments: &DatasetArguments, by: Option<String>) -> Result<Desk, Stop> {
        let shown = Shown::read(arguments)?;
        let by = by.or_else(|| user(&shown.folder));
        let arguments = arguments.clone();
        Ok(Desk { arguments, by, shown, version: 1, problem: None, done: Vec::new() })
    }

    /// Answers a request.
    pub(super) fn answer(&mut self, request: Request) -> Reply {
        self.refresh();
        match request {
            Request::Page => self.shown_as(|page, version| page.page(version).map(Reply::Page)),
            Request::State => Reply::State(self.state()),
            Request::Overview => {
                let (state, undo) = (self.state(), self.undoable());
                self.shown_as(|page, _| {
                    let overview = page.overview()?;
                    Ok(Reply::Overview { overview: Box::new(overview), state, undo })
                })
            }
            Request::Card(fingerprint) => self.shown_as(|page, _| {
                Ok(match page.card(&fingerprint)? {
                    Some(card) => Reply::Card(card),
                    None => Reply::Said(Said::no("This finding is gone.")),
                })
            }),
            Request::Decide(decision) => said(self.decide(decision)),
            Request::Apply(edit) => said(self.apply(&edit)),
            Request::Undo(undo) => said(self.undo(&undo)),
        }
    }

    fn state(&self) -> State {
        State { version: self.version.to_string(), problem: self.problem.clone() }
    }

    fn undoable(&self) -> Vec<Undoable> {
        let undoable = |done: &Done| Undoable {
            fingerprint: done.fingerprint.clone(),
            words: format!("The last decision: {}.", done.words),
        };
        self.done.iter().map(undoable).collect()
    }

    /// Renders a part of the page.
    fn shown_as(&self, make: impl FnOnce(&LivePage<'_>, &str) -> io::Result<Reply>) -> Reply {
        let report = Report::of(&self.shown.run);
        let (seen, by) = (&self.shown.seen, self.by.as_deref());
        let page = LivePage { report: &report, seen, by };
        let made = make(&page, &self.version.to_string());
        made.unwrap_or_else(|error| Reply::Said(Said::no(&sentence(&error.to_string()))))
    }

    /// Reads the dataset again if its files have changed.
    fn refresh(&mut self) {
        if self.shown.times.have_changed() {
            self.read_again();
        }
    }

    fn read_again(&mut self) {
        match Shown::read(&self.arguments) {
            Ok(shown) => {
                self.shown = shown;
                self.problem = None;
            }
            Err(stop) => {
                // The page still shows the last findings. The files are read again after the next change.
                self.shown.times = FileTimes::again(&self.shown.times);
                let why = words(&stop);
                self.problem =
                    Some(format!("The files have changed, and cannot be read now. {why}"));
            }
        }
        self.version += 1;
    }

    /// Records a decision. Fails if the finding or its verdict has changed since the page showed it.
    fn decide(&mut self, decision: Decision) -> Result<Said, Stop> {
        make_ledger(&self.arguments)?;
        let opened = Opened::open(&self.arguments)?;
        let mut findings = opened.run.findings.iter();
        let finding = findings
            .find(|finding| finding.fingerprint().as_str() == decision.fingerprint)
            .ok_or_else(|| {
                refuse("this finding is gone: the data has changed; nothing was saved")
            })?;
        let before = opened.verdict_on(finding).map(LedgerEntry::from);
        refuse_changed(finding, before.as_ref(), &decision)?;
        may_decide(&opened, finding, true)?;
        let finding = opened.finding_to_decide(&decision.fingerprint)?;
        let words = truncated(&one_line(&decision.words), MAX_WORDS);
        let entry = record(&opened, finding, answers(decision)?)?;
        self.by = Some(entry.by.clone());
        self.read_again();
        let written = self.shown.entries.get(&entry.fingerprint).cloned().unwrap_or(entry);
        let mut said =
            format!("Saved in {}: “{words}”, by {}.", opened.ledger_name(), one_line(&written.by));
        let outcome = Outcome::from_name(&written.outcome);
        if let Some(left) = outcome.and_then(Outcome::left_to_do) {
            said.push_str(&format!(" Left to do by hand: {left}."));
        }
        let edit = self.shown.edit_of(&written.fingerprint);
        let implied = edit.as_ref().map(|edit| edit.fingerprint.clone());
        let fingerprint = written.fingerprint.clone();
        self.done
            .push(Done { fingerprint, words: format!("“{words}”"), written, before, implied });
        Ok(Said { apply: edit, ..Said::yes(&said) })
    }

    /// Undoes the last decision on a finding.
    fn undo(&mut self, undo: &Undo) -> Result<Said, Stop> {
        let mut done = self.done.iter().enumerate();
        let done = done.rfind(|(_, done)| done.fingerprint == undo.fingerprint);
        let (position, done) = done.ok_or_else(|| refuse("there is nothing to undo"))?;
        let opened = Opened::open(&self.arguments)?;
        opened.take_back(&done.written, done.before.as_ref())?;
        let said = format!("Taken back: {}, in {}.", done.words, opened.ledger_name());
        let fingerprint = Some(done.fingerprint.clone());
        self.done.remove(position);
        self.read_again();
        Ok(Said { fingerprint, ..Said::yes(&said) })
    }

    /// Makes the edits of a finding. Fails if the finding has changed since the page showed it. The decision that
    /// implied an edit cannot be undone any more: the data would keep the edit without the decision.
    fn apply(&mut self, edit: &Edit) -> Result<Said, Stop> {
        let mut findings = self.shown.run.findings.iter();
        let is_meant = |finding: &&Finding| finding.fingerprint().as_str() == edit.fingerprint;
        let finding = findings.find(is_meant).filter(|now| now.state.hash() == edit.state);
        let Some(finding) = finding else {
            return Err(refuse("the data has changed in the meantime; nothing was edited"));
        };
        let made: Vec<&str> =
            finding.suggestions.iter().map(|suggestion| suggestion.message.as_str()).collect();
        let made = one_line(&made.join("; "));
        let known = self.shown.fingerprints();
        let fixed = apply(&self.arguments, &Wanted::Finding(edit.fingerprint.clone()))?;
        self.read_again();
        if fixed.edited == 0 {
            let lines = fixed.notes.iter().map(|note| match note {
                Note::Done(text) | Note::Failed(text) => sentence(text),
            });
            let lines: Vec<String> = lines.collect();
            return Ok(Said::no(&format!("Nothing was edited. {}", lines.join("\n"))));
        }
        self.done.retain(|done| done.implied.as_ref() != Some(&edit.fingerprint));
        let said = format!("The data is edited: {made}.");
        let new = self.shown.fingerprints().difference(&known).count();
        Ok(Said::yes(&match new {
            0 => said,
            1 => format!("{said} Because of it, 1 new finding is in the list."),
            number => format!("{said} Because of it, {number} new findings are in the list."),
        }))
    }
}

/// Rejects a decision if the finding or its verdict differs from the one that the page showed.
fn refuse_changed(
    finding: &Finding,
    verdict: Option<&LedgerEntry>,
    decision: &Decision,
) -> Result<(), Stop> {
    if finding.state.hash() != decision.state {
        return Err(refuse(
            "the facts have changed in the meantime; nothing was saved: look at them and save again",
        ));
    }
    if verdict.map(mark) == decision.seen {
        return Ok(());
    }
    Err(refuse(&match verdict {
        Some(verdict) => format!(
            "in the meantime, {} decided `{}`: {}; nothing was saved: to replace that decision, save again",
            verdict.by, verdict.outcome, verdict.reason
        ),
        None => "the decision on this finding was removed in the meantime; nothing was saved: look at the finding and save again".to_owned(),
    }))
}

fn answers(decision: Decision) -> Result<Answers, Stop> {
    let outcome = Outcome::from_name(&decision.outcome)
        .ok_or_else(|| refuse(&format!("there is no outcome `{}`", decision.outcome)))?;
    let given = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let answers = Answers {
        outcome: Some(outcome),
        chosen: decision.chosen,
        wrong: decision.wrong,
        reason: given(decision.reason),
        by: given(decision.by),
        until: decision.until.and_then(given),
        evidence: Vec::new(),
    };
    match answers.missing().as_slice() {
        [] => Ok(answers),
        missing => Err(refuse(&format!("missing: {}", missing.join(", ").replace("--", "")))),
    }
}

fn said(done: Result<Said, Stop>) -> Reply {
    Reply::Said(done.unwrap_or_else(|stop| Said::no(&words(&stop))))
}

/// Returns the reason why an action failed, as a sentence.
fn words(stop: &Stop) -> String {
    match stop {
        Stop::Error(message) => sentence(message),
        Stop::Printed(_) => "The terminal shows the reason.".to_owned(),
        Stop::Failure(failure) => {
            let errors = failure.errors.iter().map(ToString::to_string);
            let lines = crate::report::lines(&failure.files, &failure.findings);
            let lines: Vec<String> = errors.chain(lines.lines().map(str::to_owned)).collect();
            lines.join("\n")
        }
    }
}

/// Formats a message as a sentence.
fn sentence(message: &str) -> String {
    let message = one_line(message);
    let mut characters = message.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string());
    let end = if message.ends_with(['.', ':']) { "" } else { "." };
    format!("{}{}{end}", first.unwrap_or_default(), characters.as_str())
}
