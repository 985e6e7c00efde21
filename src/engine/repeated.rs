//! Edits that would make two elements of an array equal. Such an edit is unsafe, however small: an array of
//! ids or codes seldom names one thing twice, so one of the two may be a slip for something else.

use crate::document::{Kind, Value};
use crate::files::{BlockCache, Files};
use crate::finding::{Applicability, Finding, Place, Suggestion};
use crate::value::name::form;
use foldhash::HashMap;

/// The number of elements of an array that have the same form, by form.
type Forms = HashMap<String, usize>;

/// Makes unsafe what would repeat another element of an array, whatever the form in which that one is
/// written.
pub(super) fn make_unsafe(findings: &mut [Finding], files: &Files) {
    let cache = BlockCache::new(files);
    let mut arrays: HashMap<Place, Forms> = HashMap::default();
    for finding in findings {
        let is_safe =
            |edit: &&mut Suggestion| edit.applicability.is_safe() && edit.place.is_in_value();
        let mut is_repeated = false;
        for edit in finding.suggestions.iter_mut().filter(is_safe) {
            let at = (edit.place.file(), edit.place.start());
            let repeats = cache.at(&at, |value| repeats(value, &edit.replacement, &mut arrays));
            if repeats == Some(true) {
                edit.applicability = Applicability::Unsafe;
                is_repeated = true;
            }
        }
        if let Some(help) = finding.help.as_mut().filter(|_| is_repeated) {
            help.push_str(" The list already has it");
        }
    }
}

/// Whether a text, written as JSON, repeats another element if it replaces a value in an array.
fn repeats(value: Value<'_>, replacement: &str, arrays: &mut HashMap<Place, Forms>) -> bool {
    let array = value.parent().filter(|parent| parent.kind() == Kind::Array);
    let text = serde_json::from_str::<String>(replacement).ok();
    let Some((array, wanted)) = array.zip(text.as_deref().map(form)) else { return false };
    let forms = arrays.entry(Place::of(array)).or_insert_with(|| {
        let mut forms = Forms::default();
        for text in array.elements().filter_map(|element| element.as_str()) {
            *forms.entry(form(&text)).or_default() += 1;
        }
        forms
    });
    let is_own_form = value.as_str().is_some_and(|text| form(&text) == wanted);
    forms.get(&wanted).copied().unwrap_or_default() > usize::from(is_own_form)
}
