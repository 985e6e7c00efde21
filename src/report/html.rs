//! Writes an HTML page for the people who decide on findings. The page is a single file that can be opened from
//! disk, makes no network requests, and is readable without JavaScript.

mod answers;
mod axis;
mod card;
mod counts;
mod coverage;
mod head;
mod lead;
mod link;
mod lists;
mod live;
mod medium;
mod passage;
mod places;
mod queue;
mod reader;
mod shell;
mod side;
mod statements;

use super::case::{AllCases, Case, Cases, can_be_made};
use super::located::Locator;
use super::people::{self, Group};
use super::{Part, Report};
use crate::finding::{EncodedFinding, Finding, IndependentSources, Level, Suppressed, Suppression};
use crate::rules::ledger::{decided, is_unapplied};
use lists::{FindingsOfRules, With};
pub use live::{LivePage, Overview};
use medium::Medium;
use reader::Marks;
use shell::Page;
use statements::Entries;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// Maximum number of findings with a card. All other findings have only a row.
const MAX_CARDS: usize = 200;

/// Maximum number of places of a finding that are shown.
const MAX_PLACES: usize = 12;

/// A row of the page. Its finding is decoded only when the row is written.
struct Row<'r> {
    shown: RowShown<'r>,
    /// The finding that reports that the decision has not been applied to the data; `None` if it has been applied, or
    /// if there is no decision.
    unapplied: Option<&'r EncodedFinding>,
}

/// What a row shows.
enum RowShown<'r> {
    /// One or several findings that are not suppressed.
    Open(&'r Group<'r>),
    /// A suppressed finding.
    Suppressed(&'r Suppressed),
}

impl<'r> Row<'r> {
    /// Returns the first finding of the row.
    fn first(&self) -> &'r EncodedFinding {
        match &self.shown {
            RowShown::Open(group) => group.first,
            RowShown::Suppressed(suppressed) => &suppressed.finding,
        }
    }

    /// Returns the reason why the finding is suppressed, or `None` if it is not.
    fn by(&self) -> Option<&'r Suppression> {
        match &self.shown {
            RowShown::Open(_) => None,
            RowShown::Suppressed(suppressed) => Some(&suppressed.by),
        }
    }

    /// Decodes the item of the row. `report` is the report that contains the row.
    fn item(&self, report: &Report<'_>) -> Item<'r> {
        let (finding, number) = match &self.shown {
            RowShown::Open(group) => (group.as_one(MAX_PLACES), group.number()),
            RowShown::Suppressed(suppressed) => (suppressed.finding.decode(), 1),
        };
        let unapplied = self.unapplied.map(EncodedFinding::decode);
        let dataset = report
            .dataset_title(&finding)
            .map(|title| ItemDataset { position: finding.dataset(report.files), title });
        Item { finding, number, by: self.by(), unapplied, dataset }
    }
}

/// A finding on the page, or several findings that share a cause.
struct Item<'r> {
    finding: Finding,
    /// The number of findings that the item represents.
    number: usize,
    by: Option<&'r Suppression>,
    /// The finding that reports that the decision has not been applied to the data; `None` if it has been applied, or
    /// if there is no decision.
    unapplied: Option<Finding>,
    /// The finding's dataset if there are several datasets.
    dataset: Option<ItemDataset>,
}

/// One of several datasets.
struct ItemDataset {
    /// The position of the dataset among all of them.
    position: usize,
    title: String,
}

impl Item<'_> {
    /// Checks whether the item is a single finding. Only a single finding can be decided on its card.
    fn is_single(&self) -> bool {
        self.number == 1
    }
}

/// Writes the page, card by card.
pub(super) fn write(
    report: &Report<'_>,
    locator: &Locator<'_>,
    output: &mut dyn Write,
) -> io::Result<()> {
    let groups = people::groups(report.findings, report.files);
    let rows = rows(report, &groups);
    let cases = AllCases::new(report, locator);
    let mut marks = Marks::default();
    let medium = Medium::File;
    let mut page = Page::begin(&head::title(report), &medium, output)?;
    page.put(&head::header(report, &rows))?;
    page.put(&queue::filters(&rows, &titles(report)))?;
    let heaviest: Vec<Item<'_>> = rows.iter().take(MAX_CARDS).map(|row| row.item(report)).collect();
    let of_cards: Vec<Option<Case>> =
        heaviest.iter().map(|item| Some(case_of(item, cases.with(&item.finding)?))).collect();
    let statements = cases.statements();
    let on_cards = heaviest.iter().zip(&of_cards).zip(1..).filter_map(|((item, case), card)| {
        Some((card, report.dataset_of(&item.finding), case.as_ref()?))
    });
    let entries = Entries::of(&statements, on_cards);
    page.open_list()?;
    for (position, row) in rows.iter().enumerate() {
        let row = if let Some((item, case)) = heaviest.get(position).zip(of_cards.get(position)) {
            queue::row(position, item, case.as_ref(), locator, &medium)
        } else {
            let item = row.item(report);
            queue::row_without_card(position, &item, cases.with(&item.finding), locator)
        };
        page.put(&row)?;
    }
    page.close_list()?;
    for (position, (item, case)) in heaviest.iter().zip(&of_cards).enumerate() {
        let (total, entries) = (rows.len(), &entries);
        let shown = card::Shown { position, total, report, locator, medium: &medium, entries };
        marks.dataset = report.dataset_of(&item.finding);
        let card = card::card(&shown, item, case.as_ref(), &mut marks);
        page.put(&card)?;
    }
    page.put(&queue::without_cards(rows.len()))?;
    let sources = cases.sources();
    let findings = FindingsOfRules::of(&rows, report);
    let with =
        With { locator, cases: &cases, entries: &entries, sources: &sources, findings: &findings };
    page.put(&coverage::section(report, &with, &mut marks))?;
    for source in &sources {
        marks.dataset.clone_from(&source.rulebook);
        page.put(&reader::section(source, &entries, &mut marks))?;
    }
    for one in &statements {
        marks.dataset.clone_from(&one.rulebook);
        page.put(&statements::section(one, &entries, &sources, &mut marks))?;
    }
    page.end(&head::footer(report, &medium), &medium)
}

