//! Plants mistakes in datasets with common layouts, one at a time. Each mistake is found at its place, and there are no
//! other findings.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::command::Folder;

/// A mistake: the file, a text that occurs once in it, the wrong text that replaces it, and the line of the finding, up
/// to its message.
type Mistake<'m> = (&'m str, &'m str, &'m str, &'m str);

#[track_caller]
fn check(files: &[(&str, &str)], mistakes: &[Mistake<'_>]) {
    let outcome = Folder::new(files).check(&["--format", "concise"]);
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    assert!(outcome.stdout.starts_with("nothing found\n"), "{outcome:#?}");
    let mut wrong = Vec::new();
    for (file, from, to, finding) in mistakes {
        let folder = Folder::new(files);
        folder.replace(file, from, to);
        let outcome = folder.check(&["--format", "concise"]);
        let found: Vec<&str> =
            outcome.stdout.lines().take_while(|line| line.contains("]: ")).collect();
        if !matches!(found.as_slice(), [one] if one.starts_with(&format!("{finding}: "))) {
            wrong.push(format!("{to}: want {finding}\n{}{}", outcome.stdout, outcome.stderr));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
                "tags.yaml:4:7: error[syntax]",
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

const CHAINS: &str = r#"version = 1
documents = ["chains.json"]

[collections]
chains = { select = "$.*", id = "key(@)" }

[rules.keys]
kind = "pattern"
in = "chains"
field = "key(@)"
matches = "^[a-z][a-z0-9]*$"

[rules.fields]
kind = "presence"
in = "chains"
required = ["name", "number", "launched"]
only = ["name", "number", "launched", "parent", "bridges", "site", "ended"]

[rules.one-number]
kind = "unique"
in = "chains"
fields = "number"

[rules.one-name]
kind = "unique"
in = "chains"
fields = "name"
normalise = "title"

[rules.parent]
kind = "reference"
in = "chains"
field = "parent"
to = "chains"
before = true

[rules.bridges]
kind = "inverse"
in = "chains"
field = "bridges[*]"

[rules.known-bridges]
kind = "reference"
in = "chains"
field = "bridges[*]"
to = "chains"

[rules.launched]
kind = "date-range"
in = "chains"
from = "launched"
to = "ended"
past = "launched"

[rules.sites]
kind = "is-a"
in = "chains"
field = "site"
what = "url"
"#;

#[test]
fn chains_under_their_ids_in_one_file() {
    let files = [
        ("factlint.toml", CHAINS),
        (
            "chains.json",
            r#"{
  "ethereum": { "name": "Ethereum", "number": 1, "launched": "2015-07-30", "site": "https://ethereum.example.org/" },
  "optimism": { "name": "The Optimism", "number": 10, "launched": "2021-12", "parent": "ethereum", "bridges": ["base"] },
  "base": { "name": "Base", "number": 8453, "launched": "2023-08-09", "parent": "ethereum", "bridges": ["optimism"] },
  "ropsten": { "name": "Ropsten", "number": 3, "launched": "2016-11", "ended": "2022-10-05" }
}
"#,
        ),
    ];
    check(
        &files,
        &[
            ("chains.json", "\"ropsten\"", "\"Ropsten-1\"", "chains.json:5:3: error[keys]"),
            ("chains.json", "\"number\": 3, ", "", "chains.json:5:3: error[fields]"),
            ("chains.json", "8453", "10", "chains.json:4:39: error[one-number]"),
            ("chains.json", "\"Base\"", "\"Optimism\"", "chains.json:4:21: error[one-name]"),
            (
                "chains.json",
                "\"2021-12\", \"parent\": \"ethereum\"",
                "\"2021-12\", \"parent\": \"ropsten\"",
                "chains.json:3:88: error[parent]",
            ),
            (
                "chains.json",
                "\"2023-08-09\", \"parent\": \"ethereum\"",
                "\"2023-08-09\", \"parent\": \"etherium\"",
                "chains.json:4:81: error[parent]",
            ),
            (
                "chains.json",
                ", \"bridges\": [\"optimism\"]",
                "",
                "chains.json:3:112: error[bridges]",
            ),
            ("chains.json", "2022-10-05", "2012-10-05", "chains.json:5:80: error[launched]"),
            ("chains.json", "2015-07-30", "2051-07-30", "chains.json:2:62: error[launched]"),
            (
                "chains.json",
                "https://ethereum.example.org/",
                "https//ethereum.example.org/",
                "chains.json:2:84: error[sites]",
            ),
        ],
    );
}

const SHOPS: &str = r#"version = 1
documents = ["shops/*/*.yaml", "cities.yaml"]

[collections]
shops = { select = "$", id = "stem(@)", documents = "shops/*/*.yaml" }
prices = { select = "$.prices[*]", documents = "shops/*/*.yaml" }
cities = { select = "$.*", id = "key(@)", documents = "cities.yaml" }

[rules.id-is-the-name-of-the-file]
kind = "assert"
in = "shops"
that = "@.id == stem(@)"

[rules.city-is-the-folder]
kind = "assert"
in = "shops"
that = "@.city == folder(@)"

[rules.known-city]
kind = "reference"
in = "shops"
field = "folder(@)"
to = "cities"

[rules.used-cities]
kind = "orphan"
level = "error"
in = "cities"
by = "shops.city"

[rules.hours]
kind = "order"
in = "shops"
field = "opens[*]"
strict = true

[rules.shares]
kind = "sum"
in = "shops"
items = "owners.*"
total = 100

[rules.checked]
kind = "compare"
in = "shops"
field = "checked"
is = ">="
value = "today"
plus = "-P2Y"
as = "date"

[rules.opened]
kind = "compare"
in = "shops"
field = "checked"
is = ">"
than = "opened"
as = "date"

[rules.mail]
kind = "is-a"
in = "shops"
field = "mail"
what = "email"

[rules.currency]
kind = "determines"
in = "prices"
fields = "^.country"
value = "currency"
"#;

#[test]
fn a_shop_in_each_file_in_the_folder_of_its_city() {
    let files = [
        ("factlint.toml", SHOPS),
        ("cities.yaml", "bergen: {}\noslo: {}\n"),
        (
            "shops/oslo/alpha.yaml",
            "id: alpha\ncity: oslo\ncountry: NO\nopened: 2001-05\nchecked: 2026-03-01\nopens: [mo, we]\nowners: {ann: 60, bob: 40}\nmail: alpha@example.org\nprices:\n  - {of: tea, currency: NOK}\n  - {of: rye, currency: NOK}\n",
        ),
        (
            "shops/oslo/beta.yaml",
            "id: beta\ncity: oslo\ncountry: NO\nchecked: 2025-11-23\nowners:\n  cem: 100\nprices:\n  - {of: tea, currency: NOK}\n",
        ),
        ("shops/bergen/gamma.yaml", "id: gamma\ncity: bergen\ncountry: NO\nopened: 1990\n"),
    ];
    check(
        &files,
        &[
            (
                "shops/oslo/alpha.yaml",
                "id: alpha",
                "id: alfa",
                "shops/oslo/alpha.yaml:1:5: error[id-is-the-name-of-the-file]",
            ),
            (
                "shops/oslo/beta.yaml",
                "city: oslo",
                "city: bergen",
                "shops/oslo/beta.yaml:2:7: error[city-is-the-folder]",
            ),
            ("cities.yaml", "bergen: {}\n", "", "shops/bergen/gamma.yaml:1:1: error[known-city]"),
            (
                "cities.yaml",
                "bergen: {}",
                "bergen: {}\nbodo: {}",
                "cities.yaml:2:1: error[used-cities]",
            ),
            (
                "shops/oslo/alpha.yaml",
                "[mo, we]",
                "[mo, mo]",
                "shops/oslo/alpha.yaml:6:13: error[hours]",
            ),
            (
                "shops/oslo/alpha.yaml",
                "bob: 40",
                "bob: 4",
                "shops/oslo/alpha.yaml:7:15: error[shares]",
            ),
            (
                "shops/oslo/beta.yaml",
                "2025-11-23",
                "2024-11-22",
                "shops/oslo/beta.yaml:4:10: error[checked]",
            ),
            (
                "shops/oslo/alpha.yaml",
                "opened: 2001-05",
                "opened: 2026-05",
                "shops/oslo/alpha.yaml:5:10: error[opened]",
            ),
            (
                "shops/oslo/alpha.yaml",
                "alpha@example.org",
                "alpha.example.org",
                "shops/oslo/alpha.yaml:8:7: error[mail]",
            ),
            (
                "shops/oslo/alpha.yaml",
                "{of: rye, currency: NOK}",
                "{of: rye, currency: NKO}",
                "shops/oslo/alpha.yaml:11:25: error[currency]",
            ),
        ],
    );
}

const PAIRS: &str = r#"version = 1
documents = ["*/assets.json", "*/pools.json"]

[collections]
assets = { select = "$.assets[*]", id = ["chain", "denom"], documents = "*/assets.json" }
pools = { select = "$.pools[*]", id = "number", documents = "*/pools.json" }
sides = { select = "$.pools[*].sides[*]", documents = "*/pools.json" }

[rules.one-asset]
kind = "unique"
in = "assets"
fields = ["chain", "denom"]
within = "folder"

[rules.one-symbol]
kind = "unique"
in = "assets"
fields = "symbol"
within = "folder"
normalise = "case"

[rules.known-sides]
kind = "reference"
in = "sides"
field = ["chain", "denom"]
to = "assets"
within = "folder"

[rules.traded]
kind = "orphan"
level = "error"
in = "assets"
by = [["sides.chain", "sides.denom"]]
within = "folder"

[rules.two-sides]
kind = "count"
in = "pools"
items = "sides[*]"
at-least = 2
at-most = 2

[rules.weights]
kind = "sum"
in = "pools"
items = "sides[*].weight"
total = 1

[rules.one-number]
kind = "unique"
in = "pools"
fields = "number"
within = "folder"

[rules.one-name]
kind = "determines"
in = "assets"
fields = ["chain", "denom"]
value = "name"
"#;

#[test]
fn assets_by_chain_and_denom_that_are_unique_within_a_folder() {
    let assets = |symbol: &str| {
        format!(
            "{{ \"assets\": [\n{{ \"chain\": \"hub\", \"denom\": \"uatom\", \"symbol\": \"{symbol}\", \"name\": \"Atom\" }},\n{{ \"chain\": \"osmosis\", \"denom\": \"uosmo\", \"symbol\": \"OSMO\" }},\n{{ \"chain\": \"osmosis\", \"denom\": \"ibc/1\", \"symbol\": \"USDC\" }}\n] }}\n"
        )
    };
    let pools = concat!(
        "{ \"pools\": [\n{ \"number\": 1, \"sides\": [\n",
        "{ \"chain\": \"hub\", \"denom\": \"uatom\", \"weight\": 0.5 },\n",
        "{ \"chain\": \"osmosis\", \"denom\": \"uosmo\", \"weight\": 0.5 }] },\n",
        "{ \"number\": 2, \"sides\": [\n",
        "{ \"chain\": \"osmosis\", \"denom\": \"ibc/1\", \"weight\": 0.2 },\n",
        "{ \"chain\": \"osmosis\", \"denom\": \"uosmo\", \"weight\": 0.8 }] },\n",
        "{ \"number\": 3, \"sides\": [\n",
        "{ \"chain\" : \"hub\", \"denom\" : \"uatom\", \"weight\": 0.9 },\n",
        "{ \"chain\": \"osmosis\", \"denom\" : \"ibc/1\", \"weight\": 0.1 }] }\n",
        "] }\n"
    );
    let (main, test) = (assets("ATOM"), assets("TATOM"));
    let files = [
        ("factlint.toml", PAIRS),
        ("main/assets.json", main.as_str()),
        ("main/pools.json", pools),
        ("test/assets.json", &test),
        ("test/pools.json", pools),
    ];
    let third = "{ \"chain\": \"osmosis\", \"denom\": \"ibc/1\", \"symbol\": \"USDC\" }\n";
    let again =
        format!("{},\n{{ \"chain\": \"osmosis\", \"denom\": \"ibc/1\" }}\n", third.trim_end());
    let untraded = format!("{},\n{{ \"chain\": \"hub\", \"denom\": \"x\" }}\n", third.trim_end());
    check(
        &files,
        &[
            ("main/assets.json", third, &again, "main/assets.json:5:12: error[one-asset]"),
            ("test/assets.json", "TATOM", "osmo", "test/assets.json:3:51: error[one-symbol]"),
            (
                "main/pools.json",
                "\"denom\": \"ibc/1\"",
                "\"denom\": \"ibc/2\"",
                "main/pools.json:6:12: error[known-sides]",
            ),
            (
                "main/pools.json",
                "\"chain\": \"hub\"",
                "\"chain\": \"hubs\"",
                "main/pools.json:3:12: error[known-sides]",
            ),
            ("test/assets.json", third, &untraded, "test/assets.json:5:12: error[traded]"),
            (
                "main/pools.json",
                ",\n{ \"chain\": \"osmosis\", \"denom\": \"uosmo\", \"weight\": 0.8 }",
                ",\n{ \"chain\": \"osmosis\", \"denom\": \"uosmo\", \"weight\": 0.3 }, { \"chain\": \"hub\", \"denom\": \"uatom\", \"weight\": 0.5 }",
                "main/pools.json:7:58: error[two-sides]",
            ),
            ("test/pools.json", "0.8", "0.08", "test/pools.json:6:51: error[weights]"),
            (
                "test/pools.json",
                "\"number\": 2",
                "\"number\": 1",
                "test/pools.json:5:13: error[one-number]",
            ),
            ("test/assets.json", "\"Atom\"", "\"Atoms\"", "main/assets.json:2:63: error[one-name]"),
            (
                "test/pools.json",
                "\"weight\": 0.2",
                "\"weight\": 0.2.",
                "test/pools.json:6:54: error[syntax]",
            ),
        ],
    );
}
