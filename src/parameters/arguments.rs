//! The arguments of a rule, read and checked once.

mod constraints;
mod defaults;
mod expectations;
mod references;
mod values;

pub(crate) use expectations::place_of;

use defaults::default_argument;

use super::{
    CollectionDefinition, Constant, IN, Model, Parameter, ParameterType, Problems, ReferenceField,
    Role, Selection, Spanned, Table, TableValue, WHERE, closest, report_path,
};
use crate::path::{Condition, Field, KeyFields, PathError, PathWarning};
use crate::value::duration::Duration;
use crate::value::number::Decimal;
use crate::value::shift::Shift;
use regex::Regex;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// The arguments of one rule, checked against its kind's parameters.
///
/// A getter returns `None` if the argument was wrong, or if it was not given and has no default. Wrong
/// arguments and missing required ones have already been reported, so a kind can build itself with `?`. A
/// getter takes the argument out: a second call returns `None`.
pub struct Arguments<'r> {
    parameters: &'static [Parameter],
    values: BTreeMap<&'static str, Argument>,
    given: BTreeMap<&'static str, Range<usize>>,
    /// The texts of arguments that are a text or a list of texts.
    written: BTreeMap<&'static str, Vec<Spanned<String>>>,
    span: Range<usize>,
    /// The rulebook's text.
    text: &'r str,
    model: Option<&'r Arc<Model>>,
    collections: &'r [CollectionDefinition],
    problems: &'r mut Problems,
}

/// One argument, by type.
enum Argument {
    Text(String),
    Condition(Condition),
    Conditions(Vec<Condition>),
    Field(Field),
    Fields(Vec<Field>),
    Key(KeyFields),
    References(Vec<ReferenceField>),
    Texts(Vec<String>),
    Pattern(Box<Regex>),
    Constant(Constant),
    Duration(Duration),
    Shift(Shift),
    Number(Decimal),
    Integer(u64),
    Boolean(bool),
}

/// Context for reading arguments.
struct Reader<'r> {
    text: &'r str,
    collections: &'r [CollectionDefinition],
    problems: &'r mut Problems,
}

impl<'r> Arguments<'r> {
    /// Reads the arguments from a table. Reports all unknown keys, wrong types, paths that do not parse,
    /// missing arguments, and combinations that are not allowed. `text` is the rulebook's text, `what` names
    /// the table in messages, and `others` are the keys that the table may have besides the parameters.
    pub fn read(
        table: &Table<'_>,
        parameters: &'static [Parameter],
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
        let mut arguments = Arguments {
            parameters,
            values,
            given,
            written,
            span: table.span.clone(),
            text,
            model: None,
            collections,
            problems: reader.problems,
        };
        arguments.check_constraints(what);
        arguments
    }

    /// Whether any argument looks outside the record: at an enclosing value, or at the document (`$`). Call
    /// this before the arguments are taken.
    #[must_use]
    pub fn need_document(&self) -> bool {
        self.by_parameter().any(|(parameter, argument)| {
            let (conditions, fields) = argument.paths();
            argument.is_enclosing(parameter)
                || conditions.iter().any(Condition::uses_root)
                || fields.iter().any(|field| field.uses_root())
        })
    }

    /// Returns the valid arguments with their parameters, in the order in which the kind declares them.
    fn by_parameter(&self) -> impl Iterator<Item = (&'static Parameter, &Argument)> {
        let parameters = self.parameters.iter();
        parameters.filter_map(|parameter| Some((parameter, self.values.get(parameter.name)?)))
    }

