//! The mutants of a rulebook. In each, one word is misspelt by one letter: a name, path segment, text of a condition,
//! glob, collection, field or choice.

use factlint::parameters::{MODEL, Parameter, ParameterType};
use factlint::rules::kind;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// A rulebook with one misspelt word.
pub(super) struct Mutant {
    /// The argument with the word: `rules.subject.field`.
    pub(super) argument: String,
    /// The original word. The next field is the misspelt word.
    pub(super) from: String,
    pub(super) to: String,
    /// The mutated rulebook.
    pub(super) text: String,
}

/// The syntax of a value, which decides how the value is split into words.
#[derive(Clone, Copy)]
enum Form {
    /// The value is one word.
    Word,
    /// A JSONPath, field or condition.
    Expression,
    /// A glob of paths.
    Glob,
    /// Prose with `{field}`s.
    Message,
}

/// Returns all mutants of a rulebook, in the order of its text. They are the same in every run.
pub(super) fn mutants(rulebook: &str) -> Vec<Mutant> {
    let (table, errors) = DeTable::parse_recoverable(rulebook);
    assert!(errors.is_empty(), "{errors:?}");
    let mut words: Vec<(String, Range<usize>)> = Vec::new();
    for (path, key, value) in leaves(table.get_ref(), &[]) {
        let names: Vec<&str> = path.iter().map(String::as_str).collect();
        let mut add = |span: Range<usize>, form: Form| {
            let found = words_of(rulebook, span, form).into_iter();
            words.extend(found.map(|word| (names.join("."), word)));
        };
        match names.as_slice() {
            ["schema", _] => add(key, Form::Glob),
            ["collections", _, "select"] => add(key.clone(), Form::Word),
            _ => {}
        }
        let Some(form) = form_of(&names, table.get_ref()) else { continue };
        for span in texts(value) {
            add(span, form);
        }
    }
    // The key `select` of a collection is not misspelt.
    words.retain(|(argument, word)| {
        !(argument.ends_with(".select") && rulebook.get(word.clone()) == Some("select"))
    });
    words.sort_by_key(|(_, word)| word.start);
    let mutants = words.into_iter().enumerate().filter_map(|(number, (argument, word))| {
        let from = rulebook.get(word.clone())?.to_owned();
        let to = misspelt(&from, number)?;
        let text = format!("{}{to}{}", &rulebook[..word.start], &rulebook[word.end..]);
        Some(Mutant { argument, from, to, text })
    });
    mutants.collect()
}

type Leaf<'t> = (Vec<String>, Range<usize>, &'t toml::Spanned<DeValue<'t>>);

/// Returns the values that are not tables, each with its path and the span of its key.
fn leaves<'t>(table: &'t DeTable<'t>, path: &[String]) -> Vec<Leaf<'t>> {
    let mut found = Vec::new();
    for (key, value) in table {
        let path = [path, &[key.get_ref().to_string()]].concat();
        match value.get_ref() {
            DeValue::Table(inner) => found.extend(leaves(inner, &path)),
            _ => found.push((path, key.span(), value)),
        }
    }
    found
}

fn form_of(path: &[&str], rulebook: &DeTable<'_>) -> Option<Form> {
    let of_parameter = |parameters: &[Parameter], name: &str| {
        let parameter = parameters.iter().find(|parameter| parameter.name == name)?;
        match parameter.takes {
            ParameterType::Collection | ParameterType::Collections | ParameterType::Choice(_) => {
                Some(Form::Word)
            }
            ParameterType::Condition
            | ParameterType::Conditions
            | ParameterType::Field
            | ParameterType::Fields
            | ParameterType::Key
            | ParameterType::References => Some(Form::Expression),
            _ => None,
        }
    };
    match path {
        ["documents"] | ["collections", _, "documents"] => Some(Form::Glob),
        ["scope"] | ["rules", _, "kind" | "level"] => Some(Form::Word),
        ["collections", _, "select" | "id"] => Some(Form::Expression),
        ["rules", _, "message"] => Some(Form::Message),
        ["model", name] => of_parameter(MODEL, name),
        ["rules", rule, name] => {
            let rules = rulebook.get("rules")?.get_ref().as_table()?;
            let kind_name = rules.get(*rule)?.get_ref().as_table()?.get("kind")?;
            of_parameter(kind(kind_name.get_ref().as_str()?)?.parameters, name)
        }
        _ => None,
    }
}

