//! Claims as the rules see them. A claim is one statement with its value, its period of validity, its rank
//! and its evidence.
//!
//! A field of a claim is read from the document only when a rule asks for it. The dataset's [`Model`] defines
//! the names of the fields.

mod compare;
mod containment;
mod declaration;
mod evidence;
mod facet;
mod show;
mod shown;
mod sides;
mod sources;
mod value;

pub use compare::{Comparison, compare, compare_all, count_compared};
pub use containment::Containment;
pub use declaration::{declaration, lookups};
pub use evidence::{Direction, Evidence, Verification};
pub use facet::{Facet, accepted};
pub use show::{
    HELP_HUMAN_DECIDES, compete, count_sources_of_all, rests_on_claim, show_claim, show_evidence,
    show_words,
};
pub(crate) use shown::readable;
pub use shown::{ShownPart, find_names, place_of_value, shown_parts};
pub use sides::{MAX_COMPETING, sides, sides_of_equal};
pub use sources::{
    count_independent_sources, independent_sources, publishers, supporting_evidence,
};
pub use value::{ClaimValue, Money, StatedPeriod, ValueType};

use value::{ends_of, known_part, only_member};

use crate::document::{Kind, Member, Value};
use crate::finding::{Competing, Place};
use crate::parameters::Model;
use crate::path::Field;
use crate::rule::{
    Accepts, Documents, Lookups, Output, Record, date_in, has_unreliable_values, is_malformed_date,
    key_text,
};
use crate::value::period::Period;
use std::borrow::Cow;

/// The page on the model of claims, in Markdown. Its examples run as tests.
pub const PAGE: &str = include_str!("claims/claims.md");

/// Returns the JSON Schema of a dataset of claims, as text.
#[must_use]
pub fn dataset_schema() -> &'static str {
    include_str!("../schema/dataset.schema.json")
}

/// One claim of a dataset.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// The claim's record.
    pub record: Record<'a>,
    model: &'a Model,
}

