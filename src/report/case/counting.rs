//! What a person should know before comparing the numbers of sources of the sides.

use super::answers::distinct;
use super::{Case, Sentence, Side};
use crate::words::counted;
use std::collections::BTreeSet;

/// Checks whether the sides are about different subjects. Their numbers of sources then cannot be compared.
pub(in crate::report) fn are_of_different_subjects(case: &Case) -> bool {
    let first = case.sides.first();
    case.sides.iter().any(|side| first.is_some_and(|first| first.subject != side.subject))
}

/// Returns a sentence against comparing the numbers of sources of sides about different subjects. Returns `None` if all
/// sides are about one subject.
pub(in crate::report) fn not_against(case: &Case) -> Option<String> {
    if !are_of_different_subjects(case) {
        return None;
    }
    let numbers: Vec<String> =
        case.sides.iter().map(|side| sources_of(side).len().to_string()).collect();
    let numbers = numbers.join(" against ");
    Some(format!("This is not {numbers}: the sides are about different things."))
}

/// Returns a sentence that no source gives the other side's value for the first subject. Returns `None` if a source
/// does, or if there are not exactly two sides.
pub(in crate::report) fn unsaid(case: &Case) -> Option<Sentence> {
    let [first, other] = case.sides.as_slice() else { return None };
    let statement = first.statement(&short_value(other, case));
    let sentence = || Sentence::default().own("No source here says that ").then(statement).own(".");
    is_unsaid(first, case).then(sentence)
}

/// Returns a sentence that names the publishers on more than one side, or `None` if there are none.
pub(in crate::report) fn on_several_sides(case: &Case) -> Option<Sentence> {
    let known = case.publishers.iter().filter(|publisher| publisher.is_known);
    let twice = known.filter(|publisher| publisher.sides.len() > 1);
    let twice: Vec<&str> = twice.map(|publisher| publisher.name.as_str()).collect();
    let both = if case.sides.len() == 2 { "both sides" } else { "several sides" };
    let are = match twice.len() {
        0 => return None,
        1 => format!(" is on {both} and counts once."),
        _ => format!(" are on {both} and count once."),
    };
    Some(Sentence::listed(&twice).own(&are))
}

/// Checks whether no claim of the dataset says that the subject of the first side has the value of the other
/// side. Returns `false` if there are not exactly two sides, or if the case does not list all claims.
fn is_unsaid(first: &Side, case: &Case) -> bool {
    let [_, other] = case.sides.as_slice() else { return false };
    let listed: usize = case.sides.iter().map(|side| side.claims.len()).sum();
    let are_all = listed == case.claims_total && case.related.len() == case.related_total;
    let mut claims = case.sides.iter().flat_map(|side| &side.claims).chain(&case.related);
    let is_said = claims.any(|claim| {
        claim.subject == first.subject
            && claim.property == first.property
            && other.values.contains(&claim.value)
    });
    are_all && first.property == other.property && !is_said
}

/// Returns sentences about the sources of all sides: the publishers on more than one side, and how many sources are
/// independent.
pub(in crate::report) fn about_sources(case: &Case) -> Sentence {
    let known = || case.publishers.iter().filter(|publisher| publisher.is_known);
    let mut sentences: Vec<Sentence> = on_several_sides(case).into_iter().collect();
    let sources: BTreeSet<&str> = case.sides.iter().flat_map(sources_of).collect();
    let shown: usize = case.sides.iter().map(|side| side.claims.len()).sum();
    let are_all = shown == case.claims_total && !case.sides.iter().any(is_cut);
    let is_obvious = known().count() == sources.len()
        && case.independent_sources.number == sources.len()
        && are_all;
    if !is_obvious {
        let sources = counted(sources.len(), "source");
        let publishers = counted(known().count(), "publisher");
        let words = match are_all {
            true => format!("{sources} by {publishers}."),
            false => format!("Listed here: {sources} by {publishers}; there are more."),
        };
        sentences.push(words.into());
    }
    match case.publishers.len() - known().count() {
        0 => {}
        1 => sentences.push("The publisher of 1 source is unknown.".to_owned().into()),
        number => {
            sentences.push(format!("The publishers of {number} sources are unknown.").into());
        }
    }
    sentences.push(independent(case).into());
    Sentence::joined(sentences, " ")
}

/// Returns a sentence with the number of independent sources, and why they count as independent.
fn independent(case: &Case) -> String {
    let count = case.independent_sources;
    let number = counted(count.number, "independent source");
    let number = match (case.sides.len(), count.is_exact) {
        (0 | 1, true) => number,
        (0 | 1, false) => format!("At least {number}"),
        (2, true) => format!("The two sides together have {number}"),
        (2, false) => format!("The two sides together have at least {number}"),
        (_, true) => format!("All sides together have {number}"),
        (_, false) => format!("All sides together have at least {number}"),
    };
    match count.number {
        0 => String::new(),
        1 => format!("{number}: any others have the same publisher or are derived from it."),
        2 => format!("{number}: different publishers, neither derived from the other."),
        _ => format!("{number}: different publishers, none derived from another."),
    }
}

/// Returns the value that names a side. A long value is truncated to characters that still distinguish it from the
/// values of the other sides.
pub(in crate::report) fn short_value(side: &Side, case: &Case) -> String {
    let values: Vec<String> = case.sides.iter().map(Side::name).collect();
    distinct(&side.name(), &values)
}

/// Returns the ids of the sources that support a side, without duplicates.
pub(in crate::report) fn sources_of(side: &Side) -> Vec<&str> {
    let evidence = side.claims.iter().flat_map(|claim| &claim.evidence);
    let supporting = evidence.filter(|evidence| evidence.direction == Some("supports"));
    let mut sources: Vec<&str> = supporting.map(|evidence| evidence.source.id.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    sources
}

/// Whether a claim of the side has more evidence than is listed.
pub(in crate::report) fn is_cut(side: &Side) -> bool {
    side.claims.iter().any(|claim| claim.evidence_total > claim.evidence.len())
}
