//! Finds similar names among many, without comparing every pair.

use super::{FoldedName, MAX_EDIT_LENGTH, MIN_EDIT_SIMILARITY, Similarity, ratio, split_words};
use foldhash::HashMap;
use foldhash::fast::FixedState;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hash};

/// Maximum number of names that share a word, or all words except one, and are therefore compared with each other.
/// If more names share them, this is no reason to compare the names.
const MAX_NAMES_PER_KEY: usize = 200;

/// Pairs of similar names, and the names for which some pairs may be missing.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct SimilarPairs {
    /// The pairs as positions of two names, in order. The smaller position comes first in each pair.
    pub pairs: Vec<(usize, usize)>,
    /// Names that differ in one word from 200 or more others, and names that are too long to be compared
    /// with all similar names.
    pub not_compared: BTreeSet<usize>,
}

/// The hash of a feature that names may share, such as a word, and the position of a name with that
/// feature. Sorted keys form an index that needs little memory.
type Key = (u64, usize);

/// Returns the pairs of names that are variants of each other. The names must be folded, and must differ from
/// one another.
///
/// Names with the same words are all variants, and each of them is paired with the first of these names. Two
/// names with different words are compared in three cases:
///
/// - They share a word that at most 200 names have.
/// - One of them has all words of the other and one or two more, which are at most a quarter of its words.
/// - All their words except one are equal and in the same order, and at most 200 names have these words.
#[must_use]
pub fn similar_pairs(names: &[&str]) -> SimilarPairs {
    similar_pairs_up_to(MAX_NAMES_PER_KEY, names)
}

fn similar_pairs_up_to(max_names: usize, names: &[&str]) -> SimilarPairs {
    let fold =
        |position: usize| FoldedName::of_folded((*names.get(position).unwrap_or(&"")).to_owned());
    let (mut class_of, mut by_word) = (Vec::with_capacity(names.len()), Vec::new());
    for position in 0..names.len() {
        let name = fold(position);
        class_of.push(class(name.words(), &name));
        by_word.extend(name.words().map(|word| (hash(&word), position)));
    }
    by_word.sort_unstable();
    let mut not_compared = too_long_for_edits(names);
    let mut frequent = Vec::new();
    let mut with_frequent = BTreeSet::new();
    for group in groups(&by_word).filter(|group| group.len() > max_names) {
        frequent.extend(group.first().map(|(word, _)| *word));
        with_frequent.extend(group.iter().map(|(_, position)| *position));
    }
    let mut by_rest = Vec::new();
    for position in with_frequent {
        let name = fold(position);
        by_rest.extend(all_words_but_one(&name).into_iter().map(|rest| (rest, position)));
        if may_miss_similar_names(&name, &frequent) {
            not_compared.insert(position);
        }
    }
    by_rest.sort_unstable();
    for group in groups(&by_rest).filter(|group| group.len() > max_names) {
        not_compared.extend(group.iter().map(|(_, position)| *position));
    }
    let class_pairs = pairs_of_classes(&class_of, fold);
    let sharing = [by_word, by_rest].map(|keys| Sharing::new(keys, max_names));
    let mut compared: HashMap<usize, FoldedName> = HashMap::default();
    let sharing_names = sharing.iter().flat_map(Sharing::positions);
    let paired_names = class_pairs.iter().flat_map(|(left, right)| [*left, *right]);
    for position in sharing_names.chain(paired_names) {
        compared.entry(position).or_insert_with(|| fold(position));
    }
    let similar_to = |left: usize| {
        let is_in_other_class = |right: &usize| class_of.get(left) != class_of.get(*right);
        let mut others: Vec<usize> = sharing.iter().flat_map(|keys| keys.after(left)).collect();
        others.retain(is_in_other_class);
        let start = class_pairs.partition_point(|(known, _)| *known < left);
        let pairs = class_pairs.get(start..).unwrap_or_default().iter();
        others.extend(pairs.take_while(|(known, _)| *known == left).map(|(_, right)| *right));
        others.sort_unstable();
        others.dedup();
        others.retain(|right| {
            let both = compared.get(&left).zip(compared.get(right));
            both.is_some_and(|(left, right)| {
                matches!(left.similarity(right), Similarity::Variant { .. })
            })
        });
        others.into_iter().map(move |right| (left, right))
    };
    let pairs = (0..names.len()).into_par_iter().flat_map_iter(similar_to).collect();
    SimilarPairs { pairs, not_compared }
}

fn hash(value: &impl Hash) -> u64 {
    FixedState::default().hash_one(value)
}

/// Groups sorted keys by hash.
fn groups(keys: &[Key]) -> impl Iterator<Item = &[Key]> {
    keys.chunk_by(|(left, _), (right, _)| left == right)
}

/// The names that share a key with others, ignoring keys that too many names share.
struct Sharing {
    keys: Vec<Key>,
    /// For each name and each key that it shares with later names: the name's position, and the start and end
    /// of the later names in `keys`. The list is sorted.
    ranges: Vec<(usize, usize, usize)>,
}

