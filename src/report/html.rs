//! Writes an HTML page for the people who decide on findings. The page is one file that can be opened from
//! disk, makes no network requests, and can be read without JavaScript.

mod answers;
mod axis;
mod card;
mod counts;
mod coverage;
mod head;
mod lead;
mod link;
mod live;
mod medium;
mod passage;
mod places;
mod queue;
mod reader;
mod shell;
mod side;
mod statements;

use super::Report;
use super::case::{AllCases, Case, Cases, can_be_made};
use super::located::Locator;
use super::people::{self, Group};
use crate::finding::{Finding, IndependentSources, Level, Suppression};
use crate::rules::ledger::{decided, is_unapplied};
pub use live::{LivePage, Overview};
use medium::Medium;
use reader::Marks;
use shell::Page;
use statements::Entries;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// Maximum number of full cards. Each further finding only has a row.
const MAX_CARDS: usize = 200;

/// Maximum number of places of a finding that are shown.
const MAX_PLACES: usize = 12;

/// A finding on the page, or several findings that share a cause.
struct Item<'r> {
    finding: Cow<'r, Finding>,
    /// The number of findings that the item represents.
    number: usize,
    by: Option<&'r Suppression>,
    /// The finding which says that the data does not reflect the decision yet; `None` if it does, or if there is no
    /// decision.
    unapplied: Option<&'r Finding>,
    /// The title of the finding's dataset if there are several datasets.
    dataset: Option<String>,
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
    let items = items(report, &groups);
    let cases = AllCases::new(report, locator);
    let mut marks = Marks::default();
    let medium = Medium::File;
    let mut page = Page::begin(&head::title(report), &medium, output)?;
    page.put(&head::header(report, &items))?;
    page.put(&queue::filters(&items))?;
    let heaviest = items.iter().take(MAX_CARDS);
    let of_cards: Vec<Option<Case>> =
        heaviest.map(|item| Some(case_of(item, cases.with(&item.finding)?))).collect();
    let statements = cases.statements();
    let on_cards = items.iter().zip(&of_cards).zip(1..).filter_map(|((item, case), card)| {
        Some((card, report.dataset_of(&item.finding), case.as_ref()?))
    });
    let entries = Entries::of(&statements, on_cards);
    page.open_list()?;
    for (position, item) in items.iter().enumerate() {
        let cases = || cases.with(&item.finding);
        let row = match of_cards.get(position) {
            Some(case) => queue::row(position, item, case.as_ref(), locator, &medium),
            None => queue::row_without_card(position, item, cases(), locator),
        };
        page.put(&row)?;
    }
    page.close_list()?;
    for (position, (item, case)) in items.iter().zip(&of_cards).enumerate() {
        let (total, entries) = (items.len(), &entries);
        let shown = card::Shown { position, total, report, locator, medium: &medium, entries };
        marks.dataset = report.dataset_of(&item.finding);
        let card = card::card(&shown, item, case.as_ref(), &mut marks);
        page.put(&card)?;
    }
    page.put(&queue::without_cards(items.len()))?;
    page.put(&coverage::section(report, locator, &cases, &entries))?;
    let sources = cases.sources();
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

/// Returns the items of the page, most important first.
fn items<'r>(report: &'r Report<'_>, groups: &[Group<'r>]) -> Vec<Item<'r>> {
    let about = about_verdicts(report);
    let has_row = |group: &&Group<'_>| {
        group.findings.iter().any(|finding| !is_about_verdict(finding, &about))
    };
    let open = groups.iter().filter(has_row).filter_map(|group| {
        let finding = group.as_one(MAX_PLACES)?;
        let dataset = report.dataset_title(&finding);
        Some(Item { finding, number: group.findings.len(), by: None, unapplied: None, dataset })
    });
    let suppressed = report.suppressed.iter().map(|suppressed| Item {
        finding: Cow::Borrowed(&suppressed.finding),
        number: 1,
        by: Some(&suppressed.by),
        unapplied: about
            .get(suppressed.finding.fingerprint().as_str())
            .copied()
            .filter(|finding| is_unapplied(finding)),
        dataset: report.dataset_title(&suppressed.finding),
    });
    let mut items: Vec<Item<'r>> = open.chain(suppressed).collect();
    // The sort is stable: findings with equal keys stay in the order of the report.
    items.sort_by_cached_key(|item| {
        let finding = &item.finding;
        let sources = IndependentSources::of_all(&finding.competing).count().number;
        (
            item.by.is_some(),
            Reverse(finding.past.is_some()),
            Reverse(finding.level),
            Reverse(sources),
        )
    });
    items
}

/// Returns the findings about the verdicts on other findings of the report, by the fingerprint of the decided finding.
/// They are shown on the card of that finding.
fn about_verdicts<'r>(report: &'r Report<'_>) -> BTreeMap<String, &'r Finding> {
    let suppressed = report.suppressed.iter().map(|suppressed| &suppressed.finding);
    let past = report.findings.iter().filter(|finding| finding.past.is_some());
    let with_verdict: BTreeSet<String> =
        suppressed.chain(past).map(|finding| finding.fingerprint().to_string()).collect();
    let of = |finding: &'r Finding| Some((decided(finding)?.to_owned(), finding));
    let about = report.findings.iter().filter_map(of);
    about.filter(|(fingerprint, _)| with_verdict.contains(fingerprint)).collect()
}

/// Returns the findings that have a row of their own.
fn own_rows<'r>(report: &'r Report<'_>) -> Vec<&'r Finding> {
    let about = about_verdicts(report);
    report.findings.iter().filter(|finding| !is_about_verdict(finding, &about)).collect()
}

fn is_about_verdict(finding: &Finding, about: &BTreeMap<String, &Finding>) -> bool {
    decided(finding).is_some_and(|decided| about.contains_key(decided))
}

/// Returns the case of an item. If the data does not reflect its decision yet, the case has the edits that do so.
fn case_of(item: &Item<'_>, cases: &Cases<'_>) -> Case {
    let case = cases.of(&item.finding, item.by);
    match item.unapplied {
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
