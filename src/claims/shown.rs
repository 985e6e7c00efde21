//! Decides which parts of a claim a text contains: the claim's value, and the words that the claim attributes to its
//! source.

use super::{Claim, ClaimValue, Money, StatedPeriod, has_readable_names, names_of};
use crate::document::{Kind, Value};
use crate::parameters::Model;
use crate::path::watch;
use crate::quote::mentions::{self, StatedKind, Support};
use crate::quote::{Folding, NamePlace, contains_folded, find_name, has_override};
use crate::rule::{Lookups, is_malformed_date};
use crate::value::date::PartialDate;
use crate::value::look_alike::twin_in;
use crate::value::name::{self, Similarity};
use crate::value::period::PeriodEnd;
use std::borrow::Cow;
use std::ops::Range;

/// A part of a claim that a text should contain.
#[derive(Debug)]
pub struct ShownPart<'a> {
    /// The part's value in the claim.
    pub value: Value<'a>,
    /// Whether and where the text contains the part.
    pub shows: Support,
    /// A description of the missing value if the text does not contain the part; otherwise empty.
    pub want: String,
    /// The kind and the wording of the claim's value. `None` if the text contains the part, or cannot be searched
    /// for other values of that kind.
    pub claimed: Option<(StatedKind, String)>,
    /// Words of the claim, and words of the text that look the same but are written with other characters.
    pub twin: Option<(String, String)>,
    /// The byte range of the part's date in a text that names the date but does not state it: `2018` in `before 2018`.
    pub named_at: Option<Range<usize>>,
    /// Whether the part is the start or the end of a period. `None` if it is neither.
    pub end: Option<PeriodEnd>,
}

impl<'a> ShownPart<'a> {
    fn new(value: Value<'a>, shows: Support, want: impl FnOnce() -> String) -> ShownPart<'a> {
        let want = if shows == Support::No { want() } else { String::new() };
        ShownPart { value, shows, want, claimed: None, twin: None, named_at: None, end: None }
    }

    /// Sets the twin if the text does not contain the part. `words` are the words of the claim.
    fn or_twin(self, text: &str, words: &[Cow<'_, str>]) -> ShownPart<'a> {
        if self.shows != Support::No {
            return self;
        }
        let twin = words
            .iter()
            .find_map(|words| Some((words.to_string(), twin_in(text, words)?.to_owned())));
        ShownPart { twin, ..self }
    }

    /// Sets the kind and the wording if the text does not contain the part.
    fn claiming(self, kind: StatedKind, words: impl FnOnce() -> String) -> ShownPart<'a> {
        let claimed = (self.shows == Support::No).then(|| (kind, words()));
        ShownPart { claimed, ..self }
    }
}

/// Returns every part of a claim that a text should contain: its value, and the wording that the claim attributes to
/// the source. `folding` applies to the search for words. If some characters of the text are displayed in another order
/// than they are stored, no part counts as plainly shown.
#[must_use]
pub fn shown_parts<'a>(
    claim: &Claim<'a>,
    text: &str,
    folding: Folding,
    lookups: &Lookups<'a>,
) -> Vec<ShownPart<'a>> {
    let mut parts = value_parts(claim, text, folding, lookups).unwrap_or_default();
    for written in [claim.as_written(), claim.subject_as_written()].into_iter().flatten() {
        let Some(words) = written.as_str() else { continue };
        let shows = support_at(contains_folded(text, &words, folding));
        let part = ShownPart::new(written, shows, || format!("the words \"{words}\""));
        parts.push(part.or_twin(text, &[words]));
    }
    if has_override(text) {
        // A reader sees `4591` as `1954`.
        for part in &mut parts {
            part.shows = Support::CannotTell;
        }
    }
    parts
}

/// Returns the byte range of the value of a claim in a text, from the first part of the value to the last.
/// Returns `None` if the text contains no part of the value. For a period, only the ends in `ends` count, or
/// both if `ends` is empty.
#[must_use]
pub fn place_of_value(
    claim: &Claim<'_>,
    ends: &[PeriodEnd],
    text: &str,
    lookups: &Lookups<'_>,
) -> Option<Range<usize>> {
    let is_selected =
        |part: &ShownPart<'_>| ends.is_empty() || part.end.is_none_or(|end| ends.contains(&end));
    let parts = value_parts(claim, text, Folding::default(), lookups)?;
    let places = parts.into_iter().filter(is_selected).filter_map(|part| match part.shows {
        Support::Yes(range) => Some(range),
        Support::No | Support::CannotTell => part.named_at,
    });
    places.reduce(|hull, range| hull.start.min(range.start)..hull.end.max(range.end))
}

