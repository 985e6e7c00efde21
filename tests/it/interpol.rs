//! Tests that the INTERPOL dataset has exactly six findings, and that its other rules are active: after a change of the
//! data, each reports a finding.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use crate::command::{Folder, INTERPOL, SNAPSHOT, check_document, pointers_of};
use factlint::engine::Run;
use factlint::finding::decoded;
use factlint::rule::Count;
use serde_json::Value;
use std::collections::BTreeSet;

/// The findings: level, kind and rule, then the places in order. A place in the document is written with the id of the
/// record, and a passage of the source as its text.
const FINDINGS: &str = "
review conflict americas-project-period
  claims/americas-project-period-ictrp/value/period/from
  INTERPOL’s Project to Combat Cybercrime in the Americas, which is also funded by the Canadian government, has started in October 2018
  claims/americas-project-period-interpol/value/period/from
review agreement fusion-centre-location
  claims/ct-fusion-centre-located-in/value/place
  Counter-Terrorism Fusion Centre located in Greenland
  Counter-Terrorism Fusion Centre, based in Greenland
  claims/igci-located-in/value/place
  the INTERPOL Global Complex of Innovation (IGCI) in Singapore
notice similar subject-as-written
  claims/igci-activity/subject_as_written
  claims/igci-created/subject_as_written
  claims/igci-created-by/subject_as_written
  claims/igci-located-in/subject_as_written
  claims/igci-short-name/subject_as_written
  INTERPOL Global Complex of Innovation
  entities/igci/name
notice presence member-count-date
  claims/interpol-member-count/id
  its 194 country members
review conflict conflict
  claims/project-trace-period-global-affairs-canada/value/period/to
  claims/project-trace-period-ictrp/value/period/to
  “Project Trace for reinforcing counter-terrorism capacity in ASEAN” is a three-year (2017-2020) project
  claims/project-trace-period-interpol/value/period/to
notice similar value-as-written
  claims/southeast-asia-programme-partner-federal-bureau-of-investigation/as_written
  US Federal Bureau of Investigations
  entities/federal-bureau-of-investigation/name
";

/// Each entry has a description, one or more changes of the data, and the rule that then reports a finding, with its
/// place. Without the change, the rule has no such finding. Records are identified by their ids.
const SILENCES: &str = r#"
three-year (2017-2020): five years stated
  claims/project-trace-period-ictrp/value/period/stated = "P5Y"
  period-dates reports claims/project-trace-period-ictrp/value/period/stated
three-year (2017-2020): a day more than its dates allow
  claims/project-trace-planned-period/value/period/stated = "P4Y1D"
  period-dates reports claims/project-trace-planned-period/value/period/stated
three-year (2017-2020): a day less than its dates allow
  claims/project-trace-planned-period/value/period/stated = "P2Y1D"
  period-dates reports claims/project-trace-planned-period/value/period/stated
the Americas project lasts three years: two
  claims/americas-project-duration/value/duration = "P2Y"
  americas-project-duration reports claims/americas-project-duration/value/duration
the Americas project lasts three years: it ends months later
  claims/americas-project-period-interpol/value/period/to = "2021-05"
  americas-project-duration reports claims/americas-project-duration/value/duration
the Americas project lasts three years: a day is missing
  claims/americas-project-period-interpol/value/period = { "from": "2018-04-01", "to": "2021-03-30" }
  americas-project-duration reports claims/americas-project-duration/value/duration
funders: Global Affairs Canada is no part of the government
  entities/global-affairs-canada/part_of removed
  conflict reports claims/americas-project-funded-by-global-affairs-canada/value/entity
funders: the programme is no part of Global Affairs Canada
  entities/ctcbp/part_of removed
  conflict reports claims/project-trace-funded-by-ctcbp/value/entity
funders: another organization
  claims/americas-project-funded-by-global-affairs-canada/value/entity = "asean"
  conflict reports claims/americas-project-funded-by-government-of-canada/value/entity
