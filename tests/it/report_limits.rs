//! Tests reports that would exceed the limits of the services that read them. They are truncated with a message, and
//! keep the most severe findings.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use factlint::document::FileId;
use factlint::engine::Summary;
use factlint::files::{Content, File, Files};
use factlint::finding::{Anchor, Finding, Level, Place, encoded, sha256};
use factlint::report::{self, Appearance, Format, Rendered, Report, StartFolder};
use flate2::{Compression, write::GzEncoder};
use serde_json::Value;
use std::io::Write;

const TEXT: &str = "{}\n";

fn finding(number: usize, level: Level, message: &str) -> Finding {
    Finding::new(message, Anchor::new(number.to_string(), ""))
        .label(Place::range(FileId(0), 0..2), "here")
        .built_in("syntax", level)
}

fn render(findings: &[Finding], format: Format) -> Rendered {
    let mut files = Files::default();
    let (name, key) = ("data.json".to_owned(), "data.json".to_owned());
    files.add(File { name, key, content: Content::Text(TEXT.to_owned()) });
    let mut summary = Summary { documents: 1, ..Summary::default() };
    for finding in findings {
        *summary.findings.entry(finding.level).or_default() += 1;
    }
    let findings = encoded(findings.to_vec());
    let report = Report { summary: Some(&summary), ..Report::of_findings(&files, &findings) };
    let appearance = Appearance::plain(80);
    report::render(&report, format, &appearance, StartFolder::default())
}

fn run_of(rendered: &Rendered) -> Value {
    let mut log: Value = serde_json::from_str(&rendered.text).expect("JSON");
    log["runs"][0].take()
}

fn notifications(run: &Value) -> Vec<&str> {
    let all = &run["invocations"][0]["toolExecutionNotifications"];
    let all = all.as_array().expect("notifications").iter();
    all.filter_map(|notification| notification["message"]["text"].as_str()).collect()
}

/// Returns text of this number of characters that is hard to compress. The characters come from a linear congruential
/// generator (Knuth's constants).
fn noise(seed: usize, characters: usize) -> String {
    let mut state = seed as u64 + 1;
    let next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'0' + u8::try_from((state >> 33) % 75).expect("a small number"))
    };
    std::iter::repeat_with(next).take(characters).collect()
}

#[test]
fn small_reports_leave_nothing_out() {
    let findings: Vec<Finding> =
        (0..100).map(|number| finding(number, Level::Error, "wrong")).collect();
    for format in [Format::Sarif, Format::Markdown] {
        assert_eq!(render(&findings, format).left_out, Vec::<String>::new());
    }
}

#[test]
fn a_sarif_log_has_the_25_000_most_severe_results() {
    let mut findings: Vec<Finding> =
        (0..25_000).map(|number| finding(number, Level::Notice, "odd")).collect();
    findings.push(finding(25_000, Level::Review, "unsure"));
    findings.push(finding(25_001, Level::Error, "wrong"));
    let rendered = render(&findings, Format::Sarif);
    let expected = "the SARIF log lists 25000 of 25002 findings, the most severe: GitHub accepts at most 25000 and 10 MB compressed";
    assert_eq!(rendered.left_out, [expected]);
    let run = run_of(&rendered);
    assert!(notifications(&run).contains(&expected));
    let results = run["results"].as_array().expect("results");
    let message = |at: usize| results[at]["message"]["text"].as_str().expect("a text");
    assert_eq!(results.len(), 25_000);
    assert_eq!([message(24_997), message(24_998), message(24_999)], ["odd", "unsure", "wrong"]);
}

#[test]
fn a_sarif_result_has_at_most_1_000_places() {
    let place = |at: usize| Place::range(FileId(0), at % 2..2);
    let finding = (0..1_200).fold(finding(0, Level::Error, "wrong"), |finding, number| {
        finding.label(place(number), format!("{number}"))
    });
    let rendered = render(&[finding], Format::Sarif);
    let expected =
        "the SARIF log lists at most 1000 places per finding, the maximum that GitHub accepts";
    assert_eq!(rendered.left_out, [expected]);
    let run = run_of(&rendered);
    assert!(notifications(&run).contains(&expected));
    let result = &run["results"][0];
    assert_eq!(result["relatedLocations"].as_array().expect("places").len(), 999);
    let message = result["message"]["text"].as_str().expect("a text");
    assert!(message.ends_with("\n[19](20)\nand 1180 more places"), "{message}");
}

