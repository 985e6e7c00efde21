//! Tests quotes and the values in quotes by running the whole program on small datasets.

use crate::command::Folder;
use factlint::finding::sha256;
use serde_json::{Value, json};

const COLLECTIONS: &str = r#"version = 1
documents = ["data.json"]

[collections]
sources    = { select = "$.sources[*]", id = "id" }
places     = { select = "$.places[*]", id = "id", optional = true }
entities   = { select = "$.entities[*]", id = "id", optional = true }
properties = { select = "$.properties[*]", id = "id", optional = true }
claims     = { select = "$.claims[*]", id = "id" }
"#;

/// The result of a run over one source and some claims.
struct Run {
    report: Value,
    code: Option<i32>,
}

impl Run {
    /// Checks claims in JSON with rules in TOML. Their source has this text.
    fn new(rules: &str, text: &str, claims: &Value) -> Run {
        Run::with(rules, text, &json!({ "claims": claims }))
    }

    /// Checks claims together with other collections. The members of `source` in `data` are added to the source.
    fn with(rules: &str, text: &str, data: &Value) -> Run {
        let outcome = folder(rules, text, data).check(&["--format", "json"]);
        Run { report: outcome.report(), code: outcome.code }
    }

    fn count(&self, name: &str) -> u64 {
        self.report["summary"]["counts"][name].as_u64().unwrap_or_else(|| panic!("{name}"))
    }

    /// Returns the level, rule and message of each finding.
    fn findings(&self) -> Vec<String> {
        let findings = self.report["findings"].as_array().unwrap();
        findings
            .iter()
            .map(|finding| {
                let text = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
                format!("{}[{}]: {}", text("level"), text("rule"), text("message"))
            })
            .collect()
    }
}

/// Creates a dataset of one source with this text, and the given data.
fn folder(rules: &str, text: &str, data: &Value) -> Folder {
    let mut data = data.clone();
    let sha256 = sha256(text.as_bytes());
    let snapshot = json!({ "path": "s.txt", "sha256": sha256 });
    let mut source = json!({ "id": "s", "publisher": "P", "snapshot": snapshot });
    if let (Some(more), Some(source)) = (data["source"].as_object(), source.as_object_mut()) {
        source.extend(more.clone());
    }
    data["sources"] = json!([source]);
    Folder::new(&[
        ("factlint.toml", &format!("{COLLECTIONS}{rules}")),
        ("s.txt", text),
        ("data.json", &data.to_string()),
    ])
}

const QUOTES: &str =
    "[rules.quote]\nkind = \"quote\"\n[rules.value-in-quote]\nkind = \"value-in-quote\"\n";

fn claim(id: &str, value: &Value, quote: &str) -> Value {
    json!({ "id": id, "value": value, "evidence": [{ "source": "s", "quote": quote }] })
}

#[test]
fn a_quote_stitched_from_several_sentences_is_not_verified() {
    let text = "Alpha Centre, based in Oslo, trains police. It has ten staff. In 2014 the agency built \
        the Beta Complex with 40 rooms in Bonn, by Dr. Smith of the U.S. Army in 3.5 years.\n";
    let stitched = claim("a", &json!({ "count": 40 }), "Alpha Centre ... with 40 rooms");
    let run = Run::new(QUOTES, text, &json!([stitched]));
    assert_eq!(
        run.findings(),
        ["review[quote]: the quote of `a` joins words of different sentences"]
    );
    let places = run.report["findings"][0]["places"].as_array().unwrap();
    assert_eq!(places.iter().filter(|place| place["label"] == "a part of it").count(), 2);
    assert_eq!((run.count("quotes_verified"), run.count("values_shown")), (0, 0));
    assert_eq!(run.count("values_cannot_tell"), 1);

    let joined = claim("a", &json!({ "count": 40 }), "Complex with 40 rooms ... in 3.5 years");
    let run = Run::new(QUOTES, text, &json!([joined]));
    assert_eq!(run.findings(), [""; 0]);
    assert_eq!((run.count("quotes_verified"), run.count("values_shown")), (1, 1));

    // A value is wrong if no part of the quote contains it, regardless of the omitted words.
    let wrong = claim("a", &json!({ "count": 41 }), "Alpha Centre ... with 40 rooms");
    let run = Run::new(QUOTES, text, &json!([wrong]));
    assert_eq!(run.findings().len(), 2);
    assert_eq!(run.code, Some(1));
}

