//! The output of a rule's visits and of settling its facts.

use super::facts::{Facts, Role};
use super::missing::Missing;
use super::{
    Count, CountedValues, Key, KeySpace, Lookups, PartialOutput, PassedOver, PlaceLimits, Tally,
};
use super::{has_unreliable_values, key_text};
use crate::document::{Kind, Value};
use crate::finding::{EncodedFinding, Finding, Place};
use crate::path::{Field, KeyFields, Unknown, UnknownValue, joined_key};
use serde::Serialize;
use std::borrow::Borrow;
use std::collections::{BTreeSet, HashSet};
use std::marker::PhantomData;

use super::partial_output::{UnknownFacts, place_of};

/// Receives a rule's findings, counts and facts.
pub struct Output<'w, Fact> {
    findings: &'w mut Vec<EncodedFinding>,
    tally: &'w mut Tally,
    facts: &'w mut Facts,
    missing: &'w mut Missing,
    counted: &'w mut CountedValues,
    unknown: &'w mut UnknownFacts,
    encountered_unknown: &'w mut bool,
    has_passed_over: &'w mut bool,
    passed_over: &'w mut PassedOver,
    has_partner: &'w mut bool,
    with_one: &'w mut BTreeSet<KeySpace>,
    /// The visited record, or `None` outside of visits.
    record: Option<Value<'w>>,
    /// Whether the record's document, or a document used for lookups, has unreliable values.
    may_encounter_unknown: bool,
    /// The place of the next counts, or `None` if it is the visited record.
    about: Option<Place>,
    /// Maximum numbers of places that are kept per entry of counted values.
    places: PlaceLimits,
    /// The unread values that were already counted, with their fields. Without this set, a field that several
    /// parameters name would be counted several times.
    unread: HashSet<(String, Place)>,
    fact: PhantomData<fn(Fact)>,
}

impl<Fact: Serialize> Output<'_, Fact> {
    /// Keeps a fact that is settled together with all other facts.
    pub fn keep(&mut self, fact: Fact) {
        self.keep_under(KeySpace::Dataset, &[] as &[&str], || fact);
    }

    /// Keeps a fact that is settled together with the other facts with the same key. `fact` is only called if
    /// the fact is needed.
    pub fn keep_under(
        &mut self,
        space: KeySpace,
        key: &[impl Borrow<str>],
        fact: impl FnOnce() -> Fact,
    ) {
        self.facts.keep(space, key, Role::Plain, self.may_encounter_unknown, fact);
    }

    /// Keeps a fact under each value of a field, once for equal values. Values that are neither text nor a number are
    /// skipped.
    pub fn keep_under_each(&mut self, field: &Field, record: Value<'_>, fact: impl Fn() -> Fact) {
        let mut known = HashSet::new();
        field.each(record, |value| match key_text(value) {
            Some(key) if !known.insert(key.clone()) => {}
            Some(key) => self.keep_under(KeySpace::Dataset, &[key], &fact),
            None => self.skip(field, value),
        });
    }

    /// Like [`Output::keep_under`], for a fact that is always settled, together with all other facts with its
    /// key.
    pub fn keep_always(
        &mut self,
        space: KeySpace,
        key: &[impl Borrow<str>],
        fact: impl FnOnce() -> Fact,
    ) {
        self.facts.keep(space, key, Role::Always, self.may_encounter_unknown, fact);
    }

    /// Like [`Output::keep_under`], for a fact that answers the other facts with its key, which then need not
    /// be settled.
    pub fn answer(
        &mut self,
        space: KeySpace,
        key: &[impl Borrow<str>],
        fact: impl FnOnce() -> Fact,
    ) {
        self.facts.keep(space, key, Role::Answer, self.may_encounter_unknown, fact);
    }

    /// Like [`Output::keep_under`], for a fact that causes the other facts with its key to be settled even if
    /// there is an answer.
    pub fn contest(
        &mut self,
        space: KeySpace,
        key: &[impl Borrow<str>],
        fact: impl FnOnce() -> Fact,
    ) {
        self.facts.keep(space, key, Role::Contest, self.may_encounter_unknown, fact);
    }

    /// Passes facts with one key to [`Rule::complete`](super::Rule::complete).
    pub fn complete(&mut self, key: &Key, facts: &[Fact]) {
        self.facts.complete(key, facts);
    }
}

