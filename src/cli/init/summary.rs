//! The summary that `factlint init` prints: the inferred rulebook, the decisions for a person, and
//! the next steps.

use crate::dataset::{Folder, in_folder};
use crate::disk::with_slashes;
use crate::engine::DatasetsBelow;
use crate::infer::{Draft, Plan};
use crate::report::one_line;
use crate::rulebook::FILE_NAME;
use crate::words::counted;
use std::collections::BTreeMap;
use std::path::Path;

/// Maximum number of lines per section. Further lines are counted, but not printed.
const MAX_LINES: usize = 20;

/// The heading of the datasets in subfolders.
pub(super) const BELOW: &str =
    "datasets below, which `factlint check` here no longer checks unless you pass their paths too";

/// Formats the summary for people. `beyond_rules` are the findings that any rulebook would lead to, and `given` is the
/// folder as written by the user.
pub(super) fn format(
    plan: &Plan,
    beyond_rules: &[String],
    folder: &Folder,
    given: &Path,
    below: &DatasetsBelow,
) -> String {
    let (rules, collections) = (plan.rules().len(), plan.collections().len());
    let mut text = format!(
        "wrote {}: {} in {}, {}{}\n",
        one_line(&folder.display(FILE_NAME)),
        counted(collections, "collection"),
        counted(plan.document_count(), "document"),
        counted(rules, "rule"),
        counts_by_kind(plan),
    );
    section("collections", &collection_lines(plan), &mut text);
    section("references", &sentences(plan, Draft::is_reference), &mut text);
    section("for a person to decide", &exceptions(plan), &mut text);
    section("off, since the data violates them", &off(plan), &mut text);
    section("unused schemas", plan.schemas_not_used(), &mut text);
    section("mistakes in the data that no rulebook can allow", beyond_rules, &mut text);
    let left_out: Vec<String> =
        plan.left_out().iter().map(|file| format!("{}: {}", file.path, file.reason)).collect();
    section("not documents of the dataset", &left_out, &mut text);
    section(BELOW, &below.rulebooks, &mut text);
    if plan.not_searched() > 0 {
        let lists = counted(plan.not_searched(), "list");
        text.push_str(&format!("\n{lists} of records skipped: too many, or too deeply nested\n"));
    }
    text.push_str(&format!(
        "\nnext: read {}, then run\n  {}\n",
        one_line(&folder.display(FILE_NAME)),
        in_folder("factlint check", &with_slashes(given))
    ));
    text
}

fn collection_lines(plan: &Plan) -> Vec<String> {
    let lines = plan.collections().iter().map(|collection| {
        let records = counted(collection.records, "record");
        match &collection.id {
            Some(id) => format!("{}: {records}, id `{id}`", collection.name),
            None => format!("{}: {records}, no id", collection.name),
        }
    });
    lines.collect()
}

/// Returns what the chosen rules of a plan rest on, each with its collection.
fn sentences(plan: &Plan, is_chosen: impl Fn(&Draft) -> bool) -> Vec<String> {
    let rules = plan.rules().iter().filter(|rule| is_chosen(rule));
    rules.map(|rule| format!("{}: {}", rule.collection, rule.rests_on)).collect()
}

/// Formats the number of rules of each kind, in brackets; empty if there are no rules.
fn counts_by_kind(plan: &Plan) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for rule in plan.rules() {
        *counts.entry(rule.kind).or_default() += 1;
    }
    let counts: Vec<String> =
        counts.into_iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    if counts.is_empty() { String::new() } else { format!(" ({})", counts.join(", ")) }
}

fn exceptions(plan: &Plan) -> Vec<String> {
    let rules = plan.rules().iter();
    rules
        .flat_map(|rule| rule.exceptions.iter().map(|line| format!("{}: {line}", rule.id)))
        .collect()
}

fn off(plan: &Plan) -> Vec<String> {
    let rules = plan.rules_off();
    rules
        .flat_map(|(kind, reasons)| reasons.iter().map(move |line| format!("{kind}: {line}")))
        .collect()
}

pub(super) fn section(heading: &str, lines: &[String], text: &mut String) {
    if lines.is_empty() {
        return;
    }
    text.push_str(&format!("\n{heading} ({}):\n", lines.len()));
    for line in lines.iter().take(MAX_LINES) {
        text.push_str(&format!("  {}\n", one_line(line)));
    }
    if lines.len() > MAX_LINES {
        text.push_str(&format!("  and {} more\n", lines.len() - MAX_LINES));
    }
}
