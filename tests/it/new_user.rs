//! Follows the README as a new user does: creates a dataset of claims, adds a source and claims, and checks that the
//! usual mistakes are found.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::command::{Folder, TODAY};
use std::path::Path;

const PAGE: &str = "\
The Boat House

The Boat House is in Lisbon. It opened on 3 May 1998. The Boat House is funded by the Ministry of Culture.

The Boat House had 12,500 visitors in 2019.

The Sail Festival is funded by the Ministry of Culture. The Sail Festival ran from 2017 to 2020. The Sail Festival lasts
two weeks.

The Rope Works opened on 9 June 2003.
";

const ENTITIES: &str = "
  - id: boat-house
    kind: museum
    name: Boat House
  - id: ministry-of-culture
    kind: organization
    name: Ministry of Culture and Heritage
    aliases: [Ministry of Culture]
  - id: sail-festival
    kind: event
    name: Sail Festival
  - id: rope-works
    kind: museum
    name: Rope Works
";

/// The claims: subject, property, value, validity, quote.
const CLAIMS: [(&str, &str, &str, &str, &str); 8] = [
    ("boat-house", "located-in", "place: lisbon", "", "The Boat House is in Lisbon"),
    ("boat-house", "opened", "date: 1998-05-03", "", "It opened on 3 May 1998"),
    (
        "boat-house",
        "funded-by",
        "entity: ministry-of-culture",
        "",
        "The Boat House is funded by the Ministry of Culture",
    ),
    (
        "boat-house",
        "visitor-count",
        "count: 12500",
        "as_of: 2019",
        "The Boat House had 12,500 visitors in 2019",
    ),
    (
        "sail-festival",
        "funded-by",
        "entity: ministry-of-culture",
        "",
        "The Sail Festival is funded by the Ministry of Culture",
    ),
    (
        "sail-festival",
        "period",
        "period: { from: 2017, to: 2020 }",
        "",
        "The Sail Festival ran from 2017 to 2020",
    ),
    ("sail-festival", "duration", "duration: P2W", "", "The Sail Festival lasts two weeks"),
    ("rope-works", "opened", "date: 2003-06-09", "", "The Rope Works opened on 9 June 2003"),
];

/// Each mistake, with its name in the README, a text that occurs once in the dataset, and the wrong text that replaces
/// it.
const MISTAKES: [(&str, &str, &str); 12] = [
    ("a wrong year", "date: 1998-05-03", "date: 1999-05-03"),
    ("an altered quote", "had 12,500 visitors in 2019", "had 12,500 visitors during 2019"),
    (
        "a typo in the id of a funder",
        "{ entity: ministry-of-culture }\n    rank: normal # boat-house",
        "{ entity: minstry-of-culture }\n    rank: normal # boat-house",
    ),
    ("an end before its start", "{ from: 2017, to: 2020 }", "{ from: 2017, to: 2016 }"),
    ("a count without a date", "    valid: { as_of: 2019 }\n", ""),
    (
        "two places for one museum",
        "claims:\n",
        "claims:\n  - id: boat-house-in-portugal\n    subject: boat-house\n    property: located-in\n    value: { place: porto }\n    rank: normal\n    evidence:\n      - { source: museum-about, locator: front page, direction: supports }\n",
    ),
    ("a misspelt alias", "[Ministry of Culture]", "[Minstry of Culture]"),
    (
        "two entities for one thing",
        "  - id: boat-house\n",
        "  - id: boathouse\n    kind: museum\n    name: The Boat House\n  - id: boat-house\n",
    ),
    ("a source that was deleted", "SOURCE", ""),
    (
        "a sentence about another subject",
        "{ date: 1998-05-03 }\n    rank: normal # boat-house\n    evidence:\n      - source: boats\n        quote: It opened on 3 May 1998",
        "{ date: 2003-06-09 }\n    rank: normal # boat-house\n    evidence:\n      - source: boats\n        quote: opened on 9 June 2003",
    ),
    ("a wrong duration", "duration: P2W", "duration: P3W"),
    ("places that contain each other", "within: []", "within: [lisbon]"),
];

fn section() -> String {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(readme).expect("a README");
    let (_, section) = readme.split_once("### A dataset of claims\n").expect("the section");
    section.split("\n## ").next().expect("its text").to_owned()
}

