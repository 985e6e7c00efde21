//! Tests that outputs in the README and the guides are those that the program prints.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use crate::command::Folder;
use std::path::Path;
use std::process::Command;

fn blocks(readme: &str) -> Vec<&str> {
    let parts: Vec<&str> = readme.split("```text\n").skip(1).collect();
    parts.into_iter().filter_map(|part| part.split("\n```").next()).collect()
}

#[test]
fn every_printed_block_is_printed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guides = crate::automation::guides();
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
    let blocks = blocks(&guides);
    assert!(blocks.len() >= 2);
    for block in blocks {
        assert!(printed.contains(block), "not printed:\n{block}\nprinted:\n{printed}");
    }
}

/// Returns the content of the fenced block with this info string, such as `csv assets.csv`, without its indentation.
fn titled(readme: &str, title: &str) -> String {
    let (_, rest) = readme.split_once(&format!("```{title}\n")).expect("a block with this title");
    let (block, _) = rest.split_once("```").expect("its end");
    let lines = block
        .lines()
        .map(|line| line.strip_prefix("   ").filter(|_| block.starts_with("   ")).unwrap_or(line));
    lines.fold(String::new(), |text, line| text + line + "\n").trim_end().to_owned() + "\n"
}

#[test]
fn a_dataset_of_your_own_is_checked_as_shown() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).expect("a README");
    let (_, section) = readme.split_once("## A dataset of your own\n").expect("the section");
    let files = ["yaml chains.yaml", "csv assets.csv", "toml factlint.toml"].map(|title| {
        let name = title.split(' ').next_back().expect("a name");
        (name, titled(section, title))
    });
    let files = files.each_ref().map(|(name, content)| (*name, content.as_str()));
    let folder = Folder::new(&files);
    let outcome = folder.check(&["--format", "concise"]);
    assert_eq!(
        format!("$ factlint check --format concise\n{}{}", outcome.stdout, outcome.stderr),
        titled(section, "console")
    );
    assert_eq!(folder.factlint(&["config"]).code, Some(0));
}

#[test]
fn everything_that_the_guides_link_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md"];
    let guides = ["maintainers", "fact-checkers", "ci", "large-datasets"];
    let pages = pages.map(|page| root.join(page));
    let guides = guides.map(|guide| root.join(format!("docs/{guide}.md")));
    for page in pages.iter().chain(&guides) {
        let text = std::fs::read_to_string(page).expect("a page");
        let folder = page.parent().expect("a folder");
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (path, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { page.clone() } else { folder.join(path) };
            let is_there = path.starts_with("http") || target.exists();
            assert!(is_there, "{} links {link}", page.display());
            if !heading.is_empty() && !path.starts_with("http") {
                let text = std::fs::read_to_string(&target).expect("a page");
                assert!(
                    headings(&text).any(|other| other == heading),
                    "{} links {link}",
                    page.display()
                );
            }
        }
    }
}

/// Returns the anchors that GitHub gives to the headings of a page.
fn headings(text: &str) -> impl Iterator<Item = String> + '_ {
    let titles = text.lines().filter(|line| line.starts_with('#'));
    let titles = titles.map(|line| line.trim_start_matches('#').trim().to_lowercase());
    titles.map(|title| {
        let kept =
            title.chars().filter(|each| each.is_alphanumeric() || matches!(each, ' ' | '-' | '_'));
        kept.map(|each| if each == ' ' { '-' } else { each }).collect()
    })
}
