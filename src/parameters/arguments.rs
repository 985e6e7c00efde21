//! What a rulebook gives a rule: read once, checked once.

mod expectations;
mod references;
mod values;

pub(crate) use expectations::place_of;

use super::{
    CollectionDefinition, Constant, Model, Parameter, ParameterType, Problems, ReferenceField,
    Selection, Spanned, Table, TableValue, closest, report_path,
};
use crate::path::{Condition, Field, PathError, PathWarning};
use crate::value::duration::Duration;
use crate::value::number::Decimal;
use regex::Regex;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// The arguments of one rule, read against its kind's parameters.
///
/// A getter returns nothing where the argument was not given and has no default; where it was wrong
/// or a required one is missing, that has been reported already, so a kind builds itself with `?`.
pub struct Arguments<'r> {
    values: BTreeMap<&'static str, Argument>,
    given: BTreeMap<&'static str, Range<usize>>,
    /// The texts of those that are one text or a list of them.
    written: BTreeMap<&'static str, Vec<Spanned<String>>>,
    span: Range<usize>,
    /// The rulebook's text.
    text: &'r str,
    model: Option<&'r Arc<Model>>,
    collections: &'r [CollectionDefinition],
    problems: &'r mut Problems,
}

/// One argument, as its parameter takes it.
enum Argument {
    Text(String),
    Condition(Condition),
    Conditions(Vec<Condition>),
    Field(Field),
    Fields(Vec<Field>),
    References(Vec<ReferenceField>),
    Texts(Vec<String>),
    Pattern(Box<Regex>),
    Constant(Constant),
    Duration(Duration),
    Number(Decimal),
    Integer(u64),
    Boolean(bool),
}

/// What the reading of arguments needs to know of the rulebook.
struct Reader<'r> {
    text: &'r str,
    collections: &'r [CollectionDefinition],
    problems: &'r mut Problems,
}

