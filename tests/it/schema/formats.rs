//! Formats: texts that each format accepts or refuses.

use super::problems::compile;
use super::{check, document};

#[track_caller]
fn check_format(format: &str, valid: &[&str], invalid: &[&str]) {
    let schema = compile("/s/a.json", &format!(r#"{{"format": "{format}"}}"#), &[]).unwrap();
    let is_valid = |text: &str| {
        let data = document(&serde_json::Value::from(text).to_string());
        schema.is_valid(data.root().unwrap())
    };
    let refused: Vec<&&str> = valid.iter().filter(|text| !is_valid(text)).collect();
    let taken: Vec<&&str> = invalid.iter().filter(|text| is_valid(text)).collect();
    assert_eq!((refused, taken), (Vec::new(), Vec::new()), "{format}");
}

#[test]
fn an_address_with_a_display_name_is_not_a_mailbox() {
    let display_names =
        ["Ann <a@b.org>", "<a@b.org>", " <a@b.org>", "\"Ann\" <a@b.org>", "a@b.org ", " a@b.org"];
    check_format(
        "email",
        &[
            "a@b.org",
            "a.b+c@d-e.org",
            "a@localhost",
            "\"a b\"@c.org",
            "\"a <b@c>\"@d.org",
            "\"a\\\"b\"@c.org",
            "\"\"@c.org",
            "a@[192.0.2.1]",
            "a@[IPv6:2001:db8::1]",
            "!#$%&'*+-/=?^_`{|}~@b.org",
        ],
        &display_names,
    );
    check_format(
        "email",
        &[],
        &[
            "",
            "a",
            "@b.org",
            "a@",
            ".a@b.org",
            "a.@b.org",
            "a..b@c.org",
            "a b@c.org",
            "\"a@b.org",
            "\"@b.org",
            "a@b@c.org",
            "a@-b.org",
            "a@b..org",
            "a@[192.0.2]",
            "a@[b.org]",
            "é@b.org",
            "a,b@c.org",
            "a(comment)@b.org",
        ],
    );
    let long = format!("{}@b.org", "a".repeat(65));
    check_format("email", &[], &[&long]);
    check_format("idn-email", &["é@b.org", "a@bücher.example", "\"é a\"@b.org"], &display_names);
    check(
        r#"{"format": "email"}"#,
        r#""Ann <a@b.org>""#,
        &[
            r#"/ format: got "Ann <a@b.org>", want an email address without a display name, such as a@example.org"#,
        ],
    );
}

#[test]
fn formats_allow_nothing_around_the_value() {
    let cases = [
        ("hostname", "b.org"),
        ("idn-hostname", "bücher.example"),
        ("ipv4", "192.0.2.1"),
        ("ipv6", "2001:db8::1"),
        ("uri", "https://b.org/"),
        ("uri-reference", "a/b"),
        ("iri", "https://bücher.example/"),
        ("iri-reference", "é/b"),
        ("uri-template", "https://b.org/{id}"),
        ("uuid", "01234567-89ab-cdef-0123-456789abcdef"),
        ("date", "2017-08-31"),
        ("time", "12:30:00Z"),
        ("date-time", "2017-08-31T12:30:00Z"),
        ("duration", "P3Y"),
        ("json-pointer", "/a"),
        ("relative-json-pointer", "1/a"),
    ];
    for (format, value) in cases {
        let around = [format!(" {value}"), format!("<{value}>"), format!("{value}\n")];
        let around: Vec<&str> = around.iter().map(String::as_str).collect();
        // A JSON Pointer may contain any character after its first slash.
        let around = if format.ends_with("pointer") { &around[..2] } else { &around };
        check_format(format, &[value], around);
    }
    check_format(
        "uuid",
        &[],
        &[
            "{01234567-89ab-cdef-0123-456789abcdef}",
            "urn:uuid:01234567-89ab-cdef-0123-456789abcdef",
        ],
    );
    check_format("ipv6", &[], &["[2001:db8::1]", "fe80::1%eth0", "2001:db8::1/64"]);
    check_format("ipv4", &[], &["192.0.2.1/24", "192.0.2.01", "3221225985"]);
}
