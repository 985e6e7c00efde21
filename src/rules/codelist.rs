//! `codelist`: a value that is not in a list.

mod report;

use super::{Kind, Origin};
use crate::document::Value;
use crate::finding::{Finding, Level, Place};
use crate::parameters::Constraint::{RequiredWithout, Requires};
use crate::parameters::{
    Arguments, GROUPS, IN, Parameter, ParameterType, Role, Selection, Spanned, TARGETS, WHERE,
    WITHIN,
};
use crate::path::{self, Field};
use crate::rule::{
    AcceptedFields, Accepts, Code, Codes, DynRule, Key, KeySpace, Lookup, Lookups, Output, Record,
    Rule, ValuesOf, key_text, scalar_text,
};
use crate::value::standard::Standard;
use regex::Regex;
use report::in_words;

pub(super) const KIND: Kind = Kind {
    name: "codelist",
    about: "a value that is not in a list",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::required("field", ParameterType::Field, "The field with the value or values."),
        Parameter::optional(
            "part",
            ParameterType::Pattern,
            "A pattern for the codes in a text: the first group of each match is a code. A text without a match has none.",
        ),
        Parameter::optional(
            "values",
            ParameterType::Texts,
            "Codes of the list, in addition to those from the other parameters.",
        )
        .with(&[RequiredWithout(&["standard", "file", "list", "to"])]),
        Parameter::optional(
            "standard",
            ParameterType::Choice(Standard::WORDS),
            "A standard list of codes.",
        ),
        Parameter::optional(
            "file",
            ParameterType::File,
            "A file with the list, one code per line; lines that begin with `#` are ignored. The path is relative to the rulebook's folder.",
        ),
        Parameter::optional(
            "list",
            ParameterType::Fields,
            "Fields with the list, relative to the record: in the document (`$.codes[*]`) or in an enclosing object.",
        )
        .role(Role::Selects),
        Parameter::optional(
            "through",
            ParameterType::Collection,
            "A collection of groups: if `list` contains the id of a group, the values of its `through-field` are in the list too.",
        )
        .by_id()
        .with(&[Requires("list"), Requires("through-field")]),
        Parameter::optional(
            "through-field",
            ParameterType::Field,
            "The field with the members of a group.",
        )
        .of(GROUPS)
        .with(&[Requires("through")]),
        Parameter::optional(
            "to",
            ParameterType::Collection,
            "The collection whose values in `to-field` are the list.",
        )
        .with(&[Requires("to-field")]),
        Parameter::optional(
            "to-where",
            ParameterType::Condition,
            "Use only codes from records of `to` for which this condition holds.",
        )
        .of(TARGETS)
        .with(&[Requires("to")]),
        Parameter::optional(
            "to-field",
            ParameterType::Field,
            "The field with the codes in these records.",
        )
        .of(TARGETS)
        .with(&[Requires("to")]),
        Parameter::optional(
            "if-in",
            ParameterType::Fields,
            "Check only values that one of these fields also contains; groups are expanded as in `list`.",
        )
        .role(Role::Selects),
        Parameter::optional("ignore-case", ParameterType::Boolean, "Whether to ignore letter case.")
            .with_default("false"),
        WITHIN,
    ],
    origin: Origin::Rulebook(build),
    page: include_str!("codelist.md"),
};

struct Codelist {
    selection: Selection,
    field: Field,
    part: Option<Regex>,
    /// The codes of `values` and `standard`.
    fixed: Codes,
    file: Option<Spanned<String>>,
    values_of: Option<ValuesOf>,
    list: Vec<Field>,
    if_in: Vec<Field>,
    through: Option<(String, Field)>,
    ignore_case: bool,
    /// What a value must be, in words.
    wanted: String,
    accepted: AcceptedFields,
}

