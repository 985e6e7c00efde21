//! Infers lists for the values of fields: the codes of an international standard, or a few recurring words.

use super::allowance;
use super::collections::Collection;
use super::columns::{Column, key};
use super::draft::Draft;
use super::words::words;
use crate::finding::Level;
use crate::value::name::is_near_any;
use crate::value::standard::Standard;
use crate::words::grouped;
use std::collections::{BTreeSet, HashSet};

/// Minimum number of values to recognise the codes of a standard.
const MIN_CODES: usize = 5;

/// Words in a field's name, and the standards that they suggest.
const NAMES: [(&[&str], &[&str]); 3] = [
    (
        &["country", "countries", "nationality", "nationalities", "iso"],
        &["iso-3166-1-alpha-2", "iso-3166-1-alpha-3"],
    ),
    (&["language", "languages", "lang", "iso"], &["iso-639-1", "iso-639-3"]),
    (&["currency", "currencies", "iso"], &["iso-4217"]),
];

/// Minimum number of values to infer a list of words.
const MIN_VALUES: usize = 20;

/// Maximum number of words in a list. A longer list is taken for an open vocabulary.
const MAX_WORDS: usize = 30;

/// Minimum number of values per word, on average.
const MIN_USES: usize = 5;

/// Maximum length of a word in a list, in bytes.
const MAX_WORD: usize = 60;

/// Minimum number of values per word that occurs only once. The share of such words estimates the probability
/// that the next value is a new word (Good-Turing).
const VALUES_PER_NEW_WORD: usize = 50;

/// Minimum number of uses of a known word. A list has at least two known words.
const USES_OF_KNOWN_WORD: usize = 3;

/// Minimum number of words that may be ids.
const MIN_IDS: usize = 8;

/// Minimum number of words that may count something. Four may be quarters.
const MIN_COUNTED: usize = 5;

/// Minimum number of digits of a word that may be an id.
const MIN_DIGITS_OF_ID: usize = 3;

/// Minimum number of uses of a word per use of a nearly identical word for the latter to be taken for a mistake.
const USES_PER_MISTAKE: usize = 20;

/// Drafts a `codelist` rule for a field whose values are in a list. Returns `None` if there is no such list, or if the
/// field is the record's key or a part of its file's name.
pub(super) fn draft(collection: &Collection<'_>, column: &Column<'_>) -> Option<Draft> {
    if column.steps.is_singular() && column.steps.is_key_or_file_name() {
        return None;
    }
    standard_draft(collection, column).or_else(|| words_draft(collection, column))
}

/// Drafts a rule for a field whose name suggests a standard and whose values are codes of that standard.
fn standard_draft(collection: &Collection<'_>, column: &Column<'_>) -> Option<Draft> {
    let name = words(column.steps.last_name()?);
    let total = column.cells.len();
    let distinct = column.distinct_count();
    if !column.is_text() || total < MIN_CODES || distinct < 2 {
        return None;
    }
    let suggested =
        NAMES.iter().filter(|(words, _)| name.iter().any(|word| words.contains(&&**word)));
    let mut standards = suggested.flat_map(|(_, standards)| standards.iter());
    standards.find_map(|word| {
        let codes: HashSet<u64> =
            Standard::from_word(word)?.codes().iter().map(|code| key(code)).collect();
        let fitting = column.cells.iter().filter(|cell| codes.contains(&cell.key)).count();
        if fitting + allowance(total) < total {
            return None;
        }
        let field = column.steps.as_field();
        let rests_on = format!(
            "{} of {} values of `{field}` are codes of {word}, {} of them distinct.",
            grouped(fitting),
            grouped(total),
            grouped(distinct)
        );
        let draft = Draft::new("codelist", Level::Warning, collection, &column.steps)
            .text("field", field)
            .text("standard", *word)
            .rests_on(rests_on, total);
        Some(draft)
    })
}

