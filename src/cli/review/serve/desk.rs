//! The desk: the state of the page, and the actions of the people who use it. The desk answers one request at
//! a time.

use super::super::super::check::Note;
use super::super::super::context::Stop;
use super::super::DatasetArguments;
use super::super::apply::{EditChoice, apply};
use super::super::decision::{Answers, may_decide, record};
use super::super::history::git_user;
use super::super::new_ledger::make_ledger;
use super::super::refusal::refuse;
use super::super::session::{Opened, Target};
use super::before::{Before, restore};
use super::messages::{ActionResult, Decision, Edit, Reply, Request, State, Undo, Undoable};
use super::shown::{Shown, mark};
use crate::finding::{EncodedFinding, Finding};
use crate::ledger::{LedgerEntry, Outcome};
use crate::report::{LivePage, Report, can_be_made, one_line};
use crate::words::truncated;
use std::io;

/// The findings that the page shows, and the decisions of this run.
pub(super) struct Desk {
    arguments: DatasetArguments,
    /// The name of the person who decides, if known.
    by: Option<String>,
    shown: Shown,
    /// The version of the findings: the number of times that the dataset was read, or that reading it failed.
    version: u64,
    /// The reason why the findings may not match the current files, or `None` if they match.
    problem: Option<String>,
    /// The decisions and the last edit of this run, which can be undone.
    done: Vec<Done>,
}

/// Something that was done and can be undone.
enum Done {
    Decision(DoneDecision),
    Edit(DoneEdit),
}

/// A decision that was recorded.
struct DoneDecision {
    /// The fingerprint of the finding.
    fingerprint: String,
    /// The answer in words.
    words: String,
    /// The ledger entry of the decision.
    written: LedgerEntry,
    /// The ledger entry that the decision replaced, if there was one.
    before: Option<LedgerEntry>,
    /// The fingerprint of the notice that suggests the edit, or `None` if the decision implies no edit.
    implied: Option<String>,
}

/// Edits that were made.
struct DoneEdit {
    /// The fingerprint of the finding that suggested the edits.
    fingerprint: String,
    /// The edits in words.
    words: String,
    documents: Vec<Before>,
    /// The decision that implied the edits, if any. Once the edits are undone, it can be undone, too.
    decision: Option<DoneDecision>,
}

impl Done {
    fn fingerprint(&self) -> &str {
        match self {
            Done::Decision(decision) => &decision.fingerprint,
            Done::Edit(edit) => &edit.fingerprint,
        }
    }

    fn undoable(&self) -> Undoable {
        let (words, button) = match self {
            Done::Decision(decision) => {
                (format!("The last decision: {}.", decision.words), "Undo the decision")
            }
            Done::Edit(edit) => (format!("The last edit: {}.", edit.words), "Undo the edit"),
        };
        Undoable { fingerprint: self.fingerprint().to_owned(), words, button }
    }
}

/// Maximum number of characters of an answer in a message.
const MAX_WORDS: usize = 200;

impl Desk {
    /// Checks the dataset.
    pub(super) fn open(arguments: &DatasetArguments, by: Option<String>) -> Result<Desk, Stop> {
        let shown = Shown::read(arguments)?;
        let by = by.or_else(|| git_user(&shown.folder));
        let arguments = arguments.clone();
        Ok(Desk { arguments, by, shown, version: 1, problem: None, done: Vec::new() })
    }

    /// Answers a request.
    pub(super) fn answer(&mut self, request: Request) -> Reply {
        self.refresh();
        match request {
            Request::Page => self.render(|page, version| page.page(version).map(Reply::Page)),
            Request::State => Reply::State(self.state()),
            Request::Overview => {
                let (state, undo) = (self.state(), self.undoable());
                self.render(|page, _| {
                    let overview = page.overview()?;
                    Ok(Reply::Overview { overview: Box::new(overview), state, undo })
                })
            }
            Request::Statements => self.render(|page, _| page.statements().map(Reply::Part)),
            Request::Card(fingerprint) => self.render(|page, _| {
                Ok(match page.card(&fingerprint)? {
                    Some(card) => Reply::Part(card),
                    None => Reply::Done(ActionResult::failed("This finding is gone.")),
                })
            }),
            Request::Decide(decision) => action_reply(self.decide(*decision)),
            Request::Apply(edit) => action_reply(self.apply(&edit)),
            Request::Undo(undo) => action_reply(self.undo(&undo)),
        }
    }

