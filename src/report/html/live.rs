//! The page that a server shows. The queue is sent with the page, and each card on request.

use super::super::case::{AllCases, Case, Cases};
use super::super::guard::{Guard, Unfinished};
use super::super::located::Locator;
use super::super::{Report, one_line, people, visible};
use super::lists::{FindingsOfRules, With};
use super::medium::Medium;
use super::reader::{self, Marks};
use super::shell::Page;
use super::statements::{self, Entries};
use super::{Item, MAX_CARDS, Row, card, case_of, coverage, head, queue, rows};
use crate::report::StartFolder;
use maud::{Markup, html};
use std::collections::BTreeMap;
use std::io;

/// The page of a report, in parts.
pub struct LivePage<'r> {
    /// The report that the page shows.
    pub report: &'r Report<'r>,
    /// Hashes of verdicts, by the fingerprints of their findings. The page returns the hash with each new decision,
    /// so the server detects whether the verdict has changed in the meantime.
    pub seen: &'r BTreeMap<String, String>,
    /// The name of the person who decides, or `None` if it is unknown.
    pub by: Option<&'r str>,
}

/// The parts of the page that change with the findings, as HTML.
pub struct Overview {
    /// The title of the page, as text.
    pub title: String,
    /// The numbers of findings, and their statuses.
    pub head: String,
    /// The filters.
    pub filters: String,
    /// The list of findings.
    pub queue: String,
    /// The section about what was and was not checked.
    pub coverage: String,
}

impl LivePage<'_> {
    /// Returns the whole page, without any card. `version` identifies the state of the findings; the page
    /// compares it with the server's current version.
    ///
    /// # Errors
    /// Returns an error if a document cannot be read again.
    pub fn page(&self, version: &str) -> io::Result<String> {
        let mut text = Vec::new();
        let mut output = Guard::new(self.report.files, &mut text);
        let medium = Medium::Server(self);
        let overview = self.overview()?;
        let mut page = Page::begin(&overview.title, &medium, &mut output)?;
        let part = |html: &String| maud::PreEscaped(html.clone());
        page.put(&html! {
            header.top { div.wrap id="head" { (part(&overview.head)) } }
            (maud::PreEscaped("<main id=\"live\" data-version=\"")) (version) (maud::PreEscaped("\"><div class=\"wrap\">"))
            noscript { p.note { "This page needs JavaScript. Without it, use the commands of " code { "factlint review" } "." } }
            p.note.bad role="alert" id="problem" hidden {}
            (last())
        })?;
        page.put(&html! {
            (keys())
            section id="list" tabindex="-1" aria-label="The findings" {
                div id="filters" { (part(&overview.filters)) }
                div id="rows" { (part(&overview.queue)) }
                div id="checked" { (part(&overview.coverage)) }
                details.all id="all" {
                    summary { "Everything the dataset says, with sources" }
                    div id="statements" {}
                }
            }
            (place_of_the_card())
        })?;
        page.end(&head::footer(self.report, &medium), &medium)?;
        String::from_utf8(text).map_err(io::Error::other)
    }

    /// Returns the parts of the page that change with the findings.
    ///
    /// # Errors
    /// Returns an error if a document cannot be read again.
    pub fn overview(&self) -> io::Result<Overview> {
        let (report, locator) =
            (self.report, Locator::new(self.report.files, StartFolder::default()));
        let groups = people::groups(report.findings, report.files);
        let rows = rows(report, &groups);
        let overview = Overview {
            title: visible(&head::title(report)),
            head: fragment(&head::summary_of(report, &rows)),
            filters: fragment(&queue::filters(&rows, &[])),
            queue: fragment(&self.queue(&rows, &locator)),
            coverage: fragment(&coverage::section(
                report,
                &With {
                    locator: &locator,
                    cases: &AllCases::new(report, &locator),
                    entries: &Entries::on_request(),
                    sources: &[],
                    findings: &FindingsOfRules::of(&rows, report),
                },
                &mut Marks::default(),
            )),
        };
        self.finished(overview)
    }

    fn queue(&self, rows: &[Row<'_>], locator: &Locator<'_>) -> Markup {
        let medium = Medium::Server(self);
        let cases = Cases::new(self.report, locator);
        let row = |(position, row): (usize, &Row<'_>)| {
            let item = row.item(self.report);
            let case = || cases.as_ref().map(|cases| case_of(&item, cases));
            if position < MAX_CARDS {
                return queue::row(position, &item, case().as_ref(), locator, &medium);
            }
            let title = match cases.as_ref().filter(|_| item.is_single()) {
                Some(cases) => cases.title_of(&item.finding),
                None => one_line(&item.finding.message).into(),
            };
            queue::row_of_title(position, &item, &title, locator, &medium)
        };
        html! {
            nav aria-label="The findings" id="queue" {
                @if rows.is_empty() { p.note { "There are no findings." } }
                ol.queue { @for row in rows.iter().enumerate().map(row) { (row) } }
            }
        }
    }

    /// Returns the card of the finding with this fingerprint, and the sources that the card refers to.
    /// Returns `None` if there is no such finding.
    ///
    /// # Errors
    /// Returns an error if a document cannot be read again.
    pub fn card(&self, fingerprint: &str) -> io::Result<Option<String>> {
        let (report, locator) =
            (self.report, Locator::new(self.report.files, StartFolder::default()));
        let groups = people::groups(report.findings, report.files);
        let rows = rows(report, &groups);
        let mut items = rows.iter().map(|row| row.item(report)).enumerate();
        let is_meant = |item: &Item<'_>| item.finding.fingerprint().as_str() == fingerprint;
        let Some((position, item)) = items.find(|(_, item)| is_meant(item)) else {
            return Ok(None);
        };
        let medium = Medium::Server(self);
        let cases = Cases::new(report, &locator);
        let case: Option<Case> = cases.as_ref().map(|cases| case_of(&item, cases));
        let mut marks = Marks::default();
        let statements: Vec<_> = cases.iter().map(|cases| cases.statements(true)).collect();
        let entries = Entries::of(&statements, case.iter().map(|case| (position + 1, None, case)));
        let shown = card::Shown {
            position,
            total: rows.len(),
            report,
            locator: &locator,
            medium: &medium,
            entries: &entries,
        };
        let card = card::card(&shown, &item, case.as_ref(), &mut marks);
        let sources = cases.as_ref().map(Cases::sources).unwrap_or_default();
        let card = html! {
            (card)
            @for source in &sources { (reader::section(source, &entries, &mut marks)) }
            @for one in statements.iter().filter(|one| !one.subjects.is_empty()) {
                (statements::section(one, &entries, &sources, &mut marks))
            }
        };
        self.finished(Some(fragment(&card)))
    }

    /// Returns everything that the dataset says, with the kept copies of all sources.
    ///
    /// # Errors
    /// Returns an error if a document cannot be read again.
    pub fn statements(&self) -> io::Result<String> {
        let (report, locator) =
            (self.report, Locator::new(self.report.files, StartFolder::default()));
        let groups = people::groups(report.findings, report.files);
        let rows = rows(report, &groups);
        let Some(cases) = Cases::new(report, &locator) else { return Ok(String::new()) };
        cases.note_all_sources();
        let statements = [cases.statements(false)];
        let on_cards: Vec<Case> =
            rows.iter().take(MAX_CARDS).map(|row| case_of(&row.item(report), &cases)).collect();
        let on_cards = on_cards.iter().zip(1..).map(|(case, card)| (card, None, case));
        let entries = Entries::of(&statements, on_cards);
        let (mut marks, sources) = (Marks::default(), cases.sources());
        let part = html! {
            @for one in &statements { (statements::section(one, &entries, &sources, &mut marks)) }
            @for source in &sources { (reader::section(source, &entries, &mut marks)) }
        };
        self.finished(fragment(&part))
    }

    /// Returns a part of the page, or an error if a document could not be read again.
    fn finished<T>(&self, part: T) -> io::Result<T> {
        match Unfinished::of(self.report.files) {
            Some(unfinished) => Err(io::Error::other(unfinished)),
            None => Ok(part),
        }
    }
}

