//! Quotes whose parts are joined by an ellipsis, and the words that the ellipsis omits.
//!
//! An ellipsis may omit words within one sentence. If it omits the end of a sentence, it joins statements that
//! the source makes separately. If it omits a negation, the rest may have the opposite meaning. In both cases,
//! a person decides.

use std::ops::Range;

use crate::quote::SourceText;
use crate::quote::boundary::is_word_character;
use crate::quote::fold::{Folded, LINE_BREAK_HYPHEN};
use crate::quote::selector::{Match, Passage};
use crate::quote::sentences::may_end_in;

/// Why a person must decide on a quote whose parts are in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// An ellipsis omits the end of a sentence.
    Sentences,
    /// An ellipsis omits a negation, at this byte range of the source's text.
    Negation(Range<usize>),
}

/// A quote's location in the folded text: one range for each part.
type Place = Vec<Range<usize>>;

/// English, French, Spanish and German words that negate, in lower case and sorted. Words that contain `n't`, or begin
/// with `n'`, negate too.
const NEGATIONS: [&str; 69] = [
    "aucun",
    "aucune",
    "barely",
    "cannot",
    "denied",
    "denies",
    "deny",
    "except",
    "fail",
    "failed",
    "fails",
    "false",
    "hardly",
    "jamais",
    "jamás",
    "kaum",
    "kein",
    "keine",
    "keinem",
    "keinen",
    "keiner",
    "keines",
    "lack",
    "lacked",
    "lacks",
    "lest",
    "nada",
    "nadie",
    "ne",
    "neither",
    "never",
    "ni",
    "nicht",
    "nichts",
    "nie",
    "niemals",
    "niemand",
    "niemandem",
    "niemanden",
    "ninguna",
    "ninguno",
    "ningún",
    "nirgends",
    "nirgendwo",
    "no",
    "nobody",
    "non",
    "none",
    "nor",
    "not",
    "nothing",
    "nowhere",
    "nunca",
    "ohne",
    "pas",
    "rarely",
    "refuse",
    "refused",
    "refuses",
    "rien",
    "sans",
    "scarcely",
    "seldom",
    "sin",
    "tampoco",
    "unable",
    "unless",
    "weder",
    "without",
];

/// Two words that negate together.
const NEGATING_PAIRS: [(&str, &str); 5] = [
    ("decline", "to"),
    ("declined", "to"),
    ("declines", "to"),
    ("instead", "of"),
    ("rather", "than"),
];

/// Characters that are written as apostrophes.
const APOSTROPHES: [char; 7] = ['\'', '’', '‘', '´', '`', '′', 'ʼ'];

/// Finds the parts of a quote in order, given the occurrences of each. `prefix` and `suffix` are folded.
pub(crate) fn find(
    source: &SourceText,
    occurrences: &[Vec<Range<usize>>],
    prefix: &str,
    suffix: &str,
) -> Match {
    let in_context = places(
        occurrences,
        |start| source.comes_after(start, prefix),
        |end| source.comes_before(end, suffix),
    );
    let mut clear: Vec<Passage> = Vec::new();
    let mut doubtful: Option<(Passage, Doubt)> = None;
    for place in in_context {
        let passage = source.passage(place);
        match (doubt_about(source, &passage), &doubtful) {
            (None, _) => clear.push(passage),
            (Some(doubt), None) => doubtful = Some((passage, doubt)),
            (Some(doubt @ Doubt::Negation(_)), Some((_, Doubt::Sentences))) => {
                doubtful = Some((passage, doubt));
            }
            (Some(_), Some(_)) => {}
        }
    }
    match (clear.len(), doubtful) {
        (0, Some((passage, doubt))) => return Match::Doubtful { passage, doubt },
        (1, _) => return clear.pop().map_or(Match::Several(clear), Match::Found),
        (2.., _) => return Match::Several(clear),
        (0, None) => {}
    }
    let anywhere: Vec<Passage> = places(occurrences, |_| true, |_| true)
        .into_iter()
        .map(|place| source.passage(place))
        .collect();
    if !anywhere.is_empty() {
        return Match::OutOfContext(anywhere);
    }
    let firsts = occurrences.iter().filter_map(|places| places.first().cloned());
    Match::PartsApart(firsts.map(|place| source.folded.original_range(place)).collect())
}

/// Returns the locations where the parts occur in order, the start satisfies `may_begin`, and the end satisfies
/// `may_end`. Of several locations with the same end, only the shortest is kept.
fn places(
    occurrences: &[Vec<Range<usize>>],
    may_begin: impl Fn(usize) -> bool,
    may_end: impl Fn(usize) -> bool,
) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    let Some((firsts, later)) = occurrences.split_first() else {
        return places;
    };
    let lasts: Vec<Range<usize>> =
        later.last().into_iter().flatten().filter(|last| may_end(last.end)).cloned().collect();
    for first in firsts.iter().filter(|first| may_begin(first.start)) {
        let mut place = vec![first.clone()];
        let mut end = first.end;
        for (index, part) in later.iter().enumerate() {
            let part = if index + 1 == later.len() { &lasts } else { part };
            let next = part.partition_point(|range| range.start < end);
            let Some(range) = part.get(next) else {
                break;
            };
            end = range.end;
            place.push(range.clone());
        }
        if place.len() < occurrences.len() {
            // If the other parts cannot be found from this start, they cannot be found from any later start.
            break;
        }
        if places.last().and_then(|last| last.last()).is_some_and(|last| last.end == end) {
            places.pop();
        }
        places.push(place);
    }
    places
}

