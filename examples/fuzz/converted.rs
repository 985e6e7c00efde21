//! Parsers of formats that are converted to JSON.

use super::targets::walk;
use factlint::document::{Document, FileId, Form, Limits, SyntaxError, Value};

/// Checks that every value has a place in the file, and that a JSON text has the same value when it is read as YAML.
pub(crate) fn yaml(input: &[u8]) -> Result<(), String> {
    for form in [Form::Yaml, Form::FrontMatter] {
        let document = parse(form, input);
        check_errors(&document)?;
        document.root().map_or(Ok(()), |root| walk(root, document.text()))?;
        document.root().map_or(Ok(()), |root| check_places(root, document.text_of_file()))?;
    }
    let (json, yaml) = (parse(Form::Json, input), parse(Form::Yaml, input));
    let Some(value) = json.root() else { return Ok(()) };
    // YAML has no escapes for single surrogates, which JSON allows.
    let has_surrogates = input.windows(3).any(|part| part.eq_ignore_ascii_case(b"\\ud"));
    if has_surrogates || !json.duplicate_keys().is_empty() {
        return Ok(());
    }
    // YAML limits keys without `?` to 1,024 characters, and this parser limits brackets to 255 levels.
    if json.depth() > 100 || json.text().len() > 1_000 || json.has_byte_order_mark() {
        return Ok(());
    }
    match yaml.root() {
        Some(root) if root.equals(&value) => Ok(()),
        _ => Err(format!("JSON is read as {:?}: {:?}", yaml.text(), yaml.syntax_error())),
    }
}

/// Checks that the place of each cell in the file contains the cell's text.
pub(crate) fn csv(input: &[u8]) -> Result<(), String> {
    for form in [Form::Csv, Form::Tsv] {
        let document = parse(form, input);
        check_errors(&document)?;
        let Some(root) = document.root() else { continue };
        walk(root, document.text())?;
        check_places(root, document.text_of_file())?;
        for cell in root.elements().flat_map(|row| row.members()).map(|member| member.value) {
            let written = document.text_of_file().get(cell.range_in_file()).unwrap_or_default();
            let text = match written.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
                Some(content) => content.replace("\"\"", "\""),
                None => written.to_owned(),
            };
            if cell.as_str().as_deref() != Some(text.as_str()) {
                return Err(format!("{written} is read as {}", cell.raw()));
            }
        }
    }
    Ok(())
}

fn parse(form: Form, input: &[u8]) -> Document {
    Document::parse_as(form, FileId(0), input.to_vec(), Limits::default())
}

fn check_errors(document: &Document) -> Result<(), String> {
    let errors = document.fatal_error().into_iter().chain(document.broken_lines());
    let is_outside =
        |error: &&SyntaxError| document.text_of_file().get(error.range.clone()).is_none();
    let mut outside = errors.filter(is_outside);
    outside.next().map_or(Ok(()), |error| Err(format!("{error:?} is outside the text")))
}

fn check_places(value: Value<'_>, file: &str) -> Result<(), String> {
    for range in [value.range_in_file(), value.opening_in_file(), value.range_inside_in_file(0..1)]
    {
        if file.get(range.clone()).is_none() {
            return Err(format!("{range:?} of {} is outside the text", value.raw()));
        }
    }
    value.members().try_for_each(|member| {
        check_places(member.key, file)?;
        check_places(member.value, file)
    })?;
    value.elements().try_for_each(|element| check_places(element, file))
}
