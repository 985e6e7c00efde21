//! The errors that end a `review` command early, and how they are printed.

use super::super::Exit;
use super::super::context::Stop;
use super::super::terminal::{appearance, print, print_error};
use crate::dataset::Failure;
use crate::finding::encoded;
use crate::report::StartFolder;
use crate::report::{Format, Report, render};

/// Returns an error that ends the command with a message.
pub(super) fn refuse(message: &str) -> Stop {
    Stop::Error(message.to_owned())
}

/// Prints why a command ends early, and returns its exit code.
pub(super) fn report(stop: &Stop) -> Exit {
    match stop {
        Stop::Failure(failure) => show_failure(failure),
        Stop::Error(_) | Stop::Printed(_) => stop.report(),
    }
}

fn show_failure(failure: &Failure) -> Exit {
    for error in &failure.errors {
        print_error(&error.to_string());
    }
    if !failure.findings.is_empty() {
        let findings = encoded(failure.findings.clone());
        let report = Report::of_findings(&failure.files, &findings);
        let text = render(&report, Format::Human, &appearance(None), StartFolder::default()).text;
        if let Err(exit) = print(&text) {
            return exit;
        }
    }
    Exit::Error
}
