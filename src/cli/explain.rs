//! `factlint explain`: the page of a kind of rule, for a kind or for a rule of the rulebook.

use super::Exit;
use super::page::rendered;
use super::reading::started_in;
use super::terminal::{appearance, print, print_error};
use crate::dataset::{Dataset, find_rulebook};
use crate::rules::{KINDS, Kind, kind};
use clap::Args;
use std::path::{Path, PathBuf};

/// What `factlint explain` is given.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A kind of rule, or the id of a rule in the rulebook
    name: String,
    /// A path of the dataset whose rulebook has the rule
    #[arg(default_value = ".")]
    path: PathBuf,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Exit {
    let Some((kind, heading)) = find(arguments) else {
        let names = KINDS.iter().map(|kind| kind.name);
        let hint = crate::parameters::closest(&arguments.name, names)
            .unwrap_or_else(|| "`factlint rules` lists the kinds".to_owned());
        print_error(&format!("no kind and no rule here is called `{}`: {hint}", arguments.name));
        return Exit::Error;
    };
    let page = rendered(kind.page, &appearance(None));
    print(&format!("{heading}{page}")).err().unwrap_or(Exit::Clean)
}

fn find(arguments: &Arguments) -> Option<(&'static Kind, String)> {
    if let Some(kind) = kind(&arguments.name) {
        return Some((kind, String::new()));
    }
    rule(&arguments.name, &arguments.path, &started_in())
}

/// The kind of a rule in the rulebook, and a line that says so.
fn rule(id: &str, path: &Path, started_in: &Path) -> Option<(&'static Kind, String)> {
    let rulebook = find_rulebook(path, started_in).ok()?;
    let dataset = Dataset::read(&rulebook, started_in).ok()?;
    let entry = dataset.rulebook.rules.iter().find(|entry| entry.id == id)?;
    let file = dataset.files.name(dataset.rulebook.file);
    let heading =
        format!("Rule `{id}` of {file}: kind `{}`, level {}.\n\n", entry.kind.name, entry.level);
    Some((entry.kind, heading))
}
