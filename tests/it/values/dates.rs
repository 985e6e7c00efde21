//! Dates: all forms of RFC 3339, years as numbers, one finding per malformed date, and the choice among several dates.

use super::{check, run};
use factlint::finding::Level;
use factlint::rule::Count;

const OVERLAP: &str =
    "[rules.o]\nkind = \"overlap\"\nin = \"r\"\nfrom = \"from\"\nto = \"to\"\nkey = \"who\"\n";
const LATEST: &str = "[rules.cur]\nkind = \"compare\"\nin = \"r\"\nfield = \"cur\"\nis = \"==\"\nthan = \"h[*].n\"\nlatest-by = \"^.d\"\n";
const HISTORY: &str = "[rules.h]\nkind = \"order\"\nin = \"r\"\nitems = \"h[*]\"\nsort-by = \"d\"\nfield = \"n\"\nas = \"version\"\n";

#[test]
fn the_last_second_of_the_calendar_is_a_date() {
    let records = r#"[
        {"id": "a", "who": "x", "from": "2020-01-01T00:00:00Z", "to": "9999-12-31T23:59:59Z"},
        {"id": "b", "who": "x", "from": "2021-01-01T00:00:00Z", "to": "2022-01-01T00:00:00Z"},
        {"id": "c", "who": "y", "from": "2020-01-01", "to": "9999-12-31"},
        {"id": "d", "who": "y", "from": "2021-01-01", "to": "2022-01-01"}]"#;
    let outcome = run(OVERLAP, records);
    assert_eq!(outcome.lines.len(), 2, "{:?}", outcome.lines);
    assert!(outcome.lines[0].contains("`a` and `b` of `x` overlap"));
    assert!(outcome.lines[1].contains("`c` and `d` of `y` overlap"));
}

#[test]
fn ten_digits_of_fraction_do_not_turn_instants_into_texts() {
    let records = r#"[
        {"id": "e", "cur": "2", "h": [
            {"d": "2024-01-01T00:30:00+02:00", "n": "1"}, {"d": "2023-12-31T23:30:00Z", "n": "2"}]},
        {"id": "f", "cur": "2", "h": [
            {"d": "2024-01-01T00:30:00+02:00", "n": "1"}, {"d": "2023-12-31T23:30:00Z", "n": "2"},
            {"d": "2020-01-01T00:00:00.1234567890Z", "n": "0"}]},
        {"id": "g", "cur": "3", "h": [
            {"d": "2024-01-01T00:30:00+02:00", "n": "1"}, {"d": "2023-12-31T23:30:00Z", "n": "2"},
            {"d": "9999-12-31T23:59:59Z", "n": "3"}]}]"#;
    check(&format!("{LATEST}{HISTORY}"), records, &[]);
}

#[test]
fn an_unreadable_date_does_not_turn_other_dates_into_texts() {
    for unreadable in [r#""""#, r#""soon""#] {
        let records = format!(
            r#"[{{"id": "h", "cur": "2", "h": [
                {{"d": "2024-01-01T00:30:00+02:00", "n": "1"}}, {{"d": "2023-12-31T23:30:00Z", "n": "2"}},
                {{"d": {unreadable}, "n": "0"}}]}}]"#
        );
        for rule in [LATEST, HISTORY] {
            let outcome = check(rule, &records, &[]);
            assert_eq!(outcome.count(Count::CannotTell), 1, "{unreadable} {rule}");
        }
    }
}

