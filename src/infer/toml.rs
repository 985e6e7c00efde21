//! Writes a plan as the text of a rulebook. Texts from the data are escaped so that they cannot end a
//! string or a comment.

use super::draft::{Argument, Draft};
use super::globs::Globs;
use super::plan::{Plan, PlannedCollection};
use crate::rulebook::VERSION;
use crate::rules::kind;
use crate::value::look_alike::is_invisible;
use crate::words::{counted, were};

/// Maximum line width, in columns. Longer lists of texts get one line per item.
const WIDTH: usize = 100;

impl Plan {
    /// Writes the rulebook.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut text = String::new();
        self.write_head(&mut text);
        write_collections(self.collections(), &mut text);
        for collection in self.collections() {
            let rules: Vec<&Draft> =
                self.rules().iter().filter(|rule| rule.collection == collection.name).collect();
            if !rules.is_empty() {
                text.push('\n');
                comment(&format!("== {} ==", collection.name), &mut text);
            }
            for rule in rules {
                write_rule(rule, &mut text);
            }
        }
        for (kind, reasons) in self.rules_off() {
            text.push('\n');
            comment("Off, because the data violates it here:", &mut text);
            list(reasons, &mut text);
            text.push_str(&format!("[rules.{}]\nlevel = \"off\"\n", key(kind)));
        }
        text
    }

    fn write_head(&self, text: &mut String) {
        let head = format!(
            "Rules that the data in this folder satisfied on {}, as inferred by `factlint init` from {}. \
             It is a proposal: the comment on each rule states the evidence for it, but only people know whether \
             the rule is meant to hold. `factlint explain KIND` shows what a kind of rule finds.",
            self.today,
            counted(self.document_count(), "document"),
        );
        comment(&head, text);
        if self.not_searched() > 0 {
            let lists = counted(self.not_searched(), "list");
            comment(
                &format!(
                    "There are too many lists of records, or they are nested too deeply: {lists} {} not searched.",
                    were(self.not_searched())
                ),
                text,
            );
        }
        text.push_str(&format!("\nversion   = {VERSION}\n"));
        let Globs { globs, exclude } = &self.documents;
        for (key, globs) in [("documents", globs), ("exclude", exclude)] {
            let line = format!("{key:9} = ");
            if !globs.is_empty() {
                let globs: Vec<String> = globs.iter().cloned().collect();
                text.push_str(&format!("{line}{}\n", texts(&globs, line.len())));
            }
        }
        if !self.schemas_not_used().is_empty() {
            text.push('\n');
            comment("Schemas that are not used:", text);
            list(self.schemas_not_used(), text);
        }
        if !self.schema_exceptions.is_empty() {
            let places = counted(self.schema_exceptions.len(), "place");
            text.push('\n');
            comment(
                &format!("Exceptions to the schemas, for a person to decide, in {places}:"),
                text,
            );
            list(&self.schema_exceptions, text);
        }
        let schemas = self.schemas();
        if let [(schema, globs)] = schemas.as_slice()
            && globs.is_empty()
        {
            text.push_str(&format!("schema    = {}\n", quoted(schema)));
        } else if !schemas.is_empty() {
            text.push_str("\n[schema]\n");
            for (schema, globs) in schemas {
                for glob in globs {
                    text.push_str(&format!("{} = {}\n", quoted(&glob), quoted(schema)));
                }
            }
        }
    }
}

fn write_collections(collections: &[PlannedCollection], text: &mut String) {
    text.push_str("\n[collections]\n");
    let width =
        collections.iter().map(|one| key(&one.name).chars().count()).max().unwrap_or_default();
    for collection in collections {
        let mut table = format!("select = {}", quoted(&collection.select));
        match collection.documents.as_slice() {
            [] => {}
            [one] => table.push_str(&format!(", documents = {}", quoted(one))),
            several => {
                let globs: Vec<String> = several.iter().map(|glob| quoted(glob)).collect();
                table.push_str(&format!(", documents = [{}]", globs.join(", ")));
            }
        }
        if let Some(id) = &collection.id {
            table.push_str(&format!(", id = {}", quoted(id)));
        }
        let records = counted(collection.records, "record");
        let name = key(&collection.name);
        text.push_str(&format!("{name:width$} = {{ {table} }} # {records}\n"));
    }
}

