//! Properties of the quote matcher that hold for any text.

use proptest::prelude::*;

use super::found;
use crate::quote::fold::LINE_BREAK_HYPHEN;
use crate::quote::*;

/// Generates text with many special cases: quotation marks, dashes, hyphens at line ends, numbers and
/// punctuation marks.
fn odd_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-d]{1,3}",
        2 => "[0-9]{1,4}",
        4 => Just(" ".to_owned()),
        1 => prop::sample::select(vec![
            "\n", "\n\n", "-\n", "\u{AD}", "\u{A0}", "-", "–", "—", "’", "“", "”", ".", ",", "%", "$", "<", "(", ")", "...",
            "é", "e\u{301}", "\u{301}", "²", "½", "日", "本", "ﬁ", "\u{200B}", "+", "'s", " million", "EUR ", "/", "&",
        ]).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Returns the folded text without hyphens, since a hyphen at the end of a line is optional.
fn comparable(text: &str) -> String {
    Folded::new(text).text().replace([LINE_BREAK_HYPHEN, '-'], "")
}

/// Returns every offset of the folded text where a quote may begin or end.
fn boundaries(source: &SourceText) -> Vec<usize> {
    let text = source.folded.text();
    let offsets = text.char_indices().map(|(offset, _)| offset).chain([text.len()]);
    offsets.filter(|offset| source.is_boundary(*offset)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn whatever_is_between_boundaries_is_found(
        text in odd_text(),
        from: prop::sample::Index,
        to: prop::sample::Index,
    ) {
        let source = SourceText::new(text.as_str());
        let places = boundaries(&source);
        let (from, to) = (from.index(places.len()), to.index(places.len()));
        let (start, end) = (places[from.min(to)], places[from.max(to)]);
        let quote = source.folded.text()[start..end].trim().to_owned();
        // In the quote, a line-break hyphen must be followed by a line break.
        let written = quote.replace(LINE_BREAK_HYPHEN, "-\n");
        let minimum = MinimumLength { words: 1, characters: 1 };
        let passages = match source.find(&Quote::exact(&written), minimum) {
            Match::Found(passage) | Match::Doubtful { passage, .. } => vec![passage],
            Match::Several(passages) => passages,
            Match::TooShort { .. } => return Ok(()),
            other => return Err(TestCaseError::fail(format!("{written:?} in {text:?}: {other:?}"))),
        };
        for passage in passages {
            let found = source.text().get(passage.span());
            prop_assert!(found.is_some());
            if passage.parts.len() == 1 {
                prop_assert_eq!(comparable(found.unwrap_or_default()), comparable(&written));
            }
        }
    }

    #[test]
    fn a_quote_with_one_changed_character_is_not_found(
        text in odd_text(),
        from: prop::sample::Index,
        to: prop::sample::Index,
        at: prop::sample::Index,
        with in "[a-d0-9]",
    ) {
        let source = SourceText::new(text.as_str());
        let places = boundaries(&source);
        let (from, to) = (from.index(places.len()), to.index(places.len()));
        let (start, end) = (places[from.min(to)], places[from.max(to)]);
        let quote = source.folded.text()[start..end].trim().replace(LINE_BREAK_HYPHEN, "");
        let letters: Vec<(usize, char)> = quote
            .char_indices()
            .filter(|(_, character)| character.is_ascii_alphanumeric())
            .collect();
        if letters.is_empty() || crate::quote::selector::has_ellipsis(&quote) {
            return Ok(());
        }
        let (offset, old) = letters[at.index(letters.len())];
        if with.starts_with(old) {
            return Ok(());
        }
        let mut changed = quote.clone();
        changed.replace_range(offset..=offset, &with);
        let result = source.find(&Quote::exact(&changed), MinimumLength { words: 1, characters: 1 });
        let passages = match result {
            Match::Found(passage) => vec![passage],
            Match::Several(passages) => passages,
            _ => vec![],
        };
        // The changed quote may occur in the source by chance. Every passage must then match it word for word.
        for passage in passages {
            prop_assert_eq!(comparable(&source.text()[passage.span()]), comparable(&changed));
        }
    }

    #[test]
    fn a_number_with_one_digit_changed_is_never_found(
        number in "[1-9][0-9]{0,2}(,[0-9]{3}){0,2}(\\.[0-9]{1,2})?",
        at: prop::sample::Index,
        digit in 0_u8..10,
        before in prop::sample::select(vec!["", "$", "-", "<", "EUR ", "(", "about "]),
        after in prop::sample::select(vec!["", "%", " million", ")", " members", "+"]),
    ) {
        let source = format!("There were {before}{number}{after} in all.");
        let digits: Vec<usize> = (0..number.len())
            .filter(|offset| number.as_bytes()[*offset].is_ascii_digit())
            .collect();
        let mut changed = number.clone().into_bytes();
        changed[digits[at.index(digits.len())]] = b'0' + digit;
        let changed = String::from_utf8(changed).unwrap();
        if changed == number {
            return Ok(());
        }
        prop_assert_eq!(found(&source, &changed), None);
        prop_assert_eq!(found(&source, &format!("were {before}{changed}{after}")), None);
        let whole = format!("were {before}{number}{after}");
        prop_assert!(found(&source, &whole).is_some());
    }

    #[test]
    fn any_text_is_accepted(
        text in "\\PC{0,60}",
        exact in "\\PC{0,20}",
        prefix in "\\PC{0,5}",
        suffix in "\\PC{0,5}",
    ) {
        let source = SourceText::new(text.as_str());
        let minimum = MinimumLength { words: 0, characters: 0 };
        let quote = Quote { exact: &exact, prefix: Some(&prefix), suffix: Some(&suffix) };
        let _ = source.find(&quote, minimum);
        let _ = contains_ignoring_case(&text, &exact);
        let part: String = text.chars().skip(3).take(20).collect();
        let _ = source.find(&Quote::exact(&part), minimum);
    }

    #[test]
    fn every_result_is_on_character_boundaries(text in odd_text(), quote in odd_text()) {
        let source = SourceText::new(text.as_str());
        let is_range = |range: &Range<usize>| text.get(range.clone()).is_some();
        match source.find(&Quote::exact(&quote), MinimumLength { words: 1, characters: 1 }) {
            Match::Found(passage) => prop_assert!(passage.parts.iter().all(is_range)),
            Match::Doubtful { passage, doubt } => {
                prop_assert!(passage.parts.iter().all(is_range));
                if let Doubt::Negation(range) = doubt {
                    prop_assert!(is_range(&range));
                }
            }
            Match::Several(passages) | Match::OutOfContext(passages) => {
                prop_assert!(passages.iter().all(|passage| passage.parts.iter().all(is_range)));
            }
            Match::PartsApart(parts) => prop_assert!(parts.iter().all(is_range)),
            Match::Missing { nearest: Search::Found(nearest) } => {
                prop_assert!(is_range(&nearest.range));
                prop_assert!(nearest.differs_at.iter().all(|difference| is_range(&difference.source_range)));
            }
            Match::Missing { .. } | Match::TooShort { .. } => {}
        }
    }
}