/// Returns the words of a command line, with double quotation marks as in a shell.
fn words(line: &str) -> Vec<String> {
    let line = line.split(" #").next().unwrap_or_default();
    let parts = line.split('"').enumerate().flat_map(|(number, part)| match number % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect::<Vec<_>>(),
        _ => vec![part.to_owned()],
    });
    parts.collect()
}

/// Runs the commands of the README, adds the claims, and returns the folder.
fn dataset() -> Folder {
    let folder = Folder::new(&[("boats.txt", PAGE)]);
    let section = section();
    let (_, commands) = section.split_once("```sh\n").expect("commands");
    let commands = commands.split("```").next().expect("their end").replace("\\\n", "");
    for line in commands.lines() {
        let words = words(line);
        let words = words.iter().skip(1).map(String::as_str);
        let words: Vec<&str> = words.chain(["--today", TODAY]).collect();
        let outcome = folder.factlint(&words);
        assert_eq!(outcome.code, Some(0), "{line}: {outcome:#?}");
    }
    folder.replace(
        "facts/factlint.toml",
        "[\"About the museum\"]",
        "[\"About the museum\", \"The Boat House\"]",
    );
    folder.replace(
        "facts/claims.yaml",
        "\n# What claims can say.",
        &format!("{ENTITIES}\n# What claims can say."),
    );
    let porto = "  - id: porto\n    name: Porto\n    kind: city\n    within: [portugal]\n";
    folder.replace("facts/claims.yaml", "  - id: lisbon\n", &format!("{porto}  - id: lisbon\n"));
    let mut claims = folder.read("facts/claims.yaml");
    for (subject, property, value, valid, quote) in CLAIMS {
        let valid =
            if valid.is_empty() { String::new() } else { format!("    valid: {{ {valid} }}\n") };
        claims.push_str(&format!(
            "  - id: {subject}-{property}\n    subject: {subject}\n    property: {property}\n    value: {{ {value} }}\n{valid}    rank: normal # {subject}\n    evidence:\n      - source: boats\n        quote: {quote}\n        direction: supports\n"
        ));
    }
    folder.write("facts/claims.yaml", claims);
    folder
}

#[test]
fn the_readme_leads_to_a_dataset_that_checks_clean() {
    let folder = dataset();
    let outcome = folder.check(&["facts"]);
    outcome.assert(0, "nothing found");
    assert!(outcome.stdout.contains("9 quotes verified"), "{outcome:#?}");
    // `source quote` prints the evidence that the claims have.
    for (.., quote) in CLAIMS {
        let outcome = folder.factlint(&["source", "quote", "boats", quote, "facts"]);
        assert_eq!(
            outcome.stdout.contains(&format!("quote: {quote}\n")),
            !quote.contains(','),
            "{outcome:#?}"
        );
        outcome.assert_code(0);
    }
}

#[test]
fn the_usual_mistakes_are_found_by_the_rules_that_the_readme_names() {
    let section = section();
    let rows: Vec<(&str, &str)> = section
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "))
        .filter(|(mistake, _)| *mistake != "mistake" && *mistake != "---")
        .collect();
    assert_eq!(rows.len(), MISTAKES.len());
    let folder = dataset();
    let right = folder.read("facts/claims.yaml");
    let (_, source) = right.split_once("  - id: boats\n").expect("the source");
    let (source, _) = source.split_once("\n\n").expect("its end");
    let source = format!("  - id: boats\n{source}\n");
    for ((mistake, from, to), (named, rule)) in MISTAKES.into_iter().zip(rows) {
        assert_eq!(mistake, named);
        let from = if from == "SOURCE" { &source } else { from };
        assert_eq!(right.matches(from).count(), 1, "{mistake}: {from}");
        folder.write("facts/claims.yaml", right.replacen(from, to, 1));
        let outcome = folder.factlint(&["check", "facts", "--today", TODAY, "--format", "json"]);
        let report = outcome.report();
        let rules: Vec<&str> = report["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .filter_map(|finding| finding["rule"].as_str())
            .collect();
        assert!(rules.contains(&rule.trim_matches('`')), "{mistake}: {rules:?}");
        assert!(!rules.contains(&"syntax") && !rules.contains(&"schema"), "{mistake}: {rules:?}");
    }
}
