//! `ledger`: an error in the ledger, or a verdict that no longer matches the data.

use super::{Kind, Origin};
use crate::finding::{Head, Level};

pub(crate) const KIND: Kind = Kind {
    name: "ledger",
    about: "a mistake in the ledger, or a verdict that needs another look",
    level: Level::Error,
    parameters: &[],
    origin: Origin::Standalone,
    page: include_str!("ledger.md"),
};

/// If a finding is about a verdict, returns the fingerprint of the finding that the verdict decides. Returns `None`
/// for any other finding.
pub(crate) fn decided<'f>(finding: &Head<'f>) -> Option<&'f str> {
    (finding.kind == KIND.name).then_some(finding.subject)
}

/// Whether a finding is about a verdict that the data does not reflect yet.
pub(crate) fn is_unapplied(finding: &Head<'_>) -> bool {
    finding.kind == KIND.name && finding.field == "not-applied"
}
