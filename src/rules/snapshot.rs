//! `snapshot`: a source's text that is missing or has changed.

use super::{Kind, Origin};
use crate::document::{Kind as ValueKind, Value};
use crate::finding::{Anchor, Applicability, Cause, Finding, Level, Place, canonical, sha256};
use crate::parameters::{Arguments, Model, Selection};
use crate::path;
use crate::quote::Folding;
use crate::rule::{
    Accepts, Declaration, DynRule, Lookup, Lookups, Output, Partner, Record, Rule, SnapshotFile,
};
use crate::value::shortened;
use std::sync::Arc;

pub(crate) const KIND: Kind = Kind {
    name: "snapshot",
    about: "a snapshot that is missing or whose SHA-256 differs",
    level: Level::Error,
    parameters: &[],
    origin: Origin::BuiltIn(build),
    page: include_str!("snapshot.md"),
};

struct Snapshots {
    declaration: Declaration,
    model: Arc<Model>,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let model = arguments.model()?;
    let selection = Selection { collection: model.sources.clone(), condition: None };
    let Model { sources, snapshot_path: path, snapshot_sha256, fold, .. } = &*model;
    let mut declaration = Declaration {
        lookups: vec![Lookup::Snapshots { collection: sources.clone(), path: path.clone() }],
        reads: Some(vec![path.clone(), snapshot_sha256.clone(), fold.clone()]),
        tolerates_unknown_values: true,
        ..Declaration::new(selection, Partner::NotNeeded)
    };
    declaration.accepted.add(path, Accepts::Text);
    // `check_folding` reports every value that is not a folding.
    declaration.accepted.add(fold, Accepts::Anything);
    Some(Box::new(Snapshots { declaration, model }))
}

impl Rule for Snapshots {
    type Fact = ();

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut Output<'_, ()>) {
        self.model.fold.each(record.value, |word| self.check_folding(record, word, output));
        let (path, unknown) = path::watch(|| self.model.snapshot_path.first(record.value));
        if !unknown.is_none() {
            return unknown.pass_on();
        }
        let path = path.filter(|path| path.kind() != ValueKind::Null);
        let Some(path) = path else { return self.check_without_path(record, output) };
        let Some(name) = path.as_str() else { return };
        match lookups.snapshot(&name) {
            Some(Ok(snapshot)) => self.compare(record, path, snapshot, output),
            Some(Err(reason)) => {
                let message =
                    format!("the snapshot of {} cannot be read: {reason}", record.display_name());
                let cause = format!("the snapshot {name} cannot be read: {reason}");
                output.report(
                    self.finding(message, record)
                        .label(Place::of(path), "cannot be read")
                        .because(Cause::new(&*cause, &*cause, "source names it", "sources name it"))
                        .rests_on(record.anchor(), "path", name),
                );
            }
            // Cannot happen: every path that a record of this collection names has been read.
            None => {}
        }
    }
}

impl Snapshots {
    /// Reports an unknown folding. If it were ignored, quotes would fail without an apparent reason.
    fn check_folding(&self, record: &Record<'_>, word: Value<'_>, output: &mut Output<'_, ()>) {
        let text = word.as_str();
        if text.as_deref().and_then(Folding::from_word).is_some() {
            return;
        }
        let got =
            text.map_or_else(|| word.kind().with_article().to_owned(), |text| format!("`{text}`"));
        let want = Folding::WORDS.join("`, `");
        let message =
            format!("{} has the unknown folding {got}, want `{want}`", record.display_name());
        let anchor = Anchor::new(record.anchor(), self.model.fold.as_str());
        let finding = Finding::new(message, anchor)
            .label(Place::of(word), "not a folding")
            .in_record(record.place())
            .rests_on(record.anchor(), "fold", got);
        output.report(finding);
    }

    /// Reports a snapshot with a SHA-256 but without a path: its quotes cannot be verified.
    fn check_without_path(&self, record: &Record<'_>, output: &mut Output<'_, ()>) {
        let recorded = self.model.snapshot_sha256.first(record.value);
        let Some(recorded) = recorded.filter(|value| value.kind() != ValueKind::Null) else {
            return;
        };
        let message = format!("the snapshot of {} has no path", record.display_name());
        let finding = self
            .finding(message, record)
            .label(Place::of(recorded), "the SHA-256 of no file")
            .help("without a path, its quotes cannot be verified")
            .rests_on(record.anchor(), "recorded", canonical(recorded));
        output.report(finding);
    }

