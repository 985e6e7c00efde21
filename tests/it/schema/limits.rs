//! Deep documents, cycles in schemas, and patterns that backtrack for too long.

use super::{check, document};
use factlint::schema::{Schema, Settings};

fn compile(schema: &str) -> Schema {
    Schema::compile(&document(schema), "/s/a.json", Settings::default(), &|_| Err(String::new()))
        .unwrap()
}

/// Runs on a thread with the default stack size.
fn on_a_usual_stack(run: fn()) {
    let thread = std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(run).unwrap();
    thread.join().unwrap();
}

#[test]
fn documents_as_deep_as_they_may_be_are_checked() {
    on_a_usual_stack(|| {
        let schemas = [
            r##"{"items": {"$ref": "#"}, "type": "array"}"##,
            r##"{"anyOf": [{"type": "array", "items": {"$ref": "#"}}, {"type": "null"}]}"##,
            r##"{"$defs": {"n": {"oneOf": [{"allOf": [{"items": {"$ref": "#/$defs/n"}}], "type": "array"}, {"type": "null"}]}}, "$ref": "#/$defs/n"}"##,
            r##"{"prefixItems": [{"$ref": "#"}], "unevaluatedItems": false, "type": ["array", "null"]}"##,
            r##"{"$dynamicAnchor": "n", "type": ["array", "null"], "items": {"$dynamicRef": "#n"}}"##,
        ];
        let nested = |inner: &str| format!("{}{inner}{}", "[".repeat(511), "]".repeat(511));
        for schema in schemas {
            let compiled = compile(schema);
            let wrong = document(&nested("1"));
            let errors = compiled.check(wrong.root().unwrap());
            assert!(!errors.is_empty(), "{schema}");
            assert!(errors.iter().any(|error| error.place.raw() == "1"), "{schema}");
        }
    });
}

#[test]
fn schemas_as_deep_as_they_may_be_are_compiled() {
    on_a_usual_stack(|| {
        let schema = format!("{}{{}}{}", r#"{"items":"#.repeat(500), "}".repeat(500));
        assert!(compile(&schema).is_valid(document("[[[]]]").root().unwrap()));
    });
}

#[test]
fn a_schema_that_is_too_deep_is_a_problem_and_not_a_crash() {
    on_a_usual_stack(|| {
        for depth in [513, 200_000, 2_000_000] {
            let schema = format!("{}{{}}{}", r#"{"not":"#.repeat(depth), "}".repeat(depth));
            let compiled =
                Schema::compile(&document(&schema), "/s/a.json", Settings::default(), &|_| {
                    Err(String::new())
                });
            let problems = compiled.unwrap_err();
            let messages: Vec<&str> =
                problems.iter().map(|problem| problem.message.as_str()).collect();
            assert_eq!(messages.len(), 1, "{messages:?}");
            assert!(messages[0].contains("deeper than the limit of 512"), "{messages:?}");
        }
    });
}

#[test]
fn a_pattern_that_backtracks_without_end_is_given_up() {
    let slow = format!(r#"{{"a": [["{}"]]}}"#, "a".repeat(60));
    let schema =
        r#"{"properties": {"a": {"items": {"items": {"pattern": "^(?=(a+)+$)(a|a)*$(?<!a)b"}}}}}"#;
    check(
        schema,
        &slow,
        &[
            "/a/0/0 pattern: cannot tell within the step limit whether `^(?=(a+)+$)(a|a)*$(?<!a)b` matches",
        ],
    );
}

#[test]
fn a_pattern_that_gives_up_is_reported_beside_other_errors() {
    let schema = r#"{"items": {"type": "string", "pattern": "^([a-z0-9]+-?)+(?<!-)$"}}"#;
    let text = |letter: &str| format!("\"{}!\"", letter.repeat(40));
    let undecided = |index: usize| {
        format!(
            "/{index} pattern: cannot tell within the step limit whether `^([a-z0-9]+-?)+(?<!-)$` matches"
        )
    };
    let wrong = |index: usize| format!("/{index} type: got a number, want a string");
    let both = format!("[{}, 5, {}, \"a-b\"]", text("a"), text("b"));
    let want = [undecided(0), wrong(1), undecided(2)];
    check(schema, &both, &want.each_ref().map(String::as_str));
    // If patterns give up on many texts, all of them are reported, in addition to the error about the number.
    let letters = "abcdefghij".split("").filter(|letter| !letter.is_empty());
    let many: Vec<String> = letters.map(text).collect();
    let mut want: Vec<String> = (0..many.len()).map(undecided).collect();
    want.push(wrong(many.len()));
    let want: Vec<&str> = want.iter().map(String::as_str).collect();
    check(schema, &format!("[{}, 5]", many.join(", ")), &want);
    // A text that satisfies one of two alternatives is valid, even if the other is undecided.
    let either =
        r#"{"items": {"anyOf": [{"pattern": "^([a-z0-9]+-?)+(?<!-)$"}, {"type": "string"}]}}"#;
    check(either, &format!("[{}]", text("a")), &[]);
}

#[test]
fn a_pattern_that_gives_up_where_a_value_need_not_match_was_taken_for_no_match() {
    let pattern = r#"{"pattern": "^([a-z0-9]+-?)+(?<!-)$"}"#;
    let slow = format!("\"{}!\"", "a".repeat(40));
    let undecided = |at: &str| {
        format!(
            "{at} pattern: cannot tell within the step limit whether `^([a-z0-9]+-?)+(?<!-)$` matches"
        )
    };
    let of_root = undecided("/");
    check(&format!(r#"{{"not": {pattern}}}"#), &slow, &[of_root.as_str()]);
    let condition = format!(r#"{{"if": {pattern}, "then": {{"maxLength": 3}}}}"#);
    check(&condition, &slow, &[of_root.as_str()]);
    let either = format!(r#"{{"anyOf": [{{"not": {pattern}}}, {{"type": "number"}}]}}"#);
    check(&either, &slow, &[of_root.as_str()]);
    // The other alternative holds, so the result of the pattern does not matter. In `if`, the result decides which
    // branch applies.
    let either = format!(r#"{{"anyOf": [{{"not": {pattern}}}, {{"minLength": 3}}]}}"#);
    check(&either, &slow, &[]);
    let both =
        format!(r#"{{"if": {pattern}, "then": {{"maxLength": 3}}, "else": {{"maxLength": 4}}}}"#);
    check(&both, &slow, &[of_root.as_str()]);
    // Each text is decided separately, and other errors are still reported.
    let items = format!(
        r#"{{"items": {{"type": "string", "anyOf": [{{"not": {pattern}}}, {{"pattern": "b"}}]}}}}"#
    );
    let data = format!(r#"[{slow}, 5, "{}!", "a-b"]"#, "b".repeat(40));
    let first = undecided("/0");
    check(&items, &data, &[first.as_str(), "/1 type: got a number, want a string"]);
}

#[test]
fn a_schema_is_shared_between_threads() {
    let schema = compile(r#"{"type": "string"}"#);
    let data = document("1");
    let count = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..4).map(|_| scope.spawn(|| schema.check(data.root().unwrap()).len())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>()
    });
    assert_eq!(count, 4);
}

#[test]
fn many_errors_in_one_array_are_found_fast() {
    let elements = vec!["\"x\""; 20_000].join(",");
    let data = document(&format!("[{elements}]"));
    let errors = compile(r#"{"items": {"anyOf": [{"type": "null"}, {"minLength": 3}]}}"#)
        .check(data.root().unwrap())
        .len();
    assert_eq!(errors, 20_000);
}