funders: the Canadian government is no recorded alias
  entities/government-of-canada/aliases removed
  value-in-quote reports claims/southeast-asia-programme-funded-by/value/entity
funders: a company
  claims/project-trace-funded-by-ctcbp/value/entity = "facebook"
  funder reports claims/project-trace-funded-by-ctcbp/value/entity
members: two numbers at one time
  claims/interpol-member-count-2018/valid/as_of = "2014-09-30"
  conflict reports claims/interpol-member-count-2014/value/count
members: no time
  claims/interpol-member-count-2014/valid removed
  member-count-date reports claims/interpol-member-count-2014/id
members: a time to come
  claims/interpol-member-count-2026/valid/as_of = "2026-11-24"
  valid-dates reports claims/interpol-member-count-2026/valid/as_of
IGCI: opened in 2015 and created in 2014 are one property
  claims/igci-opened/property = "created"
  conflict reports claims/igci-created/value/date
IGCI: handed over on two days
  claims/igci-handed-over copied as again
  claims/again/value/date = "2014-10-01"
  conflict reports claims/again/value/date
budget: one currency
  claims/project-trace-budget-global-affairs-canada/value/money/currency = "EUR"
  conflict reports claims/project-trace-budget-interpol/value/money
five action streams: six stated
  claims/global-counter-terrorism-strategy-action-stream-count/value/count = 6
  action-streams reports claims/global-counter-terrorism-strategy-action-stream-count/value/count
five action streams: one is of nothing
  entities/action-stream-finances/part_of removed
  action-streams reports claims/global-counter-terrorism-strategy-action-stream-count/value/count
five action streams: one is a project
  entities/action-stream-finances/kind = "project"
  action-streams reports claims/global-counter-terrorism-strategy-action-stream-count/value/count
events: in the future
  claims/project-trace-steering-committee-met/value/date = "2027-01-20"
  event-date reports claims/project-trace-steering-committee-met/value/date
events: one event in August and in September
  claims/fourth-americas-working-group-held/subject = "buenos-aires-training-course"
  conflict reports claims/buenos-aires-training-course-held/value/date
Fusion Task Force: it has nearly the Fusion Centre's name
  entities/fusion-task-force/name = "Counter-Terrorism Fusion Centres"
  entity-names reports entities/fusion-task-force/name
ten countries: eleven
  claims/southeast-asia-programme-trained-country-count copied as again
  claims/again/value/count = 11
  conflict reports claims/southeast-asia-programme-trained-country-count/value/count
evidence: none
  claims/igci-street/evidence = []
  citation reports claims/igci-street/id
evidence: only a mention
  claims/igci-street/evidence/0/direction = "mentions"
  citation reports claims/igci-street/id
evidence: one source for a preferred claim
  claims/project-trace-funded-by-global-affairs-canada/evidence/2 removed
  claims/project-trace-funded-by-global-affairs-canada/evidence/1 removed
  preferred-is-corroborated reports claims/project-trace-funded-by-global-affairs-canada/id
evidence: three copies of one source
  sources/ictrp-interpol-regulation-and-policies/derived_from = ["interpol-project-trace"]
  sources/pctc-project-trace/derived_from = ["interpol-project-trace"]
  preferred-is-corroborated reports claims/project-trace-funded-by-global-affairs-canada/id
sources: read before they were published
  sources/asiaone-new-interpol-centre/retrieved = "2015-04-13"
  source-dates reports sources/asiaone-new-interpol-centre/retrieved
sources: two with one address
  sources/pctc-project-trace/url = "https://www.interpol.int/Crimes/Terrorism/Counter-terrorism-projects/Project-Trace2"
  unique-source-url reports sources/pctc-project-trace/url
places: two nearly of one name
  places/caribbean/name = "Latin America & the Caribbean"
  place-names reports places/latin-america-and-the-caribbean/name
signature: a strategy is in a place
  claims/igci-located-in/subject = "global-counter-terrorism-strategy"
  signature reports claims/igci-located-in/subject
"#;

