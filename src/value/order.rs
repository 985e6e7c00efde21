//! The order of two values: numbers, dates of any precision, versions or texts, depending on their form.
//!
//! A value that is not known exactly may be less than, equal to, or greater than another value. Therefore, the
//! order of two values is a set of possible orders. A relation between the values holds, does not hold, or
//! cannot be decided.

use crate::value::Agreement;
use crate::value::collation::Collation;
use crate::value::date::PartialDate;
use crate::value::number::Decimal;
use crate::value::shift::ShiftedDate;
use crate::value::version::Version;
use std::cell::OnceCell;
use std::cmp::Ordering;

/// A value to compare: a text or a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scalar<'a> {
    /// The text, or the number as written.
    pub text: &'a str,
    /// Whether the value is a number.
    pub is_number: bool,
}

impl Scalar<'_> {
    /// Whether the value is a text that is empty or consists of white space. A blank text means that the
    /// value is unknown.
    #[must_use]
    pub fn is_blank(self) -> bool {
        !self.is_number && self.text.trim().is_empty()
    }
}

/// A value that may be compared several times. It is read at most once as a number, a date and a version.
#[derive(Debug)]
pub struct Comparand<'a> {
    /// The value as written.
    pub scalar: Scalar<'a>,
    number: OnceCell<Option<Decimal>>,
    date: OnceCell<Option<PartialDate>>,
    version: OnceCell<Option<Version>>,
}

impl<'a> Comparand<'a> {
    /// Creates a value that has not been read yet.
    #[must_use]
    pub fn new(scalar: Scalar<'a>) -> Comparand<'a> {
        let (number, date, version) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Comparand { scalar, number, date, version }
    }

    /// Returns the date, or `None` if the value is not a date.
    #[must_use]
    pub fn date(&self) -> Option<&PartialDate> {
        self.date.get_or_init(|| PartialDate::read(self.scalar).ok()).as_ref()
    }

    fn number(&self) -> Option<&Decimal> {
        self.number.get_or_init(|| Decimal::from_json(self.scalar.text).ok()).as_ref()
    }

    fn version(&self) -> Option<&Version> {
        self.version.get_or_init(|| Version::parse(self.scalar.text).ok()).as_ref()
    }
}

/// How values are interpreted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Two numbers are compared as numbers. Two texts are compared as dates if both can be read as dates,
    /// otherwise as versions if both can be read as versions, otherwise as texts. A number and a text have no
    /// order. A whole list is compared in one form; see [`form_of_all`](crate::value::sequence::form_of_all).
    Auto,
    /// Exact decimal numbers.
    Number,
    /// Dates of any precision, and date-times.
    Date,
    /// Versions, with the precedence of Semantic Versioning.
    Version,
    /// Versions, compared by their integers only, without pre-release parts.
    Release,
    /// Texts, compared by their Unicode scalar values.
    Text,
    /// Texts, compared in a collation that ignores some differences.
    Folded(Collation),
}

/// The possible orders of two values. If a field is `false`, that order is impossible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PossibleOrder {
    /// Whether the first value can be less.
    pub less: bool,
    /// Whether the values can be equal.
    pub equal: bool,
    /// Whether the first value can be greater.
    pub greater: bool,
}

