//! Shows a quote in its paragraph.

use super::super::case::Passage;
use maud::{Markup, html};
use std::ops::Range;

/// Maximum number of bytes of a paragraph that are shown before and after a quote.
const AROUND: usize = 300;

/// Returns the quote, marked in its paragraph. `language` is the BCP 47 tag of the source's language.
pub(super) fn passage(passage: &Passage, language: Option<&str>) -> Markup {
    let text = passage.text.as_str();
    let first = passage.quote.first().map_or(0, |part| part.start);
    let last = passage.quote.last().map_or(text.len(), |part| part.end);
    let start = start_before(text, first);
    let end = end_after(text, last);
    let mut parts: Vec<Markup> = Vec::new();
    let mut at = start;
    for part in &passage.quote {
        parts.push(html! { (slice(text, at..part.start)) });
        parts.push(html! { mark { (with_value(text, part, passage.value.as_ref())) } });
        at = part.end;
    }
    parts.push(html! { (slice(text, at..end)) });
    html! {
        blockquote lang=[language] dir="auto" { p dir="auto" {
            @if start > 0 { "… " }
            @for part in parts { (part) }
            @if end < text.len() { " …" }
        } }
    }
}

/// Returns a part of a quote, with the value in bold.
fn with_value(text: &str, part: &Range<usize>, value: Option<&Range<usize>>) -> Markup {
    let value = value.filter(|value| part.start <= value.start && value.end <= part.end);
    match value {
        None => html! { (slice(text, part.clone())) },
        Some(value) => html! {
            (slice(text, part.start..value.start)) b { (slice(text, value.clone())) } (slice(text, value.end..part.end))
        },
    }
}

/// Returns a part of a text, or an empty text if the range is out of bounds.
pub(super) fn slice(text: &str, range: Range<usize>) -> &str {
    text.get(range).unwrap_or_default()
}

/// Returns the offset at which an excerpt begins. It is the start of the sentence that contains `offset`, or
/// the start of a word if that sentence is too long.
fn start_before(text: &str, offset: usize) -> usize {
    let from = text.ceil_char_boundary(offset.saturating_sub(AROUND));
    let before = slice(text, from..offset);
    match before.rmatch_indices(['.', '!', '?']).find(|(at, _)| is_end(before, *at)) {
        Some((at, _)) => from + at + 1 + blanks(slice(before, at + 1..before.len())),
        None if from == 0 => 0,
        None => from + before.find(' ').map_or(0, |blank| blank + 1),
    }
}

/// Returns the offset at which an excerpt ends. It is the end of the sentence that contains `offset`, or the
/// end of a word if that sentence is too long.
fn end_after(text: &str, offset: usize) -> usize {
    if offset.checked_sub(1).is_some_and(|last| text.as_bytes().get(last) == Some(&b'.')) {
        return offset;
    }
    let to = text.floor_char_boundary((offset + AROUND).min(text.len())).max(offset);
    let after = slice(text, offset..to);
    match after.match_indices(['.', '!', '?']).find(|(at, _)| is_end(after, *at)) {
        Some((at, _)) => offset + at + 1,
        None if to == text.len() => to,
        None => offset + after.rfind(' ').unwrap_or(after.len()),
    }
}

/// Checks whether the mark at an offset ends a sentence. It does if white space or the end of the text
/// follows.
fn is_end(text: &str, mark: usize) -> bool {
    slice(text, mark + 1..text.len()).chars().next().is_none_or(char::is_whitespace)
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::{end_after, start_before};

    #[test]
    fn a_quote_is_shown_in_its_sentence() {
        let text = "One is 1.5. Two is here, and on it goes. Three.";
        let at = text.find("here").unwrap();
        assert_eq!(
            &text[start_before(text, at)..end_after(text, at)],
            "Two is here, and on it goes."
        );
        assert_eq!(start_before(text, 4), 0);
        assert_eq!(end_after(text, text.len()), text.len());
    }

    #[test]
    fn a_long_sentence_is_cut_between_words() {
        let text = format!("{}here{}", "wörd ".repeat(200), " wörd".repeat(200));
        let at = text.find("here").unwrap();
        assert!(text[start_before(&text, at)..at].starts_with("wörd "));
        assert!(text[at..end_after(&text, at)].ends_with(" wörd"));
    }
}
