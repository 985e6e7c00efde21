//! `factlint rules`: list the rule kinds.

use super::Exit;
use super::terminal::print;
use crate::rules::KINDS;

/// Runs the command.
pub(super) fn run() -> Exit {
    let (built_in, others): (Vec<_>, Vec<_>) = KINDS.iter().partition(|kind| kind.is_built_in());
    let width = KINDS.iter().map(|kind| kind.name.len()).max().unwrap_or_default();
    let mut text = String::from(
        "Built-in rules, on in every rulebook (which can change their level, or set it to `off`):\n",
    );
    let line = |kind: &&crate::rules::Kind| {
        format!("  {:width$}  {:7}  {}\n", kind.name, kind.level.name(), kind.about)
    };
    text.extend(built_in.into_iter().map(line));
    text.push_str("\nKinds for the rules of a rulebook, with their default level:\n");
    text.extend(others.into_iter().map(line));
    text.push_str("\nTo read about a kind: factlint explain KIND\n");
    print(&text).err().unwrap_or(Exit::Clean)
}
