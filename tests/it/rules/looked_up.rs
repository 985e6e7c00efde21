//! Tests unreadable values in looked-up fields. Each is reported once per rule and field. No id or value is reported as
//! missing if the unreadable value may be it.

use super::{Outcome, run};
use factlint::rule::Count;

const COLLECTIONS: &str = "[collections]
teams = { select = '$.teams[*]', id = 'id' }
players = { select = '$.players[*]', id = 'id' }
[rules.r]
";

/// Checks teams and players with one rule.
fn with(rule: &str, teams: &str, players: &str) -> Outcome {
    let data = format!(r#"{{ "teams": [{teams}], "players": [{players}] }}"#);
    run(&format!("{COLLECTIONS}{rule}\n"), &data)
}

/// Asserts the messages, and the number of undecided comparisons.
#[track_caller]
fn check(outcome: &Outcome, messages: &[&str], undecided: u64) {
    let found: Vec<&str> =
        outcome.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(found, messages);
    assert_eq!(outcome.count(Count::CannotTell), undecided);
}

const TEAMS: &str = r#"{ "id": "ajax", "size": 2 }, { "id": "psv", "size": 1 }"#;

#[test]
fn a_count_is_a_lower_bound_if_a_key_cannot_be_read() {
    let count = |rest: &str| {
        format!(
            "kind = 'count'\nin = 'teams'\nto = 'players'\nto-field = 'team'\nkey = 'id'\n{rest}"
        )
    };
    let players = r#"{ "id": "a", "team": { "id": "ajax" } }, { "id": "b", "team": true },
      { "id": "c", "team": "psv" }"#;
    let notice = "2 values of `team` were not checked: the first is an object";
    for rest in ["at-most = 1", "at-least = 2", "field = 'size'"] {
        check(&with(&count(rest), TEAMS, players), &[notice], 2);
    }
    check(&with(&count("at-least = 1"), TEAMS, players), &[notice], 1);
    let few = "`ajax` has 0 to 2 records of `players`, want at least 5";
    let more = "`psv` has 1 to 3 records of `players`, want at least 5";
    check(&with(&count("at-least = 5"), TEAMS, players), &[few, more, notice], 0);
    // A list counts as one value that was not checked, whatever its number of elements.
    let lists = r#"{ "id": "a", "team": ["ajax", "psv"] }, { "id": "b", "team": ["ajax"] }"#;
    let notice = "2 values of `team` were not checked: the first is an array";
    check(&with(&count("at-most = 1"), TEAMS, lists), &[notice], 2);
    // Records that `to-where` does not select are not read.
    let counted = format!("{}\nto-where = \"@.id != 'a'\"", count("at-least = 1"));
    let notice = "1 value of `team` was not checked: it is a boolean";
    check(&with(&counted, TEAMS, players), &[notice], 1);
}

#[test]
fn a_record_with_an_unreadable_key_is_not_counted() {
    let rule = "kind = 'count'\nin = 'teams'\nto = 'players'\nto-field = 'team'\nkey = 'key'\nat-least = 1";
    let teams = r#"{ "id": "ajax", "key": { "x": 1 } }, { "id": "psv", "key": "psv" }"#;
    let notice = "1 value of `key` was not checked: it is an object";
    check(&with(rule, teams, r#"{ "id": "a", "team": "psv" }"#), &[notice], 0);
}

#[test]
fn a_name_is_not_a_variant_if_a_recorded_name_cannot_be_read() {
    let rule = "kind = 'similar'\nin = 'players'\nfield = 'as'\nto = 'teams'\nkey = 'team'";
    let player =
        |name: &str, team: &str| format!(r#"{{ "id": "a", "as": "{name}", "team": {team} }}"#);
    let teams = r#"{ "id": "ajax", "name": "Ajax Amsterdam", "aliases": "Amsterdam Ajax" }"#;
    let aliases = "1 value of `aliases[*]` was not checked: it is a string";
    check(&with(rule, teams, &player("Ajax Amsterdan", "\"ajax\"")), &[aliases], 1);
    check(&with(rule, teams, &player("Ajax Amsterdam", "\"ajax\"")), &[aliases], 0);
    let teams = r#"{ "id": "ajax", "name": { "en": "Ajax Amsterdam" } }"#;
    let name = "1 value of `name` was not checked: it is an object";
    check(&with(rule, teams, &player("Ajax Amsterdan", "\"ajax\"")), &[name], 1);
    let teams = r#"{ "id": "ajax", "name": "Ajax Amsterdam" }"#;
    let team = "1 value of `team` was not checked: it is an object";
    check(&with(rule, teams, &player("Ajax Amsterdan", r#"{ "id": "ajax" }"#)), &[team], 0);
}

#[test]
fn names_that_are_not_compared_have_places() {
    let rule = "kind = 'similar'\nin = 'players'\nfield = 'as'";
    let names: Vec<String> =
        ["x", "y"].iter().map(|end| format!("{}{end}", "lorem ipsum ".repeat(200))).collect();
    let players: Vec<String> =
        names.iter().map(|name| format!(r#"{{ "as": "{name}" }}"#)).collect();
    let outcome = with(rule, "", &players.join(", "));
    check(&outcome, &[], 2);
}

#[test]
fn a_code_is_undecided_if_a_code_of_the_list_cannot_be_read() {
    let rule = |rest: &str| format!("kind = 'codelist'\nin = 'players'\nfield = 'team'\n{rest}");
    let teams = r#"{ "id": "ajax", "code": { "c": "aj" } }, { "id": "psv", "code": "ps" }"#;
    let players = r#"{ "id": "a", "team": "aj" }, { "id": "b", "team": "ps" }"#;
    let of = |field: &str| format!("1 value of `{field}` was not checked: it is an object");
    for (rest, field) in [
        ("to = 'teams'\nto-field = 'code'", "code"),
        ("list = '$.teams[*].code'", "$.teams[*].code"),
        ("values = ['ps']\nif-in = '$.teams[*].code'", "$.teams[*].code"),
    ] {
        check(&with(&rule(rest), teams, players), &[&of(field)], 1);
    }
    // Two codes are missing, and the unreadable value can be only one of them.
    let players = r#"{ "id": "a", "team": "aj" }, { "id": "b", "team": "zz" }"#;
    let missing = |code: &str| format!("got `{code}` in `team`, want a `code` of `teams`");
    let to = rule("to = 'teams'\nto-field = 'code'");
    check(&with(&to, teams, players), &[&missing("aj"), &missing("zz"), &of("code")], 0);
    // The list counts as one unreadable value, but it may contain both codes.
    let teams = r#"{ "id": "ajax", "code": ["aj", "zz"] }"#;
    let list = "1 value of `code` was not checked: it is an array";
    check(&with(&to, teams, players), &[list], 2);
    let only = r#"{ "id": "a", "team": "aj", "allowed": ["aj"] }"#;
    let list = "1 value of `allowed` was not checked: it is an array";
    check(&with(&rule("values = ['ps']\nif-in = 'allowed'"), "", only), &[list], 1);
}

#[test]
fn a_code_is_undecided_if_the_members_of_a_group_cannot_be_read() {
    let rule = "kind = 'codelist'\nin = 'players'\nfield = 'team'\nlist = 'list[*]'\nthrough = 'teams'\nthrough-field = 'members'";
    let teams = r#"{ "id": "ajax", "members": ["a", "b"] }, { "id": "psv", "members": "b" }"#;
    let players = r#"{ "id": "x", "team": "a", "list": ["ajax"] }, { "id": "y", "team": "b", "list": ["psv"] }"#;
    let members = "1 value of `members` was not checked: it is an array";
    check(&with(rule, teams, players), &[members], 1);
}

#[test]
fn a_reference_is_not_one_sided_if_the_other_field_is_unreadable() {
    let rule =
        "kind = 'inverse'\nin = 'teams'\nfield = 'captain'\nto = 'players'\nto-field = 'team'";
    let teams = r#"{ "id": "ajax", "captain": "a" }, { "id": "psv", "captain": "b" }"#;
    let players = r#"{ "id": "a", "team": { "id": "ajax" } }, { "id": "b", "team": "psv" }, { "id": "c", "team": 1 }"#;
    let team = "1 value of `team` was not checked: it is an object";
    let outcome = with(rule, teams, players);
    check(&outcome, &[team], 1);
    assert_eq!(outcome.count(Count::Compared), 1);
    let players = r#"{ "id": "a", "team": ["ajax"] }, { "id": "b", "team": "psv" }"#;
    let team = "1 value of `team` was not checked: it is an array";
    check(&with(rule, teams, players), &[team], 1);
}

#[test]
fn a_value_that_cannot_be_compared_is_counted_once() {
    let rule = "kind = 'compare'\nin = 'teams'\nfield = 'a[*]'\nis = '<'\nthan = 'b[*]'";
    let other = "1 value of `b[*]` was not checked: it is an object";
    check(&with(rule, r#"{ "id": "x", "a": [1, 2], "b": [{ "x": 1 }, 5] }"#, ""), &[other], 0);
    let own = "1 value of `a[*]` was not checked: it is an object";
    check(&with(rule, r#"{ "id": "x", "a": [{ "x": 1 }, 2], "b": [4, 5] }"#, ""), &[own], 0);
}

#[test]
fn a_key_of_another_type_is_reported() {
    let teams = r#"{ "id": "ajax", "founded": "1900" }"#;
    let players = r#"{ "id": "a", "team": { "id": "ajax" }, "born": "1800" }"#;
    let rule = "kind = 'compare'\nin = 'players'\nfield = 'born'\nis = '>'\nto = 'teams'\nkey = 'team'\nthan = 'founded'";
    let team = "1 value of `team` was not checked: it is an object";
    check(&with(rule, teams, players), &[team], 0);
    let rule = "kind = 'order'\nin = 'players'\nwithin = 'collection'\nfield = 'n'\nsort-by = 'd'";
    let players =
        r#"{ "n": 1, "d": { "y": 1 } }, { "n": 2, "d": "2001" }, { "n": 3, "d": "2002" }"#;
    let key = "1 value of `d` was not checked: it is an object";
    check(&with(rule, teams, players), &[key], 0);
    let rule = "kind = 'compare'\nin = 'teams'\nfield = 'name'\nis = '!='\nthan = 'of[*].n'\nlatest-by = '^.on'";
    let teams =
        r#"{ "name": "x", "of": [{ "n": "y", "on": { "y": 1 } }, { "n": "z", "on": "2001" }] }"#;
    let on = "1 value of `^.on` was not checked: it is an object";
    check(&with(rule, teams, ""), &[on], 0);
    let teams = r#"{ "name": "x", "of": [{ "n": "y" }, { "n": "z" }] }"#;
    check(&with(rule, teams, ""), &[], 2);
}

#[test]
fn ids_that_are_numbers_are_compared_by_value() {
    let rules = "[collections]
teams = { select = '$.teams[*]', id = 'id' }
players = { select = '$.players[*]', id = 'id' }
[rules]
named = { kind = 'reference', in = 'players', field = 'team', to = 'teams' }
both = { kind = 'inverse', in = 'players', field = 'team', to = 'teams', to-field = 'players[*]' }
counted = { kind = 'count', in = 'teams', field = 'size', to = 'players', to-field = 'team', key = 'id' }
lonely = { kind = 'orphan', in = 'teams', by = ['players.team'] }
twice = { kind = 'unique', in = 'teams', fields = 'id' }
code = { kind = 'codelist', in = 'players', field = 'team', to = 'teams', to-field = 'id' }
older = { kind = 'compare', in = 'players', field = 'from', key = 'team', to = 'teams', is = '>=', than = 'from' }
circle = { kind = 'acyclic', in = 'teams', field = 'of' }
";
    let data = |team: &str, id: &str, player: &str| {
        format!(
            r#"{{ "teams": [{{ "id": {team}, "players": [{player}], "size": 1, "from": 1900, "of": 20 }}],
                "players": [{{ "id": {id}, "team": 1, "from": 1800 }}] }}"#
        )
    };
    for (team, id, player) in
        [("1", "7", "7"), ("1.0", "7.0", "7"), ("1e0", "7", "70e-1"), ("\"1\"", "\"7\"", "7.00")]
    {
        let outcome = run(rules, &data(team, id, player));
        let older = outcome.lines.iter().filter(|line| line.contains("error[older]")).count();
        assert_eq!((outcome.lines.len(), older), (1, 1), "{team} {id}: {:#?}", outcome.lines);
    }
    let circle = data("1.0", "7", "7").replace("\"of\": 20", "\"of\": 1e0");
    let lines = run(rules, &circle).lines;
    assert!(lines.iter().any(|line| line.contains("error[circle]")), "{lines:#?}");
}

#[test]
fn a_name_or_date_whose_record_is_missing_is_counted() {
    let players = r#"{"id": "a", "team": "x", "name": "Milan", "on": "1950"}"#;
    let teams = r#"{"id": "t", "name": "Milan", "from": "1900"}"#;
    for rule in [
        "kind = 'similar'\nin = 'players'\nfield = 'name'\nkey = 'team'\nto = 'teams'",
        "kind = 'date-inside'\nin = 'players'\nfields = 'on'\nkey = 'team'\nto = 'teams'\nrange-from = 'from'",
        "kind = 'compare'\nin = 'players'\nfield = 'on'\nkey = 'team'\nto = 'teams'\nis = '>'\nthan = 'from'",
    ] {
        assert_eq!(with(rule, teams, players).count(Count::CannotTell), 1, "{rule}");
        let known = with(rule, teams, &players.replace("\"x\"", "\"t\""));
        assert_eq!(known.count(Count::CannotTell), 0, "{rule}");
    }
}

#[test]
fn a_name_is_recorded_on_the_second_record_with_the_id() {
    let rule = "kind = 'similar'\nin = 'players'\nfield = 'name'\nkey = 'team'\nto = 'teams'";
    let named = |second: &str| {
        let teams =
            format!(r#"{{"id": "t", "name": "Interpol Lyon"}}, {{"id": "t", "name": "{second}"}}"#);
        with(rule, &teams, r#"{"id": "a", "team": "t", "name": "Interpol Lyons"}"#).findings.len()
    };
    assert_eq!((named("Interpol Lyons"), named("Europol")), (0, 1));
}
