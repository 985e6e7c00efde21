//! Benchmarks each part of a run separately on the INTERPOL dataset, to show which part has become slower.
//! `cargo bench` runs all benchmarks. `cargo bench -- quote` runs the benchmarks with `quote` in their name.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a benchmark that cannot read its input must fail"
)]

use divan::{Bencher, black_box, counter::BytesCount};
use factlint::dataset::Dataset;
use factlint::document::{Document, FileId, Limits};
use factlint::engine;
use factlint::quote::mentions::shows_dates;
use factlint::quote::{MinimumLength, Quote, SourceText};
use factlint::rulebook::Rulebook;
use factlint::schema::{Schema, Settings};
use factlint::value::date::PartialDate;
use std::path::{Path, PathBuf};

fn main() {
    divan::main();
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).unwrap()
}

fn document(name: &str) -> Document {
    Document::parse(FileId::UNLISTED, read(name), Limits::default())
}

fn schema() -> Schema {
    let document = document("schema/dataset.schema.json");
    let compiled = Schema::compile(&document, "/dataset.schema.json", Settings::default(), &|_| {
        Err("the schema is one file".to_owned())
    });
    compiled.expect("the dataset's schema")
}

/// Returns the text of the source document, and all quotes from it in the dataset.
fn source_and_quotes() -> (String, Vec<String>) {
    let text = read("dataset/sources/interpol-regulation-and-policies.txt");
    let claims = document("dataset/interpol.json");
    let claims = claims.root().and_then(|root| root.get("claims")).unwrap();
    let evidence = claims.elements().filter_map(|claim| claim.get("evidence"));
    let quotes = evidence.flat_map(|evidence| evidence.elements());
    let quotes = quotes.filter_map(|item| Some(item.get("quote")?.as_str()?.into_owned()));
    (String::from_utf8(text).unwrap(), quotes.collect())
}

#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    let bytes = read("dataset/interpol.json");
    bencher
        .counter(BytesCount::new(bytes.len()))
        .with_inputs(|| bytes.clone())
        .bench_values(|bytes| Document::parse(FileId::UNLISTED, bytes, Limits::default()));
}

#[divan::bench]
fn compile_schema() -> Schema {
    schema()
}

#[divan::bench]
fn compile_rulebook(bencher: Bencher<'_, '_>) {
    let text = String::from_utf8(read("dataset/factlint.toml")).unwrap();
    bencher.bench(|| Rulebook::parse(&text, FileId(0)).is_ok());
}

#[divan::bench]
fn validate(bencher: Bencher<'_, '_>) {
    let (schema, document) = (schema(), document("dataset/interpol.json"));
    let root = document.root().unwrap();
    bencher.counter(BytesCount::new(document.text().len())).bench_local(|| schema.is_valid(root));
}

#[divan::bench]
fn prepare_source(bencher: Bencher<'_, '_>) {
    let (text, _) = source_and_quotes();
    bencher
        .counter(BytesCount::new(text.len()))
        .with_inputs(|| text.clone())
        .bench_values(SourceText::new);
}

#[divan::bench]
fn find_quotes(bencher: Bencher<'_, '_>) {
    let (text, quotes) = source_and_quotes();
    let source = SourceText::new(text);
    bencher.counter(quotes.len()).bench_local(|| {
        for quote in &quotes {
            black_box(source.find(&Quote::exact(quote), MinimumLength::default()));
        }
    });
}

#[divan::bench]
fn read_dates_in_quotes(bencher: Bencher<'_, '_>) {
    let (_, quotes) = source_and_quotes();
    let date = PartialDate::parse("2018-10").unwrap();
    bencher.counter(quotes.len()).bench_local(|| {
        for quote in &quotes {
            black_box(shows_dates(quote, [(&date, None)]));
        }
    });
}

#[divan::bench]
fn compare_dates(bencher: Bencher<'_, '_>) {
    let texts = ["2018", "2018-10", "2018-10-31", "2019-02", "2020"];
    let dates = texts.map(|text| PartialDate::parse(text).unwrap());
    bencher.counter(dates.len() * dates.len()).bench_local(|| {
        for left in &dates {
            for right in &dates {
                black_box(left.agrees_with(right));
            }
        }
    });
}

/// Measures only the rule `conflict`, on twenty claims about each of a hundred topics, with four dates.
#[divan::bench]
fn find_conflicts(bencher: Bencher<'_, '_>) {
    let rulebook = "version = 1\ndocuments = [\"data.json\"]\n[collections]\n\
        properties = { select = \"$.properties[*]\", id = \"id\" }\n\
        claims = { select = \"$.claims[*]\", id = \"id\" }\n[rules.conflict]\nkind = \"conflict\"\n";
    let claims = (0..2000).map(|number| {
        let (subject, date) = (number % 100, 1990 + number / 100 % 4);
        format!(
            r#"{{"id": "c{number}", "subject": "s{subject}", "property": "founded",
                "value": {{"date": "{date}"}}, "rank": "normal", "evidence": []}}"#
        )
    });
    let claims: Vec<String> = claims.collect();
    let property = r#"{"id": "founded", "name": "founded", "functional": true}"#;
    let text = format!("{{\"properties\": [{property}], \"claims\": [{}]}}", claims.join(","));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("factlint.toml"), rulebook).unwrap();
    std::fs::write(folder.path().join("data.json"), text).unwrap();
    let rulebook = folder.path().join("factlint.toml");
    let today = PartialDate::parse("2026-01-01").unwrap();
    bencher
        .counter(claims.len())
        .with_inputs(|| Dataset::read(&rulebook, folder.path()).unwrap_or_else(|_| unreachable!()))
        .bench_local_values(|dataset| engine::check(dataset, &today).findings.len());
}

/// Measures all rules, including conflicts between claims, on documents that are already parsed.
#[divan::bench]
fn check_dataset(bencher: Bencher<'_, '_>) {
    let (rulebook, folder) = (path("dataset/factlint.toml"), path(""));
    let today = PartialDate::parse("2026-01-01").unwrap();
    bencher
        .with_inputs(|| Dataset::read(&rulebook, &folder).unwrap_or_else(|_| unreachable!()))
        .bench_local_values(|dataset| engine::check(dataset, &today).findings.len());
}
