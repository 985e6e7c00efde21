//! Where the page is shown: in a file, or by a server that records decisions.

use super::Item;
use super::live::LivePage;

/// Where the page is shown.
pub(super) enum Medium<'m> {
    /// In a file. A decision is composed there and recorded elsewhere.
    File,
    /// By a server, which records decisions.
    Server(&'m LivePage<'m>),
}

impl Medium<'_> {
    /// Whether a server shows the page.
    pub(super) fn is_server(&self) -> bool {
        matches!(self, Medium::Server(_))
    }

    /// Returns the fingerprint of a finding, by which the server knows it.
    pub(super) fn fingerprint(&self, item: &Item<'_>) -> Option<String> {
        self.is_server().then(|| item.finding.fingerprint().to_string())
    }

    /// Returns the hash of the facts that a finding rests on.
    pub(super) fn state(&self, item: &Item<'_>) -> Option<String> {
        self.is_server().then(|| item.finding.state.hash())
    }

    /// Returns the mark of the verdict on a finding, or `None` if it has none.
    pub(super) fn seen(&self, item: &Item<'_>) -> Option<&str> {
        match self {
            Medium::File => None,
            Medium::Server(live) => {
                live.seen.get(item.finding.fingerprint().as_str()).map(String::as_str)
            }
        }
    }

    /// Returns who decides, if it is known.
    pub(super) fn by(&self) -> Option<&str> {
        match self {
            Medium::File => None,
            Medium::Server(live) => live.by,
        }
    }
}
