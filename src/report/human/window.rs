//! Windows on texts: a few clipped lines around each place, laid end to end in a text of their own.

use super::super::located::{Located, Locator};
use super::super::printable;
use crate::finding::Label;
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use unicode_width::UnicodeWidthChar;

/// What miette puts before a line: a number, bars and blanks.
const GUTTER: usize = 12;

/// Places of one file so many lines apart share a window.
const NEAR: usize = 3;

/// The windows of one finding.
#[derive(Debug, Default)]
pub(super) struct Windows {
    text: String,
    windows: Vec<Window>,
    spans: Vec<Span>,
}

/// A piece of the text.
#[derive(Debug)]
struct Window {
    /// The file's name, for the header.
    name: String,
    start: usize,
    end: usize,
    /// The file's line that the window begins with, counted from 1.
    first_line: usize,
    line_count: usize,
}

/// A label in the text.
#[derive(Debug)]
struct Span {
    start: usize,
    end: usize,
    label: String,
    /// Whether the header of its window gives its position.
    leads: bool,
    /// Its true line and column, counted from 1.
    line: usize,
    column: usize,
}

impl Windows {
    /// A window for each label, or for several that stand near one another.
    pub(super) fn new(labels: &[Label], locator: &Locator<'_>, width: usize) -> Windows {
        let mut windows = Windows::default();
        let width = width.saturating_sub(GUTTER).max(20);
        let mut waiting: Vec<(Located, &str)> = labels
            .iter()
            .map(|label| (locator.locate(&label.place), label.text.as_str()))
            .collect();
        while let Some((first, _)) = waiting.first().cloned() {
            let (near, far) =
                waiting.into_iter().partition(|(place, _)| is_near(&first, place, locator, width));
            waiting = far;
            windows.add(&near, locator, width);
        }
        windows
    }

    /// The labels, in the order of the text.
    pub(super) fn labels(&self) -> impl Iterator<Item = LabeledSpan> {
        self.spans.iter().map(|span| {
            let (label, range) = (Some(span.label.clone()), span.start..span.end);
            match span.leads {
                true => LabeledSpan::new_primary_with_span(label, range),
                false => LabeledSpan::new_with_span(label, range),
            }
        })
    }

    fn add(&mut self, labels: &[(Located, &str)], locator: &Locator<'_>, width: usize) {
        let Some((first, _)) = labels.first() else { return };
        let lines = labels.iter().map(|(place, _)| place.start.line);
        let (from, to) =
            lines.fold((usize::MAX, 0), |(low, high), line| (low.min(line), high.max(line)));
        let start = self.text.len();
        for line in from..=to {
            self.add_line(line, labels, first, locator, width);
        }
        self.windows.push(Window {
            name: first.name.clone(),
            start,
            end: self.text.len(),
            first_line: from,
            line_count: to + 1 - from,
        });
    }

    /// A line with its labels, clipped around them where it is long.
    fn add_line(
        &mut self,
        line: usize,
        labels: &[(Located, &str)],
        first: &Located,
        locator: &Locator<'_>,
        width: usize,
    ) {
        let text = locator.text(first.file);
        let range = locator.lines(first.file).line_range(text, line);
        let content = text.get(range.clone()).unwrap_or_default();
        let here: Vec<_> = labels.iter().filter(|(place, _)| place.start.line == line).collect();
        let focus = here.first().map_or(0..0, |(place, _)| {
            place.range.start.saturating_sub(range.start)
                ..place.range.end.saturating_sub(range.start)
        });
        let clip = Clip::new(content, &focus, width);
        let base = self.text.len();
        self.text.push_str(&clip.shown);
        self.text.push('\n');
        for (place, label) in here {
            let (start, end) = clip.place(
                place.range.start.saturating_sub(range.start),
                place.range.end.saturating_sub(range.start),
            );
            self.spans.push(Span {
                start: base + start,
                end: base + end,
                label: printable(label),
                leads: place.range == first.range,
                line: place.start.line,
                column: place.start.column,
            });
        }
    }
}

/// Whether two places can share a window: near one another, in lines that need no clipping.
fn is_near(first: &Located, other: &Located, locator: &Locator<'_>, width: usize) -> bool {
    let (from, to) =
        (first.start.line.min(other.start.line), first.start.line.max(other.start.line));
    if first.file == other.file && first.range == other.range {
        return true;
    }
    let text = locator.text(first.file);
    let lines = locator.lines(first.file);
    first.file == other.file
        && to - from <= NEAR
        && (from..=to).all(|line| {
            let content = text.get(lines.line_range(text, line)).unwrap_or_default();
            content.len() <= width
        })
}

impl SourceCode for Windows {
    /// With no context, the position of a label for its header; else the lines of its window. A span
    /// over two windows is in none.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_lines_before: usize,
        _context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        let window = self.windows.iter().find(|window| window.start <= start && end <= window.end);
        let window = window.ok_or(MietteError::OutOfBounds)?;
        let label = self.spans.iter().find(|label| label.start == start);
        let (line, column) = match label {
            Some(label) if context_lines_before == 0 => (label.line, label.column),
            _ => (window.first_line, 1),
        };
        // The last line break would be taken for one more line.
        let shown = window.start..window.end.saturating_sub(1);
        let data = self.text.as_bytes().get(shown.clone()).unwrap_or_default();
        Ok(Box::new(MietteSpanContents::new_named(
            window.name.clone(),
            data,
            (shown.start, shown.len()).into(),
            line.saturating_sub(1),
            column.saturating_sub(1),
            window.line_count,
        )))
    }
}

/// A line as it is shown, and where its bytes went.
struct Clip {
    shown: String,
    /// For each byte offset of the line at which a character begins, the offset in what is shown.
    offsets: Vec<(usize, usize)>,
}

impl Clip {
    /// At most `width` columns of a line, with what is in focus among them, and `…` where something
    /// was left out.
    fn new(line: &str, focus: &std::ops::Range<usize>, width: usize) -> Clip {
        let columns = |text: &str| {
            text.chars().map(|character| character.width().unwrap_or(1)).sum::<usize>()
        };
        let from = if columns(line) <= width { 0 } else { first_shown(line, focus, width) };
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
            clip.shown.push_str(&printable(&character.to_string()));
        }
        clip.offsets.push((line.len(), clip.shown.len()));
        clip
    }

    /// Where a range of the line went; at its edge where it was left out.
    fn place(&self, start: usize, end: usize) -> (usize, usize) {
        let shown = |at: usize| {
            let after = self.offsets.partition_point(|(original, _)| *original < at);
            self.offsets.get(after).map_or(self.shown.len(), |(_, shown)| *shown)
        };
        let (start, end) = (shown(start), shown(end));
        (start, end.max(start))
    }
}

/// The first byte that is shown of a line too long to be shown whole.
fn first_shown(line: &str, focus: &std::ops::Range<usize>, width: usize) -> usize {
    let focused = focus.end.saturating_sub(focus.start).min(width);
    let lead = (width - focused) / 2;
    let start = line.floor_char_boundary(focus.start.min(line.len()));
    let before = line.get(..start).unwrap_or_default();
    // Where the rest of the line leaves room, more of what stands before is shown.
    let after = line.get(start..).unwrap_or_default().chars().count();
    let lead = lead.max(width.saturating_sub(after + 2));
    match before.char_indices().rev().nth(lead.saturating_sub(1)) {
        Some((at, _)) if lead > 0 => at,
        _ if lead > 0 => 0,
        _ => start,
    }
}