#[test]
fn a_quote_that_leaves_out_a_negation_is_not_verified() {
    let text = "The board did not, after long talks, approve 12 projects.\n";
    let quote = claim("a", &json!({ "count": 12 }), "The board did ... approve 12 projects");
    let run = Run::new(QUOTES, text, &json!([quote]));
    assert_eq!(run.findings(), ["review[quote]: the quote of `a` leaves out \"not\""]);
    assert_eq!((run.count("quotes_verified"), run.count("values_cannot_tell")), (0, 1));
    // If the rule's level is lower than `review`, the finding has the rule's level.
    let light = QUOTES.replacen("kind = \"quote\"\n", "kind = \"quote\"\nlevel = \"notice\"\n", 1);
    let quote = claim("a", &json!({ "count": 12 }), "The board did ... approve 12 projects");
    let run = Run::new(&light, text, &json!([quote]));
    assert_eq!(run.findings(), ["notice[quote]: the quote of `a` leaves out \"not\""]);
}

#[test]
fn a_quote_that_occurs_twice_with_the_same_words_is_verified() {
    let text = "Its office opened in May. Its office has ten rooms.\n";
    let twice = json!([{ "id": "a", "evidence": [{ "source": "s", "quote": "Its office" }] }]);
    let run = Run::new("[rules.quote]\nkind = \"quote\"\n", text, &twice);
    assert_eq!(run.findings(), [""; 0]);
    assert_eq!((run.count("quotes_verified"), run.code), (1, Some(0)));

    let wanted = "[rules.quote]\nkind = \"quote\"\nrequire-selector = true\n";
    let run = Run::new(wanted, text, &twice);
    assert_eq!(run.findings(), ["notice[quote]: the quote of `a` occurs 2 times"]);
    assert_eq!(run.count("quotes_verified"), 1);

    let in_vain = json!([{ "id": "a", "evidence": [
        { "source": "s", "quote": "Its office", "prefix": "" },
        { "source": "s", "quote": "Its office", "suffix": " has" },
        { "source": "s", "quote": "ffice Its office", "prefix": "x" },
    ] }]);
    let run = Run::new("[rules.quote]\nkind = \"quote\"\n", text, &in_vain);
    assert_eq!(run.count("quotes_verified"), 2);
    assert_eq!(run.findings().len(), 1);

    let unclear = json!([{ "id": "a", "evidence": [
        { "source": "s", "quote": "office", "suffix": " " },
        { "source": "s", "quote": "Its office", "prefix": ". " },
    ] }]);
    let run = Run::new("[rules.quote]\nkind = \"quote\"\n", text, &unclear);
    assert_eq!(run.findings(), ["error[quote]: the quote of `a` is too short to mean anything"]);
}