fn value_parts<'a>(
    claim: &Claim<'a>,
    text: &str,
    folding: Folding,
    lookups: &Lookups<'a>,
) -> Option<Vec<ShownPart<'a>>> {
    let (value_type, content) = claim.typed_value()?;
    let part = match value_type.read(content)? {
        ClaimValue::Count(number) => {
            let shows = mentions::shows_number(text, &number);
            ShownPart::new(content, shows, || format!("the number {number}"))
                .claiming(StatedKind::Number, || number.to_string())
        }
        ClaimValue::Date(date) => {
            date_part(content, mentions::shows_date(text, &date), text, &date)
        }
        ClaimValue::Duration(duration) => {
            let shows = mentions::shows_duration(text, &duration);
            ShownPart::new(content, shows, || format!("the duration {}", duration.describe()))
                .claiming(StatedKind::Duration, || duration.describe())
        }
        ClaimValue::Money(Money { amount, currency }) => {
            let shows = mentions::shows_amount(text, &amount, &currency);
            ShownPart::new(content, shows, || format!("the amount {currency} {amount}"))
                .claiming(StatedKind::Amount, || format!("{currency} {amount}"))
        }
        ClaimValue::Text(words) => {
            let shows = support_at(contains_folded(text, &words, folding));
            ShownPart::new(content, shows, || "these words, verbatim".to_owned())
                .or_twin(text, &[words.into()])
        }
        ClaimValue::Place(id) | ClaimValue::Entity(id) => {
            let collection = value_type.collection(claim.model())?;
            name_part(claim, content, collection, &id, text, folding, lookups)?
        }
        ClaimValue::Period(period) => return Some(period_parts(content, &period, text)),
    };
    Some(vec![part])
}

/// Returns the part for a value that is the id of a place or an entity. A text contains the part if it contains one of
/// the record's names. Returns `None` if there is no such record, or if it has no name.
fn name_part<'a>(
    claim: &Claim<'a>,
    content: Value<'a>,
    collection: &str,
    id: &str,
    text: &str,
    folding: Folding,
    lookups: &Lookups<'a>,
) -> Option<ShownPart<'a>> {
    let record = lookups.record(collection, id)?;
    let names = names_of(record, claim.model());
    let name = names.first()?;
    let want = || format!("a name of {}, such as \"{name}\"", record.display_name());
    let names_in =
        |text: &str| find_names(text, &names, collection, folding, (claim.model(), lookups));
    let shows = match support_for_name(claim, text, folding, &names, &names_in) {
        Support::No if !has_readable_names(record, claim.model()) => Support::CannotTell,
        shows => shows,
    };
    Some(ShownPart::new(content, shows, want).or_twin(text, &names))
}

fn date_part<'a>(
    value: Value<'a>,
    shows: Support,
    text: &str,
    date: &PartialDate,
) -> ShownPart<'a> {
    let named_at = || {
        let mut dates = mentions::dates(text).into_iter();
        dates.find(|(named, _)| named.lies_within(date)).map(|(_, range)| range)
    };
    let named_at = (shows == Support::CannotTell).then(named_at).flatten();
    let part = ShownPart::new(value, shows, || format!("the date {date}"))
        .claiming(StatedKind::Date, || date.to_string());
    ShownPart { named_at, ..part }
}

/// Returns the parts of a period: its dates and its stated duration. A part that cannot be read is
/// [`Support::CannotTell`]. Malformed dates are left out, since they are findings themselves.
fn period_parts<'a>(content: Value<'a>, period: &StatedPeriod, text: &str) -> Vec<ShownPart<'a>> {
    let ends = [(PeriodEnd::Start, &period.dates.from), (PeriodEnd::End, &period.dates.to)];
    let dates: Vec<(PeriodEnd, Value<'a>, &PartialDate)> = ends
        .into_iter()
        .filter_map(|(end, date)| Some((end, content.get(end.key())?, date.as_ref()?)))
        .collect();
    let dates_with_ends = dates.iter().map(|(end, _, date)| (*date, Some(*end)));
    let shows = mentions::shows_dates(text, dates_with_ends);
    let parts = dates.iter().zip(shows).map(|((end, value, date), shows)| ShownPart {
        end: Some(*end),
        ..date_part(*value, shows, text, date)
    });
    let mut parts: Vec<ShownPart<'a>> = parts.collect();
    if let (Some(stated), Some(value)) = (&period.stated, content.get("stated")) {
        let shows = mentions::shows_duration(text, stated);
        let part = ShownPart::new(value, shows, || format!("the duration {}", stated.describe()));
        parts.push(part.claiming(StatedKind::Duration, || stated.describe()));
    }
    let unread = [
        ("from", period.dates.from.is_none()),
        ("to", period.dates.to.is_none()),
        ("stated", period.stated.is_none()),
    ];
    for (name, is_unread) in unread {
        let value = content.get(name).filter(|value| is_unread && value.kind() != Kind::Null);
        let value = value.filter(|value| name == "stated" || !is_malformed_date(*value));
        parts.extend(value.map(|value| ShownPart::new(value, Support::CannotTell, String::new)));
    }
    parts
}

