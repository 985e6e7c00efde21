//! The lists behind the numbers of what was and what was not checked: documents, records, rules, and the values that
//! rules counted. Each item has its place, or links to its claim, its passage or its finding.

use super::super::case::{AllCases, AtPlace, InSource, SourceText};
use super::super::collections::{ListedCollection, ListedRecord, collections};
use super::super::located::Locator;
use super::super::rules::{ListedRule, rules};
use super::super::{Part, Report, one_line};
use super::link::link;
use super::reader::Marks;
use super::side::bdi;
use super::statements::Entries;
use super::{MAX_CARDS, Row, level_in_words};
use crate::engine::Summary;
use crate::finding::Place;
use crate::rule::{Count, CountedEntry};
use crate::words::{counted, grouped, truncated};
use maud::{Markup, html};
use std::collections::{BTreeMap, HashMap};

/// Maximum number of places that are listed per count, rule and field.
const MAX_PLACES: usize = 1_000;

/// Maximum number of documents, and of records per collection, that are listed.
const MAX_LISTED: usize = 200;

/// Maximum number of findings that a rule links to.
const MAX_FINDINGS: usize = 6;

/// Maximum number of characters of a sentence of a source.
const MAX_SENTENCE: usize = 160;

/// The numbers of the findings of each rule on the page. The key is the position of the dataset and the rule's id.
#[derive(Debug, Default)]
pub(super) struct FindingsOfRules(HashMap<(usize, String), Vec<usize>>);

impl FindingsOfRules {
    /// Numbers the findings that the rows of the page show.
    pub(super) fn of(rows: &[Row<'_>], report: &Report<'_>) -> FindingsOfRules {
        let mut numbers: HashMap<_, Vec<usize>> = HashMap::new();
        for (row, number) in rows.iter().zip(1..) {
            let finding = row.first();
            let key = (finding.dataset(report.files), finding.head().rule.to_owned());
            numbers.entry(key).or_default().push(number);
        }
        FindingsOfRules(numbers)
    }
}

/// The data that is needed to list what was checked.
pub(super) struct With<'w> {
    pub(super) locator: &'w Locator<'w>,
    pub(super) cases: &'w AllCases<'w>,
    pub(super) entries: &'w Entries,
    /// The sources whose text the page has.
    pub(super) sources: &'w [SourceText],
    pub(super) findings: &'w FindingsOfRules,
}

/// One dataset, with the claims and passages at the places that are listed.
struct Lists<'w> {
    with: &'w With<'w>,
    /// The position of the dataset.
    dataset: usize,
    rulebook: Option<String>,
    at_places: HashMap<&'w Place, AtPlace>,
    in_sources: HashMap<&'w Place, InSource>,
}

/// Returns the id of the list behind a count of the first dataset.
pub(super) fn id_of(count: Count) -> String {
    format!("l-{}", count.name())
}

/// Returns the lists of each dataset.
pub(super) fn sections(report: &Report<'_>, with: &With<'_>, marks: &mut Marks) -> Markup {
    html! {
        @for (dataset, part) in report.parts().iter().enumerate() {
            (section(dataset, part, with, marks))
        }
    }
}