#[test]
fn a_quote_that_its_source_does_not_have_shows_no_value() {
    let text = "The office had 1,500 staff.\n";
    let value_in_quote = "[rules.value-in-quote]\nkind = \"value-in-quote\"\n";
    let made_up = |value: Value| claim("a", &value, "The office had 1,600 staff");
    let counts = |run: &Run| {
        ["values_shown", "values_shown_unverified", "values_cannot_tell"]
            .map(|name| run.count(name))
    };
    for rules in [value_in_quote, QUOTES] {
        let run = Run::new(rules, text, &json!([made_up(json!({ "count": 1600 }))]));
        assert_eq!(counts(&run), [0, 0, 1]);
        // A value that is not in the quote is still wrong.
        let run = Run::new(value_in_quote, text, &json!([made_up(json!({ "count": 1700 }))]));
        assert_eq!((counts(&run), run.findings().len()), ([0, 0, 0], 1));
    }
    let data = |quote: &Value| {
        let mut claim = claim("a", &json!({ "text": "1,500 staff" }), "");
        claim["evidence"][0] = quote.clone();
        json!({ "claims": [claim] })
    };
    let quote = |words: &str| json!({ "source": "s", "quote": words });
    for (quote, want) in [
        (quote("The office had 1,500 staff"), [1, 0, 0]),
        (quote("1,500 staff"), [1, 0, 0]),
        (quote("The office had 1,500 staff in May"), [0, 0, 1]),
        (quote("the office had 1,500 staff"), [0, 0, 1]),
        (json!({ "source": "s", "quote": "1,500 staff", "prefix": "once" }), [0, 0, 1]),
        (json!({ "source": "s", "quote": "1,500 staff ... The office" }), [0, 0, 1]),
        (json!({ "source": "t", "quote": "The office had 1,500 staff" }), [0, 1, 0]),
    ] {
        let run = Run::with(value_in_quote, text, &data(&quote));
        assert_eq!(counts(&run), want, "{quote}");
    }
    let quote = data(&quote("The office had 1,500 staff"));
    let with = |source: &Value| {
        let mut data = quote.clone();
        data["source"] = source.clone();
        Run::with(value_in_quote, text, &data)
    };
    let gone = json!({ "snapshot": { "path": "gone.txt", "sha256": sha256(text.as_bytes()) } });
    assert_eq!(counts(&with(&gone)), [0, 0, 1]);
    assert_eq!(counts(&with(&json!({ "snapshot": null }))), [0, 1, 0]);
    let mut data = quote.clone();
    data["source"] = json!({ "snapshot": null });
    let printed = folder(value_in_quote, text, &data).check(&[]).stdout;
    assert!(printed.contains("1 value shown by a quote without a snapshot"), "{printed}");
}

/// Returns a word for the result of `value-in-quote` on a claim: whether its quote shows the value, contradicts it, or
/// leaves it undecided.
fn shown(value: &Value, quote: &str) -> &'static str {
    let rules = "[rules.value-in-quote]\nkind = \"value-in-quote\"\n";
    let run = Run::new(rules, quote, &json!([claim("a", value, quote)]));
    let counts = (run.count("values_shown"), run.count("values_cannot_tell"), run.findings().len());
    match counts {
        (1, 0, 0) => "shown",
        (0, 1, 0) => "cannot tell",
        (0, 0, 1) => "not shown",
        counts => panic!("{quote}: {counts:?}"),
    }
}

#[test]
fn numbers_in_groups_halves_and_fiscal_years_are_read() {
    let euros = |amount: u64| json!({ "money": { "amount": amount, "currency": "EUR" } });
    for (quote, value, want) in [
        ("The network has 7 000 members and 12 staff", json!({ "count": 7000 }), "shown"),
        ("The network has 7\u{202F}000 members and 12 staff", json!({ "count": 7000 }), "shown"),
        ("The society has 7 000 members and 12 staff", json!({ "count": 7 }), "not shown"),
        ("The survey counted 1 200 000 people in all", json!({ "count": 1_200_000 }), "shown"),
        ("The census counted 12,00,000 people in all", json!({ "count": 1_200_000 }), "shown"),
        ("The census counted 12,00,000 people in all", json!({ "count": 12 }), "not shown"),
        ("The registry counted 1'200'000 people", json!({ "count": 1_200_000 }), "shown"),
        ("The registry counted 1'200'000 people", json!({ "count": 200 }), "not shown"),
        ("About half a million people came then", json!({ "count": 500_000 }), "cannot tell"),
        ("The index stood at 3½ points that year", json!({ "count": 3.5 }), "shown"),
        ("The index stood at 3½ points that year", json!({ "count": 3 }), "not shown"),
        ("The plan was adopted in FY2018 by all", json!({ "date": "2018" }), "cannot tell"),
        ("The journal had 1.200.000 readers in all", json!({ "count": 1_200_000 }), "shown"),
        ("The journal had 1.200 readers in all", json!({ "count": 1200 }), "cannot tell"),
        ("The fund paid 5 000 000 euros in all", euros(5_000_000), "shown"),
        ("The trust paid 5 000 000 euros in all", euros(5), "not shown"),
        ("The bank paid EUR 5 000 in all then", euros(5), "not shown"),
        ("The shop sold 3 500 units for 20 pounds", json!({ "count": 500 }), "cannot tell"),
        ("The shop sold 3 500 units for 20 pounds", json!({ "count": 3500 }), "cannot tell"),
        ("The site has 2 wards of 300 beds each", json!({ "count": 300 }), "shown"),
    ] {
        assert_eq!(shown(&value, quote), want, "{value} in {quote:?}");
    }
}

