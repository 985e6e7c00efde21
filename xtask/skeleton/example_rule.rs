//! `example-rule`: a value that is wrong.

use super::{Kind, Origin};
use factlint::finding::{Anchor, Finding, Level, Place};
use factlint::parameters::{Arguments, IN, Parameter, ParameterType, WHERE};
use factlint::path::Field;
use factlint::rule::{Declaration, DynRule, Lookups, Output, Partner, Record, Rule, scalar_text};
use factlint::value::shortened;

pub(super) const KIND: Kind = Kind {
    name: "example-rule",
    // FILL IN: what the kind finds. Write it here, in the first line of this file, and in the title of its page.
    about: "a value that is wrong",
    level: Level::Error,
    // FILL IN: the parameters. The page's table is written from them.
    parameters: &[
        IN,
        WHERE,
        Parameter::required("field", ParameterType::Field, "The field whose values are checked."),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("example_rule.md"),
};

struct ExampleRule {
    declaration: Declaration,
    field: Field,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, field) = (arguments.selection(), arguments.field("field"));
    let declaration = Declaration {
        // FILL IN: keep this line if a finding is valid even if other values of its record are unknown; otherwise
        // remove it.
        tolerates_unknown_values: true,
        // FILL IN: if the rule compares values with each other, replace `NotNeeded`, as in `sum`; otherwise remove
        // this line. Add a row to `tests/it/idle/every_kind.rs`.
        ..Declaration::new(selection?, Partner::NotNeeded)
    };
    Some(Box::new(ExampleRule { declaration, field: field? }))
}

impl Rule for ExampleRule {
    // FILL IN: the data that the rule keeps of each record for `settle`, if it compares records;
    // otherwise leave `()`.
    type Fact = ();

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, ()>) {
        // FILL IN: `scalar_text` returns the text as written; to compare values with each other, use `key_text`.
        self.field.each(record.value, |value| match scalar_text(value) {
            // FILL IN: the condition for a wrong value, and a message with the actual and the
            // expected value.
            Some(text) if text == "wrong" => output.report(
                Finding::new(
                    format!("got `{}` in `{}`, want another value", shortened(&text), self.field),
                    Anchor::new(record.anchor(), self.field.as_str()),
                )
                .label(Place::of(value), "is wrong")
                .in_record(record.place())
                .rests_on(record.anchor(), self.field.as_str(), &*text),
            ),
            Some(_) => {}
            None => output.skip(&self.field, value),
        });
    }
}
