//! Infers the form of texts: their type, such as a URL or a domain, or the characters that they consist of.

mod masks;
mod starts;

use super::collections::Collection;
use super::columns::{Cell, Column};
use super::draft::Draft;
use super::words::{is_of_date, words};
use super::{allowance, tolerance};
use crate::finding::Level;
use crate::rules::is_a;
use crate::words::grouped;
use regex::Regex;
use std::borrow::Cow;

/// Minimum number of values to infer the type of texts.
const MIN_VALUES: usize = 20;

/// Minimum number of distinct values to infer the type of texts.
const MIN_DISTINCT: usize = 10;

/// Minimum number of distinct values to infer the characters that texts consist of.
const MIN_DISTINCT_FOR_CHARACTERS: usize = 20;

/// Minimum number of distinct values to infer the characters that all texts but one consist of.
const MIN_DISTINCT_FOR_EXCEPTION: usize = 30;

/// Minimum number of texts with a letter to infer that the letters are all capital or all small.
const MIN_TEXTS_WITH_LETTERS: usize = 10;

/// The types of texts, most specific first, each with a list of words. The field's name must contain one of the words,
/// unless the list is empty.
const KINDS: [(&str, &[&str]); 11] = [
    ("uuid", &[]),
    ("orcid", &[]),
    ("lei", &[]),
    ("iban", &[]),
    ("isbn", &["isbn", "isbns"]),
    ("cidr", &[]),
    ("ip", &[]),
    ("email", &[]),
    ("doi", &["doi", "dois"]),
    ("url", &[]),
    (
        "domain",
        &[
            "domain", "domains", "host", "hostname", "site", "website", "key", "shared", "from",
            "to",
        ],
    ),
];

/// Forms of texts, most specific first: an example or a description, and a pattern for the whole text.
const PATTERNS: [(&str, &str); 20] = [
    ("colours such as #00aaff", "#[0-9a-f]{6}"),
    ("colours such as #00AAFF", "#[0-9A-F]{6}"),
    ("colours such as #00AAff", "#[0-9A-Fa-f]{6}"),
    ("six digits such as 00AAFF", "[0-9A-F]{6}"),
    ("addresses such as 0x00aa...", "0x[0-9a-fA-F]{40}"),
    ("hashes of 64 digits", "[0-9a-f]{64}"),
    ("hashes of 40 digits", "[0-9a-f]{40}"),
    ("two digits", "[0-9]{2}"),
    ("three digits", "[0-9]{3}"),
    ("four digits", "[0-9]{4}"),
    ("two capital letters", "[A-Z]{2}"),
    ("three capital letters", "[A-Z]{3}"),
    ("four capital letters or digits", "[A-Z0-9]{4}"),
    ("numbers", "[0-9]+"),
    ("decimal numbers", "-?[0-9]+(\\.[0-9]+)?"),
    ("a capital letter and a number, such as Q42", "[A-Z][0-9]+"),
    ("extensions such as .txt", "\\.[^\\s/]+"),
    ("words of lowercase letters and digits, joined by hyphens", "[a-z0-9]+(-[a-z0-9]+)*"),
    ("words of small letters and digits, joined by underscores", "[a-z0-9]+(_[a-z0-9]+)*"),
    ("paths that begin with /", "/[^\\s]*"),
];

/// Drafts a rule for the form of a field's texts.
pub(super) fn draft(collection: &Collection<'_>, column: &Column<'_>) -> Option<Draft> {
    let distinct = column.distinct_count();
    let condition = column.condition_for_texts();
    let is_text = column.is_text() || condition.is_some() && column.has_only_texts();
    if !is_text || column.cells.len() < MIN_VALUES || distinct < MIN_DISTINCT {
        return None;
    }
    let texts = column.cells.iter().map(Cell::text).collect();
    let field = TextField { collection, column, condition, texts };
    let draft = field.start_draft().or_else(|| field.type_draft());
    if draft.is_none() && distinct >= MIN_DISTINCT_FOR_CHARACTERS {
        return field.characters_draft();
    }
    draft
}

/// A field that contains texts.
struct TextField<'f, 'a> {
    collection: &'f Collection<'a>,
    column: &'f Column<'a>,
    /// The condition for the records in which the field contains a text.
    condition: Option<String>,
    texts: Vec<Cow<'a, str>>,
}

impl TextField<'_, '_> {
    /// Drafts a rule for texts that begin in the same way.
    fn start_draft(&self) -> Option<Draft> {
        let (start, fitting) = starts::common_start(&self.texts)?;
        let pattern = format!("{}[^\\s]+", regex::escape(start));
        Some(self.pattern_draft(&format!("texts that begin with {start}"), pattern, fitting))
    }

