//! A git process that answers requests until it is dropped.

use super::{not_started, text};
use crate::storage::Reason;
use std::io::{self, BufReader, Read};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::thread::JoinHandle;

/// A git process with its input and its output.
#[derive(Debug)]
pub(super) struct Process {
    git: Child,
    pub(super) requests: ChildStdin,
    pub(super) answers: BufReader<ChildStdout>,
    errors: Option<JoinHandle<String>>,
}

impl Process {
    /// Starts git.
    pub(super) fn start(mut command: Command) -> Result<Process, String> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut git = command.spawn().map_err(|error| not_started(&error))?;
        let pipes = (git.stdin.take(), git.stdout.take(), git.stderr.take());
        let (Some(requests), Some(answers), Some(errors)) = pipes else {
            return Err("cannot start git: no pipes".to_owned());
        };
        let errors = Some(std::thread::spawn(move || first_line(errors)));
        Ok(Process { git, requests, answers: BufReader::new(answers), errors })
    }

    /// Stops git, and returns the reason why it has failed: git's message, or `error` if git has printed none. `error`
    /// is the error of reading or writing.
    pub(super) fn stop(&mut self, error: &io::Error) -> Reason {
        let _ = self.git.kill();
        let message = self.errors.take().and_then(|errors| errors.join().ok()).unwrap_or_default();
        let reason = if message.is_empty() { error.to_string() } else { message };
        Reason::Other(format!("git cannot read the file: {reason}"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Every answer has been read, so killing git loses nothing.
        let _ = self.git.kill();
        let _ = self.git.wait();
    }
}

/// Returns the first line that is not empty. All lines are read, since git would block otherwise.
fn first_line(mut errors: ChildStderr) -> String {
    let mut bytes = Vec::new();
    // If reading fails, the bytes read so far are used.
    let _ = errors.read_to_end(&mut bytes);
    let text = text(&bytes);
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    line.strip_prefix("fatal: ").unwrap_or(line).to_owned()
}
