//! Tests `factlint source`: adding, replacing and quoting snapshots.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::claims_starter::all_in;
use crate::command::{Folder, INTERPOL, Outcome, TODAY};
use crate::repository::Repository;
use serde_json::Value;

const PAGE: &str = "<!doctype html><html><head><title>The Boat House</title><script>x()</script></head><body>\
    <h1>The Boat House</h1><p>The Boat House opened\n in May&nbsp;1998.</p><p>The Boat House has 12 boats.</p></body></html>";

const DETAILS: [&str; 8] = [
    "--title",
    "The Boat House",
    "--publisher",
    "Boat House",
    "--url",
    "https://boats.example.org/",
    "--language",
    "en",
];

/// Returns a folder with the dataset that `init --claims` creates.
fn starter() -> Folder {
    let folder = Folder::new(&[]);
    folder.init(&["--claims", "facts"]).assert_code(0);
    folder
}

fn add(folder: &Folder, file: &str, more: &[&str]) -> Outcome {
    let fixed = ["source", "add", file, "--today", TODAY];
    folder.factlint(&[&fixed[..], &DETAILS, more].concat())
}

#[test]
fn a_page_becomes_a_source_with_its_text() {
    let folder = starter();
    let before = folder.read("facts/claims.yaml");
    folder.write("Boat house.html", PAGE);
    let outcome = add(&folder, "Boat house.html", &["--published", "2019-05", "facts"]);
    outcome.assert_code(0);
    assert_eq!(
        outcome.stdout,
        "wrote facts/sources/boat-house.txt: 3 lines\nadded `boat-house` to facts/claims.yaml\n\
         to quote it: factlint source quote boat-house \"WORDS\" facts\n"
    );
    assert_eq!(
        folder.read("facts/sources/boat-house.txt"),
        "The Boat House\n\nThe Boat House opened in May 1998.\n\nThe Boat House has 12 boats.\n"
    );
    let after = folder.read("facts/claims.yaml");
    let added: Vec<&str> = after.lines().filter(|line| !before.contains(line)).collect();
    assert_eq!(
        added,
        [
            "  - id: boat-house",
            "    title: The Boat House",
            "    publisher: Boat House",
            "    url: https://boats.example.org/",
            "    published: 2019-05",
            "      path: sources/boat-house.txt",
            "      sha256: d718a7d748bd7fc8f5b697be97518806fbf83e6ebb30f56021d435e64f194643",
        ],
        "{after}"
    );
    folder.check(&["facts", "--fail-on", "warning"]).assert_code(0);
}

#[test]
fn the_record_has_the_style_of_the_document() {
    // A document in canonical form stays in canonical form.
    let folder = Folder::with_the_dataset();
    folder.write("page.html", PAGE);
    add(&folder, "page.html", &["dataset"]).assert_code(0);
    folder.factlint(&["fmt", "--check", "dataset"]).assert_code(0);
    let data: Value = serde_json::from_str(&folder.read(INTERPOL)).expect("JSON");
    let sources = data["sources"].as_array().expect("sources");
    assert_eq!(sources.last().expect("a source")["snapshot"]["path"], "sources/page.txt");
    // Documents in other layouts keep their layout.
    let rulebook = "version = 1\ndocuments = [\"data.json*\"]\n[collections]\nsources = { select = \"PATH\", id = \"id\" }\n";
    let sha = "SHA";
    let record = |open: &str, colon: &str, comma: &str, close: &str| {
        let members = [
            ("id", "\"page\""),
            ("title", "\"The Boat House\""),
            ("publisher", "\"Boat House\""),
            ("url", "\"https://boats.example.org/\""),
            ("retrieved", "\"2026-11-23\""),
            ("language", "\"en\""),
        ];
        let members = members.map(|(key, value)| format!("\"{key}\"{colon}{value}")).join(comma);
        format!(
            "{open}{members}{comma}\"snapshot\"{colon}{open}\"path\"{colon}\"sources/page.txt\"{comma}\"sha256\"{colon}\"{sha}\"{close}{close}"
        )
    };
    for (path, name, before, after) in [
        (
            "$.sources[*]",
            "data.json",
            "{\"sources\":[{\"id\":\"a\"}]}",
            format!("{{\"sources\":[{{\"id\":\"a\"}},{}]}}", record("{", ":", ",", "}")),
        ),
        (
            "$.sources[*]",
            "data.json",
            "{ \"sources\": [\n  { \"id\": \"a\" }\n] }",
            format!(
                "{{ \"sources\": [\n  {{ \"id\": \"a\" }},\n  {}\n] }}",
                record("{ ", ": ", ", ", " }")
            ),
        ),
        (
            "$.sources[*]",
            "data.json",
            "{ \"sources\": [] }",
            format!("{{ \"sources\": [{}] }}", record("{ ", ": ", ", ", " }")),
        ),
        (
            "$[*]",
            "data.jsonl",
            "{\"id\": \"a\"}\n",
            format!("{{\"id\": \"a\"}}\n{}\n", record("{", ": ", ", ", "}")),
        ),
    ] {
        let folder =
            Folder::new(&[("factlint.toml", &rulebook.replace("PATH", path)), (name, before)]);
        folder.write("page.html", PAGE);
        let outcome = add(&folder, "page.html", &[]);
        assert_eq!(outcome.code, Some(0), "{before}: {outcome:#?}");
        let text = folder.read(name);
        let start = text.find("sha256").expect("a hash") + "sha256".len();
        let hash = text[start..].trim_start_matches(['"', ':', ' ']);
        let hash = &hash[..64];
        assert_eq!(text.replace(hash, sha), after, "{before}");
        folder.check(&["--select", "snapshot"]).assert_code(0);
    }
}