    fn state(&self) -> State {
        State { version: self.version.to_string(), problem: self.problem.clone() }
    }

    fn undoable(&self) -> Vec<Undoable> {
        self.done.iter().map(Done::undoable).collect()
    }

    /// Renders the page or a part of it. `render` takes the page, and the version of the findings.
    fn render(&self, render: impl FnOnce(&LivePage<'_>, &str) -> io::Result<Reply>) -> Reply {
        let report = Report::of(&self.shown.run);
        let (seen, by) = (&self.shown.seen, self.by.as_deref());
        let page = LivePage { report: &report, seen, by };
        let rendered = render(&page, &self.version.to_string());
        rendered.unwrap_or_else(|error| {
            Reply::Done(ActionResult::failed(&sentence(&error.to_string())))
        })
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
                self.shown.times = self.shown.times.current();
                let reason = reason(&stop);
                self.problem =
                    Some(format!("The files have changed, and cannot be read now. {reason}"));
            }
        }
        self.version += 1;
    }

    /// Records a decision. Fails if the finding or its verdict has changed since the page showed it.
    fn decide(&mut self, decision: Decision) -> Result<ActionResult, Stop> {
        make_ledger(&self.arguments)?;
        let opened = Opened::open(&self.arguments)?;
        let mut findings = opened.run.findings.iter();
        let finding = findings
            .find(|finding| finding.fingerprint().as_str() == decision.fingerprint)
            .map(EncodedFinding::decode)
            .ok_or_else(|| {
                refuse("this finding is gone: the data has changed; nothing was saved")
            })?;
        let before = opened.verdict_on(&finding).map(LedgerEntry::from);
        refuse_changed(&finding, before.as_ref(), &decision)?;
        may_decide(&opened, &finding, true)?;
        let finding = opened.finding_to_decide(&decision.fingerprint)?;
        let words = truncated(&one_line(&decision.words), MAX_WORDS);
        let entry = record(&opened, &finding, answers(decision)?)?;
        self.by = Some(entry.by.clone());
        self.read_again();
        let written = self.shown.entries.get(&entry.fingerprint).cloned().unwrap_or(entry);
        let mut message =
            format!("Saved in {}: “{words}”, by {}.", opened.ledger_name(), one_line(&written.by));
        let outcome = Outcome::from_name(&written.outcome);
        if let Some(task) = outcome.and_then(Outcome::left_to_do) {
            message.push_str(&format!(" Left to do by hand: {task}."));
        }
        let edit = self.shown.edit_of(&written.fingerprint);
        let implied = edit.as_ref().map(|edit| edit.fingerprint.clone());
        let fingerprint = written.fingerprint.clone();
        let words = format!("“{words}”");
        let decision = DoneDecision { fingerprint, words, written, before, implied };
        self.done.push(Done::Decision(decision));
        Ok(ActionResult { apply: edit, ..ActionResult::succeeded(&message) })
    }

    /// Undoes the last action on a finding: a decision or edits.
    fn undo(&mut self, undo: &Undo) -> Result<ActionResult, Stop> {
        let position = self.done.iter().rposition(|done| done.fingerprint() == undo.fingerprint);
        let position = position.ok_or_else(|| refuse("there is nothing to undo"))?;
        let opened = Opened::open(&self.arguments)?;
        match self.done.get(position) {
            Some(Done::Decision(done)) => opened.take_back(&done.written, done.before.as_ref())?,
            Some(Done::Edit(done)) => restore(&done.documents, &Target::of(&self.arguments)?)?,
            None => {}
        }
        let (message, fingerprint) = match self.done.remove(position) {
            Done::Decision(done) => (
                format!("Taken back: {}, in {}.", done.words, opened.ledger_name()),
                done.fingerprint,
            ),
            Done::Edit(done) => {
                let decided = done.decision.as_ref().map(|decision| decision.fingerprint.clone());
                self.done.extend(done.decision.map(Done::Decision));
                let message = format!("The edit is undone: {}.", done.words);
                (message, decided.unwrap_or(done.fingerprint))
            }
        };
        self.read_again();
        Ok(ActionResult { fingerprint: Some(fingerprint), ..ActionResult::succeeded(&message) })
    }

    /// Makes the edits of a finding. Fails if the finding has changed since the page showed it.
    fn apply(&mut self, edit: &Edit) -> Result<ActionResult, Stop> {
        let mut findings = self.shown.run.findings.iter();
        let finding = findings
            .find(|finding| finding.fingerprint().as_str() == edit.fingerprint)
            .map(EncodedFinding::decode)
            .filter(|finding| finding.state.hash() == edit.state);
        let Some(finding) = finding else {
            return Err(refuse("the data has changed in the meantime; nothing was edited"));
        };
        if !can_be_made(&finding) {
            return Err(refuse("this edit needs a look at the file first; nothing was edited"));
        }
        let messages: Vec<&str> =
            finding.suggestions.iter().map(|suggestion| suggestion.message.as_str()).collect();
        let words = one_line(&messages.join("; "));
        let fingerprints_before = self.shown.fingerprints();
        let target = Target::of(&self.arguments)?;
        let mut documents = Before::read(&finding, &self.shown.run, &target)?;
        let fixed = apply(&self.arguments, &EditChoice::Finding(edit.fingerprint.clone()))?;
        self.read_again();
        if fixed.edited == 0 {
            let lines = fixed.notes.iter().map(|note| match note {
                Note::Done(text) | Note::Failed(text) => sentence(text),
            });
            let lines: Vec<String> = lines.collect();
            return Ok(ActionResult::failed(&format!("Nothing was edited. {}", lines.join("\n"))));
        }
        documents.iter_mut().try_for_each(|document| document.record_edited(&target))?;
        self.record_edit(edit, &words, documents);
        let message = format!("The data is edited: {words}.");
        let new = self.shown.fingerprints().difference(&fingerprints_before).count();
        Ok(ActionResult::succeeded(&match new {
            0 => message,
            1 => format!("{message} Because of it, 1 new finding is in the list."),
            number => format!("{message} Because of it, {number} new findings are in the list."),
        }))
    }

    /// Records an edit, so that it can be undone. Earlier edits can then no longer be undone. If a decision implied the
    /// edit, the edit must be undone before the decision: otherwise, the data would keep an edit without a decision.
    fn record_edit(&mut self, edit: &Edit, words: &str, documents: Vec<Before>) {
        let (mut implying, mut others) = (None, Vec::new());
        for done in self.done.drain(..) {
            match done {
                Done::Decision(decision)
                    if decision.implied.as_ref() == Some(&edit.fingerprint) =>
                {
                    implying = Some(decision);
                }
                Done::Decision(decision) => others.push(Done::Decision(decision)),
                Done::Edit(_) => {}
            }
        }
        others.push(Done::Edit(DoneEdit {
            fingerprint: edit.fingerprint.clone(),
            words: words.to_owned(),
            documents,
            decision: implying,
        }));
        self.done = others;
    }
}

