//! `codelist`: a value that is not in a list.

mod codes;
mod report;

use super::{Kind, Origin};
use crate::finding::{Level, Place};
use crate::parameters::Constraint::{RequiredWithout, Requires};
use crate::parameters::{
    Arguments, GROUPS, IN, Parameter, ParameterType, Role, Spanned, TARGETS, WHERE, WITHIN,
};
use crate::path::{self, Field, KeyFields};
use crate::rule::{
    Accepts, Code, Codes, Declaration, Documents, DynRule, Grouping, Key, KeySpace, Lookup,
    Lookups, Output, Partner, Record, Rule, ValuesOf, key_text,
};
use crate::value::name::fold_case;
use crate::value::standard::Standard;
use codes::refuse_fields;
use regex::Regex;
use report::{describe_wanted, listed_elsewhere};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

pub(super) const KIND: Kind = Kind {
    name: "codelist",
    about: "a value that is not in a list",
    level: Level::Error,
    parameters: &[
        IN,
        WHERE,
        Parameter::required(
            "field",
            ParameterType::Key,
            "The field with the value or values; or several fields, whose values together must be those of a record of `to`.",
        ),
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
            "Fields that contain the list: anywhere in the document (`$.codes[*]`) or in an object around the record (`^.codes[*]`).",
        )
        .role(Role::Selects),
        Parameter::optional(
            "through",
            ParameterType::Collection,
            "A collection of groups: if `list` contains the id of a group, the values of its `through-field` are also in the list.",
        )
        .by_id()
        .with(&[Requires("list"), Requires("through-field")]),
        Parameter::optional(
            "through-field",
            ParameterType::Field,
            "The field with the members of a group.",
        )
        .relative_to(GROUPS)
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
        .relative_to(TARGETS)
        .with(&[Requires("to")]),
        Parameter::optional(
            "to-field",
            ParameterType::Key,
            "The field with the codes in these records, or as many fields as `field` has.",
        )
        .relative_to(TARGETS)
        .with(&[Requires("to")]),
        Parameter::optional(
            "if-in",
            ParameterType::Fields,
            "Check a value only if one of these fields also contains it. With `through`, the id of a group counts as its members.",
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
    declaration: Declaration,
    field: KeyFields,
    part: Option<Regex>,
    /// The codes of `values` and `standard`.
    fixed: Codes,
    file: Option<Spanned<String>>,
    values_of: Option<ValuesOf>,
    list: Vec<Field>,
    if_in: Vec<Field>,
    through: Option<(String, Field)>,
    ignore_case: bool,
    /// Whether `list` or `if-in` selects lists in documents.
    has_local_lists: bool,
    /// A description of the expected value.
    wanted: String,
}

/// A fact about a code. The fact's key is the code or, if lists are in the document, the offsets that `bases`
/// returns.
#[derive(Serialize, Deserialize)]
enum Fact {
    /// A value with a code that may be in a list of the document.
    InDocument { record: Place, value: Place },
    /// A code that may be among the values of the collection.
    InCollection { record: Place, code: Place },
    /// A value of the collection.
    Listed,
}

fn build(arguments: &mut Arguments<'_>) -> Option<Box<dyn DynRule>> {
    let (selection, field) = (arguments.selection(), arguments.key("field"));
    let part = arguments.pattern("part");
    if part.as_ref().is_some_and(|part| part.captures_len() < 2) {
        return arguments.refuse_argument("part", "got no group, want one around the code");
    }
    let values = arguments.texts("values");
    let values = values.unwrap_or_default();
    let standard = arguments.text("standard").and_then(|word| Standard::from_word(&word));
    let to = arguments.text("to").zip(arguments.key("to-field"));
    let condition = arguments.condition("to-where");
    let values_of = to.map(|(collection, field)| ValuesOf { collection, condition, field });
    let (file, list) = (arguments.file("file"), arguments.fields("list").unwrap_or_default());
    let if_in = arguments.fields("if-in").unwrap_or_default();
    let through = arguments.text("through").zip(arguments.field("through-field"));
    let wanted = describe_wanted(&values, standard, file.as_ref(), &list, values_of.as_ref());
    let standard = standard.map(Standard::codes).unwrap_or_default();
    let fixed = Codes::of_texts(values.into_iter().chain(standard));
    let ignore_case = arguments.boolean("ignore-case")?;
    let (selection, field) = (selection?, field?);
    if part.is_none() && if_in.is_empty() && lists_itself(&field, &list) {
        arguments.warn_of_argument("list", "a value is always in its own field");
    }
    if let Some(to) = values_of.as_ref()
        && (part.is_none() && to.condition.is_none())
        && to.collection == selection.collection
        && to.field.name() == field.name()
    {
        arguments.warn_of_argument("to-field", "a value is always in its own field");
    }
    let has_other_lists = part.is_some()
        || !(fixed.is_empty() && file.is_none() && list.is_empty() && if_in.is_empty());
    refuse_fields(&field, values_of.as_ref(), has_other_lists, arguments)?;
    let has_local_lists = !(list.is_empty() && if_in.is_empty());
    let partner = match (&through, &part, if_in.as_slice()) {
        (Some(_), ..) => Partner::Needed("no id in `list` names a group of `through`"),
        (None, _, [_, ..]) => Partner::Needed("no code in `field` is in `if-in` too"),
        (None, Some(_), []) => Partner::Needed("`part` matches no value of `field`"),
        (None, None, []) => Partner::NotNeeded,
    };
    let mut declaration = Declaration {
        tolerates_unknown_values: true,
        grouping: if has_local_lists { Grouping::All } else { Grouping::Unanswered },
        ..Declaration::new(selection, partner)
    };
    declaration.lookups.extend(file.clone().map(Lookup::CodeFile));
    if let Some(ValuesOf { collection, condition, field }) = &values_of {
        let values = Lookup::targets(collection, condition.as_ref(), field.iter());
        declaration.lookups.push(values);
    }
    if let Some((groups, members)) = &through {
        declaration.lookups.push(Lookup::of_fields(groups, None, [members]));
        declaration.accepted.add_of_collection(groups, members, Accepts::Scalar);
    }
    Some(Box::new(Codelist {
        declaration,
        field,
        part,
        fixed,
        file,
        values_of,
        list,
        if_in,
        through,
        ignore_case,
        has_local_lists,
        wanted,
    }))
}

/// Checks whether the fields of `list` contain the field whose values are checked.
fn lists_itself(field: &KeyFields, list: &[Field]) -> bool {
    field.one().is_some_and(|field| list.iter().any(|listed| listed.as_str() == field.as_str()))
}

impl Rule for Codelist {
    type Fact = Fact;

    fn declaration(&self) -> &Declaration {
        &self.declaration
    }

    fn visit(&self, record: &Record<'_>, lookups: &Lookups<'_>, output: &mut Output<'_, Fact>) {
        output.each_key(&self.field, record.value, |output, text, value| {
            let lists = self.lists(lookups);
            let is_known =
                |code: &Code<'_, '_>| lists.iter().any(|codes| self.has(codes, code.as_str()));
            let mut codes = self.codes_in(value, text).peekable();
            let is_compared = self.through.is_none() && self.if_in.is_empty();
            output.find_partner(|| codes.peek().is_some_and(|code| is_compared || is_known(code)));
            let mut unknown = codes.filter(|code| !is_known(code));
            if !self.has_local_lists {
                for code in unknown {
                    if self.values_of.is_none() {
                        output.report(self.unknown(record, &code, &lists));
                        continue;
                    }
                    let key = [self.folded(code.as_str())];
                    output.keep_under(KeySpace::Dataset, &key, || Fact::InCollection {
                        record: record.place(),
                        code: code.place(),
                    });
                }
            } else if unknown.next().is_some() {
                let space = KeySpace::Document(record.value.document().file());
                let fact = || Fact::InDocument { record: record.place(), value: Place::of(value) };
                output.keep_under(space, &self.bases(record), fact);
            }
        });
    }

    fn visit_target(&self, record: &Record<'_>, _: &Lookups<'_>, output: &mut Output<'_, Fact>) {
        let Some(of) = &self.values_of else { return };
        let mut codes = Codes::default();
        codes.add_field(of, record);
        for (place, got) in codes.refused() {
            output.skip_at(&of.field.name(), place.clone(), got);
        }
        for code in codes.iter().filter(|_| !self.has_local_lists) {
            output.answer(KeySpace::Dataset, &[self.folded(code)], || Fact::Listed);
        }
    }

    fn settle(&self, key: &Key, facts: Vec<Fact>, _: &Lookups<'_>, output: &mut Output<'_, Fact>) {
        if !facts.iter().any(|fact| matches!(fact, Fact::Listed)) {
            output.complete(key, &facts);
        }
    }

    fn reads_again(&self, fact: &Fact) -> Vec<Place> {
        match fact {
            Fact::InDocument { record, value: place }
            | Fact::InCollection { record, code: place } => {
                vec![record.clone(), place.clone()]
            }
            Fact::Listed => Vec::new(),
        }
    }

    fn searches(&self, _: &[Fact]) -> Vec<&str> {
        self.values_of.iter().map(|of| of.collection.as_str()).collect()
    }

    fn complete(
        &self,
        key: &Key,
        facts: Vec<Fact>,
        lookups: &Lookups<'_>,
        documents: &Documents<'_, '_>,
        output: &mut Output<'_, Fact>,
    ) {
        let listed = self.values_of.as_ref().and_then(|of| documents.values(of));
        let shared: Vec<&Codes> = self.lists(lookups).into_iter().chain(listed).collect();
        let anywhere = self.values_of.as_ref().and_then(|of| documents.of_dataset().values(of));
        let elsewhere = key.first_text().and_then(|code| anywhere?.place(code));
        let (mut missing, mut values) = (Vec::new(), Vec::new());
        for fact in facts {
            match fact {
                Fact::InDocument { record, value } => values.push((record, value)),
                Fact::InCollection { record, code } => {
                    let lists = if elsewhere.is_some() { &[] } else { shared.as_slice() };
                    let finding = self.missing_code((&record, &code), lists, documents);
                    missing.extend(finding.map(|finding| match elsewhere {
                        Some(place) => listed_elsewhere(finding, &record, place, lookups),
                        None => finding,
                    }));
                }
                Fact::Listed => {}
            }
        }
        if let (Some(code), false) = (key.first_text(), missing.is_empty()) {
            let collection = (Key::default(), self.unknown_values(listed, lookups));
            output.report_missing(collection, code, &self.field.name(), missing);
        }
        self.complete_in_document(key, &values, &shared, (lookups, documents), output);
    }
}

impl Codelist {
    /// Returns the offsets of the values that contain the lists of a record, one per field of `if-in` and
    /// `list`. Records with equal offsets have the same lists.
    fn bases(&self, record: &Record<'_>) -> Vec<String> {
        let fields = self.if_in.iter().chain(&self.list);
        let bases = fields.map(|field| field.base(record.value));
        bases.map(|base| base.map_or(String::new(), |base| base.span().start.to_string())).collect()
    }

    /// Returns the form of a code that is compared.
    fn folded<'t>(&self, code: &'t str) -> Cow<'t, str> {
        if self.ignore_case { fold_case(code).into() } else { code.into() }
    }

    /// Completes the findings about values of records that have the same lists in a document.
    fn complete_in_document(
        &self,
        key: &Key,
        values: &[(Place, Place)],
        shared: &[&Codes],
        (lookups, documents): (&Lookups<'_>, &Documents<'_, '_>),
        output: &mut Output<'_, Fact>,
    ) {
        let record_at = |place| documents.record_at(self.declaration.collection(), place);
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
        let listed = shared.iter().map(|codes| codes.unknown()).fold(unknown, u64::saturating_add);
        let unknown = self.unknown_values(None, lookups).saturating_add(listed);
        let lists: Vec<&Codes> = list.iter().chain(shared.iter().copied()).collect();
        let may_be_meant = if_in.iter().any(|codes| codes.unknown() > 0);
        for (record, value) in values {
            let Some(record) = record_at(record) else { continue };
            let value = documents.value_of(&record, self.field.first(), value);
            let Some(value) = value else { continue };
            let Some(text) = key_text(value) else { continue };
            for code in self.codes_in(value, &text) {
                let has = |codes: &Codes| self.has(codes, code.as_str());
                let is_meant = self.if_in.is_empty() || if_in.iter().any(has);
                let is_shared = || shared.iter().any(|codes| has(codes));
                if (is_meant && self.through.is_none()) || is_shared() {
                    output.found_partner();
                }
                if lists.iter().any(|codes| has(codes)) {
                    continue;
                }
                if is_meant {
                    let finding = self.unknown(&record, &code, &lists);
                    let searched = (self.searched(key), unknown);
                    output.report_missing(searched, code.as_str(), &self.field.name(), [finding]);
                } else if may_be_meant {
                    output.cannot_know(&self.field.name(), code.place());
                }
            }
        }
    }

    /// Returns the key of the lists in which the codes of records with `key` are looked up. Without `list`,
    /// all documents have the same lists.
    fn searched(&self, key: &Key) -> Key {
        if self.list.is_empty() {
            return Key::default();
        }
        let bases = key.texts.get(self.if_in.len()..).unwrap_or_default();
        Key::new(key.space, bases)
    }

    /// Returns the lists that all records share, except the values of the collection.
    fn lists<'l>(&'l self, lookups: &'l Lookups<'_>) -> Vec<&'l Codes> {
        let file = self.file.as_ref().and_then(|file| lookups.code_files.get(&file.value));
        [Some(&self.fixed), file].into_iter().flatten().collect()
    }

    /// Returns the codes that a field of `list` or `if-in` selects, and the members of the groups among them.
    fn codes_of(
        &self,
        field: &Field,
        record: &Record<'_>,
        lookups: &Lookups<'_>,
        output: &mut Output<'_, Fact>,
    ) -> Codes {
        let mut codes = Codes::of_selected(field, record.value);
        let Some((groups, members)) = &self.through else { return codes };
        let file = record.value.document().file();
        let (listed, _) = path::watch(|| field.select(record.value));
        for id in listed.into_iter().filter_map(key_text) {
            for group in lookups.records_relative_to(file, groups, &id) {
                output.found_partner();
                codes.extend(Codes::of_selected(members, group.value));
            }
        }
        codes
    }

    /// Returns the maximum number of codes of the collection that could not be read.
    fn unknown_values(&self, listed: Option<&Codes>, lookups: &Lookups<'_>) -> u64 {
        let Some(of) = &self.values_of else { return 0 };
        listed.map_or(0, Codes::unknown).saturating_add(lookups.unknown_records(&of.collection))
    }

    fn has(&self, codes: &Codes, text: &str) -> bool {
        if self.ignore_case { codes.contains_in_any_case(text) } else { codes.contains(text) }
    }
}
