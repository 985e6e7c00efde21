//! Builds the windows of a finding: a few clipped lines around each place, concatenated into one text.

use super::super::located::{Located, Locator};
use super::super::{one_line, wrap_options};
use super::clip::Clip;
use crate::finding::Label;
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::ops::{Range, RangeInclusive};

/// Width of miette's gutter before a line, in columns: a number, bars and blanks.
const GUTTER: usize = 12;

/// Width between the middle of a place and its label, in columns.
const LABEL_LEAD: usize = 4;

/// Minimum width of a label, in columns. A narrower label would have only one word per line.
const MIN_LABEL_WIDTH: usize = 28;

/// Maximum distance, in lines, between places of one file that share a window.
const NEAR: usize = 3;

/// The windows of one finding.
#[derive(Debug, Default)]
pub(super) struct Windows {
    text: String,
    list: Vec<Window>,
    spans: Vec<Span>,
}

/// A range of the text that shows lines of one file.
#[derive(Debug)]
struct Window {
    /// The file's name, for the header.
    name: String,
    start: usize,
    end: usize,
    /// The number of the window's first line in the file, counted from 1.
    first_line: usize,
    line_count: usize,
}

/// A label in the text of the windows.
#[derive(Debug)]
struct Span {
    start: usize,
    end: usize,
    label: String,
    /// Whether the window's header shows the label's position.
    is_primary: bool,
    /// The line of the file that the header shows for this label, counted from 1.
    line: usize,
    /// The column that the header shows for this label, counted from 1.
    column: usize,
}

/// A label that will be shown.
#[derive(Debug, Clone)]
struct Marked<'l> {
    place: Located,
    label: &'l str,
    /// The byte range that must be visible: the label's focus, or the whole place if the label has no focus.
    focus: Range<usize>,
    /// The number of the shown line, which contains the start of the focus.
    line: usize,
    column: usize,
}

impl<'l> Marked<'l> {
    fn new(label: &'l Label, locator: &Locator<'_>) -> Marked<'l> {
        let place = locator.locate(&label.place);
        let focus = label.focus.as_ref().map(|focus| locator.locate(focus));
        let focus = focus.filter(|focus| focus.file == place.file);
        // The header shows the position of the place itself, unless the focus is on another line.
        let start = match &focus {
            Some(focus) if focus.start.line != place.start.line => focus.start,
            _ => place.start,
        };
        let focus = focus.map_or_else(|| place.range.clone(), |focus| focus.range);
        Marked { place, label: &label.text, focus, line: start.line, column: start.column }
    }
}

impl Windows {
    /// Creates the windows for the labels. Labels that are close together share a window.
    pub(super) fn new(labels: &[Label], locator: &Locator<'_>, width: usize) -> Windows {
        let mut windows = Windows::default();
        let width = width.saturating_sub(GUTTER).max(20);
        let mut waiting: Vec<Marked<'_>> =
            labels.iter().map(|label| Marked::new(label, locator)).collect();
        while let Some(first) = waiting.first().cloned() {
            let (near, far) =
                waiting.into_iter().partition(|other| is_near(&first, other, locator, width));
            waiting = far;
            windows.add(&near, &lines_of(&near), locator, width);
        }
        windows
    }

    /// Returns the labels, line by line.
    pub(super) fn labels(&self) -> impl Iterator<Item = LabeledSpan> {
        self.spans.iter().map(|span| {
            let (label, range) = (Some(span.label.clone()), span.start..span.end);
            if span.is_primary {
                LabeledSpan::new_primary_with_span(label, range)
            } else {
                LabeledSpan::new_with_span(label, range)
            }
        })
    }

