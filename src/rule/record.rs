//! Records: their ids, and their names in anchors and messages.

use super::has_unreliable_values;
use crate::document::{Kind, Value};
use crate::finding::{Keys, Place, Reads, name_by_content, plain, unnamed};
use crate::parameters::CollectionDefinition;
use crate::path::{self, Field, KeyFields, joined_key};
use crate::value::number::Decimal;
use std::borrow::Cow;

/// One record of a collection.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// The value.
    pub value: Value<'a>,
    /// The collection that the record belongs to.
    pub collection: &'a CollectionDefinition,
}

impl<'a> Record<'a> {
    /// Returns the record's id. Returns `None` if the collection has no id field, or if the field's value in
    /// the record is unreliable or neither a string nor a number, or if there are several values.
    #[must_use]
    pub fn id(&self) -> Option<Cow<'a, str>> {
        self.key_by(|field| self.readable_id(field).or_else(|| field.only(self.value)))
    }

    /// Returns the text of the id. `select` returns the value of each field of the id.
    fn key_by(&self, select: impl Fn(&Field) -> Option<Value<'a>>) -> Option<Cow<'a, str>> {
        let fields = self.collection.id.as_ref()?;
        if let Some(field) = fields.one() {
            return key_text(select(field)?);
        }
        let texts = fields.iter().map(|field| key_text(select(field)?));
        Some(joined_key(&texts.collect::<Option<Vec<_>>>()?).into())
    }

    /// Returns the id of a record that is unreliable only because its members contradict each other. `field`
    /// is the field with the id or with a part of it. Returns `None` for any other record, whose id can be
    /// selected as usual.
    fn readable_id(&self, field: &Field) -> Option<Value<'a>> {
        let marks =
            self.value.document().marks().filter(|marks| marks.is_unreliable(self.value))?;
        let id = field.first_as_written(self.value)?;
        (id.kind() == Kind::String && !marks.is_unreliable_by_itself(id)).then_some(id)
    }

    /// Returns the anchor of findings about this record: its collection and id. A record without an id is
    /// named later, after the values that the rule reads in it.
    #[must_use]
    pub fn anchor(&self) -> String {
        format!("{}/{}", self.collection.name, self.anchor_name())
    }

    /// Returns the part of the record's [anchor](Record::anchor) that follows the name of the collection.
    #[must_use]
    pub fn anchor_name(&self) -> String {
        match self.written_id() {
            Some(id) => plain(&id),
            None => unnamed(self.value.document().file(), self.value.span().start),
        }
    }

    /// Returns the anchor of findings about this record. A record without an id is named after the values of
    /// the fields in `reads`.
    #[must_use]
    pub fn anchor_by(&self, reads: &[Field]) -> String {
        let reads = || Reads { fields: reads.to_vec(), keys: Keys::None };
        let name = match self.written_id() {
            Some(id) => plain(&id),
            None => name_by_content(self.value, &reads()),
        };
        format!("{}/{name}", self.collection.name)
    }

    /// Returns the id as written, even if it is unreliable, or `None` if the record has no id. An unreliable
    /// id can name the record, but must not be used to look it up.
    #[must_use]
    pub fn written_id(&self) -> Option<Cow<'a, str>> {
        self.key_by(|field| field.first_as_written(self.value))
    }

    /// Checks whether the record has, or may have, an id that cannot be read.
    #[must_use]
    pub fn has_unreadable_id(&self) -> bool {
        let mut fields = self.collection.id.iter().flat_map(KeyFields::iter);
        fields.any(|field| self.has_unreadable(field))
    }

    fn has_unreadable(&self, field: &Field) -> bool {
        let (id, met) = path::watch(|| self.readable_id(field).or_else(|| field.first(self.value)));
        let Some(id) = id else {
            let may_end_early = self.value.kind() == Kind::Object && field.can_be_blocked();
            return !met.is_none() || (may_end_early && field.is_blocked(self.value));
        };
        let is_readable = scalar_text(id).is_some() || id.kind() == Kind::Null;
        !is_readable || field.selects_several(self.value)
    }

    /// Checks whether a value in the record is unreliable.
    #[must_use]
    pub fn has_unreliable_values(&self) -> bool {
        has_unreliable_values(self.value)
    }

    /// Returns the record's name in messages: its id, or its place in the document.
    #[must_use]
    pub fn display_name(&self) -> String {
        match self.written_id() {
            Some(id) => format!("`{id}`"),
            // The pointer of the root is empty.
            None if self.value.parent().is_none() => "the document".to_owned(),
            None => format!("the record at {}", self.value.pointer()),
        }
    }

    /// Returns the record's place.
    #[must_use]
    pub fn place(&self) -> Place {
        Place::of(self.value)
    }

    /// Returns the place that identifies the record to a reader: its id or, without an id, its opening
    /// bracket. If the id has several fields, a field of the record itself or its key comes before outer values.
    #[must_use]
    pub fn name_place(&self) -> Place {
        let fields = || self.collection.id.iter().flat_map(KeyFields::iter);
        let ids = || fields().filter_map(|field| field.first_as_written(self.value));
        let own_key = self.value.key().map(|key| key.span().start);
        let is_own = |id: &Value<'_>| {
            let start = id.span().start;
            !id.document().is_file_name()
                && (self.value.span().contains(&start) || Some(start) == own_key)
        };
        let id = ids().find(is_own).or_else(|| ids().next());
        id.map_or_else(|| Place::opening(self.value), Place::of)
    }

    /// Returns the text of a field, or `None` if the field's value is neither a string nor a number.
    #[must_use]
    pub fn text(&self, field: &Field) -> Option<Cow<'a, str>> {
        scalar_text(field.first(self.value)?)
    }
}