/// Changes that cause no findings, or that resolve a finding. A rule with `silent` must have no findings.
const NEAR_MISSES: &str = r#"
a length of exactly four years
  claims/project-trace-planned-period/value/period/stated = "P4Y"
  period-dates silent
a length of two years and two days
  claims/project-trace-planned-period/value/period/stated = "P2Y2D"
  period-dates silent
three years to the day
  claims/americas-project-period-interpol/value/period = { "from": "2018-04-01", "to": "2021-03-31" }
  americas-project-duration silent
handed over in the year of creation
  claims/igci-handed-over/property = "created"
  conflict reports claims/project-trace-period-ictrp/value/period/to
two equal numbers at one time
  claims/interpol-member-count-2018/valid/as_of = "2014-09-30"
  claims/interpol-member-count-2018/value/count = 190
  conflict reports claims/project-trace-period-ictrp/value/period/to
an event on some day of the year of the run
  claims/project-trace-steering-committee-met/value/date = "2026"
  event-date silent
two sources for a preferred claim
  claims/project-trace-funded-by-global-affairs-canada/evidence/2 removed
  preferred-is-corroborated silent
a decision on Project Trace
  claims/project-trace-period-ictrp/rank = "deprecated"
  claims/project-trace-period-ictrp/rank_reason = "it was extended later"
  conflict silent
a preference decides nothing
  claims/project-trace-period-interpol/rank = "preferred"
  claims/project-trace-period-interpol/evidence = [{ "source": "interpol-project-trace", "locator": "a", "direction": "supports" }, { "source": "pctc-project-trace", "locator": "b", "direction": "supports" }]
  conflict reports claims/project-trace-period-interpol/value/period/to
a decision on the Fusion Centre
  claims/ct-fusion-centre-located-in/rank = "deprecated"
  claims/ct-fusion-centre-located-in/rank_reason = "a correction was published"
  fusion-centre-location silent
one place within the other
  places/greenland/within = ["singapore"]
  fusion-centre-location silent
another place that is not Singapore
  claims/ct-fusion-centre-located-in/value/place = "france"
  fusion-centre-location reports claims/ct-fusion-centre-located-in/value/place
an alias on record
  entities/federal-bureau-of-investigation/aliases = ["US Federal Bureau of Investigations"]
  value-as-written silent
a time for 194 members
  claims/interpol-member-count/valid = { "as_of": "2018" }
  member-count-date silent
"#;

#[test]
fn the_dataset_has_exactly_the_six_findings() {
    let folder = Folder::with_the_dataset();
    let outcome = folder.check(&["dataset", "--format", "json"]);
    outcome.assert_code(0);
    folder.check(&["dataset", "--fail-on", "warning"]).assert_code(0);
    folder.check(&["dataset", "--fail-on", "review"]).assert_code(1);
    let report: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let (document, snapshot) = (document(), folder.read(SNAPSHOT));
    let mut found = String::from("\n");
    for finding in report["findings"].as_array().expect("findings") {
        let text = |key: &str| finding[key].as_str().unwrap_or_default();
        found.push_str(&format!("{} {} {}\n", text("level"), text("kind"), text("rule")));
        for place in finding["places"].as_array().expect("places") {
            found.push_str(&format!("  {}\n", shown(place, &document, &snapshot)));
        }
    }
    assert_eq!(found, FINDINGS);
}

#[test]
fn each_silent_rule_reports_a_finding_after_a_change() {
    let unchanged = reported(&document());
    let rows = rows(SILENCES);
    assert_eq!(rows.len(), 32);
    for (what, edits, rule, place) in rows {
        let expected = (rule.to_owned(), place.expect("a place").to_owned());
        assert!(!unchanged.contains(&expected), "{what}: {expected:?} is not new");
        let reported = reported(&edited(&edits));
        assert!(reported.contains(&expected), "{what}: want {expected:?}, got {reported:#?}");
    }
}

