//! Finds the known name that a text is a misspelling of. All suggested corrections of names are found by this
//! module.
//!
//! A text that is not a known name is rarely a misspelling. More often, its record was removed or has not
//! been added yet. Therefore, a misspelling is assumed only under the strict conditions of
//! [`KnownNames::candidates`].

use super::letter_case::{MAX_LETTERS_OF_SYMBOL, form, is_same_in_any_case, letters};
use super::rival::Shape;
use super::{fold_name, is_distinguishing, is_roman_numeral, split_words, without_plural};
use crate::value::look_alike::visible_form;
use foldhash::HashMap;
use foldhash::fast::FixedState;
use std::borrow::Cow;
use std::hash::{BuildHasher, Hash};

/// How a text differs from the intended name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slip {
    /// Only in letter case, Unicode form (NFC, UAX #15), space or invisible characters. It is the same name.
    Form,
    /// In one or two letters, or in letter case if case may distinguish the names (`mW` and `MW`, `mmol` and
    /// `Mmol`). It is most likely a typing error, but may be another name.
    Spelling,
}

/// Minimum number of letters of a name. Shorter names are too similar to one another.
pub(super) const MIN_LETTERS: usize = 5;
/// Minimum number of letters of a word that may have two errors. A shorter word may have only one.
const MIN_LETTERS_FOR_TWO: usize = 8;
/// Short words that may occur in any name.
const SMALL_WORDS: [&str; 18] = [
    "and", "are", "as", "at", "by", "for", "from", "has", "in", "into", "is", "its", "of", "on",
    "or", "the", "to", "with",
];
/// Maximum length of a name in bytes. Longer texts are not names.
const MAX_LENGTH: usize = 1_000;

/// An index of known names, used to find the names that a misspelt text may stand for.
#[derive(Debug, Default)]
pub struct KnownNames {
    /// Pairs of the hash of a name's form and the name's position, sorted.
    by_form: Vec<(u32, u32)>,
    /// Pairs of the hash of a name's visible form and the name's position, sorted.
    by_visible_form: Vec<(u32, u32)>,
    /// Pairs of a hash and a name's position, sorted. The folded name is hashed, and the folded name with each
    /// word in turn replaced by its length and its first or last letter. A misspelling changes one word, and
    /// rarely both its first and its last letter.
    by_rest: Vec<(u32, u32)>,
    /// The shapes of the names, sorted by length. [`KnownNames::has_rival`] uses them, since a rival need not
    /// be in `by_rest`.
    pub(super) shapes: Vec<Shape>,
    /// Number of names in which a word occurs.
    words: HashMap<String, u32>,
    /// Whether any symbol has a capital letter, and whether any symbol has a small letter.
    symbol_cases: [bool; 2],
}

/// A folded text with its words.
struct Words {
    text: String,
    words: Vec<String>,
}

impl Words {
    fn of(text: &str) -> Words {
        let text = fold_name(text);
        Words { words: split_words(&text), text }
    }

    /// Calls `visit` with each hash for `by_rest`: the hash of the whole text and, for each word that may
    /// differ, the hashes of the text with that word replaced. For a known name, the replacement contains the
    /// length of the word. For another text, there is a replacement for each length that differs by at most 1.
    fn each_key(&self, is_known: bool, mut visit: impl FnMut(u32)) {
        visit(hash(&self.text));
        for (position, word) in self.words.iter().enumerate() {
            if is_number(word) {
                continue;
            }
            let (before, after) = (self.words.get(..position), self.words.get(position + 1..));
            let rest = hash(&(before, after));
            let ends = [word.chars().next(), word.chars().next_back()];
            let length = word.chars().count();
            let lengths =
                if is_known { length..=length } else { length.saturating_sub(1)..=length + 1 };
            for length in lengths {
                for (which, end) in ends.iter().enumerate() {
                    visit(hash(&(rest, length, which, end)));
                }
            }
        }
    }
}

impl KnownNames {
    /// Indexes names, each with its position in the slice.
    #[must_use]
    pub fn new(names: &[impl AsRef<str>]) -> KnownNames {
        let mut known = KnownNames::default();
        for (name, position) in names.iter().map(AsRef::as_ref).zip(0_u32..) {
            if name.len() > MAX_LENGTH {
                continue;
            }
            if letters(name) <= MAX_LETTERS_OF_SYMBOL {
                known.symbol_cases[0] |= name.contains(char::is_uppercase);
                known.symbol_cases[1] |= name.contains(char::is_lowercase);
            }
            known.by_form.push((hash(&form(name)), position));
            known.by_visible_form.push((hash(&visible_form(name)), position));
            known.shapes.push(Shape::of(name, position));
            let folded = Words::of(name);
            folded.each_key(true, |key| known.by_rest.push((key, position)));
            for word in folded.words.into_iter().filter(|word| !is_number(word)) {
                *known.words.entry(word).or_default() += 1;
            }
        }
        known.by_form.sort_unstable();
        known.by_visible_form.sort_unstable();
        known.by_rest.sort_unstable();
        known.by_rest.dedup();
        known.shapes.sort_by_key(Shape::length);
        known
    }

