//! An interrupted run ends at once and leaves no files behind.
#![cfg(unix)]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use crate::command::Folder;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[test]
fn an_interrupted_run_removes_the_copy_of_the_standard_input() {
    for signal in ["-INT", "-TERM"] {
        let folder = Folder::with_the_dataset();
        let temporary = folder.path("temporary");
        std::fs::create_dir(&temporary).unwrap();
        let mut command = folder.command(&["--stdin-filename", crate::command::INTERPOL]);
        command.env("TMPDIR", &temporary).stdin(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // Stdin stays open: the run waits for the rest of it.
        let input = child.stdin.take();
        let entries = || std::fs::read_dir(&temporary).unwrap().count();
        let patience = Instant::now() + Duration::from_secs(30);
        while entries() == 0 {
            assert!(Instant::now() < patience, "the standard input is not copied");
            std::thread::sleep(Duration::from_millis(5));
        }
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        assert_eq!(child.wait().unwrap().code(), Some(130));
        assert_eq!(entries(), 0);
        drop(input);
    }
}
