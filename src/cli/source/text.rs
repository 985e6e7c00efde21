//! Extracts the text of a source from a file, which is a text or an HTML page.

use super::tidy::tidy;
use crate::dataset::shell_word;
use crate::disk::with_slashes;
use html2text::config;
use html2text::render::TrivialDecorator;
use std::path::Path;

/// Width for the text of a page, in columns. It is so large that no line is wrapped.
const WIDTH: usize = 1_000_000;

/// Maximum size of the file, in bytes.
const MAX_SIZE: u64 = 64 << 20;

/// Reads a file and returns its text in the form of a snapshot.
///
/// # Errors
/// A message if the file cannot be read or is too large, or if its content is not UTF-8, is binary, or has no
/// text.
pub(super) fn read(file: &Path, current_dir: &Path) -> Result<String, String> {
    let name = file.display();
    let path = current_dir.join(file);
    let metadata =
        std::fs::metadata(&path).map_err(|error| format!("cannot read {name}: {error}"))?;
    if !metadata.is_file() {
        return Err(format!("{name} is not a file"));
    }
    if metadata.len() > MAX_SIZE {
        return Err(format!("{name} is larger than {} MiB", MAX_SIZE >> 20));
    }
    let bytes = std::fs::read(&path).map_err(|error| format!("cannot read {name}: {error}"))?;
    of_bytes(&bytes, file)
}

/// Extracts the text from the bytes of a file.
fn of_bytes(bytes: &[u8], file: &Path) -> Result<String, String> {
    let name = file.display();
    if bytes.starts_with(b"%PDF-") {
        let command = format!("pdftotext -layout {}", shell_word(&with_slashes(file)));
        let text = file.with_extension("txt");
        return Err(format!(
            "{name} is a PDF: make a text of it (`{command}`), read it through, and add {}",
            text.display()
        ));
    }
    let text = utf8(bytes).map_err(|reason| format!("{name} is not UTF-8 text: {reason}"))?;
    let text = match is_html(text, file) {
        true => text_of_html(text).map_err(|reason| format!("cannot read {name}: {reason}"))?,
        false => text.to_owned(),
    };
    let text = tidy(&text);
    if text.is_empty() {
        return Err(format!("{name} has no text"));
    }
    Ok(text)
}

/// Decodes UTF-8, without a byte order mark. Refuses control characters, which binary files contain.
fn utf8(bytes: &[u8]) -> Result<&str, String> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err("it looks like UTF-16; save it as UTF-8".to_owned());
    }
    let is_control = |byte: &u8| matches!(byte, 0..=8 | 14..=26 | 28..=31);
    if let Some(offset) = bytes.iter().position(is_control) {
        return Err(format!(
            "the byte at offset {offset} is a control character, as in binary files; save it as text or as HTML"
        ));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        format!("the byte at offset {} is invalid; save the file as UTF-8", error.valid_up_to())
    })
}

fn is_html(text: &str, file: &Path) -> bool {
    let extension = file.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let beginning: String = text.trim_start().chars().take(15).collect::<String>().to_lowercase();
    matches!(extension.as_str(), "html" | "htm" | "xhtml")
        || ["<!doctype html", "<html"].iter().any(|tag| beginning.starts_with(tag))
}

/// Returns the text of an HTML page, with each paragraph and each cell of a table on its own line.
fn text_of_html(html: &str) -> Result<String, String> {
    let config = config::with_decorator(TrivialDecorator::new())
        .raw_mode(true)
        .no_table_borders()
        .no_link_wrapping()
        .allow_width_overflow();
    config.string_from_read(html.as_bytes(), WIDTH).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_gives_what_it_says() {
        let html = "<!DOCTYPE html><html><head><title>T</title><style>p{}</style><script>x()</script></head>\
            <body><ul><li><a href='/'>Home</a></li></ul><h1>About\n  us</h1><p>It opened on\n13&nbsp;April <b>2015</b>, \
            co&shy;operating with <a href='https://x.example'>the city</a>.</p>\
            <table><tr><th>Year</th><th>Visitors</th></tr><tr><td>2019</td><td>120,000</td></tr></table></body></html>";
        assert_eq!(
            of_bytes(html.as_bytes(), Path::new("page")).as_deref(),
            Ok(
                "Home\n\nAbout us\n\nIt opened on 13 April 2015, cooperating with the city.\n\nYear\nVisitors\n2019\n120,000\n"
            )
        );
    }

    #[test]
    fn what_is_not_text_is_refused_with_what_to_do() {
        for (name, bytes, want) in [
            (
                "my report.pdf",
                &b"%PDF-1.7 \0"[..],
                "my report.pdf is a PDF: make a text of it (`pdftotext -layout 'my report.pdf'`), read it through, and add my report.txt",
            ),
            (
                "a.txt",
                b"a\0b",
                "a.txt is not UTF-8 text: the byte at offset 1 is a control character, as in binary files; save it as text or as HTML",
            ),
            (
                "a.txt",
                b"caf\xe9",
                "a.txt is not UTF-8 text: the byte at offset 3 is invalid; save the file as UTF-8",
            ),
            (
                "a.txt",
                b"\xff\xfea\0",
                "a.txt is not UTF-8 text: it looks like UTF-16; save it as UTF-8",
            ),
            ("a.txt", b"", "a.txt has no text"),
            ("a.txt", b" \n\xc2\xa0\n", "a.txt has no text"),
            ("a.html", b"<p></p><script>x()</script>", "a.html has no text"),
        ] {
            assert_eq!(of_bytes(bytes, Path::new(name)), Err(want.to_owned()));
        }
    }
}