    /// Returns the names that a text may be a misspelling of, without duplicates. Each item contains the kind
    /// of slip and the name's position. The text must not be a known name. Only names that `may_be` accepts
    /// are considered. `name_at` returns the name at a position.
    ///
    /// Returns the names that differ only in form. If there are none, returns the names that look the same
    /// because the text has letters of another script. If there are none either, returns the names that
    /// differ in spelling and meet these conditions:
    ///
    /// - The text and the name have at least five letters and the same digits.
    /// - The Damerau-Levenshtein distance of their folded texts is 1, or at most 2 if the intended word has
    ///   at least eight letters. Their lengths differ by at most 1.
    /// - They have the same number of words, and at most one word differs. It differs in more than a plural
    ///   ending. In the text, it is not a numeral, Roman numeral, single letter or point of the compass.
    /// - The word that differs in the text occurs in no name. If the intended word has fewer than five
    ///   letters, it occurs in several names, is a small word such as `of`, or has four letters and the word
    ///   in the text has a letter missing, added or moved.
    pub fn candidates<'n>(
        &self,
        text: &str,
        may_be: impl Fn(usize) -> bool,
        name_at: impl Fn(usize) -> Option<Cow<'n, str>>,
    ) -> Vec<(Slip, usize)> {
        if text.len() > MAX_LENGTH {
            return Vec::new();
        }
        let text_form = form(text);
        let of_form =
            positions(&self.by_form, hash(&text_form)).filter(|position| may_be(*position));
        let of_form = of_form.filter_map(|position| Some((name_at(position)?, position)));
        let same = distinct(of_form.filter(|(name, _)| form(name) == text_form), |name| {
            let are_symbols_in_one_case = self.symbol_cases != [true, true];
            if is_same_in_any_case(name, text, are_symbols_in_one_case) {
                Slip::Form
            } else {
                Slip::Spelling
            }
        });
        if !same.is_empty() {
            return same;
        }
        let seen = visible_form(text);
        let alike =
            positions(&self.by_visible_form, hash(&seen)).filter(|position| may_be(*position));
        let alike = alike.filter_map(|position| Some((name_at(position)?, position)));
        let alike =
            distinct(alike.filter(|(name, _)| visible_form(name) == seen), |_| Slip::Spelling);
        if !alike.is_empty() {
            return alike;
        }
        let written = Words::of(text);
        let mut keys = Vec::new();
        written.each_key(false, |key| keys.push(key));
        let mut near: Vec<usize> =
            keys.into_iter().flat_map(|key| positions(&self.by_rest, key)).collect();
        near.sort_unstable();
        near.dedup();
        let near = near.into_iter().filter(|position| may_be(*position));
        let near = near.filter_map(|position| Some((name_at(position)?, position)));
        distinct(near.filter(|(name, _)| self.may_be_slip(&written, &Words::of(name))), |_| {
            Slip::Spelling
        })
    }

    fn may_be_slip(&self, written: &Words, name: &Words) -> bool {
        if written.text == name.text {
            return true;
        }
        let fewer_letters = letters(&written.text).min(letters(&name.text));
        let lengths = [&written.text, &name.text].map(|text| text.chars().count());
        if fewer_letters < MIN_LETTERS
            || lengths[0].abs_diff(lengths[1]) > 1
            || written.words.len() != name.words.len()
        {
            return false;
        }
        let words = written.words.iter().zip(&name.words);
        let differing: Vec<_> = words.filter(|(written, name)| written != name).collect();
        let limit = match differing.as_slice() {
            [] => 1,
            [(wrong, right)] if self.may_be_slip_of_word(wrong, right) => {
                if letters(right) < MIN_LETTERS_FOR_TWO { 1 } else { 2 }
            }
            _ => return false,
        };
        strsim::damerau_levenshtein(&written.text, &name.text) <= limit
    }

    fn may_be_slip_of_word(&self, wrong: &str, right: &str) -> bool {
        if is_distinguishing(wrong)
            || is_number(right)
            || SMALL_WORDS.contains(&wrong)
            || self.words.contains_key(wrong)
            || without_plural(wrong) == without_plural(right)
        {
            return false;
        }
        let is_common = self.words.get(right).is_some_and(|names| *names > 1);
        letters(right) >= MIN_LETTERS
            || (!is_distinguishing(right)
                && (is_common || SMALL_WORDS.contains(&right) || is_shifted(wrong, right)))
    }
}