    /// Adds the model, for a rule that works on claims.
    #[must_use]
    pub fn with_model(self, model: &'r Arc<Model>) -> Arguments<'r> {
        Arguments { model: Some(model), ..self }
    }

    /// Returns the model, or `None` if the rule does not work on claims.
    pub fn model(&mut self) -> Option<Arc<Model>> {
        self.model.map(Arc::clone)
    }

    /// Takes `in` and `where`.
    pub fn selection(&mut self) -> Option<Selection> {
        Some(Selection { collection: self.text(IN.name)?, condition: self.condition(WHERE.name) })
    }

    /// Takes `in` and `where`; `in` defaults to the model's claims.
    pub fn selection_of_claims(&mut self) -> Option<Selection> {
        let collection = match self.text(IN.name) {
            Some(name) => name,
            None if self.is_given(IN.name) => return None,
            None => self.model()?.claims.clone(),
        };
        if !self.has_collection(&collection) {
            return self.refuse(format!(
                "unknown collection `{collection}`; this kind needs the collection of claims"
            ));
        }
        Some(Selection { collection, condition: self.condition(WHERE.name) })
    }

    /// Takes a text, a word, or the name of a collection.
    pub fn text(&mut self, name: &str) -> Option<String> {
        match self.take(name) {
            Some(Argument::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Takes a condition.
    pub fn condition(&mut self, name: &str) -> Option<Condition> {
        match self.take(name) {
            Some(Argument::Condition(condition)) => Some(condition),
            _ => None,
        }
    }

    /// Takes a list of conditions.
    pub fn conditions(&mut self, name: &str) -> Option<Vec<Condition>> {
        match self.take(name) {
            Some(Argument::Conditions(conditions)) => Some(conditions),
            _ => None,
        }
    }

    /// Takes a field.
    pub fn field(&mut self, name: &str) -> Option<Field> {
        match self.take(name) {
            Some(Argument::Field(field)) => Some(field),
            _ => None,
        }
    }

    /// Takes a list of fields.
    pub fn fields(&mut self, name: &str) -> Option<Vec<Field>> {
        match self.take(name) {
            Some(Argument::Fields(fields)) => Some(fields),
            _ => None,
        }
    }

    /// Takes a list of `collection.field` references.
    pub fn references(&mut self, name: &str) -> Option<Vec<ReferenceField>> {
        match self.take(name) {
            Some(Argument::References(references)) => Some(references),
            _ => None,
        }
    }

    /// Takes a list of texts.
    pub fn texts(&mut self, name: &str) -> Option<Vec<String>> {
        match self.take(name) {
            Some(Argument::Texts(texts)) => Some(texts),
            _ => None,
        }
    }

    /// Takes a regular expression.
    pub fn pattern(&mut self, name: &str) -> Option<Regex> {
        match self.take(name) {
            Some(Argument::Pattern(pattern)) => Some(*pattern),
            _ => None,
        }
    }

    /// Takes a decimal number.
    pub fn number(&mut self, name: &str) -> Option<Decimal> {
        match self.take(name) {
            Some(Argument::Number(number)) => Some(number),
            _ => None,
        }
    }

    /// Takes an integer of at least 0.
    pub fn integer(&mut self, name: &str) -> Option<u64> {
        match self.take(name) {
            Some(Argument::Integer(integer)) => Some(integer),
            _ => None,
        }
    }

    /// Takes a boolean.
    pub fn boolean(&mut self, name: &str) -> Option<bool> {
        match self.take(name) {
            Some(Argument::Boolean(boolean)) => Some(boolean),
            _ => None,
        }
    }

    /// Whether the rulebook sets the argument, even to a wrong value.
    #[must_use]
    pub fn is_given(&self, name: &str) -> bool {
        self.assert_declared(name);
        self.given.contains_key(name)
    }

    fn take(&mut self, name: &str) -> Option<Argument> {
        self.assert_declared(name);
        self.values.remove(name)
    }

    /// Returns the name of an argument that the rulebook sets and no getter has taken, or `None` if all were
    /// taken. The scope does not count: the rulebook itself reads it, for all kinds.
    #[must_use]
    pub fn untaken(&self) -> Option<&'static str> {
        let arguments = self.by_parameter().filter(|(parameter, _)| parameter.role != Role::Scope);
        arguments.map(|(parameter, _)| parameter.name).find(|name| self.given.contains_key(name))
    }

    fn assert_declared(&self, name: &str) {
        let is_declared = self.parameters.iter().any(|parameter| parameter.name == name);
        debug_assert!(is_declared, "a kind asks for `{name}`, which is none of its parameters");
    }

    /// Whether the rulebook defines a collection, for kinds that read a collection without a parameter for
    /// it.
    #[must_use]
    pub fn has_collection(&self, name: &str) -> bool {
        self.collections.iter().any(|collection| collection.name == name)
    }

    /// Reports an error in the rule as a whole, and returns `None`.
    pub fn refuse<T>(&mut self, message: impl Into<String>) -> Option<T> {
        self.problems.add(self.span.clone(), message, "in this rule");
        None
    }
}

impl Reader<'_> {
    fn argument(&mut self, parameter: &Parameter, value: &TableValue<'_>) -> Option<Argument> {
        let with_own_message = [ParameterType::References, ParameterType::Collections];
        if value.is_empty_list() && !with_own_message.contains(&parameter.takes) {
            return self.refuse_empty(value, "item");
        }
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
                let texts = self.distinct_texts(value)?;
                let fields: Vec<_> = texts
                    .iter()
                    .map(|text| self.parsed(text, Field::parse, Field::warnings))
                    .collect();
                fields.into_iter().collect::<Option<_>>().map(Argument::Fields)
            }
            ParameterType::Key => {
                let texts = self.distinct_texts(value)?;
                let fields: Vec<_> = texts
                    .iter()
                    .map(|text| self.parsed(text, Field::parse, Field::warnings))
                    .collect();
                KeyFields::new(fields.into_iter().collect::<Option<_>>()?).map(Argument::Key)
            }
            ParameterType::References => self.references(value).map(Argument::References),
            ParameterType::Text | ParameterType::File => {
                value.text(self.problems).map(|text| Argument::Text(text.value))
            }
            ParameterType::Collections => self.collections(value).map(Argument::Texts),
            ParameterType::Constant => value.constant(self.problems).map(Argument::Constant),
            ParameterType::Duration => self.duration(value).map(Argument::Duration),
            ParameterType::Shift => self.shift(value).map(Argument::Shift),
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
        let texts = self.distinct_texts(value)?;
        if texts.len() < 2 {
            self.problems.add(
                value.span.clone(),
                "got too few conditions, want at least two",
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
