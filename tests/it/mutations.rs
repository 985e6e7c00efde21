//! Breaks values of the INTERPOL dataset and checks it with the whole linter. An error must be reported at exactly each
//! broken value. No value is skipped.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says what it has counted"
)]

use crate::command::{Folder, INTERPOL, check_document, pointers_of};
use factlint::engine::Run;
use factlint::finding::{Level, decoded};
use factlint::rule::Count;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A mutation: a pointer, its new value, and the pointers at which an error must be reported.
struct Mutation {
    pointer: String,
    value: Value,
    caught_at: Vec<String>,
}

/// A reference: its pointer, the collection it refers to, and the id that it names.
struct Reference {
    pointer: String,
    to: &'static str,
    id: String,
}

#[test]
fn nothing_is_an_error_before_it_is_mutated() {
    let run = check_document(&document());
    assert!(decoded(&run.findings).all(|finding| finding.level != Level::Error));
}

#[test]
fn every_letter_and_digit_of_every_quote_is_compared() {
    let document = document();
    let quotes = quotes(&document);
    let (mut all, mut survivors_of_all) = (0, Vec::new());
    // Changes one character of each quote at a time. Each mutation must be reported at its own place.
    for position in 0..quotes.iter().map(|(_, quote)| quote.len()).max().unwrap_or_default() {
        let mutations = quotes.iter().filter_map(|(pointer, quote)| {
            let old = quote.get(position..)?.chars().next().filter(|old| old.is_alphanumeric())?;
            let (before, after) = (&quote[..position], &quote[position + old.len_utf8()..]);
            Some(Mutation::of(pointer, format!("{before}{}{after}", next_character(old))))
        });
        let mutations: Vec<Mutation> = mutations.collect();
        all += mutations.len();
        survivors_of_all.extend(survivors(&document, &mutations.iter().collect::<Vec<_>>()));
    }
    report("quotes, every character", all, &survivors_of_all);
}

#[test]
fn every_quote_with_another_case_or_without_a_character_is_caught() {
    let document = document();
    let mut mutations = Vec::new();
    for (pointer, quote) in quotes(&document) {
        let is_even = seed(&pointer).is_multiple_of(2);
        let change = if is_even { other_case } else { without_a_character };
        mutations.push(Mutation::of(&pointer, change(&quote, &pointer)));
    }
    assert_all_caught("quotes, alone", &document, &mutations, 1);
}

#[test]
fn every_reference_to_nothing_is_caught() {
    let document = document();
    let references = references(&document);
    let mutations = references
        .iter()
        .map(|reference| Mutation::of(&reference.pointer, format!("no-such-{}", reference.id)));
    assert_all_caught("references", &document, &mutations.collect::<Vec<_>>(), 16);
}

#[test]
fn every_deleted_id_is_reported_at_its_references() {
    let document = document();
    let mut places: BTreeMap<(&str, String), Vec<String>> = BTreeMap::new();
    for reference in references(&document) {
        places.entry((reference.to, reference.id)).or_default().push(reference.pointer);
    }
    let mutations = places.into_iter().map(|((collection, id), caught_at)| {
        let records = list(&document, &format!("/{collection}"));
        let record = records.iter().position(|record| record["id"] == *id).expect("a record");
        let renamed = Value::from(format!("renamed-{id}"));
        Mutation { pointer: format!("/{collection}/{record}/id"), value: renamed, caught_at }
    });
    assert_all_caught("ids", &document, &mutations.collect::<Vec<_>>(), 8);
}

#[test]
fn every_value_that_its_quote_does_not_show_is_caught() {
    let document = document();
    let mut not_verifiable = Vec::new();
    let mut by_type: BTreeMap<String, Vec<Mutation>> = BTreeMap::new();
    for claim in pointers(&document, "/claims") {
        let quotes = quotes_of(&document, &claim);
        let parts = value_parts(&document, &claim);
        if quotes.is_empty() {
            let id = text(&document, &format!("{claim}/id")).expect("an id");
            not_verifiable.extend(parts.iter().map(|(tag, _)| format!("{id} ({tag})")));
            continue;
        }
        for (tag, pointer) in parts {
            let wrong = wrong_values(&document, tag, &pointer, &quotes);
            let mutations = wrong.into_iter().map(|wrong| Mutation::of(&pointer, wrong));
            by_type.entry(tag.to_owned()).or_default().extend(mutations);
        }
    }
    let (number, list) = (not_verifiable.len(), not_verifiable.join(", "));
    println!("not verifiable: {number} values of claims without a quote: {list}");
    for (tag, mutations) in by_type {
        assert_all_caught(&format!("values, {tag}"), &document, &mutations, 8);
    }
}