/// Returns a part of the page as text, without characters that could hide or reorder text.
fn fragment(markup: &Markup) -> String {
    visible(&markup.0)
}

/// Returns the box for the last saved decision, with a button to undo it.
fn last() -> Markup {
    html! {
        section.note.last id="last" aria-label="The last decision" hidden {
            p id="said" role="status" {}
            p.buttons {
                button type="button" data-do="apply-last" hidden { "Make this edit in the data" }
                button.plain type="button" data-do="undo" hidden { "Undo the decision" }
            }
        }
    }
}

fn place_of_the_card() -> Markup {
    html! {
        section id="case" aria-label="One finding" hidden {
            div.buttons {
                button.plain type="button" data-do="list" { "All findings" }
                button.plain type="button" data-do="previous" { "Previous" }
                button.plain type="button" data-do="next" { "Next" }
            }
            p.note id="moved" role="status" hidden {}
            div id="card" {}
        }
    }
}

/// The keyboard shortcuts of the page, and their actions.
const KEYS: [(&str, &str); 9] = [
    ("n", "next finding"),
    ("p", "previous finding"),
    ("1 to 9", "choose an answer"),
    ("r", "write the reason"),
    ("s", "save the decision (in a field: Ctrl+Enter)"),
    ("u", "undo the last decision"),
    ("/", "search"),
    ("Esc", "leave a field; outside fields, show all findings"),
    ("?", "show these shortcuts"),
];

fn keys() -> Markup {
    html! {
        details.keys id="keys" {
            summary { "Keyboard shortcuts" }
            p { label.toggle { input type="checkbox" id="shortcuts" checked; " Use keyboard shortcuts" } }
            dl { @for (key, does) in KEYS { div { dt { kbd { (key) } } dd { (does) } } } }
            p.small.soft { "They work outside fields. Everything can be done without them." }
        }
    }
}
