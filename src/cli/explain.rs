//! `factlint explain`: prints the page of a kind or a topic. The id of a rule stands for the rule's kind.

use super::Exit;
use super::context::{current_dir, relative};
use super::markdown::render;
use super::terminal::{appearance, print, print_error};
use crate::claims;
use crate::dataset::{Folders, in_folder_of, rulebook_texts, shell_word};
use crate::disk::{find_rulebook, rulebooks_below};
use crate::finding::Level;
use crate::parameters::closest;
use crate::rulebook::{RuleGlance, rules_at_a_glance};
use crate::rules::{KINDS, Kind, kind};
use clap::Args;
use std::path::{Path, PathBuf};

/// Arguments of `factlint explain`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A kind; the id of a rule, which a finding shows in brackets; `claims` for the model of claims; or
    /// `language` for the syntax of fields, conditions and messages
    name: String,
    /// Any path in the dataset whose rulebook has the rule
    #[arg(default_value = ".")]
    path: PathBuf,
}

/// A rule, and the names of its rulebooks in the output.
struct FoundRule {
    rule: RuleGlance,
    /// The rulebook of the dataset.
    rulebook: String,
    /// The rulebook that contains the rule: the rulebook of the dataset, or one that it extends.
    from: String,
}

/// The names and pages of the topics, which are pages that do not describe a kind.
const TOPICS: [(&str, &str); 2] =
    [("claims", claims::PAGE), ("language", include_str!("explain/language.md"))];

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Exit {
    let name = without_brackets(&arguments.name);
    let rules = rules(&arguments.path, &current_dir());
    let find = |name: &str| page(name, rules.iter().find(|found| found.rule.id == name));
    let pages = match find(name) {
        Some(page) => Ok(vec![page]),
        None => names_of_group(name).map(|name| find(name).ok_or(name)).collect(),
    };
    let pages: Vec<(&str, String)> = match pages {
        Ok(pages) => pages,
        Err(name) => {
            print_error(&unknown(name, &rules, &arguments.path));
            return Exit::Error;
        }
    };
    print(&one_after_another(&pages)).err().unwrap_or(Exit::Clean)
}

/// Returns the names in the brackets of a group of findings with one cause: `a, b` or `a, b, c and 2 more`.
fn names_of_group(name: &str) -> impl Iterator<Item = &str> {
    let named = name.split_once(" and ").filter(|(_, rest)| rest.ends_with(" more"));
    named.map_or(name, |(named, _)| named).split(", ")
}

/// Returns some pages below their headings. A page that several names refer to is shown once.
fn one_after_another(pages: &[(&str, String)]) -> String {
    let mut text = String::new();
    for (position, (page, heading)) in pages.iter().enumerate() {
        text.push_str(heading);
        let mut later = pages.iter().skip(position + 1);
        if !later.any(|(other, _)| other == page) {
            text.push_str(&render(page, &appearance(None)));
        }
    }
    text
}

/// Returns the text in the brackets of a name that was copied from a report, such as `error[friend]` or
/// `reference[friend]`. Returns any other name unchanged.
pub(super) fn without_brackets(name: &str) -> &str {
    let is_known = |prefix: &str| Level::from_name(prefix).is_some() || kind(prefix).is_some();
    let inside = name.split_once('[').filter(|(prefix, _)| is_known(prefix));
    inside.and_then(|(_, rest)| rest.strip_suffix(']')).unwrap_or(name)
}

/// Returns the page that a name refers to, and the heading above it.
fn page(name: &str, rule: Option<&FoundRule>) -> Option<(&'static str, String)> {
    let Some((_, page)) = TOPICS.iter().find(|(topic, _)| *topic == name) else {
        let (kind, heading) = page_of_kind(name, rule)?;
        return Some((kind.page, heading));
    };
    let homonym = rule.and_then(|found| Some((found, kind(found.rule.kind.as_deref()?)?)));
    let note = homonym.map(|(found, kind_of_rule)| note("page", found, kind_of_rule));
    Some((page, note.unwrap_or_default()))
}

/// Returns the kind that a name refers to, and the heading above its page.
fn page_of_kind(name: &str, rule: Option<&FoundRule>) -> Option<(&'static Kind, String)> {
    let kind_of_rule = rule.and_then(|found| kind(found.rule.kind.as_deref()?));
    match (kind(name), rule.zip(kind_of_rule)) {
        (None, Some((found, kind_of_rule))) => Some((kind_of_rule, heading(found, kind_of_rule))),
        (Some(kind), Some((found, kind_of_rule))) if kind_of_rule.name == kind.name => {
            Some((kind, heading(found, kind)))
        }
        (Some(kind), Some((found, kind_of_rule))) => {
            Some((kind, note("kind", found, kind_of_rule)))
        }
        (Some(kind), None) => Some((kind, String::new())),
        (None, None) => None,
    }
}

