//! Locations of schema files. The caller uses paths, and references use URIs.

use jsonschema::uri;

/// The location of a schema's own file, to which the paths and URIs of other files are relative.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    /// The URI of the schema's file.
    uri: String,
    /// The beginning of the path that the `file:` URI does not contain: `/`, or leading `.` and `..`
    /// components.
    prefix: String,
}

impl Origin {
    /// Creates an origin from a URI, or a path with `/` as separator. The leading `..` components of a
    /// relative path are kept, and a reference cannot lead above them.
    pub(super) fn new(location: &str) -> Origin {
        if has_scheme(location) {
            return Origin { uri: without_fragment(location).to_owned(), prefix: "/".to_owned() };
        }
        let path = location.replace('\\', "/");
        let mut rest = path.as_str();
        let mut prefix = String::new();
        while let Some(after) = rest.strip_prefix("../").or_else(|| rest.strip_prefix("./")) {
            prefix.push_str(&rest[..rest.len() - after.len()]);
            rest = after;
        }
        if let Some(after) = rest.strip_prefix('/') {
            prefix.push('/');
            rest = after;
        }
        Origin { uri: format!("file:///{}", percent_encoded(rest)), prefix }
    }

    /// Returns the URI of the schema's file.
    pub(super) fn uri(&self) -> &str {
        &self.uri
    }

    /// Returns the name by which the caller reads a URI: a path for a `file:` URI, otherwise the URI.
    pub(super) fn name_of(&self, uri: &str) -> String {
        match uri.strip_prefix("file:///") {
            Some(path) => format!("{}{}", self.prefix, percent_decoded(path)),
            None => uri.to_owned(),
        }
    }
}

/// Returns the location on disk of the file with the URI `wanted`. The path from the schema's file to that file
/// is assumed to be the same as the path from the schema's `$id` to the URI. If the `$id` of a file is
/// `https://example.org/schema/a.json`, then `https://example.org/schema/b.json` is the file `b.json` in the
/// same folder. Returns `None` if the URI and the `$id` differ in scheme or host, or if the schema's file is
/// not on disk.
pub(super) fn beside(file: &str, id: &str, wanted: &str) -> Option<String> {
    let (scheme, own) = id.split_once("://")?;
    let wanted = wanted.strip_prefix(scheme)?.strip_prefix("://")?;
    let (own, wanted): (Vec<&str>, Vec<&str>) =
        (without_fragment(own).split('/').collect(), wanted.split('/').collect());
    let shared = own.iter().zip(&wanted).take_while(|(left, right)| left == right).count();
    if shared == 0 || !file.starts_with("file:///") {
        return None;
    }
    let up = own.len().saturating_sub(shared + 1);
    let down = wanted.get(shared..)?.join("/");
    resolve(file, &format!("{}{down}", "../".repeat(up)))
}

/// Resolves a URI reference against a base (RFC 3986 section 5). Returns `None` if one of them is malformed.
pub(super) fn resolve(base: &str, reference: &str) -> Option<String> {
    let base = uri::from_str(base).ok()?;
    let resolved = uri::resolve_against(&base.borrow(), reference).ok()?;
    Some(resolved.as_str().to_owned())
}

/// Returns the URI without `#` and its fragment.
pub(super) fn without_fragment(uri: &str) -> &str {
    uri.split('#').next().unwrap_or(uri)
}

/// Whether a URI has no `file:` scheme, so reading it would need the network or a catalogue.
pub(super) fn is_no_file(uri: &str) -> bool {
    has_scheme(uri) && !uri.starts_with("file:")
}

/// Whether a location has a URI scheme (RFC 3986 section 3.1). A single letter before the colon is a Windows
/// drive.
pub(super) fn has_scheme(location: &str) -> bool {
    let Some((scheme, _)) = location.split_once(':') else { return false };
    scheme.len() > 1
        && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|each| each.is_ascii_alphanumeric() || "+-.".contains(each))
}

/// Decodes percent-encoding (RFC 3986 section 2.1). Invalid UTF-8 is replaced.
pub(super) fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escaped = (*byte == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(escaped.unwrap_or(*byte));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

fn percent_encoded(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.extend(format!("%{byte:02X}").chars());
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(location: &str, reference: &str, want: &str) {
        let origin = Origin::new(location);
        assert_eq!(origin.name_of(&resolve(origin.uri(), reference).unwrap()), want);
    }

    #[test]
    fn references_resolve_against_the_path_of_the_file() {
        check("/data/schema/a.json", "b.json", "/data/schema/b.json");
        check("/data/schema/a.json", "../c/b.json#/x", "/data/c/b.json#/x");
        check("schema/a.json", "b.json", "schema/b.json");
        check("../schema/a b.json", "c.json", "../schema/c.json");
        check("../schema/a.json", "../%C3%A9%20f.json", "../é f.json");
        check("./a.json", "b/c.json", "./b/c.json");
        check("https://example.org/a.json", "b.json", "https://example.org/b.json");
    }

    #[test]
    fn an_id_locates_the_files_beside_it() {
        let origin = Origin::new("/data/schema/a.json");
        let beside =
            |id, wanted| super::beside(origin.uri(), id, wanted).map(|uri| origin.name_of(&uri));
        let id = "https://example.org/schema/a.json";
        assert_eq!(beside(id, "https://example.org/schema/b.json").unwrap(), "/data/schema/b.json");
        assert_eq!(beside(id, "https://example.org/c/d.json").unwrap(), "/data/c/d.json");
        assert_eq!(beside(id, "https://example.com/schema/b.json"), None);
        assert_eq!(beside(id, "http://example.org/schema/b.json"), None);
    }
}
