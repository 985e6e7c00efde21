//! Finds the former names of findings, which are needed to migrate verdicts and baselines of earlier
//! versions.

use super::{Run, check};
use crate::dataset::{Dataset, Failure};
use crate::finding::{EncodedFinding, Naming, Place};
use crate::value::date::PartialDate;
use std::collections::{BTreeMap, VecDeque};

/// A run, and the same findings with their names in `factlint/1`.
pub struct RunWithFormer {
    /// The run.
    pub run: Run,
    /// For each finding of the run, the same finding with its former anchor and state. `None` if no such
    /// finding was found under the former names.
    pub former: Vec<Option<EncodedFinding>>,
}

/// Checks a dataset with the current names and with the former names. `read` is called once for each check.
///
/// # Errors
/// All errors in the rulebook and its schemas, and all files that cannot be read.
pub fn check_with_former(
    read: impl Fn() -> Result<Dataset, Box<Failure>>,
    today: &PartialDate,
) -> Result<RunWithFormer, Box<Failure>> {
    let run = check(read()?, today);
    let mut dataset = read()?;
    dataset.naming = Naming::Factlint1;
    let former = check(dataset, today);
    let mut by_place: BTreeMap<(String, String, Vec<Place>), VecDeque<EncodedFinding>> =
        BTreeMap::new();
    for finding in former.findings {
        by_place.entry(unnamed_parts(&finding)).or_default().push_back(finding);
    }
    let former = run
        .findings
        .iter()
        .map(|finding| by_place.get_mut(&unnamed_parts(finding)).and_then(VecDeque::pop_front));
    Ok(RunWithFormer { former: former.collect(), run })
}

/// Returns the parts of a finding that do not depend on its name.
fn unnamed_parts(finding: &EncodedFinding) -> (String, String, Vec<Place>) {
    let finding = finding.decode();
    let places = finding.labels.into_iter().map(|label| label.place).collect();
    (finding.rule, finding.message, places)
}
