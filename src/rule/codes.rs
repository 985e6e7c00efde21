//! Sets of codes in which rules look up values, with the place of each code.

use super::{Record, ValuesOf, key_in, key_text};
use crate::document::{FileId, Kind, Value};
use crate::finding::Place;
use crate::path::{self, Field, KeyFields, MANY};
use crate::value::name::{KnownNames, Slip, fold_case};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::OnceLock;

/// A set of codes.
#[derive(Debug, Default)]
pub struct Codes {
    places: BTreeMap<String, Option<Place>>,
    /// The number of codes that may exist but could not be read.
    unknown: u64,
    /// The values that are not codes, each with its description.
    refused: Vec<(Place, &'static str)>,
    /// The codes with folded letter case, built lazily.
    lower: OnceLock<BTreeSet<String>>,
    /// The index for suggestions, and the codes in the order of the index. Both are built lazily.
    known: OnceLock<(KnownNames, Vec<String>)>,
}

impl Codes {
    /// Creates a set of codes that have no places.
    pub fn of_texts(texts: impl IntoIterator<Item = String>) -> Codes {
        let places = texts.into_iter().map(|text| (text, None)).collect();
        Codes { places, ..Codes::default() }
    }

    /// Collects the strings and numbers that a field selects in a value.
    #[must_use]
    pub fn of_selected(field: &Field, of: Value<'_>) -> Codes {
        let mut codes = Codes::default();
        let ((), unknown) = path::watch(|| codes.add_selected(field, of));
        codes.may_have(unknown.number);
        codes
    }

    /// Collects the strings and numbers of a field in the records of a collection.
    #[must_use]
    pub fn of_field(of: &ValuesOf, records: &[Record<'_>]) -> Codes {
        let mut codes = Codes::default();
        for record in records {
            codes.add_field(of, record);
        }
        codes
    }

    /// Adds the strings and numbers of a field in a record, if the condition holds for the record.
    pub fn add_field(&mut self, of: &ValuesOf, record: &Record<'_>) {
        let (is_wanted, condition) = path::watch(|| {
            of.condition.as_ref().is_none_or(|condition| condition.holds_for(record.value))
        });
        if !is_wanted && condition.is_none() {
            return;
        }
        let mut number = 0;
        let ((), unknown) = path::watch(|| match is_wanted {
            true => self.add_keys(&of.field, record.value),
            false => of.field.first().each(record.value, |_| number += 1),
        });
        self.may_have(unknown.number.saturating_add(number));
    }

    /// Adds the strings and numbers of a field, or the key that several fields form together.
    fn add_keys(&mut self, fields: &KeyFields, of: Value<'_>) {
        if let Some(field) = fields.one() {
            return self.add_selected(field, of);
        }
        for field in fields.iter() {
            field.each_blocked(of, |value| self.refuse(value));
        }
        let mut unreadable = Vec::new();
        if let Some((text, value)) = key_in(fields, of, &mut unreadable) {
            self.places.entry(text).or_insert_with(|| Some(Place::of(value)));
        }
        for value in unreadable {
            self.refuse(value);
        }
    }

    fn add_selected(&mut self, field: &Field, of: Value<'_>) {
        field.each_blocked(of, |value| self.refuse(value));
        field.each(of, |value| self.add(value));
    }

    /// Adds `number` to the count of codes that may exist but are unknown.
    pub fn may_have(&mut self, number: u64) {
        self.unknown = self.unknown.saturating_add(number);
    }

    /// Returns the number of codes that may exist but could not be read.
    #[must_use]
    pub fn unknown(&self) -> u64 {
        self.unknown
    }

    /// Parses a text with one code per line. White space around a code, empty lines, and lines that begin
    /// with `#` are ignored.
    #[must_use]
    pub fn of_lines(file: FileId, text: &str) -> Codes {
        let mut codes = Codes::default();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let code = line.trim_matches(|character: char| {
                // Some editors write a byte order mark before the first line.
                character.is_whitespace() || character == '\u{feff}'
            });
            if !code.is_empty() && !code.starts_with('#') {
                let at = start + line.find(code).unwrap_or_default();
                let place = Place::range(file, at..at + code.len());
                codes.places.entry(code.to_owned()).or_insert(Some(place));
            }
            start += line.len();
        }
        codes
    }

    /// Adds a string or a number as a code; any other value is refused. If the code is already in the set,
    /// its first place is kept.
    pub fn add(&mut self, value: Value<'_>) {
        match key_text(value) {
            Some(text) => {
                self.places.entry(text.into_owned()).or_insert_with(|| Some(Place::of(value)));
            }
            None => self.refuse(value),
        }
    }