impl Sharing {
    /// Indexes keys, which must be sorted. Keys of more than `max_names` names are ignored.
    fn new(keys: Vec<Key>, max_names: usize) -> Sharing {
        let (mut ranges, mut start) = (Vec::new(), 0);
        for group in groups(&keys) {
            let end = start + group.len();
            if (2..=max_names).contains(&group.len()) {
                let names = group.iter().zip(start + 1..end);
                ranges.extend(names.map(|((_, position), next)| (*position, next, end)));
            }
            start = end;
        }
        ranges.sort_unstable();
        Sharing { keys, ranges }
    }

    /// Returns the positions of all names that share a key. A position may occur more than once.
    fn positions(&self) -> impl Iterator<Item = usize> {
        self.ranges.iter().flat_map(|(position, next, _)| {
            let next = self.keys.get(*next).map(|(_, position)| *position);
            [*position].into_iter().chain(next)
        })
    }

    /// Returns the positions of the later names that share a key with a name. A position may occur
    /// more than once.
    fn after(&self, position: usize) -> impl Iterator<Item = usize> {
        let start = self.ranges.partition_point(|(known, ..)| *known < position);
        let ranges = self.ranges.get(start..).unwrap_or_default().iter();
        let ranges = ranges.take_while(move |(known, ..)| *known == position);
        let keys = ranges.filter_map(|(_, start, end)| self.keys.get(*start..*end));
        keys.flatten().map(|(_, position)| *position)
    }
}

/// Whether a name is so long that some of its variants may not be found. A variant of a long name may lack more than
/// two of its words, but the search leaves out only one or two words. Names that share an infrequent word are always
/// compared, so only a name that consists mostly of frequent words is concerned.
fn may_miss_similar_names(name: &FoldedName, frequent: &[u64]) -> bool {
    let all = name.words().count();
    let frequent_words = name.words().filter(|word| frequent.binary_search(&hash(word)).is_ok());
    all / 4 > MAX_LEFT_OUT && frequent_words.count() >= all - all / 4
}

/// Returns the names that are too long to be compared by edit distance with a name of similar length.
fn too_long_for_edits(names: &[&str]) -> BTreeSet<usize> {
    // A name of at most half the maximum length is never similar to a name that is too long.
    let long = names.iter().enumerate().filter(|(_, name)| name.len() > MAX_EDIT_LENGTH / 2);
    let lengths = long.map(|(position, name)| (name.chars().count(), position));
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

/// For each word of a name, returns the hash of the other words in order. Returns an empty list if the name has
/// only one word.
fn all_words_but_one(name: &FoldedName) -> Vec<u64> {
    let words = split_words(name.plain());
    if words.len() < 2 {
        return Vec::new();
    }
    let without = |left_out: usize| {
        let others = words.iter().enumerate().filter(|(position, _)| *position != left_out);
        hash(&others.map(|(_, word)| word.as_str()).collect::<Vec<_>>())
    };
    (0..words.len()).map(without).collect()
}

/// Returns the hash of the class of names that have these words in any order, and the same distinguishing words as
/// `name`.
fn class<'w>(words: impl Iterator<Item = &'w str>, name: &FoldedName) -> u64 {
    hash(&(words.collect::<Vec<_>>(), &name.distinguishing))
}

/// Returns sorted pairs of names. The first name of each class is paired with each other name of the class,
/// and with the first name of each class that lacks one or two of its words.
fn pairs_of_classes(class_of: &[u64], fold: impl Fn(usize) -> FoldedName) -> Vec<(usize, usize)> {
    let classes = class_of.iter().enumerate().map(|(position, class)| (*class, position));
    let mut classes: Vec<Key> = classes.collect();
    classes.sort_unstable();
    let first_of = |class: u64| {
        let first = classes.get(classes.partition_point(|(known, _)| *known < class))?;
        (first.0 == class).then_some(first.1)
    };
    let mut pairs = Vec::new();
    for members in groups(&classes) {
        let Some(((_, first), others)) = members.split_first() else { continue };
        pairs.extend(others.iter().map(|(_, other)| (*first, *other)));
        let name = fold(*first);
        let words: Vec<&str> = name.words().collect();
        for fewer in with_fewer_words(&words) {
            if let Some(smaller) = first_of(class(fewer.into_iter(), &name)) {
                pairs.push((*first.min(&smaller), *first.max(&smaller)));
            }
        }
    }
    pairs.sort_unstable();
    pairs
}

/// Maximum number of words that are left out of a name.
const MAX_LEFT_OUT: usize = 2;

