//! The head of the page: the number of findings, the checks that were not possible, and the statuses of the
//! findings.

use super::super::case::day_in_words;
use super::super::{Report, one_line, summary};
use super::lists::id_of;
use super::side::bdi;
use super::{Medium, Row, own_rows};
use crate::finding::{Level, Suppression};
use crate::rule::Count;
use crate::words::{counted, grouped};
use maud::{Markup, html};

/// Returns the title of the page.
pub(super) fn title(report: &Report<'_>) -> String {
    let found = found(report);
    match report.background.as_ref().and_then(|background| background.rulebook.title.as_deref()) {
        Some(title) => format!("{title}: {found}"),
        None => with_capital(&found),
    }
}

/// Returns the title of the page, with the dataset's title isolated.
fn named(report: &Report<'_>) -> Markup {
    let background = report.background.as_ref();
    let title = background.and_then(|background| background.rulebook.title.as_deref());
    html! {
        @match title {
            Some(title) => { (bdi(title)) ": " (found(report)) },
            None => (with_capital(&found(report))),
        }
    }
}

/// Returns the numbers of findings per level, in words.
fn found(report: &Report<'_>) -> String {
    let open = own_rows(report);
    let number = |level| open.iter().filter(|finding| finding.level() == level).count();
    let parts = [
        (Level::Error, "error"),
        (Level::Warning, "warning"),
        (Level::Review, "question"),
        (Level::Notice, "notice"),
    ];
    let parts = parts.into_iter().map(|(level, noun)| (level, number(level), noun));
    let parts: Vec<String> = parts
        .filter(|(_, number, _)| *number > 0)
        .map(|(level, number, noun)| match level {
            Level::Review => format!("{} to decide", counted(number, noun)),
            _ => counted(number, noun),
        })
        .collect();
    match summary::nothing_checked(report) {
        Some(nothing) => nothing,
        None if parts.is_empty() => "nothing found".to_owned(),
        None => parts.join(", "),
    }
}

/// Returns the header of the page.
pub(super) fn header(report: &Report<'_>, rows: &[Row<'_>]) -> Markup {
    html! {
        header.top { div.wrap { (summary_of(report, rows)) } }
        (maud::PreEscaped("<main><div class=\"wrap\">"))
    }
}

/// Returns the contents of the header.
pub(super) fn summary_of(report: &Report<'_>, rows: &[Row<'_>]) -> Markup {
    html! {
        h1 { (named(report)) }
        p.lede { (lede(report)) }
        (tally(report, rows))
        p.small.soft.gap {
            (unchecked(report))
            a href="#coverage" { "What was checked, and what was not" }
        }
        p.kicker { (kicker(report)) }
    }
}

fn kicker(report: &Report<'_>) -> String {
    let Some(background) = &report.background else { return kicker_of_several(report) };
    let day = day_in_words(&background.today.to_string());
    let documents: Vec<&str> =
        background.documents.iter().map(|file| report.files.name(*file)).collect();
    let data = match documents.as_slice() {
        [] => "no document".to_owned(),
        [one] => (*one).to_owned(),
        [first, others @ ..] => format!("{first} and {} more", grouped(others.len())),
    };
    let revision = background.revision.as_deref().and_then(|commit| commit.get(..12));
    let revision = revision.map(|commit| format!(" · at commit {commit}")).unwrap_or_default();
    one_line(&format!("factlint · checked {day} · {data}{revision}"))
}

/// Returns the line above the title if several datasets or no dataset were checked.
fn kicker_of_several(report: &Report<'_>) -> String {
    let Some(first) = report.parts.iter().find_map(|part| part.background.as_ref()) else {
        return "factlint".to_owned();
    };
    let day = day_in_words(&first.today.to_string());
    one_line(&format!("factlint · checked {day} · {}", counted(report.parts.len(), "dataset")))
}

/// Returns a summary of the findings.
fn lede(report: &Report<'_>) -> String {
    let open = own_rows(report);
    let number = |level| open.iter().filter(|finding| finding.level() == level).count();
    let (errors, warnings) = (number(Level::Error), number(Level::Warning));
    let (questions, notices) = (number(Level::Review), number(Level::Notice));
    let mut sentences = Vec::new();
    let not_shown = summary::not_shown(report, report.findings.len());
    if let Some(not_shown) = &not_shown {
        sentences.push(format!("This page does not show everything: {not_shown}."));
    } else if report.summary.is_some() && errors == 0 && summary::nothing_checked(report).is_none()
    {
        let nothing = match open.is_empty() {
            true => "No error was found.",
            false => "Nothing is certainly wrong.",
        };
        sentences.push(nothing.to_owned());
    }
    if errors > 0 {
        let are = if errors == 1 { "is" } else { "are" };
        sentences.push(format!("{} {are} wrong and must be fixed.", in_words(errors, "place")));
    }
    if warnings > 0 {
        let is = if warnings == 1 { "is" } else { "are" };
        sentences.push(format!("{} {is} probably wrong.", in_words(warnings, "place")));
    }
    if questions > 0 {
        let mut asked = open.iter().filter(|finding| finding.level() == Level::Review);
        let what = match asked.all(|finding| finding.decode().competing.len() > 1) {
            true => "the statements disagree",
            false => "something may not fit",
        };
        let places = in_words(questions, "place").to_lowercase();
        sentences.push(format!("In {places} {what}; a person must decide."));
    }
    if notices > 0 {
        let are = if notices == 1 { "is" } else { "are" };
        sentences.push(format!("{} {are} optional.", in_words(notices, "notice")));
    }
    sentences.join(" ")
}