#[test]
fn a_common_word_does_not_show_the_entity_whose_acronym_it_looks_like() {
    let rules = "[rules.value-in-quote]\nkind = \"value-in-quote\"\n";
    for (quote, want) in [
        ("The staff who came to the opening", [0, 0, 1]),
        ("Who came to the opening then", [0, 1, 0]),
        ("The staff of the WHO came", [1, 0, 0]),
    ] {
        let claims = [claim("a", &json!({ "entity": "who" }), quote)];
        let entity =
            json!({ "id": "who", "name": "World Health Organization", "aliases": ["WHO"] });
        let run = Run::with(rules, quote, &json!({ "entities": [entity], "claims": claims }));
        let found = run.report["summary"]["findings"]["error"].as_u64().unwrap_or_default();
        let got = [run.count("values_shown"), run.count("values_cannot_tell"), found];
        assert_eq!(got, want, "{quote}");
    }
}

#[test]
fn a_finding_shows_what_the_quote_has_instead() {
    let rules = "[rules.value-in-quote]\nkind = \"value-in-quote\"\n";
    for (value, quote, want) in [
        (
            json!({ "date": "1945-09-29" }),
            "The treaty of 29 September 1954 was signed",
            "the claim says 1945-09-29; the quote says 29 September 1954",
        ),
        (
            json!({ "count": 195 }),
            "It has 194 members, 12 offices, 3 labs, 7 cars and 8 boats",
            "the claim says 195; the quote says 194, 12, 3 and 2 more",
        ),
        (
            json!({ "money": { "amount": 3, "currency": "EUR" } }),
            "It cost EUR 5 million in all",
            "the claim says EUR 3; the quote says EUR 5 million",
        ),
        (
            json!({ "duration": "P4Y" }),
            "It is a three-\nyear project, or one of 36 months",
            "the claim says 4 years; the quote says three- year and 36 months",
        ),
        (
            json!({ "period": { "from": "2017", "to": "2021" } }),
            "It is a project (2017-2020) of all",
            "the claim says 2021; the quote says 2017 and 2020",
        ),
    ] {
        let run = Run::new(rules, quote, &json!([claim("a", &value, quote)]));
        let message =
            format!("error[value-in-quote]: the quote of `a` does not show its value: {want}");
        assert_eq!(run.findings(), [message]);
        let places = run.report["findings"][0]["places"].as_array().unwrap();
        assert!(places.iter().any(|place| place["label"] == "the source says"), "{places:?}");
    }
    // If the source has no such value, the message quotes nothing.
    let quote = "It has members";
    let run = Run::new(rules, quote, &json!([claim("a", &json!({ "count": 5 }), quote)]));
    assert_eq!(run.findings(), ["error[value-in-quote]: the quote of `a` does not show its value"]);
}