fn write_rule(rule: &Draft, text: &mut String) {
    text.push('\n');
    comment(&rule.rests_on, text);
    if !rule.exceptions.is_empty() {
        let places = counted(rule.exceptions.len(), "place");
        comment(&format!("Exceptions, for a person to decide, in {places}:"), text);
    }
    list(&rule.exceptions, text);
    text.push_str(&format!("[rules.{}]\n", key(&rule.id)));
    let width = rule
        .arguments
        .iter()
        .map(|(name, _)| name.len())
        .chain(["level".len()])
        .max()
        .unwrap_or_default();
    let mut line = |name: &str, value: &str| {
        text.push_str(&format!("{name:width$} = {value}\n"));
    };
    line("kind", &quoted(rule.kind));
    if kind(rule.kind).is_none_or(|kind| kind.level != rule.level) {
        line("level", &quoted(rule.level.name()));
    }
    line("in", &quoted(&rule.collection));
    for (name, argument) in &rule.arguments {
        let value = match argument {
            Argument::Text(text) => quoted(text),
            Argument::Texts(all) => texts(all, width + " = ".len()),
            Argument::Boolean(value) => value.to_string(),
        };
        line(name, &value);
    }
}

/// Formats a list of texts: on one line if it fits, or with one line per item.
fn texts(texts: &[String], indent: usize) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| self::quoted(text)).collect();
    let line = format!("[{}]", quoted.join(", "));
    if indent + line.chars().count() <= WIDTH {
        return line;
    }
    format!("[\n  {},\n]", quoted.join(",\n  "))
}

/// Writes a comment, wrapped to as many lines as it needs.
fn comment(sentence: &str, text: &mut String) {
    for line in textwrap::wrap(&harmless(sentence), WIDTH - 2) {
        text.push_str(&format!("# {line}\n"));
    }
}

/// Writes a comment with one line per item.
fn list(items: &[String], text: &mut String) {
    for item in items {
        text.push_str(&format!("# - {}\n", harmless(item)));
    }
}

/// Formats a TOML string (toml.io, version 1.0.0), with invisible characters escaped.
fn quoted(text: &str) -> String {
    // A literal string keeps the backslashes of a pattern as they are, which is easier to read.
    if text.contains('\\') && !text.contains('\'') && !text.chars().any(is_unseen) {
        return format!("'{text}'");
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            unseen if is_unseen(unseen) => {
                quoted.push_str(&format!("\\U{:08X}", u32::from(unseen)));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// Formats a key: bare if possible, otherwise quoted.
fn key(name: &str) -> String {
    let is_bare =
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if is_bare { name.to_owned() } else { quoted(name) }
}

/// Returns the text on one line, with `�` for invisible characters.
fn harmless(text: &str) -> String {
    let harmless = text.chars().map(|character| match character {
        '\n' | '\r' | '\t' => ' ',
        unseen if is_unseen(unseen) => '\u{fffd}',
        other => other,
    });
    harmless.collect()
}

/// Whether a character is a control character, changes the writing direction, or is invisible.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || is_invisible(character)
        || matches!(character, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_the_data_stay_texts() {
        let text = "a\"b\\c\nd\u{1b}\u{202e}\u{e0041}é";
        let quoted = quoted(text);
        assert_eq!(quoted, r#""a\"b\\c\nd\U0000001B\U0000202E\U000E0041é""#);
        let written = format!("key = {quoted}");
        let table = ::toml::de::DeTable::parse(&written).unwrap();
        let read = table
            .get_ref()
            .iter()
            .next()
            .map(|(_, value)| value.get_ref().as_str().unwrap().to_owned());
        assert_eq!(read.as_deref(), Some(text));
    }

    #[test]
    fn comments_stay_comments() {
        let mut written = String::new();
        comment("a\nb = 1\r\u{1b}[31m", &mut written);
        assert_eq!(written, "# a b = 1 �[31m\n");
    }

    #[test]
    fn long_lists_have_one_line_per_item() {
        let long = vec!["x".repeat(60), "y".repeat(60)];
        assert_eq!(texts(&["a".to_owned(), "b".to_owned()], 10), "[\"a\", \"b\"]");
        assert_eq!(texts(&long, 10).lines().count(), 4);
    }
}
