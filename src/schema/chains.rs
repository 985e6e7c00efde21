//! Chains of references: a `$ref` to a schema that only consists of another `$ref`, and so on. The running
//! time of the `jsonschema` crate is proportional to the square of a chain's length. So the crate gets the
//! last reference of each chain instead of the first.

use super::sources::{Reference, Sources};
use serde_json::Value as Json;

/// Returns, for each reference of a schema, the number of the last reference in its chain. A reference whose target
/// is not another reference is a chain by itself.
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
                // The module `cycles` reports a cycle.
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

/// Returns the number of the next reference of a chain. Returns `None` if the target of `reference` has other
/// keywords than `$ref`. Also returns `None` if the next reference leads to another resource, because the
/// result of a dynamic reference can depend on the resources that the chain leads through.
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
