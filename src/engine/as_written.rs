//! Explains numbers of YAML whose digits differ from those in the file, such as `08901`, which is the number 8901.

use crate::files::Files;
use crate::finding::Finding;

/// Adds to the help of each finding about such a number how it is read.
pub(super) fn explain_numbers(findings: &mut [Finding], files: &Files) {
    for finding in findings {
        let Some(remark) = finding.primary().and_then(|label| {
            let file = label.place.file();
            files.get(file)?.content.converted_from()?;
            let document = files.document(file).filter(|_| label.place.is_in_value())?;
            let number = document.value_at(label.place.start())?;
            let (written, read) = (number.literal_in_file(), number.raw());
            has_other_digits(written, read).then(|| {
                format!("`{written}` is read as the number {read}: put it in quotation marks to keep it as it is")
            })
        }) else {
            continue;
        };
        finding.help = Some(match finding.help.take() {
            Some(help) => format!("{help}; {remark}"),
            None => remark,
        });
    }
}

/// Whether a number is written with zeros at its beginning, or in another base.
fn has_other_digits(written: &str, read: &str) -> bool {
    let digits = written.trim_start_matches(['-', '+']);
    let is_zero_first = digits.strip_prefix('0').is_some_and(|rest| {
        rest.starts_with(|next: char| next.is_ascii_digit() || matches!(next, 'x' | 'o'))
    });
    is_zero_first && written != read
}
