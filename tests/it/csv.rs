//! Tests CSV and TSV documents: rows, types and places of cells, bad input, and whole runs.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use crate::command::Folder;
use crate::expected::assert_is_kept;
use factlint::document::{CellType, CellTypes, Document, FileId, Form, Limits, SyntaxError};
use proptest::prelude::*;
use serde_json::Value as Json;

fn parse(text: &[u8]) -> Document {
    Document::parse_as(Form::Csv, FileId(0), text.to_vec(), Limits::default())
}

#[track_caller]
fn check_json(text: &str, json: &str) {
    let document = parse(text.as_bytes());
    assert_eq!(document.syntax_error().map(SyntaxError::message), None, "{text}");
    assert_eq!(document.text().trim_end(), json, "{text}");
}

/// Returns the errors of a text, each with the bytes at its place.
fn errors(text: &str) -> Vec<(String, String)> {
    let document = parse(text.as_bytes());
    let fatal = document.fatal_error().into_iter();
    let errors = fatal.chain(document.broken_lines());
    errors.map(|error| (error.message(), text[error.range.clone()].to_owned())).collect()
}

#[track_caller]
fn check_error(text: &str, message: &str, place: &str) {
    assert_eq!(errors(text), [(message.to_owned(), place.to_owned())], "{text}");
}

