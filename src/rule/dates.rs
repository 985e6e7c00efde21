//! Reads dates in records, and reports malformed dates.

use super::{Count, Output, Record, scalar_text};
use crate::document::{Kind, Value};
use crate::finding::{Anchor, Finding, Place, text_hash};
use crate::parameters::Arguments;
use crate::path::Field;
use crate::value::ParseError;
use crate::value::date::PartialDate;
use crate::value::look_alike::with_hidden_mistake;
use crate::value::order::Scalar;
use std::borrow::Cow;

/// The kind of findings about malformed dates. Several rules may report the same value; the engine merges
/// their findings into one, with the highest of their levels.
pub const DATE: &str = "date";

/// A date and the value that contains it.
pub type DatedValue<'a> = (PartialDate, Value<'a>);

/// A date field, with the choice of a date if the field selects several values.
pub struct DateField {
    field: Field,
    /// The choice among several dates, or `None` if the field selects at most one value.
    which: Option<DateChoice>,
}

/// Selects one of several dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DateChoice {
    First,
    Last,
    Earliest,
    Latest,
}

impl DateField {
    /// Whether two date fields choose the same date of each record.
    #[must_use]
    pub fn is_same(&self, other: &DateField) -> bool {
        self.field.as_str() == other.field.as_str() && self.which == other.which
    }

    /// The words by which a rulebook chooses one of several dates.
    pub const WORDS: &'static [&'static str] = &["first", "last", "earliest", "latest"];

    /// Takes a field and its `which` argument, which is required if the field can select several dates.
    /// Returns `None` if the field is missing, which is not reported here. Also returns `None` if `which` is
    /// required and missing, which is reported.
    pub fn take(arguments: &mut Arguments<'_>, name: &str, which: &str) -> Option<DateField> {
        let word = arguments.text(which);
        let field = arguments.field(name)?;
        let counts = match word.as_deref() {
            Some("first") => Some(DateChoice::First),
            Some("last") => Some(DateChoice::Last),
            Some("earliest") => Some(DateChoice::Earliest),
            Some("latest") => Some(DateChoice::Latest),
            _ if field.is_singular() || arguments.is_given(which) => None,
            _ => {
                let words = DateField::WORDS.join("\", \"");
                let message = format!(
                    "`{field}` can select several dates; set `{which}` to choose one: \"{words}\""
                );
                return arguments.refuse_argument(name, message);
            }
        };
        Some(DateField { field, which: counts })
    }

    /// Returns the field.
    #[must_use]
    pub fn field(&self) -> &Field {
        &self.field
    }

    /// Returns the date that is used for a record, or `None` if there is no date or it cannot be read.
    /// Unreadable dates are reported or counted.
    pub fn find<'a, Fact>(
        &self,
        record: &Record<'a>,
        output: &mut Output<'_, Fact>,
    ) -> Option<DatedValue<'a>> {
        let value = match self.which {
            None | Some(DateChoice::First) => self.field.first(record.value),
            Some(DateChoice::Last) => self.field.select(record.value).pop(),
            Some(DateChoice::Earliest) => return self.extreme(record, false, output),
            Some(DateChoice::Latest) => return self.extreme(record, true, output),
        };
        let value = value?;
        Some((output.date(record, &self.field, value)?, value))
    }

    /// Returns the earliest or latest date. Returns `None` if there is no date, if a date cannot be read, or
    /// if the dates are too imprecise to determine the earliest or latest.
    fn extreme<'a, Fact>(
        &self,
        record: &Record<'a>,
        is_latest: bool,
        output: &mut Output<'_, Fact>,
    ) -> Option<DatedValue<'a>> {
        let values = self.field.select(record.value);
        let present = values.into_iter().filter(|value| value.kind() != Kind::Null);
        let dates: Vec<Option<DatedValue<'a>>> =
            present.map(|value| Some((output.date(record, &self.field, value)?, value))).collect();
        // An unreadable date may be the earliest or latest, so the result is unknown. The date has already
        // been reported or counted.
        let dates: Vec<DatedValue<'a>> = dates.into_iter().collect::<Option<_>>()?;
        let comes_first = |left: &PartialDate, right: &PartialDate| {
            if is_latest { right.is_before(left) } else { left.is_before(right) }
        };
        let mut best = dates.first()?;
        for date in &dates {
            if comes_first(&date.0, &best.0) == Some(true) {
                best = date;
            }
        }
        let is_certain = |date: &DatedValue<'a>| {
            date.0 == best.0 || comes_first(&date.0, &best.0) == Some(false)
        };
        if !dates.iter().all(is_certain) {
            output.count_at(Count::CannotTell, self.field.as_str(), Place::of(best.1));
            return None;
        }
        Some(best.clone())
    }
}