    /// Adds the codes of another set, but not its refused values.
    pub fn extend(&mut self, other: Codes) {
        for (code, place) in other.places {
            self.places.entry(code).or_insert(place);
        }
        self.may_have(other.unknown);
    }

    /// Records a value that is not a code. An array counts as [`MANY`] unknown codes, and any other value as
    /// one. `null` counts as absent. A value with unreliable parts is only counted, since it has already been
    /// reported.
    fn refuse(&mut self, value: Value<'_>) {
        let kind = value.kind();
        if kind == Kind::Null {
            return;
        }
        self.may_have(if kind == Kind::Array { MANY } else { 1 });
        if value.document().marks().is_none_or(|marks| !marks.is_affected(value)) {
            self.refused.push((Place::of(value), kind.with_article()));
        }
    }

    /// Returns the values that are not codes, each with its description.
    pub fn refused(&self) -> impl Iterator<Item = (&Place, &'static str)> {
        self.refused.iter().map(|(place, got)| (place, *got))
    }

    /// Checks whether there are no codes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Returns the number of codes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Returns the codes, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }

    /// Checks whether a text is one of the codes.
    #[must_use]
    pub fn contains(&self, text: &str) -> bool {
        self.places.contains_key(text)
    }

    /// Checks whether a text is one of the codes, ignoring case.
    #[must_use]
    pub fn contains_in_any_case(&self, text: &str) -> bool {
        let lower =
            self.lower.get_or_init(|| self.places.keys().map(|code| fold_case(code)).collect());
        self.contains(text) || lower.contains(&fold_case(text))
    }

    /// Returns the place of a code, or `None` if the code is not in the set or has no place.
    #[must_use]
    pub fn place(&self, code: &str) -> Option<&Place> {
        self.places.get(code)?.as_ref()
    }

    /// Returns the codes that an unknown text may misspell, each with its difference from the text; see
    /// [`KnownNames::candidates`].
    pub fn candidates(&self, text: &str) -> impl Iterator<Item = (Slip, &str)> {
        let (known, codes) = self.known_names();
        let code_at = |position: usize| codes.get(position).map(String::as_str);
        let found =
            known.candidates(text, |_| true, |position| code_at(position).map(Cow::Borrowed));
        found.into_iter().filter_map(move |(slip, position)| Some((slip, code_at(position)?)))
    }

    /// Checks whether an unknown text may equally well be a misspelling of a code other than `meant`; see
    /// [`KnownNames::has_rival`].
    #[must_use]
    pub fn has_rival(&self, text: &str, meant: &str) -> bool {
        let (known, codes) = self.known_names();
        let code_at =
            |position: usize| codes.get(position).map(|code| Cow::Borrowed(code.as_str()));
        known.has_rival(text, meant, |_| true, code_at)
    }

    fn known_names(&self) -> &(KnownNames, Vec<String>) {
        self.known.get_or_init(|| {
            let codes: Vec<String> = self.iter().map(str::to_owned).collect();
            (KnownNames::new(&codes), codes)
        })
    }
}

/// A code in a string value: the whole string, or a part of it.
pub struct Code<'t, 'a> {
    /// The value.
    pub value: Value<'a>,
    /// The text of the value.
    pub text: &'t str,
    /// The byte range of the code in `text`.
    pub range: Range<usize>,
}

impl Code<'_, '_> {
    /// Returns the code itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.text.get(self.range.clone()).unwrap_or(self.text)
    }

    /// Checks whether the code is the whole text.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.range == (0..self.text.len())
    }

    /// Returns the code's place.
    #[must_use]
    pub fn place(&self) -> Place {
        match self.is_all() {
            true => Place::of(self.value),
            false => Place::inside(self.value, self.range.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_code_per_line() {
        let codes =
            Codes::of_lines(FileId(7), "\u{feff}# greetings\nhello \r\n\n  good day\n#bye\nhello");
        assert_eq!(codes.iter().collect::<Vec<_>>(), ["good day", "hello"]);
        assert_eq!(codes.place("good day"), Some(&Place::range(FileId(7), 26..34)));
        assert_eq!(codes.place("hello"), Some(&Place::range(FileId(7), 15..20)));
    }

    #[test]
    fn a_similar_code_is_found_only_if_it_is_a_likely_misspelling() {
        let codes = Codes::of_texts(["DE", "SE", "affected", "fixed"].map(str::to_owned));
        let candidates = |text| codes.candidates(text).collect::<Vec<_>>();
        assert_eq!(candidates("de"), [(Slip::Form, "DE")]);
        assert_eq!(candidates("FE"), []);
        assert_eq!(candidates("afected"), [(Slip::Spelling, "affected")]);
        assert_eq!(candidates("unknown"), []);
        assert!(codes.contains_in_any_case("De") && !codes.contains("De"));
    }
}