/// A value with a code that was in none of the lists known when it was visited.
enum Pending {
    /// The code may be in a list of the document. `record` is the record that has the value.
    InDocument { record: Place, value: Place },
    /// The code may be an unreadable value of the collection.
    InCollection(Box<Finding>),
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, field) = (arguments.selection(), arguments.field("field"));
    let part = arguments.pattern("part");
    if part.as_ref().is_some_and(|part| part.captures_len() < 2) {
        return arguments.refuse_argument("part", "got no group, want one around the code");
    }
    let values = arguments.texts("values").unwrap_or_default();
    let standard = arguments.text("standard").and_then(|word| Standard::from_word(&word));
    let to = arguments.text("to").zip(arguments.field("to-field"));
    let condition = arguments.condition("to-where");
    let values_of = to.map(|(collection, field)| ValuesOf { collection, condition, field });
    let (file, list) = (arguments.file("file"), arguments.fields("list").unwrap_or_default());
    let if_in = arguments.fields("if-in").unwrap_or_default();
    let through = arguments.text("through").zip(arguments.field("through-field"));
    let wanted = in_words(&values, standard, file.as_ref(), &list, values_of.as_ref());
    let standard = standard.map(Standard::codes).unwrap_or_default();
    let fixed = Codes::of_texts(values.into_iter().chain(standard));
    let ignore_case = arguments.boolean("ignore-case")?;
    let (selection, field) = (selection?, field?);
    let mut accepted = AcceptedFields::default();
    if let Some((groups, members)) = &through {
        accepted.add_of_collection(groups, members, Accepts::Scalar);
    }
    Some(Box::new(Codelist {
        selection,
        field,
        part,
        fixed,
        file,
        values_of,
        list,
        if_in,
        through,
        ignore_case,
        wanted,
        accepted,
    }))
}

impl Rule for Codelist {
    type Fact = Pending;

    fn selection(&self) -> &Selection {
        &self.selection
    }

    fn accepted(&self) -> Option<&AcceptedFields> {
        Some(&self.accepted)
    }

    fn declare(&self) -> Vec<Lookup> {
        let file = self.file.iter().cloned().map(Lookup::CodeFile);
        let values = self.values_of.iter().cloned().map(Lookup::Values);
        let groups = self.through.iter();
        let groups = groups.map(|(groups, members)| Lookup::of_fields(groups, None, [members]));
        file.chain(values).chain(groups).collect()
    }

    fn is_record_local(&self) -> bool {
        self.list.is_empty() && self.if_in.is_empty() && self.values_of.is_none()
    }

    fn tolerates_unknown_values(&self) -> bool {
        true
    }

    fn missing_partner(&self) -> Option<&'static str> {
        if self.through.is_some() {
            return Some("no id in `list` names a group of `through`");
        }
        match (&self.part, self.if_in.as_slice()) {
            (None, []) => None,
            (Some(_), []) => Some("`part` matches no value of `field`"),
            (_, [_, ..]) => Some("no code in `field` is in `if-in` too"),
        }
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut Output<'_, Pending>) {
        self.field.each(record.value, |value| {
            let Some(text) = key_text(value) else { return output.skip(&self.field, value) };
            let lists = self.lists(lookups);
            let is_known =
                |code: &Code<'_, '_>| lists.iter().any(|codes| self.has(codes, code.as_str()));
            let mut codes = self.codes_in(value, &text).peekable();
            let is_compared = self.through.is_none() && self.if_in.is_empty();
            output.find_partner(|| codes.peek().is_some_and(|code| is_compared || is_known(code)));
            let mut unknown = codes.filter(|code| !is_known(code));
            if self.list.is_empty() && self.if_in.is_empty() {
                for code in unknown {
                    let finding = self.unknown(record, &code, &lists);
                    if self.values_of.is_none() {
                        output.report(finding);
                        continue;
                    }
                    let finding = || Pending::InCollection(Box::new(finding));
                    output.keep_under(KeySpace::Dataset, &[code.as_str()], finding);
                }
            } else if unknown.next().is_some() {
                let space = KeySpace::Document(record.value.document().file());
                let pending =
                    || Pending::InDocument { record: record.place(), value: Place::of(value) };
                output.keep_under(space, &self.bases(record), pending);
            }
        });
    }

    fn settle(
        &self,
        key: &Key,
        facts: Vec<Pending>,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Pending>,
    ) {
        let mut missing = Vec::new();
        let mut values = Vec::new();
        for fact in facts {
            match fact {
                Pending::InDocument { record, value } => values.push((record, value)),
                Pending::InCollection(finding) => missing.push(*finding),
            }
        }
        if let (Some(code), false) = (key.first_text(), missing.is_empty()) {
            let collection = (Key::default(), self.unknown_values(lookups));
            output.report_missing(collection, code, self.field.as_str(), missing);
        }
        self.settle_in_document(key, &values, lookups, output);
    }
}

impl Codelist {
    /// Returns the offsets of the values that contain the lists of a record, one per field of `if-in` and
    /// `list`; records with equal offsets see the same lists.
    fn bases(&self, record: &Record<'_>) -> Vec<String> {
        let fields = self.if_in.iter().chain(&self.list);
        let bases = fields.map(|field| field.base(record.value));
        bases.map(|base| base.map_or(String::new(), |base| base.span().start.to_string())).collect()
    }

