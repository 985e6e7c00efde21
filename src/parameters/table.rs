//! TOML with spans: thin views of the parser's tables that report wrong types.

use super::Problems;
use crate::document::FileId;
use crate::value::number::Decimal;
use std::collections::HashSet;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// A value and its byte range in the TOML text, including quotation marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// The byte range.
    pub span: Range<usize>,
}

impl Spanned<String> {
    /// Converts a byte range of the text to a span of the file. Returns the span of the whole text if the text
    /// is written with escapes. The span is not empty and ends at a character boundary.
    #[must_use]
    pub fn part_in(&self, file: &str, part: Range<usize>) -> Range<usize> {
        let written = file.get(self.span.clone()).unwrap_or_default();
        let Some(before) = written.find(&self.value) else { return self.span.clone() };
        let start = self.span.start + before + part.start;
        start..file.ceil_char_boundary((start + 1).max(start + part.len()))
    }
}

/// A text or a number to compare values with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Constant {
    /// A text.
    Text(String),
    /// A number, exactly as written.
    Number(Decimal),
}

/// A TOML table.
#[derive(Debug, Clone)]
pub struct Table<'t> {
    table: &'t DeTable<'t>,
    /// The byte range of the table, or of its header if it is a `[header]` table.
    pub span: Range<usize>,
}

/// A key's value in a TOML table.
#[derive(Debug, Clone)]
pub struct TableValue<'t> {
    value: &'t DeValue<'t>,
    /// The byte range of the value.
    pub span: Range<usize>,
}

impl<'t> Table<'t> {
    /// Creates a view of a parsed table.
    #[must_use]
    pub fn new(table: &'t DeTable<'t>, span: Range<usize>) -> Table<'t> {
        Table { table, span }
    }

    /// Sets the span at which errors about the whole table are reported.
    #[must_use]
    pub fn named_at(self, span: Range<usize>) -> Table<'t> {
        Table { span, ..self }
    }

    /// Returns the value of a key, or `None` if the table does not have it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<TableValue<'t>> {
        self.entries().find(|(key, _)| key.value == name).map(|(_, value)| value)
    }

    /// Returns the keys and values, in text order.
    pub fn entries(&self) -> impl Iterator<Item = (Spanned<&'t str>, TableValue<'t>)> {
        let mut entries: Vec<_> = self.table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        entries.into_iter().map(|(key, value)| {
            let key = Spanned { value: key.get_ref().as_ref(), span: key.span() };
            (key, TableValue { value: value.get_ref(), span: value.span() })
        })
    }

    /// Reports a `version` that is missing or not supported.
    pub fn check_version(&self, version: u64, what: &str, problems: &mut Problems) {
        let Some(value) = self.get("version") else {
            let help = Some(format!("write `version = {version}`"));
            let message = format!("{what} needs a `version`");
            problems.add_with_help(0..0, message, "incomplete", help);
            return;
        };
        if let Some(got) = value.integer(problems)
            && got != version
        {
            let message = format!("got version {got}; this program reads version {version}");
            problems.add(value.span.clone(), message, "another version");
        }
    }

    /// Like [`check_version`](Self::check_version), but also accepts the previous version.
    pub fn check_version_or_former(&self, version: u64, what: &str, problems: &mut Problems) {
        if self.former_version(version).is_none() {
            self.check_version(version, what, problems);
        }
    }

    /// Returns the span of `version` if it names the version before the given one, otherwise `None`.
    #[must_use]
    pub fn former_version(&self, version: u64) -> Option<Range<usize>> {
        let value = self.get("version")?;
        // A wrong type is reported where the version is checked.
        let got = value.integer(&mut Problems::new(FileId::UNLISTED, ""))?;
        (got + 1 == version).then_some(value.span)
    }

    /// Reports every key that is not in `known`.
    pub fn refuse_unknown_keys(&self, known: &[&str], what: &str, problems: &mut Problems) {
        for (key, _) in self.entries().filter(|(key, _)| !known.contains(&key.value)) {
            let help = super::closest(key.value, known.iter().copied())
                .unwrap_or_else(|| format!("known here: {}", known.join(", ")));
            problems.add_with_help(
                key.span.clone(),
                format!("{what} has no `{}`", key.value),
                "unknown key",
                Some(help),
            );
        }
    }
}

impl<'t> TableValue<'t> {
    /// Returns the value as text, or reports a wrong type.
    pub fn text(&self, problems: &mut Problems) -> Option<Spanned<String>> {
        match self.value {
            DeValue::String(text) => {
                Some(Spanned { value: text.to_string(), span: self.span.clone() })
            }
            _ => self.wrong_type("text", problems),
        }
    }

    /// Returns the value as a list of texts, or reports a wrong type. A single text is read as a list of one
    /// text.
    pub fn texts(&self, problems: &mut Problems) -> Option<Vec<Spanned<String>>> {
        match self.value {
            DeValue::String(_) => self.text(problems).map(|text| vec![text]),
            DeValue::Array(items) => {
                let texts: Vec<Option<_>> = items
                    .iter()
                    .map(|item| {
                        TableValue { value: item.get_ref(), span: item.span() }.text(problems)
                    })
                    .collect();
                texts.into_iter().collect()
            }
            _ => self.wrong_type("text or a list of texts", problems),
        }
    }

