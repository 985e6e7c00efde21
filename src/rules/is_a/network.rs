//! Checks URLs, hosts, domains, email addresses and IP addresses.

use super::what::{Checked, all_visible};
use crate::schema::is_internationalised_email;
use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};
use std::cell::RefCell;
use std::net::IpAddr;
use unicode_normalization::UnicodeNormalization;
use url::{Host, SyntaxViolation, Url};

/// Schemes whose URLs have a host: the special schemes of the URL Standard, section 4.2, except `file`.
const SCHEMES_WITH_HOST: [&str; 5] = ["http", "https", "ftp", "ws", "wss"];

/// Maximum length of an email address, in bytes. It is that of a path in angle brackets (RFC 5321, section
/// 4.5.3.1.3), less the two brackets.
const MAX_EMAIL_BYTES: usize = 254;

/// Checks an absolute URL of the URL Standard (<https://url.spec.whatwg.org>). A URL that a parser must
/// correct, for example because it contains a space, is not valid.
pub(super) fn url(text: &str) -> Checked {
    let violation = RefCell::new(None);
    let note = |found: SyntaxViolation| _ = violation.borrow_mut().get_or_insert(found);
    let parsed = Url::options().syntax_violation_callback(Some(&note)).parse(text);
    let url = parsed.map_err(|error| match error {
        url::ParseError::RelativeUrlWithoutBase => "it has no scheme, such as `https:`".to_owned(),
        other => other.to_string(),
    })?;
    if let Some(violation) = violation.into_inner() {
        return Err(described(violation).to_owned());
    }
    all_visible(text)?;
    let written = written_host(text).filter(|_| SCHEMES_WITH_HOST.contains(&url.scheme()));
    match (url.host(), written) {
        (Some(Host::Domain(_)), Some(written)) => host_name(written),
        (Some(Host::Ipv4(address)), Some(written)) if written != address.to_string() => {
            Err(format!("a browser reads its host as `{address}`"))
        }
        _ => Ok(()),
    }
}

/// Returns the host of a URL as it is written, without its port. Returns `None` if it is in square brackets.
fn written_host(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next().filter(|host| !host.starts_with('['))?;
    authority.split(':').next()
}

/// Describes the mistake that a parser would correct in a URL.
fn described(violation: SyntaxViolation) -> &'static str {
    match violation {
        SyntaxViolation::Backslash => "it has a backslash",
        SyntaxViolation::C0SpaceIgnored => "a space or control character at its start or end",
        SyntaxViolation::EmbeddedCredentials => "it has a user name or a password",
        SyntaxViolation::ExpectedDoubleSlash => "want `//` after the scheme",
        SyntaxViolation::NonUrlCodePoint => "a character that must be percent-encoded",
        SyntaxViolation::PercentDecode => "a `%` without two hexadecimal digits",
        SyntaxViolation::TabOrNewlineIgnored => "it has a tab or a line break",
        other => other.description(),
    }
}

/// Checks a host name (RFC 1123, section 2.1) or an IP address without brackets.
pub(super) fn host(text: &str) -> Checked {
    if text.parse::<IpAddr>().is_ok() { Ok(()) } else { host_name(text) }
}

/// Checks a host name below a suffix of the Public Suffix List (<https://publicsuffix.org>). The name must
/// not itself be a public suffix.
pub(super) fn domain(text: &str) -> Checked {
    if text.parse::<IpAddr>().is_ok() {
        return Err("it is an IP address".to_owned());
    }
    host_name(text)?;
    let lower_case = text.to_lowercase();
    let Some(suffix) = psl::suffix(lower_case.as_bytes()).filter(psl::Suffix::is_known) else {
        let last = text.rsplit('.').next().unwrap_or(text);
        return Err(format!("`{last}` is not a public suffix"));
    };
    if suffix.as_bytes() == lower_case.as_bytes() {
        return Err("it is itself a public suffix".to_owned());
    }
    Ok(())
}

/// Checks a mailbox without a display name (RFC 5321 section 4.1.2, RFC 6531 section 3.3).
pub(super) fn email(text: &str) -> Checked {
    match text.rsplit_once('@') {
        None => Err("it has no `@`".to_owned()),
        Some(_) if text.ends_with('>') => {
            Err("it has angle brackets, want the address alone".to_owned())
        }
        Some(_) if text.len() > MAX_EMAIL_BYTES => {
            Err(format!("it has {} bytes, want at most {MAX_EMAIL_BYTES}", text.len()))
        }
        Some((name, domain)) if domain.starts_with('[') => {
            all_visible(name)?;
            match is_internationalised_email(text) {
                true => Ok(()),
                false => Err("the address in brackets is not valid".to_owned()),
            }
        }
        // The domain is checked like a `host`, so `te--st.de` is accepted.
        Some((name, domain)) => {
            host_name(domain)?;
            all_visible(name)?;
            mailbox_name(name)
        }
    }
}

