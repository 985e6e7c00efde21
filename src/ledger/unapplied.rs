//! The notice about a decision that the data does not reflect yet, with the edit that would apply it.

use super::edit::suggest_deprecation;
use super::matching::{Matching, claims_of};
use super::{Ledger, Outcome, Verdict, strip_collection, words};
use crate::engine::write_in_form;
use crate::finding::{Finding, Place};
use crate::rule::Record;
use crate::words::counted;

/// A claim that a verdict decides to be wrong.
struct WrongClaim {
    subject: String,
    place: Place,
}

/// Returns the finding about a verdict that the data does not reflect yet, or `None` if there is nothing to
/// apply.
pub(super) fn not_applied_yet(
    verdict: &Verdict,
    ledger: &Ledger,
    matching: &Matching<'_>,
) -> Option<Finding> {
    if let Some(task) = verdict.outcome.left_to_do() {
        let message = "the verdict is not applied to the data yet: the claims are about two things that the data records as one";
        return Some(notice(verdict, ledger, message.to_owned()).help(task));
    }
    if let Some(number) = claims_without_rivals(verdict, matching) {
        let message = format!(
            "the verdict is not applied to the data yet: the finding is about {}, too many to tell which of them differ from the chosen one",
            counted(number, "claim")
        );
        return Some(
            notice(verdict, ledger, message).help("rank the claims that are wrong as `deprecated`"),
        );
    }
    let wrong_claims = wrong_claims(verdict, matching)?;
    let names: Vec<String> = wrong_claims
        .iter()
        .map(|wrong_claim| format!("`{}`", strip_collection(&wrong_claim.subject)))
        .collect();
    let message = format!(
        "the verdict is not applied to the data yet: {} {} not ranked `deprecated`",
        names.join(" and "),
        if names.len() == 1 { "is" } else { "are" }
    );
    let notice = notice(verdict, ledger, message)
        .help("a verdict does not change the data: a person must apply the edit");
    let run = matching.run;
    let collection = claims_of(run)?;
    let mut notice = wrong_claims.into_iter().fold(notice, |notice, wrong_claim| {
        let document = run.files.document_at(wrong_claim.place.file(), wrong_claim.place.start());
        let Some(value) =
            document.and_then(|document| document.value_at(wrong_claim.place.start()))
        else {
            return notice;
        };
        let name_place = Record { value, collection }.name_place();
        let name = strip_collection(&wrong_claim.subject);
        let notice = notice.label(name_place, "decided to be wrong");
        suggest_deprecation(notice, value, name, &verdict.reason, &run.rulebook.model)
    });
    write_in_form(&mut notice, &run.files);
    if notice.suggestions.is_empty() {
        let help =
            "rank the claim as `deprecated` by hand: an edit would also change something else";
        notice.help = Some(help.to_owned());
    }
    Some(notice)
}

/// Returns the number of claims of a verdict's finding if the verdict prefers one of them, and they are too many for
/// the finding to say which of them differ. Returns `None` for any other verdict.
fn claims_without_rivals(verdict: &Verdict, matching: &Matching<'_>) -> Option<usize> {
    if verdict.outcome != Outcome::ResolvedPrefer {
        return None;
    }
    let competing = &matching.finding(verdict)?.competing;
    let are_unknown = competing.iter().all(|claim| claim.differs_from.is_empty());
    (are_unknown && competing.len() > 1).then_some(competing.len())
}

fn notice(verdict: &Verdict, ledger: &Ledger, message: String) -> Finding {
    let label = words::decided(verdict);
    words::finding(verdict, verdict.place(ledger.file), "not-applied", message, label)
}

/// Returns the claims that a verdict decides to be wrong and that are not ranked `deprecated` yet. They are the claims
/// that it calls wrong, or that differ from a claim that it prefers. Returns `None` if there are none.
fn wrong_claims(verdict: &Verdict, matching: &Matching<'_>) -> Option<Vec<WrongClaim>> {
    let wrong_claims: Vec<WrongClaim> = match verdict.outcome {
        Outcome::ResolvedPrefer => {
            let loses =
                |differs_from: &[String]| differs_from.iter().any(|other| verdict.chooses(other));
            let competing = matching.finding(verdict)?.competing.into_iter();
            let wrong_claims = competing
                .filter(|claim| !verdict.chooses(&claim.subject) && loses(&claim.differs_from));
            wrong_claims
                .map(|claim| WrongClaim { subject: claim.subject, place: claim.place })
                .collect()
        }
        Outcome::Wrong | Outcome::SourceError => {
            let wrong =
                verdict.wrong.iter().filter(|wrong| !matching.is_ranked(wrong, "deprecated"));
            wrong
                .filter_map(|subject| {
                    let place = matching.place_of(subject)?;
                    Some(WrongClaim { subject: subject.to_owned(), place })
                })
                .collect()
        }
        Outcome::BothValid
        | Outcome::Compatible
        | Outcome::DifferentEntity
        | Outcome::StillDisputed
        | Outcome::FalsePositive
        | Outcome::Accepted => Vec::new(),
    };
    (!wrong_claims.is_empty()).then_some(wrong_claims)
}
