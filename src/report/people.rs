//! What people are shown of the findings, and in which order: what weighs most comes last, next to the
//! summary and to the prompt of a terminal.

use crate::finding::Finding;
use std::cmp::Reverse;

/// At most so many findings, the heaviest first to be taken, sorted by level with the lightest first.
/// Those of one level stay in the order of the report.
pub(super) fn shown(findings: &[Finding], max: usize) -> Vec<&Finding> {
    let mut shown: Vec<&Finding> = findings.iter().collect();
    // Both sorts are stable: of two findings of a level, the first stays first.
    if shown.len() > max {
        shown.sort_by_key(|finding| Reverse(finding.level));
        shown.truncate(max);
    }
    shown.sort_by_key(|finding| finding.level);
    shown
}
