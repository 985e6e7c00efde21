//! Finds the nearest existing word for a name or text that does not occur anywhere.

use super::report::about;
use super::{Owner, Watch};
use crate::dataset::Dataset;
use crate::document::{Document, FileId, Kind, Value};
use crate::finding::{Finding, Level};
use crate::parameters::WrittenMention;
use crate::path::{Mention, Mentioned};
use crate::value::name::Letters;
use crate::words::grouped;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The nearest names and texts, with their edit distances.
#[derive(Default)]
pub(super) struct Nearest<'m> {
    wanted: BTreeMap<Mentioned, BTreeMap<&'m str, Wanted>>,
    /// Names that have already been compared. Documents repeat names, so each name is compared only once.
    compared: BTreeSet<String>,
    /// The names that the rulebook mentions. An object with one of these names counts as read.
    mentioned: BTreeSet<&'m str>,
    /// The names that have been compared with the missing short names. They are from objects that count as
    /// read.
    siblings: BTreeSet<String>,
    /// The numbers of words in the wanted parts of texts.
    part_lengths: BTreeSet<usize>,
}

/// The state of the search for a word that does not occur anywhere.
struct Wanted {
    letters: Letters,
    max_edits: usize,
    best: Option<Near>,
    /// The first name at edit distance 1 in an object that counts as read.
    sibling: Option<Near>,
}

/// The nearest word that occurs in the dataset.
struct Near {
    word: String,
    distance: usize,
    /// Whether no other word has the same distance.
    is_only: bool,
}

impl Near {
    /// Adds a word to the comparison. If several words have the same distance, the first is kept.
    fn add(near: &mut Option<Near>, word: &str, distance: usize) {
        match near {
            Some(near) if near.distance < distance || near.word == word => {}
            Some(near) if near.distance == distance => near.is_only = false,
            _ => *near = Some(Near { word: word.to_owned(), distance, is_only: true }),
        }
    }
}

/// Minimum length, in characters, of a word that may contain two slips.
const MIN_LETTERS_FOR_TWO_SLIPS: usize = 8;

/// Minimum length, in characters, of a word that may be a slip of any other word. Nearly every shorter name
/// is one edit away from some other name. Shorter names are therefore only compared with names in objects
/// that count as read.
const MIN_LETTERS_FOR_SLIP: usize = 4;

/// Maximum number of missing mentions for which the nearest word is searched, since each is compared with every word of
/// the dataset.
const MAX_WANTED: usize = 1_000;

impl<'a> Watch<'a> {
    /// Returns a finding if some missing names and texts are not compared with those in the data.
    pub(super) fn of_search_limit(
        &self,
        owners: &[Owner<'a>],
        nearest: &Nearest<'_>,
    ) -> Option<Finding> {
        let mentions = |owner: &Owner<'a>| owner.expectations(self.dataset).mentions.iter();
        let written =
            owners.iter().flat_map(|owner| mentions(owner).map(move |written| (owner, written)));
        let is_missing = |mention: &Mention| self.words.is_missing(mention);
        let mut unsearched = written.filter(|(_, WrittenMention { mention, .. })| {
            is_missing(mention) && !nearest.is_searched(mention)
        });
        let (owner, first) = unsearched.next()?;
        let number = grouped(unsearched.count() + 1);
        let message = format!(
            "no suggestion for {number} of the names and texts that occur nowhere: only the first {} are \
             compared with the data",
            grouped(MAX_WANTED)
        );
        let finding = about(*owner, "search", message).label(self.place(&first.span), "the first");
        Some(self.finding(finding.help("correct the others first"), Level::Notice))
    }
}

impl<'m> Nearest<'m> {
    /// Finds the nearest word in documents and schemas for each of the first [`MAX_WANTED`] missing mentions. If any
    /// mention is missing, large documents are read again.
    pub(super) fn of(
        mentions: &(impl Iterator<Item = &'m Mention> + Clone),
        is_missing: impl Fn(&Mention) -> bool,
        dataset: &Dataset,
    ) -> Nearest<'m> {
        let mut wanted: BTreeMap<Mentioned, BTreeMap<&str, Wanted>> = BTreeMap::new();
        let missing = mentions.clone().filter(|mention| is_missing(mention));
        for mention in missing.take(MAX_WANTED) {
            let text = mention.text.as_str();
            let (letters, max_edits) = (Letters::of(text), max_edits(text));
            let new = Wanted { letters, max_edits, best: None, sibling: None };
            wanted.entry(mention.what).or_default().insert(text, new);
        }
        let names = mentions.clone().filter(|mention| mention.what == Mentioned::Name);
        let mentioned = names.map(|mention| mention.text.as_str()).collect();
        let mut nearest = Nearest { wanted, mentioned, ..Nearest::default() };
        if nearest.wanted.is_empty() {
            return nearest;
        }
        let parts = nearest.wanted.get(&Mentioned::Part).into_iter().flat_map(BTreeMap::keys);
        nearest.part_lengths = parts.map(|part| words(part).len()).collect();
        dataset.vocabulary.names().for_each(|name| nearest.compare(Mentioned::Name, name));
        dataset.vocabulary.texts().for_each(|text| nearest.compare_text(text));
        for document in &dataset.documents {
            nearest.look(dataset, document.file);
        }
        nearest
    }