    /// Settles the values of records that see the same lists of a document.
    fn settle_in_document(
        &self,
        key: &Key,
        values: &[(Place, Place)],
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Pending>,
    ) {
        let record_at = |place| lookups.record_at(&self.selection.collection, place);
        let Some(first) = values.first().and_then(|(record, _)| record_at(record)) else { return };
        let mut codes_of = |fields: &[Field]| -> Vec<Codes> {
            let fields = fields.iter().filter(|field| field.base(first.value).is_some());
            let codes = fields.map(|field| {
                let codes = self.codes_of(field, &first, lookups, output);
                for (place, got) in codes.refused() {
                    output.skip_at(field.as_str(), place.clone(), got);
                }
                codes
            });
            codes.collect()
        };
        let (if_in, list) = (codes_of(&self.if_in), codes_of(&self.list));
        let unknown = list.iter().map(Codes::unknown).fold(0, u64::saturating_add);
        let unknown = unknown.saturating_add(self.unknown_values(lookups));
        let lists: Vec<&Codes> = list.iter().chain(self.lists(lookups)).collect();
        let may_be_meant = if_in.iter().any(|codes| codes.unknown() > 0);
        for (record, value) in values {
            let (Some(record), Some(value)) = (record_at(record), lookups.value_at(value)) else {
                continue;
            };
            let Some(text) = key_text(value) else { continue };
            for code in self.codes_in(value, &text) {
                let has = |codes: &Codes| self.has(codes, code.as_str());
                let is_meant = self.if_in.is_empty() || if_in.iter().any(has);
                if is_meant && self.through.is_none() {
                    output.found_partner();
                }
                if lists.iter().any(|codes| has(codes)) {
                    continue;
                }
                if is_meant {
                    let finding = self.unknown(&record, &code, &lists);
                    let haystack = (self.haystack(key), unknown);
                    output.report_missing(haystack, code.as_str(), self.field.as_str(), [finding]);
                } else if may_be_meant {
                    output.cannot_know(self.field.as_str(), code.place());
                }
            }
        }
    }

    /// Returns the key of the lists in which the codes of records with `key` are looked for. Without `list`,
    /// these are the same for all documents.
    fn haystack(&self, key: &Key) -> Key {
        if self.list.is_empty() {
            return Key::default();
        }
        let bases = key.texts.get(self.if_in.len()..).unwrap_or_default();
        Key::new(key.space, bases)
    }

    /// Returns the lists that all records share.
    fn lists<'l>(&'l self, lookups: &'l Lookups<'_>) -> Vec<&'l Codes> {
        let file = self.file.as_ref().and_then(|file| lookups.code_files.get(&file.value));
        let values = self.values_of.as_ref().and_then(|of| lookups.values.get(&of.key()));
        [Some(&self.fixed), file, values].into_iter().flatten().collect()
    }

    /// Returns the codes that a field of `list` or `if-in` selects, and the members of the groups that it
    /// names.
    fn codes_of(
        &self,
        field: &Field,
        record: &Record<'_>,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Pending>,
    ) -> Codes {
        let mut codes = Codes::of_selected(field, record.value);
        let Some((groups, members)) = &self.through else { return codes };
        let file = record.value.document().file();
        let (listed, _) = path::watch(|| field.select(record.value));
        for id in listed.into_iter().filter_map(scalar_text) {
            if let Some(group) = lookups.record_relative_to(file, groups, &id) {
                output.found_partner();
                codes.extend(Codes::of_selected(members, group.value));
            }
        }
        codes
    }

    /// Returns the codes in the text of a value, in text order.
    fn codes_in<'t, 'a>(
        &'t self,
        value: Value<'a>,
        text: &'t str,
    ) -> impl Iterator<Item = Code<'t, 'a>> {
        let whole = self.part.is_none().then_some(0..text.len());
        let matches = self.part.iter().flat_map(move |part| part.captures_iter(text));
        let parts = matches.filter_map(|found| Some(found.get(1)?.range()));
        whole.into_iter().chain(parts).map(move |range| Code { value, text, range })
    }

    /// Returns how many values the collection may have besides the known ones.
    fn unknown_values(&self, lookups: &Lookups<'_>) -> u64 {
        let Some(of) = &self.values_of else { return 0 };
        let known = lookups.values.get(&of.key()).map_or(0, Codes::unknown);
        known.saturating_add(lookups.unknown_records(&of.collection))
    }

    fn has(&self, codes: &Codes, text: &str) -> bool {
        if self.ignore_case { codes.contains_in_any_case(text) } else { codes.contains(text) }
    }
}
