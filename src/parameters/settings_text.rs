//! The text of a rulebook, with the texts of the rulebooks that it extends.

use crate::document::FileId;
use crate::finding::Place;
use std::ops::Range;
use std::sync::Arc;

/// The text of a rulebook, followed by the texts of the rulebooks that it extends. All spans are byte ranges of
/// this joined text. The spans of the rulebook itself are therefore also byte ranges of its file.
#[derive(Debug, Clone)]
pub struct SettingsText {
    text: Arc<str>,
    /// The offset at which each text begins, and its file. The first text is the rulebook itself.
    parts: Vec<(usize, FileId)>,
}

impl SettingsText {
    /// Joins the text of a rulebook with the texts of the rulebooks that it extends.
    #[must_use]
    pub fn new<'t>(
        rulebook: (&'t str, FileId),
        others: impl IntoIterator<Item = (&'t str, FileId)>,
    ) -> SettingsText {
        let (mut text, mut parts) = (rulebook.0.to_owned(), vec![(0, rulebook.1)]);
        for (other, file) in others {
            text.push('\n');
            parts.push((text.len(), file));
            text.push_str(other);
        }
        SettingsText { text: text.into(), parts }
    }

    /// Returns the joined text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the texts in order, each with the offset at which it begins.
    pub fn parts(&self) -> impl Iterator<Item = (usize, &str)> {
        let ends = self.parts.iter().skip(1).map(|(start, _)| start - 1);
        let ends = ends.chain(std::iter::once(self.text.len()));
        let parts = self.parts.iter().zip(ends);
        parts.map(|((start, _), end)| (*start, self.text.get(*start..end).unwrap_or_default()))
    }

    /// Returns the place of a span, in the file that contains the span.
    #[must_use]
    pub fn place(&self, span: &Range<usize>) -> Place {
        let after = self.parts.partition_point(|(start, _)| *start <= span.start);
        let part = self.parts.get(after.saturating_sub(1));
        let (start, file) = part.copied().unwrap_or((0, FileId::UNLISTED));
        Place::range(file, span.start - start..span.end.saturating_sub(start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_belongs_to_the_file_that_it_is_in() {
        let (own, base) = (FileId(3), FileId(7));
        let settings = SettingsText::new(("abc", own), [("de", base), ("f", FileId(9))]);
        assert_eq!(settings.as_str(), "abc\nde\nf");
        assert_eq!(settings.parts().collect::<Vec<_>>(), [(0, "abc"), (4, "de"), (7, "f")]);
        assert_eq!(settings.place(&(0..3)), Place::range(own, 0..3));
        assert_eq!(settings.place(&(5..6)), Place::range(base, 1..2));
        assert_eq!(settings.place(&(7..8)), Place::range(FileId(9), 0..1));
    }
}
