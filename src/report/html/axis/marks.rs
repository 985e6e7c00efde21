//! The marks of a row on the axis, and the legend of the marks that occur.

use super::super::side::color;
use super::{Axis, BAR, ROW, Row, percent};
use maud::{Markup, html};
use std::collections::BTreeSet;

/// A mark in a row. Positions are in percent of the width.
pub(super) struct Mark {
    pub(super) shape: Shape,
    start: f64,
    end: f64,
    /// Whether the mark shows a prediction: the source was published before the time of the mark.
    is_ahead: bool,
}

/// The shape of a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// The time that is certain.
    Sure,
    /// The days that an imprecise end may denote. Holds the letter of the claim's side, except if the sides are known
    /// to differ only at the other end.
    Edge(Option<String>),
    /// An end that is not given.
    Missing,
    /// The day on which a source was published.
    Published,
    /// The time of a related claim that is certain.
    Beside,
    /// The days that an imprecise end of a related claim may denote.
    BesideEdge,
}

/// Returns the marks of a row.
pub(super) fn of(row: &Row<'_>, axis: &Axis, differs_at: &[&str]) -> Vec<Mark> {
    let cut = axis.looked_ahead(row.claim).unwrap_or(f64::INFINITY);
    let mark =
        |shape: Shape, start: f64, end: f64| Mark { shape, start, end, is_ahead: start >= cut };
    let from = row.span.from.as_ref().and_then(|date| axis.range(date));
    let to = row.span.to.as_ref().and_then(|date| axis.range(date));
    let Some(letter) = row.letter else { return beside(from, to) };
    let edge = |end: &str| {
        let differs = differs_at.is_empty() || differs_at.contains(&end);
        Shape::Edge(differs.then(|| letter.to_owned()))
    };
    let (start, end) = (from.map_or(0.0, |(_, last)| last), to.map_or(100.0, |(first, _)| first));
    let mut marks = Vec::new();
    if from.is_none() {
        marks.push(mark(Shape::Missing, 0.0, end));
    }
    if to.is_none() {
        marks.push(mark(Shape::Missing, start, 100.0));
    }
    if from.is_some() && to.is_some() && end > start {
        let middle = cut.clamp(start, end);
        if middle > start {
            marks.push(mark(Shape::Sure, start, middle));
        }
        if end > middle {
            marks.push(mark(Shape::Sure, middle, end));
        }
    }
    marks.extend(from.map(|(start, end)| mark(edge("from"), start, end)));
    let to = to.filter(|_| !row.is_one_date());
    marks.extend(to.map(|(start, end)| mark(edge("to"), start, end)));
    let published = axis.published(row.claim).into_iter();
    let pin = |at| Mark { shape: Shape::Published, start: at, end: at, is_ahead: false };
    marks.extend(published.map(pin));
    marks
}

/// Returns the marks of a related claim, given the range of positions that each end may denote.
fn beside(from: Option<(f64, f64)>, to: Option<(f64, f64)>) -> Vec<Mark> {
    let mark = |shape: Shape, (start, end)| Mark { shape, start, end, is_ahead: false };
    let sure = (from.map_or(0.0, |(_, last)| last), to.map_or(100.0, |(first, _)| first));
    let sure = (sure.1 > sure.0).then(|| mark(Shape::Beside, sure));
    let edges = [from, to.filter(|_| from != to)].into_iter().flatten();
    sure.into_iter().chain(edges.map(|edge| mark(Shape::BesideEdge, edge))).collect()
}

/// Returns a mark as a part of its row's picture.
pub(super) fn draw(mark: &Mark) -> Markup {
    let (start, end) = (percent(mark.start), percent(mark.end));
    let ahead = if mark.is_ahead { " ahead" } else { "" };
    let width = percent((mark.end - mark.start).max(0.4));
    html! {
        @match &mark.shape {
            Shape::Sure => { rect class={ "sure" (ahead) } x=(start) width=(width) y=(BAR) height="16" {} },
            Shape::Edge(letter) => {
                @let class = letter.as_deref().map_or("n", color);
                rect class={ "edge " (class) (ahead) } fill={ "url(#hatch-" (class) ")" } x=(start) width=(width) y=(BAR) height="16" {}
            },
            Shape::Missing => { line class={ "dotted" (ahead) } x1=(start) x2=(end) y1=(ROW / 2) y2=(ROW / 2) {} },
            Shape::Published => { circle.pin cx=(start) cy=(ROW / 2) r="5" {} },
            Shape::Beside => { rect.beside x=(start) width=(width) y="2" height="6" {} },
            Shape::BesideEdge => { rect.edge.n fill="url(#hatch-n)" x=(start) width=(width) y="2" height="6" {} },
        }
    }
}

/// Returns the legend of the marks that occur. `differ_at_ends` is whether it is known at which ends the periods
/// differ.
pub(super) fn legend(rows: &[Vec<Mark>], differ_at_ends: bool) -> Markup {
    let marks = || rows.iter().flatten();
    let has = |shape: &Shape| marks().any(|mark| mark.shape == *shape);
    let letters: BTreeSet<&str> = marks()
        .filter_map(|mark| match &mark.shape {
            Shape::Edge(letter) => letter.as_deref(),
            _ => None,
        })
        .collect();
    let of_letters = match differ_at_ends {
        true => "the end that differs, within this range",
        false => "within this range",
    };
    html! {
        ul.legend aria-hidden="true" {
            @if has(&Shape::Sure) {
                li { svg width="22" height="12" { rect.sure width="22" height="12" {} } "under way, according to the source" }
            }
            @if has(&Shape::Edge(None)) {
                li { (key("n")) "begins or ends within this range" }
            }
            @if !letters.is_empty() {
                li {
                    @for letter in &letters { (key(color(letter))) b { (letter) } " " }
                    (of_letters)
                }
            }
            @if has(&Shape::Missing) {
                li { svg width="22" height="12" { line.dotted x1="2" x2="22" y1="6" y2="6" {} } "no date given" }
            }
            @if marks().any(|mark| mark.is_ahead) {
                li { svg width="22" height="12" { rect.sure.ahead width="22" height="12" {} } "paler: in the future when the source was published" }
            }
            @if has(&Shape::Published) {
                li { svg width="14" height="14" { circle.pin cx="7" cy="7" r="5" {} } "source published" }
            }
            @if has(&Shape::Beside) || has(&Shape::BesideEdge) {
                li { svg width="22" height="12" { rect.beside width="22" y="3" height="6" {} } "related claim, not an answer" }
            }
        }
    }
}

fn key(class: &str) -> Markup {
    html! {
        svg width="22" height="12" {
            rect class={ "edge " (class) } fill={ "url(#hatch-" (class) ")" } x="1" y="1" width="20" height="10" {}
        }
    }
}
