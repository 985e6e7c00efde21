//! Opens a link in the user's browser.

use std::process::{Command, Stdio};
use std::thread;

/// Opens a link with the system's command for opening links. The command may run until the browser is closed.
///
/// # Errors
/// A message if the command, or the thread that waits for it, cannot be started. If the command fails later,
/// a warning is printed instead.
pub(super) fn open(link: &str) -> Result<(), String> {
    let (program, arguments) = opener();
    let mut command = Command::new(program);
    command.args(arguments).arg(link);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| format!("{program}: {error}"))?;
    let waiting = thread::Builder::new().name("browser".to_owned()).spawn(move || {
        let failed = child.wait().map_or(true, |status| !status.success());
        if failed {
            super::print_warning(&format!("{program} opened no browser: open the link yourself"));
        }
    });
    waiting.map(drop).map_err(|error| error.to_string())
}

/// Returns the system's command that opens a link.
fn opener() -> (&'static str, &'static [&'static str]) {
    if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else {
        ("xdg-open", &[])
    }
}