/// Searches a text for one of a record's names, as whole words. If the claim contains the source's wording,
/// the wording is searched for instead, and must be equal to a name. Returns `CannotTell` if the match may be
/// a common word, or if the wording is only a variant of a name. `find_names` searches a text for the names.
fn support_for_name(
    claim: &Claim<'_>,
    text: &str,
    folding: Folding,
    names: &[Cow<'_, str>],
    find_names: &dyn Fn(&str) -> Support,
) -> Support {
    let (written, is_known) = readable(|| claim.as_written());
    let Some(written) = written else {
        return match find_names(text) {
            // The unknown wording need not be one of the names.
            Support::No if !is_known => Support::CannotTell,
            found => found,
        };
    };
    let mut equal = names.iter().filter(|name| name::names_are_equal(name, &written)).peekable();
    if equal.peek().is_some() {
        let is_sure = equal.any(|name| {
            **name == *written
                || find_name(&written, name, folding).is_some_and(|place| place.is_sure)
        });
        return match support_at(contains_folded(text, &written, folding)) {
            Support::Yes(_) if !is_sure => Support::CannotTell,
            shows => shows,
        };
    }
    let is_variant = |name: &Cow<'_, str>| {
        matches!(name::similarity(name, &written), Similarity::Variant { .. })
    };
    if names.iter().any(is_variant) { Support::CannotTell } else { Support::No }
}

/// Returns the text of a wording, and whether it is known that this is the wording, or that there is none. A value of
/// another type and a value with an error are unknown.
pub(crate) fn readable<'a>(
    wording: impl FnOnce() -> Option<Value<'a>>,
) -> (Option<Cow<'a, str>>, bool) {
    let (value, unknown) = watch(wording);
    let text = value.and_then(|value| value.as_str());
    let is_known = text.is_some() || value.is_none_or(|value| value.kind() == Kind::Null);
    let is_known = is_known && unknown.is_none();
    unknown.pass_on();
    (text, is_known)
}

/// Searches a text for one of the names of a record in a collection, as whole words. Returns `CannotTell` if every
/// match may be a common word, or is part of a longer name of another record in the collection.
#[must_use]
pub fn find_names(
    text: &str,
    names: &[Cow<'_, str>],
    collection: &str,
    folding: Folding,
    (model, lookups): (&Model, &Lookups<'_>),
) -> Support {
    let known = lookups.collections.get(collection);
    let longer = |name: &str| {
        let longer = known.map(|known| known.longer_names(name, |record| names_of(record, model)));
        let mut longer = longer.unwrap_or_default();
        // Other names of the record itself are not in doubt.
        longer.retain(|longer| !names.contains(longer));
        longer
    };
    let places = names.iter().filter_map(|name| find_by_itself(text, name, &longer(name), folding));
    let places: Vec<NamePlace> = places.collect();
    match places.iter().find(|place| place.is_sure) {
        Some(place) => Support::Yes(place.range.clone()),
        None if places.is_empty() => Support::No,
        None => Support::CannotTell,
    }
}

/// Maximum number of places of a name that are compared with the places of longer names.
const MAX_PLACES: usize = 64;

/// Finds a name in a text. A place inside one of the longer names of other records is not certain.
fn find_by_itself(
    text: &str,
    name: &str,
    longer: &[Cow<'_, str>],
    folding: Folding,
) -> Option<NamePlace> {
    let first = find_name(text, name, folding)?;
    if longer.is_empty() {
        return Some(first);
    }
    let longer_places: Vec<NamePlace> =
        longer.iter().flat_map(|longer| all_places(text, longer, folding)).collect();
    let is_part = |place: &NamePlace| {
        let mut others = longer_places.iter().map(|other| &other.range);
        others.any(|other| other.start <= place.range.start && place.range.end <= other.end)
    };
    let mut by_itself = all_places(text, name, folding).filter(|place| !is_part(place));
    Some(by_itself.next().unwrap_or(NamePlace { is_sure: false, ..first }))
}

/// Returns the first places of a name in a text.
fn all_places(text: &str, name: &str, folding: Folding) -> impl Iterator<Item = NamePlace> {
    let mut from = 0;
    let next = move || {
        let place = find_name(text.get(from..)?, name, folding)?;
        let range = from + place.range.start..from + place.range.end;
        from = range.end;
        Some(NamePlace { range, ..place })
    };
    std::iter::from_fn(next).take(MAX_PLACES)
}

fn support_at(range: Option<Range<usize>>) -> Support {
    range.map_or(Support::No, Support::Yes)
}
