//! The value of a claim: an object with one key, its type.

use crate::document::{Kind, Value};
use crate::rule::date_in;
use crate::value::date::PartialDate;
use crate::value::duration::Duration;
use crate::value::number::Decimal;
use crate::value::period::Period;
use std::fmt;

/// A claim's value, by type.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// A period with the length that its source states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedPeriod {
    /// The dates; a missing one is unknown.
    pub dates: Period,
    /// The stated length.
    pub stated: Option<Duration>,
}

/// An amount in a currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Money {
    /// The amount.
    pub amount: Decimal,
    /// The currency's code (ISO 4217).
    pub currency: String,
}

impl ClaimValue {
    /// Reads a value's content by its type. Returns `None` if the type is unknown or the content has another
    /// form.
    #[must_use]
    pub fn read(tag: &str, content: Value<'_>) -> Option<ClaimValue> {
        let text = || content.as_str().map(std::borrow::Cow::into_owned);
        match tag {
            "place" => text().map(ClaimValue::Place),
            "entity" => text().map(ClaimValue::Entity),
            "text" => text().map(ClaimValue::Text),
            "date" => date_in(content).map(ClaimValue::Date),
            "duration" => Duration::parse(&content.as_str()?).ok().map(ClaimValue::Duration),
            "count" => {
                Decimal::from_json(content.as_number()?.literal()).ok().map(ClaimValue::Count)
            }
            "period" => read_period(content).map(ClaimValue::Period),
            "money" => Some(ClaimValue::Money(Money {
                amount: Decimal::from_json(content.get("amount")?.as_number()?.literal()).ok()?,
                currency: content.get("currency")?.as_str()?.into_owned(),
            })),
            _ => None,
        }
    }
}

fn read_period(content: Value<'_>) -> Option<StatedPeriod> {
    if content.kind() != Kind::Object {
        return None;
    }
    let date = |name: &str| match content.get(name) {
        Some(value) => date_in(value).map(Some),
        None => Some(None),
    };
    let stated = match content.get("stated") {
        Some(value) => Some(Duration::parse(&value.as_str()?).ok()?),
        None => None,
    };
    Some(StatedPeriod { dates: Period { from: date("from")?, to: date("to")? }, stated })
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
