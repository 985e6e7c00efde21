//! Finds pairs of names worth comparing, without comparing every pair.

use super::{FoldedName, MAX_EDIT_LENGTH, MIN_EDIT_SIMILARITY, ratio, split_words};
use foldhash::HashMap;
use std::collections::BTreeSet;

/// Maximum number of names that are paired because they share a word, or all words but one.
const MAX_NAMES_PER_KEY: usize = 200;

/// Pairs of names to compare, and the names for which some pairs may be missing.
#[derive(Debug, Default)]
pub struct NamePairs {
    /// Positions of two names, the smaller first.
    pub pairs: BTreeSet<(usize, usize)>,
    /// Names that differ in one word from 200 or more others, and names that are too long to be compared
    /// with all similar names.
    pub not_compared: BTreeSet<usize>,
}

/// Returns pairs of names that may be variants of each other. The names must all differ after folding.
///
/// Names with the same words are all variants: each is paired with the first. Other names are paired if
/// they share a word that at most 200 names have; if one consists of the words of the other and one or two
/// additional words (at most a quarter of the total); or if all their words except one are equal, in the
/// same order.
#[must_use]
pub fn pairs_worth_comparing(names: &[FoldedName]) -> NamePairs {
    let classes = Classes::of(names);
    let mut found = NamePairs { pairs: classes.pairs(), not_compared: BTreeSet::new() };
    let mut by_word: HashMap<&str, Vec<usize>> = HashMap::default();
    for (position, name) in names.iter().enumerate() {
        for word in name.words() {
            by_word.entry(word).or_default().push(position);
        }
    }
    let mut frequent = BTreeSet::new();
    for (word, positions) in &by_word {
        if positions.len() <= MAX_NAMES_PER_KEY {
            classes.add_pairs(positions, &mut found.pairs);
        } else {
            frequent.insert(*word);
        }
    }
    let mut by_rest: HashMap<String, Vec<usize>> = HashMap::default();
    for (position, name) in names.iter().enumerate() {
        if name.words().any(|word| frequent.contains(word)) {
            for rest in all_words_but_one(name) {
                by_rest.entry(rest).or_default().push(position);
            }
        }
    }
    found.not_compared.extend(too_long(names, &frequent));
    found.not_compared.extend(too_long_for_edits(names));
    for positions in by_rest.values() {
        if positions.len() <= MAX_NAMES_PER_KEY {
            classes.add_pairs(positions, &mut found.pairs);
        } else {
            found.not_compared.extend(positions);
        }
    }
    found
}

/// Returns the long names that may miss a pair: a similar name may lack more than two of their words, but
/// pairs are only found by leaving out one or two. Names that share a word that is not frequent are paired by
/// that word, so only names of mostly frequent words are returned.
fn too_long<'n>(
    names: &'n [FoldedName],
    frequent: &'n BTreeSet<&str>,
) -> impl Iterator<Item = usize> + use<'n> {
    let is_too_long = move |name: &FoldedName| {
        let of_words = name.words().filter(|word| frequent.contains(word)).count();
        let all = name.words().count();
        all / 4 > MAX_LEFT_OUT && of_words >= all - all / 4
    };
    let names = names.iter().enumerate().filter(move |(_, name)| is_too_long(name));
    names.map(|(position, _)| position)
}

/// Returns the names that are too long to be compared by edit distance with a name of similar length.
fn too_long_for_edits(names: &[FoldedName]) -> BTreeSet<usize> {
    let lengths = names.iter().enumerate().map(|(position, name)| (name.length, position));
    let mut lengths: Vec<(usize, usize)> = lengths.collect();
    lengths.sort_unstable();
    let mut too_long = BTreeSet::new();
    for neighbours in lengths.windows(2) {
        if let [(shorter, one), (longer, other)] = *neighbours
            && longer > MAX_EDIT_LENGTH
            && ratio(shorter, longer) >= MIN_EDIT_SIMILARITY
        {
            too_long.extend([one, other]);
        }
    }
    too_long
}

/// Returns the words of a name in order, with each left out in turn; empty for a single word.
fn all_words_but_one(name: &FoldedName) -> Vec<String> {
    let words = split_words(name.text());
    if words.len() < 2 {
        return Vec::new();
    }
    let without = |left_out: usize| {
        let others = words.iter().enumerate().filter(|(position, _)| *position != left_out);
        others.map(|(_, word)| word.as_str()).collect::<Vec<_>>().join(" ")
    };
    (0..words.len()).map(without).collect()
}

/// Classes of names with the same words in any order.
struct Classes {
    /// The class of each name.
    of_name: Vec<usize>,
    /// The names of each class.
    members: Vec<Vec<usize>>,
    /// Pairs of classes: the first has all words of the second, and a few more.
    larger: Vec<(usize, usize)>,
}

impl Classes {
    fn of(names: &[FoldedName]) -> Classes {
        let mut by_words: HashMap<(Vec<&str>, &[String]), usize> = HashMap::default();
        let mut classes = Classes { of_name: Vec::new(), members: Vec::new(), larger: Vec::new() };
        for (position, name) in names.iter().enumerate() {
            let key = (name.words().collect(), name.distinguishing.as_slice());
            let class = *by_words.entry(key).or_insert(classes.members.len());
            if class == classes.members.len() {
                classes.members.push(Vec::new());
            }
            classes.of_name.push(class);
            if let Some(members) = classes.members.get_mut(class) {
                members.push(position);
            }
        }
        for ((words, distinguishing), class) in &by_words {
            for fewer in with_fewer_words(words) {
                if let Some(smaller) = by_words.get(&(fewer, *distinguishing)) {
                    classes.larger.push((*class, *smaller));
                }
            }
        }
        classes
    }