#[test]
fn a_row_is_an_object_whose_members_the_header_names() {
    check_json(
        "id,name\na,Ann\nb,\"Bob, B.\"\n",
        "{\"id\":\"a\",\"name\":\"Ann\"}\n{\"id\":\"b\",\"name\":\"Bob, B.\"}",
    );
    check_json("id,name\na,\"two\nlines \"\"q\"\"\"", r#"{"id":"a","name":"two\nlines \"q\""}"#);
    check_json("\"i\"\"d\", n\n 1 ,x\n", r#"{"i\"d":" 1 "," n":"x"}"#);
    assert_eq!(parse(b"id\na\n").form(), Form::JsonLines);
    let tabs = Document::parse_as(
        Form::Tsv,
        FileId(0),
        b"id\tn\na,b\t\"c\td\"\n".to_vec(),
        Limits::default(),
    );
    assert_eq!(tabs.text(), "{\"id\":\"a,b\",\"n\":\"c\\td\"}\n");
}

#[test]
fn an_empty_cell_is_not_a_member_unless_it_is_quoted() {
    check_json("id,a,b\nx,,\"\"\n,,\n", "{\"id\":\"x\",\"b\":\"\"}\n{}");
}

#[test]
fn line_ends_may_be_mixed_and_blank_lines_are_skipped() {
    check_json(
        "\nid,a\r\n\r\nx,1\n\ny,2\r\n\n\n",
        "{\"id\":\"x\",\"a\":\"1\"}\n{\"id\":\"y\",\"a\":\"2\"}",
    );
    check_json("id\n", "");
    assert!(parse(b"id\n").root().is_some_and(|rows| rows.is_empty()));
}

#[test]
fn a_cell_is_a_number_or_boolean_only_where_the_schema_wants_one() {
    let mut types = CellTypes::default();
    types.add("n", CellType { numbers: true, booleans: false });
    types.add("b", CellType { numbers: false, booleans: true });
    let text = "id,n,b\n1,2.50,true\ntrue,007,TRUE\n3,\"4\",5\n4,true,\n";
    let document = parse(text.as_bytes()).with_cell_types(&types, Limits::default());
    let rows: Vec<&str> = document.text().lines().collect();
    assert_eq!(
        rows,
        [
            r#"{"id":"1","n":2.50,"b":true}"#,
            r#"{"id":"true","n":"007","b":"TRUE"}"#,
            r#"{"id":"3","n":4,"b":"5"}"#,
            r#"{"id":"4","n":"true"}"#
        ]
    );
}

#[test]
fn a_row_that_cannot_be_read_is_reported_and_the_others_are_read() {
    check_error("id,a\nx\n", "the row has 1 cell, want 2: no cell for `a`", "x");
    check_error("id,a\nx,1,2,\n", "the row has 4 cells, want 2", ",2,");
    check_error("id,a\nx,y\"z\n", "a quotation mark in a cell that does not begin with one", "\"");
    check_error("id,a\nx,\"y\"z\n", "text after the closing quotation mark of a cell", "z");
    check_error("id,a\nx,y\rz,1\n", "a carriage return without a line feed", "\r");
    check_error("id,a\nx,1\nid,a\n", "the header is repeated", "id,a");
    let text = "id,a\nu,\"1\nv,2\nw,3\nx,4,5\ny,\"6\"\nz,7\n";
    let found = errors(text);
    assert_eq!(found[0], ("this quotation mark is not closed".to_owned(), "\"".to_owned()));
    assert_eq!(found[1].0, "the row has 3 cells, want 2");
    assert_eq!(found.len(), 2);
    let ids = parse(text.as_bytes())
        .root()
        .unwrap()
        .elements()
        .map(|row| row.get("id").unwrap().raw().to_owned())
        .collect::<Vec<_>>();
    assert_eq!(ids, ["\"v\"", "\"w\"", "\"y\"", "\"z\""]);
}

#[test]
fn a_header_that_names_no_members_is_refused() {
    check_error("", "the document is empty, want a header", "");
    check_error("id,a,id\n1,2,3\n", "the header has the column `id` twice", "id");
    check_error("id,,b\n1,2,3\n", "a column of the header has no name", "");
    check_error(
        "id;name;born\n1;2;3\n",
        "the columns seem to be separated by `;`, want `,`",
        "id;name;born",
    );
    check_error(
        "id\tname\n1\t2\n",
        "the columns seem to be separated by tabs, want `,`",
        "id\tname",
    );
    check_json("\"id;name\"\n1\n", r#"{"id;name":"1"}"#);
}

#[test]
fn encodings_are_named_at_their_first_byte() {
    let error = |bytes: &[u8]| {
        parse(bytes).syntax_error().map(|error| (error.message(), error.range.clone()))
    };
    assert_eq!(error(b"id\n\xe9\n"), Some(("byte 0xe9 is not valid UTF-8".to_owned(), 3..4)));
    assert_eq!(
        error(b"\xff\xfei\0d\0"),
        Some(("the document is UTF-16, want UTF-8".to_owned(), 0..1))
    );
    let marked = parse("\u{feff}id\nx\n".as_bytes());
    assert!(marked.has_byte_order_mark() && marked.text() == "{\"id\":\"x\"}\n");
}

#[test]
fn many_columns_and_many_quotation_marks_are_read_in_linear_time() {
    let names: Vec<String> = (0..10_000).map(|column| format!("c{column}")).collect();
    let row = vec!["x"; 10_000].join(",");
    let document = parse(format!("{}\n{row}\n{row}\n{row},y\n", names.join(",")).as_bytes());
    assert_eq!(document.root().unwrap().element(1).unwrap().len(), 10_000);
    assert_eq!(document.broken_lines().len(), 1);
    let unclosed = format!("id\n{}", "\"x\"\"\n".repeat(200_000));
    assert!(parse(unclosed.as_bytes()).broken_lines().len() > 1_000);
}

#[test]
fn rows_that_need_more_memory_than_the_limit_are_refused() {
    let limits = Limits { largest: 1_000, ..Limits::default() };
    let text = format!("{}\n{}", "long".repeat(20), "x\n".repeat(50));
    let document = Document::parse_as(Form::Csv, FileId(0), text.into_bytes(), limits);
    let message = document.fatal_error().map(SyntaxError::message).expect("an error");
    assert_eq!(
        message,
        "the document, as JSON, has more than 1000 bytes and must be read as a whole: only JSON can be read in blocks"
    );
}

/// Returns a cell as CSV. It has quotation marks if it needs them or if `is_quoted` is `true`.
fn cell(text: &str, is_quoted: bool) -> String {
    let needs_marks = text.is_empty() || text.contains(['"', ',', '\n', '\r']);
    if is_quoted || needs_marks {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

proptest! {
    #[test]
    fn every_cell_is_at_its_place(
        rows in prop::collection::vec(prop::collection::vec(("[a-c\"',\r\né \\\\]{0,4}", any::<bool>()), 3), 0..5),
        breaks in prop::collection::vec(prop::sample::select(&["\n", "\r\n"][..]), 6),
    ) {
        let line = |row: &Vec<(String, bool)>| row.iter().map(|(text, quoted)| cell(text, *quoted)).collect::<Vec<_>>().join(",");
        let mut file = format!("x,\"y\",zé{}", breaks[0]);
        for (row, line_break) in rows.iter().zip(&breaks[1..]) {
            file.push_str(&line(row));
            file.push_str(line_break);
        }
        let document = parse(file.as_bytes());
        prop_assert!(document.syntax_error().is_none(), "{:?} {:?}", document.syntax_error(), file);
        let root = document.root().unwrap();
        prop_assert_eq!(root.len(), rows.len());
        for (row, value) in rows.iter().zip(root.elements()) {
            prop_assert_eq!(&file[value.range_in_file()], line(row));
            for ((text, quoted), name) in row.iter().zip(["x", "y", "zé"]) {
                let value = value.get(name).unwrap();
                prop_assert_eq!(value.as_str().unwrap(), &**text);
                prop_assert_eq!(&file[value.range_in_file()], cell(text, *quoted));
            }
        }
    }

    #[test]
    fn any_text_gives_rows_or_errors_inside_it(text in "[ab,\"\r\n\té]{0,30}") {
        let document = parse(text.as_bytes());
        for error in document.fatal_error().into_iter().chain(document.broken_lines()) {
            prop_assert!(text.get(error.range.clone()).is_some(), "{:?}", error.range);
        }
        prop_assert!(document.fatal_error().is_some() || document.root().is_some());
    }
}

const RULEBOOK: &str = r#"version = 1
documents = ["people.csv", "towns.tsv"]

[schema]
"people.csv" = "person.schema.json"

[collections]
people = { select = "$[*]", id = "id", documents = ["people.csv"] }
towns = { select = "$[*]", id = "id", documents = ["towns.tsv"] }

[rules.country]
kind = "codelist"
in = "people"
field = "country"
standard = "iso-3166-1-alpha-2"

[rules.town]
kind = "reference"
in = "people"
field = "town"
to = "towns"

[rules.born]
kind = "date-range"
in = "people"
past = "born"

[rules.height]
kind = "compare"
in = "people"
field = "height"
is = "<"
value = 3
"#;

const SCHEMA: &str = r##"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": ["id", "born"],
  "properties": {
    "id": { "type": "string" },
    "height": { "$ref": "#/$defs/length" },
    "alive": { "type": "boolean" },
    "code": { "type": ["string", "number"] }
  },
  "$defs": { "length": { "type": "number", "exclusiveMinimum": 0 } }
}
"##;

const PEOPLE: &str = "id,name,born,country,town,height,alive,code\r
ada,\"Lovelace, Ada\",1815-12-10,gb,london,1.65,false,007\r
bob,\"Bob \"\"B\"\"\",1990-02-30,FR,lundon,4,yes,12\r
cyd,\"two\nlines\",2000-01-01,\"de\",,\"1,75\",,\r
dan,Dan,,SE,paris,,,\r
eve,Eve,2000-01-01,SE\r
fay,Fay,2000-01-01,SE,paris,,true,x,y\r
gus,G\"us,2000-01-01,SE,paris,,,\r
";

fn folder() -> Folder {
    Folder::new(&[
        ("factlint.toml", RULEBOOK),
        ("person.schema.json", SCHEMA),
        ("people.csv", PEOPLE),
        ("towns.tsv", "id\tname\nlondon\tLondon\nparis\t\"Paris\"\n"),
    ])
}

#[test]
fn findings_are_shown_in_the_cells_as_they_are_written() {
    assert_is_kept(&folder().check(&[]).stdout, "tests/cli/csv.txt");
}

#[test]
fn csv_without_mistakes_has_no_findings() {
    let folder = folder();
    folder.write("people.csv", "id,name,born,country,town,height,alive,code\nada,Ada,1815-12-10,GB,london,1.65,false,007\n");
    let outcome = folder.check(&[]);
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
}

#[test]
fn fix_writes_cells_in_their_own_form() {
    let folder = folder();
    let all = folder.check(&["--diff", "--unsafe-fixes"]).stdout;
    assert_is_kept(&all, "tests/cli/csv_fixes.diff");
    folder.check(&["--fix"]);
    assert_eq!(
        folder.read("people.csv"),
        PEOPLE.replace(",gb,", ",GB,").replace("\"de\"", "\"DE\"")
    );
}

#[test]
fn fmt_leaves_csv_alone_and_says_so() {
    let folder = folder();
    let outcome = folder.factlint(&["fmt"]);
    assert_eq!(
        (outcome.code, outcome.stdout.as_str()),
        (Some(0), "2 documents not in JSON, left unchanged\n")
    );
}

#[test]
fn machine_formats_have_the_place_of_a_cell() {
    let folder = folder();
    let report = folder.check(&["--format", "json"]).report();
    let findings = report["findings"].as_array().expect("findings");
    let date = findings.iter().find(|finding| finding["rule"] == "date").expect("a finding");
    let place = &date["places"][0];
    assert_eq!(place["pointer"], "/1/born");
    assert_eq!(
        (&place["start"]["line"], &place["start"]["column"]),
        (&Json::from(3), &Json::from(17))
    );
    let byte = place["start"]["byte"].as_u64().expect("a byte") as usize;
    assert!(PEOPLE[byte..].starts_with("1990-02-30,"), "{place}");
}

#[test]
fn a_mistake_in_the_header_is_one_finding() {
    let folder = folder();
    folder.write(
        "person.schema.json",
        r#"{"properties": {"id": {}}, "additionalProperties": false}"#,
    );
    folder.write("people.csv", "id,extra\na,1\nb,2\nc,3\n");
    let outcome = folder.check(&["--format", "concise", "--select", "schema"]);
    let found: Vec<&str> = outcome.stdout.lines().filter(|line| line.contains("error[")).collect();
    assert_eq!(found, ["people.csv:1:4: error[schema]: unexpected property `extra`"]);
}
