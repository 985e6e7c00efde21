//! CSV (RFC 4180) and TSV, converted to JSON Lines with a source map. A row becomes an object, and the header
//! contains the names of its members.

mod edit;
mod mistake;
mod rows;
mod types;

pub(super) use edit::in_file as edit_in_file;
pub use types::{CellType, CellTypes};

use super::source::{Converted, Style, Written};
use super::syntax::{SyntaxError, SyntaxErrorKind};
use super::yaml::write_text;
use super::{Document, Form, Limits};
use rows::{Cell, Rows};
use std::collections::HashMap;

/// A column of the header.
struct Column {
    name: String,
    /// The name as a JSON string.
    json: String,
    cell: Cell,
    cell_type: CellType,
}

/// Converts a text in CSV or TSV, from the byte offset `start`. A row that cannot be read becomes an error
/// instead of an object.
pub(super) fn convert(
    text: &str,
    form: Form,
    start: usize,
    types: &CellTypes,
    limits: Limits,
) -> Result<Converted, Box<SyntaxError>> {
    let separator = separator(form);
    let mut rows = Rows::new(text, start, separator);
    let columns = header(text, &mut rows, separator, types)?;
    let mut converted = Converted { is_lines: true, ..Converted::default() };
    let root = Written {
        start: start as u32,
        end: text.len() as u32,
        style: Style::Block,
        is_shared: false,
    };
    converted.map.push(root);
    let mut cells = Vec::new();
    while let Some(row) = rows.next_row(&mut cells) {
        match row.and_then(|()| check_row(text, &columns, &cells)) {
            Ok(()) => add_row(text, &columns, &cells, &mut converted),
            Err(error) => converted.broken_lines.push(*error),
        }
        if converted.json.len() > limits.largest as usize {
            return Err(too_large(limits).into());
        }
    }
    Ok(converted)
}

/// Returns the byte that separates two cells.
fn separator(form: Form) -> u8 {
    if form == Form::Tsv { b'\t' } else { b',' }
}

fn too_large(limits: Limits) -> SyntaxError {
    let (what, why) = ("the document, as JSON,", "only JSON can be read in blocks".to_owned());
    let kind = SyntaxErrorKind::TooLarge { what, why, limit: limits.largest };
    SyntaxError::new(kind, 0..1)
}

/// Reads the header.
fn header(
    text: &str,
    rows: &mut Rows<'_>,
    separator: u8,
    types: &CellTypes,
) -> Result<Vec<Column>, Box<SyntaxError>> {
    let mut cells = Vec::new();
    let Some(row) = rows.next_row(&mut cells) else {
        return Err(mistake::empty(text.len()).into());
    };
    row?;
    if let [only] = cells.as_slice()
        && let Some(other) = mistake::other_separator(only.written(text), separator)
    {
        return Err(mistake::wrong_separator(other, separator, only.range()).into());
    }
    let mut columns: Vec<Column> = Vec::with_capacity(cells.len());
    let mut seen: HashMap<String, Cell> = HashMap::new();
    for cell in cells {
        let name = cell.text(text).into_owned();
        if name.is_empty() {
            return Err(mistake::unnamed_column(cell.range()).into());
        }
        if seen.insert(name.clone(), cell).is_some() {
            return Err(mistake::column_twice(&name, cell.range()).into());
        }
        let mut json = String::new();
        write_text(&name, &mut json);
        columns.push(Column { cell_type: types.of(&name), name, json, cell });
    }
    Ok(columns)
}

impl Document {
    /// Returns the names of the columns if the document is CSV or TSV with a valid header.
    #[must_use]
    pub fn column_names(&self) -> Vec<String> {
        let text = self.text_of_file();
        let form = self.converted_from().filter(|form| matches!(form, Form::Csv | Form::Tsv));
        let Some(form) = form else { return Vec::new() };
        let start = text.len() - text.trim_start_matches('\u{feff}').len();
        let separator = separator(form);
        let mut rows = Rows::new(text, start, separator);
        let columns = header(text, &mut rows, separator, &CellTypes::default());
        columns.unwrap_or_default().into_iter().map(|column| column.name).collect()
    }
}

/// Checks that a row has one cell per column, and that it does not repeat the header.
fn check_row(text: &str, columns: &[Column], cells: &[Cell]) -> Result<(), Box<SyntaxError>> {
    if let Some(surplus) = cells.get(columns.len()..).filter(|surplus| !surplus.is_empty()) {
        let end = surplus.last().map_or(0, |last| last.end);
        // The range begins at the separator, since the first surplus cell may be empty.
        let start = surplus.first().map_or(end, |first| first.start.saturating_sub(1));
        return Err(mistake::surplus_cells(cells.len(), columns.len(), start..end).into());
    }
    let row = cells.first().map_or(0, |first| first.start)..cells.last().map_or(0, |last| last.end);
    if let Some(missing) = columns.get(cells.len()) {
        return Err(mistake::missing_cells(cells.len(), columns.len(), &missing.name, row).into());
    }
    let mut pairs = columns.iter().zip(cells);
    if pairs.all(|(column, cell)| cell.text(text) == column.name) {
        return Err(mistake::header_again(row).into());
    }
    Ok(())
}

fn add_row(text: &str, columns: &[Column], cells: &[Cell], converted: &mut Converted) {
    let Converted { json, map, .. } = converted;
    let (Some(first), Some(last)) = (cells.first(), cells.last()) else { return };
    map.push(Written {
        start: first.start as u32,
        end: last.end as u32,
        style: Style::Block,
        is_shared: false,
    });
    json.push('{');
    let mut is_first = true;
    for (column, cell) in columns.iter().zip(cells).filter(|(_, cell)| !cell.is_absent()) {
        if !std::mem::take(&mut is_first) {
            json.push(',');
        }
        json.push_str(&column.json);
        json.push(':');
        map.extend([column.cell.mapped(true), cell.mapped(false)]);
        let value = cell.text(text);
        match column.cell_type.is_literal(&value) {
            true => json.push_str(&value),
            false => write_text(&value, json),
        }
    }
    json.push_str("}\n");
}
