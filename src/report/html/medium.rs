//! The medium that shows the page: a file, or a server that records decisions.

use super::Item;
use super::live::LivePage;

/// The medium that shows the page.
pub(super) enum Medium<'m> {
    /// A file. Decisions are composed on the page, but recorded with commands or in the ledger.
    File,
    /// A server that records decisions.
    Server(&'m LivePage<'m>),
}

impl Medium<'_> {
    /// Checks whether a server shows the page.
    pub(super) fn is_server(&self) -> bool {
        matches!(self, Medium::Server(_))
    }

    /// Returns the fingerprint by which the server identifies a finding, or `None` for a file.
    pub(super) fn fingerprint(&self, item: &Item<'_>) -> Option<String> {
        self.is_server().then(|| item.finding.fingerprint().to_string())
    }

    /// Returns the hash of the facts that a finding depends on, or `None` for a file.
    pub(super) fn state(&self, item: &Item<'_>) -> Option<String> {
        self.is_server().then(|| item.finding.state.hash())
    }

    /// Returns the hash of the verdict on a finding, or `None` if the finding has no verdict or the page is a
    /// file. By this hash, the server detects whether the verdict has changed in the meantime.
    pub(super) fn seen(&self, item: &Item<'_>) -> Option<&str> {
        match self {
            Medium::File => None,
            Medium::Server(live) => {
                live.seen.get(item.finding.fingerprint().as_str()).map(String::as_str)
            }
        }
    }

    /// Returns the name of the person who decides, or `None` if it is unknown.
    pub(super) fn by(&self) -> Option<&str> {
        match self {
            Medium::File => None,
            Medium::Server(live) => live.by,
        }
    }
}
