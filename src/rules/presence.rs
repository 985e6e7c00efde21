//! `presence`: fields that must or must not be present, alone or together.

use super::{Kind, Origin};
use crate::claims::{self, Claim};
use crate::document::{self, Member};
use crate::finding::{Anchor, Applicability, Finding, Keys, Level, Place};
use crate::parameters::Constraint::RequiredWithout;
use crate::parameters::{Arguments, IN, Model, Parameter, ParameterType, WHERE};
use crate::path::{self, Condition, Field};
use crate::rule::{Declaration, DynRule, Lookups, Output, Partner, Record, Rule};
use crate::value::look_alike::with_hidden_difference;
use crate::value::name::{closest, slip_of};
use std::sync::Arc;

pub(crate) const KIND: Kind = Kind {
    name: "presence",
    about: "a required field that is missing, or a forbidden field that is present",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::optional("required", ParameterType::Fields, "All of these must be present.")
            .reports_absence()
            .with(&[RequiredWithout(&[
                "forbidden",
                "at-least-one",
                "at-most-one",
                "exactly-one",
                "all-or-none",
                "only",
            ])]),
        Parameter::optional("forbidden", ParameterType::Fields, "None of these may be present.")
            .wants_absence(),
        Parameter::optional(
            "at-least-one",
            ParameterType::Fields,
            "At least one of these must be present.",
        ),
        Parameter::optional(
            "at-most-one",
            ParameterType::Fields,
            "At most one of these may be present.",
        ),
        Parameter::optional(
            "exactly-one",
            ParameterType::Fields,
            "Exactly one of these must be present.",
        ),
        Parameter::optional(
            "all-or-none",
            ParameterType::Fields,
            "If one of these is present, all must be.",
        ),
        Parameter::optional(
            "only",
            ParameterType::Texts,
            "The only keys that the record may have.",
        ),
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("presence.md"),
};

struct Presence {
    declaration: Declaration,
    demands: Vec<(Demand, Vec<Field>)>,
    only: Option<Vec<String>>,
    visits_claims: bool,
    model: Arc<Model>,
}

/// A requirement on a list of fields.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Demand {
    Required,
    Forbidden,
    AtLeastOne,
    AtMostOne,
    ExactlyOne,
    AllOrNone,
}

const DEMANDS: [(&str, Demand); 6] = [
    ("required", Demand::Required),
    ("forbidden", Demand::Forbidden),
    ("at-least-one", Demand::AtLeastOne),
    ("at-most-one", Demand::AtMostOne),
    ("exactly-one", Demand::ExactlyOne),
    ("all-or-none", Demand::AllOrNone),
];

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let selection = arguments.selection();
    let demands: Vec<_> = DEMANDS
        .iter()
        .filter_map(|(name, demand)| Some((*demand, arguments.fields(name)?)))
        .collect();
    for (demand, fields) in &demands {
        if let (Demand::AtMostOne | Demand::AllOrNone, [_]) = (demand, fields.as_slice()) {
            let name = DEMANDS.iter().find(|known| known.1 == *demand).map_or("", |known| known.0);
            return arguments.refuse_argument(name, "got one field, want at least two");
        }
    }
    let only = arguments.texts("only");
    let (selection, model) = (selection?, arguments.model()?);
    if let Some(condition) = &selection.condition
        && only.is_none()
        && demands.iter().all(|(demand, fields)| demand.is_met_where(condition, fields))
        && !demands.is_empty()
    {
        arguments.warn_of_argument(WHERE.name, "no record that it selects can violate the rule");
    }
    let visits_claims = selection.collection == model.claims;
    let declaration = Declaration {
        lookups: if visits_claims { claims::lookups(&model) } else { Vec::new() },
        reads_keys: if only.is_some() { Keys::Own } else { Keys::None },
        tolerates_unknown_values: true,
        ..Declaration::new(selection, Partner::NotNeeded)
    };
    Some(Box::new(Presence { declaration, demands, only, visits_claims, model }))
}

impl Rule for Presence {
    type Fact = ();

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut Output<'_, ()>) {
        for (demand, fields) in &self.demands {
            let ((present, absent), unknown) = path::watch(|| present_and_absent(record, fields));
            let is_unknown = !unknown.is_none();
            unknown.pass_on();
            if is_unknown {
                continue;
            }
            if let Some(message) = demand.unmet(&present, &absent) {
                let finding = report(record, *demand, fields, &present, message);
                output.report(self.with_passages(finding, record, lookups));
            }
        }
        let Some(only) = &self.only else { return };
        if record.value.kind() != document::Kind::Object {
            return output.skip_record(record.value.kind().with_article());
        }
        let marks = record.value.document().marks();
        let members = record.value.members();
        // If the schema does not allow the key either, the schema error already reports the key.
        for member in
            members.filter(|member| marks.is_none_or(|marks| !marks.is_unreliable(member.key)))
        {
            if !only.iter().any(|known| member.key.is_string_equal_to(known)) {
                output.report(unknown_key(record, &member, only));
            }
        }
    }
}