#[test]
fn near_misses_have_no_findings_and_decisions_resolve_findings() {
    let unchanged = reported(&document());
    for (what, edits, rule, place) in rows(NEAR_MISSES) {
        let reported = reported(&edited(&edits));
        let expected = reported.iter().any(|(by, _)| by == rule);
        assert_eq!(expected, place.is_some(), "{what}: {reported:#?}");
        // The quote does not contain the changed value, so `value-in-quote` reports it too.
        let mut new = reported.difference(&unchanged).filter(|(by, _)| by != "value-in-quote");
        assert_eq!(new.next(), None, "{what} is no near miss");
    }
}

#[test]
fn the_findings_have_the_expected_messages() {
    let folder = Folder::with_the_dataset();
    let outcome = folder.check(&["dataset", "--format", "json"]);
    let report: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let words = [
        ("americas-project-period", "/message", "recorded as one project"),
        ("americas-project-period", "/help", "does not decide"),
        ("fusion-centre-location", "/message", "greenland"),
        ("fusion-centre-location", "/message", "is in `singapore`"),
        ("fusion-centre-location", "/places/0/label", "a single source, ICTRP"),
        ("fusion-centre-location", "/places/0/label", "no other claim has this value"),
        ("fusion-centre-location", "/places/3/label", "singapore"),
        ("fusion-centre-location", "/help", "does not decide"),
        ("fusion-centre-location", "/help", "review decide 470d2fc20b32 dataset"),
        ("conflict", "/message", "the period of Project Trace: to 2020, or to 2021-02"),
        ("member-count-date", "/message", "194"),
        ("member-count-date", "/message", "no time is given"),
        ("subject-as-written", "/message", "\"INTERPOL Global Complex for Innovation\""),
        ("subject-as-written", "/suggestions/0/message", "alias"),
        ("value-as-written", "/message", "\"US Federal Bureau of Investigations\""),
        ("value-as-written", "/suggestions/0/message", "alias"),
    ];
    for (rule, pointer, want) in words {
        let findings = report["findings"].as_array().expect("findings");
        let finding = findings.iter().find(|finding| finding["rule"] == rule).expect("the finding");
        let text = finding.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        assert!(text.contains(want), "{rule}, {pointer}: {text}");
    }
}

#[test]
fn the_human_output_shows_every_passage() {
    let folder = Folder::with_the_dataset();
    for format in ["human", "narrated"] {
        let outcome = folder.check(&["dataset", "--format", format, "--width", "200"]);
        for words in [
            "located in Greenland",
            "based in Greenland",
            "(IGCI) in Singapore",
            "October 2018",
            "(2017-2020)",
        ] {
            assert!(
                outcome.stdout.contains(words),
                "{format} shows no {words}: {}",
                outcome.stdout
            );
        }
    }
}

#[test]
fn unverifiable_evidence_and_undecided_comparisons_are_counted() {
    let document = document();
    let run = check_document(&document);
    let evidence = document["claims"].as_array().expect("claims").iter();
    let evidence = evidence.flat_map(|claim| claim["evidence"].as_array().expect("evidence"));
    let (quoted, other): (Vec<&Value>, Vec<&Value>) =
        evidence.partition(|evidence| evidence.get("quote").is_some());
    assert_eq!(run.summary.tally.of(Count::QuoteVerified), quoted.len() as u64);
    assert_eq!(run.summary.tally.of(Count::EvidenceNotVerifiable), other.len() as u64);
    assert_eq!(run.summary.tally.of(Count::Skipped), 0);
    let without_budget = edited(&["claims/project-trace-budget-interpol removed"]);
    let cannot_tell = |run: &Run| run.summary.tally.of(Count::CannotTell);
    // The two claims on the budget are in different currencies.
    assert_eq!(cannot_tell(&check_document(&without_budget)), cannot_tell(&run) - 2);
}

fn document() -> Value {
    serde_json::from_str(&Folder::with_the_dataset().read(INTERPOL)).expect("JSON")
}

/// A description, the edits, and a rule. With a place, the rule must report a finding at this place. With `None`, it
/// must report nothing.
type Row = (&'static str, Vec<&'static str>, &'static str, Option<&'static str>);

