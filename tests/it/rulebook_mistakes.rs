//! Tests that every mistake in a parameter of any kind is a finding at the place of the mistake.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::format_collect,
    clippy::match_same_arms,
    reason = "a test fails by panicking, and a table reads best whole"
)]

use factlint::document::FileId;
use factlint::finding::Finding;
use factlint::parameters::{Parameter, ParameterType};
use factlint::rulebook::Rulebook;
use factlint::rules::{KINDS, Kind};

const HEAD: &str = "version = 1\ndocuments = [\"data.json\"]\n\n[collections]\nrecords = { select = \"$.records[*]\", id = \"id\" }\nclaims = { select = \"$.claims[*]\", id = \"id\" }\n\n[rules.tested]\n";

/// Returns a valid value of a parameter, as the rulebook writes it.
fn right(takes: ParameterType) -> String {
    match takes {
        ParameterType::Collection => "\"records\"".to_owned(),
        ParameterType::Collections => "\"records\"".to_owned(),
        ParameterType::File => "\"codes.txt\"".to_owned(),
        ParameterType::Constant => "1".to_owned(),
        ParameterType::Duration => "\"P1Y\"".to_owned(),
        ParameterType::Shift => "\"-P1Y\"".to_owned(),
        ParameterType::References => "\"claims.a\"".to_owned(),
        ParameterType::Condition => "\"@.a == 1\"".to_owned(),
        ParameterType::Conditions => "[\"@.a\", \"@.b\"]".to_owned(),
        ParameterType::Field
        | ParameterType::Fields
        | ParameterType::Key
        | ParameterType::Text
        | ParameterType::Texts
        | ParameterType::Pattern => "\"a\"".to_owned(),
        ParameterType::Number | ParameterType::Integer => "1".to_owned(),
        ParameterType::Boolean => "true".to_owned(),
        ParameterType::Choice(words) => format!("\"{}\"", words[0]),
    }
}

/// Returns invalid values of a parameter, each with part of the expected message.
fn wrong(takes: ParameterType) -> Vec<(&'static str, &'static str)> {
    match takes {
        ParameterType::Collection => {
            vec![("7", "want text"), ("\"recrods\"", "unknown collection")]
        }
        ParameterType::Collections => {
            vec![("7", "want text"), ("[\"records\", \"clams\"]", "unknown collection")]
        }
        ParameterType::File => vec![("7", "want text")],
        ParameterType::Constant => {
            vec![("true", "want text or a number"), ("[1]", "want text or a number")]
        }
        ParameterType::Duration | ParameterType::Shift => {
            vec![("7", "want text"), ("\"3 years\"", "want an ISO 8601 duration")]
        }
        ParameterType::References => {
            vec![
                ("7", "want text"),
                ("\"clams.a\"", "unknown collection"),
                ("\"claims.a b\"", "want"),
            ]
        }
        ParameterType::Condition => vec![("7", "want text"), ("\"@.a ==\"", "want")],
        ParameterType::Conditions => {
            vec![("7", "want"), ("[\"@.a\"]", "want at least two"), ("[\"@.a\", \"@.\"]", "want")]
        }
        ParameterType::Field => vec![("7", "want text"), ("\"a b\"", "want"), ("\"\"", "empty")],
        ParameterType::Fields | ParameterType::Key => {
            vec![("7", "want text"), ("[\"a\", \"b[\"]", "want"), ("[1]", "want text")]
        }
        ParameterType::Text => vec![("7", "want text")],
        ParameterType::Texts => vec![("7", "want text"), ("[1]", "want text")],
        ParameterType::Pattern => vec![
            ("7", "want text"),
            ("\"(\"", "not a regular expression"),
            ("\"(?=a)\"", "not a regular expression"),
        ],
        ParameterType::Number => vec![("\"1\"", "want a number")],
        ParameterType::Integer => vec![
            ("\"1\"", "want a whole number"),
            ("-1", "want a whole number"),
            ("1.5", "want a whole number"),
        ],
        ParameterType::Boolean => vec![("\"true\"", "want true or false")],
        ParameterType::Choice(_) => vec![("7", "want text"), ("\"no such word\"", "want one of")],
    }
}

fn rule(kind: &Kind, given: &[(&str, String)]) -> String {
    let lines: String = given.iter().map(|(name, value)| format!("{name} = {value}\n")).collect();
    format!("{HEAD}kind = \"{}\"\n{lines}", kind.name)
}

fn mistakes(rulebook: &str) -> Vec<Finding> {
    Rulebook::parse(rulebook, FileId(0)).err().unwrap_or_default()
}