#[test]
fn an_unreadable_version_does_not_turn_other_versions_into_texts() {
    let rules = "[rules.v]\nkind = \"order\"\nin = \"r\"\nfield = \"v[*]\"\n";
    let outcome = check(rules, r#"[{"id": "a", "v": ["1.9", "1.10", "unknown", "1.11"]}]"#, &[]);
    assert_eq!(outcome.count(Count::CannotTell), 1);
    let outcome = run(rules, r#"[{"id": "a", "v": ["1.10", "unknown", "1.9"]}]"#);
    assert!(outcome.lines[0].contains("goes from 1.10 to 1.9"), "{:?}", outcome.lines);
}

#[test]
fn date_times_without_seconds_or_offset_are_dates() {
    let rules = "[rules.d]\nkind = \"date-range\"\nin = \"r\"\nfrom = \"from\"\nto = \"to\"\n";
    let records = r#"[
        {"id": "a", "from": "2018-10-24T22:51Z", "to": "2018-10-24T22:51:30Z"},
        {"id": "b", "from": "2018-10-24T22:51:00", "to": "2018-10-24T09:00:00"},
        {"id": "c", "from": "2016-12-31T23:59:60Z", "to": "2016-12-31T24:00:00Z"}]"#;
    check(rules, records, &[]);
    let records = r#"[
        {"id": "a", "from": "2018-10-24T22:51Z", "to": "2018-10-24T22:50:59Z"},
        {"id": "b", "from": "2018-10-24T22:51:00", "to": "2018-10-23T09:00:00"},
        {"id": "c", "from": "2017-01-01T00:00:00Z", "to": "2016-12-31T23:59:60Z"}]"#;
    assert_eq!(run(rules, records).lines.len(), 3);
}

const LIFE: &str = "[rules.life]\nkind = \"date-range\"\nin = \"r\"\nfrom = \"born\"\nto = \"died\"\npast = [\"born\", \"died\"]\n";

#[test]
fn whole_numbers_of_four_digits_are_years() {
    let records = r#"[
        {"id": "a", "born": 1990, "died": 1950},
        {"id": "b", "born": 2950, "died": 3000},
        {"id": "c", "born": "1990", "died": 1950.0}]"#;
    let wanted = [
        "error[life] `a` ends in 1950, before it starts in 1990",
        "error[life] `born` is 2950, after the day of this run, 2026-11-23",
        "error[life] `died` is 3000, after the day of this run, 2026-11-23",
        "error[life] `c` ends in 1950, before it starts in 1990",
    ];
    check(LIFE, records, &wanted);
}

