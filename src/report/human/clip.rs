//! Clips a long line to its relevant part.

use super::super::one_line;
use std::ops::Range;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A clipped line, with a mapping from byte offsets of the whole line to byte offsets of the clipped line.
#[derive(Debug)]
pub(super) struct Clip {
    pub(super) shown: String,
    /// The byte offsets of each shown character in the whole line and in the clipped line. The last entry has
    /// the offsets of the end of the shown text.
    offsets: Vec<(usize, usize)>,
}

impl Clip {
    /// Clips a line to at most `width` columns from its start, with `…` in place of the omitted
    /// text.
    pub(super) fn from_the_start(line: &str, width: usize) -> Clip {
        Clip::starting_at(line, 0, width)
    }

    /// Clips a line to at most `width` columns that show the focus, which is a byte range of the line. The focus
    /// is far enough to the left for a label to fit.
    pub(super) fn around(line: &str, focus: &Range<usize>, width: usize) -> Clip {
        let start = line.floor_char_boundary(focus.start.min(line.len()));
        let before = line.get(..start).unwrap_or_default();
        let fits = line.width() <= width;
        if fits && before.width() <= width / 2 {
            return Clip::starting_at(line, 0, width);
        }
        let end = line.floor_char_boundary(focus.end.min(line.len())).max(start);
        let focused = line.get(start..end).unwrap_or_default().width().min(width);
        let lead = (width / 5).min((width - focused) / 2).max(1);
        let from = before.char_indices().rev().nth(lead - 1).map_or(0, |(at, _)| at);
        Clip::starting_at(line, from, width)
    }

    /// Maps a byte range of the whole line to the clipped line. Omitted parts map to the nearest edge of the
    /// clipped line.
    pub(super) fn place(&self, range: &Range<usize>) -> Range<usize> {
        let shown = |at: usize| {
            let after = self.offsets.partition_point(|(original, _)| *original < at);
            self.offsets.get(after).map_or(self.shown.len(), |(_, shown)| *shown)
        };
        let (start, end) = (shown(range.start), shown(range.end));
        start..end.max(start)
    }

    /// Returns the column of the middle of a range of the clipped line, counted from 0.
    pub(super) fn middle(&self, shown: &Range<usize>) -> usize {
        let before = self.shown.get(..shown.start).unwrap_or_default().width();
        before + self.shown.get(shown.clone()).unwrap_or_default().width() / 2
    }

    fn starting_at(line: &str, from: usize, width: usize) -> Clip {
        let mut clip = Clip { shown: String::new(), offsets: Vec::new() };
        if from > 0 {
            clip.shown.push('…');
        }
        let mut used = usize::from(from > 0);
        let rest = line.get(from..).unwrap_or_default();
        for (at, character) in rest.char_indices() {
            clip.offsets.push((from + at, clip.shown.len()));
            used += character.width().unwrap_or(1);
            let is_last = at + character.len_utf8() == rest.len();
            if used > width || (used == width && !is_last) {
                clip.shown.push('…');
                return clip;
            }
            clip.shown.push_str(&one_line(character.encode_utf8(&mut [0; 4])));
        }
        clip.offsets.push((line.len(), clip.shown.len()));
        clip
    }
}

#[cfg(test)]
mod tests {
    use super::Clip;

    const LINE: &str = "one two three four five six seven eight nine ten";

    #[test]
    fn a_short_line_is_shown_whole() {
        let clip = Clip::around("one two", &(4..7), 20);
        assert_eq!(clip.shown, "one two");
        assert_eq!(clip.place(&(4..7)), 4..7);
    }

    #[test]
    fn a_long_line_is_cut_around_its_focus() {
        let clip = Clip::around(LINE, &(28..33), 20);
        assert_eq!(clip.shown, "…six seven eight ni…");
        let place = clip.place(&(28..33));
        assert_eq!(clip.shown.get(place), Some("seven"));
    }

    #[test]
    fn omitted_text_maps_to_the_edge() {
        let clip = Clip::from_the_start(LINE, 10);
        assert_eq!(clip.shown, "one two t…");
        assert_eq!(clip.place(&(28..33)), 12..12);
    }

    #[test]
    fn columns_are_those_of_the_terminal() {
        let clip = Clip::around("日本語日本語日本語", &(9..12), 9);
        assert_eq!(clip.shown, "…語日本…");
        let wide = Clip::from_the_start("日本語", 10);
        assert_eq!(wide.middle(&(3..6)), 3);
    }
}
