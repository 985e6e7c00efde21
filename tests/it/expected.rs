//! Compares output with expected output in files.
//!
//! `UPDATE_EXPECT=1 cargo test --test it` writes the actual output to these files: the rule pages, and files in
//! `tests/cli` and `schema`. Read every line of the diff before you commit it.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::path::Path;

/// Checks whether to write expected output instead of comparing it.
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
    // The macro of `snapbox` is not used, since its message names another environment variable that updates the file.
    snapbox::Assert::new().eq(actual, snapbox::Data::read_from(&path, None).raw());
}
