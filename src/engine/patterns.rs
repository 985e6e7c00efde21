//! Reports paths that take too many steps, and patterns from the data that do not parse. `search` and `match`
//! are false for such patterns (RFC 9535 section 2.4.6), so without a report a rule would silently find
//! nothing.

use crate::document::FileId;
use crate::finding::{Anchor, Finding, Level, Place, text_hash};
use crate::path::{DataPatterns, KeyFields, PatternFailure};
use crate::rulebook::Rulebook;
use crate::rules;
use crate::words::counted;
use std::collections::BTreeSet;

/// The problems that each rule and collection has encountered: patterns that do not parse, and the places of
/// values from which a path takes too many steps.
pub(super) type Met = Vec<(Vec<PatternFailure>, BTreeSet<(FileId, usize)>)>;

/// Returns the problems that each rule and collection has encountered, in the order of [`readers`].
pub(super) fn met(rulebook: &Rulebook) -> Met {
    readers(rulebook).map(|(_, patterns)| (patterns.failures(), patterns.spent())).collect()
}

/// Adds the problems that the rules and collections have encountered in another process.
pub(super) fn add(rulebook: &Rulebook, met: &Met) {
    for ((_, patterns), (failures, spent)) in readers(rulebook).zip(met) {
        patterns.add(failures, spent);
    }
}

/// Returns the findings about patterns from the data that do not parse, and about paths that take too many
/// steps.
pub(super) fn unreadable(rulebook: &Rulebook) -> Vec<Finding> {
    readers(rulebook)
        .flat_map(|(reader, patterns)| {
            finding(&reader, &patterns).into_iter().chain(spent(&reader, &patterns))
        })
        .collect()
}

/// Returns a description of each rule and collection, such as "the rule `x`", with the patterns that the rule
/// or collection has read.
fn readers(rulebook: &Rulebook) -> impl Iterator<Item = (String, DataPatterns)> {
    let rules = rulebook.rules.iter().filter(|rule| rule.level != Level::Off);
    let of_rules =
        rules.map(|rule| (format!("the rule `{}`", rule.id), rule.data_patterns.clone()));
    let of_collections = rulebook.collections.iter().map(|collection| {
        let mut patterns = DataPatterns::default();
        for path in &collection.select {
            patterns.extend(path.data_patterns());
        }
        for id in collection.id.iter().flat_map(KeyFields::iter) {
            patterns.extend(id.data_patterns());
        }
        (format!("the collection `{}`", collection.name), patterns)
    });
    of_rules.chain(of_collections)
}

/// Returns the finding about paths that took too many steps, or `None` if there are no such paths. A path with
/// several `..` can take many steps, since it reaches the same values again and again.
fn spent(reader: &str, patterns: &DataPatterns) -> Option<Finding> {
    let places = patterns.spent();
    let number = counted(places.len(), "value");
    let message = format!(
        "a path of {reader} takes too many steps from {number}, so some values that it selects were not checked"
    );
    let finding = Finding::new(message, Anchor::new(reader, "steps"))
        .rests_on(reader, "values", places.len().to_string())
        .help("use `..` at most once in a path")
        .labels_of(places.iter().map(|(file, offset)| Place::at(*file, *offset)), "from here");
    (!places.is_empty()).then(|| finding.built_in(rules::rulebook::KIND.name, Level::Error))
}

fn finding(reader: &str, patterns: &DataPatterns) -> Option<Finding> {
    let failures = patterns.failures();
    let message = match failures.as_slice() {
        [] => return None,
        [_] => format!(
            "{reader} reads a pattern from the data that does not parse: `search` or `match` is false for it"
        ),
        several => format!(
            "{reader} reads {} patterns from the data that do not parse: `search` or `match` is false for them",
            several.len()
        ),
    };
    let texts: Vec<&str> = failures.iter().map(|failure| failure.pattern.as_str()).collect();
    let finding = Finding::new(message, Anchor::new(reader, "pattern"))
        .rests_on(reader, "patterns", text_hash(&texts.join("\n")))
        .help("to search for the literal text, use `contains`");
    let finding = failures
        .iter()
        .fold(finding, |finding, failure| finding.label(place_of(failure), failure.reason.clone()));
    Some(finding.built_in(rules::rulebook::KIND.name, Level::Notice))
}

fn place_of(failure: &PatternFailure) -> Place {
    Place::at(failure.file, failure.offset)
}
