//! `[rules.<id>]`: a kind, its arguments, and optional keys that rules of any kind may have, such as a level
//! and a message.

use super::{Message, RuleEntry};
use crate::finding::{Level, Reads};
use crate::parameters::{
    Arguments, CollectionDefinition, Expectations, Model, Problems, Scope, Spanned, Table, closest,
};
use crate::path::DataPatterns;
use crate::rule::AcceptedFields;
use crate::rules::{KINDS, Kind, Origin, kind};
use std::collections::BTreeMap;
use std::sync::Arc;
use toml::de::DeTable;

/// The keys that rules of any kind may have.
pub(super) const COMMON_KEYS: [&str; 6] =
    ["kind", "level", "message", "question", "why", "optional"];

/// The context for reading rules.
struct Reader<'r> {
    text: &'r str,
    collections: &'r [CollectionDefinition],
    model: &'r Arc<Model>,
    scope: Scope,
}

/// Returns the rules that visit records, and the levels that the rulebook sets for built-in rules.
pub(super) fn read(
    root: &Table<'_>,
    text: &str,
    collections: &[CollectionDefinition],
    model: &Arc<Model>,
    scope: Scope,
    problems: &mut Problems,
) -> (Vec<RuleEntry>, BTreeMap<&'static str, Level>) {
    let reader = Reader { text, collections, model, scope };
    let mut levels = BTreeMap::new();
    let mut rules = Vec::new();
    let table = root.get("rules").and_then(|value| value.table(problems));
    for (id, value) in table.iter().flat_map(Table::entries) {
        let Some(table) = value.table(problems) else { continue };
        let table = table.named_at(id.span.clone());
        match kind(id.value).filter(|kind| kind.is_built_in()) {
            Some(built_in) => {
                if let Some(level) = built_in_level(built_in, &table, problems) {
                    levels.insert(built_in.name, level);
                }
            }
            None => rules.extend(reader.rule(&id, &table, problems)),
        }
    }
    let mut all = reader.built_in_rules(&levels, problems);
    all.extend(rules);
    (all, levels)
}

impl Reader<'_> {
    fn rule(
        &self,
        id: &Spanned<&str>,
        table: &Table<'_>,
        problems: &mut Problems,
    ) -> Option<RuleEntry> {
        let kind = kind_of(id, table, problems);
        let level = level(table, problems);
        let message = self.message("message", table, problems);
        let question = self.message("question", table, problems);
        let why = table.get("why").and_then(|value| value.text(problems));
        let optional = table.get("optional").and_then(|value| value.boolean(problems));
        let is_optional = optional.unwrap_or_default();
        let kind = kind?;
        let Origin::Rulebook(build) = kind.origin else { return None };
        let what = format!("the rule `{}` of kind `{}`", id.value, kind.name);
        let mut arguments = Arguments::read(
            table,
            kind.parameters,
            &COMMON_KEYS,
            &what,
            self.text,
            self.collections,
            problems,
        )
        .with_model(self.model);
        let needs_document = arguments.need_document()
            || [&message, &question].into_iter().flatten().any(Message::needs_document);
        let mut expectations = arguments.expectations();
        let scope = arguments.scope(self.scope);
        let (data_patterns, reads) = (arguments.data_patterns(), arguments.reads());
        let rule = build(&mut arguments);
        let untaken = arguments.untaken();
        assert_mistakes_are_reported(kind, rule.is_some(), untaken, problems);
        let rule = rule?;
        let declaration = rule.declaration();
        let reads = declaration.reads.clone().unwrap_or(reads);
        let reads = Reads { fields: reads, keys: declaration.reads_keys };
        let accepted = AcceptedFields::of(declaration, &expectations.probes);
        for (key, message) in [("message", &message), ("question", &question)] {
            let Some(message) = message else { continue };
            message.expect(key, self.text, self.collections, &mut expectations);
            if !declaration.has_others && message.shows_others() {
                refuse_others(key, kind, table, problems);
            }
        }
        Some(RuleEntry {
            id: id.value.to_owned(),
            span: id.span.clone(),
            kind,
            level: level.unwrap_or(kind.level),
            scope,
            message,
            question,
            why: why.map(|why| why.value),
            is_optional,
            needs_document,
            expectations,
            reads,
            accepted,
            data_patterns,
            rule,
        })
    }

    /// Reads a text with placeholders.
    fn message(&self, key: &str, table: &Table<'_>, problems: &mut Problems) -> Option<Message> {
        let written = table.get(key)?.text(problems)?;
        if written.value.trim().is_empty() {
            let message = format!("got an empty text, want the {key} of each finding");
            problems.add(written.span, message, "empty");
            return None;
        }
        Message::parse(&written, self.text, problems)
    }

    /// Returns the built-in rules that visit records. A rule is omitted if the rulebook does not define the
    /// collection that it visits.
    fn built_in_rules(
        &self,
        levels: &BTreeMap<&'static str, Level>,
        problems: &mut Problems,
    ) -> Vec<RuleEntry> {
        let empty = DeTable::new();
        let table = Table::new(&empty, 0..0);
        let mut rules = Vec::new();
        for kind in KINDS {
            let Origin::BuiltIn(build) = kind.origin else { continue };
            let mut arguments =
                Arguments::read(&table, &[], &[], kind.name, self.text, self.collections, problems)
                    .with_model(self.model);
            let Some(rule) = build(&mut arguments) else { continue };
            let declaration = rule.declaration();
            let visited = declaration.collection();
            if !self.collections.iter().any(|collection| collection.name == visited) {
                continue;
            }
            let level = levels.get(kind.name).copied().unwrap_or(kind.level);
            rules.push(RuleEntry {
                id: kind.name.to_owned(),
                span: 0..0,
                kind,
                level,
                scope: self.scope,
                message: None,
                question: None,
                why: None,
                is_optional: true,
                needs_document: false,
                expectations: Expectations::default(),
                reads: Reads {
                    fields: declaration.reads.clone().unwrap_or_default(),
                    keys: declaration.reads_keys,
                },
                accepted: AcceptedFields::of(declaration, &[]),
                data_patterns: DataPatterns::default(),
                rule,
            });
        }
        rules
    }
}

