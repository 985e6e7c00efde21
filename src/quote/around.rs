//! The sentence or paragraph around a passage, with the sentence or paragraph before it.

use std::ops::Range;

use crate::quote::SourceText;
use crate::quote::sentences::lines;

/// A unit of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextUnit {
    /// A sentence.
    Sentence,
    /// Lines without a blank line between them.
    Paragraph,
}

impl TextUnit {
    /// The names of the units in a rulebook.
    pub const WORDS: &'static [&'static str] = &["sentence", "paragraph"];

    /// Returns the unit with this name, or `None` if there is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<TextUnit> {
        [TextUnit::Sentence, TextUnit::Paragraph].into_iter().find(|unit| unit.word() == word)
    }

    /// Returns the name of the unit.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            TextUnit::Sentence => "sentence",
            TextUnit::Paragraph => "paragraph",
        }
    }
}

impl SourceText {
    /// Returns the byte range of the units that overlap a range of the text, and of the unit before them.
    #[must_use]
    pub fn around(&self, range: &Range<usize>, unit: TextUnit) -> Range<usize> {
        let units = match unit {
            TextUnit::Sentence => self.sentences(),
            TextUnit::Paragraph => self.paragraphs.get_or_init(|| paragraphs(self.text())),
        };
        let begun = |offset: usize| units.partition_point(|unit| unit.start <= offset);
        let first = begun(range.start).saturating_sub(2);
        let last = begun(range.end.saturating_sub(1)).saturating_sub(1).max(first);
        let start = units.get(first).map_or(range.start, |unit| unit.start);
        let end = units.get(last).map_or(range.end, |unit| unit.end);
        start.min(range.start)..end.max(range.end)
    }
}

/// Returns the paragraphs of a text: lines without a blank line between them.
fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    let mut goes_on = false;
    for line in lines(text) {
        match paragraphs.last_mut() {
            _ if line.is_empty() => {}
            Some(paragraph) if goes_on => paragraph.end = line.end,
            _ => paragraphs.push(line.clone()),
        }
        goes_on = !line.is_empty();
    }
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_includes_the_previous_unit() {
        let text = "A title\n\nOne is. Two is.\nThree is.\n\nFour is. Five is.";
        let source = SourceText::new(text);
        let around = |part: &str, unit| {
            let start = text.find(part).unwrap();
            &text[source.around(&(start..start + part.len()), unit)]
        };
        assert_eq!(around("Two", TextUnit::Sentence), "One is. Two is.");
        assert_eq!(around("One", TextUnit::Sentence), "A title\n\nOne is.");
        assert_eq!(around("title", TextUnit::Sentence), "A title");
        assert_eq!(around("Two is.\nThree", TextUnit::Sentence), "One is. Two is.\nThree is.");
        assert_eq!(
            around("Four", TextUnit::Paragraph),
            "One is. Two is.\nThree is.\n\nFour is. Five is."
        );
        assert_eq!(around("title", TextUnit::Paragraph), "A title");
    }
}
