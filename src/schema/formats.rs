//! What each `format` wants, in words (JSON Schema validation section 7.3).

/// What a format wants, with its article and an example.
pub(super) fn wanted(format: &str) -> String {
    let known = match format {
        "date" => "a date, such as 2017-08-31",
        "time" => "a time with its offset, such as 12:30:00Z",
        "date-time" => "a date and a time with its offset, such as 2017-08-31T12:30:00Z",
        "duration" => "a duration, such as P3Y",
        "email" => "an email address",
        "idn-email" => "an email address, also an internationalized one",
        "hostname" => "a host name",
        "idn-hostname" => "a host name, also an internationalized one",
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
