//! `pattern`: a text that does not have the required form.

use super::{Kind, Origin};
use crate::document::Value;
use crate::finding::{Anchor, Finding, Level, Place};
use crate::parameters::Constraint::{Excludes, RequiredWithout};
use crate::parameters::Other::Given;
use crate::parameters::{self, Arguments, IN, Parameter, ParameterType, WHERE};
use crate::path::Field;
use crate::rule::{Declaration, DynRule, Lookups, Output, Partner, Record, Rule, scalar_text};
use crate::value::look_alike::with_hidden_mistake;
use crate::value::shortened;
use regex::Regex;
use regex_syntax::hir::{Hir, HirKind, Look};
use std::borrow::Cow;

pub(super) const KIND: Kind = Kind {
    name: "pattern",
    about: "a text that does not match a required pattern, or matches a forbidden one",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::required("field", ParameterType::Field, "The field with the text or texts."),
        Parameter::optional(
            "matches",
            ParameterType::Pattern,
            "The pattern that every text must match.",
        )
        .with(&[RequiredWithout(&["never"]), Excludes(&[Given("never")])]),
        Parameter::optional("never", ParameterType::Pattern, "The pattern that no text may match."),
        Parameter::optional(
            "whole",
            ParameterType::Boolean,
            "Whether the pattern must match the whole text, rather than any part of it.",
        )
        .with_default("false"),
        Parameter::optional(
            "ignoring",
            ParameterType::Pattern,
            "A pattern for the characters that are removed from a text before matching.",
        ),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("pattern.md"),
};

struct Pattern {
    declaration: Declaration,
    field: Field,
    demand: Demand,
    /// The pattern as written in the rulebook.
    written: String,
    whole: bool,
    ignoring: Option<Regex>,
}

/// A requirement on a text.
enum Demand {
    Matches(Regex),
    Never(Regex),
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, field) = (arguments.selection(), arguments.field("field"));
    let whole = arguments.boolean("whole");
    let name = if arguments.is_given("matches") { "matches" } else { "never" };
    let pattern = arguments.pattern(name)?;
    let (written, whole) = (pattern.as_str().to_owned(), whole?);
    if name == "matches" && !whole && matches_every_text(&written) {
        arguments.warn_of_argument(name, "the pattern matches every text");
    }
    let anchored = if whole { parameters::whole(&pattern) } else { Some(pattern) };
    let Some(pattern) = anchored else {
        return arguments.refuse_argument(name, "the pattern is too large to match whole texts");
    };
    let ignoring = arguments.pattern("ignoring");
    if ignoring.is_none() && arguments.is_given("ignoring") {
        return None;
    }
    let demand = if name == "matches" { Demand::Matches(pattern) } else { Demand::Never(pattern) };
    let (selection, field) = (selection?, field?);
    let declaration = Declaration {
        tolerates_unknown_values: true,
        ..Declaration::new(selection, Partner::NotNeeded)
    };
    Some(Box::new(Pattern { declaration, field, demand, written, whole, ignoring }))
}

/// Checks whether a pattern matches every text because it can match the empty string at its beginning or end, as
/// `a*` and `$` do.
fn matches_every_text(pattern: &str) -> bool {
    let parsed = regex_syntax::parse(pattern);
    parsed.is_ok_and(|tree| [Look::Start, Look::End].iter().any(|end| is_empty_at(&tree, *end)))
}

/// Checks whether a pattern can match the empty string at one end of any text.
fn is_empty_at(tree: &Hir, end: Look) -> bool {
    match tree.kind() {
        HirKind::Empty => true,
        HirKind::Literal(_) | HirKind::Class(_) => false,
        HirKind::Look(look) => *look == end,
        HirKind::Repetition(repetition) => repetition.min == 0 || is_empty_at(&repetition.sub, end),
        HirKind::Capture(group) => is_empty_at(&group.sub, end),
        HirKind::Concat(parts) => parts.iter().all(|part| is_empty_at(part, end)),
        HirKind::Alternation(branches) => branches.iter().any(|branch| is_empty_at(branch, end)),
    }
}

impl Rule for Pattern {
    type Fact = ();

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, ()>) {
        self.field.each(record.value, |value| match scalar_text(value) {
            Some(text) => self.judge(record, value, &text, output),
            None => output.skip(&self.field, value),
        });
    }
}

impl Pattern {
    /// Adds a description of the invisible characters in the text to the message, if the text would be valid
    /// without them.
    fn explained(&self, message: String, text: &str) -> String {
        with_hidden_mistake(message, text, |visible| match &self.demand {
            Demand::Matches(pattern) => pattern.is_match(visible),
            Demand::Never(pattern) => !pattern.is_match(visible),
        })
    }

    fn judge(
        &self,
        record: &Record<'_>,
        value: Value<'_>,
        text: &str,
        output: &mut Output<'_, ()>,
    ) {
        let Pattern { field, written, .. } = self;
        let place = if field.is_record() { String::new() } else { format!(" in `{field}`") };
        let got = format!("got `{}`{place}", shortened(text));
        let extent = if self.whole { " as a whole" } else { "" };
        let counts = match &self.ignoring {
            Some(ignoring) => ignoring.replace_all(text, ""),
            None => Cow::Borrowed(text),
        };
        let (message, label) = match &self.demand {
            Demand::Matches(pattern) if !pattern.is_match(&counts) => (
                format!("{got}, want text that{extent} matches `{written}`"),
                "does not match".to_owned(),
            ),
            Demand::Never(pattern) => {
                let Some(found) = pattern.find(&counts) else { return };
                let label = match found.as_str() {
                    "" => "matches".to_owned(),
                    found if found == counts => "matches".to_owned(),
                    found => format!("`{}` matches", shortened(found)),
                };
                let message = format!("{got}, want text that{extent} does not match `{written}`");
                (message, label)
            }
            Demand::Matches(_) => return,
        };
        let message = self.explained(message, &counts);
        output.report(
            Finding::new(message, Anchor::new(record.anchor(), field.as_str()))
                .label(Place::of(value), label)
                .in_record(record.place())
                .rests_on(record.anchor(), field.as_str(), text),
        );
    }
}
