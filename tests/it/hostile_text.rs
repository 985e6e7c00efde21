//! Tests that no format lets text from a dataset act as a command, as markup or as the content of another file.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::command::{FORMATS, Folder};
use factlint::engine::{NotRun, Summary};
use factlint::files::{Content, File, Files};
use factlint::finding::{Anchor, Applicability, Finding, Level, Place};
use factlint::report::{self, Appearance, Format, Report, StartFolder};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::Value;

/// Hostile text for a terminal, a CI runner, XML, Markdown, JSON and SARIF.
const HOSTILE: &str = "\u{1b}[31mred\u{1b}]8;;https://evil.example\u{7} \u{9b}2J \u{7f}\u{0}\u{fffe}\u{ffff}\u{202e}evil\u{200b} \r\n::error file=x::gone\n::set-output name=x::y%0A%25 ]]> --> <script>alert(1)</script> &amp; \"quoted\" 'x' [link](https://evil.example) ![i](x) [x](1) | a | `code` **b** _i_ ~s~ # h\n## heading\n- item\n|-|-|\n<details> @someone $x$ www.evil.example https://evil.example \\";

fn report(format: Format) -> String {
    let mut files = Files::default();
    let name = format!("{}.json", HOSTILE.replace('/', "_"));
    let text = format!("{HOSTILE}\n");
    let file = files.add(File { name, key: "x".to_owned(), content: Content::Text(text) });
    let place = || Place::range(file, 0..HOSTILE.len());
    let finding = Finding::new(HOSTILE, Anchor::new(HOSTILE, HOSTILE))
        .label(place(), HOSTILE)
        .label(place(), HOSTILE)
        .help(HOSTILE)
        .suggest(Applicability::Safe, place(), HOSTILE, HOSTILE)
        .suggest(Applicability::Unsafe, place(), HOSTILE, HOSTILE)
        .rests_on(HOSTILE, HOSTILE, HOSTILE);
    let finding = finding.built_in("syntax", Level::Error);
    let not_run = vec![NotRun {
        rule: HOSTILE.to_owned(),
        document: None,
        reason: HOSTILE.to_owned(),
        is_local: false,
    }];
    let findings = std::collections::BTreeMap::from([(Level::Error, 1)]);
    let summary = Summary { documents: 1, not_run, findings, ..Summary::default() };
    let findings = [Finding { rule: HOSTILE.to_owned(), ..finding }.into()];
    let report = Report { summary: Some(&summary), ..Report::of_findings(&files, &findings) };
    let appearance = Appearance::plain(100);
    report::render(&report, format, &appearance, StartFolder::default()).text
}

#[test]
fn no_control_or_invisible_character_reaches_any_output() {
    for &format in Format::ALL {
        let text = report(format);
        let harmful = text.chars().find(|character| {
            (character.is_control() && *character != '\n')
                || matches!(character, '\u{200b}' | '\u{202e}' | '\u{fffe}' | '\u{ffff}')
        });
        assert_eq!(harmful, None, "{format:?}:\n{text}");
    }
}

#[test]
fn no_line_of_any_output_is_a_workflow_command_but_our_own() {
    for &format in Format::ALL {
        let text = report(format);
        let commands: Vec<&str> =
            text.lines().filter(|line| line.trim_start().starts_with("::")).collect();
        match format {
            Format::GitHub => {
                assert_eq!(commands.len(), 1);
                let (properties, _) = commands[0][2..].split_once("::").expect("a message");
                assert!(!properties.contains(':'), "{properties}");
                let names = properties.split(',').map(|one| one.split('=').next());
                let names: Vec<&str> = names.flatten().collect();
                assert_eq!(names, ["error title", "file", "line", "endLine"], "{properties}");
            }
            _ => assert_eq!(commands, Vec::<&str>::new(), "{format:?}"),
        }
    }
}