impl<'r> Arguments<'r> {
    /// Reads the arguments of a table: unknown keys, wrong types, paths that do not parse and
    /// missing arguments are reported, all of them. `text` is the rulebook's text, `what` names the
    /// table in messages, `others` are keys of the table that are no parameters.
    pub fn read(
        table: &Table<'_>,
        parameters: &[Parameter],
        others: &[&str],
        what: &str,
        text: &'r str,
        collections: &'r [CollectionDefinition],
        problems: &'r mut Problems,
    ) -> Arguments<'r> {
        let known: Vec<&str> = parameters
            .iter()
            .map(|parameter| parameter.name)
            .chain(others.iter().copied())
            .collect();
        table.refuse_unknown_keys(&known, what, problems);
        let mut values = BTreeMap::new();
        let mut given = BTreeMap::new();
        let mut written = BTreeMap::new();
        let mut reader = Reader { text, collections, problems };
        for parameter in parameters {
            let argument = match table.get(parameter.name) {
                Some(value) => {
                    given.insert(parameter.name, value.span.clone());
                    written.insert(parameter.name, value.known_texts());
                    reader.argument(parameter, &value)
                }
                None => default_argument(parameter),
            };
            match argument {
                Some(argument) => {
                    values.insert(parameter.name, argument);
                }
                None if parameter.required && !given.contains_key(parameter.name) => {
                    reader.problems.add_with_help(
                        table.span.clone(),
                        format!("{what} needs `{}`", parameter.name),
                        "incomplete",
                        Some(format!(
                            "`{}` takes {}: {}",
                            parameter.name,
                            parameter.takes.describe(),
                            parameter.about
                        )),
                    );
                }
                None => {}
            }
        }
        Arguments {
            values,
            given,
            written,
            span: table.span.clone(),
            text,
            model: None,
            collections,
            problems: reader.problems,
        }
    }

    /// Whether one of them looks at more of a document than the record at hand: at what encloses it, or at
    /// the document (`$`). To be asked before they are taken.
    #[must_use]
    pub fn look_beyond_the_record(&self) -> bool {
        self.values.values().any(|argument| match argument {
            Argument::Condition(condition) => condition.uses_root(),
            Argument::Conditions(conditions) => conditions.iter().any(Condition::uses_root),
            Argument::Field(field) => field.uses_root(),
            Argument::Fields(fields) => fields.iter().any(Field::uses_root),
            Argument::References(references) => {
                references.iter().any(|reference| reference.field.uses_root())
            }
            // The one word that means the enclosing object.
            Argument::Text(text) => text == "parent",
            _ => false,
        })
    }

    /// The same arguments, for a rule that works on claims.
    #[must_use]
    pub fn with_model(self, model: &'r Arc<Model>) -> Arguments<'r> {
        Arguments { model: Some(model), ..self }
    }

    /// Where the dataset keeps its claims.
    pub fn model(&mut self) -> Option<Arc<Model>> {
        self.model.map(Arc::clone)
    }

    /// `in` and `where`.
    pub fn selection(&mut self) -> Option<Selection> {
        Some(Selection { collection: self.text("in")?, condition: self.condition("where") })
    }

    /// `in` and `where`, with the model's claims where no collection is named.
    pub fn selection_of_claims(&mut self) -> Option<Selection> {
        let collection = match self.text("in") {
            Some(name) => name,
            None if self.given.contains_key("in") => return None,
            None => self.model()?.claims.clone(),
        };
        if !self.has_collection(&collection) {
            return self
                .refuse(format!("unknown collection `{collection}`; this kind works on claims"));
        }
        Some(Selection { collection, condition: self.condition("where") })
    }

    /// A text, or the name of a collection.
    pub fn text(&mut self, name: &str) -> Option<String> {
        match self.values.remove(name) {
            Some(Argument::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// A condition.
    pub fn condition(&mut self, name: &str) -> Option<Condition> {
        match self.values.remove(name) {
            Some(Argument::Condition(condition)) => Some(condition),
            _ => None,
        }
    }

    /// A list of conditions.
    pub fn conditions(&mut self, name: &str) -> Option<Vec<Condition>> {
        match self.values.remove(name) {
            Some(Argument::Conditions(conditions)) => Some(conditions),
            _ => None,
        }
    }

    /// A field.
    pub fn field(&mut self, name: &str) -> Option<Field> {
        match self.values.remove(name) {
            Some(Argument::Field(field)) => Some(field),
            _ => None,
        }
    }

    /// A list of fields.
    pub fn fields(&mut self, name: &str) -> Option<Vec<Field>> {
        match self.values.remove(name) {
            Some(Argument::Fields(fields)) => Some(fields),
            _ => None,
        }
    }

    /// A list of fields of collections.
    pub fn references(&mut self, name: &str) -> Option<Vec<ReferenceField>> {
        match self.values.remove(name) {
            Some(Argument::References(references)) => Some(references),
            _ => None,
        }
    }

    /// A list of texts.
    pub fn texts(&mut self, name: &str) -> Option<Vec<String>> {
        match self.values.remove(name) {
            Some(Argument::Texts(texts)) => Some(texts),
            _ => None,
        }
    }

    /// A regular expression.
    pub fn pattern(&mut self, name: &str) -> Option<Regex> {
        match self.values.remove(name) {
            Some(Argument::Pattern(pattern)) => Some(*pattern),
            _ => None,
        }
    }

    /// A decimal number.
    pub fn number(&mut self, name: &str) -> Option<Decimal> {
        match self.values.remove(name) {
            Some(Argument::Number(number)) => Some(number),
            _ => None,
        }
    }

    /// A whole number.
    pub fn integer(&mut self, name: &str) -> Option<u64> {
        match self.values.remove(name) {
            Some(Argument::Integer(integer)) => Some(integer),
            _ => None,
        }
    }

    /// A boolean.
    pub fn boolean(&mut self, name: &str) -> Option<bool> {
        match self.values.remove(name) {
            Some(Argument::Boolean(boolean)) => Some(boolean),
            _ => None,
        }
    }

    /// Whether the rulebook gives an argument, rightly or wrongly.
    #[must_use]
    pub fn is_given(&self, name: &str) -> bool {
        self.given.contains_key(name)
    }

    /// Whether the rulebook defines a collection that a kind reads without being told its name.
    #[must_use]
    pub fn has_collection(&self, name: &str) -> bool {
        self.collections.iter().any(|collection| collection.name == name)
    }

    /// Reports a mistake of the rule as a whole: arguments that do not go together, or are missing.
    pub fn refuse<T>(&mut self, message: impl Into<String>) -> Option<T> {
        self.problems.add(self.span.clone(), message, "in this rule");
        None
    }
}

fn default_argument(parameter: &Parameter) -> Option<Argument> {
    let text = parameter.default?;
    match parameter.takes {
        ParameterType::Collection
        | ParameterType::Text
        | ParameterType::File
        | ParameterType::Choice(_) => Some(Argument::Text(text.to_owned())),
        ParameterType::Texts | ParameterType::Collections => {
            Some(Argument::Texts(vec![text.to_owned()]))
        }
        ParameterType::Constant => Some(Argument::Constant(Constant::Text(text.to_owned()))),
        ParameterType::Duration => Duration::parse(text).ok().map(Argument::Duration),
        ParameterType::Pattern => {
            Regex::new(text).ok().map(|regex| Argument::Pattern(Box::new(regex)))
        }
        ParameterType::Number => Decimal::from_json(text).ok().map(Argument::Number),
        ParameterType::Condition => Condition::parse(text).ok().map(Argument::Condition),
        ParameterType::Conditions => {
            Condition::parse(text).ok().map(|one| Argument::Conditions(vec![one]))
        }
        ParameterType::Field => Field::parse(text).ok().map(Argument::Field),
        ParameterType::Fields => Field::parse(text).ok().map(|field| Argument::Fields(vec![field])),
        // What is referred to is the rulebook's own: no default could name it.
        ParameterType::References => None,
        ParameterType::Integer => text.parse().ok().map(Argument::Integer),
        ParameterType::Boolean => text.parse().ok().map(Argument::Boolean),
    }
}

impl Reader<'_> {
    fn argument(&mut self, parameter: &Parameter, value: &TableValue<'_>) -> Option<Argument> {
        match parameter.takes {
            ParameterType::Collection => {
                let name = value.text(self.problems)?;
                self.collection(name).map(Argument::Text)
            }
            ParameterType::Condition => {
                let text = value.text(self.problems)?;
                self.parsed(&text, Condition::parse, Condition::warnings).map(Argument::Condition)
            }
            ParameterType::Conditions => self.conditions(value).map(Argument::Conditions),
            ParameterType::Field => {
                let text = value.text(self.problems)?;
                self.parsed(&text, Field::parse, Field::warnings).map(Argument::Field)
            }
            ParameterType::Fields => {
                let texts = value.texts(self.problems)?;
                let fields: Vec<_> = texts
                    .iter()
                    .map(|text| self.parsed(text, Field::parse, Field::warnings))
                    .collect();
                fields.into_iter().collect::<Option<_>>().map(Argument::Fields)
            }
            ParameterType::References => self.references(value).map(Argument::References),
            ParameterType::Text | ParameterType::File => {
                value.text(self.problems).map(|text| Argument::Text(text.value))
            }
            ParameterType::Collections => self.collections(value).map(Argument::Texts),
            ParameterType::Constant => value.constant(self.problems).map(Argument::Constant),
            ParameterType::Duration => self.duration(value).map(Argument::Duration),
            ParameterType::Texts => {
                let texts = value.texts(self.problems)?;
                Some(Argument::Texts(texts.into_iter().map(|text| text.value).collect()))
            }
            ParameterType::Pattern => self.pattern(value).map(Argument::Pattern),
            ParameterType::Number => value.number(self.problems).map(Argument::Number),
            ParameterType::Integer => value.integer(self.problems).map(Argument::Integer),
            ParameterType::Boolean => value.boolean(self.problems).map(Argument::Boolean),
            ParameterType::Choice(words) => self.choice(value, words).map(Argument::Text),
        }
    }

    fn collection(&mut self, name: Spanned<String>) -> Option<String> {
        let known = || self.collections.iter().map(|collection| collection.name.as_str());
        if known().any(|known| known == name.value) {
            return Some(name.value);
        }
        let help = closest(&name.value, known()).unwrap_or_else(|| {
            format!(
                "define it under [collections], as in {} = {{ select = \"$.{}[*]\" }}",
                name.value, name.value
            )
        });
        self.problems.add_with_help(
            name.span,
            format!("unknown collection `{}`", name.value),
            "unknown collection",
            Some(help),
        );
        None
    }

    fn conditions(&mut self, value: &TableValue<'_>) -> Option<Vec<Condition>> {
        let texts = value.texts(self.problems)?;
        if texts.len() < 2 {
            self.problems.add(
                value.span.clone(),
                "got one condition, want at least two",
                "too few",
            );
            return None;
        }
        let parsed: Vec<_> = texts
            .iter()
            .map(|text| self.parsed(text, Condition::parse, Condition::warnings))
            .collect();
        parsed.into_iter().collect()
    }

    fn pattern(&mut self, value: &TableValue<'_>) -> Option<Box<Regex>> {
        let written = value.text(self.problems)?;
        match super::pattern::compile(&written.value) {
            Ok(regex) => Some(Box::new(regex)),
            Err(message) => {
                let help = "look-around and back-references are not supported: they do not run in linear time";
                self.problems.add_with_help(
                    written.span,
                    message,
                    "in this pattern",
                    Some(help.to_owned()),
                );
                None
            }
        }
    }

    fn choice(&mut self, value: &TableValue<'_>, words: &[&str]) -> Option<String> {
        let word = value.text(self.problems)?;
        if words.contains(&word.value.as_str()) {
            return Some(word.value);
        }
        let want = words.join("`, `");
        self.problems.add_with_help(
            word.span,
            format!("got `{}`, want one of `{want}`", word.value),
            "unknown word",
            closest(&word.value, words.iter().copied()),
        );
        None
    }

    fn parsed<T>(
        &mut self,
        written: &Spanned<String>,
        parse: impl Fn(&str) -> Result<T, PathError>,
        warnings: impl Fn(&T) -> &[PathWarning],
    ) -> Option<T> {
        let parsed = parse(&written.value);
        report_path(self.text, written, 0, &parsed, warnings, self.problems);
        parsed.ok()
    }
}