#[test]
fn the_subject_of_a_claim_may_have_to_be_near_its_quote() {
    let text = "Alpha Centre\n\nThe Alpha Centre trains police. It has 12 staff. It has 3 cars.\n\n\
        The Beta Complex is in Bonn. It has 40 rooms.\n";
    let data = |quote: &str, count: u64| {
        json!({
            "entities": [{ "id": "alpha", "name": "Alpha Centre", "aliases": ["AC"] }],
            "claims": [{ "id": "a", "subject": "alpha", "value": { "count": count },
                "evidence": [{ "source": "s", "quote": quote }] }],
        })
    };
    let rules = |stretch: &str| {
        let given = format!("subject-within = \"{stretch}\"\n");
        let given = if stretch.is_empty() { "" } else { &given };
        format!("[rules.value-in-quote]\nkind = \"value-in-quote\"\n{given}")
    };
    let told = |unit: &str| {
        format!(
            "notice[value-in-quote]: neither the {unit} with the quote of `a` nor the {unit} before it names `alpha`"
        )
    };
    for (quote, count, in_sentence, in_paragraph) in [
        ("It has 12 staff", 12, true, true),
        ("It has 3 cars", 3, false, true),
        ("It has 40 rooms", 40, false, true),
    ] {
        for (stretch, is_named) in
            [("", true), ("sentence", in_sentence), ("paragraph", in_paragraph)]
        {
            let run = Run::with(&rules(stretch), text, &data(quote, count));
            let want = if is_named { vec![] } else { vec![told(stretch)] };
            assert_eq!(run.findings(), want, "{quote} {stretch}");
            assert_eq!((run.count("values_shown"), run.code), (1, Some(0)));
        }
    }
    let far = text.replace("The Beta Complex", "A line\n\nThe Beta Complex");
    let run = Run::with(&rules("paragraph"), &far, &data("It has 40 rooms", 40));
    assert_eq!(run.findings(), [told("paragraph")]);
    let mistake = Folder::new(&[
        ("factlint.toml", &format!("{COLLECTIONS}{}", rules("page"))),
        ("data.json", "{}"),
    ]);
    assert_eq!(mistake.check(&[]).code, Some(2));
}

#[test]
fn words_that_may_name_something_else_leave_the_subject_undecided() {
    let rules =
        "[rules.value-in-quote]\nkind = \"value-in-quote\"\nsubject-within = \"sentence\"\n";
    let undecided = json!(1);
    for (subject, text, want) in [
        ("WHO", "Who has 7 members?", &undecided),
        ("IT", "It has 7 members.", &undecided),
        ("Apple", "An apple has 7 members.", &undecided),
        ("Guinea", "Equatorial Guinea has 7 members.", &undecided),
        ("Guinea", "Guinea, not Equatorial Guinea, has 7 members.", &json!(null)),
        ("WHO", "The WHO has 7 members.", &json!(null)),
    ] {
        let data = json!({
            "entities": [{ "id": "s", "name": subject }, { "id": "gq", "name": "Equatorial Guinea" }],
            "claims": [{ "id": "a", "subject": "s", "value": { "count": 7 },
                "evidence": [{ "source": "s", "quote": "has 7 members" }] }],
        });
        let run = Run::with(rules, &format!("{text}\n"), &data);
        assert_eq!(run.findings(), Vec::<String>::new(), "{text}");
        let counts = run.report["summary"]["unchecked"].as_array().unwrap();
        let entry = counts.iter().find(|entry| entry["count"] == "comparisons_cannot_tell");
        let number = entry.map_or(&serde_json::Value::Null, |entry| &entry["number"]);
        assert_eq!(number, want, "{text}");
    }
}