/// Asserts that problems were reported if a kind did not build a rule, or ignored an argument.
fn assert_mistakes_are_reported(
    kind: &Kind,
    is_built: bool,
    untaken: Option<&str>,
    problems: &Problems,
) {
    debug_assert!(
        untaken.is_none() || !problems.is_empty(),
        "`{}` ignores its argument `{}`: the parameter must declare what it requires",
        kind.name,
        untaken.unwrap_or_default()
    );
    debug_assert!(
        is_built || !problems.is_empty(),
        "a rule that cannot be built has reported why, so that its absence is noticed"
    );
}

/// Reports `{others:…}` in the message or the question of a rule whose findings are about a single record.
fn refuse_others(key: &str, kind: &Kind, table: &Table<'_>, problems: &mut Problems) {
    let message = format!(
        "`{{others:...}}` needs a kind whose findings are about several records; those of `{}` are about one",
        kind.name
    );
    let span = table.get(key).map(|value| value.span).unwrap_or_default();
    problems.add(span, message, &format!("in this {key}"));
}

fn built_in_level(
    kind: &'static Kind,
    table: &Table<'_>,
    problems: &mut Problems,
) -> Option<Level> {
    let what = format!("the built-in rule `{}`", kind.name);
    table.refuse_unknown_keys(&["level"], &what, problems);
    level(table, problems)
}

fn kind_of(
    id: &Spanned<&str>,
    table: &Table<'_>,
    problems: &mut Problems,
) -> Option<&'static Kind> {
    let names = || KINDS.iter().filter(|kind| !kind.is_built_in()).map(|kind| kind.name);
    let Some(value) = table.get("kind") else {
        problems.add_with_help(
            id.span.clone(),
            format!("the rule `{}` needs a `kind`", id.value),
            "incomplete",
            Some(format!("one of {}", names().collect::<Vec<_>>().join(", "))),
        );
        return None;
    };
    let written = value.text(problems)?;
    let known = kind(&written.value).filter(|kind| !kind.is_built_in());
    if known.is_none() {
        problems.add_with_help(
            written.span,
            format!("unknown kind `{}`", written.value),
            "unknown kind",
            closest(&written.value, names())
                .or_else(|| Some("`factlint rules` lists the kinds".to_owned())),
        );
    }
    known
}

fn level(table: &Table<'_>, problems: &mut Problems) -> Option<Level> {
    let written = table.get("level")?.text(problems)?;
    let level = Level::from_name(&written.value);
    if level.is_none() {
        let names = Level::ALL.map(Level::name);
        problems.add_with_help(
            written.span,
            format!("got `{}`, want one of `{}`", written.value, names.join("`, `")),
            "unknown level",
            closest(&written.value, names),
        );
    }
    level
}
