//! Parameters of rule kinds (`in`, `where`, `field`, …), and how they are read from TOML with spans.
//!
//! A rule kind declares its parameters as data ([`Parameter`]). One reader checks a rulebook against them,
//! reports every error at its span, and passes validated [`Arguments`] to the kind. The rulebook's JSON Schema
//! and the kinds' pages are generated from the same data.

mod arguments;
mod constraint;
mod expectations;
mod globs;
mod model;
mod path_problems;
mod pattern;
mod problems;
mod scope;
mod selection;
mod settings_text;
mod table;

pub use arguments::Arguments;
pub(crate) use arguments::place_of;
pub use constraint::{Constraint, Other};
pub use expectations::{
    Absence, Expectations, GROUPS, Probe, RelativeTo, TARGET_OR_VISITED, TARGETS, Wants,
    WrittenMention,
};
pub use globs::glob_matches;
pub use model::{MODEL, Model};
pub(crate) use path_problems::report_path;
pub use pattern::whole;
pub use problems::{Problems, closest, report_conflict_markers};
pub use scope::{PARENT, Scope, WITHIN};
pub use selection::{CollectionDefinition, ReferenceField, Selection, WrittenSelection};
pub use settings_text::SettingsText;
pub use table::{Constant, Spanned, Table, TableValue};

/// One parameter of a rule kind.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// The key in the rulebook.
    pub name: &'static str,
    /// The type of the parameter's value.
    pub takes: ParameterType,
    /// Whether every rule of the kind must have the parameter.
    pub required: bool,
    /// The default, as written in a rulebook; `None` if there is none.
    pub default: Option<&'static str>,
    /// The description, in one sentence.
    pub about: &'static str,
    /// The records or values that a field or condition is relative to.
    pub relative_to: RelativeTo,
    /// How a parameter that selects nothing is treated.
    pub absence: Absence,
    /// The role of the parameter.
    pub role: Role,
    /// Whether the rule looks up records of the named collections by id, so that these collections
    /// need an `id`.
    pub needs_ids: bool,
    /// The parameters that may contain the keys to compare with the ids of the named collections. The first one that a
    /// rule sets is used, and its keys must have the same number of fields as the ids. If the rule sets none of them,
    /// or the list is empty, the ids must have one field.
    pub keys: &'static [&'static str],
    /// The other parameters that this parameter requires or excludes.
    pub constraints: &'static [Constraint],
}

/// The role of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The rule reads the values that the parameter selects. Values of the visited record become part of the
    /// record's name if the record has no id.
    LooksAt,
    /// Like [`Role::LooksAt`], unless the rule also sets the named parameter. In that case, the values belong
    /// to another record.
    LooksAtWithout(&'static str),
    /// The parameter merely selects, sorts or lists values that other parameters read, or refers to the
    /// visited record.
    Selects,
    /// The parameter defines which records belong together: a [`Scope`], [`PARENT`] or similar.
    Scope,
}

/// The type of a parameter's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterType {
    /// The name of a collection.
    Collection,
    /// The name of a collection, or a list of them.
    Collections,
    /// An RFC 9535 filter expression.
    Condition,
    /// A list of at least two conditions.
    Conditions,
    /// A JSONPath relative to a record.
    Field,
    /// One JSONPath relative to a record, or a list of them.
    Fields,
    /// One JSONPath relative to a record, or a list of them whose values together are one key.
    Key,
    /// One field of a collection (`claims.subject`), or a list of them.
    References,
    /// Any text.
    Text,
    /// One text, or a list of them.
    Texts,
    /// A regular expression that matches in linear time.
    Pattern,
    /// The path to a file, relative to the rulebook's folder.
    File,
    /// A text or a number to compare values with.
    Constant,
    /// A duration in calendar units (ISO 8601), as in `P3Y`.
    Duration,
    /// A duration in calendar units that may have a sign, as in `-P15D`.
    Shift,
    /// A decimal number.
    Number,
    /// An integer of at least 0.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// One of a few words.
    Choice(&'static [&'static str]),
}

