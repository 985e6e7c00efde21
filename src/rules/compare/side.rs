//! The sides of a comparison. A side is a value, a constant, or the day of the run.

use super::{Form, Other};
use crate::document::{Kind, Value};
use crate::finding::canonical;
use crate::rule::scalar_text;
use crate::value::date::PartialDate;
use crate::value::look_alike::{look_alike, with_hidden_difference};
use crate::value::order::{Comparand, PossibleOrder, Scalar};
use crate::value::shift::{Shift, ShiftedDate};
use crate::value::shortened;
use std::borrow::Cow;

/// One side of a comparison. `value` is `None` for a constant.
pub(super) struct Side<'a> {
    pub(super) text: Option<Cow<'a, str>>,
    pub(super) is_number: bool,
    pub(super) value: Option<Value<'a>>,
    /// The date after adding `plus`, or `None` if the rule has no `plus` or the value is not a date.
    shifted: Option<Shifted>,
}

/// A side that is compared several times.
pub(super) struct Compared<'s, 'a> {
    pub(super) side: &'s Side<'a>,
    /// The value in the forms in which it is compared, or `None` if it is not a scalar.
    pub(super) comparand: Option<Comparand<'s>>,
}

impl<'s, 'a> Compared<'s, 'a> {
    pub(super) fn of(side: &'s Side<'a>) -> Compared<'s, 'a> {
        Compared { side, comparand: side.scalar().map(Comparand::new) }
    }
}

/// A date after adding `plus`.
enum Shifted {
    To(ShiftedDate),
    /// The resulting date is outside of the calendar.
    Nowhere,
}

impl<'a> Side<'a> {
    pub(super) fn of(value: Value<'a>) -> Side<'a> {
        let is_number = value.as_number().is_some();
        Side { text: scalar_text(value), is_number, value: Some(value), shifted: None }
    }

    pub(super) fn of_constant(text: Cow<'a, str>, is_number: bool) -> Side<'a> {
        Side { text: Some(text), is_number, value: None, shifted: None }
    }

    /// Adds the duration `plus` to the date, if there is one. A value that is not a date stays unchanged.
    pub(super) fn plus(self, plus: Option<&Shift>) -> Side<'a> {
        let date = self.scalar().and_then(|scalar| PartialDate::read(scalar).ok());
        let shifted = plus
            .zip(date)
            .map(|(plus, date)| plus.apply(&date).map_or(Shifted::Nowhere, Shifted::To));
        Side { shifted, ..self }
    }

    pub(super) fn scalar(&self) -> Option<Scalar<'_>> {
        Some(Scalar { text: self.text.as_deref()?, is_number: self.is_number })
    }

    /// Checks whether the types of the sides differ, as those of `true` and `"true"` do, so that a message must
    /// distinguish the sides by more than their text.
    pub(super) fn is_of_another_type(&self, other: &Side<'_>) -> bool {
        self.is_number != other.is_number
            || self.is_boolean() != other.is_boolean()
            || self.text.is_some() != other.text.is_some()
    }

    fn is_boolean(&self) -> bool {
        self.value.is_some_and(|value| value.kind() == Kind::Boolean)
    }

    /// Returns the possible orders of `own` and this side, whose value is also given as `comparand`. Returns `None`
    /// if the two cannot be compared.
    pub(super) fn order_of(
        &self,
        own: &Comparand<'_>,
        comparand: &Comparand<'_>,
        form: Form,
    ) -> Option<PossibleOrder> {
        match &self.shifted {
            None => form.order_of(own, comparand),
            Some(Shifted::To(date)) => Some(PossibleOrder::of_shifted(own.date()?, date)),
            Some(Shifted::Nowhere) => {
                Some(PossibleOrder { less: true, equal: true, greater: true })
            }
        }
    }

    /// Formats the value for a message. With `as_json`, the value is formatted as JSON, which distinguishes a
    /// number from a string.
    pub(super) fn shown(&self, as_json: bool) -> String {
        match (self.value, &self.text) {
            (_, Some(text)) if !as_json => shortened(text),
            (Some(value), _) => shortened(value.raw()),
            (None, Some(text)) if !self.is_number => shortened(&format!("\"{text}\"")),
            (None, text) => shortened(text.as_deref().unwrap_or_default()),
        }
    }

    /// Like [`shown`](Self::shown), for the state of a finding: the text of a number does not depend on how the
    /// number is written.
    pub(super) fn in_state(&self, as_json: bool) -> String {
        match self.value.filter(|_| self.is_number) {
            Some(number) => shortened(&canonical(number)),
            None => self.shown(as_json),
        }
    }

    /// Like [`shown`](Self::shown), but formats the date after adding `plus`.
    pub(super) fn shown_as_compared(&self, as_json: bool) -> String {
        match &self.shifted {
            Some(Shifted::To(date)) => date.to_string(),
            Some(Shifted::Nowhere) | None => self.shown(as_json),
        }
    }
}

/// Names the other side of a comparison, for labels and states.
pub(super) fn the_other(other: &Other) -> String {
    match other {
        Other::Constant { text, .. } => shortened(text),
        Other::Today => "today".to_owned(),
        Other::Field { than, .. } => format!("`{than}`"),
    }
}

/// Adds the hidden difference to the message if another value looks the same as `own`.
pub(super) fn explained(message: String, own: &Side<'_>, others: &[&Side<'_>]) -> String {
    let Some(own) = &own.text else { return message };
    let mut texts = others.iter().filter_map(|other| other.text.as_deref());
    match texts.find(|other| look_alike(own, other)) {
        Some(other) => with_hidden_difference(message, own, other),
        None => message,
    }
}

/// Maximum number of other values in a message, and of their places.
pub(super) const MAX_SHOWN: usize = 12;

/// Lists the values for a message. If `any` is false, only the first value is listed.
pub(super) fn listed(sides: &[&Side<'_>], any: bool, as_json: bool) -> String {
    let most = if any { MAX_SHOWN } else { 1 };
    let shown: Vec<String> =
        sides.iter().take(most).map(|side| side.shown_as_compared(as_json)).collect();
    match sides.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