#[test]
fn a_sarif_log_is_at_most_10_mb_compressed() {
    let findings: Vec<Finding> = (0..300)
        .map(|number| {
            let level = if number % 2 == 0 { Level::Error } else { Level::Notice };
            finding(number, level, &noise(number, 50_000))
        })
        .collect();
    let rendered = render(&findings, Format::Sarif);
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(rendered.text.as_bytes()).expect("written");
    let size = encoder.finish().expect("compressed").len();
    assert!((5_000_000..=10_000_000).contains(&size), "{size} bytes");
    let run = run_of(&rendered);
    let results = run["results"].as_array().expect("results");
    let errors = results.iter().filter(|result| result["level"] == "error").count();
    assert_eq!(errors, results.len().min(150), "the errors are kept before the notices");
    assert_eq!(rendered.left_out.len(), 1);
    assert!(rendered.left_out[0].contains(&format!("{} of 300 findings", results.len())));
}

#[test]
fn a_job_summary_is_less_than_1_mib() {
    let mut findings: Vec<Finding> = (0..9_000)
        .map(|number| finding(number, Level::Notice, &sha256(&number.to_le_bytes())))
        .collect();
    findings.push(finding(9_000, Level::Error, "wrong"));
    let rendered = render(&findings, Format::Markdown);
    assert!((900_000..1_001_000).contains(&rendered.text.len()), "{}", rendered.text.len());
    let rows = rendered.text.matches("| syntax |").count();
    let expected = format!(
        "the markdown report lists {rows} of 9001 findings: GitHub rejects a summary of more than 1 MiB"
    );
    assert_eq!(rendered.left_out, [expected.as_str()]);
    assert!(rendered.text.ends_with(&format!("\n\n{expected}\n")));
    assert!(rendered.text.contains("| syntax | wrong<details>"), "the error is kept");
}

#[test]
fn one_finding_with_a_thousand_places_is_no_summary() {
    let finding = (0..1_000).fold(finding(0, Level::Error, "wrong"), |finding, number| {
        finding.label(Place::range(FileId(0), 0..1), format!("place {number}"))
    });
    let text = render(&[finding], Format::Markdown).text;
    assert_eq!(text.matches("<br>").count(), 50);
    assert!(text.contains("<br>… and 951 more</details> |\n"), "{text}");
}

#[test]
fn one_finding_with_20_000_places_does_not_take_minutes() {
    let finding = (1..20_000).fold(finding(0, Level::Error, "wrong"), |finding, number| {
        finding.label(Place::range(FileId(0), 0..1), format!("place {number}"))
    });
    let findings = [finding];
    let rest = "19,988 more places: the first 1,000 in --format json";
    for format in [Format::Human, Format::Narrated] {
        let text = render(&findings, format).text;
        assert_eq!(text.matches("place 11").count(), 1, "{text}");
        assert_eq!(text.matches("place 12").count(), 0, "{text}");
        assert!(text.contains(rest), "{text}");
    }
    let report: Value = serde_json::from_str(&render(&findings, Format::Json).text).expect("JSON");
    let found = &report["findings"][0];
    assert_eq!(found["places"].as_array().map(Vec::len), Some(1_000));
    assert_eq!(found["places_total"], 20_000);
    for format in [Format::GitHub, Format::JUnit, Format::Reviewdog] {
        let text = render(&findings, format).text;
        assert_eq!(text.matches("place 999").count(), 1, "{format:?}");
        assert_eq!(text.matches("place 1000").count(), 0, "{format:?}");
        assert!(text.contains("and 19000 more places"), "{format:?}");
    }
    assert!(render(&findings, Format::Concise).text.contains("wrong; also at data.json:1:1\n"));
}

#[test]
fn twelve_places_are_all_shown() {
    let finding = (1..12).fold(finding(0, Level::Error, "wrong"), |finding, number| {
        finding.label(Place::range(FileId(0), 0..1), format!("place {number}"))
    });
    for format in [Format::Human, Format::Narrated] {
        let text = render(std::slice::from_ref(&finding), format).text;
        assert!(text.contains("place 11") && !text.contains("more place"), "{text}");
    }
    let report = render(&[finding], Format::Json).text;
    assert!(!report.contains("places_total"), "{report}");
}