    /// Returns the nearest existing word. Returns `None` if no word is near enough, or if several words are
    /// equally near.
    pub(super) fn to(&self, mention: &Mention) -> Option<&str> {
        let wanted = self.wanted(mention)?;
        let near = wanted.sibling.as_ref().or(wanted.best.as_ref())?;
        near.is_only.then_some(near.word.as_str())
    }

    /// Whether the nearest word is near enough that the mention must be a slip of it.
    pub(super) fn is_slip(&self, mention: &Mention) -> bool {
        let letters = mention.text.chars().count();
        let most = if letters >= MIN_LETTERS_FOR_TWO_SLIPS { 2 } else { 1 };
        let Some(wanted) = self.wanted(mention) else { return false };
        let is_near = wanted.best.as_ref().is_some_and(|near| near.distance <= most);
        wanted.sibling.is_some() || (letters >= MIN_LETTERS_FOR_SLIP && is_near)
    }

    /// Whether the nearest word of a missing mention has been searched, which has a limit.
    fn is_searched(&self, mention: &Mention) -> bool {
        self.wanted(mention).is_some()
    }

    fn wanted(&self, mention: &Mention) -> Option<&Wanted> {
        self.wanted.get(&mention.what)?.get(mention.text.as_str())
    }

    fn look(&mut self, dataset: &Dataset, file: FileId) {
        let Some(large) = dataset.files.in_parts(file) else {
            return dataset.files.document(file).into_iter().for_each(|whole| self.look_in(whole));
        };
        large.skeleton().into_iter().for_each(|skeleton| self.look_in(skeleton));
        for part in large.parts() {
            large.read_part(part).iter().for_each(|part| self.look_in(part));
        }
    }

    fn look_in(&mut self, document: &Document) {
        let Some(root) = document.root() else { return };
        for value in root.descendants() {
            match value.kind() {
                Kind::Object => {
                    self.compare_siblings(value);
                    for member in value.members() {
                        let name = member.name();
                        if !self.compared.contains(&*name) {
                            self.compare(Mentioned::Name, &name);
                            self.compared.insert(name.into_owned());
                        }
                    }
                }
                Kind::String => {
                    value.as_str().iter().for_each(|text| self.compare_text(text));
                }
                _ => {}
            }
        }
    }

