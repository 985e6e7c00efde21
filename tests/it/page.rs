//! Parses the page of a rule kind: its sections, and the files and the report in its fenced blocks.
#![allow(dead_code, reason = "each test file uses its own part of this module")]

use std::collections::BTreeMap;

/// A fenced block: its info string and its content.
pub(crate) struct Block {
    pub(crate) info: String,
    pub(crate) content: String,
}

/// The sections of a page, by heading.
pub(crate) struct Page {
    pub(crate) title: String,
    pub(crate) sections: Vec<(String, String)>,
}

pub(crate) fn parse(text: &str) -> Page {
    let mut sections: Vec<(String, String)> = Vec::new();
    let mut title = String::new();
    let mut in_code = false;
    for line in text.lines() {
        in_code ^= line.starts_with("```");
        match line {
            _ if !in_code && line.starts_with("# ") => line[2..].clone_into(&mut title),
            _ if !in_code && line.starts_with("## ") => {
                sections.push((line[3..].to_owned(), String::new()));
            }
            _ => {
                if let Some((_, content)) = sections.last_mut() {
                    content.push_str(line);
                    content.push('\n');
                }
            }
        }
    }
    Page { title, sections }
}

impl Page {
    pub(crate) fn section(&self, heading: &str) -> &str {
        let section = self.sections.iter().find(|(known, _)| known == heading);
        section.map(|(_, content)| content.as_str()).unwrap_or_default()
    }

    pub(crate) fn blocks(&self, heading: &str) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut open: Option<Block> = None;
        for line in self.section(heading).lines() {
            match (&mut open, line.strip_prefix("```")) {
                (None, Some(info)) => {
                    open = Some(Block { info: info.to_owned(), content: String::new() });
                }
                (Some(_), Some(_)) => blocks.extend(open.take()),
                (Some(block), None) => {
                    block.content.push_str(line);
                    block.content.push('\n');
                }
                (None, None) => {}
            }
        }
        blocks
    }

    /// Returns the files of a section, by name. A block is a file if its info string has a file name.
    pub(crate) fn files(&self, heading: &str) -> BTreeMap<String, String> {
        let named = self.blocks(heading).into_iter().filter_map(|block| {
            let (_, name) = block.info.split_once(' ')?;
            (name != "report").then(|| (name.to_owned(), block.content.clone()))
        });
        named.collect()
    }

    pub(crate) fn report(&self) -> String {
        let blocks = self.blocks("Example");
        blocks
            .into_iter()
            .find(|block| block.info == "text report")
            .map(|block| block.content)
            .unwrap_or_default()
    }
}
