//! Merges findings about bytes that represent several values, such as a YAML anchor or a column name in the
//! header of a CSV file.

use crate::document::FileId;
use crate::files::Files;
use crate::finding::{Finding, Place};
use foldhash::{HashMap, HashSet};
use std::ops::Range;

/// Identifies findings to merge: those with the same message about the same bytes.
#[derive(PartialEq, Eq, Hash)]
struct MergeKey {
    file: FileId,
    range: Range<usize>,
    rule: String,
    message: String,
}

/// If a rule has several findings with the same message about the same bytes, keeps only one of them:
/// correcting these bytes resolves all of these findings.
pub(super) fn merge(findings: &mut Vec<Finding>, files: &Files) {
    let mut first: HashMap<MergeKey, (&Place, usize)> = HashMap::default();
    let mut repeated: HashSet<usize> = HashSet::default();
    for (index, finding) in findings.iter().enumerate() {
        let Some((key, place)) = merge_key(finding, files) else { continue };
        let known = first.entry(key).or_insert((place, index));
        if place < known.0 {
            repeated.insert(std::mem::replace(known, (place, index)).1);
        } else if index != known.1 {
            repeated.insert(index);
        }
    }
    if repeated.is_empty() {
        return;
    }
    let mut index = 0..;
    findings.retain(|_| index.next().is_none_or(|index| !repeated.contains(&index)));
}

/// Returns the merge key of a finding and its place, or `None` if its bytes do not represent several values.
fn merge_key<'f>(finding: &'f Finding, files: &Files) -> Option<(MergeKey, &'f Place)> {
    let place = &finding.primary()?.place;
    let file = place.file();
    let is_converted = files.get(file)?.content.converted_from().is_some();
    if !is_converted || !place.is_in_value() {
        return None;
    }
    let value = files.document(file)?.value_at(place.start())?;
    let range = place.range_with(Some(value)).filter(|_| value.is_shared_in_file())?;
    let (rule, message) = (finding.rule.clone(), finding.message.clone());
    Some((MergeKey { file, range, rule, message }, place))
}
