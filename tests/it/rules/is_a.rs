//! `is-a`: odd values and other cases that its page omits.

use super::check;

const RULES: &str = r#"
[collections]
things = { select = "$.things[*]", id = "id" }

[rules.value]
kind  = "is-a"
in    = "things"
field = "value"
what  = "domain"
"#;

#[test]
fn values_that_are_not_text_are_not_domains_or_not_checked() {
    check(
        RULES,
        r#"{ "things": [
            { "id": "a", "value": "example" },
            { "id": "b", "value": "example.org" },
            { "id": "c", "value": null },
            { "id": "d", "value": 5 },
            { "id": "e" } ] }"#,
        &[
            "data.json:2:35: error[value]: got `example` in `value`, want a domain below a public suffix: `example` is not a public suffix",
            "data.json:5:35: error[value]: got `5` in `value`, want a domain below a public suffix: its last part is a number",
        ],
    );
}

#[test]
fn an_invisible_character_is_named() {
    check(
        RULES,
        "{ \"things\": [{ \"id\": \"a\", \"value\": \"exam\u{200b}ple.org\" }] }",
        &[
            "data.json:1:36: error[value]: got `exam�ple.org` in `value`, want a domain below a public suffix: it looks like `example.org` but has an extra U+200B (zero width space)",
        ],
    );
}

#[test]
fn a_number_in_place_of_a_text_was_not_found() {
    check(
        "[collections]\nlist = { select = \"$[*]\", id = \"id\" }\n\
         [rules.texts]\nkind = \"is-a\"\nin = \"list\"\nfield = \"['version', 'note']\"\nwhat = \"text\"\n\
         [rules.numbers]\nkind = \"is-a\"\nin = \"list\"\nfield = \"size\"\nwhat = \"number\"\n",
        r#"[{"id": "a", "version": "1.10", "note": null, "size": 1},
{"id": "b", "version": 1.1, "size": "2"},
{"id": "c", "note": ["x"], "size": true}]"#,
        &[
            "data.json:2:24: error[texts]: got a number in `['version', 'note']`, want a text",
            "data.json:2:37: error[numbers]: got a string in `size`, want a number",
            "data.json:3:21: error[texts]: got an array in `['version', 'note']`, want a text",
            "data.json:3:36: error[numbers]: got a boolean in `size`, want a number",
        ],
    );
}

#[test]
fn a_regular_expression_with_two_groups_of_one_name_or_an_empty_escape_is_refused() {
    check(
        &RULES.replace("domain", "regex"),
        r#"{ "things": [
            { "id": "a", "value": "(?<n>a)(?<n>b)" },
            { "id": "b", "value": "((?<n>a)|x)(?<n>b)" },
            { "id": "c", "value": "(?<n>(?<n>a))" },
            { "id": "d", "value": "\\u{}" },
            { "id": "e", "value": "(?:(?<n>a)|b)|(?<n>c)\\k<n>" },
            { "id": "f", "value": "\\u{0}\\u{00041}" } ] }"#,
        &[
            "data.json:2:35: error[value]: got `(?<n>a)(?<n>b)` in `value`, want a regular expression: two groups of one alternative have the name `n`",
            "data.json:3:35: error[value]: got `((?<n>a)|x)(?<n>b)` in `value`, want a regular expression: two groups of one alternative have the name `n`",
            "data.json:4:35: error[value]: got `(?<n>(?<n>a))` in `value`, want a regular expression: two groups of one alternative have the name `n`",
            r"data.json:5:35: error[value]: got `\u{}` in `value`, want a regular expression: `\u{` needs a code point in hexadecimal digits",
        ],
    );
}
