//! Judges edits by the findings of the whole run.

use crate::document::{Kind, Value};
use crate::files::{BlockCache, Files};
use crate::finding::{Applicability, Finding, Place, Suggestion};
use crate::value::name::form;
use foldhash::HashMap;
use std::collections::BTreeSet;

/// Judges the edits of a run's findings.
pub(super) fn judge(findings: &mut [Finding], files: &Files) {
    remove_edits_of_repeated_names(findings);
    make_repetitions_unsafe(findings, files);
}

/// Removes the unsafe edits of a name that occurs in several places, regardless of the rules that
/// report it: nobody makes the same typing error several times, so the named record must be
/// missing.
fn remove_edits_of_repeated_names(findings: &mut [Finding]) {
    let mut places: HashMap<&str, BTreeSet<&Place>> = HashMap::default();
    for finding in findings.iter() {
        if let (Some(name), Some(label)) = (&finding.unknown_name, finding.primary()) {
            places.entry(name).or_default().insert(&label.place);
        }
    }
    let several = places.into_iter().map(|(name, places)| (name.to_owned(), places.len()));
    let several: HashMap<String, usize> = several.filter(|(_, number)| *number > 1).collect();
    for finding in findings {
        let number = finding.unknown_name.as_ref().and_then(|name| several.get(name));
        let is_safe = |edit: &Suggestion| edit.applicability.is_safe();
        if let Some(number) = number
            && !finding.suggestions.iter().all(is_safe)
        {
            finding.suggestions.retain(is_safe);
            finding.help = Some(format!(
                "it is in {number} places, so it is not a typing error: add it, or correct all of them"
            ));
        }
    }
}

/// The number of elements of an array that have the same form, by form.
type Forms = HashMap<String, usize>;

/// Marks edits as unsafe if they would repeat another element of an array, in any notation: an
/// array of ids or codes seldom names one thing twice, so one of the two may be a slip for
/// something else.
fn make_repetitions_unsafe(findings: &mut [Finding], files: &Files) {
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