fn section(dataset: usize, part: &Part<'_>, with: &With<'_>, marks: &mut Marks) -> Markup {
    let (Some(summary), Some(background)) = (part.report.summary, &part.report.background) else {
        return html! {};
    };
    let (rulebook, files) = (part.name(), part.report.files);
    let of_rules = summary.counted.iter();
    let entries = of_rules.flat_map(|(rule, counted)| {
        counted.entries().into_iter().map(move |entry| (rule.as_str(), entry))
    });
    let entries: Vec<(&str, &CountedEntry)> = entries.collect();
    let places = entries.iter().flat_map(|(_, entry)| entry.places().take(MAX_PLACES));
    let places: Vec<&Place> = places.collect();
    let cases = with.cases.of_dataset(dataset);
    let lists = Lists {
        with,
        dataset,
        rulebook: rulebook.clone(),
        at_places: by_place(&places, cases.map(|cases| cases.at_places(&places))),
        in_sources: by_place(&places, cases.map(|cases| cases.in_sources(&places))),
    };
    marks.dataset.clone_from(&rulebook);
    let collections = collections(background, summary, files);
    let documents: Vec<&str> = background.documents.iter().map(|file| files.name(*file)).collect();
    html! {
        h3.gap { @if let Some(rulebook) = &rulebook { (bdi(&one_line(rulebook))) ": checked" } @else { "Checked" } }
        (fold(&counted(summary.documents, "document"), None, &self::documents(&documents)))
        (fold(&in_collections(&collections), None, &lists.collections(&collections, background.rulebook)))
        (fold(&counted(summary.rules_run.len(), "rule"), None, &lists.rules(&rules(background, summary))))
        (lists.counts(&entries, false, marks))
        @let not_checked = lists.not_checked(&entries, summary, marks);
        @if !not_checked.0.is_empty() { h3.gap { "Not checked" } (not_checked) }
    }
}

/// Returns what was found at each place.
fn by_place<'p, T>(places: &[&'p Place], found: Option<Vec<Option<T>>>) -> HashMap<&'p Place, T> {
    let found = found.unwrap_or_default();
    places.iter().zip(found).filter_map(|(place, found)| Some((*place, found?))).collect()
}

/// Returns a list that is collapsed at first. The id is on the list, so a browser opens it when a link leads to it.
fn fold(title: &str, id: Option<&str>, items: &Markup) -> Markup {
    html! {
        details.list { summary { (title) } div id=[id] { (items) } }
    }
}

