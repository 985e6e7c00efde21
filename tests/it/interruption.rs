//! Tests that an interrupted run ends at once and leaves no files behind.
#![cfg(unix)]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use crate::command::Folder;
use std::io::Write;
use std::process::{Command, Stdio};

#[test]
fn an_interrupted_run_ends_and_leaves_no_file() {
    for signal in ["-INT", "-TERM"] {
        let folder = Folder::with_the_dataset();
        let temporary = folder.path("temporary");
        std::fs::create_dir(&temporary).unwrap();
        let mut command = folder.command(&["--stdin-filename", crate::command::INTERPOL]);
        command.env("TMPDIR", &temporary).stdin(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // These bytes do not fit into a pipe. Once they are written, the program has begun to read, and waits for more
        // input.
        let mut input = child.stdin.take().unwrap();
        input.write_all(&vec![b' '; 1 << 20]).unwrap();
        let entries = || std::fs::read_dir(&temporary).unwrap().count();
        assert_eq!(entries(), 0, "the standard input was copied to a file");
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        assert_eq!(child.wait().unwrap().code(), Some(130));
        assert_eq!(entries(), 0);
        drop(input);
    }
}