/// Returns an error if the finding of a decision, or the finding's verdict, has changed since the page showed it.
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

/// Converts a decision to answers. Texts that contain only white space count as missing.
fn answers(decision: Decision) -> Result<Answers, Stop> {
    let outcome = Outcome::from_name(&decision.outcome)
        .ok_or_else(|| refuse(&format!("there is no outcome `{}`", decision.outcome)))?;
    let trimmed = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let answers = Answers {
        outcome: Some(outcome),
        chosen: decision.chosen,
        wrong: decision.wrong,
        reason: trimmed(decision.reason),
        by: trimmed(decision.by),
        until: decision.until.and_then(trimmed),
        evidence: decision.evidence.into_iter().filter_map(trimmed).collect(),
    };
    match answers.missing().as_slice() {
        [] => Ok(answers),
        missing => Err(refuse(&format!("missing: {}", missing.join(", ").replace("--", "")))),
    }
}

fn action_reply(result: Result<ActionResult, Stop>) -> Reply {
    Reply::Done(result.unwrap_or_else(|stop| ActionResult::failed(&reason(&stop))))
}

/// Returns the reason why an action failed, as text for people.
fn reason(stop: &Stop) -> String {
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

/// Formats a message as a sentence, with a capital letter and a full stop.
fn sentence(message: &str) -> String {
    let message = one_line(message);
    let mut characters = message.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string());
    let end = if message.ends_with(['.', ':']) { "" } else { "." };
    format!("{}{}{end}", first.unwrap_or_default(), characters.as_str())
}
