//! Explains values that YAML reads differently than they look: numbers whose digits differ from those in the file
//! (`08901` is the number 8901), and values that an alias or a merge key repeats.

use crate::document::Value;
use crate::files::Files;
use crate::finding::{EncodedFinding, Label, Place};
use std::collections::BTreeSet;
use std::ops::Range;

/// Explains how the number is read, in the help of each finding about such a number.
pub(super) fn explain_numbers(findings: &mut [EncodedFinding], files: &Files) {
    for finding in findings {
        let Some(remark) = finding.head().place.and_then(|place| {
            files.get(place.file())?.content.converted_from()?;
            let document = files.document(place.file()).filter(|_| place.is_in_value())?;
            let number = document.value_at(place.start())?;
            let (written, read) = (number.literal_in_file(), number.raw());
            has_other_digits(written, read).then(|| {
                format!("`{written}` is read as the number {read}: put it in quotation marks to keep it as it is")
            })
        }) else {
            continue;
        };
        finding.update(|finding| finding.add_help(remark));
    }
}

/// Labels the aliases and merge keys through which the file repeats the values of each finding. The values themselves
/// are labelled at the YAML anchor.
pub(super) fn label_repetitions(findings: &mut [EncodedFinding], files: &Files) {
    for finding in findings {
        let values = finding.places().filter_map(|place| {
            let file = place.file();
            files.get(file)?.content.converted_from()?;
            let document = files.document(file).filter(|_| place.is_in_value())?;
            let range = document.value_at(place.start()).and_then(repeated_at)?;
            Some(Place::range(file, range))
        });
        let repetitions: BTreeSet<Place> = values.collect();
        if repetitions.is_empty() {
            continue;
        }
        let labels = repetitions.into_iter().map(|place| Label::new(place, "repeated here"));
        finding.update(|finding| finding.labels.extend(labels));
    }
}

/// Returns the byte range of the alias or the merge key through which a value came, or `None` if the
/// value is written where it is.
fn repeated_at(value: Value<'_>) -> Option<Range<usize>> {
    let around: Vec<Value<'_>> = std::iter::successors(Some(value), Value::parent).collect();
    around.iter().rev().find_map(|outer| {
        if outer.is_alias_in_file() {
            return Some(outer.range_in_file()).filter(|range| *range != value.range_in_file());
        }
        let is_merged = outer.key().is_some_and(|key| key.is_merged());
        outer.parent().filter(|_| is_merged)?.merge_key_in_file()
    })
}

/// Whether a number is written with zeros at its beginning, or in another base.
fn has_other_digits(written: &str, read: &str) -> bool {
    let digits = written.trim_start_matches(['-', '+']);
    let is_zero_first = digits.strip_prefix('0').is_some_and(|rest| {
        rest.starts_with(|next: char| next.is_ascii_digit() || matches!(next, 'x' | 'o'))
    });
    is_zero_first && written != read
}
