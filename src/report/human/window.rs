//! Windows on texts: a few clipped lines around each place, laid end to end in a text of their own.

use super::super::located::{Located, Locator};
use super::super::one_line;
use super::clip::Clip;
use crate::finding::Label;
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::ops::{Range, RangeInclusive};
use textwrap::WordSplitter;

/// What miette puts before a line: a number, bars and blanks.
const GUTTER: usize = 12;

/// What miette puts between the middle of a place and its label.
const LABEL_LEAD: usize = 4;

/// A label narrower than this would be a column of single words.
const LEAST_LABEL: usize = 28;

/// Places of one file so many lines apart share a window.
const NEAR: usize = 3;

/// The windows of one finding.
#[derive(Debug, Default)]
pub(super) struct Windows {
    text: String,
    panes: Vec<Window>,
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
            windows.add(&near, &lines_of(&near), locator, width);
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

    /// Adds a window of some lines of a file with the labels that begin in them.
    fn add(
        &mut self,
        labels: &[(Located, &str)],
        lines: &RangeInclusive<usize>,
        locator: &Locator<'_>,
        width: usize,
    ) {
        let Some((first, _)) = labels.first() else { return };
        let start = self.text.len();
        for line in lines.clone() {
            let here: Vec<&(Located, &str)> =
                labels.iter().filter(|(place, _)| place.start.line == line).collect();
            let focus = match here.as_slice() {
                [(only, _)] => Some(&only.range),
                _ => None,
            };
            let (range, content) = locator.excerpt(first.file, line, focus);
            let clip = match focus {
                Some(focus) => Clip::around(&content, &within(&range, focus), width),
                None => Clip::from_the_start(&content, width),
            };
            self.add_line(&clip, &range, &here, first, width);
        }
        let end = self.text.len();
        let (first_line, line_count) = (*lines.start(), lines.clone().count());
        self.panes.push(Window { name: one_line(&first.name), start, end, first_line, line_count });
        // Without it, an empty label at the start of the next window would also be in this one.
        self.text.push('\n');
    }

    fn add_line(
        &mut self,
        clip: &Clip,
        range: &Range<usize>,
        labels: &[&(Located, &str)],
        first: &Located,
        width: usize,
    ) {
        let base = self.text.len();
        self.text.push_str(&clip.shown);
        self.text.push('\n');
        for (place, label) in labels {
            let shown = clip.place(&within(range, &place.range));
            let room = width.saturating_sub(clip.middle(&shown) + LABEL_LEAD).max(LEAST_LABEL);
            self.spans.push(Span {
                start: base + shown.start,
                end: base + shown.end,
                label: wrapped(&one_line(label), room),
                leads: place.range == first.range,
                line: place.start.line,
                column: place.start.column,
            });
        }
    }
}

/// A label on lines of its own, ids kept whole.
fn wrapped(label: &str, width: usize) -> String {
    textwrap::fill(label, textwrap::Options::new(width).word_splitter(WordSplitter::NoHyphenation))
}

/// A range of the file, seen from the start of a line.
fn within(line: &Range<usize>, range: &Range<usize>) -> Range<usize> {
    range.start.saturating_sub(line.start)..range.end.saturating_sub(line.start)
}

fn lines_of(labels: &[(Located, &str)]) -> RangeInclusive<usize> {
    let lines = || labels.iter().map(|(place, _)| place.start.line);
    lines().min().unwrap_or(1)..=lines().max().unwrap_or(1)
}

/// Whether two places can share a window: near one another, in lines that need no clipping.
fn is_near(first: &Located, other: &Located, locator: &Locator<'_>, width: usize) -> bool {
    let (from, to) =
        (first.start.line.min(other.start.line), first.start.line.max(other.start.line));
    if first.file == other.file && first.range == other.range {
        return true;
    }
    first.file == other.file
        && to - from <= NEAR
        && (from..=to).all(|line| locator.is_short(first.file, line, width))
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
        let window = self.panes.iter().find(|window| window.start <= start && end <= window.end);
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