fn rows(text: &'static str) -> Vec<Row> {
    let mut rows: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        match (line.strip_prefix("  "), rows.last_mut()) {
            (Some(line), Some((_, lines))) => lines.push(line),
            _ => rows.push((line, Vec::new())),
        }
    }
    let rows = rows.into_iter().map(|(what, mut lines)| {
        let last = lines.pop().expect("what a rule does");
        let (rule, does) = last.split_once(' ').expect("a rule");
        (what, lines, rule, does.strip_prefix("reports "))
    });
    rows.collect()
}

/// Returns the dataset's document with edits `PLACE = JSON`, `PLACE removed` and `CLAIM copied as ID`.
fn edited(edits: &[&str]) -> Value {
    let mut document = document();
    for edit in edits {
        if let Some((place, json)) = edit.split_once(" = ") {
            let value: Value = serde_json::from_str(json).expect("JSON");
            let (parent, key) = place.rsplit_once('/').expect("a key");
            let pointer = pointer(&document, parent);
            document.pointer_mut(&pointer).expect("a parent")[key] = value;
        } else if let Some((place, id)) = edit.split_once(" copied as ") {
            let pointer = pointer(&document, place);
            let mut copy = document.pointer(&pointer).expect("a claim").clone();
            copy["id"] = Value::from(id);
            document["claims"].as_array_mut().expect("claims").push(copy);
        } else {
            let place = edit.strip_suffix(" removed").expect("an edit");
            let pointer = pointer(&document, place);
            let (parent, key) = pointer.rsplit_once('/').expect("a key");
            match document.pointer_mut(parent).expect("a parent") {
                Value::Array(items) => drop(items.remove(key.parse().expect("an index"))),
                other => drop(other.as_object_mut().expect("an object").shift_remove(key)),
            }
        }
    }
    document
}

/// Returns the JSON Pointer of `collection/id/rest`.
fn pointer(document: &Value, place: &str) -> String {
    let mut parts = place.splitn(3, '/');
    let (collection, id) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let records = document[collection].as_array().expect("a collection");
    let index = records.iter().position(|record| record["id"] == id);
    let index = index.unwrap_or_else(|| panic!("no {place}"));
    let rest = parts.next().map(|rest| format!("/{rest}")).unwrap_or_default();
    format!("/{collection}/{index}{rest}")
}

/// Returns the `collection/id/rest` of a JSON Pointer.
fn named(document: &Value, pointer: &str) -> String {
    let mut parts = pointer.splitn(4, '/').skip(1);
    let (collection, index) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let id = document.pointer(&format!("/{collection}/{index}/id")).and_then(Value::as_str);
    let rest = parts.next().unwrap_or_default();
    format!("{collection}/{}/{rest}", id.unwrap_or(index))
}

/// Returns the rule and place of each label of each finding.
fn reported(document: &Value) -> BTreeSet<(String, String)> {
    let run = check_document(document);
    let places = decoded(&run.findings).flat_map(|finding| {
        let pointers = pointers_of(&finding, &run).into_iter();
        let named = pointers.map(|pointer| (finding.rule.clone(), named(document, &pointer)));
        named.collect::<Vec<_>>()
    });
    places.collect()
}

/// Formats a place of the JSON report: a passage as its text, a value with its record's id.
fn shown(place: &Value, document: &Value, snapshot: &str) -> String {
    let byte =
        |side: &str| place[side]["byte"].as_u64().and_then(|byte| usize::try_from(byte).ok());
    let range = byte("start").expect("a start")..byte("end").expect("an end");
    match (place["file"].as_str(), place["pointer"].as_str()) {
        // The source has a no-break space, which would be invisible in this test.
        (Some(SNAPSHOT), None) => snapshot[range].replace('\u{a0}', " "),
        (Some(INTERPOL), Some(pointer)) => named(document, pointer),
        other => format!("{other:?}"),
    }
}