#[test]
fn a_source_that_cannot_be_added_is_refused_and_nothing_is_written() {
    let folder = starter();
    folder.write("page.html", PAGE);
    folder.write("empty.txt", " \n\n");
    folder.write("latin.txt", b"caf\xe9");
    folder.write("image.txt", b"\x89PNG\r\n\x1a\n\0");
    folder.write("report.pdf", b"%PDF-1.7\n\0");
    folder.write("facts/sources/there.txt", "mine");
    let before = all_in(&folder);
    let text = folder.read("facts/claims.yaml");
    let refused = |file: &str, more: &[&str], error: &str| {
        let outcome = add(&folder, file, &[more, &["facts"]].concat());
        assert_eq!(outcome.stderr, format!("error: {error}\n"));
        outcome.assert_code(2);
        assert_eq!(all_in(&folder), before);
        assert_eq!(folder.read("facts/claims.yaml"), text);
    };
    refused("empty.txt", &[], "empty.txt has no text");
    refused(
        "latin.txt",
        &[],
        "latin.txt is not UTF-8 text: the byte at offset 3 is invalid; save the file as UTF-8",
    );
    refused(
        "image.txt",
        &[],
        "image.txt is not UTF-8 text: the byte at offset 6 is a control character, as in binary files; save it as text or as HTML",
    );
    refused(
        "report.pdf",
        &[],
        "report.pdf is a PDF: make a text of it (`pdftotext -layout report.pdf`), read it through, and add report.txt",
    );
    refused("facts", &[], "facts is not a file");
    refused(
        "page.html",
        &["--id", "museum-about"],
        "a source has the id `museum-about` already: give another one with --id; to replace its text, run `factlint source update museum-about FILE facts`",
    );
    refused(
        "page.html",
        &["--id", "there"],
        "facts/sources/there.txt already exists: give another --id",
    );
    refused(
        "page.html",
        &["--id", "The Page"],
        "`The Page` is not an id in kebab-case: lower-case letters, digits and single hyphens",
    );
    let outcome = add(&folder, "missing.txt", &["facts"]);
    assert!(outcome.stderr.starts_with("error: cannot read missing.txt: "), "{outcome:#?}");
    // Without a terminal, the program cannot ask for missing arguments.
    let outcome = folder.factlint(&["source", "add", "page.html", "--title", "T", "facts"]);
    outcome.assert_error(
        2,
        "error: --publisher, --url, --language not given, and there is no terminal to ask at; nothing was written",
    );
    // A source that violates the schema is refused.
    let outcome = folder.factlint(&[
        "source",
        "add",
        "page.html",
        "--title",
        "T",
        "--publisher",
        "P",
        "--url",
        "example.org",
        "--language",
        "en",
        "facts",
    ]);
    outcome.assert(2, "facts/claims.yaml:");
    assert!(outcome.stdout.contains("error[schema]: "), "{outcome:#?}");
    assert_eq!(outcome.stderr, "error: the source would have these errors; nothing was written\n");
    assert_eq!(all_in(&folder), before);
    assert_eq!(folder.read("facts/claims.yaml"), text);
}

