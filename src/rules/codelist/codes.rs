//! Reads the codes of records: the values of a field, parts of them, or the values of several fields together.

use super::Codelist;
use crate::document::Value;
use crate::parameters::Arguments;
use crate::path::KeyFields;
use crate::rule::{Code, ValuesOf};
use crate::words::counted;

/// Reports an error if `field` and `to-field` differ in their number of fields, or if the values of several fields
/// are looked up anywhere but in `to-field`.
pub(super) fn refuse_fields(
    field: &KeyFields,
    values_of: Option<&ValuesOf>,
    has_other_lists: bool,
    arguments: &mut Arguments<'_>,
) -> Option<()> {
    let own = counted(field.number(), "field");
    match values_of {
        Some(of) if of.field.number() != field.number() => {
            let other = of.field.number();
            arguments.refuse_argument("field", format!("got {own}, but `to-field` has {other}"))
        }
        _ if field.one().is_none() && (has_other_lists || values_of.is_none()) => {
            let message = format!("got {own}, which can only be looked up in `to`, by `to-field`");
            arguments.refuse_argument("field", message)
        }
        _ => Some(()),
    }
}

impl Codelist {
    /// Returns the codes in the text of a value, in text order.
    pub(super) fn codes_in<'t, 'a>(
        &'t self,
        value: Value<'a>,
        text: &'t str,
    ) -> impl Iterator<Item = Code<'t, 'a>> {
        let whole = self.part.is_none().then_some(0..text.len());
        let matches = self.part.iter().flat_map(move |part| part.captures_iter(text));
        // The first item is the whole match, followed by the groups. The code is the first group that took part in
        // the match.
        let parts = matches.filter_map(|found| Some(found.iter().flatten().nth(1)?.range()));
        whole.into_iter().chain(parts).map(move |range| Code { value, text, range })
    }
}
