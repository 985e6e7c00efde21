//! The defaults of parameters, read from the texts that declare them.

use super::{Argument, Constant, Parameter, ParameterType};
use crate::path::{Condition, Field};
use crate::value::duration::Duration;
use crate::value::number::Decimal;
use crate::value::shift::Shift;
use regex::Regex;

/// Returns the default of a parameter, or `None` if it has none.
pub(super) fn default_argument(parameter: &Parameter) -> Option<Argument> {
    let text = parameter.default?;
    let argument = match parameter.takes {
        ParameterType::Collection
        | ParameterType::Text
        | ParameterType::File
        | ParameterType::Choice(_) => Some(Argument::Text(text.to_owned())),
        ParameterType::Texts | ParameterType::Collections => {
            Some(Argument::Texts(vec![text.to_owned()]))
        }
        ParameterType::Constant => Some(Argument::Constant(Constant::Text(text.to_owned()))),
        ParameterType::Duration => Duration::parse(text).ok().map(Argument::Duration),
        ParameterType::Shift => Shift::parse(text).ok().map(Argument::Shift),
        ParameterType::Pattern => {
            Regex::new(text).ok().map(|regex| Argument::Pattern(Box::new(regex)))
        }
        ParameterType::Number => Decimal::from_json(text).ok().map(Argument::Number),
        ParameterType::Condition => Condition::parse(text).ok().map(Argument::Condition),
        ParameterType::Conditions => {
            Condition::parse(text).ok().map(|one| Argument::Conditions(vec![one]))
        }
        ParameterType::Field => Field::parse(text).ok().map(Argument::Field),
        ParameterType::Key => Field::parse(text).ok().map(|field| Argument::Key(field.into())),
        ParameterType::Fields => Field::parse(text).ok().map(|field| Argument::Fields(vec![field])),
        // References name collections of the rulebook, so no default is possible.
        ParameterType::References => None,
        ParameterType::Integer => text.parse().ok().map(Argument::Integer),
        ParameterType::Boolean => text.parse().ok().map(Argument::Boolean),
    };
    debug_assert!(argument.is_some(), "`{text}` is not a default of `{}`", parameter.name);
    argument
}
