//! `is-a`: a text that is not a valid URL, domain, ISBN or the like.

mod check_digits;
mod languages;
mod names;
mod network;
mod what;

use super::{Kind, Origin};
use crate::document::{Kind as ValueKind, Value};
use crate::finding::{Anchor, Finding, Level, Place, canonical};
use crate::parameters::{Arguments, IN, Parameter, ParameterType, WHERE};
use crate::path::Field;
use crate::rule::{Declaration, DynRule, Lookups, Output, Partner, Record, Rule, scalar_text};
use crate::value::look_alike::{visible_form, with_hidden_difference};
use crate::value::shortened;
use what::What;

pub(super) const KIND: Kind = Kind {
    name: "is-a",
    about: "a text that is not a valid URL, domain, ISBN or the like",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::required("field", ParameterType::Field, "The field with the text or texts."),
        Parameter::required(
            "what",
            ParameterType::Choice(What::WORDS),
            "The form that each text must have.",
        ),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("is_a.md"),
};

/// Checks whether a text has the form called `word`, a value of the parameter `what`. Returns `false` for an
/// unknown word.
pub(crate) fn is(word: &str, text: &str) -> bool {
    What::from_word(word).is_some_and(|what| what.check(text).is_ok())
}

/// Describes the form called `word`, such as `a URL`. Returns an empty text for an unknown word.
pub(crate) fn description(word: &str) -> &'static str {
    What::from_word(word).map_or("", What::describe)
}

struct IsA {
    declaration: Declaration,
    field: Field,
    what: What,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, field) = (arguments.selection(), arguments.field("field"));
    let what = arguments.text("what").and_then(|word| What::from_word(&word));
    let declaration = Declaration {
        tolerates_unknown_values: true,
        ..Declaration::new(selection?, Partner::NotNeeded)
    };
    Some(Box::new(IsA { declaration, field: field?, what: what? }))
}

impl Rule for IsA {
    type Fact = ();

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, ()>) {
        if let Some(kind) = self.what.kind() {
            return self.visit_kinds(record, kind, output);
        }
        self.field.each(record.value, |value| match scalar_text(value) {
            Some(text) => {
                if let Err(reason) = self.what.check(&text) {
                    output.report(self.finding(record, value, &text, &reason));
                }
            }
            None => output.skip(&self.field, value),
        });
    }
}

impl IsA {
    /// Reports each value whose JSON type is neither `kind` nor `null`.
    fn visit_kinds(&self, record: &Record<'_>, kind: ValueKind, output: &mut Output<'_, ()>) {
        self.field.each(record.value, |value| {
            if value.kind() != kind && value.kind() != ValueKind::Null {
                let (got, want) = (value.kind().with_article(), self.what.describe());
                let message = format!("got {got} in `{}`, want {want}", self.field);
                let finding =
                    Finding::new(message, Anchor::new(record.anchor(), self.field.as_str()))
                        .label(Place::of(value), format!("not {want}"))
                        .in_record(record.place())
                        .rests_on(record.anchor(), self.field.as_str(), canonical(value));
                output.report(finding);
            }
        });
    }

    fn finding(&self, record: &Record<'_>, value: Value<'_>, text: &str, reason: &str) -> Finding {
        let place = match self.field.is_record() {
            true => String::new(),
            false => format!(" in `{}`", self.field),
        };
        let want = self.what.describe();
        let message = format!("got `{}`{place}, want {want}", shortened(text));
        let visible = visible_form(text);
        let message = match self.what.check(&visible) {
            Ok(()) => {
                let hidden = with_hidden_difference(message.clone(), text, &visible);
                if hidden == message { format!("{message}: {reason}") } else { hidden }
            }
            Err(_) => format!("{message}: {reason}"),
        };
        Finding::new(message, Anchor::new(record.anchor(), self.field.as_str()))
            .label(Place::of(value), format!("not {want}"))
            .in_record(record.place())
            .rests_on(record.anchor(), self.field.as_str(), text)
    }
}
