//! The rules of the results in a SARIF log, with their descriptions and pages.

use super::super::{one_line, page_url};
use super::log::{Configuration, Message, OwnRuleProperties, Rule, RuleProperties};
use super::outcome::level;
use crate::finding::{Head, Level};
use crate::rules::{Kind, kind};
use std::collections::HashMap;

/// Maximum length of a name, in characters. GitHub rejects a longer name.
const MAX_NAME: usize = 255;

/// Maximum length of a description, in characters. GitHub rejects a longer description.
const MAX_DESCRIPTION: usize = 1024;

/// The rules of results, without duplicates.
#[derive(Default)]
pub(super) struct Rules {
    rules: Vec<Rule>,
    positions: HashMap<String, usize>,
}

impl Rules {
    /// Adds the rule of a finding, unless it has been added before.
    pub(super) fn add(&mut self, finding: &Head<'_>) {
        if !self.positions.contains_key(finding.rule) {
            self.positions.insert(finding.rule.to_owned(), self.rules.len());
            self.rules.push(rule(finding));
        }
    }

    /// Returns the rules, and the index of each rule by its id.
    pub(super) fn into_parts(self) -> (Vec<Rule>, HashMap<String, usize>) {
        (self.rules, self.positions)
    }
}

fn rule(finding: &Head<'_>) -> Rule {
    let kind = kind(finding.kind);
    let about = kind.map_or(finding.kind, |kind| kind.about);
    let what_it_does = kind.map_or(about, what_it_does);
    let id = one_line(finding.rule);
    Rule {
        name: shortened(&id, MAX_NAME),
        id,
        short_description: Message::new(shortened(about, MAX_DESCRIPTION)),
        full_description: Message::new(shortened(what_it_does, MAX_DESCRIPTION)),
        help_uri: page_url(finding.kind),
        help: Message {
            text: format!("{about}\nfor more: factlint explain {}", finding.kind),
            markdown: kind.map(|kind| kind.page.to_owned()),
        },
        default_configuration: Configuration { level: level(finding.level) },
        properties: RuleProperties {
            tags: vec!["factlint".to_owned(), finding.kind.to_owned()],
            problem_severity: severity(finding.level),
            factlint: OwnRuleProperties {
                kind: finding.kind.to_owned(),
                level: finding.level.name(),
            },
        },
    }
}

/// Returns the first paragraph of the section "What it does" of the kind's page.
fn what_it_does(kind: &Kind) -> &str {
    let section = kind.page.split("\n## What it does\n").nth(1).unwrap_or_default();
    section.trim_start().split("\n\n").next().unwrap_or_default()
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning | Level::Review => "warning",
        Level::Notice | Level::Off => "recommendation",
    }
}

fn shortened(text: &str, max_characters: usize) -> String {
    let line = one_line(text);
    match line.char_indices().nth(max_characters) {
        None => line,
        Some(_) => line.chars().take(max_characters - 1).chain(['…']).collect(),
    }
}