/// Checks the part of an address before the `@`.
fn mailbox_name(name: &str) -> Checked {
    if is_internationalised_email(&format!("{name}@example.org")) {
        return Ok(());
    }
    let wrong = name.chars().find(|character| " @,:;<>()[]\\\"".contains(*character));
    Err(match wrong {
        _ if name.is_empty() => "there is nothing before the `@`".to_owned(),
        Some(character) => format!("`{character}` is not allowed before the `@`"),
        None if name.split('.').any(str::is_empty) => {
            "a dot before the `@` is not between two other characters".to_owned()
        }
        None => "the part before the `@` is not valid".to_owned(),
    })
}

pub(super) fn ip(text: &str) -> Checked {
    text.parse::<IpAddr>().map(|_| ()).map_err(|error| error.to_string())
}

/// Checks a range of addresses (RFC 4632 section 3.1, RFC 4291 section 2.3). It must be written with its
/// first address.
pub(super) fn cidr(text: &str) -> Checked {
    let Some((address, length)) = text.split_once('/') else {
        return Err("it has no `/` with a prefix length".to_owned());
    };
    let address: IpAddr = address.parse().map_err(|_| "the address is not valid".to_owned())?;
    let (bits, width) = match address {
        IpAddr::V4(address) => (u128::from(u32::from(address)), 32),
        IpAddr::V6(address) => (u128::from(address), 128),
    };
    let is_number = !length.is_empty()
        && length.bytes().all(|byte| byte.is_ascii_digit())
        && (length == "0" || !length.starts_with('0'));
    let length: Option<u32> = length.parse().ok().filter(|length| is_number && *length <= width);
    let Some(length) = length else {
        return Err(format!("the prefix length is not 0 to {width}"));
    };
    let outside = 1_u128.checked_shl(width - length).map_or(u128::MAX, |size| size - 1);
    match bits & outside {
        0 => Ok(()),
        _ => Err("the address is not the first of its range".to_owned()),
    }
}