impl ParameterType {
    /// Describes the type in words.
    #[must_use]
    pub fn describe(self) -> String {
        match self {
            ParameterType::Collection => "the name of a collection".to_owned(),
            ParameterType::Collections => "the name of a collection or a list of them".to_owned(),
            ParameterType::Condition => "a condition".to_owned(),
            ParameterType::Conditions => "a list of conditions".to_owned(),
            ParameterType::Field => "a field".to_owned(),
            ParameterType::Fields => "a field or a list of fields".to_owned(),
            ParameterType::Key => "a field, or a list of the fields of one key".to_owned(),
            ParameterType::References => "`collection.field` or a list of them".to_owned(),
            ParameterType::Text => "text".to_owned(),
            ParameterType::Texts => "text or a list of texts".to_owned(),
            ParameterType::Pattern => "a regular expression".to_owned(),
            ParameterType::File => "the path of a file".to_owned(),
            ParameterType::Constant => "text or a number".to_owned(),
            ParameterType::Duration => "an ISO 8601 duration".to_owned(),
            ParameterType::Shift => "an ISO 8601 duration, with `-` for the past".to_owned(),
            ParameterType::Number => "a number".to_owned(),
            ParameterType::Integer => "a whole number of at least 0".to_owned(),
            ParameterType::Boolean => "true or false".to_owned(),
            ParameterType::Choice(words) => {
                let quoted = words.iter().map(|word| format!("\"{word}\""));
                format!("one of {}", quoted.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

impl Parameter {
    /// Creates a parameter that every rule of the kind must have.
    #[must_use]
    pub const fn required(
        name: &'static str,
        takes: ParameterType,
        about: &'static str,
    ) -> Parameter {
        Parameter::new(name, takes, true, about)
    }

    /// Creates a parameter that a rule may omit.
    #[must_use]
    pub const fn optional(
        name: &'static str,
        takes: ParameterType,
        about: &'static str,
    ) -> Parameter {
        Parameter::new(name, takes, false, about)
    }

    const fn new(
        name: &'static str,
        takes: ParameterType,
        required: bool,
        about: &'static str,
    ) -> Parameter {
        Parameter {
            name,
            takes,
            required,
            default: None,
            about,
            relative_to: RelativeTo::Visited,
            absence: Absence::Idle,
            role: Role::LooksAt,
            needs_ids: false,
            keys: &[],
            constraints: &[],
        }
    }

    /// Sets the records or values that the parameter is relative to; by default, the records that the rule visits.
    #[must_use]
    pub const fn relative_to(self, relative_to: RelativeTo) -> Parameter {
        Parameter { relative_to, ..self }
    }

    /// Marks a parameter that may select nothing, because the rule itself reports absent values.
    #[must_use]
    pub const fn reports_absence(self) -> Parameter {
        Parameter { absence: Absence::Reported, ..self }
    }

    /// Marks a parameter that should select nothing, because the rule requires values to be absent.
    #[must_use]
    pub const fn wants_absence(self) -> Parameter {
        Parameter { absence: Absence::Wanted, ..self }
    }

    /// Sets the role of the parameter.
    #[must_use]
    pub const fn role(self, role: Role) -> Parameter {
        Parameter { role, ..self }
    }

    /// Marks a parameter that names collections whose records are looked up by id.
    #[must_use]
    pub const fn by_id(self) -> Parameter {
        Parameter { needs_ids: true, ..self }
    }

    /// Marks a parameter that names collections whose records are looked up by id. `keys` are the parameters
    /// with the ids.
    #[must_use]
    pub const fn by_id_in(self, keys: &'static [&'static str]) -> Parameter {
        Parameter { needs_ids: true, keys, ..self }
    }

    /// Sets which other parameters the parameter requires or excludes.
    #[must_use]
    pub const fn with(self, constraints: &'static [Constraint]) -> Parameter {
        Parameter { constraints, ..self }
    }

    /// Returns the description of the parameter and its constraints, in sentences.
    #[must_use]
    pub fn meaning(&self) -> String {
        let mut sentences = vec![self.about.to_owned()];
        sentences.extend(self.constraints.iter().map(Constraint::to_string));
        sentences.join(" ")
    }

    /// Sets the default.
    #[must_use]
    pub const fn with_default(self, default: &'static str) -> Parameter {
        Parameter { default: Some(default), ..self }
    }
}

/// `in`: the collection whose records the rule visits.
pub const IN: Parameter = Parameter::required(
    "in",
    ParameterType::Collection,
    "The collection whose records are checked.",
);

/// `where`: the condition for the records that the rule visits.
pub const WHERE: Parameter = Parameter::optional(
    "where",
    ParameterType::Condition,
    "Only records for which this condition holds are checked.",
)
.role(Role::Selects);

/// `in` for kinds that work on claims; defaults to the claims of the model.
pub const IN_CLAIMS: Parameter = Parameter::optional(
    "in",
    ParameterType::Collection,
    "The collection of claims to check; the model's claims by default.",
);
