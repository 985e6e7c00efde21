//! Lists the publishers of a case's sources, each with the sides that its sources support.

use super::sides::Side;
use serde::Serialize;

/// A publisher, with its sources that support claims.
#[derive(Debug, Serialize)]
pub(in crate::report) struct Publisher {
    /// The name of the publisher, or the id of the source if its publisher is unknown.
    pub(in crate::report) name: String,
    /// Whether the publisher is known.
    pub(in crate::report) is_known: bool,
    /// The ids of the sources.
    pub(in crate::report) sources: Vec<String>,
    /// The letters of the sides that the sources support.
    pub(in crate::report) sides: Vec<String>,
}

/// Returns the publishers in the order in which they occur.
pub(super) fn of(sides: &[Side]) -> Vec<Publisher> {
    let mut publishers: Vec<Publisher> = Vec::new();
    for side in sides {
        let evidence = side.claims.iter().flat_map(|claim| &claim.evidence);
        for evidence in evidence.filter(|evidence| evidence.direction == Some("supports")) {
            let source = &evidence.source;
            let name = source.publisher.as_ref().unwrap_or(&source.id);
            let known = publishers.iter().position(|publisher| publisher.name == *name);
            let known = known.unwrap_or_else(|| {
                let (sources, sides, is_known) =
                    (Vec::new(), Vec::new(), source.publisher.is_some());
                publishers.push(Publisher { name: name.clone(), is_known, sources, sides });
                publishers.len() - 1
            });
            let Some(publisher) = publishers.get_mut(known) else { continue };
            add(&mut publisher.sources, &source.id);
            add(&mut publisher.sides, &side.letter);
        }
    }
    publishers
}

fn add(to: &mut Vec<String>, text: &str) {
    if !to.iter().any(|known| known == text) {
        to.push(text.to_owned());
    }
}