    /// Pairs each name with the first name of its class and, for each pair of classes in `larger`, the
    /// first name of one with the first name of the other.
    fn pairs(&self) -> BTreeSet<(usize, usize)> {
        let mut pairs = BTreeSet::new();
        for members in &self.members {
            if let Some((first, others)) = members.split_first() {
                pairs.extend(others.iter().map(|other| (*first, *other)));
            }
        }
        let first = |class: usize| self.members.get(class).and_then(|members| members.first());
        for (larger, smaller) in &self.larger {
            if let (Some(left), Some(right)) = (first(*larger), first(*smaller)) {
                pairs.insert((*left.min(right), *left.max(right)));
            }
        }
        pairs
    }

    /// Adds all pairs of the given positions, which must ascend, except pairs within a class.
    fn add_pairs(&self, positions: &[usize], pairs: &mut BTreeSet<(usize, usize)>) {
        for (at, left) in positions.iter().enumerate() {
            let others = positions.iter().skip(at + 1);
            let others =
                others.filter(|right| self.of_name.get(*left) != self.of_name.get(**right));
            pairs.extend(others.map(|right| (*left, *right)));
        }
    }
}

/// Maximum number of words that are left out of a name.
const MAX_LEFT_OUT: usize = 2;

/// Returns the words with one or two of them left out, in every possible way that keeps at least three
/// quarters of them.
fn with_fewer_words<'w>(words: &[&'w str]) -> Vec<Vec<&'w str>> {
    let without = |left_out: [usize; 2]| {
        let others = words.iter().enumerate().filter(|(position, _)| !left_out.contains(position));
        others.map(|(_, word)| *word).collect::<Vec<&str>>()
    };
    let all = 0..words.len();
    match words.len() {
        ..4 => Vec::new(),
        4..8 => all.map(|one| without([one, one])).collect(),
        // Longer texts are not names; only leave out words among their first 20. See `too_long`.
        _ => {
            let all = 0..words.len().min(20);
            let pairs = all.clone().flat_map(|one| all.clone().map(move |two| (one, two)));
            pairs.filter(|(one, two)| one <= two).map(|(one, two)| without([one, two])).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(names: &[&str]) -> Vec<(usize, usize)> {
        let names: Vec<FoldedName> = names.iter().map(|name| FoldedName::new(name)).collect();
        pairs_worth_comparing(&names).pairs.into_iter().collect()
    }

    #[test]
    fn names_that_share_a_word_are_worth_comparing() {
        assert_eq!(pairs(&["Foltyn Fund", "Foltin Fund", "Bank"]), [(0, 1)]);
        assert_eq!(
            pairs(&["Health Ministry", "Ministry of Health", "Ministry Health"]),
            [(0, 1), (0, 2)]
        );
    }

    #[test]
    fn a_word_that_many_names_have_hides_no_variant() {
        let mut names: Vec<String> = (b'a'..=b'z')
            .flat_map(|left| (b'a'..=b'z').map(move |right| [left, right]))
            .map(|[left, right]| {
                format!("ministry q{0}{0}{1}{1} of z{1}{0}", left as char, right as char)
            })
            .collect();
        names.push("ministry zaa of qbbcc".to_owned());
        names.push("ministri qaaaa of zaa".to_owned());
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let number = names.len();
        let found = pairs(&names);
        assert!(found.contains(&(0, number - 1)), "one word is misspelt");
    }

    #[test]
    fn what_differs_in_one_word_from_too_many_is_counted() {
        let names: Vec<String> = (0..500_u32)
            .map(|number| {
                let letters = [number / 25 % 25, number % 25]
                    .map(|letter| char::from_u32(u32::from('a') + letter).unwrap());
                format!("bank of {}{}x", letters[0], letters[1])
            })
            .collect();
        let names: Vec<FoldedName> = names.iter().map(|name| FoldedName::new(name)).collect();
        let found = pairs_worth_comparing(&names);
        assert_eq!((found.pairs.len(), found.not_compared.len()), (0, 500));
    }

    #[test]
    fn texts_too_long_for_edits_are_counted_as_not_compared() {
        let long = |number: usize| format!("x{}", "y".repeat(number));
        let names = [long(1_100), long(1_150), long(500), long(3_000)];
        let names: Vec<FoldedName> = names.iter().map(|name| FoldedName::new(name)).collect();
        let found = pairs_worth_comparing(&names);
        assert_eq!(found.not_compared.into_iter().collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn names_of_many_frequent_words_are_counted_as_not_compared() {
        let words = "alfa bravo charlie delta echo foxtrot golf hotel india juliett kilo lima";
        let frequent = words.split(' ').flat_map(|word| {
            (0..210_u32).map(move |number| {
                let letters = [number / 25, number % 25]
                    .map(|letter| char::from_u32(u32::from('a') + letter).unwrap());
                format!("{word} q{0}{1}{1} z{1}{0}{0}", letters[0], letters[1])
            })
        });
        let mut names: Vec<String> = frequent.collect();
        names.push(words.to_owned());
        names.push("alfa bravo charlie delta echo foxtrot golf hotel india".to_owned());
        let long = names.len() - 2;
        let names: Vec<FoldedName> = names.iter().map(|name| FoldedName::new(name)).collect();
        let found = pairs_worth_comparing(&names);
        assert_eq!(found.not_compared.into_iter().collect::<Vec<_>>(), [long]);
    }
}