/// A required relation between two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Form {
    /// The names that rulebooks use for the forms.
    pub const WORDS: &'static [&'static str] = &[
        "auto",
        "number",
        "date",
        "version",
        "release",
        "text",
        "text-ignoring-case",
        "name",
        "title",
    ];

    /// Returns the form with this name, or `None` if it is not in [`WORDS`](Self::WORDS).
    #[must_use]
    pub fn from_word(word: &str) -> Option<Form> {
        match word {
            "auto" => Some(Form::Auto),
            "number" => Some(Form::Number),
            "date" => Some(Form::Date),
            "version" => Some(Form::Version),
            "release" => Some(Form::Release),
            "text" => Some(Form::Text),
            "text-ignoring-case" => Some(Form::Folded(Collation::Case)),
            "name" => Some(Form::Folded(Collation::Name)),
            "title" => Some(Form::Folded(Collation::Title)),
            _ => None,
        }
    }

    /// Whether values are compared as texts. Messages show these values in quotes.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(self, Form::Text | Form::Folded(_))
    }

    /// Returns the possible orders of two values, or `None` if they cannot be compared in this form. A blank
    /// text has no order.
    #[must_use]
    pub fn order(self, left: Scalar<'_>, right: Scalar<'_>) -> Option<PossibleOrder> {
        self.order_of(&Comparand::new(left), &Comparand::new(right))
    }

    /// Like [`order`](Self::order), for values that are compared several times.
    #[must_use]
    pub fn order_of(self, left: &Comparand<'_>, right: &Comparand<'_>) -> Option<PossibleOrder> {
        let texts = || left.scalar.text.cmp(right.scalar.text).into();
        match self {
            _ if left.scalar.is_blank() || right.scalar.is_blank() => None,
            Form::Number => numbers(left, right),
            Form::Date => dates(left, right),
            Form::Version => versions(left, right, Version::precedence),
            Form::Release => versions(left, right, Version::release_precedence),
            Form::Text => Some(texts()),
            Form::Folded(collation) => {
                let (left, right) = (left.scalar.text, right.scalar.text);
                Some(collation.fold(left).cmp(&collation.fold(right)).into())
            }
            Form::Auto => match (left.scalar.is_number, right.scalar.is_number) {
                (true, true) => numbers(left, right),
                // Identical texts are equal, even if both are imprecise dates such as `2017`.
                (false, false) if left.scalar.text == right.scalar.text => {
                    Some(Ordering::Equal.into())
                }
                (false, false) => dates(left, right)
                    .or_else(|| versions(left, right, Version::precedence))
                    .or_else(|| Some(texts())),
                _ => None,
            },
        }
    }
}

impl Relation {
    /// The symbols that rulebooks use for the relations.
    pub const WORDS: &'static [&'static str] = &["==", "!=", "<", "<=", ">", ">="];

    /// Returns the relation with this symbol, or `None` if it is not in [`WORDS`](Self::WORDS).
    #[must_use]
    pub fn from_word(word: &str) -> Option<Relation> {
        match word {
            "==" => Some(Relation::Equal),
            "!=" => Some(Relation::NotEqual),
            "<" => Some(Relation::Less),
            "<=" => Some(Relation::LessOrEqual),
            ">" => Some(Relation::Greater),
            ">=" => Some(Relation::GreaterOrEqual),
            _ => None,
        }
    }

    /// Returns the symbol that rulebooks use for the relation.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Relation::Equal => "==",
            Relation::NotEqual => "!=",
            Relation::Less => "<",
            Relation::LessOrEqual => "<=",
            Relation::Greater => ">",
            Relation::GreaterOrEqual => ">=",
        }
    }

    /// Returns `Agree` if the relation certainly holds for two values with this order, and `Differ` if it
    /// certainly does not hold. Otherwise returns `CannotTell`.
    #[must_use]
    pub fn holds(self, order: PossibleOrder) -> Agreement {
        let PossibleOrder { less, equal, greater } = order;
        let (fits, fails) = match self {
            Relation::Equal => (equal, less || greater),
            Relation::NotEqual => (less || greater, equal),
            Relation::Less => (less, equal || greater),
            Relation::LessOrEqual => (less || equal, greater),
            Relation::Greater => (greater, less || equal),
            Relation::GreaterOrEqual => (greater || equal, less),
        };
        match (fits, fails) {
            (true, false) => Agreement::Agree,
            (false, true) => Agreement::Differ,
            _ => Agreement::CannotTell,
        }
    }
}

impl PossibleOrder {
    /// Returns the only possible order, or `None` if there are several.
    #[must_use]
    pub fn certain(self) -> Option<Ordering> {
        match self {
            PossibleOrder { less: true, equal: false, greater: false } => Some(Ordering::Less),
            PossibleOrder { less: false, equal: true, greater: false } => Some(Ordering::Equal),
            PossibleOrder { less: false, equal: false, greater: true } => Some(Ordering::Greater),
            _ => None,
        }
    }
}

impl PossibleOrder {
    /// Returns the possible orders of a date and a shifted date.
    #[must_use]
    pub fn of_shifted(date: &PartialDate, other: &ShiftedDate) -> PossibleOrder {
        let (to_first, to_last) =
            (order_of_dates(date, &other.first), order_of_dates(date, &other.last));
        PossibleOrder {
            less: to_last.less,
            equal: (to_first.equal || to_first.greater) && (to_last.equal || to_last.less),
            greater: to_first.greater,
        }
    }
}