impl Presence {
    /// Adds the record's evidence to a finding, if the record is a claim.
    fn with_passages(
        &self,
        finding: Finding,
        record: &Record<'_>,
        lookups: &Lookups<'_>,
    ) -> Finding {
        if !self.visits_claims {
            return finding;
        }
        let claim = Claim::new(*record, &self.model);
        claim.evidence().iter().fold(finding, |finding, evidence| {
            claims::show_evidence(finding, &claim, &[], evidence, lookups)
        })
    }
}

/// Partitions fields into those that a record has and those that it lacks.
fn present_and_absent<'f>(
    record: &Record<'_>,
    fields: &'f [Field],
) -> (Vec<&'f Field>, Vec<&'f Field>) {
    fields.iter().partition(|field| field.first(record.value).is_some())
}

impl Demand {
    /// Whether every record for which a condition holds meets the demand.
    fn is_met_where(self, condition: &Condition, fields: &[Field]) -> bool {
        let decided: Vec<Option<bool>> =
            fields.iter().map(|field| condition.decides(field)).collect();
        let number_of = |wanted: bool| decided.iter().filter(|has| **has == Some(wanted)).count();
        let (all, present, absent) = (fields.len(), number_of(true), number_of(false));
        match self {
            Demand::Required => present == all,
            Demand::Forbidden => absent == all,
            Demand::AtLeastOne => present > 0,
            Demand::AtMostOne => absent + 1 >= all,
            Demand::ExactlyOne => present == 1 && absent + 1 == all,
            Demand::AllOrNone => present == all || absent == all,
        }
    }

    /// Describes how the demand is violated, or returns `None` if it is met.
    fn unmet(self, present: &[&Field], absent: &[&Field]) -> Option<String> {
        match self {
            Demand::Required if !absent.is_empty() => {
                Some(format!("has no {}", list(absent, "and no")))
            }
            Demand::Forbidden if !present.is_empty() => {
                Some(format!("must not have {}", list(present, "and")))
            }
            Demand::AtLeastOne | Demand::ExactlyOne if present.is_empty() => {
                Some(format!("has none of {}", list(absent, "and")))
            }
            Demand::AtMostOne | Demand::ExactlyOne if present.len() > 1 => {
                Some(format!("has {}, want only one of them", list(present, "and")))
            }
            Demand::AllOrNone if !present.is_empty() && !absent.is_empty() => {
                Some(format!("has {} but no {}", list(present, "and"), list(absent, "and no")))
            }
            Demand::Required
            | Demand::Forbidden
            | Demand::AtLeastOne
            | Demand::AtMostOne
            | Demand::ExactlyOne
            | Demand::AllOrNone => None,
        }
    }
}

fn report(
    record: &Record<'_>,
    demand: Demand,
    fields: &[Field],
    present: &[&Field],
    message: String,
) -> Finding {
    let names: Vec<&str> = fields.iter().map(Field::as_str).collect();
    let finding = Finding::new(
        format!("{} {message}", record.display_name()),
        Anchor::new(record.anchor(), names.join(",")),
    )
    .in_record(record.place());
    let finding = if matches!(demand, Demand::Required | Demand::AtLeastOne) || present.is_empty() {
        finding.label(record.name_place(), message)
    } else {
        finding
    };
    present.iter().filter_map(|field| Some((field, field.first(record.value)?))).fold(
        finding,
        |finding, (field, value)| {
            let finding = finding.rests_on(record.anchor(), field.as_str(), "there");
            match demand {
                Demand::Required | Demand::AtLeastOne => finding,
                Demand::Forbidden | Demand::AtMostOne | Demand::ExactlyOne | Demand::AllOrNone => {
                    finding.label(Place::of(value), format!("`{}` is here", field.as_str()))
                }
            }
        },
    )
}

/// Returns the finding about a key that is not in `only`. If a similar key is in `only` but not in the record,
/// the finding suggests it.
fn unknown_key(record: &Record<'_>, member: &Member<'_>, only: &[String]) -> Finding {
    let name = member.name();
    let message = format!("{} has an unknown key `{name}`", record.display_name());
    let lacked: Vec<&str> =
        only.iter().map(String::as_str).filter(|known| record.value.get(known).is_none()).collect();
    let near = closest(&name, lacked.iter().copied());
    let message = match near {
        Some(near) => with_hidden_difference(message, &name, near),
        None => message,
    };
    let finding = Finding::new(message, Anchor::new(record.anchor(), &*name))
        .label(Place::of_key(member), "unknown key")
        .with_unknown_name(&name)
        .in_record(record.place())
        .rests_on(record.anchor(), &*name, "there");
    let finding = match near {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help(format!("known keys are `{}`", only.join("`, `"))),
    };
    match slip_of(&name, &lacked) {
        Some(meant) => finding.suggest(
            Applicability::Unsafe,
            Place::of_key(member),
            serde_json::Value::from(meant).to_string(),
            format!("use `{meant}`"),
        ),
        None => finding,
    }
}

fn list(fields: &[&Field], joint: &str) -> String {
    let quoted: Vec<String> = fields.iter().map(|field| format!("`{}`", field.as_str())).collect();
    crate::words::listed(&quoted, joint)
}
