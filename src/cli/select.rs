//! `--select` and `--ignore`: the rules whose findings are shown. All rules still run. Otherwise, a finding would count
//! as resolved merely because its rule was not selected.

use super::explain::without_brackets;
use crate::dataset::in_folder_of;
use crate::engine::{NotSelected, Run};
use crate::finding::{EncodedFinding, Level};
use crate::parameters::closest;
use crate::rulebook::Rulebook;
use crate::rules::{self, KINDS, Kind, Origin, kind};
use clap::Args;

/// A kind whose findings are shown even if `--select` does not name it. They say that a document is not JSON, so no
/// other rule has checked it.
const ALWAYS_SELECTED: &str = rules::syntax::KIND.name;

/// Options that select the rules whose findings are shown.
#[derive(Debug, Args)]
pub(super) struct SelectionArguments {
    /// Show only findings of this rule, or of rules of this kind; repeatable. A name as in a report,
    /// `error[RULE]`, means only the rule. All rules still run, and hidden findings are counted
    #[arg(long, value_name = "RULE")]
    select: Vec<String>,
    /// Hide findings of this rule, or of rules of this kind; repeatable
    #[arg(long, value_name = "RULE")]
    ignore: Vec<String>,
}

impl SelectionArguments {
    /// Whether either option is given.
    pub(super) fn is_given(&self) -> bool {
        !self.select.is_empty() || !self.ignore.is_empty()
    }

    /// Returns an error for a name that is unknown in all rulebooks and, for `--select`, for a name that selects no
    /// active rule in any of them. Each rulebook is given with its name in the output.
    pub(super) fn refuse_mistakes(&self, rulebooks: &[(&Rulebook, &str)]) -> Result<(), String> {
        if rulebooks.is_empty() {
            return Ok(());
        }
        for name in &self.select {
            refuse_unknown(name, "--select", rulebooks)?;
            refuse_without_rules(name, rulebooks)?;
        }
        self.ignore.iter().try_for_each(|name| refuse_unknown(name, "--ignore", rulebooks))
    }

    /// Removes the findings that are not selected from a run, and counts them there.
    pub(super) fn apply(&self, run: &mut Run) {
        if !self.is_given() {
            return;
        }
        let all = std::mem::take(&mut run.findings);
        let is_shown = |finding: &EncodedFinding| {
            let head = finding.head();
            self.shows(head.rule, head.kind)
        };
        let (shown, hidden): (Vec<EncodedFinding>, Vec<EncodedFinding>) =
            all.into_iter().partition(is_shown);
        run.findings = shown;
        run.suppressed.retain(|entry| is_shown(&entry.finding));
        run.summary.count_findings(&run.findings);
        let mut not_selected =
            NotSelected { rules: self.hidden_rules(&run.rulebook), ..NotSelected::default() };
        for finding in hidden {
            *not_selected.findings.entry(finding.level()).or_default() += 1;
        }
        run.summary.not_selected = Some(not_selected);
    }

    fn hidden_rules(&self, rulebook: &Rulebook) -> Vec<String> {
        let entries =
            rulebook.rules.iter().map(|entry| (entry.id.as_str(), entry.kind, entry.level));
        let others = KINDS.iter().filter(|kind| matches!(kind.origin, Origin::Standalone));
        let others = others.filter(|kind| match kind.name {
            "schema" => rulebook.schema_paths().next().is_some(),
            "ledger" => rulebook.ledger.is_some(),
            "baseline" => rulebook.baseline.is_some(),
            _ => true,
        });
        let others = others.map(|kind| (kind.name, *kind, rulebook.level_of(kind)));
        let hidden = others
            .chain(entries)
            .filter(|(id, kind, level)| *level != Level::Off && !self.shows(id, kind.name));
        hidden.map(|(id, ..)| id.to_owned()).collect()
    }

    fn shows(&self, rule: &str, kind: &str) -> bool {
        let is_named =
            |names: &[String]| names.iter().any(|name| Named::of(name).includes(rule, kind));
        let is_selected =
            self.select.is_empty() || kind == ALWAYS_SELECTED || is_named(&self.select);
        is_selected && !is_named(&self.ignore)
    }
}

/// A name on the command line, which selects rules.
struct Named<'n> {
    name: &'n str,
    /// Whether the name was copied from a report, as in `error[friend]`. If so, it is the id of a rule, even if a kind
    /// has the same name.
    is_rule: bool,
}

impl<'n> Named<'n> {
    fn of(written: &'n str) -> Named<'n> {
        let name = without_brackets(written);
        Named { name, is_rule: name != written }
    }

    fn includes(&self, rule: &str, kind: &str) -> bool {
        self.name == rule || (!self.is_rule && self.name == kind)
    }

    /// Returns the kind with this name. If the name is the id of a rule, the kind must be built in, since the id of a
    /// built-in rule is the name of its kind.
    fn kind(&self) -> Option<&'static Kind> {
        kind(self.name).filter(|kind| !self.is_rule || kind.is_built_in())
    }
}

/// Returns an error for a name that is neither a kind nor a rule of one of the rulebooks.
fn refuse_unknown(name: &str, option: &str, rulebooks: &[(&Rulebook, &str)]) -> Result<(), String> {
    let named = Named::of(name);
    let name = named.name;
    let rules = || rulebooks.iter().flat_map(|(rulebook, _)| &rulebook.rules);
    let ids = || rules().map(|entry| entry.id.as_str());
    if named.kind().is_some() || ids().any(|rule| rule == name) {
        return Ok(());
    }
    if named.is_rule && kind(name).is_some() {
        return Err(format!(
            "{option}: no rule has the id `{name}`, which is a kind: for its rules, use `{name}` without brackets"
        ));
    }
    let names = ids().chain(KINDS.iter().map(|kind| kind.name));
    let hint = closest(name, names).unwrap_or_else(|| {
        let first = rulebooks.first().map_or("", |(_, name)| name);
        let config = in_folder_of(first, "factlint config");
        format!("`{config}` lists the rules, `factlint rules` the kinds")
    });
    Err(format!("{option}: unknown rule or kind `{name}`: {hint}"))
}

/// Returns an error for a rule that is off, and for a kind without a rule, since neither can report a finding.
fn refuse_without_rules(name: &str, rulebooks: &[(&Rulebook, &str)]) -> Result<(), String> {
    let named = Named::of(name);
    let name = named.name;
    let rules = rulebooks.iter().flat_map(|(rulebook, _)| &rulebook.rules);
    let mut selected = rules.filter(|entry| named.includes(&entry.id, entry.kind.name));
    let is_off = |kind: &'static Kind| {
        rulebooks.iter().all(|(rulebook, _)| rulebook.level_of(kind) == Level::Off)
    };
    match named.kind().filter(|kind| kind.is_built_in()) {
        Some(kind) if is_off(kind) => Err(off(name)),
        None if selected.clone().next().is_none() => match rulebooks.len() {
            1 => Err(format!("--select: the rulebook has no rule of kind `{name}`")),
            _ => Err(format!("--select: no rulebook has a rule of kind `{name}`")),
        },
        None if selected.all(|entry| entry.level == Level::Off) => Err(off(name)),
        Some(_) | None => Ok(()),
    }
}

fn off(name: &str) -> String {
    format!("--select: `{name}` is off in the rulebook")
}