/// Returns the note above a page whose name is also the id of a rule of another kind. `what` is "page" if the page
/// describes a topic, and "kind" if it describes a kind.
fn note(what: &str, found: &FoundRule, kind_of_rule: &Kind) -> String {
    let (name, rulebook, other) = (&found.rule.id, &found.rulebook, kind_of_rule.name);
    format!(
        "This is the {what} `{name}`. The rule `{name}` of {rulebook} is of kind `{other}`: see `factlint explain {other}`.\n\n"
    )
}

fn heading(found: &FoundRule, kind: &Kind) -> String {
    let level = found.rule.level.as_deref().unwrap_or(kind.level.name());
    let (id, rulebook) = (&found.rule.id, &found.rulebook);
    let from = match found.from == *rulebook {
        true => String::new(),
        false => format!(", from {}", found.from),
    };
    format!("Rule `{id}` of {rulebook}{from}: kind `{}`, level {level}.\n\n", kind.name)
}

/// Returns the rules of the rulebook that a path belongs to, or of the rulebooks below the path if there is none.
fn rules(path: &Path, current_dir: &Path) -> Vec<FoundRule> {
    let rulebooks = match find_rulebook(path, current_dir) {
        Ok(rulebook) => vec![rulebook],
        Err(_) => rulebooks_below(&current_dir.join(path)).paths,
    };
    let rules = rulebooks.iter().flat_map(|rulebook| {
        rules_of(Folders::of(rulebook, current_dir), &relative(rulebook, current_dir))
    });
    rules.collect()
}

/// Returns the rules of a rulebook, including those of the rulebooks that it extends. `rulebook` is its name in the
/// output.
fn rules_of(folders: Folders, rulebook: &str) -> Vec<FoundRule> {
    let mut texts = rulebook_texts(folders);
    // The last text is the rulebook itself. Its name also shows where a rulebook outside the current folder is.
    if let Some((name, _)) = texts.last_mut() {
        rulebook.clone_into(name);
    }
    let mut rules: Vec<FoundRule> = Vec::new();
    for (from, text) in texts {
        for rule in rules_at_a_glance(&text) {
            let extended = rules.iter_mut().find(|other| other.rule.id == rule.id);
            match extended {
                // An entry without a kind changes the arguments of the extended rule.
                Some(extended) if rule.kind.is_none() => {
                    extended.rule.level = rule.level.or(extended.rule.level.take());
                }
                Some(extended) => (extended.rule, extended.from) = (rule, from.clone()),
                None => {
                    let (rulebook, from) = (rulebook.to_owned(), from.clone());
                    rules.push(FoundRule { rule, rulebook, from });
                }
            }
        }
    }
    rules
}

/// Returns the error for a name that is neither a rule nor a kind nor a topic.
fn unknown(name: &str, rules: &[FoundRule], path: &Path) -> String {
    if let Some(swapped) = swapped(name, path) {
        return swapped;
    }
    if let Some(kind) = rules
        .iter()
        .find(|found| found.rule.id == name)
        .and_then(|found| found.rule.kind.as_deref())
    {
        let hint = closest(kind, KINDS.iter().map(|kind| kind.name));
        let hint = hint.unwrap_or_else(|| "`factlint rules` lists the kinds".to_owned());
        return format!("the rule `{name}` has the unknown kind `{kind}`: {hint}");
    }
    let names = rules.iter().map(|found| found.rule.id.as_str());
    let names = names.chain(KINDS.iter().map(|kind| kind.name));
    let names = names.chain(TOPICS.iter().map(|(topic, _)| *topic));
    let hint = closest(name, names).unwrap_or_else(|| match rules {
        [] => {
            "`factlint rules` lists the kinds; there is no rulebook in the directory, its parents or its subdirectories".to_owned()
        }
        [first, ..] => format!(
            "`factlint rules` lists the kinds, `{}` the rules",
            in_folder_of(&first.rulebook, "factlint config")
        ),
    });
    format!("unknown rule or kind `{name}`: {hint}")
}

/// Returns an error with the corrected command if the name and the path are swapped, and `None` otherwise.
fn swapped(name: &str, path: &Path) -> Option<String> {
    let current_dir = current_dir();
    let as_name = path.to_str()?;
    let rules = rules(Path::new(name), &current_dir);
    let is_name = kind(as_name).is_some() || rules.iter().any(|found| found.rule.id == as_name);
    (is_name && current_dir.join(name).exists()).then(|| {
        format!(
            "`{name}` is a path, and the rule goes first: factlint explain {} {}",
            shell_word(as_name),
            shell_word(name)
        )
    })
}