/// Returns the required parameters and the tested parameter, each with a valid value.
fn given(kind: &Kind, tested: &Parameter) -> Vec<(&'static str, String)> {
    let parameters = kind.parameters.iter();
    let wanted = parameters.filter(|parameter| parameter.required || parameter.name == tested.name);
    wanted.map(|parameter| (parameter.name, right(parameter.takes))).collect()
}

fn kinds() -> impl Iterator<Item = &'static Kind> {
    KINDS.iter().copied().filter(|kind| !kind.is_built_in())
}

#[test]
fn a_parameter_that_is_missing() {
    for kind in kinds() {
        for missing in kind.parameters.iter().filter(|parameter| parameter.required) {
            let mut given = given(kind, missing);
            given.retain(|(name, _)| *name != missing.name);
            let rulebook = rule(kind, &given);
            let found = mistakes(&rulebook);
            let wanted = format!("needs `{}`", missing.name);
            assert!(
                found.iter().any(|finding| finding.message.contains(&wanted)),
                "{} without {}: {found:#?}",
                kind.name,
                missing.name
            );
        }
    }
}

#[test]
fn a_value_that_the_parameter_does_not_accept() {
    for kind in kinds() {
        for parameter in kind.parameters {
            for (value, wanted) in wrong(parameter.takes) {
                let mut given = given(kind, parameter);
                for (name, given) in &mut given {
                    if *name == parameter.name {
                        value.clone_into(given);
                    }
                }
                let rulebook = rule(kind, &given);
                let start =
                    rulebook.find(&format!("\n{} = {value}", parameter.name)).expect("the line")
                        + 1;
                let line = start..start + parameter.name.len() + 3 + value.len();
                let found = mistakes(&rulebook);
                let is_there = found.iter().any(|finding| {
                    let place = finding.primary().map(|label| label.place.start());
                    finding.message.contains(wanted)
                        && place.is_some_and(|place| line.contains(&place))
                });
                assert!(is_there, "{}: {} = {value}: {found:#?}", kind.name, parameter.name);
            }
        }
    }
}

#[test]
fn a_key_that_the_kind_does_not_have() {
    for kind in kinds() {
        for parameter in kind.parameters {
            let misspelt = format!("{}x", parameter.name);
            let mut given = given(kind, parameter);
            given.push((&misspelt, right(parameter.takes)));
            let rulebook = rule(kind, &given);
            let found = mistakes(&rulebook);
            let place = rulebook.find(&format!("\n{misspelt} = ")).expect("the line") + 1;
            assert!(
                found.iter().any(|finding| {
                    finding.message.contains(&format!("has no `{misspelt}`"))
                        && finding.primary().is_some_and(|label| label.place.start() == place)
                }),
                "{}: {misspelt}: {found:#?}",
                kind.name
            );
        }
    }
}

#[test]
fn all_mistakes_are_reported_in_one_run() {
    let mut rulebook = HEAD.replace("[rules.tested]\n", "");
    let mut expected = 0;
    for kind in kinds() {
        for (number, parameter) in kind.parameters.iter().enumerate() {
            let mut given = given(kind, parameter);
            given.retain(|(name, _)| *name != parameter.name);
            given.push((parameter.name, "[[]]".to_owned()));
            let lines: String =
                given.iter().map(|(name, value)| format!("{name} = {value}\n")).collect();
            rulebook.push_str(&format!(
                "\n[rules.{}-{number}]\nkind = \"{}\"\n{lines}",
                kind.name, kind.name
            ));
            expected += 1;
        }
    }
    let found = mistakes(&rulebook);
    assert!(found.len() >= expected, "{} of {expected}", found.len());
}

#[test]
fn a_field_that_is_listed_twice_is_read_once() {
    for (rule, again) in [
        ("kind = 'unique'\nin = 'records'\nfields = ['f', 'f']\n", "'f']"),
        ("kind = 'orphan'\nin = 'records'\nby = ['claims.a', 'claims.a']\n", "'claims.a']"),
        ("kind = 'agreement'\nbetween = ['@.a', '@.b', '@.a']\n", "'@.a']"),
    ] {
        let rulebook = format!("{HEAD}{rule}");
        let found = mistakes(&rulebook);
        let [mistake] = found.as_slice() else { panic!("{found:#?}") };
        assert!(mistake.message.ends_with("is in this list twice, want it once"), "{mistake:#?}");
        let place = mistake.primary().map(|label| label.place.start());
        assert_eq!(place, rulebook.rfind(again), "{mistake:#?}");
    }
}
