//! Collects what the arguments of a rule expect of the data, such as a field that occurs. This must happen before the
//! kind's `build` consumes the arguments.

use super::{Argument, Arguments};
use crate::parameters::expectations::{
    Absence, Expectations, Probe, RelativeTo, Wants, WrittenMention,
};
use crate::parameters::{IN, Parameter, ParameterType, Spanned, WHERE};
use crate::path::{Condition, Field, Mention};

/// The records or values that an argument is about, and the arguments that select them.
#[derive(Clone, Default)]
struct Base {
    collections: Vec<String>,
    conditions: Vec<Condition>,
    from: Vec<Field>,
    rests_on: Vec<String>,
}

impl Arguments<'_> {
    /// Returns the expectations of the arguments that are given. Call this before the arguments are taken.
    #[must_use]
    pub fn expectations(&self) -> Expectations {
        let mut expectations = Expectations::default();
        for (parameter, argument) in self.by_parameter().filter(|(one, _)| self.is_given(one.name))
        {
            self.expect(parameter, argument, &mut expectations);
        }
        expectations
    }

    fn expect(&self, parameter: &Parameter, argument: &Argument, to: &mut Expectations) {
        let written = self.written.get(parameter.name).map(Vec::as_slice).unwrap_or_default();
        match argument {
            Argument::Text(name) if parameter.takes == ParameterType::Collection => {
                to.collections.insert(name.clone());
            }
            Argument::Texts(names) if parameter.takes == ParameterType::Collections => {
                to.collections.extend(names.iter().cloned());
            }
            Argument::Condition(condition) => {
                self.expect_conditions(parameter, std::slice::from_ref(condition), written, to);
            }
            Argument::Conditions(conditions) => {
                self.expect_conditions(parameter, conditions, written, to);
            }
            Argument::Field(field) => {
                self.expect_fields(parameter, std::slice::from_ref(field), written, to);
            }
            Argument::Key(key) => {
                let fields: Vec<Field> = key.iter().cloned().collect();
                self.expect_fields(parameter, &fields, written, to);
            }
            Argument::Fields(fields) => self.expect_fields(parameter, fields, written, to),
            Argument::References(references) => {
                let fields = references.iter().flat_map(|reference| {
                    reference.field.iter().map(move |field| (reference, field))
                });
                for ((reference, field), written) in fields.zip(written) {
                    to.collections.insert(reference.collection.clone());
                    let base =
                        Base { collections: vec![reference.collection.clone()], ..Base::default() };
                    self.mention(parameter, field.mentions(), written, to);
                    if parameter.absence == Absence::Idle {
                        let wants = Wants::Has(field.clone());
                        to.probes.push(probe(parameter, base, wants, written));
                    }
                }
            }
            Argument::Text(_)
            | Argument::Texts(_)
            | Argument::Pattern(_)
            | Argument::Constant(_)
            | Argument::Duration(_)
            | Argument::Shift(_)
            | Argument::Number(_)
            | Argument::Integer(_)
            | Argument::Boolean(_) => {}
        }
    }

    fn expect_conditions(
        &self,
        parameter: &Parameter,
        conditions: &[Condition],
        written: &[Spanned<String>],
        to: &mut Expectations,
    ) {
        // The records that a condition is tried on must not be restricted by the condition itself.
        let base = self.base(parameter.relative_to, Some(parameter.name));
        for (condition, written) in conditions.iter().zip(written) {
            self.mention(parameter, condition.mentions(), written, to);
            for call in condition.calls() {
                let at = written.value.find(call.as_str()).unwrap_or_default();
                let span = written.part_in(self.text, at..at + call.as_str().len());
                let written = Spanned { value: call.as_str().to_owned(), span };
                to.probes.push(probe(parameter, base.clone(), Wants::Has(call), &written));
            }
            if parameter.absence != Absence::Idle {
                continue;
            }
            to.probes.push(probe(
                parameter,
                base.clone(),
                Wants::Holds(condition.clone()),
                written,
            ));
            for pattern in condition.patterns() {
                let at = written.value.find(pattern.as_str()).unwrap_or_default();
                let span = written.part_in(self.text, at..at + pattern.as_str().len());
                let written = Spanned { value: pattern.as_str().to_owned(), span };
                let mut base = base.clone();
                base.rests_on.push(parameter.name.to_owned());
                to.probes.push(probe(parameter, base, Wants::Matches(pattern), &written));
            }
        }
    }

    fn expect_fields(
        &self,
        parameter: &Parameter,
        fields: &[Field],
        written: &[Spanned<String>],
        to: &mut Expectations,
    ) {
        let base = self.base(parameter.relative_to, None);
        for (field, written) in fields.iter().zip(written) {
            self.mention(parameter, field.mentions(), written, to);
            if parameter.absence == Absence::Idle && !field.is_record() {
                to.probes.push(probe(parameter, base.clone(), Wants::Has(field.clone()), written));
            }
        }
    }

    fn mention(
        &self,
        parameter: &Parameter,
        mentions: Vec<Mention>,
        written: &Spanned<String>,
        to: &mut Expectations,
    ) {
        to.mentions.extend(mentions.into_iter().map(|mention| WrittenMention {
            absence: parameter.absence,
            span: place_of(&mention.text, written, self.text),
            argument: parameter.name.to_owned(),
            mention,
        }));
    }

    /// Returns the records or values that an argument is about, without the condition of parameter `except`.
    fn base(&self, relative_to: RelativeTo, except: Option<&str>) -> Base {
        match relative_to {
            RelativeTo::Visited => self.visited(except),
            RelativeTo::Named { collection, condition, or_visited } => {
                let collections = self.collections_of(collection);
                if collections.is_empty() && or_visited {
                    return self.visited(except);
                }
                let collections = match collections.is_empty() {
                    true => self.visited(None).collections,
                    false => collections,
                };
                let mut base = Base { collections, ..Base::default() };
                if let Some(condition) = condition.filter(|name| Some(*name) != except) {
                    self.add_condition(condition, &mut base);
                }
                base
            }
            RelativeTo::Values(parameters) => {
                let Some(given) = parameters.iter().find(|name| self.is_given(name)) else {
                    return self.visited(except);
                };
                let relative_to = self
                    .parameters
                    .iter()
                    .find(|known| known.name == *given)
                    .map(|known| known.relative_to);
                let mut base = self.base(relative_to.unwrap_or(RelativeTo::Visited), except);
                base.from = match self.values.get(given) {
                    Some(Argument::Field(field)) => vec![field.clone()],
                    Some(Argument::Fields(fields)) => fields.clone(),
                    _ => Vec::new(),
                };
                base.rests_on.push((*given).to_owned());
                base
            }
            RelativeTo::Model(collection) => {
                let collections = self.model.map(|model| vec![collection(model).to_owned()]);
                Base { collections: collections.unwrap_or_default(), ..Base::default() }
            }
        }
    }

    /// Returns the records of `in` that satisfy `where`, or all records of `in` if `except` is `where`.
    fn visited(&self, except: Option<&str>) -> Base {
        let mut collections = self.collections_of(IN.name);
        if let Some(model) = self.model
            && collections.is_empty()
        {
            collections.push(model.claims.clone());
        }
        let mut base = Base { collections, ..Base::default() };
        if except != Some(WHERE.name) {
            self.add_condition(WHERE.name, &mut base);
        }
        base
    }

    fn add_condition(&self, parameter: &'static str, base: &mut Base) {
        if let Some(Argument::Condition(condition)) = self.values.get(parameter) {
            base.conditions.push(condition.clone());
            base.rests_on.push(parameter.to_owned());
        }
    }

    pub(super) fn collections_of(&self, parameter: &str) -> Vec<String> {
        match self.values.get(parameter) {
            Some(Argument::Text(name)) => vec![name.clone()],
            Some(Argument::Texts(names)) => names.clone(),
            _ => Vec::new(),
        }
    }
}

fn probe(parameter: &Parameter, base: Base, wants: Wants, written: &Spanned<String>) -> Probe {
    let Base { collections, conditions, from, rests_on } = base;
    let (argument, span) = (parameter.name.to_owned(), written.span.clone());
    Probe { argument, collections, conditions, from, wants, span, rests_on }
}

/// Returns the span of a name or text in a path or condition: its first occurrence as a whole word, or the
/// whole path or condition if there is no such occurrence.
pub(crate) fn place_of(
    word: &str,
    written: &Spanned<String>,
    file: &str,
) -> std::ops::Range<usize> {
    let is_word_character = |character: char| character.is_alphanumeric() || character == '_';
    let is_whole = |(at, _): &(usize, &str)| {
        let before = written.value.get(..*at).and_then(|text| text.chars().next_back());
        let after = written.value.get(at + word.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(is_word_character) && !after.is_some_and(is_word_character)
    };
    let found = written.value.match_indices(word).find(is_whole);
    match found {
        Some((at, _)) if !word.is_empty() => written.part_in(file, at..at + word.len()),
        _ => written.span.clone(),
    }
}
