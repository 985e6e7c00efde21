//! The messages between the page and the desk.

use crate::report::Overview;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::mpsc::Sender;

/// A request, and the channel for its reply.
pub(super) struct Call {
    pub(super) request: Request,
    pub(super) reply: Sender<Reply>,
}

/// A request of the page.
pub(super) enum Request {
    /// Get the page, without a card.
    Page,
    /// Get the version of the findings. It changes whenever the dataset is read again.
    State,
    /// Get what the dataset says, with the kept copies of all sources.
    Statements,
    /// Get the parts of the page that change.
    Overview,
    /// Get the card of the finding with this fingerprint.
    Card(String),
    /// Record a decision.
    Decide(Box<Decision>),
    /// Make an edit.
    Apply(Edit),
    /// Undo a decision or an edit.
    Undo(Undo),
}

/// The decision or the edit to undo.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Undo {
    /// The fingerprint of the finding that was decided, or whose edits were made.
    pub(super) fingerprint: String,
}

/// A decision or an edit that can be undone.
#[derive(Debug, Serialize)]
pub(super) struct Undoable {
    /// The fingerprint of the finding that was decided, or whose edits were made.
    pub(super) fingerprint: String,
    /// The decision or the edit in words.
    pub(super) words: String,
    /// The text of the button for undoing.
    pub(super) button: &'static str,
}

/// A decision, with the state of the finding when the page showed it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Decision {
    pub(super) fingerprint: String,
    /// The hash of the finding's facts when the page showed it.
    pub(super) state: String,
    /// The mark of the finding's verdict when the page showed it.
    pub(super) seen: Option<String>,
    pub(super) outcome: String,
    pub(super) chosen: Vec<String>,
    pub(super) wrong: Vec<String>,
    pub(super) reason: String,
    pub(super) by: String,
    pub(super) until: Option<String>,
    /// The addresses and documents that the decision rests on.
    pub(super) evidence: Vec<String>,
    /// The text of the answer on the page.
    pub(super) words: String,
}

/// The edits of a finding, with its state when the page showed it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Edit {
    pub(super) fingerprint: String,
    /// The hash of the finding's facts when the page showed it.
    pub(super) state: String,
}

/// The state of the findings.
pub(super) struct State {
    /// The version of the findings that the page shows.
    pub(super) version: String,
    /// The reason why the findings may not match the current files, or `None` if they match.
    pub(super) problem: Option<String>,
}

/// The result of a decision, an edit or an undo.
#[derive(Debug, Default, Serialize)]
pub(super) struct ActionResult {
    /// Whether the action succeeded.
    pub(super) ok: bool,
    /// A sentence that describes the result, or the reason why the action failed.
    pub(super) message: String,
    /// The edit that the decision implies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) apply: Option<Edit>,
    /// The fingerprint of the finding whose decision or edit was undone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fingerprint: Option<String>,
}

impl ActionResult {
    /// Returns the result of an action that succeeded.
    pub(super) fn succeeded(message: &str) -> ActionResult {
        ActionResult { ok: true, message: message.to_owned(), ..ActionResult::default() }
    }

    /// Returns the result of an action that failed.
    pub(super) fn failed(message: &str) -> ActionResult {
        ActionResult { message: message.to_owned(), ..ActionResult::default() }
    }
}

/// A reply of the desk.
pub(super) enum Reply {
    Page(String),
    State(State),
    Overview {
        overview: Box<Overview>,
        state: State,
        /// The decisions and edits of this run that can be undone, in the order in which they were made.
        undo: Vec<Undoable>,
    },
    /// A part of the page, as HTML.
    Part(String),
    Done(ActionResult),
}

impl Reply {
    /// Formats the reply as JSON.
    pub(super) fn json(&self) -> String {
        let value = match self {
            Reply::Page(page) => json!({ "ok": true, "page": page }),
            Reply::State(State { version, problem }) => {
                json!({ "ok": true, "version": version, "problem": problem })
            }
            Reply::Overview { overview, state, undo } => json!({
                "ok": true,
                "version": state.version,
                "problem": state.problem,
                "title": overview.title,
                "head": overview.head,
                "filters": overview.filters,
                "queue": overview.queue,
                "coverage": overview.coverage,
                "undo": undo,
            }),
            Reply::Part(part) => json!({ "ok": true, "part": part }),
            Reply::Done(result) => json!(result),
        };
        value.to_string()
    }
}
