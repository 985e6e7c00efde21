//! Interprets the names of fields and collections. A name alone is never a reason for a rule. If several rules
//! fit the data, the name decides which of them is proposed.

/// Splits a name into lowercase words: `homeCountry_id` into home, country and id.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut was_small = false;
    for character in name.chars() {
        let begins_word = character.is_uppercase() && was_small;
        if (begins_word || !character.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if character.is_alphanumeric() {
            word.extend(character.to_lowercase());
        }
        was_small = character.is_lowercase() || character.is_numeric();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Whether two words are the same noun, in the singular or the plural.
pub(super) fn same_noun(left: &str, right: &str) -> bool {
    left == right || is_plural_of(left, right) || is_plural_of(right, left)
}

fn is_plural_of(plural: &str, singular: &str) -> bool {
    const IRREGULAR: [(&str, &str); 6] = [
        ("people", "person"),
        ("children", "child"),
        ("men", "man"),
        ("women", "woman"),
        ("data", "datum"),
        ("indices", "index"),
    ];
    let adds = |ending: &str| {
        plural.strip_suffix(ending).is_some_and(|stem| !stem.is_empty() && stem == singular)
    };
    let replaces_y = || {
        let stem = plural.strip_suffix("ies");
        stem.is_some_and(|stem| singular.strip_suffix('y') == Some(stem))
    };
    adds("s") || adds("es") || replaces_y() || IRREGULAR.contains(&(plural, singular))
}

/// Words that mark a value as an id without naming the kind of record.
const ID_WORDS: &str = "id ids uuid guid ref refs reference references key keys code codes iri uri \
    slug number name";

/// Words in the names of fields that refer to another record, of whatever kind.
const RELATIONS: &str = "parent parents child children part parts of within in inside belongs \
    member members subject object source sources target targets owner owners author authors \
    related relates ref refs reference references see derived based replaces replaced predecessor \
    successor supersedes superseded previous next depends requires contains includes broader \
    narrower same by manager lead head id ids link group base upstream fallback extends inherits \
    alias";

/// Last words of names that suggest an id most strongly.
const IDS: &str = "id uuid guid uid identifier key";

/// Words in names that suggest an id less strongly: codes.
const CODES: &str = "code alpha iso slug symbol acronym abbreviation numeric ticker isbn issn doi \
    sku handle";

/// Last words of names that suggest an id only weakly: names and addresses.
const NAMES: &str = "name title label term url uri path email";

/// Words for addresses, which are unique to one record.
const ADDRESSES: &str = "url uri email homepage website";

/// Words for dates.
const DATES: &str = "date day month year time at on timestamp since until";

/// Words for events that must have happened if they have a date.
const EVENTS: &str = "accessed birth birthday born built checked created creation death deceased \
    died discovered established fetched formed founded inception issued joined modified observed \
    opened published recorded registered released retrieved seen updated verified withdrawal \
    withdrawn";

/// Pairs of words for the start and the end of a range.
const RANGES: &str = "from-to from-until from-till from-thru start-end start-stop starts-ends \
    started-ended starting-ending begin-end begins-ends began-ended since-until first-last \
    opened-closed opens-closes founded-dissolved established-dissolved inception-dissolution \
    born-died birth-death created-updated created-modified published-updated published-retrieved \
    issued-expires min-max minimum-maximum low-high lower-upper";

fn is_in(word: &str, list: &str) -> bool {
    list.split_whitespace().any(|known| known == word)
}

fn any_is_in(words: &[String], list: &str) -> bool {
    words.iter().any(|word| is_in(word, list))
}

/// Whether a field is named after a collection or one of its records. For example, `country_code` and
/// `homeCountry` are named after `countries`.
pub(super) fn names_collection(field: &str, collection: &str) -> bool {
    let field_words = words(field);
    let last_word = field_words.iter().rfind(|word| !is_in(word, ID_WORDS));
    let collection_words = words(collection);
    match (last_word, collection_words.last()) {
        (Some(field), Some(collection)) => same_noun(field, collection),
        _ => false,
    }
}

/// Whether two fields have the same name, and this name is more specific than words such as `id` or `title`.
pub(super) fn same_name(left: &str, right: &str) -> bool {
    let (left, right) = (words(left), words(right));
    let says_more =
        |word: &String| !is_in(word, ID_WORDS) && !is_in(word, "title label type value numeric");
    left == right && left.iter().any(says_more)
}

/// Whether the field's name suggests that its value refers to another record.
pub(super) fn is_relation(field: &str) -> bool {
    any_is_in(&words(field), RELATIONS)
}

/// Ranks how strongly a field's name suggests an id, 0 being the strongest, or returns `None` if it does not.
/// `noun` is the name of the records.
pub(super) fn rank_of_id(field: &str, noun: &str) -> Option<u8> {
    let words = words(field);
    let (last, others) = words.split_last()?;
    if is_in(last, IDS) {
        let is_noun =
            |word: &String| self::words(noun).last().is_some_and(|noun| same_noun(word, noun));
        return Some(match others.last() {
            None => 0,
            Some(word) if is_noun(word) => 1,
            Some(_) => 2,
        });
    }
    if any_is_in(&words, CODES) {
        return Some(3);
    }
    is_in(last, NAMES).then_some(4)
}

/// Whether the field's name suggests that each value belongs to one record only, as an address or a code does.
pub(super) fn is_of_one_record(field: &str) -> bool {
    let is_address = words(field).last().is_some_and(|word| is_in(word, ADDRESSES));
    is_address || rank_of_id(field, "").is_some_and(|rank| rank <= 3)
}

/// Whether the field's name suggests a date.
pub(super) fn is_of_date(field: &str) -> bool {
    let words = words(field);
    let is_of_range = |word: &String| RANGES.split([' ', '-']).any(|known| known == word);
    any_is_in(&words, DATES) || any_is_in(&words, EVENTS) || words.iter().any(is_of_range)
}

/// Whether the field's name suggests that the event it dates has happened.
pub(super) fn says_past(field: &str) -> bool {
    any_is_in(&words(field), EVENTS)
}

/// Returns the possible names of the end field that belongs to a start field, as words. For `valid_from`, one
/// possible name is `valid to`.
pub(super) fn ends_of(start: &str) -> Vec<Vec<String>> {
    let start = words(start);
    let mut ends = Vec::new();
    for (position, word) in start.iter().enumerate() {
        let ranges = RANGES.split_whitespace().filter_map(|range| range.split_once('-'));
        for (_, last) in ranges.filter(|(first, _)| first == word) {
            let mut end = start.clone();
            if let Some(word) = end.get_mut(position) {
                last.clone_into(word);
            }
            ends.push(end);
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_into_words() {
        assert_eq!(words("homeCountry_id"), ["home", "country", "id"]);
        assert_eq!(words("alpha_2"), ["alpha", "2"]);
        assert_eq!(words("startDate"), ["start", "date"]);
        assert_eq!(words("ISO-3166"), ["iso", "3166"]);
        assert!(words("--").is_empty());
    }

    #[test]
    fn a_field_is_named_after_a_collection() {
        assert!(names_collection("country_code", "countries"));
        assert!(names_collection("homeCountry", "countries"));
        assert!(names_collection("person", "people"));
        assert!(names_collection("property", "properties"));
        assert!(!names_collection("id", "countries"));
        assert!(!names_collection("status", "tags"));
    }

    #[test]
    fn ids_are_preferred_by_name() {
        let ranks = ["id", "country_id", "owner_id", "alpha_2", "name", "area"]
            .map(|field| rank_of_id(field, "countries"));
        assert_eq!(ranks, [Some(0), Some(1), Some(2), Some(3), Some(4), None]);
    }

    #[test]
    fn starts_and_ends_go_together_by_name() {
        let go_together = |start: &str, end: &str| ends_of(start).contains(&words(end));
        assert!(go_together("valid_from", "valid_to"));
        assert!(go_together("startDate", "endDate"));
        assert!(go_together("from", "until"));
        assert!(!go_together("to", "from"));
        assert!(!go_together("valid_from", "lease_to"));
        assert!(!go_together("from", "from"));
    }
}