/// Drafts a rule for a field whose values are a few recurring words.
fn words_draft(collection: &Collection<'_>, column: &Column<'_>) -> Option<Draft> {
    let condition = column.condition_for_texts();
    let is_text = column.is_text() || condition.is_some() && column.has_only_texts();
    if !is_text || column.cells.len() < MIN_VALUES {
        return None;
    }
    let mut words: Vec<(String, usize)> = Vec::new();
    for (cell, count) in column.distinct() {
        let text = cell.text();
        if words.len() > MAX_WORDS || text.is_empty() || text.len() > MAX_WORD {
            return None;
        }
        words.push((text.into_owned(), count));
    }
    words.sort();
    let (mistaken, words): (Vec<_>, Vec<_>) =
        words.iter().cloned().partition(|word| is_mistaken(word, &words));
    let total = column.cells.len();
    let new_words = words.iter().filter(|(_, count)| *count == 1).count();
    let known_words = words.iter().filter(|(_, count)| *count >= USES_OF_KNOWN_WORD).count();
    if words.len() > MAX_WORDS
        || known_words < 2
        || words.len().saturating_mul(MIN_USES) > total
        || new_words.saturating_mul(VALUES_PER_NEW_WORD) > total
        || are_numbered(&words)
        || are_counted(&words)
        || mistaken.len() > allowance(total)
    {
        return None;
    }
    let field = column.steps.as_field();
    let uses: Vec<String> =
        words.iter().map(|(word, count)| format!("{} {word:?}", grouped(*count))).collect();
    let fitting: usize = words.iter().map(|(_, count)| count).sum();
    let rests_on = format!(
        "{} of {} values of `{field}` are one of a few words: {}.",
        grouped(fitting),
        grouped(total),
        uses.join(", ")
    );
    let draft = Draft::new("codelist", Level::Warning, collection, &column.steps)
        .optional_text("where", condition)
        .text("field", field)
        .texts("values", words.into_iter().map(|(word, _)| word).collect())
        .rests_on(rests_on, total);
    Some(draft)
}

/// Whether all words are the same letters and consecutive numbers, such as `t1` to `t7`. The next number may follow.
fn are_counted(words: &[(String, usize)]) -> bool {
    let is_digit = |sign: char| sign.is_ascii_digit();
    let mut numbers: BTreeSet<u64> = BTreeSet::new();
    let mut starts: HashSet<&str> = HashSet::new();
    for (word, _) in words {
        let start = word.trim_end_matches(is_digit);
        let Some(number) = word.strip_prefix(start).and_then(|digits| digits.parse().ok()) else {
            return false;
        };
        numbers.insert(number);
        starts.insert(start);
    }
    let has_letters = starts.iter().all(|start| start.contains(char::is_alphabetic));
    let span = numbers.last().zip(numbers.first()).map(|(last, first)| last - first);
    words.len() >= MIN_COUNTED
        && starts.len() == 1
        && has_letters
        && span == Some(words.len() as u64 - 1)
}

/// Whether most of many words are ids or versions, such as `u0254` or `1.4.2`: numbers, perhaps after the same few
/// letters. The next one has probably not occurred yet.
fn are_numbered(words: &[(String, usize)]) -> bool {
    let is_digit = |sign: char| sign.is_ascii_digit();
    let start = |word: &str| word.split(is_digit).next().unwrap_or_default().to_owned();
    let is_numbered = |(word, _): &&(String, usize)| {
        let rest = word.trim_start_matches(|sign: char| !sign.is_ascii_digit());
        let is_version =
            rest.split(['.', '-', '_']).all(|part| !part.is_empty() && part.chars().all(is_digit));
        let is_long = rest.chars().filter(|sign| is_digit(*sign)).count() >= MIN_DIGITS_OF_ID;
        is_version && (is_long || rest.contains('.'))
    };
    let numbered: Vec<&(String, usize)> = words.iter().filter(is_numbered).collect();
    let starts: HashSet<String> = numbered.iter().map(|(word, _)| start(word)).collect();
    words.len() >= MIN_IDS
        && starts.len() == 1
        && numbered.len().saturating_mul(10) >= words.len().saturating_mul(9)
}

/// Whether a word is a mistake for a nearly identical word that is much more frequent.
fn is_mistaken((word, count): &(String, usize), words: &[(String, usize)]) -> bool {
    let frequent = words
        .iter()
        .filter(|(_, uses)| *uses >= count.saturating_mul(USES_PER_MISTAKE))
        .map(|(word, _)| word.as_str());
    is_near_any(word, frequent)
}