#[test]
fn a_subject_without_a_record_or_a_name_is_counted_as_undecided() {
    let rules =
        "[rules.value-in-quote]\nkind = \"value-in-quote\"\nsubject-within = \"sentence\"\n";
    let (text, quote) = ("It has 12 staff in Bonn.\n", "It has 12 staff");
    let unnamed = json!({ "id": "alpha" });
    let named = json!({ "id": "alpha", "name": "Alpha Centre" });
    for (subject, entity, quote, want) in [
        (json!("beta"), &named, quote, "/claims/0/subject"),
        (json!("alpha"), &unnamed, quote, "/claims/0/subject"),
        (json!("alpha"), &named, "It has 12 cars", "/claims/0/subject"),
        (json!(null), &named, quote, "/claims/0/subject"),
    ] {
        let data = json!({
            "entities": [entity],
            "claims": [{ "id": "a", "subject": subject, "value": { "count": 12 },
                "evidence": [{ "source": "s", "quote": quote }] }],
        });
        let run = Run::with(rules, text, &data);
        let counts = run.report["summary"]["unchecked"].as_array().unwrap();
        let entry = counts
            .iter()
            .find(|entry| entry["count"] == "comparisons_cannot_tell")
            .unwrap_or_else(|| panic!("{counts:?}"));
        assert_eq!(entry["field"], "subject", "{entry}");
        assert_eq!((&entry["number"], &entry["places"][0]["pointer"]), (&json!(1), &json!(want)));
    }
}

#[test]
fn a_quote_or_value_that_looks_right_says_what_differs() {
    let text = "The Alpha Centre opened in Bonn.\n";
    let rules =
        "[rules.quote]\nkind = \"quote\"\n[rules.value-in-quote]\nkind = \"value-in-quote\"\n";
    let twin = "The \u{410}lpha Centre opened";
    let run = Run::new(rules, text, &json!([claim("a", &json!({ "text": "Alpha Centre" }), twin)]));
    let messages = run.findings();
    let (quote, value) = (
        "looks like `Alpha` but has U+0410 (Cyrillic) for U+0041",
        "looks like `\u{410}lpha Centre` but has U+0041 for U+0410 (Cyrillic)",
    );
    assert!(messages.iter().any(|message| message.contains(value)), "{messages:?}");
    let helps = run.report["findings"].as_array().unwrap();
    assert!(
        helps.iter().any(|finding| finding["help"].as_str().unwrap_or_default().contains(quote)),
        "{helps:?}"
    );
}

#[test]
fn differences_are_only_folded_if_a_rule_or_source_says_so() {
    let text = "TNF-α levels were ≥ 5 in THE GROUP of all.\n";
    let quotes = ["TNF-alpha levels were", "levels were >= 5 in", "levels were ≥ 5 in the group"];
    let claims: Vec<Value> = quotes
        .iter()
        .map(|quote| json!({ "id": quote, "evidence": [{ "source": "s", "quote": quote }] }))
        .collect();
    let verified = |fold: &str, source: &Value| {
        let rules = format!("[rules.quote]\nkind = \"quote\"\n{fold}");
        let run = Run::with(&rules, text, &json!({ "claims": claims, "source": source }));
        run.count("quotes_verified")
    };
    assert_eq!(verified("", &json!({})), 0);
    assert_eq!(verified("fold = \"greek\"\n", &json!({})), 1);
    assert_eq!(verified("fold = [\"greek\", \"case\"]\n", &json!({})), 2);
    assert_eq!(verified("", &json!({ "fold": ["signs", "case", "greek"] })), 3);
    assert_eq!(verified("fold = [\"case\"]\n", &json!({ "fold": ["signs"] })), 2);

    let source = json!({ "fold": ["grek", 5] });
    let run = Run::with("", text, &json!({ "claims": claims, "source": source }));
    assert_eq!(
        run.findings(),
        [
            "error[snapshot]: `s` has the unknown folding `grek`, want `case`, `greek`, `signs`",
            "error[snapshot]: `s` has the unknown folding a number, want `case`, `greek`, `signs`",
        ]
    );
    let rules = "[rules.quote]\nkind = \"quote\"\nfold = [\"grek\"]\n";
    let mistake =
        Folder::new(&[("factlint.toml", &format!("{COLLECTIONS}{rules}")), ("data.json", "{}")]);
    assert_eq!(mistake.check(&[]).code, Some(2));
}

