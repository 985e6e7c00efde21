//! Describes the formats of JSON Schema (Validation, section 7.3), and checks email addresses, because the
//! `jsonschema` crate also accepts a display name.

use super::files::MAX_BACKTRACKS;
use jsonschema::{PatternOptions, Validator};
use serde_json::{Value as Json, json};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

/// Maximum length of the local part in bytes (RFC 5321 section 4.5.3.1.1).
const MAX_LOCAL_PART: usize = 64;

/// Whether a text is a mailbox, without a display name (RFC 5321 section 4.1.2).
pub(super) fn is_email(text: &str) -> bool {
    static HOSTNAME: LazyLock<Option<Validator>> = LazyLock::new(|| validator("hostname"));
    text.is_ascii() && is_mailbox(text, HOSTNAME.as_ref())
}

/// Whether a text is a mailbox that may have non-ASCII characters (RFC 6531 section 3.3).
#[must_use]
pub fn is_idn_email(text: &str) -> bool {
    static HOSTNAME: LazyLock<Option<Validator>> = LazyLock::new(|| validator("idn-hostname"));
    is_mailbox(text, HOSTNAME.as_ref())
}

fn validator(format: &str) -> Option<Validator> {
    validator_of(&json!({ "format": format }))
}

/// Whether a text satisfies a schema that has a `format` or a `pattern`.
pub(super) fn satisfies(schema: &Json, text: &str) -> bool {
    validator_of(schema).is_some_and(|validator| validator.is_valid(&Json::from(text)))
}

fn validator_of(schema: &Json) -> Option<Validator> {
    let patterns = PatternOptions::fancy_regex().backtrack_limit(MAX_BACKTRACKS);
    jsonschema::options()
        .should_validate_formats(true)
        .with_pattern_options(patterns)
        .with_format("email", is_email)
        .with_format("idn-email", is_idn_email)
        .build(schema)
        .ok()
}

fn is_mailbox(text: &str, hostname: Option<&Validator>) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let quoted = local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let is_local = match quoted.filter(|_| local.len() > 1) {
        Some(inside) => is_quoted(inside),
        None => {
            local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom_character))
        }
    };
    if !is_local || local.len() > MAX_LOCAL_PART {
        return false;
    }
    match domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(address) => is_address(address),
        None => hostname.is_some_and(|hostname| hostname.is_valid(&Json::from(domain))),
    }
}

fn is_atom_character(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || "!#$%&'*+-/=?^_`{|}~".contains(character)
        || !character.is_ascii()
}

/// Whether a text is valid between the quotation marks of a local part.
fn is_quoted(inside: &str) -> bool {
    let mut rest = inside.chars();
    while let Some(next) = rest.next() {
        let character = if next == '\\' { rest.next() } else { Some(next).filter(|c| *c != '"') };
        match character {
            Some(' '..='~') => {}
            Some(other) if !other.is_ascii() => {}
            _ => return false,
        }
    }
    true
}

fn is_address(address: &str) -> bool {
    const TAG: &str = "ipv6:";
    match address.get(..TAG.len()).filter(|tag| tag.eq_ignore_ascii_case(TAG)) {
        Some(tag) => address[tag.len()..].parse::<Ipv6Addr>().is_ok(),
        None => address.parse::<Ipv4Addr>().is_ok(),
    }
}

/// The formats defined by the standard.
pub(super) const NAMES: [&str; 19] = [
    "date",
    "time",
    "date-time",
    "duration",
    "email",
    "idn-email",
    "hostname",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
    "iri",
    "iri-reference",
    "uri-template",
    "uuid",
    "json-pointer",
    "relative-json-pointer",
    "regex",
];

/// Describes a text in a format. The description has an article and, for most formats, an example.
pub(super) fn wanted(format: &str) -> String {
    let known = match format {
        "date" => "a date, such as 2017-08-31",
        "time" => "a time with its offset, such as 12:30:00Z",
        "date-time" => "a date and a time with its offset, such as 2017-08-31T12:30:00Z",
        "duration" => "a duration, such as P3Y",
        "email" => "an email address without a display name, such as a@example.org",
        "idn-email" => "an email address, possibly internationalized, without a display name",
        "hostname" => "a host name",
        "idn-hostname" => "a host name, possibly internationalized",
        "ipv4" => "an IPv4 address, such as 192.0.2.1",
        "ipv6" => "an IPv6 address, such as 2001:db8::1",
        "uri" => "a URI with its scheme, such as https://example.org/",
        "uri-reference" => "a URI or a relative reference",
        "iri" => "an IRI with its scheme",
        "iri-reference" => "an IRI or a relative reference",
        "uri-template" => "a URI template (RFC 6570)",
        "uuid" => "a UUID, such as 01234567-89ab-cdef-0123-456789abcdef",
        "json-pointer" => "a JSON Pointer, such as /claims/0",
        "relative-json-pointer" => "a relative JSON Pointer, such as 1/name",
        "regex" => "a regular expression",
        _ => return format!("text of the format `{format}`"),
    };
    known.to_owned()
}
