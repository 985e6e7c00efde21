//! Links to sources.

use maud::{Markup, html};

/// Returns a link to a web page, which opens in a new tab so that nothing typed is lost. Returns the text alone if the
/// address is not an HTTP or HTTPS address. Other addresses in a dataset, such as `javascript:`, could make a browser
/// run code.
pub(super) fn link(url: Option<&str>, text: &str) -> Markup {
    html! {
        @if let Some(url) = url.filter(|url| is_of_the_web(url)) {
            a href=(url) target="_blank" rel="noreferrer noopener external" { (text) }
        } @else { (text) }
    }
}

/// Checks whether a text is the address of a web page and contains no white space and no control characters.
pub(super) fn is_of_the_web(url: &str) -> bool {
    let starts_with = |scheme: &str| {
        url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    let is_plain = |character: char| !character.is_whitespace() && !character.is_control();
    (starts_with("https://") || starts_with("http://")) && url.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::{is_of_the_web, link};

    #[test]
    fn only_addresses_of_the_web_are_links() {
        for url in ["http://e.org", "HTTPS://e.org/a?b=c#d"] {
            assert!(is_of_the_web(url), "{url}");
        }
        for url in [
            "javascript:alert(1)",
            " javascript:alert(1)",
            "JaVaScRiPt://e.org/%0aalert(1)",
            "data:text/html,x",
            "//e.org",
            "file:///etc/passwd",
            "https:/e.org",
            "https://e.org\n",
            "",
        ] {
            assert!(!is_of_the_web(url), "{url}");
        }
    }

    #[test]
    fn an_address_is_escaped() {
        let link = link(Some("https://e.org/\"onclick=\"x"), "<b>").0;
        assert!(link.contains("href=\"https://e.org/&quot;onclick=&quot;x\""), "{link}");
        assert!(link.ends_with(">&lt;b&gt;</a>"), "{link}");
    }
}
