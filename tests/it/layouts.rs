//! Two datasets as people keep them, each with ten mistakes planted one at a time: each is found at its place, and
//! nothing else is.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::command::Folder;

/// A mistake: a file, a text that occurs once in it, what is written instead, and the finding up to its message.
type Mistake = (&'static str, &'static str, &'static str, &'static str);

#[track_caller]
fn check(files: &[(&str, &str)], mistakes: &[Mistake]) {
    let outcome = Folder::new(files).check(&["--format", "concise"]);
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    assert!(outcome.stdout.starts_with("nothing found\n"), "{outcome:#?}");
    for (file, from, to, finding) in mistakes {
        let folder = Folder::new(files);
        folder.replace(file, from, to);
        let outcome = folder.check(&["--format", "concise"]);
        let found: Vec<&str> =
            outcome.stdout.lines().take_while(|line| line.contains("]: ")).collect();
        assert_eq!(found.len(), 1, "{to}: {outcome:#?}");
        assert!(found[0].starts_with(&format!("{finding}: ")), "{to}: {outcome:#?}");
    }
    assert_eq!(mistakes.len(), 10);
}

const SITES: &str = r#"version = 1
documents = ["sites/*/*.md", "tags.yaml"]

[collections]
sites = { select = "$", id = "slug", documents = "sites/*/*.md" }
tags = { select = "$.*", id = "key(@)", documents = "tags.yaml" }

[rules.one-site]
kind = "unique"
in = "sites"
fields = "domain"

[rules.slugs]
kind = "pattern"
in = "sites"
field = "slug"
matches = "^[a-z0-9]+(-[a-z0-9]+)*$"

[rules.fields]
kind = "presence"
in = "sites"
required = ["slug", "domain", "country", "since"]
only = ["slug", "domain", "country", "since", "until", "tags", "related"]

[rules.known-tags]
kind = "reference"
in = "sites"
field = "tags[*]"
to = "tags"

[rules.related]
kind = "reference"
in = "sites"
field = "related[*]"
to = "sites"

[rules.country]
kind = "codelist"
in = "sites"
field = "country"
standard = "iso-3166-1-alpha-2"

[rules.dates]
kind = "date-range"
in = "sites"
from = "since"
to = "until"

[rules.domains]
kind = "is-a"
in = "sites"
field = "domain"
what = "domain"
"#;

#[test]
fn a_site_in_each_markdown_file_with_front_matter() {
    let files = [
        ("factlint.toml", SITES),
        ("tags.yaml", "# What a site may be.\nbank:\n  title: Bank\nmail: {title: Mail}\n"),
        (
            "sites/a/alpha-bank.md",
            "---\nslug: alpha-bank\ndomain: alpha-bank.example.com\ncountry: GB   # where it is registered\nsince: 2015-03-01\ntags:\n  - bank\nrelated: [beta-mail]\n---\n\n# Alpha\n\ncountry: xx\n",
        ),
        (
            "sites/b/beta-mail.md",
            "---\nslug: 'beta-mail'\ndomain: \"beta.example.org\"\ncountry: NO\nsince: 2009-11-30\nuntil: 2020-01-01\ntags: [mail, bank]\n---\n",
        ),
    ];
    check(
        &files,
        &[
            (
                "sites/a/alpha-bank.md",
                "country: GB ",
                "country: gb ",
                "sites/a/alpha-bank.md:4:10: error[country]",
            ),
            (
                "sites/a/alpha-bank.md",
                "  - bank",
                "  - bnak",
                "sites/a/alpha-bank.md:7:5: error[known-tags]",
            ),
            (
                "sites/a/alpha-bank.md",
                "[beta-mail]",
                "[betamail]",
                "sites/a/alpha-bank.md:8:11: error[related]",
            ),
            (
                "sites/a/alpha-bank.md",
                "2015-03-01",
                "2015-02-29",
                "sites/a/alpha-bank.md:5:8: error[date]",
            ),
            (
                "sites/a/alpha-bank.md",
                "tags:\n",
                "tgas:\n",
                "sites/a/alpha-bank.md:6:1: error[fields]",
            ),
            (
                "sites/b/beta-mail.md",
                "until: 2020",
                "until: 2002",
                "sites/b/beta-mail.md:6:8: error[dates]",
            ),
            (
                "sites/b/beta-mail.md",
                "\"beta.example.org\"",
                "beta example.org",
                "sites/b/beta-mail.md:3:9: error[domains]",
            ),
            (
                "sites/b/beta-mail.md",
                "country: NO\n",
                "",
                "sites/b/beta-mail.md:2:7: error[fields]",
            ),
            (
                "sites/b/beta-mail.md",
                "\"beta.example.org\"",
                "alpha-bank.example.com",
                "sites/b/beta-mail.md:3:9: error[one-site]",
            ),
            (
                "tags.yaml",
                "mail: {title: Mail}",
                "mail: {title: Mail",
                "tags.yaml:5:1: error[syntax]",
            ),
        ],
    );
}