/// Returns the lines of the human report at 80 columns.
fn lines_at_80_columns(rules: &str, text: &str, data: &Value) -> Vec<String> {
    let outcome = folder(rules, text, data).check(&["--format", "human", "--width", "80"]);
    let lines: Vec<String> = outcome.stdout.lines().map(str::to_owned).collect();
    assert!(lines.iter().all(|line| line.chars().count() <= 80), "{}", outcome.stdout);
    lines
}

#[track_caller]
fn assert_shown(lines: &[String], words: &str) {
    let is_source = |line: &&String| line.contains('│') && line.contains(words);
    assert!(lines.iter().any(|line| is_source(&line)), "{words}:\n{}", lines.join("\n"));
}

#[test]
fn an_excerpt_keeps_the_words_that_differ() {
    let long = "a project with many partners in a number of states of the region that is led from the office of \
        the agency and paid for by the fund";
    let text = format!(
        "Trace is {long} in the years 2017-2020 and {long}.\n\n\
        The plan says that it is {long} to begin in October 2018 at the very\nlatest and to end there.\n"
    );
    let quote = format!("Trace is {long} in the years 2017-2021 and {long}");
    let data =
        json!({ "claims": [{ "id": "a", "evidence": [{ "source": "s", "quote": quote }] }] });
    let lines = lines_at_80_columns("[rules.quote]\nkind = \"quote\"\n", &text, &data);
    assert_shown(&lines, "2017-2020");
    // Regression: the excerpt of the data did not include the words that differ.
    assert_shown(&lines, "2017-2021");
    let quote = quote.replace("region that", "region ... that");
    let data =
        json!({ "claims": [{ "id": "a", "evidence": [{ "source": "s", "quote": quote }] }] });
    let lines = lines_at_80_columns("[rules.quote]\nkind = \"quote\"\n", &text, &data);
    assert_shown(&lines, "2017-2021");

    let data = json!({
        "properties": [{ "id": "runs", "value_type": "period", "functional": true }],
        "claims": [
            { "id": "a", "subject": "x", "property": "runs",
              "value": { "period": { "from": "2017", "to": "2020" } },
              "evidence": [{ "source": "s", "quote": format!("Trace is {long} in the years 2017-2020 and {long}") }] },
            { "id": "b", "subject": "x", "property": "runs",
              "value": { "period": { "from": "2018-10" } },
              "evidence": [{ "source": "s", "quote": format!("it is {long} to begin in October 2018 at the very latest") }] },
        ],
    });
    let rules = "[rules.conflict]\nkind = \"conflict\"\n";
    let lines = lines_at_80_columns(rules, &text, &data);
    assert_shown(&lines, "2017-2020");
    assert_shown(&lines, "October 2018");
}

#[test]
fn an_edit_of_a_quote_uses_the_words_of_the_source() {
    let text = "It works with the police of its 194 member\ncountries, and others.\n";
    let quote = "the police of its 193 member countries";
    let claims = json!([{ "id": "a", "evidence": [{ "source": "s", "quote": quote }] }]);
    let run = Run::new("[rules.quote]\nkind = \"quote\"\n", text, &claims);
    let finding = &run.report["findings"][0];
    let suggestion = &finding["suggestions"][0];
    assert_eq!(suggestion["replacement"], "\"the police of its 194 member countries\"");
    assert_eq!(suggestion["applicability"], "unsafe");
    // Words joined by an ellipsis are not the source's own words, so they are not suggested.
    let joined = json!([{ "id": "a", "evidence": [
        { "source": "s", "quote": "the police ... of its 193 member countries" }] }]);
    let run = Run::new("[rules.quote]\nkind = \"quote\"\n", text, &joined);
    assert_eq!(run.report["findings"][0]["suggestions"], json!([]));
}
