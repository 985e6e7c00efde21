//! Reads the claims that a verdict calls right or wrong.

use crate::finding::{State, StateEntry};
use crate::ledger::{Outcome, strip_collection};
use crate::parameters::{Problems, Spanned, Table, closest};

/// A key under which a verdict names claims.
struct ClaimKey {
    name: &'static str,
    is_required: fn(Outcome) -> bool,
    is_allowed: fn(Outcome) -> bool,
    /// A description of the claims, such as `the claim that is right`.
    meaning: &'static str,
    /// A description of an outcome that allows no such claims, such as `does not choose a claim`.
    refusal: &'static str,
    label: &'static str,
}

const CHOSEN: ClaimKey = ClaimKey {
    name: "chosen",
    is_required: Outcome::must_choose,
    is_allowed: Outcome::may_choose,
    meaning: "the claim that is right",
    refusal: "does not choose a claim",
    label: "chosen here",
};

const WRONG: ClaimKey = ClaimKey {
    name: "wrong",
    is_required: Outcome::must_refute,
    is_allowed: Outcome::may_refute,
    meaning: "the claim that is wrong",
    refusal: "calls no claim wrong",
    label: "named here",
};

/// Returns the chosen and the wrong claims, by their names in `state`. Returns `None` and reports a problem if one of
/// the keys has the wrong type, or is not allowed with the outcome.
pub(super) fn read(
    table: &Table<'_>,
    outcome: &Spanned<Outcome>,
    state: &State,
    problems: &mut Problems,
) -> Option<(Vec<String>, Vec<String>)> {
    let mut subjects: Vec<&str> = state.entries().iter().map(StateEntry::subject).collect();
    subjects.dedup();
    // Facts about all claims together have no subject.
    subjects.retain(|subject| !subject.is_empty());
    let chosen = named(table, &CHOSEN, outcome, &subjects, problems);
    let wrong = named(table, &WRONG, outcome, &subjects, problems);
    let (chosen, wrong) = (chosen?, wrong?);
    refuse_all_chosen(&chosen, &subjects, problems);
    refuse_both(&chosen, &wrong, problems);
    let values = |named: Vec<Spanned<String>>| named.into_iter().map(|claim| claim.value).collect();
    Some((values(chosen), values(wrong)))
}

/// Reads the claims under one key, and reports unknown ones. Returns `None` and reports a problem if the key
/// has the wrong type, or is not allowed with the outcome.
fn named(
    table: &Table<'_>,
    claim_key: &ClaimKey,
    outcome: &Spanned<Outcome>,
    subjects: &[&str],
    problems: &mut Problems,
) -> Option<Vec<Spanned<String>>> {
    let written = match table.get(claim_key.name) {
        Some(value) => value.texts(problems)?,
        None => Vec::new(),
    };
    let name = outcome.value.name();
    let Some(first) = written.first() else {
        if (claim_key.is_required)(outcome.value) {
            let message = format!("`{name}` needs `{}`, {}", claim_key.name, claim_key.meaning);
            problems.add(outcome.span.clone(), message, "which claim?");
        }
        return Some(Vec::new());
    };
    if !(claim_key.is_allowed)(outcome.value) {
        problems.add_pair(
            (first.span.clone(), claim_key.label),
            (outcome.span.clone(), "this outcome"),
            format!("`{name}` {}", claim_key.refusal),
            None,
        );
        return None;
    }
    Some(written.iter().filter_map(|written| subject(written, subjects, problems)).collect())
}

/// Reports that every claim is chosen.
fn refuse_all_chosen(chosen: &[Spanned<String>], subjects: &[&str], problems: &mut Problems) {
    let is_chosen = |subject: &&str| chosen.iter().any(|chosen| chosen.value == **subject);
    if let Some(first) = chosen.first()
        && subjects.iter().all(is_chosen)
    {
        let message = "every claim is chosen, which decides nothing";
        problems.add(first.span.clone(), message, "all claims");
    }
}

/// Reports a claim that is both right and wrong.
fn refuse_both(chosen: &[Spanned<String>], wrong: &[Spanned<String>], problems: &mut Problems) {
    for claim in wrong {
        let Some(other) = chosen.iter().find(|chosen| chosen.value == claim.value) else {
            continue;
        };
        problems.add_pair(
            (claim.span.clone(), "wrong here"),
            (other.span.clone(), "right here"),
            format!("`{}` is named as right and as wrong", strip_collection(&claim.value)),
            None,
        );
    }
}

/// Returns the name of a claim in the `state` of its verdict. `written` is that name or the claim's id alone. Reports
/// an unknown claim, and returns `None`.
fn subject(
    written: &Spanned<String>,
    subjects: &[&str],
    problems: &mut Problems,
) -> Option<Spanned<String>> {
    let is_meant =
        |subject: &&&str| **subject == written.value || strip_collection(subject) == written.value;
    if let Some(subject) = subjects.iter().find(is_meant) {
        return Some(Spanned { value: (*subject).to_owned(), span: written.span.clone() });
    }
    let ids: Vec<&str> = subjects.iter().map(|subject| strip_collection(subject)).collect();
    problems.add_with_help(
        written.span.clone(),
        format!("`{}` is not one of the claims that the verdict is about", written.value),
        "unknown claim",
        closest(&written.value, ids.iter().copied())
            .or_else(|| Some(format!("the claims are `{}`", ids.join("`, `")))),
    );
    None
}