impl From<Ordering> for PossibleOrder {
    fn from(order: Ordering) -> PossibleOrder {
        PossibleOrder { less: order.is_lt(), equal: order.is_eq(), greater: order.is_gt() }
    }
}

fn numbers(left: &Comparand<'_>, right: &Comparand<'_>) -> Option<PossibleOrder> {
    Some(left.number()?.cmp(right.number()?).into())
}

fn versions(
    left: &Comparand<'_>,
    right: &Comparand<'_>,
    order: impl Fn(&Version, &Version) -> Ordering,
) -> Option<PossibleOrder> {
    Some(order(left.version()?, right.version()?).into())
}

fn dates(left: &Comparand<'_>, right: &Comparand<'_>) -> Option<PossibleOrder> {
    Some(order_of_dates(left.date()?, right.date()?))
}

fn order_of_dates(left: &PartialDate, right: &PartialDate) -> PossibleOrder {
    if let (Some((left_first, left_last)), Some((right_first, right_last))) =
        (left.instants(), right.instants())
    {
        return PossibleOrder {
            less: left_first < right_last,
            equal: left.agrees_with(right) != Agreement::Differ,
            greater: left_last > right_first,
        };
    }
    let (left_first, left_last) = left.days_beside(right);
    let (right_first, right_last) = right.days_beside(left);
    let can_be_equal = left.agrees_with(right) != Agreement::Differ;
    if left.has_time() && right.has_time() && can_be_equal {
        // At least one of the two date-times is in an unknown time zone.
        return PossibleOrder { less: true, equal: true, greater: true };
    }
    PossibleOrder {
        less: left_first < right_last,
        equal: can_be_equal,
        greater: left_last > right_first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::shift::Shift;
    use Agreement::{Agree, CannotTell, Differ};
    use proptest::prelude::*;

    fn text(text: &str) -> Scalar<'_> {
        Scalar { text, is_number: false }
    }

    fn number(text: &str) -> Scalar<'_> {
        Scalar { text, is_number: true }
    }

    #[test]
    fn values_are_read_by_their_form() {
        for (left, right, order) in [
            (number("0.1"), number("1e-1"), Some(Ordering::Equal)),
            (number("9"), number("10"), Some(Ordering::Less)),
            (text("2017-12-31"), text("2018"), Some(Ordering::Less)),
            (text("2017"), text("2017"), Some(Ordering::Equal)),
            (text("1.9"), text("1.10"), Some(Ordering::Less)),
            (text("9"), text("10"), Some(Ordering::Less)),
            (text("v9"), text("v10"), Some(Ordering::Greater)),
            (text("2017"), text("2017-08"), None),
            (text("1.0.0-rc.1"), text("1.0.0"), Some(Ordering::Less)),
        ] {
            let possible = Form::Auto.order(left, right).unwrap();
            assert_eq!(possible.certain(), order, "{left:?} {right:?}");
        }
        assert_eq!(Form::Auto.order(number("1"), text("1")), None);
        assert_eq!(Form::Number.order(number("1"), text("1")), Some(Ordering::Equal.into()));
        assert_eq!(Form::Date.order(number("2017"), text("2018")), Some(Ordering::Less.into()));
        assert_eq!(
            Form::Date.order(number("1990.0"), number("1990")),
            Form::Date.order(text("1990"), text("1990"))
        );
        assert_eq!(Form::Date.order(number("20170831"), text("2018")), None);
        assert_eq!(Form::Date.order(number("-1"), text("2018")), None);
        assert_eq!(Form::Date.order(text("soon"), text("2018")), None);
        assert_eq!(Form::Version.order(text("1"), text("soon")), None);
        let release = Form::Release.order(text("1.0-a"), text("1.0"));
        assert_eq!(release, Some(Ordering::Equal.into()));
        assert_eq!(Form::Text.order(text("9"), text("10")), Some(Ordering::Greater.into()));
        assert_eq!(Form::Text.order(text(" "), text("10")), None);
        assert_eq!(Form::Auto.order(text(""), text("")), None);
    }

    #[test]
    fn a_relation_between_dates_is_decided_only_when_it_is_certain() {
        for (left, relation, right, agreement) in [
            ("2017", Relation::Less, "2018", Agree),
            ("2018", Relation::Less, "2017", Differ),
            ("2017", Relation::Less, "2017-08", CannotTell),
            ("2017-12-31", Relation::Less, "2017", Differ),
            ("2017", Relation::LessOrEqual, "2017-12-31", Agree),
            ("2017", Relation::Equal, "2017", CannotTell),
            ("2017", Relation::Equal, "2018", Differ),
            ("2017", Relation::NotEqual, "2018", Agree),
            ("2017-08-31", Relation::Equal, "2017-08-31", Agree),
            ("2017-08-31T10:00:00Z", Relation::Equal, "2017-08-31T12:00:00+02:00", Agree),
            ("2017-08-31T10:00:00Z", Relation::Greater, "2017-08-31T11:00:00+02:00", Agree),
            ("2017-08-31T10:00:00Z", Relation::GreaterOrEqual, "2017-08-31", CannotTell),
            ("2017-08-31T10:00:00", Relation::GreaterOrEqual, "2017-08-31", Agree),
            ("2017-08-31T10:00Z", Relation::Less, "2017-08-31T10:01:00Z", Agree),
            ("2017-08-31T10:00Z", Relation::LessOrEqual, "2017-08-31T10:00:00Z", CannotTell),
            ("2017-08-31T10:00Z", Relation::GreaterOrEqual, "2017-08-31T10:00:00Z", Agree),
            ("2017-08-31T10:00:00", Relation::Less, "2017-08-31T11:00:00Z", CannotTell),
            ("2017-08-31T10:00:00", Relation::Less, "2017-09-01T11:00:00", Agree),
            ("9999-12-31T23:59:59Z", Relation::Greater, "9999-12-31T23:59:59+14:00", Agree),
        ] {
            let order = Form::Date.order(text(left), text(right)).unwrap();
            assert_eq!(relation.holds(order), agreement, "{left} {relation:?} {right}");
        }
    }

    #[test]
    fn a_shifted_date_is_any_of_its_days() {
        let order = |date: &str, other: &str, shift: &str| {
            let shifted = Shift::parse(shift).unwrap().apply(&other.parse().unwrap()).unwrap();
            PossibleOrder::of_shifted(&date.parse().unwrap(), &shifted)
        };
        for (date, relation, other, shift, agreement) in [
            ("2018-01-16", Relation::LessOrEqual, "2018-01-01", "P15D", Agree),
            ("2018-01-17", Relation::LessOrEqual, "2018-01-01", "P15D", Differ),
            ("2018-01-17", Relation::LessOrEqual, "2018", "P15D", CannotTell),
            ("2018-01-15", Relation::GreaterOrEqual, "2018", "P15D", Differ),
            ("2019-01-16", Relation::Greater, "2018", "P15D", Agree),
            ("2019", Relation::Greater, "2018", "P15D", CannotTell),
            ("2020", Relation::Equal, "2018", "P15D", Differ),
            ("2018-06-01", Relation::Equal, "2018", "P15D", CannotTell),
        ] {
            let got = relation.holds(order(date, other, shift));
            assert_eq!(got, agreement, "{date} {relation:?} {other} {shift}");
        }
    }

    #[test]
    fn forms_and_relations_have_words() {
        assert!(Form::WORDS.iter().all(|word| Form::from_word(word).is_some()));
        for word in Relation::WORDS {
            assert_eq!(Relation::from_word(word).map(Relation::word), Some(*word));
        }
    }

    proptest! {
        #[test]
        fn swapping_the_values_reverses_the_order(
            left in "20[01][0-9](-0[1-9](-[012][1-8])?)?|[0-9]{1,3}|[a-c.]{1,3}",
            right in "20[01][0-9](-0[1-9](-[012][1-8])?)?|[0-9]{1,3}|[a-c.]{1,3}",
        ) {
            for word in Form::WORDS {
                let form = Form::from_word(word).unwrap();
                let (one, other) = (form.order(text(&left), text(&right)), form.order(text(&right), text(&left)));
                let turned = other.map(|order| PossibleOrder { less: order.greater, greater: order.less, ..order });
                prop_assert_eq!(one, turned);
                prop_assert!(one.is_none_or(|order| order.less || order.equal || order.greater));
            }
        }
    }
}