#[test]
fn a_date_that_is_more_precise_than_its_quote_never_passes_for_shown() {
    let document = document();
    let shown = |run: &Run| run.summary.tally.of(Count::ValueShown);
    let before = shown(&check_document(&document));
    for (id, part) in [("igci-created", "date"), ("project-trace-period-ictrp", "period/to")] {
        let claims = list(&document, "/claims");
        let claim = claims.iter().position(|claim| claim["id"] == id).expect("the claim");
        let mut mutant = document.clone();
        let date = mutant.pointer_mut(&format!("/claims/{claim}/value/{part}")).expect("a date");
        *date = Value::from(format!("{}-05", date.as_str().expect("a year")));
        assert_eq!(shown(&check_document(&mutant)), before - 1, "{id}");
    }
}

#[test]
fn every_end_before_its_start_is_caught() {
    let document = document();
    let mut mutations = Vec::new();
    let pairs = [
        ("/sources", "/published", "/retrieved"),
        ("/claims", "/valid/from", "/valid/to"),
        ("/claims", "/value/period/from", "/value/period/to"),
    ];
    for (collection, from, to) in pairs {
        for record in pointers(&document, collection) {
            let (from, to) = (format!("{record}{from}"), format!("{record}{to}"));
            let date = |pointer: &str| document.pointer(pointer).and_then(Value::as_str);
            if let (Some(first), Some(last)) = (date(&from), date(&to)) {
                mutations.push(Mutation::of(&to, years_later(last, year(first) - year(last) - 1)));
                mutations
                    .push(Mutation::of(&from, years_later(first, year(last) - year(first) + 1)));
            }
        }
    }
    assert_all_caught("dates", &document, &mutations, 1);
}

#[test]
fn every_snapshot_with_one_byte_changed_is_caught() {
    let document = document();
    let snapshots: Vec<String> = pointers(&document, "/sources")
        .map(|source| format!("{source}/snapshot"))
        .filter(|snapshot| document.pointer(snapshot).is_some())
        .collect();
    let (mut all, mut survivors) = (0, Vec::new());
    for snapshot in snapshots {
        let folder = Folder::with_the_dataset();
        let path = document.pointer(&format!("{snapshot}/path")).and_then(Value::as_str);
        let path = format!("dataset/{}", path.expect("a path"));
        let bytes = std::fs::read(folder.path(&path)).expect("a snapshot");
        let seeded = (0..20).map(|number| seed(&format!("{snapshot}{number}")) % bytes.len());
        for position in [0, bytes.len() - 1].into_iter().chain(seeded) {
            let mut changed = bytes.clone();
            changed[position] ^= 1;
            folder.write(&path, changed);
            all += 1;
            let run = folder.check_dataset();
            let places = errors(&run);
            if !places.iter().any(|place| place.starts_with(&format!("{snapshot}/"))) {
                survivors.push(format!("{path}, byte {position}"));
            }
        }
    }
    report("snapshots", all, &survivors);
}

// Values to mutate.

fn document() -> Value {
    serde_json::from_str(&Folder::with_the_dataset().read(INTERPOL)).expect("JSON")
}

fn list<'d>(document: &'d Value, pointer: &str) -> &'d [Value] {
    document.pointer(pointer).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Returns the pointers of a list's elements.
fn pointers(document: &Value, list_pointer: &str) -> impl Iterator<Item = String> + use<> {
    let list_pointer = list_pointer.to_owned();
    (0..list(document, &list_pointer).len()).map(move |index| format!("{list_pointer}/{index}"))
}

fn quotes(document: &Value) -> Vec<(String, String)> {
    pointers(document, "/claims").flat_map(|claim| quotes_of(document, &claim)).collect()
}

