//! Chains of references: a `$ref` to a schema that is nothing but a `$ref`, and so on. The `jsonschema` crate
//! is given the end of each chain, since its running time grows with the square of a chain's length.

use super::sources::{Reference, Sources};
use serde_json::Value as Json;

/// Returns, for each reference of a schema, the number of the last reference of its chain: its own number if
/// its target is not a reference.
pub(super) fn ends(sources: &Sources) -> Vec<usize> {
    let references = sources.references();
    let mut ends: Vec<Option<usize>> = vec![None; references.len()];
    for start in 0..references.len() {
        let mut chain = vec![start];
        let end = loop {
            let last = *chain.last().unwrap_or(&start);
            if let Some(known) = ends.get(last).copied().flatten() {
                break known;
            }
            match references.get(last).and_then(|last| next(sources, last)) {
                // A cycle is reported elsewhere.
                Some(next) if next != start && chain.len() <= references.len() => chain.push(next),
                _ => break last,
            }
        };
        for number in chain {
            if let Some(known) = ends.get_mut(number) {
                *known = Some(end);
            }
        }
    }
    ends.into_iter().enumerate().map(|(number, end)| end.unwrap_or(number)).collect()
}

/// Returns the number of the next reference of a chain: the `$ref` that the target of `reference` consists of.
/// Returns `None` if there is none, or if it leads to another resource: then a dynamic reference could tell
/// which resources the chain goes through.
fn next(sources: &Sources, reference: &Reference) -> Option<usize> {
    if reference.keyword != "$ref" {
        return None;
    }
    let target = sources.find(reference.resolved.as_deref()?)?;
    let is_alone = |schema: &Json| schema.as_object().is_some_and(|schema| schema.len() == 1);
    if !sources.value(&target).is_some_and(is_alone) {
        return None;
    }
    let number = sources.reference_number(&target)?;
    let next = sources.references().get(number)?;
    (next.keyword == "$ref" && next.resource() == reference.resource()).then_some(number)
}