/// Returns the first position of each name, with the kind of slip that `slip_of` returns for the name.
fn distinct<'n>(
    names: impl Iterator<Item = (Cow<'n, str>, usize)>,
    slip_of: impl Fn(&str) -> Slip,
) -> Vec<(Slip, usize)> {
    let mut seen: Vec<(Cow<'n, str>, usize)> = Vec::new();
    for (name, position) in names {
        if seen.iter().all(|(known, _)| *known != name) {
            seen.push((name, position));
        }
    }
    seen.into_iter().map(|(name, position)| (slip_of(&name), position)).collect()
}

/// Returns the only candidate. If any candidate differs only in form, ignores the candidates that differ in
/// spelling. Returns `None` if there is no candidate, if there are candidates with different names, or if the
/// candidate differs in spelling and [has a rival](KnownNames::has_rival).
pub fn only_meant<T>(
    candidates: impl IntoIterator<Item = (Slip, T)>,
    name_of: impl Fn(&T) -> Cow<'_, str>,
    has_rival: impl Fn(&str) -> bool,
) -> Option<(Slip, T)> {
    let mut only: Option<(Slip, T)> = None;
    let mut are_several = false;
    for (slip, candidate) in candidates {
        match &only {
            Some((known, _)) if *known < slip => {}
            Some((known, first)) if *known == slip => {
                are_several |= name_of(first) != name_of(&candidate);
            }
            _ => {
                only = Some((slip, candidate));
                are_several = false;
            }
        }
    }
    if are_several {
        return None;
    }
    let only = only?;
    let is_contested = only.0 == Slip::Spelling && has_rival(&name_of(&only.1));
    (!is_contested).then_some(only)
}

/// Returns the only name that a word may be a misspelling of, or `None` if [`only_meant`] returns `None`. No
/// other name may be suggested as an edit, since the word may be intentional.
#[must_use]
pub fn slip_of<'n>(word: &str, names: &[&'n str]) -> Option<&'n str> {
    let name_at = |position: usize| names.get(position).copied();
    let borrowed = |position: usize| name_at(position).map(Cow::Borrowed);
    let known = KnownNames::new(names);
    let candidates = known.candidates(word, |_| true, borrowed).into_iter();
    let named = candidates.filter_map(|(slip, position)| Some((slip, name_at(position)?)));
    let has_rival = |meant: &str| known.has_rival(word, meant, |_| true, borrowed);
    only_meant(named, |name| Cow::Borrowed(*name), has_rival).map(|(_, name)| name)
}

/// Whether `wrong` is `right` with a letter missing or added, or with its letters in another order, and
/// `right` has at least four letters. The caller limits the distance. A replaced letter is not accepted,
/// because short names with one different letter are often two names, such as Iran and Iraq.
fn is_shifted(wrong: &str, right: &str) -> bool {
    let sorted = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    letters(right) >= MIN_LETTERS - 1
        && (wrong.chars().count() != right.chars().count() || sorted(wrong) == sorted(right))
}

/// Whether a word can be a number in a name: it has a digit, is a Roman numeral, or has a single character.
fn is_number(word: &str) -> bool {
    word.chars().nth(1).is_none() || word.chars().any(char::is_numeric) || is_roman_numeral(word)
}

fn hash(value: &impl Hash) -> u32 {
    let hash = FixedState::default().hash_one(value);
    (hash >> 32) as u32
}

fn positions(index: &[(u32, u32)], key: u32) -> impl Iterator<Item = usize> {
    let start = index.partition_point(|(known, _)| *known < key);
    let found = index.get(start..).unwrap_or_default().iter();
    found.take_while(move |(known, _)| *known == key).map(|(_, position)| *position as usize)
}

#[cfg(test)]
mod tests {
    use super::Slip::{Form, Spelling};
    use super::*;

    #[track_caller]
    fn check(known: &[&str], text: &str, want: Option<(Slip, &str)>) {
        let names = KnownNames::new(known);
        let at = |position: usize| known.get(position).map(|name| (*name).into());
        let got = names.candidates(text, |_| true, at).into_iter();
        let got = got.map(|(slip, position)| (slip, *known.get(position).unwrap_or(&"")));
        let has_rival = |meant: &str| names.has_rival(text, meant, |_| true, at);
        let got = only_meant(got, |name| Cow::Borrowed(*name), has_rival);
        assert_eq!(got, want, "{text} among {known:?}");
    }

    #[test]
    fn names_that_differ_in_form_are_the_same_at_any_length() {
        check(&["DE", "SE"], "de", Some((Form, "DE")));
        check(&["café"], "cafe\u{301}", Some((Form, "café")));
        check(&["New York"], " new\u{A0} york ", Some((Form, "New York")));
        check(&["berlin"], "ber\u{200B}lin", Some((Form, "berlin")));
        // NFKC is not applied: CO² is not CO2.
        check(&["co2"], "co²", Some((Spelling, "co2")));
        check(&["a-1"], "a\u{2011}1", Some((Spelling, "a-1")));
        // Space between letters may separate two words.
        check(&["someday"], "some day", None);
    }

