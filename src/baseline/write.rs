//! Writes a baseline with one finding per line, which makes line-by-line diffs readable.

use super::{Baseline, BaselineEntry, EntryStatus, VERSION};
use crate::document::FileId;
use crate::finding::{EncodedFinding, Finding};
use crate::words::truncated;
use std::ops::Range;

const HEADER: &str = "\
# The findings that this dataset had when factlint was adopted. They are counted but not shown as long as
# they rest on the same facts. `factlint baseline prune` removes entries that no longer match a finding.
";

/// Maximum length of a message, in characters: enough to recognise the finding.
const MAX_MESSAGE: usize = 160;

/// Formats findings as a baseline, sorted by rule and by subject.
#[must_use]
pub fn written(findings: &[EncodedFinding]) -> String {
    let mut findings: Vec<&EncodedFinding> = findings.iter().collect();
    findings.sort_by(|left, right| {
        let [left, right] = [left.head(), right.head()]
            .map(|head| (head.rule, head.subject, head.field, head.number));
        left.cmp(&right)
    });
    let lines: String = findings.into_iter().map(|finding| line(&finding.decode())).collect();
    format!("{HEADER}\nversion = {VERSION}\n\n[findings]\n{lines}")
}

/// Removes from a baseline the entries that no longer match a finding. Only the lines of these entries are
/// removed.
///
/// # Errors
///
/// Returns a message if the entries are not one per line. Removing their lines would then remove other text, too.
pub fn pruned(text: &str, statuses: &[(BaselineEntry, EntryStatus)]) -> Result<String, String> {
    let mut rest = String::new();
    let mut end = 0;
    for (entry, _) in statuses.iter().filter(|(_, status)| status.is_gone()) {
        let (start, after) = lines_of(text, &entry.span);
        rest.push_str(text.get(end..start).unwrap_or_default());
        end = after;
    }
    rest.push_str(text.get(end..).unwrap_or_default());
    let remaining = statuses.iter().filter(|(_, status)| !status.is_gone());
    let remaining = remaining.map(|(entry, _)| entry.fingerprint.value.as_str());
    match Baseline::parse(&rest, FileId::UNLISTED) {
        Ok(pruned) if pruned.fingerprints().eq(remaining) => Ok(rest),
        _ => Err("expected one finding per line".to_owned()),
    }
}

/// Returns the byte offsets of the start of a span's first line and of the end of its last line.
pub(super) fn lines_of(text: &str, span: &Range<usize>) -> (usize, usize) {
    let before = text.get(..span.start).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |position| position + 1);
    let after = text.get(span.end..).unwrap_or_default();
    let end = after.find('\n').map_or(text.len(), |position| span.end + position + 1);
    (start, end)
}

pub(super) fn line(finding: &Finding) -> String {
    let facts = [
        ("rule", finding.rule.as_str()),
        ("subject", &finding.anchor.subject),
        ("field", &finding.anchor.field),
        ("level", finding.level.name()),
        ("state", &finding.state.hash()),
        ("message", &truncated(&finding.message, MAX_MESSAGE)),
    ]
    .map(|(name, value)| format!("{name} = {}", quoted(value)));
    format!("{} = {{ {} }}\n", finding.fingerprint(), facts.join(", "))
}

/// Quotes a text for TOML on one line. The result is a JSON string in which U+007F is escaped too, as TOML
/// requires.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}
