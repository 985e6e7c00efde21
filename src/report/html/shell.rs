//! The frame of the page: the HTML head with the content security policy, and the functions that write
//! contents.

use super::super::visible;
use super::Medium;
use data_encoding::BASE64;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::io::{self, Write};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
const LIVE_SCRIPT: &str = include_str!("live.js");

/// A page that is being written. All contents pass through [`Page::put`]. The templates have already escaped
/// HTML markup, and `put` replaces characters that could hide or reorder text.
pub(super) struct Page<'o> {
    output: &'o mut dyn Write,
}

impl<'o> Page<'o> {
    /// Begins a page.
    pub(super) fn begin(
        title: &str,
        medium: &Medium<'_>,
        output: &'o mut dyn Write,
    ) -> io::Result<Page<'o>> {
        let policy = policy(medium);
        let mut page = Page { output };
        page.put(&html! {
            (DOCTYPE)
            (PreEscaped("<html lang=\"en\"><head>"))
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta http-equiv="Content-Security-Policy" content=(policy);
            meta name="referrer" content="no-referrer";
            meta name="color-scheme" content="light dark";
            title { (title) }
        })?;
        page.raw(&format!("<style>{STYLE}</style>\n</head>\n<body>\n"))?;
        page.put(&html! {
            a.skip href="#queue" { "Skip to the findings" }
            (super::axis::patterns())
        })?;
        Ok(page)
    }

    /// Writes a part of the page on one line. If the part had several lines, a CI runner could read `::` at
    /// the start of a line as a command.
    pub(super) fn put(&mut self, markup: &Markup) -> io::Result<()> {
        let text = visible(&markup.0).replace('\n', "&#10;");
        self.output.write_all(text.as_bytes())?;
        self.output.write_all(b"\n")
    }

    /// Begins the list of findings.
    pub(super) fn open_list(&mut self) -> io::Result<()> {
        self.raw("<nav aria-label=\"The findings\" id=\"queue\"><ol class=\"queue\">\n")
    }

    /// Ends the list of findings.
    pub(super) fn close_list(&mut self) -> io::Result<()> {
        self.raw("</ol></nav>\n")
    }

    /// Ends the page.
    pub(super) fn end(&mut self, footer: &Markup, medium: &Medium<'_>) -> io::Result<()> {
        self.raw("</div></main>\n")?;
        self.put(footer)?;
        self.raw(&format!("<script>{}</script>\n</body>\n</html>\n", script(medium)))
    }

    /// Writes trusted text that does not come from a dataset.
    fn raw(&mut self, text: &str) -> io::Result<()> {
        self.output.write_all(text.as_bytes())
    }
}

/// Returns the content security policy. It permits only the page's own style and script and, if a server shows the
/// page, requests to that server.
fn policy(medium: &Medium<'_>) -> String {
    let (style, script) = (hash(STYLE), hash(&script(medium)));
    let own = if medium.is_server() { "; connect-src 'self'" } else { "" };
    format!(
        "default-src 'none'; style-src '{style}'; script-src '{script}'{own}; base-uri 'none'; form-action 'none'"
    )
}

fn script(medium: &Medium<'_>) -> Cow<'static, str> {
    match medium {
        Medium::File => Cow::Borrowed(SCRIPT),
        Medium::Server(_) => Cow::Owned(format!("{SCRIPT}{LIVE_SCRIPT}")),
    }
}

/// Returns the hash of a style or a script for the content security policy.
fn hash(text: &str) -> String {
    format!("sha256-{}", BASE64.encode(&Sha256::digest(text.as_bytes())))
}
