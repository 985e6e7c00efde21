//! The README shows what the program prints.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::Command;

fn blocks(readme: &str) -> Vec<&str> {
    let parts: Vec<&str> = readme.split("```text\n").skip(1).collect();
    parts.into_iter().filter_map(|part| part.split("\n```").next()).collect()
}

#[test]
fn every_printed_block_is_printed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).expect("a README");
    let print = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_factlint"))
            .args(arguments)
            .args(["dataset", "--today", "2026-11-23"])
            .current_dir(root)
            .env_remove("NO_GRAPHICS")
            .output()
            .expect("the program");
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let printed = print(&["check", "--width", "80"]) + &print(&["review", "list"]);
    let blocks = blocks(&readme);
    assert!(blocks.len() >= 2);
    for block in blocks {
        assert!(printed.contains(block), "not printed:\n{block}\nprinted:\n{printed}");
    }
}

#[test]
fn every_file_that_the_readme_links_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for page in ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"] {
        let text = std::fs::read_to_string(root.join(page)).expect("a page");
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let is_here =
                link.starts_with("http") || link.starts_with('#') || root.join(link).exists();
            assert!(is_here, "{page} links {link}");
        }
    }
}
