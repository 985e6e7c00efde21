//! The parsers, and the checks of their results.

use super::{converted, inputs};
use factlint::dataset::{Dataset, Folders, Sizes};
use factlint::document::{Document, FileId, Form, Limits, Value};
use factlint::engine;
use factlint::finding::decoded;
use factlint::ledger::Ledger;
use factlint::path::Path;
use factlint::quote::{Match, MinimumLength, Quote, SourceText};
use factlint::report;
use factlint::rulebook::Rulebook;
use factlint::storage::{BaseFolder, FilePath, Memory};
use factlint::value::date::PartialDate;
use std::sync::Arc;

/// A parser.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    /// Returns the inputs that are mutated.
    pub(crate) inputs: fn() -> Vec<Vec<u8>>,
    /// Calls the parser. If its result is wrong, returns a description of the fault as an error.
    pub(crate) call: fn(&[u8]) -> Result<(), String>,
}

/// All parsers.
pub(crate) const TARGETS: [Target; 9] = [
    Target { name: "json", inputs: inputs::documents, call: json },
    Target { name: "yaml", inputs: inputs::yaml, call: converted::yaml },
    Target { name: "csv", inputs: inputs::csv, call: converted::csv },
    Target { name: "blocks", inputs: inputs::documents, call: blocks },
    Target { name: "jsonpath", inputs: inputs::paths, call: jsonpath },
    Target { name: "i-regexp", inputs: inputs::patterns, call: i_regexp },
    Target { name: "rulebook", inputs: inputs::rulebooks, call: rulebook },
    Target { name: "ledger", inputs: inputs::ledgers, call: ledger },
    Target { name: "quote", inputs: inputs::sources, call: quote },
];

/// Checks that every value can be read, and that the parser and `serde_json` accept the same texts.
fn json(input: &[u8]) -> Result<(), String> {
    for form in [Form::Json, Form::JsonLines] {
        let document = Document::parse_as(form, FileId(0), input.to_vec(), Limits::default());
        document.root().map_or(Ok(()), |root| walk(root, document.text()))?;
    }
    let document = Document::parse(FileId(0), input.to_vec(), Limits::default());
    let is_accepted = document.syntax_error().is_none();
    // `serde_json` accepts at most 128 levels, and no byte order mark.
    if document.depth() > 100 || document.has_byte_order_mark() {
        return Ok(());
    }
    let other = serde_json::from_slice::<serde_json::Value>(input);
    match (is_accepted, other) {
        (true, Err(error)) if !error.to_string().starts_with("number out of range") => {
            Err(format!("the parser accepts a text that is not JSON: {error}"))
        }
        (false, Ok(_)) => {
            Err(format!("the parser refuses a valid JSON text: {:?}", document.syntax_error()))
        }
        _ => Ok(()),
    }
}

pub(crate) fn walk(value: Value<'_>, text: &str) -> Result<(), String> {
    // The root of JSON Lines has no text.
    if value.occurs_in_text() && text.get(value.span()) != Some(value.raw()) {
        return Err(format!("the value at {:?} is not in the text", value.span()));
    }
    let _ = (value.as_str(), value.as_number(), value.as_bool(), value.pointer());
    value.members().try_for_each(|member| walk(member.value, text))?;
    value.elements().try_for_each(|element| walk(element, text))
}

const READS_BLOCKS: &str = r#"version = 1
documents = ["data.*"]

[collections]
records = { select = "$.records[*]", id = "id", optional = true }
lines = { select = "$[*]", id = "id", optional = true }

[rules.names]
kind = "unique"
in = "records"
fields = "name"

[rules.lines]
kind = "unique"
in = "lines"
fields = "name"

[rules.idle]
level = "off"
"#;