#[test]
fn snapshots_are_kept_from_the_conversion_of_line_ends() {
    let check_attributes =
        |repository: &Repository, name: &str| repository.git(&["check-attr", "text", "--", name]);
    // If `.gitattributes` already has this setting, nothing is added.
    let repository = Repository::of(Folder::with_the_dataset());
    repository.files.write(".gitattributes", "dataset/sources/** -text\n");
    repository.files.write("page.html", PAGE);
    add(&repository.files, "page.html", &["dataset"]).assert_code(0);
    assert!(!repository.path("dataset/sources/.gitattributes").exists());
    // Otherwise, the setting is added in the folder of the snapshots.
    let repository = Repository::of(Folder::with_the_dataset());
    repository.files.write("dataset/sources/.gitattributes", "*.md text");
    repository.files.write("page.html", PAGE);
    add(&repository.files, "page.html", &["dataset"]).assert_code(0);
    let attributes = repository.files.read("dataset/sources/.gitattributes");
    assert!(attributes.starts_with("*.md text\n# A snapshot"), "{attributes}");
    let name = "dataset/sources/page.txt";
    assert_eq!(check_attributes(&repository, name), format!("{name}: text: unset\n"));
    add(
        &repository.files,
        "page.html",
        &["--id", "again", "--url", "https://boats.example.org/2", "dataset"],
    )
    .assert_code(2);
}

#[test]
fn a_checkout_with_other_line_ends_is_told_from_a_changed_text() {
    let folder = starter();
    let name = "facts/sources/museum-about.txt";
    let text = folder.read(name);
    folder.write(name, text.replace('\n', "\r\n"));
    let outcome = folder.check(&["facts", "--select", "snapshot"]);
    outcome.assert_code(1);
    for words in [
        "other line ends: got CRLF, want",
        "`sources/museum-about.txt -text`",
        // The path may be wrapped after a slash.
        "then restore the text: git checkout -- sources/",
    ] {
        assert!(unwrapped(&outcome.stdout).contains(words), "{words}: {}", outcome.stdout);
    }
    assert!(!outcome.stdout.contains("record the new SHA-256"), "{}", outcome.stdout);
    // The advice in the message solves the problem in a repository.
    let repository = Repository::of(starter());
    std::fs::remove_file(repository.path("facts/sources/.gitattributes")).expect("a file");
    repository.commit("without attributes");
    repository.git(&["config", "core.autocrlf", "true"]);
    std::fs::remove_file(repository.path(name)).expect("a file");
    repository.git(&["checkout", "--", name]);
    assert!(repository.files.read(name).contains("\r\n"));
    repository.files.check(&["facts", "--select", "snapshot"]).assert_code(1);
    repository.files.write("facts/.gitattributes", "sources/museum-about.txt -text\n");
    repository.git(&["checkout", "--", name]);
    repository.files.check(&["facts", "--select", "snapshot"]).assert_code(0);
    // A text with other words has changed, regardless of its line ends.
    let folder = starter();
    folder.write(name, "Another text.\r\n");
    let outcome = folder.check(&["facts", "--select", "snapshot"]);
    assert!(outcome.stdout.contains("has changed: its SHA-256 differs"), "{}", outcome.stdout);
}

/// Returns the words of a report without its line breaks.
fn unwrapped(report: &str) -> String {
    report.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ")
}

#[test]
fn a_new_text_shows_which_quotes_fall_and_keeps_the_old_text() {
    let folder = starter();
    let name = "facts/sources/museum-about.txt";
    let old = folder.read(name);
    folder.write("new.txt", "About the museum\n\nThe Harbour Museum opened on 14 April 2015.\n");
    let update = |file: &str, more: &[&str]| {
        let fixed = ["source", "update", "museum-about", file, "facts", "--today", "2026-11-24"];
        folder.factlint(&[&fixed[..], more].concat())
    };
    let before = folder.read("facts/claims.yaml");
    let outcome = update("new.txt", &["--dry-run"]);
    outcome.assert(0, "facts/sources/museum-about.txt would be written");
    outcome.assert(0, "1 quote no longer in the text:");
    assert_eq!(
        (folder.read(name), folder.read("facts/claims.yaml")),
        (old.clone(), before.clone())
    );
    let outcome = update("new.txt", &[]);
    outcome.assert(
        0,
        "wrote facts/sources/museum-about.txt; the old text is kept as facts/sources/museum-about.",
    );
    outcome.assert(0, "1 quote no longer in the text:");
    let quote = outcome.lines_at("  facts/claims.yaml:");
    assert!(
        quote[0]
            .contains("the quote of `harbour-museum-opened` is not in the text of `museum-about`"),
        "{outcome:#?}"
    );
    let kept = all_in(&folder).into_iter().find(|name| {
        name.starts_with("facts/sources/museum-about.") && !name.ends_with("about.txt")
    });
    assert_eq!(folder.read(&kept.expect("the old text")), old);
    let after = folder.read("facts/claims.yaml");
    let changed: Vec<&str> = after.lines().filter(|line| !before.contains(line)).collect();
    assert_eq!(changed.len(), 2, "{changed:?}");
    assert_eq!(changed[0], "    retrieved: 2026-11-24");
    folder.check(&["facts", "--select", "snapshot"]).assert_code(0);
    // An update with the same text changes nothing.
    update("new.txt", &[])
        .assert(0, "facts/sources/museum-about.txt is unchanged: the text is the same");
    // The new text still contains the quotes.
    folder.write("good.txt", "News!\n\nThe Harbour Museum opened on 13 April 2015.\n");
    update("good.txt", &[]).assert(0, "every quote that was in the text is still there");
}

