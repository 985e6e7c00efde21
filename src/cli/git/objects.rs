//! Reads objects of a repository through one process of `git cat-file --batch`.

use super::process::Process;
use super::{Filters, Repository, text};
use crate::storage::Reason;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::io::{self, BufRead, Write};
use std::sync::{Mutex, PoisonError};

/// A git process that returns the contents of objects.
#[derive(Debug)]
pub(super) struct Objects {
    process: Mutex<Process>,
    /// The name of an object that does not exist. Git's answer to this name marks the end of the previous content. The
    /// length that git prints cannot be used for that, since it is the length before filtering.
    end: String,
}

impl Objects {
    /// Starts git. If git runs filters, it also converts contents to the form that it would write to a working tree.
    pub(super) fn start(repository: &Repository, filters: Filters) -> Result<Objects, String> {
        let mut command = repository.command();
        command.args(["cat-file", "--batch"]);
        if filters == Filters::Run {
            command.arg("--filters");
        }
        let end = format!("end-{:016x}{:016x}", random(), random());
        Ok(Objects { process: Mutex::new(Process::start(command)?), end })
    }

    /// Returns the content of an object as it is stored in the repository.
    pub(super) fn stored(&self, object: &str) -> Result<Vec<u8>, Reason> {
        self.ask(object)
    }

    /// Returns the content of an object after filtering. The attributes of `path` define the filters.
    pub(super) fn filtered(&self, object: &str, path: &str) -> Result<Vec<u8>, Reason> {
        if path.contains('\n') || path.starts_with([' ', '\t']) {
            return Err(Reason::Other("git cannot look up a file with this name".to_owned()));
        }
        self.ask(&format!("{object} {path}"))
    }

    /// Returns the content that git prints for a request.
    fn ask(&self, request: &str) -> Result<Vec<u8>, Reason> {
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = read_answer(&mut process, request, &self.end);
        answer.unwrap_or_else(|error| Err(process.stop(&error)))
    }
}

/// Sends a request and the end marker, and reads git's answer to the request. The outer error is one of reading or
/// writing; the inner one is that the repository has no such object.
fn read_answer(
    process: &mut Process,
    request: &str,
    end: &str,
) -> io::Result<Result<Vec<u8>, Reason>> {
    process.requests.write_all(format!("{request}\n{end}\n").as_bytes())?;
    let end = format!("{end} missing\n");
    let mut answer = Vec::new();
    while !answer.ends_with(end.as_bytes()) {
        if process.answers.read_until(b'\n', &mut answer)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    answer.truncate(answer.len() - end.len());
    let header_length = answer.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let header = text(answer.get(..header_length).unwrap_or_default());
    if header.trim_end().ends_with(" missing") {
        return Ok(Err(Reason::NotHeld));
    }
    // Git appends a line break to each content.
    answer.pop();
    answer.drain(..header_length.min(answer.len()));
    Ok(Ok(answer))
}

/// Returns an unpredictable number, so that no stored file can contain git's answer to the end marker.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}