/// Returns the spans of the texts in a value, which is a text or a list, at any depth.
fn texts(value: &toml::Spanned<DeValue<'_>>) -> Vec<Range<usize>> {
    match value.get_ref() {
        DeValue::String(_) => vec![value.span()],
        DeValue::Array(items) => items.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// Returns the spans of the words in a value.
fn words_of(rulebook: &str, span: Range<usize>, form: Form) -> Vec<Range<usize>> {
    let inner = without_quotes(rulebook, span);
    let text = &rulebook[inner.clone()];
    let found = match form {
        Form::Word => std::iter::once(0..text.len()).collect(),
        Form::Expression => words_of_expression(text),
        Form::Glob => runs(text, char::is_alphabetic),
        Form::Message => {
            let mut found = Vec::new();
            for (at, _) in text.match_indices('{') {
                let field = text[at + 1..].split('}').next().unwrap_or_default();
                let words = words_of_expression(field).into_iter();
                found.extend(words.map(|word| at + 1 + word.start..at + 1 + word.end));
            }
            found
        }
    };
    found.into_iter().map(|word| inner.start + word.start..inner.start + word.end).collect()
}

fn without_quotes(rulebook: &str, span: Range<usize>) -> Range<usize> {
    let text = &rulebook[span.clone()];
    let marks = ["\"\"\"", "'''", "\"", "'"];
    let mark = marks.into_iter().find(|mark| text.starts_with(mark)).map_or(0, str::len);
    span.start + mark..span.end - mark
}

/// Returns the spans of names, and of texts that have a letter and are not dates. Leaves out patterns, but includes the
/// second argument of `contains`.
fn words_of_expression(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open = Vec::new();
    let mut before = ' ';
    let mut function = "";
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let rest = &text[at + character.len_utf8()..];
        let mut next = at + character.len_utf8();
        match character {
            '\'' | '"' => {
                let length = rest.find(character).unwrap_or(rest.len());
                let is_pattern =
                    before == ',' && open.last() == Some(&'(') && function != "contains";
                if !is_pattern && rest[..length].contains(char::is_alphabetic) {
                    found.push(next..next + length);
                }
                next += length + 1;
            }
            '(' | '[' => open.push(character),
            ')' | ']' => _ = open.pop(),
            _ if character.is_alphabetic() || character == '_' => {
                let belongs = |one: char| one.is_alphanumeric() || matches!(one, '_' | '-');
                let length = text[at..].find(|one| !belongs(one)).unwrap_or(text.len() - at);
                let word = &text[at..at + length];
                let is_function = text[at + length..].starts_with('(');
                if is_function {
                    function = word;
                } else if !["true", "false", "null"].contains(&word) {
                    found.push(at..at + length);
                }
                next = at + length;
            }
            _ => {}
        }
        if !character.is_whitespace() {
            before = character;
        }
        at = next.min(text.len());
    }
    found
}

fn runs(text: &str, belongs: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, character) in text.char_indices().filter(|(_, character)| belongs(*character)) {
        match found.last_mut() {
            Some(last) if last.end == at => last.end += character.len_utf8(),
            _ => found.push(at..at + character.len_utf8()),
        }
    }
    found
}

/// Returns the word with one letter removed, doubled, swapped or replaced, or `None` if it has no letters.
fn misspelt(word: &str, number: usize) -> Option<String> {
    let mut letters: Vec<char> = word.chars().collect();
    let positions: Vec<usize> =
        (0..letters.len()).filter(|at| letters[*at].is_ascii_alphabetic()).collect();
    // The choice depends only on `number`. 7919 is a prime number, so consecutive numbers choose different letters.
    let at = *positions.get(number * 7919 % positions.len().max(1))?;
    let way = if letters.len() == 1 { 3 } else { number % 4 };
    match way {
        0 => _ = letters.remove(at),
        1 => letters.insert(at, letters[at]),
        2 if at + 1 < letters.len() && letters[at] != letters[at + 1] => letters.swap(at, at + 1),
        _ => letters[at] = if letters[at] == 'q' { 'z' } else { 'q' },
    }
    Some(letters.into_iter().collect())
}

#[test]
fn each_word_is_misspelt_once() {
    let rulebook = "version = 1
documents = ['data-1.json']
[collections]
claims = { select = '$.claims[*]', id = \"id\" }
[rules.some-rule]
kind = 'assert'
in = 'claims'
that = \"\"\"@.kind == 'a text' && @['b c'] > '2020-01' && search(@.x, 'no') && length(@.y) == 1 && contains(@.v, 'part')\"\"\"
message = 'prose {z.w[0]}'
";
    let mutants = mutants(rulebook);
    let words: Vec<&str> = mutants.iter().map(|mutant| mutant.from.as_str()).collect();
    let want = [
        "data", "json", "claims", "id", "assert", "claims", "kind", "a text", "b c", "x", "y", "v",
        "part", "z", "w",
    ];
    assert_eq!(words, want);
    for mutant in &mutants {
        assert_ne!(mutant.from, mutant.to);
        assert_eq!(
            mutant.text.len().abs_diff(rulebook.len()),
            mutant.to.len().abs_diff(mutant.from.len())
        );
    }
}