impl<'a> Claim<'a> {
    /// Reads a record as a claim.
    #[must_use]
    pub fn new(record: Record<'a>, model: &'a Model) -> Claim<'a> {
        Claim { record, model }
    }

    /// Returns the claim at a place, or `None` if it cannot be read.
    #[must_use]
    pub fn at<'d: 'a>(
        place: &Place,
        collection: &str,
        model: &'a Model,
        documents: &Documents<'_, 'd>,
    ) -> Option<Claim<'a>> {
        Some(Claim::new(documents.record_at(collection, place)?, model))
    }

    /// Returns the id of the subject, or `None` if it is neither a string nor a number.
    #[must_use]
    pub fn subject(&self) -> Option<Cow<'a, str>> {
        self.text(&self.model.subject)
    }

    /// Returns the id of the property, or `None` if it is neither a string nor a number.
    #[must_use]
    pub fn property(&self) -> Option<Cow<'a, str>> {
        self.text(&self.model.property)
    }

    /// Returns the key by which claims are compared: the subject and the property. Returns `None` if either
    /// cannot be read.
    #[must_use]
    pub fn topic(&self) -> Option<String> {
        Some(format!("{} {}", self.subject()?, self.property()?))
    }

    /// Returns the record of the property. Returns `None` if there is none, or if properties are not looked
    /// up.
    #[must_use]
    pub fn property_record<'l>(&self, lookups: &'l Lookups<'a>) -> Option<&'l Record<'a>> {
        lookups.record(&self.model.properties, &self.property()?)
    }

    /// Returns the tagged value of the claim as it is in the document. It should be an object with one key,
    /// which is the value's type.
    #[must_use]
    pub fn tagged_value(&self) -> Option<Value<'a>> {
        self.model.value.first(self.record.value)
    }

    /// Returns the tag of the value's type and the content, or `None` if there is no
    /// [`tagged_member`](Self::tagged_member).
    #[must_use]
    pub fn tag(&self) -> Option<(Cow<'a, str>, Value<'a>)> {
        let member = self.tagged_member()?;
        Some((member.name(), member.value))
    }

    /// Returns the only member of the value's object. A member that is `null` counts as absent. Returns
    /// `None` if there is not exactly one member, or if its key is unreliable.
    #[must_use]
    pub fn tagged_member(&self) -> Option<Member<'a>> {
        only_member(self.tagged_value()?)
    }

    /// Returns the value's type and content, or `None` if the type is unknown.
    #[must_use]
    pub fn typed_value(&self) -> Option<(ValueType, Value<'a>)> {
        let (tag, content) = self.tag()?;
        Some((ValueType::from_tag(&tag)?, content))
    }

    /// Returns the value, or `None` if its type is unknown or its content is not valid for that type.
    #[must_use]
    pub fn value(&self) -> Option<ClaimValue> {
        let (value_type, content) = self.typed_value()?;
        value_type.read(content)
    }

    /// Whether a part of the value, or of the period of validity, is unreliable.
    #[must_use]
    pub fn has_unknown_parts(&self) -> bool {
        [self.tagged_value(), self.valid()].into_iter().flatten().any(has_unreliable_values)
    }

    /// Whether the value is the id of a place or an entity without a record. Returns `false` if the lookups
    /// do not contain the places or entities.
    #[must_use]
    pub fn names_no_record(&self, lookups: &Lookups<'_>) -> bool {
        let named = || {
            let (value_type, content) = self.typed_value()?;
            let collection = lookups.collections.get(value_type.collection(self.model)?)?;
            Some(collection.get(&content.as_str()?).is_none())
        };
        named().unwrap_or(false)
    }

    /// Whether the subject is the id of an entity without a record. Returns `false` if the lookups do not
    /// contain the entities.
    #[must_use]
    pub fn subject_has_no_record(&self, lookups: &Lookups<'_>) -> bool {
        let entities = lookups.collections.get(&self.model.entities);
        let named = entities.zip(self.subject());
        named.is_some_and(|(entities, subject)| entities.get(&subject).is_none())
    }

    /// Returns the subject in the words of the source.
    #[must_use]
    pub fn subject_as_written(&self) -> Option<Value<'a>> {
        self.model.subject_as_written.first(self.record.value)
    }

    /// Returns the value in the words of the source.
    #[must_use]
    pub fn as_written(&self) -> Option<Value<'a>> {
        self.model.as_written.first(self.record.value)
    }

    /// Returns the period of validity as it is in the document.
    #[must_use]
    pub fn valid(&self) -> Option<Value<'a>> {
        self.model.valid.first(self.record.value)
    }

    /// Returns the period of validity. An end that is missing or unreadable is `None`, which means unknown.
    #[must_use]
    pub fn valid_period(&self) -> Period {
        let date = |name: &str| date_in(known_part(self.valid()?, name)?);
        Period { from: date("from"), to: date("to") }
    }

    /// Whether a date in the value is malformed.
    #[must_use]
    pub fn has_malformed_value(&self) -> bool {
        self.dates_of_value().into_iter().any(is_malformed_date)
    }

    /// Reports malformed dates in the value. Returns whether there are any.
    pub fn report_malformed_value<Fact>(&self, output: &mut Output<'_, Fact>) -> bool {
        let mut has_malformed = false;
        for date in self.dates_of_value() {
            has_malformed |= output.report_malformed_date(&self.record, date);
        }
        has_malformed
    }

    /// Reports malformed dates in the period of validity.
    pub fn report_malformed_validity<Fact>(&self, output: &mut Output<'_, Fact>) {
        for end in self.ends_of_validity() {
            output.report_malformed_date(&self.record, end);
        }
    }

    fn dates_of_value(&self) -> Vec<Value<'a>> {
        let dates = self.typed_value().map(|(value_type, content)| value_type.dates(content));
        dates.unwrap_or_default()
    }

    fn ends_of_validity(&self) -> impl Iterator<Item = Value<'a>> + use<'a> {
        self.valid().into_iter().flat_map(ends_of)
    }

    /// Whether the rank is absent or one of the known ranks.
    #[must_use]
    pub fn has_known_rank(&self) -> bool {
        facet::RANK.accepts(&self.model.rank, self.record.value)
    }

    /// Whether the period of validity is absent, or an object in which each end is absent, a string or a
    /// number.
    #[must_use]
    pub fn has_readable_validity(&self) -> bool {
        facet::VALIDITY.accepts(&self.model.valid, self.record.value)
    }

    /// Returns the rank, or `normal` if the rank is neither a string nor a number.
    #[must_use]
    pub fn rank(&self) -> Cow<'a, str> {
        self.text(&self.model.rank).unwrap_or(Cow::Borrowed("normal"))
    }

    /// Whether the claim has the rank `deprecated`. Such a claim is left out of comparisons.
    #[must_use]
    pub fn is_deprecated(&self) -> bool {
        self.rank() == "deprecated"
    }

    /// Returns the evidence, in the order of the document. Values that are not objects are left out.
    #[must_use]
    pub fn evidence(&self) -> Vec<Evidence<'a>> {
        let items = self.model.evidence.select(self.record.value).into_iter();
        items.filter_map(|item| Evidence::new(item, self.model)).collect()
    }

    /// Whether any evidence supports the claim.
    #[must_use]
    pub fn has_support(&self) -> bool {
        let mut has_support = false;
        self.model.evidence.each(self.record.value, |item| {
            has_support = has_support
                || Evidence::new(item, self.model).is_some_and(|evidence| evidence.supports());
        });
        has_support
    }

    /// Returns the evidence that may support the claim but cannot be read: values that are neither objects
    /// nor `null`, evidence with an unknown direction, and supporting evidence for which `is_read` returns
    /// `false`.
    #[must_use]
    pub fn unread_support(&self, is_read: impl Fn(&Evidence<'a>) -> bool) -> Vec<Value<'a>> {
        let mut unread = Vec::new();
        let mut add = |value: Value<'a>| {
            let is_unread = match Evidence::new(value, self.model) {
                Some(evidence) => evidence.direction().is_none_or(|direction| {
                    direction == Direction::Supports && !is_read(&evidence)
                }),
                None => value.kind() != Kind::Null,
            };
            if is_unread {
                unread.push(value);
            }
        };
        self.model.evidence.each_blocked(self.record.value, &mut add);
        self.model.evidence.each(self.record.value, add);
        unread
    }

    /// Returns the claim as one of several that cannot all be true. `side` is the number of the claim's side,
    /// and `differs_from` contains the names of the claims whose value differs.
    #[must_use]
    pub fn competing(
        &self,
        side: usize,
        differs_from: Vec<String>,
        lookups: &Lookups<'_>,
    ) -> Competing {
        Competing {
            subject: self.record.anchor(),
            place: self.record.place(),
            sources: independent_sources(self, lookups),
            side,
            differs_from,
        }
    }

    /// Returns the dataset's model.
    #[must_use]
    pub fn model(&self) -> &'a Model {
        self.model
    }

    fn text(&self, field: &Field) -> Option<Cow<'a, str>> {
        key_text(field.first(self.record.value)?)
    }
}

/// Returns the name of a record and its aliases.
#[must_use]
pub fn names_of<'a>(record: &Record<'a>, model: &Model) -> Vec<Cow<'a, str>> {
    let name = model.name.first(record.value).and_then(|value| value.as_str());
    let aliases = model.aliases.select(record.value).into_iter().filter_map(|value| value.as_str());
    name.into_iter().chain(aliases).collect()
}

/// Whether all names and aliases of a record can be read. An unreadable name might be any name.
#[must_use]
pub fn has_readable_names(record: &Record<'_>, model: &Model) -> bool {
    [&model.name, &model.aliases]
        .into_iter()
        .all(|field| Accepts::Text.accepts(field, record.value))
}