#[test]
fn other_numbers_are_not_dates() {
    for number in ["20170831", "1534000000", "1990.5", "-44", "1e400"] {
        let outcome = run(LIFE, &format!(r#"[{{"id": "a", "born": {number}}}]"#));
        let dates: Vec<&String> =
            outcome.lines.iter().filter(|line| line.starts_with("error[date]")).collect();
        assert_eq!(dates.len(), 1, "{:?}", outcome.lines);
        assert!(dates[0].contains(&format!("got `{number}`, want a year of at most four digits")));
    }
}

#[test]
fn null_and_an_empty_text_are_not_malformed_dates() {
    let outcome = check(LIFE, r#"[{"id": "a", "born": null, "died": ""}]"#, &[]);
    // `to` and `past` both read the empty text, which is counted once.
    assert_eq!((outcome.count(Count::CannotTell), outcome.count(Count::Skipped)), (1, 0));
    let skipped = [
        "notice[life] 1 value of `died` was not checked: it is an array",
        "notice[life] 1 value of `born` was not checked: it is an object",
    ];
    let outcome = check(LIFE, r#"[{"id": "a", "born": {"year": 1990}, "died": []}]"#, &skipped);
    assert_eq!((outcome.count(Count::CannotTell), outcome.count(Count::Skipped)), (0, 2));
}

const FOUR_RULES: &str = r#"
[rules.past]
kind = "date-range"
level = "notice"
in = "r"
past = "s"
[rules.range]
kind = "date-range"
level = "warning"
in = "r"
from = "s"
to = "e"
[rules.inside]
kind = "date-inside"
level = "notice"
in = "r"
fields = "s"
range-to = "e"
[rules.apart]
kind = "overlap"
level = "notice"
in = "r"
from = "s"
to = "e"
"#;

#[test]
fn a_malformed_date_is_one_finding_at_the_most_severe_level_of_its_readers() {
    let records = r#"[{"id": "a", "s": "24/07/2014", "e": "2015-01-01"}]"#;
    let outcome = run(FOUR_RULES, records);
    let [finding] = outcome.findings.as_slice() else { panic!("{:?}", outcome.lines) };
    assert_eq!((&*finding.rule, &*finding.kind, finding.level), ("date", "date", Level::Warning));
    assert_eq!((finding.anchor.subject.as_str(), finding.anchor.field.as_str()), ("r/a", "s"));
    let help = "read as a date by the rules `apart`, `inside`, `past`, `range`";
    assert_eq!(finding.help.as_deref(), Some(help));
}

#[test]
fn the_rulebook_sets_the_level_of_malformed_dates() {
    let records = r#"[{"id": "a", "s": "24/07/2014", "e": "2015-01-01"}]"#;
    let outcome = run(&format!("{FOUR_RULES}[rules.date]\nlevel = \"notice\"\n"), records);
    assert_eq!(outcome.lines.len(), 1);
    assert!(outcome.lines[0].starts_with("notice[date]"));
    let outcome = run(&format!("{FOUR_RULES}[rules.date]\nlevel = \"off\"\n"), records);
    assert_eq!(outcome.lines, [""; 0]);
}

#[test]
fn a_malformed_date_of_order_and_compare_is_the_same_finding() {
    let rules = r#"
[rules.sorted]
kind = "order"
in = "r"
field = "d[*]"
as = "date"
[rules.same]
kind = "compare"
in = "r"
field = "d[*]"
is = "<="
value = "2020"
as = "date"
"#;
    let outcome = run(rules, r#"[{"id": "a", "d": ["2014", "24/07/2014", "2015"]}]"#);
    assert_eq!(outcome.lines.len(), 1, "{:?}", outcome.lines);
    assert_eq!(outcome.findings[0].anchor.field, "d");
}

#[test]
fn a_path_that_can_select_several_dates_says_which_one_counts() {
    let rule = |path: &str, which: &str| {
        format!(
            "[rules.old]\nkind = \"date-range\"\nin = \"r\"\nfrom = \"{path}\"\n{which}to = \"to\"\nlongest = \"P16D\"\n"
        )
    };
    let records = r#"[
        {"id": "a", "to": "2024-03-30", "e": [{"t": "2024-01-22"}, {"t": "2024-03-29"}]},
        {"id": "b", "to": "2024-03-30", "e": [{"t": "2024-03-29"}, {"t": "2024-01-22"}]}]"#;
    let outcome = run(&rule("e[*].t", ""), records);
    assert_eq!(outcome.lines.len(), 1, "{:?}", outcome.lines);
    let wanted = "`e[*].t` can select several dates; set `from-which` to choose one: \"first\", \"last\", \"earliest\", \"latest\"";
    assert!(outcome.lines[0].ends_with(wanted), "{:?}", outcome.lines);
    for (which, found) in [
        ("first", vec!["a"]),
        ("last", vec!["b"]),
        ("earliest", vec!["a", "b"]),
        ("latest", vec![]),
    ] {
        let outcome = run(&rule("e[*].t", &format!("from-which = \"{which}\"\n")), records);
        let ids: Vec<&str> =
            outcome.lines.iter().filter_map(|line| line.split('`').nth(1)).collect();
        assert_eq!(ids, found, "{which}: {:?}", outcome.lines);
    }
    assert!(run(&rule("e[0].t", ""), records).lines[0].contains("`a` lasts"));
}

#[test]
fn other_kinds_do_not_silently_take_the_first_date() {
    for (rule, name) in [
        ("kind = 'overlap'\nin = 'r'\nfrom = 'e[*]'\nto = 'to'", "from-which"),
        ("kind = 'overlap'\nin = 'r'\nfrom = 'from'\nto = 'e[*]'", "to-which"),
        (
            "kind = 'date-inside'\nin = 'r'\nfields = 'e[*]'\nrange-from = 'e[*]'",
            "range-from-which",
        ),
        (
            "kind = 'date-inside'\nin = 'r'\nfields = 'e[*]'\nrange-to = 'e[?@ > 1]'",
            "range-to-which",
        ),
    ] {
        let outcome = run(&format!("[rules.x]\n{rule}\n"), "[]");
        assert_eq!(outcome.lines.len(), 1, "{rule}");
        assert!(
            outcome.lines[0].contains(&format!("set `{name}` to choose one")),
            "{:?}",
            outcome.lines
        );
    }
    let stated =
        "[rules.x]\nkind = 'date-range'\nin = 'r'\nfrom = 'a'\nto = 'b'\nstated = 'c[*]'\n";
    let outcome = run(stated, "[]");
    assert!(outcome.lines[0].ends_with("`c[*]` can select several lengths, want one"));
}

#[test]
fn the_earliest_date_is_only_chosen_if_it_is_certain() {
    let rules = "[rules.old]\nkind = \"date-range\"\nin = \"r\"\nfrom = \"e[*]\"\nfrom-which = \"earliest\"\nto = \"to\"\n";
    let outcome = check(rules, r#"[{"id": "a", "to": "2016", "e": ["2017", "2017-08"]}]"#, &[]);
    assert_eq!(outcome.count(Count::CannotTell), 1);
    let outcome = check(rules, r#"[{"id": "a", "to": "2016", "e": ["2017", "", "2018"]}]"#, &[]);
    assert_eq!(outcome.count(Count::CannotTell), 1);
    let outcome = run(rules, r#"[{"id": "a", "to": "2016", "e": ["2018", null, "2017", "2017"]}]"#);
    assert!(outcome.lines[0].contains("before it starts in 2017"), "{:?}", outcome.lines);
}

/// Checks claims with some rules. Asserts the level and rule of each finding, and its message up to `, want`. Asserts
/// that no value is counted as skipped.
#[track_caller]
fn check_claims(rules: &str, claims: &str, want: &[&str]) {
    let collections = ["claims", "properties", "sources"].map(|name| {
        format!("{name} = {{ select = \"$.{name}[*]\", id = \"id\", optional = true }}\n")
    });
    let properties = r#"[{"id": "period", "functional": true}, {"id": "start", "functional": true},
            {"id": "seats", "functional": true, "separators": ["as_of"]}]"#;
    let sources = r#"[{"id": "s", "publisher": "The Paper"}]"#;
    let data =
        format!(r#"[], "properties": {properties}, "sources": {sources}, "claims": {claims}"#);
    let outcome = run(&format!("{}{rules}", collections.concat()), &data);
    let got: Vec<&str> =
        outcome.lines.iter().map(|line| line.split(", want").next().unwrap()).collect();
    assert_eq!(got, want);
    assert_eq!(outcome.count(Count::Skipped), 0, "what is reported is not counted too");
}

const CONFLICT: &str = "[rules.conflict]\nkind = \"conflict\"\n";

#[test]
fn a_malformed_date_in_a_claim_is_a_finding() {
    let claims = r#"[
        {"id": "a", "subject": "x", "property": "period",
            "value": {"period": {"from": "24/07/2014", "to": "2015"}}, "evidence": []},
        {"id": "b", "subject": "x", "property": "start", "value": {"date": "soon"}, "evidence": []},
        {"id": "c", "subject": "x", "property": "start", "value": {"date": 20150101},
            "valid": {"from": "2014-13"}, "evidence": []},
        {"id": "d", "subject": "z", "property": "start", "value": {"date": "later"}, "rank": "deprecated",
            "evidence": []}]"#;
    let want = [
        "review[date] got `24/07/2014`",
        "review[date] got `soon`",
        "review[date] got `20150101`",
        "review[date] got `2014-13`",
    ];
    check_claims(CONFLICT, claims, &want);
    let agreement = "[rules.agree]\nkind = \"agreement\"\nlevel = \"error\"\nbetween = [\"@.id == 'b'\", \"@.id == 'c'\"]\n";
    let want = want.map(|line| {
        let is_selected = line.contains("soon") || line.contains("20150101");
        if is_selected { line.replace("review", "error") } else { line.to_owned() }
    });
    let want: Vec<&str> = want.iter().map(String::as_str).collect();
    check_claims(&format!("{CONFLICT}{agreement}"), claims, &want);
}

#[test]
fn a_malformed_date_in_a_quoted_claim_is_one_finding() {
    let rules = "[rules.shown]\nkind = \"value-in-quote\"\n";
    let claims = r#"[{"id": "a", "subject": "x", "property": "start", "value": {"date": "4.5.2014"},
        "evidence": [{"source": "s", "quote": "It began on 4 May 2014."},
            {"source": "s", "quote": "The start was in May."}]}]"#;
    check_claims(rules, claims, &["error[date] got `4.5.2014`"]);
}

#[test]
fn a_year_as_a_number_is_a_date_in_a_claim() {
    let claims = r#"[
        {"id": "a", "subject": "x", "property": "start", "value": {"date": 2015}, "evidence": [{"source": "s"}]},
        {"id": "b", "subject": "x", "property": "start", "value": {"date": "2016"}, "evidence": [{"source": "s"}]}]"#;
    check_claims(CONFLICT, claims, &["review[conflict] the start of x: 2015, or 2016"]);
}

#[test]
fn claims_as_of_the_same_time_in_two_notations_compete() {
    let claims = |left: &str, right: &str| {
        format!(
            r#"[{{"id": "a", "subject": "x", "property": "seats", "value": {{"count": 40}}, "valid": {{"as_of": {left}}}, "evidence": []}},
            {{"id": "b", "subject": "x", "property": "seats", "value": {{"count": 45}}, "valid": {{"as_of": {right}}}, "evidence": []}}]"#
        )
    };
    let conflict = "review[conflict] the seats of x: 40, or 45";
    for (left, right, want) in [
        ("2018", "2018", &[conflict][..]),
        ("2018", "\"2018\"", &[conflict]),
        ("\"2018-05-01T10:00Z\"", "\"2018-05-01T10:00:00Z\"", &[conflict]),
        ("\"2018-05-01T10:00Z\"", "\"2018-05-01T12:00+02:00\"", &[conflict]),
        ("2018", "2019", &[]),
        ("2018", "\"2018-05\"", &[]),
        ("2018", "null", &[]),
    ] {
        check_claims(CONFLICT, &claims(left, right), want);
    }
}

#[test]
fn an_end_of_a_period_that_is_null_is_absent() {
    let claims = |end: &str| {
        format!(
            r#"[{{"id": "a", "subject": "x", "property": "period", "value": {{"period": {{"from": "1900"{end}}}}}, "evidence": []}},
            {{"id": "b", "subject": "x", "property": "period", "value": {{"period": {{"from": "1901"{end}}}, "date": null}}, "evidence": []}}]"#
        )
    };
    let want = "review[conflict] the period of x: from 1900, or from 1901";
    for end in ["", r#", "to": null"#, r#", "to": null, "stated": null"#] {
        check_claims(CONFLICT, &claims(end), &[want]);
    }
}

#[test]
fn all_notations_of_a_date_are_one_key_of_unique() {
    let rules =
        "[rules.days]\nkind = \"unique\"\nin = \"r\"\nfields = \"d\"\nnormalise = \"date\"\n";
    for (one, other, number) in [
        ("2016-12-31T23:59Z", "2016-12-31T18:59-05:00", 1),
        ("2016-12-31T23:59Z", "2016-12-31t23:59z", 1),
        ("2016-12-31T23:59Z", "2016-12-31T23:59:00Z", 1),
        ("2004-06-07T01:00:00", "2004-06-07 01:00:00", 1),
        ("2016-12-31T23:59Z", "2016-12-31T23:59:30Z", 0),
        ("2004-06-07T01:00:00", "2004-06-07T01:00:00Z", 0),
    ] {
        let records = format!(r#"[{{"id": "a", "d": "{one}"}}, {{"id": "b", "d": "{other}"}}]"#);
        assert_eq!(run(rules, &records).lines.len(), number, "{one} {other}");
    }
}

#[test]
fn unique_does_not_compare_a_malformed_date_as_text() {
    let rules =
        "[rules.days]\nkind = \"unique\"\nin = \"r\"\nfields = \"d\"\nnormalise = \"date\"\n";
    let records = r#"[{"id": "a", "d": "24/07/2014"}, {"id": "b", "d": "2014-07-24"}, {"id": "c", "d": ""},
        {"id": "d"}, {"id": "e", "d": "2014-07-24"}]"#;
    let outcome = run(rules, records);
    assert_eq!(outcome.lines.len(), 2, "{:?}", outcome.lines);
    assert!(outcome.lines[0].starts_with("error[date] got `24/07/2014`, want"));
    assert!(outcome.lines[1].contains("share the d `2014-07-24`"), "{:?}", outcome.lines);
}