#[cfg(unix)]
#[test]
fn a_file_name_is_not_a_workflow_command() {
    let rulebook = "version = 1\ndocuments = [\"*.json\"]\n";
    let folder = Folder::new(&[("factlint.toml", rulebook), ("::error::x.json", "{")]);
    for format in FORMATS {
        let outcome = folder.check(&["--format", format]);
        for line in outcome.stdout.lines().filter(|line| line.trim_start().starts_with("::")) {
            assert!(line.starts_with("::error title=error%3A syntax,file=%3A%3Aerror"), "{line}");
        }
    }
}

/// Regression: names were printed without escapes.
#[cfg(unix)]
#[test]
fn config_and_baseline_show_the_escapes_in_names() {
    let rulebook = "version = 1\ndocuments = [\"*.json\"]\nbaseline = \"b\\u001b[31m.toml\"\n";
    let data = "{\"a\": 1, \"a\": 1}";
    let folder = Folder::new(&[("factlint.toml", rulebook), ("a\u{1b}[31m\u{e0041}.json", data)]);
    for arguments in [&["baseline", "create"][..], &["config"], &["baseline", "prune"]] {
        let outcome = folder.factlint(arguments);
        let printed = format!("{}{}", outcome.stdout, outcome.stderr);
        assert!(printed.contains("�[31m"), "{arguments:?}: {outcome:#?}");
        assert!(!printed.contains(['\u{1b}', '\u{e0041}']), "{arguments:?}: {outcome:#?}");
    }
}

/// A folder's name that contains an escape sequence, a line that is a workflow command, and hidden characters.
#[cfg(unix)]
const NAME: &str = "f\u{1b}[31m\n::error::x\u{202e}\u{e0041}\u{61c}";

/// Regression: many commands printed names without escapes, or with their line breaks.
#[cfg(unix)]
#[test]
fn no_command_prints_a_hostile_name_as_it_is() {
    let data =
        "{\"a\": [{\"id\": \"x\", \"k\": \"A\u{202e}\u{9b}\"}, {\"id\": \"y\", \"k\": \"A\"}]}";
    let rulebook = "version = 1\ndocuments = [\"*.json\"]\nledger = \"l\\u001b\\n::error::l.toml\"\n[collections]\nthings = { select = \"$.a[*]\", id = \"id\" }\n[rules.codes]\nkind = \"codelist\"\nin = \"things\"\nfield = \"k\"\nvalues = [\"a\"]\nlevel = \"review\"\n";
    let (document, set) = (format!("{NAME}/{NAME}.json"), format!("{NAME}/factlint.toml"));
    let ledger = format!("{NAME}/l\u{1b}\n::error::l.toml");
    let folder = Folder::new(&[
        (document.as_str(), data),
        (&set, rulebook),
        ("b.txt", "A text.\n"),
        (&ledger, "version = 2\n"),
    ]);
    let run = |arguments: &[&str], code: i32| {
        let outcome = folder.factlint(arguments);
        let printed = format!("{}{}", outcome.stdout, outcome.stderr);
        let is_harmful = |character: char| {
            (character.is_control() && character != '\n')
                || matches!(character, '\u{202e}' | '\u{e0041}' | '\u{61c}')
        };
        assert!(!printed.contains(is_harmful), "{arguments:?}: {printed:?}");
        let commands = printed.lines().filter(|line| line.trim_start().starts_with("::"));
        assert_eq!(commands.count(), 0, "{arguments:?}: {printed}");
        assert_eq!(outcome.code, Some(code), "{arguments:?}: {printed}");
        outcome
    };
    for command in ["config", "fmt"] {
        run(&[command, NAME], 0);
    }
    let report = run(&["check", NAME, "--format", "json"], 0).report();
    let second = report["findings"][1]["fingerprint"].as_str().expect("a fingerprint").to_owned();
    let decided = ["--outcome", "accepted", "--reason", "r", "--by", "p"];
    run(&[&["review", "decide", &second, NAME], &decided[..]].concat(), 0);
    run(&["review", "show", &second, NAME], 0);
    run(&["review", "list", NAME], 0);
    run(&["review", "list", NAME, "--format", "json"], 0).report();
    run(&["review", "renew", "--all-unchanged", NAME], 0);
    run(&["review", "prune", NAME], 0);
    folder.write(&document, data.replace('y', "z"));
    run(&["review", "prune", NAME, "--dry-run"], 0);
    run(&["baseline", "create", NAME], 0);
    run(&["baseline", "prune", NAME], 0);
    run(&["baseline", "migrate", NAME], 0);
    folder.write(&set, rulebook.replace("A\u{202e}", "A"));
    folder.write(&document, "{\"a\": [{\"id\": \"w\", \"k\": \"A\"}]}");
    run(&["check", NAME, "--diff"], 1);
    folder.write(
        &document,
        "{\"b\": [{\"id\": \"x\", \"k\u{e0041}\": 1}, {\"id\": \"y\", \"k\u{e0041}\": 2}]}",
    );
    std::fs::remove_file(folder.path(&set)).expect("a rulebook");
    run(&["init", NAME, "--dry-run"], 0);
    run(&["init", NAME], 0);

    let claims = &format!("c{NAME}");
    run(&["init", "--claims", claims], 0);
    let renamed = folder.path(&format!("{claims}/{NAME}claims.yaml"));
    std::fs::rename(folder.path(&format!("{claims}/claims.yaml")), renamed).expect("a name");
    let rulebook = folder.read(&format!("{claims}/factlint.toml"));
    let rulebook = rulebook.replace("\"claims.yaml\"", "\"*claims.yaml\"");
    folder.write(&format!("{claims}/factlint.toml"), rulebook);
    let details =
        ["--title", "T", "--publisher", "P", "--url", "https://e.org/", "--language", "en"];
    run(&[&["source", "add", "b.txt", claims], &details[..]].concat(), 0);
    folder.write("b.txt", "Another text.\n");
    run(&["source", "update", "b", "b.txt", claims, "--dry-run"], 0);
    run(&["source", "update", "b", "b.txt", claims], 0);
    folder.write("b.txt", "A third text.\n");
    run(&["source", "update", "b", "b.txt", claims], 0);
}

