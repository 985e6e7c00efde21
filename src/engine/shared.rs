//! Merges findings about bytes that represent several values, such as a YAML anchor or a column name in the
//! header of a CSV file.

use crate::document::FileId;
use crate::files::Files;
use crate::finding::{EncodedFinding, Place};
use foldhash::HashMap;
use std::ops::Range;

/// Identifies findings to merge: those with the same message about the same bytes.
#[derive(PartialEq, Eq, Hash)]
struct MergeKey {
    file: FileId,
    range: Range<usize>,
    rule: String,
    /// The message. For a key, the field of the anchor, since messages about keys name their records.
    message: String,
}

/// If a rule has several findings with the same message about the same bytes, keeps only the first of them:
/// correcting these bytes resolves all of these findings. For a key, such as the name of a column, the messages may
/// differ, and the remaining message contains the number of records.
pub(super) fn merge(findings: &mut Vec<EncodedFinding>, files: &Files) {
    let mut groups: HashMap<MergeKey, Vec<(Place, usize)>> = HashMap::default();
    for (index, finding) in findings.iter().enumerate() {
        if let Some((key, place)) = merge_key(finding, files) {
            groups.entry(key).or_default().push((place, index));
        }
    }
    groups.retain(|_, group| group.len() > 1);
    let (mut repeated, mut numbers) = (vec![false; findings.len()], Vec::new());
    for group in groups.values() {
        let first = group.iter().min().map_or(0, |(_, index)| *index);
        let message = |index: usize| findings.get(index).map(|finding| finding.decode().message);
        let differ = group.iter().any(|(_, index)| message(*index) != message(first));
        numbers.extend(differ.then_some((first, group.len())));
        for (_, index) in group.iter().filter(|(_, index)| *index != first) {
            repeated.get_mut(*index).into_iter().for_each(|is_repeated| *is_repeated = true);
        }
    }
    for (index, number) in numbers {
        if let Some(finding) = findings.get_mut(index) {
            finding.update(|finding| {
                finding.message.push_str(&format!(" (in {number} records)"));
            });
        }
    }
    let mut repeated = repeated.into_iter();
    findings.retain(|_| repeated.next() != Some(true));
}

/// Returns the merge key of a finding and its place, or `None` if its bytes do not represent several values.
fn merge_key(finding: &EncodedFinding, files: &Files) -> Option<(MergeKey, Place)> {
    let place = finding.head().place?;
    let file = place.file();
    let is_converted = files.get(file)?.content.converted_from().is_some();
    if !is_converted || !place.is_in_value() {
        return None;
    }
    let value = files.document(file)?.value_at(place.start())?;
    let range = place.range_with(Some(value)).filter(|_| value.is_shared_in_file())?;
    let finding = finding.decode();
    let message = if value.is_key() { finding.anchor.field } else { finding.message };
    let rule = finding.rule;
    Some((MergeKey { file, range, rule, message }, place))
}