/// Returns a string's content or a number's literal, or `None` for other values.
#[must_use]
pub fn scalar_text(value: Value<'_>) -> Option<Cow<'_, str>> {
    value.as_str().or_else(|| value.as_number().map(|number| Cow::Borrowed(number.literal())))
}

/// Returns the text by which keys and codes are compared: a string's content, or the value of a number (`1`
/// for `1.0`, `100` for `1e2`). Returns `None` for other values.
#[must_use]
pub fn key_text(value: Value<'_>) -> Option<Cow<'_, str>> {
    let Some(number) = value.as_number() else { return value.as_str() };
    let literal = number.literal();
    let is_plain = literal.bytes().all(|byte| byte.is_ascii_digit());
    if is_plain {
        return Some(Cow::Borrowed(literal));
    }
    let decimal = Decimal::from_json(literal).map(|decimal| Cow::Owned(decimal.to_string()));
    Some(decimal.unwrap_or(Cow::Borrowed(literal)))
}

/// Returns the key of several fields and the first of their values, or `None` if a field has no readable
/// value. Adds the unreadable value to `unreadable`, if there is one.
pub fn key_in<'a>(
    fields: &KeyFields,
    record: Value<'a>,
    unreadable: &mut Vec<Value<'a>>,
) -> Option<(String, Value<'a>)> {
    let (mut texts, mut first) = (Vec::with_capacity(fields.number()), None);
    for field in fields.iter() {
        let Some(value) = field.only(record) else {
            unreadable.extend(field.first(record));
            return None;
        };
        let Some(text) = key_text(value) else {
            unreadable.push(value);
            return None;
        };
        texts.push(text);
        first.get_or_insert(value);
    }
    Some((joined_key(&texts), first?))
}

/// Calls `visit` with each readable key of a record and the first value in the key. If the key consists of one field,
/// each value of the field is a key.
pub fn each_key_in<'a>(
    fields: &KeyFields,
    record: Value<'a>,
    mut visit: impl FnMut(&str, Value<'a>),
) {
    match fields.one() {
        Some(field) => field.each(record, |value| {
            if let Some(text) = key_text(value) {
                visit(&text, value);
            }
        }),
        None => {
            if let Some((text, value)) = key_in(fields, record, &mut Vec::new()) {
                visit(&text, value);
            }
        }
    }
}
