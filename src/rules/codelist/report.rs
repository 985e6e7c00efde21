//! Creates the findings of `codelist` about codes that are in none of the lists.

use super::Codelist;
use crate::finding::{Anchor, Applicability, Cause, Finding, Place};
use crate::parameters::Spanned;
use crate::path::Field;
use crate::rule::{Code, Codes, Documents, Lookups, Record, ValuesOf, key_in, key_text};
use crate::value::look_alike::with_hidden_difference;
use crate::value::name::only_meant;
use crate::value::shortened;
use crate::value::standard::Standard;
use std::borrow::Cow;

/// Describes the codes that the rule accepts.
pub(super) fn describe_wanted(
    values: &[String],
    standard: Option<Standard>,
    file: Option<&Spanned<String>>,
    list: &[Field],
    values_of: Option<&ValuesOf>,
) -> String {
    const MAX_SHOWN: usize = 12;
    let mut wanted: Vec<String> = Vec::new();
    if values.len() > MAX_SHOWN {
        wanted.push(format!("one of {} values", values.len()));
    } else {
        wanted.extend(values.iter().map(|value| format!("`{}`", shortened(value))));
    }
    wanted.extend(standard.map(|standard| standard.describe().to_owned()));
    wanted.extend(file.map(|file| format!("a code of {}", file.value)));
    let fields: Vec<String> = list.iter().map(|field| format!("`{field}`")).collect();
    wanted.extend((!list.is_empty()).then(|| format!("a value of {}", fields.join(" or "))));
    wanted.extend(values_of.map(|of| {
        let field = of.field.to_string();
        let article = if field.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        format!("{article} `{field}` of `{}`", of.collection)
    }));
    match wanted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., one_more] => format!("{} or {one_more}", all.join(", ")),
    }
}

/// Adds a label to the finding about a code that is only in the list of another document or folder.
pub(super) fn listed_elsewhere(
    finding: Finding,
    record: &Place,
    elsewhere: &Place,
    lookups: &Lookups<'_>,
) -> Finding {
    let part = lookups.difference_between(record.file(), elsewhere.file());
    let label = format!("in the list, but in another {part}");
    let message = format!("{}{}", finding.message, lookups.scope.in_this());
    Finding { help: None, message, ..finding.label(elsewhere.clone(), label) }
}

impl Codelist {
    /// Returns the finding about a code that is not in the collection. `record` and `place` are the places of
    /// the record and of the code. Returns `None` if they cannot be read again.
    pub(super) fn missing_code(
        &self,
        (record, place): (&Place, &Place),
        lists: &[&Codes],
        documents: &Documents<'_, '_>,
    ) -> Option<Finding> {
        let record = documents.record_at(self.declaration.collection(), record)?;
        let value = documents.value_of(&record, self.field.first(), place)?;
        let text = match self.field.one() {
            Some(_) => key_text(value)?,
            None => key_in(&self.field, record.value, &mut Vec::new())?.0.into(),
        };
        let code = self.codes_in(value, &text).find(|code| code.place() == *place)?;
        Some(self.unknown(&record, &code, lists))
    }

    /// Returns the common cause of the findings about this unlisted code.
    fn not_listed(&self, code: &str) -> Cause {
        let message = format!("`{}` is not in the list, want {}", shortened(code), self.wanted);
        Cause::new(format!("{}: {code}", self.wanted), message, "place has it", "places have it")
    }

    /// Returns the finding about a code that is in none of the lists.
    pub(super) fn unknown(
        &self,
        record: &Record<'_>,
        of: &Code<'_, '_>,
        lists: &[&Codes],
    ) -> Finding {
        let (text, code) = (of.text, of.as_str());
        let (field, got) = (&self.field, shortened(code));
        let place = match field.one() {
            Some(field) if field.is_record() => String::new(),
            _ => format!(" in `{field}`"),
        };
        let name = &field.name();
        let of_text = match of.is_all() {
            true => String::new(),
            false => format!(", a part of `{}`", shortened(text)),
        };
        let message = format!("got `{got}`{place}{of_text}, want {}", self.wanted);
        let candidates = lists.iter().flat_map(|codes| {
            codes.candidates(code).map(move |(slip, near)| (slip, (codes, near)))
        });
        let has_rival = |meant: &str| lists.iter().any(|codes| codes.has_rival(code, meant));
        let meant = only_meant(candidates, |(_, near)| Cow::Borrowed(*near), has_rival);
        let message = match meant {
            Some((_, (_, near))) => with_hidden_difference(message, code, near),
            None => message,
        };
        let finding = Finding::new(message, Anchor::new(record.anchor(), name))
            .label(of.place(), "not in the list")
            .with_unknown_name(code)
            .in_record(record.place())
            .rests_on(record.anchor(), name, text);
        let finding = match of.is_all() {
            true => finding,
            false => finding.rests_on(record.anchor(), "code looked up", code),
        };
        // With `list`, other records may have different lists, so findings have no common cause.
        let finding = match self.list.is_empty() {
            true => finding.because(self.not_listed(code)),
            false => finding,
        };
        let Some((slip, (codes, near))) = meant else {
            let is_empty = lists.iter().all(|codes| codes.is_empty());
            return if is_empty { finding.help("the list is empty here") } else { finding };
        };
        let finding = match codes.place(near) {
            Some(place) => finding.label(place.clone(), "this is in the list"),
            None => finding,
        };
        let finding = finding.help(format!("did you mean `{near}`?"));
        if field.one().is_none() {
            // The value at the place is only a part of the code.
            return finding;
        }
        let mut corrected = text.to_owned();
        corrected.replace_range(of.range.clone(), near);
        let message = format!("use `{corrected}`");
        finding.suggest(
            Applicability::of(slip),
            Place::of(of.value),
            serde_json::Value::from(corrected).to_string(),
            message,
        )
    }
}