    /// Compares the names of an object with the missing short names, if the object counts as read.
    fn compare_siblings(&mut self, object: Value<'_>) {
        if !object.members().any(|member| self.mentioned.contains(&*member.name())) {
            return;
        }
        for member in object.members() {
            let name = member.name();
            if self.siblings.contains(&*name) {
                continue;
            }
            let wanted = self.wanted.get_mut(&Mentioned::Name).into_iter().flatten();
            for (_, wanted) in wanted.filter(|(word, _)| is_slip_of_sibling(word, &name)) {
                Near::add(&mut wanted.sibling, &name, 1);
            }
            self.siblings.insert(name.into_owned());
        }
    }

    /// Compares a text with the missing texts. Also compares each run of its words with the missing parts of
    /// texts that have the same number of words.
    fn compare_text(&mut self, text: &str) {
        self.compare(Mentioned::Text, text);
        if self.part_lengths.is_empty() {
            return;
        }
        let words = words(text);
        for length in self.part_lengths.clone() {
            for window in words.windows(length.max(1)) {
                let (Some(first), Some(last)) = (window.first(), window.last()) else { continue };
                self.compare(Mentioned::Part, &text[first.start..last.end]);
            }
        }
    }

    fn compare(&mut self, what: Mentioned, candidate: &str) {
        let letters = Letters::of(candidate);
        let may_be_near =
            |wanted: &Wanted| letters.min_distance(&wanted.letters) <= wanted.max_edits;
        let of_its_kind = self.wanted.get_mut(&what).into_iter().flatten();
        for (wanted, nearest) in of_its_kind.filter(|(_, wanted)| may_be_near(wanted)) {
            let Some(distance) = distance(wanted, candidate) else { continue };
            Near::add(&mut nearest.best, candidate, distance);
        }
    }
}

/// Returns the spans of the words in a text.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    for (at, character) in text.char_indices().filter(|(_, character)| character.is_alphanumeric())
    {
        let end = at + character.len_utf8();
        match words.last_mut() {
            Some(last) if last.end == at => last.end = end,
            _ => words.push(at..end),
        }
    }
    words
}

/// Whether a short name must be a slip of a name in an object that counts as read. If a name has only one or
/// two letters, replacing a letter makes a different name and not a slip.
fn is_slip_of_sibling(word: &str, sibling: &str) -> bool {
    let letters = word.chars().count();
    let sorted = |text: &str| -> BTreeSet<char> { text.chars().collect() };
    let is_replaced = letters == sibling.chars().count() && sorted(word) != sorted(sibling);
    letters < MIN_LETTERS_FOR_SLIP
        && !(letters < 3 && is_replaced)
        && distance(word, sibling) == Some(1)
}

/// Returns the maximum edit distance at which another word counts as near to `word`.
fn max_edits(word: &str) -> usize {
    (word.chars().count() / 3).max(1)
}

/// Returns the edit distance between two words. Returns `None` if the distance exceeds [`max_edits`] or is
/// not less than the length of `word`, or if the digits differ.
fn distance(word: &str, other: &str) -> Option<usize> {
    let (letters, most) = (word.chars().count(), max_edits(word));
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let distance = strsim::damerau_levenshtein(word, other);
    (distance <= most && distance < letters && digits(word) == digits(other)).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::{distance, is_slip_of_sibling};

    #[test]
    fn a_short_name_is_a_slip_of_its_sibling() {
        for word in ["frm", "fro", "fom"] {
            assert!(is_slip_of_sibling(word, "from"), "{word}");
        }
        assert!(is_slip_of_sibling("ot", "to") && is_slip_of_sibling("ed", "end"));
        assert!(!is_slip_of_sibling("es", "en") && !is_slip_of_sibling("f", "from"));
    }

    #[test]
    fn words_are_near_within_a_third_of_their_letters() {
        assert_eq!(distance("persn", "person"), Some(1));
        assert_eq!(distance("pesron", "person"), Some(1));
        assert_eq!(distance("id", "ix"), Some(1));
        assert_eq!(distance("a", "b"), None);
        assert_eq!(distance("name", "kind"), None);
        assert_eq!(distance("v2020", "v2021"), None);
    }
}