    fn compare(
        &self,
        record: &Record<'_>,
        path: Value<'_>,
        snapshot: &SnapshotFile,
        output: &mut Output<'_, ()>,
    ) {
        let actual = snapshot.sha256.as_str();
        let (recorded, unknown) = path::watch(|| self.model.snapshot_sha256.first(record.value));
        if !unknown.is_none() {
            return unknown.pass_on();
        }
        let Some(recorded) = recorded else {
            let message =
                format!("the snapshot of {} has no recorded SHA-256", record.display_name());
            output.report(
                self.finding(message, record)
                    .label(Place::of(path), format!("its SHA-256 is {actual}"))
                    .help("without it, changes to the text go unnoticed"),
            );
            return;
        };
        let want = recorded.as_str().unwrap_or_default();
        if want.eq_ignore_ascii_case(actual) {
            return;
        }
        if !is_sha256(&want) {
            return output.report(self.malformed(record, recorded));
        }
        if let Some(finding) = self.other_line_ends(record, (path, recorded), snapshot, &want) {
            return output.report(finding);
        }
        let message =
            format!("the snapshot of {} has changed: its SHA-256 differs", record.display_name());
        output.report(
            self.finding(message, record)
                .label(Place::of(recorded), "want the text with this SHA-256")
                .label(Place::File(snapshot.file), "this text")
                .help("restore the text; or, if it was meant to change, check the quotes and record the new SHA-256")
                .suggest(Applicability::Unsafe, Place::of(recorded), format!("\"{actual}\""), "record the new SHA-256")
                .rests_on(record.anchor(), "recorded", want)
                .rests_on(record.anchor(), "actual", actual),
        );
    }

    /// Returns the finding about a text that differs from the recorded text only in its line ends, which Git
    /// may have converted. Returns `None` if other characters differ too.
    fn other_line_ends(
        &self,
        record: &Record<'_>,
        (path, recorded): (Value<'_>, Value<'_>),
        snapshot: &SnapshotFile,
        want: &str,
    ) -> Option<Finding> {
        let text = snapshot.open()?;
        let text = text.text().text();
        let with_lf = text.replace("\r\n", "\n");
        let is_wanted = |text: &str| want.eq_ignore_ascii_case(&sha256(text.as_bytes()));
        let path = path.as_str().unwrap_or_default();
        let (ends, help) = if with_lf.len() < text.len() && is_wanted(&with_lf) {
            let help = format!(
                "Git has converted the line ends: add `{path} -text` to the .gitattributes next to the rulebook, then restore the text: git checkout -- {path}"
            );
            ("got CRLF, want LF", help)
        } else if is_wanted(&with_lf.replace('\n', "\r\n")) {
            let help = format!(
                "Git converted the line ends when the text was added: add `{path} -text` to the .gitattributes next to the rulebook, then add the text again with CRLF"
            );
            ("got LF, want CRLF", help)
        } else {
            return None;
        };
        let message = format!(
            "the snapshot of {} has the recorded text, but with other line ends: {ends}",
            record.display_name()
        );
        let finding = self
            .finding(message, record)
            .label(Place::of(recorded), "want the text with this SHA-256")
            .label(Place::File(snapshot.file), "this text")
            .help(help)
            .rests_on(record.anchor(), "recorded", want)
            .rests_on(record.anchor(), "actual", &snapshot.sha256);
        Some(finding)
    }

    /// Returns the finding about a recorded SHA-256 that is not 64 hexadecimal digits.
    fn malformed(&self, record: &Record<'_>, recorded: Value<'_>) -> Finding {
        let message = format!(
            "the snapshot of {} has the SHA-256 {}, want 64 hexadecimal digits",
            record.display_name(),
            shortened(recorded.raw())
        );
        self.finding(message, record).label(Place::of(recorded), "not a SHA-256").rests_on(
            record.anchor(),
            "recorded",
            canonical(recorded),
        )
    }

    fn finding(&self, message: String, record: &Record<'_>) -> Finding {
        Finding::new(message, Anchor::new(record.anchor(), self.model.snapshot_path.as_str()))
            .in_record(record.place())
    }
}

/// Checks whether a text is a SHA-256 in hexadecimal digits.
fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