const AIRPORTS: &str = r#"version = 1
documents = ["airports.csv", "airlines.tsv"]

[schema]
"airports.csv" = "airport.schema.json"

[collections]
airports = { select = "$[*]", id = "iata", documents = "airports.csv" }
airlines = { select = "$[*]", id = "code", documents = "airlines.tsv" }

[rules.codes]
kind = "pattern"
in = "airports"
field = "iata"
matches = "^[A-Z]{3}$"

[rules.one-airport]
kind = "unique"
in = "airports"
fields = "iata"

[rules.country]
kind = "codelist"
in = "airports"
field = "country"
standard = "iso-3166-1-alpha-2"

[rules.hub]
kind = "reference"
in = "airports"
field = "hub"
to = "airlines"

[rules.opened]
kind = "date-range"
in = "airports"
from = "opened"
to = "closed"
"#;

const AIRPORT: &str = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": ["iata", "name", "country"],
  "additionalProperties": false,
  "properties": {
    "iata": {},
    "name": { "type": "string", "minLength": 1 },
    "country": {},
    "zip": { "type": "string" },
    "latitude": { "type": "number", "minimum": -90, "maximum": 90 },
    "hub": {},
    "opened": {},
    "closed": {}
  }
}
"#;

#[test]
fn a_table_of_airports_with_codes() {
    let files = [
        ("factlint.toml", AIRPORTS),
        ("airport.schema.json", AIRPORT),
        ("airlines.tsv", "code\tname\nBA\tBritish Airways\nSK\t\"SAS\"\n"),
        (
            "airports.csv",
            "iata,name,country,zip,latitude,hub,opened,closed\nLHR,Heathrow,GB,007,51.4775,BA,1946-03-25,\nTXL,\"Berlin, Tegel\",DE,13405,52.5597,,1948-11-05,2020-11-08\nARN,\"Arlanda \"\"Stockholm\"\"\",SE,190 45,59.6519,SK,1962-04-01,\n",
        ),
    ];
    check(
        &files,
        &[
            ("airports.csv", ",GB,", ",UK,", "airports.csv:2:14: error[country]"),
            ("airports.csv", "\nARN,", "\nLHR,", "airports.csv:4:1: error[one-airport]"),
            ("airports.csv", "59.6519", "596.519", "airports.csv:4:39: error[schema]"),
            ("airports.csv", "51.4775", "\"51,4775\"", "airports.csv:2:21: error[schema]"),
            ("airports.csv", ",52.5597,,", ",52.5597,", "airports.csv:3:1: error[syntax]"),
            ("airports.csv", "Heathrow", "Heath\"row", "airports.csv:2:10: error[syntax]"),
            ("airports.csv", ",SK,", ",SX,", "airports.csv:4:47: error[hub]"),
            ("airports.csv", "2020-11-08", "1920-11-08", "airports.csv:3:50: error[opened]"),
            ("airports.csv", "\nTXL,", "\nTxl,", "airports.csv:3:1: error[codes]"),
            ("airports.csv", "Heathrow", "", "airports.csv:2:1: error[schema]"),
        ],
    );
}