#[test]
fn a_new_text_shows_which_verdicts_reopen() {
    let folder = Folder::with_the_dataset();
    let list = folder.factlint(&["review", "list", "dataset", "--today", TODAY]);
    let fingerprint = list.stdout.split_whitespace().next().expect("a fingerprint").to_owned();
    assert!(list.stdout.contains("fusion-centre-location"), "{list:#?}");
    let decide = [
        "review",
        "decide",
        &fingerprint,
        "dataset",
        "--outcome",
        "accepted",
        "--reason",
        "for now",
        "--by",
        "Ada",
        "--today",
        TODAY,
    ];
    folder.factlint(&decide).assert_code(0);
    let text = folder.read(crate::command::SNAPSHOT);
    folder.write(
        "new.txt",
        text.replace("Fusion Centre located in Greenland", "Fusion Centre located in Iceland"),
    );
    let source = "ictrp-interpol-regulation-and-policies";
    let outcome =
        folder.factlint(&["source", "update", source, "new.txt", "dataset", "--today", TODAY]);
    outcome.assert(0, "1 verdict reopened:");
    assert!(
        outcome.stdout.contains("the Counter-Terrorism Fusion Centre is located in"),
        "{outcome:#?}"
    );
}

#[test]
fn a_source_that_cannot_be_updated_is_refused() {
    let folder = Folder::with_the_dataset();
    folder.write("new.txt", "Some text.");
    let update =
        |source: &str| folder.factlint(&["source", "update", source, "new.txt", "dataset"]);
    update("ictrp").assert_error(2, "error: no source has the id `ictrp`");
    update("pctc-project-trac").assert_error(
        2,
        "error: no source has the id `pctc-project-trac`: did you mean `pctc-project-trace`?",
    );
    // For a source without a text, the command adds the text.
    update("pctc-project-trace").assert(0, "wrote dataset/sources/pctc-project-trace.txt");
    folder.factlint(&["fmt", "--check", "dataset"]).assert_code(0);
    folder.check(&["dataset", "--select", "snapshot"]).assert_code(0);
    let data: Value = serde_json::from_str(&folder.read(INTERPOL)).expect("JSON");
    let mut sources = data["sources"].as_array().expect("sources").iter();
    let source = sources.find(|source| source["id"] == "pctc-project-trace").expect("the source");
    assert_eq!(source["snapshot"]["path"], "sources/pctc-project-trace.txt");
}

const BOATS: &str = "The Boat House opened in May 1998. In 2019 it had 12 boats.\n\nThe Boat House opened in May 1998, says the city.\n";

fn quote(folder: &Folder, words: &str) -> Outcome {
    folder.factlint(&["source", "quote", "boats", words, "facts"])
}

/// Returns the starter with a source `boats`.
fn with_boats() -> Folder {
    let folder = starter();
    folder.write("boats.txt", BOATS);
    add(&folder, "boats.txt", &["facts"]).assert_code(0);
    folder
}

#[test]
fn a_passage_is_found_and_its_evidence_printed() {
    let folder = with_boats();
    let outcome = quote(&folder, "In 2019 it  had 12 boats");
    outcome.assert_code(0);
    assert_eq!(
        outcome.stdout,
        "- source: boats\n  quote: In 2019 it had 12 boats\n  direction: supports\n"
    );
    assert_eq!(outcome.stderr, "found at facts/sources/boats.txt:1:36\n");
    // If the claims are in JSON, the evidence is JSON too. The schema accepts the pasted evidence.
    let folder = Folder::with_the_dataset();
    let source = "ictrp-interpol-regulation-and-policies";
    let outcome =
        folder.factlint(&["source", "quote", source, "its 194 country members", "dataset"]);
    let evidence: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    assert_eq!(evidence["quote"], "its 194 country members");
    assert_eq!(evidence["source"], source);
}

