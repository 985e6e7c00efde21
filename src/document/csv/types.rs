//! The types of the cells of a column.

use std::collections::HashMap;

/// The types of cells, by the name of the column. In a column that is not listed, all cells are strings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CellTypes {
    by_name: HashMap<String, CellType>,
}

/// The types that the cells of a column may have. A cell that is read as neither a number nor a boolean is a
/// string.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CellType {
    /// Whether a cell whose text is a JSON number is read as a number.
    pub numbers: bool,
    /// Whether the cells `true` and `false` are read as booleans.
    pub booleans: bool,
}

impl CellTypes {
    /// Sets the type of the cells of a column.
    pub fn add(&mut self, name: &str, cell_type: CellType) {
        if cell_type != CellType::default() {
            self.by_name.insert(name.to_owned(), cell_type);
        }
    }

    /// Whether all cells are strings.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    pub(super) fn of(&self, name: &str) -> CellType {
        self.by_name.get(name).copied().unwrap_or_default()
    }
}

impl CellType {
    /// Whether a cell with this text is read as a number or boolean.
    pub(crate) fn is_literal(self, text: &str) -> bool {
        self.booleans && matches!(text, "true" | "false") || self.numbers && is_number(text)
    }
}

/// Whether a text is a JSON number (RFC 8259 section 6).
fn is_number(text: &str) -> bool {
    let digits =
        |text: &str| text.len() - text.trim_start_matches(|byte: char| byte.is_ascii_digit()).len();
    let text = text.strip_prefix('-').unwrap_or(text);
    let whole = digits(text);
    if whole == 0 || whole > 1 && text.starts_with('0') {
        return false;
    }
    let mut rest = text.get(whole..).unwrap_or_default();
    if let Some(fraction) = rest.strip_prefix('.') {
        let length = digits(fraction);
        if length == 0 {
            return false;
        }
        rest = fraction.get(length..).unwrap_or_default();
    }
    match rest.strip_prefix(['e', 'E']) {
        Some(exponent) => {
            let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            !exponent.is_empty() && digits(exponent) == exponent.len()
        }
        None => rest.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::is_number;

    #[test]
    fn a_number_is_one_of_json() {
        assert!(["0", "-1", "10.50", "1e3", "2E-7", "0.0"].into_iter().all(is_number));
        assert!(
            !["007", "+1", ".5", "1.", "1e", "", "-", "1 ", "1,5", "NaN", "0x1"]
                .into_iter()
                .any(is_number)
        );
    }
}