    /// Drafts a rule for texts of one type.
    fn type_draft(&self) -> Option<Draft> {
        let total = self.texts.len();
        let steps = &self.column.steps;
        // If the records are texts, the name of the collection takes the place of the field's name.
        let record_name = steps.0.is_empty().then_some(self.collection.name.as_str());
        let name = words(steps.last_name().or(record_name).unwrap_or_default());
        let (what, fitting) = KINDS.into_iter().find_map(|(what, names)| {
            let is_named = names.is_empty() || name.iter().any(|word| names.contains(&&**word));
            if !is_named {
                return None;
            }
            Some((what, self.fitting(allowance(total), |text| is_a::is(what, text))?))
        })?;
        let field = steps.as_field();
        let rests_on = format!(
            "`{field}` is {} in {} of {}.",
            is_a::description(what),
            grouped(fitting),
            grouped(total)
        );
        let draft = Draft::new("is-a", Level::Warning, self.collection, steps)
            .with_suffix(what)
            .optional_text("where", self.condition.clone())
            .text("field", field)
            .text("what", what)
            .rests_on(rests_on, total);
        Some(draft)
    }

    /// Drafts a rule for the characters that the texts consist of.
    fn characters_draft(&self) -> Option<Draft> {
        let numbered = numbered(&self.texts).map(|pattern| ("the same text and a number", pattern));
        let masks = masks::common_pattern(&self.texts)
            .map(|pattern| ("of one form, character by character", pattern));
        let patterns = PATTERNS.into_iter().map(|(example, pattern)| (example, pattern.to_owned()));
        let candidates = numbered.into_iter().chain(masks).chain(patterns);
        let candidates: Vec<(&str, String)> =
            candidates.filter(|(_, pattern)| !self.fits_by_chance(pattern)).collect();
        let is_enough = self.column.distinct_count() >= MIN_DISTINCT_FOR_EXCEPTION;
        let limits = [tolerance(self.texts.len()), usize::from(is_enough)];
        limits.into_iter().find_map(|allowed| {
            candidates.iter().find_map(|(example, pattern)| {
                let whole = Regex::new(&format!("^(?:{pattern})$")).ok()?;
                let fitting = self.fitting(allowed, |text| whole.is_match(text))?;
                Some(self.pattern_draft(example, pattern.clone(), fitting))
            })
        })
    }

    /// Whether texts may fit one of [`PATTERNS`] only because there are few of them: numbers that are not padded with
    /// zeros may grow, unless they are years, and letters may be of one case by chance if there are few.
    fn fits_by_chance(&self, pattern: &str) -> bool {
        if pattern.starts_with("[0-9]{") {
            let is_padded = self.texts.iter().any(|text| text.starts_with('0'));
            let name = self.column.steps.last_name().unwrap_or_default();
            let are_years = pattern == "[0-9]{4}" && is_of_date(name);
            return !is_padded && !are_years;
        }
        let is_of_one_case =
            ["[0-9a-f]{6}", "[0-9A-F]{6}", "[A-Z0-9]{4}"].iter().any(|end| pattern.ends_with(end));
        let with_letters = || {
            let texts = self.texts.iter();
            texts.filter(|text| text.contains(|sign: char| sign.is_ascii_alphabetic())).count()
        };
        is_of_one_case && with_letters() < MIN_TEXTS_WITH_LETTERS
    }

    /// Returns the number of texts of a form, or `None` if more than `allowed` texts do not have the form.
    fn fitting(&self, allowed: usize, is_fit: impl Fn(&str) -> bool) -> Option<usize> {
        // Most forms are ruled out by the first texts.
        let mut unfit = 0_usize;
        let is_form = self.texts.iter().all(|text| {
            unfit += usize::from(!is_fit(text));
            unfit <= allowed
        });
        is_form.then_some(self.texts.len() - unfit)
    }

    /// Drafts the rule that whole texts match a pattern. `example` describes the `fitting` texts that match.
    fn pattern_draft(&self, example: &str, pattern: String, fitting: usize) -> Draft {
        let field = self.column.steps.as_field();
        let total = self.texts.len();
        let rests_on = format!(
            "{} of {} values of `{field}` are {example}.",
            grouped(fitting),
            grouped(total)
        );
        Draft::new("pattern", Level::Warning, self.collection, &self.column.steps)
            .with_suffix("form")
            .optional_text("where", self.condition.clone())
            .text("field", field)
            .text("matches", pattern)
            .boolean("whole", true)
            .without_true_exceptions()
            .rests_on(rests_on, total)
    }
}

/// Returns a pattern for texts that consist of a fixed text and a number. The fixed text is the first of `texts`
/// without the digits at its end. Returns `None` if the fixed text is empty or contains white space.
fn numbered(texts: &[Cow<'_, str>]) -> Option<String> {
    let fixed = texts.first()?.trim_end_matches(|last: char| last.is_ascii_digit());
    let is_usable = !fixed.is_empty() && !fixed.contains(char::is_whitespace);
    is_usable.then(|| format!("{}[0-9]+", regex::escape(fixed)))
}
