//! What the page and the desk say to each other.

use crate::report::Overview;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::mpsc::Sender;

/// A request, and where its reply goes.
pub(super) struct Call {
    pub(super) request: Request,
    pub(super) reply: Sender<Reply>,
}

/// What is asked.
pub(super) enum Request {
    /// The page, without a card.
    Page,
    /// Whether something has changed.
    State,
    /// The parts of the page that change.
    Overview,
    /// The card of the finding with this fingerprint.
    Card(String),
    /// To record a decision.
    Decide(Decision),
    /// To make an edit.
    Apply(Edit),
    /// To take back the last decision.
    Undo,
}

/// A decision, and the finding as the page showed it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Decision {
    pub(super) fingerprint: String,
    /// The hash of the facts that the finding rested on.
    pub(super) state: String,
    /// The mark of the verdict on it.
    pub(super) seen: Option<String>,
    pub(super) outcome: String,
    pub(super) chosen: Vec<String>,
    pub(super) wrong: Vec<String>,
    pub(super) reason: String,
    pub(super) by: String,
    pub(super) until: Option<String>,
    /// The answer as the page words it.
    pub(super) words: String,
}

/// The edits of a finding as the page showed it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Edit {
    pub(super) fingerprint: String,
    /// The hash of the facts that the finding rested on.
    pub(super) state: String,
}

/// Whether something has changed.
pub(super) struct State {
    /// The version of what is shown.
    pub(super) version: String,
    /// Why what is shown may not be what the files say.
    pub(super) problem: Option<String>,
}

/// What came of a decision, an edit, or taking back a decision.
#[derive(Debug, Default, Serialize)]
pub(super) struct Said {
    /// Whether it was done.
    pub(super) ok: bool,
    /// What was done, or why it was not.
    #[serde(rename = "said")]
    pub(super) words: String,
    /// The edit that a decision implies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) apply: Option<Edit>,
    /// The finding that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fingerprint: Option<String>,
}

impl Said {
    /// Says what was done.
    pub(super) fn yes(words: &str) -> Said {
        Said { ok: true, words: words.to_owned(), ..Said::default() }
    }

    /// Says why something was not done.
    pub(super) fn no(words: &str) -> Said {
        Said { words: words.to_owned(), ..Said::default() }
    }
}

/// What is answered.
pub(super) enum Reply {
    Page(String),
    State(State),
    Overview {
        overview: Box<Overview>,
        state: State,
        /// The last decision in words, if it can be taken back.
        undo: Option<String>,
    },
    Card(String),
    Said(Said),
}

impl Reply {
    /// Returns the reply as JSON.
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
            Reply::Card(card) => json!({ "ok": true, "card": card }),
            Reply::Said(said) => json!(said),
        };
        value.to_string()
    }
}