/// Returns all lists of words that result from leaving out one or two words and keeping at least three
/// quarters of the words.
fn with_fewer_words<'w>(words: &[&'w str]) -> Vec<Vec<&'w str>> {
    let without = |left_out: [usize; 2]| {
        let others = words.iter().enumerate().filter(|(position, _)| !left_out.contains(position));
        others.map(|(_, word)| *word).collect::<Vec<&str>>()
    };
    let all = 0..words.len();
    match words.len() {
        ..4 => Vec::new(),
        4..8 => all.map(|one| without([one, one])).collect(),
        // Longer texts are not names, so only words among the first 20 are left out. See
        // `may_miss_similar_names`.
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
    use crate::value::name::fold_name;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn found(names: &[impl AsRef<str>]) -> SimilarPairs {
        let folded: Vec<String> = names.iter().map(|name| fold_name(name.as_ref())).collect();
        similar_pairs(&folded.iter().map(String::as_str).collect::<Vec<_>>())
    }

    #[test]
    fn names_that_share_a_word_are_compared() {
        assert_eq!(found(&["Foltyn Fund", "Foltin Fund", "Bank"]).pairs, [(0, 1)]);
        assert_eq!(
            found(&["Health Ministry", "Ministry of Health", "Ministry Health"]).pairs,
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
        let found = found(&names).pairs;
        assert!(found.contains(&(0, names.len() - 1)), "one word is misspelt");
    }

    #[test]
    fn names_that_differ_in_one_word_from_too_many_others_are_counted() {
        let names: Vec<String> = (0..500_u32)
            .map(|number| {
                let letters = [number / 25 % 25, number % 25]
                    .map(|letter| char::from_u32(u32::from('a') + letter).unwrap());
                format!("bank of {}{}x", letters[0], letters[1])
            })
            .collect();
        let found = found(&names);
        assert_eq!((found.pairs.len(), found.not_compared.len()), (0, 500));
    }

    #[test]
    fn texts_too_long_for_edits_are_counted_as_not_compared() {
        let long = |number: usize| format!("x{}", "y".repeat(number));
        let names = [long(1_100), long(1_150), long(500), long(3_000)];
        let found = found(&names);
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
        let found = found(&names);
        assert_eq!(found.not_compared.into_iter().collect::<Vec<_>>(), [long]);
    }

    /// Compares every pair according to the documentation of [`similar_pairs`].
    fn by_brute_force(max_names: usize, names: &[&str]) -> SimilarPairs {
        let folded: Vec<FoldedName> = names.iter().map(|name| FoldedName::new(name)).collect();
        let classes: Vec<(Vec<&str>, &Vec<String>)> =
            folded.iter().map(|name| (name.words().collect(), &name.distinguishing)).collect();
        let is_first = |at: usize| !classes[..at].contains(&classes[at]);
        let number = |word: &str| classes.iter().filter(|(words, _)| words.contains(&word)).count();
        let mut by_rest: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, name) in names.iter().enumerate() {
            let words = split_words(name);
            if words.len() > 1 && classes[at].0.iter().any(|word| number(word) > max_names) {
                for left_out in 0..words.len() {
                    let mut rest = words.clone();
                    rest.remove(left_out);
                    by_rest.entry(rest.join(" ")).or_default().push(at);
                }
            }
        }
        let is_larger = |larger: usize, smaller: usize| {
            let [(words, left), (fewer, right)] = [&classes[larger], &classes[smaller]];
            let may_miss = if words.len() < 8 { words.len() / 4 } else { 2 };
            let is_within = fewer.iter().all(|word| words.contains(word));
            left == right && is_within && (1..=may_miss).contains(&(words.len() - fewer.len()))
        };
        let is_compared = |left: usize, right: usize| {
            if classes[left] == classes[right] {
                return is_first(left);
            }
            let mut shared = classes[left].0.iter().filter(|word| classes[right].0.contains(word));
            let mut rests = by_rest.values().filter(|names| names.len() <= max_names);
            shared.any(|word| number(word) <= max_names)
                || rests.any(|names| names.contains(&left) && names.contains(&right))
                || is_first(left)
                    && is_first(right)
                    && (classes[left].0.len() > classes[right].0.len() && is_larger(left, right)
                        || classes[left].0.len() < classes[right].0.len() && is_larger(right, left))
        };
        let pairs = (0..names.len())
            .flat_map(|left| (left + 1..names.len()).map(move |right| (left, right)));
        let pairs = pairs.filter(|(left, right)| {
            let is_variant =
                matches!(folded[*left].similarity(&folded[*right]), Similarity::Variant { .. });
            is_variant && is_compared(*left, *right)
        });
        let too_many = by_rest.values().filter(|names| names.len() > max_names);
        SimilarPairs { pairs: pairs.collect(), not_compared: too_many.flatten().copied().collect() }
    }

    proptest! {
        #[test]
        fn the_pairs_are_those_found_by_comparing_all(
            names in proptest::collection::btree_set(
                proptest::collection::vec(
                    proptest::sample::select(vec![
                        "alfa", "alfas", "bravo", "bravi", "charlie", "chalrie", "delta", "echo", "of", "ii", "2",
                    ]),
                    1..7,
                ),
                2..30,
            ),
            max_names in 1_usize..12,
        ) {
            let names: Vec<String> = names.into_iter().map(|words| words.join(" ")).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            prop_assert_eq!(similar_pairs_up_to(max_names, &names), by_brute_force(max_names, &names));
        }
    }
}