    #[test]
    fn one_of_several_forms_is_not_chosen() {
        check(&["mW", "MW"], "Mw", None);
        check(&["mW", "mW"], "Mw", Some((Spelling, "mW")));
    }

    #[test]
    fn a_short_name_in_another_case_may_be_another_name() {
        check(&["Co", "Hg"], "CO", Some((Spelling, "Co")));
        check(&["MW", "kg"], "mW", Some((Spelling, "MW")));
        check(&["mmol", "kmol"], "Mmol", Some((Spelling, "mmol")));
        check(&["MW", "GW"], "mw", Some((Form, "MW")));
        check(&["MW", "GW"], "mW", Some((Spelling, "MW")));
        check(&["Co", "Hg"], " Co", Some((Form, "Co")));
        check(&["Cobalt", "Hg"], "COBALT", Some((Form, "Cobalt")));
        check(&["open", "Über"], "OPEN", Some((Form, "open")));
        check(&["open", "shut"], "Open", Some((Form, "open")));
        check(&["low", "high"], "Low", Some((Form, "low")));
        check(&["low", "NaN"], "Low", Some((Spelling, "low")));
    }

    #[test]
    fn letters_that_share_a_capital_are_different_letters() {
        check(&["masse"], "maße", Some((Spelling, "masse")));
        check(&["straße"], "STRASSE", Some((Spelling, "straße")));
        check(&["straße"], "STRAẞE", Some((Form, "straße")));
        check(&["kır-tren"], "kir-tren", Some((Spelling, "kır-tren")));
        check(&["kırık"], "KIRIK", Some((Spelling, "kırık")));
        check(&["office-x"], "oﬃce-x", Some((Spelling, "office-x")));
        check(&["µm-range"], "μm-range", Some((Spelling, "µm-range")));
    }

    #[test]
    fn a_slip_in_one_word_is_found() {
        let known = ["project-trace", "project-north", "action-stream", "the-list-2019"];
        check(&known, "project-trce", Some((Spelling, "project-trace")));
        check(&known, "porject-trace", Some((Spelling, "project-trace")));
        check(&known, "action-straem", Some((Spelling, "action-stream")));
        check(&known, "teh-list-2019", Some((Spelling, "the-list-2019")));
        check(&["eu-list", "eu-roll"], "eup-list", Some((Spelling, "eu-list")));
        check(&["eu-list"], "eup-list", None);
        check(&["visit-iraq"], "visit-irq", Some((Spelling, "visit-iraq")));
        check(&["southeast-asia"], "sotheast-asia", Some((Spelling, "southeast-asia")));
        check(
            &["transnational-crime"],
            "transnatoinl-crime",
            Some((Spelling, "transnational-crime")),
        );
    }

    #[test]
    fn possible_other_names_are_not_slips() {
        check(&["NRU"], "PRU", None);
        check(&["report-2019"], "report-2018", None);
        check(&["cve-2021-44228"], "cve-2021-44282", None);
        check(&["annex-i"], "annex-v", None);
        check(&["phase-ii"], "phase-i", None);
        check(&["plan-group-a"], "plan-group-b", None);
        check(&["report"], "reports", None);
        check(&["treaty-usa"], "treaty-uae", None);
        check(&["visit-iraq"], "visit-iran", None);
        check(&["south-region"], "north-region", None);
        check(&["held-in"], "held-on", None);
        check(&["project-trace"], "project-trade-x", None);
        // Eight letters in total, but two errors in a word of five.
        check(&["project-trace"], "project-grade", None);
        check(&["alpha-beta"], "alphabeta", None);
    }

    #[test]
    fn a_word_of_other_names_is_not_misspelt() {
        check(&["interpol-project-trace", "budget-of-trade"], "interpol-project-trade", None);
    }

    #[test]
    fn one_of_several_slips_is_not_chosen() {
        check(&["big-stream", "big-steam"], "big-steram", None);
        check(&["one-brace", "one-trace"], "one-grace", None);
    }

    #[test]
    fn a_name_that_is_as_near_is_a_rival_whatever_its_length_and_words() {
        check(&["female", "male"], "fmale", None);
        check(&["female", "male"], "feamle", Some((Spelling, "female")));
        check(&["organic_waste", "inorganic_waste"], "iorganic_waste", None);
        check(&["latitude", "altitude"], "ltitude", None);
        check(&["someday", "some-dax"], "some-day", None);
        check(&["plants", "plan"], "plans", None);
    }
}