/// Returns the rows of the page, most important first.
fn rows<'r>(report: &'r Report<'_>, groups: &'r [Group<'r>]) -> Vec<Row<'r>> {
    let about = about_verdicts(report);
    let has_row =
        |group: &&Group<'_>| group.findings().any(|finding| !is_about_verdict(finding, &about));
    let open = groups.iter().filter(has_row);
    let open = open.map(|group| Row { shown: RowShown::Open(group), unapplied: None });
    let suppressed = report.suppressed.iter().map(|suppressed| Row {
        shown: RowShown::Suppressed(suppressed),
        unapplied: about
            .get(suppressed.finding.fingerprint().as_str())
            .copied()
            .filter(|finding| is_unapplied(&finding.head())),
    });
    let mut rows: Vec<Row<'r>> = open.chain(suppressed).collect();
    // The sort is stable: findings with equal keys stay in the order of the report.
    rows.sort_by_cached_key(|row| {
        let finding = row.first();
        let sources = IndependentSources::of_all(&finding.decode().competing).count().number;
        (
            row.by().is_some(),
            Reverse(finding.has_past()),
            Reverse(finding.level()),
            Reverse(sources),
        )
    });
    rows
}

/// Returns the titles of the datasets, or the names of their rulebooks, if there are several datasets.
fn titles(report: &Report<'_>) -> Vec<String> {
    let title = |part: &Part<'_>| {
        let name = part.name()?;
        let background = part.report.background.as_ref();
        let title = background.and_then(|background| background.rulebook.title.clone());
        Some(title.unwrap_or(name))
    };
    report.parts().iter().filter_map(title).collect()
}

/// Returns the findings about verdicts, by the fingerprint of the finding that the verdict is on, if the report
/// contains that finding. They are shown on its card.
fn about_verdicts<'r>(report: &'r Report<'_>) -> BTreeMap<String, &'r EncodedFinding> {
    let suppressed = report.suppressed.iter().map(|suppressed| &suppressed.finding);
    let past = report.findings.iter().filter(|finding| finding.has_past());
    let with_verdict: BTreeSet<String> =
        suppressed.chain(past).map(|finding| finding.fingerprint().to_string()).collect();
    let of = |finding: &'r EncodedFinding| Some((decided(&finding.head())?.to_owned(), finding));
    let about = report.findings.iter().filter_map(of);
    about.filter(|(fingerprint, _)| with_verdict.contains(fingerprint)).collect()
}

/// Returns the findings that have their own row.
fn own_rows<'r>(report: &'r Report<'_>) -> Vec<&'r EncodedFinding> {
    let about = about_verdicts(report);
    report.findings.iter().filter(|finding| !is_about_verdict(finding, &about)).collect()
}

fn is_about_verdict(finding: &EncodedFinding, about: &BTreeMap<String, &EncodedFinding>) -> bool {
    decided(&finding.head()).is_some_and(|decided| about.contains_key(decided))
}

/// Returns the case of an item. If its decision has not been applied to the data, the case contains the edits for this.
fn case_of(item: &Item<'_>, cases: &Cases<'_>) -> Case {
    let case = cases.of(&item.finding, item.by);
    match &item.unapplied {
        None => case,
        Some(notice) => Case {
            edits: cases.suggested(notice),
            apply: can_be_made(notice).then(|| cases.command("apply", &item.finding)),
            ..case
        },
    }
}

/// Returns the name of a level for people.
fn level_in_words(level: Level) -> &'static str {
    match level {
        Level::Error => "Error",
        Level::Warning => "Warning",
        Level::Review => "To decide",
        Level::Notice => "Notice",
        Level::Off => "Off",
    }
}