impl<Fact> Output<'_, Fact> {
    /// Returns the date in a field's value, which may be a string, or an integer for a year. A non-empty
    /// string or a number that is not a date is reported. An empty string is counted as
    /// [`Count::CannotTell`]. A value of another type is skipped. `null` counts as absent.
    pub fn date(
        &mut self,
        record: &Record<'_>,
        field: &Field,
        value: Value<'_>,
    ) -> Option<PartialDate> {
        let is_number = match value.kind() {
            Kind::Null => return None,
            Kind::String => false,
            Kind::Number => true,
            _ => {
                self.skip(field, value);
                return None;
            }
        };
        let text = scalar_text(value)?;
        if text.is_empty() {
            self.count_unread(Count::CannotTell, field.as_str(), Place::of(value), None);
            return None;
        }
        match PartialDate::read(Scalar { text: &text, is_number }) {
            Ok(date) => Some(date),
            Err(error) => {
                self.pass_over();
                self.report(malformed(record, value, &text, &error));
                None
            }
        }
    }
}

impl<Fact> Output<'_, Fact> {
    /// Reports a value if it is a malformed date (see [`is_malformed_date`]), and returns whether it is
    /// malformed. An unreliable value is only counted, since it has already been reported.
    pub fn report_malformed_date(&mut self, record: &Record<'_>, value: Value<'_>) -> bool {
        let Some((text, error)) = malformed_text(value) else { return false };
        self.pass_over();
        if value.document().marks().is_some_and(|marks| marks.is_unreliable(value)) {
            let field = names_within(record.value, value);
            self.count_at(Count::CannotTell, &field, Place::of(value));
        } else {
            self.report(malformed(record, value, &text, &error));
        }
        true
    }
}

/// Checks whether a value is a malformed date: a non-empty string or a number that is not a date.
#[must_use]
pub fn is_malformed_date(value: Value<'_>) -> bool {
    malformed_text(value).is_some()
}

fn malformed_text(value: Value<'_>) -> Option<(Cow<'_, str>, ParseError)> {
    if !matches!(value.kind(), Kind::String | Kind::Number) {
        return None;
    }
    let text = scalar_text(value).filter(|text| !text.is_empty())?;
    let is_number = value.kind() == Kind::Number;
    let error = PartialDate::read(Scalar { text: &text, is_number }).err()?;
    Some((text, error))
}

/// Returns the date in a string, or in an integer that is a year. Returns `None` for any other value, or if
/// the date cannot be read.
#[must_use]
pub fn date_in(value: Value<'_>) -> Option<PartialDate> {
    let is_number = match value.kind() {
        Kind::String => false,
        Kind::Number => true,
        _ => return None,
    };
    PartialDate::read(Scalar { text: &scalar_text(value)?, is_number }).ok()
}

/// Creates the finding about a malformed date. The finding does not depend on the rule that reads the value.
fn malformed(record: &Record<'_>, value: Value<'_>, text: &str, error: &ParseError) -> Finding {
    let field = names_within(record.value, value);
    // A record without an id is named only by the malformed date, since other rules may read other fields.
    let subject = match record.id() {
        Some(_) => record.anchor(),
        None => format!("{}/{}", record.collection.name, text_hash(text)),
    };
    let message =
        with_hidden_mistake(error.to_string(), text, |text| PartialDate::parse(text).is_ok());
    let finding = Finding::new(message, Anchor::new(&subject, &field))
        .label(Place::of(value), "not a date")
        .in_record(record.place())
        .rests_on(subject, field, text);
    Finding { kind: DATE.into(), ..finding }
}

/// Returns the names on the path from a record to a value, without array indexes. If the value is outside the
/// record, the path begins at the root of the document.
fn names_within(record: Value<'_>, value: Value<'_>) -> String {
    let (outer, pointer) = (record.pointer().to_string(), value.pointer().to_string());
    let within = pointer.strip_prefix(&outer).unwrap_or(&pointer);
    let is_name =
        |token: &&str| !token.is_empty() && !token.bytes().all(|byte| byte.is_ascii_digit());
    within.split('/').filter(is_name).collect::<Vec<_>>().join(".")
}