impl<Fact> Output<'_, Fact> {
    /// Reports a finding; the engine adds the rule's id and level.
    pub fn report(&mut self, finding: Finding) {
        self.findings.push(finding.into());
    }

    /// Records that the rule has a value to compare with.
    pub fn found_partner(&mut self) {
        *self.has_partner = true;
    }

    /// Like [`Output::found_partner`], if `is_there` returns `true`. `is_there` is not called again after the
    /// rule has found a value to compare with.
    pub fn find_partner(&mut self, is_there: impl FnOnce() -> bool) {
        *self.has_partner = *self.has_partner || is_there();
    }

    /// Records that the rule has a value to compare with the other values in a space. The rule has a partner as
    /// soon as a space has two such values.
    pub fn find_peer(&mut self, space: KeySpace) {
        if !*self.has_partner && !self.with_one.insert(space) {
            *self.has_partner = true;
        }
    }

    /// Records that a search space has `number` values that cannot be read; see [`Output::report_missing`].
    pub fn add_unreadable(&mut self, searched: Key, number: u64) {
        self.missing.add_unreadable(searched, number);
    }

    /// Records that the key of a record is unknown, so that any key may have one more fact.
    pub fn keep_unknown(&mut self) {
        self.unknown.records = self.unknown.records.saturating_add(1);
    }

    /// Reports findings about a text without a match, unless an unreadable value may be its match. `searched`
    /// identifies the values among which the text was looked up, and contains the number of unreadable values among
    /// them. [`Output::add_unreadable`] adds to this number. Once all keys have been settled, the findings are reported
    /// if there are more distinct texts without a match than unreadable values.
    pub fn report_missing(
        &mut self,
        searched: (Key, u64),
        text: &str,
        field: &str,
        findings: impl IntoIterator<Item = Finding>,
    ) {
        self.missing.add(searched, text, field, findings);
    }

    /// Increments a count of the summary. The place of the count is the visited record, unless it was set
    /// with [`Output::about`].
    pub fn count(&mut self, count: Count) {
        let place = self.about.clone().or_else(|| self.record.map(Place::of));
        self.add(count, "", place, None);
    }

    /// Sets the place of the next counts, if it is not the visited record.
    pub fn about(&mut self, place: Option<Place>) {
        self.about = place;
    }

    /// Increments a count of the summary, for a field at a place.
    pub fn count_at(&mut self, count: Count, field: &str, place: Place) {
        self.add(count, field, Some(place), None);
    }

    fn add(&mut self, count: Count, field: &str, place: Option<Place>, got: Option<&'static str>) {
        self.tally.add(count);
        *self.has_passed_over |= count == Count::Skipped;
        let limit = self.places.of(count);
        match self.record {
            Some(_) => self.counted.add(count, field, place, got, limit),
            // Outside of visits, counts are never taken back. Keys are not settled in dataset order, so
            // places are sorted before they are truncated.
            None => self.counted.add_for_good(count, field, place, got, limit),
        }
    }

    /// Skips a value of a field that the rule does not accept. `null` counts as absent, and a blank string
    /// as [`Count::CannotTell`].
    pub fn skip(&mut self, field: &Field, value: Value<'_>) {
        self.skip_as(field.as_str(), value, value.kind().with_article());
    }

    /// Like [`Output::skip`], with a description of the value in `got`. A value with unreliable content is
    /// not counted, since it has already been reported.
    pub fn skip_as(&mut self, field: &str, value: Value<'_>, got: &'static str) {
        if has_unreliable_values(value) {
            return;
        }
        let place = Place::of(value);
        match value.kind() {
            Kind::Null => {}
            Kind::String if value.as_str().is_some_and(|text| text.trim().is_empty()) => {
                self.count_unread(Count::CannotTell, field, place, None);
            }
            _ => self.skip_at(field, place, got),
        }
    }

    /// Returns a field's only value, or `None` if the field has no value or several values. Several values
    /// are skipped.
    pub fn only<'a>(&mut self, field: &Field, record: Value<'a>) -> Option<Value<'a>> {
        if self.skip_several(field, record) { None } else { field.only(record) }
    }

    /// Skips the values of a field if there are several, and returns whether there are.
    pub fn skip_several(&mut self, field: &Field, record: Value<'_>) -> bool {
        if !field.selects_several(record) {
            return false;
        }
        if let Some(first) = field.first(record) {
            self.skip_at(field.as_str(), Place::of(first), "one of several values");
        }
        true
    }

    /// Returns the key that consists of the values of several fields, and the first of these values. Returns
    /// `None` if a field has no value. Also returns `None` if a field's value is neither text nor a number;
    /// the value is skipped.
    pub fn key<'a>(
        &mut self,
        fields: &KeyFields,
        record: Value<'a>,
    ) -> Option<(String, Value<'a>)> {
        let (mut texts, mut first) = (Vec::with_capacity(fields.number()), None);
        for field in fields.iter() {
            let value = self.only(field, record)?;
            let Some(text) = key_text(value) else {
                self.skip(field, value);
                return None;
            };
            texts.push(text);
            first.get_or_insert(value);
        }
        Some((joined_key(&texts), first?))
    }

    /// Calls `visit` with each key of a record and the first value in the key. If the key consists of one field, each
    /// value of the field is a key. Values that are neither text nor a number are skipped.
    pub fn each_key<'a>(
        &mut self,
        fields: &KeyFields,
        record: Value<'a>,
        mut visit: impl FnMut(&mut Self, &str, Value<'a>),
    ) {
        match fields.one() {
            Some(field) => field.each(record, |value| match key_text(value) {
                Some(text) => visit(self, &text, value),
                None => self.skip(field, value),
            }),
            None => {
                if let Some((text, value)) = self.key(fields, record) {
                    visit(self, &text, value);
                }
            }
        }
    }

    /// Skips the visited record, with its description in `got`. A record with unreliable content is counted
    /// as [`Count::CannotTell`] instead.
    pub fn skip_record(&mut self, got: &'static str) {
        let Some(record) = self.record else { return };
        if has_unreliable_values(record) {
            return self.cannot_know("", Place::of(record));
        }
        self.skip_at("", Place::of(record), got);
    }

    /// Skips a value of a field at a place, with its description in `got`.
    pub fn skip_at(&mut self, field: &str, place: Place, got: &'static str) {
        self.count_unread(Count::Skipped, field, place, Some(got));
    }

    /// Counts an unread value of a field. The value is counted only once per visit, even if several
    /// parameters name the field.
    pub fn count_unread(
        &mut self,
        count: Count,
        field: &str,
        place: Place,
        got: Option<&'static str>,
    ) {
        if self.unread.insert((field.to_owned(), place.clone())) {
            self.add(count, field, Some(place), got);
        }
    }

    /// Counts a check as undecided because a value of a field is unreliable.
    pub fn cannot_know(&mut self, field: &str, place: Place) {
        (*self.encountered_unknown, *self.has_partner) = (true, true);
        *self.has_passed_over = true;
        self.count_at(Count::CannotTell, field, place);
    }

    /// Records that the rule does not check a value because another finding reports a mistake in it, such as
    /// a malformed date or an id without a record. An earlier finding that the rule no longer reports may
    /// therefore still be valid.
    pub fn pass_over(&mut self) {
        *self.has_passed_over = true;
    }

    /// Counts a check of the record at `place` as undecided because of an unknown value.
    pub fn cannot_know_because(&mut self, unknown: &Unknown, place: Place) {
        self.cannot_know_value(unknown.first.as_ref(), place);
    }

    /// Like [`Output::cannot_know_because`], with the unknown value in `unknown`. If it is `None`, the
    /// location of the unknown value could not be determined.
    pub fn cannot_know_value(&mut self, unknown: Option<&UnknownValue>, place: Place) {
        let (field, place_of_unknown) = place_of(unknown);
        self.cannot_know(field, place_of_unknown.unwrap_or(place));
    }

    /// Counts a possible finding that cannot be decided because a value is unreliable.
    pub fn cannot_know_of(&mut self, field: &str, finding: &Finding) {
        let Some(label) = finding.primary() else { return };
        (*self.encountered_unknown, *self.has_partner) = (true, true);
        self.passed_over.add_subject(&finding.anchor.subject);
        self.count_at(Count::CannotTell, field, label.place.clone());
    }

    /// Returns the maximum number of further facts that each key may have. It is the number of records with
    /// an unknown key, plus the number of records that were not visited because the result of the rule's
    /// condition is unknown.
    #[must_use]
    pub fn unknown_records(&self) -> u64 {
        self.unknown.records
    }

    /// Records that any key may have up to `number` more targets.
    pub fn keep_unknown_targets(&mut self, number: u64) {
        self.unknown.targets = self.unknown.targets.saturating_add(number);
    }

    /// Returns the maximum number of further targets that any key may have; see
    /// [`Output::keep_unknown_targets`].
    #[must_use]
    pub fn unknown_targets(&self) -> u64 {
        self.unknown.targets
    }
}

impl PartialOutput {
    /// Borrows the parts as an [`Output`] for facts of the type `Fact`. `record` is the visited record, if
    /// any.
    pub(super) fn parts<'w, Fact>(
        &'w mut self,
        record: Option<Value<'w>>,
        lookups: &Lookups<'_>,
    ) -> Output<'w, Fact> {
        Output {
            findings: &mut self.findings,
            tally: &mut self.tally,
            facts: &mut self.facts,
            missing: &mut self.missing,
            counted: &mut self.counted,
            unknown: &mut self.unknown,
            encountered_unknown: &mut self.encountered_unknown,
            has_passed_over: &mut self.has_passed_over,
            passed_over: &mut self.passed_over,
            has_partner: &mut self.has_partner,
            with_one: &mut self.with_one,
            record,
            may_encounter_unknown: PartialOutput::may_encounter_unknown(record, lookups),
            about: None,
            places: lookups.places,
            unread: HashSet::new(),
            fact: PhantomData,
        }
    }
}