/// Checks that a document that is read in blocks of 64 bytes has the same findings as one that is read as a whole.
fn blocks(input: &[u8]) -> Result<(), String> {
    for name in ["data.json", "data.jsonl"] {
        let found = |sizes: Sizes| {
            let files = [("factlint.toml", READS_BLOCKS.as_bytes()), (name, input)];
            let storage: Memory = files.into_iter().collect();
            let folder = BaseFolder { storage: Arc::new(storage), folder: FilePath::default() };
            let read = Dataset::read_with(sizes, Folders::in_storage(folder, "factlint.toml"));
            read.map_or_else(
                |failure| failure.errors.iter().map(ToString::to_string).collect(),
                |dataset| {
                    let run = engine::check(dataset, &today());
                    report::lines(&run.files, &decoded(&run.findings).collect::<Vec<_>>())
                },
            )
        };
        let whole = found(Sizes::default());
        let in_blocks = found(Sizes { whole: 0, block: 64 });
        if whole != in_blocks {
            return Err(format!("{name} as a whole:\n{whole}in blocks:\n{in_blocks}"));
        }
    }
    Ok(())
}

const DOCUMENT: &str =
    r#"{"a": [{"b": 1, "c": "x"}, {"b": [2, 3], "é": null}], "d": {"e": "2018"}}"#;

/// Checks that `first` returns the first value that `select` returns.
fn jsonpath(input: &[u8]) -> Result<(), String> {
    let text = String::from_utf8_lossy(input);
    let Ok(path) = Path::parse(&text) else { return Ok(()) };
    let document = Document::parse(FileId(0), DOCUMENT.as_bytes().to_vec(), Limits::default());
    let Some(root) = document.root() else { return Ok(()) };
    let all = path.select(root);
    let first = path.first(root);
    match all.first().zip(first) {
        Some((one, other)) if !one.is_same_node(other) => {
            Err("`first` and `select` return different first values".to_owned())
        }
        None if all.is_empty() != first.is_none() => {
            Err("only one of `first` and `select` finds a value".to_owned())
        }
        _ => Ok(()),
    }
}

/// Checks a pattern in the functions `match` and `search`.
fn i_regexp(input: &[u8]) -> Result<(), String> {
    let pattern = serde_json::Value::from(String::from_utf8_lossy(input)).to_string();
    for function in ["match", "search"] {
        jsonpath(format!("$..[?{function}(@, {pattern})]").as_bytes())?;
    }
    Ok(())
}

/// Checks that a rulebook is accepted, or refused with a place in the text for each mistake.
fn rulebook(input: &[u8]) -> Result<(), String> {
    let text = String::from_utf8_lossy(input);
    match Rulebook::parse(&text, FileId(0)) {
        Ok(_) => Ok(()),
        Err(findings) if findings.is_empty() => Err("it is refused without a reason".to_owned()),
        Err(findings) => findings.iter().try_for_each(|finding| has_place(finding, &text)),
    }
}

/// Checks that a ledger is accepted, or refused with a place in the text for each mistake.
fn ledger(input: &[u8]) -> Result<(), String> {
    let text = String::from_utf8_lossy(input);
    match Ledger::parse(&text, FileId(0), &today()) {
        Ok(_) => Ok(()),
        Err(findings) if findings.is_empty() => Err("it is refused without a reason".to_owned()),
        Err(findings) => findings.iter().try_for_each(|finding| has_place(finding, &text)),
    }
}

fn has_place(finding: &factlint::finding::Finding, text: &str) -> Result<(), String> {
    let range = finding.primary().and_then(|label| label.place.range_with(None));
    match range {
        Some(range) if text.get(range.clone()).is_some() => Ok(()),
        range => Err(format!("{:?} has the place {range:?}", finding.message)),
    }
}

/// Looks for the first line in the rest of the text, and checks that each place that is found is in the text.
fn quote(input: &[u8]) -> Result<(), String> {
    let text = String::from_utf8_lossy(input);
    let (quote, source) = text.split_once('\n').unwrap_or((&text, ""));
    let found = SourceText::new(source).find(&Quote::exact(quote), MinimumLength::default());
    let spans = match &found {
        Match::Found(passage) | Match::Doubtful { passage, .. } => vec![passage.span()],
        Match::Several(passages) | Match::OutOfContext(passages) => {
            passages.iter().map(factlint::quote::Passage::span).collect()
        }
        Match::PartsApart(parts) => parts.clone(),
        Match::Missing { .. } | Match::TooShort { .. } => Vec::new(),
    };
    for span in spans {
        if source.get(span.clone()).is_none() {
            return Err(format!("it is found at {span:?}, which is outside the text"));
        }
    }
    Ok(())
}

fn today() -> PartialDate {
    PartialDate::parse("2026-01-01").unwrap_or_else(|_| unreachable!("a date"))
}
