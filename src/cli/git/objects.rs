//! Reads objects of a repository through one process of `git cat-file --batch`.

use super::{Repository, not_started, text};
use crate::storage::Reason;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;

/// A process of git that answers with the contents of objects.
#[derive(Debug)]
pub(super) struct Objects {
    process: Mutex<Process>,
}

#[derive(Debug)]
struct Process {
    git: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
    errors: Option<JoinHandle<String>>,
    /// The answer to a request for an object that does not exist. It marks the end of the previous answer,
    /// since git prints the length that the object has before filters.
    end: Vec<u8>,
}

impl Objects {
    /// Starts git. With filters, contents are in the form that they have in a working tree: with its line endings,
    /// encodings and filters.
    pub(super) fn of(repository: &Repository, has_filters: bool) -> Result<Objects, String> {
        let mut command = repository.command();
        command.args(["cat-file", "--batch"]).args(has_filters.then_some("--filters"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut git = command.spawn().map_err(|error| not_started(&error))?;
        let pipes = (git.stdin.take(), git.stdout.take(), git.stderr.take());
        let (Some(requests), Some(answers), Some(errors)) = pipes else {
            return Err("cannot start git: no pipes".to_owned());
        };
        let name = format!("end-{:016x}{:016x}", random(), random());
        let process = Process {
            git,
            requests,
            answers: BufReader::new(answers),
            errors: Some(std::thread::spawn(move || first_line(errors))),
            end: format!("{name} missing\n").into_bytes(),
        };
        Ok(Objects { process: Mutex::new(process) })
    }

    /// Returns the content of an object as it is stored.
    pub(super) fn stored(&self, object: &str) -> Result<Vec<u8>, Reason> {
        self.ask(object)
    }

    /// Returns the content of an object with filters, which depend on the attributes of a path.
    pub(super) fn filtered(&self, object: &str, path: &str) -> Result<Vec<u8>, Reason> {
        if path.contains('\n') || path.starts_with([' ', '\t']) {
            return Err(Reason::Other("git cannot be asked for a file with this name".to_owned()));
        }
        self.ask(&format!("{object} {path}"))
    }

    fn ask(&self, request: &str) -> Result<Vec<u8>, Reason> {
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        process.ask(request).unwrap_or_else(|error| Err(process.why_ended(&error)))
    }
}

impl Process {
    fn ask(&mut self, request: &str) -> io::Result<Result<Vec<u8>, Reason>> {
        let end = self.end.strip_suffix(b" missing\n").unwrap_or_default();
        self.requests.write_all(&[request.as_bytes(), b"\n", end, b"\n"].concat())?;
        let mut answer = Vec::new();
        while !answer.ends_with(&self.end) {
            if self.answers.read_until(b'\n', &mut answer)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        answer.truncate(answer.len() - self.end.len());
        let header = answer.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let words = text(answer.get(..header).unwrap_or_default());
        if words.trim_end().ends_with(" missing") {
            return Ok(Err(Reason::NotHeld));
        }
        // Each content is followed by a line break.
        answer.pop();
        answer.drain(..header.min(answer.len()));
        Ok(Ok(answer))
    }

    /// Returns why git has ended.
    fn why_ended(&mut self, error: &io::Error) -> Reason {
        let _ = self.git.kill();
        let message = self.errors.take().and_then(|errors| errors.join().ok()).unwrap_or_default();
        let reason = if message.is_empty() { error.to_string() } else { message };
        Reason::Other(format!("git cannot read it: {reason}"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Every answer has been read: nothing is lost.
        let _ = self.git.kill();
        let _ = self.git.wait();
    }
}

/// Returns the first line that is not empty, and reads on to the end, so that git does not block.
fn first_line(mut errors: ChildStderr) -> String {
    let mut bytes = Vec::new();
    // Lines that cannot be read are left out of the message.
    let _ = errors.read_to_end(&mut bytes);
    let text = text(&bytes);
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    line.strip_prefix("fatal: ").unwrap_or(line).to_owned()
}

/// Returns a number that data cannot guess.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}