#[test]
fn a_passage_that_occurs_several_times_gets_a_prefix_or_a_suffix() {
    let folder = with_boats();
    let outcome = quote(&folder, "The Boat House opened in May 1998");
    outcome.assert_code(0);
    let evidence: Vec<&str> = outcome.stdout.split("\n\n").collect();
    assert_eq!(evidence.len(), 2, "{outcome:#?}");
    assert!(evidence[0].contains("suffix: "), "{outcome:#?}");
    assert!(evidence[1].contains("prefix: "), "{outcome:#?}");
    assert!(outcome.stderr.contains("facts/sources/boats.txt:1:1: "), "{outcome:#?}");
    assert!(outcome.stderr.contains("facts/sources/boats.txt:3:1: "), "{outcome:#?}");
    // Each evidence identifies one occurrence, so a rule with `require-selector` accepts it.
    let claims = folder.read("facts/claims.yaml");
    folder.replace(
        "facts/factlint.toml",
        "kind = \"quote\"",
        "kind = \"quote\"\nrequire-selector = true",
    );
    for evidence in evidence {
        let pasted = evidence.trim_end().replace('\n', "\n      ");
        folder.write("facts/claims.yaml", format!("{claims}      {pasted}\n"));
        folder.check(&["facts", "--select", "quote"]).assert(0, "nothing found");
    }
}

#[test]
fn the_nearest_passage_is_shown_with_what_differs() {
    let folder = with_boats();
    let outcome = quote(&folder, "In 2018 it had 12 boats");
    outcome.assert_code(1);
    assert_eq!(
        outcome.stderr,
        "facts/sources/boats.txt does not have these words\n\
         nearest, at facts/sources/boats.txt:1:36: \"In 2019 it had 12 boats.\"\n\
         differs first: the source says \"2019\" where the quote says \"2018\"\n"
    );
    assert!(outcome.stdout.contains("quote: In 2019 it had 12 boats\n"), "{outcome:#?}");
    for (words, error) in [
        (
            "a sentence about trains and stations",
            "error: facts/sources/boats.txt contains neither these words nor anything similar: are they from another source?",
        ),
        ("boats", "error: the quote is too short: want at least 2 words and 8 characters"),
        (
            "opened in May 1998 ... it had 12 boats",
            "error: an ellipsis may leave out words within one sentence only: quote each sentence by itself",
        ),
    ] {
        quote(&folder, words).assert_error(2, error);
    }
    folder
        .factlint(&["source", "quote", "boat", "In 2019 it had", "facts"])
        .assert_error(2, "error: no source has the id `boat`: did you mean `boats`?");
}

#[test]
fn a_snapshot_that_an_interrupted_run_left_behind_is_used() {
    let whole = starter();
    whole.write("boats.txt", "The boat house has 12 boats.\n");
    add(&whole, "boats.txt", &["facts"]).assert_code(0);
    let folder = starter();
    folder.write("boats.txt", "The boat house has 12 boats.\n");
    folder.write("facts/sources/boats.txt", whole.read("facts/sources/boats.txt"));
    add(&folder, "boats.txt", &["facts"]).assert_code(0);
    assert_eq!(folder.read("facts/claims.yaml"), whole.read("facts/claims.yaml"));
    let other = starter();
    other.write("boats.txt", "The boat house has 12 boats.\n");
    other.write("facts/sources/boats.txt", "Another text.\n");
    assert_eq!(add(&other, "boats.txt", &["facts"]).code, Some(2));
}

/// Regression: the message said that the file already exists.
#[cfg(unix)]
#[test]
fn attributes_that_are_a_link_out_of_the_root_are_not_created() {
    let repository = Repository::of(Folder::with_the_dataset());
    let outside = tempfile::tempdir().expect("a folder");
    let target = outside.path().join("attributes");
    std::fs::write(&target, "").expect("a file");
    let link = repository.path("dataset/sources/.gitattributes");
    std::os::unix::fs::symlink(&target, link).expect("a link");
    repository.files.write("page.html", PAGE);
    let outcome = add(&repository.files, "page.html", &["dataset"]);
    outcome.assert_code(2);
    assert!(outcome.stderr.contains("it is outside of"), "{outcome:#?}");
    assert!(outcome.stderr.ends_with("nothing was written\n"), "{outcome:#?}");
    assert_eq!(std::fs::read_to_string(target).expect("a file"), "");
}