    /// Adds a window that shows lines of one file and the labels on them.
    fn add(
        &mut self,
        labels: &[Marked<'_>],
        lines: &RangeInclusive<usize>,
        locator: &Locator<'_>,
        width: usize,
    ) {
        let Some(first) = labels.first() else { return };
        let start = self.text.len();
        for line in lines.clone() {
            let here: Vec<&Marked<'_>> =
                labels.iter().filter(|marked| marked.line == line).collect();
            let focus = focus_of(&here, width);
            let (range, content) = locator.excerpt(first.place.file, line, focus.as_ref());
            let clip = match &focus {
                Some(focus) => Clip::around(&content, &within(&range, focus), width),
                None => Clip::from_the_start(&content, width),
            };
            self.add_line(&clip, &range, &here, first, width);
        }
        let end = self.text.len();
        let (first_line, line_count) = (*lines.start(), lines.clone().count());
        let name = one_line(&first.place.name);
        self.list.push(Window { name, start, end, first_line, line_count });
        // Without this line break, an empty label at the start of the next window would also belong to this
        // window.
        self.text.push('\n');
    }

    fn add_line(
        &mut self,
        clip: &Clip,
        range: &Range<usize>,
        labels: &[&Marked<'_>],
        first: &Marked<'_>,
        width: usize,
    ) {
        let base = self.text.len();
        self.text.push_str(&clip.shown);
        self.text.push('\n');
        for marked in labels {
            let shown = clip.place(&within(range, &marked.place.range));
            let room = width.saturating_sub(clip.middle(&shown) + LABEL_LEAD).max(MIN_LABEL_WIDTH);
            self.spans.push(Span {
                start: base + shown.start,
                end: base + shown.end,
                label: wrapped(&one_line(marked.label), room),
                is_primary: marked.place.range == first.place.range,
                line: marked.line,
                column: marked.column,
            });
        }
    }
}

/// Returns the byte range that must be visible in a line. It contains the places of the line's labels if they
/// fit, otherwise only the focuses of the labels.
fn focus_of(labels: &[&Marked<'_>], width: usize) -> Option<Range<usize>> {
    let places = labels.iter().map(|marked| marked.place.range.clone()).reduce(hull);
    let fits = |range: &Range<usize>| range.len() + 2 <= width;
    let is_shown = labels.iter().all(|marked| marked.line == marked.place.start.line);
    places
        .filter(|places| is_shown && fits(places))
        .or_else(|| labels.iter().map(|marked| marked.focus.clone()).reduce(hull))
}

/// Returns the smallest range that contains both ranges.
fn hull(left: Range<usize>, right: Range<usize>) -> Range<usize> {
    left.start.min(right.start)..left.end.max(right.end)
}

/// Wraps a label without hyphenating words, so that ids stay whole.
fn wrapped(label: &str, width: usize) -> String {
    textwrap::fill(label, wrap_options(width))
}

/// Converts a byte range of the file to a range relative to the start of a line.
fn within(line: &Range<usize>, range: &Range<usize>) -> Range<usize> {
    range.start.saturating_sub(line.start)..range.end.saturating_sub(line.start)
}

fn lines_of(labels: &[Marked<'_>]) -> RangeInclusive<usize> {
    let lines = || labels.iter().map(|marked| marked.line);
    lines().min().unwrap_or(1)..=lines().max().unwrap_or(1)
}

/// Checks whether two labels can share a window: they have the same place and focus, or they are close together
/// on lines that need no clipping.
fn is_near(first: &Marked<'_>, other: &Marked<'_>, locator: &Locator<'_>, width: usize) -> bool {
    let (from, to) = (first.line.min(other.line), first.line.max(other.line));
    if first.place.file != other.place.file {
        return false;
    }
    if first.place.range == other.place.range && first.focus == other.focus {
        return true;
    }
    to - from <= NEAR && (from..=to).all(|line| locator.is_short(first.place.file, line, width))
}

impl SourceCode for Windows {
    /// Returns the window that contains a span. A span across two windows is an error.
    ///
    /// miette requests 0 context lines when it needs a position for the header. The result then has the position
    /// of the label at the start of the span. Otherwise, it has the position of the start of the window.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_lines_before: usize,
        _context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset(), span.offset() + span.len());
        let window = self.list.iter().find(|window| window.start <= start && end <= window.end);
        let window = window.ok_or(MietteError::OutOfBounds)?;
        let label = self.spans.iter().find(|label| label.start == start);
        let (line, column) = match label {
            Some(label) if context_lines_before == 0 => (label.line, label.column),
            _ => (window.first_line, 1),
        };
        // The window's last line break is omitted, since miette would count another line after it.
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