fn quotes_of(document: &Value, claim: &str) -> Vec<(String, String)> {
    let evidence = pointers(document, &format!("{claim}/evidence"));
    let quotes = evidence.map(|evidence| format!("{evidence}/quote"));
    quotes.filter_map(|pointer| Some((pointer.clone(), text(document, &pointer)?))).collect()
}

fn text(document: &Value, pointer: &str) -> Option<String> {
    document.pointer(pointer)?.as_str().map(str::to_owned)
}

fn references(document: &Value) -> Vec<Reference> {
    let fields = [
        ("/sources", "/derived_from/*", "sources"),
        ("/places", "/within/*", "places"),
        ("/entities", "/part_of/*", "entities"),
        ("/claims", "/subject", "entities"),
        ("/claims", "/property", "properties"),
        ("/claims", "/value/place", "places"),
        ("/claims", "/value/entity", "entities"),
        ("/claims", "/evidence/*/source", "sources"),
    ];
    let mut references = Vec::new();
    for (collection, field, to) in fields {
        let values =
            pointers(document, collection).flat_map(|record| match field.split_once("/*") {
                Some((items, rest)) => pointers(document, &format!("{record}{items}"))
                    .map(|item| format!("{item}{rest}"))
                    .collect(),
                None => vec![format!("{record}{field}")],
            });
        references.extend(
            values.filter_map(|pointer| {
                Some(Reference { id: text(document, &pointer)?, pointer, to })
            }),
        );
    }
    references
}

/// Returns the type and pointer of each part of a claim's value that its quotes must show.
fn value_parts(document: &Value, claim: &str) -> Vec<(&'static str, String)> {
    let parts = [
        ("count", "value/count"),
        ("date", "value/date"),
        ("date", "value/period/from"),
        ("date", "value/period/to"),
        ("duration", "value/period/stated"),
        ("duration", "value/duration"),
        ("money", "value/money/amount"),
        ("text", "value/text"),
        ("name as written", "as_written"),
        ("name as written", "subject_as_written"),
        ("entity", "value/entity"),
        ("place", "value/place"),
    ];
    let parts = parts.map(|(tag, part)| (tag, format!("{claim}/{part}")));
    parts.into_iter().filter(|(_, pointer)| document.pointer(pointer).is_some()).collect()
}

/// Returns values of the same type that the quotes do not show.
fn wrong_values(
    document: &Value,
    tag: &str,
    pointer: &str,
    quotes: &[(String, String)],
) -> Vec<Value> {
    let value = document.pointer(pointer).expect("a value");
    let words = value.as_str().unwrap_or_default();
    let texts = |texts: &[String]| texts.iter().map(|text| Value::from(text.as_str())).collect();
    match tag {
        "count" | "money" => {
            let number = value.as_u64().expect("a number");
            [number + 1, number - 1, number * 10].map(Value::from).to_vec()
        }
        "date" => texts(&[years_later(words, 1), years_later(words, -1)]),
        "duration" => {
            let years: u32 = words.trim_matches(['P', 'Y']).parse().expect("years");
            texts(&[format!("P{}Y", years + 1), format!("P{}Y", years - 1), format!("P{years}M")])
        }
        "entity" => vec![another(list(document, "/entities"), words, quotes)],
        "place" => vec![another(list(document, "/places"), words, quotes)],
        _ => texts(&[other_character(words, pointer), without_a_character(words, pointer)]),
    }
}

/// Returns another record that no quote names. It has the same kind if there is such a record.
fn another(records: &[Value], id: &str, quotes: &[(String, String)]) -> Value {
    let kind =
        records.iter().find(|record| record["id"] == id).expect("the record")["kind"].clone();
    let is_named = |record: &Value| {
        let names = list(record, "/aliases").iter().chain([&record["name"]]);
        let mut names = names.filter_map(Value::as_str).map(str::to_lowercase);
        names.any(|name| quotes.iter().any(|(_, quote)| quote.to_lowercase().contains(&name)))
    };
    let unnamed = || records.iter().filter(|record| record["id"] != id && !is_named(record));
    let same_kind = unnamed().find(|record| record["kind"] == kind);
    same_kind.or_else(|| unnamed().next()).expect("another record")["id"].clone()
}

// Ways to mutate a value.

