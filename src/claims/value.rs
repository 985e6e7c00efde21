//! The value of a claim: an object with one key, which is the value's type.

use crate::document::{Kind, Member, Value};
use crate::parameters::Model;
use crate::rule::{date_in, is_known};
use crate::value::date::PartialDate;
use crate::value::duration::Duration;
use crate::value::number::Decimal;
use crate::value::period::Period;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A claim's value, by type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClaimValue {
    /// The id of a place.
    Place(String),
    /// The id of an entity.
    Entity(String),
    /// A period, with the length that the source states.
    Period(StatedPeriod),
    /// A date of any precision.
    Date(PartialDate),
    /// A length of time.
    Duration(Duration),
    /// A number of things.
    Count(Decimal),
    /// A text.
    Text(String),
    /// An amount in a currency.
    Money(Money),
}

impl ClaimValue {
    /// Returns the text, or `None` if the value has another type.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            ClaimValue::Text(text) => Some(text),
            ClaimValue::Place(_)
            | ClaimValue::Entity(_)
            | ClaimValue::Period(_)
            | ClaimValue::Date(_)
            | ClaimValue::Duration(_)
            | ClaimValue::Count(_)
            | ClaimValue::Money(_) => None,
        }
    }
}

/// A period with the length that its source states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedPeriod {
    /// The dates. The start or end is `None` if it is unknown.
    pub dates: Period,
    /// The length that the source states, if any.
    pub stated: Option<Duration>,
}

/// An amount in a currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// The amount.
    pub amount: Decimal,
    /// The currency's code (ISO 4217).
    pub currency: String,
}

/// The type of a claim's value. Code that depends on the type matches on it exhaustively, so that the
/// compiler points out every place that a new type affects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    /// See [`ClaimValue::Place`].
    Place,
    /// See [`ClaimValue::Entity`].
    Entity,
    /// See [`ClaimValue::Period`].
    Period,
    /// See [`ClaimValue::Date`].
    Date,
    /// See [`ClaimValue::Duration`].
    Duration,
    /// See [`ClaimValue::Count`].
    Count,
    /// See [`ClaimValue::Text`].
    Text,
    /// See [`ClaimValue::Money`].
    Money,
}

impl ValueType {
    /// All types.
    pub const ALL: [ValueType; 8] = [
        ValueType::Place,
        ValueType::Entity,
        ValueType::Period,
        ValueType::Date,
        ValueType::Duration,
        ValueType::Count,
        ValueType::Text,
        ValueType::Money,
    ];

