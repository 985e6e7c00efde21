//! `file`: a file named in the data that is missing or has changed.

use super::{Kind, Origin};
use crate::document::Value;
use crate::finding::{Anchor, Applicability, Cause, Finding, Level, Place};
use crate::parameters::{Arguments, IN, Parameter, ParameterType, RelativeTo, WHERE};
use crate::path::{self, Field};
use crate::rule::{Declaration, DynRule, Lookups, Output, Partner, Record, Rule};
use crate::value::shortened;

pub(super) const KIND: Kind = Kind {
    name: "file",
    about: "a file named in the data that is missing or whose SHA-256 differs",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::optional(
            "items",
            ParameterType::Field,
            "The items that name the files, if a record has several; `field` and `sha256` are relative to them.",
        ),
        Parameter::required(
            "field",
            ParameterType::Field,
            "The field with the path or paths, with `/` between names.",
        )
        .relative_to(RelativeTo::Values(&["items"])),
        Parameter::optional(
            "from",
            ParameterType::Choice(&["rulebook", "document"]),
            "The folder to which paths are relative: the folder of the rulebook or of the document.",
        )
        .with_default("rulebook"),
        Parameter::optional(
            "sha256",
            ParameterType::Field,
            "The field with the SHA-256 of the file, as 64 hexadecimal digits.",
        )
        .relative_to(RelativeTo::Values(&["items"])),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("file.md"),
};

struct NamedFile {
    declaration: Declaration,
    items: Option<Field>,
    field: Field,
    is_from_document: bool,
    sha256: Option<Field>,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, field) = (arguments.selection(), arguments.field("field"));
    let items = arguments.field("items");
    let is_from_document = arguments.text("from")? == "document";
    let sha256 = arguments.field("sha256");
    let (selection, field) = (selection?, field?);
    if sha256.is_some() && !field.is_singular() {
        let message = format!(
            "`{field}` can select several paths, want `items` to say which has which SHA-256"
        );
        return arguments.refuse_argument("field", message);
    }
    let fields = || std::iter::once(&field).chain(&sha256);
    let of_items = |items: &Field| fields().filter_map(|field| items.joined(field)).collect();
    let declaration = Declaration {
        reads: items.as_ref().map(of_items),
        tolerates_unknown_values: true,
        ..Declaration::new(selection, Partner::NotNeeded)
    };
    Some(Box::new(NamedFile { declaration, items, field, is_from_document, sha256 }))
}

impl Rule for NamedFile {
    type Fact = ();

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut Output<'_, ()>) {
        let items = match &self.items {
            Some(items) => items.select(record.value),
            None => vec![record.value],
        };
        for item in items {
            self.field.each(item, |value| match value.as_str() {
                Some(written) => self.check(record, item, (value, &written), lookups, output),
                None => output.skip(&self.field, value),
            });
        }
    }
}

impl NamedFile {
    fn check(
        &self,
        record: &Record<'_>,
        item: Value<'_>,
        (value, written): (Value<'_>, &str),
        lookups: &Lookups<'_>,
        output: &mut Output<'_, ()>,
    ) {
        let (recorded, unknown) =
            path::watch(|| self.sha256.as_ref().and_then(|field| output.only(field, item)));
        if !unknown.is_none() {
            return unknown.pass_on();
        }
        let path = self.path(record, written, lookups);
        if written.ends_with('/') {
            let reason = "a path that ends with `/` is a folder";
            return output.report(self.missing(record, value, written, reason));
        }
        match &*lookups.named_files.get(&path, recorded.is_some()) {
            Err(reason) => output.report(self.missing(record, value, written, reason)),
            Ok(None) => {}
            Ok(Some(actual)) => {
                let Some((field, recorded)) = self.sha256.as_ref().zip(recorded) else { return };
                match recorded.as_str() {
                    Some(want) if want.eq_ignore_ascii_case(actual) => {}
                    Some(want) => output.report(self.changed(
                        record,
                        (value, written),
                        (recorded, &want),
                        actual,
                    )),
                    None => output.skip(field, recorded),
                }
            }
        }
    }

    /// Returns the path of a file relative to the rulebook's folder.
    fn path(&self, record: &Record<'_>, written: &str, lookups: &Lookups<'_>) -> String {
        let document = lookups.files.key(record.value.document().file()).unwrap_or_default();
        match document.rsplit_once('/').filter(|_| self.is_from_document) {
            Some((folder, _)) if !written.starts_with('/') => format!("{folder}/{written}"),
            _ => written.to_owned(),
        }
    }

    fn missing(
        &self,
        record: &Record<'_>,
        value: Value<'_>,
        written: &str,
        reason: &str,
    ) -> Finding {
        let name = shortened(written);
        let message =
            format!("the file `{name}` of {} cannot be read: {reason}", record.display_name());
        let cause = format!("the file {name} cannot be read: {reason}");
        self.finding(message, record)
            .label(Place::of(value), "names this file")
            .because(Cause::new(&*cause, &*cause, "record names it", "records name it"))
            .rests_on(record.anchor(), "path", written)
    }

    fn changed(
        &self,
        record: &Record<'_>,
        (value, written): (Value<'_>, &str),
        (recorded, want): (Value<'_>, &str),
        actual: &str,
    ) -> Finding {
        let message = format!(
            "the file `{}` of {} has changed: its SHA-256 differs",
            shortened(written),
            record.display_name()
        );
        self.finding(message, record)
            .label(Place::of(recorded), "the recorded SHA-256")
            .label(Place::of(value), "of this file")
            .help("restore the file; or, if it was meant to change, record the new SHA-256")
            .suggest(
                Applicability::Unsafe,
                Place::of(recorded),
                format!("\"{actual}\""),
                "record the new SHA-256",
            )
            .rests_on(record.anchor(), "path", written)
            .rests_on(record.anchor(), "recorded", want)
            .rests_on(record.anchor(), "actual", actual)
    }

    fn finding(&self, message: String, record: &Record<'_>) -> Finding {
        let field = match &self.items {
            Some(items) => format!("{items} {}", self.field),
            None => self.field.as_str().to_owned(),
        };
        Finding::new(message, Anchor::new(record.anchor(), field)).in_record(record.place())
    }
}