fn in_collections(collections: &[ListedCollection<'_>]) -> String {
    let records: usize = collections.iter().map(|collection| collection.number).sum();
    format!("{} in {}", counted(records, "record"), counted(collections.len(), "collection"))
}

/// Returns a number in words, which is never negative and may be larger than what is listed.
fn number(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn documents(names: &[&str]) -> Markup {
    html! {
        ul.plain {
            @for name in names.iter().take(MAX_LISTED) { li.tech { (one_line(name)) } }
            (more(names.len().saturating_sub(MAX_LISTED)))
        }
    }
}

/// Returns an item with the number of those that are not listed.
fn more(number: usize) -> Markup {
    html! { @if number > 0 { li.soft { "and " (grouped(number)) " more" } } }
}

impl Lists<'_> {
    fn place(&self, place: &Place) -> Markup {
        let place = self.with.locator.locate(place);
        html! {
            span.tech { (one_line(&place.name)) @if !place.is_whole_file { ":" (place.start.line) } }
        }
    }

    fn collections(
        &self,
        collections: &[ListedCollection<'_>],
        rulebook: &crate::rulebook::Rulebook,
    ) -> Markup {
        html! {
            @for collection in collections {
                @let is_of_claims = collection.name == rulebook.model.claims;
                @let title = format!("{}: {}", one_line(collection.name), grouped(collection.number));
                (fold(&title, None, &html! {
                    ul.plain {
                        @for record in &collection.records { li { (self.record(record, is_of_claims)) } }
                        (more(collection.number.saturating_sub(collection.records.len())))
                    }
                }))
            }
        }
    }

    fn record(&self, record: &ListedRecord, is_claim: bool) -> Markup {
        let (entries, rulebook) = (self.with.entries, self.rulebook.as_deref());
        let id = record.id.as_deref().unwrap_or_default();
        let name = record.name.as_deref().unwrap_or(if id.is_empty() { "no id" } else { id });
        let claim = is_claim.then(|| entries.claim(rulebook, id)).flatten();
        html! {
            @match claim {
                Some(claim) => a href=(claim) { (name) },
                None => (entries.link(rulebook, id, name)),
            }
            " " (self.place(&record.place))
        }
    }

    fn rules(&self, rules: &[ListedRule<'_>]) -> Markup {
        html! {
            ul.plain {
                @for rule in rules {
                    li {
                        b { (one_line(rule.id)) } " "
                        span.small.soft {
                            @if rule.kind != rule.id { (rule.kind) ", " }
                            (level_in_words(rule.level).to_lowercase())
                        }
                        @match &rule.place {
                            Some(place) => { " " (self.place(place)) },
                            None => span.small.soft { ", built in" },
                        }
                        (self.findings_of(rule.id))
                    }
                }
            }
        }
    }

    fn findings_of(&self, rule: &str) -> Markup {
        let key = (self.dataset, rule.to_owned());
        let numbers = self.with.findings.0.get(&key).map_or(&[][..], Vec::as_slice);
        let linked = numbers.iter().filter(|number| **number <= MAX_CARDS);
        let linked: Vec<&usize> = linked.take(MAX_FINDINGS).collect();
        html! {
            @for number in &linked { " " a.lv.state href={ "#f" (number) } { "Finding " (number) } }
            @if numbers.len() > linked.len() { span.small.soft { " and " (grouped(numbers.len() - linked.len())) " more" } }
        }
    }

    /// Returns the lists of the counts that are, or are not, about unchecked values.
    fn counts(
        &self,
        entries: &[(&str, &CountedEntry)],
        is_not_checked: bool,
        marks: &mut Marks,
    ) -> Markup {
        let counts = Count::ALL.into_iter().filter(|one| one.is_not_checked() == is_not_checked);
        html! {
            @for count in counts {
                @let own = entries.iter().filter(|(_, entry)| entry.count == count);
                @let own: Vec<&(&str, &CountedEntry)> = own.collect();
                @let total: u64 = own.iter().map(|(_, entry)| entry.number).sum();
                @if total > 0 {
                    @let title = format!("{} {}", grouped(number(total)), count.describe(total));
                    @let id = (self.dataset == 0).then(|| id_of(count));
                    (fold(&title, id.as_deref(), &self.of_rules(&own, marks)))
                }
            }
        }
    }

    fn not_checked(
        &self,
        entries: &[(&str, &CountedEntry)],
        summary: &Summary,
        marks: &mut Marks,
    ) -> Markup {
        let files = self.with.locator.files();
        let without: Vec<&str> =
            summary.without_schema.iter().map(|file| files.name(*file)).collect();
        html! {
            @if !without.is_empty() {
                @let title = format!("{} without a schema", counted(without.len(), "document"));
                (fold(&title, None, &documents(&without)))
            }
            @if !summary.rules_off.is_empty() {
                @let title = format!("{} switched off", counted(summary.rules_off.len(), "rule"));
                (fold(&title, None, &html! {
                    ul.plain { @for rule in &summary.rules_off { li { b { (one_line(rule)) } } } }
                }))
            }
            (self.counts(entries, true, marks))
        }
    }

    /// Returns the values of one count, by rule and field.
    fn of_rules(&self, entries: &[&(&str, &CountedEntry)], marks: &mut Marks) -> Markup {
        html! {
            @for (rule, entry) in entries {
                @let field = one_line(&entry.field);
                p.small {
                    "By the rule " b { (one_line(rule)) }
                    @if !field.is_empty() { ", " span.tech { (field) } }
                    @if entries.len() > 1 { ": " (grouped(number(entry.number))) }
                }
                (self.values(entry, marks))
            }
        }
    }

    /// Returns the values of a count: first those in claims, by source, then the passages of sources and other places.
    fn values(&self, entry: &CountedEntry, marks: &mut Marks) -> Markup {
        let places: Vec<&Place> = entry.places().take(MAX_PLACES).collect();
        let mut by_source: BTreeMap<SourceName<'_>, Vec<&AtPlace>> = BTreeMap::new();
        for at_place in places.iter().filter_map(|place| self.at_places.get(place)) {
            by_source.entry(source_of(at_place)).or_default().push(at_place);
        }
        let others = places.iter().filter(|place| !self.at_places.contains_key(*place));
        html! {
            ul.plain.unchecked {
                @for (source, claims) in &by_source {
                    @match source {
                        Some((publisher, title, url)) => li {
                            (bdi(publisher))
                            @if let Some(title) = title { " · " (link(*url, title)) }
                            ul.plain { (self.claims(claims, marks)) }
                        },
                        None => (self.claims(claims, marks)),
                    }
                }
                @for place in others {
                    li { @match self.in_sources.get(place) {
                        Some(passage) => (self.passage(passage, marks)),
                        None => (self.place(place)),
                    } }
                }
                (more(number(entry.number).saturating_sub(places.len())))
            }
        }
    }

    /// Returns claims, each once. Values of a claim follow each other.
    fn claims(&self, claims: &[&AtPlace], marks: &mut Marks) -> Markup {
        let same = |one: &&AtPlace, other: &&AtPlace| {
            one.position == other.position && one.evidence.is_none() && other.evidence.is_none()
        };
        html! {
            @for values in claims.chunk_by(same) {
                @if let Some(first) = values.first() {
                    li {
                        (self.statement(first, marks))
                        @if values.len() > 1 { span.small.soft { " (" (counted(values.len(), "value")) ")" } }
                    }
                }
            }
        }
    }

    /// Returns a claim in one line, with the paragraph of its evidence or what to look for in its source.
    fn statement(&self, at_place: &AtPlace, marks: &mut Marks) -> Markup {
        let AtPlace { claim, evidence, position } = at_place;
        let (entries, rulebook) = (self.with.entries, self.rulebook.as_deref());
        let words = html! {
            (bdi(&claim.subject.name))
            @match &claim.phrase {
                Some(phrase) => { " " (phrase) " " },
                None => { ", " (bdi(&claim.property.name)) ": " },
            }
            b { (claim.value) }
            @if let Some(valid) = &claim.valid { ", " (valid) }
        };
        html! {
            @match entries.claim_at(rulebook, &claim.id, *position) {
                Some(claim) => a href=(claim) { (words) },
                None => (words),
            }
            @if let Some(evidence) = evidence {
                @match (evidence.paragraphs.first(), &evidence.locator) {
                    (Some(paragraph), _) => { " – " (self.paragraph(&evidence.source, *paragraph, marks)) },
                    (None, Some(locator)) => span.soft { " – look for: " (bdi(locator)) },
                    (None, None) => {},
                }
            }
        }
    }

    /// Returns a paragraph of a source, as a link if the page has the text of the source.
    fn paragraph(&self, source: &str, paragraph: usize, marks: &mut Marks) -> Markup {
        let is_here = self.with.sources.iter().any(|text| {
            text.source.id == source && text.rulebook == self.rulebook && !text.is_left_out
        });
        html! {
            @if is_here {
                a href=(marks.paragraph(source, paragraph)) { "paragraph " (paragraph) }
            } @else { "paragraph " (paragraph) }
        }
    }

    fn passage(&self, passage: &InSource, marks: &mut Marks) -> Markup {
        html! {
            (bdi(&passage.publisher)) ", "
            (self.paragraph(&passage.source, passage.paragraph, marks))
            ": “" (bdi(&truncated(&one_line(&passage.text), MAX_SENTENCE))) "”"
        }
    }
}

/// The publisher, the title and the address of a source; `None` if a place is not a piece of evidence.
type SourceName<'a> = Option<(&'a str, Option<&'a str>, Option<&'a str>)>;

fn source_of(at_place: &AtPlace) -> SourceName<'_> {
    let evidence = at_place.evidence.as_ref()?;
    let publisher = evidence.publisher.as_deref().unwrap_or(&evidence.source);
    Some((
        publisher,
        evidence.title.as_deref().or(evidence.url.as_deref()),
        evidence.url.as_deref(),
    ))
}