/// Returns a number with its noun, for the beginning of a sentence: `Three notices`.
pub(super) fn in_words(number: usize, noun: &str) -> String {
    let small =
        ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"];
    match small.get(number) {
        Some(word) => format!("{word} {}", crate::words::noun(number, noun)),
        None => counted(number, noun),
    }
}

/// Returns a summary of what was and was not checked. Its numbers link to the lists behind them.
fn unchecked(report: &Report<'_>) -> Markup {
    let Some(summary) = report.summary else {
        return html! { "Nothing was checked. " };
    };
    let number = |count| usize::try_from(summary.tally.of(count)).unwrap_or(usize::MAX);
    let listed = |count: Count, noun: &str| {
        let words = counted(number(count), noun);
        html! {
            // Several datasets have several lists.
            @if report.parts.is_empty() { a href={ "#" (id_of(count)) } { (words) } } @else { (words) }
        }
    };
    let (found, failed) = (number(Count::QuoteVerified), number(Count::QuoteFailed));
    let without_copy = number(Count::EvidenceNotVerifiable);
    let was = |number: usize| if number == 1 { " was " } else { " were " };
    html! {
        @if found > 0 {
            (listed(Count::QuoteVerified, "quote")) (was(found)) "found word for word. "
        }
        @if failed > 0 {
            (listed(Count::QuoteFailed, "quote")) (was(failed)) "not found as recorded. "
        }
        @if without_copy > 0 {
            (listed(Count::EvidenceNotVerifiable, "piece")) " of evidence could not be checked: no copy of "
            @if without_copy == 1 { "its" } @else { "their" } " source is kept. "
        }
        @if !summary.not_run.is_empty() {
            (counted(summary.not_run.len(), "rule")) " could not check everything. "
        }
    }
}

/// Returns the number of findings per status.
fn tally(report: &Report<'_>, rows: &[Row<'_>]) -> Markup {
    let past = |is_meant: fn(bool) -> bool| {
        let past = report.findings.iter().filter(|finding| finding.has_past());
        let past = past.filter_map(|finding| finding.decode().past);
        past.filter(|past| is_meant(past.changes.is_empty())).count()
    };
    let decided =
        rows.iter().filter(|row| matches!(row.by(), Some(Suppression::Verdict(_)))).count();
    let known = rows.iter().filter(|row| matches!(row.by(), Some(Suppression::Baseline))).count();
    let unapplied = rows.iter().filter(|row| row.unapplied.is_some()).count();
    let verdicts = report.summary.and_then(|summary| summary.verdicts);
    let applied = verdicts.map_or(0, |verdicts| verdicts.applied);
    let (again, expired) = (past(|is_expired| !is_expired), past(|is_expired| is_expired));
    let open = own_rows(report).len() - again - expired;
    // Each count with the filter that shows its findings. Findings whose decisions are in the data are gone.
    let mut counts = vec![
        (open, "open", Some("open")),
        (again, "to review again, facts changed", Some("again")),
        (expired, "expired", Some("again")),
        (decided, "decided", Some("done")),
        (unapplied, "of these, not yet in the data", Some("unapplied")),
        (applied, "decided, and in the data", None),
        (known, "in the baseline", Some("known")),
    ];
    counts.retain(|(number, words, _)| *number > 0 || *words == "open");
    html! {
        ul.tally aria-label="Status of the findings" {
            @for (number, words, filter) in counts {
                @let count = html! { b { (grouped(number)) } " " (words) };
                li {
                    @match filter.filter(|_| number > 0) {
                        Some(filter) => a href="#queue" data-filter=(filter) { (count) },
                        None => (count),
                    }
                }
            }
            @if decided + applied == 0 && open > 0 { li.nil { "none decided yet" } }
        }
    }
}

/// Returns the footer of the page.
pub(super) fn footer(report: &Report<'_>, medium: &Medium<'_>) -> Markup {
    let rulebook = match report.parts.len() {
        0 => one_line(report.files.name(report.files.first_id())),
        several => counted(several, "rulebook"),
    };
    html! {
        footer { div.wrap {
            "Made by factlint " (env!("CARGO_PKG_VERSION")) " from " (rulebook)
            @if medium.is_server() {
                ". This page communicates only with factlint on this computer; links to sources open other sites."
            } @else {
                ". This page makes no network requests; links to sources open other sites."
            }
        } }
    }
}

fn with_capital(text: &str) -> String {
    super::super::case::with_letter(text)
}