#[test]
fn machine_formats_preserve_the_text() {
    let report: Value = serde_json::from_str(&report(Format::Json)).expect("JSON");
    let finding = &report["findings"][0];
    for text in [
        &finding["message"],
        &finding["rule"],
        &finding["help"],
        &finding["places"][0]["label"],
        &finding["suggestions"][0]["replacement"],
    ] {
        assert_eq!(text.as_str(), Some(HOSTILE));
    }
}

#[test]
fn machine_formats_preserve_the_text_of_an_edit() {
    let log: Value = serde_json::from_str(&report(Format::Sarif)).expect("JSON");
    let result = &log["runs"][0]["results"][0];
    let replacement = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replacement["insertedContent"]["text"].as_str(), Some(HOSTILE));
    let rdjson: Value = serde_json::from_str(&report(Format::Reviewdog)).expect("JSON");
    let suggestion = &rdjson["diagnostics"][0]["suggestions"][0];
    assert_eq!(suggestion["text"].as_str(), Some(HOSTILE));
    // The second edit is unsafe, so a program must not apply it as a fix.
    assert_eq!(result["fixes"].as_array().map(Vec::len), Some(1));
    assert_eq!(rdjson["diagnostics"][0]["suggestions"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_sarif_message_links_its_own_places_only() {
    let log: Value = serde_json::from_str(&report(Format::Sarif)).expect("JSON");
    let message = log["runs"][0]["results"][0]["message"]["text"].as_str().expect("a text");
    let mut links = Vec::new();
    for (at, _) in message.match_indices("](") {
        let before = &message[..at];
        let backslashes = before.len() - before.trim_end_matches('\\').len();
        if backslashes.is_multiple_of(2) {
            links.push(message[at + 2..].split(')').next().expect("a target"));
        }
    }
    assert_eq!(links, ["1"], "{message}");
    let uri = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
        ["uri"];
    let uri = uri.as_str().expect("a URI");
    assert!(uri.is_ascii() && !uri.contains([' ', ':', '<', '"', '\\', '\n']), "{uri}");
}

#[test]
fn a_test_report_is_complete() {
    let text = report(Format::JUnit);
    let read = quick_junit::Report::deserialize_from_str(&text).expect("XML");
    assert_eq!((read.tests, read.failures, read.skipped), (3, 1, 1), "{text}");
    assert_eq!(read.to_string().expect("XML"), text);
}

#[test]
fn a_job_summary_shows_markup_without_interpreting_it() {
    let text = report(Format::Markdown);
    let marks = ["<details>", "<summary>", "</summary>", "<br>", "</details>"];
    let (mut cell, mut shown) = (String::new(), Vec::new());
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH;
    for event in Parser::new_ext(&text, options) {
        match event {
            Event::Text(text) => cell.push_str(&text),
            Event::End(TagEnd::TableCell) => shown.push(std::mem::take(&mut cell)),
            Event::InlineHtml(html) => assert!(marks.contains(&&*html), "{html}"),
            Event::Start(
                Tag::Table(_)
                | Tag::TableHead
                | Tag::TableRow
                | Tag::TableCell
                | Tag::Heading { .. }
                | Tag::List(_)
                | Tag::Item,
            )
            | Event::End(_) => {}
            other => panic!("{other:?} in\n{text}"),
        }
    }
    assert_eq!(shown.len(), 6, "{shown:#?}");
    assert!(shown[5].contains("<script>alert(1)</script> &amp; \"quoted\""), "{}", shown[5]);
    assert!(shown[5].contains("[link](https://evil.example)"), "{}", shown[5]);
    for address in ["https://evil", "www.evil"] {
        assert!(!text.contains(address), "a bare address becomes a link");
    }
}

#[cfg(unix)]
#[test]
fn a_whole_run_over_a_hostile_file_is_well_formed_in_every_format() {
    let rulebook = "version = 1\ndocuments = [\"*.json\"]\n[collections]\nrecords = { select = \"$.records[*]\", id = \"id\" }\n[rules.friend]\nkind = \"reference\"\nin = \"records\"\nfield = \"friend\"\nto = \"records\"\n";
    let data =
        serde_json::json!({ "records": [{ "id": HOSTILE, "friend": format!("{HOSTILE}!") }] });
    let name = "::error::a,b%0A[x](1) 'é' #?&.json";
    let folder = Folder::new(&[("factlint.toml", rulebook), (name, &data.to_string())]);
    for format in FORMATS {
        let outcome = folder.check(&["--format", format]);
        outcome.assert_code(1);
        match format {
            "json" | "gitlab" | "rdjson" | "sarif" => _ = outcome.report(),
            "junit" => {
                quick_junit::Report::deserialize_from_str(&outcome.stdout).expect("XML");
            }
            "jsonl" => {
                for line in outcome.stdout.lines() {
                    serde_json::from_str::<Value>(line).expect("JSON");
                }
            }
            _ => assert!(outcome.stdout.contains("1 error"), "{outcome:?}"),
        }
    }
}

#[test]
fn a_finding_of_the_library_is_one_line_without_harmful_characters() {
    let rulebook = "version = 1
documents = ['*.json']
[collections]
r = { select = '$[*]', id = 'id' }
[rules.p]
kind = 'reference'
in = 'r'
field = 'p'
to = 'r'
";
    let text =
        serde_json::json!([{"id": "a", "p": "x\u{1b}[31m\u{202e}y\n::error::z"}]).to_string();
    let files = [("factlint.toml", rulebook), ("::error::.json", &text), ("b.json", "[]")];
    let report =
        factlint::check(&factlint::Dataset::in_memory(files).expect("paths")).expect("a report");
    let printed: Vec<String> = report.findings().iter().map(ToString::to_string).collect();
    assert_eq!(
        printed,
        ["./::error::.json:1:16: error[p]: no record of `r` has the id `x�[31m�y ::error::z`"]
    );
    assert!(!report.checked_nothing());
    let empty = [("factlint.toml", rulebook), ("b.json", "[]")];
    assert!(
        factlint::check(&factlint::Dataset::in_memory(empty).expect("paths"))
            .expect("a report")
            .checked_nothing()
    );
}