    /// Like [`texts`](Self::texts). Also reports a text that occurs twice.
    pub fn distinct_texts(&self, problems: &mut Problems) -> Option<Vec<Spanned<String>>> {
        let texts = self.texts(problems)?;
        let mut seen = HashSet::new();
        let again = texts.iter().find(|text| !seen.insert(text.value.as_str()));
        if let Some(Spanned { value, span }) = again {
            let message = format!("`{value}` is in this list twice, want it once");
            problems.add(span.clone(), message, "again here");
            return None;
        }
        Some(texts)
    }

    /// Returns the texts of the value, which may be a text or a list. A list may contain further lists. Values
    /// of other types are omitted; they are reported elsewhere.
    #[must_use]
    pub fn known_texts(&self) -> Vec<Spanned<String>> {
        match self.value {
            DeValue::Array(items) => {
                let items = items.iter();
                let items =
                    items.map(|item| TableValue { value: item.get_ref(), span: item.span() });
                items.flat_map(|item| item.known_texts()).collect()
            }
            value => {
                let text = value.as_str().map(str::to_owned);
                text.map(|value| Spanned { value, span: self.span.clone() }).into_iter().collect()
            }
        }
    }

    /// Whether the value is a list.
    #[must_use]
    pub fn is_list(&self) -> bool {
        matches!(self.value, DeValue::Array(_))
    }

    /// Whether the value is a list without elements.
    #[must_use]
    pub fn is_empty_list(&self) -> bool {
        matches!(self.value, DeValue::Array(items) if items.is_empty())
    }

    /// Returns the elements of a list, or reports a wrong type.
    pub fn items(&self, problems: &mut Problems) -> Option<Vec<TableValue<'t>>> {
        match self.value {
            DeValue::Array(items) => {
                let items = items.iter();
                let items =
                    items.map(|item| TableValue { value: item.get_ref(), span: item.span() });
                Some(items.collect())
            }
            _ => self.wrong_type("a list", problems),
        }
    }

    /// Returns the value as an integer of at least 0, or reports a wrong type.
    pub fn integer(&self, problems: &mut Problems) -> Option<u64> {
        let number = match self.value {
            DeValue::Integer(integer) => {
                u64::from_str_radix(integer.as_str(), integer.radix()).ok()
            }
            _ => None,
        };
        number.or_else(|| self.wrong_type("a whole number of at least 0", problems))
    }

    /// Returns the value as a decimal number, exactly as written, or reports a wrong type.
    pub fn number(&self, problems: &mut Problems) -> Option<Decimal> {
        let number = match self.value {
            DeValue::Integer(integer) if integer.radix() == 10 => {
                Decimal::from_json(integer.as_str()).ok()
            }
            DeValue::Float(float) => Decimal::from_json(float.as_str()).ok(),
            _ => None,
        };
        let wanted = match self.value {
            // `0x10`, `inf`
            DeValue::Integer(_) | DeValue::Float(_) => "a finite decimal number",
            _ => "a number",
        };
        number.or_else(|| self.wrong_type(wanted, problems))
    }

    /// Returns the value as a text or a decimal number, or reports a wrong type.
    pub fn constant(&self, problems: &mut Problems) -> Option<Constant> {
        match self.value {
            DeValue::String(text) => Some(Constant::Text(text.to_string())),
            DeValue::Integer(_) | DeValue::Float(_) => self.number(problems).map(Constant::Number),
            _ => self.wrong_type("text or a number", problems),
        }
    }

    /// Returns the value as a boolean, or reports a wrong type.
    pub fn boolean(&self, problems: &mut Problems) -> Option<bool> {
        match self.value {
            DeValue::Boolean(boolean) => Some(*boolean),
            _ => self.wrong_type("true or false", problems),
        }
    }

    /// Returns the value as a table, or reports a wrong type.
    pub fn table(&self, problems: &mut Problems) -> Option<Table<'t>> {
        match self.value {
            DeValue::Table(table) => Some(Table::new(table, self.span.clone())),
            _ => self.wrong_type("a table", problems),
        }
    }

    /// Whether the value is a table.
    #[must_use]
    pub fn is_table(&self) -> bool {
        matches!(self.value, DeValue::Table(_))
    }

    fn wrong_type<T>(&self, want: &str, problems: &mut Problems) -> Option<T> {
        problems.add(
            self.span.clone(),
            format!("got {}, want {want}", self.type_noun()),
            "wrong type",
        );
        None
    }

    fn type_noun(&self) -> &'static str {
        match self.value {
            DeValue::String(_) => "text",
            DeValue::Integer(_) => "an integer",
            DeValue::Float(_) => "a float",
            DeValue::Boolean(_) => "a boolean",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        }
    }
}