/// Checks a host name. It consists of labels of letters, digits and hyphens. A label has at most 63 bytes,
/// and the whole name at most 253 bytes. Letters beyond ASCII are allowed if IDNA (Unicode Technical Standard
/// 46) allows them. As in the URL Standard, the third and fourth character of a label may be hyphens.
fn host_name(text: &str) -> Checked {
    if text.is_empty() {
        return Err("it is empty".to_owned());
    }
    if let Some(character) = text.chars().find(|character| ":/@ _%".contains(*character)) {
        return Err(format!("`{character}` is not allowed in a host name"));
    }
    let without_root = text.strip_suffix('.').unwrap_or(text);
    if without_root.split('.').any(str::is_empty) {
        return Err("a part between two dots is empty".to_owned());
    }
    let last = without_root.rsplit('.').next().unwrap_or_default();
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("its last part is a number".to_owned());
    }
    // IDNA removes or replaces certain characters, such as invisible characters. A label that it changes is
    // not valid.
    for label in without_root.split('.').filter(|label| !label.is_ascii()) {
        let (mapped, _) = idna::domain_to_unicode(label);
        if mapped != label.to_lowercase().nfc().collect::<String>() {
            return Err(format!("IDNA reads it as `{mapped}`"));
        }
    }
    if without_root.split('.').any(|label| label.starts_with('-') || label.ends_with('-')) {
        return Err("a part begins or ends with a hyphen".to_owned());
    }
    let ascii = Uts46::new().to_ascii(
        without_root.as_bytes(),
        AsciiDenyList::STD3,
        Hyphens::CheckFirstLast,
        DnsLength::Verify,
    );
    match ascii {
        Ok(_) => Ok(()),
        Err(_) => Err("it is not a host name".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::is_a::what::tests::check;

    #[test]
    fn urls() {
        check(
            url,
            &[
                "https://example.org",
                "https://example.org/a%20b?c=d#e",
                "https://münchen.example/straße",
                "http://192.0.2.1:8080/",
                "http://[2001:db8::1]/",
                "http://10.0.0.1?a",
                "https://r3---sn-4g5e.googlevideo.com/",
                "mailto:a@example.org",
                "urn:isbn:9783161484100",
            ],
            &[
                ("example.org", "it has no scheme, such as `https:`"),
                ("", "it has no scheme, such as `https:`"),
                ("https:/example.org", "want `//` after the scheme"),
                ("https://example.org/a b", "a character that must be percent-encoded"),
                (" https://example.org", "a space or control character at its start or end"),
                ("https://example.org/a\\b", "it has a backslash"),
                ("https://", "empty host"),
                ("https://exa_mple.org", "`_` is not allowed in a host name"),
                ("https://example.org:99999", "invalid port number"),
                ("http://10.0.1/", "a browser reads its host as `10.0.0.1`"),
                ("http://0x7f.1/", "a browser reads its host as `127.0.0.1`"),
                ("http://0177.0.0.1/", "a browser reads its host as `127.0.0.1`"),
                ("http://1:80/", "a browser reads its host as `0.0.0.1`"),
                ("https://ex%61mple.org/", "`%` is not allowed in a host name"),
                ("https://exa\u{ad}mple.org", "it has a U+00AD"),
                ("https://\u{ff45}xample.org", "IDNA reads it as `example`"),
                ("https://example\u{3002}org", "IDNA reads it as `example.org`"),
                ("https://example.org/a\u{200b}", "it has a U+200B"),
                ("https://example.org/%zz", "a `%` without two hexadecimal digits"),
            ],
        );
    }

    #[test]
    fn hosts_and_domains() {
        let right = [
            "example.org",
            "a-b.example",
            "xn--mnchen-3ya.de",
            "münchen.de",
            "example.org.",
            "r3---sn-4g5e.googlevideo.com",
        ];
        check(host, &right, &[("exa mple.org", "` ` is not allowed in a host name")]);
        check(
            host,
            &["localhost", "192.0.2.1", "2001:db8::1"],
            &[
                ("https://example.org", "`:` is not allowed in a host name"),
                ("example..org", "a part between two dots is empty"),
                ("-a.example", "a part begins or ends with a hyphen"),
                ("a-.example", "a part begins or ends with a hyphen"),
                ("192.0.2.256", "its last part is a number"),
                ("", "it is empty"),
            ],
        );
        check(
            domain,
            &["example.org", "www.example.co.uk", "münchen.de", "EXAMPLE.ORG"],
            &[
                ("co.uk", "it is itself a public suffix"),
                ("example.ogr", "`ogr` is not a public suffix"),
                ("localhost", "`localhost` is not a public suffix"),
                ("exam\u{200b}ple.org", "IDNA reads it as `example`"),
                ("ｅxample.org", "IDNA reads it as `example`"),
                ("192.0.2.1", "it is an IP address"),
            ],
        );
    }

    #[test]
    fn email_addresses() {
        check(
            email,
            &["a@te--st.de", "a@example.org", "a.b+c@example.org", "é@example.org"],
            &[
                ("example.org", "it has no `@`"),
                ("a@", "it is empty"),
                ("a b@example.org", "` ` is not allowed before the `@`"),
                ("a@b@example.org", "`@` is not allowed before the `@`"),
                ("a..b@example.org", "a dot before the `@` is not between two other characters"),
                ("@example.org", "there is nothing before the `@`"),
                ("A <a@example.org>", "it has angle brackets, want the address alone"),
                ("a@[999.1.1.1]", "the address in brackets is not valid"),
                ("a@1.2.3.4", "its last part is a number"),
                ("a@exa\u{ad}mple.org", "IDNA reads it as `example`"),
                ("a\u{200b}@example.org", "it has a U+200B"),
                ("a@exa_mple.org", "`_` is not allowed in a host name"),
            ],
        );
    }

    #[test]
    fn addresses_and_ranges() {
        check(ip, &["192.0.2.1", "::1"], &[("192.0.2", "invalid IP address syntax")]);
        check(
            cidr,
            &["192.0.2.0/24", "0.0.0.0/0", "192.0.2.1/32", "2001:db8::/32", "::/0", "::1/128"],
            &[
                ("192.0.2.0", "it has no `/` with a prefix length"),
                ("192.0.2.1/24", "the address is not the first of its range"),
                ("192.0.2.0/33", "the prefix length is not 0 to 32"),
                ("192.0.2.0/024", "the prefix length is not 0 to 32"),
                ("192.0.2.0/+24", "the prefix length is not 0 to 32"),
                ("192.0.2/24", "the address is not valid"),
                ("2001:db8::1/64", "the address is not the first of its range"),
            ],
        );
    }
}
