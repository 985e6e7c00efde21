//! Expected output in files.
//!
//! `UPDATE_EXPECT=1 cargo test --test it` writes the actual output to them: the rule pages, `tests/cli` and
//! `schema`. Read every line of the diff before committing it.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::path::Path;

/// Whether to write expected output instead of comparing it.
pub(crate) fn updates_expected_output() -> bool {
    std::env::var_os("UPDATE_EXPECT").is_some()
}

/// Compares `actual` byte for byte with a file relative to the root of the repository, or writes the file.
#[track_caller]
pub(crate) fn assert_is_kept(actual: &str, file: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if updates_expected_output() {
        std::fs::write(&path, actual).expect("a file that can be written");
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    if actual != kept {
        println!("{file} is not up to date: `UPDATE_EXPECT=1 cargo test --test it` writes it");
    }
    // Not the macro: it offers another variable that would update the file.
    snapbox::Assert::new().eq(actual, snapbox::Data::read_from(&path, None).raw());
}