/// Returns why a person must decide on the words that a passage omits, or `None` if no decision is needed.
fn doubt_about(source: &SourceText, passage: &Passage) -> Option<Doubt> {
    let gaps = || passage.parts.windows(2).filter_map(|pair| Some((pair.first()?, pair.get(1)?)));
    let crosses = gaps().any(|(left, right)| source.has_sentence_end_between(left, right));
    if crosses {
        return Some(Doubt::Sentences);
    }
    gaps()
        .find_map(|(left, right)| negation(source.text(), left.end..right.start))
        .map(Doubt::Negation)
}

/// Returns the place of the first negation in a range of a text, as a range of the whole text. Returns `None`
/// if there is no negation.
fn negation(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let left_out = text.get(range.clone())?;
    let folded = Folded::new(left_out);
    let is_inside = |character: char| {
        is_word_character(character)
            || character == LINE_BREAK_HYPHEN
            || APOSTROPHES.contains(&character)
    };
    let (mut at, mut before) = (0, String::new());
    for word in folded.text().split(|character| !is_inside(character)) {
        let whole = plain(word);
        let after = folded.text().get(at + word.len()..).unwrap_or_default();
        let of_line = word.split(LINE_BREAK_HYPHEN).map(plain);
        let lower = whole.to_lowercase();
        if !is_number_sign(word, after)
            && (of_line.chain([whole]).any(|word| negates(&word))
                || NEGATING_PAIRS.contains(&(before.as_str(), lower.as_str())))
        {
            let found = folded.original_range(at..at + word.len());
            return Some(range.start + found.start..range.start + found.end);
        }
        if !lower.is_empty() {
            before = lower;
        }
        at += word.len();
        at += folded.text().get(at..)?.chars().next().map_or(0, char::len_utf8);
    }
    None
}

/// Returns a word with plain apostrophes inside, and without the hyphens of line breaks.
fn plain(word: &str) -> String {
    let word = word.trim_matches(APOSTROPHES).replace(LINE_BREAK_HYPHEN, "");
    word.replace(APOSTROPHES, "'")
}

/// Whether a word negates. `n'est` does, but not `N'Djamena`.
fn negates(word: &str) -> bool {
    let lower = word.to_lowercase();
    let is_contracted = lower.find("n't").is_some_and(|at| at > 0) || word.starts_with("n'");
    is_contracted || NEGATIONS.binary_search(&lower.as_str()).is_ok()
}

/// Whether a word is the `No` of `No. 3`. In lower case, `no.` may end a sentence.
fn is_number_sign(word: &str, after: &str) -> bool {
    let number = after.strip_prefix('.').map(str::trim_start);
    matches!(word, "No" | "NO")
        && number.is_some_and(|number| number.starts_with(|first: char| first.is_numeric()))
}

impl SourceText {
    /// Whether a sentence ends, or may end, between the last word of one range of the text and the first word
    /// of a later range.
    pub(super) fn has_sentence_end_between(
        &self,
        left: &Range<usize>,
        right: &Range<usize>,
    ) -> bool {
        let text = |range: &Range<usize>| self.text().get(range.clone()).unwrap_or_default();
        let last = text(left).rfind(is_word_character).map_or(left.end, |at| left.start + at);
        let first = text(right).find(is_word_character).map_or(right.start, |at| right.start + at);
        self.sentence_of(last) != self.sentence_of(first) || may_end_in(self.text(), last..first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_that_is_searched_is_sorted() {
        assert!(NEGATIONS.is_sorted());
    }

    #[test]
    fn negations_are_found_in_any_spelling() {
        for (text, want) in [
            ("it did not come", Some("not")),
            ("it didn’t come", Some("didn’t")),
            ("NO one came", Some("NO")),
            ("«never»", Some("never")),
            ("it is No. 3 of all, and NO. 4 too", None),
            ("it says no. 3 came", Some("no")),
            ("No 3 came", Some("No")),
            ("a notable knot, nothingness", None),
            ("it doesn´t, or doesn′t", Some("doesn´t")),
            ("it couldn't've come", Some("couldn't've")),
            ("it did n-\not come", Some("n-\not")),
            ("it declined to come", Some("to")),
            ("the number declined by ten", None),
            ("ten instead of twenty", Some("of")),
            ("larger than ten, and rather small", None),
            ("El consejo jamás aprobó el plan", Some("jamás")),
            ("tampoco vino", Some("tampoco")),
            ("personne n’est venu", Some("n’est")),
            ("il est de N’Djamena", None),
            ("es war kaum jemand da", Some("kaum")),
            ("", None),
        ] {
            let found = negation(text, 0..text.len());
            assert_eq!(found.map(|range| &text[range]), want, "{text}");
        }
    }
}