    /// Returns the type with this tag, or `None` if there is none.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<ValueType> {
        ValueType::ALL.into_iter().find(|value_type| value_type.tag() == tag)
    }

    /// Returns the type's tag, which is the key under which an object contains a value of this type.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            ValueType::Place => "place",
            ValueType::Entity => "entity",
            ValueType::Period => "period",
            ValueType::Date => "date",
            ValueType::Duration => "duration",
            ValueType::Count => "count",
            ValueType::Text => "text",
            ValueType::Money => "money",
        }
    }

    /// Reads a value's content. Returns `None` if the content does not have the form of the type, or if it is
    /// unreliable because of a schema error or a duplicate key. If a part of a period cannot be read, only that
    /// part is unknown, and the other parts can still be checked.
    #[must_use]
    pub fn read(self, content: Value<'_>) -> Option<ClaimValue> {
        if !is_known(content) {
            return None;
        }
        let text = || content.as_str().map(std::borrow::Cow::into_owned);
        let number = |value: Value<'_>| Decimal::from_json(value.as_number()?.literal()).ok();
        match self {
            ValueType::Place => text().map(ClaimValue::Place),
            ValueType::Entity => text().map(ClaimValue::Entity),
            ValueType::Period => read_period(content).map(ClaimValue::Period),
            ValueType::Date => date_in(content).map(ClaimValue::Date),
            ValueType::Duration => {
                Duration::parse(&content.as_str()?).ok().map(ClaimValue::Duration)
            }
            ValueType::Count => number(content).map(ClaimValue::Count),
            ValueType::Text => text().map(ClaimValue::Text),
            ValueType::Money => Some(ClaimValue::Money(Money {
                amount: number(known_part(content, "amount")?)?,
                currency: known_part(content, "currency")?.as_str()?.into_owned(),
            })),
        }
    }

    /// Whether a value's content has a JSON type that this type allows.
    #[must_use]
    pub fn accepts(self, content: Value<'_>) -> bool {
        let is_text = |value: Value<'_>| value.kind() == Kind::String;
        let is_number = |value: Value<'_>| value.kind() == Kind::Number;
        let is_date = |value: Value<'_>| is_text(value) || is_number(value);
        let every = |names: &[&str], accepts: &dyn Fn(Value<'_>) -> bool| {
            let parts = names.iter().filter_map(|name| content.get(name));
            content.kind() == Kind::Object
                && parts.filter(|part| part.kind() != Kind::Null).all(accepts)
        };
        match self {
            ValueType::Place | ValueType::Entity | ValueType::Text | ValueType::Duration => {
                is_text(content)
            }
            ValueType::Date => is_date(content),
            ValueType::Count => is_number(content),
            ValueType::Period => every(&["from", "to"], &is_date) && every(&["stated"], &is_text),
            ValueType::Money => every(&["amount"], &is_number) && every(&["currency"], &is_text),
        }
    }

    /// Returns the collection that values of the type refer to, or `None` if they do not refer to records.
    #[must_use]
    pub fn collection(self, model: &Model) -> Option<&str> {
        match self {
            ValueType::Place => Some(&model.places),
            ValueType::Entity => Some(&model.entities),
            ValueType::Period
            | ValueType::Date
            | ValueType::Duration
            | ValueType::Count
            | ValueType::Text
            | ValueType::Money => None,
        }
    }

    /// Returns the dates in a value's content.
    #[must_use]
    pub fn dates(self, content: Value<'_>) -> Vec<Value<'_>> {
        match self {
            ValueType::Date => vec![content],
            ValueType::Period => ends_of(content).collect(),
            ValueType::Place
            | ValueType::Entity
            | ValueType::Duration
            | ValueType::Count
            | ValueType::Text
            | ValueType::Money => Vec::new(),
        }
    }
}

/// Returns the only member of an object. Members that are `null` are ignored. Returns `None` if there is not
/// exactly one member, or if its key is unreliable.
pub(super) fn only_member(object: Value<'_>) -> Option<Member<'_>> {
    let mut members = object.members().filter(|member| member.value.kind() != Kind::Null);
    let only = members.next().filter(|_| members.next().is_none())?;
    let marks = object.document().marks();
    marks.is_none_or(|marks| !marks.is_unreliable(only.key)).then_some(only)
}

/// Returns the values of `from` and `to` in a period. A value that is `null` counts as absent.
pub(super) fn ends_of(period: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let ends = ["from", "to"].into_iter().filter_map(move |name| period.get(name));
    ends.filter(|end| end.kind() != Kind::Null)
}

/// Returns a part of an object, or `None` if the part is missing or unreliable.
pub(super) fn known_part<'a>(object: Value<'a>, name: &str) -> Option<Value<'a>> {
    object.get(name).filter(|part| is_known(*part))
}

fn read_period(content: Value<'_>) -> Option<StatedPeriod> {
    if content.kind() != Kind::Object {
        return None;
    }
    let date = |name: &str| date_in(known_part(content, name)?);
    let stated = known_part(content, "stated");
    let stated = stated.and_then(|value| Duration::parse(&value.as_str()?).ok());
    Some(StatedPeriod { dates: Period { from: date("from"), to: date("to") }, stated })
}

/// Formats the value for messages.
impl fmt::Display for ClaimValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClaimValue::Place(id) | ClaimValue::Entity(id) => formatter.write_str(id),
            ClaimValue::Text(text) => formatter.write_str(text),
            ClaimValue::Date(date) => date.fmt(formatter),
            ClaimValue::Duration(duration) => duration.fmt(formatter),
            ClaimValue::Count(number) => number.fmt(formatter),
            ClaimValue::Money(money) => write!(formatter, "{} {}", money.currency, money.amount),
            ClaimValue::Period(StatedPeriod { dates, .. }) => match (&dates.from, &dates.to) {
                (Some(from), Some(to)) => write!(formatter, "{from} to {to}"),
                (Some(from), None) => write!(formatter, "from {from}"),
                (None, Some(to)) => write!(formatter, "to {to}"),
                (None, None) => formatter.write_str("an undated period"),
            },
        }
    }
}
