//! Terminal capabilities, and output to the terminal.

use super::Exit;
use crate::report::{Appearance, Unfinished, one_line, visible};
use std::io::{self, BufWriter, Write};

/// Width in columns if there is no terminal.
const DEFAULT_WIDTH: usize = 100;

/// Minimum width in columns. In a narrower report, boxes and arrows would break.
const MIN_WIDTH: usize = 40;

/// Returns the appearance of output for people. Colours and links depend on the terminal and on the environment
/// variables `NO_COLOR`, `FORCE_COLOR`, `CLICOLOR_FORCE` and `FORCE_HYPERLINK`.
pub(super) fn appearance(width: Option<usize>) -> Appearance {
    let width = width
        .or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)))
        .unwrap_or(DEFAULT_WIDTH);
    Appearance {
        color: supports_color::on(supports_color::Stream::Stdout).is_some(),
        hyperlinks: supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
        ..Appearance::plain(width.max(MIN_WIDTH))
    }
}

/// Whether the environment asks for output without graphics: `NO_GRAPHICS` is set to any value but `0`.
pub(super) fn wants_no_graphics() -> bool {
    std::env::var_os("NO_GRAPHICS").is_some_and(|value| value != "0")
}

/// Prints to stdout, with harmful characters shown as `�`. It is not an error if the reader stops reading (`| head`).
pub(super) fn print(text: &str) -> Result<(), Exit> {
    print_unchanged(&visible(text))
}

/// Prints a text to stdout unchanged. The text may contain escape sequences for colours and links, but no harmful
/// characters.
pub(super) fn print_unchanged(text: &str) -> Result<(), Exit> {
    print_with(|output| output.write_all(text.as_bytes()))
}

/// Prints to stdout while `write` produces the output. Errors are treated as in [`print`].
pub(super) fn print_with(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Exit> {
    let mut output = BufWriter::new(io::stdout().lock());
    match write(&mut output).and_then(|()| output.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            print_error(&match error.downcast::<Unfinished>() {
                Ok(unfinished) => unfinished.to_string(),
                Err(error) => format!("cannot write to standard output: {error}"),
            });
            Err(Exit::Error)
        }
        _ => Ok(()),
    }
}

/// Prints a note about completed work to stderr.
pub(super) fn print_note(message: &str) {
    // If stderr cannot be written to, there is no other place to report this.
    let _ = writeln!(io::stderr(), "{}", one_line(message));
}

/// Prints a warning to stderr.
pub(super) fn print_warning(message: &str) {
    // If stderr cannot be written to, there is no other place to report this.
    let _ = writeln!(io::stderr(), "warning: {}", one_line(message));
}

/// Prints an error to stderr.
pub(super) fn print_error(message: &str) {
    // If stderr cannot be written to, there is no other place to report this.
    let _ = writeln!(io::stderr(), "error: {}", one_line(message));
}
