//! Checks the arguments of a rule against the constraints that their parameters declare.

use super::{Argument, Arguments};
use crate::parameters::constraint::{Constraint, Other, alternatives, names};
use crate::parameters::{Parameter, ParameterType};
use crate::path::KeyFields;
use crate::words::counted;

impl Arguments<'_> {
    /// Reports arguments that lack required other arguments or exclude each other, and collections without ids. Reports
    /// only the first error in the rule as a whole, since the others often follow from it.
    pub(super) fn check_constraints(&mut self, what: &str) {
        let mut error_in_rule = None;
        for parameter in self.parameters {
            if parameter.needs_ids {
                self.need_ids(parameter);
            }
            for constraint in parameter.constraints {
                if let Some(message) = self.broken_at_argument(parameter, constraint) {
                    self.refuse_argument::<()>(parameter.name, message);
                }
                error_in_rule =
                    error_in_rule.or_else(|| self.broken_at_rule(parameter, constraint, what));
            }
        }
        if let Some(message) = error_in_rule {
            self.refuse::<()>(message);
        }
    }

    fn broken_at_argument(&self, parameter: &Parameter, constraint: &Constraint) -> Option<String> {
        let name = parameter.name;
        match *constraint {
            Constraint::Requires(other) if self.is_on(name) && !self.is_given(other) => {
                Some(format!("`{name}` needs `{other}`"))
            }
            Constraint::ValueRequires(value, others)
                if self.is_set(&Other::Is(name, value))
                    && !others.iter().any(|other| self.is_given(other)) =>
            {
                let (setting, others) = (Other::Is(name, value), alternatives(&names(others)));
                Some(format!("{setting} needs {others}"))
            }
            Constraint::Requires(_)
            | Constraint::ValueRequires(..)
            | Constraint::RequiresOneOf(_)
            | Constraint::Excludes(_)
            | Constraint::PairedWith(_)
            | Constraint::RequiredWithout(_) => None,
        }
    }

    fn broken_at_rule(
        &self,
        parameter: &Parameter,
        constraint: &Constraint,
        what: &str,
    ) -> Option<String> {
        let name = parameter.name;
        match *constraint {
            Constraint::RequiresOneOf(others) => {
                let lacks = self.is_on(name) && !others.iter().any(|other| self.is_set(other));
                lacks.then(|| format!("`{name}` needs {}", alternatives(others)))
            }
            Constraint::Excludes(others) if self.is_on(name) => {
                let excluded = others.iter().find(|other| self.is_set(other))?;
                Some(format!("`{name}` cannot be used with {excluded}"))
            }
            Constraint::PairedWith(other) => (self.is_given(name) != self.is_given(other))
                .then(|| format!("`{name}` and `{other}` must be set together")),
            Constraint::RequiredWithout(others) => {
                let mut all = vec![Other::Given(name)];
                all.extend(names(others));
                let lacks = !all.iter().any(|other| self.is_set(other));
                lacks.then(|| format!("{what} needs {}", alternatives(&all)))
            }
            Constraint::Excludes(_) | Constraint::Requires(_) | Constraint::ValueRequires(..) => {
                None
            }
        }
    }

    fn is_set(&self, other: &Other) -> bool {
        match *other {
            Other::Given(name) => self.is_on(name),
            Other::Is(name, value) => {
                self.assert_declared(name);
                matches!(self.values.get(name), Some(Argument::Text(text)) if text == value)
            }
        }
    }

    /// Whether the rulebook sets an argument to anything but `false`.
    fn is_on(&self, name: &str) -> bool {
        self.is_given(name) && !matches!(self.values.get(name), Some(Argument::Boolean(false)))
    }

    /// Reports the collections in an argument that define no `id`.
    fn need_ids(&mut self, parameter: &Parameter) {
        debug_assert!(
            matches!(parameter.takes, ParameterType::Collection | ParameterType::Collections),
            "only the records of collections have ids"
        );
        let without: Vec<String> = self.collections_of(parameter.name);
        let without = without.into_iter().filter(|name| {
            self.collections.iter().any(|known| known.name == *name && known.id.is_none())
        });
        for collection in without.collect::<Vec<_>>() {
            let message =
                format!("the collection `{collection}` has no `id` to look records up by");
            self.refuse_argument::<()>(parameter.name, message);
        }
        self.check_numbers_of_fields(parameter);
    }

    /// Reports collections whose ids do not have the same number of fields as the keys that are compared with these
    /// ids.
    fn check_numbers_of_fields(&mut self, parameter: &Parameter) {
        let keys = parameter.keys.iter().copied().find(|key| self.is_given(key));
        let numbers: Vec<usize> = match keys.and_then(|key| self.values.get(key)) {
            Some(Argument::Key(key)) => vec![key.number()],
            Some(Argument::References(references)) => {
                references.iter().map(|reference| reference.field.number()).collect()
            }
            _ if keys.is_some() && !self.values.contains_key(keys.unwrap_or_default()) => return,
            _ => vec![1],
        };
        let named = self.collections_of(parameter.name);
        let ids = self.collections.iter().filter(|known| named.contains(&known.name));
        let wrong = ids.filter_map(|known| {
            let id = known.id.as_ref()?;
            let number = numbers.iter().find(|number| **number != id.number())?;
            Some((known.name.as_str(), id, *number))
        });
        let wrong: Vec<(&str, &KeyFields, usize)> = wrong.collect();
        for (collection, id, number) in wrong {
            let has = counted(id.number(), "field");
            let message = match keys {
                Some(key) => {
                    format!("the id of `{collection}` has {has} ({id}), but `{key}` has {number}")
                }
                None => format!("the id of `{collection}` has {has} ({id}), want one"),
            };
            self.refuse_argument::<()>(keys.unwrap_or(parameter.name), message);
        }
    }
}