/// Hashes a text to a number that is the same in every run.
fn seed(text: &str) -> usize {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    usize::try_from(hash >> 33).expect("31 bits")
}

/// Returns a text with one of its letters and digits changed, or removed if `change` returns `None`.
fn mutated(text: &str, seeded: &str, change: impl Fn(char) -> Option<char>) -> String {
    let changeable = |(_, character): &(usize, char)| change(*character) != Some(*character);
    let places: Vec<(usize, char)> =
        text.char_indices().filter(|(_, one)| one.is_alphanumeric()).filter(changeable).collect();
    let (at, old) = places[seed(seeded) % places.len()];
    let new = change(old).map(String::from).unwrap_or_default();
    format!("{}{new}{}", &text[..at], &text[at + old.len_utf8()..])
}

fn other_character(text: &str, seeded: &str) -> String {
    mutated(text, seeded, |old| Some(next_character(old)))
}

fn next_character(old: char) -> char {
    match old {
        '9' => '0',
        'z' => 'a',
        'Z' => 'A',
        other => char::from_u32(u32::from(other) + 1).filter(char::is_ascii).unwrap_or('x'),
    }
}

fn other_case(text: &str, seeded: &str) -> String {
    mutated(text, seeded, |old| {
        let is_lower = old.is_ascii_lowercase();
        Some(if is_lower { old.to_ascii_uppercase() } else { old.to_ascii_lowercase() })
    })
}

fn without_a_character(text: &str, seeded: &str) -> String {
    mutated(text, seeded, |_| None)
}

fn year(date: &str) -> i32 {
    date[..4].parse().expect("a year")
}

fn years_later(date: &str, years: i32) -> String {
    format!("{:04}{}", year(date) + years, &date[4..])
}

// Running the linter on mutations.

impl Mutation {
    /// Creates a mutation that must be reported at its own place.
    fn of(pointer: &str, value: impl Into<Value>) -> Mutation {
        let caught_at = vec![pointer.to_owned()];
        Mutation { pointer: pointer.to_owned(), value: value.into(), caught_at }
    }
}

/// Applies up to `at_a_time` mutations at once, and checks the dataset. Each mutation must be reported at its own
/// place.
fn assert_all_caught(class: &str, document: &Value, mutations: &[Mutation], at_a_time: usize) {
    assert!(!mutations.is_empty(), "{class}: nothing to mutate");
    let mut batches: Vec<Vec<&Mutation>> = Vec::new();
    for mutation in mutations {
        let has_room = |batch: &&mut Vec<&Mutation>| {
            let is_same = |other: &&Mutation| other.pointer == mutation.pointer;
            batch.len() < at_a_time && !batch.iter().any(is_same)
        };
        match batches.iter_mut().find(has_room) {
            Some(batch) => batch.push(mutation),
            None => batches.push(vec![mutation]),
        }
    }
    let survivors: Vec<String> =
        batches.iter().flat_map(|batch| survivors(document, batch)).collect();
    report(class, mutations.len(), &survivors);
}

/// Returns the mutations without an error at their place.
fn survivors(document: &Value, batch: &[&Mutation]) -> Vec<String> {
    let mut mutant = document.clone();
    for Mutation { pointer, value, .. } in batch {
        let place = mutant.pointer_mut(pointer).expect("a value");
        assert_ne!(place, value, "{pointer} is not mutated");
        *place = value.clone();
    }
    let places = errors(&check_document(&mutant));
    let survivors = batch.iter().filter(|one| !one.caught_at.iter().all(|at| places.contains(at)));
    survivors.map(|one| format!("{}: {}", one.pointer, one.value)).collect()
}

/// Returns the pointers at which a run has errors.
fn errors(run: &Run) -> BTreeSet<String> {
    let errors = decoded(&run.findings).filter(|finding| finding.level == Level::Error);
    errors.flat_map(|finding| pointers_of(&finding, run)).collect()
}

fn report(class: &str, all: usize, survivors: &[String]) {
    println!("mutations: {class} {} of {all} caught", all - survivors.len());
    let some: Vec<&str> = survivors.iter().take(20).map(String::as_str).collect();
    assert!(survivors.is_empty(), "{class}, not caught:\n{}", some.join("\n"));
}
