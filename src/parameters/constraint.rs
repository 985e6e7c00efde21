//! Constraints between parameters: the other parameters that a parameter requires or excludes.

use std::fmt;

/// A constraint of a parameter on other parameters. A switch that is off (`false`) requires and excludes
/// nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Constraint {
    /// A rule that sets the parameter must also set the named parameter. Reported at the argument.
    Requires(&'static str),
    /// A rule that sets the parameter to this value must also set at least one of these parameters. Reported at
    /// the argument.
    ValueRequires(&'static str, &'static [&'static str]),
    /// A rule that sets the parameter must also have at least one of these arguments. Reported at the rule.
    RequiresOneOf(&'static [Other]),
    /// A rule that sets the parameter must not have any of these arguments. Reported at the rule.
    Excludes(&'static [Other]),
    /// A rule must set both the parameter and the named parameter, or neither. Reported at the rule.
    PairedWith(&'static str),
    /// A rule that sets none of these parameters must set this one. Reported at the rule.
    RequiredWithout(&'static [&'static str]),
}

/// Another argument of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Other {
    /// This parameter with any value.
    Given(&'static str),
    /// This parameter with this value.
    Is(&'static str, &'static str),
}

/// Formats the constraint as a sentence for the pages of the kinds.
impl fmt::Display for Constraint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Constraint::Requires(other) => write!(formatter, "Needs `{other}`."),
            Constraint::ValueRequires(value, others) => {
                write!(formatter, "`{value}` needs {}.", alternatives(&names(others)))
            }
            Constraint::RequiresOneOf(others) => {
                write!(formatter, "Needs {}.", alternatives(others))
            }
            Constraint::Excludes(others) => write!(formatter, "Not with {}.", alternatives(others)),
            Constraint::PairedWith(other) => {
                write!(formatter, "Must be set together with `{other}`.")
            }
            Constraint::RequiredWithout(others) => {
                write!(formatter, "Required unless {} is given.", alternatives(&names(others)))
            }
        }
    }
}

/// Formats the argument as in a rulebook, in backticks.
impl fmt::Display for Other {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Other::Given(name) => write!(formatter, "`{name}`"),
            Other::Is(name, value) => write!(formatter, "`{name} = \"{value}\"`"),
        }
    }
}

pub(super) fn names(names: &[&'static str]) -> Vec<Other> {
    names.iter().map(|name| Other::Given(name)).collect()
}

/// Lists arguments, as in "`a`, `b` or `c`".
pub(super) fn alternatives(others: &[Other]) -> String {
    let written: Vec<String> = others.iter().map(Other::to_string).collect();
    match written.as_slice() {
        [init @ .., last] if !init.is_empty() => format!("{} or {last}", init.join(", ")),
        written => written.concat(),
    }
}
