//! Reports patterns that rules and collections read from the data and that do not parse. `search` and
//! `match` are false for them (RFC 9535 section 2.4.6), so without a report a rule would silently find
//! nothing.

use crate::finding::{Anchor, Finding, Level, Place, text_hash};
use crate::path::{DataPatterns, PatternFailure};
use crate::rulebook::Rulebook;
use crate::rules;

/// Maximum number of patterns shown per finding; the message states the total.
const MAX_PLACES: usize = 10;

/// Returns a finding for each rule and collection that has read patterns which do not parse.
pub(super) fn unreadable(rulebook: &Rulebook) -> Vec<Finding> {
    let rules = rulebook.rules.iter().filter(|rule| rule.level != Level::Off);
    let of_rules =
        rules.filter_map(|rule| finding(&format!("the rule `{}`", rule.id), &rule.data_patterns));
    let of_collections = rulebook.collections.iter().filter_map(|collection| {
        let mut patterns = DataPatterns::default();
        for path in &collection.select {
            patterns.extend(path.data_patterns());
        }
        if let Some(id) = &collection.id {
            patterns.extend(id.data_patterns());
        }
        finding(&format!("the collection `{}`", collection.name), &patterns)
    });
    of_rules.chain(of_collections).collect()
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
    let shown = failures.iter().take(MAX_PLACES);
    let finding = shown
        .fold(finding, |finding, failure| finding.label(place_of(failure), failure.reason.clone()));
    Some(finding.built_in(rules::rulebook::KIND.name, Level::Notice))
}

fn place_of(failure: &PatternFailure) -> Place {
    Place::at(failure.file, failure.offset)
}
